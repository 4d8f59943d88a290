"""Landing: the hearing, the three days of the objection, the ruling, and the four people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from tests.law.residence.test_landing import (
    REENTRY,
    RETURN,
    TO_EXIT,
    TO_FINDING,
    TO_HEARING,
    TO_OBJECTION,
    TO_RULING,
    landing,
    permission,
)
from workflows.procedures.residence.landing import LANDING
from workflows.roles import Role

REFUSES = {"biometrics": "refused"}
TO_HEARING_WITHOUT = ("landing_apply", "landing_refer_no_biometrics")

# --- fingerprints and photo -------------------------------------------------------------------------


def test_edge_57_who_refuses_fingerprints_is_ordered_to_leave_and_no_objection_is_open():
    file = landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES)
    outcome = file.take("hearing_exit_no_biometrics", "2026-11-20T13:00")
    assert file.state == "exit_ordered"
    assert set(outcome.documents) >= {"9", "11", "12"}
    assert file.due("landing_objection_3d") == ""
    assert file.due("litigation_6m") == "2027-05-20"
    file.refused("objection_file", "2026-11-20T14:00", "wrong-state", "11(1)")


def test_edge_57_fingerprints_given_to_the_special_inquiry_officer_bring_the_matter_back_to_the_conditions():
    file = landing(*TO_HEARING_WITHOUT, **REFUSES)
    file.take("hearing_hold", "2026-11-20T12:00", biometrics="given")
    file.refused("hearing_exit_no_biometrics", "2026-11-20T13:00", "rule:biometrics_still_refused", "10(7)")
    file.take("hearing_permit", "2026-11-20T13:00")
    assert file.state == "permitted"


def test_edge_57_who_still_refuses_is_neither_permitted_nor_found_not_to_conform():
    file = landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES)
    file.refused("hearing_permit", "2026-11-20T13:00", "rule:biometrics_given_or_exempt", "10(8)")
    file.refused("hearing_find_nonconform", "2026-11-20T13:00", "rule:biometrics_settled", "10(10)")


def test_edge_57_a_person_found_exempt_in_the_hearing_is_not_ordered_to_leave_for_it():
    file = landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES)
    file.refused(
        "hearing_find_nonconform",
        "2026-11-20T13:00",
        "rule:exemption_named_in_hearing",
        "6(3)",
        biometrics="exempt",
    )
    file.take(
        "hearing_find_nonconform",
        "2026-11-20T13:00",
        biometrics="exempt",
        exemption_code="diplomat_official",
    )
    assert file.state == "finding_notified"


def test_edge_57_who_was_referred_on_the_conditions_has_the_objection_whatever_else():
    file = landing(*TO_HEARING, "hearing_hold")
    file.refused(
        "hearing_exit_no_biometrics",
        "2026-11-20T13:00",
        "rule:biometrics_still_refused",
        "10(7)",
        biometrics="refused",
    )


@pytest.mark.parametrize("step", ["hearing_hold", "hearing_permit"])
def test_who_is_found_exempt_falls_under_a_class_that_is_named(step):
    file = landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES)
    file.refused(step, "2026-11-20T13:00", "rule:exemption_named_in_hearing", "6(3)", biometrics="exempt")


def test_the_two_referrals_are_kept_apart():
    landing("landing_apply").refused(
        "landing_refer_no_biometrics", "2026-11-20T10:00", "rule:biometrics_refused", "7(4)"
    )
    landing("landing_apply", **REFUSES).refused(
        "landing_refer_hearing", "2026-11-20T10:00", "rule:biometrics_settled_first", "7(4)"
    )


# --- the hearing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["hearing_permit", "hearing_find_nonconform"])
def test_nothing_is_found_before_the_hearing_was_held(step):
    landing(*TO_HEARING).refused(step, "2026-11-20T12:00", "rule:hearing_held", "10(1)")


def test_no_order_for_want_of_fingerprints_before_the_hearing_either():
    landing(*TO_HEARING_WITHOUT, **REFUSES).refused(
        "hearing_exit_no_biometrics", "2026-11-20T12:00", "rule:hearing_held", "10(7)"
    )


def test_an_adverse_finding_comes_with_its_reasons_and_the_right_to_object():
    file = landing(*TO_HEARING, "hearing_hold")
    file.refused(
        "hearing_find_nonconform",
        "2026-11-20T13:00",
        "rule:right_to_object_explained",
        "10(10)",
        rights_explained=False,
    )
    file.refused("hearing_find_nonconform", "2026-11-20T13:00", "missing-fact", "10(10)", reasons=None)


def test_a_re_entrant_is_not_found_wanting_for_another_activity():
    file = _reentrant_in_hearing()
    file.refused("hearing_find_nonconform", "2026-11-20T13:00", "rule:conditions_of_this_entry", "7(1)")
    file.take("hearing_permit", "2026-11-20T13:00", **RETURN)
    assert file.handed_to("residence") == [("re_return", {"returned_on": "2026-11-20"})]


def _reentrant_in_hearing() -> File:
    file = landing("landing_apply", **REENTRY)
    file.take("landing_refer_hearing", "2026-11-20T10:00", referral_conditions=["passport_visa"])
    file.take("hearing_hold", "2026-11-20T11:00")
    return file


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("denial_grounds_named", {"unmet_conditions": ["no_bar"]}),
        ("doctor_examined_first", {"unmet_conditions": ["no_bar"], "bar_grounds": ["item_2"]}),
    ],
)
def test_a_finding_on_a_ground_of_denial_names_it_and_follows_the_doctor(code, given):
    file = landing(*TO_HEARING, "hearing_hold")
    file.refused("hearing_find_nonconform", "2026-11-20T13:00", f"rule:{code}", **given)
    file.take("landing_medical", "2026-11-20T13:00", diagnosed_item="item_2")
    file.take(
        "hearing_find_nonconform",
        "2026-11-20T14:00",
        unmet_conditions=["no_bar"],
        bar_grounds=["item_2"],
    )


def test_a_ground_that_the_minister_passed_over_is_not_found_against_the_person():
    file = landing("landing_apply", "landing_denial_exempt", "landing_refer_hearing", "hearing_hold")
    file.refused(
        "hearing_find_nonconform",
        "2026-11-20T14:00",
        "rule:more_than_exempted_ground",
        "5-2(1)",
        unmet_conditions=["no_bar"],
        bar_grounds=["item_9"],
    )
    file.take(
        "hearing_find_nonconform",
        "2026-11-20T14:00",
        unmet_conditions=["no_bar"],
        bar_grounds=["item_9", "item_14"],
    )


# --- the three days ---------------------------------------------------------------------------------


def found(at: str) -> File:
    file = landing(*TO_HEARING, "hearing_hold", at="2026-11-20T09:00")
    file.take("hearing_find_nonconform", at)
    return file


def test_edge_56_a_finding_of_28_december_can_be_contested_until_the_offices_open_on_4_january():
    file = found("2026-12-28T15:00")
    assert file.due("landing_objection_3d") == "2027-01-04"
    file.refused("objection_lapse", "2027-01-04T23:59", "rule:objection_time_over", "11(1)")
    file.take("objection_file", "2027-01-04T23:59")
    assert file.state == "objection_pending"


def test_edge_56_with_the_end_of_4_january_silence_turns_into_an_order_to_leave():
    file = found("2026-12-28T15:00")
    file.refused("objection_file", "2027-01-05T00:00", "rule:objection_in_time", "11(1)", asleep=True)
    file.pass_time("2027-01-05T00:00")
    assert file.state == "exit_ordered"


def test_the_day_of_the_notice_is_not_counted():
    file = found("2026-11-24T00:05")
    assert file.due("landing_objection_3d") == "2026-11-27"
    file = found("2026-11-20T23:55")
    assert file.due("landing_objection_3d") == "2026-11-24"  # Monday the 23rd is a holiday


def test_time_does_not_lapse_early():
    file = found("2026-11-24T10:00")
    file.refused(
        "objection_lapse", "2026-11-27T23:59", "too-early", "11(1)", by=acting(Role.SYSTEM, name="system")
    )


def test_what_silence_brings_about_is_marked_as_written_nowhere():
    step = LANDING.steps["objection_lapse"]
    assert step.mark == "memory" and step.note is not None and step.automatic


def test_an_objection_is_written_and_states_its_grounds():
    file = landing(*TO_FINDING)
    file.refused(
        "objection_file",
        "2026-11-20T14:00",
        "rule:objection_written",
        "11(1)",
        objection_in_writing=False,
    )
    file.refused("objection_file", "2026-11-20T14:00", "missing-fact", objection_grounds=None)


def test_a_finding_is_accepted_only_by_a_signature():
    file = landing(*TO_FINDING)
    file.refused("hearing_accept_finding", "2026-11-20T14:00", "rule:waiver_signed", "10(11)", signed=False)
    outcome = file.take("hearing_accept_finding", "2026-11-20T14:00")
    assert set(outcome.documents) == {"10", "11", "12"}
    assert file.due("landing_objection_3d") == ""


# --- the ruling -------------------------------------------------------------------------------------


def test_a_ruling_of_no_ground_orders_to_leave_and_opens_six_months_for_a_suit():
    file = landing(*TO_RULING)
    file.take("ruling_unfounded", "2026-11-30")
    assert file.state == "exit_ordered"
    assert file.due("litigation_6m") == "2027-05-31"  # the 30th is a Sunday
    assert file.due("landing_bar") == ""


@pytest.mark.parametrize(
    ("bar", "due"), [("item_6", "2027-12-01"), ("item_8", "2027-12-01"), ("item_14", "")]
)
def test_only_being_turned_away_with_drugs_or_arms_bars_the_next_landing_for_a_year(bar, due):
    file = landing(*TO_HEARING, "hearing_hold")
    file.take("hearing_find_nonconform", "2026-11-24", unmet_conditions=["no_bar"], bar_grounds=[bar])
    file.take("objection_file", "2026-11-25")
    file.take("objection_forward", "2026-11-26")
    file.take("ruling_unfounded", "2026-12-01")
    assert file.due("landing_bar") == due


def test_a_longer_bar_that_runs_already_is_not_shortened_by_the_refusal():
    file = landing(*TO_HEARING, "hearing_hold", bar_kind="removed_again", bar_from="2024-03-01")
    file.take("hearing_find_nonconform", "2026-11-24", unmet_conditions=["no_bar"], bar_grounds=["item_6"])
    file.pass_time("2026-11-28T00:00")
    assert file.state == "exit_ordered"
    assert file.due("landing_bar") == "2034-03-01"


def test_a_well_founded_objection_is_a_permission_like_any_other():
    file = landing(*TO_RULING)
    file.take("ruling_well_founded", "2026-11-30")
    assert file.state == "permitted" and file.due("stay_period") == "2027-11-30"
    assert file.handed_to("residence")[0][0] == "ps_land"


def test_special_permission_passes_over_the_conditions_and_still_decides_a_status():
    file = landing(*TO_RULING)
    file.refused(
        "ruling_special_permission",
        "2026-11-30",
        "rule:status_only_for_new_entry",
        "9(3)",
        status=None,
        period=None,
        stay_until=None,
        card_no=None,
        card_valid_until=None,
    )
    file.take("ruling_special_permission", "2026-11-30")
    assert file.state == "permitted_special"
    assert file.handed_to("residence")[0][0] == "ps_land"


def test_special_permission_for_a_re_entry_permit_is_for_its_holder():
    landing(*TO_RULING).refused(
        "ruling_special_permission",
        "2026-11-30",
        "rule:holds_reentry_permit",
        "12(1)(1)",
        special_ground="reentry_permit",
    )


# --- every condition at every permission ------------------------------------------------------------

PERMITS = {
    "landing_permit_stamp": ("landing_apply",),
    "hearing_permit": (*TO_HEARING, "hearing_hold"),
    "ruling_well_founded": TO_RULING,
}
DAY = date(2026, 11, 20)
VISITOR = permission(DAY, "temporary_visitor", "P90D") | {"card_no": None, "card_valid_until": None}
NOT_MET: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # code: (facts of the application, facts of the permission)
    "conditions_met": ({}, {"conditions_met": ["activity"]}),
    "passport_and_visa_valid": ({"passport_until": "2026-11-01"}, {}),
    "hits_resolved": ({"hits": ["watch_list"]}, {}),
    "landing_bar_over": ({"bar_kind": "removed_again", "bar_from": "2020-01-01"}, {}),
}
DECIDED_WRONGLY: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "status_only_for_new_entry": ({}, {"period": None}),
    "period_allowed": ({}, {"period": "P3Y"}),
    "designation_given": ({}, permission(DAY, "ssw_1")),
    "card_as_due": ({}, {"card_no": None}),
    "cardless_class_is_designated": ({}, {"card_no": None, "card_valid_until": None, "no_card_class": True}),
}
NOT_PROVED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "status_given_at_landing": (
        {},
        VISITOR | {"status": "hsp_2", "period": "indefinite", "stay_until": None},
    ),
    "proof_named": ({"activity_proof": None}, {}),
    "certificate_is_the_only_proof": (
        {"activity_proof": "papers"},
        permission(DAY, "ssw_1", designation="介護"),
    ),
    "certificate_in_time": ({"coe_no": None}, {}),
}


@pytest.mark.parametrize("step", sorted(PERMITS))
@pytest.mark.parametrize("code", sorted({**NOT_MET, **DECIDED_WRONGLY, **NOT_PROVED}))
def test_every_permission_by_conformity_asks_for_the_same(step, code):
    applied, given = {**NOT_MET, **DECIDED_WRONGLY, **NOT_PROVED}[code]
    file = landing(*PERMITS[step], **applied)
    file.refused(step, "2026-11-20T20:00", f"rule:{code}", **given)
    landing(*PERMITS[step]).take(step, "2026-11-20T20:00")


@pytest.mark.parametrize("code", sorted(DECIDED_WRONGLY))
def test_special_permission_decides_status_period_and_card_by_the_same_rules(code):
    applied, given = DECIDED_WRONGLY[code]
    given = {**given, "conditions_met": None}
    landing(*TO_RULING, **applied).refused(
        "ruling_special_permission", "2026-11-20T20:00", f"rule:{code}", **given
    )


# --- four people ------------------------------------------------------------------------------------

EVERYTHING = frozenset({Role.INSPECTOR, Role.SPECIAL_INQUIRY_OFFICER, Role.CHIEF_INSPECTOR, Role.MINISTER})


@pytest.mark.parametrize(
    ("step", "before", "earlier"),
    [
        ("hearing_hold", TO_HEARING, ["inspector"]),
        ("hearing_permit", (*TO_HEARING, "hearing_hold"), ["inspector"]),
        ("hearing_find_nonconform", (*TO_HEARING, "hearing_hold"), ["inspector"]),
        ("hearing_accept_finding", TO_FINDING, ["inspector"]),
        ("objection_lapse", TO_FINDING, ["inspector"]),
        ("objection_file", TO_FINDING, ["inspector", "special_inquiry_officer"]),
        ("objection_forward", TO_OBJECTION, ["inspector", "special_inquiry_officer"]),
        ("ruling_well_founded", TO_RULING, ["inspector", "special_inquiry_officer", "chief_inspector"]),
        (
            "ruling_special_permission",
            TO_RULING,
            ["inspector", "special_inquiry_officer", "chief_inspector"],
        ),
        ("ruling_unfounded", TO_RULING, ["inspector", "special_inquiry_officer", "chief_inspector"]),
    ],
)
def test_referral_hearing_objection_and_ruling_are_the_work_of_four_people(step, before, earlier):
    for person in earlier:
        both = acting(*EVERYTHING, name=person)
        landing(*before).refused(step, "2026-11-20T20:00", "separation", by=both)
    if step != "objection_lapse":
        landing(*before).take(step, "2026-11-20T20:00", by=acting(*EVERYTHING, name="somebody else"))


def test_no_order_for_want_of_fingerprints_by_who_referred_the_person():
    file = landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES)
    file.refused(
        "hearing_exit_no_biometrics",
        "2026-11-20T13:00",
        "separation",
        by=acting(*EVERYTHING, name="inspector"),
    )


def test_a_written_reason_does_not_set_the_four_people_aside():
    for step in LANDING.steps.values():
        assert all(apart.strength == "hard" for apart in step.apart), step.id


def test_a_bureau_director_rules_as_the_delegate_of_the_minister():
    for step in ("ruling_well_founded", "ruling_special_permission", "ruling_unfounded"):
        assert LANDING.steps[step].officers == {Role.MINISTER, Role.BUREAU_DIRECTOR}


def test_the_order_to_leave_can_be_obeyed_whichever_way_it_came_about():
    ways = [landing(*TO_EXIT), landing(*TO_HEARING_WITHOUT, "hearing_hold", **REFUSES), landing(*TO_RULING)]
    ways[1].take("hearing_exit_no_biometrics", "2026-11-20T15:00")
    ways[2].take("ruling_unfounded", "2026-11-20T15:00")
    for file in ways:
        outcome = file.take("exit_comply", "2026-11-21")
        assert file.state == "departed" and outcome.closed and file.handed == ()
