"""The law pages, the calendar switch and the letters' preview in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.models import User
from tests.browser.test_pages_axe import assert_accessible, faults
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["faults"]
PAGES = {
    "procedures": ("/procedures/", 200),
    "machine": ("/procedures/revocation/", 200),
    "picture": ("/procedures/revocation/?zoom=100", 200),
    "parts": ("/procedures/deportation/?machine=stage&part=2#step-judged_not_deportable", 200),
    "clocks": ("/procedures/extension/?machine=clocks#clock-special_period", 200),
    "index": ("/procedures/revocation/?machine=index", 200),
    "articles": ("/law/", 200),
    "articles-missing": ("/law/?find=99999", 200),
    "article": ("/law/icrra/22-4/", 200),
    "practice": ("/law/practice/tb-screening/", 200),
    "preview": ("/letters/preview/", 200),
    "changes": ("/procedures/extension/changes/", 200),
    "changes-many": ("/procedures/change/changes/?from=2024-06-10&to=2027-07-01", 200),
    "changes-none": ("/procedures/deportation/changes/", 200),
    "changes-refused": ("/procedures/change/changes/?from=2020-01-01&to=2026-01-01", 422),
}


@pytest.fixture
def officer(settings: Any) -> User:
    settings.TETSUZUKI_DEMO = True
    rows.offices()
    return rows.user("ito", "TYO", "chief_inspector", "front_desk", supervisor=True, full_name="伊藤 主任")


def enter(page: Page, live_server: Any, client: Any, user: User, language: str) -> None:
    """A session as after signing in, in a language."""
    client.force_login(user)
    page.context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": live_server.url},
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
        ]
    )


def shoot(page: Page, name: str) -> None:
    """A picture of the page, where somebody asks for pictures."""
    folder = os.environ.get("TETSUZUKI_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page="full" in name)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_law_page(
    language: str, width: int, page: Page, live_server: Any, client: Any, officer: User, faults: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, live_server, client, officer, language)
    refused = 0
    for name, (path, status) in PAGES.items():
        response = page.goto(live_server.url + path)
        assert response is not None and response.status == status, name
        assert_accessible(page, name)
        refused += status != 200
        shoot(page, f"{name}-{language}-{width}")
    # The browser itself notes a page that is refused.
    assert len([fault for fault in faults if "422" in fault]) == refused == len(faults), faults


def test_pages_fit_the_narrowest_screen(page: Page, live_server: Any, client: Any, officer: User) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    enter(page, live_server, client, officer, "ja")
    for name, (path, _status) in PAGES.items():
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_a_deep_link_shows_its_step(page: Page, live_server: Any, client: Any, officer: User) -> None:
    enter(page, live_server, client, officer, "ja")
    for address in (
        "/procedures/deportation/steps/removed/",
        "/procedures/deportation/?machine=clocks#clock-clk_warrant_30d",
        # An address from before the pages were divided: the step's name, and from there the step.
        "/procedures/deportation/?machine=stage#step-removed",
    ):
        page.goto(live_server.url + address)
        target = page.locator(":target")
        expect(target).to_be_in_viewport()
        if "machine=stage#" in address:
            target.get_by_role("link").click()
            expect(page.locator("article:target")).to_be_in_viewport()


def test_the_calendar_is_chosen_with_the_keyboard_and_keeps_the_page(
    page: Page, live_server: Any, client: Any, officer: User, faults: list[str]
) -> None:
    enter(page, live_server, client, officer, "ja")
    page.goto(f"{live_server.url}/procedures/extension/?machine=clocks")
    page.get_by_role("button", name="和暦").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="和暦")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"/procedures/extension/\?machine=clocks$"))
    expect(page.locator("main")).to_contain_text("令和8年11月18日(水) 10:00")
    assert_accessible(page, "era")
    page.get_by_role("button", name="併記").click()
    expect(page.locator("main")).to_contain_text("2026-11-18(令和8年・水) 10:00")
    assert_accessible(page, "both")
    shoot(page, "both-ja-1440")
    assert not faults
