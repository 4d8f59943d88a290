"""Why a row of a work list stands where it stands, in a sentence of the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from casework.days import last_day as day_of_limit
from casework.days import tokyo_day, whole_day
from casework.templatetags.tetsuzuki import cite, days_since, last_day, say, tokyo, weekday_date
from casework.work.queues import Work
from workflows.clocks import Clock


def why_here(row: Work, now: datetime) -> SafeString:
    """The date that puts it there, with its article (a link) and what it is counted from; without a date the
    wait."""
    return mark_safe(_why(row, now))


def _why(row: Work, now: datetime) -> str:
    if row.by is None:
        return _("法令に日数の定めがないため、仕事が生じた順に並べています。待って%(days)d日目です。") % {
            "days": days_since(row.since, now)
        }
    if row.clock is None:
        return _("期限が%(when)sのため。") % {"when": last_day(row.by)}
    names = {"clock": escape(say(row.clock.label)), "articles": cite(row.clock.cites)}
    days = _days_left(row.by, now)
    if row.by <= now:
        found = _("「%(clock)s」(%(articles)s)が過ぎたため。") % names
    elif days == 0:
        found = _("「%(clock)s」(%(articles)s)が今日で終わるため。") % names
    elif days == 1:
        found = _("「%(clock)s」(%(articles)s)が明日で終わるため。") % names
    elif days is None:
        found = _("「%(clock)s」(%(articles)s)がこの日時に終わるため。") % names
    else:
        found = _("「%(clock)s」(%(articles)s)がこの日に終わるため。") % names
    if row.clock.target:
        found += _("法令の期限ではなく、庁の目標です。")
    if row.counted_from is not None:
        found += _("%(start)sから数えています。") % {"start": _start(row.counted_from, row.clock)}
    return found


def _days_left(by: datetime, now: datetime) -> int | None:
    """Days to the last day of a period that ends with a day; None for one that ends at an hour."""
    return (day_of_limit(by) - tokyo_day(now)).days if whole_day(by) else None


def _start(start: datetime, clock: Clock) -> str:
    """From when a period is counted: to the minute where it runs in hours."""
    return tokyo(start) if (clock.length or "").endswith("hours") else weekday_date(start)
