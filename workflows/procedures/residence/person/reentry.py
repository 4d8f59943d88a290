"""Leaving and returning: re-entry permits, special re-entry permission, holds on departure (再入国).

Every right to return ends with the stay at the latest, its special period counted in (24(4)ロ).
"""

from __future__ import annotations

from workflows import cards, fees
from workflows.clocks import written_day
from workflows.declare import ANY, PREVIOUS, SAME, Branch, Carry, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person import reading
from workflows.procedures.residence.person.reading import END_OF_STAY_READS, HERE_LAWFULLY, PERSON
from workflows.procedures.residence.person.stay import OF_THE_PERMIT, OF_THE_RESIDENT, OF_THE_STAY
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.stay_counting import years_after
from workflows.texts import Text

MACHINE = "reentry"
FREE = ("in_japan", "applied", "cancelled")
AT_PORT = (*FREE, "permit_valid")
LEAVES_LAWFULLY = (*HERE_LAWFULLY, "interim_60", "exceptional_landing", "revoked_departure_period")
PRESENT_STATES = (*LEAVES_LAWFULLY, "overstay", "revoked")

# --- conditions -------------------------------------------------------------------------------------

HOLDS_STATUS = Guard(
    "holds_status",
    Text(
        "再入国の許可を受けるのは、在留資格をもって本邦に在留する人である。",
        "A right to return is for who stays here with a status.",
    ),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 26(1); icrra 26-2(1)",
    frozenset({f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, *HERE_LAWFULLY),
)
ONLINE_WITH_A_FILING = Guard(
    "online_with_a_filing",
    Text(
        "再入国許可のオンライン申請は、変更・更新等の申請と同時にするときに限り、外交・短期滞在の人はできない。",
        "A re-entry permit is asked for online only along with a change, extension or the like, and never by a "
        "Diplomat or Temporary Visitor.",
    ),
    Text("窓口での申請を求めてください。", "Ask for a filing at the counter."),
    "reg 61-3(1)(12)",
    frozenset({"given:channel", "fact:pending_applications", "fact:status"}),
    lambda v: (
        v.given.get("channel") != "online"
        or (bool(reading.applications(v)) and v.fact("status") not in ("diplomat", "temporary_visitor"))
    ),
)


PRESENT = Guard(
    "present_in_japan",
    Text("本邦にある外国人について行う。", "It concerns a foreign national who is in Japan."),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 25(1); icrra 25-2(1)",
    frozenset({f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, *PRESENT_STATES),
)
MAY_LEAVE = Guard(
    "leaves_lawfully",
    Text(
        "単純出国は、適法に在留する人が出国の確認を受けてする。不法残留の人は出国命令又は退去強制による。",
        "Leaving for good is for who is here lawfully; overstayers leave by a departure order or removal.",
    ),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 25(1); icrra 24-3(1); icrra 52(3)",
    frozenset({f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, *LEAVES_LAWFULLY, "departed"),
)


def _within_stay(fact: str) -> Guard:
    def within(view: View) -> bool:
        day, end = as_day(view.given.get(fact)), reading.end_of_stay(view)
        return day is None or end is None or day <= end

    return Guard(
        "within_the_stay",
        Text(
            "再入国する権利は、在留期間(特例期間を含む)の満了の日を超えない。",
            "No right to return lasts beyond the last day of the stay, its special period included.",
        ),
        Text("在留期間の満了の日以前の日にしてください。", "Name a day up to the last day of the stay."),
        "icrra 26(1); icrra 26(3); icrra 24(1)(4)ロ",
        END_OF_STAY_READS | {f"given:{fact}"},
        within,
    )


def _passport(view: View) -> bool:
    return view.given.get("passport_shown") is True or view.given.get("no_passport_reason") is not None


PASSPORT_OR_REASON = Guard(
    "passport_or_reason",
    Text(
        "旅券を提示する。提示できない人は、取得できない理由を記載した書類を提出する。",
        "A passport is shown, or the reason for having none is stated in writing.",
    ),
    Text("旅券の提示か、その理由を記録してください。", "Record the passport, or the reason."),
    "reg 29(2)",
    frozenset({"given:passport_shown", "given:no_passport_reason"}),
    _passport,
)


def _five_years(view: View) -> bool:
    begins, ends = as_day(view.given.get("effective_on")), as_day(view.given.get("reentry_valid_until"))
    return begins is None or ends is None or begins <= ends <= years_after(begins, 5)


WITHIN_FIVE_YEARS = Guard(
    "within_five_years",
    Text(
        "再入国許可の有効期間は、効力を生ずる日から5年を超えない。",
        "A re-entry permit is valid for at most five years from the day it takes effect.",
    ),
    Text("期限を確かめてください。", "Check its last day."),
    "icrra 26(3)",
    frozenset({"given:effective_on", "given:reentry_valid_until"}),
    _five_years,
)


def _fee(view: View) -> bool:
    item = "reentry_multiple" if view.told("permit_kind") == "multiple" else "reentry_single"
    channel = "online" if view.told("channel") == "online" else "counter"
    asked_on = as_day(view.fact("permit_asked_on")) or day_of(view)
    owed = fees.fee(item, channel, asked_on, status=reading.status(view))
    return owed is None or view.given.get("fee_yen") == owed


FEE_PAID = Guard(
    "fee_paid",
    Text(
        "再入国の許可の手数料は、証印又は交付の時に、申請を受け付けた日の額を納付する(一回限りと数次で額が異なり、"
        "外交・公用の人は要しない)。",
        "The fee is paid when the permit is stamped or handed over, at the rate of the day of the filing; it differs "
        "for single and multiple permits, and Diplomats and Officials pay none.",
    ),
    Text("納付された額を確かめてください。", "Check the amount paid."),
    "icrra 67(1)(4); order 25(1)(4); order 25(1)(5)",
    frozenset(
        {"given:fee_yen", "fact:permit_kind", "fact:permit_asked_on", "fact:channel", "fact:status", "time"}
    ),
    _fee,
)
INTENT = Guard(
    "intent_to_return",
    Text(
        "みなし再入国許可は、再び入国する意図を出国の際に書面で表明した人に限る。",
        "Special re-entry needs the intent to return, declared in writing on leaving.",
    ),
    Text(
        "再入国出国記録の記載を確かめてください。意図がなければ単純出国です。",
        "Check the departure record; without the intent the person leaves for good.",
    ),
    "icrra 26-2(1); icrra 26-3(1); reg 29-2(1); reg 29-3(1)",
    frozenset({"given:return_intent"}),
    lambda v: v.given.get("return_intent") is True,
)
VALID_PASSPORT = Guard(
    "valid_passport",
    Text(
        "みなし再入国許可には有効な旅券を要する(難民旅行証明書では足りない)。",
        "Special re-entry needs a valid passport; a refugee travel document is not enough.",
    ),
    Text("旅券がなければ、再入国許可を受ける必要があります。", "Without one, a re-entry permit is needed."),
    "icrra 26-2(1); icrra 26-3(1)",
    frozenset({"given:passport_shown"}),
    lambda v: v.given.get("passport_shown") is True,
)


def _long_enough(view: View) -> bool:
    return not cards.no_special_reentry(
        reading.status(view),
        str(view.told("period") or ""),
        reading.stay_begins_after(view),
        as_day(view.told("stay_until")),
    )


LONG_STAY = Guard(
    "stay_of_more_than_three_months",
    Text(
        "3月以下の在留期間又は短期滞在の人には、みなし再入国許可がない。",
        "There is no special re-entry for stays of three months or less, nor for Temporary Visitors.",
    ),
    Text("出国の前に再入国許可を受ける必要があります。", "A re-entry permit is needed before leaving."),
    "icrra 26-2(1); icrra 19-3(1)(1); icrra 19-3(1)(2)",
    reading.NO_CARD_READS,
    _long_enough,
)
CARD_HELD = Guard(
    "card_held",
    Text(
        "中長期在留者は、在留カード(後日交付の旨の記載のある旅券を含む)を所持し、提示する。",
        "A mid-to-long-term resident holds and shows the card, or the passport that says it follows.",
    ),
    Text(
        "所持していなければ、再入国許可を受けるか、再交付を受ける必要があります。",
        "Without it a permit, or a new card, is needed.",
    ),
    "icrra 26-2(1); reg 29-2(2)",
    frozenset({"fact:mid_long_since", "machine:residence_card", "given:card_shown"}),
    lambda v: (
        not reading.mid_to_long_term(v)
        or (v.is_in("residence_card", "valid", "later") and v.given.get("card_shown") is True)
    ),
)
NO_HEARING_NOTICE = Guard(
    "no_hearing_notice",
    Text(
        "在留資格取消しの意見聴取の通知を受けた人は、取り消さない旨の通知があるまで、再入国の許可を要する。",
        "Who was notified of a revocation hearing needs a permit until told that the status is not revoked.",
    ),
    Text(
        "再入国許可を受けるか、単純出国(取消しの手続は終止)となります。",
        "A permit is needed; leaving for good closes the revocation.",
    ),
    "icrra 26-2(1); icrra 26-3(1); reg 29-4(1)(1)",
    frozenset({"fact:revocation_noticed"}),
    lambda v: v.fact("revocation_noticed") is not True,
)


def _barred(view: View) -> bool:
    bars = view.told("reentry_bars")
    return view.fact("hold_noticed") is True or (isinstance(bars, list) and any(b != "none" for b in bars))


NO_BAR = Guard(
    "no_bar",
    Text(
        "出国確認の留保に係る通知、収容令書、監理措置又は再入国の許可を要するとの認定がある人は、再入国の許可を要する。",
        "Who is under a departure notice, a detention warrant, supervision or a finding of the Commissioner "
        "needs a re-entry permit.",
    ),
    Text("再入国許可を受ける必要があります。", "A re-entry permit is needed."),
    "icrra 26-2(1); icrra 26-3(1); reg 29-4(1)(2); reg 29-4(1)(3); reg 29-4(1)(4); reg 29-4(1)(6)",
    frozenset({"fact:reentry_bars", "given:reentry_bars", "fact:hold_noticed"}),
    lambda v: not _barred(v),
)
NO_CLAIM = Guard(
    "no_claim_designation",
    Text(
        "難民認定等の手続中の活動を指定された特定活動の人は、再入国の許可を要する。",
        "Whose designated activity is that of a claimant for protection needs a re-entry permit.",
    ),
    Text("再入国許可を受ける必要があります。", "A re-entry permit is needed."),
    "icrra 26-2(1); reg 29-4(1)(5)",
    frozenset({"fact:status", "fact:designation"}),
    lambda v: (
        v.fact("status") != "designated_activities"
        or not cards.designated_for_claim(str(v.fact("designation") or ""))
    ),
)
ON_A_CRUISE = Guard(
    "visitor_on_a_designated_ship",
    Text(
        "短期滞在の人のみなし再入国許可は、指定旅客船で出国し、同じ船で再び入国するときに限る。",
        "A Temporary Visitor has special re-entry only on a designated passenger ship, out and back.",
    ),
    Text(
        "在留資格、船名、再び入国することを証する書類を確かめてください。",
        "Check the status, the ship and the papers for returning on it.",
    ),
    "icrra 26-3(1); reg 29-3(2)",
    frozenset({"fact:status", "given:ship", "given:ship_return_shown"}),
    lambda v: (
        v.fact("status") == "temporary_visitor"
        and v.given.get("ship") is not None
        and v.given.get("ship_return_shown") is True
    ),
)


def _still_valid(view: View) -> bool:
    until, begins = as_day(view.fact("reentry_valid_until")), as_day(view.fact("effective_on"))
    today = day_of(view)
    return (until is None or today <= until) and (begins is None or begins <= today)


PERMIT_IN_FORCE = Guard(
    "permit_in_force",
    Text(
        "再入国の許可は、記載された日から、その期限まで効力を有する。",
        "A permit is in force from the day written on it until its last day.",
    ),
    Text("効力発生日と期限を確かめてください。", "Check both days of the permit."),
    "icrra 26(2); icrra 26(3)",
    frozenset({"fact:reentry_valid_until", "fact:effective_on", "time"}),
    _still_valid,
)
FILING_PENDING = Guard(
    "filing_pending",
    Text(
        "本邦にある間の有効期間の延長は、変更又は更新の申請がある人に限る。",
        "Inside Japan a permit is lengthened only for who has applied for a change or an extension.",
    ),
    Text("申請の有無を確かめてください。", "Check whether such a filing is pending."),
    "icrra 26(4)",
    frozenset({"fact:pending_applications", f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, "special_period") or bool(reading.applications(v)),
)
LEFT_UNDER_PERMIT = Guard(
    "left_under_a_permit",
    Text(
        "国外での延長は、再入国許可を受けて出国した人に限り、みなし再入国許可にはない。",
        "Only who left under a permit gets it lengthened abroad; special re-entry is never lengthened.",
    ),
    Text("期間内に再入国するほかありません。", "The person has to return in time."),
    "icrra 26(5); icrra 26-2(3); icrra 26-3(2)",
    frozenset({"clock:reentry_validity"}),
    lambda v: v.running("reentry_validity") is not None,
)


def _one_more_year(view: View) -> bool:
    begins, ends = as_day(view.fact("effective_on")), as_day(view.given.get("reentry_valid_until"))
    clock = view.running("reentry_validity")
    if ends is None or clock is None:
        return True
    present = as_day(written_day(clock.legal_at)) if clock.legal_at is not None else None
    if present is not None and not present < ends <= years_after(present, 1):
        return False
    return begins is None or ends <= years_after(begins, 6)


ONE_MORE_YEAR = Guard(
    "one_more_year",
    Text(
        "国外での延長は、1年を超えず、許可が効力を生じた日から6年を超えない。",
        "Abroad a permit is lengthened by at most a year, and to six years from its effect at most.",
    ),
    Text("延長後の期限を確かめてください。", "Check the new last day."),
    "icrra 26(5)",
    frozenset({"fact:effective_on", "given:reentry_valid_until", "clock:reentry_validity"}),
    _one_more_year,
)


def _longer(view: View) -> bool:
    now, then = as_day(view.fact("reentry_valid_until")), as_day(view.given.get("reentry_valid_until"))
    return now is None or then is None or now < then


LENGTHENED = Guard(
    "lengthened",
    Text(
        "延長は、今の期限より後の日まで、特例期間の終わりを限度とする。",
        "A permit is lengthened to a later day, up to the end of the special period.",
    ),
    Text("延長後の期限を確かめてください。", "Check the new last day."),
    "icrra 26(4)",
    frozenset({"fact:reentry_valid_until", "given:reentry_valid_until"}),
    _longer,
)

# --- what follows -----------------------------------------------------------------------------------

OUT = Carry("ps_reentry_out")


def _came_with_multiple(view: View) -> bool:
    return view.fact("permit_kind") == "multiple" and view.running("reentry_validity") is not None


STEPS: tuple[Step, ...] = (
    Step(
        "re_apply",
        MACHINE,
        ("in_japan", "cancelled"),
        "applied",
        Text("再入国許可の申請", "re-entry permit applied for"),
        "icrra 26(1); reg 29(1); reg 29(2); reg 29(3); reg 29(4); reg 29(5)",
        by=(Role.FOREIGN_NATIONAL, Role.FILING_AGENT, Role.RELATIVE),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("permit_kind",),
        may=(
            "planned_return_on",
            "passport_shown",
            "no_passport_reason",
            "channel",
            "filed_by",
            "filer_name",
            "filer_authority",
            "note",
        ),
        guards=(HOLDS_STATUS, ONLINE_WITH_A_FILING, PASSPORT_OR_REASON, _within_stay("planned_return_on")),
        derives=(Derive("permit_asked_on", lambda v: day_of(v).isoformat()),),
        documents=("40",),
        tells=(Role.BUREAU_DIRECTOR,),
    ),
    # Not rows of the table: a request that is refused or withdrawn would stay open for ever.
    Step(
        "re_refuse",
        MACHINE,
        ("applied",),
        "in_japan",
        Text("再入国許可の不許可", "re-entry permit refused"),
        "icrra 26(1); reg 61-2(2)",
        by=(Role.BUREAU_DIRECTOR, Role.COMMISSIONER),
        needs=("reasons",),
        clears=OF_THE_PERMIT,
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "re_withdraw",
        MACHINE,
        ("applied",),
        "in_japan",
        Text("再入国許可の申請の取下げ", "request withdrawn"),
        "practice withdrawal",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        may=("note",),
        clears=OF_THE_PERMIT,
    ),
    Step(
        "re_grant",
        MACHINE,
        ("applied",),
        "permit_valid",
        Text("再入国の許可", "re-entry permit granted"),
        "icrra 26(1); icrra 26(2); icrra 26(3); icrra 67(1)(4); reg 29(6); reg 29(7); reg 61-2(2)",
        by=(Role.BUREAU_DIRECTOR, Role.COMMISSIONER),
        recorded_by=(Role.INSPECTOR,),
        needs=("permit_no", "effective_on", "reentry_valid_until", "permit_paper", "fee_yen"),
        may=("stamp_serials", "note"),
        guards=(HOLDS_STATUS, WITHIN_FIVE_YEARS, _within_stay("reentry_valid_until"), FEE_PAID),
        starts=("reentry_validity",),
        documents=("41", "42"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "re_depart_permit",
        MACHINE,
        ("permit_valid",),
        "abroad",
        Text("再入国許可による出国", "left under the permit"),
        "icrra 25(1); icrra 26(1); icrra 19-14(1)(3); reg 27(1); reg 27(4)",
        by=(Role.INSPECTOR,),
        needs=("departed_on",),
        may=("note",),
        guards=(HOLDS_STATUS, PERMIT_IN_FORCE),
        carries=(OUT,),
        documents=("38", "37-19"),
        help=Text(
            "在留カードは有効なままです。期限までに、かつ在留期間内に再入国しなければ、在留資格を失います。",
            "The card stays valid. Who is not back by the permit's last day and within the stay loses the status.",
        ),
    ),
    Step(
        "re_depart_special",
        MACHINE,
        FREE,
        "abroad",
        Text("みなし再入国許可による出国", "left with special re-entry permission"),
        "icrra 25(1); icrra 26-2(1); icrra 26-2(2); reg 27(4); reg 29-2(1); reg 29-2(2); reg 29-4(1)",
        by=(Role.INSPECTOR,),
        needs=("departed_on", "passport_shown", "return_intent"),
        may=("card_shown", "reentry_bars", "note"),
        guards=(
            HOLDS_STATUS,
            LONG_STAY,
            VALID_PASSPORT,
            CARD_HELD,
            INTENT,
            NO_HEARING_NOTICE,
            NO_BAR,
            NO_CLAIM,
        ),
        starts=("special_reentry_1y",),
        carries=(OUT,),
        documents=("38", "37-19"),
        help=Text(
            "出国の日から1年、在留期間(特例期間を含む)が先に終わるときはその日までに再入国します。延長はありません。",
            "Back within a year, or by the end of the stay with its special period if that comes first; never "
            "lengthened.",
        ),
    ),
    Step(
        "re_depart_special_cruise",
        MACHINE,
        FREE,
        "abroad",
        Text("短期滞在に係るみなし再入国許可による出国", "left on a cruise with special re-entry"),
        "icrra 25(1); icrra 26-3(1); icrra 26-3(2); reg 29-3(1); reg 29-3(2); reg 29-4(1)",
        by=(Role.INSPECTOR,),
        needs=("departed_on", "passport_shown", "return_intent", "ship", "ship_return_shown"),
        may=("reentry_bars", "note"),
        guards=(HOLDS_STATUS, ON_A_CRUISE, VALID_PASSPORT, INTENT, NO_HEARING_NOTICE, NO_BAR),
        starts=("special_reentry_15d",),
        carries=(OUT,),
        documents=("38", "37-19"),
    ),
    Step(
        "re_extend_special_period",
        MACHINE,
        ("permit_valid",),
        SAME,
        Text("再入国許可の延長(申請中)", "permit lengthened while a filing is pending"),
        "icrra 26(4); icrra 20(6); reg 61-2(2)",
        by=(Role.BUREAU_DIRECTOR, Role.COMMISSIONER),
        needs=("reentry_valid_until",),
        may=("note",),
        guards=(FILING_PENDING, LENGTHENED, _within_stay("reentry_valid_until")),
        starts=("reentry_validity",),
        stops=("reentry_validity",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "re_extend_abroad",
        MACHINE,
        ("abroad",),
        SAME,
        Text("国外での再入国許可の延長", "permit lengthened abroad"),
        "icrra 26(5); icrra 26(6); reg 29(8)",
        by=(Role.CONSUL,),
        recorded_by=(Role.INSPECTOR,),
        needs=("reentry_valid_until", "return_obstacle"),
        may=("note",),
        guards=(LEFT_UNDER_PERMIT, ONE_MORE_YEAR, _within_stay("reentry_valid_until")),
        starts=("reentry_validity",),
        stops=("reentry_validity",),
        documents=("43",),
        tells=(Role.INSPECTOR,),
    ),
    Step(
        "re_return",
        MACHINE,
        ("abroad",),
        (
            Branch(
                "permit_valid",
                _came_with_multiple,
                frozenset({"fact:permit_kind", "clock:reentry_validity"}),
            ),
            Branch("in_japan", lambda v: True, frozenset()),
        ),
        Text("再入国", "returned in time"),
        "icrra 7(1); icrra 9(1); icrra 26(1); reg 7(1)",
        by=(Role.INSPECTOR,),
        needs=("returned_on",),
        may=("origin_case", "note"),
        starts=(
            Start(
                "reentry_validity",
                test=lambda v: v.is_in(MACHINE, "permit_valid"),
                reads=frozenset({f"machine:{MACHINE}"}),
            ),
        ),
        stops=("special_reentry_1y", "special_reentry_15d", "reentry_validity"),
        clears=("departed_on",),
        carries=(Carry("ps_reentry_in"),),
        documents=("7-3",),
        help=Text(
            "審査するのは旅券と上陸拒否事由だけで、在留資格と在留期間は元のまま続きます。",
            "Only passport and grounds of denial are examined; status and stay go on as they were.",
        ),
    ),
    Step(
        "re_lapse_abroad",
        MACHINE,
        ("abroad", "permit_valid"),
        (
            Branch("status_lost", lambda v: v.is_in(MACHINE, "abroad"), frozenset({f"machine:{MACHINE}"})),
            Branch("in_japan", lambda v: True, frozenset()),
        ),
        Text("再入国の期間の徒過", "the right to return has run out"),
        "icrra 19-14(1)(4); icrra 26(3); icrra 26-2(2); icrra 26-3(2)",
        by=(Role.SYSTEM,),
        stops=("reentry_validity", "special_reentry_1y", "special_reentry_15d"),
        clears=OF_THE_PERMIT,
        carries=(Carry("ps_reentry_lapse"),),
        tells=(Role.INSPECTOR,),
        automatic=True,
        help=Text(
            "出国中であれば在留資格を失います。本邦にあれば、許可が失効するだけです。",
            "Who is abroad loses the status; of who is here only the permit ends.",
        ),
    ),
    Step(
        "re_cancel",
        MACHINE,
        ("permit_valid",),
        "cancelled",
        Text("再入国許可の取消し", "permit cancelled"),
        "icrra 26(7); reg 29(9); reg 61-2(2)",
        by=(Role.BUREAU_DIRECTOR, Role.COMMISSIONER),
        needs=("reasons",),
        may=("note",),
        stops=("reentry_validity",),
        clears=OF_THE_PERMIT,
        documents=("44",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        serious=True,
        help=Text(
            "本邦にある間に限り取り消せます。出国した人の許可は取り消せません。",
            "Only while the person is in Japan; nobody's permit is cancelled abroad.",
        ),
    ),
    Step(
        "re_hold_departure",
        MACHINE,
        AT_PORT,
        "departure_held",
        Text("出国確認の留保", "departure held"),
        "icrra 25-2(1); icrra 25-2(2); reg 28(1)",
        by=(Role.INSPECTOR,),
        needs=("agency", "hold_ground", "held_at"),
        may=("note",),
        guards=(PRESENT,),
        starts=(Start("departure_hold_24h", at="held_at"),),
        sets={"hold_noticed": True},
        documents=("39",),
        tells=(Role.FOREIGN_NATIONAL, Role.POLICE, Role.COURT),
        serious=True,
        help=Text(
            "出国の手続がされた時から24時間を限ります。通知した機関に直ちに通報してください。",
            "At most 24 hours from the departure procedure; tell the agency at once.",
        ),
    ),
    # Not a row of the table: a hold ends, by decision or by the hour, and the person may leave.
    Step(
        "re_hold_released",
        MACHINE,
        ("departure_held",),
        PREVIOUS,
        Text("出国確認の留保の終了", "hold ended"),
        "icrra 25-2(1)",
        by=(Role.INSPECTOR, Role.SYSTEM),
        may=("note",),
        stops=("departure_hold_24h",),
        automatic=True,
        tells=(Role.INSPECTOR,),
    ),
    Step(
        "re_simple_departure",
        MACHINE,
        FREE,
        "departed_for_good",
        Text("単純出国", "left for good"),
        "icrra 25(1); icrra 19-14(1)(3); icrra 19-15(2); reg 27(4)",
        by=(Role.INSPECTOR,),
        may=("departed_on", "note"),
        guards=(MAY_LEAVE,),
        clears=OF_THE_PERMIT,
        carries=(Carry("ps_depart"),),
        documents=("38",),
        tells=(Role.MUNICIPALITY,),
        help=Text(
            "在留資格は失われ、在留カードは失効し、直ちに返納されます。",
            "The status is gone; the card is void and handed back at once.",
        ),
    ),
    # Not rows of the table: what bars special re-entry is known before the port; and where a stay without
    # end, or its end abroad, changes what the person can do here.
    Step(
        "re_bars_noted",
        MACHINE,
        AT_PORT,
        SAME,
        Text("みなし再入国許可を受けられない事由の記録", "bars to special re-entry noted"),
        "reg 29-4(1)(2); reg 29-4(1)(3); reg 29-4(1)(4); reg 29-4(1)(6); reg 29-4(2); reg 29-4(3)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.CONTROL_OFFICER,),
        needs=("reentry_bars",),
        may=("hold_noticed", "agency", "note"),
        guards=(PRESENT,),
        documents=("44-2",),
        help=Text(
            "事由がなくなったときは「なし」を選び、通知の有無を改めてください。",
            "When they fall away choose “none”, and correct whether a notice is on file.",
        ),
    ),
    Step(
        "re_no_end_of_stay",
        MACHINE,
        (ANY,),
        SAME,
        Text("在留期間の定めなし", "stay without end"),
        "icrra 2-2(3); icrra 26(1)",
        by=(Role.SYSTEM,),
        sets={"unlimited": True},
        clears=("stay_until", "stay_days"),
        carried_only=True,
        help=Text(
            "再入国する権利は在留期間の満了に限られません。",
            "No end of the stay limits a right to return.",
        ),
    ),
    Step(
        "re_stay_ended",
        MACHINE,
        ("abroad",),
        "status_lost",
        Text("出国中の在留期間の満了", "the stay ended while abroad"),
        "icrra 26(1); icrra 26-2(2); icrra 24(1)(4)ロ",
        by=(Role.SYSTEM,),
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        carried_only=True,
    ),
)
