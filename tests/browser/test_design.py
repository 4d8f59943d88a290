"""What the parts of a screen owe their reader: the focus is seen, paper is of use, the menu opens by keyboard and on a
telephone. What every page owes is asked in test_pages.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.door import seat, sit_down
from tests.browser.questions import CUT, EDGELESS, ON_PAPER, SMALL_TEXT, TARGETS, WIDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seated(page: Page, live_server: Any, full_office: None) -> Page:
    """Signed in, in Japanese, in the office of all pages."""
    seat(page, live_server.url, pages.BOSS)
    return page


def test_the_questions_find_what_they_ask_for(seated: Page, live_server: Any) -> None:
    """Each script on a page that was spoilt on purpose."""
    seated.emulate_media(forced_colors="active")
    seated.goto(f"{live_server.url}/duties/")
    assert not seated.evaluate(TARGETS) and not seated.evaluate(CUT) and not seated.evaluate(EDGELESS)
    seated.evaluate("""() => { const main = document.querySelector('main');
      const add = (tag, text, style) => { const e = document.createElement(tag); e.textContent = text;
        for (const [k, v] of Object.entries(style)) e.style[k] = v; main.append(e); return e; };
      const line = add('div', '', {display: 'flex', gap: '2px'});
      for (const t of ['a', 'b']) { const b = add('button', t, {width: '15px', height: '15px', padding: '0', border: '0'}); line.append(b); }
      add('p', 'x'.repeat(500), {height: '10px', overflow: 'hidden'});
      add('p', 'fine print', {fontSize: '11px'});
      add('div', 'wide', {width: '2000px'});
      add('a', 'x', {border: '0'}).className = 'button'; }""")
    assert len(seated.evaluate(TARGETS)) == 2
    assert len(seated.evaluate(CUT)) == 1 and len(seated.evaluate(EDGELESS)) == 1
    assert [text for _, text in seated.evaluate(SMALL_TEXT)] == ["fine print"]
    assert seated.evaluate(WIDER) and seated.evaluate(ON_PAPER)


def test_paper_keeps_a_card_in_one_piece_and_the_columns_of_a_table(seated: Page, live_server: Any) -> None:
    seated.goto(f"{live_server.url}/wall/")
    seated.set_viewport_size({"width": 703, "height": 1000})
    seated.emulate_media(media="print")
    assert seated.locator(".card").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert seated.locator(".list-table tr").first.evaluate("e => getComputedStyle(e).display") == "table-row"
    expect(seated.locator(".list-table thead").first).to_be_visible()
    # Links are their text: neither coloured nor underlined, and no address is printed after them.
    link = seated.locator("main a.case-number").first
    assert link.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert link.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    assert seated.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_focus_is_seen_at_every_stop_of_the_keyboard(seated: Page, live_server: Any) -> None:
    for name in ("queue", "inbox", "intake-form", "design"):
        seated.goto(live_server.url + pages.LISTS[name].path)
        seen = set()
        for _ in range(60):
            seated.keyboard.press("Tab")
            stop = seated.evaluate("""() => { const e = document.activeElement; const s = getComputedStyle(e);
                const r = e.getBoundingClientRect();
                return [e.outerHTML.slice(0, 80), e === document.body || e.matches('[aria-hidden]') ||
                  (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.width > 1 && r.height > 1)]; }""")
            assert stop[1], (name, stop[0])
            seen.add(stop[0])
        assert len(seen) > 20, name


# --- the menu -------------------------------------------------------------------------------------


def test_the_menu_is_one_line_marks_the_place_and_opens_by_keyboard(seated: Page, live_server: Any) -> None:
    seated.goto(f"{live_server.url}/duties/")
    tops = seated.locator(".menu > ul > li").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(tops) >= 9 and len(set(tops)) == 1
    assert seated.locator(".menu > ul > li").first.evaluate("e => e.offsetHeight") >= 44
    group = seated.locator(".menu-group", has=seated.get_by_text("窓口と届出"))
    expect(seated.locator(".menu a[aria-current=page]")).to_have_count(1)
    expect(seated.get_by_role("link", name="届出", exact=True)).to_be_hidden()
    group.locator("summary").focus()
    seated.keyboard.press("Enter")
    expect(seated.get_by_role("link", name="届出", exact=True)).to_have_attribute("aria-current", "page")
    # One group at a time; Escape closes and gives the focus back.
    other = seated.locator(".menu-group", has=seated.get_by_text("統括の仕事"))
    other.locator("summary").click()
    assert group.get_attribute("open") is None
    seated.keyboard.press("Escape")
    assert other.get_attribute("open") is None
    assert seated.evaluate("document.activeElement.closest('.menu-group') !== null")
    other.locator("summary").click()
    seated.locator("h1").click()
    assert other.get_attribute("open") is None


def test_on_a_telephone_one_button_holds_the_menu_without_javascript(
    bare_page: Page, live_server: Any, full_office: None
) -> None:
    page = bare_page
    page.set_viewport_size({"width": 390, "height": 800})
    sit_down(page, live_server.url, pages.BOSS)
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_role("button", name="メニュー").click()
    expect(page.get_by_role("link", name="収容の一覧")).to_be_visible()
    page.locator("summary", has_text="窓口と届出").click()
    page.get_by_role("link", name="届出", exact=True).click()
    expect(page.locator("h1")).to_have_text("届出")
    page.get_by_role("button", name="メニュー").click()
    page.get_by_role("button", name="閉じる").click()
    expect(page.locator("#menu")).to_be_hidden()
