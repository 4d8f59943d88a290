"""The queue: what is owed, filtered, in the columns and views that an officer keeps."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.forms import number as whole_number
from casework.models import QueueView, User
from casework.views import filters
from casework.views.access import officer, present, safe_next, signed_in
from casework.views.assignment import KEPT
from casework.views.paging import cursor_in
from casework.work import assigning, queues
from casework.work.queues import Page, Scope, Whose

REFRESH_SECONDS = 20
MOST_VIEWS = 30
# In an address only for the list's own renewal; never in a link.
_OWN = ("part", "seen")


@require_safe
@signed_in
def work_list(request: HttpRequest) -> HttpResponse:
    """The queue as the address asks for it; without any filter the reader's default view.

    With `part=list` only the list, or 204 while it would look as in the mark `seen`.
    """
    user, now = officer(request), present(request)
    part, seen = request.GET.get("part") == "list", request.GET.get("seen", "")
    params = request.GET.copy()
    for name in _OWN:
        params.pop(name, None)
    request.GET = params  # type: ignore[assignment]  # the links of the page are made from it
    asked = filters.read(params, user)
    after = cursor_in(request)
    mark = queues.mark(asked.scope, after, now)
    if part and seen == mark:
        return HttpResponse(status=204)
    views = list(QueueView.objects.filter(user=user)[:MOST_VIEWS])
    if not part and not params and (usual := next((v for v in views if v.is_default), None)):
        return redirect(_address(usual))
    view = next((v for v in views if str(v.pk) == params.get("view")), None)
    page = queues.page(asked.scope, after, now=now)
    shown = filters.columns(view.columns if view is not None and view.columns else user.queue_columns)
    context = {
        "now": now,
        "pager": page,
        "groups": queues.by_urgency(page.rows, now),
        "columns": shown,
        "mark": mark,
        "manager": asked.manager,
        "colleagues": _colleagues(page, asked.scope) if asked.manager else {},
        "empty": _why_empty(asked, page),
        "here": _here(request),
        "kept": {},
        "whose": asked.scope.whose.value,
    }
    if part:
        return render(request, "casework/_work_list.html", context)
    most = assigning.MOST
    # Of a giving-out that lacked something: once.
    context["kept"] = request.session.pop(KEPT, {})
    context |= {
        **filters.context(asked),
        "urgent": queues.urgent(asked.scope, now),
        "count": queues.count(asked.scope, most + 1, now=now) if asked.manager else None,
        "most": most,
        "receivers": officers_for(asked.scope.offices, list(asked.scope.roles)) if asked.manager else [],
        "views": views,
        "view": view,
        "column_names": filters.column_names(),
        "tabs": _tabs(asked),
        "seconds": REFRESH_SECONDS,
    }
    return render(request, "casework/queue.html", context)


def _here(request: HttpRequest) -> str:
    return f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path


def _tabs(asked: filters.Filters) -> list[tuple[str, str]]:
    kinds = [Whose.OPEN, Whose.MINE, Whose.FREE]
    if asked.manager:
        kinds += [Whose.TAKEN, Whose.ALL]
    return [(kind.value, filters.whose_name(kind)) for kind in kinds]


def _colleagues(page: Page[queues.Work], scope: Scope) -> Mapping[str, list[User]]:
    """The officers to whom a manager can give the work on this page, by statutory office."""
    wanted = {row.role.value for row in page.rows}
    found: dict[str, list[User]] = {}
    for user in officers_for(scope.offices, sorted(wanted)):
        for role in wanted & set(user.roles):
            found.setdefault(role, []).append(user)
    return found


def officers_for(offices: tuple[str, ...], roles: list[str]) -> list[User]:
    """The officers of these offices who hold any of the statutory offices, by name; 200 at the most."""
    users = User.objects.filter(is_active=True, office_id__in=offices, roles__overlap=roles)
    return list(users.order_by("full_name", "pk")[:200])


def _why_empty(asked: filters.Filters, page: Page[queues.Work]) -> tuple[str, str] | None:
    """What is empty, and what the reader may do now; None where there are rows."""
    if page.rows:
        return None
    if page.paged:
        return _("この先に仕事はありません。"), _("「最初へ」で一覧の初めに戻れます。")
    if asked.tags:
        return (
            _("この条件に当てはまる仕事はありません。"),
            _("条件をゆるめるには、上の条件を一つずつ外すか「条件をすべて外す」を押してください。"),
        )
    match asked.scope.whose:
        case Whose.MINE:
            return (
                _("担当している仕事はありません。"),
                _("「未割当」から仕事を選んで担当できます。割り当てられた仕事もここに現れます。"),
            )
        case Whose.FREE:
            return (
                _("誰も担当していない仕事はありません。"),
                _("すべての仕事に担当者がいます。新しい仕事が生じると、ここに現れます。"),
            )
        case Whose.TAKEN:
            return (
                _("担当者のいる仕事はありません。"),
                _("「未割当」から割り当てるか、「配分の案」で案を見てください。"),
            )
    if not asked.scope.roles:
        return (
            _("官職の登録がないため、仕事の一覧は空です。"),
            _("官職の登録は、官署の管理職又は管理者に頼んでください。"),
        )
    return (
        _("今、待っている仕事はありません。"),
        _("期限が近づいたものや新しい仕事は、ここと受信箱に現れます。"),
    )


# --- views that an officer keeps ------------------------------------------------------------------


def _address(view: QueueView) -> str:
    query = f"{view.query}&" if view.query else ""
    return f"{reverse('queues')}?{query}view={view.pk}"


def _name(request: HttpRequest) -> str:
    return request.POST.get("name", "").replace("\x00", "").strip()[:60]


@require_POST
@signed_in
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of an address, and the columns shown, under a name. The same name is written over."""
    user = officer(request)
    name = _name(request)
    if not name:
        messages.error(request, _("保存する表示の名前を入力してください。"))
        return redirect(safe_next(request, reverse("queues")))
    asked = filters.read(QueryDict(request.POST.get("query", "")[:500]), user)
    if QueueView.objects.filter(user=user).exclude(name=name).count() >= MOST_VIEWS:
        messages.error(
            request,
            _("保存できる表示は%(most)d件までです。使わないものを削除してください。") % {"most": MOST_VIEWS},
        )
        return redirect(safe_next(request, reverse("queues")))
    view, _new = QueueView.objects.update_or_create(
        user=user,
        name=name,
        defaults={
            "query": asked.query,
            "columns": filters.columns(request.POST.getlist("column") or user.queue_columns),
        },
        create_defaults={
            "query": asked.query,
            "columns": filters.columns(request.POST.getlist("column") or user.queue_columns),
            "created_at": present(request),
        },
    )
    messages.success(request, _("この表示を「%(name)s」として保存しました。") % {"name": name})
    return redirect(_address(view))


@require_POST
@signed_in
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or delete a view of one's own, or let the queue open with it (or no longer)."""
    user = officer(request)
    do = request.POST.get("do")
    with transaction.atomic():
        view = QueueView.objects.select_for_update().filter(pk=pk, user=user).first()
        if view is None:
            raise Http404
        if do == "delete":
            view.delete()
            messages.success(request, _("表示「%(name)s」を削除しました。") % {"name": view.name})
            return redirect(f"{reverse('queues')}?whose=open")
        if do == "rename":
            return _rename(request, view)
        if do not in ("default", "plain"):
            raise BadRequest("do")
        QueueView.objects.filter(user=user, is_default=True).update(is_default=False)
        view.is_default = do == "default"
        view.save(update_fields=["is_default"])
    if view.is_default:
        messages.success(request, _("一覧は「%(name)s」で開きます。") % {"name": view.name})
    else:
        messages.success(request, _("一覧は、条件なしで開きます。"))
    return redirect(_address(view))


def _rename(request: HttpRequest, view: QueueView) -> HttpResponse:
    name = _name(request)
    if not name:
        messages.error(request, _("新しい名前を入力してください。"))
    elif QueueView.objects.filter(user=view.user, name=name).exclude(pk=view.pk).exists():
        messages.error(request, _("「%(name)s」という表示は、もうあります。") % {"name": name})
    else:
        view.name = name
        view.save(update_fields=["name"])
        messages.success(request, _("名前を「%(name)s」に変えました。") % {"name": name})
    return redirect(_address(view))


@require_POST
@signed_in
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Which columns to show: of the view that is open, else always."""
    user = officer(request)
    chosen = filters.columns(request.POST.getlist("column"))
    view = QueueView.objects.filter(user=user, pk=whole_number(request.POST.get("view")) or 0).first()
    if view is not None:
        view.columns = chosen
        view.save(update_fields=["columns"])
    else:
        user.queue_columns = chosen
        user.save(update_fields=["queue_columns"])
    messages.success(request, _("表示する列を変えました。"))
    return redirect(safe_next(request, reverse("queues")))
