"""Days as the guards and clocks of the residence procedures read them."""

from __future__ import annotations

from datetime import date

from workflows.clocks import Due, end_of, moment_of, said
from workflows.counting import TOKYO, Period, reckon, rule
from workflows.engine import View

# What tells until when somebody may stay.
STAY_READS = frozenset(
    {
        "fact:status",
        "given:status",
        "fact:stay_until",
        "given:stay_until",
        "fact:special_until",
        "given:special_until",
        "time",
    }
)


def as_day(value: object) -> date | None:
    """A cleaned date or moment as its Tokyo day."""
    moment = moment_of(value) if value else None
    return None if moment is None else moment.astimezone(TOKYO).date()


def last_day(start: date, length: str) -> date:
    """The last day of a period whose first day is left out and which no closed day moves."""
    found = reckon(start, Period.parse(length), rule("first-day-out")).last_day
    assert found is not None
    return found


def fixed(day: date, ja: tuple[str, ...], en: tuple[str, ...], alarm: date | None = None) -> Due:
    """A due date with a working that is written out; the alarm on the same day unless an earlier is given."""
    first = alarm or day
    return Due(day, end_of(day), first, end_of(first), said(ja, en))


def stay_ends(view: View) -> date | None:
    """The last day of the stay, or of its special period; None for a stay without an end."""
    ends = [d for name in ("stay_until", "special_until") if (d := as_day(view.told(name))) is not None]
    return max(ends, default=None)


def stays(view: View, on: date) -> bool:
    """Whether the person holds a status on a day: within the stay or its special period."""
    ends = stay_ends(view)
    return bool(view.told("status")) and (ends is None or on <= ends)
