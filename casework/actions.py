"""THE DOOR: the only writer of cases.

Every function is one transaction, takes the actor and the time as arguments, changes nothing when it
refuses (`Refused`), and writes state, record, clocks, work items and messages together. Times are
aware; `at` is when it happened, `now` when it is entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from casework import store
from casework.messages import for_correction, for_step
from casework.models import Case, Event, Person, User, WorkItem
from casework.nudge import nudge
from casework.permissions import parents, refuse_place
from notifications import outbox
from workflows.clocks import OpenClock
from workflows.counting import TOKYO, CountingError, age_at
from workflows.dossier import SYSTEM, Actor, Dossier
from workflows.engine import Outcome, Procedure, take
from workflows.facts import Fact, Kind, Problem, clean
from workflows.law import cites
from workflows.refusals import bad_facts, naive_time, refuse_office
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Refused, Text


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: the case's id and number, the entry's number, and what came of it.

    `outcome` is None when the same submission had been taken already (a double click).
    """

    case_id: int
    number: str
    seq: int
    outcome: Outcome | None


def open_case(
    *,
    procedure: str,
    person: Person,
    office: str,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    law_on: date | None = None,
    key: str | None = None,
    parent: Case | None = None,
) -> Taken:
    """Open a case by its first step. `law_on` selects the text of the law (default: the day of `at`).

    Raises `Refused`, with nothing written, when the step is not one that opens a case or its facts
    do not do. The same `key` opens one case only.
    """
    found = _procedure_on(procedure, law_on or _tokyo_date(at))
    _require(refuse_place(actor, office))
    blank = found.blank(law_on or _tokyo_date(at))
    first = found.step(step)
    if not isinstance(first, Refusal) and not first.opens:
        raise Refused(_not_opening(found, first.label))
    if (twin := _opened(key)) is not None:
        return twin
    try:
        return _open(found, blank, person, office, step, facts, actor, at, now, key, parent)
    except IntegrityError as error:
        # The same form sent twice at the same moment: the other one opened the case.
        if "open_key" in str(error) and (twin := _opened(key)) is not None:
            return twin
        raise


def _opened(key: str | None) -> Taken | None:
    twin = Case.objects.filter(open_key=key).first() if key else None
    return Taken(twin.pk, twin.number, 1, None) if twin is not None else None


def _open(
    found: Procedure,
    blank: Dossier,
    person: Person,
    office: str,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    key: str | None,
    parent: Case | None,
) -> Taken:
    with transaction.atomic():
        seeded = _seeded(blank, person, at)
        outcome = _take(found, seeded, step, facts, actor, at, now)
        if person._state.adding:
            person.created_at = now
            person.save(force_insert=True)
        case = Case(
            number=_next_number(found, office, at),
            procedure=found.code,
            law_on=blank.law_on,
            person=person,
            office_id=office,
            opened_at=at,
            open_key=key,
            parent=parent,
            stage=blank.states[found.main],
            custody=blank.states.get("custody", ""),
            states=dict(blank.states),
        )
        case.save(force_insert=True)
        held = store.Held(case.pk, case.number, office, "0" * 64, at, None, blank, found, {})
        _write_step(held, outcome, actor, at, now, None, seed=seeded.facts, header=case_header(case))
    nudge()
    return Taken(case.pk, case.number, 1, outcome)


def take_step(
    case_id: int,
    step: str,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    seen: int | None = None,
    key: str | None = None,
    override: str | None = None,
) -> Taken:
    """Take a step on a case.

    `seen` is the version the officer's page showed: another version is refused as stale, unless it
    was this very submission (`key`) that changed it. `override` is the written reason for setting
    aside a separation of duties where that is allowed. Raises `Refused`; nothing is changed then.
    """
    override = _written(override, "override")
    with transaction.atomic():
        held = _hold(case_id)
        if seen is not None and seen != held.dossier.seq:
            twin = _twin(held, key)
            if twin is not None:
                return Taken(held.id, held.number, twin, None)
            raise Refused(stale(held.dossier.seq - seen))
        if key is not None and seen is None:
            twin = _twin(held, key)
            if twin is not None:
                return Taken(held.id, held.number, twin, None)
        _require(refuse_place(actor, held.office, str(held.dossier.facts.get("facility") or "")))
        outcome = _take(held.procedure, held.dossier, step, facts, actor, at, now, override)
        _write_step(held, outcome, actor, at, now, key, override)
    nudge()
    return Taken(held.id, held.number, outcome.dossier.seq, outcome)


def lapse(held: store.Held, step: str, at: datetime, now: datetime) -> Outcome | Refusal:
    """Take the step that the passing of time takes, inside the sweep's transaction and lock."""
    outcome = take(held.procedure, held.dossier, step, {}, actor=SYSTEM, at=at, recorded_at=now)
    if isinstance(outcome, Outcome):
        _write_step(held, outcome, SYSTEM, at, now, None)
    return outcome


def refuse_rectifier(
    procedure: Procedure, entry: PastEntry, step: str | None, actor: Actor
) -> Refusal | None:
    """Whether an officer may put an entry right: the office that takes the step corrects it, and who
    puts another step in its place must hold that step's office too. What time took belongs to nobody;
    the offices that may enter it by hand, and the chief inspector, put it right."""
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
        raise Refused(_bad_rectified_time())
    with transaction.atomic():
        held = _hold(case_id)
        if seen is not None and seen != held.dossier.seq:
            raise Refused(stale(held.dossier.seq - seen))
        _require(refuse_place(actor, held.office))
        entries = history(case_id)
        target = next((e for e in entries if e.seq == seq), None)
        if target is None:
            raise Refused(_no_entry(seq))
        _require(refuse_rectifier(held.procedure, target, step, actor))
        cleaned = _cleaned(held.procedure, step or target.step, facts or {}, now)
        changed = target.changed(facts=cleaned, at=at, step=step, strike=strike, actor=actor)
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
            _actor_id(actor),
            actor.office,
            {**changed.facts, "_reason": reason, "_struck": changed.struck},
            {
                "clocks": [[_clock_data(old), _clock_data(new)] for old, new in pairs],
                # What time had recorded on the wrong date moves with it, or is taken back.
                "lapses": [[lapsed, at] for lapsed, at in redone.lapses],
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
        )
        outbox.put(for_correction(held, after, pairs, now))
    nudge()
    return Rectified(seq, after.seq, pairs)


def assign(work_id: int, to: User | None, *, by: User, now: datetime) -> WorkItem:
    """Claim a piece of work, give it to an officer who may do it, or hand it back (`to` None).

    Raises `Refused` when the officer does not hold the office, or somebody else has the item and `by`
    is neither that officer nor a supervisor.
    """
    with transaction.atomic():
        item = (
            WorkItem.objects.select_related("case").select_for_update(of=("self",)).filter(pk=work_id).first()
        )
        if item is None:
            raise Refused(_work_gone())
        mine = item.assignee_id in (None, by.pk)
        if not mine and not by.is_supervisor:
            raise Refused(_taken_by_other())
        _require(refuse_place(by.actor(), item.office_id, str(item.case.facts.get("facility") or "")))
        if to is not None and to.pk != by.pk and not by.is_supervisor:
            raise Refused(_not_yours_to_give())
        if to is not None:
            _require(refuse_place(to.actor(), item.office_id, str(item.case.facts.get("facility") or "")))
        if to is not None and Role(item.role) not in to.offices_held:
            raise Refused(_not_their_office(Role(item.role)))
        item.assignee = to
        item.save(update_fields=["assignee"])
    return item


# --- history and replay ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of the record as it stands today, rectifications applied."""

    seq: int
    step: str
    at: datetime
    recorded_at: datetime
    actor: str
    office: str
    facts: Mapping[str, Any]
    override: str | None = None
    struck: bool = False

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
        return PastEntry(
            self.seq,
            step or self.step,
            at or self.at,
            self.recorded_at,
            actor.id if other else self.actor,
            actor.office if other else self.office,
            {**({} if step and step != self.step else self.facts), **(facts or {})},
            self.override,
            strike,
        )


def history(case_id: int) -> list[PastEntry]:
    """The steps of a case in order, each as the latest rectification leaves it."""
    entries: dict[int, PastEntry] = {}
    for event in Event.objects.filter(case_id=case_id).order_by("seq"):
        facts = dict(event.facts or {})
        if event.kind == Event.Kind.STEP:
            entries[event.seq] = PastEntry(
                event.seq,
                event.step,
                event.at,
                event.recorded_at,
                str(event.actor_id) if event.actor_id else "system",
                event.office,
                facts,
                event.effects.get("override"),
            )
        elif event.kind == Event.Kind.RECTIFICATION and event.supersedes is not None:
            before = entries[event.supersedes]
            struck = bool(facts.pop("_struck", False))
            facts.pop("_reason", None)
            other = event.step != before.step
            entries[event.supersedes] = PastEntry(
                before.seq,
                event.step,
                event.at,
                event.recorded_at,
                str(event.actor_id) if other else before.actor,
                event.office if other else before.office,
                facts,
                before.override,
                struck,
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
        if mending and entry.actor == "system":
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
        )
        if isinstance(outcome, Refusal):
            raise Refused(_falls(held.procedure, entry, outcome))
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


_REASON = Fact("reason", Text("更正の理由", "reason for the rectification"), Kind.TEXT)


def _written(raw: str | None, name: str) -> str | None:
    """A reason as the record can hold it; None when there is none."""
    try:
        value = clean(_REASON, raw)
    except Problem as problem:
        raise Refused(bad_facts({name: problem.text})) from None
    return None if value is None else str(value)


def _reason(raw: str) -> str:
    reason = _written(raw, "reason")
    if reason is None:
        raise Refused(_no_reason())
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
    _require_offices(procedure, cleaned)
    return cleaned


def _as_then(procedure: Procedure, entry: PastEntry) -> Actor:
    """The officer of an entry in the office that the step asks for."""
    step = procedure.steps.get(entry.step)
    roles = step.officers - {Role.SYSTEM} if step is not None else frozenset[Role]()
    return Actor(entry.actor, roles, entry.office)


def _form_facts(procedure: Procedure, entry: PastEntry) -> dict[str, Any]:
    form = dict(procedure.forms.get(entry.step, ()))
    return {name: value for name, value in entry.facts.items() if name in form}


# --- the pieces -----------------------------------------------------------------------------------


def _take(
    procedure: Procedure,
    dossier: Dossier,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    override: str | None = None,
) -> Outcome:
    outcome = take(procedure, dossier, step, facts, actor=actor, at=at, recorded_at=now, override=override)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    _require_offices(procedure, outcome.facts)
    return outcome


def _require_offices(procedure: Procedure, facts: Mapping[str, Any]) -> None:
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


def _write_step(
    held: store.Held,
    outcome: Outcome,
    actor: Actor,
    at: datetime,
    now: datetime,
    key: str | None,
    override: str | None = None,
    seed: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
) -> None:
    effects: dict[str, Any] = {
        "moved": [[m.machine, m.source, m.target, m.step] for m in outcome.moved],
        "started": [_clock_data(c) for c in outcome.started],
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
    entry = store.Entry(
        "step",
        outcome.step.id,
        at,
        now,
        _actor_id(actor),
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
            )
    except IntegrityError as error:
        if "event_once" in str(error):
            raise Refused(stale(1)) from None
        raise
    outbox.put(for_step(held, outcome, now))


def _clock_data(clock: OpenClock | None) -> dict[str, Any] | None:
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


def _seeded(blank: Dossier, person: Person, at: datetime) -> Dossier:
    """What is known of the person before the first step."""
    try:
        nationality = clean(
            find_procedure(blank.procedure, blank.law_on).facts["nationality"], person.nationality
        )
    except Problem as problem:
        raise Refused(bad_facts({"nationality": problem.text})) from None
    facts: dict[str, Any] = {"nationality": nationality}
    if person.birth_date is not None:
        try:
            facts["minor"] = age_at(person.birth_date, _tokyo_date(at)) < 18
        except CountingError as error:
            raise Refused(_bad_birth(error)) from None
    return replace(blank, facts=facts)


def _hold(case_id: int) -> store.Held:
    held = store.hold(case_id)
    if held is None:
        raise Refused(_no_case())
    return held


def _twin(held: store.Held, key: str | None) -> int | None:
    if key is None:
        return None
    return Event.objects.filter(case_id=held.id, key=key).values_list("seq", flat=True).first()


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


def _actor_id(actor: Actor) -> int | None:
    return int(actor.id) if actor.id.isdigit() else None


def _tokyo_date(at: datetime) -> date:
    if at.tzinfo is None:
        raise Refused(naive_time())
    return at.astimezone(TOKYO).date()


def _procedure_on(code: str, law_on: date) -> Procedure:
    try:
        return find_procedure(code, law_on)
    except UnknownProcedure:
        raise Refused(_no_law(law_on)) from None


def _next_number(procedure: Procedure, office: str, at: datetime) -> str:
    """The next case number of an office and year: D26-TYO-000123."""
    series = f"{procedure.code[:1].upper()}{at.astimezone(TOKYO):%y}-{office}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_counter (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = casework_counter.last + 1 RETURNING last",
            [series],
        )
        return f"{series}-{cursor.fetchone()[0]:06d}"


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


# --- refusals of the door -------------------------------------------------------------------------


def _no_case() -> Refusal:
    return Refusal(
        "no-case",
        Text("その事件はありません。", "There is no such case."),
        Text("", ""),
        Text("事件番号を確かめてください。", "Check the case number."),
    )


def _no_law(law_on: date) -> Refusal:
    return Refusal(
        "no-law",
        Text(
            f"{law_on}に適用される手続の定めはこのシステムにありません。",
            f"This system has no text of the procedure for {law_on}.",
        ),
        Text(
            "退去強制手続は令和6年6月10日施行の法律によります。",
            "The deportation procedure follows the Act as in force since 10 June 2024.",
        ),
        Text("日時を確かめてください。", "Check the date."),
        cites("suppl-2023-56 1"),
    )


def _bad_birth(error: CountingError) -> Refusal:
    return Refusal(
        "bad-fact",
        Text("生年月日から年齢を計算できません。", f"No age can be counted from the birth date: {error}"),
        Text("", ""),
        Text("生年月日を確かめてください。", "Check the birth date."),
        cites("age-act 1"),
    )


def stale(newer: int) -> Refusal:
    """The refusal of a page that shows a case as it was `newer` entries ago."""
    return Refusal(
        "stale",
        Text(
            f"この画面を開いた後に、事件に{newer}件の記録が加わりました。",
            f"{newer} entries were added to the case after this page was opened.",
        ),
        Text("最新の状態を見て判断してください。", "Decide on the case as it stands now."),
        Text(
            "画面を読み直してください。入力した内容は残っています。", "Reload the page; your input is kept."
        ),
    )


def _not_opening(procedure: Procedure, label: Text) -> Refusal:
    opening = [s.label for s in procedure.steps.values() if s.opens]
    return Refusal(
        "not-opening",
        Text(f"「{label.ja}」では事件を始められません。", f"“{label.en}” does not open a case."),
        Text(
            f"事件は次のいずれかで始まります: {'、'.join(o.ja for o in opening)}。",
            f"A case opens with: {'; '.join(o.en for o in opening)}.",
        ),
        Text("始まりの段階を選んでください。", "Choose an opening step."),
    )


def _no_reason() -> Refusal:
    return Refusal(
        "missing-fact",
        Text("更正の理由がありません。", "The rectification gives no reason."),
        Text("記録の更正には理由を残します。", "A correction of the record keeps its reason."),
        Text("理由を入力してください。", "Enter the reason."),
        (),
        {"reason": Text("「更正の理由」を入力してください。", "Enter “reason for the rectification”.")},
    )


def _bad_rectified_time() -> Refusal:
    return Refusal(
        "future",
        Text("更正後の日時が使えません。", "The corrected time is not usable."),
        Text("既に起きた日時を、時差を付けて入力します。", "It must be a past time with its time zone."),
        Text("日時を直してください。", "Correct the time."),
    )


def _no_entry(seq: int) -> Refusal:
    return Refusal(
        "no-entry",
        Text(
            f"記録{seq}は更正できる手続の記録ではありません。",
            f"Entry {seq} is no step that can be rectified.",
        ),
        Text("更正できるのは手続の記録です。", "Only entries of steps can be rectified."),
        Text("記録の番号を確かめてください。", "Check the entry's number."),
    )


def _falls(procedure: Procedure, entry: PastEntry, refusal: Refusal) -> Refusal:
    label = (
        procedure.steps[entry.step].label if entry.step in procedure.steps else Text(entry.step, entry.step)
    )
    return Refusal(
        "would-fall",
        Text(
            f"そのように更正すると、記録{entry.seq}「{label.ja}」が成り立たなくなります。{refusal.fact.ja}",
            f"So corrected, entry {entry.seq} “{label.en}” would not stand. {refusal.fact.en}",
        ),
        refusal.rule,
        Text(
            "先にその記録を更正してください。",
            "Rectify that entry first.",
        ),
        refusal.cites,
        refusal.fields,
    )


def _work_gone() -> Refusal:
    return Refusal(
        "work-gone",
        Text("この仕事は既に済んでいます。", "This piece of work is done already."),
        Text("", ""),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def _taken_by_other() -> Refusal:
    return Refusal(
        "work-taken",
        Text("この仕事は別の職員が担当しています。", "Another officer has this piece of work."),
        Text("担当を替えられるのは本人と管理職です。", "It can be moved by that officer or a supervisor."),
        Text("担当者か管理職に相談してください。", "Ask that officer or a supervisor."),
    )


def _not_yours_to_give() -> Refusal:
    return Refusal(
        "work-given",
        Text("他の職員に割り当てることはできません。", "You may not give work to another officer."),
        Text("仕事を割り当てるのは管理職です。", "Work is given out by a supervisor."),
        Text("自分で担当するか、管理職に依頼してください。", "Take it yourself, or ask a supervisor."),
    )


def _not_their_office(role: Role) -> Refusal:
    return Refusal(
        "wrong-office",
        Text(
            "その職員はこの仕事の官職に就いていません。",
            "That officer does not hold the office this work needs.",
        ),
        Text(f"必要な官職: {OFFICES[role].ja}", f"Needed: {OFFICES[role].en}"),
        Text("その官職の職員に割り当ててください。", "Assign an officer who holds it."),
    )


__all__ = [
    "PastEntry",
    "Rectified",
    "Taken",
    "assign",
    "history",
    "lapse",
    "open_case",
    "rectify",
    "take_step",
]
