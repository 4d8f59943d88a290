"""Stage, first phase: from the tip to the inspector (27 to 44-7, 55-84(1), 63(1))."""

from __future__ import annotations

from datetime import time

from workflows.counting import TOKYO, CountingError, Roll, closed
from workflows.declare import ANY, NOT_OPENED, SAME, Guard, Step
from workflows.engine import View
from workflows.procedures.deportation.stage.common import CASE_CLOCKS
from workflows.procedures.deportation.stage.departure_order import ALL_CONDITIONS_MET, LIMB
from workflows.roles import Role
from workflows.texts import Text

# Each office posts its own hours; these are the ones in which every office is open.
OFFICE_OPENS = time(9, 0)
OFFICE_CLOSES = time(17, 0)


def _office_open(v: View) -> bool:
    here = v.when().astimezone(TOKYO)
    try:
        shut = closed(here.date(), Roll.NATIONAL)
    except CountingError:
        return False
    return shut is None and OFFICE_OPENS <= here.time() <= OFFICE_CLOSES


IN_OFFICE_HOURS = Guard(
    code="office_hours",
    rule=Text(
        "出国命令を受けるための出頭は、行政機関の休日を除く執務時間中にしなければならない。",
        "Appearance for a departure order counts only in office hours of a day on which agencies are open.",
    ),
    remedy=Text(
        "次の開庁日の執務時間中の出頭を記録してください。",
        "Record the appearance in office hours of the next open day.",
    ),
    basis="reg 50-50(1)",
    reads=frozenset({"time"}),
    test=_office_open,
)

WANTS_TO_LEAVE = Guard(
    code="wish_to_leave",
    rule=Text(
        "出頭は、速やかに出国する意思をもってしたものでなければならない。",
        "The person must appear with the wish to leave promptly.",
    ),
    remedy=Text(
        "その意思がないときは、通報・端緒として記録してください。",
        "Without that wish, record a tip.",
    ),
    basis="icrra 24-3(1)(1)イ",
    reads=frozenset({"given:wish_to_leave"}),
    test=lambda v: v.given.get("wish_to_leave") is True,
)

NOT_ALREADY_APPEARED = Guard(
    code="limb_declaration",
    rule=Text(
        "調査開始前に自ら出頭した者は、24条の3第1号イに当たり、同号ロの意思表示を要しない。",
        "Who appeared before the investigation falls under limb イ and needs no declaration under limb ロ.",
    ),
    remedy=Text(
        "出頭の記録のまま進めてください。上陸拒否期間が異なるため、書き換えません。",
        "Go on with the appearance on file; the two limbs carry different landing bans.",
    ),
    basis="icrra 24-3(1)(1)イ; icrra 24-3(1)(1)ロ; icrra 5(1)(9)ヘ",
    reads=frozenset({"fact:departure_limb"}),
    test=lambda v: v.fact("departure_limb") != "appearance",
)

WARRANT_NAMED = Guard(
    code="judge_warrant",
    rule=Text(
        "臨検・捜索・差押えは裁判官の許可状による。領置には要しない。",
        "Search and seizure need a judge's warrant; keeping things handed over or left behind does not.",
    ),
    remedy=Text("許可状の番号と発した裁判所を入力してください。", "Enter the warrant and its court."),
    basis="icrra 31(1); icrra 31(3)",
    reads=frozenset({"given:search_kind", "given:judge_warrant"}),
    test=lambda v: v.given.get("search_kind") == "kept" or v.given.get("judge_warrant") is not None,
)

AT_LIBERTY = Guard(
    code="at_liberty",
    rule=Text(
        "出国命令対象者の事件は、収容せずに引き継ぐ。",
        "A case for a departure order is passed on without detention.",
    ),
    remedy=Text(
        "収容中であれば、通常の引渡しの手続によってください。",
        "If the person is detained, hand the person over in the ordinary way.",
    ),
    basis="icrra 55-84(1); icrra 44",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "at_liberty"),
)

NOT_TAKEN_URGENTLY = Guard(
    code="not_urgently_detained",
    rule=Text(
        "要急収容をした者については、39条1項の通知ではなく、収容令書の請求による。",
        "For a person taken in urgency the guard asks for a warrant and gives no notice under 39(1).",
    ),
    remedy=Text(
        "要急収容の手続(報告と収容令書の請求)を進めてください。",
        "Follow the urgent detention: report it and ask for the warrant.",
    ),
    basis="icrra 39(1); icrra 43(2)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "at_liberty", "criminal_custody"),
)

CHOICE_NOT_CARRIED_OUT = Guard(
    code="choice_not_carried_out",
    rule=Text(
        "決定を改めることができるのは、まだ収容令書も監理措置も決まっていない間に限る。",
        "The choice may be made anew only while neither a warrant nor supervision has followed from it.",
    ),
    remedy=Text(
        "収容又は監理措置の手続の中で処理してください。",
        "Proceed within detention or supervision instead.",
    ),
    basis="icrra 39(2); icrra 39-2(1); icrra 44-2(1)",
    reads=frozenset({"machine:stage", "machine:custody"}),
    test=lambda v: (
        not v.is_in("stage", "custody_route_decided") or v.is_in("custody", "at_liberty", "criminal_custody")
    ),
)

HELD_FOR_HANDOVER = Guard(
    code="held_for_handover",
    rule=Text(
        "引渡しは、収容令書又は要急収容により収容されている者について行う。",
        "A person is handed over who is held under a warrant or in urgent detention.",
    ),
    remedy=Text(
        "監理措置に付された者については「事件の引継ぎ」を使ってください。",
        "For a supervised person use “case handed over”.",
    ),
    basis="icrra 44",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "detained_urgent", "detained_warrant"),
)

SUPERVISED_FOR_HANDOVER = Guard(
    code="supervised_for_handover",
    rule=Text(
        "事件の引継ぎは、引渡しの前に監理措置の決定がされた者(仮放免中の者を含む。)について行う。",
        "The case alone is handed over when supervision or release was decided before the handover.",
    ),
    remedy=Text(
        "収容中で監理措置の決定がない者は、身柄とともに引き渡してください。",
        "A detained person without a supervision decision is handed over in person.",
    ),
    basis="icrra 44-7",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in(
        "custody", "supervised_pre", "detained_warrant_deposit_pending", "provisional_release_pre"
    ),
)

PRESERVATION_RUNS = Guard(
    code="log_preservation_runs",
    rule=Text(
        "終了させることができるのは、期間中の保全要請である。",
        "Only a request for preservation that still runs can be ended.",
    ),
    remedy=Text("保全要請を先に記録してください。", "Record the request first."),
    basis="icrra 31-3(1)",
    reads=frozenset({"clock:clk_log_preservation_30d"}),
    test=lambda v: v.running("clk_log_preservation_30d") is not None,
)

NOT_HELD_UNDER_THE_ACT = Guard(
    code="not_held_under_the_act",
    rule=Text(
        "違反の事実が認められないとして調査を終えるのは、収容も監理措置もされていない者について行う。",
        "The investigation ends this way only for a person neither detained nor supervised under the Act.",
    ),
    remedy=Text(
        "要急収容をした者については、収容を認めない判断と放免を先に記録してください。",
        "For a person taken in urgency first record that the detention is rejected and the person released.",
    ),
    basis="icrra 27; icrra 43(3)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "at_liberty", "criminal_custody"),
)

IN_CRIMINAL_CUSTODY = Guard(
    code="in_criminal_custody",
    rule=Text(
        "刑事手続等が行われている者で、収容も監理措置もされていないものについて行う。",
        "This is for a person in a criminal procedure who is neither detained nor supervised under the Act.",
    ),
    remedy=Text(
        "刑事手続等による身柄拘束を先に記録してください。",
        "Record the criminal custody first.",
    ),
    basis="icrra 63(1)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "criminal_custody"),
)

STEPS = (
    Step(
        id="report_received",
        machine="stage",
        source=(NOT_OPENED,),
        target="tip_received",
        label=Text("通報の受理", "report received"),
        basis="icrra 62(1); icrra 62(2); icrra 62(3); icrra 62(4); icrra 62(5); icrra 66; reg 60",
        by=(Role.INSPECTOR, Role.CONTROL_OFFICER),
        needs=("informant", "report_manner"),
        may=("ground", "nationality", "serving_at", "note"),
        documents=("report-record",),
        tells=(Role.CONTROL_OFFICER,),
        opens=True,
    ),
    Step(
        id="voluntary_appearance",
        machine="stage",
        source=(NOT_OPENED, "tip_received"),
        target="tip_received",
        label=Text("自発的な出頭", "voluntary appearance"),
        basis="icrra 24-3(1)(1)イ; reg 50-50(1); reg 50-50(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR, Role.CONTROL_OFFICER),
        needs=("wish_to_leave", "appeared_at_office"),
        may=("ground", "nationality", "note"),
        guards=(IN_OFFICE_HOURS, WANTS_TO_LEAVE),
        sets={"departure_limb": "appearance"},
        documents=("71-2",),
        tells=(Role.CONTROL_OFFICER,),
        opens=True,
    ),
    Step(
        id="investigation_opened",
        machine="stage",
        source=(NOT_OPENED, "tip_received"),
        target="under_investigation",
        label=Text("違反調査の開始", "investigation opened"),
        basis="icrra 27",
        by=(Role.CONTROL_OFFICER,),
        needs=("ground",),
        may=("nationality", "minor", "prior_removal", "prior_departure_order", "earlier_case", "note"),
        opens=True,
        help=Text(
            "開始の日時が、24条の3第1号イとロの別を決めます。",
            "The time of opening decides between limb イ and limb ロ of 24-3(1).",
        ),
    ),
    Step(
        id="suspect_summoned",
        machine="stage",
        source=("under_investigation",),
        target="under_investigation",
        label=Text("容疑者の呼出し", "suspect summoned"),
        basis="icrra 29(1); reg 30",
        by=(Role.CONTROL_OFFICER,),
        needs=("summoned_for", "summoned_to"),
        may=("summons_obeyed", "note"),
        documents=("45",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        id="statement_recorded",
        machine="stage",
        source=("under_investigation",),
        target="under_investigation",
        label=Text("供述調書の作成", "statement recorded"),
        basis="icrra 29(2); icrra 29(3); icrra 29(4); icrra 30(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("read_back", "statement_signature"),
        may=("interpreter", "note"),
        documents=("statement-record",),
        mark="memory",
        note=Text(
            "「供述調書」の名称は実務上のもので、法令で確かめていません。",
            "The name of the record (供述調書) is practice and was not found in the text.",
        ),
    ),
    Step(
        id="search_seizure_done",
        machine="stage",
        source=("under_investigation",),
        target="under_investigation",
        label=Text("臨検・捜索・差押え・領置", "search, seizure or keeping of things"),
        basis="icrra 30-2; icrra 31(1); icrra 31(3); icrra 36; icrra 38(1); "
        "reg 30-2; reg 31(1); reg 32-2(1); reg 33(1); reg 34(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("search_kind",),
        may=("judge_warrant", "search_witness", "seized_items", "note"),
        guards=(WARRANT_NAMED,),
        documents=("46", "46-2", "47", "49"),
    ),
    Step(
        id="log_preservation_requested",
        machine="stage",
        source=("under_investigation",),
        target="under_investigation",
        label=Text("通信履歴の保全要請", "preservation of logs requested"),
        basis="icrra 31-3(1); icrra 31-3(2)",
        by=(Role.CONTROL_OFFICER,),
        needs=("log_carrier", "logs_specified", "logs_until"),
        may=("note",),
        starts=("clk_log_preservation_30d",),
        documents=("log-preservation-request",),
    ),
    # Not a row of its own in the sources: what ends the request before its day is the seizure of those logs
    # or the duty to withdraw it. The seizure of other things ends nothing, hence a step of its own.
    Step(
        id="log_preservation_cancelled",
        machine="stage",
        source=(ANY,),
        target=SAME,
        label=Text("通信履歴の保全要請の終了(差押え・取消し)", "preservation of logs ended or withdrawn"),
        basis="icrra 31-3(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("log_end_cause",),
        may=("log_carrier", "note"),
        guards=(PRESERVATION_RUNS,),
        stops=("clk_log_preservation_30d",),
    ),
    Step(
        id="departure_will_declared",
        machine="stage",
        source=(
            "under_investigation",
            "chief_inspector_screening",
            "custody_route_decided",
            "under_examination",
            "departure_order_examination",
        ),
        target=SAME,
        label=Text("出国意思の表明", "wish to leave declared"),
        basis="icrra 24-3(1)(1)ロ; reg 50-51",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR, Role.CONTROL_OFFICER),
        may=("note",),
        guards=(NOT_ALREADY_APPEARED,),
        sets={"departure_limb": "declaration"},
        documents=("71-2-2",),
    ),
    Step(
        id="departure_order_referral",
        machine="stage",
        source=("under_investigation",),
        target="departure_order_examination",
        label=Text("出国命令対象者としての引継ぎ", "referred for a departure order"),
        basis="icrra 55-84(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("departure_conditions",),
        may=("departure_limb", "evidence_list", "note"),
        guards=(AT_LIBERTY, *LIMB, *ALL_CONDITIONS_MET),
        tells=(Role.INSPECTOR,),
    ),
    Step(
        id="chief_inspector_notified",
        machine="stage",
        source=("under_investigation",),
        target="chief_inspector_screening",
        label=Text("主任審査官への通知(39条1項)", "chief inspector notified"),
        basis="icrra 39(1)",
        by=(Role.CONTROL_OFFICER,),
        may=("ground", "evidence_list", "minor", "note"),
        guards=(NOT_TAKEN_URGENTLY,),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    # Not a row of its own in the sources: an investigation, or a report, in which nothing was found.
    Step(
        id="investigation_closed_no_violation",
        machine="stage",
        source=("tip_received", "under_investigation"),
        target="closed_no_violation",
        label=Text("違反の事実なしとしての調査の終了", "investigation closed: no violation found"),
        basis="icrra 27; icrra 39(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("reasons",),
        may=("note",),
        guards=(NOT_HELD_UNDER_THE_ACT,),
        stops=CASE_CLOCKS,
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "疑うに足りる理由がなければ主任審査官に通知しないことから導いたもので、調査の終え方を定めた条文はありません。"
            "令書の発付前に出国した者や所在の分からない者の終え方は、ここには含みません。",
            "Inferred: without reason for the suspicion the chief inspector is not notified, and no article says "
            "how the investigation then ends. Who has left Japan, or cannot be found, before any order is no "
            "case of this.",
        ),
    ),
    Step(
        id="screening_decided",
        machine="stage",
        source=("chief_inspector_screening", "custody_route_decided"),
        target="custody_route_decided",
        label=Text("収容・監理措置の別の判断", "detention or supervision chosen"),
        basis="icrra 39(2); icrra 39-2(1); icrra 44-2(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("custody_route", "custody_factors", "reasons"),
        may=("note",),
        guards=(CHOICE_NOT_CARRIED_OUT,),
        tells=(Role.CONTROL_OFFICER,),
        serious=True,
        help=Text(
            "どちらが原則という定めはありません。双方を比べて判断します。",
            "The Act sets no default: both ways have to be weighed.",
        ),
    ),
    Step(
        id="screening_no_grounds",
        machine="stage",
        source=("chief_inspector_screening",),
        target="closed_no_violation",
        label=Text("退去強制事由に当たらないとの判断", "no grounds found"),
        basis="icrra 39(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        stops=CASE_CLOCKS,
        tells=(Role.CONTROL_OFFICER,),
        mark="inferred",
        note=Text(
            "該当する疑いがない場合の終え方は条文に書かれていません。",
            "The Act does not say how the case ends where the suspicion is not shared.",
        ),
    ),
    Step(
        id="person_handed_over",
        machine="stage",
        # Also while the examination runs: a person taken over from criminal custody under a warrant
        # (64(1)(1)) has to reach the inspector within 48 hours like any other.
        source=("custody_route_decided", "under_investigation", "under_examination"),
        target="under_examination",
        label=Text("容疑者の引渡し", "person handed over to an inspector"),
        basis="icrra 44",
        by=(Role.CONTROL_OFFICER,),
        may=("restrained_at", "evidence_list", "note"),
        guards=(HELD_FOR_HANDOVER,),
        stops=("clk_handover_48h",),
        documents=("statement-record",),
        tells=(Role.INSPECTOR,),
    ),
    Step(
        id="case_handed_over",
        machine="stage",
        source=("custody_route_decided", "under_investigation"),
        target="under_examination",
        label=Text("事件の引継ぎ", "case handed over to an inspector"),
        basis="icrra 44-7",
        by=(Role.CONTROL_OFFICER,),
        may=("evidence_list", "note"),
        guards=(SUPERVISED_FOR_HANDOVER,),
        stops=("clk_handover_48h",),
        documents=("statement-record",),
        tells=(Role.INSPECTOR,),
        note=Text(
            "引渡し前に仮放免された者の扱いは条文になく、事件の引継ぎによるものとしました(推論)。",
            "Nothing is said on a person provisionally released before the handover; the case is handed over "
            "(inferred).",
        ),
    ),
    Step(
        id="case_taken_up_in_criminal_custody",
        machine="stage",
        source=("under_investigation",),
        target="under_examination",
        label=Text("刑事手続等の中での事件の引継ぎ", "case taken up during criminal custody"),
        basis="icrra 63(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("criminal_case",),
        may=("interview_place", "evidence_list", "note"),
        guards=(IN_CRIMINAL_CUSTODY,),
        starts=("clk_sp_window_open",),
        documents=("statement-record",),
        tells=(Role.INSPECTOR,),
    ),
)
