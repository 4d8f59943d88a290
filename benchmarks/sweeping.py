"""The sweep: 1,000 due clocks among 10,000 and among 1,000,000 that run.

The cases are copies of three that went through the door, made by SQL: with a reminder to send, with
a window that lapses (a step of its own with all that follows), with a date that is overdue. The rest
are cases like them whose next look lies within the coming months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from benchmarks.clients import timed
from benchmarks.ways import Door
from casework import clocks, store
from casework.models import ClockRow
from casework.record import canonical
from workflows import timers
from workflows.counting import TOKYO
from workflows.timers import LookKind

BATCH = 1000
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=TOKYO)


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases that are due for one reason: after how many of the ten steps, and which look at which clock."""

    steps: int
    clock: str
    look: LookKind
    share: float


# Most looks remind; some end a window; few dates are missed.
KINDS = (
    Kind(10, "clk_objection_3d", LookKind.AHEAD, 0.60),
    Kind(10, "clk_objection_3d", LookKind.LAPSE, 0.25),
    Kind(6, "clk_warrant_30d", LookKind.OVERDUE, 0.15),
)

_CASES = """
WITH made AS (
  INSERT INTO casework_case (number, procedure, law_on, person_id, office_id, stage, custody, states, facts,
         spells, done_by, previous, version, head, last_at, opened_at, closed_at, held, held_look_at)
  SELECT %(prefix)s || lpad(n::text, 7, '0'), procedure, law_on, person_id, office_id, stage, custody, states,
         facts, spells, done_by, previous, version, head, last_at + %(shift)s, opened_at + %(shift)s, closed_at,
         held, held_look_at + %(shift)s
  FROM casework_case, generate_series(%(first)s, %(last)s) AS n WHERE id = %(case)s
  RETURNING id
), worked AS (
  INSERT INTO casework_workitem (case_id, procedure, machine, role, state, office_id, since, by, clock)
  SELECT made.id, procedure, machine, role, state, office_id, since, by, clock
  FROM made, casework_workitem WHERE case_id = %(case)s
)
INSERT INTO casework_clockrow (case_id, clock, cycle, start, legal_at, alarm_at, inputs, status, rung, look_at,
       opened_seq)
SELECT made.id, c.clock, 1, c.start, c.legal_at + s.spread, c.alarm_at + s.spread, c.inputs, 'open', c.rung,
       c.look_at + s.spread, 1
FROM made, unnest(%(clock)s::text[], %(start)s::timestamptz[], %(legal)s::timestamptz[], %(alarm)s::timestamptz[],
       %(inputs)s::jsonb[], %(rung)s::int[], %(look)s::timestamptz[])
       AS c(clock, start, legal_at, alarm_at, inputs, rung, look_at),
     LATERAL (SELECT made.id * 0 * interval '1 s' + random() * %(spread)s AS spread) AS s
"""

_templates: dict[int, int] = {}
_made = 0


def _template(steps: int) -> int:
    if steps not in _templates:
        door = Door()
        _templates[steps] = door.prepare(1)[0]
        for number in range(steps):
            door.step(_templates[steps], number)
        # What runs must not be due itself.
        ClockRow.objects.filter(case_id=_templates[steps]).update(look_at=None)
    return _templates[steps]


def _copies(kind: Kind, count: int, spread: bool) -> int:
    """Copies of a case whose clock is due at NOW (or, spread, in the three months from then on).
    Returns how many running clocks that made."""
    global _made
    if count <= 0:
        return 0
    case_id = _template(kind.steps)
    held = store.read(case_id)
    assert held is not None
    specs, due = held.procedure.clocks, held.running[kind.clock].clock
    look = next(
        found
        for rung in range(100)
        if (found := timers.look(specs[kind.clock], due, rung)) is not None and found.kind is kind.look
    )
    # The whole case is moved in time, so that its dates still fit together.
    shift = NOW - look.at
    rows: list[tuple[Any, ...]] = []
    for running in held.running.values():
        c = running.clock
        rung, following = (look.rung, look) if c.id == kind.clock else (0, timers.look(specs[c.id], c, 0))
        while following is not None and c.id != kind.clock and following.at <= look.at:
            rung += 1
            following = timers.look(specs[c.id], c, rung)
        next_at = following.at + shift + timedelta(hours=1 if spread else 0) if following else None
        rows.append(
            (
                c.id,
                c.start + shift,
                c.legal_at + shift if c.legal_at else None,
                c.alarm_at + shift if c.alarm_at else None,
                canonical(dict(c.inputs)).decode(),
                rung,
                next_at,
            )
        )
    names = ("clock", "start", "legal", "alarm", "inputs", "rung", "look")
    columns: dict[str, Any] = {
        name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    values = {
        "case": case_id,
        "shift": shift,
        "spread": timedelta(days=90 * spread),
        "prefix": "B26-",
        **columns,
    }
    for first in range(0, count, 20_000):
        here = min(20_000, count - first)
        with transaction.atomic(), connection.cursor() as cursor:
            # The rows fit together; checking a million references is not what is measured.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(_CASES, {**values, "first": _made, "last": _made + here - 1})
        _made += here
    return count * len(rows)


def fill(running: int) -> None:
    """So many running clocks, less those of the batch that `batch` adds."""
    missing = running - _batch_clocks()
    per_case = 4  # of a case after all ten steps
    _copies(KINDS[0], missing // per_case, spread=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def _batch_clocks() -> int:
    total = 0
    for kind in KINDS:
        held = store.read(_template(kind.steps))
        assert held is not None
        total += round(kind.share * BATCH) * len(held.running)
    return total


def batch() -> int:
    """A thousand cases with one due clock each; returns how many clocks run now."""
    for kind in KINDS:
        _copies(kind, round(kind.share * BATCH), spread=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_clockrow, casework_case")
        cursor.execute("SELECT count(*) FROM casework_clockrow WHERE status = 'open'")
        return int(cursor.fetchone()[0])


def _finding() -> tuple[str, Any]:
    """The statement by which a sweep finds what is due, and its values as of NOW: taken down from a
    sweep of a time when nothing was due, which asks that and nothing else."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "casework_clockrow" in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        clocks.sweep(datetime(2000, 1, 1, tzinfo=TOKYO))
    sql, params = asked[0]
    if isinstance(params, dict):
        return sql, {k: NOW if isinstance(v, datetime) else v for k, v in params.items()}
    return sql, [NOW if isinstance(v, datetime) else v for v in params]


def _rows(cursor: Any, sql: str, params: Any) -> None:
    cursor.execute(sql, params)
    cursor.fetchall()


def find(times: int) -> list[float]:
    """Seconds of finding the first that are due, again and again."""
    sql, params = _finding()
    with connection.cursor() as cursor:
        return [timed(_rows, cursor, sql, params) for _ in range(times)]


def sweep() -> tuple[float, int, int]:
    """Seconds of a sweep until nothing is due, clocks looked at, steps taken by time. What it swept no
    longer runs afterwards, so that the next batch meets as many running clocks as this one."""
    begin = perf_counter()
    done = clocks.sweep_all(NOW)
    seconds = perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_clockrow SET status = 'stopped', look_at = NULL WHERE case_id IN"
            " (SELECT id FROM casework_case WHERE id > (SELECT max(id) - %s FROM casework_case))"
            " AND status = 'open'",
            [BATCH],
        )
        cursor.execute("VACUUM casework_clockrow")
        cursor.execute("CHECKPOINT")
    return seconds, done.looks, done.lapsed


def plan() -> list[str]:
    """How the database finds what is due."""
    sql, params = _finding()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + sql, params)
        return [row[0] for row in cursor.fetchall()]
