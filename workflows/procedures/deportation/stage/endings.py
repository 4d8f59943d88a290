"""Stage: what ends, suspends or halts the procedure from outside, and what may happen at any time."""

from __future__ import annotations

from workflows.declare import ANY, PREVIOUS, SAME, Carry, Guard, Move, Start, Step
from workflows.engine import View
from workflows.procedures.deportation.bars import REMOVAL_IS_BARRED
from workflows.procedures.deportation.stage.common import CASE_CLOCKS, THREE_DAY_WINDOWS, WARRANT_CLOCKS
from workflows.procedures.deportation.stage.states import STATES
from workflows.roles import Role
from workflows.texts import Text

# Things seized are returned, or cannot be, most often after the case is over.
EVERY_STATE = tuple(state.code for state in STATES)

# Chapter V stops as a whole; once an order has been issued a provisional stay is excluded.
BEFORE_REMOVAL_ORDER = (
    "tip_received",
    "under_investigation",
    "chief_inspector_screening",
    "custody_route_decided",
    "under_examination",
    "departure_order_examination",
    "finding_notified",
    "oral_hearing_pending",
    "judgment_notified",
    "objection_pending",
    "final_sp_window",
    "special_permission_decision",
    "removal_order_due",
    "departure_order_due",
    "departure_order_in_force",
    "departure_order_failed",
)

EVERY_CUSTODY = (
    "at_liberty",
    "warrant_issued",
    "detained_urgent",
    "detained_warrant",
    "detained_warrant_deposit_pending",
    "supervised_pre",
    "provisional_release_pre",
    "post_order_screening",
    "detained_order",
    "detained_order_deposit_pending",
    "supervised_post",
    "provisional_release_post",
    "special_release",
    "supervision_revoked_at_large",
    "escaped",
    "disaster_released",
    "criminal_custody",
    "exit_restricted_at_liberty",
)

# What rests on the removal order falls with it, the conditions of 63-2 included; criminal custody does
# not rest on it.
CUSTODY_RESTING_ON_ORDER = (
    "warrant_issued",
    "detained_warrant",
    "detained_warrant_deposit_pending",
    "provisional_release_pre",
    "post_order_screening",
    "detained_order",
    "detained_order_deposit_pending",
    "supervised_post",
    "provisional_release_post",
    "special_release",
    "supervision_revoked_at_large",
    "escaped",
    "disaster_released",
    "exit_restricted_at_liberty",
)

REVIEW_OVER = Move(
    "review",
    "review_idle",
    (
        "review_due",
        "review_considering",
        "review_with_commissioner",
        "review_ordered",
        "review_closed_supervised",
    ),
)

CLEARED_WITH_THE_CASE = ("order_in_force", "has_supervisor", "supervisor_vacant", "work_permitted")


def _void_for_a_reason(v: View) -> bool:
    return (
        v.is_in("court", "court_annulled")
        or v.is_in("special_permission", "sp_granted")
        or v.given.get("void_cause") is not None
    )


def _provisional_stay_over(v: View) -> bool:
    if v.is_in("refugee", "provisional_stay"):
        return False
    # A refusal alone does not end the stay: it lasts until the review is lost or not asked for.
    stay = v.running("clk_provisional_stay_6m")
    lasts = stay is not None and stay.legal_at is not None and v.when() < stay.legal_at
    return not (lasts and v.is_in("refugee", "refugee_refused_appeal_open", "refugee_review_pending"))


ORDER_LOST_ITS_EFFECT = Guard(
    code="order_void_cause",
    rule=Text(
        "令書の失効は、取消判決、取消し又は令書発付後の在留特別許可による。",
        "An order loses effect by a judgment, by revocation or with a special permission given after it.",
    ),
    remedy=Text("失効の原因を入力してください。", "Enter why the order has lost its effect."),
    basis="acla 32(1); acla 33(1); icrra 52-6",
    reads=frozenset({"machine:court", "machine:special_permission", "given:void_cause"}),
    test=_void_for_a_reason,
)

STATUS_PERMITTED = Guard(
    code="refugee_status_permitted",
    rule=Text(
        "この終了は、難民等として在留を許可された者について記録する。",
        "The case ends this way for a person permitted to stay as a refugee or protected person.",
    ),
    remedy=Text(
        "難民等の認定を先に記録するか、許可の表示を入力してください。",
        "Record the recognition first, or enter the permission.",
    ),
    basis="icrra 61-2-9(1)",
    reads=frozenset({"machine:refugee", "given:status_permission"}),
    test=lambda v: v.is_in("refugee", "refugee_recognised") or v.given.get("status_permission") is not None,
)

HOLD_RUNS = Guard(
    code="exit_hold_runs",
    rule=Text(
        "終わりを記録できるのは、記録された出国確認の留保である。",
        "Only a hold on record can be ended.",
    ),
    remedy=Text("留保を先に記録してください。", "Record the hold first."),
    basis="icrra 25-2(1)",
    reads=frozenset({"clock:clk_exit_hold_24h"}),
    test=lambda v: v.running("clk_exit_hold_24h") is not None,
)

PROVISIONAL_STAY_OVER = Guard(
    code="provisional_stay_over",
    rule=Text(
        "仮滞在期間が経過するまでの間、退去強制の手続は停止する。",
        "The procedure stands still until the provisional stay is over.",
    ),
    remedy=Text("仮滞在の終了を先に記録してください。", "Record the end of the provisional stay first."),
    basis="icrra 61-2-9(2); icrra 61-2-4(5)",
    reads=frozenset({"machine:refugee", "clock:clk_provisional_stay_6m", "time"}),
    test=_provisional_stay_over,
)

STEPS = (
    Step(
        id="removal_order_void",
        machine="stage",
        source=(
            "removal_order_in_force",
            "removal_in_preparation",
            "self_departure_permitted",
            "removal_scheduled",
            "order_to_leave_in_force",
            "order_to_leave_suspended",
            "removal_impossible",
        ),
        target="removal_order_void",
        label=Text("退去強制令書の失効", "removal order void"),
        basis="acla 32(1); acla 33(1); icrra 52-6; practice late-special-permission",
        by=(Role.COURT, Role.CHIEF_INSPECTOR),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("void_cause", "reasons", "note"),
        guards=(ORDER_LOST_ITS_EFFECT,),
        stops=CASE_CLOCKS,
        carries=(Carry("post_supervision_lapsed"),),
        moves=(Move("custody", "at_liberty", CUSTODY_RESTING_ON_ORDER), REVIEW_OVER),
        clears=(*CLEARED_WITH_THE_CASE, "impossible_notified", "plan_made"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        mark="memory",
        note=Text(
            "職権による取消しは記憶によるもので、条文を確認していません。",
            "Revocation by the agency's own motion is from memory.",
        ),
    ),
    Step(
        id="procedure_barred_by_refugee_status",
        machine="stage",
        source=(ANY,),
        target="closed_refugee_status",
        label=Text("難民等の在留許可による手続の終了", "procedure barred by status as a refugee"),
        basis="icrra 61-2-9(1)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("status_permission", "note"),
        guards=(STATUS_PERMITTED,),
        stops=CASE_CLOCKS,
        moves=(Move("custody", "custody_ended", EVERY_CUSTODY), REVIEW_OVER),
        clears=CLEARED_WITH_THE_CASE,
        tells=(Role.CONTROL_OFFICER, Role.INSPECTOR, Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
    ),
    Step(
        id="procedure_suspended_provisional_stay",
        machine="stage",
        source=BEFORE_REMOVAL_ORDER,
        target="procedure_suspended",
        label=Text("仮滞在による手続の停止", "procedure suspended by provisional stay"),
        basis="icrra 61-2-9(2); icrra 61-2-4(2); reg 56-2",
        by=(Role.SYSTEM,),
        needs=("stay_until",),
        starts=(
            # The permission carries this step and has usually started the clock itself.
            Start(
                "clk_provisional_stay_6m",
                test=lambda v: v.running("clk_provisional_stay_6m") is None,
                reads=frozenset({"clock:clk_provisional_stay_6m"}),
            ),
        ),
        stops=(
            *WARRANT_CLOCKS,
            "clk_health_check_3m",
            "clk_isolation_1m",
            "clk_protective_cell_24h",
            "clk_oral_hearing_request_3d",
            "clk_objection_3d",
            *THREE_DAY_WINDOWS,
        ),
        moves=(
            Move(
                "custody",
                "at_liberty",
                ("warrant_issued", "detained_urgent", "detained_warrant", "detained_warrant_deposit_pending"),
            ),
        ),
        tells=(Role.CONTROL_OFFICER, Role.INSPECTOR, Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
        carried_only=True,
        note=Text(
            "収容と進行中の三日間の扱いは条文にありません。放免し、期間は再開時に改めて進めます(推論)。",
            "Nothing is said on detention and on running periods: the person is freed and the three days "
            "run afresh on resumption (inferred).",
        ),
    ),
    Step(
        id="procedure_resumed",
        machine="stage",
        source=("procedure_suspended",),
        target=PREVIOUS,
        label=Text("手続の再開", "procedure resumed"),
        basis="icrra 61-2-9(2); icrra 61-2-4(5)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("suspension_ended_by", "note"),
        guards=(PROVISIONAL_STAY_OVER,),
        starts=(
            Start(
                "clk_oral_hearing_request_3d",
                test=lambda v: v.is_in("stage", "finding_notified"),
                reads=frozenset({"machine:stage"}),
            ),
            Start(
                "clk_objection_3d",
                test=lambda v: v.is_in("stage", "judgment_notified"),
                reads=frozenset({"machine:stage"}),
            ),
            Start(
                "clk_sp_after_finding_3d",
                test=lambda v: _window_resumes(v, "finding"),
                reads=frozenset({"machine:stage", "machine:special_permission", "fact:finality"}),
            ),
            Start(
                "clk_sp_after_judgment_3d",
                test=lambda v: _window_resumes(v, "judgment"),
                reads=frozenset({"machine:stage", "machine:special_permission", "fact:finality"}),
            ),
            Start(
                "clk_sp_after_ruling_3d",
                test=lambda v: _window_resumes(v, "ruling"),
                reads=frozenset({"machine:stage", "machine:special_permission", "fact:finality"}),
            ),
        ),
        stops=("clk_provisional_stay_6m",),
        tells=(Role.CONTROL_OFFICER, Role.INSPECTOR, Role.CHIEF_INSPECTOR),
    ),
    Step(
        id="death_recorded",
        machine="stage",
        source=(ANY,),
        target="closed_death",
        label=Text("死亡の記録", "death recorded"),
        basis="icrra 55-82; icrra 44-3(4)(2); icrra 52-3(4)(2); reg 50-45; reg 50-46",
        by=(Role.FACILITY_HEAD, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("death_reported_by", "cause_of_death"),
        may=("autopsy_asked", "family_told", "supervisor_learned_on", "note"),
        starts=(
            # The supervisor's own seven days: only where there is one who has not reported yet.
            Start(
                "clk_supervisor_notice_death_7d",
                at="supervisor_learned_on",
                test=lambda v: (
                    v.is_in("custody", "supervised_pre", "supervised_post")
                    and v.given.get("death_reported_by") != "supervisor"
                ),
                reads=frozenset({"machine:custody", "given:death_reported_by"}),
            ),
        ),
        stops=CASE_CLOCKS,
        moves=(Move("custody", "custody_ended", EVERY_CUSTODY), REVIEW_OVER),
        clears=CLEARED_WITH_THE_CASE,
        documents=("death-notice",),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD, Role.SUPERVISOR),
        mark="memory",
        note=Text(
            "領事機関への連絡は実務の記憶によります。",
            "Telling the consulate is practice from memory.",
        ),
    ),
    Step(
        id="exit_confirmation_held",
        machine="stage",
        source=("departure_order_in_force", "self_departure_permitted"),
        target=SAME,
        label=Text("出国確認の留保", "exit confirmation held"),
        basis="icrra 25-2(1); icrra 25-2(2); reg 28",
        by=(Role.INSPECTOR,),
        needs=("hold_reason", "hold_authority"),
        may=("exit_procedure_at", "note"),
        # The 24 hours run from the exit procedure, which may have begun some minutes earlier.
        starts=(Start("clk_exit_hold_24h", at="exit_procedure_at"),),
        documents=("39",),
        tells=(Role.FOREIGN_NATIONAL, Role.POLICE, Role.CHIEF_INSPECTOR),
        serious=True,
    ),
    # Not a row of its own in the sources: the exit is confirmed after all, or the person does not leave. The
    # case may have moved on since the hold began.
    Step(
        id="exit_hold_ended",
        machine="stage",
        source=(ANY,),
        target=SAME,
        label=Text("出国確認の留保の終了", "hold of the exit confirmation ended"),
        basis="icrra 25-2(1); icrra 25(1)",
        by=(Role.INSPECTOR,),
        may=("note",),
        guards=(HOLD_RUNS,),
        stops=("clk_exit_hold_24h",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        mark="inferred",
        note=Text(
            "留保は24時間で当然に終わります。それより前の終わり方は条文にありません。",
            "A hold ends by itself after 24 hours; how it ends before that is not stated.",
        ),
    ),
    Step(
        id="unclaimed_evidence_noticed",
        machine="stage",
        source=EVERY_STATE,
        target=SAME,
        label=Text("還付できない物件の公告", "public notice of unclaimed things"),
        basis="icrra 37-3(2); icrra 37-3(3)",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("unclaimed_items",),
        may=("note",),
        starts=("clk_unclaimed_evidence_6m",),
        documents=("public-notice",),
    ),
    Step(
        id="removal_halted_by_stay",
        machine="stage",
        # An order to leave is suspended by 55-2(2) and not lost: it has its own step.
        source=("removal_scheduled", "self_departure_permitted"),
        target="removal_in_preparation",
        label=Text("送還の停止による中止", "removal halted by a stay"),
        basis="icrra 61-2-9(3); icrra 63(2); icrra 63(3); acla 25(2)",
        by=(Role.CONTROL_OFFICER,),
        may=("bar_kind", "halted_where", "note"),
        guards=(REMOVAL_IS_BARRED,),
        clears=("removal_mode",),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
    ),
)


def _window_resumes(v: View, finality: str) -> bool:
    open_again = v.is_in("stage", "final_sp_window") and not v.is_in("special_permission", "sp_pending")
    return open_again and v.fact("finality") == finality
