"""Is the record whole, and do the rows say what the record says?

Every case's chain is checked entry by entry; then the file is replayed through the law and what comes
out is compared with the case row and its running clocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Max, QuerySet

from casework import actions, store
from casework.models import Case, Checkpoint, ClockRow, Draft, Event, WorkItem
from casework.record import Fault, canonical, digest, faults
from workflows import timers
from workflows.offers import owed
from workflows.registry import procedure as find_procedure
from workflows.texts import Refused


def verify(cases: QuerySet[Case], now: datetime) -> Iterator[Fault]:
    """All faults of the given cases, oldest case first."""
    for case in cases.order_by("pk").iterator(chunk_size=200):
        found = list(faults(case))
        yield from found
        if not found:
            yield from drift(case, now)


def drift(case: Case, now: datetime) -> Iterator[Fault]:
    """Where a case's rows differ from what its record leads to, or a clock from its own ladder."""
    held = store.read(case.pk)
    assert held is not None
    present, procedure = held.dossier, held.procedure
    for name, kept, derived in (
        ("stage", case.stage, present.states[procedure.main]),
        ("custody", case.custody, present.states.get("custody", "")),
        ("mark of being held", case.held, procedure.holds(present.states, present.clocks)),
        ("next date of the detention", case.held_look_at, procedure.look_again_at(present.clocks)),
        ("closing", case.closed_at is not None, procedure.is_closed(present)),
    ):
        if kept != derived:
            yield Fault(
                case.number, case.version, f"the {name} of the row differs from its states and clocks"
            )
    yield from _header(case)
    yield from _silenced(case, held, now)
    yield from _past_clocks(case)
    yield from _signatures(case)
    yield from _work(case, held)
    if Event.objects.filter(case=case, facts__isnull=True).exists():
        return  # facts lawfully erased cannot be played again; the chain itself was checked
    try:
        redone = actions.replay_entries(held, actions.history(case.pk), now)
    except Refused as refused:
        yield Fault(case.number, case.version, f"the record does not replay: {refused}")
        return
    replayed = redone.with_seq(case.version, present)
    for name, row, record in (
        ("states", present.states, replayed.states),
        ("facts", present.facts, replayed.facts),
        ("spells", present.spells, replayed.spells),
        ("clocks", present.clocks, replayed.clocks),
        ("officers of earlier steps", present.done_by, replayed.done_by),
        ("earlier states", present.previous, replayed.previous),
    ):
        if row != record:
            yield Fault(case.number, case.version, f"the {name} of the row differ from the record")
    last = Event.objects.filter(case=case).aggregate(at=Max("at"))["at"]
    if case.last_at != last:
        yield Fault(case.number, case.version, "the time of the last entry differs from the record")
    if case.closed_at != redone.closed_at:
        yield Fault(case.number, case.version, "the day of closing differs from the record")
    if case.office_id != (redone.office or actions.opened_at_office(case.pk) or case.office_id):
        yield Fault(case.number, case.version, "the office differs from the record")
    yield from _origins(case)


def _header(case: Case) -> Iterator[Fault]:
    """The person, the office and the law of a case, as its first entry sealed them. To another office it
    is passed by an entry, which the replay compares."""
    effects = Event.objects.filter(case=case, seq=1).values_list("effects", flat=True).first() or {}
    header = json.loads(canonical(actions.case_header(case)))
    moved = Event.objects.filter(case=case, effects__has_key="transferred").exists()
    if moved:
        header["office"] = (effects.get("opened") or {}).get("office")
    if effects.get("opened") != header:
        yield Fault(case.number, 1, "the case is not about what its first entry says")


def _signatures(case: Case) -> Iterator[Fault]:
    """Every countersigned entry, against the draft it came from. The signer stands in the sealed entry; the
    draft is an ordinary row and shows when the two were made to differ."""
    signed = Event.objects.filter(case=case, effects__has_key="signed")
    for seq, actor_id, effects in signed.values_list("seq", "actor_id", "effects"):
        by, draft = effects["signed"]["by"], effects["signed"]["draft"]
        kept = Draft.objects.filter(
            pk=draft,
            case=case,
            status=Draft.Status.SIGNED,
            event_seq=seq,
            decided_by=by,
            prepared_by=actor_id,
        )
        if by == actor_id or not kept.exists():
            yield Fault(case.number, seq, "the signature of the entry is not that of its draft")


def _origins(case: Case) -> Iterator[Fault]:
    """Every entry that came about with a step on another file, against that file."""
    came = Event.objects.filter(case=case, effects__has_key="came_from").values_list("seq", "step", "effects")
    for seq, step, effects in came:
        number, origin = effects["came_from"]
        there = Event.objects.filter(case__number=number, case__person_id=case.person_id, seq=origin)
        of = there.values_list("case__procedure", "case__law_on", "step").first()
        if of is None or not _hands_over(*of, case.procedure, step):
            yield Fault(case.number, seq, f"{number} has no entry {origin} that brings this one about")


def _hands_over(code: str, law_on: date, origin: str, procedure: str, step: str) -> bool:
    """Whether a step, or one it carries, hands a step over to a procedure."""
    found = find_procedure(code, law_on)
    todo, known = [origin], set[str]()
    while todo:
        present = found.steps.get(todo.pop())
        if present is None or present.id in known:
            continue
        known.add(present.id)
        todo += [carry.step for carry in present.carries]
        if any((o.procedure, o.step) == (procedure, step) for o in present.hands_over):
            return True
    return False


def _past_clocks(case: Case) -> Iterator[Fault]:
    """Every clock that was ever started, against the entry that started it."""
    started: dict[tuple[int, str, int], list[object]] = {}
    for seq, effects in Event.objects.filter(case=case).values_list("seq", "effects"):
        pairs = [new for _, new in effects.get("clocks", []) if new is not None]
        for data in (*effects.get("started", []), *pairs):
            started[seq, data["clock"], data["cycle"]] = [data["start"], data["legal_at"], data["alarm_at"]]
    for row in ClockRow.objects.filter(case=case):
        kept = json.loads(canonical([row.start, row.legal_at, row.alarm_at]))
        if started.get((row.opened_seq, row.clock, row.cycle)) != kept:
            yield Fault(
                case.number, row.opened_seq, f"the clock {row.clock} differs from the entry that started it"
            )


def _work(case: Case, held: store.Held) -> Iterator[Fault]:
    """The work items, against what is owed."""
    debts = {(o.machine, o.role.value, o.by or store.NO_DATE) for o in owed(held.procedure, held.dossier)}
    if set(WorkItem.objects.filter(case=case).values_list("machine", "role", "by")) != debts:
        yield Fault(case.number, case.version, "the work items are not what is owed")


def _silenced(case: Case, held: store.Held, now: datetime) -> Iterator[Fault]:
    """Running clocks that would not be looked at when they should."""
    for code, row in held.running.items():
        spec = held.procedure.clocks[code]
        look = timers.look(spec, row.clock, row.rung)
        before = timers.look(spec, row.clock, row.rung - 1) if row.rung else None
        if row.look_at != (look.at if look else None) or (before is not None and before.at > now):
            yield Fault(case.number, case.version, f"the clock {code} will not be looked at when it should")


def checkpoint(now: datetime) -> Checkpoint:
    """A root over the heads of all cases, chained to the root before. Keep it outside as well: it is
    what shows that a whole case was rewritten or removed."""
    heads = list(Case.objects.order_by("pk").values_list("number", "version", "head"))
    before = Checkpoint.objects.order_by("-pk").values_list("root", flat=True).first() or ""
    return Checkpoint.objects.create(
        at=now,
        cases=len(heads),
        previous_root=before,
        root=digest([before, now, [list(head) for head in heads]]),
    )
