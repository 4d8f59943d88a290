"""What the steps of a landing record beside the shared facts, and the choices they are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from workflows.cards import no_card
from workflows.facts import Fact, Kind, Value
from workflows.procedures.residence.vocabulary import SHARED, choices, day_of
from workflows.statuses import known_on, last_day
from workflows.texts import Text

ENTRY_KINDS = choices(
    ("new", "新規入国", "new entry"),
    ("reentry", "再入国(難民旅行証明書によるものを含む)", "re-entry (also on a refugee travel document)"),
)
# The bases on which no visa is asked for because an earlier stay goes on.
REENTRY_BASES = ("reentry_permit", "special_reentry", "refugee_travel_document")
VISA_BASES = choices(
    ("visa", "査証", "visa"),
    ("visa_exempt", "査証免除", "exempt from the visa"),
    ("reentry_permit", "再入国許可", "re-entry permit"),
    ("special_reentry", "みなし再入国許可", "special re-entry permit"),
    ("refugee_travel_document", "難民旅行証明書", "refugee travel document"),
    ("none", "査証なし(免除対象外)", "no visa, though one is needed"),
)
# The four conditions of article 7(1), by their items.
NEW_CONDITIONS = ("passport_visa", "activity", "period", "no_bar")
REENTRY_CONDITIONS = ("passport_visa", "no_bar")
CONDITIONS = choices(
    ("passport_visa", "旅券・査証の有効(1号)", "passport and visa valid (1)"),
    ("activity", "在留資格該当性・基準適合性(2号)", "activity genuine, within a status and the criteria (2)"),
    ("period", "在留期間の適合(3号)", "period as the Regulation allows (3)"),
    ("no_bar", "上陸拒否事由なし(4号)", "no ground of denial (4)"),
)
BARS = choices(
    ("item_1", "感染症(1号)", "infectious disease (1)"),
    ("item_2", "精神上の障害・補助者なし(2号)", "mental incapacity without a companion (2)"),
    ("item_3", "貧困者等(3号)", "likely public charge (3)"),
    ("item_4", "1年以上の拘禁刑等(4号)", "sentence of a year or more (4)"),
    ("item_5", "薬物関係の処罰(5号)", "drug sentence (5)"),
    ("item_5_2", "国際競技会等に関する暴力(5号の2)", "violence about an international event (5-2)"),
    ("item_6", "薬物の不法所持(6号)", "carrying drugs (6)"),
    ("item_7", "売春関係業務(7号)", "prostitution business (7)"),
    ("item_7_2", "人身取引(7号の2)", "trafficking in persons (7-2)"),
    ("item_8", "銃砲・火薬類の不法所持(8号)", "carrying arms or explosives (8)"),
    ("item_9", "上陸拒否期間中(9号)", "landing bar still running (9)"),
    ("item_9_2", "国外での判決確定(9号の2)", "listed crime, final while abroad (9-2)"),
    ("item_10", "公安事由による退去強制(10号)", "removed on security grounds (10)"),
    ("item_11", "政府の暴力的破壊(11号)", "violent overthrow (11)"),
    ("item_12", "暴力主義的団体(12号)", "violent organisation (12)"),
    ("item_13", "その宣伝(13号)", "propaganda for these (13)"),
    ("item_14", "利益公安(14号)", "interests or security of Japan (14)"),
    ("reciprocity", "相互主義(5条2項)", "reciprocity (5(2))"),
)
MEDICAL_BARS = ("item_1", "item_2")
ARMS_AND_DRUGS = ("item_6", "item_8")
# The items that article 5-2 lets the Minister pass over.
EXEMPTIBLE = tuple(b for b in BARS if b.code in ("item_4", "item_5", "item_7", "item_9", "item_9_2"))
BIOMETRICS = choices(
    ("given", "提供した", "given"),
    ("exempt", "免除対象", "exempt"),
    ("refused", "提供しない", "not given"),
)
EXEMPTIONS = choices(
    ("special_permanent_resident", "特別永住者", "special permanent resident"),
    ("under_16", "16歳未満", "under 16"),
    ("diplomat_official", "外交・公用", "diplomat or official"),
    ("state_guest", "国の行政機関の長の招へい", "guest of a head of a State organ"),
    ("taiwan_office", "台湾日本関係協会の職員等", "Taiwan office staff or family"),
    ("palestine_office", "駐日パレスチナ総代表部の職員等", "Palestine mission staff or family"),
    ("foreign_ministry", "外務大臣の身元保証", "vouched for by the Foreign Minister"),
    ("school_trip", "学校の海外旅行から戻る生徒", "pupil back from a school trip"),
)
BAR_KINDS = choices(
    ("refused_items", "薬物・銃砲による上陸拒否", "refused with drugs or arms"),
    ("self_paid_shortened", "自費出国・期間短縮の決定", "left at own cost, bar shortened"),
    ("removed_first", "退去強制(初回)", "removed for the first time"),
    ("removed_again", "退去強制(2回目以降)", "removed again"),
    ("departure_order", "出国命令(調査前の出頭)", "departure order (appeared before the investigation)"),
    ("departure_order_late", "出国命令(調査後の意思表示)", "departure order (declared after it opened)"),
    ("listed_crime", "国外での判決確定", "listed crime, final while abroad"),
)

FACTS: tuple[Fact, ...] = (
    # --- before arrival, and the application
    Fact("carrier", Text("船舶名・便名", "ship or flight"), Kind.LINE, kept=True),
    Fact("port", Text("出入国港", "port"), Kind.LINE, kept=True),
    Fact("arrives_at", Text("到着予定", "expected arrival"), Kind.MOMENT, ahead=True),
    Fact("arrived_at", Text("到着日時", "arrived at"), Kind.MOMENT),
    Fact("api_received", Text("事前旅客情報(API)の受領", "API received"), Kind.FLAG),
    Fact("pnr_received", Text("乗客予約記録(PNR)の受領", "PNR received"), Kind.FLAG),
    Fact(
        "hits",
        Text("照合の該当", "hits"),
        Kind.CHOICES,
        choices(
            ("watch_list", "要注意人物リスト", "watch list"),
            ("lost_passport", "紛失・盗難旅券", "lost or stolen passport"),
            ("wanted", "手配", "wanted"),
            ("removed_before", "退去強制・出国命令歴", "removed or ordered to depart before"),
            ("identity", "人定の不一致", "identity does not match"),
            ("pnr_pattern", "PNRの分析", "PNR analysis"),
        ),
        kept=True,
    ),
    Fact("hit_detail", Text("該当の内容", "what the hits say"), Kind.TEXT, personal=True),
    Fact(
        "hits_cleared", Text("該当についての確認結果", "how the hits were resolved"), Kind.TEXT, personal=True
    ),
    Fact("bar_kind", Text("上陸拒否期間の種別", "kind of landing bar"), Kind.CHOICE, BAR_KINDS, kept=True),
    Fact(
        "bar_from",
        Text("上陸拒否期間の起点", "bar counted from"),
        Kind.DATE,
        kept=True,
        help=Text(
            "拒否・退去・出国・判決確定の日", "day of the refusal, removal, departure or final judgment"
        ),
    ),
    Fact("entry_kind", Text("入国の別", "kind of entry"), Kind.CHOICE, ENTRY_KINDS, kept=True),
    Fact("visa_basis", Text("査証の要否", "visa or what replaces it"), Kind.CHOICE, VISA_BASES, kept=True),
    Fact("visa_no", Text("査証番号", "visa number"), Kind.LINE, kept=True),
    Fact("passport_no", Text("旅券番号", "passport number"), Kind.LINE, kept=True, personal=True),
    Fact("passport_until", Text("旅券の有効期限", "passport valid until"), Kind.DATE, kept=True, ahead=True),
    Fact(
        "applied_by",
        Text("上陸の申請をした者", "who applies"),
        Kind.CHOICE,
        choices(
            ("self", "本人", "the person"),
            ("companion", "同行者", "companion"),
            ("carrier", "運送業者等", "carrier or captain"),
        ),
    ),
    Fact(
        "represented_because",
        Text("代わって申請する事由", "why somebody else applies"),
        Kind.CHOICE,
        choices(
            ("under_16", "16歳未満", "under 16"),
            ("illness", "疾病その他の事由", "illness or another reason"),
        ),
    ),
    Fact("biometrics", Text("個人識別情報", "fingerprints and photo"), Kind.CHOICE, BIOMETRICS, kept=True),
    Fact("exemption_code", Text("免除の事由", "ground of exemption"), Kind.CHOICE, EXEMPTIONS, kept=True),
    Fact(
        "activity_proof",
        Text("2号の条件の立証方法", "how condition 2 is proved"),
        Kind.CHOICE,
        choices(
            ("certificate", "在留資格認定証明書", "certificate of eligibility"),
            ("papers", "その他の資料", "other papers"),
        ),
        kept=True,
    ),
    Fact("coe_no", Text("在留資格認定証明書の番号", "number of the certificate"), Kind.LINE, kept=True),
    Fact(
        "coe_valid_until",
        Text("認定証明書の使用期限", "certificate usable until"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    # --- examination
    Fact(
        "diagnosed_item",
        Text("診断の対象", "what is diagnosed"),
        Kind.CHOICE,
        choices(
            ("item_1", "感染症(1号)", "infectious disease (1)"),
            ("item_2", "精神上の障害(2号)", "mental incapacity (2)"),
        ),
    ),
    Fact("diagnosis", Text("診断の結果", "diagnosis"), Kind.TEXT, personal=True),
    Fact("doctor_examined", Text("指定医師の診断済み", "examined by a doctor"), Kind.FLAG, kept=True),
    Fact(
        "exempt_grounds",
        Text("拒否しないこととした事由", "grounds passed over"),
        Kind.CHOICES,
        EXEMPTIBLE,
        kept=True,
    ),
    Fact(
        "exempt_case",
        Text("特例の場合", "case of the exemption"),
        Kind.CHOICE,
        choices(
            ("residing", "許可を受けて在留している(1号)", "resident under a permission (1)"),
            (
                "certificate_or_visa",
                "認定証明書・協議査証があり特別の理由がある(2号)",
                "certificate or consulted visa, and a special reason (2)",
            ),
        ),
    ),
    Fact("notice_no", Text("通知書番号", "number of the notice"), Kind.LINE),
    Fact("conditions_met", Text("適合と認めた条件", "conditions found to be met"), Kind.CHOICES, CONDITIONS),
    Fact("landing_applied_on", Text("上陸の申請の日", "landing applied for on"), Kind.DATE, kept=True),
    Fact("landed_on", Text("上陸年月日", "landed on"), Kind.DATE, kept=True),
    Fact(
        "no_card_class",
        Text("在留カードの対象外の特定活動", "designated activity without a card"),
        Kind.FLAG,
        kept=True,
        help=Text(
            "台湾・パレスチナの事務所職員等、デジタルノマドとその家族(規則19条の5)",
            "Taiwan and Palestine offices, digital nomads, and their families (Reg. 19-5)",
        ),
    ),
    Fact("card_later", Text("在留カードを後日交付", "card follows later"), Kind.FLAG, kept=True),
    Fact("record_no", Text("記録番号", "number of the record"), Kind.LINE),
    Fact(
        "registered_as",
        Text("希望者登録の区分", "registered as"),
        Kind.CHOICE,
        choices(
            ("reentrant", "再入国者", "re-entrant"),
            ("ttp_card", "特定登録者カード所持者", "holder of a registered-traveller card"),
        ),
    ),
    Fact("ttp_issued_on", Text("特定登録者カードの交付日", "traveller card issued on"), Kind.DATE, kept=True),
    Fact(
        "referral_conditions",
        Text("適合と認められない条件", "conditions not shown"),
        Kind.CHOICES,
        CONDITIONS,
    ),
    Fact("referral_bars", Text("疑われる上陸拒否事由", "grounds of denial suspected"), Kind.CHOICES, BARS),
    Fact(
        "referred_for",
        Text("引渡しの事由", "referred because of"),
        Kind.CHOICE,
        choices(
            ("biometrics", "個人識別情報の不提供(7条4項)", "no fingerprints and photo (7(4))"),
            ("conditions", "条件不適合(9条6項)", "conditions not met (9(6))"),
        ),
        kept=True,
    ),
    # --- hearing, objection, ruling
    Fact("hearing_held", Text("口頭審理の実施", "hearing held"), Kind.FLAG, kept=True),
    Fact("hearing_record", Text("口頭審理に関する記録", "record of the hearing"), Kind.TEXT, personal=True),
    Fact("representative", Text("代理人", "representative"), Kind.LINE, personal=True),
    Fact(
        "attendee",
        Text("立会いを許した親族・知人", "relative or acquaintance admitted"),
        Kind.LINE,
        personal=True,
    ),
    Fact("witnesses", Text("証人", "witnesses"), Kind.LINE, personal=True),
    Fact("interpreter", Text("通訳人", "interpreter"), Kind.LINE, personal=True),
    Fact(
        "unmet_conditions",
        Text("適合しないと認定した条件", "conditions found not to be met"),
        Kind.CHOICES,
        CONDITIONS,
        kept=True,
    ),
    Fact(
        "bar_grounds", Text("認定した上陸拒否事由", "grounds of denial found"), Kind.CHOICES, BARS, kept=True
    ),
    Fact("rights_explained", Text("異議の申出ができる旨の告知", "told of the objection"), Kind.FLAG),
    Fact("signed", Text("異議を申し出ない旨の署名", "waiver signed"), Kind.FLAG),
    Fact("objection_in_writing", Text("書面による申出", "objection in writing"), Kind.FLAG),
    Fact("objection_grounds", Text("不服の事由", "grounds of the objection"), Kind.TEXT, personal=True),
    Fact("ruling_no", Text("裁決番号", "number of the ruling"), Kind.LINE, kept=True),
    Fact(
        "carried_out_by",
        Text("証印又は退去命令をした主任審査官", "chief inspector who stamps or orders"),
        Kind.LINE,
    ),
    Fact(
        "special_ground",
        Text("特別許可の事由", "ground of special permission"),
        Kind.CHOICE,
        choices(
            ("reentry_permit", "再入国の許可(1号)", "holds a re-entry permit (1)"),
            ("trafficking", "人身取引等の被害(2号)", "trafficked person (2)"),
            ("other", "その他の事情(3号)", "other circumstances (3)"),
        ),
        kept=True,
    ),
    # --- provisional landing
    Fact("special_need", Text("特に必要と認める事情", "special need"), Kind.TEXT, personal=True),
    Fact("provisional_address", Text("指定する住居", "residence named"), Kind.LINE, personal=True),
    Fact("in_port_city", Text("住居は到着港の市町村内", "residence in the city of the port"), Kind.FLAG),
    Fact("movement_area", Text("行動の範囲", "area of movement"), Kind.LINE),
    Fact("conditions", Text("その他の条件", "other conditions"), Kind.TEXT),
    Fact("deposit_yen", Text("保証金の額", "deposit"), Kind.YEN, kept=True),
    Fact(
        "breach_type",
        Text("条件違反の内容", "breach"),
        Kind.CHOICE,
        choices(
            ("absconded", "逃亡", "absconded"),
            ("summons", "正当な理由のない不出頭", "summons ignored without good reason"),
            ("other", "その他の条件違反", "other breach"),
        ),
        kept=True,
    ),
    Fact("forfeited_yen", Text("没取する額", "amount forfeited"), Kind.YEN),
    Fact("forfeited_total_yen", Text("没取した額の合計", "forfeited altogether"), Kind.YEN, kept=True),
    Fact("refunded_yen", Text("返還する保証金の額", "deposit to be returned"), Kind.YEN, kept=True),
    Fact("detention_until", Text("収容の期間の末日", "detained until"), Kind.DATE, ahead=True),
    # --- leaving
    Fact("stay_facility", Text("とどまる施設", "facility"), Kind.LINE),
    Fact(
        "facility_kind",
        Text("施設の種別", "kind of facility"),
        Kind.CHOICE,
        choices(
            ("listed", "別表第五の施設(1号)", "listed in Table 5 (1)"),
            ("purpose_built", "専用に設置された施設(2号)", "set up for the purpose (2)"),
            ("other", "その他(3号)", "another (3)"),
        ),
    ),
    Fact(
        "facility_until", Text("とどまることを許す期間の末日", "may stay there until"), Kind.DATE, ahead=True
    ),
    Fact("departed_on", Text("出国年月日", "departed on"), Kind.DATE),
    Fact("defaulted_on", Text("退去しないことを認めた日", "default found on"), Kind.DATE),
    Fact(
        "close_reason",
        Text("終止の理由", "why it is closed"),
        Kind.CHOICE,
        choices(
            ("not_arrived", "到着せず", "did not arrive"),
            ("withdrawn", "申請を取り下げて出国", "withdrawn, and left"),
            ("death", "死亡", "death"),
        ),
    ),
)


def _landing_statuses(view: Any) -> Iterable[str]:
    """The statuses that can be given at a landing on the day of the step."""
    return [s.code for s in known_on(day_of(view)) if s.landing]


def _expiry(view: Any) -> Value:
    """The last day of the period as it counts from the day of landing; an officer confirms it."""
    period = view.told("period") or view.told("period_requested")
    found = last_day(day_of(view), str(period)) if period else None
    return found.isoformat() if found else None


def _card_expiry(view: Any) -> Value:
    """The last day of the card, which is that of the stay; nothing where what is applied for has no card."""
    status = str(view.told("status") or view.told("status_requested") or "")
    period = str(view.told("period") or view.told("period_requested") or "")
    return None if no_card(status, period) else _expiry(view)


def _at_landing(fact: Fact) -> Fact:
    if fact.name == "status":
        return replace(fact, among=_landing_statuses)
    if fact.name == "stay_until":
        return replace(fact, suggest=_expiry)
    if fact.name == "card_valid_until":
        return replace(fact, suggest=_card_expiry)
    # Kept, so that the permission can propose the last day of the period that was applied for.
    return replace(fact, kept=True) if fact.name == "period_requested" else fact


LANDING_SHARED: tuple[Fact, ...] = tuple(_at_landing(fact) for fact in SHARED)
