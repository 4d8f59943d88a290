"""Extensions of a stay and a change of status, at every desk."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.residence_words import COMPANY, ENGINEER
from casework.demo.stories.stays import resident, student
from workflows.stay_counting import special_period_end


@story("sujita")
def extension_from_the_school(p: Pen) -> None:
    """Sent in online by the approved school; nobody has sorted it."""
    student(p, 52)
    p.on(-1, 16, "desk", "ext_file_online")


@story("levan", "OSA")
def extension_under_review(p: Pen) -> None:
    resident(p, 26, "skilled_labor", "P1Y", organisation="架空食堂")
    p.on(-17, 10, "desk", "ext_file_counter")
    p.on(-14, 14, "triage", "ext_start_review")


@story("dinushi")
def extension_waits_for_papers(p: Pen) -> None:
    resident(p, 21, "dependent", "P1Y")
    p.on(
        -24,
        10,
        "desk",
        "ext_file_counter",
        supporter_status=ENGINEER,
        papers=["form", "photo", "passport", "card", "activity", "livelihood"],
    )
    p.on(-20, 14, "triage", "ext_start_review", triage_class="D")
    p.on(-8, 15, "examiner", "ext_request_documents", papers_due_on=p.day(p.calendar.open_from(6)))


@story("ankhbayar")
def special_period(p: Pen) -> None:
    """The stay is over and goes on for the filing: twenty days are left to decide and to deliver."""
    ended = p.calendar.began(special_period_end, 20, 61)
    last = resident(p, ended, ENGINEER, "P1Y", organisation=COMPANY)
    p.on(last - 1, 10, "desk", "ext_file_counter")
    p.on(last + 5, 14, "triage", "ext_start_review", triage_class="B")


@story("nilufar")
def waiting_for_collection(p: Pen) -> None:
    """Decided; the card waits at the counter."""
    resident(p, 13, ENGINEER, "P1Y", organisation=COMPANY)
    p.on(-26, 10, "desk", "ext_file_counter")
    p.on(-22, 14, "triage", "ext_start_review")
    p.on(-5, 15, "minister", "ext_decide_permit", new_status=ENGINEER, new_period="P3Y", collect_by=p.day(9))


@story("kojo", "OSA")
def departure_offered(p: Pen) -> None:
    """In the special period, about to be refused: thirty-one days to prepare departure are offered instead."""
    last = resident(p, -25, "business_manager", "P1Y", organisation="架空貿易合同会社")
    p.on(last - 4, 10, "desk", "ext_file_counter")
    p.on(last + 3, 14, "triage", "ext_start_review", triage_class="C")
    p.on(-4, 15, "examiner", "ext_intend_refuse_in_special", told_orally_on=None)


@story("tieu")
def change_to_work(p: Pen) -> None:
    """Graduates soon and has a contract: from student to a working status."""
    student(p, 66)
    p.on(
        -15,
        11,
        "desk",
        "chg_file_counter",
        status_requested=ENGINEER,
        new_organisation=COMPANY,
    )
    p.on(-12, 14, "triage", "chg_start_review")
