"""What a certificate can be asked for, and what the filing comes with (7(1), 7-2(1); Regulation 6-2(2))."""

from __future__ import annotations

from datetime import date

from workflows.declare import Guard
from workflows.engine import View
from workflows.papers import missing
from workflows.procedures.residence.certificate.clocks import tb_last_day
from workflows.procedures.residence.certificate.facts import (
    ANNOUNCED_ONLY,
    ASKED_BEFOREHAND,
    NO_LANDING,
    status_given,
)
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.common.filing import photo_young
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import allowed
from workflows.texts import Text

# --- for what -----------------------------------------------------------------------------------------


def _exists(view: View) -> bool:
    status = status_given(view)
    return status is None or status.code in ASKED_BEFOREHAND or status.exists_on(day_of(view))


NOT_SHORT_STAY = Guard(
    "not_short_stay",
    Text(
        "短期滞在の活動を行おうとする人に、認定証明書は交付されない。",
        "No certificate is issued to a person who comes as a Temporary Visitor.",
    ),
    Text(
        "査証の申請による。申請は受理しないでください。",
        "A visa is applied for instead; do not accept the filing.",
    ),
    "icrra 7-2(1)",
    frozenset({"given:status_requested"}),
    lambda v: v.given.get("status_requested") != "temporary_visitor",
)
LANDING_STATUS = Guard(
    "landing_status",
    Text(
        "永住者と高度専門職2号は、上陸の際に決定される在留資格ではない。",
        "Permanent Resident and Highly Skilled Professional (ii) are not given at landing.",
    ),
    Text(
        "入国後の変更・永住許可の申請によるよう案内してください。",
        "Point to a change of status or to permanent residence after landing.",
    ),
    "icrra 7(1)(2); icrra 7-2(1)",
    frozenset({"given:status_requested"}),
    lambda v: v.given.get("status_requested") not in NO_LANDING - {"temporary_visitor"},
)
ANNOUNCED_CLASS = Guard(
    "announced_class",
    Text(
        "特定活動と定住者は、法務大臣が告示で定めた活動・地位に限り上陸できる。",
        "Designated Activities and Long-Term Resident open landing only for the classes announced by notice.",
    ),
    Text(
        "告示のどれに当たるかを確かめてください。当たらない活動は、入国後の変更許可によるほかない。",
        "Check the class in the notice; outside it there is only a change of status in Japan.",
    ),
    "icrra 7(1)(2)",
    frozenset({"given:status_requested", "given:announced_class"}),
    lambda v: v.given.get("status_requested") not in ANNOUNCED_ONLY or v.given.get("announced_class") is True,
)
IN_FORCE = Guard(
    "status_in_force",
    Text(
        "申請の日に法にない在留資格の認定証明書は申請できない。施行日前の申請が認められるのは企業内転勤2号だけである。",
        "A certificate is asked for a status that is in the Act; only Intra-company Transferee (ii) may be asked "
        "for before its day.",
    ),
    Text("施行日以後に申請するよう案内してください。", "Let the filing be made from that day on."),
    "icrra 2-2(1); suppl-2024-60 3",
    frozenset({"given:status_requested", "time"}),
    _exists,
)


def _period_fits(view: View) -> bool:
    period, status = view.given.get("period_requested"), status_given(view)
    if period is None or status is None:
        return True
    may_be = allowed(status.code, day_of(view))
    return not may_be or period in may_be


PERIOD_FITS = Guard(
    "period_of_table_2",
    Text(
        "希望する在留期間は、規則別表第二がその在留資格に定めるものでなければならない。",
        "The period asked for is one that Table 2 of the Regulation allows for the status.",
    ),
    Text("別表第二の期間から選び直してください。", "Choose one of the periods of Table 2."),
    "icrra 7(1)(3); reg 3",
    frozenset({"given:status_requested", "given:period_requested", "time"}),
    _period_fits,
)

# --- with what ----------------------------------------------------------------------------------------

# Since when nationals have to show a certificate; for other nationalities of the programme no day is known.
TB_SCREENED = {"PHL": date(2025, 6, 23), "NPL": date(2025, 6, 23), "VNM": date(2025, 9, 1)}
_NOT_SCREENED = frozenset({"diplomat", "official", "ssw_1", "ssw_2"})
_SHORT = frozenset({"P3M", "P90D", "P31D", "P30D", "P15D"})


def _listed(view: View) -> list[str]:
    papers = view.given.get("papers")
    return papers if isinstance(papers, list) else []


def _photo_young(view: View) -> bool:
    taken = as_day(view.given.get("photo_on"))
    return taken is not None and photo_young(taken, day_of(view))


def _tb_in_order(view: View) -> bool:
    day = day_of(view)
    xray = view.given.get("tb_xray_on")
    excused = view.given.get("tb_exempt") is not None or view.given.get("papers_follow") is not None
    if xray is not None:
        short = view.given.get("tb_ninety_days") is True
        return excused or day <= tb_last_day(date.fromisoformat(str(xray)), short)
    since = TB_SCREENED.get(str(view.told("nationality") or ""))
    asked = (
        since is not None
        and day >= since
        and view.given.get("status_requested") not in _NOT_SCREENED
        and view.given.get("period_requested") not in _SHORT
    )
    return excused or not asked


COMPLETE = Guard(
    "complete",
    Text(
        "申請書・写真と、活動ごとに規則別表第三が定める資料を提出する。",
        "The filing comes with the form, a photo and the papers that Table 3 names for the activity.",
    ),
    Text(
        "不足の書類を求めるか、追って提出させる理由を書いてください。",
        "Ask for what is missing, or write down why it may follow.",
    ),
    "reg 6-2(1); reg 6-2(2)",
    frozenset({"given:papers", "given:papers_follow", "given:status_requested"}),
    lambda v: (
        v.given.get("papers_follow") is not None
        or not missing("coe", _listed(v), str(v.given.get("status_requested") or ""))
    ),
)
PHOTO_YOUNG = Guard(
    "photo_within_six_months",
    Text(
        "写真は、申請の日前六月以内に撮影したものとする。",
        "The photo was taken within six months before the filing.",
    ),
    Text("撮り直した写真を求めてください。", "Ask for a new photo."),
    "reg 6-2(2)",
    frozenset({"given:photo_on", "time"}),
    _photo_young,
)
TRANSLATED = Guard(
    "translated",
    Text("外国語の資料には訳文を添える。", "Papers in a foreign language come with a translation."),
    Text(
        "訳文を求めるか、追って提出させる理由を書いてください。",
        "Ask for it, or write down why it may follow.",
    ),
    "reg 62",
    frozenset({"given:translated", "given:papers_follow"}),
    lambda v: v.given.get("translated") is not False or v.given.get("papers_follow") is not None,
)
SCREENED = Guard(
    "tuberculosis_certificate",
    Text(
        "結核スクリーニングの対象国籍の人は、有効な結核非発病証明書を提出する。特定技能・三月以下の滞在等は対象外である。",
        "Nationals under the tuberculosis screening hand in a valid certificate; specified skilled workers, stays "
        "of three months or less and others are exempt.",
    ),
    Text(
        "証明書の撮影日を入力するか、対象外又は追完の理由を書いてください。",
        "Enter the day of the X-ray, or write down why it is not needed or may follow.",
    ),
    "practice tb-screening",
    frozenset(
        {
            "fact:nationality",
            "given:nationality",
            "given:status_requested",
            "given:period_requested",
            "given:tb_xray_on",
            "given:tb_ninety_days",
            "given:tb_exempt",
            "given:papers_follow",
            "time",
        }
    ),
    _tb_in_order,
)


FOR_WHAT = (NOT_SHORT_STAY, LANDING_STATUS, ANNOUNCED_CLASS, IN_FORCE, PERIOD_FITS)
WITH_WHAT = (COMPLETE, PHOTO_YOUNG, TRANSLATED, SCREENED)
