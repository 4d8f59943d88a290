"""Births, permanent residence, other activities, re-entry, revocation."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.residence_words import COMPANY, ENGINEER, SCHOOL
from casework.demo.stories.stays import resident, student

# --- births ---------------------------------------------------------------------------------------------


@story("keshav")
def father_of_a_newborn(p: Pen) -> None:
    """His stay can be extended by now; a filing of somebody who may be he waits in the intake."""
    resident(p, 70, ENGINEER, "P3Y", since=-500, organisation=COMPANY)


@story("aarohi")
def born_forty_four_days_ago(p: Pen) -> None:
    """Nothing was filed within thirty days; tomorrow is the day on which the office takes alarm."""
    p.on(-34, 11, "desk", "acq_event", event_on=p.day(-44))


@story("criselda", "OSA")
def mother_of_a_newborn(p: Pen) -> None:
    resident(p, 690, "long_term_resident", "P3Y", since=-300)


@story("miguel", "OSA")
def born_fifty_five_days_ago(p: Pen) -> None:
    """Filed in time and not decided; five days are left, and no filing prolongs them."""
    p.on(-43, 11, "desk", "acq_event", event_on=p.day(-55))
    p.on(-29, 10, "desk", "acq_file", status_requested="long_term_resident")


# --- permanent residence, other activities, going and coming ---------------------------------------------


@story("tomas")
def permanent_residence_under_review(p: Pen) -> None:
    resident(p, 640, ENGINEER, "P5Y", since=-600, organisation="架空設計株式会社")
    p.on(-61, 10, "desk", "pr_file", guarantor="見本 太郎")
    p.on(-54, 14, "triage", "pr_start_review")


@story("binita")
def hours_of_work_asked_for(p: Pen) -> None:
    student(p, 210)
    p.on(-3, 11, "desk", "act_file")


@story("viet")
def hours_of_work_permitted(p: Pen) -> None:
    """Twenty-eight hours a week beside the school."""
    student(p, 240)
    p.on(-90, 11, "desk", "act_file")
    p.on(-72, 15, "minister", "act_grant_blanket")


@story("rowan")
def abroad_with_special_reentry(p: Pen) -> None:
    """Left three weeks ago and means to come back within the year."""
    resident(p, 500, "instructor", "P3Y", since=-400, organisation="架空市立学校")
    p.at(-21, 18, "port", "re_depart_special")


@story("sigrid")
def reentry_permit_asked_for(p: Pen) -> None:
    resident(p, 800, "researcher", "P5Y", since=-450, organisation="架空研究所")
    p.on(-2, 13, "desk", "re_apply")


# --- revocation ------------------------------------------------------------------------------------------


@story("farrukh")
def revocation_hearing_announced(p: Pen) -> None:
    """Three months without the activity passed by themselves; the hearing is next week."""
    resident(p, 400, ENGINEER, "P3Y", since=-500, organisation="架空情報株式会社")
    p.on(-140, 11, "examiner", "ps_activity_ceased", last_active_on=p.day(-150))
    p.on(-35, 10, "examiner", "rv_open", ground_code="inactive_3m", ground_since=p.day(-150))
    p.on(-5, 15, "minister", "rv_hearing_notice", hearing_on=p.day(p.calendar.open_from(7)))


@story("sirimat")
def ninety_days_without_an_address(p: Pen) -> None:
    """Landed at Narita and never notified where she lives: the fourteen days passed, then the ninety, and the
    fact-finding opened by itself."""
    p.at(
        -97,
        9,
        "port",
        "landing_apply",
        carrier="ZZ 641",
        visa_basis="visa",
        visa_no=p.number("V-"),
        status_requested="student",
        period_requested="P1Y",
        activity_proof="papers",
    )
    p.then(
        "port",
        "landing_permit_stamp",
        status="student",
        period="P1Y",
        organisation=SCHOOL,
        card_no=p.card(),
    )
