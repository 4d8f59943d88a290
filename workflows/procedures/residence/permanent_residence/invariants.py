"""What holds of every application for permanent residence. The conditions are written here a second time,
on purpose: an invariant that asked the guards would only prove that they agree with themselves."""

from __future__ import annotations

from workflows.declare import Invariant, Step
from workflows.engine import View
from workflows.texts import Text

_FREE_OF_CONDUCT = ("spouse_or_child",)
_FREE_OF_LIVELIHOOD = ("spouse_or_child", "protected", "recognised")
_GRANTED = ("decided_pending_delivery", "permitted")


def _by_delivery(before: View, after: View, step: Step) -> bool:
    entered = after.is_in("permanent_residence", "permitted")
    was = before.is_in("permanent_residence", "permitted")
    return not entered or was or step.id == "pr_pay_and_deliver"


def _conditions(v: View) -> bool:
    if not v.is_in("permanent_residence", *_GRANTED):
        return True
    basis = v.fact("basis_code")
    return (
        v.fact("interest_found") is True
        and (v.fact("conduct_found") is True or basis in _FREE_OF_CONDUCT)
        and (v.fact("livelihood_found") is True or basis in _FREE_OF_LIVELIHOOD)
    )


def _paused(v: View) -> bool:
    net, papers = v.running("net_processing_timer"), v.running("document_request_due")
    if v.is_in("permanent_residence", "awaiting_documents"):
        return net is None and papers is not None
    if v.is_in("permanent_residence", "received", "under_review"):
        return net is not None and papers is None
    return net is None and papers is None


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_pr_by_delivery",
        Text(
            "永住者になるのは、在留カードの交付があったときだけである。",
            "Only the handing over of the card makes a permanent resident.",
        ),
        "icrra 22(4)",
        ("permanent_residence",),
        on_step=_by_delivery,
    ),
    Invariant(
        "inv_pr_conditions",
        Text(
            "許可されるのは国益適合が認められ、素行・生計が認められるか法律により免除された人だけである。",
            "Only whoever is found in the interest of Japan, of good conduct and sound livelihood, or free of "
            "these by the Act, is permitted.",
        ),
        "icrra 22(2); icrra 61-2-14",
        ("permanent_residence",),
        ("basis_code", "interest_found", "conduct_found", "livelihood_found"),
        holds=_conditions,
    ),
    Invariant(
        "inv_pr_net_time",
        Text(
            "実質審査の計時は追完待ちの間だけ止まり、資料提出の期限はその間だけ進む。",
            "The net timer stands still while papers are awaited, and their date runs only then.",
        ),
        "practice standard-period; practice document-request",
        ("permanent_residence",),
        clocks=("net_processing_timer", "document_request_due"),
        holds=_paused,
    ),
)
