"""The procedures as pages: what the law allows, to whom, from where, with which clocks."""

from __future__ import annotations

import re
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework import diagram
from casework.templatetags.tetsuzuki import language
from casework.views import law_words
from casework.views.access import present, signed_in
from casework.views.case_words import capital
from workflows.about import ABOUT, FAMILIES
from workflows.changes import days_of_change
from workflows.counting import TOKYO
from workflows.describe import EXAMPLE
from workflows.engine import Procedure
from workflows.registry import procedures

# Parts of a procedure that are no machine, by what `?machine=` calls them.
CLOCKS, INDEX = "clocks", "index"
ZOOMS = ("fit", "100", "200")


def text_in_force(code: str, request: HttpRequest) -> Procedure:
    """The text of a procedure in force now, else the latest one kept."""
    found = [p for p in procedures() if p.code == code]
    if not found:
        raise Http404
    today = present(request).astimezone(TOKYO).date()
    now = [p for p in found if p.law_from <= today and (p.law_until is None or today < p.law_until)]
    return (now or found)[-1]


@require_safe
@signed_in
def procedure_list(request: HttpRequest) -> HttpResponse:
    """The procedures kept, by family, each with a sentence and its last change."""
    today = present(request).astimezone(TOKYO).date()
    families = []
    for family in FAMILIES:
        rows = []
        for code in family.procedures:
            days = days_of_change(code)
            rows.append(
                {
                    "procedure": text_in_force(code, request),
                    "about": ABOUT[code],
                    "last": max((day for day in days if day <= today), default=None),
                    "next": min((day for day in days if day > today), default=None),
                }
            )
        families.append((family, rows))
    return render(request, "casework/procedures.html", {"families": families})


@require_safe
@signed_in
def procedure_page(request: HttpRequest, code: str) -> HttpResponse:
    """A procedure as its declarations say it, one machine (`?machine=`), its clocks or its index at a time;
    `?picture=<machine>` gives the drawing of a machine."""
    procedure = text_in_force(code, request)
    picture = request.GET.get("picture")
    if picture is not None:
        return _picture(procedure, picture, request.GET.get("state", ""))
    chosen = request.GET.get("machine") or procedure.main
    if chosen not in (CLOCKS, INDEX) and chosen not in procedure.machines:
        raise Http404
    lang = language()
    zoom = request.GET.get("zoom", "")
    context = {
        "procedure": procedure,
        "about": ABOUT[code],
        "parts": _parts(procedure, lang),
        "chosen": chosen,
        "steps": len(procedure.steps),
        "example": EXAMPLE,
        "sample": law_words.SAMPLE_DAY,
        "zoom": zoom if zoom in ZOOMS else "",
        "other_lang": "en" if lang == "ja" else "ja",
        **_shown(procedure, chosen, _part(request, procedure, chosen), lang),
    }
    return render(request, "casework/procedure.html", context)


def _part(request: HttpRequest, procedure: Procedure, chosen: str) -> int:
    """Which page of a machine: `?part=`, counted from 1."""
    asked = request.GET.get("part", "") or "1"
    pages = len(law_words.layout(procedure, chosen)) if chosen in procedure.machines else 1
    if asked not in [str(n) for n in range(1, pages + 1)]:
        raise Http404
    return int(asked)


def _shown(procedure: Procedure, chosen: str, part: int, lang: str) -> dict[str, object]:
    """What the page tells whole; the steps and clocks of the other pages are there by name."""
    if chosen == CLOCKS:
        return {
            "clocks": law_words.clocks(procedure, lang),
            "rest": law_words.rest(procedure, chosen, part, lang),
        }
    if chosen == INDEX:
        return {
            "offices": law_words.by_office(procedure, lang),
            "articles": law_words.by_article(procedure, lang),
        }
    width = _width(procedure.code, chosen)
    pages = len(law_words.layout(procedure, chosen))
    return {
        "machine": procedure.machines[chosen],
        "groups": law_words.groups(procedure, chosen, part, lang),
        "contents": law_words.contents(procedure, chosen, part, lang),
        "ends": law_words.ends(procedure, chosen, lang),
        "part": part,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "width": width,
        "double": width * 2,
        "rest": law_words.rest(procedure, chosen, part, lang),
    }


@require_safe
@signed_in
def procedure_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Leads to the place where a step is told, whichever page of its procedure that is."""
    procedure = text_in_force(code, request)
    if step not in procedure.steps:
        raise Http404
    return HttpResponseRedirect(reverse("procedure", args=[code]) + law_words.step_href(procedure, step))


def _parts(procedure: Procedure, lang: str) -> list[tuple[str, str, int]]:
    """The machines with their numbers of steps."""
    return [
        (code, capital(machine.label.get(lang)), len(machine.steps))
        for code, machine in procedure.machines.items()
    ]


@lru_cache(maxsize=64)
def _width(procedure: str, machine: str) -> int:
    """The natural width of a drawing in pixels; 0 where there is none."""
    svg = diagram.drawing(procedure, machine)
    found = re.search(r' width="(\d+)"', svg[:2000]) if svg else None
    return int(found[1]) if found else 0


def _picture(procedure: Procedure, machine: str, state: str) -> HttpResponse:
    svg = diagram.drawing(procedure.code, machine, state) if machine in procedure.machines else None
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response
