"""The stretches of procedure that many stories have in common. Offsets are days from today."""

from __future__ import annotations

from typing import Any

from casework.demo.pen import Pen


def investigated(p: Pen, offset: int, *, ground: str = "overstay") -> None:
    """From a tip to a statement, the last of it the day before `offset`."""
    p.on(offset - 6, 10, "guard", "report_received")
    p.on(offset - 4, 9, "guard", "investigation_opened", ground=ground)
    p.on(offset - 1, 13, "guard", "statement_recorded")


def screened(p: Pen, offset: int, route: str = "detention") -> None:
    """The chief inspector is told and chooses, on the last open day up to `offset`."""
    p.on(offset, 10, "guard", "chief_inspector_notified")
    if route == "detention":
        p.then("chief", "screening_decided", hours=3)
        return
    p.then(
        "chief",
        "screening_decided",
        hours=3,
        custody_route="supervision",
        custody_factors=["harm"],
        reasons="住居があり、家族と暮らしている。収容による不利益が大きい。",
    )


def under_warrant(p: Pen, offset: int, *, ground: str = "overstay") -> None:
    """Detained under a warrant since exactly `offset`, and handed over to an inspector that day."""
    investigated(p, offset - 3, ground=ground)
    screened(p, offset - 2)
    p.then("chief", "detention_decided", warrant_valid_until=p.day(offset + 7))
    p.at(offset, 7, "guard2", "warrant_executed")
    p.then("guard2", "person_handed_over", hours=6)


def supervised(
    p: Pen, offset: int, report_due: int, *, supervisor: str, ground: str = "overstay", **facts: Any
) -> None:
    """Supervised without detention since about `offset`; the file handed to an inspector."""
    investigated(p, offset - 1, ground=ground)
    screened(p, offset, "supervision")
    p.then(
        "chief",
        "supervision_decided_at_liberty",
        supervisor_name=supervisor,
        report_due_on=p.day(report_due),
        **facts,
    )
    p.then("guard", "case_handed_over", days=1)


def found(p: Pen, offset: int, **facts: Any) -> None:
    """The inspector's finding, on the last open day up to `offset`."""
    p.on(offset, 11, "inspector", "found_deportable", **facts)


def heard(p: Pen, offset: int) -> None:
    """From the request for a hearing the day after the finding to the judgment."""
    p.then("hearing", "oral_hearing_requested", days=1)
    p.then("hearing", "oral_hearing_scheduled", hours=2)
    p.on(offset, 16, "hearing", "judged_finding_correct")


def ordered(p: Pen, offset: int, **facts: Any) -> None:
    """From the finding, which is accepted, to the removal order on the last open day up to `offset`."""
    found(p, offset - 8, **facts)
    p.then("chief2", "finding_accepted", days=1)
    p.then("chief2", "sp_waived", hours=2)
    p.on(offset, 15, "chief2", "removal_order_issued")


def held_under_order(p: Pen, offset: int, *, ground: str = "overstay") -> None:
    """Detained under the removal order since exactly `offset`."""
    under_warrant(p, offset - 24, ground=ground)
    ordered(p, offset - 7, ground=ground)  # early, so that a run of closed days cannot push past `offset`
    p.at(offset - 1, 10, "guard2", "removal_execution_started")
    p.then("guard2", "immediate_removal_impossible")
    p.then("guard2", "post_order_screening_opened")
    p.at(offset, 15, "chief", "post_order_detention_decided")


def at_the_centre(p: Pen, offset: int) -> None:
    """Detained under the order since `offset`, moved to the detention centre, a plan made there."""
    held_under_order(p, offset)
    p.on(offset + 9, 9, "head", "transferred_facility", facility="EJC")
    p.on(offset + 14, 14, "ejc-guard", "departure_plan_made")


def supervised_after_order(
    p: Pen, offset: int, report_due: int, *, supervisor: str, ground: str = "overstay", **facts: Any
) -> None:
    """Supervised before the order and again after it, since about `offset`."""
    supervised(p, offset - 30, offset + 30, supervisor=supervisor, ground=ground)
    ordered(p, offset - 3, ground=ground)
    p.on(offset - 1, 10, "guard2", "removal_execution_started")
    p.then("guard2", "immediate_removal_impossible")
    p.then("guard2", "post_order_screening_opened")
    p.then(
        "chief2",
        "post_order_supervision_decided",
        hours=2,
        supervisor_name=supervisor,
        report_due_on=p.day(report_due),
        **facts,
    )


def checked(p: Pen, offset: int, who: str = "doctor") -> None:
    """The doctor's examination, which the law wants every three months."""
    p.on(offset, 14, who, "health_check_done")
