"""What must hold of every residence file, whatever path the person's life takes."""

from __future__ import annotations

from collections.abc import Callable

from workflows.declare import Invariant
from workflows.engine import View
from workflows.procedures.residence.person.reading import PERSON, WITH_STATUS
from workflows.texts import Text

RETURN_CLOCKS = ("reentry_validity", "special_reentry_1y", "special_reentry_15d")
LEAVING_CLOCKS = (*RETURN_CLOCKS, "departure_hold_24h")
OVER = ("deceased", "japanese_national")
# Every clock that rings, but for the return of the card of the dead and of those who became Japanese.
# With them the machines that can start such a clock.
RINGING = (
    (("stay_period", "stay_period_pending", "departure_preparation"), (PERSON,)),
    (LEAVING_CLOCKS, (PERSON, "reentry")),
    (("card_validity", "card_validity_pending", "card_specified_hold_2m"), (PERSON, "residence_card")),
    (("card_item_change_14", "card_loss_14", "card_damage_14"), (PERSON, "residence_card")),
    (("inactivity_3m", "inactivity_6m_hsp2", "inactivity_spouse_6m"), (PERSON,)),
)


def _runs(view: View, *clocks: str) -> bool:
    return any(view.running(clock) is not None for clock in clocks)


def _stay_dated(v: View) -> bool:
    return (
        not v.is_in(PERSON, "in_status")
        or v.fact("unlimited") is True
        or _runs(v, "stay_period", "stay_period_pending")
    )


def _special_dated(v: View) -> bool:
    return not v.is_in(PERSON, "special_period") or _runs(v, "special_period")


def _leaving_dated(v: View) -> bool:
    return not v.is_in(PERSON, "departure_preparation") or _runs(
        v, "departure_preparation", "stay_period_pending"
    )


def _abroad_dated(v: View) -> bool:
    return not v.is_in(PERSON, "abroad_with_reentry") or _runs(v, *RETURN_CLOCKS)


def _abroad_together(v: View) -> bool:
    return v.is_in(PERSON, "abroad_with_reentry") == v.is_in("reentry", "abroad")


def _card_of_a_resident(v: View) -> bool:
    return not v.is_in("residence_card", "valid", "later") or v.is_in(PERSON, *WITH_STATUS)


def _silent(clocks: tuple[str, ...]) -> Callable[[View], bool]:
    return lambda v: not v.is_in(PERSON, *OVER) or not _runs(v, *clocks)


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "res_stay_dated",
        Text(
            "在留期間の定めのある在留には、必ず満了の日が進行している。",
            "A stay with an end always has its last day running.",
        ),
        "icrra 2-2(3); icrra 24(1)(4)ロ",
        (PERSON, "reentry"),
        ("unlimited",),
        ("stay_period", "stay_period_pending", "special_period", "departure_preparation"),
        holds=_stay_dated,
    ),
    Invariant(
        "res_special_period_dated",
        Text("特例期間には必ず末日がある。", "A special period always has its last day."),
        "icrra 20(6)",
        (PERSON,),
        clocks=("special_period",),
        holds=_special_dated,
    ),
    Invariant(
        "res_departure_preparation_dated",
        Text("出国準備には必ず末日がある。", "A departure preparation always has its last day."),
        "icrra 20(3)",
        (PERSON,),
        ("unlimited",),
        clocks=("departure_preparation", "stay_period_pending", "special_period"),
        holds=_leaving_dated,
    ),
    Invariant(
        "res_abroad_dated",
        Text(
            "再入国許可により出国中の人には、必ず再入国の期限がある。",
            "Whoever is abroad with a right to return has a day by which to return.",
        ),
        "icrra 26(3); icrra 26-2(2); icrra 26-3(2)",
        (PERSON, "reentry"),
        clocks=LEAVING_CLOCKS,
        holds=_abroad_dated,
    ),
    Invariant(
        "res_abroad_together",
        Text(
            "在留の状態と再入国の状態は、出国中であることについて一致する。",
            "The stay and the right to return agree on who is abroad.",
        ),
        "icrra 26(1); icrra 26-2(1)",
        (PERSON, "reentry"),
        clocks=LEAVING_CLOCKS,
        holds=_abroad_together,
    ),
    Invariant(
        "res_card_of_a_resident",
        Text(
            "有効な在留カードを持つのは、在留資格をもって在留する人(再入国許可により出国中の人を含む)だけである。",
            "Only who has a status holds a valid card, or one that follows.",
        ),
        "icrra 19-3(1); icrra 19-14(1)(1)",
        (PERSON, "residence_card"),
        clocks=("departure_preparation", "stay_period_pending"),
        holds=_card_of_a_resident,
    ),
    *(
        Invariant(
            f"res_over_is_silent_{number}",
            Text(
                "死亡した人と日本国民となった人に、通知される期間は進行しない(在留カードの返納を除く)。",
                "Nothing rings for the dead and for Japanese nationals, but the return of the card.",
            ),
            "icrra 2(1)(2); icrra 19-14(1)(6); icrra 19-15(4)",
            machines,
            clocks=clocks,
            holds=_silent(clocks),
        )
        for number, (clocks, machines) in enumerate(RINGING, 1)
    ),
)
