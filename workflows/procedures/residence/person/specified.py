"""The specified residence card (特定在留カード): a residence card joined with the My Number card, asked for
together with another matter, since 2026-06-14.
"""

from __future__ import annotations

from datetime import date

from workflows import cards, fees
from workflows.cards import NEW_CARD_FROM, Validity
from workflows.counting import age_at
from workflows.declare import SAME, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person import reading
from workflows.procedures.residence.person.card import (
    AT_COUNTER,
    BY_HOLDER,
    CARD_CLOCKS,
    FREE_CARD_STARTS,
    ISSUE_MAY,
    ISSUE_STOPS,
    MACHINE,
    MID_TO_LONG_TERM,
    NEW_NUMBER,
    NUMBER_FORMAT,
    OF_THE_CARD,
    OLD_CARD_OWED,
    RESIDENT,
    end_by_law,
    issue_derives,
    old_end,
    plain_end,
)
from workflows.procedures.residence.person.reading import BOUND_READS
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

# Joined with an application for a status the card is itself the disposition, and comes with its delivery.
FOR_A_STATUS = ("change", "extension", "permanent_residence")
NEVER_JOINED = ("loss", "acquisition", "landing")
REQUEST_READS = frozenset({"fact:spc_place", "fact:spc_joined", "fact:spc_filed_on", "given:specified_card"})

# --- conditions -------------------------------------------------------------------------------------

SINCE_2026 = Guard(
    "specified_cards_exist",
    Text(
        "特定在留カードは、2026年6月14日から交付される。",
        "Specified residence cards exist since 2026-06-14.",
    ),
    Text("日付を確かめてください。", "Check the date."),
    "icrra 19-15-2(1); suppl-2024-59 1(1)",
    frozenset({"time"}),
    lambda v: day_of(v) >= NEW_CARD_FROM,
)
IN_REGISTER = Guard(
    "in_the_resident_register",
    Text(
        "特定在留カードの交付を求めることができるのは、住民基本台帳に記録されている中長期在留者である。",
        "Only a mid-to-long-term resident in the resident register may ask for a specified card.",
    ),
    Text("住民基本台帳の記録を確かめてください。", "Check the resident register."),
    "icrra 19-15-2(1)",
    frozenset({"given:in_register"}),
    lambda v: v.given.get("in_register") is True,
)
JOINED_RIGHTLY = Guard(
    "joined_with_a_matter_that_allows_it",
    Text(
        "特定在留カードは、記載事項の変更、有効期間の更新、汚損等・命令・交換による再交付、変更・更新・永住の申請に併せて求める。"
        "紛失による再交付、在留資格の取得、上陸に併せては求められない。",
        "A specified card is asked for with an item change, a renewal, a re-issue (damage, order, exchange), a change, "
        "an extension or permanent residence; not with a re-issue after loss, an acquisition or a landing.",
    ),
    Text("併せてする手続を確かめてください。", "Check with what it is joined."),
    "icrra 19-15-2(1)(1); icrra 19-15-2(1)(2)",
    frozenset({"given:spc_joined"}),
    lambda v: v.given.get("spc_joined") not in NEVER_JOINED,
)
ON_PAPER = Guard(
    "asked_for_on_paper",
    Text(
        "特定在留カードの申請は、地方入管局に出頭し書面でする。オンラインの申請に併せることはできない。",
        "It is asked for on paper, in person at the bureau; never along with an online filing.",
    ),
    Text("窓口での申請に併せてください。", "Join it with a filing at the counter."),
    "spc-rules 1(1)",
    frozenset({"given:channel"}),
    lambda v: v.given.get("channel") != "online",
)


def _renewable(view: View) -> bool:
    if view.given.get("spc_joined") != "renewal":
        return True
    until = as_day(view.fact("card_valid_until"))
    if reading.ends_with_the_stay(view):
        return False
    opens = None if until is None else cards.renewal_opens(until, as_day(view.fact("born")))
    return opens is None or view.given.get("early_reason") is not None or opens <= day_of(view)


RENEWAL_OPEN = Guard(
    "renewal_open",
    Text(
        "更新の申請に併せるときは、更新の対象であるカードについて、更新期間内にする。",
        "Joined with a renewal it needs a card that is renewed, inside its window.",
    ),
    Text(
        "カードの満了の日を確かめ、期間前であればやむを得ない理由を記録してください。",
        "Check the end of the card; before the window record the unavoidable reason.",
    ),
    "icrra 19-11(1); icrra 19-11(2); icrra 19-15-2(1)(1)",
    BOUND_READS | {"given:spc_joined", "given:early_reason", "fact:born", "time"},
    _renewable,
)
TOWN_OCCASION = Guard(
    "occasion_at_the_town_hall",
    Text(
        "市町村では、新たに住民基本台帳に記録されるとき、又は同一市町村内で住所を変えるときの届出に併せて求める。",
        "At the town hall it is asked for on first entry in the register, or on moving inside the municipality.",
    ),
    Text("住居地の届出の場合を確かめてください。", "Check the occasion of the address notice."),
    "icrra 19-15-2(2); spc-rules 2(1)",
    frozenset({"given:town_occasion"}),
    lambda v: v.given.get("town_occasion") != "other_town",
)


def _express(view: View) -> bool:
    if view.given.get("express") is not True:
        return True
    if view.given.get("express_ground") == "infant":
        born, asked = as_day(view.fact("born")), as_day(view.given.get("spc_filed_on"))
        return born is None or asked is None or asked < born or age_at(born, asked) < 1
    return view.given.get("express_ground") is not None


EXPRESS_GROUND = Guard(
    "express_only_for_those_listed",
    Text(
        "速やかな送付の申出ができるのは、1歳未満の人、転入等の届出をした人、余白がない人、刑事施設等から釈放された人に限る。",
        "Express posting is for infants under one, new arrivals, who has no room left on the card, and released "
        "prisoners.",
    ),
    Text("該当する事由を選んでください。", "Choose the ground."),
    "icrra 19-15-2(3); order 3-2(1); reg 19-14-2(1)",
    frozenset({"given:express", "given:express_ground", "fact:born", "given:spc_filed_on"}),
    _express,
)


def _photo(view: View) -> bool:
    born, asked = as_day(view.fact("born")), as_day(view.given.get("spc_filed_on"))
    infant = born is not None and asked is not None and asked >= born and age_at(born, asked) < 1
    return infant or view.given.get("photo_on") is not None


TOWN_PHOTO = Guard(
    "photo_at_the_town_hall",
    Text(
        "市町村での申請には、1歳未満の人を除き、6月以内に撮影した写真を提出する。",
        "At the town hall a photo is handed in, except of infants under one.",
    ),
    Text("写真の撮影日を入力してください。", "Enter the day the photo was taken."),
    "spc-rules 2(1)",
    frozenset({"given:photo_on", "fact:born", "given:spc_filed_on"}),
    _photo,
)
NOT_ASKED_TWICE = Guard(
    "not_asked_twice",
    Text("処理中の特定在留カードの申請がある。", "A specified card has been asked for already."),
    Text("その交付又は不交付を先に記録してください。", "Record its delivery, or that none is given, first."),
    "icrra 19-15-2(4)",
    frozenset({"fact:spc_place"}),
    lambda v: v.fact("spc_place") is None,
)


def _office(view: View) -> bool:
    if view.given.get("specified_card") is True:
        return True
    return view.fact("spc_place") == "office" and view.fact("spc_joined") not in FOR_A_STATUS


ASKED_AT_OFFICE = Guard(
    "asked_for_at_the_bureau",
    Text(
        "地方入管局で交付するのは、そこで求められた特定在留カードである。変更・更新・永住に併せたものは、その許可の交付として渡す。",
        "The bureau delivers what was asked for there; joined with a change, an extension or permanent residence it "
        "comes with that permission.",
    ),
    Text(
        "申請を先に記録するか、許可の交付として記録してください。", "Record the request, or the permission."
    ),
    "icrra 19-15-2(5)",
    REQUEST_READS,
    _office,
)
ASKED_AT_TOWN = Guard(
    "asked_for_at_the_town_hall",
    Text(
        "市町村を経由して交付するのは、そこで求められた特定在留カードである。",
        "The town hall delivers what was asked for there.",
    ),
    Text("申請を先に記録してください。", "Record the request first."),
    "icrra 19-15-2(6); icrra 19-15-2(7)",
    frozenset({"fact:spc_place"}),
    lambda v: v.fact("spc_place") == "town",
)
COLLECTED = Guard(
    "collected_in_person",
    Text(
        "速やかな送付の申出があるものは、送付して交付する。",
        "What express posting was asked for is sent.",
    ),
    Text("送付による交付として記録してください。", "Record it as sent by post."),
    "icrra 19-15-2(7); icrra 19-15-2(9)",
    frozenset({"fact:express"}),
    lambda v: v.fact("express") is not True,
)
SENT = Guard(
    "express_asked_for",
    Text(
        "送付して交付するのは、速やかな送付の申出があった場合に限る。",
        "It is sent only where express posting was asked for.",
    ),
    Text("市町村の窓口での交付として記録してください。", "Record a delivery at the town hall."),
    "icrra 19-15-2(3); icrra 19-15-2(7)",
    frozenset({"fact:express"}),
    lambda v: v.fact("express") is True,
)
ASKED = Guard(
    "asked_for",
    Text("特定在留カードの申請がない。", "No specified card has been asked for."),
    Text("申請を先に記録してください。", "Record the request first."),
    "icrra 19-15-2(8)",
    frozenset({"fact:spc_place"}),
    lambda v: v.fact("spc_place") is not None,
)


def _ordinary_instead(view: View) -> bool:
    owed = view.fact("spc_place") == "office" and view.fact("spc_joined") not in FOR_A_STATUS
    return owed == (view.given.get("card_no") is not None)


ORDINARY_INSTEAD = Guard(
    "ordinary_card_instead",
    Text(
        "交付しないときは、併せてされた届出又は申請に係る通常の在留カードを交付する。住居地届出に併せたものと、"
        "変更・更新・永住に併せたものについては、この段階でカードを交付しない。",
        "Where none is given, the ordinary card of the matter it was joined with is. With an address notice no card "
        "was due, and with a permission it comes with that.",
    ),
    Text("交付するカードの番号を確かめてください。", "Check the number of the card given."),
    "icrra 19-15-2(8); icrra 19-10(2)",
    frozenset({"fact:spc_place", "fact:spc_joined", "given:card_no"}),
    _ordinary_instead,
)
RENEWAL_WAITS = Guard(
    "renewal_waits_for_the_specified_card",
    Text(
        "旧カードの有効が続くのは、有効期間の更新に併せて特定在留カードが求められている場合に限る。",
        "The old card goes on only where a specified card was asked for with its renewal.",
    ),
    Text("申請の内容を確かめてください。", "Check the request."),
    "icrra 19-15-3(2); icrra 19-15-3(3)",
    frozenset({"fact:spc_place", "fact:spc_joined"}),
    lambda v: v.fact("spc_place") == "office" and v.fact("spc_joined") == "renewal",
)
HOLDS_SPECIFIED = Guard(
    "holds_a_specified_card",
    Text("特定在留カードの所持人について行う。", "It concerns the holder of a specified card."),
    Text("カードの種類を確かめてください。", "Check the kind of card."),
    "icrra 19-15-4(1); icrra 19-15-4(2)",
    frozenset({"fact:card_kind"}),
    lambda v: v.fact("card_kind") == "specified",
)


def _fee(posted: bool) -> Guard:
    def paid(view: View) -> bool:
        if view.given.get("specified_card") is True:
            return True
        owed = fees.fee(
            "specified_card",
            "post" if posted else "counter",
            as_day(view.fact("spc_filed_on")) or day_of(view),
            card_issued_on=as_day(view.fact("card_issued_on")),
        )
        exempt = view.given.get("fee_exempt") is not None
        return owed is None or (view.given.get("fee_yen") or 0) == (0 if exempt else owed)

    return Guard(
        "specified_card_fee",
        Text(
            "特定在留カードの手数料は1,900円(送付は2,600円)で、施行令3条の3第2項の場合と改正前のカードの所持人は要しない。",
            "The fee is 1,900 yen (2,600 by post); none in the cases of Order 3-3(2), nor for holders of a card of the "
            "old rules.",
        ),
        Text(
            "納付された額、又は手数料を要しない場合を確かめてください。",
            "Check the amount, or why none is due.",
        ),
        "icrra 19-15-2(12); order 3-3(1); order 3-3(2)",
        frozenset(
            {
                "given:fee_yen",
                "given:fee_exempt",
                "given:specified_card",
                "fact:spc_filed_on",
                "fact:card_issued_on",
                "time",
            }
        ),
        paid,
    )


# --- how long it is valid ---------------------------------------------------------------------------


def _filed(view: View) -> date | None:
    return as_day(view.fact("spc_filed_on"))


def _renewed_end(view: View) -> Validity | None:
    """From the end of the card that was there when the renewal was asked for: an ordinary one may have come
    between."""
    old = as_day(view.fact("old_card_valid_until")) or old_end(view)
    return reading.card_validity(view, renewal_of=old)


def _instead_end(view: View) -> Validity | None:
    return _renewed_end(view) if view.fact("spc_joined") == "renewal" else plain_end(view)


def _office_end(view: View) -> Validity | None:
    """With a permission as any card; on renewal from the old card's end; otherwise from the filing day."""
    if view.given.get("specified_card") is True:
        return plain_end(view)
    if view.fact("spc_joined") != "renewal":
        return reading.card_validity(view, filed_on=_filed(view))
    old = as_day(view.fact("old_card_valid_until")) or old_end(view)
    return reading.card_validity(view, renewal_of=old, filed_on=_filed(view))


def _town_end(view: View) -> Validity | None:
    return reading.card_validity(view, filed_on=_filed(view))


_END_READS = REQUEST_READS | {"fact:card_valid_until", "fact:old_card_valid_until"}


# --- what a request does to what is owed about the card -----------------------------------------------


def _joined(*matters: str) -> frozenset[str]:
    return frozenset(matters)


def _still_owed(fact: str, matter: frozenset[str]) -> Start:
    clock = "card_item_change_14" if fact == "item_changed_on" else "card_damage_14"
    return Start(
        clock,
        test=lambda v: v.fact(fact) is not None and v.given.get("spc_joined") not in matter,
        reads=frozenset({f"fact:{fact}", "given:spc_joined"}),
    )


def _renewing(view: View) -> bool:
    return view.given.get("spc_joined") == "renewal"


def _free(view: View) -> bool:
    return not reading.ends_with_the_stay(view)


POST_OWED = Start(
    "card_return_14",
    test=lambda v: v.given.get("old_card_returned") is not True,
    reads=frozenset({"given:old_card_returned"}),
)

STEPS: tuple[Step, ...] = (
    Step(
        "spc_request_office",
        MACHINE,
        ("valid",),
        SAME,
        Text("特定在留カードの申請(地方入管局)", "specified card asked for at the bureau"),
        "icrra 19-15-2(1); spc-rules 1(1)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("spc_joined", "spc_filed_on", "in_register"),
        may=("pin_filed", "channel", "early_reason", "filed_by", "filer_name", "note"),
        guards=(
            SINCE_2026,
            RESIDENT,
            MID_TO_LONG_TERM,
            IN_REGISTER,
            JOINED_RIGHTLY,
            ON_PAPER,
            RENEWAL_OPEN,
            NOT_ASKED_TWICE,
        ),
        starts=(
            Start(
                "card_validity_pending",
                test=_renewing,
                reads=frozenset({"given:spc_joined"}),
            ),
            Start(
                "card_validity",
                test=lambda v: not _renewing(v) and _free(v),
                reads=BOUND_READS | {"given:spc_joined"},
            ),
            # What the request is joined with is filed with it: that matter is no longer owed.
            _still_owed("item_changed_on", _joined("item_change")),
            _still_owed("reissue_ordered_on", _joined("reissue")),
        ),
        stops=("card_validity", "card_validity_pending", "card_item_change_14", "card_damage_14"),
        sets={"spc_place": "office"},
        derives=(
            Derive(
                "old_card_valid_until",
                lambda v: str(v.fact("card_valid_until")) if _renewing(v) else None,
            ),
        ),
        documents=("spc-request-office",),
        tells=(Role.COMMISSIONER,),
        help=Text(
            "更新に併せたときは、旧カードに申請があった旨を表示します。",
            "Joined with a renewal, the old card is marked as pending.",
        ),
    ),
    Step(
        "spc_request_town",
        MACHINE,
        ("valid",),
        SAME,
        Text("特定在留カードの申請(市町村)", "specified card asked for at the town hall"),
        "icrra 19-15-2(2); icrra 19-15-2(3); spc-rules 2(1); order 3-2(1); reg 19-14-2(1)",
        by=(Role.FOREIGN_NATIONAL, Role.RELATIVE, Role.MUNICIPALITY),
        recorded_by=AT_COUNTER,
        needs=("town_occasion", "spc_filed_on"),
        may=("express", "express_ground", "photo_on", "passport_shown", "pin_filed", "filer_name", "note"),
        guards=(
            SINCE_2026,
            RESIDENT,
            MID_TO_LONG_TERM,
            TOWN_OCCASION,
            EXPRESS_GROUND,
            TOWN_PHOTO,
            NOT_ASKED_TWICE,
        ),
        sets={"spc_place": "town"},
        documents=("spc-request-town",),
        tells=(Role.COMMISSIONER,),
    ),
    Step(
        "spc_deliver_office",
        MACHINE,
        ("valid",),
        "valid",
        Text("特定在留カードの交付(地方入管局)", "specified card delivered at the bureau"),
        "icrra 19-15-2(4); icrra 19-15-2(5); icrra 19-15-3(1)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        needs=("card_no",),
        may=(*ISSUE_MAY, "specified_card", "fee_yen", "fee_exempt", "stamp_serials"),
        guards=(
            SINCE_2026,
            ASKED_AT_OFFICE,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(_office_end, _END_READS),
            _fee(False),
        ),
        starts=(*FREE_CARD_STARTS, OLD_CARD_OWED),
        stops=ISSUE_STOPS,
        sets={"card_kind": "specified"},
        derives=issue_derives(_office_end),
        clears=(*OF_THE_CARD, "spc_place"),
        documents=("specified-card",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "spc_deliver_town",
        MACHINE,
        ("valid",),
        "valid",
        Text("特定在留カードの交付(市町村)", "specified card delivered at the town hall"),
        "icrra 19-15-2(6); icrra 19-15-2(9); icrra 19-15-3(1); order 3-2(3); order 3-2(4)",
        by=(Role.MUNICIPALITY,),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("card_no", "delivered_on"),
        may=(*ISSUE_MAY, "fee_yen", "fee_exempt"),
        guards=(
            ASKED_AT_TOWN,
            COLLECTED,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(_town_end, _END_READS),
            _fee(False),
        ),
        starts=(*FREE_CARD_STARTS, OLD_CARD_OWED),
        stops=ISSUE_STOPS,
        sets={"card_kind": "specified"},
        derives=issue_derives(_town_end),
        clears=(*OF_THE_CARD, "spc_place"),
        documents=("specified-card",),
        tells=(Role.COMMISSIONER,),
        help=Text(
            "本人が市町村の事務所に出頭して受領し、旧カードをその場で引き渡します。",
            "The holder comes to the town hall and hands the old card over on the spot.",
        ),
    ),
    Step(
        "spc_deliver_post",
        MACHINE,
        ("valid",),
        "valid",
        Text("特定在留カードの送付", "specified card sent by post"),
        "icrra 19-15-2(7); icrra 19-15-2(11); icrra 19-15-3(1); reg 19-14-3(1); reg 19-14-4(1)",
        by=(Role.COMMISSIONER,),
        recorded_by=(Role.INSPECTOR,),
        needs=("card_no", "sent_on", "received_on"),
        may=(*ISSUE_MAY, "fee_yen", "fee_exempt"),
        guards=(
            ASKED_AT_TOWN,
            SENT,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(_town_end, _END_READS),
            _fee(True),
        ),
        starts=(*FREE_CARD_STARTS, POST_OWED),
        stops=ISSUE_STOPS,
        sets={"card_kind": "specified"},
        derives=issue_derives(_town_end),
        clears=(*OF_THE_CARD, "spc_place"),
        documents=("specified-card",),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text("旧カードは、直ちに送付して返納されます。", "The old card goes back by post at once."),
    ),
    Step(
        "spc_declined",
        MACHINE,
        ("valid",),
        "valid",
        Text("特定在留カードの不交付", "no specified card given"),
        "icrra 19-15-2(8)",
        by=(Role.COMMISSIONER, Role.BUREAU_DIRECTOR),
        recorded_by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("card_no", *ISSUE_MAY),
        guards=(
            ASKED,
            ORDINARY_INSTEAD,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(_instead_end, _END_READS),
        ),
        starts=(*FREE_CARD_STARTS, OLD_CARD_OWED),
        stops=("card_validity", "card_validity_pending", "card_renewal_window", "card_specified_hold_2m"),
        derives=issue_derives(_instead_end),
        clears=("spc_place",),
        documents=("29-7",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "spc_old_card_held",
        MACHINE,
        ("valid",),
        SAME,
        Text("旧カードの有効の継続", "old card stays valid"),
        "icrra 19-15-3(2)",
        by=(Role.SYSTEM,),
        guards=(RENEWAL_WAITS,),
        starts=("card_specified_hold_2m",),
        stops=("card_validity_pending", "card_renewal_window"),
        tells=(Role.INSPECTOR,),
        automatic=True,
    ),
    Step(
        "spc_ordinary_meanwhile",
        MACHINE,
        ("valid",),
        "valid",
        Text("通常の在留カードの先行交付", "ordinary card first"),
        "icrra 19-15-3(3)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        needs=("card_no",),
        may=ISSUE_MAY,
        guards=(
            RENEWAL_WAITS,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(_renewed_end, frozenset({"fact:card_valid_until", "fact:old_card_valid_until"})),
        ),
        starts=(*FREE_CARD_STARTS, OLD_CARD_OWED),
        stops=(*CARD_CLOCKS, "card_return_14"),
        sets={"card_kind": "ordinary"},
        derives=issue_derives(_renewed_end),
        clears=OF_THE_CARD,
        documents=("29-7",),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "特定在留カードは、交付できるようになった時に改めて交付されます。",
            "The specified card is delivered later, when it is ready.",
        ),
    ),
    Step(
        "spc_mynumber_lapse",
        MACHINE,
        ("valid",),
        SAME,
        Text("個人番号カード機能の失効", "My Number function lapsed"),
        "icrra 19-15-4(1)",
        by=(Role.MUNICIPALITY,),
        recorded_by=AT_COUNTER,
        needs=("lapsed_on",),
        may=("note",),
        guards=(HOLDS_SPECIFIED,),
        sets={"mynumber_lapsed": True},
        tells=(Role.COMMISSIONER,),
        help=Text("在留カードとしての効力は変わりません。", "The residence-card function is untouched."),
    ),
    Step(
        "spc_return_for_ordinary",
        MACHINE,
        ("valid",),
        "valid",
        Text("特定在留カードの返納と在留カードの交付", "specified card returned for an ordinary one"),
        "icrra 19-15-4(2); icrra 19-15-4(3); reg 19-14-5(1); reg 19-14-5(2); reg 19-14-5(4)",
        by=(*BY_HOLDER, Role.INSPECTOR),
        recorded_by=AT_COUNTER,
        needs=("mynumber_return", "card_returned_on", "card_no"),
        may=(*ISSUE_MAY, "passport_shown", "filed_by", "filer_name"),
        guards=(
            HOLDS_SPECIFIED,
            RESIDENT,
            MID_TO_LONG_TERM,
            NUMBER_FORMAT,
            NEW_NUMBER,
            end_by_law(plain_end),
        ),
        starts=FREE_CARD_STARTS,
        stops=ISSUE_STOPS,
        sets={"card_kind": "ordinary"},
        derives=issue_derives(plain_end),
        clears=(*OF_THE_CARD, "spc_place"),
        documents=("29-14-2", "29-7"),
    ),
)
