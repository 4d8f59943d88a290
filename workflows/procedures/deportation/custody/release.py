"""Provisional release (仮放免), before and after the order: granted, refused, extended, cancelled, over."""

from __future__ import annotations

from workflows.declare import Branch, Guard, Step
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.custody.common import (
    DAYS_LEFT,
    FACILITY_CLOCKS,
    MAY_DETAIN,
    NO_ORDER_YET,
    ORDER_CLOCKS,
    ORDER_IN_FORCE,
    PROVISIONALLY_RELEASED,
    RELEASE_ANSWERED,
    REVIEW_ANEW,
    REVIEW_IF_ORDER,
    REVIEW_OVER,
    WARRANT_30,
    WARRANT_60,
    WARRANT_CLOCKS,
)
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "release_reason",
        Text("仮放免の理由", "reason for provisional release"),
        Kind.CHOICE,
        (
            Choice("health", Text("健康上の理由", "health")),
            Choice("humanitarian", Text("人道上の理由", "humanitarian")),
            Choice("similar", Text("その他これらに準ずる理由", "similar reason")),
        ),
        personal=True,
    ),
    Fact("extension_asked_on", Text("延長の請求の日", "extension asked on"), Kind.DATE),
    Fact(
        "release_cancel_grounds",
        Text("仮放免を取り消す事由", "grounds for cancelling provisional release"),
        Kind.CHOICES,
        (
            Choice("flight", Text("逃亡又はその疑い", "flight or strong suspicion of it")),
            Choice("no_show", Text("正当な理由のない不出頭", "no excuse for not appearing")),
            Choice("breach", Text("その他の条件違反", "other breach of a condition")),
        ),
    ),
)

REQUEST_PENDING = Guard(
    code="release_requested",
    rule=Text(
        "不許可は、仮放免の請求に対するものです。", "A refusal answers a request for provisional release."
    ),
    remedy=Text("請求の受付を先に記録してください。", "Record the request first."),
    basis="icrra 54(1); icrra 54(4)",
    reads=frozenset({"machine:release_request"}),
    test=lambda v: v.is_in("release_request", "pr_request_pending"),
)
ASKED_IN_TIME = Guard(
    code="extension_asked_in_time",
    rule=Text(
        "延長の請求は仮放免の期間の満了する日までです。職権による延長は期間内に限ります。",
        "An extension is asked for by the last day; ex officio it is made within the period.",
    ),
    remedy=Text(
        "期限内の請求の日を入力してください。請求がなければ満了による収容を記録します。",
        "Enter the day of a timely request; without one, record the detention that follows expiry.",
    ),
    basis="icrra 54(5); icrra 54(6); reg 49(7)",
    reads=frozenset(
        {"given:ex_officio", "given:extension_asked_on", "clock:clk_provisional_release_3m", "time"}
    ),
    test=lambda v: (
        (period := v.running("clk_provisional_release_3m")) is None
        or period.legal_at is None
        or v.when() < period.legal_at
        or (
            v.given.get("ex_officio") is not True
            and bool(v.given.get("extension_asked_on"))
            and str(v.given["extension_asked_on"]) <= str(period.inputs.get("named", ""))
        )
    ),
)
FROM_LAST_DAY = Guard(
    code="extended_from_last_day",
    rule=Text(
        "新たな期間は、今の期間の末日に続けて定めます。",
        "The new period follows the last day of the present one.",
    ),
    remedy=Text("今の期間の末日を確かめてください。", "Check the last day of the present period."),
    basis="icrra 54(6); reg 49(9)",
    reads=frozenset({"given:extended_from", "clock:clk_provisional_release_3m"}),
    test=lambda v: (
        (period := v.running("clk_provisional_release_3m")) is None
        or v.given.get("extended_from") is None
        or v.given.get("extended_from") == period.inputs.get("named")
    ),
)
PERIOD_OVER = Guard(
    code="release_period_over",
    rule=Text(
        "満了による収容は、仮放免の期間が過ぎた後に限ります。",
        "Detention on expiry needs a period of provisional release that is over.",
    ),
    remedy=Text(
        "期間中は、取消事由があるときに限り収容できます。", "Within the period only cancellation leads back."
    ),
    basis="icrra 55(5)",
    reads=frozenset({"clock:clk_provisional_release_3m", "time"}),
    test=lambda v: (
        (period := v.running("clk_provisional_release_3m")) is None
        or period.legal_at is None
        or v.when() >= period.legal_at
    ),
)

BACK_TO_DETENTION = (
    Branch("detained_order", lambda v: v.fact("order_in_force") is True, frozenset({"fact:order_in_force"})),
    Branch("detained_warrant", lambda v: True, frozenset()),
)
_DAYS_BEFORE = Text(
    "仮放免の前に収容された日の扱いは条文になく、既に収容した日として差し引きます。",
    "No article says how days before provisional release count; they are deducted as days served.",
)

STEPS = (
    Step(
        "provisional_release_pre_granted",
        "custody",
        ("detained_warrant",),
        "provisional_release_pre",
        Text("仮放免の許可(退令前)", "Grant provisional release before the order"),
        "icrra 54(2); icrra 54(3); icrra 54(8); reg 49(2); reg 49(3); reg 49(5)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("release_reason", "conditions", "release_until"),
        may=("medical_opinion", "ex_officio", "reasons"),
        guards=(NO_ORDER_YET,),
        starts=("clk_provisional_release_3m",),
        stops=(*WARRANT_CLOCKS, *FACILITY_CLOCKS),
        moves=(RELEASE_ANSWERED,),
        documents=("67",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        mark="inferred",
        note=Text(
            "収容期間の進行が止まることは条文にありません。",
            "That the thirty or sixty days stop running is not written.",
        ),
        help=Text(
            "健康上の理由による請求では医師の意見を聴き、治療の必要性に十分配慮してください。保証金はありません。",
            "Where health is the reason hear a doctor and weigh the need of treatment. There is no deposit.",
        ),
    ),
    Step(
        "provisional_release_post_granted",
        "custody",
        ("detained_order",),
        "provisional_release_post",
        Text("仮放免の許可(退令後)", "Grant provisional release after the order"),
        "icrra 54(2); icrra 54(3); icrra 54(8); reg 49(2); reg 49(3); reg 49(5)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("release_reason", "conditions", "release_until"),
        may=("medical_opinion", "ex_officio", "reasons"),
        guards=(ORDER_IN_FORCE,),
        starts=("clk_provisional_release_3m",),
        stops=(*ORDER_CLOCKS, *FACILITY_CLOCKS),
        moves=(RELEASE_ANSWERED, REVIEW_OVER),
        documents=("67",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        mark="inferred",
        note=Text(
            "三月の継続が仮放免で途切れることは「継続して」の語からの解釈です。",
            "That provisional release breaks the three months is read from the word “continuously”.",
        ),
        help=Text(
            "健康上の理由による請求では医師の意見を聴き、治療の必要性に十分配慮してください。保証金はありません。",
            "Where health is the reason hear a doctor and weigh the need of treatment. There is no deposit.",
        ),
    ),
    Step(
        "provisional_release_refused",
        "custody",
        (
            "detained_warrant",
            "detained_warrant_deposit_pending",
            "detained_order",
            "detained_order_deposit_pending",
        ),
        "@same",
        Text("仮放免の不許可", "Refuse provisional release"),
        "icrra 54(4); icrra 54(8); reg 49(6)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("reasons",),
        may=("medical_opinion",),
        guards=(REQUEST_PENDING,),
        moves=(RELEASE_ANSWERED,),
        documents=("68",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "provisional_release_extended",
        "custody",
        PROVISIONALLY_RELEASED,
        "@same",
        Text("仮放免の期間の延長", "Extend provisional release"),
        "icrra 54(5); icrra 54(6); reg 49(7); reg 49(8); reg 49(9)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("release_reason", "extended_from", "release_until"),
        may=("extension_asked_on", "ex_officio", "medical_opinion", "reasons"),
        guards=(ASKED_IN_TIME, FROM_LAST_DAY),
        starts=("clk_provisional_release_3m",),
        stops=("clk_provisional_release_3m",),
        documents=("69", "67"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "provisional_release_extension_refused",
        "custody",
        PROVISIONALLY_RELEASED,
        "@same",
        Text("仮放免の期間の延長の不許可", "Refuse to extend provisional release"),
        "icrra 54(7); icrra 54(4); reg 49(10)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("reasons",),
        may=("extension_asked_on",),
        documents=("69-2",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "provisional_release_cancelled",
        "custody",
        PROVISIONALLY_RELEASED,
        BACK_TO_DETENTION,
        Text("仮放免の取消し・収容", "Cancel provisional release and detain"),
        "icrra 55(1); icrra 55(2); icrra 55(3); icrra 55(4); reg 50(1)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("release_cancel_grounds", "reasons", "paper_shown", "facility"),
        guards=(*MAY_DETAIN, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, REVIEW_IF_ORDER, "clk_health_check_3m"),
        stops=("clk_provisional_release_3m", "clk_post_order_notice_prompt"),
        moves=(REVIEW_ANEW,),
        documents=("70",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        serious=True,
        note=_DAYS_BEFORE,
    ),
    Step(
        "provisional_release_expired",
        "custody",
        PROVISIONALLY_RELEASED,
        BACK_TO_DETENTION,
        Text("仮放免の期間の満了・収容", "Detain because provisional release is over"),
        "icrra 55(5); icrra 55(3); icrra 55(4)",
        by=(Role.CONTROL_OFFICER,),
        needs=("paper_shown", "facility"),
        guards=(*MAY_DETAIN, PERIOD_OVER, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, REVIEW_IF_ORDER, "clk_health_check_3m"),
        stops=("clk_provisional_release_3m", "clk_post_order_notice_prompt"),
        moves=(REVIEW_ANEW,),
        documents=("67",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
        serious=True,
        note=_DAYS_BEFORE,
    ),
)
