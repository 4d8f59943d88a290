"""The list of cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework import queues
from casework.models import Case, User, WorkItem
from casework.permissions import visible
from casework.queues import Cursor, Page
from casework.store import NO_DATE
from casework.views.access import officer, present, signed_in
from workflows.registry import procedures
from workflows.texts import Text


def cursor_in(request: HttpRequest) -> Cursor:
    """Where the page begins; an address nobody was given is a bad request."""
    try:
        return Cursor.read(request.GET.get("after"))
    except queues.BadCursor as error:
        raise BadRequest(str(error)) from None


# --- cases ----------------------------------------------------------------------------------------

_NAME = "case_list_name"


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
    number = request.GET.get("number", "").replace("\x00", "").strip().upper()[:30]
    if number and visible(user).filter(number=number).exists():
        return redirect("case", number=number)
    name = str(request.session.get(_NAME, ""))
    asked = {
        key: request.GET.get(key, "")[:60] for key in ("procedure", "stage", "custody", "office", "status")
    }
    found = _matching(user, number, name, asked)
    after = cursor_in(request)
    if after.id:
        found = found.filter(pk__lt=after.id)
    cases = list(found.select_related("person").order_by("-pk")[: queues.PAGE + 1])
    shown = cases[: queues.PAGE]
    more = Cursor(shown[-1].opened_at, shown[-1].pk) if len(cases) > queues.PAGE else None
    page = Page(_listed(shown), more, after.id > 0)
    context = {
        "now": present(request),
        "pager": page,
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
    name = request.POST.get("name", "").replace("\x00", "").strip()[:100]
    if name:
        request.session[_NAME] = name
    else:
        request.session.pop(_NAME, None)
    return redirect("cases")


def _matching(user: User, number: str, name: str, asked: Mapping[str, str]) -> QuerySet[Case]:
    found = visible(user)
    if number:
        found = found.filter(number__contains=number)
    # Names are kept as written; each word asked for may stand in any of them.
    for word in re.split(r"[\s・]+", name):
        if word:
            found = found.filter(
                Q(person__name_alphabet__icontains=word)
                | Q(person__name_kanji__contains=word)
                | Q(person__name_kana__contains=word)
                | Q(person__aliases__icontains=word)
            )
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
