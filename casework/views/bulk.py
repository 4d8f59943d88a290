"""Many filings in one table (一括申請): the files that came in, how far each is, and taking one in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from casework import bulk, moment
from casework.forms import Control, Malformed, bad_input, new_key, token
from casework.forms import intake_form as form
from casework.forms.intake_form import Typed, Way
from casework.models import Intake, IntakeBatch, User
from casework.permissions import refuse_place
from casework.templatetags.tetsuzuki import language
from casework.views import case_parts, case_steps
from casework.views.access import officer
from casework.views.intake import (
    find_way,
    listed,
    may_receive,
    may_see,
    not_theirs,
    of_offices,
    receiving,
    reception,
    status_of,
    step_label,
)
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows import filing as rules
from workflows.counting import TOKYO
from workflows.facts import Kind
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Refusal, Refused, Text

STATUSES: dict[str, Text] = {
    "checking": Text("確認中", "Being checked"),
    "running": Text("受付中", "Being received"),
    "finished": Text("受付済み", "Finished"),
    "refused": Text("受け付けなかった", "Refused"),
}
# Whoever files for themselves or their family sends no table.
_SINGLE = frozenset({"applicant", "legal_representative", "relative"})
_ASKED = frozenset({"filed_by", "filer_name", "authority"})
MOST_ERRORS_SHOWN = 100
SECONDS_BETWEEN = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as a row of the list."""

    row: IntakeBatch
    what: Text
    status: Text
    percent: int


@require_safe
@reception
def batch_list(request: HttpRequest) -> HttpResponse:
    """The files that came in at the officer's offices, the newest first."""
    user = officer(request)
    after = cursor_in(request)
    found = IntakeBatch.objects.filter(of_offices(user)).select_related("organisation").order_by("-pk")
    if after.id:
        found = found.filter(pk__lt=after.id)
    rows = list(found[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    more = Cursor(shown[-1].created_at, shown[-1].pk) if len(rows) > queues.PAGE else None
    context = {
        "pager": Page([as_listed(row) for row in shown], more, after.id > 0),
        "may_receive": may_receive(user),
    }
    return render(request, "casework/bulk_list.html", context)


def as_listed(row: IntakeBatch) -> Listed:
    """A file as a list shows it."""
    return Listed(
        row, step_label(row.procedure, row.step, row.created_at), STATUSES[row.status], percent(row)
    )


def percent(row: IntakeBatch) -> int:
    """How far a file is, of the part of the work that it is in."""
    if row.status in (IntakeBatch.Status.FINISHED, IntakeBatch.Status.REFUSED):
        return 100
    checking = row.status == IntakeBatch.Status.CHECKING
    done = row.checked if checking else row.done + row.parked + row.failed
    return min(100, 100 * done // max(1, row.total))


# --- one file -------------------------------------------------------------------------------------


def with_batch(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the file of that number, or answer 404, or 403 for another office's."""

    @reception
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = IntakeBatch.objects.filter(pk=kwargs.pop("pk")).select_related("organisation", "by").first()
        if row is None:
            raise Http404
        user = officer(request)
        if not may_see(user, row.office_id):
            refusal = refuse_place(user.actor(), row.office_id)
            if refusal is None:
                raise Http404
            return case_parts.refused_page(request, refusal, 403)
        return view(request, row, *args, **kwargs)

    return wraps(view)(inner)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a table: which row and column, and why."""

    row: int
    column: Text
    text: Text


@require_safe
@with_batch
def batch_page(request: HttpRequest, row: IntakeBatch) -> HttpResponse:
    """How far a file is, what is wrong with it, and the rows that wait for somebody. While work goes on the
    page loads itself again, unless `?hold=1`."""
    going = row.status in (IntakeBatch.Status.CHECKING, IntakeBatch.Status.RUNNING)
    hold = request.GET.get("hold") == "1"
    context = {
        "row": row,
        "what": step_label(row.procedure, row.step, row.created_at),
        "status": STATUSES[row.status],
        "channel": rules.CHANNELS.get(row.channel, Text(row.channel, row.channel)),
        "filer": rules.CAPACITIES.get(row.filed_by, Text(row.filed_by, row.filed_by)),
        "percent": percent(row),
        "dealt": row.done + row.parked + row.failed,
        "going": going,
        "hold": hold,
        "seconds": SECONDS_BETWEEN,
        "faults": _faults(row),
        "more_faults": len(row.errors) - MOST_ERRORS_SHOWN + row.more_errors,
        "pager": _open_rows(row, cursor_in(request)),
    }
    response = render(request, "casework/bulk_page.html", context)
    if going and not hold:
        response["Refresh"] = str(SECONDS_BETWEEN)
    return response


def _faults(row: IntakeBatch) -> list[Fault]:
    labels: dict[str, Text] = {}
    try:
        procedure = find_procedure(row.procedure, row.created_at.astimezone(TOKYO).date())
        labels = {c.name: c.fact.label for c in bulk.columns(procedure, row.step)}
    except (UnknownProcedure, KeyError):
        pass
    return [
        Fault(
            int(error["row"]),
            labels.get(error["column"], Text(error["column"], error["column"])),
            Text(error["ja"], error["en"]),
        )
        for error in row.errors[:MOST_ERRORS_SHOWN]
    ]


def _open_rows(row: IntakeBatch, after: Cursor) -> Page[Any]:
    """The rows that wait for an officer; before all are checked none does."""
    if row.status not in (IntakeBatch.Status.RUNNING, IntakeBatch.Status.FINISHED):
        return Page([], None, False)
    found = Intake.objects.filter(
        Q(status=Intake.Status.PARKED) | Q(status=Intake.Status.WAITING) & ~Q(problems=[]), batch=row
    )
    if after.id:
        found = found.filter(pk__gt=after.id)
    rows = list(found.order_by("pk")[: queues.PAGE + 1])
    shown = rows[: queues.PAGE]
    more = Cursor(shown[-1].received_at, shown[-1].pk) if len(rows) > queues.PAGE else None
    return Page([listed(filing) for filing in shown], more, after.id > 0)


@require_safe
@with_batch
def batch_errors(request: HttpRequest, row: IntakeBatch) -> HttpResponse:
    """The faults of a refused file as a table."""
    return _table(bulk.errors_table(row, language()), f"errors-{row.pk}.csv")


def _table(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- taking a file in -----------------------------------------------------------------------------


@require_safe
@receiving
def batch_template(request: HttpRequest) -> HttpResponse:
    """An empty table with the headings of a filing."""
    now = moment.now()
    way = _way(request, now)
    if isinstance(way, Refusal):
        return case_parts.refused_page(request, way, status_of(way))
    content = bulk.template(way.procedure.code, way.step.id, now=now, language=language())
    return _table(content, f"{way.step.id}.csv")


def _way(request: HttpRequest, now: datetime) -> Way | Refusal:
    return find_way(request, request.POST.get("step") or request.GET.get("step") or "", now)


@require_http_methods(["GET", "HEAD", "POST"])
@receiving
def batch_new(request: HttpRequest) -> HttpResponse:
    """What is filed? With `?procedure=…&step=…` the form of such a file; POST takes it in."""
    user, now = officer(request), moment.now()
    if not (request.POST.get("step") or request.GET.get("step")):
        return _choose(request, user, now)
    way = _way(request, now)
    if isinstance(way, Refusal):
        return case_parts.refused_page(request, way, status_of(way))
    if not way.step.officers & user.offices_held:
        return case_parts.refused_page(request, not_theirs(way.step), 403)
    if request.method != "POST":
        return _show(request, way, Typed())
    try:
        key = token(request.POST, versioned=False).key
    except Malformed:
        return case_parts.refused_page(request, case_parts.malformed(), 400)
    typed = form.typed_of(request.POST, way, form.dossier_of(way, None, now))
    if typed.searched:
        return _show(request, way, typed)
    return _submit(request, way, typed, key, now)


def _choose(request: HttpRequest, user: User, now: datetime) -> HttpResponse:
    groups = []
    for procedure in form.in_force(now):
        rows = [
            (way, bool(way.step.officers & user.offices_held), case_steps.who_may(way.step, language()))
            for way in form.ways(procedure)
            if not form.capacities(way) or set(form.capacities(way)) - _SINGLE
        ]
        if rows:
            groups.append((procedure, rows))
    return render(request, "casework/bulk_choose.html", {"groups": groups})


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the table, for the list beside the form."""

    label: Text
    needed: bool
    kind: str
    values: list[str]


def _show(
    request: HttpRequest, way: Way, typed: Typed, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    lang = language()
    problems = refusal.fields if refusal is not None else {}
    context = {
        "way": way,
        "procedure": way.procedure,
        "step": way.step,
        "refusal": refusal,
        "filer": _controls(way, typed, refusal, lang),
        "asks_organisation": form.asks_organisation(way),
        "organisations": form.organisation_choices(way, typed),
        "chosen": typed.organisation.pk if typed.organisation is not None else None,
        "search": typed.search,
        "searched": typed.searched,
        "organisation_error": problems.get(form.ORGANISATION),
        "file_error": problems.get("file"),
        "headings": [
            Heading(c.fact.label, c.needed, _kind(c.fact.kind), _values(c, lang))
            for c in bulk.columns(way.procedure, way.step.id)
        ],
        "most_rows": bulk.MOST_ROWS,
        "most_megabytes": bulk.MOST_BYTES // 1024 // 1024,
        "office": officer(request).office_id,
        "key": request.POST.get("key", "") or new_key(),
    }
    return render(request, "casework/bulk_form.html", context, status=status)


def _controls(way: Way, typed: Typed, refusal: Refusal | None, lang: str) -> list[Control]:
    drawn = form.filer_controls(way, typed, refusal.fields if refusal is not None else {}, lang)
    found = [c for c in drawn if c.name in _ASKED]
    for control in found:
        if control.name == "filed_by":
            control.options = [o for o in control.options if o.value not in _SINGLE]
    return found


def _values(column: bulk.Column, lang: str) -> list[str]:
    return [] if column.fact.kind is Kind.FLAG else column.values(lang)


def _kind(kind: Kind) -> str:
    """What a cell of the column looks like."""
    examples = {
        Kind.DATE: Text("日付 2026-11-24", "a date, 2026-11-24"),
        Kind.MOMENT: Text("日時 2026-11-24T09:30+09:00", "a time, 2026-11-24T09:30+09:00"),
        Kind.COUNTRY: Text("旅券の三文字コード VNM", "three letters as in the passport, VNM"),
        Kind.NUMBER: Text("整数", "a whole number"),
        Kind.YEN: Text("金額(円)", "an amount in yen"),
        Kind.CHOICE: Text("一覧から一つ", "one of the list"),
        Kind.CHOICES: Text("一覧から、「、」か「;」で区切る", "some of the list, parted by ;"),
        Kind.FLAG: Text("はい・いいえ", "yes or no"),
        Kind.OFFICE: Text("官署のコード", "code of an office"),
    }
    return examples.get(kind, Text("文字", "text")).get(language())


def _submit(request: HttpRequest, way: Way, typed: Typed, key: str, now: datetime) -> HttpResponse:
    try:
        content, name = _content(request, way, typed)
        batch = bulk.submit(
            bulk.Upload(
                content=content,
                file_name=name,
                procedure=way.procedure.code,
                step=way.step.id,
                key=key,
                organisation=typed.organisation,
                channel=way.channel,
                filed_by=typed.filed_by,
                filer_name=typed.filer_name,
                authority=typed.authority,
            ),
            by=officer(request),
            now=now,
        )
    except Refused as refused:
        refusal = form.beside_fields(refused.refusal, way, typed)
        return _show(request, way, typed, refusal, status_of(refusal))
    return redirect("bulk_page", pk=batch.pk)


def _content(request: HttpRequest, way: Way, typed: Typed) -> tuple[bytes, str]:
    """The file that was sent. Raises `Refused` for none, one too large, and a filer who may not."""
    who = _refuse_filer(way, typed)
    problems = dict(who.fields) if who is not None else {}
    sent = request.FILES.get("file")
    if sent is None:
        problems["file"] = Text("CSVファイルを選んでください。", "Choose the CSV file.")
    elif sent.size is None or sent.size > bulk.MOST_BYTES:
        most = bulk.MOST_BYTES // 1024 // 1024
        problems["file"] = Text(
            f"ファイルが大きすぎます(上限{most}MB)。分けて提出してください。",
            f"The file is too large (at most {most} MB): send it in parts.",
        )
    if who is not None:
        raise Refused(Refusal(who.code, who.fact, who.rule, who.remedy, who.cites, problems))
    if problems or sent is None:
        raise Refused(bad_input(problems))
    return sent.read(), sent.name or ""


def _refuse_filer(way: Way, typed: Typed) -> Refusal | None:
    """What would be wrong with every row alike: who files, and for which organisation."""
    for name in ("filer_name", "authority"):
        value = getattr(typed, name)
        if len(value) > 200 or "\x00" in value:
            return bad_input({name: Text("200字以内で入力してください。", "At most 200 characters.")})
    organisation = typed.organisation
    body = (
        rules.Body(organisation.kind, organisation.approved_online, organisation.registered_number)
        if organisation is not None
        else None
    )
    single = typed.filed_by in _SINGLE
    found = rules.refuse(
        rules.Filing(
            way.procedure.code,
            way.channel,
            "" if single else typed.filed_by,
            typed.authority,
            unable="—",
            body=body,
        )
    )
    return form.beside_fields(found, way, typed) if found is not None else None
