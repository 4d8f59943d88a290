"""Signing in, language, inbox, supervision, the demo's clock and the error pages."""

from __future__ import annotations

import gettext
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import CheckConstraint
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import menu, moment
from casework.models import Case
from casework.urls import urlpatterns
from casework.views.demo import _later
from casework.views.invariants import CHECKS
from notifications import inbox, outbox
from notifications.drain import drain
from notifications.outbox import Message
from tests.casework import page_rows as rows
from workflows.counting import TOKYO

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- signing in -----------------------------------------------------------------------------------


def test_sign_in_returns_to_the_page_asked_for(client: Client) -> None:
    rows.user("sato", "TYO", "inspector")
    response = client.get("/wall/")
    assert response["Location"] == "/sign-in/?next=/wall/"
    asked = {"username": "sato", "password": "sato", "next": "/wall/"}
    assert client.post("/sign-in/", asked)["Location"] == "/wall/"
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/wall/").status_code == 302


def test_wrong_password_is_said_and_leads_nowhere_else(client: Client) -> None:
    rows.user("sato", "TYO", "inspector")
    response = client.post("/sign-in/", {"username": "sato", "password": "x", "next": "https://example.com/"})
    assert response.status_code == 422
    assert 'role="alert"' in text_of(response) and 'value="sato"' in text_of(response)
    good = client.post("/sign-in/", {"username": "sato", "password": "sato", "next": "https://example.com/"})
    assert good["Location"] == "/"


def test_sample_accounts_open_only_in_the_demo(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.user("sato", "TYO", "inspector")
    rows.user("root", "TYO")
    listed = [{"username": "sato", "label_ja": "佐藤", "label_en": "Sato", "try_ja": "", "try_en": ""}]
    monkeypatch.setattr("casework.views.access._sign_ins", lambda: listed if settings.TETSUZUKI_DEMO else [])
    assert client.post("/sign-in/", {"account": "sato"}).status_code == 200
    assert client.get("/").status_code == 302
    settings.TETSUZUKI_DEMO = True
    assert "佐藤" in text_of(client.get("/sign-in/"))
    assert client.post("/sign-in/", {"account": "root"}).status_code == 200
    assert client.post("/sign-in/", {"account": "sato"})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_submission_without_a_session_is_said_to_be_lost(client: Client) -> None:
    response = client.post(
        "/work/1/", {"do": "take"}, HTTP_REFERER="http://testserver/?whose=mine", follow=True
    )
    assert "保存されていません" in text_of(response)
    assert response.redirect_chain[-1][0] == "/sign-in/?next=/%3Fwhose%3Dmine"


def test_language_is_switched_and_kept(client: Client) -> None:
    user = rows.user("sato", "TYO", "inspector")
    client.force_login(user)
    assert '<html lang="ja">' in text_of(client.get("/"))
    assert client.post("/language/", {"language": "en", "next": "/wall/"})["Location"] == "/wall/"
    assert '<html lang="en">' in text_of(client.get("/"))
    user.refresh_from_db()
    assert user.language == "en"
    assert client.post("/language/", {"language": "xx", "next": "//example.com"})["Location"] == "/"


# --- inbox ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_inbox_counts_and_marks_the_own_messages_only(client: Client) -> None:
    mine, other = rows.user("sato", "TYO", "inspector"), rows.user("abe", "OSA", "inspector")
    for office in ("TYO", "OSA"):
        facts = {"number": f"D26-{office}-000001", "path": f"/cases/D26-{office}-000001/"}
        message = Message(
            f"k:{office}", "step_taken", f"role:inspector@{office}", facts, rows.NOW, facts["number"]
        )
        outbox.put([message])
    drain(now=rows.NOW)
    client.force_login(mine)
    page = text_of(client.get("/inbox/"))
    assert "D26-TYO-000001" in page and "D26-OSA-000001" not in page and 'class="count">1' in page
    ids = [entry.pk for user in (mine, other) for entry in inbox.page(user.pk)]
    client.post("/inbox/read/", {"id": ids})
    assert (inbox.unread_count(mine.pk), inbox.unread_count(other.pk)) == (0, 1)
    assert client.post("/inbox/read/", {"id": "x"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_inbox_shows_what_is_unread_and_one_kind(client: Client) -> None:
    mine = rows.user("sato", "TYO", "inspector")
    told = []
    for place, kind in enumerate(("step_taken", "overdue", "assigned", "something_new")):
        number = f"D26-TYO-00000{place}"
        facts = {"number": number, "path": f"/cases/{number}/"}
        told.append(Message(f"k:{place}", kind, "role:inspector@TYO", facts, rows.NOW, number))
    outbox.put(told)
    drain(now=rows.NOW)
    client.force_login(mine)

    def numbers(query: str) -> set[str]:
        return set(re.findall(r'href="/cases/D26-TYO-00000(\d)/"', text_of(client.get(f"/inbox/{query}"))))

    assert numbers("") == {"0", "1", "2", "3"}
    assert [numbers(f"?kind={kind}") for kind in ("step", "clock", "work", "other")] == [
        {"0"},
        {"1"},
        {"2"},
        {"3"},
    ]
    (late,) = inbox.page(mine.pk, kinds=["overdue"])
    inbox.mark_read(mine.pk, [late.pk])
    assert numbers("?show=unread") == {"0", "2", "3"}
    assert numbers("?show=unread&kind=clock") == set() and numbers("?kind=clock") == {"1"}
    inbox.mark_read(mine.pk, [entry.pk for entry in inbox.page(mine.pk)])
    assert "この条件に当てはまるお知らせはありません。" in text_of(client.get("/inbox/?show=unread"))
    for bad in ("?kind=x", "?show=all", "?kind=%00", "?kind=" + "9" * 5000):
        assert client.get(f"/inbox/{bad}").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_inbox_costs_the_same_for_many_messages(client: Client) -> None:
    mine = rows.user("sato", "TYO", "inspector")
    client.force_login(mine)

    def fill(first: int, count: int) -> None:
        outbox.put(
            [
                Message(
                    f"k:{n}", "overdue", "role:inspector@TYO", {"number": f"D26-TYO-{n:06d}"}, rows.NOW, ""
                )
                for n in range(first, first + count)
            ]
        )
        drain(now=rows.NOW)

    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            response = client.get("/inbox/?show=unread&kind=clock")
        assert response.status_code == 200 and len(response.content) < 120_000
        return len(spent)

    fill(0, 60)
    cost()  # what is remembered by the process is read once
    few = cost()
    fill(60, 2000)
    assert cost() == few <= 30


# --- menu -----------------------------------------------------------------------------------------


def test_menu_offers_by_office_and_marks_one_place() -> None:
    desk = rows.user("mado", "TYO", "front_desk")
    guard = rows.user("keibi", "TYO", "control_officer")
    boss = rows.user("ito", "TYO", supervisor=True)

    def pages(user: Any, shown: str = "home", demo: bool = False) -> set[str]:
        main, shelves = menu.menu(user, shown, demo=demo)
        return {p.page for p in main} | {p.page for shelf in shelves for p in shelf.places}

    assert {"intake", "letters", "bulk"} <= pages(desk)
    assert not {"intake", "letters", "bulk", "supervise"} & pages(guard)
    assert "supervise" in pages(boss) and "arrivals" not in pages(boss)
    assert "demo_clock" in pages(desk, demo=True) - pages(desk)
    for shown in ("home", "case_step", "bulk_page", "organisation_edit", "invariants", "procedure", "inbox"):
        main, shelves = menu.menu(rows.user(shown, "TYO", "front_desk", supervisor=True), shown)
        here = [p for p in main if p.here] + [p for shelf in shelves for p in shelf.places if p.here]
        assert len(here) == 1, shown
        assert sum(shelf.here for shelf in shelves) == (here[0] not in main)


def test_every_page_of_an_officer_belongs_to_one_entry_of_the_menu() -> None:
    """A URL name that shows a page and stands in no entry leaves its reader without a place."""
    shown = {e.page for e in menu.MAIN} | {name for e in menu.MAIN for name in e.below}
    for group in menu.GROUPS:
        shown |= {e.page for e in group.entries} | {name for e in group.entries for name in e.below}
    no_page = {  # what only acts, leads on, or hands out a file
        *(
            "sign_in",
            "sign_out",
            "language",
            "calendar",
            "next",
            "inbox_read",
            "queue_view_save",
            "case_find",
        ),
        *("bulk_template", "bulk_errors", "case_document_file", "figures_csv"),
    }
    named = {pattern.name for pattern in urlpatterns}
    assert named - no_page - {"design"} <= shown


def test_every_entry_of_the_menu_leads_to_a_page() -> None:
    entries = [*menu.MAIN, *(entry for group in menu.GROUPS for entry in group.entries)]
    named = {pattern.name for pattern in urlpatterns}
    assert {entry.page for entry in entries} <= named and reverse(entries[0].page) == "/"


# --- supervision ----------------------------------------------------------------------------------


def test_supervision_is_for_managers(client: Client) -> None:
    client.force_login(rows.user("sato", "TYO", "inspector"))
    for page in ("/supervise/", "/supervise/invariants/"):
        response = client.get(page)
        assert response.status_code == 403 and "管理職" in text_of(response)


def test_missed_date_is_told_with_its_story(client: Client) -> None:
    client.force_login(rows.user("ito", "TYO", supervisor=True))
    begun = rows.NOW - timedelta(days=40)
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks={"clk_warrant_30d": begun})
    page = text_of(client.get("/supervise/"))
    assert "D26-TYO-000001" in page and "過ぎた場合" in page and "未割当" in page
    assert "止まっています" in page  # no sweep has ever run here


_BREAKS: dict[str, dict[str, Any]] = {
    "held-undated": {"held": True, "held_look_at": None},
    "closed-held": {"held": True, "held_look_at": rows.NOW, "closed_at": rows.NOW},
    "order-while-pending": {
        "states": {"special_permission": "sp_pending"},
        "facts": {"order_in_force": True},
    },
    "supervised-pre-after-order": {
        "custody": "supervised_pre",
        "facts": {"order_in_force": True, "has_supervisor": True},
    },
    "unsupervised": {"custody": "supervised_post", "facts": {}},
    "nobody-owes": {},
    "review-elsewhere": {"custody": "at_liberty"},
    "order-without-review": {"custody": "detained_order"},
    "stay-undated": {
        "procedure": "residence",
        "stage": "in_status",
        "custody": "",
        "facts": {"stay_until": "2027-01-31"},
    },
    "special-without-filing": {"procedure": "residence", "stage": "special_period", "custody": ""},
    "special-undated": {"procedure": "extension", "custody": "", "facts": {"in_special": True}},
    "sixty-days-undated": {"procedure": "acquisition", "stage": "interim_60", "custody": ""},
    "revoked-undated": {"procedure": "revocation", "stage": "revoked_departure_period", "custody": ""},
}


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_each_invariant_is_seen_when_it_is_broken(code: str, client: Client) -> None:
    client.force_login(rows.user("ito", "TYO", supervisor=True))
    clocks = {"clk_detention_review_3m": rows.NOW} if code == "review-elsewhere" else {}
    case = rows.case("D26-TYO-000001", clocks=clocks)
    with connection.cursor() as cursor:
        # The tables themselves refuse most of this; without their constraints the page must tell.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for constraint in (c for c in Case._meta.constraints if isinstance(c, CheckConstraint)):
            cursor.execute(f"ALTER TABLE casework_case DROP CONSTRAINT {constraint.name}")
    if code == "review-elsewhere":
        Case.objects.update(custody="detained_order")
    clean = text_of(client.get("/supervise/invariants/"))
    assert clean.count('figure-good">0<small>件') == len(CHECKS)
    Case.objects.filter(pk=case.pk).update(**_BREAKS[code]) if _BREAKS[code] else case.work.all().delete()
    page = text_of(client.get("/supervise/invariants/"))
    assert page.count('figure-late">1<small>件') == 1
    assert page.count('figure-good">0<small>件') == len(CHECKS) - 1
    assert "D26-TYO-000001" in page and 'role="alert"' in page


# --- the demo's clock -----------------------------------------------------------------------------


def test_demo_clock_exists_in_the_demo_only(client: Client) -> None:
    client.force_login(rows.user("sato", "TYO", "inspector"))
    assert client.get("/demo/clock/").status_code == 404
    assert client.post("/demo/clock/", {"by": "day"}).status_code == 404


def test_a_month_is_a_month_of_the_calendar() -> None:
    start = datetime(2027, 1, 31, 9, 30, tzinfo=TOKYO)
    assert _later(start, 0, 1) == datetime(2027, 2, 28, 9, 30, tzinfo=TOKYO)
    assert _later(start, 0, 3) == datetime(2027, 4, 30, 9, 30, tzinfo=TOKYO)
    assert _later(start, 7, 0) == datetime(2027, 2, 7, 9, 30, tzinfo=TOKYO)


@pytest.mark.django_db(transaction=True)
def test_moving_the_clock_brings_about_what_time_brings(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings.TETSUZUKI_DEMO = True
    rows.offices()
    begun = moment.now()
    user = rows.user("ito", "TYO", "chief_inspector", supervisor=True)
    client.force_login(user)
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks={"clk_warrant_30d": begun}, since=begun)
    assert client.post("/demo/clock/", {"by": "year"}).status_code == 400
    response = client.post("/demo/clock/", {"by": "quarter"}, follow=True)
    assert "時計を進めました" in text_of(response) and "demo-banner" in text_of(response)
    assert inbox.unread_count(user.pk) > 0
    assert "D26-TYO-000001" in text_of(client.get("/supervise/"))


# --- error pages, and what holds for every template -----------------------------------------------


def test_unknown_page_is_a_page_of_ours(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404 and "見つかりません" in text_of(response)


def test_lost_csrf_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/sign-in/", {"username": "x", "password": "y"})
    assert response.status_code == 403 and "何も記録されていません" in text_of(response)


def test_failure_is_a_page_of_ours(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(rows.user("sato", "TYO", "inspector"))
    client.raise_request_exception = False
    monkeypatch.setattr("casework.work.queues.page", lambda *args, **kwargs: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500 and "システムの不具合" in text_of(response)


TEMPLATES = sorted((ROOT / "casework" / "templates").rglob("*.html"))


def test_no_template_has_inline_style_or_script() -> None:
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), (
            template.name
        )


def test_every_sentence_of_the_templates_has_its_english() -> None:
    with (ROOT / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    lacking = []
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        pattern = r"""\{%\s*trans\s+("([^"]+)"|'([^']+)')(?:\s+context\s+["']([^"']+)["'])?"""
        for found in re.finditer(pattern, text):
            sentence = found[2] or found[3]
            said = english.pgettext(found[4], sentence) if found[4] else english.gettext(sentence)
            if said == sentence and re.search(r"[ぁ-んァ-ヶ一-龠]", sentence):
                lacking.append(f"{template.name}: {sentence}")
    assert not lacking
