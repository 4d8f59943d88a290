"""What an officer at a desk does without a mouse, in larger strokes than a key: sign in, take a place of the menu,
search, fill a form, send it. Whatever is reached is held to be seen: a focus nobody can see is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard, Unreachable, Wanted, fits

# Of what has the focus: whether the browser marks it, and whether some of it is in sight and under nothing else.
_IN_SIGHT = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const marked = one.matches(":focus-visible") &&
    ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none");
  const box = one.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const there = right > left && bottom > top;
  const at = there && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return {marked, seen: !!at && (one === at || one.contains(at) || at.contains(one))};
}"""


# The first link of every page.
_SKIP = re.compile("^(本文へ|Skip to)")


class Desk(Keyboard):
    """The keys of one browser in the hands of an officer; `base` is the address of the office's pages."""

    def __init__(self, page: Page, base: str) -> None:
        super().__init__(page)
        self.base = base

    # --- moving about -------------------------------------------------------------------------------

    def reach(self, wanted: Wanted) -> dict[str, str]:
        """Tab on to what is wanted; there the focus must be marked and in sight. On a page that has just come the
        first key leads past its head."""
        found = self._past_the_head()
        if found is None or not fits(wanted)(found):
            found = super().reach(wanted)
        self._held(found)
        return found

    def _past_the_head(self) -> dict[str, str] | None:
        """On a page where nothing has the focus yet: by its first link to its main part. What has the focus
        where the page began further down."""
        if self.page.evaluate("document.activeElement !== document.body"):
            return None
        self.key("Tab")
        found = self.focused()
        if not _SKIP.search(found["name"]):
            return found
        self._held(found)
        self.key("Enter")
        expect(self.page.locator("main")).to_be_focused()
        return None

    def head(self, wanted: str | re.Pattern[str], *, goes: bool = True) -> None:
        """Press a link or a button of the page's head."""
        if self.page.evaluate("document.activeElement === document.body"):
            self.key("Tab")
        self.press(wanted, goes=goes)

    def _held(self, found: dict[str, str]) -> None:
        """The focus is marked and in sight."""
        sight = self.page.evaluate(_IN_SIGHT)
        assert sight["marked"], f"the focus is not marked: {found} on {self.page.url}"
        assert sight["seen"], f"the focus is out of sight: {found} on {self.page.url}"

    def stands(self, heading: str | re.Pattern[str]) -> None:
        """The page has one first heading, which says this, and a title of its own."""
        expect(self.page.locator("h1")).to_have_count(1)
        expect(self.page.locator("h1")).to_contain_text(heading)
        expect(self.page).to_have_title(re.compile(r"\S.* \| (手続|Tetsuzuki)"))

    def sign_in(self, account: str) -> None:
        """From wherever one is: whoever sits there signs out; then the sample account."""
        if self.page.url.startswith(self.base):
            self.head("サインアウト")
            self.page.wait_for_url("**/sign-in/**")
        self.page.goto(f"{self.base}/sign-in/")
        self.stands("サインイン")
        self.reach(lambda found: found["key"] == "account" and found["value"] == account)
        self._enter()
        self.stands("今日の仕事")

    def menu(self, *names: str) -> None:
        """A place of the menu; one that is in a group after the group's name."""
        for group in names[:-1]:
            self.head(re.compile(f"^{group}"), goes=False)
        self.head(re.compile(f"^{names[-1]}"))

    def search(self, words: str) -> None:
        """Into the box of every page by its key, and to the first that is found."""
        self.key("/")
        expect(self.page.locator("#search-words")).to_be_focused()
        self.page.keyboard.insert_text(words)
        expect(self.page.locator("#search-said")).to_contain_text("件の候補")
        self.key("ArrowDown")
        expect(self.page.locator("[role=option][aria-selected=true]")).to_have_count(1)
        self._enter()

    # --- forms --------------------------------------------------------------------------------------

    def fill(self, facts: Mapping[str, str | Iterable[str]]) -> None:
        """Each control in the order of the form: text, date, list, radio buttons, boxes."""
        for name, value in facts.items():
            if isinstance(value, str):
                self._one(name, value)
            else:
                for each in value:
                    self.tick(name, each)

    def send(self, button: str = "記録する") -> None:
        """Reach the form's button and press it; the page that comes is the answer."""
        self.press(button)

    def said(self, text: str) -> None:
        """What the page says of what was done."""
        expect(self.page.locator(".messages")).to_contain_text(text)

    def refused(self, text: str) -> None:
        """The form came back; the reader stands at what is to be put right."""
        expect(self.page.locator("#refusal")).to_be_focused()
        expect(self.page.locator("main")).to_contain_text(text)

    def lay(self, control: str, name: str, text: str) -> None:
        """Reach the control for a file and lay one there; the chooser itself is the system's own."""
        self.reach(lambda found: found["key"] == control)
        self.page.set_input_files(
            f"input[name={control}]",
            {"name": name, "mimeType": "text/plain", "buffer": text.encode()},
        )

    def _one(self, name: str, value: str) -> None:
        found = self.reach(lambda one: one["key"] == name)
        match found["kind"]:
            case "radio" | "select-one":
                self._down_to(name, value, found)
            case "checkbox":
                self.key("Space")
            case "date":
                self._day(value)
                assert self.focused()["value"] == value
            case _:
                self.key("Control+a")
                self.page.keyboard.insert_text(value)

    def _down_to(self, name: str, value: str, found: dict[str, str]) -> None:
        if found["kind"] == "radio" and found["value"] == value:
            self.key("Space")
            return
        for _ in range(100):
            if self.focused()["value"] == value:
                return
            self.key("ArrowDown")
        raise Unreachable(f"{value} of {name} on {self.page.url}")

    def _day(self, text: str) -> None:
        """A date, in whatever order the browser asks for its parts."""
        year, month, day = text.split("-")
        for parts in ((year, month, day), (month, day, year)):
            self.key("ArrowLeft", 3)
            for part in parts:
                self.page.keyboard.type(part)
                if part is year and part is not parts[-1]:
                    self.key("ArrowRight")
            if self.focused()["value"] == text:
                return

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.key("Enter")
