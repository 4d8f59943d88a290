"""The states of custody, and what an office owes while a person is in one."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.roles import Role
from workflows.texts import Text

_HEALTH = Duty(
    Role.FACILITY_HEAD,
    Text(
        "医師による健康診断を三か月に一回以上受けさせる",
        "Have a doctor examine the detainee at least once in three months",
    ),
    ("clk_protective_cell_24h", "clk_isolation_1m", "clk_health_check_3m"),
)
_WARRANT_LIMIT = Duty(
    Role.CHIEF_INSPECTOR,
    Text(
        "収容期間の末日までに、延長・監理措置・放免その他の結論を出す",
        "Extend, supervise, release or conclude before the last day of the warrant",
    ),
    ("clk_warrant_30d", "clk_warrant_ext_30d"),
)
_REVIEW = Duty(
    Role.CONTROL_OFFICER,
    Text(
        "退去のための計画を整え、三か月ごとに進捗を主任審査官へ報告する",
        "Keep the departure plan and report its progress to the chief inspector every three months",
    ),
    ("clk_detention_review_3m",),
)
_SUPERVISED = Duty(
    Role.CHIEF_INSPECTOR,
    Text(
        "届出・保証金・監理人の届出と報告の期日を確かめる",
        "Watch the dates of reports, deposit and the supervisor's notices",
    ),
    (
        "clk_deposit_3d",
        "clk_supervised_report_3m",
        "clk_supervisor_report_on_demand",
        "clk_supervisor_notice_7d",
        "clk_supervisor_resign_30d",
    ),
)

STATES = (
    State("at_liberty", Text("身柄拘束なし", "at liberty")),
    State(
        "warrant_issued",
        Text("収容令書発付・未執行", "warrant issued, not executed"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("有効期間内に収容令書を執行する", "Execute the warrant while it is valid"),
            ),
        ),
    ),
    State(
        "detained_urgent",
        Text("要急収容(令書前)", "urgent detention, no warrant yet"),
        detained=True,
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "理由を速やかに主任審査官へ報告して収容令書を請求し、48時間以内に引き渡す",
                    "Report the reason and ask for a warrant promptly; hand over within 48 hours",
                ),
                ("clk_handover_48h",),
            ),
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "収容令書の発付・監理措置・放免のいずれかを決める",
                    "Decide: warrant, supervision or release",
                ),
                ("clk_handover_48h", "clk_warrant_30d"),
            ),
            _HEALTH,
        ),
    ),
    State(
        "detained_warrant",
        Text("収容令書による収容", "detained under a warrant"),
        detained=True,
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "引渡しの時限、収容期間、令書発付後の通知の期日を守る",
                    "Keep the handover limit, the last day of detention and the notice after an order",
                ),
                (
                    "clk_handover_48h",
                    "clk_post_order_notice_prompt",
                    "clk_warrant_30d",
                    "clk_warrant_ext_30d",
                ),
            ),
            _WARRANT_LIMIT,
            _HEALTH,
        ),
    ),
    State(
        "detained_warrant_deposit_pending",
        Text(
            "監理措置決定済・保証金未納で収容中(退令前)",
            "supervision decided, held until the deposit is paid",
        ),
        detained=True,
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "保証金の納付があれば直ちに放免し、収容期間の末日を越えて収容させない",
                    "Release at once on payment; hold nobody beyond the last day of the warrant",
                ),
                (
                    "clk_handover_48h",
                    "clk_post_order_notice_prompt",
                    "clk_warrant_30d",
                    "clk_warrant_ext_30d",
                ),
            ),
            _HEALTH,
        ),
    ),
    State("supervised_pre", Text("監理措置(退令前)", "supervised, before the order"), duties=(_SUPERVISED,)),
    State(
        "provisional_release_pre",
        Text("仮放免(退令前)", "provisionally released, before the order"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "満了日までに延長の要否を決め、令書発付後は審査に移す",
                    "Decide on an extension by the last day; after an order open the screening",
                ),
                ("clk_post_order_notice_prompt", "clk_provisional_release_3m"),
            ),
        ),
    ),
    State(
        "post_order_screening",
        Text("退令後の主任審査官の審査", "screening of custody after the order"),
        detained=True,
        # Free persons are screened too; the health check runs for those who are held.
        held_while="clk_health_check_3m",
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text(
                    "監理措置に付すか収容するかを直ちに決める",
                    "Decide without delay between supervision and detention",
                ),
                ("clk_post_order_notice_prompt",),
            ),
            _HEALTH,
        ),
    ),
    State(
        "detained_order",
        Text("退去強制令書による収容", "detained under the removal order"),
        detained=True,
        duties=(_REVIEW, _HEALTH),
    ),
    State(
        "detained_order_deposit_pending",
        Text(
            "監理措置決定済・保証金未納で収容中(退令後)",
            "supervision decided after the order, deposit unpaid",
        ),
        detained=True,
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("保証金の納付があれば直ちに放免する", "Release at once when the deposit is paid"),
            ),
            _REVIEW,
            _HEALTH,
        ),
    ),
    State("supervised_post", Text("監理措置(退令後)", "supervised, after the order"), duties=(_SUPERVISED,)),
    State(
        "provisional_release_post",
        Text("仮放免(退令後)", "provisionally released, after the order"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("満了日までに延長の要否を決める", "Decide on an extension by the last day"),
                ("clk_provisional_release_3m",),
            ),
        ),
    ),
    State(
        "special_release",
        Text("特別放免", "special release"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text("送還が可能になったかを確かめる", "Watch whether removal becomes possible"),
            ),
        ),
    ),
    State(
        "supervision_revoked_at_large",
        Text("監理措置取消し・所在不明", "supervision revoked, whereabouts unknown"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "所在を突き止めて収容し、令書の期間が過ぎたら主任審査官へ知らせる",
                    "Find and detain the person; tell the chief inspector when the warrant runs out",
                ),
            ),
        ),
    ),
    State(
        "escaped",
        Text("逃走", "escaped"),
        duties=(Duty(Role.CONTROL_OFFICER, Text("所在を突き止めて収容する", "Find and detain the person")),),
    ),
    State(
        "disaster_released",
        Text("災害時解放", "released in a disaster"),
        duties=(
            Duty(
                Role.FACILITY_HEAD,
                Text(
                    "避難の必要がなくなった後の出頭を確かめる",
                    "Check that the person reports back once it is safe",
                ),
            ),
        ),
    ),
    State(
        "criminal_custody",
        Text("刑事手続等の身柄拘束", "in criminal custody"),
        duties=(
            Duty(
                Role.CONTROL_OFFICER,
                Text(
                    "釈放の時期を施設に確かめ、引渡し又は監理措置の通知に備える",
                    "Ask when release is due; prepare the handover or the notice of supervision",
                ),
                ("clk_police_handover_48h",),
            ),
        ),
    ),
    State(
        "exit_restricted_at_liberty",
        Text("出国制限対象者", "exit-restricted person"),
        duties=(
            Duty(
                Role.CHIEF_INSPECTOR,
                Text("条件と届出の期日を確かめる", "Watch the conditions and the date of the next report"),
                ("clk_exit_restricted_report_3m",),
            ),
        ),
    ),
    State("custody_ended", Text("身柄に関する措置終了", "custody ended"), end=True),
)
