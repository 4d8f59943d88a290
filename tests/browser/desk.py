"""A day at the desk without a mouse: an officer comes, goes from page to page, fills forms, and leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.browser.keyboard import _FOCUSED, MOST_TABS, Keyboard, Unreachable, Wanted

# Of what has the focus: whether it is ringed, and whether some of it is in the window with nothing lying over it.
_IN_SIGHT = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return true;
  const look = getComputedStyle(one);
  const ringed = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none";
  const box = one.getClientRects()[0];
  const places = box ? [0.5, 0.1, 0.9].flatMap(x => [0.5, 0.1, 0.9].map(y =>
    [box.left + x * box.width, box.top + y * box.height])) : [];
  return ringed && places.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || [...(one.labels || [])].some(label => label.contains(top)));
  });
}"""


_FOCUSED_IN_SIGHT = f"() => [({_FOCUSED})(), ({_IN_SIGHT})()]"


class Desk(Keyboard):
    """One browser at which one officer sits after another, and what must hold on each page they come to."""

    def __init__(self, page: Page, base: str) -> None:
        super().__init__(page)
        self.base = base
        # Stops at which the eye does not find the focus: the page and what had it.
        self.lost: list[str] = []
        # What the browser complains of, breaches of the content policy above all.
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        # A refusal is answered with 409 or 422, which the browser reports as a failed load.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    # --- coming and going ---------------------------------------------------------------------------

    def sign_in(self, who: str) -> None:
        """Come in the morning: the address is typed, the rest is keys. Counting begins here."""
        self.pressed = 0
        self.page.goto(f"{self.base}/sign-in/")
        self.arrive("サインイン")
        self.press(lambda found: found["key"] == "account" and found["value"] == who)
        self.arrive("今日の仕事")

    def sign_out(self, most: int) -> None:
        """Leave. The day has taken `most` keys at most, text typed into a field not counted; the focus was never
        out of sight, and the browser had nothing to complain of."""
        self.to_top()
        self.press("サインアウト")
        expect(self.page.locator("h1")).to_have_text("サインイン")
        assert self.lost == []
        assert self.complaints == []
        assert self.pressed <= most

    def arrive(self, heading: str | re.Pattern[str], *, refused: bool = False) -> None:
        """A page has come: it has a title and one heading of the first order, and the reader goes past the
        menu with the first stop. Where a form was `refused`, the reason has the focus instead; and an address
        that names a part of the page leads past the menu by itself."""
        expect(self.page.locator("h1")).to_have_count(1)
        expect(self.page.locator("h1")).to_contain_text(heading)
        assert self.page.title().removesuffix("| 手続").strip(), self.page.url
        if not refused and "#" not in self.page.url:
            self.skip()

    def skip(self) -> None:
        """From the top of a page past its menu: the first stop leads to what the page is about."""
        self.key("Tab")
        first = self._look()
        assert first["name"] == "本文へ", f"{self.page.url}: the first stop is {first}"
        self.key("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def go(self, wanted: Wanted, heading: str | re.Pattern[str]) -> None:
        """Follow a link or send a form further down the page; then the page with that heading has come."""
        self.press(wanted)
        self.arrive(heading)

    def menu(self, name: str, heading: str = "", *, group: str = "") -> None:
        """From anywhere: open a page from the menu, and first the group it is in."""
        self.to_top()
        if group:
            self.unfold(re.compile(f"^{group}"))
        self.press(lambda found: found["name"].split(" ")[0] == name and self.within(".menu"))
        self.arrive(heading or name)

    def to_top(self) -> None:
        """From anywhere to the search box at the top of the page, with its key."""
        self.key("/")
        expect(self.page.locator("#search-words")).to_be_focused()

    def search(self, words: str) -> None:
        """Type into the search box and wait for what is suggested."""
        self.to_top()
        self.page.keyboard.insert_text(words)
        expect(self.page.locator("#search-options [role=option]").first).to_be_visible()

    # --- the keys -----------------------------------------------------------------------------------

    def reach(self, wanted: Wanted, keys: str = "Tab") -> dict[str, str]:
        """Tab on until something with that name has the focus; with Shift+Tab: back. Each stop on the way must
        be one that the eye finds."""
        fits = wanted if callable(wanted) else _named(wanted)
        seen: list[str] = []
        for _ in range(MOST_TABS):
            self.key(keys)
            found = self._look()
            if fits(found):
                return found
            seen.append(found["name"][:40])
        raise Unreachable(f"{wanted!r} on {self.page.url}; passed: {list(dict.fromkeys(seen))[:80]}")

    def press(self, wanted: Wanted, *, goes: bool = True) -> None:
        """Reach a link or a button and press Enter; `goes` when a new page, or another part of it, must come."""
        self.reach(wanted)
        if not goes:
            self.key("Enter")
            return
        with self.page.expect_navigation():
            self.key("Enter")

    def unfold(self, wanted: str | re.Pattern[str]) -> None:
        """Reach the heading of something folded and open it."""
        fits = _named(wanted)
        self.reach(lambda found: found["kind"] == "summary" and fits(found))
        self.key("Enter")
        assert self.page.evaluate("document.activeElement.closest('details').open")

    def write(self, control: str, text: str) -> None:
        """Reach the control of that name and replace what it holds. A date is YYYY-MM-DD, a moment
        YYYY-MM-DDThh:mm."""
        found = self.reach(lambda one: one["key"] == control)
        if found["kind"] in ("date", "datetime-local"):
            self._day(text)
            return
        self.key("Control+a")
        self.page.keyboard.insert_text(text)

    def _day(self, text: str) -> None:
        """A date or a moment, part by part, in the order in which this browser asks for them: a Japanese one
        begins with the year, one that speaks English with the month, and halves the day."""
        year, month, day, *clock = re.split(r"[-T:]", text)
        halves = [f"{(int(clock[0]) + 11) % 12 + 1:02}", clock[1], "AP"[int(clock[0]) >= 12]] if clock else []
        # A year may have six digits, so the browser waits for more; the other parts hand on by themselves.
        for parts in ([year, "ArrowRight", month, day, *clock], [month, day, year, "ArrowRight", *halves]):
            self.key("ArrowLeft", len(parts))
            for part in parts:
                if part == "ArrowRight":
                    self.key(part)
                else:
                    self.page.keyboard.type(part)
            if self.focused()["value"] == text:
                return
        raise AssertionError(f"{self.focused()} does not hold {text}")

    def choose(self, control: str, value: str, keys: str = "Tab") -> None:
        """Reach a list or a group of radio buttons and go down it to a value."""
        found = self.reach(lambda one: one["key"] == control, keys)
        if found["kind"] == "radio" and found["value"] == value:
            self.key("Space")
            return
        if found["kind"] == "select-one":
            self.key("Home")
        for _ in range(300):
            if self.focused()["value"] == value:
                return
            self.key("ArrowDown")
        raise Unreachable(f"{value} of {control} on {self.page.url}")

    def tick(self, control: str, value: str | None = None) -> None:
        """Reach a box and tick it."""
        super().tick(control, value)
        assert self.page.evaluate("document.activeElement.checked")

    def _look(self) -> dict[str, str]:
        """What has the focus; where the eye does not find it, that is kept for the end of the day."""
        found: dict[str, str]
        found, in_sight = self.page.evaluate(_FOCUSED_IN_SIGHT)
        if not in_sight:
            self.lost.append(f"{self.page.url}: {found}")
        return found

    # --- what is seen -------------------------------------------------------------------------------

    def within(self, place: str) -> bool:
        """Whether what has the focus is inside the part of the page that has that selector."""
        return bool(self.page.evaluate("place => !!document.activeElement.closest(place)", place))

    def told(self, text: str | re.Pattern[str]) -> None:
        """What was done is said in the status line of the page."""
        expect(self.page.locator(".messages")).to_contain_text(text)

    def card(self, heading: str) -> Locator:
        """The part of the page under the heading with that id."""
        return self.page.locator(f"[aria-labelledby={heading}]")

    def refused_at(self, control: str, sentence: str) -> None:
        """The form was not accepted: the reason has the focus, and the sentence stands beside the question."""
        expect(self.page.locator("#refusal")).to_be_focused()
        self._look()
        field = self.page.locator(".field").filter(has=self.page.locator(f"[name={control}]"))
        expect(field).to_contain_text(sentence)

    def kept(self, **values: Any) -> None:
        """Controls hold what was typed or ticked before."""
        for name, value in values.items():
            box = self.page.locator(f"main [name={name}][value='{value}']")
            if box.count() and box.first.get_attribute("type") in ("radio", "checkbox"):
                expect(box).to_be_checked()
            else:
                expect(self.page.locator(f"main [name={name}]")).to_have_value(value)


def _named(wanted: str | re.Pattern[str]) -> Callable[[dict[str, str]], bool]:
    """Whether what has the focus has that name, exactly, or one that the pattern finds."""
    if isinstance(wanted, str):
        return lambda found: found["name"] == wanted
    return lambda found: bool(wanted.search(found["name"]))
