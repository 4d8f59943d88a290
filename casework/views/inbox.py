"""The officer's own messages."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from casework.views.access import officer, present, safe_next, signed_in
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
from notifications import inbox
from workflows.texts import Text

# The kinds of message as a reader tells them apart; what is in none of the three is "other".
KINDS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "clock": (
        Text("期限", "time limits"),
        ("reminder_ahead", "reminder_today", "overdue", "lapsed", "lapse_refused", "clock_corrected"),
    ),
    "step": (Text("事件の動き", "steps in cases"), ("step_taken", "rectified")),
    "work": (Text("担当", "work given to you"), ("assigned", "unassigned")),
    "other": (Text("その他", "other"), ()),
}


@require_safe
@signed_in
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Messages, the newest first; `?show=unread` leaves out what was read, `?kind=` keeps one kind."""
    user = officer(request)
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    if show not in ("", "unread") or (kind and kind not in KINDS):
        raise BadRequest("show or kind")
    named = tuple(code for label, codes in KINDS.values() for code in codes)
    after = cursor_in(request)
    entries = inbox.page(
        user.pk,
        after.id or None,
        queues.PAGE + 1,
        unread=show == "unread",
        kinds=KINDS[kind][1] if kind else (),
        other_than=named if kind == "other" else (),
    )
    shown = entries[: queues.PAGE]
    more = Cursor(shown[-1].at, shown[-1].pk) if len(entries) > queues.PAGE else None
    context = {
        "now": present(request),
        "pager": Page(shown, more, after.id > 0),
        "any_unread": any(entry.read_at is None for entry in shown),
        "unread_only": show == "unread",
        "kind": kind,
        "kinds": [(code, label) for code, (label, codes) in KINDS.items()],
    }
    return render(request, "casework/inbox.html", context)


@require_POST
@signed_in
def read_messages(request: HttpRequest) -> HttpResponse:
    """Marks messages as read; only the officer's own count."""
    ids = request.POST.getlist("id")
    if len(ids) > 1000 or not all(entry.isdecimal() and len(entry) < 19 for entry in ids):
        raise BadRequest("id")
    done = inbox.mark_read(officer(request).pk, [int(entry) for entry in ids], present(request))
    if done:
        messages.success(
            request, ngettext("%(n)d件を既読にしました。", "%(n)d件を既読にしました。", done) % {"n": done}
        )
    else:
        messages.info(request, _("未読のものはありませんでした。"))
    return redirect(safe_next(request, "/inbox/"))
