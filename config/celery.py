"""The Celery application. Tasks are hints ("look at what is due"); the truth is in database rows."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SWEEP_SECONDS = 10.0
DRAIN_SECONDS = 10.0
HEARTBEAT_SECONDS = 30.0
TALLY_SECONDS = 300.0
VISIBILITY_SECONDS = 300
TASK_LIMIT_SECONDS = 240

# (task, seconds between two runs): read by beat, and by config.scheduler where there is no broker.
PERIODIC: dict[str, tuple[str, float]] = {
    "sweep-clocks": ("casework.tasks.sweep_clocks", SWEEP_SECONDS),
    "drain-outbox": ("notifications.tasks.drain_outbox", DRAIN_SECONDS),
    "accept-batches": ("casework.tasks.accept_batches", 10.0),
    "sweep-absences": ("casework.tasks.sweep_absences", 30.0),
    "remind-drafts": ("casework.tasks.remind_drafts", 60.0),
    "give-out-work": ("casework.tasks.give_out_work", 10.0),
    "refresh-tallies": ("casework.tasks.refresh_tallies", TALLY_SECONDS),
    "beat-heartbeat": ("casework.tasks.beat_heartbeat", HEARTBEAT_SECONDS),
}

app = Celery("tetsuzuki")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # The limit stays below the visibility timeout: a task may not still run when it is delivered again.
    task_time_limit=TASK_LIMIT_SECONDS,
    task_soft_time_limit=TASK_LIMIT_SECONDS - 30,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    },
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_default_queue="tetsuzuki",
    worker_hijack_root_logger=False,
    # Nothing is lost when a periodic hint is dropped: the next one finds the same rows. So a hint
    # nobody took before the next was sent is stale, and a stopped worker does not return to a pile.
    beat_schedule={
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in PERIODIC.items()
    },
    # Written after every hint, so that the age of the file is beat's own sign of life.
    beat_sync_every=1,
    beat_max_loop_interval=10,
)
# Read by Celery's Django fixup under exactly this name; otherwise each task opens a new connection.
app.conf["CELERY_DB_REUSE_MAX"] = 1000
