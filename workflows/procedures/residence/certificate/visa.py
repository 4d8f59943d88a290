"""The visa (査証, 6(1)): a matter of the Ministry of Foreign Affairs, known here from its messages."""

from __future__ import annotations

from datetime import date

from workflows.declare import Duty, Guard, Start, State, Step
from workflows.engine import Machine, View
from workflows.procedures.residence.certificate.facts import ONLY_PROOF
from workflows.procedures.residence.common.days import as_day
from workflows.roles import Role
from workflows.texts import Text

RECORDS = (Role.FRONT_DESK, Role.INSPECTOR)
_AWAIT = Duty(
    Role.FRONT_DESK,
    Text("在外公館からの連絡を記録する", "record what the mission reports"),
    ("visa_processing",),
)

MACHINE = Machine(
    "visa",
    Text("査証", "visa"),
    (
        State("not_applied", Text("申請なし", "not applied for")),
        State("applied", Text("申請中", "applied for"), duties=(_AWAIT,)),
        State("referred", Text("経伺・協議", "referred to Tokyo"), duties=(_AWAIT,)),
        State("issued", Text("発給", "issued")),
        State("refused", Text("不発給", "refused")),
        State("refused_bar_over", Text("不発給(再申請可)", "refused, new application possible")),
        State("expired", Text("失効", "expired")),
        State("used", Text("使用済", "used")),
    ),
    initial="not_applied",
)


def _in_certificate(view: View, name: str) -> bool:
    """Whether a day, and the planned landing, fall inside the certificate's validity."""
    dated, until, day = (as_day(view.told(n)) for n in ("coe_dated", "coe_until", name))
    arrival = view.given.get("arrival_on")
    if dated is None or until is None or day is None:
        return False
    return dated <= day <= until and (arrival is None or day <= date.fromisoformat(str(arrival)) <= until)


def _printed(view: View) -> bool:
    printed, issued = view.given.get("visa_until"), view.given.get("visa_issued_on")
    return printed is None or str(issued) <= str(printed)


def _order(view: View) -> bool:
    applied, issued = view.fact("visa_applied_on"), view.given.get("visa_issued_on")
    return applied is None or str(applied) <= str(issued)


def _bar_over(view: View) -> bool:
    bar = view.running("visa_reapply_bar")
    over = bar is None or bar.legal_at is None or bar.legal_at <= view.when()
    return over or view.given.get("humanitarian") is not None


# A message may come in after the certificate has lapsed; the days in it decide.
CERTIFICATE = Guard(
    "certificate_issued",
    Text(
        "この事件の査証は、交付された認定証明書による。",
        "A visa is recorded here on the strength of the certificate of this file.",
    ),
    Text(
        "交付前又は返納・取下げ後の証明書では記録できません。証明書によらない査証はこの事件に記録しません。",
        "Not before issue, nor after the certificate was handed back; other visas do not belong to this file.",
    ),
    "practice visa-rules; icrra 6(1)",
    frozenset({"machine:coe"}),
    lambda v: v.is_in("coe", "issued", "lapsed"),
)
APPLIED_IN_TIME = Guard(
    "applied_within_validity",
    Text(
        "査証の申請も上陸も、証明書の有効期間内でなければならない。",
        "Both the visa application and the landing fall inside the validity of the certificate.",
    ),
    Text(
        "証明書の期間と上陸予定日を確かめてください。間に合わなければ証明書を申請し直すほかありません。",
        "Check the certificate and the planned landing; if it cannot be in time, a new certificate is needed.",
    ),
    "practice coe-validity; practice visa-rules",
    frozenset({"fact:coe_dated", "fact:coe_until", "given:visa_applied_on", "given:arrival_on"}),
    lambda v: _in_certificate(v, "visa_applied_on"),
)
LANDING_IN_TIME = Guard(
    "landing_within_validity",
    Text(
        "証明書の有効期間内に上陸できないときは、査証は発給されない。",
        "No visa is issued where the landing cannot fall inside the validity of the certificate.",
    ),
    Text("発給日と上陸予定日を確かめてください。", "Check the day of issue and the planned landing."),
    "practice coe-validity; practice visa-rules",
    frozenset({"fact:coe_dated", "fact:coe_until", "given:visa_issued_on", "given:arrival_on"}),
    lambda v: _in_certificate(v, "visa_issued_on"),
)
PRINTED_LATER = Guard(
    "visa_dates",
    Text("査証の満了日は、発給日より前にならない。", "A visa does not end before it is issued."),
    Text("査証に記載された日を確かめてください。", "Check the dates on the visa."),
    "practice visa-rules",
    frozenset({"given:visa_until", "given:visa_issued_on"}),
    _printed,
)
ISSUED_AFTER_APPLYING = Guard(
    "visa_after_application",
    Text("査証は申請の後に発給される。", "A visa is issued after it was applied for."),
    Text("申請の受理日と発給日を確かめてください。", "Check the two days."),
    "practice visa-rules; icrra 6(1)",
    frozenset({"fact:visa_applied_on", "given:visa_issued_on"}),
    _order,
)
BAR_OVER = Guard(
    "six_months_over",
    Text(
        "不発給の後六月は、同じ目的の査証申請は受理されない。",
        "For six months after a refusal no application for the same purpose is accepted.",
    ),
    Text("期間の満了を待つか、人道上の必要を入力してください。", "Wait, or enter the humanitarian need."),
    "practice visa-rules",
    frozenset({"clock:visa_reapply_bar", "given:humanitarian", "time"}),
    _bar_over,
)
WITHOUT_CERTIFICATE = Guard(
    "other_proof",
    Text(
        "証明書が有効な間の上陸は、証明書の使用として記録する。証明書なしの上陸は、高度専門職1号と特定技能ではできない。",
        "While the certificate is good its use is recorded with the landing. Without it nobody lands as Highly "
        "Skilled Professional (i) or Specified Skilled Worker.",
    ),
    Text(
        "上陸の事件で証明書の事件番号を示してください。",
        "Name the certificate's file in the file of the landing.",
    ),
    "icrra 7(2); reg 6",
    frozenset({"machine:coe", "fact:status_requested"}),
    lambda v: (
        v.is_in("coe", "consumed")
        or (v.is_in("coe", "lapsed", "withdrawn") and v.fact("status_requested") not in ONLY_PROOF)
    ),
)

STEPS: tuple[Step, ...] = (
    Step(
        "visa_apply",
        "visa",
        ("not_applied", "refused_bar_over"),
        "applied",
        Text("査証の申請", "visa applied for"),
        "icrra 6(1); practice visa-rules",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=RECORDS,
        needs=("visa_mission", "visa_applied_on", "coe_shown_as"),
        may=("visa_application_no", "arrival_on", "note"),
        guards=(CERTIFICATE, APPLIED_IN_TIME),
        starts=(Start("visa_processing", at="visa_applied_on"),),
        documents=("visa-receipt",),
        tells=(Role.CONSUL,),
    ),
    Step(
        "visa_refer_tokyo",
        "visa",
        ("applied",),
        "referred",
        Text("本省経伺・事前協議", "referred to Tokyo"),
        "practice visa-rules",
        by=(Role.CONSUL,),
        recorded_by=RECORDS,
        needs=("referred_to",),
        may=("note",),
        stops=("visa_processing",),
        tells=(Role.COMMISSIONER,),
        help=Text(
            "標準の五日は当てはまらなくなり、一月以上かかることがあります。",
            "The ordinary five days no longer apply; it may take a month or more.",
        ),
    ),
    Step(
        "visa_issue",
        "visa",
        ("applied", "referred"),
        "issued",
        Text("査証の発給", "visa issued"),
        "icrra 6(1); practice visa-rules",
        by=(Role.CONSUL,),
        recorded_by=RECORDS,
        needs=("visa_issued_on", "visa_entries"),
        may=("visa_no", "visa_until", "stay_purpose", "arrival_on", "note"),
        guards=(CERTIFICATE, ISSUED_AFTER_APPLYING, LANDING_IN_TIME, PRINTED_LATER),
        starts=(Start("visa_validity", at="visa_issued_on"),),
        stops=("visa_processing",),
        documents=("visa",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "visa_refuse",
        "visa",
        ("applied", "referred"),
        "refused",
        Text("査証の不発給", "visa refused"),
        "practice visa-rules",
        by=(Role.CONSUL,),
        recorded_by=RECORDS,
        needs=("visa_refused_on",),
        may=("note",),
        starts=(Start("visa_reapply_bar", at="visa_refused_on"),),
        stops=("visa_processing",),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text("理由は明らかにされません。", "No reasons are given."),
    ),
    Step(
        "visa_bar_over",
        "visa",
        ("refused",),
        "refused_bar_over",
        Text("再申請制限の終了", "bar on a new application over"),
        "practice visa-rules",
        by=(Role.SYSTEM,),
        recorded_by=RECORDS,
        may=("humanitarian", "note"),
        guards=(BAR_OVER,),
        stops=("visa_reapply_bar",),
        automatic=True,
    ),
    Step(
        "visa_expire",
        "visa",
        ("issued",),
        "expired",
        Text("査証の失効", "visa expires"),
        "practice visa-rules",
        by=(Role.SYSTEM,),
        stops=("visa_validity",),
        tells=(Role.FOREIGN_NATIONAL,),
        automatic=True,
    ),
    Step(
        "visa_use",
        "visa",
        ("issued",),
        "used",
        Text("査証の使用", "visa used for landing"),
        "icrra 7(1)(1); icrra 9(1)",
        by=(Role.INSPECTOR,),
        may=("visa_used_on", "note"),
        guards=(WITHOUT_CERTIFICATE,),
        stops=("visa_validity",),
    ),
)
