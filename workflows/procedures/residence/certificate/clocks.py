"""The clocks of a certificate of eligibility and of its visa.

Only the time to sue is a period of a statute. The rest are limits written on the paper itself, rules of
the Ministry of Foreign Affairs, or targets.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.clocks import Clock, Due, Inputs, due_of
from workflows.counting import TOKYO, Period, Roll, closed, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.clocks import PHOTO, papers_due, suit
from workflows.procedures.residence.common.days import fixed, last_day
from workflows.roles import Role
from workflows.texts import Text

STANDARD = "3 months"
VALIDITY = "3 months"
VISA_OPEN_DAYS = 5
TB_DAYS, TB_SHORT_DAYS = 180, 90

_OUT = rule("first-day-out")


def tb_last_day(xray: date, short: bool) -> date:
    """Until when a tuberculosis certificate can be filed."""
    return xray + timedelta(days=TB_SHORT_DAYS if short else TB_DAYS)


# --- time spent on a file ---------------------------------------------------------------------------


def _net_inputs(view: View) -> dict[str, str | int]:
    return {
        "spent": int(str(view.fact("net_days_spent") or 0)),
        "filed_on": str(view.fact("filed_on") or ""),
    }


def _net(start: datetime, inputs: Inputs, cycle: int) -> Due:
    """The standard period, less what was spent before the examination was suspended."""
    day = start.astimezone(TOKYO).date()
    filed = date.fromisoformat(str(inputs.get("filed_on") or day))
    spent = int(inputs.get("spent", 0))
    allowed = (last_day(filed, STANDARD) - filed).days
    due = day + timedelta(days=max(0, allowed - spent))
    return fixed(
        due,
        (
            f"申請日: {filed}",
            f"標準処理期間の日数: {allowed}日、中断前に経過した日数 {spent}日",
            f"再開の日: {day}(初日不算入)",
            f"目標日: {due} 24時(法令上の期限ではない)",
        ),
        (
            f"Filed: {filed}",
            f"Standard period in days: {allowed}, {spent} of them spent before the suspension",
            f"Resumed: {day} (first day left out)",
            f"Target: {due}, until 24:00 (no deadline of law)",
        ),
    )


# --- the papers' own limits -------------------------------------------------------------------------


def _tb_inputs(view: View) -> dict[str, str | int]:
    return {"days": TB_SHORT_DAYS if view.told("tb_ninety_days") is True else TB_DAYS}


def _tb(start: datetime, inputs: Inputs, cycle: int) -> Due:
    counted = reckon(start, Period.parse(f"{int(inputs.get('days', TB_DAYS))} days"), _OUT)
    return due_of(counted, counted)


def _suit_inputs(view: View) -> dict[str, str | int]:
    return {"decided_on": str(view.fact("refused_on") or "")}


def _suit(start: datetime, inputs: Inputs, cycle: int) -> Due:
    court = rule("first-day-out-court")
    known = reckon(start, Period.parse("6 months"), court)
    decided = date.fromisoformat(str(inputs.get("decided_on") or start.astimezone(TOKYO).date()))
    outer = reckon(decided, Period.parse("1 year"), court)  # however late it became known
    first = min(known, outer, key=lambda counted: counted.expires_at)
    return due_of(first, first)


# --- the visa -----------------------------------------------------------------------------------------


def _open_days(start: datetime, inputs: Inputs, cycle: int) -> Due:
    accepted = start.astimezone(TOKYO).date()
    day, counted = accepted, 0
    while counted < VISA_OPEN_DAYS:
        day += timedelta(days=1)
        counted += closed(day, Roll.NATIONAL) is None
    return fixed(
        day,
        (f"受理日: {accepted}", f"翌日から開庁日{VISA_OPEN_DAYS}日(日本の休日による)", f"目標日: {day}"),
        (
            f"Accepted: {accepted}",
            f"{VISA_OPEN_DAYS} working days from the day after (by the closed days of Japan)",
            f"Target: {day}",
        ),
    )


def _visa_inputs(view: View) -> dict[str, str | int]:
    printed = view.given.get("visa_until")
    return {} if printed is None else {"printed": str(printed)}


def _visa(start: datetime, inputs: Inputs, cycle: int) -> Due:
    counted = reckon(start, Period.parse(VALIDITY), _OUT)
    if not inputs.get("printed"):
        return due_of(counted, counted)
    day = date.fromisoformat(str(inputs["printed"]))
    return fixed(
        day,
        (f"査証に記載された満了日: {day}", "(通常の場合)", *counted.working("ja")),
        (f"Printed on the visa: {day}", "(the ordinary case)", *counted.working("en")),
    )


_MOFA = Text(
    "査証は外務省の所管であり、その基準による。法令に期間の定めはない。",
    "Visas belong to the Ministry of Foreign Affairs and its rules; no statute sets the period.",
)
_TWO_READINGS = Text(
    "初日を算入するかどうかは、証明書の注記にも条文にも明らかでない。民法により初日を算入しない日を効力の終わりとし、"
    "記載日を算入する読み方の日を警戒日とする。",
    "Neither the note on the certificate nor an article says whether the printed day counts. It ends by the "
    "Civil Code, with that day left out; the alarm follows the reading that counts it.",
)

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "processing_coe",
        Text("認定証明書の標準処理期間", "standard period for a certificate"),
        "practice standard-period",
        owed_by=Role.BUREAU_DIRECTOR,
        watched_by=Role.INSPECTOR,
        must=Text("交付又は不交付を決める。", "Decide whether to issue."),
        silence=Text(
            "目標を過ぎるだけで、効果は生じない。審査状況の照会に応じる。",
            "A target is missed and nothing else follows; enquiries are answered.",
        ),
        length=STANDARD,
        count="first-day-out",
        target=True,
        nags=False,
        note=Text(
            "公表は一月から三月。その末日を目標とする。資料待ちの日数も含む。",
            "Published as one to three months; the end is the target. Waiting for papers is included.",
        ),
    ),
    Clock(
        "net_processing_timer",
        Text("正味の審査日数", "net time of examination"),
        "practice standard-period",
        owed_by=Role.INSPECTOR,
        watched_by=Role.INSPECTOR,
        must=Text("審査を進める。", "Go on with the examination."),
        silence=Text("内部の目安を過ぎる。", "An internal measure is passed."),
        length=STANDARD,
        count="first-day-out",
        gather=_net_inputs,
        compute=_net,
        target=True,
        nags=False,
        reminded=False,  # a measure of the work; the standard period reminds
        mark="inferred",
        note=Text(
            "追完待ちと交付停止の間は進まない。内部の管理のためのもので、定めはない。",
            "Stands still while papers are awaited or issue is suspended. Internal; no rule lays it down.",
        ),
    ),
    papers_due("coe_documents_overdue", Role.COE_PROXY),
    Clock(
        "coe_validity",
        Text("在留資格認定証明書の有効期間", "validity of the certificate"),
        "practice coe-validity; icrra 7-2(1); reg 6-2(6)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FRONT_DESK,
        must=Text(
            "査証を受け、かつ上陸の申請をする。", "Obtain the visa and apply for landing, both within it."
        ),
        silence=Text(
            "証明書は効力を失い、申請し直すほかない。", "The certificate is void; a new filing is needed."
        ),
        length=VALIDITY,
        count="first-day-out",
        alarm_count="first-day-in",
        reminded=False,  # nothing is void on the alarm day; coe_void reminds and ends it
        note=_TWO_READINGS,
    ),
    Clock(
        "coe_void",
        Text("在留資格認定証明書の失効", "the certificate becomes void"),
        "practice coe-validity; icrra 7-2(1); reg 6-2(6)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FRONT_DESK,
        must=Text("この日までに上陸の申請をする。", "Apply for landing by this day."),
        silence=Text("証明書は失効する。", "The certificate lapses."),
        length=VALIDITY,
        count="first-day-out",
        lapse="coe_lapse",
        note=_TWO_READINGS,
    ),
    Clock(
        "tb_certificate",
        Text("結核非発病証明書の有効期間", "validity of the tuberculosis certificate"),
        "practice tb-screening",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FRONT_DESK,
        must=Text("有効期間内に申請する。", "File within it."),
        silence=Text("証明書としては受け付けない。", "It is not accepted any more."),
        length=f"{TB_DAYS} days",
        count="first-day-out",
        gather=_tb_inputs,
        compute=_tb,
        reminded=False,  # it counts at the filing only
        note=Text("九十日とされる場合がある。", "In some cases it is good for 90 days only."),
    ),
    PHOTO,
    suit(Role.BUREAU_DIRECTOR, _suit_inputs, _suit),
    Clock(
        "visa_processing",
        Text("査証の標準処理期間", "standard period for a visa"),
        "practice visa-rules; practice standard-period",
        owed_by=Role.CONSUL,
        watched_by=Role.FRONT_DESK,
        must=Text("査証の発給の可否を決める。", "Decide on the visa."),
        silence=Text("目標を過ぎるだけで、効果は生じない。", "A target is missed and nothing else follows."),
        length=f"{VISA_OPEN_DAYS} days",
        count="first-day-out",
        compute=_open_days,
        target=True,
        nags=False,
        reminded=False,  # a target of another ministry
        note=_MOFA,
    ),
    Clock(
        "visa_validity",
        Text("査証の有効期間", "validity of the visa"),
        "practice visa-rules",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FRONT_DESK,
        must=Text("上陸の申請に使用する。", "Use it for landing."),
        silence=Text("査証は失効する。延長はされない。", "The visa expires; it is never extended."),
        length=VALIDITY,
        count="first-day-out",
        gather=_visa_inputs,
        compute=_visa,
        lapse="visa_expire",
        note=_MOFA,
    ),
    Clock(
        "visa_reapply_bar",
        Text("同一目的の査証再申請の制限", "bar on a new visa application for the same purpose"),
        "practice visa-rules",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FRONT_DESK,
        must=Text("期間が過ぎるまで再申請を待つ。", "Wait until it is over before applying again."),
        silence=Text("再申請ができるようになる。", "A new application is possible."),
        length="6 months",
        count="first-day-out",
        lapse="visa_bar_over",
        note=_MOFA,
    ),
)
