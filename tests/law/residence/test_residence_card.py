"""The residence card: issued, marked, changed, renewed, lost, void and handed back; the specified card."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.residence.files import File, moment
from tests.law.residence.test_person_residence import (
    CARD,
    ENGINEER,
    NEXT_CARD,
    given,
    in_special,
    landed,
    overstayer,
    permanent,
    visitor,
)
from workflows.engine import View
from workflows.procedures.residence.person import RESIDENCE

THIRD_CARD = "JK34567890LM"


def card(file: File) -> str:
    return file.dossier.states["residence_card"]


def fact(file: File, name: str) -> Any:
    return file.dossier.facts.get(name)


def old_permanent() -> File:
    """A permanent resident whose card of seven years ends on 1 December 2026."""
    return permanent("2019-12-02")


def child_with_old_card(status: str = "dependent", until: str = "2029-04-01") -> File:
    """A child who turns sixteen on 5 December 2026, with a card of April 2024."""
    return landed("2024-04-01", born="2010-12-05", status=status, period="P5Y", stay_until=until)


# --- issue ------------------------------------------------------------------------------------------


def test_a_card_of_a_limited_stay_ends_with_it_and_has_no_clock_of_its_own():
    file = landed()
    assert fact(file, "card_valid_until") == "2027-07-10" and fact(file, "card_issued_on") == "2026-07-10"
    assert file.due("card_validity") == "" and file.due("card_renewal_window") == ""
    file.refused("card_renew", "2027-05-01", "rule:card_not_bound_to_the_stay", "19-11(1)")


@pytest.mark.parametrize("number", ["ABCD12345678", "AB1234567CD", "ab12345678cd", "AB 12345678 CD"])
def test_a_number_that_is_no_card_number_is_refused(number: str):
    file = permanent()
    file.refused("card_reissue_damaged", "2026-11-24", "rule:card_number_format", "19-4(2)", card_no=number)


def test_every_card_has_a_number_of_its_own():
    file = landed()
    file.refused("card_reissue_damaged", "2026-11-24", "rule:new_card_number", "19-4(2)", card_no=CARD)
    more = {"status": ENGINEER, "period": "P1Y", "granted_on": "2027-06-01", "stay_until": "2028-07-10"}
    file.refused("ps_extend", "2027-06-01", "rule:new_card_number", card_no=CARD, **more)
    file.take("ps_extend", "2027-06-01", card_no=NEXT_CARD, **more)


def test_a_new_card_needs_a_photo_of_the_last_six_months_but_not_of_an_infant():
    file = landed()
    file.refused(
        "card_reissue_damaged", "2026-11-24", "rule:recent_photo", "reg 19-6(8)", photo_on="2026-05-23"
    )
    file.refused("card_reissue_damaged", "2026-11-24", "rule:recent_photo", photo_on=None)
    file.take("card_reissue_damaged", "2026-11-24", photo_on="2026-05-24")
    infant = landed(born="2026-03-01", status="dependent")
    infant.take("card_reissue_damaged", "2026-11-24", photo_on=None)


def test_the_end_of_a_card_is_the_laws_and_no_officers():
    file = landed()
    file.refused("ps_pr", "2026-12-01", "rule:card_end_by_law", "19-5(1)(1)", card_valid_until="2036-12-01")
    file.take("ps_pr", "2026-12-01", card_valid_until="2036-03-15")
    assert file.due("card_validity") == "2036-03-15"


def test_where_the_date_of_birth_is_not_known_the_end_has_to_be_entered():
    file = landed()
    facts = {k: v for k, v in file.dossier.facts.items() if k != "born"}
    object.__setattr__(file.dossier, "facts", facts)
    file.refused("ps_pr", "2026-12-01", "rule:card_end_by_law")
    file.take("ps_pr", "2026-12-01", card_valid_until="2036-03-15")


def test_a_form_proposes_the_end_of_a_card_that_ends_with_the_stay():
    suggest = RESIDENCE.facts["card_valid_until"].suggest
    assert suggest is not None
    at = moment("2026-12-01")
    assert suggest(View(RESIDENCE, landed().dossier, None, None, at)) == "2027-07-10"
    assert suggest(View(RESIDENCE, permanent().dossier, None, None, at)) is None


def test_no_card_is_given_to_who_is_not_here_with_a_status():
    visitor().refused("card_issue_permission", "2026-12-01", "rule:card_holder", "19-3(1)")
    overstayer().refused("card_issue_permission", "2027-08-01", "rule:card_for_a_resident", "19-3(1)")


def test_edge_48_the_old_card_is_owed_at_once_when_the_new_one_is_given():
    file = landed()
    more = {"status": ENGINEER, "period": "P1Y", "granted_on": "2027-06-01", "stay_until": "2028-07-10"}
    file.take("ps_extend", "2027-06-01", card_no=NEXT_CARD, old_card_returned=False, **more)
    assert card(file) == "valid" and file.due("card_return_14") == "2027-06-01"
    file.take("card_old_returned", "2027-06-01")
    assert file.due("card_return_14") == ""
    exchanged = landed()
    exchanged.take("ps_extend", "2027-06-01", card_no=NEXT_CARD, old_card_returned=True, **more)
    assert exchanged.due("card_return_14") == ""


def test_edge_32_at_a_port_without_printers_the_card_follows_after_the_address_notice():
    file = landed(card_no=None, card_later=True)
    assert card(file) == "later"
    assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == "address_first"
    file.refused("card_issue_later", "2026-07-20", "rule:address_noticed", "19-6(1)")
    file.take("card_address_entry", "2026-07-20", residence_fixed_on="2026-07-15")
    file.take("card_issue_later", "2026-07-24", posted_on="2026-07-24")
    assert card(file) == "valid" and fact(file, "card_valid_until") == "2027-07-10"


def test_who_waits_for_a_card_and_leaves_for_good_gets_none():
    file = landed(card_no=None, card_later=True)
    file.take("ps_depart", "2026-08-01")
    assert card(file) == "none" and file.due("card_return_14") == ""


def test_the_notice_at_the_town_hall_answers_the_address_duties_that_have_arisen():
    file = landed()
    file.take("card_address_entry", "2026-07-20", notified_on="2026-07-20", residence_fixed_on="2026-07-15")
    assert fact(file, "address") and fact(file, "address_noticed") is True
    assert given(file, "notification_duty", "nd_file") == [
        {"filed_on": "2026-07-20", "notice_channel": "town_hall", "residence_fixed_on": "2026-07-15"}
    ]
    over = next(h.declared for h in file.handed if h.declared.step == "nd_file")
    view = View(RESIDENCE, file.dossier, {"notified_on": "2026-07-20"})
    assert over.only is not None
    for duty, event, answered in (
        ("address_first", "2026-07-10", True),
        ("address_move", "2026-07-20", True),
        ("address_move", "2026-07-21", False),
        ("organisation", "2026-07-10", False),
    ):
        assert over.only(view, {"duty_type": duty, "event_on": event}) is answered


# --- the pending mark ---------------------------------------------------------------------------------


def test_the_mark_is_for_filings_at_the_counter_and_is_erased_when_they_end():
    file = landed()
    file.refused("card_note_pending", "2027-06-01", "rule:counter_filing", "reg 20(5)", channel="online")
    file.refused("card_erase_pending", "2027-06-01", "rule:marked_as_pending", "reg 20(9)")
    file.take("card_note_pending", "2027-06-01", channel="counter")
    file.take("card_erase_pending", "2027-06-10")


# --- changed items ---------------------------------------------------------------------------------------


def test_a_changed_item_is_notified_within_fourteen_days_and_brings_a_new_card():
    file = landed()
    # Saturday 31 October: the fourteen days end on Saturday 14 November and roll to Monday.
    file.take("card_item_changed", "2026-11-02", item_changed_on="2026-10-31")
    assert file.due("card_item_change_14") == "2026-11-16"
    file.take("card_item_change", "2026-11-10")
    assert file.due("card_item_change_14") == "" and fact(file, "card_no") == "QR20261110ST"
    assert given(file, "notification_duty", "nd_file") == [{"filed_on": "2026-11-10"}]


def test_a_relative_acts_for_a_child_under_sixteen():
    file = landed(born="2011-03-01", status="dependent")
    file.refused(
        "card_item_change", "2026-11-10", "rule:relative_acts_for_a_child", "61-8-3(2)", filed_by="applicant"
    )
    file.take("card_item_change", "2026-11-10", filed_by="relative")


def test_on_the_sixteenth_birthday_only_a_renewal_is_still_the_relatives_to_make():
    file = landed("2026-07-01", born="2010-12-05", status="dependent")
    file.refused("card_item_change", "2026-12-04", "rule:relative_acts_for_a_child", filed_by="applicant")
    file.take("card_item_change", "2026-12-05", filed_by="applicant")


# --- renewal -----------------------------------------------------------------------------------------------


def test_edge_36_the_window_opens_on_15_december_and_the_new_card_counts_from_the_old_end():
    file = permanent()
    assert file.due("card_validity") == "2036-03-15"
    file.refused("card_renew", "2035-12-14", "rule:in_the_renewal_window", "19-11(1)")
    file.take("card_renew", "2035-12-15")
    assert file.due("card_validity") == "2046-03-15"


def test_before_the_window_only_an_unavoidable_reason_helps():
    file = permanent()
    file.take("card_renew", "2035-06-01", early_reason="長期の海外出張")
    assert file.due("card_validity") == "2046-03-15"


def test_edge_37_an_old_card_renewed_in_november():
    file = old_permanent()
    assert file.due("card_validity") == "2026-12-01"
    file.take("card_renew", "2026-11-10")
    assert file.due("card_validity") == "2036-03-15"


def test_a_renewed_card_whose_end_is_counted_from_the_issue_is_refused():
    old_permanent().refused(
        "card_renew", "2026-11-10", "rule:card_end_by_law", "19-5(1)", card_valid_until="2037-03-15"
    )


def test_edge_33_a_child_turning_sixteen_renews_in_six_months_through_a_relative_to_the_end_of_the_stay():
    file = child_with_old_card()
    assert file.due("card_validity") == "2026-12-04"
    file.refused(
        "card_renew", "2026-06-03", "rule:in_the_renewal_window", "suppl-2024-59 2(2)", filed_by="relative"
    )
    file.refused(
        "card_renew", "2026-06-04", "rule:relative_acts_for_a_child", "61-8-3(2)", filed_by="applicant"
    )
    file.take("card_renew", "2026-06-04", filed_by="relative", card_valid_until=None)
    assert fact(file, "card_valid_until") == "2029-04-01" and file.due("card_validity") == ""


def test_edge_34_a_permanent_residents_child_has_the_sixth_birthday():
    file = permanent("2024-04-01", born="2010-12-05")
    assert file.due("card_validity") == "2026-12-04"
    file.take("card_renew", "2026-10-01", filed_by="relative")
    assert file.due("card_validity") == "2031-12-05"


def test_edge_35_a_child_with_a_new_card_has_nothing_to_renew_at_sixteen():
    file = landed("2026-07-01", born="2016-02-01", status="dependent", period="P5Y", stay_until="2031-07-01")
    assert fact(file, "card_valid_until") == "2031-07-01" and file.due("card_validity") == ""


def test_edge_45_a_card_of_october_2023_ends_on_the_birthday_itself():
    file = landed("2023-10-31", born="2010-12-05", status="dependent", period="P5Y", stay_until="2028-10-31")
    assert file.due("card_validity") == "2026-12-05"
    file.pass_time("2026-12-05T23:59")
    assert card(file) == "valid"
    file.refused("card_renew", "2026-12-05T14:00", "rule:relative_acts_for_a_child", filed_by="applicant")


def test_edge_38_a_card_that_ends_on_the_eighteenth_birthday_is_renewed_as_an_adults():
    file = permanent("2026-08-02", born="2013-08-01")
    assert file.due("card_validity") == "2031-08-01"
    file.take("card_renew", "2031-06-01")
    assert file.due("card_validity") == "2041-08-01"


def test_a_card_that_ends_on_another_birthday_is_renewed_as_a_childs():
    file = permanent("2026-07-10", born="2013-08-01")
    assert file.due("card_validity") == "2030-08-01"
    file.take("card_renew", "2030-06-01")
    assert file.due("card_validity") == "2035-08-01"


def test_a_card_runs_out_at_midnight_and_is_renewed_late_from_its_old_end():
    file = old_permanent()
    file.pass_time("2026-12-02T00:00")
    assert card(file) == "expired" and file.due("card_return_14") == "2026-12-15"
    assert file.state == "permanent", "the status does not end with the card"
    file.take("card_renew", "2026-12-10")
    assert card(file) == "valid" and file.due("card_validity") == "2036-03-15"
    assert file.due("card_return_14") == ""


def test_a_card_is_applied_for_before_it_is_given():
    at = moment("2026-11-10")
    view = View(RESIDENCE, old_permanent().dossier, {"filed_on": "2026-11-11"}, None, at)
    guard = next(g for g in RESIDENCE.steps["card_renew"].guards if g.code == "filed_before_the_issue")
    assert not guard.test(view)
    view.given["filed_on"] = "2026-11-10"
    assert guard.test(view)


# --- loss and damage -----------------------------------------------------------------------------------------


def test_a_lost_card_is_replaced_within_fourteen_days_of_noticing():
    file = landed()
    file.take("card_lose", "2026-11-10", noticed_on="2026-11-09")
    assert card(file) == "lost" and file.due("card_loss_14") == "2026-11-24"  # the 23rd is a holiday
    file.take("card_reissue_lost", "2026-11-20")
    assert card(file) == "valid" and file.due("card_loss_14") == ""
    assert fact(file, "card_valid_until") == "2027-07-10"


def test_edge_47_a_card_lost_abroad_counts_from_the_next_entry():
    file = landed()
    file.take("re_depart_special", "2026-09-01")
    file.take("card_lose", "2026-09-10", noticed_on="2026-09-08", noticed_abroad=True)
    assert file.due("card_loss_14") == ""
    file.take("re_return", "2026-10-01")
    assert file.due("card_loss_14") == "2026-10-15"


def test_edge_47_recorded_after_the_return_the_day_of_entry_is_asked_for():
    file = landed()
    file.refused(
        "card_lose",
        "2026-10-05",
        "rule:first_entry_known",
        "19-12(1)",
        noticed_on="2026-09-08",
        noticed_abroad=True,
    )
    file.take(
        "card_lose", "2026-10-05", noticed_on="2026-09-08", noticed_abroad=True, entered_on="2026-10-01"
    )
    assert file.due("card_loss_14") == "2026-10-15"


def test_a_card_lost_here_before_leaving_keeps_its_days():
    file = landed()
    file.take("re_apply", "2026-08-01")
    file.take("re_grant", "2026-08-10", reentry_valid_until="2027-07-10")
    file.take("card_lose", "2026-09-01")
    file.take("re_depart_permit", "2026-09-02")
    file.take("re_return", "2026-09-10")
    assert file.due("card_loss_14") == "2026-09-15"


def test_a_card_found_while_valid_is_good_again():
    file = permanent()
    file.take("card_lose", "2026-11-10")
    assert file.due("card_validity") == ""
    file.refused("card_found_void", "2026-11-12", "rule:found_when_void", "19-15(3)")
    file.take("card_found", "2026-11-12")
    assert card(file) == "valid" and file.due("card_validity") == "2036-03-15"
    assert file.due("card_loss_14") == ""


def test_a_card_found_when_void_goes_back_within_fourteen_days_of_finding():
    file = old_permanent()
    file.take("card_lose", "2026-11-20")
    file.refused("card_found", "2026-12-10", "rule:found_while_valid")
    file.take("card_found_void", "2026-12-10", found_on="2026-12-08")
    assert card(file) == "lost_found" and file.due("card_return_14") == "2026-12-22"
    file.take("card_return", "2026-12-20")
    assert card(file) == "returned" and file.due("card_return_14") == ""


def test_a_card_found_by_who_has_no_status_any_more_is_not_good_again():
    file = landed()
    file.take("card_lose", "2026-11-02")
    file.take("ps_depart", "2026-11-10")
    file.refused("card_found", "2026-11-12", "rule:card_of_a_resident", "19-3(1)")
    file.take("card_found_void", "2026-11-12")


def test_an_old_card_that_turns_up_beside_the_new_one_goes_back_too():
    file = landed()
    file.take("card_lose", "2026-11-02")
    file.take("card_reissue_lost", "2026-11-10")
    file.take("card_old_found", "2026-12-01")
    assert file.due("card_return_14") == "2026-12-15"
    file.take("card_old_returned", "2026-12-05")
    assert given(file, "notification_duty", "nd_file") == [{"filed_on": "2026-12-05"}]


def test_an_order_to_replace_a_card_gives_fourteen_days():
    file = landed()
    file.take("card_reissue_ordered", "2026-11-09")
    assert file.due("card_damage_14") == "2026-11-24"
    file.take("card_reissue_damaged", "2026-11-20", reissue_reason="ordered")
    assert file.due("card_damage_14") == ""


@pytest.mark.parametrize(
    ("reason", "fee", "taken"),
    [("damaged", None, True), ("chip", None, True), ("exchange", 1900, True), ("exchange", None, False)],
)
def test_only_an_exchange_at_will_costs_a_fee(reason: str, fee: int | None, taken: bool):
    file = landed()
    more: dict[str, Any] = {"reissue_reason": reason, "fee_yen": fee}
    if taken:
        file.take("card_reissue_damaged", "2026-11-20", **more)
    else:
        file.refused("card_reissue_damaged", "2026-11-20", "rule:exchange_fee", "67-2(1)", **more)


# --- void and handed back --------------------------------------------------------------------------------------


def test_edge_49_a_relative_hands_the_card_of_the_dead_back_in_fourteen_days():
    file = landed()
    file.take("ps_die", "2026-11-12", died_on="2026-11-10")
    assert card(file) == "void" and file.due("card_return_14") == "2026-11-24"
    file.take("card_return", "2026-11-20", filer_name="母")
    assert card(file) == "returned"


def test_after_leaving_for_good_the_card_goes_back_at_once():
    file = landed()
    file.take("ps_depart", "2026-11-12")
    assert file.due("card_return_14") == "2026-11-12"


def test_a_card_not_handed_back_in_time_is_noted_once_and_rings_no_more():
    file = landed()
    file.take("ps_naturalise", "2026-11-09")
    assert file.due("card_return_14") == "2026-11-24"
    file.pass_time("2026-11-25T00:00")
    assert fact(file, "card_unreturned") is True and file.due("card_return_14") == ""
    file.take("card_return", "2026-12-10")
    assert fact(file, "card_unreturned") is False


def test_a_card_of_the_old_rules_is_void_with_the_status_even_before_its_end():
    file = child_with_old_card(until="2026-10-01")
    assert fact(file, "card_valid_until") == "2026-10-01"
    other = child_with_old_card()
    other.take("ps_revoked_now", "2026-11-02")
    assert card(other) == "void" and other.due("card_validity") == ""


def test_a_card_bound_to_the_stay_is_valid_through_the_special_period():
    file = in_special()
    assert card(file) == "valid" and fact(file, "card_valid_until") == "2026-08-31"


# --- the specified card -------------------------------------------------------------------------------------------


def test_there_are_no_specified_cards_before_14_june_2026():
    file = permanent("2026-05-01")
    file.refused(
        "spc_request_office", "2026-06-13", "rule:specified_cards_exist", "19-15-2(1)", spc_joined="reissue"
    )
    file.refused("spc_request_town", "2026-06-13", "rule:specified_cards_exist", "19-15-2(1)")


@pytest.mark.parametrize("joined", ["loss", "acquisition", "landing"])
def test_a_specified_card_is_not_asked_for_with_loss_acquisition_or_landing(joined: str):
    landed().refused(
        "spc_request_office",
        "2026-11-10",
        "rule:joined_with_a_matter_that_allows_it",
        "19-15-2(1)",
        spc_joined=joined,
    )


@pytest.mark.parametrize(
    ("more", "code", "article"),
    [
        ({"in_register": False}, "rule:in_the_resident_register", "19-15-2(1)"),
        ({"channel": "online"}, "rule:asked_for_on_paper", "spc-rules 1(1)"),
        ({"spc_joined": "renewal"}, "rule:renewal_open", "19-11(1)"),
    ],
)
def test_what_a_request_at_the_bureau_needs(more: dict[str, Any], code: str, article: str):
    landed().refused("spc_request_office", "2026-11-10", code, article, **{"spc_joined": "reissue", **more})


def test_a_renewal_with_a_specified_card_waits_for_its_window():
    permanent().refused("spc_request_office", "2026-11-10", "rule:renewal_open", "19-11(1)")
    permanent().take("spc_request_office", "2026-11-10", early_reason="長期の海外出張")


def test_a_specified_card_is_not_asked_for_twice():
    file = landed()
    file.take("spc_request_office", "2026-11-10", spc_joined="reissue")
    file.refused("spc_request_office", "2026-11-11", "rule:not_asked_twice", spc_joined="reissue")
    file.refused("spc_request_town", "2026-11-11", "rule:not_asked_twice")


def test_a_request_joined_with_an_item_change_answers_that_duty_and_no_other():
    file = landed()
    file.take("card_item_changed", "2026-11-02")
    file.take("card_reissue_ordered", "2026-11-02")
    file.take("spc_request_office", "2026-11-10", spc_joined="item_change")
    assert file.due("card_item_change_14") == "" and file.due("card_damage_14") == "2026-11-16"
    file.take("spc_deliver_office", "2026-12-01")
    assert file.due("card_damage_14") == "" and fact(file, "card_kind") == "specified"


def test_edge_39_the_old_card_stays_valid_for_two_more_months_while_the_specified_one_is_made():
    file = old_permanent()
    file.take("spc_request_office", "2026-11-20")
    assert file.due("card_validity") == "" and file.due("card_validity_pending") == "2026-12-01"
    file.pass_time("2026-12-02T00:00")
    assert card(file) == "valid" and file.due("card_specified_hold_2m") == "2027-02-01"
    file.take("spc_deliver_office", "2027-01-10", fee_yen=0, fee_exempt="old_card")
    assert fact(file, "card_kind") == "specified"
    assert file.due("card_validity") == "2036-03-15", "counted from the end of the old card"
    assert file.due("card_specified_hold_2m") == ""


def test_edge_39_an_ordinary_card_comes_first_if_the_specified_one_is_later_still():
    file = old_permanent()
    file.refused(
        "spc_ordinary_meanwhile", "2026-11-20", "rule:renewal_waits_for_the_specified_card", "19-15-3(2)"
    )
    file.take("spc_request_office", "2026-11-20")
    file.pass_time("2026-12-02T00:00")
    file.take("spc_ordinary_meanwhile", "2027-01-25")
    assert fact(file, "card_kind") == "ordinary" and file.due("card_validity") == "2036-03-15"
    assert file.due("card_specified_hold_2m") == ""
    file.take("spc_deliver_office", "2027-03-10", card_no=THIRD_CARD)
    assert fact(file, "card_kind") == "specified" and file.due("card_validity") == "2036-03-15"


def test_after_the_two_months_the_old_card_is_void():
    file = old_permanent()
    file.take("spc_request_office", "2026-11-20")
    file.pass_time("2027-02-02T00:00")
    assert card(file) == "expired"


def test_a_specified_card_joined_with_another_matter_counts_from_the_filing_day():
    file = permanent()
    file.take("spc_request_office", "2027-03-10", spc_joined="exchange", spc_filed_on="2027-03-10")
    file.take("spc_deliver_office", "2027-03-20")
    assert file.due("card_validity") == "2036-03-15", "the birthday on 15 March is the first after the filing"


def test_with_an_extension_the_specified_card_is_the_disposition():
    file = landed()
    file.take("spc_request_office", "2027-06-01", spc_joined="extension")
    file.refused("spc_deliver_office", "2027-06-20", "rule:asked_for_at_the_bureau", "19-15-2(5)")
    file.take(
        "ps_extend",
        "2027-06-20",
        status=ENGINEER,
        period="P1Y",
        granted_on="2027-06-20",
        stay_until="2028-07-10",
        card_no=NEXT_CARD,
        specified_card=True,
    )
    assert fact(file, "card_kind") == "specified" and fact(file, "spc_place") is None
    assert fact(file, "card_valid_until") == "2028-07-10"


def test_who_has_no_card_gets_no_specified_card_with_a_permission():
    file = visitor()
    file.refused(
        "ps_change",
        "2026-12-01",
        "rule:specified_card_for_a_card_holder",
        "19-15-2(1)(2)",
        status="student",
        period="individual",
        granted_on="2026-12-01",
        stay_until="2028-03-31",
        card_no=CARD,
        specified_card=True,
    )


@pytest.mark.parametrize(
    ("more", "code", "article"),
    [
        ({"town_occasion": "other_town"}, "rule:occasion_at_the_town_hall", "19-15-2(2)"),
        ({"express": True}, "rule:express_only_for_those_listed", "order 3-2(1)"),
        ({"express": True, "express_ground": "infant"}, "rule:express_only_for_those_listed", "order 3-2(1)"),
        ({"photo_on": None}, "rule:photo_at_the_town_hall", "spc-rules 2(1)"),
    ],
)
def test_what_a_request_at_the_town_hall_needs(more: dict[str, Any], code: str, article: str):
    landed().refused("spc_request_town", "2026-07-20", code, article, **more)


def test_an_infant_needs_no_photo_at_the_town_hall():
    file = landed(born="2026-01-10", status="dependent")
    file.take("spc_request_town", "2026-07-20", photo_on=None, express=True, express_ground="infant")


def test_a_card_asked_for_at_the_town_hall_is_collected_there():
    file = landed()
    file.refused("spc_deliver_town", "2026-08-10", "rule:asked_for_at_the_town_hall", "19-15-2(6)")
    file.take("spc_request_town", "2026-07-20")
    file.refused("spc_deliver_office", "2026-08-10", "rule:asked_for_at_the_bureau")
    file.refused("spc_deliver_post", "2026-08-10", "rule:express_asked_for", "19-15-2(7)")
    file.refused("spc_deliver_town", "2026-08-10", "rule:specified_card_fee", "order 3-3(1)", fee_yen=0)
    file.take("spc_deliver_town", "2026-08-10")
    assert fact(file, "card_kind") == "specified" and fact(file, "card_valid_until") == "2027-07-10"


def test_a_card_asked_for_express_is_sent_and_the_old_one_goes_back_by_post_at_once():
    file = landed()
    file.take("spc_request_town", "2026-07-20", express=True, express_ground="new_arrival")
    file.refused("spc_deliver_town", "2026-08-10", "rule:collected_in_person", "19-15-2(7)")
    file.refused("spc_deliver_post", "2026-08-10", "rule:specified_card_fee", fee_yen=1900)
    file.take("spc_deliver_post", "2026-08-10")
    assert file.due("card_return_14") == "2026-08-10"
    file.take("card_old_returned", "2026-08-10")


def test_where_no_specified_card_is_given_the_ordinary_one_of_the_matter_is():
    file = permanent()
    file.refused("spc_declined", "2026-11-20", "rule:asked_for", "19-15-2(8)")
    file.take("spc_request_office", "2026-11-10", spc_joined="item_change")
    file.refused("spc_declined", "2026-11-20", "rule:ordinary_card_instead", "19-15-2(8)")
    file.take("spc_declined", "2026-11-20", card_no=THIRD_CARD)
    assert fact(file, "card_no") == THIRD_CARD and fact(file, "spc_place") is None
    assert file.due("card_validity") == "2036-03-15"


def test_where_the_town_halls_request_is_declined_the_old_card_stays():
    file = permanent()
    file.take("spc_request_town", "2026-11-10")
    file.refused("spc_declined", "2026-11-20", "rule:ordinary_card_instead", card_no=THIRD_CARD)
    file.take("spc_declined", "2026-11-20")
    assert fact(file, "card_no") == "QR20260710ST" and file.due("card_validity") == "2036-03-15"


def test_the_my_number_side_lapses_and_returns_without_touching_the_residence_card():
    file = landed()
    file.refused("spc_mynumber_lapse", "2026-11-20", "rule:holds_a_specified_card", "19-15-4(1)")
    file.refused("spc_return_for_ordinary", "2026-11-20", "rule:holds_a_specified_card", "19-15-4(2)")
    file.take("spc_request_town", "2026-07-20")
    file.take("spc_deliver_town", "2026-08-10")
    file.take("spc_mynumber_lapse", "2026-11-20")
    assert card(file) == "valid" and fact(file, "mynumber_lapsed") is True
    file.take("spc_return_for_ordinary", "2026-11-24")
    assert fact(file, "card_kind") == "ordinary" and fact(file, "card_no") == "QR20261124ST"
    assert fact(file, "mynumber_lapsed") is None
