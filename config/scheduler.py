"""Beat and worker in one small process, for a machine without a broker (`python -m config.scheduler`).

Runs the same functions on the same intervals as Celery would. One at a time is enough: each of
them takes its work from database rows and locks what it takes.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from importlib import import_module

logger = logging.getLogger("tetsuzuki.scheduler")


def resolve(dotted: str) -> Callable[[], object]:
    """The function behind "package.module.name"."""
    module, _, name = dotted.rpartition(".")
    function: Callable[[], object] = getattr(import_module(module), name)
    return function


def run(
    jobs: Iterable[tuple[Callable[[], object], float]],
    stop: threading.Event,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Calls each job whenever its interval has passed, until stopped. A job that fails is logged
    and tried again at its next turn; it never stops the others."""
    work = list(jobs)
    due = [now()] * len(work)
    while not stop.is_set():
        for index, (job, interval) in enumerate(work):
            if now() >= due[index]:
                call(job)
                due[index] = now() + interval
        stop.wait(0.2)


def call(job: Callable[[], object]) -> None:
    """One run of one job, with its database connection checked before and let go after."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        job()
    except Exception:
        logger.exception("a periodic job failed")
    finally:
        close_old_connections()


def main() -> None:
    """Runs until SIGTERM or Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from config.celery import PERIODIC

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run([(resolve(task), seconds) for task, seconds in PERIODIC.values()], stop)


if __name__ == "__main__":
    main()
