"""The clocks of a landing: the three days of the objection, the facility, and dates that only inform.

The stay itself is watched by the residence file; here its date is a copy that rings for nobody.
"""

from __future__ import annotations

from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, Shape, due_of, end_of
from workflows.counting import TOKYO, Period, Reckoning, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.clocks import suit
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

ONE, FIVE, TEN = Period.parse("1 year"), Period.parse("5 years"), Period.parse("10 years")
TTP_YEARS = Period.parse("3 years")

# Article 5(1)(9) and (9-2): how long each kind bars, and how long where the purpose is a short stay.
BAR_LENGTHS: dict[str, tuple[Period, Period]] = {
    "refused_items": (ONE, ONE),
    # The shorter bar is not for who comes back as a Temporary Visitor: the ordinary five years are left.
    "self_paid_shortened": (ONE, FIVE),
    "removed_first": (FIVE, FIVE),
    "removed_again": (TEN, TEN),
    "departure_order": (ONE, ONE),
    "departure_order_late": (ONE, FIVE),
    "listed_crime": (FIVE, FIVE),
}


def bar_length(kind: str, short_stay: bool) -> Period:
    """How long a bar of that kind lasts for who wants to land for a short stay, or for anything else."""
    ordinary, short = BAR_LENGTHS[kind]
    return short if short_stay else ordinary


def _bar(kind: str, begin: str, short_stay: bool) -> Reckoning:
    return reckon(date.fromisoformat(begin[:10]), bar_length(kind, short_stay), rule("first-day-out"))


def _bar_inputs(view: View) -> dict[str, str | int]:
    """The bar on file, and where drugs or arms were the reason of this refusal the new one too.

    Before the purpose is known the longer reading is kept, so that no bar is overlooked.
    """
    purpose = view.told("status_requested")
    inputs: dict[str, str | int] = {"short": int(purpose in (None, "temporary_visitor"))}
    if view.told("bar_kind") is not None and view.told("bar_from") is not None:
        inputs |= {"kind": str(view.told("bar_kind")), "from": str(view.told("bar_from"))}
    if view.is_in("landing", "exit_ordered"):
        inputs["refused_on"] = day_of(view).isoformat()
    return inputs


def _bar_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    found = []
    if "kind" in inputs:
        found.append(_bar(str(inputs["kind"]), str(inputs["from"]), bool(inputs.get("short", 0))))
    if "refused_on" in inputs or not found:
        refused_on = str(inputs.get("refused_on") or start.astimezone(TOKYO).date().isoformat())
        found.append(_bar("refused_items", refused_on, False))
    longest = max(found, key=lambda bar: bar.expires_at)
    return due_of(longest, longest)


def ttp_until(issued: date, passport: date | None) -> date:
    """The last day of a registered-traveller card: three years with the day of issue, or the passport's."""
    card = reckon(issued, TTP_YEARS, rule("first-day-in")).last_day
    assert card is not None
    return card if passport is None else min(card, passport)


def _ttp_inputs(view: View) -> dict[str, str | int]:
    until = view.told("passport_until")
    return {} if until is None else {"passport_until": str(until)}


def _ttp_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    issued = start.astimezone(TOKYO).date()
    card = reckon(issued, TTP_YEARS, rule("first-day-in"))
    named = inputs.get("passport_until")
    last = ttp_until(issued, None if named is None else date.fromisoformat(str(named)))
    if last == card.last_day:
        return due_of(card, card)
    at = end_of(last)
    earlier = Text(f"旅券の有効期限が先に到来: {last}", f"The passport ends first: {last}")
    return Due(last, at, last, at, lambda language: (*card.working(language), earlier.get(language)))


CLOCKS: tuple[Clock, ...] = (
    Clock(
        "landing_objection_3d",
        Text("認定に対する異議の申出(3日)", "objection to the finding (3 days)"),
        "icrra 11(1); agency-holidays 2; civil-code 140; civil-code 141",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.SPECIAL_INQUIRY_OFFICER,
        must=Text(
            "認定に異議があれば、書面で主任審査官に異議を申し出る",
            "who contests the finding objects in writing to the chief inspector",
        ),
        silence=Text("期間の経過により退去を命ずる", "the time passes and the person is ordered to leave"),
        length="3 days",
        count="first-day-out-filing",
        lapse="objection_lapse",
        mark="inferred",
        note=Text(
            "末日が行政機関の休日のとき翌開庁日まで延びることは、休日法2条からの解釈です。",
            "That a closed last day moves the limit follows from the holiday Act; the article is silent.",
        ),
    ),
    Clock(
        "facility_stay",
        Text("とどまることの許可の期間", "stay in the facility"),
        "icrra 13-2(1); reg 12-2(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間内に出国する", "leave Japan within the time"),
        silence=Text(
            "遅滞なく退去しない者として退去強制手続の対象となる",
            "who does not leave without delay falls under deportation",
        ),
        shape=Shape.NAMED,
        named_by="facility_until",
    ),
    Clock(
        "stay_period",
        Text("在留期間", "period of stay"),
        "icrra 2-2(3); icrra 9(3)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("満了までに更新・変更を申請し又は出国する", "extend, change or leave before it ends"),
        silence=Text("在留の記録(事件簿)で扱う", "a matter of the residence file"),
        shape=Shape.NAMED,
        named_by="stay_until",
        reminded=False,
    ),
    suit(),
    Clock(
        "landing_bar",
        Text("上陸拒否期間", "landing bar"),
        "icrra 5(1)(9); icrra 5(1)(9-2); civil-code 140; civil-code 143",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間の経過を待つ", "wait until it has run"),
        silence=Text(
            "期間内の上陸は、特例(5条の2)又は特別許可(12条)による",
            "before that, landing needs an exemption (5-2) or special permission (12)",
        ),
        gather=_bar_inputs,
        compute=_bar_due,
        reminded=False,
    ),
    Clock(
        "ttp_card",
        Text("特定登録者カードの有効期間", "validity of the registered-traveller card"),
        "icrra 9-2(6); icrra 9-2(8)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("有効なカードを所持する", "hold a valid card"),
        silence=Text("カードは効力を失い、登録は抹消される", "the card is void and the registration removed"),
        gather=_ttp_inputs,
        compute=_ttp_due,
        reminded=False,
    ),
    # Not in the tables: a detention order of article 13(6) says until when, and somebody must look then.
    Clock(
        "provisional_detention",
        Text("仮上陸を許可された者の収容", "detention of a person landed provisionally"),
        "icrra 13(6); icrra 13(7); icrra 41(1)",
        owed_by=Role.CHIEF_INSPECTOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("期間の末日までに放免する", "release by the last day named"),
        silence=Text("収容令書による収容は終わる", "the detention under the order ends"),
        shape=Shape.NAMED,
        named_by="detention_until",
        lapse="provisional_landing_release",
    ),
)
