"""Putting an entry of the record right: what would change is shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework import actions, moment, store
from casework.forms import Malformed, bad_input, check_offices, country_codes, new_key, token
from casework.forms.rectify_form import Correction, controls, plain_controls, read, step_options
from casework.models import Case
from casework.permissions import refuse_case
from casework.templatetags.tetsuzuki import language, last_day
from casework.views import case_history, case_parts, case_words
from casework.views.access import officer
from workflows.clocks import OpenClock
from workflows.dossier import Actor
from workflows.engine import Procedure
from workflows.texts import Refusal, Refused, Text


@require_http_methods(["GET", "HEAD", "POST"])
@case_parts.with_case
def rectify_form(request: HttpRequest, case: Case, seq: int) -> HttpResponse:
    """The form of a rectification; a POST shows what would change, a second one does it."""
    user = officer(request)
    if not case_parts.may_read_personal(user, case):
        refusal = refuse_case(user.actor(), case.procedure, case.office_id) or _not_allowed()
        return case_parts.refused_page(request, refusal, 403, case)
    held = store.read(case.pk)
    assert held is not None
    entry = next((e for e in actions.history(case.pk) if e.seq == seq), None)
    if entry is None:
        raise Http404
    if entry.actor != "system":  # what time took may be replaced by whoever holds the new step's office
        not_theirs = actions.refuse_rectifier(held.procedure, entry, None, user.actor())
        if not_theirs is not None:
            return case_parts.refused_page(request, not_theirs, 403, case)
    if request.method != "POST":
        chosen = request.GET.get("step", "")
        if chosen not in held.procedure.forms:
            chosen = entry.step
        return _show(request, case, held, entry, chosen, entry.facts if chosen == entry.step else {})
    return _post(request, case, held, entry)


def _post(request: HttpRequest, case: Case, held: store.Held, entry: actions.PastEntry) -> HttpResponse:
    data = request.POST
    try:
        hidden = token(data)
    except Malformed:
        return case_parts.refused_page(request, case_parts.malformed(), 400, case)
    procedure, now = held.procedure, moment.now()
    step = data.get("step", "")
    chosen = step if step in procedure.forms else entry.step
    typed = {
        name: data.getlist(name) if procedure.facts[name].kind == "choices" else data.get(name, "")
        for name, _ in procedure.forms[chosen]
    }
    if data.get("do") == "step":
        # Another step was chosen: its facts are asked for before anything is judged.
        return _show(request, case, held, entry, chosen, typed)
    correction, problems = read(procedure, entry, data, now)
    problems |= check_offices(procedure.facts, typed, case_parts.office_codes())
    if correction is None or problems:
        return _show(request, case, held, entry, chosen, typed, refusal=bad_input(problems), status=422)
    try:
        if hidden.seen != held.dossier.seq:
            raise Refused(actions.stale(held.dossier.seq - hidden.seen))
        if data.get("do") != "rectify":
            pairs = _would_change(held, entry, correction, officer(request).actor(), now)
            return _show(request, case, held, entry, chosen, typed, preview=pairs)
        done = actions.rectify(
            case.pk,
            entry.seq,
            reason=correction.reason,
            actor=officer(request).actor(),
            now=now,
            facts=correction.facts,
            at=correction.at,
            step=correction.step if correction.step != entry.step else None,
            strike=correction.strike,
            seen=hidden.seen,
        )
    except Refused as refused:
        status = case_parts.status_of(refused.refusal)
        return _show(request, case, held, entry, chosen, typed, refusal=refused.refusal, status=status)
    _tell(request, procedure, done)
    return redirect("case", number=case.number)


Pair = tuple[OpenClock | None, OpenClock | None]


def _would_change(
    held: store.Held, entry: actions.PastEntry, correction: Correction, actor: Actor, now: Any
) -> list[tuple[str, str, str]]:
    """The clocks whose dates would change, found by playing the file again; nothing is written."""
    changed = entry.changed(
        facts=correction.facts,
        at=correction.at,
        step=correction.step if correction.step != entry.step else None,
        strike=correction.strike,
        actor=actor,
    )
    entries = [changed if e.seq == entry.seq else e for e in actions.history(held.id)]
    after = actions.replay_entries(held, entries, now, mending=True).dossier.clocks
    before = held.dossier.clocks
    pairs = [
        (before.get(c), after.get(c))
        for c in dict.fromkeys([*before, *after])
        if before.get(c) != after.get(c)
    ]
    return [row for pair in pairs if (row := _row(held.procedure, pair)) is not None]


def _row(procedure: Procedure, pair: Pair) -> tuple[str, str, str] | None:
    old, new = pair
    clock = old or new
    if clock is None:
        return None
    lang = language()
    none = Text("なし", "none").get(lang)
    was, now = last_day(old.alarm_at) if old else none, last_day(new.alarm_at) if new else none
    # A clock may start elsewhere and end on the same day: that is no news to anybody.
    return None if was == now else (procedure.clocks[clock.id].label.get(lang), was, now)


def _show(
    request: HttpRequest,
    case: Case,
    held: store.Held,
    entry: actions.PastEntry,
    step: str,
    typed: Mapping[str, Any],
    *,
    refusal: Refusal | None = None,
    preview: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = language()
    procedure = held.procedure
    problems = refusal.fields if refusal else {}
    data = request.POST if request.method == "POST" else None
    when, why = plain_controls(data, entry.at, problems, lang)
    offices = case_parts.offices_for(procedure, procedure.steps[step])
    drawn = controls(procedure, step, typed, problems, lang, offices)
    return render(
        request,
        "casework/rectify.html",
        {
            "case": case,
            "entry": entry,
            "label": case_words.step_label(procedure, entry.step, lang),
            "shown": case_history.shown_facts(procedure, entry.facts, True),
            "refusal": refusal,
            "preview": preview,
            "strike": bool(data and data.get("what") == "strike"),
            "steps": step_options(procedure, entry, step, lang),
            "when": when,
            "why": why,
            "controls": drawn,
            "countries": country_codes(drawn),
            "seen": held.dossier.seq,
            "key": data.get("key", "") if data else new_key(),
        },
        status=status,
    )


def _tell(request: HttpRequest, procedure: Procedure, done: actions.Rectified) -> None:
    lang = language()
    put_right = Text(
        f"記録{done.seq}を更正しました(記録{done.entry})。",
        f"Entry {done.seq} put right by entry {done.entry}.",
    )
    messages.success(request, put_right.get(lang))
    rows = [row for pair in done.changed if (row := _row(procedure, pair)) is not None]
    for label, was, now in rows:
        text = Text(f"期限が変わりました: {label} {was} → {now}", f"Date changed: {label}, {was} → {now}")
        messages.warning(request, text.get(lang))
    if not rows:
        messages.info(request, Text("変わった期限はありません。", "No date has changed.").get(lang))


def _not_allowed() -> Refusal:
    return Refusal(
        "wrong-office",
        Text("記録の更正はできません。", "You may not rectify the record."),
        Text("更正は担当官署の職員が行います。", "Officers of the office in charge put the record right."),
        Text("担当官署の職員に連絡してください。", "Contact an officer of the office in charge."),
    )
