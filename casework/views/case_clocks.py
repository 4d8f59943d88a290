"""What is owed on a case and by when: its debts, and its clocks with their working."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.models import Case, ClockRow, User, WorkItem
from casework.templatetags.tetsuzuki import Left, language, left
from casework.views.case_parts import may_act
from casework.views.case_words import capital
from workflows.clocks import Clock, OpenClock
from workflows.counting import CountingError
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.offers import owed
from workflows.roles import OFFICES

MOST_ENDED = 30


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing owed: by which office, by when, and which officer has taken it on."""

    label: str
    role: str
    by: datetime | None
    left: Left
    clock: str
    item: WorkItem | None
    mine: bool
    may_claim: bool
    may_release: bool


def debts(case: Case, procedure: Procedure, dossier: Dossier, user: User, now: datetime) -> list[Debt]:
    """What is owed on the case, the most urgent first."""
    lang = language()
    items = {(w.machine, w.role): w for w in WorkItem.objects.filter(case=case).select_related("assignee")}
    acts = may_act(user, case)
    found = []
    for debt in owed(procedure, dossier):
        item = items.get((debt.machine, debt.role.value))
        mine = item is not None and item.assignee_id == user.pk
        taken = item is not None and item.assignee_id is not None
        found.append(
            Debt(
                capital(debt.label.get(lang)),
                getattr(OFFICES[debt.role], lang),
                debt.by,
                left(debt.by, now),
                debt.clock or "",
                item,
                mine,
                item is not None and not taken and acts and debt.role in user.offices_held,
                item is not None and taken and acts and (mine or user.is_supervisor),
            )
        )
    return sorted(found, key=lambda d: (d.by is None, d.by or now))


@dataclass(frozen=True, slots=True)
class ClockCard:
    """A clock as the page shows it, with its working."""

    spec: Clock
    label: str
    start: datetime
    legal_at: datetime | None
    alarm_at: datetime | None
    differs: bool
    left: Left
    owed_by: str
    must: str
    silence: str
    working: tuple[str, ...]
    cycle: int
    stopped_at: datetime | None = None
    status: str = ""


def clock_cards(procedure: Procedure, dossier: Dossier, now: datetime) -> list[ClockCard]:
    """The running clocks, the next to run out first; those without a date last."""
    cards = [_card(procedure, c, now) for c in dossier.clocks.values() if c.id in procedure.clocks]
    return sorted(cards, key=lambda c: (c.alarm_at is None, c.alarm_at or c.start))


def ended_clocks(case: Case, procedure: Procedure, now: datetime) -> list[ClockCard]:
    """Clocks that have been stopped, the newest first."""
    rows = (
        ClockRow.objects.filter(case=case).exclude(status=ClockRow.Status.OPEN).order_by("-id")[:MOST_ENDED]
    )
    return [
        _card(
            procedure,
            OpenClock(row.clock, row.start, row.legal_at, row.alarm_at, row.cycle, row.inputs),
            now,
            row.stopped_at,
            row.status,
        )
        for row in rows
        if row.clock in procedure.clocks
    ]


def _card(
    procedure: Procedure,
    clock: OpenClock,
    now: datetime,
    stopped_at: datetime | None = None,
    status: str = "",
) -> ClockCard:
    lang = language()
    spec = procedure.clocks[clock.id]
    return ClockCard(
        spec,
        capital(spec.label.get(lang)),
        clock.start,
        clock.legal_at,
        clock.alarm_at,
        clock.legal_at != clock.alarm_at,
        left(clock.alarm_at, now),
        getattr(OFFICES[spec.owed_by], lang),
        spec.must.get(lang),
        spec.silence.get(lang),
        _working(spec, clock, lang),
        clock.cycle,
        stopped_at,
        status,
    )


def _working(spec: Clock, clock: OpenClock, lang: str) -> tuple[str, ...]:
    try:
        due = spec.due(clock.start, clock.inputs, clock.cycle)
    except (CountingError, KeyError, ValueError):
        # A count made under an older text of the rule; its dates are kept, its working is not.
        return ()
    return due.working(lang) if due else ()
