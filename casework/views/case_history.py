"""What has happened on a case: the way taken, the line of all that happened, the ledger of custody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection

from casework import actions, store
from casework.beside import timeline
from casework.diagram import Hop
from casework.models import Case, Document, Event, User, WorkMove
from casework.permissions import visible
from casework.templatetags.tetsuzuki import fact_value, language, last_day, office_name, role_name, tokyo
from casework.views.case_parts import may_read_personal
from casework.views.case_words import capital, document_name, entry_label, state_name
from workflows.declare import ANY, PREVIOUS, SAME
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.facts import Fact, Kind
from workflows.law import Citation
from workflows.procedures.deportation import ledger
from workflows.texts import Text

MOST_STATIONS = 60
MOST_AHEAD = 5
# A step open from more states than this may come at any time; it is no way onward.
MANY_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Station:
    """A state that the main machine was in, and the entry that led there."""

    label: str
    at: datetime
    seq: int
    now: bool
    hop: Hop


_WAY = """
SELECT kind, seq, at, effects->'moved' FROM casework_event
WHERE case_id = %s AND (kind = 'rectification'
  OR jsonb_path_exists(effects, 'strict $.moved[*] ? (@[0] == $main && @[1] != @[2])',
                       jsonb_build_object('main', %s::text)))
ORDER BY seq
"""


def way(case: Case, procedure: Procedure, now: datetime) -> list[Station]:
    """The states of the main machine in the order in which the case came to them."""
    lang = language()
    with connection.cursor() as cursor:
        cursor.execute(_WAY, [case.pk, procedure.main])
        rows = cursor.fetchall()
    if any(kind == Event.Kind.RECTIFICATION for kind, *_ in rows):
        moves = _way_replayed(case, procedure, now)
    else:
        moves = [
            (seq, at, Hop(step, source, target))
            for _, seq, at, moved in rows
            for machine, source, target, step in (json.loads(moved) if isinstance(moved, str) else moved)
            if machine == procedure.main and source != target
        ]
    moves = moves[-MOST_STATIONS:]
    last = len(moves) - 1
    return [
        Station(capital(state_name(procedure, procedure.main, hop.target, lang)), at, seq, index == last, hop)
        for index, (seq, at, hop) in enumerate(moves)
    ]


def _way_replayed(case: Case, procedure: Procedure, now: datetime) -> list[tuple[int, datetime, Hop]]:
    """The way of a file with rectified entries: what they moved is known only by playing it again."""
    held = store.read(case.pk)
    assert held is not None
    redone = actions.replay_entries(held, actions.history(case.pk), now)
    return [
        (entry.seq, entry.at, Hop(moved.step, moved.source, moved.target))
        for entry, outcome in redone.outcomes
        for moved in outcome.moved
        if moved.machine == procedure.main and moved.source != moved.target
    ]


def ahead(procedure: Procedure, dossier: Dossier) -> list[str]:
    """The states to which steps lead from the present one, as far as the declaration alone says."""
    lang = language()
    machine = procedure.machines[procedure.main]
    present = dossier.states[procedure.main]
    found: dict[str, None] = {}
    for step in machine.steps.values():
        if step.target in (SAME, PREVIOUS) or len(step.source) > MANY_SOURCES or ANY in step.source:
            continue
        if present in machine.sources(step):
            found.update(dict.fromkeys(t for t in machine.targets(step) if t != present))
    return [capital(state_name(procedure, procedure.main, code, lang)) for code in found][:MOST_AHEAD]


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact of an entry as the reader sees it; `hidden` when it is personal and not for them."""

    label: str
    value: str
    hidden: bool = False
    long: bool = False


@dataclass(slots=True)
class TimelineEntry:
    """One entry of the record as the page shows it."""

    seq: int
    kind: str
    label: str
    step: str
    at: datetime
    recorded_at: datetime
    late: bool
    who: str
    office: str
    facts: list[ShownFact]
    erased: bool
    documents: list[str]
    effects: list[str]
    notes: list[str]
    cites: Sequence[Citation]
    corrects: int | None
    corrected_by: list[int] = field(default_factory=list)
    reason: str = ""
    struck: bool = False
    rectifiable: bool = False
    came_from: str = ""
    origin_seen: bool = False
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A page of what has happened, as the template draws it."""

    things: list[tuple[str, Any]]
    following: str


def line(
    case: Case, procedure: Procedure, user: User, wanted: timeline.Filter, before: timeline.Place | None
) -> Line:
    """A page of what has happened, the newest first."""
    private = may_read_personal(user, case)
    page = timeline.page(case, procedure, wanted, before, beside=private)
    entries = {e.seq: e for e in _entries(case, procedure, user, page.rows("e"), private)}
    things: list[tuple[str, Any]] = []
    for thing in page.things:
        match thing.sort:
            case "e":
                things.append(("entry", entries[thing.number]))
            case "n":
                things.append(("note", (thing.row, page.mentions.get(thing.number, []))))
            case "d":
                things.append(("document", (thing.row, paper_name(procedure, thing.row.document))))
            case _:
                things.append(("movement", _movement(procedure, thing.row)))
    return Line(things, str(page.following) if page.following else "")


@dataclass(frozen=True, slots=True)
class ShownMovement:
    """A movement of work from hand to hand."""

    key: int
    at: datetime
    label: str
    duty: str
    hands: str
    by: str
    reason: str


def _movement(procedure: Procedure, move: WorkMove) -> ShownMovement:
    lang = language()
    nobody = Text("担当なし", "nobody").get(lang)
    before, after = str(move.from_user or nobody), str(move.to_user or nobody)
    label = _MOVED[WorkMove.Kind(move.kind)].get(lang)
    state = state_name(procedure, move.machine, move.state, lang)
    office = role_name(move.role)
    duty = f"{office}({state})" if lang == "ja" else f"{office} ({state})"
    return ShownMovement(
        move.pk, move.at, label, duty, f"{before} → {after}", str(move.by) if move.by else "", move.reason
    )


_MOVED = {
    WorkMove.Kind.TAKEN: Text("仕事の引受け", "Work taken on"),
    WorkMove.Kind.GIVEN: Text("仕事の割当て", "Work given"),
    WorkMove.Kind.BACK: Text("仕事の返却", "Work handed back"),
    WorkMove.Kind.COVERED: Text("不在による引継ぎ", "Work covered in an absence"),
}


def paper_name(procedure: Procedure, document: Document) -> str:
    """A document by its title, or by the paper it is."""
    lang = language()
    named = capital(document_name(document.code, lang)) if document.code else ""
    if document.title and named:
        return f"{named}: {document.title}"
    return document.title or named


def _entries(
    case: Case, procedure: Procedure, user: User, events: list[Event], private: bool
) -> list[TimelineEntry]:
    later: dict[int, list[int]] = {}
    if events:
        rectified = Event.objects.filter(case=case, supersedes__in=[e.seq for e in events])
        for seq, supersedes in rectified.order_by("seq").values_list("seq", "supersedes"):
            later.setdefault(cast(int, supersedes), []).append(seq)
    entries = [_entry(event, procedure, private) for event in events]
    held = user.offices_held
    origins = {entry.came_from for entry in entries if entry.came_from}
    seen = (
        set(visible(user).filter(number__in=origins).values_list("number", flat=True)) if origins else set()
    )
    signers = _signers(events)
    for event, entry in zip(events, entries, strict=True):
        if (signed := event.effects.get("signed")) is not None:
            head = Text("決裁", "countersigned by").get(language())
            entry.notes.insert(0, f"{head}: {signers.get(signed['by'], '')} {_when(signed['at'])}")
        entry.origin_seen = entry.came_from in seen
        entry.corrected_by = later.get(entry.seq, [])
        step = procedure.steps.get(entry.step)
        # The link is for whoever the door would let through; what time took, for any of the officers.
        theirs = event.actor_id is None or (step is not None and bool(step.officers & held))
        # What came about with a step on another file is put right there.
        own = entry.kind == Event.Kind.STEP and not entry.came_from
        entry.rectifiable = private and own and theirs
    return entries


def _signers(events: Iterable[Event]) -> dict[int, str]:
    """The officers who countersigned, by number; no query where nobody did."""
    keys = {event.effects["signed"]["by"] for event in events if event.effects.get("signed")}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)} if keys else {}


def _when(value: Any) -> str:
    at = _instant(value)
    return tokyo(at) if at is not None else ""


def _entry(event: Event, procedure: Procedure, private: bool) -> TimelineEntry:
    lang = language()
    step = procedure.steps.get(event.step)
    label = entry_label(procedure, event, lang)
    facts = dict(event.facts or {})
    reason = str(facts.pop("_reason", "") or "")
    struck = bool(facts.pop("_struck", False))
    effects = event.effects or {}
    system = Text("システム(期間の経過)", "system (passing of time)").get(lang)
    return TimelineEntry(
        event.seq,
        event.kind,
        label,
        event.step,
        event.at,
        event.recorded_at,
        event.recorded_at - event.at > timedelta(minutes=5),
        str(event.actor) if event.actor else system,
        office_name(event.office) if event.office else "",
        [] if struck else shown_facts(procedure, facts, private),
        event.facts is None,
        [document_name(code, lang) for code in effects.get("documents", [])],
        _effects(procedure, effects, lang),
        _notes(effects, lang, private),
        step.cites if step else (),
        event.supersedes,
        reason=(reason if private else "") if reason else "",
        struck=struck,
        came_from=str(effects["came_from"][0]) if effects.get("came_from") else "",
        moved_to=office_name(effects["transferred"]) if effects.get("transferred") else "",
    )


def shown_facts(procedure: Procedure, facts: Mapping[str, Any], private: bool) -> list[ShownFact]:
    """Facts as the reader sees them; those without a value are left out."""
    lang = language()
    found = []
    # The store keeps no order; the vocabulary's own is the one an officer reads in.
    for name, fact in procedure.facts.items():
        value = facts.get(name)
        if value in (None, "", []):
            continue
        if fact.personal and not private:
            found.append(ShownFact(fact.label.get(lang), "", hidden=True))
            continue
        shown = show_fact(fact, value)
        found.append(ShownFact(fact.label.get(lang), shown, long=fact.kind is Kind.TEXT))
    return found


def show_fact(fact: Fact, value: Any) -> str:
    """A value as an officer reads it; one that an older form left behind is shown as it is."""
    try:
        return fact_value(value, fact)
    except (ValueError, TypeError):
        return str(value)


def _effects(procedure: Procedure, effects: Mapping[str, Any], lang: str) -> list[str]:
    lines = []
    for machine, source, target, _ in effects.get("moved", []):
        if source != target and machine in procedure.machines:
            label = procedure.machines[machine].label.get(lang)
            before = state_name(procedure, machine, source, lang)
            lines.append(f"{label}: {before} → {state_name(procedure, machine, target, lang)}")
    for clock in effects.get("started", []):
        lines.append(_clock_line(procedure, clock, Text("期限を開始", "clock started"), lang))
    for code, _cycle in effects.get("stopped", []):
        if code in procedure.clocks:
            label = procedure.clocks[code].label.get(lang)
            lines.append(f"{Text('期限を終了', 'clock ended').get(lang)}: {label}")
    for old, new in effects.get("clocks", []):
        lines.append(changed_clock(procedure, old, new, lang))
    return [line for line in lines if line]


def _clock_line(procedure: Procedure, clock: Mapping[str, Any], what: Text, lang: str) -> str:
    spec = procedure.clocks.get(str(clock.get("clock")))
    if spec is None:
        return ""
    until = last_day(_instant(clock.get("alarm_at")))
    return (
        f"{what.get(lang)}: {spec.label.get(lang)}({until})"
        if lang == "ja"
        else (f"{what.get(lang)}: {spec.label.get(lang)} ({until})")
    )


def changed_clock(
    procedure: Procedure, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, lang: str
) -> str:
    """A clock whose date a rectification changed: from when to when."""
    code = str((old or new or {}).get("clock"))
    spec = procedure.clocks.get(code)
    if spec is None:
        return ""
    none = Text("なし", "none").get(lang)
    was = last_day(_instant(old.get("alarm_at"))) if old else none
    new_date = last_day(_instant(new.get("alarm_at"))) if new else none
    return f"{spec.label.get(lang)}: {was} → {new_date}"


def _instant(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _notes(effects: Mapping[str, Any], lang: str, private: bool) -> list[str]:
    notes = []
    if effects.get("overridden"):
        reason = str(effects.get("override") or "") if private else ""
        head = Text("職務の分離の例外", "separation of duties set aside").get(lang)
        notes.append(f"{head}: {reason}" if reason else head)
    notes += [str(w) for w in effects.get("warnings", [])]
    return notes


@dataclass(frozen=True, slots=True)
class Custody:
    """The ledger of custody, newest first, and what the law counts of it."""

    rows: tuple[tuple[ledger.Row, str, str], ...]
    held_days: int


def custody(dossier: Dossier, now: datetime) -> Custody | None:
    """On which basis the person was held or free; None where the procedure tracks no custody."""
    if not dossier.spells:
        return None
    lang = language()
    rows = ledger.summary(dossier.spells, now)
    shown = tuple(
        (row, row.label.get(lang), office_name(row.place) if row.place else "") for row in reversed(rows)
    )
    return Custody(shown, ledger.days_in(dossier.spells, ledger.HELD, now))
