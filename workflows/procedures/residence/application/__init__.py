"""Change of status (在留資格変更) and extension of stay (在留期間更新): two procedures from one declaration.

They share their states, steps and special period; in what they differ is said in `variant`. What a permission
does to the stay is the business of the person's residence file.
"""

from __future__ import annotations

from datetime import date

from workflows.engine import Procedure
from workflows.procedures.residence.application import variant
from workflows.procedures.residence.application.clocks import clocks
from workflows.procedures.residence.application.facts import vocabulary
from workflows.procedures.residence.application.invariants import invariants
from workflows.procedures.residence.application.machine import machine
from workflows.procedures.residence.application.steps import steps
from workflows.procedures.residence.application.variant import Variant

_INHERITED = (
    "status",
    "period",
    "granted_on",
    "stay_until",
    "stay_days",
    "special_until",
    "card_no",
    "card_issued_on",
    "card_valid_until",
    "organisation",
    "designation",
    "address",
)


def build(v: Variant) -> Procedure:
    """The procedure that a variant declares."""
    return Procedure(
        v.code,
        v.label,
        law_from=date(2024, 6, 10),
        machines=(machine(v),),
        steps=steps(v),
        clocks=clocks(v),
        facts=vocabulary(),
        invariants=invariants(v),
        main=v.code,
        prefix=v.number_prefix,
        tables="residence",
        home="workflows.procedures.residence.application",
        inherits={"residence": _INHERITED},
        alone=True,
    )


CHANGE = build(variant.CHANGE)
EXTENSION = build(variant.EXTENSION)
