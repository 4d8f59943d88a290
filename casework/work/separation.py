"""Separation of duties, as far as it can be known before a step is taken: who had a hand in a case and
must keep off a piece of its work. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from workflows.declare import WARN, Apart, Step
from workflows.engine import Procedure
from workflows.roles import Role


def owed_steps(procedure: Procedure | None, machine: str, state: str, role: str) -> tuple[Step, ...]:
    """The steps that the holders of an office may take in a state."""
    if procedure is None or machine not in procedure.machines or role not in Role._value2member_map_:
        return ()
    return tuple(
        step
        for step in procedure.machines[machine].steps.values()
        if state in step.source and Role(role) in step.officers and not step.carried_only
    )


def barred(steps: Iterable[Step], done_by: Mapping[str, Collection[str]], officer: str) -> Apart | None:
    """The rule that keeps an officer off the work, because of what the officer did on the case before.

    One barred step is enough: work is not given to somebody who could do only half of it. A rule that only
    warns bars nobody.
    """
    for step in steps:
        for apart in step.apart:
            if apart.strength != WARN and any(officer in done_by.get(s, ()) for s in apart.steps):
                return apart
    return None


def conflict(one: Collection[Step], other: Collection[Step]) -> bool:
    """Whether two pieces of work on one case must not be one officer's: doing the one would bar from the other."""
    return _bars(one, other) or _bars(other, one)


def _bars(done: Collection[Step], then: Collection[Step]) -> bool:
    ids = {step.id for step in done}
    return any(a.strength != WARN and ids & set(a.steps) for step in then for a in step.apart)
