"""Clocks that several residence procedures keep: papers asked for, the net time, the photo, the suit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, Shape
from workflows.counting import TOKYO, Roll, next_open
from workflows.declare import Derive
from workflows.engine import View
from workflows.procedures.residence.common.days import fixed
from workflows.roles import Role
from workflows.texts import Text

PHOTO_AGE = "6 months"


def _papers_due(start: datetime, inputs: Inputs, cycle: int) -> Due:
    named = date.fromisoformat(str(inputs["named"])[:10])
    day, skipped = next_open(named, Roll.NATIONAL)
    return fixed(
        day,
        (
            f"通知書に定めた日: {named}",
            *(f"休日: {s.day} {s.reason_ja}" for s in skipped),
            f"満了: {day} 24時",
        ),
        (
            f"Date in the notice: {named}",
            *(f"Closed: {s.day} {s.reason_en}" for s in skipped),
            f"Last day: {day}, until 24:00",
        ),
    )


def papers_due(lapse: str, owed_by: Role) -> Clock:
    """The day named in a request for papers; on a closed day the next one on which the office is open."""
    return Clock(
        "document_request_due",
        Text("資料の提出期限", "papers due"),
        "practice document-request; icrra 59-2(2)",
        owed_by=owed_by,
        watched_by=Role.INSPECTOR,
        must=Text("求められた資料を提出する。", "Hand in the papers asked for."),
        silence=Text(
            "提出のないまま審査に戻り、ある資料で判断する。当然に不許可・不交付となるのではない。",
            "The examination goes on with the papers there are; it is no refusal by itself.",
        ),
        shape=Shape.NAMED,
        named_by="papers_due_on",
        compute=_papers_due,
        lapse=lapse,
        mark="inferred",
        note=Text(
            "期限を定めた条文はない。閉庁日に当たるときは翌開庁日までとする(申請人に有利な読み方)。",
            "No article sets this date; on a closed day it moves to the next open one, in favour of the applicant.",
        ),
    )


def days_spent(fact: str) -> Callable[[View], int | None]:
    """The net days so far, at a step that stops the net timer; None where it does not run."""

    def spent(view: View) -> int | None:
        running = view.running("net_processing_timer")
        if running is None:
            return None
        now = view.when().astimezone(TOKYO).date()
        return int(str(view.fact(fact) or 0)) + (now - running.start.astimezone(TOKYO).date()).days

    return spent


def net_kept(fact: str) -> tuple[Derive, ...]:
    """Keeps the net days on the file, at a step that stops the net timer."""
    return (Derive(fact, days_spent(fact)),)


PHOTO = Clock(
    "photo_age",
    Text("写真の撮影からの期間", "age of the photo"),
    "reg 6-2(2)",
    owed_by=Role.FOREIGN_NATIONAL,
    watched_by=Role.FRONT_DESK,
    must=Text("申請前六月以内に撮影した写真を出す。", "Hand in a photo taken within six months."),
    silence=Text("撮り直しを求める。", "A new photo is asked for."),
    length=PHOTO_AGE,
    count="first-day-out",
    reminded=False,  # it counts at the filing only
)


def suit(
    watched_by: Role = Role.INSPECTOR,
    gather: Callable[[View], dict[str, str | int]] | None = None,
    compute: Callable[[datetime, Inputs, int], Due] | None = None,
) -> Clock:
    """The time to sue. Where the step is the day on which the act became known, the six months decide; where
    it became known later, `compute` looks at the year from the act as well."""
    return Clock(
        "litigation_6m",
        Text("取消訴訟の出訴期間", "time to sue"),
        "acla 14(1); acla 14(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=watched_by,
        must=Text(
            "処分があったことを知った日から六月以内に取消しの訴えを提起する。",
            "Sue for annulment within six months of knowing of the act.",
        ),
        silence=Text(
            "正当な理由がなければ訴えられない。処分の日から一年も限度となる。",
            "Time-barred without good cause; one year from the act is the outer limit.",
        ),
        length="6 months",
        count="first-day-out-court",
        gather=gather,
        compute=compute,
        reminded=False,  # a right of the person, nothing an officer has to do
    )
