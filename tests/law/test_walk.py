"""The exhaustive walk: that it finds what it must find, and that the law's invariants hold."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.law.toy import FACTS, NO_STAY, STEPS, changed, state, step, text, toy
from workflows.declare import PREVIOUS, SAME, Carry, Invariant, Move, Step
from workflows.engine import Machine, Procedure, View, _Stop
from workflows.explore import (
    Walk,
    _Course,
    _domain,
    _Way,
    dead_ends,
    never_taken,
    prove,
    prove_all,
    story,
    undeclared_reads,
    walk,
)
from workflows.procedures.deportation import DEPORTATION
from workflows.texts import DeclarationError

DATED = Invariant(
    "inv_dated",
    text("whoever is held has a date"),
    "icrra 41(1)",
    ("stage", "custody"),
    clocks=("clk_warrant", "clk_review"),
    holds=lambda v: (
        not v.is_in("custody", "held") or bool(v.running("clk_warrant") or v.running("clk_review"))
    ),
)
NOT_REMOVED_UNDER_STAY = Invariant(
    "inv_bar",
    text("nobody is removed under a stay"),
    "acla 25(2)",
    ("stage", "court"),
    on_step=lambda before, after, s: s.id != "removed" or before.is_in("court", "court_none"),
)


# --- the toy ----------------------------------------------------------------------------------------


def test_a_planted_gap_is_found_by_the_shortest_way_and_told() -> None:
    assert prove(toy(), DATED).counterexample is None
    broken = prove(toy(ordered=changed("ordered", starts=())), DATED).counterexample
    assert broken is not None
    assert [turn.step for turn in broken.turns] == ["detained", "ordered"]
    told = story(toy(), broken, "en")
    assert "1. The immigration control officer takes the step “detained” (Act art. 39(1))." in told
    assert "stage goes from “open” to “order”; the clock “clk_warrant” stops." in told
    assert "whoever is held has a date (Act art. 41(1))" in told
    assert "That state must not exist." in told
    told = story(toy(), broken, "ja")
    assert "2. 入国警備官が「和ordered」をする(法第39条第1項)。" in told
    assert "この状態はあってはならない。" in told


def test_dropping_a_guard_is_found() -> None:
    assert prove(toy(), NOT_REMOVED_UNDER_STAY).counterexample is None
    broken = prove(toy(removed=changed("removed", guards=())), NOT_REMOVED_UNDER_STAY).counterexample
    assert broken is not None
    assert [turn.step for turn in broken.turns][-1] == "removed"
    assert "stayed" in [turn.step for turn in broken.turns]
    assert "That last step must not happen." in story(toy(), broken, "en")


def test_an_invariant_on_steps_is_asked_about_steps_that_touch_nothing_followed() -> None:
    """`removed` belongs to the stage; a walk of the court alone must still judge it."""
    alone = replace(NOT_REMOVED_UNDER_STAY, machines=("court",))
    assert prove(toy(), alone).counterexample is None
    broken = prove(toy(removed=changed("removed", guards=())), alone).counterexample
    assert broken is not None and [turn.step for turn in broken.turns] == ["stayed", "removed"]


def test_a_guard_on_what_is_not_followed_passes() -> None:
    """With the court out of sight the walk must assume that the step is allowed."""
    found = walk(toy(), ("stage",))
    assert {p.states["stage"] for p in found.points} == {"open", "order", "gone"}


def test_a_step_of_a_machine_not_followed_may_come_at_any_time() -> None:
    never = Invariant(
        "inv_never",
        text("never barred"),
        "acla 25(2)",
        ("stage",),
        ("barred",),
        holds=lambda v: not v.fact("barred"),
    )
    found = prove(toy(), never)
    assert found.counterexample is not None
    assert [turn.step for turn in found.counterexample.turns] == ["stayed"]


def test_a_carried_step_of_a_machine_not_followed_is_followed_up_both_ways() -> None:
    """custody_ended, carried by `removed`, stops the clock; but custody may be elsewhere."""
    found = walk(toy(), ("stage",), clocks=("clk_review",))
    after = {p.clocks for p in found.points if p.states["stage"] == "gone"}
    assert after == {frozenset(), frozenset({"clk_review"})}
    exact = walk(toy(), ("stage", "custody"), clocks=("clk_review",))
    assert {p.clocks for p in exact.points if p.states["custody"] == "ended"} == {frozenset()}


def test_a_step_that_only_records_a_followed_fact_is_taken() -> None:
    told = step("told", "stage", "open", SAME, needs=("barred",))
    found = walk(toy((*STEPS, told)), ("custody",), ("barred",))
    assert {p.facts.get("barred") for p in found.points} == {None, True, False}


def test_given_choices_are_tried() -> None:
    found = walk(toy(), ("custody",))
    assert found.taken >= {"detained", "screened"}
    assert found.states == 3
    # detained; screened with two outcomes; custody_ended from free and from held, as a step of its
    # own and carried by `removed`; and `removed` where custody has ended before.
    assert found.transitions == 1 + 2 + 2 * 2 + 1


def test_what_a_step_has_just_given_is_known_to_what_it_carries() -> None:
    told = Carry("custody_ended", lambda v: v.told("barred") is True, frozenset({"fact:barred"}))
    procedure = toy(ordered=changed("ordered", needs=("barred",), carries=(told,), guards=()))
    sure = Invariant(
        "inv_sure",
        text("an order that is not barred leaves custody alone"),
        "icrra 51(1)",
        ("custody",),
        on_step=lambda before, after, s: (
            s.id != "ordered"
            or (after.state("custody") == "ended")
            == (after.given["barred"] or before.is_in("custody", "ended"))
        ),
    )
    assert prove(procedure, sure).counterexample is None


def test_moves_and_previous_states_are_followed() -> None:
    steps = (
        *STEPS,
        step("suspended", "stage", "open order", "paused", moves=(Move("custody", "free", ("held",)),)),
        step("resumed", "stage", "paused", PREVIOUS),
    )
    procedure = toy()
    machines = [
        Machine(
            "stage",
            text("stage"),
            [state("open"), state("order"), state("paused"), state("gone", end=True)],
            initial="open",
        ),
        *(
            Machine(m.code, m.label, m.states.values(), initial=m.initial)
            for m in (procedure.machines["custody"], procedure.machines["court"])
        ),
    ]
    paused = Procedure(
        "toy",
        text("toy"),
        law_from=date(2024, 6, 10),
        machines=machines,
        steps=steps,
        clocks=procedure.clocks.values(),
        facts=FACTS,
    )
    back = Invariant(
        "inv_back",
        text("a case is never resumed into another stage"),
        "icrra 61-2-9(2)",
        ("stage", "custody"),
        on_step=lambda before, after, s: (
            s.id != "resumed"
            or (
                after.state("stage") in ("open", "order") and after.state("stage") == before.previous["stage"]
            )
        ),
    )
    found = prove(paused, back)
    assert found.counterexample is None
    assert "resumed" in found.taken
    free = Invariant(
        "inv_free", text("a pause frees"), "icrra 61-2-9(2)", ("stage", "custody"),
        on_step=lambda before, after, s: s.id != "suspended" or not after.is_in("custody", "held"),
    )  # fmt: skip
    assert prove(paused, free).counterexample is None


def test_dead_ends_and_steps_nobody_can_reach() -> None:
    assert dead_ends(walk(toy(), ("stage", "custody"))) == ()
    stuck = toy(removed=changed("removed", source=("gone",)))
    assert {p.states["stage"] for p in dead_ends(walk(stuck, ("stage",)))} == {"open", "order"}
    assert never_taken(stuck) == ("removed",)
    assert never_taken(toy()) == ()
    with pytest.raises(ValueError, match="main machine"):
        dead_ends(walk(toy(), ("court",)))


def test_what_cannot_be_followed_is_refused() -> None:
    with pytest.raises(DeclarationError, match="unknown machine nowhere"):
        walk(toy(), ("nowhere",))
    with pytest.raises(DeclarationError, match="amount"):
        walk(toy(), ("stage",), ("amount",))
    with pytest.raises(DeclarationError, match="clk_none"):
        walk(toy(), ("stage",), (), ("clk_none",))
    with pytest.raises(MemoryError, match="follow less"):
        walk(toy(), ("stage", "custody"), most=3)


def test_a_test_that_looks_at_more_than_it_says_is_found() -> None:
    assert undeclared_reads(toy()) == ()

    def peeps(v: View) -> bool:
        return not v.is_in("court", "court_stay") or v.is_in("custody", "held") or v.fact("amount") is None

    liar = replace(NO_STAY, test=peeps)
    assert undeclared_reads(toy(removed=changed("removed", guards=(liar,)))) == (
        "step removed, guard no_stay looks at fact:amount and does not say so",
        "step removed, guard no_stay looks at machine:custody and does not say so",
    )
    failing = replace(
        NO_STAY, test=lambda v: int(str(v.fact("amount"))) > 3, reads=frozenset({"fact:amount"})
    )
    (wrong,) = undeclared_reads(toy(removed=changed("removed", guards=(failing,))))
    assert "guard no_stay fails: ValueError" in wrong


def test_seconds_are_measured_with_a_lent_timer_only() -> None:
    assert walk(toy(), ("stage",)).seconds is None
    timed: Walk = walk(toy(), ("stage",), timer=time.process_time)
    assert timed.seconds is not None and timed.seconds >= 0


# --- the law ----------------------------------------------------------------------------------------

PROOF = prove_all(DEPORTATION, timer=time.process_time)


@pytest.mark.parametrize("invariant", [i for i in DEPORTATION.invariants], ids=lambda i: i.id)
def test_the_invariants_of_deportation_hold(invariant: Invariant) -> None:
    if invariant.id not in PROOF:
        assert invariant.elsewhere is not None, "neither walked nor proved elsewhere"
        return
    broken = PROOF[invariant.id].counterexamples.get(invariant.id)
    assert broken is None, "\n" + story(DEPORTATION, broken, "en")


FREES = Move("custody", "at_liberty", ("detained_warrant", "detained_order"))


def without(id: str, codes: tuple[str, ...] = (), **more: object) -> Procedure:
    """The deportation procedure with guards dropped from one step (from all for "*") or fields replaced."""
    steps = {
        step.id: replace(step, guards=tuple(g for g in step.guards if g.code not in codes))
        if id in (step.id, "*")
        else step
        for step in DEPORTATION.steps.values()
    }
    if more:
        steps[id] = replace(steps[id], **more)  # type: ignore[arg-type]
    return Procedure(
        DEPORTATION.code,
        DEPORTATION.label,
        law_from=DEPORTATION.law_from,
        machines=[
            Machine(m.code, m.label, m.states.values(), initial=m.initial, tracked=m.tracked)
            for m in DEPORTATION.machines.values()
        ],
        steps=steps.values(),
        clocks=DEPORTATION.clocks.values(),
        facts=DEPORTATION.facts.values(),
        invariants=DEPORTATION.invariants,
    )


def broken_by(id: str, invariant: str, codes: tuple[str, ...] = (), **more: object) -> str:
    changed = without(id, codes, **more)
    (checked,) = [i for i in changed.invariants if i.id == invariant]
    found = prove(changed, checked).counterexample
    assert found is not None
    return story(changed, found, "en")


@pytest.mark.parametrize(
    ("bar", "invariant"),
    [
        ("no_bar_on_removal_refugee", "inv_no_removal_under_bar"),
        ("no_bar_on_removal_court", "inv_no_removal_under_bar"),
        ("no_bar_on_removal_exit_restriction", "inv_no_removal_under_bar"),
        ("no_bar_on_removal_criminal", "inv_no_removal_during_criminal_procedure"),
    ],
)
def test_each_bar_on_removal_is_needed(bar: str, invariant: str) -> None:
    told = broken_by("removed", invariant, (bar,))
    assert f"“{DEPORTATION.steps['removed'].label.en}”" in told.splitlines()[-3]


NEVER_BEFORE = (
    "never_removed_before",
    "no_failed_departure_order",
    "no_earlier_failed_order",
    "departure_ground",
)
PLANTED = [
    # the invariant, the step that is spoilt, the guards dropped from it, the fields replaced
    ("inv_detained_has_date", "post_order_detention_decided", (), {"starts": ()}),
    ("inv_detained_has_date", "removal_order_issued", (), {"starts": ()}),
    ("inv_detained_has_date", "warrant_executed", (), {"starts": ()}),
    ("inv_detention_has_its_own_clock", "warrant_period_extended", (), {"starts": ()}),
    ("inv_closed_case_holds_nobody", "found_not_deportable", (), {"carries": ()}),
    ("inv_closed_case_holds_nobody", "death_recorded", (), {"moves": ()}),
    ("inv_no_order_while_sp_pending", "removal_order_issued", ("no_sp_application_pending",), {}),
    ("inv_no_sp_application_after_order", "sp_application_filed", "machine fact", {}),
    ("inv_sp_only_after_finality", "sp_granted", "machine fact", {"source": ("under_examination",)}),
    ("inv_supervision_ends_at_order", "removal_order_issued", (), {"carries": ()}),
    ("inv_supervision_needs_supervisor", "supervision_decided_at_liberty", (), {"sets": {}}),
    ("inv_bar_does_not_free", "exit_restriction_on", (), {"moves": (FREES,)}),
    ("inv_review_only_post_order", "special_release_granted", (), {"stops": ()}),
    ("inv_review_chain", "review_no_supervision_reported", (), {"target": "review_idle"}),
    ("inv_one_departure_order", "*", NEVER_BEFORE, {}),
    ("inv_no_departure_order_after_breach", "*", NEVER_BEFORE, {}),
    ("inv_departure_from_order", "found_departure_order_case", (), {"moves": (FREES,)}),
    ("inv_order_to_leave_heard", "order_to_leave_issued", "given", {}),
    ("inv_work_only_pre_order", "removal_order_issued", (), {"carries": ()}),
    ("inv_work_only_pre_order", "work_permitted", "given", {}),
    ("inv_destination", "*", ("destination_checked", "destination_lawful"), {}),
    ("inv_nobody_detained_under_a_stay_of_detention", "recaptured", ("court_stay_of_detention",), {}),
    ("inv_nobody_detained_under_a_stay_of_detention", "stay_granted", (), {"carries": ()}),
    ("inv_nobody_detained_during_provisional_stay", "recaptured", ("procedure_not_suspended",), {}),
    ("inv_no_detention_under_a_stopped_order", "recaptured", ("order_execution_not_stopped",), {}),
]


@pytest.mark.parametrize(("invariant", "id", "codes", "more"), PLANTED, ids=lambda value: str(value)[:40])
def test_a_planted_fault_is_found(
    invariant: str, id: str, codes: str | tuple[str, ...], more: dict[str, object]
) -> None:
    """Each invariant fails when what it rests on is taken away; none is true of anything whatever."""
    if isinstance(codes, str):  # every guard that looks at something of these kinds
        kinds = tuple(f"{kind}:" for kind in codes.split())
        codes = tuple(
            g.code for g in DEPORTATION.steps[id].guards if any(r.startswith(kinds) for r in g.reads)
        )
        assert codes
    told = broken_by(id, invariant, codes, **more)
    assert told.startswith(f"The invariant {invariant} is broken")
    assert id == "*" or f"“{DEPORTATION.steps[id].label.en}”" in told


class _Chance(_Course):
    """A run in which everything finite is known and chance decides the rest."""

    __slots__ = ("chance",)
    chance: random.Random

    def _either(self) -> bool:
        return self.chance.random() < 0.5


def _ends(step: Step) -> bool:
    machine = DEPORTATION.machines[step.machine]
    return any(machine.states[code].end for code in machine.targets(step))


def wandering_files(chance: random.Random, files: int, length: int) -> Iterator[View]:
    """Files of the whole procedure led at random, with every machine, finite fact and clock."""
    finite = [f.name for f in DEPORTATION.facts.values() if _domain(f)]
    known = frozenset(
        [f"machine:{m}" for m in DEPORTATION.machines]
        + [f"clock:{c}" for c in DEPORTATION.clocks]
        + [f"{kind}:{name}" for name in finite for kind in ("fact", "given")]
    )
    clocks: dict[str, Any] = dict.fromkeys(DEPORTATION.clocks)
    for _ in range(files):
        view = View(DEPORTATION, DEPORTATION.blank(date(2026, 1, 1)))
        for _ in range(length):
            open_now = [
                step
                for step in DEPORTATION.steps.values()
                if not step.carried_only
                and view.states[step.machine] in DEPORTATION.machines[step.machine].sources(step)
            ]
            # A file that ends soon shows little: ends are rarer than chance would have them.
            going_on = [s for s in open_now if chance.random() < 0.05 or not _ends(s)]
            step = chance.choice(going_on or open_now)
            form = DEPORTATION.forms[step.id]
            given = {
                name: chance.choice([*(() if needed else (None,)), *_domain(DEPORTATION.facts[name])])
                for name, needed in form
                if name in finite
            }
            before = copy.deepcopy((view.states, view.facts, view.clocks, view.previous))
            view.given = {name: value for name, value in given.items() if value is not None}
            course = _Chance(
                DEPORTATION, view, _Way(step, (), frozenset(given), known, frozenset(), True), clocks, []
            )
            course.chance = chance
            try:
                course.step(step)
            except _Stop:
                view.states, view.facts, view.clocks, view.previous = before
                continue
            yield view


def test_no_file_led_at_random_is_ever_outside_the_walks() -> None:
    """What a walk leaves aside (steps that change nothing followed, facts that nobody tells apart) may
    not hide a state: files led at random through the whole procedure stay within every walk."""
    walks = {id(found): found for found in PROOF.values()}.values()
    seen = [
        (found, {(tuple(p.states.items()), tuple(p.facts.items()), p.clocks) for p in found.points})
        for found in walks
    ]
    places = set()
    for view in wandering_files(random.Random(20261123), files=100, length=120):
        places.add(tuple(view.states.values()))
        for found, points in seen:
            point = (
                tuple((m, view.states[m]) for m in found.machines),
                tuple((n, view.facts[n]) for n in found.facts if view.facts.get(n) is not None),
                frozenset(c for c in found.clocks if c in view.clocks),
            )
            assert point in points, f"outside the walk of {found.machines}: {point}"
    assert len(places) > 1_000


def test_the_proof_is_quick_and_says_how_much_it_saw() -> None:
    seen = {id(found): found for found in PROOF.values()}.values()
    seconds = sum(found.seconds or 0 for found in seen)
    for name, found in PROOF.items():
        print(f"{name}: {found.states:,} states, {found.transitions:,} transitions, {found.seconds:.2f} s")
    print(f"together {seconds:.1f} s")
    assert seconds < 25
    assert sum(found.states for found in seen) > 3_000
