"""Plays the stories through the door, all together in the order of time, letting time pass between
the steps as it does for the real system. All of it happens, or nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from casework import actions, clocks, store
from casework.demo import beside, desk
from casework.demo import stories as _registers  # noqa: F401  (its modules register the stories)
from casework.demo.calendar import Calendar
from casework.demo.cast import CAST
from casework.demo.pen import STORIES, Beat, Pen
from casework.demo.words import NumberOf, Proposed
from casework.models import Case, Event, Person, User, WorkItem
from casework.samples import make_accounts
from notifications import directory, outbox
from notifications.channels import inbox
from notifications.directory import Addressees
from notifications.drain import drain, text_of
from notifications.models import InboxEntry, MessageRow
from workflows.counting import TOKYO
from workflows.declare import ANY
from workflows.dossier import Dossier
from workflows.engine import Procedure, View
from workflows.registry import joined
from workflows.registry import procedure as find_procedure
from workflows.texts import Refused

# What officers would have put away long ago is not put into their inboxes at all; what is older than a
# day has been told without a mail; what is older than two days has been read.
FORGOTTEN = timedelta(days=14)
WITHOUT_MAIL = timedelta(days=1)
READ = timedelta(days=2)
BATCH = 200
# Taken where the law sets a fee whose amount is not known yet.
UNKNOWN_FEE = 10_000


class Trouble(Exception):
    """A story that cannot be told: its name, the step, and why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a telling made."""

    people: int
    files: int
    steps: int
    lapsed: int
    entries: int


def tell(today: date, now: datetime) -> Told:
    """Makes the accounts and tells every story, as seen on `today`; nothing happens after `now`.

    Raises `Trouble`, with nothing kept, when a rule refuses a step.
    """
    calendar = Calendar(today, now)
    with transaction.atomic():
        officers = make_accounts()
        organisations = beside.register(calendar)
        telling = _Telling(officers, calendar)
        telling.play(_timeline(calendar))
        beside.relate(telling.people, organisations, calendar)
        beside.file(officers, organisations, calendar)
        _hand_out(officers, now)
        desk.lay_out(telling.people, officers, now)
        _put_away(now)
    clocks.beat("sweep", now, telling.lapsed)
    for _ in range(20):
        if not drain(now=now).more:
            break
    entries = _read_up(now)
    return Told(len(telling.people), Case.objects.count(), telling.steps, telling.lapsed, entries)


# --- telling ----------------------------------------------------------------------------------------


def _timeline(calendar: Calendar) -> list[tuple[str, Beat]]:
    """Every step of every story, with the story's key, in the order of time."""
    found: list[tuple[str, Beat]] = []
    for told in STORIES.values():
        pen = Pen(told.key, told.person, told.office, calendar)
        told.tell(pen)
        last = pen.beats[-1]
        if last.at >= calendar.now:
            raise Trouble(f"story {told.key}, step {last.step}: {last.at:%Y-%m-%d %H:%M} is not past yet")
        found += [(told.key, beat) for beat in pen.beats]
    # Stable: the steps of one story keep their order.
    return sorted(found, key=lambda following: following[1].at)


class _Telling:
    """Takes the steps one after the other. A step that opens a file opens one, unless it stands on a file
    that is there; any other is taken on the person's newest file on which it stands."""

    def __init__(self, officers: Mapping[str, User], calendar: Calendar) -> None:
        self.calendar = calendar
        self.people: dict[str, Person] = {}
        self.steps = 0
        self.lapsed = 0
        self._actors = {name: user.actor() for name, user in officers.items()}
        self._opened: Counter[str] = Counter()
        # Of procedures whose files no other file opens or moves.
        self._alone: dict[tuple[str, str], int] = {}

    def play(self, timeline: list[tuple[str, Beat]]) -> None:
        """Every step, and what time brings about between them and up to the present."""
        for key, beat in timeline:
            self.lapsed += _let_time_pass(beat.at)
            try:
                self._take(key, beat)
            except Refused as refused:
                raise Trouble(_trouble(key, beat, refused)) from refused
            self.steps += 1
        self.lapsed += _let_time_pass(self.calendar.now)

    def _take(self, key: str, beat: Beat) -> None:
        case_id = self._alone.get((key, beat.procedure)) or self._file(key, beat)
        facts = self._resolved(key, beat, case_id)
        actor = self._actors[beat.who]
        if case_id is not None:
            actions.take_step(case_id, beat.step, facts, actor=actor, at=beat.at, now=beat.at)
            return
        told = STORIES[key]
        person = self.people.get(key) or CAST[told.person].person(self.calendar.today, beat.at)
        case_id = actions.open_case(
            procedure=beat.procedure,
            person=person,
            office=actor.office,
            step=beat.step,
            facts=facts,
            actor=actor,
            at=beat.at,
            now=beat.at,
            key=f"demo:{key}:{self._opened[key]}" if self._opened[key] else f"demo:{key}",
        ).case_id
        self.people[key] = person
        self._opened[key] += 1
        if beat.procedure not in joined():
            self._alone[key, beat.procedure] = case_id

    def _file(self, key: str, beat: Beat) -> int | None:
        """The file on which the step is taken; None where it opens one."""
        step = _declared(beat).steps[beat.step]
        files = self._files(key, beat.procedure)
        for file in files:
            stands = file.states[step.machine] in step.source or ANY in step.source
            if stands and (file.closed_at is None or not step.opens):
                return file.pk
        # Where it stands on none, the refusal of the newest says what is wrong.
        return None if step.opens else self._newest(key, beat, beat.procedure).pk

    def _newest(self, key: str, beat: Beat, procedure: str) -> Case:
        files = self._files(key, procedure)
        if not files:
            raise Trouble(f"story {key}, step {beat.step}: there is no file of {procedure} yet")
        return files[0]

    def _files(self, key: str, procedure: str) -> list[Case]:
        """The person's files of a procedure, the newest first."""
        person = self.people.get(key)
        if person is None:
            return []
        files = Case.objects.filter(person=person, procedure=procedure).order_by("-pk")
        return list(files.only("number", "states", "closed_at"))

    # --- what the form fills in -----------------------------------------------------------------------

    def _resolved(self, key: str, beat: Beat, case_id: int | None) -> dict[str, Any]:
        """The facts of a step, with the numbers of other files and what its form proposes."""
        facts = dict(beat.facts)
        for name, value in beat.facts.items():
            if isinstance(value, NumberOf):
                facts[name] = self._newest(key, beat, value.procedure).number
        if any(isinstance(value, Proposed) for value in facts.values()):
            held = store.read(case_id) if case_id is not None else None
            facts = _filled_in(_declared(beat), held.dossier if held else None, beat, facts)
        return facts


def _declared(beat: Beat) -> Procedure:
    return find_procedure(beat.procedure, beat.at.astimezone(TOKYO).date())


def _filled_in(
    procedure: Procedure, dossier: Dossier | None, beat: Beat, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts with what the form proposes for those that are left to it, in the order of the form: one
    proposal may rest on another above it."""
    found = {name: value for name, value in facts.items() if not isinstance(value, Proposed)}
    dossier = dossier or procedure.blank(beat.at.astimezone(TOKYO).date())
    form = [name for name, _ in procedure.forms[beat.step]]
    for name in form:
        suggest = procedure.facts[name].suggest
        if not isinstance(facts.get(name), Proposed) or suggest is None:
            continue
        value = suggest(View(procedure, dossier, found, None, beat.at))
        if value is not None:
            found[name] = value
        elif name == "fee_yen":
            found[name] = UNKNOWN_FEE
            if "fee_override" in form:
                found["fee_override"] = "改正後の手数料の額を定める政令が未登録のため"
    return found


# Asked before every step, hence not through the ORM.
_FIRST_DUE = "SELECT min(look_at) FROM casework_clockrow WHERE status = 'open' AND look_at <= %s"


def _let_time_pass(until: datetime) -> int:
    """Sweeps at each instant at which something is due, as the running system would."""
    lapsed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_FIRST_DUE, [until])
            (due,) = cursor.fetchone()
            if due is None:
                return lapsed
            swept = clocks.sweep(due)
            if not swept.cases:
                raise Trouble(f"what is due at {due:%Y-%m-%d %H:%M} cannot be swept")
            lapsed += swept.lapsed


def _trouble(key: str, beat: Beat, refused: Refused) -> str:
    refusal = refused.refusal
    fields = "; ".join(f"{name}: {text.en}" for name, text in refusal.fields.items())
    said = f"{refusal.sentence('en')} {fields}".strip()
    return f"story {key}, step {beat.step} at {beat.at:%Y-%m-%d %H:%M} by {beat.who}: {said}"


# --- the desks --------------------------------------------------------------------------------------


def _hand_out(officers: dict[str, User], now: datetime) -> None:
    """Two of three pieces of work are somebody's, the third waits for a taker. Deportation and residence have
    officers of their own, known by what they have done."""
    holders: dict[tuple[str, str], list[User]] = {}
    for user in officers.values():
        if not user.is_supervisor:
            for role in user.roles:
                holders.setdefault((user.office_id or "", role), []).append(user)
    deeds = Event.objects.exclude(actor=None).values_list("actor_id", "case__procedure")
    known = {(actor_id, procedure == "deportation") for actor_id, procedure in deeds.distinct()}
    for place, item in enumerate(WorkItem.objects.select_related("case").order_by("pk")):
        able = holders.get((item.office_id, item.role), [])
        kind = item.case.procedure == "deportation"
        able = [user for user in able if (user.pk, kind) in known] or able
        if able and place % 3:
            officer = able[place % len(able)]
            actions.assign(item.pk, officer, by=officer, now=now)


# --- the inboxes ------------------------------------------------------------------------------------


def _put_away(now: datetime) -> None:
    """Brings the messages of the past to where a running system would have them by now: `drain` would
    put years of reminders into the inboxes at once, and mail each of them."""
    waiting = MessageRow.objects.filter(status=MessageRow.Status.NEW)
    waiting.filter(at__lt=now - FORGOTTEN).update(status=MessageRow.Status.ADDRESSED)
    recent = list(waiting.filter(at__lt=now - WITHOUT_MAIL).order_by("at", "id"))
    resolved = {audience: directory.resolve(audience) for audience in {row.audience for row in recent}}
    for first in range(0, len(recent), BATCH):
        found: list[tuple[MessageRow, Addressees]] = [
            (row, resolved[row.audience])
            for row in recent[first : first + BATCH]
            if resolved[row.audience].people
        ]
        deliveries = outbox.address(found, ["inbox"], now) if found else []
        inbox.deliver_all([(delivery, text_of(delivery)) for delivery in deliveries])
        outbox.mark_sent(deliveries, now)


def _read_up(now: datetime) -> int:
    """What is older than two days has been read; returns how many entries there are."""
    InboxEntry.objects.filter(at__lt=now - READ, read_at__isnull=True).update(
        read_at=F("at") + timedelta(hours=3)
    )
    return InboxEntry.objects.count()


# --- for the command --------------------------------------------------------------------------------


def summary() -> dict[str, dict[str, int]]:
    """How many files of each procedure there are in each state of its machines."""
    counted: dict[str, dict[str, int]] = {}
    for procedure, states in Case.objects.values_list("procedure", "states"):
        for machine, state in states.items():
            found = counted.setdefault(f"{procedure}.{machine}", {})
            found[state] = found.get(state, 0) + 1
    return counted
