"""The virtual clock and the door: every entry of a simulation goes through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from casework import actions
from casework.models import Person
from casework.simulation.staff import Desk
from workflows.registry import procedure as find_procedure
from workflows.texts import Refused


class Hands:
    """Makes the entries of the offices, each at a moment of its own, and notes what is refused.

    `stuck` are the cases on which something was refused: nobody takes them up again.
    """

    def __init__(self, desks: Mapping[str, Desk], at: datetime) -> None:
        self.desks, self.at = desks, at
        self.stuck: set[int] = set()
        self.refused: Counter[str] = Counter()
        self.words: dict[str, str] = {}

    def open(
        self,
        person: Person,
        office: str,
        procedure: str,
        step: str,
        facts: Mapping[str, Any],
        entered: datetime | None = None,
    ) -> int | None:
        """Open a case; `entered` where that was later than it happened. None where it is refused."""
        at = self._tick()
        declared = find_procedure(procedure, at.date())
        try:
            return actions.open_case(
                procedure=procedure,
                person=person,
                office=office,
                step=step,
                facts=facts,
                actor=self.desks[office].hand(declared, step),
                at=at,
                now=max(at, entered or at),
            ).case_id
        except Refused as refused:
            self._note(step, refused)
            return None

    def take(
        self,
        case_id: int,
        office: str,
        procedure: str,
        step: str,
        facts: Mapping[str, Any],
        entered: datetime | None = None,
    ) -> bool:
        """Take a step by an officer of that office; whether it was taken."""
        at = self._tick()
        declared = find_procedure(procedure, at.date())
        try:
            actions.take_step(
                case_id,
                step,
                facts,
                actor=self.desks[office].hand(declared, step),
                at=at,
                now=max(at, entered or at),
            )
        except Refused as refused:
            self._note(step, refused)
            self.stuck.add(case_id)
            return False
        return True

    def _tick(self) -> datetime:
        """No two entries at the same moment."""
        self.at += timedelta(seconds=1)
        return self.at

    def _note(self, step: str, refused: Refused) -> None:
        """A refusal is a finding: it is counted, and its first words are kept."""
        key = f"{step}: {refused.refusal.code}"
        self.refused[key] += 1
        fields = "; ".join(f"{name}: {text.en}" for name, text in refused.refusal.fields.items())
        self.words.setdefault(key, f"{refused.refusal.sentence('en')} {fields}".strip())
