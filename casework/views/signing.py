"""Countersigning on the screens: the lists, the page of a draft, sending a step for a signature, and whose
serious steps need one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import actions, serious, store
from casework.beside import looks, signing
from casework.beside.signing import Which
from casework.beside.signing_messages import step_label
from casework.forms import UNCONFIRMED, bad_input, local_text
from casework.forms import number as whole_number
from casework.models import Case, Draft, Event, Look, SigningRule, User
from casework.permissions import visible
from casework.templatetags.tetsuzuki import language
from casework.views import case_history, case_parts, case_steps, case_words
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.errors import refused
from casework.views.paging import cursor_in
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows.counting import CountingError
from workflows.refusals import bad_facts
from workflows.texts import Refusal, Refused, Text

MOST_NEW = 20


# --- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A draft as a list shows it."""

    draft: Draft
    label: Text
    by: datetime | None
    stale: int


@require_safe
@signed_in
def signing_list(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for the reader, those they prepared, those that came back, and those done."""
    user, now = officer(request), present(request)
    which = _which(request.GET.get("which"), user)
    page = signing.listed(user, which, now, cursor_in(request))
    rows = [
        Row(draft, step_label(draft), signing.date_of(draft), draft.case.version - draft.seen)
        for draft in page.rows
    ]
    counted = signing.counts(user, now)
    return render(
        request,
        "casework/signing.html",
        {
            "now": now,
            "pager": page,
            "rows": rows,
            "which": which.value,
            "waiting": counted[Which.WAITING],
            "returned": counted[Which.RETURNED],
            "manager": user.is_supervisor,
        },
    )


def _which(text: str | None, user: User) -> Which:
    try:
        found = Which(text or Which.WAITING)
    except ValueError:
        return Which.WAITING
    return Which.WAITING if found is Which.OFFICE and not user.is_supervisor else found


# --- one draft ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the signer needs; POST signs, sends back or withdraws."""
    user = officer(request)
    draft = (
        Draft.objects.filter(pk=pk, case__in=visible(user))
        .select_related(
            "case", "case__person", "case__office", "prepared_by", "signer", "decided_by", "answers"
        )
        .first()
    )
    if draft is None:
        raise Http404
    page = _decide(request, draft) if request.method == "POST" else _show(request, draft)
    if page.status_code != 302:
        # The page shows the person's facts as the form of the step does.
        looks.note(user, Look.What.CASE, present(request), case=draft.case)
    return page


def _decide(request: HttpRequest, draft: Draft) -> HttpResponse:
    user, now, do = officer(request), present(request), request.POST.get("do")
    label = step_label(draft).get(language())
    try:
        if do == "sign":
            if (refusal := _unconfirmed(request, draft)) is not None:
                return _show(request, draft, refusal)
            taken = actions.sign(draft.pk, by=user, now=now)
            if taken.outcome is None:
                messages.info(request, _("この決裁は既に記録されています。二重には記録していません。"))
            else:
                messages.success(request, _("「%(step)s」を決裁し、記録しました。") % {"step": label})
            return redirect("case", number=draft.case.number)
        if do in ("return", "stale"):
            reason = _STALE.ja if do == "stale" else request.POST.get("reason", "")
            actions.send_back(draft.pk, by=user, now=now, reason=reason)
            messages.success(request, _("「%(step)s」を作成者へ差し戻しました。") % {"step": label})
            return redirect("signing")
        if do == "withdraw":
            actions.withdraw(draft.pk, by=user, now=now)
            messages.success(request, _("「%(step)s」を取り下げました。") % {"step": label})
            return redirect("case", number=draft.case.number)
    except Refused as refusal:
        draft.refresh_from_db()
        return _show(request, draft, refusal.refusal)
    raise BadRequest("do")


def _unconfirmed(request: HttpRequest, draft: Draft) -> Refusal | None:
    """The refusal of a signature on a serious step without the tick. What the door refuses, it says itself."""
    held = store.read(draft.case_id)
    step = held.procedure.steps.get(draft.step) if held is not None else None
    if held is None or step is None or not step.serious or request.POST.get("confirm") == "yes":
        return None
    refused_anyway = (
        draft.status != Draft.Status.WAITING
        or held.dossier.seq != draft.seen
        or signing.refuse_signer(draft, officer(request), held) is not None
    )
    return None if refused_anyway else bad_input({"confirm": UNCONFIRMED})


_STALE = Text(
    "決裁に回された後に、事件に新しい記録が加わりました。いまの事件に合わせて用意し直してください。",
    "Entries were added to the case after this was prepared. Please prepare it anew on the case as it stands.",
)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry added to the case after the draft was prepared."""

    seq: int
    label: str
    at: datetime
    who: str


def _show(request: HttpRequest, draft: Draft, refusal: Refusal | None = None) -> HttpResponse:
    user, now, lang = officer(request), present(request), language()
    case = draft.case
    held = store.read(case.pk)
    assert held is not None
    procedure = held.procedure
    step = procedure.steps.get(draft.step)
    if step is None:
        raise Http404
    waiting = draft.status == Draft.Status.WAITING
    newer = held.dossier.seq - draft.seen if waiting else 0
    barred = signing.refuse_signer(draft, user, held) if waiting else None
    private = case_parts.may_read_personal(user, case)
    try:
        follows = case_steps.consequences(procedure, held.dossier, step, draft.prepared_by.actor(), draft.at)
    except CountingError:
        follows = case_steps.Consequences()
    clocks = [
        (procedure.clocks[code].label, row.clock.alarm_at)
        for code, row in held.running.items()
        if row.clock.alarm_at is not None and procedure.clocks[code].reminded
    ]
    clocks.sort(key=lambda pair: pair[1])
    return render(
        request,
        "casework/signing_draft.html",
        {
            "case": case,
            "draft": draft,
            "procedure": procedure,
            "step": step,
            "now": now,
            "refusal": refusal,
            "stage": case_words.state_name(
                procedure, procedure.main, held.dossier.states[procedure.main], lang
            ),
            "facts": case_history.shown_facts(procedure, draft.facts, private),
            "private": private,
            "follows": follows if waiting and not newer else None,
            "effect": serious.effect(step) if step.serious else None,
            "new": _new_entries(case, held, draft) if newer else [],
            "newer": newer,
            "first": clocks[0] if clocks else None,
            # A date that came while the draft waited: the step would be entered as of before it.
            "passed": [label for label, alarm in clocks if draft.at < alarm <= now],
            "late": draft.prepared_at - draft.at > timedelta(minutes=5),
            "waiting": waiting,
            "mine": draft.prepared_by_id == user.pk,
            "barred": barred,
            "may_sign": waiting and barred is None,
            "apart": [a for a in step.apart if str(user.pk) in _doers(held, a.steps)] if not barred else [],
            "confirm_error": refusal.fields.get("confirm") if refusal else None,
            "confirmed": request.POST.get("confirm") == "yes",
            "reason": request.POST.get("reason", ""),
            "reason_error": refusal.fields.get("reason") if refusal else None,
        },
        status=case_parts.status_of(refusal) if refusal else 200,
    )


def _doers(held: store.Held, steps: tuple[str, ...]) -> set[str]:
    return {person for step in steps for person in held.dossier.done_by.get(step, ())}


def _new_entries(case: Case, held: store.Held, draft: Draft) -> list[NewEntry]:
    events = Event.objects.filter(case=case, seq__gt=draft.seen).select_related("actor").defer("facts")
    lang = language()
    return [
        NewEntry(
            event.seq,
            case_words.entry_label(held.procedure, event, lang),
            event.at,
            str(event.actor) if event.actor else _("システム(期間の経過)"),
        )
        for event in events.order_by("seq")[:MOST_NEW]
    ]


# --- from the form of a step ----------------------------------------------------------------------


def reopened(request: HttpRequest, case: Case, step: str) -> Draft | None:
    """The reader's own draft that the form of a step is opened with (`?draft=`)."""
    return signing.own_draft(officer(request), case, step, request.GET.get("draft"))


def as_typed(draft: Draft) -> Mapping[str, str]:
    """What the form of a step holds besides the facts, as it was sent."""
    return {"at": local_text(draft.at), "override": draft.override}


def prepare(
    request: HttpRequest,
    case: Case,
    step: str,
    facts: Mapping[str, Any],
    *,
    at: datetime,
    now: datetime,
    seen: int,
    override: str | None,
) -> HttpResponse:
    """Send a step's form for a signature. Raises `Refused`."""
    user = officer(request)
    chosen = request.POST.get("signer", "")
    signer = None
    if chosen:
        number = whole_number(chosen)
        signer = User.objects.filter(pk=number, is_active=True).first() if number is not None else None
        if signer is None:
            raise Refused(
                bad_facts(
                    {"signer": Text("決裁者を一覧から選んでください。", "Choose a signer of the list.")}
                )
            )
    again = signing.own_draft(user, case, step, request.POST.get("draft"))
    draft = actions.prepare(
        case.pk,
        step,
        facts,
        by=user,
        at=at,
        now=now,
        seen=seen,
        override=override,
        remark=request.POST.get("remark", ""),
        signer=signer,
        answers=again.pk if again else None,
    )
    messages.success(request, _("決裁に回しました。決裁されるまで、手続は記録されません。"))
    return redirect("signing_draft", pk=draft.pk)


# --- whose serious steps need a signature ---------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@supervisors_only
def signing_officers(request: HttpRequest) -> HttpResponse:
    """The officers of the reader's offices, and whether their serious steps need a second signature."""
    refusal = None
    wrong = 0
    if request.method == "POST":
        wrong = whole_number(request.POST.get("user")) or 0
        wanted = request.POST.get("do")
        if wanted not in ("on", "off"):
            raise BadRequest("do")
        user = User.objects.filter(pk=wrong).first()
        if user is None:
            raise Http404
        try:
            actions.require_signature(
                user,
                wanted == "on",
                by=officer(request),
                now=present(request),
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused_:
            if not refused_.refusal.fields:
                return refused(request, refused_.refusal, status=case_parts.status_of(refused_.refusal))
            refusal = refused_.refusal
        else:
            text = _("%(who)sの重要な手続は、決裁を要します。") if wanted == "on" else _(
                "%(who)sの重要な手続は、決裁を要しません。"
            )  # fmt: skip
            messages.success(request, text % {"who": user})
            return redirect("signing_officers")
    return _officers(request, refusal, wrong)


def _officers(request: HttpRequest, refusal: Refusal | None, wrong: int) -> HttpResponse:
    me = officer(request)
    found = User.objects.filter(is_active=True, office_id__in=queues.offices_of(me)).exclude(roles=[])
    after = cursor_in(request)
    if after.id:
        found = found.filter(pk__gt=after.id)
    users = list(found.exclude(pk=me.pk).order_by("pk")[: queues.PAGE + 1])
    shown = users[: queues.PAGE]
    more = Cursor(present(request), shown[-1].pk) if len(users) > queues.PAGE else None
    latest: dict[int, SigningRule] = {}
    rules = SigningRule.objects.filter(user__in=shown).select_related("by").order_by("user_id", "-pk")
    for rule in rules.distinct("user_id"):
        latest[rule.user_id] = rule
    return render(
        request,
        "casework/signing_officers.html",
        {
            "rows": [(user, latest.get(user.pk)) for user in shown],
            "pager": Page(shown, more, after.id > 0),
            "refusal": refusal,
            "wrong": wrong,
            "confirm_error": refusal.fields.get("confirm") if refusal else None,
            "confirmed": request.POST.get("confirm") == "yes",
            "reason": request.POST.get("reason", ""),
            "now": present(request),
        },
        status=case_parts.status_of(refusal) if refusal else 200,
    )
