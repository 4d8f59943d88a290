"""Where a rule comes from: acts of law and citations into them.

Every step, clock, counting rule and invariant of this package carries at least one `Citation`;
a declaration without one does not load. A citation names places, never text: the numbers of the
articles, paragraphs and items that exist are data (`data/articles.json`), so that a citation to a
place that does not exist fails in the test run.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any


class Act(StrEnum):
    """The sources of law that the procedures cite, under the short names used in citations."""

    ICRRA = "icrra"
    REGULATION = "reg"
    ORDER = "order"
    SUPPLEMENT_2023 = "suppl-2023-56"
    CIVIL_CODE = "civil-code"
    HOLIDAYS_OF_AGENCIES = "agency-holidays"
    LITIGATION = "acla"
    COMPLAINTS = "accaa"
    CIVIL_PROCEDURE = "ccp"
    LOCAL_AUTONOMY = "local-autonomy"
    AGE_COUNTING = "age-act"
    NATIONAL_HOLIDAYS = "national-holidays"
    SPECIAL_PERMANENT_RESIDENTS = "spr-act"
    SPECIFIED_CARD = "spc-rules"
    SUPPLEMENT_2024_59 = "suppl-2024-59"
    SUPPLEMENT_2024_60 = "suppl-2024-60"
    NATIONALITY = "nationality-act"
    LANDING_CRITERIA = "landing-criteria"
    HIGHLY_SKILLED = "hsp-ordinance"
    PRACTICE = "practice"


ACT_NAMES: dict[Act, tuple[str, str, str]] = {
    # act: (Japanese, short Japanese form used before an article number, English)
    Act.ICRRA: ("出入国管理及び難民認定法", "法", "Immigration Control and Refugee Recognition Act"),
    Act.REGULATION: ("出入国管理及び難民認定法施行規則", "規則", "Regulation for Enforcement of the Act"),
    Act.ORDER: ("出入国管理及び難民認定法施行令", "施行令", "Order for Enforcement of the Act"),
    Act.SUPPLEMENT_2023: (
        "令和五年法律第五十六号附則",
        "令5改正附則",
        "Supplementary Provisions of Act No. 56 of 2023",
    ),
    Act.CIVIL_CODE: ("民法", "民法", "Civil Code"),
    Act.HOLIDAYS_OF_AGENCIES: (
        "行政機関の休日に関する法律",
        "行政機関休日法",
        "Act on Holidays of Administrative Organs",
    ),
    Act.LITIGATION: ("行政事件訴訟法", "行訴法", "Administrative Case Litigation Act"),
    Act.COMPLAINTS: ("行政不服審査法", "行審法", "Administrative Complaint Review Act"),
    Act.CIVIL_PROCEDURE: ("民事訴訟法", "民訴法", "Code of Civil Procedure"),
    Act.LOCAL_AUTONOMY: ("地方自治法", "地方自治法", "Local Autonomy Act"),
    Act.AGE_COUNTING: ("年齢計算ニ関スル法律", "年齢計算法", "Act on Calculation of Ages"),
    Act.NATIONAL_HOLIDAYS: ("国民の祝日に関する法律", "祝日法", "Act on National Holidays"),
    Act.SPECIAL_PERMANENT_RESIDENTS: (
        "日本国との平和条約に基づき日本の国籍を離脱した者等の出入国管理に関する特例法",
        "入管特例法",
        "Special Act on Immigration Control",
    ),
    Act.SPECIFIED_CARD: (
        "特定在留カード等の交付の申請等に関する命令",
        "特定在留カード申請規則",
        "Rules on the specified residence card",
    ),
    Act.SUPPLEMENT_2024_59: (
        "令和六年法律第五十九号附則",
        "令6(59)改正附則",
        "Supplementary Provisions of Act No. 59 of 2024",
    ),
    Act.SUPPLEMENT_2024_60: (
        "令和六年法律第六十号附則",
        "令6(60)改正附則",
        "Supplementary Provisions of Act No. 60 of 2024",
    ),
    Act.NATIONALITY: ("国籍法", "国籍法", "Nationality Act"),
    Act.LANDING_CRITERIA: (
        "出入国管理及び難民認定法第七条第一項第二号の基準を定める省令",
        "基準省令",
        "Landing criteria ordinance",
    ),
    Act.HIGHLY_SKILLED: (
        "出入国管理及び難民認定法別表第一の二の表の高度専門職の項の下欄の基準を定める省令",
        "高度専門職省令",
        "Highly skilled professional ordinance",
    ),
    Act.PRACTICE: ("実務", "実務", "administrative practice, no article"),
}

PRACTICES: dict[str, tuple[str, str]] = {
    # What is done without an article to cite, in Japanese and English; shown wherever it is relied on.
    "removal-notice-2026": (
        "2026年2月1日から、送還は原則として、令書の発付又は難民不認定等から一月以上を置いて行う。"
        "弁護士への約二月前の通知の運用は終わった。",
        "Since 2026-02-01 removal follows, in principle, at least one month after the order or a refugee "
        "refusal; the earlier notice to lawyers of about two months has ended.",
    ),
    "voluntary-return-programme": (
        "国際移住機関(IOM)による自主的帰国・社会復帰支援を利用する。",
        "Assisted voluntary return and reintegration programme with IOM Japan.",
    ),
    "late-special-permission": (
        "再審情願: 令書の発付後に大臣が職権で在留を特別に許可し、令書を取り消す。",
        "Re-examination petition (再審情願): special permission of the Minister's own motion after a removal "
        "order, with which the order is revoked.",
    ),
    "removal-modes": (
        "送還は、説得、護送官付きの定期便、チャーター機の順に強める。",
        "Order of escalation in removals: persuasion, escorted flight, charter flight.",
    ),
    "objection-withdrawal": (
        "異議の申出の取下げについて、法に定めはない。",
        "The Act does not regulate the withdrawal of an objection.",
    ),
    "examination-guideline": (
        "審査要領(2017年): 案件の振分け、決裁、本省への請訓、手数料が納められない許可の扱い。",
        "The agency's examination guideline (2017): triage, second signer, instruction from headquarters, undoing "
        "a permission whose fee is not paid.",
    ),
    "standard-period": (
        "公表された標準処理期間: 行政サービスの目標で、法令上の期限ではない。",
        "Published standard processing periods: targets of service, no deadline of law.",
    ),
    "document-request": (
        "期日を定めて追加の資料を求め、提出がなければ手元の資料で判断する。",
        "Request for further documents with a date; no answer leads to a decision on the file.",
    ),
    "withdrawal": (
        "申請の取下げは書面による。一般的に定める条文はない。",
        "A filing is withdrawn in writing; no article regulates it in general.",
    ),
    "reapplication": (
        "不許可又は取下げの後に改めて申請することは妨げられない。",
        "A refused or withdrawn filing bars no new one.",
    ),
    "transfer": (
        "転居後、係属中の案件を他の官署に移送する。定める条文はない。",
        "A pending file is passed to another office after a move; no article regulates it.",
    ),
    "closing": (
        "対象を失った案件は終わる: 出国、死亡、日本国籍の取得、在留資格の喪失。",
        "A file without an object is closed: departure, death, nationality acquired, status lost.",
    ),
    "late-acceptance": (
        "特別受理: 期間の満了後の申請を、特別な事情があるときに受け付ける。",
        "A filing after expiry is accepted in exceptional cases (特別受理).",
    ),
    "departure-preparation": (
        "特例期間中に不許可となる申請について、出国準備のための特定活動への変更を案内する。",
        "Where a filing would be refused inside the special period, a change to designated activities for "
        "preparing to leave is offered.",
    ),
    "special-period-call": (
        "特例期間が終わる数週間前に本人を呼び出す。",
        "The person is called in some weeks before the special period ends.",
    ),
    "result-collection": (
        "結果の通知書に、カードを受け取る期日を記す。",
        "The result notice prints a date by which the card is to be fetched.",
    ),
    "coe-validity": (
        "証明書の券面に、いつまで使えるかが記される。",
        "The certificate says on its face until when it can be used.",
    ),
    "visa-rules": (
        "査証は、外務省が独自の規則によって発給する。",
        "Visas are issued by the Ministry of Foreign Affairs under rules of its own.",
    ),
    "tb-screening": (
        "入国前結核スクリーニング(2025年から)。",
        "Pre-entry tuberculosis screening programme of 2025.",
    ),
    "pr-guideline": ("永住許可に関するガイドライン。", "Guideline on permission for permanent residence."),
    "objection-silence": (
        "上陸の異議申出の三日が過ぎたときについて、法に定めはない。",
        "No article says what follows when the three days for an objection at landing pass.",
    ),
    "points-in-guideline": (
        "特定活動に関する告示が定める在留資格と在留期間。",
        "Statuses and periods announced in notices on designated activities.",
    ),
    "removal-failure": (
        "送還の中止: 本人の拒否、機長の拒否、疾病、書類の不備。",
        "Removal broken off: refusal, captain's refusal, illness, papers.",
    ),
}


class CitationError(ValueError):
    """A citation that cannot be read. The message shows the form expected."""


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in an act: article, paragraph, item and sub-item.

    `article`, `paragraph` and `item` are written in figures with a hyphen for branch numbers
    ("52-8" for 第五十二条の八). `sub` is the katakana of a sub-item (イ, ロ …).
    """

    act: Act
    article: str
    paragraph: str | None = None
    item: str | None = None
    sub: str | None = None

    def __str__(self) -> str:
        tail = "".join(f"({part})" for part in (self.paragraph, self.item) if part)
        return f"{self.act.value} {self.article}{tail}{self.sub or ''}"

    def as_object(self) -> dict[str, str | None]:
        """The citation as data: act, article, paragraph, item (and sub where there is one)."""
        data: dict[str, str | None] = {
            "act": self.act.value,
            "article": self.article,
            "paragraph": self.paragraph,
            "item": self.item,
        }
        if self.sub:
            data["sub"] = self.sub
        return data

    def label(self, language: str = "ja") -> str:
        """How an officer reads it: 「法第52条の8第2項」 or "Act art. 52-8(2)"."""
        if self.act is Act.PRACTICE:
            return "実務(条文なし)" if language == "ja" else "practice (no article)"
        if language != "ja":
            name = {
                Act.ICRRA: "Act",
                Act.REGULATION: "Reg.",
                Act.ORDER: "Order",
                Act.SUPPLEMENT_2023: "Suppl. 2023/56",
            }.get(self.act, ACT_NAMES[self.act][2])
            tail = "".join(f"({part})" for part in (self.paragraph, self.item) if part)
            return f"{name} art. {self.article}{tail}{self.sub or ''}"
        text = f"{ACT_NAMES[self.act][1]}{_ja_number(self.article, '条')}"
        if self.paragraph:
            text += _ja_number(self.paragraph, "項")
        if self.item:
            text += _ja_number(self.item, "号")
        return text + (self.sub or "")


def _ja_number(figures: str, counter: str) -> str:
    head, *branches = figures.split("-")
    return f"第{head}{counter}" + "".join(f"の{branch}" for branch in branches)


_NUMBER = r"\d+(?:-\d+)*"
_CITATION = re.compile(
    rf"^(?P<act>[a-z0-9-]+) (?P<article>{_NUMBER}|[a-z][a-z0-9-]*)"
    rf"(?:\((?P<paragraph>{_NUMBER})\)(?:\((?P<item>{_NUMBER})\)(?P<sub>[ァ-ヶ])?)?)?$"
)


def cite(text: str) -> Citation:
    """Read a citation such as `icrra 52-8(2)` or `icrra 24-3(1)(1)ロ`.

    Raises `CitationError` when the text is not of that form or names an unknown act or practice.
    """
    match = _CITATION.match(text)
    if match is None:
        raise CitationError(
            f"{text!r} is no citation; write 'icrra 44-2(4)(1)': act article(paragraph)(item)"
        )
    try:
        act = Act(match["act"])
    except ValueError:
        raise CitationError(f"{text!r}: unknown act; known are {', '.join(a.value for a in Act)}") from None
    if act is Act.PRACTICE and match["article"] not in PRACTICES:
        raise CitationError(f"{text!r}: unknown practice; known are {', '.join(PRACTICES)}")
    return Citation(act, match["article"], match["paragraph"], match["item"], match["sub"])


def cites(text: str) -> tuple[Citation, ...]:
    """Read several citations separated by semicolons; at least one is required."""
    found = tuple(cite(part.strip()) for part in text.split(";") if part.strip())
    if not found:
        raise CitationError("a rule needs at least one citation")
    return found


@lru_cache(maxsize=1)
def _articles() -> dict[str, Any]:
    data = json.loads((files("workflows") / "data" / "articles.json").read_text("utf-8"))
    return {act: articles for act, articles in data.items() if not act.startswith("_")}


def exists(citation: Citation) -> bool | None:
    """Whether the place cited exists in the act; None where the act's numbers are not on file."""
    if citation.act is Act.PRACTICE:
        return citation.article in PRACTICES
    act = _articles().get(citation.act.value)
    if act is None:
        return None
    paragraphs = act.get(citation.article)
    if paragraphs is None:
        return False
    if citation.paragraph is None:
        return True
    items = paragraphs.get(citation.paragraph)
    if items is None:
        return False
    return citation.item is None or citation.item in items
