"""Edge cases 40 to 43: special permission to stay (在留特別許可)."""

from __future__ import annotations

import pytest

from tests.law.files import File, edge, examined, found, supervised_post, supervised_pre
from workflows.procedures.deportation import DEPORTATION
from workflows.roles import Role


def applied(file: File) -> File:
    """The finding is final and an application is before the Minister."""
    file.take("found_deportable", "2026-11-16 10:00")
    file.take("finding_accepted", "2026-11-16 11:00")
    file.take("sp_application_filed", "2026-11-17")
    return file


@edge(40)
def test_a_refusal_gives_its_reasons_in_writing_and_the_order_follows():
    file = applied(examined("2026-11-09"))
    file.refused("sp_refused", "2026-11-24", "missing-fact", "50(10)", reasons=None)
    outcome = file.take("sp_refused", "2026-11-24")
    assert "62-3" in outcome.documents
    assert file.state("special_permission") == "sp_refused"
    assert file.stage == "removal_order_due"
    assert file.owed() >= {"chief_inspector"}
    file.take("removal_order_issued", "2026-11-25")


@edge(40)
def test_against_the_refusal_there_is_only_the_court():
    file = applied(examined("2026-11-09"))
    file.take("sp_refused", "2026-11-24")
    assert file.legal("clk_litigation_6m") == "2027-05-24"
    assert file.open_to("suit_filed", "2026-11-25", attacked_act="permission_refusal")
    assert not file.open_to("sp_application_filed", "2026-11-25")
    about = [
        s for s in DEPORTATION.steps.values() if "sp_refused" in DEPORTATION.machines[s.machine].sources(s)
    ]
    assert {s.id for s in about if s.machine == "special_permission"} == {"late_special_permission"}


@edge(41)
def test_a_detainee_who_may_stay_is_released_with_the_permission():
    file = applied(examined("2026-11-09"))
    outcome = file.take("sp_granted", "2026-11-24")
    assert [m.step for m in outcome.moved if m.machine == "custody"] == ["released_on_outcome"]
    assert file.custody == "custody_ended"
    assert file.state("special_permission") == "sp_granted"
    assert not [c for c in file.dossier.clocks if c.startswith("clk_warrant")]


@edge(41)
def test_the_supervision_of_a_person_who_may_stay_lapses_and_both_are_told():
    file = applied(supervised_pre("2026-11-09"))
    outcome = file.take("sp_granted", "2026-11-24")
    assert "pre_supervision_lapsed" in {m.step for m in outcome.moved}
    assert {Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CHIEF_INSPECTOR} <= set(outcome.tells)
    assert file.custody == "at_liberty"
    assert not file.runs("clk_supervised_report_3m")


@edge(42)
def test_after_the_order_no_application_is_possible():
    file = found("2026-11-16 10:00")
    file.take("finding_accepted", "2026-11-16 11:00")
    file.take("sp_waived", "2026-11-16 12:00")
    assert file.open_to("sp_application_filed", "2026-11-16 12:59")
    file.take("removal_order_issued", "2026-11-16 13:00")
    file.refused("sp_application_filed", "2026-11-16 13:00", "rule:no_application_after_order", "50(3)")


@edge(42)
def test_a_permission_of_the_ministers_own_motion_takes_the_order_and_the_supervision_with_it():
    file = supervised_post("2026-11-16")
    outcome = file.take("late_special_permission", "2027-02-01")
    assert {"removal_order_void", "post_supervision_lapsed"} <= {m.step for m in outcome.moved}
    assert file.stage == "removal_order_void"
    assert file.custody == "at_liberty"
    assert file.fact("order_in_force") is None and file.fact("has_supervisor") is None


@edge(42)
def test_before_the_order_the_late_way_is_closed():
    found("2026-11-16").refused(
        "late_special_permission", "2026-11-17", "rule:late_permission_needs_order", "50(1)"
    )


@edge(43)
def test_a_heavy_sentence_leaves_only_the_way_of_inhumanity():
    file = applied(examined("2026-11-09", ground="criminal_sentence"))
    facts = {"granted_head": "refugee", "proviso_applies": True}
    file.refused("sp_granted", "2026-11-24", "rule:sp_proviso", "50(1)", **facts)
    file.refused("sp_granted", "2026-11-24", "rule:sp_proviso", "50(1)", inhumane_to_refuse=False, **facts)
    file.take("sp_granted", "2026-11-24", inhumane_to_refuse=True, **facts)
    assert file.stage == "special_permission_granted"


@edge(43)
@pytest.mark.parametrize("ground", ["terrorism", "public_interest"])
def test_whoever_is_a_danger_by_the_ground_itself_comes_under_the_proviso_without_more(ground):
    file = examined("2026-11-09", ground=ground)
    file.take("found_deportable", "2026-11-16 10:00", ground=ground)
    file.take("finding_accepted", "2026-11-16 11:00")
    file.take("sp_application_filed", "2026-11-17")
    file.refused("sp_granted", "2026-11-24", "rule:sp_proviso", "50(1)", proviso_applies=False)


@edge(41)
def test_the_permission_ends_every_clock_but_those_of_the_person_against_the_state():
    file = applied(examined("2026-11-09"))
    file.take("sp_granted", "2026-11-24")
    assert set(file.dossier.clocks) <= {
        "clk_litigation_6m",
        "clk_treatment_review_30d",
        "clk_left_property_6m",
    }
