"""Ten human tasks in a row, twice: given to their officer, and waiting in a queue to be claimed.

The facts go into the task's own data, which saves a statement; and an eleventh task waits at the end,
so that no step has to end the process. The lock is needed: without one, two identical submissions
make two next tasks.
"""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from casework.models import User


class Clerk:
    """Who owns the tasks: known beforehand, so that no statement asks for it."""

    owner: User | None = None


class Last:
    """The task that was created last, as an officer's page would have it in its address."""

    task_id = 0


def owner(activation: Any) -> User | None:
    """The officer to whom a task is given when it is created."""
    return Clerk.owner


def unused(request: Any) -> None:
    """Stands where the task's page would be; the benchmark goes past the pages."""


def given(following: Any) -> Any:
    """A human task that has its owner from the start."""
    return flow.View(unused).Assign(owner).onCreate(this.remember).Next(following)


def queued(following: Any) -> Any:
    """A human task that waits for somebody with the permission."""
    return flow.View(unused).Permission("casework.change_case").onCreate(this.remember).Next(following)


class Base(flow.Flow):
    """What the two flows share."""

    lock_impl = SelectForUpdateLock(nowait=False)

    def begin(self, activation: Any) -> Any:
        """Open the process."""
        return activation.process

    def remember(self, activation: Any) -> None:
        """Note the task that now waits."""
        Last.task_id = activation.task.pk


class TenSteps(Base):
    """Ten steps, one after the other: the tasks have owners."""

    start = flow.StartHandle(this.begin).Next(this.investigation_opened)
    investigation_opened = given(this.chief_inspector_notified)
    chief_inspector_notified = given(this.screening_decided)
    screening_decided = given(this.detention_decided)
    detention_decided = given(this.warrant_executed)
    warrant_executed = given(this.person_handed_over)
    person_handed_over = given(this.found_deportable)
    found_deportable = given(this.oral_hearing_requested)
    oral_hearing_requested = given(this.oral_hearing_scheduled)
    oral_hearing_scheduled = given(this.judged_finding_correct)
    judged_finding_correct = given(this.waits)
    waits = given(this.end)
    end = flow.End()


class TenClaimedSteps(Base):
    """Ten steps, one after the other: the tasks are claimed."""

    start = flow.StartHandle(this.begin).Next(this.investigation_opened)
    investigation_opened = queued(this.chief_inspector_notified)
    chief_inspector_notified = queued(this.screening_decided)
    screening_decided = queued(this.detention_decided)
    detention_decided = queued(this.warrant_executed)
    warrant_executed = queued(this.person_handed_over)
    person_handed_over = queued(this.found_deportable)
    found_deportable = queued(this.oral_hearing_requested)
    oral_hearing_requested = queued(this.oral_hearing_scheduled)
    oral_hearing_scheduled = queued(this.judged_finding_correct)
    judged_finding_correct = queued(this.waits)
    waits = queued(this.end)
    end = flow.End()
