"""What must hold on every page, whatever it is about.

With TETSUZUKI_SCREENSHOTS=<folder> each page that is looked at leaves a picture there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

DESKTOP, TELEPHONE, NARROWEST = 1440, 390, 320
WIDTHS = (DESKTOP, TELEPHONE)
TOO_WIDE = "wider than the window"

# Only what is violated is worked out in full and sent here: the rest is ten times as much, and nobody reads it.
_AXE = "options => axe.run(options).then(found => found.violations)"
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


def visit(page: Page, address: str, name: str = "", status: int = 200) -> None:
    """Open a page, which answers with that status."""
    response = page.goto(address)
    assert response is not None and response.status == status, name or address


def sound(page: Page, name: str = "", widths: Iterable[int] = ()) -> None:
    """Nothing of what `wrongs` asks for."""
    found = wrongs(page, name, widths)
    assert not found, f"{name or page.url}: {found}"


def wrongs(page: Page, name: str = "", widths: Iterable[int] = ()) -> list[tuple[int, Any]]:
    """What axe finds, and what is wider than the window: at each of the widths, or as the window is. What is right
    on a telephone must also fit the narrowest screen. Each is said with its width."""
    found: list[tuple[int, Any]] = []
    size = page.viewport_size
    assert size is not None
    for width in widths or (size["width"],):
        resize(page, width)
        picture(page, f"{name or _named(page.url)}-{width}")
        found += [(width, broken) for broken in violations(page)]
        found += [(width, TOO_WIDE)] if too_wide(page) else []
        if NARROWEST < width <= TELEPHONE:
            resize(page, NARROWEST)
            found += [(NARROWEST, TOO_WIDE)] if too_wide(page) else []
    resize(page, size["width"])
    return found


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds: the rule, and the first places where it is broken."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_AXE, _OPTIONS)
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def fits(page: Page, name: str) -> None:
    """Nothing is wider than the window."""
    assert not too_wide(page), f"{name}: {TOO_WIDE}"


def too_wide(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def picture(page: Page, name: str) -> None:
    """A picture of the page, where somebody asks for pictures."""
    if folder := pictures():
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def pictures() -> Path | None:
    """The folder for pictures of whatever is looked at; nothing, or 1, asks for none of these."""
    named = os.environ.get("TETSUZUKI_SCREENSHOTS", "")
    if named in ("", "1"):
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def resize(page: Page, width: int) -> None:
    """Make the window that wide, and leave its height."""
    size = page.viewport_size
    assert size is not None
    if size["width"] != width:
        page.set_viewport_size({"width": width, "height": size["height"]})


def _named(address: str) -> str:
    """What a page is called by its address."""
    return urlsplit(address).path.strip("/").replace("/", "-") or "day"
