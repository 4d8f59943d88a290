"""The list of cases: all that an officer may see, the newest first, narrowed by name, number and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Min, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework.finding import asking, search, sought
from casework.models import Case, User, WorkItem
from casework.permissions import visible
from casework.store import NO_DATE
from casework.views.access import officer, present, signed_in
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows.registry import procedures
from workflows.texts import Text

_NAME = "case_list_name"
# Of a name that more people have, the newest cases are walked through instead: it is met soon.
MOST_PEOPLE = 5000
MOST_NUMBERED = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list of cases."""

    number: str
    name: str
    nationality: str
    stage: Text
    custody: Text | None
    held: bool
    office: str
    opened_at: datetime
    closed: bool
    by: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases the officer may see, the newest first; the name searched for stays out of the address."""
    user = officer(request)
    if request.method == "POST":
        return _remember_name(request)
    number = sought.clean(request.GET.get("number", ""))[:30]
    exact = number.upper()
    if number and visible(user).filter(number=exact).exists():
        return redirect("case", number=exact)
    name = str(request.session.get(_NAME, ""))
    asked = {
        key: request.GET.get(key, "")[:60] for key in ("procedure", "stage", "custody", "office", "status")
    }
    after = cursor_in(request)
    try:
        cases, too_many = _read(user, number, name, asked, after), False
    except asking.TooMany:
        cases, too_many = [], True
    shown = cases[: queues.PAGE]
    more = Cursor(shown[-1].opened_at, shown[-1].pk) if len(cases) > queues.PAGE else None
    context = {
        "now": present(request),
        "pager": Page(_listed(shown), more, after.id > 0),
        "too_many": too_many,
        "number": number,
        "name": name,
        "asked": asked,
        "filtered": bool(number or name or any(asked.values())),
        "procedures": list(dict.fromkeys((p.code, p.label) for p in procedures())),
        "stages": _states("stage", asked["procedure"]),
        "custodies": _states("custody", asked["procedure"]),
        "offices": queues.offices_of(user),
    }
    return render(request, "casework/cases.html", context)


def _remember_name(request: HttpRequest) -> HttpResponse:
    name = sought.clean(request.POST.get("name", ""))[:100]
    if name:
        request.session[_NAME] = name
    else:
        request.session.pop(_NAME, None)
    return redirect("cases")


def _read(user: User, number: str, name: str, asked: Mapping[str, str], after: Cursor) -> list[Case]:
    """The cases of a page, and one more where there is one. Raises `asking.TooMany`."""
    found = _matching(user, number, name, asked)
    if after.id:
        found = found.filter(pk__lt=after.id)
    found = found.select_related("person").order_by("-pk")[: queues.PAGE + 1]
    if not (number or name):
        return list(found)
    with asking.bounded():
        return list(found)


def _matching(user: User, number: str, name: str, asked: Mapping[str, str]) -> QuerySet[Case]:
    found = visible(user)
    if number:
        found = found.filter(pk__in=search.cases_numbered(user, number, MOST_NUMBERED))
    if name or search.sees_few(user):
        people, query = search.people_named(user, name, MOST_PEOPLE)
        if len(people) <= MOST_PEOPLE:
            found = found.filter(person__in=people)
        elif name:
            match = RawSQL(f"{sought.PERSON_LEXEMES} @@ %s::tsquery", [query], BooleanField())
            found = found.select_related("person").filter(match)
    for column in ("procedure", "stage", "custody"):
        if asked[column]:
            found = found.filter(**{column: asked[column].replace("\x00", "")})
    if asked["office"]:
        found = found.filter(office_id=asked["office"].replace("\x00", ""))
    if asked["status"] in ("open", "closed"):
        found = found.filter(closed_at__isnull=asked["status"] == "open")
    return found


def _listed(cases: list[Case]) -> list[Listed]:
    ids = [case.pk for case in cases]
    owed = WorkItem.objects.filter(case_id__in=ids, by__lt=NO_DATE).values_list("case_id")
    first: dict[int, datetime] = dict(owed.annotate(first=Min("by")).order_by())
    return [
        Listed(
            case.number,
            case.person.name_alphabet,
            case.person.nationality,
            queues.label_of(case, case.stage, None),
            queues.label_of(case, case.custody, "custody") if case.custody else None,
            case.held,
            case.office_id,
            case.opened_at,
            case.closed_at is not None,
            first.get(case.pk),
        )
        for case in cases
    ]


def _states(machine: str, code: str) -> list[tuple[str, Text]]:
    """The states of the procedures' machines of that name, for a filter; of one procedure if it is chosen."""
    found: dict[str, Any] = {}
    for procedure in procedures():
        if code and procedure.code != code:
            continue
        name = procedure.main if machine == "stage" else machine
        if name in procedure.machines:
            for state in procedure.machines[name].states.values():
                found.setdefault(state.code, state.label)
    return list(found.items())
