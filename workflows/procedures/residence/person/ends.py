"""How a stay ends, is left and taken up again, and what happens in the course of it (在留の状態)."""

from __future__ import annotations

from workflows.declare import ANY, SAME, Branch, Carry, Derive, Guard, Move, Start, Step
from workflows.engine import View
from workflows.procedures.residence.person import handed, reading
from workflows.procedures.residence.person.reading import HERE_LAWFULLY, HERE_WITH_STATUS, PERSON
from workflows.procedures.residence.person.stay import (
    ACTIVITY_CLOCKS,
    ALL_BUT_CARD,
    MINISTER,
    OF_THE_ACTIVITY,
    OF_THE_PERMIT,
    OF_THE_RESIDENT,
    OF_THE_STAY,
    PERMIT_OVER,
)
from workflows.roles import Role
from workflows.texts import Text

WITHOUT_STATUS = ("interim_60", "exceptional_landing", "revoked_departure_period")
ABROAD = "abroad_with_reentry"
GONE = Move(
    "reentry",
    "departed_for_good",
    ("in_japan", "applied", "permit_valid", "cancelled", "departure_held"),
)
NO_MORE_RETURN = Move("reentry", "status_lost", ("abroad",))
CARD_VOID = Carry("card_void")

# --- conditions -------------------------------------------------------------------------------------

NO_PERMIT_HELD = Guard(
    "no_permit_held",
    Text(
        "再入国の許可を受けている人の出国では、在留カードも在留資格も失われない。",
        "Who holds a re-entry permit loses neither card nor status by leaving.",
    ),
    Text(
        "再入国許可による出国として記録するか、許可の取消しを先に記録してください。",
        "Record a departure under the permit, or the cancellation of the permit first.",
    ),
    "icrra 19-14(1)(3); icrra 26(1); icrra 26(7)",
    frozenset({"machine:reentry"}),
    lambda v: not v.is_in("reentry", "permit_valid"),
)
NOT_HELD = Guard(
    "departure_not_held",
    Text("出国の確認が留保されている間は、出国できない。", "Nobody leaves while the confirmation is held."),
    Text("留保を解いてから記録してください。", "End the hold first."),
    "icrra 25(2); icrra 25-2(1)",
    frozenset({"machine:reentry"}),
    lambda v: not v.is_in("reentry", "departure_held"),
)
# The grounds of who stays on without ever having had a status, or after it was revoked.
_GROUNDS_WITHOUT_STATUS = ("status_revoked", "exceptional_landing_overstay", "birth_without_status")


def _ground_fits(view: View) -> bool:
    ground = view.given.get("ground")
    if view.is_in(PERSON, "revoked"):
        return ground == "status_revoked"
    return ground == "overstay" if view.fact("status") is not None else ground in _GROUNDS_WITHOUT_STATUS


GROUND_FITS = Guard(
    "ground_fits",
    Text(
        "在留資格を取り消された人は取消し(出国期間の徒過を含む)を、在留期間を経過した人はその残留を、在留資格のないまま残った人は"
        "特例上陸又は出生等の後の残留を退去強制事由とする。",
        "The ground is the revocation for whom it hit (the days to leave missed too), the staying on for whose stay "
        "ended, and for who never had a status the staying on after an exceptional landing or a birth.",
    ),
    Text("退去強制事由を確かめてください。", "Check the ground."),
    "icrra 24(1)(2-2); icrra 24(1)(2-3); icrra 24(1)(2-4); icrra 24(1)(4); icrra 24(1)(6); icrra 24(1)(7)",
    frozenset({"given:ground", "fact:status", f"machine:{PERSON}"}),
    _ground_fits,
)
NOT_OPENED_YET = Guard(
    "deportation_not_opened",
    Text(
        "退去強制手続は、同じ事由について二度開始しない。",
        "Deportation is not opened twice for the same cause.",
    ),
    Text("既に開始された事件を確かめてください。", "Look for the file that was opened."),
    "icrra 27(1)",
    frozenset({"fact:deportation_opened"}),
    lambda v: v.fact("deportation_opened") is not True,
)
MID_TO_LONG_TERM = Guard(
    "mid_to_long_term",
    Text(
        "住居地や所属機関等の届出をするのは、中長期在留者である。",
        "Notices of address and organisation are owed by mid-to-long-term residents.",
    ),
    Text(
        "在留カードの交付の対象でない人に、この届出の義務はありません。",
        "Who gets no residence card owes no such notice.",
    ),
    "icrra 19-3(1); icrra 19-9(1); icrra 19-16(1)",
    frozenset({"fact:mid_long_since"}),
    reading.mid_to_long_term,
)
OWED_EVENT = Guard(
    "event_is_owed",
    Text(
        "届け出るべき事由は在留資格によって異なる。機関の活動による資格は離脱・移籍等、契約による資格は契約の終了・締結等、"
        "配偶者としての資格は離婚・死別である。",
        "What is notified depends on the status: leaving and joining an organisation, ending and making a "
        "contract, or divorce and death of the spouse.",
    ),
    Text(
        "在留資格に応じた事由を選んでください。届出の義務のない在留資格もあります。",
        "Choose an event of this status; some statuses owe none.",
    ),
    "icrra 19-16(1)(1); icrra 19-16(1)(2); icrra 19-16(1)(3)",
    frozenset({"fact:status", "given:organisation_event"}),
    lambda v: v.given.get("organisation_event") in reading.organisation_events(v),
)
BOUND_TO_ACTIVITY = Guard(
    "status_bound_to_an_activity",
    Text(
        "活動をしないことが問題となるのは、別表第一の在留資格と、配偶者としての在留資格である。",
        "Not doing what it is for matters for the statuses of Table 1 and for those held as a spouse.",
    ),
    Text("在留資格を確かめてください。", "Check the status."),
    "icrra 22-4(1)(6); icrra 22-4(1)(7)",
    frozenset({"fact:status"}),
    lambda v: reading.limit_of_inactivity(reading.status(v)) is not None,
)

# --- what follows -----------------------------------------------------------------------------------


# Who noticed the loss of the card abroad has from this entry on.
LOSS_COUNTS_NOW = Start(
    "card_loss_14",
    at="returned_on",
    test=lambda v: v.is_in("residence_card", "lost") and v.running("card_loss_14") is None,
    reads=frozenset({"machine:residence_card", "clock:card_loss_14"}),
)


def _inactivity(clock: str) -> Start:
    return Start(
        clock,
        at="last_active_on",
        test=lambda v: reading.limit_of_inactivity(reading.status(v)) == clock,
        reads=frozenset({"fact:status"}),
    )


def _new_organisation(view: View) -> str | None:
    """The organisation to which the person now belongs, where the event names one."""
    named = view.given.get("organisation_name")
    stands = view.given.get("organisation_event") in ("joined", "contract_new", "renamed")
    return str(named) if stands and named is not None else None


# --- steps ------------------------------------------------------------------------------------------

GOING: tuple[Step, ...] = (
    Step(
        "ps_reentry_out",
        PERSON,
        HERE_LAWFULLY,
        ABROAD,
        Text("再入国許可による出国", "left with a right to return"),
        "icrra 25(1); icrra 26(1); icrra 26-2(1); icrra 26-3(1)",
        by=(Role.INSPECTOR,),
        carried_only=True,
        help=Text(
            "在留期間は出国中も進み、在留資格は期間とともに終わります。",
            "The stay runs on while the person is abroad, and the status ends with it.",
        ),
    ),
    Step(
        "ps_reentry_in",
        PERSON,
        (ABROAD,),
        (
            Branch(
                "departure_preparation",
                lambda v: v.running("departure_preparation") is not None,
                frozenset({"clock:departure_preparation"}),
            ),
            Branch(
                "special_period",
                lambda v: v.running("special_period") is not None,
                frozenset({"clock:special_period"}),
            ),
            Branch(
                "permanent",
                lambda v: v.fact("status") == "permanent_resident",
                frozenset({"fact:status"}),
            ),
            Branch("in_status", lambda v: True, frozenset()),
        ),
        Text("再入国", "returned"),
        "icrra 7(1); icrra 9(1); icrra 26(1); icrra 19-12(1)",
        by=(Role.INSPECTOR,),
        starts=(LOSS_COUNTS_NOW,),
        carried_only=True,
        help=Text(
            "出国前の在留資格と在留期間が続きます。出国中に満了し特例期間に入ったときは、特例期間に戻ります。",
            "Status and stay go on as before; where the stay ended meanwhile with a filing pending, into the "
            "special period.",
        ),
    ),
    Step(
        "ps_reentry_lapse",
        PERSON,
        (ABROAD,),
        "abroad_no_status",
        Text("再入国せず在留資格を喪失", "status lost abroad"),
        "icrra 26(1); icrra 26-2(2); icrra 19-14(1)(4)",
        by=(Role.SYSTEM,),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "reentry_missed"},
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        carries=(CARD_VOID,),
        hands_over=handed.closings("status_lost"),
        tells=(Role.INSPECTOR,),
        carried_only=True,
    ),
)

ENDS: tuple[Step, ...] = (
    Step(
        "ps_overstay",
        PERSON,
        (*HERE_LAWFULLY, *WITHOUT_STATUS, ABROAD),
        (
            Branch(
                "abroad_no_status",
                lambda v: v.is_in(PERSON, ABROAD),
                frozenset({f"machine:{PERSON}"}),
            ),
            Branch("overstay", lambda v: True, frozenset()),
        ),
        Text("在留期間等の経過", "the last lawful moment has passed"),
        "icrra 24(1)(4)ロ; icrra 24(1)(6); icrra 24(1)(7); icrra 24(1)(2-4); icrra 19-14(1)(1)",
        by=(Role.SYSTEM,),
        may=("origin_case",),
        starts=(
            Start(
                "overstay",
                test=lambda v: v.is_in(PERSON, "overstay"),
                reads=frozenset({f"machine:{PERSON}"}),
            ),
        ),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "not_resident"},
        clears=(
            "pending_applications",
            "special_until",
            "revocation_noticed",
            "leave_by",
            "unlimited",
            *OF_THE_ACTIVITY,
            *OF_THE_PERMIT,
        ),
        moves=(PERMIT_OVER,),
        carries=(
            # A card that ends with the stay has run out with it; any other is void with the status.
            Carry("card_expire", test=reading.ends_with_the_stay, reads=reading.BOUND_READS),
            Carry(
                "card_void",
                test=lambda v: not v.is_in("residence_card", "expired"),
                reads=frozenset({"machine:residence_card"}),
            ),
            Carry("re_stay_ended"),
        ),
        hands_over=handed.closings("status_lost"),
        tells=(Role.CONTROL_OFFICER, Role.BUREAU_DIRECTOR, Role.INSPECTOR, Role.FOREIGN_NATIONAL),
        automatic=True,
        serious=True,
        help=Text(
            "出国中の人については、不法残留ではなく、再入国する権利と在留資格の喪失として記録されます。",
            "Of somebody abroad it is no overstay: the right to return ends with the stay.",
        ),
    ),
    # Not rows of the table: the notice bars special re-entry until it is answered.
    Step(
        "ps_revocation_noticed",
        PERSON,
        HERE_LAWFULLY,
        SAME,
        Text("在留資格取消しの意見聴取通知", "revocation hearing notified"),
        "icrra 22-4(3); reg 29-4(1)(1)",
        by=MINISTER,
        may=("origin_case", "note"),
        sets={"revocation_noticed": True},
        tells=(Role.INSPECTOR,),
        help=Text(
            "以後、みなし再入国許可による出国はできません。再入国許可を受ける必要があります。",
            "From now on no special re-entry: a permit is needed to leave and return.",
        ),
    ),
    Step(
        "ps_revocation_cleared",
        PERSON,
        HERE_LAWFULLY,
        SAME,
        Text("在留資格を取り消さない旨の通知", "told that the status is not revoked"),
        "reg 25-14(1); reg 29-4(1)(1)",
        by=MINISTER,
        may=("origin_case", "note"),
        sets={"revocation_noticed": False},
    ),
    Step(
        "ps_revoked_period",
        PERSON,
        HERE_LAWFULLY,
        "revoked_departure_period",
        Text("在留資格の取消し(出国期間の指定)", "revoked, days to leave set"),
        "icrra 22-4(6); icrra 22-4(7); icrra 19-14(1)(1)",
        by=MINISTER,
        needs=("leave_by",),
        may=("origin_case", "note"),
        starts=("revocation_departure",),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "not_resident"},
        clears=tuple(f for f in OF_THE_STAY if f != "leave_by"),
        moves=(PERMIT_OVER,),
        carries=(CARD_VOID,),
        hands_over=handed.closings("status_lost"),
        tells=(Role.INSPECTOR, Role.MUNICIPALITY),
        serious=True,
        help=Text(
            "出国期間は30日以内です。その経過は取消しの事件で処理されます。",
            "At most 30 days; their end is acted on in the file of the revocation.",
        ),
    ),
    Step(
        "ps_revoked_now",
        PERSON,
        HERE_LAWFULLY,
        "revoked",
        Text("在留資格の取消し(退去強制の対象)", "revoked, deportable at once"),
        "icrra 22-4(6); icrra 22-4(7); icrra 24(1)(2-2); icrra 24(1)(2-3); icrra 19-14(1)(1)",
        by=MINISTER,
        may=("origin_case", "note"),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "not_resident"},
        clears=OF_THE_STAY,
        moves=(PERMIT_OVER,),
        carries=(CARD_VOID,),
        hands_over=handed.closings("status_lost"),
        tells=(Role.CONTROL_OFFICER, Role.MUNICIPALITY),
        serious=True,
    ),
    Step(
        "ps_depart",
        PERSON,
        (*HERE_LAWFULLY, *WITHOUT_STATUS),
        "departed",
        Text("出国(単純出国)", "left for good"),
        "icrra 25(1); icrra 19-14(1)(3); reg 27(2); reg 27(4)",
        by=(Role.INSPECTOR,),
        may=("departed_on", "origin_case", "note"),
        guards=(NO_PERMIT_HELD, NOT_HELD),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "departure"},
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        moves=(GONE,),
        carries=(CARD_VOID,),
        hands_over=(*handed.closings("departure"), *handed.LEFT),
        documents=("38",),
        tells=(Role.MUNICIPALITY,),
        help=Text(
            "再入国許可もみなし再入国許可も受けずに出国した人の在留資格は失われ、在留カードは直ちに返納されます。",
            "Who leaves without any right to return loses the status and hands the card back at once.",
        ),
    ),
    # Not a row of the table: overstayers leave too.
    Step(
        "ps_removed",
        PERSON,
        ("overstay", "revoked"),
        "departed",
        Text("退去強制・出国命令による出国", "removed, or left under a departure order"),
        "icrra 52(3); icrra 55-85(1); icrra 25(1); reg 27(3)",
        by=(Role.CONTROL_OFFICER, Role.INSPECTOR),
        needs=("removal_kind",),
        may=("departed_on", "origin_case", "note"),
        stops=ALL_BUT_CARD,
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        moves=(GONE,),
        hands_over=handed.closings("deportation"),
        documents=("38",),
    ),
    Step(
        "ps_naturalise",
        PERSON,
        (*HERE_LAWFULLY, "interim_60", ABROAD, "overstay"),
        "japanese_national",
        Text("日本国籍の取得", "Japanese nationality acquired"),
        "nationality-act 4(1); nationality-act 4(2); icrra 2(1)(2); icrra 19-14(1)(1)",
        by=(Role.MINISTER,),
        recorded_by=(Role.INSPECTOR,),
        needs=("japanese_on",),
        may=("note",),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "not_resident"},
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        moves=(PERMIT_OVER, NO_MORE_RETURN),
        carries=(CARD_VOID,),
        hands_over=handed.closings("nationality"),
        tells=(Role.INSPECTOR,),
        mark="memory",
        note=Text(
            "国籍の取得の態様ごとの連絡の経路は確認を要する。日本国籍を失えば、経過滞在から始まる。",
            "How immigration learns of each way to nationality is to be confirmed. Who loses it begins again "
            "with the sixty days.",
        ),
    ),
    Step(
        "ps_die",
        PERSON,
        (ANY,),
        "deceased",
        Text("死亡", "died"),
        "icrra 19-14(1)(6); icrra 19-15(4)",
        by=(Role.RELATIVE, Role.MUNICIPALITY),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("died_on",),
        may=("note",),
        stops=ALL_BUT_CARD,
        sets={"void_reason": "death"},
        clears=(*OF_THE_STAY, *OF_THE_RESIDENT),
        moves=(PERMIT_OVER, NO_MORE_RETURN),
        carries=(CARD_VOID,),
        hands_over=handed.closings("death"),
        help=Text(
            "在留カードは、親族又は同居者が死亡の日から14日以内に返納します。罰則はありません。",
            "A relative or housemate hands the card back within 14 days; no fine is attached.",
        ),
    ),
    # Not a row of the table: one action opens the deportation file with what is known here.
    Step(
        "ps_deportation_opened",
        PERSON,
        ("overstay", "revoked"),
        SAME,
        Text("退去強制手続への引継ぎ", "deportation opened"),
        "icrra 27(1); icrra 24(1)(4)ロ; icrra 24(1)(2-2); icrra 24(1)(2-3)",
        by=(Role.CONTROL_OFFICER,),
        needs=("ground",),
        may=("note",),
        guards=(GROUND_FITS, NOT_OPENED_YET),
        sets={"deportation_opened": True},
        hands_over=(handed.DEPORTATION,),
        serious=True,
    ),
)

EVENTS: tuple[Step, ...] = (
    # None of these is a row of the table: its clocks start from such facts, and no step records them.
    Step(
        "ps_organisation_changed",
        PERSON,
        ("in_status", "special_period", ABROAD),
        SAME,
        Text("所属機関等の変動", "organisation or spouse changed"),
        "icrra 19-16(1)(1); icrra 19-16(1)(2); icrra 19-16(1)(3); reg 19-15(1)",
        by=(Role.FOREIGN_NATIONAL, Role.ACCEPTING_ORG),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("organisation_event", "event_on"),
        may=("organisation_name", "note"),
        guards=(MID_TO_LONG_TERM, OWED_EVENT),
        derives=(Derive("organisation", _new_organisation),),
        hands_over=(handed.ORGANISATION,),
        help=Text(
            "離職と就職は二つの事由で、それぞれ14日以内の届出が要ります。一つずつ記録してください。",
            "Leaving one employer and joining another are two events with two notices: record each.",
        ),
    ),
    Step(
        "ps_moved",
        PERSON,
        HERE_WITH_STATUS,
        SAME,
        Text("住居地の変更の把握", "known to have moved"),
        "icrra 19-9(1); icrra 22-4(1)(9)",
        by=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("moved_on",),
        may=("note",),
        guards=(MID_TO_LONG_TERM,),
        hands_over=(handed.ADDRESS_MOVE,),
    ),
    Step(
        "ps_activity_ceased",
        PERSON,
        ("in_status", "special_period"),
        SAME,
        Text("在留資格に応じた活動をしなくなった", "activity of the status ceased"),
        "icrra 22-4(1)(6); icrra 22-4(1)(7); icrra 19-37(1)",
        by=(Role.INSPECTOR,),
        needs=("last_active_on",),
        may=("good_reason", "note"),
        guards=(BOUND_TO_ACTIVITY,),
        starts=tuple(_inactivity(clock) for clock in ACTIVITY_CLOCKS),
        sets={"inactive_long": False},
        help=Text(
            "求職中、休業、病気などの正当な理由があれば、期間が過ぎても取消しの理由になりません。",
            "Looking for work, leave or illness can be a good reason: then no ground of revocation arises.",
        ),
    ),
    Step(
        "ps_activity_resumed",
        PERSON,
        ("in_status", "special_period", ABROAD),
        SAME,
        Text("在留資格に応じた活動の再開", "activity of the status taken up again"),
        "icrra 22-4(1)(6); icrra 22-4(1)(7)",
        by=(Role.INSPECTOR,),
        may=("note",),
        stops=ACTIVITY_CLOCKS,
        clears=OF_THE_ACTIVITY,
    ),
    Step(
        "ps_inactivity_reached",
        PERSON,
        (ANY,),
        SAME,
        Text("活動のない期間の到来", "inactive for the length that counts"),
        "icrra 22-4(1)(6); icrra 22-4(1)(7); icrra 59-2(1)",
        by=(Role.SYSTEM,),
        stops=ACTIVITY_CLOCKS,
        sets={"inactive_long": True},
        tells=(Role.INSPECTOR,),
        automatic=True,
        help=Text(
            "事実の調査の端緒であり、これだけでは何も取り消されません。",
            "A hint for fact-finding; nothing is revoked by it.",
        ),
    ),
)
