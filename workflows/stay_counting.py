"""Counting that stays and cards need beyond the rules of `counting`: back by calendar months, the end of a
special period, the end of a special re-entry permission. Pure; days are Tokyo days.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from workflows.counting import Period, Reckoning, Unit, reckon, rule

_TWO_MONTHS = Period(2, Unit.MONTHS)
_ONE_YEAR = Period(1, Unit.YEARS)
_FIFTEEN_DAYS = Period(15, Unit.DAYS)
# Article 20(6) leaves out stays decided at this many days or fewer.
_SHORT_STAY_DAYS = 30


def months_before(day: date, months: int) -> date:
    """The day of the same number so many calendar months earlier, or the last day of a month without it.

    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    return date(years, month, min(day.day, monthrange(years, month)[1]))


def special_period(stay_until: date) -> Reckoning:
    """The two months for which a stay goes on after its last day while a filing is undecided; no closed day
    moves their end.

    >>> special_period(date(2026, 6, 30)).last_day
    datetime.date(2026, 8, 31)
    """
    return reckon(stay_until, _TWO_MONTHS, rule("first-day-out"))


def special_period_end(stay_until: date) -> date:
    """The last day of the special period."""
    return _last(special_period(stay_until))


def special_period_earlier_end(stay_until: date) -> date:
    """The last day of the special period for who adds months by the number of the day: never later."""
    return min(special_period_end(stay_until), months_before(stay_until, -2))


def may_have_special_period(stay_days: int | None) -> bool:
    """Whether a stay of that length goes on while a filing is undecided. A stay whose length nobody recorded
    counts as long: no stay is lost because a number is missing."""
    return stay_days is None or stay_days > _SHORT_STAY_DAYS


def special_reentry(departed_on: date, until: date | None, *, cruise: bool = False) -> tuple[Reckoning, date]:
    """The count of a special re-entry permission and its last day: a year (fifteen days on a cruise), or the
    last day of the stay where that comes first. No closed day moves it."""
    counted = reckon(departed_on, _FIFTEEN_DAYS if cruise else _ONE_YEAR, rule("first-day-out"))
    last = _last(counted)
    return counted, last if until is None else min(last, until)


def years_after(day: date, years: int) -> date:
    """The last day of a period of years whose first day is not counted."""
    return _last(reckon(day, Period(years, Unit.YEARS), rule("first-day-out")))


def _last(counted: Reckoning) -> date:
    assert counted.last_day is not None
    return counted.last_day
