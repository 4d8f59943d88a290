"""What differs in a procedure between two days of the law."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.views.access import present, signed_in
from casework.views.law import text_in_force
from workflows.changes import Change, between, days_of_change, first_day
from workflows.counting import TOKYO
from workflows.dated import SECTIONS
from workflows.texts import Refusal, Refused, Text


@require_safe
@signed_in
def procedure_changes(request: HttpRequest, code: str) -> HttpResponse:
    """What is added, removed and changed in a procedure from one day (`from`) to another (`to`). Without days
    the last change is shown."""
    procedure = text_in_force(code, request)
    first = first_day(code)
    assert first is not None
    days = days_of_change(code)
    start, end = _last_change(first, days, present(request))
    refusal: Refusal | None = None
    found: tuple[Change, ...] = ()
    wanted = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    try:
        start, end = _day(wanted["from"], start), _day(wanted["to"], end)
        if end < start:
            start, end = end, start
        found = between(code, start, end)
    except Refused as refused:
        refusal = refused.refusal
    context = {
        "procedure": procedure,
        "first": first,
        "days": [(day, day - timedelta(days=1)) for day in days],
        "start": start,
        "end": end,
        "wanted_from": wanted["from"][:10] if refusal else start.isoformat(),
        "wanted_to": wanted["to"][:10] if refusal else end.isoformat(),
        "refusal": refusal,
        "count": len(found),
        "sections": [
            (label, [(change, _KINDS[change.kind]) for change in found if change.section is section])
            for section, label in SECTIONS.items()
            if any(change.section is section for change in found)
        ],
    }
    return render(request, "casework/procedure_changes.html", context, status=422 if refusal else 200)


_KINDS = {
    "added": (Text("追加", "added"), "good"),
    "removed": (Text("廃止", "removed"), "late"),
    "changed": (Text("変更", "changed"), "soon"),
}


def _last_change(first: date, days: tuple[date, ...], now: datetime) -> tuple[date, date]:
    """The eve and the day of the last change up to now; from the first text until now where there was none."""
    today = now.astimezone(TOKYO).date()
    past = [day for day in days if day <= today]
    return (past[-1] - timedelta(days=1), past[-1]) if past else (first, max(first, today))


def _day(text: str, otherwise: date) -> date:
    """A day of the address; raises `Refused` for what is none."""
    if not text:
        return otherwise
    try:
        # Python would read a week (2026-W01-1) as a date as well.
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            Refusal(
                "no-day",
                Text("日付として読めません。", "This cannot be read as a date."),
                Text("比べる日は、年-月-日で示します(例 2026-11-24)。", "Days are written like 2026-11-24."),
                Text("日付を入れ直してください。", "Enter the day again."),
            )
        ) from None
