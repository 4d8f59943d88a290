"""My day: what of mine presses, what came, what came back, what waits; and one click to the next thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.models import User
from casework.templatetags.tetsuzuki import unread_count
from casework.views.access import officer, present, signed_in
from casework.views.filters import is_manager
from casework.work import day, queues
from casework.work.queues import Cursor, Scope, Whose

# Of the work of the next seven days so many rows; the rest is one click away.
MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Office:
    """What a supervisor sees of the office beside the own day."""

    late: int
    free_today: int
    to_sign: int
    back: list[day.Moved]


@require_safe
@signed_in
def my_day(request: HttpRequest) -> HttpResponse:
    """The start page of an officer."""
    user, now = officer(request), present(request)
    mine = day.scope_of(user, Whose.MINE)
    rows = queues.page(mine, Cursor.read(None), MOST_ROWS, now=now).rows
    groups = {g.code: g.rows for g in queues.by_urgency(rows, now)}
    given, returned = day.newly_given(user, now), day.returned_drafts(user, now)
    context = {
        "now": now,
        "urgent": queues.urgent(mine, now),
        "pressing": [*groups.get("late", ()), *groups.get("today", ())],
        "coming": groups.get("week", ()),
        "undated": [*groups.get("later", ()), *groups.get("none", ())],
        "given": given,
        "returned": returned,
        "waiting": day.waiting(user, now),
        "mentions": day.mentions(user),
        "unread": unread_count(user),
        "next": day.next_work(user),
        "office": _office(user, now) if is_manager(user) else None,
        "since": day.last_working_day(now),
    }
    context["quiet"] = not (rows or given or returned or context["waiting"] or context["mentions"])
    return render(request, "casework/day.html", context)


def _office(user: User, now: datetime) -> Office:
    offices, roles = queues.offices_of(user), queues.roles_of(user, Whose.ALL)

    def counted(whose: Whose, urgency: str) -> int:
        scope = Scope(user.pk, offices, roles, whose, urgency=urgency)
        return queues.count(scope, queues.MOST_COUNTED, now=now)

    return Office(
        counted(Whose.ALL, "late"),
        counted(Whose.FREE, "today"),
        day.to_sign(user, now),
        day.handed_back(user, now),
    )


@require_safe
@signed_in
def next_work(request: HttpRequest) -> HttpResponse:
    """To the case of the most urgent piece of work that the officer may act on; with `?after=` to the one
    after it. Claims nothing. The case then shows the way on."""
    user = officer(request)
    try:
        found = day.next_work(user, request.GET.get("after"))
    except queues.BadCursor as error:
        raise BadRequest(str(error)) from None
    if found is None:
        request.session.pop("next_work", None)
        if request.GET.get("after"):
            messages.success(request, _("これで全部です。ほかに今できる仕事はありません。"))
        else:
            messages.info(request, _("今、あなたを待っている仕事はありません。"))
        return redirect("home")
    request.session["next_work"] = {"number": found.number, "after": found.after}
    return redirect("case", number=found.number)
