"""The dashboards in a real browser: no accessibility fault, no console message, no broken policy, and on paper."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from casework.clocks import beat
from casework.models import Tally
from tests.casework import figure_rows
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PLACES = ("TYO", "YOK", "SUB-MIT")
SHOTS = os.environ.get("FIGURES_SHOTS")


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bureau with its figures, and officers."""
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()
    rows.user("boss", "TYO", "bureau_director", supervisor=True)
    rows.user("inspector", "TYO", "inspector")
    figure_rows.fill(PLACES)


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the console says, and breaches of the page's policy."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: found.append(str(e)))
    return found


def sign_in(page: Page, live_server: Any, name: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", name)
    page.locator("main form button").last.click()
    page.wait_for_url(f"{live_server.url}/")


def assert_accessible(page: Page, name: str) -> None:
    violations = Axe().run(page, options=RULES).response["violations"]
    told = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations]
    assert not told, f"{name}: {told}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_dashboards(
    language: str, width: int, page: Page, live_server: Any, office: None, faults: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, "boss", language)
    for name, path, status in (
        ("all", "/figures/", 200),
        ("one", "/figures/?office=TYO&only=1&procedure=extension&compare=1&from=2025-12&to=2026-11", 200),
        ("deportation", "/figures/?procedure=deportation&from=2024-06&to=2026-11", 200),
        ("nothing", "/figures/?procedure=reentry&from=2001-01&to=2001-02", 200),
        ("wrong", "/figures/?office=OSA&from=2026-13&to=later", 400),
    ):
        response = page.goto(live_server.url + path)
        assert response is not None and response.status == status, name
        assert_accessible(page, name)
        shot(page, f"{name}-{language}-{width}")
        for summary in page.locator("figure.chart summary").all()[:3]:
            summary.click()
        if status == 200:
            assert_accessible(page, f"{name}, tables open")
        # A drawing is never wider than its frame without being scrolled there.
        for box in page.locator(".plot-scroll").all():
            assert box.evaluate(
                "e => e.scrollWidth <= e.clientWidth || getComputedStyle(e).overflowX == 'auto'"
            )
    assert [f for f in faults if "400" not in f] == []


def test_before_anything_is_counted(page: Page, live_server: Any, office: None, faults: list[str]) -> None:
    Tally.objects.all().delete()
    sign_in(page, live_server, "inspector", "ja")
    beat("tally", rows.NOW.replace(year=2025))
    page.goto(f"{live_server.url}/figures/")
    assert_accessible(page, "old")
    expect(page.locator("main").first).to_contain_text("更新されていません")
    shot(page, "empty-ja")
    assert faults == []


def test_words_of_a_drawing_do_not_lie_on_each_other(page: Page, live_server: Any, office: None) -> None:
    """Measured in the browser, with its own fonts."""
    sign_in(page, live_server, "boss", "ja")
    overlapping = """() => [...document.querySelectorAll('svg.plot')].flatMap(svg => {
      const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
      const frame = svg.getBoundingClientRect(), found = [];
      texts.forEach(([word, a], i) => {
        if (a.left < frame.left - 2 || a.right > frame.right + 2) found.push('outside: ' + word);
        texts.slice(i + 1).forEach(([other, b]) => {
          const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (wide > 1 && high > 5) found.push(word + ' / ' + other);
        });
      });
      return found; })"""
    for language in ("ja", "en"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        for path in ("/figures/?compare=1", "/figures/?procedure=deportation&from=2024-06&to=2026-11"):
            page.goto(live_server.url + path)
            assert page.evaluate(overlapping) == [], (language, path)


def test_filters_and_the_table_by_keyboard_and_without_javascript(
    browser: Any, live_server: Any, office: None
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    sign_in(page, live_server, "boss", "ja")
    page.goto(f"{live_server.url}/figures/")
    page.select_option("#f-procedure", "extension")
    page.check("#f-compare")
    page.get_by_role("button", name="表示する").click()
    expect(page).to_have_url(re.compile("procedure=extension.*compare=1"))
    expect(page.get_by_text("段階ごとの日数").first).to_be_visible()
    page.get_by_role("link", name="在留期間更新許可申請").click()
    expect(page).not_to_have_url(re.compile("procedure"))
    page.locator("figure.chart summary").first.press("Enter")
    expect(page.locator("figure.chart table").first).to_be_visible()
    context.close()


def test_on_paper(page: Page, live_server: Any, office: None) -> None:
    sign_in(page, live_server, "boss", "ja")
    page.goto(f"{live_server.url}/figures/?office=TYO&procedure=extension")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1075})  # A4 at 96 dots an inch, less its margins
    expect(page.locator(".filter")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for svg in page.locator("svg.plot:not(.plot-spark)").all():
        assert svg.evaluate("e => e.getBoundingClientRect().right <= window.innerWidth")
    content = page.pdf(format="A4", print_background=False)
    assert content.startswith(b"%PDF")
    if SHOTS:
        (Path(SHOTS) / "figures.pdf").write_bytes(content)
