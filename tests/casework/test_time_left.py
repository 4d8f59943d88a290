"""The days left to a limit, and the days gone since: of the calendar, as an office counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.days import days_late, last_day, whole_day
from casework.templatetags.tetsuzuki import last_day as said
from casework.templatetags.tetsuzuki import left, weekday_date
from workflows.counting import TOKYO


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


# 24:00 of Wednesday 25 November.
DAY = at("2026-11-26T00:00")
HOUR = at("2026-11-25T15:30")


@pytest.mark.parametrize(
    ("limit", "now", "words", "level"),
    [
        (DAY, "2026-11-10T09:00", "残り15日", "later"),
        (DAY, "2026-11-18T00:00", "残り7日", "soon"),
        (DAY, "2026-11-17T23:59", "残り8日", "later"),
        (DAY, "2026-11-24T23:59", "残り1日", "soon"),
        (DAY, "2026-11-25T00:00", "今日まで", "today"),
        (DAY, "2026-11-25T23:59", "今日まで", "today"),
        (DAY, "2026-11-26T00:00", "1日超過", "late"),
        (DAY, "2026-11-26T23:59", "1日超過", "late"),
        (DAY, "2026-11-27T00:00", "2日超過", "late"),
        (HOUR, "2026-11-22T15:30", "残り3日", "soon"),
        (HOUR, "2026-11-23T16:00", "残り47時間", "soon"),
        (HOUR, "2026-11-25T14:31", "残り1時間未満", "today"),
        (HOUR, "2026-11-25T15:30", "期限超過", "late"),
        (HOUR, "2026-11-25T23:59", "8時間超過", "late"),
        (HOUR, "2026-11-26T00:00", "1日超過", "late"),
    ],
)
def test_a_limit_is_read_by_the_calendar(limit: datetime, now: str, words: str, level: str) -> None:
    found = left(limit, at(now))
    assert (found.words, found.level) == (words, level)


@pytest.mark.parametrize(("limit", "day"), [(DAY, date(2026, 11, 25)), (HOUR, date(2026, 11, 25))])
def test_midnight_belongs_to_the_day_before(limit: datetime, day: date) -> None:
    assert last_day(limit) == last_day(limit.astimezone(UTC)) == day
    assert said(limit).startswith(weekday_date(day))


def test_only_the_midnight_of_tokyo_ends_a_day() -> None:
    assert whole_day(DAY) and whole_day(DAY.astimezone(UTC))
    assert not whole_day(HOUR) and not whole_day(datetime(2026, 11, 26, tzinfo=UTC))


def test_days_late_and_days_left_meet_at_the_limit() -> None:
    """The day after the last is the first day late: nothing lies between, and no day is counted twice."""
    days = [f"2026-11-{day:02}" for day in range(20, 31)]
    assert [days_late(DAY, at(f"{day}T12:00")) for day in days] == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]
