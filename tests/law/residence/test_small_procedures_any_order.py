"""Any order of steps on an acquisition, an application for permanent residence, a permission for other
activities and a notification duty: whatever officers and time do, the promises hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.law.any_facts import drawn, plain
from workflows.counting import TOKYO
from workflows.dossier import Actor, Dossier
from workflows.engine import Outcome, Procedure, View, take
from workflows.offers import owed
from workflows.procedures.residence.acquisition import ACQUISITION
from workflows.procedures.residence.activity_permission import ACTIVITY_PERMISSION
from workflows.procedures.residence.duties import NOTIFICATION_DUTY
from workflows.procedures.residence.permanent_residence import PERMANENT_RESIDENCE
from workflows.refusals import refuse_state
from workflows.replay import Player
from workflows.roles import Role
from workflows.texts import Refusal

ALL = frozenset(Role) - {Role.SYSTEM}
STAY = {
    "nationality": "VNM",
    "minor": False,
    "born": "1990-03-15",
    "status": "student",
    "period": "P4Y3M",
    "granted_on": "2026-08-03",
    "stay_until": "2027-03-31",
    "card_no": "AB12345678CD",
}
PAPERS = [
    "form",
    "photo",
    "passport",
    "card",
    "livelihood",
    "duties",
    "guarantor",
    "reason",
    "activity",
    "event",
]


class AnyOrder(RuleBasedStateMachine):
    """A file in the hands of officers who take any step with any facts, while time passes."""

    procedure: ClassVar[Procedure]
    seeds: ClassVar[Mapping[str, Any]] = STAY
    opened_by: ClassVar[str]
    opening: ClassVar[Mapping[str, Any]]
    carried: ClassVar[bool] = False

    @initialize()
    def a_file_is_opened(self) -> None:
        self.at = datetime(2026, 8, 3, 10, tzinfo=TOKYO)
        self.people = 0
        self.ways: list[tuple[str, str, str]] = []
        blank = replace(self.procedure.blank(date(2026, 8, 3)), facts=dict(self.seeds))
        self.player = Player(self.procedure, blank)
        facts = plain(self.procedure, self.opened_by, self.at, **self.opening)
        outcome = self._take(self.opened_by, facts, carried=self.carried)
        assert isinstance(outcome, Outcome), outcome.sentence("en")

    @property
    def dossier(self) -> Dossier:
        return self.player.dossier

    def _take(self, step: str, facts: Mapping[str, Any], carried: bool = False) -> Outcome | Refusal:
        self.people += 1
        before = self.dossier
        actor = Actor(f"officer{self.people}", ALL, "TYO")
        outcome = take(self.procedure, before, step, facts, actor=actor, at=self.at, carried=carried)
        if isinstance(outcome, Refusal):
            assert outcome.fact.ja and outcome.fact.en and outcome.remedy.ja and outcome.remedy.en
        else:
            assert outcome.dossier.seq == before.seq + 1
            self.player.dossier = outcome.dossier
            main = self.procedure.main
            self.ways.append((step, before.states[main], outcome.dossier.states[main]))
        return outcome

    @rule(data=st.data())
    def somebody_takes_a_step_that_the_state_allows(self, data: st.DataObject) -> None:
        view = View(self.procedure, self.dossier)
        open_now = [
            s.id
            for s in self.procedure.steps.values()
            if refuse_state(self.procedure, view, s) is None and not s.carried_only
        ]
        if open_now:
            step = data.draw(st.sampled_from(sorted(open_now)))
            facts = {**data.draw(drawn(self.procedure, step, self.at))}
            if "papers" in facts:
                facts["papers"] = PAPERS
            self._take(step, facts)

    @rule(data=st.data())
    def somebody_takes_any_step_with_ordinary_facts(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(sorted(self.procedure.steps)))
        self._take(step, plain(self.procedure, step, self.at))

    @rule(days=st.sampled_from([1, 3, 14, 15, 31, 46, 61, 95]))
    def time_passes_and_the_clocks_are_swept(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.player.pass_time(self.at)

    @invariant()
    def every_invariant_of_the_procedure_holds(self) -> None:
        view = View(self.procedure, self.dossier)
        for inv in self.procedure.invariants:
            if inv.holds is not None:
                assert inv.holds(view), f"{inv.id}: {inv.rule.en}"

    @invariant()
    def an_open_file_is_owed_something_and_a_closed_one_nothing(self) -> None:
        assert bool(owed(self.procedure, self.dossier)) != self.procedure.is_closed(self.dossier)

    @invariant()
    def the_alarm_never_comes_after_the_legal_date(self) -> None:
        for clock in self.dossier.clocks.values():
            if clock.alarm_at is not None:
                assert clock.legal_at is not None and clock.alarm_at <= clock.legal_at


class AnyAcquisition(AnyOrder):
    """A child born on the day of opening."""

    procedure = ACQUISITION
    seeds = {"nationality": "VNM", "minor": True, "born": "2026-08-01"}
    opened_by = "acq_event"
    opening = {"event": "birth", "event_on": "2026-08-01"}

    @invariant()
    def nobody_is_without_a_status_after_the_sixtieth_day(self) -> None:
        open_now = not self.procedure.is_closed(self.dossier)
        assert not open_now or self.at < datetime(2026, 10, 1, tzinfo=TOKYO)


class AnyAcquisitionAfterRefuge(AnyOrder):
    """A filing that came with a landing file."""

    procedure = ACQUISITION
    seeds = {"nationality": "AFG", "minor": False, "born": "1990-03-15"}
    opened_by = "acq_file_after_refuge"
    opening = {"status_requested": "long_term_resident"}
    carried = True

    @invariant()
    def no_sixty_days_run(self) -> None:
        assert not {"acquisition_exempt_60", "acquisition_apply_30"} & set(self.dossier.clocks)
        assert self.dossier.states["acquisition"] not in ("interim_60", "overstayed", "refused")


class AnyPermanentResidence(AnyOrder):
    """An application of somebody free of the first two conditions."""

    procedure = PERMANENT_RESIDENCE
    opened_by = "pr_file"
    opening = {
        "basis_code": "spouse_or_child",
        "filed_by": "applicant",
        "papers": PAPERS,
        "photo_on": "2026-08-01",
    }

    @invariant()
    def only_the_card_makes_a_permanent_resident(self) -> None:
        for step, before, after in self.ways:
            assert after != "permitted" or before == "permitted" or step == "pr_pay_and_deliver"


class AnyActivity(AnyOrder):
    """A Student's application for a blanket permission."""

    procedure = ACTIVITY_PERMISSION
    opened_by = "act_file"
    opening = {
        "type_requested": "blanket",
        "filed_by": "applicant",
        "channel": "counter",
        "papers": PAPERS,
    }

    @invariant()
    def what_is_granted_was_applied_for(self) -> None:
        for step, _, after in self.ways:
            assert after != "granted" or step.startswith(("act_grant_", "act_special_period"))


class AnyDuty(AnyOrder):
    """The first address after landing."""

    procedure = NOTIFICATION_DUTY
    opened_by = "nd_open"
    opening = {"duty_type": "address_first", "event_on": "2026-08-03"}

    @invariant()
    def the_ninety_days_do_not_go_unnoticed(self) -> None:
        facts = self.dossier.facts
        over = self.at >= datetime(2026, 11, 2, tzinfo=TOKYO)
        if over and not self.procedure.is_closed(self.dossier):
            assert facts.get("ninety_on") or facts.get("good_reason")


CASES = (AnyAcquisition, AnyAcquisitionAfterRefuge, AnyPermanentResidence, AnyActivity, AnyDuty)
for case in CASES:
    case.TestCase.settings = settings(
        max_examples=12,
        stateful_step_count=18,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
TestAnyAcquisition = AnyAcquisition.TestCase
TestAnyAcquisitionAfterRefuge = AnyAcquisitionAfterRefuge.TestCase
TestAnyPermanentResidence = AnyPermanentResidence.TestCase
TestAnyActivity = AnyActivity.TestCase
TestAnyDuty = AnyDuty.TestCase
