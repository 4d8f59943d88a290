"""The law pages, the calendar switch and the letters' preview in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.models import User
from tests.browser.checks import WIDTHS, sound, visit
from tests.browser.door import seat
from tests.browser.faults import Faults
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Besides those of `pages`, which look the same to everybody.
PAGES = {
    "machine": ("/procedures/revocation/", 200),
    "picture": ("/procedures/revocation/?zoom=100", 200),
    "parts": ("/procedures/deportation/?machine=stage&part=2#step-judged_not_deportable", 200),
    "clocks": ("/procedures/extension/?machine=clocks#clock-special_period", 200),
    "index": ("/procedures/revocation/?machine=index", 200),
    "articles-missing": ("/law/?find=99999", 200),
    "practice": ("/law/practice/tb-screening/", 200),
    "preview": ("/letters/preview/", 200),
    "changes-many": ("/procedures/change/changes/?from=2024-06-10&to=2027-07-01", 200),
    "changes-none": ("/procedures/deportation/changes/", 200),
    "changes-refused": ("/procedures/change/changes/?from=2020-01-01&to=2026-01-01", 422),
}


@pytest.fixture
def officer(settings: Any) -> User:
    settings.TETSUZUKI_DEMO = True
    rows.offices()
    return rows.user("ito", "TYO", "chief_inspector", "front_desk", supervisor=True, full_name="伊藤 主任")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_law_page(language: str, page: Page, live_server: Any, officer: User, faults: Faults) -> None:
    faults.expect(422)
    seat(page, live_server.url, officer, language)
    for name, (path, status) in PAGES.items():
        visit(page, live_server.url + path, name, status)
        sound(page, f"{name}-{language}", WIDTHS)


def test_a_deep_link_shows_its_step(page: Page, live_server: Any, officer: User) -> None:
    seat(page, live_server.url, officer)
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
    page: Page, live_server: Any, officer: User
) -> None:
    seat(page, live_server.url, officer)
    page.goto(f"{live_server.url}/procedures/extension/?machine=clocks")
    page.get_by_role("button", name="和暦").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="和暦")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"/procedures/extension/\?machine=clocks$"))
    expect(page.locator("main")).to_contain_text("令和8年11月18日(水) 10:00")
    sound(page, "era")
    page.get_by_role("button", name="併記").click()
    expect(page.locator("main")).to_contain_text("2026-11-18(令和8年・水) 10:00")
    sound(page, "both")
