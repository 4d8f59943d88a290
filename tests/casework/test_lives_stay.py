"""Whole lives of stays through the door: filed, carried on, granted, refused, left, lost, and what each of these
does to the other files of the person. Every file replays to its own rows at the end of each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.models import Case
from tests.casework.files import Crew, crew, moment
from tests.casework.lives import FILED, Life
from tests.law.residence import test_permanent_residence, test_revocation
from workflows.texts import Refusal

pytestmark = pytest.mark.django_db
ENGINEER = "engineer_humanities_international"
TO_ENGINEER = {"status_requested": ENGINEER, "what_changes": "status"}
LEAVES = {"passport_shown": "true", "card_shown": "true", "return_intent": "true", "reentry_bars": ["none"]}
REFUSED = {"reason_codes": ["activity"], "reasons": "活動が在留資格に該当しない"}
SECOND_CARD, THIRD_CARD = "EF12345678GH", "IJ12345678KL"


@pytest.fixture
def staff() -> Crew:
    return crew()


# --- usual ways -------------------------------------------------------------------------------------


def pre(code: str) -> str:
    return "chg" if code == "change" else "ext"


def files(life: Life, code: str, at: str, **more: Any) -> Case:
    """An application at the counter with all its papers; a change is one to engineer."""
    aim = TO_ENGINEER if code == "change" else {}
    return life.open(code, f"{pre(code)}_file_counter", at, **(FILED | aim | {"photo_on": at[:10]} | more))


def examined(life: Life, code: str, at: str) -> None:
    life.take(code, f"{pre(code)}_start_review", at, triage_class="A")


def decided(life: Life, code: str, at: str, collect_by: str, **more: Any) -> None:
    """Sorted and decided: an extension of the status held, a change to engineer, for a year."""
    examined(life, code, at)
    status = ENGINEER if code == "change" else life.fact(code, "status")
    life.take(
        code,
        f"{pre(code)}_decide_permit",
        at,
        **({"new_status": status, "new_period": "P1Y", "collect_by": collect_by} | more),
    )


def delivered(life: Life, code: str, at: str, until: str, **more: Any) -> None:
    """Paid and handed over with a card that ends with the new stay."""
    given = {"fee_yen": "6000", "stamp_serials": "確認", "new_stay_until": until}
    card = {"card_no": SECOND_CARD, "card_valid_until": until}
    life.take(code, f"{pre(code)}_pay_and_deliver", at, **(given | card | more))


def visitor(life: Life, at: str, until: str, period: str) -> None:
    life.lands(
        at,
        until,
        status="temporary_visitor",
        period=period,
        card_no="",
        card_valid_until="",
        organisation="",
    )


def prepares_to_leave(life: Life) -> None:
    """An extension that cannot be granted, converted in the special period into 31 days to leave."""
    files(life, "extension", "2027-03-25")
    examined(life, "extension", "2027-04-10")
    life.take(
        "extension", "ext_intend_refuse_in_special", "2027-05-06", offered_days="P31D", reasons="単位不足"
    )
    life.take(
        "extension",
        "ext_convert_departure",
        "2027-05-10",
        wants_departure="true",
        departure_until="2027-06-10",
        fee_yen="6000",
        stamp_serials="確認",
    )


def ordinary(usual: Any, step: str, at: str, **more: Any) -> dict[str, Any]:
    """What an ordinary step is given, as a form sends it."""

    def written(value: Any) -> Any:
        return (
            str(value).lower()
            if isinstance(value, bool)
            else value
            if isinstance(value, list)
            else str(value)
        )

    return {name: written(value) for name, value in (usual(step, moment(at)) | more).items()}


def taught(refusal: Refusal, rule: str, article: str) -> None:
    """The refusal names the rule, the article and a way out, in both languages."""
    assert refusal.code == f"rule:{rule}", refusal.sentence("en")
    assert any(str(cite).startswith(article) for cite in refusal.cites)
    assert refusal.sentence("ja") and refusal.sentence("en")


# --- in time, by the next open day, too late ----------------------------------------------------------


def test_an_extension_filed_on_the_last_day_is_in_time_and_the_new_stay_follows_on_the_old_one(
    staff: Crew,
) -> None:
    life = Life(staff)
    life.lands("2025-12-01", "2026-12-01")
    files(life, "extension", "2026-12-01T16:30")
    assert life.fact("residence", "pending_noted") is True
    life.sweep("2026-12-02T00:00")
    assert life.state("residence") == "special_period"
    assert life.due("extension", "special_period") == "2027-02-01"
    decided(life, "extension", "2027-01-12", "2027-02-01")
    delivered(life, "extension", "2027-01-18", "2027-12-01")
    assert life.fact("residence", "stay_until") == "2027-12-01"
    assert life.fact("residence", "stay_days") == 365
    assert life.due("residence", "stay_period") == "2027-12-01"
    assert life.fact("residence", "pending_noted") is None, "the new card carries no mark"
    life.sweep("2027-12-02T09:00")
    assert life.state("residence") == "overstay"
    life.sound()


def test_a_filing_on_the_tuesday_after_a_long_weekend_is_in_time_and_two_days_have_no_status(
    staff: Crew,
) -> None:
    """The stay ended on Sunday 22 November, Monday was a holiday."""
    life = Life(staff)
    life.lands("2026-05-22", "2026-11-22", period="P6M")
    life.sweep("2026-11-23T09:00")
    assert life.state("residence") == "overstay"
    files(life, "extension", "2026-11-24")
    assert (life.state("residence"), life.state("residence", "residence_card")) == (
        "special_period",
        "valid",
    )
    assert life.fact("residence", "no_status_days") == 2
    assert (life.fact("extension", "gap_from"), life.fact("extension", "gap_until")) == (
        "2026-11-23",
        "2026-11-24",
    )
    assert life.fact("residence", "special_until") == "2027-01-22"
    assert life.fact("residence", "pending_noted") is True
    decided(life, "extension", "2026-12-10", "2027-01-22")
    delivered(life, "extension", "2026-12-17", "2027-11-22")
    assert life.fact("residence", "stay_until") == "2027-11-22"
    assert [f.facts["duty_type"] for f in life.files("notification_duty")] == ["address_first"], (
        "whose stay goes on does not become a resident anew"
    )
    life.sound()


def test_a_filing_on_the_wednesday_is_late_and_only_an_excused_one_is_accepted(staff: Crew) -> None:
    life = Life(staff)
    life.lands("2026-05-22", "2026-11-22", period="P6M")
    late = FILED | {"photo_on": "2026-11-01"}
    taught(life.refused("extension", "ext_file_counter", "2026-11-25", **late), "in_time", "icrra 21(1)")
    excuse = {"late_cause": "illness", "late_reason": "入院していた"}
    refusal = life.refused(
        "extension", "ext_late_accept", "2026-11-25", **(late | excuse), approval_certain="false"
    )
    taught(refusal, "late_excused", "practice late-acceptance")
    life.open("extension", "ext_late_accept", "2026-11-25", **(late | excuse), approval_certain="true")
    assert life.fact("extension", "late_days") == 3
    assert (life.state("residence"), life.fact("residence", "special_until")) == (
        "special_period",
        "2027-01-22",
    )
    life.sweep("2027-01-23T00:00")
    assert (life.state("extension"), life.state("residence")) == ("closed_no_status", "overstay")
    life.sound()


def test_a_thirty_day_visitor_has_no_special_period_though_a_change_is_pending(staff: Crew) -> None:
    life = Life(staff)
    visitor(life, "2026-07-01", "2026-07-31", "P30D")
    paper = {"papers": ["form", "photo", "passport", "activity", "organisation", "livelihood"]}
    files(life, "change", "2026-07-20", compelling_reason="true", **paper)
    assert life.due("residence", "stay_period_pending") == ""
    life.sweep("2026-08-01T00:00")
    assert (life.state("residence"), life.state("change")) == ("overstay", "closed")
    life.sound()


def test_a_ninety_day_visitor_has_one_and_becomes_a_resident_by_the_card(staff: Crew) -> None:
    life = Life(staff)
    visitor(life, "2026-07-01", "2026-09-29", "P90D")
    paper = {"papers": ["form", "photo", "passport", "activity", "organisation", "livelihood"]}
    files(life, "change", "2026-09-20", compelling_reason="true", **paper)
    life.sweep("2026-09-30T00:00")
    assert life.state("residence") == "special_period"
    decided(life, "change", "2026-10-10", "2026-11-20", new_organisation="見本株式会社")
    delivered(life, "change", "2026-11-10", "2027-11-10")
    assert life.fact("residence", "stay_until") == "2027-11-10", "a change begins with the permission"
    duty = life.file("notification_duty")
    assert (duty.facts["duty_type"], duty.facts["event_on"]) == ("address_after_change", "2026-11-10")
    life.sound()


# --- conversion, withdrawal, refusal ------------------------------------------------------------------


def test_an_extension_converted_into_a_change_keeps_its_filing_day_and_its_special_period(
    staff: Crew,
) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    life.sweep("2027-04-02T00:00")
    life.take("extension", "ext_convert", "2027-04-12", **TO_ENGINEER)
    assert (life.state("extension"), life.state("change")) == ("converted", "received")
    assert life.fact("change", "filed_on") == "2027-03-25"
    assert life.due("change", "special_period") == "2027-06-01"
    assert life.due("change", "processing_change") == "2027-04-25"
    assert life.fact("residence", "pending_applications") == "change"
    decided(life, "change", "2027-05-10", "2027-06-01")
    delivered(life, "change", "2027-05-20", "2028-05-20")
    assert life.fact("residence", "status") == ENGINEER
    life.sound()


def test_a_conversion_is_made_at_the_bureau_and_marks_the_card_of_who_filed_online(staff: Crew) -> None:
    """Online filings leave no mark (Reg. 61-3(9)); the request to convert is handed in in person (Reg. 21-4(1)),
    and the card is marked with it (Reg. 21-4(4))."""
    life = Life(staff)
    life.lands()
    online = FILED | {"photo_on": "2027-03-01", "sign_on": "number_card"}
    life.open("extension", "ext_file_online", "2027-03-25", **online)
    assert life.fact("residence", "pending_noted") is None
    life.take("extension", "ext_convert", "2027-03-29", **TO_ENGINEER)
    assert life.fact("residence", "pending_noted") is True
    assert life.fact("change", "channel") == "online", "the fee stays that of the online filing"
    life.sound()


def test_a_withdrawal_inside_the_stay_leaves_it_and_the_mark_is_erased(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-01")
    life.take("extension", "ext_withdraw", "2027-03-10", in_writing="true")
    assert life.due("residence", "stay_period") == "2027-04-01"
    assert life.fact("residence", "pending_noted") is False
    life.sweep("2027-04-02T00:00")
    assert life.state("residence") == "overstay"
    life.sound()


def test_a_withdrawal_in_the_special_period_ends_the_stay_at_that_moment(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    life.take("extension", "ext_withdraw", "2027-04-20", in_writing="true")
    assert (life.state("extension"), life.state("residence")) == ("withdrawn", "overstay")
    assert life.due("residence", "card_return_14") != ""
    life.sound()


def test_refused_in_the_special_period_one_prepares_to_leave_for_31_days_and_leaves(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    prepares_to_leave(life)
    assert life.state("extension") == "permitted_departure_preparation"
    assert life.state("residence") == "departure_preparation"
    assert life.state("residence", "residence_card") == "void"
    assert life.due("residence", "departure_preparation") == "2027-06-10"
    life.take("residence", "re_simple_departure", "2027-06-05", departed_on="2027-06-05")
    assert life.state("residence") == "departed"
    life.sweep("2027-07-01")
    assert life.state("residence") == "departed", "nothing rings for who has left"
    life.sound()


def test_who_prepares_to_leave_comes_back_with_a_re_entry_permit_but_not_without_one(staff: Crew) -> None:
    """26(1) shuts out provisional and exceptional landing alone; 26-2(1) stays of three months or less."""
    life = Life(staff)
    life.lands()
    prepares_to_leave(life)
    refusal = life.refused("residence", "re_depart_special", "2027-05-11", departed_on="2027-05-11", **LEAVES)
    taught(refusal, "stay_of_more_than_three_months", "icrra 26-2(1)")
    life.take("residence", "re_apply", "2027-05-12", permit_kind="single", passport_shown="true")
    life.take(
        "residence",
        "re_grant",
        "2027-05-12T15:00",
        permit_no="27-9",
        effective_on="2027-05-12",
        reentry_valid_until="2027-06-10",
        permit_paper="stamp",
        fee_yen="4000",
    )
    life.take("residence", "re_depart_permit", "2027-05-15", departed_on="2027-05-15")
    assert life.state("residence") == "abroad_with_reentry"
    life.take("residence", "re_return", "2027-05-20", returned_on="2027-05-20")
    assert life.state("residence") == "departure_preparation"
    life.sweep("2027-06-11T00:00")
    assert life.state("residence") == "overstay"
    life.sound()


# --- two applications ---------------------------------------------------------------------------------


def test_of_two_applications_the_change_that_is_granted_closes_the_extension(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "change", "2027-02-10")
    files(life, "extension", "2027-03-25")
    decided(life, "change", "2027-04-10", "2027-05-10")
    delivered(life, "change", "2027-04-20", "2028-04-20")
    assert (life.state("change"), life.state("extension")) == ("permitted", "closed")
    assert life.fact("extension", "close_reason") == "superseded"
    assert (life.fact("residence", "status"), life.state("residence")) == (ENGINEER, "in_status")
    life.sound()


def test_of_two_applications_the_extension_that_is_granted_leaves_the_change_its_new_stay(
    staff: Crew,
) -> None:
    life = Life(staff)
    life.lands()
    files(life, "change", "2027-02-10")
    files(life, "extension", "2027-03-25")
    decided(life, "extension", "2027-04-10", "2027-05-10")
    delivered(life, "extension", "2027-04-20", "2028-04-01")
    assert (life.state("change"), life.fact("change", "stay_until")) == ("received", "2028-04-01")
    assert life.due("change", "special_period") == ""
    decided(life, "change", "2027-05-10", "2027-06-10")
    delivered(life, "change", "2027-06-01", "2028-06-01", card_no=THIRD_CARD)
    assert life.fact("residence", "status") == ENGINEER
    life.sound()


def test_where_one_of_two_is_refused_in_the_special_period_the_other_keeps_the_stay(staff: Crew) -> None:
    """20(6) asks of each application whether it is decided. What the officer says of the other one has to
    agree with the person's file: a slip would end a lawful stay, or leave one that never ends."""
    life = Life(staff)
    life.lands()
    files(life, "change", "2027-02-10")
    files(life, "extension", "2027-03-25")
    examined(life, "extension", "2027-04-10")
    refusal = life.refused("extension", "ext_refuse_in_special", "2027-04-12", **REFUSED)
    assert "20(6)" in refusal.sentence("ja") or any("20(6)" in str(c) for c in refusal.cites)
    life.take("extension", "ext_refuse_in_special", "2027-04-12", **REFUSED, other_pending="true")
    assert (life.state("residence"), life.state("change")) == ("special_period", "received")
    assert life.fact("residence", "pending_applications") == "change"
    examined(life, "change", "2027-04-15")
    life.refused("change", "chg_refuse_in_special", "2027-04-20", **REFUSED, other_pending="true")
    life.take("change", "chg_refuse_in_special", "2027-04-20", **REFUSED)
    assert (life.state("residence"), life.state("change")) == ("overstay", "refused")
    life.sound()


def test_a_second_filing_in_the_special_period_falls_with_the_first(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    told = life.refused("change", "chg_file_counter", "2027-04-20", **(FILED | TO_ENGINEER))
    taught(told, "second_filing_told", "icrra 20(6)")
    files(life, "change", "2027-04-20", second_filing="true")
    examined(life, "extension", "2027-04-21")
    life.take("extension", "ext_refuse_in_special", "2027-04-22", **REFUSED)
    assert (life.state("residence"), life.state("change")) == ("overstay", "closed")
    life.sound()


def test_an_application_is_not_closed_by_hand_while_the_special_period_rests_on_it(staff: Crew) -> None:
    """Closing follows from what became of the person; closed by itself it would leave a special period that
    no application ends."""
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    closing = {"closed_on": "2027-04-20", "close_reason": "departure"}
    refusal = life.refused("extension", "ext_close_other", "2027-04-20", **closing)
    assert any("20(6)" in str(cite) for cite in refusal.cites)
    life.take("residence", "ps_depart", "2027-04-20T11:00", departed_on="2027-04-20")
    assert (life.state("residence"), life.state("extension")) == ("departed", "closed")
    life.sound()


def test_an_application_closed_by_hand_inside_the_stay_no_longer_carries_it_on(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-01")
    life.take(
        "extension", "ext_close_other", "2027-03-10", closed_on="2027-03-10", close_reason="status_lost"
    )
    life.sweep("2027-04-02T00:00")
    assert life.state("residence") == "overstay"
    life.sound()


def test_a_permission_not_collected_before_the_special_period_ends_never_takes_effect(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    decided(life, "extension", "2027-05-20", "2027-06-01")
    life.sweep("2027-06-02T00:00")
    assert (life.state("extension"), life.state("residence")) == ("closed_no_status", "overstay")
    assert life.fact("residence", "stay_until") == "2027-04-01"
    life.sound()


# --- leaving and returning ----------------------------------------------------------------------------


def test_who_leaves_with_special_re_entry_and_comes_back_too_late_has_lost_the_status(staff: Crew) -> None:
    life = Life(staff)
    life.lands("2026-04-01", "2028-04-01", period="P2Y")
    life.take("residence", "re_depart_special", "2026-06-10", departed_on="2026-06-10", **LEAVES)
    assert life.due("residence", "special_reentry_1y") == "2027-06-10"
    life.sweep("2027-06-11T00:00")
    assert life.state("residence") == "abroad_no_status"
    assert life.due("residence", "card_return_14") == "2027-06-24", "fourteen days from the loss"
    late = life.refused("residence", "re_return", "2027-06-12", returned_on="2027-06-12")
    assert late.code == "wrong-state"
    life.sound()


def test_who_leaves_in_the_special_period_is_back_before_its_end_and_collects(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    decided(life, "extension", "2027-04-10", "2027-06-01")
    life.take("residence", "re_depart_special", "2027-04-22", departed_on="2027-04-22", **LEAVES)
    assert life.due("residence", "special_reentry_1y") == "2027-06-01"
    life.take("residence", "re_return", "2027-05-25", returned_on="2027-05-25")
    assert life.state("residence") == "special_period"
    delivered(life, "extension", "2027-05-28", "2028-04-01")
    assert life.state("residence") == "in_status"
    life.sound()


def test_a_multiple_re_entry_permit_serves_again_and_costs_the_fee_of_the_day_it_was_asked_for(
    staff: Crew,
) -> None:
    """Asked for on the last day of the old fees (1 April 2025 raised them)."""
    life = Life(staff)
    life.lands("2024-10-01", "2029-10-01", period="P5Y")
    life.take("residence", "re_apply", "2025-03-31", permit_kind="multiple", passport_shown="true")
    permit = {
        "permit_no": "25-1",
        "effective_on": "2025-04-02",
        "reentry_valid_until": "2029-10-01",
        "permit_paper": "stamp",
    }
    life.refused("residence", "re_grant", "2025-04-02", **permit, fee_yen="7000")
    life.take("residence", "re_grant", "2025-04-02", **permit, fee_yen="6000")
    for left, back in (("2025-05-01", "2025-06-01"), ("2026-05-01", "2027-08-01")):
        life.take("residence", "re_depart_permit", left, departed_on=left)
        assert life.state("residence") == "abroad_with_reentry"
        life.take("residence", "re_return", back, returned_on=back)
        assert life.state("residence", "reentry") == "permit_valid"
    life.take("residence", "re_depart_permit", "2029-09-01", departed_on="2029-09-01")
    life.sweep("2029-10-02T00:00")
    assert life.state("residence") == "abroad_no_status"
    life.sound()


def test_who_dies_abroad_leaves_nothing_open_but_the_return_of_the_card(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-01")
    life.take("residence", "re_depart_special", "2027-03-05", departed_on="2027-03-05", **LEAVES)
    life.take("residence", "ps_die", "2027-03-20", died_on="2027-03-18")
    assert (life.state("residence"), life.state("extension")) == ("deceased", "closed")
    assert life.due("residence", "card_return_14") == "2027-04-01"
    life.sweep("2027-07-01")
    assert life.state("residence") == "deceased"
    life.sound()


# --- card, address, organisation ------------------------------------------------------------------------


def test_a_lost_card_is_asked_for_within_fourteen_days_and_replaced(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    life.take("residence", "card_lose", "2026-10-31", noticed_on="2026-10-31", loss_cause="stolen")
    assert life.due("residence", "card_loss_14") == "2026-11-16", "the fourteenth day is a Saturday"
    no_card = life.refused("residence", "re_depart_special", "2026-11-02", departed_on="2026-11-02", **LEAVES)
    taught(no_card, "card_held", "icrra 26-2(1)")
    life.take(
        "residence",
        "card_reissue_lost",
        "2026-11-10",
        filed_on="2026-11-10",
        proof="盗難届出証明書",
        photo_on="2026-11-01",
        card_no=SECOND_CARD,
    )
    assert life.state("residence", "residence_card") == "valid"
    assert life.fact("residence", "card_valid_until") == "2027-04-01"
    assert life.due("residence", "card_loss_14") == ""
    life.sound()


def test_who_moves_gives_notice_at_the_town_hall_and_the_duty_is_done(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    first = life.file("notification_duty")
    entry = {
        "address": "東京都港区港南五丁目",
        "notified_on": "2026-04-10",
        "residence_fixed_on": "2026-04-03",
    }
    life.take("residence", "card_address_entry", "2026-04-10", **entry)
    first.refresh_from_db()
    assert first.closed_at is not None
    life.take("residence", "ps_moved", "2026-09-02", moved_on="2026-09-01")
    assert life.fact("notification_duty", "duty_type") == "address_move"
    life.take(
        "residence", "card_address_entry", "2026-09-10", address="千葉県千葉市", notified_on="2026-09-10"
    )
    assert life.file("notification_duty").closed_at is not None
    assert life.fact("residence", "address") == "千葉県千葉市"
    life.sound()


def test_leaving_one_employer_and_joining_another_are_two_duties_with_two_dates(staff: Crew) -> None:
    life = Life(staff)
    life.lands("2026-04-01", "2029-04-01", status=ENGINEER, period="P3Y", organisation="甲社")
    changed = ("residence", "ps_organisation_changed")
    life.take(*changed, "2026-10-05", organisation_event="contract_ended", event_on="2026-10-01")
    life.take(
        *changed,
        "2026-10-21",
        organisation_event="contract_new",
        event_on="2026-10-20",
        organisation_name="乙社",
    )
    left, joined = life.files("notification_duty")[-2:]
    due = {
        row.case_id: row.legal_at
        for f in (left, joined)
        for row in f.clocks.filter(clock="org_notification_14")
    }
    assert [str(due[f.pk])[:10] for f in (left, joined)] == ["2026-10-15", "2026-11-04"], (
        "3 November is closed"
    )
    assert (left.facts["organisation"], joined.facts["organisation"]) == ("甲社", "乙社")
    assert life.fact("residence", "organisation") == "乙社"
    life.sound()


def test_the_designation_of_an_old_status_does_not_stay_on_file(staff: Crew) -> None:
    life = Life(staff)
    life.lands(
        "2026-07-01",
        "2027-07-01",
        status="designated_activities",
        period="P1Y",
        designation="ワーキング・ホリデー",
    )
    files(life, "change", "2026-10-01", designated_now="other")
    decided(life, "change", "2026-10-10", "2026-11-10", new_organisation="見本株式会社")
    delivered(life, "change", "2026-11-02", "2027-11-02")
    assert life.fact("residence", "designation") is None
    assert life.fact("residence", "organisation") == "見本株式会社"
    life.sound()


# --- ends ---------------------------------------------------------------------------------------------


def test_who_becomes_japanese_while_an_application_is_pending_is_a_foreigner_to_no_file(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    files(life, "extension", "2027-03-25")
    life.sweep("2027-04-02T00:00")
    life.take("residence", "ps_naturalise", "2027-04-15", japanese_on="2027-04-14")
    assert (life.state("residence"), life.state("extension")) == ("japanese_national", "closed")
    assert all(duty.closed_at is not None for duty in life.files("notification_duty"))
    life.sweep("2027-08-01")
    assert life.state("residence") == "japanese_national"
    life.sound()


def test_who_was_removed_and_lands_again_owes_a_first_address_again(staff: Crew) -> None:
    """The stay as a mid-to-long-term resident ended with the status (19-3(1)): the next one begins anew (19-7)."""
    life = Life(staff)
    life.lands("2026-04-01", "2026-10-01", period="P6M")
    life.take(
        "residence", "ps_removed", "2026-11-01", removal_kind="departure_order", departed_on="2026-11-01"
    )
    before = len(life.files("notification_duty"))
    again = {"granted_on": "2028-02-01", "stay_until": "2029-02-01", "card_no": SECOND_CARD}
    life.take(
        "residence",
        "ps_land",
        "2028-02-01",
        status="student",
        period="P1Y",
        card_valid_until="2029-02-01",
        **again,
    )
    assert life.fact("residence", "mid_long_since") == "2028-02-01"
    assert len(life.files("notification_duty")) == before + 1
    assert life.fact("notification_duty", "duty_type") == "address_first"
    life.sound()


def test_an_overstayer_given_special_permission_owes_an_address(staff: Crew) -> None:
    """19-8(1): whom a permission under article 50 makes a mid-to-long-term resident."""
    life = Life(staff)
    life.lands("2026-04-01", "2026-10-01", period="P6M")
    life.sweep("2026-10-02")
    life.take(
        "residence",
        "ps_special_permission",
        "2027-02-01",
        status="long_term_resident",
        period="P1Y",
        granted_on="2027-02-01",
        stay_until="2028-02-01",
        card_no=SECOND_CARD,
        card_valid_until="2028-02-01",
    )
    assert life.fact("notification_duty", "duty_type") == "address_after_change"
    life.sound()


def test_permanent_residence_delivered_to_somebody_born_on_29_february_closes_the_extension(
    staff: Crew,
) -> None:
    """The card ends with the tenth birthday after its delivery: 28 February, for 2037 is no leap year. An
    application for permanent residence carries no stay on; the extension filed beside it does."""
    life = Life(staff, birth_date=date(1988, 2, 29))
    life.lands("2024-07-01", "2027-03-10", status=ENGINEER, period="P3Y", organisation="甲社")
    usual = test_permanent_residence.usual

    def goes(step: str, at: str, **more: Any) -> None:
        facts = ordinary(usual, step, at, **more)
        if step == "pr_file":
            life.open("permanent_residence", step, at, **facts)
        else:
            life.take("permanent_residence", step, at, **facts)

    goes("pr_file", "2026-12-01", photo_on="2026-11-20", extension_explained=True)
    files(life, "extension", "2027-02-10")
    life.sweep("2027-03-11T00:00")
    assert life.state("residence") == "special_period"
    goes("pr_start_review", "2027-03-15")
    goes("pr_decide_permit", "2027-03-22", special_until="2027-05-10")
    goes("pr_pay_and_deliver", "2027-03-29", card_valid_until="2037-02-28")
    assert life.state("permanent_residence") == "permitted"
    assert (life.state("residence"), life.state("extension")) == ("permanent", "closed")
    assert life.due("residence", "card_validity") == "2037-02-28"
    life.sweep("2028-01-01")
    assert life.state("residence") == "permanent", "the special period has ended with the permission"
    life.sound()


def test_who_does_not_leave_in_the_days_set_after_a_revocation_is_handed_to_deportation(staff: Crew) -> None:
    life = Life(staff)
    life.lands("2026-04-01", "2028-04-01", period="P2Y")
    usual = test_revocation.usual
    life.open("revocation", "rv_open", "2026-11-02", **ordinary(usual, "rv_open", "2026-11-02"))
    for step, at in (("rv_hearing_notice", "2026-11-02T15:00"), ("rv_hear", "2026-11-12")):
        life.take("revocation", step, at, **ordinary(usual, step, at))
    barred = life.refused("residence", "re_depart_special", "2026-11-13", departed_on="2026-11-13", **LEAVES)
    taught(barred, "no_hearing_notice", "reg 29-4(1)(1)")
    revoked = ordinary(usual, "rv_revoke_with_period", "2026-11-16", leave_by="2026-12-16")
    life.take("revocation", "rv_revoke_with_period", "2026-11-16", **revoked)
    assert life.state("residence") == "revoked_departure_period"
    assert life.fact("residence", "status") is None
    life.sweep("2026-12-17T00:00")
    assert life.state("residence") == "overstay"
    late = life.refused("extension", "ext_file_counter", "2026-12-17", **FILED)
    assert late.code == "rule:holds_status", "nothing is left that could be extended"
    wrong = life.refused("residence", "ps_deportation_opened", "2026-12-18", ground="overstay")
    taught(wrong, "ground_fits", "icrra 24(1)(2-4)")
    life.take("residence", "ps_deportation_opened", "2026-12-18", ground="status_revoked")
    assert life.state("deportation") == "under_investigation"
    assert life.file("deportation").parent_id == life.file("residence").pk
    life.sound()


def test_an_overstay_is_not_undone_by_hand_after_two_months(staff: Crew) -> None:
    """Late acceptance goes with the two months of 20(6); later only special permission helps."""
    life = Life(staff)
    life.lands("2026-04-01", "2026-10-01", period="P6M")
    grant = {
        "status": "student",
        "period": "P1Y",
        "granted_on": "2026-12-02",
        "stay_until": "2027-10-01",
        "card_no": SECOND_CARD,
        "card_valid_until": "2027-10-01",
    }
    refusal = life.refused("residence", "ps_extend", "2026-12-02", **grant)
    taught(refusal, "inside_the_special_period", "icrra 20(6)")
    life.take("residence", "ps_extend", "2026-12-01", **(grant | {"granted_on": "2026-12-01"}))
    assert life.state("residence") == "in_status"
    life.sound()
