"""Plays the stories through the door, all together in the order of time, letting time pass between
the steps as it does for the real system. All of it happens, or nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from casework import actions, clocks
from casework.demo import stories as _registers  # noqa: F401  (its modules register the stories)
from casework.demo.calendar import Calendar
from casework.demo.cast import CAST
from casework.demo.pen import STORIES, Beat, Pen
from casework.models import Case, User, WorkItem
from casework.samples import make_accounts
from notifications import directory, outbox
from notifications.channels import inbox
from notifications.directory import Addressees
from notifications.drain import drain, text_of
from notifications.models import InboxEntry, MessageRow
from workflows.dossier import Actor
from workflows.texts import Refused

# What officers would have put away long ago is not put into their inboxes at all; what is older than a
# day has been told without a mail; what is older than two days has been read.
FORGOTTEN = timedelta(days=14)
WITHOUT_MAIL = timedelta(days=1)
READ = timedelta(days=2)
BATCH = 200


class Trouble(Exception):
    """A story that cannot be told: its name, the step, and why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a telling made."""

    people: int
    steps: int
    lapsed: int
    entries: int


def tell(today: date, now: datetime) -> Told:
    """Makes the accounts and tells every story, as seen on `today`; nothing happens after `now`.

    Raises `Trouble`, with nothing kept, when a rule refuses a step.
    """
    calendar = Calendar(today)
    with transaction.atomic():
        officers = make_accounts()
        told = _play(_timeline(calendar, now), officers, calendar, now)
        _hand_out(officers, now)
        _put_away(now)
    clocks.beat("sweep", now, told.lapsed)
    for _ in range(20):
        if not drain(now=now).more:
            break
    entries = _read_up(now)
    return Told(told.people, told.steps, told.lapsed, entries)


# --- telling ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Next:
    key: str
    beat: Beat
    opens: bool


def _timeline(calendar: Calendar, now: datetime) -> list[_Next]:
    """Every step of every story, in the order of time."""
    found: list[_Next] = []
    for told in STORIES.values():
        pen = Pen(told.key, told.person, told.office, calendar)
        told.tell(pen)
        if pen.beats[-1].at >= now:
            last = pen.beats[-1]
            raise Trouble(f"story {told.key}, step {last.step}: {last.at:%Y-%m-%d %H:%M} is not past yet")
        found += [_Next(told.key, beat, place == 0) for place, beat in enumerate(pen.beats)]
    # Stable: the steps of one story keep their order.
    return sorted(found, key=lambda following: following.beat.at)


def _play(timeline: list[_Next], officers: dict[str, User], calendar: Calendar, now: datetime) -> Told:
    actors = {name: user.actor() for name, user in officers.items()}
    cases: dict[str, int] = {}
    lapsed = 0
    for following in timeline:
        beat, told = following.beat, STORIES[following.key]
        lapsed += _let_time_pass(beat.at)
        try:
            if following.opens:
                cases[told.key] = _open(told.key, beat, actors[beat.who], calendar)
            else:
                actions.take_step(
                    cases[told.key], beat.step, beat.facts, actor=actors[beat.who], at=beat.at, now=beat.at
                )
        except Refused as refused:
            raise Trouble(_trouble(told.key, beat, refused)) from refused
    lapsed += _let_time_pass(now)
    return Told(len(cases), len(timeline), lapsed, 0)


def _open(key: str, beat: Beat, actor: Actor, calendar: Calendar) -> int:
    told = STORIES[key]
    return actions.open_case(
        procedure="deportation",
        person=CAST[told.person].person(calendar.today, beat.at),
        office=told.office,
        step=beat.step,
        facts=beat.facts,
        actor=actor,
        at=beat.at,
        now=beat.at,
        key=f"demo:{key}",
    ).case_id


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
            lapsed += clocks.sweep_all(due).lapsed


def _trouble(key: str, beat: Beat, refused: Refused) -> str:
    refusal = refused.refusal
    fields = "; ".join(f"{name}: {text.en}" for name, text in refusal.fields.items())
    said = f"{refusal.sentence('en')} {fields}".strip()
    return f"story {key}, step {beat.step} at {beat.at:%Y-%m-%d %H:%M} by {beat.who}: {said}"


# --- the desks --------------------------------------------------------------------------------------


def _hand_out(officers: dict[str, User], now: datetime) -> None:
    """Two of three pieces of work are somebody's, the third waits for a taker."""
    holders: dict[tuple[str, str], list[User]] = {}
    for user in officers.values():
        if not user.is_supervisor:
            for role in user.roles:
                holders.setdefault((user.office_id or "", role), []).append(user)
    for place, item in enumerate(WorkItem.objects.order_by("pk")):
        able = holders.get((item.office_id, item.role))
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
    """How many files there are in each stage and in each custody state."""
    counted: dict[str, dict[str, int]] = {"stage": {}, "custody": {}}
    for stage, custody in Case.objects.values_list("stage", "custody"):
        counted["stage"][stage] = counted["stage"].get(stage, 0) + 1
        counted["custody"][custody] = counted["custody"].get(custody, 0) + 1
    return counted
