"""Files that are closed."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import (
    found,
    heard,
    held_under_order,
    investigated,
    supervised,
    supervised_after_order,
    under_warrant,
)
from casework.demo.words import After


@story("anh")
def not_deportable(p: Pen) -> None:
    under_warrant(p, -40)
    p.on(-28, 11, "inspector", "found_not_deportable")


@story("joel")
def permitted_to_stay(p: Pen) -> None:
    """Born here, fourteen years old."""
    supervised(p, -110, -40, supervisor="児童養護施設 職員", ground="birth_without_status")
    p.on(
        -95,
        10,
        "chief",
        "sp_application_filed",
        permission_applicant="relative",
        permission_material="在学証明書、担任の手紙",
    )
    found(p, -85, ground="birth_without_status")
    heard(p, -75)
    p.then("chief", "objection_filed", days=1)
    p.on(-60, 10, "minister", "ruled_no_ground")
    p.then("chief", "sp_under_decision", days=1)
    p.on(-50, 15, "minister", "sp_granted", status_granted="留学")


@story("weilan")
def removed(p: Pen) -> None:
    held_under_order(p, -45)
    p.on(-38, 14, "guard2", "departure_plan_made")
    p.on(-30, 10, "guard2", "removal_scheduled", planned_departure_on=p.day(-13), removal_mode="unescorted")
    p.at(-13, 18, "guard2", "removed", removal_mode="unescorted", flight="瀋陽行", property_left=True)


@story("dilani")
def order_annulled_by_a_court(p: Pen) -> None:
    supervised_after_order(p, -160, -86, supervisor="夫")
    p.on(-150, 10, "chief2", "suit_filed")
    p.on(-88, 11, "chief2", "supervised_report_filed", report_due_on=p.day(-13))
    p.on(-14, 17, "chief2", "order_annulled", reasons="裁決の裁量の逸脱を認める判決が確定した。")


@story("carlos", "OSA")
def mistaken_for_an_overstayer(p: Pen) -> None:
    investigated(p, -12)
    p.on(-9, 10, "guard", "chief_inspector_notified")
    p.then("chief", "screening_no_grounds", days=1)


@story("sonam")
def recognised_as_a_refugee(p: Pen) -> None:
    supervised(p, -130, -60, supervisor="支援団体 職員")
    p.on(-120, 11, "refugee", "refugee_claim_filed")
    p.then("refugee", "suspensive_effect_on", days=1)
    found(p, -100)
    p.then("hearing", "oral_hearing_requested", days=1)
    p.on(-66, 11, "chief", "supervised_report_filed", report_due_on=p.day(8))
    p.on(-12, 15, "minister", "refugee_recognised")


@story("bernardo")
def died(p: Pen) -> None:
    supervised(p, -55, 20, supervisor="元同僚")
    p.on(-7, 14, "chief", "death_recorded", supervisor_learned_on=After(-1))
