"""Any order of steps on an application: whatever officers, other files and time do, the promises hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import drawn, plain
from tests.law.residence.applications import Application, application, usual
from workflows.counting import TOKYO
from workflows.dossier import SYSTEM, Actor
from workflows.engine import Outcome, View, take
from workflows.offers import owed
from workflows.procedures.residence.application import CHANGE, EXTENSION
from workflows.refusals import refuse_state
from workflows.roles import Role
from workflows.stay_counting import special_period_end
from workflows.texts import Refusal

ALL = frozenset(Role) - {Role.SYSTEM}
# The steps that other files of the person bring about.
FROM_OUTSIDE = ("expiry_reached", "stay_renewed", "reapply")


class AnyOrder(RuleBasedStateMachine):
    """A file in the hands of officers who take any step with any facts, while time passes and the person's
    other files reach in."""

    file: Application

    @initialize(
        procedure=st.sampled_from([CHANGE, EXTENSION]),
        online=st.booleans(),
        days=st.sampled_from([30, 31, 90, 365]),
    )
    def an_application_is_filed(self, procedure, online, days) -> None:
        self.procedure = procedure
        self.at = datetime(2026, 8, 3, 10, tzinfo=TOKYO)
        self.people = 0
        self.file = application(procedure, until="2026-08-20", stay_days=days, period="individual")
        step = self.file.step("file_online" if online else "file_counter")
        early = {"early_reason": "長期の出張"} if procedure is EXTENSION else {}
        assert isinstance(self._take(step, {**usual(step, self.at), **early}), Outcome)

    def _take(self, step: str, facts: dict[str, Any], carried: bool = False) -> Outcome | Refusal:
        self.people += 1
        actor = SYSTEM if carried else Actor(f"officer{self.people}", ALL, "TYO")
        before = self.file.dossier
        outcome = take(self.procedure, before, step, facts, actor=actor, at=self.at, carried=carried)
        if isinstance(outcome, Refusal):
            assert self.file.dossier is before
            assert outcome.fact.ja and outcome.fact.en and outcome.remedy.ja and outcome.remedy.en
            return outcome
        self._promises(before.states[self.procedure.code], outcome)
        self.file.adopt(outcome)
        return outcome

    def _promises(self, state: str, outcome: Outcome) -> None:
        """What no step may do: permit without delivery, deliver outside the stay, decide for the sorter."""
        after = outcome.dossier
        overs = {h.declared.step for h in outcome.handed_over if h.declared.procedure == "residence"}
        if after.states[self.procedure.code] == "permitted" and state != "permitted":
            assert state == "decided_pending_delivery"
            assert overs & {"ps_change", "ps_extend"}
            end = date.fromisoformat(str(after.facts["stay_until"]))
            assert self.at.date() <= special_period_end(end)
        if "ps_overstay" in overs:
            assert outcome.closed
            assert "overstay" in after.clocks

    @rule(data=st.data())
    def somebody_takes_a_step_that_the_states_allow(self, data) -> None:
        view = View(self.procedure, self.file.dossier)
        open_now = [
            s.id
            for s in self.procedure.steps.values()
            if refuse_state(self.procedure, view, s) is None and not s.carried_only
        ]
        if open_now:
            step = data.draw(st.sampled_from(sorted(open_now)))
            self._take(step, data.draw(drawn(self.procedure, step, self.at)))

    @rule(data=st.data())
    def somebody_does_what_is_ordinary(self, data) -> None:
        tails = [s.id for s in self.procedure.steps.values() if not s.carried_only]
        step = data.draw(st.sampled_from(sorted(tails)))
        given = usual(step, self.at) or plain(self.procedure, step, self.at)
        if step.endswith("pay_and_deliver") and self.file.fact("new_period") in ("P1Y", "P3M"):
            given = {**given, **self.file.new_stay(self.at.date().isoformat())}
        self._take(step, given)

    @rule(tail=st.sampled_from(FROM_OUTSIDE))
    def another_file_of_the_person_reaches_in(self, tail) -> None:
        step = self.file.step(tail)
        if step not in self.procedure.steps:
            return
        end = date.fromisoformat(self.file.fact("stay_until"))
        within = end < self.at.date() <= special_period_end(end) and self.file.fact("stay_days") > 30
        if tail == "expiry_reached" and not within:
            return  # the residence file keeps to 20(6)
        facts = {"stay_until": end.isoformat()} if tail == "expiry_reached" else {}
        self._take(step, facts, carried=True)

    @rule(days=st.sampled_from([1, 5, 14, 31, 62]))
    def time_passes(self, days) -> None:
        until = self.at + timedelta(days=days)
        self.file.pass_time(until)
        self.at = until

    @invariant()
    def every_invariant_of_the_procedure_holds(self) -> None:
        view = View(self.procedure, self.file.dossier)
        for inv in self.procedure.invariants:
            if inv.holds is not None:
                assert inv.holds(view), f"{inv.id}: {inv.rule.en}"

    @invariant()
    def an_open_file_is_owed_something_and_a_closed_one_nothing(self) -> None:
        assert bool(owed(self.procedure, self.file.dossier)) is not self.procedure.is_closed(
            self.file.dossier
        )

    @invariant()
    def nobody_stays_on_after_the_special_period(self) -> None:
        dossier = self.file.dossier
        if dossier.facts.get("in_special") is True and not self.procedure.is_closed(dossier):
            end = date.fromisoformat(str(dossier.facts["stay_until"]))
            assert self.at.date() <= special_period_end(end)

    @invariant()
    def the_alarm_never_comes_after_the_legal_date(self) -> None:
        for clock in self.file.dossier.clocks.values():
            if clock.alarm_at is not None:
                assert clock.legal_at is not None and clock.alarm_at <= clock.legal_at


AnyOrder.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestAnyOrder = AnyOrder.TestCase
