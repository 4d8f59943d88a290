"""What must hold of every landing, whatever path it takes."""

from __future__ import annotations

from workflows.declare import Invariant, Step
from workflows.engine import View
from workflows.texts import Text

ENDS = ("permitted", "permitted_special", "departed", "deportation_module", "closed")
# Permission by conformity; the special one may pass over every condition.
CONFORMING = ("landing_permit_stamp", "landing_permit_record", "hearing_permit", "ruling_well_founded")


def _three_days(v: View) -> bool:
    return not v.is_in("landing", "finding_notified") or v.running("landing_objection_3d") is not None


def _provisional_over(v: View) -> bool:
    over = v.is_in("landing", *ENDS, "exit_ordered", "exit_ordered_facility")
    return not over or (
        v.is_in("provisional", "none", "ended") and v.running("provisional_detention") is None
    )


def _biometrics(before: View, after: View, step: Step) -> bool:
    return step.id not in CONFORMING or after.fact("biometrics") in ("given", "exempt")


def _no_objection_route(before: View, after: View, step: Step) -> bool:
    if not (before.is_in("landing", "hearing") and after.is_in("landing", "exit_ordered")):
        return True
    return after.fact("referred_for") == "biometrics" and after.fact("biometrics") == "refused"


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_landing_finding_has_three_days",
        Text(
            "不適合の認定を受けて待つ人には、異議の申出の三日間が進行している。",
            "Nobody waits under an adverse finding without the three days of the objection running.",
        ),
        "icrra 10(10); icrra 11(1)",
        ("landing",),
        clocks=("landing_objection_3d",),
        holds=_three_days,
    ),
    Invariant(
        "inv_landing_provisional_ends",
        Text(
            "仮上陸とこれに伴う収容は、許可・退去命令その他の手続の終わりより後に続かない。",
            "A provisional landing, and a detention in it, never outlasts the landing procedure.",
        ),
        "icrra 13(1); icrra 13(4); icrra 13(7)",
        ("landing", "provisional"),
        clocks=("provisional_detention",),
        holds=_provisional_over,
    ),
    Invariant(
        "inv_landing_biometrics",
        Text(
            "条件適合による上陸許可は、指紋・写真を提供したか免除された人に限る。",
            "Nobody is found to conform and lands without biometrics given or waived.",
        ),
        "icrra 6(3); icrra 7(4); icrra 10(8)",
        ("landing",),
        facts=("biometrics",),
        on_step=_biometrics,
    ),
    Invariant(
        "inv_landing_order_without_objection",
        Text(
            "口頭審理から直ちに退去を命じられるのは、指紋・写真をなお提供しない人だけである。",
            "Only who still gives no fingerprints and photo is ordered to leave straight from the hearing.",
        ),
        "icrra 10(7); icrra 10(10)",
        ("landing",),
        facts=("referred_for", "biometrics"),
        on_step=_no_objection_route,
    ),
    Invariant(
        "inv_landing_four_people",
        Text(
            "引渡し・口頭審理・異議の受理・裁決は、四人の異なる職員が行う。",
            "Referral, hearing, objection and ruling are the work of four different people.",
        ),
        "icrra 9(6); icrra 10(1); icrra 11(1); icrra 11(3)",
        (),
        elsewhere=Text(
            "人の問題: 職務の分離、試験 tests/law/residence/test_landing_hearing.py による。",
            "A matter of people: separation of duties, tests/law/residence/test_landing_hearing.py.",
        ),
    ),
)
