"""Work lists: what is owed, by whom, by when. Each page is one read along an index, whatever its depth.

Lists are cut by keyset: a cursor names the last row's date and id, and the next page begins after it.
Who may see what is part of each statement.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db import connection

from casework.models import Case, User
from casework.permissions import covers, parents
from casework.store import NO_DATE
from workflows.clocks import Clock
from workflows.counting import TOKYO
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
    ALL = "all"  # everybody's: for those who answer for the office


@dataclass(frozen=True, slots=True)
class Scope:
    """Which work a list is about. The offices and roles are those the reader may see, or fewer."""

    user_id: int
    offices: tuple[str, ...]
    roles: tuple[str, ...]
    whose: Whose = Whose.OPEN


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
    """One row of a work list: the debt, its date, and where the case stands."""

    id: int
    number: str
    name: str
    owed: Text
    role: Role
    by: datetime | None
    since: datetime
    office: str
    state: Text
    stage: Text
    custody: Text | None
    held: bool
    clock: Clock | None
    assignee_id: int | None
    assignee: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows and the cursor of the next page; `paged` tells that this is not the first."""

    rows: Sequence[Row]
    next: Cursor | None
    paged: bool


# For each office and role one walk along the index (office, role, by, id), cut at the page's length;
# the short walks are then merged. Besides, what the reader has taken, and what is owed to people held
# in the reader's facility on cases of other offices.
_FOUND = """
SELECT q.id, q.by FROM unnest(%(offices)s::text[]) AS o(code)
CROSS JOIN unnest(%(roles)s::text[]) AS r(code)
CROSS JOIN LATERAL (
  SELECT i.id, i.by FROM casework_workitem i
  WHERE i.office_id = o.code AND i.role = r.code AND (i.by, i.id) > (%(by)s, %(id)s) AND i.by < %(until)s {free}
  ORDER BY i.by, i.id LIMIT %(limit)s
) q
UNION
(SELECT i.id, i.by FROM casework_case k JOIN casework_workitem i ON i.case_id = k.id
 WHERE k.held AND k.facts->>'facility' = ANY(%(offices)s) AND k.office_id <> ALL(%(offices)s)
   AND i.role = ANY(%(guards)s) AND (i.by, i.id) > (%(by)s, %(id)s) AND i.by < %(until)s {free}
 ORDER BY i.by, i.id LIMIT %(limit)s)
"""
_TAKEN = """
SELECT i.id, i.by FROM casework_workitem i
WHERE i.assignee_id = %(me)s AND i.role = ANY(%(roles)s) AND (i.by, i.id) > (%(by)s, %(id)s)
  AND i.by < %(until)s
ORDER BY i.by, i.id LIMIT %(limit)s
"""
_PAGE = """
SELECT w.id, c.number, p.name_alphabet, w.machine, w.state, w.role, w.by, w.since, w.clock, w.office_id,
       c.procedure, c.law_on, c.stage, c.custody, c.held, w.assignee_id,
       COALESCE(NULLIF(u.full_name, ''), u.username, '')
FROM (SELECT f.id, f.by FROM ({found}) f ORDER BY f.by, f.id LIMIT %(limit)s) f
JOIN casework_workitem w ON w.id = f.id
JOIN casework_case c ON c.id = w.case_id
JOIN casework_person p ON p.id = c.person_id
LEFT JOIN casework_user u ON u.id = w.assignee_id
ORDER BY w.by, w.id
"""
_COUNT = """
SELECT count(*) FILTER (WHERE f.by <= %(now)s),
       count(*) FILTER (WHERE f.by > %(now)s AND f.by <= %(today)s),
       count(*) FILTER (WHERE f.by > %(today)s)
FROM ({found}) f
"""
# More urgent work than this is not counted to the last piece.
MOST_COUNTED = 1000


def _found(scope: Scope) -> str:
    taken = f"({_TAKEN})"
    match scope.whose:
        case Whose.MINE:
            return taken
        case Whose.ALL:
            return _FOUND.format(free="")
        case Whose.FREE:
            return _FOUND.format(free="AND i.assignee_id IS NULL")
    return f"{_FOUND.format(free='AND i.assignee_id IS NULL')} UNION {taken}"


def _bounds(scope: Scope) -> dict[str, Any]:
    return {
        "me": scope.user_id,
        "offices": list(scope.offices),
        "roles": list(scope.roles),
        "guards": [r for r in scope.roles if r in AT_FACILITY],
    }


# Later than any date, also than the date that stands for "no date".
_NEVER = NO_DATE + timedelta(days=1)


def page(scope: Scope, after: Cursor, limit: int = PAGE) -> Page[Work]:
    """One page of work, what is due first at the top. One statement."""
    bounds = {**_bounds(scope), "by": after.by, "id": after.id, "until": _NEVER, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(found=_found(scope)), bounds)
        found = cursor.fetchall()
    rows = [_work(row, scope.user_id) for row in found[:limit]]
    last = Cursor(rows[-1].by or NO_DATE, rows[-1].id) if len(found) > limit else None
    return Page(rows, last, after.id > 0)


def _work(row: Sequence[Any], me: int) -> Work:
    (ident, number, name, machine, state, role, by, since, clock, office) = row[:10]
    (code, law_on, stage, custody, held, assignee_id, assignee) = row[10:]
    found = _procedure(code, law_on)
    return Work(
        ident,
        number,
        name,
        duty_label(found, machine, state, role),
        Role(role),
        None if by >= NO_DATE else by,
        since,
        office,
        state_label(found, machine, state),
        state_label(found, found.main if found else "stage", stage),
        state_label(found, "custody", custody) if custody else None,
        held,
        found.clocks.get(clock) if found else None,
        assignee_id,
        assignee,
        assignee_id == me,
    )


@dataclass(frozen=True, slots=True)
class Urgent:
    """How much of a scope's work is overdue, due today, and due within the seven days after."""

    late: int
    today: int
    week: int


def urgent(scope: Scope, now: datetime) -> Urgent:
    """What presses. Reads no further than seven days ahead."""
    today = end_of_day(now)
    bounds = {
        **_bounds(scope),
        "by": _START,
        "id": 0,
        "until": today + timedelta(days=7, microseconds=1),
        "limit": MOST_COUNTED,
        "now": now,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(found=_found(scope)), bounds)
        return Urgent(*cursor.fetchone())


def end_of_day(now: datetime) -> datetime:
    """24:00 of the day in Tokyo."""
    day = now.astimezone(TOKYO).date() + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), TOKYO)


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


def _procedure(code: str, law_on: date) -> Procedure | None:
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
    found = _procedure(case.procedure, case.law_on)
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
