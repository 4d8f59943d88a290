"""Work that stands still, by the reason why, with the remedy beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from casework import actions
from casework.forms import number as whole_number
from casework.models import User, WorkItem
from casework.templatetags.tetsuzuki import sentence
from casework.views.access import officer, present, safe_next, signed_in, supervisors_only
from casework.views.paging import cursor_in
from casework.watch import stuck
from casework.watch.stuck import DAYS, MOST_COUNTED, OF_CASES, Kind, Stuck
from casework.work.queues import Page
from workflows.texts import Refused

MOST_DAYS = 3650
# Somebody is held and nothing moves; then what no clock would bring back; old work without a date last.
GRAVEST_FIRST = sorted(Kind, key=lambda kind: (kind is not Kind.QUIET, kind is Kind.UNDATED))


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind is called, what it means, and the reason written into the movement of the work."""

    title: str | Promise
    told: str | Promise
    reason: str = ""


# The titles are translated when the page is made, the reason is kept in the record as it stands here.
WORDS: Mapping[Kind, Words] = {
    Kind.LEFT: Words(
        gettext_lazy("担当者が離任"),
        gettext_lazy("担当の職員はもう在職していません。未割当に戻すか、別の職員に割り当ててください。"),
        "担当者が離任したため",
    ),
    Kind.ROLE: Words(
        gettext_lazy("担当者が官職を離れた"),
        gettext_lazy("担当の職員は、この仕事をする官職にもう就いていないため、手続を行えません。"),
        "担当者がこの官職を離れたため",
    ),
    Kind.MOVED: Words(
        gettext_lazy("担当者が他の官署へ異動"),
        gettext_lazy("担当の職員は別の官署に移り、この事件の手続を行えません。"),
        "担当者が他の官署へ異動したため",
    ),
    Kind.ABSENT: Words(
        gettext_lazy("担当者が不在、代わりなし"),
        gettext_lazy("担当の職員は今日不在で、代わりの職員が決まっていません。"),
        "担当者が不在で代わりの職員がいないため",
    ),
    Kind.NOBODY: Words(
        gettext_lazy("引き受けられる職員がいない"),
        gettext_lazy(
            "この官署にも上の官署にも、この仕事をする官職に就いている職員がいません。任命するか、他の官署への移送を検討してください。"
        ),
        "引き受けられる職員がいなかったため",
    ),
    Kind.UNOWED: Words(
        gettext_lazy("誰の仕事でもない事件"),
        gettext_lazy(
            "終結していないのに、どの官職の仕事にもなっていません。事件を開き、記録を確かめてください。"
        ),
    ),
    Kind.UNDATED: Words(
        gettext_lazy("日のない仕事が長く待っている"),
        gettext_lazy(
            "法令に日数の定めのない仕事は、期限の知らせが出ません。長く待っているものから並べています。"
        ),
        "期限の定めのない仕事が長く待っているため",
    ),
    Kind.QUIET: Words(
        gettext_lazy("収容中なのに記録が動いていない"),
        gettext_lazy(
            "人が収容されているのに、事件の記録がこの日数のあいだ一つも加わっていません。何が進んでいるかを担当に確かめてください。"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Heap:
    """One kind with its words and its number."""

    kind: Kind
    title: str
    count: int
    more: bool


@require_safe
@signed_in
@supervisors_only
def stuck_page(request: HttpRequest) -> HttpResponse:
    """All kinds with their numbers, and the list of the one chosen (the gravest that has any)."""
    user, now = officer(request), present(request)
    days = _days(request.GET.get("days"))
    counts = stuck.counts(user, now, days)
    kind = _kind(request.GET.get("kind")) or next((k for k in GRAVEST_FIRST if counts[k]), Kind.LEFT)
    page: Page[Stuck] = stuck.page(user, kind, cursor_in(request), now, days)
    words = WORDS[kind]
    context = {
        "now": now,
        "days": days,
        "heaps": [
            Heap(k, str(WORDS[k].title), min(n, MOST_COUNTED), n > MOST_COUNTED) for k, n in counts.items()
        ],
        "everything": sum(counts.values()),
        "kind": kind,
        "title": words.title,
        "told": words.told,
        "pager": page,
        "of_cases": kind in OF_CASES,
        "by_days": kind in (Kind.UNDATED, Kind.QUIET),
        "takers": [] if kind in OF_CASES else stuck.takers(page.rows, user, now),
        "may_return": kind in (Kind.LEFT, Kind.ROLE, Kind.MOVED, Kind.ABSENT),
    }
    return render(request, "casework/stuck.html", context)


def _kind(text: str | None) -> Kind | None:
    return next((kind for kind in Kind if kind.value == text), None)


def _days(text: str | None) -> int:
    found = whole_number(text)
    return found if found is not None and 1 <= found <= MOST_DAYS else DAYS


@require_POST
@signed_in
@supervisors_only
def stuck_remedy(request: HttpRequest) -> HttpResponse:
    """Gives the pieces of work ticked (or the one whose button was pressed) back to the queue, or to an officer;
    the reason of the movement is that of the list. What is refused is named with its reason."""
    user, now = officer(request), present(request)
    kind = _kind(request.POST.get("kind"))
    if kind is None or kind in OF_CASES:
        raise BadRequest("kind")
    one = whole_number(request.POST.get("back"))
    chosen = [one] if one is not None else [whole_number(pk) for pk in request.POST.getlist("work")]
    items = [pk for pk in chosen if pk is not None][: stuck.PAGE]
    back = safe_next(request, request.path.rsplit("remedy", 1)[0])
    if not items:
        messages.error(request, _("仕事を一つ以上選んでください。"))
        return redirect(back)
    to: User | None = None
    if one is None and request.POST.get("do") != "back":
        to = User.objects.filter(pk=whole_number(request.POST.get("to")) or 0, is_active=True).first()
        if to is None:
            messages.error(request, _("担当させる職員を選んでください。"))
            return redirect(back)
    done = _move(request, items, to, user, now, WORDS[kind].reason)
    if done and to is None:
        messages.success(
            request,
            ngettext("%(n)d件の仕事を未割当に戻しました。", "%(n)d件の仕事を未割当に戻しました。", done)
            % {"n": done},
        )
    elif done:
        messages.success(
            request,
            ngettext(
                "%(n)d件の仕事を%(who)sに割り当てました。", "%(n)d件の仕事を%(who)sに割り当てました。", done
            )
            % {"n": done, "who": to},
        )
    return redirect(back)


def _move(
    request: HttpRequest, items: Sequence[int], to: User | None, user: User, now: datetime, reason: str
) -> int:
    numbers = dict(WorkItem.objects.filter(pk__in=items).values_list("pk", "case__number"))
    done = 0
    for pk in items:
        try:
            actions.assign(pk, to, by=user, now=now, reason=reason)
        except Refused as refused:
            messages.error(request, f"{numbers.get(pk, pk)}: {sentence(refused.refusal)}")
        else:
            done += 1
    return done
