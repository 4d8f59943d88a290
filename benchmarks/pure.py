"""The engine alone: workflows.engine.take on values in memory, no database.

It waits for nothing, so it is measured by processor time: what else the machine does costs it little.
"""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from typing import Any

from benchmarks.procedure import BEGIN, OFFICE, OPENING, PROCEDURE, SAME_STATE, TEN, Planned
from workflows.dossier import Actor, Dossier
from workflows.engine import Outcome, take
from workflows.registry import procedure


def _calls() -> tuple[list[tuple[Any, ...]], tuple[Any, ...]]:
    """The ten steps, each with the dossier it is taken on, and a step that changes no state."""
    found = procedure(PROCEDURE, BEGIN.date())
    dossier = replace(found.blank(BEGIN.date()), facts={"nationality": "VNM", "minor": False})

    def call(planned: Planned, on: Dossier) -> tuple[Any, ...]:
        actor = Actor(planned.role.value, frozenset({planned.role}), OFFICE)
        return found, on, planned.step, planned.facts, actor, planned.at

    calls = []
    for planned in (OPENING, *TEN):
        calls.append(call(planned, dossier))
        dossier = _taken(calls[-1]).dossier
    # calls[2] is the step after the investigation was opened: a statement fits in there.
    same = call(SAME_STATE, calls[2][1])
    _taken(same)
    return calls[1:], same


def _taken(call: tuple[Any, ...]) -> Outcome:
    found, dossier, step, facts, actor, at = call
    outcome = take(found, dossier, step, facts, actor=actor, at=at)
    if not isinstance(outcome, Outcome):
        raise RuntimeError(f"{step} was refused: {outcome.sentence('en')}")
    return outcome


def rates(seconds: float) -> tuple[float, float]:
    """Steps a second: of the ten in turn, and of the step that changes no state."""
    ten, same = _calls()
    return _rate(ten, seconds / 2), _rate([same] * len(ten), seconds / 2)


def by_step(times: int) -> dict[str, float]:
    """Microseconds of each of the ten, for whoever wants to know where the time goes."""
    found = {}
    for call in _calls()[0]:
        begin = process_time()
        for _ in range(times):
            _taken(call)
        found[call[2]] = (process_time() - begin) / times * 1e6
    return found


def _rate(calls: list[tuple[Any, ...]], seconds: float) -> float:
    done, begin = 0, process_time()
    while (spent := process_time() - begin) < seconds:
        for found, dossier, step, facts, actor, at in calls:
            take(found, dossier, step, facts, actor=actor, at=at)
        done += len(calls)
    return done / spent
