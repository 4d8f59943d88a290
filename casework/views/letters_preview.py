"""Every notice to people outside as it reads in Japanese, English and plain Japanese, with invented facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.outside import messages as outside
from casework.outside import plain as outside_plain
from casework.templatetags.tetsuzuki import language, unmarked
from casework.views import case_parts
from casework.views.access import officer, present, signed_in
from casework.views.letters import may_send
from notifications import compose
from notifications.outside import KINDS, LANGUAGES
from notifications.words import PLAIN
from workflows.counting import TOKYO
from workflows.engine import Procedure
from workflows.registry import procedures
from workflows.texts import Refusal, Text

KIND_NAMES = {
    "person_reminder_ahead": Text("期限の前の知らせ", "reminder ahead of a date"),
    "person_reminder_today": Text("期限の日の知らせ", "reminder on the day"),
    "person_call": Text("呼出し", "call to the office"),
    "person_step": Text("手続の記録の知らせ", "news of a step"),
    "person_corrected": Text("期限の訂正", "corrected date"),
}
LANGUAGE_NAMES = {"ja": "日本語", "en": "English", PLAIN: "やさしい日本語"}
_FIRST_CLOCK, _FIRST_STEP = "stay_period", "ext_decide_permit"


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in one language."""

    code: str
    name: str
    subject: str
    lines: list[str]

    @property
    def lang(self) -> str:
        """The language for readers aloud."""
        return "en" if self.code == "en" else "ja"


@require_safe
@signed_in
def letters_preview(request: HttpRequest) -> HttpResponse:
    """The notices side by side; `?clock=` and `?step=` choose what they are about."""
    user = officer(request)
    if not (may_send(user) or user.is_supervisor):
        return case_parts.refused_page(request, _not_for_you(), 403)
    clocks, steps = _clocks(), _steps()
    clock = request.GET.get("clock") or _FIRST_CLOCK
    step = request.GET.get("step") or _FIRST_STEP
    if clock not in clocks or step not in steps:
        raise Http404
    today = present(request).astimezone(TOKYO).date()
    facts = _facts(clocks[clock], clock, steps[step], step, user.office_id or "", today)
    lang = language()
    context = {
        "clocks": [(code, found.clocks[code].label.get(lang)) for code, found in clocks.items()],
        "steps": [(code, found.steps[code].label.get(lang)) for code, found in steps.items()],
        "clock": clock,
        "step": step,
        "notices": [(kind, KIND_NAMES[kind], _in_all(kind, facts[kind])) for kind in KINDS],
    }
    return render(request, "casework/letters_preview.html", context)


def _clocks() -> dict[str, Procedure]:
    """The dates of which people are told in words of their own, with a procedure that has each."""
    return {
        clock.id: procedure
        for procedure in _told()
        for clock in procedure.clocks.values()
        if clock.id in outside.CLOCKS or clock.id in outside_plain.CLOCKS
    }


def _steps() -> dict[str, Procedure]:
    return {
        step.id: procedure
        for procedure in _told()
        for step in procedure.steps.values()
        if step.id in outside.STEPS or step.id in outside_plain.STEPS
    }


def _told() -> list[Procedure]:
    return [p for p in procedures() if p.tables == outside.TABLES and p.code not in outside.AT_THE_PORT]


def _facts(
    of_clock: Procedure, clock: str, of_step: Procedure, step: str, office: str, today: date
) -> dict[str, dict[str, Any]]:
    """Facts for each kind, as the notices of a file would have them; the number is nobody's."""
    common = {"number": f"{of_clock.prefix}{today:%y}-000000", "office": outside.office_name(office)}
    due = today + timedelta(days=30)
    dated = {**common, **outside.clock_words(of_clock.clocks[clock]), "due": due.isoformat()}
    told = {"step": outside.step_words(of_step.steps[step]), "happened": today.isoformat()}
    corrected = {"was": (due - timedelta(days=14)).isoformat(), "is": due.isoformat()}
    return {
        "person_reminder_ahead": dated | {"days": 30},
        "person_reminder_today": dated | {"days": 0, "due": today.isoformat()},
        "person_call": dated,
        "person_step": common | told,
        "person_corrected": {**common, "clock": dated["clock"], **corrected},
    }


def _in_all(kind: str, facts: dict[str, Any]) -> list[Shown]:
    shown = []
    for code in LANGUAGES:
        text = compose.compose(kind, facts, code)
        shown.append(Shown(code, LANGUAGE_NAMES[code], unmarked(text.subject), text.body.splitlines()))
    return shown


def _not_for_you() -> Refusal:
    return Refusal(
        "no-letters",
        Text("あなたの官職は手紙を扱いません。", "Your office does not deal with letters."),
        Text(
            "文面を見るのは、窓口担当職員、入国審査官と管理職です。",
            "The texts are for the front desk, inspectors and supervisors.",
        ),
        Text("必要なときは、管理職に相談してください。", "Ask your supervisor if you need them."),
    )
