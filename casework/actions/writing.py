"""How a step is written: the file itself, then every other file of the person that it reaches.

Whoever moves one of several files that belong together holds the person's row first: two officers on two
files of one person wait for each other there, and never each for the other's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction

from casework import store
from casework.actions import refusals
from casework.messages import for_step
from casework.models import Case, Person
from casework.people import fold, note_end
from casework.permissions import keeper, parents
from notifications import outbox
from workflows.clocks import OpenClock
from workflows.counting import TOKYO, CountingError, age_at
from workflows.declare import Reach
from workflows.dossier import Actor, Dossier
from workflows.engine import HandedOver, Outcome, Procedure, View, take
from workflows.facts import Kind, Problem, clean
from workflows.refusals import bad_facts, naive_time, refuse_state
from workflows.registry import UnknownProcedure, joined, procedures
from workflows.registry import procedure as find_procedure
from workflows.texts import Refusal, Refused, Text

START = "0" * 64

# A step reaches a file that reaches a file …: further than this it is a fault of the declarations.
DEEPEST = 6


# --- locks ----------------------------------------------------------------------------------------

_LOCK_PERSON = """
SELECT 1 FROM casework_person
WHERE id = (SELECT person_id FROM casework_case WHERE id = %s) FOR NO KEY UPDATE
"""


@lru_cache(maxsize=1)
def _joined_names() -> frozenset[str]:
    found = [p for p in procedures() if p.code in joined()]
    return frozenset(name for p in found for name in (*p.steps, *p.clocks))


def belongs_to_others(name: str) -> bool:
    """Whether a step or clock is of a procedure whose files are moved together with others."""
    return name in _joined_names()


def lock_person(case_id: int, *, skip_locked: bool = False) -> bool:
    """Hold the row of the person whose file this is; False when somebody else holds it and
    `skip_locked`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PERSON + ("SKIP LOCKED" if skip_locked else ""), [case_id])
        return cursor.fetchone() is not None


def share_cases(case_ids: Iterable[int], *, wait: bool = False) -> list[int]:
    """Keep cases from being stepped on while their work changes hands; those that somebody steps on just
    now are left out unless `wait`. A movement of work points at its case, so whoever locks the work first
    and the case afterwards would meet a step that does it the other way round."""
    skip = "" if wait else " SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM casework_case WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE{skip}",
            [list(case_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


# --- taking ---------------------------------------------------------------------------------------


def take_or_refuse(
    procedure: Procedure,
    dossier: Dossier,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    override: str | None = None,
    carried: bool = False,
) -> Outcome:
    """The outcome of a step. Raises `Refused`."""
    outcome = take(
        procedure,
        dossier,
        step,
        facts,
        actor=actor,
        at=at,
        recorded_at=now,
        override=override,
        carried=carried,
    )
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    require_offices(procedure, outcome.facts)
    return outcome


def require_offices(procedure: Procedure, facts: Mapping[str, Any]) -> None:
    """An office named in a fact is one of the agency's: a place of detention opens the case to it."""
    unknown = {
        name: Text(
            f"「{procedure.facts[name].label.ja}」の官署が見当たりません。一覧から選んでください。",
            f"“{procedure.facts[name].label.en}”: there is no such office; choose one of the list.",
        )
        for name, value in facts.items()
        if procedure.facts[name].kind is Kind.OFFICE and value not in parents()
    }
    if unknown:
        raise Refused(bad_facts(unknown))


# --- opening --------------------------------------------------------------------------------------


def procedure_on(code: str, law_on: date) -> Procedure:
    """The procedure under the text of a day. Raises `Refused` where there is none."""
    try:
        return find_procedure(code, law_on)
    except UnknownProcedure:
        raise Refused(refusals.no_law(law_on)) from None


def tokyo_date(at: datetime) -> date:
    """The Tokyo day of a moment. Raises `Refused` for one without a zone."""
    if at.tzinfo is None:
        raise Refused(naive_time())
    return at.astimezone(TOKYO).date()


def open_file(
    procedure: Procedure,
    law_on: date,
    person: Person,
    office: str,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    *,
    key: str | None = None,
    parent_id: int | None = None,
    came_from: tuple[str, int] | None = None,
    depth: int = 0,
) -> tuple[Case, Outcome]:
    """Open a file by its first step, inside the caller's transaction. Raises `Refused`."""
    if not person._state.adding and procedure.code in joined():
        _hold_row(person.pk)
    if procedure.alone and not person._state.adding:
        other = Case.objects.filter(person=person, procedure=procedure.code, closed_at__isnull=True).first()
        if other is not None:
            raise Refused(refusals.already_open(procedure, other.number))
    blank = procedure.blank(law_on)
    seeded = seed(procedure, blank, person, at)
    outcome = take_or_refuse(procedure, seeded, step, facts, actor, at, now, carried=came_from is not None)
    if person._state.adding:
        person.created_at = now
        fold(person)
        person.save(force_insert=True)
    case = Case(
        number=_next_number(procedure, office, at),
        procedure=procedure.code,
        law_on=law_on,
        person=person,
        office_id=office,
        opened_at=at,
        open_key=key,
        parent_id=parent_id,
        stage=blank.states[procedure.main],
        custody=blank.states.get("custody", ""),
        states=dict(blank.states),
    )
    case.save(force_insert=True)
    held = store.Held(
        case.pk, case.number, office, START, at, None, blank, procedure, {}, person.pk, parent_id
    )
    write_step(
        held,
        outcome,
        actor,
        at,
        now,
        None,
        seed=seeded.facts,
        header=case_header(case),
        came_from=came_from,
        depth=depth,
    )
    return case, outcome


def _hold_row(person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM casework_person WHERE id = %s FOR NO KEY UPDATE", [person_id])


def seed(procedure: Procedure, blank: Dossier, person: Person, at: datetime) -> Dossier:
    """What is known of the person before the first step: of the person's row, and of their other open
    files as the procedure inherits it."""
    try:
        nationality = clean(procedure.facts["nationality"], person.nationality)
    except Problem as problem:
        raise Refused(bad_facts({"nationality": problem.text})) from None
    facts: dict[str, Any] = {"nationality": nationality}
    if person.birth_date is not None:
        try:
            facts["minor"] = age_at(person.birth_date, tokyo_date(at)) < 18
        except CountingError as error:
            raise Refused(refusals.bad_birth(error)) from None
        if "born" in procedure.facts:
            facts["born"] = person.birth_date.isoformat()
    if procedure.inherits and not person._state.adding:
        open_files = Case.objects.filter(
            person=person, procedure__in=procedure.inherits, closed_at__isnull=True
        ).order_by("pk")
        for other in open_files:
            names = procedure.inherits[other.procedure]
            facts |= {name: other.facts[name] for name in names if other.facts.get(name) is not None}
    return replace(blank, facts=facts)


def case_header(case: Case) -> dict[str, Any]:
    """What a case is about, sealed by its first entry: nobody swaps the person or the office later."""
    return {
        "number": case.number,
        "procedure": case.procedure,
        "law_on": case.law_on.isoformat(),
        "person": case.person_id,
        "office": case.office_id,
        "opened_at": case.opened_at,
    }


def _next_number(procedure: Procedure, office: str, at: datetime) -> str:
    """The next number of a procedure, office and year: D26-TYO-000123, EXT26-NGO-000045."""
    series = f"{procedure.prefix}{at.astimezone(TOKYO):%y}-{office}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_counter (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = casework_counter.last + 1 RETURNING last",
            [series],
        )
        return f"{series}-{cursor.fetchone()[0]:06d}"


# --- writing --------------------------------------------------------------------------------------


def write_step(
    held: store.Held,
    outcome: Outcome,
    actor: Actor,
    at: datetime,
    now: datetime,
    key: str | None,
    override: str | None = None,
    seed: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
    came_from: tuple[str, int] | None = None,
    depth: int = 0,
    signed: Mapping[str, Any] | None = None,
) -> None:
    """Write a step's entry and everything it changed, then what it hands over to other files. `signed`
    says who countersigned; it is sealed with the entry, and nothing decides by it."""
    effects: dict[str, Any] = {
        "moved": [[m.machine, m.source, m.target, m.step] for m in outcome.moved],
        "started": [clock_data(c) for c in outcome.started],
        "stopped": [[s.clock.id, s.clock.cycle] for s in outcome.stopped],
        "documents": list(outcome.documents),
    }
    if seed is not None:
        # What was known of the person at the opening: a replay must not read it from today's row.
        effects["seed"] = dict(seed)
        effects["opened"] = header
    if outcome.overridden:
        effects["override"] = override
        effects["overridden"] = list(outcome.overridden)
    if outcome.warnings:
        effects["warnings"] = [w.en for w in outcome.warnings]
    if came_from is not None:
        effects["came_from"] = list(came_from)
    if outcome.transferred:
        effects["transferred"] = outcome.transferred
    if signed is not None:
        effects["signed"] = dict(signed)
    entry = store.Entry(
        "step",
        outcome.step.id,
        at,
        now,
        actor_id(actor),
        actor.office,
        outcome.facts,
        effects,
        key=key,
    )
    try:
        with transaction.atomic(savepoint=False):
            store.write(
                held,
                outcome.dossier,
                entry,
                stopped=[s.clock for s in outcome.stopped],
                started=outcome.started,
                closed_at=(held.closed_at or at) if outcome.closed else None,
                office=outcome.transferred,
            )
    except IntegrityError as error:
        if "event_once" in str(error):
            raise Refused(refusals.stale(1)) from None
        raise
    if held.procedure.standing:
        note_end(held.person_id, person_ends([outcome]))
    moved = replace(held, office=outcome.transferred) if outcome.transferred else held
    outbox.put(for_step(moved, outcome, now))
    for handed in outcome.handed_over:
        _hand_over(moved, outcome, handed, actor, at, now, depth)


# What the person's row repeats of the file for life, so that nobody writes to the dead.
_ENDS = {"died_on": "died_on", "japanese_on": "naturalised_on"}


def person_ends(outcomes: Iterable[Outcome]) -> dict[str, str | None]:
    """The ends of a person's residence that these outcomes tell."""
    return {
        column: str(outcome.facts[name])
        for outcome in outcomes
        for name, column in _ENDS.items()
        if outcome.facts.get(name)
    }


def _hand_over(
    held: store.Held,
    outcome: Outcome,
    handed: HandedOver,
    actor: Actor,
    at: datetime,
    now: datetime,
    depth: int,
) -> None:
    """Bring about on other files of the person what a step hands over to them. Raises `Refused`."""
    if depth >= DEEPEST:
        raise RecursionError(f"{handed.declared.step}: files hand over to each other without end")
    declared, came_from = handed.declared, (held.number, outcome.dossier.seq)
    found = False
    for target in reached(held, outcome, handed, actor, at):
        found = True
        # The other file may have an entry of a later time already; its entries stay in order.
        then = max(at, target.dossier.last_at or at)
        facts = given_on(target.procedure, handed, held.number)
        try:
            other = take_or_refuse(
                target.procedure, target.dossier, declared.step, facts, actor, then, now, carried=True
            )
        except Refused as refused:
            raise Refused(refusals.over_there(target.number, refused.refusal)) from None
        write_step(target, other, actor, then, now, None, came_from=came_from, depth=depth + 1)
    opens = declared.to is Reach.NEW or (declared.to is Reach.STANDING and not found)
    if opens:
        law_on = tokyo_date(at)
        procedure = procedure_on(declared.procedure, law_on)
        person = Person.objects.get(pk=held.person_id)
        open_file(
            procedure,
            law_on,
            person,
            keeper(held.office) if procedure.code in joined() else held.office,
            declared.step,
            given_on(procedure, handed, held.number),
            actor,
            at,
            now,
            parent_id=held.id,
            came_from=came_from,
            depth=depth + 1,
        )
    elif declared.must and not found:
        label = procedure_on(declared.procedure, tokyo_date(at)).label
        raise Refused(refusals.no_file_to_reach(label))


def given_on(procedure: Procedure, handed: HandedOver, number: str) -> Mapping[str, Any]:
    """The facts that another file is given, with the number of this one where it asks for it: the law
    package knows no numbers."""
    asks = any(name == "origin_case" for name, _ in procedure.forms.get(handed.declared.step, ()))
    return {"origin_case": number, **handed.facts} if asks else handed.facts


def reached(
    held: store.Held, outcome: Outcome, handed: HandedOver, actor: Actor, at: datetime
) -> Iterator[store.Held]:
    """The files a hand-over moves, each locked. Raises `Refused` where one it must move cannot be."""
    declared = handed.declared
    seen = View(held.procedure, outcome.dossier, outcome.facts, actor, at)
    for case_id in _candidates(held, handed):
        target = store.hold(case_id)
        if target is None or declared.step not in target.procedure.steps:
            continue
        if declared.only is not None and not declared.only(seen, target.dossier.facts):
            continue
        there = View(target.procedure, target.dossier)
        refusal = refuse_state(target.procedure, there, target.procedure.steps[declared.step])
        if refusal is None:
            yield target
        elif declared.must:
            raise Refused(refusals.over_there(target.number, refusal))


def _candidates(held: store.Held, handed: HandedOver) -> list[int]:
    declared = handed.declared
    files = Case.objects.filter(person_id=held.person_id, procedure=declared.procedure).exclude(pk=held.id)
    match declared.to:
        case Reach.NEW:
            return []
        case Reach.PARENT:
            files = files.filter(pk=held.parent_id or 0)
        case Reach.NAMED:
            files = files.filter(number=handed.number)
            if not files.exists():
                raise Refused(refusals.not_this_person(handed.number))
        case _:
            files = files.filter(closed_at__isnull=True)
    return list(files.order_by("pk").values_list("pk", flat=True))


def clock_data(clock: OpenClock | None) -> dict[str, Any] | None:
    """A clock as an entry keeps it."""
    if clock is None:
        return None
    return {
        "clock": clock.id,
        "cycle": clock.cycle,
        "start": clock.start,
        "legal_at": clock.legal_at,
        "alarm_at": clock.alarm_at,
        "inputs": dict(clock.inputs),
    }


def actor_id(actor: Actor) -> int | None:
    """The officer's key, or None for time."""
    return int(actor.id) if actor.id.isdigit() else None
