"""Before arrival, the application, the examination by the inspector, and the referral to a hearing."""

from __future__ import annotations

from workflows.declare import SAME, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.landing.clocks import ttp_until
from workflows.procedures.residence.landing.facts import (
    ARMS_AND_DRUGS,
    MEDICAL_BARS,
    REENTRY_BASES,
    REENTRY_CONDITIONS,
)
from workflows.procedures.residence.landing.permission import (
    CONDITIONS_MET,
    END_PROVISIONAL,
    HITS_RESOLVED,
    NOT_BARRED,
    PASSPORT_VALID,
    PERIOD_FITS,
    PERMIT_DERIVES,
    PERMIT_GUARDS,
    PERMIT_HANDS_OVER,
    PERMIT_MAY,
    STATUS_ONLY_FOR_NEW,
    STAY,
    is_new,
    is_reentry,
    listed,
    under_16,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

BAR = Start(
    "landing_bar",
    test=lambda v: v.told("bar_kind") is not None,
    reads=frozenset({"fact:bar_kind", "given:bar_kind"}),
)
# Being turned away with drugs or arms bars a landing for a year, in whichever way the order came about.
REFUSAL_BAR = Start(
    "landing_bar",
    test=lambda v: bool(set(ARMS_AND_DRUGS) & set(listed(v.fact("bar_grounds")))),
    reads=frozenset({"fact:bar_grounds"}),
)
BAR_DATED = Guard(
    "bar_dated",
    Text(
        "上陸拒否期間は、種別と起点となる日(拒否・退去・出国・確定の日)によって定まる。",
        "A landing bar is known by its kind and by the day from which it runs.",
    ),
    Text("種別と起点の両方を入力してください。", "Enter both the kind and the day."),
    "icrra 5(1)(9); icrra 5(1)(9-2)",
    frozenset({"given:bar_kind", "given:bar_from"}),
    lambda v: (v.given.get("bar_kind") is None) == (v.given.get("bar_from") is None),
)


def _visa_fits(v: View) -> bool:
    basis, reentry = v.given.get("visa_basis"), v.given.get("entry_kind") == "reentry"
    return (basis in REENTRY_BASES) == reentry and (basis == "visa") == (v.given.get("visa_no") is not None)


VISA_FITS = Guard(
    "visa_basis_fits",
    Text(
        "再入国の許可を受けた人及び難民旅行証明書を所持する人は査証を要せず、その他の人は免除されない限り査証を要する。",
        "Holders of a re-entry permit or a refugee travel document need no visa; others do unless exempt.",
    ),
    Text(
        "入国の別と査証の要否を合わせ、査証があるときは番号を入力してください。",
        "Make kind of entry and visa agree, and enter the number of a visa.",
    ),
    "icrra 6(1)",
    frozenset({"given:entry_kind", "given:visa_basis", "given:visa_no"}),
    _visa_fits,
)
REPRESENTED = Guard(
    "applies_in_person",
    Text(
        "本人に代わる申請は、16歳未満又は疾病等により自ら申請できないときに、同行者(いなければ運送業者等)がする。",
        "Another applies only for who is under 16 or cannot: a companion, or failing one the carrier.",
    ),
    Text("本人の申請とするか、代わって申請する事由を入力してください。", "Enter why somebody else applies."),
    "reg 5(4); reg 5(5)",
    frozenset({"given:applied_by", "given:represented_because", "given:born", "fact:born", "time"}),
    lambda v: (
        v.given.get("represented_because") is not None
        and not (v.given.get("represented_because") == "under_16" and under_16(v) is False)
        if v.given.get("applied_by") != "self"
        else v.given.get("represented_because") is None
    ),
)


def _exemption_named(v: View) -> bool:
    # Who is exempt may give them all the same, and must for the automated gate.
    biometrics, code = v.given.get("biometrics"), v.given.get("exemption_code")
    if code is None:
        return biometrics != "exempt"
    return biometrics != "refused" and not (code == "under_16" and under_16(v) is False)


EXEMPTION_NAMED = Guard(
    "exemption_named",
    Text(
        "個人識別情報の提供が免除されるのは、法6条3項各号に当たる人だけである。",
        "Fingerprints and photo are waived only for the classes of article 6(3).",
    ),
    Text(
        "免除の事由を入力するか、提供の有無を確かめてください。",
        "Enter the ground of exemption, or check whether they were given.",
    ),
    "icrra 6(3); reg 5(11)",
    frozenset({"given:biometrics", "given:exemption_code", "given:born", "fact:born", "time"}),
    _exemption_named,
)
SPECIAL_REASON = Guard(
    "special_reason_given",
    Text(
        "認定証明書又は協議を経た査証による特例は、特別の理由があると認めるときに限る。",
        "An exemption for the sake of a certificate or consulted visa needs a special reason.",
    ),
    Text("理由を入力してください。", "Enter the reason."),
    "reg 4-2(1)(2)",
    frozenset({"given:exempt_case", "given:reasons"}),
    lambda v: v.given.get("exempt_case") != "certificate_or_visa" or v.given.get("reasons") is not None,
)

# --- the referral ---------------------------------------------------------------------------------


def conditions_fit_entry(v: View, name: str) -> bool:
    """Whether only conditions are held against the person that are examined at this kind of entry."""
    found = listed(v.given.get(name))
    return not is_reentry(v) or set(found) <= set(REENTRY_CONDITIONS)


def bars_named(v: View, conditions: str, bars: str) -> bool:
    """Whether grounds of denial are named exactly where condition 4 is held against the person."""
    return ("no_bar" in listed(v.given.get(conditions))) == bool(listed(v.given.get(bars)))


def doctor_first(v: View, bars: str) -> bool:
    """Whether a designated doctor has examined who is held to fall under items 1 or 2."""
    medical = set(MEDICAL_BARS) & set(listed(v.given.get(bars)))
    return not medical or v.fact("doctor_examined") is True


def not_only_exempted(v: View, conditions: str, bars: str) -> bool:
    """Whether more than grounds that the Minister passed over is held against the person."""
    found = set(listed(v.given.get(bars)))
    exempted = bool(found) and found <= set(listed(v.fact("exempt_grounds")))
    return not (exempted and listed(v.given.get(conditions)) == ["no_bar"])


def against(conditions: str, bars: str) -> tuple[Guard, ...]:
    """The conditions of a referral or a finding against the person, over the facts that hold them."""
    return (
        Guard(
            "conditions_of_this_entry",
            Text(
                "再入国者について審査するのは、旅券(1号)と上陸拒否事由(4号)だけである。",
                "Of a re-entrant only the passport (1) and the grounds of denial (4) are examined.",
            ),
            Text(
                "活動や期間を理由にせず、1号又は4号の条件によってください。",
                "Leave activity and period aside; use conditions 1 or 4.",
            ),
            "icrra 7(1)",
            frozenset({"fact:entry_kind", f"given:{conditions}"}),
            lambda v: conditions_fit_entry(v, conditions),
        ),
        Guard(
            "denial_grounds_named",
            Text(
                "4号の条件に適合しないとするときは、上陸拒否事由を明らかにする。",
                "Where condition 4 is held against the person, the ground of denial is named.",
            ),
            Text(
                "条件と上陸拒否事由の入力を合わせてください。",
                "Make the conditions and the grounds of denial agree.",
            ),
            "icrra 5(1); icrra 7(1)(4)",
            frozenset({f"given:{conditions}", f"given:{bars}"}),
            lambda v: bars_named(v, conditions, bars),
        ),
        Guard(
            "doctor_examined_first",
            Text(
                "感染症・精神上の障害に当たるとの認定は、指定された医師の診断を経た後にする。",
                "Items 1 and 2 are found only after a designated doctor has examined the person.",
            ),
            Text("先に医師の診断を記録してください。", "Record the doctor's examination first."),
            "icrra 9(2)",
            frozenset({f"given:{bars}", "fact:doctor_examined"}),
            lambda v: doctor_first(v, bars),
        ),
        Guard(
            "more_than_exempted_ground",
            Text(
                "特例により拒否しないこととした事由のみによっては、上陸を拒否しない。",
                "Nobody is turned away for nothing but a ground that the Minister passed over.",
            ),
            Text(
                "他の事由がなければ許可の手続によってください。",
                "Without another ground proceed to the permission.",
            ),
            "icrra 5-2(1); icrra 7(1)(4)",
            frozenset({f"given:{conditions}", f"given:{bars}", "fact:exempt_grounds"}),
            lambda v: not_only_exempted(v, conditions, bars),
        ),
    )


NOT_GIVEN = Guard(
    "biometrics_refused",
    Text(
        "7条4項の引渡しは、免除の対象でない人が指紋・写真を提供しないときに限る。",
        "A referral under 7(4) is for who owes fingerprints and a photo and does not give them.",
    ),
    Text(
        "提供の有無を確かめてください。条件不適合であれば9条6項の引渡しを使ってください。",
        "Check what was given; where a condition fails, use the referral under 9(6).",
    ),
    "icrra 6(3); icrra 7(4)",
    frozenset({"fact:biometrics"}),
    lambda v: v.fact("biometrics") == "refused",
)
OTHERWISE_COMPLETE = Guard(
    "biometrics_settled_first",
    Text(
        "指紋・写真を提供しない人は、7条4項により引き渡す。",
        "Who gives no fingerprints and photo is referred under 7(4).",
    ),
    Text(
        "「個人識別情報の不提供による引渡し」を使ってください。", "Use the referral for want of biometrics."
    ),
    "icrra 7(4); icrra 9(6)",
    frozenset({"fact:biometrics"}),
    lambda v: v.fact("biometrics") != "refused",
)

# --- the record that replaces the stamp -----------------------------------------------------------

GAVE_BIOMETRICS = Guard(
    "biometrics_given",
    Text(
        "記録による上陸は、免除の対象者も含め、指紋・写真を提供した人に限る。",
        "Landing by a record is for who gave fingerprints and photo, exempt or not.",
    ),
    Text("提供がなければ証印の手続によってください。", "Without them use the stamp."),
    "icrra 9(4)(2); reg 7(5)",
    frozenset({"fact:biometrics"}),
    lambda v: v.fact("biometrics") == "given",
)
REGISTERED_FITS = Guard(
    "registration_fits_entry",
    Text(
        "再入国者の記録では在留資格を決定せず、特定登録者カードの所持者には短期滞在を決定する。",
        "The record of a re-entrant decides no status; a traveller-card holder gets Temporary Visitor.",
    ),
    Text(
        "登録の区分と入国の別、在留資格を合わせてください。",
        "Make registration, kind of entry and status agree.",
    ),
    "icrra 9(4)(1); icrra 9(5); icrra 9(8)(1)",
    frozenset({"given:registered_as", "fact:entry_kind", "given:status"}),
    lambda v: (
        is_new(v) and v.given.get("status") == "temporary_visitor"
        if v.given.get("registered_as") == "ttp_card"
        else is_reentry(v)
    ),
)


def _card_valid(v: View) -> bool:
    issued = as_day(v.given.get("ttp_issued_on"))
    if v.given.get("registered_as") != "ttp_card" or issued is None:
        return v.given.get("registered_as") != "ttp_card" and issued is None
    return day_of(v) <= ttp_until(issued, as_day(v.fact("passport_until")))


TTP_VALID = Guard(
    "traveller_card_valid",
    Text(
        "特定登録者カードは、交付の日から起算して3年(旅券の有効期限が先ならその日)まで有効である。",
        "A registered-traveller card is valid for three years counted from its issue, or as long as the passport.",
    ),
    Text(
        "カードの交付日を確かめてください。有効でなければ証印の手続によってください。",
        "Check the day of issue; where the card is void use the stamp.",
    ),
    "icrra 9(4)(1); icrra 9-2(6)",
    frozenset({"given:registered_as", "given:ttp_issued_on", "fact:passport_until", "time"}),
    _card_valid,
)

# --- steps ------------------------------------------------------------------------------------------

STEPS: tuple[Step, ...] = (
    Step(
        "landing_pre_screen",
        "landing",
        ("en_route",),
        "en_route",
        Text("到着前の照合(API・PNR)", "pre-arrival screening (API, PNR)"),
        "icrra 57(1)",
        by=(Role.CARRIER,),
        recorded_by=(Role.INSPECTOR,),
        needs=("carrier", "api_received", "pnr_received"),
        may=("port", "arrives_at", "hits", "hit_detail", "bar_kind", "bar_from", "note"),
        guards=(BAR_DATED,),
        starts=(BAR,),
        tells=(Role.INSPECTOR,),
        opens=True,
        help=Text(
            "運送業者の報告と要注意人物リスト等との照合の結果を記録します。照合の内容は本人に示しません。",
            "Record the carrier's report and what the checks found. Hits are not shown to the person.",
        ),
    ),
    Step(
        "landing_apply",
        "landing",
        ("en_route",),
        "examining",
        Text("上陸の申請", "landing applied for"),
        "icrra 6(1); icrra 6(2); icrra 6(3); reg 5(1); reg 5(3); reg 5(4); reg 5(5)",
        by=(Role.FOREIGN_NATIONAL, Role.RELATIVE, Role.CARRIER),
        recorded_by=(Role.INSPECTOR,),
        needs=(
            "port",
            "carrier",
            "arrived_at",
            "entry_kind",
            "applied_by",
            "passport_no",
            "passport_until",
            "visa_basis",
            "biometrics",
        ),
        may=(
            "represented_because",
            "visa_no",
            "exemption_code",
            "status_requested",
            "period_requested",
            "activity_proof",
            "coe_case",
            "coe_no",
            "coe_valid_until",
            "nationality",
            "born",
            "minor",
            "hits",
            "hit_detail",
            "bar_kind",
            "bar_from",
            "note",
        ),
        guards=(VISA_FITS, REPRESENTED, EXEMPTION_NAMED, BAR_DATED),
        starts=(BAR,),
        derives=(Derive("landing_applied_on", lambda v: day_of(v).isoformat()),),
        documents=("6", "6-2"),
        opens=True,
        help=Text(
            "再入国者の書面は別記第6号の2様式です。電子機器による提供があれば書面は要りません。",
            "A re-entrant uses form 6-2. Nothing is handed in on paper where the data came electronically.",
        ),
    ),
    Step(
        "landing_medical",
        "landing",
        ("examining", "hearing"),
        SAME,
        Text("指定医師の診断", "examination by a designated doctor"),
        "icrra 9(2); icrra 5(1)(1); icrra 5(1)(2)",
        by=(Role.DOCTOR,),
        recorded_by=(Role.INSPECTOR, Role.SPECIAL_INQUIRY_OFFICER),
        needs=("diagnosed_item", "diagnosis"),
        may=("note",),
        sets={"doctor_examined": True},
        documents=("medical-record",),
        tells=(Role.INSPECTOR, Role.SPECIAL_INQUIRY_OFFICER),
    ),
    Step(
        "landing_denial_exempt",
        "landing",
        ("en_route", "examining", "hearing"),
        SAME,
        Text("上陸の拒否の特例", "ground of denial passed over"),
        "icrra 5-2(1); reg 4-2(1); reg 4-2(2); reg 61-2(1)(1)",
        by=(Role.MINISTER, Role.BUREAU_DIRECTOR),
        needs=("exempt_grounds", "exempt_case", "notice_no"),
        may=("reasons", "note"),
        guards=(SPECIAL_REASON,),
        documents=("1",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        help=Text(
            "4号・5号・7号・9号・9号の2の特定の事由に限り、他の事由による拒否は妨げません。"
            "在留中や認定証明書の交付の際に通知書を受けている人については、到着前にも記録できます。",
            "Open for the grounds listed only; any other ground still bars the landing. Of a person who got the "
            "notice while residing or with a certificate it may be recorded before arrival.",
        ),
    ),
    Step(
        "landing_permit_stamp",
        "landing",
        ("examining",),
        "permitted",
        Text("上陸許可の証印", "landing permission stamped"),
        "icrra 7(1); icrra 9(1); icrra 9(3); icrra 19-6(1); reg 7(1); reg 7(2)",
        by=(Role.INSPECTOR,),
        needs=("conditions_met",),
        may=PERMIT_MAY,
        guards=PERMIT_GUARDS,
        starts=(STAY,),
        derives=PERMIT_DERIVES,
        carries=(END_PROVISIONAL,),
        hands_over=PERMIT_HANDS_OVER,
        documents=("7", "7-3", "7-4", "29-7", "31-3", "31-4"),
        tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        help=Text(
            "再入国者の証印は別記第7号の3様式で、在留資格・期間は空欄のままにします。",
            "A re-entrant's stamp is form 7-3; leave status and period empty.",
        ),
    ),
    Step(
        "landing_permit_record",
        "landing",
        ("examining",),
        "permitted",
        Text("上陸許可の記録(自動化ゲート)", "landing permission recorded (automated gate)"),
        "icrra 9(4); icrra 9(5); icrra 9(8)(1); icrra 9-2(1); reg 7(3); reg 7-3(6)",
        by=(Role.INSPECTOR,),
        needs=("conditions_met", "record_no", "registered_as"),
        may=("status", "period", "stay_until", "ttp_issued_on", "hits_cleared", "activity_proof", "note"),
        guards=(
            CONDITIONS_MET,
            PASSPORT_VALID,
            GAVE_BIOMETRICS,
            HITS_RESOLVED,
            NOT_BARRED,
            REGISTERED_FITS,
            TTP_VALID,
            STATUS_ONLY_FOR_NEW,
            PERIOD_FITS,
        ),
        starts=(
            STAY,
            Start(
                "ttp_card",
                at="ttp_issued_on",
                test=lambda v: v.given.get("ttp_issued_on") is not None,
                reads=frozenset({"given:ttp_issued_on"}),
            ),
        ),
        derives=PERMIT_DERIVES,
        carries=(END_PROVISIONAL,),
        hands_over=PERMIT_HANDS_OVER,
        documents=("landing-record", "7-7"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "landing_card_later",
        "landing",
        ("permitted", "permitted_special"),
        SAME,
        Text("在留カード後日交付の旨の記載", "note that the card follows later"),
        "icrra 19-6(1); icrra 19-7(1)",
        by=(Role.INSPECTOR,),
        may=("note",),
        guards=(
            Guard(
                "card_was_left_for_later",
                Text(
                    "後日交付の記載は、許可の際に在留カードを交付しなかった中長期在留者にする。",
                    "The note is for a mid-to-long-term resident whose card was left for later.",
                ),
                Text(
                    "許可の記録の「在留カードを後日交付」を確かめてください。",
                    "Check whether the permission says that the card follows.",
                ),
                "icrra 19-6(1)",
                frozenset({"fact:card_later"}),
                lambda v: v.fact("card_later") is True,
            ),
        ),
        documents=("card-later-note",),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "住居地を定めてからの14日は変わりません。市町村の窓口には旅券を提出します。",
            "The fourteen days from fixing a residence run all the same; the passport is shown at the town hall.",
        ),
    ),
    Step(
        "landing_refer_no_biometrics",
        "landing",
        ("examining",),
        "hearing",
        Text("個人識別情報の不提供による引渡し", "referred for want of fingerprints and photo"),
        "icrra 7(4)",
        by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        guards=(NOT_GIVEN,),
        sets={"referred_for": "biometrics"},
        tells=(Role.SPECIAL_INQUIRY_OFFICER,),
    ),
    Step(
        "landing_refer_hearing",
        "landing",
        ("examining",),
        "hearing",
        Text("口頭審理のための引渡し", "referred to a hearing"),
        "icrra 9(6)",
        by=(Role.INSPECTOR,),
        needs=("referral_conditions", "reasons"),
        may=("referral_bars", "note"),
        guards=(OTHERWISE_COMPLETE, *against("referral_conditions", "referral_bars")),
        sets={"referred_for": "conditions"},
        tells=(Role.SPECIAL_INQUIRY_OFFICER,),
    ),
)
