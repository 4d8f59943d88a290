"""The facts of a permission for other activities and of a work-authorisation certificate."""

from __future__ import annotations

from workflows.facts import Fact, Kind
from workflows.procedures.residence.common.filing import NO_PASSPORT
from workflows.procedures.residence.vocabulary import choices
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    NO_PASSPORT,
    Fact(
        "type_requested",
        Text("資格外活動許可の種類", "kind of permission"),
        Kind.CHOICE,
        choices(
            ("blanket", "包括許可(規則19条5項1号)", "blanket (Reg. 19(5)(1))"),
            (
                "public_school",
                "地方公共団体等での活動(規則19条5項2号)",
                "work for a local government (Reg. 19(5)(2))",
            ),
            ("individual", "個別許可(規則19条5項3号)", "individual (Reg. 19(5)(3))"),
        ),
        kept=True,
    ),
    Fact(
        "joined_case",
        Text("同時にした変更・更新・取得の申請", "change, extension or acquisition filed at the same time"),
        Kind.LINE,
        kept=True,
    ),
    Fact("port", Text("上陸した出入国港", "port of landing"), Kind.LINE, kept=True),
    Fact(
        "local_government",
        Text("地方公共団体等との雇用契約", "contract with a local government or the like"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "main_unhindered",
        Text("本来の活動の遂行を阻害しないと認めた", "found not to hinder the activity of the status"),
        Kind.FLAG,
    ),
    Fact("enrolled", Text("教育機関に在籍中", "enrolled at the school"), Kind.FLAG, kept=True),
    Fact("hours_a_week", Text("1週の上限時間", "hours a week at most"), Kind.NUMBER, kept=True, high=168),
    Fact(
        "hours_a_day_in_vacation",
        Text("長期休業期間中の1日の上限時間", "hours a day at most in the school's long vacation"),
        Kind.NUMBER,
        kept=True,
        high=24,
    ),
    Fact(
        "trades_barred",
        Text("風俗営業等での活動の禁止", "no work in amusement and sex trades"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("conditions", Text("許可の条件", "conditions"), Kind.TEXT, kept=True),
    Fact(
        "permitted_until", Text("資格外活動許可の期限", "permitted until"), Kind.DATE, kept=True, ahead=True
    ),
    Fact("permit_no", Text("許可書の番号", "number of the permit"), Kind.LINE, kept=True),
    Fact("employer", Text("活動を行う機関の名称", "organisation for the work"), Kind.LINE, kept=True),
    Fact("workplace", Text("活動を行う機関の所在地", "place of the work"), Kind.LINE, kept=True),
    Fact("work_described", Text("業務の内容", "the work"), Kind.TEXT, kept=True),
    Fact(
        "revoke_ground",
        Text("取消しの事由", "ground for withdrawing it"),
        Kind.CHOICE,
        choices(
            ("condition", "条件違反", "a condition was broken"),
            ("unfit", "引き続き許可することが適当でない", "continued permission is unfit"),
        ),
    ),
    Fact(
        "end_cause",
        Text("終了の事由", "why it ended"),
        Kind.CHOICE,
        choices(
            ("stay_over", "在留期間(特例期間を含む)の満了", "stay and special period over"),
            ("status_changed", "在留資格の変更等", "status changed or lost"),
            ("left_school", "教育機関からの離脱", "left the school"),
        ),
        kept=True,
    ),
    Fact("ended_on", Text("終了の日", "ended on"), Kind.DATE, kept=True),
    Fact("decided_on", Text("許否を決定した日", "decided on"), Kind.DATE),
    Fact("withdrawn_on", Text("取下げの日", "withdrawn on"), Kind.DATE),
    Fact("in_writing", Text("書面による取下げ", "withdrawn in writing"), Kind.FLAG),
    Fact(
        "employer_changed",
        Text("転職後の確認を求める申請", "asked for after a change of employer"),
        Kind.FLAG,
        kept=True,
    ),
)
