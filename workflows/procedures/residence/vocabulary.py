"""Facts that more than one of the residence procedures reads: who files what and how, which status and
period, until when, and what is handed from one file to another.

What only one step records is declared beside that step.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflows.counting import TOKYO
from workflows.facts import Choice, Fact, Kind
from workflows.papers import KINDS
from workflows.statuses import PERIODS, allowed, known_on, statuses
from workflows.texts import Text


def choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Choices from rows of code, Japanese, English."""
    return tuple(Choice(code, Text(ja, en)) for code, ja, en in rows)


STATUSES = tuple(Choice(s.code, s.label) for s in statuses().values())
PERIOD_CHOICES = tuple(Choice(code, label) for code, label in PERIODS.items())

PAPERS = tuple(Choice(code, label) for code, label in KINDS.items())

CHANNELS = choices(("counter", "窓口", "at the counter"), ("online", "オンライン", "online"))
# Who carries a filing: articles 7-2(2), 61-8-3; Regulation 6-2, 19, 59-4, 61-3.
CAPACITIES = choices(
    ("applicant", "本人", "the applicant"),
    ("legal_representative", "法定代理人", "legal representative"),
    ("relative", "親族・同居者(16歳未満・疾病等)", "relative or housemate (under 16, illness)"),
    ("coe_proxy", "代理人(別表第四)", "proxy for a certificate (Table 4)"),
    ("filing_agent", "申請等取次者", "approved filing agent"),
    ("lawyer_scrivener", "弁護士・行政書士", "lawyer or administrative scrivener"),
    ("accepting_org", "所属機関の職員", "staff of the accepting organisation"),
    ("support_org", "登録支援機関の職員", "staff of a registered support organisation"),
    ("public_interest_corp", "公益法人の職員", "staff of a public-interest corporation"),
)


def day_of(view: Any) -> date:
    """The Tokyo day of the step."""
    return view.when().astimezone(TOKYO).date()  # type: ignore[no-any-return]


def known_statuses(view: Any) -> Iterable[str]:
    """The statuses in the law on the day of the step."""
    return [s.code for s in known_on(day_of(view))]


def periods_for(status_fact: str) -> Any:
    """The periods that may be granted for the status that another fact names; all where it names none."""

    def among(view: Any) -> Iterable[str]:
        status = view.told(status_fact)
        return allowed(str(status), day_of(view)) if status else list(PERIODS)

    return among


SHARED: tuple[Fact, ...] = (
    # --- the person
    Fact("nationality", Text("国籍・地域", "nationality"), Kind.COUNTRY, kept=True, personal=True),
    Fact("minor", Text("未成年(18歳未満)", "minor (under 18)"), Kind.FLAG, kept=True),
    Fact("born", Text("生年月日", "date of birth"), Kind.DATE, kept=True, personal=True),
    # --- the stay as it is (of the residence file; a new application takes it over)
    Fact(
        "status",
        Text("在留資格", "status of residence"),
        Kind.CHOICE,
        STATUSES,
        kept=True,
        among=known_statuses,
    ),
    Fact(
        "period",
        Text("在留期間", "period of stay"),
        Kind.CHOICE,
        PERIOD_CHOICES,
        kept=True,
        among=periods_for("status"),
    ),
    Fact("granted_on", Text("許可年月日", "permitted on"), Kind.DATE, kept=True),
    Fact("stay_until", Text("在留期間の満了日", "last day of the stay"), Kind.DATE, kept=True, ahead=True),
    Fact("stay_days", Text("決定された在留期間の日数", "length of the stay in days"), Kind.NUMBER, kept=True),
    Fact(
        "special_until",
        Text("特例期間の末日", "last day of the special period"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact("designation", Text("指定書の内容", "designation"), Kind.LINE, kept=True),
    Fact("organisation", Text("所属機関", "organisation"), Kind.LINE, kept=True),
    Fact("card_no", Text("在留カード番号", "residence card number"), Kind.LINE, kept=True, personal=True),
    Fact("card_issued_on", Text("在留カードの交付日", "card issued on"), Kind.DATE, kept=True),
    Fact(
        "card_valid_until",
        Text("在留カードの有効期間の満了日", "card valid until"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact("address", Text("住居地", "address"), Kind.LINE, kept=True, personal=True),
    # --- between files
    Fact("origin_case", Text("もとになった事件", "file it comes from"), Kind.LINE, kept=True),
    Fact("coe_case", Text("在留資格認定証明書の事件番号", "file of the certificate"), Kind.LINE, kept=True),
    # --- a filing
    Fact("channel", Text("申請の方法", "channel"), Kind.CHOICE, CHANNELS, kept=True),
    Fact("filed_by", Text("提出者の資格", "filed by"), Kind.CHOICE, CAPACITIES, kept=True),
    Fact("filer_name", Text("提出者の氏名・名称", "name of who files"), Kind.LINE, personal=True),
    Fact(
        "filer_authority",
        Text(
            "提出者の権限(承認番号・届出番号・続柄)",
            "authority of who files (approval or notice number, kin)",
        ),
        Kind.LINE,
    ),
    Fact(
        "filed_on",
        Text("申請日(申請があったとみなす日)", "filing day (as it counts)"),
        Kind.DATE,
        kept=True,
    ),
    Fact(
        "status_requested",
        Text("希望する在留資格", "status asked for"),
        Kind.CHOICE,
        STATUSES,
        kept=True,
        among=known_statuses,
    ),
    Fact(
        "period_requested",
        Text("希望する在留期間", "period asked for"),
        Kind.CHOICE,
        PERIOD_CHOICES,
        among=periods_for("status_requested"),
    ),
    Fact("photo_on", Text("写真の撮影日", "photo taken on"), Kind.DATE),
    Fact("papers", Text("提出された書類", "papers handed in"), Kind.CHOICES, PAPERS),
    Fact("previous_case", Text("前の申請の事件番号", "file of the earlier application"), Kind.LINE),
    Fact("translated", Text("外国語文書の訳文あり", "translations attached"), Kind.FLAG),
    Fact(
        "papers_follow",
        Text("不足書類を追って提出する理由", "why missing papers may follow"),
        Kind.LINE,
    ),
    # --- examination
    Fact(
        "triage_class",
        Text("振分け", "triage"),
        Kind.CHOICE,
        choices(
            ("A", "A 許可相当", "A to approve"),
            ("B", "B 慎重審査", "B to examine with care"),
            ("C", "C 不許可相当", "C to refuse"),
            ("D", "D 資料不足", "D papers missing"),
        ),
    ),
    Fact("papers_due_on", Text("資料提出の期限", "papers due on"), Kind.DATE, ahead=True),
    Fact("items", Text("提出を求める・提出された資料", "papers asked for or handed in"), Kind.TEXT),
    Fact("to_office", Text("移送先の官署", "office it goes to"), Kind.OFFICE, kept=True),
    # --- the decision and its delivery
    Fact(
        "new_status",
        Text("許可する在留資格", "status granted"),
        Kind.CHOICE,
        STATUSES,
        kept=True,
        among=known_statuses,
    ),
    Fact(
        "new_period",
        Text("許可する在留期間", "period granted"),
        Kind.CHOICE,
        PERIOD_CHOICES,
        kept=True,
        among=periods_for("new_status"),
    ),
    Fact("fee_yen", Text("納付された手数料", "fee paid"), Kind.YEN),
    Fact("stamp_serials", Text("収入印紙の確認", "revenue stamps checked"), Kind.LINE),
    Fact(
        "reason_codes",
        Text("不許可の理由", "grounds of refusal"),
        Kind.CHOICES,
        choices(
            ("activity", "活動が在留資格に該当しない", "the activity does not fall under the status"),
            ("criteria", "基準に適合しない", "the criteria are not met"),
            ("credibility", "申請内容の信ぴょう性", "the account is not credible"),
            ("livelihood", "生計・経費支弁", "livelihood or means"),
            ("conduct", "素行・在留状況", "conduct during the stay"),
            ("duties", "公的義務・届出義務の不履行", "public duties or notices not fulfilled"),
            ("papers", "資料の不足", "papers missing"),
            ("other", "その他", "other"),
        ),
    ),
    Fact("told_orally_on", Text("口頭で説明した日", "explained orally on"), Kind.DATE),
    # --- common record
    Fact("reasons", Text("理由", "reasons"), Kind.TEXT, personal=True),
    Fact("note", Text("備考", "note"), Kind.TEXT, personal=True),
)
