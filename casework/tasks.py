"""What Celery calls. The tasks carry no meaning: losing or doubling one is harmless."""

from __future__ import annotations

from time import monotonic

from celery import shared_task

from casework import actions, bulk, clocks
from casework.beside import signing
from casework.figures import tallying
from casework.moment import now
from casework.work import assigning

# A run of the tallies ends in time for the limit of a task; the next one goes on.
TALLY_SECONDS = 150


@shared_task(name="casework.tasks.sweep_clocks", ignore_result=True)
def sweep_clocks(limit: int = 200) -> int:
    """Sweep until nothing is due, in bounded batches; returns the rungs taken."""
    present = now()
    done = clocks.sweep_all(present, limit=limit, rounds=50)
    clocks.beat("sweep", present, done.looks)
    return done.looks


@shared_task(name="casework.tasks.beat_heartbeat", ignore_result=True)
def beat_heartbeat() -> None:
    """Show that beat and worker are alive, whether or not anything is due."""
    clocks.beat("worker", now())


@shared_task(name="casework.tasks.accept_batches", ignore_result=True)
def accept_batches() -> None:
    """Go on with the files of many filings; what is left when the time is up is asked for again."""
    if bulk.work():
        bulk.nudge()


@shared_task(name="casework.tasks.sweep_absences", ignore_result=True)
def sweep_absences() -> None:
    """Hand on the work of whoever is away or has left, in bounded batches."""
    present = now()
    done = actions.sweep_absences(present)
    clocks.beat("absences", present, done.covered + done.queued)


@shared_task(name="casework.tasks.remind_drafts", ignore_result=True)
def remind_drafts() -> None:
    """Remind of steps that wait for a signature while a date of their case is near."""
    present = now()
    clocks.beat("drafts", present, signing.remind(present))


@shared_task(name="casework.tasks.give_out_work", ignore_result=True)
def give_out_work() -> None:
    """Go on with the giving-out of many pieces of work; what is left when the time is up is asked for again."""
    if assigning.work():
        assigning.nudge()


@shared_task(name="casework.tasks.refresh_tallies", ignore_result=True)
def refresh_tallies() -> int:
    """Bring the figures of the dashboards up to date; returns how many files were counted again."""
    end = monotonic() + TALLY_SECONDS
    return tallying.refresh(now(), go_on=lambda: monotonic() < end).cases
