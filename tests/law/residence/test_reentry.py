"""Leaving and returning: permits, special re-entry, holds on departure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.residence.files import File, acting
from tests.law.residence.test_person_residence import (
    ENGINEER,
    NEXT_CARD,
    given,
    in_special,
    landed,
    overstayer,
    permanent,
    visitor,
)
from workflows.procedures.residence.person import RESIDENCE
from workflows.roles import Role


def going(file: File) -> str:
    return file.dossier.states["reentry"]


def with_permit(file: File | None = None, at: str = "2026-08-10", **more: Any) -> File:
    """Somebody with a re-entry permit (single, to the end of the stay, unless told)."""
    file = file or landed()
    kind = more.pop("permit_kind", "single")
    file.take("re_apply", at, permit_kind=kind)
    file.take(
        "re_grant",
        at,
        **{"reentry_valid_until": "2027-07-10", "fee_yen": 7000 if kind == "multiple" else 4000, **more},
    )
    return file


# --- permits ------------------------------------------------------------------------------------------


def test_a_permit_needs_a_passport_or_the_reason_for_having_none():
    file = landed()
    file.refused("re_apply", "2026-08-01", "rule:passport_or_reason", "reg 29(2)", passport_shown=False)
    file.take("re_apply", "2026-08-01", passport_shown=None, no_passport_reason="無国籍")


def test_a_permit_is_for_who_returns_inside_the_stay():
    file = landed()
    file.refused("re_apply", "2026-08-01", "rule:within_the_stay", "26(1)", planned_return_on="2027-07-11")
    file.take("re_apply", "2026-08-01", planned_return_on="2027-07-10")


def test_a_permit_lasts_five_years_and_no_longer_than_the_stay():
    file = landed()
    file.take("re_apply", "2026-08-01")
    file.refused("re_grant", "2026-08-10", "rule:within_the_stay", "26(3)", reentry_valid_until="2027-07-11")
    file.take("re_grant", "2026-08-10", reentry_valid_until="2027-07-10")
    assert file.due("reentry_validity") == "2027-07-10"
    forever = permanent()
    forever.take("re_apply", "2026-08-01")
    forever.refused(
        "re_grant", "2026-08-10", "rule:within_five_years", "26(3)", reentry_valid_until="2031-08-11"
    )
    forever.take("re_grant", "2026-08-10", reentry_valid_until="2031-08-10")


@pytest.mark.parametrize(
    ("more", "fee", "right"),
    [
        ({"permit_kind": "single"}, 4000, True),
        ({"permit_kind": "single"}, 7000, False),
        ({"permit_kind": "multiple"}, 7000, True),
        ({"permit_kind": "single", "channel": "online"}, 3500, True),
        ({"permit_kind": "single", "channel": "online"}, 4000, False),
    ],
)
def test_the_fee_differs_by_kind_and_channel(more: dict[str, Any], fee: int, right: bool):
    file = landed()
    file.take("ps_application_filed", "2026-08-01", channel="online")
    file.take("re_apply", "2026-08-01", **more)
    until = {"reentry_valid_until": "2027-07-10", "fee_yen": fee}
    if right:
        file.take("re_grant", "2026-08-10", **until)
    else:
        file.refused("re_grant", "2026-08-10", "rule:fee_paid", "67(1)(4)", **until)


def test_the_fee_is_that_of_the_day_of_the_filing():
    """The fees rose for what was accepted from 1 April 2025 on."""
    file = landed("2024-07-10", stay_until="2027-07-10", period="P3Y", card_valid_until="2027-07-10")
    file.take("re_apply", "2025-03-31")
    until = {"reentry_valid_until": "2027-07-10"}
    file.refused("re_grant", "2025-04-02", "rule:fee_paid", "67(1)(4)", **until, fee_yen=4000)
    file.take("re_grant", "2025-04-02", **until, fee_yen=3000)


def test_a_permit_is_asked_for_online_only_along_with_a_filing():
    file = landed()
    file.refused("re_apply", "2026-08-01", "rule:online_with_a_filing", "reg 61-3(1)(12)", channel="online")
    file.take("ps_application_filed", "2026-08-01", channel="online")
    file.take("re_apply", "2026-08-01", channel="online")


def test_how_an_extension_was_filed_says_nothing_of_the_permit():
    file = landed()
    file.take("ps_application_filed", "2026-08-01", channel="online")
    file.take("re_apply", "2026-08-03")
    file.refused("re_grant", "2026-08-10", "rule:fee_paid", reentry_valid_until="2027-07-10", fee_yen=3500)
    file.take("re_grant", "2026-08-10", reentry_valid_until="2027-07-10", fee_yen=4000)


def test_diplomats_pay_no_fee():
    file = landed(status="diplomat", period="indefinite", stay_until=None, card_no=None)
    with_permit(file, reentry_valid_until="2031-08-10", fee_yen=0)


def test_a_refused_or_withdrawn_request_may_be_made_again():
    file = landed()
    file.take("re_apply", "2026-08-01")
    file.take("re_refuse", "2026-08-05")
    file.take("re_apply", "2026-08-10")
    file.take("re_withdraw", "2026-08-12")
    assert going(file) == "in_japan"


def test_a_cancelled_permit_is_gone_and_another_may_be_asked_for():
    file = with_permit()
    file.take("re_cancel", "2026-09-01")
    assert going(file) == "cancelled" and file.due("reentry_validity") == ""
    file.take("re_apply", "2026-09-10")


def test_a_permit_that_runs_out_unused_here_costs_no_status():
    file = with_permit(reentry_valid_until="2026-12-31")
    file.pass_time("2027-01-01T00:00")
    assert going(file) == "in_japan" and file.state == "in_status"


def test_a_permit_is_in_force_from_the_day_written_on_it():
    file = with_permit(effective_on="2026-09-01")
    file.refused("re_depart_permit", "2026-08-20", "rule:permit_in_force", "26(2)")
    file.take("re_depart_permit", "2026-09-01")


def test_leaving_under_a_permit_keeps_card_and_stay():
    file = with_permit()
    file.take("re_depart_permit", "2026-09-01")
    assert file.state == "abroad_with_reentry" and going(file) == "abroad"
    assert file.dossier.states["residence_card"] == "valid"
    assert file.due("stay_period") == "2027-07-10" and file.due("reentry_validity") == "2027-07-10"


def test_a_single_permit_is_used_up_and_a_multiple_one_is_not():
    single = with_permit()
    single.take("re_depart_permit", "2026-09-01")
    single.take("re_return", "2026-10-01")
    assert going(single) == "in_japan" and single.due("reentry_validity") == ""
    multiple = with_permit(permit_kind="multiple")
    multiple.take("re_depart_permit", "2026-09-01")
    multiple.take("re_return", "2026-10-01")
    assert going(multiple) == "permit_valid" and multiple.due("reentry_validity") == "2027-07-10"
    multiple.take("re_depart_permit", "2026-11-01")


def test_whoever_is_not_back_by_the_end_of_the_permit_loses_the_status():
    file = with_permit(reentry_valid_until="2026-12-31")
    file.take("re_depart_permit", "2026-09-01")
    file.pass_time("2026-12-31T23:59")
    assert file.state == "abroad_with_reentry"
    file.pass_time("2027-01-01T00:00")
    assert file.state == "abroad_no_status" and going(file) == "status_lost"
    assert file.dossier.states["residence_card"] == "void"
    assert file.due("card_return_14") == "2027-01-14"
    assert "status" not in file.dossier.facts and file.due("stay_period") == ""


def test_what_lapses_abroad_closes_the_files_that_rest_on_the_stay():
    file = with_permit(reentry_valid_until="2026-12-31")
    file.take("re_depart_permit", "2026-09-01")
    file.take("re_lapse_abroad", "2027-01-01T00:00", asleep=True, by=acting(Role.SYSTEM))
    assert given(file, "extension", "ext_close_other")[0]["close_reason"] == "status_lost"
    assert given(file, "notification_duty", "nd_close")


def test_abroad_a_permit_is_lengthened_by_a_year_and_to_six_from_its_effect():
    file = with_permit(permanent(), reentry_valid_until="2031-08-10")
    file.take("re_depart_permit", "2030-08-01")
    file.refused(
        "re_extend_abroad", "2031-08-01", "rule:one_more_year", "26(5)", reentry_valid_until="2032-08-11"
    )
    file.refused("re_extend_abroad", "2031-08-01", "rule:one_more_year", reentry_valid_until="2031-08-10")
    file.take("re_extend_abroad", "2031-08-01", reentry_valid_until="2032-08-10")
    assert file.due("reentry_validity") == "2032-08-10"
    file.refused("re_extend_abroad", "2032-08-01", "rule:one_more_year", reentry_valid_until="2032-08-11")


def test_abroad_a_permit_is_not_lengthened_beyond_the_stay():
    file = with_permit(reentry_valid_until="2027-06-30")
    file.take("re_depart_permit", "2026-09-01")
    file.refused("re_extend_abroad", "2027-06-01", "rule:within_the_stay", reentry_valid_until="2027-07-11")
    file.take("re_extend_abroad", "2027-06-01", reentry_valid_until="2027-07-10")


def test_special_re_entry_is_never_lengthened():
    file = landed()
    file.take("re_depart_special", "2026-09-01")
    file.refused(
        "re_extend_abroad",
        "2027-06-01",
        "rule:left_under_a_permit",
        "26-2(3)",
        reentry_valid_until="2027-07-01",
    )


def test_a_pending_filing_lengthens_a_permit_to_the_end_of_the_special_period():
    file = with_permit()
    file.refused(
        "re_extend_special_period",
        "2027-06-01",
        "rule:filing_pending",
        "26(4)",
        reentry_valid_until="2027-09-10",
    )
    file.take("ps_application_filed", "2027-06-10")
    file.refused(
        "re_extend_special_period", "2027-06-20", "rule:within_the_stay", reentry_valid_until="2027-09-11"
    )
    file.refused(
        "re_extend_special_period", "2027-06-20", "rule:lengthened", reentry_valid_until="2027-07-10"
    )
    file.take("re_extend_special_period", "2027-06-20", reentry_valid_until="2027-09-10")
    assert file.due("reentry_validity") == "2027-09-10"


# --- special re-entry ------------------------------------------------------------------------------------


def test_special_re_entry_lasts_a_year_from_the_departure_for_a_permanent_resident():
    file = permanent()
    file.take("re_depart_special", "2026-11-24")
    assert file.due("special_reentry_1y") == "2027-11-24"
    file.pass_time("2027-11-25T00:00")
    assert file.state == "abroad_no_status"


def test_a_permanent_resident_comes_back_as_one():
    file = permanent()
    file.take("re_depart_special", "2026-11-24")
    file.take("re_return", "2027-02-01")
    assert file.state == "permanent" and going(file) == "in_japan" and file.due("special_reentry_1y") == ""


def test_edge_50_where_the_stay_ends_in_four_months_the_person_is_back_inside_them():
    file = landed()
    file.take("re_depart_special", "2027-03-10")
    assert file.due("special_reentry_1y") == "2027-07-10"  # a Saturday: it does not roll
    file.pass_time("2027-07-11T00:00")
    assert file.state == "abroad_no_status" and file.due("overstay") == ""


def test_edge_51_who_leaves_in_the_special_period_is_back_before_its_end():
    file = in_special()
    file.take("re_depart_special", "2026-09-20")
    assert file.due("special_reentry_1y") == "2026-10-31"
    file.take("re_return", "2026-10-20")
    assert file.state == "special_period"


def test_who_leaves_before_the_stay_ends_with_a_filing_pending_has_the_special_period_too():
    file = landed()
    file.take("ps_application_filed", "2027-06-10")
    file.take("re_depart_special", "2027-06-20")
    assert file.due("special_reentry_1y") == "2027-09-10"
    file.pass_time("2027-07-11T00:00")
    assert file.state == "abroad_with_reentry" and file.due("special_period") == "2027-09-10"
    file.take("re_return", "2027-08-01")
    assert file.state == "special_period", "the stay ended meanwhile"


def test_when_the_filing_ends_abroad_the_right_to_return_ends_with_the_stay():
    file = landed()
    file.take("ps_application_filed", "2027-06-10")
    file.take("re_depart_special", "2027-06-20")
    file.take("ps_application_ended", "2027-06-25", carried=True)
    assert file.due("special_reentry_1y") == "2027-07-10"
    file.pass_time("2027-07-11T00:00")
    assert file.state == "abroad_no_status"


def test_a_refusal_in_the_special_period_ends_the_right_of_who_is_abroad():
    file = in_special()
    file.take("re_depart_special", "2026-09-20")
    file.take("ps_overstay", "2026-10-01", carried=True)
    assert file.state == "abroad_no_status" and going(file) == "status_lost"
    assert "status" not in file.dossier.facts and file.due("special_reentry_1y") == ""


def test_edge_52_a_stay_of_three_months_needs_a_permit():
    file = landed(period="P3M", stay_until="2026-10-10", card_no=None)
    file.refused(
        "re_depart_special", "2026-08-10", "rule:stay_of_more_than_three_months", "26-2(1)", card_shown=None
    )
    with_permit(file, reentry_valid_until="2026-10-10").take("re_depart_permit", "2026-08-20")


def test_a_visitor_has_no_special_re_entry_but_on_a_cruise():
    visitor().refused(
        "re_depart_special",
        "2026-11-10",
        "rule:stay_of_more_than_three_months",
        "19-3(1)(2)",
        card_shown=None,
    )


def test_an_official_of_three_months_has_none_and_one_of_a_year_has():
    more: dict[str, Any] = {"status": "official", "card_no": None}
    short = landed(period="P3M", stay_until="2026-10-10", **more)
    short.refused("re_depart_special", "2026-08-10", "rule:stay_of_more_than_three_months", card_shown=None)
    landed(**more).take("re_depart_special", "2026-08-10", card_shown=None)


def test_edge_43_who_prepares_to_leave_has_no_special_re_entry():
    file = in_special()
    file.take("ps_depart_prep", "2026-10-01", stay_until="2026-11-01")
    file.take("ps_application_filed", "2026-10-10", application="change")
    file.refused("re_depart_special", "2026-10-12", "rule:stay_of_more_than_three_months", "26-2(1)")
    file.pass_time("2026-11-02T00:00")
    assert file.state == "special_period"
    file.refused("re_depart_special", "2026-11-05", "rule:stay_of_more_than_three_months", "26-2(1)")


def test_edge_53_a_hearing_notice_bars_special_re_entry_until_it_is_answered():
    file = landed()
    file.take("ps_revocation_noticed", "2026-09-01")
    file.refused("re_depart_special", "2026-09-10", "rule:no_hearing_notice", "reg 29-4(1)(1)")
    file.take("ps_revocation_cleared", "2026-10-01")
    file.take("re_depart_special", "2026-10-10")
    leaving = landed()
    leaving.take("ps_revocation_noticed", "2026-09-01")
    leaving.take("re_simple_departure", "2026-09-10")
    assert leaving.state == "departed"
    other = with_permit()
    other.take("ps_revocation_noticed", "2026-09-01")
    other.take("re_depart_permit", "2026-09-10")


@pytest.mark.parametrize(
    ("more", "code", "article"),
    [
        ({"passport_shown": False}, "rule:valid_passport", "26-2(1)"),
        ({"card_shown": False}, "rule:card_held", "reg 29-2(2)"),
        ({"return_intent": False}, "rule:intent_to_return", "reg 29-2(1)"),
        ({"reentry_bars": ["supervised"]}, "rule:no_bar", "reg 29-4(1)(2)"),
    ],
)
def test_what_special_re_entry_needs(more: dict[str, Any], code: str, article: str):
    landed().refused("re_depart_special", "2026-08-10", code, article, **more)


def test_a_claimant_for_protection_needs_a_permit():
    file = landed(
        status="designated_activities",
        period="P6M",
        stay_until="2027-01-10",
        designation="難民認定申請中の活動",
    )
    file.refused("re_depart_special", "2026-08-10", "rule:no_claim_designation", "reg 29-4(1)(5)")


def test_a_bar_on_file_holds_until_it_is_taken_off():
    file = landed()
    file.take("re_bars_noted", "2026-08-01")
    file.refused("re_depart_special", "2026-08-10", "rule:no_bar")
    file.take("re_bars_noted", "2026-08-20", reentry_bars=["none"])
    file.take("re_depart_special", "2026-08-21")


def test_without_the_card_there_is_no_special_re_entry_but_the_passport_that_promises_one_will_do():
    file = landed()
    file.take("card_lose", "2026-08-01")
    file.refused("re_depart_special", "2026-08-10", "rule:card_held", "26-2(1)")
    waiting = landed(card_no=None, card_later=True)
    waiting.take("re_depart_special", "2026-08-10")


def test_nobody_without_a_status_has_a_right_to_return():
    file = overstayer()
    for step in ("re_apply", "re_depart_special", "re_depart_special_cruise"):
        file.refused(step, "2027-08-01", "rule:holds_status", "26")
    file.refused("re_simple_departure", "2027-08-01", "rule:leaves_lawfully", "25(1)")


# --- the cruise -----------------------------------------------------------------------------------------


def test_on_a_designated_ship_a_visitor_returns_within_fifteen_days():
    file = visitor()
    file.refused(
        "re_depart_special_cruise", "2026-11-10", "rule:visitor_on_a_designated_ship", ship_return_shown=False
    )
    landed().refused("re_depart_special_cruise", "2026-11-10", "rule:visitor_on_a_designated_ship", "26-3(1)")
    file.take("re_depart_special_cruise", "2026-11-10")
    assert file.due("special_reentry_15d") == "2026-11-25"
    file.take("re_return", "2026-11-20")
    assert file.state == "in_status" and file.due("stay_period") == "2027-01-31"


def test_the_cruise_ends_with_the_stay_too():
    file = visitor("2026-11-02", "2026-11-16")
    file.take("re_depart_special_cruise", "2026-11-10")
    assert file.due("special_reentry_15d") == "2026-11-16"


# --- holds ----------------------------------------------------------------------------------------------


def test_a_departure_is_held_for_twenty_four_hours_and_no_longer():
    file = landed()
    file.take("re_hold_departure", "2026-09-01T10:30", held_at="2026-09-01T10:00+09:00")
    assert going(file) == "departure_held" and file.due("departure_hold_24h") == "2026-09-02 10:00"
    file.pass_time("2026-09-02T10:00")
    assert going(file) == "in_japan"
    file.refused("re_depart_special", "2026-09-02T11:00", "rule:no_bar", "reg 29-4(1)(2)")


def test_after_a_hold_a_permit_is_what_it_was():
    file = with_permit()
    file.take("re_hold_departure", "2026-09-01T10:00")
    file.take("re_hold_released", "2026-09-01T12:00")
    assert going(file) == "permit_valid" and file.due("departure_hold_24h") == ""


def test_nobody_is_held_who_is_not_here():
    file = landed()
    file.take("ps_die", "2026-09-01")
    file.refused("re_hold_departure", "2026-09-02", "rule:present_in_japan", "25-2(1)")
    file.refused("re_bars_noted", "2026-09-02", "rule:present_in_japan")


# --- leaving for good ---------------------------------------------------------------------------------------


def test_leaving_without_any_right_to_return_ends_the_stay():
    file = landed()
    file.take("re_simple_departure", "2026-09-01")
    assert file.state == "departed" and going(file) == "departed_for_good"
    assert file.dossier.states["residence_card"] == "void" and file.due("card_return_14") == "2026-09-01"
    assert given(file, "change", "chg_close_other")[0]["close_reason"] == "departure"


def test_a_new_status_with_a_longer_stay_changes_nothing_of_a_permit():
    file = with_permit()
    file.take(
        "ps_extend",
        "2027-06-01",
        status=ENGINEER,
        period="P1Y",
        granted_on="2027-06-01",
        stay_until="2028-07-10",
        card_no=NEXT_CARD,
    )
    assert file.due("reentry_validity") == "2027-07-10" and going(file) == "permit_valid"


def test_the_working_of_a_capped_return_says_so():
    file = landed()
    file.take("re_depart_special", "2027-03-10")
    clock = file.dossier.clocks["special_reentry_1y"]
    due = RESIDENCE.clocks["special_reentry_1y"].due(clock.start, clock.inputs)
    assert (
        due is not None
        and "2027-07-10" in due.working("en")[-1]
        and "2028-03-10" in " ".join(due.working("ja"))
    )
