"""What happened, asked of the record: which steps count as what, and how many of them there are by office and
month. Nothing here knows what the simulator meant to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Counted:
    """The steps of one application that the statistics count, and the states in which a file is open."""

    label: Text
    procedure: str
    machine: str
    received: frozenset[str]
    granted: frozenset[str]
    denied: frozenset[str]
    other: frozenset[str]
    open_states: frozenset[str]

    def measure(self, step: str) -> str:
        """What a step counts as."""
        for name in ("received", "granted", "denied", "other"):
            if step in getattr(self, name):
                return name
        raise KeyError(step)


_EXAMINED = frozenset({"received", "under_review", "awaiting_documents", "decided_pending_delivery"})


def _stay(prefix: str, procedure: str, ja: str, en: str) -> Counted:
    def ids(*names: str) -> frozenset[str]:
        return frozenset(f"{prefix}_{name}" for name in names)

    return Counted(
        Text(ja, en),
        procedure,
        procedure,
        ids("file_counter", "file_online", "late_accept", "received_by_conversion"),
        ids("pay_and_deliver", "deliver_by_post", "convert_departure"),
        ids("refuse_in_stay", "refuse_in_special", "fee_default"),
        ids("withdraw", "close_other", "special_period_exhausted", "convert"),
        _EXAMINED | {"departure_option_offered"},
    )


TABLE: Mapping[str, Counted] = {
    "extension": _stay("ext", "extension", "在留期間更新", "extension of stay"),
    "change": _stay("chg", "change", "在留資格変更", "change of status"),
    "acquisition": Counted(
        Text("在留資格取得", "acquisition of status"),
        "acquisition",
        "acquisition",
        frozenset({"acq_file", "acq_file_pr"}),
        frozenset({"acq_permit"}),
        frozenset({"acq_refuse"}),
        frozenset({"acq_withdraw", "acq_leave_in_60", "acq_sixty_days_over", "acq_close"}),
        frozenset({"received", "received_pr"}),
    ),
    "permanent_residence": Counted(
        Text("永住許可", "permanent residence"),
        "permanent_residence",
        "permanent_residence",
        frozenset({"pr_file"}),
        frozenset({"pr_pay_and_deliver"}),
        frozenset({"pr_refuse", "pr_fee_default"}),
        frozenset({"pr_withdraw", "pr_status_lost"}),
        _EXAMINED,
    ),
    "activity_permission": Counted(
        Text("資格外活動許可", "activity outside the status"),
        "activity_permission",
        "activity_permission",
        frozenset({"act_file", "act_file_airport"}),
        frozenset({"act_grant_blanket", "act_grant_individual"}),
        frozenset({"act_refuse"}),
        frozenset({"act_withdraw"}),
        frozenset({"received"}),
    ),
    # The permit is a machine of the person's residence file.
    "reentry": Counted(
        Text("再入国許可", "re-entry permit"),
        "residence",
        "reentry",
        frozenset({"re_apply"}),
        frozenset({"re_grant"}),
        frozenset({"re_refuse"}),
        frozenset({"re_withdraw"}),
        frozenset({"applied"}),
    ),
}


@dataclass(slots=True)
class Counts:
    """What one office did with one application in one month; `late`: filed in a month before and entered in
    this one. `pending` is the end of the month."""

    received: int = 0
    late: int = 0
    granted: int = 0
    denied: int = 0
    other: int = 0
    pending: int = 0

    @property
    def processed(self) -> int:
        """All that was ended."""
        return self.granted + self.denied + self.other

    def add(self, other: Counts) -> None:
        """Another office's or month's on top."""
        self.received += other.received
        self.late += other.late
        self.granted += other.granted
        self.denied += other.denied
        self.other += other.other
        self.pending += other.pending


# A file belongs to the month in which it was entered, as in the published figures. A step ends an application
# where it was open: a child's 60 days may also run out before anything was applied for.
_EVENTS = """
SELECT c.office_id, to_char(e.recorded_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM'), e.step,
       date_trunc('month', e.at AT TIME ZONE 'Asia/Tokyo')
         < date_trunc('month', e.recorded_at AT TIME ZONE 'Asia/Tokyo'), count(*)
FROM casework_event e JOIN casework_case c ON c.id = e.case_id
WHERE e.kind = 'step' AND c.procedure = %s AND (
  e.step = ANY(%s)
  OR e.step = ANY(%s) AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(e.effects->'moved') m
    WHERE m->>0 = %s AND m->>1 = ANY(%s) AND NOT m->>2 = ANY(%s)
  )
)
GROUP BY 1, 2, 3, 4
"""
_OPEN = """
SELECT office_id, count(*) FROM casework_case
WHERE procedure = %s AND closed_at IS NULL AND states->>%s = ANY(%s) GROUP BY 1
"""


@dataclass(slots=True)
class Found:
    """The counts by application, office and month (of the played calendar), and the files that are open by
    their rows."""

    months: Mapping[tuple[str, str], dict[str, Counts]] = field(default_factory=dict)
    open_files: Mapping[tuple[str, str], int] = field(default_factory=dict)


def count() -> Found:
    """Everything the statistics count, from the record and from the rows."""
    months: dict[tuple[str, str], dict[str, Counts]] = {}
    open_files: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        for application, counted in TABLE.items():
            states = sorted(counted.open_states)
            ended = sorted(counted.granted | counted.denied | counted.other)
            values: list[Any] = [
                counted.procedure,
                sorted(counted.received),
                ended,
                counted.machine,
                states,
                states,
            ]
            cursor.execute(_EVENTS, values)
            for office, month, step, earlier, number in cursor.fetchall():
                counts = months.setdefault((application, office), {}).setdefault(month, Counts())
                measure = counted.measure(step)
                name = "late" if measure == "received" and earlier else measure
                setattr(counts, name, getattr(counts, name) + number)
            cursor.execute(_OPEN, [counted.procedure, counted.machine, states])
            for office, number in cursor.fetchall():
                open_files[application, office] = number
    for by_month in months.values():
        pending = 0
        for month in sorted(by_month):
            counts = by_month[month]
            pending += counts.received + counts.late - counts.processed
            counts.pending = pending
    return Found(months, open_files)


def sizes() -> tuple[int, int, int]:
    """How many entries of the record, files and people there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM casework_event), (SELECT count(*) FROM casework_case), "
            "(SELECT count(*) FROM casework_person)"
        )
        entries, files, people = cursor.fetchone()
    return int(entries), int(files), int(people)


def lapses() -> dict[str, int]:
    """What time alone did: entries without an officer, by step."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT step, count(*) FROM casework_event WHERE actor_id IS NULL AND kind = 'step' "
            "GROUP BY 1 ORDER BY 1"
        )
        return dict(cursor.fetchall())
