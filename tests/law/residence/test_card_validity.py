"""How long a residence card is valid, when it is renewed, who gets one, what stands on it."""

from __future__ import annotations

from datetime import date

import pytest

from workflows import cards, stay_counting
from workflows.cards import End, entries, no_card, renewal_opens, validity
from workflows.law import cites, exists

PR, HSP2 = "permanent_resident", "hsp_2"
STUDENT = "student"


def d(text: str) -> date:
    return date.fromisoformat(text)


def valid(status: str, issued: str, born: str | None = None, stay: str | None = None, **more: str) -> str:
    """The last day of a card."""
    found = validity(
        status,
        d(issued),
        born=d(born) if born else None,
        stay_until=d(stay) if stay else None,
        **{name: d(value) for name, value in more.items()},
    )
    assert found is not None
    assert all(exists(place) is not False for place in cites(found.basis))
    assert found.working("ja") and found.working("en")
    return found.until.isoformat()


def measured_by(status: str, issued: str, born: str, **more: str) -> End:
    found = validity(status, d(issued), born=d(born), **{name: d(value) for name, value in more.items()})
    assert found is not None
    return found.end


# --- the rules of the day of issue --------------------------------------------------------------------


def test_edge_36_a_permanent_residents_card_ends_on_the_tenth_birthday_after_its_issue():
    assert valid(PR, "2026-07-10", "1990-03-15") == "2036-03-15"
    # Whatever day it is filed on, the renewed card counts from the end of the old one.
    for filed in ("2035-12-15", "2036-01-20", "2036-03-15"):
        assert valid(PR, filed, "1990-03-15", renewal_of="2036-03-15") == "2046-03-15"
    assert renewal_opens(d("2036-03-15"), d("1990-03-15")) == d("2035-12-15")


def test_a_birthday_on_the_day_of_issue_is_not_counted():
    assert valid(PR, "2026-07-09", "1990-07-10") == "2035-07-10"
    assert valid(PR, "2026-07-10", "1990-07-10") == "2036-07-10"


def test_edge_37_an_old_card_of_seven_years_is_renewed_to_the_tenth_birthday_after_its_end():
    assert valid(PR, "2019-12-02", "1990-03-15") == "2026-12-01"
    assert valid(PR, "2026-11-10", "1990-03-15", renewal_of="2026-12-01") == "2036-03-15"


def test_edge_46_who_is_born_on_29_february_has_the_birthday_on_the_28th_in_common_years():
    assert valid(PR, "2026-07-01", "1988-02-29") == "2036-02-29"
    assert valid(PR, "2025-01-10", "1988-02-29", renewal_of="2031-02-28") == valid(
        PR, "2025-01-10", "1988-02-29"
    ), "the old rules counted from the issue"
    assert valid(PR, "2031-02-20", "1988-02-29", renewal_of="2031-02-28") == "2041-02-28"


def test_edge_68_under_the_old_rules_seven_years_ran_with_the_day_of_issue_counted():
    assert valid(PR, "2026-06-01", "1990-03-15") == "2033-05-31"
    assert valid(HSP2, "2026-06-13", "1990-03-15") == "2033-06-12"
    assert valid(HSP2, "2026-06-14", "1990-03-15") == "2036-03-15"


def test_the_new_rules_begin_with_cards_issued_on_14_june_2026():
    assert measured_by(PR, "2026-06-13", "1990-03-15") is End.SEVEN_YEARS
    assert measured_by(PR, "2026-06-14", "1990-03-15") is End.TENTH_BIRTHDAY


def test_a_permanent_resident_under_eighteen_has_a_card_to_the_fifth_birthday():
    assert valid(PR, "2026-07-01", "2014-05-05") == "2031-05-05"
    # On the eve of the eighteenth birthday the card is still a child's, on the birthday an adult's.
    assert valid(PR, "2026-12-04", "2008-12-05") == "2030-12-05"
    assert valid(PR, "2026-12-05", "2008-12-05") == "2036-12-05"


def test_edge_38_a_card_that_ends_on_the_eighteenth_birthday_is_renewed_as_an_adults():
    assert valid(PR, "2028-11-01", "2010-12-05", renewal_of="2028-12-05") == "2038-12-05"
    # One that ends on another birthday, renewed before eighteen, stays a child's.
    assert valid(PR, "2027-11-01", "2010-12-05", renewal_of="2027-12-05") == "2032-12-05"


def test_hsp_ii_has_the_tenth_birthday_at_any_age():
    assert valid(HSP2, "2026-07-01", "2010-12-05") == "2035-12-05"


def test_edge_35_a_child_who_is_no_permanent_resident_has_a_card_to_the_end_of_the_stay():
    found = validity("dependent", d("2026-07-01"), born=d("2016-02-01"), stay_until=d("2031-07-01"))
    assert found is not None and found.until == d("2031-07-01") and found.bound
    assert valid("dependent", "2026-07-01", "2012-02-01", "2031-07-01") == "2031-07-01"


def test_edge_33_a_card_of_a_child_issued_in_2024_ends_on_the_eve_of_the_sixteenth_birthday():
    born = "2010-12-05"
    found = validity("dependent", d("2024-04-01"), born=d(born), stay_until=d("2029-04-01"))
    assert found is not None and found.until == d("2026-12-04") and not found.bound
    assert renewal_opens(d("2026-12-04"), d(born)) == d("2026-06-04")
    # The new card ends with the stay.
    assert valid("dependent", "2026-10-01", born, "2029-04-01", renewal_of="2026-12-04") == "2029-04-01"


def test_where_the_stay_ends_before_the_sixteenth_birthday_the_old_card_ends_with_the_stay():
    found = validity("dependent", d("2024-04-01"), born=d("2010-12-05"), stay_until=d("2026-10-01"))
    assert found is not None and found.until == d("2026-10-01") and found.bound


def test_edge_34_a_permanent_residents_child_has_the_sixth_birthday_after_such_a_card():
    assert valid(PR, "2024-04-01", "2010-12-05") == "2026-12-04"
    assert valid(PR, "2026-10-01", "2010-12-05", renewal_of="2026-12-04") == "2031-12-05"
    assert measured_by(PR, "2026-10-01", "2010-12-05", renewal_of="2026-12-04") is End.SIXTH_BIRTHDAY


def test_edge_45_a_card_issued_before_november_2023_ends_on_the_sixteenth_birthday_itself():
    assert valid("dependent", "2023-10-31", "2010-12-05", "2028-10-31") == "2026-12-05"
    assert valid("dependent", "2023-11-01", "2010-12-05", "2028-10-31") == "2026-12-04"
    assert valid(PR, "2023-10-31", "2010-12-05") == "2026-12-05"


def test_a_card_renewed_before_sixteen_under_the_old_rules_was_an_adults():
    assert valid(PR, "2026-05-01", "2010-06-20", renewal_of="2026-06-19") == "2033-04-30"
    assert (
        valid("dependent", "2026-05-01", "2010-06-20", "2028-01-01", renewal_of="2026-06-19") == "2028-01-01"
    )


def test_who_turns_sixteen_the_next_day_was_a_child_of_the_old_rules_until_then():
    assert valid(PR, "2026-05-09", "2010-05-10") == "2026-05-09"
    assert valid(PR, "2026-05-10", "2010-05-10") == "2033-05-09"


def test_a_specified_card_outside_applications_for_a_status_counts_from_the_filing_day():
    # Filed before a birthday, delivered after it: one birthday more is counted.
    assert valid(PR, "2027-03-20", "1990-03-15", filed_on="2027-03-10") == "2036-03-15"
    assert valid(PR, "2027-03-20", "1990-03-15") == "2037-03-15"
    assert valid(PR, "2026-12-10", "2008-12-05", filed_on="2026-12-01") == "2030-12-05", (
        "17 on the filing day"
    )
    assert (
        valid(PR, "2036-03-20", "1990-03-15", filed_on="2036-01-10", renewal_of="2036-03-15") == "2046-03-15"
    )


def test_without_a_date_of_birth_or_an_end_of_the_stay_nothing_is_guessed():
    assert validity(PR, d("2026-07-01")) is None
    assert validity(PR, d("2025-07-01")) is None
    assert validity(STUDENT, d("2026-07-01")) is None
    assert validity(STUDENT, d("2025-07-01"), born=d("2000-01-01")) is None
    assert validity(PR, d("2026-07-01"), born=d("2027-01-01")) is None


# --- the window ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        ("2036-03-15", "2035-12-15"),
        ("2030-05-31", "2030-02-28"),
        ("2028-05-31", "2028-02-29"),
        # Cards that were near their end when the text changed: two months before, three from that day on.
        ("2026-07-10", "2026-05-10"),
        ("2026-08-20", "2026-06-14"),
        ("2026-09-14", "2026-06-14"),
        ("2026-09-15", "2026-06-15"),
    ],
)
def test_the_window_opens_three_calendar_months_before_the_end(until: str, opens: str):
    assert renewal_opens(d(until), d("1990-03-15")) == d(opens)


def test_a_card_that_ends_with_the_sixteenth_birthday_had_six_months_under_the_old_text():
    assert renewal_opens(d("2026-07-10"), d("2010-07-10")) == d("2026-01-10")
    assert renewal_opens(d("2031-12-05"), d("2015-12-05")) == d("2031-09-05"), "a fifth birthday by chance"


# --- who gets a card ----------------------------------------------------------------------------------


def code(status: str, period: str = "", **more: str) -> str | None:
    found = no_card(status, period, **{k: d(v) if k != "designation" else v for k, v in more.items()})  # type: ignore[arg-type]
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("status", "period", "expected"),
    [
        ("student", "P1Y", None),
        ("student", "P3M", "short_stay"),
        ("entertainer", "P30D", "short_stay"),
        ("business_manager", "P4M", None),
        ("temporary_visitor", "P90D", "visitor"),
        ("diplomat", "indefinite", "mission"),
        ("official", "P5Y", "mission"),
        ("permanent_resident", "indefinite", None),
        ("designated_activities", "P6M", None),
    ],
)
def test_a_card_is_for_stays_of_more_than_three_months(status: str, period: str, expected: str | None):
    assert code(status, period) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("台湾日本関係協会の本邦の事務所の職員としての活動", "taiwan_office"),
        ("告示3号", "taiwan_office"),
        ("駐日パレスチナ総代表部の職員と同一の世帯に属する家族の構成員としての活動", "palestine_office"),
        ("デジタルノマド(告示53号)", "digital_nomad"),
        ("情報通信技術を用いて団体の外国にある事業所における業務に従事する活動", "digital_nomad"),
        ("告示５３号の活動を指定されて在留する者の扶養を受ける配偶者(告示54号)", "digital_nomad_family"),
        ("告示46号", None),
        ("出国準備のための活動", None),
    ],
)
def test_edge_41_the_designation_tells_who_gets_no_card(words: str, expected: str | None):
    assert code("designated_activities", "P6M", designation=words) == expected
    assert code("student", "P6M", designation=words) is None, "only designated activities are looked at"


def test_a_period_set_for_the_person_is_measured_by_its_days():
    assert code("ssw_1", "individual", before="2026-06-30", until="2026-09-30") == "short_stay"
    assert code("ssw_1", "individual", before="2026-06-30", until="2026-10-01") is None
    assert code("student", before="2026-07-10", until="2026-10-10") == "short_stay"
    assert code("student", before="2026-07-10", until="2026-10-11") is None


def test_every_class_without_a_card_rests_on_an_article():
    for found in (cards.SHORT_STAY, cards.VISITOR, cards.MISSION, cards.TAIWAN_OFFICE, cards.NOMAD_FAMILY):
        assert all(exists(place) is True for place in found.cites)


# --- number, entries, photo -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["AB12345678CD", "ab12345678cd", "ＡＢ１２３４５６７８ＣＤ", "AB 1234-5678 CD"]
)
def test_a_card_number_has_four_letters_and_eight_digits(typed: str):
    assert cards.card_number(typed) == "AB12345678CD"


@pytest.mark.parametrize("typed", ["", "AB1234567CD", "ABCD12345678", "A112345678CD", "AB12345678C1", "記載"])
def test_anything_else_is_no_card_number(typed: str):
    assert cards.card_number(typed) is None


def test_a_new_card_shows_period_permission_and_issue_day_in_the_chip_alone():
    new = {e.code: e for e in entries(d("2026-06-14"))}
    old = {e.code: e for e in entries(d("2026-06-13"))}
    assert set(new) == set(old)
    moved = {code for code, entry in new.items() if old[code].printed and not entry.printed}
    assert moved == {"period", "permission", "card_issued_on"}
    assert new["stay_until"].printed and new["card_valid_until"].printed and not new["side_until"].printed
    assert all(exists(place) is True for entry in new.values() for place in entry.cites)


def test_a_photo_is_shown_from_one_year_of_age_and_was_from_sixteen():
    assert not cards.photo_needed(d("2025-11-01"), d("2026-10-31"))
    assert cards.photo_needed(d("2025-11-01"), d("2026-11-01"))
    assert not cards.photo_needed(d("2012-01-01"), d("2026-06-13"))
    assert cards.photo_needed(d("2012-01-01"), d("2026-06-14"))


# --- counting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2026-08-31", "2026-10-31"),
        ("2026-06-30", "2026-08-31"),
        ("2026-11-30", "2027-01-31"),
        ("2027-02-28", "2027-04-30"),
        ("2026-12-30", "2027-02-28"),
        ("2026-05-28", "2026-07-28"),
    ],
)
def test_the_special_period_follows_the_calendar(until: str, last: str):
    assert stay_counting.special_period_end(d(until)) == d(last)
    assert stay_counting.special_period_earlier_end(d(until)) <= d(last)


def test_the_earlier_reading_adds_months_by_the_number_of_the_day():
    assert stay_counting.special_period_earlier_end(d("2026-06-30")) == d("2026-08-30")


def test_months_back_end_with_a_month_that_has_no_such_day():
    assert stay_counting.months_before(d("2027-05-31"), 3) == d("2027-02-28")
    assert stay_counting.months_before(d("2027-01-15"), 3) == d("2026-10-15")


def test_a_special_re_entry_permission_lasts_a_year_or_to_the_end_of_the_stay():
    assert stay_counting.special_reentry(d("2026-11-24"), None)[1] == d("2027-11-24")
    assert stay_counting.special_reentry(d("2026-11-24"), d("2027-03-24"))[1] == d("2027-03-24")
    assert stay_counting.special_reentry(d("2026-11-24"), None, cruise=True)[1] == d("2026-12-09")
