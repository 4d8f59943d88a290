"""The clocks of a permission for other activities. Its own end is that of the stay."""

from __future__ import annotations

from datetime import date, datetime

from workflows.clocks import Clock, Due, Inputs, Shape, due_of
from workflows.counting import TOKYO, Period, reckon, rule
from workflows.engine import View
from workflows.procedures.residence.common.clocks import suit
from workflows.procedures.residence.common.days import fixed, stay_ends
from workflows.roles import Role
from workflows.texts import Text

ACTIVITY_STANDARD = "2 months"
CERTIFICATE_AFTER_CHANGE = "3 months"


def _certificate_inputs(view: View) -> dict[str, str | int]:
    return {"changed": 1} if view.told("employer_changed") is True else {}


def _certificate(start: datetime, inputs: Inputs, cycle: int) -> Due:
    if inputs.get("changed"):
        found = reckon(start, Period.parse(CERTIFICATE_AFTER_CHANGE), rule("first-day-out"))
        return due_of(found, found)
    day = start.astimezone(TOKYO).date()
    return fixed(day, (f"当日交付の目標: {day}",), (f"target, the same day: {day}",))


def _until_inputs(view: View) -> dict[str, str | int]:
    ends = stay_ends(view)
    return {"until": ends.isoformat()} if ends else {}


def _until(start: datetime, inputs: Inputs, cycle: int) -> Due:
    named = inputs.get("until")
    day = date.fromisoformat(str(named)) if named else start.astimezone(TOKYO).date()
    ja = f"在留期間(特例期間中はその末日)の満了: {day}(休日でも動かない)"
    en = f"the stay, or its special period, ends on {day} (no closed day moves it)"
    return fixed(day, (ja,), (en,))


CLOCKS: tuple[Clock, ...] = (
    Clock(
        "processing_activity",
        Text("資格外活動許可申請の標準処理期間", "standard period for other activities"),
        "practice standard-period",
        Role.BUREAU_DIRECTOR,
        Role.INSPECTOR,
        Text("許否を決定する(目標)", "decide (a target)"),
        Text(
            "法的な効果はない。許可まで就労はできない。", "No effect in law; no work before the permission."
        ),
        length=ACTIVITY_STANDARD,
        count="first-day-out",
        target=True,
        nags=False,
    ),
    Clock(
        "activity_hours",
        Text("許可された活動の時間の制限", "limit on the hours of permitted work"),
        "icrra 19(2); reg 19(5)(1); reg 19(5)(2)",
        Role.FOREIGN_NATIONAL,
        Role.INSPECTOR,
        Text(
            "どの7日間をとっても28時間以内(留学の長期休業期間中は1日8時間以内)で活動する",
            "work at most 28 hours in any seven days (Student in the school's long vacation: 8 hours a day)",
        ),
        Text(
            "条件違反として許可の取消しの対象となる(19条3項)。専ら行えば退去強制事由・罰則の対象となる。",
            "A broken condition: the permission may be withdrawn (19(3)); work as the main activity is a ground "
            "of deportation and a crime.",
        ),
        shape=Shape.OPEN,
    ),
    Clock(
        "activity_until",
        Text("資格外活動許可の期限", "end of the permission"),
        "icrra 19(2); icrra 20(6); reg 19-6(13)",
        Role.INSPECTOR,
        Role.INSPECTOR,
        Text("終了か特例期間中の継続かを確かめて記録する", "see and record whether it ended or goes on"),
        Text("在留期間とともに許可も終わる。", "The permission ends with the stay."),
        gather=_until_inputs,
        compute=_until,
        mark="inferred",
        note=Text(
            "特例期間中も本来の活動が続く限り許可は続くと扱われる。期限だけで自動的に終わらせない。",
            "In the special period it is held to go on while the main activity does, so time alone does not "
            "end it here.",
        ),
    ),
    Clock(
        "processing_wac",
        Text("就労資格証明書の標準処理期間", "standard period for a work certificate"),
        "practice standard-period; icrra 19-2(1)",
        Role.BUREAU_DIRECTOR,
        Role.INSPECTOR,
        Text("証明書を交付する(目標)", "issue the certificate (a target)"),
        Text("法的な効果はない。", "No effect in law."),
        gather=_certificate_inputs,
        compute=_certificate,
        target=True,
        nags=False,
    ),
    suit(),
)
