"""The sweep: what the passing of time does, looked at and done once.

The rows are the truth. A sweep takes the cases whose clocks are due, the longest due first; for each
it locks the case before anything else (clock-first deadlocks with an officer's step), walks all that
has come due in the order in which it came due, and writes each effect with a unique key in the same
transaction. Two sweeps at once, a sweep that dies half-way and a week of downtime lose and double
nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Min

from casework import actions, store
from casework.messages import for_look
from casework.models import ClockRow, Heartbeat
from notifications import outbox
from notifications.outbox import Message
from workflows import timers
from workflows.engine import Outcome
from workflows.texts import Refusal
from workflows.timers import LookKind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: cases looked at, rungs taken, steps taken by time, cases left to another, cases
    that could not be swept."""

    cases: int = 0
    looks: int = 0
    lapsed: int = 0
    busy: int = 0
    failed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.cases + other.cases,
            self.looks + other.looks,
            self.lapsed + other.lapsed,
            self.busy + other.busy,
            self.failed + other.failed,
        )


def sweep(now: datetime, *, limit: int = 200) -> Swept:
    """Look at up to `limit` due clocks (at least one case) as of `now`; call again until nothing is
    due. Each case is a transaction of its own."""
    return _round(now, limit, set())


def sweep_all(now: datetime, *, limit: int = 200, rounds: int = 10_000) -> Swept:
    """Sweep until nothing is due any more, as after downtime. Cases that somebody else holds are left
    to the next sweep, and do not hide those behind them."""
    total, busy = Swept(), set[int]()
    for _ in range(rounds):
        done = _round(now, limit, busy)
        total += done
        if done.cases == 0 and done.busy == 0 and done.failed == 0:
            break
    return total


def _round(now: datetime, limit: int, busy: set[int]) -> Swept:
    done = Swept()
    for case_id, joined in _due_cases(now, limit, busy):
        try:
            swept = _sweep_case(case_id, now, joined)
        except (InterfaceError, OperationalError, SoftTimeLimitExceeded):
            raise
        except Exception:
            # One case's fault must not keep the others from their dates. It stays due: health() shows it.
            log.exception("case %s could not be swept", case_id)
            swept = Swept(failed=1)
        if not swept.cases:
            busy.add(case_id)
        done += swept
    return done


_DUE = """
SELECT case_id, clock FROM casework_clockrow
WHERE status = 'open' AND look_at IS NOT NULL AND look_at <= %s AND NOT case_id = ANY(%s)
ORDER BY look_at, id LIMIT %s
"""


def _due_cases(now: datetime, limit: int, busy: set[int]) -> list[tuple[int, bool]]:
    """The cases in the order in which they are due, each with whether it moves other files with it."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, sorted(busy), limit])
        first: dict[int, str] = {}
        for case_id, clock in cursor.fetchall():
            first.setdefault(case_id, clock)
    return [(case_id, actions.belongs_to_others(clock)) for case_id, clock in first.items()]


def _sweep_case(case_id: int, now: datetime, joined: bool = False) -> Swept:
    looks = lapsed = 0
    with transaction.atomic():
        if joined and not actions.lock_person(case_id, skip_locked=True):
            return Swept(busy=1)
        held = store.hold(case_id, skip_locked=True)
        if held is None:
            return Swept(busy=1)
        messages: list[Message] = []
        while (row := _first_due(held, now)) is not None:
            look = timers.look(held.procedure.clocks[row.clock.id], row.clock, row.rung)
            if look is None:
                # The ladder is shorter than when the row was written, under an earlier release: the clock has
                # no rung left, and must not keep the case's other clocks from theirs.
                held = replace(held, running={**held.running, row.clock.id: _advance(held, row)})
                continue
            looks += 1
            result: Outcome | Refusal | None = None
            if look.kind in (LookKind.LAPSE, LookKind.OVERDUE):
                result = _lapse(held, row, now)
            lapsed += isinstance(result, Outcome)
            messages += for_look(held, row, look, result)
            advanced = _advance(held, row)
            if isinstance(result, Outcome):
                reread = store.hold(case_id)
                assert reread is not None
                held = reread
            else:  # under the lock of the case nothing else has changed
                held = replace(held, running={**held.running, row.clock.id: advanced})
        outbox.put(messages)
    return Swept(1, looks, lapsed, 0)


def _first_due(held: store.Held, now: datetime) -> store.RunningRow | None:
    due = [r for r in held.running.values() if r.look_at is not None and r.look_at <= now]
    return min(due, key=lambda r: (r.look_at, r.id), default=None)


def _lapse(held: store.Held, row: store.RunningRow, now: datetime) -> Outcome | Refusal | None:
    """Take the step that the end of this clock takes; None where time takes none."""
    step = held.procedure.clocks[row.clock.id].lapse
    if step is None or row.clock.alarm_at is None:
        return None
    # The step happened when the period ended, unless something entered since stands after that.
    at = max(row.clock.alarm_at, held.dossier.last_at or row.clock.alarm_at)
    return actions.lapse(held, step, at, now)


_NEXT = """
UPDATE casework_clockrow SET rung = %s, look_at = %s WHERE id = %s AND status = 'open' AND rung = %s
"""


def _advance(held: store.Held, row: store.RunningRow) -> store.RunningRow:
    """Put the clock on its next rung, if it still runs; returns the row as it is then."""
    spec = held.procedure.clocks[row.clock.id]
    following = timers.look(spec, row.clock, row.rung + 1)
    look_at = following.at if following else None
    with connection.wrap_database_errors, store.prepared() as cursor:
        cursor.execute(_NEXT, [row.rung + 1, look_at, row.id, row.rung], prepare=True)
    return replace(row, rung=row.rung + 1, look_at=look_at)


# --- how the sweep itself is doing ----------------------------------------------------------------


def beat(name: str, now: datetime, done: int = 0) -> None:
    """Note that a periodic piece of work finished."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "done": done})


@dataclass(frozen=True, slots=True)
class Health:
    """What a watcher needs: when the sweep last finished, and the oldest clock nobody looked at."""

    swept_at: datetime | None
    oldest_look_at: datetime | None
    oldest_overdue_at: datetime | None
    open_clocks: int


def health(now: datetime) -> Health:
    """The state of the timers. `oldest_look_at` in the past means that the sweep is behind;
    `oldest_overdue_at` means that people are."""
    swept = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    running = ClockRow.objects.filter(status=ClockRow.Status.OPEN)
    late = running.filter(look_at__lte=now).aggregate(at=Min("look_at"))["at"]
    overdue = running.filter(alarm_at__lte=now, look_at__isnull=False).aggregate(at=Min("alarm_at"))["at"]
    return Health(swept, late, overdue, running.count())
