"""Letters as the office sees them: what waits to be sent, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from notifications.channels import letter as channel
from notifications.drain import text_of
from notifications.models import Delivery, Letter

# Case numbers, or a query of them.
Numbers = QuerySet[Any, Any] | Sequence[str]


def waiting(cases: Numbers) -> QuerySet[Letter]:
    """Letters of cases that nobody has dealt with, the oldest first."""
    return Letter.objects.filter(outcome="", case__in=cases).order_by("at", "id")


def done(cases: Numbers) -> QuerySet[Letter]:
    """Letters that were dealt with, the newest first."""
    return Letter.objects.exclude(outcome="").filter(case__in=cases).order_by("-id")


def mark(letters: QuerySet[Letter], outcome: str, *, by: int, now: datetime) -> int:
    """What became of letters; returns of how many it was noted. What is noted once stays."""
    return letters.filter(outcome="").update(outcome=Letter.Outcome(outcome).value, done_at=now, done_by=by)


def failed_mail(cases: Numbers) -> QuerySet[Delivery]:
    """Mails to people outside that were given up and have not become letters, the oldest first."""
    return (
        Delivery.objects.filter(
            status=Delivery.Status.FAILED,
            channel="email",
            message__audience__startswith="person:",
            case__in=cases,
            letter=None,
        )
        .select_related("message")
        .order_by("id")
    )


def instead_of(mails: QuerySet[Delivery], ids: Iterable[int]) -> int:
    """Makes letters of mails that were given up; returns how many are new."""
    made = 0
    with transaction.atomic():
        rows = mails.filter(id__in=list(ids)).select_for_update(of=("self",))
        for delivery in rows:
            channel.deliver(delivery, text_of(delivery))
            made += 1
    return made
