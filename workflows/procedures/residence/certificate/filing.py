"""Filing for a certificate of eligibility, at the counter and online (7-2(1), (2); Regulation 6-2, 61-3)."""

from __future__ import annotations

from workflows.declare import SAME, Derive, HandOver, Reach, Start, Step
from workflows.procedures.residence.certificate import filers
from workflows.procedures.residence.certificate.conditions import FOR_WHAT, WITH_WHAT
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

_NEEDS = ("status_requested", "filed_by", "office_ground", "photo_on")
_MAY = (
    "period_requested",
    "organisation",
    "ssw_field",
    "designation",
    "announced_class",
    "filer_name",
    "filer_authority",
    "proxy_kind",
    "filer_in_japan",
    "nationality",
    "papers",
    "papers_follow",
    "translated",
    "tb_xray_on",
    "tb_ninety_days",
    "tb_exempt",
    "delivery",
    "previous_case",
    "note",
)
_STARTS = (
    "processing_coe",
    "net_processing_timer",
    Start("photo_age", at="photo_on"),
    Start(
        "tb_certificate",
        at="tb_xray_on",
        test=lambda v: v.given.get("tb_xray_on") is not None,
        reads=frozenset({"given:tb_xray_on"}),
    ),
)
_FILED_TODAY = (Derive("filed_on", lambda v: day_of(v).isoformat()),)
_EARLIER = (HandOver("coe", "coe_reapply", Reach.NAMED, named_by="previous_case"),)

STEPS: tuple[Step, ...] = (
    Step(
        "coe_file_counter",
        "coe",
        ("draft",),
        "received",
        Text("認定証明書交付申請(窓口)", "certificate applied for at the counter"),
        "icrra 7-2(1); icrra 7-2(2); reg 6-2(1); reg 6-2(2); reg 6-2(3); reg 6-2(4)",
        by=(
            Role.FOREIGN_NATIONAL,
            Role.COE_PROXY,
            Role.LEGAL_REPRESENTATIVE,
            Role.FILING_AGENT,
            Role.LAWYER_SCRIVENER,
            Role.SUPPORT_ORG,
        ),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=_NEEDS,
        may=(*_MAY, "e_delivery_form", "user_no", "notification_email"),
        guards=(*FOR_WHAT, *filers.COUNTER_GUARDS, *WITH_WHAT),
        starts=_STARTS,
        sets={"channel": "counter"},
        derives=_FILED_TODAY,
        hands_over=_EARLIER,
        documents=("6-3", "receipt"),
        tells=(Role.TRIAGE_OFFICER, Role.FOREIGN_NATIONAL, Role.COE_PROXY),
        opens=True,
        help=Text(
            "受入れ機関の所在地又は居住予定地を管轄する官署で受け付けます。手数料はかかりません。",
            "Filed at the office for the seat of the host or the planned residence. There is no fee.",
        ),
    ),
    Step(
        "coe_file_online",
        "coe",
        ("draft",),
        "received",
        Text("認定証明書交付申請(オンライン)", "certificate applied for online"),
        "icrra 7-2(1); icrra 7-2(2); reg 61-3(1)(6); reg 61-3(3); reg 61-3(5); reg 61-3(7)",
        by=(
            Role.FOREIGN_NATIONAL,
            Role.LEGAL_REPRESENTATIVE,
            Role.RELATIVE,
            Role.LAWYER_SCRIVENER,
            Role.ACCEPTING_ORG,
            Role.SUPPORT_ORG,
        ),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=(*_NEEDS, "notification_email", "delivery"),
        may=(*(name for name in _MAY if name != "delivery"), "user_no"),
        guards=(*FOR_WHAT, *filers.ONLINE_GUARDS, *WITH_WHAT),
        starts=_STARTS,
        sets={"channel": "online"},
        derives=_FILED_TODAY,
        hands_over=_EARLIER,
        documents=("6-3", "receipt-mail"),
        tells=(Role.TRIAGE_OFFICER, Role.FOREIGN_NATIONAL, Role.ACCEPTING_ORG),
        opens=True,
    ),
    Step(
        "coe_reapply",
        "coe",
        ("refused", "withdrawn", "lapsed"),
        SAME,
        Text("再申請がされた", "applied for anew"),
        "practice reapplication",
        by=(Role.FOREIGN_NATIONAL, Role.COE_PROXY, Role.FILING_AGENT, Role.LAWYER_SCRIVENER),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        may=("note",),
        carried_only=True,
        help=Text(
            "新しい申請がこの事件を前の申請として示したときに記録されます。",
            "Recorded when a new filing names this file as the earlier one.",
        ),
    ),
)
