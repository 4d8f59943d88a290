"""Landing (上陸審査, chapter III): examination, hearing, objection and ruling, provisional landing, leaving."""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.landing import examination, exit, hearing, provisional, ruling
from workflows.procedures.residence.landing.clocks import CLOCKS
from workflows.procedures.residence.landing.facts import FACTS, LANDING_SHARED
from workflows.procedures.residence.landing.invariants import INVARIANTS
from workflows.procedures.residence.landing.states import LANDING_MACHINE, PROVISIONAL_MACHINE
from workflows.texts import Text

LANDING = Procedure(
    "landing",
    Text("上陸審査", "Landing"),
    law_from=date(2024, 6, 10),
    machines=(LANDING_MACHINE, PROVISIONAL_MACHINE),
    steps=(
        *examination.STEPS,
        *hearing.STEPS,
        *ruling.STEPS,
        *exit.STEPS,
        *provisional.STEPS,
    ),
    clocks=CLOCKS,
    facts=(*LANDING_SHARED, *FACTS),
    invariants=INVARIANTS,
    main="landing",
    prefix="LND",
    tables="residence",
    home="workflows.procedures.residence.landing",
)
