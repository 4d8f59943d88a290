"""Landing: the examination and the permission, provisional landing, leaving, and any order of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import plain, values
from tests.law.residence.files import File, acting
from workflows.counting import TOKYO
from workflows.declare import Reach, Step
from workflows.dossier import Actor
from workflows.engine import Outcome, Procedure, View, take
from workflows.explore import prove
from workflows.offers import owed
from workflows.procedures.deportation.stage.departure_order import ELIGIBLE_GROUNDS
from workflows.procedures.residence.landing import LANDING
from workflows.procedures.residence.landing.clocks import bar_length
from workflows.procedures.residence.landing.facts import BAR_KINDS
from workflows.procedures.residence.landing.permission import mid_to_long_term
from workflows.refusals import refuse_state
from workflows.roles import Role
from workflows.statuses import last_day
from workflows.texts import Refusal

ENGINEER = "engineer_humanities_international"
ALL_FOUR = ["passport_visa", "activity", "period", "no_bar"]


def permission(day: date, status: str = ENGINEER, period: str = "P1Y", **other: Any) -> dict[str, Any]:
    """An ordinary permission on that day: with a card where the stay needs one."""
    until = last_day(day, period)
    assert until is not None
    facts: dict[str, Any] = {
        "conditions_met": ALL_FOUR,
        "status": status,
        "period": period,
        "stay_until": until.isoformat(),
    }
    if mid_to_long_term(status, until, day, False):
        facts |= {"card_no": "AB12345678CD", "card_valid_until": until.isoformat()}
    return {**facts, **other}


REENTRY: dict[str, Any] = {
    "entry_kind": "reentry",
    "visa_basis": "reentry_permit",
    "visa_no": None,
    "status_requested": None,
    "activity_proof": None,
    "coe_no": None,
    "coe_valid_until": None,
}
# A permission to a re-entrant: nothing is decided.
RETURN: dict[str, Any] = {
    "conditions_met": ["passport_visa", "no_bar"],
    "status": None,
    "period": None,
    "stay_until": None,
    "card_no": None,
    "card_valid_until": None,
}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of a landing is given."""
    day = at.astimezone(TOKYO).date()
    ruling = {"ruling_no": "裁100", "carried_out_by": "主任 花子"}
    facts: dict[str, dict[str, Any]] = {
        "landing_pre_screen": {"carrier": "NH801", "api_received": True, "pnr_received": True},
        "landing_apply": {
            "port": "成田",
            "carrier": "NH801",
            "arrived_at": at.isoformat(),
            "entry_kind": "new",
            "applied_by": "self",
            "passport_no": "C1234567",
            "passport_until": "2033-01-31",
            "visa_basis": "visa",
            "visa_no": "A1",
            "biometrics": "given",
            "status_requested": ENGINEER,
            "activity_proof": "certificate",
            "coe_no": "TYO-1",
            "coe_valid_until": "2027-02-28",
        },
        "landing_medical": {"diagnosed_item": "item_1", "diagnosis": "所見あり"},
        "landing_denial_exempt": {
            "exempt_grounds": ["item_9"],
            "exempt_case": "residing",
            "notice_no": "特1",
        },
        "landing_permit_stamp": permission(day),
        "landing_permit_record": {**RETURN, "record_no": "R1", "registered_as": "reentrant"},
        "landing_refer_no_biometrics": {"reasons": "指紋の提供を拒む"},
        "landing_refer_hearing": {"referral_conditions": ["activity"], "reasons": "活動に疑義"},
        "hearing_hold": {"hearing_record": "問答"},
        "hearing_permit": permission(day),
        "hearing_exit_no_biometrics": {"reasons": "なお提供しない"},
        "hearing_find_nonconform": {
            "unmet_conditions": ["activity"],
            "reasons": "活動が虚偽",
            "rights_explained": True,
        },
        "hearing_accept_finding": {"signed": True},
        "objection_file": {"objection_in_writing": True, "objection_grounds": "事実誤認"},
        "ruling_well_founded": {**permission(day), **ruling},
        "ruling_special_permission": {
            **permission(day),
            **ruling,
            "conditions_met": None,
            "special_ground": "other",
            "reasons": "家族",
        },
        "ruling_unfounded": {**ruling, "reasons": "理由がない"},
        "exit_facility_stay": {
            "stay_facility": "成田の指定宿泊施設",
            "facility_kind": "listed",
            "facility_until": (day + timedelta(days=2)).isoformat(),
            "reasons": "次便まで2日",
        },
        "exit_comply": {"departed_on": day.isoformat()},
        "exit_default": {"reasons": "搭乗を拒む"},
        "provisional_landing_default": {"reasons": "逃亡"},
        "landing_close_other": {"close_reason": "withdrawn"},
        "provisional_landing_grant": {
            "special_need": "証人の出頭を待つ",
            "provisional_address": "成田市",
            "in_port_city": True,
            "movement_area": "成田市内",
            "deposit_yen": 300_000,
        },
        "provisional_landing_breach": {
            "breach_type": "absconded",
            "forfeited_yen": 300_000,
            "reasons": "所在不明",
        },
        "provisional_landing_detain": {
            "detention_until": (day + timedelta(days=5)).isoformat(),
            "reasons": "逃亡のおそれ",
        },
    }
    return facts.get(step, {})


def landing(*steps: str, at: str = "2026-11-20T09:00", **facts: Any) -> File:
    """A landing to which these steps have happened, an hour apart; `facts` are those of the application."""
    file = File(LANDING, usual, nationality="VNM", minor=facts.pop("minor", False))
    when = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
    for step in steps:
        file.take(step, when, **(facts if step == "landing_apply" else {}))
        when += timedelta(hours=1)
    return file


def examined(**facts: Any) -> File:
    return landing("landing_apply", **facts)


TO_HEARING = ("landing_apply", "landing_refer_hearing")
TO_FINDING = (*TO_HEARING, "hearing_hold", "hearing_find_nonconform")
TO_OBJECTION = (*TO_FINDING, "objection_file")
TO_RULING = (*TO_OBJECTION, "objection_forward")
TO_EXIT = (*TO_FINDING, "hearing_accept_finding")
TO_PROVISIONAL = (*TO_HEARING, "provisional_landing_grant")

# --- the examination --------------------------------------------------------------------------------


def test_a_new_entrant_who_meets_all_four_conditions_gets_status_period_and_card():
    file = examined()
    outcome = file.take("landing_permit_stamp", "2026-11-20T11:00")
    assert file.state == "permitted" and outcome.closed
    assert file.due("stay_period") == "2027-11-20"
    assert outcome.dossier.facts["landed_on"] == outcome.dossier.facts["granted_on"] == "2026-11-20"
    assert outcome.dossier.facts["stay_days"] == 365
    [(step, facts)] = file.handed_to("residence")
    assert step == "ps_land"
    assert facts["status"] == ENGINEER and facts["stay_until"] == "2027-11-20"
    assert facts["granted_on"] == "2026-11-20" and facts["card_no"] == "AB12345678CD"


def test_the_residence_file_is_opened_by_the_landing_and_cannot_be_passed_over():
    file = examined()
    file.take("landing_permit_stamp", "2026-11-20T11:00")
    [over] = [h.declared for h in file.handed if h.declared.procedure == "residence"]
    assert over.to is Reach.STANDING and over.must


def test_the_stay_counted_from_the_end_of_june_ends_with_the_year():
    file = examined()
    file.refused(
        "landing_permit_stamp", "2026-11-20", "rule:period_allowed", "2-2(3)", stay_until="2027-11-21"
    )
    half = landing("landing_apply", at="2027-06-30T08:00", coe_valid_until="2027-08-31")
    half.take(
        "landing_permit_stamp",
        "2027-06-30",
        **permission(date(2027, 6, 30), "spouse_or_child_of_japanese", "P6M"),
    )
    assert half.due("stay_period") == "2027-12-31"


def test_a_period_that_the_table_does_not_give_is_refused():
    examined().refused(
        "landing_permit_stamp",
        "2026-11-20",
        "rule:period_allowed",
        "7(1)(3)",
        **permission(date(2026, 11, 20), period="P6M"),
    )


@pytest.mark.parametrize("status", ["permanent_resident", "hsp_2"])
def test_permanent_residence_is_never_given_at_a_landing(status):
    given = permission(date(2026, 11, 20), "long_term_resident")
    given |= {"status": status, "period": "indefinite", "stay_until": None}
    given |= {"card_no": None, "card_valid_until": None, "activity_proof": "papers"}
    examined().refused(
        "landing_permit_stamp", "2026-11-20", "rule:status_given_at_landing", "7(1)(2)", **given
    )


def test_one_condition_that_is_not_met_sends_the_person_to_a_hearing():
    file = examined()
    file.refused(
        "landing_permit_stamp", "2026-11-20T10:00", "rule:conditions_met", "9(6)", conditions_met=ALL_FOUR[:3]
    )
    file.take("landing_refer_hearing", "2026-11-20T10:00")
    assert file.state == "hearing"


def test_edge_58_of_a_re_entrant_whose_purpose_changed_only_passport_and_bars_are_examined():
    file = examined(**REENTRY)
    file.refused(
        "landing_refer_hearing",
        "2026-11-20T10:00",
        "rule:conditions_of_this_entry",
        "7(1)",
        referral_conditions=["activity"],
    )
    file.take("landing_permit_stamp", "2026-11-20T11:00", **RETURN)
    assert file.handed_to("residence") == [("re_return", {"returned_on": "2026-11-20"})]
    assert file.due("stay_period") == ""


def test_edge_58_the_old_status_of_a_re_entrant_goes_on_and_none_is_decided():
    file = examined(**REENTRY)
    given = {**RETURN, **permission(date(2026, 11, 20)), "conditions_met": RETURN["conditions_met"]}
    file.refused(
        "landing_permit_stamp", "2026-11-20T11:00", "rule:status_only_for_new_entry", "9(3)", **given
    )
    examined().refused(
        "landing_permit_stamp", "2026-11-20T11:00", "rule:status_only_for_new_entry", "9(3)", status=None
    )


def test_a_re_entrant_with_a_ground_of_denial_is_referred_all_the_same():
    file = examined(**REENTRY)
    file.take(
        "landing_refer_hearing",
        "2026-11-20T10:00",
        referral_conditions=["no_bar"],
        referral_bars=["item_5"],
    )
    assert file.state == "hearing"


def test_a_special_permanent_resident_returns_without_a_residence_file():
    file = examined(**REENTRY, biometrics="exempt", exemption_code="special_permanent_resident")
    file.take("landing_permit_stamp", "2026-11-20T11:00", **RETURN)
    assert file.handed == ()


def test_the_form_proposes_the_last_day_and_the_statuses_of_a_landing_and_the_officer_confirms():
    file = examined(period_requested="P6M")
    view = View(LANDING, file.dossier, at=datetime(2027, 6, 30, 9, tzinfo=TOKYO))
    propose, among = LANDING.facts["stay_until"].suggest, LANDING.facts["status"].among
    assert propose is not None and among is not None
    assert propose(view) == "2027-12-31"
    assert ENGINEER in (offered := list(among(view))) and "permanent_resident" not in offered


@pytest.mark.parametrize(
    ("status", "period", "until"),
    [(ENGINEER, "P1Y", "2027-11-20"), (ENGINEER, "P3M", None), ("temporary_visitor", "P90D", None)],
)
def test_the_form_proposes_the_end_of_a_card_only_where_the_law_gives_one(status, period, until):
    file = examined(status_requested=status, period_requested=period)
    propose = LANDING.facts["card_valid_until"].suggest
    assert propose is not None
    assert propose(View(LANDING, file.dossier, at=datetime(2026, 11, 20, 11, tzinfo=TOKYO))) == until


# --- the certificate --------------------------------------------------------------------------------

SSW = permission(date(2026, 11, 20), "ssw_1", designation="株式会社A・介護", organisation="株式会社A")


def test_edge_20_specified_skilled_workers_prove_their_activity_by_a_certificate_alone():
    file = examined(activity_proof="papers", coe_no=None, coe_valid_until=None)
    file.refused(
        "landing_permit_stamp", "2026-11-20T11:00", "rule:certificate_is_the_only_proof", "7(2)", **SSW
    )
    examined().take("landing_permit_stamp", "2026-11-20T11:00", **SSW)


def test_edge_20_a_certificate_proves_nothing_for_a_landing_applied_for_after_its_last_day():
    last = "2026-11-20"
    given = permission(date(2026, 11, 21), "ssw_1", designation="株式会社A・介護")
    in_time = landing("landing_apply", at=f"{last}T23:59", coe_valid_until=last)
    in_time.take("landing_permit_stamp", "2026-11-21T00:30", **given)
    late = landing("landing_apply", at="2026-11-21T00:00", coe_valid_until=last)
    late.refused("landing_permit_stamp", "2026-11-21T00:30", "rule:certificate_in_time", "7-2(1)", **given)


def test_edge_20_other_activities_may_be_proved_by_papers_once_the_certificate_is_over():
    file = examined(coe_valid_until="2026-11-19")
    file.refused("landing_permit_stamp", "2026-11-20T11:00", "rule:certificate_in_time")
    file.take("landing_permit_stamp", "2026-11-20T11:00", activity_proof="papers")
    assert file.handed_to("coe") == []


@pytest.mark.parametrize("given", [SSW, {}], ids=["the only proof", "papers might stand in"])
def test_a_certificate_on_file_that_proves_the_activity_must_be_there_to_be_used_up(given):
    file = examined(coe_case="COE-2026-1")
    file.take("landing_permit_stamp", "2026-11-20T11:00", **given)
    [over] = [h for h in file.handed if h.declared.procedure == "coe"]
    assert (over.number, over.declared.must) == ("COE-2026-1", True)
    assert over.facts == {"landed_on": "2026-11-20", "landing_applied_on": "2026-11-20"}
    file = examined(coe_case="COE-2026-1")
    file.take("landing_permit_stamp", "2026-11-20T11:00", activity_proof="papers")
    assert not file.handed_to("coe")


def test_there_is_no_certificate_for_a_short_stay():
    given = permission(date(2026, 11, 20), "temporary_visitor", "P90D", card_no=None, card_valid_until=None)
    examined().refused("landing_permit_stamp", "2026-11-20T11:00", "rule:proof_named", "7-2(1)", **given)
    examined().take("landing_permit_stamp", "2026-11-20T11:00", **given, activity_proof="papers")


# --- the card ---------------------------------------------------------------------------------------


def test_edge_32_at_a_port_without_printers_the_card_follows_and_the_passport_says_so():
    file = examined()
    later = {"card_no": None, "card_valid_until": None, "card_later": True}
    file.take("landing_permit_stamp", "2026-11-20T11:00", **later)
    [(_, facts)] = file.handed_to("residence")
    assert facts["card_later"] is True and "card_no" not in facts
    outcome = file.take("landing_card_later", "2026-11-20T11:05")
    assert "card-later-note" in outcome.documents and file.state == "permitted"


def test_edge_32_the_note_is_not_made_for_who_got_a_card():
    file = examined()
    file.take("landing_permit_stamp", "2026-11-20T11:00")
    file.refused("landing_card_later", "2026-11-20T11:05", "rule:card_was_left_for_later", "19-6(1)")


def test_a_stay_of_three_months_brings_no_card_and_one_day_more_does():
    landed = date(2026, 11, 20)
    until = last_day(landed, "P3M")
    assert until is not None
    assert not mid_to_long_term("student", until, landed, False)
    assert mid_to_long_term("student", until + timedelta(days=1), landed, False)
    assert not mid_to_long_term("diplomat", None, landed, False)


@pytest.mark.parametrize(
    "given",
    [
        {"card_no": None, "card_valid_until": None},
        {"card_valid_until": "2027-11-19"},
        {"card_later": True},
    ],
)
def test_a_resident_of_more_than_three_months_gets_a_card_to_the_end_of_the_stay(given):
    examined().refused("landing_permit_stamp", "2026-11-20T11:00", "rule:card_as_due", "19-5(1)", **given)


def test_a_visitor_gets_no_card():
    given = permission(date(2026, 11, 20), "temporary_visitor", "P90D", activity_proof="papers")
    given |= {"card_no": "AB12345678CD", "card_valid_until": given["stay_until"]}
    examined().refused("landing_permit_stamp", "2026-11-20T11:00", "rule:card_as_due", "19-3(1)", **given)


def test_a_digital_nomad_gets_a_designation_and_no_card():
    given = permission(date(2026, 11, 20), "designated_activities", "P6M", activity_proof="papers")
    given |= {"card_no": None, "card_valid_until": None, "no_card_class": True}
    file = examined()
    file.refused("landing_permit_stamp", "2026-11-20T11:00", "rule:designation_given", "reg 7(2)", **given)
    file.take("landing_permit_stamp", "2026-11-20T11:00", **given, designation="告示53号")
    examined().refused(
        "landing_permit_stamp",
        "2026-11-20T11:00",
        "rule:cardless_class_is_designated",
        card_no=None,
        card_valid_until=None,
        no_card_class=True,
    )


# --- hits, bars, doctors ----------------------------------------------------------------------------


def test_a_hit_of_the_pre_arrival_check_is_resolved_in_writing_before_a_permission():
    file = File(LANDING, usual, nationality="VNM")
    file.take("landing_pre_screen", "2026-11-19", hits=["lost_passport"], hit_detail="紛失届")
    assert file.state == "en_route" and owed(LANDING, file.dossier)
    file.take("landing_apply", "2026-11-20T09:00")
    file.refused("landing_permit_stamp", "2026-11-20T10:00", "rule:hits_resolved", "7(1)(4)")
    file.take("landing_permit_stamp", "2026-11-20T10:00", hits_cleared="再発行旅券で本人と確認")


@pytest.mark.parametrize(
    ("kind", "ordinary", "visitor"),
    [
        ("refused_items", 1, 1),
        ("self_paid_shortened", 1, 5),
        ("removed_first", 5, 5),
        ("removed_again", 10, 10),
        ("departure_order", 1, 1),
        ("departure_order_late", 1, 5),
        ("listed_crime", 5, 5),
    ],
)
def test_a_landing_bar_lasts_one_five_or_ten_years(kind, ordinary, visitor):
    assert str(bar_length(kind, False)).startswith(f"{ordinary} year")
    assert str(bar_length(kind, True)).startswith(f"{visitor} year")


def test_every_kind_of_landing_bar_has_its_length():
    assert all(bar_length(choice.code, short) for choice in BAR_KINDS for short in (False, True))


def test_a_bar_of_five_years_from_a_removal_ends_with_its_last_day():
    barred = {"bar_kind": "removed_first", "bar_from": "2021-11-20"}
    file = landing("landing_apply", at="2026-11-20T08:00", **barred)
    assert file.due("landing_bar") == "2026-11-20"
    file.refused("landing_permit_stamp", "2026-11-20T23:59", "rule:landing_bar_over", "5(1)(9)")
    file = landing("landing_apply", at="2026-11-20T23:00", **barred)
    file.take("landing_permit_stamp", "2026-11-21T00:00", **permission(date(2026, 11, 21)))


def test_who_left_late_under_a_departure_order_is_barred_for_five_years_only_as_a_visitor():
    barred = {"bar_kind": "departure_order_late", "bar_from": "2024-05-01"}
    assert examined(**barred).due("landing_bar") == "2025-05-01"
    assert examined(**barred, status_requested="temporary_visitor").due("landing_bar") == "2029-05-01"


def test_the_minister_may_pass_over_a_running_bar_and_nothing_else():
    file = examined(bar_kind="removed_first", bar_from="2024-05-01")
    file.take("landing_denial_exempt", "2026-11-20T10:00", exempt_case="certificate_or_visa", reasons="婚姻")
    file.refused(
        "landing_refer_hearing",
        "2026-11-20T11:00",
        "rule:more_than_exempted_ground",
        "5-2(1)",
        referral_conditions=["no_bar"],
        referral_bars=["item_9"],
    )
    file.take("landing_permit_stamp", "2026-11-20T11:00")


def test_an_exemption_for_a_certificate_needs_a_special_reason():
    examined().refused(
        "landing_denial_exempt",
        "2026-11-20T10:00",
        "rule:special_reason_given",
        "reg 4-2(1)(2)",
        exempt_case="certificate_or_visa",
    )


def test_nobody_is_found_ill_before_a_designated_doctor_has_looked():
    file = examined()
    sick = {"referral_conditions": ["no_bar"], "referral_bars": ["item_1"]}
    file.refused("landing_refer_hearing", "2026-11-20T10:00", "rule:doctor_examined_first", "9(2)", **sick)
    file.take("landing_medical", "2026-11-20T10:00")
    file.take("landing_refer_hearing", "2026-11-20T11:00", **sick)


@pytest.mark.parametrize("bars", [{}, {"referral_bars": ["item_4"], "referral_conditions": ["activity"]}])
def test_a_ground_of_denial_is_named_exactly_where_condition_four_is_held_against_the_person(bars):
    given = {"referral_conditions": ["no_bar"], **bars}
    examined().refused(
        "landing_refer_hearing", "2026-11-20T10:00", "rule:denial_grounds_named", "5(1)", **given
    )


def test_nobody_is_stamped_through_without_fingerprints():
    examined(biometrics="refused").refused(
        "landing_permit_stamp", "2026-11-20T10:00", "rule:biometrics_given_or_exempt", "7(4)"
    )


def test_a_bar_in_the_pre_arrival_check_has_its_day_too():
    File(LANDING, usual).refused(
        "landing_pre_screen", "2026-11-19", "rule:bar_dated", "5(1)(9)", bar_kind="removed_first"
    )


# --- the application --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "article", "given"),
    [
        ("visa_basis_fits", "6(1)", {"visa_basis": "reentry_permit", "visa_no": None}),
        ("visa_basis_fits", "6(1)", {"entry_kind": "reentry"}),
        ("visa_basis_fits", "6(1)", {"visa_no": None}),
        ("applies_in_person", "reg 5(4)", {"applied_by": "companion"}),
        ("applies_in_person", "reg 5(4)", {"represented_because": "illness"}),
        (
            "applies_in_person",
            "reg 5(4)",
            {"applied_by": "carrier", "represented_because": "under_16", "born": "2000-01-01"},
        ),
        ("exemption_named", "6(3)", {"biometrics": "exempt"}),
        ("exemption_named", "6(3)", {"biometrics": "refused", "exemption_code": "state_guest"}),
        (
            "exemption_named",
            "6(3)",
            {"biometrics": "exempt", "exemption_code": "under_16", "born": "2010-11-19"},
        ),
        ("bar_dated", "5(1)(9)", {"bar_kind": "removed_first"}),
        ("bar_dated", "5(1)(9)", {"bar_from": "2020-01-01"}),
    ],
)
def test_an_application_that_does_not_fit_is_refused_with_its_article(code, article, given):
    File(LANDING, usual).refused("landing_apply", "2026-11-20", f"rule:{code}", article, **given)


def test_a_child_the_day_before_it_turns_sixteen_is_exempt_and_a_parent_may_apply():
    file = examined(
        applied_by="companion",
        represented_because="under_16",
        biometrics="exempt",
        exemption_code="under_16",
        born="2010-11-21",
    )
    file.take("landing_permit_stamp", "2026-11-20T11:00")


def test_an_expired_passport_or_a_missing_visa_is_no_bar_to_applying_but_to_the_permission():
    for wrong in ({"passport_until": "2026-11-19"}, {"visa_basis": "none", "visa_no": None}):
        file = examined(**wrong)
        file.refused("landing_permit_stamp", "2026-11-20T11:00", "rule:passport_and_visa_valid", "7(1)(1)")
        file.take("landing_refer_hearing", "2026-11-20T11:00", referral_conditions=["passport_visa"])


# --- the automated gate -----------------------------------------------------------------------------

TTP = {
    "registered_as": "ttp_card",
    "ttp_issued_on": "2024-11-21",
    **permission(date(2026, 11, 20), "temporary_visitor", "P90D"),
}


def test_a_registered_re_entrant_passes_the_gate_and_the_old_stay_goes_on():
    file = examined(**REENTRY)
    file.take("landing_permit_record", "2026-11-20T10:00")
    assert file.handed_to("residence") == [("re_return", {"returned_on": "2026-11-20"})]


def test_a_traveller_card_lasts_three_years_with_the_day_of_issue_counted():
    file = examined()
    file.take("landing_permit_record", "2026-11-20T10:00", **TTP)
    assert file.due("ttp_card") == "2027-11-20"
    assert file.dossier.facts["status"] == "temporary_visitor"
    file = examined()
    file.take("landing_permit_record", "2026-11-20T10:00", **{**TTP, "ttp_issued_on": "2023-11-21"})
    examined().refused(
        "landing_permit_record",
        "2026-11-20T10:00",
        "rule:traveller_card_valid",
        "9-2(6)",
        **{**TTP, "ttp_issued_on": "2023-11-20"},
    )


def test_a_traveller_card_ends_with_the_passport_where_that_is_earlier():
    file = examined(passport_until="2027-01-31")
    file.take("landing_permit_record", "2026-11-20T10:00", **TTP)
    assert file.due("ttp_card") == "2027-01-31"


@pytest.mark.parametrize(
    ("code", "apply", "given"),
    [
        ("registration_fits_entry", {}, {**TTP, "status": "student"}),
        ("registration_fits_entry", {}, {"conditions_met": ALL_FOUR}),
        ("conditions_met", {}, {**TTP, "conditions_met": ["no_bar"]}),
        ("passport_and_visa_valid", {"passport_until": "2026-11-01"}, TTP),
        ("hits_resolved", {"hits": ["wanted"]}, TTP),
        ("landing_bar_over", {"bar_kind": "removed_again", "bar_from": "2020-01-01"}, TTP),
        ("status_only_for_new_entry", {}, {**TTP, "period": None}),
        ("period_allowed", {}, {**TTP, "stay_until": "2027-02-19"}),
        ("traveller_card_valid", {}, {**TTP, "ttp_issued_on": None}),
        (
            "biometrics_given",
            {"biometrics": "exempt", "exemption_code": "state_guest"},
            TTP,
        ),
    ],
)
def test_the_record_replaces_the_stamp_only_for_who_is_registered_and_gave_fingerprints(code, apply, given):
    examined(**apply).refused("landing_permit_record", "2026-11-20T10:00", f"rule:{code}", **given)


# --- provisional landing ----------------------------------------------------------------------------


@pytest.mark.parametrize(("minor", "most"), [(False, 2_000_000), (True, 1_000_000)])
def test_the_deposit_is_two_million_yen_at_most_and_one_million_for_a_minor(minor, most):
    file = landing(*TO_HEARING, minor=minor)
    file.refused(
        "provisional_landing_grant",
        "2026-11-20T12:00",
        "rule:landing_deposit_cap",
        "13(3)",
        deposit_yen=most + 1,
    )
    file.take("provisional_landing_grant", "2026-11-20T12:00", deposit_yen=most)
    assert file.dossier.states["provisional"] == "provisional_landing"


def test_a_residence_outside_the_city_of_the_port_needs_special_reasons():
    file = landing(*TO_HEARING)
    file.refused(
        "provisional_landing_grant",
        "2026-11-20T12:00",
        "rule:residence_in_port_city",
        "reg 12(2)(1)",
        in_port_city=False,
    )
    file.take("provisional_landing_grant", "2026-11-20T12:00", in_port_city=False, note="入院のため東京都内")


def test_a_provisional_landing_is_permitted_only_while_the_procedure_runs():
    file = landing(*TO_EXIT)
    file.refused("provisional_landing_grant", "2026-11-20T15:00", "rule:landing_procedure_runs", "13(1)")


@pytest.mark.parametrize(
    ("breach", "right", "wrong"),
    [("absconded", 300_000, 299_999), ("summons", 300_000, 0), ("other", 150_000, 150_001)],
)
def test_flight_costs_the_whole_deposit_and_any_other_breach_at_most_half(breach, right, wrong):
    file = landing(*TO_PROVISIONAL)
    given = {"breach_type": breach}
    file.refused(
        "provisional_landing_breach",
        "2026-11-21",
        "rule:landing_forfeiture",
        "13(5)",
        **given,
        forfeited_yen=wrong,
    )
    file.take("provisional_landing_breach", "2026-11-21", **given, forfeited_yen=right)
    assert file.dossier.states["provisional"] == "provisional_breached"


def test_what_was_forfeited_before_counts_and_the_rest_is_returned_with_the_permission():
    file = landing(*TO_PROVISIONAL)
    file.take("provisional_landing_breach", "2026-11-21", breach_type="other", forfeited_yen=100_000)
    file.refused(
        "provisional_landing_breach",
        "2026-11-22",
        "rule:landing_forfeiture",
        breach_type="other",
        forfeited_yen=50_001,
    )
    file.take("hearing_hold", "2026-11-22")
    file.take("hearing_permit", "2026-11-23")
    assert file.dossier.states["provisional"] == "ended"
    assert file.dossier.facts["refunded_yen"] == 200_000


def test_an_order_to_leave_ends_the_provisional_landing_and_returns_the_deposit():
    file = landing(*TO_PROVISIONAL, "hearing_hold", "hearing_find_nonconform", "hearing_accept_finding")
    assert file.dossier.states["provisional"] == "ended"
    assert file.dossier.facts["refunded_yen"] == 300_000


def test_a_flight_from_a_provisional_landing_opens_a_deportation_file():
    file = landing(*TO_PROVISIONAL)
    file.refused(
        "provisional_landing_default", "2026-11-21", "rule:fled_from_provisional_landing", "24(1)(5)"
    )
    file.take("provisional_landing_breach", "2026-11-21")
    file.take("provisional_landing_default", "2026-11-22")
    assert file.state == "deportation_module"
    [(step, facts)] = file.handed_to("deportation")
    assert (step, facts["ground"]) == ("investigation_opened", "landing_order_defied")
    assert facts["ground"] not in ELIGIBLE_GROUNDS, "24-3 opens no departure order for items 5 and 5-2"
    assert facts["minor"] is False


def test_a_fear_of_flight_is_no_breach_and_a_detention_order_has_a_last_day():
    file = landing(*TO_PROVISIONAL)
    file.refused("provisional_landing_release", "2026-11-20T13:00", "wrong-state")
    outcome = file.take("provisional_landing_detain", "2026-11-21")
    assert "16-2" in outcome.documents and file.due("provisional_detention") == "2026-11-26"
    file.refused("provisional_landing_detain", "2026-11-22", "rule:not_yet_detained", "13(6)")
    file.refused("provisional_landing_default", "2026-11-22", "rule:fled_from_provisional_landing")
    file.pass_time("2026-11-27T00:00")
    assert file.due("provisional_detention") == ""
    file.refused("provisional_landing_release", "2026-11-27", "rule:is_detained", "13(7)")


def test_a_detention_in_a_provisional_landing_does_not_outlast_the_procedure():
    file = landing(*TO_PROVISIONAL, "provisional_landing_detain", "hearing_hold")
    file.take("hearing_permit", "2026-11-21")
    assert file.due("provisional_detention") == ""
    file = landing(*TO_PROVISIONAL)
    file.take("hearing_hold", "2026-11-20T12:30")
    file.take("hearing_find_nonconform", "2026-11-20T13:00")
    file.take("hearing_accept_finding", "2026-11-20T14:00")
    file.refused("provisional_landing_detain", "2026-11-21", "wrong-state")


# --- leaving ----------------------------------------------------------------------------------------


def test_who_cannot_leave_at_once_may_wait_in_a_facility_until_the_day_named():
    file = landing(*TO_EXIT)
    file.take("exit_facility_stay", "2026-11-20T14:00")
    assert file.due("facility_stay") == "2026-11-22"  # a Sunday: it does not move
    file.refused("exit_default", "2026-11-22T23:59", "rule:facility_time_over", "13-2(1)")
    file.take("exit_default", "2026-11-23T00:00")
    [(step, facts)] = file.handed_to("deportation")
    assert (step, facts["ground"]) == ("investigation_opened", "landing_order_defied")
    assert facts["ground"] not in ELIGIBLE_GROUNDS, "24-3 opens no departure order for items 5 and 5-2"


def test_the_day_in_the_facility_may_be_named_anew():
    file = landing(*TO_EXIT)
    file.take("exit_facility_stay", "2026-11-20T14:00")
    file.take("exit_facility_stay", "2026-11-22", facility_until="2026-11-25")
    assert file.due("facility_stay") == "2026-11-25"
    file.take("exit_comply", "2026-11-25")
    assert file.state == "departed" and file.due("facility_stay") == ""


def test_another_facility_needs_a_reason():
    file = landing(*TO_EXIT)
    other = {"facility_kind": "other"}
    file.refused(
        "exit_facility_stay", "2026-11-20T14:00", "rule:other_facility_has_reason", "reg 12-2(1)(3)", **other
    )
    file.take("exit_facility_stay", "2026-11-20T14:00", **other, note="近傍に指定施設がない")


def test_the_file_of_a_passenger_who_never_came_can_be_closed():
    file = landing("landing_pre_screen")
    file.refused("landing_close_other", "2026-11-25", "rule:closed_for_a_reason_that_fits")
    file.take("landing_close_other", "2026-11-25", close_reason="not_arrived")
    assert file.state == "closed"
    examined().refused(
        "landing_close_other",
        "2026-11-25",
        "rule:closed_for_a_reason_that_fits",
        close_reason="not_arrived",
    )
    file = landing(*TO_FINDING)
    file.take("landing_close_other", "2026-11-20T14:00", close_reason="withdrawn")
    assert file.due("landing_objection_3d") == ""


# --- the whole table --------------------------------------------------------------------------------

# How each step is reached: the steps before it, and what it is given beside the usual.
WAYS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "landing_pre_screen": ((), {}),
    "landing_apply": ((), {}),
    "landing_medical": (("landing_apply",), {}),
    "landing_denial_exempt": (("landing_apply",), {}),
    "landing_permit_stamp": (("landing_apply",), {}),
    "landing_permit_record": (("landing_apply",), TTP),
    "landing_refer_hearing": (("landing_apply",), {}),
    "hearing_hold": (TO_HEARING, {}),
    "hearing_permit": ((*TO_HEARING, "hearing_hold"), {}),
    "hearing_find_nonconform": ((*TO_HEARING, "hearing_hold"), {}),
    "hearing_accept_finding": (TO_FINDING, {}),
    "objection_file": (TO_FINDING, {}),
    "objection_forward": (TO_OBJECTION, {}),
    "ruling_well_founded": (TO_RULING, {}),
    "ruling_special_permission": (TO_RULING, {}),
    "ruling_unfounded": (TO_RULING, {}),
    "exit_facility_stay": (TO_EXIT, {}),
    "exit_comply": (TO_EXIT, {}),
    "exit_default": (TO_EXIT, {}),
    "landing_close_other": (("landing_apply",), {}),
    "provisional_landing_grant": (TO_HEARING, {}),
    "provisional_landing_breach": (TO_PROVISIONAL, {}),
    "provisional_landing_detain": (TO_PROVISIONAL, {}),
    "provisional_landing_release": ((*TO_PROVISIONAL, "provisional_landing_detain"), {}),
    "provisional_landing_default": ((*TO_PROVISIONAL, "provisional_landing_breach"), {}),
}
# Reached otherwise: by a story of its own in this file or in test_landing_hearing.
ELSEWHERE = {
    "landing_card_later",
    "landing_refer_no_biometrics",
    "hearing_exit_no_biometrics",
    "objection_lapse",
    "provisional_landing_end",
}
LATER = "2026-11-20T23:30"


def test_every_step_is_in_the_table_of_this_test():
    assert set(WAYS) | ELSEWHERE == set(LANDING.steps)


@pytest.mark.parametrize("step", sorted(WAYS))
def test_each_step_is_taken_in_its_state_and_refused_in_another_and_to_another_office(step):
    before, given = WAYS[step]
    landing(*before).refused(step, LATER, "wrong-office", by=acting(Role.FACILITY_HEAD), **given)
    landing(*before).take(step, LATER, **given)
    ended = landing("landing_apply", "landing_permit_stamp")
    procedure_over = "rule:landing_procedure_runs" if step == "provisional_landing_grant" else "wrong-state"
    ended.refused(step, LATER, procedure_over, **given)


@pytest.mark.parametrize("step", sorted(ELSEWHERE - {"provisional_landing_end"}))
def test_the_steps_with_a_story_of_their_own_have_their_state_and_office_too(step):
    file = examined()
    file.refused(step, LATER, "wrong-office", by=acting(Role.FACILITY_HEAD))
    if step != "landing_refer_no_biometrics":
        file.refused(step, LATER, "wrong-state")
    else:
        landing(*TO_HEARING).refused(step, LATER, "wrong-state")


def test_a_provisional_landing_never_ends_by_itself():
    landing(*TO_PROVISIONAL).refused("provisional_landing_end", LATER, "carried-only", "13(4)")


def test_every_reachable_state_keeps_the_invariants():
    for inv in LANDING.invariants:
        if inv.holds is not None or inv.on_step is not None:
            assert prove(LANDING, inv).counterexample is None, inv.id


# --- any order --------------------------------------------------------------------------------------

EVERYBODY = frozenset(Role) - {Role.SYSTEM}


def _closes(procedure: Procedure, step: Step) -> bool:
    """Whether a step can do nothing but close the file."""
    machine = procedure.machines[procedure.main]
    return step.machine == machine.code and all(machine.states[t].end for t in machine.targets(step))


def any_order(
    procedure: Procedure,
    usual: Callable[[str, datetime], dict[str, Any]],
    starts: Sequence[Callable[[], File]],
) -> type[RuleBasedStateMachine]:
    """A file, from one of these points on, in the hands of officers who take any step with any facts, while
    time passes."""

    def ordinary(step: str, at: datetime) -> dict[str, Any]:
        facts = {**plain(procedure, step, at), **usual(step, at)}
        return {name: value for name, value in facts.items() if value is not None}

    class AnyOrder(RuleBasedStateMachine):
        @initialize(start=st.sampled_from(starts))
        def a_file_has_come_so_far(self, start: Callable[[], File]) -> None:
            self.player, self.people = start()._player, 0
            assert self.player.dossier.last_at is not None
            self.at = self.player.dossier.last_at + timedelta(hours=1)

        def _take(self, step: str, facts: dict[str, Any]) -> Outcome | Refusal:
            self.people += 1
            actor = Actor(f"officer{self.people}", EVERYBODY, "TYO")
            outcome = take(procedure, self.player.dossier, step, facts, actor=actor, at=self.at)
            if isinstance(outcome, Outcome):
                assert outcome.dossier.seq == self.player.dossier.seq + 1
                self.player.dossier = outcome.dossier
            else:
                assert outcome.sentence("ja") and outcome.sentence("en")
            return outcome

        def _allowed(self) -> list[Step]:
            view = View(procedure, self.player.dossier)
            return [
                s
                for s in procedure.steps.values()
                if refuse_state(procedure, view, s) is None and not (s.carried_only or s.automatic)
            ]

        @rule(data=st.data())
        def the_case_goes_on(self, data: Any) -> None:
            """An ordinary step; what closes the file is left to the others while anything else is open."""
            allowed = self._allowed()
            if onward := [s for s in allowed if not _closes(procedure, s)] or allowed:
                step = data.draw(st.sampled_from(onward)).id
                self._take(step, ordinary(step, self.at))

        @rule(data=st.data())
        def somebody_takes_a_step_with_odd_facts(self, data: Any) -> None:
            if allowed := self._allowed():
                step = data.draw(st.sampled_from(allowed)).id
                form = [name for name, _ in procedure.forms[step]]
                changed = data.draw(st.lists(st.sampled_from(form), max_size=2, unique=True)) if form else []
                odd = {n: data.draw(values(procedure.facts[n], self.at)) for n in changed}
                self._take(step, {**ordinary(step, self.at), **odd})

        @rule(step=st.sampled_from(sorted(procedure.steps)))
        def somebody_takes_any_step_at_all(self, step: str) -> None:
            self._take(step, ordinary(step, self.at))

        @rule()
        def the_last_day_of_a_clock_comes(self) -> None:
            ahead = [c.alarm_at for c in self.player.dossier.clocks.values() if c.alarm_at]
            days = [at - timedelta(hours=12) for at in ahead if at - timedelta(hours=12) > self.at]
            self.at = min(days, default=self.at)
            self.player.pass_time(self.at)

        @rule(hours=st.sampled_from([1, 24, 73, 24 * 15, 24 * 40]))
        def time_passes(self, hours: int) -> None:
            self.at += timedelta(hours=hours)
            self.player.pass_time(self.at)

        @invariant()
        def the_invariants_hold_and_somebody_owes_what_is_open(self) -> None:
            dossier = self.player.dossier
            view = View(procedure, dossier)
            for inv in procedure.invariants:
                assert inv.holds is None or inv.holds(view), f"{inv.id}: {inv.rule.en}"
            assert procedure.is_closed(dossier) or owed(procedure, dossier)
            for clock in dossier.clocks.values():
                assert clock.alarm_at is None or clock.legal_at is None or clock.alarm_at <= clock.legal_at

    AnyOrder.TestCase.settings = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    return AnyOrder


FROM = [
    partial(landing, *before) for before in dict.fromkeys(before for before, _ in WAYS.values()) if before
]
TestAnyOrder = any_order(LANDING, usual, FROM).TestCase
