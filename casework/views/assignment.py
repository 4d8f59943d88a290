"""Taking work, giving it, handing it back with its reason; and giving out many pieces at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework import actions
from casework.actions import refusals
from casework.forms import number as whole_number
from casework.models import AssignJob, AssignJobItem, Case, User, WorkItem
from casework.permissions import visible
from casework.store import NO_DATE
from casework.views import filters
from casework.views.access import officer, present, safe_next, signed_in, supervisors_only
from casework.views.errors import refused, status_of
from casework.work import assigning, queues
from workflows.texts import Refused, Text

MOST_REASON = 400
MOST_SHOWN = 100
SECONDS_BETWEEN = 3


# --- one piece ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def assign_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a piece of work, gives it to somebody, or hands it back. GET: the form that asks for the reason
    of handing back. Work that somebody has is handed back only with a reason."""
    user = officer(request)
    if request.method != "POST":
        return _hand_back_form(request, pk, user, 200)
    do = request.POST.get("do")
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    to: User | None = user
    if do == "back":
        to = None
        if not reason or len(reason) > MOST_REASON:
            return _hand_back_form(request, pk, user, 422)
    elif do == "give":
        chosen = whole_number(request.POST.get("to"))
        to = User.objects.filter(pk=chosen, is_active=True).first() if chosen is not None else None
        if to is None:
            messages.error(request, _("担当させる職員を選んでください。"))
            return redirect(safe_next(request, reverse("queues")))
    elif do != "take":
        raise BadRequest("do")
    try:
        item = actions.assign(
            pk, to, by=user, now=present(request), reason=reason[:MOST_REASON], claim=do == "take"
        )
    except Refused as refusal:
        return refused(request, refusal.refusal, status=status_of(refusal.refusal))
    number = Case.objects.values_list("number", flat=True).get(pk=item.case_id)
    if to is None:
        messages.success(request, _("%(number)sの仕事を戻しました。") % {"number": number})
    elif to == user:
        messages.success(request, _("%(number)sの仕事を担当します。") % {"number": number})
    else:
        messages.success(
            request, _("%(number)sの仕事を%(who)sに割り当てました。") % {"number": number, "who": to}
        )
    return redirect(safe_next(request, reverse("queues")))


def _hand_back_form(request: HttpRequest, pk: int, user: User, status: int) -> HttpResponse:
    """Asks why the work is handed back; what was typed stays."""
    item = WorkItem.objects.filter(pk=pk, case__in=visible(user)).select_related("case", "assignee").first()
    if item is None:
        return refused(request, refusals.work_gone(), status=409)
    reason = request.POST.get("reason", "").replace("\x00", "")
    context = {
        "item": item,
        "owed": queues.duty_label(
            queues.procedure_on(item.case.procedure, item.case.law_on), item.machine, item.state, item.role
        ),
        "by": None if item.by >= NO_DATE else item.by,
        "now": present(request),
        "next": safe_next(request, reverse("queues")),
        "reason": reason[: MOST_REASON * 2],
        "wrong": status == 422 and "reason" in request.POST,
        "too_long": len(reason) > MOST_REASON,
        "most": MOST_REASON,
    }
    return render(
        request, "casework/hand_back.html", context, status=status if "reason" in request.POST else 200
    )


# --- many pieces ----------------------------------------------------------------------------------


@require_POST
@signed_in
@supervisors_only
def prepare_many(request: HttpRequest) -> HttpResponse:
    """Look at what would happen: the rows ticked, or all that match the filters, given to one officer or
    handed back. Leads to the job's page; nothing is moved yet. Where something is missing the list comes back
    with all that was ticked and typed."""
    user, now = officer(request), present(request)
    back = safe_next(request, reverse("queues"))
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:MOST_REASON]
    request.session[KEPT] = _typed(request)
    if request.POST.get("all"):
        scope = filters.read(QueryDict(request.POST.get("query", "")[:500]), user).scope
        ids = queues.ids(scope, assigning.MOST + 1, now=now)
        if len(ids) > assigning.MOST:
            messages.error(
                request,
                _("一度に割り当てられるのは%(most)d件までです。条件で絞り込んでください。")
                % {"most": assigning.MOST},
            )
            return redirect(back)
    else:
        ids = [pk for text in request.POST.getlist("work") if (pk := whole_number(text)) is not None]
    if not ids:
        messages.error(request, _("仕事を選んでください。行の左の四角に印を付けます。"))
        return redirect(back)
    to: User | None = None
    if request.POST.get("do") != "back":
        chosen = whole_number(request.POST.get("to"))
        to = User.objects.filter(pk=chosen, is_active=True).first() if chosen is not None else None
        if to is None:
            messages.error(request, _("担当させる職員を選んでください。"))
            return redirect(back)
    elif not reason:
        messages.error(request, _("戻す理由を入力してください。"))
        return redirect(back)
    del request.session[KEPT]
    job = assigning.prepare(
        dict.fromkeys(ids, to), by=user, offices=queues.offices_of(user), now=now, reason=reason
    )
    return redirect(f"{reverse('assign_job', args=[job.pk])}?{_next_query(back)}")


# For the next look at the list only. In the session, for a reason may name somebody.
KEPT = "assign-kept"
MOST_KEPT = 200


def _typed(request: HttpRequest) -> dict[str, object]:
    """What was ticked and typed in the form of many pieces."""
    data = request.POST
    ticked = [pk for text in data.getlist("work")[:MOST_KEPT] if (pk := whole_number(text)) is not None]
    return {
        "work": ticked,
        "all": bool(data.get("all")),
        "to": whole_number(data.get("to")),
        "reason": data.get("reason", "").replace("\x00", "")[: MOST_REASON * 2],
    }


def _next_query(back: str) -> str:
    found = QueryDict(mutable=True)
    found["next"] = back
    return found.urlencode()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for which pieces were left out or refused: how many, and which."""

    text: Text
    count: int
    numbers: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@supervisors_only
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One giving-out of work: before it starts what it would do, then how far it is and what was refused and
    why. POST starts or stops it. While it runs the page renews itself (by htmx every few seconds; without
    JavaScript by its own reload)."""
    user, now = officer(request), present(request)
    job = AssignJob.objects.filter(pk=pk, by=user).first()
    if job is None:
        raise Http404
    back = safe_next(request, reverse("queues"))
    if request.method == "POST":
        match request.POST.get("do"):
            case "start":
                assigning.start(pk, by=user, now=now)
            case "stop":
                assigning.stop(pk, now=now)
                if job.status == AssignJob.Status.PREPARED:
                    messages.info(request, _("割当てを取りやめました。何も変わっていません。"))
                    return redirect(back)
            case _:
                raise BadRequest("do")
        return redirect(f"{reverse('assign_job', args=[pk])}?{_next_query(back)}")
    running = job.status == AssignJob.Status.RUNNING
    context = {
        "job": job,
        "progress": assigning.progress(job),
        "receivers": _receivers(job),
        "left_out": _reasons(job, AssignJobItem.Status.LEFT_OUT),
        "refusals": _reasons(job, AssignJobItem.Status.REFUSED),
        "running": running,
        "back": back,
        "seconds": SECONDS_BETWEEN,
    }
    part = bool(getattr(request, "htmx", False))
    response = render(request, "casework/_assign_job.html" if part else "casework/assign_job.html", context)
    return response


def _receivers(job: AssignJob) -> list[tuple[User | None, int]]:
    """Who gets how much of what is not left out."""
    found: dict[int | None, int] = {}
    for to in job.items.exclude(status=AssignJobItem.Status.LEFT_OUT).values_list("to_id", flat=True):
        found[to] = found.get(to, 0) + 1
    users = User.objects.in_bulk([pk for pk in found if pk is not None])
    return [(users[pk] if pk is not None else None, n) for pk, n in found.items()]


def _reasons(job: AssignJob, status: str) -> list[Reason]:
    """The pieces of one status under their reasons, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    rows = job.items.filter(status=status).order_by("pk").values_list("why", "number")
    for why, number in rows:
        found.setdefault((why.get("ja", ""), why.get("en", "")), []).append(number)
    return [
        Reason(Text(*key), len(numbers), tuple(numbers[:MOST_SHOWN]))
        for key, numbers in sorted(found.items(), key=lambda kv: -len(kv[1]))
    ]
