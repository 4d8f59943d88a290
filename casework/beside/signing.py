"""Countersigning (決裁): who may sign which draft, the lists, and the reminders.

That serious steps of some officers need a second signature is a rule of the office, not of the Act: nothing
here cites one, except where the Act itself keeps a person off a step. `casework.actions.signing` writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casework.beside.signing_messages import draft_pressing
from casework.days import tokyo_day
from casework.messages import supervisors
from casework.models import Absence, Case, ClockRow, Draft, User
from casework.permissions import covers, visible
from casework.store import NO_DATE, Held
from casework.work import queues
from casework.work.absences import open_absences, places_above, refuse_absent
from casework.work.queues import Cursor, Page
from notifications import outbox
from notifications.outbox import Message
from workflows.declare import HARD, Step
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import Role
from workflows.texts import Refusal, Text

# Those who ordinarily sign though they are no supervisors: the seniors of the statutory offices.
SENIOR = (Role.CHIEF_INSPECTOR, Role.BUREAU_DIRECTOR)
MOST_SIGNERS = 100


# --- who may sign ---------------------------------------------------------------------------------


def signs_for(user: User, office: str) -> bool:
    """Whether an officer is a supervisor in service whose office covers another."""
    return user.is_active and user.is_supervisor and covers(user.office_id or "", office)


def may_be_asked(user: User, office: str) -> bool:
    """Whether an officer is one of those who may be asked: a supervisor or a senior, in service, whose office
    covers another."""
    senior = user.is_supervisor or bool(user.offices_held & set(SENIOR))
    return user.is_active and senior and covers(user.office_id or "", office)


def refuse_signer(draft: Draft, user: User, held: Held) -> Refusal | None:
    """Why an officer may not sign a draft: by person, and not by role. Asked also before one is prepared for
    them. The present state of the draft and of the case is not looked at."""
    if user.pk == draft.prepared_by_id:
        return Refusal(
            "draft-own",
            Text("自分で回した手続を自分で決裁することはできません。", "You may not sign what you prepared."),
            Text(
                "決裁は、別の人の目で確かめるためのものです。どの官職や権限があっても同じです。",
                "Countersigning is there so that a second person looks, whatever office or right one holds.",
            ),
            Text(
                "別の決裁者に依頼するか、取り下げてください。", "Ask somebody else to sign, or withdraw it."
            ),
        )
    asked = user.pk == draft.signer_id and may_be_asked(user, held.office)
    seen = visible(user).filter(pk=held.id).exists()
    if not seen or not (asked or signs_for(user, held.office)):
        return Refusal(
            "not-signer",
            Text("この決裁はあなたにはできません。", "You may not sign this."),
            Text(
                "決裁するのは、事件の官署を受け持つ管理職か、依頼を受けた管理職・主任審査官・地方出入国在留管理局長です。",
                "It is signed by a supervisor of the office of the case, or by the supervisor, chief inspector or "
                "director who was asked.",
            ),
            Text("該当する職員に依頼してください。", "Ask one of them."),
        )
    step = held.procedure.steps.get(draft.step)
    return refuse_apart(step, held.dossier.done_by, user) if step is not None else None


def refuse_apart(step: Step, done_by: Mapping[str, tuple[str, ...]], user: User) -> Refusal | None:
    """Whom the Act's own separation of duties keeps off a step does not sign it either. What a written
    reason may set aside, or only warns, is no bar to a signature: that is no act under the Act."""
    for apart in step.apart:
        if apart.strength == HARD and any(str(user.pk) in done_by.get(s, ()) for s in apart.steps):
            return Refusal(
                "separation",
                Text(
                    "同じ事件で先の段階を行った人は、この段階の決裁もできません。",
                    "You took an earlier step of this case yourself, so you do not sign this one either.",
                ),
                apart.rule,
                Text("別の決裁者に依頼してください。", "Let somebody else sign."),
                apart.cites,
            )
    return None


@dataclass(frozen=True, slots=True)
class Signer:
    """An officer who may be asked to sign."""

    user: User
    away: bool


def possible_signers(case: Case, by: User, now: datetime) -> list[Signer]:
    """Who may be asked, as `may_be_asked` says: supervisors first."""
    senior = Q(is_supervisor=True) | Q(roles__overlap=[role.value for role in SENIOR])
    found = (
        User.objects.filter(senior, is_active=True, office_id__in=places_above(case.office_id))
        .exclude(pk=by.pk)
        .order_by("-is_supervisor", "full_name", "username", "pk")
    )
    away = open_absences(tokyo_day(now))
    return [Signer(user, user.pk in away) for user in found[:MOST_SIGNERS]]


# --- lists ----------------------------------------------------------------------------------------


class Which(StrEnum):
    """Which drafts a list shows."""

    WAITING = "waiting"  # for me
    OFFICE = "office"  # for anybody of my office: for supervisors
    MINE = "mine"  # prepared by me, still waiting
    RETURNED = "returned"  # prepared by me, sent back and not answered
    DONE = "done"  # signed, withdrawn, answered: mine and those I decided


@lru_cache(maxsize=1)
def quiet_clocks() -> tuple[str, ...]:
    """The clocks of which nobody is reminded."""
    return tuple(sorted({c.id for p in procedures() for c in p.clocks.values() if not c.reminded}))


def _dated(drafts: QuerySet[Draft]) -> QuerySet[Any]:
    """With the earliest date of the case that somebody is reminded of (`by`), and its clock."""
    running = (
        ClockRow.objects.filter(case=OuterRef("case"), status=ClockRow.Status.OPEN, alarm_at__isnull=False)
        .exclude(clock__in=quiet_clocks())
        # By an expression: along the index of all alarms the planner would walk past other cases' clocks.
        .order_by(Coalesce("alarm_at", Value(NO_DATE)), "pk")
    )
    return drafts.annotate(
        by=Coalesce(Subquery(running.values("alarm_at")[:1]), Value(NO_DATE), output_field=DateTimeField()),
        clock=Subquery(running.values("clock")[:1]),
        clock_id=Subquery(running.values("pk")[:1]),
        cycle=Subquery(running.values("cycle")[:1]),
    )


def with_dates(drafts: QuerySet[Draft]) -> QuerySet[Any]:
    """The drafts with what a list shows of them."""
    return _dated(drafts.select_related("case", "case__person", "prepared_by", "signer", "decided_by"))


def chosen(user: User, which: Which, now: datetime) -> QuerySet[Draft]:
    """The drafts of a list. Who may see what is part of the query."""
    # A look-up by key for each draft, whatever the planner believes of the number of cases.
    drafts = Draft.objects.filter(Exists(visible(user).filter(pk=OuterRef("case_id"))))
    mine = drafts.filter(prepared_by=user)
    match which:
        case Which.MINE:
            return mine.filter(status=Draft.Status.WAITING)
        case Which.RETURNED:
            return mine.filter(status=Draft.Status.RETURNED, answered_by=None)
        case Which.DONE:
            over = Q(status__in=(Draft.Status.SIGNED, Draft.Status.WITHDRAWN))
            returned = Q(status=Draft.Status.RETURNED)
            answered = Exists(Draft.objects.filter(answers=OuterRef("pk")))
            return drafts.filter(
                Q(over, prepared_by=user)
                | Q(over, decided_by=user)
                | Q(returned, decided_by=user)
                | Q(returned, answered, prepared_by=user)
            )
    waiting = drafts.filter(status=Draft.Status.WAITING).exclude(prepared_by=user)
    office = Q(office_id__in=queues.offices_of(user)) if user.is_supervisor else Q(pk__in=())
    if which is Which.OFFICE:
        return waiting.filter(office | Q(signer=user))
    day = tokyo_day(now)
    absent = Absence.objects.filter(user=OuterRef("signer_id"), ended_at=None, since__lte=day, until__gte=day)
    gone = User.objects.filter(pk=OuterRef("signer_id"), is_active=False)
    open_to_all = Q(signer=None) | Exists(absent) | Exists(gone)
    return waiting.filter(Q(signer=user) | (office & open_to_all))


def listed(user: User, which: Which, now: datetime, after: Cursor, limit: int = queues.PAGE) -> Page[Draft]:
    """One page of a list: what waits by the earliest date of the case, what is done the newest first."""
    found = with_dates(chosen(user, which, now))
    if which is Which.DONE:
        if after.id:
            found = found.filter(pk__lt=after.id)
        rows = list(found.order_by("-pk")[: limit + 1])
    else:
        if after.id:
            found = found.filter(Q(by__gt=after.by) | Q(by=after.by, pk__gt=after.id))
        rows = list(found.order_by("by", "pk")[: limit + 1])
    shown = rows[:limit]
    more = Cursor(date_of(shown[-1]) or NO_DATE, shown[-1].pk) if len(rows) > limit else None
    return Page(shown, more, after.id > 0)


def date_of(draft: Draft) -> datetime | None:
    """The earliest date of the case of a draft read with its dates; None without one."""
    by: datetime = draft.by  # type: ignore[attr-defined]  # annotated by the query
    return None if by >= NO_DATE else by


def own_draft(user: User, case: Case, step: str, key: str | None) -> Draft | None:
    """The reader's own draft of a step with that number, if it came back or still waits."""
    if not key or not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    mine = Draft.objects.filter(pk=int(key), case=case, step=step, prepared_by=user)
    open_ = mine.filter(status__in=(Draft.Status.WAITING, Draft.Status.RETURNED))
    return open_.select_related("decided_by").first()


def of_case(case: Case, user: User) -> list[Draft]:
    """The drafts of a case that wait, and those that came back to the reader and are not answered."""
    shown = Q(status=Draft.Status.WAITING) | Q(
        status=Draft.Status.RETURNED, prepared_by=user, answered_by=None
    )
    found = Draft.objects.filter(shown, case=case).select_related("case", "prepared_by", "signer")
    return list(found.order_by("pk")[:20])


def counts(user: User, now: datetime) -> dict[Which, int]:
    """How many drafts wait for an officer, and how many came back to them. Two counts."""
    return {which: chosen(user, which, now).count() for which in (Which.WAITING, Which.RETURNED)}


# --- reminders ------------------------------------------------------------------------------------

# Hours before the earliest date of the case, and whether all supervisors are told, or the one asked.
RUNGS: tuple[tuple[int, bool], ...] = ((24, False), (6, True))


def remind(now: datetime, *, limit: int = 200) -> int:
    """Remind of the drafts that wait while a date of their case is near: first the signer, then every
    supervisor of the office. Once for each rung of each run of each clock, by the messages' own keys.
    Returns how many were new."""
    done, last = 0, 0
    waiting = Draft.objects.filter(status=Draft.Status.WAITING)
    soon = now + timedelta(hours=max(hours for hours, _ in RUNGS))
    while True:
        rows = _dated(waiting.filter(pk__gt=last).select_related("case", "signer")).filter(by__lte=soon)
        batch = list(rows.order_by("pk")[:limit])
        if not batch:
            return done
        done += outbox.put([message for draft in batch for message in _reminders(draft, now)])
        last = batch[-1].pk


def _reminders(draft: Draft, now: datetime) -> list[Message]:
    by = date_of(draft)
    assert by is not None
    clock: str = draft.clock  # type: ignore[attr-defined]  # annotated by the query
    run = f"{draft.clock_id}:{draft.cycle}"  # type: ignore[attr-defined]
    found = find_procedure(draft.case.procedure, draft.case.law_on)
    label = found.clocks[clock].label if clock in found.clocks else Text(clock, clock)
    told = []
    for hours, everybody in RUNGS:
        if by - now > timedelta(hours=hours):
            continue
        asked = not everybody and draft.signer is not None and refuse_absent(draft.signer, now) is None
        to = f"user:{draft.signer_id}" if asked else supervisors(draft.office_id)
        left = max(int((by - now).total_seconds() // 3600), 0)
        told.append(draft_pressing(draft, label, by, left, f"{run}:{hours}", to, now))
    return told
