"""The certificate of eligibility (在留資格認定証明書) and the visa issued on the strength of it."""

from __future__ import annotations

from datetime import date

from workflows.declare import Invariant, Step
from workflows.engine import Procedure, View
from workflows.procedures.residence.certificate import examination, filing, issue, visa
from workflows.procedures.residence.certificate.clocks import CLOCKS
from workflows.procedures.residence.certificate.facts import FACTS
from workflows.texts import Text

# Written a second time on purpose: an invariant that read the guards' own lists would prove nothing.
_NEVER_CERTIFIED = ("temporary_visitor", "permanent_resident", "hsp_2")
_ONLY_ANNOUNCED = ("designated_activities", "long_term_resident")
_EXAMINING = ("received", "under_review", "referred_to_hq")
_STANDING_STILL = ("awaiting_documents", "issuance_suspended")


def _issued_runs(v: View) -> bool:
    runs = v.running("coe_validity") is not None and v.running("coe_void") is not None
    return runs == v.is_in("coe", "issued")


def _net_time(v: View) -> bool:
    runs = v.running("net_processing_timer") is not None
    return runs == v.is_in("coe", *_EXAMINING) and not (runs and v.is_in("coe", *_STANDING_STILL))


def _never(v: View) -> bool:
    return v.is_in("coe", "draft") or v.fact("status_requested") not in _NEVER_CERTIFIED


def _announced(v: View) -> bool:
    return (
        v.is_in("coe", "draft")
        or v.fact("status_requested") not in _ONLY_ANNOUNCED
        or v.fact("announced_class") is True
    )


def _issued_from_review(before: View, after: View, step: Step) -> bool:
    issued = after.is_in("coe", "issued") and not before.is_in("coe", "issued")
    return not issued or before.is_in("coe", "under_review")


def _visa_dated(v: View) -> bool:
    return (v.running("visa_validity") is not None) == v.is_in("visa", "issued")


INVARIANTS = (
    Invariant(
        "inv_certificate_dated",
        Text(
            "交付された証明書には、失効していない限り、効力の終わる日がある。",
            "A certificate that is out always has a day on which it ends.",
        ),
        "practice coe-validity; icrra 7-2(1)",
        ("coe",),
        clocks=("coe_validity", "coe_void"),
        holds=_issued_runs,
    ),
    Invariant(
        "inv_net_time_stands_still",
        Text(
            "正味の審査日数は、審査中だけ進み、追完待ちと交付停止の間は進まない。",
            "The net time runs while the filing is examined and stands still while papers or issue are awaited.",
        ),
        "practice standard-period",
        ("coe",),
        clocks=("net_processing_timer",),
        holds=_net_time,
    ),
    Invariant(
        "inv_never_certified",
        Text(
            "短期滞在・永住者・高度専門職2号の申請は受理されない。",
            "No filing is taken in for Temporary Visitor, Permanent Resident or Highly Skilled Professional (ii).",
        ),
        "icrra 7-2(1); icrra 7(1)(2)",
        ("coe",),
        ("status_requested",),
        holds=_never,
    ),
    Invariant(
        "inv_announced_only",
        Text(
            "特定活動と定住者の申請は、告示で定められたものに限り受理される。",
            "Designated Activities and Long-Term Resident are taken in only for the announced classes.",
        ),
        "icrra 7(1)(2)",
        ("coe",),
        ("status_requested", "announced_class"),
        holds=_announced,
    ),
    Invariant(
        "inv_no_issue_while_stopped",
        Text(
            "交付停止の間は、証明書は交付されない。",
            "While issue is stopped no certificate comes out.",
        ),
        "icrra 7-2(4)",
        ("coe",),
        on_step=_issued_from_review,
    ),
    Invariant(
        "inv_visa_dated",
        Text("発給された査証には、失効する日がある。", "A visa that is out has a day on which it expires."),
        "practice visa-rules",
        ("visa",),
        clocks=("visa_validity",),
        holds=_visa_dated,
    ),
)

CERTIFICATE = Procedure(
    "coe",
    Text("在留資格認定証明書交付", "Certificate of eligibility"),
    law_from=date(2024, 6, 10),
    machines=(examination.MACHINE, visa.MACHINE),
    steps=(*filing.STEPS, *examination.STEPS, *issue.STEPS, *visa.STEPS),
    clocks=CLOCKS,
    facts=FACTS,
    invariants=INVARIANTS,
    main="coe",
    prefix="COE",
    tables="residence",
    home="workflows.procedures.residence.certificate",
)
