"""The detention wall: one row for each person held, and how many have no date (none)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import queues
from casework.models import Case, ClockRow
from casework.permissions import visible
from casework.queues import Cursor, Page
from casework.templatetags.tetsuzuki import days_since
from casework.views.access import officer, present, signed_in
from casework.views.queue import cursor_in
from workflows.clocks import Clock
from workflows.dossier import spells_from
from workflows.procedures.deportation import ledger
from workflows.registry import procedure as find_procedure
from workflows.texts import Text

HEALTH = "clk_health_check_3m"


@dataclass(frozen=True, slots=True)
class Detainee:
    """One row of the wall."""

    number: str
    name: str
    nationality: str
    minor: bool
    office: str
    facility: str
    state: Text
    basis: Text
    since: datetime | None
    days: int
    days_in_all: int
    next_at: datetime | None
    next_clock: Clock | None
    health_at: datetime | None


@require_safe
@signed_in
def wall(request: HttpRequest) -> HttpResponse:
    """Everybody who is held in the officer's offices, the next date first."""
    user, now = officer(request), present(request)
    held = visible(user).filter(held=True)
    facility = request.GET.get("facility", "").replace("\x00", "")[:40]
    backwards = request.GET.get("sort") == "-next"
    today = queues.end_of_day(now)
    summary = held.aggregate(
        everybody=Count("pk"),
        undated=Count("pk", filter=Q(held_look_at__isnull=True)),
        late=Count("pk", filter=Q(held_look_at__lte=now)),
        today=Count("pk", filter=Q(held_look_at__gt=now, held_look_at__lte=today)),
        minors=Count("pk", filter=Q(facts__minor=True)),
    )
    facilities = list(
        held.values_list("facts__facility")
        .annotate(people=Count("pk"))
        .order_by("-people", "facts__facility")
    )
    chosen = held.filter(facts__facility=facility) if facility else held
    page = _page(chosen, cursor_in(request), backwards, now)
    context = {
        "now": now,
        "pager": page,
        "summary": summary,
        "facilities": [(code, people) for code, people in facilities if code],
        "facility": facility,
        "backwards": backwards,
    }
    return render(request, "casework/wall.html", context)


def _page(held: QuerySet[Case], after: Cursor, backwards: bool, now: datetime) -> Page[Detainee]:
    dated = held.select_related("person").order_by(
        *(("-held_look_at", "-pk") if backwards else ("held_look_at", "pk"))
    )
    if after.id:
        beyond = "lt" if backwards else "gt"
        later = Q(**{f"held_look_at__{beyond}": after.by})
        dated = dated.filter(later | Q(held_look_at=after.by, **{f"pk__{beyond}": after.id}))
    cases = list(dated[: queues.PAGE + 1])
    shown = cases[: queues.PAGE]
    last = shown[-1].held_look_at if len(cases) > queues.PAGE else None
    more = Cursor(last, shown[-1].pk) if last else None
    return Page(_rows(shown, now), more, after.id > 0)


def _rows(cases: Sequence[Case], now: datetime) -> list[Detainee]:
    running: dict[int, list[ClockRow]] = {}
    clocks = ClockRow.objects.filter(case_id__in=[c.pk for c in cases], status=ClockRow.Status.OPEN)
    for clock in clocks.order_by("alarm_at", "pk"):
        running.setdefault(clock.case_id, []).append(clock)
    return [_row(case, running.get(case.pk, []), now) for case in cases]


def _row(case: Case, running: Iterable[ClockRow], now: datetime) -> Detainee:
    procedure = find_procedure(case.procedure, case.law_on)
    spells = spells_from(case.spells)
    state = queues.state_label(procedure, "custody", case.custody)
    rows = ledger.summary(spells, now)
    present_row = rows[-1] if rows and rows[-1].end is None else None
    # A move between facilities begins a row of the ledger, not a new basis.
    on_this = list(
        takewhile(lambda r: present_row is not None and r.basis is present_row.basis, reversed(rows))
    )
    since = on_this[-1].start if on_this else None
    following = next(
        (c for c in running if c.clock in procedure.liberty and c.alarm_at == case.held_look_at), None
    )
    health = next((c for c in running if c.clock == HEALTH), None)
    return Detainee(
        case.number,
        case.person.name_alphabet,
        case.person.nationality,
        bool(case.facts.get("minor")),
        case.office_id,
        str(case.facts.get("facility") or ""),
        state,
        present_row.label if present_row else state,
        since,
        days_since(since, now),
        ledger.days_in(spells, ledger.HELD, now),
        case.held_look_at,
        procedure.clocks.get(following.clock) if following else None,
        health.alarm_at if health else None,
    )
