"""Putting a wrong entry right (更正): a new entry supersedes it, and everything is worked out again.

An entry may have brought about others on other files of the person. They are put right with it, each by a
rectification of its own in the same transaction; by themselves they are not rectified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from casework import store
from casework.actions import refusals
from casework.actions.history import PastEntry, Redone, history, replay_entries
from casework.actions.writing import (
    actor_id,
    belongs_to_others,
    clock_data,
    given_on,
    lock_person,
    person_ends,
    require_offices,
)
from casework.messages import for_correction
from casework.models import Case, Event
from casework.nudge import nudge
from casework.people import note_end
from casework.permissions import refuse_case
from notifications import outbox
from workflows.clocks import OpenClock
from workflows.dossier import Actor
from workflows.engine import HandedOver, Procedure
from workflows.facts import Fact, Kind, Problem, clean
from workflows.refusals import bad_facts, refuse_office
from workflows.roles import Role
from workflows.texts import Refusal, Refused, Text


def refuse_rectifier(
    procedure: Procedure, entry: PastEntry, step: str | None, actor: Actor
) -> Refusal | None:
    """Whether an officer may put an entry right: the office that takes the step corrects it, and who
    puts another step in its place must hold that step's office too. What time took belongs to nobody;
    the offices that may enter it by hand, and the chief inspector, put it right. What came about with a
    step on another file is put right there."""
    if entry.came_from is not None:
        return refusals.belongs_to(*entry.came_from)
    own = procedure.steps[entry.step]
    by_time = entry.actor == "system"
    if step is not None and step != entry.step:
        other = procedure.step(step)
        if isinstance(other, Refusal):
            return other
        refusal = refuse_office(other, actor)
        if refusal is not None or by_time:
            return refusal
    if by_time and Role.CHIEF_INSPECTOR in actor.roles:
        return None
    return refuse_office(own, actor)


@dataclass(frozen=True, slots=True)
class Rectified:
    """A rectification: the entry put right, the new entry, and the clocks whose dates changed."""

    seq: int
    entry: int
    changed: tuple[tuple[OpenClock | None, OpenClock | None], ...]


def rectify(
    case_id: int,
    seq: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    step: str | None = None,
    strike: bool = False,
    seen: int | None = None,
) -> Rectified:
    """Put a wrong entry right (更正) by a new entry that supersedes it.

    The entry keeps what is not given; `strike` takes it out altogether. State and clocks are
    recomputed by replaying the whole file through the law; whoever was told a date that changes is
    told the right one. Raises `Refused` when a later entry would not stand any more.
    """
    reason = _reason(reason)
    if at is not None and (at.tzinfo is None or at > now):
        raise Refused(refusals.bad_rectified_time())
    with transaction.atomic():
        first = Event.objects.filter(case_id=case_id, seq=1).values_list("step", flat=True).first()
        if first is not None and belongs_to_others(first):
            lock_person(case_id)
        held = _held(case_id, actor_id(actor))
        if seen is not None and seen != held.dossier.seq:
            raise Refused(refusals.stale(held.dossier.seq - seen))
        refusal = refuse_case(actor, held.procedure.code, held.office)
        if refusal is not None:
            raise Refused(refusal)
        entries = history(case_id)
        target = next((e for e in entries if e.seq == seq), None)
        if target is None:
            raise Refused(refusals.no_entry(seq))
        refusal = refuse_rectifier(held.procedure, target, step, actor)
        if refusal is not None:
            raise Refused(refusal)
        serious = any(held.procedure.steps[s].serious for s in (target.step, step or target.step))
        if held.countersigned and serious:
            # Else a serious step could be entered in the place of a harmless one.
            raise Refused(refusals.rectify_needs_signature())
        cleaned = _cleaned(held.procedure, step or target.step, facts or {}, now)
        changed = target.changed(facts=cleaned, at=at, step=step, strike=strike, actor=actor)
        rectified = _put_right(held, entries, changed, reason, actor, now)
    nudge()
    return rectified


def _put_right(
    held: store.Held,
    entries: Iterable[PastEntry],
    changed: PastEntry,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Rectified:
    """Replay the file with the changed entry, write the rectification, and put right what came of it."""
    seq = changed.seq
    redone = replay_entries(held, [changed if e.seq == seq else e for e in entries], now, mending=True)
    after = redone.with_seq(held.dossier.seq + 1, held.dossier)
    stopped = [c for name, c in held.dossier.clocks.items() if after.clocks.get(name) != c]
    started = [c for name, c in after.clocks.items() if held.dossier.clocks.get(name) != c]
    pairs = tuple(
        (held.dossier.clocks.get(name), after.clocks.get(name))
        for name in dict.fromkeys(c.id for c in (*stopped, *started))
    )
    entry = store.Entry(
        "rectification",
        changed.step,
        changed.at,
        now,
        actor_id(actor),
        actor.office,
        {**changed.facts, "_reason": reason, "_struck": changed.struck},
        {
            "clocks": [[clock_data(old), clock_data(new)] for old, new in pairs],
            # What time had recorded on the wrong date moves with it, or is taken back.
            "lapses": [[lapsed, at.isoformat() if at else None] for lapsed, at in redone.lapses],
        },
        supersedes=seq,
    )
    store.write(
        held,
        after,
        entry,
        stopped=stopped,
        started=started,
        ended="corrected",
        closed_at=redone.closed_at,
        office=redone.office or opened_at_office(held.id),
    )
    outbox.put(for_correction(held, after, pairs, now))
    if held.procedure.standing:
        gone = dict.fromkeys(("died_on", "naturalised_on"))
        note_end(held.person_id, {**gone, **person_ends(o for _, o in redone.outcomes)})
    if belongs_to_others(changed.step):
        _follow(held, redone, reason, actor, now)
    return Rectified(seq, after.seq, pairs)


def opened_at_office(case_id: int) -> str | None:
    """The office at which a file was opened, as its first entry sealed it."""
    effects = Event.objects.filter(case_id=case_id, seq=1).values_list("effects", flat=True).first() or {}
    opened = effects.get("opened") or {}
    return opened.get("office")


# --- what came of it on other files ---------------------------------------------------------------


def _follow(held: store.Held, redone: Redone, reason: str, actor: Actor, now: datetime) -> None:
    """Rectify, on the person's other files, what this file's entries brought about and would bring about
    otherwise now. What would come about anew is not entered: nobody took that step then."""
    wanted: dict[int, list[HandedOver]] = {
        entry.seq: list(outcome.handed_over) for entry, outcome in redone.outcomes
    }
    times = {entry.seq: entry.at for entry, _ in redone.outcomes}
    for case_id in (
        Case.objects.filter(person_id=held.person_id)
        .exclude(pk=held.id)
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        came = [e for e in history(case_id) if e.came_from and e.came_from[0] == held.number and not e.struck]
        for entry in came:
            assert entry.came_from is not None
            origin = entry.came_from[1]
            mine = next((h for h in wanted.get(origin, []) if h.declared.step == entry.step), None)
            other = _held(case_id)
            if mine is None:
                changed = replace(entry, struck=True)
            else:
                given = given_on(other.procedure, mine, held.number)
                facts = _cleaned(other.procedure, entry.step, given, now)
                same = {name: value for name, value in entry.facts.items() if name in facts}
                # It was entered at the time of the other step, or behind the entry that was there already.
                moved = _time_of(held.id, origin) == entry.at
                at = times[origin] if moved else entry.at
                if same == facts and at == entry.at:
                    continue
                changed = replace(entry, facts=facts, at=at)
            _put_right(other, history(case_id), changed, reason, actor, now)


def _time_of(case_id: int, seq: int) -> datetime | None:
    """When an entry happened, as it was first recorded or last rectified before this."""
    found = (
        Event.objects.filter(case_id=case_id, supersedes=seq)
        .order_by("-seq")
        .values_list("at", flat=True)[1:2]
    )
    earlier = list(found)
    if earlier:
        return earlier[0]
    return Event.objects.filter(case_id=case_id, seq=seq).values_list("at", flat=True).first()


# --- input ----------------------------------------------------------------------------------------

_REASON = Fact("reason", Text("更正の理由", "reason for the rectification"), Kind.TEXT)


def written(raw: str | None, name: str) -> str | None:
    """A reason as the record can hold it; None when there is none. Raises `Refused`."""
    try:
        value = clean(_REASON, raw)
    except Problem as problem:
        raise Refused(bad_facts({name: problem.text})) from None
    return None if value is None else str(value)


def _reason(raw: str) -> str:
    reason = written(raw, "reason")
    if reason is None:
        raise Refused(refusals.no_reason())
    return reason


def _cleaned(procedure: Procedure, step: str, facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The facts of a rectification, cleaned as a step's would be: the record keeps them as they are."""
    cleaned: dict[str, Any] = {}
    fields: dict[str, Text] = {}
    # Of an unknown step the replay speaks.
    form = {name for name, _ in procedure.forms[step]} if step in procedure.forms else set(procedure.facts)
    for name, raw in facts.items():
        try:
            cleaned[name] = clean({n: procedure.facts[n] for n in form}[name], raw, latest=now)
        except KeyError:
            shown = str(name)[:60].replace("\x00", "")
            fields[shown] = Text(
                f"「{shown}」はこの段階の項目ではありません。", f"“{shown}” is not a fact of this step."
            )
        except Problem as problem:
            fields[name] = problem.text
    if fields:
        raise Refused(bad_facts(fields))
    require_offices(procedure, cleaned)
    return cleaned


def _held(case_id: int, officer: int | None = None) -> store.Held:
    held = store.hold(case_id, officer=officer)
    if held is None:
        raise Refused(refusals.no_case())
    return held
