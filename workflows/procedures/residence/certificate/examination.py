"""Examining a filing for a certificate: sorting, further papers, headquarters, a stopped field (59-2, 7-2)."""

from __future__ import annotations

from workflows.declare import SAME, Duty, Guard, Start, State, Step
from workflows.engine import Machine, View
from workflows.procedures.residence.certificate.facts import SPECIFIED_SKILLED
from workflows.procedures.residence.common.clocks import net_kept
from workflows.procedures.residence.common.conditions import IN_WRITING
from workflows.procedures.residence.common.steps import papers_overdue
from workflows.roles import Role
from workflows.texts import Text

PENDING = ("received", "under_review", "awaiting_documents", "referred_to_hq", "issuance_suspended")
# What a filing set going and its end stops.
FILING_CLOCKS = (
    "processing_coe",
    "net_processing_timer",
    "document_request_due",
    "photo_age",
    "tb_certificate",
)
APPLICANT = (Role.FOREIGN_NATIONAL, Role.COE_PROXY)
NET_KEPT = net_kept("net_days_spent")

_DECIDE = Duty(
    Role.BUREAU_DIRECTOR, Text("交付の可否を決める", "decide whether to issue"), ("processing_coe",)
)

MACHINE = Machine(
    "coe",
    Text("在留資格認定証明書", "certificate of eligibility"),
    (
        State("draft", Text("申請前", "before filing")),
        State(
            "received",
            Text("受理", "received"),
            duties=(Duty(Role.TRIAGE_OFFICER, Text("振り分ける", "sort the filing"), ("processing_coe",)),),
        ),
        State(
            "under_review",
            Text("審査中", "under review"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("審査を進める", "examine the filing"),
                    ("processing_coe", "net_processing_timer"),
                ),
                _DECIDE,
            ),
        ),
        State(
            "awaiting_documents",
            Text("追完待ち", "awaiting papers"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("資料の提出を確かめる", "see whether the papers come"),
                    ("document_request_due",),
                ),
            ),
        ),
        State(
            "referred_to_hq",
            Text("進達・請訓", "referred to headquarters"),
            duties=(Duty(Role.COMMISSIONER, Text("回答する", "answer the referral"), ("processing_coe",)),),
        ),
        State(
            "issuance_suspended",
            Text("交付停止", "issue suspended"),
            duties=(
                Duty(
                    Role.MINISTER,
                    Text("不足に転じたときは交付を再開する", "resume issue once the field is short again"),
                ),
            ),
        ),
        State(
            "issued",
            Text("交付", "issued"),
            duties=(
                Duty(
                    Role.FRONT_DESK,
                    Text("査証と上陸の連絡を記録する", "record news of the visa and the landing"),
                    ("coe_validity",),
                ),
            ),
        ),
        State("refused", Text("不交付", "refused"), end=True),
        State("withdrawn", Text("取下げ", "withdrawn"), end=True),
        State("lapsed", Text("失効", "lapsed"), end=True),
        State("consumed", Text("上陸で使用済", "used for landing"), end=True),
    ),
    initial="draft",
)


def _field_fits(view: View) -> bool:
    named, asked = view.given.get("ssw_field"), view.fact("ssw_field")
    return asked is None or named == asked


STOPPED_FIELD = Guard(
    "specified_skilled_worker",
    Text(
        "交付の停止は、特定技能の特定産業分野についてだけとられる。",
        "Issue is stopped only for a field of the Specified Skilled Worker statuses.",
    ),
    Text("在留資格を確かめてください。ほかの在留資格では審査を続けます。", "Check the status; others go on."),
    "icrra 7-2(3); icrra 7-2(4)",
    frozenset({"fact:status_requested"}),
    lambda v: v.fact("status_requested") in SPECIFIED_SKILLED,
)
SAME_FIELD = Guard(
    "field_of_this_file",
    Text(
        "停止と再開は、申請に係る特定産業分野についてのものでなければならない。",
        "The stop, or its end, is for the field of this filing.",
    ),
    Text("申請の分野を確かめてください。", "Check the field of the filing."),
    "icrra 7-2(3); icrra 7-2(5)",
    frozenset({"fact:ssw_field", "given:ssw_field"}),
    _field_fits,
)
STEPS: tuple[Step, ...] = (
    Step(
        "coe_start_review",
        "coe",
        ("received",),
        "under_review",
        Text("振分け・審査の開始", "sorted, review started"),
        "icrra 59-2(1); practice examination-guideline",
        by=(Role.TRIAGE_OFFICER,),
        needs=("triage_class",),
        may=("case_officer", "note"),
        tells=(Role.INSPECTOR,),
    ),
    Step(
        "coe_request_documents",
        "coe",
        ("under_review",),
        "awaiting_documents",
        Text("資料提出の求め", "further papers asked for"),
        "icrra 59-2(2); reg 6-2(2); practice document-request",
        by=(Role.INSPECTOR,),
        needs=("papers_due_on", "items"),
        may=("request_no", "note"),
        starts=("document_request_due",),
        stops=("net_processing_timer",),
        derives=NET_KEPT,
        documents=("document-request",),
        tells=APPLICANT,
    ),
    Step(
        "coe_extend_documents",
        "coe",
        ("awaiting_documents",),
        SAME,
        Text("資料提出期限の延長", "date for the papers put off"),
        "practice document-request",
        by=(Role.INSPECTOR,),
        needs=("papers_due_on", "reasons"),
        may=("note",),
        starts=("document_request_due",),
        tells=APPLICANT,
        mark="inferred",
        note=Text(
            "期限の延長に定めはなく、担当者との相談による。",
            "No rule lays the extension down; it is agreed with the officer.",
        ),
    ),
    Step(
        "coe_documents_received",
        "coe",
        ("awaiting_documents", "under_review"),
        "under_review",
        Text("資料の提出", "papers handed in"),
        "reg 6-2(2)",
        by=(Role.FOREIGN_NATIONAL, Role.COE_PROXY, Role.FILING_AGENT, Role.LAWYER_SCRIVENER),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("items",),
        may=("late", "papers", "translated", "note"),
        starts=(
            Start(
                "net_processing_timer",
                test=lambda v: v.running("net_processing_timer") is None,
                reads=frozenset({"clock:net_processing_timer"}),
            ),
        ),
        stops=("document_request_due",),
        tells=(Role.INSPECTOR,),
        mark="inferred",
        note=Text(
            "待っていた日数を審査の日数に数えないことは、内部の扱いによる。期限後に届いた資料も審査の対象とする。",
            "That the days of waiting are left out is an internal practice. Papers that come late are looked at too.",
        ),
    ),
    papers_overdue("coe_documents_overdue", "coe"),
    Step(
        "coe_refer_hq",
        "coe",
        ("under_review",),
        "referred_to_hq",
        Text("本庁への進達・請訓", "referred to headquarters"),
        "practice examination-guideline",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("referral_type",),
        may=("reasons", "note"),
        tells=(Role.COMMISSIONER,),
    ),
    Step(
        "coe_hq_answer",
        "coe",
        ("referred_to_hq",),
        "under_review",
        Text("本庁の回答", "headquarters answers"),
        "practice examination-guideline",
        by=(Role.COMMISSIONER,),
        needs=("hq_answer",),
        may=("note",),
        tells=(Role.BUREAU_DIRECTOR, Role.INSPECTOR),
    ),
    Step(
        "coe_transfer_office",
        "coe",
        ("received", "under_review", "awaiting_documents"),
        SAME,
        Text("他の官署への移送", "passed on to another office"),
        "icrra 61-3(3); practice transfer",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("to_office", "move_reason"),
        may=("note",),
        transfers="to_office",
        tells=APPLICANT,
        mark="memory",
        note=Text(
            "係属中の申請を移す根拠となる条文は見当たらない。審査官は管轄区域外でも職務を行える。",
            "No article on passing on a pending filing was found; an inspector may act outside the district.",
        ),
    ),
    Step(
        "coe_sector_stop",
        "coe",
        ("under_review",),
        "issuance_suspended",
        Text("分野の交付停止", "issue stopped for the field"),
        "icrra 7-2(3); icrra 7-2(4); icrra 69-2(1)",
        by=(Role.MINISTER,),
        needs=("ssw_field", "ministry_request", "stop_from"),
        may=("note",),
        guards=(STOPPED_FIELD, SAME_FIELD),
        stops=("net_processing_timer",),
        derives=NET_KEPT,
        tells=(Role.BUREAU_DIRECTOR, Role.INSPECTOR, Role.ACCEPTING_ORG, *APPLICANT),
        serious=True,
        help=Text(
            "委任できない大臣の権限です。不交付にはせず、再開まで待たせます。",
            "A power of the Minister that is not delegated. The filing is not refused; it waits.",
        ),
    ),
    Step(
        "coe_sector_resume",
        "coe",
        ("issuance_suspended",),
        "under_review",
        Text("分野の交付再開", "issue resumed for the field"),
        "icrra 7-2(5); icrra 69-2(1)",
        by=(Role.MINISTER,),
        needs=("ssw_field", "resume_on"),
        may=("ministry_request", "note"),
        guards=(SAME_FIELD,),
        starts=("net_processing_timer",),
        tells=(Role.BUREAU_DIRECTOR, Role.INSPECTOR, Role.ACCEPTING_ORG, *APPLICANT),
    ),
    Step(
        "coe_withdraw",
        "coe",
        PENDING,
        "withdrawn",
        Text("申請の取下げ", "filing withdrawn"),
        "practice withdrawal",
        by=(
            Role.FOREIGN_NATIONAL,
            Role.COE_PROXY,
            Role.LEGAL_REPRESENTATIVE,
            Role.FILING_AGENT,
            Role.LAWYER_SCRIVENER,
        ),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("in_writing",),
        may=("filed_by", "reasons", "note"),
        guards=(IN_WRITING,),
        stops=FILING_CLOCKS,
        derives=NET_KEPT,
        documents=("withdrawal",),
        tells=(Role.INSPECTOR, *APPLICANT),
    ),
)
