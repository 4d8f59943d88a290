"""The simulated figures beside the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.simulation.counted import TABLE, Counts, Found
from casework.simulation.figures import APPLICATIONS, BRANCHES, Figures

MEASURES = ("received", "processed", "granted", "denied", "other", "pending")
# How far the country's figures of the whole time may be off, in percent; the rest is shown and not judged.
TOLERANCE = {"received": 3, "processed": 3, "pending": 10}
NATIONAL = "総数"


@dataclass(frozen=True, slots=True)
class Pair:
    """One number: as published, and how many files it was in the simulation."""

    official: int
    files: int

    def simulated(self, scale: Fraction) -> int:
        """The files as a number of the whole country."""
        return round(Fraction(self.files) / scale)

    def percent(self, scale: Fraction) -> float | None:
        """The difference in percent of the published number; None where that is 0."""
        if self.official == 0:
            return None
        return float((Fraction(self.files) / scale / self.official - 1) * 100)

    def within(self, percent: int, scale: Fraction) -> bool:
        """Whether the difference is no more than so many percent; one file of the sample is never more."""
        wanted = self.official * scale
        return abs(self.files - wanted) <= max(wanted * percent / 100, Fraction(1))


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a month or an office, with its pairs by measure."""

    name: str
    pairs: Mapping[str, Pair]
    late: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one number of the country is within its tolerance."""

    application: str
    measure: str
    pair: Pair
    percent: int
    within: bool


class Report:
    """All lines of a run. `years`: how much later than published it was played."""

    def __init__(self, figures: Figures, found: Found, scale: Fraction, years: int) -> None:
        self.figures, self.found, self.scale, self.years = figures, found, scale, years

    # --- the numbers ------------------------------------------------------------------------------

    def month(self, application: str, month: str, offices: Sequence[str]) -> Line:
        """One month of some offices together."""
        return self._line(month, application, (month,), offices)

    def whole(self, name: str, application: str, offices: Sequence[str]) -> Line:
        """All months of some offices together; pending is the end of the last."""
        return self._line(name, application, self.figures.months, offices)

    def _line(self, name: str, application: str, months: Sequence[str], offices: Sequence[str]) -> Line:
        counts = Counts()
        for office in offices:
            for month in months:
                counts.add(self._counts(application, office, month))
        counts.pending = sum(self._pending(application, o, months[-1]) for o in offices)
        rows = [self.figures.total(month, offices, application) for month in months]
        pairs = {
            measure: Pair(
                rows[-1].pending if measure == "pending" else sum(getattr(row, measure) for row in rows),
                getattr(counts, measure),
            )
            for measure in MEASURES
        }
        return Line(name, pairs, counts.late)

    def _played(self, month: str) -> str:
        return f"{int(month[:4]) + self.years:04}{month[4:]}"

    def _counts(self, application: str, office: str, month: str) -> Counts:
        by_month = self.found.months.get((application, office), {})
        return by_month.get(self._played(month), Counts())

    def _pending(self, application: str, office: str, month: str = "") -> int:
        """As of the last month in which anything happened, up to that month where one is given."""
        by_month = self.found.months.get((application, office), {})
        upto = [m for m in by_month if not month or m <= self._played(month)]
        return by_month[max(upto)].pending if upto else 0

    def areas(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The offices as the figures have them: a bureau with its branches, then each branch of it."""
        left = list(self.figures.offices)
        for bureau, branches in BRANCHES.items():
            inside = tuple(b for b in branches if b in left)
            if bureau in left:
                name = f"{bureau}+{'+'.join(inside)}" if inside else bureau
                yield name, (bureau, *inside)
            for branch in inside:
                yield (f"  of it {branch}" if bureau in left else branch), (branch,)

    def verdicts(self) -> list[Verdict]:
        """The country's figures of the whole time against their tolerances."""
        found = []
        for application in APPLICATIONS:
            line = self.whole(NATIONAL, application, self.figures.offices)
            for measure, percent in TOLERANCE.items():
                pair = line.pairs[measure]
                found.append(Verdict(application, measure, pair, percent, pair.within(percent, self.scale)))
        return found

    def disagreements(self) -> list[str]:
        """Where the open files by their rows are not as many as the record says."""
        wrong = []
        for application in APPLICATIONS:
            for office in self.figures.offices:
                by_record = self._pending(application, office)
                by_rows = self.found.open_files.get((application, office), 0)
                if by_record != by_rows:
                    wrong.append(
                        f"{application} at {office}: {by_record} by the record, {by_rows} by the rows"
                    )
        return wrong

    # --- as text ----------------------------------------------------------------------------------

    def text(self, detail: bool = False) -> Iterator[str]:
        """The tables, application by application. `detail`: every month of every office as well."""
        offices = self.figures.offices
        for application in APPLICATIONS:
            label = TABLE[application].label
            yield f"{label.ja}  {label.en}"
            yield from _heading()
            for month in self.figures.months:
                yield self._text(self.month(application, month, offices))
            yield self._text(self.whole(f"{NATIONAL} all months", application, offices))
            if len(offices) > 1:
                for name, inside in self.areas():
                    yield self._text(self.whole(name, application, inside))
            if detail:
                for name, inside in self.areas():
                    for month in self.figures.months:
                        line = self.month(application, month, inside)
                        yield self._text(Line(f"{name.strip()} {month}", line.pairs, line.late))
            yield ""

    def _text(self, line: Line) -> str:
        cells = []
        for measure in MEASURES:
            pair = line.pairs[measure]
            cells.append(
                f"{pair.official:>9,} {pair.simulated(self.scale):>9,} {_percent(pair, self.scale):>7}"
            )
        return _padded(line.name, 22) + " |".join(cells)

    def verdict_text(self) -> Iterator[str]:
        """The tolerances and whether they are met."""
        for verdict in self.verdicts():
            pair = verdict.pair
            yield (
                f"{'within ' if verdict.within else 'OUTSIDE'}  {verdict.application:<20} {verdict.measure:<10}"
                f"{pair.official:>9,} {pair.simulated(self.scale):>9,} {_percent(pair, self.scale):>7}"
                f"  (at most {verdict.percent} %, or one file)"
            )

    # --- as data ----------------------------------------------------------------------------------

    def as_data(self) -> dict[str, Any]:
        """Every number: by application, the country and each office, each month and all of them."""
        return {
            application: {
                name.strip().removeprefix("of it "): {
                    **{m: self._data(self.month(application, m, inside)) for m in self.figures.months},
                    "all": self._data(self.whole(name, application, inside)),
                }
                for name, inside in ((NATIONAL, self.figures.offices), *self.areas())
            }
            for application in APPLICATIONS
        }

    def _data(self, line: Line) -> dict[str, Any]:
        found: dict[str, Any] = {
            measure: {
                "official": pair.official,
                "files": pair.files,
                "simulated": pair.simulated(self.scale),
                "percent": None if (p := pair.percent(self.scale)) is None else round(p, 2),
            }
            for measure, pair in line.pairs.items()
        }
        return {**found, "entered_late": line.late}


def _heading() -> Iterable[str]:
    yield " " * 22 + "  ".join(f"{measure:^27}" for measure in MEASURES)
    yield " " * 22 + " |".join(f"{'official':>9} {'simulated':>9} {'diff':>7}" for _ in MEASURES)


def _percent(pair: Pair, scale: Fraction) -> str:
    found = pair.percent(scale)
    if found is None:
        return "" if pair.files == 0 else "new"
    return f"{found:+.1f} %" if abs(found) < 1000 else "> 999 %"


def _padded(name: str, width: int) -> str:
    """Filled up to a width in columns of a terminal, where a Japanese sign takes two."""
    taken = sum(2 if ord(sign) > 0x2E80 else 1 for sign in name)
    return name + " " * max(1, width - taken)
