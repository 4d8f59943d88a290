"""Whether a step grows slower with the length of the file: 10, 100 and 1,000 earlier entries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks.clients import Times, timed
from benchmarks.procedure import BEGIN, CONTROL, SAME_STATE, Planned
from benchmarks.ways import Door
from casework import store
from casework.models import Case, Event
from casework.record import canonical, faults

_door: Door | None = None
_files: dict[int, list[list[int]]] = {}

_COLUMNS = (
    "case_id, seq, kind, step, at, recorded_at, actor_id, office, facts, facts_digest, effects, supersedes, "
    "key, previous_hash, hash"
)


def prepare(length: int, count: int) -> None:
    """So many files of that length. The first entries go through the door; the further ones are made
    as the door makes them, sealed and chained, but written in bulk."""
    global _door
    _door = _door or Door()
    ids = _door.prepare(count)
    for case_id in ids:
        _door.step(case_id, 0)
    rows: list[tuple[Any, ...]] = []
    heads: dict[int, str] = dict(Case.objects.filter(pk__in=ids).values_list("pk", "head"))
    for case_id in ids:
        for seq in range(3, length + 1):
            entry = store.Entry(
                "step",
                SAME_STATE.step,
                _moment(seq),
                _moment(seq),
                int(_door.actors[CONTROL].id),
                "TYO",
                SAME_STATE.facts,
                {"moved": [], "started": [], "stopped": [], "documents": []},
            )
            row = store.sealed(case_id, seq, heads[case_id], entry)
            heads[case_id] = row["hash"]
            row["facts"], row["effects"] = (
                canonical(row["facts"]).decode(),
                canonical(row["effects"]).decode(),
            )
            rows.append(tuple(row[name] for name in _COLUMNS.split(", ")))
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY casework_event ({_COLUMNS}) FROM STDIN") as copy:
            for values in rows:
                copy.write_row(values)
        cursor.executemany(
            "UPDATE casework_case SET version = %s, head = %s, last_at = %s WHERE id = %s",
            [(length, heads[case_id], _moment(length), case_id) for case_id in ids],
        )
    for case in Case.objects.filter(pk__in=ids[:2]):
        for fault in faults(case):
            raise RuntimeError(f"a file made for the benchmark does not hold: {fault}")
        if Event.objects.filter(case=case).count() != length:
            raise RuntimeError("a file made for the benchmark has the wrong length")
    _files[length] = [[case_id, length] for case_id in ids]


def measure(length: int) -> Times:
    """One further step on every file of that length."""
    assert _door is not None
    times = []
    for file in _files[length]:
        case_id, seen = file
        at = _moment(seen + 1)
        planned = Planned(SAME_STATE.step, SAME_STATE.role, at, SAME_STATE.facts)
        times.append(timed(_door.take, case_id, planned, seen))
        file[1] += 1
    return times


def _moment(seq: int) -> Any:
    return BEGIN + timedelta(hours=2, minutes=seq)
