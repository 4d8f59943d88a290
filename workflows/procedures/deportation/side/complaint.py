"""Complaints about treatment in a facility (処遇).

Only the kind of a complaint is recorded here, never its contents: the facility may not look into the
paper (55-80).
"""

from __future__ import annotations

from datetime import date

from workflows.counting import TOKYO, Period, reckon, rule
from workflows.declare import Duty, Guard, Start, State, Step
from workflows.engine import Machine, View
from workflows.facts import Choice, Fact, Kind
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "complaint_kind",
        Text("不服申立ての種別", "kind of complaint"),
        Kind.CHOICE,
        (
            Choice("review", Text("審査の申請(55条の68)", "review request (55-68)")),
            Choice("re_review", Text("再審査の申請(55条の73)", "re-review request (55-73)")),
            Choice(
                "fact_report", Text("長官への事実の申告(55条の74)", "fact report to the Commissioner (55-74)")
            ),
            Choice(
                "fact_report_minister",
                Text("大臣への事実の申告(55条の76)", "fact report to the Minister (55-76)"),
            ),
            Choice("complaint_minister", Text("大臣への苦情(55条の77)", "complaint to the Minister (55-77)")),
            Choice(
                "complaint_inspector", Text("監査官への苦情(55条の78)", "complaint to the auditor (55-78)")
            ),
            Choice(
                "complaint_facility",
                Text("所長等への苦情(55条の79)", "complaint to the facility head (55-79)"),
            ),
        ),
        kept=True,
    ),
    Fact(
        "told_on",
        Text("告知・事実・裁決又は通知の日", "day of the notice, event or answer complained of"),
        Kind.DATE,
    ),
    Fact(
        "late_excused",
        Text("期間内にできなかったやむを得ない理由", "unavoidable reason for lateness"),
        Kind.FLAG,
    ),
    Fact(
        "complaint_result",
        Text("裁決・通知の結果", "result"),
        Kind.CHOICE,
        (
            Choice("upheld", Text("認容・事実を確認", "upheld or fact confirmed")),
            Choice("dismissed", Text("棄却・事実を確認できず", "dismissed or fact not confirmed")),
            Choice("inadmissible", Text("却下・不適法", "inadmissible")),
            Choice("handled", Text("苦情を処理", "complaint handled")),
            Choice("withdrawn", Text("取下げ", "withdrawn")),
        ),
    ),
)

# The kinds with a time limit, and with the ninety days to answer.
FORMAL = ("review", "re_review", "fact_report", "fact_report_minister")


def _in_time(v: View) -> bool:
    told = v.given.get("told_on")
    if told is None or v.given.get("late_excused") is True or v.given.get("complaint_kind") not in FORMAL:
        return True
    window = reckon(date.fromisoformat(str(told)), Period.parse("30 days"), rule("next-day-stated-filing"))
    return v.when().astimezone(TOKYO) < window.expires_at


def _detained(v: View) -> bool:
    if v.given.get("complaint_kind") in ("review", "re_review"):
        return True
    return v.procedure.machines["custody"].states[v.state("custody")].detained


def _addressee(v: View) -> bool:
    roles = v.actor.roles if v.actor is not None else frozenset()
    kind = v.fact("complaint_kind")
    if kind in ("review", "fact_report"):
        return Role.COMMISSIONER in roles
    if kind in ("re_review", "fact_report_minister", "complaint_minister"):
        return Role.MINISTER in roles
    return True


IN_TIME = Guard(
    "complaint_in_time",
    Text(
        "審査の申請等は、告知等の日の翌日から起算して三十日以内にする。",
        "Review requests and fact reports are made within thirty days, counted from the next day.",
    ),
    Text(
        "やむを得ない理由があればその旨を、なければ苦情の申出として記録してください。",
        "Record an unavoidable reason if there is one, or take it as a complaint.",
    ),
    "icrra 55-69(1); icrra 55-69(2); icrra 55-73(2); icrra 55-74(2); icrra 55-76(2)",
    frozenset({"given:complaint_kind", "given:told_on", "given:late_excused", "time"}),
    _in_time,
)
DETAINED = Guard(
    "complainant_detained",
    Text(
        "事実の申告と苦情の申出は、収容されている人がするものである。",
        "Fact reports and complaints are for persons who are detained.",
    ),
    Text("身柄の状態を確かめてください。", "Check the custody of the person."),
    "icrra 55-74(1); icrra 55-76(1); icrra 55-77(1); icrra 55-78(1); icrra 55-79(1)",
    frozenset({"given:complaint_kind", "machine:custody"}),
    _detained,
)
ADDRESSEE = Guard(
    "answered_by_addressee",
    Text(
        "審査の申請と申告には長官が、再審査の申請、大臣への申告と苦情には法務大臣が答える。",
        "The Commissioner answers review requests and fact reports, the Minister re-reviews, second fact "
        "reports and complaints addressed to the Minister.",
    ),
    Text("宛先の官職にある人に引き継いでください。", "Hand it to the office addressed."),
    "icrra 55-72(1); icrra 55-73(1); icrra 55-75(1); icrra 55-76(3); icrra 55-77(3)",
    frozenset({"fact:complaint_kind", "actor"}),
    _addressee,
)

MACHINE = Machine(
    "complaint",
    Text("処遇に関する不服申立て", "treatment complaint"),
    (
        State("complaint_none", Text("申立てなし", "none")),
        State(
            "complaint_pending",
            Text("申立て中", "pending"),
            duties=(
                Duty(
                    Role.COMMISSIONER,
                    Text(
                        "裁決又は通知をする(大臣宛てのものは回付する)",
                        "decide or answer; pass on what is addressed to the Minister",
                    ),
                    ("clk_treatment_decision_90d",),
                ),
            ),
        ),
    ),
    initial="complaint_none",
)

STEPS: tuple[Step, ...] = (
    Step(
        "treatment_complaint_filed",
        "complaint",
        ("complaint_none",),
        "complaint_pending",
        Text("処遇に関する不服申立て", "treatment complaint filed"),
        "icrra 55-68; icrra 55-69(1); icrra 55-73(1); icrra 55-74(1); icrra 55-76(1); icrra 55-77(1); "
        "icrra 55-78(1); icrra 55-79(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.COMMISSIONER, Role.MINISTER, Role.FACILITY_HEAD),
        needs=("complaint_kind",),
        may=("told_on", "late_excused"),
        guards=(IN_TIME, DETAINED),
        starts=(
            Start(
                "clk_treatment_decision_90d",
                test=lambda v: v.given.get("complaint_kind") in FORMAL,
                reads=frozenset({"given:complaint_kind"}),
            ),
        ),
        stops=("clk_treatment_review_30d",),
        documents=("sealed-complaint",),
        tells=(Role.COMMISSIONER, Role.MINISTER),
        help=Text(
            "内容は記録しない。書面を職員が検査してはならない(55条の80)。",
            "Do not record the contents: staff may not inspect the paper (55-80).",
        ),
    ),
    Step(
        "treatment_complaint_decided",
        "complaint",
        ("complaint_pending",),
        "complaint_none",
        Text("処遇に関する裁決・通知", "treatment complaint decided"),
        "icrra 55-72(1); icrra 55-73(3); icrra 55-75(1); icrra 55-76(3); icrra 55-77(3)",
        by=(Role.COMMISSIONER, Role.MINISTER, Role.FACILITY_HEAD),
        needs=("complaint_result",),
        may=("note",),
        guards=(ADDRESSEE,),
        # Against the Commissioner's answer the detainee may turn to the Minister within thirty days.
        starts=(
            Start(
                "clk_treatment_review_30d",
                test=lambda v: (
                    v.fact("complaint_kind") in ("review", "fact_report")
                    and v.given.get("complaint_result") != "withdrawn"
                ),
                reads=frozenset({"fact:complaint_kind", "given:complaint_result"}),
            ),
        ),
        stops=("clk_treatment_decision_90d",),
        documents=("decision-on-complaint",),
        tells=(Role.FOREIGN_NATIONAL, Role.FACILITY_HEAD),
    ),
)
