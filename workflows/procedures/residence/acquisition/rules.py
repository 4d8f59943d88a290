"""The conditions on the steps of an acquisition of status."""

from __future__ import annotations

from datetime import timedelta

from workflows.cards import designated_class, no_card, validity
from workflows.counting import CountingError
from workflows.declare import OVERRIDE, Apart, Guard
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.acquisition.clocks import apply_until, stay_until
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.common.filing import (
    complete_guard,
    filed_day,
    filer_guards,
    not_here,
    passport_guard,
    photo_asked,
    photo_guards,
    short_stay_asked,
)
from workflows.procedures.residence.permanent_residence.guideline import exempt_papers
from workflows.procedures.residence.permanent_residence.rules import (
    CONDUCT_GOOD,
    LIVELIHOOD_SOUND,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import allows, last_day, statuses
from workflows.texts import Text

_FILED = ("fact:filed_on", "time")
_EVENT = ("fact:event_on", *_FILED)

# --- the event --------------------------------------------------------------------------------------


def _born_on_event(view: View) -> bool:
    born = as_day(view.told("born"))
    return view.given.get("event") != "birth" or born is None or as_day(view.given.get("event_on")) == born


BIRTH_DAY = Guard(
    "birth_day",
    Text("出生による期間は出生の日から数える。", "After a birth the days are counted from that day."),
    Text(
        "生年月日と事由が生じた日を確かめてください。", "Compare the date of birth with the day of the event."
    ),
    "icrra 22-2(1)",
    frozenset({"given:event", "given:event_on", "fact:born"}),
    _born_on_event,
)

# --- filing -----------------------------------------------------------------------------------------


def _after_event(view: View) -> bool:
    event = as_day(view.told("event_on"))
    return event is None or filed_day(view) >= event


AFTER_EVENT = Guard(
    "after_event",
    Text("申請は、事由が生じた後にする。", "A filing comes after the event."),
    Text("申請日と事由が生じた日を確かめてください。", "Check the day of filing and the day of the event."),
    "icrra 22-2(2)",
    frozenset(_EVENT),
    _after_event,
)


def _in_time_or_reason(view: View) -> bool:
    event = as_day(view.told("event_on"))
    if event is None or view.given.get("late_reason"):
        return True
    last = apply_until(event).last_day
    return last is not None and filed_day(view) <= last


WITHIN_30 = Guard(
    "within_thirty_days",
    Text(
        "申請は、事由が生じた日から30日以内(末日が休日なら翌開庁日)にしなければならない。",
        "The filing is due within thirty days of the event (the next open day where the last is closed).",
    ),
    Text(
        "期間後の申請を受け付けるときは、その理由を記録してください。60日の期間は延びません。",
        "To accept a late filing enter the reason; the sixty days do not grow.",
    ),
    "icrra 22-2(2); agency-holidays 2; practice late-acceptance",
    frozenset({*_EVENT, "given:late_reason"}),
    _in_time_or_reason,
)


def _within_sixty(view: View) -> bool:
    clock = view.running("acquisition_exempt_60")
    return clock is None or clock.legal_at is None or view.when() < clock.legal_at


WITHIN_60 = Guard(
    "within_sixty_days",
    Text(
        "在留資格なく在留できるのは60日までで、その後は取得の申請も許可もできない。",
        "Staying without a status ends with the sixtieth day; afterwards nothing is acquired.",
    ),
    Text(
        "不法残留として退去強制手続に引き継いでください(在留特別許可は別の手続です)。",
        "Pass the case on as an overstay; special permission to stay is another procedure.",
    ),
    "icrra 22-2(1); icrra 24(1)(7)",
    frozenset({"clock:acquisition_exempt_60", "time"}),
    _within_sixty,
)
NOT_PERMANENT = Guard(
    "not_permanent",
    Text(
        "永住者の在留資格の取得は、永住許可申請書による別の申請である。",
        "Permanent resident status is acquired by a filing of its own, on the form for permanent residence.",
    ),
    Text("永住者の在留資格の取得の申請として受け付けてください。", "Take it as a filing for that status."),
    "icrra 22-2(3); icrra 22-2(4); reg 25(1)",
    frozenset({"given:status_requested"}),
    lambda v: v.given.get("status_requested") != "permanent_resident",
)


def _exists(name: str, view: View) -> bool:
    code = view.given.get(name)
    found = statuses().get(str(code))
    return code is None or (found is not None and found.exists_on(day_of(view)))


IN_THE_LAW = Guard(
    "status_in_the_law",
    Text(
        "申請できるのは、申請の日に法律にある在留資格である。",
        "The status asked for is in the law on that day.",
    ),
    Text("在留資格を選び直してください。", "Choose another status."),
    "icrra 2-2(1); icrra 22-2(2)",
    frozenset({"given:status_requested", "time"}),
    lambda v: _exists("status_requested", v),
)
ONLINE_OPEN = Guard(
    "online_open",
    Text(
        "オンラインの申請は、外交・短期滞在の取得にはできない。",
        "An acquisition of Diplomat or Temporary Visitor is not filed online.",
    ),
    Text("窓口での申請を案内してください。", "Ask for a filing at the counter."),
    "reg 61-3(1)(11)",
    frozenset({"given:channel", "given:status_requested"}),
    lambda v: (
        v.given.get("channel") != "online"
        or v.given.get("status_requested") not in ("diplomat", "temporary_visitor")
    ),
)
PR_AT_COUNTER = Guard(
    "counter_only",
    Text(
        "永住者の在留資格の取得の申請はオンラインではできない。",
        "An acquisition of permanent resident status is not filed online.",
    ),
    Text("窓口での申請を案内してください。", "Ask for a filing at the counter."),
    "reg 59-4(4)(4); reg 61-3(1)(11)",
    frozenset({"given:channel"}),
    lambda v: v.given.get("channel") in (None, "counter"),
)


def _photo(view: View) -> bool:
    without_card = designated_class(str(view.given.get("designation") or "")) is not None
    return photo_asked(view) and not short_stay_asked(view) and not without_card


def _lacking(view: View) -> set[str]:
    return not_here(view, "acquisition", str(view.given.get("status_requested") or ""), {"photo"})


def _lacking_pr(view: View) -> set[str]:
    """The papers of both articles: the event, and what permanent residence asks for."""
    basis = view.told("basis_code")
    left_out = {"photo", "card", *exempt_papers(str(basis) if basis else None)}
    return not_here(view, "acquisition", "", left_out) | not_here(
        view, "permanent_residence", "permanent_resident", left_out
    )


_COMMON = (AFTER_EVENT, WITHIN_30, WITHIN_60)
FILING = (
    *_COMMON,
    NOT_PERMANENT,
    IN_THE_LAW,
    ONLINE_OPEN,
    *filer_guards("acquisition", "icrra 61-8-3(4); reg 59-4(4)"),
    *photo_guards(
        "reg 24(2); reg 24(3)",
        _photo,
        ("given:period_requested", "given:status_requested", "given:designation"),
    ),
    passport_guard("reg 24(4)"),
    complete_guard(
        "reg 24(1); reg 24(2)",
        _lacking,
        (
            "given:status_requested",
            "fact:card_no",
        ),
    ),
)
FILING_PR = (
    *_COMMON,
    PR_AT_COUNTER,
    *filer_guards("acquisition", "icrra 61-8-3(4); reg 59-4(4)"),
    *photo_guards("reg 25(1); reg 25(2)", photo_asked),
    passport_guard("reg 25(3); reg 24(4)"),
    complete_guard(
        "reg 25(1); reg 22(1); reg 24(2)",
        _lacking_pr,
        ("fact:basis_code", "given:basis_code", "fact:card_no"),
    ),
)
# Article 22-3: no event, no sixty days; the landing file sees to its own period.
FILING_REFUGE = (
    NOT_PERMANENT,
    IN_THE_LAW,
    *photo_guards("reg 24(2); reg 24(3)", lambda v: False),
)

# --- decision and delivery --------------------------------------------------------------------------


RIGHT_ROUTE = Guard(
    "right_route",
    Text(
        "永住者の在留資格はその取得の申請に対して、他の在留資格はそれ以外の申請に対して許可される。",
        "Permanent resident status is granted on a filing for it, any other status on the other filing.",
    ),
    Text(
        "許可する在留資格を確かめてください。別の在留資格とするときは申請し直してもらいます。",
        "Check the status granted; for another one a new filing is needed.",
    ),
    "icrra 22-2(3); icrra 22-2(4)",
    frozenset({"machine:acquisition", "given:new_status"}),
    lambda v: v.is_in("acquisition", "received_pr") == (v.given.get("new_status") == "permanent_resident"),
)
STATUS_IN_THE_LAW = Guard(
    "granted_in_the_law",
    Text("許可できるのは、法律にある在留資格である。", "Only a status that is in the law is granted."),
    Text("在留資格を選び直してください。", "Choose another status."),
    "icrra 2-2(1)",
    frozenset({"given:new_status", "time"}),
    lambda v: _exists("new_status", v),
)


def _for_permanent(guard: Guard) -> Guard:
    """A condition of permanent residence, asked where that status is granted."""
    return Guard(
        guard.code,
        guard.rule,
        guard.remedy,
        f"icrra 22-2(4); {'; '.join(str(c) for c in guard.cites)}",
        guard.reads | {"given:new_status"},
        lambda v: v.given.get("new_status") != "permanent_resident" or guard.test(v),
    )


INTEREST = Guard(
    "interest_of_japan",
    Text(
        "永住者の在留資格の取得は、永住が日本国の利益に合すると認めたときに限り許可することができる。",
        "Permanent resident status is granted only where found to be in the interest of Japan.",
    ),
    Text("認定の結果を記録してください。認められないときは不許可です。", "Enter the finding; else refuse."),
    "icrra 22-2(4); icrra 22(2)",
    frozenset({"given:new_status", "given:interest_found"}),
    lambda v: v.given.get("new_status") != "permanent_resident" or v.given.get("interest_found") is True,
)
DECISION = (
    WITHIN_60,
    RIGHT_ROUTE,
    STATUS_IN_THE_LAW,
    INTEREST,
    _for_permanent(CONDUCT_GOOD),
    _for_permanent(LIVELIHOOD_SOUND),
)
NOT_ALONE = Apart(
    ("acq_file", "acq_file_pr"),
    OVERRIDE,
    Text(
        "申請を受け付けた人が一人で許否を決めない。", "Whoever took the filing does not decide on it alone."
    ),
    "practice examination-guideline",
)

DECIDED = Guard(
    "decided_before",
    Text("許可は、決定の後に交付等の措置で効力を生じる。", "A permission is decided first, then delivered."),
    Text("許可の決定を先に記録してください。", "Record the decision first."),
    "icrra 22-2(3); icrra 20(4); icrra 20(5)",
    frozenset({"fact:permission_decided"}),
    lambda v: v.fact("permission_decided") is True,
)


def proposed_end(view: View) -> Value:
    """The last day of the stay granted, counted from the day of delivery; an officer confirms it."""
    try:
        end = last_day(day_of(view), str(view.told("new_period") or ""))
    except (ValueError, CountingError):
        return None
    return None if end is None else end.isoformat()


def _period_allowed(view: View) -> bool:
    until = as_day(view.given.get("stay_until"))
    day = day_of(view)
    return allows(str(view.told("new_status") or ""), str(view.told("new_period") or ""), day, until, day)


PERIOD_ALLOWED = Guard(
    "period_allowed",
    Text(
        "在留期間は、在留資格ごとに定められたものに限り、満了日は許可の日の翌日から数える。",
        "A period of stay is one laid down for the status; its last day is counted from the day after the "
        "permission.",
    ),
    Text("在留期間と満了日を確かめてください。", "Check the period and its last day."),
    "icrra 2-2(3); reg 3; civil-code 140; civil-code 143",
    frozenset({"fact:new_status", "fact:new_period", "given:stay_until", "time"}),
    _period_allowed,
)


def mid_to_long_term(view: View) -> bool:
    """Whether the permission makes the person a mid-to-long-term resident, who gets a card (19-3)."""
    excluded = no_card(
        str(view.told("new_status") or ""),
        str(view.told("new_period") or ""),
        day_of(view),
        as_day(view.given.get("stay_until")),
        str(view.told("designation") or ""),
    )
    return excluded is None


_CARD = frozenset(
    {
        "fact:new_status",
        "fact:new_period",
        "given:stay_until",
        "fact:designation",
        "given:designation",
        "time",
    }
)
NOTIFIED_RIGHT = Guard(
    "notified_as_laid_down",
    Text(
        "中長期在留者となる人には在留カードを交付し、それ以外は旅券への記載又は(旅券がないとき)"
        "在留資格証明書の交付による。",
        "Whoever becomes a mid-to-long-term resident gets a residence card; others an entry in the passport, "
        "or without passport a certificate of status.",
    ),
    Text("通知の方法を選び直してください。", "Choose the way of notifying again."),
    "icrra 20(4)(1); icrra 20(4)(2); icrra 20(4)(3); icrra 22-2(3); icrra 22-2(4); icrra 19-3(1)",
    _CARD | {"given:delivered_as"},
    lambda v: (v.given.get("delivered_as") == "card") == mid_to_long_term(v),
)


def proposed_card_end(view: View) -> Value:
    """Until when the card is valid: the end of the stay, or for permanent residents a birthday."""
    found = validity(
        str(view.told("new_status") or ""),
        day_of(view),
        born=as_day(view.told("born")),
        stay_until=as_day(view.given.get("stay_until") or proposed_end(view)),
    )
    return None if found is None else found.until.isoformat()


def _card_right(view: View) -> bool:
    if view.given.get("delivered_as") != "card":
        return view.given.get("card_no") is None
    if view.given.get("card_no") is None or view.given.get("card_valid_until") is None:
        return False
    due = proposed_card_end(view)
    return due is None or view.given.get("card_valid_until") == due


CARD_FACTS = Guard(
    "card_facts",
    Text(
        "交付する在留カードの番号と有効期間を記録する。有効期間は在留期間の満了の日まで"
        "(永住者は10回目、18歳未満は5回目の誕生日まで)である。",
        "Number and validity of the card are entered. It is valid to the end of the stay; a permanent "
        "resident's to the tenth birthday, under eighteen to the fifth.",
    ),
    Text("券面の番号と有効期間を確かめてください。", "Check number and validity printed on the card."),
    "icrra 19-4(1)(4); icrra 19-5(1)",
    frozenset(
        {
            *_CARD,
            "given:delivered_as",
            "given:card_no",
            "given:card_valid_until",
            "fact:born",
        }
    ),
    _card_right,
)
DELIVERY = (DECIDED, WITHIN_60, PERIOD_ALLOWED, NOTIFIED_RIGHT, CARD_FACTS)
RECORD_FILED = Guard(
    "residence_record_filed",
    Text(
        "届出があったものとみなされるのは、申請の際に住民票の写し等を提出したときである。",
        "Notice counts as given only where the residence record was filed with the application.",
    ),
    Text("提出の有無を確かめてください。なければ住居地の届出が要ります。", "Else an address notice is due."),
    "icrra 19-8(4)",
    frozenset({"fact:residence_record", "given:residence_record"}),
    lambda v: v.told("residence_record") is True,
)

# --- ends -------------------------------------------------------------------------------------------


def _left_in_sixty(view: View) -> bool:
    event = as_day(view.told("event_on"))
    left = as_day(view.given.get("departed_on")) or day_of(view)
    if event is None:
        return _within_sixty(view)
    last = stay_until(event).last_day
    return last is not None and left <= last


LEFT_IN_60 = Guard(
    "left_within_sixty_days",
    Text(
        "60日以内に出国する人には在留資格は要らない。",
        "Whoever leaves within the sixty days never needs a status.",
    ),
    Text("出国の日を確かめてください。60日を過ぎた出国は不法残留後の出国です。", "Check the day of leaving."),
    "icrra 22-2(1); icrra 25(1)",
    frozenset({"fact:event_on", "given:departed_on", "clock:acquisition_exempt_60", "time"}),
    _left_in_sixty,
)


def sixty_over(view: View) -> bool:
    """Whether the sixty days have run out."""
    return not _within_sixty(view)


SIXTY_OVER = Guard(
    "sixty_days_over",
    Text("60日の期間がまだ満了していない。", "The sixty days have to be over."),
    Text("期間の満了を待ってください。", "Wait until the sixtieth day has ended."),
    "icrra 22-2(1); icrra 24(1)(7)",
    frozenset({"clock:acquisition_exempt_60", "time"}),
    sixty_over,
)


def first_day_of_overstay(view: View) -> Value:
    """The sixty-first day."""
    event = as_day(view.told("event_on"))
    last = stay_until(event).last_day if event else None
    return (last + timedelta(days=1)).isoformat() if last else None
