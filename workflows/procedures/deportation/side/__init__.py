"""The proceedings beside a deportation: each a small machine of its own, joined to the stage and to
custody by what its steps carry along."""

from __future__ import annotations

from workflows.declare import Step
from workflows.engine import Machine
from workflows.facts import Fact
from workflows.procedures.deportation.side import (
    ban_shortening,
    complaint,
    court,
    exit_restriction,
    refugee,
    requests,
    special_permission,
)

MACHINES: tuple[Machine, ...] = (
    refugee.MACHINE,
    special_permission.MACHINE,
    court.MACHINE,
    exit_restriction.MACHINE,
    requests.SUPERVISION_MACHINE,
    requests.RELEASE_MACHINE,
    ban_shortening.MACHINE,
    complaint.MACHINE,
)
STEPS: tuple[Step, ...] = (
    *refugee.STEPS,
    *special_permission.STEPS,
    *court.STEPS,
    *exit_restriction.STEPS,
    *requests.STEPS,
    *ban_shortening.STEPS,
    *complaint.STEPS,
)
FACTS: tuple[Fact, ...] = (
    *refugee.FACTS,
    *special_permission.FACTS,
    *court.FACTS,
    *exit_restriction.FACTS,
    *requests.FACTS,
    *ban_shortening.FACTS,
    *complaint.FACTS,
)
