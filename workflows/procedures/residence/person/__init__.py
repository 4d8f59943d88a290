"""The person's residence file (在留の事件): one for life, with the stay, the card and the right to return.

Applications decide elsewhere; what takes effect is written here, and here a stay begins and ends.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.person import card, ends, reentry, specified, stay
from workflows.procedures.residence.person.clocks import CLOCKS
from workflows.procedures.residence.person.invariants import INVARIANTS
from workflows.procedures.residence.person.states import MACHINES
from workflows.procedures.residence.person.vocabulary import FACTS
from workflows.texts import Text

__all__ = ["RESIDENCE"]

RESIDENCE = Procedure(
    "residence",
    Text("在留", "Residence"),
    law_from=date(2024, 6, 10),
    machines=MACHINES,
    steps=(
        *stay.BEGINNINGS,
        *stay.GOING_ON,
        *ends.GOING,
        *ends.ENDS,
        *ends.EVENTS,
        *card.STEPS,
        *specified.STEPS,
        *reentry.STEPS,
    ),
    clocks=CLOCKS,
    facts=FACTS,
    invariants=INVARIANTS,
    main="person_residence",
    prefix="RES",
    tables="residence",
    home="workflows.procedures.residence.person",
    alone=True,
    standing=True,
)
