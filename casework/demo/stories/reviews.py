"""The three-month review of detention under the removal order, at every desk of the chain."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import at_the_centre, checked, held_under_order


@story("samira")
def review_in_twenty_days(p: Pen) -> None:
    """Clearly impossible to remove, and still held."""
    began = p.calendar.detained_for_review(20)
    at_the_centre(p, began)
    checked(p, -30, "ejc-doctor")
    p.on(-8, 10, "chief2", "removal_found_impossible", impossible_causes=["country", "illness"])


@story("tigist")
def review_tomorrow(p: Pen) -> None:
    """A court stays the removal, not the detention: the review goes on."""
    began = p.calendar.detained_for_review(1)
    held_under_order(p, began)
    p.on(began + 14, 14, "guard2", "departure_plan_made")
    p.on(-50, 10, "chief2", "suit_filed", court_name="東京地方裁判所")
    checked(p, -40)
    p.on(-11, 17, "chief2", "stay_granted", court_stay_until=p.day(80))
    p.on(-6, 10, "head", "provisional_release_requested")


@story("jerome")
def review_waits_for_the_guard(p: Pen) -> None:
    """Three months were full the day before yesterday."""
    began = p.calendar.detained_for_review(-2)
    held_under_order(p, began)
    p.on(began + 9, 9, "head", "transferred_facility", facility="EJC")
    p.on(began + 14, 14, "ejc-guard", "departure_plan_made")
    checked(p, -60, "ejc-doctor")


@story("somsak")
def review_waits_for_the_chief_inspector(p: Pen) -> None:
    """Reported at once. A refugee claim stays the removal; the review asks about detention."""
    began = p.calendar.detained_for_review(-6)
    at_the_centre(p, began)
    checked(p, -50, "ejc-doctor")
    p.on(-30, 11, "refugee", "refugee_claim_filed")
    p.then("refugee", "suspensive_effect_on", days=1)
    p.at(-3, 14, "ejc-guard", "review_report_submitted")


@story("oksana")
def review_with_the_commissioner(p: Pen) -> None:
    began = p.calendar.detained_for_review(-10)
    at_the_centre(p, began)
    checked(p, -45, "ejc-doctor")
    p.at(-7, 14, "ejc-guard", "review_report_submitted")
    p.at(-4, 15, "chief", "review_no_supervision_reported")


@story("yusufjon")
def review_in_its_second_cycle(p: Pen) -> None:
    """The Commissioner let the first one be; the second three months end in three weeks."""
    began = p.calendar.detained_for_review(23, cycle=2)
    first = p.calendar.review_day(began)
    at_the_centre(p, began)
    checked(p, began + 50, "ejc-doctor")
    p.on(began + 70, 11, "refugee", "refugee_claim_filed")
    p.then("refugee", "suspensive_effect_on", days=1)
    p.at(first + 2, 14, "ejc-guard", "review_report_submitted")
    p.at(first + 4, 15, "chief", "review_no_supervision_reported")
    p.at(first + 7, 11, "commissioner", "review_commissioner_no_order")
    p.on(-40, 16, "minister", "refugee_refused")
    p.then("refugee", "refugee_review_filed", days=2)
    checked(p, began + 120, "ejc-doctor")


@story("ibrahima")
def review_overdue(p: Pen) -> None:
    """Nobody has reported, two weeks after the three months were full. The health check is late as well."""
    began = p.calendar.detained_for_review(-17)
    held_under_order(p, began)
    p.at(-98, 17, "doctor", "health_check_done")
    p.on(-90, 14, "guard2", "departure_plan_made")


@story("elena")
def supervision_ordered_by_the_commissioner(p: Pen) -> None:
    """The chief inspector has to carry it out."""
    began = p.calendar.detained_for_review(-15)
    at_the_centre(p, began)
    checked(p, -50, "ejc-doctor")
    p.at(-12, 14, "ejc-guard", "review_report_submitted")
    p.at(-9, 15, "chief", "review_no_supervision_reported")
    p.at(-2, 11, "commissioner", "review_commissioner_orders")


@story("rafael")
def supervised_after_a_review(p: Pen) -> None:
    """Released by the Commissioner's order; the first report is nine days late."""
    began = p.calendar.detained_for_review(-60)
    at_the_centre(p, began)
    checked(p, -100, "ejc-doctor")
    p.at(-57, 14, "ejc-guard", "review_report_submitted")
    p.at(-54, 15, "chief", "review_no_supervision_reported")
    p.at(-50, 11, "commissioner", "review_commissioner_orders")
    p.at(-46, 14, "chief", "review_order_carried_out", supervisor_name="妻", report_due_on=p.day(-9))
    p.on(-5, 11, "chief", "supervisor_report_demanded", supervisor_report_due_on=p.day(2))
