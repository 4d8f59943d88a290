"""The projection of a backlog: numbers worked out by hand, and what must hold whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import line_chart
from casework.watch.whatif import Lack, Measured, Waiting, Week, lack, project


def steady(arrived: float, done: float, officers: int, waiting: list[Waiting], **more: object) -> Measured:
    return Measured([Week(arrived, 0, done)] * 8, officers, waiting, **more)  # type: ignore[arg-type]


def test_a_backlog_by_hand() -> None:
    # Two officers finish 10 a week, 12 come: it grows by 2 a week. Ten pieces wait, each ten days old.
    found = steady(12, 10, 2, [Waiting(10, None, 10)])
    now, one, two = project(found, 2, 2)
    assert (now.backlog, now.age, now.late) == (10, 10, 0)
    # After a week the ten oldest are done and the twelve new ones wait, 3.5 days on average.
    assert (one.backlog, one.done, one.arrived, one.age) == (12, 10, 12, 3.5)
    # After two: 10 of those 12 are done, 2 of them (10.5 days old) and the 12 new ones (3.5) wait.
    assert two.backlog == 14
    assert two.age == pytest.approx((2 * 10.5 + 12 * 3.5) / 14)


def test_one_officer_more_by_hand() -> None:
    # Five a week each: with three officers 15 can be done. 10 + 12 - 15 = 7, then 7 + 12 - 15 = 4, then 1, then
    # nothing, and nobody does what is not there.
    found = steady(12, 10, 2, [Waiting(10, None, 10)])
    assert [round(p.backlog, 6) for p in project(found, 3, 4)] == [10, 7, 4, 1, 0]
    assert project(found, 3, 4)[-1].done == pytest.approx(13)
    assert [p.backlog for p in project(found, 0, 2)] == [10, 22, 34]


def test_what_is_due_first_is_done_first_and_lateness_is_counted() -> None:
    # Nothing comes. Three pieces due in 3 days, three due in 20, four without a date; five are done a week.
    found = Measured(
        [Week(0, 0, 5)] * 8,
        1,
        [Waiting(1, 3, 3), Waiting(50, 20, 3), Waiting(90, None, 4)],
        dated=0.0,
    )
    now, one, two = project(found, 1, 2)
    assert now.late == 0
    # The three due first and two of the others are done; one due in 13 days and the four undated wait.
    assert one.backlog == 5 and one.late == 0
    assert one.age == pytest.approx((57 + 4 * 97) / 5)
    assert two.backlog == 0 and two.age == 0
    # With nobody at work the first three are late after a week, six after three.
    idle = project(found, 0, 3)
    assert [round(p.late, 6) for p in idle] == [0, 0.3, 0.3, 0.6]


def test_known_dates_are_added_in_their_weeks() -> None:
    found = steady(3, 3, 1, [], known=(0, 7, 0))
    assert [p.arrived for p in project(found, 1, 4)] == [0, 3, 10, 3, 3]
    assert [p.backlog for p in project(found, 1, 4)] == [0, 0, 7, 7, 7]


def test_new_work_is_due_as_what_waits_now() -> None:
    # Half of what comes has a date 10 days after it came; nobody is at work.
    found = steady(4, 4, 1, [], dated=0.5, allowance=10)
    _, one, two = project(found, 0, 2)
    assert one.late == 0  # due in 6.5 days
    assert two.late == pytest.approx(2 / 8)  # the two of the first week are due 0.5 days ago


def test_the_spread_by_hand() -> None:
    # Surpluses of +2 and -2 in turn: mean 0, standard deviation sqrt(8 * 4 / 7).
    weeks = [Week(7, 0, 5), Week(3, 0, 5)] * 4
    found = Measured(weeks, 1, [Waiting(5, None, 40)])
    deviation = (8 * 4 / 7) ** 0.5
    points = project(found, 1, 2)
    assert points[0].low == points[0].high == 40
    for week in (1, 2):
        half = 1.2816 * deviation * (week + week * week / 8) ** 0.5
        assert points[week].high == pytest.approx(40 + half)
        assert points[week].low == pytest.approx(40 - half)
    # What time itself brought belongs to the surplus too.
    timed = Measured([Week(5, 2, 5), Week(3, 0, 5)] * 4, 1, [Waiting(5, None, 40)])
    assert timed.swing == pytest.approx(deviation)
    assert timed.arrivals == 4


def test_too_little_history_is_said_and_nothing_is_guessed() -> None:
    assert lack(7, 100, 2) == Lack("weeks", 7, 8)
    assert lack(8, 19, 2) == Lack("done", 19, 20)
    assert lack(12, 100, 0) == Lack("officers", 0, 1)
    assert lack(8, 20, 1) is None
    with pytest.raises(ValueError, match="too little"):
        project(Measured([Week(1, 0, 1)] * 8, 1, []), 1, 4)
    with pytest.raises(ValueError, match="fewer"):
        project(steady(5, 5, 1, []), -1, 4)


amounts = st.floats(0, 200)
pieces = st.builds(Waiting, st.floats(0, 400), st.none() | st.floats(-300, 300), amounts)
histories = st.lists(st.builds(Week, amounts, amounts, st.floats(3, 200)), min_size=8, max_size=12)


@st.composite
def queues(draw: st.DrawFn) -> Measured:
    return Measured(
        draw(histories),
        draw(st.integers(1, 30)),
        draw(st.lists(pieces, max_size=12)),
        tuple(draw(st.lists(amounts, max_size=26))),
        draw(st.floats(0, 1)),
        draw(st.floats(0, 200)),
    )


@given(queues(), st.integers(0, 40), st.integers(1, 26))
def test_nothing_is_lost_and_nothing_is_below_nothing(found: Measured, officers: int, weeks: int) -> None:
    points = project(found, officers, weeks)
    assert len(points) == weeks + 1
    came, done = sum(p.arrived for p in points), sum(p.done for p in points)
    assert found.backlog + came == pytest.approx(points[-1].backlog + done, rel=1e-6, abs=1e-6)
    for before, after in pairwise(points):
        assert before.backlog + after.arrived == pytest.approx(after.backlog + after.done, rel=1e-6, abs=1e-6)
        assert after.done <= found.per_officer * officers + 1e-6
    for point in points:
        assert 0 <= point.low <= point.backlog <= point.high
        assert 0 <= point.late <= 1 + 1e-9
        assert point.age >= 0


@given(queues(), st.integers(0, 30), st.integers(1, 10), st.integers(1, 26))
def test_more_officers_never_leave_more_waiting(found: Measured, few: int, more: int, weeks: int) -> None:
    fewer, greater = project(found, few, weeks), project(found, few + more, weeks)
    for a, b in zip(fewer, greater, strict=True):
        assert b.backlog <= a.backlog + 1e-6


# --- the drawing of it ----------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=27), st.data())
def test_nothing_leaves_the_frame(values: list[float], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.floats(0, 1e6), min_size=len(values), max_size=len(values)))
    labels = [str(n) for n in range(len(values))]
    low, high = [v / 2 for v in other], [v * 2 for v in other]
    drawing = line_chart.lines(
        labels, [line_chart.Series("a", values), line_chart.Series("b", other, low, high)], unit="x"
    )
    points = [p.split(",") for s in drawing.strokes for p in s.points.split()]
    points += [p.split(",") for band in drawing.bands for p in band.split()]
    for x, y in points:
        assert 0 <= float(x) <= drawing.width and 0 <= float(y) <= drawing.height
    assert len({s.dashes for s in drawing.strokes}) == 2


def test_the_axis_begins_at_zero_and_reaches_beyond_the_data() -> None:
    assert line_chart.ticks(0) == [0, 0.2, 0.4, pytest.approx(0.6), 0.8, 1]
    assert line_chart.ticks(37) == [0, 10, 20, 30, 40]
    assert line_chart.apart([100, 104]) == [94.5, 109.5]
    with pytest.raises(ValueError, match="labels"):
        line_chart.lines(["a", "b"], [line_chart.Series("x", [1.0])])
