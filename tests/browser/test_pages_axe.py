"""Every list page in a real browser: no accessibility fault, no console message, no broken policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from casework.models import Person
from tests.browser import pages
from tests.casework import filing_rows as filed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office of `pages.office`, in the demo."""
    settings.TETSUZUKI_DEMO = True
    monkeypatch.setattr("casework.views.access._sign_ins", pages.sample_accounts)
    pages.office()


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


def sign_in(page: Page, live_server: Any, language: str) -> None:
    """One click on a sample account, in the language asked for."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"{live_server.url}/sign-in/")
    assert_accessible(page, "sign-in")
    page.get_by_role("button", name="伊藤" if language == "ja" else "Ito").click()
    page.wait_for_url(f"{live_server.url}/")


def assert_accessible(page: Page, name: str) -> None:
    """Asks axe, and that nothing is wider than the window."""
    violations = Axe().run(page, options=RULES).response["violations"]
    told = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations]
    assert not told, f"{name}: {told}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_list_page(
    language: str, width: int, page: Page, live_server: Any, office: None, faults: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, language)
    assert page.locator("html").get_attribute("lang") == language
    for name, stop in pages.LISTS.items():
        response = page.goto(live_server.url + stop.path)
        assert response is not None and response.status == stop.status, name
        assert_accessible(page, name)
    assert [fault for fault in faults if "404" not in fault] == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_what_came_in(
    language: str, width: int, page: Page, live_server: Any, office: None, faults: list[str]
) -> None:
    stops = pages.filings()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, language)
    for name, stop in stops.items():
        response = page.goto(live_server.url + stop.path)
        assert response is not None and response.status == stop.status, name
        assert_accessible(page, name)
    assert faults == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_residence(
    language: str,
    width: int,
    page: Page,
    live_server: Any,
    office: None,
    faults: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stops = pages.residence(monkeypatch)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, language)
    for name, stop in stops.items():
        response = page.goto(live_server.url + stop.path)
        assert response is not None and response.status == stop.status, name
        assert_accessible(page, name)
    refused = [f for f in faults if "409" not in f]
    assert refused == []


def test_a_filing_without_javascript(browser: Any, live_server: Any, office: None) -> None:
    # Nobody on file bears the name, so that nobody has to be asked whether it is the same person.
    Person.objects.filter(name_alphabet="NGUYEN VAN AN").update(
        name_alphabet="LE VAN BINH", name_fold="", name_keys=[], name_words=[]
    )
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="伊藤").click()
    page.get_by_role("link", name="受付", exact=True).click()
    page.get_by_role("link", name="申請を受け付ける").click()
    page.get_by_role("link", name="認定証明書交付申請(窓口)").click()
    page.get_by_text("旅券の機械読取部分を貼り付けて埋める").click()
    page.fill("[name=p_mrz]", filed.zone())
    page.get_by_role("button", name="読み取って空欄を埋める").click()
    expect(page.locator("[name=p_name_alphabet]")).to_have_value("NGUYEN VAN AN")
    page.select_option("[name=filed_by]", "coe_proxy")
    page.select_option("[name=status_requested]", "engineer_humanities_international")
    page.get_by_role("button", name="受け付ける").last.click()
    expect(page.locator("#refusal").first).to_contain_text("入力してください")
    assert page.input_value("[name=p_passport_no]") == "C1234567"
    page.fill("[name=authority]", "受入れ機関の職員")
    page.check("[name=office_ground][value=organisation]")
    page.fill("[name=photo_on]", "2026-11-01")
    page.fill("[name=organisation]", "株式会社みなと")
    page.select_option("[name=proxy_kind]", "host_staff")
    page.fill("[name=tb_xray_on]", "2026-10-20")
    for paper in filed.FACTS["papers"]:
        page.check(f"[name=papers][value={paper}]")
    page.get_by_role("button", name="受け付ける").last.click()
    expect(page.locator(".messages").first).to_contain_text("申請を受け付けました。")
    context.close()


def test_keyboard_alone_claims_a_piece_of_work(
    page: Page, live_server: Any, office: None, faults: list[str]
) -> None:
    sign_in(page, live_server, "ja")
    page.goto(live_server.url + "/queues/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    button = page.get_by_role("button", name="の仕事を担当する").first
    number = (button.get_attribute("aria-label") or "").split("の")[0]
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "take":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice-success")
    expect(page.locator(".notice-success").first).to_contain_text(number)
    assert faults == []


def test_pages_work_without_javascript(browser: Any, live_server: Any, office: None) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="伊藤").click()
    page.goto(live_server.url + "/wall/")
    page.select_option("#facility", "EJC")
    page.get_by_role("button", name="絞り込む").click()
    expect(page).to_have_url(re.compile(re.escape("facility=EJC")))
    page.goto(live_server.url + "/demo/clock/")
    page.get_by_role("button", name="7日進める").click()
    expect(page.locator(".messages").first).to_contain_text("時計を進めました")
    context.close()
