"""What the step page, the case page and My day show of countersigning, wherever their owners place it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.http import HttpRequest
from django.template import Context

from casework import moment
from casework.beside import signing
from casework.beside.signing import Signer
from casework.beside.signing_messages import step_label
from casework.models import Case, Draft, User
from casework.templatetags.tetsuzuki import language
from notifications.words import WEEKDAYS_EN, WEEKDAYS_JA
from workflows.declare import Step
from workflows.texts import Text

register = template.Library()


@dataclass(frozen=True, slots=True)
class Asking:
    """The part of a step's form that sends it for a signature. `required`: the step is not recorded without
    one. `again`: the officer's own draft that is being corrected; `other`: one of this step that waits."""

    required: bool
    signers: Sequence[Signer]
    signer: int
    remark: str
    again: Draft | None
    other: Draft | None
    open: bool
    faults: dict[str, Text]


def _now(request: HttpRequest) -> datetime:
    found = getattr(request, "present_moment", None)
    return found if isinstance(found, datetime) else moment.now()


def required(user: User, step: Step) -> bool:
    """Whether this officer's step is recorded only with a signature."""
    return user.countersigned and step.serious


@register.simple_tag(takes_context=True)
def reopened_draft(context: Context) -> Draft | None:
    """The reader's own draft that the form of a step is opened with. One query, where one is named."""
    request: HttpRequest = context["request"]
    assert isinstance(request.user, User)
    named = request.POST.get("draft") or request.GET.get("draft")
    return signing.own_draft(request.user, context["case"], context["step"].id, named)


@register.simple_tag(takes_context=True)
def step_signing(context: Context) -> Asking:
    """What the page of a step needs to send it for a signature. Three queries."""
    request: HttpRequest = context["request"]
    user, case, step = request.user, context["case"], context["step"]
    assert isinstance(user, User)
    refusal = context.get("refusal")
    faults = {n: t for n, t in (refusal.fields if refusal else {}).items() if n in ("remark", "signer")}
    again = reopened_draft(context)
    other = (
        Draft.objects.filter(case=case, step=step.id, status=Draft.Status.WAITING)
        .select_related("prepared_by")
        .first()
    )
    posted = request.method == "POST"
    chosen = request.POST.get("signer", "") if posted else str(again.signer_id or "") if again else ""
    remark = request.POST.get("remark", "") if posted else again.remark if again else ""
    needs = required(user, step)
    return Asking(
        needs,
        signing.possible_signers(case, user, _now(request)),
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0,
        remark,
        again,
        other if other is None or again is None or other.pk != again.pk else None,
        bool(needs or again or faults or request.POST.get("do") == "prepare"),
        faults,
    )


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A draft of a case as its page shows it."""

    draft: Draft
    label: Text
    stale: int
    mine: bool


@register.simple_tag(takes_context=True)
def case_drafts(context: Context) -> list[CaseDraft]:
    """The drafts of the case that wait, and those that came back to the reader. One query."""
    request: HttpRequest = context["request"]
    user, case = request.user, context["case"]
    assert isinstance(user, User) and isinstance(case, Case)
    return [
        CaseDraft(draft, step_label(draft), case.version - draft.seen, draft.prepared_by_id == user.pk)
        for draft in signing.of_case(case, user)
    ]


@register.simple_tag(takes_context=True)
def signing_counts(context: Context) -> dict[str, int]:
    """How many drafts wait for the reader, and how many came back. Two counts."""
    request: HttpRequest = context["request"]
    if not isinstance(request.user, User):
        return {}
    found = signing.counts(request.user, _now(request))
    return {which.value: count for which, count in found.items()}


@register.filter
def draft_label(draft: Draft) -> Text:
    """The name of the step that a draft prepares."""
    return step_label(draft)


@register.filter
def weekday_short(day: date) -> str:
    """The day of the week: 火, or Tue."""
    return (WEEKDAYS_EN if language() == "en" else WEEKDAYS_JA)[day.weekday()]
