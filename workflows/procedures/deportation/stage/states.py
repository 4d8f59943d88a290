"""The states of the stage, and what each office owes the case in them."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.procedures.deportation.stage.common import THREE_DAY_WINDOWS
from workflows.roles import Role
from workflows.texts import Text

# The hard limit behind every act before the order: nobody stays under a warrant for longer.
WARRANT_LIMIT = ("clk_warrant_30d", "clk_warrant_ext_30d")

STATES = (
    State(
        "tip_received",
        Text("通報・端緒", "tip received"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("違反調査を始めるかどうかを決める", "decide whether to open an investigation"),
            ),
        ),
    ),
    State(
        "under_investigation",
        Text("違反調査中", "under investigation"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "調査を終え、通知・引渡し・引継ぎのいずれかをする",
                    "finish: notify the chief inspector, or hand over the person or the case",
                ),
                ("clk_handover_48h", "clk_log_preservation_30d"),
            ),
        ),
    ),
    State(
        "chief_inspector_screening",
        Text("主任審査官の審査中(39条2項)", "screening by the chief inspector"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("収容か監理措置かを審査する", "choose between detention and supervision"),
            ),
        ),
    ),
    State(
        "custody_route_decided",
        Text("収容・監理措置の別の決定済み", "detention or supervision chosen"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("容疑者又は事件を入国審査官に引き渡す", "hand the person or the case to an inspector"),
                ("clk_handover_48h",),
            ),
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "決めた収容又は監理措置の手続を執る",
                    "carry out the choice: warrant or supervision decision",
                ),
            ),
        ),
    ),
    State(
        "under_examination",
        Text("違反審査中", "under examination"),
        duties=(
            Duty(
                Role.INSPECTOR,
                Text("速やかに審査し、認定する", "examine promptly and make the finding"),
                ("clk_handover_48h", *WARRANT_LIMIT),
            ),
        ),
    ),
    State(
        "departure_order_examination",
        Text("出国命令に係る審査中", "examination for a departure order"),
        duties=(
            Duty(
                Role.INSPECTOR,
                Text(
                    "出国命令の要件を速やかに審査する", "examine the conditions of a departure order promptly"
                ),
            ),
        ),
    ),
    State(
        "finding_notified",
        Text("退去強制対象者の認定通知済み", "finding notified"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "口頭審理の請求又は認定に服する署名を待つ",
                    "wait for the request for a hearing or the signed acceptance",
                ),
                ("clk_oral_hearing_request_3d", *WARRANT_LIMIT),
            ),
        ),
    ),
    State(
        "oral_hearing_pending",
        Text("口頭審理", "oral hearing pending"),
        duties=(
            Duty(
                Role.SPECIAL_INQUIRY_OFFICER,
                Text("速やかに口頭審理を行い、判定する", "hold the hearing promptly and give the judgment"),
                WARRANT_LIMIT,
            ),
        ),
    ),
    State(
        "judgment_notified",
        Text("判定通知済み", "judgment notified"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "異議の申出又は判定に服する署名を待つ",
                    "wait for the objection or the signed acceptance",
                ),
                ("clk_objection_3d", *WARRANT_LIMIT),
            ),
        ),
    ),
    State(
        "objection_pending",
        Text("異議の申出・裁決待ち", "objection pending"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("調書その他の書類を法務大臣に提出する", "send both records to the Minister"),
            ),
            Duty(Role.MINISTER, Text("異議の申出について裁決する", "rule on the objection"), WARRANT_LIMIT),
        ),
    ),
    State(
        "final_sp_window",
        Text("在留特別許可の申請期間(3日)", "three days for special permission"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "申請を待つ。申請済みなら法務大臣の判断に付する",
                    "wait for an application; where one is on file, put it before the Minister",
                ),
                (*THREE_DAY_WINDOWS, *WARRANT_LIMIT),
            ),
        ),
    ),
    State(
        "special_permission_decision",
        Text("在留特別許可の判断中", "special permission being decided"),
        duties=(
            Duty(
                Role.MINISTER,
                Text("在留特別許可の許否を判断する", "decide on special permission"),
                WARRANT_LIMIT,
            ),
        ),
    ),
    State(
        "removal_order_due",
        Text("退去強制令書を発付すべき状態", "removal order due"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("速やかに退去強制令書を発付する", "issue the removal order promptly"),
                WARRANT_LIMIT,
            ),
        ),
    ),
    State(
        "removal_order_in_force",
        Text("退去強制令書発付済み", "removal order issued"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "令書を示して執行する。直ちに送還できなければ主任審査官に通知する",
                    "show and execute the order, or tell the chief inspector that it cannot be done at once",
                ),
                ("clk_post_order_notice_prompt",),
            ),
        ),
    ),
    State(
        "removal_in_preparation",
        Text("送還準備", "removal in preparation"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "送還の準備をし、退去のための計画を定める",
                    "prepare the removal and make the departure plan",
                ),
                # Not the month of grace: it is a time to wait, nobody is late when it is over.
                ("clk_post_order_notice_prompt", "clk_passport_order"),
            ),
        ),
    ),
    State(
        "self_departure_permitted",
        Text("自費出国許可済み", "departure at own cost permitted"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("予定日の出国を確認する", "confirm the departure on the planned day"),
                ("clk_exit_hold_24h", "clk_shortened_ban_depart_by"),
            ),
        ),
    ),
    State(
        "removal_scheduled",
        Text("送還予定", "removal scheduled"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("予定どおり送還する", "carry out the removal as scheduled"),
                ("clk_shortened_ban_depart_by",),
            ),
        ),
    ),
    State(
        "order_to_leave_in_force",
        Text("退去の命令中", "order to leave in force"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("期間内の退去を確認する", "confirm that the person leaves within the period"),
                ("clk_exit_hold_24h", "clk_order_to_leave"),
            ),
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "期間の延長の要否を判断する",
                    "consider an extension of the period",
                ),
                ("clk_order_to_leave",),
            ),
        ),
    ),
    State(
        "order_to_leave_suspended",
        Text("退去の命令の効力停止中", "order to leave suspended"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "停止の原因がなくなったかを確かめる",
                    "check whether the cause of the suspension has ended",
                ),
            ),
        ),
    ),
    State(
        "removal_impossible",
        Text("送還不能が明らか", "removal clearly impossible"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("特別放免の要否を判断する", "consider special release"),
                ("clk_detention_review_3m",),
            ),
            Duty(
                Role.CONTROL_OFFICER,
                Text("送還できるようになったかを確かめる", "check whether removal has become possible"),
            ),
        ),
    ),
    State(
        "departure_order_due",
        Text("出国命令をすべき状態", "departure order due"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("速やかに出国命令をする", "make the departure order promptly"),
                WARRANT_LIMIT,
            ),
        ),
    ),
    State(
        "departure_order_in_force",
        Text("出国命令中", "departure order in force"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "期限内の出国を確認し、延長の申出があれば判断する",
                    "confirm the departure in time; decide on a request for more time",
                ),
                ("clk_exit_hold_24h", "clk_departure_order_15d", "clk_departure_ext_filing"),
            ),
        ),
    ),
    State(
        "departure_order_failed",
        Text("出国命令違反", "departure order failed"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("新たな退去強制事由により違反調査を始める", "open an investigation on the new ground"),
            ),
        ),
    ),
    State(
        "procedure_suspended",
        Text("手続停止(仮滞在)", "procedure suspended (provisional stay)"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("仮滞在の終了を確かめる", "watch for the end of the provisional stay"),
                ("clk_provisional_stay_6m",),
            ),
        ),
    ),
    State("released_not_deportable", Text("放免(非該当)", "released: not deportable"), end=True),
    State("special_permission_granted", Text("在留特別許可", "special permission granted"), end=True),
    State(
        "departed_departure_order", Text("出国命令により出国", "departed under the departure order"), end=True
    ),
    State("removed", Text("送還・退去済み", "removed"), end=True),
    State("removal_order_void", Text("退去強制令書失効", "removal order void"), end=True),
    State(
        "closed_refugee_status", Text("難民等の在留許可により終了", "closed: status as a refugee"), end=True
    ),
    State("closed_no_violation", Text("非該当として終了", "closed: no violation"), end=True),
    State("closed_death", Text("死亡", "closed: death"), end=True),
)
