"""The action to annul, and the stay of execution a court may give.

Filing stops nothing (acla 25(1)). A stay may cover the removal part of the order, the detention part
or both, and each has its own effect.
"""

from __future__ import annotations

from workflows.declare import Branch, Carry, Duty, Guard, Move, Start, State, Step
from workflows.engine import Machine, View
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.side.effects import HALT, RESUME
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact("court_name", Text("裁判所", "court"), Kind.LINE),
    Fact("court_case_no", Text("事件番号", "case number of the court"), Kind.LINE),
    Fact(
        "attacked_act",
        Text("取消しを求める処分", "act attacked"),
        Kind.CHOICE,
        (
            Choice("finding", Text("認定", "finding")),
            Choice("judgment", Text("判定", "judgment")),
            Choice("ruling", Text("裁決", "ruling")),
            Choice("permission_refusal", Text("在留特別許可をしない処分", "refusal of special permission")),
            Choice("removal_order", Text("退去強制令書の発付", "removal order")),
            Choice("other", Text("その他", "other")),
        ),
    ),
    Fact(
        "annulled_act",
        Text("取り消された処分", "act annulled"),
        Kind.CHOICE,
        (
            Choice("finding", Text("認定", "finding")),
            Choice("judgment", Text("判定", "judgment")),
            Choice("ruling", Text("裁決", "ruling")),
            Choice("permission_refusal", Text("在留特別許可をしない処分", "refusal of special permission")),
            Choice("removal_order", Text("退去強制令書の発付", "removal order")),
            Choice("other", Text("その他", "other")),
        ),
    ),
    Fact("court_stay_until", Text("執行停止の終期", "stay until"), Kind.DATE, ahead=True),
    Fact("suit_goes_on", Text("訴訟がなお係属するか", "the suit goes on"), Kind.FLAG),
)

ORDER_TO_ANNUL = Guard(
    "order_to_annul",
    Text(
        "退去強制令書の発付が取り消されるのは、効力のある令書がある場合に限る。",
        "Only a removal order in force can be annulled.",
    ),
    Text("取り消された処分を確かめてください。", "Check which act was annulled."),
    "acla 32(1); icrra 51",
    frozenset({"given:annulled_act", "fact:order_in_force"}),
    lambda v: v.given.get("annulled_act") != "removal_order" or v.fact("order_in_force") is True,
)
STAY_OF_DETENTION = Guard(
    "stay_covers_detention",
    Text(
        "裁判所の決定により放免するのは、執行停止が収容部分に及ぶ場合に限る。",
        "The court's stay frees the person only where it covers the detention part.",
    ),
    Text("執行停止の範囲を確かめてください。", "Check the scope of the stay."),
    "acla 25(2)",
    frozenset({"fact:court_stay_scope"}),
    lambda v: v.fact("court_stay_scope") in ("detention", "both"),
)


def _removal_stayed(v: View) -> bool:
    return v.fact("court_stay_scope") in ("removal", "both")


def _free_under_order(v: View) -> bool:
    return v.fact("order_in_force") is True and v.is_in("custody", "at_liberty")


_SCOPE = frozenset({"fact:court_stay_scope"})

MACHINE = Machine(
    "court",
    Text("取消訴訟・執行停止", "court proceedings"),
    (
        State("court_none", Text("訴訟なし", "no suit")),
        State(
            "court_pending",
            Text("訴訟係属中(執行停止なし)", "suit pending, no stay"),
            duties=(Duty(Role.CHIEF_INSPECTOR, Text("訴訟の経過を確かめる", "follow the suit")),),
        ),
        State(
            "court_stay",
            Text("執行停止中", "stay of execution"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text("決定の範囲で執行を止め、終期を確かめる", "keep to the stay and watch its end"),
                ),
            ),
        ),
        State(
            "court_annulled",
            Text("処分取消し", "act annulled"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text("判決の趣旨に従い改めて処分をする", "act again as the judgment requires"),
                ),
            ),
        ),
        State("court_closed", Text("訴訟終了", "suit closed")),
    ),
    initial="court_none",
)

STEPS: tuple[Step, ...] = (
    Step(
        "suit_filed",
        "court",
        ("court_none", "court_closed", "court_annulled"),
        "court_pending",
        Text("取消訴訟の提起", "action to annul filed"),
        "acla 14(1); acla 25(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("court_name", "court_case_no", "attacked_act"),
        may=("note",),
        stops=("clk_litigation_6m",),
        documents=("complaint",),
        tells=(Role.CONTROL_OFFICER,),
        help=Text("訴えの提起だけでは何も止まらない。", "Filing alone stops nothing."),
    ),
    Step(
        "stay_granted",
        "court",
        ("court_pending",),
        "court_stay",
        Text("執行停止の決定", "stay of execution granted"),
        "acla 25(2); acla 25(4); icrra 55-2(2)(2)",
        by=(Role.COURT,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("court_stay_scope",),
        may=("court_stay_until", "note"),
        carries=(
            *(Carry(halt.step, _removal_stayed, _SCOPE) for halt in HALT),
            Carry(
                "released_by_court_stay",
                lambda v: v.fact("court_stay_scope") in ("detention", "both"),
                _SCOPE,
            ),
        ),
        documents=("court-decision",),
        tells=(Role.CONTROL_OFFICER, Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
    ),
    Step(
        "released_by_court_stay",
        "custody",
        (
            "warrant_issued",
            "detained_urgent",
            "detained_warrant",
            "detained_warrant_deposit_pending",
            "post_order_screening",
            "detained_order",
            "detained_order_deposit_pending",
        ),
        "at_liberty",
        Text("執行停止による放免", "released by the court's stay"),
        "acla 25(2)",
        by=(Role.CONTROL_OFFICER,),
        guards=(STAY_OF_DETENTION,),
        stops=(
            "clk_handover_48h",
            "clk_warrant_30d",
            "clk_warrant_ext_30d",
            "clk_detention_review_3m",
            "clk_review_report_prompt",
            "clk_health_check_3m",
            "clk_isolation_1m",
            "clk_protective_cell_24h",
            "clk_post_order_notice_prompt",
        ),
        moves=(
            Move(
                "review",
                "review_idle",
                (
                    "review_due",
                    "review_considering",
                    "review_with_commissioner",
                    "review_ordered",
                    "review_closed_supervised",
                ),
            ),
            Move("supervision_request", "supervision_request_none", ("supervision_request_pending",)),
            Move("release_request", "pr_request_none", ("pr_request_pending",)),
        ),
        tells=(Role.FACILITY_HEAD,),
        carried_only=True,
        mark="inferred",
        note=Text(
            "収容部分の執行停止により収容を続けられなくなることは、執行停止の効力から導かれる。",
            "That detention cannot go on follows from the effect of a stay of the detention part.",
        ),
    ),
    Step(
        "stay_ended",
        "court",
        ("court_stay",),
        (
            Branch(
                "court_pending",
                lambda v: v.given.get("suit_goes_on") is True,
                frozenset({"given:suit_goes_on"}),
            ),
            Branch("court_closed", lambda v: True, frozenset()),
        ),
        Text("執行停止の終了", "stay ended"),
        "acla 25(7); acla 26(1); acla 27(4)",
        by=(Role.COURT,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("suit_goes_on",),
        may=("note",),
        # Whoever the stay had freed is under an order again, and nobody has decided on custody.
        starts=(
            Start(
                "clk_post_order_notice_prompt",
                test=_free_under_order,
                reads=frozenset({"fact:order_in_force", "machine:custody"}),
            ),
        ),
        carries=(RESUME,),
        clears=("court_stay_scope",),
        documents=("court-decision",),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
    ),
    Step(
        "suit_ended",
        "court",
        ("court_pending",),
        "court_closed",
        Text("訴訟の終了(請求棄却・却下・取下げ)", "suit ended without annulment"),
        "acla 7(1)",
        by=(Role.COURT, Role.FOREIGN_NATIONAL),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        documents=("judgment",),
        tells=(Role.CONTROL_OFFICER,),
    ),
    Step(
        "order_annulled",
        "court",
        ("court_pending", "court_stay"),
        "court_annulled",
        Text("処分の取消判決", "act annulled by judgment"),
        "acla 32(1); acla 33(1); acla 33(2)",
        by=(Role.COURT,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("annulled_act",),
        may=("note",),
        guards=(ORDER_TO_ANNUL,),
        carries=(
            Carry(
                "removal_order_void",
                lambda v: v.given.get("annulled_act") == "removal_order",
                frozenset({"given:annulled_act"}),
            ),
        ),
        clears=("court_stay_scope",),
        documents=("judgment",),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER, Role.MINISTER),
    ),
)
