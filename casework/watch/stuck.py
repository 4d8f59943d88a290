"""Work that will not move by itself: its holder cannot do it, nobody could take it, or nothing has happened.

Each kind is one condition in SQL over the offices of the reader, counted together in one statement and listed
along a keyset. Who may act where is `permissions.covers`, put into the statement as pairs of places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from casework.models import User
from casework.permissions import HEADQUARTERS, NATIONAL, covers, parents
from casework.store import NO_DATE
from casework.watch.workload import today_of
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Text

PAGE = 30
# More than this is not counted to the last piece.
MOST_COUNTED = 1000
# How long work without a date may wait, and how long a file of somebody detained may rest, before this page
# lists it: a practice of the agency, and the reader may ask for another number.
DAYS = 30


class Kind(StrEnum):
    """Why a piece of work stands still."""

    LEFT = "left"
    ROLE = "role"
    MOVED = "moved"
    ABSENT = "absent"
    NOBODY = "nobody"
    UNOWED = "unowed"
    UNDATED = "undated"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Stuck:
    """One row: the case, the debt where there is one, its holder, and the moment since when it stands."""

    case_id: int
    work_id: int | None
    number: str
    office: str
    stage: Text
    held: bool
    role: Role | None
    owed: Text | None
    holder: str
    holder_office: str
    by: datetime | None
    since: datetime


_WHO_COVERS = """
WITH places AS (SELECT * FROM unnest(%(above)s::text[], %(below)s::text[]) AS p(place, office)),
staffed AS (
  SELECT DISTINCT p.office, r.code AS role
  FROM casework_user u CROSS JOIN unnest(u.roles) AS r(code) JOIN places p ON p.place = u.office_id
  WHERE u.is_active
),
away AS (
  SELECT a.user_id FROM casework_absence a
  WHERE a.ended_at IS NULL AND a.cover_id IS NULL AND a.since <= %(day)s AND a.until >= %(day)s
)
"""
_WORK = """
FROM casework_workitem w JOIN casework_case c ON c.id = w.case_id
LEFT JOIN casework_user u ON u.id = w.assignee_id
WHERE w.office_id = ANY(%(offices)s) AND w.role = ANY(%(roles)s) AND ({where})
"""
_CASES = """
FROM casework_case c WHERE c.office_id = ANY(%(offices)s) AND c.closed_at IS NULL AND ({where})
"""
# Where the holder serves now, the case is none of theirs: neither its office nor the place where its person is.
_ELSEWHERE = """
NOT EXISTS (SELECT 1 FROM places p WHERE p.place = u.office_id AND p.office = w.office_id)
AND NOT EXISTS (SELECT 1 FROM places p WHERE p.place = u.office_id AND p.office = c.facts->>'facility')
AND NOT (u.office_id = %(headquarters)s AND w.role = ANY(%(national)s))
AND NOT w.procedure = ANY(%(standing)s)
"""
_WHERE: dict[Kind, str] = {
    Kind.LEFT: "u.id IS NOT NULL AND NOT u.is_active",
    Kind.ROLE: "u.is_active AND NOT w.role = ANY(u.roles)",
    Kind.MOVED: f"u.is_active AND w.role = ANY(u.roles) AND {_ELSEWHERE}",
    Kind.ABSENT: f"u.is_active AND w.role = ANY(u.roles) AND u.id IN (SELECT user_id FROM away)"
    f" AND NOT ({_ELSEWHERE})",
    Kind.NOBODY: "w.assignee_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM staffed s WHERE s.role = w.role AND s.office = w.office_id)"
    " AND NOT EXISTS (SELECT 1 FROM staffed s WHERE s.role = w.role AND s.office = c.facts->>'facility')",
    Kind.UNDATED: "w.by >= %(no_date)s AND w.since <= %(before)s",
    # A person's own file is kept for life; nobody owes it anything between events.
    Kind.UNOWED: "NOT c.procedure = ANY(%(standing)s)"
    " AND NOT EXISTS (SELECT 1 FROM casework_workitem w WHERE w.case_id = c.id)",
    Kind.QUIET: "c.held AND COALESCE(c.last_at, c.opened_at) <= %(before)s",
}
OF_CASES = frozenset({Kind.UNOWED, Kind.QUIET})
_SINCE = {
    Kind.UNOWED: "c.opened_at",
    Kind.QUIET: "COALESCE(c.last_at, c.opened_at)",
}


def _bounds(user: User, now: datetime, days: int) -> dict[str, Any]:
    pairs = [(place, office) for place in parents() for office in parents() if covers(place, office)]
    return {
        "offices": list(queues.offices_of(user)),
        "roles": [r.value for r in Role if OFFICES[r].signs_in],
        "above": [place for place, _office in pairs],
        "below": [office for _place, office in pairs],
        "day": today_of(now),
        "headquarters": HEADQUARTERS,
        "national": [r.value for r in NATIONAL],
        "standing": sorted({p.code for p in procedures() if p.standing}),
        "no_date": NO_DATE,
        "before": now - timedelta(days=days),
        "limit": MOST_COUNTED + 1,
    }


def _from(kind: Kind) -> str:
    return (_CASES if kind in OF_CASES else _WORK).format(where=_WHERE[kind])


def counts(user: User, now: datetime, days: int = DAYS) -> dict[Kind, int]:
    """How much stands still, by kind; counted up to `MOST_COUNTED` + 1. One statement."""
    parts = ", ".join(f"(SELECT count(*) FROM (SELECT 1 {_from(kind)} LIMIT %(limit)s) x)" for kind in Kind)
    with connection.cursor() as cursor:
        cursor.execute(f"{_WHO_COVERS} SELECT {parts}", _bounds(user, now, days))
        return dict(zip(Kind, map(int, cursor.fetchone()), strict=True))


_ROW = """
SELECT {ident}, {since}, c.id, c.number, c.office_id, c.procedure, c.law_on, c.stage, c.held, {debt}
"""
_DEBT = "w.id, w.machine, w.state, w.role, w.by, COALESCE(NULLIF(u.full_name, ''), u.username, ''), COALESCE(u.office_id, '')"
_NO_DEBT = "NULL::bigint, '', '', '', NULL::timestamptz, '', ''"


def page(user: User, kind: Kind, after: Cursor, now: datetime, days: int = DAYS) -> Page[Stuck]:
    """One page of a kind, what has stood the longest first. One statement."""
    since = _SINCE.get(kind, "w.since")
    ident = "c.id" if kind in OF_CASES else "w.id"
    row = _ROW.format(ident=ident, since=since, debt=_NO_DEBT if kind in OF_CASES else _DEBT)
    rest = f" AND ({since}, {ident}) > (%(by)s, %(id)s) ORDER BY 2, 1 LIMIT %(limit)s"
    bounds = {**_bounds(user, now, days), "by": after.by, "id": after.id, "limit": PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(f"{_WHO_COVERS} {row} {_from(kind)} {rest}", bounds)
        found = cursor.fetchall()
    shown = found[:PAGE]
    more = Cursor(shown[-1][1], shown[-1][0]) if len(found) > PAGE else None
    return Page([_stuck(each) for each in shown], more, after.id > 0)


def _stuck(row: Sequence[Any]) -> Stuck:
    (_id, since, case_id, number, office, code, law_on, stage, held) = row[:9]
    (work_id, machine, state, role, by, holder, holder_office) = row[9:]
    found = find_procedure(code, law_on)
    return Stuck(
        case_id,
        work_id,
        number,
        office,
        queues.state_label(found, found.main, stage),
        held,
        Role(role) if role else None,
        queues.duty_label(found, machine, state, role) if role else None,
        holder,
        holder_office,
        None if by is None or by >= NO_DATE else by,
        since,
    )


def takers(rows: Sequence[Stuck], user: User, now: datetime) -> list[User]:
    """The officers to whom work on this page can be given: active, of these offices, not away today."""
    wanted = sorted({row.role.value for row in rows if row.role is not None})
    if not wanted:
        return []
    day = today_of(now)
    able = User.objects.filter(is_active=True, office_id__in=queues.offices_of(user), roles__overlap=wanted)
    away = able.filter(absences__ended_at=None, absences__since__lte=day, absences__until__gte=day)
    return list(able.exclude(pk__in=away.values("pk")).order_by("office_id", "full_name", "pk")[:200])
