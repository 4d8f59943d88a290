"""What holds of every permission for other activities."""

from __future__ import annotations

from workflows.declare import Invariant
from workflows.engine import View
from workflows.texts import Text


def _limited_while_granted(v: View) -> bool:
    return v.is_in("activity_permission", "granted") == (v.running("activity_hours") is not None)


def _trades_barred(v: View) -> bool:
    if not v.is_in("activity_permission", "granted"):
        return True
    return (v.fact("trades_barred") is True) == (v.fact("type_requested") == "blanket")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_act_limited",
        Text(
            "時間の制限は、許可が続く間だけ、必ず進行する。",
            "The limit on the hours runs as long as the permission does, and no longer.",
        ),
        "icrra 19(2); reg 19(5)(1)",
        ("activity_permission",),
        ("type_requested", "trades_barred"),
        ("activity_hours",),
        holds=_limited_while_granted,
    ),
    Invariant(
        "inv_act_trades_barred",
        Text(
            "包括許可には必ず風俗営業等の禁止が付き、許可の種類は申請されたものと同じである。",
            "A blanket permission always bars the amusement and sex trades, and is given where it was asked for.",
        ),
        "icrra 19(2); reg 19(5)(1)",
        ("activity_permission",),
        ("type_requested", "trades_barred"),
        ("activity_hours",),
        holds=_trades_barred,
    ),
)
