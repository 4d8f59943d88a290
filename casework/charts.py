"""Charts as plain geometry: rectangles, strokes and words that a template draws as SVG.

Nothing here knows cases, a language or HTML. What is promised of every drawing: nothing leaves its frame, bars
begin at zero, the axis reaches beyond the data in steps of 1, 2 or 5, and no series is told from another by
colour alone: each has its filling or its dashes, and a name beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal
from unicodedata import east_asian_width

# Pixels of the drawing's own coordinates; TEXT is the size in the stylesheet (`.plot text`).
WIDTH, HEIGHT = 640, 300
TEXT = 13.5
LINE = 18
GAP = 8
# Rows of a horizontal chart, and columns of a vertical one at their widest.
BAR, COLUMN = 18, 44
# From so many points on a line carries no markers: they would hide it.
MOST_MARKERS = 24
# And with more than this the places are too narrow to be pointed at.
MOST_PLACES = 36
# Above this a number has too many digits for any axis.
LARGEST = 1e15

Anchor = Literal["start", "middle", "end"]
Say = Callable[[float], str]


class Look(StrEnum):
    """How a series is drawn, on paper and by whoever sees no colour: the filling of its bars and the dashes of
    its line."""

    SOLID = "solid"
    HATCH = "hatch"
    DOTS = "dots"
    ROWS = "rows"
    CROSS = "cross"
    BLANK = "blank"
    ALARM = "alarm"
    ALARM_DOTS = "alarm-dots"

    @property
    def dashes(self) -> str:
        """The `stroke-dasharray` of its line."""
        return _DASHES[self]

    @property
    def shape(self) -> str:
        """The marker of its line, as path data around the point (0, 0)."""
        return _SHAPES[self]


_DASHES = {
    Look.SOLID: "none",
    Look.HATCH: "7 4",
    Look.DOTS: "2 4",
    Look.ROWS: "12 4 2 4",
    Look.CROSS: "5 2",
    Look.BLANK: "1 3",
    Look.ALARM: "10 3",
    Look.ALARM_DOTS: "3 3",
}
_ROUND = "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"
_SQUARE = "M-3 -3h6v6h-6z"
_DIAMOND = "M0 -4.2l4.2 4.2l-4.2 4.2l-4.2 -4.2z"
_TRIANGLE = "M0 -4l4 7h-8z"
_SHAPES = {
    Look.SOLID: _ROUND,
    Look.HATCH: _SQUARE,
    Look.DOTS: _DIAMOND,
    Look.ROWS: _TRIANGLE,
    Look.CROSS: _SQUARE,
    Look.BLANK: _ROUND,
    Look.ALARM: _DIAMOND,
    Look.ALARM_DOTS: _TRIANGLE,
}
IN_ORDER = (Look.SOLID, Look.HATCH, Look.DOTS, Look.ROWS, Look.CROSS, Look.BLANK)


# --- what is given --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at a place of the axis: a word, the group it belongs to (a month's year), and where a reader
    may go from there."""

    text: str
    group: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each label. None: there is no number, which is not zero. `low` and `high` are
    the bounds of their spread, one for each label, where a line has any."""

    name: str
    values: Sequence[float | None]
    look: Look
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def series(*named: tuple[str, Sequence[float | None]]) -> tuple[Series, ...]:
    """Series in the order of the looks. Raises `ValueError` for more than there are looks."""
    if len(named) > len(IN_ORDER):
        raise ValueError(f"{len(named)} series are more than can be told apart")
    return tuple(Series(name, values, look) for (name, values), look in zip(named, IN_ORDER, strict=False))


# --- what is drawn --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text. `kind` is its class: axis, value, key, name, unit."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    kind: str = "axis"
    href: str = ""

    @property
    def box(self) -> tuple[float, float]:
        """From where to where it reaches, by estimate."""
        width = text_width(self.text)
        start = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return start, start + width


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the axis; `zero` for the one on which the bars stand."""

    x1: float
    y1: float
    x2: float
    y2: float
    zero: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a bar. `value` is the number it stands for."""

    x: float
    y: float
    width: float
    height: float
    look: Look
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar or a place of the axis with its parts; `title` says its numbers in words."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; a place without a number ends one stroke and begins the next."""

    points: tuple[tuple[float, float], ...]
    look: Look

    @property
    def path(self) -> str:
        """The points as the attribute of a polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Band:
    """The spread of a line: the outline of an area, along its upper bound and back along its lower one."""

    points: tuple[tuple[float, float], ...]
    look: Look

    @property
    def path(self) -> str:
        """The points as the attribute of a polygon."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    """A marker of a line."""

    x: float
    y: float
    look: Look


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of `width` by `height`. `places` are invisible strips that say the numbers of one label;
    `swatches` show the fillings beside their names. `empty`: there is not one number to draw."""

    width: float
    height: float
    rules: tuple[Rule, ...] = ()
    words: tuple[Words, ...] = ()
    bars: tuple[Bar, ...] = ()
    bands: tuple[Band, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    places: tuple[Bar, ...] = ()
    swatches: tuple[Block, ...] = ()
    swatch_strokes: tuple[Stroke, ...] = ()
    top: float = 0.0
    empty: bool = False

    @property
    def looks(self) -> tuple[Look, ...]:
        """The fillings that the drawing needs."""
        used = {b.look for bar in self.bars for b in bar.blocks} | {s.look for s in self.swatches}
        return tuple(look for look in Look if look in used)


# --- numbers --------------------------------------------------------------------------------------


def ticks(top: float, most: int = 5, whole: bool = True) -> list[float]:
    """The marks of an axis from zero to `top` or beyond: steps of 1, 2 or 5 times a power of ten, at most `most`
    steps. `whole`: no step below one. What is below a millionth counts as zero. Raises `ValueError` for a number
    that is none."""
    _checked(top)
    if top < 1e-6:
        return [0.0, 1.0]
    least = top / most
    power = 10.0 ** math.floor(math.log10(least))
    step = next((m * power for m in (1, 2, 5, 10) if m * power * most >= top * (1 - 1e-12)), 10 * power)
    if whole:
        step = max(1.0, step)
    count = max(1, math.ceil(top / step - 1e-9))
    return [float(f"{step * n:.12g}") for n in range(count + 1)]


def exact(value: float) -> str:
    """A number with its thousands set apart; a fraction with one digit."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def compact(value: float, language: str = "ja") -> str:
    """A number short enough for an axis: 12.5万, 3億; in English 125k, 300M."""
    if abs(value) < 1e4:
        return exact(value)
    steps = ((1e8, "億"), (1e4, "万")) if language == "ja" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    for size, name in steps:
        if abs(value) >= size:
            return (
                f"{value / size:,.4g}".rstrip() + name if value / size < 1e4 else f"{value / size:,.0f}{name}"
            )
    return exact(value)


def _checked(value: float) -> float:
    if not math.isfinite(value) or value < 0 or value > LARGEST:
        raise ValueError(f"a chart counts from zero upwards: {value!r}")
    return float(value)


def _numbers(labels: Sequence[Label], all_series: Sequence[Series]) -> list[list[float | None]]:
    """The series' values, checked, and their bounds with them. Raises `ValueError`."""
    for one in all_series:
        if len(one.values) != len(labels):
            raise ValueError(f"{one.name}: {len(one.values)} values for {len(labels)} labels")
        if (len(one.low), len(one.high)) not in ((0, 0), (len(labels), len(labels))):
            raise ValueError(f"{one.name}: the bounds of a spread stand at every label, or at none")
        if any(_checked(low) > _checked(high) for low, high in zip(one.low, one.high, strict=True)):
            raise ValueError(f"{one.name}: a lower bound lies above its upper one")
    return [[None if v is None else _checked(v) for v in one.values] for one in all_series]


# --- words ----------------------------------------------------------------------------------------


def text_width(text: str, size: float = TEXT) -> float:
    """How wide a text is, by estimate: a Japanese sign is as wide as high, a Latin one narrower."""
    return size * sum(1.0 if east_asian_width(sign) in "WFA" else 0.6 for sign in text)


def wrapped(text: str, width: float, most: int = 2) -> list[str]:
    """A text in at most `most` lines of `width`; what does not fit ends in an ellipsis. Latin words stay whole
    where they can; Japanese breaks anywhere."""
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < most:
        end = len(rest)
        while end > 1 and text_width(rest[:end]) > width:
            end -= 1
        if end < len(rest) and rest[end] != " " and " " in rest[:end]:
            at = rest.rfind(" ", 0, end)
            if rest[end - 1].isascii() and rest[end].isascii() and at > 0:
                end = at
        line, rest = rest[:end].strip(), rest[end:].strip()
        if rest and len(found) == most - 1:
            while line and text_width(line + "…") > width:
                line = line[:-1]
            line += "…"
        found.append(line)
    return found


def spread(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """The heights nearest to `wanted`, in the same order, at least `least` apart and between `low` and `high`;
    closer together where there is no room for that."""
    if not wanted:
        return []
    least = min(least, (high - low) / max(1, len(wanted) - 1)) if len(wanted) > 1 else least
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    found = [0.0] * len(wanted)
    before = low - least
    for i in order:
        found[i] = before = max(wanted[i], before + least, low)
    after = high + least
    for i in reversed(order):
        found[i] = after = min(found[i], after - least, high)
    return found


def _key(all_series: Sequence[Series], x: float, right: float, line: bool) -> tuple[Drawing, float]:
    """The names of the series with their looks, in rows from the top; and where the rows end."""
    words: list[Words] = []
    blocks: list[Block] = []
    strokes: list[Stroke] = []
    at, y = x, 6.0
    for one in all_series:
        [name] = wrapped(one.name, right - x - 30, most=1) or [""]
        wide = 28 + text_width(name)
        if at > x and at + wide > right:
            at, y = x, y + LINE + 4
        if line:
            strokes.append(Stroke(((at, y + 6), (at + 22, y + 6)), one.look))
        else:
            blocks.append(Block(at, y, 20, 12, one.look))
        words.append(Words(at + 26, y + 10, name, "start", "key"))
        at += wide + 18
    drawing = Drawing(0, 0, words=tuple(words), swatches=tuple(blocks), swatch_strokes=tuple(strokes))
    return drawing, y + LINE + 8 if all_series else 6.0


def _title(label: Label, pairs: Iterable[tuple[str, float | None]], say: Say) -> str:
    """What a place of the axis says when it is pointed at."""
    name = f"{label.group} {label.text}".strip()
    said = [f"{who} {say(value)}".strip() for who, value in pairs if value is not None]
    return f"{name}: {', '.join(said)}" if said else name


def _below(labels: Sequence[Label], middles: Sequence[float], y: float, right: float) -> list[Words]:
    """The labels under an axis: all, or every second, third, sixth, twelfth … so that none touches another.
    The group stands under the first label that has it."""
    if not labels:
        return []
    wide = max(max(text_width(one.text), 1) for one in labels) + GAP
    slot = (middles[-1] - middles[0]) / (len(middles) - 1) if len(middles) > 1 else wide
    steps = [1, 2, 3, 6, 12, 24, 60, *range(120, 120 + len(labels) * 60, 60)]
    step = next((s for s in steps if s * slot >= wide), steps[-1])
    found: list[Words] = []
    group, reached = "", -math.inf
    for place in range(0, len(labels), step):
        label = labels[place]
        half = text_width(label.text) / 2
        x = min(max(middles[place], half), right - half)
        found.append(Words(round(x, 1), y, label.text, "middle", "axis"))
        if label.group and label.group != group:
            width = text_width(label.group)
            start = min(max(middles[place] - width / 2, 0), right - width)
            if start >= reached:
                found.append(Words(round(start, 1), y + LINE, label.group, "start", "axis"))
                reached, group = start + width + GAP, label.group
    return found


# --- charts ---------------------------------------------------------------------------------------


def columns(
    labels: Sequence[Label],
    all_series: Sequence[Series],
    *,
    unit: str = "",
    say: Say = exact,
    axis: Say = exact,
    top: float | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Drawing:
    """Stacked columns over labels in order, months for instance. `top`: the axis reaches this at least, so that
    several charts can be compared. Raises `ValueError` for values that cannot be stacked."""
    values = _numbers(labels, all_series)
    sums = [sum(row[i] or 0 for row in values) for i in range(len(labels))]
    key, head = _key(all_series, 4, width - 4, line=False)
    frame = _upright(max([*sums, top or 0]), head, width, height, unit, axis, len(labels))
    wide = min(frame.slot * 0.68, COLUMN)
    bars: list[Bar] = []
    for i, label in enumerate(labels):
        blocks: list[Block] = []
        floor = 0.0
        for one, row in zip(all_series, values, strict=True):
            value = row[i] or 0.0
            if value:
                upper, lower = frame.y(floor + value), frame.y(floor)
                x = round(frame.middle(i) - wide / 2, 2)
                blocks.append(Block(x, upper, round(wide, 2), round(lower - upper, 3), one.look, value))
            floor += value
        pairs = [(one.name, row[i]) for one, row in zip(all_series, values, strict=True)]
        bars.append(Bar(_title(label, pairs, say), tuple(blocks)))
    below = _below(labels, [frame.middle(i) for i in range(len(labels))], frame.bottom + LINE, width)
    return replace(
        key,
        width=width,
        height=height,
        rules=frame.rules,
        words=(*frame.words, *below, *key.words),
        bars=tuple(bars),
        top=frame.top,
        empty=not any(sums),
    )


def lines(
    labels: Sequence[Label],
    all_series: Sequence[Series],
    *,
    unit: str = "",
    say: Say = exact,
    axis: Say = exact,
    top: float | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Drawing:
    """Lines over labels in order, each with its own dashes and markers, its name at its end, and its spread as a
    band behind it. Raises `ValueError` for values that cannot be drawn."""
    values = _numbers(labels, all_series)
    known = [v for row in values for v in row if v is not None]
    key, head = _key(all_series, 4, width - 4, line=True)
    names = [wrapped(one.name, width * 0.2, most=1) or [""] for one in all_series]
    room = max((text_width(name[0]) for name in names), default=0) + GAP
    frame = _upright(max(_highest(all_series), top or 0), head, width, height, unit, axis, len(labels), room)
    bands = tuple(
        Band(
            (
                *((frame.middle(i), frame.y(bound)) for i, bound in enumerate(one.high)),
                *((frame.middle(i), frame.y(one.low[i])) for i in reversed(range(len(one.low)))),
            ),
            one.look,
        )
        for one in all_series
        if len(one.high) > 1
    )
    strokes: list[Stroke] = []
    dots: list[Dot] = []
    ends: list[tuple[str, float, float]] = []
    for one, row, [name] in zip(all_series, values, names, strict=True):
        for piece in _pieces(row):
            points = tuple((frame.middle(i), frame.y(row[i] or 0.0)) for i in piece)
            if len(points) > 1:
                strokes.append(Stroke(points, one.look))
            if len(points) == 1 or len(labels) <= MOST_MARKERS:
                dots += [Dot(x, y, one.look) for x, y in points]
        last = next((i for i in reversed(range(len(row))) if row[i] is not None), None)
        if last is not None:
            ends.append((name, frame.middle(last), frame.y(row[last] or 0.0)))
    heights = spread([y for _, _, y in ends], LINE - 2, frame.head + 4, frame.bottom - 2)
    named = [
        Words(round(min(x + GAP, width - text_width(name)), 1), round(y + 4, 1), name, "start", "name")
        for (name, x, _), y in zip(ends, heights, strict=True)
    ]
    places = []
    for i, label in enumerate(labels if len(labels) <= MOST_PLACES else ()):
        pairs = [(one.name, row[i]) for one, row in zip(all_series, values, strict=True)]
        strip = Block(
            round(frame.middle(i) - frame.slot / 2, 2),
            frame.head,
            round(frame.slot, 2),
            frame.bottom - frame.head,
            Look.BLANK,
        )
        places.append(Bar(_title(label, pairs, say), (strip,)))
    below = _below(labels, [frame.middle(i) for i in range(len(labels))], frame.bottom + LINE, width)
    return replace(
        key,
        width=width,
        height=height,
        rules=frame.rules,
        words=(*frame.words, *below, *key.words, *named),
        bands=bands,
        strokes=tuple(strokes),
        dots=tuple(dots),
        places=tuple(places),
        top=frame.top,
        empty=not known,
    )


def bars(
    labels: Sequence[Label],
    all_series: Sequence[Series],
    *,
    stacked: bool = True,
    unit: str = "",
    say: Say = exact,
    axis: Say = exact,
    top: float | None = None,
    width: float = WIDTH,
) -> Drawing:
    """Horizontal bars, one row a label, its name at the left and its number at its end; the height follows from
    the rows. Not `stacked`: the series stand under each other. Raises `ValueError` as the others do."""
    values = _numbers(labels, all_series)
    sums = [sum(row[i] or 0 for row in values) for i in range(len(labels))]
    singles = [v for row in values for v in row if v is not None]
    key, head = _key(all_series, 4, width - 4, line=False) if len(all_series) > 1 else (Drawing(0, 0), 6.0)
    marks = ticks(max([*(sums if stacked else singles), top or 0]))
    left = min(max((text_width(one.text) for one in labels), default=0), width * 0.34) + GAP
    ends = [_said(i, values, sums, stacked, say) for i in range(len(labels))]
    room = max((text_width(text) for row in ends for text in row), default=0) + GAP
    right = width - max(room, text_width(axis(marks[-1])) / 2 + 2)
    many = 1 if stacked else max(1, len(all_series))
    thick = BAR if many == 1 else LINE - 2
    row_height = max(many * thick + 10, 2 * LINE + 2)
    bottom = head + row_height * len(labels)

    def x(value: float) -> float:
        return round(left + (right - left) * value / marks[-1], 3)

    found: list[Bar] = []
    words: list[Words] = []
    for i, label in enumerate(labels):
        y = head + row_height * i
        texts = wrapped(label.text, left - GAP)
        first = y + row_height / 2 + 4 - (len(texts) - 1) * (LINE - 1) / 2
        for n, text in enumerate(texts):
            words.append(Words(left - GAP, round(first + n * (LINE - 1), 1), text, "end", "axis", label.href))
        blocks: list[Block] = []
        floor, down = 0.0, y + (row_height - many * thick) / 2
        for n, (one, row) in enumerate(zip(all_series, values, strict=True)):
            value = row[i]
            if value:
                start = floor if stacked else 0.0
                here = down if stacked else down + n * thick
                wide = round(x(start + value) - x(start), 3)
                blocks.append(Block(x(start), here, wide, thick - (0 if stacked else 2), one.look, value))
                floor += value
        middle = down + thick / 2 + 4
        for n, text in enumerate(ends[i]):
            reach = sums[i] if stacked else (values[n][i] or 0.0)
            words.append(Words(round(x(reach) + 5, 1), middle + n * thick, text, "start", "value"))
        pairs = [(one.name, row[i]) for one, row in zip(all_series, values, strict=True)]
        found.append(Bar(_title(label, pairs, say), tuple(blocks)))
    rules = [Rule(x(m), head, x(m), bottom, m == 0) for m in marks]
    below = _below([Label(axis(m)) for m in marks], [x(m) for m in marks], bottom + LINE, width)
    if unit:
        below.append(Words(4, bottom + LINE, unit, "start", "unit"))
    return replace(
        key,
        width=width,
        height=bottom + LINE + GAP,
        rules=tuple(rules),
        words=(*words, *below, *key.words),
        bars=tuple(found),
        top=marks[-1],
        empty=not any(singles),
    )


def sparkline(values: Sequence[float | None], width: float = 120, height: float = 28) -> Drawing:
    """A line without axes, to stand beside a number: from zero, with a marker at its last point."""
    [row] = _numbers([Label("")] * len(values), [Series("", values, Look.SOLID)])
    known = [v for v in row if v is not None]
    top = max(known, default=0) or 1.0
    step = (width - 10) / max(1, len(row) - 1)
    strokes: list[Stroke] = []
    last: tuple[float, float] | None = None
    for piece in _pieces(row):
        points = tuple(
            (round(5 + i * step, 1), round(height - 5 - (height - 10) * (row[i] or 0.0) / top, 1))
            for i in piece
        )
        last = points[-1]
        if len(points) > 1:
            strokes.append(Stroke(points, Look.SOLID))
    dots = (Dot(*last, Look.SOLID),) if last else ()
    return Drawing(width, height, strokes=tuple(strokes), dots=dots, top=top, empty=not known)


# --- parts ----------------------------------------------------------------------------------------


def _highest(all_series: Sequence[Series]) -> float:
    """The highest number or bound of the series; zero where there is none."""
    return max((v or 0.0 for one in all_series for v in (*one.values, *one.high)), default=0.0)


def _said(
    i: int, values: Sequence[Sequence[float | None]], sums: Sequence[float], stacked: bool, say: Say
) -> list[str]:
    """What stands at the end of a row: its sum, or each series' number."""
    if stacked:
        return [say(sums[i])]
    return ["—" if row[i] is None else say(row[i] or 0.0) for row in values]


def _pieces(row: Sequence[float | None]) -> Iterable[list[int]]:
    """The runs of places that have a number."""
    piece: list[int] = []
    for i, value in enumerate(row):
        if value is not None:
            piece.append(i)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


@dataclass(frozen=True, slots=True)
class _Upright:
    """The frame of a chart whose values go upwards."""

    left: float
    right: float
    head: float
    bottom: float
    top: float
    slot: float
    rules: tuple[Rule, ...]
    words: tuple[Words, ...]

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.head) * value / self.top, 3)

    def middle(self, place: int) -> float:
        return round(self.left + self.slot * (place + 0.5), 2)


def _upright(
    most: float,
    head: float,
    width: float,
    height: float,
    unit: str,
    axis: Say,
    places: int,
    room: float = 4.0,
) -> _Upright:
    marks = ticks(most)
    left = max(text_width(axis(m)) for m in marks) + GAP
    if unit:
        head += LINE
    head = min(head + 6, height / 2)
    bottom, right = height - 2 * LINE - 6, width - room
    words = [Words(4, head - LINE + 4, unit, "start", "unit")] if unit else []
    rules: list[Rule] = []
    for mark in marks:
        y = round(bottom - (bottom - head) * mark / marks[-1], 2)
        rules.append(Rule(left, y, right, y, mark == 0))
        words.append(Words(left - 6, round(y + 4, 1), axis(mark), "end", "axis"))
    slot = (right - left) / max(1, places)
    return _Upright(left, right, head, bottom, marks[-1], slot, tuple(rules), tuple(words))
