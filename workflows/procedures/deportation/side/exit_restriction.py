"""A criminal court's order not to leave Japan: the removal order is not executed while it lasts."""

from __future__ import annotations

from workflows.declare import Carry, Duty, State, Step
from workflows.engine import Machine
from workflows.facts import Fact, Kind
from workflows.procedures.deportation.side.effects import HALT, RESUME
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact("exit_order_no", Text("出国制限の決定の番号", "number of the exit restriction order"), Kind.LINE),
)

MACHINE = Machine(
    "exit_restriction",
    Text("出国の制限", "exit restriction"),
    (
        State("exit_free", Text("制限なし", "none")),
        State(
            "exit_restricted",
            Text("出国制限中", "restricted"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "身体を拘束されていなければ条件を付し、届出日を定める(63条の2)",
                        "unless held, set conditions and the day of the report (63-2)",
                    ),
                    ("clk_exit_restricted_report_3m",),
                ),
            ),
        ),
    ),
    initial="exit_free",
)

STEPS: tuple[Step, ...] = (
    Step(
        "exit_restriction_on",
        "exit_restriction",
        ("exit_free",),
        "exit_restricted",
        Text("出国の制限", "exit restriction ordered"),
        "icrra 63(3); icrra 55-2(2)(3); icrra 25-2(1)(1)",
        by=(Role.COURT,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("exit_order_no",),
        may=("note",),
        carries=HALT,
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
    ),
    Step(
        "exit_restriction_off",
        "exit_restriction",
        ("exit_restricted",),
        "exit_free",
        Text("出国の制限の終了", "exit restriction ended"),
        "icrra 63(3)",
        by=(Role.COURT,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        carries=(Carry("exit_restriction_ended"), RESUME),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
    ),
)
