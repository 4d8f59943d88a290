"""Stage: the departure order (出国命令, 24-3 and 55-84 to 55-88)."""

from __future__ import annotations

from workflows.clocks import moment_of
from workflows.declare import Carry, Guard, Move, Start, Step
from workflows.engine import View
from workflows.procedures.deportation.stage.common import (
    CASE_CLOCKS,
    CUSTODY_CHOICE,
    GUARD_SIDE,
    NATIONALITY_KNOWN,
    RELEASE,
    WARRANT_CLOCKS,
    WARRANT_WITHOUT_PURPOSE,
    in_time,
    run_out,
)
from workflows.roles import Role
from workflows.texts import Text

ELIGIBLE_GROUNDS = ("status_revoked", "overstay", "exceptional_landing_overstay", "birth_without_status")
CONDITIONS = frozenset({"item", "limb", "no_other_ground", "no_sentence", "never_before", "prompt"})


def _all_checked(v: View) -> bool:
    checked = v.given.get("departure_conditions")
    return isinstance(checked, list) and set(checked) >= CONDITIONS


def _asked_in_time(v: View) -> bool:
    deadline = v.running("clk_departure_order_15d")
    asked = moment_of(v.given.get("extension_requested_on"))
    return deadline is None or deadline.legal_at is None or asked is None or asked < deadline.legal_at


# --- the conditions of 24-3 -------------------------------------------------------------------------

CONDITIONS_CHECKED = Guard(
    code="departure_conditions",
    rule=Text(
        "出国命令は、24条の3の要件の全てを満たす者に限る。",
        "A departure order is only for a person who meets every condition of 24-3.",
    ),
    remedy=Text(
        "要件を全て確認してください。一つでも欠ければ、通常の退去強制手続によります。",
        "Check them all; where one is missing, the ordinary procedure applies.",
    ),
    basis="icrra 24-3(1)(1); icrra 24-3(1)(2); icrra 24-3(1)(3); icrra 24-3(1)(4); icrra 24-3(1)(5)",
    reads=frozenset({"given:departure_conditions"}),
    test=_all_checked,
)

ELIGIBLE_GROUND = Guard(
    code="departure_ground",
    rule=Text(
        "出国命令の対象は、24条2号の4、4号ロ又は6号から7号までに当たる者である。",
        "Open only to persons under 24(2-4), 24(4)ロ or 24(6) to (7).",
    ),
    remedy=Text(
        "退去強制事由を確かめてください。他の事由であれば通常の手続によります。",
        "Check the ground; for any other, the ordinary procedure applies.",
    ),
    basis="icrra 24-3(1)",
    reads=frozenset({"fact:ground"}),
    test=lambda v: v.fact("ground") in ELIGIBLE_GROUNDS,
)

NEVER_REMOVED = Guard(
    code="never_removed_before",
    rule=Text(
        "過去に退去を強制された者又は出国命令により出国した者には、出国命令をすることができない。",
        "Nobody gets a departure order who was removed before or once left under such an order.",
    ),
    remedy=Text("通常の退去強制手続によってください。", "Follow the ordinary procedure."),
    basis="icrra 24-3(1)(4)",
    reads=frozenset({"fact:prior_removal", "fact:prior_departure_order"}),
    test=lambda v: v.fact("prior_removal") is not True and v.fact("prior_departure_order") is not True,
)

NO_FAILED_ORDER = Guard(
    code="no_failed_departure_order",
    rule=Text(
        "出国命令の期限を徒過した者又は出国命令を取り消された者には、再び出国命令をすることができない。",
        "Whoever missed the deadline of a departure order, or had it cancelled, gets no second one.",
    ),
    remedy=Text("通常の退去強制手続によってください。", "Follow the ordinary procedure."),
    basis="icrra 24-3(1)(2); icrra 24(1)(8); icrra 24(1)(9)",
    reads=frozenset({"fact:ground"}),
    test=lambda v: v.fact("ground") not in ("departure_order_missed", "departure_order_cancelled"),
)

# The ground on file may be restated later; that an order has failed may not be forgotten with it.
NO_EARLIER_FAILURE = Guard(
    code="no_earlier_failed_order",
    rule=NO_FAILED_ORDER.rule,
    remedy=NO_FAILED_ORDER.remedy,
    basis="icrra 24-3(1)(2); icrra 24(1)(8); icrra 24(1)(9)",
    reads=frozenset({"fact:failed_departure_order"}),
    test=lambda v: v.fact("failed_departure_order") is not True,
)

LIMB_KNOWN = Guard(
    code="departure_limb_known",
    rule=Text(
        "調査前の出頭(イ)か、調査開始後の意思表示(ロ)かのいずれかに当たらなければならない。",
        "The person must have appeared before the investigation (イ) or declared the wish to leave (ロ).",
    ),
    remedy=Text(
        "出頭又は出国意思の表明を先に記録するか、いずれに当たるかを入力してください。",
        "Record the appearance or the declaration first, or enter which limb applies.",
    ),
    basis="icrra 24-3(1)(1)イ; icrra 24-3(1)(1)ロ",
    reads=frozenset({"fact:departure_limb", "given:departure_limb"}),
    test=lambda v: v.told("departure_limb") in ("appearance", "declaration"),
)

LIMB_AS_RECORDED = Guard(
    code="departure_limb_as_recorded",
    rule=Text(
        "イ(調査前の出頭)とロ(調査開始後の意思表示)の別は、先の記録と異なるものにできない。",
        "The limb on file (イ appearance, ロ declaration) is not exchanged for the other.",
    ),
    remedy=Text(
        "欄を空けて先の記録によってください。記録が誤りであれば、その記録を更正してください。",
        "Leave the field empty and keep to the record; if the record is wrong, rectify that entry.",
    ),
    basis="icrra 24-3(1)(1)イ; icrra 24-3(1)(1)ロ; icrra 5(1)(9)ヘ",
    reads=frozenset({"fact:departure_limb", "given:departure_limb"}),
    test=lambda v: (
        v.fact("departure_limb") is None
        or v.given.get("departure_limb") is None
        or v.given.get("departure_limb") == v.fact("departure_limb")
    ),
)
LIMB = (LIMB_AS_RECORDED, LIMB_KNOWN)

NO_SECOND_ORDER = (NEVER_REMOVED, NO_FAILED_ORDER, NO_EARLIER_FAILURE)

ALL_CONDITIONS_MET = (CONDITIONS_CHECKED, ELIGIBLE_GROUND, *NO_SECOND_ORDER)

# --- running the order -------------------------------------------------------------------------------

ASKED_BY_THE_DEADLINE = Guard(
    code="extension_asked_in_time",
    rule=Text(
        "期限の延長は、出国期限が満了する日までに申し出なければならない。",
        "More time has to be asked for by the last day of the deadline.",
    ),
    remedy=Text(
        "期限後の申出では延長できません。出国命令の期限徒過として処理してください。",
        "After that day no extension is possible; record the deadline as missed.",
    ),
    basis="reg 50-54(1)",
    reads=frozenset({"clock:clk_departure_order_15d", "given:extension_requested_on"}),
    test=_asked_in_time,
)

CAUSE_NOT_ATTRIBUTABLE = Guard(
    code="cause_not_attributable",
    rule=Text(
        "期限は、運航の都合その他本人の責めに帰することができない事由があるときに限り延長することができる。",
        "The deadline is extended only for a cause that is not the person's fault, such as transport.",
    ),
    remedy=Text("事由を確かめてください。", "Check the cause."),
    basis="icrra 55-87",
    reads=frozenset({"given:not_attributable"}),
    test=lambda v: v.given.get("not_attributable") is True,
)

LEFT_IN_TIME = Guard(
    code="departed_by_deadline",
    rule=Text(
        "出国命令による出国は、出国期限までの出国をいう。",
        "Departure under the order means departure by its deadline.",
    ),
    remedy=Text(
        "期限後であれば、出国命令の期限徒過を記録してください。",
        "After the deadline, record it as missed.",
    ),
    basis="icrra 24(1)(8); icrra 55-85(1)",
    reads=frozenset({"clock:clk_departure_order_15d", "time"}),
    test=in_time("clk_departure_order_15d"),
)

DEADLINE_PASSED = Guard(
    code="departure_deadline_passed",
    rule=Text("出国期限がまだ経過していない。", "The deadline has to be over."),
    remedy=Text("期限の経過を待ってください。", "Wait until the deadline has passed."),
    basis="icrra 24(1)(8)",
    reads=frozenset({"clock:clk_departure_order_15d", "time"}),
    test=run_out("clk_departure_order_15d"),
)

STEPS = (
    Step(
        id="departure_exam_sent_back",
        machine="stage",
        source=("departure_order_examination",),
        target="under_investigation",
        label=Text("違反事件の差戻し", "case sent back to the guard"),
        basis="icrra 55-84(4)",
        by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        tells=(Role.CONTROL_OFFICER,),
    ),
    Step(
        id="departure_exam_passed",
        machine="stage",
        source=("departure_order_examination",),
        target="departure_order_due",
        label=Text("出国命令対象者の認定(引継ぎ事件)", "departure-order case found after referral"),
        basis="icrra 55-84(2); icrra 55-84(3); reg 37(1)",
        by=(Role.INSPECTOR,),
        needs=("departure_conditions",),
        may=("departure_limb", "note"),
        guards=(*LIMB, *ALL_CONDITIONS_MET),
        documents=("52",),
        tells=(Role.CHIEF_INSPECTOR,),
        apart=(GUARD_SIDE, CUSTODY_CHOICE),
    ),
    Step(
        id="departure_order_issued",
        machine="stage",
        source=("departure_order_due",),
        target="departure_order_in_force",
        label=Text("出国命令", "departure order issued"),
        basis="icrra 55-85(1); icrra 55-85(2); icrra 55-85(3); icrra 55-86; icrra 44-8(1)(5); "
        "icrra 47(2); icrra 48(7); icrra 49(5); reg 50-52; reg 50-53",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("departure_deadline", "order_conditions", "reasons"),
        may=("nationality", "note"),
        guards=(*NO_SECOND_ORDER, NATIONALITY_KNOWN),
        # The deadline first: the filing clock, once it runs, marks every later deadline as an extension.
        starts=("clk_departure_order_15d", "clk_departure_ext_filing"),
        stops=(*WARRANT_CLOCKS, "clk_supervised_report_3m", "clk_sp_window_open"),
        carries=RELEASE,
        moves=(WARRANT_WITHOUT_PURPOSE,),
        documents=("71-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
        apart=(GUARD_SIDE,),
        serious=True,
    ),
    Step(
        id="departure_deadline_extended",
        machine="stage",
        source=("departure_order_in_force",),
        target="departure_order_in_force",
        label=Text("出国期限の延長", "departure deadline extended"),
        basis="icrra 55-87; reg 50-54(1); reg 50-54(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("extension_requested_on", "not_attributable", "reasons", "departure_deadline"),
        may=("note",),
        guards=(ASKED_BY_THE_DEADLINE, CAUSE_NOT_ATTRIBUTABLE),
        # A further request is measured by the new deadline, so its clock starts again as well.
        starts=("clk_departure_order_15d", "clk_departure_ext_filing"),
        stops=("clk_departure_order_15d",),
        documents=("71-4",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        id="departed_under_order",
        machine="stage",
        source=("departure_order_in_force",),
        target="departed_departure_order",
        label=Text("出国命令による出国", "departed under the departure order"),
        basis="icrra 25(1); icrra 55-85(1); icrra 5(1)(9)ホ; icrra 5(1)(9)ヘ",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR,),
        needs=("port",),
        may=("departure_limb", "note"),
        guards=(LEFT_IN_TIME, *LIMB),
        starts=(
            "clk_ban_departure_order_1y",
            Start(
                "clk_ban_departure_order_short_stay_5y",
                test=lambda v: v.fact("departure_limb") == "declaration",
                reads=frozenset({"fact:departure_limb"}),
            ),
        ),
        stops=CASE_CLOCKS,
        carries=(Carry("custody_ended_by_departure"),),
        documents=("exit-stamp",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        id="departure_order_cancelled",
        machine="stage",
        source=("departure_order_in_force",),
        target="departure_order_failed",
        label=Text("出国命令の取消し", "departure order cancelled"),
        basis="icrra 55-88; icrra 24(1)(9); reg 50-55",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("breached_condition",),
        may=("reasons", "note"),
        stops=("clk_departure_order_15d", "clk_departure_ext_filing", "clk_exit_hold_24h"),
        sets={"ground": "departure_order_cancelled", "failed_departure_order": True},
        documents=("71-5",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        apart=(GUARD_SIDE,),
        serious=True,
    ),
    Step(
        id="departure_deadline_missed",
        machine="stage",
        source=("departure_order_in_force",),
        target="departure_order_failed",
        label=Text("出国期限の徒過", "departure deadline missed"),
        basis="icrra 24(1)(8); icrra 70(1)(8-2)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        may=("note",),
        guards=(DEADLINE_PASSED,),
        stops=("clk_departure_order_15d", "clk_departure_ext_filing", "clk_exit_hold_24h"),
        sets={"ground": "departure_order_missed", "failed_departure_order": True},
        tells=(Role.CONTROL_OFFICER,),
        help=Text(
            "本人がまだ本邦にいることを確かめてから記録してください。",
            "Make sure that the person is still in Japan before you record this.",
        ),
    ),
    Step(
        id="new_case_after_failed_departure",
        machine="stage",
        source=("departure_order_failed",),
        target="under_investigation",
        label=Text("出国命令違反による違反調査の開始", "new investigation after the failed departure order"),
        basis="icrra 24(1)(8); icrra 24(1)(9); icrra 24-3(1)(2); icrra 27",
        by=(Role.CONTROL_OFFICER,),
        may=("earlier_case", "note"),
        # The release under the departure order ended custody for that case; this is a new one.
        moves=(
            Move("custody", "at_liberty", ("custody_ended",)),
            Move("special_permission", "sp_none", ("sp_withdrawn", "sp_refused")),
        ),
        clears=("warrant_extended", "departure_limb", "custody_route", "finality"),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
)
