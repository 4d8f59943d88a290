"""What must hold of every revocation, whatever path it takes."""

from __future__ import annotations

from workflows.declare import Invariant, Step
from workflows.engine import View
from workflows.texts import Text

REVOKED = ("revoked_deportable", "revoked_departure_period")
WITHOUT_TIME = ("fraud_landing_bar", "fraud_permission")


def _dated(v: View) -> bool:
    return not v.is_in("revocation", "revoked_departure_period") or (
        v.running("revocation_departure") is not None
    )


def _hearing_dated(v: View) -> bool:
    return not v.is_in("revocation", "hearing_notified") or v.running("hearing_date") is not None


def _heard_first(before: View, after: View, step: Step) -> bool:
    revoked = after.is_in("revocation", *REVOKED) and not before.is_in("revocation", *REVOKED)
    return not revoked or (before.is_in("revocation", "heard") and before.fact("served") is True)


def _time_to_leave(before: View, after: View, step: Step) -> bool:
    if not after.is_in("revocation", *REVOKED) or before.is_in("revocation", *REVOKED):
        return True
    ground = after.fact("ground_code")
    at_once = ground in WITHOUT_TIME or (ground == "other_activity" and after.fact("flight_risk") is True)
    return at_once == after.is_in("revocation", "revoked_deportable")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_revoked_with_period_is_dated",
        Text(
            "出国期間を指定して取り消された人には、その期間が進行している。",
            "Whoever is revoked with time to leave has that time running.",
        ),
        "icrra 22-4(7)",
        ("revocation",),
        clocks=("revocation_departure",),
        holds=_dated,
    ),
    Invariant(
        "inv_hearing_is_dated",
        Text(
            "意見聴取を通知した事件には、期日が定まっている。",
            "A case in which the hearing was notified has its day.",
        ),
        "icrra 22-4(3)",
        ("revocation",),
        clocks=("hearing_date",),
        holds=_hearing_dated,
    ),
    Invariant(
        "inv_revoked_only_after_hearing",
        Text(
            "送達された期日に意見を聴かれ、又は応じなかった人でなければ、取り消されない。",
            "Nobody is revoked who was not served and then heard, or failed to appear.",
        ),
        "icrra 22-4(2); icrra 22-4(3); icrra 22-4(5)",
        ("revocation",),
        facts=("served",),
        on_step=_heard_first,
    ),
    Invariant(
        "inv_time_to_leave_by_ground",
        Text(
            "出国期間を与えられないのは、1号・2号と、逃亡のおそれのある5号だけである。",
            "Only grounds 1 and 2, and 5 with a risk of flight, leave no time to leave.",
        ),
        "icrra 22-4(7)",
        ("revocation",),
        facts=("ground_code", "flight_risk"),
        on_step=_time_to_leave,
    ),
    Invariant(
        "inv_hearing_inspector_decides_nothing",
        Text(
            "意見聴取担当入国審査官は決定をしない。",
            "The hearing inspector decides nothing.",
        ),
        "icrra 22-4(2); reg 25-2(1); reg 25-11(3)",
        (),
        elsewhere=Text(
            "官職と人の問題: 職務の分離、試験 tests/law/residence/test_revocation.py による。",
            "A matter of office and people: separation of duties, tests/law/residence/test_revocation.py.",
        ),
    ),
)
