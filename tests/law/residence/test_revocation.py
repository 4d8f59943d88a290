"""Revocation of a status: fact-finding, notice and its service, the hearing, the decision, leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from tests.law.residence.test_landing import any_order
from workflows.counting import TOKYO
from workflows.declare import HARD
from workflows.explore import prove
from workflows.procedures.residence.revocation import REVOCATION
from workflows.procedures.residence.revocation.facts import GROUNDS, PR_GROUNDS, grounds_on
from workflows.roles import Role
from workflows.statuses import last_day

ENGINEER = "engineer_humanities_international"
HELD: dict[str, Any] = {"status": ENGINEER, "nationality": "VNM", "minor": False}
STATUS_OF = {
    "spouse_inactive_6m": "spouse_or_child_of_japanese",
    "pr_duty_breach_or_nonpayment": "permanent_resident",
    "pr_listed_crime": "permanent_resident",
}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of a revocation is given; the hearing is ten days after its notice."""
    day = at.astimezone(TOKYO).date()

    def ahead(days: int) -> str:
        return (day + timedelta(days=days)).isoformat()

    hearing = {"hearing_place": "東京局", "cause_facts": "虚偽の在職証明書"}
    revoked = {"service_method": "personal", "reasons": "事実が認められる", "good_reason": "none"}
    until = last_day(day, "P3Y")
    assert until is not None
    facts: dict[str, dict[str, Any]] = {
        "rv_open": {"ground_code": "false_document", "source": "通報", "recognised_refugee": False},
        "rv_hearing_notice": {**hearing, "hearing_on": ahead(10), "service_method": "personal"},
        "rv_public_service": {
            **hearing,
            "address_unknown": True,
            "searched": "住民票・電話・臨場",
            "posted_on": day.isoformat(),
            "hearing_on": ahead(21),
        },
        "rv_inspect_file": {"inspected_on": day.isoformat(), "inspected_by": "代理人弁護士"},
        "rv_inspect_refuse": {
            "inspected_by": "本人",
            "withheld_because": "third_party",
            "reasons": "情報提供者",
        },
        "rv_reschedule": {"hearing_on": ahead(14), "reschedule_cause": "request"},
        "rv_hear_continue": {"attended_by": "person", "hearing_record": "調書", "hearing_on": ahead(7)},
        "rv_hear": {"attended_by": "person", "hearing_record": "調書", "report": "報告"},
        "rv_not_revoke": {"reasons": "正当な理由がある"},
        "rv_offer_change": {"chance_until": ahead(30)},
        "rv_revoke_immediate": revoked,
        "rv_revoke_with_period": {**revoked, "leave_by": ahead(30)},
        "rv_depart": {"departed_on": day.isoformat(), "notice_shown": True},
        "rv_moot": {"close_reason": "departure"},
        "rv_close_in_period": {"close_reason": "death"},
        "rv_pr_convert_2027": {
            "new_status": "long_term_resident",
            "new_period": "P3Y",
            "stay_until": until.isoformat(),
            "service_method": "personal",
        },
    }
    return facts.get(step, {})


def opened(ground: str = "false_document", at: str = "2026-11-02", **other: Any) -> File:
    status = other.pop("status", STATUS_OF.get(ground, ENGINEER))
    file = File(REVOCATION, usual, **{**HELD, "status": status})
    file.take("rv_open", at, ground_code=ground, **other)
    return file


def notified(ground: str = "false_document", at: str = "2026-11-02", **other: Any) -> File:
    file = opened(ground, at, **other)
    file.take("rv_hearing_notice", at)
    return file


def heard(ground: str = "false_document", at: str = "2026-11-02", **other: Any) -> File:
    """Heard ten days later."""
    file = notified(ground, at, **other)
    day = date.fromisoformat(at) + timedelta(days=10)
    file.take("rv_hear", day.isoformat())
    return file


def revoked(**other: Any) -> File:
    """Revoked on 16 November with thirty days to leave."""
    file = heard(**other)
    file.take("rv_revoke_with_period", "2026-11-16")
    return file


# --- the grounds ------------------------------------------------------------------------------------


def test_all_grounds_of_the_article_are_there_by_code_and_two_more_from_2027():
    assert len(grounds_on(date(2027, 3, 31))) == 10
    assert set(grounds_on(date(2027, 4, 1))) == {c.code for c in GROUNDS}


@pytest.mark.parametrize("ground", PR_GROUNDS)
def test_the_grounds_for_permanent_residents_are_law_from_1_april_2027(ground):
    file = File(REVOCATION, usual, status="permanent_resident")
    file.refused("rv_open", "2027-03-31T23:59", "rule:ground_in_force", "suppl-2024-60", ground_code=ground)
    file.take("rv_open", "2027-04-01T00:00", ground_code=ground)


@pytest.mark.parametrize(
    ("ground", "status"),
    [
        ("inactive_3m", "long_term_resident"),
        ("other_activity", "permanent_resident"),
        ("spouse_inactive_6m", "dependent"),
        ("false_address", "temporary_visitor"),
    ],
)
def test_a_ground_belongs_to_the_status_held(ground, status):
    File(REVOCATION, usual, status=status).refused(
        "rv_open", "2026-11-02", "rule:ground_fits_status", "22-4(1)", ground_code=ground
    )


def test_recognised_refugees_are_outside_the_article_and_it_is_made_sure_before_a_hearing():
    File(REVOCATION, usual, **HELD).refused(
        "rv_open", "2026-11-02", "rule:not_under_protection", "22-4(1)", recognised_refugee=True
    )
    file = opened(recognised_refugee=None)
    file.refused("rv_hearing_notice", "2026-11-02", "rule:protection_checked", "22-4(1)")
    file.take("rv_hearing_notice", "2026-11-02", recognised_refugee=False)


def test_a_duty_file_opens_a_revocation_with_nothing_but_its_ground():
    file = File(REVOCATION, **HELD)
    file.take("rv_open", "2026-11-02", carried=True, ground_code="no_first_address_90d")
    assert file.state == "fact_finding"


@pytest.mark.parametrize(
    ("ground", "status", "since", "last"),
    [
        ("inactive_3m", ENGINEER, "2026-08-15", "2026-11-15"),
        ("inactive_3m", "hsp_2", "2026-05-15", "2026-11-15"),
        ("spouse_inactive_6m", "spouse_or_child_of_japanese", "2026-05-15", "2026-11-15"),
        ("no_first_address_90d", ENGINEER, "2026-08-17", "2026-11-15"),
        ("no_new_address_90d", ENGINEER, "2026-08-17", "2026-11-15"),
    ],
)
def test_a_hearing_waits_until_the_time_of_the_ground_has_run(ground, status, since, last):
    file = opened(ground, status=status, ground_since=since)
    file.refused("rv_hearing_notice", f"{last}T23:59", "rule:ground_time_has_run", "22-4(1)")
    file.take("rv_hearing_notice", "2026-11-16T00:00")


def test_without_the_day_from_which_it_counts_nothing_has_run():
    opened("inactive_3m").refused("rv_hearing_notice", "2026-11-20", "rule:ground_time_has_run")


# --- fact-finding and good reasons ------------------------------------------------------------------


def test_edge_29_three_months_without_the_activity_open_fact_finding_only():
    file = opened("inactive_3m", ground_since="2026-09-01")
    assert file.state == "fact_finding" and not file.dossier.clocks
    file.pass_time("2027-12-01")
    assert file.state == "fact_finding"
    file.refused("rv_revoke_with_period", "2027-12-01", "wrong-state", "22-4(1)")


def test_edge_29_looking_for_work_is_a_good_reason_and_then_nothing_is_revoked():
    file = notified("inactive_3m", ground_since="2026-07-01")
    file.take("rv_hear", "2026-11-12", good_reason="job_hunting")
    file.refused("rv_revoke_with_period", "2026-11-16", "rule:no_good_reason", "22-4(1)(6)", good_reason=None)
    file.take("rv_not_revoke", "2026-11-16")
    assert file.state == "closed_not_revoked"


def test_edge_30_after_a_divorce_the_chance_to_change_comes_before_the_revocation():
    file = heard("spouse_inactive_6m", ground_since="2026-04-01")
    file.refused("rv_revoke_with_period", "2026-11-16", "rule:chance_to_change_given", "22-5(1)")
    file.take("rv_offer_change", "2026-11-16", chance_until="2026-12-16")
    assert file.state == "heard" and file.dossier.facts["offered_on"] == "2026-11-16"
    assert file.handed == ()  # the person files, nothing is opened
    file.refused("rv_revoke_with_period", "2026-12-16", "rule:chance_to_change_given", "22-5(1)")
    file.take("rv_revoke_with_period", "2026-12-17")


def test_edge_30_who_says_that_nothing_will_be_filed_is_not_waited_for():
    file = heard("spouse_inactive_6m", ground_since="2026-04-01")
    file.take("rv_offer_change", "2026-11-16")
    file.take("rv_revoke_with_period", "2026-11-20", chance_declined=True)


def test_edge_30_the_chance_is_for_the_spouse_ground_and_lies_ahead():
    heard().refused("rv_offer_change", "2026-11-16", "rule:is_spouse_ground", "22-5(1)")
    heard("spouse_inactive_6m", ground_since="2026-04-01").refused(
        "rv_offer_change", "2026-11-16", "rule:chance_lies_ahead", "22-5(1)", chance_until="2026-11-16"
    )


# --- the notice and its service ---------------------------------------------------------------------


def test_edge_53_the_notice_bars_special_re_entry_and_a_decision_not_to_revoke_lifts_that():
    file = opened()
    file.take("rv_hearing_notice", "2026-11-02")
    assert file.handed_to("residence") == [("ps_revocation_noticed", {})]
    file.take("rv_not_revoke", "2026-11-05")
    assert file.handed_to("residence") == [("ps_revocation_cleared", {})]


def test_edge_53_simple_departure_after_the_notice_moots_the_case():
    file = notified()
    file.take("rv_moot", "2026-11-05", carried=True, close_reason="departure")
    assert file.state == "closed_moot" and file.due("hearing_date") == ""
    assert file.handed == ()


def test_special_permission_to_stay_moots_the_case_and_lifts_the_bar():
    file = notified()
    file.take("rv_moot", "2026-11-05", close_reason="special_permission")
    assert file.handed_to("residence") == [("ps_revocation_cleared", {})]


def test_who_was_never_noticed_has_no_bar_to_lift():
    file = opened()
    file.take("rv_not_revoke", "2026-11-05")
    assert file.state == "closed_not_revoked" and file.handed == ()


@pytest.mark.parametrize(
    "given",
    [{"service_method": "oral"}, {"service_method": "mail"}, {"service_method": "public"}],
)
def test_the_notice_is_served_in_the_forms_of_the_article(given):
    file = opened()
    file.refused("rv_hearing_notice", "2026-11-02", "rule:hearing_notice_service", "22-4(3)", **given)


def test_told_orally_where_it_is_urgent_and_mailed_with_a_record_of_dispatch():
    opened().take("rv_hearing_notice", "2026-11-02", service_method="oral", urgency="明朝出国予定")
    opened().take("rv_hearing_notice", "2026-11-04", service_method="mail", dispatched_on="2026-11-02")


def test_a_day_lies_between_notice_and_hearing_unless_the_fraud_shows_at_the_border():
    same_day = {"hearing_on": "2026-11-02"}
    opened().refused("rv_hearing_notice", "2026-11-02", "rule:reasonable_interval", "reg 25-3(2)", **same_day)
    opened().take("rv_hearing_notice", "2026-11-02", hearing_on="2026-11-03")
    opened().refused(
        "rv_hearing_notice", "2026-11-02", "rule:reasonable_interval", on_the_spot=True, **same_day
    )
    opened("fraud_landing_bar").take("rv_hearing_notice", "2026-11-02", on_the_spot=True, **same_day)


def test_edge_54_a_notice_posted_on_24_november_is_served_when_7_december_has_ended():
    file = opened()
    file.take("rv_public_service", "2026-11-24", hearing_on="2026-12-15")
    assert file.due("public_service_2w") == "2026-12-07"
    assert file.handed == ()  # no bar on re-entry before it is served
    file.refused("rv_inspect_file", "2026-12-07T23:59", "rule:notice_served", "61-8-2(8)")
    file.pass_time("2026-12-08T00:00")
    assert file.dossier.facts["served"] is True
    assert file.dossier.facts["served_on"] == "2026-12-08"
    file.take("rv_inspect_file", "2026-12-08")


def test_edge_54_the_hearing_is_not_before_the_two_weeks_are_over():
    file = opened()
    file.refused(
        "rv_public_service",
        "2026-11-24",
        "rule:hearing_after_public_notice",
        "61-8-2(8)",
        hearing_on="2026-12-07",
    )
    file.take("rv_public_service", "2026-11-24", hearing_on="2026-12-08")
    file.refused(
        "rv_reschedule", "2026-11-25", "rule:new_hearing_day", "reg 25-6(3)", hearing_on="2026-12-07"
    )


def test_edge_54_a_public_notice_is_for_an_unknown_address():
    opened().refused(
        "rv_public_service", "2026-11-24", "rule:address_unknown", "61-8-2(6)", address_unknown=False
    )


def test_edge_54_a_public_notice_asks_what_any_notice_asks():
    opened(recognised_refugee=None).refused(
        "rv_public_service", "2026-11-24", "rule:protection_checked", "22-4(1)"
    )
    opened("inactive_3m", ground_since="2026-10-01").refused(
        "rv_public_service", "2026-11-24", "rule:ground_time_has_run", "22-4(1)(6)"
    )


def test_the_deemed_service_bars_special_re_entry_from_that_day():
    [over] = REVOCATION.steps["rv_deemed_served"].hands_over
    assert (over.procedure, over.step) == ("residence", "ps_revocation_noticed")


def test_who_comes_while_the_public_notice_runs_is_served_by_hand():
    file = opened()
    file.take("rv_public_service", "2026-11-24")
    file.take("rv_hearing_notice", "2026-11-27", hearing_on="2026-12-04")
    assert file.due("public_service_2w") == "" and file.due("hearing_date") == "2026-12-04"
    file.refused("rv_hearing_notice", "2026-11-28", "rule:notice_not_served_yet", "22-4(3)")


# --- the hearing ------------------------------------------------------------------------------------


def test_a_hearing_that_goes_on_has_its_next_day():
    file = notified()
    file.refused("rv_hear_continue", "2026-11-11", "rule:hearing_on_its_day", "reg 25-8(1)")
    file.refused(
        "rv_hear_continue", "2026-11-12", "rule:new_hearing_day", "reg 25-10(1)", hearing_on="2026-11-12"
    )
    file.take("rv_hear_continue", "2026-11-12")
    assert file.state == "hearing_notified" and file.due("hearing_date") == "2026-11-19"
    file.take("rv_hear", "2026-11-19")
    assert file.state == "heard" and file.due("hearing_date") == ""


def test_the_person_is_heard_on_the_day_that_was_notified():
    notified().refused("rv_hear", "2026-11-11", "rule:hearing_on_its_day", "reg 25-8(1)")


@pytest.mark.parametrize("step", ["rv_hear", "rv_hear_continue"])
def test_a_representative_alone_needs_permission(step):
    file = notified()
    file.refused(step, "2026-11-12", "rule:representative_permitted", "reg 25-8(2)", attended_by="agent")
    file.take(step, "2026-11-12", attended_by="agent", agent_permitted=True)


def test_who_does_not_appear_counts_as_heard_when_the_day_has_ended():
    file = notified()
    file.pass_time("2026-11-12T23:59")
    assert file.state == "hearing_notified"
    file.pass_time("2026-11-13T00:00")
    assert file.state == "heard" and file.dossier.facts["no_show"] is True


def test_unheard_a_status_is_revoked_only_where_the_absence_had_no_good_reason():
    file = notified()
    file.pass_time("2026-11-13")
    file.refused("rv_revoke_with_period", "2026-11-16", "rule:absence_without_reason", "22-4(5)")
    file.refused(
        "rv_revoke_with_period",
        "2026-11-16",
        "rule:absence_without_reason",
        "22-4(5)",
        absence_excused=True,
    )
    file.take("rv_revoke_with_period", "2026-11-16", absence_excused=False)


def test_an_excused_absence_gets_a_new_day():
    file = notified()
    file.refused(
        "rv_reschedule",
        "2026-11-05",
        "rule:reopened_for_excused_absence",
        "reg 25-6(3)",
        reschedule_cause="excused",
    )
    file.pass_time("2026-11-13")
    file.take("rv_reschedule", "2026-11-16", reschedule_cause="excused")
    assert file.state == "hearing_notified" and file.due("hearing_date") == "2026-11-30"
    heard().refused(
        "rv_reschedule", "2026-11-16", "rule:reopened_for_excused_absence", reschedule_cause="excused"
    )


def test_the_file_is_open_to_the_person_from_the_notice_and_a_refusal_states_its_reason():
    file = notified()
    file.take("rv_inspect_file", "2026-11-05")
    file.refused("rv_inspect_refuse", "2026-11-05", "missing-fact", "reg 25-12(1)", withheld_because=None)
    file.take("rv_inspect_refuse", "2026-11-05")
    file = opened()
    file.take("rv_public_service", "2026-11-24")
    file.refused("rv_inspect_refuse", "2026-11-25", "rule:notice_served")
    file.refused("rv_hear_continue", "2026-11-25", "rule:notice_served")
    file.refused("rv_hear", "2026-11-25", "rule:notice_served")


# --- the decision -----------------------------------------------------------------------------------


def test_edge_55_revoked_on_ground_five_with_flight_risk_leaves_no_time_and_is_deportable():
    file = heard("other_activity")
    flight = {"flight_risk": True}
    file.refused("rv_revoke_with_period", "2026-11-16", "rule:time_to_leave_ground", "22-4(7)", **flight)
    file.take("rv_revoke_immediate", "2026-11-16", **flight)
    assert file.state == "revoked_deportable"
    assert file.handed_to("residence") == [("ps_revoked_now", {})]
    assert file.due("revocation_departure") == "" and file.due("litigation_6m") == "2027-05-17"


def test_edge_55_without_a_flight_risk_ground_five_gives_time_to_leave():
    file = heard("other_activity")
    file.refused("rv_revoke_immediate", "2026-11-16", "rule:no_time_to_leave_ground", "24(1)(2-3)")
    file.take("rv_revoke_with_period", "2026-11-16")


@pytest.mark.parametrize("ground", sorted(c.code for c in GROUNDS if c.code not in PR_GROUNDS))
def test_only_grounds_one_and_two_and_a_flight_on_five_leave_no_time(ground):
    immediate = ground in ("fraud_landing_bar", "fraud_permission")
    file = heard(ground, ground_since="2026-01-15")
    if ground == "spouse_inactive_6m":
        file.take("rv_offer_change", "2026-11-12")
    given = {"flight_risk": ground != "other_activity", "chance_declined": True}
    wrong = "rv_revoke_with_period" if immediate else "rv_revoke_immediate"
    right = "rv_revoke_immediate" if immediate else "rv_revoke_with_period"
    file.refused(wrong, "2026-11-16", "rule:", "22-4(7)", **given)
    file.take(right, "2026-11-16", **given)


def test_thirty_days_to_leave_is_the_most_and_a_closed_day_moves_nothing():
    file = heard()
    file.refused("rv_revoke_with_period", "2026-11-20", "named-date", "22-4(7)", leave_by="2026-12-21")
    file.take("rv_revoke_with_period", "2026-11-20", leave_by="2026-12-20")  # a Sunday
    assert file.due("revocation_departure") == "2026-12-20"
    assert file.handed_to("residence") == [("ps_revoked_period", {"leave_by": "2026-12-20"})]


@pytest.mark.parametrize("step", ["rv_revoke_immediate", "rv_revoke_with_period"])
@pytest.mark.parametrize(
    "given",
    [
        {"service_method": "oral"},
        {"service_method": "mail"},
        {"service_method": "public"},
        {"service_method": "public", "posted_on": "2026-11-13"},
    ],
)
def test_a_status_is_revoked_by_a_notice_that_is_served(step, given):
    ground = "fraud_permission" if step == "rv_revoke_immediate" else "false_document"
    heard(ground).refused(step, "2026-11-26", "rule:revocation_notice_service", "22-4(6)", **given)
    heard(ground).take(step, "2026-11-26", service_method="public", posted_on="2026-11-12")
    heard(ground).take(step, "2026-11-26", service_method="mail", dispatched_on="2026-11-24")


@pytest.mark.parametrize(
    ("code", "ground", "given"),
    [
        ("no_good_reason", "other_activity", {"good_reason": None, "flight_risk": True}),
        ("chance_to_change_given", "spouse_inactive_6m", {}),
        ("permanent_resident_converted_first", "pr_listed_crime", {}),
    ],
)
def test_a_revocation_without_time_to_leave_asks_for_no_less(code, ground, given):
    file = heard(ground, at="2027-04-05", ground_since="2026-04-01")
    file.refused("rv_revoke_immediate", "2027-04-20", f"rule:{code}", **given)
    file = notified("fraud_permission")
    file.pass_time("2026-11-13")
    file.refused("rv_revoke_immediate", "2026-11-16", "rule:absence_without_reason", "22-4(5)")


def test_the_inspector_who_heard_the_person_decides_nothing():
    everything = (Role.HEARING_INSPECTOR, Role.BUREAU_DIRECTOR)
    hearer, other = acting(*everything, name="hearing_inspector"), acting(*everything, name="another")
    for step in ("rv_not_revoke", "rv_revoke_with_period"):
        heard().refused(step, "2026-11-16", "separation", "22-4(2)", by=hearer)
        heard().take(step, "2026-11-16", by=other)
    heard("fraud_permission").refused("rv_revoke_immediate", "2026-11-16", "separation", by=hearer)
    for step in ("rv_not_revoke", "rv_revoke_immediate", "rv_revoke_with_period", "rv_pr_convert_2027"):
        declared = REVOCATION.steps[step]
        assert Role.HEARING_INSPECTOR not in declared.officers
        assert [a.strength for a in declared.apart] == [HARD]


# --- after the revocation ---------------------------------------------------------------------------


def test_who_leaves_in_time_shows_the_notice_and_bears_no_bar():
    file = revoked()
    file.refused("rv_depart", "2026-12-16", "rule:revocation_notice_shown", "reg 27(2)", notice_shown=False)
    file.take("rv_depart", "2026-12-16T23:00")
    assert file.state == "departed" and file.due("revocation_departure") == ""
    assert file.handed_to("residence") == [("ps_depart", {"departed_on": "2026-12-16"})]


def test_the_day_after_the_last_one_is_an_overstay():
    file = revoked()
    assert file.due("revocation_departure") == "2026-12-16"
    file.pass_time("2026-12-16T23:59")
    assert file.state == "revoked_departure_period"
    file.pass_time("2026-12-17T00:00")
    assert file.state == "deportation_module"
    [over] = REVOCATION.steps["rv_overrun"].hands_over
    assert (over.procedure, over.step) == ("residence", "ps_overstay")


def test_who_dies_or_becomes_japanese_in_the_time_to_leave_does_not_overstay():
    file = revoked()
    file.refused("rv_close_in_period", "2026-12-01", "rule:ends_a_revoked_stay", close_reason="departure")
    file.take("rv_close_in_period", "2026-12-01", close_reason="nationality")
    assert file.state == "closed_moot" and not file.due("revocation_departure")


# --- permanent residents from 2027 ------------------------------------------------------------------

PR = "pr_duty_breach_or_nonpayment"


def test_a_permanent_resident_is_given_another_status_instead_unless_staying_is_unfit():
    file = heard(PR, at="2027-04-05")
    file.refused(
        "rv_revoke_with_period", "2027-04-20", "rule:permanent_resident_converted_first", "suppl-2024-60"
    )
    file.refused("rv_pr_convert_2027", "2027-04-20", "rule:stay_not_unfit", stay_unfit=True)
    file.take("rv_pr_convert_2027", "2027-04-20", card_no="AB12345678CD", card_valid_until="2030-04-20")
    assert file.state == "status_changed_ex_officio"
    [(step, facts)] = file.handed_to("residence")
    assert step == "ps_change"
    assert facts == {
        "status": "long_term_resident",
        "period": "P3Y",
        "stay_until": "2030-04-20",
        "granted_on": "2027-04-20",
        "card_no": "AB12345678CD",
        "card_valid_until": "2030-04-20",
    }
    heard(PR, at="2027-04-05").take("rv_revoke_with_period", "2027-04-20", stay_unfit=True)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("new_status_and_period", {"new_status": "permanent_resident"}),
        ("new_status_and_period", {"stay_until": "2030-04-21"}),
        ("revocation_notice_service", {"service_method": "oral"}),
    ],
)
def test_the_change_ex_officio_gives_a_status_with_a_period_that_goes_with_it(code, given):
    heard(PR, at="2027-04-05").refused("rv_pr_convert_2027", "2027-04-20", f"rule:{code}", **given)


def test_the_change_ex_officio_is_for_those_grounds_alone():
    heard(at="2027-04-05").refused(
        "rv_pr_convert_2027", "2027-04-20", "rule:is_permanent_resident_ground", "suppl-2024-60"
    )
    file = notified(PR, at="2027-04-05")
    file.pass_time("2027-04-16")
    file.refused("rv_pr_convert_2027", "2027-04-20", "rule:absence_without_reason", "22-4(5)")


def test_no_file_is_changed_ex_officio_before_the_day_of_the_law():
    file = heard(at="2027-03-01")
    player = file._player
    player.dossier = replace(player.dossier, facts={**player.dossier.facts, "ground_code": PR})
    file.refused("rv_pr_convert_2027", "2027-03-31", "rule:ground_in_force", "suppl-2024-60")


def test_the_change_ex_officio_has_its_state_and_office_and_is_not_for_who_heard_the_person():
    file = heard(PR, at="2027-04-05")
    file.refused("rv_pr_convert_2027", "2027-04-20", "wrong-office", by=acting(Role.INSPECTOR))
    both = acting(Role.HEARING_INSPECTOR, Role.MINISTER, name="hearing_inspector")
    file.refused("rv_pr_convert_2027", "2027-04-20", "separation", by=both)
    notified(PR, at="2027-04-05").refused("rv_pr_convert_2027", "2027-04-10", "wrong-state")


# --- the whole table --------------------------------------------------------------------------------

WAYS = {
    "rv_open": lambda: File(REVOCATION, usual, **HELD),
    "rv_hearing_notice": opened,
    "rv_public_service": opened,
    "rv_inspect_file": notified,
    "rv_inspect_refuse": notified,
    "rv_reschedule": notified,
    "rv_hear_continue": notified,
    "rv_hear": notified,
    "rv_not_revoke": heard,
    "rv_offer_change": lambda: heard("spouse_inactive_6m", ground_since="2026-04-01"),
    "rv_revoke_immediate": lambda: heard("fraud_permission"),
    "rv_revoke_with_period": heard,
    "rv_depart": revoked,
    "rv_moot": heard,
    "rv_close_in_period": revoked,
}
BY_TIME = {"rv_deemed_served", "rv_no_show", "rv_overrun"}


def test_every_step_is_in_the_table_of_this_test():
    assert set(WAYS) | BY_TIME | {"rv_pr_convert_2027"} == set(REVOCATION.steps)


@pytest.mark.parametrize("step", sorted(WAYS))
def test_each_step_is_taken_in_its_state_and_refused_in_another_and_to_another_office(step):
    at = "2026-11-12" if step in ("rv_hear", "rv_hear_continue") else "2026-11-16"
    if step in ("rv_inspect_file", "rv_inspect_refuse", "rv_reschedule"):
        at = "2026-11-10"
    WAYS[step]().refused(step, at, "wrong-office", by=acting(Role.FACILITY_HEAD))
    WAYS[step]().take(step, at)
    ended = heard()
    ended.take("rv_not_revoke", "2026-11-13")
    ended.refused(step, "2026-11-20", "wrong-state")


@pytest.mark.parametrize("step", sorted(BY_TIME))
def test_what_time_brings_about_nobody_enters(step):
    file = revoked() if step == "rv_overrun" else notified()
    everybody = acting(*(frozenset(Role) - {Role.SYSTEM}), name="everybody")
    file.refused(
        step, "2026-11-20T10:00" if step == "rv_overrun" else "2026-11-10", "wrong-office", by=everybody
    )
    # Time itself waits for the clock.
    file.refused(
        step,
        "2026-11-20T10:00" if step == "rv_overrun" else "2026-11-10",
        "too-early",
        by=acting(Role.SYSTEM, name="system"),
    )


def test_every_reachable_state_keeps_the_invariants():
    for inv in REVOCATION.invariants:
        if inv.holds is not None or inv.on_step is not None:
            assert prove(REVOCATION, inv).counterexample is None, inv.id


def in_2027() -> File:
    return heard(PR, at="2027-04-05")


FROM = [opened, notified, heard, revoked, in_2027, WAYS["rv_offer_change"], WAYS["rv_revoke_immediate"]]
TestAnyOrder = any_order(REVOCATION, usual, FROM).TestCase
