"""Whether two entries may be one person: each kind of evidence, the thresholds on both sides, the verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.duplicates import (
    CERTAIN,
    POSSIBLE,
    Course,
    Document,
    Party,
    Score,
    Verdict,
    compare_names,
    course,
    distance,
    score,
    swapped,
)

BORN = date(1997, 4, 2)
PASSPORT = Document("passport", "VNM", "C1234567")
CARD = Document("residence_card", "JPN", "AB12345678CD")
AN = Party("NGUYEN VAN AN", birth_date=BORN, nationality="VNM", sex="M")


def with_documents(*documents: Document, **more) -> Party:
    return replace(AN, documents=frozenset(documents), **more)


def codes(found: Score) -> set[str]:
    return {r.code for r in found.reasons}


# --- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "grade"),
    [
        ("NGUYEN VAN AN", "AN NGUYEN VAN", "same"),
        ("NGUYEN VAN AN", "NGUYỄN VĂN AN", "same"),
        ("AL-SAYED OMAR", "OMAR AL SAYED", "same"),
        ("MÜLLER JÖRG", "MUELLER JOERG", "same"),
        ("SANTOS MARIA", "SANTOS MARIA LUISA", "within"),
        ("WIDURIYATI", "WIDURIYATI SITI", "within"),
        ("TRAN THI BINH", "TRAN THI B", "near"),
        ("NGUYEN VAN AN", "NGUYEN VAN ANH", "near"),
        ("MOHAMMED ALI", "MUHAMAD ALI", "near"),
        ("ALSAYED OMAR", "AL SAYED OMAR", "near"),
        ("ZABIHULLAH", "ZABIULLAH", "near"),
        ("HUAMANI CCOPA DIEGO", "HUAMANI CCOAP DIEGO", "near"),
        ("KIM", "KIN", "differs"),
        ("LI WEI", "LI WU", "differs"),
        ("TRAN THI BINH", "PHAM THI BINH", "differs"),
        ("NGUYEN VAN AN", "TRAN THI BINH", "differs"),
    ],
)
def test_how_two_names_compare(one: str, two: str, grade: str) -> None:
    assert compare_names(Party(one), Party(two)) == grade
    assert compare_names(Party(two), Party(one)) == grade


def test_the_nearest_of_all_names_counts() -> None:
    married = Party("SANTOS MARIA", others=("REYES MARIA",))
    assert compare_names(married, Party("REYES MARIA")) == "same"
    assert compare_names(Party("CHIN", kanji="陳"), Party("CHEN", kanji="陈")) == "same"
    kana = Party("KARATEPE ERDAL", kana="カラテペ・エルダル")
    assert compare_names(kana, Party("KARATEPPE", kana="ｶﾗﾃﾍﾟ ｴﾙﾀﾞﾙ")) == "same"


def test_the_same_letters_with_other_characters_are_no_more_than_near() -> None:
    wang = Party("WANG LI", kanji="王麗")
    assert compare_names(wang, Party("WANG LI", kanji="王莉")) == "near"
    assert compare_names(wang, Party("WANG LI", kanji="王丽")) == "same"
    assert compare_names(wang, Party("WANG LI")) == "same"
    assert compare_names(wang, Party("WANG LU", kanji="王璐")) == "differs"


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("", "", 0),
        ("AB", "AB", 0),
        ("ABCD", "ABDC", 1),
        ("ABC", "ABXC", 1),
        ("ABC", "XBD", 2),
        ("A", "ABCD", 3),
    ],
)
def test_the_distance_of_two_words(one: str, two: str, found: int) -> None:
    assert distance(one, two, 5) == found == distance(two, one, 5)
    assert distance(one, two, 0) > 0 or found == 0


# --- one kind of evidence at a time -----------------------------------------------------------------


def test_the_same_name_birth_date_and_nationality_are_possible_and_never_certain() -> None:
    found = score(AN, AN)
    assert codes(found) == {"name_same", "birth_same", "nationality_same", "sex_same"}
    assert found.points == 80 and found.verdict is Verdict.POSSIBLE


def test_day_and_month_swapped_count_less_than_equal() -> None:
    found = score(AN, replace(AN, birth_date=date(1997, 2, 4)))
    assert "birth_swapped" in codes(found) and found.points == 70 and found.verdict is Verdict.POSSIBLE
    assert swapped(date(1997, 4, 13)) is None


def test_an_unknown_birth_date_counts_nothing() -> None:
    assert score(AN, replace(AN, birth_date=None)).points == 50


def test_another_birth_date_is_another_person() -> None:
    found = score(AN, replace(AN, birth_date=BORN + timedelta(days=1)))
    assert found.points == 20 and found.verdict is Verdict.NONE


def test_statelessness_and_an_unknown_sex_contradict_nothing() -> None:
    for unknown in ("XXA", "XXX", ""):
        assert not {"nationality_same", "nationality_differs"} & codes(
            score(AN, replace(AN, nationality=unknown))
        )
    for unknown in ("X", ""):
        assert not {"sex_same", "sex_differs"} & codes(score(AN, replace(AN, sex=unknown)))


def test_a_passport_number_counts_with_its_state_only() -> None:
    other = Document("passport", "CHN", "C1234567")
    assert "passport_same" in codes(score(with_documents(PASSPORT), with_documents(PASSPORT)))
    assert "passport_same" not in codes(score(with_documents(PASSPORT), with_documents(other)))
    assert "passport_same" not in codes(score(with_documents(PASSPORT), with_documents(CARD)))


def test_the_reasons_are_said_in_both_languages_the_weightiest_first() -> None:
    found = score(with_documents(CARD), with_documents(CARD, sex="F"))
    assert [r.code for r in found.reasons][:2] == ["card_same", "name_same"]
    assert sum(r.points for r in found.reasons) == found.points
    assert all("。" in r.text.ja and r.text.en.endswith(".") for r in found.reasons)


# --- thresholds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "points", "verdict"),
    [
        # the same name and birth date, another nationality: just possible
        (replace(AN, nationality="CHN", sex=""), 45, Verdict.POSSIBLE),
        # and the same with a name spelt nearly alike: just not
        (replace(AN, alphabet="NGUYEN VAN ANH", nationality="CHN"), 40, Verdict.NONE),
        # no birth date, and the sex not known: just possible
        (replace(AN, birth_date=None, sex=""), 45, Verdict.POSSIBLE),
        (replace(AN, birth_date=None, sex="F"), 30, Verdict.NONE),
        (replace(AN, alphabet="NGUYEN VAN ANH", birth_date=None), 40, Verdict.NONE),
        # another name with everything else the same
        (replace(AN, alphabet="TRAN THI BINH"), 20, Verdict.NONE),
    ],
)
def test_possible_begins_where_it_should(other: Party, points: int, verdict: Verdict) -> None:
    found = score(AN, other)
    assert (found.points, found.verdict) == (points, verdict)
    assert (points >= POSSIBLE) is (verdict is Verdict.POSSIBLE)


def test_certain_begins_at_a_document_and_a_hundred_points() -> None:
    mine = with_documents(PASSPORT)
    assert score(mine, with_documents(PASSPORT)).points == 130
    # name, nationality and sex, the birth date unknown: exactly a hundred
    edge = score(mine, with_documents(PASSPORT, birth_date=None))
    assert (edge.points, edge.verdict) == (CERTAIN, Verdict.CERTAIN)
    below = score(mine, with_documents(PASSPORT, birth_date=None, sex=""))
    assert (below.points, below.verdict) == (95, Verdict.POSSIBLE)


def test_a_document_in_common_is_never_nothing() -> None:
    stranger = Party("TRAN THI BINH", birth_date=date(1980, 1, 1), nationality="CHN", sex="F")
    found = score(with_documents(PASSPORT), replace(stranger, documents=frozenset({PASSPORT})))
    assert found.points < 0 and found.verdict is Verdict.POSSIBLE


def test_only_what_agrees_in_name_and_birth_date_is_used_unasked() -> None:
    mine = with_documents(CARD, PASSPORT)
    assert score(mine, with_documents(CARD)).agrees
    assert not score(mine, with_documents(CARD, birth_date=None)).agrees
    assert not score(mine, with_documents(CARD, nationality="CHN")).agrees
    assert not score(mine, with_documents(CARD, alphabet="NGUYEN VAN ANH")).agrees


# --- what follows -----------------------------------------------------------------------------------

SURE = score(with_documents(CARD), with_documents(CARD))
MAYBE = score(AN, AN)
NOT = score(AN, Party("TRAN THI BINH", birth_date=date(1980, 1, 1), nationality="CHN"))
CLASH = score(with_documents(PASSPORT), with_documents(PASSPORT, alphabet="TRAN THI BINH"))


def test_nobody_like_them_is_somebody_new() -> None:
    assert course([]) == course([NOT]) == (Course.NEW, None)


def test_somebody_perhaps_like_them_is_asked_about() -> None:
    assert course([NOT, MAYBE]) == (Course.ASK, None)


def test_the_one_certain_entry_that_agrees_is_used_also_beside_a_namesake() -> None:
    assert course([MAYBE, SURE]) == (Course.USE, 1)


def test_two_entries_with_the_same_document_are_asked_about() -> None:
    assert course([SURE, SURE]) == (Course.ASK, None)
    assert course([SURE, CLASH]) == (Course.ASK, None)


def test_a_certain_entry_that_does_not_agree_is_asked_about() -> None:
    changed = score(with_documents(CARD, PASSPORT), with_documents(CARD, PASSPORT, nationality="CHN"))
    assert changed.verdict is Verdict.CERTAIN and course([changed]) == (Course.ASK, None)


# --- anybody ----------------------------------------------------------------------------------------

PARTIES = st.builds(
    Party,
    alphabet=st.lists(st.sampled_from(["NGUYEN", "VAN", "AN", "ANH", "A", "ALI", "MOHAMMED", "MUHAMAD"]), min_size=1, max_size=4).map(" ".join),
    kanji=st.sampled_from(["", "王麗", "王莉"]),
    birth_date=st.sampled_from([None, BORN, date(1997, 2, 4), date(2000, 1, 1)]),
    nationality=st.sampled_from(["VNM", "CHN", "XXA"]),
    sex=st.sampled_from(["", "M", "F", "X"]),
    documents=st.sets(st.sampled_from([PASSPORT, CARD])).map(frozenset),
)  # fmt: skip


@settings(max_examples=150)
@given(PARTIES, PARTIES)
def test_the_order_of_the_two_makes_no_difference(one: Party, two: Party) -> None:
    forth, back = score(one, two), score(two, one)
    assert (forth.points, codes(forth), forth.verdict) == (back.points, codes(back), back.verdict)
    assert (forth.verdict is Verdict.CERTAIN) <= forth.by_document


@settings(max_examples=50)
@given(PARTIES)
def test_nobody_is_unlike_themselves(one: Party) -> None:
    assert all(r.points >= 0 for r in score(one, one).reasons)
