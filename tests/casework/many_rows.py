"""Thousands of cases from a few, to ask what a page costs when there are many."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.models import Case, ClockRow, WorkItem

MOST_QUERIES = 30
MOST_BYTES = 120_000


def multiply(count: int) -> None:
    """Copies of the cases there are, with their clocks and their work, until there are `count` more."""
    originals = list(Case.objects.order_by("pk"))
    clocks: dict[int, list[ClockRow]] = {}
    for clock in ClockRow.objects.order_by("pk"):
        clocks.setdefault(clock.case_id, []).append(clock)
    work: dict[int, list[WorkItem]] = {}
    for item in WorkItem.objects.order_by("pk"):
        work.setdefault(item.case_id, []).append(item)
    sources, copies = [], []
    for place in range(count):
        source = originals[place % len(originals)]
        again = copy(source)
        again._state = copy(source._state)
        again.pk, again.number = None, f"D27-TYO-{place + 1:06d}"
        sources.append(source.pk)
        copies.append(again)
    made = Case.objects.bulk_create(copies, batch_size=1000)
    new_clocks, new_work = [], []
    for source_id, case in zip(sources, made, strict=True):
        for clock in clocks.get(source_id, []):
            new_clocks.append(_copy(clock, case))
        for item in work.get(source_id, []):
            new_work.append(_copy(item, case))
    ClockRow.objects.bulk_create(new_clocks, batch_size=1000)
    WorkItem.objects.bulk_create(new_work, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_case, casework_clockrow, casework_workitem")


def _copy(row: Any, case: Case) -> Any:
    again = copy(row)
    again._state = copy(row._state)
    again.pk, again.case = None, case
    return again


def cost(client: Client, path: str) -> tuple[int, int]:
    """Queries and bytes of a page; once before, so that what is kept for good is not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(caught), len(response.content)


def same_for_many(client: Client, paths: list[str], more: Callable[[], None]) -> None:
    """Each page costs the same number of queries after `more` rows were added, and is no heavier than allowed."""
    few = {path: cost(client, path) for path in paths}
    more()
    for path in paths:
        queries, size = cost(client, path)
        assert queries == few[path][0], f"{path}: {few[path][0]} queries for few rows, {queries} for many"
        assert queries <= MOST_QUERIES, f"{path}: {queries} queries"
        assert size < MOST_BYTES, f"{path}: {size:,} bytes"
