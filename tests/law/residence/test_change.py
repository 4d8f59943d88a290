"""Change of status: what is a change, into what, and from when it has effect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.residence.applications import (
    ENGINEER,
    TABLE,
    change,
    filed,
    in_state,
    special,
)
from tests.law.residence.files import acting
from workflows.procedures.residence.application import CHANGE, EXTENSION
from workflows.roles import OFFICES, Role

FILE, ONLINE = "chg_file_counter", "chg_file_online"


def to(status: str, **given):
    """A change into another status."""
    return {"status_requested": status, "what_changes": "status", **given}


# --- what is a change ------------------------------------------------------------------------------------


def test_who_holds_no_status_has_nothing_to_change():
    refusal = change(status=None).refused(FILE, "2026-08-03", "rule:holds_status", "20(1)")
    assert "special acceptance" in refusal.remedy.en


def test_more_time_in_the_same_status_is_an_extension():
    change().refused(FILE, "2026-08-03", "rule:really_a_change", "20(1)", **to(ENGINEER))
    change().refused(
        FILE, "2026-08-03", "rule:really_a_change", status_requested="student", what_changes="nothing"
    )


def test_edge_24_another_employer_of_a_highly_skilled_professional_is_a_change():
    file = filed(
        change("hsp_1b"),
        "2026-08-03",
        status_requested="hsp_1b",
        what_changes="organisation",
        new_organisation="新会社",
    )
    file.reviewed("2026-08-04")
    decision = {"new_status": "hsp_1b", "new_period": "P5Y"}
    file.refused("chg_decide_permit", "2026-08-05", "rule:designation_given", "reg 20(7)", **decision)
    file.take("chg_decide_permit", "2026-08-05", new_designation="新会社", **decision)
    file.delivered("2026-08-06")
    (stay,) = [facts for step, facts in file.handed_to("residence") if step == "ps_change"]
    assert stay["organisation"] == "新会社" and stay["designation"] == "新会社"


@pytest.mark.parametrize("changes", ["organisation", "field"])
def test_edge_25_another_company_or_field_of_a_specified_skilled_worker_is_a_change(changes):
    filed(
        change("ssw_1"),
        "2026-08-03",
        status_requested="ssw_1",
        what_changes=changes,
        ssw_days_before=400,
    )


def test_another_designated_activity_is_a_change():
    file = change("designated_activities")
    same = {
        "status_requested": "designated_activities",
        "what_changes": "activity",
        "designated_now": "other",
    }
    file.refused(FILE, "2026-08-03", "rule:designated_class_told", "20(1)", **same)
    filed(file, "2026-08-03", **same, designated_asked="jfind", jfind_days_before=0)
    assert file.due("jfind_total") == "2028-08-03"


def test_an_engineer_with_another_employer_changes_nothing():
    change().refused(
        FILE, "2026-08-03", "rule:really_a_change", status_requested=ENGINEER, what_changes="organisation"
    )


def test_edge_26_from_stage_one_to_stage_two_of_training_is_a_change():
    file = filed(change("titp_1b"), "2026-08-03", **to("titp_2b"))
    assert file.due("titp_transition") == "2027-06-30"


# --- into what ----------------------------------------------------------------------------------------------


def test_permanent_residence_has_its_own_application():
    refusal = change().refused(
        FILE, "2026-08-03", "rule:not_to_permanent", "22(1)", **to("permanent_resident")
    )
    assert "permanent_residence" in refusal.remedy.ja


def test_a_permanent_resident_is_warned_before_giving_it_up():
    file = change("permanent_resident", until=None, period="indefinite", stay_days=None)
    file.refused(FILE, "2026-08-03", "rule:permanence_kept", "22(1)", **to("diplomat"))
    filed(file, "2026-08-03", **to("diplomat"), permanence_given_up=True)
    # A stay without end is not carried on, but the card is marked (Reg. 20(5)).
    assert [step for step, _ in file.handed_to("residence")] == ["ps_application_filed"]


def test_a_status_can_be_asked_for_from_the_day_on_which_it_is_in_the_law():
    seeds = {"until": "2027-08-31"}
    change(**seeds).refused(
        FILE, "2027-03-31", "rule:status_exists", "icrra 2-2(1)", **to("employment_for_skill_development")
    )
    filed(change(**seeds), "2027-04-01", **to("employment_for_skill_development"))


def test_technical_intern_training_begins_from_april_2027_only_under_the_transition():
    seeds: dict[str, Any] = {"status": "student", "until": "2027-08-31"}
    filed(change(**seeds), "2027-03-31", **to("titp_1a"))
    change(**seeds).refused(FILE, "2027-04-01", "rule:titp_transition", "suppl-2024-60", **to("titp_1a"))
    filed(change(**seeds), "2027-06-30", **to("titp_1a"), titp_transition_met=True)
    change(**seeds).refused(
        FILE, "2027-07-01", "rule:titp_transition", **to("titp_1a"), titp_transition_met=True
    )
    filed(change("titp_2a", "2027-08-31"), "2027-07-01", **to("titp_3a"), titp_transition_met=True)
    filed(change("titp_1a", "2027-08-31"), "2027-07-01", **to("titp_2a"))


def test_a_temporary_visitor_changes_only_for_compelling_circumstances():
    visitor: dict[str, Any] = {
        "status": "temporary_visitor",
        "period": "P90D",
        "stay_days": 90,
        "card_no": None,
    }
    change(**visitor).refused(FILE, "2026-08-03", "rule:compelling_reason", "20(3)", **to("student"))
    file = filed(change(**visitor), "2026-08-03", **to("student"), compelling_reason=True)
    file.reviewed("2026-08-04")
    decision = {"new_status": "student", "new_period": "individual"}
    file.refused(
        "chg_decide_permit", "2026-08-05", "rule:compelling_reason", compelling_reason=False, **decision
    )
    file.take("chg_decide_permit", "2026-08-05", **decision)


def test_the_second_kind_of_highly_skilled_professional_comes_from_the_first():
    change().refused(FILE, "2026-08-03", "rule:hsp2_from_hsp1", "20-2(1)", **to("hsp_2"))
    filed(change(), "2026-08-03", **to("hsp_2"), hsp1_before=True)
    file = filed(change("hsp_1a"), "2026-08-03", **to("hsp_2"))
    file.decided("2026-08-04", new_status="hsp_2", new_period="indefinite")
    file.refused("chg_pay_and_deliver", "2026-08-05", "rule:card_right", card_no=None)
    file.refused("chg_pay_and_deliver", "2026-08-05", "rule:end_right", new_stay_until="2031-08-05")
    file.take("chg_pay_and_deliver", "2026-08-05", card_valid_until="2036-03-15")
    assert "stay_until" not in dict(file.handed_to("residence"))["ps_change"]
    assert not file.dossier.clocks


def test_the_card_of_the_second_kind_ends_on_the_tenth_birthday_and_is_proposed_so():
    file = filed(change("hsp_1a", born="1990-03-15"), "2026-08-03", **to("hsp_2"))
    file.decided("2026-08-04", new_status="hsp_2", new_period="indefinite")
    propose = CHANGE.facts["card_valid_until"].suggest
    assert propose is not None and propose(file.view("2026-08-05")) == "2036-03-15"
    file.refused("chg_pay_and_deliver", "2026-08-05", "rule:card_right", card_valid_until="2036-08-05")
    file.take("chg_pay_and_deliver", "2026-08-05", card_valid_until="2036-03-15")


def test_edge_70_the_family_of_a_specified_skilled_worker_is_not_dependent():
    file = change("student")
    file.refused(FILE, "2026-08-03", "rule:supporter_listed", "2-2(2)", **to("dependent"))
    refusal = file.refused(
        FILE, "2026-08-03", "rule:supporter_listed", **to("dependent"), supporter_status="ssw_1"
    )
    assert "特定活動" in refusal.remedy.ja
    filed(file, "2026-08-03", **to("dependent"), supporter_status=ENGINEER)


def test_who_has_used_up_five_years_does_not_come_back_as_ssw_one():
    change("student").refused(
        FILE, "2026-08-03", "rule:ssw_total", "reg 20-2", **to("ssw_1"), ssw_days_before=5 * 366
    )
    file = filed(change("student"), "2026-08-03", **to("ssw_1"), ssw_days_before=5 * 365 - 5)
    file.reviewed("2026-08-20")
    # Days as a student are not counted: what was left at the filing is left at the decision.
    file.take(
        "chg_decide_permit",
        "2026-08-24",
        new_status="ssw_1",
        new_period="individual",
        new_designation="新会社・建設",
    )


# --- how it is filed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["diplomat", "temporary_visitor"])
def test_into_diplomat_or_temporary_visitor_one_does_not_change_online(status):
    change().refused(ONLINE, "2026-08-03", "rule:online_open", "reg 61-3(1)(9)", **to(status))


def test_out_of_temporary_visitor_one_may_change_online():
    """The Regulation looks at the status asked for; the reference table would bar the visitor too."""
    visitor = change("temporary_visitor", period="P90D", stay_days=90, card_no=None)
    visitor.take(ONLINE, "2026-08-03", **to("student"), compelling_reason=True)


def test_into_or_out_of_preparing_departure_nothing_is_filed_online():
    file = change("designated_activities")
    file.refused(
        ONLINE, "2026-08-03", "rule:online_open", **to("student"), designated_now="departure_preparation"
    )


@pytest.mark.parametrize("status", ["diplomat", "official"])
def test_for_diplomats_and_officials_no_photo_is_asked(status):
    papers = ["form", "passport", "card", "activity", "organisation", "livelihood"]
    filed(change(), "2026-08-03", **to(status), papers=papers, photo_on=None)


def test_a_change_has_no_opening_day():
    file = filed(change(until="2027-12-31"), "2026-07-15")
    assert file.due("change_window") == "2028-01-04"


def test_a_late_change_is_pointed_to_the_regional_director():
    refusal = change().refused(FILE, "2026-09-02", "rule:in_time", "20(1)")
    assert "特別受理" in refusal.remedy.ja


# --- the decision and its effect ---------------------------------------------------------------------------------


def test_the_new_status_begins_with_the_delivery_and_its_period_the_day_after():
    file = filed(change(), "2026-07-15")
    file.decided("2026-07-20")
    assert file.handed_to("residence") == []
    file.refused(
        "chg_pay_and_deliver",
        "2026-08-05",
        "rule:end_right",
        "civil-code 140",
        new_stay_until="2027-07-20",
        card_valid_until="2027-07-20",
    )
    file.delivered("2026-08-05")
    stay = dict(file.handed_to("residence"))["ps_change"]
    assert (stay["status"], stay["granted_on"], stay["stay_until"]) == (
        "business_manager",
        "2026-08-05",
        "2027-08-05",
    )
    own = next(h.declared for h in file.handed if h.declared.step == "ps_change")
    assert own.must


def test_nothing_else_is_granted_than_what_was_asked():
    file = filed(change(), "2026-07-15")
    file.reviewed("2026-07-16")
    file.refused("chg_decide_permit", "2026-07-17", "rule:granted_as_asked", "20(3)", new_status="student")
    file.refused("chg_decide_permit", "2026-07-17", "rule:period_allowed", new_period="P2Y")
    file.take("chg_decide_permit", "2026-07-17", new_period="P4M")


def test_a_status_whose_periods_are_not_known_cannot_be_granted_yet():
    file = filed(change(until="2027-08-31"), "2027-04-01", **to("employment_for_skill_development"))
    file.reviewed("2027-04-02")
    file.refused(
        "chg_decide_permit",
        "2027-04-05",
        "rule:period_allowed",
        new_status="employment_for_skill_development",
    )


@pytest.mark.parametrize(("period", "card"), [("P90D", False), ("P30D", False)])
def test_who_becomes_a_temporary_visitor_gets_an_entry_and_no_card(period, card):
    file = filed(change(), "2026-07-15", **to("temporary_visitor"))
    file.decided("2026-07-20", new_status="temporary_visitor", new_period=period)
    until = file.new_stay("2026-07-21")["new_stay_until"]
    file.refused(
        "chg_pay_and_deliver",
        "2026-07-21",
        "rule:card_right",
        "20(4)(2)",
        new_stay_until=until,
        card_valid_until=until,
    )
    file.take("chg_pay_and_deliver", "2026-07-21", new_stay_until=until, card_no=None)
    assert card is ("card_no" in dict(file.handed_to("residence"))["ps_change"])


def test_a_diplomat_changed_into_owes_no_fee_and_gets_no_card():
    file = filed(change(), "2026-07-15", **to("diplomat"))
    file.decided("2026-07-20", new_status="diplomat", new_period="indefinite")
    file.refused("chg_pay_and_deliver", "2026-07-21", "rule:fee_right", "67(1)(1)", card_no=None)
    file.take("chg_pay_and_deliver", "2026-07-21", fee_yen=0, card_no=None)


def test_who_sorted_the_file_does_not_refuse_it_alone():
    both = acting(Role.TRIAGE_OFFICER, Role.MINISTER, name="佐藤")
    file = special(change())
    file.take("chg_start_review", "2026-09-02", by=both)
    file.refused("chg_refuse_in_special", "2026-09-03", "separation", "practice", by=both)
    file.take("chg_intend_refuse_in_special", "2026-09-03")
    file.refused("chg_convert_departure", "2026-09-04", "separation", by=both, departure_until="2026-10-05")


def test_the_sorter_decides_with_a_written_reason():
    (apart,) = CHANGE.steps["chg_decide_permit"].apart
    assert apart.strength == "override"
    for step in ("refuse_in_stay", "refuse_in_special", "convert_departure", "decide_permit"):
        for procedure, prefix in ((CHANGE, "chg"), (EXTENSION, "ext")):
            assert procedure.steps[f"{prefix}_{step}"].apart[0].steps == (f"{prefix}_start_review",)


# --- the whole table ----------------------------------------------------------------------------------------------


BY_HAND = [s for s in CHANGE.steps.values() if not s.carried_only and not s.automatic]
IDS = [s.id for s in BY_HAND]


def ready(step):
    """A file on which a step can be taken at once, and when."""
    file = change()
    match step.id.partition("_")[2]:
        case "late_accept":
            return file, "2026-09-05"
        case "refuse_in_special" | "intend_refuse_in_special":
            special(file)
            file.reviewed("2026-09-02")
            return file, "2026-09-03"
        case "deliver_by_post":
            file.take(ONLINE, "2026-07-15")
            file.decided("2026-07-17")
            return file, "2026-07-21"
        case _:
            state = step.source[0]
            return in_state(
                file, state
            ), "2026-09-04" if state == "departure_option_offered" else "2026-07-21"


def given_for(file, step, at):
    delivery = step.id.partition("_")[2] in ("pay_and_deliver", "deliver_by_post")
    return file.new_stay(at) if delivery else {}


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_every_step_can_be_taken(step):
    file, at = ready(step)
    outcome = file.take(step.id, at, **given_for(file, step, at))
    assert step.target == "@same" or file.state in CHANGE.machines["change"].targets(step)
    assert set(step.documents) <= set(outcome.documents)


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_no_step_is_taken_from_another_state_or_by_another_office_or_without_its_facts(step):
    in_state(change(), "permitted").refused(step.id, "2026-07-22", "wrong-state")
    file, at = ready(step)
    others = [r for r in Role if OFFICES[r].signs_in and r not in step.officers]
    file.refused(step.id, at, "wrong-office", by=acting(*others), **given_for(file, step, at))
    for name in step.needs:
        file.refused(step.id, at, "missing-fact", **{**given_for(file, step, at), name: None})


def test_the_steps_of_the_table_are_all_there_and_two_more():
    beyond = ("received_by_conversion", "stay_renewed")
    assert set(CHANGE.steps) == {f"chg_{tail}" for tail in (*TABLE, *beyond)}


def test_both_procedures_are_the_same_table_but_for_their_articles():
    for tail in TABLE:
        one, other = CHANGE.steps[f"chg_{tail}"], EXTENSION.steps[f"ext_{tail}"]
        assert (one.source, one.target, one.by, one.recorded_by) == (
            other.source,
            other.target,
            other.by,
            other.recorded_by,
        )
        assert (one.automatic, one.carried_only, one.opens, one.mark) == (
            other.automatic,
            other.carried_only,
            other.opens,
            other.mark,
        )
    assert CHANGE.machines["change"].states.keys() == EXTENSION.machines["extension"].states.keys()
    assert CHANGE.alone and EXTENSION.alone


def test_the_clocks_of_the_reference_are_where_they_belong():
    common = {
        "net_processing_timer",
        "document_request_due",
        "stay_period",
        "special_period",
        "special_period_warning",
        "result_collect",
        "departure_preparation",
        "overstay",
        "litigation_6m",
        "ssw1_total",
        "jfind_total",
    }
    assert set(CHANGE.clocks) == common | {"processing_change", "change_window", "titp_transition"}
    assert set(EXTENSION.clocks) == common | {"processing_extension", "extension_window"}
    for procedure in (CHANGE, EXTENSION):
        copies = {"stay_period", "departure_preparation", "overstay", "litigation_6m"}
        assert not any(procedure.clocks[c].reminded for c in copies)
        assert procedure.clocks["special_period"].lapse is not None
