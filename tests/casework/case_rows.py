"""Cases for the tests of their pages, taken through the door step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from casework import actions, store
from casework.models import Case, ClockRow, Event, Office, Person, User, WorkItem
from notifications.models import MessageRow
from workflows.counting import TOKYO

# Friday; the Monday after is a holiday.
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=TOKYO)


@dataclass(frozen=True, slots=True)
class Staff:
    """Officers of one bureau, and one of another."""

    control: User
    control_two: User
    inspector: User
    chief: User
    boss: User
    osaka: User
    looker: User


def user(name: str, office: str, *roles: str, **more: Any) -> User:
    """An officer whose password is the name."""
    found = User(
        username=name, office_id=office, roles=list(roles), full_name=more.pop("full_name", name), **more
    )
    found.set_password(name)
    found.save()
    return found


def staff() -> Staff:
    """The offices, and officers in them."""
    if not Office.objects.exists():
        call_command("load_offices", verbosity=0)
    return Staff(
        user("control", "TYO", "control_officer", full_name="高橋 一郎"),
        user("control2", "TYO", "control_officer", full_name="山本 次郎"),
        user("inspector", "TYO", "inspector", full_name="佐藤 花子"),
        user("chief", "TYO", "chief_inspector", full_name="伊藤 誠"),
        user("boss", "TYO", "bureau_director", is_supervisor=True, full_name="中村 恵"),
        user("osaka", "OSA", "control_officer", full_name="大阪 太郎"),
        user("looker", "ISA-HQ", full_name="本庁 閲覧"),
    )


def person(**more: Any) -> Person:
    """Somebody who does not exist."""
    row = {
        "name_alphabet": "NGUYEN VAN AN",
        "name_kanji": "阮文安",
        "name_kana": "グエン・ヴァン・アン",
        "birth_date": date(1997, 4, 2),
        "nationality": "VNM",
        "sex": "M",
        "created_at": FRIDAY,
    }
    return Person(**(row | more))


def opened(by: User, at: datetime = FRIDAY, who: Person | None = None) -> Case:
    """A case opened from a tip."""
    taken = actions.open_case(
        procedure="deportation",
        person=who or person(),
        office=by.office_id or "",
        step="report_received",
        facts={"informant": "public", "report_manner": "oral", "note": "近隣からの通報"},
        actor=by.actor(),
        at=at,
        now=at,
    )
    return Case.objects.get(pk=taken.case_id)


def go(case: Case, step: str, by: User, at: datetime, **facts: Any) -> None:
    """Take a step now."""
    actions.take_step(case.pk, step, facts, actor=by.actor(), at=at, now=at)


def examined(
    crew: Staff,
    at: datetime = FRIDAY - timedelta(days=3),
    *,
    control: User | None = None,
    chief: User | None = None,
) -> Case:
    """A person detained under a warrant and handed over to an inspector."""
    control, chief = control or crew.control, chief or crew.chief
    hour = timedelta(hours=1)
    case = opened(control, at)
    go(case, "investigation_opened", control, at + hour, ground="overstay", minor=False)
    go(case, "chief_inspector_notified", control, at + 2 * hour, ground="overstay")
    go(
        case,
        "screening_decided",
        chief,
        at + 3 * hour,
        custody_route="detention",
        custody_factors=["flight"],
        reasons="住居が定まらず、逃亡のおそれがある。",
    )
    go(
        case,
        "detention_decided",
        chief,
        at + 4 * hour,
        reasons="逃亡のおそれ",
        facility="TYO",
        warrant_valid_until=(at + timedelta(days=10)).date().isoformat(),
    )
    go(case, "warrant_executed", control, at + 5 * hour, paper_shown="shown")
    go(case, "person_handed_over", control, at + 20 * hour)
    case.refresh_from_db()
    return case


def many_notes(case: Case, by: User, count: int, at: datetime) -> None:
    """A long file: the same harmless step many times."""
    for index in range(count):
        moment = at + timedelta(minutes=index)
        facts = {"read_back": True, "statement_signature": "signed", "note": f"第{index + 1}回供述調書"}
        go(case, "statement_recorded", by, moment, **facts)


def signed_in(who: User) -> Client:
    """A browser with a session."""
    client = Client()
    client.force_login(who)
    return client


def fingerprint() -> dict[str, Any]:
    """Everything that an act could have changed: equal before and after a refusal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(last), 0) FROM casework_counter")
        counters = cursor.fetchone()
    return {
        "cases": sorted(Case.objects.values_list("pk", "version", "head")),
        "events": Event.objects.count(),
        "clocks": sorted(ClockRow.objects.values_list("pk", "status", "alarm_at")),
        "work": sorted(WorkItem.objects.values_list("pk", "assignee_id")),
        "people": Person.objects.count(),
        "outbox": MessageRow.objects.count(),
        "counters": counters,
    }


def form(case: Case, **more: Any) -> dict[str, Any]:
    """The hidden fields of a step's form and the time, with what is typed."""
    held = store.read(case.pk)
    assert held is not None
    return {"key": "k" * 24, "seen": str(held.dossier.seq), "at": "2026-11-20T12:00"} | more
