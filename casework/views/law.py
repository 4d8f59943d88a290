"""The procedures as pages: what the law allows, to whom, from where, with which clocks."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from casework import diagram
from casework.templatetags.tetsuzuki import language
from casework.views import case_steps, case_words
from casework.views.access import signed_in
from workflows.clocks import Clock
from workflows.counting import Period, rule
from workflows.declare import PREVIOUS, SAME, Start, Step
from workflows.engine import Machine, Procedure
from workflows.registry import procedures
from workflows.roles import OFFICES
from workflows.texts import Text


@require_safe
@signed_in
def procedure_list(request: HttpRequest) -> HttpResponse:
    """The procedures kept, each in every text of the law."""
    return render(request, "casework/procedures.html", {"procedures": procedures()})


@require_safe
@signed_in
def procedure_page(request: HttpRequest, code: str) -> HttpResponse:
    """A procedure as its declarations say it; `?picture=<machine>` gives the drawing of a machine."""
    found = [p for p in procedures() if p.code == code]
    if not found:
        raise Http404
    procedure = found[-1]
    picture = request.GET.get("picture")
    if picture is not None:
        return _picture(procedure, picture, request.GET.get("state", ""))
    lang = language()
    rows = _page(procedure, lang)
    chosen = request.GET.get("machine") or procedure.main
    if chosen != "clocks" and chosen not in procedure.machines:
        raise Http404
    # All of it at once would be too much of a page: one machine is shown whole, the others by name.
    context = {
        "procedure": procedure,
        "machines": rows,
        "machine": next((row for row in rows if row["code"] == chosen), None),
        "clocks": _clocks(procedure, lang),
        "chosen": chosen,
    }
    return render(request, "casework/procedure.html", context)


def _picture(procedure: Procedure, machine: str, state: str) -> HttpResponse:
    svg = diagram.drawing(procedure.code, machine, state) if machine in procedure.machines else None
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response


# The declarations do not change while the process lives: a page is worked out once a language.
@lru_cache(maxsize=8)
def _page(procedure: Procedure, lang: str) -> list[dict[str, object]]:
    assert (get_language() or "ja").startswith("en") == (lang == "en")
    return [
        {
            "code": code,
            "label": case_words.capital(machine.label.get(lang)),
            "picture": diagram.path_of(procedure.code, code) is not None,
            "states": [
                (
                    state.code,
                    state.label.get(lang),
                    state.end,
                    state.detained,
                    _duties(procedure, machine, state.code),
                )
                for state in machine.states.values()
            ],
            "steps": [_step(procedure, machine, step, lang) for step in machine.steps.values()],
        }
        for code, machine in procedure.machines.items()
    ]


def _duties(procedure: Procedure, machine: Machine, state: str) -> list[tuple[str, str]]:
    lang = language()
    return [(getattr(OFFICES[d.role], lang), d.label.get(lang)) for d in machine.states[state].duties]


def _step(procedure: Procedure, machine: Machine, step: Step, lang: str) -> dict[str, object]:
    sources = machine.sources(step)
    anywhere = len(sources) > 6
    if step.target == SAME:
        targets = [Text("変わらない", "unchanged").get(lang)]
    elif step.target == PREVIOUS:
        targets = [Text("前の状態", "the state before").get(lang)]
    else:
        targets = [
            case_words.state_name(procedure, machine.code, t, lang)
            for t in dict.fromkeys(machine.targets(step))
        ]
    starts = [s.clock if isinstance(s, Start) else s for s in step.starts]
    return {
        "id": step.id,
        "label": case_words.capital(step.label.get(lang)),
        "cites": step.cites,
        "sources": [Text(f"{len(sources)}の状態", f"{len(sources)} states").get(lang)]
        if anywhere
        else [case_words.state_name(procedure, machine.code, s, lang) for s in sources],
        "all_sources": [case_words.state_name(procedure, machine.code, s, lang) for s in sources]
        if anywhere
        else [],
        "targets": targets,
        "who": case_steps.who_may(step, lang) or Text("期間の経過", "passing of time").get(lang),
        "starts": [(c, procedure.clocks[c].label.get(lang)) for c in dict.fromkeys(starts)],
        "stops": len(step.stops),
        "rules": [(g.rule.get(lang), g.cites) for g in step.guards]
        + [(a.rule.get(lang), a.cites) for a in step.apart],
        "mark": step.mark,
        "note": step.note.get(lang) if step.note else "",
        "serious": step.serious,
        "opens": step.opens,
    }


@lru_cache(maxsize=8)
def _clocks(procedure: Procedure, lang: str) -> list[dict[str, object]]:
    return [_clock(clock, lang) for clock in procedure.clocks.values()]


def _clock(clock: Clock, lang: str) -> dict[str, object]:
    return {
        "id": clock.id,
        "label": case_words.capital(clock.label.get(lang)),
        "cites": clock.cites,
        "length": Period.parse(clock.length).label(lang) if clock.length else "",
        "count": rule(clock.count).label(lang) if clock.count else "",
        "owed_by": getattr(OFFICES[clock.owed_by], lang),
        "must": clock.must.get(lang),
        "silence": clock.silence.get(lang),
        "shape": clock.shape.value,
        "target": clock.target,
        "mark": clock.mark,
        "note": clock.note.get(lang) if clock.note else "",
    }
