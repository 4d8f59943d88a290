"""Edge cases 69 to 71: the stay of a court, criminal custody, the exit restriction."""

from __future__ import annotations

import pytest

from tests.law.files import (
    criminal_case_ordered,
    detained_under_order,
    edge,
    examined,
    order_under_way,
    ordered_to_leave,
    removal_scheduled,
    supervised_post,
)


def stayed(file, scope, at="2026-12-07"):
    file.take("suit_filed", at)
    file.take("stay_granted", f"{at} 15:00", court_stay_scope=scope)
    return file


@edge(69)
def test_a_stay_of_the_removal_part_leaves_detention_and_review_as_they_are():
    file = removal_scheduled("2026-12-05", "2026-12-20")
    before = file.clock("clk_detention_review_3m")
    stayed(file, "removal")
    assert file.stage == "removal_in_preparation"
    assert file.custody == "detained_order"
    assert file.clock("clk_detention_review_3m") == before
    file.refused("removal_scheduled", "2026-12-08", "rule:no_bar_on_removal_court", "acla 25(2)")
    file.until("2027-03-02")
    assert file.state("review") == "review_due"


@edge(69)
def test_under_a_stay_of_the_removal_part_supervision_goes_on_and_can_be_decided():
    file = stayed(supervised_post("2026-11-30"), "removal")
    assert file.custody == "supervised_post" and file.runs("clk_supervised_report_3m")
    other = stayed(detained_under_order("2026-11-30"), "removal")
    other.take("post_order_supervision_from_detention", "2026-12-10")


@edge(69)
def test_filing_a_suit_alone_stops_nothing():
    file = removal_scheduled("2026-12-05", "2026-12-20")
    file.take("suit_filed", "2026-12-07")
    assert file.stage == "removal_scheduled"
    assert file.open_to("removed", "2026-12-20")


@edge(69)
@pytest.mark.parametrize("scope", ["detention", "both"])
def test_a_stay_of_the_detention_part_frees_the_person_at_once(scope):
    file = stayed(detained_under_order("2026-11-30"), scope)
    assert file.custody == "at_liberty"
    assert not file.runs("clk_detention_review_3m") and not file.runs("clk_health_check_3m")
    assert file.open_to("removal_scheduled", "2026-12-08") is (scope == "detention")


@edge(69)
@pytest.mark.parametrize("scope", ["detention", "both"])
def test_whom_the_court_has_freed_is_not_detained_again_while_the_stay_lasts(scope):
    file = stayed(detained_under_order("2026-11-30"), scope)
    if file.open_to("post_order_screening_opened", "2026-12-08"):
        file.take("post_order_screening_opened", "2026-12-08")
    file.refused("post_order_detention_decided", "2026-12-09", "rule:court_stay_of_detention", "acla 25(2)")
    assert file.open_to("post_order_supervision_decided", "2026-12-09")
    file.take("stay_ended", "2027-02-01", suit_goes_on=False)
    file.take("post_order_detention_decided", "2027-02-02")


@edge(69)
def test_while_a_court_stays_the_detention_part_no_other_way_leads_back_to_it():
    released = detained_under_order("2026-11-30")
    released.take("provisional_release_post_granted", "2026-12-01", release_until="2026-12-20")
    stayed(released, "both")
    released.refused(
        "provisional_release_expired", "2026-12-21", "rule:court_stay_of_detention", "acla 25(2)"
    )
    assert released.open_to("post_order_supervision_from_detention", "2026-12-21")
    prisoner = stayed(criminal_case_ordered("2026-12-01"), "detention")
    handed = "handed_over_from_criminal_custody"
    prisoner.refused(handed, "2027-03-01", "rule:court_stay_of_detention", "acla 25(2)")
    assert prisoner.open_to("released_from_criminal_custody", "2027-03-01", criminal_open=False)
    supervised = stayed(supervised_post("2026-11-30"), "both")
    supervised.take("supervision_revoked_person_missing", "2026-12-10")
    supervised.refused("recaptured", "2026-12-11", "rule:court_stay_of_detention", "acla 25(2)")


@edge(69)
def test_supervision_is_not_turned_into_detention_while_a_court_stays_the_detention_part():
    file = stayed(supervised_post("2026-11-30"), "detention")
    file.refused(
        "supervision_revoked_discretionary_post",
        "2026-12-09",
        "rule:court_stay_of_detention",
        "acla 25(2)",
        may_revoke_grounds_post=["breach"],
    )


@edge(69)
def test_a_stay_suspends_an_order_to_leave_and_its_end_brings_it_back():
    file = stayed(ordered_to_leave("2026-12-01", "2026-12-20"), "removal")
    assert file.stage == "order_to_leave_suspended"
    file.take("stay_ended", "2027-02-01", suit_goes_on=False, leave_until="2027-02-20")
    assert file.stage == "order_to_leave_in_force"
    assert file.legal("clk_order_to_leave") == "2027-02-20"


@edge(69)
def test_where_a_claim_still_bars_removal_the_end_of_a_stay_brings_nothing_back():
    file = stayed(ordered_to_leave("2026-12-01", "2026-12-20"), "removal")
    file.take("refugee_claim_filed", "2026-12-10")
    file.take("stay_ended", "2027-02-01", suit_goes_on=False)
    assert file.stage == "order_to_leave_suspended"


@edge(70)
def test_an_order_against_a_prisoner_is_executed_after_the_sentence():
    file = criminal_case_ordered("2026-12-01")
    assert file.custody == "criminal_custody"
    start = "removal_execution_started"
    file.refused(start, "2026-12-02", "rule:execution_after_criminal_procedure", "63(2)")
    file.take("handed_over_from_criminal_custody", "2027-03-01", criminal_open=False)
    assert file.custody == "detained_order"
    assert file.legal("clk_detention_review_3m") == "2027-06-01"
    assert not file.runs("clk_handover_48h")
    file.take(start, "2027-03-01 15:00")


@edge(70)
def test_a_prisoner_is_removed_earlier_only_with_the_prosecutors_permission():
    file = criminal_case_ordered("2026-12-01")
    file.take("removal_execution_started", "2026-12-02", prosecutor_permission=True)
    file.take("removal_scheduled", "2026-12-03", removal_mode="prisoner_transfer")
    file.take("removed", "2026-12-20", removal_mode="prisoner_transfer")
    assert file.stage == "removed" and file.custody == "custody_ended"


@edge(70)
def test_an_arrest_after_the_order_bars_the_removal_that_was_under_way():
    file = removal_scheduled("2026-12-05", "2026-12-20")
    file.take("criminal_custody_began", "2026-12-10")
    file.refused("removed", "2026-12-20", "rule:no_bar_on_removal_criminal", "63(2)")


@edge(71)
def test_a_court_restriction_on_leaving_stops_the_order_and_puts_conditions_in_the_place_of_detention():
    file = removal_scheduled("2026-12-05", "2026-12-20")
    file.refused("exit_restricted", "2026-12-06", "rule:exit_restriction_runs", "63(3)")
    file.take("exit_restriction_on", "2026-12-07")
    assert file.stage == "removal_in_preparation"
    file.refused("removal_scheduled", "2026-12-08", "rule:no_bar_on_removal_exit_restriction", "63(3)")
    file.take("exit_restricted", "2026-12-08", restricted_report_due_on="2027-03-08")
    assert file.custody == "exit_restricted_at_liberty"
    assert not file.runs("clk_detention_review_3m")
    assert file.legal("clk_exit_restricted_report_3m") == "2027-03-08"
    file.take("exit_restricted_report_filed", "2027-03-01", restricted_report_due_on="2027-06-01")
    assert file.legal("clk_exit_restricted_report_3m") == "2027-06-01"


@edge(71)
def test_the_report_of_an_exit_restricted_person_is_due_within_three_months():
    file = detained_under_order("2026-11-30")
    file.take("exit_restriction_on", "2026-12-07")
    file.refused(
        "exit_restricted", "2026-12-08", "named-date", "63-2(2)", restricted_report_due_on="2027-03-09"
    )


@edge(71)
def test_an_exit_restricted_person_cannot_be_permitted_to_work():
    file = detained_under_order("2026-11-30")
    file.take("exit_restriction_on", "2026-12-07")
    file.take("exit_restricted", "2026-12-08")
    file.refused("work_permitted", "2026-12-09", "wrong-state", "44-5")


@edge(71)
def test_when_the_restriction_ends_custody_is_screened_afresh():
    file = detained_under_order("2026-11-30")
    file.take("exit_restriction_on", "2026-12-07")
    file.take("exit_restricted", "2026-12-08")
    file.take("exit_restriction_off", "2027-02-01")
    assert file.custody == "post_order_screening"
    assert not file.runs("clk_exit_restricted_report_3m")
    assert file.runs("clk_post_order_notice_prompt")


@edge(71)
def test_nobody_is_detained_under_an_order_whose_execution_is_stopped():
    file = order_under_way("2026-11-30", examined("2026-11-09"))
    file.take("exit_restriction_on", "2026-12-01")
    stopped = "rule:order_execution_not_stopped"
    file.refused("post_order_detention_decided", "2026-12-02", stopped, "63(3)")
    file.take("exit_restricted", "2026-12-02", restricted_report_due_on="2027-03-01")
    assert file.custody == "exit_restricted_at_liberty"


@edge(71)
def test_who_is_found_while_the_order_may_not_be_executed_is_given_conditions_and_not_detained():
    file = supervised_post("2026-11-30")
    file.take("supervision_revoked_person_missing", "2026-12-10")
    file.take("exit_restriction_on", "2026-12-11")
    file.refused("recaptured", "2026-12-12", "rule:order_execution_not_stopped", "63(3)")
    file.take("exit_restricted", "2026-12-12", restricted_report_due_on="2027-03-01")


@edge(71)
def test_execution_does_not_begin_while_the_restriction_lasts():
    file = criminal_case_ordered("2026-12-01")
    file.take("exit_restriction_on", "2026-12-02")
    file.refused(
        "removal_execution_started",
        "2026-12-03",
        "rule:no_bar_on_removal_exit_restriction",
        "63(3)",
        prosecutor_permission=True,
    )
