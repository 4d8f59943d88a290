"""Steps that several examinations have in the same form."""

from __future__ import annotations

from workflows.declare import Step
from workflows.roles import Role
from workflows.texts import Text


def papers_overdue(id: str, machine: str) -> Step:
    """The date for papers passes, and the examination goes on."""
    return Step(
        id,
        machine,
        ("awaiting_documents",),
        "under_review",
        Text("資料提出期限の経過", "papers not handed in by the date"),
        "practice document-request",
        by=(Role.SYSTEM,),
        starts=("net_processing_timer",),
        stops=("document_request_due",),
        tells=(Role.INSPECTOR,),
        automatic=True,
        mark="inferred",
        note=Text(
            "提出がないことの効果に定めはない。当然に不許可・不交付とはせず、ある資料により審査を続ける。",
            "No rule says what follows. It is no refusal: the examination goes on with the papers there are.",
        ),
    )
