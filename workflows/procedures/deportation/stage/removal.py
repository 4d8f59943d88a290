"""Stage: executing the removal order (52, 53, 59), and the landing ban that follows (5(1))."""

from __future__ import annotations

from workflows.declare import SAME, Carry, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.deportation.bars import NO_BAR_ON_REMOVAL, NO_EXIT_RESTRICTION
from workflows.procedures.deportation.stage.common import CASE_CLOCKS, DESTINATION_CHECKED
from workflows.roles import Role
from workflows.texts import Text

# --- landing bans: at most one period follows from a removal -------------------------------------------------


def _without_end(v: View) -> bool:
    return v.fact("ground") == "public_interest"


def _by_years(v: View) -> bool:
    # 5(1)(9) leaves out 24(4-3) as well, but nothing without end takes its place: whoever was removed for
    # violence about an event is refused landing where the next event is in danger (5(1)(5-2)).
    return v.fact("ground") not in ("public_interest", "event_violence")


def _shortened(v: View) -> bool:
    granted = v.is_in("ban_shortening", "shortening_granted") and v.fact("removal_mode") == "self_paid"
    return granted and _by_years(v)


def _repeated(v: View) -> bool:
    before = v.fact("prior_removal") is True or v.fact("prior_departure_order") is True
    return before and _by_years(v)


def _first(v: View) -> bool:
    return _by_years(v) and not _repeated(v)


_BEFORE = frozenset({"fact:ground", "fact:prior_removal", "fact:prior_departure_order"})
_OWN_COST = _BEFORE | {"machine:ban_shortening", "fact:removal_mode"}

BAN_WITHOUT_END = Start("clk_ban_permanent", test=_without_end, reads=frozenset({"fact:ground"}))

BAN_AFTER_REMOVAL = (
    BAN_WITHOUT_END,
    Start("clk_ban_removal_5y", test=_first, reads=_BEFORE),
    Start("clk_ban_removal_10y", test=_repeated, reads=_BEFORE),
)

BAN_AFTER_REMOVAL_OR_OWN_DEPARTURE = (
    BAN_WITHOUT_END,
    Start("clk_ban_shortened_1y", test=_shortened, reads=_OWN_COST),
    Start("clk_ban_removal_5y", test=lambda v: _first(v) and not _shortened(v), reads=_OWN_COST),
    Start("clk_ban_removal_10y", test=lambda v: _repeated(v) and not _shortened(v), reads=_OWN_COST),
)

# --- guards -------------------------------------------------------------------------------------------


def _shortening_kept(v: View) -> bool:
    by = v.running("clk_shortened_ban_depart_by")
    late = by is not None and by.legal_at is not None and v.when() >= by.legal_at
    return not (late and v.is_in("ban_shortening", "shortening_granted"))


EXECUTION_NOT_BARRED = Guard(
    code="execution_after_criminal_procedure",
    rule=Text(
        "刑事手続等が行われている者に対する令書は、手続の終了後に執行する。"
        "刑の執行中は検事総長又は検事長の許可があるときに限る。",
        "The order is executed after the criminal procedure; during a sentence with the permission of the "
        "Prosecutor-General or a superintending prosecutor.",
    ),
    remedy=Text(
        "手続の終了を記録するか、許可を得てその旨を入力してください。",
        "Record the end of that procedure, or enter the permission.",
    ),
    basis="icrra 63(2)",
    reads=frozenset({"fact:criminal_open", "fact:prosecutor_permission", "given:prosecutor_permission"}),
    test=lambda v: v.fact("criminal_open") is not True or v.told("prosecutor_permission") is True,
)

PLAN_IS_DUE = Guard(
    code="departure_plan_due",
    rule=Text(
        "退去のための計画は、令書により収容した者又は令書発付後に監理措置に付された者について定める。",
        "The plan is made for a person detained under the order or supervised after it.",
    ),
    remedy=Text(
        "収容又は監理措置の決定を先に記録してください。",
        "Record the detention or the supervision decision first.",
    ),
    basis="icrra 52-8(1)(1); icrra 52-8(1)(2)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "detained_order", "detained_order_deposit_pending", "supervised_post"),
)

DESTINATION_LAWFUL = Guard(
    code="destination_lawful",
    rule=Text(
        "送還は、53条3項の国に当たらないことを確認した送還先に限る。",
        "Removal is only to a destination that was checked against 53(3).",
    ),
    remedy=Text(
        "送還先の確認を先に記録してください。",
        "Record the check of the destination first.",
    ),
    basis="icrra 53(1); icrra 53(3)(1); icrra 53(3)(2); icrra 53(3)(3)",
    reads=frozenset({"fact:destination_lawful"}),
    test=lambda v: v.fact("destination_lawful") is True,
)

APPLIED_FOR_OWN_DEPARTURE = Guard(
    code="own_departure_applied",
    rule=Text(
        "自費出国の許可は、本人の申請に基づいて行う。",
        "Departure at own cost is permitted on the person's application.",
    ),
    remedy=Text("申請を受けてから許可してください。", "Take the application first."),
    basis="icrra 52(4)",
    reads=frozenset({"given:own_departure_applied"}),
    test=lambda v: v.given.get("own_departure_applied") is True,
)

SHORTENING_STILL_GOOD = Guard(
    code="shortening_date_kept",
    rule=Text(
        "上陸拒否期間を一年とする決定は、定められた日までに退去しなければ効力がない。",
        "The decision for a one-year ban holds only for a departure by the date set.",
    ),
    remedy=Text(
        "定められた日が過ぎています。期間短縮の失効を先に記録してください。",
        "That date has passed: record the loss of the shortening first.",
    ),
    basis="icrra 52(5); icrra 5(1)(9)ロ; reg 47-3(3)",
    reads=frozenset({"machine:ban_shortening", "clock:clk_shortened_ban_depart_by", "time"}),
    test=_shortening_kept,
)

STEPS = (
    Step(
        id="removal_execution_started",
        machine="stage",
        source=("removal_order_in_force",),
        target="removal_in_preparation",
        label=Text("退去強制令書の呈示・執行の開始", "order shown, execution started"),
        basis="icrra 52(1); icrra 52(3)",
        by=(Role.CONTROL_OFFICER,),
        may=("prosecutor_permission", "note"),
        guards=(EXECUTION_NOT_BARRED, NO_EXIT_RESTRICTION),
        documents=("63",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        id="execution_entrusted",
        machine="stage",
        source=("removal_order_in_force", "removal_in_preparation"),
        target=SAME,
        label=Text("退去強制令書の執行の依頼", "execution entrusted"),
        basis="icrra 52(2); reg 46(1); reg 46(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("entrusted_to",),
        may=("entrusted_result", "note"),
        documents=("63",),
        tells=(Role.POLICE,),
    ),
    Step(
        id="immediate_removal_impossible",
        machine="stage",
        source=("removal_in_preparation",),
        target="removal_in_preparation",
        label=Text("直ちに送還できない旨の通知", "immediate removal impossible"),
        basis="icrra 52(7); icrra 52(8)",
        by=(Role.CONTROL_OFFICER,),
        needs=("impossible_causes",),
        may=("prosecutor_permission", "note"),
        sets={"impossible_notified": True},
        documents=("notice-52-7",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        id="departure_plan_made",
        machine="stage",
        source=("removal_in_preparation",),
        target="removal_in_preparation",
        label=Text("退去のための計画の策定", "departure plan made"),
        basis="icrra 52-8(1)(1); icrra 52-8(1)(2); reg 48-4(1)(1); reg 48-4(1)(2); reg 48-4(1)(3)",
        by=(Role.CONTROL_OFFICER,),
        needs=("impossible_causes", "person_heard", "causes_end_on"),
        may=("note",),
        guards=(PLAN_IS_DUE,),
        sets={"plan_made": True},
        documents=("departure-plan",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        id="self_departure_permitted",
        machine="stage",
        source=("removal_in_preparation",),
        target="self_departure_permitted",
        label=Text("自費出国の許可", "departure at own cost permitted"),
        basis="icrra 52(4); reg 47-2",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("own_departure_applied", "planned_departure_on", "destination", "destination_lawful"),
        may=("depart_by", "flight", "prosecutor_permission", "note"),
        guards=(APPLIED_FOR_OWN_DEPARTURE, DESTINATION_CHECKED),
        # Without a decision under 52(5) there is no date by which the shortening could be lost.
        starts=(
            Start(
                "clk_shortened_ban_depart_by",
                test=lambda v: v.is_in("ban_shortening", "shortening_granted"),
                reads=frozenset({"machine:ban_shortening"}),
            ),
        ),
        sets={"removal_mode": "self_paid"},
        documents=("own-departure-permit", "64-2"),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
    ),
    Step(
        id="removal_scheduled",
        machine="stage",
        source=("removal_in_preparation", "self_departure_permitted"),
        target="removal_scheduled",
        label=Text("送還の予定", "removal scheduled"),
        basis="icrra 52(3); practice removal-modes; practice removal-notice-2026",
        by=(Role.CONTROL_OFFICER,),
        needs=("planned_departure_on", "removal_mode", "destination_lawful"),
        may=("destination", "flight", "escorts", "fit_to_travel", "note"),
        guards=(*NO_BAR_ON_REMOVAL, DESTINATION_CHECKED),
        documents=("removal-schedule",),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
        mark="memory",
        note=Text(
            "健康状態の確認は実務の記憶によります。一か月の猶予の運用は細部が公表されていません。",
            "Fitness to travel is from memory; the details of the one-month practice are unpublished.",
        ),
    ),
    Step(
        id="handed_to_carrier",
        machine="stage",
        source=("removal_in_preparation", "removal_scheduled", "order_to_leave_in_force"),
        target="removed",
        label=Text("運送業者への引渡し・送還", "handed to the carrier and removed"),
        basis="icrra 52(3); icrra 59(1); icrra 55-2(5); icrra 5(1)(9)ハ; icrra 5(1)(9)ニ; icrra 5(1)(10); "
        "reg 47",
        by=(Role.CONTROL_OFFICER,),
        needs=("carrier_limb", "carrier_name", "port"),
        may=("flight", "prior_removal", "prior_departure_order", "note"),
        guards=(*NO_BAR_ON_REMOVAL, DESTINATION_LAWFUL),
        starts=BAN_AFTER_REMOVAL,
        stops=CASE_CLOCKS,
        carries=(Carry("custody_ended_by_departure"),),
        documents=("64",),
        tells=(Role.CHIEF_INSPECTOR, Role.SUPERVISOR, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        id="removed",
        machine="stage",
        source=("removal_scheduled", "self_departure_permitted", "order_to_leave_in_force"),
        target="removed",
        label=Text("送還・退去の完了", "removed"),
        basis="icrra 52(3); icrra 52(4); icrra 53(1); icrra 53(3); icrra 55-2(5); "
        "icrra 5(1)(9)ロ; icrra 5(1)(9)ハ; icrra 5(1)(9)ニ; icrra 5(1)(10)",
        by=(Role.CONTROL_OFFICER,),
        needs=("removal_mode", "port"),
        may=("flight", "escorts", "prior_removal", "prior_departure_order", "note"),
        guards=(*NO_BAR_ON_REMOVAL, DESTINATION_LAWFUL, SHORTENING_STILL_GOOD),
        starts=BAN_AFTER_REMOVAL_OR_OWN_DEPARTURE,
        stops=CASE_CLOCKS,
        carries=(Carry("custody_ended_by_departure"),),
        documents=("63",),
        tells=(Role.CHIEF_INSPECTOR, Role.SUPERVISOR, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        id="removal_failed",
        machine="stage",
        source=("removal_scheduled", "self_departure_permitted"),
        target="removal_in_preparation",
        label=Text("送還不成功", "removal failed"),
        basis="icrra 52(3); icrra 52(7); practice removal-failure",
        by=(Role.CONTROL_OFFICER,),
        needs=("failure_cause", "obstruction"),
        may=("force_used", "note"),
        clears=("removal_mode",),
        documents=("incident-report",),
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "拒否と機長の判断による中止は知られていますが、その他の原因と処理は条文にありません。",
            "Refusal and the captain's decision are documented; the rest is inferred.",
        ),
    ),
)
