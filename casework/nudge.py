"""A hint to the worker that there may be something to deliver. Losing it is harmless."""

from __future__ import annotations

import logging
from time import monotonic

from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

# The drain runs by itself every few seconds; nudging more often than this gains nobody anything.
_EVERY = 1.0
_last = 0.0


def nudge() -> None:
    """After the commit, ask for a drain, at most once a second and never raising."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    global _last
    if not settings.BROKER_PRESENT:
        return  # the scheduler process drains by itself
    if monotonic() - _last < _EVERY:
        return
    _last = monotonic()
    from notifications.tasks import drain_outbox

    try:
        drain_outbox.apply_async(retry=False)
    except Exception as error:  # a broker that is down must not reach the officer
        log.info("no nudge: %s", type(error).__name__)
