"""The officers of the demo office. None of them exists; in a real office nobody has these accounts.

One person holds one office, so that separation of duties can be seen at work: whoever meets "another
officer must take it" signs in as that other officer.
"""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.contrib.auth.hashers import make_password

from casework.models import User

# Open by design: it is set only where TETSUZUKI_DEMO is on, which production refuses.
PASSWORD = "tetsuzuki-demo"


class SignIn(TypedDict):
    """One sample account, and what to try with it."""

    username: str
    full_name: str
    office: str
    roles: list[str]
    is_supervisor: bool
    email: str
    label_ja: str
    label_en: str
    try_ja: str
    try_en: str
    division: str


def _officer(
    username: str,
    full_name: str,
    office: str,
    roles: str,
    label: tuple[str, str],
    to_try: tuple[str, str],
    *,
    supervisor: bool = False,
    division: str = "",
) -> SignIn:
    return {
        "username": username,
        "full_name": full_name,
        "office": office,
        "roles": roles.split(),
        "is_supervisor": supervisor,
        "email": f"{username}@example.invalid",
        "label_ja": label[0],
        "label_en": label[1],
        "try_ja": to_try[0],
        "try_en": to_try[1],
        "division": division,
    }


SIGN_INS: list[SignIn] = [
    # --- Tokyo --------------------------------------------------------------------------------------
    _officer(
        "tyo-enforcement",
        "黒沢 豊",
        "TYO",
        "control_officer",
        ("入国警備官(警備統括)", "control officer, head of enforcement"),
        ("局全体の期限超過を見て、担当を割り振る", "see what is overdue in the bureau, and hand out work"),
        supervisor=True,
    ),
    _officer(
        "tyo-guard1",
        "青木 拓海",
        "TYO",
        "control_officer",
        ("入国警備官(一班)", "control officer, team 1"),
        ("端緒から調査を開始し、引渡しの48時間を守る", "open an investigation; keep the 48 hours"),
        division="DIV_ENF_INV",
    ),
    _officer(
        "tyo-guard2",
        "森下 直樹",
        "TYO",
        "control_officer",
        ("入国警備官(二班)", "control officer, team 2"),
        ("退令後の収容の三月報告、送還の準備", "three-month reports; prepare a removal"),
        division="DIV_ENF_EXEC",
    ),
    _officer(
        "tyo-inspector1",
        "佐伯 由香",
        "TYO",
        "inspector",
        ("入国審査官", "immigration inspector"),
        ("違反審査をし、認定する", "examine a case and make the finding"),
        division="DIV_VIOL_EXAM",
    ),
    _officer(
        "tyo-inspector2",
        "堀内 健",
        "TYO",
        "inspector",
        ("入国審査官(出国命令担当)", "immigration inspector, departure orders"),
        ("出国命令の審査、出国の確認", "examine for a departure order; confirm a departure"),
        division="DIV_VIOL_EXAM",
    ),
    _officer(
        "tyo-hearing",
        "野村 静香",
        "TYO",
        "special_inquiry_officer",
        ("特別審理官", "special inquiry officer"),
        ("口頭審理を開き、判定する", "hold an oral hearing and give judgment"),
        division="DIV_ADJUD",
    ),
    _officer(
        "tyo-chief1",
        "藤田 真理",
        "TYO",
        "chief_inspector",
        ("主任審査官(身柄)", "chief inspector, custody"),
        ("収容か監理措置かを選ぶ。三月の検討をする", "choose detention or supervision; consider a review"),
        division="DIV_VIOL_EXAM",
    ),
    _officer(
        "tyo-chief2",
        "今井 亮介",
        "TYO",
        "chief_inspector",
        ("主任審査官(令書・出国命令)", "chief inspector, orders"),
        ("退去強制令書と出国命令", "removal orders and departure orders"),
        division="DIV_VIOL_EXAM",
    ),
    _officer(
        "tyo-director",
        "長谷川 恵子",
        "TYO",
        "minister bureau_director",
        ("局長(大臣の権限の受任者)", "bureau director, the Minister's delegate"),
        ("異議の裁決、在留特別許可、難民認定", "rule on objections, special permission, refugee claims"),
    ),
    _officer(
        "tyo-facility",
        "岩崎 誠二",
        "TYO",
        "facility_head",
        ("収容場の長", "head of the detention facility"),
        ("被収容者の処遇、仮放免", "treatment of detainees; provisional release"),
        division="DIV_ENF_TREAT",
    ),
    _officer(
        "tyo-doctor",
        "西川 綾",
        "TYO",
        "doctor",
        ("医師", "doctor"),
        ("遅れている健康診断を記録する", "record the health check that is late"),
        division="DIV_ENF_TREAT",
    ),
    _officer(
        "tyo-refugee",
        "石田 和也",
        "TYO",
        "refugee_inquirer",
        ("難民調査官", "refugee inquirer"),
        ("難民認定申請と送還停止の記録", "refugee claims and the stay of removal"),
        division="DIV_REF_INQ",
    ),
    _officer(
        "tyo-counsellor",
        "大塚 信子",
        "TYO",
        "refugee_counsellor",
        ("難民審査参与員", "refugee examination counsellor"),
        ("審査請求の事件を見る", "see the cases in which review was asked for"),
        division="DIV_REF_APPEAL",
    ),
    # --- Tokyo, residence examination -----------------------------------------------------------------
    _officer(
        "tyo-desk",
        "小川 まなみ",
        "TYO",
        "front_desk",
        ("窓口担当職員", "front desk officer"),
        (
            "申請を受け付け、書類を確かめ、カードを渡す",
            "receive a filing, check the papers, hand over a card",
        ),
        division="DIV_EXAM_MGMT",
    ),
    _officer(
        "tyo-triage",
        "原田 俊介",
        "TYO",
        "triage_officer",
        ("振分け担当者", "triage officer"),
        ("受理した申請を振り分ける", "sort what has been received"),
        division="DIV_EXAM_MGMT",
    ),
    _officer(
        "tyo-examiner",
        "三浦 早紀",
        "TYO",
        "inspector",
        ("入国審査官(在留審査)", "immigration inspector, residence"),
        ("資料を求め、審査を進める", "ask for papers; examine"),
        division="DIV_WORK2",
    ),
    _officer(
        "tyo-opinion",
        "平井 啓",
        "TYO",
        "hearing_inspector",
        ("意見聴取担当入国審査官", "hearing inspector"),
        ("在留資格取消しの意見の聴取", "hear a person before a status is revoked"),
        division="DIV_REVOKE",
    ),
    _officer(
        "nrt-inspector",
        "中野 航",
        "NRT",
        "inspector",
        ("入国審査官(成田空港)", "immigration inspector, Narita airport"),
        ("上陸審査をし、在留カードを交付する", "examine a landing; issue a card at the port"),
        division="DIV_EXAM_MGMT",
    ),
    # --- Osaka --------------------------------------------------------------------------------------
    _officer(
        "osa-guard",
        "谷口 大輔",
        "OSA",
        "control_officer",
        ("入国警備官", "control officer"),
        ("東京の事件には手を出せないことを確かめる", "see that Tokyo's cases are out of reach"),
        division="DIV_ENF_INV",
    ),
    _officer(
        "osa-inspector",
        "宮本 里奈",
        "OSA",
        "inspector",
        ("入国審査官", "immigration inspector"),
        ("違反審査をし、認定する", "examine a case and make the finding"),
        division="DIV_ADJUD",
    ),
    _officer(
        "osa-desk",
        "川端 みのり",
        "OSA",
        "front_desk",
        ("窓口担当職員", "front desk officer"),
        ("大阪の申請を受け付ける", "receive filings in Osaka"),
        division="DIV_EXAM_MGMT",
    ),
    _officer(
        "osa-triage",
        "寺田 圭吾",
        "OSA",
        "triage_officer",
        ("振分け担当者", "triage officer"),
        ("大阪の申請を振り分ける", "sort what Osaka has received"),
        division="DIV_EXAM_MGMT",
    ),
    _officer(
        "osa-examiner",
        "柏木 文乃",
        "OSA",
        "inspector",
        ("入国審査官(在留審査)", "immigration inspector, residence"),
        ("在留審査と特例上陸", "examine stays; exceptional landings"),
        division="DIV_STUDENT",
    ),
    _officer(
        "osa-hearing",
        "久保 隆",
        "OSA",
        "special_inquiry_officer",
        ("特別審理官", "special inquiry officer"),
        ("口頭審理を開く", "hold an oral hearing"),
        division="DIV_ADJUD",
    ),
    _officer(
        "osa-chief",
        "松井 千春",
        "OSA",
        "chief_inspector",
        ("主任審査官", "chief inspector"),
        ("期限の過ぎた収容を放免する", "release a person whose warrant has run out"),
        division="DIV_ADJUD",
    ),
    _officer(
        "osa-director",
        "片山 修",
        "OSA",
        "minister bureau_director",
        ("局長(大臣の権限の受任者)", "bureau director, the Minister's delegate"),
        ("大阪局全体の仕事を見る", "see the work of the whole bureau"),
        supervisor=True,
    ),
    _officer(
        "osa-facility",
        "上田 正樹",
        "OSA",
        "facility_head",
        ("収容場の長", "head of the detention facility"),
        ("隔離の期限を見る", "see how long an isolation may last"),
        division="DIV_ENF_TREAT",
    ),
    # --- the detention centre -------------------------------------------------------------------------
    _officer(
        "ejc-director",
        "桜井 浩",
        "EJC",
        "facility_head",
        ("入国者収容所長", "director of the detention centre"),
        ("他局の事件の被収容者を預かる", "hold people whose cases belong to other offices"),
        supervisor=True,
        division="DIV_ENF_TREAT",
    ),
    _officer(
        "ejc-guard",
        "水野 翔",
        "EJC",
        "control_officer",
        ("入国警備官", "control officer"),
        ("収容されている人の計画と三月報告", "departure plans and three-month reports"),
        division="DIV_ENF_TREAT",
    ),
    _officer(
        "ejc-doctor",
        "北村 彩",
        "EJC",
        "doctor",
        ("医師", "doctor"),
        ("三月ごとの健康診断を記録する", "record a health check"),
        division="DIV_ENF_TREAT",
    ),
    # --- headquarters ---------------------------------------------------------------------------------
    _officer(
        "hq-commissioner",
        "本庄 明",
        "ISA-HQ",
        "commissioner",
        ("長官(三月の検討の係)", "the Commissioner's desk"),
        ("三月の検討で監理措置を命ずる", "order supervision in a three-month review"),
    ),
    _officer(
        "hq-supervisor",
        "早川 玲子",
        "ISA-HQ",
        "",
        ("本庁 出国・送還の管理職", "headquarters, manager"),
        ("全国の期限超過を見る", "see what is overdue in the whole country"),
        supervisor=True,
    ),
]


def make_accounts() -> dict[str, User]:
    """Creates the accounts, or puts them right; returns them by user name. The password opens them
    only where the demo is on; elsewhere nobody can sign in with one."""
    password = make_password(PASSWORD if settings.TETSUZUKI_DEMO else None)
    made: dict[str, User] = {}
    for entry in SIGN_INS:
        made[entry["username"]], _ = User.objects.update_or_create(
            username=entry["username"],
            defaults={
                "full_name": entry["full_name"],
                "office_id": entry["office"],
                "roles": entry["roles"],
                "is_supervisor": entry["is_supervisor"],
                "email": entry["email"],
                "division": entry["division"],
                "password": password,
                "is_active": True,
            },
        )
    return made
