"""The supervisors' pages in a real browser, in each state: no accessibility fault, no console message, nothing too
wide; and what can be done on them by keyboard alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework import clocks
from casework.models import Absence, Case, ClockRow, Event, Person, Relation, User, WorkItem
from casework.watch import flow
from casework.watch.whatif import Measured, Waiting, Week
from notifications.drain import drain
from tests.browser.checks import NARROWEST, WIDTHS, fits, pictures, sound, visit
from tests.browser.door import seat
from tests.browser.faults import Faults
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES = ("chief_inspector", "inspector", "control_officer")


@pytest.fixture
def boss(settings: Any) -> User:
    """The supervisor of an office in which nothing has happened yet."""
    settings.TETSUZUKI_DEMO = False
    rows.offices()
    clocks.beat("sweep", timezone.now())
    return rows.user("boss", "TYO", *ROLES, supervisor=True, full_name="統括 太郎")


@pytest.fixture
def busy(boss: User, monkeypatch: pytest.MonkeyPatch) -> User:
    """The same office with work in good and bad hands, dates that passed, and people held."""
    now = timezone.now()
    sato = rows.user("sato", "TYO", "inspector", "control_officer", full_name="佐藤 花子")
    kato = rows.user("kato", "TYO", "inspector", "chief_inspector", full_name="加藤 次郎")
    gone = rows.user("gone", "TYO", "inspector", full_name="退職 一郎", is_active=False)
    osaka = rows.user("osaka", "OSA", "inspector", full_name="大阪 三郎")
    rows.spread(48, now)
    hands = (sato, kato, gone, osaka, None)
    items = list(WorkItem.objects.filter(office_id="TYO").order_by("role", "pk"))
    for place, item in enumerate(items):
        # The others hold the inspectors' post; the rest of the work is in good hands.
        item.assignee = hands[place % 5] if item.role == "inspector" else sato
        item.assigned_at = item.since if item.assignee else None
        item.since = now - timedelta(days=(place * 13) % 140)
        item.save()
    today = timezone.localdate()
    Absence.objects.create(
        user=kato,
        since=today - timedelta(days=1),
        until=today + timedelta(days=3),
        recorded_by=boss,
        recorded_at=now,
    )
    held = list(Case.objects.filter(held=True, office_id="TYO").order_by("pk"))
    for place, case in enumerate(held):
        sex, born = "MF"[place % 2], date(1955 + place * 2, 3, 1)
        Person.objects.filter(pk=case.person_id).update(sex=sex, birth_date=born)
    Relation.objects.create(person=held[0].person, kind="child", other=held[1].person, recorded_at=now)
    spells = [
        [
            "detained_order",
            (now - timedelta(days=300)).isoformat(),
            (now - timedelta(days=200)).isoformat(),
            "TYO",
        ],
        [
            "supervised_post",
            (now - timedelta(days=200)).isoformat(),
            (now - timedelta(days=88)).isoformat(),
            "",
        ],
        ["detained_order", (now - timedelta(days=88)).isoformat(), None, "TYO"],
    ]
    Case.objects.filter(custody="detained_order").update(spells=spells)
    late = ClockRow.objects.filter(clock="clk_warrant_30d", alarm_at__lt=now, case__office="TYO").first()
    assert late is not None and late.alarm_at is not None
    at = late.alarm_at + timedelta(hours=30)
    Event.objects.create(
        case=late.case,
        seq=2,
        kind="step",
        step="person_handed_over",
        at=at,
        recorded_at=at,
        actor=sato,
        facts={},
        facts_digest="",
        previous_hash="",
        hash="x",
    )
    clocks.sweep_all(now)
    drain(now=now)
    ClockRow.objects.filter(pk=late.pk).update(status="stopped", stopped_at=at, stopped_seq=2, look_at=None)
    measured = Measured(
        [Week(14, 0, 9), Week(11, 1, 12), Week(16, 0, 10)] * 4, 3, [Waiting(20, 9, 40)], (0, 2) * 6, 0.8, 20
    )
    monkeypatch.setattr(flow, "measure", lambda *_: measured)
    return boss


def pages(breach: int | None) -> dict[str, str]:
    found = {
        "supervise": "/supervise/",
        "workload": "/supervise/workload/",
        "workload-stages": "/supervise/workload/?procedure=deportation",
        "breaches": "/supervise/breaches/",
        "breaches-ended": "/supervise/breaches/?state=ended",
        "stuck": "/supervise/stuck/",
        "stuck-quiet": "/supervise/stuck/?kind=quiet&days=10",
        "stuck-nobody": "/supervise/stuck/?kind=nobody",
        "what-if": "/supervise/what-if/",
        "what-if-answer": "/supervise/what-if/?office=TYO&role=inspector&change=2",
        "wall": "/wall/",
        "wall-filtered": "/wall/?mind=spouse&over=500",
        "calendar": "/clocks/calendar/?scope=office",
        "calendar-day": f"/clocks/calendar/?scope=office&day={timezone.localdate() + timedelta(days=1)}",
        "calendar-weeks": "/clocks/calendar/?scope=office&view=weeks",
        "calendar-late": "/clocks/calendar/?scope=office&view=weeks&late=1",
    }
    return found if breach is None else {**found, "breach": f"/supervise/breaches/{breach}/"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_a_busy_office(language: str, page: Page, live_server: Any, busy: User) -> None:
    seat(page, live_server.url, busy, language)
    row = ClockRow.objects.filter(status="open", alarm_at__lt=timezone.now(), case__office="TYO").first()
    assert row is not None
    for name, path in pages(row.pk).items():
        visit(page, live_server.url + path, name)
        sound(page, f"{name}-{language}", WIDTHS)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_an_empty_office_and_on_the_narrowest_screen(
    language: str, page: Page, live_server: Any, boss: User
) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    seat(page, live_server.url, boss, language)
    for name, path in pages(None).items():
        visit(page, live_server.url + path, name)
        sound(page, f"empty-{name}-{language}")


def test_a_question_that_makes_no_sense(page: Page, live_server: Any, boss: User, faults: Faults) -> None:
    faults.expect(422)
    seat(page, live_server.url, boss)
    visit(page, f"{live_server.url}/supervise/what-if/?office=TYO&role=inspector&change=99", status=422)
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page, "what-if-refused")


def test_the_red_list_comes_first(page: Page, live_server: Any, busy: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_case DROP CONSTRAINT case_held_has_a_date")
    try:
        case = Case.objects.filter(held=True, office="TYO").first()
        assert case is not None
        Case.objects.filter(pk=case.pk).update(held_look_at=None)
        seat(page, live_server.url, busy)
        page.goto(f"{live_server.url}/wall/")
        assert page.locator("tbody .case-number").first.inner_text() == case.number
        sound(page, "wall-red")
        page.goto(f"{live_server.url}/supervise/")
        sound(page, "supervise-red")
    finally:
        Case.objects.filter(held=True, held_look_at=None).update(held_look_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE casework_case ADD CONSTRAINT case_held_has_a_date"
                " CHECK (NOT held OR held_look_at IS NOT NULL)"
            )


def test_the_calendar_by_keyboard_alone(page: Page, live_server: Any, busy: User) -> None:
    seat(page, live_server.url, busy)
    page.goto(f"{live_server.url}/clocks/calendar/?scope=office")
    page.locator("a.cal-day").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**day=*")
    expect(page.locator("a.cal-day[aria-current]")).to_have_count(1)
    expect(page.locator("#list")).to_be_visible()
    sound(page, "calendar-chosen")


def test_work_of_an_officer_who_left_goes_back_by_keyboard(page: Page, live_server: Any, busy: User) -> None:
    seat(page, live_server.url, busy)
    page.goto(f"{live_server.url}/supervise/stuck/?kind=left")
    before = WorkItem.objects.filter(assignee__username="gone").count()
    page.locator("input[name=work]").first.focus()
    page.keyboard.press("Space")
    page.locator("#to").select_option(label=page.locator("#to option", has_text="佐藤").inner_text())
    page.get_by_role("button", name="割り当てる", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice-success")
    assert WorkItem.objects.filter(assignee__username="gone").count() == before - 1
    sound(page, "stuck-done")


def test_the_wall_on_paper_fits_the_sheet(page: Page, live_server: Any, busy: User) -> None:
    seat(page, live_server.url, busy)
    page.goto(f"{live_server.url}/wall/")
    paper = page.pdf(prefer_css_page_size=True)
    if folder := pictures():
        (folder / "wall.pdf").write_bytes(paper)
    # A4 on its side: 842 by 595 points.
    assert b"/MediaBox [0 0 841.9" in paper or b"/MediaBox [0 0 842" in paper
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1046, "height": 718})
    fits(page, "the wall on paper")
