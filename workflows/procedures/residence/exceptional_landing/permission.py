"""Applying for an exceptional landing and permitting it (14 to 18-2; Regulation 13 to 18)."""

from __future__ import annotations

from workflows.declare import HandOver, Reach, Start, Step
from workflows.engine import View
from workflows.procedures.residence.exceptional_landing.conditions import (
    APPLYING,
    HANDED_OVER_LENGTH,
    PERMITTING,
)
from workflows.procedures.residence.exceptional_landing.types import TYPES, basis
from workflows.roles import Role
from workflows.texts import Text


def _forms(numbers: tuple[str, ...]) -> str:
    return "・".join("第" + "号の".join(n.split("-", 1)) + ("" if "-" in n else "号") for n in numbers)


def _list(pick: str) -> Text:
    rows = [(t.label, getattr(t, pick)) for t in TYPES]
    return Text(
        "、".join(f"{label.ja} 別記{_forms(numbers)}様式" for label, numbers in rows),
        "; ".join(f"{label.en}: form {', '.join(numbers)}" for label, numbers in rows),
    )


def _when(clock: str, *codes: str) -> Start:
    return Start(clock, test=lambda v: v.fact("xl_type") in codes, reads=frozenset({"fact:xl_type"}))


# An emergency landing has a date only where the slip was given one.
_PERIOD = (
    Start(
        "xl_period",
        test=lambda v: v.fact("xl_type") != "emergency",
        reads=frozenset({"fact:xl_type"}),
    ),
    Start(
        "xl_period",
        test=lambda v: v.fact("xl_type") == "emergency" and v.given.get("xl_until") is not None,
        reads=frozenset({"fact:xl_type", "given:xl_until"}),
    ),
)


def ashore_by_air(view: View) -> bool:
    """Whether air crew with a permission for repeated landings has just come ashore."""
    return (
        view.fact("xl_type") == "crew"
        and view.fact("multiple") is True
        and view.fact("crew_of") == "aircraft"
        and view.given.get("landed_on") is not None
    )


ARRIVAL = Start(
    "xl_crew_arrival",
    at="landed_on",
    test=ashore_by_air,
    reads=frozenset({"fact:xl_type", "fact:multiple", "fact:crew_of", "given:landed_on"}),
)
_LANDED = HandOver(
    "residence",
    "ps_exceptional_land",
    Reach.STANDING,
    facts=("xl_until",),
    test=lambda v: v.told("xl_until") is not None,
)
_ASKED, _PAPERS = _list("asked_on"), _list("paper")

STEPS: tuple[Step, ...] = (
    Step(
        "xl_apply",
        "exceptional_landing",
        ("none",),
        "applied",
        Text("特例上陸の申請", "exceptional landing applied for"),
        basis("applicants_basis"),
        by=(Role.CARRIER, Role.MUNICIPALITY, Role.FOREIGN_NATIONAL),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("xl_type", "xl_applicant", "vessel"),
        may=(
            "multiple",
            "ports_in_japan",
            "crew_case",
            "crew_of",
            "designated_ship",
            "requested_period",
            "nationality",
            "minor",
            "note",
        ),
        guards=APPLYING,
        documents=("xl-application",),
        tells=(Role.INSPECTOR,),
        opens=True,
        help=Text(f"申請書: {_ASKED.ja}。", f"Applied for on: {_ASKED.en}."),
    ),
    Step(
        "xl_permit",
        "exceptional_landing",
        ("applied",),
        "permitted",
        Text("特例上陸の許可", "exceptional landing permitted"),
        "icrra 14(1); icrra 14(3); icrra 14(4); icrra 14-2(1); icrra 14-2(4); icrra 14-2(5); icrra 15(4); "
        "icrra 15(5); icrra 16(4); icrra 16(5); icrra 17(1); icrra 17(3); icrra 18(4); icrra 18(5); "
        "icrra 18-2(3); icrra 18-2(4); reg 13(5); reg 13-2(4); reg 14(5); reg 14(6); reg 15(3); reg 17(4); "
        "reg 18(5)",
        by=(Role.INSPECTOR,),
        may=(
            "xl_until",
            "xl_area",
            "conditions",
            "ports_in_japan",
            "crew_case",
            "no_denial_ground",
            "onward_ticket",
            "biometrics_given",
            "doctor_examined",
            "urgent_need",
            "refuge_ground",
            "landing_fitting",
            "fixed_residence",
            "landed_on",
            "note",
        ),
        guards=PERMITTING,
        starts=(
            *_PERIOD,
            _when("xl_port_of_call", "port_of_call"),
            _when("xl_cruise", "cruise_ship"),
            _when("xl_transit", "transit_same_ship", "transit_other_port"),
            _when("xl_crew", "crew"),
            _when("xl_emergency", "emergency"),
            _when("xl_distress", "distress"),
            _when("xl_refuge", "temporary_refuge"),
            ARRIVAL,
        ),
        hands_over=(_LANDED,),
        documents=("xl-permission",),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        help=Text(
            f"証印・許可書: {_PAPERS.ja}。船舶観光上陸は、出港の都度それまでに帰船することを条件とします。",
            f"Stamp or slip: {_PAPERS.en}. Cruise passengers are back on board before each sailing.",
        ),
    ),
    Step(
        "xl_permit_distress_handover",
        "exceptional_landing",
        ("none",),
        "permitted",
        Text("引渡しによる遭難上陸の許可", "landing in distress permitted on hand-over"),
        "icrra 18(2); icrra 18(4); icrra 18(5); reg 17(4)",
        by=(Role.INSPECTOR,),
        needs=("handed_by", "xl_until"),
        may=("xl_area", "conditions", "vessel", "biometrics_given", "nationality", "minor", "note"),
        guards=(HANDED_OVER_LENGTH,),
        starts=("xl_period", "xl_distress"),
        sets={"xl_type": "distress"},
        hands_over=(_LANDED,),
        documents=("26",),
        tells=(Role.FOREIGN_NATIONAL,),
        opens=True,
        help=Text(
            "警察官又は海上保安官から引渡しを受けたときは、申請を待たず直ちに許可します。",
            "On a hand-over by police or coast guard it is permitted at once, without an application.",
        ),
    ),
    Step(
        "xl_refuse",
        "exceptional_landing",
        ("applied",),
        "refused",
        Text("特例上陸の不許可", "exceptional landing refused"),
        "icrra 14(1); icrra 14-2(1); icrra 15(1); icrra 16(1); icrra 17(1); icrra 18(1); icrra 18-2(1)",
        by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("denial_ground", "note"),
        tells=(Role.CARRIER, Role.FOREIGN_NATIONAL),
        serious=True,
        mark="inferred",
        note=Text(
            "許可しない場合の手続と通知の方式に定めはない。",
            "No procedure and no form of notice is laid down for a refusal.",
        ),
    ),
)
