"""The sweep: what the passing of time tells people and takes by itself, each thing once and in order.

Dates are written out by hand; 23 November 2026 is a holiday, the year end is closed from 29 December.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import clocks, tasks
from casework.models import Case, ClockRow, Event
from notifications import outbox
from notifications.models import MessageRow
from tests.casework.files import (
    DEPORTATION,
    Crew,
    File,
    assert_rungs_whole,
    at_once,
    crew,
    detained,
    detained_under_order,
    examined,
    found,
    later,
    locked,
    long_file,
    minute,
    moment,
    sweep_each,
    told,
    with_logs,
    work_owed,
    work_rows,
)
from workflows.counting import TOKYO
from workflows.texts import Refused

pytestmark = pytest.mark.django_db

CHIEF = "role:chief_inspector@TYO"
GUARD = "role:control_officer@TYO"
HEAD = "role:facility_head@TYO"
BOSS = "supervisor@TYO"


@pytest.fixture(name="staff")
def _staff() -> Crew:
    return crew()


# --- the ladder -------------------------------------------------------------------------------------


def test_a_clock_of_months_is_told_thirty_fourteen_seven_days_and_one_day_ahead_on_the_day_and_daily_after(
    staff: Crew,
) -> None:
    file = examined(staff, "2026-11-02 10:00")
    assert minute(file.clock("clk_health_check_3m").alarm_at) == "2027-02-02 00:00"
    sweep_each("2026-11-02 12:00", "2027-02-05 00:00", hours=8)
    messages = file.messages("clk_health_check_3m")
    assert told(messages) == [
        ("2027-01-02 08:30", "reminder_ahead", HEAD),
        ("2027-01-18 08:30", "reminder_ahead", HEAD),
        ("2027-01-25 08:30", "reminder_ahead", HEAD),
        ("2027-01-31 08:30", "reminder_ahead", HEAD),
        ("2027-02-01 08:30", "reminder_today", HEAD),
        ("2027-02-02 08:30", "overdue", HEAD),
        *((f"2027-02-0{day} 08:30", "overdue", BOSS) for day in (2, 3, 4)),
    ]
    assert [m.facts["days"] for m in messages] == [30, 14, 7, 1, 0, 1, 1, 2, 3]
    assert {m.facts["due"] for m in messages} == {"2027-02-01"}
    assert len({m.key for m in messages}) == len(messages)


def test_a_clock_of_hours_is_told_a_day_six_hours_and_one_hour_ahead_then_at_once_and_daily(
    staff: Crew,
) -> None:
    file = detained(staff, "2026-11-04 09:20")
    assert minute(file.clock("clk_handover_48h").alarm_at) == "2026-11-06 09:20"
    sweep_each("2026-11-04 09:30", "2026-11-08 10:00", minutes=30)
    assert told(file.messages("clk_handover_48h")) == [
        ("2026-11-05 09:20", "reminder_ahead", GUARD),
        ("2026-11-06 03:20", "reminder_ahead", GUARD),
        ("2026-11-06 08:20", "reminder_ahead", GUARD),
        ("2026-11-06 09:20", "reminder_today", GUARD),
        ("2026-11-06 09:21", "overdue", GUARD),
        *((f"2026-11-0{day} 09:21", "overdue", BOSS) for day in (6, 7, 8)),
    ]


def test_a_clock_of_three_days_is_told_a_day_ahead_and_on_the_day(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    sweep_each("2026-11-09 12:00", "2026-11-12 23:59", hours=1)
    assert told(file.messages("clk_oral_hearing_request_3d")) == [
        ("2026-11-11 08:30", "reminder_ahead", CHIEF),
        ("2026-11-12 08:30", "reminder_today", CHIEF),
    ]
    assert file.state() == "finding_notified"


def test_nothing_is_told_a_minute_early_and_all_of_it_in_the_minute(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-11 08:29") + timedelta(seconds=59))
    assert file.messages() == []
    clocks.sweep_all(moment("2026-11-11 08:30"))
    assert len(file.messages()) == 1


def test_sweeping_again_at_the_same_moment_does_nothing(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    now = moment("2026-11-18 09:00")
    assert clocks.sweep_all(now).looks > 0
    before = (len(file.messages()), file.dossier.seq)
    assert clocks.sweep_all(now) == clocks.Swept()
    assert (len(file.messages()), file.dossier.seq) == before


def test_a_clock_that_is_stopped_is_not_told_any_more(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-11 09:00"))
    file.take("oral_hearing_requested", "2026-11-11 10:00")
    sweep_each("2026-11-11 11:00", "2026-11-16 09:00", hours=12)
    assert len(file.messages("clk_oral_hearing_request_3d")) == 1
    assert file.state() == "oral_hearing_pending"


def test_the_office_of_the_case_is_told_and_no_other(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-04")
    clocks.sweep_all(moment("2026-11-05 09:00"))
    assert {m.audience for m in MessageRow.objects.filter(case=file.number)} == {GUARD, BOSS}


def test_a_message_of_a_clock_names_no_person(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-18 09:00"))
    for message in MessageRow.objects.filter(case=file.number):
        assert "NGUYEN" not in str(message.facts) and message.facts["path"] == f"/cases/{file.number}/"


# --- steps that time takes --------------------------------------------------------------------------


def test_a_step_that_time_takes_happened_when_the_period_ended_and_is_entered_when_it_is_seen(
    staff: Crew,
) -> None:
    file = found(staff, "2026-11-09 12:00")
    now = moment("2026-11-13 00:07")
    clocks.sweep_all(now)
    entry = Event.objects.get(case_id=file.id, step="hearing_window_lapsed")
    assert minute(entry.at) == "2026-11-13 00:00"
    assert entry.recorded_at == now and entry.actor_id is None and entry.facts == {}
    assert file.state() == "final_sp_window"
    assert told(file.messages())[-1] == ("2026-11-13 00:00", "lapsed", CHIEF)
    assert work_rows(file.id) == work_owed(file.id)


def test_a_step_that_time_takes_does_not_go_before_what_was_entered_meanwhile(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    file.take("refugee_claim_filed", "2026-11-14 15:00")
    clocks.sweep_all(moment("2026-11-14 16:00"))
    entry = Event.objects.get(case_id=file.id, step="hearing_window_lapsed")
    assert minute(entry.at) == "2026-11-14 15:00"


def test_a_step_entered_late_brings_one_reminder_and_not_a_burst(staff: Crew) -> None:
    file = examined(staff, "2026-11-02 10:00")
    file.take("health_check_done", "2026-11-03 10:00", now="2027-01-27 09:00")
    assert minute(file.clock("clk_health_check_3m").alarm_at) == "2027-02-03 00:00"
    clocks.sweep_all(moment("2027-01-27 09:00"))
    messages = file.messages("clk_health_check_3m")
    assert told(messages) == [("2027-01-26 08:30", "reminder_ahead", HEAD)]
    assert messages[0].facts["days"] == 7


def test_a_step_entered_on_the_last_day_brings_the_reminder_of_that_day_alone(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_deportable", "2026-11-09 12:00", now="2026-11-12 20:00")
    clocks.sweep_all(moment("2026-11-12 20:01"))
    assert told(file.messages("clk_oral_hearing_request_3d")) == [
        ("2026-11-12 08:30", "reminder_today", CHIEF)
    ]


def test_a_step_entered_after_its_clock_has_run_out_brings_one_reminder_too(staff: Crew) -> None:
    file = with_logs(staff, "2026-11-02 10:00", "2026-11-05", now="2026-11-20 09:00")
    clocks.sweep_all(moment("2026-11-20 09:00"))
    messages = file.messages("clk_log_preservation_30d")
    # The officer who entered it has the overdue date on the page; the supervisor hears of it.
    assert Counter(m.audience for m in messages) == {BOSS: 1}
    assert {minute(m.at) for m in messages} == {"2026-11-20 08:30"}


def test_a_window_entered_after_it_has_closed_lapses_all_the_same(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_deportable", "2026-11-09 12:00", now="2026-11-14 09:00")
    clocks.sweep_all(moment("2026-11-14 09:00"))
    assert file.steps(7) == [("hearing_window_lapsed", moment("2026-11-13 00:00"))]


# --- downtime ---------------------------------------------------------------------------------------


def test_after_seven_days_of_downtime_everything_missed_comes_once_and_in_order(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    logs = with_logs(staff, "2026-11-10 10:00", "2026-11-12")
    now = moment("2026-11-18 09:00")
    clocks.sweep_all(now)
    # Three days after midnight of the 13th end on Sunday the 15th, hence on Monday.
    assert file.steps(7) == [
        ("hearing_window_lapsed", moment("2026-11-13 00:00")),
        ("sp_window_lapsed", moment("2026-11-17 00:00")),
    ]
    assert file.state() == "removal_order_due"
    assert told(file.messages()) == [
        ("2026-11-11 08:30", "reminder_ahead", CHIEF),
        ("2026-11-12 08:30", "reminder_today", CHIEF),
        ("2026-11-13 00:00", "lapsed", CHIEF),
        ("2026-11-16 08:30", "reminder_today", CHIEF),
        ("2026-11-17 00:00", "lapsed", CHIEF),
    ]
    assert told(logs.messages()) == [
        ("2026-11-11 08:30", "reminder_ahead", GUARD),
        ("2026-11-12 08:30", "reminder_today", GUARD),
        ("2026-11-13 08:30", "overdue", GUARD),
        *((f"2026-11-{day} 08:30", "overdue", BOSS) for day in range(13, 19)),
    ]
    ids = [m.id for m in file.messages()]
    assert ids == sorted(ids), "written in the order in which they stand"
    assert_rungs_whole(now=now)
    assert set(Event.objects.filter(case_id=file.id, seq__gt=7).values_list("recorded_at", flat=True)) == {
        now
    }


def test_downtime_and_a_sweep_every_hour_tell_and_take_the_same(staff: Crew) -> None:
    watched, slept = found(staff, "2026-11-09 12:00"), found(staff, "2026-11-09 12:00")
    now, end = moment("2026-11-09 13:00"), moment("2026-11-18 09:00")
    while now <= end:
        clocks._sweep_case(watched.id, now)
        now += timedelta(hours=1)
    clocks.sweep_all(end)
    assert watched.steps() == slept.steps()
    assert watched.dossier.states == slept.dossier.states
    first = told(watched.messages("clk_oral_hearing_request_3d"))
    assert first == told(slept.messages("clk_oral_hearing_request_3d")) and len(first) == 3


def test_in_downtime_the_state_is_looked_at_anew_between_two_rungs(staff: Crew) -> None:
    # The hearing was asked for in time and entered late: no window lapses on it any more.
    file = found(staff, "2026-11-09 12:00")
    file.take("oral_hearing_requested", "2026-11-11 10:00", now="2026-11-17 10:00")
    clocks.sweep_all(moment("2026-11-18 09:00"))
    assert file.steps(7) == [("oral_hearing_requested", moment("2026-11-11 10:00"))]
    assert file.messages("clk_oral_hearing_request_3d") == []


def test_the_longest_overdue_case_comes_first(staff: Crew) -> None:
    late = with_logs(staff, "2026-11-05 10:00", "2026-11-07")
    later_ = with_logs(staff, "2026-11-02 10:00", "2026-11-06")
    clocks.sweep(moment("2026-11-20 09:00"), limit=1)
    assert later_.messages() and not late.messages()
    clocks.sweep(moment("2026-11-20 09:00"), limit=1)
    assert late.messages()


def test_small_batches_reach_everything(staff: Crew) -> None:
    for day in range(2, 12):
        with_logs(staff, f"2026-11-{day:02} 10:00", f"2026-11-{day + 2:02}")
    now = moment("2026-11-20 09:00")
    assert clocks.sweep_all(now, limit=3).cases == 10
    assert_rungs_whole(now=now)


# --- the three-month review -------------------------------------------------------------------------


def test_the_three_month_review_opens_by_itself_and_comes_back(staff: Crew) -> None:
    file = detained_under_order(staff, "2026-11-24 12:00")
    first = file.clock("clk_detention_review_3m")
    assert (first.cycle, minute(first.alarm_at)) == (1, "2027-02-24 00:00")
    before = file.dossier.seq
    sweep_each("2026-12-20 09:00", "2027-02-24 00:05", hours=24)
    clocks.sweep_all(moment("2027-02-24 00:05"))
    assert file.steps(before) == [("review_came_due", moment("2027-02-24 00:00"))]
    assert file.state("review") == "review_due"
    second = file.clock("clk_detention_review_3m")
    assert (second.cycle, minute(second.alarm_at)) == (2, "2027-05-24 00:00")
    first.refresh_from_db()
    assert (first.status, first.stopped_seq) == ("stopped", before + 1)
    assert [m.facts["days"] for m in file.messages("clk_detention_review_3m")] == [30, 14, 7, 1, 0, 0]
    # The open review is what has to be looked at next, not the three months after it.
    assert minute(file.clock("clk_review_report_prompt").alarm_at) == "2027-03-03 00:00"
    assert file.row.held and minute(file.row.held_look_at) == "2027-03-03 00:00"


def test_a_review_reached_while_the_earlier_one_is_open_waits_and_opens_when_that_closes(staff: Crew) -> None:
    file = detained_under_order(staff, "2026-11-24 12:00")
    clocks.sweep_all(moment("2027-02-24 09:00"))
    file.take("review_report_submitted", "2027-03-01 10:00", review_cycle=1, plan_version="1")
    file.take("review_no_supervision_reported", "2027-03-02 10:00")
    before = file.dossier.seq
    clocks.sweep_all(moment("2027-05-24 09:00"))
    assert file.steps(before) == [("review_came_due", moment("2027-05-24 00:00"))]
    assert file.state("review") == "review_with_commissioner"
    assert file.clock("clk_detention_review_3m").cycle == 3
    clocks.sweep_all(moment("2027-06-01 09:00"))
    assert file.dossier.seq == before + 1
    file.take("review_commissioner_no_order", "2027-06-02 10:00")
    assert file.state("review") == "review_due"
    assert file.clock("clk_review_report_prompt").inputs == {"cycle": 2}
    assert work_rows(file.id) == work_owed(file.id)


def test_after_a_year_of_downtime_every_review_is_on_record(staff: Crew) -> None:
    file = detained_under_order(staff, "2026-11-24 12:00")
    before = file.dossier.seq
    clocks.sweep_all(moment("2027-12-01 09:00"))
    assert [minute(at) for step, at in file.steps(before) if step == "review_came_due"] == [
        "2027-02-24 00:00",
        "2027-05-24 00:00",
        "2027-08-24 00:00",
        "2027-11-24 00:00",
    ]
    assert file.clock("clk_detention_review_3m").cycle == 5
    # The link that is open keeps its own date: being overtaken gives nobody more time.
    assert file.clock("clk_review_report_prompt").inputs == {"cycle": 1}


# --- a step that the law refuses --------------------------------------------------------------------


def put_stage(file: File, stage: str) -> None:
    """Puts a case by hand where its law would not have put it."""
    states = dict(Case.objects.get(pk=file.id).states) | {"stage": stage}
    Case.objects.filter(pk=file.id).update(states=states, stage=stage)


def test_a_refused_lapse_tells_the_supervisor_why_and_is_tried_again_daily(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    put_stage(file, "procedure_suspended")
    clocks.sweep_all(moment("2026-11-14 09:00"))
    assert told(file.messages())[2:] == [
        ("2026-11-13 00:00", "lapse_refused", CHIEF),
        ("2026-11-13 00:00", "lapse_refused", BOSS),
        ("2026-11-13 08:30", "lapse_refused", CHIEF),
        ("2026-11-13 08:30", "lapse_refused", BOSS),
        ("2026-11-14 08:30", "lapse_refused", BOSS),
    ]
    why = file.messages()[2].facts["refusal"]
    assert "suspended" in why["en"] and "手続停止" in why["ja"]
    assert file.steps(7) == []
    put_stage(file, "finding_notified")
    clocks.sweep_all(moment("2026-11-15 09:00"))
    assert file.steps(7) == [("hearing_window_lapsed", moment("2026-11-13 00:00"))]
    assert_rungs_whole()


def test_a_step_that_time_takes_at_the_second_try_is_told_as_taken(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    put_stage(file, "procedure_suspended")
    clocks.sweep_all(moment("2026-11-13 00:05"))
    put_stage(file, "finding_notified")
    clocks.sweep_all(moment("2026-11-13 08:30"))
    last = [m for m in file.messages("clk_oral_hearing_request_3d") if minute(m.at) == "2026-11-13 08:30"]
    assert last and {m.kind for m in last} == {"lapsed"}


def test_a_refused_lapse_writes_nothing_of_the_step(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    put_stage(file, "procedure_suspended")
    row = file.row
    clocks.sweep_all(moment("2026-11-14 09:00"))
    after = file.row
    assert (after.version, after.head, after.states) == (row.version, row.head, row.states)


# --- one case must not stop the others --------------------------------------------------------------


def test_a_case_that_cannot_be_swept_does_not_stop_the_others(
    staff: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = with_logs(staff, "2026-11-02 10:00", "2026-11-05")
    fine = with_logs(staff, "2026-11-03 10:00", "2026-11-06")
    put = outbox.put

    def fails(messages: Any) -> int:
        listed = list(messages)
        if any(m.case == broken.number for m in listed):
            raise RuntimeError("a fault in one case")
        return put(listed)

    monkeypatch.setattr(outbox, "put", fails)
    clocks.sweep_all(moment("2026-11-08 09:00"))
    assert fine.messages(), "the case behind it was never looked at"
    assert not broken.messages()


def test_a_case_under_a_law_nobody_keeps_does_not_stop_the_others(staff: Crew) -> None:
    broken = with_logs(staff, "2026-11-02 10:00", "2026-11-05")
    fine = with_logs(staff, "2026-11-03 10:00", "2026-11-06")
    Case.objects.filter(pk=broken.id).update(procedure="gone")
    clocks.sweep_all(moment("2026-11-08 09:00"))
    assert fine.messages()


# --- health and cost --------------------------------------------------------------------------------


def test_health_knows_when_the_sweep_ran_what_it_missed_and_what_people_missed(staff: Crew) -> None:
    now = moment("2026-11-13 09:00")
    assert clocks.health(now) == clocks.Health(None, None, None, 0)
    with_logs(staff, "2026-11-10 10:00", "2026-11-12")
    with_logs(staff, "2026-11-10 10:00", "2026-11-30")
    found_ = clocks.health(now)
    assert found_.swept_at is None
    assert found_.oldest_look_at == moment("2026-11-11 08:30")
    assert found_.oldest_overdue_at == moment("2026-11-13 00:00")
    assert found_.open_clocks == 2
    clocks.sweep_all(now)
    clocks.beat("sweep", now, 3)
    found_ = clocks.health(now + timedelta(hours=1))
    assert (found_.swept_at, found_.oldest_look_at) == (now, None)
    assert found_.oldest_overdue_at == moment("2026-11-13 00:00")


def test_the_task_sweeps_and_leaves_its_heartbeat(staff: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    file = found(staff, "2026-11-09 12:00")
    now = moment("2026-11-18 09:00")
    monkeypatch.setattr(tasks, "now", lambda: now)
    assert tasks.sweep_clocks() == 5
    assert clocks.health(now).swept_at == now
    assert file.state() == "removal_order_due"
    assert tasks.sweep_clocks() == 0


def statements(case_id: int, now: str) -> int:
    """How many statements one case costs a sweep."""
    with CaptureQueriesContext(connection) as caught:
        swept = clocks._sweep_case(case_id, moment(now))
    assert swept.looks == 1
    return len(caught)


def test_a_rung_costs_the_same_however_long_the_file_and_however_many_the_cases(staff: Crew) -> None:
    costs = set()
    for entries in (1, 50, 120):
        file = long_file(staff, entries, "2026-11-02 08:00")
        file.take(
            "log_preservation_requested",
            "2026-11-02 12:00",
            log_carrier="A",
            logs_specified="B",
            logs_until="2026-11-05",
        )
        costs.add(statements(file.id, "2026-11-04 09:00"))
    for _ in range(20):
        with_logs(staff, "2026-11-02 12:00", "2026-11-05")
    costs.add(statements(with_logs(staff, "2026-11-02 12:00", "2026-11-05").id, "2026-11-04 09:00"))
    assert len(costs) == 1 and costs.pop() <= 9


def test_the_statements_of_a_sweep_grow_with_what_is_due_and_not_with_what_is_kept(staff: Crew) -> None:
    now = moment("2026-11-04 09:00")
    totals = []
    for due in (1, 3, 6):
        for _ in range(due):
            with_logs(staff, "2026-11-02 12:00", "2026-11-05")
        for _ in range(10):
            with_logs(staff, "2026-11-02 12:00", "2026-11-25")
        with CaptureQueriesContext(connection) as caught:
            assert clocks.sweep(now).cases == due
        totals.append(len(caught))
    each = (totals[1] - totals[0]) / 2
    assert totals[2] - totals[1] == 3 * each


def test_a_sweep_with_nothing_due_costs_one_statement(staff: Crew) -> None:
    with_logs(staff, "2026-11-02 12:00", "2026-11-25")
    with CaptureQueriesContext(connection) as caught:
        clocks.sweep(moment("2026-11-03 09:00"))
    assert len(caught) == 1


# --- several at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_over_sixty_cases_double_nothing_and_forget_nothing() -> None:
    staff = crew()
    for index in range(50):
        with_logs(staff, "2026-11-10 10:00", f"2026-11-{12 + index % 3}")
    windows = [found(staff, "2026-11-09 12:00") for _ in range(10)]
    now = moment("2026-11-18 09:00")
    outcomes = at_once(*[lambda: clocks.sweep_all(now, limit=20)] * 3)
    clocks.sweep_all(now)
    done = sum((o for o in outcomes), clocks.Swept())
    assert done.lapsed == 20
    # A window that lapses stops on that rung; each second window passes over one that lay before it.
    assert done.looks == sum(ClockRow.objects.values_list("rung", flat=True)) + 20 - 10
    for file in windows:
        assert [step for step, _ in file.steps(7)] == ["hearing_window_lapsed", "sp_window_lapsed"]
        assert told(file.messages()) == told(windows[0].messages())
    assert_rungs_whole(now=now)
    assert Event.objects.count() == 50 * 2 + 10 * 9


@pytest.mark.django_db(transaction=True)
def test_a_sweep_against_an_officer_on_the_same_case_ends_in_one_order_or_the_other() -> None:
    staff = crew()
    files = [found(staff, "2026-11-09 12:00") for _ in range(12)]
    now = moment("2026-11-13 09:00")

    def officer() -> list[str]:
        said = []
        for file in files:
            try:
                file.take("oral_hearing_requested", "2026-11-12 15:00", now=now)
                said.append("taken")
            except Refused as refused:
                said.append(refused.refusal.code)
        return said

    def sweeper() -> clocks.Swept:
        total = clocks.Swept()
        for file in reversed(files):
            total += clocks._sweep_case(file.id, now)
        return total

    said, swept = at_once(officer, sweeper, seconds=30)
    assert isinstance(said, list) and isinstance(swept, clocks.Swept), (said, swept)
    clocks.sweep_all(now)
    for file, word in zip(files, said, strict=True):
        steps = [step for step, _ in file.steps(7)]
        if word == "taken":
            assert steps == ["oral_hearing_requested"] and file.state() == "oral_hearing_pending"
        else:
            assert word == "before-last" and steps == ["hearing_window_lapsed"]
        times = [at for _, at in file.steps()]
        assert times == sorted(times)
        assert work_rows(file.id) == work_owed(file.id)
    assert_rungs_whole(now=now)


@pytest.mark.django_db(transaction=True)
def test_a_case_in_somebody_elses_hands_is_left_and_looked_at_next_time() -> None:
    staff = crew()
    first, second = found(staff, "2026-11-09 12:00"), found(staff, "2026-11-09 12:00")
    now = moment("2026-11-13 09:00")
    with locked(first.id):
        swept = clocks.sweep_all(now)
        assert swept.busy >= 1 and swept.lapsed == 1
        assert first.state() == "finding_notified" and not first.messages()
        assert second.state() == "final_sp_window"
    assert clocks.sweep_all(now).lapsed == 1
    assert told(first.messages()) == told(second.messages())


@pytest.mark.django_db(transaction=True)
def test_cases_in_somebody_elses_hands_do_not_hide_those_behind_them() -> None:
    staff = crew()
    first = with_logs(staff, "2026-11-02 10:00", "2026-11-05")
    second = with_logs(staff, "2026-11-03 10:00", "2026-11-06")
    with locked(first.id):
        clocks.sweep_all(moment("2026-11-08 09:00"), limit=1)
    assert second.messages()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_between_two_cases_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = crew()
    files = [found(staff, "2026-11-09 12:00") for _ in range(4)]
    now = moment("2026-11-18 09:00")
    sweep_case, calls = clocks._sweep_case, []

    class Killed(BaseException):
        """As a killed process ends: nothing catches it."""

    def dies(case_id: int, at: Any, *more: Any) -> clocks.Swept:
        calls.append(case_id)
        if len(calls) == 3:
            raise Killed
        return sweep_case(case_id, at, *more)

    monkeypatch.setattr(clocks, "_sweep_case", dies)
    with pytest.raises(Killed):
        clocks.sweep_all(now)
    assert sum(bool(f.messages()) for f in files) == 2
    monkeypatch.setattr(clocks, "_sweep_case", sweep_case)
    clocks.sweep_all(now)
    assert len({tuple(told(f.messages())) for f in files}) == 1
    assert_rungs_whole(now=now)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_inside_a_case_leaves_that_case_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    file = found(crew(), "2026-11-09 12:00")

    def dies(*_: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "put", dies)
        with pytest.raises(MemoryError):
            clocks._sweep_case(file.id, moment("2026-11-18 09:00"))
    assert file.steps(7) == [] and file.messages() == []
    assert ClockRow.objects.filter(case_id=file.id).exclude(rung=0).count() == 0
    clocks.sweep_all(moment("2026-11-18 09:00"))
    assert file.state() == "removal_order_due"


def test_every_clock_that_time_ends_has_a_step_that_time_may_take() -> None:
    for clock in DEPORTATION.clocks.values():
        assert clock.lapse is None or DEPORTATION.steps[clock.lapse].automatic
    assert moment("2026-11-02").tzinfo is TOKYO and later("2026-11-02", days=1) == "2026-11-03 12:00"
