"""Which notices the law asks for, from whom, counted from what: the data of the notification duties.

One file is one duty that arose from one event: leaving an employer and joining another are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.counting import Period, Reckoning, Roll, next_open, reckon, rule
from workflows.texts import Text

FOURTEEN, NINETY = "14 days", "90 days"
# The yearly notice covers years that begin with this day or later; before it was due each quarter.
YEARLY_SINCE = date(2025, 4, 1)


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty: the clock that dates it, the rule by which it is counted, and whether it concerns the
    place of residence (counted from the day a residence is fixed, and followed by the ninety days)."""

    code: str
    label: Text
    clock: str
    count: str
    address: bool = False


_TOWN, _BUREAU = "first-day-out-municipal", "first-day-out-filing"

KINDS: dict[str, DutyKind] = {
    kind.code: kind
    for kind in (
        DutyKind(
            "address_first",
            Text("新規上陸後の住居地", "first address after landing"),
            "address_first_14",
            _TOWN,
            address=True,
        ),
        DutyKind(
            "address_after_change",
            Text("在留資格変更等に伴う住居地", "address after a permission"),
            "address_after_change_14",
            _TOWN,
            address=True,
        ),
        DutyKind(
            "address_move",
            Text("住居地の変更", "change of address"),
            "address_move_14",
            _TOWN,
            address=True,
        ),
        DutyKind(
            "card_item_change",
            Text("住居地以外の記載事項の変更", "change of another item of the card"),
            "card_item_change_14",
            _BUREAU,
        ),
        DutyKind("card_loss", Text("在留カードの紛失等", "card lost"), "card_loss_14", _BUREAU),
        DutyKind("card_return", Text("在留カードの返納", "card to be returned"), "card_return_14", _BUREAU),
        DutyKind(
            "organisation",
            Text("所属機関に関する届出", "notice about the organisation"),
            "org_notification_14",
            _BUREAU,
        ),
        DutyKind(
            "spouse",
            Text("配偶者に関する届出", "notice about the spouse"),
            "org_notification_14",
            _BUREAU,
        ),
        DutyKind(
            "org_effort",
            Text("所属機関による届出(努力義務)", "organisation's notice (effort)"),
            "org_effort_14",
            _BUREAU,
        ),
        DutyKind(
            "ssw_event",
            Text("特定技能所属機関による随時の届出", "notice of a host of Specified Skilled Workers"),
            "ssw_event_14",
            _BUREAU,
        ),
        DutyKind(
            "support_org_report",
            Text("登録支援機関による報告", "support organisation's report"),
            "support_org_report_14",
            _BUREAU,
        ),
        DutyKind(
            "ssw_annual",
            Text("特定技能所属機関による年次の届出", "yearly notice of a host of Specified Skilled Workers"),
            "ssw_annual",
            _BUREAU,
        ),
    )
}
ADDRESS = frozenset(code for code, kind in KINDS.items() if kind.address)
# What leads the fact-finding when ninety days pass without a notice (22-4(1)(8), (9)).
GROUNDS = {
    "address_first": "no_first_address_90d",
    "address_after_change": "no_first_address_90d",
    "address_move": "no_new_address_90d",
}
DUE_CLOCKS: tuple[str, ...] = tuple(dict.fromkeys(kind.clock for kind in KINDS.values()))


@dataclass(frozen=True, slots=True)
class Matter:
    """What happened, for which duty, and (of notices on organisations) under which class of status."""

    code: str
    label: Text
    duties: tuple[str, ...]
    notifies: tuple[str, ...] = ()


_ANY_ORG = ("activity", "contract", "either")
MATTERS: dict[str, Matter] = {
    m.code: m
    for m in (
        Matter("renamed", Text("名称の変更", "organisation renamed"), ("organisation",), _ANY_ORG),
        Matter("relocated", Text("所在地の変更", "organisation moved"), ("organisation",), _ANY_ORG),
        Matter("dissolved", Text("消滅", "organisation gone"), ("organisation",), _ANY_ORG),
        Matter("left", Text("離脱", "left the organisation"), ("organisation",), ("activity", "either")),
        Matter(
            "transferred",
            Text("移籍", "moved to another organisation"),
            ("organisation",),
            ("activity", "either"),
        ),
        Matter(
            "contract_ended",
            Text("契約の終了", "contract ended"),
            ("organisation", "ssw_event"),
            ("contract", "either"),
        ),
        Matter(
            "contract_new",
            Text("新たな契約の締結", "new contract"),
            ("organisation", "ssw_event"),
            ("contract", "either"),
        ),
        Matter("contract_changed", Text("特定技能雇用契約の変更", "contract changed"), ("ssw_event",)),
        Matter("plan_changed", Text("支援計画の変更", "support plan changed"), ("ssw_event",)),
        Matter(
            "support_contract",
            Text("支援委託契約の締結・変更・終了", "support contract made, changed or ended"),
            ("ssw_event",),
        ),
        Matter("difficult", Text("受入れの困難", "acceptance has become difficult"), ("ssw_event",)),
        Matter(
            "criterion",
            Text("基準不適合の事由を知った", "learned that a criterion is not met"),
            ("ssw_event", "support_org_report"),
        ),
        Matter(
            "support_difficult", Text("支援の困難", "support has become difficult"), ("support_org_report",)
        ),
        Matter("divorced", Text("離婚", "divorce"), ("spouse",), ("spouse",)),
        Matter("widowed", Text("死別", "death of the spouse"), ("spouse",), ("spouse",)),
        Matter("accepted", Text("受入れの開始", "acceptance began"), ("org_effort",)),
        Matter("released", Text("受入れの終了", "acceptance ended"), ("org_effort",)),
        Matter("list_may", Text("5月1日の在籍(留学)", "enrolled on 1 May (Student)"), ("org_effort",)),
        Matter("list_november", Text("11月1日の在籍(留学)", "enrolled on 1 Nov (Student)"), ("org_effort",)),
        Matter("name", Text("氏名の変更", "name changed"), ("card_item_change",)),
        Matter("birth_date", Text("生年月日の変更", "date of birth changed"), ("card_item_change",)),
        Matter("sex", Text("性別の変更", "sex changed"), ("card_item_change",)),
        Matter("nationality", Text("国籍・地域の変更", "nationality changed"), ("card_item_change",)),
    )
}
LIST_DAYS = {"list_may": (5, 1), "list_november": (11, 1)}


def counted_from(kind: str, event: date, fixed: date | None) -> date:
    """The day that starts the count: for addresses the day a residence was fixed, where it is known and
    not before the event."""
    return max(event, fixed) if KINDS[kind].address and fixed is not None else event


def fourteen_days(kind: str, start: date) -> Reckoning:
    """The fourteen days of a duty, from the day that starts the count."""
    return reckon(start, Period.parse(FOURTEEN), rule(KINDS[kind].count))


def year_end(day: date) -> date:
    """The 31 March that ends the year in which a day lies."""
    return date(day.year if day.month < 4 else day.year + 1, 3, 31)


def yearly_due(day: date) -> date:
    """Until when the yearly notice on the year of that day is due: 31 May after it, or the next open day."""
    return next_open(date(year_end(day).year, 5, 31), Roll.NATIONAL)[0]


def due_day(kind: str, event: date, fixed: date | None = None, at_once: bool = False) -> date:
    """The last day on which the notice is in time."""
    if kind == "ssw_annual":
        return yearly_due(event)
    if kind == "card_return" and at_once:
        return event
    last = fourteen_days(kind, counted_from(kind, event, fixed)).last_day
    assert last is not None
    return last
