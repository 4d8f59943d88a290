"""The days on which an application depends: when it can be filed, how long the stay goes on while it is
pending, and when a total stay is used up. Pure; Tokyo days."""

from __future__ import annotations

from datetime import date, timedelta

from workflows.counting import CountingError, Roll, Unit, next_open
from workflows.statuses import length
from workflows.stay_counting import may_have_special_period, months_before, years_after

# A filing may come this long before the end of a stay of six months or more (the agency's notice).
_WINDOW_MONTHS = 3
_SIX_MONTHS_IN_DAYS = 181  # the shortest six calendar months


def filing_last_day(stay_until: date) -> date:
    """The last day on which an application is in time: the end of the stay or, where the offices are shut
    on it, the next day on which they are open."""
    try:
        return next_open(stay_until, Roll.NATIONAL)[0]
    except CountingError:
        return stay_until  # outside the years whose closed days are known nothing is moved


def window_opens(stay_until: date, period: str | None, stay_days: int | None) -> date:
    """From which day an extension is taken: three months before the end of a stay of six months or more, of
    a shorter one from about its half."""
    counted = length(period) if period else None
    days = stay_days
    if days is None and counted is not None:
        days = counted.n if counted.unit is Unit.DAYS else counted.n * 30
    if counted is not None and counted.unit is Unit.MONTHS:
        long = counted.n >= 6
    else:
        long = days is None or days >= _SIX_MONTHS_IN_DAYS
    if long:
        return months_before(stay_until, _WINDOW_MONTHS)
    assert days is not None
    return stay_until - timedelta(days=days // 2)


def carried_on_by_filing(period: str | None, stay_days: int | None) -> bool:
    """Whether a stay was decided at more than 30 days, so that a pending application carries it on (20(6)).
    Where the days are not on file, a period counted in days tells."""
    counted = length(period) if period else None
    if stay_days is None and counted is not None and counted.unit is Unit.DAYS:
        stay_days = counted.n
    return may_have_special_period(stay_days)


def total_used_up(on: date, days_counted: int, years: int) -> date:
    """The last day of a total stay of so many years, of which so many days had been used by day `on`."""
    return years_after(on - timedelta(days=days_counted), years)
