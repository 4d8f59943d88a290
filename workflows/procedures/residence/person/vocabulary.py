"""Facts that only the person's residence file records, and the shared ones it words in its own way."""

from __future__ import annotations

from dataclasses import replace

from workflows.facts import Fact, Kind
from workflows.procedures.deportation.vocabulary import GROUNDS
from workflows.procedures.residence.person.reading import card_end_proposed, organisation_events
from workflows.procedures.residence.vocabulary import SHARED, choices
from workflows.texts import Text

# What the residence file says about a fact of the shared vocabulary beyond its name.
_OWN_WORDING = {
    "designation": {
        "help": Text(
            "指定書の文言(又は特定活動告示の号)を書いてください。在留カードの交付の対象かどうかを、ここから読み取ります。",
            "Write the words of the designation (or the number of its announcement): whether a card is given is "
            "read from it.",
        )
    },
    "card_valid_until": {"suggest": card_end_proposed},
    "card_no": {
        "help": Text(
            "ローマ字2文字・数字8桁・ローマ字2文字です(例 AB12345678CD)。交付のたびに変わります。",
            "Two letters, eight digits, two letters (AB12345678CD); every issue has a new one.",
        )
    },
}


def _worded(fact: Fact) -> Fact:
    return replace(fact, **_OWN_WORDING.get(fact.name, {}))  # type: ignore[arg-type]


ORGANISATION_EVENTS = choices(
    ("left", "機関からの離脱", "left the organisation"),
    ("joined", "機関への移籍", "joined an organisation"),
    ("contract_ended", "契約の終了", "contract ended"),
    ("contract_new", "新たな契約の締結", "new contract"),
    ("renamed", "機関の名称・所在地の変更", "organisation renamed or moved"),
    ("gone", "機関の消滅", "organisation gone"),
    ("spouse_divorced", "配偶者との離婚", "divorce"),
    ("spouse_died", "配偶者との死別", "death of the spouse"),
)
VOID_REASONS = choices(
    ("not_resident", "中長期在留者でなくなった(19条の14第1号)", "no longer mid-to-long-term (19-14(1))"),
    ("departure", "再入国許可によらない出国(3号)", "left without re-entry permission (3)"),
    ("reentry_missed", "再入国の期間の徒過(4号)", "did not return in time (4)"),
    ("death", "死亡(6号)", "death (6)"),
)
SPECIFIED_JOINED = choices(
    ("item_change", "記載事項の変更届出(19条の10)", "notice of a changed item (19-10)"),
    ("renewal", "有効期間の更新申請(19条の11)", "renewal of the card (19-11)"),
    ("reissue", "汚損等・命令による再交付申請(19条の13)", "re-issue after damage or by order (19-13)"),
    ("exchange", "交換希望による再交付申請(19条の13第1項後段)", "exchange at will (19-13(1))"),
    ("change", "在留資格変更申請(20条2項)", "change of status (20(2))"),
    ("extension", "在留期間更新申請(21条2項)", "extension (21(2))"),
    ("permanent_residence", "永住許可申請(22条1項)", "permanent residence (22(1))"),
    ("loss", "紛失等による再交付申請(19条の12)", "re-issue after loss (19-12)"),
    ("acquisition", "在留資格取得申請(22条の2)", "acquisition (22-2)"),
    ("landing", "新規上陸(19条の6)", "landing (19-6)"),
)
FEE_EXEMPTIONS = choices(
    ("old_card", "改正前の在留カードの所持人(経過措置)", "holder of a card of the old rules (transition)"),
    (
        "has_specified",
        "特定在留カードの所持人の変更届出・更新等(施行令3条の3第2項1号)",
        "holder of one (Order 3-3(2)(1))",
    ),
    ("not_at_fault", "自己の責めに帰さない毀損・紛失(同2号・3号)", "damage or loss without fault (2), (3)"),
    ("declined_before", "交付されなかった後の交換(同4号)", "after one was not given (4)"),
    ("abroad", "出国中の個人番号カード機能の失効(同5号)", "My Number lapsed while abroad (5)"),
    ("mynumber_lapsed", "個人番号カード機能の失効(同6号)", "My Number lapsed (6)"),
    ("full", "記載の余白がない(同7号)", "no room left on it (7)"),
)
REENTRY_BARS = choices(
    ("none", "なし", "none"),
    ("departure_notice", "出国確認の留保に係る通知(25条の2第1項)", "notice of another agency (25-2(1))"),
    ("detention_warrant", "収容令書の発付", "detention warrant"),
    ("supervised", "監理措置", "under supervision (44-2)"),
    ("security", "出入国の公正な管理のため許可を要するとの認定", "found to need a permit (Reg. 29-4(1)(6))"),
)

PERSON: tuple[Fact, ...] = (
    # --- the stay
    Fact("unlimited", Text("在留期間の定めなし", "stay without end"), Kind.FLAG, kept=True),
    Fact("mid_long_since", Text("中長期在留者となった日", "mid-to-long-term since"), Kind.DATE, kept=True),
    Fact("application", Text("申請の種類", "application"), Kind.LINE),
    Fact(
        "pending_applications",
        Text("処分を待つ変更・更新の申請", "change or extension undecided"),
        Kind.LINE,
        kept=True,
    ),
    Fact(
        "other_pending",
        Text("満了前にされた別の申請が係属中", "another application filed before expiry is pending"),
        Kind.FLAG,
    ),
    Fact(
        "no_status_days",
        Text("満了から申請までの日数", "days between the end of the stay and the filing"),
        Kind.NUMBER,
        kept=True,
    ),
    Fact("revocation_noticed", Text("意見聴取通知あり", "revocation hearing notified"), Kind.FLAG, kept=True),
    Fact("xl_until", Text("特例上陸の期限", "exceptional landing until"), Kind.MOMENT, ahead=True),
    Fact("event_on", Text("事由の生じた日", "day of the event"), Kind.DATE),
    Fact("leave_by", Text("出国すべき期限", "leave by"), Kind.DATE, kept=True, ahead=True),
    Fact("departed_on", Text("出国の日", "departed on"), Kind.DATE, kept=True),
    Fact("returned_on", Text("再入国の日", "returned on"), Kind.DATE),
    Fact(
        "removal_kind",
        Text("出国の態様", "how the person left"),
        Kind.CHOICE,
        choices(
            ("removal", "退去強制", "removed"),
            ("departure_order", "出国命令による出国", "left under a departure order"),
        ),
    ),
    Fact("died_on", Text("死亡の日", "died on"), Kind.DATE, kept=True),
    Fact("japanese_on", Text("日本国籍を取得した日", "Japanese since"), Kind.DATE),
    Fact("ground", Text("退去強制事由", "ground of deportation"), Kind.CHOICE, GROUNDS),
    Fact("deportation_opened", Text("退去強制手続に引継ぎ済み", "deportation opened"), Kind.FLAG, kept=True),
    # --- organisation and activity
    Fact(
        "organisation_event",
        Text("所属機関等の変動", "what changed"),
        Kind.CHOICE,
        ORGANISATION_EVENTS,
        among=organisation_events,
    ),
    Fact("organisation_name", Text("機関の名称", "name of the organisation"), Kind.LINE),
    Fact("last_active_on", Text("活動の最終日", "last day of the activity"), Kind.DATE, kept=True),
    Fact("good_reason", Text("正当な理由", "good reason"), Kind.LINE),
    Fact(
        "inactive_long", Text("活動のない期間の到来", "inactive for the period of 22-4"), Kind.FLAG, kept=True
    ),
    Fact("moved_on", Text("住居地を変えた日", "moved on"), Kind.DATE),
)

CARD: tuple[Fact, ...] = (
    Fact("card_later", Text("在留カードを後日交付する", "card follows later"), Kind.FLAG),
    Fact("specified_card", Text("特定在留カードを交付する", "specified card given"), Kind.FLAG),
    Fact(
        "card_kind",
        Text("在留カードの種類", "kind of card"),
        Kind.CHOICE,
        choices(
            ("ordinary", "在留カード", "residence card"),
            ("specified", "特定在留カード", "specified residence card"),
        ),
        kept=True,
    ),
    Fact(
        "last_card_no", Text("直近に交付した番号", "number last issued"), Kind.LINE, kept=True, personal=True
    ),
    Fact(
        "old_card_valid_until",
        Text("旧カードの満了日", "old card valid until"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact("old_card_returned", Text("旧カードの返納", "old card handed back"), Kind.FLAG),
    Fact("posted_on", Text("発送の日", "posted on"), Kind.DATE),
    Fact("pending_noted", Text("申請中の表示", "marked as pending"), Kind.FLAG, kept=True),
    Fact("notified_on", Text("住居地の届出の日", "address notified on"), Kind.DATE),
    Fact("residence_fixed_on", Text("住居地を定めた日", "residence fixed on"), Kind.DATE),
    Fact("address_noticed", Text("住居地届出済み", "address notified"), Kind.FLAG, kept=True),
    Fact(
        "changed_items",
        Text("変更のあった事項", "items changed"),
        Kind.CHOICES,
        choices(
            ("name", "氏名", "name"),
            ("born", "生年月日", "date of birth"),
            ("sex", "性別", "sex"),
            ("nationality", "国籍・地域", "nationality or region"),
        ),
    ),
    Fact("item_changed_on", Text("変更を生じた日", "changed on"), Kind.DATE, kept=True),
    Fact("reissue_ordered_on", Text("再交付申請命令を受けた日", "ordered on"), Kind.DATE, kept=True),
    Fact("proof", Text("証する資料", "proof"), Kind.LINE),
    Fact(
        "early_reason",
        Text("更新期間前に申請するやむを得ない理由", "unavoidable reason to renew early"),
        Kind.LINE,
    ),
    Fact("noticed_on", Text("所持を失ったことを知った日", "loss noticed on"), Kind.DATE),
    Fact("noticed_abroad", Text("出国中に知った", "noticed while abroad"), Kind.FLAG),
    Fact("entered_on", Text("その後最初に入国した日", "first entry after that"), Kind.DATE),
    Fact(
        "loss_cause",
        Text("所持を失った原因", "how it was lost"),
        Kind.CHOICE,
        choices(
            ("lost", "紛失", "lost"),
            ("stolen", "盗難", "stolen"),
            ("destroyed", "滅失", "destroyed"),
            ("other", "その他", "other"),
        ),
    ),
    Fact("found_on", Text("発見の日", "found on"), Kind.DATE),
    Fact(
        "reissue_reason",
        Text("再交付の理由", "reason of the re-issue"),
        Kind.CHOICE,
        choices(
            ("damaged", "著しい毀損・汚損", "badly worn or soiled"),
            ("chip", "電磁的記録の毀損", "chip damaged"),
            ("ordered", "再交付申請命令", "ordered"),
            ("exchange", "交換の希望", "exchange at will"),
        ),
    ),
    Fact("expired_on", Text("有効期間の満了した日", "expired on"), Kind.DATE),
    Fact("void_on", Text("失効の日", "void since"), Kind.DATE),
    Fact("void_reason", Text("失効の事由", "why it is void"), Kind.CHOICE, VOID_REASONS, kept=True),
    Fact("card_returned_on", Text("返納の日", "handed back on"), Kind.DATE),
    Fact("card_unreturned", Text("返納期間を過ぎて未返納", "not handed back in time"), Kind.FLAG, kept=True),
    Fact("noted_on", Text("表示・抹消の日", "marked or erased on"), Kind.DATE),
)

SPECIFIED: tuple[Fact, ...] = (
    Fact(
        "spc_place",
        Text("特定在留カードの申請先", "specified card asked for at"),
        Kind.CHOICE,
        choices(("office", "地方入管局", "the bureau"), ("town", "市町村", "the municipality")),
        kept=True,
    ),
    Fact("spc_joined", Text("併せてした手続", "joined with"), Kind.CHOICE, SPECIFIED_JOINED, kept=True),
    Fact("spc_filed_on", Text("届出・申請の日", "asked for on"), Kind.DATE, kept=True),
    Fact("in_register", Text("住民基本台帳に記録されている", "in the resident register"), Kind.FLAG),
    Fact("pin_filed", Text("暗証番号の届出", "PIN filed"), Kind.FLAG),
    Fact(
        "town_occasion",
        Text("住居地届出の場合", "occasion of the address notice"),
        Kind.CHOICE,
        choices(
            ("new_entry", "新たに住民基本台帳に記録される", "newly entered in the resident register"),
            ("same_town", "同一市町村内の転居", "moved inside the municipality"),
            ("other_town", "他の市町村からの転入", "moved in from another municipality"),
        ),
    ),
    Fact("express", Text("速やかな送付の申出", "express posting asked for"), Kind.FLAG, kept=True),
    Fact(
        "express_ground",
        Text("速やかに交付を受ける必要", "why express"),
        Kind.CHOICE,
        choices(
            ("infant", "1歳未満(施行令3条の2第1項1号)", "under one year of age (Order 3-2(1)(1))"),
            ("new_arrival", "転入等の届出をした者(規則19条の14の2第1号)", "newly arrived (Reg. 19-14-2(1))"),
            ("full", "記載の余白がない者(同2号)", "no room left on the card (2)"),
            ("released", "刑事施設等から釈放された者(同3号)", "released from prison (3)"),
        ),
    ),
    Fact("fee_exempt", Text("手数料を要しない場合", "no fee because"), Kind.CHOICE, FEE_EXEMPTIONS),
    Fact("delivered_on", Text("交付の日", "delivered on"), Kind.DATE),
    Fact("sent_on", Text("送付の日", "sent on"), Kind.DATE),
    Fact("received_on", Text("受領の日", "received on"), Kind.DATE),
    Fact(
        "mynumber_lapsed", Text("個人番号カード機能の失効", "My Number function lapsed"), Kind.FLAG, kept=True
    ),
    Fact("lapsed_on", Text("失効した日", "lapsed on"), Kind.DATE),
    Fact(
        "mynumber_return",
        Text("個人番号カードの返納事由", "why the My Number card goes back"),
        Kind.CHOICE,
        choices(
            ("must", "返納義務(番号利用法17条11項)", "must be returned"),
            ("wish", "政令に基づく返納", "returned under the Cabinet Order"),
        ),
    ),
)

REENTRY: tuple[Fact, ...] = (
    Fact(
        "permit_kind",
        Text("再入国許可の種類", "kind of re-entry permit"),
        Kind.CHOICE,
        choices(("single", "一回限り", "single"), ("multiple", "数次", "multiple")),
        kept=True,
    ),
    Fact(
        "permit_asked_on", Text("再入国許可の申請の日", "re-entry permit asked for on"), Kind.DATE, kept=True
    ),
    Fact("planned_return_on", Text("再入国の予定日", "planned return"), Kind.DATE, ahead=True),
    Fact("passport_shown", Text("有効な旅券の提示", "valid passport shown"), Kind.FLAG),
    Fact("no_passport_reason", Text("旅券を提示できない理由", "why there is no passport"), Kind.LINE),
    Fact("card_shown", Text("在留カードの提示", "residence card shown"), Kind.FLAG),
    Fact("return_intent", Text("再び入国する意図の表明", "intent to return declared"), Kind.FLAG),
    Fact("permit_no", Text("再入国許可の番号", "permit number"), Kind.LINE, kept=True),
    Fact(
        "effective_on", Text("許可の効力発生日", "permit takes effect on"), Kind.DATE, kept=True, ahead=True
    ),
    Fact(
        "reentry_valid_until",
        Text("再入国許可の期限", "permit valid until"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact(
        "permit_paper",
        Text("許可の方法", "form of the permit"),
        Kind.CHOICE,
        choices(
            ("stamp", "旅券への証印", "stamp in the passport"),
            ("booklet", "再入国許可書", "re-entry permit booklet"),
        ),
    ),
    Fact("ship", Text("指定旅客船", "designated passenger ship"), Kind.LINE),
    Fact(
        "ship_return_shown",
        Text("同じ船で再び入国することを証する書類の提示", "papers for returning on the ship shown"),
        Kind.FLAG,
    ),
    Fact(
        "reentry_bars",
        Text("みなし再入国許可を受けられない事由", "bars to special re-entry"),
        Kind.CHOICES,
        REENTRY_BARS,
        kept=True,
    ),
    Fact(
        "hold_noticed", Text("出国確認の留保に係る通知あり", "departure notice on file"), Kind.FLAG, kept=True
    ),
    Fact("agency", Text("通知した機関", "agency that gave notice"), Kind.LINE),
    Fact(
        "hold_ground",
        Text("留保の事由", "ground of the hold"),
        Kind.CHOICE,
        choices(
            ("court", "裁判所の許可のない出国の制限", "barred by a court"),
            ("prosecution", "訴追・令状の発付", "prosecuted, or a warrant issued"),
            ("sentence", "刑の執行を終わっていない", "sentence not served"),
            ("extradition", "仮拘禁・拘禁許可状", "extradition warrant"),
        ),
    ),
    Fact("held_at", Text("出国の手続をした日時", "departure procedure done at"), Kind.MOMENT),
    Fact("return_obstacle", Text("期間内に再入国できない理由", "why the return is late"), Kind.LINE),
    Fact("lost_on", Text("在留資格を失った日", "status lost on"), Kind.DATE),
)

FACTS: tuple[Fact, ...] = (*(_worded(fact) for fact in SHARED), *PERSON, *CARD, *SPECIFIED, *REENTRY)
