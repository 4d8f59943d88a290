"""A sweep of the clocks that comes late: what fell due is worked off in order, and recorded only now."""

from __future__ import annotations

from datetime import datetime

from workflows import timers
from workflows.dossier import SYSTEM, Dossier
from workflows.engine import Outcome, Procedure, take
from workflows.timers import LookKind

# More looks than any file has in one stretch; a ladder that never ends stops here.
MOST_LOOKS = 400


def swept(procedure: Procedure, dossier: Dossier, rungs: dict[object, int], until: datetime) -> Dossier:
    """The dossier after every look due up to `until`, each lapse taken at its date and recorded at `until`.
    `rungs` keeps how far each clock's ladder has been climbed and is moved on."""
    for _ in range(MOST_LOOKS):
        due = []
        for clock in dossier.clocks.values():
            key = (clock.id, clock.cycle, clock.start)
            look = timers.look(procedure.clocks[clock.id], clock, rungs.get(key, 0))
            if look is not None and look.at <= until:
                due.append((look.at, key, clock, look))
        if not due:
            break
        _, key, clock, look = min(due, key=lambda row: (row[0], row[1]))
        rungs[key] = look.rung + 1
        lapse = procedure.clocks[clock.id].lapse
        if look.kind in (LookKind.LAPSE, LookKind.OVERDUE) and lapse and clock.alarm_at:
            at = max(clock.alarm_at, dossier.last_at or clock.alarm_at)
            outcome = take(procedure, dossier, lapse, {}, actor=SYSTEM, at=at, recorded_at=until)
            if isinstance(outcome, Outcome):
                dossier = outcome.dossier
    return dossier
