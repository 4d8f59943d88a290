"""A procedure in words: its steps by the state they start from, its clocks with an example, its indexes.

The declarations do not change while the process lives, so each part is worked out once a language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from casework.templatetags.tetsuzuki import listed
from casework.views import case_steps, case_words
from casework.views.case_words import capital
from workflows import provisions
from workflows.clocks import Clock, Shape
from workflows.counting import Period, rule
from workflows.declare import HARD, OVERRIDE, PREVIOUS, SAME, WARN, Start, Step
from workflows.describe import MARKS, example
from workflows.engine import Machine, Procedure
from workflows.law import Citation
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Text

# A step that can be taken from more states than this is told once, as one of any state.
_ANYWHERE = 6
# More steps than this are divided into pages.
_PAGE = 34
# More clocks of a step, and more steps of a clock, are counted and not named: ends stop dozens at once.
_LINKS, _FEW = 4, 3
# What a count is given where it starts from a date of the file: the example says so on the page.
SAMPLE_DAY = date(2027, 3, 31)
_DATED = ("until", "stay_until", "card_valid_until", "reentry_valid_until")
SAMPLE: dict[str, str | int] = {
    **dict.fromkeys(_DATED, SAMPLE_DAY.isoformat()),
    "period": "P1Y",
    "days": 365,
}
STRENGTHS = {
    HARD: Text("同じ人はできません", "never by the same officer"),
    OVERRIDE: Text(
        "同じ人がするには理由の記録が必要です", "by the same officer only with a reason on record"
    ),
    WARN: Text("同じ人がするときは注意が出ます", "a warning where the officer is the same"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A step or clock by its name, and where it is told."""

    href: str
    label: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition in words, with its articles."""

    says: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as its page tells it."""

    id: str
    label: str
    other: str
    cites: tuple[Citation, ...]
    who: str
    ways: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    rules: tuple[Rule, ...]
    apart: tuple[Rule, ...]
    starts: tuple[Link, ...]
    stops: tuple[Link, ...]
    stops_more: int
    along: tuple[str, ...]
    documents: tuple[str, ...]
    tells: tuple[str, ...]
    serious: bool
    automatic: bool
    opens: bool
    mark: str
    note: str
    help: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What an office owes while a case is in a state, and the clocks that date it."""

    who: str
    what: str
    clocks: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A state: what is owed in it, the steps told here, and those of it that are told elsewhere."""

    code: str
    label: str
    detained: bool
    owed: tuple[Owed, ...]
    steps: tuple[StepWords, ...]
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock as its page tells it."""

    id: str
    label: str
    other: str
    cites: tuple[Citation, ...]
    length: str
    count: str
    working: tuple[str, ...]
    owed_by: str
    watched_by: str
    must: str
    silence: str
    extension: str
    lapse: Link | None
    started: tuple[Link, ...]
    started_more: int
    stopped: tuple[Link, ...]
    stopped_more: int
    target: bool
    mark: str
    note: str


def _other(text: Text, lang: str) -> str:
    return capital(text.en if lang == "ja" else text.ja)


def _offices(roles: Iterable[Role], lang: str) -> str:
    return ("・" if lang == "ja" else ", ").join(capital(getattr(OFFICES[r], lang)) for r in roles)


def step_href(procedure: Procedure, step: str) -> str:
    """Where a step is told, from any page of its procedure."""
    machine = procedure.steps[step].machine
    pages = layout(procedure, machine)
    part = next(n for n, page in enumerate(pages, 1) if any(s.id == step for row in page for s in row[1]))
    return f"?machine={machine}{f'&part={part}' if len(pages) > 1 else ''}#step-{step}"


def _step_link(procedure: Procedure, step: str, lang: str) -> Link:
    found = procedure.steps[step]
    return Link(step_href(procedure, step), capital(found.label.get(lang)), case_steps.who_may(found, lang))


def _clock_link(procedure: Procedure, clock: str, lang: str, more: str = "") -> Link:
    return Link(f"?machine=clocks#clock-{clock}", capital(procedure.clocks[clock].label.get(lang)), more)


# --- a machine, state by state ----------------------------------------------------------------------


# A state with the steps told under it, and those that can be taken from it but are told elsewhere.
Row = tuple[str, tuple[Step, ...], tuple[Step, ...]]


@lru_cache(maxsize=64)
def layout(procedure: Procedure, code: str) -> tuple[tuple[Row, ...], ...]:
    """The states of a machine in their order, at the end the steps of any state (""), divided into pages that
    can be read: a state is never divided."""
    machine = procedure.machines[code]
    homes: dict[str, list[Step]] = {}
    guests: dict[str, list[Step]] = {}
    for step in machine.steps.values():
        sources = machine.sources(step)
        anywhere = len(sources) > _ANYWHERE
        homes.setdefault("" if anywhere else sources[0], []).append(step)
        for source in () if anywhere else sources[1:]:
            guests.setdefault(source, []).append(step)
    pages: list[list[Row]] = [[]]
    for state in (machine.initial, *(c for c in machine.states if c != machine.initial), ""):
        owed = state in machine.states and machine.states[state].duties
        if state not in homes and state not in guests and not owed:
            continue
        row = (state, tuple(homes.get(state, ())), tuple(guests.get(state, ())))
        if pages[-1] and sum(len(r[1]) for r in (*pages[-1], row)) > _PAGE:
            pages.append([])
        pages[-1].append(row)
    return tuple(tuple(page) for page in pages)


@lru_cache(maxsize=64)
def groups(procedure: Procedure, code: str, part: int, lang: str) -> tuple[Group, ...]:
    """The steps of one page of a machine by state."""
    machine = procedure.machines[code]
    return tuple(
        _group(procedure, machine, state, homes, guests, lang)
        for state, homes, guests in layout(procedure, code)[part - 1]
    )


@lru_cache(maxsize=64)
def contents(procedure: Procedure, code: str, part: int, lang: str) -> tuple[Link, ...]:
    """The states of a machine, each with where it is told, seen from one of its pages."""
    machine = procedure.machines[code]
    return tuple(
        Link(
            ("" if page == part else f"?machine={code}&part={page}") + f"#state-{state or 'anywhere'}",
            _state_label(machine, state, lang),
        )
        for page, rows in enumerate(layout(procedure, code), 1)
        for state, _, _ in rows
    )


def _state_label(machine: Machine, code: str, lang: str) -> str:
    if code == "":
        return Text("多くの状態でできること", "From many states").get(lang)
    state = machine.states.get(code)
    return capital(state.label.get(lang)) if state else Text("始まり", "The beginning").get(lang)


def ends(procedure: Procedure, code: str, lang: str) -> tuple[str, ...]:
    """The states in which a machine is over."""
    machine = procedure.machines[code]
    return tuple(capital(state.label.get(lang)) for state in machine.states.values() if state.end)


def _group(
    procedure: Procedure,
    machine: Machine,
    code: str,
    homes: tuple[Step, ...],
    guests: tuple[Step, ...],
    lang: str,
) -> Group:
    state = machine.states.get(code)
    owed = tuple(
        Owed(
            capital(getattr(OFFICES[duty.role], lang)),
            duty.label.get(lang),
            tuple(_clock_link(procedure, clock, lang) for clock in duty.clocks),
        )
        for duty in (state.duties if state else ())
    )
    return Group(
        code or "anywhere",
        _state_label(machine, code, lang),
        bool(state and state.detained),
        owed,
        tuple(_step(procedure, machine, step, lang) for step in homes),
        tuple(_step_link(procedure, step.id, lang) for step in guests),
    )


def _ways(procedure: Procedure, machine: Machine, step: Step, lang: str) -> str:
    sources = machine.sources(step)
    if len(sources) > _ANYWHERE:
        start = Text(f"{len(sources)}の状態", f"{len(sources)} states").get(lang)
    else:
        start = listed((case_words.state_name(procedure, machine.code, s, lang) for s in sources), lang)
    if step.target == SAME:
        end = Text("変わらない", "unchanged").get(lang)
    elif step.target == PREVIOUS:
        end = Text("前の状態", "the state before").get(lang)
    else:
        either = Text(" 又は ", " or ").get(lang)
        targets = dict.fromkeys(machine.targets(step))
        end = either.join(case_words.state_name(procedure, machine.code, t, lang) for t in targets)
    return capital(f"{start} → {end}")


def _step(procedure: Procedure, machine: Machine, step: Step, lang: str) -> StepWords:
    maybe = Text("場合により", "in some cases").get(lang)
    starts: dict[str, Link] = {}
    for start in step.starts:
        clock, test = (start.clock, start.test) if isinstance(start, Start) else (start, None)
        starts.setdefault(clock, _clock_link(procedure, clock, lang, maybe if test else ""))
    needs = tuple(procedure.facts[name].label.get(lang) for name in step.needs)
    stops = tuple(dict.fromkeys(step.stops))
    who = case_steps.who_may(step, lang)
    if step.recorded_by:
        party = _offices((r for r in step.by if not OFFICES[r].signs_in), lang)
        if party:
            who = Text(f"{party}(記録は{who})", f"{party} (recorded by {who})").get(lang)
    return StepWords(
        step.id,
        capital(step.label.get(lang)),
        _other(step.label, lang),
        step.cites,
        capital(who) or Text("期間の経過", "Passing of time").get(lang),
        _ways(procedure, machine, step, lang),
        needs,
        tuple(procedure.facts[name].label.get(lang) for name in step.may if name not in step.needs),
        tuple(Rule(g.rule.get(lang), g.cites) for g in step.guards),
        tuple(Rule(f"{a.rule.get(lang)} ({STRENGTHS[a.strength].get(lang)})", a.cites) for a in step.apart),
        tuple(starts.values()),
        tuple(_clock_link(procedure, clock, lang) for clock in stops[:_LINKS]),
        len(stops[_LINKS:]),
        tuple(_along(procedure, step, lang)),
        tuple(capital(case_words.document_name(code, lang)) for code in step.documents),
        tuple(capital(getattr(OFFICES[role], lang)) for role in step.tells),
        step.serious,
        step.automatic,
        step.opens,
        "" if step.mark == "verified" else MARKS[step.mark].get(lang),
        step.note.get(lang) if step.note else "",
        step.help.get(lang) if step.help else "",
    )


def _along(procedure: Procedure, step: Step, lang: str) -> Iterable[str]:
    """What else moves with the step: in this procedure, and on other files of the person."""
    maybe = Text("(場合により)", " (in some cases)").get(lang)
    for carry in step.carries:
        carried = procedure.steps[carry.step]
        machine = procedure.machines[carried.machine].label.get(lang)
        yield capital(f"{machine}: {carried.label.get(lang)}") + (maybe if carry.test is not None else "")
    for move in step.moves:
        machine = procedure.machines[move.machine].label.get(lang)
        yield capital(f"{machine} → {case_words.state_name(procedure, move.machine, move.to, lang)}")
    labels = {p.code: p for p in procedures()}
    for over in step.hands_over:
        target = labels[over.procedure]
        line = capital(f"{target.label.get(lang)}: {target.steps[over.step].label.get(lang)}")
        yield line + (maybe if over.test is not None or not over.must else "")


# --- clocks -----------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def clocks(procedure: Procedure, lang: str) -> tuple[ClockWords, ...]:
    """Every clock of a procedure with a worked example."""
    return tuple(_clock(procedure, clock, lang) for clock in procedure.clocks.values())


def _clock(procedure: Procedure, clock: Clock, lang: str) -> ClockWords:
    counted = rule(clock.count) if clock.count else None
    due = example(clock, SAMPLE)
    steps = procedure.steps.values()
    started = [s.id for s in steps if clock.id in _started(s)]
    stopped = [s.id for s in steps if clock.id in s.stops]
    only_stopped = [s for s in stopped if s not in started]
    return ClockWords(
        clock.id,
        capital(clock.label.get(lang)),
        _other(clock.label, lang),
        clock.cites,
        Period.parse(clock.length).label(lang) if clock.length else _length(clock, lang),
        getattr(counted, lang) if counted else "",
        due.working(lang) if due else (),
        capital(getattr(OFFICES[clock.owed_by], lang)),
        capital(getattr(OFFICES[clock.watched_by], lang)),
        clock.must.get(lang),
        clock.silence.get(lang),
        _extension(procedure, clock, [s for s in started if s in stopped], lang),
        _step_link(procedure, clock.lapse, lang) if clock.lapse else None,
        tuple(_step_link(procedure, step, lang) for step in started[:_FEW]),
        len(started[_FEW:]),
        tuple(_step_link(procedure, step, lang) for step in only_stopped[:_FEW]),
        len(only_stopped[_FEW:]),
        clock.target,
        "" if clock.mark == "verified" else MARKS[clock.mark].get(lang),
        clock.note.get(lang) if clock.note else "",
    )


def _started(step: Step) -> frozenset[str]:
    return frozenset(s.clock if isinstance(s, Start) else s for s in step.starts)


def _length(clock: Clock, lang: str) -> str:
    if clock.shape is Shape.OPEN:
        return Text("日付の定めなし", "No date is set").get(lang)
    if clock.shape is Shape.NAMED:
        return Text("職員の定める日", "A day that an officer names").get(lang)
    return Text("事件の日付から計算", "Computed from dates of the file").get(lang)


def _extension(procedure: Procedure, clock: Clock, restarts: list[str], lang: str) -> str:
    """Whether and how the period goes on after its end."""
    if clock.shape is Shape.CHAINED:
        return Text(
            "終わるたびに次の期間が始まります。", "Each time it ends the next period begins by itself."
        ).get(lang)
    if restarts:
        names = [procedure.steps[step].label.get(lang) for step in restarts]
        joined = listed(names, lang)
        return Text(f"次の手続で改めて始まります: {joined}", f"It begins anew by: {joined}").get(lang)
    if clock.shape is Shape.NAMED and clock.length:
        most = Period.parse(clock.length)
        return Text(
            f"職員が定める日は、{most.label('ja')}を超えられません。",
            f"The day named may not lie beyond {most.label('en')}.",
        ).get(lang)
    if clock.shape in (Shape.OPEN, Shape.NAMED):
        return ""
    return Text("この期限そのものは延びません。", "This period itself is not extended.").get(lang)


# --- indexes ----------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def by_office(procedure: Procedure, lang: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """The steps that each office takes or enters, offices in the order of the law."""
    found = []
    for role in Role:
        links = tuple(
            _step_link(procedure, s.id, lang) for s in procedure.steps.values() if role in s.officers
        )
        if links and OFFICES[role].signs_in:
            found.append((capital(getattr(OFFICES[role], lang)), links))
    return tuple(found)


@lru_cache(maxsize=32)
def by_article(procedure: Procedure, lang: str) -> tuple[tuple[Citation, tuple[Link, ...]], ...]:
    """The steps and clocks that rest on each article, by act and number."""
    found: dict[Citation, dict[str, Link]] = {}
    for step in procedure.steps.values():
        for cited in step.cites:
            link = _step_link(procedure, step.id, lang)
            found.setdefault(Citation(cited.act, cited.article), {})[step.id] = link
    for clock in procedure.clocks.values():
        for cited in clock.cites:
            link = _clock_link(procedure, clock.id, lang)
            found.setdefault(Citation(cited.act, cited.article), {})[clock.id] = link
    acts = list(provisions.uses())
    order = sorted(found, key=lambda c: (acts.index(c.act), provisions.in_order(c.article)))
    return tuple((cited, tuple(found[cited].values())) for cited in order)


@lru_cache(maxsize=64)
def rest(
    procedure: Procedure, chosen: str, part: int, lang: str
) -> tuple[tuple[str, tuple[tuple[str, Link], ...]], ...]:
    """The steps and clocks that a page does not tell, by machine, each with the id by which an address names
    it: so an address with the wrong page still leads on."""
    told = (
        {s.id for row in layout(procedure, chosen)[part - 1] for s in row[1]} if chosen != "clocks" else set()
    )
    found = []
    for machine in procedure.machines.values():
        steps = [step for step in machine.steps if step not in told]
        if steps:
            links = tuple((f"step-{step}", _step_link(procedure, step, lang)) for step in steps)
            found.append((capital(machine.label.get(lang)), links))
    if chosen != "clocks":
        links = tuple((f"clock-{clock}", _clock_link(procedure, clock, lang)) for clock in procedure.clocks)
        found.append((Text("期限", "Clocks").get(lang), links))
    return tuple(found)
