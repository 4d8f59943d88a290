"""Region A of the deportation procedure: the stage of the case, from the tip to the end.

The steps stand in the order in which the Act takes them up; each module is one phase.
"""

from __future__ import annotations

from workflows.declare import NOT_OPENED, Step
from workflows.engine import Machine
from workflows.procedures.deportation.stage import (
    departure_order,
    endings,
    examination,
    hearing,
    investigation,
    obstacles,
    removal,
    special_permission,
)
from workflows.procedures.deportation.stage.facts import FACTS
from workflows.procedures.deportation.stage.states import STATES
from workflows.texts import Text

STAGE = Machine("stage", Text("手続の段階", "stage"), STATES, initial=NOT_OPENED)

STEPS: tuple[Step, ...] = (
    *investigation.STEPS,
    *examination.STEPS,
    *hearing.STEPS,
    *special_permission.STEPS,
    *departure_order.STEPS,
    *removal.STEPS,
    *obstacles.STEPS,
    *endings.STEPS,
)

__all__ = ["FACTS", "STAGE", "STEPS"]
