"""What the templates say: texts in the reader's language, moments in Tokyo time, days left, articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, npgettext
from django.utils.translation import gettext as _

from casework import calendars, countries, moment
from casework.days import days_late, whole_day
from casework.days import last_day as day_of_limit
from casework.menu import menu as menu_of
from casework.outside import readings
from workflows.counting import TOKYO
from workflows.facts import Fact, Kind
from workflows.law import Citation
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text

register = template.Library()

# Work without a date set by law carries this year, so that lists sort (casework.store.NO_DATE).
NO_DATE_YEAR = 9999


def language() -> str:
    """The language of this page: "ja" or "en"."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


# --- texts ----------------------------------------------------------------------------------------


@register.filter
def say(text: Text | str | None) -> str:
    """A text of the law in the reader's language, its days in the reader's calendar."""
    if text is None:
        return ""
    return calendars.in_calendar(text.get(language()), language()) if isinstance(text, Text) else str(text)


@register.filter
def dated(text: str) -> str:
    """A line that a program wrote (the working of a count), its days in the reader's calendar."""
    return calendars.in_calendar(text, language())


@register.filter
def unmarked(subject: str) -> str:
    """A subject without the mark in brackets that tells mail readers where it comes from."""
    return re.sub(r"^(【[^】]*】|\[[^\]]*\])\s*", "", subject) or subject


@register.filter
def first_paragraph(text: str) -> str:
    """The first paragraph of a message."""
    return text.strip().split("\n\n", 1)[0]


@register.filter
def further_paragraphs(text: str) -> str:
    """What follows the first paragraph of a message; empty when nothing does."""
    return text.strip().partition("\n\n")[2].strip()


@register.filter
def ruby(text: str) -> SafeString:
    """Plain Japanese with its readings set above the kanji."""
    return readings.ruby(text)


@register.filter
def sentence(refusal: Refusal) -> str:
    """A refusal as one paragraph."""
    return calendars.in_calendar(refusal.sentence(language()), language())


@register.filter
def faults(refusal: Refusal) -> list[tuple[str, Text]]:
    """The fields at fault with their sentences. A template's `fields.items` would find a fact named so."""
    return list(refusal.fields.items())


@register.filter
def article(citation: Citation) -> str:
    """One citation as an officer reads it."""
    return citation.label(language())


@register.filter
def articles(citations: Iterable[Citation]) -> str:
    """Several citations, joined."""
    return listed(dict.fromkeys(c.label(language()) for c in citations))


@register.filter
def listed(names: Iterable[object], lang: str = "") -> str:
    """Several names in one line, joined as the language joins them: the reader's, or the one given."""
    return ("、" if (lang or language()) == "ja" else ", ").join(map(str, names))


@register.simple_tag
def cite(citations: Citation | Iterable[Citation], most: int = 0) -> SafeString:
    """Articles as links to what the system makes of each: all, or the first `most` and how many more there are.
    For titles, messages and files see `articles`."""
    found = (citations,) if isinstance(citations, Citation) else tuple(citations)
    links = list(dict.fromkeys(_cited(citation, language()) for citation in found))
    shown = listed(links[: most or None])
    more = len(links) - most if most else 0
    return SafeString(
        shown if more <= 0 else shown + Text(f" ほか{more}", f" and {more} more").get(language())
    )


@lru_cache(maxsize=4096)
def _cited(citation: Citation, lang: str) -> str:
    place = f"#p{citation.paragraph}" if citation.paragraph else ""
    address = reverse("article", args=[citation.act.value, citation.article])
    return format_html('<a href="{}{}">{}</a>', address, place, citation.label(lang))


@register.filter
def role_name(role: Role | str) -> str:
    """A statutory office by its name."""
    try:
        office = OFFICES[Role(role)]
    except ValueError:
        return str(role)
    return office.en if language() == "en" else office.ja


@lru_cache(maxsize=1)
def _offices() -> dict[str, tuple[str, str]]:
    # Offices change by deployment; the table is read once a process, like permissions.parents().
    from casework.models import Office

    return {code: (ja, en) for code, ja, en in Office.objects.values_list("code", "ja", "en")}


@register.filter
def office_name(code: str | None) -> str:
    """An office or facility by its name; the code itself where it is unknown."""
    if not code:
        return "—"
    names = _offices().get(code)
    if names is None:
        _offices.cache_clear()
        names = _offices().get(code, (code, code))
    return names[language() == "en"] or names[0]


@register.filter
def fact_value(value: Any, fact: Fact | None) -> str:
    """A recorded value as an officer reads it."""
    if fact is None:
        return "—" if value in (None, "") else str(value)
    if fact.kind is Kind.OFFICE and isinstance(value, str) and value:
        return office_name(value)
    if fact.kind is Kind.COUNTRY and isinstance(value, str):
        return country(value, "code")
    if fact.kind is Kind.DATE and isinstance(value, str) and value:
        return weekday_date(date.fromisoformat(value[:10]))
    if fact.kind is Kind.MOMENT and isinstance(value, str) and value:
        return tokyo(datetime.fromisoformat(value))
    return fact.show(value, language())


@register.filter
def country(code: str, how: str = "") -> str:
    """A country or region by its name; with "code" also its letters, for where they are compared or typed."""
    found = countries.name(code, language())
    return f"{found} ({code})" if how == "code" and found != code else found


# --- moments --------------------------------------------------------------------------------------


def _local(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=TOKYO)).astimezone(TOKYO)


def _day(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


@register.filter
def weekday_date(day: date | datetime | None) -> str:
    """2026-11-24(火); in English 2026-11-24 (Tue). The years follow the reader's calendar."""
    if day is None:
        return "—"
    return calendars.write_day(_day(day), language(), calendars.chosen(), weekday=True)


@register.filter
def plain_date(day: date | datetime | None) -> str:
    """A day without its weekday: a birthday, the end of a passport. The years follow the reader's calendar."""
    return "—" if day is None else calendars.write_day(_day(day), language(), calendars.chosen())


@register.filter
def both_years(day: date | datetime | None, lang: str = "") -> str:
    """A day in both calendars whatever the reader chose, for what is compared with papers or printed; in the
    language of the page, or of the letter (`lang`)."""
    return "—" if day is None else calendars.write_day(_day(day), lang or language(), "both")


@register.simple_tag
def calendar_chosen() -> str:
    """The calendar of this page: western, era or both."""
    return calendars.chosen()


@register.filter
def tokyo(value: datetime | None) -> str:
    """A moment in Tokyo: 2026-11-24(火) 09:30."""
    return "—" if value is None else f"{weekday_date(value)} {_local(value):%H:%M}"


@register.filter
def clock_time(value: datetime | None) -> str:
    """The time of day in Tokyo, where the day stands above: 09:30."""
    return "—" if value is None else f"{_local(value):%H:%M}"


@register.filter
def short_day(day: date) -> str:
    """11/30: for the head of a narrow column, where the year stands elsewhere."""
    return f"{day.month}/{day.day}"


@register.filter
def month_code(day: date) -> str:
    """2026-11: a month as an address says it."""
    return f"{day:%Y-%m}"


@register.filter
def hour(value: datetime | None) -> str:
    """The time of day in Tokyo: 09:30. For where the day stands beside it."""
    return "—" if value is None else f"{_local(value):%H:%M}"


@register.filter
def last_day(value: datetime | None) -> str:
    """The end of a period: 24:00 of a day reads as that day, any other instant with its minute."""
    if value is None or value.year >= NO_DATE_YEAR:
        return _("期限の定めなし")
    return weekday_date(day_of_limit(value)) if whole_day(value) else tokyo(value)


@register.filter
def machine_time(value: datetime | date | None) -> str:
    """The value of a <time datetime="…"> attribute."""
    if value is None:
        return ""
    return _local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


@dataclass(frozen=True, slots=True)
class Left:
    """How long is left: words, and how pressing it is (late, today, soon, later, none)."""

    words: str
    level: str


def left(by: datetime | None, now: datetime) -> Left:
    """The time left until `by`. The last day of a period counts as today until it is over."""
    if by is None or by.year >= NO_DATE_YEAR:
        return Left(_("期限なし"), "none")
    local, present = _local(by), _local(now)
    if local <= present:
        if days := days_late(by, now):
            return Left(ngettext("%(n)d日超過", "%(n)d日超過", days) % {"n": days}, "late")
        hours = int((present - local).total_seconds() // 3600)
        if hours:
            return Left(ngettext("%(n)d時間超過", "%(n)d時間超過", hours) % {"n": hours}, "late")
        return Left(_("期限超過"), "late")
    days = (day_of_limit(by) - present.date()).days
    if not whole_day(by) and local - present < timedelta(hours=48):
        hours = int((local - present).total_seconds() // 3600)
        words = (
            ngettext("残り%(n)d時間", "残り%(n)d時間", hours) % {"n": hours} if hours else _("残り1時間未満")
        )
        return Left(words, "today" if hours < 24 else "soon")
    if days <= 0:
        return Left(_("今日まで"), "today")
    words = ngettext("残り%(n)d日", "残り%(n)d日", days) % {"n": days}
    return Left(words, "soon" if days <= 7 else "later")


@register.filter
def urgency(by: datetime | None, now: datetime) -> str:
    """How pressing a date is, as a CSS word: late, today, soon, later or none."""
    return left(by, now).level


@register.filter
def days_since(start: datetime | None, now: datetime) -> int:
    """Days of the calendar from `start` to now, the first day counted as day one."""
    if start is None:
        return 0
    return (_local(now).date() - _local(start).date()).days + 1


@register.inclusion_tag("casework/_due.html")
def due(by: datetime | None, now: datetime) -> dict[str, Any]:
    """A date with the time left: never by colour alone."""
    found = left(by, now)
    return {"by": by, "words": found.words, "level": found.level}


# --- the frame of every page ----------------------------------------------------------------------


@register.simple_tag
def unread_count(user: Any) -> int:
    """Unread messages of the person signed in."""
    if not getattr(user, "is_authenticated", False):
        return 0
    from notifications import inbox

    return int(inbox.unread_count(user.pk))


@register.simple_tag
def may_open(user: Any) -> bool:
    """Whether the person signed in holds an office that opens cases."""
    held: frozenset[Role] = getattr(user, "offices_held", frozenset())
    return bool(getattr(user, "office_id", None)) and any(
        step.opens and not step.carried_only and step.officers & held
        for found in procedures()
        for step in found.steps.values()
    )


@register.simple_tag
def demo_time() -> datetime | None:
    """The demo's present time where its clock was moved; None otherwise."""
    if not getattr(settings, "TETSUZUKI_DEMO", False):
        return None
    ahead = moment.demo_ahead()
    return timezone.now() + ahead if ahead else None


@register.simple_tag
def is_demo() -> bool:
    """Whether this is the embedded demo."""
    return bool(getattr(settings, "TETSUZUKI_DEMO", False))


@register.inclusion_tag("casework/_menu.html", takes_context=True)
def menu(context: Context, user: Any, unread: int) -> dict[str, Any]:
    """The menu of the person signed in (casework.menu), with the page shown marked."""
    match = getattr(context.get("request"), "resolver_match", None)
    main, shelves = menu_of(user, getattr(match, "url_name", None) or "", demo=is_demo())
    return {"main": main, "shelves": shelves, "unread": unread}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address's query string with some values changed (None removes one)."""
    request = context.get("request")
    if request is None:
        return "?"
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def add_number(value: float, other: float) -> float:
    """The sum of two lengths of a drawing."""
    return round(value + other, 1)


@register.simple_tag
def percent(share: float) -> str:
    """A share as a whole number of percent."""
    return f"{100 * share:.0f}"


@register.simple_tag(takes_context=True)
def here(context: Context, *names: str) -> SafeString:
    """aria-current for tabs that are pages: whether this page has one of the URL names."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return SafeString('aria-current="page"' if match is not None and match.url_name in names else "")


@register.simple_tag
def unit(number: float | str, word: str, kind: str = "") -> str:
    """What is counted, after its number: 件, 人, 日, 回; in English item or items, as the number has it. `kind` is
    the context of the translation."""
    n = round(float(number))
    return {
        "件": ngettext("件", "件", n),
        "人": ngettext("人", "人", n),
        "日": ngettext("日", "日", n),
        "回": ngettext("回", "回", n),
        "figures 件": npgettext("figures", "件", "件", n),
        "dates 件": npgettext("dates", "件", "件", n),
    }[f"{kind} {word}".strip()]


@register.filter
def thousands(value: int) -> str:
    """A number with its thousands set apart."""
    return f"{value:,}"
