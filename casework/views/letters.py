"""Notices to people outside: the letters that an office prints and sends, and how a person wishes to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import moment
from casework.forms import contact_form as form
from casework.models import Case, Person, User
from casework.outside import contacts
from casework.outside import messages as outside
from casework.permissions import covers, parents, visible
from casework.templatetags.tetsuzuki import language, unmarked
from casework.views import case_parts
from casework.views.access import officer, signed_in
from notifications import letters
from notifications.models import Delivery, Letter
from workflows.roles import Role
from workflows.texts import Refusal, Refused, Text

# Who prints and sends: those at the counter and those who decide there.
SENDERS = frozenset({Role.FRONT_DESK, Role.INSPECTOR})
MOST = 100
MOST_DONE = 20
_OUTCOMES = {
    "posted": Text("発送しました", "posted"),
    "handed": Text("手渡ししました", "handed over"),
    "dropped": Text("送らないことにしました", "not sent"),
}


def may_send(user: User) -> bool:
    """Whether the officer deals with letters."""
    return bool(user.office_id) and bool(SENDERS & user.offices_held)


def _numbers(user: User) -> QuerySet[Case, Any]:
    # The office's own, and not all that it may see: a person's file may be seen by every office.
    place = user.office_id or ""
    below = [code for code in parents() if covers(place, code)]
    return Case.objects.filter(office_id__in=below).values("number")


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in the list: no name and no address."""

    letter: Letter
    subject: str
    language: Text
    outcome: Text | None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def letter_list(request: HttpRequest) -> HttpResponse:
    """What waits to be sent; POST notes what became of the letters chosen, or makes letters of mails that did
    not arrive."""
    user = officer(request)
    if not may_send(user):
        return case_parts.refused_page(request, _not_sender(), 403)
    numbers = _numbers(user)
    if request.method == "POST":
        return _note(request, user, numbers)
    waiting = list(letters.waiting(numbers)[: MOST + 1])
    context = {
        "letters": _listed(waiting[:MOST]),
        "more": len(waiting) > MOST,
        "done": _listed(letters.done(numbers)[:MOST_DONE]),
        "failed": list(letters.failed_mail(numbers)[:MOST]),
        "outcomes": _OUTCOMES.items(),
    }
    return render(request, "casework/letters.html", context)


def _listed(rows: Iterable[Letter]) -> list[Listed]:
    return [
        Listed(
            row,
            unmarked(row.subject),
            form.LANGUAGES.get(row.language, form.LANGUAGES["ja"]),
            _OUTCOMES.get(row.outcome),
        )
        for row in rows
    ]


def _note(request: HttpRequest, user: User, numbers: QuerySet[Case, Any]) -> HttpResponse:
    if "instead" in request.POST:
        failed: QuerySet[Delivery] = letters.failed_mail(numbers)
        made = letters.instead_of(failed, _ids(request.POST.getlist("instead")))
        messages.success(request, _("手紙にしたメール: %(count)d件") % {"count": made})
        return redirect("letters")
    outcome = request.POST.get("outcome", "")
    chosen = _ids(request.POST.getlist("letter"))
    if outcome not in _OUTCOMES or not chosen:
        messages.warning(request, _("手紙と、その結果を選んでください。"))
        return redirect("letters")
    rows = Letter.objects.filter(pk__in=chosen, case__in=numbers)
    noted = letters.mark(rows, outcome, by=user.pk, now=moment.now())
    messages.success(request, _("記録した手紙: %(count)d通") % {"count": noted})
    return redirect("letters")


def _ids(given: Iterable[str]) -> list[int]:
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 18][:MOST]


# --- printing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter as it is printed: to whom, where, and the text as it was said then."""

    letter: Letter
    case: Case
    name: str
    address: str
    office: str
    lines: list[str]
    lang: str


@require_safe
@signed_in
def letter_print(request: HttpRequest) -> HttpResponse:
    """The letters chosen (`?letter=…`), each on a page of its own. The only place where a name and an address
    are shown, to who may read what is personal in the case."""
    user = officer(request)
    if not may_send(user):
        return case_parts.refused_page(request, _not_sender(), 403)
    chosen = _ids(request.GET.getlist("letter"))
    rows = list(Letter.objects.filter(pk__in=chosen, case__in=_numbers(user)).order_by("id"))
    files = Case.objects.filter(number__in={row.case for row in rows}).select_related("person")
    cases = {case.number: case for case in files}
    rows = [row for row in rows if case_parts.may_read_personal(user, cases[row.case])]
    if not rows:
        raise Http404
    printed = [_printed(row, cases[row.case]) for row in rows]
    return render(request, "casework/letters_print.html", {"letters": printed})


def _printed(row: Letter, case: Case) -> Printed:
    spoken = "en" if row.language.startswith("en") else "ja"
    return Printed(
        row,
        case,
        case.person.name_alphabet,
        contacts.address_of(case),
        outside.office_name(case.office_id)[spoken],
        row.body.splitlines(),
        spoken,
    )


# --- how a person is told -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a person's contact; 404 for whoever may see none of their cases."""
    user = officer(request)
    if not visible(user).filter(person_id=pk).exists():
        raise Http404
    if not SENDERS & user.offices_held:
        return case_parts.refused_page(request, _not_sender(), 403)
    person = Person.objects.get(pk=pk)
    row = contacts.of(pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            form.save(person, request.POST, by=user, now=moment.now())
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("連絡先を登録しました。"))
            return redirect("person", pk=pk)
    data = request.POST if request.method == "POST" else None
    context = {
        "person": person,
        "name": case_parts.name_of(person),
        "refusal": refusal,
        "controls": form.controls(data, row, refusal.fields if refusal else {}, language()),
    }
    return render(request, "casework/letters_contact.html", context, status=422 if refusal else 200)


def _not_sender() -> Refusal:
    return Refusal(
        "wrong-office",
        Text(
            "あなたの官職では、本人へのお知らせを扱いません。",
            "Your office does not deal with notices to people outside.",
        ),
        Text(
            "手紙と連絡先は、窓口担当職員と入国審査官が扱います。",
            "Letters and contacts are dealt with by the front desk and inspectors.",
        ),
        Text("窓口担当職員・入国審査官に依頼してください。", "Ask the front desk or an inspector."),
    )
