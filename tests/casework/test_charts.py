"""Charts as geometry: nothing leaves the frame, axes reach beyond the data, sums are kept, words do not touch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import charts
from casework.charts import Drawing, Label, Look, Series

numbers = st.one_of(
    st.none(),
    st.integers(min_value=0, max_value=10**12).map(float),
    st.floats(min_value=0, max_value=1e9, allow_nan=False, allow_infinity=False),
)
words = st.text(alphabet="許可不許可 abcDEF審査中ー", min_size=0, max_size=40)
months = [Label(f"{n % 12 + 1}月", f"{2021 + n // 12}年") for n in range(60)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Label], list[Series]]:
    """Labels of any length, and series of any numbers over them."""
    count = draw(st.integers(0, 60))
    labels = draw(
        st.one_of(
            st.just(months[:count]),
            st.lists(st.builds(Label, words, words), min_size=count, max_size=count),
        )
    )
    names = draw(st.lists(words, min_size=1, max_size=5))
    values = [draw(st.lists(numbers, min_size=count, max_size=count)) for _ in names]
    return labels, [Series(n, v, look) for n, v, look in zip(names, values, Look, strict=False)]


def inside(drawing: Drawing) -> None:
    """Nothing leaves the frame; by half a pixel for what was rounded."""

    def within(x: float, y: float) -> None:
        assert math.isfinite(x) and math.isfinite(y)
        assert -0.5 <= x <= drawing.width + 0.5, (x, drawing.width)
        assert -0.5 <= y <= drawing.height + 0.5, (y, drawing.height)

    for rule in drawing.rules:
        within(rule.x1, rule.y1)
        within(rule.x2, rule.y2)
    for block in (
        *(b for bar in (*drawing.bars, *drawing.places) for b in bar.blocks),
        *drawing.swatches,
    ):
        assert block.width >= 0 and block.height >= 0
        within(block.x, block.y)
        within(block.x + block.width, block.y + block.height)
    for stroke in (*drawing.strokes, *drawing.swatch_strokes):
        for x, y in stroke.points:
            within(x, y)
    for band in drawing.bands:
        for x, y in band.points:
            within(x, y)
    for dot in drawing.dots:
        within(dot.x, dot.y)
    for one in drawing.words:
        start, end = one.box
        within(start, one.y)
        within(end, one.y)


def apart(texts: Iterable[charts.Words]) -> None:
    """Words on one line do not touch."""
    by_line: dict[float, list[tuple[float, float]]] = {}
    for one in texts:
        if one.text:
            by_line.setdefault(one.y, []).append(one.box)
    for boxes in by_line.values():
        for (_, end), (start, _) in itertools.pairwise(sorted(boxes)):
            assert start >= end - 0.5


@settings(deadline=None, max_examples=60)
@given(tables())
def test_columns_stay_in_their_frame_and_keep_their_sums(table: tuple[list[Label], list[Series]]) -> None:
    labels, found = table
    drawing = charts.columns(labels, found, unit="件")
    inside(drawing)
    apart(w for w in drawing.words if w.kind == "axis" and w.anchor == "middle")
    sums = [sum(one.values[i] or 0 for one in found) for i in range(len(labels))]
    assert drawing.top >= max(sums, default=0) * (1 - 1e-9)
    assert [math.fsum(b.value for b in bar.blocks) for bar in drawing.bars] == pytest.approx(sums)
    floor = next(r.y1 for r in drawing.rules if r.zero)
    for bar, total in zip(drawing.bars, sums, strict=True):
        # From zero, without a gap, and as high as the number says.
        if bar.blocks:
            assert bar.blocks[0].y + bar.blocks[0].height == pytest.approx(floor, abs=0.01)
        for lower, upper in itertools.pairwise(bar.blocks):
            assert upper.y + upper.height == pytest.approx(lower.y, abs=0.01)
        high = math.fsum(b.height for b in bar.blocks)
        full = floor - min((r.y1 for r in drawing.rules), default=floor)
        assert high == pytest.approx(full * total / drawing.top, abs=0.02 * max(1, len(bar.blocks)))


@settings(deadline=None, max_examples=60)
@given(tables(), st.booleans())
def test_bars_stay_in_their_frame_and_keep_their_sums(
    table: tuple[list[Label], list[Series]], stacked: bool
) -> None:
    labels, found = table
    drawing = charts.bars(labels, found, stacked=stacked, unit="日")
    inside(drawing)
    zero = next(r.x1 for r in drawing.rules if r.zero)
    for i, bar in enumerate(drawing.bars):
        assert math.fsum(b.value for b in bar.blocks) == pytest.approx(
            math.fsum(one.values[i] or 0 for one in found)
        )
        starts = [b.x for b in bar.blocks]
        assert not starts or starts[0] == pytest.approx(zero, abs=0.01)
        if not stacked:
            assert all(x == pytest.approx(zero, abs=0.01) for x in starts)


@settings(deadline=None, max_examples=60)
@given(tables())
def test_lines_stay_in_their_frame_and_pass_through_every_number(
    table: tuple[list[Label], list[Series]],
) -> None:
    labels, found = table
    drawing = charts.lines(labels, found, unit="日")
    inside(drawing)
    known = [v for one in found for v in one.values if v is not None]
    assert drawing.top >= max(known, default=0) * (1 - 1e-9)
    assert drawing.empty is (not known)
    on_strokes = sum(len(s.points) for s in drawing.strokes)
    alone = sum(len(p) == 1 for one in found for p in charts._pieces(list(one.values)))
    assert on_strokes + alone == len(known)
    if len(labels) <= charts.MOST_MARKERS:
        assert len(drawing.dots) == len(known)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.floats(0, 1e6)] * 3).map(sorted), min_size=2, max_size=60))
def test_the_spread_of_a_line_is_a_band_around_it_that_stays_in_the_frame(rows: list[list[float]]) -> None:
    low, values, high = (list(column) for column in zip(*rows, strict=True))
    labels = [Label(str(n)) for n in range(len(rows))]
    drawing = charts.lines(
        labels, [Series("a", values[::-1], Look.SOLID), Series("b", values, Look.HATCH, low, high)], unit="x"
    )
    inside(drawing)
    assert drawing.top >= max(high) * (1 - 1e-9)
    assert len({s.look.dashes for s in drawing.strokes}) == 2
    [band] = drawing.bands
    assert band.look is Look.HATCH
    upper, lower = band.points[: len(rows)], band.points[len(rows) :][::-1]
    line = next(s for s in drawing.strokes if s.look is Look.HATCH)
    # Upwards is towards zero.
    for above, (x, y), below in zip(upper, line.points, lower, strict=True):
        assert above[0] == x == below[0]
        assert above[1] <= y <= below[1]


def test_a_spread_has_both_bounds_at_every_label_and_the_right_way_round() -> None:
    labels = [Label("a"), Label("b")]
    for low, high in (([1.0], [2.0]), ([], [2.0, 2.0]), ([3.0, 1.0], [2.0, 2.0])):
        with pytest.raises(ValueError, match="bound"):
            charts.lines(labels, [Series("x", [1.0, 2.0], Look.SOLID, low, high)])


@settings(deadline=None, max_examples=60)
@given(st.lists(numbers, max_size=60))
def test_a_sparkline_stays_in_its_frame(values: list[float | None]) -> None:
    drawing = charts.sparkline(values)
    inside(drawing)
    assert drawing.empty is all(v is None for v in values)


@settings(deadline=None, max_examples=60)
@given(st.floats(min_value=0, max_value=1e15, allow_nan=False), st.booleans())
def test_an_axis_reaches_beyond_the_data_in_steps_of_one_two_or_five(top: float, whole: bool) -> None:
    marks = charts.ticks(top, whole=whole)
    assert marks[0] == 0 and marks[-1] >= top * (1 - 1e-9) and 2 <= len(marks) <= 7
    step = marks[1]
    assert marks == pytest.approx([step * n for n in range(len(marks))])
    if top >= 1e-6:
        lead = step / 10 ** math.floor(math.log10(step) + 1e-9)
        assert min(abs(lead - m) for m in (1, 2, 5, 10)) < 1e-6
    assert not whole or step >= 1
    # No step too many: the one before the last lies below the data.
    assert top <= 1 or marks[-2] < top


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(min_value=-50, max_value=400, allow_nan=False), max_size=8),
    st.floats(min_value=1, max_value=30),
)
def test_names_at_the_ends_of_lines_do_not_lie_on_each_other(wanted: list[float], least: float) -> None:
    found = charts.spread(wanted, least, 0, 300)
    assert all(-1e-6 <= y <= 300 + 1e-6 for y in found)
    possible = min(least, 300 / max(1, len(wanted) - 1))
    for low, high in itertools.pairwise(sorted(found)):
        assert high - low >= possible - 1e-6
    # The order of the lines is kept.
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    assert sorted(found) == pytest.approx([found[i] for i in order])


@settings(deadline=None, max_examples=60)
@given(words, st.floats(min_value=40, max_value=300))
def test_wrapped_words_fit_and_say_when_something_is_left_out(text: str, width: float) -> None:
    lines = charts.wrapped(text, width)
    assert len(lines) <= 2
    assert all(charts.text_width(line) <= width + 1e-6 for line in lines)
    kept = "".join(lines).replace(" ", "")
    whole = text.replace(" ", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


@pytest.mark.parametrize("count", [12, 13, 24, 36, 60])
def test_japanese_months_do_not_overlap(count: int) -> None:
    labels = months[:count]
    drawing = charts.columns(labels, charts.series(("受理", [float(n) for n in range(count)])))
    below = [w for w in drawing.words if w.y > drawing.height - 40]
    apart(below)
    assert next(w.text for w in below if w.anchor == "middle") == "1月"
    if count == 12:
        assert [w.text for w in below if w.anchor == "middle"] == [f"{n}月" for n in range(1, 13)]
        assert [w.text for w in below if w.anchor == "start"] == ["2021年"]


def test_no_data_and_one_point() -> None:
    for drawing in (
        charts.columns([], [Series("受理", [], Look.SOLID)]),
        charts.lines([], [Series("受理", [], Look.SOLID)]),
        charts.bars([], [Series("受理", [], Look.SOLID)]),
        charts.columns(months[:3], [Series("受理", [0, None, 0], Look.SOLID)]),
    ):
        assert drawing.empty
        inside(drawing)
    one = charts.lines(months[:1], [Series("受理", [5.0], Look.SOLID)])
    assert len(one.dots) == 1 and one.strokes == () and not one.empty
    gap = charts.lines(months[:5], [Series("受理", [1, 2, None, 3, 4], Look.SOLID)])
    assert [len(s.points) for s in gap.strokes] == [2, 2]


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf, 1e16])
def test_what_cannot_be_drawn_is_refused(wrong: float) -> None:
    for chart in (charts.columns, charts.lines, charts.bars):
        with pytest.raises(ValueError, match="zero"):
            chart(months[:1], [Series("受理", [wrong], Look.SOLID)])
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        charts.columns(months[:1], [Series("受理", [1, 2], Look.SOLID)])
    with pytest.raises(ValueError, match="told apart"):
        charts.series(*[(str(n), [1.0]) for n in range(7)])


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (0, "0", "0"),
        (950, "950", "950"),
        (9_999, "9,999", "9,999"),
        (12_500, "1.25万", "12.5k"),
        (200_000, "20万", "200k"),
        (3_000_000, "300万", "3M"),
        (500_000_000, "5億", "500M"),
        (1e15, "10,000,000億", "1,000,000bn"),
    ],
)
def test_huge_numbers_are_short_on_an_axis(value: float, ja: str, en: str) -> None:
    assert charts.compact(value, "ja") == ja
    assert charts.compact(value, "en") == en


def test_every_look_has_its_own_dashes() -> None:
    assert len({look.dashes for look in Look}) == len(Look)
