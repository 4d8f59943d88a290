"""The drain: from the outbox to people. Any number may run at once, and any may be killed at any time.

1. Messages are claimed in batches; the directory says who is meant; deliveries are written, and those
   to the inbox are made at once. All in one transaction: a batch happens or does not.
2. Deliveries through other channels are made one by one, each in a transaction of its own that holds
   only that delivery's row, so that a slow mail server keeps nobody waiting.

Order: the messages of one case reach each person through each channel in the order (at, id). So a mail
that has to be tried again holds up that person's later mails of that case, and nothing else. A message
that found nobody holds up nothing; it arrives when there is somebody.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from notifications import channels, directory, outbox
from notifications.channels import ChannelError, inbox
from notifications.compose import STANDS_IN, Composed, compose
from notifications.directory import Addressees
from notifications.models import Delivery, MessageRow

logger = logging.getLogger(__name__)

BATCH = 100
# An audience may be several hundred people: a batch ends early when it has this many recipients.
MOST_RECIPIENTS = 2000


@dataclass(frozen=True, slots=True)
class DrainResult:
    """What one drain did. `more`: there may be more to do at once."""

    addressed: int = 0  # messages that found somebody
    nobody: int = 0  # messages that did not
    sent: int = 0  # deliveries made
    retried: int = 0  # deliveries that failed and will be tried again
    failed: int = 0  # deliveries given up
    more: bool = False

    def __add__(self, other: DrainResult) -> DrainResult:
        return DrainResult(
            self.addressed + other.addressed,
            self.nobody + other.nobody,
            self.sent + other.sent,
            self.retried + other.retried,
            self.failed + other.failed,
            self.more or other.more,
        )


def drain(limit: int = 200, *, now: datetime, seconds: float = 30.0) -> DrainResult:
    """Addresses up to `limit` messages and tries up to `limit` deliveries of each slow channel. Starts
    nothing after `seconds`. Must not be called within a transaction: its batches would not be kept."""
    stop_at = time.monotonic() + seconds
    result = DrainResult()
    left = limit
    while left > 0 and time.monotonic() < stop_at:
        done = _address(min(left, BATCH), now)
        result += done
        left -= done.addressed + done.nobody
        if done.addressed + done.nobody == 0:
            break
    else:
        result += DrainResult(more=True)
    for name in channels.used():
        result += _deliver(name, limit, now, stop_at)
    return result


# --- 1. whom, and the inbox -------------------------------------------------------------------------


def _address(limit: int, now: datetime) -> DrainResult:
    """One batch of messages."""
    with transaction.atomic():
        claimed = outbox.claim(limit, now)
        addressees = _look_up({row.audience for row in claimed})
        found: list[tuple[MessageRow, Addressees]] = []
        lost = recipients = 0
        for row in claimed:
            if recipients > MOST_RECIPIENTS:
                break  # the rest of the batch is let go with this transaction, still new
            match addressees[row.audience]:
                case Addressees() as meant:
                    found.append((row, meant))
                    recipients += len(meant.people)
                case reason:
                    outbox.mark_nobody(row, reason, now)
                    lost += 1
        sent = 0
        if found:
            waiting = outbox.address(found, channels.used(), now)
            sent = _fill_inboxes([d for d in waiting if d.channel == "inbox"], now)
    return DrainResult(addressed=len(found), nobody=lost, sent=sent)


def _look_up(audiences: set[str]) -> dict[str, Addressees | str]:
    """For each audience the people, or why there are none. A directory that fails for one must not keep
    the others from being told, so its error is kept as a reason and the lookup repeated later."""
    try:
        with transaction.atomic():  # an error of its query must not break the batch
            return {audience: _people(audience) for audience in audiences}
    except ImproperlyConfigured:
        raise
    except Exception:
        # One by one, to find out which. Not so from the start: a savepoint for each costs more than
        # all the rest of the batch.
        return {audience: _people_or_reason(audience) for audience in audiences}


def _people_or_reason(audience: str) -> Addressees | str:
    try:
        with transaction.atomic():
            return _people(audience)
    except Exception as error:
        logger.exception("the directory failed for %s", audience)
        return f"directory failed: {type(error).__name__}"


def _people(audience: str) -> Addressees | str:
    addressees = directory.resolve(audience)
    if addressees.people:
        return addressees
    logger.warning("nobody can be told: no active holder and no supervisor for %s", audience)
    return "no active holder of the office, and no supervisor"


def _fill_inboxes(deliveries: list[Delivery], now: datetime) -> int:
    texts: dict[tuple[int, str, bool], Composed] = {}
    pairs = []
    for delivery in deliveries:
        # The same text serves everybody who reads the message in the same language.
        which = (delivery.message_id, delivery.language, delivery.stands_in)
        if which not in texts:
            texts[which] = text_of(delivery)
        pairs.append((delivery, texts[which]))
    inbox.deliver_all(pairs)
    return outbox.mark_sent(deliveries, now) if deliveries else 0


def text_of(delivery: Delivery) -> Composed:
    """The message in the recipient's language."""
    row = delivery.message
    facts = {"number": row.case, **row.facts, STANDS_IN: delivery.stands_in}
    return compose(row.kind, facts, delivery.language)


# --- 2. one by one ----------------------------------------------------------------------------------


def _deliver(name: str, limit: int, now: datetime, stop_at: float) -> DrainResult:
    """Up to `limit` tries through one channel."""
    result = DrainResult()
    tried = 0
    ids = outbox.due(name, limit, now)
    if not ids:
        return result
    with channels.channel(name).session():
        while ids:
            before = tried
            for id in ids:
                if time.monotonic() >= stop_at:
                    return result + DrainResult(more=True)
                done, channel_down = _deliver_one(id, name, now)
                if done is None:
                    continue
                tried += 1
                result += done
                if channel_down:
                    return result
            if tried == before:
                return result  # all in the hands of another drain
            # A delivery may have waited for one that was just made.
            ids = outbox.due(name, limit - tried, now)
    return result + DrainResult(more=tried >= limit)


def _deliver_one(id: int, name: str, now: datetime) -> tuple[DrainResult | None, bool]:
    """One try; None if another drain has the delivery. Also answers whether the channel is down."""
    with transaction.atomic():
        delivery = outbox.claim_delivery(id, now)
        if delivery is None:
            return None, False
        try:
            with transaction.atomic():
                channels.channel(name).deliver(delivery, text_of(delivery))
        except ChannelError as error:
            permanent, down, reason = error.permanent, error.channel_down, str(error)
        except Exception as error:
            # A fault of ours. One message must not stop those behind it.
            logger.exception("channel %s failed unexpectedly for delivery %s", name, id)
            permanent, down, reason = False, False, f"internal error: {type(error).__name__}"
        else:
            outbox.mark_sent([delivery], now)
            return DrainResult(sent=1), False
        final = outbox.mark_failed(delivery, reason, permanent=permanent, now=now)
    logger.warning("delivery %s by %s failed%s", id, name, ", given up" if final else "")
    return (DrainResult(failed=1) if final else DrainResult(retried=1)), down
