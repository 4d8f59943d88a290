"""What may be done on a file now, and what is owed to it and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.declare import Step
from workflows.dossier import Actor, Dossier
from workflows.engine import Procedure, View
from workflows.refusals import refuse_apart, refuse_office, refuse_state, rule_not_met
from workflows.roles import Role
from workflows.texts import Refusal, Text


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as the case page shows it: open to the actor, or the reason why not."""

    step: Step
    refusal: Refusal | None


def offers(procedure: Procedure, dossier: Dossier, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """Every step whose machine is in one of its sources, open or refused with the reason.

    Guards that wait for a fact the step itself gives are judged when it is taken, not here.
    """
    view = View(procedure, dossier, None, actor, at)
    found = []
    for step in procedure.steps.values():
        by_hand = step.officers - {Role.SYSTEM}
        if step.carried_only or not by_hand or refuse_state(procedure, view, step) is not None:
            continue
        refusal = refuse_office(step, actor) or _standing(step, view)
        if refusal is None:
            refusal = refuse_apart(step, view, actor, None, [], [])
        found.append(Offer(step, refusal))
    return tuple(found)


def _standing(step: Step, view: View) -> Refusal | None:
    for guard in step.guards:
        if any(name.startswith("given:") for name in guard.reads):
            continue
        if not guard.test(view):
            return rule_not_met(step, guard)
    return None


@dataclass(frozen=True, slots=True)
class Owed:
    """What an office owes the case, and by when (None: no date set by law)."""

    machine: str
    role: Role
    label: Text
    by: datetime | None
    clock: str | None


def owed(procedure: Procedure, dossier: Dossier) -> tuple[Owed, ...]:
    """Everything owed on a case now; can be recomputed from the dossier at any time."""
    found: list[Owed] = []
    if procedure.is_closed(dossier):
        return ()
    for code, machine in procedure.machines.items():
        state = machine.states.get(dossier.states[code])
        if state is None:
            continue
        for duty in state.duties:
            dated = [
                (clock.alarm_at, clock.id)
                for clock_id in duty.clocks
                if (clock := dossier.clocks.get(clock_id)) is not None and clock.alarm_at is not None
            ]
            by, first = min(dated, default=(None, None))
            found.append(Owed(code, duty.role, duty.label, by, first))
    return tuple(found)


def debtors(procedure: Procedure, dossier: Dossier, clock_id: str) -> tuple[Role, ...]:
    """The offices whose present duties have their date from a clock."""
    return tuple(
        dict.fromkeys(
            duty.role
            for code, machine in procedure.machines.items()
            if (state := machine.states.get(dossier.states[code])) is not None
            for duty in state.duties
            if clock_id in duty.clocks
        )
    )
