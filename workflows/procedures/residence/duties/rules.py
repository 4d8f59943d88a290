"""The conditions on the steps of a notification duty, and what they work out."""

from __future__ import annotations

from datetime import timedelta

from workflows.declare import Guard
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.duties.kinds import (
    ADDRESS,
    KINDS,
    LIST_DAYS,
    MATTERS,
    YEARLY_SINCE,
    due_day,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import statuses
from workflows.texts import Text

_KIND = ("fact:duty_type", "given:duty_type")
_AT_BUREAU = ("counter", "web", "post")
_CARD = ("card_item_change", "card_loss", "card_return")

# --- opening ----------------------------------------------------------------------------------------


def _matter_fits(view: View) -> bool:
    matter = MATTERS.get(str(view.given.get("matter")))
    return matter is None or view.given.get("duty_type") in matter.duties


MATTER_FITS = Guard(
    "matter_fits",
    Text("届け出るべき事項は届出の種類ごとに定められている。", "Each kind of notice has its own events."),
    Text("届出の種類と事項を確かめてください。", "Check the kind of duty and what happened."),
    "icrra 19-10(1); icrra 19-16(1); reg 19-15(1); reg 19-16(2); reg 19-17(1); reg 19-24-2(1)",
    frozenset({"given:matter", "given:duty_type"}),
    _matter_fits,
)


def _owed(view: View) -> bool:
    """Judged only where an event is named: a file that another one opens follows its permission."""
    matter, status = MATTERS.get(str(view.given.get("matter"))), statuses().get(str(view.told("status")))
    if view.given.get("duty_type") not in ("organisation", "spouse") or matter is None or status is None:
        return True
    return status.notifies in matter.notifies or status.notifies == "unknown"


OWED = Guard(
    "owed_by_status",
    Text(
        "活動機関・契約機関・配偶者に関する届出は、それぞれ19条の16に掲げる在留資格の人だけが負う。"
        "離脱・移籍は活動機関、契約の終了・締結は契約機関についての事由である。",
        "Notices about the activity organisation, the contract organisation or the spouse are owed only by the "
        "statuses listed in 19-16; leaving and moving concern the former, contracts the latter.",
    ),
    Text("在留資格と事由を確かめてください。", "Check the status and the event."),
    "icrra 19-16(1)(1); icrra 19-16(1)(2); icrra 19-16(1)(3)",
    frozenset({"given:matter", "given:duty_type", "fact:status", "given:status"}),
    _owed,
)


def _listed(view: View) -> bool:
    days = LIST_DAYS.get(str(view.given.get("matter")))
    event = as_day(view.given.get("event_on"))
    return days is None or event is None or (event.month, event.day) == days


LIST_DAY = Guard(
    "list_day",
    Text(
        "留学生の在籍の届出は5月1日と11月1日の状況による。", "Students are listed as of 1 May and 1 November."
    ),
    Text("基準日を確かめてください。", "Check the day of the list."),
    "icrra 19-17(1); reg 19-16(2)",
    frozenset({"given:matter", "given:event_on"}),
    _listed,
)


def _whole_year(view: View) -> bool:
    event = as_day(view.given.get("event_on"))
    if view.given.get("duty_type") != "ssw_annual" or event is None:
        return True
    return (event.month, event.day) == (3, 31) and event > YEARLY_SINCE


WHOLE_YEAR = Guard(
    "year_ended",
    Text(
        "年次の届出は、前年4月1日からその年の3月31日までを対象とする(2025年4月1日に始まる年度から)。",
        "The yearly notice covers 1 April to 31 March, from the year that began on 1 April 2025.",
    ),
    Text("対象年度の末日(3月31日)を入力してください。", "Enter the last day of the year (31 March)."),
    "reg 19-18(3)",
    frozenset({"given:duty_type", "given:event_on"}),
    _whole_year,
)
ONLY_RETURN = Guard(
    "only_return_at_once",
    Text("直ちにすべきものは在留カードの返納に限る。", "Only a card is to be returned at once."),
    Text("届出の種類を確かめてください。", "Check the kind of duty."),
    "icrra 19-15(2)",
    frozenset({"given:at_once", "given:duty_type"}),
    lambda v: v.given.get("at_once") is not True or v.given.get("duty_type") == "card_return",
)
OPENING = (MATTER_FITS, OWED, LIST_DAY, WHOLE_YEAR, ONLY_RETURN)

# --- the course of a duty ---------------------------------------------------------------------------

IS_ADDRESS = Guard(
    "address_duty",
    Text("住居地に関する届出についてだけ行う。", "This concerns notices of the address only."),
    Text("届出の種類を確かめてください。", "Check the kind of duty."),
    "icrra 19-7(1); icrra 19-8(1); icrra 19-9(1); icrra 22-4(1)(8); icrra 22-4(1)(9)",
    frozenset(_KIND),
    lambda v: v.told("duty_type") in ADDRESS,
)


def _after(view: View) -> bool:
    event, filed = as_day(view.told("event_on")), as_day(view.given.get("filed_on"))
    return event is None or filed is None or filed >= event


AFTER_EVENT = Guard(
    "after_event",
    Text("届出は、事由が生じた後にする。", "A notice comes after the event."),
    Text("届出日と事由が生じた日を確かめてください。", "Check the day of the notice and of the event."),
    "icrra 19-7(1); icrra 19-10(1); icrra 19-16(1)",
    frozenset({"fact:event_on", "given:filed_on"}),
    _after,
)


def _right_place(view: View) -> bool:
    how, kind = view.given.get("notice_channel"), str(view.told("duty_type") or "")
    if how is None:
        return True
    if kind in ADDRESS:
        return how == "town_hall"
    return how == "counter" if kind in _CARD[:2] else how in _AT_BUREAU


RIGHT_PLACE = Guard(
    "right_place",
    Text(
        "住居地は住居地の市町村に、在留カードの記載事項と紛失は地方出入国在留管理局に出頭して、"
        "所属機関等に関する届出は窓口・郵送・電子届出により行う。",
        "Addresses are notified at the town hall, card items and losses in person at the bureau, "
        "organisations and spouses at the bureau, by post or by web.",
    ),
    Text("届出の方法を確かめてください。", "Check how the notice was given."),
    "icrra 61-8-3(1)(1); icrra 61-8-3(1)(2); reg 19-15(2); reg 19-15(3); reg 61-3(1)(1)",
    frozenset({"given:notice_channel", *_KIND}),
    _right_place,
)
CARD_SHOWN = Guard(
    "card_handed_in",
    Text(
        "住居地の届出は、在留カード(後日交付の人は旅券)を提出してする。",
        "An address is notified with the residence card (the passport, where the card follows).",
    ),
    Text("在留カード又は旅券の提出を受けてください。", "Ask for the card or the passport."),
    "icrra 19-7(1); icrra 19-8(1); icrra 19-9(1)",
    frozenset({"given:card_presented", *_KIND}),
    lambda v: v.told("duty_type") not in ADDRESS or v.given.get("card_presented") is not False,
)
NOTICE = (AFTER_EVENT, RIGHT_PLACE, CARD_SHOWN)


def due_on(view: View) -> Value:
    """The last day on which the notice is in time, as far as is known."""
    event, kind = as_day(view.told("event_on")), str(view.told("duty_type") or "")
    if event is None or kind not in KINDS:
        return None
    fixed = as_day(view.told("residence_fixed_on"))
    return due_day(kind, event, fixed, view.told("at_once") is True).isoformat()


def late_days(view: View) -> Value:
    """How many days after its last day the notice came; 0 where it is in time."""
    due, filed = as_day(view.told("due_on")), as_day(view.told("filed_on"))
    return None if due is None or filed is None else max(0, (filed - due).days)


def late_from(view: View) -> Value:
    """The first day on which the duty is late."""
    due = as_day(view.told("due_on"))
    return (due + timedelta(days=1)).isoformat() if due else day_of(view).isoformat()
