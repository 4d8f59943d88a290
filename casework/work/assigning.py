"""Giving out many pieces of work: prepared and looked at first, then run in bounded batches, stoppable.

Each batch is one transaction under the job's lock; each piece goes through the one door
(`actions.assign`). A piece that somebody has moved since the job was prepared stays where it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Q

from casework import actions, moment
from casework.actions import refusals
from casework.actions.writing import share_cases
from casework.days import tokyo_day
from casework.models import AssignJob, AssignJobItem, User, WorkItem
from casework.permissions import refuse_case
from casework.work import queues
from casework.work.absences import open_absences, refuse_away
from casework.work.separation import barred, owed_steps
from workflows.roles import Role
from workflows.texts import Refusal, Refused, Text

log = logging.getLogger("tetsuzuki.assigning")

MOST = 5_000
BATCH = 50
SECONDS = 60.0
# What was prepared and never started is forgotten after a day.
KEPT = timedelta(days=1)

Status = AssignJobItem.Status


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a job is left out, waiting, done and refused."""

    left_out: int
    waiting: int
    done: int
    refused: int

    @property
    def total(self) -> int:
        """What the job is about; what was left out is not."""
        return self.waiting + self.done + self.refused

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * (self.done + self.refused) // max(1, self.total)


def progress(job: AssignJob) -> Progress:
    """The count of a job's pieces. One statement."""
    found = dict(job.items.values_list("status").annotate(n=Count("pk")).order_by())
    return Progress(
        *(found.get(s, 0) for s in (Status.LEFT_OUT, Status.WAITING, Status.DONE, Status.REFUSED))
    )


# --- preparing ------------------------------------------------------------------------------------


def prepare(
    targets: Mapping[int, User | None],
    *,
    by: User,
    offices: Sequence[str],
    now: datetime,
    reason: str = "",
    free_only: bool = False,
) -> AssignJob:
    """Note which piece of work would go to whom (None: back to the queue), and what is left out and why.
    Nothing is moved. What is not the offices' is as if it were not there. `free_only`: what somebody has is
    left with them. A fixed number of statements."""
    found = _looked_at(targets, offices)
    away = _away({to.pk: to for to in targets.values() if to is not None}, now)
    with transaction.atomic():
        job = AssignJob.objects.create(by=by, reason=reason, created_at=now)
        items = [_item(job, row, targets[row["pk"]], away, free_only) for row in found]
        AssignJobItem.objects.bulk_create(items, 1000)
    return job


def _away(receivers: Mapping[int, User], now: datetime) -> Mapping[int, Refusal]:
    """By officer: why nothing is given to whoever is away or has left."""
    absences = open_absences(tokyo_day(now), people=receivers)
    found = {pk: refuse_away(user, absences.get(pk)) for pk, user in receivers.items()}
    return {pk: refusal for pk, refusal in found.items() if refusal is not None}


def _looked_at(ids: Iterable[int], offices: Sequence[str]) -> list[Mapping[str, Any]]:
    found = (
        WorkItem.objects.filter(
            Q(office_id__in=offices) | Q(case__held=True, case__facts__facility__in=list(offices)),
            pk__in=list(ids),
        )
        .annotate(facility=F("case__facts__facility"))
        .order_by("by", "pk")
        .values(
            "pk",
            "machine",
            "role",
            "state",
            "office_id",
            "assignee_id",
            "case__number",
            "case__procedure",
            "case__law_on",
            "case__done_by",
            "facility",
        )[:MOST]
    )
    return [dict(row) for row in found]


def _item(
    job: AssignJob, row: Mapping[str, Any], to: User | None, away: Mapping[int, Refusal], free_only: bool
) -> AssignJobItem:
    why = _left_out(row, to, away)
    if free_only and why is None and row["assignee_id"]:
        why = Text("この間に、ほかの職員が担当しました。", "Somebody has taken it in the meantime.")
    return AssignJobItem(
        job=job,
        work=row["pk"],
        number=row["case__number"],
        to=to,
        seen_id=row["assignee_id"],
        state=row["state"],
        status=Status.LEFT_OUT if why else Status.WAITING,
        why=_data(why) if why else {},
    )


def _left_out(row: Mapping[str, Any], to: User | None, away: Mapping[int, Refusal]) -> Text | None:
    """Why a piece of work would not be given to that officer."""
    if to is None:
        return None if row["assignee_id"] else Text("まだ誰も担当していません。", "Nobody has it.")
    if row["assignee_id"] == to.pk:
        return Text("すでにこの職員が担当しています。", "This officer has it already.")
    if to.pk in away:
        return _sentence(away[to.pk])
    if Role(row["role"]) not in to.offices_held:
        return _sentence(refusals.not_their_office(Role(row["role"])))
    facts = {"facility": row["facility"] or ""}
    refusal = refuse_case(to.actor(), row["case__procedure"], row["office_id"], facts)
    if refusal is not None:
        return _sentence(refusal)
    procedure = queues.procedure_on(row["case__procedure"], row["case__law_on"])
    steps = owed_steps(procedure, row["machine"], row["state"], row["role"])
    apart = barred(steps, row["case__done_by"], str(to.pk))
    return apart.rule if apart is not None else None


def _sentence(refusal: Refusal) -> Text:
    return Text(refusal.sentence("ja"), refusal.sentence("en"))


def _data(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


# --- running --------------------------------------------------------------------------------------


def start(job_id: int, *, by: User, now: datetime) -> AssignJob | None:
    """Set a prepared job of one's own going, and do its first batch at once; None where there is none."""
    with transaction.atomic():
        job = AssignJob.objects.select_for_update().filter(pk=job_id, by=by).first()
        if job is None:
            return None
        if job.status == AssignJob.Status.PREPARED:
            job.status, job.started_at = AssignJob.Status.RUNNING, now
            job.save(update_fields=["status", "started_at"])
    advance(job_id, now=now)
    nudge()
    return job


def stop(job_id: int, *, now: datetime) -> None:
    """Stop a job: the batch under way is finished, none begins after it. What was moved stays moved."""
    open_ones = [AssignJob.Status.PREPARED, AssignJob.Status.RUNNING]
    with transaction.atomic():
        job = AssignJob.objects.select_for_update().filter(pk=job_id, status__in=open_ones).first()
        if job is not None:
            job.status, job.finished_at = AssignJob.Status.STOPPED, now
            job.save(update_fields=["status", "finished_at"])


def work(*, clock: Callable[[], datetime] = moment.now, seconds: float = SECONDS) -> bool:
    """Go on with every running job, the oldest first, and forget what was never started; whether something
    is left to do."""
    until = monotonic() + seconds
    AssignJob.objects.filter(status=AssignJob.Status.PREPARED, created_at__lt=clock() - KEPT).delete()
    running = AssignJob.objects.filter(status=AssignJob.Status.RUNNING).order_by("pk")
    for pk in list(running.values_list("pk", flat=True)):
        while advance(pk, now=clock()):
            if monotonic() >= until:
                return True
    return False


def advance(job_id: int, *, now: datetime, batch: int = BATCH) -> bool:
    """One batch of a running job in one transaction; whether there is more to do with it here."""
    with transaction.atomic():
        job = (
            AssignJob.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("by")
            .filter(pk=job_id, status=AssignJob.Status.RUNNING)
            .first()
        )
        if job is None:
            return False
        items = list(job.items.filter(status=Status.WAITING).select_related("to").order_by("pk")[: batch + 1])
        ready = _free_of_steps(items[:batch])
        for item in ready:
            why = _moved(job, item, now)
            item.status = Status.DONE if why is None else Status.REFUSED
            item.why = {} if why is None else _data(why)
        AssignJobItem.objects.bulk_update(ready, ["status", "why"])
        if len(ready) < len(items):
            # Where every case is being stepped on, the next message goes on; nobody spins on it here.
            return bool(ready)
        job.status, job.finished_at = AssignJob.Status.FINISHED, now
        job.save(update_fields=["status", "finished_at"])
        return False


def _free_of_steps(items: Sequence[AssignJobItem]) -> list[AssignJobItem]:
    """Those of a batch on whose case nobody takes a step just now, in the order of the work's keys. Their
    cases are shared before any work is locked: a step locks the case first and its work afterwards, and two
    jobs that touch the same work meet it in the same order."""
    case_of = dict(WorkItem.objects.filter(pk__in=[i.work for i in items]).values_list("pk", "case_id"))
    shared = set(share_cases(case_of.values()))
    ready = [i for i in items if i.work not in case_of or case_of[i.work] in shared]
    return sorted(ready, key=lambda item: item.work)


def _moved(job: AssignJob, item: AssignJobItem, now: datetime) -> Text | None:
    """Move one piece; why not, where it is refused."""
    try:
        with transaction.atomic():
            row = WorkItem.objects.select_for_update().filter(pk=item.work).first()
            if row is None:
                raise Refused(refusals.work_gone())
            if row.assignee_id != item.seen_id or row.state != item.state:
                return Text(
                    "確認した後に、担当か状態が変わりました。そのままにしました。",
                    "Its holder or state changed after it was looked at; it was left as it is.",
                )
            actions.assign(item.work, item.to, by=job.by, now=now, reason=job.reason)
    except Refused as refused:
        return _sentence(refused.refusal)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise
    except Exception:
        # One piece over which the program stumbles must not hold up the others for ever.
        log.exception("a piece of an assign job failed: item %s", item.pk)
        return Text("システムの誤りが起きました。", "The system failed on this one.")
    return None


def nudge() -> None:
    """After the commit, ask a worker to go on; a lost message is made good by the next one."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    if not settings.BROKER_PRESENT:
        return
    from casework.tasks import give_out_work

    try:
        give_out_work.apply_async(retry=False)
    except Exception as error:  # a broker that is down must not reach the officer
        log.info("no nudge: %s", type(error).__name__)
