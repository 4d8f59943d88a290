"""`/metrics`: what a watcher outside must know, in the text format of Prometheus.

The age of the oldest overdue clock says whether people keep up; the age of the oldest clock nobody
looked at and of the last sweep say whether the system does. No figure names a person or a case.
Answered to whoever holds METRICS_TOKEN, and without a token to this machine alone.
"""

import hmac
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import clocks
from casework.moment import now
from notifications import metrics as notices


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The present figures; 403 for those who may not read them."""
    if not _may_read(request):
        return HttpResponse("metrics need the token\n", status=403, content_type="text/plain")
    return HttpResponse(exposition(now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(given, token.encode())
    # Behind a proxy every request comes from this machine: there the token is needed.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded


def exposition(present: datetime) -> str:
    """All figures as text. An age is -1 where there is nothing to be old: no sweep yet, nothing late."""
    timers, outbox = clocks.health(present), notices.read()
    figures = [
        ("sweep_age_seconds", "since the clocks were last swept", _age(present, timers.swept_at)),
        (
            "oldest_overdue_clock_seconds",
            "since the oldest overdue clock ran out",
            _age(present, timers.oldest_overdue_at),
        ),
        (
            "oldest_unlooked_clock_seconds",
            "since the oldest clock should have been looked at",
            _age(present, timers.oldest_look_at),
        ),
        ("open_clocks", "running clocks", timers.open_clocks),
        (
            "oldest_undelivered_message_seconds",
            "since the oldest undelivered message was put",
            outbox.oldest_undelivered.total_seconds() if outbox.oldest_undelivered is not None else -1,
        ),
        ("messages_for_nobody", "messages to offices that nobody holds", outbox.nobody),
        ("deliveries_waiting", "deliveries to be tried again", outbox.waiting),
        ("deliveries_failed", "deliveries given up", outbox.failed),
    ]
    lines = []
    for name, meaning, value in figures:
        full = f"tetsuzuki_{name}"
        lines += [f"# HELP {full} {meaning}", f"# TYPE {full} gauge", f"{full} {value:g}"]
    return "\n".join(lines) + "\n"


def _age(present: datetime, then: datetime | None) -> float:
    return (present - then).total_seconds() if then is not None else -1
