"""Fees of the residence procedures as dated data: which amount an application owes.

The regime is that of the day on which the application was ACCEPTED, whenever it is granted. A fee falls due
with the permission and not before: what is refused or withdrawn owes none.

    >>> fee("extension", "online", date(2026, 7, 1))
    5500
    >>> fee("extension", "counter", date(2027, 4, 1)) is None  # Act No. 32 of 2026: the Order is not made yet
    True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files

from workflows.law import Citation, cites
from workflows.texts import Text

# From this day the specified residence card exists; holders of an older card get it without a card fee.
SPECIFIED_CARDS_SINCE = date(2026, 6, 14)
# With these the request for a specified card adds the card's fee to that of the permission; with permanent
# residence it adds nothing (Order 25(2)).
_JOINED = frozenset({"change", "extension"})
_CHANNELS = ("counter", "online", "post")

Amount = int | Mapping[str, int]


class FeeError(ValueError):
    """A fee asked for in a way the law does not know; the message says what is known."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee under one text of the law, for what was accepted from `since` until before `until`.

    `amounts`: by channel, a number of yen, or yen by the period granted. `relief`: yen by the ground of
    relief. `free_for`: statuses that owe nothing. `unknown`: the law sets a fee, but its amount is not known.
    """

    item: str
    label: Text
    since: date
    until: date | None
    amounts: Mapping[str, Amount]
    relief: Mapping[str, int]
    free_for: frozenset[str]
    old_card_free: bool
    unknown: bool
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))

    def yen(
        self, channel: str, period: str | None = None, relief: str | None = None, status: str | None = None
    ) -> int | None:
        """The amount; None where it is not known, or not before the period granted is.

        Raises `FeeError` for a channel that is not open.
        """
        if status in self.free_for:
            return 0
        if self.unknown:
            return None
        if channel not in self.amounts:
            raise FeeError(f"{self.item} is not open by {channel!r}; open are {', '.join(self.amounts)}")
        if relief is not None and relief in self.relief:
            return self.relief[relief]
        amount = self.amounts[channel]
        if isinstance(amount, int):
            return amount
        return None if period is None else amount.get(period)


@lru_cache(maxsize=1)
def fees() -> Mapping[str, tuple[Fee, ...]]:
    """Every fee by its item, the oldest text first."""
    rows = json.loads((files("workflows") / "data" / "fees.json").read_text("utf-8"))
    found: dict[str, tuple[Fee, ...]] = {}
    for item in dict.fromkeys(row["item"] for row in rows):
        own = [row for row in rows if row["item"] == item]
        starts = [date.fromisoformat(row["from"]) for row in own]
        if starts != sorted(set(starts)):
            raise FeeError(f"the rows of {item} are not in the order of their days")
        found[item] = tuple(
            Fee(
                item,
                Text(row["ja"], row["en"]),
                since,
                until,
                {channel: row[channel] for channel in _CHANNELS if channel in row},
                row.get("relief", {}),
                frozenset(row.get("free_for", ())),
                row.get("old_card_free", False),
                row.get("unknown", False),
                row["basis"],
            )
            for row, since, until in zip(own, starts, (*starts[1:], None), strict=True)
        )
    return found


def in_force(item: str, accepted_on: date) -> Fee | None:
    """The fee of an item for an application accepted on a day; None before the first text on file.

    Raises `FeeError` for an unknown item.
    """
    if item not in fees():
        raise FeeError(f"{item!r} is no fee; known are {', '.join(fees())}")
    for found in fees()[item]:
        if found.since <= accepted_on and (found.until is None or accepted_on < found.until):
            return found
    return None


def fee(
    item: str,
    channel: str,
    accepted_on: date,
    period: str | None = None,
    specified_card: bool = False,
    relief: str | None = None,
    *,
    status: str | None = None,
    holds_specified_card: bool = False,
    card_issued_on: date | None = None,
) -> int | None:
    """What an application owes in yen; None where the amount is not known for that day.

    `item` is the code of the procedure or another fee of the table, `channel` counter, online or (specified
    card) post. `period` is the period granted, `relief` a ground of relief. `status` is the one changed into,
    or the one held. `specified_card`: the application asks for one along with the permission, which adds its
    fee unless the person holds one or holds a card issued before such cards existed.

    Raises `FeeError` for an unknown item, a channel that is not open, or a specified card where none can be
    asked for.
    """
    found = in_force(item, accepted_on)
    if found is None:
        return None
    old_card = card_issued_on is not None and card_issued_on < SPECIFIED_CARDS_SINCE
    if found.old_card_free and old_card:
        return 0
    base = found.yen(channel, period, relief, status)
    if not specified_card or base is None:
        return base
    if channel != "counter":
        raise FeeError("a specified residence card is asked for at the counter only")
    if item == "permanent_residence":
        return base
    if item not in _JOINED:
        raise FeeError(
            f"no specified residence card is asked for with {item}; with {', '.join(_JOINED)} it is"
        )
    if holds_specified_card or old_card:
        return base
    card = in_force("specified_card", accepted_on)
    if card is None:
        raise FeeError(f"there are no specified residence cards before {SPECIFIED_CARDS_SINCE}")
    added = card.yen("counter")
    return None if added is None else base + added
