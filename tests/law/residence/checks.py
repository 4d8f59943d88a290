"""What every procedure must be, asked of its declarations. Also a command:

python -m tests.law.residence.checks workflows.procedures.residence.change:CHANGE
"""

from __future__ import annotations

import importlib
import re
import sys

from workflows.declare import NOT_OPENED
from workflows.engine import Procedure
from workflows.explore import dead_ends, never_taken, undeclared_reads, walk
from workflows.law import exists
from workflows.roles import OFFICES
from workflows.texts import Text

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def _both(text: Text) -> bool:
    return bool(JAPANESE.search(text.ja)) and bool(re.search("[A-Za-z]{2}", text.en))


def citations(procedure: Procedure) -> list[str]:
    """Every citation of a place that does not exist."""
    found = []
    for step in procedure.steps.values():
        found += [(step.id, c) for c in step.cites]
        found += [(f"{step.id}: {g.code}", c) for g in step.guards for c in g.cites]
        found += [(f"{step.id}: apart", c) for a in step.apart for c in a.cites]
    found += [(clock.id, c) for clock in procedure.clocks.values() for c in clock.cites]
    found += [(i.id, c) for i in procedure.invariants for c in i.cites]
    return [f"{where}: {cited} does not exist" for where, cited in found if exists(cited) is False]


def languages(procedure: Procedure) -> list[str]:
    """Everything that is not said in both languages."""
    texts = []
    for step in procedure.steps.values():
        texts += [(step.id, t) for t in (step.label, step.note, step.help) if t is not None]
        texts += [(f"{step.id}: {g.code}", t) for g in step.guards for t in (g.rule, g.remedy)]
        texts += [(f"{step.id}: apart", a.rule) for a in step.apart]
    for clock in procedure.clocks.values():
        texts += [(clock.id, t) for t in (clock.label, clock.must, clock.silence)]
    for machine in procedure.machines.values():
        for state in machine.states.values():
            texts += [(state.code, t) for t in (state.label, *(d.label for d in state.duties))]
    texts += [(fact.name, fact.label) for fact in procedure.facts.values()]
    texts += [(i.id, i.rule) for i in procedure.invariants]
    return [f"{where} is not said in both languages" for where, text in texts if not _both(text)]


def offices(procedure: Procedure) -> list[str]:
    """Steps that nobody who signs in may enter."""
    return [
        f"{step.id}: no officer may enter it"
        for step in procedure.steps.values()
        if not (step.carried_only or step.automatic)
        and not any(OFFICES[role].signs_in for role in step.officers)
    ]


def time(procedure: Procedure) -> list[str]:
    """Steps that time takes without a clock, and clocks that are never started, or never end."""
    lapses = {clock.lapse for clock in procedure.clocks.values() if clock.lapse}
    automatic = {step.id for step in procedure.steps.values() if step.automatic}
    found = [f"{id}: automatic, but no clock lapses by it" for id in sorted(automatic - lapses)]
    found += [f"{id}: a clock lapses by it, but it is not automatic" for id in sorted(lapses - automatic)]
    started = {s if isinstance(s, str) else s.clock for step in procedure.steps.values() for s in step.starts}
    stopped = {clock for step in procedure.steps.values() for clock in step.stops}
    found += [f"{id}: nothing starts it" for id in sorted(set(procedure.clocks) - started)]
    found += [
        f"{id}: rings, but nothing stops it"
        for id in sorted(set(procedure.clocks) - stopped)
        if procedure.clocks[id].reminded
    ]
    return found


def marks(procedure: Procedure) -> list[str]:
    """What is not verified and does not say what is not settled."""
    found = [s.id for s in procedure.steps.values() if s.mark != "verified" and s.note is None]
    found += [c.id for c in procedure.clocks.values() if c.mark != "verified" and c.note is None]
    return [f"{id} is not verified and has no note" for id in found]


def shape(procedure: Procedure) -> list[str]:
    """Steps that no path takes, open states that lead nowhere, states that no path reaches, and tests that
    look at more than they say."""
    found = [f"{id}: no path takes it" for id in never_taken(procedure)]
    walked = walk(procedure, (procedure.main,))
    if not procedure.standing:
        found += [f"dead end: {point.states}" for point in dead_ends(walked)]
    for code, machine in procedure.machines.items():
        reached = {point.states[code] for point in walk(procedure, (code,)).points}
        found += [f"{code}: nothing leads to {s}" for s in set(machine.states) - reached - {NOT_OPENED}]
    return found + list(undeclared_reads(procedure))


def faults(procedure: Procedure) -> list[str]:
    """All of it."""
    checks = (citations, languages, offices, time, marks, shape)
    return [fault for check in checks for fault in check(procedure)]


if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    wrong = faults(getattr(importlib.import_module(module), name))
    print("\n".join(wrong) or "no faults")
    sys.exit(bool(wrong))
