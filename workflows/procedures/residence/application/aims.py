"""What may be asked for: another status or more time, and within which totals (20, 20-2, 21; Reg. 20-2, 21-2)."""

from __future__ import annotations

from datetime import date

from workflows.declare import Guard
from workflows.engine import View
from workflows.procedures.residence.application.clocks import TITP_LAST_DAY, jfind_used_up, ssw_used_up
from workflows.procedures.residence.application.facts import (
    BY_DESIGNATION,
    DEPARTURE_PREPARATION,
    DESIGNATED,
    HSP_1,
    JFIND,
    NO_CARD_STATUSES,
    SSW,
)
from workflows.procedures.residence.application.reading import TIME, asked, given, held, told
from workflows.procedures.residence.application.variant import Variant
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import statuses
from workflows.texts import Text

TITP_STOPS = date(2027, 4, 1)


def not_to_permanent() -> Guard:
    """Permanent residence has its own application."""
    return Guard(
        "not_to_permanent",
        Text(
            "永住者への変更は、この申請ではできません。",
            "Permanent residence is not reached by this application.",
        ),
        Text("永住許可申請(permanent_residence)によってください。", "File for permanent residence."),
        "icrra 20(2); icrra 22(1)",
        told("status_requested"),
        lambda view: view.told("status_requested") != "permanent_resident",
    )


def status_exists() -> Guard:
    """The status asked for is in the law on that day."""
    return Guard(
        "status_exists",
        Text(
            "その日に法律にある在留資格だけを申請できます。", "Only a status that is in the law on that day."
        ),
        Text(
            "施行日(育成就労・企業内転勤2号は2027年4月1日)以後に申請を求めてください。",
            "Let the person file from the day on which it begins (1 April 2027 for employment for skill "
            "development).",
        ),
        "icrra 2-2(1); suppl-2024-60 1(1)",
        told("status_requested") | TIME,
        lambda view: (
            (found := statuses().get(str(view.told("status_requested")))) is not None
            and found.exists_on(day_of(view))
        ),
    )


def really_a_change() -> Guard:
    """Another status, or what is designated with the status changes."""
    return Guard(
        "really_a_change",
        Text(
            "変更は、別の在留資格、又は高度専門職1号・特定技能の機関、特定技能の分野、特定活動の活動が変わるときです。",
            "A change is another status, another organisation of HSP(i) or SSW, another field of SSW, or another "
            "designated activity.",
        ),
        Text("期間だけを延ばすなら更新の申請によってください。", "For more time alone file an extension."),
        "icrra 20(1); icrra 2-2(1)",
        told("status", "status_requested", "what_changes"),
        _really_a_change,
    )


def _really_a_change(view: View) -> bool:
    same = asked(view) == held(view)
    match view.told("what_changes"):
        case "status":
            return not same
        case "organisation":
            return same and held(view) in HSP_1 | SSW
        case "field":
            return same and held(view) in SSW
        case "activity":
            return same and held(view) == DESIGNATED
        case _:
            return False


def nothing_changes() -> Guard:
    """An extension keeps the status with its sub-category and what is designated with it."""
    return Guard(
        "nothing_changes",
        Text(
            "更新は、区分を含め同じ在留資格のままのときです。高度専門職1号・特定技能・特定活動では、指定された機関・"
            "分野・活動も変わらないことを確かめます。",
            "An extension keeps the same status and sub-category; of HSP(i), SSW and designated activities also "
            "the designated organisation, field or activity.",
        ),
        Text(
            "変わるときは変更の申請によってください。次の段階の技能実習も変更です。",
            "Where anything changes file a change; so too for the next stage of technical intern training.",
        ),
        "icrra 21(1); icrra 20(1); icrra 2-2(1)",
        told("status", "status_requested", "what_changes"),
        _nothing_changes,
    )


def _nothing_changes(view: View) -> bool:
    changes = view.told("what_changes")
    if asked(view) != held(view) or changes == "status":
        return False
    return changes == "nothing" or held(view) not in BY_DESIGNATION


def compelling() -> Guard:
    """A temporary visitor changes only for compelling special circumstances."""
    return Guard(
        "compelling_reason",
        Text(
            "短期滞在からの変更は、やむを得ない特別の事情に基づくものでなければなりません。",
            "A temporary visitor changes status only for compelling special circumstances.",
        ),
        Text(
            "事情を示す資料を求め、確かめて記録してください。",
            "Ask for evidence of them; check and record it.",
        ),
        "icrra 20(3)",
        told("status", "compelling_reason"),
        lambda view: held(view) != "temporary_visitor" or view.told("compelling_reason") is True,
    )


def hsp2_from_hsp1() -> Guard:
    """HSP(ii) is open to those who stay or stayed as HSP(i)."""
    return Guard(
        "hsp2_from_hsp1",
        Text(
            "高度専門職2号への変更は、高度専門職1号で在留していた人だけが受けられます。",
            "Only who stays or stayed as HSP(i) may change to HSP(ii).",
        ),
        Text("在留歴を確かめてください。", "Check the record of earlier stays."),
        "icrra 20-2(1)",
        told("status", "status_requested") | given("hsp1_before"),
        lambda view: asked(view) != "hsp_2" or held(view) in HSP_1 or view.given.get("hsp1_before") is True,
    )


def supports_a_dependent(status: str) -> bool:
    """Whether the holder of a status can have a spouse or child with the status Dependent (Table 1-4)."""
    found = statuses().get(status)
    if found is None or status in NO_CARD_STATUSES or status == "ssw_1" or status.startswith("titp_"):
        return False
    return found.table in ("1-1", "1-2", "1-3") or status == "student"


def supporter() -> Guard:
    """A dependent is supported by somebody whose status is in the list."""
    return Guard(
        "supporter_listed",
        Text(
            "家族滞在は、別表第一の一から三の在留資格(外交・公用・特定技能1号・技能実習・短期滞在を除く)又は留学で"
            "在留する人の扶養を受ける配偶者・子に限ります。",
            "Dependents are supported by holders of Table 1-1 to 1-3 (not diplomat, official, SSW(i), technical "
            "intern or temporary visitor) or by students.",
        ),
        Text(
            "扶養者の在留資格を確かめて記録してください。特定技能1号の家族は特定活動によるほかありません。",
            "Check and record the supporter's status; a family of SSW(i) has designated activities at most.",
        ),
        "icrra 2-2(2)",
        told("status", "status_requested", "supporter_status"),
        lambda view: (
            asked(view) != "dependent" or supports_a_dependent(str(view.told("supporter_status") or ""))
        ),
    )


SSW_READS = told(
    "status", "status_requested", "ssw_days_before", "ssw_days_left_out", "ssw_six_years", "filed_on"
)


def ssw_total() -> Guard:
    """The total stay as SSW(i) is not used up."""
    return Guard(
        "ssw_total",
        Text(
            "特定技能1号の在留は通算5年(相当の理由があれば6年)までです。妊娠・出産・育児・疾病等の期間は含めません。",
            "Stays as SSW(i) total five years (six with good reason); time of birth, childcare or illness is "
            "left out.",
        ),
        Text(
            "通算日数と含めない日数を確かめて記録してください。達していれば相当の理由がないものとされます。",
            "Check and record the days and those left out; once reached there is no reasonable ground.",
        ),
        "reg 20-2; reg 21-2",
        SSW_READS | TIME,
        _ssw_total,
    )


def _ssw_total(view: View) -> bool:
    if asked(view) != "ssw_1":
        return True
    last = ssw_used_up(view)
    if last is None:
        return False
    # Days go on being counted only while the person stays as SSW(i).
    day = day_of(view) if held(view) == "ssw_1" else (as_day(view.told("filed_on")) or day_of(view))
    return day <= last


JFIND_READS = told(
    "status", "status_requested", "designated_now", "designated_asked", "jfind_days_before", "filed_on"
)


def class_asked(view: View) -> str:
    """The class of designated activity that is asked for: of an extension the present one."""
    return str(view.told("designated_asked") or view.told("designated_now") or "")


def jfind_total() -> Guard:
    """The total stay under J-Find is not used up."""
    return Guard(
        "jfind_total",
        Text("J-Findの在留は通算2年までです。", "Stays under J-Find total two years."),
        Text("通算日数を確かめて記録してください。", "Check the days spent and record them."),
        "practice points-in-guideline",
        JFIND_READS | TIME,
        _jfind_total,
    )


def _jfind_total(view: View) -> bool:
    if asked(view) != DESIGNATED or class_asked(view) != JFIND:
        return True
    last = jfind_used_up(view)
    if last is None:
        return False
    day = day_of(view) if view.told("designated_now") == JFIND else as_day(view.told("filed_on"))
    return (day or day_of(view)) <= last


def classes_told(v: Variant) -> Guard:
    """Of designated activities it is said which."""
    return Guard(
        "designated_class_told",
        Text(
            "特定活動では、指定された活動の別によって特例・カード・オンライン申請の扱いが異なります。",
            "With designated activities the card, online filing and later stays depend on the activity.",
        ),
        Text("指定書を見て活動の別を記録してください。", "See the designation and record its class."),
        "icrra 20(1); reg 19-5",
        told("status", "status_requested", "designated_now", "designated_asked"),
        lambda view: (
            (held(view) != DESIGNATED or view.told("designated_now") is not None)
            and (not v.is_change or asked(view) != DESIGNATED or view.told("designated_asked") is not None)
        ),
    )


def titp_transition() -> Guard:
    """From 1 April 2027 technical intern training begins only under the transition."""
    return Guard(
        "titp_transition",
        Text(
            "2027年4月1日からは、技能実習1号・3号への変更は経過措置に当たるものに限り、1号は同年6月30日までです。",
            "From 1 April 2027 a change to stage 1 or 3 of technical intern training needs the transition; to "
            "stage 1 it ends on 30 June 2027.",
        ),
        Text(
            "計画の認定申請の日(1号)又は2号の修了状況(3号)を確かめてください。",
            "Check when the plan was filed (stage 1) or what was done of stage 2 (stage 3).",
        ),
        "suppl-2024-60 1(1)",
        told("status_requested") | given("titp_transition_met") | TIME,
        _titp_transition,
    )


def _titp_transition(view: View) -> bool:
    status = str(view.told("status_requested") or "")
    if not status.startswith(("titp_1", "titp_3")) or day_of(view) < TITP_STOPS:
        return True
    if view.given.get("titp_transition_met") is not True:
        return False
    return status.startswith("titp_3") or day_of(view) <= TITP_LAST_DAY


def consent_from_departure_preparation() -> Guard:
    """From a stay to prepare departure another application needs the consent of the office beforehand."""
    return Guard(
        "prior_consent",
        Text(
            "出国準備の在留からの申請は、官署の事前の了承を得て窓口でするものに限ります。",
            "From a stay to prepare departure one applies on paper and with the consent of the office.",
        ),
        Text(
            "了承の有無を確かめて記録してください。30日の在留では特例期間はありません。",
            "Check the consent and record it; with a stay of 30 days there is no special period.",
        ),
        "practice reapplication; practice departure-preparation",
        told("designated_now", "status") | given("prior_consent"),
        lambda view: (
            held(view) != DESIGNATED
            or view.told("designated_now") != DEPARTURE_PREPARATION
            or view.given.get("prior_consent") is True
        ),
    )


def guards(v: Variant) -> tuple[Guard, ...]:
    """What may be asked for, at the filing and at a conversion into this procedure alike."""
    own: tuple[Guard, ...] = (nothing_changes(),)
    if v.is_change:
        own = (
            not_to_permanent(),
            status_exists(),
            really_a_change(),
            compelling(),
            hsp2_from_hsp1(),
            titp_transition(),
        )
    return (*own, classes_told(v), supporter(), ssw_total(), jfind_total())
