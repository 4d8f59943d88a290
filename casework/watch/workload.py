"""Who has how much work, at which stage, and since when: one grouped statement, whatever the number of officers.

A stage is the state that owes the work, as "machine.state": what the queue can be narrowed to.

Ages are days of 24 hours since the debt arose (`WorkItem.since`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from casework.models import Absence, User
from casework.work import queues
from workflows.counting import TOKYO

BANDS = queues.AGES
NOBODY = 0


@dataclass(slots=True)
class Count:
    """How many pieces of work: in all, by band of age, overdue, due today, and since when the oldest waits."""

    total: int = 0
    bands: list[int] = field(default_factory=lambda: [0] * len(BANDS))
    late: int = 0
    today: int = 0
    oldest: datetime | None = None

    def add(self, other: Count) -> None:
        """Put another count's pieces to these."""
        self.total += other.total
        self.bands = [a + b for a, b in zip(self.bands, other.bands, strict=True)]
        self.late += other.late
        self.today += other.today
        if other.oldest is not None and (self.oldest is None or other.oldest < self.oldest):
            self.oldest = other.oldest

    def of_band(self, band: str) -> int:
        """The pieces of one band; all when it names none."""
        return next((n for (code, _), n in zip(BANDS, self.bands, strict=True) if code == band), self.total)


@dataclass(frozen=True, slots=True)
class Row:
    """One officer's work, or what nobody has taken (`user` None). `columns` is keyed by stage ("machine.state") or procedure."""

    user: User | None
    columns: Mapping[str, Count]
    whole: Count
    absence: Absence | None = None

    @property
    def key(self) -> int:
        """The officer's id; 0 for the work that nobody has."""
        return self.user.pk if self.user is not None else NOBODY


@dataclass(frozen=True, slots=True)
class Matrix:
    """The work of some offices: its columns in order, the rows, and the sums."""

    columns: Sequence[str]
    rows: Sequence[Row]
    sums: Mapping[str, Count]
    whole: Count


# One walk along work_by_procedure (office, role, procedure) or work_queue (office, role).
_GROUPED = """
SELECT w.assignee_id, {column},
       count(*),
       count(*) FILTER (WHERE w.since > %(week)s),
       count(*) FILTER (WHERE w.since <= %(week)s AND w.since > %(month)s),
       count(*) FILTER (WHERE w.since <= %(month)s AND w.since > %(quarter)s),
       count(*) FILTER (WHERE w.since <= %(quarter)s),
       count(*) FILTER (WHERE w.by <= %(now)s),
       count(*) FILTER (WHERE w.by > %(now)s AND w.by <= %(today)s),
       min(w.since)
FROM casework_workitem w
WHERE w.office_id = ANY(%(offices)s) AND w.role = ANY(%(roles)s) {only}
GROUP BY 1, 2
"""


def matrix(offices: Sequence[str], roles: Sequence[str], procedure: str, now: datetime) -> Matrix:
    """The work of these offices and roles: by stage of one procedure, or by procedure when none is named.

    Officers of these offices without work are listed too: they are the ones who could take some.
    """
    bounds: dict[str, Any] = {
        "offices": list(offices),
        "roles": list(roles),
        "procedure": procedure,
        "now": now,
        "today": queues.end_of_day(now),
        "week": now - timedelta(days=8),
        "month": now - timedelta(days=31),
        "quarter": now - timedelta(days=91),
    }
    statement = _GROUPED.format(
        column="w.machine || '.' || w.state" if procedure else "w.procedure",
        only="AND w.procedure = %(procedure)s" if procedure else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, bounds)
        found = cursor.fetchall()
    by_person: dict[int, dict[str, Count]] = {}
    sums: dict[str, Count] = {}
    for assignee, column, total, a, b, c, d, late, today, oldest in found:
        count = Count(total, [a, b, c, d], late, today, oldest)
        by_person.setdefault(assignee or NOBODY, {})[column] = count
        sums.setdefault(column, Count()).add(count)
    people = _people(offices, roles, by_person)
    away = absences(people, now)
    rows = [_row(person, by_person.get(person.pk, {}), away.get(person.pk)) for person in people.values()]
    rows.sort(key=lambda row: (-row.whole.late, -row.whole.total, row.key))
    free = _row(None, by_person.get(NOBODY, {}), None)
    whole = Count()
    for count in sums.values():
        whole.add(count)
    return Matrix(sorted(sums), [free, *rows], sums, whole)


def _row(user: User | None, columns: Mapping[str, Count], absence: Absence | None) -> Row:
    whole = Count()
    for count in columns.values():
        whole.add(count)
    return Row(user, columns, whole, absence)


def _people(offices: Sequence[str], roles: Sequence[str], holders: Iterable[int]) -> dict[int, User]:
    could = Q(is_active=True, office_id__in=offices, roles__overlap=list(roles))
    return {user.pk: user for user in User.objects.filter(could | Q(pk__in=[k for k in holders if k]))}


def absences(people: Iterable[int], now: datetime) -> dict[int, Absence]:
    """Who of these is away today, with the row that says until when and who covers."""
    day = today_of(now)
    found = Absence.objects.filter(user_id__in=list(people), since__lte=day, until__gte=day, ended_at=None)
    return {absence.user_id: absence for absence in found.select_related("cover").order_by("until")}


def today_of(now: datetime) -> date:
    """The day in Tokyo."""
    return now.astimezone(TOKYO).date()
