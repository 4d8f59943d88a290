"""The record read back: a case's entries as they stand today, and what they lead to when played again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casework import store
from casework.actions.refusals import falls
from casework.models import Event
from workflows.dossier import SYSTEM, Actor, Dossier
from workflows.engine import Outcome, Procedure, take
from workflows.roles import Role
from workflows.texts import Refusal, Refused


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of the record as it stands today, rectifications applied. `came_from`: the file and the
    entry there with which it came about."""

    seq: int
    step: str
    at: datetime
    recorded_at: datetime
    actor: str
    office: str
    facts: Mapping[str, Any]
    override: str | None = None
    struck: bool = False
    came_from: tuple[str, int] | None = None

    def changed(
        self,
        *,
        facts: Mapping[str, Any] | None,
        at: datetime | None,
        step: str | None,
        strike: bool,
        actor: Actor,
    ) -> PastEntry:
        """The entry with what a rectification puts right. Another step in its place is the step of the
        officer who enters it."""
        other = step is not None and step != self.step
        return replace(
            self,
            step=step or self.step,
            at=at or self.at,
            actor=actor.id if other else self.actor,
            office=actor.office if other else self.office,
            facts={**({} if other else self.facts), **(facts or {})},
            struck=strike,
        )


def history(case_id: int) -> list[PastEntry]:
    """The steps of a case in order, each as the latest rectification leaves it."""
    entries: dict[int, PastEntry] = {}
    for event in Event.objects.filter(case_id=case_id).order_by("seq"):
        facts = dict(event.facts or {})
        if event.kind == Event.Kind.STEP:
            origin = event.effects.get("came_from")
            entries[event.seq] = PastEntry(
                event.seq,
                event.step,
                event.at,
                event.recorded_at,
                str(event.actor_id) if event.actor_id else "system",
                event.office,
                facts,
                event.effects.get("override"),
                came_from=(str(origin[0]), int(origin[1])) if origin else None,
            )
        elif event.kind == Event.Kind.RECTIFICATION and event.supersedes is not None:
            before = entries[event.supersedes]
            struck = bool(facts.pop("_struck", False))
            facts.pop("_reason", None)
            other = event.step != before.step
            entries[event.supersedes] = replace(
                before,
                step=event.step,
                at=event.at,
                recorded_at=event.recorded_at,
                actor=str(event.actor_id) if other else before.actor,
                office=event.office if other else before.office,
                facts=facts,
                struck=struck,
            )
            for seq, at in event.effects.get("lapses", []):
                moved = datetime.fromisoformat(at) if at else entries[seq].at
                entries[seq] = replace(entries[seq], at=moved, struck=at is None)
    return list(entries.values())


@dataclass(frozen=True, slots=True)
class Redone:
    """What a replay of the whole file leads to: the dossier, and the outcome of each entry."""

    dossier: Dossier
    outcomes: tuple[tuple[PastEntry, Outcome], ...]
    lapses: tuple[tuple[int, datetime | None], ...] = ()

    @property
    def closed_at(self) -> datetime | None:
        """When the main machine ended, if it has."""
        closing = None
        for entry, outcome in self.outcomes:
            if not outcome.closed:
                closing = None
            elif closing is None:
                closing = entry.at
        return closing

    @property
    def office(self) -> str | None:
        """The office to which the file was last passed on; None if it never was."""
        return next((o.transferred for _, o in reversed(self.outcomes) if o.transferred), None)

    def with_seq(self, seq: int, present: Dossier) -> Dossier:
        """The dossier as the case's newest: numbered after the entry that brought it about."""
        last = max(filter(None, (self.dossier.last_at, present.last_at)), default=None)
        return replace(self.dossier, seq=seq, last_at=last)


def replay_entries(
    held: store.Held, entries: Iterable[PastEntry], now: datetime, *, mending: bool = False
) -> Redone:
    """Play a file's entries through the law again. Raises `Refused` naming the entry that fails.

    `mending`: an entry before them has changed, so what time took happens when its period ends now, and
    is taken back where the period has not ended yet.
    """
    opening = Event.objects.filter(case_id=held.id, seq=1).values_list("effects", flat=True).first() or {}
    dossier = replace(held.procedure.blank(held.dossier.law_on), facts=opening.get("seed", {}))
    outcomes = []
    lapses: list[tuple[int, datetime | None]] = []
    for entry in entries:
        if entry.struck:
            continue
        # What time took on another file is put right there, and follows from there.
        if mending and entry.actor == "system" and entry.came_from is None:
            ended = _ends(held.procedure, dossier, entry)
            if ended is None or ended > now:
                lapses.append((entry.seq, None))
                continue
            if ended != entry.at:
                lapses.append((entry.seq, ended))
                entry = replace(entry, at=ended)
        # Office was checked when the entry was made; separation of duties looks at the person.
        who = SYSTEM if entry.actor == "system" else _as_then(held.procedure, entry)
        outcome = take(
            held.procedure,
            dossier,
            entry.step,
            _form_facts(held.procedure, entry),
            actor=who,
            at=entry.at,
            recorded_at=max(now, entry.recorded_at),
            override=entry.override,
            carried=entry.came_from is not None,
        )
        if isinstance(outcome, Refusal):
            raise Refused(falls(held.procedure, entry.step, entry.seq, outcome))
        dossier = outcome.dossier
        outcomes.append((entry, outcome))
    return Redone(dossier, tuple(outcomes), tuple(lapses))


def _ends(procedure: Procedure, dossier: Dossier, entry: PastEntry) -> datetime | None:
    """When the period ends whose end an entry records, on the file as it is now; None if none runs."""
    running = [c for code in procedure.lapses.get(entry.step, ()) if (c := dossier.clocks.get(code))]
    alarms = [c.alarm_at for c in running if c.alarm_at is not None]
    if not alarms:
        return None
    return max(min(alarms), dossier.last_at or min(alarms))


def _as_then(procedure: Procedure, entry: PastEntry) -> Actor:
    """The officer of an entry in the office that the step asks for."""
    step = procedure.steps.get(entry.step)
    roles = step.officers - {Role.SYSTEM} if step is not None else frozenset[Role]()
    return Actor(entry.actor, roles, entry.office)


def _form_facts(procedure: Procedure, entry: PastEntry) -> dict[str, Any]:
    form = dict(procedure.forms.get(entry.step, ()))
    return {name: value for name, value in entry.facts.items() if name in form}
