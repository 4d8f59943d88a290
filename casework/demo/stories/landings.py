"""At the border: landing at Narita, and the landings without a status."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.demo.pen import Pen, story
from casework.demo.residence_words import SCHOOL
from casework.demo.stories.stays import certified, of_a_certificate, visa
from casework.demo.words import NumberOf
from workflows.counting import Period, reckon, rule

_VISITOR: dict[str, Any] = {
    "status_requested": "temporary_visitor",
    "period_requested": "P90D",
    "activity_proof": "papers",
}


@story("clement")
def examined_at_the_airport(p: Pen) -> None:
    """Arrived two hours ago without a visa, which his nationality does not need."""
    p.ago(1.8, "port", "landing_apply", carrier="ZZ 275", visa_basis="visa_exempt", **_VISITOR)


@story("chidubem")
def hearing_at_the_airport(p: Pen) -> None:
    """Referred yesterday; the special inquiry officer hears him today."""
    p.at(
        -1,
        15,
        "port",
        "landing_apply",
        carrier="ZZ 673",
        visa_basis="visa",
        visa_no=p.number("V-"),
        **_VISITOR,
    )
    p.then("port", "landing_refer_hearing", hours=2)


def _three_days(day: date) -> date:
    last = reckon(day, Period.parse("3 days"), rule("first-day-out-filing")).last_day
    assert last is not None
    return last


@story("sherali")
def objection_due_tomorrow(p: Pen) -> None:
    """Found not to meet the conditions; the three days end tomorrow, or on the next open day."""
    found = p.calendar.began(_three_days, 1, 3)
    p.at(
        found,
        8,
        "port",
        "landing_apply",
        carrier="ZZ 801",
        visa_basis="visa",
        visa_no=p.number("V-"),
        **_VISITOR,
    )
    p.then("port", "landing_refer_hearing", hours=1)
    p.then("hearing", "hearing_hold", hours=2)
    p.then("hearing", "hearing_find_nonconform", hours=2)


@story("duyen")
def landed_this_morning(p: Pen) -> None:
    """Certificate, visa, landing: three files, one person. Her certificate is used up, her stay has begun, and
    within fourteen days she notifies an address."""
    certified(p, -48, "student", SCHOOL)
    visa(p, -20, "在ベトナム日本国大使館")
    p.ago(
        1.6,
        "port",
        "landing_apply",
        carrier="ZZ 310",
        status_requested="student",
        period_requested="P1Y",
        **of_a_certificate(p),
    )
    p.ago(
        1.1,
        "port",
        "landing_permit_stamp",
        status="student",
        period="P1Y",
        organisation=SCHOOL,
        coe_case=NumberOf("coe"),
        card_no=p.card(),
    )


# --- without a status -----------------------------------------------------------------------------------


@story("rolly", "OSA")
def crew_ashore_until_tomorrow(p: Pen) -> None:
    p.at(-5, 9, "examiner", "xl_apply", xl_type="crew", vessel="貨物船 見本丸")
    p.then("examiner", "xl_permit", crew_case="one_port", xl_until=_end(p, 1), xl_area="大阪市内")


@story("ingrid", "OSA")
def cruise_passenger(p: Pen) -> None:
    p.at(
        -3, 7, "examiner", "xl_apply", xl_type="cruise_ship", vessel="客船 SAMPLE STAR", designated_ship=True
    )
    p.then("examiner", "xl_permit", ports_in_japan="one", xl_until=_end(p, 3), xl_area="近畿一円")


@story("selam")
def temporary_refuge(p: Pen) -> None:
    """Asked for refuge at the airport; landed until a date some months ahead."""
    p.at(
        -20,
        16,
        "port",
        "xl_apply",
        xl_type="temporary_refuge",
        xl_applicant="foreign_national",
        vessel="ZZ 318",
    )
    p.at(
        -18,
        11,
        "port",
        "xl_permit",
        refuge_ground="persecution",
        landing_fitting=True,
        fixed_residence="支援団体の施設",
        xl_until=_end(p, 150),
        xl_area="千葉県及び東京都",
    )


def _end(p: Pen, offset: int) -> str:
    """24:00 of a day."""
    return f"{p.day(offset + 1)}T00:00+09:00"
