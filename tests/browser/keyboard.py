"""An officer without a mouse: everything is reached by Tab and done by Enter, Space and the arrow keys."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

# What is focused, as a screen reader would announce it: its name and its kind.
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return {name: "", kind: "", id: "", key: "", value: ""};
  const label = one.labels && one.labels.length ? [...one.labels].map(l => l.innerText).join(" ") : "";
  const by = (one.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
    .map(id => document.getElementById(id)?.innerText || "").join(" ");
  const name = one.getAttribute("aria-label") || by || label || one.innerText || one.value || "";
  return {name: name.replace(/\\s+/g, " ").trim(), kind: one.type || one.tagName.toLowerCase(),
          id: one.id, key: one.name || "", value: one.value || "", checked: !!one.checked};
}"""
# A page whose end is further than this from its beginning is no page for the keyboard.
MOST_TABS = 400


class Unreachable(AssertionError):
    """What was looked for never had the focus."""


Wanted = str | re.Pattern[str] | Callable[[dict[str, str]], bool]


def fits(wanted: Wanted) -> Callable[[dict[str, str]], bool]:
    """The question whether what has the focus is what is wanted."""
    if isinstance(wanted, str):
        return lambda found: found["name"] == wanted
    if isinstance(wanted, re.Pattern):
        return lambda found: bool(wanted.search(found["name"]))
    return wanted


class Keyboard:
    """The keys of one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def focused(self) -> dict[str, str]:
        """What has the focus: name, kind, id, key (the control's name), value."""
        found: dict[str, str] = self.page.evaluate(_FOCUSED)
        return found

    def key(self, keys: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(keys)
            self.pressed += 1

    def reach(self, wanted: Wanted) -> dict[str, str]:
        """Tab on until something with that name (exactly, or as the pattern finds it) has the focus."""
        is_it = fits(wanted)
        seen: list[str] = []
        for _ in range(MOST_TABS):
            self.key("Tab")
            found = self.focused()
            if is_it(found):
                return found
            seen.append(found["name"][:40])
        raise Unreachable(f"{wanted!r} on {self.page.url}; passed: {list(dict.fromkeys(seen))[:80]}")

    def press(self, wanted: str | re.Pattern[str], *, goes: bool = True) -> None:
        """Reach a link or a button and press Enter; `goes` when a new page must come."""
        self.reach(wanted)
        if not goes:
            self.key("Enter")
            return
        with self.page.expect_navigation():
            self.key("Enter")

    def write(self, control: str, text: str) -> None:
        """Reach the control of that name and replace what it holds."""
        self.reach(lambda found: found["key"] == control)
        if self.focused()["kind"] == "date":
            self._day(text)
            return
        self.key("Control+a")
        self.page.keyboard.insert_text(text)

    def _day(self, text: str) -> None:
        year, month, day = text.split("-")
        for part in (year, month, day):
            self.page.keyboard.type(part)
            if part is year:
                self.key("ArrowRight")

    def choose(self, control: str, value: str) -> None:
        """Reach a list or a group of radio buttons and go down it to a value."""
        found = self.reach(lambda one: one["key"] == control)
        if found["kind"] == "radio" and found["value"] == value:
            self.key("Space")
            return
        for _ in range(300):
            if self.focused()["value"] == value:
                return
            self.key("ArrowDown")
        raise Unreachable(f"{value} of {control} on {self.page.url}")

    def tick(self, control: str, value: str | None = None) -> None:
        """Reach a box and tick it."""
        self.reach(lambda one: one["key"] == control and value in (None, one["value"]))
        self.key("Space")
