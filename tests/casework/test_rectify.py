"""Rectification (更正): a wrong entry is put right by a new one, and everything that followed from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from casework import actions, clocks, verify
from casework.models import Case, ClockRow, Event
from notifications.models import MessageRow
from tests.casework.files import (
    Crew,
    File,
    assert_rungs_whole,
    crew,
    detained_under_order,
    dump,
    examined,
    found,
    minute,
    moment,
    ordered,
    told,
    with_logs,
    work_owed,
    work_rows,
)
from workflows.roles import Role
from workflows.texts import Refusal, Refused

pytestmark = pytest.mark.django_db

CHIEF = "role:chief_inspector@TYO"
GUARD = "role:control_officer@TYO"


@pytest.fixture(name="staff")
def _staff() -> Crew:
    return crew()


def rectify(file: File, seq: int, now: str, **more: Any) -> actions.Rectified:
    """Put an entry right, by the office that takes its step (the chief inspector, where time took it)."""
    event = Event.objects.filter(case_id=file.id, seq=seq).first()
    chief = file.crew.users[Role.CHIEF_INSPECTOR].actor()
    own = event is not None and event.actor_id is not None and event.step
    given: dict[str, Any] = {
        "reason": "The paper says otherwise.",
        "actor": file.crew.of(event.step) if event is not None and own else chief,
    } | more
    return actions.rectify(file.id, seq, now=moment(now), **given)


def refused(file: File, seq: int, now: str, **more: Any) -> Refusal:
    """The rectification must be refused and leave no trace."""
    before = dump()
    with pytest.raises(Refused) as caught:
        rectify(file, seq, now, **more)
    assert dump() == before
    return caught.value.refusal


def assert_replays(file: File) -> None:
    """The record is whole, and what it leads to is what the rows say."""
    assert list(verify.verify(Case.objects.filter(pk=file.id), moment("2027-12-01"))) == []
    assert work_rows(file.id) == work_owed(file.id)


# --- a wrong date -----------------------------------------------------------------------------------


def test_a_wrong_date_put_right_moves_the_clock_and_tells_those_who_watch_it(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    assert minute(file.clock("clk_oral_hearing_request_3d").alarm_at) == "2026-11-13 00:00"
    old = file.clock("clk_oral_hearing_request_3d")
    done = rectify(file, 7, "2026-11-10 18:00", at=moment("2026-11-10 09:00"))
    assert (done.seq, done.entry) == (7, 8)
    assert minute(file.clock("clk_oral_hearing_request_3d").alarm_at) == "2026-11-14 00:00"
    old.refresh_from_db()
    assert (old.status, old.stopped_seq, old.look_at) == ("corrected", 8, None)
    message = MessageRow.objects.get(kind="clock_corrected")
    assert (message.audience, message.case) == (CHIEF, file.number)
    assert (message.facts["was"], message.facts["is"]) == ("2026-11-12", "2026-11-13")
    assert message.at == moment("2026-11-10 18:00")
    assert_replays(file)


def test_after_the_date_moved_the_reminders_and_the_lapse_follow_the_new_date(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 18:00", at=moment("2026-11-10 09:00"))
    clocks.sweep_all(moment("2026-11-13 23:59"))
    assert told(file.messages()) == [
        ("2026-11-12 08:30", "reminder_ahead", CHIEF),
        ("2026-11-13 08:30", "reminder_today", CHIEF),
    ]
    clocks.sweep_all(moment("2026-11-14 00:01"))
    assert file.steps(8) == [("hearing_window_lapsed", moment("2026-11-14 00:00"))]
    assert_rungs_whole()


def test_a_date_put_right_late_brings_no_burst_of_old_reminders(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-30")
    rectify(file, 2, "2026-11-26 12:00", facts={"logs_until": "2026-12-01"})
    clocks.sweep_all(moment("2026-11-26 12:01"))
    assert told(file.messages()) == [("2026-11-24 08:30", "reminder_ahead", GUARD)]


def test_a_clock_that_keeps_its_date_is_left_alone(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-11 09:00"))
    before = ClockRow.objects.get(case_id=file.id, clock="clk_warrant_30d")
    rectify(file, 7, "2026-11-11 10:00", facts={"reasons": "Stayed beyond 3 October."})
    assert ClockRow.objects.get(case_id=file.id, clock="clk_warrant_30d") == before
    assert file.clock("clk_oral_hearing_request_3d").rung == 1
    assert not MessageRow.objects.filter(kind="clock_corrected").exists()
    assert len(file.messages()) == 1
    assert_replays(file)


def test_a_wrong_named_date_is_put_right(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-20")
    done = rectify(file, 2, "2026-11-03 09:00", facts={"logs_until": "2026-11-25"})
    assert [(old.alarm_at, new.alarm_at) for old, new in done.changed if old and new] == [
        (moment("2026-11-21 00:00"), moment("2026-11-26 00:00"))
    ]
    message = MessageRow.objects.get(kind="clock_corrected")
    assert (message.audience, message.facts["was"], message.facts["is"]) == (
        GUARD,
        "2026-11-20",
        "2026-11-25",
    )
    assert_replays(file)


def test_a_named_date_beyond_the_law_is_refused_in_a_rectification_too(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-20")
    refusal = refused(file, 2, "2026-11-03 09:00", facts={"logs_until": "2027-01-20"})
    assert refusal.code == "would-fall"


def test_a_wrong_fact_put_right_changes_the_file(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", facts={"prior_removal": True})
    assert file.dossier.facts["prior_removal"] is True
    assert_replays(file)


# --- struck and replaced ----------------------------------------------------------------------------


def test_a_struck_entry_takes_its_clock_with_it(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-20")
    rectify(file, 2, "2026-11-03 09:00", strike=True)
    assert not ClockRow.objects.filter(case_id=file.id, status="open").exists()
    message = MessageRow.objects.get(kind="clock_corrected")
    assert (message.facts["was"], message.facts["is"]) == ("2026-11-20", "")
    assert [e.struck for e in actions.history(file.id)] == [False, True]
    assert_replays(file)
    clocks.sweep_all(moment("2026-11-25 09:00"))
    assert file.messages() == []


def test_a_struck_entry_gives_the_state_before_it_back(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", strike=True)
    assert file.state() == "under_examination"
    assert_replays(file)
    file.take("found_not_deportable", "2026-11-10 12:00")
    assert_replays(file)


def test_a_lapse_is_replaced_by_a_request_that_was_made_in_time(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-13 09:00"))
    assert file.state() == "final_sp_window"
    rectify(
        file,
        8,
        "2026-11-13 10:00",
        step="oral_hearing_requested",
        at=moment("2026-11-12 16:00"),
        facts={"request_manner": "in_person"},
        actor=staff.of("oral_hearing_requested"),
    )
    assert file.state() == "oral_hearing_pending"
    assert not ClockRow.objects.filter(
        case_id=file.id, status="open", clock__startswith="clk_sp_after"
    ).exists()
    assert_replays(file)
    clocks.sweep_all(moment("2026-11-20 09:00"))
    assert file.state() == "oral_hearing_pending"


def put_right(file: File, seq: int, now: str, **more: Any) -> None:
    """As an officer has to: what is named as standing in the way is struck first, the latest first. The
    worker does not wait in the meantime, but sweeps."""
    for _ in range(4):
        try:
            rectify(file, seq, now, **more)
            return
        except Refused as refused:
            if refused.refusal.code != "would-fall":
                raise
            last = [e for e in actions.history(file.id) if not e.struck][-1]
            assert last.actor == "system", refused
            rectify(file, last.seq, now, strike=True)
        clocks.sweep_all(moment(now))
    pytest.fail("whatever is struck, time takes it again", pytrace=False)


def test_a_date_is_put_right_after_the_window_has_lapsed_on_the_wrong_one(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-13 09:00"))
    put_right(file, 7, "2026-11-13 10:00", at=moment("2026-11-11 12:00"))
    assert file.state() == "finding_notified"
    assert minute(file.clock("clk_oral_hearing_request_3d").alarm_at) == "2026-11-17 00:00"
    assert_replays(file)


def test_two_windows_that_lapsed_one_after_the_other_are_put_right(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-18 09:00"))
    assert file.state() == "removal_order_due"
    put_right(
        file,
        8,
        "2026-11-18 10:00",
        step="oral_hearing_requested",
        at=moment("2026-11-12 16:00"),
        facts={"request_manner": "in_person"},
        actor=staff.of("oral_hearing_requested"),
    )
    assert file.state() == "oral_hearing_pending"
    assert_replays(file)


def test_the_first_entry_can_be_put_right(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 1, "2026-11-10 09:00", at=moment("2026-10-30 10:00"), facts={"ground": "forgery"})
    assert_replays(file)


# --- refused ----------------------------------------------------------------------------------------


def test_what_a_later_entry_cannot_bear_is_refused_and_that_entry_is_named(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    refusal = refused(file, 5, "2026-11-10 09:00", strike=True)
    assert refusal.code == "would-fall"
    assert "entry 6" in refusal.fact.en and "記録6" in refusal.fact.ja


def test_an_order_of_time_that_breaks_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    refusal = refused(file, 2, "2026-11-10 09:00", at=moment("2026-11-08 12:00"))
    assert refusal.code == "would-fall" and "entry 3" in refusal.fact.en


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_put_right(staff: Crew, reason: str) -> None:
    file = found(staff, "2026-11-09 12:00")
    refusal = refused(file, 7, "2026-11-10 09:00", strike=True, reason=reason)
    assert refusal.code == "missing-fact" and "reason" in refusal.fields


@pytest.mark.parametrize("at", [moment("2026-11-11 09:00"), datetime(2026, 11, 9, 9)])
def test_a_time_that_cannot_be_is_refused(staff: Crew, at: datetime) -> None:
    file = found(staff, "2026-11-09 12:00")
    assert refused(file, 7, "2026-11-10 09:00", at=at).code == "future"


def test_an_entry_that_is_none_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    assert refused(file, 99, "2026-11-10 09:00", strike=True).code == "no-entry"
    rectify(file, 7, "2026-11-10 09:00", facts={"reasons": "x"})
    assert refused(file, 8, "2026-11-10 10:00", strike=True).code == "no-entry"


def test_a_page_that_is_out_of_date_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    assert refused(file, 7, "2026-11-10 09:00", strike=True, seen=6).code == "stale"


def test_an_officer_of_another_place_puts_nothing_right(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    refusal = refused(file, 7, "2026-11-10 09:00", strike=True, actor=staff.elsewhere.actor())
    assert refusal.code == "other-office"


def test_an_unknown_step_in_place_of_another_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    assert refused(file, 7, "2026-11-10 09:00", step="no_such_step").code == "unknown-step"


@pytest.mark.parametrize(
    "facts",
    [
        {"reasons": "a\x00b"},
        {"reasons": "あ" * 3_400_000},
        {"ground": "boredom"},
    ],
    ids=["NUL", "10 MB", "no choice"],
)
def test_a_fact_that_does_not_do_is_refused(staff: Crew, facts: dict[str, Any]) -> None:
    file = found(staff, "2026-11-09 12:00")
    refusal = refused(file, 7, "2026-11-10 09:00", facts=facts)
    assert refusal.code == "bad-fact" and set(refusal.fields) == set(facts)


def test_a_fact_the_step_does_not_know_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    refused(file, 7, "2026-11-10 09:00", facts={"flight_number": "JL 1"})


def test_a_fact_of_another_step_is_refused(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    refused(file, 7, "2026-11-10 09:00", facts={"custody_route": "detention"})


@pytest.mark.parametrize(
    "reason", ["a\x00b", "a\ud800b", "あ" * 3_400_000], ids=["NUL", "surrogate", "10 MB"]
)
def test_a_reason_that_no_record_can_hold_is_refused(staff: Crew, reason: str) -> None:
    file = found(staff, "2026-11-09 12:00")
    before = dump()
    with pytest.raises(Refused), transaction.atomic():
        rectify(file, 7, "2026-11-10 09:00", facts={"reasons": "x"}, reason=reason)
    assert dump() == before


# --- what is kept -----------------------------------------------------------------------------------


def test_the_entry_put_right_stays_as_it_was_and_the_new_one_says_why(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    before = Event.objects.filter(case_id=file.id, seq=7).values().get()
    rectify(file, 7, "2026-11-10 09:00", at=moment("2026-11-09 15:00"), reason="  Typing error. ")
    assert Event.objects.filter(case_id=file.id, seq=7).values().get() == before
    entry = Event.objects.get(case_id=file.id, seq=8)
    assert (entry.kind, entry.supersedes, entry.step) == ("rectification", 7, "found_deportable")
    assert entry.facts is not None and entry.facts["_reason"] == "Typing error."
    assert entry.actor == staff.users[Role.INSPECTOR]
    assert entry.recorded_at == moment("2026-11-10 09:00")


def test_facts_are_kept_in_the_form_in_which_steps_keep_them(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-20")
    rectify(
        file, 2, "2026-11-03 09:00", facts={"logs_until": date(2026, 11, 25), "log_carrier": " Carrier B "}
    )
    facts = actions.history(file.id)[1].facts
    assert (facts["logs_until"], facts["log_carrier"]) == ("2026-11-25", "Carrier B")


def test_two_rectifications_of_one_entry_leave_what_the_last_one_says(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", at=moment("2026-11-09 15:00"), facts={"reasons": "first"})
    rectify(file, 7, "2026-11-10 10:00", at=moment("2026-11-10 09:00"))
    entry = actions.history(file.id)[6]
    assert (minute(entry.at), entry.facts["reasons"]) == ("2026-11-10 09:00", "first")
    assert "_reason" not in entry.facts and "_struck" not in entry.facts
    assert minute(file.clock("clk_oral_hearing_request_3d").alarm_at) == "2026-11-14 00:00"
    assert_replays(file)
    file.take("oral_hearing_requested", "2026-11-11 12:00")
    assert_replays(file)


def test_a_struck_entry_can_be_put_back(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", strike=True)
    rectify(file, 7, "2026-11-10 10:00", reason="Struck by mistake.")
    assert file.state() == "finding_notified"
    assert minute(file.clock("clk_oral_hearing_request_3d").alarm_at) == "2026-11-13 00:00"
    assert_replays(file)


def test_a_step_after_a_rectification_stands_after_the_latest_time(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", at=moment("2026-11-10 08:00"))
    assert file.refused("oral_hearing_requested", "2026-11-10 07:00", now="2026-11-11").code == "before-last"
    file.take("oral_hearing_requested", "2026-11-10 09:00")
    assert_replays(file)


def test_a_closed_case_keeps_the_day_on_which_it_was_closed(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_not_deportable", "2026-11-09 12:00")
    rectify(file, 2, "2026-11-10 09:00", facts={"evidence_list": "Passport copy"})
    assert file.row.closed_at == moment("2026-11-09 12:00")
    assert_replays(file)


def test_the_day_of_closing_put_right_is_the_day_on_which_the_case_was_closed(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_not_deportable", "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", at=moment("2026-11-08 12:00"))
    assert file.row.closed_at == moment("2026-11-08 12:00")


def test_a_closing_struck_opens_the_case_again(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_not_deportable", "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 09:00", strike=True)
    row = file.row
    assert row.closed_at is None and row.held and row.held_look_at == moment("2026-12-06 00:00")
    assert file.clock("clk_warrant_30d").status == "open"
    assert_replays(file)


def test_what_was_known_of_the_person_at_the_opening_is_not_read_from_todays_row(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    Case.objects.get(pk=file.id).person.__class__.objects.update(nationality="PHL", birth_date=None)
    rectify(file, 7, "2026-11-10 09:00", facts={"reasons": "x"})
    assert file.dossier.facts["nationality"] == "VNM"
    assert_replays(file)


def test_an_early_entry_of_a_long_case_can_be_put_right(staff: Crew) -> None:
    file = ordered(staff, "2026-11-16 12:00")
    rectify(file, 7, "2026-11-17 09:00", facts={"prior_removal": True})
    assert file.state() == "removal_order_in_force"
    assert_replays(file)


def test_a_reason_of_an_override_survives_the_replay(staff: Crew) -> None:
    file = File(staff, "2026-11-01 12:00")
    file.take("chief_inspector_notified", "2026-11-05 12:00")
    file.take("screening_decided", "2026-11-05 13:00", by=staff.second.actor())
    file.take("detention_decided", "2026-11-06 10:00")
    file.take("warrant_executed", "2026-11-06 12:00")
    file.take("person_handed_over", "2026-11-06 13:00")
    file.take("found_deportable", "2026-11-09 12:00", by=staff.second.actor(), override="Nobody else.")
    rectify(file, 2, "2026-11-10 09:00", facts={"evidence_list": "Passport copy"})
    rectify(file, 7, "2026-11-10 10:00", facts={"reasons": "x"})
    assert_replays(file)
    assert actions.history(file.id)[6].override == "Nobody else."


def test_a_case_that_was_with_the_commissioner_replays_and_can_be_put_right(staff: Crew) -> None:
    file = detained_under_order(staff, "2026-11-24 12:00")
    clocks.sweep_all(moment("2027-02-24 09:00"))
    file.take("review_report_submitted", "2027-03-01 10:00", review_cycle=1, plan_version="1")
    file.take("review_no_supervision_reported", "2027-03-02 10:00")
    file.take("review_commissioner_no_order", "2027-03-03 10:00")
    assert_replays(file)
    rectify(file, file.dossier.seq, "2027-03-03 12:00", facts={"reasons": "x"})
    assert_replays(file)


# --- who may ----------------------------------------------------------------------------------------


def test_nobody_puts_another_offices_decision_right(staff: Crew) -> None:
    file = ordered(staff, "2026-11-02 10:00")
    last = Event.objects.filter(case_id=file.id).order_by("-seq")[0]
    assert last.step == "removal_order_issued"
    for role in (Role.DOCTOR, Role.CONTROL_OFFICER, Role.INSPECTOR, Role.COMMISSIONER):
        other = staff.users[role].actor()
        now = minute(last.recorded_at)
        assert refused(file, last.seq, now, strike=True, actor=other).code in ("wrong-office", "other-office")


def test_nobody_puts_a_step_of_another_office_in_the_place_of_their_own(staff: Crew) -> None:
    file = examined(staff, "2026-11-02 10:00")
    refusal = refused(file, 2, "2026-12-01 10:00", step="removal_order_issued", facts={"destination": "VNM"})
    assert refusal.code == "wrong-office"


def test_the_office_of_the_step_puts_its_own_entry_right(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    rectify(file, 7, "2026-11-10 18:00", facts={"reasons": "改めた理由"}, actor=staff.of("found_deportable"))
    assert_replays(file)
