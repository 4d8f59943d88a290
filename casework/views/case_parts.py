"""What the views of one case share: finding it, who may act on it, and a refusal as a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from casework import permissions
from casework.models import Case, Event, Office, Person, User
from casework.permissions import parents, refuse_case, refuse_place, visible
from casework.templatetags.tetsuzuki import language
from casework.views import errors
from casework.views.access import officer, signed_in
from workflows.declare import Step
from workflows.engine import Procedure
from workflows.facts import Kind
from workflows.texts import Refusal, Text

MOST_LINKED = 20


_NUMBER = re.compile(r"[A-Za-z0-9-]{1,30}")


def status_of(refusal: Refusal) -> int:
    """The status a refusal is answered with; a step that the case has moved past is a conflict."""
    return 409 if refusal.code in ("wrong-state", "carried-only") else errors.status_of(refusal)


def refused_page(
    request: HttpRequest, refusal: Refusal, status: int, case: Case | None = None
) -> HttpResponse:
    """A page that says why something is not done, and what to do instead."""
    return render(request, "casework/_case_refused.html", {"refusal": refusal, "case": case}, status=status)


def with_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the case of that number, or answer 404, or 403 for another office's case."""

    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = str(kwargs.pop("number"))
        if not _NUMBER.fullmatch(number):
            raise Http404
        user = officer(request)
        case = visible(user).filter(number=number).select_related("person", "office").first()
        if case is not None:
            return view(request, case, *args, **kwargs)
        office = Case.objects.filter(number=number).values_list("office_id", flat=True).first()
        refusal = refuse_place(user.actor(), office) if office else None
        if refusal is None:
            raise Http404
        return refused_page(request, refusal, 403)

    return wraps(view)(inner)


def malformed() -> Refusal:
    """The refusal of a submission that no page of this system makes."""
    return Refusal(
        "malformed",
        Text("送信された内容を読み取れません。", "The submission cannot be read."),
        Text(
            "画面の隠し項目が欠けているか壊れています。", "A hidden field of the page is missing or broken."
        ),
        Text("画面を開き直してください。", "Open the page again."),
    )


def not_for_you() -> Refusal:
    """The refusal of what lies beside the record to whoever does not serve at the office in charge."""
    return Refusal(
        "other-office",
        Text(
            "メモと書類は担当官署の職員だけが開けます。", "Notes and documents are for the office in charge."
        ),
        Text(
            "本人についての事実を含むためです。事件の経過は事件のページで読めます。",
            "They hold facts about the person. What has happened can be read on the page of the case.",
        ),
        Text("必要なときは担当官署の職員に尋ねてください。", "Ask an officer of the office in charge."),
    )


def is_twin(case_id: int, key: str) -> bool:
    """Whether this very submission has been taken already."""
    return Event.objects.filter(case_id=case_id, key=key).exists()


def may_act(user: User, case: Case) -> bool:
    """Whether the officer's place of duty lets them act on the case."""
    return refuse_case(user.actor(), case.procedure, case.office_id, case.facts) is None


def may_read_personal(user: User, case: Case) -> bool:
    """Whether the officer sees facts about the person: who may act here, holding any office."""
    return permissions.may_read_personal(user, case)


def office_choices() -> list[tuple[str, str]]:
    """Offices with their names; those that detain people first."""
    rows = Office.objects.order_by("-detention_facility", "code").values_list("code", language())
    return list(rows)


def offices_for(procedure: Procedure, *steps: Step) -> list[tuple[str, str]]:
    """The offices to choose from, if the form of any of the steps asks for one."""
    names = {name for step in steps for name, _ in procedure.forms[step.id]}
    return office_choices() if any(procedure.facts[n].kind is Kind.OFFICE for n in names) else []


def office_codes() -> list[str]:
    """Every office's code."""
    return list(parents())


def linked_cases(case: Case, user: User) -> list[Case]:
    """Other cases of the same person that the officer may see."""
    others = visible(user).filter(person_id=case.person_id).exclude(pk=case.pk)
    return list(others.order_by("-opened_at")[:MOST_LINKED])


@dataclass(frozen=True, slots=True)
class Name:
    """The person's name as the passport writes it, and in other scripts, with their languages."""

    passport: str
    kanji: str
    kana: str
    kanji_lang: str


_SCRIPTS = {"CHN": "zh-Hans", "TWN": "zh-Hant", "HKG": "zh-Hant", "MAC": "zh-Hant", "KOR": "ko", "PRK": "ko"}


def name_of(person: Person) -> Name:
    """The names of a person."""
    return Name(
        person.name_alphabet,
        person.name_kanji,
        person.name_kana,
        _SCRIPTS.get(person.nationality, "ja"),
    )
