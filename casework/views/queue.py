"""My work: what is due first, and taking it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import actions, queues
from casework.forms import number as whole_number
from casework.models import Case, User
from casework.queues import Cursor, Page, Scope, Whose
from casework.templatetags.tetsuzuki import role_name
from casework.views.access import officer, present, safe_next, signed_in
from casework.views.errors import refused, status_of
from workflows.roles import OFFICES, Role
from workflows.texts import Refused


def cursor_in(request: HttpRequest) -> Cursor:
    """Where the page begins; an address nobody was given is a bad request."""
    try:
        return Cursor.read(request.GET.get("after"))
    except queues.BadCursor as error:
        raise BadRequest(str(error)) from None


# --- my work --------------------------------------------------------------------------------------


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What is due first: mine and what nobody has taken; for managers also the whole office."""
    user, now = officer(request), present(request)
    manager = user.is_supervisor or user.is_superuser
    whose = _whose(request.GET.get("whose"), manager)
    roles = queues.roles_of(user, whose)
    wanted = request.GET.get("role", "")
    chosen = tuple(r for r in roles if r == wanted) or roles
    offices = queues.offices_of(user)
    office = request.GET.get("office", "")
    scope = Scope(user.pk, tuple(o for o in offices if o == office) or offices, chosen, whose)
    page = queues.page(scope, cursor_in(request))
    colleagues = _colleagues(page, scope) if manager and whose is Whose.ALL else {}
    context = {
        "now": now,
        "pager": page,
        "groups": queues.by_urgency(page.rows, now),
        "urgent": queues.urgent(scope, now),
        "whose": whose.value,
        "manager": manager,
        "roles": [(r, role_name(r)) for r in roles if OFFICES[Role(r)].signs_in],
        "role": wanted if wanted in roles else "",
        "offices": offices if len(offices) > 1 else (),
        "office": office if office in offices else "",
        "colleagues": colleagues,
    }
    return render(request, "casework/queue.html", context)


def _whose(text: str | None, manager: bool) -> Whose:
    try:
        found = Whose(text or "open")
    except ValueError:
        return Whose.OPEN
    return Whose.OPEN if found is Whose.ALL and not manager else found


def _colleagues(page: Page[queues.Work], scope: Scope) -> Mapping[str, list[User]]:
    """The officers to whom a manager can give the work on this page, by statutory office."""
    wanted = {row.role.value for row in page.rows}
    found: dict[str, list[User]] = {}
    users = User.objects.filter(is_active=True, office_id__in=scope.offices, roles__overlap=sorted(wanted))
    for user in users.order_by("full_name", "pk")[:200]:
        for role in wanted & set(user.roles):
            found.setdefault(role, []).append(user)
    return found


@require_POST
@signed_in
def assign_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a piece of work, gives it to somebody, or hands it back."""
    user = officer(request)
    to: User | None = user
    if request.POST.get("do") == "back":
        to = None
    elif request.POST.get("do") == "give":
        chosen = whole_number(request.POST.get("to"))
        to = User.objects.filter(pk=chosen, is_active=True).first() if chosen is not None else None
        if to is None:
            messages.error(request, _("担当させる職員を選んでください。"))
            return redirect(safe_next(request))
    elif request.POST.get("do") != "take":
        raise BadRequest("do")
    try:
        item = actions.assign(pk, to, by=user, now=present(request))
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
    return redirect(safe_next(request))
