"""Any order of steps: whatever officers and time do to a file, the promises hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import drawn, plain
from tests.law.late_sweep import swept
from workflows.counting import TOKYO
from workflows.dossier import Actor
from workflows.engine import Outcome, View, take
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.refusals import refuse_state
from workflows.roles import Role
from workflows.texts import Refusal

ALL = frozenset(Role) - {Role.SYSTEM}


class AnyOrder(RuleBasedStateMachine):
    """A file in the hands of officers who take any step with any facts, while time passes."""

    @initialize()
    def a_file_is_opened(self) -> None:
        self.at = datetime(2026, 8, 3, 10, tzinfo=TOKYO)
        self.people = 0
        self.rungs: dict[object, int] = {}
        blank = replace(DEPORTATION.blank(date(2026, 8, 3)), facts={"nationality": "VNM", "minor": False})
        outcome = self._take(blank, "report_received", plain(DEPORTATION, "report_received", self.at))
        assert isinstance(outcome, Outcome)

    def _take(self, dossier, step, facts):
        self.people += 1
        outcome = take(
            DEPORTATION, dossier, step, facts, actor=Actor(f"officer{self.people}", ALL, "TYO"), at=self.at
        )
        if isinstance(outcome, Outcome):
            self.dossier = outcome.dossier
        return outcome

    @rule(data=st.data())
    def somebody_takes_a_step_that_the_states_allow(self, data) -> None:
        view = View(DEPORTATION, self.dossier)
        open_now = [
            s.id
            for s in DEPORTATION.steps.values()
            if refuse_state(DEPORTATION, view, s) is None and not s.carried_only
        ]
        if not open_now:
            return
        step = data.draw(st.sampled_from(sorted(open_now)))
        before = self.dossier
        outcome = self._take(before, step, data.draw(drawn(DEPORTATION, step, self.at)))
        if isinstance(outcome, Refusal):
            assert self.dossier is before
            assert outcome.fact.ja and outcome.fact.en and outcome.remedy.ja and outcome.remedy.en
        else:
            assert outcome.dossier.seq == before.seq + 1
            assert before.seq == outcome.dossier.seq - 1, "the dossier given is never changed"

    @rule(step=st.sampled_from(sorted(DEPORTATION.steps)))
    def somebody_takes_any_step_with_ordinary_facts(self, step) -> None:
        self._take(self.dossier, step, plain(DEPORTATION, step, self.at))

    @rule(hours=st.sampled_from([1, 5, 24, 49, 24 * 4, 24 * 8, 24 * 31, 24 * 93]))
    def time_passes_and_the_clocks_are_swept(self, hours) -> None:
        until = self.at + timedelta(hours=hours)
        self.dossier = swept(DEPORTATION, self.dossier, self.rungs, until)
        self.at = until

    @invariant()
    def every_invariant_of_the_procedure_holds(self) -> None:
        view = View(DEPORTATION, self.dossier)
        for inv in DEPORTATION.invariants:
            if inv.holds is not None:
                assert inv.holds(view), f"{inv.id}: {inv.rule.en}"

    @invariant()
    def nobody_is_held_without_a_date_and_nobody_is_owed_nothing(self) -> None:
        dossier = self.dossier
        if DEPORTATION.holds(dossier.states, dossier.clocks):
            assert DEPORTATION.look_again_at(dossier.clocks) is not None, dict(dossier.states)
        if not DEPORTATION.is_closed(dossier):
            assert owed(DEPORTATION, dossier)
        else:
            assert not DEPORTATION.holds(dossier.states, dossier.clocks), dict(dossier.states)

    @invariant()
    def the_alarm_never_comes_after_the_legal_date(self) -> None:
        for clock in self.dossier.clocks.values():
            if clock.alarm_at is not None:
                assert clock.legal_at is not None and clock.alarm_at <= clock.legal_at


AnyOrder.TestCase.settings = settings(
    max_examples=45,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestAnyOrder = AnyOrder.TestCase
