"""Any order of steps: whatever officers, other files and time do to a person's file, the promises hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import drawn, plain
from tests.law.late_sweep import swept
from tests.law.residence.test_person_residence import usual
from workflows.counting import TOKYO
from workflows.dossier import Actor, Dossier
from workflows.engine import Outcome, View, take
from workflows.procedures.residence.person import RESIDENCE
from workflows.refusals import refuse_state
from workflows.roles import Role
from workflows.texts import Refusal

ALL = frozenset(Role) - {Role.SYSTEM}
# What other files bring about, and what an officer takes.
TAKEN = sorted(s.id for s in RESIDENCE.steps.values() if not s.carried_only)
COMING = ("ps_land", "ps_acquire", "ps_change", "ps_extend", "ps_pr", "re_depart_special", "re_return")


class PersonInAnyOrder(RuleBasedStateMachine):
    """A life in the hands of officers who take any step with any facts, while time passes."""

    dossier: Dossier

    @initialize(born=st.dates(date(1940, 1, 1), date(2026, 6, 1)))
    def somebody_lands(self, born: date) -> None:
        self.at = datetime(2026, 8, 3, 10, tzinfo=TOKYO)
        self.rungs: dict[object, int] = {}
        blank = RESIDENCE.blank(date(2026, 8, 3))
        self.dossier = replace(blank, facts={"nationality": "VNM", "born": born.isoformat()})
        assert isinstance(self._take("ps_land", usual("ps_land", self.at)), Outcome)

    def _take(self, step: str, facts: dict[str, Any], carried: bool = False) -> Outcome | Refusal:
        outcome = take(
            RESIDENCE,
            self.dossier,
            step,
            facts,
            actor=Actor("somebody", ALL, "TYO"),
            at=self.at,
            carried=carried,
        )
        if isinstance(outcome, Outcome):
            self.dossier = outcome.dossier
        return outcome

    def _open_now(self) -> list[str]:
        view = View(RESIDENCE, self.dossier)
        return [s for s in TAKEN if refuse_state(RESIDENCE, view, RESIDENCE.steps[s]) is None]

    @rule(data=st.data())
    def somebody_takes_a_step_that_the_states_allow(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(self._open_now()))
        before = self.dossier
        outcome = self._take(step, data.draw(drawn(RESIDENCE, step, self.at)))
        if isinstance(outcome, Refusal):
            assert self.dossier is before
            assert outcome.sentence("ja") and outcome.sentence("en") and outcome.remedy.ja
        else:
            assert outcome.dossier.seq == before.seq + 1

    @rule(data=st.data(), days=st.integers(1, 90))
    def somebody_takes_it_with_ordinary_facts(self, data: st.DataObject, days: int) -> None:
        step = data.draw(st.sampled_from(self._open_now()))
        facts = plain(RESIDENCE, step, self.at, **usual(step, self.at))
        if "reentry_valid_until" in facts:
            facts["reentry_valid_until"] = (self.at + timedelta(days=days)).date().isoformat()
        self._take(step, facts)

    @rule(step=st.sampled_from(TAKEN))
    def somebody_takes_any_step_at_all(self, step: str) -> None:
        self._take(step, plain(RESIDENCE, step, self.at, **usual(step, self.at)))

    @rule(step=st.sampled_from(COMING), days=st.integers(20, 400))
    def another_file_moves_this_one(self, step: str, days: int) -> None:
        facts = plain(RESIDENCE, step, self.at, **usual(step, self.at))
        if step in ("ps_acquire", "ps_change", "ps_extend"):
            until = (self.at + timedelta(days=days)).date().isoformat()
            status = self.dossier.facts.get("status") or "dependent"
            card = {"card_no": "EF23456789GH"} if days > 95 else {}
            facts |= {"status": status, "stay_until": until, "granted_on": self.at.date().isoformat(), **card}
        self._take(step, facts, carried=True)

    @rule(days=st.sampled_from([1, 15, 31, 62, 95, 200, 400]))
    def time_passes_and_the_clocks_are_swept(self, days: int) -> None:
        until = self.at + timedelta(days=days)
        self.dossier = swept(RESIDENCE, self.dossier, self.rungs, until)
        self.at = until

    @invariant()
    def every_invariant_of_the_procedure_holds(self) -> None:
        view = View(RESIDENCE, self.dossier)
        for inv in RESIDENCE.invariants:
            assert inv.holds is not None and inv.holds(view), f"{inv.id}: {inv.rule.en}"

    @invariant()
    def whoever_has_a_card_has_its_number_and_its_end(self) -> None:
        facts, states = self.dossier.facts, self.dossier.states
        if states["residence_card"] == "valid":
            assert facts.get("card_no") and facts.get("card_valid_until") and facts.get("mid_long_since")

    @invariant()
    def a_right_to_return_ends_with_the_stay(self) -> None:
        clocks, facts = self.dossier.clocks, self.dossier.facts
        for code in ("special_reentry_1y", "special_reentry_15d"):
            if code in clocks and facts.get("unlimited") is not True:
                ends = max(str(facts["stay_until"]), str(facts.get("special_until") or ""))
                legal = clocks[code].legal_at
                assert legal is not None
                last = (legal.astimezone(TOKYO) - timedelta(minutes=1)).date().isoformat()
                assert last <= ends or facts.get("pending_applications")

    @invariant()
    def no_alarm_comes_after_the_legal_date(self) -> None:
        for clock in self.dossier.clocks.values():
            if clock.alarm_at is not None:
                assert clock.legal_at is not None and clock.alarm_at <= clock.legal_at


PersonInAnyOrder.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestPersonInAnyOrder = PersonInAnyOrder.TestCase
