"""Investigation, the first screening, and examination."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import found, investigated, screened, supervised, under_warrant


@story("thuy")
def tip_by_telephone(p: Pen) -> None:
    p.on(-2, 15, "inspector", "report_received")


@story("wenhao")
def logs_to_be_seized(p: Pen) -> None:
    """The preservation of communication logs ends in three days."""
    investigated(p, -12, ground="activity_outside_status")
    p.on(-9, 11, "guard", "log_preservation_requested", logs_until=p.day(3))
    p.then("guard", "suspect_summoned", days=1)


@story("oyelaran")
def taken_in_urgency(p: Pen) -> None:
    """Forty-eight hours that end tomorrow."""
    p.on(-3, 10, "guard", "report_received", note="工事現場についての情報提供")
    p.at(-1, 15, "guard", "investigation_opened")
    p.then("guard2", "urgent_detention", hours=1)


@story("luis", "OSA")
def in_police_cells(p: Pen) -> None:
    """The police hold him for an offence against the Immigration Act alone."""
    p.at(-2, 18, "guard", "report_received", informant="official", note="警察からの通報")
    p.at(-1, 17, "guard", "investigation_opened")
    p.then("guard", "criminal_custody_began", immigration_offence_only=True, institution="警察署 留置施設")


@story("altan")
def waiting_for_the_chief_inspector(p: Pen) -> None:
    investigated(p, -5)
    p.on(-2, 10, "guard", "chief_inspector_notified")


@story("jamshid")
def warrant_not_yet_executed(p: Pen) -> None:
    investigated(p, -8)
    screened(p, -4)
    p.then("chief", "detention_decided", warrant_valid_until=p.day(9))


@story("hyejin")
def deposit_due_tomorrow(p: Pen) -> None:
    investigated(p, -7)
    screened(p, -3, "supervision")
    p.at(
        -1,
        11,
        "chief",
        "supervision_decided_at_liberty",
        supervisor_name="三浦 弘",
        report_due_on=p.day(60),
        deposit_required=True,
        deposit_amount=200_000,
        deposit_due_on=p.day(1),
    )


@story("farooq")
def deposit_never_paid(p: Pen) -> None:
    """The day of payment is past: the decision has to be revoked."""
    investigated(p, -14)
    screened(p, -9, "supervision")
    p.at(
        -6,
        11,
        "chief",
        "supervision_decided_at_liberty",
        supervisor_name="中野 久美",
        report_due_on=p.day(50),
        deposit_required=True,
        deposit_amount=400_000,
        deposit_due_on=p.day(-4),
    )
    p.then("guard", "case_handed_over", days=1)


@story("quynh")
def minor_in_detention(p: Pen) -> None:
    """Sixteen years old; five days of the warrant are left, and supervision has been asked for."""
    under_warrant(p, -24)
    p.on(-10, 10, "guard", "supervision_requested", proposed_supervisor="在日の叔母")


@story("darren", "OSA")
def held_beyond_the_warrant(p: Pen) -> None:
    """The thirty days ended the day before yesterday. Nobody has let him go."""
    under_warrant(p, -31)
    p.on(-20, 14, "chief", "police_cell_entrusted")


@story("emeka")
def in_a_remand_prison(p: Pen) -> None:
    """Taken up while a criminal procedure runs."""
    p.on(-60, 10, "guard", "report_received", informant="official", note="検察庁からの通報")
    p.on(-55, 9, "guard", "investigation_opened", ground="criminal_sentence")
    p.then("guard", "criminal_custody_began", hours=3, institution="拘置所")
    p.on(-20, 10, "guard", "case_taken_up_in_criminal_custody")


@story("gurdeep", "OSA")
def isolated_for_protection(p: Pen) -> None:
    under_warrant(p, -12)
    p.on(-7, 16, "head", "isolated")
    p.on(-6, 10, "head", "treatment_complaint_filed", complaint_kind="review")


@story("tuan")
def on_the_run_from_a_warrant(p: Pen) -> None:
    """Escaped from a hospital; the file stays open."""
    under_warrant(p, -26)
    found(p, -18)
    p.then("hearing", "oral_hearing_requested", days=1)
    p.at(-15, 11, "guard2", "escaped")


@story("zaw")
def let_go_in_the_flood(p: Pen) -> None:
    under_warrant(p, -16)
    p.at(-3, 4, "head", "disaster_released")


@story("rustam")
def disappeared_under_supervision(p: Pen) -> None:
    """Supervision is revoked, a new warrant issued; nobody knows where he is."""
    supervised(p, -50, 20, supervisor="勤務先 社長")
    p.on(
        -9,
        13,
        "chief",
        "supervision_revoked_person_missing",
        missing_since=p.day(-18),
        warrant_valid_until=p.day(12),
    )
