"""What a distribution is made from: the unassigned work of an office, and the officers with their load, their
absences and what they know. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.db import connection
from django.db.models import Count

from casework.days import end_of_day, tokyo_day
from casework.models import Case, User, WorkItem
from casework.permissions import covers, parents, refuse_case
from casework.work import queues
from casework.work.absences import open_absences
from casework.work.distribution import Hand, Piece
from casework.work.divisions import division_of
from casework.work.queues import Cursor, Scope, Work
from casework.work.separation import barred, conflict, owed_steps
from workflows.declare import Step

# A supervisor reads so many suggestions at a time.
MOST_PIECES = 40
MOST_HANDS = 40
# Experience is counted over this time.
EXPERIENCE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Table:
    """The question: the rows with their pieces, and the officers with their hands; `passed_over` is how many
    officers more there are than are looked at."""

    rows: Sequence[Work]
    pieces: Sequence[Piece]
    officers: Mapping[int, User]
    hands: Sequence[Hand]
    passed_over: int


_LOAD = """
SELECT assignee_id, count(*) FILTER (WHERE by <= %(now)s),
       count(*) FILTER (WHERE by > %(now)s AND by <= %(today)s),
       count(*) FILTER (WHERE by > %(today)s AND by <= %(week)s),
       count(*) FILTER (WHERE by > %(week)s)
FROM casework_workitem WHERE assignee_id = ANY(%(officers)s) GROUP BY assignee_id
"""
_EXPERIENCE = """
SELECT e.actor_id, c.procedure, count(*) FROM casework_event e JOIN casework_case c ON c.id = e.case_id
WHERE e.actor_id = ANY(%(officers)s) AND e.recorded_at >= %(since)s GROUP BY e.actor_id, c.procedure
"""


def table(scope: Scope, now: datetime) -> Table:
    """The most urgent unassigned work of a scope, and who could be given it."""
    rows = queues.page(scope, Cursor.read(None), MOST_PIECES, now=now).rows
    roles = sorted({row.role.value for row in rows} or set(scope.roles))
    serving = User.objects.filter(is_active=True, office__in=_serving(scope.offices), roles__overlap=roles)
    everybody = list(serving.order_by("pk"))
    officers = _looked_at(everybody, roles, now)
    passed_over = len(everybody) - len(officers)
    return Table(rows, _pieces(rows, officers, now), officers, _hands(officers, now), passed_over)


def _looked_at(found: Sequence[User], roles: Sequence[str], now: datetime) -> dict[int, User]:
    """Those of the officers to choose from. Where they are more than a page holds: of each statutory office in turn the
    one with the least work, whoever is away last; so no piece lacks an officer because of another's office."""
    away = open_absences(tokyo_day(now), people=[user.pk for user in found])
    held = dict(
        WorkItem.objects.filter(assignee__in=found)
        .order_by()
        .values_list("assignee_id")
        .annotate(pieces=Count("pk"))
    )
    least = sorted(found, key=lambda user: (user.pk in away, held.get(user.pk, 0), user.pk))
    chosen: dict[int, User] = {}
    for turn in zip_longest(*([user for user in least if role in user.roles] for role in roles)):
        for user in turn:
            if user is not None and len(chosen) < MOST_HANDS:
                chosen.setdefault(user.pk, user)
    return dict(sorted(chosen.items()))


def _serving(offices: Sequence[str]) -> list[str]:
    """The places of duty whose officers serve these offices: the offices, and those above them."""
    return [place for place in parents() if any(covers(place, office) for office in offices)]


# --- the work -------------------------------------------------------------------------------------


def _pieces(rows: Sequence[Work], officers: Mapping[int, User], now: datetime) -> list[Piece]:
    ids = [row.case_id for row in rows]
    cases = {c.pk: c for c in Case.objects.filter(pk__in=ids).only("done_by", "facts", "procedure", "law_on")}
    statuses = {pk: _status(case) for pk, case in cases.items()}
    codes = {group.code: {r.id for r in group.rows} for group in queues.by_urgency(rows, now)}
    urgency = {pk: code for code, group in codes.items() for pk in group}
    siblings = _held_beside(cases)
    found = []
    for row in rows:
        case = cases[row.case_id]
        away = {
            officer.pk
            for officer in officers.values()
            if barred(row.steps, case.done_by, str(officer.pk)) is not None
            or refuse_case(officer.actor(), case.procedure, row.office, case.facts) is not None
        }
        away |= {holder for holder, steps in siblings.get(row.case_id, ()) if conflict(row.steps, steps)}
        apart = {
            other.id
            for other in rows
            if other.case_id == row.case_id and other.id != row.id and conflict(row.steps, other.steps)
        }
        division = division_of(row.office, row.role.value, case.procedure, row.state_code, statuses[case.pk])
        found.append(
            Piece(
                row.id,
                row.role.value,
                case.procedure,
                urgency[row.id],
                division.code if division is not None else "",
                frozenset(away),
                frozenset(apart),
            )
        )
    return found


def _status(case: Case) -> str:
    return str(case.facts.get("status_requested") or case.facts.get("status") or "")


def _held_beside(cases: Mapping[int, Case]) -> dict[int, list[tuple[int, tuple[Step, ...]]]]:
    """Who holds other work of these cases, and which steps that is."""
    found: dict[int, list[tuple[int, tuple[Step, ...]]]] = {}
    for item in WorkItem.objects.filter(case_id__in=list(cases), assignee__isnull=False):
        case = cases[item.case_id]
        procedure = queues.procedure_on(case.procedure, case.law_on)
        steps = owed_steps(procedure, item.machine, item.state, item.role)
        found.setdefault(item.case_id, []).append((int(item.assignee_id or 0), steps))
    return found


# --- the officers ---------------------------------------------------------------------------------


def _hands(officers: Mapping[int, User], now: datetime) -> list[Hand]:
    away = open_absences(tokyo_day(now), people=officers)
    end = end_of_day(now)
    bounds: dict[str, Any] = {
        "officers": list(officers),
        "now": now,
        "today": end,
        "week": end + timedelta(days=7),
        "since": now - EXPERIENCE,
    }
    hands = {
        pk: Hand(
            pk,
            frozenset(r.value for r in user.offices_held),
            pk in away,
            {},
            user.division,
            {},
        )
        for pk, user in officers.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, bounds)
        for pk, late, day, week, rest in cursor.fetchall():
            held = {"late": late, "today": day, "week": week, "later": rest}
            hands[pk] = replace(hands[pk], held=held)
        cursor.execute(_EXPERIENCE, bounds)
        known: dict[int, dict[str, int]] = {}
        for pk, procedure, count in cursor.fetchall():
            known.setdefault(pk, {})[procedure] = count
    return [replace(hand, experience=known.get(pk, {})) for pk, hand in hands.items()]
