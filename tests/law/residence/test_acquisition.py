"""Acquisition of status: thirty days to file, sixty days to stay, and the permission that takes effect on
delivery."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from workflows.counting import Period as Length
from workflows.counting import reckon, rule
from workflows.engine import take
from workflows.procedures.residence.acquisition import ACQUISITION
from workflows.procedures.residence.acquisition.clocks import apply_until, stay_until
from workflows.roles import Role
from workflows.statuses import last_day
from workflows.texts import Refusal

BORN = "2026-10-01"
PAPERS = ["form", "event", "passport"]
PR_PAPERS = ["form", "event", "passport", "livelihood", "duties", "guarantor", "reason"]


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of a newborn's file is given."""
    day = at.date().isoformat()
    end = last_day(at.date(), "P1Y")
    assert end is not None
    usual: dict[str, dict[str, Any]] = {
        "acq_event": {"event": "birth", "event_on": BORN},
        "acq_file": {
            "filed_on": day,
            "filed_by": "legal_representative",
            "channel": "counter",
            "status_requested": "dependent",
            "papers": PAPERS,
        },
        "acq_file_pr": {
            "filed_on": day,
            "filed_by": "legal_representative",
            "basis_code": "spouse_or_child",
            "guarantor": "父",
            "papers": PR_PAPERS,
        },
        "acq_decide_permit": {"decided_on": day, "new_status": "dependent", "new_period": "P1Y"},
        "acq_permit": {
            "delivered_as": "card",
            "stay_until": end.isoformat(),
            "card_no": "AB12345678CD",
            "card_valid_until": end.isoformat(),
        },
        "acq_refuse": {"reason_codes": ["activity"], "reasons": "扶養者の在留資格が対象外"},
        "acq_withdraw": {"withdrawn_on": day, "in_writing": True},
        "acq_leave_in_60": {"departed_on": day},
        "acq_close": {"closed_on": day, "close_reason": "nationality"},
    }
    return usual.get(step, {})


def newborn(**facts: Any) -> File:
    """A child born on 1 October 2026; the message of the municipality is in."""
    file = File(ACQUISITION, usual, **{"born": BORN, "nationality": "VNM", "minor": True, **facts})
    file.take("acq_event", "2026-10-05")
    return file


def filed(at: str = "2026-10-20") -> File:
    file = newborn()
    file.take("acq_file", at)
    return file


def decided(at: str = "2026-10-26", **given: Any) -> File:
    file = filed()
    file.take("acq_decide_permit", at, **given)
    return file


def in_state(state: str) -> File:
    if state == "none":
        return File(ACQUISITION, usual, born=BORN)
    if state == "received_pr":
        file = newborn()
        file.take("acq_file_pr", "2026-10-20")
        return file
    if state == "refused":
        file = filed()
        file.take("acq_refuse", "2026-10-26")
        return file
    if state == "permitted":
        file = decided()
        file.take("acq_permit", "2026-10-27")
        return file
    if state == "departed":
        file = newborn()
        file.take("acq_leave_in_60", "2026-10-20")
        return file
    if state == "overstayed":
        file = newborn()
        file.pass_time("2026-12-01T09:00")
        return file
    if state == "closed":
        file = newborn()
        file.take("acq_close", "2026-10-20")
        return file
    return newborn() if state == "interim_60" else filed()


# --- the days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "last"), [(30, "2026-10-31"), (60, "2026-11-30")])
def test_the_vectors_of_the_reference(days: int, last: str) -> None:
    found = reckon(date(2026, 10, 1), Length.parse(f"{days} days"), rule("first-day-out"))
    assert str(found.last_day) == last


def test_edge_16_thirty_days_roll_over_a_weekend_and_sixty_days_do_not() -> None:
    file = newborn()
    assert file.due("acquisition_apply_30") == "2026-11-02"  # Saturday 31 October is closed
    assert file.due("acquisition_exempt_60") == "2026-11-30"
    assert apply_until(date(2026, 10, 1)).raw_end == date(2026, 10, 31)


def test_edge_16_a_filing_on_the_rolled_monday_is_in_time_and_the_next_day_needs_a_reason() -> None:
    newborn().take("acq_file", "2026-11-02")
    late = newborn()
    late.refused("acq_file", "2026-11-03", "rule:within_thirty_days", "22-2(2)")
    late.take("acq_file", "2026-11-03", late_reason="母の入院により遅延")
    assert late.due("acquisition_exempt_60") == "2026-11-30", "the sixty days do not grow"


def test_the_sixtieth_day_never_rolls() -> None:
    # Born on 2026-10-20: the sixtieth day is Saturday 19 December.
    assert stay_until(date(2026, 10, 20)).last_day == date(2026, 12, 19)


def test_edge_15_an_acquisition_pending_on_day_sixty_one_is_an_overstay() -> None:
    file = filed("2026-11-02")
    file.pass_time("2026-11-30T23:59")
    assert file.state == "received"
    file.pass_time("2026-12-01T00:00")
    assert file.state == "overstayed"
    assert file.dossier.facts["overstay_from"] == "2026-12-01"
    assert not file.dossier.clocks.keys() & {"acquisition_exempt_60", "acquisition_alarm"}


def test_edge_15_a_permission_decided_but_not_delivered_in_time_helps_nobody() -> None:
    file = decided("2026-11-30")
    file.pass_time("2026-12-01T08:30")
    assert file.state == "overstayed"
    late = decided("2026-11-27")
    refusal = late.refused("acq_permit", "2026-12-01", "rule:within_sixty_days", "22-2(1)", asleep=True)
    assert "icrra 24(1)(7)" in {str(c) for c in refusal.cites}


def test_edge_15_the_alarm_rings_on_day_forty_five_and_fifty_five() -> None:
    file = newborn()
    assert file.due("acquisition_alarm") == "2026-11-15"  # 1 October + 45
    file.pass_time("2026-11-16T00:00")
    assert file.state == "interim_60"
    assert file.due("acquisition_alarm") == "2026-11-25"  # + 55
    file.pass_time("2026-11-26T00:00")
    assert file.due("acquisition_alarm") == ""
    assert file.due("acquisition_exempt_60") == "2026-11-30"


def test_a_message_that_comes_late_skips_the_alarm_that_has_passed() -> None:
    file = File(ACQUISITION, usual, born=BORN)
    file.take("acq_event", "2026-11-20")
    assert file.due("acquisition_alarm") == "2026-11-25"
    after = File(ACQUISITION, usual, born=BORN)
    after.take("acq_event", "2026-11-28")
    assert after.due("acquisition_alarm") == ""


def test_a_message_after_the_sixty_days_finds_an_overstay() -> None:
    file = File(ACQUISITION, usual, born=BORN)
    file.take("acq_event", "2026-12-10", asleep=True)
    file.pass_time("2026-12-10T12:00")
    assert file.state == "overstayed"
    assert file.dossier.facts["overstay_from"] == "2026-12-01"


def test_edge_17_a_child_that_leaves_on_day_fifty_nine_never_needs_a_status() -> None:
    for start in (newborn(), filed(), in_state("received_pr"), in_state("refused")):
        start.take("acq_leave_in_60", "2026-11-29")
        assert start.state == "departed"
        assert not start.dossier.clocks.keys() & {
            "acquisition_apply_30",
            "acquisition_exempt_60",
            "acquisition_alarm",
            "processing_acquisition",
        }
        assert start.handed_to("residence") == [("ps_depart", {"departed_on": "2026-11-29"})]


def test_leaving_on_the_sixtieth_day_is_in_time_and_on_the_next_it_is_not() -> None:
    newborn().take("acq_leave_in_60", "2026-11-30T23:00")
    newborn().refused("acq_leave_in_60", "2026-12-01", "rule:left_within_sixty_days", "22-2(1)", asleep=True)


def test_a_refusal_lets_the_sixty_days_run_on() -> None:
    file = in_state("refused")
    assert file.due("acquisition_exempt_60") == "2026-11-30"
    assert file.due("litigation_6m") == "2027-04-26"
    file.pass_time("2026-12-01T00:00")
    assert file.state == "overstayed"


def test_a_refused_or_withdrawn_filing_bars_no_new_one() -> None:
    file = in_state("refused")
    file.take("acq_file", "2026-11-02")
    assert file.state == "received"
    file.take("acq_withdraw", "2026-11-04")
    assert file.state == "interim_60"
    file.refused("acq_file", "2026-11-05", "rule:within_thirty_days")
    file.take("acq_file_pr", "2026-11-05", late_reason="前の申請は期間内")
    assert file.state == "received_pr"


# --- photo, passport, papers ------------------------------------------------------------------------


def baby(born: str, event_on: str) -> File:
    """A child who becomes a foreigner after birth: nationality lost."""
    file = File(ACQUISITION, usual, born=born)
    file.take("acq_event", event_on, event="loss_of_nationality", event_on=event_on)
    return file


def test_edge_42_a_baby_of_eight_months_needs_no_photo() -> None:
    baby("2026-02-10", "2026-10-10").take("acq_file", "2026-10-12")


@pytest.mark.parametrize(
    ("filed_on", "asked"), [("2026-10-14", False), ("2026-10-15", True), ("2026-10-16", True)]
)
def test_edge_42_a_photo_is_asked_for_from_the_first_birthday(filed_on: str, asked: bool) -> None:
    file = baby("2025-10-15", "2026-10-12")
    if asked:
        file.refused("acq_file", filed_on, "rule:photo", "reg 24(2)")
        file.take("acq_file", filed_on, photo_on="2026-09-01")
        assert file.due("photo_age") == "2027-03-01"
    else:
        file.take("acq_file", filed_on)


def test_before_the_new_card_nobody_under_sixteen_needed_a_photo() -> None:
    baby("2018-05-01", "2026-06-01").take("acq_file", "2026-06-13")
    baby("2018-05-01", "2026-06-01").refused("acq_file", "2026-06-14", "rule:photo")


def test_a_short_stay_needs_no_photo() -> None:
    file = baby("1990-05-01", "2026-10-12")
    file.refused("acq_file", "2026-10-13", "rule:photo", status_requested="designated_activities")
    for given in (
        {"status_requested": "designated_activities", "period_requested": "P3M"},
        {"status_requested": "temporary_visitor"},
        {"status_requested": "official"},
        {"status_requested": "designated_activities", "designation": "特定活動告示53号(デジタルノマド)"},
    ):
        baby("1990-05-01", "2026-10-12").take("acq_file", "2026-10-13", filed_by="applicant", **given)


def test_a_photo_is_at_most_six_months_old() -> None:
    for taken, fresh in (("2026-04-13", True), ("2026-04-12", False)):
        file = baby("1990-05-01", "2026-10-12")
        given = {"photo_on": taken, "filed_by": "applicant"}
        if fresh:
            file.take("acq_file", "2026-10-13", **given)
        else:
            file.refused("acq_file", "2026-10-13", "rule:photo_fresh", "reg 6-2(2)", **given)


def test_the_passport_is_shown_or_a_paper_says_why_not() -> None:
    file = newborn()
    file.refused("acq_file", "2026-10-20", "rule:passport", "reg 24(4)", papers=["form", "event"])
    file.take("acq_file", "2026-10-20", papers=["form", "event"], no_passport_reason="旅券を申請中")


def test_missing_papers_follow_where_somebody_writes_down_why() -> None:
    newborn().refused("acq_file", "2026-10-20", "rule:complete", "reg 24(1)", papers=["passport"])
    newborn().take("acq_file", "2026-10-20", papers=["passport"], papers_follow="出生届の受理後に提出")


# --- who files, and for what ------------------------------------------------------------------------


def test_a_relative_files_for_a_child_and_for_nobody_who_can_come() -> None:
    newborn().take("acq_file", "2026-10-20", filed_by="relative", filer_authority="祖母")
    grown = baby("1990-05-01", "2026-10-12")
    given = {"filed_by": "relative", "filer_authority": "兄", "photo_on": "2026-10-01"}
    grown.refused("acq_file", "2026-10-13", "rule:unable_to_appear", "61-8-3(4)", **given)
    grown.take("acq_file", "2026-10-13", cannot_appear=True, **given)


def test_an_agent_shows_the_approval() -> None:
    file = newborn()
    file.refused("acq_file", "2026-10-20", "rule:filer_authority", "61-8-3(4)", filed_by="lawyer_scrivener")
    file.refused("acq_file", "2026-10-20", "rule:filer", "61-8-3(4)", filed_by="coe_proxy")
    file.take("acq_file", "2026-10-20", filed_by="lawyer_scrivener", filer_authority="行123")


def test_permanent_residence_is_acquired_by_a_filing_of_its_own() -> None:
    file = newborn()
    file.refused(
        "acq_file", "2026-10-20", "rule:not_permanent", "22-2(3)", status_requested="permanent_resident"
    )
    file.refused("acq_file_pr", "2026-10-20", "rule:counter_only", "reg 59-4(4)(4)", channel="online")
    file.take("acq_file_pr", "2026-10-20")
    assert file.dossier.facts["status_requested"] == "permanent_resident"
    file.refused("acq_decide_permit", "2026-10-26", "rule:right_route", "22-2(3)")
    filed().refused(
        "acq_decide_permit",
        "2026-10-26",
        "rule:right_route",
        "22-2(3)",
        new_status="permanent_resident",
        new_period="indefinite",
    )


def test_online_is_open_but_for_diplomats_and_visitors() -> None:
    newborn().take("acq_file", "2026-10-20", channel="online")
    newborn().refused(
        "acq_file",
        "2026-10-20",
        "rule:online_open",
        "reg 61-3(1)(11)",
        channel="online",
        status_requested="temporary_visitor",
    )


def test_a_status_of_the_future_is_neither_asked_for_nor_granted() -> None:
    status = "employment_for_skill_development"
    newborn().refused("acq_file", "2026-10-20", "rule:status_in_the_law", status_requested=status)
    filed().refused("acq_decide_permit", "2026-10-26", "rule:granted_in_the_law", new_status=status)


# --- decision and delivery --------------------------------------------------------------------------


def test_nothing_is_delivered_that_was_not_decided() -> None:
    filed().refused("acq_permit", "2026-10-26", "rule:decided_before", "22-2(3)")
    file = decided()
    assert file.state == "received"
    file.take("acq_refuse", "2026-10-27")
    assert "permission_decided" not in file.dossier.facts


def test_the_permission_takes_effect_on_the_day_of_delivery() -> None:
    file = decided("2026-10-26")
    file.take("acq_permit", "2026-10-30")
    assert file.dossier.facts["granted_on"] == "2026-10-30"
    step, facts = file.handed_to("residence")[0]
    assert step == "ps_acquire"
    assert facts == {
        "status": "dependent",
        "period": "P1Y",
        "granted_on": "2026-10-30",
        "stay_until": "2027-10-30",
        "card_no": "AB12345678CD",
        "card_valid_until": "2027-10-30",
    }
    assert file.handed[0].declared.must


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"stay_until": "2027-10-26"}, "rule:period_allowed"),
        ({"stay_until": None}, "rule:period_allowed"),
        ({"delivered_as": "passport", "card_no": None}, "rule:notified_as_laid_down"),
        ({"card_no": None}, "rule:card_facts"),
        ({"card_valid_until": None}, "rule:card_facts"),
        ({"card_valid_until": "2027-10-26"}, "rule:card_facts"),
    ],
)
def test_what_is_delivered_must_be_right(given: dict[str, Any], code: str) -> None:
    decided().refused("acq_permit", "2026-10-27", code, **given)


def test_a_stay_of_three_months_is_entered_in_the_passport() -> None:
    file = decided(new_status="designated_activities", new_period="P3M")
    given: dict[str, Any] = {"stay_until": "2027-01-27", "card_no": None, "card_valid_until": None}
    file.refused("acq_permit", "2026-10-27", "rule:notified_as_laid_down", "20(4)(1)", **given)
    file.take("acq_permit", "2026-10-27", delivered_as="passport", **given)
    digital = decided(new_status="designated_activities", new_period="P6M")
    digital.take(
        "acq_permit",
        "2026-10-27",
        delivered_as="certificate",
        designation="特定活動告示53号(デジタルノマド)",
        **{**given, "stay_until": "2027-04-27"},
    )


def test_a_child_of_a_permanent_resident_is_free_of_conduct_and_livelihood() -> None:
    file = in_state("received_pr")
    granted = {"new_status": "permanent_resident", "new_period": "indefinite"}
    file.refused("acq_decide_permit", "2026-10-26", "rule:interest_of_japan", "22-2(4)", **granted)
    file.take("acq_decide_permit", "2026-10-26", interest_found=True, **granted)
    card: dict[str, Any] = {"stay_until": None, "card_valid_until": "2031-10-01"}  # the fifth birthday
    file.refused("acq_permit", "2026-10-27", "rule:card_facts", **{**card, "card_valid_until": "2036-10-01"})
    file.take("acq_permit", "2026-10-27", **card)
    assert file.handed_to("residence")[0][1]["status"] == "permanent_resident"


def test_anybody_else_who_asks_for_permanent_residence_meets_all_conditions() -> None:
    file = newborn()
    file.take("acq_file_pr", "2026-10-20", basis_code="general")
    granted = {"new_status": "permanent_resident", "new_period": "indefinite", "interest_found": True}
    file.refused("acq_decide_permit", "2026-10-26", "rule:conduct", "22-2(4)", **granted)
    granted["conduct_found"] = True
    file.refused("acq_decide_permit", "2026-10-26", "rule:livelihood", "22-2(4)", **granted)
    file.take("acq_decide_permit", "2026-10-26", livelihood_found=True, **granted)


def test_a_residence_record_filed_with_the_application_is_the_address_notice() -> None:
    file = newborn()
    file.take("acq_file", "2026-10-20", residence_record=True)
    file.take("acq_decide_permit", "2026-10-26")
    file.take("acq_permit", "2026-10-27")
    assert file.handed_to("notification_duty") == [("nd_file", {"filed_on": "2026-10-27"})]
    file.take("acq_address_deemed", "2026-10-28")
    assert file.dossier.facts["deemed_on"] == "2026-10-27"
    (over,) = [h.declared for h in file.handed if h.declared.procedure == "notification_duty"]
    assert over.only is not None
    view: Any = None
    assert over.only(view, {"duty_type": "address_after_change"})
    assert not over.only(view, {"duty_type": "address_move"})


def test_without_the_record_the_address_has_to_be_notified() -> None:
    file = in_state("permitted")
    assert file.handed_to("notification_duty") == []
    file.refused("acq_address_deemed", "2026-10-28", "rule:residence_record_filed", "19-8(4)")


def test_who_took_the_filing_does_not_decide_alone() -> None:
    both = acting(Role.INSPECTOR, Role.BUREAU_DIRECTOR, name="one person")
    file = newborn()
    file.take("acq_file", "2026-10-20", by=both)
    for step in ("acq_decide_permit", "acq_refuse"):
        file.refused(step, "2026-10-26", "separation", "practice examination-guideline", by=both)
    file.take("acq_decide_permit", "2026-10-26")


# --- other files ------------------------------------------------------------------------------------


def test_a_birth_opens_the_stay_of_the_child() -> None:
    file = File(ACQUISITION, usual, born=BORN)
    file.take("acq_event", "2026-10-05")
    assert file.handed_to("residence") == [("ps_interim", {"event_on": BORN})]


def test_a_birth_is_counted_from_the_day_of_birth() -> None:
    file = File(ACQUISITION, usual, born="2026-10-02")
    file.refused("acq_event", "2026-10-05", "rule:birth_day", "22-2(1)")


def refuge() -> File:
    file = File(ACQUISITION, usual, born="1990-05-01")
    file.take("acq_file_after_refuge", "2026-10-05", carried=True, status_requested="long_term_resident")
    return file


def test_after_temporary_refuge_landing_no_sixty_days_run() -> None:
    file = refuge()
    assert file.state == "received"
    assert file.due("acquisition_exempt_60") == ""
    assert file.dossier.facts["filed_on"] == "2026-10-05"
    file.take("acq_decide_permit", "2026-10-06", new_status="long_term_resident")
    file.take("acq_permit", "2026-12-20")
    assert file.state == "permitted"
    assert file.handed_to("exceptional_landing") == [("xl_status_acquired", {"granted_on": "2026-12-20"})]
    assert in_state("permitted").handed_to("exceptional_landing") == []


def test_a_filing_after_refuge_landing_ends_with_its_refusal_or_withdrawal() -> None:
    refused = refuge()
    refused.take("acq_refuse", "2026-10-20")
    assert refused.state == "refused_final" and ACQUISITION.is_closed(refused.dossier)
    withdrawn = refuge()
    withdrawn.take("acq_withdraw", "2026-10-20")
    assert withdrawn.state == "withdrawn" and ACQUISITION.is_closed(withdrawn.dossier)


def test_a_filing_after_refuge_landing_comes_only_with_the_landing_file() -> None:
    File(ACQUISITION, usual).refused(
        "acq_file_after_refuge",
        "2026-10-05",
        "carried-only",
        "22-3",
        by=acting(Role.INSPECTOR),
        filed_on="2026-10-05",
    )
    for given, code in (
        ({"status_requested": "permanent_resident"}, "rule:not_permanent"),
        ({"status_requested": "employment_for_skill_development"}, "rule:status_in_the_law"),
        ({"photo_on": "2026-01-01"}, "rule:photo_fresh"),
    ):
        File(ACQUISITION, usual).refused("acq_file_after_refuge", "2026-10-05", code, carried=True, **given)


# --- the whole table --------------------------------------------------------------------------------

OPEN = ("interim_60", "received", "received_pr", "refused")
STATES = ("none", *OPEN, "permitted", "departed", "overstayed", "closed")
TABLE = [step for step in ACQUISITION.steps.values() if not step.carried_only]


@pytest.mark.parametrize("step", [s.id for s in TABLE if not s.automatic])
def test_every_step_is_taken_from_its_states_and_refused_elsewhere(step: str) -> None:
    declared = ACQUISITION.steps[step]
    for state in STATES:
        file = in_state(state)
        at = "2026-12-02" if state == "overstayed" else "2026-10-28"
        if state not in declared.source:
            file.refused(step, at, "wrong-state")
            continue
        permanent = {"new_status": "permanent_resident", "new_period": "indefinite", "interest_found": True}
        decision = permanent if state == "received_pr" else {}
        given: dict[str, Any] = {"acq_decide_permit": decision}.get(step, {})
        if step == "acq_permit":
            file.take("acq_decide_permit", "2026-10-27", **decision)
            given = {"stay_until": None, "card_valid_until": "2031-10-01"} if decision else {}
        if step == "acq_address_deemed":
            given = {"residence_record": True}
        file.take(step, at, **given)


@pytest.mark.parametrize("step", [s.id for s in TABLE if not s.automatic])
def test_no_step_is_taken_by_another_office(step: str) -> None:
    declared = ACQUISITION.steps[step]
    file = in_state(declared.source[0])
    others = frozenset(Role) - declared.officers - {Role.SYSTEM}
    file.refused(step, "2026-10-28", "wrong-office", by=acting(*others, name="others"))


def test_time_takes_the_end_of_the_sixty_days_only_when_they_are_over() -> None:
    file = newborn()
    file.refused("acq_sixty_days_over", "2026-11-30", "too-early", by=acting(Role.SYSTEM))
    file.refused("acq_sixty_days_over", "2026-11-30", "rule:sixty_days_over", "22-2(1)")
    file.take("acq_sixty_days_over", "2026-12-01", asleep=True)
    assert file.handed_to("residence") == [("ps_overstay", {})]
    for other in ("none", "permitted", "departed", "closed"):
        in_state(other).refused("acq_sixty_days_over", "2026-12-02", "wrong-state")


def test_a_filing_before_the_event_or_after_the_sixty_days_is_refused() -> None:
    file = newborn()
    file.refused("acq_file", "2026-10-20", "rule:after_event", filed_on="2026-09-30")
    file.refused("acq_file_pr", "2026-10-20", "rule:after_event", filed_on="2026-09-30")
    for step in ("acq_file", "acq_file_pr"):
        newborn().refused(step, "2026-12-01", "rule:within_sixty_days", late_reason="遅延", asleep=True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"papers": ["form", "event"]}, "rule:passport"),
        ({"papers": ["form", "event", "passport"]}, "rule:complete"),
        ({"filed_by": "coe_proxy"}, "rule:filer"),
        ({"filed_by": "filing_agent"}, "rule:filer_authority"),
        ({"photo_on": "2026-01-01"}, "rule:photo_fresh"),
    ],
)
def test_a_filing_for_permanent_residence_is_complete(given: dict[str, Any], code: str) -> None:
    newborn().refused("acq_file_pr", "2026-10-20", code, **given)


def test_a_filing_for_permanent_residence_of_somebody_grown_needs_a_photo() -> None:
    file = baby("1990-05-01", "2026-10-12")
    file.refused("acq_file_pr", "2026-10-13", "rule:photo", "reg 25(1)", filed_by="applicant")
    file.refused(
        "acq_file_pr",
        "2026-10-13",
        "rule:unable_to_appear",
        filed_by="relative",
        filer_authority="兄",
        photo_on="2026-10-01",
    )
    newborn().refused("acq_file_pr", "2026-11-03", "rule:within_thirty_days")


def test_a_refusal_has_reasons_and_a_withdrawal_is_in_writing() -> None:
    filed().refused("acq_refuse", "2026-10-26", "rule:reasons_given", reasons="x")
    filed().refused("acq_withdraw", "2026-10-26", "rule:in_writing", "practice withdrawal", in_writing=False)


def test_a_file_without_an_object_is_closed() -> None:
    for reason in ("death", "nationality", "other_status"):
        file = newborn()
        file.take("acq_close", "2026-11-10", close_reason=reason)
        assert file.state == "closed" and not file.dossier.clocks


# --- invariants -------------------------------------------------------------------------------------


def test_a_decision_after_the_sixty_days_is_refused() -> None:
    filed().refused("acq_decide_permit", "2026-12-01", "rule:within_sixty_days", asleep=True)


def test_the_target_is_the_sixtieth_day_itself() -> None:
    file = filed()
    assert file.due("processing_acquisition") == "2026-11-30"
    assert ACQUISITION.clocks["processing_acquisition"].target
    assert refuge().due("processing_acquisition") == str(date(2026, 10, 5) + timedelta(days=60))


def test_an_entry_in_the_past_of_the_file_is_refused() -> None:
    file = filed()
    outcome = take(
        ACQUISITION,
        file.dossier,
        "acq_close",
        {"closed_on": "2026-10-06", "close_reason": "death"},
        actor=acting(Role.INSPECTOR),
        at=datetime.fromisoformat("2026-10-06T10:00+09:00"),
    )
    assert isinstance(outcome, Refusal) and outcome.code == "before-last"
