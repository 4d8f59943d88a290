"""Revocation of a status of residence (在留資格の取消し, 22-4 and 22-5)."""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.revocation import decision, hearing
from workflows.procedures.residence.revocation.clocks import CLOCKS
from workflows.procedures.residence.revocation.facts import FACTS
from workflows.procedures.residence.revocation.invariants import INVARIANTS
from workflows.procedures.residence.revocation.states import MACHINE
from workflows.procedures.residence.vocabulary import SHARED
from workflows.texts import Text

REVOCATION = Procedure(
    "revocation",
    Text("在留資格の取消し", "Revocation of status"),
    law_from=date(2024, 6, 10),
    machines=(MACHINE,),
    steps=(*hearing.STEPS, *decision.STEPS),
    clocks=CLOCKS,
    facts=(*SHARED, *FACTS),
    invariants=INVARIANTS,
    main="revocation",
    prefix="REV",
    tables="residence",
    home="workflows.procedures.residence.revocation",
    inherits={
        "residence": (
            "status",
            "period",
            "granted_on",
            "stay_until",
            "card_no",
            "organisation",
            "address",
        )
    },
)
