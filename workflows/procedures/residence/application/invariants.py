"""What must hold of every application for a change or an extension, whatever path it takes.

The conditions are written here a second time, on purpose, and not taken from the guards.
"""

from __future__ import annotations

from workflows.declare import Invariant, Step
from workflows.engine import View
from workflows.procedures.residence.application.variant import Variant
from workflows.texts import Text

_OPEN = (
    "received",
    "under_review",
    "awaiting_documents",
    "decided_pending_delivery",
    "departure_option_offered",
)


def invariants(v: Variant) -> tuple[Invariant, ...]:
    """The invariants of a procedure."""

    def special_runs(view: View) -> bool:
        if not view.is_in(v.code, *_OPEN):
            return view.running("special_period") is None
        return (view.fact("in_special") is True) == (view.running("special_period") is not None)

    def only_by_delivery(before: View, after: View, step: Step) -> bool:
        if not after.is_in(v.code, "permitted") or before.is_in(v.code, "permitted"):
            return True
        delivery = f"{v.prefix}_pay_and_deliver", f"{v.prefix}_deliver_by_post"
        return step.id in delivery and before.is_in(v.code, "decided_pending_delivery")

    def departure_only_in_special(view: View) -> bool:
        return not view.is_in(v.code, "departure_option_offered") or view.fact("in_special") is True

    def nothing_rings_after_the_end(view: View) -> bool:
        return view.is_in(v.code, "draft", *_OPEN) or all(
            view.running(clock) is None
            for clock in ("document_request_due", "result_collect", "special_period_warning")
        )

    return (
        Invariant(
            f"{v.prefix}-special-period-runs",
            Text(
                "特例期間中の申請には特例期間の期限が動いており、そのほかの申請には動いていない。",
                "An application in the special period has its clock running, and no other has.",
            ),
            v.carried,
            (v.code,),
            ("in_special",),
            ("special_period",),
            holds=special_runs,
        ),
        Invariant(
            f"{v.prefix}-permitted-by-delivery",
            Text(
                "許可の状態になるのは、決定のあと交付によってだけである。",
                "An application is permitted by delivery after a decision, and in no other way.",
            ),
            v.effect,
            (v.code,),
            on_step=only_by_delivery,
        ),
        Invariant(
            f"{v.prefix}-departure-option-in-special",
            Text(
                "出国準備の案内は特例期間中の申請についてだけされる。",
                "The departure option is offered only in the special period.",
            ),
            "icrra 20(6); practice departure-preparation",
            (v.code,),
            ("in_special",),
            holds=departure_only_in_special,
        ),
        Invariant(
            f"{v.prefix}-ended-is-quiet",
            Text(
                "終わった申請には、誰かを待つ期限が残らない。",
                "An application that has ended leaves nobody a date to keep.",
            ),
            "practice closing",
            (v.code,),
            (),
            ("document_request_due", "result_collect", "special_period_warning"),
            holds=nothing_rings_after_the_end,
        ),
        Invariant(
            f"{v.prefix}-sorter-does-not-decide",
            Text(
                "振分けをした職員が、理由の記録なしに処分を決めることはない。",
                "Who sorted the file does not decide it without a written reason.",
            ),
            "practice examination-guideline",
            (v.code,),
            elsewhere=Text(
                "tests/law/residence/test_change.py・test_extension.py の「振分け」の試験",
                "the tests on the sorter in tests/law/residence/test_change.py and test_extension.py",
            ),
        ),
    )
