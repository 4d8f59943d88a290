"""Custody (身柄): on which basis a person is held, supervised or free, and how that changes."""

from __future__ import annotations

from workflows.declare import Step
from workflows.engine import Machine
from workflows.facts import Fact
from workflows.procedures.deportation.custody import (
    after_order,
    common,
    criminal,
    detention,
    facility,
    release,
    supervision,
)
from workflows.procedures.deportation.custody.states import STATES
from workflows.texts import Text

__all__ = ["FACTS", "MACHINE", "STATES", "STEPS"]

MACHINE = Machine("custody", Text("身柄", "custody"), STATES, initial="at_liberty", tracked=True)

STEPS: tuple[Step, ...] = (
    *detention.STEPS,
    *supervision.STEPS,
    *release.STEPS,
    *after_order.STEPS,
    *criminal.STEPS,
    *facility.STEPS,
)

FACTS: tuple[Fact, ...] = (
    *common.FACTS,
    *detention.FACTS,
    *supervision.FACTS,
    *release.FACTS,
    *after_order.FACTS,
    *criminal.FACTS,
    *facility.FACTS,
)
