"""The clocks of an application for permanent residence. None of them keeps the stay alive: that is the
person's own residence file, and this filing gives no special period."""

from __future__ import annotations

from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, Shape, due_of, end_of, said
from workflows.counting import TOKYO, Period, Roll, next_open, reckon, rule
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.permanent_residence.filing import PHOTO_MONTHS, date_of
from workflows.roles import Role
from workflows.stay_counting import months_before
from workflows.texts import Text

STANDARD = "4 months"
WATCH_MONTHS = 2


def _on(day: date, ja: tuple[str, ...], en: tuple[str, ...]) -> Due:
    """A due date with a working that was written by hand."""
    at = end_of(day)
    return Due(day, at, day, at, said(ja, en))


# --- dates that this file only keeps ----------------------------------------------------------------


def _litigation(start: datetime, inputs: Inputs, cycle: int) -> Due:
    """Six months from knowing of the disposition; a closed day of the court moves the last one."""
    found = reckon(start, Period.parse("6 months"), rule("first-day-out-court"))
    return due_of(found, found)


LITIGATION = Clock(
    "litigation_6m",
    Text("取消訴訟の出訴期間", "time to sue"),
    "acla 14(1); acla 14(2)",
    Role.FOREIGN_NATIONAL,
    Role.INSPECTOR,
    Text(
        "処分があったことを知った日から6月以内に訴えを提起する(処分の日から1年を過ぎればできない)",
        "sue within six months of knowing of the disposition, and within a year of it at the latest",
    ),
    Text("正当な理由がなければ訴えは却下される。", "Without good reason the suit is barred."),
    compute=_litigation,
    reminded=False,
)

PHOTO = Clock(
    "photo_age",
    Text("写真の撮影からの6月", "six months of a photo"),
    "reg 6-2(2)",
    Role.FOREIGN_NATIONAL,
    Role.FRONT_DESK,
    Text("この期間内に申請する", "file within this time"),
    Text("写真は使えない。", "The photo can no longer be used."),
    length=PHOTO_MONTHS,
    count="first-day-out",
    reminded=False,
)

# --- the course of the examination ------------------------------------------------------------------


def named_open_day(start: datetime, inputs: Inputs, cycle: int) -> Due:
    """The day named in a request for papers, moved where the office is closed on it."""
    named = date.fromisoformat(str(inputs["named"])[:10])
    day, skipped = next_open(named, Roll.NATIONAL)
    ja = [f"通知書に記載した期限: {named}"]
    en = [f"day named in the request: {named}"]
    ja += [f"休日: {s.day} {s.reason_ja}" for s in skipped]
    en += [f"closed: {s.day}, {s.reason_en}" for s in skipped]
    return _on(day, (*ja, f"満了: {day} 24時"), (*en, f"last day: {day}, until 24:00"))


DOCUMENT_REQUEST = Clock(
    "document_request_due",
    Text("資料提出の期限", "papers due"),
    "practice document-request; icrra 59-2(1)",
    Role.FOREIGN_NATIONAL,
    Role.INSPECTOR,
    Text("求められた資料を提出する", "hand in the papers asked for"),
    Text("提出された資料だけで判断する。", "The file is decided on as it stands."),
    shape=Shape.NAMED,
    named_by="papers_due_on",
    compute=named_open_day,
    lapse="pr_documents_overdue",
    mark="inferred",
    note=Text(
        "期限を定めた条文はない。休日に当たるときは翌開庁日まで受け取る扱いとした。",
        "No article sets this date; where it falls on a closed day the next open day is taken.",
    ),
)

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
    mark="inferred",
    note=Text(
        "庁内の計時で、在留期間も特例期間も止めない。",
        "An internal measure: it stops neither a stay nor a special period.",
    ),
)


def days_spent(view: View) -> Value:
    """The net days so far, at a step that stops the net timer."""
    running = view.running("net_processing_timer")
    before = int(str(view.fact("net_days") or 0))
    if running is None:
        return before
    return before + (view.when().astimezone(TOKYO).date() - running.start.astimezone(TOKYO).date()).days


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
    return _on(
        day,
        (f"在留期間の満了日: {until}", f"その2か月前(過ぎているときは申請の日): {day}"),
        (f"the stay ends on: {until}", f"two months before (or the day of filing, if later): {day}"),
    )


def _stay_inputs(view: View) -> dict[str, str | int]:
    until = date_of(view.told("stay_until"))
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
    mark="inferred",
    note=Text(
        "満了の2か月前は庁内の目安で、法令の期限は満了日である(規則21条1項)。",
        "Two months before is the agency's own mark; the law's limit is the last day (Reg. 21(1)).",
    ),
)

CLOCKS: tuple[Clock, ...] = (
    PROCESSING,
    NET_TIMER,
    DOCUMENT_REQUEST,
    RESULT,
    STAY_WATCH,
    PHOTO,
    LITIGATION,
)
