"""The work of an office as a table: officers, stages, ages; and the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.days import tokyo_day
from casework.models import User
from casework.templatetags.tetsuzuki import language, office_name, role_name, weekday_date
from casework.views.access import officer, present, signed_in, supervisors_only
from casework.views.csv_file import sheet
from casework.views.filters import age_names
from casework.watch import workload
from casework.watch.workload import BANDS, Count, Matrix, Row
from casework.work import queues
from casework.work.queues import Cursor, Page, Whose
from workflows.registry import procedures
from workflows.roles import OFFICES, Role

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table is about; every value is one that the reader may see, or empty."""

    offices: tuple[str, ...]
    roles: tuple[str, ...]
    office: str
    role: str
    procedure: str
    band: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table and the queue that it counts."""

    count: int
    old: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is drawn."""

    row: Row
    cells: Sequence[Cell]
    bands: Sequence[Cell]
    late: Cell
    today: Cell
    everything: Cell
    href: str


@require_safe
@signed_in
@supervisors_only
def workload_page(request: HttpRequest) -> HttpResponse:
    """Officers by stage and age of their work, what nobody has taken first; each number leads to its queue."""
    user, now = officer(request), present(request)
    asked = _asked(request, user)
    table = workload.matrix(asked.offices, asked.roles, asked.procedure, now)
    columns = _columns(table, asked.procedure)
    if request.GET.get("format") == "csv":
        return _file(table, columns, now)
    page = _page(table.rows, request.GET.get("after"))
    context = {
        "now": now,
        "asked": asked,
        "offices": queues.offices_of(user),
        "roles": [r for r in queues.roles_of(user, Whose.ALL) if OFFICES[Role(r)].signs_in],
        "procedures": list(dict.fromkeys((p.code, p.label) for p in procedures())),
        "bands": age_names(),
        "columns": columns,
        "lines": [_line(row, columns, asked) for row in page.rows],
        "sums": _line(Row(None, table.sums, table.whole), columns, asked, everybody=True),
        "pager": page,
        "officers": len(table.rows) - 1,
        "away": sum(1 for row in table.rows if row.absence is not None),
    }
    return render(request, "casework/workload.html", context)


def _asked(request: HttpRequest, user: User) -> Asked:
    offices, roles = queues.offices_of(user), queues.roles_of(user, Whose.ALL)
    office, role = request.GET.get("office", ""), request.GET.get("role", "")
    procedure, band = request.GET.get("procedure", ""), request.GET.get("age", "")
    return Asked(
        (office,) if office in offices else offices,
        (role,) if role in roles else roles,
        office if office in offices else "",
        role if role in roles else "",
        procedure if procedure in {p.code for p in procedures()} else "",
        band if band in dict(BANDS) else "",
    )


def _columns(table: Matrix, procedure: str) -> list[tuple[str, str]]:
    """The columns with their names, in the order in which the procedure declares its stages."""
    if not procedure:
        names = {p.code: p.label.get(language()) for p in procedures()}
    else:
        # The same stage under two texts of the law is one column.
        names = {
            f"{machine.code}.{state.code}": state.label.get(language())
            for found in procedures()
            if found.code == procedure
            for machine in found.machines.values()
            for state in machine.states.values()
        }
    known = [code for code in names if code in table.sums]
    return [(code, names.get(code, code)) for code in [*known, *(c for c in table.columns if c not in names)]]


def _page(rows: Sequence[Row], after: str | None) -> Page[Row]:
    """The rows after the officer whose row the page before ended with; the order is one of counts, so that a
    row can move while somebody turns the page, but none is left out of both for standing still."""
    begin = 0
    if after:
        try:
            last = Cursor.read(after).id
        except queues.BadCursor as error:
            raise BadRequest(str(error)) from None
        begin = next((place + 1 for place, row in enumerate(rows) if row.key == last), 0)
    shown = rows[begin : begin + MOST_ROWS]
    more = begin + MOST_ROWS < len(rows)
    stand_in = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    return Page(shown, Cursor(stand_in, shown[-1].key) if more else None, begin > 0)


def _line(row: Row, columns: Sequence[tuple[str, str]], asked: Asked, everybody: bool = False) -> Line:
    whose = {"holder": str(row.key)} if row.user is not None else {"whose": "free"}
    holder = {} if everybody else whose

    def cell(count: int, old: int = 0, **more: str) -> Cell:
        return Cell(count, old, queue(asked, {**holder, **more}))

    named = "state" if asked.procedure else "procedure"
    cells = []
    for code, _name in columns:
        count = row.columns.get(code, Count())
        age = {"age": asked.band} if asked.band else {}
        cells.append(
            cell(count.of_band(asked.band), 0 if asked.band else count.bands[-1], **{named: code}, **age)
        )
    return Line(
        row,
        cells,
        [cell(n, age=code) for (code, _last), n in zip(BANDS, row.whole.bands, strict=True)],
        cell(row.whole.late, urgency="late"),
        cell(row.whole.today, urgency="today"),
        cell(row.whole.total),
        queue(asked, holder),
    )


def queue(asked: Asked, more: Mapping[str, str]) -> str:
    """The address of the queue that holds what a number counts."""
    kept = {"office": asked.office, "role": asked.role, "procedure": asked.procedure}
    return (
        reverse("queues") + "?" + urlencode({"whose": "all", **{k: v for k, v in kept.items() if v}, **more})
    )


def _file(table: Matrix, columns: Sequence[tuple[str, str]], now: datetime) -> HttpResponse:
    """One line for each officer and column: nothing of the table is lost."""
    head = [_("職員"), _("官署"), _("官職"), _("不在"), _("段階又は手続"), _("全部")]
    head += [word for _code, word in age_names()] + [_("超過"), _("今日"), _("最も古いもの")]
    lines = []
    for row in table.rows:
        for code, name in columns:
            count = row.columns.get(code)
            if count is not None:
                lines.append([*_who(row), name, *_numbers(count)])
        if not row.columns:
            lines.append([*_who(row), "", *_numbers(row.whole)])
    return sheet(f"workload-{tokyo_day(now):%Y%m%d}.csv", head, lines)


def _who(row: Row) -> list[str]:
    if row.user is None:
        return [_("未割当"), "", "", ""]
    away = weekday_date(row.absence.until) if row.absence else ""
    return [
        str(row.user),
        office_name(row.user.office_id),
        "・".join(role_name(r) for r in row.user.roles),
        away,
    ]


def _numbers(count: Count) -> list[object]:
    oldest = weekday_date(count.oldest) if count.oldest else ""
    return [count.total, *count.bands, count.late, count.today, oldest]
