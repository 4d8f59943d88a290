"""The clocks of the notification duties. Every one of them lapses by the same step: a duty is late.

Only the ninety days are another matter: they are a fact and no limit for filing, so no closed day moves
them, and they run on while a duty is late.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, due_of
from workflows.counting import TOKYO, Period, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day, fixed
from workflows.procedures.residence.duties.kinds import (
    FOURTEEN,
    NINETY,
    counted_from,
    fourteen_days,
    year_end,
    yearly_due,
)
from workflows.roles import Role
from workflows.texts import Text

_FINE_20 = Text("届け出ないと20万円以下の罰金", "fine of up to 200,000 yen for no notice")
_FINE_ADDRESS = Text(
    "届け出ないと20万円以下の罰金、虚偽は1年以下の拘禁刑等。90日で在留資格取消しの対象となる。",
    "Fine of up to 200,000 yen, a false notice up to a year; after 90 days a ground of revocation.",
)
_FINE_ORG = Text(
    "届け出ないと20万円以下の罰金、虚偽は1年以下の拘禁刑等。",
    "Fine of up to 200,000 yen; a false notice up to a year of imprisonment.",
)


def _from(view: View) -> dict[str, str | int]:
    """The day that starts the count of an address duty."""
    event = as_day(view.told("event_on"))
    kind = str(view.told("duty_type") or "")
    fixed = as_day(view.told("residence_fixed_on"))
    return {} if event is None or not kind else {"from": counted_from(kind, event, fixed).isoformat()}


def _start(start: datetime, inputs: Inputs) -> date:
    named = inputs.get("from")
    return date.fromisoformat(str(named)) if named else start.astimezone(TOKYO).date()


def _address(kind: str) -> Callable[[datetime, Inputs, int], Due]:
    def due(start: datetime, inputs: Inputs, cycle: int) -> Due:
        found = fourteen_days(kind, _start(start, inputs))
        return due_of(found, found)

    return due


def _left(view: View) -> dict[str, str | int]:
    """The ninety days: from the permission, or from the day the notified address was left."""
    day = as_day(view.told("left_on")) or as_day(view.told("event_on"))
    return {"from": day.isoformat()} if day else {}


def _ninety(start: datetime, inputs: Inputs, cycle: int) -> Due:
    found = reckon(_start(start, inputs), Period.parse(NINETY), rule("first-day-out"))
    return due_of(found, found)


def _at_once(view: View) -> dict[str, str | int]:
    return {"at_once": 1} if view.told("at_once") is True else {}


def _return(start: datetime, inputs: Inputs, cycle: int) -> Due:
    day = start.astimezone(TOKYO).date()
    if not inputs.get("at_once"):
        found = fourteen_days("card_return", day)
        return due_of(found, found)
    return fixed(day, (f"直ちに返納(19条の15第2項): {day}",), (f"to be returned at once (19-15(2)): {day}",))


def _yearly(start: datetime, inputs: Inputs, cycle: int) -> Due:
    day = start.astimezone(TOKYO).date()
    last = yearly_due(day)
    return fixed(
        last,
        (
            f"対象年度の末日: {year_end(day)}",
            "届出の期限: 翌5月31日(休日なら翌開庁日)",
            f"満了: {last} 24時",
        ),
        (
            f"the year ends on {year_end(day)}",
            "due on 31 May (the next open day where closed)",
            f"last day: {last}, until 24:00",
        ),
    )


def _fourteen(
    id: str, label: Text, basis: str, owed_by: Role, must: Text, silence: Text, note: Text | None = None
) -> Clock:
    """Fourteen days from an event, for a notice to the bureau."""
    return Clock(
        id,
        label,
        basis,
        owed_by,
        Role.INSPECTOR,
        must,
        silence,
        length=FOURTEEN,
        count="first-day-out-filing",
        lapse="nd_overdue",
        note=note,
    )


def _residence(kind: str, label: Text, basis: str, must: Text, note: Text | None = None) -> Clock:
    """Fourteen days from the day a residence was fixed, for a notice to the town hall."""
    return Clock(
        f"{kind}_14",
        label,
        basis,
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        must,
        _FINE_ADDRESS,
        gather=_from,
        compute=_address(kind),
        lapse="nd_overdue",
        mark="verified" if note is None else "inferred",
        note=note,
    )


CLOCKS: tuple[Clock, ...] = (
    _residence(
        "address_first",
        Text("新規上陸後の住居地届出の期限", "first address to be notified"),
        "icrra 19-7(1); icrra 71-5(1)(1)",
        Text(
            "住居地を定めた日から14日以内に市町村長に届け出る", "notify within 14 days of fixing a residence"
        ),
        Text(
            "住居地を定めた日が分かるまでは上陸の日から数え、分かれば数え直す。",
            "Until it is known when a residence was fixed the days are counted from the landing, then anew.",
        ),
    ),
    _residence(
        "address_after_change",
        Text("在留資格変更等に伴う住居地届出の期限", "address after a permission to be notified"),
        "icrra 19-8(1); icrra 71-5(1)(1)",
        Text(
            "住居地を定めた日(既に定めていれば許可の日)から14日以内に市町村長に届け出る",
            "notify within 14 days of fixing a residence, or of the permission",
        ),
    ),
    _residence(
        "address_move",
        Text("住居地の変更届出の期限", "new address to be notified"),
        "icrra 19-9(1); icrra 71-5(1)(2)",
        Text("移転した日から14日以内に市町村長に届け出る", "notify within 14 days of moving in"),
    ),
    Clock(
        "address_90",
        Text("住居地の届出がない90日", "ninety days without a notified address"),
        "icrra 22-4(1)(8); icrra 22-4(1)(9)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text("住居地を届け出る", "notify the address"),
        Text(
            "正当な理由がなければ在留資格の取消しの対象となり、事実の調査を始める。",
            "Without good reason a ground of revocation: fact-finding begins.",
        ),
        gather=_left,
        compute=_ninety,
        lapse="nd_ninety",
    ),
    _fourteen(
        "card_item_change_14",
        Text("記載事項の変更届出の期限", "change of an item to be notified"),
        "icrra 19-10(1); icrra 71-5(1)(3)",
        Role.FOREIGN_NATIONAL,
        Text("変更が生じた日から14日以内に届け出る", "notify within 14 days of the change"),
        _FINE_20,
    ),
    _fourteen(
        "card_loss_14",
        Text("在留カードの再交付申請の期限(紛失等)", "lost card to be applied for"),
        "icrra 19-12(1); icrra 71-2(1)(2)",
        Role.FOREIGN_NATIONAL,
        Text("所持を失ったことを知った日から14日以内に再交付を申請する", "apply within 14 days of noticing"),
        Text(
            "1年以下の拘禁刑又は20万円以下の罰金。", "Up to a year of imprisonment or a fine of 200,000 yen."
        ),
    ),
    Clock(
        "card_return_14",
        Text("在留カードの返納の期限", "card to be returned"),
        "icrra 19-15(1); icrra 19-15(2); icrra 19-15(3); icrra 19-15(4); icrra 71-5(1)(3)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "失効等から14日以内(単純出国と新たな交付では直ちに)返納する",
            "return within 14 days (at once on simple departure or for a new card)",
        ),
        Text(
            "20万円以下の罰金(死亡後の親族・同居者を除く)。",
            "Fine of up to 200,000 yen, not for relatives after a death.",
        ),
        gather=_at_once,
        compute=_return,
        lapse="nd_overdue",
    ),
    _fourteen(
        "org_notification_14",
        Text("所属機関等に関する届出の期限", "organisation or spouse to be notified"),
        "icrra 19-16(1); icrra 71-5(1)(3); icrra 71-2(1)(1)",
        Role.FOREIGN_NATIONAL,
        Text("事由が生じた日から14日以内に届け出る", "notify within 14 days of the event"),
        _FINE_ORG,
    ),
    _fourteen(
        "org_effort_14",
        Text("所属機関による届出の期限", "organisation's notice"),
        "icrra 19-17(1); reg 19-16(2)",
        Role.ACCEPTING_ORG,
        Text("受入れの開始・終了等から14日以内に届け出るよう努める", "endeavour to notify within 14 days"),
        Text("努力義務であり罰則はない。", "A duty of effort: no penalty."),
    ),
    _fourteen(
        "ssw_event_14",
        Text("特定技能所属機関による随時届出の期限", "SSW host's notice of an event"),
        "icrra 19-18(1); reg 19-17(2); icrra 71-4(1)(1); icrra 77-2(1)(1)",
        Role.ACCEPTING_ORG,
        Text("事由に該当した日から14日以内に届け出る", "notify within 14 days of the event"),
        Text(
            "雇用契約に関する届出は30万円以下の罰金、その他は10万円以下の過料。",
            "Contract notices: fine of up to 300,000 yen; the others: penalty of up to 100,000 yen.",
        ),
    ),
    _fourteen(
        "support_org_report_14",
        Text("登録支援機関による報告の期限", "support organisation's report"),
        "reg 19-24-2(1); reg 19-24-2(2)",
        Role.SUPPORT_ORG,
        Text("該当した日から14日以内に報告する", "report within 14 days"),
        Text("罰則はないが、登録の維持に影響し得る。", "No penalty, but the registration may suffer."),
    ),
    Clock(
        "ssw_annual",
        Text("特定技能所属機関による年次届出の期限", "SSW host's yearly notice"),
        "icrra 19-18(2); reg 19-18(3); icrra 71-4(1)(1); icrra 77-2(1)(1)",
        Role.ACCEPTING_ORG,
        Role.INSPECTOR,
        Text("前年4月から3月までの状況を5月31日までに届け出る", "notify the year to 31 March by 31 May"),
        Text(
            "30万円以下の罰金又は10万円以下の過料。", "Fine of up to 300,000 or penalty of up to 100,000 yen."
        ),
        compute=_yearly,
        lapse="nd_overdue",
        mark="inferred",
        note=Text(
            "期間ではなく期日の定めであり、休日に当たるときに翌開庁日とする扱いは解釈による。",
            "The date is fixed and no period: that a closed day moves it is a reading.",
        ),
    ),
)
