"""Edge cases 44 to 60: detention under the order, its review every three months, health, release."""

from __future__ import annotations

import pytest

from tests.law.files import (
    SUPERVISION,
    acting,
    claimed,
    detained_under_order,
    detained_under_warrant,
    edge,
    examined,
    order_under_way,
    ordered,
    supervised_post,
)
from workflows.counting import TOKYO
from workflows.procedures.deportation import DEPORTATION
from workflows.procedures.deportation.ledger import continuous_order_detention
from workflows.roles import Role
from workflows.timers import LookKind

REVIEW = "clk_detention_review_3m"


def reported(file, at, cycle=1, version="1"):
    file.take("review_report_submitted", at, review_cycle=cycle, plan_version=version)
    return file


def with_commissioner(at="2027-03-03"):
    file = reported(detained_under_order("2026-11-30"), "2027-03-02")
    file.take("review_no_supervision_reported", at)
    return file


@edge(44)
def test_days_under_a_warrant_do_not_count_towards_the_three_months_under_the_order():
    file = examined("2026-10-20")
    file.take("warrant_period_extended", "2026-11-18")
    file = order_under_way("2026-12-01 10:00", file)
    assert not file.runs("clk_warrant_30d") and not file.runs("clk_warrant_ext_30d")
    assert file.custody == "post_order_screening"
    assert not file.runs(REVIEW)
    assert file.alarm("clk_post_order_notice_prompt") == "2026-12-02"
    file.take("post_order_detention_decided", "2026-12-01 16:00")
    assert not file.runs("clk_post_order_notice_prompt")
    assert file.legal(REVIEW) == "2027-03-01"
    assert file.clock(REVIEW).cycle == 1


@edge(44)
def test_nobody_is_detained_under_the_order_without_a_fresh_screening():
    file = detained_under_warrant("2026-11-16")
    file.refused("post_order_screening_opened", "2026-11-17", "rule:order_in_force", "52(8)")
    file.refused("post_order_detention_decided", "2026-11-17", "wrong-state", "52(8)")


@edge(45)
@pytest.mark.parametrize(
    ("since", "legal", "alarm"),
    [("2026-08-31", "2026-11-30", "2026-11-30"), ("2026-08-30", "2026-11-30", "2026-11-29")],
)
def test_three_months_from_the_end_of_august_are_full_at_the_end_of_november(since, legal, alarm):
    file = detained_under_order(since)
    assert (file.legal(REVIEW), file.alarm(REVIEW)) == (legal, alarm)
    file.until(f"{alarm} 23:59")
    assert file.state("review") == "review_idle"
    file.until("2026-12-01 00:00")
    assert file.state("review") == "review_due"
    assert file.runs("clk_review_report_prompt")
    assert "control_officer" in file.owed()


@edge(45)
def test_no_report_is_asked_for_before_the_three_months_are_full():
    file = detained_under_order("2026-08-31")
    file.refused("review_came_due", "2026-11-30 23:59", "rule:three_months_reached", "52-8(2)")
    file.refused("review_report_submitted", "2026-11-30 23:59", "wrong-state", "52-8(2)", review_cycle=1)


@edge(46)
def test_three_months_from_the_end_of_november_are_full_at_the_end_of_february():
    file = detained_under_order("2026-11-30")
    assert file.legal(REVIEW) == file.alarm(REVIEW) == "2027-02-28"
    assert file.until("2027-02-28 23:59").state("review") == "review_idle"
    assert file.until("2027-03-01 00:00").state("review") == "review_due"


@edge(47)
def test_where_chain_and_anchor_differ_the_alarm_takes_the_earlier_and_the_law_the_later():
    file = detained_under_order("2026-11-28")
    assert (file.legal(REVIEW), file.alarm(REVIEW)) == ("2027-02-28", "2027-02-27")
    file.until("2027-03-01")
    assert file.clock(REVIEW).cycle == 2
    assert (file.legal(REVIEW), file.alarm(REVIEW)) == ("2027-05-31", "2027-05-27")
    file.until("2027-06-01")
    assert (file.legal(REVIEW), file.alarm(REVIEW)) == ("2027-08-31", "2027-08-27")


@edge(48)
def test_after_ten_days_of_supervision_the_three_months_begin_again():
    file = detained_under_order("2026-09-01")
    file.take("post_order_supervision_from_detention", "2026-11-02")
    assert not file.runs(REVIEW)
    file.take("supervision_revoked_discretionary_post", "2026-11-12", may_revoke_grounds_post=["breach"])
    assert file.legal(REVIEW) == "2027-02-12"
    assert file.clock(REVIEW).cycle == 1
    file.until("2027-02-13")
    file.refused(
        "review_report_submitted", "2027-02-15", "rule:first_report_hands_in_plan", "52-8(2)", review_cycle=1
    )
    reported(file, "2027-02-15")


@edge(49)
def test_a_transfer_and_a_stay_in_hospital_do_not_break_the_three_months():
    file = detained_under_order("2026-08-31")
    before = file.clock(REVIEW)
    file.take("transferred_facility", "2026-10-05", facility="USHIKU")
    file.take("hospitalised", "2026-10-20")
    assert file.clock(REVIEW) == before
    at = file.dossier.last_at
    assert at is not None
    held = continuous_order_detention(file.dossier.spells, at)
    assert held.start is not None and held.start.astimezone(TOKYO).date().isoformat() == "2026-08-31"
    assert file.fact("facility") == "USHIKU"


@edge(50)
def test_an_arrest_by_the_police_breaks_the_three_months_and_the_earlier_stretch_stays_on_file():
    file = detained_under_order("2026-09-01")
    file.take("criminal_custody_began", "2026-11-02")
    assert not file.runs(REVIEW)
    file.take("handed_over_from_criminal_custody", "2026-11-12")
    assert file.custody == "detained_order"
    assert file.legal(REVIEW) == "2027-02-12"
    at = file.dossier.last_at
    assert at is not None
    (earlier,) = continuous_order_detention(file.dossier.spells, at).broken
    assert earlier.start.astimezone(TOKYO).date().isoformat() == "2026-09-01"
    assert earlier.by == "criminal_custody"


@edge(51)
def test_where_only_the_deposit_is_missing_the_cycle_closes_without_consideration_and_the_clock_runs_on():
    file = detained_under_order("2026-11-30")
    file.take("post_order_supervision_deposit_first", "2027-02-01")
    assert file.custody == "detained_order_deposit_pending"
    assert file.legal(REVIEW) == "2027-02-28"
    reported(file, "2027-03-02")
    for step in ("review_supervision_chosen", "review_no_supervision_reported"):
        file.refused(step, "2027-03-03", "rule:supervision_not_decided_yet", "52-8(3)")
    file.take("review_skipped_deposit_pending", "2027-03-03")
    assert file.state("review") == "review_idle"
    assert file.clock(REVIEW).cycle == 2
    file.take("deposit_paid_released_post", "2027-03-10")
    assert file.custody == "supervised_post" and not file.runs(REVIEW)


@edge(51)
def test_consideration_is_not_skipped_for_any_other_reason():
    file = reported(detained_under_order("2026-11-30"), "2027-03-02")
    file.refused("review_skipped_deposit_pending", "2027-03-03", "rule:only_deposit_missing", "52-8(3)")


@edge(52)
def test_who_keeps_a_person_detained_must_say_so_to_the_commissioner_with_reasons():
    file = reported(detained_under_order("2026-11-30"), "2027-03-02")
    closing = {
        s.id
        for s in DEPORTATION.steps.values()
        if s.machine == "review" and "review_considering" in s.source and s.id != "review_came_due"
    }
    assert {step for step in closing if file.open_to(step, "2027-03-03")} == {
        "review_supervision_chosen",
        "review_no_supervision_reported",
    }
    file.refused("review_no_supervision_reported", "2027-03-03", "missing-fact", "52-8(3)", reasons=None)
    file.take("review_no_supervision_reported", "2027-03-03")
    assert file.state("review") == "review_with_commissioner"
    assert file.owed() >= {"commissioner"}


@edge(52)
def test_a_cycle_left_open_is_shouted_about_and_the_next_one_comes_all_the_same():
    file = detained_under_order("2026-11-30")
    file.until("2027-03-15")
    assert file.looks("clk_review_report_prompt", LookKind.OVERDUE)
    reported(file, "2027-05-20")
    file.until("2027-06-02")  # the second three months are full, the first cycle is still considered
    assert file.state("review") == "review_considering"
    file.take("review_no_supervision_reported", "2027-06-03")
    file.take("review_commissioner_no_order", "2027-06-04")
    assert file.state("review") == "review_due"
    assert file.clock("clk_review_report_prompt").inputs["cycle"] == 2


@edge(53)
def test_only_the_commissioner_in_person_answers_the_chief_inspectors_report():
    file = with_commissioner()
    for step in ("review_commissioner_orders", "review_commissioner_no_order"):
        file.refused(step, "2027-03-10", "wrong-office", "52-8(4)", by=acting(Role.BUREAU_DIRECTOR))
        file.refused(
            step,
            "2027-03-10",
            "rule:commissioner_not_a_bureau",
            "52-8(4)",
            by=acting(Role.COMMISSIONER, Role.BUREAU_DIRECTOR),
        )
        assert file.open_to(step, "2027-03-10")


@edge(53)
def test_what_the_commissioner_orders_is_carried_out_and_a_deposit_may_still_be_asked():
    file = with_commissioner()
    file.take("review_commissioner_orders", "2027-03-10")
    file.refused("review_no_supervision_reported", "2027-03-11", "wrong-state", "52-8(3)")
    assert file.owed() >= {"chief_inspector"}
    deposit = {**SUPERVISION, "deposit_required": True, "deposit_amount": 200_000, "report_due_on": None}
    assert file.open_to("review_order_carried_out", "2027-03-12", **deposit)
    file.take("review_order_carried_out", "2027-03-12")
    assert file.custody == "supervised_post"
    assert file.state("review") == "review_closed_supervised"
    assert not file.runs(REVIEW)


@edge(53)
def test_a_person_released_against_a_deposit_stays_detained_and_under_review_until_it_is_paid():
    file = with_commissioner()
    file.take("review_commissioner_orders", "2027-03-10")
    file.take(
        "review_order_carried_out",
        "2027-03-12",
        deposit_required=True,
        deposit_amount=200_000,
        report_due_on=None,
    )
    assert file.custody == "detained_order_deposit_pending"
    assert file.clock(REVIEW).cycle == 2
    assert file.until("2027-06-02").state("review") == "review_due"


@edge(54)
def test_later_cycles_ask_for_the_progress_only_and_for_the_same_chain():
    file = with_commissioner()
    file.take("review_commissioner_no_order", "2027-03-10")
    assert file.state("review") == "review_idle"
    file.until("2027-06-01")
    assert file.state("review") == "review_due"
    file.refused(
        "review_report_submitted", "2027-06-02", "rule:report_names_its_cycle", "52-8(6)", review_cycle=1
    )
    reported(file, "2027-06-02", 2, None)
    file.take("review_no_supervision_reported", "2027-06-03")
    file.take("review_commissioner_no_order", "2027-06-04")
    assert file.state("review") == "review_idle" and file.clock(REVIEW).cycle == 3


@edge(54)
def test_without_a_departure_plan_there_is_nothing_to_report():
    file = detained_under_order("2026-11-30", plan=False)
    file.refused(
        "review_report_submitted",
        "2027-03-02",
        "rule:plan_exists",
        "52-8(1)",
        review_cycle=1,
        plan_version="1",
    )


@edge(55)
def test_for_a_person_detained_when_the_law_changed_the_three_months_run_from_that_day():
    # An imported case enters with the day on which the new rules began as its first day.
    file = detained_under_order("2024-06-10 12:00", law_on="2024-06-10")
    assert file.alarm(REVIEW) == "2024-09-09"  # that day counted in, as the transitional rule says
    assert file.legal(REVIEW) == "2024-09-10"
    assert DEPORTATION.law_from.isoformat() == "2024-06-10"


@edge(56)
def test_fifty_days_under_a_warrant_bring_no_review_but_requests_and_the_cap():
    file = examined("2026-10-01")
    file.take("warrant_period_extended", "2026-10-30")
    file.until("2026-11-19")
    assert not file.runs(REVIEW)
    file.refused("review_came_due", "2026-11-19 13:00", "rule:detained_under_the_order", "52-8(2)")
    assert file.open_to("supervision_requested", "2026-11-19 13:00")
    assert file.open_to("supervision_decided_from_detention", "2026-11-19 13:00", ex_officio=True)
    assert file.legal("clk_warrant_ext_30d") == "2026-11-29"


@edge(57)
def test_the_health_check_is_due_under_a_warrant_and_in_a_police_cell_as_well():
    file = detained_under_warrant("2026-11-16")
    assert (file.legal("clk_health_check_3m"), file.alarm("clk_health_check_3m")) == (
        "2027-02-16",
        "2027-02-15",
    )
    file.take("police_cell_entrusted", "2026-11-17")
    assert file.runs("clk_health_check_3m")
    outcome = file.take("health_check_done", "2026-11-20")
    assert "reg 50-48(1)" in {str(c) for c in outcome.step.cites}
    assert file.legal("clk_health_check_3m") == "2027-02-20"


@edge(57)
def test_the_health_check_does_not_wait_longer_because_the_order_came_in_between():
    file = examined("2026-11-02")
    file = detained_under_order("2026-11-20", file)
    assert file.legal("clk_health_check_3m") == "2027-02-02"


@edge(58)
def test_the_health_check_asks_for_no_consent_and_says_why_an_item_was_left_out():
    step = DEPORTATION.steps["health_check_done"]
    assert "icrra 55-41(3)" in {str(c) for c in step.cites}
    assert not [name for name, _ in DEPORTATION.forms["health_check_done"] if "consent" in name]
    file = detained_under_warrant("2026-11-16")
    file.refused("health_check_done", "2026-11-20", "missing-fact", "55-41", examined_by=None)
    file.take("health_check_done", "2026-11-20", checks_left_out="X-ray: pregnancy.")


@edge(58)
def test_a_health_check_is_not_recorded_by_a_guard():
    detained_under_warrant("2026-11-16").refused(
        "health_check_done", "2026-11-20", "wrong-office", "55-41", by=acting(Role.CONTROL_OFFICER)
    )


@edge(59)
def test_a_sick_detainee_is_refused_provisional_release_only_with_reasons_and_released_without_deposit():
    file = detained_under_order("2026-11-16")
    file.refused("provisional_release_refused", "2026-11-18", "rule:release_requested", "54(4)")
    file.take("provisional_release_requested", "2026-11-18")
    file.refused("provisional_release_refused", "2026-11-20", "missing-fact", "54(4)", reasons=None)
    refusal = file.refused(
        "provisional_release_post_granted", "2026-11-20", "bad-fact", deposit_amount=100_000
    )
    assert set(refusal.fields) == {"deposit_amount"}
    file.take("provisional_release_post_granted", "2026-11-20", medical_opinion="Dialysis is needed.")
    assert file.state("release_request") == "pr_request_none"
    assert file.custody == "provisional_release_post"


@edge(59)
def test_the_refusal_of_a_sick_detainee_can_say_what_the_doctor_said():
    file = detained_under_order("2026-11-16")
    file.take("provisional_release_requested", "2026-11-18")
    file.take("provisional_release_refused", "2026-11-20", medical_opinion="Treatment is possible here.")


@edge(60)
def test_provisional_release_that_ends_on_a_sunday_is_extended_on_request_by_that_sunday():
    file = detained_under_order("2026-11-16")
    file.take("provisional_release_post_granted", "2026-12-01", release_until="2027-02-28")  # a Sunday
    assert file.legal("clk_provisional_release_3m") == "2027-02-28"
    more = {"extended_from": "2027-02-28", "release_until": "2027-05-31"}
    step = "provisional_release_extended"
    assert file.open_to(step, "2027-02-28 23:59", **more)
    file.refused(
        step,
        "2027-03-01",
        "rule:extension_asked_in_time",
        "reg 49(7)",
        extension_asked_on="2027-03-01",
        **more,
    )
    file.take(step, "2027-03-01", extension_asked_on="2027-02-28", **more)
    assert file.legal("clk_provisional_release_3m") == "2027-05-31"


@edge(60)
def test_each_new_period_of_provisional_release_is_at_most_three_months():
    file = detained_under_order("2026-11-16")
    grant = "provisional_release_post_granted"
    file.refused(grant, "2026-12-01", "named-date", "reg 49(2)", release_until="2027-03-02")
    file.take(grant, "2026-12-01", release_until="2027-03-01")


@edge(48)
def test_supervision_after_the_order_brings_no_review():
    file = supervised_post("2026-11-16")
    file.until("2027-06-01")
    assert not file.runs(REVIEW)
    assert file.state("review") == "review_idle"


@edge(44)
def test_a_warrant_that_was_never_executed_does_not_keep_the_screening_after_the_order_away():
    file = claimed(examined("2026-11-02"), "2026-11-03")
    file.take("provisional_stay_granted", "2026-11-04", stay_until="2026-11-10")
    file.until("2026-11-11")
    file.take("detention_decided", "2026-11-12")
    ordered("2026-11-16", file)
    assert not file.open_to("warrant_executed", "2026-11-17")
    file.take("post_order_screening_opened", "2026-11-17")
