"""The dates that passed, running and ended, and the page of each with its whole story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.days import midnight, tokyo_day
from casework.models import ClockRow
from casework.permissions import in_charge, offices_watched, visible
from casework.templatetags.tetsuzuki import articles, listed, office_name, role_name, say, tokyo
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.clocks_calendar import kind_words
from casework.views.csv_file import sheet
from casework.views.paging import cursor_in
from casework.watch import breaches
from casework.watch.breaches import Breach, Dates, Hand, Reminder
from casework.work import queues
from casework.work.queues import Cursor

# A file of more rows than this is asked for month by month.
MOST_IN_FILE = 5000
_FILE_PART = 500


@require_safe
@signed_in
@supervisors_only
def breach_list(request: HttpRequest) -> HttpResponse:
    """Running breaches, the longest overdue first; or those that ended, the newest first. Of the
    dates of the offices, unless others are asked for."""
    user, now = officer(request), present(request)
    state = "ended" if request.GET.get("state") == "ended" else "running"
    dates = _dates(request)
    cases = in_charge(user)
    office = request.GET.get("office", "")
    offices = offices_watched(user)
    if office in offices:
        cases = cases.filter(office_id=office)
    found = breaches.ended(cases, dates) if state == "ended" else breaches.running(cases, now, dates)
    month = _month(request.GET.get("month"))
    if month is not None:
        begin, end = month_of(month)
        found = found.filter(alarm_at__gt=begin, alarm_at__lte=end)
    if request.GET.get("format") == "csv":
        return _file(found, state, now)
    context = {
        "now": now,
        "state": state,
        "dates": dates,
        "sorts": _sorts(),
        "office": office if office in offices else "",
        "offices": offices,
        "month": f"{month:%Y-%m}" if month else "",
        "pager": breaches.page(found, cursor_in(request), newest=state == "ended"),
        "count": min(found[: queues.MOST_COUNTED + 1].count(), queues.MOST_COUNTED),
        "more": found[queues.MOST_COUNTED : queues.MOST_COUNTED + 1].exists(),
    }
    return render(request, "casework/breaches.html", context)


def _dates(request: HttpRequest) -> Dates:
    wanted = request.GET.get("dates", "")
    return Dates(wanted) if wanted in tuple(Dates) else Dates.OFFICE


def _sorts() -> list[tuple[str, str]]:
    return [
        (Dates.OFFICE, _("役所の期限すべて")),
        *kind_words().items(),
        (Dates.OUTSIDE, _("本人・関係者の期限")),
        (Dates.ANY, _("すべて")),
    ]


def _month(text: str | None) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{2})", text or "")
    if found is None or not 1 <= int(found[2]) <= 12 or not 1949 <= int(found[1]) <= 2098:
        return None
    return date(int(found[1]), int(found[2]), 1)


def month_of(first: date) -> tuple[datetime, datetime]:
    """The instants between which a date of this month lies: a period that ends at 24:00 of the last day
    belongs to it."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return midnight(first), midnight(following)


@require_safe
@signed_in
@supervisors_only
def breach_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One date that passed: what was owed, by whom, who was reminded, who held the work, what was done since."""
    user, now = officer(request), present(request)
    cases = visible(user)
    row = breaches.running(cases, now).filter(pk=pk).select_related("case").first()
    row = row or breaches.ended(cases).filter(pk=pk).select_related("case").first()
    if row is None:
        raise Http404("breach")
    breach = breaches.stories([row])[0]
    context = {"now": now, "breach": breach, "late": breach.days_late(now), "lines": _lines(breach)}
    return render(request, "casework/breach.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """A moment of the story; `more` are the particulars, one a line."""

    at: datetime
    kind: str
    words: str
    more: Sequence[str] = ()


def _lines(breach: Breach) -> list[Line]:
    """The whole story as one line of time."""
    found = [Line(breach.start, "clock", _("期限の起点"))]
    together: dict[tuple[datetime, str], list[Reminder]] = {}
    for reminder in breach.reminders:
        together.setdefault((reminder.at, reminder.kind), []).append(reminder)
    # From the second day overdue on the supervisors are told every day: one line for all of these.
    daily = [place for place in together if place[1] == "overdue"][1:]
    for at, kind in together:
        if (at, kind) not in daily or len(daily) == 1:
            reminders = together[at, kind]
            found.append(Line(at, "told", _told_words(kind, reminders), [_told(r) for r in reminders]))
    if len(daily) > 1:
        words = _("その後も毎日、超過の知らせ %(n)d回") % {"n": len(daily)}
        each = [f"{tokyo(at)} {_told_words(kind, together[at, kind])}" for at, kind in daily]
        found.append(Line(daily[-1][0], "told", words, each))
    for hand in breach.hands:
        found.append(Line(hand.at, "hand", _hand(hand)))
    found.append(Line(breach.alarm_at, "late", _("この日までにすべきでした")))
    for deed in breach.deeds:
        words = say(deed.label) + (f" ({deed.by})" if deed.by else "")
        found.append(Line(deed.at, "deed", words))
    if breach.stopped_at is not None:
        found.append(Line(breach.stopped_at, "end", _("期限が終わりました")))
    return sorted(found, key=lambda line: line.at)


def _told_words(kind: str, reminders: Sequence[Reminder]) -> str:
    """What was said to which offices, and how many people have read it."""
    to = listed(dict.fromkeys(r.audience or r.who for r in reminders if r.audience or r.who))
    people = {r.who for r in reminders if r.who}
    read = {r.who for r in reminders if r.who and r.read_at is not None}
    words = f"{_kind_word(kind)} → {to or _('宛先なし')}"
    if not people:
        return words
    return f"{words} ({_('%(n)d人、うち既読%(read)d人') % {'n': len(people), 'read': len(read)}})"


def _kind_word(kind: str) -> str:
    names = {
        "reminder_ahead": _("前もっての知らせ"),
        "reminder_today": _("当日の知らせ"),
        "overdue": _("超過の知らせ"),
        "lapsed": _("期間の満了の知らせ"),
        "lapse_refused": _("満了の手続ができなかった知らせ"),
    }
    return names.get(kind, _("知らせ"))


def _told(reminder: Reminder) -> str:
    words = listed(part for part in (reminder.audience, reminder.who) if part) or _("宛先なし")
    if reminder.status == "nobody":
        return words + _("(宛先の官職に就いている職員がいない)")
    if reminder.status == "failed":
        return words + _("(届かなかった)")
    if reminder.read_at is not None:
        return words + _("(%(at)sに読まれた)") % {"at": tokyo(reminder.read_at)}
    if reminder.channel == "inbox" and reminder.sent_at is not None:
        return words + _("(まだ読まれていない)")
    return words


def _hand(hand: Hand) -> str:
    names = {
        "taken": _("引受け"),
        "given": _("割当て"),
        "back": _("返却"),
        "covered": _("不在による引継ぎ"),
    }
    words = (
        f"{names.get(hand.kind, hand.kind)}: {hand.from_who or _('未割当')} → {hand.to_who or _('未割当')}"
    )
    return words + (f" ({hand.reason})" if hand.reason else "")


# --- the file -------------------------------------------------------------------------------------


def _file(found: QuerySet[ClockRow], state: str, now: datetime) -> HttpResponse:
    head = [
        _("事件番号"),
        _("官署"),
        _("すべきこと"),
        _("官職"),
        _("条文"),
        _("起点"),
        _("期限"),
        _("法令上の日"),
        _("終わり"),
        _("超過日数"),
        _("当時の担当"),
        _("今の担当"),
        _("知らせの数"),
        _("その後の記録の数"),
        _("今の状態"),
    ]
    return sheet(f"breaches-{state}-{tokyo_day(now):%Y%m%d}.csv", head, _lines_of(found, state, now))


def _lines_of(found: QuerySet[ClockRow], state: str, now: datetime) -> Iterator[list[object]]:
    """A line for each date up to `MOST_IN_FILE`; where there are more, the last line says so."""
    after: Cursor | None = Cursor.read(None)
    left = MOST_IN_FILE
    while after is not None and left:
        part = breaches.page(found, after, newest=state == "ended", limit=min(left, _FILE_PART))
        yield from (_row(breach, now) for breach in part.rows)
        left -= len(part.rows)
        after = part.next
    if after is not None:
        yield [
            _("ほかにもあります。このファイルは%(n)d件までです。期限の月を選ぶと、残りも保存できます。")
            % {"n": MOST_IN_FILE}
        ]


def _row(breach: Breach, now: datetime) -> list[object]:
    return [
        breach.number,
        office_name(breach.office),
        say(breach.clock.must),
        role_name(breach.clock.owed_by),
        articles(breach.clock.cites),
        tokyo(breach.start),
        tokyo(breach.alarm_at),
        tokyo(breach.legal_at),
        tokyo(breach.stopped_at) if breach.stopped_at else "",
        breach.days_late(now),
        breach.holder if breach.holder_known else _("記録なし"),
        breach.holder_now,
        breach.told,
        breach.deed_count,
        say(breach.stage),
    ]
