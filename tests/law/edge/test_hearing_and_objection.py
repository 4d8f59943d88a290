"""Edge cases 31 to 39: finding, oral hearing, objection, and the three days after each."""

from __future__ import annotations

import pytest

from tests.law.files import edge, examined, found, heard, objected


@edge(31)
def test_a_finding_notified_on_a_wednesday_before_a_long_weekend_can_be_contested_until_tuesday():
    file = found("2026-11-18 15:00")
    assert file.legal("clk_oral_hearing_request_3d") == "2026-11-24"
    assert file.open_to("oral_hearing_requested", "2026-11-24 23:59")
    file.until("2026-11-25 00:00")
    assert file.stage == "final_sp_window"


@edge(31)
def test_a_request_after_the_three_days_is_refused_also_before_anybody_has_noticed():
    file = found("2026-11-18 15:00")
    assert file.open_to("oral_hearing_requested", "2026-11-24 23:59", asleep=True)
    file.refused(
        "oral_hearing_requested", "2026-11-25 00:00", "rule:hearing_window_open", "48(1)", asleep=True
    )


@edge(31)
def test_nobody_records_the_end_of_the_three_days_before_it_has_come():
    file = found("2026-11-18 15:00")
    file.refused("hearing_window_lapsed", "2026-11-24 23:59", "rule:hearing_window_over", "48(1)")


@edge(32)
def test_three_days_that_end_in_the_year_end_closing_run_to_the_first_day_offices_open():
    file = found("2026-12-28 10:00")
    assert file.legal("clk_oral_hearing_request_3d") == "2027-01-04"
    assert file.open_to("oral_hearing_requested", "2027-01-04 23:59")
    file.until("2027-01-05 00:00")
    assert not file.open_to("oral_hearing_requested", "2027-01-05 00:00")


@edge(33)
@pytest.mark.parametrize("manner", ["in_person", "telephone", "other_official", "written"])
def test_a_hearing_is_asked_for_in_any_way_and_the_way_is_recorded(manner):
    file = found("2026-11-16")
    file.refused("oral_hearing_requested", "2026-11-17", "missing-fact", "48(1)", request_manner=None)
    outcome = file.take("oral_hearing_requested", "2026-11-17", request_manner=manner)
    assert outcome.facts["request_manner"] == manner
    assert outcome.documents == ()  # no form is demanded
    assert file.stage == "oral_hearing_pending"


@edge(34)
def test_a_signed_waiver_of_the_hearing_is_not_taken_back_and_the_order_still_waits():
    file = found("2026-11-16 10:00")
    outcome = file.take("finding_accepted", "2026-11-16 15:00")
    assert "54" in outcome.documents
    file.refused("oral_hearing_requested", "2026-11-17", "wrong-state", "48(1)")
    file.refused("removal_order_issued", "2026-11-19 23:59", "wrong-state", "47(5)")
    assert file.legal("clk_sp_after_finding_3d") == "2026-11-19"
    assert file.open_to("sp_application_filed", "2026-11-19 23:59")
    file.until("2026-11-20 00:00")
    assert file.stage == "removal_order_due"


@edge(34)
def test_a_right_is_given_up_only_with_a_signature():
    file = found("2026-11-16")
    file.refused("finding_accepted", "2026-11-17", "rule:signed", "47(5)", signed=False)


@edge(35)
def test_who_accepts_the_finding_and_applies_within_three_days_keeps_the_order_back():
    file = found("2026-11-16 10:00")
    file.take("finding_accepted", "2026-11-17 10:00")
    assert file.legal("clk_sp_after_finding_3d") == "2026-11-20"  # from the acceptance, not the finding
    file.take("sp_application_filed", "2026-11-20 23:59")
    assert file.stage == "special_permission_decision"
    assert not file.runs("clk_sp_after_finding_3d")
    file.until("2027-03-01")
    assert file.stage == "special_permission_decision"
    file.refused("removal_order_issued", "2027-03-01 13:00", "wrong-state", "47(5)")
    file.take("sp_refused", "2027-03-02")
    file.take("removal_order_issued", "2027-03-03")


@edge(35)
@pytest.mark.parametrize("ended", ["waived", "lapsed", "withdrawn", "refused"])
def test_the_order_follows_each_of_the_ways_in_which_the_application_is_out_of_the_world(ended):
    file = found("2026-11-16 10:00")
    file.take("finding_accepted", "2026-11-16 15:00")
    if ended == "waived":
        file.take("sp_waived", "2026-11-17")
    elif ended == "lapsed":
        file.until("2026-11-20 00:00")
    else:
        file.take("sp_application_filed", "2026-11-17")
        file.take("sp_application_withdrawn" if ended == "withdrawn" else "sp_refused", "2026-11-24")
    file.take("removal_order_issued", "2026-11-25")
    assert file.stage == "removal_order_in_force"


@edge(36)
def test_an_application_made_before_the_finding_counts_and_no_three_days_lapse_over_it():
    file = examined("2026-11-09")
    file.take("sp_application_filed", "2026-11-10")
    file.take("found_deportable", "2026-11-16")
    file.take("finding_accepted", "2026-11-17")
    assert not file.runs("clk_sp_after_finding_3d")
    file.until("2026-11-27")
    assert file.stage == "final_sp_window"
    assert {"chief_inspector", "minister"} & file.owed()
    file.refused("sp_window_lapsed", "2026-11-27 13:00", "rule:no_sp_application_pending", "47(5)")
    file.refused("sp_waived", "2026-11-27 13:00", "rule:no_sp_application_pending", "47(5)")
    file.take("sp_under_decision", "2026-11-27 14:00")
    file.take("sp_granted", "2026-12-01")
    assert file.stage == "special_permission_granted"


@edge(36)
def test_special_permission_is_not_decided_before_the_finding_is_final():
    file = examined("2026-11-09")
    file.take("sp_application_filed", "2026-11-10")
    file.refused("sp_granted", "2026-11-11", "wrong-state", "50(4)")
    file.take("found_deportable", "2026-11-16")
    file.refused("sp_granted", "2026-11-16 13:00", "wrong-state", "50(4)")


@edge(37)
def test_an_oral_objection_is_none_and_hardship_is_no_ground_for_one():
    file = heard("2026-11-16")
    file.refused(
        "objection_filed", "2026-11-17", "rule:objection_in_writing", "49(1)", objection_in_writing=False
    )
    refusal = file.refused("objection_filed", "2026-11-17", "bad-fact", objection_grounds=["too_harsh"])
    assert set(refusal.fields) == {"objection_grounds"}
    outcome = file.take("objection_filed", "2026-11-17", objection_grounds=["procedure", "law", "fact"])
    assert "60" in outcome.documents


@edge(37)
def test_an_objection_reaches_the_chief_inspector_within_three_days():
    file = heard("2026-11-20 10:00")
    assert file.legal("clk_objection_3d") == "2026-11-24"  # the third day is a holiday
    assert file.open_to("objection_filed", "2026-11-24 23:59", asleep=True)
    file.refused("objection_filed", "2026-11-25 00:00", "rule:objection_window_open", "49(1)", asleep=True)
    file.until("2026-11-25 00:00")
    assert file.stage == "final_sp_window"
    assert file.runs("clk_sp_after_judgment_3d")


@edge(38)
def test_an_objection_withdrawn_in_writing_opens_the_three_days_for_an_application():
    file = objected("2026-11-13")
    file.refused("objection_withdrawn", "2026-11-16", "rule:signed", "48(9)", signed=False)
    outcome = file.take("objection_withdrawn", "2026-11-16 10:00")
    assert "59" in outcome.documents
    assert file.legal("clk_sp_after_judgment_3d") == "2026-11-19"
    file.refused("removal_order_issued", "2026-11-19 23:59", "wrong-state", "48(10)")
    file.take("removal_order_issued", "2026-11-20 00:00")


@edge(39)
def test_after_a_ruling_of_no_ground_on_friday_the_order_waits_until_tuesday_is_over():
    file = objected("2026-11-17")
    file.take("ruled_no_ground", "2026-11-20 16:00")
    assert file.legal("clk_sp_after_ruling_3d") == "2026-11-24"
    assert file.open_to("sp_application_filed", "2026-11-24 23:59")
    file.refused("removal_order_issued", "2026-11-24 23:59", "wrong-state", "49(7)")
    file.take("removal_order_issued", "2026-11-25 00:00")


@edge(39)
def test_the_ruling_is_not_notified_without_telling_of_the_application():
    file = objected("2026-11-17")
    file.refused(
        "ruled_no_ground", "2026-11-20", "rule:rights_explained_ruling", "49(6)", rights_explained=False
    )


@edge(31)
def test_the_finding_is_not_notified_without_telling_of_both_rights_and_the_reasons():
    file = examined("2026-11-09")
    file.refused(
        "found_deportable", "2026-11-16", "rule:rights_explained_finding", "47(4)", rights_explained=False
    )
    file.refused("found_deportable", "2026-11-16", "missing-fact", "47(3)", reasons=None)


@edge(39)
def test_silence_all_the_way_ends_in_an_order_that_is_due_and_in_no_order():
    file = found("2026-11-16 10:00")
    file.until("2026-12-01")
    assert file.happened("lapsed") == ["clk_oral_hearing_request_3d", "clk_sp_after_finding_3d"]
    assert file.stage == "removal_order_due"
    assert file.fact("order_in_force") is None
    assert file.owed() >= {"chief_inspector"}
