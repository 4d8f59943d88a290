"""How work has come and gone, counted from the record: what a projection is made of.

Work comes to an office's holders when a step moves a machine into a state in which they owe something, and is
done when it leaves such a state; from one such state into another it is one piece that goes on. Weeks are spans of
seven days that end now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from casework.models import Case, ClockRow, User
from casework.permissions import parents
from casework.store import NO_DATE, office_of
from casework.watch.whatif import MOST_WEEKS, Lack, Measured, Waiting, Week, lack
from workflows.engine import Procedure
from workflows.registry import procedures
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work: the holders of a role at an office, in these procedures (all when empty)."""

    office: str
    role: Role
    procedures: tuple[str, ...]


# What each week's steps moved; a case counts for the office that has it now.
_MOVED = """
SELECT GREATEST(ceil(extract(epoch FROM %(now)s - e.recorded_at) / 604800) - 1, 0)::int, c.procedure,
       m.x->>0, m.x->>1, m.x->>2, e.actor_id IS NULL, count(*)
FROM casework_case c
JOIN casework_event e ON e.case_id = c.id
CROSS JOIN LATERAL jsonb_array_elements(e.effects->'moved') AS m(x)
WHERE c.office_id = ANY(%(offices)s) AND c.procedure = ANY(%(procedures)s) AND c.last_at >= %(since)s
  AND e.kind = 'step' AND e.recorded_at >= %(since)s AND e.recorded_at <= %(now)s
  AND jsonb_typeof(e.effects->'moved') = 'array' AND m.x->>1 IS DISTINCT FROM m.x->>2
GROUP BY 1, 2, 3, 4, 5, 6
"""


def measure(asked: Asked, now: datetime, ahead: int) -> Measured | Lack:
    """What is known of this queue now, with what time brings in the weeks ahead; or why that is too little."""
    laws = _laws(asked.procedures)
    offices = [code for code in parents() if office_of(asked.role.value, code) == asked.office]
    officers = User.objects.filter(
        is_active=True, office_id=asked.office, roles__contains=[asked.role.value]
    ).count()
    of_these = Case.objects.filter(office_id__in=offices, procedure__in=[p.code for p in laws])
    first = of_these.aggregate(at=Min("opened_at"))["at"]
    count = min(MOST_WEEKS, (now - first).days // 7) if first else 0
    weeks = _weeks(asked.role, laws, offices, now, count)
    if (missing := lack(count, sum(week.done for week in weeks), officers)) is not None:
        return missing
    waiting, dated, allowance = _waiting(asked, [p.code for p in laws], now)
    return Measured(
        weeks, officers, waiting, _known(asked.role, laws, of_these, now, ahead), dated, allowance
    )


def _laws(codes: Collection[str]) -> list[Procedure]:
    """The newest text of each procedure asked for."""
    newest = {p.code: p for p in procedures()}
    return [p for code, p in newest.items() if not codes or code in codes]


def _owes(law: Procedure, machine: str, state: str, role: Role) -> bool:
    known = law.machines.get(machine)
    declared = known.states.get(state) if known else None
    return declared is not None and any(duty.role is role for duty in declared.duties)


def _weeks(
    role: Role, laws: Sequence[Procedure], offices: Sequence[str], now: datetime, count: int
) -> list[Week]:
    """The weeks measured, the oldest first."""
    arrived, by_time, done = [0] * count, [0] * count, [0] * count
    by_code = {law.code: law for law in laws}
    bounds: dict[str, Any] = {
        "now": now,
        "since": now - timedelta(weeks=count),
        "offices": list(offices),
        "procedures": list(by_code),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, bounds)
        for ago, code, machine, source, target, timed, n in cursor.fetchall():
            if not 0 <= ago < count:
                continue
            before = _owes(by_code[code], machine, source, role)
            after = _owes(by_code[code], machine, target, role)
            if after and not before:
                (by_time if timed else arrived)[count - 1 - ago] += n
            elif before and not after:
                done[count - 1 - ago] += n
    return [Week(*numbers) for numbers in zip(arrived, by_time, done, strict=True)]


_WAITING = """
SELECT floor(extract(epoch FROM %(now)s - since) / 86400)::float8,
       CASE WHEN by < %(no_date)s THEN ceil(extract(epoch FROM by - %(now)s) / 86400)::float8 END, count(*)
FROM casework_workitem
WHERE office_id = %(office)s AND role = %(role)s AND procedure = ANY(%(procedures)s)
GROUP BY 1, 2
"""
_ALLOWED = """
SELECT count(*) FILTER (WHERE by < %(no_date)s), count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM by - since) / 86400)
         FILTER (WHERE by < %(no_date)s)
FROM casework_workitem
WHERE office_id = %(office)s AND role = %(role)s AND procedure = ANY(%(procedures)s)
"""


def _waiting(asked: Asked, codes: Sequence[str], now: datetime) -> tuple[list[Waiting], float, float]:
    """What waits, by age and days left; the share with a date, and the middle of the days that dates allow."""
    bounds: dict[str, Any] = {
        "now": now,
        "no_date": NO_DATE,
        "office": asked.office,
        "role": asked.role.value,
        "procedures": list(codes),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, bounds)
        waiting = [Waiting(max(0.0, age), due, float(n)) for age, due, n in cursor.fetchall()]
        cursor.execute(_ALLOWED, bounds)
        dated, everything, middle = cursor.fetchone()
    return waiting, (dated / everything if everything else 0.0), float(middle or 0.0)


def _known(role: Role, laws: Sequence[Procedure], cases: Any, now: datetime, weeks: int) -> tuple[float, ...]:
    """What clocks that run now will bring of themselves, week by week: their end takes a step into a state in
    which the holders of the role owe something."""
    codes = sorted({clock for law in laws for clock in _bringing(law, role)})
    found = [0.0] * weeks
    rows = (
        ClockRow.objects.filter(
            status=ClockRow.Status.OPEN,
            clock__in=codes,
            alarm_at__gt=now,
            alarm_at__lte=now + timedelta(weeks=weeks),
            case__in=cases,
        )
        .order_by()
        .values_list("alarm_at")
        .annotate(n=Count("pk"))
    )
    for at, n in rows:
        found[min(weeks - 1, int((at - now) / timedelta(weeks=1)))] += n
    return tuple(found)


def _bringing(law: Procedure, role: Role) -> Iterator[str]:
    for clock in law.clocks.values():
        if clock.lapse is not None and any(
            _owes(law, machine, state, role) for machine, state in _reached(law, clock.lapse)
        ):
            yield clock.id


def _reached(law: Procedure, step_id: str) -> Iterator[tuple[str, str]]:
    """The states into which a step can bring the machines of its own file."""
    step = law.steps[step_id]
    targets = (step.target,) if isinstance(step.target, str) else tuple(b.to for b in step.target)
    for target in targets:
        yield step.machine, target
    for move in step.moves:
        yield move.machine, move.to
    for carry in step.carries:
        yield from _reached(law, carry.step)
