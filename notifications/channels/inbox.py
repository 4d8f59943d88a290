"""The inbox: a row in our own database, written in the transaction that marks it as sent. Exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from notifications.channels import path_of
from notifications.compose import Composed, clean
from notifications.models import Delivery, InboxEntry


def deliver(delivery: Delivery, composed: Composed) -> None:
    """Writes the entry; a second time does nothing."""
    deliver_all([(delivery, composed)])


def deliver_all(deliveries: Iterable[tuple[Delivery, Composed]]) -> None:
    """The same for many, in the order given."""
    entries = [
        InboxEntry(
            delivery=delivery,
            user_id=delivery.user_id,
            kind=delivery.message.kind,
            case=delivery.case,
            path=path_of(delivery),
            subject=clean(composed.subject)[:200],
            body=clean(composed.body),
            at=delivery.message.at,
        )
        for delivery, composed in deliveries
    ]
    InboxEntry.objects.bulk_create(entries, ignore_conflicts=True, batch_size=1000)


def session() -> AbstractContextManager[None]:
    """Nothing to keep open."""
    return nullcontext()
