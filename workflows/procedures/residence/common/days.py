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
    moment = moment_of(value)
    return None if moment is None else moment.astimezone(TOKYO).date()


def last_day(start: date, length: str) -> date:
    """The last day of a period whose first day is left out and which no closed day moves."""
    found = reckon(start, Period.parse(length), rule("first-day-out")).last_day
    assert found is not None
    return found


def fixed(day: date, ja: tuple[str, ...], en: tuple[str, ...]) -> Due:
    """A due date, the alarm on the same day, with a working that is written out."""
    at = end_of(day)
    return Due(day, at, day, at, said(ja, en))


def stay_ends(view: View) -> date | None:
    """The last day of the stay, or of its special period; None for a stay without an end."""
    ends = [d for name in ("stay_until", "special_until") if (d := as_day(view.told(name))) is not None]
    return max(ends, default=None)


def stays(view: View, on: date) -> bool:
    """Whether the person holds a status on a day: within the stay or its special period."""
    ends = stay_ends(view)
    return bool(view.told("status")) and (ends is None or on <= ends)
