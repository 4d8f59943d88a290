"""The legal calendar against worked dates, a second implementation and a second holiday library."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jpholiday
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law import month_oracle
from workflows import counting
from workflows.counting import (
    RULES,
    TOKYO,
    CountingError,
    FirstDay,
    Period,
    Reckoning,
    Roll,
    Rule,
    Unit,
    age_at,
    attained_on,
    birthday_eve,
    closed,
    next_open,
    nth_birthday_after,
    postal_timely,
    reckon,
    review_dates,
    rule,
)
from workflows.law import cites

DATA = Path(__file__).parent / "data"
EXAMPLES: dict[str, Any] = yaml.safe_load((DATA / "calendar_examples.yaml").read_text("utf-8"))
REVIEWS: list[dict[str, Any]] = yaml.safe_load((DATA / "review_vectors.yaml").read_text("utf-8"))

FILING = RULES["first-day-out-filing"]


def count(start: date | datetime, period: str, code: str) -> Reckoning:
    return reckon(start, Period.parse(period), rule(code))


def last(start: str, period: str, code: str) -> str:
    return str(count(date.fromisoformat(start), period, code).last_day)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), TOKYO)


def by_id(rows: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in rows]


# --- worked dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", by_id(EXAMPLES["periods"] + EXAMPLES["clocks"] + EXAMPLES["civil_code_readings"])
)
def test_a_worked_period(row: dict[str, Any]) -> None:
    start = row["start"] if isinstance(row["start"], date) else datetime.fromisoformat(row["start"])
    found = count(start, row["period"], row["rule"])
    assert found.last_day == row.get("last")
    if "at" in row:
        assert found.expires_at == datetime.fromisoformat(row["at"])
    else:
        assert found.expires_at == midnight_after(row["last"])
        assert found.raw_end == row.get("end", row["last"])


def test_every_worked_example_is_here() -> None:
    found = {
        row["id"]
        for group in ("periods", "posted", "accepted_until", "ages", "eves", "birthdays")
        for row in EXAMPLES[group]
    }
    assert found == {f"LC{n:02}" for n in range(1, 52)}
    assert len(EXAMPLES["clocks"]) == 18
    assert len(REVIEWS) == 13


@pytest.mark.parametrize("row", by_id(EXAMPLES["posted"]))
def test_days_in_the_post_do_not_count(row: dict[str, Any]) -> None:
    assert postal_timely(row["due"], row["posted"], row["received"]) is row["timely"]


def test_what_is_posted_after_the_due_day_is_late() -> None:
    due = date(2026, 6, 9)
    assert postal_timely(due, due, date(2026, 7, 1))
    assert not postal_timely(due, date(2026, 6, 10), date(2026, 6, 10))


@pytest.mark.parametrize("row", by_id(EXAMPLES["accepted_until"]))
def test_papers_are_taken_on_the_next_open_day(row: dict[str, Any]) -> None:
    assert next_open(row["day"], Roll(row["roll"]))[0] == row["last"]


@pytest.mark.parametrize("row", by_id(EXAMPLES["ages"]))
def test_an_age_is_reached_when_the_eve_of_the_birthday_ends(row: dict[str, Any]) -> None:
    reached = attained_on(row["birth"], row["years"])
    assert reached == row["at_end_of"]
    assert age_at(row["birth"], reached) == row["years"] - 1
    assert age_at(row["birth"], reached + timedelta(days=1)) == row["years"]
    by_rule = reckon(row["birth"], Period(row["years"], Unit.YEARS), rule("age"))
    assert by_rule.last_day == reached


@pytest.mark.parametrize("row", by_id(EXAMPLES["eves"]))
def test_a_card_until_a_birthday_ends_the_day_before(row: dict[str, Any]) -> None:
    assert birthday_eve(row["birth"], row["years"]) == row["last"]


@pytest.mark.parametrize("row", by_id(EXAMPLES["birthdays"]))
def test_a_card_through_a_birthday_ends_with_it(row: dict[str, Any]) -> None:
    assert nth_birthday_after(row["birth"], row["issued"], row["n"]) == row["last"]


# --- boundary pairs --------------------------------------------------------------------------


def test_a_filing_limit_that_ends_on_a_holiday_moves_to_the_next_open_day() -> None:
    assert last("2026-11-20", "3 days", "first-day-out-filing") == "2026-11-24"  # 23rd: a holiday
    assert last("2026-11-21", "3 days", "first-day-out-filing") == "2026-11-24"  # 24th: open anyway


def test_a_limit_on_detention_never_moves() -> None:
    new_year = count(date(2026, 12, 3), "30 days", "first-day-in-protective")
    assert new_year.last_day == date(2027, 1, 1)
    assert new_year.skipped == ()
    assert closed(date(2027, 1, 1), Roll.NATIONAL) is not None


def test_forty_eight_hours_run_through_new_year() -> None:
    restrained = datetime(2026, 12, 31, 23, 59, tzinfo=TOKYO)
    assert count(restrained, "48 hours", "hours-at-once").expires_at == datetime(
        2027, 1, 2, 23, 59, tzinfo=TOKYO
    )


def test_the_twenty_eighth_of_december_is_a_working_day_and_the_twenty_ninth_is_not() -> None:
    assert last("2026-12-21", "7 days", "first-day-out-filing") == "2026-12-28"
    assert last("2026-12-22", "7 days", "first-day-out-filing") == "2027-01-04"


def test_the_first_day_is_left_out_and_the_last_runs_to_its_end() -> None:
    three_days = count(date(2026, 11, 24), "3 days", "first-day-out")
    assert three_days.first_counted == date(2026, 11, 25)
    assert three_days.last_day == date(2026, 11, 27)
    assert three_days.expires_at == datetime(2026, 11, 28, tzinfo=TOKYO)


def test_counted_from_that_day_ends_one_day_before_counted_from_the_next() -> None:
    assert last("2026-10-01", "2 weeks", "first-day-in") == "2026-10-14"
    assert last("2026-10-01", "2 weeks", "next-day-stated") == "2026-10-15"


def test_from_the_next_day_says_in_words_what_the_civil_code_does_by_itself() -> None:
    for day in (date(2026, 2, 27) + timedelta(days=n) for n in range(40)):
        by_text = count(day, "1 month", "next-day-stated")
        assert by_text.last_day == count(day, "1 month", "first-day-out").last_day


def test_three_months_are_not_ninety_days() -> None:
    assert last("2026-12-01", "3 months", "first-day-out") == "2027-03-01"
    assert last("2026-12-01", "90 days", "first-day-out") == "2027-03-01"
    assert last("2026-06-01", "3 months", "first-day-out") == "2026-09-01"
    assert last("2026-06-01", "90 days", "first-day-out") == "2026-08-30"


def test_two_months_from_the_end_of_june_are_july_and_august_in_full() -> None:
    assert last("2026-06-29", "2 months", "first-day-out") == "2026-08-29"
    assert last("2026-06-30", "2 months", "first-day-out") == "2026-08-31"


def test_a_day_that_the_last_month_lacks_is_replaced_by_its_end() -> None:
    assert last("2026-11-28", "3 months", "first-day-out") == "2027-02-28"  # 29 February is missing
    assert last("2027-11-28", "3 months", "first-day-out") == "2028-02-28"  # and here it is not


def test_a_landing_ban_of_five_years_may_end_on_a_leap_day() -> None:
    assert last("2027-02-28", "5 years", "first-day-out") == "2032-02-29"
    assert last("2027-02-27", "5 years", "first-day-out") == "2032-02-27"


def test_a_day_in_tokyo_is_meant_whatever_the_zone_of_the_instant() -> None:
    late_in_utc = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)  # midnight of the 20th in Tokyo
    assert count(late_in_utc, "3 days", "first-day-out").first_counted == date(2026, 11, 21)
    earlier = datetime(2026, 11, 19, 14, 59, tzinfo=UTC)
    assert count(earlier, "3 days", "first-day-out").first_counted == date(2026, 11, 20)


def test_midnight_is_no_reason_to_count_the_first_day_unless_the_rule_says_so() -> None:
    midnight = datetime(2026, 12, 1, tzinfo=TOKYO)
    assert count(midnight, "30 days", "first-day-out").last_day == date(2026, 12, 31)
    assert count(midnight, "30 days", "first-day-in-midnight").last_day == date(2026, 12, 30)


def test_hours_given_in_another_zone_expire_in_tokyo_time() -> None:
    start = datetime(2026, 3, 7, 12, 0, tzinfo=ZoneInfo("America/New_York"))  # clocks change that night
    found = count(start, "24 hours", "hours-at-once")
    assert found.expires_at - start.astimezone(UTC) == timedelta(hours=24)
    assert found.expires_at.tzinfo is TOKYO
    assert found.last_day is None


def test_authorities_and_courts_close_on_the_same_days_at_the_turn_of_the_year() -> None:
    for day in (date(2026, 12, 28) + timedelta(days=n) for n in range(8)):
        assert closed(day, Roll.NATIONAL) == closed(day, Roll.COURT) == closed(day, Roll.MUNICIPAL)
        assert closed(day, Roll.NONE) is None
    assert closed(date(2026, 12, 28), Roll.COURT) is None
    assert closed(date(2027, 1, 4), Roll.COURT) is None


def test_a_holiday_in_the_middle_of_a_period_changes_nothing() -> None:
    golden_week = count(date(2026, 4, 30), "7 days", "first-day-out-filing")
    assert golden_week.last_day == date(2026, 5, 7)
    assert golden_week.skipped == ()


def test_each_closed_day_is_named_with_its_reason() -> None:
    found = count(date(2026, 12, 29), "3 days", "first-day-out-filing")
    assert [(str(jumped.day), jumped.reason_ja, jumped.reason_en) for jumped in found.skipped] == [
        ("2027-01-01", "元日", "New Year's Day"),
        ("2027-01-02", "年末年始の休日", "year-end holidays"),
        ("2027-01-03", "年末年始の休日", "year-end holidays"),
    ]
    assert closed(date(2026, 11, 21), Roll.NATIONAL) == ("土曜日", "Saturday")
    assert closed(date(2026, 11, 22), Roll.NATIONAL) == ("日曜日", "Sunday")
    assert closed(date(2026, 5, 6), Roll.NATIONAL) == ("振替休日", "Substitute Holiday")
    assert closed(date(2026, 9, 22), Roll.NATIONAL) == ("国民の休日", "National Holiday")


# --- birthdays -------------------------------------------------------------------------------


def test_born_on_the_first_of_april_is_eighteen_from_that_day_on() -> None:
    birth = date(2008, 4, 1)
    assert age_at(birth, date(2026, 3, 31)) == 17
    assert age_at(birth, date(2026, 4, 1)) == 18


def test_a_leap_day_child_grows_older_on_the_first_of_march_but_its_card_ends_a_day_sooner() -> None:
    birth = date(2012, 2, 29)
    assert attained_on(birth, 17) == date(2029, 2, 28)
    assert age_at(birth, date(2029, 2, 28)) == 16
    assert age_at(birth, date(2029, 3, 1)) == 17
    assert birthday_eve(birth, 17) == date(2029, 2, 27)
    assert birthday_eve(birth, 16) == date(2028, 2, 28)


def test_a_birthday_on_the_day_of_issue_is_not_yet_the_first_after_it() -> None:
    birth = date(1990, 5, 5)
    assert nth_birthday_after(birth, date(2026, 5, 4), 1) == date(2026, 5, 5)
    assert nth_birthday_after(birth, date(2026, 5, 5), 1) == date(2027, 5, 5)
    assert nth_birthday_after(date(2012, 2, 29), date(2027, 2, 28), 1) == date(2028, 2, 29)
    assert nth_birthday_after(date(2012, 2, 29), date(2027, 2, 27), 1) == date(2027, 2, 28)


def test_nobody_has_an_age_before_birth() -> None:
    assert age_at(date(2026, 11, 30), date(2026, 11, 30)) == 0
    with pytest.raises(CountingError, match="before the birth"):
        age_at(date(2026, 11, 30), date(2026, 11, 29))
    with pytest.raises(CountingError, match="before the birth"):
        nth_birthday_after(date(2026, 11, 30), date(2026, 11, 29), 1)


def test_somebody_born_before_the_war_still_has_an_age() -> None:
    assert age_at(date(1931, 6, 1), date(2026, 6, 1)) == 95


@given(st.dates(date(1920, 1, 1), date(2090, 12, 31)), st.integers(1, 110))
def test_an_age_changes_exactly_when_it_is_attained(birth: date, years: int) -> None:
    reached = attained_on(birth, years)
    assert age_at(birth, reached) == years - 1
    assert age_at(birth, reached + timedelta(days=1)) == years


# --- reviews of detention --------------------------------------------------------------------


@pytest.mark.parametrize("row", [pytest.param(row, id=str(row["from"])) for row in REVIEWS])
@pytest.mark.parametrize("cycle", [1, 2, 3, 4])
def test_a_review_falls_due(row: dict[str, Any], cycle: int) -> None:
    found = review_dates(row["from"], cycle)
    assert found.legal.last_day == row["legal"][cycle - 1]
    assert found.alarm.last_day == row["alarm"][cycle - 1]
    assert (found.detained_from, found.cycle) == (row["from"], cycle)


@given(st.dates(date(2024, 6, 10), date(2060, 1, 1)), st.integers(1, 24))
def test_the_alarm_is_never_later_than_the_legal_date_and_cycles_advance(start: date, cycle: int) -> None:
    found, following = review_dates(start, cycle), review_dates(start, cycle + 1)
    assert found.alarm.expires_at <= found.legal.expires_at
    assert found.legal.expires_at < following.legal.expires_at
    assert found.alarm.expires_at < following.alarm.expires_at
    assert found.legal.skipped == found.alarm.skipped == ()


def test_a_review_shows_on_which_articles_each_date_rests() -> None:
    found = review_dates(date(2026, 11, 28), 2)
    assert "民法第140条" in found.legal.working()[1]
    assert "令5改正附則第8条第4項" in found.alarm.working()[1]


# --- the month rule, twice -------------------------------------------------------------------

MONTH_STARTS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@settings(max_examples=400, deadline=None)
@given(MONTH_STARTS, st.integers(1, 60), st.booleans())
def test_two_implementations_of_the_month_rule_agree(start: date, n: int, first_day_counts: bool) -> None:
    code = "first-day-in" if first_day_counts else "first-day-out"
    expected = month_oracle.last_day(start, n, first_day_counts=first_day_counts)
    assert reckon(start, Period(n, Unit.MONTHS), rule(code)).last_day == expected


@settings(max_examples=60, deadline=None)
@given(MONTH_STARTS, st.integers(1, 20), st.booleans())
def test_a_year_is_twelve_months(start: date, n: int, first_day_counts: bool) -> None:
    code = "first-day-in" if first_day_counts else "first-day-out"
    expected = month_oracle.last_day(start, 12 * n, first_day_counts=first_day_counts)
    assert reckon(start, Period(n, Unit.YEARS), rule(code)).last_day == expected


def test_the_two_implementations_agree_on_every_day_of_four_years() -> None:
    for offset in range(4 * 365 + 1):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for n in (1, 2, 3, 6):
            expected = month_oracle.last_day(start, n, first_day_counts=False)
            assert reckon(start, Period(n, Unit.MONTHS), rule("first-day-out")).last_day == expected


def test_naive_month_arithmetic_would_be_wrong_at_month_ends() -> None:
    naive = date(2026, 6, 30).replace(month=8)
    assert naive == date(2026, 8, 30)
    assert last("2026-06-30", "2 months", "first-day-out") == "2026-08-31"


@given(MONTH_STARTS, st.integers(1, 400))
def test_days_and_weeks_are_counted_one_by_one(start: date, n: int) -> None:
    for code, before in (("first-day-in", 0), ("first-day-out", 1), ("next-day-stated", 1)):
        days = reckon(start, Period(n, Unit.DAYS), rule(code)).last_day
        assert days == start + timedelta(days=before) + timedelta(days=n) - timedelta(days=1)
        weeks = reckon(start, Period(n, Unit.WEEKS), rule(code)).last_day
        assert weeks == reckon(start, Period(7 * n, Unit.DAYS), rule(code)).last_day


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.builds(Period, st.integers(1, 60), st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS])),
)
def test_a_moved_limit_is_the_first_open_day_and_never_earlier(start: date, period: Period) -> None:
    moved, fixed = reckon(start, period, FILING), reckon(start, period, rule("first-day-out"))
    assert moved.raw_end == fixed.last_day
    assert moved.last_day is not None
    assert fixed.last_day is not None
    assert closed(moved.last_day, Roll.NATIONAL) is None
    jumped = [skip.day for skip in moved.skipped]
    assert jumped == [fixed.last_day + timedelta(days=n) for n in range(len(jumped))]
    assert moved.last_day == fixed.last_day + timedelta(days=len(jumped))
    assert all(closed(day, Roll.NATIONAL) for day in jumped)


# --- holidays --------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2020, 2031))
def test_a_second_library_knows_the_same_holidays(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        weekend = day.weekday() >= 5
        turn_of_year = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
        expected = bool(jpholiday.is_holiday(day)) or weekend or turn_of_year
        assert (closed(day, Roll.NATIONAL) is not None) == expected, day
        assert (closed(day, Roll.COURT) is not None) == expected, day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", list(EXAMPLES["closed"]))
def test_the_closed_days_of_a_year_as_listed_by_hand(year: int) -> None:
    listed = {date(year, month, day) for month, days in EXAMPLES["closed"][year].items() for day in days}
    found = {day for day in _days_of(year) if closed(day, Roll.NATIONAL) not in (None, *WEEKEND)}
    assert found == listed


@pytest.mark.parametrize(("year", "working"), EXAMPLES["working_days"].items())
def test_the_number_of_working_days_in_a_year(year: int, working: int) -> None:
    assert sum(closed(day, Roll.NATIONAL) is None for day in _days_of(year)) == working


WEEKEND = (("土曜日", "Saturday"), ("日曜日", "Sunday"))


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [day for n in range(366) if (day := first + timedelta(days=n)).year == year]


# --- refusals --------------------------------------------------------------------------------


def test_an_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CountingError, match="first-day-out-filing"):
        rule("business-days")


def test_an_instant_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 11, 24, 9, 0)
    with pytest.raises(CountingError, match="time zone"):
        count(naive, "48 hours", "hours-at-once")
    with pytest.raises(CountingError, match="time zone"):
        count(naive, "3 days", "first-day-out")


def test_months_are_ambiguous_without_a_choice_about_the_first_day() -> None:
    for period in ("3 months", "1 year", "30 days", "2 weeks"):
        with pytest.raises(CountingError, match="ambiguous"):
            count(date(2026, 11, 24), period, "hours-at-once")


def test_hours_never_move_over_closed_days() -> None:
    start = datetime(2026, 11, 20, 17, 45, tzinfo=TOKYO)
    with pytest.raises(CountingError, match="closed days"):
        count(start, "48 hours", "first-day-out-filing")
    at_once_but_moving = Rule("odd", "誤", "odd", None, Roll.NATIONAL, cites("civil-code 139"))
    with pytest.raises(CountingError, match="closed days"):
        reckon(start, Period(48, Unit.HOURS), at_once_but_moving)


def test_hours_run_at_once_so_that_no_first_day_can_be_left_out() -> None:
    with pytest.raises(CountingError, match="at once"):
        count(datetime(2026, 11, 20, 17, 45, tzinfo=TOKYO), "48 hours", "first-day-out")


def test_hours_need_an_instant() -> None:
    with pytest.raises(CountingError, match="only a day"):
        count(date(2026, 11, 20), "48 hours", "hours-at-once")


def test_a_rule_without_an_article_does_not_load() -> None:
    with pytest.raises(CountingError, match="cites no law"):
        Rule("bare", "根拠なし", "bare", FirstDay.OUT, Roll.NONE, ())
    with pytest.raises(TypeError):
        Rule("bare", "根拠なし", "bare", FirstDay.OUT, Roll.NONE)  # type: ignore[call-arg]


def test_a_rule_with_an_unknown_choice_does_not_load() -> None:
    with pytest.raises(CountingError, match="first day"):
        Rule("odd", "誤", "odd", "sometimes", Roll.NONE, cites("civil-code 140"))  # type: ignore[arg-type]
    with pytest.raises(CountingError, match="roll"):
        Rule("odd", "誤", "odd", FirstDay.OUT, "back", cites("civil-code 140"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "3", "months", "3 moons", "-1 days", "0 days", "1.5 years", "３ days", " 3 days"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(CountingError):
        Period.parse(text)


def test_a_period_is_a_whole_number_of_a_known_unit() -> None:
    with pytest.raises(CountingError, match="unit"):
        Period(3, "fortnights")  # type: ignore[arg-type]
    with pytest.raises(CountingError, match="whole number"):
        Period(True, Unit.DAYS)


@given(st.integers(1, 9999), st.sampled_from(Unit))
def test_a_period_is_read_as_it_is_written(n: int, unit: Unit) -> None:
    assert Period.parse(str(Period(n, unit))) == Period(n, unit)


def test_days_outside_the_known_calendar_are_refused_and_not_guessed() -> None:
    with pytest.raises(CountingError, match="outside"):
        closed(date(2100, 1, 5), Roll.NATIONAL)
    with pytest.raises(CountingError, match="outside"):
        closed(date(1947, 5, 3), Roll.NATIONAL)
    with pytest.raises(CountingError, match="outside"):
        closed(date(1992, 4, 30), Roll.NATIONAL)  # until then some Saturdays were working days
    assert closed(date(1992, 5, 1), Roll.NATIONAL) is None
    assert closed(date(1992, 5, 2), Roll.NATIONAL) == ("土曜日", "Saturday")
    with pytest.raises(CountingError, match="outside"):
        count(date(2099, 12, 20), "30 days", "first-day-out-filing")
    for year in (206, 1947, 2100, 9999):
        with pytest.raises(CountingError, match="starts between"):
            count(date(year, 1, 1), "3 days", "first-day-out")
    for period in ("9000 years", "99999 months", "9999999 days", "99999999999 weeks"):
        with pytest.raises(CountingError, match="beyond the calendar"):
            count(date(2026, 11, 24), period, "first-day-out")
    with pytest.raises(CountingError, match="beyond the calendar"):
        count(datetime(2026, 11, 24, tzinfo=TOKYO), "99999999999 hours", "hours-at-once")
    with pytest.raises(CountingError, match="beyond"):
        attained_on(date(2026, 11, 24), 9000)
    with pytest.raises(CountingError, match="beyond"):
        birthday_eve(date(2026, 11, 24), 9000)


def test_an_instant_is_not_taken_for_a_day() -> None:
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=TOKYO)
    with pytest.raises(CountingError, match="plain date"):
        closed(moment, Roll.NATIONAL)
    with pytest.raises(CountingError, match="plain date"):
        review_dates(moment, 1)
    with pytest.raises(CountingError, match="plain date"):
        age_at(moment, date(2026, 11, 24))


def test_an_office_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(CountingError, match="no kind of office"):
        closed(date(2026, 11, 23), "bank")  # type: ignore[arg-type]


def test_reviews_and_birthdays_are_numbered_from_one() -> None:
    for cycle in (0, -1, True):
        with pytest.raises(CountingError, match="numbered"):
            review_dates(date(2026, 11, 24), cycle)
    with pytest.raises(CountingError, match="numbered"):
        nth_birthday_after(date(1990, 5, 5), date(2026, 11, 24), 0)
    with pytest.raises(CountingError, match="numbered"):
        attained_on(date(1990, 5, 5), 0)


def test_nothing_is_received_before_it_is_posted() -> None:
    with pytest.raises(CountingError, match="before it was posted"):
        postal_timely(date(2026, 6, 9), date(2026, 6, 8), date(2026, 6, 7))


# --- the working, as people read it ----------------------------------------------------------


def test_the_working_shows_every_step_in_japanese() -> None:
    lines = count(date(2026, 11, 18), "3 days", "first-day-out-filing").working()
    assert lines == (
        "起点: 2026-11-18(水)",
        "数え方: 3日、初日不算入、末日が行政機関の休日なら翌開庁日"
        "(民法第140条、民法第141条、民法第143条、行政機関休日法第1条第1項、行政機関休日法第2条)",
        "起算日: 2026-11-19(木)",
        "期間の末: 2026-11-21(土)",
        "休日: 2026-11-21(土) 土曜日",
        "休日: 2026-11-22(日) 日曜日",
        "休日: 2026-11-23(月) 勤労感謝の日",
        "満了: 2026-11-24(火) 24時",
    )


def test_the_working_shows_every_step_in_english() -> None:
    lines = count(datetime(2026, 11, 20, 8, 45, 30, tzinfo=UTC), "48 hours", "hours-at-once").working("en")
    assert lines == (
        "Start: 2026-11-20 (Fri) 17:45:30",
        "Rule: 48 hours, runs at once and never moves "
        "(Civil Code art. 139, Act on Holidays of Administrative Organs art. 2)",
        "Period ends: 2026-11-22 (Sun) 17:45:30",
        "Expires: 2026-11-22 (Sun) 17:45:30",
    )
    days = count(date(2026, 11, 20), "3 days", "first-day-out-filing").working("en")
    assert days[-2:] == (
        "Closed: 2026-11-23 (Mon), Labor Thanksgiving Day",
        "Last day: 2026-11-24 (Tue), until 24:00",
    )


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(counting)
    assert tried > 0
    assert failed == 0
