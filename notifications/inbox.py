"""The inbox as its reader sees it: the newest first, in pages, with a number of unread entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notifications import clock
from notifications.models import InboxEntry

# Counting stops here: "1000 or more" says enough, and the number stands on every page.
MOST_COUNTED = 1000


def unread_count(user_id: int) -> int:
    """How many entries are unread, up to `MOST_COUNTED`."""
    return InboxEntry.objects.filter(user_id=user_id, read_at__isnull=True)[:MOST_COUNTED].count()


def page(
    user_id: int,
    after_id: int | None = None,
    limit: int = 50,
    *,
    unread: bool = False,
    kinds: Iterable[str] = (),
    other_than: Iterable[str] = (),
) -> list[InboxEntry]:
    """Entries, the newest first; the next page follows after the last id of this one.

    `unread` leaves out what was read; `kinds` keeps only these kinds of message, `other_than` leaves these out.
    """
    entries = InboxEntry.objects.filter(user_id=user_id)
    if after_id:
        entries = entries.filter(id__lt=after_id)
    if unread:
        entries = entries.filter(read_at__isnull=True)
    if wanted := list(kinds):
        entries = entries.filter(kind__in=wanted)
    if unwanted := list(other_than):
        entries = entries.exclude(kind__in=unwanted)
    return list(entries.order_by("-id")[:limit])


def mark_read(user_id: int, ids: Iterable[int], now: datetime | None = None) -> int:
    """Marks the reader's own entries among these as read; returns how many were not before."""
    mine = InboxEntry.objects.filter(user_id=user_id, id__in=list(ids), read_at__isnull=True)
    return mine.update(read_at=now or clock.now())
