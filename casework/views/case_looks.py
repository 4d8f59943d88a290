"""Who looked at a case or a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import store
from casework.beside import looks
from casework.forms import number
from casework.models import Case
from casework.views import case_head, case_parts
from casework.views.access import officer
from workflows.texts import Refusal, Text


@require_safe
@case_parts.with_case
def looks_page(request: HttpRequest, case: Case) -> HttpResponse:
    """All looks at a case by officer, day and kind; for whoever answers for the case."""
    user = officer(request)
    if not looks.may_see(user, case):
        return case_parts.refused_page(request, _REFUSED, 403, case)
    held = store.read(case.pk)
    assert held is not None
    rows, following = looks.page(case=case, before=number(request.GET.get("before")))
    return render(
        request,
        "casework/case_looks.html",
        {
            "case": case,
            "head": case_head.head(case, held.procedure, held.dossier, user),
            "procedure": held.procedure,
            "looks": (rows, following),
            "before": request.GET.get("before"),
        },
    )


_REFUSED = Refusal(
    "not-in-charge",
    Text("閲覧の記録は、あなたには開けません。", "You may not read who looked at this case."),
    Text(
        "閲覧の記録は、この事件の仕事を担当する職員と、担当官署の管理職だけが読めます。",
        "It is for the officers who work on the case and for those who manage the office in charge.",
    ),
    Text("必要なときは管理職に尋ねてください。", "Ask a supervisor if you need it."),
)
