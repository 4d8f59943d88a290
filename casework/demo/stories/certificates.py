"""Certificates of eligibility and visas: people who are not here yet."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.residence_words import COMPANY, ENGINEER, SCHOOL, SUPPORT, SUPPORT_NUMBER
from casework.demo.stories.stays import certificate_ends, certified


def _filed(p: Pen, offset: int) -> None:
    """Filed by the school for a student."""
    p.on(offset, 10, "desk", "coe_file_counter", status_requested="student", organisation=SCHOOL)


@story("lam")
def certificate_just_received(p: Pen) -> None:
    """Came in yesterday, or on the last open day: nobody has sorted it."""
    _filed(p, -1)


@story("rupesh")
def certificate_waits_for_papers(p: Pen) -> None:
    _filed(p, -24)
    p.on(-20, 14, "triage", "coe_start_review", triage_class="D")
    p.on(-12, 15, "examiner", "coe_request_documents", papers_due_on=p.day(p.calendar.open_from(9)))


@story("dimas")
def papers_due_today(p: Pen) -> None:
    """Tomorrow the examination goes on with the papers there are (on a closed day: after the next open one)."""
    _filed(p, -33)
    p.on(-28, 14, "triage", "coe_start_review", triage_class="D")
    p.on(-15, 15, "examiner", "coe_request_documents", papers_due_on=p.day(p.calendar.open_from(0)))


@story("putu", "OSA")
def certificate_of_a_skilled_worker(p: Pen) -> None:
    """Filed by the registered support organisation; under review in Osaka."""
    p.on(
        -18,
        11,
        "desk",
        "coe_file_counter",
        status_requested="ssw_1",
        organisation=COMPANY,
        ssw_field="industrial_products",
        filed_by="support_org",
        proxy_kind=None,
        filer_name=f"{SUPPORT} 職員",
        filer_authority=SUPPORT_NUMBER,
    )
    p.on(-15, 14, "triage", "coe_start_review")


@story("rhodora")
def certificate_about_to_lapse(p: Pen) -> None:
    """Issued almost three months ago; nobody has applied for a visa, and in a few days it is void."""
    issued = p.calendar.began(certificate_ends, 5, 91, office_open=True)
    p.on(
        issued - 40,
        10,
        "desk",
        "coe_file_counter",
        status_requested="spouse_or_child_of_japanese",
        proxy_kind="relative_in_japan",
        filer_name="夫",
        filer_authority="夫",
        office_ground="residence",
        papers=["form", "photo", "activity", "livelihood"],
    )
    p.on(issued - 36, 14, "triage", "coe_start_review", triage_class="A")
    p.at(issued, 15, "minister", "coe_issue_paper", coe_no=p.number("C-"))


@story("tufan")
def certificate_refused(p: Pen) -> None:
    """Refused and told; six months to sue."""
    p.on(-62, 10, "desk", "coe_file_counter", status_requested=ENGINEER, organisation="実在しない有限会社")
    p.on(-57, 14, "triage", "coe_start_review", triage_class="C")
    p.on(-13, 15, "minister", "coe_refuse")
    p.on(-10, 11, "examiner", "coe_refusal_told")


@story("sandun", "OSA")
def visa_applied_for(p: Pen) -> None:
    """The embassy has the passport since three days or a little longer."""
    certified(p, -21, ENGINEER, COMPANY)
    p.on(-3, 11, "examiner", "visa_apply", visa_mission="在スリランカ日本国大使館")
