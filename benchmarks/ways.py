"""Ways to take the same ten steps. Each has `prepare` (not measured) and `step` (measured).

Door      casework.actions.take_step: the law, the record, clocks, work and messages
Floor     the rows the door writes, known beforehand, by prepared statements through psycopg
Workflow  viewflow's workflow engine, bare: a task finished and the next one made, nothing else
Claimed   viewflow's workflow engine as documented: a task claimed from a queue, then executed
Equal     the same, with the record, the clocks and the messages that the door writes
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any, Protocol

import psycopg
from django.db import connection

from benchmarks.procedure import OFFICE, OFFICERS, OPENING, PROCEDURE, TEN, Planned
from casework import actions
from casework.models import Case, ClockRow, Event, Office, Person, User, WorkItem
from casework.record import SEALED, canonical
from notifications.models import MessageRow
from workflows.dossier import Actor
from workflows.roles import Role


class Way(Protocol):
    """One way to take the ten steps."""

    def prepare(self, count: int) -> list[Any]:
        """Open so many cases."""
        ...

    def step(self, case: Any, number: int) -> None:
        """Take step `number` (from 0) of a case, in one transaction."""
        ...


# --- what all of them need ------------------------------------------------------------------------


def seed() -> None:
    """The offices, and one officer of each statutory office."""
    from django.core.management import call_command

    if not Office.objects.exists():
        call_command("load_offices", verbosity=0, stdout=StringIO())
    for role in OFFICERS:
        User.objects.get_or_create(
            username=role.value,
            defaults={"office_id": OFFICE, "roles": [role.value], "full_name": role.value},
        )


def officers() -> dict[Role, User]:
    """The officers by statutory office."""
    found = {user.username: user for user in User.objects.all()}
    return {role: found[role.value] for role in OFFICERS}


def opened(actor: Actor) -> int:
    """A case opened through the door."""
    person = Person(
        name_alphabet="NGUYEN VAN AN",
        name_kanji="阮文安",
        birth_date=date(1997, 4, 2),
        nationality="VNM",
        sex="M",
    )
    taken = actions.open_case(
        procedure=PROCEDURE,
        person=person,
        office=OFFICE,
        step=OPENING.step,
        facts=OPENING.facts,
        actor=actor,
        at=OPENING.at,
        now=OPENING.at,
    )
    return taken.case_id


# --- our door -------------------------------------------------------------------------------------


class Door:
    """As the page of a step calls it: with the version the officer saw and the key of the form."""

    def __init__(self) -> None:
        self.actors = {role: user.actor() for role, user in officers().items()}

    def prepare(self, count: int) -> list[int]:
        """Open so many cases."""
        return [opened(self.actors[OPENING.role]) for _ in range(count)]

    def step(self, case: int, number: int) -> None:
        """One step."""
        self.take(case, TEN[number], number + 1)

    def take(self, case: int, planned: Planned, seen: int) -> None:
        """Any step on a case that has `seen` entries."""
        actions.take_step(
            case,
            planned.step,
            planned.facts,
            actor=self.actors[planned.role],
            at=planned.at,
            now=planned.at,
            seen=seen,
            key=f"{case:016x}{seen:08x}",
        )


# --- viewflow -------------------------------------------------------------------------------------


class Workflow:
    """The bare engine: lock, read, start, execute. A task is created with its owner, so that nobody
    has to claim it, and read once, where `Task.activation()` reads it twice. No law, no record."""

    def __init__(self) -> None:
        from viewflow.workflow.models import Task

        from benchmarks.peer import flows

        self.clerk = flows.Clerk.owner = officers()[Role.CONTROL_OFFICER]
        self.flow: Any = flows.TenSteps
        self.last, self.tasks = flows.Last, Task.objects

    def prepare(self, count: int) -> list[Any]:
        """Start so many processes: each with its open task."""
        started = []
        for _ in range(count):
            process = self.flow.start.run()
            started.append([process.pk, self.last.task_id])
        return started

    def step(self, case: list[int], number: int) -> None:
        """One step."""
        process_id, task_id = case
        with self.flow.lock(process_id):
            task = self.tasks.select_related("process").get(pk=task_id)
            activation = task.flow_task.activation_class(task)
            activation.task.data = dict(TEN[number].facts)
            activation.start(None)
            activation.execute()
        case[1] = self.last.task_id


class Claimed(Workflow):
    """As its documentation has it: the task stands in a queue, an officer who has the permission
    claims it, then executes it; each time by `Task.activation()`, in a transaction of its own."""

    def __init__(self) -> None:
        super().__init__()
        from benchmarks.peer import flows

        self.flow = flows.TenClaimedSteps
        self.clerk.is_superuser = True  # has every permission, without a statement that asks for it

    def step(self, case: list[int], number: int) -> None:
        """Claim and execute."""
        task = self.tasks.get(pk=case[1])
        with task.activation() as activation:
            assert activation.assign.has_perm(self.clerk)
            activation.assign(self.clerk)
        task = self.tasks.get(pk=case[1])
        with task.activation() as activation:
            assert activation.start.has_perm(self.clerk)
            activation.start(None)
            activation.task.data = dict(TEN[number].facts)
            activation.execute()
            self.beside(case, number)
        case[1] = self.last.task_id

    def beside(self, case: list[int], number: int) -> None:
        """What else the transaction writes: nothing."""


class Equal(Claimed):
    """The same, and beside the task the record, the clocks and the messages that the door writes for
    that step: known beforehand, through Django's models. Its tasks are the work, its process the case."""

    def __init__(self) -> None:
        super().__init__()
        self.door = Door()
        case_id = self.door.prepare(1)[0]
        self.recorded = [_record(self.door, case_id, number) for number in range(len(TEN))]

    def prepare(self, count: int) -> list[Any]:
        """Processes, and for each a case for its record to belong to."""
        cases = self.door.prepare(count)
        heads = dict(Case.objects.filter(pk__in=cases).values_list("pk", "head"))
        return [
            [*process, case, heads[case]] for process, case in zip(super().prepare(count), cases, strict=True)
        ]

    def beside(self, case: list[Any], number: int) -> None:
        """The rows of the record, the clocks and the messages."""
        case_id, step = case[2], self.recorded[number]
        values = dict(zip(_EVENT[:10], step.event, strict=True))
        values["facts"], values["effects"] = json.loads(values["facts"]), json.loads(values["effects"])
        sealed = step.seal(case[3], case_id)
        Event.objects.create(case_id=case_id, seq=step.seq, previous_hash=case[3], hash=sealed, **values)
        case[3] = sealed
        running = ClockRow.objects.filter(case_id=case_id, status="open")
        if step.stopped:
            running.filter(clock__in=step.stopped).update(
                status="stopped", stopped_seq=step.seq, stopped_at=step.stopped_at, look_at=None
            )
        ClockRow.objects.bulk_create(
            ClockRow(
                case_id=case_id,
                **{k: json.loads(v) if k == "inputs" else v for k, v in zip(_CLOCK, row, strict=True)},
            )
            for row in step.clocks
        )
        MessageRow.objects.bulk_create(
            MessageRow(
                key=f"event:{case_id}:{step.seq}:{role}",
                facts=json.loads(facts.replace("{number}", "")),
                **dict(zip(_MESSAGE[:-3], columns, strict=True)),
            )
            for *columns, role, facts in step.messages
        )


# --- the floor ------------------------------------------------------------------------------------

_SELECT_CASE = """
SELECT id, number, office_id, head, opened_at, closed_at, procedure, law_on, states, facts, spells,
       done_by, previous, version, last_at
FROM casework_case WHERE id = %s FOR UPDATE
"""
_SELECT_CLOCKS = """
SELECT id, clock, start, legal_at, alarm_at, cycle, inputs, rung, look_at
FROM casework_clockrow WHERE case_id = %s AND status = 'open'
"""
_STOP_CLOCKS = """
UPDATE casework_clockrow SET status = 'stopped', stopped_seq = %s, stopped_at = %s, look_at = NULL
WHERE id = ANY(%s)
"""
_DELETE_WORK = "DELETE FROM casework_workitem WHERE case_id = %s AND machine || ' ' || role = ANY(%s)"
_WORK_AGAIN = """
ON CONFLICT (case_id, machine, role) DO UPDATE SET by = excluded.by, clock = excluded.clock,
  office_id = excluded.office_id, state = excluded.state, since = excluded.since
"""
_EVENT = (
    *("kind", "step", "at", "recorded_at", "actor_id", "office", "facts", "facts_digest", "effects"),
    *("supersedes", "case_id", "seq", "key", "previous_hash", "hash"),
)
_CASE = (
    *("stage", "custody", "states", "facts", "spells", "done_by", "previous", "version", "last_at"),
    *("closed_at", "held", "held_look_at"),
)
_CLOCK = (
    "clock",
    "cycle",
    "start",
    "legal_at",
    "alarm_at",
    "inputs",
    "rung",
    "look_at",
    "opened_seq",
    "status",
)
_WORK = ("procedure", "machine", "role", "state", "office_id", "since", "by", "clock")
_MESSAGE = (
    *("kind", "audience", "at", "put_at", "status", "lookups", "next_try_at", "reason"),
    *("key", "facts", "case"),
)


def _insert(table: str, columns: Sequence[str], rows: int) -> str:
    listed = ", ".join(f'"{name}"' for name in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({listed}) VALUES {', '.join([row] * rows)}"


def _plain(value: Any) -> Any:
    return canonical(value).decode() if isinstance(value, dict | list) else value


@dataclass(slots=True)
class _Recorded:
    """What the door wrote at one step: everything that does not differ from case to case."""

    seq: int
    event: list[Any]
    sealed: bytes
    update_case: str
    case: list[Any]
    stopped: list[str]
    stopped_at: datetime
    clocks: list[list[Any]]
    insert_clocks: str
    undone: list[str]
    work: list[list[Any]]
    insert_work: str
    messages: list[list[Any]]
    insert_messages: str

    def seal(self, previous: str, case_id: int) -> str:
        """The hash that the door would give this entry."""
        return hashlib.sha256(b'["%s",%d,%s' % (previous.encode(), case_id, self.sealed)).hexdigest()


def _record(door: Door, case_id: int, number: int) -> _Recorded:
    """Take a step through the door and take down the rows it wrote."""

    def work() -> dict[str, tuple[str, list[Any]]]:
        """Each piece of work, with the place of its row: a row that is written moves."""
        rows = WorkItem.objects.filter(case_id=case_id).order_by("id").extra(select={"place": "ctid::text"})
        return {f"{r.machine} {r.role}": (r.place, [getattr(r, name) for name in _WORK]) for r in rows}

    before = work()
    door.step(case_id, number)
    seq, after = number + 2, work()
    written = [values for name, (place, values) in after.items() if before.get(name, ("",))[0] != place]
    event = Event.objects.get(case_id=case_id, seq=seq)
    case = Case.objects.get(pk=case_id)
    clocks = ClockRow.objects.filter(case_id=case_id)
    started = [[_plain(getattr(r, n)) for n in _CLOCK] for r in clocks.filter(opened_seq=seq).order_by("id")]
    told = MessageRow.objects.filter(key__startswith=f"event:{case_id}:{seq}:").order_by("id")
    messages = [
        [getattr(row, name) for name in _MESSAGE[:-3]]
        + [row.key.rpartition(":")[2], _plain(row.facts).replace(case.number, "{number}")]
        for row in told
    ]
    # The hash covers [previous hash, case, …]: all after the case is the same for every case.
    covered = canonical([getattr(event, name) for name in SEALED[1:]])[1:]
    return _Recorded(
        seq,
        [_plain(getattr(event, name)) for name in _EVENT[:10]],
        covered,
        f"UPDATE casework_case SET {', '.join(f'{n} = %s' for n in _CASE)}, head = %s WHERE id = %s",
        [_plain(getattr(case, name)) for name in _CASE],
        list(clocks.filter(stopped_seq=seq).values_list("clock", flat=True)),
        event.at,
        started,
        _insert("casework_clockrow", (*_CLOCK, "case_id"), len(started)),
        [name for name in before if name not in after],
        written,
        _insert("casework_workitem", (*_WORK, "case_id"), len(written)) + _WORK_AGAIN,
        messages,
        _insert("notifications_messagerow", _MESSAGE, len(messages)),
    )


class Floor:
    """Plain rows by prepared statements, no more of them than there is to write.

    What is written is taken down once, from a case that goes through the door; only ids, numbers and
    the hash of the entry before differ from case to case. With `pipelined`, the statements that write
    are sent without waiting for each other's answers.
    """

    def __init__(self, pipelined: bool = False) -> None:
        self.pipelined = pipelined
        self.door = Door()
        case_id = self.door.prepare(1)[0]
        self.recorded = [_record(self.door, case_id, number) for number in range(len(TEN))]
        # A connection of its own: no Django between it and the server.
        given = connection.get_connection_params()
        where = {
            name: given[name] for name in ("dbname", "user", "password", "host", "port") if name in given
        }
        self.raw = psycopg.connect(**where, autocommit=True)
        self.cursor = self.raw.cursor()

    def prepare(self, count: int) -> list[tuple[int, str]]:
        """Open so many cases, through the door."""
        ids = self.door.prepare(count)
        return list(Case.objects.filter(pk__in=ids).values_list("pk", "number"))

    def step(self, case: tuple[int, str], number: int) -> None:
        """One step."""
        case_id, name = case
        step, run = self.recorded[number], self.run
        with self.raw.transaction():
            run(_SELECT_CASE, [case_id])
            row = self.cursor.fetchone()
            assert row is not None
            run(_SELECT_CLOCKS, [case_id])
            running = {clock[1]: clock[0] for clock in self.cursor.fetchall()}
            previous = row[3]
            sealed = step.seal(previous, case_id)
            with self.raw.pipeline() if self.pipelined else nullcontext():
                key = f"{case_id:016x}{number + 1:08x}"
                run(_INSERT_EVENT, [*step.event, case_id, step.seq, key, previous, sealed])
                run(step.update_case, [*step.case, sealed, case_id])
                if step.stopped:
                    run(_STOP_CLOCKS, [step.seq, step.stopped_at, [running[c] for c in step.stopped]])
                if step.clocks:
                    run(step.insert_clocks, [v for clock in step.clocks for v in (*clock, case_id)])
                if step.undone:
                    run(_DELETE_WORK, [case_id, step.undone])
                if step.work:
                    run(step.insert_work, [v for item in step.work for v in (*item, case_id)])
                if step.messages:
                    values: list[Any] = []
                    for *columns, role, facts in step.messages:
                        values += [*columns, f"event:{case_id}:{step.seq}:{role}"]
                        values += [facts.replace("{number}", name), name]
                    run(step.insert_messages, values)

    def run(self, statement: str, values: Sequence[Any]) -> None:
        """One prepared statement."""
        self.cursor.execute(statement, values, prepare=True)


_INSERT_EVENT = _insert("casework_event", _EVENT, 1)

WAYS: dict[str, Callable[[], Way]] = {
    "door": Door,
    "floor": Floor,
    "floor, pipelined": lambda: Floor(pipelined=True),
    "workflow, bare": Workflow,
    "workflow, claimed": Claimed,
    "workflow, equal": Equal,
}
