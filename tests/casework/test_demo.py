"""The demo office: told on ordinary and on awkward days, it shows every stage and every kind of date."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from casework import store
from casework.demo import teller
from casework.demo.calendar import Calendar
from casework.demo.cast import CAST
from casework.demo.pen import STORIES, Pen
from casework.models import Case, ClockRow, Event, Person, User, WorkItem
from casework.queues import end_of_day
from casework.samples import PASSWORD, SIGN_INS, make_accounts
from casework.verify import verify
from notifications.models import InboxEntry, MessageRow
from workflows.counting import TOKYO, age_at
from workflows.dossier import Actor, Dossier
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.replay import Player
from workflows.roles import OFFICES, Role

ORDINARY, CLOSED, LEAP = date(2027, 6, 16), date(2026, 12, 30), date(2028, 2, 29)


def nine(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=TOKYO)


def conditions(clocks: list[tuple[str, datetime]], now: datetime) -> Counter[str]:
    """How many of the clocks that remind somebody are quiet, near, due today and overdue."""
    today = end_of_day(now)
    counted: Counter[str] = Counter()
    for clock, alarm_at in clocks:
        if not DEPORTATION.clocks[clock].reminded:
            continue
        if alarm_at <= now:
            counted["overdue"] += 1
        elif alarm_at <= today:
            counted["today"] += 1
        else:
            counted["near" if alarm_at <= today + timedelta(days=7) else "quiet"] += 1
    return counted


# --- in the database --------------------------------------------------------------------------------

# What each seeding led to, by its day.
SEEN: dict[date, list[Any]] = {}


def fingerprint() -> list[Any]:
    """The office without what the database numbers by itself."""
    events = Event.objects.order_by("case__open_key", "seq")
    return [
        list(Case.objects.order_by("open_key").values_list("open_key", "number", "states", "facts")),
        list(events.values_list("case__open_key", "seq", "step", "at", "facts", "actor__username")),
    ]


def same_as_before(today: date) -> None:
    """What is in the database is what the last seeding for that day led to, if there was one."""
    seen = fingerprint()
    assert SEEN.setdefault(today, seen) == seen


@pytest.fixture(scope="module", params=[ORDINARY, CLOSED, LEAP], ids=str)
def now(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The demo as seeded for one day; gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", today=request.param, verbosity=0)
        # Foreign keys are checked late, and this transaction is never committed.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        same_as_before(request.param)
        yield nine(request.param)
        transaction.set_rollback(True)


def open_clocks() -> list[tuple[str, datetime]]:
    running = ClockRow.objects.filter(status=ClockRow.Status.OPEN).values_list("clock", "alarm_at")
    return [(clock, alarm_at) for clock, alarm_at in running if alarm_at is not None]


def test_every_stage_and_every_custody_state_is_there(now):
    seen = teller.summary()
    assert set(DEPORTATION.machines["stage"].states) == set(seen["stage"])
    assert set(DEPORTATION.machines["custody"].states) == set(seen["custody"])


def test_every_link_of_the_review_is_there(now):
    assert set(DEPORTATION.machines["review"].states) == set(
        Case.objects.values_list("states__review", flat=True)
    )


def test_every_open_case_is_owed_something_by_somebody_who_is_there(now):
    roles = {role for entry in SIGN_INS for role in entry["roles"]}
    for case in Case.objects.filter(closed_at=None):
        held = store.read(case.pk)
        assert held is not None
        debts = owed(DEPORTATION, held.dossier)
        assert debts, case.open_key
        rows = set(WorkItem.objects.filter(case=case).values_list("machine", "role"))
        assert rows == {(debt.machine, debt.role.value) for debt in debts}, case.open_key
        assert {debt.role.value for debt in debts} <= roles, case.open_key


def test_whoever_is_held_has_a_date(now):
    held = Case.objects.filter(held=True)
    assert held.count() >= 15
    assert not held.filter(held_look_at=None).exists()


def test_dates_are_in_every_condition(now):
    counted = conditions(open_clocks(), now)
    assert min(counted[name] for name in ("quiet", "near", "today", "overdue")) >= 3, counted
    assert not ClockRow.objects.filter(
        status=ClockRow.Status.OPEN, alarm_at__lt=now - timedelta(days=21), look_at__isnull=False
    ).exists()


def test_nothing_is_left_for_the_sweep_or_the_drain(now):
    assert not ClockRow.objects.filter(status=ClockRow.Status.OPEN, look_at__lte=now).exists()
    assert not MessageRow.objects.exclude(status=MessageRow.Status.ADDRESSED).exists()


def test_inboxes_are_believable(now):
    assert 50 < InboxEntry.objects.count() < 1500
    assert InboxEntry.objects.filter(read_at=None).count() < 300
    assert not InboxEntry.objects.filter(at__gt=now).exists()
    assert not InboxEntry.objects.filter(at__lt=now - teller.FORGOTTEN).exists()
    assert InboxEntry.objects.filter(user_id=User.objects.get(username="hq-commissioner").pk).exists()


def test_nothing_has_happened_after_now(now):
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Event.objects.filter(recorded_at__gt=now).exists()


def test_the_record_is_whole(now):
    assert [str(fault) for fault in verify(Case.objects.all(), now)] == []


def test_a_second_time_changes_nothing(now):
    before = (Case.objects.count(), Person.objects.count(), Event.objects.count())
    call_command("seed_demo", "--if-empty")
    assert before == (Case.objects.count(), Person.objects.count(), Event.objects.count())
    with pytest.raises(CommandError, match="cases here already"):
        call_command("seed_demo")


@pytest.mark.django_db
def test_the_same_day_gives_the_same_office():
    """A second seeding of that day; whichever of this and `now` comes later compares."""
    call_command("seed_demo", today=LEAP, verbosity=0)
    same_as_before(LEAP)


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_refusal_names_story_step_and_reason_and_keeps_nothing(monkeypatch):
    def tell(p: Pen) -> None:
        p.on(-9, 10, "guard", "report_received")
        p.on(-8, 10, "chief", "removal_order_issued")

    only = replace(STORIES["tip-by-telephone"], key="wrong", tell=tell)
    monkeypatch.setattr(teller, "STORIES", {"wrong": only})
    with pytest.raises(CommandError) as refused:
        call_command("seed_demo", today=ORDINARY)
    said = str(refused.value)
    assert "story wrong" in said and "removal_order_issued" in said and "tip received" in said
    assert not Case.objects.exists() and not User.objects.exists() and not MessageRow.objects.exists()


# --- accounts -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_passwords_open_only_in_the_demo():
    call_command("load_offices", stdout=io.StringIO())
    with override_settings(TETSUZUKI_DEMO=False):
        assert not any(user.has_usable_password() for user in make_accounts().values())
    with override_settings(TETSUZUKI_DEMO=True):
        assert all(user.check_password(PASSWORD) for user in make_accounts().values())
    assert User.objects.count() == len(SIGN_INS)


@pytest.mark.django_db
def test_the_terminal_lists_who_can_sign_in():
    text = io.StringIO()
    call_command("sample_signins", stdout=text)
    assert "seed_demo" in text.getvalue()
    call_command("load_offices", stdout=io.StringIO())
    make_accounts()
    text = io.StringIO()
    with override_settings(TETSUZUKI_DEMO=True):
        call_command("sample_signins", stdout=text)
    assert all(entry["username"] in text.getvalue() for entry in SIGN_INS)
    assert PASSWORD in text.getvalue()


def test_each_office_has_its_person_and_none_has_an_address():
    held = {role for entry in SIGN_INS for role in entry["roles"]}
    assert held == {role.value for role, office in OFFICES.items() if office.signs_in}
    assert len({entry["username"] for entry in SIGN_INS}) == len({e["full_name"] for e in SIGN_INS})
    assert all(entry["email"].endswith("@example.invalid") for entry in SIGN_INS)
    for entry in SIGN_INS:
        assert len(entry["roles"]) <= 1 or entry["roles"] == ["minister", "bureau_director"]


# --- on any day ---------------------------------------------------------------------------------------

ACTORS = {
    entry["username"]: Actor(entry["username"], frozenset(map(Role, entry["roles"])), entry["office"])
    for entry in SIGN_INS
}


def rehearse(today: date) -> dict[str, Dossier]:
    """Every story in memory, with the law and the virtual clock of `replay`."""
    found: dict[str, Dossier] = {}
    for told in STORIES.values():
        pen = Pen(told.key, told.person, told.office, Calendar(today))
        told.tell(pen)
        first = pen.beats[0].at
        person = CAST[told.person].person(today, first)
        facts: dict[str, Any] = {"nationality": person.nationality}
        if person.birth_date is not None:
            facts["minor"] = age_at(person.birth_date, first.date()) < 18
        player = Player(DEPORTATION, replace(DEPORTATION.blank(first.date()), facts=facts))
        for beat in pen.beats:
            refusal = player.step(beat.at, ACTORS[beat.who], beat.step, beat.facts)
            assert refusal is None, f"{today} {told.key} {beat.step}: {refusal.sentence('en')}"
        assert pen.beats[-1].at < nine(today), told.key
        player.pass_time(nine(today))
        found[told.key] = player.dossier
    return found


# A prime number of days apart: every weekday, month end and run of closed days comes up.
ANY_DAYS = [date(2026, 11, 24) + timedelta(days=37 * n) for n in range(30)]
AWKWARD = [date(2026, 12, 31), date(2027, 1, 4), date(2027, 5, 6), date(2028, 1, 4), date(2029, 1, 5)]


def test_the_stories_hold_on_any_day():
    usual = {key: dict(dossier.states) for key, dossier in rehearse(ORDINARY).items()}
    for today in (*ANY_DAYS, *AWKWARD):
        dossiers = rehearse(today)
        assert {key: dict(dossier.states) for key, dossier in dossiers.items()} == usual, today
        clocks = [(c.id, c.alarm_at) for d in dossiers.values() for c in d.clocks.values() if c.alarm_at]
        counted = conditions(clocks, nine(today))
        assert min(counted[name] for name in ("quiet", "near", "today", "overdue")) >= 3, (today, counted)


def test_everybody_has_a_file_and_nobody_two():
    assert sorted(CAST) == sorted(told.person for told in STORIES.values())
