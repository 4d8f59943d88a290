"""Absences: who is away and who covers, the days on which nobody is left, and recording and ending one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework import actions
from casework.forms import number as whole_number
from casework.models import Absence, User
from casework.store import NO_DATE
from casework.templatetags.tetsuzuki import language
from casework.views.access import officer, present, signed_in
from casework.views.errors import refused, status_of
from casework.views.paging import cursor_in
from casework.work import absences, queues
from casework.work.absences import Day, Gap
from casework.work.queues import Cursor, Page
from workflows.texts import Refusal, Refused, Text

MOST_OWN = 10
MOST_STAFF = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of somebody's strip."""

    day: Day
    away: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An absence as the page shows it."""

    absence: Absence
    cells: Sequence[Cell]
    on: bool
    over: bool
    may_end: bool
    back: int


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def absence_page(request: HttpRequest) -> HttpResponse:
    """The reader's own absences; for supervisors also the strip of their offices and its gaps."""
    if request.method == "POST":
        return _act(request)
    return _show(request)


# --- acting ---------------------------------------------------------------------------------------


def _act(request: HttpRequest) -> HttpResponse:
    user, now, do = officer(request), present(request), request.POST.get("do")
    try:
        if do == "record":
            return _record(request)
        key = whole_number(request.POST.get("absence"))
        if key is None or do not in ("end", "back"):
            raise BadRequest("do")
        if do == "end":
            actions.end_absence(key, by=user, now=now)
            messages.success(request, _("不在を終えました。"))
        else:
            given = actions.ask_back(key, by=user, now=now)
            text = ngettext("%(n)d件の仕事を戻しました。", "%(n)d件の仕事を戻しました。", given)
            messages.success(request, text % {"n": given})
    except Refused as refusal:
        return refused(request, refusal.refusal, status=status_of(refusal.refusal))
    return redirect("absences")


def _record(request: HttpRequest) -> HttpResponse:
    user, now = officer(request), present(request)
    data = request.POST
    problems: dict[str, Text] = {}
    since, until = (
        _day(data.get("since", ""), "since", problems),
        _day(data.get("until", ""), "until", problems),
    )
    who, cover = user, None
    if data.get("user"):
        key = whole_number(data.get("user"))
        found = User.objects.filter(pk=key, is_active=True).first() if key is not None else None
        if found is None:
            problems["user"] = Text("職員を一覧から選んでください。", "Choose an officer of the list.")
        else:
            who = found
    if data.get("cover"):
        key = whole_number(data.get("cover"))
        cover = User.objects.filter(pk=key).first() if key is not None else None
        if cover is None:
            problems["cover"] = Text("代わりの職員を一覧から選んでください。", "Choose a cover of the list.")
    if problems or since is None or until is None:
        return _show(request, refusal=_bad(problems))
    try:
        absence = actions.record_absence(
            who, since, until, cover=cover, by=user, now=now, reason=data.get("reason", "")
        )
    except Refused as refusal:
        if not refusal.refusal.fields:
            raise
        return _show(request, refusal=refusal.refusal)
    if absence.begun_at is not None:
        messages.success(request, _("不在を記録し、仕事を引き継ぎました。"))
    else:
        messages.success(request, _("不在を記録しました。初日の午前0時に仕事を引き継ぎます。"))
    return redirect("absences")


def _day(text: str, name: str, problems: dict[str, Text]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems[name] = Text("日付を入力してください。", "Enter a date.")
        return None


def _bad(problems: Mapping[str, Text]) -> Refusal:
    return Refusal(
        "bad-fact",
        Text("この内容では不在を記録できません。", "The absence cannot be recorded like this."),
        Text("", ""),
        Text("示した欄を直してください。", "Correct the fields named."),
        (),
        dict(problems),
    )


# --- showing --------------------------------------------------------------------------------------


def _show(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    user, now, lang = officer(request), present(request), language()
    today = absences.tokyo_day(now)
    days = absences.strip_days(today, lang)
    data = request.POST
    chosen = _chosen(request, user)
    offices = queues.offices_of(user) if user.is_supervisor else ()
    page = _strip(offices, days, cursor_in(request)) if offices else None
    own = list(
        Absence.objects.filter(user=user)
        .select_related("user", "user__office", "cover")
        .order_by("-until", "-pk")[:MOST_OWN]
    )
    strip = list(page.rows) if page is not None else []
    back = actions.returnable({a.pk: a for a in [*strip, *own]}.values()) if offices else {}
    found = absences.gaps(offices, [d for d in days if d.day >= today])
    context = {
        "now": now,
        "today": today,
        "days": days,
        "own": [_row(a, days, user, today, back) for a in own],
        "strip": [_row(a, days, user, today, back) for a in strip],
        "pager": page,
        "manager": bool(offices),
        "gaps": [_gap(g) for g in found[: absences.MOST_GAPS]],
        "more_gaps": max(len(found) - absences.MOST_GAPS, 0),
        "refusal": refusal,
        "faults": refusal.fields if refusal else {},
        "typed": {name: data.get(name, "") for name in ("since", "until", "cover", "reason")},
        "staff": _staff(user, offices),
        "chosen": chosen,
        "covers": absences.possible_covers(chosen),
        "latest": (today + actions.LONGEST).isoformat(),
    }
    return render(request, "casework/absences.html", context, status=422 if refusal else 200)


def _chosen(request: HttpRequest, user: User) -> User:
    """Whose absence the form is about: one's own, or an officer's of one's offices."""
    wanted = whole_number(request.POST.get("user") or request.GET.get("user"))
    if wanted is None or wanted == user.pk:
        return user
    found = User.objects.filter(pk=wanted, is_active=True).first()
    if found is None and request.method != "POST":
        raise Http404
    return found if found is not None and actions.answers_for(user, found) else user


def _staff(user: User, offices: Sequence[str]) -> list[User]:
    """The officers whose absence the reader may record."""
    if not offices:
        return []
    found = User.objects.filter(is_active=True, office_id__in=offices).exclude(pk=user.pk)
    return list(found.order_by("full_name", "username", "pk")[:MOST_STAFF])


def _strip(offices: Sequence[str], days: Sequence[Day], after: Cursor) -> Page[Absence]:
    """The absences that touch the two weeks: open, or over in them and begun."""
    monday, sunday = days[0].day, days[-1].day
    theirs = User.objects.filter(pk=OuterRef("user_id"), office_id__in=offices)
    found = Absence.objects.filter(
        Exists(theirs),
        Q(ended_at=None)
        | Q(begun_at__isnull=False, ended_at__gte=absences.midnight(monday - timedelta(days=7))),
        since__lte=sunday,
        until__gte=monday - timedelta(days=7),
    )
    if after.id:
        first = absences.tokyo_day(min(after.by, NO_DATE))
        found = found.filter(Q(since__gt=first) | Q(since=first, pk__gt=after.id))
    rows = list(
        found.select_related("user", "user__office", "cover").order_by("since", "pk")[: queues.PAGE + 1]
    )
    shown = rows[: queues.PAGE]
    more = None
    if len(rows) > queues.PAGE:
        more = Cursor(absences.midnight(shown[-1].since), shown[-1].pk)
    return Page(shown, more, after.id > 0)


def _row(
    absence: Absence, days: Sequence[Day], user: User, today: date, back: Mapping[int, list[int]]
) -> Row:
    ended = absence.ended_at
    last = absence.until
    if ended is not None:
        # Called off on its first day or before, it holds on no day.
        last = min(last, absences.tokyo_day(ended) - timedelta(days=0 if absence.begun_at else 1))
    cells = [Cell(day, absence.since <= day.day <= last) for day in days]
    return Row(
        absence,
        cells,
        ended is None and absence.since <= today <= absence.until,
        ended is not None,
        ended is None and actions.answers_for(user, absence.user),
        len(back.get(absence.pk, ())),
    )


def _gap(gap: Gap) -> tuple[Gap, bool]:
    return gap, gap.first == gap.last
