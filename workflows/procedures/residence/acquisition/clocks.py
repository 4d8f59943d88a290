"""The clocks of an acquisition: thirty days to file, sixty days to stay, and what warns of the second.

The sixty days belong to this file: when they are over it makes the residence file an overstay. A filing does
not prolong them, since article 22-2(3) borrows 20(3) to (5) and leaves out 20(6).
"""

from __future__ import annotations

from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, due_of
from workflows.counting import TOKYO, Period, Reckoning, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.clocks import PHOTO, suit
from workflows.procedures.residence.common.days import as_day, fixed, last_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

APPLY, EXEMPT = "30 days", "60 days"
ALARM_DAYS = (45, 55)


def apply_until(event: date) -> Reckoning:
    """The last day on which the filing is in time; a closed day moves it."""
    return reckon(event, Period.parse(APPLY), rule("first-day-out-filing"))


def stay_until(event: date) -> Reckoning:
    """The last day on which somebody may stay without a status. It never moves."""
    return reckon(event, Period.parse(EXEMPT), rule("first-day-out"))


def _alarm_day(event: date, number: int) -> date:
    return last_day(event, f"{number} days")


def next_alarm(view: View) -> date | None:
    """The next day of alarm that has not passed; None after the last one."""
    event = as_day(view.told("event_on"))
    if event is None:
        return None
    days = (_alarm_day(event, number) for number in ALARM_DAYS)
    return next((day for day in days if day >= day_of(view)), None)


def _alarm_inputs(view: View) -> dict[str, str | int]:
    day = next_alarm(view)
    return {"alarm_on": day.isoformat()} if day else {}


def _alarm(start: datetime, inputs: Inputs, cycle: int) -> Due:
    begin = start.astimezone(TOKYO).date()
    named = inputs.get("alarm_on")
    day = date.fromisoformat(str(named)) if named else _alarm_day(begin, ALARM_DAYS[0])
    return fixed(
        day,
        (f"事由が生じた日から45日目又は55日目: {day}",),
        (f"the 45th or 55th day after the event: {day}",),
    )


def _event_inputs(view: View) -> dict[str, str | int]:
    event = as_day(view.told("event_on"))
    return {"event_on": event.isoformat()} if event else {}


def _processing(start: datetime, inputs: Inputs, cycle: int) -> Due:
    event = inputs.get("event_on")
    found = stay_until(date.fromisoformat(str(event)) if event else start.astimezone(TOKYO).date())
    return due_of(found, found)


CLOCKS: tuple[Clock, ...] = (
    Clock(
        "acquisition_apply_30",
        Text("在留資格取得の申請期間", "time to apply for a status"),
        "icrra 22-2(2)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "60日を超えて在留しようとするときは、30日以内に在留資格の取得を申請する",
            "whoever means to stay beyond sixty days applies within thirty",
        ),
        Text(
            "期間後の申請は、理由を付して受け付ける。60日の期間は延びない。",
            "A late filing is accepted with a reason; the sixty days do not grow.",
        ),
        length=APPLY,
        count="first-day-out-filing",
    ),
    Clock(
        "acquisition_exempt_60",
        Text("在留資格なく在留できる60日", "sixty days without a status"),
        "icrra 22-2(1); icrra 24(1)(7)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "在留資格の取得の許可を受けるか、出国する",
            "have a status granted and delivered, or leave",
        ),
        Text(
            "61日目から不法残留となる(24条7号)。申請中でも延びない。",
            "From the sixty-first day it is an overstay (24(7)), also while a filing is pending.",
        ),
        length=EXEMPT,
        count="first-day-out",
        lapse="acq_sixty_days_over",
        note=Text(
            "22条の2第3項は20条6項を準用しないため、申請に特例期間は生じないと読む。",
            "Article 22-2(3) does not borrow 20(6): read as giving no special period.",
        ),
    ),
    Clock(
        "acquisition_alarm",
        Text("60日の警戒日(45日目・55日目)", "alarm of the sixty days (45th, 55th)"),
        "icrra 22-2(1)",
        Role.INSPECTOR,
        Role.BUREAU_DIRECTOR,
        Text(
            "本人を呼び出し、許可の交付か出国を確かめる", "call the person in; see to delivery or departure"
        ),
        Text("関係者に知らせる。", "Those concerned are told."),
        gather=_alarm_inputs,
        compute=_alarm,
        lapse="acq_alarm",
        target=True,
        nags=False,
        mark="inferred",
        note=Text("45日目と55日目は庁内の警戒日である。", "The 45th and 55th day are the agency's own."),
    ),
    Clock(
        "processing_acquisition",
        Text("在留資格取得の処理目標", "target for acquisitions"),
        "practice standard-period; icrra 22-2(1)",
        Role.BUREAU_DIRECTOR,
        Role.INSPECTOR,
        Text("60日以内に許否を決定し交付する(目標)", "decide and deliver within the sixty days (a target)"),
        Text(
            "法的な効果はないが、60日の期間が満了する。", "No effect by itself, but the sixty days run out."
        ),
        gather=_event_inputs,
        compute=_processing,
        target=True,
        nags=False,
    ),
    PHOTO,
    suit(),
)
