"""Whole lives at the border and in the small procedures, through the door: what one file brings about on the
others, and that every file replays to its own rows at the end of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from casework.models import Case, Event
from tests.casework.files import Crew, crew, moment
from tests.casework.lives import FILED, Life
from tests.law.residence import (
    test_acquisition,
    test_activity_permission,
    test_certificate,
    test_exceptional_landing,
    test_landing,
    test_permanent_residence,
    test_revocation,
)
from workflows.registry import procedure as find_procedure
from workflows.texts import Refusal, Refused

pytestmark = pytest.mark.django_db
Usual = Callable[[str, datetime], Mapping[str, Any]]
ENGINEER = "engineer_humanities_international"
USUAL: dict[str, Usual] = {
    "coe": test_certificate.usual,
    "landing": test_landing.usual,
    "exceptional_landing": test_exceptional_landing.usual,
    "acquisition": test_acquisition.usual,
    "permanent_residence": test_permanent_residence.usual,
    "activity_permission": test_activity_permission.usual,
    "revocation": test_revocation.usual,
}


@pytest.fixture
def staff() -> Crew:
    return crew()


def _written(value: Any) -> Any:
    """As a form sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


class Lived(Life):
    """A life whose ordinary steps need not be spelt out; a fact given as None is left out."""

    def _facts(self, code: str, step: str, at: str, given: Mapping[str, Any]) -> dict[str, Any]:
        usual = USUAL.get(code)
        facts = {**(usual(step, moment(at)) if usual else {}), **given}
        return {name: _written(value) for name, value in facts.items() if value is not None}

    def go(self, code: str, step: str, at: str, **given: Any) -> Case:
        """Take a step on the newest file of a procedure; a step that opens one does, where none is open."""
        facts = self._facts(code, step, at, given)
        self.sweep(at)
        opens = find_procedure(code, moment(at).date()).steps[step].opens
        if opens and not any(case.closed_at is None for case in self._known(code)):
            self.open(code, step, at, **facts)
        else:
            self.take(code, step, at, **facts)
        return self.file(code)

    def no(self, code: str, step: str, at: str, **given: Any) -> Refusal:
        """The step is refused, and nothing is written on any file."""
        self.sweep(at)
        before = Event.objects.count()
        with pytest.raises(Refused) as caught:
            self.go(code, step, at, **given)
        assert Event.objects.count() == before
        return caught.value.refusal

    def _known(self, code: str) -> list[Case]:
        return self.files(code) if self.person.pk is not None else []

    def through(self, code: str, *steps: tuple[str, str], **given: Any) -> None:
        """Several ordinary steps; what is given goes to the step whose form has it."""
        for step, at in steps:
            form = find_procedure(code, moment(at).date()).steps[step]
            asked = {n: v for n, v in given.items() if n in (*form.needs, *form.may)}
            self.go(code, step, at, **asked)

    def duty(self, kind: str) -> Case:
        """The newest notification duty of a kind."""
        return next(c for c in reversed(self.files("notification_duty")) if c.facts["duty_type"] == kind)


def certified(life: Lived, at: str = "2026-08-03", dated: str = "2026-09-01", **given: Any) -> Case:
    """A certificate is asked for and issued."""
    life.through(
        "coe",
        ("coe_file_counter", at),
        ("coe_start_review", at),
        ("coe_issue_paper", dated),
        **given,
    )
    return life.file("coe")


def arrives(life: Lived, at: str, certificate: Case | None = None, **given: Any) -> Case:
    """The person applies for landing, on a certificate where there is one."""
    if certificate is not None:
        given = {
            "coe_case": certificate.number,
            "coe_no": certificate.facts["coe_no"],
            "coe_valid_until": certificate.facts["coe_until"],
        } | given
    return life.go("landing", "landing_apply", at, **given)


def referred(life: Lived, at: str, **given: Any) -> None:
    """The landing is referred, and the hearing finds against the person."""
    arrives(life, at, **given)
    life.through("landing", ("landing_refer_hearing", at), ("hearing_hold", at))
    life.go("landing", "hearing_find_nonconform", at)


# --- certificate, visa, landing -----------------------------------------------------------------------


def test_certificate_and_visa_are_used_up_by_the_landing_and_the_stay_begins(staff: Crew) -> None:
    life = Lived(staff, nationality="USA")
    certificate = certified(life)
    life.go("coe", "visa_apply", "2026-09-10", arrival_on="2026-10-01")
    life.go("coe", "visa_issue", "2026-09-17", arrival_on="2026-10-01")
    arrives(life, "2026-10-01", certificate)
    life.go("landing", "landing_permit_stamp", "2026-10-01T14:20")
    assert life.state("coe") == "consumed" and life.state("coe", "visa") == "used"
    assert life.due("coe", "coe_void") == "" and life.due("coe", "visa_validity") == ""
    assert life.state("residence") == "in_status"
    assert life.due("residence", "stay_period") == "2027-10-01"
    assert life.duty("address_first").stage == "open"
    life.sound()


def test_a_certificate_nobody_lands_on_lapses_and_the_visa_lives_its_own_time(staff: Crew) -> None:
    life = Lived(staff, nationality="USA")
    certificate = certified(life)
    life.go("coe", "visa_apply", "2026-11-20")
    life.go("coe", "visa_issue", "2026-11-27")
    life.sweep("2026-12-01T23:00")
    assert life.state("coe") == "issued"
    life.sweep("2026-12-02T09:00")
    assert (life.state("coe"), life.state("coe", "visa")) == ("lapsed", "issued")
    arrives(life, "2026-12-05", certificate)
    late = life.no("landing", "landing_permit_stamp", "2026-12-05T13:00")
    assert late.code == "rule:certificate_in_time" and "coe-validity" in " ".join(map(str, late.cites))
    life.go("landing", "landing_permit_stamp", "2026-12-05T13:00", activity_proof="papers")
    life.sweep("2027-03-01")
    assert life.state("coe", "visa") == "expired"
    life.sound()


def test_a_landing_applied_for_on_the_last_day_of_the_certificate_is_permitted_on_it_next_day(
    staff: Crew,
) -> None:
    """The note on the certificate speaks of applying for landing: a hearing does not use up its time."""
    life = Lived(staff, nationality="USA")
    certificate = certified(
        life,
        status_requested="ssw_1",
        ssw_field="food_service",
        support_plan_fits=True,
    )
    arrives(life, "2026-12-01T22:30", certificate, status_requested="ssw_1")
    life.go("landing", "landing_refer_hearing", "2026-12-01T23:30")
    life.go("landing", "hearing_hold", "2026-12-02T10:00")
    life.go("landing", "hearing_permit", "2026-12-02T11:00", status="ssw_1", designation="みほん食堂・外食業")
    assert life.state("coe") == "consumed"
    assert life.state("residence") == "in_status"
    life.sound()


def test_a_certificate_serves_one_landing_and_not_another(staff: Crew) -> None:
    life = Lived(staff, nationality="USA")
    certificate = certified(life)
    arrives(life, "2026-10-01", certificate)
    life.go("landing", "landing_permit_stamp", "2026-10-01T14:20")
    life.go("residence", "ps_depart", "2026-10-10")
    arrives(life, "2026-10-20", certificate)
    card = {"card_no": "EF12345678GH"}
    said = life.no("landing", "landing_permit_stamp", "2026-10-20T14:20", **card)
    assert certificate.number in said.sentence("ja")
    papers = card | {"activity_proof": "papers"}
    life.go("landing", "landing_permit_stamp", "2026-10-20T14:20", **papers)
    assert life.state("residence") == "in_status"
    life.sound()


def test_a_refused_certificate_is_filed_again_and_the_old_file_says_so(staff: Crew) -> None:
    life = Lived(staff, nationality="USA")
    life.through(
        "coe",
        ("coe_file_counter", "2026-08-03"),
        ("coe_start_review", "2026-08-03"),
        ("coe_refuse", "2026-08-20"),
    )
    old = life.file("coe")
    life.go("coe", "coe_file_counter", "2026-09-01", previous_case=old.number)
    assert [c.stage for c in life.files("coe")] == ["refused", "received"]
    assert Event.objects.filter(case=old, step="coe_reapply").count() == 1
    life.through("coe", ("coe_start_review", "2026-09-02"), ("coe_issue_paper", "2026-09-10"))
    assert life.due("coe", "coe_void") == "2026-12-10"
    life.sound()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("temporary_visitor", "rule:not_short_stay"),
        ("permanent_resident", "rule:landing_status"),
        ("hsp_2", "rule:landing_status"),
        ("designated_activities", "rule:announced_class"),
    ],
)
def test_edge_21_no_certificate_is_taken_in_for_a_status_that_has_none(
    status: str, code: str, staff: Crew
) -> None:
    life = Lived(staff)
    said = life.no("coe", "coe_file_counter", "2026-08-03", status_requested=status, period_requested=None)
    assert said.code == code and said.sentence("ja")
    assert not Case.objects.exists()


# --- landing refused ----------------------------------------------------------------------------------


def test_edge_56_three_days_over_the_new_year_then_an_unfounded_objection_and_the_way_home(
    staff: Crew,
) -> None:
    life = Lived(staff)
    referred(life, "2026-12-28")
    assert life.due("landing", "landing_objection_3d") == "2027-01-04"
    life.sweep("2027-01-04T17:00")
    assert life.state("landing") == "finding_notified"
    life.through(
        "landing",
        ("objection_file", "2027-01-04T17:00"),
        ("objection_forward", "2027-01-05"),
        ("ruling_unfounded", "2027-01-08"),
    )
    assert life.state("landing") == "exit_ordered"
    assert life.due("landing", "litigation_6m") == "2027-07-08"
    life.go("landing", "exit_comply", "2027-01-09")
    assert life.state("landing") == "departed"
    assert not life.files("residence")
    life.sound()


def test_silence_over_the_new_year_ends_in_an_order_to_leave(staff: Crew) -> None:
    life = Lived(staff)
    referred(life, "2026-12-28")
    life.sweep("2027-01-05T00:00")
    assert life.state("landing") == "exit_ordered"
    assert life.no("landing", "objection_file", "2027-01-05T09:00").code == "wrong-state"
    life.sound()


def test_special_landing_permission_opens_a_stay_for_who_does_not_meet_the_conditions(staff: Crew) -> None:
    life = Lived(staff)
    referred(life, "2026-11-20")
    life.through(
        "landing",
        ("objection_file", "2026-11-21"),
        ("objection_forward", "2026-11-21"),
        ("ruling_special_permission", "2026-11-24"),
        status="long_term_resident",
        period="P1Y",
    )
    assert life.state("landing") == "permitted_special"
    assert life.state("residence") == "in_status"
    assert life.fact("residence", "status") == "long_term_resident"
    assert life.due("residence", "stay_period") == "2027-11-24"
    assert life.duty("address_first").stage == "open"
    life.sound()


def test_flight_from_a_provisional_landing_costs_the_deposit_and_opens_a_deportation_file(
    staff: Crew,
) -> None:
    life = Lived(staff)
    referred(life, "2026-11-20")
    life.go("landing", "objection_file", "2026-11-21")
    life.go("landing", "provisional_landing_grant", "2026-11-21")
    half = life.no(
        "landing", "provisional_landing_breach", "2026-11-25", breach_type="absconded", forfeited_yen=150_000
    )
    assert half.code == "rule:landing_forfeiture"
    life.go(
        "landing", "provisional_landing_breach", "2026-11-25", breach_type="absconded", forfeited_yen=300_000
    )
    life.go("landing", "provisional_landing_default", "2026-11-26")
    assert life.state("landing", "provisional") == "ended"
    assert life.fact("landing", "refunded_yen") == 0
    assert life.state("deportation") == "under_investigation"
    assert life.file("deportation").parent_id == life.file("landing").pk
    life.sound()


def test_edge_57_who_refuses_fingerprints_has_no_objection_and_leaves(staff: Crew) -> None:
    life = Lived(staff)
    arrives(life, "2026-11-20", biometrics="refused")
    refused = life.no("landing", "landing_permit_stamp", "2026-11-20T12:30")
    assert refused.code == "rule:biometrics_given_or_exempt"
    life.through(
        "landing",
        ("landing_refer_no_biometrics", "2026-11-20T13:00"),
        ("hearing_hold", "2026-11-20T14:00"),
        ("hearing_exit_no_biometrics", "2026-11-20T15:00"),
    )
    assert life.due("landing", "landing_objection_3d") == ""
    assert life.no("landing", "objection_file", "2026-11-20T16:00").code == "wrong-state"
    life.go("landing", "exit_comply", "2026-11-20T20:00")
    life.sound()


def test_an_order_to_leave_that_is_not_obeyed_opens_a_deportation_file(staff: Crew) -> None:
    life = Lived(staff, birth_date=date(2010, 4, 2))
    referred(life, "2026-11-20")
    life.go("landing", "hearing_accept_finding", "2026-11-20T15:00")
    life.go("landing", "exit_facility_stay", "2026-11-20T16:00")
    assert life.no("landing", "exit_default", "2026-11-21").code == "rule:facility_time_over"
    life.go("landing", "exit_default", "2026-11-23")
    assert life.state("landing") == "deportation_module"
    file = life.file("deportation")
    assert (file.stage, file.parent_id) == ("under_investigation", life.file("landing").pk)
    assert file.facts["minor"] is True and file.facts["nationality"] == "VNM"
    assert file.facts["ground"] == "landing_order_defied"
    life.sound()


def test_a_re_entrant_goes_on_with_the_old_stay(staff: Crew) -> None:
    life = Lived(staff)
    life.lands()
    life.take(
        "residence",
        "re_depart_special",
        "2026-08-01",
        departed_on="2026-08-01",
        passport_shown="true",
        card_shown="true",
        return_intent="true",
        reentry_bars=["none"],
    )
    arrives(life, "2026-09-10", **{**test_landing.REENTRY, "visa_basis": "special_reentry"})
    new = life.no("landing", "landing_permit_stamp", "2026-09-10T13:00")
    assert new.code == "rule:status_only_for_new_entry"
    life.go("landing", "landing_permit_stamp", "2026-09-10T13:00", **test_landing.RETURN)
    assert life.state("residence") == "in_status"
    assert life.due("residence", "stay_period") == "2027-04-01"
    assert life.fact("residence", "granted_on") == "2026-04-01"
    assert len(life.files("notification_duty")) == 1
    life.sound()


def test_a_bar_passed_over_before_arrival_lets_the_person_land(staff: Crew) -> None:
    """The notice is given with the certificate or while residing: it is on the file when the person comes."""
    life = Lived(staff)
    barred = {"bar_kind": "removed_first", "bar_from": "2024-05-01", "hits": ["removed_before"]}
    life.go("landing", "landing_pre_screen", "2026-11-19", **barred)
    notice = {"exempt_case": "certificate_or_visa", "reasons": "婚姻"}
    life.go("landing", "landing_denial_exempt", "2026-11-19T15:00", **notice)
    arrives(life, "2026-11-20")
    unread = life.no("landing", "landing_permit_stamp", "2026-11-20T13:00")
    assert unread.code == "rule:hits_resolved"
    life.go("landing", "landing_permit_stamp", "2026-11-20T13:00", hits_cleared="特例の通知書を確認")
    assert life.state("residence") == "in_status"
    life.sound()


def test_a_deposit_that_was_not_forfeited_goes_back_with_the_permission(staff: Crew) -> None:
    life = Lived(staff)
    arrives(life, "2026-11-20")
    life.go("landing", "provisional_landing_grant", "2026-11-20T13:00")
    breach = {"breach_type": "other", "forfeited_yen": 100_000}
    life.go("landing", "provisional_landing_breach", "2026-11-20T14:00", **breach)
    life.go("landing", "landing_permit_stamp", "2026-11-20T15:00")
    assert life.state("landing", "provisional") == "ended"
    assert life.fact("landing", "refunded_yen") == 200_000
    assert life.state("residence") == "in_status"
    life.sound()


# --- exceptional landings -----------------------------------------------------------------------------


def permitted(life: Lived, kind: str, at: str, until: str, **given: Any) -> None:
    """An exceptional landing is applied for and permitted."""
    applicant = test_exceptional_landing.APPLICANTS[kind]
    life.go("exceptional_landing", "xl_apply", at, xl_type=kind, xl_applicant=applicant, **given)
    life.go("exceptional_landing", "xl_permit", at, xl_until=until)


def test_edge_59_a_cruise_passenger_who_misses_the_ship_waits_and_one_who_flees_is_deportable(
    staff: Crew,
) -> None:
    life = Lived(staff)
    permitted(life, "cruise_ship", "2026-08-01", "2026-08-05T00:00+09:00")
    assert life.state("residence") == "exceptional_landing"
    missed = life.no("exceptional_landing", "xl_cruise_abscond", "2026-08-02", fled=False)
    assert missed.code == "rule:has_fled"
    life.go("exceptional_landing", "xl_cruise_abscond", "2026-08-02")
    assert life.state("exceptional_landing") == "deportation_module"
    assert life.state("residence") == "overstay"
    assert life.state("deportation") == "under_investigation"
    assert len(life.files("deportation")) == 1
    life.sound()


def test_temporary_refuge_leads_to_a_status_and_the_landing_ends_with_it(staff: Crew) -> None:
    life = Lived(staff)
    permitted(life, "temporary_refuge", "2026-08-01", "2027-02-02T00:00+09:00")
    life.go(
        "exceptional_landing", "xl_refuge_to_status", "2026-09-01", status_requested="designated_activities"
    )
    assert life.state("acquisition") == "received"
    assert life.due("acquisition", "acquisition_exempt_60") == ""
    given = {"new_status": "designated_activities", "new_period": "P1Y", "designation": "補完的保護"}
    life.go("acquisition", "acq_decide_permit", "2026-10-01", **given)
    life.go("acquisition", "acq_permit", "2026-10-05")
    assert life.state("acquisition") == "permitted"
    assert life.state("exceptional_landing") == "status_acquired"
    assert life.state("residence") == "in_status"
    assert life.due("residence", "stay_period") == "2027-10-05"
    life.sound()


def test_the_end_of_the_refuge_landing_is_an_overstay_and_closes_the_application(staff: Crew) -> None:
    life = Lived(staff)
    permitted(life, "temporary_refuge", "2026-08-01", "2026-11-01T00:00+09:00")
    life.go(
        "exceptional_landing", "xl_refuge_to_status", "2026-09-01", status_requested="designated_activities"
    )
    life.sweep("2026-11-01T00:00")
    assert life.state("exceptional_landing") == "deportation_module"
    assert life.state("residence") == "overstay"
    assert life.state("acquisition") == "closed"
    life.sound()


def test_a_cruise_passenger_lands_again_within_thirty_days_and_the_rest_expires_abroad(staff: Crew) -> None:
    life = Lived(staff)
    several = test_exceptional_landing.SEVERAL_CRUISES
    several = {name: value for name, value in several.items() if name != "xl_type"}
    permitted(life, "cruise_ship", "2026-08-01", "2026-08-31T00:00+09:00", **several)
    life.go("exceptional_landing", "xl_leave_to_return", "2026-08-04")
    life.go("exceptional_landing", "xl_land_again", "2026-08-10")
    assert life.state("residence") == "exceptional_landing"
    life.go("exceptional_landing", "xl_leave_to_return", "2026-08-12")
    life.sweep("2026-08-31T00:00")
    assert life.state("exceptional_landing") == "expired"
    assert life.state("residence") == "departed"
    assert not life.files("deportation")
    life.sound()


# --- a child born here --------------------------------------------------------------------------------


def child(staff: Crew) -> Lived:
    """Born on 1 October 2026."""
    life = Lived(staff, name_alphabet="NGUYEN THI BINH", birth_date=date(2026, 10, 1), sex="F")
    life.go("acquisition", "acq_event", "2026-10-05")
    return life


def test_a_baby_whose_parents_file_on_day_29_has_its_status_on_day_40(staff: Crew) -> None:
    life = child(staff)
    assert life.state("residence") == "interim_60"
    assert life.due("acquisition", "acquisition_apply_30") == "2026-11-02"
    life.go("acquisition", "acq_file", "2026-10-30", residence_record=True)
    assert life.due("acquisition", "acquisition_apply_30") == ""
    assert life.due("acquisition", "acquisition_exempt_60") == "2026-11-30"
    life.go("acquisition", "acq_decide_permit", "2026-11-05")
    assert life.state("residence") == "interim_60"
    life.go("acquisition", "acq_permit", "2026-11-10")
    assert (life.state("acquisition"), life.state("residence")) == ("permitted", "in_status")
    assert life.due("residence", "stay_period") == "2027-11-10"
    assert life.duty("address_after_change").stage == "done"
    life.sweep("2026-12-02")
    assert life.state("residence") == "in_status"
    life.sound()


def test_edge_15_a_baby_on_day_61_stays_on_unlawfully_though_a_filing_is_pending(staff: Crew) -> None:
    life = child(staff)
    life.go("acquisition", "acq_file", "2026-10-30")
    life.go("acquisition", "acq_decide_permit", "2026-11-20")
    life.sweep("2026-11-30T23:00")
    assert life.state("residence") == "interim_60"
    life.sweep("2026-12-01T00:00")
    assert (life.state("acquisition"), life.state("residence")) == ("overstayed", "overstay")
    assert life.fact("acquisition", "overstay_from") == "2026-12-01"
    assert life.no("acquisition", "acq_permit", "2026-12-01T09:00").code == "wrong-state"
    life.take("residence", "ps_deportation_opened", "2026-12-02", ground="birth_without_status")
    assert life.file("deportation").facts["minor"] is True
    life.sound()


def test_a_refused_child_is_asked_for_again_within_the_sixty_days(staff: Crew) -> None:
    life = child(staff)
    life.go("acquisition", "acq_file", "2026-10-20")
    life.go("acquisition", "acq_refuse", "2026-11-02")
    assert life.due("acquisition", "acquisition_exempt_60") == "2026-11-30"
    late = life.no("acquisition", "acq_file", "2026-11-05")
    assert late.code == "rule:within_thirty_days"
    life.go("acquisition", "acq_file", "2026-11-05", late_reason="不許可後の再申請")
    life.go("acquisition", "acq_decide_permit", "2026-11-16")
    life.go("acquisition", "acq_permit", "2026-11-30T16:00")
    assert life.state("residence") == "in_status"
    life.sweep("2026-12-02")
    assert life.state("residence") == "in_status"
    life.sound()


def test_a_child_that_leaves_on_day_59_never_needed_a_status(staff: Crew) -> None:
    life = child(staff)
    life.go("residence", "ps_depart", "2026-11-29", departed_on="2026-11-29")
    assert (life.state("acquisition"), life.state("residence")) == ("departed", "departed")
    life.sweep("2026-12-10")
    assert life.state("residence") == "departed"
    life.sound()


# --- permanent residence ------------------------------------------------------------------------------


def resident(staff: Crew) -> Lived:
    """An engineer whose stay of three years ends in June 2027 asks for permanent residence."""
    life = Lived(staff, birth_date=date(1990, 3, 15))
    life.lands(
        "2024-06-15",
        "2027-06-15",
        status=ENGINEER,
        period="P3Y",
        organisation="株式会社みほん",
        address="東京都千代田区1-1",
    )
    filing = {"photo_on": "2027-02-01"}
    said = life.no("permanent_residence", "pr_file", "2027-03-10", **filing)
    assert said.code == "rule:extension_explained"
    life.go("permanent_residence", "pr_file", "2027-03-10", **filing, extension_explained=True)
    life.go("permanent_residence", "pr_start_review", "2027-03-11")
    return life


def test_edge_14_a_permanent_residence_filing_is_closed_when_the_stay_runs_out(staff: Crew) -> None:
    life = resident(staff)
    assert life.due("permanent_residence", "pr_stay_watch") == "2027-04-15"
    life.sweep("2027-06-15T23:00")
    assert life.state("permanent_residence") == "under_review"
    life.sweep("2027-06-16T00:00")
    assert life.state("residence") == "overstay"
    assert life.state("permanent_residence") == "closed"
    life.sound()


def test_edge_14_an_extension_alongside_keeps_the_stay_alive_until_the_card_is_handed_over(
    staff: Crew,
) -> None:
    life = resident(staff)
    filed = life.open("extension", "ext_file_counter", "2027-05-10", **(FILED | {"photo_on": "2027-05-01"}))
    life.go("permanent_residence", "pr_parallel_extension", "2027-05-10T11:00", extension_case=filed.number)
    life.sweep("2027-06-16T00:00")
    assert life.state("residence") == "special_period"
    assert life.state("permanent_residence") == "under_review"
    transition = {"guideline_reason": "2027年3月31日までの申請", "special_until": "2027-08-15"}
    life.go("permanent_residence", "pr_decide_permit", "2027-07-01", **transition)
    life.go("permanent_residence", "pr_pay_and_deliver", "2027-07-10")
    assert life.state("residence") == "permanent"
    assert life.state("extension") == "closed"
    assert life.due("residence", "stay_period") == ""
    life.sweep("2027-09-01")
    assert life.state("residence") == "permanent"
    life.sound()


def test_permanent_residence_is_judged_on_the_stay_as_it_was_extended_meanwhile(staff: Crew) -> None:
    life = resident(staff)
    life.open("extension", "ext_file_counter", "2027-05-10", **(FILED | {"photo_on": "2027-05-01"}))
    life.take("extension", "ext_start_review", "2027-05-11", triage_class="A")
    decided = {"new_status": ENGINEER, "new_period": "P1Y", "collect_by": "2027-06-10"}
    life.take("extension", "ext_decide_permit", "2027-05-20", **decided)
    delivered = {
        "fee_yen": "6000",
        "fee_override": "改正後の額",
        "stamp_serials": "確認",
        "new_stay_until": "2028-06-15",
        "card_no": "CD12345678EF",
        "card_valid_until": "2028-06-15",
    }
    life.take("extension", "ext_pay_and_deliver", "2027-06-01", **delivered)
    why = {"guideline_reason": "2027年3月31日までの申請"}
    assert life.fact("permanent_residence", "stay_until") == "2028-06-15"
    life.go("permanent_residence", "pr_decide_permit", "2027-07-01", **why)
    life.go("permanent_residence", "pr_pay_and_deliver", "2027-07-10")
    assert life.state("residence") == "permanent"
    life.sound()


# --- other activities ---------------------------------------------------------------------------------


def test_the_side_activity_of_a_student_ends_when_the_status_changes(staff: Crew) -> None:
    life = Lived(staff)
    life.lands(organisation="みほん大学")
    life.go("activity_permission", "act_file", "2026-07-10")
    life.go("activity_permission", "act_grant_blanket", "2026-07-20")
    assert life.due("activity_permission", "activity_until") == "2027-04-01"
    change(life)
    assert life.state("activity_permission") == "ended"
    assert life.due("activity_permission", "activity_until") == ""
    again = life.no("activity_permission", "act_grant_blanket", "2026-11-05")
    assert again.sentence("ja")
    life.sound()


def change(life: Lived) -> None:
    """A student becomes an engineer."""
    given = {
        "status_requested": ENGINEER,
        "period_requested": "P1Y",
        "what_changes": "status",
        "photo_on": "2026-09-01",
    }
    life.open("change", "chg_file_counter", "2026-10-01", **(FILED | given))
    life.take("change", "chg_start_review", "2026-10-05", triage_class="A")
    decided = {"new_status": ENGINEER, "new_period": "P1Y", "collect_by": "2026-11-16"}
    life.take("change", "chg_decide_permit", "2026-10-26", **decided)
    delivered = {
        "fee_yen": "6000",
        "stamp_serials": "確認",
        "new_stay_until": "2027-11-02",
        "card_no": "EF12345678GH",
        "card_valid_until": "2027-11-02",
    }
    life.take("change", "chg_pay_and_deliver", "2026-11-02", **delivered)


def test_the_side_activity_goes_on_in_the_special_period_and_ends_with_it(staff: Crew) -> None:
    life = Lived(staff)
    life.lands(organisation="みほん大学")
    life.go("activity_permission", "act_file", "2026-07-10")
    life.go("activity_permission", "act_grant_blanket", "2026-07-20")
    life.open("extension", "ext_file_counter", "2027-03-25", **(FILED | {"photo_on": "2027-02-01"}))
    life.sweep("2027-04-02T00:00")
    assert life.state("activity_permission") == "granted"
    assert life.due("activity_permission", "activity_until") == "2027-06-01"
    life.sweep("2027-06-02T00:00")
    assert life.state("residence") == "overstay"
    assert life.state("activity_permission") == "ended"
    life.sound()


# --- notification duties and revocation ---------------------------------------------------------------


def test_an_address_not_notified_for_ninety_days_opens_fact_finding_and_a_hearing_can_follow(
    staff: Crew,
) -> None:
    life = Lived(staff)
    life.lands("2026-07-01", "2027-07-01")
    life.sweep("2026-07-16T00:00")
    assert life.duty("address_first").stage == "late"
    life.sweep("2026-09-29T23:00")
    assert not life.files("revocation")
    life.sweep("2026-09-30T00:00")
    assert life.state("revocation") == "fact_finding"
    assert life.fact("revocation", "ground_code") == "no_first_address_90d"
    assert life.fact("revocation", "ground_since") == "2026-07-01"
    assert life.file("revocation").parent_id == life.duty("address_first").pk
    life.go("revocation", "rv_hearing_notice", "2026-10-05", recognised_refugee=False)
    assert life.state("revocation") == "hearing_notified"
    life.sound()


def test_an_address_notified_on_day_89_stops_the_ninety_days(staff: Crew) -> None:
    life = Lived(staff)
    life.lands("2026-07-01", "2027-07-01")
    life.take(
        "residence",
        "card_address_entry",
        "2026-09-28",
        address="東京都千代田区1-1",
        notified_on="2026-09-28",
    )
    duty = life.duty("address_first")
    assert (duty.stage, duty.facts["late_days"]) == ("done", 75)
    life.sweep("2026-10-05")
    assert not life.files("revocation")
    life.sound()


def test_who_leaves_for_good_while_heard_ends_the_revocation_as_moot(staff: Crew) -> None:
    life = Lived(staff)
    life.lands(address="東京都千代田区1-1")
    life.through(
        "revocation",
        ("rv_open", "2026-11-02"),
        ("rv_hearing_notice", "2026-11-02"),
        ("rv_hear", "2026-11-12"),
    )
    life.go("residence", "ps_depart", "2026-11-15")
    assert life.state("revocation") == "closed_moot"
    life.sound()


def test_a_public_notice_takes_two_weeks_and_absence_then_lets_the_case_be_decided_unheard(
    staff: Crew,
) -> None:
    life = Lived(staff)
    life.lands(address="東京都千代田区1-1")
    life.go("revocation", "rv_open", "2026-11-20", ground_code="false_document")
    early = life.no("revocation", "rv_public_service", "2026-11-24", hearing_on="2026-12-07")
    assert early.code == "rule:hearing_after_public_notice"
    life.go("revocation", "rv_public_service", "2026-11-24", hearing_on="2026-12-08")
    life.sweep("2026-12-07T23:00")
    assert life.fact("revocation", "served") is False
    assert life.fact("residence", "revocation_noticed") is not True
    life.sweep("2026-12-08T00:00")
    assert life.fact("revocation", "served") is True
    assert life.fact("residence", "revocation_noticed") is True
    life.sweep("2026-12-09T00:00")
    assert life.state("revocation") == "heard"
    said = life.no("revocation", "rv_revoke_with_period", "2026-12-10")
    assert said.code == "rule:absence_without_reason"
    life.go("revocation", "rv_revoke_with_period", "2026-12-10", absence_excused=False)
    assert life.state("residence") == "revoked_departure_period"
    assert life.due("revocation", "revocation_departure") == "2027-01-09"
    life.go("residence", "ps_depart", "2026-12-20")
    assert (life.state("residence"), life.state("revocation")) == ("departed", "departed")
    life.sound()


def test_a_revocation_on_ground_2_is_immediate_and_the_control_officer_opens_the_deportation(
    staff: Crew,
) -> None:
    life = Lived(staff)
    life.lands(address="東京都千代田区1-1")
    life.through(
        "revocation",
        ("rv_open", "2026-11-02"),
        ("rv_hearing_notice", "2026-11-02"),
        ("rv_hear", "2026-11-12"),
        ground_code="fraud_permission",
    )
    timely = life.no("revocation", "rv_revoke_with_period", "2026-11-16")
    assert timely.code == "rule:time_to_leave_ground"
    life.go("revocation", "rv_revoke_immediate", "2026-11-16")
    assert (life.state("revocation"), life.state("residence")) == ("revoked_deportable", "revoked")
    assert life.due("residence", "stay_period") == ""
    life.take("residence", "ps_deportation_opened", "2026-11-17", ground="status_revoked")
    assert life.state("deportation") == "under_investigation"
    life.sound()


def test_edge_30_the_spouse_ground_offers_a_change_before_it_takes_the_status_away(staff: Crew) -> None:
    life = Lived(staff)
    life.lands(status="spouse_or_child_of_japanese", organisation="", address="東京都千代田区1-1")
    life.through(
        "revocation",
        ("rv_open", "2026-11-02"),
        ("rv_hearing_notice", "2026-11-02"),
        ("rv_hear", "2026-11-12"),
        ground_code="spouse_inactive_6m",
        ground_since="2026-04-15",
    )
    first = life.no("revocation", "rv_revoke_with_period", "2026-11-16")
    assert first.code == "rule:chance_to_change_given"
    life.go("revocation", "rv_offer_change", "2026-11-16", chance_until="2026-12-16")
    assert life.no("revocation", "rv_revoke_with_period", "2026-12-16").code == first.code
    life.go("revocation", "rv_revoke_with_period", "2026-12-17")
    assert life.state("residence") == "revoked_departure_period"
    life.sweep("2027-01-17T00:00")
    assert (life.state("revocation"), life.state("residence")) == ("deportation_module", "overstay")
    life.sound()
