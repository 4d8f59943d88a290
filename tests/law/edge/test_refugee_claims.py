"""Edge cases 61 to 68: the refugee claim, its effect on removal, the provisional stay."""

from __future__ import annotations

import pytest

from tests.law.files import (
    claimed,
    detained_under_order,
    edge,
    examined,
    opened,
    ordered_to_leave,
    removal_scheduled,
    supervised_pre,
)

AT_THE_GATE = "2026-12-10 09:30"


def third_claim(at="2026-12-05", law_on="2026-06-14", **facts):
    file = detained_under_order("2026-11-30" if law_on > "2025" else "2024-06-12", law_on=law_on)
    return claimed(file, at, 3, **facts)


@edge(61)
def test_a_first_claim_at_the_airport_stops_the_removal_and_frees_nobody():
    file = removal_scheduled("2026-12-01", "2026-12-10")
    outcome = file.take("refugee_claim_filed", AT_THE_GATE)
    assert "removal_halted_by_stay" in {m.step for m in outcome.moved}
    assert file.stage == "removal_in_preparation"
    assert file.custody == "detained_order" and file.runs("clk_detention_review_3m")
    assert file.fact("order_in_force") is True
    file.refused("removal_scheduled", "2026-12-10 10:00", "rule:no_bar_on_removal_refugee", "61-2-9(3)")
    carrier = {"carrier_limb": "known_ground", "carrier_name": "Air Z", "port": "Narita"}
    file.refused(
        "handed_to_carrier", "2026-12-10 10:00", "rule:no_bar_on_removal_refugee", "61-2-9", **carrier
    )
    file.refused("removed", "2026-12-10 10:00", "wrong-state")


@edge(61)
def test_a_minute_before_the_claim_the_person_could_still_be_removed():
    assert removal_scheduled("2026-12-01", "2026-12-10").open_to("removed", "2026-12-10 09:29")


@edge(61)
def test_a_claim_suspends_an_order_to_leave_and_its_end_brings_it_back_with_a_new_day():
    file = ordered_to_leave("2026-12-01", "2026-12-20")
    file.take("refugee_claim_filed", "2026-12-05")
    assert file.stage == "order_to_leave_suspended"
    assert not file.runs("clk_order_to_leave")
    assert file.custody == "supervised_post"
    file.refused("order_to_leave_resumed", "2026-12-06", "rule:order_to_leave_not_suspended", "55-2(2)(1)")
    file.take("refugee_claim_withdrawn", "2026-12-20", leave_until="2027-01-10")
    assert file.stage == "order_to_leave_in_force"
    assert file.legal("clk_order_to_leave") == "2027-01-10"


@edge(62)
def test_a_third_claim_without_material_does_not_stop_removal_once_that_is_assessed():
    file = third_claim()
    file.refused("removal_scheduled", "2026-12-06", "rule:no_bar_on_removal_refugee", "61-2-9")
    file.refused("suspensive_exception_recorded", "2026-12-06", "missing-fact", "61-2-9(4)", reasons=None)
    file.take("suspensive_exception_recorded", "2026-12-07")
    assert file.state("refugee") == "refugee_pending_no_stay"
    file.take("removal_scheduled", "2026-12-08")
    file.take("removed", "2026-12-20")
    assert file.stage == "removed"


@edge(63)
def test_new_material_filed_with_a_third_claim_keeps_the_stay():
    file = third_claim(claim_material="Arrest warrant of 1 November")
    file.refused(
        "suspensive_exception_recorded",
        "2026-12-07",
        "rule:no_adequate_material",
        "61-2-9(4)(1)",
        adequate_material=True,
    )
    file.take("suspensive_effect_on", "2026-12-07")
    assert file.state("refugee") == "removal_stayed_refugee"


@edge(63)
def test_nobody_is_removed_over_material_that_nobody_has_assessed():
    file = third_claim(claim_material="Arrest warrant of 1 November")
    file.refused(
        "suspensive_exception_recorded", "2026-12-07", "missing-fact", "61-2-9(4)", adequate_material=None
    )
    file.refused("removal_scheduled", "2026-12-07", "rule:no_bar_on_removal_refugee")
    assert file.owed() >= {"refugee_inquirer"}


@edge(63)
def test_a_second_look_that_finds_the_material_adequate_brings_the_stay_back():
    file = third_claim()
    file.take("suspensive_exception_recorded", "2026-12-07")
    file.take("removal_scheduled", "2026-12-08")
    file.take("adequate_material_accepted", "2026-12-09")
    assert file.stage == "removal_in_preparation"
    assert file.fact("refugee_exception") is None
    file.refused("removal_scheduled", "2026-12-10", "rule:no_bar_on_removal_refugee", "61-2-9(3)")


@edge(64)
def test_a_claim_that_was_withdrawn_is_not_one_of_the_two_that_count():
    file = third_claim()
    file.refused(
        "suspensive_exception_recorded",
        "2026-12-07",
        "rule:two_earlier_claims_ended",
        "61-2-9(4)(1)",
        earlier_claims=2,
        earlier_claims_ended=1,
    )
    file.take("suspensive_exception_recorded", "2026-12-07", earlier_claims=3, earlier_claims_ended=2)


@edge(64)
def test_a_second_claim_always_stops_removal():
    file = claimed(detained_under_order("2026-11-30"), "2026-12-05", 2)
    file.refused(
        "suspensive_exception_recorded",
        "2026-12-07",
        "rule:two_earlier_claims_ended",
        "61-2-9(4)(1)",
        earlier_claims=1,
        earlier_claims_ended=1,
    )


@edge(65)
@pytest.mark.parametrize(("filed", "excepted"), [("2024-06-09", False), ("2024-06-10", True)])
def test_the_exception_reaches_only_claims_filed_since_the_law_changed(filed, excepted):
    file = third_claim("2024-07-01", law_on="2024-06-10", claim_filed_on=filed)
    if excepted:
        file.take("suspensive_exception_recorded", "2024-07-02")  # earlier claims of the old time count
    else:
        file.refused(
            "suspensive_exception_recorded",
            "2024-07-02",
            "rule:exception_applies_to_claim",
            "suppl-2023-56 15(1)",
        )


@edge(66)
def test_a_sentence_of_three_years_unsuspended_is_an_exception_for_a_first_claim_too():
    file = claimed(detained_under_order("2026-11-30", ground="criminal_sentence"), "2026-12-05")
    file.take(
        "suspensive_exception_recorded",
        "2026-12-07",
        exception_limb="sentence",
        earlier_claims=0,
        earlier_claims_ended=0,
        earlier_claims_record=None,
        sentence_suspended=False,
    )


@edge(66)
def test_nobody_loses_the_stay_over_a_sentence_of_which_nobody_has_said_that_it_was_not_suspended():
    file = claimed(detained_under_order("2026-11-30", ground="criminal_sentence"), "2026-12-05")
    sentence = {"exception_limb": "sentence", "earlier_claims": 0, "earlier_claims_ended": 0}
    file.refused(
        "suspensive_exception_recorded", "2026-12-07", "rule:sentence_unsuspended", "61-2-9(4)(2)", **sentence
    )


@edge(66)
def test_a_sentence_suspended_in_part_is_no_exception():
    file = claimed(detained_under_order("2026-11-30", ground="criminal_sentence"), "2026-12-05")
    file.refused(
        "suspensive_exception_recorded",
        "2026-12-07",
        "rule:sentence_unsuspended",
        "61-2-9(4)(2)",
        exception_limb="sentence",
        earlier_claims=0,
        earlier_claims_ended=0,
        earlier_claims_record=None,
        sentence_suspended=True,
    )


@edge(67)
def test_the_stay_ends_by_itself_when_seven_days_pass_without_a_request_for_review():
    file = claimed(detained_under_order("2026-11-02"), "2026-11-10")
    file.take("suspensive_effect_on", "2026-11-11")
    file.take("refugee_refused", "2026-11-24 15:00")
    assert file.legal("clk_refugee_review_7d") == "2026-12-01"
    file.refused("removal_scheduled", "2026-12-01 23:59", "rule:no_bar_on_removal_refugee", "61-2-9(3)")
    file.until("2026-12-02 00:00")
    assert file.state("refugee") == "refugee_closed_refused"
    assert file.legal("clk_removal_grace_1m") == "2027-01-02"  # practice: no removal for about a month
    assert file.open_to("removal_scheduled", "2026-12-02 00:00")


@edge(67)
def test_a_review_asked_for_on_the_last_day_or_posted_by_then_keeps_the_stay():
    file = claimed(detained_under_order("2026-11-02"), "2026-11-10")
    file.take("refugee_refused", "2026-11-16 15:00")
    assert file.legal("clk_refugee_review_7d") == "2026-11-24"  # the seventh day is a holiday
    assert file.open_to("refugee_review_filed", "2026-11-24 23:59")
    file.until("2026-11-25 00:00")
    file.refused("refugee_review_filed", "2026-11-25 00:00", "rule:review_in_time", "61-2-12(2)")
    file.take("refugee_review_filed", "2026-11-27", posted_in_time=True)
    file.refused("removal_scheduled", "2026-11-28", "rule:no_bar_on_removal_refugee", "61-2-9(3)")


@edge(67)
def test_the_review_bars_removal_until_it_is_lost():
    file = claimed(detained_under_order("2026-11-02"), "2026-11-10")
    file.take("refugee_refused", "2026-11-16")
    file.take("refugee_review_filed", "2026-11-20")
    file.refused("suspensive_effect_off", "2027-03-01", "rule:stay_of_removal_over", "61-2-9(3)")
    file.take("suspensive_effect_off", "2027-06-01", effect_end_cause="review_dismissed")
    assert file.open_to("removal_scheduled", "2027-06-02")


@edge(68)
def test_a_provisional_stay_stops_the_whole_procedure_and_frees_a_detainee():
    file = claimed(examined("2026-11-09"), "2026-11-10")
    file.take("provisional_stay_granted", "2026-11-16", stay_until="2027-05-16")
    assert file.stage == "procedure_suspended"
    assert file.custody == "at_liberty"
    for clock in ("clk_warrant_30d", "clk_handover_48h"):
        assert not file.runs(clock)
    for step in ("found_deportable", "removal_order_issued", "oral_hearing_requested"):
        assert not file.open_to(step, "2026-11-17")
    file.refused("detention_decided", "2026-11-17", "rule:procedure_not_suspended", "61-2-9(2)")


@edge(68)
def test_when_the_provisional_stay_is_over_the_procedure_goes_on_where_it_stood():
    file = claimed(examined("2026-11-09"), "2026-11-10")
    file.take("found_deportable", "2026-11-12")
    file.take("provisional_stay_granted", "2026-11-13", stay_until="2027-05-13")
    assert not file.runs("clk_oral_hearing_request_3d")
    file.refused("procedure_resumed", "2027-05-13 23:59", "rule:provisional_stay_over", "61-2-9(2)")
    file.until("2027-05-14 00:00")
    assert file.stage == "finding_notified"
    assert file.legal("clk_oral_hearing_request_3d") == "2027-05-17"
    assert file.custody == "at_liberty"


@edge(68)
def test_a_provisional_stay_lasts_at_most_six_months_and_is_barred_after_the_order():
    file = claimed(examined("2026-11-09"), "2026-11-10")
    file.refused("provisional_stay_granted", "2026-11-16", "named-date", "61-2-4(2)", stay_until="2027-05-17")
    after = claimed(detained_under_order("2026-11-30"), "2026-12-05")
    after.refused("provisional_stay_granted", "2026-12-06", "rule:no_stay_after_order", "61-2-4(1)(9)")


@edge(68)
@pytest.mark.parametrize("from_", ["supervised", "released", "at large"])
def test_nobody_is_detained_while_a_provisional_stay_suspends_the_procedure(from_):
    file = examined("2026-11-09")
    if from_ == "released":
        file.take("provisional_release_pre_granted", "2026-11-10", release_until="2026-11-30")
        step, more = "provisional_release_expired", {}
    else:
        file.take("supervision_decided_from_detention", "2026-11-10")
        step, more = "supervision_revoked_discretionary_pre", {"may_revoke_grounds_pre": ["breach"]}
    if from_ == "at large":
        file.take("supervision_revoked_person_missing", "2026-11-11")
        step, more = "recaptured", {}
    claimed(file, "2026-11-12")
    file.take("provisional_stay_granted", "2026-11-16", stay_until="2027-05-16")
    assert not file.open_to(step, "2026-12-01" if from_ == "released" else "2026-11-20", **more)


@edge(68)
def test_a_recognised_refugee_with_a_status_is_out_of_the_procedure():
    file = claimed(supervised_pre("2026-11-09"), "2026-11-10")
    file.take("refugee_recognised", "2027-02-01", status_permitted=True)
    assert file.stage == "closed_refugee_status"
    assert file.custody == "custody_ended"
    assert not file.runs("clk_supervised_report_3m")


@edge(68)
def test_a_claim_alone_stops_neither_the_investigation_nor_the_finding():
    file = claimed(opened("2026-11-02"), "2026-11-03")
    file.take("suspensive_effect_on", "2026-11-04")
    file.take("chief_inspector_notified", "2026-11-05")
    assert file.stage == "chief_inspector_screening"


@edge(68)
def test_a_provisional_stay_can_still_be_given_after_the_stay_of_removal_was_recorded():
    file = claimed(examined("2026-11-09"), "2026-11-10")
    file.take("suspensive_effect_on", "2026-11-11")
    file.take("provisional_stay_granted", "2026-11-16", stay_until="2027-05-16")
    assert file.stage == "procedure_suspended" and file.custody == "at_liberty"


@edge(68)
def test_a_third_claim_alone_is_no_bar_to_a_provisional_stay_and_a_sentence_is():
    third = claimed(examined("2026-11-09"), "2026-11-10", 3)
    third.take("suspensive_exception_recorded", "2026-11-11")
    third.take("provisional_stay_granted", "2026-11-16", stay_until="2026-12-16")
    assert third.fact("refugee_exception") is None
    third.until("2026-12-18")
    assert third.state("refugee") == "refugee_pending"  # the effect on removal is recorded anew
    sentenced = claimed(examined("2026-11-09", ground="criminal_sentence"), "2026-11-10")
    sentenced.take(
        "suspensive_exception_recorded", "2026-11-11", exception_limb="sentence", sentence_suspended=False
    )
    sentenced.refused(
        "provisional_stay_granted", "2026-11-16", "rule:exception_is_no_bar_to_stay", "61-2-4(1)(5)"
    )


@edge(68)
def test_a_released_person_keeps_a_way_on_while_the_procedure_stands_still():
    file = examined("2026-11-09")
    file.take("provisional_release_pre_granted", "2026-11-10", release_until="2026-11-30")
    claimed(file, "2026-11-12").take("provisional_stay_granted", "2026-11-16", stay_until="2027-05-16")
    more = {"extended_from": "2026-11-30", "release_until": "2027-02-28"}
    assert file.open_to("provisional_release_extended", "2026-11-20", **more)
    file.refused("provisional_release_expired", "2026-12-01", "rule:procedure_not_suspended", "61-2-9(2)")
    assert file.open_to("supervision_decided_from_detention", "2026-12-01")
