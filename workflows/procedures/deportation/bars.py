"""Bars on removal (送還の停止): what stands in the way of sending a person out of Japan.

Four independent bars, each with its own article. They stop removal only: the procedure and
detention go on. Each bar is a guard of its own, so that a refusal names the article that applies.
The guards read the file only, never what the step itself gives: a bar has to be lifted by an entry
of its own before removal.
"""

from __future__ import annotations

from workflows.declare import Guard
from workflows.engine import View
from workflows.texts import Text

# --- the bars -------------------------------------------------------------------------------------


def refugee_claim_bars(v: View) -> bool:
    """A refugee or complementary-protection claim stops removal (61-2-9(2), (3))."""
    if v.is_in("refugee", "refugee_pending", "removal_stayed_refugee", "provisional_stay"):
        return True
    open_after_refusal = v.is_in("refugee", "refugee_refused_appeal_open", "refugee_review_pending")
    return open_after_refusal and v.fact("refugee_exception") is not True


def court_stay_bars(v: View) -> bool:
    """A court has stayed the removal part of the order, or has annulled an act the order rests on and
    the agency has not yet acted on the judgment."""
    if v.is_in("court", "court_annulled"):
        return True
    return v.is_in("court", "court_stay") and v.fact("court_stay_scope") in ("removal", "both")


def exit_restriction_bars(v: View) -> bool:
    """A criminal court forbids the person to leave Japan."""
    return v.is_in("exit_restriction", "exit_restricted")


def criminal_procedure_bars(v: View) -> bool:
    """A criminal procedure or sentence goes first, unless the prosecutor allowed removal."""
    return v.fact("criminal_open") is True and v.fact("prosecutor_permission") is not True


REFUGEE_READS = frozenset({"machine:refugee", "fact:refugee_exception"})
COURT_READS = frozenset({"machine:court", "fact:court_stay_scope"})
EXIT_READS = frozenset({"machine:exit_restriction"})
CRIMINAL_READS = frozenset({"fact:criminal_open", "fact:prosecutor_permission"})


# --- the guards on removal ------------------------------------------------------------------------

NO_REFUGEE_BAR = Guard(
    code="no_bar_on_removal_refugee",
    rule=Text(
        "難民認定等の申請により送還が停止されている間は、送還(運送業者への引渡しを含む。)をすることができない。",
        "While a refugee or complementary-protection claim stays removal, nobody is removed or handed over.",
    ),
    remedy=Text(
        "申請の結果を待つか、送還停止の例外に当たるときはその判断を先に記録してください。",
        "Wait for the outcome of the claim or, where an exception applies, record that assessment first.",
    ),
    basis="icrra 61-2-9(2); icrra 61-2-9(3); icrra 61-2-9(4)",
    reads=REFUGEE_READS,
    test=lambda v: not refugee_claim_bars(v),
)

NO_COURT_STAY = Guard(
    code="no_bar_on_removal_court",
    rule=Text(
        "裁判所が送還部分の執行を停止している間は、送還することができない。",
        "While a court stays the removal part of the order, nobody is removed.",
    ),
    remedy=Text(
        "執行停止が終わったら、その決定を記録してから進めてください。",
        "Record the end of the stay first.",
    ),
    basis="acla 25(2)",
    reads=COURT_READS,
    test=lambda v: not court_stay_bars(v),
)

NO_EXIT_RESTRICTION = Guard(
    code="no_bar_on_removal_exit_restriction",
    rule=Text(
        "出国の制限を受けている間は、退去強制令書の執行は停止する。",
        "While the person is under an exit restriction, the removal order is not executed.",
    ),
    remedy=Text(
        "出国の制限が終わったことを記録してから進めてください。",
        "Record the end of the exit restriction first.",
    ),
    basis="icrra 63(3)",
    reads=EXIT_READS,
    test=lambda v: not exit_restriction_bars(v),
)

NO_CRIMINAL_PROCEDURE = Guard(
    code="no_bar_on_removal_criminal",
    rule=Text(
        "刑事手続等が続いている間は、検事総長又は検事長の許可がなければ退去強制令書を執行することができない。",
        "While a criminal procedure or sentence runs, the order is executed only with the permission of the "
        "Prosecutor-General or a superintending prosecutor.",
    ),
    remedy=Text(
        "手続の終了を記録するか、許可を得てその旨を記録してください。",
        "Record the end of that procedure, or obtain the permission and record it.",
    ),
    basis="icrra 63(2)",
    reads=CRIMINAL_READS,
    test=lambda v: not criminal_procedure_bars(v),
)

NO_BAR_ON_REMOVAL = (NO_REFUGEE_BAR, NO_COURT_STAY, NO_EXIT_RESTRICTION, NO_CRIMINAL_PROCEDURE)


# --- what a bar brings about ----------------------------------------------------------------------


def removal_barred(v: View) -> bool:
    """Any of the four bars stands."""
    return (
        refugee_claim_bars(v) or court_stay_bars(v) or exit_restriction_bars(v) or criminal_procedure_bars(v)
    )


BAR_READS = REFUGEE_READS | COURT_READS | EXIT_READS | CRIMINAL_READS


def order_to_leave_suspended_by_law(v: View) -> bool:
    """A cause that suspends an order to leave stands (55-2(2)); a criminal procedure is none."""
    return refugee_claim_bars(v) or court_stay_bars(v) or exit_restriction_bars(v)


def order_to_leave_may_run(v: View) -> bool:
    """No cause of 55-2(2) is left: the test for carrying `order_to_leave_resumed`."""
    return not order_to_leave_suspended_by_law(v)


ORDER_TO_LEAVE_READS = REFUGEE_READS | COURT_READS | EXIT_READS

REMOVAL_IS_BARRED = Guard(
    code="removal_is_barred",
    rule=Text(
        "送還の中止は、難民認定申請、執行停止、出国の制限又は刑事手続による停止があるときに記録する。",
        "A halt by law is recorded when a refugee claim, a court stay, an exit restriction or a criminal "
        "procedure stops removal.",
    ),
    remedy=Text(
        "停止の原因を先に記録してください。その他の理由で送還できなかったときは「送還不成功」を使ってください。",
        "Record what stops removal first; where removal failed for another reason, use “removal failed”.",
    ),
    basis="icrra 61-2-9(3); icrra 63(2); icrra 63(3); acla 25(2)",
    reads=BAR_READS,
    test=removal_barred,
)

ORDER_TO_LEAVE_NOT_SUSPENDED = Guard(
    code="order_to_leave_not_suspended",
    rule=Text(
        "送還の停止、執行停止又は出国の制限がある間は、退去の命令は効力を停止する。",
        "During a stay of removal, a court stay or an exit restriction an order to leave has no effect.",
    ),
    remedy=Text(
        "停止の原因がなくなったことを先に記録してください。",
        "Record the end of that cause first.",
    ),
    basis="icrra 55-2(2)(1); icrra 55-2(2)(2); icrra 55-2(2)(3)",
    reads=ORDER_TO_LEAVE_READS,
    test=order_to_leave_may_run,
)
