"""Channels: one module each, with `deliver(delivery, composed) -> None` and `session()` around a run.

A new one is a module here and a line in `CHANNELS`. `deliver` raises `ChannelError` when it fails; what
it does must bear repeating, since a crash after it and before `mark_sent` means that it is done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from notifications.compose import Composed
from notifications.models import Delivery

CHANNELS = {
    "inbox": "notifications.channels.inbox",
    "email": "notifications.channels.email",
    "letter": "notifications.channels.letter",
}
# Only for who is to be reached this way; the others are for everybody.
ON_REQUEST = frozenset({"letter"})


class ChannelError(Exception):
    """A delivery failed. `permanent`: trying again would not help. `channel_down`: the fault is not
    this message's, so it is of no use to try others now. The message of the error is stored."""

    def __init__(self, reason: str, *, permanent: bool, channel_down: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.channel_down = channel_down


class Channel(Protocol):
    """What each module of this package offers."""

    def deliver(self, delivery: Delivery, composed: Composed) -> None:
        """Delivers, or raises `ChannelError`."""

    def session(self) -> AbstractContextManager[None]:
        """Surrounds a run of deliveries; keeps a connection open, where there is one."""


def used() -> Sequence[str]:
    """The channels that messages take: those of the settings, and those on request, which need no setting."""
    names: Sequence[str] = getattr(settings, "NOTIFICATIONS_CHANNELS", ("inbox", "email"))
    return tuple(dict.fromkeys((*names, *sorted(ON_REQUEST))))


def channel(name: str) -> Channel:
    """The module of that name."""
    return cast(Channel, import_module(CHANNELS[name]))


def path_of(delivery: Delivery) -> str:
    """The page the message points to: a path on this site, or nothing. Anything else in its place
    (another site, a script) is not passed on."""
    path = delivery.message.facts.get("path")
    if not isinstance(path, str) or not path.startswith("/") or path.startswith(("//", "/\\")):
        return ""
    return path if len(path) <= 300 and path.isprintable() and " " not in path else ""
