"""Custody after the removal order: fresh screening, detention, supervision and its end, special release."""

from __future__ import annotations

from workflows.declare import Guard, Start, Step
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.custody.common import (
    CONSENT,
    DEPOSIT,
    DEPOSIT_ASKED,
    DEPOSIT_GUARDS,
    DEPOSIT_SETTLED,
    FACILITY_CLOCKS,
    MAY_DETAIN_POST,
    ORDER_CLOCKS,
    ORDER_IN_FORCE,
    REVIEW_ANEW,
    REVIEW_OVER,
    SUPERVISION_ANSWERED,
    SUPERVISION_CLOCKS,
    SUPERVISION_FACTS,
    WARRANT_CLOCKS,
)
from workflows.procedures.deportation.custody.supervision import (
    DEPOSIT_MISSED,
    FORFEITURE_WITHIN,
    SUPERVISOR_MISSING,
)
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "may_revoke_grounds_post",
        Text("取り消すことができる事由(52条の4第2項)", "grounds for revocation (52-4(2))"),
        Kind.CHOICES,
        (
            Choice("removal", Text("送還のため収容が必要(1号)", "detention needed for removal (item 1)")),
            Choice("flight", Text("逃亡又はその疑い(2号)", "flight or suspicion of it (item 2)")),
            Choice("work", Text("就労等又はその疑い(3号)", "work or business, or suspicion (item 3)")),
            Choice("breach", Text("監理措置条件違反(4号)", "breach of a condition (item 4)")),
            Choice("report", Text("届出をせず又は虚偽の届出(5号)", "no report or a false one (item 5)")),
        ),
    ),
)

_ONLY_REMOVAL = ["removal"]

CRIMINAL_CUSTODY_OVER = Guard(
    code="criminal_custody_over",
    rule=Text(
        "退去強制令書は刑事手続等が終わった後に執行します。",
        "The order is executed after the criminal procedure, or with the prosecutor's permission.",
    ),
    remedy=Text(
        "手続の終了又は検事総長・検事長の許可を記録してください。",
        "Record the end of that procedure, or the permission.",
    ),
    basis="icrra 63(2)",
    reads=frozenset(
        {
            "machine:custody",
            "fact:criminal_open",
            "given:criminal_open",
            "fact:prosecutor_permission",
            "given:prosecutor_permission",
        }
    ),
    test=lambda v: (
        not v.is_in("custody", "criminal_custody")
        or v.told("criminal_open") is not True
        or v.told("prosecutor_permission") is True
    ),
)
NO_FORFEITURE_FOR_REMOVAL = Guard(
    code="no_forfeiture_for_removal",
    rule=Text(
        "送還のための収容だけを理由とする取消しでは、保証金を没取できません。",
        "When supervision is revoked only in order to remove the person, no deposit is forfeited.",
    ),
    remedy=Text(
        "没取する額を空欄にするか、他の取消事由があればそれも選んでください。",
        "Leave the amount empty, or choose the other ground if there is one.",
    ),
    basis="icrra 52-4(2)(1); icrra 52-4(4)",
    reads=frozenset({"given:may_revoke_grounds_post", "given:forfeited_amount"}),
    test=lambda v: (
        v.given.get("may_revoke_grounds_post") != _ONLY_REMOVAL or not v.given.get("forfeited_amount")
    ),
)
FORFEITURE_DUE_POST = Guard(
    code="forfeiture_due_post",
    rule=Text(
        "送還のための収容だけを理由としない取消しでは、納付された保証金の全部又は一部を没取します。",
        "Unless removal is the only ground, a deposit that was paid is forfeited in whole or in part.",
    ),
    remedy=Text("没取する額を入力してください。", "Enter the amount forfeited."),
    basis="icrra 52-4(4)",
    reads=frozenset({"given:may_revoke_grounds_post", "given:forfeited_amount", "fact:deposit_paid"}),
    test=lambda v: (
        v.fact("deposit_paid") is not True
        or v.given.get("may_revoke_grounds_post") == _ONLY_REMOVAL
        or bool(v.given.get("forfeited_amount"))
    ),
)
ORDER_WITHOUT_EFFECT = Guard(
    code="order_without_effect",
    rule=Text(
        "退令後の監理措置が失効するのは、退去強制令書が効力を失ったときです。",
        "Supervision after the order lapses when the order loses its effect.",
    ),
    remedy=Text(
        "退去強制令書の失効を先に記録してください。", "Record first that the order has lost its effect."
    ),
    basis="icrra 52-6(1)",
    reads=frozenset({"fact:order_in_force"}),
    test=lambda v: v.fact("order_in_force") is not True,
)
REMOVAL_IMPOSSIBLE = Guard(
    code="removal_impossible",
    rule=Text(
        "特別放免は、送還できないことが明らかになったときに限ります。",
        "Special release needs a finding that the person clearly cannot be removed.",
    ),
    remedy=Text("送還不能の認定を先に記録してください。", "Record that finding first."),
    basis="icrra 52(10)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: v.is_in("stage", "removal_impossible"),
)

# A person held without a break keeps the date of the next examination; only a new arrival gets one.
HEALTH_IF_NEW = Start(
    "clk_health_check_3m",
    test=lambda v: v.running("clk_health_check_3m") is None,
    reads=frozenset({"clock:clk_health_check_3m"}),
)

STEPS = (
    Step(
        "post_order_screening_opened",
        "custody",
        (
            "at_liberty",
            "detained_warrant",
            "detained_warrant_deposit_pending",
            "provisional_release_pre",
            "criminal_custody",
        ),
        "post_order_screening",
        Text(
            "直ちに送還できない旨の通知・審査の開始",
            "Notice that removal cannot be immediate: custody is screened",
        ),
        "icrra 52(7); icrra 52(8)",
        by=(Role.CONTROL_OFFICER,),
        may=("reasons", "criminal_open", "prosecutor_permission"),
        guards=(ORDER_IN_FORCE, CRIMINAL_CUSTODY_OVER),
        starts=("clk_post_order_notice_prompt",),
        stops=(
            "clk_post_order_notice_prompt",
            *WARRANT_CLOCKS,
            "clk_handover_48h",
            "clk_provisional_release_3m",
            "clk_police_handover_48h",
        ),
        sets={"impossible_notified": True},
        clears=SUPERVISION_FACTS,
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "発付前の身柄が審査の間どう続くかは条文にありません。収容されていた人は審査の間も収容されているものとします。",
            "How earlier custody carries over is not stated; who was held is treated as held meanwhile.",
        ),
    ),
    Step(
        "post_order_detention_decided",
        "custody",
        ("post_order_screening",),
        "detained_order",
        Text("退去強制令書による収容", "Detain under the removal order"),
        "icrra 52(8); icrra 52(9); icrra 52-8(1)(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons", "facility"),
        may=("paper_shown", "intake_interview", "rules_told"),
        guards=(ORDER_IN_FORCE, *MAY_DETAIN_POST),
        starts=("clk_detention_review_3m", HEALTH_IF_NEW),
        stops=("clk_post_order_notice_prompt",),
        moves=(REVIEW_ANEW,),
        tells=(Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL, Role.FACILITY_HEAD),
        serious=True,
        help=Text(
            "三月ごとの検討はこの日時から数えます。収容令書による収容の日は含みません。",
            "The three months of the review run from this time; days under a warrant do not count.",
        ),
    ),
    Step(
        "post_order_supervision_decided",
        "custody",
        ("post_order_screening",),
        "supervised_post",
        Text("退令後の監理措置の決定", "Decide on supervision after the order"),
        "icrra 52-2(1); icrra 52-2(2); icrra 52-2(3); icrra 52-2(6); icrra 52-3(1); icrra 52-8(1)(2); "
        "reg 36-2(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "report_due_on"),
        may=("deposit_amount", "deposit_due_on", "reasons"),
        guards=(ORDER_IN_FORCE, CONSENT, *DEPOSIT_GUARDS),
        starts=(DEPOSIT, "clk_supervised_report_3m"),
        stops=("clk_post_order_notice_prompt", *FACILITY_CLOCKS),
        moves=(SUPERVISION_ANSWERED,),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        help=Text(
            "退令前の監理措置は引き継がれません。監理人の選定と就労を禁ずる条件を新たに定めます。",
            "Nothing carries over from before the order: choose a supervisor anew, and ban paid work.",
        ),
    ),
    Step(
        "post_order_supervision_from_detention",
        "custody",
        ("detained_order", "provisional_release_post"),
        "supervised_post",
        Text("退令後の監理措置の決定と放免", "Decide on supervision after the order and release"),
        "icrra 52-2(5); icrra 52-2(6); icrra 52-2(7); icrra 52-3(1); icrra 52-8(3); icrra 52-8(5)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "report_due_on"),
        may=("deposit_amount", "deposit_paid", "payer", "ex_officio", "reasons"),
        guards=(ORDER_IN_FORCE, CONSENT, *DEPOSIT_GUARDS, DEPOSIT_SETTLED),
        starts=("clk_supervised_report_3m",),
        stops=(*ORDER_CLOCKS, *FACILITY_CLOCKS, "clk_provisional_release_3m"),
        moves=(SUPERVISION_ANSWERED, REVIEW_OVER),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
    ),
    Step(
        "post_order_supervision_deposit_first",
        "custody",
        ("detained_order",),
        "detained_order_deposit_pending",
        Text(
            "退令後の監理措置の決定(保証金の納付まで収容)",
            "Decide on supervision after the order; release on payment of the deposit",
        ),
        "icrra 52-2(5); icrra 52-2(7); icrra 52-3(1); icrra 52-8(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "deposit_amount"),
        may=("ex_officio", "reasons"),
        guards=(ORDER_IN_FORCE, CONSENT, DEPOSIT_ASKED, *DEPOSIT_GUARDS),
        moves=(SUPERVISION_ANSWERED,),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.FACILITY_HEAD),
    ),
    Step(
        "deposit_paid_released_post",
        "custody",
        ("detained_order_deposit_pending",),
        "supervised_post",
        Text("保証金の納付と放免(退令後)", "Deposit paid: release to supervision after the order"),
        "icrra 52-2(7); icrra 44-2(8); reg 36-2(7)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("payer", "report_due_on"),
        guards=(ORDER_IN_FORCE,),
        starts=("clk_supervised_report_3m",),
        stops=(*ORDER_CLOCKS, *FACILITY_CLOCKS),
        moves=(REVIEW_OVER,),
        sets={"deposit_paid": True},
        documents=("15", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.FACILITY_HEAD),
    ),
    Step(
        "supervision_revoked_mandatory_post",
        "custody",
        ("supervised_post",),
        "detained_order",
        Text("監理措置決定の取消し・収容(義務・退令後)", "Revoke supervision after the order, as required"),
        "icrra 52-4(1); icrra 52-4(3); icrra 52-4(5); icrra 52-4(6); reg 36-6(1); reg 36-6(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("must_revoke_ground", "paper_shown", "facility"),
        may=("reasons",),
        guards=(ORDER_IN_FORCE, *MAY_DETAIN_POST, DEPOSIT_MISSED, SUPERVISOR_MISSING),
        starts=("clk_detention_review_3m", "clk_health_check_3m"),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_ANEW,),
        documents=("51-6",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        "supervision_revoked_discretionary_post",
        "custody",
        ("supervised_post",),
        "detained_order",
        Text("監理措置決定の取消し・収容(裁量・退令後)", "Revoke supervision after the order, by discretion"),
        "icrra 52-4(2); icrra 52-4(3); icrra 52-4(4); icrra 52-4(5); icrra 52-4(6); reg 36-6(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("may_revoke_grounds_post", "reasons", "paper_shown", "facility"),
        may=("forfeited_amount",),
        guards=(
            ORDER_IN_FORCE,
            *MAY_DETAIN_POST,
            NO_FORFEITURE_FOR_REMOVAL,
            FORFEITURE_WITHIN,
            FORFEITURE_DUE_POST,
        ),
        starts=("clk_detention_review_3m", "clk_health_check_3m"),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_ANEW,),
        documents=("51-6", "51-7"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        "post_supervision_lapsed",
        "custody",
        ("supervised_post",),
        "at_liberty",
        Text("監理措置決定の失効(退令後)", "Supervision after the order lapses"),
        "icrra 52-6(1)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        guards=(ORDER_WITHOUT_EFFECT,),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
        note=Text(
            "通知の義務は条文にありませんが、本人と監理人に知らせるものとしました。",
            "Article 52-6 has no duty to notify; person and supervisor are told all the same.",
        ),
    ),
    Step(
        "special_release_granted",
        "custody",
        ("detained_order",),
        "special_release",
        Text("特別放免", "Grant special release"),
        "icrra 52(10); icrra 52(11); reg 48(1); reg 48(3)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("reasons", "conditions"),
        guards=(ORDER_IN_FORCE, REMOVAL_IMPOSSIBLE),
        stops=(*ORDER_CLOCKS, *FACILITY_CLOCKS),
        moves=(REVIEW_OVER,),
        documents=("65",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
    ),
    Step(
        "special_release_reexamined",
        "custody",
        ("special_release",),
        "post_order_screening",
        Text("特別放免された者の送還の可否の再検討", "Look again at removal after special release"),
        "icrra 52(3); icrra 52(7); icrra 52(8)",
        by=(Role.CONTROL_OFFICER,),
        needs=("reasons",),
        guards=(ORDER_IN_FORCE,),
        starts=("clk_post_order_notice_prompt",),
        sets={"impossible_notified": True},
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "特別放免の取消しの規定はなく、令書の執行の続きとして審査に戻すものとしました。",
            "The Act has no rule that revokes special release; execution of the order is taken up again.",
        ),
    ),
)
