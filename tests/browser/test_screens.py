"""The main pages as an officer of the demo office sees them on a fixed morning: each answers, shows what it is for,
and stays within its cost. With TETSUZUKI_SCREENSHOTS=1 the pictures of docs/screens are taken anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.models import Case, User
from tests.browser import residence_way, tour_way
from tests.browser.checks import fits, visit
from tests.browser.tour_hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOST_QUERIES = 30
MOST_BYTES = 120_000
MOST_OF_A_PICTURE = 300_000


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its picture's name, who looks, where, what must stand there, and what is done before the picture."""

    name: str
    who: str
    path: str
    shown: tuple[tuple[str, str], ...]
    first: Callable[[Page], None] | None = None


def _type(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("クリシュナ")
    expect(page.locator("#search-list")).to_be_visible()
    # The words are sent when the typing pauses.
    expect(page.locator("#search-said")).to_contain_text("件の候補")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)


def _confirm(page: Page) -> None:
    send = page.get_by_role("button", name="記録する", exact=True)
    send.evaluate("button => { button.scrollIntoView({block: 'end'}); window.scrollBy(0, 4); }")


def screens() -> tuple[Screen, ...]:
    """The pages; the office must be there."""
    held = Case.objects.get(person__name_alphabet=tour_way.DETAINED, procedure="deportation")
    life = Case.objects.get(person__name_alphabet=residence_way.WHOLE_LIFE, procedure="coe")
    case = reverse("case", args=[held.number])
    return (
        Screen(
            "my-day",
            "tyo-examiner",
            "/",
            (("h1", "今日の仕事"), ("main", "いちばん急ぐ仕事を開く"), ("main", "日超過")),
        ),
        Screen(
            "queue",
            tour_way.MANAGER,
            "/queues/?whose=all",
            (("h1", "仕事の一覧"), ("main table", "D26-TYO-")),
        ),
        Screen(
            "case",
            tour_way.CUSTODY,
            case,
            (("h1", tour_way.DETAINED), ("#h-owed", "いま行うべきこと"), ("#steps", "いまできる手続")),
        ),
        Screen(
            "step",
            tour_way.CUSTODY,
            reverse("case_step", args=[held.number, "provisional_release_refused"]),
            ((".interruption", "記録する前に確かめてください"), (".step-effect", "仮放免が認められない")),
            _confirm,
        ),
        Screen("wall", tour_way.MANAGER, "/wall/", (("h1", "収容の一覧"), ("main table", tour_way.DETAINED))),
        Screen(
            "calendar",
            tour_way.MANAGER,
            "/clocks/calendar/?scope=office",
            (("h1", "期限"), ("main", "2026年11月")),
        ),
        Screen(
            "workload",
            tour_way.MANAGER,
            "/supervise/workload/",
            (("h1", "仕事"), ("main table", "青木 拓海")),
        ),
        Screen(
            "dashboards",
            "hq-supervisor",
            "/figures/",
            (("h1", "統計"), ("main", "受理と終結"), ("main", "係属")),
        ),
        Screen(
            "search",
            residence_way.DESK,
            "/cases/",
            (("h1", "事件"), ("#search-list", residence_way.WHOLE_LIFE)),
            _type,
        ),
        Screen(
            "person",
            residence_way.DESK,
            reverse("person", args=[life.person_id]),
            (("h1", residence_way.WHOLE_LIFE), ("main", "在留の経過")),
        ),
        Screen(
            "law",
            tour_way.MANAGER,
            "/procedures/deportation/",
            (("h1", "退去強制手続"), ("main", "日付による違い"), ("main", "期限")),
        ),
    )


def cost(who: str, path: str) -> tuple[int, int]:
    """How many queries a page takes, without the brackets of a transaction, and how many bytes its HTML has."""
    client = Client()
    client.force_login(User.objects.get(username=who))
    client.get(path)  # The first page of a session writes the session.
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, path
    asked = [query for query in queries if query["sql"] not in ("BEGIN", "COMMIT")]
    return len(asked), len(response.content)


def test_the_main_pages(demo_office: None, hands: Hands) -> None:
    page = hands.page
    dear: list[str] = []
    for screen in screens():
        queries, size = cost(screen.who, screen.path)
        if queries > MOST_QUERIES or size > MOST_BYTES:
            dear.append(f"{screen.name}: {queries} queries, {size} bytes")
        hands.be(screen.who)
        visit(page, hands.base + screen.path, screen.name)
        if screen.first:
            screen.first(page)
        for place, text in screen.shown:
            expect(page.locator(place).first, screen.name).to_contain_text(text)
        expect(page, screen.name).to_have_title(re.compile(r"\S \| 手続$"))
        fits(page, screen.name)
        _picture(page, screen.name)
    assert dear == []


def _picture(page: Page, name: str) -> None:
    """The picture, if pictures are asked for: small enough for everybody who clones the project."""
    if os.environ.get("TETSUZUKI_SCREENSHOTS") != "1":
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=SCREENS / f"{name}.png")
    assert (SCREENS / f"{name}.png").stat().st_size < MOST_OF_A_PICTURE, name


def test_every_picture_is_of_use() -> None:
    """What lies in docs/screens is either taken here or shown in a text, and a text shows nothing that is missing."""
    root = SCREENS.parents[1]
    texts = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    shown: set[str] = set()
    for text in texts:
        shown |= set(re.findall(r"screens/([\w-]+\.png)", text.read_text(encoding="utf-8")))
    there = {path.name for path in SCREENS.glob("*.png")}
    assert shown <= there
    taken = set(re.findall(r'Screen\(\s*"([\w-]+)"', Path(__file__).read_text(encoding="utf-8")))
    assert there == {f"{name}.png" for name in taken}
