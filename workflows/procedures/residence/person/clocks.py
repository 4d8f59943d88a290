"""The clocks of the person's residence file.

The end of a stay, of a departure preparation, of a card and of a right to return lapse here; the special
period, the sixty days, an exceptional landing and a departure period lapse on the file they come from, and
their dates here are copies that ring for nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from workflows import cards
from workflows.clocks import Clock, Due, Inputs, Shape, due_of, end_of, said
from workflows.counting import TOKYO, CountingError, Period, Roll, next_open, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person import reading
from workflows.roles import Role
from workflows.stay_counting import special_period, special_period_earlier_end, special_reentry
from workflows.texts import Text

_FOURTEEN_DAYS = Period.parse("14 days")
_TWO_MONTHS = Period.parse("2 months")


def _ending(day: date, lines: Callable[[str], tuple[str, ...]], alarm: date | None = None) -> Due:
    early = alarm or day
    return Due(day, end_of(day), early, end_of(early), lines)


def _gathered(**values: object) -> dict[str, str | int]:
    """The values that are known, as inputs of a clock."""
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in values.items()
        if value is not None
    }


# --- the stay ---------------------------------------------------------------------------------------


def _stay(view: View) -> dict[str, str | int]:
    """The last day decided, and what the period granted comes to by the Civil Code."""
    computed = reading.computed_last_day(view)
    return _gathered(stay_until=view.told("stay_until"), computed=computed)


def _stay_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = date.fromisoformat(str(inputs["stay_until"]))
    computed = str(inputs.get("computed", ""))

    def lines(language: str) -> tuple[str, ...]:
        head = Text(f"決定された満了の日: {until} 24時", f"last day as decided: {until}, until 24:00")
        count = Text(
            f"許可の翌日(更新は前の満了日の翌日)から暦に従って数えた日: {computed}",
            f"counted by the calendar from the day after the permission (the old last day): {computed}",
        )
        tail = Text(
            "在留期間は休日で延びない。決定され旅券・カードに記された日による。",
            "A stay never grows by a closed day; the day decided and printed counts.",
        )
        middle = (count.get(language),) if computed else ()
        return (head.get(language), *middle, tail.get(language))

    return _ending(until, lines)


def _special_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    until = date.fromisoformat(str(inputs["stay_until"]))
    counted, early = special_period(until), special_period_earlier_end(until)
    assert counted.last_day is not None

    def lines(language: str) -> tuple[str, ...]:
        other = Text(f"同じ数字の日で数える読み方: {early}", f"adding months by the number: {early}")
        tail = (other.get(language),) if early != counted.last_day else ()
        return (*counted.working(language), *tail)

    return _ending(counted.last_day, lines, early)


# --- going and coming -------------------------------------------------------------------------------


def _reentry(view: View) -> dict[str, str | int]:
    return _gathered(departed_on=view.told("departed_on"), end_of_stay=reading.end_of_stay(view) or None)


def _special_reentry_due(cruise: bool) -> Callable[[datetime, Inputs, int], Due]:
    def due(start: datetime, inputs: Inputs, cycle: int) -> Due:
        left = as_day(inputs.get("departed_on")) or start.astimezone(TOKYO).date()
        stay = as_day(inputs.get("end_of_stay"))
        counted, last = special_reentry(left, stay, cruise=cruise)

        def lines(language: str) -> tuple[str, ...]:
            capped = Text(
                f"在留期間の満了(特例期間を含む)が先に来る: {last} 24時",
                f"the stay, its special period included, ends before that: {last}, until 24:00",
            )
            tail = (capped.get(language),) if last != counted.last_day else ()
            return (*counted.working(language), *tail)

        return _ending(last, lines)

    return due


def _named(fact: str, ja: str, en: str) -> Callable[[datetime, Inputs, int], Due]:
    """A date that stands on a paper: no closed day moves it."""

    def due(start: datetime, inputs: Inputs, cycle: int) -> Due:
        day = date.fromisoformat(str(inputs[fact]))
        return _ending(
            day,
            said(
                (f"{ja}: {day} 24時", "休日でも動かない"),
                (f"{en}: {day}, until 24:00", "no closed day moves it"),
            ),
        )

    return due


# --- the card ---------------------------------------------------------------------------------------


def _card(view: View) -> dict[str, str | int]:
    return _gathered(card_valid_until=view.fact("card_valid_until"), born=view.fact("born"))


def _window_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    """A last day on which the offices are shut moves the filing, not the end of the card: the alarm keeps to
    the card."""
    until = date.fromisoformat(str(inputs["card_valid_until"]))
    opens = cards.renewal_opens(until, as_day(inputs.get("born")))
    try:
        last = next_open(until, Roll.NATIONAL)[0]
    except CountingError:
        last = until

    def lines(language: str) -> tuple[str, ...]:
        first = Text(f"更新期間の始まり: {opens}", f"the window opens: {opens}")
        card = Text(f"カードの満了: {until} 24時", f"the card ends: {until}, until 24:00")
        filing = Text(f"満了の日が休日のため申請は{last}まで", f"shut on that day: filed until {last}")
        tail = (filing.get(language),) if last != until else ()
        return (first.get(language), card.get(language), *tail)

    return _ending(last, lines, until)


def _return(view: View) -> dict[str, str | int]:
    """From when a void card is to be handed back, and whether at once: after leaving for good and on getting
    a new card (19-15(2)). What ends with a day ends on that day, not on the next."""
    found = view.given.get("found_on")
    event: object = found or view.given.get("died_on") or view.given.get("departed_on")
    if event is None:
        now = view.when().astimezone(TOKYO)
        event = (now - timedelta(minutes=1) if (now.hour, now.minute) == (0, 0) else now).date()
    at_once = found is None and (
        view.is_in("residence_card", "valid") or view.fact("void_reason") == "departure"
    )
    return _gathered(event=event, at_once=int(at_once))


def _return_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    event = as_day(inputs.get("event")) or start.astimezone(TOKYO).date()
    if inputs.get("at_once"):
        return _ending(
            event,
            said(
                (f"直ちに返納(法第19条の15第2項): {event}",),
                (f"to be handed back at once (19-15(2)): {event}",),
            ),
        )
    counted = reckon(event, _FOURTEEN_DAYS, rule("first-day-out-filing"))
    return due_of(counted, counted)


def _fourteen_days_from(fact: str) -> Callable[[datetime, Inputs, int], Due]:
    def due(start: datetime, inputs: Inputs, cycle: int) -> Due:
        counted = reckon(as_day(inputs.get(fact)) or start, _FOURTEEN_DAYS, rule("first-day-out-filing"))
        return due_of(counted, counted)

    return due


def _hold(view: View) -> dict[str, str | int]:
    return _gathered(old_end=view.fact("old_card_valid_until") or view.fact("card_valid_until"))


def _hold_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    old = as_day(inputs.get("old_end")) or start.astimezone(TOKYO).date()
    counted = reckon(old, _TWO_MONTHS, rule("first-day-out"))
    return due_of(counted, counted)


_PRINTED = Text(
    "何日が満了日かは決定と記載による。月末の数え方(民法143条の翌月初日起算)を実務が採るかは確認を要する。",
    "The last day is the one decided and printed. Whether practice follows the month-start rule of Civil Code "
    "143 at month ends is open.",
)
_COPY = Text(
    "満了は元の事件の側で処理される。ここでは日付を示すだけで、通知はない。",
    "The end is acted on in the file it comes from; here the date is only shown.",
)

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "stay_period",
        Text("在留期間", "period of stay"),
        "icrra 2-2(3); icrra 21(1); icrra 24(1)(4)ロ; civil-code 140; civil-code 141; civil-code 143",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "満了の日までに更新・変更を受けるか、出国する。",
            "Extend or change the stay by its last day, or leave.",
        ),
        Text("申請がなければ不法残留となる。", "Without a pending filing the person overstays."),
        gather=_stay,
        compute=_stay_due,
        lapse="ps_overstay",
        mark="inferred",
        note=_PRINTED,
    ),
    Clock(
        "stay_period_pending",
        Text("在留期間(申請中)", "period of stay, a filing pending"),
        "icrra 20(6); icrra 21(4)",
        Role.BUREAU_DIRECTOR,
        Role.INSPECTOR,
        Text("満了の日までに申請に対する処分をする。", "Decide on the filing by the last day of the stay."),
        Text("特例期間に入る。", "The special period begins."),
        gather=_stay,
        compute=_stay_due,
        lapse="ps_special",
        mark="inferred",
        note=_PRINTED,
    ),
    Clock(
        "special_period",
        Text("特例期間", "special period"),
        "icrra 20(6); icrra 21(4); civil-code 143(2)",
        Role.BUREAU_DIRECTOR,
        Role.INSPECTOR,
        Text("末日までに処分の効力を生じさせる。", "Let the decision take effect by its last day."),
        Text("在留資格を失い、不法残留となる。", "The status ends; the person overstays."),
        gather=_stay,
        compute=_special_due,
        reminded=False,
        mark="inferred",
        note=_COPY,
    ),
    Clock(
        "departure_preparation",
        Text("出国準備期間", "departure preparation"),
        "icrra 20(3); icrra 24(1)(4)ロ; civil-code 140; practice departure-preparation",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("末日までに出国する。", "Leave by the last day."),
        Text("不法残留となる。", "The person overstays."),
        gather=_stay,
        compute=_stay_due,
        lapse="ps_overstay",
    ),
    Clock(
        "overstay",
        Text("不法残留", "overstay"),
        "icrra 24(1)(4)ロ; icrra 24(1)(6); icrra 24(1)(7); icrra 24(1)(2-4); icrra 70(1)(5)",
        Role.FOREIGN_NATIONAL,
        Role.CONTROL_OFFICER,
        Text("出国するまで続く。", "Goes on until the person leaves."),
        Text("退去強制又は出国命令の手続による。", "Deportation or a departure order follows."),
        shape=Shape.OPEN,
        gather=_stay,
    ),
    Clock(
        "acquisition_exempt_60",
        Text("在留資格を要しない60日", "sixty days without a status"),
        "icrra 22-2(1); icrra 24(1)(7)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("在留資格を取得するか、出国する。", "Acquire a status, or leave."),
        Text("61日目から不法残留となる。", "From the 61st day the person overstays."),
        length="60 days",
        count="first-day-out",
        reminded=False,
        mark="inferred",
        note=_COPY,
    ),
    Clock(
        "xl_period",
        Text("特例上陸の期間", "exceptional landing"),
        "icrra 14(1); icrra 18-2(1); icrra 24(1)(6)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("期間内に出国する。", "Leave within the period."),
        Text("不法残留となる。", "The person overstays."),
        shape=Shape.NAMED,
        named_by="xl_until",
        reminded=False,
        mark="inferred",
        note=_COPY,
    ),
    Clock(
        "revocation_departure",
        Text("取消し後の出国期間", "days to leave after revocation"),
        "icrra 22-4(7); icrra 24(1)(2-4)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("指定された期間内に出国する。", "Leave within the days set."),
        Text("退去強制の対象となる。", "The person becomes deportable."),
        shape=Shape.NAMED,
        length="30 days",
        count="first-day-out",
        named_by="leave_by",
        reminded=False,
        mark="inferred",
        note=_COPY,
    ),
    # --- the card
    Clock(
        "card_validity",
        Text("在留カードの有効期間", "validity of the card"),
        "icrra 19-5(1); icrra 19-14(1)(2); suppl-2024-59 2(1)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("更新期間内に有効期間の更新を申請する。", "Apply for renewal within the window."),
        Text("在留カードは失効する。", "The card becomes void."),
        gather=_card,
        compute=_named("card_valid_until", "カードの満了", "the card ends"),
        lapse="card_expire",
        note=Text(
            "在留期間の満了までのカードでは進行しない。満了は在留期間とともに来て、特例期間中も有効である"
            "(法第19条の5第2項)。",
            "Not running for a card that ends with the stay: its end comes with that of the stay, and it stays "
            "valid in the special period (19-5(2)).",
        ),
    ),
    Clock(
        "card_validity_pending",
        Text(
            "在留カードの有効期間(特定在留カード申請中)", "validity of the card, a specified card asked for"
        ),
        "icrra 19-15-3(2)",
        Role.COMMISSIONER,
        Role.INSPECTOR,
        Text("満了までに特定在留カードを交付する。", "Deliver the specified card before the old one ends."),
        Text("旧カードは最長2月有効であり続ける。", "The old card stays valid for up to two months."),
        gather=_card,
        compute=_named("card_valid_until", "旧カードの満了", "the old card ends"),
        lapse="spc_old_card_held",
    ),
    Clock(
        "card_renewal_window",
        Text("在留カードの更新期間", "window for renewing the card"),
        "icrra 19-11(1); icrra 71-2(1)(2); suppl-2024-59 2(2); agency-holidays 2",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("満了の日までに更新を申請する。", "Apply for renewal by the last day."),
        Text("罰則がある。カードは失効する。", "A crime; the card becomes void."),
        gather=_card,
        compute=_window_due,
        reminded=False,
        mark="inferred",
        note=Text(
            "末日が休日でもカードは満了日に失効する。通知は有効期間の満了とともにする。",
            "A closed last day moves the filing, not the card. The reminders come with the end of the card.",
        ),
    ),
    Clock(
        "card_return_14",
        Text("在留カードの返納", "handing back the card"),
        "icrra 19-15(1); icrra 19-15(2); icrra 19-15(3); icrra 19-15(4); icrra 71-5(1)(3); agency-holidays 2",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("失効した在留カードを返納する。", "Hand back the void card."),
        Text(
            "罰金の対象となる(死亡の場合の親族等を除く)。",
            "A fine may follow (not for relatives after a death).",
        ),
        gather=_return,
        compute=_return_due,
        lapse="card_return_missed",
    ),
    Clock(
        "card_item_change_14",
        Text("記載事項の変更届出", "notice of a changed item"),
        "icrra 19-10(1); icrra 71-5(1)(3); agency-holidays 2",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("変更を生じた日から14日以内に届け出る。", "Give notice within 14 days of the change."),
        Text("罰金の対象となる。", "A fine may follow."),
        gather=lambda v: _gathered(item_changed_on=v.told("item_changed_on")),
        compute=_fourteen_days_from("item_changed_on"),
    ),
    Clock(
        "card_loss_14",
        Text("紛失等による再交付申請", "application after a loss"),
        "icrra 19-12(1); icrra 71-2(1)(2); agency-holidays 2",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("14日以内に再交付を申請する。", "Apply for a new card within 14 days."),
        Text("刑事罰の対象となる。", "It is a crime."),
        length="14 days",
        count="first-day-out-filing",
    ),
    Clock(
        "card_damage_14",
        Text("命令による再交付申請", "application ordered after damage"),
        "icrra 19-13(3); icrra 71-2(1)(2); agency-holidays 2",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("命令を受けた日から14日以内に再交付を申請する。", "Apply within 14 days of the order."),
        Text("刑事罰の対象となる。", "It is a crime."),
        gather=lambda v: _gathered(reissue_ordered_on=v.told("reissue_ordered_on")),
        compute=_fourteen_days_from("reissue_ordered_on"),
    ),
    Clock(
        "card_specified_hold_2m",
        Text("旧カードの有効の継続", "old card held valid"),
        "icrra 19-15-3(2)(2); icrra 19-15-3(3); civil-code 143(2)",
        Role.COMMISSIONER,
        Role.INSPECTOR,
        Text(
            "2月を経過する日までに特定在留カードか在留カードを交付する。",
            "Deliver the specified card, or an ordinary one, within two months.",
        ),
        Text("旧カードは失効する。", "The old card becomes void."),
        gather=_hold,
        compute=_hold_due,
        lapse="card_expire",
    ),
    # --- going and coming
    Clock(
        "reentry_validity",
        Text("再入国許可の有効期間", "re-entry permit"),
        "icrra 26(3); icrra 26(4); icrra 26(5); icrra 19-14(1)(4)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("有効期間内に再入国する。", "Return while the permit is valid."),
        Text(
            "許可は失効する。出国中であれば在留資格を失う。",
            "The permit ends; who is abroad loses the status.",
        ),
        gather=lambda v: _gathered(reentry_valid_until=v.told("reentry_valid_until")),
        compute=_named("reentry_valid_until", "許可に記載された期限", "date on the permit"),
        lapse="re_lapse_abroad",
    ),
    Clock(
        "special_reentry_1y",
        Text("みなし再入国許可の期間", "special re-entry permission"),
        "icrra 26-2(2); icrra 26-2(3); icrra 24(1)(4)ロ; civil-code 143(2)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("1年以内、かつ在留期間内に再入国する。", "Return within a year and within the stay."),
        Text("在留資格を失う。延長はない。", "The status is lost; there is no extension."),
        gather=_reentry,
        compute=_special_reentry_due(False),
        lapse="re_lapse_abroad",
    ),
    Clock(
        "special_reentry_15d",
        Text("短期滞在に係るみなし再入国許可の期間", "special re-entry on a cruise"),
        "icrra 26-3(1); icrra 26-3(2); civil-code 140",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("15日以内、かつ在留期間内に再入国する。", "Return within fifteen days and within the stay."),
        Text("在留資格を失う。延長はない。", "The status is lost; there is no extension."),
        gather=_reentry,
        compute=_special_reentry_due(True),
        lapse="re_lapse_abroad",
    ),
    Clock(
        "departure_hold_24h",
        Text("出国確認の留保", "departure held"),
        "icrra 25-2(1); civil-code 139",
        Role.INSPECTOR,
        Role.INSPECTOR,
        Text("24時間以内に留保を解く。", "End the hold within 24 hours."),
        Text("留保を続けることはできない。", "The hold cannot go on."),
        length="24 hours",
        count="hours-at-once",
        lapse="re_hold_released",
    ),
    # --- activity: a hint for fact-finding, no consequence by itself
    Clock(
        "inactivity_3m",
        Text("活動を行わない期間(3月)", "three months without the activity"),
        "icrra 22-4(1)(6)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("在留資格に応じた活動を再開する。", "Take up the activity of the status again."),
        Text(
            "事実の調査の端緒となる。正当な理由があれば取消しはない。",
            "A hint for fact-finding; a good reason excuses.",
        ),
        length="3 months",
        count="first-day-out",
        lapse="ps_inactivity_reached",
    ),
    Clock(
        "inactivity_6m_hsp2",
        Text("活動を行わない期間(高度専門職2号・6月)", "six months without the activity (HSP (ii))"),
        "icrra 22-4(1)(6)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("在留資格に応じた活動を再開する。", "Take up the activity of the status again."),
        Text(
            "事実の調査の端緒となる。正当な理由があれば取消しはない。",
            "A hint for fact-finding; a good reason excuses.",
        ),
        length="6 months",
        count="first-day-out",
        lapse="ps_inactivity_reached",
    ),
    Clock(
        "inactivity_spouse_6m",
        Text("配偶者としての活動を行わない期間(6月)", "six months not living as a spouse"),
        "icrra 22-4(1)(7); icrra 22-5(1)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "活動を再開するか、在留資格の変更を申請する。",
            "Live as a spouse again, or ask for another status.",
        ),
        Text(
            "事実の調査の端緒となる。変更・永住の申請の機会に配慮する。",
            "A hint for fact-finding; a chance to change the status is to be given.",
        ),
        length="6 months",
        count="first-day-out",
        lapse="ps_inactivity_reached",
    ),
)
