"""After the removal order: screening, supervision, release, preparation of the removal."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import (
    at_the_centre,
    checked,
    held_under_order,
    ordered,
    supervised_after_order,
    under_warrant,
)


@story("kwabena")
def screening_after_the_order_is_late(p: Pen) -> None:
    under_warrant(p, -22)
    ordered(p, -8)
    p.at(-5, 10, "guard2", "removal_execution_started")
    p.then("guard2", "immediate_removal_impossible")
    p.then("guard2", "post_order_screening_opened")


@story("nuwan")
def report_due_today(p: Pen) -> None:
    supervised_after_order(p, -76, 0, supervisor="元の勤務先 社長")


@story("diego", "OSA")
def supervisor_gives_up(p: Pen) -> None:
    """The supervisor resigns next month: a successor has to be found."""
    supervised_after_order(p, -60, 14, supervisor="教会の世話人")
    p.on(-20, 10, "chief", "suit_filed", court_name="大阪地方裁判所")
    p.on(-3, 10, "chief", "supervisor_resignation_notified", resign_on=p.day(34))


@story("azadeh")
def provisional_release_over(p: Pen) -> None:
    """The period ended three days ago and nobody asked for more. Her refugee claim was refused before."""
    held_under_order(p, -80)
    p.on(-72, 11, "refugee", "refugee_claim_filed")
    p.then("refugee", "suspensive_effect_on", days=1)
    p.on(-68, 14, "guard2", "departure_plan_made")
    p.on(-63, 16, "minister", "refugee_refused")
    p.on(-40, 15, "head", "provisional_release_post_granted", release_until=p.day(-3))


@story("van")
def supervision_waits_for_the_deposit(p: Pen) -> None:
    at_the_centre(p, -60)
    checked(p, -30, "ejc-doctor")
    p.on(-6, 13, "chief", "post_order_supervision_deposit_first", supervisor_name="支援団体 代表")
    p.on(-4, 13, "ejc-head", "provisional_release_requested", release_requester="spouse")


@story("hung")
def leaving_at_own_cost(p: Pen) -> None:
    """Under supervision, a flight in two days, and a year's ban if he is gone in five."""
    supervised_after_order(p, -45, 20, supervisor="友人")
    p.on(-12, 11, "chief2", "self_departure_permitted", planned_departure_on=p.day(2), flight="台北行")
    p.then("chief2", "ban_shortening_applied", days=1)
    p.on(-6, 15, "minister", "ban_shortening_decided", depart_by=p.day(5))


@story("jian")
def flight_booked(p: Pen) -> None:
    """A third refugee claim did not stop the removal."""
    held_under_order(p, -34)
    p.on(-26, 14, "guard2", "departure_plan_made")
    p.on(-22, 11, "refugee", "refugee_claim_filed", claim_number=3)
    p.then("refugee", "suspensive_exception_recorded", days=1)
    p.on(-8, 10, "guard2", "removal_scheduled", planned_departure_on=p.day(6), escorts="警備官 二名")


@story("mehmet")
def ordered_to_leave(p: Pen) -> None:
    supervised_after_order(p, -66, 9, supervisor="弟")
    p.on(-30, 10, "chief2", "order_to_leave_issued", leave_until=p.day(10))


@story("hana")
def order_to_leave_suspended(p: Pen) -> None:
    """A refugee claim stops the order to leave."""
    supervised_after_order(p, -70, 5, supervisor="支援団体 職員")
    p.on(-40, 10, "chief2", "order_to_leave_issued", leave_until=p.day(7))
    p.on(-10, 11, "refugee", "refugee_claim_filed")


@story("stateless")
def nowhere_to_be_sent(p: Pen) -> None:
    held_under_order(p, -70)
    p.on(-55, 14, "guard2", "departure_plan_made")
    p.on(-30, 10, "chief2", "removal_found_impossible")
    p.on(-21, 15, "chief2", "special_release_granted")


@story("zabihullah")
def forbidden_to_leave(p: Pen) -> None:
    """A criminal court forbids him to leave Japan, so the removal order cannot be executed."""
    supervised_after_order(p, -85, -10, supervisor="いとこ")
    p.on(-40, 10, "chief", "exit_restriction_on")
    p.then("chief", "exit_restricted", days=1, restricted_report_due_on=p.day(35))
