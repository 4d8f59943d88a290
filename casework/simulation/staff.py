"""The officers of a simulation, and the work they find in their queues.

In each office one person holds each statutory office that the steps ask for, so that the separation of duties
is kept as it has to be. Whoever may enter a step is looked up in its declaration.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from casework.models import User
from casework.simulation.counted import Counted
from workflows.dossier import Actor
from workflows.engine import Procedure
from workflows.roles import Role

# In the order in which they are asked: who is named first takes the step.
POSTS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("desk", (Role.FRONT_DESK,)),
    ("sorter", (Role.TRIAGE_OFFICER,)),
    ("examiner", (Role.INSPECTOR,)),
    ("director", (Role.BUREAU_DIRECTOR, Role.MINISTER)),
)


class Desk:
    """The officers of one office."""

    def __init__(self, office: str, officers: Iterable[tuple[tuple[Role, ...], Actor]]) -> None:
        self.office = office
        self._officers = tuple(officers)

    def hand(self, procedure: Procedure, step: str) -> Actor:
        """The officer who enters a step. Raises `LookupError` where nobody here may."""
        wanted = procedure.steps[step].officers
        for roles, actor in self._officers:
            if wanted.intersection(roles):
                return actor
        raise LookupError(f"{self.office} has nobody for {step}: {', '.join(sorted(wanted))}")


def make_desks(offices: Iterable[str]) -> dict[str, Desk]:
    """Officers in each office. Nobody can sign in as one of them."""
    desks: dict[str, Desk] = {}
    for office in offices:
        officers = []
        for post, roles in POSTS:
            user, _ = User.objects.get_or_create(
                username=f"sim-{office}-{post}".lower(),
                defaults={
                    "full_name": f"{office} {post} (simulated)",
                    "office_id": office,
                    "roles": [r.value for r in roles],
                    "password": make_password(None),
                },
            )
            officers.append((roles, user.actor()))
        desks[office] = Desk(office, officers)
    return desks


# --- queues ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work as an officer takes it from the queue: the case, since when it waits, and what its form
    shows."""

    case_id: int
    office: str
    person_id: int
    since: datetime
    facts: Mapping[str, Any]

    def with_facts(self, more: Mapping[str, Any]) -> Piece:
        """The same after a step that added to its facts."""
        return replace(self, facts={**self.facts, **more})


# After these no permission helps any more.
LAST_DAYS = ["special_period", "acquisition_exempt_60"]
# First what must be delivered soon because such a day is near, then who has waited longest.
_QUEUE = """
SELECT q.case_id, q.office_id, q.person_id, q.since, q.facts FROM (
  SELECT w.case_id, w.office_id, c.person_id, {age} AS since, c.facts::text AS facts, row_number() OVER (
    PARTITION BY w.office_id
    ORDER BY (k.legal_at IS NULL OR k.legal_at > %(soon)s), {age}, c.id
  ) AS place
  FROM casework_workitem w
  JOIN casework_case c ON c.id = w.case_id
  LEFT JOIN casework_clockrow k ON k.case_id = c.id AND k.clock = ANY(%(last_days)s) AND k.status = 'open'
  WHERE w.office_id = ANY(%(offices)s) AND w.role = %(role)s AND w.machine = %(machine)s
    AND w.state = ANY(%(states)s) AND c.procedure = %(procedure)s AND NOT c.id = ANY(%(without)s)
) q
JOIN unnest(%(offices)s::text[], %(counts)s::int[]) AS m(office, most) ON m.office = q.office_id
WHERE q.place <= m.most
ORDER BY q.office_id, q.place
"""
# A permit is asked for on a file that is much older.
_AGE = {"reentry": "w.since"}


_PRESSING = """
SELECT w.case_id, w.office_id, c.person_id, {age}, c.facts::text
FROM casework_clockrow k
JOIN casework_case c ON c.id = k.case_id
JOIN casework_workitem w ON w.case_id = c.id
WHERE k.clock = ANY(%(last_days)s) AND k.status = 'open' AND k.legal_at <= %(by)s
  AND w.office_id = ANY(%(offices)s) AND w.role = %(role)s AND w.machine = %(machine)s
  AND w.state = ANY(%(states)s) AND c.procedure = %(procedure)s AND NOT c.id = ANY(%(without)s)
ORDER BY k.legal_at, c.id
"""


def queue(
    counted: Counted,
    states: Iterable[str],
    role: Role,
    most: Mapping[str, int],
    soon: datetime,
    without: Iterable[int] = (),
) -> list[Piece]:
    """Up to so many pieces of work for each office, in the order in which they are taken: what runs out by
    `soon`, then the oldest. `without`: cases on which a step was refused before."""
    wanted = {office: count for office, count in most.items() if count > 0}
    if not wanted:
        return []
    values = {"soon": soon, "counts": list(wanted.values())}
    return _pieces(_QUEUE, counted, states, role, wanted, without, values)


def pressing(
    counted: Counted,
    states: Iterable[str],
    role: Role,
    offices: Iterable[str],
    by: datetime,
    without: Iterable[int] = (),
) -> list[Piece]:
    """What no permission helps any more after `by`, the first to run out first."""
    return _pieces(_PRESSING, counted, states, role, offices, without, {"by": by})


def _pieces(
    statement: str,
    counted: Counted,
    states: Iterable[str],
    role: Role,
    offices: Iterable[str],
    without: Iterable[int],
    more: Mapping[str, Any],
) -> list[Piece]:
    values: dict[str, Any] = {
        **more,
        "last_days": LAST_DAYS,
        "without": sorted(without),
        "offices": list(offices),
        "role": role.value,
        "machine": counted.machine,
        "states": list(states),
        "procedure": counted.procedure,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(age=_AGE.get(counted.machine, "c.opened_at")), values)
        return [
            Piece(case, office, person, since, json.loads(f))
            for case, office, person, since, f in cursor.fetchall()
        ]
