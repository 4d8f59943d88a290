"""Acquisition of a status of residence (在留資格の取得): birth in Japan, loss of nationality, and others who
come to stay without having landed.

Sixty days are free of any status. They belong to this file, no filing prolongs them, and a permission helps
only once it is delivered.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.acquisition.clocks import CLOCKS
from workflows.procedures.residence.acquisition.facts import FACTS
from workflows.procedures.residence.acquisition.invariants import INVARIANTS
from workflows.procedures.residence.acquisition.rules import proposed_card_end, proposed_end
from workflows.procedures.residence.acquisition.steps import MACHINE, STEPS
from workflows.procedures.residence.common.filing import adapt
from workflows.procedures.residence.vocabulary import SHARED
from workflows.texts import Text

ACQUISITION = Procedure(
    "acquisition",
    Text("在留資格の取得", "Acquisition of status"),
    law_from=date(2024, 6, 10),
    machines=(MACHINE,),
    steps=STEPS,
    clocks=CLOCKS,
    facts=(
        *adapt(SHARED, stay_until={"suggest": proposed_end}, card_valid_until={"suggest": proposed_card_end}),
        *FACTS,
    ),
    invariants=INVARIANTS,
    main="acquisition",
    prefix="ACQ",
    tables="residence",
    home="workflows.procedures.residence.acquisition",
    inherits={"residence": ("address",)},
    alone=True,
)
