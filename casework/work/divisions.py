"""The divisions of an office (部門), and which of them a piece of work belongs to.

Derived, never stored: from the office, the statutory office, the procedure, the state and the status of
residence applied for. The table is casework/data/divisions.json, after the organisation of the bureaus.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflows.texts import Text

TABLE = Path(__file__).resolve().parents[1] / "data" / "divisions.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a division does. An empty tuple leaves the matter open."""

    roles: tuple[str, ...]
    procedures: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()

    def holds_in(self, office: str) -> bool:
        """Whether the rule is one of that office's."""
        return office not in self.not_in and (not self.only_in or office in self.only_in)

    def fits(self, role: str, procedure: str, state: str, status: str) -> bool:
        """Whether a piece of work falls under it."""
        return (
            role in self.roles
            and procedure in self.procedures
            and (not self.statuses or status in self.statuses)
            and (not self.states or state in self.states)
        )


@dataclass(frozen=True, slots=True)
class Division:
    """A division and the offices that have it."""

    code: str
    label: Text
    offices: frozenset[str]
    rules: tuple[Rule, ...]

    def rules_in(self, office: str) -> tuple[Rule, ...]:
        """What it does in an office; nothing where there is no such division."""
        return tuple(r for r in self.rules if r.holds_in(office)) if office in self.offices else ()


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """All divisions by their code, in the order of the table."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return {entry["code"]: _division(entry, table) for entry in table["divisions"]}


def _division(entry: dict[str, Any], table: dict[str, Any]) -> Division:
    offices = {o for place in entry["at"] for o in table.get(place, [place])}
    rules = tuple(
        Rule(
            tuple(r["roles"]),
            tuple(r["procedures"]),
            tuple(table["statuses"][r["statuses"]]) if "statuses" in r else (),
            tuple(r.get("states", ())),
            tuple(r.get("in", ())),
            tuple(r.get("not_in", ())),
        )
        for r in entry["rules"]
    )
    return Division(entry["code"], Text(entry["ja"], entry["en"]), frozenset(offices), rules)


def in_offices(offices: Iterable[str]) -> list[Division]:
    """The divisions that any of these offices has."""
    wanted = set(offices)
    return [d for d in divisions().values() if d.offices & wanted]


def division_of(office: str, role: str, procedure: str, state: str, status: str = "") -> Division | None:
    """The division to which a piece of work belongs; None where the office is not divided for it."""
    for division in divisions().values():
        for rule in division.rules_in(office):
            if rule.fits(role, procedure, state, status):
                return division
    return None


def label_of(code: str) -> Text | None:
    """A division's name; None for a code that is none."""
    found = divisions().get(code)
    return found.label if found is not None else None
