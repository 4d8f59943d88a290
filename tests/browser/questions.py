"""What a screen owes its reader beyond axe, as questions to the page that is open: zoom, targets, spacing, forced
colours, paper. What is found is a list; on a sound page it is empty.

Numbers are of WCAG 2.2: 1.4.10 (reflow at 320 px, which is 400 % of 1280), 1.4.12 (text spacing), 2.5.8 (targets of
24 px, or far enough apart).
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.checks import DESKTOP, NARROWEST, resize

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
_SPACED = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet]; }"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility() && !e.closest('.unseen'))
  .map(e => { const s = parseFloat(getComputedStyle(e).fontSize);
    const scale = e instanceof SVGElement && e.getScreenCTM ? e.getScreenCTM().a : 1; return [s * scale, e.textContent.trim().slice(0, 30)]; })
  .filter(([size]) => size < 12.99)"""
WIDER = """() => document.documentElement.scrollWidth > window.innerWidth
  ? [...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 3).map(e => e.tagName + '.' + e.className) : []"""
# With forced colours grounds are gone: what was a ground must have an edge.
EDGELESS = """() => [...document.querySelectorAll('.button, .chip, .card, .tabs a, .count, input:not([type=hidden]), select, .menu [aria-current]')]
  .filter(e => e.checkVisibility() && !e.closest('.unseen') && !e.matches('[type=checkbox], [type=radio]')).filter(e => { const s = getComputedStyle(e);
    return !['Top', 'Left', 'Bottom'].some(side => parseFloat(s['border' + side + 'Width']) > 0); })
  .map(e => e.outerHTML.slice(0, 80))"""
ON_PAPER = """() => [...document.querySelectorAll('header.top, .menu, .filter, .pager, .tabs, main button, footer.foot')]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""
_MARKS = """() => { const marks = [...document.querySelectorAll('.menu > ul > li > a')]
  .map(one => getComputedStyle(one).borderBottomColor); return new Set(marks).size > 2 ? marks : []; }"""
# A4 less its margins, in CSS pixels.
_SHEET = 703


def zoomed_spaced_and_pressed(page: Page) -> list[tuple[str, Any]]:
    """On a wide screen and on the narrowest, as it is and with the text spaced out."""
    asked: list[tuple[str, Any]] = []

    def ask(what: str, script: str) -> None:
        asked.append((what, page.evaluate(script)))

    resize(page, DESKTOP)
    ask("targets", TARGETS)
    ask("small text", SMALL_TEXT)
    ask("cut", CUT)
    resize(page, NARROWEST)
    ask("too wide at 320", WIDER)
    ask("targets at 320", TARGETS)
    page.evaluate(_SPACED)
    ask("cut, spaced, at 320", CUT)
    resize(page, DESKTOP)
    ask("cut, spaced", CUT)
    ask("too wide, spaced", WIDER)
    page.evaluate("document.adoptedStyleSheets = []")
    return [(what, found) for what, found in asked if found]


def without_colours_and_on_paper(page: Page) -> list[tuple[str, Any]]:
    """In the colours of the reader's system, and printed."""
    # Colours change at once, not on the way.
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    asked = [("no edge", page.evaluate(EDGELESS)), ("marks in the menu", page.evaluate(_MARKS))]
    resize(page, _SHEET)
    page.emulate_media(media="print", forced_colors="none")
    asked += [("on paper", page.evaluate(ON_PAPER)), ("wider than A4", page.evaluate(WIDER))]
    page.emulate_media(media="screen", reduced_motion="no-preference")
    resize(page, DESKTOP)
    return [(what, found) for what, found in asked if found]
