"""What every permission to land has in common: its facts, its conditions, what it does to other files."""

from __future__ import annotations

from datetime import date

from workflows.counting import age_at
from workflows.declare import Carry, Derive, Guard, HandOver, Reach, Start
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.landing.facts import NEW_CONDITIONS, REENTRY_CONDITIONS
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import allows, last_day, statuses
from workflows.texts import Text

CARDLESS = ("temporary_visitor", "diplomat", "official")
DESIGNATED = ("hsp_1a", "hsp_1b", "hsp_1c", "ssw_1", "ssw_2", "designated_activities")
DECIDED = ("status", "period", "stay_until", "designation", "organisation")
CARD = ("card_no", "card_valid_until", "card_later", "no_card_class")
PROOF = ("activity_proof", "coe_case", "coe_no", "coe_valid_until")


def listed(value: Value) -> list[str]:
    """The codes of a choice of several; none where it is not known."""
    return value if isinstance(value, list) else []


def is_new(v: View) -> bool:
    """Whether the person enters anew: a status is decided."""
    return v.fact("entry_kind") == "new"


def is_reentry(v: View) -> bool:
    """Whether an earlier stay goes on."""
    return v.fact("entry_kind") == "reentry"


def mid_to_long_term(status: str, until: date | None, landed: date, without_card: bool) -> bool:
    """Whether a stay makes its holder a mid-to-long-term resident, who gets a residence card (19-3)."""
    if status in CARDLESS or without_card or until is None:
        return False
    three_months = last_day(landed, "P3M")
    return three_months is not None and until > three_months


def _gets_card(v: View) -> bool:
    return is_new(v) and mid_to_long_term(
        str(v.given.get("status") or ""),
        as_day(v.given.get("stay_until")),
        day_of(v),
        v.given.get("no_card_class") is True,
    )


def under_16(v: View) -> bool | None:
    """Whether the person is under 16 on the day of the step; None where the birth is not known."""
    born = as_day(v.told("born"))
    return None if born is None or born > day_of(v) else age_at(born, day_of(v)) < 16


# --- the conditions of article 7 ------------------------------------------------------------------


def _all_met(v: View) -> bool:
    wanted = REENTRY_CONDITIONS if is_reentry(v) else NEW_CONDITIONS
    return set(wanted) <= set(listed(v.given.get("conditions_met")))


CONDITIONS_MET = Guard(
    "conditions_met",
    Text(
        "証印又は記録は、7条1項の条件の全て(再入国者については1号と4号)に適合すると認定したときに限る。",
        "Landing is permitted only where all conditions of article 7(1) are met (for a re-entrant: nos. 1 and 4).",
    ),
    Text(
        "適合しない条件があれば、特別審理官への引渡しを記録してください。",
        "Where a condition is not met, record the referral to a special inquiry officer.",
    ),
    "icrra 7(1); icrra 9(1); icrra 9(6)",
    frozenset({"given:conditions_met", "fact:entry_kind"}),
    _all_met,
)
PASSPORT_VALID = Guard(
    "passport_and_visa_valid",
    Text(
        "旅券は上陸の日に有効であり、査証を要する人は有効な査証を受けていなければならない。",
        "The passport is valid on the day of landing, and who needs a visa holds one.",
    ),
    Text(
        "旅券の有効期限と査証の記録を確かめてください。適合しなければ引き渡してください。",
        "Check the passport's date and the visa on file; refer the person where either fails.",
    ),
    "icrra 6(1); icrra 7(1)(1)",
    frozenset({"fact:passport_until", "fact:visa_basis", "time"}),
    lambda v: (
        (until := as_day(v.fact("passport_until"))) is not None
        and until >= day_of(v)
        and v.fact("visa_basis") != "none"
    ),
)
BIOMETRICS_DONE = Guard(
    "biometrics_given_or_exempt",
    Text(
        "免除の対象でない人が指紋・写真を提供しないときは、上陸を許可できない。",
        "Nobody who owes fingerprints and a photo lands without giving them.",
    ),
    Text(
        "提供を受けて記録するか、特別審理官に引き渡してください。",
        "Take and record them, or refer the person to a special inquiry officer.",
    ),
    "icrra 6(3); icrra 7(4); icrra 10(8)",
    frozenset({"given:biometrics", "fact:biometrics"}),
    lambda v: v.told("biometrics") in ("given", "exempt"),
)
HITS_RESOLVED = Guard(
    "hits_resolved",
    Text(
        "照合に該当があった人については、その確認の結果を記録してから許可する。",
        "Where a check hit, landing is permitted only after it is written down how the hit was resolved.",
    ),
    Text("該当についての確認結果を入力してください。", "Enter how the hits were resolved."),
    "icrra 7(1)(4); icrra 57(1)",
    frozenset({"fact:hits", "given:hits_cleared"}),
    lambda v: not listed(v.fact("hits")) or v.given.get("hits_cleared") is not None,
)


def _not_barred(v: View) -> bool:
    bar = v.running("landing_bar")
    if bar is None or bar.legal_at is None or bar.legal_at <= v.when():
        return True
    passed_over = listed(v.fact("exempt_grounds"))
    return ("item_9_2" if v.fact("bar_kind") == "listed_crime" else "item_9") in passed_over


NOT_BARRED = Guard(
    "landing_bar_over",
    Text(
        "上陸拒否期間中の人は、上陸拒否の特例によらなければ上陸できない。",
        "While a landing bar runs, nobody lands without an exemption from it.",
    ),
    Text(
        "拒否期間の満了日を確かめてください。特例の決定があれば先に記録してください。",
        "Check when the bar ends; record the exemption first where there is one.",
    ),
    "icrra 5(1)(9); icrra 5(1)(9-2); icrra 5-2(1)",
    frozenset({"clock:landing_bar", "time", "fact:exempt_grounds", "fact:bar_kind"}),
    _not_barred,
)
CONFORMITY = (CONDITIONS_MET, PASSPORT_VALID, BIOMETRICS_DONE, HITS_RESOLVED, NOT_BARRED)

# --- status and period ----------------------------------------------------------------------------

STATUS_ONLY_FOR_NEW = Guard(
    "status_only_for_new_entry",
    Text(
        "新規入国者には在留資格と在留期間を決定し、再入国者には決定しない(従前の在留が続く)。",
        "A new entrant gets a status and a period; for a re-entrant none is decided, the old stay goes on.",
    ),
    Text(
        "新規入国であれば在留資格・在留期間を、再入国であればこれらを空欄にしてください。",
        "Enter status and period for a new entry; leave them empty for a re-entry.",
    ),
    "icrra 9(3)",
    frozenset(
        {"fact:entry_kind", *(f"given:{name}" for name in (*DECIDED, "card_no", "card_valid_until"))}
        | {"given:card_later"}
    ),
    lambda v: (
        (v.given.get("status") is not None and v.given.get("period") is not None)
        if is_new(v)
        else not any(v.given.get(n) for n in (*DECIDED, "card_no", "card_valid_until", "card_later"))
    ),
)


def _status_lands(v: View) -> bool:
    status = statuses().get(str(v.given.get("status") or ""))
    return status is None or (status.landing and status.exists_on(day_of(v)))


LANDING_STATUS = Guard(
    "status_given_at_landing",
    Text(
        "永住者、高度専門職2号など、上陸の際に決定できない在留資格がある。",
        "Some statuses (permanent resident, highly skilled (ii) and others) are not given at a landing.",
    ),
    Text("上陸の際に決定できる在留資格を選んでください。", "Choose a status that is given at a landing."),
    "icrra 7(1)(2); icrra 2-2(1)",
    frozenset({"given:status", "time"}),
    _status_lands,
)


def _period_fits(v: View) -> bool:
    status, period = v.given.get("status"), v.given.get("period")
    if status is None or period is None:
        return True
    return allows(str(status), str(period), day_of(v), as_day(v.given.get("stay_until")), day_of(v))


PERIOD_FITS = Guard(
    "period_allowed",
    Text(
        "在留期間は規則別表第二の期間とし、満了日は上陸の日の翌日から数える。",
        "The period is one of Table 2 of the Regulation; its last day is counted from the day after landing.",
    ),
    Text(
        "在留資格に対応する期間と、その満了日を確かめてください。",
        "Check the periods for that status and the last day.",
    ),
    "icrra 2-2(3); icrra 7(1)(3); icrra 9(3); reg 3; civil-code 140; civil-code 143",
    frozenset({"given:status", "given:period", "given:stay_until", "time"}),
    _period_fits,
)
DESIGNATION_GIVEN = Guard(
    "designation_given",
    Text(
        "高度専門職1号・特定技能・特定活動を決定するときは、指定書を交付する。",
        "With highly skilled (i), specified skilled worker or designated activities goes a designation.",
    ),
    Text("指定書の内容を入力してください。", "Enter what is designated."),
    "reg 7(2)",
    frozenset({"given:status", "given:designation"}),
    lambda v: v.given.get("status") not in DESIGNATED or v.given.get("designation") is not None,
)

# --- proof of the activity ------------------------------------------------------------------------


def _certificate_needed(v: View) -> bool:
    status = statuses().get(str(v.given.get("status") or ""))
    return status is not None and status.coe == "mandatory"


CERTIFICATE_REQUIRED = Guard(
    "certificate_is_the_only_proof",
    Text(
        "高度専門職1号・特定技能の活動は、在留資格認定証明書によってのみ立証できる。",
        "Highly skilled (i) and specified skilled work are proved by a certificate of eligibility alone.",
    ),
    Text(
        "使用期限内の認定証明書を確かめてください。なければ条件不適合として引き渡してください。",
        "Check for a certificate still in time; without one refer the person, the condition is not met.",
    ),
    "icrra 7(2)",
    frozenset({"fact:entry_kind", "given:status", "given:activity_proof", "fact:activity_proof"}),
    lambda v: not (is_new(v) and _certificate_needed(v)) or v.told("activity_proof") == "certificate",
)


def _certificate_good(v: View) -> bool:
    if v.given.get("status") is None or v.told("activity_proof") != "certificate":
        return True
    until = as_day(v.told("coe_valid_until"))
    named = v.told("coe_no") is not None or v.told("coe_case") is not None
    # The application for landing falls inside it: a hearing or a ruling afterwards takes nothing away.
    return named and until is not None and (as_day(v.fact("landing_applied_on")) or day_of(v)) <= until


CERTIFICATE_GOOD = Guard(
    "certificate_in_time",
    Text(
        "認定証明書による立証は、番号が確かめられ、使用期限内に上陸の申請をしたものに限る。",
        "A certificate proves something only with its number, and where the landing was applied for within the "
        "time it can be used.",
    ),
    Text(
        "番号と使用期限を入力してください。期限後は、その他の資料による立証によってください。",
        "Enter number and last day; after it only other papers can prove the activity.",
    ),
    "practice coe-validity; icrra 7-2(1); reg 6(1)",
    frozenset(
        {"given:status", "fact:landing_applied_on", "time"}
        | {f"{kind}:{name}" for kind in ("given", "fact") for name in PROOF}
    ),
    _certificate_good,
)
PROOF_NAMED = Guard(
    "proof_named",
    Text(
        "上陸しようとする人は、条件に適合することを自ら立証する。",
        "Who wants to land proves that the conditions are met.",
    ),
    Text(
        "認定証明書によるか、その他の資料によるかを入力してください。短期滞在に認定証明書はありません。",
        "Say whether a certificate or other papers were shown; there is none for a short stay.",
    ),
    "icrra 7(2); icrra 7-2(1); reg 6(1)",
    frozenset({"fact:entry_kind", "given:status", "given:activity_proof", "fact:activity_proof"}),
    lambda v: (
        not is_new(v)
        or v.told("activity_proof") == "papers"
        or (v.told("activity_proof") == "certificate" and v.given.get("status") != "temporary_visitor")
    ),
)

# --- the card -------------------------------------------------------------------------------------


def _card_as_due(v: View) -> bool:
    number, until = v.given.get("card_no"), v.given.get("card_valid_until")
    later = v.given.get("card_later") is True
    if not _gets_card(v):
        return number is None and until is None and not later
    if later:
        return number is None and until is None
    return number is not None and until is not None and until == v.given.get("stay_until")


CARD_AS_DUE = Guard(
    "card_as_due",
    Text(
        "中長期在留者には在留カードを交付し(後日交付を含む)、その他の人には交付しない。有効期間は在留期間の満了の日まで。",
        "A mid-to-long-term resident gets a card, now or later, valid until the last day of the stay; "
        "nobody else gets one.",
    ),
    Text(
        "カードの番号と有効期間、又は後日交付の別を入力してください。対象外であれば空欄にしてください。",
        "Enter number and validity, or that the card follows; leave both empty where none is due.",
    ),
    "icrra 19-3(1); icrra 19-5(1)(3); icrra 19-6(1); reg 19-5(1)",
    frozenset(
        {f"given:{name}" for name in ("status", "stay_until", "card_no", "card_valid_until", "card_later")}
        | {"given:no_card_class", "fact:entry_kind", "time"}
    ),
    _card_as_due,
)
NO_CARD_CLASS = Guard(
    "cardless_class_is_designated",
    Text(
        "在留カードの対象外とされるのは、特定活動のうち規則19条の5に定める活動だけである。",
        "The classes without a card are designated activities named in article 19-5 of the Regulation.",
    ),
    Text("在留資格と指定の内容を確かめてください。", "Check the status and the designation."),
    "icrra 19-3(1)(4); reg 19-5(1)",
    frozenset({"fact:entry_kind", "given:status", "given:no_card_class"}),
    lambda v: (
        v.given.get("no_card_class") is not True
        or (is_new(v) and v.given.get("status") == "designated_activities")
    ),
)
DECISION = (STATUS_ONLY_FOR_NEW, PERIOD_FITS, DESIGNATION_GIVEN, CARD_AS_DUE, NO_CARD_CLASS)
PROVED = (LANDING_STATUS, PROOF_NAMED, CERTIFICATE_REQUIRED, CERTIFICATE_GOOD)
PERMIT_GUARDS = (*CONFORMITY, *DECISION, *PROVED)

# --- what a permission records and starts ---------------------------------------------------------


def _stay_days(v: View) -> Value:
    until = as_day(v.given.get("stay_until"))
    return (until - day_of(v)).days if until is not None and is_new(v) else None


PERMIT_DERIVES = (
    Derive("landed_on", lambda v: day_of(v).isoformat()),
    Derive("granted_on", lambda v: day_of(v).isoformat() if is_new(v) else None),
    Derive("stay_days", _stay_days),
)
STAY = Start(
    "stay_period",
    test=lambda v: v.given.get("stay_until") is not None,
    reads=frozenset({"given:stay_until"}),
)
PERMIT_MAY = (*DECIDED, *CARD, *PROOF, "hits_cleared", "note")
END_PROVISIONAL = Carry("provisional_landing_end")


def _returned(v: View) -> dict[str, Value]:
    return {"returned_on": day_of(v).isoformat()}


PERMIT_HANDS_OVER = (
    HandOver(
        "residence",
        "ps_land",
        Reach.STANDING,
        facts=(
            "status",
            "granted_on",
            "period",
            "stay_until",
            "designation",
            "organisation",
            "card_no",
            "card_valid_until",
            "card_later",
        ),
        test=is_new,
        must=True,
    ),
    # Special permanent residents live under an Act of their own and have no residence file here.
    HandOver(
        "residence",
        "re_return",
        Reach.OPEN,
        give=_returned,
        test=lambda v: is_reentry(v) and v.told("exemption_code") != "special_permanent_resident",
        must=True,
    ),
    # A certificate that was used, handed back or never issued proves nothing: papers may stand in for it.
    HandOver(
        "coe",
        "coe_consume",
        Reach.NAMED,
        facts=("landed_on", "landing_applied_on"),
        test=lambda v: is_new(v) and v.told("activity_proof") == "certificate",
        named_by="coe_case",
        must=True,
    ),
)
