"""Opening a case, taking a step, letting a period lapse, handing out work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from casework import store
from casework.actions import refusals
from casework.actions.rectification import written
from casework.actions.writing import (
    actor_id,
    belongs_to_others,
    lock_person,
    open_file,
    procedure_on,
    share_cases,
    take_or_refuse,
    tokyo_date,
    write_step,
)
from casework.models import Case, Event, Person, User, WorkItem, WorkMove
from casework.nudge import nudge
from casework.permissions import refuse_case, refuse_place
from casework.work.absences import refuse_absent
from workflows.dossier import SYSTEM, Actor
from workflows.engine import Outcome, take
from workflows.roles import Role
from workflows.texts import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: the case's id and number, the entry's number, and what came of it.

    `outcome` is None when the same submission had been taken already (a double click).
    """

    case_id: int
    number: str
    seq: int
    outcome: Outcome | None


def open_case(
    *,
    procedure: str,
    person: Person,
    office: str,
    step: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    now: datetime,
    law_on: date | None = None,
    key: str | None = None,
    parent: Case | None = None,
) -> Taken:
    """Open a case by its first step. `law_on` selects the text of the law (default: the day of `at`).

    Raises `Refused`, with nothing written, when the step is not one that opens a case or its facts
    do not do. The same `key` opens one case only.
    """
    law_on = law_on or tokyo_date(at)
    found = procedure_on(procedure, law_on)
    _require(refuse_place(actor, office))
    first = found.step(step)
    if not isinstance(first, Refusal) and not first.opens:
        raise Refused(refusals.not_opening(found, first.label))
    if (twin := _opened(key)) is not None:
        return twin
    try:
        with transaction.atomic():
            case, outcome = open_file(
                found,
                law_on,
                person,
                office,
                step,
                facts,
                actor,
                at,
                now,
                key=key,
                parent_id=parent.pk if parent is not None else None,
            )
    except IntegrityError as error:
        # The same form sent twice at the same moment: the other one opened the case.
        if "open_key" in str(error) and (twin := _opened(key)) is not None:
            return twin
        raise
    nudge()
    return Taken(case.pk, case.number, 1, outcome)


def _opened(key: str | None) -> Taken | None:
    twin = Case.objects.filter(open_key=key).first() if key else None
    return Taken(twin.pk, twin.number, 1, None) if twin is not None else None


def take_step(
    case_id: int,
    step: str,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    seen: int | None = None,
    key: str | None = None,
    override: str | None = None,
) -> Taken:
    """Take a step on a case, and with it what it brings about on other files of the person.

    `seen` is the version the officer's page showed: another version is refused as stale, unless it
    was this very submission (`key`) that changed it. `override` is the written reason for setting
    aside a separation of duties where that is allowed. The serious steps of an officer who needs a second
    signature go by `prepare` and `sign`. Raises `Refused`; nothing is changed then.
    """
    override = written(override, "override")
    with transaction.atomic():
        if belongs_to_others(step):
            lock_person(case_id)
        held = store.hold(case_id, officer=actor_id(actor))
        if held is None:
            raise Refused(refusals.no_case())
        if seen is not None and seen != held.dossier.seq:
            twin = _twin(held, key)
            if twin is not None:
                return Taken(held.id, held.number, twin, None)
            raise Refused(refusals.stale(held.dossier.seq - seen))
        if key is not None and seen is None:
            twin = _twin(held, key)
            if twin is not None:
                return Taken(held.id, held.number, twin, None)
        _require(refuse_case(actor, held.procedure.code, held.office, held.dossier.facts))
        outcome = take_or_refuse(held.procedure, held.dossier, step, facts, actor, at, now, override)
        if held.countersigned and outcome.step.serious:
            raise Refused(refusals.needs_signature(outcome.step.label))
        write_step(held, outcome, actor, at, now, key, override)
    nudge()
    return Taken(held.id, held.number, outcome.dossier.seq, outcome)


def lapse(held: store.Held, step: str, at: datetime, now: datetime) -> Outcome | Refusal:
    """Take the step that the passing of time takes, inside the sweep's transaction and locks. Where
    another file of the person does not allow what it brings about there, nothing is written."""
    outcome = take(held.procedure, held.dossier, step, {}, actor=SYSTEM, at=at, recorded_at=now)
    if isinstance(outcome, Refusal):
        return outcome
    if not outcome.handed_over:
        write_step(held, outcome, SYSTEM, at, now, None)
        return outcome
    try:
        with transaction.atomic():
            write_step(held, outcome, SYSTEM, at, now, None)
    except Refused as refused:
        return refused.refusal
    return outcome


def _twin(held: store.Held, key: str | None) -> int | None:
    if key is None:
        return None
    return Event.objects.filter(case_id=held.id, key=key).values_list("seq", flat=True).first()


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def assign(
    work_id: int,
    to: User | None,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    claim: bool = False,
) -> WorkItem:
    """Claim a piece of work, give it to an officer who may do it, or hand it back (`to` None), and note the
    movement with its reason. `claim`: only what nobody has, or the officer already; a supervisor, too, does not
    take away by it what a colleague has taken first.

    Raises `Refused` when the officer does not hold the office or is away, or somebody else has the item and
    `by` is neither that officer nor a supervisor.
    """
    with transaction.atomic():
        share_cases(WorkItem.objects.filter(pk=work_id).values_list("case_id", flat=True), wait=True)
        item = (
            WorkItem.objects.select_related("case").select_for_update(of=("self",)).filter(pk=work_id).first()
        )
        if item is None:
            raise Refused(refusals.work_gone())
        mine = item.assignee_id in (None, by.pk)
        if not mine and (claim or not by.is_supervisor):
            raise Refused(refusals.taken_by_other())
        _require(refuse_case(by.actor(), item.case.procedure, item.office_id, item.case.facts))
        if to is not None and to.pk != by.pk and not by.is_supervisor:
            raise Refused(refusals.not_yours_to_give())
        if to is not None:
            _require(refuse_case(to.actor(), item.case.procedure, item.office_id, item.case.facts))
        if to is not None and Role(item.role) not in to.offices_held:
            raise Refused(refusals.not_their_office(Role(item.role)))
        if to is not None:
            _require(refuse_absent(to, now))
        if to != item.assignee:
            move_work(item, to, by=by, now=now, reason=reason)
    return item


def move_work(
    item: WorkItem,
    to: User | None,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    kind: WorkMove.Kind | None = None,
) -> None:
    """Put a work item into other hands and note it, inside the caller's transaction and lock on the item."""
    if kind is None:
        own = to is not None and by is not None and to.pk == by.pk
        kind = WorkMove.Kind.BACK if to is None else WorkMove.Kind.TAKEN if own else WorkMove.Kind.GIVEN
    WorkMove.objects.create(
        case_id=item.case_id,
        machine=item.machine,
        role=item.role,
        state=item.state,
        office_id=item.office_id,
        kind=kind,
        from_user_id=item.assignee_id,
        to_user=to,
        by=by,
        at=now,
        reason=reason,
    )
    item.assignee = to
    item.assigned_at = now if to is not None else None
    item.save(update_fields=["assignee", "assigned_at"])
