"""Every page in a real browser: no accessibility fault, no console message, no broken policy, nothing too wide; and
what a screen owes its reader beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.models import Person
from tests.browser import pages
from tests.browser.checks import WIDTHS, sound, visit, wrongs
from tests.browser.door import sit_down, speak
from tests.browser.faults import Faults
from tests.browser.pages import Stop
from tests.browser.questions import without_colours_and_on_paper, zoomed_spaced_and_pressed
from tests.casework import filing_rows as filed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Stop]]:
    """All pages; those of residence last, for they move the present."""
    yield from pages.LISTS.items()
    yield from pages.filings().items()
    yield from pages.residence(monkeypatch).items()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page(
    language: str,
    page: Page,
    live_server: Any,
    full_office: None,
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is opened once and looked at in every way: the ways that do not depend on the language in Japanese."""
    faults.expect(404, 409)
    base = live_server.url
    wrong: list[tuple[Any, ...]] = []
    speak(page, base, language)
    page.goto(f"{base}/sign-in/")
    sound(page, "sign-in", WIDTHS)
    sit_down(page, base, pages.BOSS)
    for name, stop in every_page(monkeypatch):
        visit(page, base + stop.path, name, stop.status)
        assert page.locator("html").get_attribute("lang") == language
        wrong += [(name, *found) for found in wrongs(page, name, WIDTHS)]
        if language == "ja":
            wrong += [(name, *found) for found in zoomed_spaced_and_pressed(page)]
            wrong += [(name, *found) for found in without_colours_and_on_paper(page)]
    assert not wrong


def test_a_filing_without_javascript(
    bare_page: Page, live_server: Any, full_office: None, faults: Faults
) -> None:
    faults.expect(422)
    # Nobody on file bears the name, so that nobody has to be asked whether it is the same person.
    Person.objects.filter(name_alphabet="NGUYEN VAN AN").update(
        name_alphabet="LE VAN BINH", name_fold="", name_keys=[], name_words=[]
    )
    page = bare_page
    sit_down(page, live_server.url, pages.BOSS)
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


def test_pages_work_without_javascript(bare_page: Page, live_server: Any, full_office: None) -> None:
    page = bare_page
    sit_down(page, live_server.url, pages.BOSS)
    page.goto(live_server.url + "/wall/")
    page.select_option("#facility", "EJC")
    page.get_by_role("button", name="絞り込む").click()
    expect(page).to_have_url(re.compile(re.escape("facility=EJC")))
    page.goto(live_server.url + "/demo/clock/")
    page.get_by_role("button", name="7日進める").click()
    expect(page.locator(".messages").first).to_contain_text("時計を進めました")
