"""The calendar of an officer's pages: chosen in the head, kept, and the same for every date of a page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from casework import calendars
from casework.models import ClockRow, Person, User
from casework.templatetags.tetsuzuki import last_day, plain_date, tokyo, weekday_date
from tests.casework import page_rows as rows

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "casework" / "templates"


@pytest.fixture
def sato(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()
    return rows.user("sato", "TYO", "inspector")


def page_of(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def test_the_calendar_is_switched_and_kept_and_the_page_too(client: Client, sato: User) -> None:
    client.force_login(sato)
    rows.case("D26-TYO-000001", clocks={"clk_warrant_30d": rows.NOW})
    path = "/cases/D26-TYO-000001/"
    assert "2026-11-14(土)" in page_of(client, path)
    answer = client.post("/calendar/", {"calendar": "era", "next": path})
    assert answer["Location"] == path
    page = page_of(client, path)
    assert "令和8年11月14日(土)" in page
    assert re.search(r'value="era" aria-pressed="true"', page)
    # For machines every date stays as it was.
    assert 'datetime="2026-' in page and 'datetime="令和' not in page
    client.post("/calendar/", {"calendar": "both", "next": path})
    assert "2026-11-14(令和8年・土)" in page_of(client, path)
    client.cookies["django_language"] = "en"
    assert "2026-11-14 (Reiwa 8, Sat)" in page_of(client, path)
    sato.refresh_from_db()
    assert sato.calendar == "both"


def test_the_month_of_the_calendar_and_the_working_of_a_missed_date_follow_too(
    client: Client, sato: User
) -> None:
    sato.is_supervisor, sato.calendar = True, "era"
    sato.save()
    client.force_login(sato)
    rows.case("D26-TYO-000001", clocks={"clk_warrant_30d": rows.NOW - timedelta(days=40)})
    assert "令和8年12月</h2>" in page_of(client, "/clocks/calendar/?month=2026-12")
    story = page_of(client, f"/supervise/breaches/{ClockRow.objects.get().pk}/")
    working = re.search(r'<ol class="working">(.*?)</ol>', story, re.S)
    assert working is not None and "令和8年" in working[1] and "2026-" not in working[1]


def test_what_is_no_calendar_changes_nothing_and_leads_nowhere_else(client: Client, sato: User) -> None:
    client.force_login(sato)
    for bad in ("lunar", "", "\x00", "era" * 5000):
        answer = client.post("/calendar/", {"calendar": bad, "next": "https://example.com/"})
        assert answer.status_code == 302 and answer["Location"] == "/"
    sato.refresh_from_db()
    assert sato.calendar == "western"
    assert client.get("/calendar/").status_code == 405
    assert Client().post("/calendar/", {"calendar": "era"})["Location"].startswith("/sign-in/")


def test_birthdays_stand_in_both_calendars_beside_the_name(client: Client, sato: User) -> None:
    client.force_login(sato)
    case = rows.case("D26-TYO-000001")
    Person.objects.filter(pk=case.person_id).update(birth_date=date(1989, 1, 7))
    for path in ("/cases/D26-TYO-000001/", f"/people/{case.person_id}/"):
        assert "1989-01-07(昭和64年)" in page_of(client, path)


def test_a_request_leaves_no_calendar_behind_and_requests_do_not_mix() -> None:
    """Many requests at once, each with its own reader: each page reads its own calendar, also after an error."""

    def view(request: HttpRequest) -> HttpResponse:
        if request.path == "/broken/":
            raise RuntimeError("broken")
        return HttpResponse(weekday_date(date(2026, 11, 24)))

    middleware = calendars.CalendarOfReader(view)

    def ask(number: int) -> tuple[str, str]:
        request = RequestFactory().get("/")
        calendar = ("western", "era", "both")[number % 3]
        request.user = AnonymousUser() if number % 4 == 3 else User(calendar=calendar)
        text = middleware(request).content.decode()
        return text, calendars.chosen()

    words = {"western": "2026-11-24(火)", "era": "令和8年11月24日(火)", "both": "2026-11-24(令和8年・火)"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(120)))
    for number, answer in enumerate(answers):
        calendar = "western" if number % 4 == 3 else ("western", "era", "both")[number % 3]
        assert answer == (words[calendar], "western")
    broken = RequestFactory().get("/broken/")
    broken.user = User(calendar="era")
    with pytest.raises(RuntimeError):
        middleware(broken)
    assert calendars.chosen() == "western"


def test_every_filter_of_a_date_follows() -> None:
    with calendars.using("era"):
        assert tokyo(rows.NOW) == "令和8年11月24日(火) 10:00"
        assert last_day(rows.NOW.replace(hour=0)) == "令和8年11月23日(月)"
        assert plain_date(date(2019, 5, 1)) == "令和元年5月1日"
        assert plain_date(None) == weekday_date(None) == "—"


def test_no_template_writes_a_date_past_the_filters() -> None:
    """A date written by Django's own filters would not follow the calendar."""
    for template in sorted(TEMPLATES.rglob("*.html")):
        found = re.findall(r"\|(?:date|time)\b[^}]*", template.read_text("utf-8"))
        assert not found, (template.name, found)


def test_an_officers_calendar_costs_no_query(client: Client, sato: User) -> None:
    client.force_login(sato)
    rows.case("D26-TYO-000001")
    counts = []
    for calendar in ("western", "era", "both"):
        User.objects.update(calendar=calendar)
        page_of(client, "/cases/D26-TYO-000001/")
        with CaptureQueriesContext(connection) as queries:
            page_of(client, "/cases/D26-TYO-000001/")
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
