"""The refugee claim beside the deportation: whether it bars removal, and until when.

A claim bars removal from its filing, also before anybody has looked at it; the exceptions of
61-2-9(4) are recorded, never assumed.
"""

from __future__ import annotations

from datetime import date

from workflows.counting import TOKYO
from workflows.declare import SAME, Branch, Carry, Duty, Guard, State, Step
from workflows.engine import Machine, View
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.side.effects import HALT, RESUME
from workflows.roles import Role
from workflows.texts import Text

# The day from which the exceptions to the stay of removal apply to a claim.
EXCEPTIONS_FROM = date(2024, 6, 10)

FACTS: tuple[Fact, ...] = (
    Fact("claim_filed_on", Text("難民認定等の申請日", "claim filed on"), Kind.DATE, kept=True),
    Fact("claim_number", Text("何回目の申請か", "which claim (1, 2, 3 …)"), Kind.NUMBER, low=1, high=99),
    Fact(
        "claim_kind",
        Text("申請の種別", "kind of claim"),
        Kind.CHOICE,
        (
            Choice("refugee", Text("難民の認定", "refugee")),
            Choice("complementary", Text("補完的保護対象者の認定", "complementary protection")),
        ),
    ),
    Fact(
        "claim_material",
        Text("申請に際して提出された資料", "material filed with the claim"),
        Kind.TEXT,
        personal=True,
    ),
    Fact(
        "without_status",
        Text("在留資格未取得外国人であることの確認", "claimant has no status of residence"),
        Kind.FLAG,
    ),
    Fact(
        "exception_limb",
        Text("送還停止効の例外の根拠", "limb of the exception"),
        Kind.CHOICE,
        (
            Choice("third_claim", Text("1号 三回目以降の申請", "(1) third or later claim")),
            Choice("sentence", Text("2号 無期又は三年以上の実刑", "(2) life or three years unsuspended")),
            Choice("terrorism", Text("2号 24条3号の2・3号の3", "(2) ground 24(3-2), (3-3)")),
            Choice("public_interest", Text("2号 24条4号オ〜カ", "(2) ground 24(4)オ–カ")),
        ),
        kept=True,
    ),
    Fact("earlier_claims", Text("今回より前の申請の数", "number of earlier claims"), Kind.NUMBER, high=99),
    Fact(
        "earlier_claims_ended",
        Text(
            "前の申請のうち審査請求なし・取下げ・却下・棄却で終わった数",
            "earlier claims ended without, or by withdrawn or dismissed, review",
        ),
        Kind.NUMBER,
        high=99,
        help=Text(
            "申請そのものを取り下げたものは数えない(61条の2の4第5項5号)。",
            "A claim that was itself withdrawn does not count (61-2-4(5)(5)).",
        ),
    ),
    Fact(
        "earlier_claims_record",
        Text("前の各申請の終わり方", "how each earlier claim ended"),
        Kind.TEXT,
        personal=True,
    ),
    Fact(
        "adequate_material",
        Text(
            "認定すべき相当の理由がある資料の提出", "material giving adequate reason was filed with the claim"
        ),
        Kind.FLAG,
    ),
    Fact(
        "sentence_suspended",
        Text("刑の全部又は一部の執行猶予", "sentence suspended, in whole or in part"),
        Kind.FLAG,
        help=Text(
            "2号の刑を根拠とするときに記入する。", "To be filled in where limb (2) rests on a sentence."
        ),
    ),
    Fact(
        "stay_bars_checked",
        Text(
            "仮滞在を許可しない事由がないことの確認", "none of the other bars to a provisional stay applies"
        ),
        Kind.FLAG,
    ),
    Fact("stay_conditions", Text("仮滞在の条件", "conditions of the provisional stay"), Kind.TEXT),
    Fact(
        "stay_end_cause",
        Text("仮滞在の終わった事由", "why the provisional stay ended"),
        Kind.CHOICE,
        (
            Choice("period_over", Text("期間の経過", "the period is over")),
            Choice("revoked", Text("許可の取消し", "the permission was revoked")),
        ),
    ),
    Fact(
        "effect_end_cause",
        Text("送還停止の終わった事由", "why the stay of removal ended"),
        Kind.CHOICE,
        (
            Choice("no_review", Text("審査請求なく期間経過", "no review request in time")),
            Choice("review_withdrawn", Text("審査請求の取下げ", "the review request was withdrawn")),
            Choice("review_dismissed", Text("却下又は棄却の裁決", "the review was rejected or dismissed")),
        ),
    ),
    Fact(
        "posted_in_time",
        Text("期間内に発送された郵便による審査請求", "posted before the window closed"),
        Kind.FLAG,
        help=Text(
            "郵送に要した日数は期間に算入しない。", "The days in the post are not counted into the period."
        ),
    ),
    Fact("certificate_no", Text("認定証明書番号", "certificate number"), Kind.LINE),
    Fact("status_permitted", Text("在留資格の取得の許可", "status of residence permitted"), Kind.FLAG),
)


def _filed_by_now(v: View) -> bool:
    return str(v.given.get("claim_filed_on")) <= v.when().astimezone(TOKYO).date().isoformat()


FILED_BY_NOW = Guard(
    "claim_not_ahead",
    Text("申請日は記録する時点より後にはならない。", "The claim is not filed after the moment recorded."),
    Text("申請日を確かめてください。", "Check the day of filing."),
    "icrra 61-2(1); icrra 61-2(2)",
    frozenset({"given:claim_filed_on", "time"}),
    _filed_by_now,
)
WITHOUT_STATUS = Guard(
    "claimant_without_status",
    Text(
        "送還の停止は在留資格未取得外国人の申請について定められている。",
        "The stay of removal is laid down for claimants without a status of residence.",
    ),
    Text("在留資格の有無を確かめてください。", "Check whether the claimant has a status of residence."),
    "icrra 61-2-9(3)",
    frozenset({"given:without_status"}),
    lambda v: v.given.get("without_status") is True,
)
EXCEPTION_IN_FORCE = Guard(
    "exception_applies_to_claim",
    Text(
        "送還停止の例外は、令和六年六月十日以後にされた申請に限り適用される。",
        "The exceptions apply only to claims filed on or after 10 June 2024.",
    ),
    Text("この申請では送還の停止を記録してください。", "Record the stay of removal for this claim."),
    "suppl-2023-56 15(1)",
    frozenset({"fact:claim_filed_on"}),
    lambda v: str(v.fact("claim_filed_on") or "") >= EXCEPTIONS_FROM.isoformat(),
)
EARLIER_CLAIMS = Guard(
    "two_earlier_claims_ended",
    Text(
        "1号の例外には、前に二度申請し、そのいずれもが審査請求のないまま、又は審査請求の取下げ・却下・棄却で"
        "終わっていることを要する。",
        "Limb (1) needs two earlier claims, each ended without a review request in time or by a review "
        "withdrawn, rejected or dismissed.",
    ),
    Text(
        "前の申請の終わり方を確かめ、足りなければ送還の停止を記録してください。",
        "Check how each ended; if there are not two, record the stay of removal.",
    ),
    "icrra 61-2-9(4)(1); icrra 61-2-4(5)(1); icrra 61-2-4(5)(2); suppl-2023-56 15(2)",
    frozenset(
        {"given:exception_limb", "given:earlier_claims", "given:earlier_claims_ended"}
        | {"given:earlier_claims_record"}
    ),
    lambda v: (
        v.given.get("exception_limb") != "third_claim"
        or (
            int(str(v.given.get("earlier_claims") or 0))
            >= int(str(v.given.get("earlier_claims_ended") or 0))
            >= 2
            and v.given.get("earlier_claims_record") is not None
        )
    ),
)
NO_ADEQUATE_MATERIAL = Guard(
    "no_adequate_material",
    Text(
        "申請に際し相当の理由がある資料を提出した者には、1号の例外は及ばない。",
        "Limb (1) does not reach a person who filed material giving adequate reason with the claim.",
    ),
    Text("送還の停止を記録してください。", "Record the stay of removal."),
    "icrra 61-2-9(4)(1)",
    frozenset({"given:exception_limb", "given:adequate_material"}),
    lambda v: v.given.get("exception_limb") != "third_claim" or v.given.get("adequate_material") is False,
)
SENTENCE_UNSUSPENDED = Guard(
    "sentence_unsuspended",
    Text(
        "2号の刑には、刑の全部又は一部の執行を猶予されたものを含まない。",
        "A sentence suspended in whole or in part is none of limb (2).",
    ),
    Text(
        "執行猶予のないことを確かめて記入してください。猶予があれば送還の停止を記録してください。",
        "Check, and enter, that nothing was suspended; otherwise record the stay of removal.",
    ),
    "icrra 61-2-9(4)(2)",
    frozenset({"given:exception_limb", "given:sentence_suspended"}),
    lambda v: v.given.get("exception_limb") != "sentence" or v.given.get("sentence_suspended") is False,
)
THIRD_CLAIM_LIMB = Guard(
    "material_matters_for_limb_one",
    Text(
        "資料の提出が例外を外すのは1号の場合に限る。",
        "Material lifts the exception only under limb (1).",
    ),
    Text("例外の根拠を確かめてください。", "Check on which limb the exception rests."),
    "icrra 61-2-9(4)(1)",
    frozenset({"fact:exception_limb"}),
    lambda v: v.fact("exception_limb") == "third_claim",
)
NO_ORDER_YET = Guard(
    "no_stay_after_order",
    Text(
        "退去強制令書の発付を受けている者には仮滞在を許可できない。",
        "A provisional stay is barred once a removal order has been issued.",
    ),
    Text("送還の停止か例外かを記録してください。", "Record the stay of removal or the exception instead."),
    "icrra 61-2-4(1)(9)",
    frozenset({"fact:order_in_force"}),
    lambda v: v.fact("order_in_force") is not True,
)
STAY_BARS_CHECKED = Guard(
    "no_other_bar_to_stay",
    Text(
        "仮滞在は、法に列挙された事由のいずれにも当たらないときに許可する。",
        "A provisional stay is given where none of the listed bars applies.",
    ),
    Text("列挙された事由を確かめてください。", "Check the listed bars."),
    "icrra 61-2-4(1)",
    frozenset({"given:stay_bars_checked"}),
    lambda v: v.given.get("stay_bars_checked") is True,
)
EXCEPTION_IS_NO_BAR = Guard(
    "exception_is_no_bar_to_stay",
    Text(
        "送還停止の例外のうち2号に当たる者は、仮滞在を許可しない者にも当たる。1号は、それだけでは妨げない。",
        "Who falls under limb (2) of the exception is barred from a provisional stay too; limb (1) alone is no "
        "bar.",
    ),
    Text(
        "例外の根拠が誤りであれば、その記録を更正してください。",
        "If the limb recorded is wrong, rectify that entry.",
    ),
    "icrra 61-2-4(1)(5); icrra 61-2-9(4)(2)",
    frozenset({"machine:refugee", "fact:exception_limb"}),
    lambda v: not v.is_in("refugee", "refugee_pending_no_stay") or v.fact("exception_limb") == "third_claim",
)
STAY_RUNS = Guard(
    "provisional_stay_runs",
    Text("仮滞在の期間が続いていなければならない。", "A provisional stay must be running."),
    Text("仮滞在の記録を確かめてください。", "Check the record of the provisional stay."),
    "icrra 61-2-4(2)",
    frozenset({"clock:clk_provisional_stay_6m"}),
    lambda v: v.running("clk_provisional_stay_6m") is not None,
)


def _by_time(v: View) -> bool:
    return v.actor is not None and Role.SYSTEM in v.actor.roles


def _over(v: View, clock_id: str) -> bool:
    clock = v.running(clock_id)
    return clock is None or clock.legal_at is None or clock.legal_at <= v.when()


STAY_OVER = Guard(
    "stay_over_or_revoked",
    Text(
        "仮滞在は、期間が経過するか、許可が取り消されたときに終わる。",
        "The provisional stay ends when its period is over or the permission is revoked.",
    ),
    Text("終わった事由を選び、期間の末日を確かめてください。", "Name the cause and check the last day."),
    "icrra 61-2-4(5)(4); icrra 61-2-9(2)",
    frozenset({"given:stay_end_cause", "clock:clk_provisional_stay_6m", "actor", "time"}),
    lambda v: (
        v.given.get("stay_end_cause") == "revoked"
        or (
            (_by_time(v) or v.given.get("stay_end_cause") == "period_over")
            and _over(v, "clk_provisional_stay_6m")
        )
    ),
)
EFFECT_OVER = Guard(
    "stay_of_removal_over",
    Text(
        "送還の停止は、審査請求のないまま七日が経過したとき、又は審査請求が取り下げられ、却下され若しくは"
        "棄却されたときに終わる。",
        "The stay of removal ends when seven days pass without a review request, or when the review is "
        "withdrawn, rejected or dismissed.",
    ),
    Text("終わった事由と期間の末日を確かめてください。", "Check the cause and the last day of the period."),
    "icrra 61-2-9(3); icrra 61-2-4(5)(1); icrra 61-2-4(5)(2)",
    frozenset({"machine:refugee", "given:effect_end_cause", "clock:clk_refugee_review_7d", "actor", "time"}),
    lambda v: (
        v.given.get("effect_end_cause") in ("review_withdrawn", "review_dismissed")
        if v.is_in("refugee", "refugee_review_pending")
        else (_by_time(v) or v.given.get("effect_end_cause") == "no_review")
        and _over(v, "clk_refugee_review_7d")
    ),
)
REVIEW_IN_TIME = Guard(
    "review_in_time",
    Text(
        "審査請求は通知を受けた日から七日以内にする。郵便では発送の時が期間内であれば足りる。",
        "Review is asked for within seven days of the notice; by post, it is enough to post it in time.",
    ),
    Text(
        "期間内に発送されたものであれば、その旨を記録してください。",
        "If it was posted in time, record that.",
    ),
    "icrra 61-2-12(2); accaa 18(3)",
    frozenset({"machine:refugee", "given:posted_in_time", "clock:clk_refugee_review_7d", "time"}),
    lambda v: (
        v.given.get("posted_in_time") is True
        or (v.is_in("refugee", "refugee_refused_appeal_open") and not _past(v, "clk_refugee_review_7d"))
    ),
)


def _past(v: View, clock_id: str) -> bool:
    clock = v.running(clock_id)
    return clock is not None and clock.legal_at is not None and clock.legal_at <= v.when()


MACHINE = Machine(
    "refugee",
    Text("難民認定申請等", "refugee claim"),
    (
        State("refugee_none", Text("申請なし", "no claim")),
        State(
            "refugee_pending",
            Text("申請中(送還停止の有無を未記録)", "claim pending, effect on removal not yet recorded"),
            duties=(
                Duty(
                    Role.REFUGEE_INQUIRER,
                    Text(
                        "送還停止・例外・仮滞在のいずれかを記録する",
                        "record the stay, the exception or a provisional stay",
                    ),
                ),
                Duty(Role.MINISTER, Text("申請について決定する", "decide on the claim")),
            ),
        ),
        State(
            "removal_stayed_refugee",
            Text("申請中(送還停止)", "claim pending, removal stayed"),
            duties=(Duty(Role.MINISTER, Text("申請について決定する", "decide on the claim")),),
        ),
        State(
            "refugee_pending_no_stay",
            Text("申請中(送還停止の例外)", "claim pending, exception: no stay"),
            duties=(Duty(Role.MINISTER, Text("申請について決定する", "decide on the claim")),),
        ),
        State(
            "provisional_stay",
            Text("仮滞在", "provisional stay"),
            duties=(
                Duty(
                    Role.MINISTER,
                    Text(
                        "申請について決定し、求めがあれば仮滞在を更新する",
                        "decide on the claim; renew the stay on request",
                    ),
                    ("clk_provisional_stay_6m",),
                ),
            ),
        ),
        State(
            "refugee_refused_appeal_open",
            Text("不認定通知済み(審査請求期間中)", "refused, review may be asked for"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text("審査請求の有無を確かめる", "see whether review is asked for"),
                    ("clk_refugee_review_7d",),
                ),
            ),
        ),
        State(
            "refugee_review_pending",
            Text("審査請求中", "review pending"),
            duties=(
                Duty(Role.COUNSELLOR, Text("難民審査参与員の意見を出す", "give the counsellors' opinion")),
                Duty(Role.MINISTER, Text("審査請求について裁決する", "rule on the review")),
            ),
        ),
        State("refugee_closed_refused", Text("不認定により終了", "closed, refused")),
        State("refugee_closed_withdrawn", Text("申請の取下げにより終了", "closed, withdrawn")),
        State("refugee_recognised", Text("認定", "recognised")),
    ),
    initial="refugee_none",
)

_OPEN = ("refugee_pending", "removal_stayed_refugee", "refugee_pending_no_stay", "provisional_stay")

STEPS: tuple[Step, ...] = (
    Step(
        "refugee_claim_filed",
        "refugee",
        ("refugee_none", "refugee_closed_refused", "refugee_closed_withdrawn"),
        "refugee_pending",
        Text("難民認定等の申請", "refugee claim filed"),
        "icrra 61-2(1); icrra 61-2(2); icrra 61-2-9(3); reg 55(1); reg 55(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.REFUGEE_INQUIRER, Role.INSPECTOR, Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        needs=("claim_filed_on", "claim_number", "claim_kind"),
        may=("claim_material", "note"),
        guards=(FILED_BY_NOW,),
        carries=HALT,
        clears=("refugee_exception", "exception_limb"),
        documents=("74", "74-2"),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        help=Text(
            "二回目以後の申請もここから記録する。申請の時から送還は止まる。",
            "Second and later claims are recorded here too. Removal stops from the filing.",
        ),
    ),
    Step(
        "suspensive_effect_on",
        "refugee",
        ("refugee_pending",),
        "removal_stayed_refugee",
        Text("送還停止の記録", "stay of removal recorded"),
        "icrra 61-2-9(3); icrra 55-2(2)(1)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.REFUGEE_INQUIRER, Role.CHIEF_INSPECTOR),
        needs=("without_status",),
        may=("note",),
        guards=(WITHOUT_STATUS,),
        carries=HALT,
        tells=(Role.CONTROL_OFFICER,),
    ),
    Step(
        "suspensive_exception_recorded",
        "refugee",
        ("refugee_pending",),
        "refugee_pending_no_stay",
        Text("送還停止の例外の記録", "exception to the stay recorded"),
        "icrra 61-2-9(4)(1); icrra 61-2-9(4)(2); suppl-2023-56 15(1); suppl-2023-56 15(2)",
        by=(Role.MINISTER,),
        recorded_by=(Role.REFUGEE_INQUIRER,),
        needs=("exception_limb", "earlier_claims", "earlier_claims_ended", "adequate_material", "reasons"),
        may=("earlier_claims_record", "sentence_suspended", "note"),
        guards=(EXCEPTION_IN_FORCE, EARLIER_CLAIMS, NO_ADEQUATE_MATERIAL, SENTENCE_UNSUSPENDED),
        carries=(RESUME,),
        sets={"refugee_exception": True},
        tells=(Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        serious=True,
    ),
    Step(
        "adequate_material_accepted",
        "refugee",
        ("refugee_pending_no_stay",),
        "removal_stayed_refugee",
        Text("相当の理由がある資料の認定", "material accepted as adequate"),
        "icrra 61-2-9(4)(1)",
        by=(Role.MINISTER,),
        recorded_by=(Role.REFUGEE_INQUIRER,),
        needs=("reasons",),
        may=("claim_material", "note"),
        guards=(THIRD_CLAIM_LIMB,),
        carries=HALT,
        clears=("refugee_exception", "exception_limb"),
        tells=(Role.CONTROL_OFFICER,),
    ),
    Step(
        "provisional_stay_granted",
        "refugee",
        # The effect on removal may have been recorded before the permission is decided on.
        ("refugee_pending", "removal_stayed_refugee", "refugee_pending_no_stay"),
        "provisional_stay",
        Text("仮滞在の許可", "provisional stay granted"),
        "icrra 61-2-4(1); icrra 61-2-4(2); icrra 61-2-4(3); icrra 61-2-9(2); reg 56-2(1); reg 56-2(2)",
        by=(Role.MINISTER,),
        needs=("stay_until", "stay_conditions", "stay_bars_checked"),
        may=("note",),
        guards=(NO_ORDER_YET, EXCEPTION_IS_NO_BAR, STAY_BARS_CHECKED),
        starts=("clk_provisional_stay_6m",),
        carries=(Carry("procedure_suspended_provisional_stay"),),
        # When the stay is over the effect on removal is recorded anew, and an exception with it.
        clears=("refugee_exception", "exception_limb"),
        documents=("76-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
    ),
    Step(
        "provisional_stay_renewed",
        "refugee",
        ("provisional_stay", "refugee_refused_appeal_open", "refugee_review_pending"),
        SAME,
        Text("仮滞在期間の更新", "provisional stay renewed"),
        "icrra 61-2-4(4); reg 56-2(6)",
        by=(Role.MINISTER,),
        needs=("stay_until",),
        may=("extended_from", "note"),
        guards=(STAY_RUNS,),
        starts=("clk_provisional_stay_6m",),
        documents=("76-6", "76-4"),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
    ),
    Step(
        "provisional_stay_ended",
        "refugee",
        ("provisional_stay", "refugee_refused_appeal_open", "refugee_review_pending"),
        (
            Branch(
                "refugee_pending",
                lambda v: v.is_in("refugee", "provisional_stay"),
                frozenset({"machine:refugee"}),
            ),
            Branch(
                "refugee_refused_appeal_open",
                lambda v: v.is_in("refugee", "refugee_refused_appeal_open"),
                frozenset({"machine:refugee"}),
            ),
            Branch("refugee_review_pending", lambda v: True, frozenset()),
        ),
        Text("仮滞在の終了", "provisional stay ended"),
        "icrra 61-2-4(5); icrra 61-2-6; icrra 61-2-9(2)",
        by=(Role.SYSTEM, Role.MINISTER),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("stay_end_cause", "note"),
        guards=(STAY_RUNS, STAY_OVER),
        stops=("clk_provisional_stay_6m",),
        carries=(Carry("procedure_resumed"),),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        automatic=True,
        help=Text(
            "不認定の後も仮滞在が続くことがあるので、審査請求の期間中にも終わり得る。",
            "The stay outlives a refusal, so it may end while review is open.",
        ),
    ),
    Step(
        "refugee_refused",
        "refugee",
        _OPEN,
        "refugee_refused_appeal_open",
        Text("不認定", "claim refused"),
        "icrra 61-2(4); icrra 61-2(5); icrra 61-2-12(2); reg 55(8); reg 55(10)",
        by=(Role.MINISTER,),
        needs=("reasons",),
        may=("note",),
        starts=("clk_refugee_review_7d",),
        documents=("76", "76-2-2"),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        serious=True,
    ),
    Step(
        "refugee_review_filed",
        "refugee",
        ("refugee_refused_appeal_open", "refugee_closed_refused"),
        "refugee_review_pending",
        Text("審査請求", "review asked for"),
        "icrra 61-2-12(1); icrra 61-2-12(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.REFUGEE_INQUIRER, Role.CHIEF_INSPECTOR, Role.INSPECTOR),
        may=("posted_in_time", "note"),
        guards=(REVIEW_IN_TIME,),
        stops=("clk_refugee_review_7d",),
        carries=tuple(
            Carry(
                c.step,
                lambda v: v.fact("refugee_exception") is not True,
                frozenset({"fact:refugee_exception"}),
            )
            for c in HALT
        ),
        documents=("review-request",),
        tells=(Role.COUNSELLOR, Role.CONTROL_OFFICER),
    ),
    Step(
        "suspensive_effect_off",
        "refugee",
        ("refugee_refused_appeal_open", "refugee_review_pending"),
        "refugee_closed_refused",
        Text("送還停止の終了", "stay of removal ended"),
        "icrra 61-2-9(3); icrra 61-2-4(5)(1); icrra 61-2-4(5)(2)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR, Role.MINISTER),
        may=("effect_end_cause", "note"),
        guards=(EFFECT_OVER,),
        starts=("clk_removal_grace_1m",),
        stops=("clk_refugee_review_7d", "clk_provisional_stay_6m"),
        carries=(Carry("procedure_resumed"), RESUME),
        documents=("79-5",),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL),
        automatic=True,
    ),
    Step(
        "refugee_claim_withdrawn",
        "refugee",
        _OPEN,
        "refugee_closed_withdrawn",
        Text("申請の取下げ", "claim withdrawn"),
        "icrra 61-2-4(5)(5)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.REFUGEE_INQUIRER, Role.CHIEF_INSPECTOR),
        may=("note",),
        stops=("clk_provisional_stay_6m",),
        carries=(Carry("procedure_resumed"), RESUME),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        mark="inferred",
        note=Text(
            "取下げで送還の停止が終わることは、仮滞在のなかった者については条文に明記されていない。",
            "That withdrawal ends the stay of removal is not written for those without a provisional stay.",
        ),
    ),
    Step(
        "refugee_recognised",
        "refugee",
        (
            "refugee_pending",
            "removal_stayed_refugee",
            "refugee_pending_no_stay",
            "refugee_review_pending",
            "provisional_stay",
        ),
        "refugee_recognised",
        Text("難民等の認定", "claim recognised"),
        "icrra 61-2; icrra 61-2-2; icrra 61-2-9(1); reg 55(7); reg 55(9)",
        by=(Role.MINISTER,),
        needs=("status_permitted",),
        may=("certificate_no", "note"),
        stops=("clk_provisional_stay_6m",),
        carries=(
            Carry(
                "procedure_barred_by_refugee_status",
                lambda v: v.given.get("status_permitted") is True,
                frozenset({"given:status_permitted"}),
            ),
            Carry(
                "procedure_resumed",
                lambda v: v.given.get("status_permitted") is not True,
                frozenset({"given:status_permitted"}),
            ),
            RESUME,
        ),
        documents=("75", "76-2"),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        help=Text(
            "在留資格が許可されれば現在の事由による退去強制の手続は行われない。許可されなければ手続は続くが、"
            "送還先は53条3項の制限を受ける。",
            "With a status the procedure is barred on its present grounds. Without one it goes on, within "
            "the limits that 53(3) sets to the destination.",
        ),
    ),
)
