"""A year of figures through the real code: what the figures must be, how they are shared over days and offices,
and that a run gives them back."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from casework.management.commands import simulate
from casework.models import Case, Event, Office, User
from casework.simulation import counted, database, forms
from casework.simulation import figures as figures_
from casework.simulation.figures import (
    APPLICATIONS,
    BRANCHES,
    COLUMNS,
    NATIONAL,
    OFFICES,
    FiguresError,
    Row,
    built_in,
    open_days_of,
    parse_months,
    parse_offices,
    parse_scale,
    read_file,
)
from casework.simulation.plan import diffuse, make_plan, years_later
from casework.simulation.population import Population
from casework.simulation.report import Pair, Report
from casework.simulation.run import Ran, Simulation
from notifications.models import InboxEntry
from workflows.counting import Roll, closed
from workflows.registry import procedure as find_procedure

# --- a small file in the shape of the published one -------------------------------------------------

CODES = {office: code for code, office in OFFICES.items()}
MONTHS = ("2023-03", "2023-04", "2023-05")
# What each office received in a month, alone; it ends nine of ten and refuses one in a hundred.
RECEIVED = {"TYO": 4000, "NRT": 100, "OSA": 1500, "UKB": 700}


def lines() -> list[dict[str, str | int]]:
    """The rows of the file: bureaus with their branches, the branches, and the country."""
    rows: list[dict[str, str | int]] = []
    for application in APPLICATIONS:
        # A child's sixty days leave no time for a backlog.
        backlog = 20 if application == "acquisition" else 1
        carried = {office: number // backlog for office, number in RECEIVED.items()}
        for month in MONTHS:
            alone = {
                office: Row(
                    carried[office], received, received - received // 10, received // 100, received // 200
                )
                for office, received in RECEIVED.items()
            }
            nothing = Row(0, 0, 0, 0, 0)
            whole = sum(alone.values(), nothing)
            rows.append(line(month, NATIONAL, application, whole))
            for office in OFFICES.values():
                inside = sum((alone.get(o, nothing) for o in (office, *BRANCHES.get(office, ()))), nothing)
                rows.append(line(month, CODES[office], application, inside))
            # A little more is carried over than was left.
            carried = {office: row.pending + 10 for office, row in alone.items()}
    return rows


def line(month: str, code: str, application: str, row: Row) -> dict[str, str | int]:
    """One line of the file; `pending` as in the months for which it was not published."""
    return {
        "month": month,
        "office_code": code,
        "office_ja": "官署",
        "application": application,
        "carried_over": row.carried_over,
        "received": row.received,
        "total_in": row.carried_over + row.received,
        "granted": row.granted,
        "denied": row.denied,
        "other": row.other,
        "processed": row.processed,
        "pending": 0,
    }


def write(path: Path, rows: list[dict[str, str | int]], columns: tuple[str, ...] = COLUMNS) -> Path:
    """The file."""
    text = [",".join(columns), *(",".join(str(row.get(c, "")) for c in columns) for row in rows)]
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small file as it should be."""
    return write(tmp_path / "figures.csv", lines())


def refused(text: str) -> pytest.RaisesExc[FiguresError]:
    """The figures are refused with these words."""
    return pytest.RaisesExc(FiguresError, match=text)


# --- the figures ------------------------------------------------------------------------------------


def test_a_bureau_is_read_without_its_branches_and_all_add_up_to_the_country(file: Path):
    read = read_file(file, ("2023-04",))
    assert {o: read.row("2023-04", o, "change").received for o in RECEIVED} == RECEIVED
    assert read.total("2023-04", read.offices, "change").received == sum(RECEIVED.values())


def test_what_is_not_published_as_pending_is_what_came_in_less_what_was_processed(file: Path):
    row = read_file(file, ("2023-04",)).row("2023-04", "TYO", "change")
    assert row.pending == row.carried_over + 4000 - (3600 + 40 + 20)


def test_what_is_carried_over_beyond_what_was_left_was_booked_late(file: Path):
    assert read_file(file, ("2023-04",)).booked_late("2023-03", "2023-04", "OSA", "extension") == 10


def test_the_months_before_say_how_old_the_files_are(file: Path):
    assert read_file(file, ("2023-05",)).earlier["NRT", "reentry"] == (100, 100)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("2023", "write --months 2023-04..2024-03"),
        ("2023-13", "is no month"),
        ("2023-04..", "is no month"),
        ("2023-04-2024-03", "is no month"),
        ("2024-03..2023-04", r"write 2023-04\.\.2024-03"),
        ("", "is no month"),
    ],
)
def test_months_that_are_none_are_refused_with_how_to_write_them(months: str, words: str):
    with refused(words):
        parse_months(months)


def test_months_run_over_the_turn_of_the_year():
    assert parse_months("2023-11..2024-02") == ("2023-11", "2023-12", "2024-01", "2024-02")
    assert parse_months("2023-04") == ("2023-04",)


@pytest.mark.parametrize("scale", ["0", "-0.1", "1.01", "nan", "inf", "a tenth", "1e400"])
def test_a_scale_outside_nothing_to_one_is_refused(scale: str):
    with refused("scale"):
        parse_scale(scale)


def test_a_scale_is_exact():
    assert parse_scale("0.01") == Fraction(1, 100)
    assert parse_scale("1") == 1


def test_offices_are_named_by_our_code_or_that_of_the_file_and_never_counted_twice():
    assert parse_offices("101460") == ("OSA", "KIX", "UKB")
    assert parse_offices("UKB, NRT") == ("NRT", "UKB")
    with refused("UKB would be counted twice"):
        parse_offices("OSA,UKB")
    with refused("'KOBE' is no office with figures"):
        parse_offices("KOBE")


def test_a_month_that_is_not_in_the_file_is_refused_with_what_is_there(file: Path):
    with refused("no figures for 2024-01: it runs from 2023-03 to 2023-05"):
        read_file(file, ("2024-01",))


def test_an_unknown_column_and_a_missing_one_are_named(tmp_path: Path):
    columns = ("month", "place", *COLUMNS[2:])
    with refused("unknown column place; missing column office_code"):
        read_file(write(tmp_path / "wrong.csv", lines(), columns), ("2023-04",))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"month": "April"}, "line 2: 'April' is no month"),
        ({"office_code": "999"}, "line 2: office '999' is unknown"),
        ({"application": "visa"}, "line 2: application 'visa' is unknown"),
        ({"granted": "many"}, "line 2: .* are whole numbers"),
        ({"denied": -1}, "line 2: no number may be below 0"),
        ({"processed": 1}, "line 2: processed is 1, but the other columns make it"),
        ({"total_in": 1}, "line 2: total_in is 1, but"),
        ({"pending": 1}, "line 2: pending is 1, but"),
        ({"month": "2023-04"}, "there a second time"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, change: dict[str, str | int], words: str):
    rows = lines()
    rows[0] = {**rows[0], **change}
    with refused(words):
        read_file(write(tmp_path / "wrong.csv", rows), ("2023-04",))


def test_bureaus_that_do_not_add_up_to_the_country_are_refused(tmp_path: Path):
    rows = [r for r in lines() if r["office_code"] != CODES["OSA"]]
    with refused(f"2023-03, extension: the eight bureaus do not add up to the row {NATIONAL}"):
        read_file(write(tmp_path / "wrong.csv", rows), ("2023-04",))


def test_branches_that_have_more_than_their_bureau_are_refused(tmp_path: Path):
    rows = lines()
    for row in rows:
        if row["office_code"] == CODES["KIX"]:
            row.update(carried_over=9999, total_in=9999)
    with refused("the branches of OSA have more than OSA"):
        read_file(write(tmp_path / "wrong.csv", rows), ("2023-04",))


def test_a_file_that_is_not_there_or_empty_is_said_to_be(tmp_path: Path):
    with refused("cannot be read"):
        read_file(tmp_path / "nothing.csv", ("2023-04",))
    with refused("no line below the names"):
        read_file(write(tmp_path / "empty.csv", []), ("2023-04",))


# --- the built-in figures ---------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
def test_the_built_in_years_are_given_back_month_by_month(year: str):
    table = json.loads(figures_.BUILT_IN.read_text("utf-8"))["years"][year]
    months = figures_.months_of(year)
    read = built_in(months)
    for application in APPLICATIONS:
        rows = [read.total(m, read.offices, application) for m in months]
        whole = table[application]
        assert whole["processed"] == whole["granted"] + whole["denied"] + whole["other"]
        for name in ("received", "granted", "denied", "other", "processed"):
            assert sum(getattr(row, name) for row in rows) == whole[name], (application, name)
        assert (rows[0].carried_over, rows[-1].pending) == (whole["carried_over"], whole["pending"])


def test_months_beyond_the_built_in_years_ask_for_a_file():
    with refused("give a file with --figures"):
        built_in(("2023-12", "2024-01"))


# --- sharing whole numbers --------------------------------------------------------------------------


def test_rounding_never_drifts_whatever_the_scale():
    days = [(date(2026, 4, 1 + n % 28), {"A": 37, "B": 5}) for n in range(28)]
    for unit in (10, 100, 1000):
        shared = diffuse(days, unit)
        total = Counter[str]()
        for today in shared.values():
            total.update(today)
        assert abs(sum(total.values()) - 28 * 42 / unit) <= 0.5
        assert all(abs(total[o] - 28 * n / unit) <= 1 for o, n in (("A", 37), ("B", 5)))


def test_what_falls_back_is_waited_for():
    days = [(date(2026, 4, n), {"A": amount}) for n, amount in ((1, 20), (2, -15), (3, 5), (6, 20))]
    assert diffuse(days, 10) == {date(2026, 4, 1): {"A": 2}, date(2026, 4, 6): {"A": 1}}


def test_nothing_is_filed_or_decided_on_a_closed_day(file: Path):
    read = read_file(file, ("2023-04", "2023-05"))
    plan = make_plan(read, Fraction(1, 10), 3)
    assert all(closed(d.day, Roll.NATIONAL) is None for d in plan.days)
    assert date(2026, 5, 5) not in {d.day for d in plan.days}


def test_the_plan_holds_the_scaled_figures(file: Path):
    read = read_file(file, ("2023-04", "2023-05"))
    plan = make_plan(read, Fraction(1, 100), 3)
    before = [d for d in plan.days if d.day < plan.first]
    during = [d for d in plan.days if d.day >= plan.first]
    assert all(not d.late and not d.outcomes for d in before)
    for application in APPLICATIONS:
        rows = [read.total(m, read.offices, application) for m in read.months]

        def filed(days, application=application):
            return sum(n for d in days for (a, _), n in d.filed.items() if a == application)

        assert filed(before) == round(rows[0].carried_over / 100)
        assert abs(filed(during) - sum(r.received for r in rows) / 100) <= 1
        for outcome in ("granted", "denied", "other"):
            planned = sum(
                n for d in during for (a, _, o), n in d.outcomes.items() if (a, o) == (application, outcome)
            )
            assert abs(planned - sum(getattr(r, outcome) for r in rows) / 100) <= 1


def test_a_month_is_played_on_the_open_days_of_its_own_month_years_later():
    assert open_days_of("2023-04", 3)[0] == date(2026, 4, 1)
    assert date(2026, 4, 29) not in open_days_of("2023-04", 3)
    assert open_days_of("2024-02", 1)[-1] == date(2025, 2, 28)


# --- the tolerance ----------------------------------------------------------------------------------


def test_a_difference_is_measured_on_the_scaled_number():
    pair = Pair(official=1000, files=103)
    assert pair.simulated(Fraction(1, 10)) == 1030
    assert pair.percent(Fraction(1, 10)) == pytest.approx(3.0)
    assert pair.within(3, Fraction(1, 10))
    assert not Pair(1000, 104).within(3, Fraction(1, 10))
    assert not Pair(1000, 96).within(3, Fraction(1, 10))


def test_one_file_of_a_small_sample_is_never_too_much():
    assert Pair(official=10, files=1).within(10, Fraction(1, 100))
    assert not Pair(official=10, files=2).within(10, Fraction(1, 100))
    assert Pair(0, 1).percent(Fraction(1, 100)) is None


# --- through the door ---------------------------------------------------------------------------------

SCALE = Fraction(1, 400)


class Undone(Exception):
    """Takes a run back."""


def played(file: Path, seed: int = 1) -> tuple[Ran, Report, list[tuple[str, str, int]]]:
    """Two offices and two months, in the test's database, and taken back: what came of it."""
    read = read_file(file, ("2023-04", "2023-05"), ("OSA", "UKB"))
    found: list[tuple[Ran, Report, list[tuple[str, str, int]]]] = []
    try:
        with transaction.atomic():
            call_command("load_offices", stdout=io.StringIO())
            years = years_later(read, SCALE, simulate.law_from())
            ran = Simulation(make_plan(read, SCALE, years), read.offices, seed).run()
            entries = Event.objects.order_by("case__number", "seq").values_list("case__number", "step", "seq")
            found.append((ran, Report(read, counted.count(), SCALE, years), list(entries)))
            raise Undone
    except Undone:
        return found[0]


@pytest.fixture(scope="module")
def run(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Ran, Report, list[tuple[str, str, int]]]]:
    """One run that several tests look at."""
    with django_db_blocker.unblock():
        yield played(write(tmp_path_factory.mktemp("figures") / "figures.csv", lines()))


def test_a_run_gives_the_figures_back_within_the_tolerance(run):
    _, report, _ = run
    assert [v for v in report.verdicts() if not v.within] == []
    whole = report.whole("both", "extension", ("OSA", "UKB"))
    assert whole.pairs["received"].official == 2 * 2200
    assert whole.pairs["received"].files == 4400 / 400


def test_nothing_that_was_played_is_refused_and_rows_agree_with_the_record(run):
    ran, report, _ = run
    assert (dict(ran.refused), report.disagreements()) == ({}, [])


def test_time_does_its_part(run):
    """Stays end while files are open, so that special periods begin by themselves."""
    ran, _, _ = run
    assert ran.lapsed["ps_special"] > 0
    assert not {"acq_sixty_days_over", "ext_special_period_exhausted", "ps_overstay"} & set(ran.lapsed)
    assert ran.looks > ran.lapsed["ps_special"]


def test_the_same_seed_makes_the_same_run(run, file: Path, db: None):
    ran, _, entries = run
    again, _, same = played(file)
    assert (again.entries, again.files, again.people, again.looks) == (
        ran.entries,
        ran.files,
        ran.people,
        ran.looks,
    )
    assert same == entries


@pytest.mark.parametrize("application", APPLICATIONS)
def test_the_rare_endings_have_what_their_forms_ask_for(application: str):
    """A small sample refuses and withdraws hardly anything: the forms are looked at instead."""
    day = date(2026, 7, 1)
    code = counted.TABLE[application].procedure
    for step in counted.TABLE[application].denied | counted.TABLE[application].other:
        given = {
            "refuse": forms.REASONS,
            "refuse_in_stay": forms.REASONS,
            "refuse_in_special": forms.REASONS,
            "withdraw": forms.withdrawal(day),
        }.get(step.partition("_")[2])
        if given is not None:
            needs = find_procedure(code, day).steps[step].needs
            assert set(needs) <= set(forms.asked(code, step, given, day)), step


def test_every_step_that_is_counted_is_declared():
    for application, table in counted.TABLE.items():
        found = find_procedure(table.procedure, date(2026, 7, 1))
        states = set(found.machines[table.machine].states)
        steps = table.received | table.granted | table.denied | table.other
        assert steps <= set(found.steps), application
        assert table.open_states <= states, application
        for step in table.granted | table.denied | table.other:
            assert set(found.steps[step].source) & table.open_states or found.steps[step].source == ("*",)


def test_people_are_drawn_by_the_seed_and_one_does_not_shift_the_others():
    def drawn(seed: int, first: str) -> list[tuple[str, date | None, date]]:
        people = Population(seed, date(2020, 1, 1))
        people.applicant("OSA", first, date(2026, 4, 1), False)
        who = [people.applicant("OSA", "extension", date(2026, 4, 2), False) for _ in range(20)]
        return [(w.kind.status, w.until, w.born) for w in who]

    assert drawn(1, "change") == drawn(1, "reentry") != drawn(2, "change")


def test_an_extension_is_filed_in_the_last_three_months_of_a_stay():
    people = Population(1, date(2020, 1, 1))
    for _ in range(200):
        who = people.applicant("OSA", "extension", date(2026, 5, 29), False)
        assert who.until is not None
        assert 5 <= (who.until - who.filing).days <= 85


def test_every_number_stands_in_the_data_beside_its_official_one(run):
    _, report, _ = run
    data = report.as_data()["change"]
    assert (
        data["OSA+UKB"]["all"]["received"]["official"] == data["総数"]["all"]["received"]["official"] == 4400
    )
    assert data["UKB"]["2023-05"]["received"]["official"] == 700
    assert data["OSA+UKB"]["all"]["granted"]["files"] == data["総数"]["all"]["granted"]["files"]
    text = "\n".join(report.text(detail=True))
    assert "of it UKB 2023-05" in text and "在留期間更新" in text


def test_the_command_prints_writes_and_keeps_nothing_beside_real_files(
    file: Path, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
):
    @contextmanager
    def here(keep: bool) -> Iterator[str]:
        call_command("load_offices", stdout=io.StringIO())
        yield "here"

    monkeypatch.setattr(simulate, "own_database", here)
    out = io.StringIO()
    written = tmp_path / "out.json"
    options = ["--months", "2023-04", "--scale", "0.002", "--offices", "UKB", "--json", str(written)]
    call_command("simulate", "--figures", str(file), *options, stdout=out)
    data = json.loads(written.read_text("utf-8"))
    assert data["entries"] == Event.objects.count() > 0
    assert (data["offices"], data["played"][0][4:]) == (["UKB"], "-04-01")
    assert f"{data['entries']:,} entries on {data['files']:,} files" in out.getvalue()
    # Nobody is told anything, and nobody can sign in as one of the officers.
    assert not InboxEntry.objects.exists()
    assert not any(user.has_usable_password() for user in User.objects.filter(username__startswith="sim-"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--months", "2023"], "is no month"),
        (["--scale", "2"], "a scale of 2 is not possible"),
        (["--months", "2024-01"], "give a file with --figures"),
        (["--offices", "TYO"], "the built-in figures know no offices"),
        (["--figures", "nothing.csv"], "cannot be read"),
    ],
)
def test_the_command_refuses_what_it_cannot_play_before_it_makes_a_database(options: list[str], words: str):
    with pytest.raises(CommandError, match=words):
        call_command("simulate", *options)


def test_no_simulation_runs_beside_real_work(settings: Any):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="run it on another"):
        call_command("simulate")


@pytest.mark.django_db(transaction=True)
def test_a_simulation_has_a_database_of_its_own_that_is_dropped():
    before = str(connection.settings_dict["NAME"])
    with database.own_database(keep=False) as name:
        assert connection.settings_dict["NAME"] == name != before
        assert Office.objects.filter(code="TYO").exists() and not Case.objects.exists()
    assert connection.settings_dict["NAME"] == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_kept_is_not_written_over():
    name = database.name_beside(keep=True)
    parameters = connection.get_connection_params()
    server = {k: parameters[k] for k in ("user", "password", "host", "port") if parameters.get(k)}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            with (
                pytest.raises(database.NoDatabase, match="kept from an earlier run"),
                database.own_database(True),
            ):
                pass
        finally:
            admin.execute(f'DROP DATABASE "{name}"')
