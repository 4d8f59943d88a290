"""What officers write down where a story does not say otherwise: one entry for each step that asks
for something. `After` is counted from the time of the step itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflows.counting import TOKYO


@dataclass(frozen=True, slots=True)
class After:
    """A date so many days after the step; with an hour, or with minutes after the step, a moment."""

    days: int
    hour: int | None = None
    minutes: int | None = None

    def value(self, at: datetime) -> str:
        """As a form gives it."""
        local = at.astimezone(TOKYO) + timedelta(days=self.days)
        if self.minutes is not None:
            return (local + timedelta(minutes=self.minutes)).isoformat(timespec="minutes")
        if self.hour is None:
            return local.date().isoformat()
        return local.replace(hour=self.hour, minute=0, second=0, microsecond=0).isoformat()


@dataclass(frozen=True, slots=True)
class NumberOf:
    """The number of the person's newest file of a procedure."""

    procedure: str


class Proposed:
    """What the form proposes; where it proposes nothing, the field stays empty."""


PROPOSED = Proposed()

EVERY_CONDITION = ["item", "limb", "no_other_ground", "no_sentence", "never_before", "prompt"]

_SUPERVISION: dict[str, Any] = {
    "supervisor_consent": True,
    "conditions": "居住地の変更は事前に届け出ること。行動範囲は居住地の都道府県及び出頭経路とする。",
    "deposit_required": False,
    "reasons": "住居と監理人があり、出頭の求めにも応じてきた。",
}
_LEAVES = {"port": "成田国際空港"}

WORDS: Mapping[str, Mapping[str, Any]] = {
    # --- investigation --------------------------------------------------------------------------------
    "report_received": {"informant": "public", "report_manner": "oral", "note": "電話による情報提供"},
    "voluntary_appearance": {"wish_to_leave": True, "ground": "overstay"},
    "investigation_opened": {"ground": "overstay", "note": "在留期間の経過を記録で確認した。"},
    "suspect_summoned": {
        "summoned_for": After(3, 10),
        "summoned_to": "警備部門 調査室",
        "summons_obeyed": True,
    },
    "statement_recorded": {"read_back": True, "statement_signature": "signed", "interpreter": "通訳人 一名"},
    "log_preservation_requested": {
        "log_carrier": "通信事業者A",
        "logs_specified": "求人の連絡に使われたアカウントの通信履歴",
    },
    "departure_order_referral": {"departure_conditions": EVERY_CONDITION},
    "chief_inspector_notified": {"evidence_list": "旅券写し、在留記録、供述調書"},
    "screening_decided": {
        "custody_route": "detention",
        "custody_factors": ["flight"],
        "reasons": "住居が定まらず、出頭の求めに応じなかったことがある。",
    },
    "screening_no_grounds": {"reasons": "更新の許可が見つかり、在留期間内であった。"},
    "person_handed_over": {"evidence_list": "供述調書、旅券写し"},
    "case_handed_over": {"evidence_list": "供述調書、旅券写し"},
    "case_taken_up_in_criminal_custody": {
        "criminal_case": "公判係属中の一件",
        "interview_place": "拘置所 面会室",
    },
    # --- examination and hearing ------------------------------------------------------------------------
    "found_not_deportable": {"reasons": "申請中の特例期間にあり、退去強制事由に当たらない。"},
    "found_deportable": {
        "ground": "overstay",
        "reasons": "在留期限の後も本邦に残留したことを、記録と本人の供述により認める。",
        "rights_explained": True,
        "prior_removal": False,
        "prior_departure_order": False,
        "interpreter": "通訳人 一名",
    },
    "finding_accepted": {"signed": True, "interpreter": "通訳人 一名"},
    "oral_hearing_requested": {"request_manner": "in_person"},
    "oral_hearing_scheduled": {
        "hearing_at": After(7, 13),
        "hearing_place": "口頭審理室",
        "hearing_agent": "代理人弁護士 一名",
    },
    "judged_finding_correct": {
        "reasons": "提出された資料によっても、認定に誤りは認められない。",
        "rights_explained": True,
    },
    "objection_filed": {"objection_in_writing": True, "objection_grounds": ["fact", "law"]},
    "ruled_no_ground": {
        "ruled_on": After(0),
        "reasons": "異議の申出には理由がない。",
        "rights_explained": True,
    },
    # --- special permission -----------------------------------------------------------------------------
    "sp_waived": {"signed": True},
    "sp_application_filed": {
        "permission_head": "other",
        "permission_applicant": "person",
        "permission_material": "家族の住民票、在学証明書、嘆願書",
    },
    "sp_granted": {
        "granted_head": "other",
        "proviso_applies": False,
        "status_granted": "定住者",
        "stay_granted_for": "一年",
        "permission_factors": "本邦で育った子があり、生活の本拠がここにある。",
    },
    # --- orders -----------------------------------------------------------------------------------------
    "removal_order_issued": {"destination_lawful": True, "reasons": "認定が確定した。"},
    "departure_exam_passed": {"departure_conditions": EVERY_CONDITION},
    "departure_order_issued": {
        "order_conditions": "住居は届出の場所に限る。就労しないこと。",
        "reasons": "出国命令の要件をすべて満たす。",
    },
    "departed_under_order": _LEAVES,
    "immediate_removal_impossible": {"impossible_causes": ["papers"]},
    "departure_plan_made": {
        "impossible_causes": ["papers"],
        "person_heard": "旅券の再発給を待って帰国したいと述べる。",
        "causes_end_on": After(120),
    },
    "self_departure_permitted": {"own_departure_applied": True, "destination_lawful": True},
    "removal_scheduled": {"removal_mode": "escorted", "destination_lawful": True, "fit_to_travel": True},
    "removed": {**_LEAVES, "removal_mode": "escorted"},
    "order_to_leave_issued": {
        "leave_limb": "no_cooperation",
        "opinion_heard": True,
        "reasons": "旅券の発給に必要な行為を拒み続けている。",
    },
    "removal_found_impossible": {
        "impossible_causes": ["country"],
        "reasons": "本国が受入れの手続を停止しており、再開の見込みが立たない。",
    },
    "death_recorded": {"death_reported_by": "other", "cause_of_death": "病死"},
    # --- custody ----------------------------------------------------------------------------------------
    "urgent_detention": {
        "clearly_deportable": True,
        "flight_feared": True,
        "reasons": "摘発の現場から立ち去ろうとした。",
        "intake_interview": True,
        "rules_told": True,
    },
    "detention_decided": {"reasons": "逃亡のおそれがある。", "warrant_valid_until": After(10)},
    "warrant_executed": {"paper_shown": "shown", "intake_interview": True, "rules_told": True},
    "police_cell_entrusted": {
        "reasons": "収容場が満床のため。",
        "police_station": "警察署 留置施設",
        "police_cell_until": After(7),
    },
    "warrant_period_extended": {"extension_cause": "本国への照会の回答を待つため。"},
    "supervision_decided_at_liberty": _SUPERVISION,
    "supervision_decided_deposit_first": {
        **_SUPERVISION,
        "deposit_required": True,
        "deposit_amount": 300_000,
    },
    "post_order_supervision_decided": _SUPERVISION,
    "post_order_supervision_deposit_first": {
        **_SUPERVISION,
        "deposit_required": True,
        "deposit_amount": 500_000,
    },
    "supervised_report_filed": {
        "report_heads": ["conditions", "living", "contact"],
        "report_content": "届出の住居で生活し、条件を守っている。",
    },
    "supervisor_resignation_notified": {"vacancy_cause": "resignation", "reasons": "転勤のため。"},
    "supervisor_report_demanded": {"report_items": "生活の状況と連絡の頻度"},
    "supervision_revoked_person_missing": {"reasons": "届出の住居を離れ、連絡が取れない。"},
    "provisional_release_pre_granted": {
        "release_reason": "health",
        "conditions": "指定の医療機関への通院を続けること。",
        "medical_opinion": "手術後の通院を要する。",
    },
    "provisional_release_post_granted": {
        "release_reason": "humanitarian",
        "conditions": "毎月一回出頭すること。",
    },
    "post_order_screening_opened": {"reasons": "旅券がなく、直ちに送還できない。"},
    "post_order_detention_decided": {"reasons": "逃亡のおそれがあり、監理人となる者もいない。"},
    "special_release_granted": {
        "reasons": "送還できないことが明らかになった。",
        "conditions": "住居及び行動範囲の制限、三月ごとの出頭",
    },
    "criminal_custody_began": {"institution": "警察署 留置施設"},
    "exit_restricted": {"restriction_order": "出国制限の決定", "conditions": "住居の届出と定期の出頭"},
    "isolated": {"isolation_ground": "protection", "reasons": "他の被収容者からの加害のおそれがある。"},
    "health_check_done": {"examined_by": "収容場の医師", "findings": "特に異常を認めない。"},
    "disaster_released": {"reasons": "大雨による浸水のため、施設内で安全を保てない。"},
    "escaped": {"reasons": "外部の医療機関での受診中に立ち去った。"},
    "transferred_facility": {"reasons": "長期の収容に備えるため。"},
    # --- the three-month review ---------------------------------------------------------------------------
    "review_report_submitted": {
        "review_cycle": 1,
        "plan_version": "第一版",
        "progress": "在京の大使館に旅券の再発給を申請し、回答を待っている。",
    },
    "review_no_supervision_reported": {"reasons": "監理人となる者が見つからない。"},
    "review_commissioner_no_order": {"reasons": "放免することが相当とまでは認められない。"},
    "review_commissioner_orders": {
        "review_order_no": "命令第一号",
        "reasons": "収容が長く、支援者が得られた。",
    },
    "review_order_carried_out": {
        **_SUPERVISION,
        "reasons": "長官の命令による。",
        "supervisor_name": "支援団体 担当者",
    },
    # --- side proceedings -----------------------------------------------------------------------------------
    "refugee_claim_filed": {
        "claim_filed_on": After(0),
        "claim_number": 1,
        "claim_kind": "refugee",
        "claim_material": "申述書、本国の報道記事",
    },
    "suspensive_effect_on": {"without_status": True},
    "suspensive_exception_recorded": {
        "exception_limb": "third_claim",
        "earlier_claims": 2,
        "earlier_claims_ended": 2,
        "earlier_claims_record": "一回目は審査請求の棄却、二回目は審査請求なし。",
        "adequate_material": False,
        "reasons": "三回目の申請で、前回から事情の変化を示す資料がない。",
    },
    "provisional_stay_granted": {
        "stay_conditions": "住居の届出、就労の禁止",
        "stay_bars_checked": True,
    },
    "refugee_refused": {"reasons": "迫害を受けるおそれを認めるに足りない。"},
    "refugee_recognised": {
        "status_permitted": True,
        "certificate_no": "認定証明書 一通",
        "status_permission": "定住者 五年",
    },
    "suit_filed": {
        "court_name": "地方裁判所",
        "court_case_no": "行政事件 一件",
        "attacked_act": "removal_order",
    },
    "stay_granted": {"court_stay_scope": "removal"},
    "order_annulled": {"annulled_act": "removal_order", "void_cause": "annulled"},
    "exit_restriction_on": {"exit_order_no": "出国制限の決定"},
    "supervision_requested": {"supervision_requester": "person", "proposed_supervisor": "勤務先の元同僚"},
    "provisional_release_requested": {
        "release_requester": "agent",
        "release_grounds": "持病の治療を外部の医療機関で受けたい。",
        "medical_paper": True,
    },
    "ban_shortening_applied": {"prior_removal": False, "prior_departure_order": False},
    "ban_shortening_decided": {"reasons": "出頭の状況がよく、出国の準備も整っている。"},
    "treatment_complaint_filed": {"complaint_kind": "review", "told_on": After(-5)},
}
