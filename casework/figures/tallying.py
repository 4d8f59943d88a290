"""Keeping the monthly tallies: which files have changed, what they add now, and what is pending at present.

Safe to run at any time and as often as one likes: a file is counted again only where its version differs from the
one that was counted; what it added before is taken away and what it adds now is put in its place, in one
transaction a batch. A run that is cut off has done whole batches, and the next one goes on from there. Two runs
at once do not meet: the second stands back.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from casework import actions, store
from casework.clocks import beat
from casework.figures.history import (
    PRESENT,
    Counted,
    EndedClock,
    Entry,
    Measure,
    bucket,
    count,
)
from casework.figures.lines import dates_of, fingerprint, lines_of
from casework.models import Tally, Tallying
from workflows.counting import TOKYO
from workflows.texts import Refused

logger = logging.getLogger(__name__)

HEARTBEAT = "tally"
BATCH = 1_000
# Entries are numbered when they are written and seen when their transaction ends. So many of the newest are looked
# at again each time; whatever still escaped is found by the comparison of all files once a day.
OVERLAP = 5_000
COMPARED_EVERY = timedelta(days=1)
# Any number will do, as long as nothing else takes this lock.
_LOCK = 5_203_271

# How long something has been pending: the bands of days, each with its lower end.
BANDS: tuple[tuple[str, int], ...] = (
    ("d0", 0),
    ("d15", 15),
    ("d31", 31),
    ("d91", 91),
    ("d181", 181),
    ("d366", 366),
)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a run did. `finished`: it went through all it had to; `busy`: another run was at it."""

    cases: int
    finished: bool = True
    busy: bool = False


def refresh(
    now: datetime, *, everything: bool = False, go_on: Callable[[], bool] = lambda: True
) -> Refreshed:
    """Bring the tallies up to date as of `now`. `everything`: count every file again, whatever is kept of it.
    `go_on` is asked between batches, so that a task can end in time."""
    mark, _ = Tallying.objects.get_or_create(pk=1)
    if (everything or mark.rules != fingerprint()) and not _forget(mark):
        return Refreshed(0, finished=False, busy=True)
    newest = _newest_event()
    all_of_them = mark.compared_at is None or now - mark.compared_at >= COMPARED_EVERY
    batches = _all_changed() if all_of_them else _lately_changed(mark.last_event)
    done = 0
    for batch in batches:
        if not go_on():
            return Refreshed(done, finished=False)
        with transaction.atomic():
            if not _locked():
                return Refreshed(done, finished=False, busy=True)
            done += _count_again(batch, now, add=not all_of_them)
    with transaction.atomic():
        if not _locked():
            return Refreshed(done, finished=False, busy=True)
        if all_of_them:
            _put_together()
        _as_of(now)
        Tallying.objects.filter(pk=1).update(
            last_event=newest, **({"compared_at": now} if all_of_them else {})
        )
        beat(HEARTBEAT, now, done)
    return Refreshed(done)


def _locked() -> bool:
    """Whether this transaction is the only one that tallies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _forget(mark: Tallying) -> bool:
    """Mark every file as not counted; what it adds stays until it is counted again. False where another run is
    at it."""
    with transaction.atomic():
        if not _locked():
            return False
        with connection.cursor() as cursor:
            cursor.execute("UPDATE casework_countedcase SET version = -1 WHERE version <> -1")
        mark.compared_at, mark.rules = None, fingerprint()
        mark.save()
    return True


# --- which files ----------------------------------------------------------------------------------

Changed = Sequence[tuple[int, int]]


def _newest_event() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM casework_event")
        return int(cursor.fetchone()[0])


_ALL = """
SELECT c.id, c.version FROM casework_case c LEFT JOIN casework_countedcase k ON k.case_id = c.id
WHERE c.id > %s AND k.version IS DISTINCT FROM c.version ORDER BY c.id LIMIT %s
"""
_LATELY = """
SELECT c.id, c.version FROM (SELECT DISTINCT case_id FROM casework_event WHERE id > %s) e
JOIN casework_case c ON c.id = e.case_id LEFT JOIN casework_countedcase k ON k.case_id = c.id
WHERE k.version IS DISTINCT FROM c.version ORDER BY c.id
"""


def _all_changed() -> Iterator[Changed]:
    """Files whose version is not the one counted, over all files, in the order of their keys."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ALL, [after, BATCH])
            found: Changed = cursor.fetchall()
        if not found:
            return
        yield found
        after = found[-1][0]


def _lately_changed(last_event: int) -> Iterator[Changed]:
    """Files with entries since the last run."""
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, [max(0, last_event - OVERLAP)])
        found: Changed = cursor.fetchall()
    for first in range(0, len(found), BATCH):
        yield found[first : first + BATCH]


# --- counting -------------------------------------------------------------------------------------

_ENTRIES = """
SELECT case_id, seq, kind, at, effects->'moved', effects->>'transferred', effects->'opened'->>'office'
FROM casework_event WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""
# With the step that stopped the clock, where time itself took it.
_CLOCKS = """
SELECT k.case_id, k.clock, k.legal_at, k.stopped_at, k.stopped_seq, e.step
FROM casework_clockrow k
LEFT JOIN casework_event e ON e.case_id = k.case_id AND e.seq = k.stopped_seq AND e.actor_id IS NULL
WHERE k.case_id = ANY(%s) AND k.status = 'stopped' AND k.legal_at IS NOT NULL AND k.stopped_at IS NOT NULL
ORDER BY k.case_id, k.id
"""
_CASES = "SELECT id, procedure, office_id FROM casework_case WHERE id = ANY(%s)"


@dataclass(slots=True)
class _File:
    procedure: str
    office: str
    entries: list[Entry]
    clocks: list[EndedClock]
    rectified: bool = False


def counted(case_ids: Sequence[int], now: datetime) -> dict[int, Counted]:
    """What each of these files adds to the tallies, from its record and its clocks."""
    ids = list(case_ids)
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [ids])
        files = {pk: _File(procedure, office, [], []) for pk, procedure, office in cursor.fetchall()}
        cursor.execute(_ENTRIES, [ids])
        for case_id, seq, kind, at, moved, transferred, opened in cursor.fetchall():
            file = files[case_id]
            if kind != "step":
                file.rectified = True
                continue
            if opened:
                file.office = opened
            moves = json.loads(moved) if isinstance(moved, str) else moved
            file.entries.append(Entry(seq, at, moves or (), transferred))
        cursor.execute(_CLOCKS, [ids])
        for case_id, clock, legal_at, stopped_at, seq, by_time in cursor.fetchall():
            file = files[case_id]
            dates = dates_of(file.procedure)
            # Where the end of the period took its step by itself, nobody kept a date and nobody missed one.
            if clock in dates and (by_time is None or by_time != dates[clock]):
                file.clocks.append(EndedClock(clock, legal_at, stopped_at, seq or 0))
    found = {}
    for pk, file in files.items():
        entries = _replayed(pk, file.entries, now) if file.rectified else file.entries
        found[pk] = count(file.procedure, lines_of(file.procedure), file.office, entries, file.clocks)
    return found


def _replayed(case_id: int, recorded: list[Entry], now: datetime) -> list[Entry]:
    """The entries of a file that was put right, as they stand today: played through the law again."""
    held = store.read(case_id)
    if held is None:
        return recorded
    try:
        redone = actions.replay_entries(held, actions.history(case_id), now)
    except Refused:
        # verify_record says what is wrong with such a file; it is counted as it was recorded.
        logger.warning("case %s does not replay; its figures are those of the record", case_id)
        return recorded
    return [
        Entry(entry.seq, entry.at, [(m.machine, m.source, m.target, m.step) for m in o.moved], o.transferred)
        for entry, o in redone.outcomes
    ]


_BEFORE = "SELECT case_id, parts FROM casework_countedcase WHERE case_id = ANY(%s)"
_KEEP = """
INSERT INTO casework_countedcase AS k (case_id, version, parts, line, office, state, pending_since, state_since)
SELECT r.case_id, r.version, ARRAY(SELECT jsonb_array_elements_text(r.parts)), r.line, r.office, r.state,
       r.pending_since, r.state_since
FROM jsonb_to_recordset(%s::jsonb) AS r(case_id bigint, version int, parts jsonb, line text, office text,
     state text, pending_since timestamptz, state_since timestamptz)
ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, parts = excluded.parts, line = excluded.line,
  office = excluded.office, state = excluded.state, pending_since = excluded.pending_since,
  state_since = excluded.state_since
"""
_ADD = """
INSERT INTO casework_tally AS t (measure, office, procedure, month, key, value)
SELECT split_part(p.part, '|', 1), split_part(p.part, '|', 2), split_part(p.part, '|', 3),
       to_date(split_part(p.part, '|', 4), 'YYYYMM'), split_part(p.part, '|', 5), p.value
FROM unnest(%s::text[], %s::int[]) AS p(part, value) ORDER BY 1, 4, 2, 3, 5
ON CONFLICT (measure, month, office, procedure, key) DO UPDATE SET value = t.value + excluded.value
"""
_ZEROES = "DELETE FROM casework_tally WHERE value = 0 AND month = ANY(%s)"


def _count_again(batch: Changed, now: datetime, *, add: bool) -> int:
    """Count these files, keep what they add, and `add` the difference to the tallies. When all files are gone
    through, the tallies are put together once at the end instead."""
    versions = dict(batch)
    ids = list(versions)
    new = counted(ids, now)
    change: Counter[str] = Counter()
    with connection.cursor() as cursor:
        if add:
            cursor.execute(_BEFORE, [ids])
            for _, parts in cursor.fetchall():
                change.subtract(parts)
            for found in new.values():
                change.update(found.parts)
        cursor.execute(_KEEP, [json.dumps([_row(pk, versions[pk], found) for pk, found in new.items()])])
        changed = {part: value for part, value in change.items() if value}
        if changed:
            cursor.execute(_ADD, [list(changed), list(changed.values())])
            if any(value < 0 for value in changed.values()):
                months = {datetime.strptime(p.split("|")[3], "%Y%m").date() for p in changed}
                cursor.execute(_ZEROES, [sorted(months)])
    return len(new)


def _row(case_id: int, version: int, found: Counted) -> dict[str, Any]:
    standing = found.standing
    return {
        "case_id": case_id,
        "version": version,
        "parts": list(found.parts),
        "line": standing.line if standing else "",
        "office": standing.office if standing else "",
        "state": standing.state if standing else "",
        "pending_since": standing.pending_since.isoformat() if standing else None,
        "state_since": standing.state_since.isoformat() if standing else None,
    }


# The sums of the parts of all files: what the tallies have to be.
_SUMS = """
SELECT split_part(p.part, '|', 1) AS measure, split_part(p.part, '|', 2) AS office,
       split_part(p.part, '|', 3) AS procedure, to_date(split_part(p.part, '|', 4), 'YYYYMM') AS month,
       split_part(p.part, '|', 5) AS key, p.value
FROM (SELECT part, count(*) AS value FROM casework_countedcase, unnest(parts) AS part GROUP BY part) p
"""
_WRONG = f"""
SELECT COALESCE(t.measure, s.measure), COALESCE(t.office, s.office), COALESCE(t.procedure, s.procedure),
       COALESCE(t.month, s.month), COALESCE(t.key, s.key), COALESCE(s.value, 0)
FROM (SELECT * FROM casework_tally WHERE measure <> ALL(%s)) t
FULL JOIN ({_SUMS}) s USING (measure, office, procedure, month, key)
WHERE t.value IS DISTINCT FROM s.value
"""


def disagreements() -> list[tuple[Any, ...]]:
    """Tallies that are not the sum of what the files add: (measure, office, procedure, month, key, what it should
    be). Empty unless somebody changed a table by hand."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, [[m.value for m in PRESENT]])
        return list(cursor.fetchall())


_CLEAR = f"""
DELETE FROM casework_tally t WHERE measure <> ALL(%s) AND NOT EXISTS (
  SELECT 1 FROM ({_SUMS}) s WHERE (s.measure, s.office, s.procedure, s.month, s.key)
                                = (t.measure, t.office, t.procedure, t.month, t.key))
"""
_SET = f"""
INSERT INTO casework_tally AS t (measure, office, procedure, month, key, value)
SELECT s.measure, s.office, s.procedure, s.month, s.key, s.value FROM ({_SUMS}) s
ON CONFLICT (measure, month, office, procedure, key) DO UPDATE SET value = excluded.value
WHERE t.value <> excluded.value
"""


def _put_together() -> None:
    """Make the tallies the sums of what all files add."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [[m.value for m in PRESENT]])
        cursor.execute(_SET)


# --- the present moment ---------------------------------------------------------------------------

_PENDING = """
SELECT line, office, state, (pending_since AT TIME ZONE 'Asia/Tokyo')::date,
       (state_since AT TIME ZONE 'Asia/Tokyo')::date, count(*)
FROM casework_countedcase WHERE pending_since IS NOT NULL GROUP BY 1, 2, 3, 4, 5
"""
_OVERDUE = """
SELECT c.procedure, c.office_id, k.clock, count(*) FROM casework_clockrow k JOIN casework_case c ON c.id = k.case_id
WHERE k.status = 'open' AND k.alarm_at <= %(now)s AND k.legal_at < %(now)s GROUP BY 1, 2, 3
"""


def band(days: int) -> str:
    """The band of days in which something pending lies."""
    return next(code for code, lowest in reversed(BANDS) if days >= lowest)


def _as_of(now: datetime) -> None:
    """Count anew what belongs to the present moment: how old the pending are, how long they have stood in their
    stage, and which dates have passed."""
    today, month = now.astimezone(TOKYO).date(), now.astimezone(TOKYO).date().replace(day=1)
    found: Counter[tuple[str, str, str, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_PENDING)
        for line, office, state, since, state_since, number in cursor.fetchall():
            found[Measure.AGE, office, line, band(max(0, (today - since).days))] += number
            stood = bucket(max(0, (today - state_since).days))
            found[Measure.STANDING, office, line, f"{state}:{stood}"] += number
        cursor.execute(_OVERDUE, {"now": now})
        for procedure, office, clock, number in cursor.fetchall():
            if clock in dates_of(procedure):
                found[Measure.OVERDUE, office, procedure, clock] += number
    Tally.objects.filter(measure__in=PRESENT).delete()
    Tally.objects.bulk_create(
        Tally(measure=measure, office=office, procedure=line, key=key, month=month, value=number)
        for (measure, office, line, key), number in sorted(found.items())
    )
