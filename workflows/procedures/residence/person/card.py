"""The residence card (在留カード): issued, marked, changed, renewed, lost, void, handed back.

A card that ends with the stay has no clock of its own: it is valid as long as the stay is, in a special
period too (19-5(2)), and it is not renewed by itself (19-11(1)).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from workflows import cards, fees
from workflows.cards import CHILD, Validity
from workflows.counting import age_at
from workflows.declare import ANY, SAME, Branch, Derive, Guard, HandOver, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person import handed, reading
from workflows.procedures.residence.person.reading import (
    BOUND_READS,
    HERE_WITH_STATUS,
    PERSON,
    VALIDITY_READS,
    WITH_STATUS,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.stay_counting import months_before
from workflows.texts import Text

MACHINE = "residence_card"
CARD_CLOCKS = (
    "card_validity",
    "card_validity_pending",
    "card_renewal_window",
    "card_specified_hold_2m",
    "card_item_change_14",
    "card_damage_14",
)
# What belongs to one card, and to the request for the next one.
OF_THE_CARD = (
    "pending_noted",
    "void_reason",
    "card_unreturned",
    "item_changed_on",
    "reissue_ordered_on",
    "mynumber_lapsed",
)
OF_THE_REQUEST = ("spc_place", "spc_joined", "spc_filed_on", "express", "old_card_valid_until")
NO_CARD_IN_HAND = ("none", "later", "lost", "lost_found", "expired", "void", "returned")
BY_HOLDER = (Role.FOREIGN_NATIONAL, Role.RELATIVE, Role.LEGAL_REPRESENTATIVE, Role.FILING_AGENT)
AT_COUNTER = (Role.FRONT_DESK, Role.INSPECTOR)

# --- conditions of every issue ----------------------------------------------------------------------


NEW_NUMBER = Guard(
    "new_card_number",
    Text(
        "在留カードの番号は、交付(再交付を含む)ごとに異なる。",
        "Every issue of a card, a re-issue too, has a number of its own.",
    ),
    Text("新しいカードの番号を確かめてください。", "Check the number of the new card."),
    cards.NUMBER_BASIS,
    frozenset({"given:card_no", "fact:last_card_no"}),
    lambda v: v.given.get("card_no") is None or v.given.get("card_no") != v.fact("last_card_no"),
)
HAS_STATUS = Guard(
    "card_of_a_resident",
    Text(
        "在留カードは、在留資格をもって在留する人について有効である。",
        "A card is valid for who has a status.",
    ),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 19-3(1); icrra 19-5(2)",
    frozenset({f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, *WITH_STATUS),
)
MID_TO_LONG_TERM = Guard(
    "card_holder",
    Text("中長期在留者について行う。", "It concerns a mid-to-long-term resident."),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 19-3(1); icrra 19-10(1)",
    frozenset({"fact:mid_long_since"}),
    reading.mid_to_long_term,
)


def _number(view: View) -> bool:
    number = view.given.get("card_no")
    return number is None or cards.card_number(str(number)) == str(number)


NUMBER_FORMAT = Guard(
    "card_number_format",
    cards.NUMBER_RULE,
    Text(
        "カードの番号を確かめ、半角で続けて入力してください。", "Check the number and type it without spaces."
    ),
    cards.NUMBER_BASIS,
    frozenset({"given:card_no"}),
    _number,
)
RESIDENT = Guard(
    "card_for_a_resident",
    Text(
        "在留カードは、在留資格をもって在留する中長期在留者に交付する。",
        "A residence card is given to a mid-to-long-term resident who is here with a status.",
    ),
    Text("在留の状態を確かめてください。", "Check the state of the residence."),
    "icrra 19-3(1); icrra 19-6(1); icrra 20(4)(1)",
    frozenset({f"machine:{PERSON}"}),
    lambda v: v.is_in(PERSON, *HERE_WITH_STATUS),
)


def end_by_law(end: Callable[[View], Validity | None], reads: frozenset[str] = frozenset()) -> Guard:
    """The end of a card is the law's: what is entered has to agree with it, and left empty it is worked out."""

    def right(view: View) -> bool:
        if view.given.get("card_no") is None:
            return True
        found, given = end(view), as_day(view.given.get("card_valid_until"))
        if found is None:
            return given is not None
        return given is None or given == found.until

    return Guard(
        "card_end_by_law",
        Text(
            "在留カードの有効期間は、永住者(18歳以上)と高度専門職2号は起点の日の後10回目、18歳未満の永住者は5回目の誕生日まで、"
            "その他の人は在留期間の満了の日までである。更新では旧カードの満了の日を起点とする。2026年6月14日より前に"
            "交付されたカードは従前の例による。",
            "A card is valid to the tenth birthday after its start (Permanent Residents of 18 and over, HSP (ii)), "
            "to the fifth (Permanent Residents under 18), or to the end of the stay (everybody else). On renewal "
            "the old card's last day is the start. Cards issued before 2026-06-14 keep the old rules.",
        ),
        Text(
            "満了の日を空欄にすれば計算されます。計算できないときは生年月日又は在留期間の満了の日を確かめてください。",
            "Left empty, the date is worked out; where it cannot be, check the date of birth or the end of the stay.",
        ),
        "icrra 19-5(1)(1); icrra 19-5(1)(2); icrra 19-5(1)(3); icrra 19-15-3(1); suppl-2024-59 2(1)",
        VALIDITY_READS | reads | {"given:card_no", "given:card_valid_until"},
        right,
    )


def _free(view: View) -> bool:
    return not reading.ends_with_the_stay(view)


FREE_CARD_STARTS = (
    Start("card_validity", test=_free, reads=BOUND_READS),
    Start("card_renewal_window", test=_free, reads=BOUND_READS),
)
# Usually the old card goes back in exchange; where it does not, it is owed at once.
OLD_CARD_OWED = Start(
    "card_return_14",
    test=lambda v: v.given.get("old_card_returned") is False,
    reads=frozenset({"given:old_card_returned"}),
)
ISSUE_MAY = ("card_valid_until", "card_issued_on", "old_card_returned", "photo_on", "note")
ISSUE_STOPS = (*CARD_CLOCKS, "card_loss_14", "card_return_14")


def issue_derives(end: Callable[[View], Validity | None]) -> tuple[Derive, ...]:
    """What an issue puts on file: the day, and the end where none was entered."""

    def until(view: View) -> str | None:
        if view.given.get("card_no") is None or view.given.get("card_valid_until") is not None:
            return None
        found = end(view)
        return None if found is None else found.until.isoformat()

    def issued(view: View) -> str | None:
        return None if view.given.get("card_no") is None else reading.issue_day(view).isoformat()

    return (
        Derive("card_valid_until", until),
        Derive("card_issued_on", issued),
        Derive("last_card_no", lambda view: view.given.get("card_no")),
    )


def plain_end(view: View) -> Validity | None:
    """The end of a card that counts from its issue."""
    return reading.card_validity(view)


def old_end(view: View) -> date | None:
    """The last day of the card that is renewed."""
    return as_day(view.fact("card_valid_until"))


def renewed_end(view: View) -> Validity | None:
    """The end of a card that counts from the end of the old one."""
    return reading.card_validity(view, renewal_of=old_end(view))


# --- conditions of single steps ---------------------------------------------------------------------


def _in_window(view: View) -> bool:
    until, today = as_day(view.fact("card_valid_until")), day_of(view)
    if until is None or view.given.get("early_reason") is not None:
        return True
    return cards.renewal_opens(until, as_day(view.fact("born"))) <= today


NOT_BOUND = Guard(
    "card_not_bound_to_the_stay",
    Text(
        "有効期間が在留期間の満了の日までとされている在留カードは、更新の対象でない。",
        "A card that ends with the stay is not renewed by itself.",
    ),
    Text("在留期間の更新又は変更を受けてください。", "The stay is to be extended or changed instead."),
    "icrra 19-11(1)",
    BOUND_READS,
    lambda v: not reading.ends_with_the_stay(v),
)
IN_WINDOW = Guard(
    "in_the_renewal_window",
    Text(
        "有効期間の更新は、満了の日の3月前(16歳の誕生日の前日までのカードは6月前)から申請する。"
        "やむを得ない理由があれば、その前でもできる。",
        "A card is renewed from three months before its end (six for one that ends on the eve of the sixteenth "
        "birthday); earlier only for an unavoidable reason.",
    ),
    Text("期間を待つか、やむを得ない理由を記録してください。", "Wait, or record the unavoidable reason."),
    "icrra 19-11(1); icrra 19-11(2); suppl-2024-59 2(2)",
    frozenset({"fact:card_valid_until", "fact:born", "given:early_reason", "time"}),
    _in_window,
)


def _acts_for_a_child(renewal: bool) -> Guard:
    """Who acts in a card matter. A renewal on the sixteenth birthday is still the relative's to make."""

    def somebody_acts(view: View) -> bool:
        born, day = as_day(view.fact("born")), as_day(view.given.get("filed_on")) or day_of(view)
        if born is None or born > day or view.given.get("filed_by") != "applicant":
            return True
        return age_at(born, day) >= CHILD and not (renewal and day == cards.sixteenth_birthday(born))

    return Guard(
        "relative_acts_for_a_child",
        Text(
            "16歳に満たない人(更新では16歳の誕生日の人を含む)に代わって、同居する配偶者・子・父母・その他の親族がこの順に"
            "申請する。",
            "For somebody under 16 (on renewal also on the sixteenth birthday) spouse, child, parent or another "
            "relative living together acts, in this order.",
        ),
        Text(
            "同居する親族又は法定代理人等が申請したものとして記録してください。",
            "Record who acted for the child.",
        ),
        "icrra 61-8-3(2); reg 59-4(2)",
        frozenset({"fact:born", "given:filed_by", "given:filed_on", "time"}),
        somebody_acts,
    )


ACTS_FOR_A_CHILD, RENEWED_FOR_A_CHILD = _acts_for_a_child(False), _acts_for_a_child(True)
FILED_BEFORE = Guard(
    "filed_before_the_issue",
    Text("新しい在留カードは、申請の後に交付する。", "The new card is given after it was applied for."),
    Text("申請の日を確かめてください。", "Check the filing day."),
    "icrra 19-11(1); icrra 19-11(3)",
    frozenset({"given:filed_on", "time"}),
    lambda v: (filed := as_day(v.given.get("filed_on"))) is None or filed <= day_of(v),
)
ADDRESS_NOTICED = Guard(
    "address_noticed",
    Text(
        "後日交付の在留カードは、住居地の届出の後に、その住居地に送付する。",
        "A card that follows later is sent to the address once that is notified.",
    ),
    Text("住居地の届出を先に記録してください。", "Record the address notice first."),
    "icrra 19-6(1); icrra 19-7(1)",
    frozenset({"fact:address_noticed"}),
    lambda v: v.fact("address_noticed") is True,
)
COUNTER_FILING = Guard(
    "counter_filing",
    Text(
        "申請中の表示は窓口での申請についてする。オンラインでの申請には表示しない。",
        "The mark is made for filings at the counter; online filings get none.",
    ),
    Text("オンライン申請では受付の電子メールが申請の証明です。", "Online, the receipt mail is the proof."),
    "reg 19-6(12); reg 20(5); reg 61-3(9)",
    frozenset({"given:channel"}),
    lambda v: v.given.get("channel") != "online",
)
MARKED = Guard(
    "marked_as_pending",
    Text("抹消するのは、申請中の表示がある場合である。", "Only a mark that is there is erased."),
    Text("表示の有無を確かめてください。", "Check whether the card is marked."),
    "reg 20(9); reg 21(4)",
    frozenset({"fact:pending_noted"}),
    lambda v: v.fact("pending_noted") is True,
)
ENTRY_KNOWN = Guard(
    "first_entry_known",
    Text(
        "出国中に所持を失ったことを知ったときは、その後最初に入国した日から14日以内に申請する。",
        "Who notices the loss abroad applies within 14 days of the next entry.",
    ),
    Text(
        "本邦にある人については、入国した日を入力してください。",
        "For somebody back in Japan enter the day of entry.",
    ),
    "icrra 19-12(1)",
    frozenset({"given:noticed_abroad", "given:entered_on", f"machine:{PERSON}"}),
    lambda v: (
        v.given.get("noticed_abroad") is not True
        or v.is_in(PERSON, "abroad_with_reentry")
        or v.given.get("entered_on") is not None
    ),
)


def _photo(view: View) -> bool:
    born, taken = as_day(view.told("born")), as_day(view.given.get("photo_on"))
    filed = as_day(view.given.get("filed_on")) or day_of(view)
    if taken is None:
        return born is not None and born <= filed and age_at(born, filed) < 1
    return months_before(filed, 6) <= taken <= filed


RECENT_PHOTO = Guard(
    "recent_photo",
    Text(
        "届出・申請には、6月以内に撮影した写真を提出する(1歳に満たない人を除く)。",
        "A photo taken within six months is handed in, except of infants under one.",
    ),
    Text("写真の撮影日を確かめてください。", "Check the day the photo was taken."),
    "reg 19-6(8); reg 19-9(1); reg 19-9(3); reg 19-10(1); reg 19-11(1); reg 19-12(1)",
    frozenset({"given:photo_on", "given:filed_on", "fact:born", "given:born", "time"}),
    _photo,
)


def _exchange_paid(view: View) -> bool:
    if view.given.get("reissue_reason") != "exchange":
        return True
    asked_on = as_day(view.given.get("filed_on")) or day_of(view)
    owed = fees.fee("card_exchange", "counter", asked_on)
    return owed is None or view.given.get("fee_yen") == owed


EXCHANGE_FEE = Guard(
    "exchange_fee",
    Text(
        "毀損等の場合以外に交換を希望するときは手数料を納付する。毀損・汚損・命令による再交付には要しない。",
        "A card exchanged at will costs a fee; re-issue after damage or by order costs none.",
    ),
    Text("再交付の理由と納付された額を確かめてください。", "Check the reason and the amount paid."),
    "icrra 19-13(1); icrra 67-2(1); order 25(1)(9)",
    frozenset({"given:reissue_reason", "given:fee_yen", "given:filed_on", "time"}),
    _exchange_paid,
)


def _good_again(view: View) -> bool:
    """Whether a lost card that turns up is a valid one: of a resident still, and not past its end."""
    until = as_day(view.fact("card_valid_until"))
    in_time = until is None or day_of(view) <= until or reading.ends_with_the_stay(view)
    return in_time and view.is_in(PERSON, *WITH_STATUS) and reading.mid_to_long_term(view)


_GOOD_READS = BOUND_READS | {f"machine:{PERSON}", "fact:mid_long_since", "time"}
_FOUND_RULE = Text(
    "失効する前に発見した在留カードは、そのまま有効である。失効した後に発見したものは、発見の日から14日以内に返納する。",
    "A card found before it became void is valid as before; one found when void goes back in 14 days.",
)
STILL_GOOD = Guard(
    "found_while_valid",
    _FOUND_RULE,
    Text("失効後の発見として記録してください。", "Record that it was found when void."),
    "icrra 19-14(1)(1); icrra 19-14(1)(2); icrra 19-15(3)",
    _GOOD_READS,
    _good_again,
)
NOT_LEAVING = Guard(
    "no_card_in_departure_preparation",
    Text(
        "出国準備のための在留は3月以下であり、在留カードは失効している。",
        "A stay to prepare departure is one of three months or less: the card is void.",
    ),
    Text("失効後の発見として記録してください。", "Record that it was found when void."),
    "icrra 19-3(1)(1); icrra 19-14(1)(1); icrra 19-15(3)",
    frozenset({"clock:departure_preparation"}),
    lambda v: v.running("departure_preparation") is None,
)
NO_LONGER_GOOD = Guard(
    "found_when_void",
    _FOUND_RULE,
    Text("有効なカードの発見として記録してください。", "Record that a valid card was found."),
    "icrra 19-14(1)(1); icrra 19-14(1)(2); icrra 19-15(3)",
    _GOOD_READS,
    lambda v: not _good_again(v),
)


def _loss(at: str, abroad: bool) -> Start:
    return Start(
        "card_loss_14",
        at=at,
        test=lambda v: (
            not v.is_in(PERSON, "abroad_with_reentry") and (v.given.get("noticed_abroad") is True) is abroad
        ),
        reads=frozenset({f"machine:{PERSON}", "given:noticed_abroad"}),
    )


def _issue(
    id: str,
    source: tuple[str, ...],
    label: Text,
    basis: str,
    *,
    needs: tuple[str, ...] = (),
    may: tuple[str, ...] = (),
    guards: tuple[Guard, ...] = (),
    end: Callable[[View], Validity | None] = plain_end,
    end_reads: frozenset[str] = frozenset(),
    by: tuple[Role, ...] = (Role.INSPECTOR,),
    recorded_by: tuple[Role, ...] = (),
    documents: tuple[str, ...] = ("29-7",),
    hands_over: tuple[HandOver, ...] = (),
    note: Text | None = None,
    help: Text | None = None,
) -> Step:
    """A step that gives an ordinary card: the old one is void with it, and what was owed about it is done."""
    return Step(
        id,
        MACHINE,
        source,
        "valid",
        label,
        basis,
        by=by,
        recorded_by=recorded_by,
        needs=(*needs, "card_no"),
        may=(*may, *ISSUE_MAY),
        guards=(*guards, RESIDENT, MID_TO_LONG_TERM, NUMBER_FORMAT, NEW_NUMBER, end_by_law(end, end_reads)),
        starts=(*FREE_CARD_STARTS, OLD_CARD_OWED),
        stops=ISSUE_STOPS,
        sets={"card_kind": "ordinary"},
        derives=issue_derives(end),
        clears=OF_THE_CARD,
        documents=documents,
        tells=(Role.FOREIGN_NATIONAL,),
        hands_over=hands_over,
        note=note,
        help=help,
    )


STEPS: tuple[Step, ...] = (
    _issue(
        "card_issue_port",
        NO_CARD_IN_HAND,
        Text("在留カードの交付(上陸)", "card given at landing"),
        "icrra 19-3(1); icrra 19-6(1); reg 19-5(1); reg 19-6(7)",
    ),
    # Not a row of the table: it has the state and the way out of it, not the way in.
    Step(
        "card_promised",
        MACHINE,
        ("none", "lost", "lost_found", "expired", "void", "returned"),
        "later",
        Text("在留カードの後日交付", "card follows later"),
        "icrra 19-6(1); icrra 19-7(1)",
        by=(Role.INSPECTOR,),
        guards=(RESIDENT, MID_TO_LONG_TERM),
        stops=ISSUE_STOPS,
        clears=(*OF_THE_CARD, *OF_THE_REQUEST),
        carried_only=True,
        note=Text(
            "平成21年法律第79号附則第7条による。住居地の届出とみなし再入国許可では、後日交付の旨の記載のある旅券が"
            "在留カードに代わる。",
            "By article 7 of the supplementary provisions of Act No. 79 of 2009. For the address notice and for "
            "special re-entry the passport with that note stands in for the card.",
        ),
    ),
    _issue(
        "card_issue_later",
        ("later",),
        Text("後日交付の在留カードの送付", "card sent after the address notice"),
        "icrra 19-6(1)",
        may=("posted_on",),
        guards=(ADDRESS_NOTICED,),
        by=(Role.BUREAU_DIRECTOR, Role.INSPECTOR, Role.MUNICIPALITY),
    ),
    _issue(
        "card_issue_permission",
        ("valid", *NO_CARD_IN_HAND),
        Text("許可に伴う在留カードの交付", "card given with a permission"),
        "icrra 20(4)(1); icrra 21(4); icrra 22(3); icrra 22-2(3); icrra 22-2(4); icrra 19-14(1)(5); icrra 19-15(2)",
        help=Text(
            "旧カードは新しいカードの交付と同時に失効し、直ちに返納されます。",
            "The old card is void the moment the new one is given, and goes back at once.",
        ),
    ),
    Step(
        "card_note_pending",
        MACHINE,
        ("valid",),
        SAME,
        Text("申請中の表示", "marked as pending"),
        "reg 19-6(12); reg 20(5); reg 21(4)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        may=("noted_on", "channel"),
        guards=(COUNTER_FILING,),
        sets={"pending_noted": True},
    ),
    Step(
        "card_erase_pending",
        MACHINE,
        ("valid",),
        SAME,
        Text("申請中の表示の抹消", "pending mark erased"),
        "reg 20(9); reg 21(4)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        may=("noted_on",),
        guards=(MARKED,),
        sets={"pending_noted": False},
    ),
    Step(
        "card_address_entry",
        MACHINE,
        ("valid", "later"),
        SAME,
        Text("住居地の届出・記載", "address notified and entered"),
        "icrra 19-7(2); icrra 19-8(2); icrra 19-9(2); order 3(1); reg 19-6(5)(2); reg 19-8(1)",
        by=(Role.MUNICIPALITY,),
        recorded_by=AT_COUNTER,
        needs=("address", "notified_on"),
        may=("residence_fixed_on", "note"),
        sets={"address_noticed": True},
        hands_over=(handed.ADDRESS_NOTIFIED,),
        documents=("29-8",),
        tells=(Role.COMMISSIONER,),
        help=Text(
            "住居地と届出の年月日を、券面と電磁的記録の両方に記載・記録します。後日交付の人は旅券を提示します。",
            "Address and day of the notice go on the card and into its chip; who waits for a card shows the "
            "passport.",
        ),
    ),
    # Not a row of the table: the fourteen days run from the change, which somebody has to record.
    Step(
        "card_item_changed",
        MACHINE,
        ("valid", "lost"),
        SAME,
        Text("記載事項の変更の把握", "item of the card changed"),
        "icrra 19-10(1)",
        by=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        recorded_by=AT_COUNTER,
        needs=("changed_items", "item_changed_on"),
        may=("note",),
        guards=(HAS_STATUS, MID_TO_LONG_TERM),
        starts=("card_item_change_14",),
    ),
    _issue(
        "card_item_change",
        ("valid",),
        Text("記載事項の変更届出", "notice of a changed item, new card"),
        "icrra 19-10(1); icrra 19-10(2); reg 19-9(1); reg 19-9(2); reg 19-9(3)",
        needs=("changed_items", "proof"),
        may=("nationality", "born", "filed_by", "filer_name"),
        guards=(ACTS_FOR_A_CHILD, RECENT_PHOTO),
        by=(*BY_HOLDER, Role.INSPECTOR),
        recorded_by=AT_COUNTER,
        documents=("29-9", "29-7"),
        hands_over=(handed.ITEM_NOTIFIED,),
    ),
    _issue(
        "card_renew",
        ("valid", "expired", "returned"),
        Text("在留カードの有効期間の更新", "card renewed"),
        "icrra 19-11(1); icrra 19-11(2); icrra 19-11(3); reg 19-10(1); reg 19-10(2); suppl-2024-59 2(2); "
        "suppl-2024-59 2(3)",
        needs=("filed_on",),
        may=("early_reason", "filed_by", "filer_name"),
        guards=(NOT_BOUND, IN_WINDOW, RENEWED_FOR_A_CHILD, FILED_BEFORE, RECENT_PHOTO),
        end=renewed_end,
        end_reads=frozenset({"fact:card_valid_until"}),
        by=(*BY_HOLDER, Role.INSPECTOR),
        recorded_by=AT_COUNTER,
        documents=("29-10", "29-7"),
        note=Text(
            "失効後の更新について定めた規定はない。遅れた申請も、交付されるカードの起点は旧カードの満了の日とする。",
            "Nothing is said of a renewal after the card has run out; a late one is taken, and counts from the old "
            "card's last day too.",
        ),
        help=Text(
            "いつ申請しても、新しいカードの期間は旧カードの満了の日から数えます。",
            "Whenever it is filed, the new card counts from the last day of the old one.",
        ),
    ),
    Step(
        "card_lose",
        MACHINE,
        ("valid",),
        "lost",
        Text("紛失・盗難・滅失等", "card lost, stolen or destroyed"),
        "icrra 19-12(1)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("noticed_on", "loss_cause"),
        may=("noticed_abroad", "entered_on", "proof", "note"),
        guards=(ENTRY_KNOWN,),
        starts=(_loss("noticed_on", False), _loss("entered_on", True)),
        stops=("card_validity", "card_validity_pending", "card_renewal_window", "card_specified_hold_2m"),
        help=Text(
            "出国中に知ったときは、その後最初に入国した日から14日です。",
            "Noticed abroad, the fourteen days run from the next entry.",
        ),
    ),
    # Not rows of the table: it has the state of a card found, not the finding; nor an old card that turns up,
    # or is still out, beside a new one.
    Step(
        "card_found",
        MACHINE,
        ("lost",),
        "valid",
        Text("所持を失った在留カードの発見(有効)", "lost card found, still valid"),
        "icrra 19-12(1)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("found_on",),
        may=("note",),
        guards=(HAS_STATUS, NOT_LEAVING, STILL_GOOD),
        starts=FREE_CARD_STARTS,
        stops=("card_loss_14",),
        help=Text("再交付の申請は要らなくなります。", "No new card has to be asked for."),
    ),
    Step(
        "card_found_void",
        MACHINE,
        ("lost",),
        "lost_found",
        Text("所持を失った在留カードの発見(失効後)", "lost card found when void"),
        "icrra 19-15(3); icrra 19-15(4)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("found_on",),
        may=("note",),
        guards=(NO_LONGER_GOOD,),
        starts=("card_return_14",),
        stops=(*CARD_CLOCKS, "card_loss_14"),
    ),
    Step(
        "card_old_found",
        MACHINE,
        ("valid",),
        SAME,
        Text("失効した旧カードの発見", "old card found beside the new one"),
        "icrra 19-15(3); icrra 19-14(1)(5)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("found_on",),
        may=("note",),
        starts=("card_return_14",),
    ),
    Step(
        "card_old_returned",
        MACHINE,
        ("valid",),
        SAME,
        Text("旧カードの返納", "old card handed back"),
        "icrra 19-15(2); icrra 19-15(3); icrra 19-15-2(11); reg 19-14-4",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("card_returned_on",),
        may=("note",),
        stops=("card_return_14",),
        sets={"card_unreturned": False},
        hands_over=(handed.CARD_RETURNED,),
    ),
    _issue(
        "card_reissue_lost",
        ("lost",),
        Text("紛失等による再交付", "re-issued after a loss"),
        "icrra 19-12(1); icrra 19-12(2); reg 19-11(1); reg 19-11(2)",
        needs=("filed_on", "proof"),
        may=("filed_by", "filer_name"),
        guards=(ACTS_FOR_A_CHILD, FILED_BEFORE, RECENT_PHOTO),
        by=(*BY_HOLDER, Role.INSPECTOR),
        recorded_by=AT_COUNTER,
        documents=("29-11", "29-7"),
        hands_over=(handed.LOSS_ANSWERED,),
    ),
    # Not a row of the table: the fourteen days run from the order.
    Step(
        "card_reissue_ordered",
        MACHINE,
        ("valid",),
        SAME,
        Text("在留カードの再交付申請命令", "re-issue ordered"),
        "icrra 19-13(2); icrra 19-13(3); reg 19-13(1); reg 61-2(2)",
        by=(Role.BUREAU_DIRECTOR, Role.COMMISSIONER, Role.INSPECTOR),
        needs=("reissue_ordered_on",),
        may=("note",),
        starts=("card_damage_14",),
        documents=("29-14",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    _issue(
        "card_reissue_damaged",
        ("valid",),
        Text("汚損等・交換希望による再交付", "re-issued after damage or at will"),
        "icrra 19-13(1); icrra 19-13(3); icrra 19-13(4); reg 19-12(1); reg 19-12(2); order 25(1)(9)",
        needs=("reissue_reason", "filed_on"),
        may=("fee_yen", "stamp_serials", "filed_by", "filer_name"),
        guards=(EXCHANGE_FEE, ACTS_FOR_A_CHILD, FILED_BEFORE, RECENT_PHOTO),
        by=(*BY_HOLDER, Role.INSPECTOR),
        recorded_by=AT_COUNTER,
        documents=("29-12", "29-13", "29-7"),
    ),
    Step(
        "card_expire",
        MACHINE,
        ("valid",),
        "expired",
        Text("在留カードの有効期間の満了", "card expired"),
        "icrra 19-5(1); icrra 19-5(2); icrra 19-14(1)(2); icrra 19-15(1)",
        by=(Role.SYSTEM,),
        starts=("card_return_14",),
        stops=(*CARD_CLOCKS, "card_return_14"),
        tells=(Role.INSPECTOR,),
        automatic=True,
    ),
    Step(
        "card_void",
        MACHINE,
        ("none", "later", "valid", "lost", "expired", "returned"),
        (
            Branch("void", lambda v: v.is_in(MACHINE, "valid"), frozenset({f"machine:{MACHINE}"})),
            Branch("none", lambda v: v.is_in(MACHINE, "none", "later"), frozenset({f"machine:{MACHINE}"})),
            Branch("lost", lambda v: v.is_in(MACHINE, "lost"), frozenset({f"machine:{MACHINE}"})),
            Branch("expired", lambda v: v.is_in(MACHINE, "expired"), frozenset({f"machine:{MACHINE}"})),
            Branch("returned", lambda v: True, frozenset()),
        ),
        Text("在留カードの失効", "card void"),
        "icrra 19-14(1)(1); icrra 19-14(1)(3); icrra 19-14(1)(4); icrra 19-14(1)(6)",
        by=(Role.SYSTEM,),
        starts=(
            Start(
                "card_return_14",
                test=lambda v: v.is_in(MACHINE, "void"),
                reads=frozenset({f"machine:{MACHINE}"}),
            ),
        ),
        stops=(*CARD_CLOCKS, "card_loss_14"),
        clears=("mid_long_since", *OF_THE_REQUEST),
        carried_only=True,
        help=Text(
            "失効した日から14日以内に返納します。再入国許可によらない出国のときは直ちに返納します。",
            "Handed back within 14 days; at once on leaving without a right to return.",
        ),
    ),
    # Not a row of the table: the stay that a filing in time by the next open day takes up again.
    Step(
        "card_revived",
        MACHINE,
        ("expired",),
        "valid",
        Text("特例期間に伴う在留カードの有効の継続", "card valid on in the special period"),
        "icrra 19-5(2)",
        by=(Role.SYSTEM,),
        guards=(HAS_STATUS,),
        stops=("card_return_14",),
        carried_only=True,
        mark="inferred",
        note=Text(
            "満了の日が休日で翌開庁日に申請された場合の在留カードの効力は、明文がない。",
            "What becomes of the card where a filing was in time only by the next open day is not written.",
        ),
    ),
    Step(
        "card_return",
        MACHINE,
        ("expired", "void", "lost_found"),
        "returned",
        Text("在留カードの返納", "card handed back"),
        "icrra 19-15(1); icrra 19-15(2); icrra 19-15(3); icrra 19-15(4)",
        by=BY_HOLDER,
        recorded_by=AT_COUNTER,
        needs=("card_returned_on",),
        may=("filer_name", "note"),
        stops=("card_return_14",),
        sets={"card_unreturned": False},
        hands_over=(handed.CARD_RETURNED,),
        help=Text(
            "本人の死亡のときは、親族又は同居者が死亡の日から14日以内に返納します。",
            "After a death a relative or housemate hands it back within 14 days.",
        ),
    ),
    # Not a row of the table: without an end the reminder of a card abroad, or of the dead, would ring for ever.
    Step(
        "card_return_missed",
        MACHINE,
        (ANY,),
        SAME,
        Text("在留カードの返納期間の経過", "not handed back in time"),
        "icrra 19-15(1); icrra 19-15(2); icrra 19-15(3); icrra 71-5(1)(3)",
        by=(Role.SYSTEM,),
        stops=("card_return_14",),
        sets={"card_unreturned": True},
        automatic=True,
    ),
)
