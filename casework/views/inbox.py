"""The officer's own messages."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from casework import queues
from casework.queues import Cursor, Page
from casework.views.access import officer, present, safe_next, signed_in
from casework.views.queue import cursor_in
from notifications import inbox


@require_safe
@signed_in
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Messages, the newest first."""
    user = officer(request)
    after = cursor_in(request)
    entries = inbox.page(user.pk, after.id or None, queues.PAGE + 1)
    shown = entries[: queues.PAGE]
    more = Cursor(shown[-1].at, shown[-1].pk) if len(entries) > queues.PAGE else None
    context = {"now": present(request), "pager": Page(shown, more, after.id > 0)}
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
