"""The record: nobody changes an entry unseen, and a lawful erasure leaves the chain whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint

from casework import clocks, verify
from casework.models import Case, Checkpoint, ClockRow, Event, Person, WorkItem
from casework.record import START, canonical, digest, faults, seal
from tests.casework.files import Crew, File, crew, dump, examined, found, moment

pytestmark = pytest.mark.django_db

NOW = moment("2026-11-20 12:00")


@pytest.fixture(name="file")
def _file() -> File:
    """A case with a window that has lapsed."""
    file = found(crew(), "2026-11-09 12:00")
    clocks.sweep_all(moment("2026-11-13 09:00"))
    return file


@contextmanager
def triggers_off() -> Iterator[Any]:
    """A cursor of somebody who may do everything with the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def tamper(sql: str, *values: Any) -> None:
    with triggers_off() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount >= 1


def said() -> list[str]:
    """What the check of all cases says."""
    return [f"{f.seq}: {f.what}" for f in verify.verify(Case.objects.all(), NOW)]


# --- the chain --------------------------------------------------------------------------------------


def test_a_record_nobody_touched_is_whole(file: File) -> None:
    assert said() == []
    entries = list(Event.objects.filter(case_id=file.id).order_by("seq"))
    assert [e.seq for e in entries] == list(range(1, 9))
    assert [e.previous_hash for e in entries] == [START, *(e.hash for e in entries[:-1])]
    assert file.row.head == entries[-1].hash
    assert len({e.hash for e in entries}) == 8


def test_a_hash_covers_the_entry_and_all_before_it(file: File) -> None:
    entry = Event.objects.get(case_id=file.id, seq=3)
    fields = ("case_id", "seq", "kind", "step", "at", "recorded_at", "actor_id", "office", "facts_digest")
    row = {name: getattr(entry, name) for name in (*fields, "effects", "supersedes")}
    assert seal(row, entry.previous_hash) == entry.hash
    assert entry.facts_digest == digest(entry.facts)
    assert seal(row, START) != entry.hash
    for name in fields:
        other = row | {name: moment("2030-01-01") if name in ("at", "recorded_at") else 987654}
        assert seal(other, entry.previous_hash) != entry.hash, name


def test_the_byte_form_does_not_depend_on_order_or_zone() -> None:
    at = moment("2026-11-09 12:00")
    assert canonical({"b": 1, "a": at}) == b'{"a":"2026-11-09T03:00:00.000000+00:00","b":1}'
    with pytest.raises(TypeError):
        canonical({"a": {1, 2}})
    with pytest.raises(ValueError):
        canonical({"a": float("nan")})


# --- what somebody may have done to it --------------------------------------------------------------


def test_a_changed_fact_is_found(file: File) -> None:
    tamper(
        "UPDATE casework_event SET facts = facts || %s::jsonb WHERE case_id = %s AND seq = 7",
        json.dumps({"ground": "illegal_entry"}),
        file.id,
    )
    assert said() == ["7: the facts were changed"]


def test_a_fact_changed_together_with_its_digest_is_found(file: File) -> None:
    facts = (Event.objects.get(case_id=file.id, seq=7).facts or {}) | {"ground": "illegal_entry"}
    tamper(
        "UPDATE casework_event SET facts = %s::jsonb, facts_digest = %s WHERE case_id = %s AND seq = 7",
        json.dumps(facts),
        digest(facts),
        file.id,
    )
    assert said() == ["7: the entry was changed"]


def test_a_fact_changed_with_digest_and_seal_breaks_the_chain_behind_it(file: File) -> None:
    entry = Event.objects.get(case_id=file.id, seq=7)
    facts = (entry.facts or {}) | {"ground": "illegal_entry"}
    row = {n: getattr(entry, n) for n in ("case_id", "seq", "kind", "step", "at", "recorded_at", "actor_id",
                                          "office", "effects", "supersedes")}  # fmt: skip
    row["facts_digest"] = digest(facts)
    tamper(
        "UPDATE casework_event SET facts = %s::jsonb, facts_digest = %s, hash = %s "
        "WHERE case_id = %s AND seq = 7",
        json.dumps(facts), row["facts_digest"], seal(row, entry.previous_hash), file.id,
    )  # fmt: skip
    assert said() == ["8: the entry does not follow the one before it"]


@pytest.mark.parametrize(
    "change",
    [
        "at = at - interval '1 day'",
        "recorded_at = recorded_at - interval '1 minute'",
        "actor_id = NULL",
        "office = 'OSA'",
        "step = 'found_not_deportable'",
        "kind = 'note'",
        "supersedes = 1",
        'effects = effects || \'{"override": "x"}\'',
    ],
)
def test_any_changed_column_is_found(file: File, change: str) -> None:
    tamper(f"UPDATE casework_event SET {change} WHERE case_id = %s AND seq = 7", file.id)
    assert said() == ["7: the entry was changed"]


@pytest.mark.parametrize("seq", [1, 4])
def test_a_removed_entry_is_found(file: File, seq: int) -> None:
    tamper("DELETE FROM casework_event WHERE case_id = %s AND seq = %s", file.id, seq)
    found_ = said()
    assert f"{seq}: entry {seq} is missing; {seq + 1} follows" in found_
    assert f"{seq + 1}: the entry does not follow the one before it" in found_


def test_the_last_entry_removed_is_found(file: File) -> None:
    tamper("DELETE FROM casework_event WHERE case_id = %s AND seq = 8", file.id)
    assert said() == ["8: the case counts 8 entries, the record 7"]


def test_the_last_entry_removed_together_with_its_count_is_found(file: File) -> None:
    head = Event.objects.get(case_id=file.id, seq=7).hash
    tamper("DELETE FROM casework_event WHERE case_id = %s AND seq = 8", file.id)
    Case.objects.filter(pk=file.id).update(version=7, head=head)
    assert "7: the states of the row differ from the record" in said()


def test_swapped_entries_are_found(file: File) -> None:
    with triggers_off() as cursor:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            cursor.execute(
                "UPDATE casework_event SET seq = %s WHERE case_id = %s AND seq = %s", [new, file.id, old]
            )
    found_ = said()
    assert "2: the entry was changed" in found_ and "3: the entry was changed" in found_


def test_an_entry_put_in_is_found(file: File) -> None:
    tamper(
        "INSERT INTO casework_event (case_id, seq, kind, step, at, recorded_at, office, facts, facts_digest,"
        " effects, previous_hash, hash) SELECT case_id, 9, kind, step, at, recorded_at, office, facts,"
        " facts_digest, effects, hash, 'f00' FROM casework_event WHERE case_id = %s AND seq = 8",
        file.id,
    )
    assert "9: the entry was changed" in said()


def test_a_changed_head_is_found(file: File) -> None:
    Case.objects.filter(pk=file.id).update(head="0" * 64)
    assert said() == ["8: the case does not end with the record's last entry"]


def unchecked() -> None:
    """The tables refuse much of this by themselves; the check of the record must not rely on it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (Case, ClockRow):
            for constraint in model._meta.constraints:
                if isinstance(constraint, CheckConstraint):
                    cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {constraint.name}")


def test_a_changed_state_of_the_row_is_found(file: File) -> None:
    unchecked()
    Case.objects.filter(pk=file.id).update(states=file.row.states | {"stage": "removal_order_due"})
    assert "8: the states of the row differ from the record" in said()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", {"ground": "overstay"}),
        ("spells", []),
        ("done_by", {}),
    ],
)
def test_a_changed_column_of_the_row_is_found(file: File, column: str, value: Any) -> None:
    Case.objects.filter(pk=file.id).update(**{column: value})
    assert len(said()) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stage", "removal_order_due"),
        ("custody", "at_liberty"),
        ("held", False),
        ("held_look_at", moment("2030-01-01")),
        ("closed_at", moment("2026-11-10")),
        ("last_at", moment("2026-11-10")),
        ("previous", {}),
    ],
)
def test_a_changed_repetition_in_the_row_is_found(file: File, column: str, value: Any) -> None:
    unchecked()
    changes = {column: value} | ({"held": False} if column == "closed_at" else {})
    Case.objects.filter(pk=file.id).update(**changes)
    assert said(), f"{column} was changed and nobody saw it"


@pytest.mark.parametrize("change", ["alarm_at", "legal_at", "start"])
def test_a_changed_date_of_a_clock_is_found(file: File, change: str) -> None:
    unchecked()
    ClockRow.objects.filter(case_id=file.id, clock="clk_warrant_30d").update(**{change: moment("2026-12-31")})
    assert "8: the clocks of the row differ from the record" in said()


@pytest.mark.parametrize("change", [{"cycle": 2}, {"inputs": {}}, {"status": "stopped"}])
def test_a_clock_row_changed_otherwise_is_found(file: File, change: dict[str, Any]) -> None:
    ClockRow.objects.filter(case_id=file.id, clock="clk_warrant_30d").update(**change)
    assert "8: the clocks of the row differ from the record" in said()


@pytest.mark.parametrize("change", [{"look_at": None}, {"look_at": moment("2030-01-01")}, {"rung": 90}])
def test_a_clock_that_was_silenced_is_found(file: File, change: dict[str, Any]) -> None:
    ClockRow.objects.filter(case_id=file.id, clock="clk_warrant_30d").update(**change)
    assert said(), "the clock would never ring, and nobody saw it"


def test_a_clock_row_taken_out_is_found(file: File) -> None:
    ClockRow.objects.filter(case_id=file.id, clock="clk_warrant_30d").delete()
    assert "8: the clocks of the row differ from the record" in said()


def test_a_fault_in_one_case_is_said_of_that_case_alone(file: File) -> None:
    other = File(file.crew, "2026-11-02 10:00")
    Case.objects.filter(pk=other.id).update(head="0" * 64)
    assert {f.case for f in verify.verify(Case.objects.all(), NOW)} == {other.number}


# --- erasure and the triggers -----------------------------------------------------------------------


def test_a_lawful_erasure_leaves_the_chain_whole(file: File) -> None:
    assert Event.objects.filter(case_id=file.id, seq=7).update(facts=None) == 1
    assert list(faults(file.row)) == []
    erased = Event.objects.get(case_id=file.id, seq=7)
    assert erased.facts is None and len(erased.facts_digest) == 64


def test_after_a_lawful_erasure_the_check_of_the_record_finds_no_fault(file: File) -> None:
    Event.objects.filter(case_id=file.id).update(facts=None)
    assert said() == []


def test_an_erasure_is_not_undone(file: File) -> None:
    facts = Event.objects.get(case_id=file.id, seq=7).facts
    Event.objects.filter(case_id=file.id, seq=7).update(facts=None)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.filter(case_id=file.id, seq=7).update(facts=facts)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_event SET step = 'x'",
        "UPDATE casework_event SET facts = '{}'",
        "UPDATE casework_event SET facts = NULL, at = now()",
        "UPDATE casework_event SET facts = NULL, facts_digest = ''",
        "UPDATE casework_event SET key = NULL, hash = hash",
        "UPDATE casework_event SET seq = seq + 100",
        "DELETE FROM casework_event",
        "TRUNCATE casework_event",
        "TRUNCATE casework_case CASCADE",
    ],
)
def test_the_database_refuses_every_other_change_of_the_record(file: File, sql: str) -> None:
    before = dump()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as c:
        c.execute("SET CONSTRAINTS ALL IMMEDIATE")
        c.execute(sql)
    assert dump() == before


@pytest.mark.parametrize(
    "sql", ["UPDATE casework_checkpoint SET root = ''", "DELETE FROM casework_checkpoint"]
)
def test_the_database_refuses_to_change_a_checkpoint(file: File, sql: str) -> None:
    verify.checkpoint(NOW)
    with pytest.raises(IntegrityError, match="final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Checkpoint.objects.count() == 1


def test_the_database_refuses_to_empty_the_checkpoints(file: File) -> None:
    verify.checkpoint(NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE casework_checkpoint")
    assert Checkpoint.objects.count() == 1


# --- checkpoints ------------------------------------------------------------------------------------


def root_of(at: Any, before: str) -> str:
    heads = Case.objects.order_by("pk").values_list("number", "version", "head")
    return digest([before, at, [list(head) for head in heads]])


def test_checkpoints_form_a_chain_over_all_heads(file: File) -> None:
    first = verify.checkpoint(NOW)
    assert (first.cases, first.previous_root) == (1, "")
    assert first.root == root_of(NOW, "")
    File(file.crew, "2026-11-02 10:00")
    second = verify.checkpoint(NOW)
    assert (second.cases, second.previous_root) == (2, first.root)
    assert second.root == root_of(NOW, first.root) != first.root


def test_a_case_rewritten_whole_no_longer_fits_the_root_kept_outside(file: File) -> None:
    kept = verify.checkpoint(NOW)
    other = examined(file.crew, "2026-11-06 12:00")
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM casework_event WHERE case_id = %s", [other.id])
        cursor.execute("DELETE FROM casework_workitem WHERE case_id = %s", [other.id])
        cursor.execute("DELETE FROM casework_clockrow WHERE case_id = %s", [other.id])
        cursor.execute("DELETE FROM casework_case WHERE id = %s", [other.id])
    assert kept.root == root_of(NOW, ""), "the case came after the checkpoint"
    Case.objects.filter(pk=file.id).update(head="f" * 64)
    assert kept.root != root_of(NOW, "")


# --- the command ------------------------------------------------------------------------------------


def test_the_command_ends_with_zero_when_all_is_whole(file: File, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_record")
    assert "1 cases checked, 0 faults" in capsys.readouterr().out


def test_the_command_ends_with_one_and_names_the_entry(
    file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper("UPDATE casework_event SET office = 'OSA' WHERE case_id = %s AND seq = 7", file.id)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_record")
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert f"{file.number} entry 7: the entry was changed" in out and "1 faults" in out


def test_the_command_checks_one_case_alone(file: File, capsys: pytest.CaptureFixture[str]) -> None:
    other = File(file.crew, "2026-11-02 10:00")
    Case.objects.filter(pk=other.id).update(head="0" * 64)
    call_command("verify_record", case=file.number)
    with pytest.raises(SystemExit):
        call_command("verify_record", case=other.number)
    capsys.readouterr()


def test_the_command_refuses_a_number_that_does_not_exist(file: File) -> None:
    with pytest.raises(CommandError, match="D99"):
        call_command("verify_record", case="D99-TYO-000001")


def test_the_command_writes_a_checkpoint_when_asked(file: File, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_record", checkpoint=True)
    assert Checkpoint.objects.get().root in capsys.readouterr().out


def test_a_check_changes_nothing(file: File) -> None:
    before = dump()
    said()
    assert dump() == before


def test_two_cases_of_one_crew_have_chains_of_their_own(file: File) -> None:
    other = found(file.crew, "2026-11-09 12:00")
    first = Event.objects.get(case_id=other.id, seq=1)
    assert first.previous_hash == START and first.hash != Event.objects.get(case_id=file.id, seq=1).hash
    assert isinstance(file.crew, Crew) and said() == []


# --- what the case is about ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"office_id": "OSA"},
        {"number": "D26-TYO-000999"},
        {"law_on": date(2025, 1, 1)},
        {"opened_at": moment("2026-01-01")},
    ],
    ids=["office", "number", "law", "opening"],
)
def test_a_case_that_is_about_something_else_is_found(file: File, change: dict[str, Any]) -> None:
    Case.objects.filter(pk=file.id).update(**change)
    assert any("not about what its first entry says" in fault for fault in said())


def test_a_case_given_to_another_person_is_found(file: File) -> None:
    other = Person.objects.create(name_alphabet="OTHER", nationality="PHL", created_at=moment("2026-01-01"))
    Case.objects.filter(pk=file.id).update(person=other)
    assert any("not about what its first entry says" in fault for fault in said())


def test_the_date_of_a_clock_that_has_ended_cannot_be_moved_unseen(file: File) -> None:
    ended = ClockRow.objects.filter(case_id=file.id, status="stopped")[0]
    ClockRow.objects.filter(pk=ended.pk).update(legal_at=moment("2027-01-01"))
    assert any(f"the clock {ended.clock} differs" in fault for fault in said())


def test_work_that_was_taken_away_or_put_off_is_found(file: File) -> None:
    WorkItem.objects.filter(case_id=file.id).update(by=moment("2030-01-01"))
    assert any("work items" in fault for fault in said())
    WorkItem.objects.filter(case_id=file.id).delete()
    assert any("work items" in fault for fault in said())
