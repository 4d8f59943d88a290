"""What a decision, its delivery and the ways out of the special period must meet."""

from __future__ import annotations

from datetime import date, timedelta

from workflows import cards
from workflows.declare import OVERRIDE, Apart, Guard
from workflows.engine import View
from workflows.fees import FeeError, fee
from workflows.procedures.residence.application.facts import (
    BY_DESIGNATION,
    begins_after,
    card_end,
    fee_owed,
)
from workflows.procedures.residence.application.reading import (
    STAY,
    TIME,
    asked,
    carries_on,
    given,
    in_the_stay,
    stay_end,
    told,
)
from workflows.procedures.residence.application.variant import Variant
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import allowed, allows
from workflows.stay_counting import special_period_end
from workflows.texts import Text

IN_SPECIAL = frozenset({"fact:in_special"})


def in_special(view: View) -> bool:
    """Whether the stay goes on for this very application."""
    return view.fact("in_special") is True


def not_the_sorter(v: Variant) -> Apart:
    """Somebody other than the sorter is on the route of approval."""
    return Apart(
        (v.step("start_review"),),
        OVERRIDE,
        Text(
            "振分けをした職員だけで処分を決めることはできません。",
            "Who sorted the file does not decide it alone.",
        ),
        "practice examination-guideline",
    )


# --- the decision -----------------------------------------------------------------------------------


def as_asked(v: Variant) -> Guard:
    """What is granted is what was asked for."""
    return Guard(
        "granted_as_asked",
        Text(
            "許可できるのは申請された在留資格です(更新では現に有する在留資格)。",
            "What is granted is the status asked for, in an extension the one held.",
        ),
        Text(
            "別の在留資格が適当なら、申請内容の変更の申出を案内してください。",
            "Where another status would fit, point to the conversion of the application.",
        ),
        v.ground,
        told("status", "status_requested", "new_status"),
        lambda view: view.told("new_status") == asked(view),
    )


def period_allowed() -> Guard:
    """The status has such a period on that day."""
    return Guard(
        "period_allowed",
        Text(
            "在留期間は、規則別表第二にその在留資格について定めるものに限ります。",
            "The period is one that Table 2 of the Regulation has for the status.",
        ),
        Text(
            "一覧から選び、個々に指定する期間では上限を確かめてください。",
            "Choose one of the list; with an individual period mind the upper limit.",
        ),
        "icrra 2-2(3); reg 3",
        told("new_status", "new_period") | TIME,
        lambda view: (
            str(view.told("new_period") or "") in allowed(str(view.told("new_status") or ""), day_of(view))
        ),
    )


def designation_given() -> Guard:
    """A change into a status by designation says what is designated."""
    return Guard(
        "designation_given",
        Text(
            "高度専門職1号・特定技能・特定活動への変更を許可するときは、機関・分野・活動を指定書で指定します。",
            "A change into HSP(i), SSW or designated activities comes with a designation of organisation, field "
            "or activity.",
        ),
        Text("指定する内容を入力してください。", "Enter what is designated."),
        "reg 20(7)",
        told("new_status", "new_designation"),
        lambda view: view.told("new_status") not in BY_DESIGNATION or bool(view.told("new_designation")),
    )


def _last_lawful(view: View) -> date | None:
    """The last day on which a permission can be delivered; None where the stay has no end."""
    end = stay_end(view)
    if end is None:
        return None
    special = as_day(view.told("special_until"))
    if special is not None and (in_special(view) or view.fact("second_filing") is True):
        return special
    if in_the_stay(view) and not carries_on(view):
        return end
    if carries_on(view) and view.fact("second_filing") is not True:
        return special_period_end(end)
    return end


LAWFUL = (
    told(*STAY, "special_until") | IN_SPECIAL | frozenset({"fact:second_filing", "fact:gap_until"}) | TIME
)


def collected_in_time() -> Guard:
    """The day by which the card is to be fetched lies inside the stay or its special period."""
    return Guard(
        "collected_in_time",
        Text(
            "受取の期限は、在留期間又は特例期間の末日を超えられません。交付がなければ許可は効力を生じません。",
            "The card is to be fetched within the stay or its special period; without delivery the permission has "
            "no effect.",
        ),
        Text("末日までの日を定めてください。", "Name a day up to the last one."),
        "icrra 20(5); icrra 20(6); practice result-collection",
        given("collect_by") | LAWFUL,
        _collected_in_time,
    )


def _collected_in_time(view: View) -> bool:
    by, last = as_day(view.given.get("collect_by")), _last_lawful(view)
    if by is None or by < day_of(view):
        return False
    # A short stay filed for by the next open day has no special period: decided and delivered that day.
    return last is None or by <= last or by == as_day(view.fact("gap_until"))


# --- delivery -----------------------------------------------------------------------------------------


def inside_stay(v: Variant) -> Guard:
    """A permission is delivered while the stay, or the special period, lasts."""
    return Guard(
        "inside_stay",
        Text(
            "許可は交付の時に効力を生じます。交付は在留期間又は特例期間の間でなければなりません。",
            "A permission takes effect when it is delivered, and that lies within the stay or its special period.",
        ),
        Text(
            "期間が過ぎていれば許可は効力を生じません。特例期間満了として扱ってください。",
            "After it the permission has no effect; treat the special period as over.",
        ),
        f"{v.effect}; icrra 20(6)",
        told("stay_until", "special_until")
        | IN_SPECIAL
        | frozenset({"fact:second_filing", "fact:gap_until"})
        | TIME,
        _inside_stay,
    )


def _inside_stay(view: View) -> bool:
    if in_the_stay(view):
        return True
    special = as_day(view.told("special_until"))
    if (in_special(view) or view.fact("second_filing") is True) and special is not None:
        return day_of(view) <= special
    # A short stay has no special period: filed in time by the next open day, it is decided on that day.
    return as_day(view.fact("gap_until")) == day_of(view)


FEE_READS = told(
    "channel",
    "filed_on",
    "new_period",
    "new_status",
    "specified_card",
    "holds_specified_card",
    "card_issued_on",
) | given("fee_yen", "fee_override")


def fee_right(v: Variant) -> Guard:
    """The fee paid is that of the table of the day of acceptance."""
    return Guard(
        "fee_right",
        Text(
            "手数料は、申請を受け付けた日の額(窓口・オンラインの別、特定在留カードの加算を含む)です。",
            "The fee is that of the day of acceptance, by channel and with what a specified card adds.",
        ),
        Text(
            "額を確かめてください。表にない額(改正法の施行後等)は、その理由を記録してください。",
            "Check the amount; for one that is not in the table (after the amendment) record the reason.",
        ),
        f"{'icrra 67(1)(1); order 25(1)(1)' if v.is_change else 'icrra 67(1)(2); order 25(1)(2)'}; order 25(2); "
        "reg 61(2)",
        FEE_READS | TIME,
        _fee_right,
    )


def _fee_right(view: View) -> bool:
    if view.given.get("fee_override"):
        return True
    try:
        return view.given.get("fee_yen") == fee_owed(view)
    except FeeError:
        return False


def end_right(v: Variant) -> Guard:
    """The new last day follows from the period granted."""
    return Guard(
        "end_right",
        Text(
            "新たな満了日は、更新では従前の満了日の翌日から、変更では許可(交付)の日の翌日から数えます。",
            "The new last day is counted in an extension from the old one, in a change from the delivery.",
        ),
        Text(
            "計算された日を確かめてください。満了日のない在留資格では空欄にします。",
            "Check the day proposed; leave it empty where the stay has no end.",
        ),
        "icrra 2-2(3); reg 3; civil-code 140; civil-code 143",
        told("new_status", "new_period", "stay_until") | given("new_stay_until") | TIME,
        _end_right,
    )


def _end_right(view: View) -> bool:
    before = begins_after(view)
    if before is None:
        return False
    return allows(
        str(view.told("new_status") or ""),
        str(view.told("new_period") or ""),
        before,
        as_day(view.given.get("new_stay_until")),
        day_of(view),
    )


def becomes_card_holder(view: View) -> bool:
    """Whether the permission makes or keeps the person a mid-to-long-term resident (19-3)."""
    if view.told("no_card_class") is True:
        return False
    excluded = cards.no_card(
        str(view.told("new_status") or ""),
        str(view.told("new_period") or ""),
        begins_after(view),
        as_day(view.given.get("new_stay_until")),
        str(view.told("new_designation") or view.told("designation") or ""),
    )
    return excluded is None


CARD_READS = (
    told("new_status", "new_period", "no_card_class", "stay_until", "new_designation", "designation")
    | given("new_stay_until")
    | TIME
)


def card_right() -> Guard:
    """A card goes to mid-to-long-term residents alone, and ends with the stay at the latest."""
    return Guard(
        "card_right",
        Text(
            "在留カードは中長期在留者(3月を超え、短期滞在・外交・公用等でない人)だけに交付し、その有効期間は在留期間の満了の"
            "日(高度専門職2号では交付後10回目の誕生日)までです。",
            "A residence card goes to those who stay more than three months and are no temporary visitors, "
            "diplomats, officials or the like; it ends with the stay, of HSP(ii) on the tenth birthday after.",
        ),
        Text(
            "該当する人には番号と有効期間を、該当しない人には空欄のまま旅券又は在留資格証明書に記載してください。",
            "Enter number and validity where a card is due; else leave them empty and enter the passport or the "
            "certificate.",
        ),
        "icrra 19-3(1); icrra 19-5(1)(1); icrra 19-5(1)(3); icrra 20(4)(1); icrra 20(4)(2); icrra 20(4)(3); reg 19-5",
        CARD_READS | told("born") | given("card_no", "card_valid_until"),
        _card_right,
    )


def _card_right(view: View) -> bool:
    number, valid = view.given.get("card_no"), as_day(view.given.get("card_valid_until"))
    if not becomes_card_holder(view):
        return not number and valid is None
    due = card_end(view)
    return bool(number) and valid is not None and (due is None or valid == due)


def by_post_open() -> Guard:
    """Only an ordinary card of an online filing is sent."""
    return Guard(
        "by_post_open",
        Text(
            "郵送で交付できるのは、オンライン申請に係る通常の在留カードだけです。特定在留カードは出頭して受け取ります。",
            "Only the ordinary card of an online filing is sent; a specified card is collected in person.",
        ),
        Text("窓口で交付してください。", "Hand it over at the counter."),
        "reg 59-4(4)(5); icrra 61-8-3(1)(3)",
        told("channel", "specified_card") | CARD_READS,
        lambda view: (
            view.told("channel") == "online"
            and view.told("specified_card") is not True
            and becomes_card_holder(view)
        ),
    )


def received_today() -> Guard:
    """A card that was sent takes effect on the day it is received."""
    return Guard(
        "received_on_the_day",
        Text(
            "郵送の交付は、受領された日を交付の日として記録します。",
            "What was sent counts as delivered on the day it was received.",
        ),
        Text("受領の日時をこの段階の日時としてください。", "Give the moment of receipt as that of the step."),
        "icrra 20(5)",
        given("sent_on", "received_on") | TIME,
        lambda view: (
            (got := as_day(view.given.get("received_on"))) == day_of(view)
            and (sent := as_day(view.given.get("sent_on"))) is not None
            and got is not None
            and sent <= got
        ),
    )


def grace_over() -> Guard:
    """Undone only when the fee was not paid in the grace either."""
    return Guard(
        "grace_over",
        Text(
            "手数料の不納付により許可の決定を取り消すのは、短い猶予を与えてもなお納付がないときです。",
            "The decision is undone for want of the fee only after a short grace.",
        ),
        Text(
            "猶予の末日を定めて連絡し、その翌日以後にしてください。",
            "Set a last day, tell the person, and wait.",
        ),
        "practice examination-guideline",
        given("grace_until") | TIME,
        lambda view: (until := as_day(view.given.get("grace_until"))) is not None and until < day_of(view),
    )


# --- refusal, and what comes instead -----------------------------------------------------------------------


def refused_in_stay(v: Variant) -> Guard:
    """A refusal that leaves the stay as it is."""
    return Guard(
        "still_in_stay",
        Text(
            "満了日までの不許可は、残りの在留期間に影響しません。満了後は特例期間中の不許可となります。",
            "A refusal by the last day leaves the rest of the stay; after it the refusal is one in the special "
            "period.",
        ),
        Text(
            "特例期間中なら、申請内容変更の案内(特例期間中)又は不許可(特例期間中)によってください。",
            "In the special period offer to prepare departure, or refuse in the special period.",
        ),
        f"{v.ground}; icrra 20(6)",
        told("stay_until") | IN_SPECIAL | frozenset({"fact:second_filing", "fact:gap_until"}) | TIME,
        lambda view: (
            not in_special(view)
            and (
                in_the_stay(view) or view.fact("second_filing") is True or view.fact("gap_until") is not None
            )
        ),
    )


def in_special_period(v: Variant) -> Guard:
    """The stay has ended and goes on for this application."""
    return Guard(
        "in_special_period",
        Text("これは特例期間中の申請についてだけできます。", "This is open only in the special period."),
        Text(
            "満了日までは、不許可(在留期間内)によってください。",
            "Up to the last day of the stay, refuse within the stay.",
        ),
        v.carried,
        IN_SPECIAL,
        in_special,
    )


def special_not_over(v: Variant) -> Guard:
    """The two months have not run out."""
    return Guard(
        "special_not_over",
        Text(
            "特例期間が満了した後は、許可によっても在留を続けられません。",
            "After the special period no permission keeps the stay going.",
        ),
        Text("特例期間満了として扱ってください。", "Treat the special period as over."),
        v.carried,
        frozenset({"clock:special_period"}) | TIME,
        lambda view: (
            (clock := view.running("special_period")) is not None
            and (clock.legal_at is None or view.when() < clock.legal_at)
        ),
    )


def departure_wanted() -> Guard:
    """The person asks for the stay to prepare departure."""
    return Guard(
        "departure_wanted",
        Text(
            "出国準備の許可は、本人が申請内容の変更を申し出たときにします。",
            "It is granted where the person asks for the conversion.",
        ),
        Text("申出書を受けるか、なければ不許可としてください。", "Take the request, or refuse."),
        "practice departure-preparation",
        given("wants_departure"),
        lambda view: view.given.get("wants_departure") is True,
    )


def departure_end_right() -> Guard:
    """The last day to prepare departure follows from the days offered."""
    return Guard(
        "departure_end_right",
        Text(
            "出国準備の満了日は、許可の日の翌日から30日又は31日目です。",
            "The last day is the 30th or 31st from the day after the permission.",
        ),
        Text("満了日を数え直してください。", "Count the last day again."),
        "civil-code 140; civil-code 141; practice departure-preparation",
        told("offered_days") | given("departure_until") | TIME,
        lambda view: as_day(view.given.get("departure_until")) == departure_end(view),
    )


def departure_end(view: View) -> date:
    """The last day of a stay to prepare departure that is granted now."""
    return day_of(view) + timedelta(days=31 if view.told("offered_days") == "P31D" else 30)


def departure_fee_right() -> Guard:
    """The stay to prepare departure costs the fee of a change, on paper."""
    return Guard(
        "departure_fee_right",
        Text(
            "出国準備への変更の手数料は、在留資格変更の許可の額です。",
            "The fee is that of a change of status, filed on paper.",
        ),
        Text("額を確かめるか、異なる理由を記録してください。", "Check the amount, or record why it differs."),
        "icrra 67(1)(1); order 25(1)(1); practice departure-preparation",
        told("filed_on") | given("fee_yen", "fee_override") | TIME,
        lambda view: (
            bool(view.given.get("fee_override"))
            or view.given.get("fee_yen")
            == fee("change", "counter", as_day(view.told("filed_on")) or day_of(view))
        ),
    )


# --- the rest ------------------------------------------------------------------------------------------------


def written() -> Guard:
    """A withdrawal is in writing."""
    return Guard(
        "written",
        Text("取下げは書面によります。", "A withdrawal is in writing."),
        Text(
            "取下書の提出を求めてください。特例期間中の取下げでは在留も終わることを説明してください。",
            "Ask for the letter; say that in the special period a withdrawal ends the stay.",
        ),
        "practice withdrawal",
        given("in_writing"),
        lambda view: view.given.get("in_writing") is True,
    )


def papers_due_ahead() -> Guard:
    """The date for the papers lies ahead."""
    return Guard(
        "papers_due_ahead",
        Text(
            "資料の提出期限は、求める日より後の日です。", "The papers are due after the day of the request."
        ),
        Text("期限を定め直してください。", "Name another date."),
        "practice document-request",
        given("papers_due_on") | TIME,
        lambda view: (due := as_day(view.given.get("papers_due_on"))) is not None and due > day_of(view),
    )
