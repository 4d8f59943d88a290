"""The declarations of the deportation procedure against the tables they come from."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.counting import TOKYO
from workflows.declare import NOT_OPENED, Step
from workflows.describe import coverage, reasons_left_out, reasons_narrower, table_ids, table_states
from workflows.diagram import ways
from workflows.dossier import Spell
from workflows.engine import Procedure, View
from workflows.explore import dead_ends, never_taken, undeclared_reads, walk
from workflows.law import Citation, exists
from workflows.procedures.deportation import DEPORTATION
from workflows.procedures.deportation.ledger import Basis, days_in
from workflows.roles import OFFICES, Role
from workflows.texts import Text

TABLES = table_ids("deportation")
LEFT_OUT = reasons_left_out("deportation")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")

# Where the declarations are narrower than the table, and why; anywhere else that fails.
NARROWER = reasons_narrower("deportation")


def texts_of(step: Step) -> list[tuple[str, Text]]:
    found = [("label", step.label)]
    found += [("note", step.note)] if step.note else []
    found += [("help", step.help)] if step.help else []
    for guard in step.guards:
        found += [(f"{guard.code} rule", guard.rule), (f"{guard.code} remedy", guard.remedy)]
    return found + [("apart", apart.rule) for apart in step.apart]


def in_both_languages(text: Text) -> bool:
    return bool(JAPANESE.search(text.ja)) and bool(re.search("[A-Za-z]{2}", text.en))


# --- every id of the tables -------------------------------------------------------------------------


@pytest.mark.parametrize("id", TABLES["transitions"])
def test_every_transition_is_there_with_its_sources_and_targets(id: str) -> None:
    if id in LEFT_OUT:
        pytest.skip(LEFT_OUT[id])
    row, step = TABLES["transitions"][id], DEPORTATION.steps[id]
    assert step.machine == row["machine"]
    machine = DEPORTATION.machines[step.machine]
    sources, targets = table_states(machine, row)
    exact = not any(code.startswith("*") for code in row["from"])
    fewer = exact and not (sources <= set(machine.sources(step)) and targets <= set(machine.targets(step)))
    assert fewer == (id in NARROWER), "a source or target of the table is missing"
    if "@same" in row["to"]:
        assert set(machine.targets(step)) <= set(machine.sources(step))


@pytest.mark.parametrize("kind", ["clocks", "invariants"])
def test_every_clock_and_invariant_is_there(kind: str) -> None:
    have = set(DEPORTATION.clocks) if kind == "clocks" else {i.id for i in DEPORTATION.invariants}
    assert set(TABLES[kind]) - set(LEFT_OUT) <= have


def test_the_tables_have_the_numbers_they_are_known_by() -> None:
    assert len(TABLES["transitions"]) == 173
    assert len(TABLES["clocks"]) == 44
    assert len(TABLES["invariants"]) == 18
    assert len(TABLES["states"]) == 11


@pytest.mark.parametrize("machine", TABLES["states"])
def test_every_state_of_the_tables_is_declared_and_can_be_reached(machine: str) -> None:
    declared = DEPORTATION.machines[machine]
    assert set(TABLES["states"][machine]) <= set(declared.states)
    found = walk(DEPORTATION, (machine,))
    reached = {point.states[machine] for point in found.points}
    assert set(declared.states) <= reached


def test_what_is_left_out_has_a_reason_and_is_really_out() -> None:
    assert set(coverage(DEPORTATION).missing) == set(LEFT_OUT)
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())


# --- citations, languages, offices ------------------------------------------------------------------


def all_citations(procedure: Procedure) -> list[tuple[str, Citation]]:
    found: list[tuple[str, Citation]] = []
    for step in procedure.steps.values():
        found += [(step.id, c) for c in step.cites]
        found += [(f"{step.id}: {g.code}", c) for g in step.guards for c in g.cites]
        found += [(f"{step.id}: apart", c) for a in step.apart for c in a.cites]
    found += [(clock.id, c) for clock in procedure.clocks.values() for c in clock.cites]
    return found + [(i.id, c) for i in procedure.invariants for c in i.cites]


def test_every_citation_exists() -> None:
    wrong = [f"{where}: {cited}" for where, cited in all_citations(DEPORTATION) if exists(cited) is False]
    assert wrong == []


def test_everything_is_said_in_both_languages() -> None:
    wrong = [
        f"{step.id}: {what}"
        for step in DEPORTATION.steps.values()
        for what, text in texts_of(step)
        if not in_both_languages(text)
    ]
    for clock in DEPORTATION.clocks.values():
        wrong += [
            clock.id for text in (clock.label, clock.must, clock.silence) if not in_both_languages(text)
        ]
    for machine in DEPORTATION.machines.values():
        for state in machine.states.values():
            wrong += [
                state.code
                for text in (state.label, *(d.label for d in state.duties))
                if not in_both_languages(text)
            ]
    wrong += [fact.name for fact in DEPORTATION.facts.values() if not in_both_languages(fact.label)]
    wrong += [i.id for i in DEPORTATION.invariants if not in_both_languages(i.rule)]
    assert wrong == []


def test_no_step_is_without_an_officer_who_may_enter_it() -> None:
    wrong = [
        step.id
        for step in DEPORTATION.steps.values()
        if not step.carried_only and not any(OFFICES[role].signs_in for role in step.officers)
        and not step.automatic
    ]  # fmt: skip
    assert wrong == []


def test_only_a_lapse_is_taken_by_time_alone() -> None:
    lapses = {clock.lapse for clock in DEPORTATION.clocks.values() if clock.lapse}
    assert {step.id for step in DEPORTATION.steps.values() if step.automatic} == lapses


def test_what_is_not_verified_says_what_is_not_settled() -> None:
    wrong = [s.id for s in DEPORTATION.steps.values() if s.mark != "verified" and s.note is None]
    wrong += [c.id for c in DEPORTATION.clocks.values() if c.mark != "verified" and c.note is None]
    assert wrong == []


def test_every_clock_is_started_and_stopped_or_never_ends_by_law() -> None:
    started = {
        s if isinstance(s, str) else s.clock for step in DEPORTATION.steps.values() for s in step.starts
    }
    stopped = {clock for step in DEPORTATION.steps.values() for clock in step.stops}
    assert set(DEPORTATION.clocks) - started == set()
    never = {c for c in DEPORTATION.clocks if c not in stopped}
    assert all(c.startswith(("clk_ban_",)) or not DEPORTATION.clocks[c].reminded for c in never), never


# --- the shape of the whole -------------------------------------------------------------------------


def test_every_step_can_be_taken_on_some_path() -> None:
    assert never_taken(DEPORTATION) == ()


def test_no_open_stage_is_a_dead_end() -> None:
    assert dead_ends(walk(DEPORTATION, (DEPORTATION.main,))) == ()


def test_every_test_reads_what_it_says_and_nothing_more() -> None:
    assert undeclared_reads(DEPORTATION) == ()


# --- invariants that are no matter of reachability --------------------------------------------------


def view(spells: list[Spell] | None = None, at: datetime | None = None, **facts: Any) -> View:
    found = View(DEPORTATION, DEPORTATION.blank(date(2024, 6, 10)), None, None, at)
    found.spells = spells or []
    found.given = {name: value for name, value in facts.items() if name != "minor"}
    found.facts = {name: value for name, value in facts.items() if name == "minor"}
    return found


def allowed(step: Step, seen: View, *codes: str) -> bool:
    return all(guard.test(seen) for guard in step.guards if guard.code in codes)


def test_inv_deposit_cap() -> None:
    """A deposit over the cap is refused by every step that takes one, and only those take one."""
    taking = [s for s in DEPORTATION.steps.values() if "deposit_amount" in (*s.needs, *s.may)]
    deciding = [s for s in taking if "deposit_required" in (*s.needs, *s.may)]
    assert len(deciding) >= 4
    caps = ("deposit_cap", "deposit_cap_minor")
    for step in deciding:
        assert {g.code for g in step.guards} >= set(caps), step.id
        assert allowed(step, view(deposit_amount=3_000_000), *caps)
        assert not allowed(step, view(deposit_amount=3_000_001), *caps)
        assert allowed(step, view(deposit_amount=1_500_000, minor=True), *caps)
        assert not allowed(step, view(deposit_amount=1_500_001, minor=True), *caps)
    released = [s for s in DEPORTATION.steps.values() if s.id.startswith("provisional_release")]
    assert released
    for step in released:
        assert not {n for n in (*step.needs, *step.may) if n.startswith("deposit")}, step.id


DAYS = st.integers(0, 40)


@given(
    stays=st.lists(st.tuples(DAYS, DAYS, st.booleans()), min_size=1, max_size=8),
    hour=st.integers(0, 23),
)
@settings(max_examples=150, deadline=None)
def test_inv_pre_order_detention_60(stays: list[tuple[int, int, bool]], hour: int) -> None:
    """However often somebody is let go and taken in again, warrants hold for 60 days at the most (30
    without an extension), if each detention ends with the last day of its clock."""
    at = datetime(2026, 1, 5, hour, 30, tzinfo=TOKYO)
    spells: list[Spell] = []
    extended = False
    take_in = DEPORTATION.steps["warrant_executed"]
    for held, free, extend in stays:
        if not allowed(take_in, view(spells, at), "warrant_days_left"):
            break
        running = [*spells, Spell("detained_warrant", at, None)]
        if extended:
            clock = DEPORTATION.clocks["clk_warrant_ext_30d"]
        else:
            clock = DEPORTATION.clocks["clk_warrant_30d"]
        assert clock.gather is not None
        opened = clock.open(at, clock.gather(view(running, at)))
        assert opened.legal_at is not None and opened.alarm_at == opened.legal_at
        if extend and not extended and opened.legal_at > at:
            extended = True
            clock = DEPORTATION.clocks["clk_warrant_ext_30d"]
            assert clock.gather is not None
            opened = clock.open(at, clock.gather(view(running, at)))
        last = opened.legal_at
        assert last is not None
        if last <= at:
            break  # no day is left: nobody is taken in
        until = min(at + timedelta(days=held, hours=1), last)
        spells += [
            Spell("detained_warrant", at, until),
            Spell("supervised_pre", until, until + timedelta(days=free)),
        ]
        at = until + timedelta(days=free)
    total = days_in(spells, {Basis.WARRANT}, at)
    assert total <= (60 if extended else 30)


def test_inv_commissioner_personal() -> None:
    for id in ("review_commissioner_no_order", "review_commissioner_orders"):
        step = DEPORTATION.steps[id]
        assert step.officers == {Role.COMMISSIONER}, id
        assert any(a.strength == "hard" for a in step.apart), id
    # No other step does what these two do.
    machine = DEPORTATION.machines["review"]
    there = "review_with_commissioner"
    leaving = {
        step.id
        for step in machine.steps.values()
        for source, target in ways(machine, step)
        if source == there and target != there
    }
    assert leaving == {"review_commissioner_no_order", "review_commissioner_orders"}


def test_inv_reasons() -> None:
    with_reasons = (
        "found_deportable",
        "supervision_request_refused",
        "provisional_release_refused",
        "provisional_release_extension_refused",
        "review_no_supervision_reported",
        "sp_refused",
    )
    for id in with_reasons:
        assert "reasons" in DEPORTATION.steps[id].needs, id
    assert DEPORTATION.facts["reasons"].kind.value == "text"


def test_not_opened_is_the_start_of_the_main_machine_only() -> None:
    assert {m.code for m in DEPORTATION.machines.values() if m.initial == NOT_OPENED} == {DEPORTATION.main}
