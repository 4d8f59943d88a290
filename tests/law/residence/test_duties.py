"""Notification duties: fourteen days for most, the end of May for one, and ninety days for an address."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from workflows.procedures.residence.duties import NOTIFICATION_DUTY
from workflows.procedures.residence.duties.kinds import (
    ADDRESS,
    GROUNDS,
    KINDS,
    MATTERS,
    due_day,
    year_end,
    yearly_due,
)
from workflows.roles import Role

SYSTEM = acting(Role.SYSTEM)
ENGINEER: dict[str, Any] = {
    "nationality": "VNM",
    "minor": False,
    "status": "engineer_humanities_international",
    "stay_until": "2029-02-01",
}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step is given."""
    day = at.date().isoformat()
    usual: dict[str, dict[str, Any]] = {
        "nd_open": {"duty_type": "organisation", "event_on": day},
        "nd_file": {"filed_on": day},
        "nd_residence_fixed": {"residence_fixed_on": day},
        "nd_good_reason": {"reasons": "入院していた"},
    }
    return usual.get(step, {})


def duty(kind: str, event: str, at: str = "", **given: Any) -> File:
    file = File(NOTIFICATION_DUTY, usual, **ENGINEER)
    file.take("nd_open", at or event, duty_type=kind, event_on=event, **given)
    return file


def last_day(file: File) -> str:
    """The last day of the duty's own clock."""
    return file.due(KINDS[str(file.dossier.facts["duty_type"])].clock)


# --- fourteen days ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"ssw_annual"}))
def test_every_duty_has_fourteen_days_from_its_event(kind: str) -> None:
    file = duty(kind, "2026-07-01")
    assert last_day(file) == file.dossier.facts["due_on"] == "2026-07-15"
    running = {c for c in file.dossier.clocks if c != "address_90"}
    assert running == {KINDS[kind].clock}
    assert ("address_90" in file.dossier.clocks) == (kind in ADDRESS)


@pytest.mark.parametrize("kind", ["address_move", "card_loss", "organisation", "ssw_event"])
def test_a_closed_day_moves_the_last_day(kind: str) -> None:
    # 14 days from 20 October end on Culture Day.
    assert last_day(duty(kind, "2026-10-20")) == "2026-11-04"
    # From 15 December: 29 December to 3 January is closed.
    assert last_day(duty(kind, "2026-12-15")) == "2027-01-04"


def test_edge_28_leaving_one_firm_and_joining_another_are_two_notices() -> None:
    left = duty("organisation", "2026-10-01", matter="contract_ended", organisation="甲社")
    joined = duty("organisation", "2026-10-20", matter="contract_new", organisation="乙社")
    assert last_day(left) == "2026-10-15"
    assert last_day(joined) == "2026-11-04"  # 3 November is a holiday
    left.pass_time("2026-10-16T00:00")
    assert left.state == "late"
    joined.take("nd_file", "2026-11-04", notice_channel="web")
    assert joined.dossier.facts["late_days"] == 0
    left.take("nd_file", "2026-11-04", notice_channel="post")
    assert left.dossier.facts["late_days"] == 20


def test_a_notice_on_the_last_day_is_in_time_and_on_the_next_it_is_late() -> None:
    in_time = duty("spouse", "2026-07-01")
    in_time.take("nd_file", "2026-07-15T23:59")
    assert in_time.state == "done" and in_time.dossier.facts["late_days"] == 0
    late = duty("spouse", "2026-07-01")
    late.pass_time("2026-07-15T23:59")
    assert late.state == "open"
    late.take("nd_file", "2026-07-16T00:00")
    assert late.dossier.facts["late_from"] == "2026-07-16"
    assert late.dossier.facts["late_days"] == 1


def test_a_card_is_returned_at_once_after_departure_or_for_a_new_one() -> None:
    at_once = duty("card_return", "2026-07-01", at_once=True)
    assert last_day(at_once) == "2026-07-01"
    at_once.take("nd_file", "2026-07-03", notice_channel="post")
    assert at_once.dossier.facts["late_days"] == 2
    File(NOTIFICATION_DUTY, usual, **ENGINEER).refused(
        "nd_open", "2026-07-01", "rule:only_return_at_once", "19-15(2)", at_once=True
    )


# --- the yearly notice ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "due"),
    [("2026-03-31", "2026-06-01"), ("2027-03-31", "2027-05-31"), ("2028-03-31", "2028-05-31")],
)
def test_the_yearly_notice_is_due_on_31_may_or_the_next_open_day(end: str, due: str) -> None:
    file = duty("ssw_annual", end, at="2026-04-01" if end < "2026-04-01" else end)
    assert last_day(file) == due == file.dossier.facts["due_on"]


def test_a_year_is_reported_whole_and_from_april_2025() -> None:
    file = File(NOTIFICATION_DUTY, usual)
    for event in ("2026-03-30", "2025-03-31"):
        file.refused(
            "nd_open",
            "2026-04-01",
            "rule:year_ended",
            "reg 19-18(3)",
            duty_type="ssw_annual",
            event_on=event,
        )


def test_the_year_of_a_day() -> None:
    assert year_end(date(2026, 3, 31)) == date(2026, 3, 31)
    assert year_end(date(2026, 4, 1)) == date(2027, 3, 31)
    assert yearly_due(date(2026, 3, 31)) == date(2026, 6, 1)  # 31 May 2026 is a Sunday


# --- addresses --------------------------------------------------------------------------------------


def test_the_fourteen_days_are_counted_anew_when_a_residence_is_fixed() -> None:
    file = duty("address_first", "2026-07-01")
    assert last_day(file) == "2026-07-15"
    file.take("nd_residence_fixed", "2026-07-13", residence_fixed_on="2026-07-10")
    assert last_day(file) == file.dossier.facts["due_on"] == "2026-07-24"
    assert file.due("address_90") == "2026-09-29", "the ninety days run from the permission"


def test_a_residence_fixed_late_opens_the_duty_again() -> None:
    file = duty("address_first", "2026-07-01")
    file.pass_time("2026-07-16T00:00")
    assert file.state == "late"
    file.take("nd_residence_fixed", "2026-07-20", residence_fixed_on="2026-07-18")
    assert file.state == "open" and last_day(file) == "2026-08-03"  # Saturday 1 August
    assert "late_from" not in file.dossier.facts
    file.take("nd_file", "2026-08-03", notice_channel="town_hall")
    assert file.dossier.facts["late_days"] == 0


def test_the_notice_itself_may_tell_when_the_residence_was_fixed() -> None:
    file = duty("address_first", "2026-07-01")
    file.pass_time("2026-07-20T09:00")
    file.take("nd_file", "2026-07-20", residence_fixed_on="2026-07-10")
    assert file.dossier.facts["due_on"] == "2026-07-24" and file.dossier.facts["late_days"] == 0


def test_a_residence_fixed_before_the_permission_counts_from_the_permission() -> None:
    file = duty("address_after_change", "2026-07-01", residence_fixed_on="2026-05-01")
    assert last_day(file) == "2026-07-15"


def test_only_addresses_have_a_residence_to_fix() -> None:
    file = duty("organisation", "2026-07-01")
    file.refused("nd_residence_fixed", "2026-07-02", "rule:address_duty", "19-7(1)")
    file.refused("nd_good_reason", "2026-07-02", "rule:address_duty", "19-7(1)")


def test_edge_31_ninety_days_without_a_first_address_begin_the_fact_finding() -> None:
    file = duty("address_first", "2026-07-01")
    assert file.due("address_90") == "2026-09-29"
    file.pass_time("2026-09-29T23:59")
    assert file.state == "late" and "address_90" in file.dossier.clocks, "it runs on after the duty is late"
    outcome = file.take("nd_ninety", "2026-09-30T00:00", by=SYSTEM, asleep=True)
    assert file.handed_to("revocation") == [
        ("rv_open", {"ground_code": "no_first_address_90d", "ground_since": "2026-07-01"})
    ]
    assert Role.BUREAU_DIRECTOR in outcome.tells
    assert file.state == "late", "the duty is still owed"


def test_edge_31_an_address_notified_on_day_ninety_five_is_late_and_still_taken() -> None:
    file = duty("address_first", "2026-07-01")
    file.pass_time("2026-10-01T09:00")
    assert file.dossier.facts["ninety_on"] == "2026-09-30"
    file.take("nd_file", "2026-10-04", notice_channel="town_hall", card_presented=True)
    assert file.state == "done" and file.dossier.facts["late_days"] == 81


def test_edge_31_a_notice_within_the_ninety_days_stops_the_ground() -> None:
    file = duty("address_first", "2026-07-01")
    file.pass_time("2026-09-01T09:00")
    file.take("nd_file", "2026-09-29", notice_channel="town_hall")
    assert not file.dossier.clocks
    file.pass_time("2026-12-01T09:00")
    assert "ninety_on" not in file.dossier.facts


def test_edge_31_a_good_reason_begins_no_fact_finding() -> None:
    file = duty("address_first", "2026-07-01")
    file.pass_time("2026-08-01T09:00")
    file.take("nd_good_reason", "2026-08-03")
    assert "address_90" not in file.dossier.clocks
    file.pass_time("2026-10-15T09:00")
    assert file.state == "late" and "ninety_on" not in file.dossier.facts


def test_the_ninety_days_may_end_while_the_fourteen_still_run() -> None:
    file = duty("address_first", "2026-07-01")
    file.take("nd_residence_fixed", "2026-09-25", residence_fixed_on="2026-09-24")
    file.take("nd_ninety", "2026-09-30T00:00", by=SYSTEM, asleep=True)
    assert file.state == "open" and last_day(file) == "2026-10-08"
    assert file.handed_to("revocation")


def test_after_a_move_the_ninety_days_run_from_leaving_the_notified_address() -> None:
    file = duty("address_move", "2026-07-10", left_on="2026-07-01")
    assert file.due("address_90") == "2026-09-29"
    assert last_day(file) == "2026-07-24"
    file.pass_time("2026-07-25T00:00")
    file.take("nd_ninety", "2026-09-30T00:00", by=SYSTEM, asleep=True)
    assert file.handed_to("revocation") == [
        ("rv_open", {"ground_code": "no_new_address_90d", "ground_since": "2026-07-01"})
    ]
    assert duty("address_move", "2026-07-10").due("address_90") == "2026-10-08"


def test_the_ninety_days_never_roll() -> None:
    # Ninety days from 5 July end on Saturday 3 October.
    assert duty("address_first", "2026-07-05").due("address_90") == "2026-10-03"


def test_every_address_duty_has_its_ground() -> None:
    assert set(GROUNDS) == set(ADDRESS)


# --- who owes what, and where -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "matter", "owed"),
    [
        ("engineer_humanities_international", "organisation", "contract_ended", True),
        ("engineer_humanities_international", "organisation", "left", False),
        ("engineer_humanities_international", "organisation", "renamed", True),
        ("student", "organisation", "left", True),
        ("student", "organisation", "contract_new", False),
        ("hsp_2", "organisation", "left", True),
        ("hsp_2", "organisation", "contract_new", True),
        ("dependent", "organisation", "renamed", False),
        ("artist", "organisation", "relocated", False),
        ("dependent", "spouse", "divorced", True),
        ("spouse_or_child_of_japanese", "spouse", "widowed", True),
        ("long_term_resident", "spouse", "divorced", False),
        ("student", "spouse", "widowed", False),
    ],
)
def test_who_owes_which_notice(status: str, kind: str, matter: str, owed: bool) -> None:
    file = File(NOTIFICATION_DUTY, usual, status=status)
    given = {"duty_type": kind, "event_on": "2026-07-01", "matter": matter}
    if owed:
        file.take("nd_open", "2026-07-02", **given)
    else:
        file.refused("nd_open", "2026-07-02", "rule:owed_by_status", "19-16(1)", **given)


def test_a_duty_that_another_file_opens_follows_its_permission() -> None:
    # The new file may still be seeded with the status that has just been changed.
    file = File(NOTIFICATION_DUTY, usual, status="temporary_visitor")
    file.take("nd_open", "2026-07-01", carried=True, duty_type="address_after_change", event_on="2026-07-01")
    assert file.state == "open"


def test_an_event_belongs_to_its_kind_of_notice() -> None:
    file = File(NOTIFICATION_DUTY, usual, **ENGINEER)
    for kind, matter in (("organisation", "divorced"), ("org_effort", "plan_changed"), ("card_loss", "name")):
        file.refused("nd_open", "2026-07-01", "rule:matter_fits", "19-16(1)", duty_type=kind, matter=matter)
    assert all(set(known.duties) <= set(KINDS) for known in MATTERS.values())


def test_students_are_listed_as_of_the_first_of_may_and_november() -> None:
    file = File(NOTIFICATION_DUTY, usual, status="student")
    given = {"duty_type": "org_effort", "matter": "list_november"}
    file.refused("nd_open", "2026-11-02", "rule:list_day", "19-17(1)", event_on="2026-11-02", **given)
    file.take("nd_open", "2026-11-02", event_on="2026-11-01", **given)
    assert last_day(file) == "2026-11-16"  # 15 November is a Sunday


@pytest.mark.parametrize(
    ("kind", "how", "right"),
    [
        ("address_first", "town_hall", True),
        ("address_first", "counter", False),
        ("address_move", "web", False),
        ("organisation", "web", True),
        ("organisation", "post", True),
        ("organisation", "town_hall", False),
        ("card_item_change", "counter", True),
        ("card_item_change", "web", False),
        ("card_loss", "post", False),
        ("card_return", "post", True),
        ("ssw_annual", "web", True),
    ],
)
def test_where_a_notice_is_given(kind: str, how: str, right: bool) -> None:
    event = "2026-03-31" if kind == "ssw_annual" else "2026-07-01"
    file = duty(kind, event, at="2026-04-01" if kind == "ssw_annual" else event)
    at = "2026-04-20" if kind == "ssw_annual" else "2026-07-10"
    if right:
        file.take("nd_file", at, notice_channel=how)
    else:
        file.refused("nd_file", at, "rule:right_place", "61-8-3(1)", notice_channel=how)


def test_an_address_is_notified_with_the_card_and_after_the_event() -> None:
    file = duty("address_first", "2026-07-01")
    file.refused("nd_file", "2026-07-10", "rule:card_handed_in", "19-7(1)", card_presented=False)
    file.refused("nd_file", "2026-07-10", "rule:after_event", "19-7(1)", filed_on="2026-06-30")
    file.take("nd_file", "2026-07-10", card_presented=True)


def test_an_entry_on_the_card_files_the_notice_of_the_address() -> None:
    file = duty("address_first", "2026-07-01")
    file.take("nd_file", "2026-07-10", carried=True, filed_on="2026-07-09", channel="counter")
    assert file.state == "done" and file.dossier.facts["late_days"] == 0


def test_somebody_who_leaves_or_dies_owes_nothing_any_more() -> None:
    for kind in ("address_move", "organisation", "ssw_annual"):
        event = "2026-03-31" if kind == "ssw_annual" else "2026-07-01"
        file = duty(kind, event, at="2026-04-01" if kind == "ssw_annual" else event)
        file.take("nd_close", "2026-07-05", carried=True, asleep=True)
        assert file.state == "closed" and not file.dossier.clocks


@pytest.mark.parametrize(
    ("kind", "event", "fixed", "at_once", "due"),
    [
        ("address_first", "2026-07-01", None, False, "2026-07-15"),
        ("address_first", "2026-07-01", "2026-07-10", False, "2026-07-24"),
        ("organisation", "2026-07-01", "2026-07-10", False, "2026-07-15"),
        ("card_return", "2026-07-01", None, True, "2026-07-01"),
        ("ssw_annual", "2026-03-31", None, False, "2026-06-01"),
    ],
)
def test_the_last_day_of_a_duty(kind: str, event: str, fixed: str | None, at_once: bool, due: str) -> None:
    when = date.fromisoformat(fixed) if fixed else None
    assert str(due_day(kind, date.fromisoformat(event), when, at_once)) == due


# --- the whole table --------------------------------------------------------------------------------


def in_state(state: str) -> File:
    file = duty("address_first", "2026-07-01") if state != "none" else File(NOTIFICATION_DUTY, usual)
    if state == "late":
        file.pass_time("2026-07-16T00:00")
    if state == "done":
        file.take("nd_file", "2026-07-10")
    if state == "closed":
        file.take("nd_close", "2026-07-10")
    return file


STATES = tuple(NOTIFICATION_DUTY.machines["notification_duty"].states)
BY_HAND = [s.id for s in NOTIFICATION_DUTY.steps.values() if not s.automatic]


@pytest.mark.parametrize("step", BY_HAND)
def test_every_step_is_taken_from_its_states_and_refused_elsewhere(step: str) -> None:
    declared = NOTIFICATION_DUTY.steps[step]
    for state in STATES:
        file = in_state(state)
        at = "2026-07-12" if state == "open" else "2026-07-20"
        if state in declared.source:
            file.take(step, at)
        else:
            file.refused(step, at, "wrong-state")


@pytest.mark.parametrize("step", BY_HAND)
def test_no_step_is_taken_by_another_office(step: str) -> None:
    declared = NOTIFICATION_DUTY.steps[step]
    others = frozenset(Role) - declared.officers - {Role.SYSTEM}
    in_state(declared.source[0]).refused(
        step, "2026-07-12", "wrong-office", by=acting(*others, name="others")
    )


@pytest.mark.parametrize("step", ["nd_overdue", "nd_ninety"])
def test_time_takes_its_steps_when_they_are_due_and_nobody_else_does(step: str) -> None:
    file = in_state("open")
    file.refused(step, "2026-07-12", "too-early", by=SYSTEM)
    file.refused(step, "2026-07-12", "wrong-office", by=acting(Role.INSPECTOR))
