"""What differs in a procedure between two days: on days known from the data, and in general."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.changes import LAST_DAY, between, compare, days_of_change, first_day, refuse
from workflows.dated import SECTIONS, Entry, Section, entries, turning_days
from workflows.engine import Machine, Procedure
from workflows.law import exists
from workflows.registry import UnknownProcedure, procedures
from workflows.texts import Refused, Text

CODES = [p.code for p in procedures()]
FIRST = date(2024, 6, 10)
EVE = timedelta(days=1)

codes = st.sampled_from(CODES)
days = st.one_of(
    st.dates(FIRST, date(2028, 12, 31)),
    st.dates(FIRST, LAST_DAY),
    st.sampled_from(
        [d + timedelta(days=n) for code in CODES for d in turning_days(code) for n in (-1, 0, 1) if d > FIRST]
    ),
)


def told(code: str, start: date, end: date) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """The changes as plain words, by section and code."""
    return {
        (c.section.value, c.code): (c.old.says.en if c.old else None, c.new.says.en if c.new else None)
        for c in between(code, start, end)
    }


# --- days known from the data ----------------------------------------------------------------------


def test_fees_of_april_2025() -> None:
    found = told("extension", date(2025, 3, 31), date(2025, 4, 1))
    assert found == {
        ("fee", "extension"): (
            "at the counter 4,000 yen, online 4,000 yen, free for Official",
            "at the counter 6,000 yen, online 5,500 yen, free for Official",
        )
    }
    change = between("extension", date(2025, 3, 31), date(2025, 4, 1))[0]
    assert change.kind == "changed" and [str(c) for c in change.entry.cites] == [
        "icrra 67(1)(2)",
        "order 25(1)(2)",
    ]


def test_the_card_of_june_2026() -> None:
    found = told("residence", date(2026, 6, 13), date(2026, 6, 14))
    assert found["card", "photo"] == ("from 16 years", "from 1 year")
    assert found["card", "item-period"] == ("printed and in the chip", "in the chip alone")
    assert found["card", "renewal"] == ("from 2 months before the end", "from 3 months before the end")
    assert found["card", "validity-adult"][1] == "until the tenth birthday after the start"
    assert found["fee", "specified_card"] == (None, "at the counter 1,900 yen, by post 2,600 yen")
    assert found["fee", "card_exchange"] == ("at the counter 1,600 yen", "at the counter 1,900 yen")


def test_the_law_of_april_2027() -> None:
    eve, day = date(2027, 3, 31), date(2027, 4, 1)
    coe = between("coe", eve, day)
    assert {(c.kind, c.section, c.code) for c in coe} == {
        ("added", section, code)
        for section in (Section.STATUS, Section.PERIOD)
        for code in ("intra_company_transferee_2", "employment_for_skill_development")
    }
    assert [c.code for c in between("revocation", eve, day)] == [
        "ground-pr_duty_breach_or_nonpayment",
        "ground-pr_listed_crime",
    ]
    change = told("change", eve, day)
    assert change["rule", "titp-1"] == ("may be asked for", "under the transition alone")
    assert change["fee", "change"][1] == "the amount is not known (an order is awaited)"
    permanent = told("permanent_residence", eve, day)
    assert permanent["rule", "three-years"][1] == "the longest period of the status alone"


def test_stage_1_training_ends_with_june_2027() -> None:
    assert told("change", date(2027, 6, 30), date(2027, 7, 1)) == {
        ("rule", "titp-1"): ("under the transition alone", "can no longer be asked for")
    }


def test_deportation_has_one_text_and_no_dated_data() -> None:
    assert days_of_change("deportation") == ()
    assert between("deportation", FIRST, date(2030, 1, 1)) == ()


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("coe", ["2025-06-23", "2025-09-01", "2027-04-01"]),
        ("change", ["2025-04-01", "2026-06-14", "2027-04-01", "2027-07-01"]),
        ("revocation", ["2027-04-01"]),
        ("notification_duty", ["2025-04-01"]),
    ],
)
def test_the_days_on_which_something_changes(code: str, wanted: list[str]) -> None:
    assert [day.isoformat() for day in days_of_change(code)] == wanted


# --- in general -------------------------------------------------------------------------------------


@given(codes, days)
def test_a_day_does_not_differ_from_itself(code: str, day: date) -> None:
    assert between(code, day, day) == ()


@given(codes, days, days)
def test_back_is_the_mirror_of_forth(code: str, one: date, other: date) -> None:
    forth, back = between(code, one, other), between(code, other, one)
    assert {c.mirrored() for c in forth} == set(back) and len(forth) == len(back)
    assert [c.mirrored().mirrored() for c in forth] == list(forth)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(c.section, c.code, turned[c.kind]) for c in forth} == {(c.section, c.code, c.kind) for c in back}


@given(codes, days, days, days)
def test_changes_applied_in_turn_lead_to_the_same_law(code: str, a: date, b: date, c: date) -> None:
    """What differs from a to c is what is left of a to b followed by b to c."""
    procedure = next(p for p in procedures() if p.code == code)
    law = {(e.section, e.code): e for e in entries(procedure, a)}
    for change in (*between(code, a, b), *between(code, b, c)):
        if change.new is None:
            del law[change.section, change.code]
        else:
            law[change.section, change.code] = change.new
    assert law == {(e.section, e.code): e for e in entries(procedure, c)}


@pytest.mark.parametrize("code", CODES)
def test_nothing_changes_on_a_day_that_is_not_listed(code: str) -> None:
    """From one listed day to the eve of the next the law stays the same: no day is forgotten."""
    marks = [FIRST, *days_of_change(code), date(2029, 1, 1)]
    for start, following in itertools.pairwise(marks):
        inside = [start + (following - EVE - start) * n / 7 for n in range(8)]
        for day in inside:
            assert between(code, start, day) == (), (code, start, day)
    for day in marks[1:-1]:
        assert between(code, day - EVE, day)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("day", [FIRST, date(2026, 11, 24), date(2027, 4, 1)])
def test_every_entry_says_something_and_cites_what_exists(code: str, day: date) -> None:
    procedure = next(p for p in procedures() if p.code == code)
    found = entries(procedure, day)
    keys = [(e.section, e.code) for e in found]
    assert len(keys) == len(set(keys))
    for entry in found:
        assert entry.label.ja and entry.label.en and entry.says.ja and entry.says.en
        assert entry.section in SECTIONS
        assert entry.cites or entry.section is Section.FACT
        assert all(exists(cited) is not False for cited in entry.cites), entry


# --- two texts of one procedure ---------------------------------------------------------------------


def _other_text(of: str, drop: str) -> tuple[Procedure, Procedure]:
    """A procedure, and another text of it: one step gone, one guard gone, one clock longer, one fact more."""
    old = next(p for p in procedures() if p.code == of)
    steps = [s for s in old.steps.values() if s.id != drop]
    guarded = next(i for i, s in enumerate(steps) if s.guards)
    steps[guarded] = replace(steps[guarded], guards=steps[guarded].guards[1:])
    clocks = list(old.clocks.values())
    counted = next(i for i, c in enumerate(clocks) if c.length and c.compute is None)
    clocks[counted] = replace(clocks[counted], length="99 days")
    fact = replace(next(iter(old.facts.values())), name="new_fact", label=Text("新しい事実", "a new fact"))
    new = Procedure(
        old.code,
        old.label,
        law_from=date(2030, 1, 1),
        machines=[
            Machine(m.code, m.label, m.states.values(), initial=m.initial, tracked=m.tracked)
            for m in old.machines.values()
        ],
        steps=steps,
        clocks=clocks,
        facts=[*old.facts.values(), fact],
        main=old.main,
        standing=old.standing,
        home=old.home,
    )
    return old, new


def test_another_text_of_a_procedure_is_told_step_by_step() -> None:
    old, new = _other_text("exceptional_landing", "xl_revoke_discretion")
    found = compare(entries(old, FIRST), entries(new, FIRST))
    kinds = {(c.section, c.kind) for c in found}
    assert (Section.STEP, "removed") in kinds and (Section.FACT, "added") in kinds
    assert (Section.CLOCK, "changed") in kinds and (Section.GUARD, "removed") in kinds
    clock = next(c for c in found if c.section is Section.CLOCK)
    assert clock.new is not None and clock.new.says.ja.startswith("99日。")
    assert {c.mirrored() for c in found} == set(compare(entries(new, FIRST), entries(old, FIRST)))


def test_order_of_the_entries_is_no_change() -> None:
    found = entries(next(p for p in procedures() if p.code == "revocation"), FIRST)
    turned: tuple[Entry, ...] = tuple(reversed(found))
    assert compare(found, turned) == ()


# --- days that are refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_a_day_before_the_first_text_is_refused_with_that_day(code: str) -> None:
    first = first_day(code)
    assert first is not None and refuse(code, first) is None
    with pytest.raises(Refused) as raised:
        between(code, first - EVE, first)
    assert raised.value.refusal.code == "before-the-first-text"
    assert first.isoformat() in raised.value.refusal.sentence("ja")
    with pytest.raises(Refused):
        between(code, first, LAST_DAY + EVE)


def test_an_unknown_procedure_has_no_changes() -> None:
    assert first_day("none") is None and days_of_change("none") == ()
    with pytest.raises(UnknownProcedure):
        between("none", FIRST, FIRST)
