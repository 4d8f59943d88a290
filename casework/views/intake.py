"""Reception (受付): what came in and waits, a filing taken in, and what is decided about one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import intake as filings
from casework import moment, people
from casework.actions import Taken
from casework.forms import (
    AT,
    Malformed,
    bad_input,
    moment_given,
    new_key,
    number,
    token,
)
from casework.forms import intake_form as form
from casework.forms.intake_form import Typed, Way
from casework.models import Case, IdentityDocument, Intake, IntakeBatch, Person, User
from casework.permissions import HEADQUARTERS, refuse_place, visible
from casework.templatetags.tetsuzuki import country, fact_value, language
from casework.templatetags.tetsuzuki import listed as joined
from casework.views import case_parts, case_steps
from casework.views.access import officer, signed_in
from casework.views.paging import cursor_in
from casework.views.step import tell
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows import filing as rules
from workflows import identity
from workflows.counting import TOKYO, CountingError
from workflows.declare import Step
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.facts import Fact, Kind
from workflows.law import Citation, cites
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Refused, Text

# The offices that take filings in; a step may name others (acceptance out of time).
RECEIVERS = frozenset({Role.FRONT_DESK, Role.INSPECTOR})
STATUSES: dict[str, Text] = {
    "parked": Text("本人確認待ち", "Identity to be settled"),
    "waiting": Text("補正待ち", "Waiting for amendment"),
    "accepted": Text("受付済み", "Accepted"),
    "returned": Text("返戻", "Returned"),
}
# Of these the longest waiting comes first, of the others the newest.
_OPEN = ("parked", "waiting")
_UNREADY = (IntakeBatch.Status.CHECKING, IntakeBatch.Status.REFUSED)
MOST_PEOPLE = 20


# --- who may --------------------------------------------------------------------------------------


def receivers() -> frozenset[Role]:
    """The statutory offices that take filings in."""
    found = form.in_force(moment.now())
    named = [step.officers for procedure in found for step in form.filing_steps(procedure)]
    return RECEIVERS.union(*named)


def may_receive(user: User) -> bool:
    """Whether the officer takes filings in."""
    return bool(user.office_id) and bool(receivers() & user.offices_held)


def may_look(user: User) -> bool:
    """Whether the officer sees what came in: who receives, and who answers for the office."""
    return may_receive(user) or user.is_supervisor or user.is_superuser


def reception(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in who takes filings in or answers for the office; others read why not."""

    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_look(officer(request)):
            return case_parts.refused_page(request, not_receiver(), 403)
        return view(request, *args, **kwargs)

    return wraps(view)(inner)


def receiving(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in who takes filings in, at a place of duty."""

    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = officer(request)
        if not user.office_id:
            return case_parts.refused_page(request, _no_place(), 403)
        if not may_receive(user):
            return case_parts.refused_page(request, not_receiver(), 403)
        refusal = refuse_place(user.actor(), user.office_id)
        if refusal is not None:
            return case_parts.refused_page(request, refusal, 403)
        return view(request, *args, **kwargs)

    return wraps(view)(inner)


def may_see(user: User, office: str) -> bool:
    """Whether what came in at an office is shown to the officer."""
    if user.is_superuser or user.office_id == HEADQUARTERS:
        return True
    return office in queues.offices_of(user)


def of_offices(user: User) -> Q:
    """What came in at the offices that the officer serves."""
    if user.is_superuser or user.office_id == HEADQUARTERS:
        return Q()
    return Q(office__in=queues.offices_of(user))


def status_of(refusal: Refusal) -> int:
    """The status a refusal is answered with; what is decided already is a conflict."""
    if refusal.code in ("intake-done", "batch-unready"):
        return 409
    return 404 if refusal.code == "no-intake" else case_parts.status_of(refusal)


# --- what came in ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One filing as a row of a list."""

    row: Intake
    name: str
    nationality: str
    what: Text
    filer: Text
    points: int | None
    note: Text | None


@require_safe
@reception
def intake_list(request: HttpRequest) -> HttpResponse:
    """What came in at the officer's offices, by what has become of it."""
    user = officer(request)
    status = request.GET.get("status", "")
    if status not in STATUSES:
        status = "parked"
    after = cursor_in(request)
    rows = _waiting(user, status, after) if status in _OPEN else _newest(user, status, after)
    shown = rows[: queues.PAGE]
    more = Cursor(shown[-1].received_at, shown[-1].pk) if len(rows) > queues.PAGE else None
    counted = Intake.objects.filter(of_offices(user), status__in=_OPEN).exclude(batch__status__in=_UNREADY)
    counts = dict(counted.values_list("status").annotate(n=Count("pk")).order_by())
    context = {
        "pager": Page([listed(row) for row in shown], more, after.id > 0),
        "tabs": [(code, label, counts.get(code)) for code, label in STATUSES.items()],
        "status": status,
        "offices": len(queues.offices_of(user)) > 1 or user.office_id == HEADQUARTERS,
        "may_receive": may_receive(user),
    }
    return render(request, "casework/intake_list.html", context)


def _waiting(user: User, status: str, after: Cursor) -> list[Intake]:
    place = (after.by, after.id) if after.id else None
    return filings.listed(user, status, after=place, limit=queues.PAGE + 1)


def _newest(user: User, status: str, after: Cursor) -> list[Intake]:
    found = Intake.objects.filter(of_offices(user), status=status)
    if after.id:
        found = found.filter(Q(received_at__lt=after.by) | Q(received_at=after.by, pk__lt=after.id))
    found = found.select_related("organisation", "person", "case")
    return list(found.order_by("-received_at", "-pk")[: queues.PAGE + 1])


def listed(row: Intake) -> Listed:
    """A filing as a list shows it."""
    data = row.person_data if isinstance(row.person_data, dict) else {}
    person = row.person if row.person_id and not data else None
    note: Text | None = None
    if row.status == Intake.Status.WAITING and row.problems:
        note = _text(row.problems[0].get("fact"))
    elif row.status == Intake.Status.RETURNED:
        note = Text(row.reason, row.reason)
    points = max((c.get("points", 0) for c in row.candidates), default=None)
    return Listed(
        row,
        person.name_alphabet if person else str(data.get("name_alphabet", "")),
        person.nationality if person else str(data.get("nationality", "")),
        step_label(row.procedure, row.step, row.received_at),
        rules.CAPACITIES.get(row.filed_by, Text(row.filed_by, row.filed_by)),
        points,
        note,
    )


def step_label(procedure: str, step: str, at: datetime) -> Text:
    """What was filed, by its name; the code where the law of the day does not know it."""
    found = _law(procedure, at)
    known = found.steps.get(step) if found is not None else None
    return known.label if known is not None else Text(step, step)


def _law(procedure: str, at: datetime) -> Procedure | None:
    try:
        return find_procedure(procedure, at.astimezone(TOKYO).date())
    except UnknownProcedure:
        return None


def _text(found: Any) -> Text:
    """A sentence that was stored in both languages."""
    if not isinstance(found, dict):
        return Text("", "")
    return Text(str(found.get("ja", "")), str(found.get("en", "")))


# --- taking a filing in ---------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@receiving
def intake_new(request: HttpRequest) -> HttpResponse:
    """What is filed? With `?procedure=…&step=…` the form of that filing; POST takes it in."""
    user, now = officer(request), moment.now()
    known = _known_person(request, user)
    chosen = request.POST.get("step") or request.GET.get("step") or ""
    if not chosen:
        return _choose(request, user, known, now)
    way = find_way(request, chosen, now)
    if isinstance(way, Refusal):
        return case_parts.refused_page(request, way, status_of(way))
    if not way.step.officers & user.offices_held:
        return case_parts.refused_page(request, not_theirs(way.step), 403)
    dossier = form.dossier_of(way, known, now)
    if request.method != "POST":
        return _show(request, way, dossier, known, Typed(), now)
    try:
        key = token(request.POST, versioned=False).key
    except Malformed:
        return case_parts.refused_page(request, case_parts.malformed(), 400)
    typed = form.typed_of(request.POST, way, dossier)
    if request.POST.get("do") in ("zone", "find"):
        return _again(request, way, dossier, known, typed, now)
    return _receive(request, way, dossier, known, typed, key, now)


def _known_person(request: HttpRequest, user: User) -> Person | None:
    """The person of `?person=…`, if the officer may see a case of theirs."""
    pk = number(request.GET.get("person"))
    if pk is None or not visible(user).filter(person_id=pk).exists():
        return None
    return Person.objects.filter(pk=pk).first()


def find_way(request: HttpRequest, chosen: str, now: datetime) -> Way | Refusal:
    """The way of filing that an address or a form names; raises `Http404` for an unknown procedure."""
    procedure = _law(request.POST.get("procedure") or request.GET.get("procedure") or "", now)
    if procedure is None:
        raise Http404
    step = procedure.step(chosen)
    if isinstance(step, Refusal):
        return step
    if step not in form.filing_steps(procedure):
        return _no_filing(procedure, step)
    offered = form.channels(procedure, step)
    wanted = request.POST.get("channel") or request.GET.get("channel") or ""
    return Way(procedure, step, wanted if wanted in offered else offered[0])


def _choose(request: HttpRequest, user: User, known: Person | None, now: datetime) -> HttpResponse:
    groups = []
    for procedure in form.in_force(now):
        rows = [
            (way, bool(way.step.officers & user.offices_held), case_steps.who_may(way.step, language()))
            for way in form.ways(procedure)
        ]
        if rows:
            groups.append((procedure, any(mine for _way, mine, _who in rows), rows))
    groups.sort(key=lambda group: not group[1])
    search = request.POST.get("search", "").replace("\x00", "")[:200] if request.method == "POST" else ""
    context = {
        "groups": groups,
        "known": known,
        "name": case_parts.name_of(known) if known else None,
        "search": search,
        "found": _find_people(user, search) if search.strip() else [],
        "searched": bool(search.strip()),
    }
    return render(request, "casework/intake_choose.html", context)


def _find_people(user: User, search: str) -> list[tuple[Person, list[Case]]]:
    """People by name or number of a document, with those of their cases that the officer may see."""
    found = people.search(search, MOST_PEOPLE)
    cases: dict[int, list[Case]] = {}
    for case in visible(user).filter(person__in=found).order_by("-opened_at")[:100]:
        cases.setdefault(case.person_id, []).append(case)
    return [(person, cases[person.pk]) for person in found if person.pk in cases]


def _again(
    request: HttpRequest,
    way: Way,
    dossier: Dossier,
    known: Person | None,
    typed: Typed,
    now: datetime,
    row: Intake | None = None,
) -> HttpResponse:
    """The form again, with the passport read or the organisations found; nothing is taken in yet."""
    problems: dict[str, Text] = {}
    if request.POST.get("do") == "zone":
        typed.person = form.read_passport(typed.person, now, problems)
        if not problems and typed.person.get(form.ZONE, "").strip():
            messages.info(request, _("機械読取部分から空欄を埋めました。旅券と見比べて確かめてください。"))
    refusal = bad_input(problems) if problems else None
    status = 422 if problems else 200
    return _show(request, way, dossier, known, typed, now, refusal=refusal, status=status, row=row)


def _show(
    request: HttpRequest,
    way: Way,
    dossier: Dossier,
    known: Person | None,
    typed: Typed,
    now: datetime,
    *,
    refusal: Refusal | None = None,
    problems: Mapping[str, Text] | None = None,
    status: int = 200,
    row: Intake | None = None,
) -> HttpResponse:
    user, lang = officer(request), language()
    context = form.draw(
        way,
        dossier,
        typed,
        refusal.fields if refusal is not None else problems or {},
        lang,
        now,
        known=known,
        offices=case_parts.offices_for(way.procedure, way.step),
        fixed_time=row is not None,
    )
    context |= {
        "row": row,
        "refusal": refusal,
        "name": case_parts.name_of(known) if known else None,
        "office": row.office_id if row is not None else user.office_id,
        "follows": _follows(way, dossier, user, now),
        "key": request.POST.get("key", "") or new_key(),
    }
    return render(request, "casework/intake_form.html", context, status=status)


def _follows(way: Way, dossier: Dossier, user: User, now: datetime) -> case_steps.Consequences:
    try:
        return case_steps.consequences(way.procedure, dossier, way.step, user.actor(), now)
    except CountingError:
        return case_steps.Consequences()


def _receive(
    request: HttpRequest,
    way: Way,
    dossier: Dossier,
    known: Person | None,
    typed: Typed,
    key: str,
    now: datetime,
) -> HttpResponse:
    user = officer(request)
    typed.person = form.read_passport(typed.person, now, {})
    problems: dict[str, Text] = {}
    at = moment_given(AT, request.POST, problems)
    filing = _filing(way, known, typed, key, at or now)
    try:
        if at is None:
            raise Refused(filings.joined([bad_input(problems), *_wrong(filing, user, now)]))
        received = filings.receive(filing, by=user, now=now)
    except Refused as refused:
        refusal = form.beside_fields(refused.refusal, way, typed)
        return _show(request, way, dossier, known, typed, now, refusal=refusal, status=status_of(refusal))
    return _received(request, received.intake, received.taken)


def _filing(way: Way, known: Person | None, typed: Typed, key: str, at: datetime) -> filings.Filing:
    return filings.Filing(
        procedure=way.procedure.code,
        step=way.step.id,
        facts=dict(typed.facts or {}),
        person=known or {name: value for name, value in typed.person.items() if value},
        key=key,
        channel=way.channel,
        filed_by=typed.filed_by,
        filer_name=typed.filer_name,
        authority=typed.authority,
        unable=typed.unable,
        organisation=typed.organisation,
        received_at=at,
        together=typed.together == "true",
        kanji_confirmed=typed.confirmed,
    )


def _wrong(filing: filings.Filing, user: User, now: datetime) -> list[Refusal]:
    """What else is wrong with a filing whose time of receipt does not read."""
    try:
        checked = filings.check(replace(filing, office=user.office_id or ""), by=user, now=now)
    except Refused as refused:
        return [refused.refusal]
    return list(checked.refusals)


def _received(request: HttpRequest, row: Intake, taken: Taken | None) -> HttpResponse:
    """Say what became of a filing, and go there."""
    if row.case_id is not None and row.status == Intake.Status.ACCEPTED:
        case = Case.objects.only("number").get(pk=row.case_id)
        if taken is None or taken.outcome is None:
            messages.info(request, _("この送信は既に記録されています。二重には記録していません。"))
        else:
            opened = Text(
                f"申請を受け付けました。事件番号は {case.number} です。",
                f"The filing is accepted as case {case.number}.",
            )
            messages.success(request, opened.get(language()))
            procedure = _law(row.procedure, row.received_at)
            if procedure is not None:
                tell(request, procedure, taken.outcome)
        return redirect("case", number=case.number)
    if row.status == Intake.Status.PARKED:
        messages.warning(
            request, _("同じ人かもしれない人が登録されています。本人かどうかを決めると事件が始まります。")
        )
    elif row.status == Intake.Status.WAITING:
        messages.warning(request, _("申請は受け付けましたが、補正が必要です。"))
    return redirect("intake_page", pk=row.pk)


# --- one filing -----------------------------------------------------------------------------------


def with_filing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the filing of that number, or answer 404, or 403 for another office's."""

    @reception
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        related = ("organisation", "person", "case", "batch", "received_by", "decided_by")
        row = Intake.objects.filter(pk=kwargs.pop("pk")).select_related(*related).first()
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


@require_safe
@with_filing
def intake_page(request: HttpRequest, row: Intake) -> HttpResponse:
    """One filing: what it says, what is wrong with it, and what can be done with it."""
    return _page(request, row)


def _page(
    request: HttpRequest, row: Intake, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    user, lang = officer(request), language()
    procedure = _law(row.procedure, row.received_at)
    step = procedure.steps.get(row.step) if procedure is not None else None
    unready = row.batch is not None and row.batch.status in _UNREADY
    acts = step is not None and not unready and _refuse_act(user, row, step) is None
    parked = row.status == Intake.Status.PARKED
    context = {
        "row": row,
        "procedure": procedure,
        "step": step,
        "label": step_label(row.procedure, row.step, row.received_at),
        "status": STATUSES[row.status],
        "channel": rules.CHANNELS.get(row.channel, Text(row.channel, row.channel)),
        "filer": rules.CAPACITIES.get(row.filed_by, Text(row.filed_by, row.filed_by)),
        "unready": unready,
        "acts": acts,
        "person": _person_pairs(row, lang),
        "facts": _fact_pairs(row, procedure),
        "problems": [stored_refusal(problem) for problem in row.problems],
        "candidates": _candidates(user, row) if parked else [],
        "refusal": refusal,
        "fields": refusal.fields if refusal is not None else {},
        "same": request.POST.get("same", ""),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "casework/intake_page.html", context, status=status)


def _refuse_act(user: User, row: Intake, step: Step) -> Refusal | None:
    if not step.officers & user.offices_held:
        return not_theirs(step)
    return refuse_place(user.actor(), row.office_id)


def _person_pairs(row: Intake, lang: str) -> list[tuple[str, str, str]]:
    """What the filing says of the applicant: the detail, its label, its value."""
    found = []
    for known in people.FIELDS:
        value = row.person_data.get(known.fact.name)
        if value not in (None, ""):
            found.append((known.fact.name, known.fact.label.get(lang), _detail(value, known.fact)))
    return found


def _fact_pairs(row: Intake, procedure: Procedure | None) -> list[tuple[Text, str]]:
    """What is asked for, as it was given; who files and how stands elsewhere."""
    form_of = procedure.forms.get(row.step, ()) if procedure is not None else ()
    order = [name for name, _ in form_of]
    names = [n for n in order if n in row.facts] + [n for n in row.facts if n not in order]
    found = []
    for name in names:
        value = row.facts[name]
        if name in form.OF_FILING or value in (None, "", []):
            continue
        fact = procedure.facts.get(name) if procedure is not None else None
        found.append((fact.label if fact else Text(name, name), _shown(value, fact)))
    return found


def _detail(value: Any, fact: Fact) -> str:
    """A detail of a person; nobody asks on which day of the week somebody was born."""
    return str(value) if fact.kind is Kind.DATE else _shown(value, fact)


def _shown(value: Any, fact: Fact | None) -> str:
    """A value as an officer reads it; one that was not usable as it came."""
    try:
        return str(fact_value(value, fact))
    except (ValueError, TypeError, AttributeError):
        return joined(value) if isinstance(value, list) else str(value)


def stored_refusal(problem: Mapping[str, Any]) -> Refusal:
    """A refusal that was kept with a filing."""
    articles: list[Citation] = []
    for citation in problem.get("cites") or ():
        try:
            articles += cites(str(citation))
        except ValueError:
            continue
    fields = {str(name): _text(text) for name, text in (problem.get("fields") or {}).items()}
    return Refusal(
        str(problem.get("code", "")),
        _text(problem.get("fact")),
        _text(problem.get("rule")),
        _text(problem.get("remedy")),
        tuple(articles),
        fields,
    )


# --- somebody on file, or somebody new ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """One detail of two people: of the one on file, and whether it is the same (None: not known)."""

    name: str
    label: Text
    value: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody on file who may be the applicant."""

    person: Person
    points: int
    verdict: str
    reasons: list[tuple[int, Text]]
    details: list[Compared]
    cases: list[Case]


_DOCUMENTS = {
    "passport": Text("旅券", "passport"),
    "travel_document": Text("旅券に代わる証明書", "travel document"),
    "residence_card": Text("在留カード", "residence card"),
    "national_id": Text("本国の身分証明書", "national identity card"),
}


def _candidates(user: User, row: Intake) -> list[Beside]:
    ids = [c["person"] for c in row.candidates]
    found = Person.objects.in_bulk(ids)
    cases: dict[int, list[Case]] = {}
    for case in visible(user).filter(person_id__in=ids).order_by("-opened_at")[:200]:
        cases.setdefault(case.person_id, []).append(case)
    documents: dict[int, list[IdentityDocument]] = {}
    for document in IdentityDocument.objects.filter(person_id__in=ids).order_by("id"):
        documents.setdefault(document.person_id, []).append(document)
    return [
        Beside(
            found[c["person"]],
            c["points"],
            c["verdict"],
            [(r["points"], _text(r)) for r in c["reasons"]],
            _compare(row.person_data, found[c["person"]], documents.get(c["person"], [])),
            cases.get(c["person"], []),
        )
        for c in row.candidates
        if c["person"] in found
    ]


def _compare(given: Mapping[str, Any], person: Person, documents: list[IdentityDocument]) -> list[Compared]:
    """The details that tell people apart, of somebody on file against those of the filing."""

    def detail(name: str, on_file: str, same: bool | None = None, shown: str = "") -> Compared:
        fact = people.BY_NAME[name].fact
        typed = str(given.get(name) or "")
        if typed and on_file and same is None:
            same = typed == on_file
        return Compared(name, fact.label, shown or on_file, same if typed and on_file else None)

    name = str(given.get("name_alphabet") or "")
    others = (person.name_kanji, person.name_kana, person.aliases)
    alike = bool(set(identity.keys(name)) & set(identity.keys(person.name_alphabet, *filter(None, others))))
    sex = _shown(person.sex, people.BY_NAME["sex"].fact) if person.sex else ""
    birth = person.birth_date.isoformat() if person.birth_date else ""
    numbers = {identity.number_key(str(given[n])) for n in ("passport_no", "card_no") if given.get(n)}
    rows = [
        detail("name_alphabet", person.name_alphabet, alike),
        detail("name_kanji", person.name_kanji, _folded(given.get("name_kanji"), person.name_kanji)),
        detail("name_kana", person.name_kana, _folded(given.get("name_kana"), person.name_kana)),
        detail("birth_date", birth),
        detail("sex", person.sex, shown=sex),
        detail("nationality", person.nationality, shown=country(person.nationality, "code")),
    ]
    for document in documents:
        label = _DOCUMENTS.get(document.kind, Text(document.kind, document.kind))
        same = document.number_key in numbers if numbers else None
        rows.append(Compared("document", label, f"{document.number} ({document.country})", same))
    return [r for r in rows if r.value]


def _folded(one: Any, two: str) -> bool:
    return bool(set(identity.keys(str(one or ""))) & set(identity.keys(two)))


@require_POST
@with_filing
def intake_decide(request: HttpRequest, row: Intake) -> HttpResponse:
    """Who a parked filing is about: somebody on file, or somebody new."""
    refusal = _may_act(officer(request), row)
    same = request.POST.get("same", "")
    known = {str(c["person"]) for c in row.candidates}
    if refusal is None and row.status == Intake.Status.PARKED and same != "new" and same not in known:
        refusal = bad_input(
            {
                "same": Text(
                    "同じ人か、どの人とも違うかを選んでください。", "Choose one of them, or a new person."
                )
            }
        )
    if refusal is None:
        person = Person.objects.filter(pk=int(same)).first() if same in known else None
        try:
            received = filings.decide(
                row.pk,
                person,
                by=officer(request),
                now=moment.now(),
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            return _received(request, received.intake, received.taken)
    return _refused_act(request, row, refusal)


@require_POST
@with_filing
def intake_return(request: HttpRequest, row: Intake) -> HttpResponse:
    """Give a filing back, with the reason."""
    refusal = _may_act(officer(request), row)
    if refusal is None:
        try:
            filings.return_(row.pk, request.POST.get("reason", ""), by=officer(request), now=moment.now())
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("申請を返戻しました。"))
            return redirect("intake_page", pk=row.pk)
    fields = {"return_reason" if n == "reason" else n: text for n, text in refusal.fields.items()}
    return _refused_act(request, row, replace(refusal, fields=fields))


def _may_act(user: User, row: Intake) -> Refusal | None:
    procedure = _law(row.procedure, row.received_at)
    step = procedure.steps.get(row.step) if procedure is not None else None
    if step is None:
        return _no_law()
    return _refuse_act(user, row, step)


def _refused_act(request: HttpRequest, row: Intake, refusal: Refusal) -> HttpResponse:
    """The page again as the filing stands now; who may not act reads why on a page of its own."""
    status = status_of(refusal)
    if status == 403:
        return case_parts.refused_page(request, refusal, 403)
    row.refresh_from_db()
    return _page(request, row, refusal, status)


# --- putting a filing right -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@with_filing
def intake_amend(request: HttpRequest, row: Intake) -> HttpResponse:
    """The form of a waiting filing, with what is wrong beside the fields; POST tries it again."""
    user, now = officer(request), moment.now()
    refusal = _may_act(user, row)
    if refusal is not None:
        return case_parts.refused_page(request, refusal, status_of(refusal))
    if row.status != Intake.Status.WAITING or (row.batch is not None and row.batch.status in _UNREADY):
        return case_parts.refused_page(request, _not_waiting(row), 409)
    procedure = _law(row.procedure, row.received_at)
    assert procedure is not None
    way = Way(procedure, procedure.steps[row.step], row.channel)
    dossier = form.dossier_of(way, row.person, row.received_at)
    if request.method != "POST":
        typed = form.typed_from(row)
        stored = filings.joined([stored_refusal(p) for p in row.problems]) if row.problems else None
        problems = form.beside_fields(stored, way, typed).fields if stored is not None else {}
        return _show(request, way, dossier, row.person, typed, now, problems=problems, row=row)
    typed = form.typed_of(request.POST, way, dossier)
    if request.POST.get("do") in ("zone", "find"):
        return _again(request, way, dossier, row.person, typed, now, row)
    typed.person = form.read_passport(typed.person, now, {})
    try:
        received = filings.amend(row.pk, by=user, now=now, **_amended(row, way, dossier, typed))
    except Refused as refused:
        refusal = form.beside_fields(refused.refusal, way, typed)
        return _show(
            request,
            way,
            dossier,
            row.person,
            typed,
            now,
            refusal=refusal,
            status=status_of(refusal),
            row=row,
        )
    return _received(request, received.intake, received.taken)


def _amended(row: Intake, way: Way, dossier: Dossier, typed: Typed) -> dict[str, Any]:
    """What the form says in place of what was stored: a field that is empty now takes its value out."""
    names = {*row.facts, *form.OF_FILING, *form.fact_names(way, dossier)}
    person = {name: typed.person.get(name) or None for name in {*row.person_data, *typed.person}}
    return {
        "facts": dict.fromkeys(names) | dict(typed.facts or {}),
        "person": None if row.person is not None else person,
        "kanji_confirmed": typed.confirmed,
        "filed_by": typed.filed_by,
        "filer_name": typed.filer_name,
        "authority": typed.authority,
        "unable": typed.unable,
        "organisation": typed.organisation,
        "together": typed.together == "true",
    }


# --- refusals -------------------------------------------------------------------------------------


def not_receiver() -> Refusal:
    """The refusal of an officer who does not take filings in."""
    held = [OFFICES[role] for role in Role if role in receivers()]
    return Refusal(
        "wrong-office",
        Text("あなたの官職では申請を受け付けられません。", "Your office does not take filings in."),
        Text(
            f"受付を行うのは{'・'.join(o.ja for o in held)}です。",
            f"Filings are received by: {', '.join(o.en for o in held)}.",
        ),
        Text("窓口担当職員に引き継いでください。", "Hand it to the front desk."),
    )


def not_theirs(step: Step) -> Refusal:
    """The refusal of an officer whose office may not take such a filing in."""
    offices = [OFFICES[role] for role in Role if role in step.officers and OFFICES[role].signs_in]
    return Refusal(
        "wrong-office",
        Text(
            f"あなたの官職では「{step.label.ja}」を受け付けられません。",
            f"Your office may not receive “{step.label.en}”.",
        ),
        Text(
            f"受け付けられるのは{'・'.join(o.ja for o in offices)}です。",
            f"It is received by: {', '.join(o.en for o in offices)}.",
        ),
        Text("権限のある職員に引き継いでください。", "Hand it to an officer who may."),
        step.cites,
    )


def _no_place() -> Refusal:
    return Refusal(
        "other-office",
        Text("あなたには官署の定めがありません。", "You have no place of duty."),
        Text("申請は職員の官署で受け付けます。", "Filings are received at the officer's own office."),
        Text("管理者に連絡してください。", "Contact the administrator."),
    )


def _no_filing(procedure: Procedure, step: Step) -> Refusal:
    offered = form.filing_steps(procedure)
    return Refusal(
        "not-opening",
        Text(f"「{step.label.ja}」は申請の受付ではありません。", f"“{step.label.en}” receives no filing."),
        Text(
            f"受け付けられる申請: {'、'.join(s.label.ja for s in offered)}。" if offered else "",
            f"Filings that are received: {'; '.join(s.label.en for s in offered)}." if offered else "",
        ),
        Text("受付の画面で申請を選んでください。", "Choose the filing on the page of the reception."),
    )


def _no_law() -> Refusal:
    return Refusal(
        "no-law",
        Text("この申請の手続は登録されていません。", "The procedure of this filing is not on file."),
        Text("受付の日に適用される定めで扱います。", "A filing is dealt with under the text of its day."),
        Text("管理者に連絡してください。", "Contact the administrator."),
    )


def _not_waiting(row: Intake) -> Refusal:
    status = STATUSES[row.status]
    return Refusal(
        "intake-done",
        Text(f"この受付は「{status.ja}」です。", f"This filing is: {status.en}."),
        Text("補正できるのは補正待ちの申請だけです。", "Only a filing that waits for it can be amended."),
        Text("受付の画面で確かめてください。", "Look at the page of the filing."),
    )
