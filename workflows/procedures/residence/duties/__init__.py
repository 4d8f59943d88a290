"""Notification duties (届出): addresses, cards, organisations and spouses, and what organisations owe.

Each event is a duty of its own with a date of its own. A late notice is still taken; of addresses, ninety
days without one begin the fact-finding for a revocation.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.duties.clocks import CLOCKS
from workflows.procedures.residence.duties.facts import FACTS
from workflows.procedures.residence.duties.invariants import INVARIANTS
from workflows.procedures.residence.duties.steps import MACHINE, STEPS
from workflows.procedures.residence.vocabulary import SHARED
from workflows.texts import Text

NOTIFICATION_DUTY = Procedure(
    "notification_duty",
    Text("届出義務", "Notification duty"),
    law_from=date(2024, 6, 10),
    machines=(MACHINE,),
    steps=STEPS,
    clocks=CLOCKS,
    facts=(*SHARED, *FACTS),
    invariants=INVARIANTS,
    main="notification_duty",
    prefix="DUT",
    tables="residence",
    home="workflows.procedures.residence.duties",
    inherits={
        "residence": (
            "status",
            "period",
            "granted_on",
            "stay_until",
            "stay_days",
            "card_no",
            "organisation",
            "address",
        )
    },
)
