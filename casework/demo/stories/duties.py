"""What a resident owes beside the stay itself: notices, the card; and a stay that nobody extended."""

from __future__ import annotations

from datetime import date

from casework.demo.pen import Pen, story
from casework.demo.residence_words import COMPANY, ENGINEER, SCHOOL
from casework.demo.stories.stays import address, certified, of_a_certificate, resident, visa
from casework.demo.words import After, NumberOf
from workflows.counting import Period, reckon, rule


def _fourteen_days(day: date) -> date:
    last = reckon(day, Period.parse("14 days"), rule("first-day-out-filing")).last_day
    assert last is not None
    return last


def _seven_years(day: date) -> date:
    last = reckon(day, Period.parse("7 years"), rule("first-day-in")).last_day
    assert last is not None
    return last


# --- notices ---------------------------------------------------------------------------------------------


def _left_a_job(p: Pen, told: int, until: int, event_on: After | str) -> None:
    """The organisation says that day that the contract has ended."""
    resident(p, until, ENGINEER, "P3Y", since=-420, organisation="架空物流株式会社")
    p.on(
        told,
        13,
        "desk",
        "ps_organisation_changed",
        organisation_event="contract_ended",
        event_on=event_on,
    )


@story("bruno")
def notice_open(p: Pen) -> None:
    _left_a_job(p, -1, 430, After(-3))


@story("nyein")
def notice_due_today(p: Pen) -> None:
    """The fourteen days end today, or on the next open day."""
    event = p.calendar.began(_fourteen_days, 0, 14)
    _left_a_job(p, p.calendar.open_from(event + 3), 520, p.day(event))


@story("issouf")
def notice_late(p: Pen) -> None:
    _left_a_job(p, -28, 350, After(-5))


# --- the card --------------------------------------------------------------------------------------------


@story("seona")
def card_to_be_renewed(p: Pen) -> None:
    """A permanent resident of long standing: the seven years of her card end in five weeks."""
    issued = p.calendar.began(_seven_years, 35, 2557)
    resident(p, 200, "long_term_resident", "P3Y", since=-620)
    p.on(
        -610,
        11,
        "examiner",
        "ps_pr",
        granted_on=p.day(issued),
        card_no=p.card(),
        card_issued_on=p.day(issued),
        card_valid_until=_seven_years(p.calendar.day(issued)).isoformat(),
    )


@story("iolana", "OSA")
def card_stolen(p: Pen) -> None:
    """A new card is to be applied for within fourteen days."""
    resident(p, 300, "instructor", "P1Y", organisation="架空英会話株式会社")
    p.on(-8, 10, "desk", "card_lose", noticed_on=After(-2))


# --- a stay that nobody extended -------------------------------------------------------------------------


@story("temuujin")
def overstayed(p: Pen) -> None:
    """The stay ended twelve days ago without a filing; a control officer opens the deportation file."""
    resident(p, -12, ENGINEER, "P1Y", organisation="架空建設株式会社")


# --- all of it -------------------------------------------------------------------------------------------


@story("meena")
def a_whole_life(p: Pen) -> None:
    """From the certificate to a job: eight files of one person."""
    certified(p, -745, "student", SCHOOL)
    visa(p, -715, "在インド日本国大使館")
    p.at(
        -700,
        8,
        "port",
        "landing_apply",
        carrier="ZZ 306",
        status_requested="student",
        period_requested="P1Y",
        **of_a_certificate(p),
    )
    p.then(
        "port",
        "landing_permit_stamp",
        status="student",
        period="P1Y",
        organisation=SCHOOL,
        coe_case=NumberOf("coe"),
        card_no=p.card(),
    )
    p.then("port", "act_file_airport")
    p.then("minister", "act_grant_blanket", hours=3)
    p.on(-690, 14, "desk", "card_address_entry", address=address(p), notified_on=After(-2))
    p.on(-370, 10, "desk", "ext_file_counter")
    p.on(-364, 14, "triage", "ext_start_review")
    p.on(
        -352,
        15,
        "minister",
        "ext_decide_permit",
        new_status="student",
        new_period="P1Y",
        collect_by=p.day(-338),
    )
    p.on(-345, 10, "examiner", "ext_pay_and_deliver", card_no=p.card())
    p.on(
        -80,
        10,
        "desk",
        "chg_file_counter",
        status_requested=ENGINEER,
        new_organisation=COMPANY,
    )
    p.on(-75, 14, "triage", "chg_start_review")
    p.on(
        -58,
        15,
        "minister",
        "chg_decide_permit",
        new_status=ENGINEER,
        new_period="P3Y",
        new_organisation=COMPANY,
        collect_by=p.day(-40),
    )
    p.on(-50, 10, "examiner", "chg_pay_and_deliver", card_no=p.card())
    p.on(
        -43,
        11,
        "desk",
        "ps_organisation_changed",
        organisation_event="contract_new",
        organisation_name=COMPANY,
        event_on=After(-5),
    )
    p.on(-41, 15, "desk", "nd_file", filed_on=After(-3))
