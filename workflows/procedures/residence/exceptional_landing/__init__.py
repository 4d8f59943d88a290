"""The exceptional landings (上陸の特例, 14 to 18-2): port of call, cruise, transit, crew, emergency, distress,
temporary refuge. None of them gives a status of residence, and none has a special period."""

from __future__ import annotations

from datetime import date

from workflows.declare import Invariant, Step
from workflows.engine import Procedure, View
from workflows.procedures.residence.exceptional_landing import permission, states, stay
from workflows.procedures.residence.exceptional_landing.clocks import CLOCKS
from workflows.procedures.residence.exceptional_landing.facts import FACTS
from workflows.texts import Text

_XL = "exceptional_landing"
_IN_FORCE = ("permitted", "away")
_RINGING = ("xl_period", "xl_leave_by", "xl_crew_arrival", "xl_emergency")
_REVOKING = ("xl_revoke_denial_ground", "xl_revoke_discretion")


def _dated(v: View) -> bool:
    if not v.is_in(_XL, *_IN_FORCE):
        return True
    open_ended = v.fact("xl_type") == "emergency" and v.running("xl_emergency") is not None
    return open_ended or v.running("xl_period") is not None


def _leave_by(v: View) -> bool:
    return (v.running("xl_leave_by") is not None) == v.is_in(_XL, "revoked_with_period")


def _quiet_at_the_end(v: View) -> bool:
    live = v.is_in(_XL, *_IN_FORCE, "revoked_with_period")
    return live or not any(v.running(clock) for clock in _RINGING)


def _revoked_if_repeated(before: View, after: View, step: Step) -> bool:
    return step.id not in _REVOKING or before.fact("multiple") is True


def _fled_from_a_cruise(before: View, after: View, step: Step) -> bool:
    return step.id != "xl_cruise_abscond" or before.fact("xl_type") == "cruise_ship"


def _status_from_refuge(v: View) -> bool:
    return (
        not v.is_in(_XL, "status_acquired")
        or v.fact("recognised") is True
        or (v.fact("xl_type") == "temporary_refuge" and v.fact("status_applied") is True)
    )


INVARIANTS = (
    Invariant(
        "inv_landing_dated",
        Text(
            "特例上陸の許可には期間の終わりがある。ないのは事由がなくなるまでの緊急上陸だけである。",
            "A permitted landing has an end; only an emergency landing lasts until its cause has ended.",
        ),
        "icrra 14(4); icrra 17(1); icrra 24(1)(6)",
        (_XL,),
        ("xl_type",),
        ("xl_period", "xl_emergency"),
        holds=_dated,
    ),
    Invariant(
        "inv_revoked_with_a_day_to_leave",
        Text(
            "本邦にある間に数次許可を取り消された人には、出国・帰船の期限がある。",
            "Whoever loses a permission for repeated landings while in Japan has a day by which to leave.",
        ),
        "icrra 14-2(9); icrra 16(9)",
        (_XL,),
        clocks=("xl_leave_by",),
        holds=_leave_by,
    ),
    Invariant(
        "inv_landing_over_rings_no_more",
        Text("終わった上陸の期間は、もう進まない。", "No period of a landing runs on after its end."),
        "icrra 24(1)(6); icrra 25(1)",
        (_XL,),
        clocks=_RINGING,
        holds=_quiet_at_the_end,
    ),
    Invariant(
        "inv_revoked_if_repeated",
        Text(
            "取り消すことができるのは数次の許可だけである。",
            "Only permissions for repeated landings are revoked.",
        ),
        "icrra 14-2(8); icrra 14-2(9); icrra 16(8); icrra 16(9)",
        (_XL,),
        ("multiple",),
        on_step=_revoked_if_repeated,
    ),
    Invariant(
        "inv_fled_from_a_cruise",
        Text(
            "帰船せずに逃亡したとされるのは船舶観光上陸の人だけである。",
            "Only cruise passengers flee the ship.",
        ),
        "icrra 24(1)(6-2)",
        (_XL,),
        ("xl_type",),
        on_step=_fled_from_a_cruise,
    ),
    Invariant(
        "inv_status_from_refuge",
        Text(
            "難民等の認定によるほか、特例上陸から在留資格を取得できるのは、取得を申請した一時庇護の人だけである。",
            "But for a recognition, only temporary refuge with an application leads to a status of residence.",
        ),
        "icrra 22-3; icrra 61-2-2(4)",
        (_XL,),
        ("xl_type", "status_applied", "recognised"),
        holds=_status_from_refuge,
    ),
)

EXCEPTIONAL_LANDING = Procedure(
    "exceptional_landing",
    Text("特例上陸", "Exceptional landing"),
    law_from=date(2024, 6, 10),
    machines=(states.MACHINE,),
    steps=(*permission.STEPS, *stay.STEPS),
    clocks=CLOCKS,
    facts=FACTS,
    invariants=INVARIANTS,
    main=_XL,
    prefix="XLP",
    tables="residence",
    home="workflows.procedures.residence.exceptional_landing",
)
