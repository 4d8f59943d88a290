"""The demo's clock: forward by a day, a week, a month, three months, and what time then brings about."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import clocks, moment
from casework.models import Heartbeat
from casework.views.access import present, signed_in
from notifications.drain import DrainResult, drain
from workflows.counting import TOKYO

# How far each button goes: days, then calendar months.
_STEPS = {"day": (1, 0), "week": (7, 0), "month": (0, 1), "quarter": (0, 3)}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def demo_clock(request: HttpRequest) -> HttpResponse:
    """The demo's present, and the buttons that move it. Exists in the embedded demo only."""
    if not getattr(settings, "TETSUZUKI_DEMO", False):
        raise Http404
    if request.method != "POST":
        context = {
            "now": present(request),
            "ahead": moment.demo_ahead(),
            "health": clocks.health(present(request)),
            "beats": Heartbeat.objects.order_by("name"),
        }
        return render(request, "casework/demo_clock.html", context)
    step = _STEPS.get(request.POST.get("by", ""))
    if step is None:
        raise BadRequest("by")
    before = moment.now()
    moment.move_demo(_later(before, *step) - before)
    now = moment.now()
    swept = clocks.sweep_all(now)
    clocks.beat("sweep", now, swept.looks)
    told = DrainResult(more=True)
    total = DrainResult()
    for _round in range(20):
        if not told.more:
            break
        told = drain(now=now, seconds=20.0)
        total += told
    messages.success(
        request,
        _(
            "時計を進めました。期限を%(looks)d回確かめ、時間の経過による手続が%(lapsed)d件生じ、通知を%(sent)d件届けました。"
        )
        % {"looks": swept.looks, "lapsed": swept.lapsed, "sent": total.sent},
    )
    return redirect("demo_clock")


def _later(now: datetime, days: int, months: int) -> datetime:
    """The same time of day so many days or calendar months on (the month's last day at the latest)."""
    local = now.astimezone(TOKYO) + timedelta(days=days)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
