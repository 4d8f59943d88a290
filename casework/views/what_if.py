"""What more or fewer officers would make of a backlog: the question, the projection, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework import charts
from casework.models import User
from casework.permissions import offices_watched
from casework.templatetags.tetsuzuki import language
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.csv_file import sheet
from casework.watch import flow, whatif
from casework.watch.whatif import Lack, Measured, Point
from casework.work import queues
from casework.work.queues import Whose
from workflows.registry import procedures
from workflows.roles import OFFICES, Role

LEAST_WEEKS, USUAL_WEEKS, MOST_WEEKS = 4, 12, 26
MOST_CHANGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: whose queue, how many officers more or fewer, for how many weeks. `fault` says what in the
    address could not be taken as it stood."""

    queue: flow.Asked | None
    change: int
    weeks: int
    fault: str


@require_safe
@signed_in
@supervisors_only
def what_if(request: HttpRequest) -> HttpResponse:
    """The form, and below it the projection with and without the change, or why there is none."""
    user, now = officer(request), present(request)
    offices, roles = offices_watched(user), _roles(user)
    asked = _asked(request, offices, roles)
    context = {
        "now": now,
        "asked": asked,
        "offices": offices,
        "roles": roles,
        "procedures": list(dict.fromkeys((p.code, p.label) for p in procedures())),
        "most_change": MOST_CHANGE,
    }
    if asked.queue is not None and not asked.fault:
        found = flow.measure(asked.queue, now, asked.weeks)
        if isinstance(found, Lack):
            context["lack"] = _lack_words(found)
        else:
            then = max(0, found.officers + asked.change)
            as_now = whatif.project(found, found.officers, asked.weeks)
            changed = whatif.project(found, then, asked.weeks)
            if request.GET.get("format") == "csv":
                return _file(as_now, changed)
            context |= _result(found, then, as_now, changed)
    return render(request, "casework/what_if.html", context, status=422 if asked.fault else 200)


def _roles(user: User) -> list[str]:
    return [r for r in queues.roles_of(user, Whose.ALL) if OFFICES[Role(r)].signs_in]


def _asked(request: HttpRequest, offices: tuple[str, ...], roles: list[str]) -> Asked:
    get = request.GET.get
    faults = []
    change, weeks = _whole(get("change") or "0"), _whole(get("weeks") or str(USUAL_WEEKS))
    if change is None or abs(change) > MOST_CHANGE:
        faults.append(_("増減は%(n)d人までの整数で入れてください。") % {"n": MOST_CHANGE})
    if weeks is None or not LEAST_WEEKS <= weeks <= MOST_WEEKS:
        faults.append(
            _("期間は%(least)d週から%(most)d週までの整数で入れてください。")
            % {"least": LEAST_WEEKS, "most": MOST_WEEKS}
        )
    known = {p.code for p in procedures()}
    queue = None
    if get("role"):
        if get("role") not in roles or get("office") not in offices:
            faults.append(_("官署と官職を一覧から選んでください。"))
        else:
            chosen = tuple(dict.fromkeys(p for p in request.GET.getlist("procedure") if p in known))
            queue = flow.Asked(str(get("office")), Role(str(get("role"))), chosen)
    return Asked(queue, change or 0, weeks or USUAL_WEEKS, " ".join(faults))


def _whole(text: str) -> int | None:
    text = text.strip()
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        return None
    return int(text)


def _lack_words(found: Lack) -> str:
    numbers = {"found": found.found, "least": found.least}
    if found.what == "officers":
        return _("この官署にこの官職の職員がいないため、一人当たりの処理数が分かりません。")
    if found.what == "weeks":
        return _("この官署の記録は%(found)d週分です。見通しには%(least)d週分以上の記録が要ります。") % numbers
    return _("測った期間に終わった仕事は%(found)d件です。見通しには%(least)d件以上が要ります。") % numbers


def _result(found: Measured, then: int, as_now: list[Point], changed: list[Point]) -> dict[str, object]:
    names = [_("今のまま"), _("増減後")]
    labels = [charts.Label(str(point.week)) for point in as_now]
    several = [
        charts.Series(
            name, [p.backlog for p in points], look, [p.low for p in points], [p.high for p in points]
        )
        for name, points, look in zip(names, (as_now, changed), charts.IN_ORDER, strict=False)
    ]
    if then == found.officers:
        several = several[:1]
    return {
        "found": found,
        "then": then,
        "rows": list(zip(as_now, changed, strict=True)),
        "end_now": as_now[-1],
        "end_then": changed[-1],
        "differs": then != found.officers,
        "drawing": charts.lines(
            labels,
            several,
            unit=ngettext("件", "件", 2),
            say=_rounded,
            axis=lambda v: charts.compact(v, language()),
        ),
        "saved": as_now[-1].backlog - changed[-1].backlog,
        "known": sum(found.known),
    }


def _rounded(number: float) -> str:
    return charts.exact(round(number))


def _file(as_now: list[Point], changed: list[Point]) -> HttpResponse:
    head = [_("週")]
    for name in (_("今のまま"), _("増減後")):
        head += [
            f"{name}: {word}"
            for word in (
                _("残り"),
                _("幅の下"),
                _("幅の上"),
                _("平均の日数"),
                _("超過の割合"),
                _("来た数"),
                _("終えた数"),
            )
        ]
    rows = (
        [a.week, *(round(v, 3) for p in (a, b) for v in _numbers(p))]
        for a, b in zip(as_now, changed, strict=True)
    )
    return sheet("what-if.csv", head, rows)


def _numbers(point: Point) -> tuple[float, ...]:
    return (point.backlog, point.low, point.high, point.age, point.late, point.arrived, point.done)
