"""The steps open on a case, those refused with the reason, and what a step would bring about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.models import Case, User
from casework.permissions import parents, refuse_case
from casework.templatetags.tetsuzuki import language, last_day, weekday_date
from casework.views.case_parts import may_act
from casework.views.case_words import brief, capital, document_name, state_name
from workflows.clocks import Clock, Shape
from workflows.counting import TOKYO, CountingError, Period, reckon, rule
from workflows.declare import HARD, OVERRIDE, PREVIOUS, SAME, Start, Step
from workflows.dossier import Actor, Dossier
from workflows.engine import Procedure, View
from workflows.facts import Value
from workflows.offers import Offer, offers
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text


@dataclass(frozen=True, slots=True)
class Starting:
    """A clock that a step starts: until when, why then, and whether only in some cases."""

    clock: Clock
    label: str
    articles: str
    until: str
    why: str
    maybe: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from a step, as far as it can be told before it is taken."""

    starts: tuple[Starting, ...] = ()
    stops: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def consequences(
    procedure: Procedure, dossier: Dossier, step: Step, actor: Actor, at: datetime
) -> Consequences:
    """What the step starts, stops, issues, tells and moves if it is taken at `at`."""
    lang = language()
    view = View(procedure, dossier, None, actor, at)
    touched = frozenset(_machines_touched(procedure, dossier, step))
    starts: dict[str, Starting] = {}
    stops: dict[str, str] = {}
    documents: dict[str, None] = {}
    tells: dict[str, None] = {}
    moves: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    for taken, carry_maybe in _with_carried(procedure, dossier, step):
        for start in taken.starts:
            begun = start if isinstance(start, Start) else Start(start)
            shown = _starting(procedure, dossier, view, taken, begun, at, touched, carry_maybe)
            if shown is not None:
                starts.setdefault(begun.clock, shown)
        for clock in taken.stops:
            if clock in dossier.clocks:
                stops.setdefault(clock, procedure.clocks[clock].label.get(lang))
        documents.update(dict.fromkeys(capital(document_name(code, lang)) for code in taken.documents))
        tells.update(dict.fromkeys(capital(getattr(OFFICES[r], lang)) for r in taken.tells))
        moves.update(dict.fromkeys(_moves(procedure, dossier, taken, carry_maybe, lang)))
        elsewhere.update(dict.fromkeys(_elsewhere(taken, at, lang)))
    stopped = tuple(label for clock, label in stops.items() if clock not in starts)
    return Consequences(
        tuple(starts.values()), stopped, tuple(documents), tuple(tells), tuple(moves), tuple(elsewhere)
    )


def _elsewhere(step: Step, at: datetime, lang: str) -> Iterable[str]:
    """What the step brings about on other files of the person."""
    for over in step.hands_over:
        try:
            target = find_procedure(over.procedure, at.astimezone(TOKYO).date())
        except UnknownProcedure:
            continue
        line = f"{target.label.get(lang)}: {target.steps[over.step].label.get(lang)}"
        maybe = over.test is not None or not over.must
        yield line + (Text("(場合により)", " (in some cases)").get(lang) if maybe else "")


def _with_carried(procedure: Procedure, dossier: Dossier, step: Step) -> list[tuple[Step, bool]]:
    """The step and those it takes along from the present states; true marks "only if …"."""
    found = [(step, False)]
    for carry in step.carries:
        carried = procedure.steps[carry.step]
        if dossier.states[carried.machine] in procedure.machines[carried.machine].sources(carried):
            found += [
                (inner, maybe or carry.test is not None)
                for inner, maybe in _with_carried(procedure, dossier, carried)
            ]
    return found


def _machines_touched(procedure: Procedure, dossier: Dossier, step: Step) -> Iterable[str]:
    for taken, _ in _with_carried(procedure, dossier, step):
        yield taken.machine
        yield from (move.machine for move in taken.moves)


class _Asked(View):
    """A view that notes which facts were asked of it."""

    __slots__ = ("names",)

    def __init__(self, procedure: Procedure, dossier: Dossier, actor: Actor | None, at: datetime) -> None:
        super().__init__(procedure, dossier, None, actor, at)
        self.names: set[str] = set()

    def told(self, name: str) -> Value:
        self.names.add(name)
        return super().told(name)


def _starting(
    procedure: Procedure,
    dossier: Dossier,
    view: View,
    step: Step,
    start: Start,
    at: datetime,
    touched: frozenset[str],
    maybe: bool,
) -> Starting | None:
    lang = language()
    clock = procedure.clocks[start.clock]
    if start.test is not None:
        if _settled(step, start.reads, touched):
            if not start.test(view):
                return None
        else:
            maybe = True
    label, articles = capital(clock.label.get(lang)), brief(clock.cites)
    if clock.shape is Shape.NAMED:
        return Starting(
            clock, label, articles, Text("職員の定める日まで", "until the date named").get(lang), "", maybe
        )
    if clock.shape is Shape.OPEN:
        return Starting(
            clock, label, articles, Text("日付の定めなし", "no date set by law").get(lang), "", maybe
        )
    if start.at is not None:
        length = Period.parse(clock.length).label(lang) if clock.length else ""
        return Starting(clock, label, articles, length, "", maybe)
    asked = _Asked(procedure, dossier, view.actor, at)
    try:
        due = clock.due(at, clock.gather(asked) if clock.gather else {})
    except (CountingError, KeyError, ValueError, TypeError, AssertionError):
        due = None
    until = last_day(due.alarm_at) if due else ""
    if asked.names & {*step.needs, *step.may, *step.sets}:
        # The file's own value is the old one: the date it gives would be the date of before the step.
        depends = Text("日付は記入する内容による", "the date depends on what is entered").get(lang)
        return Starting(clock, label, articles, "", depends, maybe)
    return Starting(clock, label, articles, until, _why(clock, at, lang), maybe)


def _settled(step: Step, reads: frozenset[str], touched: frozenset[str]) -> bool:
    """Whether a test can be judged on the file as it stands before the step."""
    given = {*step.needs, *step.may, *step.sets, *step.clears}
    for name in reads:
        what, _, which = name.partition(":")
        if what in ("given", "clock") or (what == "fact" and which in given):
            return False
        if what == "machine" and which in touched:
            return False
    return True


def _why(clock: Clock, at: datetime, lang: str) -> str:
    """The closed days that moved the last day, as a reason."""
    if clock.compute is not None or not (clock.length and clock.count):
        return ""
    skipped = reckon(at, Period.parse(clock.length), rule(clock.count)).skipped
    days = [f"{weekday_date(s.day)} {s.reason_ja if lang == 'ja' else s.reason_en}" for s in skipped]
    if not days:
        return ""
    return f"{'、'.join(days)}のため" if lang == "ja" else f"because {', '.join(days)} is closed"


def _moves(procedure: Procedure, dossier: Dossier, step: Step, maybe: bool, lang: str) -> list[str]:
    machine = procedure.machines[step.machine]
    current = dossier.states[step.machine]
    if step.target == SAME:
        targets: tuple[str, ...] = ()
    elif step.target == PREVIOUS:
        targets = (dossier.previous.get(step.machine, current),)
    else:
        targets = machine.targets(step)
    moved = []
    if targets and targets != (current,):
        names = (
            Text(" または ", " or ")
            .get(lang)
            .join(state_name(procedure, machine.code, t, lang) for t in targets)
        )
        moved.append(f"{capital(machine.label.get(lang))}: {names}")
    for move in step.moves:
        if dossier.states.get(move.machine) in move.when:
            label = capital(procedure.machines[move.machine].label.get(lang))
            moved.append(f"{label}: {state_name(procedure, move.machine, move.to, lang)}")
    if maybe:
        moved = [m + Text("(場合により)", " (in some cases)").get(lang) for m in moved]
    return moved


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step the officer may take now, with what it starts."""

    step: Step
    label: str
    articles: str
    onward: bool
    follows: Consequences

    @property
    def starts(self) -> tuple[Starting, ...]:
        """The clocks that the step starts."""
        return self.follows.starts


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A step that is not open to this officer now: why, under which article, and who could."""

    step: Step
    label: str
    articles: str
    refusal: Refusal
    who: str
    with_reason: bool
    people: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class MachineSteps:
    """The steps of one machine."""

    code: str
    label: str
    state: str
    open: tuple[OpenStep, ...]
    closed: tuple[ClosedStep, ...]


def machine_steps(
    procedure: Procedure, dossier: Dossier, user: User, case: Case, now: datetime
) -> list[MachineSteps]:
    """Every step whose machine is in one of its sources, by machine."""
    lang = language()
    actor = user.actor()
    place = None if may_act(user, case) else refuse_case(actor, case.procedure, case.office_id)
    by_machine: dict[str, list[Offer]] = {}
    for offer in offers(procedure, dossier, actor, now):
        by_machine.setdefault(offer.step.machine, []).append(offer)
    found = []
    able = _Able(procedure, dossier, user, case, by_machine, place)
    for code, machine in procedure.machines.items():
        if code not in by_machine:
            continue
        opened, closed = [], []
        for offer in by_machine[code]:
            refusal, step = offer.refusal or place, offer.step
            if refusal is None:
                follows = consequences(procedure, dossier, step, actor, now)
                opened.append(
                    OpenStep(
                        step,
                        capital(step.label.get(lang)),
                        brief(step.cites),
                        _onward(procedure, step, user),
                        follows,
                    )
                )
            else:
                reason = refusal.code == "separation" and may_override(dossier, step, actor)
                closed.append(
                    ClosedStep(
                        step,
                        capital(step.label.get(lang)),
                        brief(step.cites),
                        refusal,
                        who_may(step, lang),
                        reason,
                        *able.named(step, refusal),
                    )
                )
        state = state_name(procedure, code, dossier.states[code], lang)
        found.append(
            MachineSteps(code, capital(machine.label.get(lang)), state, tuple(opened), tuple(closed))
        )
    return found


MOST_NAMED = 3
MOST_OFFICERS = 300


class _Able:
    """Officers at the case's office, and above it, who could take what this officer may not. Asked once."""

    def __init__(
        self,
        procedure: Procedure,
        dossier: Dossier,
        user: User,
        case: Case,
        offered: Mapping[str, Sequence[Offer]],
        place: Refusal | None,
    ) -> None:
        self.done_by = dossier.done_by
        self.steps = {
            offer.step.id: offer.step
            for some in offered.values()
            for offer in some
            if _for_another(offer.refusal or place)
        }
        roles = {role for step in self.steps.values() for role in step.officers if OFFICES[role].signs_in}
        self.officers: list[User] = []
        if roles:
            here = User.objects.filter(
                is_active=True, office_id__in=_up(case.office_id), roles__overlap=[r.value for r in roles]
            )
            rows = here.exclude(pk=user.pk).order_by("full_name", "pk")[:MOST_OFFICERS]
            serving = [u for u in rows if may_act(u, case)]
            self.officers = sorted(serving, key=lambda u: u.office_id != case.office_id)

    def named(self, step: Step, refusal: Refusal) -> tuple[tuple[str, ...], int]:
        """The first names, and how many more there are."""
        if step.id not in self.steps:
            return (), 0
        barred = {done for apart in step.apart for name in apart.steps for done in self.done_by.get(name, ())}
        names = [str(u) for u in self.officers if u.offices_held & step.officers and str(u.pk) not in barred]
        return tuple(names[:MOST_NAMED]), max(len(names) - MOST_NAMED, 0)


def _for_another(refusal: Refusal | None) -> bool:
    return refusal is not None and refusal.code in ("wrong-office", "other-office", "separation")


def _up(office: str) -> list[str]:
    """The office and those above it."""
    found, above = [office], parents().get(office)
    while above and above not in found:
        found.append(above)
        above = parents().get(above)
    return found


MANY_STATES = 6


def _onward(procedure: Procedure, step: Step, user: User) -> bool:
    """Whether the step is the officer's own way onward, rather than an event that may come at any time."""
    moves = step.machine == procedure.main and step.target != SAME and len(step.source) <= MANY_STATES
    return moves and bool(user.offices_held.intersection(step.by))


def may_override(dossier: Dossier, step: Step, actor: Actor) -> bool:
    """Whether a separation of duties stands against this officer that a written reason sets aside."""
    against = [a for a in step.apart if any(actor.id in dossier.done_by.get(s, ()) for s in a.steps)]
    strengths = {a.strength for a in against}
    return HARD not in strengths and OVERRIDE in strengths


def who_may(step: Step, lang: str) -> str:
    """The offices that take or enter the step."""
    roles = [r for r in Role if r in step.officers and OFFICES[r].signs_in]
    return ("・" if lang == "ja" else ", ").join(getattr(OFFICES[r], lang) for r in roles)
