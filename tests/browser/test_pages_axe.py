"""Every list page in a real browser: no accessibility fault, no console message, no broken policy.

With TETSUZUKI_SCREENSHOTS=1 the pictures of docs/screens are taken anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from casework import clocks, people
from casework.models import User
from notifications.drain import drain
from tests.casework import files as residence
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows
from tests.casework.lives import FILED, Life

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = {
    "day": "/",
    "queue": "/queues/?whose=all",
    "cases": "/cases/",
    "wall": "/wall/",
    "clocks": "/clocks/?scope=office",
    "inbox": "/inbox/",
    "supervise": "/supervise/",
    "invariants": "/supervise/invariants/",
    "demo": "/demo/clock/",
    "arrivals": "/arrivals/",
    "duties": "/duties/",
    "open": "/cases/new/",
    "open-landing": "/cases/new/?procedure=landing&step=landing_apply",
    "intake": "/intake/",
    "intake-new": "/intake/new/",
    "intake-form": "/intake/new/?procedure=coe&step=coe_file_counter",
    "bulk": "/intake/bulk/",
    "bulk-form": "/intake/bulk/new/?procedure=coe&step=coe_file_online",
    "organisations": "/organisations/",
    "organisation-new": "/organisations/new/",
}
WORDS = {"ja": ("今日の仕事", "収容の一覧"), "en": ("My day", "Detention wall")}


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office with its work, its clocks looked at and its messages delivered."""
    settings.TETSUZUKI_DEMO = True
    listed = [
        {
            "username": "ito",
            "label_ja": "伊藤 主任(主任審査官)",
            "label_en": "Ito, chief inspector",
            "try_ja": "全体を見る",
            "try_en": "see it all",
        }
    ]
    monkeypatch.setattr("casework.views.access._sign_ins", lambda: listed)
    rows.offices()
    roles = ("chief_inspector", "special_inquiry_officer", "front_desk", "inspector")
    rows.user("ito", "TYO", *roles, supervisor=True, full_name="伊藤 主任")
    rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    now = timezone.now()
    rows.spread(30, now)
    clocks.sweep_all(now)
    clocks.beat("sweep", now)
    drain(now=now)


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
    for name, path in PAGES.items():
        response = page.goto(live_server.url + path)
        assert response is not None and response.status == 200, name
        assert_accessible(page, name)
        if os.environ.get("TETSUZUKI_SCREENSHOTS") == "1" and name in ("queue", "wall"):
            SCREENS.mkdir(parents=True, exist_ok=True)
            kind = "" if width == 1440 else "-phone"
            page.screenshot(path=SCREENS / f"{name}-{language}{kind}.png")
    assert faults == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_what_came_in(
    language: str, width: int, page: Page, live_server: Any, office: None, faults: list[str]
) -> None:
    desk = User.objects.get(username="ito")
    company = filed.company()
    waiting = filed.waiting(desk, organisation=company, details={"birth_date": "1960-01-01"})
    parked = filed.parked(desk)
    good = filed.sent(desk, company)
    bad = filed.sent(desk, company, {"photo_on": ""})
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, language)
    for path in (
        "/intake/?status=waiting",
        f"/intake/{parked.pk}/",
        f"/intake/{waiting.pk}/",
        f"/intake/{waiting.pk}/amend/",
        f"/intake/bulk/{good.pk}/?hold=1",
        f"/intake/bulk/{bad.pk}/",
        f"/organisations/{company.pk}/",
        f"/organisations/{company.pk}/edit/",
    ):
        response = page.goto(live_server.url + path)
        assert response is not None and response.status == 200, path
        assert_accessible(page, path)
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
    """A student with everything on the person's page, an extension to be decided, and notices owed and late."""
    monkeypatch.setattr("casework.moment.now", lambda: residence.moment("2027-04-05T12:00"))
    staff = residence.crew()
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-25", **(FILED | {"photo_on": "2027-02-01"}))
    life.take("extension", "ext_start_review", "2027-03-25", triage_class="A")
    life.sweep("2027-04-05T11:00")
    company = filed.company()
    for kind, other in (("spouse", filed.person()), ("employer", company)):
        people.relate(life.person, kind, other, now=rows.NOW)
    people.add_name(life.person, "alias", "LINH", now=rows.NOW)
    people.add_document(life.person, kind="passport", number="B7654321", country="VNM", now=rows.NOW)
    file, stay = life.file("extension"), life.file("residence")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, language)
    boss = User.objects.get(username="ito")
    User.objects.filter(pk=boss.pk).update(roles=[*boss.roles, "minister", "bureau_director"])
    for path, status in (
        (f"/people/{life.person.pk}/", 200),
        (f"/people/{life.person.pk}/document/", 200),
        ("/duties/", 200),
        (f"/cases/{stay.number}/", 200),
        (f"/cases/{file.number}/", 200),
        (f"/cases/{file.number}/steps/ext_decide_permit/", 200),
        (f"/cases/{file.number}/steps/ext_pay_and_deliver/", 409),
        (f"/cases/{stay.number}/steps/card_address_entry/", 200),
        ("/procedures/residence/", 200),
    ):
        response = page.goto(live_server.url + path)
        assert response is not None and response.status == status, path
        assert_accessible(page, path)
    # Every entry of the menu is there: one line on a desk, a few on a telephone.
    tops = page.locator(".menu li").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(tops) >= 11 and len(set(tops)) <= (1 if width == 1440 else 4)
    refused = [f for f in faults if "409" not in f]
    assert refused == []


def test_a_filing_without_javascript(browser: Any, live_server: Any, office: None) -> None:
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
    assert page.input_value("[name=p_name_alphabet]") == "NGUYEN VAN AN"
    page.select_option("[name=filed_by]", "coe_proxy")
    page.select_option("[name=status_requested]", "engineer_humanities_international")
    page.get_by_role("button", name="受け付ける").last.click()
    assert "入力してください" in page.inner_text("#refusal")
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
    assert "申請を受け付けました。" in page.inner_text(".messages")
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
    assert number in page.inner_text(".notice-success")
    assert faults == []


def test_pages_work_without_javascript(browser: Any, live_server: Any, office: None) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="伊藤").click()
    page.goto(live_server.url + "/wall/")
    page.select_option("#facility", "EJC")
    page.get_by_role("button", name="絞り込む").click()
    assert "facility=EJC" in page.url
    page.goto(live_server.url + "/demo/clock/")
    page.get_by_role("button", name="7日進める").click()
    assert "時計を進めました" in page.inner_text(".messages")
    context.close()
