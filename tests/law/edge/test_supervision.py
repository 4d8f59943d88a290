"""Edge cases 19 to 30: supervision (監理措置), its supervisor, deposit, work and reports."""

from __future__ import annotations

import pytest

from tests.law.files import (
    SUPERVISION,
    detained_under_warrant,
    edge,
    examined,
    order_under_way,
    ordered,
    screened,
    supervised_post,
    supervised_pre,
)
from workflows.roles import Role
from workflows.timers import LookKind

DEPOSIT = {**SUPERVISION, "deposit_required": True, "deposit_amount": 300_000}


@edge(19)
def test_only_a_cohabiting_relative_of_sixteen_or_over_asks_in_place_of_a_child():
    file = detained_under_warrant("2026-11-16", minor=True)
    file.refused(
        "supervision_requested",
        "2026-11-17",
        "rule:requester_entitled",
        "44-2(5)",
        supervision_requester="relative",
        substitute_allowed=False,
    )
    assert file.open_to(
        "supervision_requested", "2026-11-17", supervision_requester="relative", substitute_allowed=True
    )


@edge(19)
def test_for_a_child_alone_the_chief_inspector_acts_without_a_request():
    file = detained_under_warrant("2026-11-16", minor=True)
    assert file.state("supervision_request") == "supervision_request_none"
    file.take("supervision_decided_from_detention", "2026-11-17", ex_officio=True)
    assert file.custody == "supervised_pre"


@edge(20)
@pytest.mark.parametrize(
    ("minor", "amount", "code"),
    [
        (True, 1_500_000, None),
        (True, 1_500_001, "rule:deposit_cap_minor"),
        (False, 3_000_000, None),
        (False, 3_000_001, "rule:deposit_cap"),
        (True, 3_000_001, "rule:deposit_cap"),
    ],
)
def test_a_deposit_is_at_most_three_million_yen_and_half_of_that_for_a_minor(minor, amount, code):
    for before in (
        screened("2026-11-16", "supervision", minor=minor),
        detained_under_warrant("2026-11-16", minor=minor),
    ):
        step = "supervision_decided_at_liberty"
        more = {"deposit_due_on": "2026-11-18"}
        if before.custody == "detained_warrant":
            step, more = "supervision_decided_deposit_first", {}
        facts = {**DEPOSIT, **more, "deposit_amount": amount}
        if code is None:
            before.take(step, "2026-11-17", **facts)
        else:
            before.refused(step, "2026-11-17", code, "reg 36-2(4)", **facts)


@edge(21)
def test_a_deposit_decided_before_a_long_weekend_is_due_within_three_days_all_the_same():
    file = screened("2026-11-19", "supervision")
    file.refused(
        "supervision_decided_at_liberty",
        "2026-11-20",
        "named-date",
        "reg 36-2(6)",
        **DEPOSIT,
        deposit_due_on="2026-11-24",
    )
    file.take("supervision_decided_at_liberty", "2026-11-20", **DEPOSIT, deposit_due_on="2026-11-23")
    assert file.legal("clk_deposit_3d") == "2026-11-23"  # a holiday: the day named does not move
    assert file.open_to("deposit_paid_while_supervised", "2026-11-23 23:59")
    file.refused("deposit_paid_while_supervised", "2026-11-24 00:00", "rule:deposit_open", "44-4(1)(1)")


@edge(22)
def test_a_deposit_missed_after_a_decision_at_liberty_leads_to_revocation_and_not_before_its_day():
    file = supervised_pre("2026-11-24", {**DEPOSIT, "deposit_due_on": "2026-11-27"})
    file.refused(
        "supervision_revoked_mandatory_pre",
        "2026-11-27 23:59",
        "rule:deposit_missed",
        "44-4(1)(1)",
        must_revoke_ground="deposit_missed",
    )
    file.until("2026-11-28 09:00")
    assert file.looks("clk_deposit_3d", LookKind.OVERDUE)  # and again every day until somebody acts
    file.take("supervision_revoked_mandatory_pre", "2026-11-28 10:00", must_revoke_ground="deposit_missed")
    assert file.custody == "detained_warrant"
    assert not file.runs("clk_deposit_3d") and not file.runs("clk_supervised_report_3m")
    assert file.fact("has_supervisor") is None


@edge(23)
def test_a_detainee_whose_deposit_is_unpaid_stays_detained_without_any_revocation():
    file = examined("2026-11-02")
    file.take("supervision_decided_deposit_first", "2026-11-10")
    assert file.custody == "detained_warrant_deposit_pending"
    assert not file.runs("clk_deposit_3d")
    assert file.legal("clk_warrant_30d") == "2026-12-01"  # the warrant runs on
    for step in ("supervision_revoked_mandatory_pre", "supervision_revoked_discretionary_pre"):
        file.refused(step, "2026-11-20", "wrong-state", must_revoke_ground=None, may_revoke_grounds_pre=None)
    file.take("deposit_paid_released_pre", "2026-11-24")
    assert file.custody == "supervised_pre"
    assert not file.runs("clk_warrant_30d")


@edge(24)
@pytest.mark.parametrize("phase", ["pre", "post"])
def test_when_the_supervisor_dies_another_is_found_or_supervision_is_revoked(phase):
    file = supervised_pre("2026-11-02") if phase == "pre" else supervised_post("2026-11-02")
    revoke = f"supervision_revoked_mandatory_{phase}"
    article = "44-4(1)(2)" if phase == "pre" else "52-4(1)(2)"
    refusal = file.refused(
        revoke, "2026-11-09", "rule:supervisor_missing", must_revoke_ground="no_new_supervisor"
    )
    assert f"icrra {article}" in {str(c) for c in refusal.cites}
    file.take("supervisor_resignation_notified", "2026-11-10", vacancy_cause="death")
    assert file.fact("supervisor_vacant") is True
    assert not file.runs("clk_supervisor_resign_30d")  # the Act gives no number of days for the search
    assert file.open_to("supervisor_replaced", "2027-01-10")
    file.take(revoke, "2027-01-10", must_revoke_ground="no_new_supervisor")
    assert file.custody == ("detained_warrant" if phase == "pre" else "detained_order")


@edge(24)
def test_a_new_supervisor_must_consent_and_fills_the_vacancy():
    file = supervised_pre("2026-11-02")
    file.take("supervisor_resignation_notified", "2026-11-10", vacancy_cause="death")
    file.refused(
        "supervisor_replaced", "2026-11-12", "rule:supervisor_consents", "44-3(1)", supervisor_consent=False
    )
    file.take("supervisor_replaced", "2026-11-12")
    assert file.fact("supervisor_vacant") is False
    assert file.fact("supervisor_name") == "Suzuki Ichiro"


@edge(25)
def test_unpermitted_work_before_the_order_may_lead_to_revocation_and_then_forfeits_the_deposit():
    file = supervised_pre("2026-11-16", {**DEPOSIT, "deposit_due_on": "2026-11-19"})
    file.take("deposit_paid_while_supervised", "2026-11-17")
    assert file.open_to("work_permitted", "2026-11-20")  # nothing forces the chief inspector's hand
    work = {"may_revoke_grounds_pre": ["work"]}
    file.refused(
        "supervision_revoked_discretionary_pre", "2026-11-20", "rule:forfeiture_due", "44-4(5)", **work
    )
    file.refused(
        "supervision_revoked_discretionary_pre",
        "2026-11-20",
        "rule:forfeiture_within_deposit",
        "44-4(5)",
        forfeited_amount=300_001,
        **work,
    )
    outcome = file.take(
        "supervision_revoked_discretionary_pre", "2026-11-20", forfeited_amount=300_000, **work
    )
    assert {"51-6", "50", "51-7"} <= set(outcome.documents)


@edge(26)
def test_paid_work_cannot_be_permitted_after_the_order():
    file = supervised_post("2026-11-16")
    file.refused("work_permitted", "2026-11-20", "wrong-state", "44-5")
    assert file.open_to(
        "supervision_revoked_discretionary_post", "2026-11-20", may_revoke_grounds_post=["work"]
    )


@edge(26)
def test_a_permission_to_work_needs_the_supervisors_consent_and_a_need():
    file = supervised_pre("2026-11-16")
    file.refused(
        "work_permitted",
        "2026-11-20",
        "rule:supervisor_consents_to_work",
        "44-5(1)",
        supervisor_consent=False,
    )
    file.refused(
        "work_permitted", "2026-11-20", "rule:work_needed_for_living", "44-5(1)", needed_for_living=False
    )


@edge(27)
def test_supervision_lapses_with_the_removal_order_and_nothing_of_it_carries_over():
    file = supervised_pre("2026-11-02")
    file.take("work_permitted", "2026-11-05")
    file.take("found_deportable", "2026-11-10")
    file.take("finding_accepted", "2026-11-10 13:00")
    file.take("sp_waived", "2026-11-10 14:00")
    outcome = file.take("removal_order_issued", "2026-11-11")
    assert "pre_supervision_lapsed" in {m.step for m in outcome.moved}
    assert {Role.FOREIGN_NATIONAL, Role.SUPERVISOR} <= set(outcome.tells)
    assert "lapse-notice" in outcome.documents
    assert file.custody == "at_liberty"
    assert not file.runs("clk_supervised_report_3m")
    for name in ("supervisor_name", "has_supervisor", "work_permitted"):
        assert file.fact(name) is None
    assert not file.open_to("supervision_decided_at_liberty", "2026-11-12")


@edge(27)
@pytest.mark.parametrize("step", ["supervision_decided_at_liberty", "detention_decided"])
def test_after_the_order_the_refusal_of_custody_before_it_names_the_order(step):
    file = ordered("2026-11-11", supervised_pre("2026-11-02"))
    file.refused(step, "2026-11-12", "rule:no_order_yet", "44-8")


@edge(27)
def test_after_the_order_supervision_needs_a_new_decision_and_a_supervisor_who_consents_anew():
    file = order_under_way("2026-11-11", supervised_pre("2026-11-02"))
    assert file.custody == "post_order_screening"
    decide = "post_order_supervision_decided"
    file.refused(decide, "2026-11-12", "missing-fact", "52-2(1)", supervisor_name=None)
    file.refused(decide, "2026-11-12", "rule:supervisor_consents", "44-3(1)", supervisor_consent=False)
    file.take(decide, "2026-11-12")
    assert file.custody == "supervised_post"


@edge(28)
def test_the_first_report_is_due_within_three_months_of_the_decision():
    decide = "supervision_decided_at_liberty"
    file = screened("2026-11-29", "supervision")
    file.refused(decide, "2026-11-30", "named-date", "reg 36-8(1)", report_due_on="2027-03-01")
    file.take(decide, "2026-11-30", report_due_on="2027-02-28")
    assert file.legal("clk_supervised_report_3m") == "2027-02-28"


@edge(28)
def test_the_next_report_is_counted_from_the_day_of_the_last_one_not_from_the_day_it_was_due():
    file = supervised_pre("2026-11-30", {"report_due_on": "2027-02-28"})
    report = "supervised_report_filed"
    file.refused(report, "2027-02-10", "named-date", "44-6", report_due_on="2027-05-11")
    file.take(report, "2027-02-10", report_due_on="2027-05-10")
    assert file.legal("clk_supervised_report_3m") == "2027-05-10"


@edge(29)
def test_the_supervisor_notifies_a_breach_within_seven_days_moved_past_a_holiday():
    file = supervised_pre("2026-11-02")
    file.take("supervisor_matter_arose", "2026-11-16")
    assert file.legal("clk_supervisor_notice_7d") == "2026-11-24"
    file.until("2026-11-24 23:59")
    assert not file.looks("clk_supervisor_notice_7d", LookKind.OVERDUE)
    file.until("2026-11-25 09:00")
    assert file.looks("clk_supervisor_notice_7d", LookKind.OVERDUE)
    file.take("supervisor_notified", "2026-11-25 10:00")
    assert not file.runs("clk_supervisor_notice_7d")


@edge(30)
def test_a_report_demanded_of_the_supervisor_is_due_on_the_day_named_beside_any_notice():
    file = supervised_pre("2026-11-02")
    file.take("supervisor_report_demanded", "2026-11-10", supervisor_report_due_on="2026-11-22")  # a Sunday
    file.take("supervisor_matter_arose", "2026-11-11")
    assert file.legal("clk_supervisor_report_on_demand") == "2026-11-22"
    file.take("supervisor_notified", "2026-11-12")
    assert file.runs("clk_supervisor_report_on_demand")
    file.take("supervisor_reported", "2026-11-20")
    assert not file.runs("clk_supervisor_report_on_demand")


@edge(30)
def test_a_demand_names_the_day_of_the_report():
    supervised_pre("2026-11-02").refused(
        "supervisor_report_demanded", "2026-11-10", "missing-fact", "44-3(5)", supervisor_report_due_on=None
    )


@edge(27)
def test_an_order_against_a_detainee_leaves_nobody_without_a_date():
    file = ordered("2026-11-12 10:00")
    assert file.custody == "detained_warrant"
    assert file.alarm("clk_post_order_notice_prompt") == "2026-11-13"


@edge(29)
def test_a_second_matter_does_not_give_the_supervisor_more_time_for_the_first():
    file = supervised_pre("2026-11-02")
    file.take("supervisor_matter_arose", "2026-11-16")
    file.take("supervisor_matter_arose", "2026-11-20", supervisor_matter="own_details")
    assert file.legal("clk_supervisor_notice_7d") == "2026-11-24"
    file.take("supervisor_notified", "2026-11-23")
    file.take("supervisor_matter_arose", "2026-11-24", supervisor_matter="own_details")
    assert file.legal("clk_supervisor_notice_7d") == "2026-12-01"


@edge(30)
def test_a_second_demand_does_not_give_the_supervisor_more_time_for_the_first():
    file = supervised_pre("2026-11-02")
    file.take("supervisor_report_demanded", "2026-11-10", supervisor_report_due_on="2026-11-20")
    again = {"supervisor_report_due_on": "2026-12-10"}
    file.refused("supervisor_report_demanded", "2026-11-12", "rule:no_report_outstanding", "44-3(5)", **again)
    assert file.legal("clk_supervisor_report_on_demand") == "2026-11-20"
    file.take("supervisor_reported", "2026-11-18")
    file.take("supervisor_report_demanded", "2026-11-19", **again)
    assert file.legal("clk_supervisor_report_on_demand") == "2026-12-10"
