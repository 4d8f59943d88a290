"""The eight exceptional landings (14 to 18-2): who applies for each, for how long, on what conditions.

One row for each type. How long a permission can be depends on more than the type for cruise passengers
(ports called at) and crew (why and where they go ashore): `limit` knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflows.counting import TOKYO, Period, Reckoning, reckon, rule
from workflows.engine import View
from workflows.texts import Text

_HOURS, _DAYS = rule("hours-at-once"), rule("first-day-out")


@dataclass(frozen=True, slots=True)
class Type:
    """One kind of exceptional landing.

    `applicants` may apply for it, on the forms `asked_on`; it is given by `paper` (a stamp or a slip of its
    own). `length_basis` and `most` say how long it can be. `denial`: not for a person under a ground of 5(1).
    `onward`: ticket and passport for the further journey are shown. `slip`: collected on departure (Regulation
    27(4)). `several`: may be given for repeated landings.
    """

    code: str
    label: Text
    applicants: frozenset[str]
    applicants_basis: str
    most: Text
    length_basis: str
    asked_on: tuple[str, ...]
    paper: tuple[str, ...]
    denial: str = ""
    onward: str = ""
    slip: bool = False
    several: bool = False


_SHIP = frozenset({"captain", "carrier"})

TYPES: tuple[Type, ...] = (
    Type(
        "port_of_call",
        Text("寄港地上陸", "landing at a port of call"),
        _SHIP,
        "icrra 14(1); reg 13(1)",
        Text("七十二時間の範囲内", "at most 72 hours"),
        "icrra 14(1); reg 13(5)(1)",
        asked_on=("17", "6"),
        paper=("18",),
        denial="icrra 14(1)",
        onward="reg 13(2)",
    ),
    Type(
        "cruise_ship",
        Text("船舶観光上陸", "landing for cruise ship tourism"),
        _SHIP,
        "icrra 14-2(1); icrra 14-2(2); reg 13-2(1)",
        Text(
            "寄港地が一つなら七日、二つ以上又は数次なら三十日の範囲内",
            "at most 7 days with one port of call in Japan, 30 with several or for repeated landings",
        ),
        "icrra 14-2(1); icrra 14-2(2); reg 13-2(4)(1)",
        asked_on=("17-2",),
        paper=("17-3",),
        slip=True,
        denial="icrra 14-2(6)",
        several=True,
    ),
    Type(
        "transit_same_ship",
        Text("通過上陸(同じ船舶に帰船)", "transit landing, back to the same ship"),
        _SHIP,
        "icrra 15(1); reg 14(1)",
        Text("十五日を超えない範囲内", "at most 15 days"),
        "icrra 15(1); reg 14(5)(1)",
        asked_on=("17", "6"),
        paper=("19",),
        denial="icrra 15(6)",
        onward="reg 14(2)",
    ),
    Type(
        "transit_other_port",
        Text("通過上陸(他の出入国港から出国)", "transit landing, leaving from another port"),
        _SHIP,
        "icrra 15(2); reg 14(1)",
        Text("三日を超えない範囲内", "at most 3 days"),
        "icrra 15(2); reg 14(6)(1)",
        asked_on=("17", "6"),
        paper=("19",),
        denial="icrra 15(6)",
        onward="reg 14(2)",
    ),
    Type(
        "crew",
        Text("乗員上陸", "landing of crew"),
        _SHIP,
        "icrra 16(1); icrra 16(2); reg 15(1); reg 15-2(1)",
        Text(
            "七日又は十五日の範囲内。数次は許可の日から一年",
            "at most 7 or 15 days; for repeated landings one year from the permission",
        ),
        "icrra 16(1); icrra 16(2); reg 15(3)(1)",
        asked_on=("20", "22-2"),
        paper=("21", "22-3"),
        denial="icrra 16(6)",
        several=True,
    ),
    Type(
        "emergency",
        Text("緊急上陸", "emergency landing"),
        _SHIP,
        "icrra 17(1); reg 16(1)",
        Text("その事由がなくなるまでの間", "until the cause has ended"),
        "icrra 17(1)",
        asked_on=("23",),
        paper=("24",),
        slip=True,
    ),
    Type(
        "distress",
        Text("遭難による上陸", "landing in distress"),
        frozenset({"mayor", "rescuer", "captain", "carrier"}),
        "icrra 18(1); reg 17(1)",
        Text("三十日を超えない範囲内", "at most 30 days"),
        "icrra 18(5); reg 17(4)(1)",
        asked_on=("25",),
        paper=("26",),
        slip=True,
    ),
    Type(
        "temporary_refuge",
        Text("一時庇護のための上陸", "landing for temporary refuge"),
        frozenset({"foreign_national"}),
        "icrra 18-2(1); reg 18(1)",
        Text("六月を超えない範囲内", "at most 6 months"),
        "icrra 18-2(4); reg 18(5)(1)",
        asked_on=("6", "26-2"),
        paper=("27",),
        slip=True,
    ),
)
BY_CODE = {t.code: t for t in TYPES}
DENIAL = frozenset(t.code for t in TYPES if t.denial)
ONWARD = frozenset(t.code for t in TYPES if t.onward)
SEVERAL = frozenset(t.code for t in TYPES if t.several)


def basis(*pick: str) -> str:
    """The citations that the rows name under these heads, each once."""
    found = [part for t in TYPES for name in pick for part in str(getattr(t, name)).split("; ") if part]
    return "; ".join(dict.fromkeys(found))


SLIP = frozenset(t.code for t in TYPES if t.slip)

# Regulation 15(3)(1): イ, ニ seven days, ロ, ハ, ホ fifteen.
CREW_DAYS = {
    "one_port": "7 days",
    "one_port_special": "15 days",
    "several_ports": "15 days",
    "transfer_same_port": "7 days",
    "transfer_other_port": "15 days",
}
CRUISE_DAYS = {"one": "7 days", "several": "30 days"}


def kind(view: View) -> str:
    """The type of a file's landing."""
    return str(view.told("xl_type") or "")


def length(code: str, ports: str, crew: str, multiple: bool) -> str | None:
    """The longest that a permission can be; None where the law sets no number, or the facts that decide
    are not there."""
    match code:
        case "port_of_call":
            return "72 hours"
        case "cruise_ship":
            return "30 days" if multiple else CRUISE_DAYS.get(ports)
        case "transit_same_ship":
            return "15 days"
        case "transit_other_port":
            return "3 days"
        case "crew":
            return "1 year" if multiple else CREW_DAYS.get(crew)
        case "distress":
            return "30 days"
        case "temporary_refuge":
            return "6 months"
    return None


def counted(start: date | datetime, most: str) -> Reckoning:
    """The end of the longest permission: hours from the moment, days without the first."""
    period = Period.parse(most)
    return reckon(start, period, _HOURS if most.endswith("hours") else _DAYS)


def limit(view: View) -> Reckoning | None:
    """Until when the landing of this file can be permitted, from the step's time on."""
    most = length(
        kind(view),
        str(view.told("ports_in_japan") or ""),
        str(view.told("crew_case") or ""),
        view.told("multiple") is True,
    )
    return counted(view.when().astimezone(TOKYO), most) if most else None
