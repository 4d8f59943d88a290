"""One officer's day: what came to them, what came back, what waits for others. Each list is one statement,
cut at a length that a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from casework.beside import signing
from casework.days import midnight, tokyo_day
from casework.models import Case, Draft, Mention, User
from casework.permissions import may_read_personal, visible
from casework.store import NO_DATE
from casework.work import queues
from casework.work.queues import Cursor, Scope, Whose
from casework.work.separation import barred
from workflows.counting import CountingError, Roll, closed
from workflows.roles import OFFICES, Role
from workflows.texts import Text

MOST = 20
# How far back the day looks for files on which the officer acted last.
LOOK_BACK = timedelta(days=120)
RETURNED_FOR = timedelta(days=30)
HANDED_BACK_FOR = timedelta(days=14)


def last_working_day(now: datetime) -> datetime:
    """The beginning of the last day before today on which offices were open."""
    day = tokyo_day(now) - timedelta(days=1)
    while _is_closed(day):
        day -= timedelta(days=1)
    return midnight(day)


def _is_closed(day: date) -> bool:
    try:
        return closed(day, Roll.NATIONAL) is not None
    except CountingError:
        return day.weekday() >= 5


def scope_of(user: User, whose: Whose) -> Scope:
    """The officer's own work, or what nobody has taken of it."""
    return Scope(user.pk, queues.offices_of(user), queues.roles_of(user), whose)


# --- what came to me, and what came back ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """A piece of work that came to somebody or went back: the case, what is owed, who did it and why."""

    number: str
    owed: Text
    by: datetime | None
    who: str
    at: datetime
    kind: str
    reason: str


_MOVED = """
SELECT c.number, c.procedure, c.law_on, w.machine, w.state, w.role, w.by,
       COALESCE(NULLIF(b.full_name, ''), b.username, ''), m.at, m.kind, m.reason
FROM (SELECT * FROM casework_workmove WHERE {which} ORDER BY at DESC LIMIT 200) m
JOIN casework_workitem w ON w.case_id = m.case_id AND w.machine = m.machine AND w.role = m.role
  AND {still}
JOIN casework_case c ON c.id = m.case_id
LEFT JOIN casework_user b ON b.id = m.by_id
ORDER BY m.at DESC LIMIT %(limit)s
"""
# Of several movements of one piece the last one counts: it is the one after which the holder has had it.
_NEW = _MOVED.format(
    which="to_user_id = %(me)s AND at >= %(since)s AND by_id IS DISTINCT FROM %(me)s",
    still="w.assignee_id = m.to_user_id AND w.assigned_at = m.at",
)
_BACK = _MOVED.format(
    which="office_id = ANY(%(offices)s) AND kind = 'back' AND at >= %(since)s",
    still="""w.assignee_id IS NULL AND m.at = (SELECT max(n.at) FROM casework_workmove n
    WHERE n.case_id = m.case_id AND n.machine = m.machine AND n.role = m.role)""",
)


def _moved(statement: str, bounds: dict[str, Any]) -> list[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**bounds, "limit": MOST})
        rows = cursor.fetchall()
    return [
        Moved(
            number,
            queues.duty_label(queues.procedure_on(code, law_on), machine, state, role),
            None if by >= NO_DATE else by,
            who,
            at,
            kind,
            reason,
        )
        for number, code, law_on, machine, state, role, by, who, at, kind, reason in rows
    ]


def newly_given(user: User, now: datetime) -> list[Moved]:
    """What others gave to the officer since the last working day and the officer still has."""
    return _moved(_NEW, {"me": user.pk, "since": last_working_day(now)})


def handed_back(user: User, now: datetime) -> list[Moved]:
    """What officers handed back to the office and nobody has taken since."""
    return _moved(_BACK, {"offices": list(queues.offices_of(user)), "since": now - HANDED_BACK_FOR})


def returned_drafts(user: User, now: datetime) -> list[Draft]:
    """Drafts of the officer's that came back unsigned and were not handed in again."""
    later = Draft.objects.filter(
        case=OuterRef("case"), step=OuterRef("step"), prepared_by=user, prepared_at__gt=OuterRef("decided_at")
    )
    found = signing.chosen(user, signing.Which.RETURNED, now).filter(
        ~Exists(later),
        decided_at__gte=now - RETURNED_FOR,
        case__closed_at__isnull=True,
    )
    return list(found.select_related("case", "decided_by").order_by("-decided_at")[:MOST])


def to_sign(user: User, now: datetime) -> int:
    """How many drafts of the officer's office wait for a signature: what the list of the office shows."""
    return signing.chosen(user, signing.Which.OFFICE, now).count()


def mentions(user: User) -> list[Mention]:
    """Notes in which the officer is named, which the officer has not seen and may read today: who has gone to
    another post since may not."""
    found = Mention.objects.filter(user=user, seen_at__isnull=True, note__case__in=visible(user))
    newest = found.select_related("note__case", "note__author").order_by("-pk")[:MOST]
    return [mention for mention in newest if may_read_personal(user, mention.note.case)]


# --- waiting for others ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that cannot go on by the officer's hand: for whom it waits, for what, since when, until when."""

    number: str
    name: str
    role: Role
    office: str
    holder: str
    what: Text
    since: datetime
    by: datetime | None


# Files on which the officer's entry is the last, or of which the officer holds work. Of each its debts.
# OFFSET 0 keeps each step on its own index: one walk of the officer's entries, then one look for each file,
# also where the planner knows nothing of the tables yet.
_WAITING = """
WITH mine AS MATERIALIZED (
  (SELECT k.id FROM (
     SELECT e.case_id, max(e.seq) AS seq FROM casework_event e
     WHERE e.actor_id = %(me)s AND e.recorded_at >= %(since)s GROUP BY e.case_id ORDER BY max(e.id) DESC LIMIT 500
   ) acted CROSS JOIN LATERAL (
     SELECT c.id FROM casework_case c
     WHERE c.id = acted.case_id AND c.version = acted.seq AND c.closed_at IS NULL OFFSET 0
   ) k)
  UNION
  (SELECT w.case_id FROM casework_workitem w WHERE w.assignee_id = %(me)s ORDER BY w.by, w.id LIMIT 500)
)
SELECT c.id, c.number, p.name_alphabet, c.procedure, c.law_on, w.machine, w.state, w.role, w.office_id, w.since,
       w.by, w.clock, w.assignee_id, COALESCE(NULLIF(u.full_name, ''), u.username, '')
FROM mine
CROSS JOIN LATERAL (SELECT * FROM casework_case k WHERE k.id = mine.id OFFSET 0) c
CROSS JOIN LATERAL (SELECT * FROM casework_workitem i WHERE i.case_id = mine.id OFFSET 0) w
JOIN casework_person p ON p.id = c.person_id
LEFT JOIN casework_user u ON u.id = w.assignee_id
ORDER BY w.since, w.id
"""


def waiting(user: User, now: datetime) -> list[Waiting]:
    """The officer's files whose next move is somebody else's: a party's, whose date the officer watches, or
    another office's, where nothing of the file is the officer's to do. The longest wait first. Files that the
    officer may no longer see, since they or the officer went to another office, are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"me": user.pk, "since": now - LOOK_BACK})
        rows = cursor.fetchall()
    seen = set(visible(user).filter(pk__in={row[0] for row in rows}).values_list("pk", flat=True))
    files: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        if row[0] in seen:
            files.setdefault(row[0], []).append(row)
    roles, offices = set(queues.roles_of(user)), set(queues.offices_of(user))
    found = [w for debts in files.values() if (w := _waits(debts, user.pk, roles, offices)) is not None]
    return sorted(found, key=lambda w: (w.since, w.number))[:MOST]


def _waits(debts: list[Sequence[Any]], me: int, roles: set[str], offices: set[str]) -> Waiting | None:
    others: list[Waiting] = []
    for debt in debts:
        (_id, number, name, code, law_on, machine, state, role, office, since, by, clock, holder, who) = debt
        procedure = queues.procedure_on(code, law_on)
        until = None if by >= NO_DATE else by
        mine = holder == me or (holder is None and role in roles and office in offices)
        dated = procedure.clocks.get(clock) if procedure is not None else None
        party = dated is not None and dated.owed_by in OFFICES and not OFFICES[dated.owed_by].signs_in
        if party and dated is not None and dated.owed_by is not Role.SYSTEM:
            # The party's date, which an officer watches: until then there is nothing to do but wait.
            others.append(Waiting(number, name, dated.owed_by, "", "", dated.must, since, until))
        elif mine:
            return None
        else:
            label = queues.duty_label(procedure, machine, state, role)
            others.append(Waiting(number, name, Role(role), office, who, label, since, until))
    return min(others, key=lambda w: (w.by or NO_DATE, w.since), default=None)


# --- one after another ----------------------------------------------------------------------------

# So many pieces are looked at first for one that the officer is not barred from, then each time so many times more:
# a few statements, however much lies before it.
TRIED, MORE = 25, 8


@dataclass(frozen=True, slots=True)
class Next:
    """The piece of work to go to: its case, and the mark from which the search goes on after it."""

    number: str
    after: str
    row: queues.Work


def read_mark(text: str | None) -> tuple[Whose, Cursor]:
    """Where the search goes on. Raises `queues.BadCursor`."""
    kind, _, rest = (text or "").partition("~")
    if not text:
        return Whose.MINE, Cursor.read(None)
    if kind not in ("mine", "free"):
        raise queues.BadCursor(text[:60])
    return Whose(kind), Cursor.read(rest)


def next_work(user: User, mark: str | None = None) -> Next | None:
    """The most urgent piece after the mark that the officer may act on: of the own ones, then of the free
    ones. Pieces are passed over where the officer's earlier part in the case bars them. Claims nothing."""
    kind, after = read_mark(mark)
    for whose in (Whose.MINE, Whose.FREE):
        if kind is Whose.FREE and whose is Whose.MINE:
            continue
        begin: Cursor | None = after if whose is kind else Cursor.read(None)
        tried = TRIED
        while begin is not None:
            found = queues.page(scope_of(user, whose), begin, tried)
            ids = [row.case_id for row in found.rows]
            done = dict(Case.objects.filter(pk__in=ids).values_list("pk", "done_by"))
            for row in found.rows:
                if barred(row.steps, done.get(row.case_id, {}), str(user.pk)) is None:
                    return Next(row.number, f"{whose.value}~{row.cursor}", row)
            begin, tried = found.next, tried * MORE
    return None
