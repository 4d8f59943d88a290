"""The conditions on the steps of an application for permanent residence."""

from __future__ import annotations

from workflows.cards import NEW_CARD_FROM, validity
from workflows.declare import OVERRIDE, Apart, Guard
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.conditions import fee_of, fee_paid
from workflows.procedures.residence.common.days import STAY_READS, as_day, last_day, stays
from workflows.procedures.residence.common.filing import (
    complete_guard,
    filed_day,
    filer_guards,
    not_here,
    passport_guard,
    photo_asked,
    photo_guards,
)
from workflows.procedures.residence.permanent_residence.clocks import STANDARD
from workflows.procedures.residence.permanent_residence.guideline import (
    CONDUCT,
    LIVELIHOOD,
    exempt,
    exempt_papers,
    longest_period_held,
    years_enough,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.texts import Text

# --- filing -----------------------------------------------------------------------------------------


HOLDS_STATUS = Guard(
    "holds_status",
    Text(
        "永住許可は、現に有する在留資格の変更であり、在留資格を失った人にはできない。"
        "永住許可申請からは特例期間が生じない。",
        "Permanent residence is a change of the status held: whoever has lost it cannot have it. "
        "The filing gives no special period.",
    ),
    Text(
        "在留期間の満了日(更新申請中は特例期間の末日)を確かめ、更新の申請を求めてください。"
        "更新が許可されていれば、新しい満了日を入力してください。",
        "Check the end of the stay (or of the special period of an extension); ask for an extension, or enter "
        "the new last day where one was granted.",
    ),
    "icrra 22(1); icrra 20(6)",
    STAY_READS,
    lambda v: stays(v, day_of(v)),
)

NOT_YET_PERMANENT = Guard(
    "not_yet_permanent",
    Text("永住者は永住許可を申請できない。", "A permanent resident does not apply for permanent residence."),
    Text("在留カードの手続を確かめてください。", "See whether a card matter is meant."),
    "icrra 22(1)",
    frozenset({"fact:status", "given:status"}),
    lambda v: v.told("status") != "permanent_resident",
)

COUNTER_ONLY = Guard(
    "counter_only",
    Text(
        "永住許可の申請はオンラインではできない。",
        "An application for permanent residence cannot be filed online.",
    ),
    Text("窓口での申請を案内してください。", "Ask for a filing at the counter."),
    "reg 61-3(1); icrra 61-8-3(1)(3)",
    frozenset({"given:channel"}),
    lambda v: v.given.get("channel") in (None, "counter"),
)


def _explained(view: View) -> bool:
    until = as_day(view.told("stay_until"))
    if until is None or view.given.get("extension_explained") is True:
        return True
    return until > last_day(filed_day(view), STANDARD)


EXTENSION_EXPLAINED = Guard(
    "extension_explained",
    Text(
        "処分の前に在留期間が満了し得るときは、永住許可申請では在留できる期間が延びず、"
        "更新の申請が別に必要であることを申請人に伝える。",
        "Where the stay may end before the decision, the applicant is told that this filing does not prolong "
        "it and that a separate extension is needed.",
    ),
    Text("申請人に説明し、その旨を記録してください。", "Tell the applicant, and enter that it was done."),
    "icrra 20(6); icrra 21(2); icrra 22(1)",
    frozenset({"fact:stay_until", "given:stay_until", "fact:filed_on", "given:extension_explained", "time"}),
    _explained,
)


def _lacking(view: View) -> set[str]:
    basis = view.told("basis_code")
    return not_here(
        view,
        "permanent_residence",
        "permanent_resident",
        # Photo and passport have rules of their own.
        {"photo", *exempt_papers(str(basis) if basis else None)},
    )


FILING = (
    HOLDS_STATUS,
    NOT_YET_PERMANENT,
    COUNTER_ONLY,
    *filer_guards("permanent_residence", "icrra 61-8-3(4); reg 59-4(4)"),
    *photo_guards("reg 22(1); reg 22(2)", photo_asked),
    passport_guard("reg 22(3); reg 20(4)"),
    complete_guard(
        "reg 22(1)",
        _lacking,
        ("fact:basis_code", "given:basis_code", "fact:card_no"),
    ),
    EXTENSION_EXPLAINED,
)

# --- decision ---------------------------------------------------------------------------------------

INTEREST = Guard(
    "interest_of_japan",
    Text(
        "永住が日本国の利益に合すると認めたときに限り許可することができる。",
        "It is permitted only where found to be in the interest of Japan.",
    ),
    Text("認定の結果を記録してください。認められないときは不許可です。", "Enter the finding; else refuse."),
    "icrra 22(2)",
    frozenset({"given:interest_found"}),
    lambda v: v.given.get("interest_found") is True,
)
CONDUCT_GOOD = Guard(
    "conduct",
    Text(
        "素行が善良でなければならない(日本人・永住者・特別永住者の配偶者又は子を除く)。",
        "Good conduct is needed, except of a spouse or child of a Japanese or (special) permanent resident.",
    ),
    Text("認定の結果を記録してください。認められないときは不許可です。", "Enter the finding; else refuse."),
    "icrra 22(2)(1); icrra 22(2)",
    frozenset({"given:conduct_found", "fact:basis_code", "given:basis_code"}),
    lambda v: v.given.get("conduct_found") is True or exempt(_code(v), CONDUCT),
)
LIVELIHOOD_SOUND = Guard(
    "livelihood",
    Text(
        "独立の生計を営むに足りる資産又は技能を要する(日本人等の配偶者又は子、国際機関の推薦を受けた者、"
        "難民・補完的保護対象者の認定を受けている者を除く)。",
        "An independent livelihood is needed, except of a spouse or child as above, of a person recommended "
        "for protection, and of a recognised refugee or person under complementary protection.",
    ),
    Text("認定の結果を記録してください。認められないときは不許可です。", "Enter the finding; else refuse."),
    "icrra 22(2)(2); icrra 22(2); icrra 61-2-14; reg 22(4)",
    frozenset({"given:livelihood_found", "fact:basis_code", "given:basis_code"}),
    lambda v: v.given.get("livelihood_found") is True or exempt(_code(v), LIVELIHOOD),
)
CONDITIONS = (INTEREST, CONDUCT_GOOD, LIVELIHOOD_SOUND)


def _code(view: View) -> str:
    return str(view.told("basis_code") or "")


def _departs(view: View) -> bool:
    return bool(view.given.get("guideline_reason"))


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


YEARS = Guard(
    "years_in_japan",
    Text(
        "ガイドラインは、原則10年の在留(うち就労資格又は居住資格で5年)、"
        "ポイント70点以上は3年、80点以上は1年の在留を求める。",
        "The guideline asks for ten years (five of them on a status for work or by position), three with 70 "
        "points, one with 80.",
    ),
    Text(
        "年数を記録するか、ガイドラインによらない理由を記録してください。",
        "Enter the years, or why the guideline is departed from.",
    ),
    "practice pr-guideline; icrra 22(2)",
    frozenset(
        {
            "fact:basis_code",
            "given:basis_code",
            "given:years_resident",
            "given:years_qualifying",
            "given:guideline_reason",
        }
    ),
    lambda v: (
        _departs(v)
        or years_enough(
            _code(v), _number(v.given.get("years_resident")), _number(v.given.get("years_qualifying"))
        )
    ),
)
LONGEST_PERIOD = Guard(
    "longest_period",
    Text(
        "ガイドラインは、現に有する在留資格の最長の在留期間を求める。3年は2027年3月31日まで最長とみなされる。",
        "The guideline asks for the longest period of the status held; three years pass as such until "
        "31 March 2027.",
    ),
    Text(
        "在留期間を確かめ、経過措置等によるときはその理由を記録してください。",
        "Check the period held; where a transition or exception applies, enter why.",
    ),
    "practice pr-guideline; icrra 22(2)",
    frozenset(
        {"fact:status", "fact:period", "given:period", "given:guideline_reason", "time"},
    ),
    lambda v: (
        _departs(v)
        or longest_period_held(
            str(v.told("status") or ""),
            str(v.told("period") or ""),
            day_of(v),
        )
    ),
)
NOT_ALONE = Apart(
    ("pr_start_review",),
    OVERRIDE,
    Text(
        "振分けをした人が一人で許否を決めない。",
        "Whoever sorted the file does not decide on it alone.",
    ),
    "practice examination-guideline",
)
# --- delivery ---------------------------------------------------------------------------------------


fee_due = fee_of("permanent_residence")
FEE_PAID = fee_paid(
    fee_due,
    "icrra 67(1)(3); order 25(1)(3); reg 61(2)",
    Text(
        "手数料は許可に際し収入印紙で納付し、額は申請を受け付けた日の定めによる。",
        "The fee is paid in revenue stamps with the permission; the day of filing decides the amount.",
    ),
)


def proposed_card_end(view: View) -> Value:
    """The end of the card as the law computes it; an officer confirms what is printed."""
    found = validity("permanent_resident", day_of(view), born=as_day(view.told("born")))
    return None if found is None else found.until.isoformat()


CARD_END = Guard(
    "card_end",
    Text(
        "永住者の在留カードは、交付の日後の10回目(18歳未満は5回目)の誕生日まで有効である"
        "(2026年6月14日前の交付は従前の例による)。",
        "A permanent resident's card runs to the tenth birthday after its issue, the fifth under eighteen "
        "(cards issued before 2026-06-14 keep the older rule).",
    ),
    Text("券面の有効期間を確かめてください。", "Check what is printed on the card."),
    "icrra 19-5(1)(1); icrra 19-5(1)(2); suppl-2024-59 2(1)",
    frozenset({"given:card_valid_until", "fact:born", "time"}),
    lambda v: (due := proposed_card_end(v)) is None or v.given.get("card_valid_until") == due,
)

SPECIFIED_SINCE = Guard(
    "specified_card",
    Text(
        "特定在留カードは、永住許可の申請と併せて求めることができ、2026年6月14日から交付される。",
        "A specified card may be asked for with this application; there are such cards from 2026-06-14.",
    ),
    Text("在留カードの種別を確かめてください。", "Check which kind of card is given."),
    "icrra 19-15-2(1)(2); icrra 19-15-2(5)",
    frozenset({"given:specified_card", "time"}),
    lambda v: v.given.get("specified_card") is not True or day_of(v) >= NEW_CARD_FROM,
)

# --- ends -------------------------------------------------------------------------------------------


def _grace_over(view: View) -> bool:
    until = as_day(view.given.get("grace_until"))
    return until is None or day_of(view) > until


GRACE_OVER = Guard(
    "grace_over",
    Text(
        "手数料を納付しないときは、短い猶予の後に許可の決定をやめて不許可とする。",
        "Where the fee is not paid, a short grace is given before the decision is undone and refused.",
    ),
    Text("猶予の期限の経過を待ってください。", "Wait until the grace is over."),
    "practice examination-guideline; icrra 67(1)(3)",
    frozenset({"given:grace_until", "time"}),
    _grace_over,
)
