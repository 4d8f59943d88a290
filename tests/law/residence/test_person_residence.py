"""The stay of a person: how a status begins, goes on, is carried past its end and is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from workflows.counting import TOKYO
from workflows.declare import SAME
from workflows.engine import View
from workflows.procedures.residence.person import RESIDENCE
from workflows.roles import Role

ENGINEER = "engineer_humanities_international"
CARD, NEXT_CARD = "AB12345678CD", "EF23456789GH"


def number(at: datetime) -> str:
    """A card number nobody else has on another day."""
    return f"QR{at.astimezone(TOKYO):%Y%m%d}ST"


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of the file is given."""
    day = at.astimezone(TOKYO).date().isoformat()
    facts: dict[str, dict[str, Any]] = {
        "ps_land": {
            "status": ENGINEER,
            "period": "P1Y",
            "granted_on": day,
            "stay_until": f"{at.year + 1}{day[4:]}",
            "card_no": CARD,
        },
        "ps_exceptional_land": {"xl_until": f"{at.year + 1}{day[4:]}T00:00+09:00"},
        "ps_interim": {"event_on": day},
        "ps_application_filed": {"application": "extension", "filed_on": day, "channel": "counter"},
        "ps_depart_prep": {"granted_on": day},
        "ps_pr": {"granted_on": day, "card_no": number(at)},
        "ps_die": {"died_on": day},
        "ps_naturalise": {"japanese_on": day},
        "ps_removed": {"removal_kind": "removal"},
        "ps_deportation_opened": {"ground": "overstay"},
        "ps_moved": {"moved_on": day},
        "ps_activity_ceased": {"last_active_on": day},
        "ps_organisation_changed": {"organisation_event": "contract_ended", "event_on": day},
        "card_address_entry": {"address": "東京都港区港南五丁目", "notified_on": day},
        "card_lose": {"noticed_on": day, "loss_cause": "lost"},
        "card_found": {"found_on": day},
        "card_found_void": {"found_on": day},
        "card_old_found": {"found_on": day},
        "card_return": {"card_returned_on": day},
        "card_old_returned": {"card_returned_on": day},
        "card_item_changed": {"changed_items": ["name"], "item_changed_on": day},
        "card_item_change": {
            "photo_on": day,
            "changed_items": ["name"],
            "proof": "婚姻届受理証明書",
            "card_no": number(at),
        },
        "card_renew": {"photo_on": day, "filed_on": day, "card_no": number(at)},
        "card_reissue_lost": {
            "photo_on": day,
            "filed_on": day,
            "proof": "遺失届受理証明書",
            "card_no": number(at),
        },
        "card_reissue_damaged": {
            "photo_on": day,
            "filed_on": day,
            "reissue_reason": "damaged",
            "card_no": number(at),
        },
        "card_reissue_ordered": {"reissue_ordered_on": day},
        "card_issue_port": {"card_no": CARD},
        "card_issue_later": {"card_no": number(at)},
        "card_issue_permission": {"card_no": number(at)},
        "spc_request_office": {"spc_joined": "renewal", "spc_filed_on": day, "in_register": True},
        "spc_request_town": {"town_occasion": "new_entry", "spc_filed_on": day, "photo_on": day},
        "spc_deliver_office": {"card_no": number(at), "fee_yen": 1900},
        "spc_deliver_town": {"card_no": number(at), "delivered_on": day, "fee_yen": 1900},
        "spc_deliver_post": {"card_no": number(at), "sent_on": day, "received_on": day, "fee_yen": 2600},
        "spc_declined": {"reasons": "申請後に氏名が変わった"},
        "spc_ordinary_meanwhile": {"card_no": number(at)},
        "spc_mynumber_lapse": {"lapsed_on": day},
        "spc_return_for_ordinary": {
            "mynumber_return": "must",
            "card_returned_on": day,
            "card_no": number(at),
        },
        "re_apply": {"permit_kind": "single", "passport_shown": True},
        "re_refuse": {"reasons": "出国の目的が明らかでない"},
        "re_grant": {
            "permit_no": "26-1",
            "effective_on": day,
            "permit_paper": "stamp",
            "fee_yen": 4000,
        },
        "re_depart_permit": {"departed_on": day},
        "re_depart_special": {
            "departed_on": day,
            "passport_shown": True,
            "return_intent": True,
            "card_shown": True,
        },
        "re_depart_special_cruise": {
            "departed_on": day,
            "passport_shown": True,
            "return_intent": True,
            "ship": "飛鳥",
            "ship_return_shown": True,
        },
        "re_extend_abroad": {"return_obstacle": "入院"},
        "re_return": {"returned_on": day},
        "re_cancel": {"reasons": "継続が適当でない"},
        "re_hold_departure": {"agency": "東京地方裁判所", "hold_ground": "court", "held_at": at.isoformat()},
        "re_bars_noted": {"reentry_bars": ["supervised"]},
    }
    return facts.get(step, {})


def person(**facts: Any) -> File:
    """A person of whom there is no file yet."""
    return File(RESIDENCE, usual, **{"nationality": "VNM", "born": "1990-03-15", **facts})


def landed(at: str = "2026-07-10", born: str = "1990-03-15", **given: Any) -> File:
    """Somebody who has landed with a status and a card (of an engineer for a year, unless told)."""
    file = person(born=born)
    file.take("ps_land", at, **given)
    return file


def visitor(at: str = "2026-11-02", until: str = "2027-01-31", **given: Any) -> File:
    """A Temporary Visitor for ninety days: no card."""
    return landed(at, status="temporary_visitor", period="P90D", stay_until=until, card_no=None, **given)


def permanent(at: str = "2026-07-10", born: str = "1990-03-15", **given: Any) -> File:
    """A permanent resident since that day."""
    file = landed(min("2026-07-01", f"{at[:8]}01"), born=born)
    file.take("ps_pr", at, **given)
    return file


def overstayer() -> File:
    """Somebody whose stay ended on 10 July 2027 with nothing pending."""
    file = landed()
    file.pass_time("2027-07-11T00:00")
    assert file.state == "overstay"
    return file


def in_special(until: str = "2026-08-31") -> File:
    """Somebody in the special period after a stay that ended on that day."""
    file = landed("2025-06-29", stay_until=until)
    file.take("ps_application_filed", "2026-06-20", application="extension")
    file.pass_time("2026-09-01T00:00")
    assert file.state == "special_period"
    return file


def given(file: File, procedure: str, step: str) -> list[dict[str, Any]]:
    """The facts with which a step of another file was brought about."""
    return [dict(facts) for name, facts in file.handed_to(procedure) if name == step]


# --- the declarations -------------------------------------------------------------------------------


def test_the_copies_ring_for_nobody_and_lapse_nowhere():
    for clock in ("special_period", "acquisition_exempt_60", "xl_period", "revocation_departure"):
        assert not RESIDENCE.clocks[clock].reminded and RESIDENCE.clocks[clock].lapse is None


# --- beginnings ---------------------------------------------------------------------------------------


def test_a_landing_begins_the_stay_on_the_day_after_and_opens_the_duty_to_notify_the_address():
    file = landed()
    assert file.state == "in_status" and file.due("stay_period") == "2027-07-10"
    assert file.dossier.facts["stay_days"] == 365
    assert file.dossier.states["residence_card"] == "valid"
    assert given(file, "notification_duty", "nd_open") == [
        {"duty_type": "address_first", "event_on": "2026-07-10"}
    ]


def test_somebody_taken_over_with_an_address_owes_no_first_notice():
    file = landed(address="大阪市北区")
    assert given(file, "notification_duty", "nd_open") == []


def test_the_end_of_a_stay_never_rolls_and_its_working_shows_the_calendar():
    file = landed("2026-06-30", period="P6M", stay_until="2026-12-31")
    clock = file.dossier.clocks["stay_period"]
    due = RESIDENCE.clocks["stay_period"].due(clock.start, clock.inputs)
    assert due is not None and file.due("stay_period") == "2026-12-31"  # offices are shut
    assert any("2026-12-31" in line for line in due.working("en"))
    # An officer who decided 30 December sees that the calendar says the 31st.
    other = landed("2026-06-30", period="P6M", stay_until="2026-12-30")
    clock = other.dossier.clocks["stay_period"]
    due = RESIDENCE.clocks["stay_period"].due(clock.start, clock.inputs)
    assert due is not None and "2026-12-31" in " ".join(due.working("ja"))


def test_permanent_residence_and_hsp_ii_are_not_given_at_landing():
    for status in ("permanent_resident", "hsp_2"):
        person().refused(
            "ps_land",
            "2026-07-10",
            "rule:status_given_at_landing",
            "9(3)",
            status=status,
            period="indefinite",
            stay_until=None,
        )


def test_a_status_that_is_not_in_the_law_yet_is_not_given():
    person().refused(
        "ps_land", "2026-07-10", "rule:status_given_at_landing", status="employment_for_skill_development"
    )


def test_only_few_statuses_have_no_last_day():
    person().refused("ps_land", "2026-07-10", "rule:stay_has_end", "2-2(3)", stay_until=None)
    file = landed(status="diplomat", period="indefinite", stay_until=None, card_no=None)
    assert file.due("stay_period") == "" and file.dossier.facts["unlimited"] is True


def test_a_stay_does_not_end_before_it_is_permitted():
    person().refused("ps_land", "2026-07-10", "rule:stay_ends_after_the_grant", stay_until="2026-07-09")


@pytest.mark.parametrize(
    "wrong",
    [
        {"card_no": None},
        {"card_later": True},
        {"status": "temporary_visitor", "period": "P90D", "stay_until": "2026-10-08"},
        {"period": "P3M", "stay_until": "2026-10-10"},
        {"status": "designated_activities", "period": "P6M", "designation": "告示53号"},
    ],
)
def test_a_card_is_given_to_mid_to_long_term_residents_and_to_nobody_else(wrong: dict[str, Any]):
    person().refused("ps_land", "2026-07-10", "rule:card_as_due", "19-3(1)", **wrong)


def test_edge_41_a_digital_nomad_has_neither_card_nor_notices_but_special_re_entry():
    file = landed(
        status="designated_activities",
        period="P6M",
        stay_until="2027-01-10",
        designation="デジタルノマド(告示53号)",
        card_no=None,
    )
    assert file.dossier.states["residence_card"] == "none"
    assert given(file, "notification_duty", "nd_open") == []
    file.refused("ps_moved", "2026-08-01", "rule:mid_to_long_term", "19-3(1)")
    file.take("re_depart_special", "2026-08-10", card_shown=None)
    assert file.due("special_reentry_1y") == "2027-01-10"


def test_an_exceptional_landing_and_the_sixty_days_are_no_status():
    file = person()
    file.take("ps_exceptional_land", "2026-11-24", xl_until="2026-11-27T09:00+09:00")
    assert file.state == "exceptional_landing" and file.due("xl_period") == "2026-11-27 09:00"
    file.refused("re_apply", "2026-11-25", "rule:holds_status", "26(1)")
    child = person(born="2026-10-01")
    child.take("ps_interim", "2026-10-05", event_on="2026-10-01")
    assert child.due("acquisition_exempt_60") == "2026-11-30"
    child.pass_time("2026-12-02")
    assert child.state == "interim_60", "the file of the acquisition says when the sixty days are over"
    child.take("ps_overstay", "2026-12-02", carried=True)
    assert child.state == "overstay"


def test_an_acquired_status_begins_with_the_permission_and_owes_the_address_notice():
    child = person(born="2026-10-01")
    child.take("ps_interim", "2026-10-05", event_on="2026-10-01")
    child.take(
        "ps_acquire",
        "2026-11-10",
        status="dependent",
        period="P1Y",
        granted_on="2026-11-10",
        stay_until="2027-11-10",
        card_no=CARD,
    )
    assert child.state == "in_status" and child.due("stay_period") == "2027-11-10"
    assert child.due("acquisition_exempt_60") == ""
    assert given(child, "notification_duty", "nd_open") == [
        {"duty_type": "address_after_change", "event_on": "2026-11-10"}
    ]


def test_a_permanent_residents_baby_acquires_permanent_residence():
    child = person(born="2026-10-01")
    child.take("ps_interim", "2026-10-05", event_on="2026-10-01")
    child.take(
        "ps_acquire",
        "2026-11-10",
        status="permanent_resident",
        period="indefinite",
        granted_on="2026-11-10",
        card_no=CARD,
    )
    assert child.state == "permanent" and child.due("card_validity") == "2031-10-01"


def test_special_permission_brings_an_overstayer_back_to_a_status():
    file = overstayer()
    file.take("ps_deportation_opened", "2027-07-20")
    file.take(
        "ps_special_permission",
        "2027-12-01",
        status="long_term_resident",
        period="P1Y",
        granted_on="2027-12-01",
        stay_until="2028-12-01",
        card_no=NEXT_CARD,
    )
    assert file.state == "in_status" and file.due("stay_period") == "2028-12-01"
    assert "deportation_opened" not in file.dossier.facts and file.due("overstay") == ""


# --- going on -------------------------------------------------------------------------------------------


def test_an_extension_runs_from_the_day_after_the_old_last_day_even_if_granted_early():
    file = landed()
    file.take(
        "ps_extend",
        "2027-06-01",
        status=ENGINEER,
        period="P1Y",
        granted_on="2027-06-01",
        stay_until="2028-07-10",
        card_no=NEXT_CARD,
        carried=True,
    )
    assert file.state == "in_status" and file.due("stay_period") == "2028-07-10"
    assert file.dossier.facts["stay_days"] == 366
    assert given(file, "notification_duty", "nd_open") == [], "an old resident owes no new notice"


def test_an_extension_keeps_the_status():
    landed().refused(
        "ps_extend",
        "2027-06-01",
        "rule:status_kept",
        "21(1)",
        status="student",
        granted_on="2027-06-01",
        stay_until="2028-07-10",
        card_no=NEXT_CARD,
    )


def test_a_change_begins_with_the_permission_and_ends_a_side_activity():
    file = landed(status="student", period="individual", stay_until="2027-04-10")
    file.take(
        "ps_change",
        "2027-03-20",
        status=ENGINEER,
        period="P1Y",
        granted_on="2027-03-20",
        stay_until="2028-03-20",
        card_no=NEXT_CARD,
    )
    assert file.due("stay_period") == "2028-03-20" and file.dossier.facts["stay_days"] == 366
    assert given(file, "activity_permission", "act_end") == [{"ended_on": "2027-03-20"}]


def test_a_change_from_visitor_makes_a_card_holder_who_owes_the_address():
    file = visitor()
    file.take(
        "ps_change",
        "2026-12-01",
        status="spouse_or_child_of_japanese",
        period="P1Y",
        granted_on="2026-12-01",
        stay_until="2027-12-01",
        card_no=CARD,
    )
    assert file.dossier.states["residence_card"] == "valid"
    assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == "address_after_change"


def test_a_change_to_a_short_stay_ends_the_card():
    file = landed()
    file.take(
        "ps_change",
        "2026-12-01",
        status="temporary_visitor",
        period="P90D",
        granted_on="2026-12-01",
        stay_until="2027-03-01",
    )
    assert file.dossier.states["residence_card"] == "void"
    assert file.due("card_return_14") == "2026-12-15"
    assert "mid_long_since" not in file.dossier.facts


def test_a_change_to_hsp_ii_is_without_end_and_its_card_has_a_date_of_its_own():
    file = landed(status="hsp_1b", period="P5Y", stay_until="2031-07-10")
    file.take(
        "ps_change",
        "2026-12-01",
        status="hsp_2",
        period="indefinite",
        granted_on="2026-12-01",
        card_no=NEXT_CARD,
    )
    assert file.due("stay_period") == "" and "stay_until" not in file.dossier.facts
    assert file.due("card_validity") == "2036-03-15"
    file.take("ps_application_filed", "2027-01-10", application="change")
    assert file.due("stay_period_pending") == "", "a stay without end has no end to be carried past"


def test_permanence_is_no_change_and_takes_effect_by_the_card():
    landed().refused(
        "ps_change",
        "2026-12-01",
        "rule:status_given_by_change",
        "20(2)",
        status="permanent_resident",
        granted_on="2026-12-01",
        card_no=NEXT_CARD,
    )
    landed().refused("ps_pr", "2026-12-01", "rule:permanence_by_card", "22(3)", card_no=None)


def test_permanent_residence_ends_the_period_and_what_else_was_asked_for():
    file = landed("2026-07-01")
    file.take("ps_application_filed", "2026-11-01", application="extension")
    file.take("ps_pr", "2026-12-01")
    assert file.state == "permanent" and file.due("stay_period_pending") == ""
    assert file.due("card_validity") == "2036-03-15" and file.due("card_renewal_window") == "2036-03-17"
    assert file.alarm("card_renewal_window") == "2036-03-15", (
        "a Saturday: the filing rolls, the card does not"
    )
    assert given(file, "extension", "ext_close_other")[0]["close_reason"] == "status_lost"


def test_from_2027_a_permanent_resident_may_be_changed_to_another_status():
    file = permanent()
    file.take(
        "ps_change",
        "2027-05-10",
        status="long_term_resident",
        period="P1Y",
        granted_on="2027-05-10",
        stay_until="2028-05-10",
        card_no="JK34567890LM",
        carried=True,
    )
    assert file.state == "in_status" and file.due("stay_period") == "2028-05-10"
    assert file.dossier.facts["unlimited"] is False


# --- the end of the stay with and without a filing ---------------------------------------------------------


def test_a_stay_that_ends_with_nothing_pending_is_an_overstay_at_midnight():
    file = landed()
    file.pass_time("2027-07-10T23:59")
    assert file.state == "in_status"
    file.pass_time("2027-07-11T00:00")
    assert file.state == "overstay" and "overstay" in file.dossier.clocks
    assert file.dossier.states["residence_card"] == "expired"
    assert file.due("card_return_14") == "2027-07-26", "the 24th is a Saturday"


def test_a_pending_filing_carries_the_stay_into_the_special_period():
    file = in_special("2026-08-31")
    assert file.due("special_period") == "2026-10-31"  # a Saturday: it does not move
    assert file.dossier.facts["special_until"] == "2026-10-31"
    assert file.dossier.states["residence_card"] == "valid"
    assert file.due("stay_period") == "" and file.due("overstay") == ""


def test_the_special_period_begins_on_the_files_of_the_applications_too():
    file = landed("2025-08-29", stay_until="2026-08-31")
    file.take("ps_application_filed", "2026-08-20", application="extension")
    file.take("ps_special", "2026-09-01T00:00", asleep=True, by=acting(Role.SYSTEM))
    assert given(file, "extension", "ext_expiry_reached") == [{"stay_until": "2026-08-31"}]
    assert given(file, "change", "chg_expiry_reached") == [{"stay_until": "2026-08-31"}]


def test_the_month_start_rule_shows_beside_the_other_reading():
    file = in_special("2026-06-30")
    assert file.due("special_period") == "2026-08-31" and file.alarm("special_period") == "2026-08-30"
    clock = file.dossier.clocks["special_period"]
    due = RESIDENCE.clocks["special_period"].due(clock.start, clock.inputs)
    assert due is not None and "2026-08-30" in due.working("en")[-1]


def test_a_stay_of_thirty_days_is_not_carried_on_and_one_of_thirty_one_is():
    short = landed(
        "2026-11-02", status="temporary_visitor", period="P30D", stay_until="2026-12-02", card_no=None
    )
    short.refused(
        "ps_application_filed", "2026-11-10", "rule:more_than_30_days", "20(6)", application="change"
    )
    short.pass_time("2026-12-03T00:00")
    assert short.state == "overstay"
    longer = landed(
        "2026-11-02", status="temporary_visitor", period="individual", stay_until="2026-12-03", card_no=None
    )
    longer.take("ps_application_filed", "2026-11-10", application="change")
    longer.pass_time("2026-12-04T00:00")
    assert longer.state == "special_period"


def test_a_filing_that_ends_inside_the_stay_leaves_the_stay_to_its_last_day():
    file = landed()
    file.take("ps_application_filed", "2027-06-01")
    assert file.dossier.facts.get("pending_noted") is True
    file.take("ps_application_ended", "2027-06-20")
    assert file.due("stay_period") == "2027-07-10" and file.due("stay_period_pending") == ""
    assert not file.dossier.facts.get("pending_noted")
    file.pass_time("2027-07-11T00:00")
    assert file.state == "overstay"


def test_of_two_filings_the_one_that_is_left_still_carries_the_stay():
    file = landed()
    file.take("ps_application_filed", "2027-05-01", application="extension")
    file.take("ps_application_filed", "2027-06-01", application="change", channel="online")
    file.take("ps_application_ended", "2027-06-20", application="extension")
    assert file.due("stay_period_pending") == "2027-07-10"
    file.pass_time("2027-07-11T00:00")
    assert file.state == "special_period"


def two_in_special() -> File:
    """In the special period with an extension and a change undecided, both filed before the expiry."""
    file = landed()
    file.take("ps_application_filed", "2027-05-01", application="extension")
    file.take("ps_application_filed", "2027-06-01", application="change")
    file.pass_time("2027-07-11T00:00")
    assert file.state == "special_period"
    return file


def test_what_is_said_of_the_other_application_in_the_special_period_agrees_with_the_file():
    file = two_in_special()
    ended = "ps_application_ended"
    file.refused(ended, "2027-07-20", "rule:other_application_as_told", "20(6)", application="extension")
    file.take(ended, "2027-07-20", application="extension", other_pending=True)
    assert file.due("special_period") == "2027-09-10"
    assert not file.due("stay_period") and not file.due("stay_period_pending")
    file.refused(
        ended,
        "2027-07-30",
        "rule:other_application_as_told",
        "20(6)",
        application="change",
        other_pending=True,
    )
    file.take(ended, "2027-07-30", application="change", carried=True)
    file.take("ps_overstay", "2027-07-30", carried=True)
    assert file.state == "overstay"


def test_a_change_asked_for_by_who_stays_without_end_marks_the_card_and_starts_no_clock():
    file = landed()
    file.take("ps_pr", "2026-09-01")
    file.take("ps_application_filed", "2026-10-01", application="change")
    assert file.dossier.facts["pending_noted"] is True and file.due("stay_period_pending") == ""
    file.take("ps_application_ended", "2026-10-20", application="change")
    assert not file.dossier.facts.get("pending_noted") and file.due("stay_period") == ""


def test_what_was_designated_with_a_status_goes_with_it():
    file = landed(status="designated_activities", designation="ワーキング・ホリデー")
    file.take(
        "ps_change",
        "2026-11-02",
        status=ENGINEER,
        period="P1Y",
        granted_on="2026-11-02",
        stay_until="2027-11-02",
        card_no="CD12345678EF",
    )
    assert "designation" not in file.dossier.facts


def test_after_two_months_an_overstay_is_not_undone_by_an_extension_or_a_change():
    grant = {"status": ENGINEER, "period": "P1Y", "stay_until": "2028-07-10", "card_no": "CD12345678EF"}
    for step in ("ps_extend", "ps_change"):
        file = overstayer()
        late = grant | {"granted_on": "2027-09-11"}
        file.refused(step, "2027-09-11", "rule:inside_the_special_period", "20(6)", **late)
        file.take(step, "2027-09-10", **(grant | {"granted_on": "2027-09-10"}))


def test_an_overstayer_who_is_removed_is_no_resident_and_begins_anew():
    file = overstayer()
    file.take("ps_removed", "2027-08-01")
    assert "mid_long_since" not in file.dossier.facts
    file.take("ps_land", "2029-08-01", card_no="CD12345678EF")
    assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == "address_first"


def test_who_is_abroad_can_leave_the_employer_all_the_same():
    """19-16 asks who is a mid-to-long-term resident, not where the person is on the day."""
    file = landed()
    file.take("re_depart_special", "2026-09-01")
    file.take("ps_organisation_changed", "2026-09-10")
    assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == "organisation"


def test_who_prepares_to_leave_returns_to_that_under_a_permit():
    """26(1) leaves out provisional and exceptional landing alone."""
    file = in_special()
    file.take("ps_depart_prep", "2026-10-01", stay_until="2026-11-01")
    file.take("re_apply", "2026-10-02")
    file.refused("re_grant", "2026-10-03", "rule:within_the_stay", reentry_valid_until="2026-11-02")
    file.take("re_grant", "2026-10-03", reentry_valid_until="2026-11-01")
    file.take("re_depart_permit", "2026-10-10")
    file.take("re_return", "2026-10-20")
    assert file.state == "departure_preparation"


def test_an_online_filing_leaves_the_card_unmarked():
    file = landed()
    file.take("ps_application_filed", "2027-06-01", channel="online")
    assert file.dossier.facts.get("pending_noted") is not True


def test_a_filing_in_time_by_the_next_open_day_takes_the_stay_up_again():
    # Expiry on Sunday 22 November 2026, Monday is a holiday: filed on Tuesday.
    file = landed("2025-11-20", stay_until="2026-11-22")
    file.pass_time("2026-11-24T09:00")
    assert file.state == "overstay" and file.dossier.states["residence_card"] == "expired"
    file.take("ps_special", "2026-11-24", carried=True)
    assert file.state == "special_period" and file.due("special_period") == "2027-01-22"
    assert file.dossier.facts["no_status_days"] == 2
    assert file.dossier.states["residence_card"] == "valid" and file.due("card_return_14") == ""


def test_the_special_period_cannot_begin_after_its_two_months():
    file = overstayer()
    file.refused("ps_special", "2027-09-11", "rule:inside_the_special_period", "20(6)", carried=True)
    file.take("ps_special", "2027-09-10", carried=True)


def test_edge_08_a_permission_not_collected_by_the_end_of_the_special_period_never_takes_effect():
    file = in_special()
    file.take("ps_overstay", "2026-11-01T00:00", carried=True)
    assert file.state == "overstay" and file.dossier.states["residence_card"] == "expired"
    assert given(file, "permanent_residence", "pr_status_lost") == [{"lost_on": "2026-11-01"}]


def test_departure_preparation_is_dated_and_ends_the_card():
    file = in_special()
    file.take("ps_depart_prep", "2026-10-01", stay_until="2026-11-01", carried=True)
    assert file.state == "departure_preparation" and file.due("departure_preparation") == "2026-11-01"
    assert file.dossier.facts["stay_days"] == 31 and file.dossier.states["residence_card"] == "void"
    file.pass_time("2026-11-02T00:00")
    assert file.state == "overstay"


def test_departure_preparation_is_thirty_one_days_at_most():
    in_special().refused(
        "ps_depart_prep", "2026-10-01", "rule:departure_preparation_length", stay_until="2026-11-02"
    )


@pytest.mark.parametrize(("until", "carried"), [("2026-10-31", False), ("2026-11-01", True)])
def test_thirty_days_to_leave_carry_no_further_filing_and_thirty_one_do(until: str, carried: bool):
    file = in_special()
    file.take("ps_depart_prep", "2026-10-01", stay_until=until)
    if not carried:
        file.refused("ps_application_filed", "2026-10-10", "rule:more_than_30_days", application="change")
        return
    file.take("ps_application_filed", "2026-10-10", application="change")
    assert file.due("departure_preparation") == "" and file.due("stay_period_pending") == until
    file.take("ps_application_ended", "2026-10-20")
    assert file.due("departure_preparation") == until and file.due("stay_period") == ""


def test_late_acceptance_and_late_delivery_come_back_from_an_overstay():
    file = overstayer()
    file.take("ps_special", "2027-07-20", carried=True)
    file.take(
        "ps_extend",
        "2027-08-20",
        status=ENGINEER,
        period="P1Y",
        granted_on="2027-08-20",
        stay_until="2028-07-10",
        card_no=NEXT_CARD,
        carried=True,
    )
    assert file.state == "in_status" and file.dossier.facts["stay_days"] == 366
    assert "no_status_days" not in file.dossier.facts and "special_until" not in file.dossier.facts


# --- ends -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "more", "reason"),
    [
        ("ps_depart", {}, "departure"),
        ("ps_die", {}, "death"),
        ("ps_naturalise", {}, "nationality"),
        ("ps_revoked_now", {}, "status_lost"),
        ("ps_revoked_period", {"leave_by": "2026-12-24"}, "status_lost"),
    ],
)
def test_a_stay_that_ends_closes_every_file_that_rests_on_it(step: str, more: dict[str, Any], reason: str):
    file = landed()
    file.take(step, "2026-12-01", **more)
    for procedure, name in (("change", "chg_close_other"), ("extension", "ext_close_other")):
        assert given(file, procedure, name) == [{"closed_on": "2026-12-01", "close_reason": reason}]
    assert given(file, "permanent_residence", "pr_status_lost") == [{"lost_on": "2026-12-01"}]
    assert given(file, "activity_permission", "act_end") == [{"ended_on": "2026-12-01"}]
    assert given(file, "revocation", "rv_moot") == [{"close_reason": reason}]
    assert given(file, "notification_duty", "nd_close") == [{"closed_on": "2026-12-01"}]
    assert file.due("stay_period") == "" and "stay_until" not in file.dossier.facts


def test_leaving_for_good_ends_status_and_card_and_closes_what_waits_for_the_departure():
    file = landed()
    file.take("ps_depart", "2026-12-01")
    assert file.state == "departed" and file.dossier.states["reentry"] == "departed_for_good"
    assert file.dossier.states["residence_card"] == "void" and file.due("card_return_14") == "2026-12-01"
    for procedure, step in (
        ("acquisition", "acq_leave_in_60"),
        ("revocation", "rv_depart"),
        ("exceptional_landing", "xl_depart"),
    ):
        assert given(file, procedure, step) == [{}]


def test_somebody_who_left_and_lands_again_begins_a_new_stay_with_a_new_duty():
    file = landed()
    file.take("ps_depart", "2026-12-01")
    file.take("card_return", "2026-12-01")
    file.take("ps_land", "2027-03-01", card_no=NEXT_CARD)
    assert file.state == "in_status" and file.dossier.states["residence_card"] == "valid"
    assert file.dossier.states["reentry"] == "in_japan"
    assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == "address_first"


def test_a_permit_holder_does_not_lose_the_status_by_leaving():
    file = landed()
    file.take("re_apply", "2026-08-01")
    file.take("re_grant", "2026-08-10", reentry_valid_until="2027-07-10")
    file.refused("ps_depart", "2026-09-01", "rule:no_permit_held", "19-14(1)(3)")


def test_nobody_leaves_while_the_departure_is_held():
    file = landed()
    file.take("re_hold_departure", "2026-09-01T10:00")
    file.refused("ps_depart", "2026-09-01T12:00", "rule:departure_not_held", "25(2)")


def test_an_overstayer_leaves_by_removal_or_departure_order():
    file = overstayer()
    file.refused("ps_depart", "2027-08-01", "wrong-state")
    file.take("ps_removed", "2027-08-01", removal_kind="departure_order")
    assert file.state == "departed" and file.due("overstay") == ""
    assert given(file, "change", "chg_close_other")[0]["close_reason"] == "deportation"


def test_the_hearing_notice_is_kept_until_it_is_answered():
    file = landed()
    file.take("ps_revocation_noticed", "2026-09-01")
    assert file.dossier.facts["revocation_noticed"] is True
    file.take("ps_revocation_cleared", "2026-10-01")
    assert file.dossier.facts["revocation_noticed"] is False


def test_revoked_with_days_to_leave_has_thirty_at_most():
    landed().refused("ps_revoked_period", "2026-11-24", "named-date", leave_by="2026-12-25")
    file = landed()
    file.take("ps_revoked_period", "2026-11-24", leave_by="2026-12-24")
    assert file.due("revocation_departure") == "2026-12-24"
    file.pass_time("2026-12-26")
    assert file.state == "revoked_departure_period", "the file of the revocation says when they are over"


def test_deportation_opens_in_one_action_with_what_is_known_here():
    file = overstayer()
    file.refused("ps_deportation_opened", "2027-07-20", "rule:ground_fits", ground="terrorism")
    file.take("ps_deportation_opened", "2027-07-20", note="自主出頭")
    assert given(file, "deportation", "investigation_opened") == [
        {"ground": "overstay", "minor": False, "note": "自主出頭"}
    ]
    file.refused("ps_deportation_opened", "2027-07-21", "rule:deportation_not_opened", "27(1)")


def test_who_is_revoked_at_once_is_deported_for_the_revocation():
    file = landed(born="2010-01-01")
    file.take("ps_revoked_now", "2026-11-24")
    assert file.state == "revoked"
    file.refused("ps_deportation_opened", "2026-11-24", "rule:ground_fits", ground="overstay")
    file.take("ps_deportation_opened", "2026-11-24", ground="status_revoked")
    assert given(file, "deportation", "investigation_opened")[0]["minor"] is True


def test_the_ground_follows_from_how_the_person_came_to_be_without_a_status():
    missed = landed()
    missed.take("ps_revoked_period", "2026-09-01", leave_by="2026-09-30")
    missed.take("ps_overstay", "2026-10-01T00:00", carried=True)
    missed.refused("ps_deportation_opened", "2026-10-02", "rule:ground_fits", "24(1)(2-4)", ground="overstay")
    missed.take("ps_deportation_opened", "2026-10-02", ground="status_revoked")
    crew = person()
    crew.take("ps_exceptional_land", "2026-09-01", xl_until="2026-09-08T00:00+09:00")
    crew.take("ps_overstay", "2026-09-08T00:00", carried=True)
    crew.refused("ps_deportation_opened", "2026-09-10", "rule:ground_fits", ground="overstay")
    crew.take("ps_deportation_opened", "2026-09-10", ground="exceptional_landing_overstay")
    overstayer().refused("ps_deportation_opened", "2027-07-20", "rule:ground_fits", ground="status_revoked")


def test_whoever_becomes_japanese_may_begin_again_with_the_sixty_days():
    file = permanent()
    file.take("ps_naturalise", "2027-02-01")
    assert file.state == "japanese_national" and file.dossier.states["residence_card"] == "void"
    file.take("ps_interim", "2030-05-01", event_on="2030-05-01")
    assert file.state == "interim_60"


def test_death_is_recorded_from_any_state():
    for file in (landed(), visitor(), permanent(), overstayer(), in_special(), person()):
        file.take("ps_die", "2027-10-01")
        assert file.state == "deceased"
        assert set(file.dossier.clocks) <= {"card_return_14"}


# --- organisation and activity ------------------------------------------------------------------------------


def test_edge_28_quitting_and_joining_are_two_events_with_two_duties():
    file = landed()
    file.take("ps_organisation_changed", "2026-10-05", event_on="2026-10-01", organisation_name="甲社")
    assert given(file, "notification_duty", "nd_open") == [
        {
            "duty_type": "organisation",
            "event_on": "2026-10-01",
            "matter": "contract_ended",
            "organisation": "甲社",
        }
    ]
    file.take(
        "ps_organisation_changed",
        "2026-10-21",
        organisation_event="contract_new",
        event_on="2026-10-20",
        organisation_name="乙社",
    )
    assert given(file, "notification_duty", "nd_open")[0]["event_on"] == "2026-10-20"
    assert file.dossier.facts["organisation"] == "乙社"


@pytest.mark.parametrize(
    ("status", "event", "owed"),
    [
        ("professor", "left", True),
        ("professor", "contract_ended", False),
        (ENGINEER, "left", False),
        (ENGINEER, "renamed", True),
        ("dependent", "spouse_divorced", True),
        ("dependent", "left", False),
        ("artist", "renamed", False),
        ("long_term_resident", "spouse_divorced", False),
    ],
)
def test_which_event_is_notified_depends_on_the_status(status: str, event: str, owed: bool):
    file = landed(status=status)
    fact = RESIDENCE.facts["organisation_event"]
    if owed:
        file.take("ps_organisation_changed", "2026-10-05", organisation_event=event)
        kind = "spouse" if event.startswith("spouse") else "organisation"
        assert given(file, "notification_duty", "nd_open")[0]["duty_type"] == kind
    else:
        file.refused(
            "ps_organisation_changed",
            "2026-10-05",
            "rule:event_is_owed",
            "19-16(1)",
            organisation_event=event,
        )
    assert fact.among is not None
    assert (event in list(fact.among(View(RESIDENCE, file.dossier)))) is owed


def test_a_move_opens_the_duty_to_notify_the_new_address():
    file = landed()
    file.take("ps_moved", "2026-10-05", moved_on="2026-10-03")
    assert given(file, "notification_duty", "nd_open") == [
        {"duty_type": "address_move", "event_on": "2026-10-03"}
    ]


@pytest.mark.parametrize(
    ("status", "clock", "due"),
    [
        (ENGINEER, "inactivity_3m", "2027-01-31"),
        ("spouse_or_child_of_japanese", "inactivity_spouse_6m", "2027-04-30"),
    ],
)
def test_not_doing_what_the_status_is_for_is_a_hint_and_nothing_more(status: str, clock: str, due: str):
    file = landed(status=status)
    file.take("ps_activity_ceased", "2026-11-02", last_active_on="2026-10-31")
    assert file.due(clock) == due and len(file.dossier.clocks) == 2
    file.pass_time("2027-05-02")
    assert file.state == "in_status" and file.dossier.facts["inactive_long"] is True
    file.take("ps_activity_resumed", "2027-05-03")
    assert "inactive_long" not in file.dossier.facts


def test_hsp_ii_has_six_months():
    file = landed(status="hsp_1b", period="P5Y", stay_until="2031-07-10")
    file.take(
        "ps_change",
        "2026-08-01",
        status="hsp_2",
        period="indefinite",
        granted_on="2026-08-01",
        card_no=NEXT_CARD,
    )
    file.take("ps_activity_ceased", "2026-11-02", last_active_on="2026-10-31")
    assert file.due("inactivity_6m_hsp2") == "2027-04-30"


def test_who_works_again_before_the_time_is_over_leaves_no_hint():
    file = landed()
    file.take("ps_activity_ceased", "2026-11-02")
    file.take("ps_activity_resumed", "2026-12-01")
    file.pass_time("2027-06-01")
    assert "inactive_long" not in file.dossier.facts


def test_a_long_term_resident_is_bound_to_no_activity():
    file = landed(status="long_term_resident")
    file.refused("ps_activity_ceased", "2026-11-02", "rule:status_bound_to_an_activity", "22-4(1)(6)")


# --- the whole table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", sorted(RESIDENCE.steps))
def test_a_step_is_refused_to_an_office_that_does_not_take_it(step: str):
    declared = RESIDENCE.steps[step]
    stranger = acting(Role.REFUGEE_INQUIRER)
    code = "carried-only" if declared.carried_only else "wrong-office"
    person().refused(step, "2026-07-10", code, by=stranger)


@pytest.mark.parametrize("step", sorted(RESIDENCE.steps))
def test_a_step_is_refused_in_a_state_that_does_not_allow_it(step: str):
    declared = RESIDENCE.steps[step]
    machine = RESIDENCE.machines[declared.machine]
    elsewhere = [s for s in machine.states if s not in machine.sources(declared)]
    if not elsewhere:
        assert len(machine.sources(declared)) == len(machine.states)
        return
    file = person()
    states = {**file.dossier.states, declared.machine: elsewhere[0]}
    object.__setattr__(file.dossier, "states", states)
    file.refused(step, "2026-07-10", "wrong-state", by=acting(Role.SYSTEM), carried=True)


def test_a_state_that_is_no_end_is_left_by_some_step():
    moves = [move for step in RESIDENCE.steps.values() for move in step.moves]
    for name, machine in RESIDENCE.machines.items():
        for code, state in machine.states.items():
            leaving = [s for s in machine.steps.values() if code in machine.sources(s) and s.target != SAME]
            moved = [m for m in moves if m.machine == name and code in m.when]
            assert leaving or moved or state.end, code
