"""The facts of an application for a change or an extension, beside those shared by all residence files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from workflows import cards
from workflows.engine import View
from workflows.facts import Fact, Kind, Value
from workflows.fees import FeeError, fee
from workflows.procedures.residence.application.reading import asked
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import SHARED, STATUSES, choices, day_of, known_statuses
from workflows.statuses import last_day
from workflows.texts import Text

# --- statuses that the Act treats apart -----------------------------------------------------------

HSP_1 = frozenset({"hsp_1a", "hsp_1b", "hsp_1c"})
SSW = frozenset({"ssw_1", "ssw_2"})
DESIGNATED = "designated_activities"
# What the Minister designates is part of these statuses: another designation is a change (20(1)).
BY_DESIGNATION = HSP_1 | SSW | {DESIGNATED}
NO_CARD_STATUSES = frozenset({"temporary_visitor", "diplomat", "official"})
# The accepting organisation of a supervised trainee does not file online (Reg. 61-3(5)(3)).
SUPERVISED_TRAINING = frozenset({"titp_1b", "titp_2b", "titp_3b"})

DEPARTURE_PREPARATION = "departure_preparation"
JFIND = "jfind"
# Designated activities whose holders get no residence card (Reg. 19-5).
NO_CARD_CLASSES = frozenset({"taiwan_palestine", "digital_nomad"})
DESIGNATED_CLASSES = choices(
    (DEPARTURE_PREPARATION, "出国準備", "preparing to depart"),
    (JFIND, "未来創造人材(J-Find)", "J-Find"),
    ("taiwan_palestine", "台湾日本関係協会・駐日パレスチナ総代表部", "Taiwan or Palestine office"),
    ("digital_nomad", "デジタルノマド及びその家族", "digital nomad or family"),
    ("other", "その他の指定活動", "another designated activity"),
)


def fee_owed(view: View) -> int | None:
    """What the permission costs, from what the file says; None where the amount is not known.

    Raises `FeeError` where the table knows no such application.
    """
    channel = str(view.told("channel") or "counter")
    return fee(
        view.procedure.code,
        channel,
        as_day(view.told("filed_on")) or day_of(view),
        str(view.told("new_period") or "") or None,
        view.told("specified_card") is True and channel == "counter",
        status=str(view.told("new_status") or ""),
        holds_specified_card=view.told("holds_specified_card") is True,
        card_issued_on=as_day(view.told("card_issued_on")),
    )


def begins_after(view: View) -> date | None:
    """The day after which a stay granted now begins: of an extension the end of the stay that is extended,
    whenever it is granted; of a change the day of the permission."""
    if view.procedure.code == "extension":
        return as_day(view.fact("stay_until"))
    return day_of(view)


def card_end(view: View) -> date | None:
    """Until when the card is valid that is handed over now; None where that is not known."""
    found = cards.validity(
        str(view.told("new_status") or ""),
        day_of(view),
        born=as_day(view.told("born")),
        stay_until=as_day(view.given.get("new_stay_until") or _end_proposed(view)),
    )
    return found.until if found else None


def _card_end_proposed(view: View) -> Value:
    end = card_end(view)
    return end.isoformat() if end else None


def _fee_proposed(view: View) -> Value:
    try:
        return fee_owed(view)
    except FeeError:
        return None


def _end_proposed(view: View) -> Value:
    period = str(view.told("new_period") or "")
    before = begins_after(view)
    if not period or before is None:
        return None
    end = last_day(before, period)
    return end.isoformat() if end else None


FACTS: tuple[Fact, ...] = (
    # --- who files
    Fact(
        "relative_ground",
        Text("親族等が申請する事由", "why a relative files"),
        Kind.CHOICE,
        choices(("under_16", "16歳未満", "under 16"), ("illness", "疾病その他の事由", "illness or the like")),
    ),
    Fact("in_japan", Text("申請人は本邦にいる", "the applicant is in Japan"), Kind.FLAG),
    Fact(
        "sign_on",
        Text("オンライン申請の本人確認", "how the online filer signs on"),
        Kind.CHOICE,
        choices(
            ("code", "識別符号・暗証符号", "identification code and password"),
            ("number_card", "個人番号カードの電子証明書", "electronic certificate of the My Number card"),
        ),
    ),
    Fact("notify_email", Text("通知先の電子メール", "e-mail for notices"), Kind.LINE, personal=True),
    # --- what is asked for
    Fact(
        "what_changes",
        Text("変わるもの", "what changes"),
        Kind.CHOICE,
        choices(
            ("nothing", "変わらない(期間のみ)", "nothing but the period"),
            ("status", "在留資格", "the status of residence"),
            ("organisation", "指定された機関", "the designated organisation"),
            ("field", "特定産業分野", "the designated industrial field"),
            ("activity", "指定された活動", "the designated activity"),
        ),
        kept=True,
        help=Text(
            "高度専門職1号・特定技能・特定活動では、指定された機関・分野・活動の変更も在留資格の変更に当たる"
            "(法20条1項)",
            "for HSP(i), SSW and designated activities another organisation, field or activity is a change too "
            "(Act 20(1))",
        ),
    ),
    Fact(
        "compelling_reason",
        Text("やむを得ない特別の事情あり", "compelling special circumstances"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("hsp1_before", Text("高度専門職1号で在留したことがある", "stayed as HSP(i) before"), Kind.FLAG),
    Fact(
        "permanence_given_up",
        Text("永住者の在留資格を失うことを本人が承知している", "knows that permanent residence is given up"),
        Kind.FLAG,
    ),
    Fact(
        "designated_now",
        Text("現に指定されている活動の別", "class of the activity designated now"),
        Kind.CHOICE,
        DESIGNATED_CLASSES,
        kept=True,
    ),
    Fact(
        "designated_asked",
        Text("希望する指定活動の別", "class of the activity asked for"),
        Kind.CHOICE,
        DESIGNATED_CLASSES,
        kept=True,
    ),
    Fact(
        "supporter_status",
        Text("扶養者の在留資格", "status of the supporter"),
        Kind.CHOICE,
        STATUSES,
        kept=True,
        among=known_statuses,
    ),
    Fact(
        "ssw_days_before",
        Text("特定技能1号で在留した通算日数", "days spent as SSW(i)"),
        Kind.NUMBER,
        kept=True,
    ),
    Fact(
        "ssw_days_left_out",
        Text(
            "うち通算に含めない日数(妊娠・出産・育児・疾病等)",
            "of them not counted (birth, childcare, illness)",
        ),
        Kind.NUMBER,
        kept=True,
    ),
    Fact(
        "ssw_six_years",
        Text("5年を超えて在留する相当の理由あり", "good reason to stay beyond five years"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "jfind_days_before",
        Text("J-Findで在留した通算日数", "days spent under J-Find"),
        Kind.NUMBER,
        kept=True,
    ),
    Fact(
        "titp_transition_met",
        Text("技能実習の経過措置に当たる", "comes under the transition for technical interns"),
        Kind.FLAG,
    ),
    Fact(
        "specified_card", Text("特定在留カードの申請あり", "specified card asked for"), Kind.FLAG, kept=True
    ),
    Fact(
        "holds_specified_card", Text("特定在留カードを所持", "holds a specified card"), Kind.FLAG, kept=True
    ),
    # --- when it is filed
    Fact(
        "early_reason", Text("受付期間より前に申請する理由", "why it is filed before the window"), Kind.LINE
    ),
    Fact(
        "second_filing",
        Text("他の申請の特例期間中の申請", "filed in the special period of another application"),
        Kind.FLAG,
        kept=True,
        help=Text(
            "この申請は新たな二月を生じない(法20条6項)。先の申請の内容の変更が確実な方法である",
            "it opens no two months of its own (Act 20(6)); converting the first application is the safe way",
        ),
    ),
    Fact(
        "prior_consent",
        Text("出国準備からの再申請に対する官署の事前の了承", "consent of the office to a filing from there"),
        Kind.FLAG,
    ),
    Fact("gap_from", Text("在留資格のない期間の初日", "first day without a status"), Kind.DATE, kept=True),
    Fact("gap_until", Text("在留資格のない期間の末日", "last day without a status"), Kind.DATE, kept=True),
    Fact("late_days", Text("満了から申請までの日数", "days from expiry to filing"), Kind.NUMBER, kept=True),
    Fact(
        "late_cause",
        Text("遅れた事由", "cause of the delay"),
        Kind.CHOICE,
        choices(
            ("illness", "疾病・事故・入院", "illness, accident or hospital"),
            ("disaster", "天災・交通途絶", "disaster or broken transport"),
            ("office", "官署の案内等によるもの", "information given by an office"),
            ("other", "その他本人の責めに帰しえない事由", "another cause not the person's fault"),
        ),
    ),
    Fact(
        "late_reason", Text("特別に受理する理由", "reasons for accepting it late"), Kind.TEXT, personal=True
    ),
    Fact(
        "approval_certain",
        Text("期間内に申請されていれば許可が確実であった", "would certainly have been granted in time"),
        Kind.FLAG,
    ),
    # --- examination
    Fact("case_officer", Text("審査担当者", "officer in charge"), Kind.LINE),
    Fact(
        "cross_checked",
        Text("照合した事項", "cross-checked"),
        Kind.CHOICES,
        choices(
            ("organisation_notices", "所属機関の届出", "notices of the organisation"),
            ("address", "住居地の届出", "address notices"),
            ("prior_files", "他官署の記録の取寄せ", "earlier files fetched"),
        ),
    ),
    Fact("net_days_spent", Text("審査に要した正味の日数", "net days of examination"), Kind.NUMBER, kept=True),
    Fact("in_special", Text("特例期間中", "in the special period"), Kind.FLAG, kept=True),
    # --- decision and delivery
    Fact(
        "new_organisation",
        Text("指定する・新たな所属機関", "organisation designated or new"),
        Kind.LINE,
        kept=True,
    ),
    Fact("new_designation", Text("新たな指定書の内容", "new designation"), Kind.LINE, kept=True),
    Fact(
        "no_card_class",
        Text("在留カードの交付されない特定活動", "designated activity without a residence card"),
        Kind.FLAG,
        kept=True,
        help=Text("規則19条の5", "Reg. 19-5"),
    ),
    Fact(
        "collect_by", Text("交付の期限(通知書に記載)", "to be fetched by (as printed)"), Kind.DATE, ahead=True
    ),
    Fact(
        "new_stay_until",
        Text("新たな在留期間の満了日", "last day of the new stay"),
        Kind.DATE,
        kept=True,
        ahead=True,
        suggest=_end_proposed,
    ),
    Fact("fee_override", Text("手数料の額が表と異なる理由", "why the fee differs from the table"), Kind.LINE),
    Fact("sent_on", Text("在留カードの発送日", "card sent on"), Kind.DATE),
    Fact("received_on", Text("在留カードの受領日", "card received on"), Kind.DATE),
    Fact("grace_until", Text("納付の猶予の末日", "fee could still be paid until"), Kind.DATE),
    # --- the end of the special period
    Fact(
        "offered_days",
        Text("出国準備の期間", "stay offered to prepare departure"),
        Kind.CHOICE,
        choices(("P30D", "30日", "30 days"), ("P31D", "31日", "31 days")),
        kept=True,
        help=Text(
            "30日では、その後の申請に特例期間がない(法20条6項)",
            "30 days shut out any special period of a later application (Act 20(6))",
        ),
    ),
    Fact(
        "wants_departure",
        Text("出国準備への変更を申し出た", "asks to change to preparing departure"),
        Kind.FLAG,
    ),
    Fact(
        "departure_until",
        Text("出国準備の在留期間の満了日", "last day to prepare departure"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact(
        "other_pending",
        Text("満了前にされた別の申請が係属中", "another application filed before expiry is pending"),
        Kind.FLAG,
    ),
    Fact("in_writing", Text("書面による取下げ", "withdrawn in writing"), Kind.FLAG),
    Fact("moved_on", Text("転居・移送の日", "moved on"), Kind.DATE),
    Fact("closed_on", Text("終止の日", "closed on"), Kind.DATE),
    Fact(
        "close_reason",
        Text("終止の事由", "why the file is closed"),
        Kind.CHOICE,
        choices(
            ("departure", "単純出国", "departure without re-entry"),
            ("death", "死亡", "death"),
            ("nationality", "日本国籍の取得", "Japanese nationality"),
            ("deportation", "退去強制", "deportation"),
            ("status_lost", "在留資格の喪失", "status lost"),
            ("superseded", "他の申請の許可", "another application was granted"),
        ),
        kept=True,
    ),
)


_PROPOSED = {
    "fee_yen": _fee_proposed,
    "card_valid_until": _card_end_proposed,
    "new_status": lambda view: asked(view) or None,
}


def vocabulary() -> tuple[Fact, ...]:
    """The facts of both procedures; status, fee and validity of the card are proposed."""
    shared = (replace(f, suggest=_PROPOSED.get(f.name, f.suggest)) for f in SHARED)
    return (*shared, *FACTS)
