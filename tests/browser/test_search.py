"""Search in a real browser: while one types, by keyboard alone, without JavaScript, in each state."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework import organisations, people
from casework.models import User
from tests.browser.checks import NARROWEST, WIDTHS, sound, visit
from tests.browser.door import seat
from tests.casework import page_rows as rows
from tests.casework.search_rows import file, filings, many, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(settings: Any) -> User:
    """A small office with people of like names."""
    settings.TETSUZUKI_DEMO = False
    rows.offices()
    ito = rows.user("ito", "TYO", "front_desk", "inspector", supervisor=True, full_name="伊藤 主任")
    now = timezone.now()
    an = person(name_kanji="阮文安", name_kana="グエン・ヴァン・アン")
    people.add_document(an, kind="residence_card", number="AB12345678CD", country="JPN", now=now)
    people.add_name(an, "former", "TRAN VAN AN", now=now)
    file(an, "COE26-TYO-000123", opened=now - timedelta(days=3))
    file(an, "RES26-TYO-000001", procedure="residence", opened=now - timedelta(days=300))
    twin = person(birth_date=date(1988, 12, 1))
    file(twin, "EXT25-TYO-000045", procedure="extension", opened=now - timedelta(days=400), closed=now)
    people.same_as(an, twin, True, by=ito, now=now)
    organisations.register(
        name="株式会社グエン商事", kind="company", corporate_number="7000012050002", now=now
    )
    many(60, first=1000, name="PHAM THI")
    return ito


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_while_typing_and_the_page_in_each_state(
    language: str, page: Page, live_server: Any, office: User
) -> None:
    base = live_server.url
    seat(page, base, office, language)
    page.goto(f"{base}/")
    box = page.locator("#search-words")
    for state, text in (("open", "グエン"), ("near", "NGUYAN"), ("none", "qqqq"), ("many", "pham")):
        suggested(page, text)
        expect(page.locator("#search-said")).not_to_be_empty()
        expect(page.locator("#search-list")).to_be_visible()
        if state == "open":
            page.keyboard.press("ArrowDown")
            expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
        sound(page, f"list-{state}-{language}", WIDTHS)
    expect(page.locator("#search-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    for state, text in (("full", "グエン"), ("near", "NGUYAN"), ("none", "090-1234-5678"), ("many", "pham")):
        box.fill(text)
        page.locator(".search-box .button").click()
        expect(page.locator("h1")).to_contain_text(text)
        sound(page, f"search-{state}-{language}", WIDTHS)
    page.locator("#h-people ~ .pager a[rel=next]").click()
    page.wait_for_url(re.compile(r"/search/\?people=\d+#h-people$"))
    sound(page, f"search-second-{language}", WIDTHS)
    visit(page, f"{base}/cases/")
    sound(page, f"cases-{language}", WIDTHS)


def suggested(page: Page, text: str) -> None:
    """Type, and wait until what is suggested has come and stands in the list."""
    with page.expect_response(lambda answer: answer.url.endswith("/search/")):
        page.locator("#search-words").fill(text)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def test_by_keyboard_alone(page: Page, live_server: Any, office: User) -> None:
    seat(page, live_server.url, office)
    page.goto(f"{live_server.url}/")
    box = page.locator("#search-words")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    assert box.input_value() == ""
    page.keyboard.type("nguyen", delay=30)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#search-said")).to_contain_text("件の候補")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    first = box.get_attribute("aria-activedescendant")
    assert first and page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == "nguyen"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(cases|people)/[^/]+/$"))
    # With nothing chosen, Enter leads to the page; the words are in no address.
    page.keyboard.press("/")
    page.keyboard.type("AB12345678CD")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/search/")
    expect(page.locator("main")).to_contain_text("NGUYEN VAN AN")
    expect(page.locator("main")).to_contain_text("1997-04-02")
    # In a field "/" is a sign, and the key can be switched off.
    page.locator("#nationality").focus()
    page.keyboard.press("/")
    assert page.locator("#nationality").input_value() == "/"
    page.locator("[data-search-key]").click()
    page.keyboard.press("/")
    expect(page.locator("#search-words")).not_to_be_focused()
    page.reload()
    assert page.locator("#search-words").get_attribute("aria-keyshortcuts") is None
    page.locator("[data-search-key]").click()
    assert page.locator("#search-words").get_attribute("aria-keyshortcuts") == "/"


def test_a_filing_at_reception_by_keyboard(page: Page, live_server: Any, office: User) -> None:
    """Somebody on the telephone reads the number of their passport; nothing is on file of them yet."""
    details = {
        "name_alphabet": "PHAN THI MAI",
        "name_kana": "ファン・ティ・マイ",
        "birth_date": "1999-05-06",
        "nationality": "VNM",
        "passport_no": "N7654321",
    }
    (row,) = filings(1, office, person_data=details, filer_name="港 太郎")
    seat(page, live_server.url, office)
    page.goto(f"{live_server.url}/")
    for text in ("N765", "ファン テ"):
        page.keyboard.press("/")
        page.keyboard.press("Control+a")
        page.keyboard.type(text, delay=30)
        expect(page.locator("#search-said")).to_contain_text("件の候補")
        group = page.get_by_role("group", name="受付中の申請")
        expect(group.get_by_role("option")).to_have_text(re.compile(r"PHAN THI MAI.*補正待ち.*1999-05-06"))
        page.keyboard.press("ArrowDown")
        expect(group.get_by_role("option")).to_have_attribute("aria-selected", "true")
        sound(page, f"filing-list-{len(text)}")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/intake/{row.pk}/")
        expect(page.locator("main")).to_contain_text("N7654321")
    page.keyboard.press("/")
    page.keyboard.type("phan mai")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/search/")
    expect(page.locator("#h-filings")).to_be_visible()
    sound(page, "filing-page", (*WIDTHS, NARROWEST))


def test_with_the_mouse_and_to_all_results(page: Page, live_server: Any, office: User) -> None:
    seat(page, live_server.url, office)
    page.goto(f"{live_server.url}/")
    page.locator("#search-words").fill("pham")
    page.locator("#search-all").click()
    page.wait_for_url(f"{live_server.url}/search/")
    expect(page.locator("#h-people")).to_be_visible()
    page.locator("#search-words").fill("AB1234")
    page.locator(".search-option", has_text="1997-04-02").click()
    page.wait_for_url(re.compile(r"/people/\d+/$"))


def test_without_javascript(bare_page: Page, live_server: Any, office: User) -> None:
    page = bare_page
    seat(page, live_server.url, office)
    page.goto(f"{live_server.url}/")
    page.locator("#search-words").fill("tran van an")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/search/")
    expect(page.locator("main")).to_contain_text("旧氏名 TRAN VAN AN")
    expect(page.locator("main")).to_contain_text("登録")
    page.locator("#search-words").fill("pham")
    page.get_by_role("button", name="探す").first.click()
    page.get_by_role("link", name="人を続けて見る").click()
    page.get_by_role("link", name="最初へ").click()
    page.select_option("#status", "closed")
    page.get_by_role("button", name="絞り込む").click()
    expect(page.locator("main")).to_contain_text("見つかりませんでした")
    assert "pham" not in page.url
