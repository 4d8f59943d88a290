"""Shortening the landing ban to one year for those who leave at their own cost (52(5))."""

from __future__ import annotations

from workflows.declare import Duty, Guard, State, Step
from workflows.engine import Machine, View
from workflows.facts import Fact
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = ()

SELF_DEPARTURE = Guard(
    "self_departure_permitted",
    Text(
        "短縮の決定は、自らの負担による退去の許可を受けた人についてされる。",
        "The ban is shortened only for a person permitted to leave at their own cost.",
    ),
    Text("自費出国の許可を先に記録してください。", "Record the self-paid departure permission first."),
    "icrra 52(4); icrra 52(5)",
    frozenset({"machine:stage"}),
    lambda v: v.is_in("stage", "self_departure_permitted"),
)
STILL_PERMITTED = Guard(
    "self_departure_still_permitted",
    Text(
        "短縮は、自費出国の許可が続いている人についてだけ決定できる。",
        "The ban is shortened only while the permission to leave at one's own cost stands.",
    ),
    Text("許可の状態を確かめてください。", "Check whether the permission still stands."),
    "icrra 52(4); icrra 52(5)",
    frozenset({"machine:stage"}),
    lambda v: v.is_in("stage", "self_departure_permitted", "removal_scheduled"),
)
FIRST_TIME = Guard(
    "never_removed_before",
    Text(
        "過去に退去を強制されたこと又は出国命令により出国したことのある人は申請できない。",
        "Not open to a person who was removed, or left under a departure order, before.",
    ),
    Text(
        "過去の退去強制と出国命令の有無を確かめて記録してください。",
        "Check for, and record, earlier removals and departure orders.",
    ),
    "icrra 52(5)",
    frozenset(
        {
            "fact:prior_removal",
            "given:prior_removal",
            "fact:prior_departure_order",
            "given:prior_departure_order",
        }
    ),
    lambda v: v.told("prior_removal") is False and v.told("prior_departure_order") is False,
)
PLANNED = Guard(
    "planned_departure_known",
    Text(
        "出国期日は、自費出国の許可に係る出国予定日から七日を超えない日とする。",
        "The date set is at most seven days after the planned departure of the permission.",
    ),
    Text("出国予定日を記録してください。", "Record the planned departure."),
    "reg 47-3(3)",
    frozenset({"fact:planned_departure_on", "given:planned_departure_on"}),
    lambda v: v.told("planned_departure_on") is not None,
)
STILL_HERE = Guard(
    "not_left_in_time",
    Text(
        "定められた日までに許可に基づき退去した人は短縮を失わない。",
        "A person who left by the date under the permission keeps the shorter ban.",
    ),
    Text("退去の記録を確かめてください。", "Check the record of departure."),
    "icrra 5(1)(9)ロ",
    frozenset({"machine:stage"}),
    lambda v: not v.is_in("stage", "removed"),
)


def _date_over(v: View) -> bool:
    clock = v.running("clk_shortened_ban_depart_by")
    return clock is None or clock.legal_at is None or clock.legal_at <= v.when()


DATE_OVER = Guard(
    "departure_date_over",
    Text(
        "短縮は定められた日が過ぎるまで失われない。",
        "The shorter ban is not lost before the date has passed.",
    ),
    Text("出国期日を確かめてください。", "Check the date set."),
    "icrra 52(5)",
    frozenset({"clock:clk_shortened_ban_depart_by", "time"}),
    _date_over,
)

MACHINE = Machine(
    "ban_shortening",
    Text("上陸拒否期間の短縮", "ban shortening"),
    (
        State("shortening_none", Text("申請なし", "none")),
        State(
            "shortening_pending",
            Text("申請中", "pending"),
            duties=(Duty(Role.MINISTER, Text("短縮の許否を判断する", "decide on the shortening")),),
        ),
        State(
            "shortening_granted",
            Text("短縮決定", "granted"),
            duties=(
                Duty(
                    Role.CONTROL_OFFICER,
                    Text("期日までの出国を確かめる", "see that the person leaves by the date"),
                    ("clk_shortened_ban_depart_by",),
                ),
            ),
        ),
        State("shortening_lost", Text("失効", "lost")),
    ),
    initial="shortening_none",
)

STEPS: tuple[Step, ...] = (
    Step(
        "ban_shortening_applied",
        "ban_shortening",
        ("shortening_none",),
        "shortening_pending",
        Text("上陸拒否期間の短縮の申請", "ban shortening applied for"),
        "icrra 52(5); reg 47-3(1); reg 47-3(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
        may=("prior_removal", "prior_departure_order", "note"),
        guards=(SELF_DEPARTURE, FIRST_TIME),
        documents=("64-3",),
        tells=(Role.MINISTER,),
    ),
    Step(
        "ban_shortening_decided",
        "ban_shortening",
        ("shortening_pending",),
        "shortening_granted",
        Text("上陸拒否期間の短縮の決定", "ban shortened"),
        "icrra 52(5); icrra 52(6); reg 47-3(3); reg 47-3(4)",
        by=(Role.MINISTER,),
        needs=("depart_by",),
        may=("planned_departure_on", "reasons", "note"),
        guards=(STILL_PERMITTED, PLANNED),
        starts=("clk_shortened_ban_depart_by",),
        documents=("64-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
    ),
    Step(
        "ban_shortening_refused",
        "ban_shortening",
        ("shortening_pending",),
        "shortening_none",
        Text("上陸拒否期間を短縮しない判断", "ban not shortened"),
        "icrra 52(5)",
        by=(Role.MINISTER,),
        may=("reasons", "note"),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        serious=True,
        mark="inferred",
        note=Text(
            "短縮しない場合の手続は定められていない。",
            "The Act lays down no procedure for a refusal.",
        ),
    ),
    Step(
        "ban_shortening_lost",
        "ban_shortening",
        ("shortening_granted",),
        "shortening_lost",
        Text("短縮決定の失効", "shorter ban lost"),
        "icrra 5(1)(9)ロ; icrra 52(5)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        may=("note",),
        guards=(STILL_HERE, DATE_OVER),
        stops=("clk_shortened_ban_depart_by",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        automatic=True,
    ),
)
