"""Eighty edge cases of the law, each settled by at least one test of `tests/law/edge/`."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.law.files import EDGE, File, departure_ordered, detained_under_order, opened, supervised_pre
from workflows.timers import LookKind

HERE = Path(__file__).parent / "edge"

# An edge case that no test of the law can settle, and where it is dealt with instead.
REASONS: dict[int, str] = {}


def test_every_edge_case_is_settled_by_a_test_or_explained():
    for path in sorted(HERE.glob("test_*.py")):
        importlib.import_module(f"tests.law.edge.{path.stem}")
    assert not set(EDGE) & set(REASONS)
    assert {*EDGE, *REASONS} == set(range(1, 81))


def test_every_test_there_names_its_edge_case():
    marked = {name for names in EDGE.values() for name in names}
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"tests.law.edge.{path.stem}")
        assert {name for name in vars(module) if name.startswith("test_")} <= marked


# --- beyond the eighty: alarms that nothing can end ---------------------------------------------------


def silent(file, clock: str, from_: str, until: str) -> bool:
    """Whether no alarm of the clock sounds between the two days."""
    file.until(from_)
    before = len(file.looks(clock, LookKind.OVERDUE))
    file.until(until)
    return len(file.looks(clock, LookKind.OVERDUE)) == before


def logs_kept():
    file = opened("2026-11-02")
    file.take(
        "log_preservation_requested",
        "2026-11-03",
        log_carrier="Tokyo Mobile",
        logs_specified="Calls of October",
        logs_until="2026-12-03",
    )
    return file


def test_logs_that_were_seized_need_no_further_preservation():
    file = logs_kept()
    file.take("search_seizure_done", "2026-11-20", search_kind="seizure", judge_warrant="2026 (mu) 31")
    assert file.runs("clk_log_preservation_30d")  # it may have been other things that were seized
    file.take("log_preservation_cancelled", "2026-11-20 13:00", log_end_cause="seized")
    assert silent(file, "clk_log_preservation_30d", "2026-12-01", "2026-12-20")


def test_a_request_for_preservation_can_be_withdrawn_wherever_the_case_stands_and_only_once():
    file = logs_kept()
    file.take("chief_inspector_notified", "2026-11-10")
    file.take("log_preservation_cancelled", "2026-11-12", log_end_cause="not_needed")
    assert not file.runs("clk_log_preservation_30d")
    again = {"log_end_cause": "not_needed"}
    file.refused("log_preservation_cancelled", "2026-11-13", "rule:log_preservation_runs", "31-3(1)", **again)


def test_a_passport_order_that_was_obeyed_sounds_no_alarm():
    file = detained_under_order("2026-11-30")
    file.take(
        "passport_application_ordered", "2026-12-01", passport_acts=["submit"], passport_until="2026-12-20"
    )
    file.take("passport_order_obeyed", "2026-12-18")
    assert silent(file, "clk_passport_order", "2026-12-19", "2027-01-10")
    file.refused("passport_order_obeyed", "2027-01-11", "rule:passport_order_stands", "52(12)")


def test_a_supervisor_who_notifies_a_death_in_time_ends_the_alarm():
    file = supervised_pre("2026-11-02")
    file.take("death_recorded", "2026-11-10", death_reported_by="other", cause_of_death="Illness")
    assert file.legal("clk_supervisor_notice_death_7d") == "2026-11-17"
    assert file.stage == "closed_death"
    file.take("supervisor_death_notified", "2026-11-16", learned_how="From the hospital.")
    assert not file.runs("clk_supervisor_notice_death_7d")
    again = {"learned_how": "From the hospital."}
    file.refused("supervisor_death_notified", "2026-11-17", "rule:death_notice_due", "44-3(4)(2)", **again)


def test_a_hold_at_the_port_that_is_over_sounds_no_alarm():
    file = departure_ordered("2026-11-16", "2026-12-01")
    file.take("exit_confirmation_held", "2026-11-20", hold_reason="charge", hold_authority="Chiba police")
    assert file.legal("clk_exit_hold_24h") == "2026-11-21 12:00"
    file.take("exit_hold_ended", "2026-11-21 11:59")
    assert silent(file, "clk_exit_hold_24h", "2026-11-21 12:00", "2026-11-24")
    file.refused("exit_hold_ended", "2026-11-24", "rule:exit_hold_runs", "25-2(1)")


def test_a_hold_at_the_port_that_nobody_ended_sounds_its_alarm():
    file = departure_ordered("2026-11-16", "2026-12-01")
    file.take("exit_confirmation_held", "2026-11-20", hold_reason="charge", hold_authority="Chiba police")
    assert not silent(file, "clk_exit_hold_24h", "2026-11-21 11:00", "2026-11-24")


# --- beyond the eighty: an investigation in which nothing is found ------------------------------------


def test_an_investigation_that_finds_nothing_ends_with_reasons_and_holds_nobody():
    file = logs_kept()
    close = "investigation_closed_no_violation"
    file.refused(close, "2026-11-05", "missing-fact", "27")
    file.take("urgent_detention", "2026-11-05")
    held = {"reasons": "The period of stay had been extended."}
    file.refused(close, "2026-11-05 13:00", "rule:not_held_under_the_act", "43(3)", **held)
    file.take("urgent_detention_rejected", "2026-11-05 14:00")
    file.take(close, "2026-11-06", **held)
    assert file.stage == "closed_no_violation"
    assert not file.dossier.clocks


def test_a_report_with_nothing_behind_it_is_closed_too():
    file = File()
    file.take("report_received", "2026-11-02", informant="public", report_manner="oral")
    file.take("investigation_closed_no_violation", "2026-11-04", reasons="The person is a Japanese national.")
    assert file.stage == "closed_no_violation"


def test_no_complaint_is_counted_from_a_day_for_which_the_calendar_is_not_known():
    file = detained_under_order("2026-11-02")
    file.refused(
        "treatment_complaint_filed",
        "2026-11-05",
        "uncountable",
        complaint_kind="review",
        told_on="1901-01-01",
    )
