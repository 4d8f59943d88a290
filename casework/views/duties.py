"""The notices that residents and organisations owe (届出), the next date first, the late ones on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import queues
from casework.models import Case, ClockRow
from casework.permissions import visible
from casework.queues import Cursor, Page
from casework.templatetags.tetsuzuki import fact_value
from casework.views.access import officer, present, signed_in
from casework.views.queue import cursor_in
from workflows.clocks import Clock
from workflows.facts import Choice
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.texts import Text

PROCEDURE = "notification_duty"


@dataclass(frozen=True, slots=True)
class Duty:
    """One notice owed: whose, of what kind, since when, by when."""

    number: str
    person_id: int
    name: str
    kind: str
    state: Text
    late: bool
    since: str
    by: datetime | None
    clock: Clock
    office: str


@require_safe
@signed_in
def duties(request: HttpRequest) -> HttpResponse:
    """Every open duty of the officer's offices; `?kind=` and `?late=1` narrow the list."""
    user, now = officer(request), present(request)
    kind = request.GET.get("kind", "").replace("\x00", "")[:40]
    late = request.GET.get("late") == "1"
    cases = visible(user).filter(procedure=PROCEDURE, closed_at__isnull=True)
    summary = cases.aggregate(everybody=Count("pk"), late=Count("pk", filter=Q(stage="late")))
    if kind:
        cases = cases.filter(facts__duty_type=kind)
    if late:
        cases = cases.filter(stage="late")
    page = _page(cases, cursor_in(request))
    context = {
        "now": now,
        "pager": page,
        "summary": summary,
        "kinds": _kinds(),
        "kind": kind,
        "late": late,
    }
    return render(request, "casework/duties.html", context)


def _kinds() -> tuple[Choice, ...]:
    return next((p.facts["duty_type"].choices for p in procedures() if p.code == PROCEDURE), ())


def _page(cases: QuerySet[Case], after: Cursor) -> Page[Duty]:
    found = ClockRow.objects.filter(
        status=ClockRow.Status.OPEN, alarm_at__isnull=False, case__in=cases
    ).select_related("case", "case__person")
    if after.id:
        found = found.filter(Q(alarm_at__gt=after.by) | Q(alarm_at=after.by, pk__gt=after.id))
    rows = list(found.order_by("alarm_at", "pk")[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    last = shown[-1].alarm_at if len(rows) > queues.PAGE else None
    return Page(_rows(shown), Cursor(last, shown[-1].pk) if last else None, after.id > 0)


def _rows(rows: Sequence[ClockRow]) -> list[Duty]:
    found = []
    for row in rows:
        case = row.case
        procedure = find_procedure(case.procedure, case.law_on)
        kind = case.facts.get("duty_type")
        found.append(
            Duty(
                case.number,
                case.person_id,
                case.person.name_alphabet,
                str(fact_value(kind, procedure.facts["duty_type"])) if kind else "",
                queues.label_of(case, case.stage, None),
                case.stage == "late",
                str(case.facts.get("event_on") or ""),
                row.alarm_at,
                procedure.clocks[row.clock],
                case.office_id,
            )
        )
    return found
