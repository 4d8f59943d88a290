"""What more or fewer officers would make of a backlog: a projection week by week. Pure.

Promises: nothing is lost (what waited and what came is done or still waiting, to the last fraction), no backlog
is below nothing, and more officers never leave more waiting. The model is deliberately plain, so that it can be
worked out by hand:

* work comes at the mean of the weeks measured, and besides what is known to come;
* each officer completes the mean measured share a week; nobody completes what is not there;
* what is due first is done first, then what has no date, the longest waiting first;
* the spread is that of the measured weeks' surplus (arrivals less completions), as an 80 % prediction interval:
  1.28 · s · sqrt(t + t²/k) after t weeks, with s the standard deviation of k weeks.

Ages and dates are in days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, stdev

WEEK = 7.0
# Work comes at any time of a week: on average in its middle.
HALF = 3.5
# The two-sided 80 % point of the normal distribution.
Z80 = 1.2816
# With less history than this a projection would be a guess.
LEAST_WEEKS, MOST_WEEKS = 8, 12
LEAST_DONE = 20


@dataclass(frozen=True, slots=True)
class Week:
    """One measured week: pieces of work that came (but for those that time itself brought), those that time
    brought, and those completed."""

    arrived: float
    by_time: float
    done: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Pieces of work alike: how long they have waited, in how many days they are due (below zero: overdue;
    None: no date), and how many they are."""

    age: float
    due: float | None
    amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a queue. `known` is what time will bring in each week ahead. Of the work that comes, the
    share `dated` has a date, `allowance` days after it comes."""

    weeks: Sequence[Week]
    officers: int
    waiting: Sequence[Waiting]
    known: Sequence[float] = ()
    dated: float = 0.0
    allowance: float = 0.0

    @property
    def arrivals(self) -> float:
        """Pieces a week that officers' and other people's acts bring."""
        return fmean(week.arrived for week in self.weeks)

    @property
    def completions(self) -> float:
        """Pieces a week completed."""
        return fmean(week.done for week in self.weeks)

    @property
    def per_officer(self) -> float:
        """Pieces a week that one officer completes."""
        return self.completions / self.officers

    @property
    def swing(self) -> float:
        """The standard deviation of the weekly surplus."""
        return stdev(week.arrived + week.by_time - week.done for week in self.weeks)

    @property
    def backlog(self) -> float:
        """What waits now."""
        return sum(piece.amount for piece in self.waiting)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nothing can be projected: which number is too small, what it is and what it would have to be."""

    what: str
    found: int
    least: int


def lack(weeks: int, done: float, officers: int) -> Lack | None:
    """Whether the history is too short or too thin to tell anything; None when it will do."""
    if officers < 1:
        return Lack("officers", officers, 1)
    if weeks < LEAST_WEEKS:
        return Lack("weeks", weeks, LEAST_WEEKS)
    if done < LEAST_DONE:
        return Lack("done", int(done), LEAST_DONE)
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a week: what waits (with the bounds of its spread), the mean age of it in days, the share of it
    that is overdue, and what came and was done in the week."""

    week: int
    backlog: float
    low: float
    high: float
    age: float
    late: float
    arrived: float
    done: float


def project(measured: Measured, officers: int, weeks: int) -> list[Point]:
    """The queue at the end of each of the coming weeks, with this number of officers; week 0 is now.

    Raises `ValueError` for a number of officers below nothing, or a history that `lack` refuses.
    """
    if officers < 0:
        raise ValueError("fewer than no officers")
    if lack(len(measured.weeks), sum(w.done for w in measured.weeks), measured.officers) is not None:
        raise ValueError("too little history")
    queue = list(measured.waiting)
    points = [_point(0, queue, 0.0, 0.0, 0.0)]
    capacity = measured.per_officer * officers
    for week in range(1, weeks + 1):
        known = measured.known[week - 1] if week <= len(measured.known) else 0.0
        came = measured.arrivals + known
        queue = [_older(piece) for piece in queue] + _new(measured, came)
        queue, done = _work(queue, capacity)
        points.append(_point(week, queue, came, done, _half_width(measured, week)))
    return points


def _older(piece: Waiting) -> Waiting:
    return replace(piece, age=piece.age + WEEK, due=None if piece.due is None else piece.due - WEEK)


def _new(measured: Measured, came: float) -> list[Waiting]:
    parts = [
        Waiting(HALF, measured.allowance - HALF, came * measured.dated),
        Waiting(HALF, None, came * (1 - measured.dated)),
    ]
    return [part for part in parts if part.amount > 0]


def _work(queue: Sequence[Waiting], capacity: float) -> tuple[list[Waiting], float]:
    """What is left after a week's work, and how much was done."""
    left: list[Waiting] = []
    done = 0.0
    for piece in sorted(queue, key=lambda p: (p.due is None, p.due or 0.0, -p.age)):
        taken = min(piece.amount, capacity - done)
        done += taken
        if piece.amount - taken > 0:
            left.append(replace(piece, amount=piece.amount - taken))
    return left, done


def _half_width(measured: Measured, week: int) -> float:
    return Z80 * measured.swing * sqrt(week + week * week / len(measured.weeks))


def _point(week: int, queue: Sequence[Waiting], came: float, done: float, half: float) -> Point:
    backlog = sum(piece.amount for piece in queue)
    aged = sum(piece.age * piece.amount for piece in queue)
    late = sum(piece.amount for piece in queue if piece.due is not None and piece.due <= 0)
    return Point(
        week,
        backlog,
        max(0.0, backlog - half),
        backlog + half,
        aged / backlog if backlog else 0.0,
        late / backlog if backlog else 0.0,
        came,
        done,
    )
