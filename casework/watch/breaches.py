"""Dates that passed: those still running, and those whose clock was stopped too late; each with its story.

A breach is a clock that somebody is reminded of and whose alarm date lies before now (running) or before the
moment at which a step stopped it (ended). Where the passing of time itself took the step, nothing was missed,
and the clock is not listed. What an office had to do and what somebody outside had to do are asked for apart:
only the first is the office's failing. Lists are cut by keyset: the newest date first for what has ended, the oldest first
for what runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache, reduce
from operator import or_

from django.db import connection
from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When

from casework.days import days_late
from casework.models import Case, ClockRow, Event, User, WorkItem, WorkMove
from casework.templatetags.tetsuzuki import language, role_name
from casework.watch.diary import Kind, kind_of
from casework.work import queues
from casework.work.queues import Cursor, Page
from notifications import outbox
from notifications.outbox import Told
from workflows.clocks import Clock
from workflows.counting import CountingError
from workflows.engine import Procedure
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Text

PAGE = 20
MOST_DEEDS = 3


class Dates(StrEnum):
    """Which dates: those of the offices, or of one kind of these; those of people outside (the person, a proxy, a
    court); or all."""

    OFFICE = "office"
    LIBERTY = Kind.LIBERTY.value
    LAW = Kind.LAW.value
    TARGET = Kind.TARGET.value
    OUTSIDE = "outside"
    ANY = "any"


@cache
def _watched(dates: Dates) -> Q:
    """The clocks of which somebody is reminded. Procedures share names of clocks, and what one reminds of
    another may only note."""
    found: dict[str, set[str]] = {}
    for procedure in procedures():
        for clock in procedure.clocks.values():
            if clock.reminded and dates in _sorts(procedure, clock):
                found.setdefault(procedure.code, set()).add(clock.id)
    return reduce(
        or_, (Q(case__procedure=code, clock__in=sorted(ids)) for code, ids in sorted(found.items()))
    )


def _sorts(procedure: Procedure, clock: Clock) -> tuple[Dates, ...]:
    if not OFFICES[clock.owed_by].signs_in:
        return Dates.OUTSIDE, Dates.ANY
    return Dates(kind_of(clock, procedure.liberty)), Dates.OFFICE, Dates.ANY


def running(cases: QuerySet[Case], now: datetime, dates: Dates = Dates.ANY) -> QuerySet[ClockRow]:
    """The clocks of these cases that run on although their date has passed."""
    return ClockRow.objects.filter(
        _watched(dates), status=ClockRow.Status.OPEN, alarm_at__lte=now, case__in=cases
    )


def ended(cases: QuerySet[Case], dates: Dates = Dates.ANY) -> QuerySet[ClockRow]:
    """The clocks of these cases that a step stopped after their date."""
    late = ClockRow.objects.filter(
        _watched(dates), status=ClockRow.Status.STOPPED, stopped_at__gt=F("alarm_at"), case__in=cases
    )
    by_time = Event.objects.filter(
        case_id=OuterRef("case_id"), seq=OuterRef("stopped_seq"), step=OuterRef("lapse"), actor=None
    )
    steps = [When(case__procedure=code, clock=clock, then=Value(step)) for code, clock, step in _lapses()]
    return late.annotate(lapse=Choose(*steps, default=Value("-"))).exclude(Exists(by_time))


@lru_cache(maxsize=1)
def _lapses() -> tuple[tuple[str, str, str], ...]:
    """The clocks whose end takes a step by itself: the procedure, the clock and that step."""
    return tuple(
        sorted({(p.code, c.id, c.lapse) for p in procedures() for c in p.clocks.values() if c.lapse})
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry made after the date had passed."""

    seq: int
    label: Text
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A message about the clock: to whom, when, by which way, and whether it was read."""

    at: datetime
    kind: str
    audience: str
    who: str
    channel: str
    status: str
    stands_in: bool
    sent_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hand:
    """A movement of the work behind the date."""

    at: datetime
    kind: str
    from_who: str
    to_who: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A date that has passed, and its story. `holder` had the work when it passed ("" for nobody);
    `holder_known` is false where no movement of the work was kept from before that moment."""

    id: int
    number: str
    office: str
    stage: Text
    held: bool
    clock: Clock
    cycle: int
    start: datetime
    alarm_at: datetime
    legal_at: datetime | None
    stopped_at: datetime | None
    ended_by: Deed | None
    working: tuple[str, ...]
    liberty: bool
    holder: str
    holder_known: bool
    holder_now: str
    reminders: Sequence[Reminder]
    hands: Sequence[Hand]
    deeds: Sequence[Deed]
    deed_count: int

    @property
    def told(self) -> int:
        """How often somebody was told about it; a message to a whole office is one time."""
        return len({(r.at, r.kind) for r in self.reminders})

    def days_late(self, now: datetime) -> int:
        """Days of the calendar from the last day of the limit to its end, or to now while it runs."""
        return days_late(self.alarm_at, self.stopped_at or now)


def gravest(found: QuerySet[ClockRow], limit: int) -> list[Breach]:
    """The first to be looked at, with their stories: what limits a deprivation of liberty, then what the law else
    asks, then the agency's own targets; of each the longest overdue first."""
    first = [When(_watched(kind), then=n) for n, kind in enumerate((Dates.LIBERTY, Dates.LAW))]
    ranked = found.annotate(rank=Choose(*first, default=len(first))).select_related("case")
    return stories(list(ranked.order_by("rank", "alarm_at", "pk")[:limit]))


def page(found: QuerySet[ClockRow], after: Cursor, *, newest: bool, limit: int = PAGE) -> Page[Breach]:
    """One page with its stories; the number of statements does not depend on the rows."""
    if after.id:
        beyond = "lt" if newest else "gt"
        further = Q(**{f"alarm_at__{beyond}": after.by})
        found = found.filter(further | Q(alarm_at=after.by, **{f"pk__{beyond}": after.id}))
    order = ("-alarm_at", "-pk") if newest else ("alarm_at", "pk")
    rows = list(found.select_related("case").order_by(*order)[: limit + 1])
    shown = rows[:limit]
    last = shown[-1].alarm_at if len(rows) > limit else None
    return Page(stories(shown), Cursor(last, shown[-1].pk) if last else None, after.id > 0)


def stories(rows: Sequence[ClockRow]) -> list[Breach]:
    """The clocks with what is known of each: messages, hands, and what has been done since."""
    messages: dict[str, list[Told]] = {}
    for told in outbox.about(f"clock:{row.pk}:" for row in rows):
        messages.setdefault(told.key.split(":")[1], []).append(told)
    cases = {row.case_id for row in rows}
    moves: dict[int, list[WorkMove]] = {}
    for move in WorkMove.objects.filter(case_id__in=cases).order_by("at", "pk"):
        moves.setdefault(move.case_id, []).append(move)
    items: dict[int, list[WorkItem]] = {}
    for item in WorkItem.objects.filter(case_id__in=cases).order_by("pk"):
        items.setdefault(item.case_id, []).append(item)
    deeds = _deeds(rows)
    people = _names(messages, moves, items, deeds)
    return [
        _story(
            row,
            messages.get(str(row.pk), []),
            moves.get(row.case_id, []),
            items.get(row.case_id, []),
            deeds.get(row.pk, []),
            people,
        )
        for row in rows
    ]


# The last entries since the date of each clock, and how many there are: one walk along (case, seq) a clock.
_DEEDS = """
SELECT k.id, e.seq, e.step, e.at, e.actor_id, e.total, e.seq = k.stopped_seq
FROM casework_clockrow k
CROSS JOIN LATERAL (
  SELECT v.seq, v.step, v.at, v.actor_id, count(*) OVER () AS total
  FROM casework_event v WHERE v.case_id = k.case_id AND v.recorded_at > k.alarm_at
  ORDER BY (v.seq = k.stopped_seq) DESC NULLS LAST, v.seq DESC LIMIT %(most)s
) e
WHERE k.id = ANY(%(clocks)s) ORDER BY k.id, e.seq
"""
_Deed = tuple[int, str, datetime, int | None, int, bool]


def _deeds(rows: Sequence[ClockRow]) -> dict[int, list[_Deed]]:
    found: dict[int, list[_Deed]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DEEDS, {"clocks": [row.pk for row in rows], "most": MOST_DEEDS})
        for clock, seq, step, at, actor, total, stopped in cursor.fetchall():
            found.setdefault(clock, []).append((seq, step, at, actor, total, bool(stopped)))
    return found


def _names(
    messages: Mapping[str, Sequence[Told]],
    moves: Mapping[int, Sequence[WorkMove]],
    items: Mapping[int, Sequence[WorkItem]],
    deeds: Mapping[int, Sequence[_Deed]],
) -> dict[int, str]:
    wanted: set[int | None] = {told.user_id for group in messages.values() for told in group}
    for group in moves.values():
        for move in group:
            wanted |= {move.from_user_id, move.to_user_id, move.by_id}
    wanted |= {item.assignee_id for group in items.values() for item in group}
    wanted |= {deed[3] for group in deeds.values() for deed in group}
    known = User.objects.filter(pk__in=[pk for pk in wanted if pk is not None and pk > 0])
    return {user.pk: str(user) for user in known}


def _story(
    row: ClockRow,
    messages: Sequence[Told],
    moves: Sequence[WorkMove],
    items: Sequence[WorkItem],
    deeds: Sequence[_Deed],
    people: Mapping[int, str],
) -> Breach:
    procedure = find_procedure(row.case.procedure, row.case.law_on)
    spec = procedure.clocks[row.clock]
    assert row.alarm_at is not None
    debts = _debts(procedure, row.clock, spec)
    hands = [m for m in moves if (m.machine, m.role) in debts or m.role == spec.owed_by.value]
    # Of the work that has its date from this clock, that of the office that owes it comes first.
    owner = spec.owed_by.value
    dated = sorted((i for i in items if i.clock == row.clock), key=lambda i: i.role != owner)
    item = next(iter(dated), None) or next((i for i in items if i.role == owner), None)
    own = [m for m in hands if item is not None and (m.machine, m.role) == (item.machine, item.role)]
    holder, known = _holder(row.alarm_at, own or [m for m in hands if m.role == owner] or hands, item)
    done = [
        (Deed(seq, _step_label(procedure, step), at, people.get(actor or 0, "")), stopped)
        for seq, step, at, actor, _total, stopped in deeds
    ]
    return Breach(
        row.pk,
        row.case.number,
        row.case.office_id,
        queues.state_label(procedure, procedure.main, row.case.stage),
        row.case.held,
        spec,
        row.cycle,
        row.start,
        row.alarm_at,
        row.legal_at,
        row.stopped_at if row.status != ClockRow.Status.OPEN else None,
        next((deed for deed, stopped in done if stopped), None),
        _working(spec, row),
        row.clock in procedure.liberty,
        people.get(holder or 0, ""),
        known,
        people.get(item.assignee_id or 0, "") if item is not None else "",
        [_reminder(told, people) for told in messages],
        [_hand(move, people) for move in hands],
        [deed for deed, _stopped in done],
        deeds[0][4] if deeds else 0,
    )


def _debts(procedure: Procedure, clock: str, spec: Clock) -> set[tuple[str, str]]:
    """The debts (machine, role) that have their date from a clock, in any state."""
    return {
        (code, duty.role.value)
        for code, machine in procedure.machines.items()
        for state in machine.states.values()
        for duty in state.duties
        if clock in duty.clocks
    }


def _holder(at: datetime, moves: Iterable[WorkMove], item: WorkItem | None) -> tuple[int | None, bool]:
    """Who had the work at a moment, and whether anything is known of it. Only movements tell; where there is
    none, somebody who has had it since before that moment had it then too."""
    before = [move for move in moves if move.at <= at]
    if before:
        return before[-1].to_user_id, True
    after = [move for move in moves if move.at > at]
    if after:
        return after[0].from_user_id, True
    if item is None:
        return None, False
    if item.assignee_id is None:
        return None, True
    return (
        (item.assignee_id, True) if item.assigned_at is not None and item.assigned_at <= at else (None, False)
    )


def _step_label(procedure: Procedure, step: str) -> Text:
    known = procedure.steps.get(step)
    return known.label if known is not None else Text("更正", "correction") if not step else Text(step, step)


def _working(spec: Clock, row: ClockRow) -> tuple[str, ...]:
    try:
        due = spec.due(row.start, row.inputs, row.cycle)
    except (CountingError, KeyError, ValueError):
        # A count made under an older text of the rule; its dates are kept, its working is not.
        return ()
    return due.working(language()) if due else ()


def _reminder(told: Told, people: Mapping[int, str]) -> Reminder:
    who = people.get(told.user_id or 0, "")
    return Reminder(
        told.at,
        told.kind,
        audience_name(told.audience),
        who,
        told.channel,
        told.status,
        told.stands_in,
        told.sent_at,
        told.read_at,
    )


def audience_name(audience: str) -> str:
    """The addressees of a message as an officer reads them; "" for a single officer or somebody outside."""
    kind, _, _office = audience.partition("@")
    if kind.startswith("role:"):
        code = kind.removeprefix("role:")
        return role_name(Role(code)) if code in Role._value2member_map_ else code
    if kind == "supervisor":
        return Text("管理職", "supervisors").get(language())
    if kind.startswith("person:"):
        return Text("本人", "the person").get(language())
    return ""


def _hand(move: WorkMove, people: Mapping[int, str]) -> Hand:
    return Hand(
        move.at,
        move.kind,
        people.get(move.from_user_id or 0, ""),
        people.get(move.to_user_id or 0, ""),
        people.get(move.by_id or 0, ""),
        move.reason,
    )
