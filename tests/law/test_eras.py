"""Japanese years: the eras and their days, and the calendar of a page, which no other page sees."""

from __future__ import annotations

import asyncio
import threading
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import calendars
from notifications.eras import ERAS, english_year, era_of, japanese_day, japanese_year

BOUNDARIES = [
    (date(1872, 12, 31), "1872年12月31日"),
    (date(1873, 1, 1), "明治6年1月1日"),
    (date(1912, 7, 29), "明治45年7月29日"),
    (date(1912, 7, 30), "大正元年7月30日"),
    (date(1926, 12, 24), "大正15年12月24日"),
    (date(1926, 12, 25), "昭和元年12月25日"),
    (date(1989, 1, 7), "昭和64年1月7日"),
    (date(1989, 1, 8), "平成元年1月8日"),
    (date(2019, 4, 30), "平成31年4月30日"),
    (date(2019, 5, 1), "令和元年5月1日"),
    (date(2020, 1, 1), "令和2年1月1日"),
    (date(2026, 11, 24), "令和8年11月24日"),
]


@pytest.mark.parametrize(("day", "written"), BOUNDARIES)
def test_the_day_decides_the_era(day: date, written: str) -> None:
    assert japanese_day(day) == written


def test_readers_of_english_get_the_name_and_the_year() -> None:
    assert english_year(date(2026, 1, 1)) == "Reiwa 8"
    assert english_year(date(2019, 5, 1)) == "Reiwa 1"
    assert english_year(date(1989, 1, 7)) == "Showa 64"
    assert english_year(date(1600, 1, 1)) == "1600"


@given(st.dates(date(1873, 1, 1), date(2099, 12, 30)))
def test_years_run_on_and_start_again_with_an_era(day: date) -> None:
    """From a day to the next the era and year stay, the year goes up by one on 1 January, or the era changes
    to its first year."""
    now, then = era_of(day), era_of(day + timedelta(days=1))
    assert now is not None and then is not None
    if then[0] is not now[0]:
        assert then[0].since == day + timedelta(days=1) and then[1] == 1
    else:
        assert then[1] - now[1] == int((day.month, day.day) == (12, 31))


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_a_japanese_year_can_be_read_back(day: date) -> None:
    written = japanese_year(day)
    era = next(e for e in ERAS if written.startswith(e.ja))
    year = written.removeprefix(era.ja).removesuffix("年")
    first = 1868 if era.ja == "明治" else era.since.year
    assert first + (1 if year == "元" else int(year)) - 1 == day.year


def test_days_inside_a_sentence_follow_the_calendar_and_numbers_do_not() -> None:
    line = "起点: 2026-11-18(水) 10:00、D26-TYO-000001、2019-04-30まで、2026-13-40、1-2026-11-18"
    assert calendars.in_calendar(line, "ja") == line
    with calendars.using("era"):
        assert calendars.in_calendar(line, "ja") == (
            "起点: 令和8年11月18日(水) 10:00、D26-TYO-000001、平成31年4月30日まで、2026-13-40、1-2026-11-18"
        )
    with calendars.using("both"):
        assert calendars.in_calendar("last day: 2026-11-24 (Tue), 24:00", "en") == (
            "last day: 2026-11-24 (Reiwa 8, Tue), 24:00"
        )
    assert calendars.chosen() == "western"


def test_threads_do_not_see_each_others_calendar() -> None:
    """Each of many threads holds its own calendar while all the others hold theirs."""
    together = threading.Barrier(9)
    seen: dict[int, set[str]] = {}

    def page(number: int) -> None:
        own = ("western", "era", "both")[number % 3]
        with calendars.using(own):
            together.wait(timeout=10)
            seen[number] = {calendars.chosen() for _ in range(200)}
            together.wait(timeout=10)
        seen[number].add(f"after {calendars.chosen()}")

    threads = [threading.Thread(target=page, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert seen == {n: {("western", "era", "both")[n % 3], "after western"} for n in range(9)}


def test_tasks_of_one_loop_do_not_see_each_others_calendar() -> None:
    async def page(own: str) -> tuple[str, str]:
        with calendars.using(own):
            await asyncio.sleep(0)
            inside = calendars.chosen()
            await asyncio.sleep(0)
        return inside, calendars.chosen()

    async def both() -> list[tuple[str, str]]:
        return list(await asyncio.gather(page("era"), page("both"), page("era")))

    assert asyncio.run(both()) == [("era", "western"), ("both", "western"), ("era", "western")]
