"""Absence cover: recording that an officer is away, handing their work on, and asking for it back.

The sweep is idempotent and works in bounded batches, each a transaction of its own. It asks the rows who is
away today; what it does not reach is found again by the next one. So no work stays with somebody who is not
there, whenever it came to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from casework.actions import refusals
from casework.actions.door import move_work
from casework.actions.writing import share_cases
from casework.beside.signing_messages import absence_begun, drafts_open_to_all, work_given_back
from casework.models import Absence, Draft, User, WorkItem, WorkMove
from casework.nudge import nudge
from casework.permissions import covers
from casework.work.absences import Debt, may_do, open_absences, refuse_absent, stands_in, tokyo_day
from notifications import outbox
from workflows.texts import Refused, Text

# Longer absences are recorded anew: an office does not plan further.
LONGEST = timedelta(days=366)


def answers_for(by: User, user: User) -> bool:
    """Whether somebody may record or end the absence of an officer: themselves, and their supervisors."""
    return by.pk == user.pk or (
        by.is_active and by.is_supervisor and covers(by.office_id or "", user.office_id or "")
    )


def record_absence(
    user: User,
    since: date,
    until: date,
    *,
    cover: User | None,
    by: User,
    now: datetime,
    reason: str = "",
) -> Absence:
    """Record that an officer is away, both days included; where that begins today the work is handed on at
    once. `cover` None: the work goes back to the queue. The same absence sent twice is one.

    Raises `Refused`, with nothing changed.
    """
    if not answers_for(by, user):
        raise Refused(refusals.not_your_officer())
    fields: dict[str, Text] = {}
    today = tokyo_day(now)
    if until < since:
        fields["until"] = Text("末日は初日以後の日にしてください。", "The last day is before the first.")
    elif until < today:
        fields["until"] = Text("過ぎた日は記録できません。", "These days are over.")
    elif until - since > LONGEST or since - today > LONGEST:
        fields["until"] = Text("記録できるのは1年先までです。", "A year ahead is the most.")
    if len(reason) > 200 or "\x00" in reason:
        fields["reason"] = Text("備考は200字までです。", "The remark may have 200 characters.")
    if fields:
        raise Refused(refusals.bad_absence(fields))
    with transaction.atomic():
        # In the order of their keys: two who make each other their cover wait here for one another.
        keys = [user.pk] + ([cover.pk] if cover is not None else [])
        locked = {
            u.pk: u for u in User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        }
        user = locked[user.pk]
        cover = locked.get(cover.pk) if cover is not None else None
        touching = Absence.objects.filter(ended_at=None, since__lte=until, until__gte=since)
        mine = touching.filter(user=user).first()
        if mine is not None:
            same = (mine.since, mine.until, mine.cover_id) == (since, until, cover.pk if cover else None)
            if same:
                return mine
            raise Refused(refusals.away_already(mine.since, mine.until))
        if cover is not None:
            problem = _unfit(cover, user)
            theirs = touching.filter(user=cover).first()
            if theirs is not None:
                problem = Text(
                    f"その職員も不在です({theirs.since}〜{theirs.until})。",
                    f"That officer is away too ({theirs.since} to {theirs.until}).",
                )
            if problem is not None:
                raise Refused(refusals.bad_absence({"cover": problem}))
        absence = Absence.objects.create(
            user=user, since=since, until=until, cover=cover, reason=reason, recorded_by=by, recorded_at=now
        )
    sweep_absences(now, rounds=20)
    absence.refresh_from_db()
    return absence


def _unfit(cover: User, user: User) -> Text | None:
    """Why somebody cannot cover for an officer."""
    if cover.pk == user.pk:
        return Text("本人は代わりになれません。", "An officer cannot cover for themselves.")
    if not cover.is_active:
        return Text("その職員は在籍していません。", "That officer is no longer in service.")
    if not covers(cover.office_id or "", user.office_id or ""):
        return Text(
            "その職員は別の官署の職員です。同じ官署か、その上の官署の職員を選んでください。",
            "That officer serves elsewhere; choose one of the same office or of the one above it.",
        )
    if not set(user.roles) <= set(cover.roles):
        return Text(
            "その職員は、不在となる職員の官職のすべてには就いていません。",
            "That officer does not hold all the offices of the one who is away.",
        )
    return None


def end_absence(absence_id: int, *, by: User, now: datetime) -> Absence:
    """End an absence early, or call it off before it begins. Ending it twice is ending it once. Raises
    `Refused`."""
    with transaction.atomic():
        absence = (
            Absence.objects.select_for_update(of=("self",))
            .select_related("user", "cover")
            .filter(pk=absence_id)
            .first()
        )
        if absence is None:
            raise Refused(refusals.no_absence())
        if not answers_for(by, absence.user):
            raise Refused(refusals.not_your_officer())
        if absence.ended_at is None:
            absence.ended_at, absence.ended_by = now, by
            absence.save(update_fields=["ended_at", "ended_by"])
    return absence


# --- the sweep ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handed:
    """What a sweep did: absences begun and ended, pieces of work to a cover and to the queue."""

    begun: int = 0
    ended: int = 0
    covered: int = 0
    queued: int = 0

    def __add__(self, other: Handed) -> Handed:
        return Handed(
            self.begun + other.begun,
            self.ended + other.ended,
            self.covered + other.covered,
            self.queued + other.queued,
        )


def sweep_absences(now: datetime, *, limit: int = 200, rounds: int = 50) -> Handed:
    """End what is over, begin what has come, and hand on the work of everybody who is away or has left, in
    batches of `limit`, at most `rounds` of them."""
    today = tokyo_day(now)
    over = Absence.objects.filter(ended_at=None, until__lt=today).update(ended_at=now)
    done = Handed(ended=over) + _begin(now, today, limit)
    for _ in range(rounds):
        batch = _hand_on(now, today, limit)
        done += batch
        if not batch.covered + batch.queued:
            break
    if done.begun or done.covered:
        nudge()
    return done


def _begin(now: datetime, today: date, limit: int) -> Handed:
    """Mark the absences whose first day has come; tell the covers, and the supervisors of the drafts that
    wait for somebody who is not there."""
    with transaction.atomic():
        beginning = list(
            Absence.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(ended_at=None, begun_at=None, since__lte=today, until__gte=today)
            .order_by("pk")[:limit]
        )
        waiting = Draft.objects.filter(
            status=Draft.Status.WAITING, signer_id__in=[absence.user_id for absence in beginning]
        ).select_related("case")
        for absence in beginning:
            absence.begun_at = now
        Absence.objects.bulk_update(beginning, ["begun_at"])
        outbox.put(
            [message for absence in beginning for message in absence_begun(absence, now)]
            + drafts_open_to_all(waiting, beginning, now)
        )
    return Handed(begun=len(beginning))


def _hand_on(now: datetime, today: date, limit: int) -> Handed:
    """One batch: work of absent officers to their covers, and of those who have left to the queue."""
    away = open_absences(today)
    gone = User.objects.filter(is_active=False, workitem__isnull=False).values("pk")
    theirs = WorkItem.objects.filter(Q(assignee_id__in=list(away)) | Q(assignee_id__in=gone))
    with transaction.atomic():
        found = dict(theirs.order_by("by", "pk").values_list("pk", "case_id")[:limit])
        cases = share_cases(found.values())
        items = list(
            theirs.filter(pk__in=list(found), case_id__in=cases)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("case", "assignee")
            .order_by("by", "pk")
        )
        if not items:
            return Handed()
        people = User.objects.in_bulk({a.cover_id for a in away.values() if a.cover_id is not None})
        covered = 0
        for item in items:
            assert item.assignee is not None
            debt = Debt(item.role, item.case.procedure, item.office_id, item.case.facts)
            to = stands_in(item.assignee_id or 0, away, people, debt)
            absence = away.get(item.assignee_id or 0)
            move_work(item, to, by=None, now=now, reason=_reason(absence), kind=WorkMove.Kind.COVERED)
            covered += to is not None
    return Handed(covered=covered, queued=len(items) - covered)


def _reason(absence: Absence | None) -> str:
    if absence is None:
        return "在籍しなくなったため"
    return f"不在({absence.since}〜{absence.until})のため"


# --- asking for it back ---------------------------------------------------------------------------


def returnable(absences: Iterable[Absence]) -> dict[int, list[int]]:
    """For each absence that is over, the pieces of work that came to others by it and lie there untouched:
    still owed, in the same state, and with the officer who got them then. Two queries."""
    ended = [a for a in absences if a.ended_at is not None and a.begun_at is not None]
    if not ended:
        return {}
    first = min(a.begun_at for a in ended if a.begun_at is not None)
    moves = WorkMove.objects.filter(
        kind=WorkMove.Kind.COVERED,
        from_user_id__in={a.user_id for a in ended},
        to_user__isnull=False,
        at__gte=first,
    ).order_by("pk")
    latest = {(m.case_id, m.machine, m.role): m for m in moves}
    items = WorkItem.objects.filter(case_id__in={case for case, _, _ in latest}, assignee__isnull=False)
    found: dict[int, list[int]] = {}
    for item in items.order_by("by", "pk"):
        move = latest.get((item.case_id, item.machine, item.role))
        # The moment tells that nobody has moved it since.
        if move is None or (item.assignee_id, item.assigned_at, item.state) != (
            move.to_user_id,
            move.at,
            move.state,
        ):
            continue
        for absence in ended:
            assert absence.begun_at is not None and absence.ended_at is not None
            if absence.user_id == move.from_user_id and absence.begun_at <= move.at <= absence.ended_at:
                found.setdefault(absence.pk, []).append(item.pk)
    return found


def ask_back(absence_id: int, *, by: User, now: datetime) -> int:
    """Give an officer who is back the work that is still open and still with the cover; returns how much.

    Asking twice gives nothing the second time. Raises `Refused`.
    """
    with transaction.atomic():
        absence = (
            Absence.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=absence_id)
            .first()
        )
        if absence is None:
            raise Refused(refusals.no_absence())
        user = absence.user
        if not (by.is_supervisor and answers_for(by, user)):
            raise Refused(refusals.not_yours_to_give())
        if absence.ended_at is None:
            raise Refused(refusals.still_away(absence.until))
        refusal = refuse_absent(user, now)
        if refusal is not None:
            raise Refused(refusal)
        wanted = WorkItem.objects.filter(pk__in=returnable([absence]).get(absence.pk, []))
        cases = share_cases(wanted.values_list("case_id", flat=True))
        items = list(
            wanted.filter(case_id__in=cases)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("case")
            .order_by("pk")
        )
        # Asked again under the locks: somebody may have moved one in between.
        still = set(returnable([absence]).get(absence.pk, []))
        given = 0
        for item in items:
            debt = Debt(item.role, item.case.procedure, item.office_id, item.case.facts)
            if item.pk in still and may_do(user, debt):
                move_work(item, user, by=by, now=now, reason="不在が終わったため", kind=WorkMove.Kind.GIVEN)
                given += 1
        if given:
            outbox.put([work_given_back(absence, given, now)])
    nudge()
    return given
