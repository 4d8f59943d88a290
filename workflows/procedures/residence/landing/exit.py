"""After an order to leave: the facility, leaving, and what follows when nobody leaves; and other ends."""

from __future__ import annotations

from workflows.declare import Guard, HandOver, Reach, Step
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.landing.hearing import run_out
from workflows.procedures.residence.landing.permission import END_PROVISIONAL
from workflows.procedures.residence.landing.states import EXIT_ORDERED, RUNNING
from workflows.roles import Role
from workflows.texts import Text


def _ground(v: View) -> dict[str, Value]:
    # Items 5 and 5-2 of article 24: unlike staying on after an exceptional landing, they open no departure order.
    return {"ground": "landing_order_defied"}


TO_DEPORTATION = HandOver(
    "deportation",
    "investigation_opened",
    Reach.NEW,
    facts=("nationality", "minor", "note"),
    give=_ground,
    must=True,
)

OTHER_FACILITY = Guard(
    "other_facility_has_reason",
    Text(
        "別表第五の施設及び専用施設以外の施設は、近傍にないか適当でない相当の理由があるときに限る。",
        "Another facility than a listed or purpose-built one needs a reason why neither will do.",
    ),
    Text("理由を入力してください。", "Enter the reason."),
    "reg 12-2(1)(3)",
    frozenset({"given:facility_kind", "given:note"}),
    lambda v: v.given.get("facility_kind") != "other" or v.given.get("note") is not None,
)
FACILITY_OVER = Guard(
    "facility_time_over",
    Text(
        "とどまることを許した期間内は、遅滞なく退去しない者に当たらない。",
        "While the person may stay in the facility there is no failure to leave without delay.",
    ),
    Text("期間の経過を待ってください。", "Wait until that time is over."),
    "icrra 13-2(1); icrra 24(1)(5-2)",
    frozenset({"clock:facility_stay", "time"}),
    run_out("facility_stay"),
)
FLED = Guard(
    "fled_from_provisional_landing",
    Text(
        "24条5号に当たるのは、仮上陸の条件に違反して逃亡し、又は正当な理由なく呼出しに応じない人である。",
        "Item 5 of article 24 is for who absconds from a provisional landing or ignores a summons.",
    ),
    Text("条件違反の記録を先にしてください。", "Record the breach first."),
    "icrra 24(1)(5); icrra 13(5)",
    frozenset({"machine:provisional", "fact:breach_type"}),
    lambda v: (
        v.is_in("provisional", "provisional_breached") and v.fact("breach_type") in ("absconded", "summons")
    ),
)
FITTING_REASON = Guard(
    "closed_for_a_reason_that_fits",
    Text(
        "到着前の終止は到着しなかったことによる。到着後の終止は取下げによる出国又は死亡による。",
        "Before arrival a file closes because nobody came; after it by withdrawal and leaving, or by death.",
    ),
    Text("終止の理由を確かめてください。", "Check why it is closed."),
    "practice closing",
    frozenset({"machine:landing", "given:close_reason"}),
    lambda v: (
        v.given.get("close_reason") == "death"
        or v.is_in("landing", "en_route") == (v.given.get("close_reason") == "not_arrived")
    ),
)

STEPS: tuple[Step, ...] = (
    Step(
        "exit_facility_stay",
        "landing",
        EXIT_ORDERED,
        "exit_ordered_facility",
        Text("施設にとどまることの許可", "permitted to stay in a facility until leaving"),
        "icrra 13-2(1); icrra 13-2(2); reg 12-2(1); reg 12-2(2)",
        by=(Role.SPECIAL_INQUIRY_OFFICER, Role.CHIEF_INSPECTOR),
        needs=("stay_facility", "facility_kind", "facility_until", "reasons"),
        may=("note",),
        guards=(OTHER_FACILITY,),
        starts=("facility_stay",),
        documents=("11", "12"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        help=Text(
            "理由には、運航の都合など本人の責めに帰さない事由を書きます。期間を改めるときも使います。",
            "The reasons say why the person is not to blame (schedules and the like). Also for a new date.",
        ),
    ),
    Step(
        "exit_comply",
        "landing",
        EXIT_ORDERED,
        "departed",
        Text("退去", "left Japan"),
        "icrra 59(1)(1); icrra 59(2)",
        by=(Role.CARRIER, Role.FOREIGN_NATIONAL),
        recorded_by=(Role.INSPECTOR,),
        needs=("departed_on",),
        may=("note",),
        stops=("facility_stay",),
        carries=(END_PROVISIONAL,),
        help=Text(
            "運送業者が責任と費用をもって送還します。",
            "The carrier takes the person back at its own charge.",
        ),
    ),
    Step(
        "exit_default",
        "landing",
        EXIT_ORDERED,
        "deportation_module",
        Text("退去しないことによる退去強制手続への移行", "did not leave: passed to deportation"),
        "icrra 24(1)(5-2); icrra 27",
        by=(Role.CONTROL_OFFICER,),
        needs=("reasons",),
        may=("defaulted_on", "note"),
        guards=(FACILITY_OVER,),
        stops=("facility_stay",),
        carries=(END_PROVISIONAL,),
        hands_over=(TO_DEPORTATION,),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        serious=True,
    ),
    # Beyond the tables: a flight from a provisional landing is a ground of its own and ends the landing.
    Step(
        "provisional_landing_default",
        "landing",
        RUNNING,
        "deportation_module",
        Text(
            "仮上陸からの逃亡等による退去強制手続への移行", "fled from a provisional landing: to deportation"
        ),
        "icrra 24(1)(5); icrra 27",
        by=(Role.CONTROL_OFFICER,),
        needs=("reasons",),
        may=("note",),
        guards=(FLED,),
        stops=("landing_objection_3d",),
        carries=(END_PROVISIONAL,),
        hands_over=(TO_DEPORTATION,),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        serious=True,
    ),
    # Beyond the tables: without it the file of a passenger who never came would stay open for ever.
    Step(
        "landing_close_other",
        "landing",
        ("en_route", *RUNNING, *EXIT_ORDERED),
        "closed",
        Text("終止", "closed without a decision"),
        "practice closing; practice withdrawal",
        by=(Role.CHIEF_INSPECTOR, Role.BUREAU_DIRECTOR),
        needs=("close_reason",),
        may=("departed_on", "note"),
        guards=(FITTING_REASON,),
        stops=("landing_objection_3d", "facility_stay"),
        carries=(END_PROVISIONAL,),
        mark="inferred",
        note=Text(
            "到着しない場合、申請の取下げ、死亡による終止の定めはありません。",
            "No article closes a landing for want of arrival, by withdrawal or by death.",
        ),
    ),
)
