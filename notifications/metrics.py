"""How the outbox is doing. Each figure is read from a partial index: cheap however long the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count

from notifications.models import Delivery, MessageRow


@dataclass(frozen=True, slots=True)
class Metrics:
    """`oldest_undelivered` is the age of the oldest message that is new or has a delivery waiting; None
    when nothing waits. It is measured on the machine's clock: it says whether the drain is alive, and a
    demo moved ahead by a month must not look like a stopped worker."""

    oldest_undelivered: timedelta | None
    new: int
    nobody: int
    waiting: int
    failed: int


_READ = """
SELECT now() - least(
         (SELECT min(put_at) FROM notifications_messagerow WHERE status = 'new'),
         (SELECT min(m.put_at) FROM notifications_delivery d JOIN notifications_messagerow m
              ON m.id = d.message_id WHERE d.status = 'waiting')),
       (SELECT count(*) FROM notifications_messagerow WHERE status = 'new'),
       (SELECT count(*) FROM notifications_messagerow WHERE status = 'nobody'),
       (SELECT count(*) FROM notifications_delivery WHERE status = 'waiting'),
       (SELECT count(*) FROM notifications_delivery WHERE status = 'failed')
"""


def read() -> Metrics:
    """The present figures, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return Metrics(*cursor.fetchone())


def counts_by_status() -> dict[str, int]:
    """All messages ("message.new", …) and deliveries ("delivery.sent", …) counted. Reads both tables
    whole: for reports and tests, not for a probe."""
    counts = {f"message.{status}": 0 for status in MessageRow.Status.values}
    counts |= {f"delivery.{status}": 0 for status in Delivery.Status.values}
    for name, rows in (("message", MessageRow.objects), ("delivery", Delivery.objects)):
        for status, number in rows.order_by().values_list("status").annotate(Count("id")):
            counts[f"{name}.{status}"] = number
    return counts
