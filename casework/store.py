"""Rows from dossiers and dossiers from rows, in a fixed number of statements.

Plain SQL rather than model instances: a step is the hot path of the product, and what it writes is
known beforehand. Only `casework.actions` calls the functions that write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from casework.record import canonical, digest, seal
from workflows import timers
from workflows.clocks import OpenClock
from workflows.dossier import Dossier, as_data, spells_from
from workflows.engine import Procedure
from workflows.offers import owed
from workflows.registry import procedure as find_procedure

# Work without a date set by law sorts last; null would break the row comparison of keyset paging.
NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A running clock and the row that keeps it."""

    id: int
    clock: OpenClock
    rung: int
    look_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A case as locked for a step: its dossier and what the writing needs to know."""

    id: int
    number: str
    office: str
    head: str
    opened_at: datetime
    closed_at: datetime | None
    dossier: Dossier
    procedure: Procedure
    running: Mapping[str, RunningRow]
    person_id: int
    parent_id: int | None
    # Whether the officer for whom it was locked needs a second signature on serious steps.
    countersigned: bool = False


# The flag of the officer who acts comes along with the case: asked for separately it would be a statement
# more for each step, and taken from the caller it could be forgotten.
_CASE = """
SELECT id, number, office_id, head, opened_at, closed_at, procedure, law_on, states, facts, spells,
       done_by, previous, version, last_at, person_id, parent_id,
       COALESCE((SELECT u.countersigned FROM casework_user u WHERE u.id = %s::bigint), false)
FROM casework_case WHERE id = %s
"""
_LOCKED, _LOCKED_OR_SKIPPED = _CASE + "FOR UPDATE", _CASE + "FOR UPDATE SKIP LOCKED"
_CLOCKS = """
SELECT id, clock, start, legal_at, alarm_at, cycle, inputs, rung, look_at
FROM casework_clockrow WHERE case_id = %s AND status = 'open'
"""


def prepared() -> psycopg.Cursor[Any]:
    """A cursor below Django's, on its connection and in its transaction, for the few statements of a
    step. They are prepared once a connection; Django's cursors put the values into the text, which
    PostgreSQL then parses and plans every time."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return psycopg.Cursor(database.connection)


def allow_preparing(connection: BaseDatabaseWrapper, **_: object) -> None:
    """For a new connection (connection_created). Django switches preparing off; with this threshold a
    statement is prepared where that is asked for and never by count of its uses."""
    connection.connection.prepare_threshold = 2**31
    with connection.cursor() as cursor:
        # A list of ids makes PostgreSQL think that planning anew each time is worth it.
        cursor.execute("SET plan_cache_mode = force_generic_plan")


def hold(case_id: int, *, skip_locked: bool = False, officer: int | None = None) -> Held | None:
    """Lock a case and read it; None when it does not exist (or is locked and `skip_locked`). `officer` is
    the key of who acts.

    Two statements: the clocks are read after the lock is held, because a statement that waits for a
    lock sees the locked row anew but everything else as it was before the wait.
    """
    with connection.wrap_database_errors, prepared() as cursor:
        row = cursor.execute(
            _LOCKED_OR_SKIPPED if skip_locked else _LOCKED, [officer, case_id], prepare=True
        ).fetchone()
        if row is None:
            return None
        return _held(row, cursor.execute(_CLOCKS, [case_id], prepare=True).fetchall())


def read(case_id: int) -> Held | None:
    """A case without locking it."""
    with connection.cursor() as cursor:
        cursor.execute(_CASE, [None, case_id])
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(_CLOCKS, [case_id])
        return _held(row, cursor.fetchall())


def _held(row: tuple[Any, ...], clocks: Iterable[tuple[Any, ...]]) -> Held:
    (ident, number, office, head, opened_at, closed_at, code, law_on, *rest) = row
    states, facts, spells, done_by, previous = (_plain(value) for value in rest[:5])
    version, last_at, person_id, parent_id, countersigned = rest[5:]
    running: dict[str, RunningRow] = {}
    for key, clock, start, legal, alarm, cycle, inputs, rung, look_at in clocks:
        opened = OpenClock(clock, start, legal, alarm, cycle, _plain(inputs))
        running[clock] = RunningRow(key, opened, rung, look_at)
    dossier = Dossier(
        code,
        law_on,
        states,
        facts,
        {name: r.clock for name, r in running.items()},
        spells_from(spells),
        {step: tuple(people) for step, people in done_by.items()},
        previous,
        version,
        last_at,
    )
    found = find_procedure(code, law_on)
    return Held(
        ident,
        number,
        office,
        head,
        opened_at,
        closed_at,
        dossier,
        found,
        running,
        person_id,
        parent_id,
        countersigned,
    )


def _plain(value: Any) -> Any:
    # Django's raw cursors hand jsonb over as text.
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Entry:
    """A new entry of the record, before it is sealed."""

    kind: str
    step: str
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    office: str
    facts: Mapping[str, Any]
    effects: Mapping[str, Any]
    supersedes: int | None = None
    key: str | None = None


def sealed(case_id: int, seq: int, previous: str, entry: Entry) -> dict[str, Any]:
    """The entry as a row, chained to the hash before it."""
    row: dict[str, Any] = {
        "case_id": case_id,
        "seq": seq,
        "kind": entry.kind,
        "step": entry.step,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "actor_id": entry.actor_id,
        "office": entry.office,
        "facts": dict(entry.facts),
        "facts_digest": digest(dict(entry.facts)),
        "effects": dict(entry.effects),
        "supersedes": entry.supersedes,
        "key": entry.key,
        "previous_hash": previous,
    }
    row["hash"] = seal(row, previous)
    return row


_WRITE = """
WITH d AS (SELECT %(d)s::jsonb AS d),
ev AS (
  INSERT INTO casework_event (case_id, seq, kind, step, at, recorded_at, actor_id, office, facts,
         facts_digest, effects, supersedes, key, previous_hash, hash)
  SELECT e.case_id, e.seq, e.kind, e.step, e.at, e.recorded_at, e.actor_id, e.office, e.facts,
         e.facts_digest, e.effects, e.supersedes, e.key, e.previous_hash, e.hash
  FROM d, jsonb_to_record(d.d->'event') AS e(case_id bigint, seq int, kind text, step text,
         at timestamptz, recorded_at timestamptz, actor_id bigint, office text, facts jsonb,
         facts_digest text, effects jsonb, supersedes int, key text, previous_hash text, hash text)
),
ck AS (
  UPDATE casework_clockrow SET status = %(ended)s, stopped_seq = %(seq)s, stopped_at = %(at)s, look_at = NULL
  WHERE id = ANY(%(stop)s)
),
wk AS (
  DELETE FROM casework_workitem w
  WHERE w.case_id = %(case)s AND NOT (w.machine || ' ' || w.role = ANY(%(owed)s))
),
dr AS (
  UPDATE casework_draft SET status = 'withdrawn', decided_by_id = %(by)s, decided_at = %(entered)s,
         event_seq = %(seq)s
  WHERE case_id = %(case)s AND step = %(step)s AND status IN ('waiting', 'returned') AND %(taken)s
)
UPDATE casework_case c SET
  stage = r.stage, custody = r.custody, states = r.states, facts = r.facts, spells = r.spells,
  done_by = r.done_by, previous = r.previous, version = r.version, head = r.head,
  last_at = r.last_at, closed_at = r.closed_at, held = r.held, held_look_at = r.held_look_at,
  office_id = r.office
FROM d, jsonb_to_record(d.d->'case') AS r(stage text, custody text, states jsonb, facts jsonb,
  spells jsonb, done_by jsonb, previous jsonb, version int, head text, last_at timestamptz,
  closed_at timestamptz, held boolean, held_look_at timestamptz, office text)
WHERE c.id = %(case)s AND c.version = %(before)s
"""

# A second statement, because a clock that is stopped and started again in one statement would meet
# its own unique index.
_OPEN = """
WITH d AS (SELECT %(d)s::jsonb AS d),
ck AS (
  INSERT INTO casework_clockrow (case_id, clock, cycle, start, legal_at, alarm_at, inputs, status, rung,
         look_at, opened_seq)
  SELECT %(case)s, k.clock, k.cycle, k.start, k.legal_at, k.alarm_at, k.inputs, 'open', k.rung, k.look_at,
         %(seq)s
  FROM d, jsonb_to_recordset(d.d->'clocks') AS k(clock text, cycle int, start timestamptz,
         legal_at timestamptz, alarm_at timestamptz, inputs jsonb, rung int, look_at timestamptz)
)
INSERT INTO casework_workitem AS w (case_id, procedure, machine, role, state, office_id, since, by, clock)
SELECT %(case)s, %(procedure)s, i.machine, i.role, i.state, i.office, i.since, i.by, i.clock
FROM d, jsonb_to_recordset(d.d->'work') AS i(machine text, role text, state text, office text,
     since timestamptz, by timestamptz, clock text)
ON CONFLICT (case_id, machine, role) DO UPDATE SET
  by = excluded.by, clock = excluded.clock, office_id = excluded.office_id, state = excluded.state,
  since = CASE WHEN w.state = excluded.state THEN w.since ELSE excluded.since END,
  assignee_id = CASE WHEN (w.state, w.office_id) = (excluded.state, excluded.office_id) THEN w.assignee_id END,
  assigned_at = CASE WHEN (w.state, w.office_id) = (excluded.state, excluded.office_id) THEN w.assigned_at END
WHERE (w.by, w.clock, w.office_id, w.state)
      IS DISTINCT FROM (excluded.by, excluded.clock, excluded.office_id, excluded.state)
"""


class LostRace(Exception):
    """The case was changed between reading and writing; cannot happen under the lock."""


def write(
    held: Held,
    after: Dossier,
    entry: Entry,
    *,
    stopped: Iterable[OpenClock],
    started: Iterable[OpenClock],
    closed_at: datetime | None,
    ended: str = "stopped",
    office: str | None = None,
) -> str:
    """Write one entry and everything it changed; returns the new head. Two statements. `office`: the one
    the case goes to, with what is owed to it."""
    office = office or held.office
    row = sealed(held.id, after.seq, held.head, entry)
    procedure = held.procedure
    debts = owed(procedure, after)
    # Chained clocks stop and start again in one step, so a stop may name a clock started just now.
    stop_ids = [held.running[c.id].id for c in stopped if c.id in held.running]
    params: dict[str, Any] = {
        "case": held.id,
        "before": held.dossier.seq,
        "seq": after.seq,
        "at": entry.at,
        # A draft of this very step is done with: the step is taken. One being signed is marked before.
        "step": entry.step,
        "taken": entry.kind == "step",
        "by": entry.actor_id,
        "entered": entry.recorded_at,
        "ended": ended,
        "stop": stop_ids,
        "owed": [f"{o.machine} {o.role.value}" for o in debts],
        "d": _text(
            {
                "event": row,
                "case": {
                    **as_data(after),
                    "stage": after.states[procedure.main],
                    "custody": after.states.get("custody", ""),
                    "states": dict(after.states),
                    "version": after.seq,
                    "head": row["hash"],
                    "last_at": after.last_at,
                    "closed_at": closed_at,
                    "held": procedure.holds(after.states, after.clocks),
                    "held_look_at": procedure.look_again_at(after.clocks),
                    "office": office,
                },
            }
        ),
    }
    with connection.wrap_database_errors, prepared() as cursor:
        cursor.execute(_WRITE, params, prepare=True)
        if cursor.rowcount != 1:
            raise LostRace(held.number)
        cursor.execute(
            _OPEN,
            {
                "case": held.id,
                "procedure": procedure.code,
                "seq": after.seq,
                "d": _text(
                    {
                        "clocks": [clock_row(procedure, c, entry.recorded_at) for c in started],
                        "work": [
                            {
                                "machine": o.machine,
                                "role": o.role.value,
                                "state": after.states[o.machine],
                                "office": office_of(o.role.value, office),
                                "since": entry.at,
                                "by": o.by or NO_DATE,
                                "clock": o.clock or "",
                            }
                            for o in debts
                        ],
                    }
                ),
            },
            prepare=True,
        )
    return str(row["hash"])


def _text(data: Any) -> str:
    return canonical(data).decode()


def clock_row(procedure: Procedure, clock: OpenClock, entered: datetime) -> dict[str, Any]:
    """A running clock as a row. Rungs that lay before the entry was made are passed over: what is
    entered late must not bring a burst of old reminders; the latest of them stands for all."""
    spec = procedure.clocks[clock.id]
    rung = 0
    look = timers.look(spec, clock, rung)
    # Where time takes no step, the days after the date are passed over as well.
    while look is not None and (look.kind is timers.LookKind.AHEAD or spec.lapse is None):
        following = timers.look(spec, clock, rung + 1)
        if following is None or following.at > entered:
            break
        rung, look = rung + 1, following
    return {
        "clock": clock.id,
        "cycle": clock.cycle,
        "start": clock.start,
        "legal_at": clock.legal_at,
        "alarm_at": clock.alarm_at,
        "inputs": dict(clock.inputs),
        "rung": rung,
        "look_at": look.at if look else None,
    }


def office_of(role: str, office: str) -> str:
    """The office whose queue a debt stands in: the Commissioner's at headquarters, else the case's."""
    return "ISA-HQ" if role == "commissioner" else office
