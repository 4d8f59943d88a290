"""Facts of a certificate of eligibility and of the visa issued on the strength of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from workflows.engine import View
from workflows.facts import Fact, Kind
from workflows.procedures.residence.vocabulary import SHARED, choices, day_of
from workflows.statuses import Status, statuses
from workflows.texts import Text

# Statuses that are decided in Japan alone, so that no certificate can be issued for them.
NO_LANDING = frozenset(code for code, s in statuses().items() if s.coe == "no")
# Of tables 1-5 and 2 only the classes that the Minister has announced (article 7(1)(2)).
ANNOUNCED_ONLY = frozenset(code for code, s in statuses().items() if s.coe == "announced")
# The certificate is the only proof at landing (article 7(2)).
ONLY_PROOF = frozenset(code for code, s in statuses().items() if s.coe == "mandatory")
# For landing from the day on which the status comes into being, asked for before that day.
ASKED_BEFOREHAND = frozenset({"intra_company_transferee_2"})
SPECIFIED_SKILLED = frozenset({"ssw_1", "ssw_2"})
ORGANISATION_NAMED = frozenset({"hsp_1a", "hsp_1b", "hsp_1c"}) | SPECIFIED_SKILLED

SSW_FIELDS = choices(
    ("nursing_care", "介護", "nursing care"),
    ("building_cleaning", "ビルクリーニング", "building cleaning"),
    ("linen_supply", "リネンサプライ", "linen supply"),
    ("industrial_products", "工業製品製造業", "manufacture of industrial products"),
    ("construction", "建設", "construction"),
    ("shipbuilding", "造船・舶用工業", "shipbuilding and ship machinery"),
    ("automobile_repair", "自動車整備", "automobile repair and maintenance"),
    ("aviation", "航空", "aviation"),
    ("accommodation", "宿泊", "accommodation"),
    ("automobile_transport", "自動車運送業", "automobile transportation"),
    ("railway", "鉄道", "railway"),
    ("logistics_warehousing", "物流倉庫", "logistics warehousing"),
    ("agriculture", "農業", "agriculture"),
    ("fishery", "漁業", "fishery and aquaculture"),
    ("food_manufacture", "飲食料品製造業", "manufacture of food and beverages"),
    ("food_service", "外食業", "food service"),
    ("forestry", "林業", "forestry"),
    ("wood_products", "木材産業", "wood products"),
    ("resource_recycling", "資源循環", "resource recycling"),
)
# The right-hand column of Table 4 annexed to the Regulation, by kind.
PROXY_KINDS = choices(
    ("host_staff", "受入れ機関等の職員", "staff of the host, contracting or employing body"),
    ("supervising_body", "監理団体の職員", "staff of the supervising organisation"),
    ("setup_agent", "事業所の設置の受託者", "agent setting up the office"),
    ("household", "同一世帯となる家族", "member of the future household"),
    ("relative_in_japan", "本邦に居住する親族", "relative living in Japan"),
    ("supporter", "扶養することとなる者", "person who will support the applicant"),
    ("supporters_proxy", "扶養者の認定証明書申請の代理人", "proxy in the supporter's own filing"),
    ("funder", "学費・滞在費の支弁者", "person or body paying for study and stay"),
    ("guiding_expert", "指導する専門家", "expert who guides the applicant"),
    ("employer", "雇用する者", "person who employs the applicant"),
    ("announced_person", "告示で定める者", "person named in the notice on designated activities"),
)


def status_asked(view: View) -> Status | None:
    """The status that a file asks a certificate for."""
    return statuses().get(str(view.fact("status_requested") or ""))


def status_given(view: View) -> Status | None:
    """The status that a filing asks for."""
    return statuses().get(str(view.given.get("status_requested") or ""))


def available(view: Any) -> Iterable[str]:
    """The statuses for which a certificate can be asked for on the day of the step."""
    day = day_of(view)
    return [
        s.code
        for s in statuses().values()
        if s.code not in NO_LANDING and (s.exists_on(day) or s.code in ASKED_BEFOREHAND)
    ]


OWN: tuple[Fact, ...] = (
    # --- the filing
    Fact(
        "proxy_kind",
        Text("代理人の区分(規則別表第四)", "kind of proxy (Reg. Table 4)"),
        Kind.CHOICE,
        PROXY_KINDS,
    ),
    Fact("filer_in_japan", Text("提出者が本邦にある", "who files is in Japan"), Kind.FLAG),
    Fact(
        "office_ground",
        Text("この官署に提出する理由", "why this office"),
        Kind.CHOICE,
        choices(
            ("organisation", "受入れ機関の所在地", "seat of the accepting organisation"),
            ("residence", "居住予定地", "planned residence"),
        ),
    ),
    Fact("user_no", Text("利用者の識別符号・電子証明書", "user number or electronic certificate"), Kind.LINE),
    Fact(
        "notification_email",
        Text("通知先メールアドレス", "e-mail for notices"),
        Kind.LINE,
        kept=True,
        personal=True,
    ),
    Fact(
        "delivery",
        Text("証明書の受領方法", "how the certificate is to be received"),
        Kind.CHOICE,
        choices(("post", "郵送・窓口(紙)", "on paper"), ("email", "電子メール", "by e-mail")),
        kept=True,
    ),
    Fact(
        "e_delivery_form",
        Text(
            "電子交付希望の届出あり(事前登録済みの利用者)",
            "electronic delivery asked for by a registered user",
        ),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "announced_class",
        Text("告示で定められた活動・地位に当たる", "of a class announced by the Minister"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("ssw_field", Text("特定産業分野", "specified industrial field"), Kind.CHOICE, SSW_FIELDS, kept=True),
    Fact("tb_xray_on", Text("胸部エックス線撮影の日", "chest X-ray taken on"), Kind.DATE),
    Fact(
        "tb_ninety_days",
        Text("結核非発病証明書の有効期間が90日", "tuberculosis certificate good for 90 days only"),
        Kind.FLAG,
    ),
    Fact("tb_exempt", Text("結核スクリーニングの対象外の理由", "why screening does not apply"), Kind.LINE),
    # --- examination
    Fact("case_officer", Text("審査担当者", "case officer"), Kind.LINE),
    Fact("request_no", Text("資料提出通知書の番号", "number of the request for documents"), Kind.LINE),
    Fact("late", Text("期限後の提出", "handed in after the date"), Kind.FLAG),
    Fact(
        "net_days_spent",
        Text("審査に要した日数(中断を除く)", "net days of examination"),
        Kind.NUMBER,
        kept=True,
    ),
    Fact(
        "referral_type",
        Text("本庁への送付の種類", "kind of referral"),
        Kind.CHOICE,
        choices(
            ("forwarding", "進達", "forwarded"),
            ("instruction", "請訓", "instruction asked"),
            ("report", "上申", "submitted for a view"),
        ),
    ),
    Fact("hq_answer", Text("本庁の回答", "answer of headquarters"), Kind.TEXT),
    Fact(
        "ministry_request",
        Text("分野所管行政機関の求め", "request of the ministry in charge of the field"),
        Kind.LINE,
    ),
    Fact("stop_from", Text("交付停止の始期", "issue stopped from"), Kind.DATE),
    Fact("resume_on", Text("交付再開の日", "issue resumed on"), Kind.DATE),
    Fact("move_reason", Text("移送の理由", "why the file is passed on"), Kind.LINE),
    # --- the decision
    Fact("conformity_proved", Text("上陸条件への適合の立証", "conformity proved"), Kind.FLAG),
    Fact("criteria_met", Text("上陸許可基準への適合", "landing criteria met"), Kind.FLAG),
    Fact("support_plan_fits", Text("1号特定技能外国人支援計画の適合", "support plan fits"), Kind.FLAG),
    Fact(
        "plain_failure",
        Text(
            "旅券・在留期間・上陸拒否の条件に明らかに適合しない",
            "passport, period or denial condition plainly fails",
        ),
        Kind.FLAG,
    ),
    Fact("coe_no", Text("証明書の番号", "number of the certificate"), Kind.LINE, kept=True),
    Fact("coe_dated", Text("証明書の作成日", "date on the certificate"), Kind.DATE, kept=True),
    Fact(
        "coe_until",
        Text("証明書を使える最後の日", "last day of the certificate"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact(
        "issued_as",
        Text("証明書の形", "form of the certificate"),
        Kind.CHOICE,
        choices(("paper", "紙", "on paper"), ("email", "電子", "electronic")),
        kept=True,
    ),
    Fact("receipt_url", Text("受領登録の案内先", "address for registering receipt"), Kind.LINE),
    Fact("receipt_registered_at", Text("受領登録の日時", "receipt registered at"), Kind.MOMENT),
    Fact(
        "failed_conditions",
        Text("満たさない上陸条件", "condition not met"),
        Kind.CHOICES,
        choices(
            ("passport", "旅券・査証(7条1項1号)", "passport and visa (7(1)(1))"),
            ("activity", "活動・基準の立証(7条1項2号)", "activity and criteria (7(1)(2))"),
            ("period", "在留期間(7条1項3号)", "period of stay (7(1)(3))"),
            ("denial", "上陸拒否事由(7条1項4号)", "ground of denial (7(1)(4))"),
        ),
    ),
    Fact("notice_on", Text("不交付の通知が届いた日", "notice of refusal received on"), Kind.DATE),
    Fact("refused_on", Text("不交付とした日", "refused on"), Kind.DATE, kept=True),
    Fact("in_writing", Text("書面による", "in writing"), Kind.FLAG),
    Fact("returned_on", Text("証明書の返納日", "certificate handed back on"), Kind.DATE),
    Fact("landing_applied_on", Text("上陸の申請の日", "landing applied for on"), Kind.DATE),
    Fact("landed_on", Text("上陸した日", "landed on"), Kind.DATE),
    # --- the visa
    Fact("visa_mission", Text("在外公館", "diplomatic mission"), Kind.LINE, kept=True),
    Fact("visa_application_no", Text("査証申請の受理番号", "visa application number"), Kind.LINE),
    Fact("visa_applied_on", Text("査証申請の受理日", "visa application accepted on"), Kind.DATE, kept=True),
    Fact(
        "coe_shown_as",
        Text("提示された証明書", "certificate shown as"),
        Kind.CHOICE,
        choices(
            ("original", "原本", "original"),
            ("copy", "写し", "copy"),
            ("email", "転送された電子メール", "forwarded e-mail"),
        ),
    ),
    Fact("arrival_on", Text("上陸予定日", "planned day of landing"), Kind.DATE, ahead=True),
    Fact(
        "referred_to",
        Text("照会・協議の相手", "referred to"),
        Kind.CHOICE,
        choices(("mofa", "外務本省(経伺)", "Ministry of Foreign Affairs"), ("isa", "入管庁(協議)", "Agency")),
    ),
    Fact("visa_no", Text("査証番号", "visa number"), Kind.LINE, kept=True, personal=True),
    Fact("visa_issued_on", Text("査証の発給日", "visa issued on"), Kind.DATE, kept=True),
    Fact(
        "visa_until",
        Text("査証に記載された有効期間の満了日", "visa valid until, as printed"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact(
        "visa_entries",
        Text("査証の使用回数", "entries"),
        Kind.CHOICE,
        choices(("single", "一次", "single"), ("double", "二次", "double"), ("multiple", "数次", "multiple")),
        kept=True,
    ),
    Fact("stay_purpose", Text("査証に記載された目的", "purpose on the visa"), Kind.LINE),
    Fact("visa_refused_on", Text("査証の不発給の日", "visa refused on"), Kind.DATE),
    Fact("humanitarian", Text("人道上の必要", "humanitarian need"), Kind.LINE),
    Fact("visa_used_on", Text("査証を使用した日", "visa used on"), Kind.DATE),
)

# The form offers only the statuses for which a certificate can be asked for.
FACTS: tuple[Fact, ...] = (
    *(replace(f, among=available) if f.name == "status_requested" else f for f in SHARED),
    *OWN,
)
