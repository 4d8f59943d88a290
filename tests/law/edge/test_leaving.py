"""Edge cases 72 to 80: order to leave, special release, own departure, bans, destination."""

from __future__ import annotations

import pytest

from tests.law.files import (
    ALL_OF_24_3,
    File,
    detained_under_order,
    earlier,
    edge,
    examined,
    opened,
    order_due,
    ordered_to_leave,
    removal_scheduled,
    supervised_post,
)
from workflows.procedures.deportation import DEPORTATION


def own_departure(at: str, planned: str, **facts: object) -> File:
    """Leaves at own cost, planned for that day; the shorter ban has been applied for."""
    file = detained_under_order(earlier(at, days=10))
    file.take("self_departure_permitted", at, planned_departure_on=planned)
    file.take("ban_shortening_applied", at, **facts)
    return file


@edge(72)
def test_an_order_to_leave_without_hearing_the_person_first_is_refused():
    file = supervised_post("2026-11-16")
    file.refused("order_to_leave_issued", "2026-12-01", "rule:opinion_heard", "55-2(1)", opinion_heard=False)
    file.refused("order_to_leave_issued", "2026-12-01", "missing-fact", "55-2", opinion_heard=None)
    outcome = file.take("order_to_leave_issued", "2026-12-01", leave_until="2026-12-20")
    assert "70-2" in outcome.documents


@edge(72)
def test_an_order_to_leave_is_breached_only_when_its_period_is_over():
    file = ordered_to_leave("2026-12-01", "2026-12-20")  # a Sunday: the day named does not move
    file.refused("order_to_leave_breached", "2026-12-20 23:59", "rule:order_to_leave_over", "55-2(1)")
    assert file.open_to("left_under_order_to_leave", "2026-12-20 23:59", port="Narita")
    file.refused(
        "left_under_order_to_leave",
        "2026-12-21 00:00",
        "rule:within_order_to_leave",
        "55-2(1)",
        port="Narita",
    )
    file.take("order_to_leave_breached", "2026-12-21 00:00")
    assert file.stage == "removal_in_preparation"


@edge(73)
def test_an_order_to_leave_does_not_keep_the_guards_from_removing_the_person():
    file = ordered_to_leave("2026-12-01", "2026-12-20")
    outcome = file.take("removed", "2026-12-10")
    assert "icrra 55-2(5)" in {str(c) for c in outcome.step.cites}
    assert file.stage == "removed" and file.custody == "custody_ended"
    assert file.legal("clk_ban_removal_5y") == "2031-12-10"
    assert not file.runs("clk_order_to_leave")


@edge(73)
def test_who_leaves_under_the_order_to_leave_counts_as_removed():
    file = ordered_to_leave("2026-12-01", "2026-12-20")
    file.take("left_under_order_to_leave", "2026-12-15", port="Narita")
    assert file.stage == "removed"
    assert file.legal("clk_ban_removal_5y") == "2031-12-15"


def specially_released() -> File:
    file = detained_under_order("2026-11-30", nationality="XXA")
    file.take("removal_found_impossible", "2027-06-01")
    file.take("special_release_granted", "2027-06-02")
    return file


@edge(74)
def test_a_stateless_person_nobody_takes_is_released_under_conditions_without_supervisor_or_period():
    file = specially_released()
    assert file.custody == "special_release"
    assert file.fact("has_supervisor") is None
    held = ("review", "health", "supervised", "supervisor", "provisional", "warrant")
    assert not [c for c in file.dossier.clocks if any(word in c for word in held)]
    names = {name for name, _ in DEPORTATION.forms["special_release_granted"]}
    assert not names & {"supervisor_name", "release_until", "deposit_amount", "report_due_on"}


@edge(74)
def test_special_release_has_no_revocation_and_ends_only_in_a_new_screening():
    file = specially_released()
    out = {
        step.id
        for step in DEPORTATION.steps.values()
        if step.machine == "custody"
        and "special_release" in DEPORTATION.machines["custody"].sources(step)
        and any(
            (state := DEPORTATION.machines["custody"].states.get(target)) is not None and state.detained
            for target in DEPORTATION.machines["custody"].targets(step)
            if target != "post_order_screening"
        )
    }
    assert out <= {"criminal_custody_began"}
    file.take("removal_possible_again", "2028-02-01", reasons="A state has agreed.")
    file.take("special_release_reexamined", "2028-02-02", reasons="A state has agreed.")
    assert file.custody == "post_order_screening"
    assert file.runs("clk_post_order_notice_prompt")


@edge(74)
def test_special_release_needs_a_finding_that_removal_is_impossible():
    file = detained_under_order("2026-11-30")
    file.refused("special_release_granted", "2026-12-10", "rule:removal_impossible", "52(10)")


@edge(75)
def test_the_day_for_a_shortened_ban_is_at_most_seven_days_after_the_planned_departure():
    file = own_departure("2026-11-20", "2026-12-01")
    file.refused("ban_shortening_decided", "2026-11-24", "named-date", "reg 47-3(3)", depart_by="2026-12-09")
    file.take("ban_shortening_decided", "2026-11-24", depart_by="2026-12-08")
    assert file.legal("clk_shortened_ban_depart_by") == "2026-12-08"


@edge(75)
def test_who_leaves_at_own_cost_by_the_day_set_is_barred_for_one_year():
    file = own_departure("2026-11-20", "2026-12-01")
    file.take("ban_shortening_decided", "2026-11-24", depart_by="2026-12-08")
    file.take("removed", "2026-12-08 23:59", removal_mode="self_paid")
    assert file.legal("clk_ban_shortened_1y") == "2027-12-08"
    assert not file.runs("clk_ban_removal_5y")


@edge(75)
def test_who_leaves_nine_days_after_the_plan_has_lost_the_shorter_ban():
    file = own_departure("2026-11-20", "2026-12-01")
    file.take("ban_shortening_decided", "2026-11-24", depart_by="2026-12-08")
    assert file.until("2026-12-08 23:59").state("ban_shortening") == "shortening_granted"
    assert file.until("2026-12-09 00:00").state("ban_shortening") == "shortening_lost"
    file.take("removed", "2026-12-10", removal_mode="self_paid")
    assert file.legal("clk_ban_removal_5y") == "2031-12-10"
    assert not file.runs("clk_ban_shortened_1y")


@edge(75)
def test_the_shorter_ban_goes_with_the_own_departure_only():
    file = own_departure("2026-11-20", "2026-12-01")
    file.take("ban_shortening_decided", "2026-11-24", depart_by="2026-12-08")
    file.take("removal_failed", "2026-11-25", failure_cause="permission_ended", obstruction=False)
    file.take("removal_scheduled", "2026-11-26", removal_mode="escorted")
    file.take("removed", "2026-12-05", removal_mode="escorted")
    assert file.runs("clk_ban_removal_5y") and not file.runs("clk_ban_shortened_1y")


@edge(76)
@pytest.mark.parametrize("before", ["prior_removal", "prior_departure_order"])
def test_the_shorter_ban_is_for_first_timers(before):
    file = examined("2026-11-09")
    file.take("found_deportable", "2026-11-12", **{before: True})
    file.take("finding_accepted", "2026-11-12 13:00")
    file.take("sp_waived", "2026-11-12 14:00")
    file.take("removal_order_issued", "2026-11-13")
    file.take("removal_execution_started", "2026-11-13 13:00")
    file.take("self_departure_permitted", "2026-11-16")
    file.refused("ban_shortening_applied", "2026-11-17", "rule:never_removed_before", "52(5)")
    file.take("removed", "2026-11-30", removal_mode="self_paid")
    assert file.legal("clk_ban_removal_10y") == "2036-11-30"


@edge(77)
@pytest.mark.parametrize(
    ("left", "last"),
    [("2027-02-28", "2032-02-29"), ("2028-02-29", "2033-02-28"), ("2026-11-30", "2031-11-30")],
)
def test_a_ban_of_five_years_ends_with_the_day_before_the_one_that_answers_to_it(left, last):
    file = removal_scheduled(earlier(left, days=3), left)
    file.take("removed", left)
    assert file.legal("clk_ban_removal_5y") == last


@edge(77)
def test_exactly_one_ban_follows_a_removal():
    for ground, ban in (("overstay", "clk_ban_removal_5y"), ("public_interest", "clk_ban_permanent")):
        file = removal_scheduled("2026-12-01", "2026-12-10", ground=ground)
        file.take("removed", "2026-12-10")
        assert [c for c in file.dossier.clocks if c.startswith("clk_ban_")] == [ban]


@edge(78)
def test_the_ground_against_a_special_permanent_resident_is_one_of_the_special_act():
    grounds = {choice.code for choice in DEPORTATION.facts["ground"].choices}
    assert "special_permanent_resident" in grounds


@edge(78)
def test_a_special_permanent_resident_gets_no_departure_order():
    file = opened("2026-11-16", ground="special_permanent_resident")
    file.take("departure_will_declared", "2026-11-17")
    file.refused(
        "departure_order_referral", "2026-11-18", "rule:departure_ground", departure_conditions=ALL_OF_24_3
    )


@edge(78)
def test_after_removal_for_violence_about_an_event_no_number_of_years_bars_landing():
    """24(4-3) is left out of 5(1)(9), and 5(1)(10) does not reach it: only 5(1)(5-2), without a period."""
    file = removal_scheduled("2026-12-05", "2026-12-20", ground="event_violence")
    file.take("removed", "2026-12-20")
    assert file.fact("ground") == "event_violence"
    assert not [clock for clock in file.dossier.clocks if clock.startswith("clk_ban_")]


@edge(79)
def test_nobody_is_removed_to_a_country_of_persecution_or_torture():
    file = detained_under_order("2026-11-30")
    file.refused(
        "removal_scheduled", "2026-12-07", "rule:destination_checked", "53(3)", destination_lawful=False
    )
    file.take("removal_scheduled", "2026-12-07", destination="THA")
    assert file.fact("destination") == "THA"


@edge(79)
def test_also_who_leaves_at_own_cost_is_not_sent_where_the_check_failed():
    file = detained_under_order("2026-11-30")
    wrong = {"destination_lawful": False}
    file.refused("self_departure_permitted", "2026-12-07", "rule:destination_checked", "53(3)", **wrong)
    file.refused(
        "avr_enrolled", "2026-12-07", "rule:destination_checked", "53(3)", avr_grounds="Children", **wrong
    )
    file.take("self_departure_permitted", "2026-12-07")
    file.take("removed", "2026-12-20", removal_mode="self_paid")


@edge(79)
def test_an_order_does_not_name_a_destination_that_failed_the_check():
    order_due("2026-11-16").refused(
        "removal_order_issued", "2026-11-17", "rule:destination_checked", "53(3)", destination_lawful=False
    )


@edge(80)
def test_revocation_only_because_the_day_of_removal_has_come_forfeits_nothing():
    deposit = {"deposit_required": True, "deposit_amount": 300_000, "deposit_due_on": "2026-11-19"}
    file = supervised_post("2026-11-16", decision=deposit)
    file.take("deposit_paid_while_supervised", "2026-11-18")
    revoke = "supervision_revoked_discretionary_post"
    file.refused(
        revoke,
        "2026-12-01",
        "rule:no_forfeiture_for_removal",
        "52-4(4)",
        may_revoke_grounds_post=["removal"],
        forfeited_amount=1,
    )
    file.refused(
        revoke,
        "2026-12-01",
        "rule:forfeiture_due_post",
        "52-4(4)",
        may_revoke_grounds_post=["removal", "work"],
    )
    assert file.open_to(
        revoke, "2026-12-01", may_revoke_grounds_post=["removal", "work"], forfeited_amount=100_000
    )
    file.take(revoke, "2026-12-01", may_revoke_grounds_post=["removal"])
    assert file.custody == "detained_order"
    assert file.legal("clk_detention_review_3m") == "2027-03-01"
