"""The grounds of revocation, by code and not by item number, and what the steps record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflows.facts import Fact, Kind
from workflows.procedures.residence.vocabulary import choices, day_of
from workflows.texts import Text

# Act No. 60 of 2024 adds grounds for permanent residents, and turns them into a change of status first.
LAW_2027 = date(2027, 4, 1)

GROUNDS = choices(
    ("fraud_landing_bar", "不正手段による上陸拒否事由の秘匿(1号)", "landing bar hidden by fraud (1)"),
    ("fraud_permission", "不正手段による許可(2号)", "permission by fraud (2)"),
    ("false_document", "不実の文書による許可(3号)", "permission on false papers (3)"),
    ("fraud_special_permission", "不正手段による在留特別許可等(4号)", "special permission by fraud (4)"),
    ("other_activity", "他の活動を行い又は行おうとする在留(5号)", "staying for another activity (5)"),
    ("inactive_3m", "3月(高度専門職2号は6月)以上の不活動(6号)", "no activity for 3 months (HSP(ii): 6) (6)"),
    (
        "spouse_inactive_6m",
        "配偶者としての活動を6月以上行わない(7号)",
        "no life as a spouse for 6 months (7)",
    ),
    ("no_first_address_90d", "90日以内に住居地の届出なし(8号)", "no first address within 90 days (8)"),
    ("no_new_address_90d", "90日以内に新住居地の届出なし(9号)", "no new address within 90 days (9)"),
    ("false_address", "虚偽の住居地の届出(10号)", "false address (10)"),
    (
        "pr_duty_breach_or_nonpayment",
        "永住者: 義務違反・故意の公租公課不払(2027年4月1日から)",
        "permanent resident: duties broken, or public dues wilfully unpaid (from 2027-04-01)",
    ),
    (
        "pr_listed_crime",
        "永住者: 一定の罪による拘禁刑(2027年4月1日から)",
        "permanent resident: sentence for a listed crime (from 2027-04-01)",
    ),
)
PR_GROUNDS = ("pr_duty_breach_or_nonpayment", "pr_listed_crime")
# Revoked on these nobody is given time to leave; on the fifth only who is likely to flee is not.
IMMEDIATE = ("fraud_landing_bar", "fraud_permission")
FLIGHT_GROUND = "other_activity"
SPOUSE_GROUND = "spouse_inactive_6m"
# What the Act takes back where there is a good reason.
EXCUSABLE = (
    "other_activity",
    "inactive_3m",
    "spouse_inactive_6m",
    "no_first_address_90d",
    "no_new_address_90d",
)
TABLE_1_GROUNDS = ("other_activity", "inactive_3m")
ADDRESS_GROUNDS = ("no_first_address_90d", "no_new_address_90d", "false_address")
SPOUSE_STATUSES = ("spouse_or_child_of_japanese", "spouse_or_child_of_permanent_resident")
CARDLESS = ("temporary_visitor", "diplomat", "official")


def grounds_on(day: date) -> tuple[str, ...]:
    """The grounds that are law on a day."""
    return tuple(c.code for c in GROUNDS if c.code not in PR_GROUNDS or day >= LAW_2027)


def _grounds_today(view: Any) -> Iterable[str]:
    return grounds_on(day_of(view))


SERVICE = choices(
    ("personal", "交付送達", "handed over"),
    ("cohabitant", "同居者への交付", "handed to a housemate"),
    ("left", "差置", "left at the place"),
    ("mail", "郵便・信書便", "mail"),
    ("oral", "口頭の通知(急速を要するとき)", "told orally (urgent)"),
    ("public", "公示送達", "public notice"),
)

FACTS: tuple[Fact, ...] = (
    Fact(
        "ground_code",
        Text("取消事由", "ground of revocation"),
        Kind.CHOICE,
        GROUNDS,
        kept=True,
        among=_grounds_today,
    ),
    Fact("source", Text("端緒", "how it came to light"), Kind.TEXT, personal=True),
    Fact(
        "ground_since",
        Text("事実の起算日", "fact counted from"),
        Kind.DATE,
        kept=True,
        help=Text(
            "最後に活動を行った日、許可を受けた日、届け出た住居地から退去した日",
            "last day of the activity; day of the permission; day of leaving the address notified",
        ),
    ),
    Fact(
        "recognised_refugee",
        Text("難民・補完的保護対象者の認定あり", "recognised refugee or under complementary protection"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("cause_facts", Text("取消しの原因となる事実", "facts on which it rests"), Kind.TEXT, personal=True),
    Fact("service_method", Text("送達の方法", "service"), Kind.CHOICE, SERVICE),
    Fact("dispatched_on", Text("発送した日", "dispatched on"), Kind.DATE),
    Fact("urgency", Text("急速を要する事情", "why it is urgent"), Kind.TEXT),
    Fact(
        "on_the_spot", Text("検査場所にとどまる間の通知", "told while still in the customs area"), Kind.FLAG
    ),
    Fact("served_on", Text("送達の日", "served on"), Kind.DATE, kept=True),
    Fact("served", Text("意見聴取通知の送達済み", "hearing notice served"), Kind.FLAG, kept=True),
    Fact("hearing_on", Text("意見の聴取の期日", "hearing on"), Kind.DATE, kept=True, ahead=True),
    Fact("hearing_time", Text("時刻", "hour"), Kind.LINE),
    Fact("hearing_place", Text("場所", "place"), Kind.LINE, kept=True),
    Fact("address_unknown", Text("住居地が明らかでない", "address unknown"), Kind.FLAG),
    Fact("searched", Text("所在の調査", "how the address was searched for"), Kind.TEXT, personal=True),
    Fact("posted_on", Text("公示の措置を開始した日", "public notice began on"), Kind.DATE),
    Fact("inspected_on", Text("閲覧の日", "inspected on"), Kind.DATE),
    Fact("inspected_by", Text("閲覧する者", "who inspects"), Kind.LINE, personal=True),
    Fact(
        "withheld_because",
        Text("閲覧を拒む理由", "why inspection is refused"),
        Kind.CHOICE,
        choices(
            ("third_party", "第三者の利益を害するおそれ", "harm to the interests of others"),
            ("other", "その他の正当な理由", "another good reason"),
        ),
    ),
    Fact(
        "reschedule_cause",
        Text("変更の理由", "why it is changed"),
        Kind.CHOICE,
        choices(
            ("request", "やむを得ない理由による申出", "asked for, unavoidable reason"),
            ("own_motion", "職権", "of the authority's own motion"),
            ("excused", "欠席に正当な理由があった", "absence had a good reason"),
        ),
    ),
    Fact(
        "attended_by",
        Text("出頭した者", "who appeared"),
        Kind.CHOICE,
        choices(
            ("person", "本人", "the person"),
            ("both", "本人と代理人", "person and representative"),
            ("agent", "代理人のみ", "representative alone"),
        ),
    ),
    Fact("agent_permitted", Text("代理出頭の許可", "representative permitted to appear alone"), Kind.FLAG),
    Fact("hearing_record", Text("意見の聴取調書", "record of the hearing"), Kind.TEXT, personal=True),
    Fact(
        "report",
        Text("報告書(意見・主張・判断)", "report (opinion, case, assessment)"),
        Kind.TEXT,
        personal=True,
    ),
    Fact("no_show", Text("不出頭", "did not appear"), Kind.FLAG, kept=True),
    Fact("absence_excused", Text("欠席に正当な理由がある", "absence had a good reason"), Kind.FLAG),
    Fact(
        "good_reason",
        Text("正当な理由", "good reason"),
        Kind.CHOICE,
        choices(
            ("none", "認められない", "none found"),
            ("job_hunting", "再就職活動中", "looking for work"),
            ("illness", "病気・休学・出産等", "illness, leave, childbirth"),
            ("violence", "配偶者からの暴力・離婚調停等", "violence by the spouse, divorce in court"),
            ("housing", "住居を失った等", "loss of the home"),
            ("other", "その他", "other"),
        ),
        kept=True,
    ),
    Fact(
        "change_offered", Text("変更・永住申請の機会の付与", "chance to change offered"), Kind.FLAG, kept=True
    ),
    Fact("offered_on", Text("機会を与えた日", "offered on"), Kind.DATE, kept=True),
    Fact("chance_until", Text("申請を待つ期限", "filing awaited until"), Kind.DATE, kept=True, ahead=True),
    Fact("chance_declined", Text("申請しない旨の意思表示", "said that nothing will be filed"), Kind.FLAG),
    Fact(
        "flight_risk",
        Text("逃亡すると疑うに足りる相当の理由", "good reason to suspect flight"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "leave_by",
        Text("出国するために必要な期間の末日", "last day to leave"),
        Kind.DATE,
        kept=True,
        ahead=True,
        help=Text("送達の日から30日を超えない日", "at most thirty days from the service"),
    ),
    Fact("designated_residence", Text("指定する住居", "residence named"), Kind.LINE, personal=True),
    Fact("movement_area", Text("行動の範囲", "area of movement"), Kind.LINE),
    Fact(
        "conditions", Text("その他の条件(就労の禁止等)", "other conditions (no work, and so on)"), Kind.TEXT
    ),
    Fact(
        "stay_unfit",
        Text("引き続き在留させることが適当でない", "continued stay is unfit"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("notice_shown", Text("在留資格取消通知書の提示", "revocation notice shown"), Kind.FLAG),
    Fact("departed_on", Text("出国年月日", "departed on"), Kind.DATE),
    Fact(
        "close_reason",
        Text("終止の理由", "why it is closed"),
        Kind.CHOICE,
        choices(
            ("departure", "単純出国", "departure without re-entry"),
            ("death", "死亡", "death"),
            ("nationality", "日本国籍の取得", "Japanese nationality"),
            ("deportation", "退去強制令書の発付", "removal order"),
            ("status_lost", "在留資格の喪失", "status lost"),
            ("reentry_lapsed", "再入国許可の失効", "re-entry permit lapsed abroad"),
            ("stay_expired", "在留期間の満了", "stay expired"),
            ("special_permission", "在留特別許可", "special permission to stay"),
        ),
    ),
)
