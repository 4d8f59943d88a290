"""The pages of one case in a real browser, in each state that matters: open, pressing, closed, refused, stale, long."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from casework import documents, looks, moment, notes
from casework.models import Case, Look, User, WorkItem
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NOW = FRIDAY + timedelta(hours=3)
PDF = b"%PDF-1.7\n%%EOF\n"
# A folder for pictures, to look at the pages while working on them.
PICTURES = os.environ.get("TETSUZUKI_CASE_PICTURES")


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Staff:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complains of, policy violations included."""
    found: list[str] = []
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def enter(page: Page, live_server: Any, who: User, language: str = "ja") -> None:
    client = rows.signed_in(who)
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
            {"name": "django_language", "value": language, "url": live_server.url},
        ]
    )


def accessible(page: Page, name: str) -> None:
    """Asks axe, and that nothing is wider than the window."""
    violations = Axe().run(page, options=RULES).response["violations"]
    told = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations]
    assert not told, f"{name}: {told}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def furnished(crew: Staff) -> Case:
    """A case under examination with everything beside its record."""
    case = rows.examined(crew)
    # The warrant's thirty days, and what follows, are in view; the work is taken on.
    WorkItem.objects.filter(case=case, role="inspector").update(assignee=crew.inspector, assigned_at=NOW)
    notes.add(case, "通訳はベトナム語。@inspector 午後に確認してください。", crew.control, NOW)
    for index in range(3):
        documents.add(
            case,
            documents.Sent(f"供述調書{index}.pdf", PDF + bytes([index + 48])),
            by=crew.control,
            now=NOW,
            codes=("statement-record",),
            code="statement-record" if index else "",
            title="" if index else "旅券の写し",
        )
    looks.note(crew.chief, Look.What.CASE, NOW - timedelta(days=1), case=case)
    return case


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_an_open_case_and_what_lies_beside_it(
    language: str, width: int, page: Page, live_server: Any, crew: Staff, faults: list[str]
) -> None:
    case = furnished(crew)
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, live_server, crew.inspector, language)
    home = f"{live_server.url}/cases/{case.number}/"
    document = case.documents.order_by("pk")[0]
    for name, path in (
        ("case", ""),
        ("filtered", "?kind=note&since=2026-11-01"),
        ("notes", "notes/"),
        ("documents", "documents/"),
        ("document", f"documents/{document.pk}/"),
        ("looks", "looks/"),
        ("record", "record/"),
        ("step", "steps/found_deportable/"),
    ):
        response = page.goto(home + path)
        assert response is not None and response.status == 200, name
        picture(page, f"{name}-{language}-{width}")
        accessible(page, name)
    assert faults == []
