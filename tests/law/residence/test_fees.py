"""Fees by the day of acceptance (Order art. 25 and 3-3), and what is not known yet."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from tests.law.residence.applications import change, extension
from workflows.fees import FeeError, fee, fees, in_force
from workflows.law import exists

BEFORE, SINCE = date(2025, 3, 31), date(2025, 4, 1)
NOW = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("item", "counter", "online"),
    [
        ("change", 6000, 5500),
        ("extension", 6000, 5500),
        ("permanent_residence", 10000, None),
        ("reentry_single", 4000, 3500),
        ("reentry_multiple", 7000, 6500),
        ("work_certificate", 2000, 1600),
        ("traveller_card", 4000, None),
        ("traveller_card_again", 2000, None),
        ("card_exchange", 1900, None),
        ("specified_card", 1900, None),
        ("refugee_travel_document", 5000, None),
        ("support_registration", 28400, None),
        ("support_renewal", 11100, None),
        ("coe", 0, 0),
        ("acquisition", 0, 0),
        ("activity_permission", 0, 0),
        ("card_matters", 0, 0),
    ],
)
def test_the_fee_in_force_at_the_counter_and_online(item, counter, online):
    assert fee(item, "counter", NOW) == counter
    if online is None:
        with pytest.raises(FeeError, match="is not open"):
            fee(item, "online", NOW)
    else:
        assert fee(item, "online", NOW) == online


@pytest.mark.parametrize(
    ("item", "old", "new"),
    [
        ("change", 4000, 6000),
        ("extension", 4000, 6000),
        ("permanent_residence", 8000, 10000),
        ("reentry_single", 3000, 4000),
        ("reentry_multiple", 6000, 7000),
        ("traveller_card", 2200, 4000),
        ("traveller_card_again", 1100, 2000),
        ("work_certificate", 1200, 2000),
    ],
)
def test_what_was_accepted_by_31_march_2025_owes_the_old_fee(item, old, new):
    assert fee(item, "counter", BEFORE) == old
    assert fee(item, "counter", SINCE) == new


def test_an_online_filing_had_no_lower_fee_before_april_2025():
    assert fee("change", "online", BEFORE) == fee("change", "counter", BEFORE) == 4000
    assert fee("work_certificate", "online", BEFORE) == 1200


def test_the_card_exchanged_at_will_costs_more_since_14_june_2026():
    assert fee("card_exchange", "counter", date(2026, 6, 13)) == 1600
    assert fee("card_exchange", "counter", date(2026, 6, 14)) == 1900


def test_edge_40_a_specified_card_adds_1900_yen_unless_the_card_held_is_an_old_one():
    def owed(issued: str, **more: Any) -> int | None:
        return fee(
            "extension", "counter", NOW, "P1Y", True, card_issued_on=date.fromisoformat(issued), **more
        )

    assert owed("2026-07-01") == 7900
    assert owed("2026-06-14") == 7900
    assert owed("2026-06-13") == 6000
    assert owed("2025-02-01") == 6000
    assert owed("2026-07-01", holds_specified_card=True) == 6000


def test_a_specified_card_with_permanent_residence_adds_nothing():
    assert fee("permanent_residence", "counter", NOW, specified_card=True) == 10000


def test_a_specified_card_by_itself_costs_more_by_post_and_nothing_for_an_old_card():
    assert fee("specified_card", "post", NOW) == 2600
    assert fee("specified_card", "counter", NOW, card_issued_on=date(2025, 1, 6)) == 0
    assert fee("specified_card", "post", NOW, card_issued_on=date(2025, 1, 6)) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: fee("change", "online", NOW, specified_card=True),
        lambda: fee("coe", "counter", NOW, specified_card=True),
        lambda: fee("change", "counter", date(2026, 6, 13), specified_card=True),
        lambda: fee("visa", "counter", NOW),
        lambda: fee("change", "fax", NOW),
    ],
)
def test_what_the_table_does_not_know_is_said_and_not_guessed(call):
    with pytest.raises(FeeError):
        call()


@pytest.mark.parametrize(
    ("item", "status", "owed"),
    [
        ("change", "diplomat", 0),
        ("change", "official", 0),
        ("extension", "official", 0),
        ("extension", "student", 6000),
        ("reentry_single", "diplomat", 0),
        ("reentry_multiple", "official", 0),
    ],
)
def test_diplomats_and_officials_owe_no_fee(item, status, owed):
    assert fee(item, "counter", NOW, status=status) == owed


@pytest.mark.parametrize(
    "item", ["change", "extension", "permanent_residence", "reentry_single", "reentry_multiple"]
)
def test_after_the_last_day_for_the_amendment_the_amount_is_unknown(item):
    assert fee(item, "counter", date(2027, 3, 31)) is not None
    assert fee(item, "counter", date(2027, 4, 1)) is None
    assert fee(item, "counter", date(2027, 4, 1), "P5Y", specified_card=item == "change") is None


def test_before_the_first_text_on_file_the_amount_is_unknown():
    assert fee("change", "counter", date(2019, 3, 31)) is None
    assert in_force("change", date(2019, 3, 31)) is None


def test_a_fee_can_be_graded_by_the_period_granted_and_relieved_on_a_ground():
    """The shape of the law to come: nothing is known until the period is decided."""
    graded = in_force("change", NOW)
    assert graded is not None
    coming = type(graded)(
        "change",
        graded.label,
        date(2027, 4, 1),
        None,
        {"counter": {"P1Y": 30000, "P5Y": 70000}},
        {"humanitarian": 6000},
        frozenset(),
        False,
        False,
        "icrra 67(1)(1)",
    )
    assert coming.yen("counter") is None
    assert coming.yen("counter", "P1Y") == 30000
    assert coming.yen("counter", "P3M") is None
    assert coming.yen("counter", "P5Y", "humanitarian") == 6000
    assert coming.yen("counter", "P5Y", "other") == 70000


def test_every_row_cites_a_place_that_exists_and_is_said_in_both_languages():
    for rows in fees().values():
        for row in rows:
            assert all(exists(place) is not False for place in row.cites), row.basis
            assert row.label.ja and row.label.en
            assert row.unknown or row.amounts


def test_the_table_of_section_five_is_whole():
    data = json.loads((files("workflows") / "data" / "fees.json").read_text("utf-8"))
    assert {row["item"] for row in data} == set(fees())
    assert len(fees()) == 17


def test_edge_63_filed_on_31_march_2025_and_granted_in_may_costs_4000_yen():
    file = extension(until="2025-05-31", card_issued_on="2024-06-20")
    file.take("ext_file_counter", "2025-03-31")
    file.decided("2025-05-12")
    file.refused(
        "ext_pay_and_deliver", "2025-05-15", "rule:fee_right", "order 25(1)(2)", **file.new_stay("2025-05-15")
    )
    file.delivered("2025-05-15", fee_yen=4000)


def test_edge_64_granted_after_the_amendment_the_fee_is_entered_with_its_reason():
    file = change(until="2027-07-31")
    file.take("chg_file_counter", "2027-04-05")
    file.decided("2027-05-06")
    file.refused(
        "chg_pay_and_deliver", "2027-05-10", "rule:fee_right", **file.new_stay("2027-05-10"), fee_yen=6000
    )
    file.delivered("2027-05-10", fee_yen=40000, fee_override="改正政令(令和9年)の額")


def test_filed_before_the_amendment_it_costs_the_fee_of_its_own_day():
    file = change(until="2027-07-31")
    file.take("chg_file_counter", "2027-03-31")
    file.decided("2027-05-06")
    file.delivered("2027-05-10", fee_yen=6000)


def test_an_online_filing_costs_500_yen_less_and_the_form_proposes_it():
    file = extension()
    file.take("ext_file_online", "2026-07-15")
    file.decided("2026-08-03")
    suggest = file.procedure.facts["fee_yen"].suggest
    assert suggest is not None
    assert suggest(file.view("2026-08-05")) == 5500
    file.refused(
        "ext_pay_and_deliver", "2026-08-05", "rule:fee_right", **file.new_stay("2026-08-05"), fee_yen=6000
    )
    file.delivered("2026-08-05", fee_yen=5500)


def test_edge_40_the_addition_is_asked_at_the_delivery():
    file = extension(card_issued_on="2026-07-01")
    file.take("ext_file_counter", "2026-07-15", specified_card=True)
    file.decided("2026-08-03")
    file.refused("ext_pay_and_deliver", "2026-08-05", "rule:fee_right", **file.new_stay("2026-08-05"))
    file.delivered("2026-08-05", fee_yen=7900)
    assert file.handed_to("residence")[0][1]["specified_card"] is True
