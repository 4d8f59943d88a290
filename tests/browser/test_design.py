"""What a screen owes its reader beyond axe: zoom, targets, spacing, focus, forced colours, paper, the menu.

Goes over every page of `pages`. Numbers are of WCAG 2.2: 1.4.10 (reflow at 320 px, which is 400 % of 1280),
1.4.12 (text spacing), 2.4.7 (focus visible), 2.5.8 (targets of 24 px, or far enough apart).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.pages import Stop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Targets too small and too close, by the exceptions of 2.5.8: in a sentence; or a circle of 24 px around the middle
# meets no other target and no other such circle. The target of a box with a label is the label.
TARGETS = """() => {
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1
    && e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && !e.closest('.unseen'); };
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(shown).map(e => {
      const box = e.matches('[type=checkbox], [type=radio]') && (e.closest('label') || e.labels?.[0]) || e;
      const r = box.getBoundingClientRect();
      return {e, left: r.left, top: r.top, right: r.right, bottom: r.bottom, x: (r.left + r.right) / 2, y: (r.top + r.bottom) / 2};
    });
  const inSentence = e => { if (getComputedStyle(e).display !== 'inline') return false;
    let p = e.parentElement; while (getComputedStyle(p).display === 'inline') p = p.parentElement;
    return p.innerText.trim().length > e.innerText.trim().length + 1; };
  const small = all.filter(t => (t.right - t.left < 23.9 || t.bottom - t.top < 23.9) && !inSentence(t.e));
  const away = (t, o) => Math.hypot(Math.max(o.left - t.x, 0, t.x - o.right), Math.max(o.top - t.y, 0, t.y - o.bottom));
  return small.filter(t => all.some(o => o !== t && !o.e.contains(t.e) && !t.e.contains(o.e) &&
      (small.includes(o) ? Math.hypot(t.x - o.x, t.y - o.y) < 24 : away(t, o) < 12)))
    .map(t => (t.e.innerText || t.e.name || t.e.outerHTML).slice(0, 60));
}"""
# Text cut off by its box. What is for screen readers only is cut on purpose.
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const s = getComputedStyle(e);
  return ['hidden', 'clip'].some(o => s.overflowX === o || s.overflowY === o) && e.innerText?.trim()
    && !e.closest('.unseen') && s.clipPath === 'none' && e.checkVisibility()
    && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2);
}).map(e => e.className + ': ' + e.innerText.slice(0, 40))"""
SPACED = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet]; }"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility() && !e.closest('.unseen'))
  .map(e => { const s = parseFloat(getComputedStyle(e).fontSize);
    const scale = e instanceof SVGElement && e.getScreenCTM ? e.getScreenCTM().a : 1; return [s * scale, e.textContent.trim().slice(0, 30)]; })
  .filter(([size]) => size < 12.99)"""
TOO_WIDE = """() => document.documentElement.scrollWidth > window.innerWidth
  ? [...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 3).map(e => e.tagName + '.' + e.className) : []"""
# With forced colours grounds are gone: what was a ground must have an edge.
EDGELESS = """() => [...document.querySelectorAll('.button, .chip, .card, .tabs a, .count, input:not([type=hidden]), select, .menu [aria-current]')]
  .filter(e => e.checkVisibility() && !e.closest('.unseen') && !e.matches('[type=checkbox], [type=radio]')).filter(e => { const s = getComputedStyle(e);
    return !['Top', 'Left', 'Bottom'].some(side => parseFloat(s['border' + side + 'Width']) > 0); })
  .map(e => e.outerHTML.slice(0, 80))"""
ON_PAPER = """() => [...document.querySelectorAll('header.top, .menu, .filter, .pager, .tabs, main button, footer.foot')]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def desk(page: Page, live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Signed in, in Japanese, in the demo's office."""
    settings.TETSUZUKI_DEMO = True
    monkeypatch.setattr("casework.views.access._sign_ins", pages.sample_accounts)
    pages.office()
    page.goto(f"{live_server.url}/sign-in/")
    page.locator(f"button[name=account][value={pages.BOSS}]").click()
    page.wait_for_url(f"{live_server.url}/")
    return page


def every_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Stop]]:
    """All pages; those of residence last, for they move the present."""
    yield from pages.LISTS.items()
    yield from pages.filings().items()
    yield from pages.residence(monkeypatch).items()


def test_the_questions_find_what_they_ask_for(desk: Page, live_server: Any) -> None:
    """Each script on a page that was spoilt on purpose."""
    desk.emulate_media(forced_colors="active")
    desk.goto(f"{live_server.url}/duties/")
    assert not desk.evaluate(TARGETS) and not desk.evaluate(CUT) and not desk.evaluate(EDGELESS)
    desk.evaluate("""() => { const main = document.querySelector('main');
      const add = (tag, text, style) => { const e = document.createElement(tag); e.textContent = text;
        for (const [k, v] of Object.entries(style)) e.style[k] = v; main.append(e); return e; };
      const line = add('div', '', {display: 'flex', gap: '2px'});
      for (const t of ['a', 'b']) { const b = add('button', t, {width: '15px', height: '15px', padding: '0', border: '0'}); line.append(b); }
      add('p', 'x'.repeat(500), {height: '10px', overflow: 'hidden'});
      add('p', 'fine print', {fontSize: '11px'});
      add('div', 'wide', {width: '2000px'});
      add('a', 'x', {border: '0'}).className = 'button'; }""")
    assert len(desk.evaluate(TARGETS)) == 2
    assert len(desk.evaluate(CUT)) == 1 and len(desk.evaluate(EDGELESS)) == 1
    assert [text for _, text in desk.evaluate(SMALL_TEXT)] == ["fine print"]
    assert desk.evaluate(TOO_WIDE) and desk.evaluate(ON_PAPER)


def test_every_page_zoomed_spaced_and_pressed(
    desk: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[tuple[str, str, Any]] = []

    def ask(name: str, what: str, script: str) -> None:
        if found := desk.evaluate(script):
            wrong.append((name, what, found))

    for name, stop in every_page(monkeypatch):
        desk.set_viewport_size({"width": 1440, "height": 900})
        response = desk.goto(live_server.url + stop.path)
        assert response is not None and response.status == stop.status, name
        ask(name, "targets", TARGETS)
        ask(name, "small text", SMALL_TEXT)
        ask(name, "cut", CUT)
        desk.set_viewport_size({"width": 320, "height": 900})
        ask(name, "too wide at 320", TOO_WIDE)
        ask(name, "targets at 320", TARGETS)
        desk.evaluate(SPACED)
        ask(name, "cut, spaced, at 320", CUT)
        desk.set_viewport_size({"width": 1440, "height": 900})
        ask(name, "cut, spaced", CUT)
        ask(name, "too wide, spaced", TOO_WIDE)
    assert not wrong


def test_every_page_in_forced_colours_and_on_paper(
    desk: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[tuple[str, str, Any]] = []
    for name, stop in every_page(monkeypatch):
        desk.set_viewport_size({"width": 1440, "height": 900})
        desk.emulate_media(forced_colors="active")
        desk.goto(live_server.url + stop.path)
        if found := desk.evaluate(EDGELESS):
            wrong.append((name, "no edge", found))
        marked = desk.locator(".menu > ul > li > a").evaluate_all(
            "all => new Set(all.map(one => getComputedStyle(one).borderBottomColor)).size"
        )
        if marked > 2:
            wrong.append((name, "marks in the menu", marked))
        # A4 less its margins, in CSS pixels.
        desk.set_viewport_size({"width": 703, "height": 1000})
        desk.emulate_media(media="print", forced_colors="none")
        if found := desk.evaluate(ON_PAPER):
            wrong.append((name, "on paper", found))
        if found := desk.evaluate(TOO_WIDE):
            wrong.append((name, "wider than A4", found))
        desk.emulate_media(media="screen")
    assert not wrong


def test_paper_keeps_a_card_in_one_piece_and_the_columns_of_a_table(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/wall/")
    desk.set_viewport_size({"width": 703, "height": 1000})
    desk.emulate_media(media="print")
    assert desk.locator(".card").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert desk.locator(".list-table tr").first.evaluate("e => getComputedStyle(e).display") == "table-row"
    expect(desk.locator(".list-table thead").first).to_be_visible()
    # Links are their text: neither coloured nor underlined, and no address is printed after them.
    link = desk.locator("main a.case-number").first
    assert link.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert link.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    assert desk.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["queue", "inbox", "intake-form", "design"])
def test_the_focus_is_seen_at_every_stop_of_the_keyboard(name: str, desk: Page, live_server: Any) -> None:
    desk.goto(live_server.url + pages.LISTS[name].path)
    seen = set()
    for _ in range(60):
        desk.keyboard.press("Tab")
        stop = desk.evaluate("""() => { const e = document.activeElement; const s = getComputedStyle(e);
            const r = e.getBoundingClientRect();
            return [e.outerHTML.slice(0, 80), e === document.body || e.matches('[aria-hidden]') ||
              (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.width > 1 && r.height > 1)]; }""")
        assert stop[1], stop[0]
        seen.add(stop[0])
    assert len(seen) > 20


# --- the menu -------------------------------------------------------------------------------------


def test_the_menu_is_one_line_marks_the_place_and_opens_by_keyboard(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/duties/")
    tops = desk.locator(".menu > ul > li").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(tops) >= 9 and len(set(tops)) == 1
    assert desk.locator(".menu > ul > li").first.evaluate("e => e.offsetHeight") >= 44
    group = desk.locator(".menu-group", has=desk.get_by_text("窓口と届出"))
    expect(desk.locator(".menu a[aria-current=page]")).to_have_count(1)
    expect(desk.get_by_role("link", name="届出", exact=True)).to_be_hidden()
    group.locator("summary").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="届出", exact=True)).to_have_attribute("aria-current", "page")
    # One group at a time; Escape closes and gives the focus back.
    other = desk.locator(".menu-group", has=desk.get_by_text("統括の仕事"))
    other.locator("summary").click()
    assert group.get_attribute("open") is None
    desk.keyboard.press("Escape")
    assert other.get_attribute("open") is None
    assert desk.evaluate("document.activeElement.closest('.menu-group') !== null")
    other.locator("summary").click()
    desk.locator("h1").click()
    assert other.get_attribute("open") is None


def test_on_a_telephone_one_button_holds_the_menu_without_javascript(
    desk: Page, browser: Any, live_server: Any
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="ja-JP", viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    page.locator(f"button[name=account][value={pages.BOSS}]").click()
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_role("button", name="メニュー").click()
    expect(page.get_by_role("link", name="収容の一覧")).to_be_visible()
    page.locator("summary", has_text="窓口と届出").click()
    page.get_by_role("link", name="届出", exact=True).click()
    expect(page.locator("h1")).to_have_text("届出")
    page.get_by_role("button", name="メニュー").click()
    page.get_by_role("button", name="閉じる").click()
    expect(page.locator("#menu")).to_be_hidden()
    context.close()
