"""The special period (20(6)): when it begins, when it ends, and what ends the stay with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.law.residence.applications import (
    ENGINEER,
    application,
    change,
    extension,
    filed,
    in_state,
    special,
)
from tests.law.residence.files import acting
from workflows.explore import prove, walk
from workflows.procedures.residence.application import CHANGE, EXTENSION, build, variant
from workflows.procedures.residence.application.days import (
    carried_on_by_filing,
    filing_last_day,
    total_used_up,
    window_opens,
)
from workflows.roles import Role
from workflows.stay_counting import special_period_end

BOTH = pytest.mark.parametrize("procedure", [CHANGE, EXTENSION], ids=["change", "extension"])


# --- counting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2026-08-31", "2026-10-31"),
        ("2026-06-30", "2026-08-31"),
        ("2026-11-30", "2027-01-31"),
        ("2027-02-28", "2027-04-30"),
        ("2028-02-29", "2028-04-30"),
        ("2026-12-28", "2027-02-28"),
        ("2026-12-29", "2027-02-28"),
        ("2026-12-30", "2027-02-28"),
        ("2026-12-31", "2027-02-28"),
        ("2027-12-31", "2028-02-29"),
        ("2026-05-28", "2026-07-28"),
        ("2026-11-22", "2027-01-22"),
    ],
)
def test_the_two_months_end_as_the_civil_code_says(until, last):
    assert special_period_end(date.fromisoformat(until)).isoformat() == last


def test_edge_04_expiry_on_31_august_ends_on_31_october_at_midnight():
    file = special(extension(until="2026-08-31"))
    assert file.fact("special_until") == "2026-10-31"
    assert file.due("special_period") == "2026-10-31"
    file.pass_time("2026-10-31T23:59")
    assert file.state == "received"
    file.pass_time("2026-11-01T00:00")
    assert file.state == "closed_no_status"


def test_edge_05_expiry_on_30_june_ends_on_31_august_and_both_readings_are_shown():
    file = special(extension(until="2026-06-30"), "2026-06-01")
    assert file.due("special_period") == file.alarm("special_period") == "2026-08-31"
    assert file.due("special_period_warning") == "2026-08-11"
    assert file.alarm("special_period_warning") == "2026-08-10", "the call goes by the earlier reading"
    clock = file.dossier.clocks["special_period"]
    due = EXTENSION.clocks["special_period"].due(clock.start, clock.inputs)
    assert due is not None
    assert "2026-08-30" in due.working("ja")[-1] and "2026-08-30" in due.working("en")[-1]


def test_where_the_readings_agree_only_one_is_shown():
    file = special(extension(until="2026-08-31"))
    clock = file.dossier.clocks["special_period"]
    due = EXTENSION.clocks["special_period"].due(clock.start, clock.inputs)
    assert due is not None
    assert not any("143" in line and "参考" in line for line in due.working("ja"))


@pytest.mark.parametrize(
    ("until", "last"),
    [("2026-12-30", "2027-02-28"), ("2026-12-31", "2027-02-28"), ("2027-12-30", "2028-02-29")],
)
def test_edge_06_expiry_at_the_end_of_december_ends_at_the_end_of_february(until, last):
    file = special(extension(until=until), f"{until[:4]}-12-01")
    assert file.due("special_period") == last


def test_edge_07_a_special_period_that_ends_on_a_saturday_ends_there_and_the_person_is_called_before():
    file = special(extension(until="2026-11-16"), "2026-10-01")
    assert date(2027, 1, 16).weekday() == 5
    assert file.due("special_period") == "2027-01-16"
    assert file.due("special_period_warning") == "2026-12-27"
    file.pass_time("2027-01-17T00:00")
    assert file.state == "closed_no_status"


# --- how it begins -------------------------------------------------------------------------------------


@BOTH
def test_a_filing_in_time_asks_the_residence_file_to_carry_the_stay_on(procedure):
    file = filed(application(procedure), "2026-08-31")
    handed = file.handed_to("residence")
    assert handed == [
        (
            "ps_application_filed",
            {"application": procedure.code, "filed_on": "2026-08-31", "channel": "counter"},
        )
    ]
    assert file.due("stay_period") == "2026-08-31"
    assert not file.dossier.clocks.get("special_period")


@BOTH
def test_at_the_expiry_the_file_stays_where_it_is_and_the_period_runs(procedure):
    for state in ("received", "under_review", "awaiting_documents", "decided_pending_delivery"):
        file = in_state(application(procedure, until="2026-07-25"), state)
        file.expire()
        assert file.state == state
        assert file.fact("in_special") is True
        assert {"special_period", "special_period_warning"} <= set(file.dossier.clocks)


def test_the_expiry_is_no_step_of_an_officer():
    file = filed(extension())
    file.refused("ext_expiry_reached", "2026-09-01", "carried-only", "20(6)", by=acting(Role.INSPECTOR))


def test_edge_01_filed_on_the_expiry_day_itself_it_is_in_time():
    file = filed(extension(until="2026-08-31"), "2026-08-31T16:59")
    assert file.fact("filed_on") == "2026-08-31"
    assert file.fact("gap_from") is None
    file.expire()
    assert file.due("special_period") == "2026-10-31"


def test_edge_02_filed_on_the_next_open_day_it_is_in_time_with_a_gap_and_the_period_counts_from_the_expiry():
    file = extension(until="2026-11-22")  # a Sunday before a holiday
    assert filing_last_day(date(2026, 11, 22)) == date(2026, 11, 24)
    filed(file, "2026-11-24")
    assert (file.fact("gap_from"), file.fact("gap_until")) == ("2026-11-23", "2026-11-24")
    assert [step for step, _ in file.handed_to("residence")] == ["ps_special", "ps_application_filed"]
    file.take("ext_expiry_reached", "2026-11-24T10:00", carried=True, stay_until="2026-11-22")
    assert file.due("special_period") == "2027-01-22"
    extension(until="2026-11-22").refused(
        "ext_file_counter", "2026-11-25", "rule:in_time", "agency-holidays 2"
    )


def test_edge_03_expiry_on_29_december_can_be_filed_on_4_january():
    file = filed(extension(until="2026-12-29"), "2027-01-04")
    assert file.fact("gap_until") == "2027-01-04"
    extension(until="2026-12-29").refused("ext_file_counter", "2027-01-05", "rule:in_time", "reg 21(1)")


def test_an_expiry_on_an_open_day_moves_nothing():
    assert filing_last_day(date(2026, 8, 31)) == date(2026, 8, 31)
    refusal = extension().refused("ext_file_counter", "2026-09-01", "rule:in_time", "reg 21(1)")
    assert "特別受理" in refusal.remedy.ja and "special acceptance" in refusal.remedy.en


@BOTH
def test_edge_12_a_stay_of_thirty_days_is_not_carried_on(procedure):
    seeds: dict[str, Any] = {
        "status": "temporary_visitor",
        "period": "P30D",
        "stay_days": 30,
        "card_no": None,
    }
    given = {"compelling_reason": True} if procedure is CHANGE else {}
    file = filed(application(procedure, **seeds, until="2026-07-31"), "2026-07-20", **given)
    assert file.handed_to("residence") == []


def test_edge_12_a_stay_of_thirty_days_to_prepare_departure_is_not_carried_on():
    file = application(
        CHANGE,
        "designated_activities",
        "2026-07-31",
        period="P30D",
        stay_days=30,
        card_no=None,
    )
    filed(file, "2026-07-20", designated_now="departure_preparation", prior_consent=True)
    assert file.handed_to("residence") == []


@pytest.mark.parametrize(
    ("period", "days"), [("P31D", 31), ("P90D", 90), ("P90D", None), ("individual", 31), ("P3M", None)]
)
def test_edge_13_a_stay_of_31_or_90_days_is_carried_on_though_there_is_no_card(period, days):
    file = change(
        "temporary_visitor", "2026-08-31", period=period, stay_days=days, card_no=None, card_valid_until=None
    )
    filed(file, "2026-08-03", compelling_reason=True)
    assert [step for step, _ in file.handed_to("residence")] == ["ps_application_filed"]
    file.expire()
    assert file.due("special_period") == "2026-10-31"


def test_edge_43_refiled_from_31_days_of_departure_preparation_the_stay_is_carried_on():
    file = change(
        "designated_activities",
        "2026-08-31",
        period="P31D",
        stay_days=31,
        card_no=None,
        card_valid_until=None,
    )
    file.refused(
        "chg_file_counter",
        "2026-08-17",
        "rule:prior_consent",
        "practice",
        designated_now="departure_preparation",
    )
    filed(file, "2026-08-17", designated_now="departure_preparation", prior_consent=True)
    assert [step for step, _ in file.handed_to("residence")] == ["ps_application_filed"]


def test_edge_14_next_to_a_pending_permanent_residence_it_is_the_extension_that_carries_the_stay():
    file = filed(extension(), "2026-08-28")
    assert [h.declared.procedure for h in file.handed] == ["residence"]
    named = {h.procedure for p in (CHANGE, EXTENSION) for s in p.steps.values() for h in s.hands_over}
    assert "permanent_residence" not in named


def test_edge_66_the_special_period_prolongs_the_stay_and_gives_no_activity():
    file = special(extension("student", supporter_status=None))
    assert file.fact("status") == "student"
    assert {h.procedure for h in EXTENSION.steps["ext_expiry_reached"].hands_over} == set()


def test_edge_62_an_online_filing_leaves_no_mark_on_the_card_and_says_so_to_the_residence_file():
    file = extension()
    outcome = file.take("ext_file_online", "2026-07-15")
    assert file.handed_to("residence")[0][1]["channel"] == "online"
    assert Role.FOREIGN_NATIONAL in outcome.tells
    assert any(str(c) == "reg 61-3(9)" for c in outcome.step.cites)


def test_edge_67_a_request_for_papers_stops_no_date_of_the_law():
    file = filed(extension(), "2026-08-03")
    file.reviewed("2026-08-05")
    file.take("ext_request_documents", "2026-08-20", papers_due_on="2026-09-10")
    assert file.due("stay_period") == "2026-08-31"
    file.expire()
    assert file.state == "awaiting_documents"
    assert file.due("special_period") == "2026-10-31"
    file.pass_time("2026-11-01")
    assert file.state == "closed_no_status"


# --- how it ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "state"),
    [
        (procedure, state)
        for procedure in (CHANGE, EXTENSION)
        for state in (
            "received",
            "under_review",
            "awaiting_documents",
            "decided_pending_delivery",
            "departure_option_offered",
        )
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_when_two_months_have_passed_the_stay_is_over_whatever_state_the_file_is_in(procedure, state):
    file = in_state(application(procedure), state)
    if state != "departure_option_offered":
        file.expire()
    file.pass_time("2026-10-31T23:00")
    at = file.state
    file.pass_time("2026-11-01T00:00")
    assert at in (state, "under_review") and file.state == "closed_no_status"
    assert "overstay" in file.dossier.clocks and "special_period" not in file.dossier.clocks
    overs = procedure.steps[file.step("special_period_exhausted")].hands_over
    assert [(o.procedure, o.step) for o in overs] == [("residence", "ps_overstay")]


def test_the_lapse_ends_only_the_stay_from_which_the_application_was_made():
    (over,) = EXTENSION.steps["ext_special_period_exhausted"].hands_over
    file = special(extension())
    view = file.view("2026-11-01")
    assert over.only is not None
    assert over.only(view, {"stay_until": "2026-08-31"})
    assert not over.only(view, {"stay_until": "2027-08-31"}), "the stay was renewed by another application"


@BOTH
def test_edge_08_a_permission_that_nobody_fetches_by_the_end_never_takes_effect(procedure):
    file = special(application(procedure))
    file.decided("2026-10-20", collect_by="2026-10-30")
    assert file.handed_to("residence") == []
    file.refused(
        file.step("pay_and_deliver"),
        "2026-11-01T00:00",
        "rule:inside_stay",
        "20(5)",
        asleep=True,
        **file.new_stay("2026-11-01"),
    )
    file.pass_time("2026-11-02")
    assert file.state == "closed_no_status"
    file.refused(file.step("pay_and_deliver"), "2026-11-02", "wrong-state", **file.new_stay("2026-11-02"))


@BOTH
def test_fetched_on_the_last_day_it_takes_effect(procedure):
    file = special(application(procedure))
    file.decided("2026-10-20", collect_by="2026-10-30")
    file.delivered("2026-10-31T16:00")
    assert file.state == "permitted"
    stay = dict(file.handed_to("residence"))[f"ps_{'change' if procedure is CHANGE else 'extend'}"]
    assert stay["granted_on"] == "2026-10-31"
    assert stay["stay_until"] == ("2027-10-31" if procedure is CHANGE else "2027-08-31")


def test_the_card_is_to_be_fetched_before_the_special_period_is_over():
    file = special(extension())
    file.reviewed("2026-10-20")
    file.refused(
        "ext_decide_permit", "2026-10-20", "rule:collected_in_time", "20(6)", collect_by="2026-11-01"
    )
    file.take("ext_decide_permit", "2026-10-20", collect_by="2026-10-31")
    assert file.due("result_collect") == "2026-10-31"


def test_decided_in_the_stay_the_card_may_be_fetched_in_the_two_months_after_it():
    file = filed(extension())
    file.reviewed("2026-08-20")
    file.refused("ext_decide_permit", "2026-08-20", "rule:collected_in_time", collect_by="2026-11-01")
    file.take("ext_decide_permit", "2026-08-20", collect_by="2026-09-04")


@BOTH
def test_edge_09_a_refusal_in_the_special_period_ends_the_stay_at_that_moment(procedure):
    file = special(application(procedure))
    file.reviewed("2026-09-02")
    file.refused(file.step("refuse_in_stay"), "2026-09-03", "rule:still_in_stay", "20(6)")
    file.take(file.step("refuse_in_special"), "2026-09-03")
    assert file.state == "refused"
    assert [step for step, _ in file.handed_to("residence")] == ["ps_application_ended", "ps_overstay"]
    assert {"overstay", "litigation_6m"} <= set(file.dossier.clocks)
    assert file.due("litigation_6m") == "2027-03-03"
    assert Role.CONTROL_OFFICER in procedure.steps[file.step("refuse_in_special")].tells


@BOTH
def test_edge_09_unless_the_person_takes_the_offer_to_prepare_departure(procedure):
    file = in_state(application(procedure), "departure_option_offered")
    file.take(file.step("convert_departure"), "2026-09-04", departure_until="2026-10-05")
    assert file.state == "permitted_departure_preparation"
    assert file.handed_to("residence") == [
        ("ps_depart_prep", {"granted_on": "2026-09-04", "stay_until": "2026-10-05"})
    ]
    other = EXTENSION if procedure is CHANGE else CHANGE
    assert [step for step, _ in file.handed_to(other.code)] == [
        f"{'ext' if procedure is CHANGE else 'chg'}_close_other"
    ]
    assert file.due("departure_preparation") == "2026-10-05"
    assert set(file.dossier.clocks) == {"departure_preparation"}


def test_a_refusal_by_the_last_day_leaves_the_rest_of_the_stay():
    file = filed(extension())
    file.reviewed("2026-08-03")
    file.refused("ext_refuse_in_special", "2026-08-31", "rule:in_special_period", "20(6)")
    file.take("ext_refuse_in_stay", "2026-08-31T23:00")
    assert file.handed_to("residence") == [("ps_application_ended", {"application": "extension"})]
    assert "overstay" not in file.dossier.clocks


def test_the_day_after_the_expiry_a_refusal_is_no_longer_one_in_the_stay():
    file = filed(extension())
    file.reviewed("2026-08-03")
    file.refused("ext_refuse_in_stay", "2026-09-01T00:10", "rule:still_in_stay", "21(3)")


@BOTH
@pytest.mark.parametrize(
    ("days", "right", "wrong"), [("P30D", "2026-10-04", "2026-10-05"), ("P31D", "2026-10-05", "2026-10-04")]
)
def test_the_days_to_prepare_departure_are_counted_from_the_day_after(procedure, days, right, wrong):
    file = special(application(procedure))
    file.reviewed("2026-09-02")
    file.take(file.step("intend_refuse_in_special"), "2026-09-03", offered_days=days)
    assert "special_period_warning" not in file.dossier.clocks
    x = file.step("convert_departure")
    file.refused(x, "2026-09-04", "rule:departure_end_right", "civil-code 140", departure_until=wrong)
    file.refused(x, "2026-09-04", "rule:departure_wanted", departure_until=right, wants_departure=False)
    file.refused(x, "2026-09-04", "rule:departure_fee_right", departure_until=right, fee_yen=5500)
    file.take(x, "2026-09-04", departure_until=right)


def test_after_the_special_period_no_departure_preparation_is_granted():
    file = in_state(extension(), "departure_option_offered")
    file.refused(
        "ext_convert_departure",
        "2026-11-01T00:30",
        "rule:special_not_over",
        "20(6)",
        asleep=True,
        departure_until="2026-12-02",
    )


@BOTH
def test_a_withdrawal_in_the_special_period_ends_the_stay_and_one_in_the_stay_does_not(procedure):
    inside, after = filed(application(procedure)), special(application(procedure))
    inside.take(inside.step("withdraw"), "2026-07-20")
    assert inside.handed_to("residence") == [("ps_application_ended", {"application": procedure.code})]
    assert "overstay" not in inside.dossier.clocks
    after.take(after.step("withdraw"), "2026-09-20")
    assert [step for step, _ in after.handed_to("residence")] == ["ps_application_ended", "ps_overstay"]
    assert "overstay" in after.dossier.clocks


def test_where_another_application_was_filed_before_the_expiry_the_stay_goes_on():
    file = special(extension())
    file.take("ext_withdraw", "2026-09-20", other_pending=True)
    told = {"application": "extension", "other_pending": True}
    assert file.handed_to("residence") == [("ps_application_ended", told)]
    assert "overstay" not in file.dossier.clocks


def test_a_closing_by_hand_is_told_to_the_residence_file_that_counts_the_application():
    file = filed(extension())
    file.take("ext_close_other", "2026-07-20")
    (handed,) = [h for h in file.handed if h.declared.procedure == "residence"]
    only = handed.declared.only
    assert only is not None and handed.facts == {"application": "extension", "other_pending": True}
    view = file.view("2026-07-20")
    assert only(view, {"pending_applications": "change extension"})
    assert not only(view, {"pending_applications": "change"}) and not only(view, {})


def test_an_undone_permission_ends_the_stay_in_the_special_period():
    file = special(extension())
    file.decided("2026-09-10", collect_by="2026-09-24")
    file.refused("ext_fee_default", "2026-10-01", "rule:grace_over", "practice", grace_until="2026-10-01")
    file.take("ext_fee_default", "2026-10-02", grace_until="2026-10-01")
    assert file.state == "refused"
    assert [step for step, _ in file.handed_to("residence")] == ["ps_application_ended", "ps_overstay"]


# --- two applications ---------------------------------------------------------------------------------------


def test_edge_10_a_change_filed_in_the_special_period_of_an_extension_opens_no_two_months():
    file = change(special_until="2026-10-31")
    file.refused("chg_file_counter", "2026-09-10", "rule:second_filing_told", "20(6)")
    filed(file, "2026-09-10", second_filing=True)
    assert file.handed_to("residence") == []
    assert "special_period" not in file.dossier.clocks
    assert file.fact("gap_from") is None, "the person stays on for the first application"


def test_edge_10_nobody_marks_a_filing_as_second_that_is_not():
    change().refused("chg_file_counter", "2026-08-10", "rule:second_filing_told", second_filing=True)


def test_edge_10_a_special_period_of_an_earlier_stay_does_not_count():
    stale = change(special_until="2025-10-31")
    stale.refused("chg_file_counter", "2026-09-10", "rule:in_time", second_filing=True)


def test_edge_10_after_the_two_months_of_the_first_the_second_comes_too_late():
    file = change(special_until="2026-10-31")
    file.refused("chg_file_counter", "2026-11-02", "rule:in_time", second_filing=True)


def test_edge_10_the_second_can_be_granted_within_the_two_months_of_the_first_and_closes_it():
    file = filed(change(special_until="2026-10-31"), "2026-09-10", second_filing=True)
    file.reviewed("2026-10-01")
    file.refused("chg_decide_permit", "2026-10-12", "rule:collected_in_time", collect_by="2026-11-02")
    file.take("chg_decide_permit", "2026-10-12", collect_by="2026-10-26")
    file.delivered("2026-10-20")
    assert ("ext_close_other", {"closed_on": "2026-10-20", "close_reason": "superseded"}) in file.handed_to(
        "extension"
    )


def test_edge_10_refusing_the_second_leaves_the_first_to_carry_the_stay():
    file = filed(change(special_until="2026-10-31"), "2026-09-10", second_filing=True)
    file.reviewed("2026-10-01")
    file.take("chg_refuse_in_stay", "2026-10-05")
    assert file.handed_to("residence") == []


def test_an_extension_that_is_granted_ends_the_special_period_of_a_change_filed_with_it():
    file = special(change())
    file.take("chg_stay_renewed", "2026-09-15", carried=True, stay_until="2027-08-31", period="P1Y")
    assert file.state == "received"
    assert file.fact("in_special") is None and file.fact("special_until") is None
    assert file.due("stay_period") == "2027-08-31"
    assert not {"special_period", "special_period_warning"} & set(file.dossier.clocks)
    file.pass_time("2026-12-01")
    assert file.state == "received"


def test_an_offer_to_prepare_departure_falls_with_the_special_period():
    file = in_state(change(), "departure_option_offered")
    file.take("chg_stay_renewed", "2026-09-15", carried=True, stay_until="2027-08-31")
    assert file.state == "under_review"


def test_a_delivered_extension_tells_every_open_change():
    file = filed(extension())
    file.decided("2026-08-03")
    file.delivered("2026-08-05")
    assert file.handed_to("change") == [
        ("chg_stay_renewed", {"stay_until": "2027-08-31", "period": "P1Y", "granted_on": "2026-08-05"})
    ]


# --- conversion ----------------------------------------------------------------------------------------------


def test_a_conversion_marks_the_card_even_of_who_filed_online():
    """It is handed in at the bureau (Reg. 21-4(1)), and the card marked with it (Reg. 21-4(4))."""
    first = extension()
    first.take("ext_file_online", "2026-07-15")
    first.take("ext_convert", "2026-07-21")
    assert dict(first.handed_to("residence"))["ps_application_filed"]["channel"] == "counter"
    ((_, facts),) = first.handed_to("change")
    assert facts["channel"] == "online", "the fee stays that of an online filing"


def test_a_conversion_of_a_late_filing_takes_its_lateness_along():
    first = extension()
    first.take("ext_late_accept", "2026-09-05")
    first.expire()
    first.take("ext_convert", "2026-09-10")
    ((step, facts),) = first.handed_to("change")
    assert (facts["late_days"], facts["gap_from"], facts["gap_until"]) == (5, "2026-09-01", "2026-09-05")
    second = change()
    second.take(step, "2026-09-10", carried=True, **facts)
    second.take("chg_convert", "2026-09-11")


def test_edge_11_an_extension_converted_to_a_change_keeps_its_day_and_its_special_period():
    first = special(extension(), "2026-07-15")
    first.take("ext_convert", "2026-09-10")
    assert first.state == "converted" and not first.dossier.clocks
    ((step, facts),) = first.handed_to("change")
    assert step == "chg_received_by_conversion"
    assert facts["filed_on"] == "2026-07-15"
    assert facts["special_until"] == "2026-10-31" and facts["in_special"] is True
    assert [(step, facts["application"]) for step, facts in first.handed_to("residence")] == [
        ("ps_application_filed", "change"),
        ("ps_application_ended", "extension"),
    ]

    second = change()
    second.take(step, "2026-09-10", carried=True, **facts)
    assert second.fact("filed_on") == "2026-07-15"
    assert second.fact("status_requested") == "student"
    assert second.due("special_period") == "2026-10-31"
    assert second.due("processing_change") == "2026-08-15", "the standard period runs from the original day"
    second.pass_time("2026-11-01")
    assert second.state == "closed_no_status"


def test_a_change_converted_to_an_extension_in_the_stay_swaps_the_mark_on_the_card():
    first = filed(change(), "2026-07-15")
    first.take("chg_convert", "2026-07-21")
    ((step, facts),) = first.handed_to("extension")
    assert (step, facts["filed_on"]) == ("ext_received_by_conversion", "2026-07-15")
    assert "status_requested" not in facts
    assert first.handed_to("residence") == [
        (
            "ps_application_filed",
            {"application": "extension", "filed_on": "2026-07-15", "channel": "counter"},
        ),
        ("ps_application_ended", {"application": "change", "other_pending": True}),
    ]
    second = extension()
    second.take(step, "2026-07-21", carried=True, **facts)
    assert "special_period" not in second.dossier.clocks
    second.expire()
    assert second.due("special_period") == "2026-10-31"


def test_a_conversion_is_asked_for_by_the_person_with_the_form_of_the_regulation():
    for procedure, article in ((CHANGE, "reg 21-3(1)"), (EXTENSION, "reg 21-4(1)")):
        step = procedure.steps[f"{'chg' if procedure is CHANGE else 'ext'}_convert"]
        assert step.documents == ("30-3",)
        assert article in [str(c) for c in step.cites]


def test_the_change_asked_for_by_conversion_is_examined_like_any_other():
    file = filed(extension())
    file.refused(
        "ext_convert",
        "2026-07-20",
        "rule:not_to_permanent",
        "22(1)",
        status_requested="permanent_resident",
    )
    file.refused("ext_convert", "2026-07-20", "rule:really_a_change", status_requested=ENGINEER)
    file.refused("ext_convert", "2026-07-20", "rule:hsp2_from_hsp1", "20-2(1)", status_requested="hsp_2")


def test_a_second_filing_does_not_become_an_extension_filed_in_time():
    file = filed(change(special_until="2026-10-31"), "2026-09-10", second_filing=True)
    file.refused("chg_convert", "2026-09-11", "rule:first_filed_in_time", "reg 21-3(2)")


def test_a_stay_without_end_has_nothing_to_be_extended_by_conversion():
    file = filed(change("hsp_2", until=None, period="indefinite", stay_days=None))
    file.refused("chg_convert", "2026-07-20", "rule:stay_has_end", "21(1)")


# --- out of time ------------------------------------------------------------------------------------------------


@BOTH
def test_edge_65_five_days_late_from_hospital_it_is_accepted_with_reasons_by_the_regional_director(procedure):
    file = application(procedure)
    x = file.step("late_accept")
    file.refused(file.step("file_counter"), "2026-09-05", "rule:in_time")
    file.take(x, "2026-09-05")
    assert file.state == "received"
    assert file.fact("late_days") == 5
    assert (file.fact("gap_from"), file.fact("gap_until")) == ("2026-09-01", "2026-09-05")
    assert [step for step, _ in file.handed_to("residence")] == ["ps_special", "ps_application_filed"]
    file.expire()
    assert file.due("special_period") == "2026-10-31"


@BOTH
def test_edge_65_otherwise_it_is_declined(procedure):
    def late(**seeds):
        return application(procedure, **seeds)

    x = late().step("late_accept")
    late().refused(x, "2026-08-31", "rule:out_of_time")
    late(until="2026-08-30").refused(x, "2026-08-31", "rule:out_of_time")  # in time by the next open day
    late().refused(x, "2026-11-01", "rule:late_within_limits", "practice")
    late(stay_days=30, period="P30D").refused(x, "2026-09-05", "rule:late_within_limits")
    late().refused(x, "2026-09-05", "rule:late_excused", approval_certain=False)
    late().refused(x, "2026-09-05", "missing-fact", late_reason=None)
    late().take(x, "2026-10-30")


# --- what must hold of every application ----------------------------------------------------------------------------


@BOTH
def test_no_step_is_out_of_reach(procedure):
    assert set(procedure.steps) == walk(procedure, (procedure.main,), all_steps=True).taken


def test_an_application_without_its_clock_in_the_special_period_would_be_found():
    broken = build(variant.EXTENSION)
    step = replace(broken.steps["ext_expiry_reached"], starts=())
    broken.steps[step.id] = broken.machines["extension"].steps[step.id] = step
    found = prove(broken, next(i for i in broken.invariants if i.id == "ext-special-period-runs"))
    assert found.counterexample is not None


# --- the days themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "period", "days", "opens"),
    [
        ("2027-03-31", "P1Y", 365, "2026-12-31"),
        ("2027-05-31", "P1Y", 365, "2027-02-28"),
        ("2026-12-31", "P6M", 184, "2026-09-30"),
        ("2026-10-15", "individual", 181, "2026-07-15"),
        ("2026-10-15", "individual", 180, "2026-07-17"),
        ("2026-09-30", "P90D", 90, "2026-08-16"),
        ("2026-09-30", "P3M", 92, "2026-08-15"),
        ("2026-09-30", "P4M", None, "2026-08-01"),
        ("2026-09-30", None, None, "2026-06-30"),
    ],
)
def test_from_when_an_extension_is_taken(until, period, days, opens):
    assert window_opens(date.fromisoformat(until), period, days).isoformat() == opens


@pytest.mark.parametrize(
    ("period", "days", "long"),
    [("P30D", 30, False), ("P31D", 31, True), ("P15D", None, False), ("P3M", None, True), (None, None, True)],
)
def test_which_stays_are_carried_on_by_filing(period, days, long):
    assert carried_on_by_filing(period, days) is long


def test_a_total_of_five_years_is_used_up_on_its_anniversary():
    assert total_used_up(date(2026, 7, 15), 0, 5) == date(2031, 7, 15)
    used = (date(2026, 7, 15) - date(2021, 10, 1)).days
    assert total_used_up(date(2026, 7, 15), used, 5) == date(2026, 10, 1)
