"""Conditions that several residence procedures put in the same words."""

from __future__ import annotations

from collections.abc import Callable

from workflows.declare import Guard
from workflows.engine import View
from workflows.fees import fee
from workflows.procedures.residence.common.days import as_day
from workflows.texts import Text

IN_WRITING = Guard(
    "in_writing",
    Text("取下げは書面による。", "A withdrawal is made in writing."),
    Text("取下書の提出を求めてください。", "Ask for the written withdrawal."),
    "practice withdrawal",
    frozenset({"given:in_writing"}),
    lambda v: v.given.get("in_writing") is True,
)
REFUSAL_REASONED = Guard(
    "reasons_given",
    Text("不許可は理由を付して通知する。", "A refusal is notified with its reasons."),
    Text("不許可の理由を記載してください。", "Write down the reasons."),
    "icrra 22(2); practice examination-guideline",
    frozenset({"given:reasons"}),
    lambda v: len(str(v.given.get("reasons") or "")) >= 2,
)


def fee_of(item: str, *, online: bool = False) -> Callable[[View], int | None]:
    """What the applicant owes by the regime of the day of filing, and by the channel where the item can be
    filed online; None where it is not known."""

    def due(view: View) -> int | None:
        accepted = as_day(view.told("filed_on"))
        channel = "online" if online and view.told("channel") == "online" else "counter"
        return None if accepted is None else fee(item, channel=channel, accepted_on=accepted)

    return due


def fee_paid(due: Callable[[View], int | None], basis: str, rule: Text) -> Guard:
    """The fee paid is the one that is owed."""
    return Guard(
        "fee",
        rule,
        Text("手数料の額と収入印紙を確かめてください。", "Check the amount and the stamps."),
        basis,
        frozenset({"given:fee_yen", "fact:filed_on", "fact:channel"}),
        lambda v: (owed := due(v)) is None or v.given.get("fee_yen") == owed,
    )
