"""Procedures as tables of steps, and the one function that takes a step.

A procedure is a set of machines that run side by side over one dossier. A step belongs to one
machine; it may require states of the others, carry their steps along and move them. Each machine is
a small viewflow.fsm class with one `State`; this module alone knows viewflow.

Nothing here reads the time or the database: the same code serves the screens, the record, the
replay and the exhaustive walk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from workflows.clocks import Clock, OpenClock, Shape, moment_of
from workflows.counting import TOKYO, CountingError
from workflows.declare import (
    ANY,
    NOT_OPENED,
    PREVIOUS,
    SAME,
    Carry,
    HandOver,
    Invariant,
    Start,
    State,
    Step,
)
from workflows.dossier import Actor, Dossier, Spell
from workflows.facts import Fact, Kind, Problem, Value, clean, vocabulary
from workflows.refusals import (
    bad_facts,
    lacking,
    missing_facts,
    no_branch,
    refuse_apart,
    refuse_carried,
    refuse_early,
    refuse_named,
    refuse_office,
    refuse_state,
    refuse_time,
    rule_not_met,
    uncountable,
    wrong_state,
)
from workflows.roles import Role
from workflows.texts import DeclarationError, Refusal, Text

if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
    # viewflow reads Django's settings while it is imported; the law needs none of them.
    settings.configure()

from viewflow.fsm import State as FsmState
from viewflow.fsm import TransitionNotAllowed

# --- one machine on viewflow ----------------------------------------------------------------------


class Machine:
    """One machine of a procedure: its states, and its steps as viewflow transitions."""

    def __init__(
        self, code: str, label: Text, states: Iterable[State], *, initial: str, tracked: bool = False
    ) -> None:
        self.code = code
        self.label = label
        self.states = {state.code: state for state in states}
        self.initial = initial
        self.tracked = tracked
        self.steps: dict[str, Step] = {}
        self._flow: type[Any] | None = None
        self._ways: set[tuple[str, str, str]] = set()
        if initial != NOT_OPENED and initial not in self.states:
            raise DeclarationError(f"machine {code}: unknown initial state {initial}")

    def sources(self, step: Step) -> tuple[str, ...]:
        """The states a step can be taken from, with "any state" spelled out (ends are left out)."""
        if step.source == (ANY,):
            return tuple(code for code, state in self.states.items() if not state.end)
        return step.source

    def targets(self, step: Step) -> tuple[str, ...]:
        """The states a step can lead to."""
        if step.target == SAME:
            return self.sources(step)
        if step.target == PREVIOUS:
            return tuple(code for code in self.states if code not in step.source)
        if isinstance(step.target, str):
            return (step.target,)
        return tuple(branch.to for branch in step.target)

    def build(self, steps: Iterable[Step]) -> None:
        """Check the steps against the states and make the viewflow class. viewflow itself ignores
        unknown states and lets a second transition of the same name win, hence the checks."""
        namespace: dict[str, Any] = {}
        names = [NOT_OPENED, *self.states] if self.initial == NOT_OPENED else list(self.states)
        slot = FsmState(names)
        namespace["state"] = slot

        def read(flow: Any) -> str:
            return str(flow.at)

        def write(flow: Any, value: str) -> None:
            flow.at = value

        slot.getter()(read)
        slot.setter()(write)
        for step in steps:
            if step.id in self.steps:
                raise DeclarationError(f"step {step.id} is declared twice in machine {self.code}")
            for code in (*self.sources(step), *self.targets(step)):
                if code not in names:
                    raise DeclarationError(f"step {step.id}: machine {self.code} has no state {code!r}")
            self.steps[step.id] = step
            namespace[f"do_{step.id}"] = self._transition(slot, step)
        self._flow = type(f"Flow_{self.code}", (), namespace)

    def _transition(self, slot: FsmState, step: Step) -> Any:
        def body(flow: Any, to: str) -> str:
            return to

        body.__name__ = f"do_{step.id}"
        decorated = slot.transition(
            source=list(self.sources(step)),
            target=FsmState.RETURN_VALUE(*self.targets(step)),
            label=step.label.en,
            permission=None,
        )
        return decorated(body)

    def fire(self, step: Step, current: str, to: str) -> str:
        """Move from `current` by `step`; raises viewflow's refusal where there is no such way.

        A way once allowed is allowed again: its answer is kept, because a walk asks it very often.
        """
        way = (step.id, current, to)
        if way in self._ways:
            return to
        assert self._flow is not None
        flow = self._flow()
        flow.at = current
        getattr(flow, f"do_{step.id}")(to)
        self._ways.add(way)
        return str(flow.at)


# --- a procedure ----------------------------------------------------------------------------------


class Procedure:
    """A procedure under one text of the law: machines, steps, clocks, vocabulary and invariants.

    `standing`: a file that follows one person for life; between events nobody owes it anything. `alone`: a
    person has at most one open file of it. `inherits` names, for each other procedure, the facts that a
    new file takes over from the person's open file of that procedure. `prefix` begins the numbers of its
    files, `tables` names its reference tables, `home` the package of its declarations.

    Raises `DeclarationError` when anything is named that is not declared, so that a wrong table
    does not load.
    """

    def __init__(
        self,
        code: str,
        label: Text,
        *,
        law_from: date,
        law_until: date | None = None,
        machines: Iterable[Machine],
        steps: Iterable[Step],
        clocks: Iterable[Clock],
        facts: Iterable[Fact],
        invariants: Iterable[Invariant] = (),
        main: str = "stage",
        liberty: tuple[str, ...] = (),
        standing: bool = False,
        alone: bool = False,
        inherits: Mapping[str, tuple[str, ...]] | None = None,
        prefix: str = "",
        tables: str = "",
        home: str = "",
    ) -> None:
        self.code, self.label = code, label
        self.standing, self.alone = standing, alone
        self.inherits = dict(inherits or {})
        self.prefix = prefix or code[:1].upper()
        self.tables = tables or code
        self.home = home or f"workflows.procedures.{code}"
        self.law_from, self.law_until = law_from, law_until
        self.machines = {m.code: m for m in machines}
        self.facts = vocabulary(facts)
        self.clocks = {c.id: c for c in clocks}
        self.invariants = tuple(invariants)
        self.main = main
        self.liberty = liberty
        self.steps: dict[str, Step] = {}
        for step in steps:
            if step.id in self.steps:
                raise DeclarationError(f"step {step.id} is declared twice")
            self.steps[step.id] = step
        for machine in self.machines.values():
            machine.build(s for s in self.steps.values() if s.machine == machine.code)
        self._check()
        self.forms = {step.id: self._form(step) for step in self.steps.values()}
        self.lapses: dict[str, tuple[str, ...]] = {}
        for clock in self.clocks.values():
            if clock.lapse:
                self.lapses[clock.lapse] = (*self.lapses.get(clock.lapse, ()), clock.id)
        self.sensitive = frozenset(s for step in self.steps.values() for a in step.apart for s in a.steps)

    def _check(self) -> None:
        for step in self.steps.values():
            if step.machine not in self.machines:
                raise DeclarationError(f"step {step.id}: unknown machine {step.machine}")
            derived = [derive.fact for derive in step.derives]
            passed = [name for over in step.hands_over for name in over.facts]
            named = [over.named_by for over in step.hands_over if over.named_by]
            moved = [step.transfers] if step.transfers else []
            for name in (
                *step.needs, *step.may, *step.sets, *step.clears, *derived, *passed, *named, *moved
            ):  # fmt: skip
                if name not in self.facts:
                    raise DeclarationError(f"step {step.id}: unknown fact {name}")
            for name in (*step.sets, *step.clears, *derived):
                if not self.facts[name].kept:
                    raise DeclarationError(f"step {step.id}: sets {name}, which is not kept")
            for name in derived:
                if self.facts[name].kind in (Kind.FLAG, Kind.CHOICE):
                    raise DeclarationError(f"step {step.id}: derives {name}, which decides")
            for name in moved:
                if name not in step.needs or self.facts[name].kind is not Kind.OFFICE:
                    raise DeclarationError(f"step {step.id}: a transfer needs an office, {name} is none")
            for start in step.starts:
                self._known_clock(step, start if isinstance(start, str) else start.clock)
            for clock in step.stops:
                self._known_clock(step, clock)
            for carry in step.carries:
                if self.steps.get(carry.step) is None or self.steps[carry.step].machine == step.machine:
                    raise DeclarationError(
                        f"step {step.id}: carries {carry.step}, no step of another machine"
                    )
            for move in step.moves:
                if move.to not in self.machines[move.machine].states:
                    raise DeclarationError(f"step {step.id}: moves {move.machine} to unknown {move.to}")
            for apart in step.apart:
                for other in apart.steps:
                    if other not in self.steps:
                        raise DeclarationError(f"step {step.id}: kept apart from unknown step {other}")
        for clock_ in self.clocks.values():
            if clock_.lapse and clock_.lapse not in self.steps:
                raise DeclarationError(f"clock {clock_.id}: lapses by unknown step {clock_.lapse}")
            for fact in (clock_.named_by, clock_.limit_from):
                if fact and fact not in self.facts:
                    raise DeclarationError(f"clock {clock_.id}: unknown fact {fact}")
        for machine in self.machines.values():
            for state in machine.states.values():
                roles = [duty.role for duty in state.duties]
                if len(roles) != len(set(roles)):
                    raise DeclarationError(f"state {state.code}: one office owes one thing at a time")
                for duty in state.duties:
                    for clock_id in (*duty.clocks, *((state.held_while,) if state.held_while else ())):
                        if clock_id not in self.clocks:
                            raise DeclarationError(f"state {state.code}: unknown clock {clock_id}")
        main = self.machines[self.main]
        for state in main.states.values():
            # A file is not kept before its first step, so its initial state is no state of a file.
            idle = self.standing or state.end or state.code == main.initial
            if not idle and not state.duties:
                raise DeclarationError(f"state {state.code}: an open case must be owed something by somebody")

    def _form(self, step: Step) -> tuple[tuple[str, bool], ...]:
        """The facts of a step's form in order, each with whether it is always needed; the facts of
        the steps it may carry come with it."""
        names = dict.fromkeys(step.needs, True)
        for name in step.may:
            names.setdefault(name, False)
        for carry in step.carries:
            for name, _ in self._form(self.steps[carry.step]):
                names.setdefault(name, False)
        return tuple(names.items())

    def _known_clock(self, step: Step, clock: str) -> None:
        if clock not in self.clocks:
            raise DeclarationError(f"step {step.id}: unknown clock {clock}")

    def blank(self, law_on: date) -> Dossier:
        """A dossier before its first step."""
        return Dossier(self.code, law_on, {code: m.initial for code, m in self.machines.items()})

    def holds(self, states: Mapping[str, str], clocks: Container[str]) -> bool:
        """Whether somebody is held in these states, with these clocks running."""
        return any(
            (state := machine.states.get(states[code])) is not None
            and state.detained
            and (state.held_while is None or state.held_while in clocks)
            for code, machine in self.machines.items()
        )

    def look_again_at(self, clocks: Mapping[str, OpenClock]) -> datetime | None:
        """The next date on which the law makes somebody look at a detention, from the running clocks."""
        dates = [c.alarm_at for code in self.liberty if (c := clocks.get(code)) is not None and c.alarm_at]
        return min(dates, default=None)

    def is_closed(self, dossier: Dossier) -> bool:
        """Whether the main machine has ended."""
        state = self.machines[self.main].states.get(dossier.states[self.main])
        return state is not None and state.end

    def step(self, step_id: str) -> Step | Refusal:
        """The step of that id, or the refusal of an unknown one."""
        found = self.steps.get(step_id) if isinstance(step_id, str) else None
        if found is not None:
            return found
        shown = str(step_id)[:60].replace("\x00", "")
        return Refusal(
            "unknown-step",
            Text(f"「{shown}」という手続の段階はありません。", f"There is no step “{shown}”."),
            Text(
                f"{self.label.ja}は定められた段階だけで進みます。",
                f"{self.label.en} moves only by its declared steps.",
            ),
            Text("一覧にある段階から選んでください。", "Choose one of the steps listed."),
        )


# --- looking at a dossier -------------------------------------------------------------------------


class View:
    """A dossier in the course of a step, as guards, branches and invariants see it.

    Writable by the engine only; guards get read methods.
    """

    __slots__ = (
        "actor",
        "at",
        "clocks",
        "done_by",
        "facts",
        "given",
        "previous",
        "procedure",
        "spells",
        "states",
    )

    def __init__(
        self,
        procedure: Procedure,
        dossier: Dossier,
        given: Mapping[str, Value] | None = None,
        actor: Actor | None = None,
        at: datetime | None = None,
    ) -> None:
        self.procedure = procedure
        self.states = dict(dossier.states)
        self.facts = dict(dossier.facts)
        self.clocks = dict(dossier.clocks)
        self.spells = list(dossier.spells)
        self.done_by = dict(dossier.done_by)
        self.previous = dict(dossier.previous)
        self.given: dict[str, Value] = dict(given or {})
        self.actor = actor
        self.at = at

    def state(self, machine: str) -> str:
        """The state a machine is in."""
        return self.states[machine]

    def is_in(self, machine: str, *states: str) -> bool:
        """Whether a machine is in one of the states."""
        return self.states[machine] in states

    def fact(self, name: str) -> Value:
        """A kept fact of the file (not what this step gives); None when unknown."""
        return self.facts.get(name)

    def told(self, name: str) -> Value:
        """A fact as this step gives it, else as the file has it."""
        value = self.given.get(name)
        return self.facts.get(name) if value is None else value

    def running(self, clock: str) -> OpenClock | None:
        """A running clock."""
        return self.clocks.get(clock)

    def when(self) -> datetime:
        """The time of the step."""
        assert self.at is not None
        return self.at


# --- taking a step --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """One machine's move, by which step."""

    machine: str
    step: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that a step stopped."""

    clock: OpenClock
    by: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A hand-over that a step brings about, with the facts it gives on."""

    declared: HandOver
    facts: Mapping[str, Value]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a step brought about."""

    dossier: Dossier
    step: Step
    facts: Mapping[str, Value]
    moved: tuple[Moved, ...]
    started: tuple[OpenClock, ...]
    stopped: tuple[Stopped, ...]
    documents: tuple[str, ...]
    tells: tuple[Role, ...]
    overridden: tuple[str, ...]
    warnings: tuple[Text, ...]
    closed: bool
    handed_over: tuple[HandedOver, ...] = ()
    transferred: str | None = None


class _Stop(Exception):
    """Carries a refusal out of the depth of a step."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def take(
    procedure: Procedure,
    dossier: Dossier,
    step_id: str,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
    override: str | None = None,
    carried: bool = False,
) -> Outcome | Refusal:
    """Take a step on a dossier.

    `carried`: the step comes about with a step on another file (`HandOver`), whose office was checked
    there; its dates default to the time of the step, as with a step carried along. `at` is when it happened, `recorded_at` when it is entered (both aware; the second defaults to
    the first). `override` is the written reason for setting aside a separation of duties that may be
    set aside. Returns the outcome with the next dossier, or the refusal; the dossier given is never
    changed.
    """
    step = procedure.step(step_id)
    if isinstance(step, Refusal):
        return step
    entered = at if recorded_at is None else recorded_at
    refusal = refuse_time(dossier, at, entered) or (
        None
        if carried
        else refuse_carried(step)
        or refuse_office(step, actor)
        or refuse_early(procedure, dossier, step, actor, at)
    )
    if refusal is not None:
        return refusal
    view = View(procedure, dossier, None, actor, at)
    refusal = refuse_state(procedure, view, step)
    if refusal is not None:
        return refusal
    cleaned = _clean_facts(procedure, step, facts, entered, lenient=carried)
    if isinstance(cleaned, Refusal):
        return cleaned
    view.given.update(cleaned)
    warnings: list[Text] = []
    overridden: list[str] = []
    refusal = refuse_apart(step, view, actor, override, warnings, overridden)
    if refusal is not None:
        return refusal
    run = Run(procedure, view)
    try:
        run.step(step, carried)
    except _Stop as stop:
        return stop.refusal
    except CountingError as error:
        return uncountable(step, error)
    done_by = view.done_by
    for moved in run.moved:
        if moved.step in procedure.sensitive:
            earlier = done_by.get(moved.step, ())
            if actor.id not in earlier:
                done_by[moved.step] = (*earlier, actor.id)
    after = Dossier(
        dossier.procedure,
        dossier.law_on,
        view.states,
        view.facts,
        view.clocks,
        tuple(view.spells),
        done_by,
        view.previous,
        dossier.seq + 1,
        at,
    )
    return Outcome(
        after,
        step,
        view.given,
        tuple(run.moved),
        tuple(c for c in run.started if view.clocks.get(c.id) is c),
        tuple(run.stopped),
        tuple(run.documents),
        tuple(dict.fromkeys(run.tells)),
        tuple(overridden),
        tuple(warnings),
        procedure.is_closed(after),
        tuple(run.handed_over),
        str(view.given[step.transfers]) if step.transfers else None,
    )


class Run:
    """The course of one step and the steps it carries, on a view that is being changed.

    The exhaustive walk runs the same class with `knows`, the names whose values it tracks.
    """

    __slots__ = (
        "documents",
        "handed_over",
        "knows",
        "moved",
        "procedure",
        "started",
        "stopped",
        "tells",
        "view",
    )

    def __init__(self, procedure: Procedure, view: View, knows: frozenset[str] | None = None) -> None:
        self.procedure = procedure
        self.view = view
        self.knows = knows
        self.moved: list[Moved] = []
        self.started: list[OpenClock] = []
        self.stopped: list[Stopped] = []
        self.documents: list[str] = []
        self.tells: list[Role] = []
        self.handed_over: list[HandedOver] = []

    def known(self, reads: frozenset[str]) -> bool:
        """Whether everything a test reads is known (always, outside the walk)."""
        return self.knows is None or reads <= self.knows

    def step(self, step: Step, carried: bool = False) -> None:
        """Check the guards, then apply the step and what it carries."""
        view = self.view
        if carried:
            self._complete(step)
        for guard in step.guards:
            if self.known(guard.reads) and not guard.test(view):
                raise _Stop(rule_not_met(step, guard))
        target = self._target(step)
        self._enter(step, step.machine, target)
        self._facts(step)
        self._place(step)
        for clock_id in step.stops:
            if clock_id in view.clocks:
                self._stop(clock_id, step.id)
        for start in step.starts:
            self._start(step, start)
        self._renew(step)
        self.documents.extend(step.documents)
        self.tells.extend(step.tells)
        for carry in step.carries:
            self._carry(carry)
        for move in step.moves:
            current = view.states.get(move.machine)
            if current in move.when and current != move.to:
                self.moved.append(Moved(move.machine, step.id, current, move.to))
                self._put(move.machine, move.to)
        if self.knows is None:  # the walk stays within one file
            for over in step.hands_over:
                self._hand_over(over)

    def _complete(self, step: Step) -> None:
        """A carried step happens now: its dates default to the time of the step that carries it, except
        those that lie ahead. What else it needs must have been given."""
        given = self.view.given
        missing = []
        for name in step.needs:
            if given.get(name) is not None:
                continue
            fact = self.procedure.facts[name]
            now = self.view.when().astimezone(TOKYO)
            if fact.kind is Kind.MOMENT and not fact.ahead:
                given[name] = now.isoformat(timespec="minutes")
            elif fact.kind is Kind.DATE and not fact.ahead:
                given[name] = now.date().isoformat()
            else:
                missing.append(name)
        if missing:
            raise _Stop(missing_facts(self.procedure, step, missing))

    def _target(self, step: Step) -> str:
        view = self.view
        current = view.states[step.machine]
        if step.target == SAME:
            return current
        if step.target == PREVIOUS:
            return view.previous.get(step.machine, current)
        if isinstance(step.target, str):
            return step.target
        for branch in step.target:
            if self._decides(branch.test, branch.reads):
                return branch.to
        raise _Stop(no_branch(step))

    def _enter(self, step: Step, machine_code: str, target: str) -> None:
        machine = self.procedure.machines[machine_code]
        current = self.view.states[machine_code]
        try:
            machine.fire(step, current, target)
        except TransitionNotAllowed:
            raise _Stop(wrong_state(self.procedure, step, current)) from None
        self.moved.append(Moved(machine_code, step.id, current, target))
        if target != current:
            self._put(machine_code, target)

    def _put(self, machine_code: str, target: str) -> None:
        view = self.view
        view.previous[machine_code] = view.states[machine_code]
        view.states[machine_code] = target
        if self.procedure.machines[machine_code].tracked and view.at is not None:
            if view.spells and view.spells[-1].end is None:
                view.spells[-1] = replace(view.spells[-1], end=view.at)
            view.spells.append(Spell(target, view.at, None, str(view.told("facility") or "")))

    def _place(self, step: Step) -> None:
        """A tracked machine that keeps its state but changes its place begins a new spell."""
        view = self.view
        place = view.given.get("facility")
        machine = self.procedure.machines[step.machine]
        if not (place and machine.tracked and view.spells and view.at is not None):
            return
        last = view.spells[-1]
        if last.place == place:
            return
        if last.start == view.at:
            view.spells[-1] = replace(last, place=str(place))
        else:
            view.spells[-1] = replace(last, end=view.at)
            view.spells.append(Spell(last.state, view.at, None, str(place)))

    def _facts(self, step: Step) -> None:
        view = self.view
        for name in (*step.needs, *step.may):
            value = view.given.get(name)
            if value is not None and self.procedure.facts[name].kept:
                view.facts[name] = value
        for name, value in step.sets.items():
            view.facts[name] = value
        for name in step.clears:
            view.facts.pop(name, None)
        if self.knows is None:  # the walk follows no fact that is worked out
            for derive in step.derives:
                worked_out = derive.value(view)
                if worked_out is not None:
                    view.facts[derive.fact] = worked_out

    def _hand_over(self, over: HandOver) -> None:
        view = self.view
        if over.test is not None and not over.test(view):
            return
        facts = {name: value for name in over.facts if (value := view.told(name)) is not None}
        if over.give is not None:
            facts |= {name: value for name, value in over.give(view).items() if value is not None}
        number = str(view.told(over.named_by) or "") if over.named_by else ""
        if over.named_by is None or number:
            self.handed_over.append(HandedOver(over, facts, number))

    def _carry(self, carry: Carry) -> None:
        step = self.procedure.steps[carry.step]
        if self._stands(step) and (carry.test is None or self._decides(carry.test, carry.reads)):
            self.step(step, carried=True)

    def _stands(self, step: Step) -> bool:
        """Whether the step's machine is in one of its sources (the walk overrides it: it tries both
        ways for a machine whose state it does not follow)."""
        return self.view.states[step.machine] in self.procedure.machines[step.machine].sources(step)

    def _decides(self, test: Callable[[View], bool], reads: frozenset[str]) -> bool:
        """What the test of a branch, a carried step or a start says (the walk overrides it likewise)."""
        return test(self.view)

    def _stop(self, clock_id: str, by: str) -> None:
        clock = self.view.clocks.pop(clock_id, None)
        if clock is not None:
            self.stopped.append(Stopped(clock, by))

    def _renew(self, step: Step) -> None:
        """A chained clock whose end this step is goes on with its next cycle."""
        for clock_id in self.procedure.lapses.get(step.id, ()):
            spec, present = self.procedure.clocks[clock_id], self.view.clocks.get(clock_id)
            if spec.shape is not Shape.CHAINED or present is None or self.view.at is None:
                continue
            self._stop(clock_id, step.id)
            following = spec.open(present.start, present.inputs, present.cycle + 1)
            self.view.clocks[clock_id] = following
            self.started.append(following)

    def _start(self, step: Step, start: str | Start) -> None:
        if isinstance(start, str):
            start = Start(start)
        view = self.view
        if start.test is not None and not self._decides(start.test, start.reads):
            return
        clock = self.procedure.clocks[start.clock]
        self._stop(clock.id, step.id)
        if view.at is None:  # the walk: only whether it runs matters
            view.clocks[clock.id] = OpenClock(clock.id, _EPOCH, None, None)
            return
        begin = view.at
        if start.at is not None:
            begin = moment_of(view.given.get(start.at)) or begin
        opened = clock.open(begin, self._inputs(step, clock, begin))
        view.clocks[clock.id] = opened
        self.started.append(opened)

    def _inputs(self, step: Step, clock: Clock, begin: datetime) -> dict[str, str | int]:
        inputs: dict[str, str | int] = clock.gather(self.view) if clock.gather else {}
        if clock.shape is not Shape.NAMED:
            return inputs
        assert clock.named_by is not None
        named = self.view.given.get(clock.named_by)
        if named is None:
            raise _Stop(missing_facts(self.procedure, step, [clock.named_by]))
        inputs["named"] = str(named)
        if clock.limit_from and self.view.told(clock.limit_from):
            inputs["limit_from"] = str(self.view.told(clock.limit_from))
        refusal = refuse_named(self.procedure, clock, begin, inputs)
        if refusal is not None:
            raise _Stop(refusal)
        return inputs


_EPOCH = datetime(2000, 1, 1, tzinfo=TOKYO)


def _clean_facts(
    procedure: Procedure, step: Step, facts: Mapping[str, Any], entered: datetime, *, lenient: bool = False
) -> dict[str, Value] | Refusal:
    """`lenient`: what is missing is left to the carried step, which knows the time of the other one."""
    cleaned: dict[str, Value] = {}
    fields: dict[str, Text] = {}
    form = dict(procedure.forms[step.id])
    for name in facts:
        if name not in form:
            shown = str(name)[:60].replace("\x00", "")
            fields[shown] = Text(
                f"「{shown}」はこの段階の項目ではありません。", f"“{shown}” is not a fact of this step."
            )
    wrong, missing = bool(fields), []
    for name, needed in form.items():
        try:
            value = clean(procedure.facts[name], facts.get(name), latest=entered)
        except Problem as problem:
            fields[name], wrong = problem.text, True
            continue
        if value is None:
            if needed and not lenient:
                missing.append(name)
                fields[name] = lacking(procedure, name)
            continue
        cleaned[name] = value
    if wrong:  # what is missing beside it is told with it: nobody is sent back twice
        return bad_facts(fields)
    return missing_facts(procedure, step, missing) if missing else cleaned
