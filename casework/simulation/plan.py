"""How many filings and decisions fall on which day in which office: whole numbers from scaled figures.

Rounding each day by itself would lose whole percents of a small sample. Here the country's total to date is
rounded, once for all that comes in and once for all that is ended, and offices share it by who is owed most: what
is pending in the country is never off by more than one file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import TypeVar

from casework.simulation.figures import APPLICATIONS, Figures, month_after, open_days_of
from workflows.counting import Roll, closed

OUTCOMES = ("granted", "denied", "other")
# A permission is decided so many open days before it is handed over: the notice goes by post.
DELIVERED_AFTER = {"extension": 5, "change": 5, "permanent_residence": 5}
# Files carried over are at most so old (in open days); what would be older is filed on that day.
OLDEST = 260
# Nobody's stay began longer than this before the first filing.
STAYS = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Day:
    """An open day: what is filed (`late`: belongs to the month before), and what is to be ended."""

    day: date
    filed: Mapping[tuple[str, str], int]
    late: Mapping[tuple[str, str], int]
    decided: Mapping[tuple[str, str], int]
    outcomes: Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Plan:
    """All open days in order; those before `first` only fill the desks with what is carried over. Played so
    many `years` later; no stay begins before `earliest`."""

    days: tuple[Day, ...]
    first: date
    last: date
    years: int
    earliest: date

    def official(self, day: date) -> str:
        """The month of the figures that a played day stands for; "" before the first."""
        return f"{day.year - self.years:04}-{day.month:02}" if day >= self.first else ""


# --- sharing whole numbers ------------------------------------------------------------------------

Slot = TypeVar("Slot", bound=Hashable)
# Amounts by office (or by outcome) in each slot of time, in the order of time.
Flow = Sequence[tuple[Slot, Mapping[str, int]]]
Shares = dict[Slot, dict[str, int]]


def diffuse(flow: Flow[Slot], unit: int) -> Shares[Slot]:
    """Whole numbers from amounts given in parts of `unit` (so many make one): the running total of all is
    rounded to the nearest, and who is owed most comes first. Where amounts fall below 0 nothing is taken
    back: later ones wait until the difference is made up."""
    total = given = 0
    counts: dict[Slot, int] = {}
    for slot, amounts in flow:
        total += sum(amounts.values())
        counts[slot] = max((2 * total + unit) // (2 * unit) - given, 0)
        given += counts[slot]
    return share(flow, counts, unit)


def share(flow: Flow[Slot], counts: Mapping[Slot, int], unit: int) -> Shares[Slot]:
    """So many in each slot, given to whoever is owed most by then."""
    owed: dict[str, int] = {}
    found: Shares[Slot] = {}
    for slot, amounts in flow:
        for name, amount in amounts.items():
            owed[name] = owed.get(name, 0) + amount
        today: dict[str, int] = {}
        for _ in range(counts.get(slot, 0)):
            name = max(owed, key=lambda n: owed[n])  # the first of those who are owed the same
            owed[name] -= unit
            today[name] = today.get(name, 0) + 1
        if today:
            found[slot] = today
    return found


# --- the plan -------------------------------------------------------------------------------------


def make_plan(figures: Figures, scale: Fraction, years: int) -> Plan:
    """The plan of the figures, played so many years later."""
    return _Planner(figures, scale, years).plan()


def years_later(figures: Figures, scale: Fraction, law_from: date) -> int:
    """How many whole years later the figures have to be played for every stay to begin under the law that
    this system knows."""
    plan = make_plan(figures, scale, 0)
    years = 0
    while _later(plan.earliest, years) < law_from:
        years += 1
    return years


def _later(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


class _Planner:
    def __init__(self, figures: Figures, scale: Fraction, years: int) -> None:
        self.figures, self.scale, self.years = figures, scale, years
        self.days = {month: open_days_of(month, years) for month in figures.months}
        # One file is so many parts: every share of a month's figure is then a whole number.
        self.parts = lcm(*(len(days) for days in self.days.values()))
        self.unit = self.parts * scale.denominator

    def plan(self) -> Plan:
        figures, years = self.figures, self.years
        filed: dict[date, dict[tuple[str, str], int]] = {}
        late: dict[date, dict[tuple[str, str], int]] = {}
        decided: dict[date, dict[tuple[str, str], int]] = {}
        outcomes: dict[date, dict[tuple[str, str, str], int]] = {}
        for application in APPLICATIONS:
            for (kind, day), shares in self._coming_in(application).items():
                match kind:
                    case "carried":
                        _add(filed, self._aged(application, shares), application)
                    case "late":
                        _add(late, {day: shares}, application)
                    case _:
                        _add(filed, {day: shares}, application)
            going_out = self._going_out(application)
            for outcome, flow in going_out.items():
                for day, shares in flow.items():
                    for office, count in shares.items():
                        outcomes.setdefault(day, {})[application, office, outcome] = count
            ahead = DELIVERED_AFTER.get(application, 0)
            _add(decided, self._earlier(going_out["granted"], ahead), application)
        first = _first_of(figures.months[0], years)
        last = _first_of(month_after(figures.months[-1]), years) - timedelta(days=1)
        begin = min((*filed, *decided, first))
        open_days = [d for d in _days(begin, last) if closed(d, Roll.NATIONAL) is None]
        days = tuple(
            Day(
                day,
                filed.get(day, {}),
                late.get(day, {}),
                decided.get(day, {}),
                outcomes.get(day, {}),
            )
            for day in open_days
        )
        return Plan(days, first, last, years, begin - STAYS)

    # --- what comes in ------------------------------------------------------------------------------

    def _coming_in(self, application: str) -> Shares[tuple[str, date]]:
        """What is open when the first month begins, what is filed on each open day, and what a month carries
        over beyond what the one before left: rounded as one flow, so that what is open never drifts."""
        flow: list[tuple[tuple[str, date], Mapping[str, int]]] = []
        before = ""
        for month, days in self.days.items():
            kind = "late" if before else "carried"
            flow.append(((kind, days[0]), self._appearing(application, before, month)))
            rates = self._rates(month, application, "received")
            flow += [(("filed", day), rates) for day in days]
            before = month
        return diffuse(flow, self.unit)

    def _appearing(self, application: str, before: str, month: str) -> dict[str, int]:
        figures, times = self.figures, self.scale.numerator * self.parts
        return {
            office: (
                figures.booked_late(before, month, office, application)
                if before
                else figures.row(month, office, application).carried_over
            )
            * times
            for office in figures.offices
        }

    def _rates(self, month: str, application: str, measure: str) -> dict[str, int]:
        """A measure of a month on each of its open days."""
        times = self.scale.numerator * (self.parts // len(self.days[month]))
        return {
            office: getattr(self.figures.row(month, office, application), measure) * times
            for office in self.figures.offices
        }

    # --- what is ended ------------------------------------------------------------------------------

    def _going_out(self, application: str) -> dict[str, Shares[date]]:
        """What is ended on each open day, by outcome: all of it is rounded, then divided by outcome, then by
        office. Goes on after the last day at its rate, since what is handed over then is decided before."""
        by_outcome = {outcome: self._even(application, outcome) for outcome in OUTCOMES}
        days = [day for day, _ in by_outcome["granted"]]
        country = [
            (day, {outcome: sum(by_outcome[outcome][place][1].values()) for outcome in OUTCOMES})
            for place, day in enumerate(days)
        ]
        divided = diffuse(country, self.unit)
        return {
            outcome: share(by_outcome[outcome], {d: n.get(outcome, 0) for d, n in divided.items()}, self.unit)
            for outcome in OUTCOMES
        }

    def _even(self, application: str, measure: str) -> list[tuple[date, dict[str, int]]]:
        days = [
            (day, self._rates(month, application, measure))
            for month, days in self.days.items()
            for day in days
        ]
        after = _on_from(days[-1][0], max(DELIVERED_AFTER.values()))
        return [*days, *((day, days[-1][1]) for day in after)]

    def _earlier(self, flow: Shares[date], ahead: int) -> Shares[date]:
        """The same so many open days earlier."""
        if not ahead:
            return flow
        days = [day for month in self.days.values() for day in month]
        days += _on_from(days[-1], ahead)
        early = [*_back_from(days[0], ahead), *days]
        return {early[place]: flow[day] for place, day in enumerate(days) if day in flow}

    # --- what is carried over -----------------------------------------------------------------------

    def _aged(self, application: str, shares: Mapping[str, int]) -> Shares[date]:
        """The files that are open when the first month begins, on the days on which they were filed: the
        latest filings before it, as many as are open."""
        found: Shares[date] = {}
        for office, count in shares.items():
            for day in self._ages(application, office, count):
                found.setdefault(day, {})[office] = found.setdefault(day, {}).get(office, 0) + 1
        return found

    def _ages(self, application: str, office: str, count: int) -> Iterable[date]:
        figures = self.figures
        earlier = figures.earlier[office, application] or (
            figures.row(figures.months[0], office, application).received,
        )
        first = _first_of(figures.months[0], self.years)
        days = _back_from(first, OLDEST)[::-1]
        filled, day_of = Fraction(0), 0
        for number in range(count):
            while filled < number + Fraction(1, 2) and day_of < len(days) - 1:
                back = (first.year - days[day_of].year) * 12 + first.month - days[day_of].month
                received = earlier[min(back, len(earlier)) - 1]
                filled += Fraction(received, 20) * self.scale
                day_of += 1
            yield days[day_of]


def _add(
    to: dict[date, dict[tuple[str, str], int]], flow: Mapping[date, Mapping[str, int]], application: str
) -> None:
    for day, shares in flow.items():
        today = to.setdefault(day, {})
        for office, count in shares.items():
            today[application, office] = today.get((application, office), 0) + count


def _first_of(month: str, years: int) -> date:
    return date(int(month[:4]) + years, int(month[5:]), 1)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _on_from(day: date, count: int) -> list[date]:
    """So many open days after a day."""
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=1)
        if closed(day, Roll.NATIONAL) is None:
            found.append(day)
    return found


def _back_from(day: date, count: int) -> list[date]:
    """So many open days before a day, in their order."""
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if closed(day, Roll.NATIONAL) is None:
            found.append(day)
    return found[::-1]
