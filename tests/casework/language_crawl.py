"""Walks the pages as an officer and collects what is not in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff々]")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SAID = ("alt", "aria-label", "placeholder", "title")
_HIDDEN = frozenset({"script", "style"})


@dataclass
class Reader(HTMLParser):
    """The words of a page with the language each is marked with, and the links."""

    words: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or (self._open[-1][1] if self._open else "")
        for name in _SAID:
            if given.get(name):
                self.words.append((lang, str(given[name])))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag not in _VOID:
            self._open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        tag, lang = self._open[-1] if self._open else ("", "")
        # What stands in a control is what somebody typed.
        if tag not in _HIDDEN and tag != "textarea" and data.strip():
            self.words.append((lang, " ".join(data.split())))


def read(html: str) -> Reader:
    """The page as its reader gets it."""
    reader = Reader()
    reader.feed(html)
    return reader


def crawl(
    client: Client, starts: list[str], most: int, skip: re.Pattern[str] | None = None
) -> Iterator[tuple[str, Reader]]:
    """The pages that links lead to, from the given ones on: of each kind of page (its name and the names of its
    parameters) at most so many; none whose path begins with `skip`. A page that fails ends the walk with an
    `AssertionError`."""
    waiting, known, kinds = list(starts), set(starts), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        assert response.status_code in (200, 403, 404, 422), (address, response.status_code)
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = read(response.content.decode())
        yield address, page
        for link in page.links:
            whole = urldefrag(urljoin(address, link)).url
            parts = urlsplit(whole)
            if (
                parts.netloc
                or whole in known
                or "picture=" in parts.query
                or (skip and skip.match(parts.path))
            ):
                continue
            known.add(whole)
            kind = _kind(parts.path, parts.query)
            if kind is not None and kinds.setdefault(kind, 0) < most:
                kinds[kind] += 1
                waiting.append(whole)


def _kind(path: str, query: str) -> str | None:
    try:
        name = resolve(path).url_name or path
    except Resolver404:
        return None
    return " ".join((name, *sorted({key for key, _ in parse_qsl(query)})))
