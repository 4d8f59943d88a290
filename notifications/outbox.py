"""The outbox: the only writer of messages and of what has become of them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value

from notifications.channels import ON_REQUEST
from notifications.compose import clean
from notifications.directory import Addressees, Recipient
from notifications.models import Delivery, MessageRow

# Tries of one delivery: after 1, 2, 4 … minutes and then every six hours, together nearly three days,
# so that a mail server that is down over a weekend costs nothing.
MAX_ATTEMPTS = 20
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
# An office without a holder is looked up again: somebody may have been appointed since.
FIRST_LOOKUP = timedelta(hours=1)
LONGEST_LOOKUP = timedelta(days=1)

REASON_LENGTH = 300
LONGEST = {"key": 200, "kind": 60, "audience": 200, "case": 60}  # the columns' widths


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told. `facts` are described in `compose`; they hold no name of a person.

    `key` says what the message is about ("clock:1234:1:3"): the same key is told once, whatever happens.
    `at` is the instant it stands for, and orders the messages of one `case`.
    """

    key: str
    kind: str
    audience: str
    facts: dict[str, Any]
    at: datetime
    case: str


# ORDER BY: ids follow the order of the caller's list, which decides between messages of one instant.
_PUT = """
INSERT INTO notifications_messagerow
       (key, kind, audience, facts, at, "case", put_at, status, lookups, next_try_at, reason)
SELECT m.key, m.kind, m.audience, m.facts, m.at, m."case", now(), 'new', 0, NULL, ''
  FROM ROWS FROM (
       jsonb_to_recordset(%s::jsonb)
       AS (key text, kind text, audience text, facts jsonb, at timestamptz, "case" text)
       ) WITH ORDINALITY AS m(key, kind, audience, facts, at, "case", place)
 ORDER BY m.place
    ON CONFLICT (key) DO NOTHING
"""


def put(messages: Iterable[Message]) -> int:
    """Writes the messages in the caller's transaction, with one statement whatever their number, and
    returns how many were new. Raises ValueError for one that could never be delivered."""
    rows = [_row(message) for message in messages]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [json.dumps(rows, allow_nan=False)])
        return int(cursor.rowcount)


def _row(message: Message) -> dict[str, Any]:
    if message.at.tzinfo is None:
        raise ValueError(f"message {message.key!r}: at must be aware")
    row: dict[str, Any] = {"facts": _json(message.facts), "at": message.at.isoformat()}
    for name in LONGEST:
        row[name] = clean(getattr(message, name))
        if len(row[name]) > LONGEST[name]:
            raise ValueError(
                f"message {message.key[:60]!r}: {name} is longer than {LONGEST[name]} characters"
            )
        if not row[name] and name != "case":
            raise ValueError(f"message {message.key[:60]!r}: {name} is empty")
    return row


def _json(value: Any) -> Any:
    """The value as PostgreSQL's jsonb can hold it. What cannot be held is made harmless rather than
    refused: a character in a label must not undo a step of the law."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case date():
            return value.isoformat()
        case Mapping():
            return {clean(key): _json(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_json(part) for part in value]
        case _:
            return clean(value)


def claim(limit: int, now: datetime) -> list[MessageRow]:
    """Locks up to `limit` messages that have to be addressed, in the order (at, id). The locks last as
    long as the caller's transaction.

    What another drain holds is skipped; so is a message whose predecessor in the same case is held
    there, since it would overtake it. New messages come first; with what remains of the limit, those
    whose office was empty are looked up again.
    """
    unaddressed = MessageRow.objects.select_for_update(skip_locked=True).order_by("at", "id")
    new = list(unaddressed.filter(status=MessageRow.Status.NEW)[:limit])
    held = _overtaken(new)
    claimed = [row for row in new if row.case not in held]
    if len(new) < limit:
        again = unaddressed.filter(status=MessageRow.Status.NOBODY, next_try_at__lte=now)
        claimed += again[: limit - len(new)]
    return sorted(claimed, key=lambda row: (row.at, row.id))


def _overtaken(rows: Sequence[MessageRow]) -> set[str]:
    """Cases of which an earlier message is new but not among these: another drain holds it.

    Asked in a statement of its own, after the locks: what the other has committed by then is seen.
    """
    last = {row.case: (row.at, row.id) for row in rows if row.case}
    if not last:
        return set()
    others = (
        MessageRow.objects.filter(
            status=MessageRow.Status.NEW, case__in=last, at__lte=max(at for at, _ in last.values())
        )
        .exclude(id__in=[row.id for row in rows])
        .values_list("case", "at", "id")
    )
    return {case for case, at, id in others if (at, id) < last[case]}


def address(
    found: Sequence[tuple[MessageRow, Addressees]], channels: Sequence[str], now: datetime
) -> list[Delivery]:
    """Writes one delivery per channel and recipient, in the order of the messages, and answers those
    of them that wait. A delivery that is there already stays as it is."""
    wanted = [
        Delivery(
            message=row,
            channel=channel,
            user_id=person.user_id,
            address=clean(person.email)[:254],
            language=person.language[:10],
            stands_in=addressees.stands_in,
            case=row.case,
            next_try_at=now,
        )
        for row, addressees in found
        for person in addressees.people
        for channel in channels
        if _reaches(channel, person)
    ]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    rows = {row.id: row for row, _ in found}
    MessageRow.objects.filter(id__in=rows).update(
        status=MessageRow.Status.ADDRESSED, next_try_at=None, reason=""
    )
    waiting = list(
        Delivery.objects.filter(message_id__in=rows, status=Delivery.Status.WAITING).order_by("id")
    )
    for delivery in waiting:
        delivery.message = rows[delivery.message_id]
    return waiting


def _reaches(channel: str, person: Recipient) -> bool:
    if channel == "email" and not person.email:
        return False
    return channel in person.channels if person.channels is not None else channel not in ON_REQUEST


def mark_nobody(row: MessageRow, reason: str, now: datetime) -> None:
    """Nobody could be found: the message stays visible, and is looked up again later."""
    wait = min(FIRST_LOOKUP * 2 ** min(row.lookups, 10), LONGEST_LOOKUP)
    MessageRow.objects.filter(id=row.id).update(
        status=MessageRow.Status.NOBODY,
        lookups=F("lookups") + 1,
        next_try_at=now + wait,
        reason=clean(reason)[:REASON_LENGTH],
    )


def due(channel: str, limit: int, now: datetime) -> list[int]:
    """Ids of deliveries that may be tried now, those due longest first; nothing is locked. A delivery
    that has to wait for an earlier one of its case is not among them, however many there are."""
    earlier = Delivery.objects.filter(
        status=Delivery.Status.WAITING,
        channel=channel,
        user_id=OuterRef("user_id"),
        case=OuterRef("case"),
        id__lt=OuterRef("id"),
    )
    ready = Delivery.objects.filter(
        Q(case="") | ~Exists(earlier),
        status=Delivery.Status.WAITING,
        channel=channel,
        next_try_at__lte=now,
    )
    return list(ready.order_by("next_try_at", "id").values_list("id", flat=True)[: max(limit, 0)])


def claim_delivery(id: int, now: datetime) -> Delivery | None:
    """Locks one delivery, with its message, if it is still due and nobody else has it."""
    # By its id alone, and the rest afterwards: with more conditions and statistics that lag behind a
    # burst, PostgreSQL may walk the index of all that is due to find the one.
    delivery = (
        Delivery.objects.select_related("message")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(id=id)
        .first()
    )
    if delivery is None or delivery.status != Delivery.Status.WAITING or delivery.next_try_at > now:
        return None
    if not delivery.case:
        return delivery
    earlier = Delivery.objects.filter(
        status=Delivery.Status.WAITING,
        channel=delivery.channel,
        user_id=delivery.user_id,
        case=delivery.case,
        id__lt=id,
    )
    return None if earlier.exists() else delivery


def mark_sent(deliveries: Iterable[Delivery], now: datetime) -> int:
    """The deliveries were made."""
    ids = [delivery.id for delivery in deliveries]
    return Delivery.objects.filter(id__in=ids, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.SENT, attempts=F("attempts") + 1, sent_at=now, reason=""
    )


def mark_failed(delivery: Delivery, reason: str, *, permanent: bool, now: datetime) -> bool:
    """A try has failed. Returns whether that was final; if not, the next try is later each time."""
    attempts = delivery.attempts + 1
    final = permanent or attempts >= MAX_ATTEMPTS
    wait = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    Delivery.objects.filter(id=delivery.id, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.FAILED if final else Delivery.Status.WAITING,
        attempts=attempts,
        next_try_at=delivery.next_try_at if final else now + wait,
        reason=clean(reason)[:REASON_LENGTH],
    )
    return final


# --- for the supervisors' page ----------------------------------------------------------------------


def nobody(offices: Iterable[str] | None = None, limit: int = 100) -> list[MessageRow]:
    """Messages that nobody could be found for, of these offices or of all, the oldest first."""
    rows = MessageRow.objects.filter(status=MessageRow.Status.NOBODY)
    if offices is not None:
        rows = rows.annotate(place=_place("audience")).filter(place__in=list(offices))
    return list(rows.order_by("at", "id")[:limit])


def failed(offices: Iterable[str] | None = None, limit: int = 100) -> list[Delivery]:
    """Deliveries that were given up, with their messages, the oldest first; of these offices or of all."""
    rows = Delivery.objects.filter(status=Delivery.Status.FAILED).select_related("message")
    if offices is not None:
        rows = rows.annotate(place=_place("message__audience")).filter(place__in=list(offices))
    return list(rows.order_by("id")[:limit])


def _place(audience: str) -> Func:
    """The office behind the "@" of an audience; empty for a single person."""
    return Func(F(audience), Value("@"), Value(2), function="split_part", output_field=TextField())


def retry_failed(delivery_ids: Iterable[int], now: datetime) -> int:
    """Puts given-up deliveries back to work, from the first try on, and returns how many."""
    return Delivery.objects.filter(id__in=list(delivery_ids), status=Delivery.Status.FAILED).update(
        status=Delivery.Status.WAITING, attempts=0, next_try_at=now
    )


def look_up_again(message_ids: Iterable[int], now: datetime) -> int:
    """Has the addressees of messages without one looked up at the next drain; returns how many."""
    return MessageRow.objects.filter(id__in=list(message_ids), status=MessageRow.Status.NOBODY).update(
        next_try_at=now
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A message and what became of it for one person: `user_id` is None while nobody has been found, and below
    zero for somebody outside. `sent_at` and `read_at` are None until then."""

    key: str
    kind: str
    audience: str
    at: datetime
    user_id: int | None
    channel: str
    status: str
    stands_in: bool
    sent_at: datetime | None
    read_at: datetime | None


# The bounds of a prefix in the order of the index for patterns, so that each prefix is one walk along it.
_ABOUT = """
SELECT m.key, m.kind, m.audience, m.at, d.user_id, COALESCE(d.channel, ''), COALESCE(d.status, m.status),
       COALESCE(d.stands_in, false), d.sent_at, e.read_at
FROM unnest(%(low)s::text[], %(high)s::text[]) AS p(low, high)
JOIN notifications_messagerow m ON m.key ~>=~ p.low AND m.key ~<~ p.high
LEFT JOIN notifications_delivery d ON d.message_id = m.id
LEFT JOIN notifications_inboxentry e ON e.delivery_id = d.id
ORDER BY m.at, m.id, d.id LIMIT %(limit)s
"""


def about(prefixes: Iterable[str], limit: int = 2000) -> list[Told]:
    """The messages whose keys begin with one of these, in the order of the instants they stand for, each with
    its deliveries. One statement. A prefix ends in a colon."""
    low = [prefix for prefix in prefixes if prefix.endswith(":")]
    if not low:
        return []
    # ";" follows ":" in the order of the index: the end of all keys that go on after the colon.
    bounds: dict[str, Any] = {"low": low, "high": [f"{prefix[:-1]};" for prefix in low], "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, bounds)
        return [Told(*row) for row in cursor.fetchall()]
