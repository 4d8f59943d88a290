"""Stage: when removal does not go ahead: orders with a penalty, impossibility, assisted return."""

from __future__ import annotations

from workflows.declare import SAME, Carry, Guard, Step
from workflows.procedures.deportation.bars import ORDER_TO_LEAVE_NOT_SUSPENDED
from workflows.procedures.deportation.stage.common import CASE_CLOCKS, DESTINATION_CHECKED, in_time, run_out
from workflows.procedures.deportation.stage.removal import BAN_AFTER_REMOVAL
from workflows.roles import Role
from workflows.texts import Text

PASSPORT_ORDER_RUNS = Guard(
    code="passport_order_runs",
    rule=Text(
        "期間の延長は、旅券発給申請等の命令があるときに行う。",
        "Only the period of an order under 52(12) can be extended.",
    ),
    remedy=Text("命令を先に記録してください。", "Record the order first."),
    basis="icrra 52(13)",
    reads=frozenset({"clock:clk_passport_order"}),
    test=lambda v: v.running("clk_passport_order") is not None,
)

PASSPORT_ORDER_STANDS = Guard(
    code="passport_order_stands",
    rule=Text(
        "履行の記録は、旅券発給申請等の命令があるときに行う。",
        "Only an order under 52(12) that stands can be obeyed.",
    ),
    remedy=Text("命令を先に記録してください。", "Record the order first."),
    basis="icrra 52(12)",
    reads=frozenset({"clock:clk_passport_order"}),
    test=lambda v: v.running("clk_passport_order") is not None,
)

PERSON_HEARD = Guard(
    code="opinion_heard",
    rule=Text(
        "退去の命令をするには、あらかじめ本人の意見を聴かなければならない。",
        "Before an order to leave the person has to be heard.",
    ),
    remedy=Text("意見を聴いてから命じてください。", "Hear the person first."),
    basis="icrra 55-2(1)",
    reads=frozenset({"given:opinion_heard"}),
    test=lambda v: v.given.get("opinion_heard") is True,
)

WITHIN_ORDER_TO_LEAVE = Guard(
    code="within_order_to_leave",
    rule=Text(
        "退去の命令による退去は、定められた期間内の退去をいう。",
        "Leaving under the order means leaving within its period.",
    ),
    remedy=Text(
        "期間後であれば、退去の命令の違反を記録してください。",
        "After the period, record the breach.",
    ),
    basis="icrra 55-2(1); icrra 55-2(6)",
    reads=frozenset({"clock:clk_order_to_leave", "time"}),
    test=in_time("clk_order_to_leave"),
)

ORDER_TO_LEAVE_OVER = Guard(
    code="order_to_leave_over",
    rule=Text(
        "退去の命令の期間がまだ経過していない。",
        "The period of the order to leave has to be over.",
    ),
    remedy=Text(
        "期間の経過を待ってください。",
        "Wait until it has run out.",
    ),
    basis="icrra 55-2(1); icrra 72(1)(7)",
    reads=frozenset({"clock:clk_order_to_leave", "time"}),
    test=run_out("clk_order_to_leave"),
)

DETAINED_UNDER_ORDER = Guard(
    code="detained_under_order",
    rule=Text(
        "送還不能の判断は、退去強制令書により収容している者について行う。",
        "This is found for a person detained under the removal order.",
    ),
    remedy=Text(
        "収容していない者については、監理措置又は仮放免のまま送還準備を続けてください。",
        "For a person not detained, go on preparing the removal.",
    ),
    basis="icrra 52(10)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: v.is_in("custody", "detained_order", "detained_order_deposit_pending"),
)

STEPS = (
    Step(
        id="passport_application_ordered",
        machine="stage",
        source=("removal_in_preparation",),
        target="removal_in_preparation",
        label=Text("旅券発給申請等の命令", "passport application ordered"),
        basis="icrra 52(12); icrra 72(1)(5); reg 48-2(1); reg 48-3(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("passport_acts", "passport_until"),
        may=("reasons", "note"),
        starts=("clk_passport_order",),
        documents=("65-2",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        id="passport_order_extended",
        machine="stage",
        source=("removal_in_preparation",),
        target="removal_in_preparation",
        label=Text("旅券発給申請等の命令の期間の延長", "passport order extended"),
        basis="icrra 52(13); reg 48-3(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("passport_until",),
        may=("reasons", "note"),
        guards=(PASSPORT_ORDER_RUNS,),
        starts=("clk_passport_order",),
        stops=("clk_passport_order",),
        documents=("65-3",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    # Not a row of its own in the sources: without it an order that was obeyed would go on to sound its
    # alarm. It may be obeyed after the case has moved on.
    Step(
        id="passport_order_obeyed",
        machine="stage",
        source=(
            "removal_in_preparation",
            "self_departure_permitted",
            "removal_scheduled",
            "order_to_leave_in_force",
            "order_to_leave_suspended",
            "removal_impossible",
        ),
        target=SAME,
        label=Text("旅券発給申請等の命令の履行", "passport order obeyed"),
        basis="icrra 52(12); reg 48-2(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        may=("note",),
        guards=(PASSPORT_ORDER_STANDS,),
        stops=("clk_passport_order",),
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "履行の確認の方法は定められていません。命じた行為が全て終わったときに記録します。",
            "How obedience is established is not laid down; record it when all the acts ordered are done.",
        ),
    ),
    Step(
        id="order_to_leave_issued",
        machine="stage",
        source=("removal_in_preparation",),
        target="order_to_leave_in_force",
        label=Text("退去の命令", "order to leave issued"),
        basis="icrra 55-2(1)(1); icrra 55-2(1)(2); icrra 55-2(3); icrra 72(1)(7); reg 50-2(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("leave_limb", "opinion_heard", "reasons", "leave_until"),
        may=("person_heard", "note"),
        guards=(PERSON_HEARD, ORDER_TO_LEAVE_NOT_SUSPENDED),
        starts=("clk_order_to_leave",),
        documents=("70-2",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        serious=True,
    ),
    Step(
        id="order_to_leave_extended",
        machine="stage",
        source=("order_to_leave_in_force",),
        target="order_to_leave_in_force",
        label=Text("退去の命令の期間の延長", "order to leave extended"),
        basis="icrra 55-2(4); reg 50-2(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("leave_until",),
        may=("reasons", "note"),
        starts=("clk_order_to_leave",),
        stops=("clk_order_to_leave",),
        documents=("71",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        id="order_to_leave_suspended",
        machine="stage",
        source=("order_to_leave_in_force",),
        target="order_to_leave_suspended",
        label=Text("退去の命令の効力停止", "order to leave suspended"),
        basis="icrra 55-2(2)(1); icrra 55-2(2)(2); icrra 55-2(2)(3)",
        by=(Role.SYSTEM,),
        stops=("clk_order_to_leave",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        carried_only=True,
    ),
    Step(
        id="order_to_leave_resumed",
        machine="stage",
        source=("order_to_leave_suspended",),
        target="order_to_leave_in_force",
        label=Text("退去の命令の効力回復", "order to leave in force again"),
        basis="icrra 55-2(2)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("leave_until",),
        may=("note",),
        guards=(ORDER_TO_LEAVE_NOT_SUSPENDED,),
        starts=("clk_order_to_leave",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        mark="inferred",
        note=Text(
            "停止後に残りの期間がどう進むかは定められていません。主任審査官が期限を定めます。",
            "How the rest of the period runs is not stated; the chief inspector names the last day.",
        ),
    ),
    Step(
        id="left_under_order_to_leave",
        machine="stage",
        source=("order_to_leave_in_force",),
        target="removed",
        label=Text("退去の命令による退去", "left under the order to leave"),
        basis="icrra 55-2(6); icrra 5(1)(9)ハ; icrra 5(1)(9)ニ; icrra 5(1)(10)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR, Role.CONTROL_OFFICER),
        needs=("port",),
        may=("flight", "prior_removal", "prior_departure_order", "note"),
        guards=(WITHIN_ORDER_TO_LEAVE,),
        starts=BAN_AFTER_REMOVAL,
        stops=CASE_CLOCKS,
        carries=(Carry("custody_ended_by_departure"),),
        documents=("exit-stamp",),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
    ),
    Step(
        id="order_to_leave_breached",
        machine="stage",
        source=("order_to_leave_in_force",),
        target="removal_in_preparation",
        label=Text("退去の命令の違反", "order to leave breached"),
        basis="icrra 55-2(5); icrra 72(1)(7)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        may=("breach_reported_to", "note"),
        guards=(ORDER_TO_LEAVE_OVER,),
        stops=("clk_order_to_leave",),
        tells=(Role.CHIEF_INSPECTOR, Role.POLICE),
        help=Text(
            "本人がまだ本邦にいることを確かめてから記録してください。",
            "Make sure that the person is still in Japan before you record this.",
        ),
    ),
    Step(
        id="removal_found_impossible",
        machine="stage",
        source=("removal_in_preparation",),
        target="removal_impossible",
        label=Text("送還不能の判断", "removal found impossible"),
        basis="icrra 52(10)",
        by=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
        needs=("impossible_causes", "reasons"),
        may=("note",),
        guards=(DETAINED_UNDER_ORDER,),
        tells=(Role.CONTROL_OFFICER,),
    ),
    Step(
        id="removal_possible_again",
        machine="stage",
        source=("removal_impossible",),
        target="removal_in_preparation",
        label=Text("送還可能となったこと", "removal possible again"),
        basis="icrra 52(3)",
        by=(Role.CONTROL_OFFICER,),
        needs=("reasons",),
        may=("note",),
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "令書の効力が続くことから導いたもので、この段階を定めた条文はありません。",
            "Follows from the order still being in force; no article describes this step.",
        ),
    ),
    Step(
        id="avr_enrolled",
        machine="stage",
        source=("removal_in_preparation",),
        target="self_departure_permitted",
        label=Text("自主的帰国・社会復帰支援への参加", "enrolled in assisted voluntary return"),
        basis="practice voluntary-return-programme",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CONTROL_OFFICER,),
        needs=("avr_grounds", "destination_lawful"),
        may=("planned_departure_on", "destination", "note"),
        guards=(DESTINATION_CHECKED,),
        sets={"removal_mode": "self_paid"},
        documents=("iom-papers",),
        tells=(Role.CHIEF_INSPECTOR,),
        mark="inferred",
        note=Text(
            "法令に根拠のない事業です。自費出国許可の段階に置くのは当方の整理です。",
            "A programme without an article; its place beside permitted own departure is our own ordering.",
        ),
    ),
)
