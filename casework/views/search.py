"""The search box of every page, and the page of what was found.

What is typed comes by POST and is kept in the session for the page alone: it stands in no address and no log.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from casework.finding import search, sought
from casework.finding.asking import MOST_FILES, Filters
from casework.finding.sought import Sought
from casework.models import User
from casework.permissions import parents, sight
from casework.views.access import officer, signed_in
from casework.views.intake import may_look
from workflows.countries import CODES
from workflows.registry import procedures

WORDS = "search_words"
PAGE = 20
SUGGESTED = 5
GROUPS = ("cases", "people", "filings", "organisations")


@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """What the words lead to. POST takes the words: from the box while they are typed, the answer is a list of
    suggestions; else they are kept and the page follows."""
    if request.htmx and not isinstance(request.user, User):  # type: ignore[attr-defined]
        # The sign-in page has no place in a list. It comes when the form is sent.
        return HttpResponse(status=403)
    return _search_page(request)


@signed_in
def _search_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        words = sought.clean(request.POST.get("words", ""))
        if request.htmx:  # type: ignore[attr-defined]
            return _suggest(request, words)
        if words:
            request.session[WORDS] = words
        else:
            request.session.pop(WORDS, None)
        return redirect("search")
    user = officer(request)
    words = str(request.session.get(WORDS, ""))
    asked = {
        name: request.GET.get(name, "")[:60] for name in ("procedure", "office", "status", "nationality")
    }
    asked["nationality"] = sought.clean(asked["nationality"]).upper()[:3]
    filters = Filters(**asked)
    after = {name: _row(request.GET.get(name)) for name in GROUPS}
    found = search.find(user, words, PAGE, reception=may_look(user), filters=filters, after=after)
    context = {
        "words": words,
        "search_words": words,
        "found": found,
        "asked": asked,
        "filtered": filters.any,
        "after": after,
        "tried": _tried(found.asked, found.filings is not None),
        "near": found.near,
        "most": MOST_FILES,
        "procedures": list(dict.fromkeys((p.code, p.label) for p in procedures())),
        "offices": _offices(user),
        "countries": sorted(CODES),
    }
    return render(request, "casework/search.html", context)


def _row(text: str | None) -> int:
    """The row after which a group goes on; an address nobody was given is a bad request."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise BadRequest(text[:60])
    return int(text)


def _offices(user: User) -> tuple[str, ...]:
    seen = sight(user)
    return tuple(parents()) if seen.everything else seen.offices


def _suggest(request: HttpRequest, words: str) -> HttpResponse:
    user = officer(request)
    found = search.find(user, words, SUGGESTED, reception=may_look(user))
    context: dict[str, Any] = {
        "words": words,
        "found": found,
        "most": MOST_FILES,
        "tried": _tried(found.asked, found.filings is not None),
    }
    return render(request, "casework/_search_options.html", context)


def _tried(asked: Sought, reception: bool) -> list[str]:
    """As what the words were looked for."""
    found = []
    if asked.case:
        found.append(_("事件番号"))
    if asked.number:
        found.append(_("在留カード・旅券などの番号"))
    if asked.phone:
        found.append(_("電話番号"))
    if asked.born:
        found.append(_("生年月日"))
    if asked.names:
        found.append(_("氏名(ローマ字・漢字・カナ・通称・旧氏名)"))
    if reception and not asked.empty:
        found.append(_("受付中の申請"))
        if asked.spelt or asked.number or asked.phone:
            found.append(_("機関の名称・番号"))
    return found
