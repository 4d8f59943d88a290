"""Activity outside the status: what is permitted, for how many hours, and until when; and the certificate
that only says what somebody may do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.law.residence.files import File, acting
from workflows.dossier import Dossier
from workflows.engine import View
from workflows.procedures.residence.activity_permission import ACTIVITY_PERMISSION
from workflows.procedures.residence.activity_permission.rules import certificate_fee
from workflows.roles import Role

PAPERS = ["form", "passport", "card", "activity"]
STUDENT = {
    "nationality": "VNM",
    "minor": False,
    "born": "2004-05-05",
    "status": "student",
    "period": "P2Y",
    "granted_on": "2025-04-01",
    "stay_until": "2027-03-31",
    "card_no": "AB12345678CD",
}
TEACHER: dict[str, Any] = {**STUDENT, "status": "instructor", "period": "P1Y"}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step is given."""
    day = at.date().isoformat()
    filing = {"filed_on": day, "filed_by": "applicant", "channel": "counter", "papers": PAPERS}
    usual: dict[str, dict[str, Any]] = {
        "act_file": {"type_requested": "blanket", **filing},
        "act_file_airport": {"type_requested": "blanket", "filed_on": day, "port": "NRT"},
        "act_grant_blanket": {"main_unhindered": True, "enrolled": True},
        "act_grant_individual": {
            "main_unhindered": True,
            "employer": "東京大学",
            "workplace": "東京都文京区",
            "work_described": "語学の教授",
            "hours_a_week": 10,
        },
        "act_refuse": {"reasons": "学業を阻害する"},
        "act_revoke": {"revoke_ground": "condition", "reasons": "週40時間の就労"},
        "act_special_period": {"special_until": "2027-05-31"},
        "act_withdraw": {"withdrawn_on": day, "in_writing": True},
        "wac_file": filing,
        "wac_issue": {"work_described": "機械設計", "fee_yen": 2_000, "stamp_serials": "2,000円"},
        "wac_refuse": {"reasons": "活動が明らかでない"},
    }
    return usual.get(step, {})


def blank(**facts: Any) -> File:
    return File(ACTIVITY_PERMISSION, usual, **{**STUDENT, **facts})


def received(at: str = "2026-07-10", kind: str = "blanket", **facts: Any) -> File:
    file = blank(**facts)
    file.take("act_file", at, type_requested=kind)
    return file


def granted(**facts: Any) -> File:
    file = received(**facts)
    file.take("act_grant_blanket", "2026-07-20")
    return file


def certificate() -> File:
    file = blank()
    file.take("wac_file", "2026-07-10")
    return file


def in_state(state: str) -> File:
    ways = {
        "none": blank,
        "received": received,
        "granted": granted,
        "certificate_requested": certificate,
    }
    if state in ways:
        return ways[state]()
    step, start = {
        "refused": ("act_refuse", received),
        "revoked": ("act_revoke", granted),
        "ended": ("act_end", granted),
        "withdrawn": ("act_withdraw", received),
        "certificate_issued": ("wac_issue", certificate),
        "certificate_not_issued": ("wac_refuse", certificate),
    }[state]
    file = start()
    file.take(step, "2026-08-03")
    return file


# --- what is permitted ------------------------------------------------------------------------------


def test_a_students_blanket_permission_is_28_hours_a_week_and_8_a_day_in_vacation() -> None:
    file = granted()
    facts = file.dossier.facts
    assert facts["hours_a_week"] == 28 and facts["hours_a_day_in_vacation"] == 8
    assert facts["trades_barred"] is True
    assert facts["permitted_until"] == "2027-03-31", "it ends with the stay"
    assert "activity_hours" in file.dossier.clocks


def test_a_dependents_blanket_permission_knows_no_vacation() -> None:
    file = received(status="dependent")
    file.take("act_grant_blanket", "2026-07-20", enrolled=None)
    assert "hours_a_day_in_vacation" not in file.dossier.facts


def test_a_students_permission_covers_work_while_enrolled_only() -> None:
    received().refused("act_grant_blanket", "2026-07-20", "rule:enrolled", "reg 19(5)(1)", enrolled=False)


def test_the_main_activity_must_not_be_hindered() -> None:
    received().refused(
        "act_grant_blanket",
        "2026-07-20",
        "rule:main_activity_unhindered",
        "19(2)",
        main_unhindered=False,
    )


def test_an_individual_permission_names_the_organisation_the_place_and_the_work() -> None:
    file = received(kind="individual")
    for name in ("employer", "workplace", "work_described"):
        file.refused("act_grant_individual", "2026-07-20", "rule:work_named", "reg 19(5)(3)", **{name: None})
    file.take("act_grant_individual", "2026-07-20", hours_a_week=40)
    assert "trades_barred" not in file.dossier.facts


def test_a_decision_answers_what_was_asked() -> None:
    received(kind="individual").refused("act_grant_blanket", "2026-07-20", "rule:kind_of_permission")
    received().refused("act_grant_individual", "2026-07-20", "rule:kind_of_permission", "reg 19(5)(1)")


def test_work_for_a_local_government_needs_its_contract_and_stays_within_28_hours() -> None:
    blank().refused(
        "act_file",
        "2026-07-10",
        "rule:local_government_status",
        "reg 19(5)(2)",
        type_requested="public_school",
    )
    file = File(ACTIVITY_PERMISSION, usual, **TEACHER)
    file.take("act_file", "2026-07-10", type_requested="public_school")
    step = "act_grant_individual"
    file.refused(step, "2026-07-20", "rule:local_government_contract", "reg 19(5)(2)")
    for hours in (None, 0, 29):
        file.refused(
            step,
            "2026-07-20",
            "rule:twenty_eight_hours",
            "reg 19(5)(2)",
            local_government=True,
            hours_a_week=hours,
        )
    file.take(step, "2026-07-20", local_government=True, hours_a_week=28, workplace=None)


# --- filing -----------------------------------------------------------------------------------------


def test_whoever_may_work_as_they_like_needs_no_permission() -> None:
    for status in ("permanent_resident", "long_term_resident", "spouse_or_child_of_japanese"):
        blank(status=status).refused("act_file", "2026-07-10", "rule:table_1_status", "19(1)")


def test_only_somebody_with_a_status_files() -> None:
    blank(status=None).refused("act_file", "2026-07-10", "rule:holds_status", "19(1)")
    blank(stay_until="2026-07-09").refused("act_file", "2026-07-10", "rule:holds_status", "19(1)")
    blank(stay_until="2026-07-09", special_until="2026-09-09").take("act_file", "2026-07-10")


def test_online_it_goes_only_together_with_another_application() -> None:
    given = {"channel": "online"}
    blank().refused("act_file", "2026-07-10", "rule:together_online", "reg 61-3(1)(7)", **given)
    blank().take("act_file", "2026-07-10", joined_case="EXT-TYO-2026-0001", **given)


def test_who_files_and_with_which_papers() -> None:
    blank().refused("act_file", "2026-07-10", "rule:filer", "reg 19(3)", filed_by="relative")
    blank().refused("act_file", "2026-07-10", "rule:filer_authority", filed_by="accepting_org")
    blank().take("act_file", "2026-07-10", filed_by="accepting_org", filer_authority="東取123")
    fewer = ["form", "passport", "card"]
    blank().refused("act_file", "2026-07-10", "rule:complete", "reg 19(1)", papers=fewer)
    blank().take("act_file", "2026-07-10", papers=fewer, papers_follow="雇用契約書は後日")
    blank().refused("act_file", "2026-07-10", "rule:passport", "reg 19(2)", papers=["form", "card"])


def test_the_standard_period_is_a_target_of_two_months() -> None:
    file = received()
    assert file.due("processing_activity") == "2026-09-10"
    assert ACTIVITY_PERMISSION.clocks["processing_activity"].target


# --- at the airport ---------------------------------------------------------------------------------


def landed(**facts: Any) -> File:
    return blank(granted_on="2026-09-20", stay_until="2028-09-20", **facts)


def test_a_student_files_right_after_landing() -> None:
    file = landed()
    file.take("act_file_airport", "2026-09-20")
    assert file.state == "received" and file.dossier.facts["port"] == "NRT"
    file.take("act_grant_blanket", "2026-09-20T11:00")


def test_the_next_day_is_too_late_at_the_airport() -> None:
    landed().refused("act_file_airport", "2026-09-21", "rule:right_after_landing", "reg 19-2(1)")


def test_a_stay_of_three_months_is_excluded_at_the_airport() -> None:
    landed(period="P3M").refused("act_file_airport", "2026-09-20", "rule:over_three_months", "reg 19-2(1)")
    blank(granted_on="2026-09-20", stay_until="2026-12-20", period="individual").refused(
        "act_file_airport", "2026-09-20", "rule:over_three_months"
    )
    blank(granted_on="2026-09-20", stay_until="2026-12-21", period="individual").take(
        "act_file_airport", "2026-09-20"
    )


def test_at_the_airport_students_ask_for_the_blanket_one_and_teachers_for_their_own() -> None:
    landed().refused(
        "act_file_airport", "2026-09-20", "rule:airport_class", "reg 19-2", type_requested="individual"
    )
    landed(status="dependent").refused("act_file_airport", "2026-09-20", "rule:airport_class")
    landed(status="instructor").refused(
        "act_file_airport", "2026-09-20", "rule:airport_class", type_requested="public_school"
    )
    landed(status="instructor").take(
        "act_file_airport", "2026-09-20", type_requested="public_school", local_government=True
    )


def test_nobody_files_for_another_at_the_airport() -> None:
    landed().refused(
        "act_file_airport", "2026-09-20", "rule:in_person", "reg 19-2(3)", filed_by="lawyer_scrivener"
    )


# --- the end ----------------------------------------------------------------------------------------


def test_the_permission_is_looked_at_when_the_stay_ends() -> None:
    file = granted()
    assert file.due("activity_until") == "2027-03-31"
    file.pass_time("2027-04-01T09:00")
    assert file.state == "granted", "time alone ends nothing"


def test_in_the_special_period_the_permission_goes_on() -> None:
    file = granted()
    file.refused("act_end", "2027-03-31", "rule:stay_over", "19(2)", end_cause="stay_over")
    file.take("act_special_period", "2027-04-01")
    assert file.due("activity_until") == "2027-05-31"
    assert file.dossier.facts["permitted_until"] == "2027-05-31"
    file.refused("act_end", "2027-05-31", "rule:stay_over", end_cause="stay_over")
    file.take("act_end", "2027-06-01", end_cause="stay_over")


def test_edge_66_a_graduate_in_the_special_period_may_not_work_though_nothing_was_revoked() -> None:
    file = granted()
    file.take("act_special_period", "2027-04-01")
    outcome = file.take("act_end", "2027-04-05", end_cause="left_school", ended_on="2027-04-01")
    assert file.state == "ended", "ended, and not revoked"
    assert "29-3" not in outcome.documents, "no notice of withdrawal"
    assert not {"activity_hours", "activity_until", "litigation_6m"} & set(file.dossier.clocks)
    assert "reg 19(5)(1)" in {str(c) for c in outcome.step.cites}


def test_edge_66_only_a_student_leaves_a_school() -> None:
    file = received(status="dependent")
    file.take("act_grant_blanket", "2026-07-20")
    file.refused("act_end", "2026-08-03", "rule:student_left", "reg 19(5)(1)", end_cause="left_school")


def test_the_end_of_the_stay_ends_what_is_pending_or_granted() -> None:
    for file in (received(), granted()):
        file.take("act_end", "2026-08-03", carried=True, ended_on="2026-08-02")
        assert file.state == "ended" and file.dossier.facts["ended_on"] == "2026-08-02"


def test_a_withdrawal_by_the_bureau_is_notified_and_can_be_sued_over() -> None:
    file = granted()
    outcome = file.take("act_revoke", "2026-08-03")
    assert outcome.documents == ("29-3",)
    assert file.due("litigation_6m") == "2027-02-03"
    assert received().take("act_refuse", "2026-08-03").documents == ("refusal-notice",)


def test_a_new_application_takes_nothing_over_from_the_permission_that_ended() -> None:
    for state in ("revoked", "ended"):
        file = in_state(state)
        file.take("act_file", "2026-09-01", type_requested="individual")
        assert file.state == "received"
        gone = {"permitted_until", "hours_a_week", "hours_a_day_in_vacation", "trades_barred"}
        assert not gone & set(file.dossier.facts)


def test_a_filing_is_withdrawn_in_writing() -> None:
    received().refused(
        "act_withdraw", "2026-08-03", "rule:in_writing", "practice withdrawal", in_writing=False
    )


# --- work-authorisation certificate -----------------------------------------------------------------


def test_a_certificate_is_meant_for_the_same_day_and_takes_longer_after_a_change_of_employer() -> None:
    assert certificate().due("processing_wac") == "2026-07-10"
    file = blank(status="engineer_humanities_international")
    file.take("wac_file", "2026-07-10", employer_changed=True)
    assert file.due("processing_wac") == "2026-10-10"


def test_a_certificate_is_open_to_statuses_that_may_work_as_they_like() -> None:
    blank(status="permanent_resident", stay_until=None).take("wac_file", "2026-07-10")
    blank(status=None).refused("wac_file", "2026-07-10", "rule:holds_status", "19(1)")


@pytest.mark.parametrize(
    ("filed_on", "channel", "yen"),
    [
        ("2025-03-31", "counter", 1_200),
        ("2025-04-01", "counter", 2_000),
        ("2026-07-10", "online", 1_600),
    ],
)
def test_the_fee_of_a_certificate(filed_on: str, channel: str, yen: int) -> None:
    file = blank()
    file.take("wac_file", filed_on, channel=channel)
    file.refused("wac_issue", "2026-07-13", "rule:fee", "67-2(1)", fee_yen=yen + 1)
    file.take("wac_issue", "2026-07-13", fee_yen=yen)


def test_a_diplomat_asks_for_a_certificate_on_paper() -> None:
    blank(status="diplomat").refused(
        "wac_file", "2026-07-10", "rule:certificate_online", "reg 61-3(1)(8)", channel="online"
    )
    blank().refused("wac_file", "2026-07-10", "rule:passport", "reg 19-4(2)", papers=["form"])


def test_a_fee_needs_the_day_of_filing() -> None:
    dossier = Dossier("activity_permission", date(2026, 6, 14), {}, {})
    assert certificate_fee(View(ACTIVITY_PERMISSION, dossier)) is None


# --- the whole table --------------------------------------------------------------------------------

STATES = tuple(ACTIVITY_PERMISSION.machines["activity_permission"].states)


@pytest.mark.parametrize("step", sorted(ACTIVITY_PERMISSION.steps))
def test_every_step_is_taken_from_its_states_and_refused_elsewhere(step: str) -> None:
    declared = ACTIVITY_PERMISSION.steps[step]
    for state in STATES:
        if step == "act_file_airport" and state == "none":
            landed().take(step, "2026-09-20")
            continue
        file = received(kind="individual") if step == "act_grant_individual" and state == "received" else None
        file = file or in_state(state)
        if state in declared.source:
            file.take(step, "2026-09-20")
        else:
            file.refused(step, "2026-09-20", "wrong-state")


@pytest.mark.parametrize("step", sorted(ACTIVITY_PERMISSION.steps))
def test_no_step_is_taken_by_another_office(step: str) -> None:
    declared = ACTIVITY_PERMISSION.steps[step]
    others = frozenset(Role) - declared.officers - {Role.SYSTEM}
    in_state(declared.source[0]).refused(
        step, "2026-09-20", "wrong-office", by=acting(*others, name="others")
    )
