"""Which papers a filing comes with, and which are missing: asked at the counter before it is accepted.

What the Regulation names for each application, by kind and not by title: the lists of titles change with
notices of the agency. A missing paper bars no acceptance where the officer writes down why it may follow;
no period of the law waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflows.law import Citation, cites
from workflows.texts import Text

KINDS: dict[str, Text] = {
    "form": Text("申請書", "application form"),
    "photo": Text("写真", "photo"),
    "passport": Text("旅券(提示)", "passport shown"),
    "card": Text("在留カード(提示)", "residence card shown"),
    "activity": Text("活動・身分を証する資料", "evidence of the activity or position"),
    "organisation": Text("受入れ機関の資料", "papers of the accepting organisation"),
    "livelihood": Text("生計・経費支弁の資料", "evidence of livelihood or means"),
    "duties": Text("納税・社会保険の資料", "tax and social insurance papers"),
    "guarantor": Text("身元保証書", "guarantor's letter"),
    "event": Text("出生・国籍喪失等を証する資料", "evidence of birth, loss of nationality or other event"),
    "reason": Text("理由書", "statement of reasons"),
    "tb": Text("結核非発病証明書", "tuberculosis certificate"),
}
# Before a kind, where papers of a filing and of the steps stand in one list.
FILED = "filing-"
# Table 2: the position is proved, no organisation stands behind it.
_BY_POSITION = frozenset(
    {
        "permanent_resident",
        "spouse_or_child_of_japanese",
        "spouse_or_child_of_permanent_resident",
        "long_term_resident",
        "dependent",
        "temporary_visitor",
    }
)


@dataclass(frozen=True, slots=True)
class Needed:
    """The kinds of paper that an application comes with, and where that is laid down."""

    kinds: tuple[str, ...]
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))


_NEEDED: dict[str, Needed] = {
    "coe": Needed(("form", "photo", "activity", "organisation", "livelihood"), "reg 6-2(1); reg 6-2(2)"),
    "change": Needed(
        ("form", "photo", "passport", "card", "activity", "organisation", "livelihood"),
        "reg 20(1); reg 20(2)",
    ),
    "extension": Needed(
        ("form", "photo", "passport", "card", "activity", "organisation", "livelihood"),
        "reg 21(1); reg 21(2)",
    ),
    "acquisition": Needed(("form", "event", "passport"), "reg 24(1); reg 24(2)"),
    "permanent_residence": Needed(
        ("form", "photo", "passport", "card", "livelihood", "duties", "guarantor", "reason"),
        "reg 22(1)",
    ),
    "activity_permission": Needed(("form", "passport", "card", "activity"), "reg 19(1)"),
}


def needed(procedure: str, status: str = "", *, card: bool = True, photo: bool = True) -> Needed | None:
    """What an application for a status comes with; None where the Regulation names nothing. `card`: the
    person holds one; `photo`: one is asked for (not of infants, not for short stays)."""
    found = _NEEDED.get(procedure)
    if found is None:
        return None
    left_out = {name for name, asked in (("card", card), ("photo", photo)) if not asked}
    if status in _BY_POSITION:
        left_out.add("organisation")
    return Needed(tuple(kind for kind in found.kinds if kind not in left_out), found.basis)


def missing(
    procedure: str, given: Iterable[str], status: str = "", *, card: bool = True, photo: bool = True
) -> tuple[str, ...]:
    """The kinds of paper that are not there, in the order of the list."""
    found = needed(procedure, status, card=card, photo=photo)
    have = set(given)
    return () if found is None else tuple(kind for kind in found.kinds if kind not in have)
