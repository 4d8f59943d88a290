"""Permanent residence: no special period of its own, the conditions of the Act, the guideline as dated data,
and the card that makes the permission true."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from workflows.counting import TOKYO, nth_birthday_after
from workflows.dossier import Dossier
from workflows.engine import View
from workflows.procedures.residence.permanent_residence import PERMANENT_RESIDENCE
from workflows.procedures.residence.permanent_residence.guideline import (
    BASES,
    longest_period_held,
    years_enough,
)
from workflows.procedures.residence.permanent_residence.rules import fee_due, proposed_card_end
from workflows.procedures.residence.person import RESIDENCE
from workflows.roles import Role

PAPERS = ["form", "photo", "passport", "card", "livelihood", "duties", "guarantor", "reason"]
SEEDS = {
    "nationality": "VNM",
    "minor": False,
    "born": "1990-03-15",
    "status": "engineer_humanities_international",
    "period": "P5Y",
    "granted_on": "2024-02-01",
    "stay_until": "2029-02-01",
    "card_no": "AB12345678CD",
}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step is given."""
    day = at.date().isoformat()
    usual: dict[str, dict[str, Any]] = {
        "pr_file": {
            "filed_on": day,
            "filed_by": "applicant",
            "basis_code": "general",
            "guarantor": "佐藤",
            "papers": PAPERS,
            "photo_on": "2026-06-20",
        },
        "pr_parallel_extension": {"extension_case": "EXT-TYO-2026-0001"},
        "pr_request_documents": {"items": "課税証明書", "papers_due_on": "2026-08-20"},
        "pr_documents_received": {"items": "課税証明書"},
        "pr_decide_permit": {
            "decided_on": day,
            "interest_found": True,
            "conduct_found": True,
            "livelihood_found": True,
            "years_resident": 11,
            "years_qualifying": 6,
        },
        "pr_pay_and_deliver": {
            "fee_yen": 10_000,
            "stamp_serials": "10,000円 1枚",
            "card_no": "EF87654321GH",
            "card_valid_until": "2037-03-15" if at.date() >= date(2027, 3, 15) else "2036-03-15",
        },
        "pr_refuse": {"reason_codes": ["duties"], "reasons": "年金保険料の未納"},
        "pr_fee_default": {"grace_until": "2026-10-15", "reasons": "手数料の不納付"},
        "pr_withdraw": {"withdrawn_on": day, "in_writing": True},
    }
    return usual.get(step, {})


def blank(**facts: Any) -> File:
    return File(PERMANENT_RESIDENCE, usual, **{**SEEDS, **facts})


def received(at: str = "2026-07-10", **facts: Any) -> File:
    file = blank(**facts)
    file.take("pr_file", at)
    return file


def under_review(**facts: Any) -> File:
    file = received(**facts)
    file.take("pr_start_review", "2026-07-15")
    return file


def awaiting() -> File:
    file = under_review()
    file.take("pr_request_documents", "2026-08-03")
    return file


def decided(**facts: Any) -> File:
    file = under_review(**facts)
    file.take("pr_decide_permit", "2026-10-01")
    return file


def in_state(state: str) -> File:
    ways = {
        "draft": blank,
        "received": received,
        "under_review": under_review,
        "awaiting_documents": awaiting,
        "decided_pending_delivery": decided,
    }
    if state in ways:
        return ways[state]()
    step, start = {
        "permitted": ("pr_pay_and_deliver", decided),
        "refused": ("pr_refuse", under_review),
        "withdrawn": ("pr_withdraw", received),
        "closed": ("pr_status_lost", received),
    }[state]
    file = start()
    file.take(step, "2026-10-02")
    return file


# --- no special period ------------------------------------------------------------------------------


def test_edge_14_the_file_calls_for_an_extension_two_months_before_the_stay_ends() -> None:
    file = received("2026-07-10", stay_until="2026-12-31")
    assert file.due("pr_stay_watch") == "2026-10-31"
    file.take("pr_parallel_extension", "2026-11-02")
    assert file.due("pr_stay_watch") == ""
    assert file.dossier.facts["extension_case"] == "EXT-TYO-2026-0001"
    file.take("pr_parallel_extension", "2026-12-20", stay_until="2029-12-31")
    assert file.due("pr_stay_watch") == "2029-10-31"


def test_edge_14_a_stay_that_ends_soon_calls_at_once() -> None:
    file = blank(stay_until="2026-08-01")
    file.take("pr_file", "2026-07-10", extension_explained=True)
    assert file.due("pr_stay_watch") == "2026-07-10"


def test_edge_14_nothing_is_decided_or_delivered_once_the_stay_is_over() -> None:
    file = blank(stay_until="2026-09-30")
    file.take("pr_file", "2026-07-10", extension_explained=True)
    file.take("pr_start_review", "2026-07-15")
    refusal = file.refused("pr_decide_permit", "2026-10-01", "rule:holds_status", "22(1)")
    assert "icrra 20(6)" in {str(c) for c in refusal.cites}
    file.take("pr_decide_permit", "2026-09-30")
    late = file.refused("pr_pay_and_deliver", "2026-10-01", "rule:holds_status", "22(1)")
    assert "extension" in late.sentence("en")
    file.take("pr_status_lost", "2026-10-01")
    assert file.state == "closed" and set(file.dossier.clocks) == {"photo_age"}


def test_edge_14_an_extension_alongside_keeps_the_status_and_its_special_period_counts() -> None:
    file = blank(stay_until="2026-09-30")
    file.take("pr_file", "2026-07-10", extension_explained=True)
    file.take("pr_start_review", "2026-07-15")
    file.take("pr_parallel_extension", "2026-09-20", special_until="2026-11-30")
    file.take("pr_decide_permit", "2026-10-20")
    file.refused("pr_pay_and_deliver", "2026-12-01", "rule:holds_status", "22(1)")
    file.take("pr_pay_and_deliver", "2026-11-30")


def test_edge_14_the_applicant_is_told_at_the_counter() -> None:
    # The standard period of four months would end after the stay.
    blank(stay_until="2026-11-10").refused("pr_file", "2026-07-10", "rule:extension_explained", "20(6)")
    blank(stay_until="2026-11-10").take("pr_file", "2026-07-10", extension_explained=True)
    blank(stay_until="2026-11-11").take("pr_file", "2026-07-10")


def test_a_status_without_an_end_needs_no_extension() -> None:
    file = received(status="hsp_2", period="indefinite", stay_until=None)
    assert file.due("pr_stay_watch") == ""


# --- filing -----------------------------------------------------------------------------------------


def test_only_somebody_with_a_status_applies() -> None:
    blank(status=None).refused("pr_file", "2026-07-10", "rule:holds_status", "22(1)")
    blank(stay_until="2026-07-09").refused("pr_file", "2026-07-10", "rule:holds_status", "22(1)")
    blank(status="permanent_resident", stay_until=None).refused(
        "pr_file", "2026-07-10", "rule:not_yet_permanent", "22(1)"
    )
    blank(stay_until="2026-07-09", special_until="2026-09-09").take(
        "pr_file", "2026-07-10", extension_explained=True
    )


def test_it_is_filed_at_the_counter_and_not_online() -> None:
    blank().refused("pr_file", "2026-07-10", "rule:counter_only", "reg 61-3(1)", channel="online")
    assert received().dossier.facts["channel"] == "counter"


def test_who_files() -> None:
    blank().refused("pr_file", "2026-07-10", "rule:filer", "61-8-3(4)", filed_by="coe_proxy")
    blank().refused("pr_file", "2026-07-10", "rule:filer_authority", "61-8-3(4)", filed_by="filing_agent")
    given = {"filed_by": "relative", "filer_authority": "妻"}
    blank().refused("pr_file", "2026-07-10", "rule:unable_to_appear", "61-8-3(4)", **given)
    blank(born="2011-07-11").take("pr_file", "2026-07-10", **given)
    blank().take("pr_file", "2026-07-10", cannot_appear=True, **given)


@pytest.mark.parametrize(
    ("born", "at", "asked"),
    [
        ("2025-07-11", "2026-07-10", False),
        ("2025-07-10", "2026-07-10", True),
        ("2011-01-01", "2026-06-12", False),
        ("2010-06-12", "2026-06-12", True),
        ("2011-01-01", "2026-06-15", True),
    ],
)
def test_a_photo_is_asked_of_everybody_but_infants(born: str, at: str, asked: bool) -> None:
    file = blank(born=born)
    given = {"photo_on": None, "filed_by": "legal_representative"}
    if asked:
        file.refused("pr_file", at, "rule:photo", "reg 22(1)", **given)
    else:
        file.take("pr_file", at, **given)


def test_a_photo_of_more_than_six_months_is_refused() -> None:
    assert received().due("photo_age") == "2026-12-20"
    blank().take("pr_file", "2026-07-10", photo_on="2026-01-10")
    blank().refused("pr_file", "2026-07-10", "rule:photo_fresh", "reg 6-2(2)", photo_on="2026-01-09")


def test_the_papers_of_the_regulation_are_asked_for_and_no_more() -> None:
    without = [p for p in PAPERS if p != "guarantor"]
    blank().refused("pr_file", "2026-07-10", "rule:complete", "reg 22(1)", papers=without)
    blank().take("pr_file", "2026-07-10", papers=without, papers_follow="身元保証人が海外出張中")
    no_passport = [p for p in PAPERS if p != "passport"]
    blank().refused("pr_file", "2026-07-10", "rule:passport", "reg 22(3)", papers=no_passport)
    blank().take("pr_file", "2026-07-10", papers=no_passport, no_passport_reason="更新申請中")


def test_who_is_free_of_a_condition_is_free_of_its_papers() -> None:
    for basis, left_out in (
        ("spouse_or_child", ("livelihood", "duties")),
        ("protected", ("livelihood",)),
        ("recognised", ("livelihood",)),
    ):
        fewer = [p for p in PAPERS if p not in left_out]
        blank().take("pr_file", "2026-07-10", papers=fewer, basis_code=basis)
        blank().refused("pr_file", "2026-07-10", "rule:complete", papers=fewer)


# --- examination ------------------------------------------------------------------------------------


def test_the_standard_period_is_a_target_of_four_months() -> None:
    assert received().due("processing_pr") == "2026-11-10"
    assert PERMANENT_RESIDENCE.clocks["processing_pr"].target


def test_papers_are_due_on_the_day_named_or_the_next_open_day() -> None:
    file = under_review()
    file.refused("pr_request_documents", "2026-08-03", "named-date", papers_due_on="2026-08-02")
    file.take("pr_request_documents", "2026-08-03", papers_due_on="2026-08-11")  # Mountain Day
    assert file.due("document_request_due") == "2026-08-12"
    file.take("pr_documents_received", "2026-08-12T23:00")
    assert file.state == "under_review" and file.due("document_request_due") == ""


def test_silence_is_no_refusal() -> None:
    file = awaiting()
    file.pass_time("2026-08-20T23:59")
    assert file.state == "awaiting_documents"
    file.pass_time("2026-08-21T00:00")
    assert file.state == "under_review"
    assert "net_processing_timer" in file.dossier.clocks


def test_the_net_time_leaves_out_the_days_of_waiting() -> None:
    file = awaiting()  # filed on 10 July, papers asked for on 3 August
    assert file.dossier.facts["net_days"] == 24
    assert "net_processing_timer" not in file.dossier.clocks
    file.take("pr_documents_received", "2026-08-17")
    file.take("pr_decide_permit", "2026-08-27")
    assert file.dossier.facts["net_days"] == 34


def test_the_conditions_of_the_act() -> None:
    file = under_review()
    at = "2026-10-01"
    for fact, code, article in (
        ("interest_found", "rule:interest_of_japan", "22(2)"),
        ("conduct_found", "rule:conduct", "22(2)(1)"),
        ("livelihood_found", "rule:livelihood", "22(2)(2)"),
    ):
        file.refused("pr_decide_permit", at, code, article, **{fact: False})


@pytest.mark.parametrize(
    ("basis", "conduct", "livelihood"),
    [
        ("general", True, True),
        ("points_70", True, True),
        ("spouse_or_child", False, False),
        ("protected", True, False),
        ("recognised", True, False),
    ],
)
def test_who_is_free_of_which_condition(basis: str, conduct: bool, livelihood: bool) -> None:
    for fact, asked in (("conduct_found", conduct), ("livelihood_found", livelihood)):
        file = under_review()
        given: dict[str, Any] = {"basis_code": basis, fact: None}
        if asked:
            file.refused("pr_decide_permit", "2026-10-01", f"rule:{fact.removesuffix('_found')}", **given)
        else:
            file.take("pr_decide_permit", "2026-10-01", **given)


@pytest.mark.parametrize(
    ("on", "period", "enough"),
    [
        (date(2027, 3, 31), "P3Y", True),
        (date(2027, 4, 1), "P3Y", False),
        (date(2027, 4, 2), "P3Y", False),
        (date(2027, 4, 2), "P5Y", True),
        (date(2026, 10, 1), "P1Y", False),
    ],
)
def test_edge_69_three_years_pass_as_the_longest_period_until_march_2027(
    on: date, period: str, enough: bool
) -> None:
    assert longest_period_held("engineer_humanities_international", period, on) is enough


def test_edge_69_a_three_year_period_on_2_april_2027_needs_a_written_reason() -> None:
    file = under_review(period="P3Y")
    file.refused("pr_decide_permit", "2027-04-02", "rule:longest_period", "practice pr-guideline")
    file.take("pr_decide_permit", "2027-04-02", guideline_reason="経過措置: 2027年3月31日までの申請")
    under_review(period="P3Y").take("pr_decide_permit", "2027-03-31")


def test_edge_69_the_longest_period_is_that_of_the_status() -> None:
    after = date(2027, 4, 2)
    assert longest_period_held("ssw_1", "P3Y", after)  # three years is the longest there is
    assert longest_period_held("hsp_2", "indefinite", after)
    assert longest_period_held("student", "P4Y3M", after)
    assert not longest_period_held("student", "P3Y", after)
    assert not longest_period_held("student", "individual", date(2026, 10, 1))
    assert not longest_period_held(None, None, after)


@pytest.mark.parametrize(
    ("basis", "years", "qualifying", "enough"),
    [
        ("general", 10, 5, True),
        ("general", 9, 5, False),
        ("general", 10, 4, False),
        ("points_70", 3, 0, True),
        ("points_70", 2, 2, False),
        ("points_80", 1, 0, True),
        ("points_80", 0, 0, False),
        ("spouse_or_child", None, None, True),
    ],
)
def test_the_years_of_the_guideline(
    basis: str, years: int | None, qualifying: int | None, enough: bool
) -> None:
    assert years_enough(basis, years, qualifying) is enough
    file = under_review()
    given = {"basis_code": basis, "years_resident": years, "years_qualifying": qualifying}
    if enough:
        file.take("pr_decide_permit", "2026-10-01", **given)
    else:
        file.refused(
            "pr_decide_permit", "2026-10-01", "rule:years_in_japan", "practice pr-guideline", **given
        )
        file.take("pr_decide_permit", "2026-10-01", guideline_reason="特段の事情", **given)


def test_an_unknown_footing_is_free_of_nothing() -> None:
    assert not years_enough("unheard-of", 50, 50)
    assert set(BASES) >= {"general", "spouse_or_child", "protected", "recognised"}


def test_who_sorted_the_file_does_not_decide_alone() -> None:
    both = acting(Role.TRIAGE_OFFICER, Role.BUREAU_DIRECTOR, name="one person")
    for step in ("pr_decide_permit", "pr_refuse"):
        file = received()
        file.take("pr_start_review", "2026-07-15", by=both)
        file.refused(step, "2026-10-01", "separation", "practice examination-guideline", by=both)


# --- delivery ---------------------------------------------------------------------------------------


def test_the_decision_alone_makes_nobody_a_permanent_resident() -> None:
    file = decided()
    assert file.state == "decided_pending_delivery"
    assert file.handed_to("residence") == []
    file.take("pr_pay_and_deliver", "2026-10-15")
    assert file.handed_to("residence") == [
        (
            "ps_pr",
            {"granted_on": "2026-10-15", "card_no": "EF87654321GH", "card_valid_until": "2036-03-15"},
        )
    ]
    assert file.handed[0].declared.must
    assert file.dossier.facts["status"] == "permanent_resident"


def test_what_was_asked_for_alongside_ends_with_the_new_status_on_the_residence_file() -> None:
    file = decided()
    file.take("pr_pay_and_deliver", "2026-10-15")
    assert {h.declared.procedure for h in file.handed} == {"residence"}
    ends = {over.step for over in RESIDENCE.steps["ps_pr"].hands_over}
    assert {"chg_close_other", "ext_close_other", "act_end"} <= ends


@pytest.mark.parametrize(("filed_on", "yen"), [("2025-03-31", 8_000), ("2025-04-01", 10_000)])
def test_the_fee_is_that_of_the_day_of_filing(filed_on: str, yen: int) -> None:
    file = blank()
    file.take("pr_file", filed_on, photo_on=filed_on)
    file.take("pr_start_review", "2026-07-15")
    file.take("pr_decide_permit", "2026-10-01")
    refusal = file.refused("pr_pay_and_deliver", "2026-10-15", "rule:fee", "67(1)(3)", fee_yen=yen + 1)
    assert "order 25(1)(3)" in {str(c) for c in refusal.cites}
    file.take("pr_pay_and_deliver", "2026-10-15", fee_yen=yen)


def test_a_fee_that_is_not_known_yet_is_entered_by_the_officer() -> None:
    dossier = Dossier("permanent_residence", date(2026, 6, 14), {}, {"filed_on": "2027-04-01"})
    assert fee_due(View(PERMANENT_RESIDENCE, dossier)) is None
    dossier = Dossier("permanent_residence", date(2026, 6, 14), {}, {})
    assert fee_due(View(PERMANENT_RESIDENCE, dossier)) is None


@pytest.mark.parametrize(
    ("issued", "born", "until"),
    [
        (date(2026, 7, 10), date(1990, 3, 15), date(2036, 3, 15)),
        (date(2026, 7, 1), date(1988, 2, 29), date(2036, 2, 29)),
        (date(2026, 7, 1), date(2014, 5, 5), date(2031, 5, 5)),
        (date(2026, 7, 1), date(2008, 7, 1), date(2036, 7, 1)),  # eighteen on that day
        (date(2026, 7, 1), date(2009, 7, 1), date(2031, 7, 1)),
        (date(2026, 6, 1), date(1990, 3, 15), date(2033, 5, 31)),  # the older rule
        (date(2026, 6, 1), date(2014, 5, 5), date(2030, 5, 4)),
    ],
)
def test_until_when_the_card_is_valid(issued: date, born: date, until: date) -> None:
    at = datetime.combine(issued, datetime.min.time(), TOKYO)
    dossier = Dossier("permanent_residence", date(2026, 6, 14), {}, {"born": born.isoformat()})
    assert proposed_card_end(View(PERMANENT_RESIDENCE, dossier, None, None, at)) == until.isoformat()


def test_a_specified_card_may_come_with_the_permission() -> None:
    file = decided()
    file.take("pr_pay_and_deliver", "2026-10-15", specified_card=True)
    assert file.handed_to("residence")[0][1]["specified_card"] is True
    early = blank()
    early.take("pr_file", "2026-03-02", photo_on="2026-03-01")
    early.take("pr_start_review", "2026-03-03")
    early.take("pr_decide_permit", "2026-06-01")
    given = {"card_valid_until": "2033-05-31"}
    early.refused("pr_pay_and_deliver", "2026-06-01", "rule:specified_card", specified_card=True, **given)
    early.take("pr_pay_and_deliver", "2026-06-01", **given)


@pytest.mark.parametrize(
    ("start", "born", "n", "result"),
    [
        ("2026-07-10", "1990-03-15", 10, "2036-03-15"),
        ("2036-03-15", "1990-03-15", 10, "2046-03-15"),
        ("2026-07-01", "1988-02-29", 10, "2036-02-29"),
        ("2026-07-01", "2014-05-05", 5, "2031-05-05"),
        ("2026-12-01", "1990-03-15", 10, "2036-03-15"),
    ],
)
def test_the_vectors_of_the_reference(start: str, born: str, n: int, result: str) -> None:
    found = nth_birthday_after(date.fromisoformat(born), date.fromisoformat(start), n)
    assert found == date.fromisoformat(result)


def test_a_card_with_another_date_is_not_handed_over() -> None:
    decided().refused(
        "pr_pay_and_deliver", "2026-10-15", "rule:card_end", "19-5(1)(1)", card_valid_until="2033-10-14"
    )
    decided(born=None).take("pr_pay_and_deliver", "2026-10-15", card_valid_until="2036-01-01")


# --- other ends -------------------------------------------------------------------------------------


def test_a_refusal_leaves_the_stay_as_it_is() -> None:
    file = under_review()
    file.refused("pr_refuse", "2026-10-01", "rule:reasons_given", "22(2)", reasons="無")
    file.take("pr_refuse", "2026-10-01")
    assert file.handed == ()
    assert file.due("litigation_6m") == "2027-04-01"
    assert set(file.dossier.clocks) <= {"litigation_6m", "photo_age"}


def test_a_withdrawal_is_in_writing_and_possible_until_delivery() -> None:
    received().refused(
        "pr_withdraw", "2026-08-01", "rule:in_writing", "practice withdrawal", in_writing=False
    )
    decided().take("pr_withdraw", "2026-10-10")


def test_a_fee_not_paid_undoes_the_decision_after_a_grace() -> None:
    file = decided()
    file.refused("pr_fee_default", "2026-10-15", "rule:grace_over", "practice examination-guideline")
    file.take("pr_fee_default", "2026-10-16")
    assert file.state == "refused" and file.due("litigation_6m") == "2027-04-16"


def test_the_result_notice_names_a_day_for_the_card() -> None:
    file = under_review()
    file.take("pr_decide_permit", "2026-10-01", collect_by="2026-10-15")
    assert file.due("result_collect") == "2026-10-15"
    assert decided().due("result_collect") == ""


# --- the whole table --------------------------------------------------------------------------------

STATES = tuple(PERMANENT_RESIDENCE.machines["permanent_residence"].states)
BY_HAND = [s.id for s in PERMANENT_RESIDENCE.steps.values() if not (s.automatic or s.carried_only)]


@pytest.mark.parametrize("step", BY_HAND)
def test_every_step_is_taken_from_its_states_and_refused_elsewhere(step: str) -> None:
    declared = PERMANENT_RESIDENCE.steps[step]
    for state in STATES:
        file = in_state(state)
        at = {"awaiting_documents": "2026-08-04", "draft": "2026-07-10"}.get(state, "2026-10-16")
        if step == "pr_request_documents" and state == "under_review":
            at = "2026-08-03"
        if state in declared.source:
            file.take(step, at)
        else:
            file.refused(step, at, "wrong-state")


@pytest.mark.parametrize("step", BY_HAND)
def test_no_step_is_taken_by_another_office(step: str) -> None:
    declared = PERMANENT_RESIDENCE.steps[step]
    others = frozenset(Role) - declared.officers - {Role.SYSTEM}
    file = in_state(declared.source[0])
    file.refused(step, "2026-10-16", "wrong-office", by=acting(*others, name="others"), asleep=True)


def test_the_end_of_the_stay_closes_the_file_in_every_open_state() -> None:
    for state in ("received", "under_review", "awaiting_documents", "decided_pending_delivery"):
        file = in_state(state)
        file.take("pr_status_lost", "2026-12-01", carried=True, asleep=True, lost_on="2026-11-30")
        assert file.state == "closed"


def test_the_file_judges_by_the_stay_as_it_goes_on() -> None:
    """An extension was granted while permanent residence is examined: the residence file tells its new end."""
    file = in_state("under_review")
    file.take("pr_stay_told", "2026-10-01", carried=True, asleep=True, stay_until="2028-03-31", period="P1Y")
    assert file.dossier.facts["stay_until"] == "2028-03-31"
    file.take("pr_stay_told", "2026-10-02", carried=True, asleep=True, special_until="2028-05-31")
    assert file.dossier.facts["special_until"] == "2028-05-31"
    file.refused("pr_stay_told", "2026-10-03", "carried-only", asleep=True)
