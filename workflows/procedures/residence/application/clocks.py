"""The clocks of an application for a change or an extension.

Only three are the law's own: the stay, the two months after it, and the time to sue. The end of the special
period is the Civil Code's day for alarm and law alike, because on that day the stay is over; the call to
the person goes by the earlier reading.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.clocks import Clock, Due, Inputs, Shape
from workflows.counting import TOKYO, Period, Roll, next_open, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.application.days import filing_last_day, total_used_up, window_opens
from workflows.procedures.residence.application.variant import Variant
from workflows.procedures.residence.common.days import as_day, fixed
from workflows.roles import Role
from workflows.stay_counting import special_period, special_period_earlier_end, special_period_end
from workflows.texts import Text

STANDARD = "1 month"
CALL_IN_DAYS = 20
SSW_YEARS, SSW_YEARS_MORE, JFIND_YEARS = 5, 6, 2
# Until this day training under a plan approved or filed before the change of law can begin.
TITP_LAST_DAY = date(2027, 6, 30)

_TARGET = Text("目標を過ぎる。法令上の効果はない。", "The target is missed; the law attaches nothing to it.")
_COPY = Text("期間の管理は本人の在留記録による。", "The date is kept in the person's residence file.")


# --- the stay and its special period ----------------------------------------------------------------


def _stay(view: View) -> dict[str, str | int]:
    """The end of the stay: of the new one where the step grants it, else of the one held."""
    until = view.given.get("new_stay_until") or view.told("stay_until")
    period = str(view.told("period") or "")
    days = view.told("stay_days")
    found: dict[str, str | int] = {"until": str(until)[:10]} if until else {}
    if period:
        found["period"] = period
    return found if days is None else found | {"days": int(str(days))}


def _until(start: datetime, inputs: Inputs) -> date:
    return as_day(inputs.get("until")) or start.astimezone(TOKYO).date()


def _stay_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    last = _until(start, inputs)
    return fixed(
        last,
        (f"在留期間の満了日: {last}(休日でも動かない)",),
        (f"Last day of the stay: {last} (no closed day moves it)",),
    )


def _special_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = _until(start, inputs)
    counted = special_period(until)
    last, earlier = special_period_end(until), special_period_earlier_end(until)

    def lines(language: str) -> tuple[str, ...]:
        if earlier == last:
            return counted.working(language)
        other = Text(
            f"参考(民法143条によらず応当日とする読み方): {earlier}。満了日は職員が確認する",
            f"For comparison, by the same-numbered day and without Civil Code 143: {earlier}; an officer confirms",
        )
        return (*counted.working(language), other.get(language))

    return Due(last, counted.expires_at, last, counted.expires_at, lines)


def _warning_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = _until(start, inputs)
    ahead = timedelta(days=CALL_IN_DAYS)
    last, earlier = special_period_end(until), special_period_earlier_end(until)
    return fixed(
        last - ahead,
        (f"特例期間の末日: {last}", f"その{CALL_IN_DAYS}日前に呼び出す(早い方の読み方では{earlier - ahead})"),
        (
            f"Special period ends: {last}",
            f"called in {CALL_IN_DAYS} days before; by the earlier reading on {earlier - ahead}",
        ),
        earlier - ahead,
    )


# --- when it may be filed ----------------------------------------------------------------------------


def _window_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = _until(start, inputs)
    last = filing_last_day(until)
    days = inputs.get("days")
    opens = window_opens(until, str(inputs.get("period") or "") or None, None if days is None else int(days))
    return fixed(
        last,
        (f"在留期間の満了日: {until}", f"受付: {opens}から{last}まで(閉庁日なら翌開庁日)"),
        (
            f"Last day of the stay: {until}",
            f"taken from {opens} to {last} (on a closed day until the next open one)",
        ),
    )


def _change_window_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = _until(start, inputs)
    last = filing_last_day(until)
    return fixed(
        last,
        (f"在留期間の満了日: {until}", f"受付: 事由の発生から{last}まで"),
        (f"Last day of the stay: {until}", f"taken from when the reason arises until {last}"),
    )


# --- the examination ----------------------------------------------------------------------------------


def days_spent(view: View) -> int | None:
    """The net days so far, at a step that stops the net timer; None where it does not run."""
    running = view.running("net_processing_timer")
    if running is None:
        return None
    now = view.when().astimezone(TOKYO).date()
    return int(str(view.fact("net_days_spent") or 0)) + (now - running.start.astimezone(TOKYO).date()).days


def _net(view: View) -> dict[str, str | int]:
    return {"spent": int(str(view.fact("net_days_spent") or 0))}


def _net_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    began = start.astimezone(TOKYO).date()
    spent = int(inputs.get("spent", 0))
    full = reckon(began, Period.parse(STANDARD), rule("first-day-out")).last_day
    assert full is not None
    last = max(began, full - timedelta(days=spent))
    return fixed(
        last,
        (f"起点: {began}", f"標準処理期間1か月、中断前の日数{spent}日を差し引く", f"目標日: {last}"),
        (
            f"Start: {began}",
            f"standard of one month less {spent} days spent before a suspension",
            f"Target: {last}",
        ),
    )


def _papers_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    named = as_day(inputs.get("named")) or start.astimezone(TOKYO).date()
    day, skipped = next_open(named, Roll.NATIONAL)
    return fixed(
        day,
        (
            f"通知書に定めた日: {named}",
            *(f"休日: {s.day} {s.reason_ja}" for s in skipped),
            f"満了: {day} 24時",
        ),
        (
            f"Date in the notice: {named}",
            *(f"Closed: {s.day} {s.reason_en}" for s in skipped),
            f"Last day: {day}, until 24:00",
        ),
    )


# --- totals -------------------------------------------------------------------------------------------


def ssw_used_up(view: View) -> date | None:
    """The last day of the total stay as SSW(i), counted at the filing; None where no days are told."""
    before = view.told("ssw_days_before")
    if before is None:
        return None
    on = as_day(view.told("filed_on")) or view.when().astimezone(TOKYO).date()
    counted = max(0, int(str(before)) - int(str(view.told("ssw_days_left_out") or 0)))
    return total_used_up(on, counted, SSW_YEARS_MORE if view.told("ssw_six_years") is True else SSW_YEARS)


def jfind_used_up(view: View) -> date | None:
    """The last day of the total stay under J-Find, counted at the filing; None where no days are told."""
    before = view.told("jfind_days_before")
    if before is None:
        return None
    on = as_day(view.told("filed_on")) or view.when().astimezone(TOKYO).date()
    return total_used_up(on, int(str(before)), JFIND_YEARS)


def _total(day: date | None) -> dict[str, str | int]:
    return {"until": day.isoformat()} if day else {}


def _total_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    last = _until(start, inputs)
    return fixed(last, (f"通算の限度に達する日: {last}",), (f"The total is used up at the end of {last}",))


def _titp_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return fixed(
        TITP_LAST_DAY,
        (f"施行前の計画による技能実習を始められる最後の日: {TITP_LAST_DAY}",),
        (f"Last day on which training under an earlier plan can begin: {TITP_LAST_DAY}",),
    )


def _departure(view: View) -> dict[str, str | int]:
    until = view.told("departure_until")
    return {"until": str(until)[:10]} if until else {}


# --- the clocks of one procedure ------------------------------------------------------------------------


def clocks(v: Variant) -> tuple[Clock, ...]:
    """The clocks of a procedure; what differs is its standard period and the time for filing."""
    common = (
        Clock(
            v.processing,
            Text("標準処理期間", "standard processing time"),
            "practice standard-period",
            owed_by=Role.BUREAU_DIRECTOR,
            watched_by=Role.INSPECTOR,
            must=Text("処分をする。", "Decide."),
            silence=_TARGET,
            length=STANDARD,
            count="first-day-out",
            target=True,
            nags=False,
            note=Text(
                "公表の標準処理期間は2週間から1か月。資料待ちの期間も通算する。法令の期限は特例期間だけである。",
                "Published as two weeks to one month, waiting for papers included; the only limit of law is the "
                "special period.",
            ),
        ),
        Clock(
            "net_processing_timer",
            Text("正味の処理期間(資料待ちを除く)", "net processing time (without waiting for papers)"),
            "practice standard-period",
            owed_by=Role.INSPECTOR,
            watched_by=Role.INSPECTOR,
            must=Text("審査を進める。", "Go on with the examination."),
            silence=_TARGET,
            gather=_net,
            compute=_net_due,
            target=True,
            nags=False,
            mark="inferred",
            note=Text(
                "内部の目安。在留期間も特例期間もこれによって止まらない。",
                "An internal measure; neither the stay nor the special period stops for it.",
            ),
        ),
        Clock(
            "document_request_due",
            Text("資料の提出期限", "requested papers due"),
            "practice document-request; agency-holidays 2",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("求められた資料を提出する。", "Hand in the papers asked for."),
            silence=Text(
                "提出された資料だけで判断する。不許可とみなされるのではない。",
                "The file is decided on what is there; silence is no refusal.",
            ),
            shape=Shape.NAMED,
            named_by="papers_due_on",
            compute=_papers_due,
            lapse=v.step("documents_overdue"),
        ),
        Clock(
            "stay_period",
            Text("在留期間", "period of stay"),
            "icrra 2-2(3); reg 3",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text(
                "満了日までに処分がなければ特例期間に入る。", "Without a decision the special period follows."
            ),
            silence=_COPY,
            gather=_stay,
            compute=_stay_due,
            reminded=False,
        ),
        Clock(
            "special_period",
            Text("特例期間", "special period"),
            v.carried,
            owed_by=Role.BUREAU_DIRECTOR,
            watched_by=Role.INSPECTOR,
            must=Text(
                "処分をし、許可なら在留カードの交付まで終える。",
                "Decide, and where it is granted hand over the card.",
            ),
            silence=Text(
                "処分がなくても在留できる期間は終わる。以後は不法残留となる。",
                "The stay is over although nothing is decided: from then on it is overstay.",
            ),
            gather=_stay,
            compute=_special_due,
            lapse=v.step("special_period_exhausted"),
            note=Text(
                "月末の数え方について実務の扱いは確認できていない。民法143条により、応当日の読み方を併記する。",
                "How the agency counts month ends is not confirmed; Civil Code 143 is followed and the other "
                "reading shown.",
            ),
        ),
        Clock(
            "special_period_warning",
            Text("特例期間満了前の呼出し", "call before the special period ends"),
            "practice special-period-call",
            owed_by=Role.INSPECTOR,
            watched_by=Role.INSPECTOR,
            must=Text("申請人を呼び出し、処分と交付を急ぐ。", "Call the applicant in; decide and deliver."),
            silence=Text("特例期間が満了する。", "The special period runs out."),
            gather=_stay,
            compute=_warning_due,
            target=True,
            nags=False,
        ),
        Clock(
            "result_collect",
            Text("在留カード等の受取期限", "result to be collected"),
            "practice result-collection",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("出頭して手数料を納め、在留カード等を受け取る。", "Come, pay, and take the card."),
            silence=Text(
                "許可は交付されるまで効力を生じない。連絡し、なお納付がなければ許可の決定を取り消す。",
                "Without delivery the permission has no effect; call the person, then undo the decision.",
            ),
            shape=Shape.NAMED,
            named_by="collect_by",
        ),
        Clock(
            "departure_preparation",
            Text("出国準備の在留期間", "stay to prepare departure"),
            "icrra 20(3); practice departure-preparation",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("満了日までに出国する。", "Leave by the last day."),
            silence=_COPY,
            gather=_departure,
            compute=_stay_due,
            reminded=False,
        ),
        Clock(
            "overstay",
            Text("不法残留", "overstay"),
            "icrra 24(1)(4)ロ",
            owed_by=Role.CONTROL_OFFICER,
            watched_by=Role.CONTROL_OFFICER,
            must=Text("退去強制手続による。", "The deportation procedure applies."),
            silence=_COPY,
            shape=Shape.OPEN,
            reminded=False,
        ),
        Clock(
            "litigation_6m",
            Text("取消訴訟の出訴期間", "time to sue"),
            "acla 14(1); acla 14(2)",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("不許可処分の取消しの訴えを提起する。", "File an action to annul the refusal."),
            silence=Text(
                "正当な理由がなければ訴えられない。処分の日から一年も限度となる。審査請求の途はない。",
                "Time-barred without good cause; one year from the act is the outer limit. No appeal is open.",
            ),
            length="6 months",
            count="first-day-out-court",
            reminded=False,
        ),
        Clock(
            "ssw1_total",
            Text("特定技能1号の通算在留期間", "total stay as SSW(i)"),
            "reg 20-2; reg 21-2",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("通算の限度内で在留する。", "Stay within the total."),
            silence=Text(
                "以後は相当の理由がないものとされる。", "From then on there is no reasonable ground."
            ),
            gather=lambda view: _total(ssw_used_up(view)),
            compute=_total_due,
            reminded=False,
        ),
        Clock(
            "jfind_total",
            Text("J-Findの通算在留期間", "total stay under J-Find"),
            "practice points-in-guideline",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("通算二年の限度内で在留する。", "Stay within two years in total."),
            silence=Text("更新はできない。", "No further extension."),
            gather=lambda view: _total(jfind_used_up(view)),
            compute=_total_due,
            reminded=False,
        ),
    )
    return (*common, *(_for_change() if v.is_change else _for_extension()))


def _for_change() -> tuple[Clock, ...]:
    return (
        Clock(
            "change_window",
            Text("変更申請の受付期間", "time to file a change"),
            "icrra 20(1); icrra 20(2); agency-holidays 2",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("在留期間の満了日までに申請する。", "File by the last day of the stay."),
            silence=Text("特別受理によるほかない。", "Only acceptance out of time remains."),
            gather=_stay,
            compute=_change_window_due,
            reminded=False,
            note=Text(
                "変更には申請期限の条文がなく、翌開庁日の受付は実務による。",
                "No article sets a date for a change; the next open day is practice.",
            ),
        ),
        Clock(
            "titp_transition",
            Text("技能実習の経過措置", "transition for technical interns"),
            "suppl-2024-60 1(1)",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("施行前の計画による技能実習を始める。", "Begin training under the earlier plan."),
            silence=Text("新たな技能実習は始められない。", "No new training can begin."),
            compute=_titp_due,
            reminded=False,
            mark="inferred",
            note=Text(
                "育成就労への移行の日付は経過措置の告示による。条文は確認していない。",
                "The dates of the transition follow notices; their text was not read.",
            ),
        ),
    )


def _for_extension() -> tuple[Clock, ...]:
    return (
        Clock(
            "extension_window",
            Text("更新申請の受付期間", "time to file an extension"),
            "reg 21(1); agency-holidays 2",
            owed_by=Role.FOREIGN_NATIONAL,
            watched_by=Role.INSPECTOR,
            must=Text("在留期間の満了日までに申請する。", "File by the last day of the stay."),
            silence=Text("特別受理によるほかない。", "Only acceptance out of time remains."),
            gather=_stay,
            compute=_window_due,
            reminded=False,
            note=Text(
                "受付の始まり(満了の三月前等)は実務、終わりは規則による。",
                "The opening (three months before) is practice; the last day is the Regulation's.",
            ),
        ),
    )
