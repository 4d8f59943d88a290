"""Organisations (機関): those that receive, teach, support or represent foreign nationals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import moment, organisations
from casework.forms import organisation_form as form
from casework.forms.person_edit_form import RELATIONS
from casework.models import Intake, IntakeBatch, Organisation, Relation, User
from casework.permissions import visible
from casework.templatetags.tetsuzuki import language
from casework.views.access import officer
from casework.views.bulk import Listed as Batch
from casework.views.bulk import as_listed
from casework.views.intake import Listed, listed, may_receive, of_offices, receiving, reception
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows.filing import ORGANISATIONS
from workflows.texts import Refusal, Refused, Text

MOST_FOUND = 100
MOST_LISTED = 20
_SEARCH = "organisation_list_name"


@require_http_methods(["GET", "HEAD", "POST"])
@reception
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations, the newest first; the name searched for stays out of the address."""
    if request.method == "POST":
        return _remember(request)
    search = str(request.session.get(_SEARCH, ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in ORGANISATIONS else ""
    page, more = _found(search, kind) if search else (_all(kind, cursor_in(request)), False)
    context = {
        "pager": page,
        "more": more,
        "search": search,
        "kinds": ORGANISATIONS.items(),
        "kind": kind,
        "may_receive": may_receive(officer(request)),
    }
    return render(request, "casework/organisation_list.html", context)


def _remember(request: HttpRequest) -> HttpResponse:
    search = request.POST.get("search", "").replace("\x00", "").strip()[:100]
    if search:
        request.session[_SEARCH] = search
    else:
        request.session.pop(_SEARCH, None)
    return redirect("organisations")


def _found(search: str, kind: str) -> tuple[Page[tuple[Organisation, Text]], bool]:
    found = organisations.find(search, MOST_FOUND + 1)
    rows = [(o, ORGANISATIONS[o.kind]) for o in found[:MOST_FOUND] if not kind or o.kind == kind]
    return Page(rows, None, False), len(found) > MOST_FOUND


def _all(kind: str, after: Cursor) -> Page[tuple[Organisation, Text]]:
    found = Organisation.objects.order_by("-pk")
    if kind:
        found = found.filter(kind=kind)
    if after.id:
        found = found.filter(pk__lt=after.id)
    rows = list(found[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    more = Cursor(shown[-1].created_at, shown[-1].pk) if len(rows) > queues.PAGE else None
    return Page([(o, ORGANISATIONS[o.kind]) for o in shown], more, after.id > 0)


# --- one organisation -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Belonging:
    """Somebody who belongs to the organisation, and how."""

    relation: Relation
    label: Text


@require_safe
@reception
def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its numbers, its people as far as the officer may see them, what it has filed."""
    row = _get(pk)
    user = officer(request)
    belonging, hidden = _people(user, row, cursor_in(request))
    context = {
        "row": row,
        "kind": ORGANISATIONS[row.kind],
        "pager": belonging,
        "hidden": hidden,
        "batches": _batches(user, row),
        "filings": _filings(user, row),
        "may_receive": may_receive(user),
    }
    return render(request, "casework/organisation_page.html", context)


def _get(pk: int) -> Organisation:
    row = Organisation.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _people(user: User, row: Organisation, after: Cursor) -> tuple[Page[Belonging], int]:
    everybody = Relation.objects.filter(organisation=row)
    seen = everybody.filter(person__in=visible(user).values("person_id"))
    hidden = everybody.count() - seen.count()
    if after.id:
        seen = seen.filter(pk__gt=after.id)
    found = list(seen.select_related("person").order_by("pk")[: queues.PAGE + 1])
    shown = found[: queues.PAGE]
    more = Cursor(shown[-1].recorded_at, shown[-1].pk) if len(found) > queues.PAGE else None
    rows = [Belonging(r, RELATIONS.get(r.kind, Text(r.kind, r.kind))) for r in shown]
    return Page(rows, more, after.id > 0), hidden


def _batches(user: User, row: Organisation) -> list[Batch]:
    found = IntakeBatch.objects.filter(of_offices(user), organisation=row).order_by("-pk")
    return [as_listed(batch) for batch in found[:MOST_LISTED]]


def _filings(user: User, row: Organisation) -> list[Listed]:
    found = Intake.objects.filter(of_offices(user), organisation=row, batch=None)
    found = found.select_related("organisation", "person", "case").order_by("-pk")
    return [listed(filing) for filing in found[:MOST_LISTED]]


@require_http_methods(["GET", "HEAD", "POST"])
@receiving
def organisation_new(request: HttpRequest) -> HttpResponse:
    """The form of a new organisation; POST registers it."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@receiving
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an organisation on file; POST changes it."""
    return _form(request, _get(pk))


def _form(request: HttpRequest, row: Organisation | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, row)
    name = row.name if row is not None else ""
    try:
        saved = form.save(request.POST, row, moment.now())
    except Refused as refused:
        return _show(request, row, refused.refusal, name)
    messages.success(request, _("機関を登録しました。") if row is None else _("機関の登録を改めました。"))
    return redirect("organisation", pk=saved.pk)


def _show(
    request: HttpRequest, row: Organisation | None, refusal: Refusal | None = None, name: str = ""
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {
        "row": row,
        "name": name or (row.name if row is not None else ""),
        "refusal": refusal,
        "controls": form.controls(data, row, refusal.fields if refusal is not None else {}, language()),
    }
    return render(request, "casework/organisation_form.html", context, status=422 if refusal else 200)
