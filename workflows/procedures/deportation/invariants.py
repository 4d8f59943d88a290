"""What must hold of every deportation case, whatever path it takes.

Each invariant names the machines, facts and clocks it can depend on; the exhaustive walk visits
their whole product with the code that runs the cases (`workflows.explore`). What is no matter of
reachability (sums, days, the text of reasons) is proved by a test named under `elsewhere`.

The conditions are written here a second time, on purpose, and not taken from the guards: an
invariant that calls the guard would only prove that the guard agrees with itself.
"""

from __future__ import annotations

from workflows.declare import Invariant, Step
from workflows.engine import View
from workflows.texts import Text

HELD_BEFORE_ORDER = ("detained_urgent", "detained_warrant", "detained_warrant_deposit_pending")
HELD_UNDER_ORDER = ("detained_order", "detained_order_deposit_pending")
SUPERVISED = ("supervised_pre", "supervised_post")

# The clocks that limit a detention or bring it before somebody; a health check is none of them.
DATES_OF_DETENTION = (
    "clk_handover_48h",
    "clk_warrant_30d",
    "clk_warrant_ext_30d",
    "clk_post_order_notice_prompt",
    "clk_detention_review_3m",
)

FINAL = ("final_sp_window", "special_permission_decision")
REMOVAL_STEPS = ("removed", "handed_to_carrier", "removal_scheduled")
# A stay of removal, of the court or of the law, and an exit restriction leave custody as it is.
BAR_STEPS = (
    "refugee_claim_filed",
    "suspensive_effect_on",
    "adequate_material_accepted",
    "removal_halted_by_stay",
    "order_to_leave_suspended",
    "exit_restriction_on",
)
FINDS_DEPARTURE_ORDER = (
    "found_departure_order_case",
    "judged_departure_order_case",
    "ruled_departure_order_case",
)
# The review as a chain: from which link to which other, and by which step alone.
REVIEW_OPEN = ("review_due", "review_considering", "review_with_commissioner", "review_ordered")
REVIEW_ONWARD = {
    ("review_due", "review_considering"): "review_report_submitted",
    ("review_considering", "review_with_commissioner"): "review_no_supervision_reported",
    ("review_with_commissioner", "review_ordered"): "review_commissioner_orders",
}
REVIEW_CLOSING = {
    "review_skipped_deposit_pending": "review_considering",
    "review_supervision_chosen": "review_considering",
    "review_commissioner_no_order": "review_with_commissioner",
    "review_order_carried_out": "review_ordered",
}


# --- tests ----------------------------------------------------------------------------------------


def _is_held(v: View) -> bool:
    state = v.procedure.machines["custody"].states.get(v.state("custody"))
    return state is not None and state.detained


def _held_has_date(v: View) -> bool:
    return not _is_held(v) or any(v.running(clock) is not None for clock in DATES_OF_DETENTION)


def _held_under_its_clock(v: View) -> bool:
    if v.is_in("custody", *HELD_UNDER_ORDER):
        return v.running("clk_detention_review_3m") is not None
    if not _is_held(v):
        return True
    if v.fact("order_in_force") is True:
        return v.running("clk_post_order_notice_prompt") is not None
    return v.running("clk_warrant_30d") is not None or v.running("clk_warrant_ext_30d") is not None


def _closed_holds_nobody(v: View) -> bool:
    stage = v.procedure.machines["stage"].states.get(v.state("stage"))
    return stage is None or not stage.end or not _is_held(v)


def _open_is_owed(v: View) -> bool:
    stage = v.procedure.machines["stage"].states.get(v.state("stage"))
    return stage is None or stage.end or bool(stage.duties)


def _order_only_when_sp_decided(before: View, after: View, step: Step) -> bool:
    issued = after.fact("order_in_force") is True and before.fact("order_in_force") is not True
    return not issued or not before.is_in("special_permission", "sp_pending")


def _no_application_after_order(before: View, after: View, step: Step) -> bool:
    applied = after.is_in("special_permission", "sp_pending") and not before.is_in(
        "special_permission", "sp_pending"
    )
    return not applied or before.fact("order_in_force") is not True


def _grant_after_finality(before: View, after: View, step: Step) -> bool:
    if step.id == "late_special_permission":
        return before.fact("order_in_force") is True
    granted = after.is_in("special_permission", "sp_granted") and not before.is_in(
        "special_permission", "sp_granted"
    )
    ended = after.is_in("stage", "special_permission_granted") and not before.is_in(
        "stage", "special_permission_granted"
    )
    return not (granted or ended) or before.is_in("stage", *FINAL)


def _supervision_ends_at_order(v: View) -> bool:
    return v.fact("order_in_force") is not True or not v.is_in("custody", "supervised_pre")


def _has_supervisor(v: View) -> bool:
    return not v.is_in("custody", *SUPERVISED) or v.fact("has_supervisor") is True


def _vacancy_only_while_supervised(v: View) -> bool:
    return v.fact("supervisor_vacant") is not True or v.is_in("custody", *SUPERVISED)


def _supervisor(v: View) -> bool:
    return _has_supervisor(v) and _vacancy_only_while_supervised(v)


def _barred(v: View) -> bool:
    if v.is_in("refugee", "refugee_pending", "removal_stayed_refugee", "provisional_stay"):
        return True
    if (
        v.is_in("refugee", "refugee_refused_appeal_open", "refugee_review_pending")
        and v.fact("refugee_exception") is not True
    ):
        return True
    if v.is_in("court", "court_stay") and v.fact("court_stay_scope") in ("removal", "both"):
        return True
    return v.is_in("exit_restriction", "exit_restricted")


def _no_removal_under_bar(before: View, after: View, step: Step) -> bool:
    return step.id not in REMOVAL_STEPS or not _barred(before)


def _no_removal_during_criminal_procedure(before: View, after: View, step: Step) -> bool:
    goes_first = before.fact("criminal_open") is True and before.fact("prosecutor_permission") is not True
    return step.id not in REMOVAL_STEPS or not goes_first


def _bar_keeps_custody(before: View, after: View, step: Step) -> bool:
    bars = step.id in BAR_STEPS
    if step.id == "stay_granted":
        bars = after.given.get("court_stay_scope") == "removal"
    return not bars or before.state("custody") == after.state("custody")


def _review_clock_under_order(v: View) -> bool:
    return v.running("clk_detention_review_3m") is None or v.is_in("custody", *HELD_UNDER_ORDER)


def _review_chain(before: View, after: View, step: Step) -> bool:
    source, target = before.state("review"), after.state("review")
    if source not in REVIEW_OPEN or source == target:
        return True
    onward = REVIEW_ONWARD.get((source, target))
    if onward is not None:
        return step.id == onward
    # Anything else closes the cycle, also where the next one is due at once.
    if step.id in REVIEW_CLOSING:
        unpaid = before.is_in("custody", "detained_order_deposit_pending")
        return source == REVIEW_CLOSING[step.id] and (step.id != "review_skipped_deposit_pending" or unpaid)
    # Otherwise only the end of the detention itself ends the cycle.
    return not after.is_in("custody", *HELD_UNDER_ORDER)


def _enters_departure_order(before: View, after: View) -> bool:
    there = "departure_order_in_force"
    return after.is_in("stage", there) and not before.is_in("stage", there)


def _one_departure_order(before: View, after: View, step: Step) -> bool:
    return not _enters_departure_order(before, after) or not (
        after.fact("prior_removal") is True or after.fact("prior_departure_order") is True
    )


def _no_departure_order_after_breach(before: View, after: View, step: Step) -> bool:
    return not _enters_departure_order(before, after) or after.fact("ground") not in (
        "departure_order_missed",
        "departure_order_cancelled",
    )


def _departure_release_follows_order(before: View, after: View, step: Step) -> bool:
    if step.id in FINDS_DEPARTURE_ORDER:
        return before.state("custody") == after.state("custody")
    return step.id != "departure_order_issued" or not _is_held(after)


def _order_to_leave_heard(before: View, after: View, step: Step) -> bool:
    return step.id != "order_to_leave_issued" or after.given.get("opinion_heard") is True


def _work_before_order_only(v: View) -> bool:
    return v.fact("work_permitted") is not True or (
        v.is_in("custody", "supervised_pre") and v.fact("order_in_force") is not True
    )


def _work_with_consent(before: View, after: View, step: Step) -> bool:
    permitted = after.fact("work_permitted") is True and before.fact("work_permitted") is not True
    return not permitted or after.given.get("supervisor_consent") is True


def _destination_lawful(before: View, after: View, step: Step) -> bool:
    return step.id not in ("removed", "handed_to_carrier") or after.told("destination_lawful") is True


def _held_in_fact(v: View) -> bool:
    # The screening after the order also stands open over persons who are free: the health check runs on
    # for those alone who have been held since before it.
    if v.is_in("custody", "post_order_screening"):
        return v.running("clk_health_check_3m") is not None
    return _is_held(v)


def _free_under_court_stay(v: View) -> bool:
    stayed = v.is_in("court", "court_stay") and v.fact("court_stay_scope") in ("detention", "both")
    return not stayed or not _held_in_fact(v)


def _free_during_provisional_stay(v: View) -> bool:
    return not v.is_in("stage", "procedure_suspended") or not _is_held(v)


def _no_detention_under_stopped_order(before: View, after: View, step: Step) -> bool:
    detained = after.is_in("custody", *HELD_UNDER_ORDER) and not before.is_in("custody", *HELD_UNDER_ORDER)
    return not detained or not after.is_in("exit_restriction", "exit_restricted")


# --- the invariants -------------------------------------------------------------------------------

INVARIANTS: tuple[Invariant, ...] = (
    # --- the heart: nobody is held without a date
    Invariant(
        "inv_detained_has_date",
        Text(
            "身柄を収容されている人には、その収容を限り又は見直す日付が必ず一つは進行している。",
            "Whoever is held has at least one date running that limits the detention or brings it to review.",
        ),
        "icrra 41(1); icrra 44(1); icrra 52(7); icrra 52-8(2)",
        ("stage", "custody", "review"),
        facts=("order_in_force", "warrant_extended"),
        clocks=DATES_OF_DETENTION,
        holds=_held_has_date,
    ),
    Invariant(
        "inv_detention_has_its_own_clock",
        Text(
            "収容令書による収容には収容期間が、退令後の審査には通知の期日が、退去強制令書による収容には"
            "三か月の見直しが進行している。",
            "Each detention runs under the clock of its own basis: the days of the warrant, the notice after "
            "the order, the three-month review under the order.",
        ),
        "icrra 41(1); icrra 52(7); icrra 52-8(2)",
        ("stage", "custody", "review"),
        facts=("order_in_force", "warrant_extended"),
        clocks=DATES_OF_DETENTION,
        holds=_held_under_its_clock,
    ),
    Invariant(
        "inv_closed_case_holds_nobody",
        Text("終了した事件で収容されたままの人はいない。", "A case that has ended holds nobody."),
        "icrra 47(1); icrra 50(9); icrra 52(9)",
        ("stage", "custody"),
        facts=("order_in_force",),
        holds=_closed_holds_nobody,
    ),
    Invariant(
        "inv_open_case_is_owed",
        Text(
            "終了していない事件には、次に何かをすべき職員が必ずいる。",
            "In every open case some office owes the next act.",
        ),
        "icrra 27; icrra 45(1); icrra 52(1)",
        ("stage",),
        holds=_open_is_owed,
    ),
    # --- nobody is held against a court, a provisional stay or a stopped order
    Invariant(
        "inv_nobody_detained_under_a_stay_of_detention",
        Text(
            "裁判所が収容部分の執行を停止している間は、誰も収容されていない。",
            "While a court stays the detention part, the person is not held.",
        ),
        "acla 25(2)",
        ("custody", "court"),
        facts=("court_stay_scope",),
        clocks=("clk_health_check_3m",),
        holds=_free_under_court_stay,
    ),
    Invariant(
        "inv_nobody_detained_during_provisional_stay",
        Text(
            "仮滞在により手続が停止している間は、誰も収容されていない。",
            "While a provisional stay suspends the procedure, the person is not held.",
        ),
        "icrra 61-2-9(2)",
        ("stage", "custody"),
        facts=("order_in_force",),
        holds=_free_during_provisional_stay,
    ),
    Invariant(
        "inv_no_detention_under_a_stopped_order",
        Text(
            "出国の制限を受けている間に、退去強制令書による収容が始まることはない。",
            "No detention under the removal order begins while an exit restriction lasts.",
        ),
        "icrra 63(3)",
        ("custody", "exit_restriction"),
        facts=("order_in_force",),
        on_step=_no_detention_under_stopped_order,
    ),
    # --- in the order of the table
    Invariant(
        "inv_no_order_while_sp_pending",
        Text(
            "在留特別許可の申請が未決の間は、退去強制令書は発付されない。",
            "No removal order issues while an application for special permission is undecided.",
        ),
        "icrra 47(5)",
        ("stage", "special_permission"),
        facts=("order_in_force",),
        on_step=_order_only_when_sp_decided,
    ),
    Invariant(
        "inv_no_sp_application_after_order",
        Text(
            "退去強制令書の発付後に在留特別許可の申請はできない。",
            "Nobody applies for special permission once the removal order has issued.",
        ),
        "icrra 50(3)",
        ("stage", "special_permission"),
        facts=("order_in_force",),
        on_step=_no_application_after_order,
    ),
    Invariant(
        "inv_sp_only_after_finality",
        Text(
            "在留特別許可は、認定・判定に服した後又は理由なしの裁決の後に限る。",
            "Special permission comes only after the finding or judgment is accepted or the objection fails.",
        ),
        "icrra 50(4)",
        ("stage", "special_permission"),
        facts=("order_in_force",),
        on_step=_grant_after_finality,
    ),
    Invariant(
        "inv_supervision_ends_at_order",
        Text(
            "退令前の監理措置は、退去強制令書の発付と同時に終わる。",
            "Supervision before the order ends in the very act that issues the order.",
        ),
        "icrra 44-8(1)(6)",
        ("stage", "custody"),
        facts=("order_in_force",),
        holds=_supervision_ends_at_order,
    ),
    Invariant(
        "inv_supervision_needs_supervisor",
        Text(
            "監理措置中の人には監理人が選定されており、欠員は監理措置の間にしか生じない。",
            "A supervised person has a supervisor selected; a vacancy exists only while supervision lasts.",
        ),
        "icrra 44-3(1); icrra 44-4(1); icrra 44-4(2); icrra 52-3(1); icrra 52-4(1); icrra 52-4(2)",
        ("stage", "custody"),
        facts=("order_in_force", "has_supervisor", "supervisor_vacant"),
        holds=_supervisor,
    ),
    Invariant(
        "inv_deposit_cap",
        Text(
            "保証金は300万円以下(未成年者は150万円以下)で、仮放免には付さない。",
            "A deposit is at most 3,000,000 yen (1,500,000 for a minor); provisional release knows none.",
        ),
        "icrra 44-2(2); icrra 44-2(6); icrra 52-2(2); icrra 52-2(5); reg 36-2(4); reg 36-2(5); icrra 54(2)",
        (),
        elsewhere=Text(
            "金額の問題: 関門 deposit_cap と deposit_cap_minor、試験 tests/law/test_declarations.py による。",
            "A matter of sums: guards deposit_cap and deposit_cap_minor, tests/law/test_declarations.py.",
        ),
    ),
    Invariant(
        "inv_pre_order_detention_60",
        Text(
            "一つの事件で収容令書により収容される日数は、以前の分を通算して60日を超えない。",
            "Days held under warrants of one case never pass 60, earlier stretches included.",
        ),
        "icrra 41(1); icrra 44-4(9)",
        (),
        elsewhere=Text(
            "日数の問題: 関門 warrant_days_left・extended_once、試験 tests/law/test_declarations.py による。",
            "A matter of days: guards warrant_days_left and extended_once, tests/law/test_declarations.py.",
        ),
    ),
    Invariant(
        "inv_no_removal_under_bar",
        Text(
            "難民認定申請・執行停止・出国の制限による停止がある間は、送還されない。",
            "Nobody is removed while a refugee claim, a court stay or an exit restriction bars it.",
        ),
        "icrra 61-2-9(2); icrra 61-2-9(3); icrra 63(3); acla 25(2)",
        ("refugee", "court", "exit_restriction"),
        facts=("refugee_exception", "court_stay_scope"),
        on_step=_no_removal_under_bar,
    ),
    # The last bar of that row of the table depends on other facts and has a walk of its own.
    Invariant(
        "inv_no_removal_during_criminal_procedure",
        Text(
            "刑事手続等が続いている間は、検事総長又は検事長の許可がなければ送還されない。",
            "Nobody is removed during a criminal procedure or sentence without the prosecutor's permission.",
        ),
        "icrra 63(2)",
        (),  # it rests on the two facts alone, wherever the case stands
        facts=("criminal_open", "prosecutor_permission"),
        on_step=_no_removal_during_criminal_procedure,
    ),
    Invariant(
        "inv_bar_does_not_free",
        Text(
            "送還の停止は、それだけでは身柄の状態を変えない。",
            "A bar on removal does not by itself change custody.",
        ),
        "icrra 61-2-9(3); acla 25(2)",
        ("custody",),
        on_step=_bar_keeps_custody,
    ),
    Invariant(
        "inv_review_only_post_order",
        Text(
            "三か月の見直しの期間は、退去強制令書による収容の間にだけ進行する。",
            "The three-month review clock runs only during detention under the removal order.",
        ),
        "icrra 52-8(2)",
        ("custody", "review"),
        clocks=("clk_detention_review_3m",),
        holds=_review_clock_under_order,
    ),
    Invariant(
        "inv_review_chain",
        Text(
            "見直しの一巡は、監理措置の決定、保証金未納による省略、又は長官への報告と長官の判断によってのみ閉じる。",
            "A review closes only by supervision, by the skip for an unpaid deposit, or by the report to the "
            "Commissioner and the Commissioner's own step.",
        ),
        "icrra 52-8(3); icrra 52-8(4); icrra 52-8(5)",
        ("custody", "review"),
        on_step=_review_chain,
    ),
    Invariant(
        "inv_commissioner_personal",
        Text(
            "見直しにおける長官の判断は、地方出入国在留管理局長が代わって行うことができない。",
            "The Commissioner's step of the review is not for a bureau director.",
        ),
        "icrra 52-8(4); reg 61-2(2)",
        (),
        elsewhere=Text(
            "官職の問題: 段階の宣言、試験 tests/law/test_declarations.py による。",
            "A matter of office: the declaration of the steps, tests/law/test_declarations.py.",
        ),
    ),
    Invariant(
        "inv_one_departure_order",
        Text(
            "過去に退去強制又は出国命令を受けた人に出国命令はされない。",
            "No departure order for somebody removed or given a departure order before.",
        ),
        "icrra 24-3(1)(4)",
        ("stage",),
        facts=("prior_removal", "prior_departure_order"),
        on_step=_one_departure_order,
    ),
    # The other half of that row of the table: a fact of fourteen values has a walk of its own.
    Invariant(
        "inv_no_departure_order_after_breach",
        Text(
            "24条8号・9号に当たる人に出国命令はされない。",
            "No departure order for somebody within article 24(8) or (9), who failed an earlier one.",
        ),
        "icrra 24-3(1)(2)",
        ("stage",),
        facts=("ground",),
        on_step=_no_departure_order_after_breach,
    ),
    Invariant(
        "inv_departure_from_order",
        Text(
            "出国命令による放免は、出国命令があったときにされ、認定・判定・裁決の時点ではされない。",
            "Release for a departure order follows the order, not the finding, judgment or ruling.",
        ),
        "icrra 47(2); icrra 48(7); icrra 49(5)",
        ("stage", "custody"),
        facts=("order_in_force",),
        on_step=_departure_release_follows_order,
    ),
    Invariant(
        "inv_order_to_leave_heard",
        Text(
            "退去の命令は、あらかじめ本人の意見を聴いた上でなければ発せられない。",
            "No order to leave without hearing the person beforehand.",
        ),
        "icrra 55-2(1)",
        ("stage",),
        on_step=_order_to_leave_heard,
    ),
    Invariant(
        "inv_work_only_pre_order",
        Text(
            "報酬を受ける活動の許可は、退令前の監理措置の間に、監理人の同意がある場合に限る。",
            "Paid work is permitted only under supervision before the order, with the supervisor's consent.",
        ),
        "icrra 44-5(1)",
        ("custody",),
        facts=("order_in_force", "work_permitted"),
        holds=_work_before_order_only,
        on_step=_work_with_consent,
    ),
    Invariant(
        "inv_destination",
        Text(
            "送還先は53条3項の領域に当たらないことを確かめた国に限る。",
            "Nobody is removed to a place that has not been checked against article 53(3).",
        ),
        "icrra 53(1); icrra 53(2); icrra 53(3)",
        ("stage",),
        facts=("destination_lawful",),
        on_step=_destination_lawful,
    ),
    Invariant(
        "inv_reasons",
        Text(
            "不利益な判断には書面による理由を付す。",
            "A decision against the person carries its reasons in writing.",
        ),
        "icrra 47(3); icrra 50(10); icrra 44-2(9); icrra 52-2(7); icrra 54(4); icrra 54(7)",
        (),
        elsewhere=Text(
            "記録の問題: 「理由」を必要な事実とする宣言、試験 tests/law/test_declarations.py による。",
            "A matter of record: reasons are among the facts needed, tests/law/test_declarations.py.",
        ),
    ),
)
