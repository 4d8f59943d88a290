"""Searches among a million people: how long an officer waits, against the search there was before.

The former search is the one of the list of cases: `icontains` in four columns, the newest case first. It is
asked the same names, on the same data and in the same run, by the same officers.
"""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psutil
from django.db import connection
from django.db.models import Q

from benchmarks import crowd
from benchmarks.clients import timed
from benchmarks.ways import Door
from casework.finding import search
from casework.models import User
from casework.permissions import visible
from casework.work.queues import PAGE

# What the former search could be asked: it knew nothing but names.
NAMES = ("name, 3 letters", "name, first word", "name, whole", "name, words turned round", "nobody")


def fill(count: int) -> dict[str, int]:
    """The people; how many of what."""
    return crowd.fill(count)


def sizes() -> dict[str, int]:
    """Bytes of the indexes that a search goes along."""
    names = ("person_lexemes", "person_name_begins", "person_name_keys", "document_number", "contact_phone")
    of_filings = ("intake_lexemes", "intake_open_organisation")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname = ANY(%s)",
            [[*names, *of_filings]],
        )
        return dict(cursor.fetchall())


def measure(name: str, seed: int, count: int) -> list[tuple[str, float, float, bool]]:
    """Kind, seconds, seconds of the processors, and whether the database was stopped or left a rest; as the
    suggestions are asked for."""
    user = User.objects.get(username=name)
    found = []
    for kind, text in crowd.typed(seed, count):
        begin, busy = perf_counter(), _busy()
        answer = search.find(user, text, reception=True)
        found.append((kind, perf_counter() - begin, _busy() - busy, answer.rest))
    return found


def _busy() -> float:
    """Seconds that this process and its server process have been given so far: what else the machine does
    changes them little. Linux counts those of another process exactly; elsewhere they are coarse."""
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    try:
        theirs = int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        times = psutil.Process(server).cpu_times()
        theirs = times.user + times.system
    return process_time() + theirs


def former(name: str, seed: int, count: int, seconds: float) -> list[tuple[str, float, float]]:
    """Kind, seconds of the former search and of this one's page, in turn, until the time is over."""
    user = User.objects.get(username=name)
    texts = [(kind, text) for kind, text in crowd.typed(seed, count) if kind in NAMES]
    found, begin = [], perf_counter()
    for kind, text in texts:
        if perf_counter() - begin > seconds:
            break
        one = perf_counter()
        list(_former(user, text).select_related("person").order_by("-pk")[: PAGE + 1])
        two = perf_counter()
        search.find(user, text, PAGE, reception=True)
        found.append((kind, two - one, perf_counter() - two))
    return found


def _former(user: User, name: str) -> Any:
    found = visible(user)
    for word in re.split(r"[\s・]+", name):
        if word:
            found = found.filter(
                Q(person__name_alphabet__icontains=word)
                | Q(person__name_kanji__contains=word)
                | Q(person__name_kana__contains=word)
                | Q(person__aliases__icontains=word)
            )
    return found


# --- what the indexes cost the door ---------------------------------------------------------------

_NOW = """
CREATE INDEX person_lexemes ON casework_person USING gin (array_to_tsvector(name_words || marks));
CREATE INDEX person_name_begins ON casework_person (name_fold text_pattern_ops, id);
ALTER TABLE casework_case ENABLE TRIGGER casework_case_marks;
ALTER TABLE casework_case ENABLE TRIGGER casework_case_marks_again;
DROP INDEX IF EXISTS bench_words;
DROP INDEX IF EXISTS bench_begins;
"""
_BEFORE = """
CREATE INDEX bench_words ON casework_person USING gin (name_words);
CREATE INDEX bench_begins ON casework_person (name_fold text_pattern_ops);
ALTER TABLE casework_case DISABLE TRIGGER casework_case_marks;
ALTER TABLE casework_case DISABLE TRIGGER casework_case_marks_again;
DROP INDEX person_lexemes;
DROP INDEX person_name_begins;
"""


def become(before: bool) -> None:
    """The indexes and triggers as they were before there was a search for everything, or as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(_BEFORE if before else _NOW)
        cursor.execute("CHECKPOINT")


def writes(count: int) -> tuple[list[float], list[float]]:
    """Seconds of opening a case with a new person, and of the steps that follow, through the door."""
    door = Door()
    door.prepare(3)
    openings = [timed(door.prepare, 1) for _ in range(count)]
    steps = [
        timed(door.step, case, number) for case in door.prepare(max(count // 10, 2)) for number in range(10)
    ]
    return openings, steps
