"""The notices that residents and organisations owe (届出), the next date first, the late ones on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import Count, DateTimeField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.models import Case, ClockRow
from casework.permissions import visible
from casework.store import NO_DATE
from casework.templatetags.tetsuzuki import fact_value
from casework.views.access import officer, present, signed_in
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
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
    by: datetime
    clock: Clock | None
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
    """One row a duty. A late one stands at the day that was missed: its clock has ended with it."""
    counted = ClockRow.objects.filter(case=OuterRef("pk"), alarm_at__isnull=False).order_by("alarm_at", "pk")
    running = counted.filter(status=ClockRow.Status.OPEN)
    missed = counted.filter(status__in=(ClockRow.Status.OPEN, ClockRow.Status.STOPPED))
    nearest = {
        field: Choose(
            When(stage="late", then=Subquery(missed.values(field)[:1])),
            default=Subquery(running.values(field)[:1]),
        )
        for field in ("alarm_at", "clock")
    }
    found = cases.select_related("person").annotate(
        by=Coalesce(nearest["alarm_at"], Value(NO_DATE), output_field=DateTimeField()), clock=nearest["clock"]
    )
    if after.id:
        found = found.filter(Q(by__gt=after.by) | Q(by=after.by, pk__gt=after.id))
    rows = list(found.order_by("by", "pk")[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    more = Cursor(_dated(shown[-1]), shown[-1].pk) if len(rows) > queues.PAGE else None
    return Page([_row(case) for case in shown], more, after.id > 0)


def _dated(case: Case) -> datetime:
    by: datetime = case.by  # type: ignore[attr-defined]  # annotated by the query
    return by


def _row(case: Case) -> Duty:
    procedure = find_procedure(case.procedure, case.law_on)
    kind = case.facts.get("duty_type")
    clock: str | None = case.clock  # type: ignore[attr-defined]  # annotated by the query
    return Duty(
        case.number,
        case.person_id,
        case.person.name_alphabet,
        str(fact_value(kind, procedure.facts["duty_type"])) if kind else "",
        queues.label_of(case, case.stage, None),
        case.stage == "late",
        str(case.facts.get("event_on") or ""),
        _dated(case),
        procedure.clocks.get(clock or ""),
        case.office_id,
    )
