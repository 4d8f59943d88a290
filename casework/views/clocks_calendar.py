"""The dates ahead as a calendar: a month with its closed days, eight weeks by office, and the list behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.calendars import WEEKDAYS, chosen, write_month
from casework.days import tokyo_day
from casework.models import ClockRow
from casework.templatetags.tetsuzuki import language
from casework.views.access import officer, present, signed_in
from casework.views.clocks import in_scope, page_of, scope_in
from casework.views.paging import cursor_in
from casework.watch import diary
from casework.watch.diary import Kind
from workflows.roles import Role
from workflows.texts import Text

WEEKS = 8
# One sign for each kind, where a day of the calendar has room for no more; the key explains them.
MARKS = {
    Kind.LIBERTY.value: Text("身", "D"),
    Kind.LAW.value: Text("法", "L"),
    Kind.TARGET.value: Text("目", "T"),
}
# How far from today the calendar goes: holidays farther away are forecasts.
_YEARS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a month or the weeks ahead, and what is listed below: the days, or what is overdue
    (`late`), of a kind and an office."""

    month: date
    weeks: bool
    day: date | None
    length: int
    kind: str
    role: str
    late: bool


@require_safe
@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """Months with the number of dates on each day, or the next eight weeks; and the dates of the day chosen."""
    user, now = officer(request), present(request)
    scope = scope_in(request)
    found = in_scope(user, scope)
    today = tokyo_day(now)
    asked = _asked(request, today)
    monday = today - timedelta(days=today.weekday())
    context = {
        "now": now,
        "today": today,
        "scope": scope,
        "asked": asked,
        "kinds": kind_words(),
        "marks": MARKS,
        "month_name": write_month(asked.month, language(), chosen()),
        "before": _shift(asked.month, -1),
        "after": _shift(asked.month, 1),
        "weekdays": WEEKDAYS[language()],
        "pager": page_of(_listed(found, asked, now), cursor_in(request)) if _lists(asked) else None,
        "last": asked.day + timedelta(days=asked.length - 1) if asked.day else None,
    }
    if asked.weeks:
        context["mondays"] = [monday + timedelta(days=7 * n) for n in range(WEEKS)]
        context["rows"] = diary.ahead(found, monday, WEEKS, now)
    else:
        context["month"] = diary.month(found, asked.month)
    return render(request, "casework/clocks_calendar.html", context)


def kind_words() -> Mapping[str, str]:
    """What each kind of date is called."""
    return {
        Kind.LIBERTY.value: _("身柄の期限"),
        Kind.LAW.value: _("法令の期限"),
        Kind.TARGET.value: _("庁内の目安"),
    }


def _asked(request: HttpRequest, today: date) -> Asked:
    get = request.GET.get
    month = _date(f"{get('month', '')}-01", today)
    day, week = _date(get("day", ""), today), _date(get("week", ""), today)
    begin = day or (week - timedelta(days=week.weekday()) if week else None)
    kind, role = get("kind", ""), get("role", "")
    return Asked(
        month or (begin or today).replace(day=1),
        get("view") == "weeks",
        begin,
        1 if day else 7,
        kind if kind in Kind._value2member_map_ else "",
        role if role in Role._value2member_map_ else "",
        get("late") == "1",
    )


def _date(text: str, today: date) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if abs(found.year - today.year) <= _YEARS else None


def _shift(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _lists(asked: Asked) -> bool:
    return asked.day is not None or asked.late


def _listed(found: QuerySet[ClockRow], asked: Asked, now: datetime) -> QuerySet[ClockRow]:
    if asked.day is None:
        found = found.filter(alarm_at__lte=now)
    else:
        found = diary.between(found, asked.day, asked.length)
        # The table of weeks counts what is overdue apart.
        found = found.filter(alarm_at__gt=now) if asked.weeks else found
    codes = diary.codes(asked.kind, asked.role)
    return found if codes is None else found.filter(clock__in=codes)
