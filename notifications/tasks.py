"""Celery's way in. A task is a hint without meaning: lost or doubled, it harms nothing."""

from __future__ import annotations

import time

from celery import shared_task

from notifications import clock
from notifications.drain import DrainResult, drain

# Well below the task's time limit, and short enough for the scheduler without a broker, where the sweep
# of the clocks waits its turn behind this. What is left waits for the next hint.
SECONDS = 30.0


@shared_task(name="notifications.tasks.drain_outbox", ignore_result=True)
def drain_outbox() -> None:
    """Drains until nothing is left to do, or the time is up."""
    stop_at = time.monotonic() + SECONDS
    result = DrainResult(more=True)
    while result.more and (left := stop_at - time.monotonic()) > 0:
        result = drain(now=clock.now(), seconds=left)
