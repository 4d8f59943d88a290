"""What holds of every notification duty. Kinds and clocks are written out here a second time, on purpose."""

from __future__ import annotations

from workflows.declare import Invariant
from workflows.engine import View
from workflows.texts import Text

_CLOCK_OF = {
    "address_first": "address_first_14",
    "address_after_change": "address_after_change_14",
    "address_move": "address_move_14",
    "card_item_change": "card_item_change_14",
    "card_loss": "card_loss_14",
    "card_return": "card_return_14",
    "organisation": "org_notification_14",
    "spouse": "org_notification_14",
    "org_effort": "org_effort_14",
    "ssw_event": "ssw_event_14",
    "support_org_report": "support_org_report_14",
    "ssw_annual": "ssw_annual",
}
_CLOCKS = tuple(dict.fromkeys(_CLOCK_OF.values()))


def _one_clock(v: View) -> bool:
    running = {clock for clock in _CLOCKS if v.running(clock) is not None}
    if not v.is_in("notification_duty", "open"):
        return not running
    return running == {_CLOCK_OF.get(str(v.fact("duty_type")))}


def _ninety_for_addresses(v: View) -> bool:
    if v.running("address_90") is None:
        return True
    address = str(v.fact("duty_type")).startswith("address_")
    return address and v.is_in("notification_duty", "open", "late")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_nd_dated",
        Text(
            "届出を待つ間は、その届出の期限だけが必ず進行する。",
            "While a notice is awaited its own date runs, and no other.",
        ),
        "icrra 19-7(1); icrra 19-16(1); icrra 19-18(1)",
        ("notification_duty",),
        ("duty_type",),
        _CLOCKS,
        holds=_one_clock,
    ),
    Invariant(
        "inv_nd_ninety",
        Text(
            "90日は住居地の届出についてだけ、届け出られるまで進行する。",
            "The ninety days run for addresses only, until notified.",
        ),
        "icrra 22-4(1)(8); icrra 22-4(1)(9)",
        ("notification_duty",),
        ("duty_type",),
        ("address_90",),
        holds=_ninety_for_addresses,
    ),
)
