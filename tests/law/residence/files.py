"""Files of the residence procedures for tests: steps are taken or refused, and time passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from workflows.clocks import written_day
from workflows.counting import TOKYO
from workflows.dossier import Actor, Dossier
from workflows.engine import HandedOver, Outcome, Procedure, take
from workflows.replay import Player
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal

Usual = Callable[[str, datetime], Mapping[str, Any]]


def moment(at: str | datetime) -> datetime:
    """ "2026-11-24" or "2026-11-24T09:30" as Tokyo time; a day is ten in the morning."""
    if isinstance(at, datetime):
        return at
    found = datetime.fromisoformat(at if "T" in at else f"{at}T10:00")
    return found if found.tzinfo else found.replace(tzinfo=TOKYO)


def officer(procedure: Procedure, step: str) -> Actor:
    """The officer who ordinarily enters a step; each office is a person of its own."""
    declared = procedure.steps[step]
    role = next((r for r in (*declared.by, *declared.recorded_by) if OFFICES[r].signs_in), None)
    assert role is not None, f"{step}: nobody signs in for it"
    return Actor(role.value, frozenset({role}), "TYO")


def acting(*roles: Role, name: str = "") -> Actor:
    """Somebody who holds these offices."""
    return Actor(name or "+".join(r.value for r in roles), frozenset(roles), "TYO")


class File:
    """One case in a test. `usual` fills in what an ordinary step is given."""

    def __init__(
        self, procedure: Procedure, usual: Usual | None = None, law_on: str = "2026-06-14", **facts: Any
    ) -> None:
        self.procedure = procedure
        self._usual = usual or (lambda step, at: {})
        blank = procedure.blank(date.fromisoformat(law_on))
        self._player = Player(procedure, replace(blank, facts=facts))
        self.handed: tuple[HandedOver, ...] = ()

    @property
    def dossier(self) -> Dossier:
        return self._player.dossier

    @property
    def state(self) -> str:
        """The state of the main machine."""
        return self.dossier.states[self.procedure.main]

    def _try(
        self,
        step: str,
        at: str | datetime,
        by: Actor | None = None,
        asleep: bool = False,
        carried: bool = False,
        **given: Any,
    ) -> Outcome | Refusal:
        when = moment(at)
        if not asleep:
            self._player.pass_time(when)
        facts = {k: v for k, v in {**self._usual(step, when), **given}.items() if v is not None}
        actor = by or (acting(Role.SYSTEM) if carried else officer(self.procedure, step))
        return take(self.procedure, self.dossier, step, facts, actor=actor, at=when, carried=carried)

    def take(self, step: str, at: str | datetime, **given: Any) -> Outcome:
        """Take a step; the usual facts are filled in, a fact given as None is left out. `by` is the
        actor; `carried`: it comes about with a step on another file."""
        outcome = self._try(step, at, **given)
        assert isinstance(outcome, Outcome), f"{step}: {outcome.code}: {outcome.sentence('en')}"
        self._player.dossier = outcome.dossier
        self.handed = outcome.handed_over
        return outcome

    def refused(self, step: str, at: str | datetime, code: str, article: str = "", **given: Any) -> Refusal:
        """The step must be refused with that code (a prefix when it ends in a colon), citing that article
        ("20(6)" of the Act, or a whole citation)."""
        refusal = self._try(step, at, **given)
        assert isinstance(refusal, Refusal), f"{step} was taken"
        same = refusal.code.startswith(code) if code.endswith(":") else refusal.code == code
        assert same, f"{refusal.code}: {refusal.sentence('en')}"
        cited = [str(c) for c in refusal.cites]
        assert not article or any(c.startswith(f"icrra {article}") or c.startswith(article) for c in cited), (
            cited
        )
        assert refusal.sentence("ja") and refusal.sentence("en")
        return refusal

    def pass_time(self, until: str | datetime) -> None:
        """Let the clocks run; what time takes is taken."""
        self._player.pass_time(moment(until))

    def due(self, clock: str) -> str:
        """The legal last day (or minute) of a running clock, as people write it; "" when it is not running."""
        running = self.dossier.clocks.get(clock)
        return written_day(running.legal_at) if running else ""

    def alarm(self, clock: str) -> str:
        """The alarm day of a running clock."""
        running = self.dossier.clocks.get(clock)
        return written_day(running.alarm_at) if running else ""

    def handed_to(self, procedure: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What the last step taken by hand handed over to a procedure: steps with their facts."""
        return [(h.declared.step, h.facts) for h in self.handed if h.declared.procedure == procedure]
