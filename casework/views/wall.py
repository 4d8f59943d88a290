"""The detention wall: one row for each person held, and how many have no date (none)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.days import tokyo_day
from casework.forms import number as whole_number
from casework.permissions import reads_persons, visible
from casework.templatetags.tetsuzuki import articles, last_day, office_name, role_name, say, weekday_date
from casework.views.access import officer, present, signed_in
from casework.views.csv_file import sheet
from casework.views.paging import cursor_in
from casework.watch import detainees
from casework.watch.detainees import BASES, Asked, Detainee, Due, Mind, Sort
from casework.work.queues import Cursor
from workflows.procedures.deportation import ledger

MOST_DAYS = 9999
# How many rows of the file are read at a time.
_FILE_PART = 500


@require_safe
@signed_in
def wall(request: HttpRequest) -> HttpResponse:
    """Everybody who is held in the officer's offices; whoever has no date stands first, then the next date."""
    user, now = officer(request), present(request)
    everybody = detainees.held(visible(user))
    asked, private = asked_in(request), reads_persons(user)
    if not private:
        asked = replace(asked, mind="")
    chosen = detainees.narrowed(everybody, asked, now)
    if request.GET.get("format") == "csv":
        return _file(chosen, asked, now, private)
    summary = detainees.summary(everybody, now)
    undated = detainees.undated(chosen, now) if summary.undated else []
    page = detainees.page(chosen, asked.sort, cursor_in(request), now)
    context = {
        "now": now,
        "private": private,
        "asked": asked,
        "filtered": asked != Asked(sort=asked.sort),
        "summary": summary,
        "undated": [_told(row, private) for row in undated],
        "pager": replace(page, rows=[_told(row, private) for row in page.rows]),
        "facilities": detainees.by_facility(everybody),
        "bases": [(basis, ledger.ground_label(ledger.Basis(basis))) for basis in BASES],
        "minds": mind_words(),
        "sorts": [
            (Sort.NEXT.value, _("次の日の早い順")),
            (Sort.LAST.value, _("次の日の遅い順")),
            (Sort.DAYS.value, _("収容の長い順")),
            (Sort.QUIET.value, _("記録が動いていない順")),
        ],
    }
    return render(request, "casework/wall.html", context)


def _told(row: Detainee, private: bool) -> Detainee:
    """A row without what it says of the person's situation, for who may not read that on the case either."""
    return row if private else replace(row, minds=())


def mind_words() -> dict[str, str]:
    """What each mark of a row says."""
    return {
        Mind.MINOR.value: _("未成年者"),
        Mind.ELDERLY.value: _("65歳以上"),
        Mind.HOSPITAL.value: _("入院中"),
        Mind.APART.value: _("隔離・保護室"),
        Mind.SPOUSE.value: _("配偶者あり"),
        Mind.CHILD.value: _("子あり"),
    }


def asked_in(request: HttpRequest) -> Asked:
    """The filters of an address; what makes no sense is left out."""
    get = request.GET.get
    sort = get("sort", "")
    return Asked(
        get("facility", "").replace("\x00", "")[:40],
        get("basis", "") if get("basis", "") in BASES else "",
        _days(get("within")),
        get("mind", "") if get("mind", "") in Mind._value2member_map_ else "",
        _days(get("over")),
        _days(get("quiet")),
        get("due", "") if get("due", "") in Due._value2member_map_ else "",
        Sort(sort) if sort in Sort._value2member_map_ else Sort.NEXT,
    )


def _days(text: str | None) -> int | None:
    found = whole_number(text)
    return found if found is not None and 0 <= found <= MOST_DAYS else None


def _file(people: detainees.People, asked: Asked, now: datetime, private: bool) -> HttpResponse:
    head = [
        _("事件番号"),
        _("氏名"),
        _("国籍・地域"),
        _("性別"),
        _("次の日"),
        _("次にすること"),
        _("条文"),
        _("官職"),
        _("担当"),
        _("根拠"),
        _("この根拠での日数"),
        _("途切れない日数"),
        _("通算日数"),
        _("収容場所"),
        _("官署"),
        _("次の健康診断"),
        _("前の健康診断"),
        _("配慮"),
        _("最後の記録"),
    ]
    return sheet(
        f"detention-{tokyo_day(now):%Y%m%d}.csv",
        head,
        (_cells(_told(row, private)) for row in _all(people, asked, now)),
    )


def _all(people: detainees.People, asked: Asked, now: datetime) -> Iterator[Detainee]:
    yield from detainees.undated(people, now, limit=_FILE_PART)
    after: Cursor | None = Cursor.read(None)
    while after is not None:
        part = detainees.page(people, asked.sort, after, now, limit=_FILE_PART)
        yield from part.rows
        after = part.next


def _cells(row: Detainee) -> list[object]:
    words = mind_words()
    return [
        row.number,
        row.name,
        row.nationality,
        row.sex,
        last_day(row.next_at) if row.next_at else _("日なし"),
        say(row.next_clock.must) if row.next_clock else "",
        articles(row.next_clock.cites) if row.next_clock else "",
        role_name(row.owed_by) if row.owed_by else "",
        row.officer,
        say(row.basis),
        row.days,
        row.days_unbroken,
        row.days_in_all,
        office_name(row.facility),
        office_name(row.office),
        last_day(row.health_at) if row.health_at else "",
        weekday_date(row.health_last) if row.health_last else "",
        "・".join(words[mind.value] for mind in row.minds),
        weekday_date(row.quiet_since),
    ]
