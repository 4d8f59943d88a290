"""The page of one case, and its record as a chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import diagram, record, store
from casework.beside import documents, looks, notes, timeline
from casework.forms import number
from casework.models import Case, Event, Look
from casework.outside import sheet
from casework.permissions import refuse_case
from casework.templatetags.tetsuzuki import language
from casework.views import (
    case_clocks,
    case_filter,
    case_head,
    case_history,
    case_notes,
    case_parts,
    case_steps,
    case_words,
)
from casework.views.access import officer, present
from workflows.counting import TOKYO
from workflows.texts import Refusal, Text

ROWS = 100
# Of what stands beside the record the page shows the newest; each has a page of its own.
FEW = 6
# The drawing on the page shows this many of the latest moves, and what may come next.
NEAR = 2


@require_safe
@case_parts.with_case
def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """What is owed and by when, what may be done now, and what has happened."""
    user = officer(request)
    held = store.read(case.pk)
    assert held is not None
    procedure, dossier = held.procedure, held.dossier
    now = present(request)
    lang = language()
    private = case_parts.may_read_personal(user, case)
    before = timeline.Place.read(request.GET.get("before"))
    asked = case_filter.read(request, case)
    machines = case_steps.machine_steps(procedure, dossier, user, case, now)
    clocks = case_clocks.clock_cards(procedure, dossier, now)
    reminded = [c for c in clocks if c.spec.reminded]
    debts = case_clocks.debts(case, procedure, dossier, user, now)
    stations = case_history.way(case, procedure, now)
    new_notes = notes.unseen(case, user) if private else []
    sees_looks = looks.may_see(user, case)
    laid, more_laid = documents.page(case, limit=FEW) if private else ([], None)
    looked = looks.page(case=case, limit=FEW) if sees_looks else None
    response = render(
        request,
        "casework/case.html",
        {
            "case": case,
            "head": case_head.head(case, procedure, dossier, user),
            "procedure": procedure,
            "closed": procedure.is_closed(dossier),
            "version": dossier.seq,
            "now": now,
            "private": private,
            "debts": debts,
            "in_charge": case_head.in_charge(debts),
            "clocks": reminded,
            "pressing": case_head.pressing(reminded, now),
            "background": [c for c in clocks if not c.spec.reminded],
            "ended": case_clocks.ended_clocks(case, procedure, now),
            "machines": machines,
            "any_open": any(m.open for m in machines),
            "refused": sum(len(m.closed) for m in machines),
            "way": stations,
            "way_said": way_said(stations),
            "passed": stations[-1 - case_head.MOST_PASSED :],
            "skipped": max(len(stations) - 1 - case_head.MOST_PASSED, 0),
            "ahead": case_history.ahead(procedure, dossier),
            "picture": diagram.path_of(procedure.code, procedure.main) is not None,
            "line": case_history.line(case, procedure, user, asked.wanted, before),
            "asked": asked,
            "before": before,
            "custody": case_history.custody(dossier, now),
            "linked": [(other, case_words.stage_of(other)) for other in case_parts.linked_cases(case, user)],
            "others": case_words.other_states(procedure, dossier, lang),
            "note": case_notes.blank(case, user) if private else None,
            "new_notes": new_notes,
            "documents": [(one, case_history.paper_name(procedure, one.document)) for one in laid],
            "more_documents": more_laid is not None,
            "looks": looked,
            "has_sheet": private and sheet.stage_of(procedure, dossier) is not None,
        },
    )
    notes.mark_seen(new_notes, user, now)
    looks.note(user, Look.What.CASE, now, case=case)
    return response


@require_safe
@case_parts.with_case
def drawing(request: HttpRequest, case: Case) -> HttpResponse:
    """The machine of the stages with the way of this case; `?whole=1` gives all of it."""
    held = store.read(case.pk)
    assert held is not None
    procedure, dossier = held.procedure, held.dossier
    stations = case_history.way(case, procedure, present(request))
    whole = request.GET.get("whole") == "1"
    svg = diagram.way_drawing(
        procedure.code,
        procedure.main,
        [station.hop for station in stations],
        dossier.states[procedure.main],
        said=way_said(stations),
        around=None if whole else NEAR,
    )
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


def way_said(stations: Sequence[case_history.Station]) -> str:
    """The way of a case in one sentence, for whoever does not see the drawing."""
    names = " → ".join(station.label for station in stations)
    here = stations[-1].label if stations else "—"
    return Text(f"通った段階: {names}。今の段階: {here}。", f"The way taken: {names}. Now: {here}.").get(
        language()
    )


@require_safe
@case_parts.with_case
def record_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The chain of entries, checked now; `?format=json` gives the record as a file."""
    user = officer(request)
    if request.GET.get("format") == "json":
        if not case_parts.may_read_personal(user, case):
            refusal = refuse_case(user.actor(), case.procedure, case.office_id) or _not_for_export()
            return case_parts.refused_page(request, refusal, 403, case)
        response = StreamingHttpResponse(_export(case), content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{case.number}.json"'
        looks.note(user, Look.What.EXPORT, present(request), case=case)
        return cast(HttpResponse, response)
    held = store.read(case.pk)
    assert held is not None
    lang = language()
    faults = list(record.faults(case))
    bad = {fault.seq for fault in faults}
    after = number(request.GET.get("after")) or 0
    rows = list(
        Event.objects.filter(case=case, seq__gt=after)
        .select_related("actor")
        .defer("facts", "effects")
        .order_by("seq")[: ROWS + 1]
    )
    following = rows[ROWS - 1].seq if len(rows) > ROWS else None
    shown = [
        (event, case_words.entry_label(held.procedure, event, lang), event.seq not in bad)
        for event in rows[:ROWS]
    ]
    page = render(
        request,
        "casework/record.html",
        {
            "case": case,
            "rows": shown,
            "faults": faults,
            "following": following,
            "after": after,
            "may_export": case_parts.may_read_personal(user, case),
            "now": present(request),
        },
    )
    looks.note(user, Look.What.RECORD, present(request), case=case)
    return page


def _not_for_export() -> Refusal:
    return Refusal(
        "wrong-office",
        Text("記録の写しは出力できません。", "You may not export this record."),
        Text(
            "記録には本人についての事実が含まれ、担当官署の職員だけが出力できます。",
            "It contains facts about the person; officers of the office in charge may export it.",
        ),
        Text("担当官署の職員に依頼してください。", "Ask an officer of the office in charge."),
    )


def _export(case: Case) -> Iterator[str]:
    """The record as one JSON document, written entry by entry."""
    head: dict[str, Any] = {
        "case": case.number,
        "case_id": case.pk,
        "procedure": case.procedure,
        "law_on": case.law_on.isoformat(),
        "version": case.version,
        "head": case.head,
        "hash": "sha256",
        "sealed": list(record.SEALED),
        "entries": [],
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1)
    yield opening[: opening.rindex("[]")] + "[\n"
    names = [*record.SEALED, "facts", "previous_hash", "hash"]
    for index, row in enumerate(Event.objects.filter(case=case).order_by("seq").values(*names).iterator(500)):
        yield (",\n" if index else "") + json.dumps(row, ensure_ascii=False, default=_plain)
    yield "\n]}\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(TOKYO).isoformat()
    raise TypeError(type(value).__name__)
