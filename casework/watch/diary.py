"""How many dates fall on which day and in which week, by kind of clock. One grouped statement each.

A day is one in Tokyo; a period that ends at 24:00 belongs to the day that then ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncDate

from casework.models import ClockRow
from workflows.clocks import Clock
from workflows.counting import TOKYO, CountingError, Roll, closed
from workflows.registry import procedures
from workflows.roles import Role
from workflows.texts import Text

_INSTANT = timedelta(microseconds=1)
# A day is crowded when it has more than twice the mean of the month's working days, and at least this many.
LEAST_CROWD = 5


class Kind(StrEnum):
    """What a date is about."""

    LIBERTY = "liberty"  # limits and reviews of a detention
    LAW = "law"  # other dates set by law
    TARGET = "target"  # the agency's own


@dataclass(frozen=True, slots=True)
class _Known:
    kind: Kind
    owed_by: Role


@lru_cache(maxsize=1)
def _known() -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for procedure in procedures():
        for clock in procedure.clocks.values():
            found[clock.id] = _Known(kind_of(clock, procedure.liberty), clock.owed_by)
    return found


def kind_of(clock: Clock, liberty: Sequence[str]) -> Kind:
    """What a date is about; `liberty`: the clocks of its procedure that limit a detention."""
    if clock.id in liberty:
        return Kind.LIBERTY
    return Kind.TARGET if clock.target else Kind.LAW


def codes(kind: str = "", role: str = "") -> list[str] | None:
    """The clocks of a kind that an office owes; None when neither is named."""
    if not kind and not role:
        return None
    return sorted(
        code
        for code, known in _known().items()
        if (not kind or known.kind == kind) and (not role or known.owed_by == role)
    )


def day_of(at: datetime) -> date:
    """The day a date belongs to."""
    return (at.astimezone(TOKYO) - _INSTANT).date()


def instants(first: date, days: int) -> tuple[datetime, datetime]:
    """The bounds of dates that belong to these days: after the one, up to the other included."""
    begin = datetime.combine(first, datetime.min.time(), TOKYO)
    return begin, datetime.combine(first + timedelta(days=days), datetime.min.time(), TOKYO)


def between(found: QuerySet[ClockRow], first: date, days: int) -> QuerySet[ClockRow]:
    """The clocks whose dates belong to these days."""
    begin, end = instants(first, days)
    return found.filter(alarm_at__gt=begin, alarm_at__lte=end)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: how many dates of each kind, and why offices are closed (None: open)."""

    day: date
    liberty: int
    law: int
    target: int
    closed: Text | None
    holiday: bool
    crowded: bool

    @property
    def total(self) -> int:
        """All dates of the day."""
        return self.liberty + self.law + self.target


def counted(found: QuerySet[ClockRow], first: date, days: int) -> dict[tuple[date, Kind], int]:
    """Dates by day and kind. One statement."""
    moment = ExpressionWrapper(F("alarm_at") - _INSTANT, output_field=DateTimeField())
    rows = (
        between(found, first, days)
        .order_by()
        .annotate(day=TruncDate(moment, tzinfo=TOKYO))
        .values_list("day", "clock")
        .annotate(n=Count("pk"))
    )
    sums: dict[tuple[date, Kind], int] = {}
    for day, clock, n in rows:
        known = _known().get(clock)
        place = (day, known.kind if known else Kind.LAW)
        sums[place] = sums.get(place, 0) + n
    return sums


def month(found: QuerySet[ClockRow], first: date) -> list[list[Day]]:
    """The weeks (Monday to Sunday) that the month of `first` touches."""
    begin = first - timedelta(days=first.weekday())
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    end = following + timedelta(days=(7 - following.weekday()) % 7)
    sums = counted(found, begin, (end - begin).days)
    days = [begin + timedelta(days=n) for n in range((end - begin).days)]
    totals = {day: sum(sums.get((day, kind), 0) for kind in Kind) for day in days}
    working = [day for day in days if day.month == first.month and closed_on(day) is None]
    limit = crowd([totals[day] for day in working])
    built = [
        Day(
            day,
            sums.get((day, Kind.LIBERTY), 0),
            sums.get((day, Kind.LAW), 0),
            sums.get((day, Kind.TARGET), 0),
            closed_on(day),
            _named(day),
            totals[day] >= limit,
        )
        for day in days
    ]
    return [built[n : n + 7] for n in range(0, len(built), 7)]


def crowd(totals: Sequence[int]) -> int:
    """From how many dates on a day is crowded, given the numbers of the working days."""
    mean = sum(totals) / len(totals) if totals else 0
    return max(LEAST_CROWD, int(2 * mean) + 1)


def closed_on(day: date) -> Text | None:
    """Why the offices of the State are closed on a day; None where they are open or it is not known."""
    try:
        found = closed(day, Roll.NATIONAL)
    except CountingError:
        return None
    return Text(*found) if found else None


def _named(day: date) -> bool:
    """Whether a day is closed for more than being a Saturday or Sunday."""
    reason = closed_on(day)
    return reason is not None and reason.ja not in ("土曜日", "日曜日")


@dataclass(frozen=True, slots=True)
class Ahead:
    """The dates that an office owes, of one kind: those overdue, and those of each week ahead."""

    role: Role
    kind: Kind
    late: int
    weeks: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of the row."""
        return self.late + sum(self.weeks)


def ahead(found: QuerySet[ClockRow], first: date, weeks: int, now: datetime) -> list[Ahead]:
    """The weeks from the Monday `first` on, by office and kind, with what is overdue now apart. Two statements."""
    end = instants(first, 7 * weeks)[1]
    moment = ExpressionWrapper(F("alarm_at") - _INSTANT, output_field=DateTimeField())
    late: dict[tuple[Role, Kind], int] = {}
    coming: dict[tuple[Role, Kind], list[int]] = {}
    for clock, n in found.filter(alarm_at__lte=now).order_by().values_list("clock").annotate(n=Count("pk")):
        if (known := _known().get(clock)) is not None:
            place = (known.owed_by, known.kind)
            late[place] = late.get(place, 0) + n
    rows = (
        found.filter(alarm_at__gt=now, alarm_at__lte=end)
        .order_by()
        .annotate(day=TruncDate(moment, tzinfo=TOKYO))
        .values_list("day", "clock")
        .annotate(n=Count("pk"))
    )
    for day, clock, n in rows:
        if (known := _known().get(clock)) is not None:
            place = (known.owed_by, known.kind)
            coming.setdefault(place, [0] * weeks)[max(0, (day - first).days // 7)] += n
    order = list(Kind)
    places = sorted(set(late) | set(coming), key=lambda p: (order.index(p[1]), p[0].value))
    return [
        Ahead(role, kind, late.get((role, kind), 0), tuple(coming.get((role, kind), [0] * weeks)))
        for role, kind in places
    ]
