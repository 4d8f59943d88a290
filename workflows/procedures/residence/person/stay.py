"""The steps of the stay (在留の状態): how a status begins, goes on, is carried past its end and is lost.

Most of them are handed over by the file that decides (landing, application, acquisition, revocation); an
officer takes them by hand for what was decided outside this system.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from workflows import cards
from workflows.declare import SAME, Branch, Carry, Derive, Guard, Move, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person import handed, reading
from workflows.procedures.residence.person.reading import NO_CARD_READS, PERSON
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.statuses import Status, statuses
from workflows.stay_counting import may_have_special_period, special_period_end
from workflows.texts import Text

# --- groups -----------------------------------------------------------------------------------------

STAY_CLOCKS = ("stay_period", "stay_period_pending", "special_period", "departure_preparation")
WITHOUT_STATUS_CLOCKS = ("acquisition_exempt_60", "xl_period", "revocation_departure", "overstay")
ACTIVITY_CLOCKS = ("inactivity_3m", "inactivity_6m_hsp2", "inactivity_spouse_6m")
REENTRY_CLOCKS = ("reentry_validity", "special_reentry_1y", "special_reentry_15d", "departure_hold_24h")
ALL_BUT_CARD = (*STAY_CLOCKS, *WITHOUT_STATUS_CLOCKS, *ACTIVITY_CLOCKS, *REENTRY_CLOCKS)

# What belongs to one stay and ends with it.
OF_THE_FILING = ("special_until", "pending_applications", "no_status_days")
OF_THE_ACTIVITY = ("last_active_on", "inactive_long")
OF_THE_PERMIT = (
    "permit_kind",
    "permit_asked_on",
    "permit_no",
    "effective_on",
    "reentry_valid_until",
    "channel",
)
OF_THE_STAY = (
    "status",
    "period",
    "granted_on",
    "stay_until",
    "stay_days",
    "designation",
    "organisation",
    "unlimited",
    "revocation_noticed",
    "leave_by",
    "deportation_opened",
    *OF_THE_FILING,
    *OF_THE_ACTIVITY,
    *OF_THE_PERMIT,
)
OF_THE_RESIDENT = ("mid_long_since", "address", "address_noticed", "reentry_bars", "hold_noticed")

# A permit, or a request for one, has no object where the stay is over.
PERMIT_OVER = Move("reentry", "in_japan", ("applied", "permit_valid", "cancelled", "departure_held"))
HERE_AGAIN = Move(
    "reentry",
    "in_japan",
    ("departed_for_good", "status_lost", "abroad", "applied", "permit_valid", "cancelled"),
)

MINISTER = (Role.MINISTER, Role.BUREAU_DIRECTOR)
DELIVERED_BY = (Role.INSPECTOR,)

# --- conditions -------------------------------------------------------------------------------------

STAY_HAS_END = Guard(
    "stay_has_end",
    Text(
        "満了の日のない在留は、永住者・高度専門職2号・外交に限る。",
        "Only Permanent Residents, Highly Skilled Professionals (ii) and Diplomats stay without a last day.",
    ),
    Text("在留期間の満了の日を入力してください。", "Enter the last day of the stay."),
    "icrra 2-2(3); reg 3(1)",
    frozenset({"given:status", "given:stay_until"}),
    lambda v: v.given.get("stay_until") is not None or cards.without_end(str(v.given.get("status") or "")),
)


def _ends_after_grant(view: View) -> bool:
    granted, until = as_day(view.given.get("granted_on")), as_day(view.given.get("stay_until"))
    return granted is None or until is None or until >= granted


ENDS_AFTER_GRANT = Guard(
    "stay_ends_after_the_grant",
    Text("在留期間は許可の日より前には満了しない。", "A stay does not end before the day it is permitted."),
    Text("許可の日と満了の日を確かめてください。", "Check the day of the permission and the last day."),
    "icrra 2-2(3)",
    frozenset({"given:granted_on", "given:stay_until"}),
    _ends_after_grant,
)


def _in_law(view: View) -> Status | None:
    """The status given, where it is in the law on the day of the permission."""
    found, granted = statuses().get(str(view.given.get("status"))), as_day(view.given.get("granted_on"))
    return found if found is not None and (granted is None or found.exists_on(granted)) else None


LANDING_STATUS = Guard(
    "status_given_at_landing",
    Text(
        "上陸の際に決定されるのは、その日に法律にある在留資格(永住者と高度専門職2号を除く)である。",
        "At landing a status is decided that the law knows on that day, but not Permanent Resident nor Highly "
        "Skilled Professional (ii).",
    ),
    Text("在留資格と許可の日を確かめてください。", "Check the status and the day."),
    "icrra 2-2(1); icrra 7(1)(2); icrra 9(3)",
    frozenset({"given:status", "given:granted_on"}),
    lambda v: (found := _in_law(v)) is not None and found.landing,
)
CARD_DUE_READS = NO_CARD_READS | {
    "given:card_no",
    "given:card_later",
    "given:status",
    "given:period",
    "given:granted_on",
    "given:stay_until",
    "given:designation",
    "clock:stay_period",
    "clock:stay_period_pending",
    "clock:departure_preparation",
    "clock:special_period",
    "clock:overstay",
}


def _card_as_due(view: View) -> bool:
    excluded = reading.no_card_for_the_grant(view)
    if reading.card_given(view):
        return excluded is None and not (
            view.given.get("card_no") is not None and view.given.get("card_later") is True
        )
    # Which designated activities are outside is told by the designation; without a card, it was one of them.
    return excluded is not None or view.given.get("status") == "designated_activities"


CARD_AS_DUE = Guard(
    "card_as_due",
    Text(
        "中長期在留者となる許可は在留カードの交付によって効力を生じ、3月以下の在留期間、短期滞在、外交、公用及び"
        "規則19条の5の特定活動の人には在留カードを交付しない。",
        "A permission that makes a mid-to-long-term resident takes effect by the card; none is given for three "
        "months or less, to Temporary Visitors, Diplomats, Officials and the classes of Reg. 19-5.",
    ),
    Text(
        "在留カードの番号(上陸のときは後日交付の別)を入力し、交付の対象でない人については空欄にしてください。",
        "Enter the card number (at landing, or that it follows); leave it empty for who gets none.",
    ),
    "icrra 19-3(1); icrra 19-6(1); icrra 20(4)(1); icrra 20(5); reg 19-5(1)",
    CARD_DUE_READS,
    _card_as_due,
)
STATUS_KEPT = Guard(
    "status_kept",
    Text(
        "在留期間の更新は、現に有する在留資格を変更することなく受ける。",
        "An extension leaves the status as it is.",
    ),
    Text(
        "在留資格が変わるときは、変更として記録してください。", "Where the status differs, record a change."
    ),
    "icrra 2-2(1); icrra 21(1)",
    frozenset({"given:status", "given:granted_on", "fact:status"}),
    lambda v: (
        _in_law(v) is not None and (v.fact("status") is None or v.given.get("status") == v.fact("status"))
    ),
)
NO_PERMANENCE_BY_CHANGE = Guard(
    "status_given_by_change",
    Text(
        "変更により受けるのは、その日に法律にある在留資格で、永住者を除く(永住者は永住許可による)。",
        "A change gives a status that the law knows on that day; permanent residence has its own permission.",
    ),
    Text(
        "在留資格を確かめ、永住は永住許可として記録してください。",
        "Check the status; record permanence as such.",
    ),
    "icrra 2-2(1); icrra 20(2); icrra 22(1)",
    frozenset({"given:status", "given:granted_on"}),
    lambda v: _in_law(v) is not None and v.given.get("status") != "permanent_resident",
)
MORE_THAN_30_DAYS = Guard(
    "more_than_30_days",
    Text(
        "30日以下の在留期間を決定されている人の申請には、在留期間の特例がない。",
        "A stay decided at 30 days or less does not go on while a filing is pending.",
    ),
    Text("決定された在留期間を確かめてください。", "Check the length of the stay decided."),
    "icrra 20(6); icrra 21(4)",
    frozenset({"fact:stay_days"}),
    lambda v: may_have_special_period(reading.days_of_stay(v)),
)


def _inside_two_months(view: View) -> bool:
    until = as_day(view.fact("stay_until"))
    return until is None or day_of(view) <= special_period_end(until)


INSIDE_TWO_MONTHS = Guard(
    "inside_the_special_period",
    Text(
        "在留期間の特例は、満了の日から2月を経過する日の終わりまでである。",
        "The stay goes on for two months from its last day at the most.",
    ),
    Text("満了の日を確かめてください。", "Check the last day of the stay."),
    "icrra 20(6); icrra 21(4)",
    frozenset({"fact:stay_until", "time"}),
    _inside_two_months,
)


IN_TIME_FROM_OVERSTAY = replace(
    INSIDE_TWO_MONTHS,
    remedy=Text(
        "2月を過ぎた不法残留の人には、在留特別許可によるほかありません。",
        "Who has overstayed for longer can only be given special permission.",
    ),
    basis="icrra 20(6); icrra 21(4); practice late-acceptance",
    reads=INSIDE_TWO_MONTHS.reads | {f"machine:{PERSON}"},
    test=lambda v: not v.is_in(PERSON, "overstay") or _inside_two_months(v),
)


def _days_to_leave(view: View) -> bool:
    granted, until = as_day(view.given.get("granted_on")), as_day(view.given.get("stay_until"))
    return granted is None or until is None or until <= granted + timedelta(days=31)


DAYS_TO_LEAVE = Guard(
    "departure_preparation_length",
    Text(
        "出国準備のための特定活動は、30日又は31日で許可される。",
        "Designated activities for preparing to leave are given for 30 or 31 days.",
    ),
    Text("満了の日を確かめてください。", "Check the last day."),
    "icrra 20(3); practice departure-preparation",
    frozenset({"given:granted_on", "given:stay_until"}),
    _days_to_leave,
)
OTHERS_AS_TOLD = Guard(
    "other_application_as_told",
    Text(
        "特例期間は、満了前にされた変更・更新の申請が一つでも処分を待つ間続き、なくなれば終わる。",
        "The special period goes on while any application filed before the expiry is undecided, and ends with "
        "the last.",
    ),
    Text(
        "在留の事件で処分を待つ申請を確かめ、ほかの申請の係属の有無を記録に合わせてください。終止するときは、"
        "出国・死亡等を先に在留の事件に記録してください。",
        "See in the residence file which applications are undecided and say so of the other one. Before closing one, "
        "record the departure, death or the like in the residence file.",
    ),
    "icrra 20(6); icrra 21(4)",
    frozenset(
        {"clock:special_period", "fact:pending_applications", "given:application", "given:other_pending"}
    ),
    lambda v: (
        v.running("special_period") is None
        or (v.given.get("other_pending") is True) == bool(reading.without_application(v))
    ),
)
SPECIFIED_NEEDS_CARD = Guard(
    "specified_card_for_a_card_holder",
    Text(
        "特定在留カードの交付を併せて求めることができるのは、引き続き中長期在留者に該当する人である。",
        "A specified card comes with a permission only for who is, and stays, a mid-to-long-term resident.",
    ),
    Text(
        "有効な在留カードがなければ、通常の在留カードを交付してください。",
        "Without a valid card give an ordinary one.",
    ),
    "icrra 19-15-2(1)(2)",
    frozenset({"given:card_no", "given:specified_card", "machine:residence_card"}),
    lambda v: (
        v.given.get("specified_card") is not True
        or v.given.get("card_no") is None
        or v.is_in("residence_card", "valid")
    ),
)

# --- what follows -----------------------------------------------------------------------------------

_END_READS = frozenset({"fact:unlimited", "clock:special_period"})


def _runs_to_an_end(view: View) -> bool:
    """Whether the stay has a last day that is still to come."""
    return view.fact("unlimited") is not True and view.running("special_period") is None


STAY_STARTS = Start(
    "stay_period",
    test=lambda v: v.given.get("stay_until") is not None,
    reads=frozenset({"given:stay_until"}),
)
# Asked after the stay's clock: a stay whose end was not decided has none.
NO_END = Carry(
    "re_no_end_of_stay",
    test=lambda v: v.running("stay_period") is None,
    reads=frozenset({"clock:stay_period"}),
)
_CARD_NO, _SPECIFIED = "given:card_no", "given:specified_card"
CARD_ISSUED = Carry(
    "card_issue_permission",
    test=lambda v: v.given.get("card_no") is not None and v.given.get("specified_card") is not True,
    reads=frozenset({_CARD_NO, _SPECIFIED}),
)
SPECIFIED_DELIVERED = Carry(
    "spc_deliver_office",
    test=lambda v: v.given.get("card_no") is not None and v.given.get("specified_card") is True,
    reads=frozenset({_CARD_NO, _SPECIFIED}),
)
CARD_CEASES = Carry("card_void", test=lambda v: v.given.get("card_no") is None, reads=frozenset({_CARD_NO}))
CARD_AT_DELIVERY = (CARD_ISSUED, SPECIFIED_DELIVERED, CARD_CEASES)
GRANT_DERIVES = (
    Derive("stay_days", reading.granted_days),
    Derive("mid_long_since", reading.mid_long_since),
    Derive("designation", lambda v: v.given.get("designation")),
)
# What was designated with a former status, and who was a resident before a time without one.
OF_THE_FORMER_STATUS = ("designation",)
FROM_NO_STATUS = ("mid_long_since", *OF_THE_FORMER_STATUS)
GRANT_MAY = (
    "period",
    "stay_until",
    "designation",
    "organisation",
    "card_no",
    "card_valid_until",
    "origin_case",
    "note",
)
TO_STATUS = (
    Branch(
        "permanent",
        lambda v: v.given.get("status") == "permanent_resident" and v.given.get("stay_until") is None,
        frozenset({"given:status", "given:stay_until"}),
    ),
    Branch("in_status", lambda v: True, frozenset()),
)
_BY_HAND = Text(
    "通常は申請等の事件から引き継がれます。この制度の外で決定されたものに限り、直接記録してください。",
    "Usually handed over by the file of the application; enter by hand only what was decided elsewhere.",
)


def _special_until(view: View) -> str | None:
    until = as_day(view.fact("stay_until"))
    return None if until is None else special_period_end(until).isoformat()


def _no_status_days(view: View) -> int | None:
    """The days without a status where a filing was in time only because the offices were shut."""
    until = as_day(view.fact("stay_until"))
    if until is None or view.running("overstay") is None:
        return None
    return max((day_of(view) - until).days, 0)


# --- steps ------------------------------------------------------------------------------------------

BEGINNINGS: tuple[Step, ...] = (
    Step(
        "ps_land",
        PERSON,
        ("abroad_no_status", "departed"),
        "in_status",
        Text("上陸(在留資格の決定)", "landed with a status"),
        "icrra 9(3); icrra 10(9); icrra 11(5); icrra 12(1); icrra 19-6(1)",
        by=(Role.INSPECTOR,),
        needs=("status", "granted_on"),
        may=(*GRANT_MAY, "card_later", "address"),
        guards=(LANDING_STATUS, STAY_HAS_END, ENDS_AFTER_GRANT, CARD_AS_DUE),
        starts=(STAY_STARTS,),
        sets={"unlimited": False},
        derives=GRANT_DERIVES,
        clears=("departed_on", *OF_THE_FORMER_STATUS),
        moves=(HERE_AGAIN,),
        carries=(
            NO_END,
            Carry(
                "card_issue_port",
                test=lambda v: v.given.get("card_no") is not None,
                reads=frozenset({_CARD_NO}),
            ),
            Carry(
                "card_promised",
                test=lambda v: v.given.get("card_later") is True,
                reads=frozenset({"given:card_later"}),
            ),
        ),
        hands_over=(handed.FIRST_ADDRESS,),
        opens=True,
        help=Text(
            "通常は上陸審査の事件から引き継がれます。既に在留している人の事件を始めるときは、現在の在留資格・期間・住居地を"
            "記録してください。",
            "Usually handed over by the landing file. To take over somebody already here, enter the present "
            "status, stay and address.",
        ),
    ),
    Step(
        "ps_exceptional_land",
        PERSON,
        ("abroad_no_status", "departed"),
        "exceptional_landing",
        Text("特例上陸", "exceptional landing"),
        "icrra 14(1); icrra 14-2(1); icrra 15(1); icrra 16(1); icrra 17(1); icrra 18(1); icrra 18-2(1)",
        by=(Role.INSPECTOR,),
        needs=("xl_until",),
        may=("origin_case", "note"),
        starts=("xl_period",),
        clears=("departed_on",),
        moves=(HERE_AGAIN,),
        opens=True,
        help=Text(
            "在留資格は決定されません。在留カードも在留期間の特例もありません。",
            "No status is decided: no card, and no special period.",
        ),
    ),
    Step(
        "ps_interim",
        PERSON,
        ("abroad_no_status", "departed", "japanese_national"),
        "interim_60",
        Text("出生・国籍離脱等による経過滞在", "sixty days after birth or loss of nationality"),
        "icrra 22-2(1)",
        by=(Role.MUNICIPALITY,),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("event_on",),
        may=("origin_case", "note"),
        starts=(Start("acquisition_exempt_60", at="event_on"),),
        clears=("departed_on",),
        moves=(HERE_AGAIN,),
        opens=True,
        help=_BY_HAND,
    ),
    Step(
        "ps_acquire",
        PERSON,
        ("interim_60", "exceptional_landing", "overstay"),
        TO_STATUS,
        Text("在留資格の取得", "status acquired"),
        "icrra 22-2(3); icrra 22-2(4); icrra 22-3; icrra 20(4); icrra 20(5)",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("status", "granted_on"),
        may=GRANT_MAY,
        guards=(STAY_HAS_END, ENDS_AFTER_GRANT, CARD_AS_DUE),
        starts=(STAY_STARTS,),
        stops=WITHOUT_STATUS_CLOCKS,
        sets={"unlimited": False},
        derives=GRANT_DERIVES,
        clears=(*OF_THE_FILING, *FROM_NO_STATUS, "deportation_opened"),
        carries=(NO_END, CARD_ISSUED),
        hands_over=(handed.ADDRESS_AFTER_CHANGE,),
        help=_BY_HAND,
    ),
    # Not a row of the table: without it nobody who is given special permission, or recognised, comes back to
    # a status.
    Step(
        "ps_special_permission",
        PERSON,
        ("overstay", "revoked", "revoked_departure_period", "interim_60", "exceptional_landing"),
        TO_STATUS,
        Text("在留特別許可・難民認定等による在留資格の取得", "special permission, or status on recognition"),
        "icrra 50(1); icrra 50(7); icrra 61-2-2(1); icrra 61-2-5(1); icrra 19-8(1)",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("status", "granted_on"),
        may=GRANT_MAY,
        guards=(STAY_HAS_END, ENDS_AFTER_GRANT, CARD_AS_DUE),
        starts=(STAY_STARTS,),
        stops=WITHOUT_STATUS_CLOCKS,
        sets={"unlimited": False},
        derives=GRANT_DERIVES,
        clears=(*OF_THE_FILING, *FROM_NO_STATUS, "deportation_opened", "leave_by"),
        carries=(NO_END, CARD_ISSUED),
        hands_over=(handed.ADDRESS_AFTER_CHANGE, handed.STATUS_GIVEN_OTHERWISE),
        tells=(Role.CONTROL_OFFICER,),
        serious=True,
    ),
)

GOING_ON: tuple[Step, ...] = (
    Step(
        "ps_extend",
        PERSON,
        ("in_status", "special_period", "departure_preparation", "overstay"),
        "in_status",
        Text("在留期間の更新", "stay extended"),
        "icrra 21(3); icrra 21(4); icrra 20(4); icrra 20(5); practice late-acceptance",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("status", "granted_on"),
        may=(*GRANT_MAY, "specified_card"),
        guards=(
            IN_TIME_FROM_OVERSTAY,
            STATUS_KEPT,
            STAY_HAS_END,
            ENDS_AFTER_GRANT,
            CARD_AS_DUE,
            SPECIFIED_NEEDS_CARD,
        ),
        starts=(STAY_STARTS,),
        stops=(*STAY_CLOCKS, "overstay"),
        sets={"unlimited": False},
        derives=(
            Derive("stay_days", reading.extended_days),
            Derive("mid_long_since", reading.mid_long_since),
        ),
        clears=(*OF_THE_FILING, "deportation_opened"),
        carries=(NO_END, *CARD_AT_DELIVERY),
        hands_over=(handed.ADDRESS_AFTER_CHANGE, handed.STAY_RENEWED),
        help=Text(
            "新しい期間は、早く許可されても前の満了の日の翌日から数えます。不法残留からは、特別受理による場合と、"
            "満了の日が休日で翌開庁日に申請された場合に限ります。",
            "The new period runs from the day after the old last day, however early it is granted. From an "
            "overstay only after a late acceptance, or a filing in time by the next open day.",
        ),
    ),
    Step(
        "ps_change",
        PERSON,
        ("in_status", "special_period", "departure_preparation", "permanent", "overstay"),
        "in_status",
        Text("在留資格の変更", "status changed"),
        "icrra 20(3); icrra 20(4); icrra 20(5); practice late-acceptance",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("status", "granted_on"),
        may=(*GRANT_MAY, "specified_card"),
        guards=(
            IN_TIME_FROM_OVERSTAY,
            NO_PERMANENCE_BY_CHANGE,
            STAY_HAS_END,
            ENDS_AFTER_GRANT,
            CARD_AS_DUE,
            SPECIFIED_NEEDS_CARD,
        ),
        starts=(STAY_STARTS,),
        stops=(*STAY_CLOCKS, *ACTIVITY_CLOCKS, "overstay"),
        sets={"unlimited": False},
        derives=GRANT_DERIVES,
        clears=(*OF_THE_FILING, *OF_THE_ACTIVITY, *OF_THE_FORMER_STATUS, "deportation_opened"),
        carries=(NO_END, *CARD_AT_DELIVERY),
        hands_over=(
            handed.ADDRESS_AFTER_CHANGE,
            handed.SIDE_ACTIVITY_ENDS,
            handed.STAY_RENEWED,
            handed.NO_ADDRESS_OWED,
        ),
        help=_BY_HAND,
    ),
    Step(
        "ps_pr",
        PERSON,
        ("in_status", "special_period"),
        "permanent",
        Text("永住許可", "permanent residence"),
        "icrra 22(2); icrra 22(3); icrra 22(4)",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("granted_on",),
        may=("card_no", "card_valid_until", "specified_card", "origin_case", "note"),
        guards=(
            SPECIFIED_NEEDS_CARD,
            Guard(
                "permanence_by_card",
                Text(
                    "永住許可は、在留カードの交付があった時に効力を生ずる。",
                    "The permission takes effect when the residence card is given.",
                ),
                Text("交付する在留カードの番号を入力してください。", "Enter the number of the card given."),
                "icrra 22(3); icrra 22(4)",
                frozenset({"given:card_no"}),
                lambda v: v.given.get("card_no") is not None,
            ),
        ),
        stops=(*STAY_CLOCKS, *ACTIVITY_CLOCKS),
        sets={"status": "permanent_resident", "period": "indefinite", "unlimited": True},
        derives=(Derive("mid_long_since", reading.mid_long_since),),
        clears=("stay_until", "stay_days", *OF_THE_FILING, *OF_THE_ACTIVITY, *OF_THE_FORMER_STATUS),
        carries=(CARD_ISSUED, SPECIFIED_DELIVERED),
        hands_over=(handed.ADDRESS_AFTER_CHANGE, *handed.superseded_by_permanence()),
        help=_BY_HAND,
    ),
    Step(
        "ps_depart_prep",
        PERSON,
        ("in_status", "special_period", "departure_preparation"),
        "departure_preparation",
        Text("特定活動(出国準備)への変更", "changed to departure preparation"),
        "icrra 20(3); icrra 20(5); reg 21-3(1); reg 21-4(1); practice departure-preparation",
        by=MINISTER,
        recorded_by=DELIVERED_BY,
        needs=("granted_on", "stay_until"),
        may=("origin_case", "note"),
        guards=(ENDS_AFTER_GRANT, DAYS_TO_LEAVE),
        starts=("departure_preparation",),
        stops=(*STAY_CLOCKS, *ACTIVITY_CLOCKS, "reentry_validity", "departure_hold_24h"),
        sets={
            "status": "designated_activities",
            "period": "individual",
            "unlimited": False,
            "void_reason": "not_resident",
        },
        derives=(
            Derive("stay_days", reading.granted_days),
            Derive("designation", lambda v: "出国準備のための活動"),
        ),
        clears=(*OF_THE_FILING, *OF_THE_ACTIVITY, *OF_THE_PERMIT),
        carries=(Carry("card_void"),),
        moves=(PERMIT_OVER,),
        hands_over=(handed.SIDE_ACTIVITY_ENDS, handed.NO_ADDRESS_OWED),
        help=Text(
            "30日では次の申請があっても特例期間はなく、31日ではあります。在留カードは失効します。",
            "With 30 days a further filing carries no special period, with 31 it does. The card becomes void.",
        ),
    ),
    # Not rows of the table: a pending filing decides whether the end of the stay is an overstay.
    Step(
        "ps_application_filed",
        PERSON,
        ("in_status", "departure_preparation", "special_period", "permanent"),
        SAME,
        Text("変更・更新の申請の係属", "change or extension pending"),
        "icrra 20(6); icrra 21(4); reg 20(5); reg 21(4)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        needs=("application", "filed_on"),
        may=("channel",),
        guards=(MORE_THAN_30_DAYS,),
        starts=(
            Start(
                "stay_period_pending",
                test=_runs_to_an_end,
                reads=_END_READS,
            ),
        ),
        stops=("stay_period", "departure_preparation", "stay_period_pending"),
        # How this one was filed says nothing of a re-entry permit asked for later.
        clears=("channel",),
        derives=(Derive("pending_applications", reading.with_application),),
        carries=(
            Carry(
                "card_note_pending",
                test=lambda v: v.given.get("channel") == "counter",
                reads=frozenset({"given:channel"}),
            ),
        ),
        help=_BY_HAND,
    ),
    Step(
        "ps_application_ended",
        PERSON,
        ("in_status", "departure_preparation", "special_period", "permanent", "abroad_with_reentry"),
        SAME,
        Text("変更・更新の申請の終了", "pending filing ended"),
        "icrra 20(6); icrra 21(4); reg 20(9); reg 21(4)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        may=("application", "other_pending"),
        guards=(OTHERS_AS_TOLD,),
        # The order matters: what runs after the first decides about the next.
        starts=(
            Start(
                "stay_period_pending",
                test=lambda v: bool(reading.applications(v)) and _runs_to_an_end(v),
                reads=_END_READS | {"fact:pending_applications"},
            ),
            Start(
                "departure_preparation",
                test=lambda v: (
                    v.is_in(PERSON, "departure_preparation") and v.running("stay_period_pending") is None
                ),
                reads=frozenset({f"machine:{PERSON}", "clock:stay_period_pending"}),
            ),
            Start(
                "stay_period",
                test=lambda v: (
                    not v.is_in(PERSON, "departure_preparation")
                    and v.running("stay_period_pending") is None
                    and _runs_to_an_end(v)
                ),
                reads=_END_READS | {f"machine:{PERSON}", "clock:stay_period_pending"},
            ),
            # Who is abroad has until the end of the stay, which is nearer now.
            Start(
                "special_reentry_1y",
                test=lambda v: v.running("special_reentry_1y") is not None,
                reads=frozenset({"clock:special_reentry_1y"}),
            ),
            Start(
                "special_reentry_15d",
                test=lambda v: v.running("special_reentry_15d") is not None,
                reads=frozenset({"clock:special_reentry_15d"}),
            ),
        ),
        stops=("stay_period_pending", "stay_period"),
        derives=(Derive("pending_applications", reading.without_application),),
        carries=(
            Carry(
                "card_erase_pending",
                test=lambda v: v.fact("pending_noted") is True and not reading.applications(v),
                reads=frozenset({"fact:pending_noted", "fact:pending_applications"}),
            ),
        ),
        help=_BY_HAND,
    ),
    Step(
        "ps_special",
        PERSON,
        ("in_status", "departure_preparation", "overstay", "abroad_with_reentry"),
        (
            Branch(
                "abroad_with_reentry",
                lambda v: v.is_in(PERSON, "abroad_with_reentry"),
                frozenset({f"machine:{PERSON}"}),
            ),
            Branch("special_period", lambda v: True, frozenset()),
        ),
        Text("在留期間の満了・特例期間の開始", "stay ended, special period begins"),
        "icrra 20(6); icrra 21(4); icrra 19-5(2)",
        by=(Role.SYSTEM,),
        guards=(MORE_THAN_30_DAYS, INSIDE_TWO_MONTHS),
        starts=("special_period",),
        stops=("stay_period", "stay_period_pending", "departure_preparation", "overstay"),
        derives=(
            Derive("no_status_days", _no_status_days),
            Derive("special_until", _special_until),
        ),
        clears=("deportation_opened",),
        carries=(
            Carry(
                "card_revived",
                test=lambda v: v.fact("no_status_days") is not None,
                reads=frozenset({"fact:no_status_days"}),
            ),
        ),
        hands_over=handed.EXPIRY_REACHED,
        tells=(Role.INSPECTOR, Role.FOREIGN_NATIONAL),
        automatic=True,
        note=Text(
            "満了の日が休日で翌開庁日にされた申請により特例期間が開くかは、明文がない。満了の日の翌日から申請までは"
            "在留資格のない日として記録する。",
            "Whether a filing in time by the next open day opens the special period is not written. The days "
            "between are recorded as days without a status.",
        ),
    ),
)
