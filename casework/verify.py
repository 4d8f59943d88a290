"""Is the record whole, and do the rows say what the record says?

Every case's chain is checked entry by entry; then the file is replayed through the law and what comes
out is compared with the case row and its running clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from casework import actions, store
from casework.models import Case, Checkpoint
from casework.record import Fault, digest, faults
from workflows.texts import Refused


def verify(cases: QuerySet[Case], now: datetime) -> Iterator[Fault]:
    """All faults of the given cases, oldest case first."""
    for case in cases.order_by("pk").iterator(chunk_size=200):
        found = list(faults(case))
        yield from found
        if not found:
            yield from drift(case, now)


def drift(case: Case, now: datetime) -> Iterator[Fault]:
    """Where a case's rows differ from what its record leads to."""
    held = store.read(case.pk)
    assert held is not None
    try:
        redone = actions.replay_entries(held, actions.history(case.pk), now).dossier
    except Refused as refused:
        yield Fault(case.number, case.version, f"the record does not replay: {refused}")
        return
    present = held.dossier
    for name, kept, replayed in (
        ("states", present.states, redone.states),
        ("facts", present.facts, redone.facts),
        ("spells", present.spells, redone.spells),
        ("clocks", present.clocks, redone.clocks),
        ("officers of earlier steps", present.done_by, redone.done_by),
    ):
        if kept != replayed:
            yield Fault(case.number, case.version, f"the {name} of the row differ from the record")


def checkpoint(now: datetime) -> Checkpoint:
    """A root over the heads of all cases, chained to the root before. Keep it outside as well: it is
    what shows that a whole case was rewritten or removed."""
    heads = list(Case.objects.order_by("pk").values_list("number", "version", "head"))
    before = Checkpoint.objects.order_by("-pk").values_list("root", flat=True).first() or ""
    return Checkpoint.objects.create(
        at=now,
        cases=len(heads),
        previous_root=before,
        root=digest([before, now, [list(head) for head in heads]]),
    )
