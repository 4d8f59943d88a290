"""The page of one case, and its record as a chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import diagram, moment, record, store
from casework.forms import number
from casework.models import Case, Event
from casework.permissions import refuse_case
from casework.templatetags.tetsuzuki import language
from casework.views import case_clocks, case_history, case_parts, case_steps, case_words
from casework.views.access import officer
from workflows.counting import TOKYO
from workflows.texts import Refusal, Text

ROWS = 100


@require_safe
@case_parts.with_case
def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """What is owed and by when, what may be done now, and what has happened."""
    user = officer(request)
    held = store.read(case.pk)
    assert held is not None
    procedure, dossier = held.procedure, held.dossier
    now = moment.now()
    lang = language()
    before = number(request.GET.get("before"))
    entries, following = case_history.timeline(case, procedure, user, before)
    machines = case_steps.machine_steps(procedure, dossier, user, case, now)
    clocks = case_clocks.clock_cards(procedure, dossier, now)
    return render(
        request,
        "casework/case.html",
        {
            "case": case,
            "name": case_parts.name_of(case.person),
            "procedure": procedure,
            "stage": case_words.state_name(procedure, procedure.main, dossier.states[procedure.main], lang),
            "custody_state": case_words.custody_state(procedure, dossier, lang),
            "closed": procedure.is_closed(dossier),
            "version": dossier.seq,
            "now": now,
            "debts": case_clocks.debts(case, procedure, dossier, user, now),
            "clocks": [c for c in clocks if c.spec.reminded],
            "background": [c for c in clocks if not c.spec.reminded],
            "ended": case_clocks.ended_clocks(case, procedure, now),
            "machines": machines,
            "any_open": any(m.open for m in machines),
            "refused": sum(len(m.closed) for m in machines),
            "way": case_history.way(case, procedure, dossier, now),
            "entries": entries,
            "before": before,
            "following": following,
            "custody": case_history.custody(dossier, now),
            "linked": [(other, case_words.stage_of(other)) for other in case_parts.linked_cases(case, user)],
            "picture": diagram.path_of(procedure.code, procedure.main) is not None,
            "present": dossier.states[procedure.main],
            "others": case_words.other_states(procedure, dossier, lang),
        },
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
    return render(
        request,
        "casework/record.html",
        {
            "case": case,
            "rows": shown,
            "faults": faults,
            "following": following,
            "after": after,
            "may_export": case_parts.may_read_personal(user, case),
            "now": moment.now(),
        },
    )


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
