"""Taking a step: its form, what would follow, and the way back to the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework import actions, moment, serious, store
from casework.beside import documents, looks
from casework.forms import (
    AT,
    OVERRIDE,
    UNCONFIRMED,
    Control,
    Malformed,
    bad_input,
    check_offices,
    cleaned,
    country_codes,
    moment_given,
    new_key,
    token,
)
from casework.forms.step_form import (
    asked,
    at_control,
    controls,
    lacks,
    override_control,
    settle_at,
    typed_facts,
)
from casework.models import Case, Draft, Look, User
from casework.permissions import refuse_case
from casework.templatetags.tetsuzuki import language, last_day
from casework.views import case_head, case_parts, case_steps, signing
from casework.views.access import officer
from casework.views.case_words import capital, document_name
from casework.views.periods import grants
from workflows.counting import CountingError
from workflows.declare import Step
from workflows.dossier import Dossier
from workflows.engine import Outcome, Procedure, View
from workflows.offers import Offer, offers
from workflows.refusals import refuse_state
from workflows.texts import Refusal, Refused, Text


@require_http_methods(["GET", "HEAD", "POST"])
@case_parts.with_case
def step_form(request: HttpRequest, case: Case, step: str) -> HttpResponse:
    """The form of a step on a case; POST takes it."""
    held = store.read(case.pk)
    assert held is not None
    found = held.procedure.step(step)
    if isinstance(found, Refusal):
        return case_parts.refused_page(request, found, 404, case)
    if found.carried_only:
        return case_parts.refused_page(request, _only_carried(found), 409, case)
    if request.method == "POST":
        return _take(request, case, held, found)
    refusal, overridable = _standing(request, case, held, found)
    if refusal is not None and not overridable:
        status = case_parts.status_of(refusal)
        return case_parts.refused_page(request, refusal, 409 if status == 422 else status, case)
    again = signing.reopened(request, case, found.id)
    page = _show(request, case, held, found, typed=again.facts if again else None, again=again)
    looks.note(officer(request), Look.What.CASE, moment.now(), case=case)
    return page


def _standing(request: HttpRequest, case: Case, held: store.Held, step: Step) -> tuple[Refusal | None, bool]:
    """Why the step is not open to this officer now, and whether a written reason would open it."""
    user = officer(request)
    if not case_parts.may_act(user, case):
        return refuse_case(user.actor(), case.procedure, case.office_id), False
    offered: dict[str, Offer] = {
        o.step.id: o for o in offers(held.procedure, held.dossier, user.actor(), moment.now())
    }
    if step.id in offered:
        refusal = offered[step.id].refusal
        apart = refusal is not None and refusal.code == "separation"
        return refusal, apart and case_steps.may_override(held.dossier, step, user.actor())
    return _not_offered(held, step, user), False


def _not_offered(held: store.Held, step: Step, user: User) -> Refusal | None:
    """Why a step that is not on the list is refused; what time brings about may be entered by hand."""
    view = View(held.procedure, held.dossier, None, user.actor(), moment.now())
    refusal = refuse_state(held.procedure, view, step)
    if refusal is None and not step.officers & user.offices_held:
        return _only_time(step)
    return refusal


def _only_time(step: Step) -> Refusal:
    return Refusal(
        "wrong-office",
        Text(f"「{step.label.ja}」は職員が行う手続ではありません。", f"No officer takes “{step.label.en}”."),
        Text("期間の経過によって生じます。", "It comes about by the passing of time."),
        Text("期間の満了を待ってください。", "Wait for the period to end."),
        step.cites,
    )


def _only_carried(step: Step) -> Refusal:
    return Refusal(
        "wrong-state",
        Text(
            f"「{step.label.ja}」だけを行うことはできません。", f"“{step.label.en}” is not taken by itself."
        ),
        Text("別の手続に伴って生じます。", "It comes about together with another step."),
        Text("元になる手続を記録してください。", "Record the step that brings it about."),
        step.cites,
    )


def _show(
    request: HttpRequest,
    case: Case,
    held: store.Held,
    step: Step,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
    key: str = "",
    again: Draft | None = None,
) -> HttpResponse:
    """The form, with everything typed and the sentence beside each field at fault. `again`: the officer's
    draft that is opened once more."""
    lang = language()
    user = officer(request)
    actor, now = user.actor(), moment.now()
    refusal = _beside(held.procedure, held.dossier, step, refusal)
    problems = refusal.fields if refusal else {}
    data: Mapping[str, str] = signing.as_typed(again) if again is not None else request.POST
    at = again.at if again is not None else now
    if refusal is not None:
        ignored: dict[str, Text] = {}
        at = moment_given(AT, request.POST, ignored) or now
    override = None
    if case_steps.may_override(held.dossier, step, actor):
        override = override_control(lang, data.get("override", ""), problems.get("override"))
    private = case_parts.may_read_personal(user, case)
    drawn = controls(
        held.procedure,
        held.dossier,
        step,
        at,
        lang,
        offices=case_parts.offices_for(held.procedure, step),
        typed=typed,
        problems=problems,
        private=private,
    )
    follows = _follows(held, step, user, at)
    usual, seldom = _split(held.procedure, step, drawn)
    return render(
        request,
        "casework/step.html",
        {
            "case": case,
            "head": case_head.head(case, held.procedure, held.dossier, user),
            "procedure": held.procedure,
            "step": step,
            "refusal": refusal,
            "stale": refusal is not None and refusal.code == "stale",
            "at": at_control(now, held.dossier.last_at, lang, data.get("at", ""), problems.get("at")),
            "controls": usual,
            "seldom": seldom,
            "papers": _papers(case, held, step) if private else [],
            "effect": serious.effect(step) if step.serious else None,
            "countries": country_codes(drawn),
            "override": override,
            "follows": follows,
            "grants": grants(held.dossier, step, typed, at, extends=held.procedure.code == "extension"),
            "confirm_error": problems.get("confirm"),
            "confirmed": data.get("confirm") == "yes",
            "unsigned": step.serious and user.countersigned,
            "seen": held.dossier.seq,
            "key": key or new_key(),
            "now": now,
        },
        status=status,
    )


def _beside(procedure: Procedure, dossier: Dossier, step: Step, refusal: Refusal | None) -> Refusal | None:
    """The refusal with its sentence beside the questions that the condition looks at, where the form asks them."""
    if refusal is None or refusal.fields or not refusal.code.startswith("rule:"):
        return refusal
    code = refusal.code.removeprefix("rule:")
    on_form = {a.name for a in asked(procedure, dossier, step)}
    taken = [step, *(procedure.steps[carry.step] for carry in step.carries)]
    reads = {name for one in taken for guard in one.guards if guard.code == code for name in guard.reads}
    named = [name.partition(":")[2] for name in sorted(reads) if name.partition(":")[0] in ("fact", "given")]
    fields = {
        name: Text(
            f"「{procedure.facts[name].label.ja}」がこの条件にかかわります: {refusal.rule.ja}",
            f"“{procedure.facts[name].label.en}” bears on this condition: {refusal.rule.en}",
        )
        for name in named
        if name in on_form
    }
    return replace(refusal, fields=fields)


MOST_UNFOLDED = 3


def _split(procedure: Procedure, step: Step, drawn: list[Control]) -> tuple[list[Control], list[Control]]:
    """The questions to show, and those to fold away: optional ones that decide nothing of this step, have no value
    and no fault. A few are not worth a fold."""
    deciding = _deciding(procedure, step)
    seldom = [
        c
        for c in drawn
        if not (
            c.needed
            or c.value
            or c.known
            or c.error
            or c.limit
            or c.name in deciding
            or any(o.chosen for o in c.options)
        )
    ]
    if len(seldom) <= MOST_UNFOLDED:
        return drawn, []
    folded = {c.name for c in seldom}
    return [c for c in drawn if c.name not in folded], seldom


def _deciding(procedure: Procedure, step: Step) -> set[str]:
    """The facts that decide whether the step is open, where it leads, and what it starts or takes along."""
    reads: set[str] = set()
    for guard in step.guards:
        reads |= guard.reads
    if isinstance(step.target, tuple):
        for branch in step.target:
            reads |= branch.reads
    for start in step.starts:
        if not isinstance(start, str):
            reads |= start.reads | ({f"given:{start.at}"} if start.at else set())
    for carry in step.carries:
        reads |= carry.reads | {f"given:{name}" for name in _deciding(procedure, procedure.steps[carry.step])}
    return {name.partition(":")[2] for name in reads if name.partition(":")[0] in ("fact", "given")}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the step draws up, and the document of it that lies on the case already."""

    code: str
    name: str
    document: int | None


def _papers(case: Case, held: store.Held, step: Step) -> list[Paper]:
    codes = dict.fromkeys(step.documents)
    for carry in step.carries:
        carried = held.procedure.steps[carry.step]
        if held.dossier.states[carried.machine] in held.procedure.machines[carried.machine].sources(carried):
            codes |= dict.fromkeys(carried.documents)
    if not codes:
        return []
    on_case = documents.on_case(case, tuple(codes))
    lang = language()
    return [Paper(code, capital(document_name(code, lang)), on_case.get(code)) for code in codes]


def _follows(held: store.Held, step: Step, user: User, at: datetime) -> case_steps.Consequences:
    try:
        return case_steps.consequences(held.procedure, held.dossier, step, user.actor(), at)
    except CountingError:
        return case_steps.Consequences()


def _take(request: HttpRequest, case: Case, held: store.Held, step: Step) -> HttpResponse:
    try:
        hidden = token(request.POST)
    except Malformed:
        return case_parts.refused_page(request, case_parts.malformed(), 400, case)
    procedure = held.procedure
    questions = asked(procedure, held.dossier, step)
    names = [a.name for a in questions]
    # What a page of an earlier state asked for is taken along too: the door says what it thinks of it.
    names += [name for name, _ in procedure.forms[step.id] if name not in names and request.POST.get(name)]
    facts = typed_facts(procedure, names, request.POST)
    problems: dict[str, Text] = {}
    now = moment.now()
    at = moment_given(AT, request.POST, problems)
    override = cleaned(OVERRIDE, request.POST.get("override", ""), problems)
    problems |= check_offices(procedure.facts, facts, case_parts.office_codes())
    if step.serious and request.POST.get("confirm") != "yes":
        problems["confirm"] = UNCONFIRMED
    if problems or at is None:
        # Whoever may not take the step at all is told so first.
        refusal, overridable = _standing(request, case, held, step)
        if refusal is None or overridable:
            refusal = bad_input(lacks(procedure, questions, facts) | problems)
        if case_parts.is_twin(case.pk, hidden.key):
            return _already(request, case)
        return _refuse(request, case, held, step, refusal, facts)
    override_text = str(override) if override else None
    at = settle_at(at, held.dossier.last_at)
    try:
        if request.POST.get("do") == "prepare":
            return signing.prepare(
                request, case, step.id, facts, at=at, now=now, seen=hidden.seen, override=override_text
            )
        taken = actions.take_step(
            case.pk,
            step.id,
            facts,
            actor=officer(request).actor(),
            at=at,
            now=now,
            seen=hidden.seen,
            key=hidden.key,
            override=override_text,
        )
    except Refused as refused:
        return _refuse(request, case, held, step, refused.refusal, facts)
    if taken.outcome is None:
        return _already(request, case)
    tell(request, procedure, taken.outcome)
    return redirect("case", number=case.number)


def _already(request: HttpRequest, case: Case) -> HttpResponse:
    text = Text(
        "この送信は既に記録されています。二重には記録していません。",
        "This submission is already on record; nothing was entered twice.",
    )
    messages.info(request, text.get(language()))
    return redirect("case", number=case.number)


def _refuse(
    request: HttpRequest,
    case: Case,
    held: store.Held,
    step: Step,
    refusal: Refusal,
    facts: Mapping[str, Any],
) -> HttpResponse:
    """The form again. What was typed is kept; the version shown becomes the present one, so that an
    officer who has been told what is new may decide again."""
    fresh = store.read(case.pk) or held
    return _show(
        request,
        case,
        fresh,
        step,
        refusal=refusal,
        typed=facts,
        status=case_parts.status_of(refusal),
        key=request.POST.get("key", ""),
    )


def tell(request: HttpRequest, procedure: Procedure, outcome: Outcome) -> None:
    """Say what happened and which dates now run; no word of the person."""
    lang = language()
    label = outcome.step.label
    messages.success(request, Text(f"「{label.ja}」を記録しました。", f"Recorded: {label.en}.").get(lang))
    for clock in outcome.started:
        spec = procedure.clocks[clock.id]
        if not spec.reminded:
            continue
        until = last_day(clock.alarm_at)
        messages.info(
            request,
            Text(
                f"期限が始まりました: {spec.label.ja} {until}", f"Now running: {spec.label.en}, {until}"
            ).get(lang),
        )
    for warning in outcome.warnings:
        messages.warning(request, warning.get(lang))
