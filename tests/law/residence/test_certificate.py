"""The certificate of eligibility: filing, examination, decision, validity (7-2; Regulation 6-2, 61-3)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import drawn
from tests.law.late_sweep import swept
from tests.law.residence.files import File, acting, moment
from workflows.counting import TOKYO
from workflows.dossier import Actor
from workflows.engine import Outcome, Procedure, View, take
from workflows.explore import prove
from workflows.offers import owed
from workflows.papers import KINDS
from workflows.procedures.residence.certificate import CERTIFICATE
from workflows.procedures.residence.certificate.filers import proxies
from workflows.refusals import refuse_state
from workflows.roles import Role
from workflows.statuses import statuses
from workflows.texts import Refusal

PAPERS = ["form", "photo", "activity", "organisation", "livelihood"]


def usual(step: str, at: datetime) -> Mapping[str, Any]:
    """What an ordinary step of a certificate is given."""
    day = at.astimezone(TOKYO).date()
    filing = {
        "status_requested": "engineer_humanities_international",
        "period_requested": "P1Y",
        "office_ground": "organisation",
        "organisation": "株式会社みほん",
        "photo_on": day - timedelta(days=20),
        "papers": PAPERS,
        "translated": True,
    }
    issue = {
        "coe_no": "東労認第1号",
        "coe_dated": day,
        "conformity_proved": True,
        "criteria_met": True,
    }
    facts: dict[str, Mapping[str, Any]] = {
        "coe_file_counter": {
            **filing,
            "filed_by": "coe_proxy",
            "proxy_kind": "host_staff",
            "filer_authority": "人事部長",
        },
        "coe_file_online": {
            **filing,
            "filed_by": "accepting_org",
            "proxy_kind": "host_staff",
            "filer_in_japan": True,
            "user_no": "A-100",
            "notification_email": "jinji@example.jp",
            "delivery": "email",
        },
        "coe_start_review": {"triage_class": "B", "case_officer": "審査官"},
        "coe_request_documents": {"papers_due_on": day + timedelta(days=14), "items": "雇用契約書"},
        "coe_extend_documents": {"papers_due_on": day + timedelta(days=14), "reasons": "本国から取寄せ中"},
        "coe_documents_received": {"items": "雇用契約書"},
        "coe_refer_hq": {"referral_type": "instruction"},
        "coe_hq_answer": {"hq_answer": "交付して差し支えない。"},
        "coe_transfer_office": {"to_office": "OSA", "move_reason": "受入れ機関の移転"},
        "coe_sector_stop": {"ssw_field": "food_service", "ministry_request": "農第1号", "stop_from": day},
        "coe_sector_resume": {"ssw_field": "food_service", "resume_on": day},
        "coe_withdraw": {"in_writing": True},
        "coe_issue_paper": issue,
        "coe_issue_email": issue,
        "coe_register_receipt": {"receipt_registered_at": at},
        "coe_refuse": {
            "reason_codes": ["activity"],
            "failed_conditions": ["activity"],
            "reasons": "活動に該当しない。",
        },
        "coe_refusal_told": {"told_orally_on": day},
        "coe_return_unused": {"returned_on": day},
        "visa_apply": {"visa_mission": "在ベトナム大使館", "visa_applied_on": day, "coe_shown_as": "copy"},
        "visa_refer_tokyo": {"referred_to": "mofa"},
        "visa_issue": {"visa_issued_on": day, "visa_entries": "single"},
        "visa_refuse": {"visa_refused_on": day},
    }
    return facts.get(step, {})


FOOD = {"status_requested": "ssw_1", "ssw_field": "food_service"}


def filed(at: str = "2026-08-03", step: str = "coe_file_counter", **given: Any) -> File:
    """A file just received."""
    file = File(CERTIFICATE, usual)
    file.take(step, at, **given)
    return file


def reviewed(at: str = "2026-08-03", **given: Any) -> File:
    file = filed(at, **given)
    file.take("coe_start_review", at)
    return file


def issued(on: str = "2026-09-01", filed_on: str = "2026-08-03", **given: Any) -> File:
    """A file whose certificate was issued on a day."""
    file = reviewed(filed_on, **{k: v for k, v in given.items() if k in ("status_requested", "ssw_field")})
    more = {"support_plan_fits": True} if given.get("status_requested") == "ssw_1" else {}
    file.take("coe_issue_paper", on, **more)
    return file


def brought(state: str) -> File:
    """A file in a state of the certificate, on 1 September 2026."""
    match state:
        case "draft":
            return File(CERTIFICATE, usual)
        case "received":
            return filed()
        case "issuance_suspended":
            file = reviewed(**FOOD)
            file.take("coe_sector_stop", "2026-08-10")
            return file
    file = reviewed()
    way = {
        "under_review": (),
        "awaiting_documents": ("coe_request_documents",),
        "referred_to_hq": ("coe_refer_hq",),
        "refused": ("coe_refuse",),
        "withdrawn": ("coe_withdraw",),
        "issued": ("coe_issue_paper",),
        "lapsed": ("coe_issue_paper",),
    }[state]
    for step in way:
        file.take(step, "2026-09-01")
    if state == "lapsed":
        file.pass_time("2026-12-02")
    assert file.state == state
    return file


# --- filing: for what ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "article"),
    [
        ("temporary_visitor", "rule:not_short_stay", "7-2(1)"),
        ("permanent_resident", "rule:landing_status", "7(1)(2)"),
        ("hsp_2", "rule:landing_status", "7(1)(2)"),
    ],
)
@pytest.mark.parametrize("step", ["coe_file_counter", "coe_file_online"])
def test_edge_21_no_certificate_for_short_stays_permanent_residence_or_hsp_2(
    step: str, status: str, code: str, article: str
) -> None:
    file = File(CERTIFICATE, usual)
    file.refused(step, "2026-08-03", code, article, status_requested=status, period_requested=None)


@pytest.mark.parametrize(
    ("status", "who"), [("designated_activities", "host_staff"), ("long_term_resident", "relative_in_japan")]
)
def test_edge_22_designated_activities_outside_the_announced_list_are_rejected(status: str, who: str) -> None:
    file = File(CERTIFICATE, usual)
    given = {"status_requested": status, "period_requested": "P1Y", "proxy_kind": who}
    refusal = file.refused("coe_file_counter", "2026-08-03", "rule:announced_class", "7(1)(2)", **given)
    assert "変更" in refusal.remedy.ja, "what remains is a change of status in Japan"
    file.refused("coe_file_counter", "2026-08-03", "rule:announced_class", announced_class=False, **given)
    file.take("coe_file_counter", "2026-08-03", announced_class=True, **given)


def test_a_status_whose_day_has_not_come_is_not_certified() -> None:
    given = {"status_requested": "employment_for_skill_development", "period_requested": None}
    file = File(CERTIFICATE, usual)
    file.refused("coe_file_counter", "2027-03-31", "rule:status_in_force", "2-2(1)", **given)
    file.take("coe_file_counter", "2027-04-01", **given)


def test_intra_company_transferee_2_may_be_asked_for_before_its_day() -> None:
    given: dict[str, Any] = {"status_requested": "intra_company_transferee_2", "period_requested": None}
    filed("2026-11-24", **given)
    among = CERTIFICATE.facts["status_requested"].among
    assert among is not None
    view = View(CERTIFICATE, filed().dossier, None, None, moment("2026-11-24"))
    assert "intra_company_transferee_2" in among(view)
    assert not {"temporary_visitor", "hsp_2", "employment_for_skill_development"} & set(among(view))


def test_the_period_asked_for_is_one_that_table_2_allows() -> None:
    file = File(CERTIFICATE, usual)
    file.refused(
        "coe_file_counter", "2026-08-03", "rule:period_of_table_2", "7(1)(3)", period_requested="P4Y3M"
    )
    filed(status_requested="student", period_requested="P4Y3M")
    filed(period_requested=None)


# --- filing: by whom ----------------------------------------------------------------------------------


def test_the_applicant_files_in_person_only_while_in_japan() -> None:
    file = File(CERTIFICATE, usual)
    alone: dict[str, Any] = {"filed_by": "applicant", "proxy_kind": None, "filer_authority": None}
    file.refused("coe_file_counter", "2026-08-03", "rule:applicant_in_japan", "reg 6-2(1)", **alone)
    file.refused("coe_file_counter", "2026-08-03", "rule:applicant_in_japan", filer_in_japan=False, **alone)
    file.take("coe_file_counter", "2026-08-03", filer_in_japan=True, **alone)


@pytest.mark.parametrize("who", ["relative", "accepting_org"])
def test_staff_and_relatives_file_at_the_counter_as_proxies_of_table_4(who: str) -> None:
    file = File(CERTIFICATE, usual)
    file.refused("coe_file_counter", "2026-08-03", "rule:counter_filer", "reg 6-2(3)", filed_by=who)


def test_only_those_of_table_4_are_proxies_each_for_its_activity() -> None:
    file = File(CERTIFICATE, usual)
    spouse = {"status_requested": "spouse_or_child_of_japanese", "period_requested": "P1Y"}
    refusal = file.refused("coe_file_counter", "2026-08-03", "rule:proxy_of_table_4", "7-2(2)", **spouse)
    assert any(str(c) == "reg 6-2(3)" for c in refusal.cites)
    file.refused("coe_file_counter", "2026-08-03", "rule:proxy_of_table_4", filer_authority=None)
    file.refused("coe_file_counter", "2026-08-03", "rule:proxy_of_table_4", proxy_kind=None)
    file.take("coe_file_counter", "2026-08-03", proxy_kind="relative_in_japan", **spouse)
    assert proxies("titp_1b") == {"supervising_body"}
    assert "setup_agent" in proxies("business_manager")
    assert proxies("designated_activities") == {"host_staff", "employer", "announced_person"}
    assert set(statuses()) >= {"student", "dependent"} and "funder" in proxies("student")


def test_a_support_organisation_carries_filings_of_ssw_1_alone() -> None:
    file = File(CERTIFICATE, usual)
    by = {"filed_by": "support_org", "proxy_kind": None, "filer_authority": "登-1"}
    file.refused("coe_file_counter", "2026-08-03", "rule:supported_worker", "reg 6-2(4)(1)", **by)
    file.take("coe_file_counter", "2026-08-03", **by, **FOOD)


def test_agents_and_lawyers_show_the_number_of_their_approval_or_notice() -> None:
    file = File(CERTIFICATE, usual)
    by = {"filed_by": "lawyer_scrivener", "proxy_kind": None}
    file.refused(
        "coe_file_counter", "2026-08-03", "rule:authority_shown", "reg 6-2(4)", filer_authority=None, **by
    )
    file.take("coe_file_counter", "2026-08-03", filer_authority="東行-1", **by)


def test_online_it_is_filed_by_a_registered_user_in_japan_and_not_for_diplomats() -> None:
    file, day = File(CERTIFICATE, usual), "2026-08-03"
    file.refused("coe_file_online", day, "rule:registered_user", "reg 61-3(7)", user_no=None)
    file.refused("coe_file_online", day, "rule:filer_in_japan", "reg 61-3(5)", filer_in_japan=False)
    file.refused("coe_file_online", day, "rule:online_filer", "reg 61-3(3)", filed_by="coe_proxy")
    file.refused("coe_file_online", day, "rule:online_proxy", "reg 61-3(3)", proxy_kind="setup_agent")
    file.refused(
        "coe_file_online",
        day,
        "rule:not_diplomat_online",
        "reg 61-3(1)(6)",
        status_requested="diplomat",
        period_requested=None,
    )
    kin = {"filed_by": "relative", "proxy_kind": "relative_in_japan"}
    child = {"status_requested": "spouse_or_child_of_japanese"}
    file.refused("coe_file_online", day, "rule:online_proxy", **kin, filer_authority="父")
    file.refused("coe_file_online", day, "rule:online_proxy", **kin, **child, filer_authority=None)
    file.take("coe_file_online", day, **kin, **child, filer_authority="父")
    assert file.dossier.facts["channel"] == "online"


# --- filing: with what --------------------------------------------------------------------------------


def test_a_missing_paper_bars_acceptance_unless_it_is_written_down_why_it_may_follow() -> None:
    file = File(CERTIFICATE, usual)
    for left_out in PAPERS:
        rest = [kind for kind in PAPERS if kind != left_out]
        file.refused("coe_file_counter", "2026-08-03", "rule:complete", "reg 6-2(2)", papers=rest)
    file.refused("coe_file_counter", "2026-08-03", "rule:complete", papers=None)
    assert set(PAPERS) <= set(KINDS)
    file.take("coe_file_counter", "2026-08-03", papers=["form"], papers_follow="災害により遅れる")


def test_papers_in_a_foreign_language_come_with_a_translation() -> None:
    file = File(CERTIFICATE, usual)
    file.refused("coe_file_counter", "2026-08-03", "rule:translated", "reg 62", translated=False)
    file.take("coe_file_counter", "2026-08-03", translated=None)


def test_a_photo_of_six_months_ago_will_do_and_an_older_one_will_not() -> None:
    file = File(CERTIFICATE, usual)
    file.refused(
        "coe_file_counter", "2026-08-04", "rule:photo_within_six_months", "reg 6-2(2)", photo_on="2026-02-03"
    )
    file.take("coe_file_counter", "2026-08-03", photo_on="2026-02-03")
    assert file.due("photo_age") == "2026-08-03"
    # The month-start rule of the Civil Code: taken on 31 January, six months of it end on 31 July.
    assert filed("2026-07-31", photo_on="2026-01-31").due("photo_age") == "2026-07-31"


@pytest.mark.parametrize(
    ("nationality", "day", "asked"),
    [
        ("PHL", "2025-06-22", False),
        ("PHL", "2025-06-23", True),
        ("NPL", "2025-06-23", True),
        ("VNM", "2025-08-31", False),
        ("VNM", "2025-09-01", True),
        ("USA", "2026-08-03", False),
    ],
)
def test_nationals_under_the_screening_bring_a_tuberculosis_certificate(
    nationality: str, day: str, asked: bool
) -> None:
    file = File(CERTIFICATE, usual, law_on=day, nationality=nationality)
    if asked:
        file.refused("coe_file_counter", day, "rule:tuberculosis_certificate", "practice tb-screening")
        exempt = filed_as(nationality, day, **FOOD)
        assert exempt.due("tb_certificate") == ""
        filed_as(nationality, day, tb_exempt="JETプログラム参加者")
        filed_as(nationality, day, period_requested="P3M")
    else:
        file.take("coe_file_counter", day)


def filed_as(nationality: str, day: str, **given: Any) -> File:
    file = File(CERTIFICATE, usual, nationality=nationality)
    file.take("coe_file_counter", day, **given)
    return file


def test_a_tuberculosis_certificate_is_good_for_180_days_and_in_some_cases_for_90() -> None:
    file = File(CERTIFICATE, usual, nationality="PHL")
    late = {"tb_xray_on": "2026-02-03"}
    file.refused("coe_file_counter", "2026-08-03", "rule:tuberculosis_certificate", **late)
    assert filed_as("PHL", "2026-08-02", **late).due("tb_certificate") == "2026-08-02"
    short: dict[str, Any] = {"tb_ninety_days": True, "tb_xray_on": "2026-05-05"}
    assert filed_as("PHL", "2026-08-03", **short).due("tb_certificate") == "2026-08-03"
    file.refused("coe_file_counter", "2026-08-04", "rule:tuberculosis_certificate", **short)


# --- examination ------------------------------------------------------------------------------------


def test_the_standard_period_is_three_months_and_no_deadline_of_law() -> None:
    file = filed("2026-08-03")
    assert file.due("processing_coe") == "2026-11-03"
    assert CERTIFICATE.clocks["processing_coe"].target
    assert CERTIFICATE.clocks["processing_coe"].lapse is None


def test_a_request_for_papers_names_a_day_and_a_closed_day_helps_the_applicant() -> None:
    file = reviewed("2026-08-03")
    file.take("coe_request_documents", "2026-08-03", papers_due_on="2026-08-22")  # a Saturday
    assert file.due("document_request_due") == file.alarm("document_request_due") == "2026-08-24"
    file.pass_time("2026-08-24T23:59")
    assert file.state == "awaiting_documents"
    file.pass_time("2026-08-25")
    assert file.state == "under_review", "silence leads back to the examination, not to a refusal"
    assert file.due("document_request_due") == ""


def test_the_date_for_papers_may_be_put_off_but_not_into_the_past() -> None:
    file = brought("awaiting_documents")
    file.refused("coe_extend_documents", "2026-09-10", "named-date", papers_due_on="2026-09-09")
    file.take("coe_extend_documents", "2026-09-10", papers_due_on="2026-10-01")
    assert file.due("document_request_due") == "2026-10-01"


def test_net_time_stands_still_while_papers_are_awaited_and_keeps_the_days_so_far() -> None:
    file = reviewed("2026-08-03")  # allowed: 92 days, to 3 November
    assert file.due("net_processing_timer") == "2026-11-03"
    file.take("coe_request_documents", "2026-08-13", papers_due_on="2026-09-30")
    assert file.dossier.facts["net_days_spent"] == 10
    assert file.due("net_processing_timer") == ""
    assert file.due("processing_coe") == "2026-11-03", "the published average does not stand still"
    file.take("coe_documents_received", "2026-09-12")
    assert file.due("net_processing_timer") == "2026-12-03"  # 82 days are left
    file.take("coe_request_documents", "2026-09-12", papers_due_on="2026-09-14")
    assert file.dossier.facts["net_days_spent"] == 10
    file.pass_time("2026-09-16")
    assert file.due("net_processing_timer") == "2026-12-06"
    file.take("coe_issue_paper", "2026-09-25")
    assert file.dossier.facts["net_days_spent"] == 20
    assert file.due("net_processing_timer") == file.due("processing_coe") == ""


def test_net_time_that_is_used_up_is_due_on_the_day_it_resumes() -> None:
    file = reviewed("2026-08-03")
    file.take("coe_request_documents", "2026-12-01")
    file.take("coe_documents_received", "2026-12-04")
    assert file.due("net_processing_timer") == "2026-12-04"


def test_late_papers_are_looked_at_and_do_not_start_the_time_anew() -> None:
    file = reviewed("2026-08-03")
    before = file.due("net_processing_timer")
    file.take("coe_documents_received", "2026-08-20", late=True)
    assert file.state == "under_review"
    assert file.due("net_processing_timer") == before


def test_edge_23_a_field_that_is_full_suspends_issue_and_refuses_nobody() -> None:
    file = reviewed("2026-08-03", **FOOD)
    file.take("coe_sector_stop", "2026-08-13")
    assert file.state == "issuance_suspended"
    assert file.due("net_processing_timer") == ""
    for step in ("coe_issue_paper", "coe_refuse"):
        file.refused(step, "2026-09-01", "wrong-state")
    file.refused("coe_sector_resume", "2026-10-01", "rule:field_of_this_file", ssw_field="construction")
    file.take("coe_sector_resume", "2026-10-01")
    assert file.due("net_processing_timer") == "2026-12-22", "92 days less the 10 before the stop"
    file.take("coe_issue_paper", "2026-10-02", support_plan_fits=True)


def test_only_the_minister_stops_a_field_and_only_for_specified_skilled_workers() -> None:
    file = reviewed(**FOOD)
    file.refused("coe_sector_stop", "2026-08-10", "wrong-office", by=acting(Role.BUREAU_DIRECTOR))
    file.refused(
        "coe_sector_stop", "2026-08-10", "rule:field_of_this_file", "7-2(3)", ssw_field="nursing_care"
    )
    reviewed().refused("coe_sector_stop", "2026-08-10", "rule:specified_skilled_worker", "7-2(3)")


def test_a_filing_can_be_withdrawn_in_writing_even_while_issue_is_suspended() -> None:
    for state in ("received", "under_review", "awaiting_documents", "referred_to_hq", "issuance_suspended"):
        file = brought(state)
        file.refused("coe_withdraw", "2026-09-01", "rule:in_writing", "practice withdrawal", in_writing=False)
        file.take("coe_withdraw", "2026-09-01")
        assert file.dossier.clocks == {}


def test_a_transferred_file_goes_to_the_office_named() -> None:
    file = reviewed()
    assert file.take("coe_transfer_office", "2026-08-10").transferred == "OSA"
    assert file.state == "under_review"


def test_headquarters_answers_and_the_examination_goes_on() -> None:
    file = reviewed()
    assert Role.COMMISSIONER in file.take("coe_refer_hq", "2026-08-10").tells
    assert file.due("net_processing_timer"), "a referral does not stop the time"
    file.take("coe_hq_answer", "2026-09-10")
    assert file.state == "under_review"


# --- the decision -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["coe_issue_paper", "coe_issue_email"])
def test_a_certificate_is_issued_only_on_proof_by_the_criteria_and_with_a_fitting_support_plan(
    step: str,
) -> None:
    file = filed(step="coe_file_online", **FOOD)
    file.take("coe_start_review", "2026-08-03")
    day, fits = "2026-09-01", {"support_plan_fits": True}
    file.refused(step, day, "rule:conformity_proved", "reg 6-2(5)", conformity_proved=False, **fits)
    file.refused(step, day, "rule:landing_criteria", "7(1)(2)", criteria_met=None, **fits)
    file.refused(step, day, "rule:support_plan", "2-5(6)")
    file.refused(step, day, "rule:certificate_dated", "reg 6-2(5)", coe_dated="2026-08-02", **fits)
    file.refused(step, day, "rule:no_plain_failure", "reg 6-2(5)", plain_failure=True, **fits)
    file.take(step, day, plain_failure=True, reasons="上陸拒否の特例(5条の2)", **fits)


def test_spouses_of_japanese_need_no_landing_criteria() -> None:
    file = reviewed(status_requested="spouse_or_child_of_japanese", proxy_kind="relative_in_japan")
    file.take("coe_issue_paper", "2026-09-01", criteria_met=None)


def test_for_hsp_1_the_organisation_is_named_for_ssw_the_field_too() -> None:
    file = reviewed(status_requested="hsp_1b", period_requested="P5Y", organisation=None)
    file.refused("coe_issue_paper", "2026-09-01", "rule:organisation_and_field", "7(2)")
    file.take("coe_issue_paper", "2026-09-01", organisation="株式会社みほん")
    file = reviewed(status_requested="ssw_2")
    file.refused("coe_issue_paper", "2026-09-01", "rule:organisation_and_field")
    file.take("coe_issue_paper", "2026-09-01", ssw_field="construction")


def test_it_comes_by_email_only_where_that_was_asked_for() -> None:
    file = reviewed(delivery="email")
    file.refused("coe_issue_email", "2026-09-01", "rule:email_asked_for", "reg 61-4(4)")
    file = reviewed(e_delivery_form=True)
    file.take("coe_issue_email", "2026-09-01")
    file.take("coe_register_receipt", "2026-09-02")
    online = filed(step="coe_file_online")
    online.take("coe_start_review", "2026-08-04")
    online.take("coe_issue_email", "2026-09-01")
    on_paper = filed(step="coe_file_online", delivery="post")
    on_paper.take("coe_start_review", "2026-08-04")
    on_paper.refused("coe_issue_email", "2026-09-01", "rule:email_asked_for")
    on_paper.take("coe_issue_paper", "2026-09-01")
    on_paper.refused("coe_register_receipt", "2026-09-02", "rule:issued_by_email")


def test_a_diplomats_certificate_is_never_electronic() -> None:
    file = reviewed(status_requested="diplomat", period_requested=None, e_delivery_form=True)
    file.refused("coe_issue_email", "2026-09-01", "rule:not_diplomat_email", "reg 61-4(2)")


@pytest.mark.parametrize("step", ["coe_issue_paper", "coe_issue_email", "coe_refuse"])
def test_the_sorter_does_not_decide_alone(step: str) -> None:
    both = acting(Role.TRIAGE_OFFICER, Role.BUREAU_DIRECTOR, name="一人")
    file = filed(step="coe_file_online")
    file.take("coe_start_review", "2026-08-03", by=both)
    file.refused(step, "2026-09-01", "separation", "practice examination-guideline", by=both)
    file.take(step, "2026-09-01")


def test_a_refusal_gives_reasons_and_opens_the_way_to_the_court() -> None:
    file = reviewed()
    file.refused("coe_refuse", "2026-09-01", "missing-fact", reasons=None)
    file.take("coe_refuse", "2026-09-01")
    assert file.due("litigation_6m") == "2027-03-01"
    file.take("coe_refusal_told", "2026-09-20", notice_on="2026-09-04", told_orally_on="2026-09-18")
    assert file.due("litigation_6m") == "2027-03-04"
    file.refused("coe_refusal_told", "2026-09-21", "rule:something_told", told_orally_on=None)


def test_a_court_that_is_closed_moves_the_end_of_the_time_to_sue() -> None:
    file = reviewed("2026-06-15")
    file.take("coe_refuse", "2026-07-02")
    assert file.due("litigation_6m") == "2027-01-04"  # 2 January 2027 falls into the court's closed days


def test_one_year_from_the_refusal_is_the_outer_limit_however_late_it_became_known() -> None:
    file = reviewed()
    file.take("coe_refuse", "2026-09-01")
    file.take("coe_refusal_told", "2027-06-01", notice_on="2027-05-31", told_orally_on=None)
    assert file.due("litigation_6m") == "2027-09-01"


def test_a_new_filing_marks_the_earlier_file() -> None:
    file = filed("2026-12-03", previous_case="COE-2026-000001")
    assert file.handed_to("coe") == [("coe_reapply", {})]
    assert file.handed[0].number == "COE-2026-000001"
    for state in ("refused", "withdrawn", "lapsed"):
        old = brought(state)
        old.take("coe_reapply", "2026-12-03", carried=True)
        assert old.state == state
    assert not filed("2026-12-03").handed


# --- validity ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dated", "legal", "alarm"),
    [
        ("2026-11-30", "2027-02-28", "2027-02-28"),
        ("2027-11-30", "2028-02-29", "2028-02-29"),
    ],
)
def test_edge_18_a_certificate_of_30_november_is_good_to_the_end_of_february(
    dated: str, legal: str, alarm: str
) -> None:
    file = issued(dated, "2026-11-02")
    assert (file.due("coe_validity"), file.alarm("coe_validity")) == (legal, alarm)
    assert file.due("coe_void") == file.alarm("coe_void") == legal


def test_edge_19_a_certificate_of_1_june_warns_from_31_august_and_ends_on_1_september() -> None:
    file = issued("2027-06-01", "2027-04-05")
    assert file.due("coe_validity") == "2027-09-01"
    assert file.alarm("coe_validity") == "2027-08-31"
    note = CERTIFICATE.clocks["coe_validity"].note
    assert note is not None and "民法" in note.ja, "two readings: the note says so"
    file.pass_time("2027-09-01T23:59")
    assert file.state == "issued", "by the Civil Code the printed day is left out"
    file.pass_time("2027-09-02")
    assert file.state == "lapsed"


def test_the_published_example_of_12_october() -> None:
    file = issued("2026-10-12", "2026-08-03")
    assert file.due("coe_validity") == "2027-01-12"
    assert file.alarm("coe_validity") == "2027-01-11"


def test_a_closed_day_does_not_lengthen_a_certificate() -> None:
    file = issued("2026-08-21")
    assert file.due("coe_void") == "2026-11-21"  # a Saturday before a holiday


def test_the_validity_runs_from_the_day_printed_not_from_the_entry() -> None:
    file = reviewed()
    file.take("coe_issue_paper", "2026-09-03", coe_dated="2026-09-01")
    assert file.due("coe_validity") == file.dossier.facts["coe_until"] == "2026-12-01"


def test_a_certificate_used_for_landing_is_consumed() -> None:
    file = issued("2026-09-01")
    file.refused("coe_consume", "2026-10-01", "carried-only")
    file.take("coe_consume", "2026-12-01", carried=True, landed_on="2026-12-01")
    assert file.state == "consumed"
    assert file.dossier.clocks == {}


def test_a_landing_after_its_end_does_not_use_the_certificate() -> None:
    file = issued("2026-09-01")
    refusal = file.refused(
        "coe_consume", "2026-12-02", "rule:within_validity", "7(2)", carried=True, asleep=True
    )
    assert "資料" in refusal.remedy.ja
    file.refused("coe_consume", "2026-12-02", "rule:within_validity", carried=True)


def test_a_landing_in_time_that_is_entered_late_still_uses_it() -> None:
    file = issued("2026-09-01")
    file.pass_time("2026-12-05")
    assert file.state == "lapsed"
    file.take("coe_consume", "2026-12-05", carried=True, landed_on="2026-12-01")
    assert file.state == "consumed"


def test_a_landing_applied_for_in_time_uses_it_however_long_the_hearing_takes() -> None:
    file = issued("2026-09-01")
    landing = {"landing_applied_on": "2026-12-01", "landed_on": "2026-12-10"}
    file.take("coe_consume", "2026-12-10", carried=True, **landing)
    assert file.state == "consumed"
    late = {"landing_applied_on": "2026-12-02", "landed_on": "2026-12-02"}
    issued("2026-09-01").refused(
        "coe_consume", "2026-12-02", "rule:within_validity", "7(2)", carried=True, **late
    )


def test_a_certificate_handed_back_ends_at_once() -> None:
    file = issued("2026-09-01")
    file.take("coe_return_unused", "2026-09-10")
    assert file.state == "withdrawn"
    assert file.dossier.clocks == {}


# --- every step -------------------------------------------------------------------------------------

STATES = {
    "coe_file_counter": ("draft", "received", "received"),
    "coe_file_online": ("draft", "received", "received"),
    "coe_start_review": ("received", "under_review", "under_review"),
    "coe_request_documents": ("under_review", "awaiting_documents", "received"),
    "coe_extend_documents": ("awaiting_documents", "awaiting_documents", "under_review"),
    "coe_documents_received": ("awaiting_documents", "under_review", "received"),
    "coe_refer_hq": ("under_review", "referred_to_hq", "awaiting_documents"),
    "coe_hq_answer": ("referred_to_hq", "under_review", "under_review"),
    "coe_transfer_office": ("awaiting_documents", "awaiting_documents", "issued"),
    "coe_sector_resume": ("issuance_suspended", "under_review", "under_review"),
    "coe_issue_paper": ("under_review", "issued", "awaiting_documents"),
    "coe_refuse": ("under_review", "refused", "issued"),
    "coe_refusal_told": ("refused", "refused", "issued"),
    "coe_withdraw": ("awaiting_documents", "withdrawn", "issued"),
    "coe_return_unused": ("issued", "withdrawn", "under_review"),
}


@pytest.mark.parametrize("step", STATES)
def test_each_step_is_taken_from_its_state_by_its_office_and_from_no_other(step: str) -> None:
    source, target, elsewhere = STATES[step]
    file = brought(source)
    file.refused(step, "2026-09-01", "wrong-office", by=acting(Role.DOCTOR))
    file.take(step, "2026-09-01")
    assert file.state == target
    brought(elsewhere).refused(step, "2026-09-01", "wrong-state")


def test_time_alone_lapses_and_nobody_else_does() -> None:
    for step in ("coe_documents_overdue", "coe_lapse", "visa_expire"):
        assert CERTIFICATE.steps[step].officers == {Role.SYSTEM}
    file = issued()
    file.refused("coe_lapse", "2026-10-01", "too-early", by=acting(Role.SYSTEM))
    file.refused("coe_lapse", "2026-10-01", "wrong-office", by=acting(Role.BUREAU_DIRECTOR))


# --- promises ---------------------------------------------------------------------------------------


def test_an_invariant_notices_a_step_that_forgets_the_validity() -> None:
    step = CERTIFICATE.steps["coe_issue_paper"]
    careless = changed(CERTIFICATE, replace(step, starts=()))
    dated = next(i for i in CERTIFICATE.invariants if i.id == "inv_certificate_dated")
    assert prove(careless, dated).counterexample is not None


def changed(procedure: Procedure, step: Any) -> Procedure:
    """The procedure with one step declared otherwise."""
    other = copy.copy(procedure)
    other.steps = {**procedure.steps, step.id: step}
    return other


class AnyOrder(RuleBasedStateMachine):
    """A file in the hands of officers who take any step with any facts, while time passes."""

    procedure: Procedure = CERTIFICATE
    opening: tuple[str, ...] = ("coe_file_counter", "coe_file_online")
    start = datetime(2026, 8, 3, 10, tzinfo=TOKYO)
    everybody = frozenset(Role) - {Role.SYSTEM}

    def usual(self, step: str) -> Mapping[str, Any]:
        return usual(step, self.at)

    @initialize(step=st.integers(0, 1))
    def a_file_is_opened(self, step: int) -> None:
        self.at = self.start
        self.people = 0
        self.rungs: dict[object, int] = {}
        opening = self.opening[min(step, len(self.opening) - 1)]
        blank = self.procedure.blank(self.at.date())
        assert isinstance(self._take(blank, opening, dict(self.usual(opening))), Outcome)

    def _take(self, dossier: Any, step: str, facts: dict[str, Any]) -> Outcome | Refusal:
        self.people += 1
        actor = Actor(f"officer{self.people}", self.everybody, "TYO")
        carried = self.procedure.steps[step].carried_only
        outcome = take(self.procedure, dossier, step, facts, actor=actor, at=self.at, carried=carried)
        if isinstance(outcome, Outcome):
            self.dossier = outcome.dossier
        return outcome

    @rule(data=st.data(), plainly=st.booleans())
    def somebody_takes_a_step_that_the_states_allow(self, data: Any, plainly: bool) -> None:
        view = View(self.procedure, self.dossier)
        open_now = [
            s.id for s in self.procedure.steps.values() if refuse_state(self.procedure, view, s) is None
        ]
        if not open_now:
            return
        step = data.draw(st.sampled_from(sorted(open_now)))
        facts = data.draw(drawn(self.procedure, step, self.at))
        before = self.dossier
        outcome = self._take(before, step, {**facts, **self.usual(step)} if plainly else facts)
        if isinstance(outcome, Refusal):
            assert self.dossier is before
            assert outcome.fact.ja and outcome.fact.en and outcome.remedy.ja and outcome.remedy.en
        else:
            assert outcome.dossier.seq == before.seq + 1

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 31, 24 * 93]))
    def time_passes_and_the_clocks_are_swept(self, hours: int) -> None:
        until = self.at + timedelta(hours=hours)
        self.dossier = swept(self.procedure, self.dossier, self.rungs, until)
        self.at = until

    @invariant()
    def every_invariant_of_the_procedure_holds(self) -> None:
        view = View(self.procedure, self.dossier)
        for inv in self.procedure.invariants:
            if inv.holds is not None:
                assert inv.holds(view), f"{inv.id}: {inv.rule.en}"

    @invariant()
    def somebody_owes_something_to_an_open_file(self) -> None:
        assert self.procedure.is_closed(self.dossier) or owed(self.procedure, self.dossier)

    @invariant()
    def the_alarm_never_comes_after_the_legal_date(self) -> None:
        for clock in self.dossier.clocks.values():
            if clock.alarm_at is not None:
                assert clock.legal_at is not None and clock.alarm_at <= clock.legal_at


AnyOrder.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestAnyOrder = AnyOrder.TestCase
