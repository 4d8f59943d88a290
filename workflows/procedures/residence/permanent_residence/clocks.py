"""The clocks of an application for permanent residence. None of them keeps the stay alive: that is the
person's own residence file, and this filing gives no special period."""

from __future__ import annotations

from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, Shape
from workflows.counting import TOKYO
from workflows.engine import View
from workflows.procedures.residence.common.clocks import PHOTO, papers_due, suit
from workflows.procedures.residence.common.days import as_day, fixed
from workflows.roles import Role
from workflows.stay_counting import months_before
from workflows.texts import Text

STANDARD = "4 months"
WATCH_MONTHS = 2


# --- the course of the examination ------------------------------------------------------------------


PROCESSING = Clock(
    "processing_pr",
    Text("永住許可申請の標準処理期間", "standard period for permanent residence"),
    "practice standard-period",
    Role.BUREAU_DIRECTOR,
    Role.INSPECTOR,
    Text("許否を決定する(目標)", "decide (a target)"),
    Text(
        "法的な効果はない。実際の平均はこれより長い(公表値で約280日)。",
        "No effect in law; the published average is longer (about 280 days).",
    ),
    length=STANDARD,
    count="first-day-out",
    target=True,
    nags=False,
)

NET_TIMER = Clock(
    "net_processing_timer",
    Text("実質審査の計時", "net examination time"),
    "practice standard-period",
    Role.INSPECTOR,
    Role.INSPECTOR,
    Text("追完待ちを除いた審査日数を測る", "measure the examination without waiting for papers"),
    Text("法的な効果はない。", "No effect in law."),
    shape=Shape.OPEN,
    target=True,
    nags=False,
    mark="inferred",
    note=Text(
        "庁内の計時で、在留期間も特例期間も止めない。",
        "An internal measure: it stops neither a stay nor a special period.",
    ),
)


RESULT = Clock(
    "result_collect",
    Text("在留カードの受領期限", "card to be fetched by"),
    "practice result-collection",
    Role.FOREIGN_NATIONAL,
    Role.INSPECTOR,
    Text("手数料を納付して在留カードを受け取る", "pay the fee and fetch the card"),
    Text(
        "在留カードの交付まで許可の効力は生じない。",
        "Until the card is handed over the permission has no effect.",
    ),
    shape=Shape.NAMED,
    named_by="collect_by",
)

# --- the stay, which this filing does not keep alive ---------------------------------------------------


def _stay_watch(start: datetime, inputs: Inputs, cycle: int) -> Due:
    begin = start.astimezone(TOKYO).date()
    until = date.fromisoformat(str(inputs.get("stay_until") or begin))
    day = max(months_before(until, WATCH_MONTHS), begin)
    return fixed(
        day,
        (f"在留期間の満了日: {until}", f"その2か月前(過ぎているときは申請の日): {day}"),
        (f"the stay ends on: {until}", f"two months before (or the day of filing, if later): {day}"),
    )


def _stay_inputs(view: View) -> dict[str, str | int]:
    until = as_day(view.told("stay_until"))
    return {"stay_until": until.isoformat()} if until else {}


STAY_WATCH = Clock(
    "pr_stay_watch",
    Text("並行する在留期間更新の呼びかけ", "call for an extension alongside"),
    "icrra 20(6); icrra 21(2); icrra 22(1)",
    Role.FOREIGN_NATIONAL,
    Role.INSPECTOR,
    Text(
        "在留期間が満了する前に在留期間の更新を別に申請する",
        "file a separate extension before the stay ends",
    ),
    Text(
        "永住許可申請からは特例期間が生じない。更新の申請がなければ満了とともに在留資格を失う。",
        "This filing gives no special period: without an extension the status ends with the stay.",
    ),
    gather=_stay_inputs,
    compute=_stay_watch,
    target=True,
    nags=False,
    mark="inferred",
    note=Text(
        "満了の2か月前は庁内の目安で、法令の期限は満了日である(規則21条1項)。",
        "Two months before is the agency's own mark; the law's limit is the last day (Reg. 21(1)).",
    ),
)

CLOCKS: tuple[Clock, ...] = (
    PROCESSING,
    NET_TIMER,
    papers_due("pr_documents_overdue", Role.FOREIGN_NATIONAL),
    RESULT,
    STAY_WATCH,
    PHOTO,
    suit(),
)
