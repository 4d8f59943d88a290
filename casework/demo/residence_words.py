"""What officers write down in the residence procedures where a story does not say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.demo.words import PROPOSED, After

# The three organisations of the demo (`beside` registers them).
SCHOOL = "架空みなと日本語学院"
COMPANY = "架空精機株式会社"
SUPPORT = "架空登録支援センター"
SUPPORT_NUMBER = "99登-000001"

ENGINEER = "engineer_humanities_international"
# Nationals whose tuberculosis certificate is asked for.
SCREENED = frozenset({"PHL", "NPL", "VNM"})

_STAFF = {"filer_name": f"{SCHOOL} 職員", "filer_authority": "職員証"}
_BY_HOST = {
    "filed_by": "coe_proxy",
    "proxy_kind": "host_staff",
    **_STAFF,
    "filer_in_japan": True,
    "office_ground": "organisation",
    "photo_on": After(-25),
    "papers": ["form", "photo", "activity", "organisation", "livelihood"],
    "translated": True,
}
_STAY_PAPERS = ["form", "photo", "passport", "card", "activity", "organisation", "livelihood"]
_OF_A_STAY = {
    "filed_by": "applicant",
    "in_japan": True,
    "photo_on": After(-14),
    "papers": _STAY_PAPERS,
    "translated": True,
}
_DELIVERED = {
    "fee_yen": PROPOSED,
    "stamp_serials": "収入印紙を確認",
    "new_stay_until": PROPOSED,
    "card_valid_until": PROPOSED,
}
_ASKED = {"items": "課税証明書、在職証明書"}
_REFUSED = {"reason_codes": ["activity", "credibility"], "reasons": "活動の内容が提出資料から認められない。"}

RESIDENCE_WORDS: Mapping[str, Mapping[str, Any]] = {
    # --- the certificate and the visa -------------------------------------------------------------------
    "coe_file_counter": _BY_HOST,
    "coe_start_review": {"triage_class": "B"},
    "coe_request_documents": {"items": "経費支弁者の在職証明書と収入の資料"},
    "coe_issue_paper": {"coe_dated": After(0), "conformity_proved": True, "criteria_met": True},
    "coe_refuse": {**_REFUSED, "failed_conditions": ["activity"]},
    "coe_refusal_told": {"notice_on": After(0), "told_orally_on": After(0)},
    "visa_apply": {"visa_applied_on": After(0), "coe_shown_as": "original"},
    "visa_issue": {"visa_issued_on": After(0), "visa_entries": "single"},
    # --- landing ----------------------------------------------------------------------------------------
    "landing_apply": {
        "port": "成田国際空港",
        "entry_kind": "new",
        "applied_by": "self",
        "arrived_at": After(0, minutes=-40),
        "biometrics": "given",
    },
    "landing_permit_stamp": {
        "conditions_met": ["passport_visa", "activity", "period", "no_bar"],
        "stay_until": PROPOSED,
        "card_valid_until": PROPOSED,
    },
    "landing_refer_hearing": {
        "referral_conditions": ["activity"],
        "reasons": "滞在の予定と所持金の説明が一致しない。",
    },
    "hearing_hold": {
        "hearing_record": "入国の目的、滞在先、招へい者との関係を聴取した。",
        "interpreter": "通訳人 一名",
    },
    "hearing_find_nonconform": {
        "unmet_conditions": ["activity"],
        "reasons": "短期滞在の活動を行うとは認められない。",
        "rights_explained": True,
        "interpreter": "通訳人 一名",
    },
    "xl_apply": {"xl_applicant": "captain"},
    "xl_permit": {
        "no_denial_ground": True,
        "biometrics_given": True,
        "landed_on": After(0),
    },
    # --- extension and change ---------------------------------------------------------------------------
    "ext_file_counter": {**_OF_A_STAY, "what_changes": "nothing"},
    "ext_file_online": {
        **_OF_A_STAY,
        "filed_by": "accepting_org",
        "sign_on": "code",
        **_STAFF,
        "what_changes": "nothing",
        "notify_email": "office@example.invalid",
    },
    "ext_start_review": {"triage_class": "A"},
    "ext_request_documents": _ASKED,
    "ext_intend_refuse_in_special": {
        "offered_days": "P31D",
        "reasons": "届出の所属機関で活動している事実が認められない。",
    },
    "ext_pay_and_deliver": _DELIVERED,
    "chg_file_counter": {**_OF_A_STAY, "what_changes": "status"},
    "chg_start_review": {"triage_class": "A", "cross_checked": ["organisation_notices"]},
    "chg_pay_and_deliver": _DELIVERED,
    # --- acquisition, permanent residence, other activities ---------------------------------------------
    "acq_event": {"event": "birth"},
    "acq_file": {
        "filed_on": After(0),
        "filed_by": "legal_representative",
        "channel": "counter",
        "papers": ["form", "event"],
        "no_passport_reason": "本国の旅券を申請中",
        "papers_follow": "旅券は発給され次第",
        "residence_record": True,
    },
    "pr_file": {
        "filed_on": After(0),
        "filed_by": "applicant",
        "channel": "counter",
        "basis_code": "general",
        "papers": ["form", "photo", "passport", "card", "livelihood", "duties", "guarantor", "reason"],
        "photo_on": After(-20),
        "translated": True,
        "extension_explained": True,
    },
    "pr_start_review": {"triage_class": "B"},
    "act_file": {
        "type_requested": "blanket",
        "filed_on": After(0),
        "filed_by": "applicant",
        "channel": "counter",
        "papers": ["form", "passport", "card", "activity"],
    },
    "act_file_airport": {"type_requested": "blanket", "filed_on": After(0), "port": "成田国際空港"},
    "act_grant_blanket": {"main_unhindered": True, "enrolled": True},
    # --- revocation -------------------------------------------------------------------------------------
    "rv_open": {
        "source": "所属機関からの届出により、契約の終了を把握した。",
        "recognised_refugee": False,
    },
    "rv_hearing_notice": {
        "hearing_place": "東京出入国在留管理局 意見聴取室",
        "hearing_time": "14時",
        "service_method": "personal",
        "cause_facts": "在留資格に応じた活動を三月以上行っていない。",
    },
    # --- the person's own file --------------------------------------------------------------------------
    "re_depart_special": {
        "departed_on": After(0),
        "passport_shown": True,
        "card_shown": True,
        "return_intent": True,
        "reentry_bars": ["none"],
    },
    "re_apply": {"permit_kind": "multiple", "passport_shown": True, "channel": "counter"},
    "card_lose": {"loss_cause": "stolen", "proof": "盗難届出証明書"},
}
