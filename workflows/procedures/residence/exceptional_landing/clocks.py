"""The clocks of an exceptional landing.

`xl_period` is the period on the stamp or slip and ends the stay; the clock of the type shows how long the
law lets that period be.
"""

from __future__ import annotations

from datetime import datetime

from workflows.clocks import Clock, Due, Inputs, Shape, due_of
from workflows.engine import View
from workflows.procedures.residence.exceptional_landing.types import counted, kind, length
from workflows.roles import Role
from workflows.texts import Text

# What ends with the stay on land.
LAND_CLOCKS = (
    "xl_period",
    "xl_port_of_call",
    "xl_cruise",
    "xl_transit",
    "xl_crew",
    "xl_crew_arrival",
    "xl_emergency",
    "xl_distress",
    "xl_refuge",
)
ALL_CLOCKS = (*LAND_CLOCKS, "xl_leave_by")


def _inputs(view: View) -> dict[str, str | int]:
    most = length(
        kind(view),
        str(view.told("ports_in_japan") or ""),
        str(view.told("crew_case") or ""),
        view.told("multiple") is True,
    )
    return {"most": most or ""}


def _longest(start: datetime, inputs: Inputs, cycle: int, usual: str) -> Due:
    end = counted(start, str(inputs.get("most") or usual))
    return due_of(end, end)


def _cruise(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return _longest(start, inputs, cycle, "7 days")


def _transit(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return _longest(start, inputs, cycle, "15 days")


def _crew(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return _longest(start, inputs, cycle, "7 days")


_MUST = Text("許可された期間内に出国又は帰船する。", "Leave Japan or re-board within it.")
_LIMIT = Text("許可の期間は、これを超えて定められない。", "The permission cannot be longer.")
_OVERSTAY = Text(
    "旅券又は許可書の期間を過ぎて残れば、退去強制事由となる。",
    "Staying on past the period on the passport or slip is a ground of deportation.",
)


def _outer(
    id: str, label: Text, basis: str, most: str, count: str = "first-day-out", note: Text | None = None
) -> Clock:
    """The longest period of a type: a copy that shows the law's limit and does not ring."""
    return Clock(
        id,
        label,
        basis,
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=_MUST,
        silence=_LIMIT,
        length=most,
        count=count,
        gather=_inputs if id in _COMPUTED else None,
        compute=_COMPUTED.get(id),
        reminded=False,  # the period on the stamp or slip reminds
        note=note,
    )


_COMPUTED = {"xl_cruise": _cruise, "xl_transit": _transit, "xl_crew": _crew}

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "xl_period",
        Text("特例上陸の期間", "period of the exceptional landing"),
        "icrra 24(1)(6); icrra 14(4); icrra 14-2(5); icrra 15(5); icrra 16(5); icrra 18(5); icrra 18-2(4)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=_MUST,
        silence=_OVERSTAY,
        shape=Shape.NAMED,
        named_by="xl_until",
        lapse="xl_overstay",
        note=Text(
            "特例期間はなく、休日でも動かない。取得の申請が係属していても満了する。",
            "There is no special period and no closed day moves it; a pending acquisition does not either.",
        ),
    ),
    _outer(
        "xl_port_of_call",
        Text("寄港地上陸の上限", "longest landing at a port of call"),
        "icrra 14(1); reg 13(5)(1)",
        "72 hours",
        "hours-at-once",
    ),
    _outer(
        "xl_cruise",
        Text("船舶観光上陸の上限", "longest cruise landing"),
        "icrra 14-2(1); icrra 14-2(2); reg 13-2(4)(1)",
        "7 days",
        note=Text(
            "本邦内の寄港地が二つ以上のとき、又は数次のときは三十日。",
            "Thirty days with two or more ports of call in Japan, or for repeated landings.",
        ),
    ),
    _outer(
        "xl_transit",
        Text("通過上陸の上限", "longest transit landing"),
        "icrra 15(1); icrra 15(2); reg 14(5)(1); reg 14(6)(1)",
        "15 days",
        note=Text("他の出入国港から出国するときは三日。", "Three days when leaving from another port."),
    ),
    _outer(
        "xl_crew",
        Text("乗員上陸の上限", "longest landing of crew"),
        "icrra 16(1); icrra 16(2); reg 15(3)(1)",
        "7 days",
        note=Text(
            "区分により十五日。数次の許可は許可を受けた日から一年。",
            "Fifteen days in some cases; for repeated landings one year from the permission.",
        ),
    ),
    Clock(
        "xl_crew_arrival",
        Text("航空機乗員の一回の上陸", "one landing of air crew"),
        "icrra 16(2)(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text(
            "到着の日から十五日以内に、同じ運送業者の航空機の乗員として出国する。",
            "Leave within 15 days of arrival as crew of the same carrier.",
        ),
        silence=_OVERSTAY,
        length="15 days",
        count="first-day-out",
        lapse="xl_overstay",
    ),
    Clock(
        "xl_emergency",
        Text("緊急上陸の事由", "cause of the emergency landing"),
        "icrra 17(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("事由がなくなったら出国する。", "Leave once the cause has ended."),
        silence=Text(
            "日の定めはない。事由がなくなったかを確かめる。",
            "There is no date; the inspector checks the cause.",
        ),
        shape=Shape.OPEN,
    ),
    _outer(
        "xl_distress",
        Text("遭難による上陸の上限", "longest landing in distress"),
        "icrra 18(5); reg 17(4)(1)",
        "30 days",
    ),
    _outer(
        "xl_refuge",
        Text("一時庇護のための上陸の上限", "longest landing for temporary refuge"),
        "icrra 18-2(4); reg 18(5)(1)",
        "6 months",
    ),
    Clock(
        "xl_leave_by",
        Text("数次許可の取消し後の出国・帰船期限", "to leave or re-board after a revocation"),
        "icrra 14-2(9); icrra 16(9); icrra 24(1)(6-3); icrra 24(1)(6-4)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("指定された日までに出国又は帰船する。", "Leave or re-board by the day fixed."),
        silence=Text(
            "指定された期間内に出国しなければ、退去強制事由となる。",
            "Not leaving within the period fixed is a ground of deportation.",
        ),
        shape=Shape.NAMED,
        named_by="leave_by",
        lapse="xl_overstay",
    ),
)
