"""The exceptional landings: who, for how long, and what becomes of those who stay on (14 to 18-2, 24(6))."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.law.residence.files import File, acting, moment
from tests.law.residence.test_certificate import AnyOrder as AnyOrderOfAFile
from tests.law.residence.test_certificate import changed
from workflows.counting import TOKYO
from workflows.declare import Reach
from workflows.engine import View
from workflows.explore import prove
from workflows.procedures.residence.exceptional_landing import EXCEPTIONAL_LANDING as XL
from workflows.procedures.residence.exceptional_landing.types import BY_CODE, TYPES, length
from workflows.roles import Role

APPLICANTS = {
    "port_of_call": "carrier",
    "cruise_ship": "captain",
    "transit_same_ship": "captain",
    "transit_other_port": "carrier",
    "crew": "captain",
    "emergency": "captain",
    "distress": "mayor",
    "temporary_refuge": "foreign_national",
}
# The longest each can be, from ten in the morning of 1 August 2026.
LONGEST = {
    "port_of_call": "2026-08-04T10:00",
    "cruise_ship": "2026-08-09T00:00",
    "transit_same_ship": "2026-08-17T00:00",
    "transit_other_port": "2026-08-05T00:00",
    "crew": "2026-08-09T00:00",
    "distress": "2026-09-01T00:00",
    "temporary_refuge": "2027-02-02T00:00",
}
CLOCK = {
    "port_of_call": "xl_port_of_call",
    "cruise_ship": "xl_cruise",
    "transit_same_ship": "xl_transit",
    "transit_other_port": "xl_transit",
    "crew": "xl_crew",
    "distress": "xl_distress",
    "temporary_refuge": "xl_refuge",
}
EXPIRY = XL.steps["xl_overstay"]
CRUISE = {"xl_type": "cruise_ship"}
SEVERAL_CRUISES: dict[str, Any] = {**CRUISE, "multiple": True, "ports_in_japan": None}
CREW_YEAR: dict[str, Any] = {"xl_type": "crew", "multiple": True, "crew_of": "ship", "crew_case": None}
AIR_CREW: dict[str, Any] = {**CREW_YEAR, "crew_of": "aircraft", "xl_applicant": "carrier"}


def usual(step: str, at: datetime) -> Mapping[str, Any]:
    """What an ordinary step of an exceptional landing is given."""
    day = at.astimezone(TOKYO).date()
    soon = (day + timedelta(days=2)).isoformat() + "T00:00+09:00"
    facts: dict[str, Mapping[str, Any]] = {
        "xl_apply": {
            "vessel": "みほん丸",
            "designated_ship": True,
            "ports_in_japan": "one",
            "crew_case": "one_port",
        },
        "xl_permit": {
            "xl_until": soon,
            "no_denial_ground": True,
            "onward_ticket": True,
            "doctor_examined": True,
            "urgent_need": True,
            "refuge_ground": "persecution",
            "landing_fitting": True,
            "fixed_residence": "みほん荘",
        },
        "xl_permit_distress_handover": {"handed_by": "coast_guard", "xl_until": soon},
        "xl_refuse": {"reasons": "要件に当たらない。"},
        "xl_land_again": {"landed_on": day},
        "xl_leave_to_return": {"left_on": day},
        "xl_revoke_denial_ground": {"denial_ground": "5条1項4号"},
        "xl_revoke_discretion": {"reasons": "帰船の条件に反した。", "leave_by": day + timedelta(days=3)},
        "xl_depart": {"departed_on": day, "slip_collected": True},
        "xl_cruise_abscond": {"sailed_at": at, "fled": True},
        "xl_refuge_to_status": {
            "status_requested": "long_term_resident",
            "papers": ["form", "event"],
            "papers_follow": "旅券を所持しない",
        },
    }
    return facts.get(step, {})


def applied(xl_type: str, at: str = "2026-08-01", **given: Any) -> File:
    file = File(XL, usual)
    file.take("xl_apply", at, **{"xl_applicant": APPLICANTS[xl_type], **given, "xl_type": xl_type})
    return file


def permitted(xl_type: str, until: str | None = None, at: str = "2026-08-01", **given: Any) -> File:
    """A landing permitted until a moment, by default the longest the law allows on 1 August."""
    file = applied(xl_type, at, **given)
    end = until or LONGEST.get(xl_type)
    file.take("xl_permit", at, xl_until=moment(end) if end else None)
    return file


def repeated(given: Mapping[str, Any] = SEVERAL_CRUISES, until: str = "2026-09-01T00:00") -> File:
    return permitted(until=until, **given)


# --- who applies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("xl_type", APPLICANTS)
def test_each_landing_is_applied_for_by_those_the_law_names_and_nobody_else(xl_type: str) -> None:
    file, row = File(XL, usual), BY_CODE[xl_type]
    for who in ("captain", "carrier", "mayor", "rescuer", "foreign_national"):
        if who in row.applicants:
            applied(xl_type, xl_applicant=who)
        else:
            file.refused(
                "xl_apply",
                "2026-08-01",
                f"rule:applicant_{xl_type}",
                row.applicants_basis.partition(";")[0],
                xl_type=xl_type,
                xl_applicant=who,
            )


def test_only_the_person_asks_for_refuge_and_mayor_and_rescuer_only_after_distress() -> None:
    assert BY_CODE["temporary_refuge"].applicants == {"foreign_national"}
    assert {t.code for t in TYPES if "mayor" in t.applicants} == {"distress"}
    assert len(TYPES) == 8


def test_repeated_landings_are_for_cruise_passengers_and_crew_alone() -> None:
    file = File(XL, usual)
    for xl_type in set(APPLICANTS) - {"cruise_ship", "crew"}:
        given = {"xl_type": xl_type, "xl_applicant": APPLICANTS[xl_type], "multiple": True}
        file.refused("xl_apply", "2026-08-01", "rule:repeated_landings", "14-2(2)", **given)
    applied("cruise_ship", multiple=True)


def test_for_air_crew_the_carrier_applies_for_the_year() -> None:
    file = File(XL, usual)
    by_captain = {**AIR_CREW, "xl_applicant": "captain"}
    file.refused("xl_apply", "2026-08-01", "rule:crew_of_ship_or_aircraft", "16(2)(2)", **by_captain)
    unknown = {**CREW_YEAR, "crew_of": None, "xl_applicant": "captain"}
    file.refused("xl_apply", "2026-08-01", "rule:crew_of_ship_or_aircraft", "16(2)(1)", **unknown)
    applied(**AIR_CREW)


def test_a_cruise_landing_is_for_passengers_of_a_designated_ship() -> None:
    file = File(XL, usual)
    given = {"xl_type": "cruise_ship", "xl_applicant": "captain", "designated_ship": False}
    file.refused("xl_apply", "2026-08-01", "rule:designated_ship", "14-2(1)", **given)


# --- for how long -----------------------------------------------------------------------------------


@pytest.mark.parametrize("xl_type", LONGEST)
def test_a_landing_can_be_permitted_for_the_longest_and_not_a_minute_more(xl_type: str) -> None:
    most = moment(LONGEST[xl_type])
    file = applied(xl_type)
    refusal = file.refused(
        "xl_permit", "2026-08-01", f"rule:length_{xl_type}", xl_until=most + timedelta(minutes=1)
    )
    assert refusal.cites[0].act.value == "icrra"
    file.take("xl_permit", "2026-08-01", xl_until=most)
    clock = file.dossier.clocks[CLOCK[xl_type]]
    assert clock.legal_at == file.dossier.clocks["xl_period"].legal_at == most


def test_edge_60_a_cruise_with_one_port_in_japan_is_capped_at_seven_days() -> None:
    file = applied("cruise_ship", ports_in_japan="one")
    ten = moment("2026-08-12T00:00")
    file.refused("xl_permit", "2026-08-01", "rule:length_cruise_ship", "14-2(1)", xl_until=ten)
    several = applied("cruise_ship", ports_in_japan="several")
    several.take("xl_permit", "2026-08-01", xl_until=ten)
    assert several.due("xl_cruise") == "2026-08-31"
    nobody_knows = applied("cruise_ship", ports_in_japan=None)
    nobody_knows.refused("xl_permit", "2026-08-01", "rule:ports_or_case_known", "reg 13-2(4)(1)")
    nobody_knows.take("xl_permit", "2026-08-01", ports_in_japan="several", xl_until=ten)


@pytest.mark.parametrize(
    ("case", "last"),
    [
        ("one_port", "2026-08-08"),
        ("one_port_special", "2026-08-16"),
        ("several_ports", "2026-08-16"),
        ("transfer_same_port", "2026-08-08"),
        ("transfer_other_port", "2026-08-16"),
    ],
)
def test_crew_land_for_seven_or_fifteen_days_by_the_case(case: str, last: str) -> None:
    file = permitted("crew", "2026-08-03T00:00", crew_case=case)
    assert file.due("xl_crew") == last


def test_repeated_landings_last_thirty_days_for_passengers_and_a_year_for_crew() -> None:
    assert repeated().due("xl_cruise") == "2026-08-31"
    assert (
        repeated({**CREW_YEAR, "xl_applicant": "captain"}, "2027-08-02T00:00").due("xl_crew") == "2027-08-01"
    )
    file = applied(**{**CREW_YEAR, "xl_applicant": "captain"})
    file.refused("xl_permit", "2026-08-01", "rule:length_crew", "16(2)", xl_until=moment("2027-08-02T00:01"))


def test_a_period_must_be_named_and_lie_ahead_except_for_an_emergency() -> None:
    for xl_type in LONGEST:
        file = applied(xl_type)
        file.refused("xl_permit", "2026-08-01", "rule:period_named", xl_until=None)
        past = moment("2026-08-01T10:00")
        file.refused("xl_permit", "2026-08-01", "rule:period_named", xl_until=past)
    file = permitted("emergency")
    assert file.due("xl_emergency") == "" and "xl_emergency" in file.dossier.clocks
    assert "xl_period" not in file.dossier.clocks
    assert length("emergency", "", "", False) is None


def test_seventy_two_hours_run_by_the_minute_and_days_to_midnight() -> None:
    at = "2026-08-01T23:30"
    assert applied_limit("port_of_call", at) == moment("2026-08-04T23:30")
    assert applied_limit("transit_other_port", at) == moment("2026-08-05T00:00")
    assert applied_limit("temporary_refuge", "2026-06-30") == moment("2027-01-01T00:00"), "month-start rule"


def applied_limit(xl_type: str, at: str) -> datetime:
    suggest = XL.facts["xl_until"].suggest
    assert suggest is not None
    view = View(XL, applied(xl_type, at).dossier, {}, None, moment(at))
    return datetime.fromisoformat(str(suggest(view)))


# --- on what conditions -----------------------------------------------------------------------------


@pytest.mark.parametrize("xl_type", APPLICANTS)
def test_a_ground_of_denial_bars_four_of_them_and_not_the_others(xl_type: str) -> None:
    barred = xl_type in ("port_of_call", "cruise_ship", "transit_same_ship", "transit_other_port", "crew")
    file = applied(xl_type)
    if barred:
        file.refused("xl_permit", "2026-08-01", "rule:no_denial_ground", "14(1)", no_denial_ground=None)
    else:
        file.take("xl_permit", "2026-08-01", no_denial_ground=None)


@pytest.mark.parametrize(
    ("xl_type", "fact", "code", "article"),
    [
        ("port_of_call", "onward_ticket", "onward_journey", "reg 13(2)"),
        ("transit_same_ship", "onward_ticket", "onward_journey", "reg 14(2)"),
        ("transit_other_port", "onward_ticket", "onward_journey", "reg 14(2)"),
        ("emergency", "doctor_examined", "doctor_examined", "17(1)"),
        ("distress", "urgent_need", "urgent_need", "18(1)"),
        ("temporary_refuge", "refuge_ground", "refuge_conditions", "18-2(1)(1)"),
        ("temporary_refuge", "landing_fitting", "refuge_conditions", "18-2(1)(2)"),
        ("temporary_refuge", "fixed_residence", "residence_fixed", "reg 18(5)(2)"),
    ],
)
def test_each_type_has_its_own_conditions(xl_type: str, fact: str, code: str, article: str) -> None:
    applied(xl_type).refused("xl_permit", "2026-08-01", f"rule:{code}", article, **{fact: None})
    cruise = applied("cruise_ship")
    cruise.take("xl_permit", "2026-08-01", **{fact: None})


def test_edge_61_survivors_handed_over_are_permitted_at_once_without_an_application() -> None:
    file = File(XL, usual)
    most = moment("2026-09-01T00:00")
    step = "xl_permit_distress_handover"
    file.refused(step, "2026-08-01", "missing-fact", handed_by=None)
    file.refused(step, "2026-08-01", "rule:length_distress", "18(5)", xl_until=most + timedelta(minutes=1))
    file.refused(step, "2026-08-01", "rule:length_distress", xl_until=moment("2026-08-01T09:00"))
    outcome = file.take(step, "2026-08-01", xl_until=most)
    assert file.state == "permitted"
    assert file.dossier.facts["xl_type"] == "distress"
    assert file.due("xl_period") == file.due("xl_distress") == "2026-08-31"
    assert outcome.documents == ("26",)


def test_the_persons_file_learns_of_a_landing_with_its_end() -> None:
    file = permitted("port_of_call")
    assert file.handed_to("residence") == [("ps_exceptional_land", {"xl_until": "2026-08-04T10:00+09:00"})]
    assert file.handed[0].declared.to is Reach.STANDING
    assert permitted("emergency").handed_to("residence") == [], "an emergency landing has no end to tell"


# --- landing again and revocation -------------------------------------------------------------------


def test_landing_again_needs_a_permission_for_that_and_falls_inside_it() -> None:
    permitted("cruise_ship").refused(
        "xl_land_again", "2026-08-02", "rule:permission_for_repeated_landings", "14-2(2)"
    )
    file = repeated()
    file.take("xl_land_again", "2026-08-10")
    file.take("xl_leave_to_return", "2026-08-12")
    assert file.state == "away"
    file.take("xl_land_again", "2026-08-20")
    assert file.state == "permitted"
    file.take("xl_leave_to_return", "2026-08-25")
    file.refused("xl_land_again", "2026-09-01", "rule:permission_still_good", "14-2(2)", asleep=True)
    file.take("xl_land_again", "2026-08-31", asleep=True)


def test_an_overstay_is_for_people_in_japan_the_permission_of_those_away_just_ends() -> None:
    file = repeated()
    file.take("xl_leave_to_return", "2026-08-12")
    file.pass_time("2026-09-01")
    assert file.state == "expired"
    assert file.dossier.clocks == {}
    assert "overstay_from" not in file.dossier.facts


def test_air_crew_leave_within_fifteen_days_of_each_arrival() -> None:
    file = applied(**AIR_CREW)
    file.take("xl_permit", "2026-08-01", xl_until=moment("2027-08-02T00:00"), landed_on="2026-08-01")
    assert file.due("xl_crew_arrival") == "2026-08-16"
    file.take("xl_leave_to_return", "2026-08-10")
    assert file.due("xl_crew_arrival") == ""
    file.take("xl_land_again", "2026-09-01")
    assert file.due("xl_crew_arrival") == "2026-09-16"
    file.pass_time("2026-09-17")
    assert file.state == "deportation_module"


def test_a_ground_of_denial_that_comes_to_light_ends_a_repeated_permission_at_once() -> None:
    for away in (False, True):
        file = repeated()
        if away:
            file.take("xl_leave_to_return", "2026-08-05")
        file.take("xl_revoke_denial_ground", "2026-08-10")
        assert file.state == "revoked"
        assert file.dossier.clocks == {}
    permitted("cruise_ship").refused(
        "xl_revoke_denial_ground", "2026-08-02", "rule:permission_for_repeated_landings", "14-2(8)"
    )


def test_a_permission_revoked_while_in_japan_leaves_a_period_to_go() -> None:
    file = repeated()
    file.refused("xl_revoke_discretion", "2026-08-10", "rule:period_to_leave", "14-2(9)", leave_by=None)
    file.take("xl_revoke_discretion", "2026-08-10", leave_by="2026-08-15")
    assert file.state == "revoked_with_period"
    assert list(file.dossier.clocks) == ["xl_leave_by"]
    file.pass_time("2026-08-15T23:59")
    assert file.state == "revoked_with_period"
    file.pass_time("2026-08-16")
    assert file.state == "deportation_module", "24(6-3)"
    away = repeated()
    away.take("xl_leave_to_return", "2026-08-05")
    away.take("xl_revoke_discretion", "2026-08-10", leave_by=None)
    assert away.state == "revoked"
    assert away.dossier.clocks == {}


# --- leaving and staying on -------------------------------------------------------------------------


@pytest.mark.parametrize("xl_type", APPLICANTS)
def test_a_departure_is_not_confirmed_while_the_slip_is_out(xl_type: str) -> None:
    file = permitted(xl_type, "2026-08-03T00:00")
    if xl_type in ("cruise_ship", "emergency", "distress", "temporary_refuge"):
        file.refused("xl_depart", "2026-08-02", "rule:slip_collected", "reg 27(4)", slip_collected=False)
    file.take("xl_depart", "2026-08-02", slip_collected=None)
    assert file.state == "departed"
    assert file.dossier.clocks == {}
    assert file.handed_to("residence") == [("ps_depart", {"departed_on": "2026-08-02"})]


@pytest.mark.parametrize("xl_type", LONGEST)
def test_whoever_stays_past_the_period_overstays_from_the_next_moment(xl_type: str) -> None:
    file = permitted(xl_type)
    end = moment(LONGEST[xl_type])
    file.pass_time(end - timedelta(minutes=1))
    assert file.state == "permitted"
    file.pass_time(end)
    assert file.state == "deportation_module"
    assert file.dossier.facts["overstay_from"] == end.date().isoformat()


def test_a_closed_day_does_not_move_the_end_of_a_landing() -> None:
    file = permitted("cruise_ship", "2026-08-09T00:00")  # its last day, the 8th, is a Saturday
    file.pass_time("2026-08-09T00:00")
    assert file.state == "deportation_module"


def test_an_emergency_landing_ends_when_its_cause_has_ended() -> None:
    file = permitted("emergency")
    file.pass_time("2027-08-01")
    assert file.state == "permitted"
    by = acting(Role.CONTROL_OFFICER)
    file.refused("xl_overstay", "2027-08-01", "rule:stay_over", "24(1)(6)", by=by)
    file.take("xl_overstay", "2027-08-01", cause_ended_on="2027-07-20", by=by)
    assert file.state == "deportation_module"
    assert [step for step, _ in file.handed_to("residence")] == ["ps_overstay"]
    dated = applied("emergency")
    dated.take("xl_permit", "2026-08-01", xl_until=moment("2026-08-10T00:00"))
    dated.pass_time("2026-08-10T00:00")
    assert dated.state == "deportation_module", "a slip with a date ends with it"


def test_nobody_declares_an_overstay_before_the_period_has_passed() -> None:
    file = permitted("port_of_call")
    file.refused("xl_overstay", "2026-08-02", "rule:stay_over", by=acting(Role.INSPECTOR))
    file.refused("xl_overstay", "2026-08-02", "too-early", by=acting(Role.SYSTEM))


def test_edge_59_missing_the_ship_by_accident_is_no_flight() -> None:
    file = permitted("cruise_ship")
    refusal = file.refused("xl_cruise_abscond", "2026-08-02", "rule:has_fled", "24(1)(6-2)", fled=False)
    assert "期間" in refusal.remedy.ja
    file.pass_time("2026-08-08T23:59")
    assert file.state == "permitted", "inside the period nothing follows"
    file.pass_time("2026-08-09")
    assert file.state == "deportation_module", "after it the period decides: 24(6)"


def test_a_cruise_passenger_who_fled_goes_to_deportation_in_one_act() -> None:
    file = permitted("cruise_ship")
    file.take("xl_cruise_abscond", "2026-08-02", note="出港後も所在不明", nationality=None)
    assert file.state == "deportation_module"
    assert file.handed_to("deportation") == [
        ("investigation_opened", {"note": "出港後も所在不明", "ground": "exceptional_landing_overstay"})
    ]
    assert [step for step, _ in file.handed_to("residence")] == ["ps_overstay"]
    permitted("crew").refused("xl_cruise_abscond", "2026-08-02", "rule:cruise_passenger", "24(1)(6-2)")


# --- refuge to status -------------------------------------------------------------------------------


def test_from_refuge_a_status_is_applied_for_inside_the_period_which_goes_on() -> None:
    file = permitted("temporary_refuge")
    file.refused("xl_refuge_to_status", "2026-12-01", "rule:complete", "reg 24(2)", papers_follow=None)
    file.take("xl_refuge_to_status", "2026-12-01")
    step, facts = file.handed_to("acquisition")[0]
    assert step == "acq_file_after_refuge"
    assert facts["filed_on"] == "2026-12-01" and facts["status_requested"] == "long_term_resident"
    assert file.state == "permitted"
    assert file.due("xl_period") == "2027-02-01"
    file.pass_time("2027-02-02")
    assert file.state == "deportation_module", "a pending filing protects nobody: 22-3 borrows no 20(6)"
    [over] = [h for h in EXPIRY.hands_over if h.procedure == "acquisition"]
    assert over.step == "acq_close" and over.only is not None
    view = View(XL, file.dossier)
    assert over.only(view, {"after_refuge": True}) and not over.only(view, {"after_refuge": False})


def test_at_midnight_after_the_last_day_no_status_is_applied_for_from_refuge() -> None:
    """Also where the timers have not come round yet."""
    late = {"asleep": True}
    permitted("temporary_refuge").take("xl_refuge_to_status", "2027-02-01T23:59", **late)
    file = permitted("temporary_refuge")
    file.refused("xl_refuge_to_status", "2027-02-02T00:00", "rule:within_the_landing", "22-3", **late)


def test_the_grant_of_a_status_ends_the_landing() -> None:
    file = permitted("temporary_refuge")
    file.refused("xl_status_acquired", "2026-12-01", "rule:status_granted", "22-3")
    file.take("xl_refuge_to_status", "2026-12-01")
    file.take("xl_status_acquired", "2027-01-10")
    assert file.state == "status_acquired"
    assert file.dossier.clocks == {}


def test_a_recognised_refugee_on_another_landing_gets_a_status_and_loses_the_landing() -> None:
    file = permitted("emergency")
    file.refused("xl_status_acquired", "2026-12-01", "rule:status_granted", "22-3", recognised=False)
    file.take("xl_status_acquired", "2026-12-01", recognised=True)
    assert file.state == "status_acquired"
    refuge = permitted("temporary_refuge")
    refuge.refused("xl_status_acquired", "2026-12-01", "rule:status_granted", recognised=True)


@pytest.mark.parametrize("xl_type", sorted(set(LONGEST) - {"temporary_refuge"}))
def test_no_other_exceptional_landing_leads_to_a_status(xl_type: str) -> None:
    permitted(xl_type).refused("xl_refuge_to_status", "2026-08-02", "rule:temporary_refuge", "22-3")


# --- every step -------------------------------------------------------------------------------------


def brought(state: str) -> File:
    """A file in a state: a cruise passenger with a permission for repeated landings."""
    if state == "none":
        return File(XL, usual)
    if state == "applied":
        return applied(**SEVERAL_CRUISES)
    file = repeated()
    way = {"permitted": (), "away": ("xl_leave_to_return",), "revoked_with_period": ("xl_revoke_discretion",)}
    for step in way[state]:
        file.take(step, "2026-08-01")
    assert file.state == state
    return file


STATES = {
    "xl_permit": ("applied", "permitted", "permitted"),
    "xl_permit_distress_handover": ("none", "permitted", "applied"),
    "xl_refuse": ("applied", "refused", "permitted"),
    "xl_land_again": ("away", "permitted", "revoked_with_period"),
    "xl_leave_to_return": ("permitted", "away", "away"),
    "xl_revoke_denial_ground": ("permitted", "revoked", "revoked_with_period"),
    "xl_revoke_discretion": ("permitted", "revoked_with_period", "applied"),
    "xl_depart": ("revoked_with_period", "departed", "applied"),
    "xl_cruise_abscond": ("permitted", "deportation_module", "revoked_with_period"),
}


@pytest.mark.parametrize("step", STATES)
def test_each_step_is_taken_from_its_state_by_its_office_and_from_no_other(step: str) -> None:
    source, target, elsewhere = STATES[step]
    file = brought(source)
    file.refused(step, "2026-08-02", "wrong-office", by=acting(Role.DOCTOR))
    file.take(step, "2026-08-02")
    assert file.state == target
    brought(elsewhere).refused(step, "2026-08-02", "wrong-state")


def test_every_form_of_the_type_table_is_a_form_of_the_regulation() -> None:
    forms = json.loads((files("workflows") / "data" / "forms.json").read_text("utf-8"))
    assert {n for t in TYPES for n in (*t.asked_on, *t.paper)} <= set(forms)
    text = XL.steps["xl_apply"].help
    assert text is not None and "別記第17号の2様式" in text.ja and "第20号・第22号の2様式" in text.ja


# --- promises ---------------------------------------------------------------------------------------


def test_a_permission_without_its_period_would_be_noticed() -> None:
    step = XL.steps["xl_permit"]
    dated = next(i for i in XL.invariants if i.id == "inv_landing_dated")
    careless = changed(XL, replace(step, starts=step.starts[2:]))
    assert prove(careless, dated).counterexample is not None


class AnyOrder(AnyOrderOfAFile):
    """The same officers, with an exceptional landing."""

    procedure = XL
    opening = ("xl_permit_distress_handover", "xl_apply")

    def usual(self, step: str) -> Mapping[str, Any]:
        given = {"xl_type": "cruise_ship", "xl_applicant": "captain", "multiple": True}
        return {**usual(step, self.at), **(given if step == "xl_apply" else {})}


AnyOrder.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestAnyOrder = AnyOrder.TestCase
