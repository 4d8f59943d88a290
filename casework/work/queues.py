"""Work lists: what is owed, by whom, by when. Each page is one read along an index, whatever its depth.

Lists are cut by keyset: a cursor names the last row's date and id, and the next page begins after it.
Who may see what is part of each statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db import connection

from casework.days import end_of_day
from casework.models import Case, User
from casework.permissions import covers, parents
from casework.store import NO_DATE
from casework.work.divisions import division_of, divisions
from casework.work.separation import owed_steps
from workflows.clocks import Clock
from workflows.counting import TOKYO
from workflows.declare import Step
from workflows.engine import Procedure
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import Role
from workflows.texts import Text

PAGE = 40
Row = TypeVar("Row")
# These serve where the person is held, also when the case belongs to another office.
AT_FACILITY = frozenset({Role.FACILITY_HEAD, Role.DOCTOR, Role.CONTROL_OFFICER})


# --- cursors --------------------------------------------------------------------------------------

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_START = datetime(1900, 1, 1, tzinfo=UTC)


class BadCursor(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which a page begins."""

    by: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.by - _EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """The cursor in an address; the beginning when there is none. Raises `BadCursor`."""
        if not text:
            return cls(_START, 0)
        found = re.fullmatch(r"(-?\d{1,18})-(\d{1,18})", text)
        if found is None:
            raise BadCursor(text[:60])
        try:
            return cls(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
        except OverflowError:
            raise BadCursor(text[:60]) from None


# --- scope ----------------------------------------------------------------------------------------


class Whose(StrEnum):
    """Whose work a list shows."""

    OPEN = "open"  # mine, and what nobody has taken
    MINE = "mine"
    FREE = "free"
    TAKEN = "taken"  # what somebody has
    ALL = "all"  # everybody's: for those who answer for the office


# How pressing work is, as a choice of a list: its bounds are those of `by_urgency`.
URGENCIES = ("late", "today", "week", "later", "none")
# How long work has waited: the last day of each band of age; the last band has none.
AGES: tuple[tuple[str, int | None], ...] = (("0-7", 7), ("8-30", 30), ("31-90", 90), ("91-", None))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which work a list is about. The offices and roles are those the reader may see, or fewer.

    An empty tuple or text leaves a matter open. `holder` is an officer whose work is looked at; `state` is
    "machine.state". `narrowed` says that the offices are fewer than the reader's: what the reader has taken
    elsewhere is then left out.
    """

    user_id: int
    offices: tuple[str, ...]
    roles: tuple[str, ...]
    whose: Whose = Whose.OPEN
    procedures: tuple[str, ...] = ()
    division: str = ""
    urgency: str = ""
    held: bool | None = None
    state: str = ""
    age: str = ""
    holder: int | None = None
    narrowed: bool = False


def offices_of(user: User) -> tuple[str, ...]:
    """The offices whose work an officer serves: the own place of duty and what lies below it."""
    table = parents()
    if user.is_superuser:
        return tuple(table)
    if not user.office_id:
        return ()
    return tuple(code for code in table if covers(user.office_id, code))


def roles_of(user: User, whose: Whose = Whose.OPEN) -> tuple[str, ...]:
    """The statutory offices whose work is listed: the own ones, or all for a manager's whole office."""
    if user.is_superuser or (user.is_supervisor and whose is Whose.ALL):
        return tuple(r.value for r in Role)
    return tuple(sorted(r.value for r in user.offices_held))


# --- a page of work -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """One row of a work list: the debt, its date and what that is counted from, and where the case stands."""

    id: int
    case_id: int
    number: str
    name: str
    owed: Text
    role: Role
    by: datetime | None
    since: datetime
    office: str
    state: Text
    state_code: str
    stage: Text
    custody: Text | None
    held: bool
    clock: Clock | None
    counted_from: datetime | None
    assignee_id: int | None
    assignee: str
    mine: bool
    procedure: Text
    division: Text | None
    assigned_at: datetime | None
    steps: tuple[Step, ...]

    @property
    def cursor(self) -> Cursor:
        """The place after which the list goes on."""
        return Cursor(self.by or NO_DATE, self.id)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows and the cursor of the next page; `paged` tells that this is not the first."""

    rows: Sequence[Row]
    next: Cursor | None
    paged: bool


# For each lane (an office, a role, perhaps a procedure) one walk along an index, cut at the page's length;
# the short walks are then merged. A lane with a procedure walks work_by_procedure, one without work_queue.
_LANES = """jsonb_to_recordset(%(lanes)s::jsonb) AS l(
  office text, role text, procedure text, states text[], statuses text[])"""
_WALK = """
SELECT q.id, q.by FROM {lanes}
CROSS JOIN LATERAL (
  SELECT i.id, i.by FROM casework_workitem i {case}
  WHERE i.office_id = l.office AND i.role = l.role {procedure} AND {bounds} {where}
  ORDER BY i.by, i.id LIMIT %(limit)s
) q WHERE l.procedure IS {null}
"""
# The same without order, for counting: it stops wherever the count may stop.
_WALK_COUNTED = """
SELECT i.id, i.by FROM {lanes}
JOIN casework_workitem i ON i.office_id = l.office AND i.role = l.role {procedure} {case}
WHERE l.procedure IS {null} AND {bounds} {where}
"""
# What is owed to people held in the reader's facility on cases of other offices.
_GUARDED = """
(SELECT i.id, i.by FROM casework_case k JOIN casework_workitem i ON i.case_id = k.id
 WHERE k.held AND k.facts->>'facility' = ANY(%(offices)s) AND k.office_id <> ALL(%(offices)s)
   AND i.role = ANY(%(guards)s) AND {bounds} {where}
 ORDER BY i.by, i.id LIMIT %(limit)s)
"""
# What one officer has, wherever it is.
_TAKEN = """
(SELECT i.id, i.by FROM casework_workitem i {case}
 WHERE i.assignee_id = %(holder)s AND i.role = ANY(%(roles)s) AND {bounds} {where}
 ORDER BY i.by, i.id LIMIT %(limit)s)
"""
_BOUNDS = "(i.by, i.id) > (%(by)s, %(id)s) AND i.by >= %(least)s AND i.by < %(until)s"
_JOIN = "JOIN casework_case k ON k.id = i.case_id"
_STATUS = "COALESCE(k.facts->>'status_requested', k.facts->>'status', '')"
_OF_LANE = f""" AND (l.states IS NULL OR i.state = ANY(l.states))
  AND (l.statuses IS NULL OR {_STATUS} = ANY(l.statuses))"""
_IN_A_LANE = f""" AND EXISTS (SELECT 1 FROM {_LANES} WHERE l.role = i.role {{office}}
  AND (l.procedure IS NULL OR l.procedure = i.procedure) {_OF_LANE})"""
_PAGE = f"""
SELECT w.id, c.number, p.name_alphabet, w.machine, w.state, w.role, w.by, w.since, w.clock, w.office_id,
       c.procedure, c.law_on, c.stage, c.custody, c.held, w.assignee_id,
       COALESCE(NULLIF(u.full_name, ''), u.username, ''), r.start, w.assigned_at, {_STATUS.replace("k.", "c.")},
       c.id
FROM (SELECT f.id, f.by FROM ({{found}}) f ORDER BY f.by, f.id LIMIT %(limit)s) f
JOIN casework_workitem w ON w.id = f.id
JOIN casework_case c ON c.id = w.case_id
JOIN casework_person p ON p.id = c.person_id
LEFT JOIN casework_user u ON u.id = w.assignee_id
LEFT JOIN casework_clockrow r ON r.case_id = w.case_id AND r.clock = w.clock AND r.status = 'open'
ORDER BY w.by, w.id
"""
_COUNT = """
SELECT count(*) FILTER (WHERE f.by <= %(now)s),
       count(*) FILTER (WHERE f.by > %(now)s AND f.by <= %(today)s),
       count(*) FILTER (WHERE f.by > %(today)s)
FROM ({found}) f
"""
_MARK = """
SELECT md5(COALESCE(string_agg(concat_ws(' ', w.id, w.by, w.state, w.assignee_id, w.by <= %(now)s,
  w.by <= %(today)s), ',' ORDER BY w.by, w.id), ''))
FROM (SELECT f.id, f.by FROM ({found}) f ORDER BY f.by, f.id LIMIT %(limit)s) f
JOIN casework_workitem w ON w.id = f.id
"""
# More urgent work than this is not counted to the last piece.
MOST_COUNTED = 1000


def _lanes(scope: Scope) -> list[dict[str, Any]]:
    """The walks of a scope: one for each office, role and, where they are chosen, procedure."""
    if not scope.division:
        return [
            {"office": office, "role": role, "procedure": procedure}
            for office in scope.offices
            for role in scope.roles
            for procedure in scope.procedures or (None,)
        ]
    division = divisions().get(scope.division)
    return [
        {
            "office": office,
            "role": role,
            "procedure": procedure,
            "states": list(rule.states) or None,
            "statuses": list(rule.statuses) or None,
        }
        for office in scope.offices
        for rule in (division.rules_in(office) if division is not None else ())
        for role in rule.roles
        if role in scope.roles
        for procedure in rule.procedures
        if not scope.procedures or procedure in scope.procedures
    ]


def _found(scope: Scope, counted: bool = False) -> str:
    """The statement that finds a scope's work, each branch cut at the page's length. `counted`: without the
    order; the branches then have nothing in common and stop as soon as enough is counted."""
    walk, union = (_WALK_COUNTED, " UNION ALL ") if counted else (_WALK, " UNION ")
    more = ""
    if scope.state:
        more += " AND i.machine = %(machine)s AND i.state = %(state)s"
    if scope.age:
        more += " AND i.since > %(older)s AND i.since <= %(newer)s"
    if scope.held is not None:
        more += " AND k.held = %(held)s"
    lanes = bool(scope.division)
    case = _JOIN if lanes or scope.held is not None else ""
    narrowed = lanes or bool(scope.procedures)

    def walks(free: str) -> str:
        where = free + more + (_OF_LANE if lanes else "")
        shared = {"lanes": _LANES, "case": case, "bounds": _BOUNDS, "where": where}
        parts = []
        if not lanes and not scope.procedures:
            parts.append(walk.format(procedure="", null="NULL", **shared))
        else:
            parts.append(walk.format(procedure="AND i.procedure = l.procedure", null="NOT NULL", **shared))
        if scope.held is not False:
            inside = _IN_A_LANE.format(office="") if narrowed else ""
            # An office's own work on a case of another one is in its lanes already.
            once = " AND i.office_id <> ALL(%(offices)s)" if counted else ""
            parts.append(_GUARDED.format(bounds=_BOUNDS, where=free + more + inside + once))
        return union.join(parts)

    def taken(everywhere: bool) -> str:
        inside = "" if everywhere and not narrowed else _IN_A_LANE.format(office="AND l.office = i.office_id")
        joined = _JOIN if scope.held is not None or inside else ""
        return _TAKEN.format(case=joined, bounds=_BOUNDS, where=more + inside)

    if scope.holder is not None:
        return taken(scope.holder == scope.user_id and not scope.narrowed)
    match scope.whose:
        case Whose.MINE:
            return taken(not scope.narrowed)
        case Whose.ALL:
            return walks("")
        case Whose.FREE:
            return walks(" AND i.assignee_id IS NULL")
        case Whose.TAKEN:
            return walks(" AND i.assignee_id IS NOT NULL")
    return f"{walks(' AND i.assignee_id IS NULL')}{union}{taken(not scope.narrowed)}"


def _bounds(scope: Scope, now: datetime | None = None) -> dict[str, Any]:
    machine, _, state = scope.state.partition(".")
    least, until = _START, _NEVER
    if scope.urgency and now is not None:
        least, until = _span(scope.urgency, now)
    older, newer = _age_span(scope.age, now) if scope.age and now is not None else (_START, _NEVER)
    return {
        "holder": scope.holder if scope.holder is not None else scope.user_id,
        "offices": list(scope.offices),
        "roles": list(scope.roles),
        "guards": [r for r in scope.roles if r in AT_FACILITY],
        "lanes": json.dumps(_lanes(scope)),
        "machine": machine,
        "state": state,
        "held": scope.held,
        "by": _START,
        "id": 0,
        "least": least,
        "until": until,
        "older": older,
        "newer": newer,
    }


# Later than any date, also than the date that stands for "no date".
_NEVER = NO_DATE + timedelta(days=1)
_TICK = timedelta(microseconds=1)


def _span(urgency: str, now: datetime) -> tuple[datetime, datetime]:
    """From which date on, and before which, work is that pressing."""
    today = end_of_day(now)
    week = today + timedelta(days=7)
    return {
        "late": (_START, now + _TICK),
        "today": (now + _TICK, today + _TICK),
        "week": (today + _TICK, week + _TICK),
        "later": (week + _TICK, NO_DATE),
        "none": (NO_DATE, _NEVER),
    }[urgency]


def _age_span(age: str, now: datetime) -> tuple[datetime, datetime]:
    """After which moment, and up to which, work of that age began. The day on which it began is its first."""
    first = 0
    for code, last in AGES:
        older = now - timedelta(days=last + 1) if last is not None else _START
        if code == age:
            return older, now - timedelta(days=first) if first else _NEVER
        first = (last or 0) + 1
    raise ValueError(age)


def page(scope: Scope, after: Cursor, limit: int = PAGE, *, now: datetime | None = None) -> Page[Work]:
    """One page of work, what is due first at the top. One statement. `now` is needed where the scope is of
    one degree of urgency."""
    bounds = {**_bounds(scope, now), "by": after.by, "id": after.id, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(found=_found(scope)), bounds)
        found = cursor.fetchall()
    rows = [_work(row, scope.user_id) for row in found[:limit]]
    last = rows[-1].cursor if len(found) > limit else None
    return Page(rows, last, after.id > 0)


def count(scope: Scope, most: int, *, now: datetime | None = None) -> int:
    """How much work a scope has, counted up to `most`. One statement."""
    found = f"SELECT count(*) FROM (SELECT f.id FROM ({_found(scope, counted=True)}) f LIMIT %(limit)s) g"
    with connection.cursor() as cursor:
        cursor.execute(found, {**_bounds(scope, now), "limit": most})
        return int(cursor.fetchone()[0])


def ids(scope: Scope, most: int, *, now: datetime | None = None) -> list[int]:
    """The ids of a scope's work, what is due first before the rest, `most` of them at the most."""
    found = f"SELECT f.id FROM ({_found(scope)}) f ORDER BY f.by, f.id LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(found, {**_bounds(scope, now), "limit": most})
        return [row[0] for row in cursor.fetchall()]


def mark(scope: Scope, after: Cursor, now: datetime) -> str:
    """A mark that changes whenever a page would look different: another row, date, holder, state or degree of
    urgency. One statement that reads the page's own rows and nothing else."""
    bounds = {**_bounds(scope, now), "by": after.by, "id": after.id, "limit": PAGE + 1}
    bounds |= {"now": now, "today": end_of_day(now)}
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(found=_found(scope)), bounds)
        return f"{cursor.fetchone()[0]}{now.astimezone(TOKYO):%m%d}"


def _work(row: Sequence[Any], me: int) -> Work:
    (ident, number, name, machine, state, role, by, since, clock, office) = row[:10]
    (code, law_on, stage, custody, held, assignee_id, assignee, start, assigned_at, status, case_id) = row[
        10:
    ]
    found = procedure_on(code, law_on)
    division = division_of(office, role, code, state, status)
    return Work(
        id=ident,
        case_id=case_id,
        number=number,
        name=name,
        owed=duty_label(found, machine, state, role),
        role=Role(role),
        by=None if by >= NO_DATE else by,
        since=since,
        office=office,
        state=state_label(found, machine, state),
        state_code=state,
        stage=state_label(found, found.main if found else "stage", stage),
        custody=state_label(found, "custody", custody) if custody else None,
        held=held,
        clock=found.clocks.get(clock) if found else None,
        counted_from=start,
        assignee_id=assignee_id,
        assignee=assignee,
        mine=assignee_id == me,
        procedure=found.label if found else Text(code, code),
        division=division.label if division is not None else None,
        assigned_at=assigned_at,
        steps=owed_steps(found, machine, state, role),
    )


@dataclass(frozen=True, slots=True)
class Urgent:
    """How much of a scope's work is overdue, due today, and due within the seven days after. `more`: of a scope
    with so much, not all was counted, and each number may be higher."""

    late: int
    today: int
    week: int

    @property
    def more(self) -> bool:
        return self.late + self.today + self.week >= MOST_COUNTED


def urgent(scope: Scope, now: datetime) -> Urgent:
    """What presses, whatever urgency the scope names. Reads no further than seven days ahead."""
    today = end_of_day(now)
    bounds = {
        **_bounds(scope, now),
        "least": _START,
        "until": today + timedelta(days=7) + _TICK,
        "limit": MOST_COUNTED,
        "now": now,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(found=_found(scope)), bounds)
        return Urgent(*cursor.fetchone())


# --- grouping -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group(Generic[Row]):
    """Neighbouring rows of one degree of urgency: late, today, week, later or none."""

    code: str
    rows: Sequence[Row]


def by_urgency(rows: Iterable[Work], now: datetime) -> list[Group[Work]]:
    """The rows of a page under headings, in the order in which they stand."""
    today = end_of_day(now)
    week = today + timedelta(days=7)
    groups: list[tuple[str, list[Work]]] = []
    for row in rows:
        if row.by is None:
            code = "none"
        elif row.by <= now:
            code = "late"
        elif row.by <= today:
            code = "today"
        else:
            code = "week" if row.by <= week else "later"
        if not groups or groups[-1][0] != code:
            groups.append((code, []))
        groups[-1][1].append(row)
    return [Group(code, found) for code, found in groups]


# --- labels ---------------------------------------------------------------------------------------


def procedure_on(code: str, law_on: date) -> Procedure | None:
    """The procedure under the law of a day; None for one that is not known."""
    try:
        return find_procedure(code, law_on)
    except UnknownProcedure:
        return None


def state_label(found: Procedure | None, machine: str, state: str) -> Text:
    """The name of a state; its code where the procedure does not know it."""
    known = found.machines.get(machine) if found else None
    declared = known.states.get(state) if known else None
    return declared.label if declared else Text(state, state)


def label_of(case: Case, state: str, machine: str | None) -> Text:
    """The name of a state of a case's machine; of its main machine when none is named."""
    found = procedure_on(case.procedure, case.law_on)
    return state_label(found, machine or (found.main if found else "stage"), state)


def duty_label(found: Procedure | None, machine: str, state: str, role: str) -> Text:
    """What the holders of an office owe in a state."""
    known = found.machines.get(machine) if found else None
    declared = known.states.get(state) if known else None
    for duty in declared.duties if declared else ():
        if duty.role.value == role:
            return duty.label
    return state_label(found, machine, state)


def clock_codes(procedures: Iterable[Procedure], roles: Collection[str]) -> list[str]:
    """The clocks that these offices must act on or watch."""
    return sorted(
        {
            clock.id
            for found in procedures
            for clock in found.clocks.values()
            if clock.owed_by.value in roles or clock.watched_by.value in roles
        }
    )
