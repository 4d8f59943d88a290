"""The benchmarks measure what they say: the ways do the same work, and the page tells the truth."""

from __future__ import annotations

import pytest

from benchmarks import report, run
from benchmarks.clients import share
from benchmarks.procedure import TEN
from benchmarks.steps import Measured


@pytest.mark.django_db(transaction=True)
def test_the_floor_writes_what_the_door_writes() -> None:
    """The same rows, and a chain that holds: otherwise the floor would be no floor."""
    from benchmarks import ways
    from casework.models import Case, ClockRow, Event, WorkItem
    from casework.record import faults
    from notifications.models import MessageRow

    ways.seed()
    door, floor = ways.Door(), ways.Floor()
    ours, theirs = door.prepare(1)[0], floor.prepare(1)[0]
    for number in range(len(TEN)):
        door.step(ours, number)
        floor.step(theirs, number)
    floor.raw.close()

    def written(case_id: int) -> list[object]:
        case = Case.objects.get(pk=case_id)
        assert not list(faults(case))
        told = MessageRow.objects.filter(case=case.number).order_by("id")
        return [
            (case.stage, case.custody, case.states, case.facts, case.spells, case.done_by, case.version),
            [
                # What the first entry seals of the case itself (number, person) differs by case.
                (step, facts, {name: value for name, value in effects.items() if name != "opened"})
                for step, facts, effects in Event.objects.filter(case=case)
                .order_by("seq")
                .values_list("step", "facts", "effects")
            ],
            list(
                ClockRow.objects.filter(case=case).order_by("clock").values_list("clock", "status", "look_at")
            ),
            list(
                WorkItem.objects.filter(case=case)
                .order_by("id")
                .values_list("machine", "role", "state", "by")
            ),
            [(row.kind, row.audience, {**row.facts, "number": "", "path": ""}) for row in told],
        ]

    assert written(ours) == written(theirs[0])


def test_the_ten_steps_can_be_taken() -> None:
    """By the engine alone, each by the officer to whom the law gives it."""
    from benchmarks import pure

    calls, same = pure._calls()
    assert [call[2] for call in calls] == [planned.step for planned in TEN]
    assert pure._taken(same).dossier.states == same[1].states


def test_a_ratio_compares_within_rounds() -> None:
    """A round in which the machine was slow for both does not change the ratio."""
    ours, theirs = Measured([400.0, 40.0, 400.0]), Measured([100.0, 10.0, 100.0])
    assert ours.ratio(theirs) == 4
    assert ours.rate == 400


def test_percentiles() -> None:
    """The value below which the part lies."""
    assert share([float(n) for n in range(100, 0, -1)], 0.95) == 96
    assert share([1.0], 0.95) == 1


def test_the_page_says_what_was_missed() -> None:
    """An aim that was not reached stands there as missed, and an unsafe server as not durable."""
    part = report.Part("A part", [report.Aim("ours ÷ theirs", "2.00", "≥ 8", False)], ["text"])
    server = {"server_version": "18.4", "fsync": "off", "synchronous_commit": "on", "full_page_writes": "on"}
    text = report.page([part], server=server, commit_ms=0.5, busy=0.0, seconds=1.0, quick=True)
    assert "| ours ÷ theirs | **2.00** | ≥ 8 | **missed** |" in text
    assert "**not durable**" in text


@pytest.mark.parametrize("only", ["", "door,nothing"])
def test_unknown_parts_are_refused(only: str) -> None:
    """A part that does not exist is a mistake, not an empty run."""
    with pytest.raises(SystemExit):
        run.parse(["--only", only])


def test_only_a_whole_run_is_kept() -> None:
    """A quick or a partial run does not overwrite the results."""
    assert run.parse([]).write is not None
    assert run.parse(["--quick"]).write is None
    assert run.parse(["--only", "pure"]).write is None


@pytest.mark.django_db(transaction=True)
def test_what_is_typed_in_the_measurement_of_searches_finds_somebody() -> None:
    """Whoever finds nothing is quick: every kind of text must lead to somebody, and the last kind to nobody."""
    from django.db import connection

    from benchmarks import crowd, searching
    from casework import people, permissions
    from casework.finding import search
    from casework.models import Person, User

    permissions.parents.cache_clear()
    assert searching.fill(300) == {"people": 300, "cases": 366, "filings": 6}
    assert set(searching.sizes()) >= {"person_lexemes", "person_name_begins", "intake_lexemes"}
    kept = Person.objects.order_by("pk")[7]
    fresh = people.fold(Person.objects.get(pk=kept.pk))
    assert (kept.name_fold, kept.name_keys) == (fresh.name_fold, fresh.name_keys)
    assert kept.name_words == fresh.name_words
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT marks, casework_marks(c) FROM casework_person p JOIN casework_case c ON c.person_id = p.id"
        )
        assert all(set(wanted) <= set(marks) for marks, wanted in cursor.fetchall())
    hq = User.objects.get(username="hq")
    found = {
        kind: search.find(hq, text, reception=True).count
        for kind, text in crowd.typed(1, len(crowd.KINDS) * 3)
    }
    assert [kind for kind, count in found.items() if not count] == ["nobody"]


def test_the_page_of_searches_says_what_was_missed() -> None:
    """A slow search, and one slower than the former, stand there as missed."""
    part = report.search(
        {"people": 1_000_000, "cases": 1_200_000, "filings": 20_000, "seconds": 300},
        {"person_lexemes": 2**20},
        {"hq": [("name, whole", 0.3, 0.03, True)]},
        {"hq": [("name, whole", 0.1, 0.2)]},
        {True: [[0.001], [0.001]], False: [[0.002], [0.001]]},
    )
    assert [(aim.found, aim.met) for aim in part.aims] == [
        ("300 ms", False),
        ("30 ms", True),
        ("0.5", False),
    ]
    assert "| opening a case with a new person | 1.00 | 2.00 | 1.00 | 2.00 | 2.00 | 2.00 |" in part.lines
