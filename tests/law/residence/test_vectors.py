"""The worked dates of the reference tables, and the list of its seventy edge cases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from workflows.counting import Period, nth_birthday_after, reckon, rule

HERE = Path(__file__).parent
EXCLUDED, INCLUDED = "first-day-out", "first-day-in"


@pytest.mark.parametrize(
    ("count", "start", "length", "last"),
    [
        (EXCLUDED, "2026-08-31", "2 months", "2026-10-31"),
        (EXCLUDED, "2026-06-30", "2 months", "2026-08-31"),
        (EXCLUDED, "2026-11-30", "2 months", "2027-01-31"),
        (EXCLUDED, "2027-02-28", "2 months", "2027-04-30"),
        (EXCLUDED, "2028-02-29", "2 months", "2028-04-30"),
        (EXCLUDED, "2026-12-28", "2 months", "2027-02-28"),
        (EXCLUDED, "2026-12-29", "2 months", "2027-02-28"),
        (EXCLUDED, "2026-12-30", "2 months", "2027-02-28"),
        (EXCLUDED, "2026-12-31", "2 months", "2027-02-28"),
        (EXCLUDED, "2026-05-28", "2 months", "2026-07-28"),
        (EXCLUDED, "2026-11-22", "2 months", "2027-01-22"),
        (EXCLUDED, "2026-11-30", "3 months", "2027-02-28"),
        (EXCLUDED, "2026-10-12", "3 months", "2027-01-12"),
        (EXCLUDED, "2026-06-01", "3 months", "2026-09-01"),
        (INCLUDED, "2026-06-01", "3 months", "2026-08-31"),
        (EXCLUDED, "2026-06-30", "6 months", "2026-12-31"),
        (EXCLUDED, "2027-02-28", "12 months", "2028-02-29"),
        (INCLUDED, "2026-06-01", "84 months", "2033-05-31"),
        (EXCLUDED, "2026-10-01", "30 days", "2026-10-31"),
        (EXCLUDED, "2026-10-01", "60 days", "2026-11-30"),
        (EXCLUDED, "2026-12-28", "3 days", "2026-12-31"),
        (INCLUDED, "2026-11-24", "14 days", "2026-12-07"),
    ],
)
def test_a_period_ends_on_the_day_the_reference_gives(count: str, start: str, length: str, last: str) -> None:
    found = reckon(date.fromisoformat(start), Period.parse(length), rule(count))
    assert found.last_day == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "born", "nth", "day"),
    [
        ("2026-07-10", "1990-03-15", 10, "2036-03-15"),
        ("2036-03-15", "1990-03-15", 10, "2046-03-15"),
        ("2026-07-01", "1988-02-29", 10, "2036-02-29"),
        ("2026-07-01", "2014-05-05", 5, "2031-05-05"),
        ("2026-12-01", "1990-03-15", 10, "2036-03-15"),
    ],
)
def test_the_nth_birthday_is_the_one_strictly_after_the_day(
    start: str, born: str, nth: int, day: str
) -> None:
    found = nth_birthday_after(date.fromisoformat(born), date.fromisoformat(start), nth)
    assert found == date.fromisoformat(day)


def test_each_of_the_seventy_edge_cases_is_settled_by_a_test_that_names_it() -> None:
    named: set[int] = set()
    for path in HERE.glob("test_*.py"):
        for numbers in re.findall(r"^def test_edge_((?:\d+_)+)", path.read_text("utf-8"), re.M):
            named |= {int(number) for number in numbers.strip("_").split("_")}
    assert set(range(1, 71)) - named == set()
