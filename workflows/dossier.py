"""A file as a value: what is known of one case at one moment.

Immutable. The engine makes the next dossier from this one; the database keeps the newest, the
record keeps how it came about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.clocks import OpenClock
from workflows.facts import Value
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an identifier, the offices held, the place of duty."""

    id: str
    roles: frozenset[Role]
    office: str = ""


SYSTEM = Actor("system", frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in one state of the tracked machine; `end` is None while it lasts."""

    state: str
    start: datetime
    end: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """States, facts, running clocks and spells of one case after `seq` events."""

    procedure: str
    law_on: date
    states: Mapping[str, str]
    facts: Mapping[str, Value] = field(default_factory=dict)
    clocks: Mapping[str, OpenClock] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()
    done_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    last_at: datetime | None = None


def as_data(dossier: Dossier) -> dict[str, Any]:
    """The dossier as plain data for storage. Clocks are rows of their own."""
    return {
        "facts": dict(dossier.facts),
        "spells": [
            [s.state, s.start.isoformat(), s.end.isoformat() if s.end else None, s.place]
            for s in dossier.spells
        ],
        "done_by": {step: list(people) for step, people in dossier.done_by.items()},
        "previous": dict(dossier.previous),
    }


def spells_from(rows: list[list[Any]]) -> tuple[Spell, ...]:
    """Spells from stored data."""
    return tuple(
        Spell(state, datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None, place)
        for state, start, end, place in rows
    )
