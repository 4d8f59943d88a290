"""How this page writes its years: Western, Japanese (令和), or both, as its reader has chosen.

The choice is the officer's (`User.calendar`). It is put into a context variable for the time of one request,
so that no thread and no task sees another's; outside a request dates are Western. Machines (`<time datetime>`,
files, the API of forms) always read ISO dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.http import HttpRequest, HttpResponse

from casework.models.staff import Calendar, User
from notifications.eras import english_year, era_of, japanese_day, japanese_year
from notifications.words import MONTHS_EN, WEEKDAYS_EN, WEEKDAYS_JA

WEEKDAYS = {"ja": WEEKDAYS_JA, "en": WEEKDAYS_EN}
# A day as the law package writes it in a sentence, with or without its weekday; no part of a longer number.
_WRITTEN = re.compile(
    r"(?<![0-9A-Za-z_-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9A-Za-z_-])(\([月火水木金土日]\)| \((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\))?"
)

_chosen: ContextVar[Callable[[], str] | None] = ContextVar("calendar", default=None)


def chosen() -> str:
    """The calendar of the page being made."""
    ask = _chosen.get()
    return ask() if ask is not None else Calendar.WESTERN.value


@contextmanager
def using(calendar: str) -> Iterator[None]:
    """Writes dates in that calendar for a while."""
    token = _chosen.set(lambda: calendar)
    try:
        yield
    finally:
        _chosen.reset(token)


class CalendarOfReader:
    """Lets the dates of a page follow its reader. The reader is asked for only when a date is written, so
    that a page without one costs no query more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def ask() -> str:
            user = getattr(request, "user", None)
            return user.calendar if isinstance(user, User) else Calendar.WESTERN.value

        token = _chosen.set(ask)
        try:
            return self.get_response(request)
        finally:
            _chosen.reset(token)


def write_day(day: date, language: str, calendar: str, *, weekday: bool = False) -> str:
    """A day as it is shown, with its weekday or without.

    >>> [write_day(date(2026, 11, 24), "ja", c, weekday=True) for c in ("western", "era", "both")]
    ['2026-11-24(火)', '令和8年11月24日(火)', '2026-11-24(令和8年・火)']
    >>> [write_day(date(2026, 11, 24), "en", c, weekday=True) for c in ("western", "era", "both")]
    ['2026-11-24 (Tue)', '24 Nov Reiwa 8 (2026) (Tue)', '2026-11-24 (Reiwa 8, Tue)']
    """
    name = WEEKDAYS[language][day.weekday()] if weekday else ""
    if calendar == Calendar.WESTERN or era_of(day) is None:
        inner: tuple[str, ...] = (name,)
        head = day.isoformat()
    elif calendar == Calendar.ERA:
        inner = (name,)
        head = (
            japanese_day(day)
            if language == "ja"
            else f"{day.day} {MONTHS_EN[day.month - 1]} {english_year(day)} ({day.year})"
        )
    else:
        inner = (japanese_year(day) if language == "ja" else english_year(day), name)
        head = day.isoformat()
    words = [word for word in inner if word]
    if not words:
        return head
    return f"{head}({'・'.join(words)})" if language == "ja" else f"{head} ({', '.join(words)})"


def write_year(year: date, language: str, calendar: str) -> str:
    """The year of a day; where the era changes within a year the day decides.

    >>> [write_year(date(2026, 11, 1), "ja", c) for c in ("western", "era", "both")]
    ['2026年', '令和8年', '2026年(令和8年)']
    >>> [write_year(date(2026, 11, 1), "en", c) for c in ("western", "era", "both")]
    ['2026', 'Reiwa 8 (2026)', '2026 (Reiwa 8)']
    """
    western = f"{year.year}年" if language == "ja" else str(year.year)
    if calendar == Calendar.WESTERN or era_of(year) is None:
        return western
    if language == "ja":
        japanese = japanese_year(year)
        return japanese if calendar == Calendar.ERA else f"{western}({japanese})"
    english = english_year(year)
    return f"{english} ({western})" if calendar == Calendar.ERA else f"{western} ({english})"


def month_name(month: date, language: str) -> str:
    """A month without its year: 11月, Nov."""
    return MONTHS_EN[month.month - 1] if language == "en" else f"{month.month}月"


def write_month(month: date, language: str, calendar: str) -> str:
    """A month as it is shown.

    >>> [write_month(date(2026, 11, 1), "ja", c) for c in ("western", "era", "both")]
    ['2026年11月', '令和8年11月', '2026年(令和8年)11月']
    >>> write_month(date(2026, 11, 1), "en", "both")
    'Nov 2026 (Reiwa 8)'
    """
    words = [write_year(month, language, calendar), month_name(month, language)]
    return "".join(words) if language == "ja" else " ".join(reversed(words))


def in_calendar(text: str, language: str) -> str:
    """A sentence with the days in it written in the reader's calendar."""
    calendar = chosen() if "-" in text else Calendar.WESTERN
    if calendar == Calendar.WESTERN:
        return text

    def again(found: re.Match[str]) -> str:
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            return found[0]
        return write_day(day, language, calendar, weekday=bool(found[2]))

    return _WRITTEN.sub(again, text)
