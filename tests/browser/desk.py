"""A day at the desk without a mouse: an officer comes, goes from page to page, fills forms, and leaves. Everything is
reached by Tab and done by Enter, Space and the arrow keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

# What has the focus, as a screen reader would announce it: its name and its kind. And whether the eye finds it: it
# has a ring, some of it is in the window with nothing lying over it, and nothing lies over its middle.
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return {name: "", kind: "", id: "", key: "", value: "", seen: true, clear: true};
  const label = one.labels && one.labels.length ? [...one.labels].map(l => l.innerText).join(" ") : "";
  const by = (one.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
    .map(id => document.getElementById(id)?.innerText || "").join(" ");
  const name = one.getAttribute("aria-label") || by || label || one.innerText || one.value || "";
  const look = getComputedStyle(one);
  const marked = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  const first = one.getClientRects()[0];
  const places = first ? [0.5, 0.1, 0.9].flatMap(x => [0.5, 0.1, 0.9].map(y =>
    [first.left + x * first.width, first.top + y * first.height])) : [];
  const seen = places.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || [...(one.labels || [])].some(label => label.contains(top)));
  });
  const box = one.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const upper = Math.max(box.top, 0), lower = Math.min(box.bottom, innerHeight);
  const middle = right > left && lower > upper && document.elementFromPoint((left + right) / 2, (upper + lower) / 2);
  return {name: name.replace(/\\s+/g, " ").trim(), kind: one.type || one.tagName.toLowerCase(),
          id: one.id, key: one.name || "", value: one.value || "", seen: marked && seen,
          clear: !!middle && (one.contains(middle) || middle.contains(one))};
}"""
# A page whose end is further than this from its beginning is no page for the keyboard.
MOST_TABS = 400
# The first stop of every page.
_SKIP = "本文へ"


class Unreachable(AssertionError):
    """What was looked for never had the focus."""


Found = dict[str, Any]
Wanted = str | re.Pattern[str] | Callable[[Found], bool]


def _fits(wanted: Wanted) -> Callable[[Found], bool]:
    """The question whether what has the focus is what is wanted: by its name, exactly, or as the pattern finds it."""
    if isinstance(wanted, str):
        return lambda found: found["name"] == wanted
    if isinstance(wanted, re.Pattern):
        return lambda found: bool(wanted.search(found["name"]))
    return wanted


class Desk:
    """One browser at which one officer sits after another, and what must hold on each page they come to."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.pressed = 0
        # Stops at which the eye does not find the focus: the page and what had it.
        self.lost: list[str] = []

    # --- coming and going ---------------------------------------------------------------------------

    def sign_in(self, who: str) -> None:
        """Come in the morning: the address is typed, the rest is keys. Counting begins here."""
        self.pressed = 0
        self.page.goto(f"{self.base}/sign-in/")
        self.arrive("サインイン")
        self.press(lambda found: found["key"] == "account" and found["value"] == who)
        self.arrive("今日の仕事")

    def sign_out(self, most: int) -> None:
        """Leave. The day has taken `most` keys at most, text typed into a field not counted, and the focus was
        never out of sight."""
        self.head("サインアウト")
        expect(self.page.locator("h1")).to_have_text("サインイン")
        assert self.lost == []
        assert self.pressed <= most

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.base + path)

    def arrive(self, heading: str | re.Pattern[str], *, refused: bool = False) -> None:
        """A page has come: it has a title and one heading of the first order, and the reader goes past the
        menu with the first stop. Where a form was `refused`, the reason has the focus instead; and an address
        that names a part of the page leads past the menu by itself."""
        expect(self.page.locator("h1")).to_have_count(1)
        expect(self.page.locator("h1")).to_contain_text(heading)
        expect(self.page).to_have_title(re.compile(r"\S.* \| 手続$"))
        if not refused and "#" not in self.page.url:
            self.skip()

    def skip(self) -> None:
        """From the top of a page past its menu: the first stop leads to what the page is about."""
        self.key("Tab")
        first = self._look()
        assert first["name"] == _SKIP, f"{self.page.url}: the first stop is {first}"
        self.key("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def go(self, wanted: Wanted, heading: str | re.Pattern[str]) -> None:
        """Follow a link or send a form further down the page; then the page with that heading has come."""
        self.press(wanted)
        self.arrive(heading)

    def sent_back(self, wanted: Wanted, heading: str | re.Pattern[str]) -> None:
        """Send a form that is not accepted: its page comes back, and the reader stands at the reason."""
        self.press(wanted)
        self.arrive(heading, refused=True)

    def menu(self, name: str, heading: str = "", *, group: str = "") -> None:
        """From anywhere: open a page from the menu, and first the group it is in."""
        self.to_top()
        if group:
            self.unfold(re.compile(f"^{group}"))
        self.press(lambda found: found["name"].split(" ")[0] == name and self.within(".menu"))
        self.arrive(heading or name)

    def head(self, wanted: Wanted) -> None:
        """From anywhere: press a link or a button of the page's head."""
        self.to_top()
        self.press(wanted)

    def to_top(self) -> None:
        """From anywhere to the search box at the top of the page, with its key."""
        self.key("/")
        expect(self.page.locator("#search-words")).to_be_focused()

    def search(self, words: str, heading: str) -> None:
        """Type into the search box, and open the first that is suggested: the page with that heading."""
        self.to_top()
        self.page.keyboard.insert_text(words)
        expect(self.page.locator("#search-said")).to_contain_text("件の候補")
        expect(self.page.locator("#search-options [role=option]").first).to_be_visible()
        self.key("ArrowDown")
        expect(self.page.locator("[role=option][aria-selected=true]")).to_have_count(1)
        with self.page.expect_navigation():
            self.key("Enter")
        self.arrive(heading)

    # --- the keys -----------------------------------------------------------------------------------

    def key(self, keys: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(keys)
            self.pressed += 1

    def reach(self, wanted: Wanted, keys: str = "Tab", most: int = MOST_TABS) -> Found:
        """Tab on until something with that name has the focus; with Shift+Tab: back. Each stop on the way must be
        one that the eye finds, and nothing may lie over the middle of the last."""
        fits = _fits(wanted)
        seen: list[str] = []
        for _ in range(most):
            self.key(keys)
            found = self._look()
            if fits(found):
                assert found["clear"], f"something lies over {found} on {self.page.url}"
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
        fits = _fits(wanted)
        self.reach(lambda found: found["kind"] == "summary" and fits(found))
        self.key("Enter")
        assert self.page.evaluate("document.activeElement.closest('details').open")

    def _look(self) -> Found:
        """What has the focus; where the eye does not find it, that is kept for the end of the day."""
        found = self.focused()
        if not found["seen"]:
            self.lost.append(f"{self.page.url}: {found}")
        return found

    def focused(self) -> Found:
        """What has the focus: name, kind, id, key (the control's name), value; whether it is seen and clear."""
        found: Found = self.page.evaluate(_FOCUSED)
        return found

    def within(self, place: str) -> bool:
        """Whether what has the focus is, or is inside, the part of the page that has that selector."""
        return bool(self.page.evaluate("place => !!document.activeElement.closest(place)", place))

    def at(self, place: str) -> Callable[[Found], bool]:
        """The question whether what has the focus is what that selector names."""
        return lambda _: bool(self.page.evaluate("place => document.activeElement.matches(place)", place))

    # --- forms --------------------------------------------------------------------------------------

    def fill(self, facts: Mapping[str, str | Iterable[str]]) -> None:
        """Each control in the order of the form: text, date, list, radio buttons, a box; several boxes of a name."""
        for name, value in facts.items():
            if isinstance(value, str):
                self.put(name, value)
            else:
                for each in value:
                    self.tick(name, each)

    def put(self, control: str, value: str, keys: str = "Tab") -> None:
        """Reach the control of that name and give it a value: go down a list or a group of radio buttons, tick a
        box, or replace a text. A date is YYYY-MM-DD, a moment YYYY-MM-DDThh:mm."""
        found = self.reach(lambda one: one["key"] == control, keys)
        match found["kind"]:
            case "radio" if found["value"] == value:
                self.key("Space")
                assert self.page.evaluate("document.activeElement.checked")
            case "radio" | "select-one":
                self._down_to(value, found)
            case "checkbox":
                self._tick()
            case "date" | "datetime-local":
                self._day(value)
            case _:
                self.key("Control+a")
                self.page.keyboard.insert_text(value)

    def tick(self, control: str, value: str | None = None) -> None:
        """Reach a box and tick it."""
        self.reach(lambda one: one["key"] == control and value in (None, one["value"]))
        self._tick()

    def lay(self, control: str, name: str, text: str) -> None:
        """Reach the control for a file and lay one there; the chooser itself is the system's own."""
        self.reach(lambda found: found["key"] == control)
        self.page.set_input_files(
            f"input[name={control}]",
            {"name": name, "mimeType": "text/plain", "buffer": text.encode()},
        )

    def _tick(self) -> None:
        self.key("Space")
        assert self.page.evaluate("document.activeElement.checked")

    def _down_to(self, value: str, found: Found) -> None:
        if found["kind"] == "select-one":
            self.key("Home")
        for _ in range(300):
            if self.focused()["value"] == value:
                return
            self.key("ArrowDown")
        raise Unreachable(f"{value} of {found['key']} on {self.page.url}")

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

    # --- what is seen -------------------------------------------------------------------------------

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
