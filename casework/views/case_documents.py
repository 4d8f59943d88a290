"""Documents on a case: the list, one document with its versions, and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from casework import store
from casework.beside import documents, looks
from casework.forms import number
from casework.models import Case, Document, DocumentVersion, Look
from casework.templatetags.tetsuzuki import language
from casework.views import case_head, case_history, case_parts
from casework.views.access import officer, present
from casework.views.case_words import capital, document_name
from workflows.engine import Procedure
from workflows.refusals import bad_facts
from workflows.texts import Refusal, Refused, Text

# What a form adds to the file it carries.
MARGIN = 64 * 1024
View = Callable[..., HttpResponse]


def _small(view: View) -> View:
    """Answer 413 to a body that is too large before any of it is read. The check of the form's token reads the
    body, so it comes after."""

    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > documents.MOST_BYTES + MARGIN:
            refusal = bad_facts({"file": documents.too_large()})
            return case_parts.refused_page(request, refusal, 413)
        return protected(request, *args, **kwargs)

    return checked


def _readable(view: View) -> View:
    """Let those in who see what lies beside the record."""

    @wraps(view)
    def checked(request: HttpRequest, case: Case, *args: Any, **kwargs: Any) -> HttpResponse:
        if not case_parts.may_read_personal(officer(request), case):
            return case_parts.refused_page(request, case_parts.not_for_you(), 403, case)
        return view(request, case, *args, **kwargs)

    return checked


@_small
@require_http_methods(["GET", "HEAD", "POST"])
@case_parts.with_case
@_readable
def documents_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The documents of a case; POST lays one more on it."""
    procedure = _procedure(case)
    if request.method != "POST":
        page = _list(request, case, procedure)
        looks.note(officer(request), Look.What.CASE, present(request), case=case)
        return page
    typed = {name: request.POST.get(name, "") for name in ("code", "title", "remark")}
    try:
        version = documents.add(
            case,
            _sent(request),
            by=officer(request),
            now=present(request),
            codes=documents.papers(procedure),
            **typed,
        )
    except Refused as refused:
        return _list(request, case, procedure, typed, refused.refusal)
    told = Text("書類を加えました。", "The document is laid on the case.")
    messages.success(request, told.get(language()))
    return redirect("case_document", number=case.number, pk=version.document_id)


@_small
@require_http_methods(["GET", "HEAD", "POST"])
@case_parts.with_case
@_readable
def document_page(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """One document with all its versions; POST adds a version."""
    document = _document(case, pk)
    if request.method != "POST":
        page = _one(request, case, document)
        looks.note(officer(request), Look.What.CASE, present(request), case=case)
        return page
    remark = request.POST.get("remark", "")
    try:
        version = documents.add_version(
            document, _sent(request), by=officer(request), now=present(request), remark=remark
        )
    except Refused as refused:
        return _one(request, case, document, remark, refused.refusal)
    told = Text(f"第{version.number}版を加えました。", f"Version {version.number} is added.")
    messages.success(request, told.get(language()))
    return redirect("case_document", number=case.number, pk=pk)


@require_safe
@case_parts.with_case
@_readable
def document_file(request: HttpRequest, case: Case, pk: int, version: int) -> HttpResponse:
    """The file of a version, to be saved: it is never shown within a page of ours."""
    document = _document(case, pk)
    found = document.versions.filter(number=version).first() if version < 2**31 else None
    if found is None:
        raise Http404
    try:
        content = documents.content_of(found)
    except Refused as refused:
        return case_parts.refused_page(request, refused.refusal, 404, case)
    response = HttpResponse(content, content_type=found.kind)
    response["Content-Disposition"] = content_disposition_header(True, found.filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    looks.note(officer(request), Look.What.DOCUMENT, present(request), case=case)
    return response


def _procedure(case: Case) -> Procedure:
    held = store.read(case.pk)
    assert held is not None
    return held.procedure


def _document(case: Case, pk: int) -> Document:
    found = (
        Document.objects.filter(case=case, pk=pk).select_related("added_by").first() if pk < 2**63 else None
    )
    if found is None:
        raise Http404
    return found


def _sent(request: HttpRequest) -> documents.Sent | None:
    file = request.FILES.get("file")
    if file is None:
        return None
    # One byte more than is taken: enough to see that it is too large.
    return documents.Sent(file.name or "", file.read(documents.MOST_BYTES + 1))


def _list(
    request: HttpRequest,
    case: Case,
    procedure: Procedure,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = language()
    rows, following = documents.page(case, number(request.GET.get("before")))
    codes = documents.papers(procedure)
    return render(
        request,
        "casework/case_documents.html",
        {
            "case": case,
            "head": _head(request, case),
            "procedure": procedure,
            "rows": [
                (one, case_history.paper_name(procedure, one.document), kind(one.newest)) for one in rows
            ],
            "following": following,
            "before": request.GET.get("before"),
            "papers": [(code, capital(document_name(code, lang))) for code in codes],
            "typed": typed or {"code": request.GET.get("code", "")},
            "problems": refusal.fields if refusal else {},
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


def _one(
    request: HttpRequest,
    case: Case,
    document: Document,
    remark: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    procedure = _procedure(case)
    versions = document.versions.select_related("by").order_by("-number")[:VERSIONS]
    return render(
        request,
        "casework/case_document.html",
        {
            "case": case,
            "head": _head(request, case),
            "procedure": procedure,
            "document": document,
            "name": case_history.paper_name(procedure, document),
            "versions": [(version, kind(version)) for version in versions],
            "remark": remark,
            "problems": refusal.fields if refusal else {},
            "refusal": refusal,
        },
        status=422 if refusal else 200,
    )


VERSIONS = 100


def kind(version: DocumentVersion) -> str:
    """What kind of file a version is, as an officer reads it."""
    found = documents.KINDS.get(version.kind)
    return found.get(language()) if found else version.kind


def _head(request: HttpRequest, case: Case) -> case_head.Head:
    held = store.read(case.pk)
    assert held is not None
    return case_head.head(case, held.procedure, held.dossier, officer(request))
