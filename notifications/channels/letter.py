"""Letters: a row in our own database, to be printed and sent by the office; written in the transaction that
marks the delivery as made. Exactly once."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from notifications.compose import Composed, clean
from notifications.models import Delivery, Letter


def deliver(delivery: Delivery, composed: Composed) -> None:
    """Writes the letter; a second time does nothing."""
    letter = Letter(
        delivery=delivery,
        case=delivery.case,
        language=delivery.language,
        subject=clean(composed.subject)[:200],
        body=clean(composed.body),
        at=delivery.message.at,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def session() -> AbstractContextManager[None]:
    """Nothing to keep open."""
    return nullcontext()
