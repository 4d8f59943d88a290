"""A life by hand, as data: from a school's application for a certificate to a deportation file. docs/tour-residence.md
tells the same to people."""

from __future__ import annotations

from tests.browser.tour_way import Act

NAME = "PHAM THI LINH SAN"
PERSON = {"p_name_alphabet": NAME, "p_birth_date": "2004-05-16", "p_nationality": "VNM", "p_sex": "F"}

DESK, TRIAGE, EXAMINER, PORT = "tyo-desk", "tyo-triage", "tyo-examiner", "nrt-inspector"
DELEGATE, ENFORCEMENT, MANAGER = "tyo-director", "tyo-guard1", "tyo-enforcement"

# Of the demo's people the one whose stay has gone through every procedure.
WHOLE_LIFE = "KRISHNAPPAN MEENATCHI"

SCHOOL = "見本日本語学院"
COMPANY = "見本商事株式会社"
ALL_PAPERS = ["form", "photo", "passport", "card", "activity", "organisation", "livelihood"]

CERTIFICATE = Act(
    DESK,
    "coe_file_counter",
    {
        "status_requested": "student",
        "filed_by": "coe_proxy",
        "proxy_kind": "host_staff",
        "filer_name": SCHOOL,
        "filer_authority": "職員証",
        "filer_in_japan": "true",
        "office_ground": "organisation",
        "organisation": SCHOOL,
        "photo_on": "2026-11-02",
        "papers": ["form", "photo", "activity", "organisation"],
        "papers_follow": "経費支弁書は発行され次第",
        "translated": "true",
        "tb_xray_on": "2026-11-04",
    },
)
TO_THE_REQUEST = (
    Act(TRIAGE, "coe_start_review", {"triage_class": "D"}),
    Act(EXAMINER, "coe_request_documents", {"papers_due_on": "2026-12-11", "items": "経費支弁書"}),
)
TO_THE_VISA = (
    Act(DESK, "coe_documents_received", {"items": "経費支弁書", "papers": ["livelihood"]}),
    Act(
        DELEGATE,
        "coe_issue_paper",
        {
            "coe_no": "C-26-000001",
            "coe_dated": "2026-12-04",
            "conformity_proved": "true",
            "criteria_met": "true",
            "organisation": SCHOOL,
        },
    ),
    Act(
        EXAMINER,
        "visa_apply",
        {
            "visa_mission": "在ベトナム日本国大使館",
            "visa_applied_on": "2026-12-04",
            "coe_shown_as": "original",
        },
    ),
    Act(
        EXAMINER,
        "visa_issue",
        {"visa_issued_on": "2026-12-04", "visa_entries": "single", "visa_no": "V-000001"},
    ),
)
LANDING = Act(
    PORT,
    "landing_apply",
    {
        "port": "成田空港",
        "carrier": "XX 101",
        "arrived_at": "2026-12-11T08:30",
        "entry_kind": "new",
        "applied_by": "self",
        "passport_no": "B1234567",
        "passport_until": "2031-05-01",
        "visa_basis": "visa",
        "visa_no": "V-000001",
        "biometrics": "given",
        "status_requested": "student",
        "activity_proof": "certificate",
        "coe_no": "C-26-000001",
        "coe_valid_until": "2027-03-04",
    },
)
LANDED = Act(
    PORT,
    "landing_permit_stamp",
    {
        "conditions_met": ["passport_visa", "activity", "period", "no_bar"],
        "status": "student",
        "period": "P6M",
        "stay_until": "2027-06-11",
        "organisation": SCHOOL,
        "card_no": "AB00000001CD",
        "card_valid_until": "2027-06-11",
    },
)
ADDRESS = Act(
    DESK,
    "card_address_entry",
    {"address": "東京都見本区一丁目1番1号", "notified_on": "2026-12-18"},
)
EXTENSION = Act(
    DESK,
    "ext_file_counter",
    {
        "filed_by": "applicant",
        "in_japan": "true",
        "what_changes": "nothing",
        "photo_on": "2027-05-10",
        "papers": ALL_PAPERS,
        "translated": "true",
    },
)
EXTENDED = (
    Act(TRIAGE, "ext_start_review", {"triage_class": "A"}),
    Act(
        DELEGATE,
        "ext_decide_permit",
        {"new_status": "student", "new_period": "P1Y", "collect_by": "2027-06-30"},
    ),
    Act(
        EXAMINER,
        "ext_pay_and_deliver",
        {
            "fee_yen": "6000",
            "stamp_serials": "印紙確認",
            "fee_override": "新しい手数料の政令がまだ登録されていない",
            "new_stay_until": "2028-06-11",
            "card_no": "AB00000002CD",
            "card_valid_until": "2028-06-11",
        },
    ),
)
CHANGE = Act(
    DESK,
    "chg_file_counter",
    {
        "filed_by": "applicant",
        "in_japan": "true",
        "status_requested": "engineer_humanities_international",
        "what_changes": "status",
        "new_organisation": COMPANY,
        "photo_on": "2027-05-10",
        "papers": ALL_PAPERS,
        "translated": "true",
    },
)
CHANGED = (
    Act(TRIAGE, "chg_start_review", {"triage_class": "A"}),
    Act(
        DELEGATE,
        "chg_decide_permit",
        {
            "new_status": "engineer_humanities_international",
            "new_period": "P1Y",
            "new_organisation": COMPANY,
            "collect_by": "2027-06-30",
        },
    ),
    Act(
        EXAMINER,
        "chg_pay_and_deliver",
        {
            "fee_yen": "6000",
            "stamp_serials": "印紙確認",
            "fee_override": "新しい手数料の政令がまだ登録されていない",
            "new_stay_until": "2028-06-13",
            "card_no": "AB00000003CD",
            "card_valid_until": "2028-06-13",
        },
    ),
)
PERMANENT = Act(
    DESK,
    "pr_file",
    {
        "filed_on": "2027-06-13",
        "filed_by": "applicant",
        "channel": "counter",
        "basis_code": "general",
        "guarantor": "見本 太郎",
        "papers": ["form", "photo", "passport", "card", "livelihood", "duties", "guarantor", "reason"],
        "photo_on": "2027-05-10",
        "translated": "true",
        "extension_explained": "true",
    },
)
NOT_PERMANENT = (
    Act(TRIAGE, "pr_start_review", {"triage_class": "C"}),
    Act(
        DELEGATE,
        "pr_refuse",
        {
            "reason_codes": ["criteria"],
            "reasons": "引き続き十年以上在留していない。",
            "decided_on": "2027-06-13",
        },
    ),
)
DEPORTATION = Act(ENFORCEMENT, "ps_deportation_opened", {"ground": "overstay"})

WAY = (
    CERTIFICATE,
    *TO_THE_REQUEST,
    *TO_THE_VISA,
    LANDING,
    LANDED,
    ADDRESS,
    EXTENSION,
    *EXTENDED,
    CHANGE,
    *CHANGED,
    PERMANENT,
    *NOT_PERMANENT,
    DEPORTATION,
)
