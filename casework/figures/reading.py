"""The tallies read for a page: a fixed number of queries, however many files, offices and months there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from casework.figures.history import Measure
from casework.figures.lines import Result, officers_dates
from casework.figures.tallying import BANDS, HEARTBEAT
from casework.models import Heartbeat

FLOW = (Measure.RECEIVED, Measure.MOVED_IN, Measure.MOVED_OUT, Measure.CLOSED)
MOST_MONTHS = 60


# --- months ---------------------------------------------------------------------------------------


def months_later(month: date, number: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    at = month.year * 12 + month.month - 1 + number
    return date(at // 12, at % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both counted."""
    number = (last.year - first.year) * 12 + last.month - first.month
    return [months_later(first, n) for n in range(number + 1)]


# --- what is asked --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: offices, a line (empty: all), the first days of the first and the last month."""

    offices: tuple[str, ...]
    procedure: str
    first: date
    last: date

    def year_before(self) -> Asked:
        """The same, twelve months earlier."""
        return Asked(
            self.offices, self.procedure, months_later(self.first, -12), months_later(self.last, -12)
        )


def updated_at() -> datetime | None:
    """As of when the tallies are; None where they were never made."""
    return Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()


_WHERE = "office = ANY(%(offices)s) AND (%(procedure)s = '' OR procedure = %(procedure)s)"


def _rows(sql: str, asked: Asked, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "offices": list(asked.offices),
                "procedure": asked.procedure,
                "first": asked.first,
                "last": asked.last,
                "flow": [m.value for m in FLOW],
                **more,
            },
        )
        return list(cursor.fetchall())


# --- coming and going -----------------------------------------------------------------------------


@dataclass(slots=True)
class Flow:
    """What came in and went out in some time, and what is pending at its end."""

    received: int = 0
    moved_in: int = 0
    moved_out: int = 0
    granted: int = 0
    refused: int = 0
    other: int = 0
    pending: int = 0

    @property
    def closed(self) -> int:
        """All that was ended."""
        return self.granted + self.refused + self.other

    @property
    def change(self) -> int:
        """How many more are pending at the end than at the beginning."""
        return self.received + self.moved_in - self.moved_out - self.closed

    def add(self, measure: str, result: str, value: int) -> None:
        """So many more of one measure."""
        name = result if measure == Measure.CLOSED else measure
        setattr(self, name, getattr(self, name) + value)


# What lies before the first month is one row a measure: the balance carried over.
_FLOWS = f"""
SELECT CASE WHEN month < %(first)s THEN NULL ELSE month END, measure, split_part(key, ':', 1), sum(value)
FROM casework_tally WHERE measure = ANY(%(flow)s) AND month <= %(last)s AND {_WHERE} GROUP BY 1, 2, 3
"""


def flows(asked: Asked) -> dict[date, Flow]:
    """Each month of the time, also those in which nothing happened."""
    before = Flow()
    found = {month: Flow() for month in months_between(asked.first, asked.last)}
    for month, measure, result, value in _rows(_FLOWS, asked):
        (before if month is None else found[month]).add(measure, result, value)
    pending = before.change
    for month in sorted(found):
        pending += found[month].change
        found[month].pending = pending
    return found


def total(by_month: Mapping[date, Flow]) -> Flow:
    """All months together; pending is the end of the last."""
    whole = Flow()
    for month in sorted(by_month):
        one = by_month[month]
        for name in ("received", "moved_in", "moved_out", "granted", "refused", "other"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.pending = one.pending
    return whole


_AREAS = """
SELECT {by}, CASE WHEN month < %(first)s THEN 'before' ELSE 'in' END, measure, split_part(key, ':', 1), sum(value)
FROM casework_tally WHERE measure = ANY(%(flow)s) AND month <= %(last)s AND {where} GROUP BY 1, 2, 3, 4
"""
_OVERDUE = """
SELECT {by}, sum(value) FROM casework_tally
WHERE measure = 'overdue' AND procedure || ' ' || key = ANY(%(officers)s) AND {where} GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Area:
    """An office or a line: what came in and went out in the time, and the dates passed now that officers must keep
    by law."""

    code: str
    flow: Flow
    overdue: int


def _areas(by: str, asked: Asked) -> list[Area]:
    found: dict[str, Flow] = {}
    pending: Counter[str] = Counter()
    for code, when, measure, result, value in _rows(_AREAS.format(by=by, where=_WHERE), asked):
        flow = Flow()
        flow.add(measure, result, value)
        pending[code] += flow.change
        if when == "in":
            found.setdefault(code, Flow()).add(measure, result, value)
    officers = [f"{procedure} {clock}" for procedure, clock in officers_dates()]
    overdue = dict(_rows(_OVERDUE.format(by=by, where=_WHERE), asked, officers=officers))
    for code in {*pending, *overdue}:
        found.setdefault(code, Flow()).pending = pending[code]
    return [
        Area(code, flow, overdue.get(code, 0))
        for code, flow in found.items()
        if flow.pending
        or flow.received
        or flow.closed
        or flow.moved_in
        or flow.moved_out
        or overdue.get(code)
    ]


def by_office(asked: Asked) -> list[Area]:
    """The offices, most pending first."""
    return sorted(_areas("office", asked), key=lambda a: (-a.flow.pending, a.code))


def by_procedure(asked: Asked) -> list[Area]:
    """The lines, most pending first."""
    return sorted(_areas("procedure", asked), key=lambda a: (-a.flow.pending, a.code))


_ENDS = f"""
SELECT key, sum(value) FROM casework_tally
WHERE measure = 'closed' AND month BETWEEN %(first)s AND %(last)s AND {_WHERE} GROUP BY key ORDER BY 2 DESC, 1
"""


def ends(asked: Asked) -> list[tuple[Result, str, int]]:
    """How things ended: (result, state entered, how many), most frequent first."""
    found = []
    for key, value in _rows(_ENDS, asked):
        result, _, state = key.partition(":")
        found.append((Result(result), state, value))
    return found


# --- the pending ----------------------------------------------------------------------------------

_AGES = f"SELECT key, sum(value) FROM casework_tally WHERE measure = 'age' AND {_WHERE} GROUP BY key"


def ages(asked: Asked) -> list[tuple[str, int]]:
    """How many are pending now in each band of days, all bands in order."""
    found = dict(_rows(_AGES, asked))
    return [(code, found.get(code, 0)) for code, _ in BANDS]


# --- days -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one line or stage: of those that ended in the time, and of those that stand in it now."""

    code: str
    number: int
    median: int | None
    ninth: int | None
    standing: int
    standing_median: int | None


def nth(days: Mapping[int, int], share: float) -> int | None:
    """The days that so large a share does not exceed; None of nothing."""
    number = sum(days.values())
    needed = max(1, -(-number * round(share * 100) // 100))
    seen = 0
    for day in sorted(days):
        seen += days[day]
        if seen >= needed:
            return day
    return None


@dataclass(slots=True)
class _Spread:
    ended: Counter[int] = field(default_factory=Counter)
    standing: Counter[int] = field(default_factory=Counter)


_DAYS = """
SELECT {by}, measure, split_part(key, ':', 2)::int, sum(value) FROM casework_tally
WHERE (measure = 'days' AND month BETWEEN %(first)s AND %(last)s AND {of} OR measure = 'standing') AND {where}
GROUP BY 1, 2, 3
"""


def _days(sql: str, asked: Asked, order: Iterable[str]) -> list[Days]:
    found: dict[str, _Spread] = {}
    for code, measure, days, value in _rows(sql, asked):
        spread = found.setdefault(code, _Spread())
        (spread.ended if measure == Measure.DAYS else spread.standing)[days] += value
    known = list(order)
    places = {code: known.index(code) if code in known else len(known) for code in found}
    return [
        Days(
            code,
            sum(s.ended.values()),
            nth(s.ended, 0.5),
            nth(s.ended, 0.9),
            sum(s.standing.values()),
            nth(s.standing, 0.5),
        )
        for code, s in sorted(found.items(), key=lambda item: (places[item[0]], item[0]))
    ]


def days_by_procedure(asked: Asked, order: Iterable[str]) -> list[Days]:
    """From being received to being closed, by line. `standing` are those pending now, by the days in their
    present stage."""
    sql = _DAYS.format(by="procedure", of="split_part(key, ':', 1) = ''", where=_WHERE)
    return _days(sql, asked, order)


def days_by_stage(asked: Asked, order: Iterable[str]) -> list[Days]:
    """In each stage of the line that is asked for, in the order given."""
    sql = _DAYS.format(by="split_part(key, ':', 1)", of="split_part(key, ':', 1) <> ''", where=_WHERE)
    return _days(sql, asked, order)


# --- dates ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """One clock of a procedure: dates kept and missed in the time, and passed and still running now."""

    procedure: str
    clock: str
    kept: int
    late: int
    overdue: int


_CLOCKS = f"""
SELECT procedure, key, sum(value) FILTER (WHERE measure = 'kept'), sum(value) FILTER (WHERE measure = 'late'),
       sum(value) FILTER (WHERE measure = 'overdue')
FROM casework_tally
WHERE (measure IN ('kept', 'late') AND month BETWEEN %(first)s AND %(last)s OR measure = 'overdue') AND {_WHERE}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def clocks(asked: Asked) -> list[Kept]:
    """Every clock of which a date was kept, missed or has passed."""
    return [Kept(p, c, k or 0, late or 0, o or 0) for p, c, k, late, o in _rows(_CLOCKS, asked)]


def overdue(kept: Sequence[Kept]) -> int:
    """How many dates have passed and still run."""
    return sum(one.overdue for one in kept)
