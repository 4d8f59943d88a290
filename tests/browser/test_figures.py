"""The dashboards in a real browser: no accessibility fault, no console message, no broken policy, and on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.clocks import beat
from casework.models import Tally
from tests.browser.checks import WIDTHS, fits, pictures, resize, sound, visit
from tests.browser.door import seat, speak
from tests.browser.faults import Faults
from tests.casework import figure_rows
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = ("TYO", "YOK", "SUB-MIT")


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bureau with its figures, and officers."""
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()
    rows.user("boss", "TYO", "bureau_director", supervisor=True)
    rows.user("inspector", "TYO", "inspector")
    figure_rows.fill(PLACES)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_dashboards(language: str, page: Page, live_server: Any, office: None, faults: Faults) -> None:
    faults.expect(400)
    seat(page, live_server.url, "boss", language)
    for name, path, status in (
        ("all", "/figures/", 200),
        ("one", "/figures/?office=TYO&only=1&procedure=extension&compare=1&from=2025-12&to=2026-11", 200),
        ("deportation", "/figures/?procedure=deportation&from=2024-06&to=2026-11", 200),
        ("nothing", "/figures/?procedure=reentry&from=2001-01&to=2001-02", 200),
        ("wrong", "/figures/?office=OSA&from=2026-13&to=later", 400),
    ):
        visit(page, live_server.url + path, name, status)
        sound(page, f"{name}-{language}", WIDTHS)
        for summary in page.locator("figure.chart summary").all()[:3]:
            summary.click()
        if status == 200:
            sound(page, f"{name}-tables-{language}", WIDTHS)
        # A drawing is never wider than its frame without being scrolled there.
        for width in WIDTHS:
            resize(page, width)
            assert page.evaluate(
                """() => [...document.querySelectorAll('.plot-scroll')].every(e =>
                  e.scrollWidth <= e.clientWidth || getComputedStyle(e).overflowX == 'auto')"""
            ), (name, width)


def test_before_anything_is_counted(page: Page, live_server: Any, office: None) -> None:
    Tally.objects.all().delete()
    seat(page, live_server.url, "inspector")
    beat("tally", rows.NOW.replace(year=2025))
    page.goto(f"{live_server.url}/figures/")
    expect(page.locator("main").first).to_contain_text("更新されていません")
    sound(page, "old")


def test_words_of_a_drawing_do_not_lie_on_each_other(page: Page, live_server: Any, office: None) -> None:
    """Measured in the browser, with its own fonts."""
    seat(page, live_server.url, "boss")
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
        speak(page, live_server.url, language)
        for path in ("/figures/?compare=1", "/figures/?procedure=deportation&from=2024-06&to=2026-11"):
            page.goto(live_server.url + path)
            assert page.evaluate(overlapping) == [], (language, path)


def test_filters_and_the_table_by_keyboard_and_without_javascript(
    bare_page: Page, live_server: Any, office: None
) -> None:
    page = bare_page
    seat(page, live_server.url, "boss")
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


def test_on_paper(page: Page, live_server: Any, office: None) -> None:
    seat(page, live_server.url, "boss")
    page.goto(f"{live_server.url}/figures/?office=TYO&procedure=extension")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1075})  # A4 at 96 dots an inch, less its margins
    expect(page.locator(".filter")).to_be_hidden()
    fits(page, "figures on paper")
    for svg in page.locator("svg.plot:not(.plot-spark)").all():
        assert svg.evaluate("e => e.getBoundingClientRect().right <= window.innerWidth")
    content = page.pdf(format="A4", print_background=False)
    assert content.startswith(b"%PDF")
    if folder := pictures():
        (folder / "figures.pdf").write_bytes(content)
