"""A suggestion of how to share out what nobody has taken; the supervisor changes it and applies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework.forms import number as whole_number
from casework.models import User
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.assignment import MOST_REASON
from casework.views.filters import read
from casework.work import assigning, queues
from casework.work.distribution import Given, Hand, suggest
from casework.work.distribution_facts import Table, table
from casework.work.queues import Scope, Whose, Work


@dataclass(frozen=True, slots=True)
class Row:
    """One piece with the officer suggested, why, and everybody who could have it instead."""

    work: Work
    to: User | None
    why: str
    others: Sequence[User]


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer with the load before and after, in a sentence."""

    user: User
    before: int
    more: int
    sentence: str
    absent: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@supervisors_only
def distribution_page(request: HttpRequest) -> HttpResponse:
    """Unassigned work of the office, role, division or procedure asked for, most urgent first, each piece with
    a suggestion. POST prepares the job that gives it out."""
    user, now = officer(request), present(request)
    params = request.GET.copy()
    params["whose"] = Whose.ALL.value
    for name in ("urgency", "holder", "view", "after"):
        params.pop(name, None)
    asked = read(params, user)
    if request.method == "POST":
        return _prepare(request, user)
    scope = _free(asked.scope)
    found = table(scope, now)
    given = suggest(found.pieces, found.hands)
    context = {
        "now": now,
        "filters": asked,
        "rows": _rows(found, given),
        "officers": _officers(found, given),
        "more": queues.count(scope, assigning.MOST, now=now) - len(found.rows),
        "passed_over": found.passed_over,
        "here": request.get_full_path(),
    }
    return render(request, "casework/distribution.html", context)


def _free(scope: Scope) -> Scope:
    return Scope(
        user_id=scope.user_id,
        offices=scope.offices,
        roles=scope.roles,
        whose=Whose.FREE,
        procedures=scope.procedures,
        division=scope.division,
        held=scope.held,
        state=scope.state,
        narrowed=scope.narrowed,
    )


def _prepare(request: HttpRequest, user: User) -> HttpResponse:
    """The job with what the supervisor chose; a piece set to nobody stays in the queue."""
    chosen = {
        pk: to
        for name, value in request.POST.items()
        if name.startswith("to-")
        and (pk := whole_number(name.removeprefix("to-"))) is not None
        and (to := whole_number(str(value))) is not None
    }
    users = User.objects.filter(is_active=True).in_bulk(set(chosen.values()))
    targets: dict[int, User | None] = {pk: users[to] for pk, to in chosen.items() if to in users}
    if not targets:
        messages.error(request, _("割り当てる仕事がありません。職員を選んでください。"))
        return redirect(request.get_full_path())
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:MOST_REASON]
    job = assigning.prepare(
        targets,
        by=user,
        offices=queues.offices_of(user),
        now=present(request),
        reason=reason,
        # The page showed what nobody had; what an officer has taken since stays theirs.
        free_only=True,
    )
    back = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('assign_job', args=[job.pk])}?{back}")


def _rows(found: Table, given: Sequence[Given]) -> list[Row]:
    hands = [hand for hand in found.hands if not hand.absent]
    return [
        Row(
            work,
            found.officers[one.to] if one.to is not None else None,
            _why(one),
            [found.officers[h.id] for h in hands if one.piece.role in h.roles and h.id not in one.piece.away],
        )
        for work, one in zip(found.rows, given, strict=True)
    ]


def _why(one: Given) -> str:
    return {
        "load": _("今の負荷がいちばん小さいため"),
        "knows": _("負荷が同じ職員のうち、この仕事をいちばん知っているため"),
        "only": _("できる職員がほかにいないため"),
        "nobody": _("できる職員がいません(官職・不在・職務の分離)"),
    }[one.why]


def _officers(found: Table, given: Sequence[Given]) -> list[Officer]:
    shown = []
    for hand in found.hands:
        own = [one for one in given if one.to == hand.id]
        shown.append(
            Officer(
                found.officers[hand.id],
                hand.load,
                len(own),
                _sentence(hand, own),
                hand.absent,
            )
        )
    return sorted(shown, key=lambda o: (o.absent, o.user.full_name, o.user.pk))


def _sentence(hand: Hand, own: Sequence[Given]) -> str:
    """Why an officer gets as much as that."""
    if hand.absent:
        return _("今日は不在のため、割り当てません。")
    has = sum(hand.held.values())
    pressing = hand.held.get("late", 0) + hand.held.get("today", 0)
    words = _("今の担当は%(has)d件(期限を過ぎたものと今日までのもの%(pressing)d件)で、負荷は%(load)d。") % {
        "has": has,
        "pressing": pressing,
        "load": hand.load,
    }
    if not own:
        return words + _("ほかの職員の負荷がより小さいか、できる仕事がないため、この案では増やしません。")
    division = sum(one.piece.division == hand.division != "" for one in own)
    done = max((hand.experience.get(one.piece.procedure, 0) for one in own), default=0)
    words += _("この案で%(more)d件を加え、負荷は%(after)dになります。") % {
        "more": len(own),
        "after": hand.load + sum(one.piece.weight for one in own),
    }
    if division:
        words += _("うち%(n)d件は所属部門の仕事です。") % {"n": division}
    if done:
        words += ngettext(
            "その手続を過去180日に%(n)d回扱っています。", "その手続を過去180日に%(n)d回扱っています。", done
        ) % {"n": done}
    return words
