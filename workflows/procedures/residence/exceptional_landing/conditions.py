"""On what conditions an exceptional landing is applied for and permitted (14 to 18-2; Regulation 13 to 18)."""

from __future__ import annotations

from datetime import datetime

from workflows.clocks import moment_of
from workflows.declare import Guard
from workflows.engine import View
from workflows.procedures.residence.exceptional_landing.facts import OWN
from workflows.procedures.residence.exceptional_landing.types import (
    DENIAL,
    ONWARD,
    SEVERAL,
    TYPES,
    Type,
    basis,
    counted,
    kind,
    limit,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.texts import Text

_APPLICANTS = {c.code: c.label for f in OWN if f.name == "xl_applicant" for c in f.choices}


def _until(view: View) -> datetime | None:
    return moment_of(view.told("xl_until"))


# --- applying -----------------------------------------------------------------------------------------


def _applicant(t: Type) -> Guard:
    names = [_APPLICANTS[code] for code in _APPLICANTS if code in t.applicants]
    return Guard(
        f"applicant_{t.code}",
        Text(
            f"{t.label.ja}を申請できるのは、{'・'.join(n.ja for n in names)}に限る。",
            f"A {t.label.en} is applied for by: {', '.join(n.en for n in names)}.",
        ),
        Text("申請者を確かめてください。", "Check who applies."),
        t.applicants_basis,
        frozenset({"given:xl_type", "given:xl_applicant"}),
        lambda v: v.given.get("xl_type") != t.code or v.given.get("xl_applicant") in t.applicants,
    )


MULTIPLE = Guard(
    "repeated_landings",
    Text(
        "数次の許可があるのは、船舶観光上陸と乗員上陸だけである。",
        "Permission for repeated landings exists for cruise passengers and crew alone.",
    ),
    Text(
        "種類を確かめ、ほかの種類では一回ごとに許可してください。",
        "Check the type; others are permitted one by one.",
    ),
    "icrra 14-2(2); icrra 16(2)",
    frozenset({"given:xl_type", "given:multiple"}),
    lambda v: v.given.get("multiple") is not True or v.given.get("xl_type") in SEVERAL,
)
CREW_OF_WHAT = Guard(
    "crew_of_ship_or_aircraft",
    Text(
        "乗員の数次の許可は船舶と航空機で異なり、航空機の乗員については運送業者が申請する。",
        "For crew it differs between ships and aircraft; for air crew the carrier applies.",
    ),
    Text(
        "船舶か航空機かを選んでください。航空機なら運送業者の申請を求めてください。",
        "Say whether ship or aircraft; for an aircraft ask for the carrier's application.",
    ),
    "icrra 16(2)(1); icrra 16(2)(2); reg 15-2(1)",
    frozenset({"given:xl_type", "given:multiple", "given:crew_of", "given:xl_applicant"}),
    lambda v: (
        v.given.get("xl_type") != "crew"
        or v.given.get("multiple") is not True
        or v.given.get("crew_of") == "ship"
        or (v.given.get("crew_of") == "aircraft" and v.given.get("xl_applicant") == "carrier")
    ),
)
DESIGNATED_SHIP = Guard(
    "designated_ship",
    Text(
        "船舶観光上陸は、長官が指定した旅客船の乗客に限る。",
        "A cruise landing is for passengers of a ship designated by the Commissioner.",
    ),
    Text("指定旅客船であることを確かめてください。", "Check that the ship is designated."),
    "icrra 14-2(1)",
    frozenset({"given:xl_type", "given:designated_ship"}),
    lambda v: v.given.get("xl_type") != "cruise_ship" or v.given.get("designated_ship") is True,
)

# --- permitting ---------------------------------------------------------------------------------------

_LENGTH_READS = frozenset(
    {
        "fact:xl_type",
        "fact:ports_in_japan",
        "given:ports_in_japan",
        "fact:crew_case",
        "given:crew_case",
        "fact:multiple",
        "fact:xl_until",
        "given:xl_until",
        "time",
    }
)


def _within(view: View) -> bool:
    until, most = _until(view), limit(view)
    return until is None or most is None or until <= most.expires_at


def _length(t: Type) -> Guard:
    return Guard(
        f"length_{t.code}",
        Text(
            f"{t.label.ja}の期間は、{t.most.ja}で定める。",
            f"A {t.label.en} is permitted for {t.most.en}.",
        ),
        Text("上限までの期間を定め直してください。", "Fix a period within that."),
        t.length_basis,
        _LENGTH_READS,
        lambda v: kind(v) != t.code or _within(v),
    )


def _named(view: View) -> bool:
    until = _until(view)
    return kind(view) == "emergency" if until is None else view.when() < until


def _route(view: View) -> bool:
    if view.told("multiple") is True:
        return True
    match kind(view):
        case "cruise_ship":
            return view.told("ports_in_japan") is not None
        case "crew":
            return view.told("crew_case") is not None
    return True


def _refuge(view: View) -> bool:
    return kind(view) != "temporary_refuge" or (
        view.given.get("refuge_ground") is not None and view.given.get("landing_fitting") is True
    )


NAMED = Guard(
    "period_named",
    Text(
        "上陸を許可するときは、その期間を定める。定めがないのは緊急上陸だけである。",
        "A landing is permitted until a time that is fixed; only an emergency landing has none.",
    ),
    Text("これから先の、期間の終わりを入力してください。", "Enter the end of the period, ahead of now."),
    "icrra 14(4); icrra 14-2(5); icrra 15(5); icrra 16(5); icrra 17(1); icrra 18(5); icrra 18-2(4)",
    frozenset({"fact:xl_type", "fact:xl_until", "given:xl_until", "time"}),
    _named,
)
ROUTE = Guard(
    "ports_or_case_known",
    Text(
        "船舶観光上陸の期間は本邦内の寄港地の数により、乗員上陸の期間は上陸の区分による。",
        "How long depends on the ports of call in Japan for cruise passengers, on the case for crew.",
    ),
    Text("寄港地の数又は乗員上陸の区分を入力してください。", "Enter the ports of call, or the case."),
    "reg 13-2(4)(1); reg 15(3)(1)",
    frozenset(
        {
            "fact:xl_type",
            "fact:multiple",
            "fact:ports_in_japan",
            "given:ports_in_japan",
            "fact:crew_case",
            "given:crew_case",
        }
    ),
    _route,
)
NO_DENIAL = Guard(
    "no_denial_ground",
    Text(
        "寄港地・船舶観光・通過・乗員の上陸は、上陸拒否事由に当たる人には許可できない。",
        "Landings at a port of call, of cruise passengers, in transit and of crew are not for a person under a "
        "ground of denial.",
    ),
    Text(
        "上陸拒否事由の有無を確かめて記録してください。特例(5条の2)の対象なら当たらないものとして扱います。",
        "Check for one and record it; a person exempted under 5-2 counts as having none.",
    ),
    basis("denial"),
    frozenset({"fact:xl_type", "given:no_denial_ground"}),
    lambda v: kind(v) not in DENIAL or v.given.get("no_denial_ground") is True,
)
ONWARD_JOURNEY = Guard(
    "onward_journey",
    Text(
        "寄港地上陸と通過上陸では、出国後の切符等と、目的地に入国できる旅券を要する。",
        "At a port of call and in transit, a ticket for the journey on and a passport good for its end are held.",
    ),
    Text("切符と旅券を確かめて記録してください。", "Check ticket and passport and record it."),
    basis("onward"),
    frozenset({"fact:xl_type", "given:onward_ticket"}),
    lambda v: kind(v) not in ONWARD or v.given.get("onward_ticket") is True,
)
EXAMINED = Guard(
    "doctor_examined",
    Text(
        "緊急上陸は、指定された医師の診断を経て許可する。",
        "An emergency landing needs a designated doctor's diagnosis.",
    ),
    Text("診断を受けさせてから許可してください。", "Have the doctor examine the person first."),
    "icrra 17(1)",
    frozenset({"fact:xl_type", "given:doctor_examined"}),
    lambda v: kind(v) != "emergency" or v.given.get("doctor_examined") is True,
)
URGENT = Guard(
    "urgent_need",
    Text(
        "遭難による上陸は、救護その他緊急の必要があるときに許可する。",
        "A landing in distress is permitted for rescue or another urgent need.",
    ),
    Text("緊急の必要を確かめて記録してください。", "Check the need and record it."),
    "icrra 18(1)",
    frozenset({"fact:xl_type", "given:urgent_need"}),
    lambda v: kind(v) != "distress" or v.given.get("urgent_need") is True,
)
REFUGE = Guard(
    "refuge_conditions",
    Text(
        "一時庇護のための上陸は、逃れてきた事由があり、かつ一時的に上陸させることが相当なときに許可する。",
        "Temporary refuge needs both a ground of flight and that a temporary landing is fitting.",
    ),
    Text(
        "事由(イ又はロ)と相当性を記録してください。",
        "Record the ground (イ or ロ) and that landing is fitting.",
    ),
    "icrra 18-2(1)(1)イ; icrra 18-2(1)(1)ロ; icrra 18-2(1)(2)",
    frozenset({"fact:xl_type", "given:refuge_ground", "given:landing_fitting"}),
    _refuge,
)
RESIDENCE_FIXED = Guard(
    "residence_fixed",
    Text("一時庇護のための上陸では、住居を指定する。", "For temporary refuge a residence is fixed."),
    Text("指定する施設等を入力してください。", "Enter the place."),
    "icrra 18-2(4); reg 18(5)(2)",
    frozenset({"fact:xl_type", "given:fixed_residence"}),
    lambda v: kind(v) != "temporary_refuge" or v.given.get("fixed_residence") is not None,
)


def _thirty_days(view: View) -> bool:
    until = _until(view)
    return until is not None and view.when() < until <= counted(day_of(view), "30 days").expires_at


HANDED_OVER_LENGTH = Guard(
    "length_distress",
    Text(
        "遭難による上陸の期間は、三十日を超えない範囲内で定める。",
        "A landing in distress is permitted for at most 30 days.",
    ),
    Text("これから先、三十日以内の期間を定めてください。", "Fix a period ahead, of 30 days at most."),
    "icrra 18(5); reg 17(4)(1)",
    frozenset({"fact:xl_until", "given:xl_until", "time"}),
    _thirty_days,
)

APPLYING = (*(_applicant(t) for t in TYPES), MULTIPLE, CREW_OF_WHAT, DESIGNATED_SHIP)
PERMITTING = (
    ROUTE,
    NAMED,
    *(_length(t) for t in TYPES if t.code != "emergency"),
    NO_DENIAL,
    ONWARD_JOURNEY,
    EXAMINED,
    URGENT,
    REFUGE,
    RESIDENCE_FIXED,
)
