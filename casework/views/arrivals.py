"""Taking in a file of advance passenger data and watch-list results at a port."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import arrivals, moment
from casework.models import Case
from casework.permissions import visible
from casework.views import case_parts
from casework.views.access import officer, signed_in
from workflows.roles import Role
from workflows.texts import Refusal, Refused, Text

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def arrivals_page(request: HttpRequest) -> HttpResponse:
    """The form of the file, what came of it, and the travellers who are hit and have not arrived yet."""
    user = officer(request)
    if Role.INSPECTOR not in user.offices_held or not user.office_id:
        return case_parts.refused_page(request, _not_inspector(), 403)
    faults: tuple[arrivals.Fault, ...] = ()
    opened: arrivals.Opened | None = None
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is None or isinstance(sent, list):
                raise arrivals.Unusable(
                    [arrivals.Fault(0, "", Text("ファイルを選んでください。", "Choose a file."))]
                )
            data = sent.read(arrivals.MOST_BYTES + 1)
            opened = arrivals.take_in(data, office=user.office_id, by=user, now=moment.now())
        except arrivals.Unusable as bad:
            faults = bad.faults
        except Refused as refused:
            status = case_parts.status_of(refused.refusal)
            return case_parts.refused_page(request, refused.refusal, status)
        if opened is not None:
            messages.success(request, _("ファイルを取り込みました。"))
    waiting = (
        visible(user)
        .filter(procedure=arrivals.PROCEDURE, stage="en_route", closed_at__isnull=True)
        .select_related("person")
        .order_by("-pk")[:MOST_SHOWN]
    )
    context = {
        "columns": arrivals.COLUMNS,
        "needed": arrivals.NEEDED,
        "faults": faults[:MOST_SHOWN],
        "more_faults": max(len(faults) - MOST_SHOWN, 0),
        "opened": opened,
        "waiting": [(case, _hits(case)) for case in waiting],
    }
    return render(request, "casework/arrivals.html", context, status=422 if faults else 200)


def _hits(case: Case) -> str:
    return str(case.facts.get("carrier") or "")


def _not_inspector() -> Refusal:
    return Refusal(
        "wrong-office",
        Text("あなたの官職では取り込めません。", "Your office may not take in this file."),
        Text(
            "事前旅客情報の照合結果は、上陸審査をする入国審査官が取り込みます。",
            "Results of advance passenger checks are taken in by the inspectors who examine landings.",
        ),
        Text("入国審査官に引き継いでください。", "Hand it to an inspector."),
    )
