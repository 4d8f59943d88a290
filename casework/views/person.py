"""The page of a person: names as written, and the cases that the reader may see."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import moment, store
from casework.models import Person
from casework.permissions import visible
from casework.views import case_history, case_parts, case_words
from casework.views.access import officer, signed_in

MOST = 50
LEDGERS = 5


@require_safe
@signed_in
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A person with their cases; 404 for whoever may see none of them."""
    user = officer(request)
    cases = list(
        visible(user).filter(person_id=pk).select_related("office").order_by("-opened_at", "-id")[:MOST]
    )
    if not cases:
        raise Http404
    person = Person.objects.get(pk=pk)
    now = moment.now()
    ledgers = []
    for case in cases[:LEDGERS]:
        held = store.read(case.pk)
        found = case_history.custody(held.dossier, now) if held else None
        if found is not None:
            ledgers.append((case, found))
    return render(
        request,
        "casework/person.html",
        {
            "person": person,
            "name": case_parts.name_of(person),
            "cases": [(case, case_words.stage_of(case)) for case in cases],
            "ledgers": ledgers,
            "may_open": bool(user.roles and user.office_id),
            "now": now,
        },
    )
