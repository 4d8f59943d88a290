"""What the passing of time does to a running clock: a ladder of looks, computed, never stored ahead.

Rung 0, 1, 2 … of a clock are fixed by its dates: reminders 30, 14, 7 and 1 days before the alarm
date, one on the date, the step that time itself takes, then one each day to the supervisor until
somebody acts. The sweep of the database and the replay of a file walk the same ladder, so what is
proved of the one holds for the other. All instants are aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.clocks import Clock, OpenClock
from workflows.counting import TOKYO, Period, Unit

DAYS_AHEAD = (30, 14, 7, 1)
# Clocks that run in hours need shorter notice; one day ahead of 48 hours is already half gone.
HOURS_AHEAD = (24, 6, 1)
OPENING = timedelta(hours=8, minutes=30)


class LookKind(StrEnum):
    """What a look does."""

    AHEAD = "ahead"
    TODAY = "today"
    LAPSE = "lapse"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Look:
    """One rung: at which instant, what for, and the days before (or after) the alarm date."""

    rung: int
    at: datetime
    kind: LookKind
    days: int


def look(spec: Clock, clock: OpenClock, rung: int) -> Look | None:
    """The rung of that number, or None where the clock has no such rung (it needs no look)."""
    if clock.alarm_at is None or not spec.reminded:
        return None
    finite = _finite(spec, clock)
    if rung < len(finite):
        kind, at, days = finite[rung]
        return Look(rung, at, kind, days)
    days = rung - len(finite) + 1
    if days > 1 and not spec.nags:
        return None
    return Look(rung, _overdue(spec, clock, days), LookKind.OVERDUE, days)


def _finite(spec: Clock, clock: OpenClock) -> list[tuple[LookKind, datetime, int]]:
    assert clock.alarm_at is not None
    alarm = clock.alarm_at.astimezone(TOKYO)
    if _in_hours(spec):
        looks = [
            (LookKind.AHEAD, alarm - timedelta(hours=h), 0)
            for h in HOURS_AHEAD
            if alarm - timedelta(hours=h) > clock.start
        ]
        looks.append((LookKind.TODAY, alarm, 0))
    else:
        midnight = alarm - timedelta(days=1)  # the alarm day's first moment: it is over at `alarm`
        looks = [
            (LookKind.AHEAD, midnight - timedelta(days=d) + OPENING, d)
            for d in DAYS_AHEAD
            if midnight - timedelta(days=d) + OPENING > clock.start
        ]
        looks.append((LookKind.TODAY, midnight + OPENING, 0))
    if spec.lapse is not None:
        looks.append((LookKind.LAPSE, alarm, 0))
    return looks


def _overdue(spec: Clock, clock: OpenClock, days: int) -> datetime:
    assert clock.alarm_at is not None
    alarm = clock.alarm_at.astimezone(TOKYO)
    if _in_hours(spec):
        return alarm + timedelta(days=days - 1, minutes=1)
    return alarm + timedelta(days=days - 1) + OPENING


def _in_hours(spec: Clock) -> bool:
    """Whether the clock is counted in hours: it ends at an instant, not with a day."""
    return spec.length is not None and Period.parse(spec.length).unit in (Unit.HOURS, Unit.MINUTES)
