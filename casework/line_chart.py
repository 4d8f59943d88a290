"""One line chart as plain geometry, for a template to draw as SVG: lines over labels, and a band for their spread.

The axis begins at zero and reaches beyond the data in steps of 1, 2 or 5. A line is told from another by its
dashes and by its name at its end, never by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# The drawing's own coordinates: text of twelve is read in a card of half a page.
WIDTH, HEIGHT = 720, 300
LEFT, TOP, RIGHT, BOTTOM = 52, 28, 120, 36
DASHES = ("none", "7 4")
LEAST_APART = 15.0


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each label, and if known the bounds of their spread."""

    name: str
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: its points as SVG writes them, its dashes, and its place among the lines."""

    points: str
    dashes: str
    place: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to be drawn."""

    width: int
    height: int
    rules: Sequence[tuple[float, float, float, float]]
    words: Sequence[Words]
    strokes: Sequence[Stroke]
    bands: Sequence[str]


def lines(labels: Sequence[str], all_series: Sequence[Series], *, unit: str = "") -> Drawing:
    """The chart. Raises `ValueError` where a series does not fit the labels or there are more than two."""
    if len(all_series) > len(DASHES) or len(labels) < 2:
        raise ValueError("one or two series over at least two labels")
    if any(len(part) not in (0, len(labels)) for s in all_series for part in (s.values, s.low, s.high)):
        raise ValueError("as many numbers as labels")
    top = max((v for s in all_series for v in (*s.values, *s.high)), default=0.0)
    marks = ticks(top)

    def x(place: int) -> float:
        return round(LEFT + place * (WIDTH - LEFT - RIGHT) / (len(labels) - 1), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / marks[-1] * (HEIGHT - TOP - BOTTOM), 1)

    def path(values: Sequence[float]) -> str:
        return " ".join(f"{x(i)},{y(v)}" for i, v in enumerate(values))

    rules = [(float(LEFT), y(mark), float(WIDTH - RIGHT), y(mark)) for mark in marks]
    words = [Words(LEFT - 8, y(mark) + 4, f"{mark:g}", "end", "axis") for mark in marks]
    words += [Words(LEFT - 8, 14, unit, "end", "axis")]
    # Every label where there is room, else every second, third …
    step = math.ceil(len(labels) / 12)
    words += [Words(x(i), HEIGHT - 12, w, "middle", "axis") for i, w in enumerate(labels) if i % step == 0]
    ends = apart([y(s.values[-1]) for s in all_series])
    words += [
        Words(WIDTH - RIGHT + 8, end + 4, s.name, "start", "name")
        for s, end in zip(all_series, ends, strict=True)
    ]
    bands = [
        f"{path(s.high)} " + " ".join(f"{x(i)},{y(v)}" for i, v in reversed(list(enumerate(s.low))))
        for s in all_series
        if s.low and s.high
    ]
    strokes = [Stroke(path(s.values), DASHES[n], n) for n, s in enumerate(all_series)]
    return Drawing(WIDTH, HEIGHT, rules, words, strokes, bands)


def ticks(top: float, most: int = 5) -> list[float]:
    """Marks from zero to at least `top`, in steps of 1, 2 or 5 times a power of ten."""
    rough = max(top, 1.0) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    return [n * step for n in range(math.ceil(max(top, 1.0) / step) + 1)]


def apart(wanted: Sequence[float]) -> list[float]:
    """The same heights, moved so that two names do not lie upon each other; the order stays."""
    placed = list(wanted)
    order = sorted(range(len(placed)), key=lambda i: placed[i])
    for before, after in pairwise(order):
        if placed[after] - placed[before] < LEAST_APART:
            middle = (placed[after] + placed[before]) / 2
            placed[before], placed[after] = middle - LEAST_APART / 2, middle + LEAST_APART / 2
    return [round(value, 1) for value in placed]
