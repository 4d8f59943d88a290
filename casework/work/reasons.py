"""Why a row of a work list stands where it stands, in a sentence of the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from casework.templatetags.tetsuzuki import articles, days_since, last_day, say, tokyo, weekday_date
from casework.work.queues import Work
from workflows.clocks import Clock
from workflows.counting import TOKYO


def why_here(row: Work, now: datetime) -> str:
    """The date that puts it there, with its article and what it is counted from; without a date the wait."""
    if row.by is None:
        return _("法令に日数の定めがないため、仕事が生じた順に並べています。待って%(days)d日目です。") % {
            "days": days_since(row.since, now)
        }
    if row.clock is None:
        return _("期限が%(when)sのため。") % {"when": last_day(row.by)}
    names = {"clock": say(row.clock.label), "articles": articles(row.clock.cites)}
    days = _days_left(row.by, now)
    if row.by <= now:
        found = _("「%(clock)s」(%(articles)s)が過ぎたため。") % names
    elif days == 0:
        found = _("「%(clock)s」(%(articles)s)が今日で終わるため。") % names
    elif days == 1:
        found = _("「%(clock)s」(%(articles)s)が明日で終わるため。") % names
    else:
        found = _("「%(clock)s」(%(articles)s)がこの日時に終わるため。") % names
    if row.clock.target:
        found += _("法令の期限ではなく、庁の目標です。")
    if row.counted_from is not None:
        found += _("%(start)sから数えています。") % {"start": _start(row.counted_from, row.clock)}
    return found


def _days_left(by: datetime, now: datetime) -> int | None:
    """Days to the last day of a period that ends with a day; None for one that ends at an hour."""
    local = by.astimezone(TOKYO)
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return None
    return (local.date() - now.astimezone(TOKYO).date()).days - 1


def _start(start: datetime, clock: Clock) -> str:
    """From when a period is counted: to the minute where it runs in hours."""
    return tokyo(start) if (clock.length or "").endswith("hours") else weekday_date(start)
