"""Opening a case: how it begins, whose it is, and whether that person is on file already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework import actions, moment
from casework.forms import (
    AT,
    Control,
    Malformed,
    bad_input,
    check_offices,
    country_codes,
    moment_given,
    new_key,
    number,
    person_form,
    token,
)
from casework.forms.step_form import asked, at_control, controls, lacks, typed_facts
from casework.models import Case, Person, User
from casework.permissions import refuse_place, visible
from casework.templatetags.tetsuzuki import language
from casework.views import case_parts, case_steps, case_words
from casework.views.access import officer, signed_in
from casework.views.step import tell
from workflows.counting import TOKYO, CountingError
from workflows.declare import Step
from workflows.engine import Procedure
from workflows.registry import UnknownProcedure, procedures
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES
from workflows.texts import Refusal, Refused, Text

# The file starts with what the person's details say; a step's form does not ask for it again.
OF_PERSON = frozenset({"nationality"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_form(request: HttpRequest) -> HttpResponse:
    """How does the case begin? With `?step=…` the form of that beginning; POST opens the case."""
    user = officer(request)
    code = request.POST.get("procedure") or request.GET.get("procedure") or procedures()[0].code
    try:
        procedure = find_procedure(code, moment.now().astimezone(TOKYO).date())
    except UnknownProcedure:
        raise Http404 from None
    chosen = request.POST.get("step") or request.GET.get("step") or ""
    refusal = _may_not_open(user, [procedure] if chosen else _in_force(), chosen)
    if refusal is not None:
        return case_parts.refused_page(request, refusal, case_parts.status_of(refusal))
    if not chosen:
        return _choose(request, user)
    step = procedure.steps[chosen]
    known = _known_person(request, user)
    if request.method == "POST":
        return _open(request, procedure, step, known)
    return _show(request, procedure, step, known)


def _in_force() -> list[Procedure]:
    """The procedures under the text of today."""
    today = moment.now().astimezone(TOKYO).date()
    codes = dict.fromkeys(p.code for p in procedures())
    found = []
    for code in codes:
        try:
            found.append(find_procedure(code, today))
        except UnknownProcedure:
            continue
    return found


def openings(procedure: Procedure) -> list[Step]:
    """The steps by which an officer begins a file; those that come about with another file's are none."""
    return [s for s in procedure.steps.values() if s.opens and not s.carried_only]


def _may_not_open(user: User, found: list[Procedure], chosen: str) -> Refusal | None:
    if not user.office_id:
        return _no_office()
    place = refuse_place(user.actor(), user.office_id)
    if place is not None:
        return place
    opening = [s for procedure in found for s in openings(procedure)]
    if chosen:
        step = found[0].step(chosen)
        if isinstance(step, Refusal):
            return step
        if step not in opening:
            return _not_opening(opening, step)
        opening = [step]
    if any(s.officers & user.offices_held for s in opening):
        return None
    offices = dict.fromkeys(role for s in opening for role in s.officers if OFFICES[role].signs_in)
    return Refusal(
        "wrong-office",
        Text("あなたの官職では事件を始められません。", "Your office may not open this case."),
        Text(
            f"始められるのは{'・'.join(OFFICES[r].ja for r in offices)}です。",
            f"It is opened by: {', '.join(OFFICES[r].en for r in offices)}.",
        ),
        Text("権限のある職員に引き継いでください。", "Hand it to an officer who may."),
        opening[0].cites,
    )


def _no_office() -> Refusal:
    return Refusal(
        "other-office",
        Text("あなたには官署の定めがありません。", "You have no place of duty."),
        Text("事件は職員の官署で始めます。", "A case is opened at the officer's own office."),
        Text("管理者に連絡してください。", "Contact the administrator."),
    )


def _not_opening(opening: list[Step], step: Step) -> Refusal:
    return Refusal(
        "not-opening",
        Text(f"「{step.label.ja}」では事件を始められません。", f"“{step.label.en}” does not open a case."),
        Text(
            f"事件は次のいずれかで始まります: {'、'.join(s.label.ja for s in opening)}。",
            f"A case opens with: {'; '.join(s.label.en for s in opening)}.",
        ),
        Text("始まりの手続を選んでください。", "Choose an opening step."),
    )


def _known_person(request: HttpRequest, user: User) -> Person | None:
    """The person of `?person=…`, if the officer may see a case of theirs."""
    pk = number(request.GET.get("person"))
    if pk is None or not visible(user).filter(person_id=pk).exists():
        return None
    return Person.objects.filter(pk=pk).first()


def _choose(request: HttpRequest, user: User) -> HttpResponse:
    lang = language()
    groups = []
    for procedure in _in_force():
        rows = [
            (
                step,
                bool(step.officers & user.offices_held),
                case_steps.who_may(step, lang),
                case_words.brief(step.cites),
            )
            for step in openings(procedure)
        ]
        if rows:
            groups.append((procedure, any(mine for _, mine, _, _ in rows), rows))
    # What the officer may begin comes first; within that the order of the procedures stays.
    groups.sort(key=lambda group: not group[1])
    return render(
        request, "casework/open.html", {"groups": groups, "person": number(request.GET.get("person"))}
    )


def _show(
    request: HttpRequest,
    procedure: Procedure,
    step: Step,
    known: Person | None,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, Any] | None = None,
    twins: list[tuple[Person, list[Case]]] | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = language()
    now = moment.now()
    user = officer(request)
    problems = refusal.fields if refusal else {}
    data = request.POST if request.method == "POST" else None
    blank = procedure.blank(now.astimezone(TOKYO).date())
    person: list[Control] = [] if known else person_form.controls(data, problems, lang)
    drawn = [
        control
        for control in controls(
            procedure,
            blank,
            step,
            now,
            lang,
            offices=case_parts.offices_for(procedure, step),
            typed=typed,
            problems=problems,
        )
        if control.name not in OF_PERSON
    ]
    return render(
        request,
        "casework/open.html",
        {
            "procedure": procedure,
            "step": step,
            "refusal": refusal,
            "known": known,
            "name": case_parts.name_of(known) if known else None,
            "person_controls": person,
            "twins": twins or [],
            "twin_error": problems.get("same"),
            "same": data.get("same", "") if data else "",
            "office": user.office_id,
            "at": at_control(now, None, lang, data.get("at", "") if data else "", problems.get("at")),
            "controls": drawn,
            "follows": case_steps.consequences(procedure, blank, step, user.actor(), now),
            "countries": country_codes([*person, *drawn]),
            "key": data.get("key", "") if data else new_key(),
        },
        status=status,
    )


def _open(request: HttpRequest, procedure: Procedure, step: Step, known: Person | None) -> HttpResponse:
    data = request.POST
    try:
        hidden = token(data, versioned=False)
    except Malformed:
        return case_parts.refused_page(request, case_parts.malformed(), 400)
    user, now, lang = officer(request), moment.now(), language()
    twin = Case.objects.filter(open_key=hidden.key).values_list("number", flat=True).first()
    if twin is not None:
        return _already(request, twin)
    blank = procedure.blank(now.astimezone(TOKYO).date())
    questions = [a for a in asked(procedure, blank, step) if a.name not in OF_PERSON]
    facts = typed_facts(procedure, [a.name for a in questions], data)
    problems: dict[str, Text] = {}
    person = known or person_form.read(data, now, problems)
    at = moment_given(AT, data, problems)
    problems |= check_offices(procedure.facts, facts, case_parts.office_codes())
    if person is None or at is None or problems:
        problems = lacks(procedure, questions, facts) | problems
        return _show(request, procedure, step, known, refusal=bad_input(problems), typed=facts, status=422)
    if known is None:
        alike = person_form.twins(person)
        chosen = data.get("same", "")
        ids = {str(p.pk): p for p in alike}
        if alike and chosen != "new" and chosen not in ids:
            refusal = _perhaps_known(len(alike))
            rows = _with_cases(alike, user)
            return _show(request, procedure, step, None, refusal=refusal, typed=facts, twins=rows, status=422)
        person = ids.get(chosen, person)
    try:
        taken = actions.open_case(
            procedure=procedure.code,
            person=person,
            office=user.office_id or "",
            step=step.id,
            facts=facts,
            actor=user.actor(),
            at=at,
            now=now,
            key=hidden.key,
        )
    except Refused as refused:
        status = case_parts.status_of(refused.refusal)
        return _show(request, procedure, step, known, refusal=refused.refusal, typed=facts, status=status)
    except (CountingError, UnknownProcedure):
        refusal = _no_law(procedure)
        return _show(request, procedure, step, known, refusal=refusal, typed=facts, status=422)
    if taken.outcome is None:
        return _already(request, taken.number)
    opened = Text(f"事件 {taken.number} を始めました。", f"Case {taken.number} opened.")
    messages.success(request, opened.get(lang))
    tell(request, procedure, taken.outcome)
    return redirect("case", number=taken.number)


def _already(request: HttpRequest, case: str) -> HttpResponse:
    text = Text(
        "この送信は既に記録されています。二重には記録していません。",
        "This submission is already on record; nothing was entered twice.",
    )
    messages.info(request, text.get(language()))
    return redirect("case", number=case)


def _with_cases(people: list[Person], user: User) -> list[tuple[Person, list[Case]]]:
    """The people with those of their cases that the officer may see."""
    cases: dict[int, list[Case]] = {}
    for case in visible(user).filter(person__in=people).order_by("-opened_at")[:50]:
        cases.setdefault(case.person_id, []).append(case)
    return [(person, cases.get(person.pk, [])) for person in people]


def _perhaps_known(found: int) -> Refusal:
    return Refusal(
        "perhaps-known",
        Text(
            f"同じ人かもしれない人が{found}人登録されています。",
            f"{found} on file who may be the same person.",
        ),
        Text("同じ人を二重に登録しません。", "A person is kept once."),
        Text("同じ人かどうかを選んでください。", "Say whether it is the same person."),
        (),
        {"same": Text("同じ人かどうかを選んでください。", "Choose one.")},
    )


def _no_law(procedure: Procedure) -> Refusal:
    sentence = Text(
        f"{procedure.law_from}より前の日時では始められません。",
        f"A case under this text of the law begins on {procedure.law_from} at the earliest.",
    )
    return Refusal(
        "bad-fact",
        Text("その日の法令による手続は登録されていません。", "No text of the law is on file for that day."),
        sentence,
        Text("日時を確かめてください。", "Check the time."),
        (),
        {"at": sentence},
    )
