"""The page of a person: one life in one place. Names as written, the stay drawn on a line of years, cards,
notices owed, every case the reader may see, custody, and whom they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import life, moment, store
from casework.beside import looks
from casework.forms import Control
from casework.forms import person_edit_form as edit
from casework.models import Case, ClockRow, Look, Person, User
from casework.permissions import visible
from casework.templatetags.tetsuzuki import language, may_open
from casework.views import case_history, case_parts, case_words
from casework.views.access import officer, signed_in
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import Role
from workflows.statuses import statuses
from workflows.texts import Refusal, Refused, Text

MOST = 100
LEDGERS = 5
LOOKS = 10
DUTIES = "notification_duty"
# Who may add a name, a document or a relation: the offices that see the papers.
EDITORS = frozenset({Role.FRONT_DESK, Role.INSPECTOR, Role.CONTROL_OFFICER, Role.TRIAGE_OFFICER})


@dataclass(frozen=True, slots=True)
class Filed:
    """One case of the person as the page lists it."""

    case: Case
    procedure: str
    stage: str


@dataclass(frozen=True, slots=True)
class Due:
    """One notice that the person owes or has given."""

    case: Case
    label: str
    stage: str
    by: datetime | None
    done: bool


@require_safe
@signed_in
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A person with their cases; 404 for whoever may see none of them."""
    user = officer(request)
    cases = _cases(user, pk)
    person = Person.objects.get(pk=pk)
    now = moment.now()
    ledgers = []
    for case in [c for c in cases if c.custody][:LEDGERS]:
        held = store.read(case.pk)
        found = case_history.custody(held.dossier, now) if held else None
        if found is not None:
            ledgers.append((case, found))
    told = life.life(pk, now) if any(c.procedure == life.FILE for c in cases) else None
    page = render(
        request,
        "casework/person.html",
        {
            "person": person,
            "name": case_parts.name_of(person),
            "names": list(person.names.all()),
            "documents": list(person.documents.all()),
            "relations": list(person.relations.select_related("other", "organisation")),
            "related_to": list(person.related_to.select_related("person")),
            "files": _filed(c for c in cases if c.procedure != DUTIES),
            "duties": _duties([c for c in cases if c.procedure == DUTIES]),
            "life": told,
            "drawing": life.drawing(told, now) if told else None,
            "stay": _stay(told.case) if told else None,
            "ledgers": ledgers,
            # Links lead only where the reader may go: files of other offices are named.
            "seen": {c.number for c in cases},
            "may_open": may_open(user),
            "may_file": bool({Role.FRONT_DESK, Role.INSPECTOR} & user.offices_held),
            "may_edit": bool(EDITORS & user.offices_held),
            "looks": looks.page(person=person, limit=LOOKS) if looks.may_see(user, *cases) else None,
            "now": now,
        },
    )
    looks.note(user, Look.What.PERSON, now, person=person)
    return page


def _cases(user: User, pk: int) -> list[Case]:
    """The person's cases that the officer may see. Raises `Http404` where there is none."""
    found = list(
        visible(user).filter(person_id=pk).select_related("office").order_by("-opened_at", "-id")[:MOST]
    )
    if not found:
        raise Http404
    return found


def _filed(cases: Iterable[Case]) -> list[Filed]:
    lang = language()
    found = []
    for case in cases:
        try:
            label = find_procedure(case.procedure, case.law_on).label.get(lang)
        except UnknownProcedure:
            label = case.procedure
        found.append(Filed(case, label, case_words.capital(case_words.stage_of(case))))
    return found


def _duties(cases: list[Case]) -> list[Due]:
    lang = language()
    running: dict[int, datetime] = {}
    # A late duty stands at the day that was missed: its clock has ended with it.
    late = [case.pk for case in cases if case.stage == "late"]
    counted = Q(status=ClockRow.Status.OPEN) | Q(status=ClockRow.Status.STOPPED, case__in=late)
    clocks = ClockRow.objects.filter(counted, case__in=cases, alarm_at__isnull=False)
    for clock in clocks.order_by("-alarm_at"):
        assert clock.alarm_at is not None
        running[clock.case_id] = clock.alarm_at
    found = []
    for case in cases:
        procedure = find_procedure(case.procedure, case.law_on)
        kind = next(
            (
                case_words.capital(c.label.get(lang))
                for c in procedure.facts["duty_type"].choices
                if c.code == case.facts.get("duty_type")
            ),
            procedure.label.get(lang),
        )
        by = running.get(case.pk)
        found.append(
            Due(case, kind, case_words.capital(case_words.stage_of(case)), by, case.closed_at is not None)
        )
    return sorted(found, key=lambda due: (due.done, due.by is None, due.by or due.case.opened_at))


def _stay(case: Case) -> list[tuple[str, str]]:
    """What the residence file says now, as pairs to read."""
    procedure = find_procedure(case.procedure, case.law_on)
    lang = language()
    rows = [(_("いまの状態"), case_words.capital(case_words.stage_of(case)))]
    for name in (
        "status",
        "period",
        "granted_on",
        "stay_until",
        "special_until",
        "designation",
        "organisation",
        "card_no",
        "card_valid_until",
        "address",
        "died_on",
        "japanese_on",
    ):
        fact, value = procedure.facts.get(name), case.facts.get(name)
        if fact is not None and value not in (None, ""):
            rows.append((case_words.capital(fact.label.get(lang)), case_history.show_fact(fact, value)))
    status = statuses().get(str(case.facts.get("status") or ""))
    if status is not None:
        rows.append((_("就労"), case_words.capital(WORK[status.work].get(lang))))
    return rows


WORK = {
    "activity_only": Text("在留資格の活動の範囲で可", "within the activity of the status"),
    "broad": Text("幅広く可", "broadly permitted"),
    "unrestricted": Text("制限なし", "unrestricted"),
    "none_without_permission": Text("資格外活動許可がなければ不可", "none without permission"),
    "none": Text("不可", "none"),
    "by_designation": Text("指定書による", "as designated"),
}


# --- adding a name, a document, a relation --------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_edit(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Add a name, a document or a relation to a person."""
    user = officer(request)
    _cases(user, pk)
    if what not in edit.FORMS:
        raise Http404
    if not EDITORS & user.offices_held:
        return case_parts.refused_page(request, _not_editor(), 403)
    person = Person.objects.get(pk=pk)
    if request.method != "POST":
        return _show_edit(request, person, what, edit.controls(what, None, {}, language()))
    try:
        edit.save(what, person, request.POST, moment.now())
    except Refused as refused:
        refusal = refused.refusal
        drawn = edit.controls(what, request.POST, refusal.fields, language())
        return _show_edit(request, person, what, drawn, refusal)
    messages.success(request, _("追加しました。"))
    return redirect("person", pk=pk)


def _show_edit(
    request: HttpRequest,
    person: Person,
    what: str,
    controls: list[Control],
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "name": case_parts.name_of(person),
        "what": what,
        "title": edit.FORMS[what].title.get(language()),
        "controls": controls,
        "refusal": refusal,
        "countries": edit.countries(controls),
    }
    return render(request, "casework/person_edit.html", context, status=422 if refusal else 200)


def _not_editor() -> Refusal:
    return Refusal(
        "wrong-office",
        Text("あなたの官職では本人の記録に追加できません。", "Your office may not add to a person's record."),
        Text(
            "氏名・書類・関係は、申請や届出の書類を確かめる職員が登録します。",
            "Names, documents and relations are entered by officers who see the papers.",
        ),
        Text("窓口担当職員・入国審査官に依頼してください。", "Ask the front desk or an inspector."),
    )
