"""Edge cases 1 to 9: the departure order (出国命令)."""

from __future__ import annotations

import pytest

from tests.law.files import ALL_OF_24_3, File, departure_ordered, edge, examined, opened


@edge(1)
@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-21 10:00", False),  # Saturday
        ("2026-11-23 10:00", False),  # Monday, a national holiday
        ("2026-11-24 08:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 17:00", True),
        ("2026-11-24 17:01", False),
        ("2026-12-29 10:00", False),  # year-end closing
    ],
)
def test_an_appearance_counts_only_in_office_hours_of_an_open_day(at, open_):
    file = File()
    if not open_:
        file.refused("voluntary_appearance", at, "rule:office_hours", "reg 50-50(1)")
        assert file.fact("departure_limb") is None
        return
    outcome = file.take("voluntary_appearance", at)
    assert file.fact("departure_limb") == "appearance"
    assert "71-2" in outcome.documents


@edge(1)
def test_who_appears_without_the_wish_to_leave_does_not_come_under_the_departure_order():
    File().refused(
        "voluntary_appearance", "2026-11-24 10:00", "rule:wish_to_leave", "24-3", wish_to_leave=False
    )


@edge(2)
def test_the_wish_to_leave_can_be_declared_until_the_finding_is_notified_and_not_after():
    file = examined("2026-11-16")
    assert file.open_to("departure_will_declared", "2026-11-18 09:59")
    file.take("found_deportable", "2026-11-18 10:00")
    file.refused("departure_will_declared", "2026-11-18 10:01", "wrong-state", "24-3(1)(1)ロ")
    assert not file.open_to("found_departure_order_case", "2026-11-18 10:01")


@edge(2)
def test_who_declared_too_late_may_still_leave_at_own_cost_with_a_shorter_ban():
    file = examined("2026-11-16")
    file.take("found_deportable", "2026-11-18")
    file.take("finding_accepted", "2026-11-18 13:00")
    file.take("sp_waived", "2026-11-18 14:00")
    file.take("removal_order_issued", "2026-11-18 15:00")
    file.take("removal_execution_started", "2026-11-18 16:00")
    file.take("self_departure_permitted", "2026-11-19")
    file.take("ban_shortening_applied", "2026-11-19 15:00")


@edge(3)
def test_an_overstayer_with_a_theft_conviction_gets_no_departure_order():
    file = opened("2026-11-16")
    file.take("departure_will_declared", "2026-11-17")
    without_3 = [c for c in ALL_OF_24_3 if c != "no_sentence"]
    file.refused(
        "departure_order_referral",
        "2026-11-18",
        "rule:departure_conditions",
        "24-3(1)(1)",
        departure_conditions=without_3,
    )
    file.take("departure_order_referral", "2026-11-18")  # the guard may be mistaken, the inspector not
    refusal = file.refused(
        "departure_exam_passed", "2026-11-19", "rule:departure_conditions", departure_conditions=without_3
    )
    assert "icrra 24-3(1)(3)" in {str(c) for c in refusal.cites}


@edge(4)
def test_a_case_referred_for_a_departure_order_goes_back_to_the_guard_without_a_finding():
    file = opened("2026-11-16")
    file.take("departure_will_declared", "2026-11-17")
    file.take("departure_order_referral", "2026-11-18")
    assert not file.open_to("found_deportable", "2026-11-19")
    outcome = file.take("departure_exam_sent_back", "2026-11-19")
    assert file.stage == "under_investigation"
    assert "52" not in outcome.documents
    assert not file.runs("clk_oral_hearing_request_3d")
    file.take("chief_inspector_notified", "2026-11-20", ground="entry_without_passport")
    assert file.stage == "chief_inspector_screening"


@edge(4)
def test_unlawful_entry_is_no_ground_for_a_departure_order():
    file = opened("2026-11-16", ground="entry_without_passport")
    file.take("departure_will_declared", "2026-11-17")
    file.refused("departure_order_referral", "2026-11-18", "rule:departure_ground", "24-3(1)")


@edge(5)
def test_a_detainee_found_to_be_a_departure_order_case_is_released_with_the_order_not_the_finding():
    file = examined("2026-11-16")
    file.take("departure_will_declared", "2026-11-17")
    file.take("found_departure_order_case", "2026-11-18")
    assert file.custody == "detained_warrant"
    assert file.runs("clk_warrant_30d")
    outcome = file.take("departure_order_issued", "2026-11-19")
    assert [m.step for m in outcome.moved if m.machine == "custody"] == ["released_on_outcome"]
    assert file.custody == "at_liberty"
    assert not file.runs("clk_warrant_30d") and not file.runs("clk_health_check_3m")


@edge(5)
def test_supervision_of_a_departure_order_case_lapses_with_the_order():
    file = examined("2026-11-16")
    file.take("supervision_decided_from_detention", "2026-11-16 15:00")
    file.take("departure_will_declared", "2026-11-17")
    file.take("found_departure_order_case", "2026-11-18")
    assert file.custody == "supervised_pre"
    file.take("departure_order_issued", "2026-11-19")
    assert file.custody == "at_liberty"
    assert not file.runs("clk_supervised_report_3m")


@edge(6)
def test_the_deadline_of_a_departure_order_lies_at_most_fifteen_days_ahead():
    file = opened("2026-11-09")
    file.take("departure_will_declared", "2026-11-10")
    file.take("departure_order_referral", "2026-11-11")
    file.take("departure_exam_passed", "2026-11-12")
    refusal = file.refused(
        "departure_order_issued", "2026-11-16", "named-date", "55-85(1)", departure_deadline="2026-12-02"
    )
    assert "2026-12-01" in refusal.sentence("en")
    file.take("departure_order_issued", "2026-11-16", departure_deadline="2026-12-01")
    assert file.legal("clk_departure_order_15d") == "2026-12-01"


@edge(6)
def test_the_person_may_leave_until_the_last_minute_of_the_deadline_and_not_after():
    file = departure_ordered("2026-11-16", "2026-12-01")
    assert file.open_to("departed_under_order", "2026-12-01 23:59")
    file.refused("departed_under_order", "2026-12-02 00:00", "rule:departed_by_deadline", "24(1)(8)")
    file.take("departure_deadline_missed", "2026-12-02 00:00")
    assert file.fact("ground") == "departure_order_missed"


@edge(6)
def test_a_deadline_that_falls_on_a_sunday_does_not_move():
    file = departure_ordered("2026-11-16", "2026-11-29")
    assert file.legal("clk_departure_order_15d") == "2026-11-29"
    assert not file.open_to("departure_deadline_missed", "2026-11-29 23:59")
    assert file.open_to("departure_deadline_missed", "2026-11-30 00:00")


@edge(7)
def test_more_time_is_asked_for_by_the_day_of_the_deadline():
    file = departure_ordered("2026-11-16", "2026-12-01")
    facts = {"not_attributable": True, "reasons": "Flight cancelled.", "departure_deadline": "2026-12-04"}
    file.refused(
        "departure_deadline_extended",
        "2026-12-02",
        "rule:extension_asked_in_time",
        "reg 50-54(1)",
        extension_requested_on="2026-12-02",
        **facts,
    )
    file.take("departure_deadline_extended", "2026-12-02", extension_requested_on="2026-12-01", **facts)
    assert file.legal("clk_departure_order_15d") == "2026-12-04"


@edge(7)
def test_the_deadline_is_extended_only_for_a_cause_that_is_not_the_persons_fault():
    departure_ordered("2026-11-16", "2026-12-01").refused(
        "departure_deadline_extended",
        "2026-12-01",
        "rule:cause_not_attributable",
        "55-87",
        extension_requested_on="2026-12-01",
        not_attributable=False,
        reasons="Overslept.",
        departure_deadline="2026-12-04",
    )


@edge(8)
def test_a_breach_may_be_forgiven_and_the_departure_order_then_stands():
    file = departure_ordered("2026-11-16", "2026-12-01")
    assert file.open_to("departure_order_cancelled", "2026-11-20")
    file.take("departed_under_order", "2026-11-25")
    assert file.stage == "departed_departure_order"


@edge(8)
def test_after_a_cancelled_departure_order_there_is_never_a_second_one():
    file = departure_ordered("2026-11-16", "2026-12-01")
    file.take("departure_order_cancelled", "2026-11-20")
    assert file.fact("ground") == "departure_order_cancelled"
    assert not file.runs("clk_departure_order_15d")
    file.take("new_case_after_failed_departure", "2026-11-21")
    assert file.stage == "under_investigation"
    file.take("departure_will_declared", "2026-11-22")
    file.refused("departure_order_referral", "2026-11-22 13:00", "rule:departure_ground", "24-3(1)")
    # Naming the overstay again as the ground does not help.
    file.take("chief_inspector_notified", "2026-11-24", ground="overstay")
    file.take("screening_decided", "2026-11-24 13:00")
    file.take("detention_decided", "2026-11-24 14:00")
    file.take("warrant_executed", "2026-11-24 15:00")
    file.take("person_handed_over", "2026-11-24 16:00")
    file.refused("found_departure_order_case", "2026-11-25", "rule:no_earlier_failed_order", "24-3(1)(2)")


@edge(9)
def test_two_bans_run_after_a_departure_that_was_declared_late_and_one_after_an_appearance():
    late = departure_ordered("2026-11-16", "2026-12-01", "declaration")
    late.take("departed_under_order", "2026-11-30")
    assert late.legal("clk_ban_departure_order_1y") == "2027-11-30"
    assert late.legal("clk_ban_departure_order_short_stay_5y") == "2031-11-30"
    assert late.fact("departure_limb") == "declaration"

    early = departure_ordered("2026-11-16", "2026-12-01", "appearance")
    early.take("departed_under_order", "2026-11-30")
    assert early.legal("clk_ban_departure_order_1y") == "2027-11-30"
    assert not early.runs("clk_ban_departure_order_short_stay_5y")


@edge(9)
def test_who_appeared_before_the_investigation_is_not_turned_into_a_late_declarer():
    file = File()
    file.take("voluntary_appearance", "2026-11-10")
    file.take("investigation_opened", "2026-11-10 13:00")
    file.refused("departure_will_declared", "2026-11-11", "rule:limb_declaration", "24-3(1)(1)")


@edge(9)
def test_the_limb_on_file_is_not_exchanged_for_the_milder_one_at_the_port():
    file = departure_ordered("2026-11-16", "2026-12-01", "declaration")
    milder = {"departure_limb": "appearance"}
    file.refused("departed_under_order", "2026-11-30", "rule:departure_limb_as_recorded", "24-3", **milder)
    assert file.open_to("departed_under_order", "2026-11-30", departure_limb="declaration")


@edge(9)
def test_nor_is_it_exchanged_when_the_inspector_finds_for_a_departure_order():
    file = opened("2026-11-16")
    file.take("departure_will_declared", "2026-11-17")
    milder = {"departure_limb": "appearance"}
    file.refused(
        "departure_order_referral", "2026-11-18", "rule:departure_limb_as_recorded", "24-3", **milder
    )
    file.take("departure_order_referral", "2026-11-18")
    file.refused("departure_exam_passed", "2026-11-19", "rule:departure_limb_as_recorded", "24-3", **milder)
