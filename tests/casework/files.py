"""Cases for the tests of the door and the timers: each builder goes there by real steps through the
door, and time passes only where a test sweeps. All times are in Tokyo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from casework import actions, clocks, permissions, store
from casework.models import Case, ClockRow, Event, Office, Person, User, WorkItem
from notifications.models import MessageRow
from tests.law.files import earlier, later, moment, usual
from workflows import timers
from workflows.clocks import OpenClock
from workflows.counting import TOKYO
from workflows.dossier import Actor, Dossier
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Refused

__all__ = ["DEPORTATION", "earlier", "later", "moment"]

BUREAU = "TYO"
HEADQUARTERS = "ISA-HQ"


# --- people -----------------------------------------------------------------------------------------


def offices() -> None:
    """The offices of the agency."""
    if not Office.objects.exists():
        call_command("load_offices", verbosity=0)
    permissions.parents.cache_clear()


@dataclass(frozen=True)
class Crew:
    """One officer for each statutory office, and a few more."""

    users: dict[Role, User]
    elsewhere: User
    second: User

    def of(self, step: str) -> Actor:
        """The officer who ordinarily enters a step."""
        declared = DEPORTATION.steps[step]
        role = next(r for r in (*declared.by, *declared.recorded_by) if OFFICES[r].signs_in)
        return self.users[role].actor()


def crew() -> Crew:
    """The offices and their officers."""
    offices()
    held = [role for role in Role if OFFICES[role].signs_in]
    rows = [
        User(
            username=role.value,
            password="!",
            roles=[role.value],
            office_id=HEADQUARTERS if role in permissions.NATIONAL else BUREAU,
        )
        for role in held
    ]
    everything = [r.value for r in held if r not in permissions.NATIONAL]
    rows.append(User(username="elsewhere", password="!", roles=everything, office_id="OSA"))
    rows.append(User(username="second", password="!", roles=everything, office_id=BUREAU))
    rows.append(User(username="boss", password="!", roles=[], office_id=BUREAU, is_supervisor=True))
    made = User.objects.bulk_create(rows)
    return Crew(dict(zip(held, made, strict=False)), made[len(held)], made[len(held) + 1])


def person(**more: Any) -> Person:
    """Somebody who does not exist, not saved yet."""
    row: dict[str, Any] = {
        "name_alphabet": "NGUYEN VAN AN",
        "birth_date": date(1997, 4, 2),
        "nationality": "VNM",
        "sex": "M",
    }
    return Person(**(row | more))


# --- a case -----------------------------------------------------------------------------------------


class File:
    """One stored case: steps are entered or refused, time passes by a sweep."""

    def __init__(
        self, crew: Crew, at: str | datetime, step: str = "investigation_opened", **given: Any
    ) -> None:
        self.crew = crew
        when = moment(at)
        self.taken = actions.open_case(
            procedure="deportation",
            person=given.pop("person", None) or person(),
            office=given.pop("office", BUREAU),
            key=given.pop("key", None),
            step=step,
            facts=filled(step, when, given),
            actor=crew.of(step),
            at=when,
            now=moment(given.pop("now", when)),
        )
        self.id, self.number = self.taken.case_id, self.taken.number
        self.log: list[str] = []

    # --- acting

    def take(
        self,
        step: str,
        at: str | datetime,
        *,
        now: str | datetime | None = None,
        by: Actor | None = None,
        seen: int | None = None,
        key: str | None = None,
        override: str | None = None,
        **given: Any,
    ) -> actions.Taken:
        """Enter a step; the usual facts are filled in, a fact given as None is left out."""
        when = moment(at)
        return actions.take_step(
            self.id,
            step,
            filled(step, when, given),
            actor=by or self.crew.of(step),
            at=when,
            now=when if now is None else moment(now),
            seen=seen,
            key=key,
            override=override,
        )

    def refused(self, step: str, at: str | datetime, **given: Any) -> Refusal:
        """The step must be refused."""
        with pytest.raises(Refused) as caught:
            self.take(step, at, **given)
        return caught.value.refusal

    # --- looking

    @property
    def held(self) -> store.Held:
        held = store.read(self.id)
        assert held is not None
        return held

    @property
    def dossier(self) -> Dossier:
        return self.held.dossier

    @property
    def row(self) -> Case:
        return Case.objects.get(pk=self.id)

    def state(self, machine: str = "stage") -> str:
        return self.dossier.states[machine]

    def clock(self, code: str) -> ClockRow:
        """The running clock of that kind."""
        return ClockRow.objects.get(case_id=self.id, clock=code, status="open")

    def steps(self, after: int = 0) -> list[tuple[str, datetime]]:
        """The steps of the record with the times at which they happened."""
        found = Event.objects.filter(case_id=self.id, kind="step", seq__gt=after).order_by("seq")
        return [(e.step, e.at.astimezone(TOKYO)) for e in found]

    def messages(self, code: str | None = None) -> list[MessageRow]:
        """What was told because of clocks (of one kind), in the order in which it stands."""
        rows = MessageRow.objects.filter(case=self.number, key__startswith="clock:")
        if code is not None:
            label = DEPORTATION.clocks[code].label.en
            rows = rows.filter(facts__clock__en=label)
        return list(rows.order_by("at", "id"))


def filled(step: str, at: datetime, given: dict[str, Any]) -> dict[str, Any]:
    """The usual facts of a step; what is given overrides them, None leaves one out."""
    if step not in DEPORTATION.forms:
        return given
    form = dict(DEPORTATION.forms[step])
    ordinary = {name: value for name, value in usual(step, at).items() if name in form}
    return {name: value for name, value in {**ordinary, **given}.items() if value is not None}


def minute(at: datetime | None) -> str:
    """A moment as a test writes it."""
    assert at is not None
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def told(rows: list[MessageRow]) -> list[tuple[str, str, str]]:
    """Messages as (when, kind, to whom)."""
    return [(minute(m.at), m.kind, m.audience) for m in rows]


# --- paths ------------------------------------------------------------------------------------------


def detained(crew: Crew, at: str, **given: Any) -> File:
    """Detained under a warrant since `at`, not yet handed over."""
    file = File(crew, earlier(at, days=6), **given)
    file.take("chief_inspector_notified", earlier(at, days=1))
    file.take("screening_decided", earlier(at, days=1))
    file.take("detention_decided", earlier(at, hours=2))
    file.take("warrant_executed", at)
    return file


def examined(crew: Crew, at: str, **given: Any) -> File:
    """Detained under a warrant since `at` and handed over an hour later."""
    file = detained(crew, at, **given)
    file.take("person_handed_over", later(at, hours=1))
    return file


def found(crew: Crew, at: str, **given: Any) -> File:
    """Found deportable and told so at `at`."""
    file = examined(crew, earlier(at, days=3))
    file.take("found_deportable", at, **given)
    return file


def ordered(crew: Crew, at: str) -> File:
    """A removal order issued at `at`, before any window has lapsed."""
    file = found(crew, earlier(at, hours=3))
    file.take("finding_accepted", earlier(at, hours=2))
    file.take("sp_waived", earlier(at, hours=1))
    file.take("removal_order_issued", at)
    return file


def detained_under_order(crew: Crew, at: str) -> File:
    """Detained under the removal order since `at`, with a departure plan."""
    file = ordered(crew, earlier(at, hours=2))
    file.take("removal_execution_started", earlier(at, minutes=50))
    file.take("immediate_removal_impossible", earlier(at, minutes=45))
    file.take("post_order_screening_opened", earlier(at, minutes=40))
    file.take("post_order_detention_decided", at)
    file.take("departure_plan_made", later(at, hours=1))
    return file


def with_logs(crew: Crew, at: str, until: str, now: str | None = None, **given: Any) -> File:
    """An investigation with a request to preserve logs until a day: a clock without a step of time."""
    file = File(crew, earlier(at, hours=1), **given)
    file.take("log_preservation_requested", at, now=now, **LOGS, logs_until=until)
    return file


LOGS: dict[str, Any] = {"log_carrier": "Carrier A", "logs_specified": "November"}


def long_file(crew: Crew, entries: int, at: str = "2026-11-02 08:00") -> File:
    """A file of so many entries."""
    file = File(crew, at)
    for index in range(1, entries):
        file.take(
            "statement_recorded",
            moment(at) + timedelta(minutes=index),
            read_back=True,
            statement_signature="signed",
        )
    return file


# --- what a test compares ---------------------------------------------------------------------------


def dump() -> dict[str, list[str]]:
    """Every row of every table of cases and of messages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE relkind = 'r' AND nspname = 'public' "
            "AND (relname LIKE 'casework\\_%' OR relname LIKE 'notifications\\_%')"
        )
        tables = sorted(row[0] for row in cursor.fetchall())
        assert "casework_case" in tables and "notifications_messagerow" in tables
        found = {}
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def work_rows(case_id: int) -> list[tuple[Any, ...]]:
    """The case's pieces of work as they stand in the table."""
    fields = ("machine", "role", "state", "office_id", "by", "clock")
    return sorted(WorkItem.objects.filter(case_id=case_id).values_list(*fields))


def work_owed(case_id: int) -> list[tuple[Any, ...]]:
    """The same, worked out anew from the dossier."""
    held = store.read(case_id)
    assert held is not None
    return sorted(
        (
            o.machine,
            o.role.value,
            held.dossier.states[o.machine],
            HEADQUARTERS if o.role is Role.COMMISSIONER else held.office,
            o.by or store.NO_DATE,
            o.clock or "",
        )
        for o in owed(held.procedure, held.dossier)
    )


def assert_rungs_whole(now: datetime | None = None) -> None:
    """Every rung of every clock was told exactly once, for its own instant and in order, from the first
    that was still ahead when the clock was entered; what is due at `now` is told, and nothing before."""
    told_of: dict[int, dict[int, list[MessageRow]]] = {}
    for message in MessageRow.objects.filter(key__startswith="clock:").order_by("id"):
        _, key, _, rung_, _who = message.key.split(":", 4)
        told_of.setdefault(int(key), {}).setdefault(int(rung_), []).append(message)
    entered = {(c, seq): at for c, seq, at in Event.objects.values_list("case_id", "seq", "recorded_at")}
    for row in ClockRow.objects.order_by("id"):
        spec = DEPORTATION.clocks[row.clock]
        clock = OpenClock(row.clock, row.start, row.legal_at, row.alarm_at, row.cycle, row.inputs)
        rungs = told_of.get(row.pk, {})
        first = store.clock_row(DEPORTATION, clock, entered[row.case_id, row.opened_seq])["rung"]
        # A clock that its own rung stops is not put on another one.
        last = row.rung if row.status != "open" and row.rung in rungs else row.rung - 1
        assert sorted(rungs) == list(range(first, last + 1)), f"{row}: {sorted(rungs)}, at {row.rung}"
        for rung, messages in rungs.items():
            look = timers.look(spec, clock, rung)
            assert look is not None and {m.at for m in messages} == {look.at}
            assert len({m.audience for m in messages}) == len(messages) >= 1
        if now is not None and row.status == "open" and row.look_at is not None:
            assert row.look_at > now, f"{row} is still due"
    for number in Case.objects.values_list("number", flat=True):
        rows = MessageRow.objects.filter(case=number, key__startswith="clock:").order_by("id")
        times = [m.at for m in rows]
        assert times == sorted(times), f"{number}: written out of order"


# --- at once ----------------------------------------------------------------------------------------


def at_once(*functions: Callable[[], Any], seconds: float = 60) -> list[Any]:
    """Runs the functions in threads that start together; exceptions are answered, not raised."""
    start = threading.Barrier(len(functions))
    outcomes: list[Any] = [TimeoutError("did not end")] * len(functions)

    def run(index: int, function: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[index] = function()
        except BaseException as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    return outcomes


@contextmanager
def locked(case_id: int) -> Iterator[None]:
    """An officer's transaction elsewhere holds the case for the length of the block."""
    held, let_go = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                store.hold(case_id)
                held.set()
                let_go.wait(30)
        finally:
            held.set()
            connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert held.wait(30)
    try:
        yield
    finally:
        let_go.set()
        thread.join(30)


def sweep_each(start: str, end: str, **step: int) -> None:
    """Sweeps from one moment to another as the worker does, only less often."""
    now, last = moment(start), moment(end)
    while now <= last:
        clocks.sweep_all(now)
        now += timedelta(**step)
