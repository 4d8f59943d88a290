"""Edge cases 10 to 18: urgent detention, handover, the days under a warrant."""

from __future__ import annotations

import pytest

from tests.law.files import (
    acting,
    detained_under_warrant,
    earlier,
    edge,
    examined,
    later,
    opened,
    screened,
    supervised_pre,
)
from workflows.roles import Role
from workflows.timers import LookKind

FRIDAY_NIGHT = "2026-11-20 23:50"


def taken_urgently(at=FRIDAY_NIGHT):
    file = opened(earlier(at, days=2))
    file.take("urgent_detention", at)
    return file


def released_after(days, start, extended=False):
    """Detained from `start`, supervised on the last of so many days."""
    file = examined(start)
    if extended:
        file.take("warrant_period_extended", later(start, days=29))
    file.take("supervision_decided_from_detention", later(start, days=days - 1))
    return file


@edge(10)
def test_the_48_hours_of_an_urgent_detention_on_friday_night_end_on_sunday_night():
    file = taken_urgently()
    assert file.legal("clk_handover_48h") == file.alarm("clk_handover_48h") == "2026-11-22 23:50"
    file.until("2026-11-22 23:50")
    assert file.looks("clk_handover_48h", LookKind.TODAY)
    assert not file.looks("clk_handover_48h", LookKind.OVERDUE)
    file.until("2026-11-22 23:51")
    assert file.looks("clk_handover_48h", LookKind.OVERDUE)


@edge(10)
def test_the_handover_ends_the_48_hours_also_on_a_sunday():
    file = taken_urgently()
    file.take("urgent_detention_confirmed", "2026-11-21 10:00")
    file.take("person_handed_over", "2026-11-22 23:49")
    assert not file.runs("clk_handover_48h")
    assert file.stage == "under_examination"


@edge(10)
def test_the_30_days_of_an_urgent_detention_run_from_the_restraint_not_from_the_warrant():
    file = taken_urgently()
    file.take("urgent_detention_confirmed", "2026-11-22 10:00")
    assert file.legal("clk_warrant_30d") == "2026-12-19"


@edge(11)
def test_urgent_detention_is_not_rejected_while_a_ground_of_deportation_applies():
    file = taken_urgently()
    file.refused("urgent_detention_rejected", "2026-11-21", "rule:no_ground_at_all", "43(3)", no_ground=False)
    assert file.open_to("urgent_detention_confirmed", "2026-11-21")
    file.take("supervision_decided_from_detention", "2026-11-21")
    assert file.custody == "supervised_pre"


@edge(11)
def test_urgent_detention_without_any_ground_ends_in_release():
    file = taken_urgently()
    file.take("urgent_detention_rejected", "2026-11-21")
    assert file.custody == "at_liberty"
    assert not file.runs("clk_handover_48h") and not file.runs("clk_warrant_30d")
    assert not file.runs("clk_sp_window_open")


@edge(11)
def test_the_officer_who_detained_urgently_does_not_decide_whether_it_stands():
    file = opened("2026-11-18")
    both = acting(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR, name="sato")
    file.take("urgent_detention", FRIDAY_NIGHT, by=both)
    file.refused(
        "urgent_detention_confirmed",
        "2026-11-21",
        "separation",
        "43(2)",
        by=both,
        override="Nobody else here.",
    )


@edge(12)
def test_supervision_decided_before_the_handover_means_that_only_the_case_is_handed_over():
    file = taken_urgently()
    file.take("supervision_decided_from_detention", later(FRIDAY_NIGHT, hours=30))
    assert not file.runs("clk_handover_48h") and not file.runs("clk_warrant_30d")
    file.refused("person_handed_over", later(FRIDAY_NIGHT, hours=31), "rule:held_for_handover", "44")
    file.take("case_handed_over", later(FRIDAY_NIGHT, hours=31))
    assert file.stage == "under_examination"


@edge(12)
def test_a_detainee_is_not_replaced_by_the_papers_at_the_handover():
    file = detained_under_warrant("2026-11-16")
    file.refused("case_handed_over", "2026-11-17", "rule:supervised_for_handover", "44-7")


@edge(13)
def test_a_warrant_holds_for_thirty_days_and_once_for_thirty_more():
    file = examined("2026-11-01 10:00")
    assert file.legal("clk_warrant_30d") == "2026-11-30"
    file.take("warrant_period_extended", "2026-11-30 23:59")
    assert not file.runs("clk_warrant_30d")
    assert file.legal("clk_warrant_ext_30d") == "2026-12-30"
    file.refused("warrant_period_extended", "2026-12-30", "rule:extended_once", "41(1)")


@edge(13)
def test_an_extension_needs_its_unavoidable_cause():
    examined("2026-11-01").refused(
        "warrant_period_extended", "2026-11-30", "missing-fact", "41(1)", extension_cause=None
    )


@edge(13)
def test_on_the_last_day_supervision_is_open_as_well_and_the_day_after_the_alarm_sounds():
    file = examined("2026-11-01 10:00")
    assert file.open_to("supervision_decided_from_detention", "2026-11-30 23:59")
    file.until("2026-12-01 08:30")
    assert file.looks("clk_warrant_30d", LookKind.OVERDUE)
    file.take("warrant_period_exhausted", "2026-12-01 09:00")
    assert file.custody == "at_liberty"
    assert not file.runs("clk_warrant_30d")


@edge(13)
def test_a_period_that_is_over_is_not_extended_afterwards():
    examined("2026-11-01 10:00").refused(
        "warrant_period_extended", "2026-12-01 00:00", "rule:first_period_runs", "41(1)"
    )


@edge(13)
def test_a_period_is_not_used_up_before_its_last_day_is_over():
    file = examined("2026-11-01 10:00")
    assert file.open_to("warrant_period_exhausted", "2026-12-01 00:00")
    file = examined("2026-11-01 10:00")
    file.refused("warrant_period_exhausted", "2026-11-30 23:59", "rule:warrant_period_over", "41(1)")


@edge(14)
def test_twelve_days_before_supervision_leave_eighteen_after_its_revocation():
    file = released_after(12, "2026-07-30")
    file.take("supervision_revoked_discretionary_pre", "2027-01-10", may_revoke_grounds_pre=["breach"])
    clock = file.clock("clk_warrant_30d")
    assert clock.inputs["served"] == 12
    assert file.legal("clk_warrant_30d") == "2027-01-27"
    file.take("warrant_period_extended", "2027-01-27")
    assert file.legal("clk_warrant_ext_30d") == "2027-02-26"


@edge(14)
def test_a_day_on_which_the_person_was_held_for_an_hour_counts_as_a_day_once():
    file = examined("2026-11-02 10:00")
    file.take("supervision_decided_from_detention", "2026-11-02 23:00")
    file.take("supervision_revoked_discretionary_pre", "2026-12-01", may_revoke_grounds_pre=["breach"])
    assert file.legal("clk_warrant_30d") == "2026-12-29"


@edge(15)
def test_the_days_of_an_extended_period_count_after_revocation_and_it_is_not_extended_twice():
    file = released_after(40, "2026-07-30", extended=True)
    file.take("supervision_revoked_discretionary_pre", "2027-01-10", may_revoke_grounds_pre=["breach"])
    assert not file.runs("clk_warrant_30d")
    assert file.clock("clk_warrant_ext_30d").inputs["served"] == 40
    assert file.legal("clk_warrant_ext_30d") == "2027-01-29"
    file.refused("warrant_period_extended", "2027-01-20", "rule:extended_once", "41(1)")


@edge(15)
def test_nobody_is_detained_under_warrants_of_one_case_for_a_sixty_first_day():
    file = released_after(60, "2026-07-30", extended=True)
    file.refused(
        "supervision_revoked_discretionary_pre",
        "2027-01-10",
        "rule:warrant_days_left",
        "41(1)",
        may_revoke_grounds_pre=["breach"],
    )
    almost = released_after(59, "2026-07-30", extended=True)
    almost.take("supervision_revoked_discretionary_pre", "2027-01-10", may_revoke_grounds_pre=["breach"])
    assert almost.legal("clk_warrant_ext_30d") == "2027-01-10"


@edge(16)
def test_forty_days_before_provisional_release_are_deducted_when_it_expires():
    file = examined("2026-08-01 10:00")
    file.take("warrant_period_extended", "2026-08-30")
    file.take("provisional_release_pre_granted", "2026-09-09", release_until="2026-12-08")
    assert not file.runs("clk_warrant_ext_30d")
    file.refused("provisional_release_expired", "2026-12-08 23:59", "rule:release_period_over", "55(5)")
    file.take("provisional_release_expired", "2026-12-09 00:00")
    assert file.custody == "detained_warrant"
    assert file.clock("clk_warrant_ext_30d").inputs["served"] == 40
    assert file.legal("clk_warrant_ext_30d") == "2026-12-28"


@edge(17)
@pytest.mark.parametrize("how", ["mandatory", "discretionary", "found again"])
def test_detention_after_revoked_supervision_starts_no_new_48_hours(how):
    file = supervised_pre("2026-11-02")
    if how == "mandatory":
        file.take("supervisor_resignation_notified", "2026-11-10", vacancy_cause="death")
        file.take("supervision_revoked_mandatory_pre", "2026-11-16", must_revoke_ground="no_new_supervisor")
    elif how == "discretionary":
        file.take("supervision_revoked_discretionary_pre", "2026-11-16", may_revoke_grounds_pre=["breach"])
    else:
        file.take("supervision_revoked_person_missing", "2026-11-10")
        file.take("recaptured", "2026-11-16")
    assert file.custody == "detained_warrant"
    assert not file.runs("clk_handover_48h")
    assert file.legal("clk_warrant_30d") == "2026-12-15"


@edge(18)
def test_an_officer_without_the_paper_may_detain_when_it_is_urgent_and_says_so():
    file = screened("2026-11-16")
    file.take("detention_decided", "2026-11-17", warrant_valid_until="2026-11-20")
    file.refused("warrant_executed", "2026-11-18", "missing-fact", "39-2(2)", paper_shown=None)
    outcome = file.take("warrant_executed", "2026-11-20 23:59", paper_shown="told_first")
    assert "icrra 42(2)" in {str(c) for c in outcome.step.cites}
    assert file.custody == "detained_warrant"


@edge(18)
def test_a_warrant_is_not_executed_after_the_day_until_which_it_is_valid():
    file = screened("2026-11-16")
    file.take("detention_decided", "2026-11-17", warrant_valid_until="2026-11-20")
    file.refused(
        "warrant_executed", "2026-11-21 00:00", "rule:warrant_valid", "39-2(2)", paper_shown="told_first"
    )
    file.take("detention_decided", "2026-11-21 09:00")  # a new warrant
    file.take("warrant_executed", "2026-11-21 10:00")
