"""The dashboards: what came in, was ended and is pending, how long it took, and which dates were kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext
from django.views.decorators.http import require_safe

from casework import calendars, charts
from casework.charts import Drawing, Label, Look, Series
from casework.figures import reading
from casework.figures.lines import (
    Line,
    Result,
    line,
    lines,
    officers_dates,
    procedure_of,
    stages,
    state_label,
)
from casework.figures.reading import MOST_MONTHS, Area, Asked, Days, Flow, Kept, months_later
from casework.figures.tables import Cell, Column, Row, Table
from casework.models import User
from casework.models.staff import Calendar
from casework.permissions import covers, offices_watched
from casework.templatetags.tetsuzuki import language, office_name, role_name, say
from casework.views.access import officer, present, signed_in
from casework.views.csv_file import saved
from casework.views.filters import is_manager
from casework.work import queues
from workflows.counting import TOKYO

# A chart with more bars than this is read in its table.
MOST_BARS = 15
# And a list longer than this in its CSV; it begins with what matters most.
MOST_ROWS = 25
# Figures older than this are told to be old: the tallies are made anew every five minutes.
STALE_SECONDS = 1800


# --- what is asked for ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose, as it stands in the address. `errors` are sentences by field."""

    office: str
    only: bool
    procedure: str
    first: str
    last: str
    compare: bool
    errors: Mapping[str, str]
    asked: Asked
    usual: tuple[str, str]

    def query(self, **changes: str) -> str:
        """The address's query with some values changed; an empty one is left out."""
        values = {
            "office": self.office,
            "only": "1" if self.only else "",
            "procedure": self.procedure,
            "from": self.first if (self.first, self.last) != self.usual else "",
            "to": self.last if (self.first, self.last) != self.usual else "",
            "compare": "1" if self.compare else "",
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})


_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 1990 <= int(found[1]) <= 2200:
        return None
    return date(int(found[1]), int(found[2]), 1)


def filters(request: HttpRequest, user: User, now: datetime) -> Filters:
    """What the reader chose; what cannot be is told, and the usual figures are meant."""
    seen = offices_watched(user)
    office, only = request.GET.get("office", "").strip(), request.GET.get("only") == "1"
    procedure = request.GET.get("procedure", "").strip()
    this = now.astimezone(TOKYO).date().replace(day=1)
    usual = (f"{months_later(this, -11):%Y-%m}", f"{this:%Y-%m}")
    first_text = request.GET.get("from", "").strip() or usual[0]
    last_text = request.GET.get("to", "").strip() or usual[1]
    errors: dict[str, str] = {}
    if office and office not in seen:
        errors["office"] = _("その官署の数字は表示できません。一覧から選んでください。")
    if procedure and procedure not in _choices():
        errors["procedure"] = _("その手続はありません。一覧から選んでください。")
    first, last = _month(first_text), _month(last_text)
    if first is None:
        errors["from"] = _("年月を 2026-04 のように入力してください。")
    if last is None:
        errors["to"] = _("年月を 2026-04 のように入力してください。")
    if first is not None and last is not None:
        if last < first:
            errors["to"] = _("終わりの月が始まりの月より前です。")
        elif last > this:
            errors["to"] = _("まだ来ていない月です。今月までを選んでください。")
        elif months_later(first, MOST_MONTHS) <= last:
            errors["to"] = _("一度に表示できるのは60か月までです。期間を短くしてください。")
    if errors:
        first, last = months_later(this, -11), this
    chosen = seen
    if office and "office" not in errors:
        chosen = (office,) if only else tuple(c for c in seen if c == office or covers(office, c))
    assert first is not None and last is not None
    asked = Asked(chosen, procedure if "procedure" not in errors else "", first, last)
    return Filters(
        office[:40],
        only,
        procedure[:40],
        first_text[:20],
        last_text[:20],
        request.GET.get("compare") == "1",
        errors,
        asked,
        usual,
    )


def _choices() -> dict[str, str]:
    """What can be chosen under procedure: everything that is counted, and the files of residence, of which only
    dates are."""
    found = {one.code: say(one.label) for one in lines()}
    residence = procedure_of("residence")
    if residence is not None:
        found["residence"] = say(residence.label)
    return found


def _tags(chosen: Filters) -> list[tuple[str, str]]:
    """The filters in force: what each says, and the address without it."""
    found = []
    if chosen.office:
        name = office_name(chosen.office)
        below = _("下部の官署を除く") if chosen.only else _("下部の官署を含む")
        found.append((f"{name}({below})", chosen.query(office="", only="")))
    if chosen.procedure:
        found.append((_choices().get(chosen.procedure, chosen.procedure), chosen.query(procedure="")))
    if (chosen.first, chosen.last) != chosen.usual:
        first, last = _months([chosen.asked.first, chosen.asked.last])
        found.append((_("期間") + f" {first}–{last}", chosen.query(**{"from": "", "to": ""})))
    if chosen.compare:
        found.append((_("前年と比べる"), chosen.query(compare="")))
    return found


# --- panels ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure of the page: a heading, a drawing with its description, and its numbers."""

    code: str
    heading: str
    says: str
    drawing: Drawing | None
    table: Table
    note: str = ""
    wide: bool = False

    @property
    def shown(self) -> Sequence[Row]:
        """The rows on the page: the first ones of a long list, but every month."""
        return self.table.rows if self.table.head.name == "month" else self.table.rows[:MOST_ROWS]

    @property
    def left(self) -> int:
        """How many rows only the CSV has."""
        return len(self.table.rows) - len(self.shown)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.table.rows or (self.drawing is not None and self.drawing.empty)


def axis(value: float) -> str:
    """A number of an axis in the reader's language."""
    return charts.compact(value, language())


def _labels(months: Sequence[date]) -> list[Label]:
    lang, calendar = language(), calendars.chosen()
    return [Label(calendars.month_name(m, lang), calendars.write_year(m, lang, calendar)) for m in months]


def _month_label(month: date) -> str:
    """A month in the reader's calendar."""
    return calendars.write_month(month, language(), calendars.chosen())


def _months(months: Sequence[date]) -> tuple[str, str]:
    return _month_label(months[0]), _month_label(months[-1])


@dataclass(frozen=True, slots=True)
class Page:
    """What the panels are made of, read once."""

    chosen: Filters
    now: datetime
    serves: frozenset[str]
    flows: Mapping[date, Flow]
    earlier: Mapping[date, Flow]
    offices: list[Area]
    kept: list[Kept]
    one: Line | None

    @property
    def months(self) -> list[date]:
        """The months of the time, in order."""
        return sorted(self.flows)

    def before(self) -> list[Flow]:
        """The same months a year earlier, in order; empty where nobody asked."""
        return [self.earlier[m] for m in sorted(self.earlier)]

    def queue(self, office: str = "", procedure: str = "", urgency: str = "") -> str:
        """The address of the work behind a number of one office, or of all that were asked for, to those who
        answer for it. Empty for others, and where no list shows the work of just these offices."""
        of = {office} if office else set(self.chosen.asked.offices)
        if not of <= self.serves or 1 < len(of) < len(self.serves):
            return ""
        only = next(iter(of)) if len(of) == 1 else ""
        known = procedure if procedure_of(procedure) is not None else ""
        values = {"whose": "all", "office": only, "procedure": known, "urgency": urgency}
        return f"{reverse('queues')}?{urlencode({k: v for k, v in values.items() if v})}"


def _flow(page: Page) -> Panel:
    months, flows, before = page.months, page.flows, page.before()
    drawn = [
        Series(pgettext("figures", "受理"), [float(flows[m].received) for m in months], Look.SOLID),
        Series(pgettext("figures", "終結"), [float(flows[m].closed) for m in months], Look.HATCH),
    ]
    columns = [
        Column("received", pgettext("figures", "受理")),
        Column("moved_in", _("移送による受入れ")),
        Column("moved_out", _("移送")),
        Column("closed", pgettext("figures", "終結")),
        Column("pending", _("月末の係属")),
    ]
    if before:
        drawn.append(Series(_("受理(前年)"), [float(f.received) for f in before], Look.DOTS))
        columns += [
            Column("received_year_before", _("受理(前年)")),
            Column("closed_year_before", _("終結(前年)")),
        ]
    rows = []
    for i, month in enumerate(months):
        flow = flows[month]
        cells = [flow.received, flow.moved_in, flow.moved_out, flow.closed, flow.pending]
        cells += [before[i].received, before[i].closed] if before else []
        rows.append(Row(f"{month:%Y-%m}", _month_label(month), [Cell(v) for v in cells]))
    whole = reading.total(flows)
    return Panel(
        "flow",
        _("受理と終結"),
        _("%(first)sから%(last)sまでに受理%(received)s件、終結%(closed)s件。")
        % {
            "first": _months(months)[0],
            "last": _months(months)[1],
            "received": f"{whole.received:,}",
            "closed": f"{whole.closed:,}",
        },
        charts.lines(_labels(months), drawn, unit=npgettext("figures", "件", "件", 2), axis=axis),
        Table(Column("month", _("月")), columns, rows),
    )


def _closed(page: Page) -> Panel:
    months, flows = page.months, page.flows
    words = _results()
    series = charts.series(*((words[r], [float(getattr(flows[m], r.value)) for m in months]) for r in Result))
    rows = [
        Row(
            f"{m:%Y-%m}",
            _month_label(m),
            [Cell(getattr(flows[m], r.value)) for r in Result] + [Cell(flows[m].closed)],
        )
        for m in months
    ]
    whole = reading.total(flows)
    return Panel(
        "closed",
        _("終結の内訳"),
        _("許可等%(granted)s件、不許可等%(refused)s件、その他%(other)s件。")
        % {
            "granted": f"{whole.granted:,}",
            "refused": f"{whole.refused:,}",
            "other": f"{whole.other:,}",
        },
        charts.columns(_labels(months), series, unit=npgettext("figures", "件", "件", 2), axis=axis),
        Table(
            Column("month", _("月")),
            [*(Column(r.value, words[r]) for r in Result), Column("closed", pgettext("figures", "終結"))],
            rows,
        ),
    )


def _results() -> dict[Result, str]:
    return {
        Result.GRANTED: _("許可・交付等"),
        Result.REFUSED: _("不許可・不交付等"),
        Result.OTHER: _("その他の終結"),
    }


def _pending(page: Page) -> Panel:
    months, flows, before = page.months, page.flows, page.before()
    drawn = [
        Series(pgettext("figures", "係属"), [float(max(0, flows[m].pending)) for m in months], Look.SOLID)
    ]
    columns = [Column("pending", _("月末の係属")), Column("change", _("前月との差"))]
    if before:
        drawn.append(Series(_("係属(前年)"), [float(max(0, f.pending)) for f in before], Look.DOTS))
        columns.append(Column("pending_year_before", _("係属(前年)")))
    rows = []
    for i, month in enumerate(months):
        cells = [Cell(flows[month].pending), Cell(flows[month].change)]
        if before:
            cells.append(Cell(before[i].pending))
        rows.append(Row(f"{month:%Y-%m}", _month_label(month), cells))
    return Panel(
        "pending",
        _("月末の係属"),
        _("%(last)sの終わりに%(pending)s件。")
        % {"last": _months(months)[1], "pending": f"{flows[months[-1]].pending:,}"},
        charts.lines(_labels(months), drawn, unit=npgettext("figures", "件", "件", 2), axis=axis),
        Table(Column("month", _("月")), columns, rows),
    )


def _bands() -> dict[str, str]:
    return {
        "d0": _("14日以下"),
        "d15": _("15〜30日"),
        "d31": _("31〜90日"),
        "d91": _("91〜180日"),
        "d181": _("181〜365日"),
        "d366": _("366日以上"),
    }


def _age(page: Page) -> Panel:
    found, words = reading.ages(page.chosen.asked), _bands()
    whole = sum(number for _code, number in found)
    rows = [
        Row(code, words[code], [Cell(n), Cell(f"{n / whole:.1%}" if whole else None)]) for code, n in found
    ]
    return Panel(
        "age",
        _("いま係属しているものの経過日数"),
        _("いま係属しているのは%(n)s件。") % {"n": f"{whole:,}"},
        charts.bars(
            [Label(words[code]) for code, _n in found],
            [Series(pgettext("figures", "係属"), [float(n) for _code, n in found], Look.SOLID)],
            unit=npgettext("figures", "件", "件", 2),
            axis=axis,
        ),
        Table(
            Column("days", _("受理からの日数")),
            [Column("pending", pgettext("figures", "係属")), Column("share", _("割合"))],
            rows,
        ),
    )


def _time(page: Page) -> Panel:
    one, asked = page.one, page.chosen.asked
    if one is not None:
        found = reading.days_by_stage(asked, stages(one))
        names = {days.code: say(state_label(one, days.code)) for days in found}
        heading, head = _("段階ごとの日数"), Column("stage", _("段階"))
    else:
        found = reading.days_by_procedure(asked, [x.code for x in lines()])
        names = _choices()
        heading, head = _("受理から終結までの日数"), Column("procedure", pgettext("figures", "手続"))
    ended = [d for d in found if d.number]
    shown = ended[:MOST_BARS]
    columns = [
        Column("number", _("終わった件数")),
        Column("median_days", _("中央値(日)")),
        Column("ninth_decile_days", _("9割が収まる日数")),
        Column("standing", _("いまその段階にある件数") if one else _("いま係属している件数")),
        Column(
            "standing_median_days", _("その経過日数の中央値") if one else _("いまの段階での経過日数の中央値")
        ),
    ]

    def cells(d: Days) -> list[Cell]:
        return [Cell(d.number), Cell(d.median), Cell(d.ninth), Cell(d.standing), Cell(d.standing_median)]

    return Panel(
        "time",
        heading,
        _("期間内に終わったものについて、中央値と9割が収まる日数。"),
        charts.bars(
            [Label(names.get(d.code, d.code)) for d in shown],
            [
                Series(
                    _("中央値"), [None if d.median is None else float(d.median) for d in shown], Look.SOLID
                ),
                Series(
                    _("9割が収まる日数"),
                    [None if d.ninth is None else float(d.ninth) for d in shown],
                    Look.HATCH,
                ),
            ],
            stacked=False,
            unit=pgettext("figures", "日"),
            axis=axis,
        )
        if shown
        else None,
        Table(head, columns, [Row(d.code, names.get(d.code, d.code), cells(d)) for d in found]),
        note=_("いま続いている段階は、終わった件数に含めず、表に分けて示します。"),
    )


# --- dates kept -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clock:
    kept: Kept
    label: str
    owed_by: str
    group: str


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates by whose they are: what limits a deprivation of liberty; what the law else asks of officers; the
    agency's own targets, and what is asked of others."""

    liberty: Sequence[_Clock]
    own: Sequence[_Clock]
    rest: Sequence[_Clock]


def _by_whose(all_kept: Sequence[Kept]) -> _Dates:
    liberty: list[_Clock] = []
    own: list[_Clock] = []
    rest: list[_Clock] = []
    for kept in all_kept:
        procedure = procedure_of(kept.procedure)
        spec = procedure.clocks.get(kept.clock) if procedure is not None else None
        if procedure is None or spec is None:
            rest.append(_Clock(kept, kept.clock, "", kept.procedure))
            continue
        one = _Clock(kept, say(spec.label), role_name(spec.owed_by), say(procedure.label))
        if kept.clock in procedure.liberty:
            liberty.append(one)
        elif (kept.procedure, kept.clock) in officers_dates():
            own.append(one)
        else:
            rest.append(one)
    return _Dates(liberty, own, rest)


def _overdue(clocks: Sequence[_Clock]) -> int:
    return reading.overdue([clock.kept for clock in clocks])


def _clocks(page: Page) -> list[Panel]:
    """A panel for each kind of date."""
    dates = _by_whose(page.kept)
    return [
        _dates(page, "liberty", _("身体の自由に関わる期限"), dates.liberty),
        _dates(page, "dates", _("法令等の期限(職員が守るもの)"), dates.own),
        replace(
            _dates(page, "other-dates", _("目標の期限と、本人など職員以外の期限"), dates.rest),
            drawing=None,
            wide=True,
        ),
    ]


def _dates(page: Page, code: str, heading: str, found: Sequence[_Clock]) -> Panel:
    found = sorted(found, key=lambda c: (-c.kept.overdue, -c.kept.late, -c.kept.kept, c.label))
    shown = found[:MOST_BARS]
    series = [
        Series(_("守った"), [float(c.kept.kept) for c in shown], Look.SOLID),
        Series(_("遅れた"), [float(c.kept.late) for c in shown], Look.ALARM),
        Series(_("過ぎて進行中"), [float(c.kept.overdue) for c in shown], Look.ALARM_DOTS),
    ]

    def share(kept: Kept) -> str | None:
        ended = kept.kept + kept.late
        return f"{kept.kept / ended:.1%}" if ended else None

    rows = [
        Row(
            c.kept.clock,
            c.label,
            [
                Cell(c.owed_by or None),
                Cell(c.kept.kept),
                Cell(c.kept.late, late=c.kept.late > 0),
                Cell(
                    c.kept.overdue,
                    page.queue(procedure=c.kept.procedure, urgency="late") if c.kept.overdue else "",
                    late=c.kept.overdue > 0,
                ),
                Cell(share(c.kept)),
            ],
            group=c.group,
        )
        for c in found
    ]
    late, overdue = sum(c.kept.late for c in found), sum(c.kept.overdue for c in found)
    return Panel(
        code,
        heading,
        _("遅れて終わったもの%(late)s件、過ぎていまも進んでいるもの%(overdue)s件。")
        % {"late": f"{late:,}", "overdue": f"{overdue:,}"},
        charts.bars(
            [Label(c.label) for c in shown], series, unit=npgettext("dates", "件", "件", 2), axis=axis
        )
        if shown
        else None,
        Table(
            Column("clock", pgettext("figures", "期限")),
            [
                Column("owed_by", _("守る者")),
                Column("kept", _("守った")),
                Column("late", _("遅れた")),
                Column("still_running_late", _("過ぎて進行中")),
                Column("kept_share", _("守った割合")),
            ],
            rows,
        ),
    )


# --- offices and procedures -----------------------------------------------------------------------


def _area_columns() -> list[Column]:
    return [
        Column("received", pgettext("figures", "受理")),
        Column("moved_in", _("移送による受入れ")),
        Column("moved_out", _("移送")),
        Column("closed", pgettext("figures", "終結")),
        Column("granted", _("許可・交付等")),
        Column("refused", _("不許可・不交付等")),
        Column("pending", pgettext("figures", "係属")),
        Column("overdue", _("過ぎた期限")),
    ]


def _area_panel(
    page: Page,
    code: str,
    heading: str,
    head: Column,
    found: Sequence[Area],
    name: Callable[[str], str],
    pending: Callable[[str], str],
    late: Callable[[str], str],
) -> Panel:
    rows = []
    for area in found:
        flow = area.flow
        plain = [flow.received, flow.moved_in, flow.moved_out, flow.closed, flow.granted, flow.refused]
        cells = [Cell(v) for v in plain]
        cells.append(Cell(flow.pending, pending(area.code) if flow.pending else ""))
        cells.append(Cell(area.overdue, late(area.code) if area.overdue else "", late=area.overdue > 0))
        rows.append(Row(area.code, name(area.code), cells))
    shown = [a for a in found if a.flow.pending > 0][:MOST_BARS]
    return Panel(
        code,
        heading,
        _("係属の多い順。"),
        charts.bars(
            [Label(name(a.code)) for a in shown],
            [Series(pgettext("figures", "係属"), [float(a.flow.pending) for a in shown], Look.SOLID)],
            unit=npgettext("figures", "件", "件", 2),
            axis=axis,
        )
        if shown
        else None,
        Table(head, _area_columns(), rows),
        wide=True,
    )


def _offices(page: Page) -> Panel:
    procedure = page.chosen.asked.procedure
    return _area_panel(
        page,
        "offices",
        _("官署別"),
        Column("office", _("官署")),
        page.offices,
        office_name,
        lambda code: page.queue(code, procedure),
        lambda code: page.queue(code, procedure, "late"),
    )


def _procedures(page: Page) -> Panel:
    names = _choices()
    return _area_panel(
        page,
        "procedures",
        _("手続別"),
        Column("procedure", pgettext("figures", "手続")),
        reading.by_procedure(page.chosen.asked),
        lambda code: names.get(code, code),
        lambda code: page.queue(procedure=code),
        lambda code: page.queue(procedure=code, urgency="late"),
    )


def _ends(page: Page) -> Panel | None:
    """How the files of one line ended; of several lines the states cannot be told together."""
    one = page.one
    if one is None:
        return None
    words = _results()
    found = reading.ends(page.chosen.asked)
    return Panel(
        "ends",
        _("終結後の状態"),
        _("終結したものが移った状態と件数。"),
        charts.bars(
            [Label(say(state_label(one, state))) for _r, state, _n in found[:MOST_BARS]],
            [Series(pgettext("figures", "終結"), [float(n) for _r, _s, n in found[:MOST_BARS]], Look.SOLID)],
            unit=npgettext("figures", "件", "件", 2),
            axis=axis,
        ),
        Table(
            Column("state", _("終結後の状態")),
            [Column("number", _("件数"))],
            [Row(state, say(state_label(one, state)), [Cell(n)], group=words[r]) for r, state, n in found],
        ),
    )


# --- the page -------------------------------------------------------------------------------------


def _page(request: HttpRequest, chosen: Filters) -> Page:
    user = officer(request)
    asked = chosen.asked
    return Page(
        chosen,
        present(request),
        frozenset(queues.offices_of(user)) if is_manager(user) else frozenset(),
        reading.flows(asked),
        reading.flows(asked.year_before()) if chosen.compare else {},
        reading.by_office(asked),
        reading.clocks(asked),
        line(asked.procedure),
    )


PANELS: tuple[tuple[tuple[str, ...], Callable[[Page], list[Panel]]], ...] = (
    (("flow",), lambda page: [_flow(page)]),
    (("closed",), lambda page: [_closed(page)]),
    (("pending",), lambda page: [_pending(page)]),
    (("age",), lambda page: [_age(page)]),
    (("liberty", "dates", "other-dates"), _clocks),
    (("time",), lambda page: [_time(page)]),
    (("ends",), lambda page: [found] if (found := _ends(page)) else []),
    (("offices",), lambda page: [_offices(page)] if len(page.chosen.asked.offices) > 1 else []),
    (("procedures",), lambda page: [] if page.chosen.asked.procedure else [_procedures(page)]),
)


@require_safe
@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """The dashboards of the officer's offices, by month."""
    user, now = officer(request), present(request)
    chosen = filters(request, user, now)
    page = _page(request, chosen)
    whole, before = reading.total(page.flows), reading.total(page.earlier)
    dates = _by_whose(page.kept)
    panels = [panel for _codes, make in PANELS for panel in make(page)] if not chosen.errors else []
    updated = reading.updated_at()
    seen = offices_watched(user)
    context = {
        "now": now,
        "chosen": chosen,
        "tags": _tags(chosen) if not chosen.errors else [],
        "clear": reverse("figures"),
        "offices": [(code, office_name(code)) for code in seen] if len(seen) > 1 else [],
        "procedures": list(_choices().items()),
        "panels": panels,
        "whole": whole,
        "before": before if chosen.compare else None,
        "sparks": {
            name: charts.sparkline([float(max(0, getattr(page.flows[m], name))) for m in page.months])
            for name in ("received", "closed", "pending")
        },
        "overdue": _overdue(dates.liberty) + _overdue(dates.own),
        "overdue_liberty": _overdue(dates.liberty),
        "overdue_rest": _overdue(dates.rest),
        "pending_href": page.queue(procedure=chosen.asked.procedure),
        "updated": updated,
        "stale": updated is None or (now - updated).total_seconds() > STALE_SECONDS,
        "running": chosen.asked.last == now.astimezone(TOKYO).date().replace(day=1),
        "period": " – ".join(_months(page.months)),
    }
    return render(request, "casework/figures.html", context, status=400 if chosen.errors else 200)


@require_safe
@signed_in
def figures_csv(request: HttpRequest, code: str) -> HttpResponse:
    """One figure of the page as a table for a spreadsheet, by the same filters."""
    make = next((make for codes, make in PANELS if code in codes), None)
    if make is None:
        raise Http404(code)
    chosen = filters(request, officer(request), present(request))
    if chosen.errors:
        return figures(request)
    # A file is read by programs: its months do not follow the reader's calendar.
    with calendars.using(Calendar.WESTERN):
        panel = next((p for p in make(_page(request, chosen)) if p.code == code), None)
    if panel is None:
        raise Http404(code)
    return saved(f"{code}-{chosen.asked.first:%Y%m}-{chosen.asked.last:%Y%m}.csv", panel.table.csv())
