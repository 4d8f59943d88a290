"""Activity outside the status (資格外活動許可), and the work-authorisation certificate (就労資格証明書).

The permission lives and dies with the stay it was given for. The certificate permits nothing: it says in
writing what somebody may do.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.activity_permission.clocks import CLOCKS
from workflows.procedures.residence.activity_permission.facts import FACTS
from workflows.procedures.residence.activity_permission.invariants import INVARIANTS
from workflows.procedures.residence.activity_permission.rules import certificate_fee
from workflows.procedures.residence.activity_permission.steps import MACHINE, STEPS
from workflows.procedures.residence.common.filing import adapt
from workflows.procedures.residence.vocabulary import SHARED
from workflows.texts import Text

ACTIVITY_PERMISSION = Procedure(
    "activity_permission",
    Text("資格外活動許可", "Permission for other activities"),
    law_from=date(2024, 6, 10),
    machines=(MACHINE,),
    steps=STEPS,
    clocks=CLOCKS,
    facts=(*adapt(SHARED, fee_yen={"suggest": certificate_fee}), *FACTS),
    invariants=INVARIANTS,
    main="activity_permission",
    prefix="ACT",
    tables="residence",
    home="workflows.procedures.residence.activity_permission",
    inherits={
        "residence": (
            "status",
            "period",
            "granted_on",
            "stay_until",
            "stay_days",
            "special_until",
            "card_no",
            "organisation",
            "designation",
        )
    },
)
