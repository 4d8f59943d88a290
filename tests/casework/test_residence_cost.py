"""What the pages of residence cost: the same number of queries for five rows and for sixty, and no page that
is too heavy for a slow line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.models import Case, ClockRow, IdentityDocument, Intake, Person, PersonName, Relation
from tests.casework import case_rows, filing_rows
from tests.casework.files import Crew, crew, moment
from tests.casework.lives import FILED, Life
from workflows.roles import Role

pytestmark = pytest.mark.django_db

NOW = "2026-11-24T10:00"
FEW, MANY = 5, 60
MOST_BYTES = 120_000
EXTENSION = FILED | {"photo_on": "2026-11-01", "early_reason": "入院のため"}


@pytest.fixture(name="staff")
def _staff(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Crew:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: moment(NOW))
    return crew()


def lived(staff: Crew) -> Life:
    life = Life(staff)
    life.lands("2026-11-20", "2027-11-20", card_valid_until="2027-11-20")
    life.sweep(NOW)
    return life


def copies(case: Case, count: int, person: Callable[[int], Person]) -> None:
    """The file again, with its running clocks, under other numbers."""
    clocks = list(ClockRow.objects.filter(case=case))
    head = case.number.rsplit("-", 1)[0]
    begin = Case.objects.count() + 1000
    for index in range(count):
        again = Case.objects.get(pk=case.pk)
        again.pk, again.number, again.open_key = None, f"{head}-{begin + index:06d}", None
        again.person = person(index)
        again.save()
        for clock in clocks:
            clock.pk, clock.case = None, again
            clock.save()


def somebody(index: int) -> Person:
    person = case_rows.person(name_alphabet=f"NGUYEN VAN {index:03d}", name_kanji="", name_kana="")
    person.save()
    return person


def cost(client: Client, path: str) -> tuple[int, int]:
    """Queries and bytes of a page; once before, so that what is kept for good is not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert response.status_code == 200
    return len(caught), len(response.content)


def same(few: tuple[int, int], many: tuple[int, int]) -> None:
    assert many[0] == few[0], f"{few[0]} queries for few rows, {many[0]} for many"
    assert many[1] < MOST_BYTES, f"{many[1]:,} bytes"
    assert many[0] <= 32, many[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_a_person(staff: Crew, language: str) -> None:
    life = lived(staff)
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    duty, extension = life.file("notification_duty"), life.file("extension")
    client = case_rows.signed_in(staff.users[Role.FRONT_DESK])
    client.cookies["django_language"] = language
    path = f"/people/{life.person.pk}/"

    def more(count: int) -> None:
        for file in (duty, extension):
            Case.objects.filter(pk=file.pk).update(closed_at=moment(NOW))
            copies(Case.objects.get(pk=file.pk), count // 2, lambda index: life.person)
        at = moment(NOW)
        for index in range(count):
            of = {"person": life.person, "recorded_at": at}
            PersonName.objects.create(kind="alias", value=f"LINH {count} {index}", **of)
            number = f"B{count:03d}{index:04d}"
            IdentityDocument.objects.create(
                kind="passport", number=number, number_key=number, country="VNM", **of
            )
            Relation.objects.create(kind="household", other=somebody(index), **of)

    more(FEW)
    few = cost(client, path)
    more(MANY)
    same(few, cost(client, path))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_of_duties(staff: Crew, language: str) -> None:
    life = lived(staff)
    duty = life.file("notification_duty")
    client = case_rows.signed_in(staff.users[Role.FRONT_DESK])
    client.cookies["django_language"] = language
    copies(duty, FEW, somebody)
    few = cost(client, "/duties/")
    copies(duty, MANY, somebody)
    same(few, cost(client, "/duties/"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_a_file_of_residence(staff: Crew, language: str) -> None:
    life = lived(staff)
    client = case_rows.signed_in(staff.users[Role.INSPECTOR])
    client.cookies["django_language"] = language
    path = f"/cases/{life.file('residence').number}/"

    def moves(count: int, first: int) -> None:
        for index in range(first, first + count):
            at = (moment(NOW) + timedelta(minutes=index)).isoformat()[:16]
            life.take(
                "residence",
                "card_address_entry",
                at,
                address=f"東京都見本区一丁目{index}番",
                notified_on=NOW[:10],
            )

    moves(FEW, 0)
    few = cost(client, path)
    moves(MANY - FEW, FEW)
    same(few, cost(client, path))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_reception(staff: Crew, language: str) -> None:
    desk = staff.users[Role.FRONT_DESK]
    client = case_rows.signed_in(desk)
    client.cookies["django_language"] = language
    first = filing_rows.waiting(desk)

    def more(count: int) -> None:
        for index in range(count):
            row = Intake.objects.get(pk=first.pk)
            row.pk, row.key = None, f"row-{count}-{index}-{'k' * 16}"
            row.save()

    for path in ("/intake/", "/intake/?status=waiting"):
        more(FEW)
        few = cost(client, path)
        more(MANY)
        same(few, cost(client, path))
        Intake.objects.exclude(pk=first.pk).delete()


def test_late_duties_stand_first_each_on_one_row_and_the_pages_miss_none(staff: Crew) -> None:
    """The clock of a late duty has ended with it, and another of its clocks may still run."""
    life = lived(staff)
    duty = life.file("notification_duty")
    copies(duty, 70, somebody)
    life.sweep("2026-12-10T09:00")  # the one that has its work: late
    late = Case.objects.get(pk=duty.pk)
    assert late.stage == "late"
    client = case_rows.signed_in(staff.users[Role.FRONT_DESK])
    seen: list[str] = []
    path = "/duties/"
    while path:
        page = client.get(path)
        rows = page.context["pager"]
        seen += [row.number for row in rows.rows]
        path = f"/duties/?after={rows.next}" if rows.next else ""
    everybody = set(Case.objects.filter(procedure="notification_duty").values_list("number", flat=True))
    assert len(seen) == len(set(seen)) == len(everybody) and set(seen) == everybody
    only = client.get("/duties/", {"late": "1"}).context["pager"].rows
    assert late.number in {row.number for row in only} and all(row.late for row in only)
    assert all(row.by.year == 2026 for row in only)
