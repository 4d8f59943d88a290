"""The declarations of the residence procedures against the tables they come from, and against each other."""

from __future__ import annotations

import pytest

from tests.law.residence.checks import faults
from workflows.describe import coverage, reasons_left_out, reasons_narrower, table_ids, table_states
from workflows.engine import Procedure
from workflows.explore import prove_all, story
from workflows.procedures.residence import RESIDENCE_PROCEDURES
from workflows.registry import joined, procedures

TABLES = table_ids("residence")
NARROWER = reasons_narrower("residence")
OWNERS = {id: p for p in RESIDENCE_PROCEDURES for id in p.steps}
MACHINES = {code: p for p in RESIDENCE_PROCEDURES for code in p.machines}
# The chance is offered; the change itself is the person's filing.
FILED_BY_THE_PERSON = {"rv_offer_change"}
# Each application asks for papers on its own; a duty file for the return of a card is opened by hand only.
ON_ITS_OWN = {"document_request_due", "card_return_14"}
each = pytest.mark.parametrize("procedure", RESIDENCE_PROCEDURES, ids=lambda p: p.code)


def test_the_tables_have_the_numbers_they_are_known_by() -> None:
    assert len(TABLES["transitions"]) == 206
    assert len(TABLES["clocks"]) == 69
    assert len(RESIDENCE_PROCEDURES) == 11
    # Fourteen machines, and provisional landing as one of its own.
    assert len(TABLES["states"]) == 15


def test_nothing_of_the_tables_is_missing() -> None:
    assert set(coverage(*RESIDENCE_PROCEDURES).missing) == set(reasons_left_out("residence"))


@pytest.mark.parametrize("id", TABLES["transitions"])
def test_every_transition_is_there_with_its_sources_and_targets(id: str) -> None:
    row, step = TABLES["transitions"][id], OWNERS[id].steps[id]
    assert step.machine == row["machine"]
    machine = OWNERS[id].machines[step.machine]
    sources, targets = table_states(machine, row | {"to": [t for t in row["to"] if t != "@over"]})
    if any(code.startswith("*") for code in row["from"]):
        sources &= set(machine.sources(step))
    fewer = not (sources <= set(machine.sources(step)) and targets <= set(machine.targets(step)))
    assert fewer == (id in NARROWER), (sources, targets)
    if "@over" in row["to"] and id not in FILED_BY_THE_PERSON:
        assert step.hands_over


@pytest.mark.parametrize("machine", TABLES["states"])
def test_every_state_of_the_tables_is_declared(machine: str) -> None:
    assert set(TABLES["states"][machine]) <= set(MACHINES[machine].machines[machine].states)


@each
def test_the_declarations_hold_together(procedure: Procedure) -> None:
    assert faults(procedure) == []


@each
def test_the_invariants_hold_in_every_reachable_state(procedure: Procedure) -> None:
    proved = prove_all(procedure)
    for invariant in procedure.invariants:
        if invariant.id not in proved:
            assert invariant.elsewhere is not None, f"{invariant.id}: neither walked nor proved elsewhere"
            continue
        # A walk that follows nothing proves nothing.
        assert proved[invariant.id].states > 1, invariant.id
        broken = proved[invariant.id].counterexamples.get(invariant.id)
        assert broken is None, "\n" + story(procedure, broken, "en")


def test_ids_of_steps_are_those_of_one_procedure_only() -> None:
    """A step's id says which files it moves: two procedures with one id would be locked alike."""
    every = [id for p in procedures() for id in p.steps]
    assert len(every) == len(set(every))


def test_deportation_files_reach_no_other_file() -> None:
    assert "deportation" not in joined()


@each
def test_one_file_owns_the_end_of_each_period(procedure: Procedure) -> None:
    """The same clock may run on two files; only one of them lapses by it."""
    for clock in procedure.clocks.values():
        if clock.lapse is None or clock.id in ON_ITS_OWN:
            continue
        twins = [
            other.code
            for other in RESIDENCE_PROCEDURES
            if other is not procedure
            and clock.id in other.clocks
            and other.clocks[clock.id].lapse is not None
            and {procedure.code, other.code} != {"change", "extension"}
        ]
        assert twins == []
