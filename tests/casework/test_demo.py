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
from django.db.models import Sum
from django.test import override_settings

from casework import intake, store
from casework.days import end_of_day
from casework.demo import teller
from casework.demo.calendar import Calendar
from casework.demo.cast import CAST
from casework.demo.pen import STORIES, Pen, Story
from casework.demo.residence_words import COMPANY, SCHOOL, SUPPORT
from casework.figures import tallying
from casework.models import (
    Absence,
    Case,
    ClockRow,
    CountedCase,
    DocumentVersion,
    Draft,
    Event,
    IdentityDocument,
    Intake,
    Mention,
    Note,
    Organisation,
    Person,
    Relation,
    Tally,
    User,
    WorkItem,
    WorkMove,
)
from casework.samples import PASSWORD, SIGN_INS, make_accounts
from casework.verify import verify
from casework.views.invariants import examined
from notifications.models import InboxEntry, MessageRow
from workflows.counting import TOKYO, age_at
from workflows.dossier import Actor, Dossier
from workflows.identity import fold, read_zone
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.procedures.residence import RESIDENCE_PROCEDURES
from workflows.registry import procedure as find_procedure
from workflows.replay import Player
from workflows.roles import OFFICES, Role

ORDINARY, CLOSED, LEAP = date(2027, 6, 16), date(2026, 12, 30), date(2028, 2, 29)


def nine(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=TOKYO)


def told_of(told: Story, today: date) -> Pen:
    """A story as told on a day."""
    pen = Pen(told.key, told.person, told.office, Calendar(today))
    told.tell(pen)
    return pen


RESIDENCE = {
    key: told
    for key, told in STORIES.items()
    if any(beat.procedure != "deportation" for beat in told_of(told, ORDINARY).beats)
}


def conditions(clocks: list[tuple[str, str, datetime]], now: datetime) -> Counter[str]:
    """How many of the clocks that remind somebody are quiet, near, due today and overdue."""
    today = end_of_day(now)
    counted: Counter[str] = Counter()
    for procedure, clock, alarm_at in clocks:
        if not find_procedure(procedure, now.date()).clocks[clock].reminded:
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
    events = Event.objects.order_by("case__number", "seq")
    return [
        list(Case.objects.order_by("number").values_list("open_key", "number", "states", "facts")),
        list(events.values_list("case__number", "seq", "step", "at", "facts", "actor__username")),
        list(Intake.objects.order_by("pk").values_list("key", "status", "received_at", "person_data")),
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


def open_clocks(**of_case: Any) -> list[tuple[str, str, datetime]]:
    running = ClockRow.objects.filter(status=ClockRow.Status.OPEN, **of_case)
    rows = running.values_list("case__procedure", "clock", "alarm_at")
    return [(procedure, clock, alarm_at) for procedure, clock, alarm_at in rows if alarm_at is not None]


def test_every_stage_and_every_custody_state_is_there(now):
    seen = teller.summary()
    for machine in ("stage", "custody"):
        assert set(DEPORTATION.machines[machine].states) == set(seen[f"deportation.{machine}"])


def test_every_link_of_the_review_is_there(now):
    links = Case.objects.filter(procedure="deportation").values_list("states__review", flat=True)
    assert set(DEPORTATION.machines["review"].states) == set(links)


def test_every_open_case_is_owed_something_by_somebody_who_is_there(now):
    """A person's own file rests while nothing is due on the stay, the card or a journey."""
    roles = {role for entry in SIGN_INS for role in entry["roles"]}
    for case in Case.objects.filter(closed_at=None):
        held = store.read(case.pk)
        assert held is not None
        debts = owed(held.procedure, held.dossier)
        assert debts or held.procedure.standing, case.number
        rows = set(WorkItem.objects.filter(case=case).values_list("machine", "role"))
        assert rows == {(debt.machine, debt.role.value) for debt in debts}, case.number
        assert {debt.role.value for debt in debts} <= roles, case.number


def test_the_page_of_invariants_shows_zeros(now):
    found = {check.code: (check.count, list(check.numbers)) for check in examined(Case.objects.all())}
    assert found == dict.fromkeys(found, (0, []))


def test_whoever_is_held_has_a_date(now):
    held = Case.objects.filter(held=True)
    assert held.count() >= 15
    assert not held.filter(held_look_at=None).exists()


def test_the_desks_are_lived_in(now):
    assert set(Draft.objects.values_list("status", flat=True)) == {"waiting", "returned"}
    assert Note.objects.count() == 3 and Mention.objects.filter(seen_at=None).count() >= 3
    assert sorted(DocumentVersion.objects.values_list("number", flat=True)) == [1, 1, 2]
    assert Absence.objects.exclude(begun_at=None).exists() and Absence.objects.filter(begun_at=None).exists()
    assert {"back", "taken"} <= set(WorkMove.objects.values_list("kind", flat=True))


def test_dates_are_in_every_condition(now):
    counted = conditions(open_clocks(case__procedure="deportation"), now)
    assert min(counted[name] for name in ("quiet", "near", "today", "overdue")) >= 3, counted
    counted = conditions(open_clocks(), now) - counted
    assert min(counted[name] for name in ("quiet", "near", "overdue")) >= 3, counted
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


def test_the_dashboards_have_something_to_show(now):
    assert tallying.disagreements() == []
    found = Tally.objects.values_list("measure", flat=True)
    assert {"received", "closed", "age", "standing", "days", "kept"} <= set(found)
    ages = Tally.objects.filter(measure="age").aggregate(n=Sum("value"))["n"]
    assert ages == CountedCase.objects.filter(pending_since__isnull=False).count() > 30


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


# --- residence ------------------------------------------------------------------------------------------

# How far the files of each person have come; several of one procedure from the oldest to the newest.
STANDS: dict[str, dict[str, str]] = {
    "lam": {"coe": "received"},
    "rupesh": {"coe": "awaiting_documents"},
    "dimas": {"coe": "awaiting_documents"},
    "putu": {"coe": "under_review"},
    "rhodora": {"coe": "issued"},
    "tufan": {"coe": "refused"},
    "sandun": {"coe": "issued", "coe.visa": "applied"},
    "clement": {"landing": "examining"},
    "chidubem": {"landing": "hearing"},
    "sherali": {"landing": "finding_notified"},
    "duyen": {
        "coe": "consumed",
        "coe.visa": "used",
        "landing": "permitted",
        "residence": "in_status",
        "notification_duty": "open",
    },
    "rolly": {"exceptional_landing": "permitted", "residence": "exceptional_landing"},
    "ingrid": {"exceptional_landing": "permitted", "residence": "exceptional_landing"},
    "selam": {"exceptional_landing": "permitted", "residence": "exceptional_landing"},
    "sujita": {"extension": "received", "residence": "in_status"},
    "levan": {"extension": "under_review", "residence": "in_status"},
    "dinushi": {"extension": "awaiting_documents", "residence": "in_status"},
    "ankhbayar": {"extension": "under_review", "residence": "special_period"},
    "nilufar": {"extension": "decided_pending_delivery", "residence": "in_status"},
    "kojo": {"extension": "departure_option_offered", "residence": "special_period"},
    "tieu": {"change": "under_review", "residence": "in_status"},
    "keshav": {"residence": "in_status"},
    "aarohi": {"acquisition": "interim_60", "residence": "interim_60"},
    "criselda": {"residence": "in_status"},
    "miguel": {"acquisition": "received", "residence": "interim_60"},
    "tomas": {"permanent_residence": "under_review", "residence": "in_status"},
    "binita": {"activity_permission": "received", "residence": "in_status"},
    "viet": {"activity_permission": "granted", "residence": "in_status"},
    "rowan": {"residence": "abroad_with_reentry", "residence.reentry": "abroad"},
    "sigrid": {"residence": "in_status", "residence.reentry": "applied"},
    "farrukh": {"residence": "in_status", "revocation": "hearing_notified"},
    "sirimat": {
        "landing": "permitted",
        "residence": "in_status",
        "notification_duty": "late",
        "revocation": "fact_finding",
    },
    "seona": {"residence": "permanent"},
    "iolana": {"residence": "in_status", "residence.residence_card": "lost"},
    "bruno": {"notification_duty": "open", "residence": "in_status"},
    "nyein": {"notification_duty": "open", "residence": "in_status"},
    "issouf": {"notification_duty": "late", "residence": "in_status"},
    "temuujin": {"residence": "overstay", "residence.residence_card": "expired"},
    "meena": {
        "coe": "consumed",
        "coe.visa": "used",
        "landing": "permitted",
        "residence": "in_status",
        "notification_duty": "done done",
        "activity_permission": "ended",
        "extension": "permitted",
        "change": "permitted",
    },
}
# States in which a machine rests: said only where they differ.
AT_REST = {
    "coe.visa": "not_applied",
    "landing.provisional": "none",
    "residence.reentry": "in_japan",
}


def stands(part: str) -> dict[str, str]:
    """How far the files of a person have come, as `STANDS` says it."""
    found: dict[str, str] = {}
    for case in Case.objects.filter(person__name_alphabet=CAST[part].alphabet).order_by("pk"):
        main = find_procedure(case.procedure, case.law_on).main
        for machine, state in case.states.items():
            name = case.procedure if machine == main else f"{case.procedure}.{machine}"
            found[name] = f"{found[name]} {state}" if name in found else state
    return {
        name: state
        for name, state in found.items()
        if AT_REST.get(name) != state and (name != "residence.residence_card" or state in ("lost", "expired"))
    }


def last_day(part: str, clock: str) -> date:
    """The last day of a running clock of a person that rings."""
    rows = ClockRow.objects.filter(
        case__person__name_alphabet=CAST[part].alphabet, clock=clock, status="open", look_at__isnull=False
    )
    ends = rows.values_list("legal_at", flat=True).get()
    assert ends is not None
    return (ends - timedelta(seconds=1)).astimezone(TOKYO).date()


def check_residence(today: date) -> None:
    """Everybody stands where the story says, and what ends soon ends soon."""
    for part, wanted in STANDS.items():
        assert stands(part) == wanted, (today, part)
    calendar = Calendar(today)
    soon = calendar.day(calendar.open_from(0))
    assert last_day("dimas", "document_request_due") == soon
    assert soon <= last_day("nyein", "org_notification_14") <= soon + timedelta(days=3)
    assert last_day("rolly", "xl_period") == calendar.day(1)
    assert (
        calendar.day(1) <= last_day("sherali", "landing_objection_3d") <= calendar.day(calendar.open_from(1))
    )
    assert calendar.day(5) <= last_day("rhodora", "coe_void") <= calendar.day(14)
    assert calendar.day(20) <= last_day("ankhbayar", "special_period") <= calendar.day(23)
    assert last_day("miguel", "acquisition_exempt_60") == calendar.day(5)
    assert last_day("aarohi", "acquisition_alarm") == calendar.day(1)
    assert calendar.day(35) <= last_day("seona", "card_validity") <= calendar.day(36)
    assert [row.status for row in Intake.objects.order_by("pk")] == ["parked", "parked", "waiting"]


def test_everybody_stands_where_the_story_says(now):
    assert sorted(STANDS) == sorted(told.person for told in RESIDENCE.values())
    check_residence(now.date())


def test_every_residence_procedure_appears(now):
    codes = {found.code for found in RESIDENCE_PROCEDURES}
    assert codes <= set(Case.objects.values_list("procedure", flat=True))
    ports = Case.objects.filter(procedure="landing").values_list("office", flat=True)
    assert set(ports) == {"NRT"}
    assert Case.objects.filter(procedure__in=codes, office="OSA").count() >= 8


def test_names_cards_and_passports_are_nobody_elses(now):
    assert len({fold(part.alphabet) for part in CAST.values()}) == len(CAST)
    passports = [part.passport for part in CAST.values() if part.passport]
    assert len(set(passports)) == len(passports)
    cards = Event.objects.filter(case__procedure="residence", facts__has_key="card_no")
    numbers = list(cards.values_list("facts__card_no", flat=True))
    assert len(numbers) >= 25 and len(set(numbers)) == len(numbers)


def test_passports_read_as_a_reader_reads_them(now):
    rows = IdentityDocument.objects.exclude(mrz="").select_related("person")
    assert rows.count() >= 8
    for row in rows:
        zone = read_zone(row.mrz, now.date())
        person = row.person
        assert (zone.number, zone.nationality) == (row.number, person.nationality)
        assert (zone.birth_date, zone.expires_on) == (person.birth_date, row.expires_on)
        assert (zone.surname, zone.given, zone.sex) == (person.surname, person.given, person.sex)


def test_organisations_and_those_who_belong_to_them(now):
    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert kinds == {SCHOOL: "school", COMPANY: "company", SUPPORT: "support_org"}
    assert list(Organisation.objects.filter(approved_online=True).values_list("name", flat=True)) == [SCHOOL]
    related = Counter(Relation.objects.values_list("kind", flat=True))
    assert min(related[kind] for kind in ("school", "employer")) >= 4
    assert related["parent"] == related["child"] == 2


def test_the_intake_has_two_to_look_at_and_one_to_complete(now):
    desk = User.objects.get(username="tyo-desk")
    parked = intake.listed(desk, Intake.Status.PARKED)
    names = {Person.objects.get(pk=row.candidates[0]["person"]).name_alphabet for row in parked}
    assert names == {CAST["keshav"].alphabet, CAST["tufan"].alphabet}
    assert all(candidate["verdict"] == "possible" for row in parked for candidate in row.candidates)
    (waiting,) = intake.listed(desk, Intake.Status.WAITING)
    assert [problem["code"] for problem in waiting.problems] == ["papers-missing"]
    assert waiting.organisation is not None and waiting.organisation.name == SCHOOL


def test_the_parked_filings_can_be_decided(now):
    """As the tour tells it: the one is the father of the newborn, the other is somebody new."""
    desk = User.objects.get(username="tyo-desk")
    with transaction.atomic():
        for row in intake.listed(desk, Intake.Status.PARKED):
            same = (
                Person.objects.get(pk=row.candidates[0]["person"]) if row.procedure == "extension" else None
            )
            assert intake.decide(row.pk, same, by=desk, now=now).taken is not None
        assert stands("keshav") == {"residence": "in_status", "extension": "received"}
        (waiting,) = intake.listed(desk, Intake.Status.WAITING)
        papers = [*waiting.facts["papers"], "livelihood"]
        assert intake.amend(waiting.pk, by=desk, now=now, facts={"papers": papers}).taken is not None
        transaction.set_rollback(True)


def test_residence_work_is_handed_to_those_who_do_it(now):
    theirs = {"tyo-examiner", "osa-examiner", "nrt-inspector"}
    taken = WorkItem.objects.filter(role=Role.INSPECTOR.value).exclude(assignee=None)
    residence = set(taken.exclude(case__procedure="deportation").values_list("assignee__username", flat=True))
    deportation = set(
        taken.filter(case__procedure="deportation").values_list("assignee__username", flat=True)
    )
    assert residence <= theirs and "tyo-examiner" in residence
    assert deportation and not deportation & theirs


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
    assert not Organisation.objects.exists()
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
    """Every story of deportation in memory, with the law and the virtual clock of `replay`."""
    found: dict[str, Dossier] = {}
    for told in STORIES.values():
        if told.key in RESIDENCE:
            continue
        pen = told_of(told, today)
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
        clocks = [
            ("deportation", c.id, c.alarm_at)
            for d in dossiers.values()
            for c in d.clocks.values()
            if c.alarm_at
        ]
        counted = conditions(clocks, nine(today))
        assert min(counted[name] for name in ("quiet", "near", "today", "overdue")) >= 3, (today, counted)


def test_everybody_has_a_file_and_nobody_two():
    assert sorted(CAST) == sorted(told.person for told in STORIES.values())


# Before, in and after the closed days of new year and May; month ends; a Saturday and a Sunday.
CLOSED_AROUND = [
    date(2026, 12, 31),
    date(2027, 1, 4),
    date(2027, 3, 31),
    date(2027, 5, 5),
    date(2027, 8, 28),
    date(2029, 3, 4),
]


@pytest.mark.django_db
@pytest.mark.parametrize("today", CLOSED_AROUND, ids=str)
def test_the_residence_stories_hold_on_awkward_days(monkeypatch, today):
    monkeypatch.setattr(teller, "STORIES", RESIDENCE)
    call_command("seed_demo", today=today, verbosity=0)
    check_residence(today)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [4, 23 * 60 + 57])
def test_the_demo_can_be_told_at_any_hour(monkeypatch, minutes):
    """Somebody starts it a few minutes after midnight, or before."""
    monkeypatch.setattr(teller, "STORIES", RESIDENCE)
    call_command("load_offices", stdout=io.StringIO())
    present = nine(ORDINARY).replace(hour=0) + timedelta(minutes=minutes)
    teller.tell(ORDINARY, present)
    check_residence(ORDINARY)
    assert not Event.objects.filter(at__gt=present).exists()
