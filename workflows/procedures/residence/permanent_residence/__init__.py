"""Permanent residence (永住許可): filing at the counter, examination, and the card that makes it true.

The filing keeps no stay alive (20(6) speaks of changes and extensions): the file watches the end of the stay
and asks for an extension alongside.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.common.filing import adapt
from workflows.procedures.residence.permanent_residence.clocks import CLOCKS
from workflows.procedures.residence.permanent_residence.facts import FACTS
from workflows.procedures.residence.permanent_residence.invariants import INVARIANTS
from workflows.procedures.residence.permanent_residence.rules import fee_due, proposed_card_end
from workflows.procedures.residence.permanent_residence.steps import MACHINE, STEPS
from workflows.procedures.residence.vocabulary import SHARED
from workflows.texts import Text

PERMANENT_RESIDENCE = Procedure(
    "permanent_residence",
    Text("永住許可", "Permanent residence"),
    law_from=date(2024, 6, 10),
    machines=(MACHINE,),
    steps=STEPS,
    clocks=CLOCKS,
    facts=(
        *adapt(SHARED, fee_yen={"suggest": fee_due}, card_valid_until={"suggest": proposed_card_end}),
        *FACTS,
    ),
    invariants=INVARIANTS,
    main="permanent_residence",
    prefix="PRM",
    tables="residence",
    home="workflows.procedures.residence.permanent_residence",
    inherits={
        "residence": (
            "status",
            "period",
            "granted_on",
            "stay_until",
            "stay_days",
            "special_until",
            "card_no",
            "card_valid_until",
            "organisation",
            "designation",
            "address",
        )
    },
    alone=True,
)
