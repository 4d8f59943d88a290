"""The record of a case: a chain of entries, and how to tell that none was changed.

Each entry's hash covers the entry before it. Facts enter the hash by their digest, so that a lawful
erasure of personal data leaves the chain whole. Nothing reads the record to decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casework.models import Case, Event

START = "0" * 64


def canonical(data: Any) -> bytes:
    """The one byte form of plain data: sorted keys, no spaces, UTC times to the microsecond."""
    return _encode(data).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} does not belong in the record")


# Made once: json.dumps makes an encoder at every call that does not use its defaults.
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
).encode


def digest(data: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def seal(entry: Mapping[str, Any], previous: str) -> str:
    """The hash of an entry that follows the entry with hash `previous`."""
    return digest([previous, *(entry[name] for name in SEALED)])


SEALED = (
    "case_id",
    "seq",
    "kind",
    "step",
    "at",
    "recorded_at",
    "actor_id",
    "office",
    "facts_digest",
    "effects",
    "supersedes",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the record that does not hold."""

    case: str
    seq: int
    what: str


def faults(case: Case) -> Iterator[Fault]:
    """Walk one case's chain: order, links, seals, digests, and the head kept on the case."""
    previous = START
    expected = 1
    for event in Event.objects.filter(case=case).order_by("seq"):
        if event.seq != expected:
            yield Fault(case.number, expected, f"entry {expected} is missing; {event.seq} follows")
            expected = event.seq
        if event.previous_hash != previous:
            yield Fault(case.number, event.seq, "the entry does not follow the one before it")
        if event.facts is not None and digest(event.facts) != event.facts_digest:
            yield Fault(case.number, event.seq, "the facts were changed")
        sealed = seal({name: getattr(event, name) for name in SEALED}, event.previous_hash)
        if sealed != event.hash:
            yield Fault(case.number, event.seq, "the entry was changed")
        previous, expected = event.hash, expected + 1
    if case.version != expected - 1:
        yield Fault(
            case.number, expected, f"the case counts {case.version} entries, the record {expected - 1}"
        )
    elif case.head != previous:
        yield Fault(case.number, expected - 1, "the case does not end with the record's last entry")
