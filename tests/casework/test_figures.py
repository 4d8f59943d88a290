"""The tallies of the dashboards are what one would count by hand: over random histories, after corrections and
transfers, however often and however far a run came; and they are the figures of the simulation's own report."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import actions, clocks
from casework.figures import tallying
from casework.figures.history import PRESENT, EndedClock, Entry, Measure, bucket, count, days_between
from casework.figures.lines import Line, Result, line, lines, lines_of, procedure_of, stages
from casework.management.commands import simulate
from casework.models import Case, ClockRow, CountedCase, Event, Heartbeat, Person, Tally, Tallying
from casework.simulation import counted as by_simulation
from casework.simulation.figures import read_file
from casework.simulation.plan import make_plan, years_later
from casework.simulation.run import Simulation
from tests.casework import page_rows, test_simulation
from tests.casework.files import crew, detained_under_order, moment
from tests.casework.lives import FILED, Life
from workflows.counting import TOKYO
from workflows.registry import procedures

# --- what is counted --------------------------------------------------------------------------------


def test_every_procedure_but_the_file_for_life_is_counted_and_every_state_has_its_place() -> None:
    counted = {one.procedure for one in lines() if procedure_of(one.procedure).main == one.machine}  # type: ignore[union-attr]
    assert counted == {p.code for p in procedures() if not p.standing}
    for one in lines():
        procedure = procedure_of(one.procedure)
        assert procedure is not None
        states = set(procedure.machines[one.machine].states)
        assert one.pending <= states and one.before <= states and set(one.results) <= states
        assert not one.pending & (one.before | set(one.results))
        assert set(one.by_step) <= set(procedure.steps)
        # What has ended is never pending.
        assert not any(procedure.machines[one.machine].states[s].end for s in one.pending)


@pytest.mark.parametrize("application", sorted(by_simulation.TABLE))
def test_the_ends_mean_what_the_simulation_takes_them_for(application: str) -> None:
    theirs, ours = by_simulation.TABLE[application], line(application)
    assert ours is not None and ours.pending == theirs.open_states
    steps = procedure_of(theirs.procedure).steps  # type: ignore[union-attr]
    for result, named in (
        (Result.GRANTED, theirs.granted),
        (Result.REFUSED, theirs.denied),
        (Result.OTHER, theirs.other),
    ):
        for step in named:
            targets = steps[step].target
            for target in [targets] if isinstance(targets, str) else [b.to for b in targets]:
                assert ours.result(step, target) is result, (step, target)


# --- one file: pure ---------------------------------------------------------------------------------

OFFICES = ("TYO", "OSA", "UKB")
START = datetime(2024, 1, 31, 23, 30, tzinfo=TOKYO)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Line, list[Entry]]:
    """A line and a way through its states, legal or not, with transfers between."""
    one = draw(st.sampled_from(lines()))
    procedure = procedure_of(one.procedure)
    assert procedure is not None
    states = list(procedure.machines[one.machine].states)
    state, at = procedure.machines[one.machine].initial, START
    entries = []
    for seq in range(1, draw(st.integers(1, 9)) + 1):
        at += timedelta(minutes=draw(st.integers(0, 60 * 24 * 70)))
        moves = []
        for _ in range(draw(st.integers(0, 2))):
            target = draw(st.sampled_from(states))
            moves.append((one.machine, state, target, f"step{seq}"))
            state = target
        to = draw(st.one_of(st.none(), st.none(), st.sampled_from(OFFICES)))
        entries.append(Entry(seq, at, moves, to))
    return one, entries


def month_of(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y%m}"


@settings(deadline=None)
@given(histories())
def test_pending_is_pending_before_and_what_came_in_less_what_was_closed(
    history: tuple[Line, list[Entry]],
) -> None:
    one, entries = history
    found = count(one.procedure, [one], "TYO", entries)
    flow: Counter[tuple[str, str]] = Counter()
    for part in found.parts:
        measure, office, code, month, _ = part.split("|", 4)
        assert code == one.code
        sign = {"received": 1, "moved_in": 1, "moved_out": -1, "closed": -1}.get(measure, 0)
        flow[office, month] += sign
    months = sorted({f"{2024 + n // 12}{n % 12 + 1:02d}" for n in range(24)})
    for month in months:
        # By hand: where the file is and in which state, after the last entry of the month.
        office, state = "TYO", ""
        for entry in entries:
            if month_of(entry.at) <= month:
                state = entry.moved[-1][2] if entry.moved else state
                office = entry.transferred or office
        standing = {office} if state in one.pending else set()
        assert {o for o in OFFICES if sum(flow[o, m] for m in months if m <= month)} == standing
        assert all(sum(flow[o, m] for m in months if m <= month) in (0, 1) for o in OFFICES)
    last = entries[-1]
    assert (found.standing is not None) == (
        bool(standing) if month_of(last.at) <= months[-1] else found.standing is not None
    )


@settings(deadline=None)
@given(histories())
def test_the_days_of_the_stages_add_up_to_the_whole_time(history: tuple[Line, list[Entry]]) -> None:
    one, entries = history
    exact = [e for e in entries if not e.transferred]
    found = count(one.procedure, [one], "TYO", exact)
    closed = [p for p in found.parts if p.startswith("closed|")]
    whole = [p for p in found.parts if p.startswith("days|") and p.rsplit("|", 1)[1].startswith(":")]
    assert len(closed) == len(whole)
    # Each stage that was left is counted once: as many as there are moves out of a pending state.
    left = 0
    state = ""
    for entry in exact:
        for _, _, target, _ in entry.moved:
            left += state in one.pending and target != state
            state = target
    stages_left = [p for p in found.parts if p.startswith("days|") and p not in whole]
    assert len(stages_left) == left


EXT = next(one for one in lines() if one.code == "extension")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def test_months_end_at_midnight_in_tokyo() -> None:
    late, early = at("2026-03-31T23:59"), at("2026-04-01T00:00")
    for when, month in ((late, "202603"), (early, "202604")):
        entry = Entry(1, when, [("extension", "draft", "received", "ext_file_counter")])
        assert count("extension", [EXT], "TYO", [entry]).parts == (f"received|TYO|extension|{month}|",)


def test_a_transfer_is_counted_on_both_sides_and_the_days_at_the_end() -> None:
    entries = [
        Entry(1, at("2026-03-10T10:00"), [("extension", "draft", "received", "ext_file_counter")]),
        Entry(2, at("2026-04-05T10:00"), [], "OSA"),
        Entry(3, at("2026-05-01T10:00"), [("extension", "received", "withdrawn", "ext_withdraw")]),
    ]
    assert set(count("extension", [EXT], "TYO", entries).parts) == {
        "received|TYO|extension|202603|",
        "moved_out|TYO|extension|202604|",
        "moved_in|OSA|extension|202604|",
        "closed|OSA|extension|202605|other:withdrawn",
        "days|OSA|extension|202605|received:52",
        "days|OSA|extension|202605|:52",
    }


def test_a_grant_on_the_spot_came_in_and_was_closed() -> None:
    landing = line("exceptional_landing")
    assert landing is not None
    entry = Entry(1, at("2026-03-10T10:00"), [("exceptional_landing", "none", "permitted", "x")])
    assert set(count("exceptional_landing", [landing], "NRT", [entry]).parts) == {
        "received|NRT|exceptional_landing|202603|",
        "closed|NRT|exceptional_landing|202603|granted:permitted",
        "days|NRT|exceptional_landing|202603|:0",
    }


def test_a_clock_is_kept_up_to_its_last_instant_and_counts_where_it_was_stopped() -> None:
    legal = at("2026-04-01T00:00")
    entries = [Entry(2, at("2026-03-05T10:00"), [], "OSA")]
    clocks = [
        EndedClock("clk_a", legal, legal, 2),
        EndedClock("clk_b", legal, legal + timedelta(microseconds=1), 3),
    ]
    assert set(count("deportation", [], "TYO", entries, clocks).parts) == {
        "kept|TYO|deportation|202604|clk_a",
        "late|OSA|deportation|202604|clk_b",
    }


def test_days_are_those_of_the_calendar_in_tokyo() -> None:
    assert days_between(at("2026-03-31T23:59"), at("2026-04-01T00:00")) == 1
    assert days_between(at("2026-04-01T00:00"), at("2026-04-01T23:59")) == 0
    assert [bucket(n) for n in (0, 120, 121, 129, 130, 400)] == [0, 120, 120, 120, 130, 400]


@pytest.mark.parametrize(
    ("days", "code"), [(0, "d0"), (14, "d0"), (15, "d15"), (90, "d31"), (365, "d181"), (366, "d366")]
)
def test_the_bands_of_age(days: int, code: str) -> None:
    assert tallying.band(days) == code


# --- many files in the database ---------------------------------------------------------------------

NOW = moment("2026-11-24T10:00")


def tallies(*measures: str) -> Counter[str]:
    """The tallies as parts; without those of the present moment unless they are asked for."""
    found = (
        Tally.objects.filter(measure__in=measures) if measures else Tally.objects.exclude(measure__in=PRESENT)
    )
    return Counter({f"{t.measure}|{t.office}|{t.procedure}|{t.month:%Y%m}|{t.key}": t.value for t in found})


class Made:
    """Files put into the tables with random records, which grow from round to round."""

    def __init__(self, seed: int, files: int) -> None:
        page_rows.offices()
        self.chance = random.Random(seed)
        self.person = Person.objects.create(name_alphabet="A B", nationality="VNM", created_at=START)
        self.log: dict[int, tuple[Line, list[Entry]]] = {}
        for number in range(files):
            one = self.chance.choice([x for x in lines() if x.code != "residence"])
            case = Case.objects.create(
                number=f"T24-TYO-{seed:03d}{number:05d}",
                procedure=one.procedure,
                law_on=date(2026, 7, 1),
                person=self.person,
                office_id="TYO",
                stage="x",
                custody="",
                states={"stage": "x", "custody": ""},
                opened_at=START,
                # Of some procedures a person has one open file: these rows are all one person's.
                closed_at=START,
            )
            self.log[case.pk] = (one, [])

    def grow(self, entries: int) -> None:
        """So many more entries on files chosen at random."""
        rows = []
        for _ in range(entries):
            pk = self.chance.choice(list(self.log))
            one, log = self.log[pk]
            procedure = procedure_of(one.procedure)
            assert procedure is not None
            machine = procedure.machines[one.machine]
            moved = [e for e in log if e.moved]
            state = moved[-1].moved[-1][2] if moved else machine.initial
            when = (log[-1].at if log else START) + timedelta(minutes=self.chance.randint(0, 60 * 24 * 60))
            target = self.chance.choice(list(machine.states))
            # Half of the time the step leaves the state as it is.
            moves = [[one.machine, state, target, "step"]] if self.chance.random() < 0.7 else []
            to = self.chance.choice(OFFICES) if self.chance.random() < 0.15 else None
            log.append(Entry(len(log) + 1, when, moves, to))
            effects: dict[str, Any] = {"moved": moves}
            if to:
                effects["transferred"] = to
            if len(log) == 1:
                effects["opened"] = {"office": "TYO"}
            rows.append(
                Event(
                    case_id=pk,
                    seq=len(log),
                    kind="step",
                    step="step",
                    at=when,
                    recorded_at=when,
                    facts={},
                    facts_digest="",
                    effects=effects,
                    previous_hash="",
                    hash=f"{pk}/{len(log)}",
                )
            )
            Case.objects.filter(pk=pk).update(version=len(log), last_at=when)
        Event.objects.bulk_create(rows)

    def counted(self) -> Iterator[tuple[Line, list[Entry]]]:
        """Every file with every line that is counted on it: two are read off one machine."""
        for one, log in self.log.values():
            for each in lines_of(one.procedure):
                yield each, log

    def by_hand(self) -> Counter[str]:
        """What the tallies must be, counted another way: month by month from the states of all files."""
        found: Counter[str] = Counter()
        for one, log in self.counted():
            office, state, since, entered = "TYO", "", START, START
            for entry in log:
                month = month_of(entry.at)
                for _, source, target, step in entry.moved:
                    was, is_now = state in one.pending, target in one.pending
                    result = one.result(step, target)
                    spot = not was and not is_now and source in one.before and result != "other"
                    if (is_now and not was) or spot:
                        found[f"received|{office}|{one.code}|{month}|"] += 1
                        since = entered = entry.at
                    if was and target != state:
                        days = bucket(days_between(entered, entry.at))
                        found[f"days|{office}|{one.code}|{month}|{state}:{days}"] += 1
                        entered = entry.at
                    if (was and not is_now) or spot:
                        days = bucket(days_between(since, entry.at))
                        found[f"days|{office}|{one.code}|{month}|:{days}"] += 1
                        found[f"closed|{office}|{one.code}|{month}|{result}:{target}"] += 1
                    state = target
                if entry.transferred and entry.transferred != office:
                    if state in one.pending:
                        found[f"moved_out|{office}|{one.code}|{month}|"] += 1
                        found[f"moved_in|{entry.transferred}|{one.code}|{month}|"] += 1
                    office = entry.transferred
        return found

    def pending_by_hand(self, month: str) -> Counter[tuple[str, str]]:
        """Who is pending where at the end of a month, from the states alone."""
        found: Counter[tuple[str, str]] = Counter()
        for one, log in self.counted():
            until = [e for e in log if month_of(e.at) <= month]
            state = next((e.moved[-1][2] for e in reversed(until) if e.moved), "")
            office = next((e.transferred for e in reversed(until) if e.transferred), "TYO")
            if state in one.pending:
                found[office, one.code] += 1
        return found


def pending_by_tallies(month: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for part, value in tallies("received", "moved_in", "moved_out", "closed").items():
        measure, office, code, when, _ = part.split("|", 4)
        if when <= month:
            found[office, code] += value if measure in ("received", "moved_in") else -value
    return +found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_tallies_of_random_histories_are_those_counted_by_hand(seed: int) -> None:
    made = Made(seed, 40)
    for _ in range(4):
        made.grow(60)
        tallying.refresh(NOW)
        assert tallies() == made.by_hand()
        for month in ("202401", "202406", "202412", "202603", "203001"):
            assert pending_by_tallies(month) == made.pending_by_hand(month)
        # What is pending now is what is pending at the end of all months, in each of its counts.
        now = sum(made.pending_by_hand("999912").values())
        for measure in (Measure.AGE, Measure.STANDING):
            assert sum(tallies(measure).values()) == now
    assert tallying.disagreements() == []
    before = (tallies(), tallies(*PRESENT))
    assert tallying.refresh(NOW).cases == 0, "nothing has changed"
    assert tallying.refresh(NOW, everything=True).cases == 40
    assert (tallies(), tallies(*PRESENT)) == before


@pytest.mark.django_db
def test_a_run_that_is_cut_off_has_done_whole_batches_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tallying, "BATCH", 7)
    made = Made(11, 30)
    made.grow(90)
    turns = iter([True, True, False])
    stopped = tallying.refresh(NOW, go_on=lambda: next(turns))
    assert (stopped.cases, stopped.finished) == (14, False)
    assert not Heartbeat.objects.filter(name="tally").exists(), "nothing is said to be up to date"
    # A batch that fails leaves no trace.
    real, calls = count, iter(range(1000))
    half = tallies()

    def fails(*args: Any) -> Any:
        if next(calls) == 3:
            raise RuntimeError("the lights went out")
        return real(*args)

    monkeypatch.setattr(tallying, "count", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        tallying.refresh(NOW)
    assert tallies() == half
    monkeypatch.setattr(tallying, "count", real)
    assert tallying.refresh(NOW) == tallying.Refreshed(16)
    assert tallies() == made.by_hand()
    assert Heartbeat.objects.get(name="tally").done == 16


@pytest.mark.django_db
def test_only_what_changed_is_counted_again_and_a_change_of_rules_counts_everything(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    made = Made(12, 30)
    made.grow(60)
    assert tallying.refresh(NOW).cases == 30
    made.grow(1)
    with django_assert_max_num_queries(24):
        assert tallying.refresh(NOW).cases == 1
    assert tallies() == made.by_hand()
    monkeypatch.setattr(tallying, "fingerprint", lambda: "other rules")
    assert tallying.refresh(NOW).cases == 30
    assert tallies() == made.by_hand()
    assert tallying.refresh(NOW).cases == 0


@pytest.mark.django_db
def test_entries_that_were_seen_late_are_found_by_the_daily_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tallying, "OVERLAP", 0)
    made = Made(13, 10)
    made.grow(20)
    tallying.refresh(NOW)
    # A long transaction: its entry has a low number and was not visible then.
    Tallying.objects.update(last_event=10**9)
    made.grow(5)
    assert tallying.refresh(NOW + timedelta(hours=23)).cases == 0
    assert tallying.refresh(NOW + timedelta(hours=25)).cases > 0
    assert tallies() == made.by_hand()


@pytest.mark.django_db
def test_a_tally_changed_by_hand_is_told_and_set_right() -> None:
    made = Made(14, 10)
    made.grow(30)
    tallying.refresh(NOW)
    Tally.objects.filter(measure="received").first().delete()  # type: ignore[union-attr]
    Tally.objects.create(
        measure="closed", office="TYO", procedure="coe", month=date(2020, 1, 1), key="granted:issued", value=9
    )
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 tallies are not the sum of their parts"):
        call_command("tally", "--check", stdout=out)
    assert "closed TYO coe 2020-01 granted:issued: should be 0" in out.getvalue()
    call_command("tally", "--all", stdout=out)
    call_command("tally", "--check", stdout=out)
    assert "10 files counted" in out.getvalue() and "every tally is the sum of its parts" in out.getvalue()
    assert tallies() == made.by_hand()


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_the_same_time_stands_back() -> None:
    import threading

    made = Made(15, 3)
    made.grow(9)
    results: list[tallying.Refreshed] = []

    def other() -> None:
        try:
            results.append(tallying.refresh(NOW))
        finally:
            connection.close()

    with transaction.atomic():
        assert tallying._locked()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert results == [tallying.Refreshed(0, finished=False, busy=True)]
    assert tallying.refresh(NOW).cases == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] == 0


# --- real files -------------------------------------------------------------------------------------

EXTENSION = FILED | {"photo_on": "2027-02-01"}


@pytest.mark.django_db
def test_a_file_that_is_passed_on_and_put_right_counts_in_the_right_office_and_month() -> None:
    life = Life(crew())
    life.lands()
    life.open("extension", "ext_file_counter", "2027-02-26", **EXTENSION)
    life.take("extension", "ext_start_review", "2027-03-02", triage_class="A")
    file = life.file("extension")
    now = moment("2027-03-05T12:00")
    tallying.refresh(now)
    received = Tally.objects.filter(measure="received", procedure="extension")
    assert [(t.office, t.month, t.value) for t in received] == [("TYO", date(2027, 2, 1), 1)]
    kept = CountedCase.objects.get(pk=file.pk)
    entry = Event.objects.get(case=file, step="ext_start_review")
    assert (kept.line, kept.state, kept.version) == ("extension", "under_review", file.version)

    # The review had begun in February, the record says.
    actions.rectify(
        file.pk,
        entry.seq,
        reason="The file says so.",
        actor=life.actor("extension", "ext_start_review", now),
        now=now,
        at=moment("2027-02-28T09:00"),
    )
    tallying.refresh(now)
    days = Tally.objects.filter(measure="days", procedure="extension").values_list("month", "key")
    assert list(days) == [(date(2027, 2, 1), "received:2")]
    life.take("extension", "ext_transfer_office", "2027-03-06", to_office="OSA")
    tallying.refresh(moment("2027-03-07T12:00"))
    found = tallies("received", "moved_in", "moved_out")
    assert {p: n for p, n in found.items() if "extension" in p} == {
        "received|TYO|extension|202702|": 1,
        "moved_out|TYO|extension|202703|": 1,
        "moved_in|OSA|extension|202703|": 1,
    }
    assert tallying.disagreements() == []


@pytest.mark.django_db
def test_clocks_that_were_kept_missed_or_corrected() -> None:
    file = detained_under_order(crew(), "2026-11-02 09:00")
    row = ClockRow.objects.filter(case=file.id, legal_at__isnull=False).order_by("pk").first()
    assert row is not None and row.legal_at is not None
    ClockRow.objects.filter(case=file.id).exclude(pk=row.pk).update(
        status="corrected", stopped_at=row.legal_at
    )
    kinds = (
        ("stopped", row.legal_at, "kept"),
        ("stopped", row.legal_at + timedelta(seconds=1), "late"),
        ("corrected", row.legal_at, None),
        ("open", None, "overdue"),
    )
    for status, stopped_at, measure in kinds:
        ClockRow.objects.filter(pk=row.pk).update(
            status=status, stopped_at=stopped_at, stopped_seq=2 if stopped_at else None
        )
        tallying.refresh(row.legal_at + timedelta(days=1), everything=True)
        found = {m for m in ("kept", "late", "overdue") if tallies(m)}
        assert found == ({measure} if measure else set())
    # On its last instant a running clock is not late yet.
    tallying.refresh(row.legal_at, everything=True)
    assert not tallies("overdue")


@pytest.mark.django_db
def test_what_time_itself_did_is_no_date_kept() -> None:
    file = detained_under_order(crew(), "2026-11-02 09:00")
    now = moment("2027-02-10 12:00")
    clocks.sweep_all(now)
    review = ClockRow.objects.filter(case=file.id, clock="clk_detention_review_3m")
    [ended] = review.filter(status="stopped")
    opened = Event.objects.get(case=file.id, seq=ended.stopped_seq or 0)
    assert (opened.actor, opened.step) == (None, "review_came_due")
    tallying.refresh(now)
    found = tallies("kept", "late")
    assert found and not [part for part in found if part.endswith("|clk_detention_review_3m")]
    # A step of an officer, or another step of time, keeps the date or misses it.
    ClockRow.objects.filter(pk=ended.pk).update(stopped_seq=2)
    tallying.refresh(now, everything=True)
    assert [part for part in tallies("kept") if part.endswith("|clk_detention_review_3m")]


@pytest.mark.django_db
def test_what_nobody_is_reminded_of_is_nobodys_date() -> None:
    file = detained_under_order(crew(), "2026-11-02 09:00")
    row = ClockRow.objects.filter(case=file.id, status="open", clock="clk_health_check_3m").get()
    later = moment("2028-01-01 12:00")
    for clock, passed in (("clk_health_check_3m", True), ("clk_ban_removal_5y", False)):
        ClockRow.objects.filter(pk=row.pk).update(clock=clock, status="open", stopped_at=None)
        tallying.refresh(later, everything=True)
        assert any(part.endswith(f"|{clock}") for part in tallies("overdue")) is passed
        ClockRow.objects.filter(pk=row.pk).update(status="stopped", stopped_at=later, stopped_seq=2)
        tallying.refresh(later, everything=True)
        assert any(part.endswith(f"|{clock}") for part in tallies("late")) is passed


# --- the simulation ---------------------------------------------------------------------------------


class Undone(Exception):
    """Takes a run back."""


def after(month: str) -> str:
    """The month after, as YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


@pytest.mark.django_db
def test_the_figures_are_those_of_the_simulations_own_report(tmp_path: Path) -> None:
    """The report counts by the day of entry, the dashboards by the day of filing: what was filed in one month and
    entered in the next stands one month earlier here, and nothing else differs."""
    path = test_simulation.write(tmp_path / "figures.csv", test_simulation.lines())
    read = read_file(path, ("2023-04", "2023-05"), ("OSA", "UKB"))
    compared = 0
    with pytest.raises(Undone), transaction.atomic():
        page_rows.offices()
        years = years_later(read, test_simulation.SCALE, simulate.law_from())
        plan = make_plan(read, test_simulation.SCALE, years)
        Simulation(plan, read.offices, 1).run()
        tallying.refresh(datetime.combine(plan.last + timedelta(days=1), datetime.min.time(), TOKYO))
        found = by_simulation.count()
        ours = tallies()
        for (application, office), months in found.months.items():
            nothing = by_simulation.Counts()
            pending = 0
            for month in sorted({*months, *(before(m) for m in months)}):
                theirs, following = months.get(month, nothing), months.get(after(month), nothing)
                here = f"|{office}|{application}|{month.replace('-', '')}|"
                ended = {
                    r: sum(n for p, n in ours.items() if p.startswith(f"closed{here}{r}:")) for r in Result
                }
                received = ours[f"received{here}"]
                assert received == theirs.received + following.late
                assert ended[Result.GRANTED] == theirs.granted
                assert ended[Result.REFUSED] == theirs.denied
                assert ended[Result.OTHER] == theirs.other
                pending += received - sum(ended.values())
                if month in months:
                    assert pending == theirs.pending + following.late
                compared += received + sum(ended.values())
            assert pending == found.open_files.get((application, office), 0)
        raise Undone
    assert compared > 50


def before(month: str) -> str:
    """The month before, as YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"


def test_the_months_of_this_file() -> None:
    assert (after("2026-12"), before("2026-01"), before("2026-12")) == ("2027-01", "2025-12", "2026-11")
    assert lines_of("deportation")[0].code == "deportation" and stages(lines_of("coe")[0])
