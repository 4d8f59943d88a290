"""Files of one person that move together: what a step brings about elsewhere, in one transaction."""

from __future__ import annotations

import pytest

from casework import actions, life
from casework.models import Case, ClockRow, Event
from casework.permissions import visible
from tests.casework.files import Crew, crew, moment
from tests.casework.lives import FILED, Life
from workflows.roles import Role
from workflows.texts import Refused

pytestmark = pytest.mark.django_db
LEAVES = {
    "departed_on": "2027-04-22",
    "passport_shown": "true",
    "card_shown": "true",
    "return_intent": "true",
    "reentry_bars": ["none"],
}


@pytest.fixture
def staff() -> Crew:
    return crew()


def extension_filed(life: Life, at: str = "2027-03-25") -> Case:
    return life.open("extension", "ext_file_counter", at, **(FILED | {"photo_on": "2027-02-01"}))


def decided(life: Life, at: str = "2027-04-20") -> None:
    life.take("extension", "ext_start_review", "2027-04-05", triage_class="A")
    life.take(
        "extension",
        "ext_decide_permit",
        at,
        new_status="student",
        new_period="P1Y",
        collect_by="2027-05-10",
    )


def delivered(life: Life, at: str = "2027-04-26", **more: str) -> actions.Taken:
    given = {
        "fee_yen": "6000",
        "stamp_serials": "確認",
        "new_stay_until": "2028-04-01",
        "card_no": "EF12345678GH",
        "card_valid_until": "2028-04-01",
    }
    return life.take("extension", "ext_pay_and_deliver", at, **(given | more))


def test_a_filing_in_time_is_noted_on_the_residence_file(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    assert life.due("residence", "stay_period") == ""
    assert life.due("residence", "stay_period_pending") == "2027-04-01"
    assert life.file("extension").facts["stay_until"] == "2027-04-01"
    life.sound()


def test_the_special_period_begins_on_both_files_by_the_passing_of_time(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    life.sweep("2027-04-02T09:00")
    assert life.state("residence") == "special_period"
    assert life.fact("extension", "in_special") is True
    assert life.due("extension", "special_period") == "2027-06-01"
    life.sound()


def test_a_permission_takes_effect_on_the_stay_when_the_card_is_handed_over(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    decided(life)
    assert life.state("residence") == "special_period"
    delivered(life)
    assert (life.state("extension"), life.state("residence")) == ("permitted", "in_status")
    assert life.fact("residence", "stay_until") == "2028-04-01"
    assert life.fact("residence", "card_no") == "EF12345678GH"
    assert life.due("residence", "stay_period") == "2028-04-01"
    origin = Event.objects.filter(case=life.file("residence"), step="ps_extend").get()
    assert origin.effects["came_from"][0] == life.file("extension").number
    life.sound()


def test_the_special_period_that_runs_out_ends_the_stay(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    life.sweep("2027-06-03T09:00")
    assert life.state("extension") == "closed_no_status"
    assert life.state("residence") == "overstay"
    life.sound()


def test_the_deportation_file_opens_from_the_residence_file_in_one_action(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    life.sweep("2027-04-03T09:00")
    assert life.state("residence") == "overstay"
    life.take("residence", "ps_deportation_opened", "2027-04-05", ground="overstay")
    case = life.file("deportation")
    assert (case.stage, case.parent_id) == ("under_investigation", life.file("residence").pk)
    assert case.facts["ground"] == "overstay" and case.facts["nationality"] == "VNM"
    life.sound()


def test_a_person_has_one_open_extension(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    first = extension_filed(life)
    with pytest.raises(Refused) as caught:
        extension_filed(life, "2027-03-26")
    assert caught.value.refusal.code == "already-open"
    assert first.number in caught.value.refusal.sentence("ja")
    assert len(life.files("extension")) == 1


def test_a_step_whose_other_file_does_not_allow_it_writes_nothing(staff: Crew) -> None:
    """The person is abroad: no card can be handed over, and the permission waits."""
    life = Life(staff)
    life.lands()
    extension_filed(life)
    decided(life)
    life.take("residence", "re_depart_special", "2027-04-22", **LEAVES)
    before = Event.objects.count()
    with pytest.raises(Refused) as caught:
        delivered(life)
    assert life.file("residence").number in caught.value.refusal.sentence("ja")
    assert Event.objects.count() == before
    life.take("residence", "re_return", "2027-04-25", returned_on="2027-04-25")
    delivered(life)
    assert life.state("residence") == "in_status"
    life.sound()


def test_death_ends_what_is_pending(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    life.take("residence", "ps_die", "2027-03-28", died_on="2027-03-27")
    assert life.state("residence") == "deceased"
    assert life.state("extension") == "closed"
    life.person.refresh_from_db()
    assert str(life.person.died_on) == "2027-03-27"
    life.sound()


def test_rectifying_the_delivery_rectifies_the_stay(staff: Crew) -> None:
    """The officer typed the wrong card number; the residence file has it right afterwards, and the record
    of each file says why."""
    life = Life(staff)
    life.lands()
    extension_filed(life)
    decided(life)
    taken = delivered(life)
    when = moment("2027-04-27")
    actor = life.actor("extension", "ext_pay_and_deliver", when)
    actions.rectify(
        taken.case_id,
        taken.seq,
        reason="カード番号の誤り",
        actor=actor,
        now=when,
        facts={"card_no": "EF12345678GJ"},
    )
    assert life.fact("residence", "card_no") == "EF12345678GJ"
    residence = Event.objects.filter(case=life.file("residence")).latest("seq")
    assert residence.facts is not None and residence.kind == "rectification"
    assert residence.facts["_reason"] == "カード番号の誤り"
    life.sound()


def test_what_came_about_with_another_step_is_not_rectified_by_itself(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    decided(life)
    delivered(life)
    entry = Event.objects.get(case=life.file("residence"), step="ps_extend")
    when = moment("2027-04-27")
    with pytest.raises(Refused) as caught:
        actions.rectify(
            entry.case_id,
            entry.seq,
            reason="誤り",
            actor=life.actor("residence", "ps_extend", when),
            now=when,
            facts={"card_no": "EF12345678GJ"},
        )
    assert caught.value.refusal.code == "came-with-another"
    assert life.file("extension").number in caught.value.refusal.sentence("ja")


def test_a_file_that_is_passed_on_goes_to_the_queue_of_the_other_office(staff: Crew) -> None:
    life = Life(staff)
    life.lands()
    extension_filed(life)
    holder = staff.users[Role.INSPECTOR]
    life.file("extension").work.update(assignee=holder, assigned_at=moment("2027-03-25"))
    life.take("extension", "ext_transfer_office", "2027-03-26", to_office="OSA", moved_on="2027-03-20")
    case = life.file("extension")
    assert case.office_id == "OSA"
    # Whoever had it serves elsewhere: with them nobody at the other office would find it in their list.
    assert set(case.work.values_list("office_id", flat=True)) == {"OSA"}
    assert not case.work.exclude(assignee=None, assigned_at=None).exists()
    life.sound()


def test_two_officers_on_two_files_of_one_person_do_not_lock_each_other_out(staff: Crew) -> None:
    """Both take the person's row first."""
    life = Life(staff)
    life.lands()
    extension_filed(life)
    assert actions.belongs_to_others("ext_pay_and_deliver")
    assert actions.belongs_to_others("ps_depart")
    assert not actions.belongs_to_others("found_deportable")


def test_a_clock_whose_ladder_became_shorter_does_not_hold_up_the_others(staff: Crew) -> None:
    """A release that rings less often meets rows that stand on a rung it no longer has."""
    life = Life(staff)
    life.lands()
    extension_filed(life)
    target = ClockRow.objects.get(case=life.file("extension"), clock="processing_extension")
    ClockRow.objects.filter(pk=target.pk).update(rung=99, look_at=moment("2027-03-26"))
    life.sweep("2027-06-03T09:00")
    target.refresh_from_db()
    assert target.look_at is None
    assert (life.state("extension"), life.state("residence")) == ("closed_no_status", "overstay")


def test_the_line_of_years_reaches_to_the_last_day_of_a_long_stay(staff: Crew) -> None:
    resident = Life(staff)
    resident.lands(until="2030-07-01", period="P4Y3M", card_valid_until="2030-07-01")
    now = moment("2026-05-01")
    told = life.life(resident.person.pk, now)
    assert told is not None
    drawn = life.drawing(told, now)
    assert drawn is not None
    stay = next(bar for bar in drawn.bars if bar.stretch.kind == "in_status")
    assert stay.x + stay.width + stay.planned == pytest.approx(life.WIDTH - life.RIGHT, abs=1)
    assert [year for year, _ in drawn.years] == [2027, 2028, 2029, 2030]


def test_a_residence_file_is_read_throughout_the_country_by_those_whose_matter_it_is(staff: Crew) -> None:
    life_ = Life(staff)
    case = life_.lands()
    assert case in visible(staff.elsewhere)
    doctor = staff.users[Role.DOCTOR]
    doctor.office_id = "OSA"
    assert case not in visible(doctor)
