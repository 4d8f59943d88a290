"""Coming clocks, week by week, each with its working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.days import end_of_day, tokyo_day
from casework.models import Case, ClockRow, User, WorkItem
from casework.permissions import in_charge, visible
from casework.templatetags.tetsuzuki import language
from casework.views.access import officer, present, signed_in
from casework.views.paging import cursor_in
from casework.watch import diary
from casework.work import queues
from casework.work.queues import Cursor, Group, Page
from workflows.clocks import Clock
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Coming:
    """A running clock as a row: what must be done, by when, how the date came about."""

    number: str
    office: str
    stage: Text
    clock: Clock
    cycle: int
    start: datetime
    alarm_at: datetime
    legal_at: datetime | None
    working: tuple[str, ...]
    held: bool


@require_safe
@signed_in
def clocks(request: HttpRequest) -> HttpResponse:
    """The clocks of the officer's statutory offices, of the cases in hand, or of the whole office."""
    user, now = officer(request), present(request)
    scope = scope_in(request)
    found = in_scope(user, scope)
    today = end_of_day(now)
    summary = found.filter(alarm_at__lte=today + timedelta(days=7)).aggregate(
        late=Count("pk", filter=Q(alarm_at__lte=now)),
        today=Count("pk", filter=Q(alarm_at__gt=now, alarm_at__lte=today)),
        week=Count("pk", filter=Q(alarm_at__gt=today)),
    )
    page = page_of(found, cursor_in(request))
    context = {
        "now": now,
        "pager": page,
        "groups": _by_week(page.rows, now),
        "summary": summary,
        "scope": scope,
    }
    return render(request, "casework/clocks.html", context)


def scope_in(request: HttpRequest) -> str:
    """Whose clocks are asked for: "role" (the officer's offices, the default), "mine" or "office"."""
    scope = request.GET.get("scope", "")
    return scope if scope in ("role", "mine", "office") else "role"


def in_scope(user: User, scope: str) -> QuerySet[ClockRow]:
    """The running clocks of a scope: of the cases that the officer's offices answer for, or of those in hand,
    wherever they are kept."""
    if scope == "mine":
        found = looked_after(visible(user))
        return found.filter(case_id__in=WorkItem.objects.filter(assignee=user).values("case_id"))
    found = looked_after(in_charge(user))
    if scope == "role":
        return found.filter(clock__in=queues.clock_codes(procedures(), queues.roles_of(user)))
    return found


def looked_after(cases: QuerySet[Case]) -> QuerySet[ClockRow]:
    """The running clocks that somebody must watch, of these cases."""
    return ClockRow.objects.filter(
        status=ClockRow.Status.OPEN, alarm_at__isnull=False, look_at__isnull=False, case__in=cases
    )


def page_of(found: QuerySet[ClockRow], after: Cursor) -> Page[Coming]:
    """One page, along the index of dates."""
    if after.id:
        found = found.filter(Q(alarm_at__gt=after.by) | Q(alarm_at=after.by, pk__gt=after.id))
    rows = list(found.select_related("case").order_by("alarm_at", "pk")[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    last = shown[-1].alarm_at if len(rows) > queues.PAGE else None
    return Page([coming(row) for row in shown], Cursor(last, shown[-1].pk) if last else None, after.id > 0)


def coming(row: ClockRow) -> Coming:
    """A clock's row with its law: the working is computed again from what was kept."""
    procedure = find_procedure(row.case.procedure, row.case.law_on)
    spec = procedure.clocks[row.clock]
    due = spec.due(row.start, row.inputs, row.cycle)
    assert row.alarm_at is not None
    return Coming(
        row.case.number,
        row.case.office_id,
        queues.label_of(row.case, row.case.stage, None),
        spec,
        row.cycle,
        row.start,
        row.alarm_at,
        row.legal_at,
        due.working(language()) if due else (),
        row.case.held,
    )


@dataclass(frozen=True, slots=True)
class Week(Group[Coming]):
    """The clocks that end in one week; `first` is its Monday, None for what is overdue."""

    first: date | None = None

    @property
    def last(self) -> date | None:
        """The week's Sunday."""
        return self.first + timedelta(days=6) if self.first else None


def _by_week(rows: Sequence[Coming], now: datetime) -> list[Week]:
    this = _monday(tokyo_day(now))
    weeks: list[tuple[date | None, list[Coming]]] = []
    for row in rows:
        # A period that ends at 24:00 belongs to the day that then ends.
        day = diary.day_of(row.alarm_at)
        first = None if row.alarm_at <= now else _monday(day)
        if not weeks or weeks[-1][0] != first:
            weeks.append((first, []))
        weeks[-1][1].append(row)
    return [Week(_code(first, this), found, first) for first, found in weeks]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _code(first: date | None, this: date) -> str:
    if first is None:
        return "late"
    if first == this:
        return "this"
    return "next" if first == this + timedelta(days=7) else "later"
