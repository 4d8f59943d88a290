"""The deportation procedure (退去強制手続), chapter V of the Act as in force since 10 June 2024."""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.deportation import custody, review, side, stage
from workflows.procedures.deportation.clocks import CLOCKS
from workflows.procedures.deportation.clocks import FACTS as CLOCK_FACTS
from workflows.procedures.deportation.invariants import INVARIANTS
from workflows.procedures.deportation.vocabulary import SHARED
from workflows.texts import Text

DEPORTATION = Procedure(
    "deportation",
    Text("退去強制手続", "Deportation procedure"),
    law_from=date(2024, 6, 10),
    machines=(stage.STAGE, custody.MACHINE, review.MACHINE, *side.MACHINES),
    steps=(*stage.STEPS, *custody.STEPS, *review.STEPS, *side.STEPS),
    clocks=CLOCKS,
    facts=(*SHARED, *CLOCK_FACTS, *stage.FACTS, *custody.FACTS, *review.FACTS, *side.FACTS),
    invariants=INVARIANTS,
    # The clocks that limit or review a detention: whoever is held has one of them running.
    liberty=(
        "clk_handover_48h",
        "clk_warrant_30d",
        "clk_warrant_ext_30d",
        "clk_post_order_notice_prompt",
        "clk_detention_review_3m",
        # A review that is open is nearer than the next three months.
        "clk_review_report_prompt",
    ),
)
