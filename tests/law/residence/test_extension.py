"""Extension of the period of stay: what can be extended, when, by whom, and what a permission gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.residence.applications import (
    ENGINEER,
    PAPERS,
    TABLE,
    extension,
    filed,
    in_state,
    special,
    usual,
)
from tests.law.residence.files import acting, moment, officer
from workflows.procedures.residence.application import EXTENSION
from workflows.procedures.residence.application.aims import supports_a_dependent
from workflows.roles import OFFICES, Role
from workflows.statuses import statuses

FILE = "ext_file_counter"


# --- the stay that is extended --------------------------------------------------------------------------


def test_who_holds_no_status_has_nothing_to_extend_and_is_pointed_to_late_acceptance():
    refusal = extension(status=None).refused(FILE, "2026-08-03", "rule:holds_status", "21(1)")
    assert "特別受理" in refusal.remedy.ja


@pytest.mark.parametrize("status", ["permanent_resident", "hsp_2", "diplomat"])
def test_a_stay_without_end_is_not_extended(status):
    file = extension(status, until=None, period="indefinite", stay_days=None)
    file.refused(FILE, "2026-08-03", "rule:stay_has_end", "21(1)")


def test_a_permanent_resident_with_a_stray_date_is_refused_all_the_same():
    extension("permanent_resident").refused(FILE, "2026-08-03", "rule:stay_has_end")


# --- when ------------------------------------------------------------------------------------------------


def test_an_extension_is_taken_from_three_months_before_the_end():
    extension(until="2026-10-31").refused(FILE, "2026-07-30", "rule:window_open", "reg 21(1)")
    filed(extension(until="2026-10-31"), "2026-07-31")


def test_three_months_back_from_a_long_month_is_the_end_of_a_short_one():
    extension(until="2027-05-31").refused(FILE, "2027-02-27", "rule:window_open")
    filed(extension(until="2027-05-31"), "2027-02-28")


def test_earlier_it_is_taken_only_with_a_reason():
    file = filed(extension(until="2026-12-31"), "2026-08-03", early_reason="出産のため長期入院")
    assert file.state == "received"
    assert file.due("extension_window") == "2027-01-04"


def test_a_short_stay_can_be_extended_from_about_its_half():
    visitor: dict[str, Any] = {
        "status": "temporary_visitor",
        "until": "2026-08-31",
        "period": "P90D",
        "stay_days": 90,
    }
    extension(**visitor).refused(FILE, "2026-07-16", "rule:window_open")
    filed(extension(**visitor), "2026-07-17")


def test_the_window_closes_with_the_next_open_day():
    file = filed(extension(until="2026-08-30"), "2026-08-03")  # a Sunday
    assert file.due("extension_window") == "2026-08-31"


def test_a_week_late_there_is_no_ordinary_filing():
    extension().refused(FILE, "2026-09-07", "rule:in_time", "21(1)")


# --- what stays the same -----------------------------------------------------------------------------------


def test_another_status_is_no_extension():
    extension().refused(FILE, "2026-08-03", "rule:nothing_changes", "20(1)", status_requested="student")
    extension().refused(FILE, "2026-08-03", "rule:nothing_changes", what_changes="status")
    filed(extension(), "2026-08-03", status_requested=ENGINEER)


def test_edge_26_the_next_stage_of_technical_intern_training_is_a_change():
    extension("titp_1b").refused(
        FILE, "2026-08-03", "rule:nothing_changes", "icrra 2-2(1)", status_requested="titp_2b"
    )
    filed(extension("titp_1b"), "2026-08-03", status_requested="titp_1b")


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("hsp_1a", "organisation"),
        ("hsp_1b", "organisation"),
        ("ssw_1", "organisation"),
        ("ssw_1", "field"),
        ("ssw_2", "field"),
        ("designated_activities", "activity"),
    ],
)
def test_edge_24_25_another_organisation_field_or_activity_is_a_change_and_no_extension(status, changes):
    more: dict[str, Any] = {"ssw_days_before": 365} if status == "ssw_1" else {}
    if status == "designated_activities":
        more = {"designated_now": "other"}
    file = extension(status)
    file.refused(FILE, "2026-08-03", "rule:nothing_changes", "20(1)", what_changes=changes, **more)
    file.refused(FILE, "2026-08-03", "rule:nothing_changes", **more)
    filed(extension(status), "2026-08-03", what_changes="nothing", **more)


def test_an_engineer_who_changed_employer_extends_all_the_same():
    filed(extension(), "2026-08-03", what_changes="organisation")


def test_of_designated_activities_it_is_said_which():
    file = extension("designated_activities")
    file.refused(FILE, "2026-08-03", "rule:designated_class_told", what_changes="nothing")


# --- totals --------------------------------------------------------------------------------------------------


def ssw(**given):
    return {"what_changes": "nothing", **given}


def test_edge_27_five_years_as_ssw_with_a_year_of_maternity_leave_may_go_on():
    file = extension("ssw_1")
    file.refused(FILE, "2026-08-03", "rule:ssw_total", "reg 21-2", **ssw())
    file.refused(FILE, "2026-08-03", "rule:ssw_total", **ssw(ssw_days_before=5 * 366))
    filed(file, "2026-08-03", **ssw(ssw_days_before=5 * 366, ssw_days_left_out=365))
    assert file.due("ssw1_total") == "2027-07-30"


def test_edge_27_a_sixth_year_needs_a_good_reason():
    five = 5 * 365 + 2
    extension("ssw_1").refused(FILE, "2026-08-03", "rule:ssw_total", **ssw(ssw_days_before=five))
    file = filed(extension("ssw_1"), "2026-08-03", **ssw(ssw_days_before=five, ssw_six_years=True))
    assert file.due("ssw1_total") == "2027-08-02"
    extension("ssw_1").refused(
        FILE, "2026-08-03", "rule:ssw_total", **ssw(ssw_days_before=6 * 366, ssw_six_years=True)
    )


def test_the_total_goes_on_being_used_up_while_the_application_is_pending():
    file = filed(extension("ssw_1"), "2026-08-03", **ssw(ssw_days_before=5 * 365 - 5))
    assert file.due("ssw1_total") == "2026-08-09"
    file.reviewed("2026-08-10")
    file.refused(
        "ext_decide_permit", "2026-08-10", "rule:ssw_total", new_status="ssw_1", new_period="individual"
    )


def jfind(**given):
    return {"what_changes": "nothing", "designated_now": "jfind", **given}


def test_a_stay_under_j_find_is_two_years_in_total():
    file = extension("designated_activities")
    file.refused(FILE, "2026-08-03", "rule:jfind_total", "practice", **jfind())
    file.refused(FILE, "2026-08-03", "rule:jfind_total", **jfind(jfind_days_before=2 * 366))
    filed(file, "2026-08-03", **jfind(jfind_days_before=365))
    assert file.due("jfind_total") == "2027-08-03"


def test_edge_70_a_dependent_whose_supporter_became_an_ssw_is_not_extended():
    extension("dependent").refused(
        FILE, "2026-08-03", "rule:supporter_listed", "2-2(2)", supporter_status="ssw_1"
    )
    filed(extension("dependent"), "2026-08-03", supporter_status="ssw_2")


def test_whose_family_can_be_dependent():
    may = {code for code in statuses() if supports_a_dependent(code)}
    assert {ENGINEER, "ssw_2", "student", "hsp_2", "professor", "cultural_activities"} <= may
    barred = {"ssw_1", "titp_1a", "titp_3b", "temporary_visitor", "diplomat", "official", "trainee"}
    assert not may & (barred | {"dependent", "designated_activities", "permanent_resident"})


# --- who files, and with what ------------------------------------------------------------------------------------


def test_a_certificate_proxy_carries_no_extension():
    extension().refused(FILE, "2026-08-03", "rule:filer_allowed", "61-8-3(4)", filed_by="coe_proxy")


def test_a_relative_files_only_for_a_child_or_for_somebody_ill():
    named: dict[str, Any] = {
        "filer_name": "山田花子",
        "filer_authority": "母",
        "in_japan": True,
        "filed_by": "relative",
    }
    file = extension(born="1990-03-15")
    file.refused(FILE, "2026-08-03", "rule:relative_may", "reg 59-4(4)(3)", **named)
    file.refused(FILE, "2026-08-03", "rule:relative_may", relative_ground="under_16", **named)
    filed(file, "2026-08-03", relative_ground="illness", **named)
    filed(extension(born="2012-03-15"), "2026-08-03", relative_ground="under_16", **named)


def test_who_files_for_another_gives_name_and_authority_and_the_applicant_is_in_japan():
    agent = {"filed_by": "filing_agent"}
    extension().refused(FILE, "2026-08-03", "rule:filer_named", "reg 59-4", **agent)
    named = {**agent, "filer_name": "取次太郎", "filer_authority": "東局承認123"}
    extension().refused(FILE, "2026-08-03", "rule:in_japan", **named)
    filed(extension(), "2026-08-03", in_japan=True, **named)


def test_a_support_organisation_files_for_ssw_one_only():
    staff: dict[str, Any] = {
        "filed_by": "support_org",
        "filer_name": "支援花子",
        "filer_authority": "登録19-000001",
        "in_japan": True,
    }
    extension().refused(FILE, "2026-08-03", "rule:organisation_may", "reg 59-4(2)(1)", **staff)
    filed(extension("ssw_1"), "2026-08-03", **staff, **ssw(ssw_days_before=365))


def test_missing_papers_bar_the_filing_unless_it_is_written_why_they_may_follow():
    few = [paper for paper in PAPERS if paper != "livelihood"]
    extension().refused(FILE, "2026-08-03", "rule:complete", "reg 21(2)", papers=few)
    filed(extension(), "2026-08-03", papers=few, papers_follow="課税証明書は6月に交付される")


def test_a_photo_is_at_most_six_months_old():
    extension().refused(FILE, "2026-08-03", "rule:fresh_photo", "reg 6-2(2)", photo_on="2026-02-02")
    extension().refused(FILE, "2026-08-03", "rule:fresh_photo", photo_on=None)
    filed(extension(), "2026-08-03", photo_on="2026-02-03")


@pytest.mark.parametrize(
    ("seeds", "given"),
    [
        ({"born": "2025-12-01"}, {}),
        ({"card_no": None}, {}),
        ({}, {"period_requested": "P3M"}),
    ],
)
def test_of_infants_short_stays_and_who_holds_no_card_no_photo_is_asked(seeds, given):
    without = [paper for paper in PAPERS if paper != "photo"]
    filed(extension(**seeds), "2026-08-03", papers=without, photo_on=None, **given)


def test_papers_in_a_foreign_language_need_a_translation():
    extension().refused(FILE, "2026-08-03", "rule:translated", "reg 62", translated=False)
    filed(extension(), "2026-08-03", translated=False, papers_follow="訳文は後日")


# --- online ----------------------------------------------------------------------------------------------------------


ONLINE = "ext_file_online"


@pytest.mark.parametrize("status", ["temporary_visitor"])
def test_a_temporary_visitor_does_not_extend_online(status):
    extension(status).refused(ONLINE, "2026-08-03", "rule:online_open", "reg 61-3(1)(10)")


def test_who_prepares_departure_does_not_extend_online():
    extension("designated_activities").refused(
        ONLINE,
        "2026-08-03",
        "rule:online_open",
        what_changes="nothing",
        designated_now="departure_preparation",
    )


def test_edge_44_a_specified_card_cannot_be_asked_for_online():
    extension().refused(ONLINE, "2026-08-03", "rule:no_specified_card_online", "19-15-2", specified_card=True)


def test_a_specified_card_goes_to_who_holds_a_card():
    extension(card_no=None).refused(
        FILE, "2026-08-03", "rule:specified_card_open", "19-15-2(1)(2)", specified_card=True
    )
    extension(until="2026-06-30").refused(FILE, "2026-06-13", "rule:specified_card_open", specified_card=True)
    filed(extension(), "2026-08-03", specified_card=True)


@pytest.mark.parametrize(
    ("filer", "sign_on", "allowed"),
    [
        ("applicant", "number_card", True),
        ("applicant", "code", False),
        ("accepting_org", "code", True),
        ("accepting_org", "number_card", False),
        ("lawyer_scrivener", "code", True),
        ("lawyer_scrivener", "number_card", True),
    ],
)
def test_how_an_online_filer_signs_on(filer, sign_on, allowed):
    given = {"filed_by": filer, "sign_on": sign_on, "filer_name": "某", "filer_authority": "承認1"}
    if allowed:
        extension().take(ONLINE, "2026-08-03", **given)
    else:
        extension().refused(ONLINE, "2026-08-03", "rule:signed_on", "reg 61-3(7)", **given)


def test_an_approved_agent_comes_to_the_counter():
    extension().refused(
        ONLINE, "2026-08-03", "rule:filer_allowed", "reg 61-3(5)", filed_by="filing_agent", filer_name="某"
    )


def test_the_host_of_a_supervised_trainee_does_not_file_online():
    staff = {
        "filed_by": "accepting_org",
        "sign_on": "code",
        "filer_name": "某",
        "filer_authority": "承認1",
    }
    extension("titp_2b").refused(
        ONLINE, "2026-08-03", "rule:trainee_host_on_paper", "reg 61-3(5)(3)", **staff
    )
    extension("titp_2a").take(ONLINE, "2026-08-03", **staff)


def test_the_host_of_a_supervised_trainee_files_at_the_counter():
    """Reg. 61-3(5)(3) shuts it out of online filing alone; at the counter it is a host like any other."""
    staff = {"filed_by": "accepting_org", "filer_name": "某", "filer_authority": "承認1", "in_japan": True}
    filed(extension("titp_2b"), "2026-08-03", **staff)


def test_an_online_filer_is_in_japan():
    extension().refused(ONLINE, "2026-08-03", "rule:in_japan", "reg 61-3(5)", in_japan=None)


# --- examination ---------------------------------------------------------------------------------------------------------


def test_a_request_for_papers_pauses_only_the_internal_timer():
    file = filed(extension(), "2026-07-15")
    assert file.due("processing_extension") == "2026-08-15"
    assert file.due("net_processing_timer") == "2026-08-15"
    file.reviewed("2026-07-20")
    file.take("ext_request_documents", "2026-07-25", papers_due_on="2026-08-08")  # a Saturday
    assert file.fact("net_days_spent") == 10
    assert "net_processing_timer" not in file.dossier.clocks
    assert file.due("document_request_due") == "2026-08-10", "a Saturday moves to Monday"
    file.take("ext_documents_received", "2026-08-05")
    assert file.due("net_processing_timer") == "2026-08-26"
    assert file.due("processing_extension") == "2026-08-15"


def test_a_second_request_adds_to_the_days_spent():
    file = filed(extension(), "2026-07-15")
    file.reviewed("2026-07-15")
    for start, back in (("2026-07-20", "2026-07-22"), ("2026-07-25", "2026-07-28")):
        file.take("ext_request_documents", start, papers_due_on="2026-08-10")
        file.take("ext_documents_received", back)
    assert file.fact("net_days_spent") == 8


def test_papers_that_do_not_come_lead_back_to_the_file_and_not_to_a_refusal():
    file = filed(extension(), "2026-07-15")
    file.reviewed("2026-07-16")
    file.refused("ext_request_documents", "2026-07-17", "rule:papers_due_ahead", papers_due_on="2026-07-17")
    file.take("ext_request_documents", "2026-07-17", papers_due_on="2026-07-31")
    file.pass_time("2026-07-31T23:59")
    assert file.state == "awaiting_documents"
    file.pass_time("2026-08-01T00:00")
    assert file.state == "under_review"
    assert "net_processing_timer" in file.dossier.clocks


def test_who_sorted_the_file_does_not_decide_it_alone():
    both = acting(Role.TRIAGE_OFFICER, Role.BUREAU_DIRECTOR, name="佐藤")
    file = filed(extension())
    file.take("ext_start_review", "2026-07-16", by=both)
    for step in ("ext_decide_permit", "ext_refuse_in_stay"):
        file.refused(step, "2026-07-17", "separation", "practice", by=both)
    file.take("ext_decide_permit", "2026-07-17", by=acting(Role.BUREAU_DIRECTOR, name="鈴木"))


# --- the decision and its delivery -----------------------------------------------------------------------------------------


def under_review(status=ENGINEER, **given):
    file = filed(extension(status), "2026-07-15", **given)
    file.reviewed("2026-07-16")
    return file


def test_only_the_status_held_is_extended_and_only_for_a_period_it_has():
    file = under_review()
    file.refused("ext_decide_permit", "2026-07-17", "rule:granted_as_asked", "21(3)", new_status="student")
    file.refused("ext_decide_permit", "2026-07-17", "rule:period_allowed", "2-2(3)", new_period="P6M")
    file.take("ext_decide_permit", "2026-07-17", new_period="P5Y")


def test_a_decision_is_not_yet_a_permission():
    file = under_review()
    outcome = file.take("ext_decide_permit", "2026-07-17")
    assert outcome.handed_over == ()
    assert not outcome.closed
    assert file.due("result_collect") == "2026-07-31"


def test_an_extension_proposes_the_status_held():
    propose = EXTENSION.facts["new_status"].suggest
    assert propose is not None
    assert propose(under_review().view("2026-07-17")) == ENGINEER


def test_the_new_period_runs_from_the_old_expiry_however_early_it_is_granted():
    file = filed(extension(until="2026-08-31"), "2026-07-15")
    file.decided("2026-07-17")
    propose = EXTENSION.facts["new_stay_until"].suggest
    assert propose is not None
    assert propose(file.view("2026-07-21")) == "2027-08-31"
    file.refused(
        "ext_pay_and_deliver",
        "2026-07-21",
        "rule:end_right",
        "2-2(3)",
        new_stay_until="2027-07-21",
        card_valid_until="2027-07-21",
    )
    file.delivered("2026-07-21")
    ((step, stay),) = file.handed_to("residence")
    assert step == "ps_extend"
    assert stay == {
        "status": ENGINEER,
        "period": "P1Y",
        "granted_on": "2026-07-21",
        "stay_until": "2027-08-31",
        "card_no": "CD87654321EF",
        "card_valid_until": "2027-08-31",
    }
    assert set(file.dossier.clocks) == {"stay_period"}
    assert file.due("stay_period") == "2027-08-31"


def test_a_month_end_is_proposed_by_the_civil_code():
    file = filed(extension(until="2027-02-28"), "2027-01-15")
    file.decided("2027-01-20")
    propose = EXTENSION.facts["new_stay_until"].suggest
    assert propose is not None
    assert propose(file.view("2027-01-21")) == "2028-02-29"


def test_a_period_set_for_the_person_has_any_day_up_to_the_limit():
    file = filed(extension("student"), "2026-07-15")
    file.decided("2026-07-17", new_status="student", new_period="individual")
    late = {"new_stay_until": "2030-12-01", "card_valid_until": "2030-12-01"}
    file.refused("ext_pay_and_deliver", "2026-07-21", "rule:end_right", **late)
    fine = {"new_stay_until": "2030-11-30", "card_valid_until": "2030-11-30"}
    file.take("ext_pay_and_deliver", "2026-07-21", **fine)


def test_a_card_is_owed_to_who_stays_more_than_three_months_and_to_nobody_else():
    file = in_state(extension(), "decided_pending_delivery")
    stay = file.new_stay("2026-07-21")
    file.refused(
        "ext_pay_and_deliver", "2026-07-21", "rule:card_right", "19-3(1)", **{**stay, "card_no": None}
    )
    file.refused(
        "ext_pay_and_deliver",
        "2026-07-21",
        "rule:card_right",
        "19-5(1)(3)",
        **{**stay, "card_valid_until": "2027-09-01"},
    )
    three = filed(extension(), "2026-07-15")
    three.decided("2026-07-17", new_period="P3M")
    ends = {"new_stay_until": "2026-11-30"}
    three.refused(
        "ext_pay_and_deliver", "2026-07-21", "rule:card_right", **ends, card_valid_until="2026-11-30"
    )
    three.take("ext_pay_and_deliver", "2026-07-21", **ends, card_no=None)
    assert "card_no" not in three.handed_to("residence")[0][1]


def test_edge_41_a_digital_nomad_gets_no_card():
    given = {"what_changes": "nothing", "designated_now": "digital_nomad"}
    file = filed(extension("designated_activities", card_no=None), "2026-07-15", **given)
    file.decided("2026-07-17", new_status="designated_activities", new_period="P6M", no_card_class=True)
    stay = {"new_stay_until": "2027-02-28"}
    file.refused("ext_pay_and_deliver", "2026-07-21", "rule:card_right", "reg 19-5", **stay)
    file.take("ext_pay_and_deliver", "2026-07-21", **stay, card_no=None)


def test_only_the_ordinary_card_of_an_online_filing_is_sent():
    counter = in_state(extension(), "decided_pending_delivery")
    counter.refused(
        "ext_deliver_by_post",
        "2026-07-21",
        "rule:by_post_open",
        "reg 59-4(4)(5)",
        **counter.new_stay("2026-07-21"),
    )
    file = extension()
    file.take(ONLINE, "2026-07-15")
    file.decided("2026-07-17")
    stay = file.new_stay("2026-07-24")
    file.refused(
        "ext_deliver_by_post",
        "2026-07-24",
        "rule:received_on_the_day",
        "20(5)",
        **stay,
        sent_on="2026-07-21",
        received_on="2026-07-23",
    )
    file.take("ext_deliver_by_post", "2026-07-24", **stay, sent_on="2026-07-21")
    assert file.state == "permitted"
    assert file.handed_to("residence")[0][0] == "ps_extend"


def test_what_was_sent_must_arrive_within_the_special_period():
    file = extension()
    file.take(ONLINE, "2026-07-15")
    file.expire()
    file.decided("2026-10-20", collect_by="2026-10-30")
    file.refused(
        "ext_deliver_by_post",
        "2026-11-01T09:00",
        "rule:inside_stay",
        "20(6)",
        asleep=True,
        **file.new_stay("2026-11-01"),
        sent_on="2026-10-29",
    )


def test_a_short_stay_filed_on_the_next_open_day_is_decided_on_that_day_or_not_at_all():
    visitor = {"period": "P30D", "stay_days": 30, "card_no": None, "card_valid_until": None}
    file = filed(extension("temporary_visitor", "2026-08-30", **visitor), "2026-08-31")
    assert file.handed_to("residence") == []
    file.decided(
        "2026-08-31T13:00", new_status="temporary_visitor", new_period="P30D", collect_by="2026-08-31"
    )
    given: dict[str, Any] = {"new_stay_until": "2026-09-29", "card_no": None}
    file.refused("ext_pay_and_deliver", "2026-09-01", "rule:inside_stay", **given)
    file.take("ext_pay_and_deliver", "2026-08-31T15:00", **given)


def test_a_short_stay_filed_on_the_next_open_day_can_be_refused_later():
    visitor = {"period": "P30D", "stay_days": 30, "card_no": None}
    file = filed(extension("temporary_visitor", "2026-08-30", **visitor), "2026-08-31")
    file.reviewed("2026-08-31T13:00")
    file.take("ext_refuse_in_stay", "2026-09-02")


def test_a_withdrawal_is_in_writing_and_open_until_the_delivery():
    file = in_state(extension(), "decided_pending_delivery")
    file.refused("ext_withdraw", "2026-07-20", "rule:written", in_writing=False)
    file.take("ext_withdraw", "2026-07-20")
    in_state(extension(), "permitted").refused("ext_withdraw", "2026-07-22", "wrong-state")


def test_a_new_filing_notes_itself_on_the_file_that_was_refused():
    old = in_state(extension(), "refused")
    new = filed(extension(), "2026-07-20", previous_case="EXT-2026-000001")
    named = [h for h in new.handed if h.declared.step == "ext_reapply"]
    assert [h.number for h in named] == ["EXT-2026-000001"]
    old.take("ext_reapply", "2026-07-20", carried=True)
    assert old.state == "refused"
    assert not [h for h in filed(extension()).handed if h.declared.step == "ext_reapply"]


def test_a_file_passed_on_goes_to_the_office_named():
    file = filed(extension())
    assert file.take("ext_transfer_office", "2026-07-20").transferred == "OSA"
    assert file.state == "received"


# --- the whole table ------------------------------------------------------------------------------------------------------


BY_HAND = [s for s in EXTENSION.steps.values() if not s.carried_only and not s.automatic]
IDS = [s.id for s in BY_HAND]


def ready(step):
    """A file on which a step can be taken at once, and when."""
    file = extension()
    match step.id.partition("_")[2]:
        case "late_accept":
            return file, "2026-09-05"
        case "refuse_in_special" | "intend_refuse_in_special":
            special(file)
            file.reviewed("2026-09-02")
            return file, "2026-09-03"
        case "deliver_by_post":
            file.take(ONLINE, "2026-07-15")
            file.decided("2026-07-17")
            return file, "2026-07-21"
        case _:
            state = step.source[0]
            return in_state(
                file, state
            ), "2026-09-04" if state == "departure_option_offered" else "2026-07-21"


def given_for(file, step, at):
    delivery = step.id.partition("_")[2] in ("pay_and_deliver", "deliver_by_post")
    return file.new_stay(at) if delivery else {}


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_every_step_can_be_taken(step):
    file, at = ready(step)
    outcome = file.take(step.id, at, **given_for(file, step, at))
    assert file.state in EXTENSION.machines["extension"].targets(step) or step.target == "@same"
    assert set(step.documents) <= set(outcome.documents)


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_no_step_is_taken_from_another_state(step):
    wrong = "permitted" if "permitted" not in step.source else "draft"
    in_state(extension(), wrong).refused(step.id, "2026-07-22", "wrong-state")


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_no_step_is_taken_by_another_office(step):
    file, at = ready(step)
    others = [r for r in Role if OFFICES[r].signs_in and r not in step.officers]
    assert others
    file.refused(step.id, at, "wrong-office", by=acting(*others), **given_for(file, step, at))


@pytest.mark.parametrize("step", BY_HAND, ids=IDS)
def test_no_step_is_taken_without_the_facts_it_records(step):
    file, at = ready(step)
    for name in step.needs:
        file.refused(step.id, at, "missing-fact", **{**given_for(file, step, at), name: None})


def test_the_steps_of_the_table_are_all_there_and_one_more():
    assert len(TABLE) == 22
    assert set(EXTENSION.steps) == {f"ext_{tail}" for tail in (*TABLE, "received_by_conversion")}


def test_what_an_ordinary_officer_enters_is_said_of_every_step():
    for step in BY_HAND:
        assert officer(EXTENSION, step.id).roles & step.officers
        assert isinstance(usual(step.id, moment("2026-07-21")), dict)
