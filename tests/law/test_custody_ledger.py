"""The custody ledger: what a lawyer would check with a calendar, as examples and as laws of counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.counting import TOKYO, review_dates
from workflows.dossier import Spell
from workflows.law import exists
from workflows.procedures.deportation.custody.states import STATES
from workflows.procedures.deportation.ledger import (
    HELD,
    Basis,
    basis_of,
    continuous_order_detention,
    days_in,
    detention_start,
    stretches,
    summary,
    warrant_days_served,
)


def at(text: str) -> datetime:
    """A moment in Tokyo, from "2026-11-01" (noon) or "2026-11-01 23:50"."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 12:00")
    return moment.replace(tzinfo=TOKYO)


def spells(*rows: str, until: str | None = None) -> tuple[Spell, ...]:
    """Spells from "state moment" or "state @place moment"; each lasts until the next begins."""
    made: list[Spell] = []
    for row in rows:
        state, _, rest = row.partition(" ")
        place, _, moment = rest[1:].partition(" ") if rest.startswith("@") else ("", "", rest)
        start = at(moment)
        if made:
            made[-1] = Spell(made[-1].state, made[-1].start, start, made[-1].place)
        made.append(Spell(state, start, None, place))
    if until is not None:
        made[-1] = Spell(made[-1].state, made[-1].start, at(until), made[-1].place)
    return tuple(made)


# --- bases ----------------------------------------------------------------------------------------


def test_every_state_of_custody_has_a_basis():
    for state in STATES:
        assert basis_of(state.code) in Basis


def test_whoever_the_procedure_calls_detained_is_held_in_the_ledger():
    assert {s.code for s in STATES if s.detained} == {s.code for s in STATES if basis_of(s.code) in HELD}


def test_an_unknown_state_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="detained_order"):
        basis_of("detained_somewhere")


# --- days -----------------------------------------------------------------------------------------


def test_a_day_on_which_a_person_was_held_for_ten_minutes_is_a_day():
    ledger = spells("detained_warrant 2026-11-01 23:50", "at_liberty 2026-11-02 00:00")
    assert days_in(ledger, {Basis.WARRANT}, at("2026-12-01")) == 1


def test_one_minute_past_midnight_makes_it_two_days():
    ledger = spells("detained_warrant 2026-11-01 23:50", "at_liberty 2026-11-02 00:01")
    assert days_in(ledger, {Basis.WARRANT}, at("2026-12-01")) == 2


def test_a_day_is_counted_once_though_the_person_was_held_twice_on_it():
    ledger = spells(
        "detained_warrant 2026-11-01 09:00",
        "provisional_release_pre 2026-11-03 10:00",
        "detained_warrant 2026-11-03 17:00",
        until="2026-11-04 09:00",
    )
    assert days_in(ledger, {Basis.WARRANT}, at("2026-12-01")) == 4


def test_days_are_days_in_tokyo():
    # 16:00 UTC is 01:00 of the next day in Japan.
    start, end = datetime(2026, 11, 1, 16, 0, tzinfo=UTC), datetime(2026, 11, 2, 14, 59, tzinfo=UTC)
    assert days_in([Spell("detained_warrant", start, end)], {Basis.WARRANT}, at("2026-12-01")) == 1


def test_detention_that_lasts_is_counted_up_to_the_moment_asked_about():
    ledger = spells("detained_order 2026-11-01")
    assert days_in(ledger, {Basis.ORDER}, at("2026-11-30")) == 30
    assert days_in(ledger, {Basis.ORDER}, at("2026-10-31")) == 0


def test_urgent_detention_counts_towards_the_thirty_days():
    ledger = spells("detained_urgent 2026-11-01", "detained_warrant 2026-11-02", until="2026-11-10")
    assert days_in(ledger, {Basis.WARRANT}, at("2026-12-01")) == 10
    assert len(stretches(ledger)) == 1


# --- days served under earlier warrants -----------------------------------------------------------


def test_twelve_days_before_supervision_leave_eighteen():
    ledger = spells("detained_warrant 2026-08-01", "supervised_pre 2026-08-12", "detained_warrant 2027-01-10")
    assert 30 - warrant_days_served(ledger, at("2027-01-10")) == 18


def test_the_present_stretch_is_not_deducted_from_itself():
    ledger = spells("detained_urgent 2026-11-01", "detained_warrant 2026-11-02")
    assert warrant_days_served(ledger, at("2026-11-01")) == 0
    assert warrant_days_served(ledger, at("2026-11-20")) == 0


def test_days_served_stay_the_same_while_the_new_detention_lasts():
    ledger = spells("detained_warrant 2026-08-01", "supervised_pre 2026-08-12", "detained_warrant 2027-01-10")
    assert warrant_days_served(ledger, at("2027-01-25")) == 12


def test_the_question_may_be_put_before_the_person_is_detained_again():
    ledger = spells("detained_warrant 2026-08-01", "supervised_pre 2026-08-12")
    assert warrant_days_served(ledger, at("2027-01-10")) == 12


def test_a_day_of_release_and_new_detention_is_not_charged_twice():
    ledger = spells(
        "detained_warrant 2026-11-01",
        "provisional_release_pre 2026-11-05 10:00",
        "detained_warrant 2026-11-05 17:00",
    )
    # The fifth is the first day of the new count.
    assert warrant_days_served(ledger, at("2026-11-05 17:00")) == 4


def test_earlier_stretches_add_up():
    ledger = spells(
        "detained_warrant 2026-07-01",
        "supervised_pre 2026-07-05",
        "detained_warrant 2026-08-01",
        "escaped 2026-08-03",
        "detained_warrant 2026-09-01",
    )
    assert warrant_days_served(ledger, at("2026-09-01")) == 5 + 3


@pytest.mark.parametrize("elsewhere", ["criminal_custody", "supervised_pre", "provisional_release_pre"])
def test_only_detention_under_the_warrant_is_deducted(elsewhere):
    ledger = spells(f"{elsewhere} 2026-08-01", "detained_warrant 2026-09-01")
    assert warrant_days_served(ledger, at("2026-09-01")) == 0


def test_detention_under_the_order_is_no_day_under_a_warrant():
    ledger = spells("detained_order 2026-08-01", "at_liberty 2026-09-01")
    assert warrant_days_served(ledger, at("2026-10-01")) == 0


# --- where the present detention began ------------------------------------------------------------


def test_a_move_between_facilities_does_not_interrupt():
    ledger = spells("detained_order @shinagawa 2026-08-31", "detained_order @ushiku 2026-10-01")
    assert detention_start(ledger) == at("2026-08-31")
    assert continuous_order_detention(ledger, at("2026-12-01")).start == at("2026-08-31")


def test_a_deposit_still_unpaid_does_not_interrupt():
    ledger = spells("detained_order 2026-08-31", "detained_order_deposit_pending 2026-11-20")
    assert detention_start(ledger) == at("2026-08-31")
    assert continuous_order_detention(ledger, at("2026-12-01 00:00")).months == 3


def test_the_order_begins_a_detention_of_its_own():
    ledger = spells(
        "detained_warrant 2026-08-01", "post_order_screening 2026-09-10", "detained_order 2026-09-11"
    )
    assert detention_start(ledger) == at("2026-09-11")
    assert continuous_order_detention(ledger, at("2026-11-30")).months == 2


def test_who_is_free_has_no_detention_that_began():
    assert detention_start(()) is None
    assert detention_start(spells("detained_order 2026-08-31", "supervised_post 2026-10-01")) is None


def test_the_screening_after_the_order_is_detention_for_who_was_held():
    held = spells("detained_warrant 2026-09-01", "post_order_screening 2026-09-10")
    free = spells("supervised_pre 2026-09-01", "at_liberty 2026-09-10", "post_order_screening 2026-09-10")
    assert detention_start(held) == at("2026-09-10")
    assert days_in(held, {Basis.SCREENING}, at("2026-09-11")) == 2
    assert detention_start(free) is None
    assert days_in(free, HELD, at("2026-09-11")) == 0


# --- three months under the order -----------------------------------------------------------------


def test_the_three_months_are_full_at_the_end_of_the_last_day_and_not_before():
    ledger = spells("detained_order 2026-08-31")
    before = continuous_order_detention(ledger, at("2026-11-30 23:59"))
    after = continuous_order_detention(ledger, at("2026-12-01 00:00"))
    assert (before.months, before.reviews) == (2, 0)
    assert (after.months, after.reviews) == (3, 1)


def test_the_start_on_the_thirtieth_reaches_three_months_on_the_same_day():
    # There is no 31 November: the thirtieth and the thirty-first of August end together.
    ledger = spells("detained_order 2026-08-30")
    assert continuous_order_detention(ledger, at("2026-11-30 23:59")).reviews == 0
    assert continuous_order_detention(ledger, at("2026-12-01 00:00")).reviews == 1


def test_the_second_three_months_follow_the_first_and_not_the_first_day():
    ledger = spells("detained_order 2026-11-28")
    assert continuous_order_detention(ledger, at("2027-05-31 23:59")).reviews == 1
    assert continuous_order_detention(ledger, at("2027-06-01 00:00")).reviews == 2


def test_supervision_breaks_the_three_months():
    ledger = spells("detained_order 2026-05-01", "supervised_post 2026-07-01", "detained_order 2026-07-11")
    seen = continuous_order_detention(ledger, at("2026-09-30"))
    assert (seen.start, seen.months, seen.reviews) == (at("2026-07-11"), 2, 0)
    assert [(b.start, b.end, b.by) for b in seen.broken] == [
        (at("2026-05-01"), at("2026-07-01"), "supervised_post")
    ]


@pytest.mark.parametrize(
    "interval",
    [
        "escaped",
        "criminal_custody",
        "disaster_released",
        "provisional_release_post",
        "special_release",
        "exit_restricted_at_liberty",
    ],
)
def test_whatever_ends_the_detention_breaks_the_three_months(interval):
    ledger = spells("detained_order 2026-05-01", f"{interval} 2026-07-30", "detained_order 2026-07-31")
    seen = continuous_order_detention(ledger, at("2026-08-15"))
    assert (seen.start, seen.months) == (at("2026-07-31"), 0)
    assert [b.by for b in seen.broken] == [interval]


def test_who_is_not_held_under_the_order_has_no_months():
    ledger = spells("detained_order 2026-05-01", "escaped 2026-09-01")
    seen = continuous_order_detention(ledger, at("2026-10-01"))
    assert (seen.start, seen.months, seen.reviews) == (None, 0, 0)
    assert [b.by for b in seen.broken] == ["escaped"]


def test_the_ledger_can_be_asked_about_an_earlier_day():
    ledger = spells("detained_order 2026-05-01", "escaped 2026-09-01")
    seen = continuous_order_detention(ledger, at("2026-08-15"))
    assert (seen.start, seen.months, seen.broken) == (at("2026-05-01"), 3, ())


def test_detention_of_unbroken_months_agrees_with_the_review_dates_day_by_day():
    first = date(2026, 11, 30)
    ledger = spells("detained_order 2026-11-30")
    for offset in range(0, 500):
        day = first + timedelta(days=offset)
        moment = datetime.combine(day, datetime.min.time(), TOKYO)
        if moment < at("2026-11-30"):
            continue
        full = continuous_order_detention(ledger, moment).reviews
        assert full == sum(review_dates(first, n).legal.expires_at <= moment for n in range(1, 8)), day


# --- the page -------------------------------------------------------------------------------------


def test_the_page_shows_each_basis_and_place_with_its_days_and_articles():
    ledger = spells(
        "detained_urgent @tokyo 2026-08-01",
        "detained_warrant @tokyo 2026-08-02",
        "supervised_pre @tokyo 2026-08-12",
        "detained_warrant @tokyo 2027-01-10",
        "detained_warrant @ushiku 2027-01-15",
    )
    rows = summary(ledger, at("2027-01-20"))
    assert [(r.basis, r.place, r.start, r.end, r.days) for r in rows] == [
        (Basis.WARRANT, "tokyo", at("2026-08-01"), at("2026-08-12"), 12),
        (Basis.SUPERVISION, "", at("2026-08-12"), at("2027-01-10"), 152),
        (Basis.WARRANT, "tokyo", at("2027-01-10"), at("2027-01-15"), 6),
        (Basis.WARRANT, "ushiku", at("2027-01-15"), None, 6),
    ]
    assert [str(c) for c in rows[0].cites] == ["icrra 39-2(2)", "icrra 41(1)", "icrra 43(1)"]
    assert rows[0].label.ja == "収容令書による収容"


def test_every_article_on_the_page_exists():
    rows = summary(
        spells(
            *(f"{state.code} 2026-{n % 12 + 1:02}-{n // 12 + 1:02}" for n, state in enumerate(STATES[:12]))
        ),
        at("2027-01-01"),
    )
    assert len(rows) > 5
    assert all(exists(c) for row in rows for c in row.cites)


def test_two_steps_at_one_instant_leave_no_row_and_no_day():
    ledger = spells("supervised_pre 2026-09-01", "at_liberty 2026-09-10", "post_order_screening 2026-09-10")
    assert [r.basis for r in summary(ledger, at("2026-09-12"))] == [Basis.SUPERVISION, Basis.FREE]


def test_the_page_of_a_person_never_in_custody_is_empty():
    assert summary((), at("2026-11-01")) == ()


# --- laws of counting -----------------------------------------------------------------------------

_BEGIN = at("2026-01-01 00:00")
_LEDGERS = st.lists(
    st.tuples(st.sampled_from([s.code for s in STATES]), st.integers(0, 60 * 24 * 40)), max_size=12
).map(
    lambda parts: tuple(
        Spell(
            code,
            _BEGIN + timedelta(minutes=sum(m for _, m in parts[:n])),
            _BEGIN + timedelta(minutes=sum(m for _, m in parts[: n + 1])) if n + 1 < len(parts) else None,
        )
        for n, (code, _) in enumerate(parts)
    )
)
_MOMENTS = st.integers(0, 60 * 24 * 600).map(lambda m: _BEGIN + timedelta(minutes=m))


@given(_LEDGERS, _MOMENTS)
def test_no_more_days_of_custody_than_days(ledger, until):
    days = days_in(ledger, set(Basis), until)
    assert 0 <= days <= max(0, (until.date() - _BEGIN.date()).days + 1)


@given(_LEDGERS, _MOMENTS, _MOMENTS)
def test_days_never_become_fewer_as_time_passes(ledger, one, other):
    early, late = sorted((one, other))
    for basis in Basis:
        assert days_in(ledger, {basis}, early) <= days_in(ledger, {basis}, late)


@given(_LEDGERS, _MOMENTS)
def test_days_served_and_the_days_of_the_present_stretch_make_up_all_days_under_a_warrant(ledger, moment):
    seen = tuple(s for s in ledger if s.start <= moment)
    running = [s for s in stretches(seen) if s.basis is Basis.WARRANT and (s.end is None or s.end >= moment)]
    own = days_in(running[0].spells, {Basis.WARRANT}, moment) if running else 0
    total = days_in(seen, {Basis.WARRANT}, moment)
    served = warrant_days_served(seen, moment)
    assert served + own in (total, total - 1)  # only a day of release and asking may fall to neither


@given(_LEDGERS, _MOMENTS)
def test_splitting_a_stay_by_a_transfer_changes_no_count(ledger, moment):
    split: list[Spell] = []
    for spell in ledger:
        if spell.end is None or spell.end - spell.start < timedelta(minutes=2):
            split.append(spell)
            continue
        middle = spell.start + (spell.end - spell.start) / 2
        split += [
            Spell(spell.state, spell.start, middle, "one"),
            Spell(spell.state, middle, spell.end, "other"),
        ]
    assert warrant_days_served(split, moment) == warrant_days_served(ledger, moment)
    assert detention_start(split) == detention_start(ledger)
    whole, parts = continuous_order_detention(ledger, moment), continuous_order_detention(split, moment)
    assert (whole.start, whole.months, whole.broken) == (parts.start, parts.months, parts.broken)
