"""Who looked at a case or a person: written when a page is shown, read by those who answer for the case.

A look is no part of the record. It is written after the page is made, in a transaction of its own that waits for
nobody: a page is shown also when its look cannot be written, and a step never waits for a reader.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from casework.models import Case, Look, Person, User, WorkItem
from casework.permissions import may_serve, refuse_case
from workflows.counting import TOKYO

log = logging.getLogger(__name__)
PAGE = 50
# A step holds the row of its case for some milliseconds, a sweep a little longer; a page does not wait.
WAIT = "300ms"


def note(
    user: User, what: Look.What, now: datetime, *, case: Case | None = None, person: Person | None = None
) -> bool:
    """Write that the officer looked. Never raises a database error; says whether the look was written."""
    try:
        with transaction.atomic():
            if len(connection.savepoint_ids) == 0:  # inside another transaction its own limits hold
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            Look.objects.create(user=user, what=what, at=now, case=case, person=person)
    except DatabaseError as error:
        # Whom it was about stays out of the log.
        log.warning("a look could not be written: %s", type(error).__name__)
        return False
    return True


def may_see(user: User, *cases: Case) -> bool:
    """Whether the officer may read who looked: whoever manages at the office that keeps one of the cases, and
    whoever works on one of them."""
    actor = user.actor()
    if user.is_superuser:
        return True
    if user.is_supervisor and any(
        may_serve(actor, c.office_id, str(c.facts.get("facility") or "")) for c in cases
    ):
        return True
    theirs = [c for c in cases if refuse_case(actor, c.procedure, c.office_id, c.facts) is None]
    return bool(theirs) and WorkItem.objects.filter(case__in=theirs, assignee=user).exists()


@dataclass(frozen=True, slots=True)
class Looked:
    """One officer's looks of one kind on one day (in Tokyo)."""

    user: str
    office: str
    day: date
    what: Look.What
    times: int
    last: datetime
    newest: int


# The day is Tokyo's, for whoever reads it asks "who looked on Tuesday".
_GROUPED = """
SELECT coalesce(nullif(u.full_name, ''), u.username), coalesce(u.office_id, ''),
       (l.at AT TIME ZONE 'Asia/Tokyo')::date AS day, l.what, count(*), max(l.at), max(l.id) AS newest
  FROM casework_look l JOIN casework_user u ON u.id = l.user_id
 WHERE l.{column} = %s
 GROUP BY u.id, day, l.what
HAVING max(l.id) < %s
 ORDER BY newest DESC
 LIMIT %s
"""
_LAST = 2**63 - 1


def page(
    *, case: Case | None = None, person: Person | None = None, before: int | None = None, limit: int = PAGE
) -> tuple[list[Looked], int | None]:
    """Looks by officer, day and kind, the newest first; and the cursor of the next page, if there is one."""
    column, key = ("case_id", case.pk) if case is not None else ("person_id", person.pk if person else 0)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPED.format(column=column), [key, _LAST if before is None else before, limit + 1])
        rows = cursor.fetchall()
    found = [
        Looked(user, office, day, Look.What(what), times, last.astimezone(TOKYO), newest)
        for user, office, day, what, times, last, newest in rows[:limit]
    ]
    return found, found[-1].newest if len(rows) > limit else None
