"""The decision on a certificate and what becomes of it: used, handed back, lapsed (7-2, 9; Regulation 6-2)."""

from __future__ import annotations

from datetime import date

from workflows.declare import OVERRIDE, SAME, Apart, Carry, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.residence.certificate.clocks import VALIDITY
from workflows.procedures.residence.certificate.examination import APPLICANT, FILING_CLOCKS, NET_KEPT
from workflows.procedures.residence.certificate.facts import (
    ORGANISATION_NAMED,
    SPECIFIED_SKILLED,
    status_asked,
)
from workflows.procedures.residence.common.days import last_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

VALIDITY_CLOCKS = ("coe_validity", "coe_void")

NOT_THE_SORTER = Apart(
    ("coe_start_review",),
    OVERRIDE,
    Text(
        "振り分けた人だけで決めない。もう一人が決裁に加わる。",
        "Who sorted the filing does not decide it alone; a second person is on the route.",
    ),
    "practice examination-guideline",
)


def _by_criteria(view: View) -> bool:
    status = status_asked(view)
    return status is None or status.table not in ("1-2", "1-4") or view.given.get("criteria_met") is True


def _date_fits(view: View) -> bool:
    dated, filed = view.given.get("coe_dated"), view.fact("filed_on")
    return dated is not None and (filed is None or str(filed) <= str(dated))


def _designated(view: View) -> bool:
    status = view.fact("status_requested")
    return (status not in ORGANISATION_NAMED or view.told("organisation") is not None) and (
        status not in SPECIFIED_SKILLED or view.told("ssw_field") is not None
    )


def _in_time(view: View) -> bool:
    # The day of the application decides: the permission may come, or be entered, after the certificate lapsed.
    told = view.given.get("landing_applied_on") or view.given.get("landed_on")
    until = view.fact("coe_until")
    return until is not None and str(told or day_of(view).isoformat()) <= str(until)


PROVED = Guard(
    "conformity_proved",
    Text(
        "交付するのは、活動が虚偽でなく、在留資格に当たることの立証があったときに限る。",
        "It is issued only where it was proved that the activity is genuine and falls under the status.",
    ),
    Text("立証がなければ、資料を求めるか、不交付としてください。", "Otherwise ask for papers, or refuse."),
    "icrra 7-2(1); icrra 7(1)(2); reg 6-2(5)",
    frozenset({"given:conformity_proved"}),
    lambda v: v.given.get("conformity_proved") is True,
)
CRITERIA = Guard(
    "landing_criteria",
    Text(
        "別表第一の二・四の活動は、上陸許可基準にも適合しなければならない。",
        "Activities of Tables 1-2 and 1-4 must meet the landing criteria as well.",
    ),
    Text("基準への適合を確かめてください。", "Check the criteria."),
    "icrra 7(1)(2)",
    frozenset({"fact:status_requested", "given:criteria_met"}),
    _by_criteria,
)
SUPPORT_PLAN = Guard(
    "support_plan",
    Text(
        "特定技能1号では、支援計画が基準に適合していなければならない。",
        "For Specified Skilled Worker (i) the support plan must fit too.",
    ),
    Text("支援計画の適合を確かめてください。", "Check the support plan."),
    "icrra 7(1)(2); icrra 2-5(6); icrra 2-5(7)",
    frozenset({"fact:status_requested", "given:support_plan_fits"}),
    lambda v: v.fact("status_requested") != "ssw_1" or v.given.get("support_plan_fits") is True,
)
NO_PLAIN_FAILURE = Guard(
    "no_plain_failure",
    Text(
        "旅券・在留期間・上陸拒否の条件に適合しないことが明らかなときは、交付しないことができる。",
        "Where the passport, period or denial condition plainly fails, the certificate may be refused.",
    ),
    Text(
        "不交付とするか、それでも交付する理由(上陸拒否の特例など)を書いてください。",
        "Refuse, or write down why it is issued all the same (such as an exemption under 5-2).",
    ),
    "reg 6-2(5); icrra 5-2(1)",
    frozenset({"given:plain_failure", "given:reasons"}),
    lambda v: v.given.get("plain_failure") is not True or v.given.get("reasons") is not None,
)
DESIGNATED = Guard(
    "organisation_and_field",
    Text(
        "高度専門職1号は機関を、特定技能は機関と分野を特定して交付する。",
        "For Highly Skilled Professional (i) the organisation is named, for a Specified Skilled Worker the "
        "organisation and the field.",
    ),
    Text("所属機関と特定産業分野を入力してください。", "Enter the organisation and the field."),
    "icrra 7(1)(2); icrra 7(2)",
    frozenset(
        {
            "fact:status_requested",
            "fact:organisation",
            "given:organisation",
            "fact:ssw_field",
            "given:ssw_field",
        }
    ),
    _designated,
)
DATED_AFTER_FILING = Guard(
    "certificate_dated",
    Text("証明書の作成日は、申請の日より前にならない。", "A certificate is not dated before the filing."),
    Text("証明書に記載された日を確かめてください。", "Check the date on the certificate."),
    "reg 6-2(5)",
    frozenset({"given:coe_dated", "fact:filed_on"}),
    _date_fits,
)
NOT_DIPLOMAT_MAIL = Guard(
    "not_diplomat_email",
    Text("外交の認定証明書は、電子的に交付できない。", "For Diplomat no electronic certificate is given."),
    Text("紙で交付してください。", "Issue it on paper."),
    "reg 61-4(2)",
    frozenset({"fact:status_requested"}),
    lambda v: v.fact("status_requested") != "diplomat",
)
MAIL_ASKED = Guard(
    "email_asked_for",
    Text(
        "電子的に交付するのは、その希望があるときに限る。窓口の申請では事前登録と届出を要する。",
        "It is issued electronically only where that was asked for; after a counter filing, by a registered user.",
    ),
    Text(
        "紙で交付するか、電子交付希望の届出を求めてください。",
        "Issue it on paper, or ask for the request form.",
    ),
    "reg 61-4(2); reg 61-4(4)",
    frozenset({"fact:channel", "fact:delivery", "fact:e_delivery_form"}),
    lambda v: (
        v.fact("e_delivery_form") is True if v.fact("channel") == "counter" else v.fact("delivery") == "email"
    ),
)
BY_MAIL = Guard(
    "issued_by_email",
    Text(
        "受領登録は、電子メールで受ける証明書にだけある。",
        "Receipt is registered for electronic certificates alone.",
    ),
    Text("紙の証明書に受領登録は要りません。", "A certificate on paper needs none."),
    "practice examination-guideline",
    frozenset({"fact:issued_as"}),
    lambda v: v.fact("issued_as") == "email",
)
SOMETHING_TOLD = Guard(
    "something_told",
    Text("通知の到達か、口頭の説明を記録する。", "The receipt of the notice or the explanation is recorded."),
    Text("どちらかの日を入力してください。", "Enter one of the two days."),
    "practice examination-guideline",
    frozenset({"given:notice_on", "given:told_orally_on"}),
    lambda v: v.given.get("notice_on") is not None or v.given.get("told_orally_on") is not None,
)
WITHIN_VALIDITY = Guard(
    "within_validity",
    Text(
        "証明書は、その有効期間内の上陸の申請にだけ使える。",
        "A certificate serves only a landing applied for within its validity.",
    ),
    Text(
        "証明書の事件を示さずに、資料による立証で審査してください。高度専門職1号と特定技能では上陸できません。",
        "Leave the certificate out and examine the papers; Highly Skilled Professional (i) and Specified Skilled "
        "Worker cannot land without one.",
    ),
    "practice coe-validity; icrra 7(2); reg 6",
    frozenset({"given:landing_applied_on", "given:landed_on", "fact:coe_until", "time"}),
    _in_time,
)

_LAST_DAY = Derive(
    "coe_until", lambda v: last_day(date.fromisoformat(str(v.given["coe_dated"])), VALIDITY).isoformat()
)
_ISSUE_NEEDS = ("coe_no", "coe_dated", "conformity_proved")
_ISSUE_MAY = (
    "criteria_met",
    "support_plan_fits",
    "plain_failure",
    "organisation",
    "ssw_field",
    "designation",
    "reasons",
    "note",
)
_ISSUE_GUARDS = (PROVED, CRITERIA, SUPPORT_PLAN, NO_PLAIN_FAILURE, DESIGNATED, DATED_AFTER_FILING)
_ISSUE_STARTS = tuple(Start(clock, at="coe_dated") for clock in VALIDITY_CLOCKS)

STEPS: tuple[Step, ...] = (
    Step(
        "coe_issue_paper",
        "coe",
        ("under_review",),
        "issued",
        Text("認定証明書の交付(紙)", "certificate issued on paper"),
        "icrra 7-2(1); reg 6-2(5); reg 6-2(6); reg 61-2(1)(2)",
        by=(Role.BUREAU_DIRECTOR,),
        needs=_ISSUE_NEEDS,
        may=_ISSUE_MAY,
        guards=_ISSUE_GUARDS,
        starts=_ISSUE_STARTS,
        stops=FILING_CLOCKS,
        sets={"issued_as": "paper"},
        derives=(*NET_KEPT, _LAST_DAY),
        documents=("6-4",),
        tells=(*APPLICANT, Role.FRONT_DESK),
        apart=(NOT_THE_SORTER,),
    ),
    Step(
        "coe_issue_email",
        "coe",
        ("under_review",),
        "issued",
        Text("認定証明書の交付(電子)", "certificate issued by e-mail"),
        "icrra 7-2(1); reg 6-2(5); reg 6-2(6); reg 61-4(2); reg 61-4(3); reg 61-2(1)(2)",
        by=(Role.BUREAU_DIRECTOR,),
        needs=_ISSUE_NEEDS,
        may=("receipt_url", "notification_email", *_ISSUE_MAY),
        guards=(NOT_DIPLOMAT_MAIL, MAIL_ASKED, *_ISSUE_GUARDS),
        starts=_ISSUE_STARTS,
        stops=FILING_CLOCKS,
        sets={"issued_as": "email"},
        derives=(*NET_KEPT, _LAST_DAY),
        documents=("6-4",),
        tells=(*APPLICANT, Role.ACCEPTING_ORG, Role.LAWYER_SCRIVENER, Role.FRONT_DESK),
        apart=(NOT_THE_SORTER,),
        help=Text(
            "受領した利用者は、国外の本人に転送できます。",
            "The user who receives it may forward it to the applicant abroad.",
        ),
    ),
    Step(
        "coe_register_receipt",
        "coe",
        ("issued",),
        SAME,
        Text("電子証明書の受領登録", "receipt of the e-mail registered"),
        "reg 61-4(3); practice examination-guideline",
        by=(Role.FOREIGN_NATIONAL, Role.COE_PROXY, Role.ACCEPTING_ORG, Role.LAWYER_SCRIVENER),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("receipt_registered_at",),
        may=("note",),
        guards=(BY_MAIL,),
    ),
    Step(
        "coe_refuse",
        "coe",
        ("under_review",),
        "refused",
        Text("認定証明書の不交付", "certificate refused"),
        "icrra 7-2(1); reg 6-2(5); reg 61-2(1)(2)",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("reason_codes", "failed_conditions", "reasons"),
        may=("notice_on", "told_orally_on", "note"),
        starts=(Start("litigation_6m", at="notice_on"),),
        stops=FILING_CLOCKS,
        derives=(*NET_KEPT, Derive("refused_on", lambda v: day_of(v).isoformat())),
        documents=("refusal-notice",),
        tells=(*APPLICANT, Role.FRONT_DESK),
        apart=(NOT_THE_SORTER,),
        serious=True,
    ),
    Step(
        "coe_refusal_told",
        "coe",
        ("refused",),
        SAME,
        Text("不交付の通知の到達・理由の口頭説明", "notice of refusal received, reasons explained"),
        "practice examination-guideline; acla 14(1)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        may=("notice_on", "told_orally_on", "reasons", "note"),
        guards=(SOMETHING_TOLD,),
        starts=(
            Start(
                "litigation_6m",
                at="notice_on",
                test=lambda v: v.given.get("notice_on") is not None,
                reads=frozenset({"given:notice_on"}),
            ),
        ),
        tells=(Role.BUREAU_DIRECTOR,),
        help=Text(
            "出訴期間は、不交付を知った日から数えます。",
            "The time to sue is counted from the day on which the refusal became known.",
        ),
    ),
    Step(
        "coe_return_unused",
        "coe",
        ("issued",),
        "withdrawn",
        Text("未使用の証明書の返納", "certificate handed back unused"),
        "practice withdrawal",
        by=(Role.FOREIGN_NATIONAL, Role.COE_PROXY, Role.LAWYER_SCRIVENER, Role.ACCEPTING_ORG),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("returned_on",),
        may=("reasons", "note"),
        stops=VALIDITY_CLOCKS,
        tells=(Role.INSPECTOR,),
    ),
    Step(
        "coe_lapse",
        "coe",
        ("issued",),
        "lapsed",
        Text("認定証明書の失効", "certificate lapses"),
        "practice coe-validity; icrra 7-2(1); reg 6-2(6)",
        by=(Role.SYSTEM,),
        stops=VALIDITY_CLOCKS,
        tells=APPLICANT,
        automatic=True,
        help=Text(
            "上陸には、新たな申請による証明書が要ります。発給済みの査証は、その期間内なお残ります。",
            "Landing needs a new certificate. A visa already issued still runs its own time.",
        ),
    ),
    Step(
        "coe_consume",
        "coe",
        ("issued", "lapsed"),
        "consumed",
        Text("上陸での使用", "used for landing"),
        "icrra 9(1); icrra 9(3); icrra 7(1)(2)",
        by=(Role.INSPECTOR,),
        may=("landed_on", "landing_applied_on", "origin_case", "note"),
        guards=(WITHIN_VALIDITY,),
        stops=VALIDITY_CLOCKS,
        carries=(
            Carry(
                "visa_use",
                test=lambda v: v.fact("visa_entries") not in ("double", "multiple"),
                reads=frozenset({"fact:visa_entries"}),
            ),
        ),
        carried_only=True,
        help=Text(
            "上陸許可の事件がこの証明書を示したときに記録されます。",
            "Recorded when the file of the landing names this certificate.",
        ),
    ),
)
