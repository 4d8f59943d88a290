"""The visa on the strength of a certificate: a matter of the consulate, recorded from its messages (6(1))."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.residence.files import File, acting
from tests.law.residence.test_certificate import issued, reviewed
from workflows.procedures.residence.certificate import CERTIFICATE
from workflows.procedures.residence.certificate.facts import ONLY_PROOF
from workflows.roles import Role


def applied(on: str = "2026-09-10", dated: str = "2026-09-01", **given: Any) -> File:
    file = issued(dated, "2026-08-03", **given)
    file.take("visa_apply", on)
    return file


def visa(file: File) -> str:
    return file.dossier.states["visa"]


def brought(state: str) -> File:
    """A file whose visa is in a state."""
    file = issued("2026-09-01")
    way = {
        "not_applied": (),
        "applied": ("visa_apply",),
        "referred": ("visa_apply", "visa_refer_tokyo"),
        "issued": ("visa_apply", "visa_issue"),
        "refused": ("visa_apply", "visa_refuse"),
    }[state]
    for step in way:
        file.take(step, "2026-09-10")
    assert visa(file) == state
    return file


# --- applying ---------------------------------------------------------------------------------------


def test_a_visa_is_applied_for_on_the_strength_of_the_certificate() -> None:
    file = applied()
    assert visa(file) == "applied"
    reviewed().refused("visa_apply", "2026-09-10", "rule:certificate_issued", "icrra 6(1)")
    returned = issued()
    returned.take("coe_return_unused", "2026-09-05")
    returned.refused("visa_apply", "2026-09-10", "rule:certificate_issued")


def test_the_last_day_of_the_certificate_is_the_last_day_to_apply() -> None:
    file = issued("2026-09-01")
    file.refused("visa_apply", "2026-12-01", "rule:applied_within_validity", visa_applied_on="2026-08-31")
    file.take("visa_apply", "2026-12-01")
    late = issued("2026-09-01")
    late.refused("visa_apply", "2026-12-02", "rule:applied_within_validity", "practice coe-validity")


def test_the_landing_must_be_planned_inside_the_certificate() -> None:
    file = issued("2026-09-01")
    file.refused("visa_apply", "2026-11-20", "rule:applied_within_validity", arrival_on="2026-12-02")
    file.take("visa_apply", "2026-11-20", arrival_on="2026-12-01")


def test_news_that_comes_after_the_certificate_lapsed_is_still_recorded() -> None:
    file = issued("2026-09-01")
    file.pass_time("2026-12-03")
    assert file.state == "lapsed"
    file.take("visa_apply", "2026-12-03", visa_applied_on="2026-11-20")
    file.take("visa_issue", "2026-12-03", visa_issued_on="2026-11-25")
    file.refused("coe_return_unused", "2026-12-03", "wrong-state")


def test_five_working_days_from_the_day_after_acceptance_leaving_out_closed_days() -> None:
    file = applied("2026-09-17")  # a Thursday; 19 to 23 September are closed
    assert file.due("visa_processing") == "2026-09-29"
    assert applied("2026-09-10").due("visa_processing") == "2026-09-17"
    assert CERTIFICATE.clocks["visa_processing"].target
    file.take("visa_refer_tokyo", "2026-09-18")
    assert file.due("visa_processing") == "", "a referral to Tokyo takes a month or more"


# --- issue and expiry -------------------------------------------------------------------------------


def test_a_visa_is_good_for_three_months_and_is_never_extended() -> None:
    file = applied()
    file.take("visa_issue", "2026-09-15")
    assert file.due("visa_validity") == file.alarm("visa_validity") == "2026-12-15"
    file.pass_time("2026-12-15T23:59")
    assert visa(file) == "issued"
    file.pass_time("2026-12-16")
    assert visa(file) == "expired"


def test_the_date_printed_on_the_visa_wins_and_is_not_before_its_issue() -> None:
    file = applied()
    file.refused("visa_issue", "2026-09-15", "rule:visa_dates", visa_until="2026-09-14")
    file.take("visa_issue", "2026-09-15", visa_until="2027-09-14", visa_entries="multiple")
    assert file.due("visa_validity") == "2027-09-14"


def test_a_visa_is_not_issued_before_it_was_applied_for() -> None:
    file = applied("2026-09-10")
    file.refused("visa_issue", "2026-09-15", "rule:visa_after_application", visa_issued_on="2026-09-09")


def test_edge_18_no_visa_where_the_landing_cannot_be_in_time() -> None:
    file = issued("2026-11-30", "2026-11-02")
    file.take("visa_apply", "2027-02-20")
    late = {"arrival_on": "2027-03-01"}
    file.refused("visa_issue", "2027-02-25", "rule:landing_within_validity", "practice coe-validity", **late)
    file.take("visa_issue", "2027-02-25", arrival_on="2027-02-28")


def test_edge_20_a_visa_outlives_the_certificate_but_hsp_1_and_ssw_cannot_land_on_it() -> None:
    file = applied("2026-11-10", "2026-09-01", status_requested="ssw_1", ssw_field="food_service")
    file.take("visa_issue", "2026-11-20")
    file.pass_time("2026-12-05")
    assert (file.state, visa(file)) == ("lapsed", "issued")
    file.refused("coe_consume", "2026-12-05", "rule:within_validity", "7(2)", carried=True)
    file.refused("visa_use", "2026-12-05", "rule:other_proof", "7(2)")
    other = applied("2026-11-10")
    other.take("visa_issue", "2026-11-20")
    other.pass_time("2026-12-05")
    other.take("visa_use", "2026-12-05")  # landed on papers, Regulation 6
    assert (other.state, visa(other)) == ("lapsed", "used")
    assert sorted(ONLY_PROOF) == ["hsp_1a", "hsp_1b", "hsp_1c", "ssw_1", "ssw_2"]


# --- use --------------------------------------------------------------------------------------------


def test_the_landing_that_uses_the_certificate_uses_a_single_entry_visa() -> None:
    file = applied()
    file.take("visa_issue", "2026-09-15")
    file.refused("visa_use", "2026-10-01", "rule:other_proof")
    file.take("coe_consume", "2026-10-01", carried=True)
    assert (file.state, visa(file)) == ("consumed", "used")
    assert file.dossier.clocks == {}


@pytest.mark.parametrize("entries", ["double", "multiple"])
def test_a_visa_for_several_entries_is_not_used_up_by_one_landing(entries: str) -> None:
    file = applied()
    file.take("visa_issue", "2026-09-15", visa_entries=entries)
    file.take("coe_consume", "2026-10-01", carried=True)
    assert visa(file) == "issued"
    assert file.due("visa_validity") == "2026-12-15"
    file.take("visa_use", "2026-11-01")


def test_whoever_needs_no_visa_lands_on_the_certificate_alone() -> None:
    file = issued()
    file.take("coe_consume", "2026-10-01", carried=True)
    assert (file.state, visa(file)) == ("consumed", "not_applied")


# --- refusal ----------------------------------------------------------------------------------------


def test_after_a_refusal_no_application_for_six_months() -> None:
    file = applied()
    file.take("visa_refuse", "2026-09-30", visa_refused_on="2026-09-30")
    assert file.due("visa_reapply_bar") == "2027-03-31", "the month-start rule: 1 October to 31 March"
    file.refused("visa_apply", "2026-11-01", "wrong-state")
    file.refused("visa_bar_over", "2026-11-01", "rule:six_months_over", "practice visa-rules")
    file.pass_time("2027-04-01")
    assert visa(file) == "refused_bar_over"
    file.refused("visa_apply", "2027-04-01", "rule:applied_within_validity")


def test_humanitarian_need_sets_the_bar_aside() -> None:
    file = applied()
    file.take("visa_refuse", "2026-09-30")
    file.take("visa_bar_over", "2026-10-10", humanitarian="家族の危篤", by=acting(Role.FRONT_DESK))
    file.take("visa_apply", "2026-10-11")
    assert visa(file) == "applied"


def test_the_consulate_gives_no_reasons_and_none_are_asked_for() -> None:
    step = CERTIFICATE.steps["visa_refuse"]
    assert "reasons" not in (*step.needs, *step.may)


# --- every step -------------------------------------------------------------------------------------

STATES = {
    "visa_apply": ("not_applied", "applied", "issued"),
    "visa_refer_tokyo": ("applied", "referred", "referred"),
    "visa_issue": ("referred", "issued", "not_applied"),
    "visa_refuse": ("referred", "refused", "issued"),
}


@pytest.mark.parametrize("step", STATES)
def test_each_step_is_recorded_from_its_state_by_the_desk_and_from_no_other(step: str) -> None:
    source, target, elsewhere = STATES[step]
    file = brought(source)
    file.refused(step, "2026-09-11", "wrong-office", by=acting(Role.BUREAU_DIRECTOR))
    file.take(step, "2026-09-11", by=acting(Role.FRONT_DESK))
    assert visa(file) == target
    brought(elsewhere).refused(step, "2026-09-11", "wrong-state", by=acting(Role.INSPECTOR))


def test_only_an_inspector_records_the_use_of_a_visa() -> None:
    file = brought("issued")
    file.pass_time("2026-12-02")
    file.refused("visa_use", "2026-12-02", "wrong-office", by=acting(Role.FRONT_DESK))
    file.take("visa_use", "2026-12-02", by=acting(Role.INSPECTOR))
    brought("applied").refused("visa_use", "2026-12-02", "wrong-state")
