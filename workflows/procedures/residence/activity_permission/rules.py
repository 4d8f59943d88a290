"""The conditions on the steps of a permission for other activities."""

from __future__ import annotations

from workflows.declare import Guard
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.conditions import fee_of, fee_paid
from workflows.procedures.residence.common.days import STAY_READS, as_day, stay_ends, stays
from workflows.procedures.residence.common.filing import (
    complete_guard,
    filed_day,
    filer_guards,
    not_here,
    passport_guard,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import last_day, statuses
from workflows.texts import Text

HOURS_A_WEEK, HOURS_A_DAY_IN_VACATION = 28, 8
# Whose holders work for schools and local governments (Reg. 19(5)(2)).
PUBLIC_SCHOOL_STATUSES = ("instructor", "engineer_humanities_international", "skilled_labor")
_PAPER_ONLY = ("diplomat", "temporary_visitor")


STAYS = Guard(
    "holds_status",
    Text("在留資格をもって在留する人が申請できる。", "Open to whoever stays with a status of residence."),
    Text(
        "在留資格と在留期間の満了日を確かめ、更新されていれば新しい満了日を入力してください。",
        "Check the status and the end of the stay; after an extension enter the new last day.",
    ),
    "icrra 19(1); icrra 19(2); icrra 19-2(1)",
    STAY_READS,
    lambda v: stays(v, day_of(v)),
)


def _table_1(view: View) -> bool:
    found = statuses().get(str(view.told("status")))
    return found is None or found.table.startswith("1")


TABLE_1 = Guard(
    "table_1_status",
    Text(
        "資格外活動許可は別表第一の在留資格の人が受ける。別表第二の在留資格の人の活動に制限はない。",
        "The permission is for statuses of Table 1; those of Table 2 may work as they like.",
    ),
    Text("在留資格を確かめてください。許可は要りません。", "Check the status: no permission is needed."),
    "icrra 19(1); icrra 19(2)",
    frozenset({"fact:status", "given:status"}),
    _table_1,
)
TOGETHER_ONLINE = Guard(
    "together_online",
    Text(
        "オンラインでは、変更・更新・取得の申請と同時にするときだけ申請できる。",
        "It is filed online only together with a change, an extension or an acquisition.",
    ),
    Text(
        "同時にした申請の番号を記録するか、窓口での申請を案内してください。",
        "Enter the file of that application, or ask for a filing at the counter.",
    ),
    "reg 61-3(1)(7)",
    frozenset({"given:channel", "given:joined_case"}),
    lambda v: v.given.get("channel") != "online" or bool(v.given.get("joined_case")),
)


PUBLIC_SCHOOL = Guard(
    "local_government_status",
    Text(
        "規則19条5項2号の許可は、教育、技術・人文知識・国際業務又は技能(スポーツの指導)の在留資格の人に限る。",
        "The permission of Reg. 19(5)(2) is for Instructor, Engineer/Humanities/International and Skilled Labor "
        "(sports).",
    ),
    Text("在留資格と許可の種類を確かめてください。", "Check the status and the kind of permission."),
    "reg 19(5)(2)",
    frozenset({"fact:type_requested", "given:type_requested", "fact:status", "given:status"}),
    lambda v: v.told("type_requested") != "public_school" or v.told("status") in PUBLIC_SCHOOL_STATUSES,
)
LOCAL_GOVERNMENT = Guard(
    "local_government_contract",
    Text(
        "規則19条5項2号の許可は、地方公共団体等と雇用契約を結んでいる人に限る。",
        "The permission of Reg. 19(5)(2) needs a contract with a local government or the like.",
    ),
    Text("雇用契約を確かめて記録してください。", "Check and enter the contract."),
    "reg 19(5)(2)",
    frozenset({"fact:type_requested", "fact:local_government", "given:local_government"}),
    lambda v: v.told("type_requested") != "public_school" or v.told("local_government") is True,
)


def _lacking(view: View) -> set[str]:
    return not_here(view, "activity_permission", "", ())


FILING = (
    STAYS,
    TABLE_1,
    TOGETHER_ONLINE,
    PUBLIC_SCHOOL,
    *filer_guards("activity_permission", "reg 19(3); reg 61-3(5)"),
    passport_guard("reg 19(2)"),
    complete_guard("reg 19(1); reg 19(2)", _lacking, ("fact:card_no",)),
)

# --- at the airport ---------------------------------------------------------------------------------


def _airport_class(view: View) -> bool:
    status, kind = view.told("status"), view.given.get("type_requested")
    if status == "student":
        return kind == "blanket"
    coe = view.given.get("local_government") is True
    return kind == "public_school" and status in PUBLIC_SCHOOL_STATUSES and coe


AIRPORT_CLASS = Guard(
    "airport_class",
    Text(
        "上陸に引き続く申請は、留学(包括許可)と、在留資格認定証明書の交付を受けた地方公共団体等の職員"
        "(規則19条5項2号の許可)に限る。",
        "Right after landing it is filed by Students (blanket) and by staff of local governments who hold a "
        "certificate of eligibility (Reg. 19(5)(2)).",
    ),
    Text("在留資格と許可の種類を確かめてください。", "Check the status and the kind of permission."),
    "reg 19-2(1)(1); reg 19-2(1)(2); reg 19-2(4)",
    frozenset({"fact:status", "given:type_requested", "given:local_government"}),
    _airport_class,
)


def _landed_today(view: View) -> bool:
    landed = as_day(view.told("granted_on"))
    return landed is None or landed == filed_day(view)


RIGHT_AFTER_LANDING = Guard(
    "right_after_landing",
    Text(
        "空港での申請は、上陸を許可されて引き続きするものに限る。",
        "At the port it is filed right after the landing is permitted.",
    ),
    Text("地方出入国在留管理局での申請を案内してください。", "Ask for a filing at the bureau."),
    "reg 19-2(1)",
    frozenset({"fact:granted_on", "fact:filed_on", "time"}),
    _landed_today,
)


def _over_three_months(view: View) -> bool:
    if view.told("period") == "P3M":
        return False
    landed, until = as_day(view.told("granted_on")), as_day(view.told("stay_until"))
    return landed is None or until is None or until != last_day(landed, "P3M")


OVER_THREE_MONTHS = Guard(
    "over_three_months",
    Text(
        "在留期間を三月と決定された人は、上陸に引き続く申請ができない。",
        "Whoever was given a stay of three months does not file right after landing.",
    ),
    Text("地方出入国在留管理局での申請を案内してください。", "Ask for a filing at the bureau."),
    "reg 19-2(1)",
    frozenset({"fact:period", "fact:granted_on", "fact:stay_until"}),
    _over_three_months,
)
IN_PERSON = Guard(
    "in_person",
    Text(
        "上陸に引き続く申請は取次者によることができない。", "Right after landing nobody files for the person."
    ),
    Text(
        "本人(又は法定代理人)から受け付けてください。", "Take it from the person (or legal representative)."
    ),
    "reg 19-2(3)",
    frozenset({"fact:filed_by", "given:filed_by"}),
    lambda v: v.told("filed_by") in (None, "applicant", "legal_representative"),
)
AIRPORT = (AIRPORT_CLASS, RIGHT_AFTER_LANDING, OVER_THREE_MONTHS, IN_PERSON)

# --- decision ---------------------------------------------------------------------------------------

UNHINDERED = Guard(
    "main_activity_unhindered",
    Text(
        "本来の活動の遂行を阻害しない範囲内で相当と認めるときに許可することができる。",
        "It may be permitted where fit and where the activity of the status is not hindered.",
    ),
    Text("認定の結果を記録してください。認められないときは不許可です。", "Enter the finding; else refuse."),
    "icrra 19(2)",
    frozenset({"given:main_unhindered"}),
    lambda v: v.given.get("main_unhindered") is True,
)
ENROLLED = Guard(
    "enrolled",
    Text(
        "留学の包括許可は、教育機関に在籍している間の活動に限る。",
        "A Student's blanket permission covers work while enrolled at the school only.",
    ),
    Text("在籍を確かめて記録してください。", "Check and enter the enrolment."),
    "reg 19(5)(1)",
    frozenset({"fact:status", "given:enrolled", "fact:enrolled"}),
    lambda v: v.told("status") != "student" or v.told("enrolled") is True,
)


def _kind(*codes: str, ja: str, en: str) -> Guard:
    return Guard(
        "kind_of_permission",
        Text(f"この決定は{ja}の申請に対するものである。", f"This decision answers an application for {en}."),
        Text("申請された許可の種類を確かめてください。", "Check what was applied for."),
        "reg 19(5)(1); reg 19(5)(2); reg 19(5)(3)",
        frozenset({"fact:type_requested", "given:type_requested"}),
        lambda v: v.told("type_requested") in codes,
    )


def _named(view: View) -> bool:
    if view.told("type_requested") != "individual":
        return True
    return all(view.told(name) for name in ("employer", "workplace", "work_described"))


NAMED = Guard(
    "work_named",
    Text(
        "個別許可は、機関の名称・所在地、業務の内容等を定めて指定する。",
        "An individual permission names the organisation, its place and the work.",
    ),
    Text("機関、所在地及び業務の内容を記録してください。", "Enter the organisation, the place and the work."),
    "reg 19(5)(3)",
    frozenset(
        {
            "fact:type_requested",
            "fact:employer",
            "given:employer",
            "fact:workplace",
            "given:workplace",
            "fact:work_described",
            "given:work_described",
        }
    ),
    _named,
)


def _within_28(view: View) -> bool:
    hours = view.given.get("hours_a_week")
    if view.told("type_requested") != "public_school":
        return True
    return isinstance(hours, int) and 0 < hours <= HOURS_A_WEEK


WITHIN_28 = Guard(
    "twenty_eight_hours",
    Text(
        "地方公共団体等での活動の許可は、1週について28時間以内である。",
        "Work for a local government is permitted for at most 28 hours a week.",
    ),
    Text("1週の上限時間を28時間以内で記録してください。", "Enter at most 28 hours a week."),
    "reg 19(5)(2)",
    frozenset({"fact:type_requested", "given:hours_a_week"}),
    _within_28,
)
BLANKET = (STAYS, _kind("blanket", ja="包括許可", en="a blanket permission"), UNHINDERED, ENROLLED)
INDIVIDUAL = (
    STAYS,
    _kind(
        "public_school",
        "individual",
        ja="個別許可又は地方公共団体等での活動",
        en="an individual permission or work for a local government",
    ),
    UNHINDERED,
    LOCAL_GOVERNMENT,
    NAMED,
    WITHIN_28,
)


def vacation_hours(view: View) -> Value:
    """The limit of a day in the school's long vacation: Students only."""
    return HOURS_A_DAY_IN_VACATION if view.told("status") == "student" else None


def until_end_of_stay(view: View) -> Value:
    """Until when it is permitted: the end of the stay."""
    ends = stay_ends(view)
    return ends.isoformat() if ends else None


# --- ends -------------------------------------------------------------------------------------------


def _really_over(view: View) -> bool:
    if view.given.get("end_cause") != "stay_over":
        return True
    ends = stay_ends(view)
    return ends is not None and day_of(view) > ends


STAY_OVER = Guard(
    "stay_over",
    Text(
        "許可は在留期間とともに終わるが、特例期間の間は本来の活動が続く限り効力がある。",
        "The permission ends with the stay; in the special period it lasts while the main activity goes on.",
    ),
    Text(
        "在留期間と特例期間の満了日を確かめてください。", "Check the end of the stay and its special period."
    ),
    "icrra 19(2); icrra 20(6); reg 19(5)(1)",
    frozenset(
        {
            "given:end_cause",
            "fact:stay_until",
            "given:stay_until",
            "fact:special_until",
            "given:special_until",
            "time",
        }
    ),
    _really_over,
)
STUDENT_LEFT = Guard(
    "student_left",
    Text(
        "教育機関からの離脱で終わるのは留学の許可である。", "Leaving the school ends a Student's permission."
    ),
    Text("終了の事由を確かめてください。", "Check why it ended."),
    "reg 19(5)(1)",
    frozenset({"given:end_cause", "fact:status", "given:status"}),
    lambda v: v.given.get("end_cause") != "left_school" or v.told("status") == "student",
)
# --- work-authorisation certificate -----------------------------------------------------------------

CERTIFICATE_ONLINE = Guard(
    "certificate_online",
    Text(
        "外交・短期滞在の人の就労資格証明書はオンラインでは申請できない。",
        "A work certificate for Diplomat or Temporary Visitor is not asked for online.",
    ),
    Text("窓口での申請を案内してください。", "Ask for a filing at the counter."),
    "reg 61-3(1)(8)",
    frozenset({"given:channel", "fact:status", "given:status"}),
    lambda v: v.given.get("channel") != "online" or v.told("status") not in _PAPER_ONLY,
)
CERTIFICATE = (
    STAYS,
    CERTIFICATE_ONLINE,
    *filer_guards("activity_permission", "reg 19-4(3); reg 19(3); reg 61-3(5)"),
    passport_guard("reg 19-4(2)"),
)


certificate_fee = fee_of("work_certificate", online=True)
CERTIFICATE_FEE = fee_paid(
    certificate_fee,
    "icrra 67-2(1); order 25(1)(8); reg 61(2)",
    Text(
        "就労資格証明書の交付を受けるときは手数料を納付し、額は申請を受け付けた日の定めによる。",
        "A fee is paid when the certificate is issued; the day of filing decides the amount.",
    ),
)
