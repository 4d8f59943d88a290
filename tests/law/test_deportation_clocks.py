"""The clocks of the deportation procedure at their boundaries: the last day, the day of rest, the month
end, the minute. Dates were worked out by hand; the review chain has a file of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from workflows.clocks import Clock, Due, Shape
from workflows.counting import TOKYO, CountingError
from workflows.dossier import SYSTEM, Actor, Dossier, Spell
from workflows.engine import Outcome, View, take
from workflows.facts import Value
from workflows.law import Act, exists
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.procedures.deportation.clocks import CLOCKS, FACTS, REVIEW_REPORT_OPEN_DAYS
from workflows.procedures.deportation.vocabulary import SHARED
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal

CLOCK = {clock.id: clock for clock in CLOCKS}
REVIEWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "review_vectors.yaml").read_text("utf-8")
)

DETENTION_LIMITS = (
    "clk_handover_48h",
    "clk_police_handover_48h",
    "clk_warrant_30d",
    "clk_warrant_ext_30d",
    "clk_detention_review_3m",
    "clk_health_check_3m",
    "clk_isolation_1m",
    "clk_protective_cell_24h",
)
LAPSES = {
    "clk_oral_hearing_request_3d": "hearing_window_lapsed",
    "clk_objection_3d": "objection_window_lapsed",
    "clk_sp_after_finding_3d": "sp_window_lapsed",
    "clk_sp_after_judgment_3d": "sp_window_lapsed",
    "clk_sp_after_ruling_3d": "sp_window_lapsed",
    "clk_refugee_review_7d": "suspensive_effect_off",
    "clk_provisional_stay_6m": "provisional_stay_ended",
    "clk_shortened_ban_depart_by": "ban_shortening_lost",
    "clk_detention_review_3m": "review_came_due",
}


def moment(text: str) -> datetime:
    """A moment in Tokyo; a plain date stands for its noon, which no rule about days may notice."""
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=TOKYO)
    return datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=TOKYO)


def due(clock: str, start: str, cycle: int = 1, **inputs: str | int) -> Due:
    found = CLOCK[clock].due(moment(start), inputs, cycle)
    assert found is not None
    return found


def midnight_after(day: date | str) -> datetime:
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), TOKYO)


# --- counted clocks -------------------------------------------------------------------------------


def case(clock: str, start: str, last: str, sentence: str, **more: Any) -> Any:
    return pytest.param(clock, start, last, more, id=f"{clock}: {sentence}")


@pytest.mark.parametrize(
    "clock, start, last, more",
    [
        case(
            "clk_oral_hearing_request_3d",
            "2026-11-18",
            "2026-11-24",
            "three days from a Wednesday end on a Saturday and move over Sunday and a holiday",
        ),
        case(
            "clk_oral_hearing_request_3d",
            "2026-12-28",
            "2027-01-04",
            "a third day on 31 December waits for the offices to open in January",
        ),
        case(
            "clk_oral_hearing_request_3d",
            "2026-04-30",
            "2026-05-07",
            "the holidays of May, the substitute one included, are jumped over",
        ),
        case("clk_oral_hearing_request_3d", "2026-11-09", "2026-11-12", "an ordinary week moves nothing"),
        case("clk_objection_3d", "2026-11-20", "2026-11-24", "a third day on Labour Thanksgiving Day moves"),
        case("clk_objection_3d", "2026-11-24", "2026-11-27", "a third day on a Friday stays"),
        case("clk_sp_after_finding_3d", "2026-11-20", "2026-11-24", "counts from the day of acceptance"),
        case("clk_sp_after_judgment_3d", "2026-11-18", "2026-11-24", "a Saturday moves to Tuesday"),
        case("clk_sp_after_ruling_3d", "2026-11-24", "2026-11-27", "no closed day, no shift"),
        case("clk_sp_after_ruling_3d", "2026-11-20", "2026-11-24", "a ruling told on a Friday"),
        case("clk_supervisor_notice_7d", "2026-11-16", "2026-11-24", "a seventh day on a holiday moves"),
        case("clk_supervisor_notice_7d", "2026-11-17", "2026-11-24", "a seventh day on a Tuesday stays"),
        case(
            "clk_supervisor_notice_death_7d", "2026-11-16", "2026-11-24", "counts from knowing of the death"
        ),
        case("clk_refugee_review_7d", "2026-11-24", "2026-12-01", "seven days, no shift"),
        case("clk_refugee_review_7d", "2026-12-22", "2027-01-04", "seven days into the year-end closing"),
        case(
            "clk_litigation_6m", "2026-08-31", "2027-03-01", "28 February 2027 is a Sunday: courts are shut"
        ),
        case("clk_litigation_6m", "2026-08-25", "2027-02-25", "six months by the calendar"),
        case(
            "clk_removal_grace_1m",
            "2027-01-30",
            "2027-02-28",
            "a month without a 30th ends with its last day",
        ),
        case("clk_ban_removal_5y", "2027-02-28", "2032-02-29", "the last barred day is the leap day"),
        case("clk_ban_removal_5y", "2028-02-29", "2033-02-28", "left on a leap day"),
        case("clk_ban_removal_5y", "2026-11-30", "2031-11-30", "left on the last day of November"),
        case("clk_ban_removal_10y", "2026-11-30", "2036-11-30", "ten years for the second time"),
        case("clk_ban_departure_order_1y", "2026-11-30", "2027-11-30", "one year, no holiday helps"),
        case("clk_ban_departure_order_1y", "2027-02-28", "2028-02-29", "one year up to a leap day"),
        case(
            "clk_ban_departure_order_short_stay_5y", "2026-11-30", "2031-11-30", "five years for short stays"
        ),
        case("clk_ban_shortened_1y", "2026-11-30", "2027-11-30", "the shortened year"),
        case("clk_treatment_review_30d", "2026-11-20", "2026-12-21", "a thirtieth day on a Sunday moves"),
        case("clk_treatment_review_30d", "2026-11-24", "2026-12-24", "thirty days from the next day"),
        case("clk_treatment_decision_90d", "2026-11-24", "2027-02-22", "an effort rule, moved by nothing"),
        case("clk_unclaimed_evidence_6m", "2026-08-31", "2027-03-01", "a claim moves over a Sunday"),
        case(
            "clk_left_property_6m",
            "2026-08-31",
            "2027-03-01",
            "six months without a 31st end on Sunday 28 February",
        ),
        case(
            "clk_left_property_6m",
            "2026-09-01",
            "2027-03-01",
            "its first day counted, it ends on that Sunday too",
        ),
        case(
            "clk_left_property_6m", "2026-05-27", "2026-11-26", "one day shorter than with the first day out"
        ),
        case("clk_post_order_notice_prompt", "2026-11-20", "2026-11-21", "nobody waits for Monday"),
    ],
)
def test_a_counted_clock_ends_with_its_last_day(
    clock: str, start: str, last: str, more: dict[str, Any]
) -> None:
    found = due(clock, start)
    assert (found.legal_day, found.legal_at) == (date.fromisoformat(last), midnight_after(last))
    assert found.alarm_at == found.legal_at


@pytest.mark.parametrize("hour", ["00:00", "12:00", "23:59"])
@pytest.mark.parametrize(
    "clock", [c.id for c in CLOCKS if c.shape is Shape.COUNTED and c.length and "hours" not in c.length]
)
def test_the_hour_of_the_start_moves_no_clock_counted_in_days(clock: str, hour: str) -> None:
    assert due(clock, f"2026-11-18T{hour}") == due(clock, "2026-11-18") or (
        due(clock, f"2026-11-18T{hour}").legal_day == due(clock, "2026-11-18").legal_day
    )


def test_a_start_told_in_another_time_zone_is_counted_in_tokyo() -> None:
    late_in_utc = datetime.fromisoformat("2026-11-17T16:00+00:00")  # already the 18th in Tokyo
    found = CLOCK["clk_oral_hearing_request_3d"].due(late_in_utc, {})
    assert found is not None and found.legal_day == date(2026, 11, 24)


@pytest.mark.parametrize(
    "clock, start, end, sentence",
    [
        ("clk_handover_48h", "2026-11-20T17:45", "2026-11-22T17:45", "ends on a Sunday"),
        ("clk_handover_48h", "2026-11-20T23:50", "2026-11-22T23:50", "ends ten minutes before midnight"),
        ("clk_handover_48h", "2026-12-30T09:00", "2027-01-01T09:00", "ends on New Year's Day"),
        ("clk_police_handover_48h", "2026-11-21T00:00", "2026-11-23T00:00", "ends at the start of a holiday"),
        ("clk_exit_hold_24h", "2026-11-22T22:10", "2026-11-23T22:10", "is a day to the minute"),
        ("clk_protective_cell_24h", "2026-11-21T03:30", "2026-11-22T03:30", "is no calendar day"),
    ],
)
def test_hours_run_to_the_minute_and_no_day_of_rest_moves_them(
    clock: str, start: str, end: str, sentence: str
) -> None:
    found = due(clock, start)
    assert found.legal_at == found.alarm_at == moment(end), sentence
    assert found.legal_day is None


def test_a_health_check_is_planned_by_the_earlier_reading() -> None:
    found = due("clk_health_check_3m", "2026-11-24")
    assert (found.legal_day, found.alarm_day) == (date(2027, 2, 24), date(2027, 2, 23))


def test_a_health_check_from_the_end_of_november_ends_with_february_on_both_readings() -> None:
    found = due("clk_health_check_3m", "2026-11-30")
    assert (found.legal_day, found.alarm_day) == (date(2027, 2, 28), date(2027, 2, 28))


def test_isolation_is_watched_by_the_earlier_reading() -> None:
    found = due("clk_isolation_1m", "2026-11-10")
    assert (found.legal_day, found.alarm_day) == (date(2026, 12, 10), date(2026, 12, 9))


def test_closed_days_beyond_the_known_calendar_are_refused_and_not_guessed() -> None:
    with pytest.raises(CountingError):
        due("clk_objection_3d", "2099-12-30")


# --- detention under a warrant --------------------------------------------------------------------


def test_thirty_days_under_a_warrant_count_their_first_day() -> None:
    found = due("clk_warrant_30d", "2026-11-01", detained_from="2026-11-01", served=0)
    assert found.legal_day == found.alarm_day == date(2026, 11, 30)
    assert found.legal_at == midnight_after("2026-11-30")


def test_the_other_reading_of_the_thirty_days_is_shown_and_is_one_day_later() -> None:
    found = due("clk_warrant_30d", "2026-11-01")
    assert any("2026-12-01" in line for line in found.working("ja"))
    assert any("2026-12-01" in line for line in found.working("en"))


def test_an_extension_ends_sixty_days_after_detention_began_whenever_it_is_decided() -> None:
    for decided in ("2026-11-20", "2026-11-30"):
        found = due("clk_warrant_ext_30d", decided, detained_from="2026-11-01", served=0)
        assert found.legal_day == found.alarm_day == date(2026, 12, 30)
        assert any("2026-12-31" in line for line in found.working("en"))


def test_an_extension_whose_beginning_is_unknown_is_counted_from_its_own_start() -> None:
    assert due("clk_warrant_ext_30d", "2026-11-01").legal_day == date(2026, 12, 30)


def test_twelve_days_before_supervision_leave_eighteen() -> None:
    found = due("clk_warrant_30d", "2027-01-10", detained_from="2027-01-10", served=12)
    assert found.legal_day == found.alarm_day == date(2027, 1, 27)


def test_twelve_days_before_supervision_leave_forty_eight_of_sixty() -> None:
    found = due("clk_warrant_ext_30d", "2027-01-20", detained_from="2027-01-10", served=12)
    assert found.legal_day == date(2027, 2, 26)


@pytest.mark.parametrize("served", [30, 31, 45])
def test_where_no_day_is_left_the_alarm_is_already_over_when_detention_begins(served: int) -> None:
    found = due("clk_warrant_30d", "2027-01-10T09:00", detained_from="2027-01-10", served=served)
    assert found.alarm_at == datetime(2027, 1, 10, tzinfo=TOKYO) < moment("2027-01-10T09:00")


def test_one_day_left_is_the_day_itself() -> None:
    found = due("clk_warrant_30d", "2027-01-10", detained_from="2027-01-10", served=29)
    assert found.legal_day == date(2027, 1, 10)


# --- the three-month review -----------------------------------------------------------------------


@pytest.mark.parametrize("row", REVIEWS, ids=lambda row: f"detained from {row['from']}")
def test_the_review_comes_back_every_three_months(row: dict[str, Any]) -> None:
    clock, start = CLOCK["clk_detention_review_3m"], moment(str(row["from"]))
    for index, (legal, alarm) in enumerate(zip(row["legal"], row["alarm"], strict=True), start=1):
        opened = clock.open(start, {}, index)
        assert opened.cycle == index
        assert (opened.legal_at, opened.alarm_at) == (midnight_after(str(legal)), midnight_after(str(alarm)))
        found = clock.due(opened.start, opened.inputs, opened.cycle)
        assert found is not None
        assert (str(found.legal_day), str(found.alarm_day)) == (str(legal), str(alarm))


def test_the_alarm_of_a_review_is_never_after_its_legal_date() -> None:
    for days in range(0, 1000, 7):
        start = (date(2026, 1, 31) + timedelta(days=days)).isoformat()
        for cycle in range(1, 9):
            found = due("clk_detention_review_3m", start, cycle)
            assert found.alarm_at <= found.legal_at


def test_a_review_is_due_at_the_same_date_whatever_the_hour_of_detention() -> None:
    assert {
        due("clk_detention_review_3m", f"2026-08-30T{hour}").legal_day for hour in ("00:00", "09:15", "23:59")
    } == {date(2026, 11, 30)}


def test_the_working_of_a_review_says_which_three_months_it_is_about() -> None:
    found = due("clk_detention_review_3m", "2026-11-28", 2)
    assert "第2回" in found.working("ja")[0] and "no. 2" in found.working("en")[0]
    assert any("2027-05-27" in line for line in found.working("ja"))


@pytest.mark.parametrize(
    "start, last, sentence",
    [
        ("2026-12-01T00:00", "2026-12-07", "a duty that arises at midnight counts that day"),
        ("2026-12-01T09:00", "2026-12-08", "a day that has begun is not counted"),
        ("2026-11-20T09:00", "2026-11-30", "weekend and holiday are no working days"),
        ("2026-12-26T09:00", "2027-01-07", "the year-end closing is jumped over"),
    ],
)
def test_each_link_of_the_review_has_five_open_days(start: str, last: str, sentence: str) -> None:
    assert REVIEW_REPORT_OPEN_DAYS == 5
    found = due("clk_review_report_prompt", start)
    assert str(found.legal_day) == last, sentence
    assert found.alarm_at == found.legal_at == midnight_after(last)


def test_the_five_open_days_are_the_agencys_own_target_and_say_so() -> None:
    assert CLOCK["clk_review_report_prompt"].target
    assert any("内部目標" in line for line in due("clk_review_report_prompt", "2026-12-01").working("ja"))


# --- named dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "clock, start, last, sentence",
    [
        ("clk_departure_order_15d", "2026-11-16", "2026-12-01", "fifteen days, first day out"),
        ("clk_supervised_report_3m", "2026-11-30", "2027-02-28", "three months to the end of February"),
        ("clk_deposit_3d", "2026-11-24", "2026-11-27", "three days from the next day"),
        ("clk_deposit_3d", "2026-11-20", "2026-11-23", "no holiday adds a day to name"),
        ("clk_provisional_release_3m", "2026-11-24", "2027-02-24", "three months"),
        ("clk_provisional_stay_6m", "2026-08-31", "2027-02-28", "six months to the end of February"),
        ("clk_exit_restricted_report_3m", "2026-11-30", "2027-02-28", "three months"),
        ("clk_log_preservation_30d", "2026-11-24", "2026-12-24", "thirty days"),
        ("clk_shortened_ban_depart_by", "2026-11-24", "2026-12-01", "seven days after the planned departure"),
    ],
)
def test_the_latest_date_that_may_be_named(clock: str, start: str, last: str, sentence: str) -> None:
    limit = CLOCK[clock].limit(moment(start))
    assert limit is not None and str(limit.last_day) == last, sentence


NAMED = [c.id for c in CLOCKS if c.shape is Shape.NAMED and c.compute is None]


@pytest.mark.parametrize("clock", NAMED)
def test_a_named_date_is_the_date_even_on_a_day_of_rest(clock: str) -> None:
    found = due(clock, "2026-11-20", named="2026-11-23")
    assert found.legal_day == found.alarm_day == date(2026, 11, 23)
    assert found.legal_at == midnight_after("2026-11-23")


def test_an_extended_period_is_limited_from_the_end_of_the_one_before() -> None:
    found = due("clk_provisional_release_3m", "2026-11-20", named="2027-02-28", limit_from="2026-11-30")
    assert any("2027-02-28" in line for line in found.working("ja")[1:])


def test_the_first_departure_deadline_shows_its_fifteen_days_and_an_extension_shows_that_it_has_none() -> (
    None
):
    first = due("clk_departure_order_15d", "2026-11-16", named="2026-12-01")
    extended = due("clk_departure_order_15d", "2026-11-30", named="2027-01-31", limit_from="2027-01-31")
    assert first.legal_day == date(2026, 12, 1) and any("15日" in line for line in first.working("ja"))
    assert extended.legal_day == date(2027, 1, 31) and not any(
        "15日" in line for line in extended.working("ja")
    )


def test_a_supervisor_who_resigns_is_to_be_replaced_thirty_days_ahead() -> None:
    found = due("clk_supervisor_resign_30d", "2026-11-01", named="2026-12-31")
    assert (found.legal_day, found.alarm_day) == (date(2026, 12, 31), date(2026, 12, 1))


def test_a_resignation_at_short_notice_is_overdue_at_once() -> None:
    found = due("clk_supervisor_resign_30d", "2026-11-20", named="2026-11-30")
    assert found.alarm_at < moment("2026-11-20") < found.legal_at


# --- clocks without a date ------------------------------------------------------------------------


@pytest.mark.parametrize("clock", ["clk_sp_window_open", "clk_ban_permanent"])
def test_an_open_clock_has_no_date(clock: str) -> None:
    assert CLOCK[clock].due(moment("2026-11-24"), {}) is None
    opened = CLOCK[clock].open(moment("2026-11-24"), {})
    assert opened.legal_at is None and opened.alarm_at is None


# --- all of them ----------------------------------------------------------------------------------


def sample(clock: Clock) -> Due | None:
    return clock.due(moment("2026-11-18T10:00"), {"named": "2026-11-30"} if clock.named_by else {}, 1)


def test_there_are_forty_four_clocks_of_the_table_and_one_of_the_agencys_own() -> None:
    assert len(CLOCKS) == len(CLOCK) == 45
    assert "clk_post_order_notice_prompt" in CLOCK


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda c: c.id)
def test_a_clock_says_who_must_do_what_and_what_silence_does_in_both_languages(clock: Clock) -> None:
    for text in (clock.label, clock.must, clock.silence):
        assert text.ja.strip() and text.en.strip() and text.ja != text.en
    assert OFFICES[clock.watched_by].signs_in, "somebody who can read it is reminded"
    assert clock.mark in ("verified", "inferred", "memory")
    assert clock.mark == "verified" or clock.note is not None, "what is not settled is said"


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda c: c.id)
def test_a_clock_cites_places_that_exist(clock: Clock) -> None:
    for citation in clock.cites:
        assert exists(citation), citation
    assert any(c.act is not Act.CIVIL_CODE for c in clock.cites)


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda c: c.id)
def test_the_alarm_never_comes_after_the_legal_date(clock: Clock) -> None:
    found = sample(clock)
    assert (found is None) == (clock.shape is Shape.OPEN)
    if found is not None:
        assert found.alarm_at <= found.legal_at
        assert found.legal_at.tzinfo is not None
        assert (
            found.working("ja")
            and found.working("en")
            and len(found.working("ja")) == len(found.working("en"))
        )


@pytest.mark.parametrize("clock", DETENTION_LIMITS)
def test_no_holiday_lengthens_a_deprivation_of_liberty(clock: str) -> None:
    spec = CLOCK[clock]
    assert not (spec.count or "").endswith("-filing") and not (spec.alarm_count or "").endswith("-filing")
    starts = (moment("2026-11-01") + timedelta(days=n) for n in range(120))
    for start in starts:
        found = spec.due(start, {}, 1)
        after = spec.due(start + timedelta(days=1), {}, 1)
        assert found is not None and after is not None
        assert timedelta(0) <= after.legal_at - found.legal_at <= timedelta(days=4)


@pytest.mark.parametrize("clock", [c.id for c in CLOCKS if c.named_by])
def test_a_named_clock_is_named_by_a_date_of_the_vocabulary_that_may_lie_ahead(clock: str) -> None:
    facts = {fact.name: fact for fact in (*SHARED, *FACTS)}
    assert facts[str(CLOCK[clock].named_by)].ahead


def test_time_itself_takes_only_the_steps_that_say_nothing_about_a_persons_whereabouts() -> None:
    assert {c.id: c.lapse for c in CLOCKS if c.lapse} == LAPSES


def test_bans_and_open_rights_remind_nobody() -> None:
    quiet = {c.id for c in CLOCKS if not c.reminded}
    assert {c.id for c in CLOCKS if c.id.startswith("clk_ban_")} <= quiet
    assert {"clk_litigation_6m", "clk_removal_grace_1m", "clk_sp_window_open"} <= quiet


def test_no_limit_on_detention_is_silent() -> None:
    assert all(CLOCK[clock].reminded for clock in DETENTION_LIMITS)


# --- through the procedure ------------------------------------------------------------------------

GUARD = Actor("guard", frozenset({Role.CONTROL_OFFICER}))
CHIEF = Actor("chief", frozenset({Role.CHIEF_INSPECTOR}))
HEAD = Actor("headquarters", frozenset({Role.COMMISSIONER}))
MINISTER = Actor("minister", frozenset({Role.MINISTER}))
SUPERVISION: dict[str, Any] = {
    "supervisor_name": "A",
    "supervisor_consent": True,
    "conditions": "…",
}


def case_in(facts: dict[str, Value] | None = None, spells: tuple[Spell, ...] = (), **states: str) -> Dossier:
    blank = DEPORTATION.blank(date(2026, 11, 1))
    return replace(blank, states={**blank.states, **states}, facts=facts or {}, spells=spells)


def took(dossier: Dossier, step: str, at: str, actor: Actor = GUARD, **facts: Any) -> Dossier:
    outcome = take(DEPORTATION, dossier, step, facts, actor=actor, at=moment(at))
    assert isinstance(outcome, Outcome), outcome.sentence("en")
    return outcome.dossier


def refused(dossier: Dossier, step: str, at: str, actor: Actor = GUARD, **facts: Any) -> str:
    outcome = take(DEPORTATION, dossier, step, facts, actor=actor, at=moment(at))
    assert isinstance(outcome, Refusal)
    assert outcome.cites or outcome.fields, outcome
    return outcome.code


def last_day(dossier: Dossier, clock: str) -> str:
    running = dossier.clocks[clock]
    found = CLOCK[clock].due(running.start, running.inputs, running.cycle)
    assert found is not None and (found.legal_at, found.alarm_at) == (running.legal_at, running.alarm_at)
    return str(found.legal_day)


def held_under_order(at: str = "2026-11-28T10:00") -> Dossier:
    screening = case_in(
        {"order_in_force": True, "plan_made": True},
        stage="removal_in_preparation",
        custody="post_order_screening",
    )
    return took(screening, "post_order_detention_decided", at, CHIEF, reasons="…", facility="Tokyo")


def due_for_report(dossier: Dossier) -> Dossier:
    alarm = dossier.clocks["clk_detention_review_3m"].alarm_at
    assert alarm is not None
    outcome = take(DEPORTATION, dossier, "review_came_due", {}, actor=SYSTEM, at=alarm)
    assert isinstance(outcome, Outcome), outcome.sentence("en")
    return outcome.dossier


def with_commissioner() -> Dossier:
    dossier = due_for_report(held_under_order())
    dossier = took(
        dossier, "review_report_submitted", "2027-03-01", review_cycle=1, progress="…", plan_version="1"
    )
    return took(dossier, "review_no_supervision_reported", "2027-03-02", CHIEF, reasons="…")


def test_days_before_supervision_are_counted_from_the_file_itself() -> None:
    earlier = (
        Spell("detained_urgent", moment("2026-08-01T09:00"), moment("2026-08-02T09:00")),
        Spell("detained_warrant", moment("2026-08-02T09:00"), moment("2026-08-12T15:00")),
        Spell("supervised_pre", moment("2026-08-12T15:00"), moment("2027-01-09T12:00")),
        Spell("warrant_issued", moment("2027-01-09T12:00")),
    )
    dossier = case_in(spells=earlier, stage="under_examination", custody="warrant_issued")
    view = View(DEPORTATION, dossier, None, GUARD, moment("2027-01-10T09:00"))
    view.spells[-1] = replace(view.spells[-1], end=view.when())
    view.spells.append(Spell("detained_warrant", view.when()))
    gather = CLOCK["clk_warrant_30d"].gather
    assert gather is not None
    opened = CLOCK["clk_warrant_30d"].open(view.when(), gather(view))
    assert opened.inputs == {"detained_from": "2027-01-10", "served": 12}
    assert opened.legal_at == midnight_after("2027-01-27")


def test_urgent_detention_and_the_warrant_after_it_are_one_detention() -> None:
    spells = (
        Spell("detained_urgent", moment("2026-11-01T22:00"), moment("2026-11-02T10:00")),
        Spell("detained_warrant", moment("2026-11-02T10:00")),
    )
    dossier = case_in(spells=spells, stage="under_examination", custody="detained_warrant")
    view = View(DEPORTATION, dossier, None, CHIEF, moment("2026-11-28"))
    gather = CLOCK["clk_warrant_ext_30d"].gather
    assert gather is not None and gather(view) == {"detained_from": "2026-11-01", "served": 0}


def test_a_review_comes_due_by_time_alone_and_the_next_cycle_is_already_set() -> None:
    dossier = due_for_report(held_under_order())
    assert dossier.states["review"] == "review_due"
    assert dossier.clocks["clk_review_report_prompt"].inputs == {"cycle": 1}
    assert dossier.clocks["clk_detention_review_3m"].cycle == 2
    assert last_day(dossier, "clk_detention_review_3m") == "2027-05-31"


def test_nobody_is_reviewed_a_day_early_neither_by_time_nor_by_hand() -> None:
    dossier = held_under_order()
    assert refused(dossier, "review_came_due", "2027-02-27T23:59", SYSTEM) == "too-early"
    assert refused(dossier, "review_came_due", "2027-02-27T23:59") == "rule:three_months_reached"
    assert took(dossier, "review_came_due", "2027-02-28T00:00").states["review"] == "review_due"


def test_a_review_entered_by_hand_is_not_asked_for_twice() -> None:
    dossier = took(held_under_order(), "review_came_due", "2027-02-28T08:00")
    assert dossier.clocks["clk_detention_review_3m"].cycle == 2
    assert refused(dossier, "review_came_due", "2027-03-01", SYSTEM) == "too-early"


def test_the_first_report_hands_in_the_plan_and_a_later_one_does_not() -> None:
    dossier = due_for_report(held_under_order())
    facts: dict[str, Any] = {"review_cycle": 1, "progress": "…"}
    assert (
        refused(dossier, "review_report_submitted", "2027-03-01", **facts)
        == "rule:first_report_hands_in_plan"
    )
    assert took(dossier, "review_report_submitted", "2027-03-01", plan_version="1", **facts)
    again = due_for_report(
        took(with_commissioner(), "review_commissioner_no_order", "2027-03-04", HEAD, reasons="…")
    )
    again = took(again, "review_report_submitted", "2027-05-31", review_cycle=2, progress="…")
    assert again.states["review"] == "review_considering"


def test_a_report_without_a_plan_or_about_other_months_is_refused() -> None:
    dossier = due_for_report(held_under_order())
    wrong = refused(dossier, "review_report_submitted", "2027-03-01", review_cycle=2, progress="…")
    assert wrong == "rule:report_names_its_cycle"
    unplanned = replace(dossier, facts={"order_in_force": True})
    code = refused(
        unplanned, "review_report_submitted", "2027-03-01", review_cycle=1, progress="…", plan_version="1"
    )
    assert code == "rule:plan_exists"


def test_every_link_of_the_chain_is_somebodys_work_with_a_date() -> None:
    dossier = due_for_report(held_under_order())
    expected = [(Role.CONTROL_OFFICER, "2027-03-05")]
    seen = []

    def look(dossier: Dossier) -> None:
        item = next(o for o in owed(DEPORTATION, dossier) if o.machine == "review")
        assert item.clock == "clk_review_report_prompt" and item.by is not None
        seen.append((item.role, str((item.by - timedelta(days=1)).astimezone(TOKYO).date())))

    look(dossier)
    dossier = took(
        dossier, "review_report_submitted", "2027-03-01", review_cycle=1, progress="…", plan_version="1"
    )
    look(dossier)
    dossier = took(dossier, "review_no_supervision_reported", "2027-03-02", CHIEF, reasons="…")
    look(dossier)
    dossier = took(dossier, "review_commissioner_orders", "2027-03-03", HEAD)
    look(dossier)
    expected += [
        (Role.CHIEF_INSPECTOR, "2027-03-08"),
        (Role.COMMISSIONER, "2027-03-09"),
        (Role.CHIEF_INSPECTOR, "2027-03-10"),
    ]
    assert seen == expected


def test_a_cycle_reached_while_the_commissioner_considers_is_due_when_that_ends() -> None:
    dossier = due_for_report(with_commissioner())
    assert dossier.states["review"] == "review_with_commissioner"
    assert dossier.clocks["clk_detention_review_3m"].cycle == 3
    dossier = took(dossier, "review_commissioner_no_order", "2027-06-02", HEAD, reasons="…")
    assert dossier.states["review"] == "review_due"
    assert dossier.clocks["clk_review_report_prompt"].inputs == {"cycle": 2}
    took(dossier, "review_report_submitted", "2027-06-03", review_cycle=2, progress="…")


def test_being_overtaken_gives_nobody_more_time() -> None:
    before = with_commissioner()
    after = due_for_report(before)
    assert after.clocks["clk_review_report_prompt"] == before.clocks["clk_review_report_prompt"]


def test_a_cycle_closed_in_time_rests_until_the_next_date() -> None:
    dossier = took(with_commissioner(), "review_commissioner_no_order", "2027-03-04", HEAD, reasons="…")
    assert dossier.states["review"] == "review_idle"
    assert "clk_review_report_prompt" not in dossier.clocks
    assert "clk_detention_review_3m" in dossier.clocks


def test_the_commissioners_step_is_neither_a_bureaus_nor_the_chief_inspectors() -> None:
    dossier = with_commissioner()
    bureau = Actor("director", frozenset({Role.COMMISSIONER, Role.BUREAU_DIRECTOR}))
    assert (
        refused(dossier, "review_commissioner_orders", "2027-03-04", bureau)
        == "rule:commissioner_not_a_bureau"
    )
    both = Actor("chief", frozenset({Role.COMMISSIONER}))
    assert refused(dossier, "review_commissioner_no_order", "2027-03-04", both, reasons="…") == "separation"


def test_the_chief_inspector_alone_cannot_close_a_cycle_with_the_person_detained() -> None:
    dossier = took(
        due_for_report(held_under_order()),
        "review_report_submitted",
        "2027-03-01",
        review_cycle=1,
        progress="…",
        plan_version="1",
    )
    code = refused(dossier, "review_skipped_deposit_pending", "2027-03-02", CHIEF)
    assert code == "rule:only_deposit_missing"
    assert refused(dossier, "review_no_supervision_reported", "2027-03-02", CHIEF) == "missing-fact"
    assert refused(dossier, "review_commissioner_no_order", "2027-03-02", HEAD, reasons="…") == "wrong-state"


def test_ordered_supervision_frees_the_person_and_ends_the_review_clocks() -> None:
    dossier = took(with_commissioner(), "review_commissioner_orders", "2027-03-04", HEAD)
    facts = {**SUPERVISION, "deposit_required": False}
    assert (
        refused(dossier, "review_order_carried_out", "2027-03-05", CHIEF, **facts) == "rule:report_day_named"
    )
    dossier = took(
        dossier, "review_order_carried_out", "2027-03-05", CHIEF, report_due_on="2027-06-04", **facts
    )
    assert dossier.states["custody"] == "supervised_post"
    assert dossier.states["review"] == "review_closed_supervised"
    assert not {"clk_detention_review_3m", "clk_review_report_prompt"} & set(dossier.clocks)


def test_while_the_deposit_is_unpaid_the_cycles_go_on_without_consideration() -> None:
    dossier = took(
        due_for_report(held_under_order()),
        "review_report_submitted",
        "2027-03-01",
        review_cycle=1,
        progress="…",
        plan_version="1",
    )
    facts = {**SUPERVISION, "deposit_required": True, "deposit_amount": 300_000}
    dossier = took(dossier, "review_supervision_chosen", "2027-03-02", CHIEF, **facts)
    assert dossier.states["custody"] == "detained_order_deposit_pending"
    assert dossier.clocks["clk_detention_review_3m"].cycle == 2
    dossier = due_for_report(dossier)
    dossier = took(dossier, "review_report_submitted", "2027-05-31", review_cycle=2, progress="…")
    code = refused(dossier, "review_no_supervision_reported", "2027-06-01", CHIEF, reasons="…")
    assert code == "rule:supervision_not_decided_yet"
    dossier = took(dossier, "review_skipped_deposit_pending", "2027-06-01", CHIEF)
    assert dossier.states["review"] == "review_idle"


def test_a_new_detention_starts_its_three_months_at_nothing() -> None:
    dossier = took(with_commissioner(), "review_commissioner_orders", "2027-03-04", HEAD)
    dossier = took(
        dossier,
        "review_order_carried_out",
        "2027-03-05",
        CHIEF,
        report_due_on="2027-06-04",
        deposit_required=False,
        **SUPERVISION,
    )
    dossier = took(
        dossier,
        "supervision_revoked_discretionary_post",
        "2027-04-10",
        CHIEF,
        may_revoke_grounds_post=["removal"],
        reasons="…",
        paper_shown="shown",
        facility="Tokyo",
    )
    assert last_day(dossier, "clk_detention_review_3m") == "2027-07-10"
    dossier = due_for_report(dossier)
    assert dossier.clocks["clk_review_report_prompt"].inputs == {"cycle": 1}


def test_a_first_departure_deadline_beyond_fifteen_days_is_refused_and_an_extension_is_not() -> None:
    case = case_in({"departure_limb": "appearance", "nationality": "VNM"}, stage="departure_order_due")
    facts: dict[str, Any] = {"order_conditions": "…", "reasons": "…"}
    order = "departure_order_issued"
    assert refused(case, order, "2026-11-16", CHIEF, departure_deadline="2026-12-02", **facts) == "named-date"
    case = took(case, order, "2026-11-16", CHIEF, departure_deadline="2026-12-01", **facts)
    assert last_day(case, "clk_departure_order_15d") == "2026-12-01"
    case = took(
        case,
        "departure_deadline_extended",
        "2026-11-30",
        CHIEF,
        departure_deadline="2027-01-31",
        extension_requested_on="2026-11-30",
        not_attributable=True,
        reasons="…",
    )
    assert last_day(case, "clk_departure_order_15d") == "2027-01-31"


def test_a_shortened_ban_has_at_most_seven_days_after_the_planned_departure() -> None:
    asked = case_in(
        {"planned_departure_on": "2026-12-10", "prior_removal": False, "prior_departure_order": False},
        stage="self_departure_permitted",
        ban_shortening="shortening_pending",
    )
    late = refused(asked, "ban_shortening_decided", "2026-11-20", MINISTER, depart_by="2026-12-18")
    assert late == "named-date"
    granted = took(asked, "ban_shortening_decided", "2026-11-20", MINISTER, depart_by="2026-12-17")
    assert last_day(granted, "clk_shortened_ban_depart_by") == "2026-12-17"
    assert refused(granted, "ban_shortening_lost", "2026-12-17T23:59", SYSTEM) == "too-early"
    lost = took(granted, "ban_shortening_lost", "2026-12-18T00:00", SYSTEM)
    assert lost.states["ban_shortening"] == "shortening_lost"


def refused_claim(**states: Any) -> Dossier:
    claimed = took(
        case_in({"order_in_force": True}, **states),
        "refugee_claim_filed",
        "2026-11-10",
        claim_filed_on="2026-11-10",
        claim_number=1,
        claim_kind="refugee",
    )
    return took(claimed, "refugee_refused", "2026-11-24", MINISTER, reasons="…")


def test_the_stay_of_removal_ends_with_the_seventh_day_and_not_before() -> None:
    dossier = refused_claim(stage="removal_in_preparation", custody="detained_order")
    assert last_day(dossier, "clk_refugee_review_7d") == "2026-12-01"
    assert refused(dossier, "suspensive_effect_off", "2026-12-01T23:59", SYSTEM) == "too-early"
    by_hand = refused(dossier, "suspensive_effect_off", "2026-12-01", CHIEF, effect_end_cause="no_review")
    assert by_hand == "rule:stay_of_removal_over"
    ended = took(dossier, "suspensive_effect_off", "2026-12-02T00:00", SYSTEM)
    assert ended.states["refugee"] == "refugee_closed_refused"
    assert ended.states["custody"] == "detained_order"


def test_a_review_request_in_the_post_brings_the_stay_of_removal_back() -> None:
    dossier = refused_claim(stage="removal_in_preparation", custody="detained_order")
    ended = took(dossier, "suspensive_effect_off", "2026-12-02T00:00", SYSTEM)
    assert refused(ended, "refugee_review_filed", "2026-12-03", CHIEF) == "rule:review_in_time"
    back = took(ended, "refugee_review_filed", "2026-12-03", CHIEF, posted_in_time=True)
    assert back.states["refugee"] == "refugee_review_pending"


def test_an_order_to_leave_never_comes_back_with_a_last_day_that_nobody_named() -> None:
    dossier = refused_claim(stage="order_to_leave_in_force", custody="supervised_post")
    assert dossier.states["stage"] == "order_to_leave_suspended"
    ended = took(dossier, "suspensive_effect_off", "2026-12-02T00:00", SYSTEM)
    assert "clk_order_to_leave" not in ended.clocks
    resumed = took(ended, "order_to_leave_resumed", "2026-12-03", CHIEF, leave_until="2026-12-31")
    assert last_day(resumed, "clk_order_to_leave") == "2026-12-31"


def test_a_provisional_stay_is_renewed_from_its_end_and_lapses_with_its_last_day() -> None:
    dossier = took(
        case_in(stage="under_examination"),
        "refugee_claim_filed",
        "2026-11-10",
        claim_filed_on="2026-11-10",
        claim_number=1,
        claim_kind="refugee",
    )
    granted: dict[str, Any] = {"stay_conditions": "…", "stay_bars_checked": True}
    step = "provisional_stay_granted"
    assert refused(dossier, step, "2026-11-11", MINISTER, stay_until="2027-05-12", **granted) == "named-date"
    dossier = took(dossier, step, "2026-11-11", MINISTER, stay_until="2027-05-11", **granted)
    assert dossier.states["stage"] == "procedure_suspended"
    dossier = took(
        dossier,
        "provisional_stay_renewed",
        "2027-05-01",
        MINISTER,
        stay_until="2027-11-11",
        extended_from="2027-05-11",
    )
    assert refused(dossier, "provisional_stay_ended", "2027-05-12", SYSTEM) == "too-early"
    ended = took(dossier, "provisional_stay_ended", "2027-11-12T00:00", SYSTEM)
    assert (ended.states["refugee"], ended.states["stage"]) == ("refugee_pending", "under_examination")


def test_a_treatment_complaint_after_thirty_days_needs_a_reason_it_could_not_be_made_before() -> None:
    dossier = case_in(stage="under_examination", custody="detained_warrant")
    late: dict[str, Any] = {"complaint_kind": "review", "told_on": "2026-11-20"}
    filed = "treatment_complaint_filed"
    assert took(dossier, filed, "2026-12-21T23:59", HEAD, **late)
    assert refused(dossier, filed, "2026-12-22T00:00", HEAD, **late) == "rule:complaint_in_time"
    excused = took(dossier, filed, "2026-12-22", HEAD, late_excused=True, **late)
    assert last_day(excused, "clk_treatment_decision_90d") == "2027-03-22"
