"""A second opinion on Civil Code 143, for tests only.

It does no arithmetic on months. It walks the calendar one day at a time, as one would with a finger
on a wall calendar, and stops where the words of the article say that the period ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date


def last_day(start: date, months: int, *, first_day_counts: bool) -> date:
    """The last day of a period of whole months that is triggered on `start`."""
    days = _days_from(start)
    if not first_day_counts:
        next(days)
    first = next(days)
    return _whole_months(first, months) if first.day == 1 else _corresponding_eve(first, months)


def _whole_months(first: date, months: int) -> date:
    # Counted from the beginning of a month: turn the page `months` times.
    pages = 0
    previous = first
    for day in _days_from(first):
        if day.day == 1 and day != first:
            pages += 1
            if pages == months:
                return previous
        previous = day
    raise AssertionError("the calendar has no end")


def _corresponding_eve(first: date, months: int) -> date:
    # Not from the beginning: in the last month, the eve of the day with the same number, or the
    # end of the page when the page turns before that number appears.
    pages = 0
    previous = first
    for day in _days_from(first):
        if day.day == 1:
            pages += 1
            if pages > months:
                return previous
        if pages == months and day.day == first.day:
            return previous
        previous = day
    raise AssertionError("the calendar has no end")


def _days_from(day: date) -> Iterator[date]:
    ordinal = day.toordinal()
    while True:
        yield date.fromordinal(ordinal)
        ordinal += 1
