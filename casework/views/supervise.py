"""What those who answer for an office watch, in one page that leads on: breaches, people held, stuck work, load,
the timers, and the invariants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import clocks as timers
from casework.days import end_of_day
from casework.models import Heartbeat, User
from casework.permissions import HEADQUARTERS, in_charge, visible
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.invariants import examined
from casework.watch import breaches, detainees, stuck
from casework.watch.breaches import Dates
from casework.work import queues
from notifications import outbox
from notifications.directory import office_of
from workflows.roles import Role

MOST_BREACHES = 5
MOST_UNDELIVERED = 20
# The sweep runs every ten seconds: silence for this long means that nobody looks at clocks.
SWEEP_SILENCE = 120


@require_safe
@signed_in
@supervisors_only
def supervise(request: HttpRequest) -> HttpResponse:
    """Six figures that lead on, the gravest breaches, the load of the offices, the sweep, undeliverable messages."""
    user, now = officer(request), present(request)
    cases = in_charge(user)
    running = breaches.running(cases, now, Dates.OFFICE)
    people = detainees.summary(detainees.held(cases), now)
    still = stuck.counts(user, now)
    health = timers.health(now)
    silence = (now - health.swept_at).total_seconds() if health.swept_at else None
    # Headquarters watches the whole country; an office its own messages and those of the offices below it.
    offices = None if user.is_superuser or user.office_id == HEADQUARTERS else queues.offices_of(user)
    nobody = outbox.nobody(offices, MOST_UNDELIVERED + 1)
    failed = outbox.failed(offices, MOST_UNDELIVERED + 1)
    context = {
        "now": now,
        "broken": sum(check.count for check in examined(visible(user))),
        "undelivered": min(len(nobody), MOST_UNDELIVERED) + min(len(failed), MOST_UNDELIVERED),
        "undelivered_more": max(len(nobody), len(failed)) > MOST_UNDELIVERED,
        "breaches": breaches.gravest(running, MOST_BREACHES),
        "breach_count": running[: queues.MOST_COUNTED].count(),
        "breach_liberty": breaches.running(cases, now, Dates.LIBERTY)[: queues.MOST_COUNTED].count(),
        "people": people,
        # Old work without a date is a matter of course in some offices, and no alarm.
        "still": sum(n for kind, n in still.items() if kind is not stuck.Kind.UNDATED),
        "quiet": still[stuck.Kind.QUIET],
        "load": _load(user, now),
        "health": health,
        "sweep_silent": silence is None or silence > SWEEP_SILENCE,
        "behind": health.oldest_look_at is not None
        and (now - health.oldest_look_at).total_seconds() > SWEEP_SILENCE,
        "beats": Heartbeat.objects.order_by("name"),
        "nobody": [
            (row, breaches.audience_name(row.audience), office_of(row.audience))
            for row in nobody[:MOST_UNDELIVERED]
        ],
        "failed": failed[:MOST_UNDELIVERED],
    }
    return render(request, "casework/supervise.html", context)


@dataclass(frozen=True, slots=True)
class Load:
    """How much work of one statutory office stands in one place."""

    office: str
    role: str
    everything: int
    late: int
    today: int
    free: int
    oldest: datetime


_LOAD = """
SELECT office_id, role, count(*), count(*) FILTER (WHERE by <= %(now)s),
       count(*) FILTER (WHERE by > %(now)s AND by <= %(today)s),
       count(*) FILTER (WHERE assignee_id IS NULL), min(since)
FROM casework_workitem WHERE office_id = ANY(%(offices)s) AND role = ANY(%(roles)s)
GROUP BY office_id, role ORDER BY 4 DESC, 5 DESC, 3 DESC LIMIT 40
"""


def _load(user: User, now: datetime) -> list[Load]:
    bounds: dict[str, Any] = {
        "now": now,
        "today": end_of_day(now),
        "offices": list(queues.offices_of(user)),
        "roles": [r.value for r in Role],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, bounds)
        return [Load(*row) for row in cursor.fetchall()]


@require_safe
@signed_in
@supervisors_only
def invariants_page(request: HttpRequest) -> HttpResponse:
    """What must never be, counted now over all cases; a case is named where the reader may see it."""
    checks = examined(visible(officer(request)))
    context = {
        "now": present(request),
        "checks": checks,
        "broken": sum(check.count for check in checks),
    }
    return render(request, "casework/invariants.html", context, status=200)
