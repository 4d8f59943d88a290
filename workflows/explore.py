"""The exhaustive walk: every reachable state of the machines an invariant can depend on.

The walk takes the steps with the engine's own `Run`; what is proved is what runs. It follows some
machines, finite facts and clocks exactly (the projection) and knows nothing of the rest. Wherever
the unknown decides, it goes both ways:

* a guard that reads something unknown passes;
* a branch, a carried step or a conditional start whose test reads something unknown is tried both
  as true and as false;
* a step that comes about with a step on another file may come at any time;
* a step of a machine that is not followed may come at any time, because that machine may be in any
  of the step's sources; only what the step does to the followed parts matters;
* a carried step of such a machine may apply or not, and both are followed up, because it may carry,
  move, start or stop something that is followed;
* time is not followed: a clock may run out at any moment, and a lapse may come at any moment.

Within one step what the step itself has settled counts as known: the state a machine has just
entered and the facts just given or set. So the walk visits every state that a real file can reach
and perhaps some that none can: an invariant it confirms holds, and a story it tells is to be read.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from workflows.clocks import OpenClock
from workflows.counting import TOKYO
from workflows.declare import NOT_OPENED, PREVIOUS, SAME, Invariant, Start, Step
from workflows.dossier import Actor, Spell
from workflows.engine import Procedure, Run, View, _Stop
from workflows.facts import Fact, Kind, Value
from workflows.roles import OFFICES, Role
from workflows.texts import DeclarationError, Refusal, Text

_EPOCH = datetime(2000, 1, 1, tzinfo=TOKYO)
Given = dict[str, Value]


# --- results --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A state of the projection: what is followed of a file at one moment."""

    states: Mapping[str, str]
    facts: Mapping[str, Value]
    clocks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a counter-example: the step, the followed facts it was given, what came of it."""

    step: str
    given: Mapping[str, Value]
    after: Point


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A shortest way from the opening of a file to the breach of an invariant."""

    invariant: Invariant
    start: Point
    turns: tuple[Turn, ...]


@dataclass
class Walk:
    """What a walk found. `seconds` is None unless the caller lent a timer; nothing here reads one."""

    procedure: Procedure
    machines: tuple[str, ...]
    facts: tuple[str, ...]
    clocks: tuple[str, ...]
    states: int = 0
    transitions: int = 0
    seconds: float | None = None
    taken: frozenset[str] = frozenset()
    counterexamples: dict[str, Counterexample] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list, repr=False)
    edges: list[set[int]] = field(default_factory=list, repr=False)

    @property
    def counterexample(self) -> Counterexample | None:
        """The first breach found, if there is one."""
        return next(iter(self.counterexamples.values()), None)


# --- what the walk may be given ---------------------------------------------------------------------


def _domain(fact: Fact) -> tuple[Value, ...]:
    """The values of a finite fact; empty for a fact that the walk cannot follow."""
    if fact.kind is Kind.FLAG:
        return (True, False)
    if fact.kind is Kind.CHOICE:
        return tuple(choice.code for choice in fact.choices)
    return ()


def _closure(procedure: Procedure, step: Step) -> tuple[Step, ...]:
    """The step and all it may carry, directly or not."""
    found: dict[str, Step] = {}
    todo = [step]
    while todo:
        present = todo.pop()
        if present.id not in found:
            found[present.id] = present
            todo.extend(procedure.steps[carry.step] for carry in present.carries)
    return tuple(found.values())


def _tests(
    step: Step, clocks: frozenset[str] | None = None
) -> Iterator[tuple[Callable[[View], bool], frozenset[str], str]]:
    """Every test of a step with what it says it reads and where it stands; of the conditional starts
    only those of `clocks`, where given."""
    for guard in step.guards:
        yield guard.test, guard.reads, f"step {step.id}, guard {guard.code}"
    if isinstance(step.target, tuple):
        for branch in step.target:
            yield branch.test, branch.reads, f"step {step.id}, branch to {branch.to}"
    for carry in step.carries:
        if carry.test is not None:
            yield carry.test, carry.reads, f"step {step.id}, carried step {carry.step}"
    for start in step.starts:
        followed = clocks is None or (start if isinstance(start, str) else start.clock) in clocks
        if isinstance(start, Start) and start.test is not None and followed:
            yield start.test, start.reads, f"step {step.id}, start of {start.clock}"


@dataclass(frozen=True, slots=True)
class _Way:
    """A step as the walk takes it: the inputs to try, the names known while it runs, and whether it
    can change anything that is followed."""

    step: Step
    givens: tuple[Given, ...]
    asked: frozenset[str]
    knows: frozenset[str]
    sure: frozenset[str]
    changes: bool


class _Projection:
    """Which parts are followed, and for each step whether and how it matters to them."""

    def __init__(
        self,
        procedure: Procedure,
        machines: Iterable[str],
        facts: Iterable[str],
        clocks: Iterable[str],
        *,
        stepwise: bool,
        all_steps: bool,
    ) -> None:
        self.procedure = procedure
        self.machines = tuple(dict.fromkeys(machines))
        self.facts = tuple(dict.fromkeys(facts))
        self.clocks = tuple(dict.fromkeys(clocks))
        for name in self.machines:
            if name not in procedure.machines:
                raise DeclarationError(f"the walk cannot follow unknown machine {name}")
        for name in self.clocks:
            if name not in procedure.clocks:
                raise DeclarationError(f"the walk cannot follow unknown clock {name}")
        for name in self.facts:
            fact = procedure.facts.get(name)
            if fact is None or not fact.kept or not _domain(fact):
                raise DeclarationError(
                    f"the walk follows kept facts that are a flag or a choice; {name} is not"
                )
        # The state before matters only where a step leads back to it; elsewhere it is forgotten.
        self.returning = {
            code: frozenset(source for step in steps for source in procedure.machines[code].sources(step))
            for code in self.machines
            if (steps := [s for s in procedure.machines[code].steps.values() if s.target == PREVIOUS])
        }
        self.remembered = tuple(self.returning)
        self.knows = frozenset(
            [f"machine:{m}" for m in self.machines]
            + [f"fact:{f}" for f in self.facts]
            + [f"clock:{c}" for c in self.clocks]
        )
        # An invariant on steps has to be asked about every step, with all that each can be given.
        self._stepwise = stepwise
        self._all_steps = all_steps
        self._followed = (frozenset(self.machines), frozenset(self.facts), frozenset(self.clocks))
        self.own: dict[str, dict[str, list[_Way]]] = {m: {} for m in self.machines}
        self.foreign: list[_Way] = []
        carried = {carry.step for step in procedure.steps.values() for carry in step.carries}
        for step in procedure.steps.values():
            # What no step of this procedure carries comes about with a step on another file: at any moment.
            if not step.carried_only or step.id not in carried:
                self._file(step)

    def _file(self, step: Step) -> None:
        closure = _closure(self.procedure, step)
        followed = step.machine in self.own
        wanted = self._stepwise or (self._all_steps and followed)
        changes = any(self._touches(s) for s in closure)
        if not wanted and not changes:
            return
        way = self._way(step, closure, changes)
        if not followed:
            self.foreign.append(way)
            return
        for source in self.procedure.machines[step.machine].sources(step):
            self.own[step.machine].setdefault(source, []).append(way)

    def _touches(self, step: Step) -> bool:
        machines, facts, clocks = self._followed
        return bool(
            (step.machine in machines and step.target != SAME)
            or any(move.machine in machines for move in step.moves)
            or facts.intersection((*step.needs, *step.may))
            or facts.intersection(step.sets)
            or facts.intersection(step.clears)
            or clocks.intersection(step.stops)
            or any((s if isinstance(s, str) else s.clock) in clocks for s in step.starts)
        )

    def _way(self, step: Step, closure: tuple[Step, ...], changes: bool) -> _Way:
        form = dict(self.procedure.forms[step.id])
        settled = {name for s in closure for name in (*s.needs, *s.may, *s.sets, *s.clears)}
        asked: dict[str, None] = {}
        for part in closure:
            for name in (*part.needs, *part.may):
                if name in self.facts:
                    asked[name] = None
            for _, reads, _ in _tests(part, self._followed[2]):
                if not all(self._knowable(name, form, settled) for name in reads):
                    continue
                for read in sorted(reads):
                    kind, _, name = read.partition(":")
                    if kind in ("given", "fact") and name in form and _domain(self.procedure.facts[name]):
                        asked[name] = None
        # A fact that no form of this step offers is certainly absent, which is knowledge too.
        known = [f"given:{n}" for n in self.procedure.facts if n in asked or n not in form]
        source = self.procedure.machines[step.machine].sources(step)
        sure = frozenset([f"machine:{step.machine}"] if len(source) == 1 else [])
        way = _Way(step, (), frozenset(asked), self.knows | frozenset(known), sure, changes)
        return replace(way, givens=tuple(self._givens(way, form, closure)))

    def _knowable(self, read: str, form: Mapping[str, bool], settled: set[str]) -> bool:
        kind, _, name = read.partition(":")
        if kind == "machine":
            return True
        if kind == "given":
            return name not in form or bool(_domain(self.procedure.facts[name]))
        if kind == "fact":
            return read in self.knows or (name in settled and bool(_domain(self.procedure.facts[name])))
        return read in self.knows

    def _givens(self, way: _Way, form: Mapping[str, bool], closure: tuple[Step, ...]) -> Iterator[Given]:
        """Every combination of values of the facts asked that the step's own guards on them allow.

        Where no invariant looks at the step itself, combinations that no test tells apart are one.
        """
        names = sorted(way.asked)
        domains = [
            (*(() if form.get(name) else (None,)), *_domain(self.procedure.facts[name])) for name in names
        ]
        pure, told_apart = [], {name for name in names if name in self.facts}
        needed = {name for part in closure for name in part.needs}
        for part in closure:
            for test, reads, _ in _tests(part, self._followed[2]):
                if reads <= way.knows and all(read.startswith("given:") for read in reads):
                    pure.append(test)
                else:
                    told_apart.update(read.partition(":")[2] for read in reads)
        own = [guard.test for guard in way.step.guards if guard.test in pure]
        seen = set()
        for values in itertools.product(*domains):
            given = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            view = _blank(self.procedure)
            view.given = given
            if not all(test(view) for test in own):
                continue
            if not self._stepwise:
                alike = (
                    *(given.get(name) if name in told_apart else None for name in names),
                    *(name in given for name in names if name in needed),
                    *(test(view) for test in pure),
                )
                if alike in seen:
                    continue
                seen.add(alike)
            yield given


def _blank(procedure: Procedure) -> View:
    """A view that the walk fills itself: no time, no actor, nothing known."""
    view = View.__new__(View)
    view.procedure = procedure
    view.states, view.facts, view.clocks, view.given = {}, {}, {}, {}
    view.spells, view.done_by, view.previous = [], {}, {}
    view.actor = view.at = None
    return view


# --- one step ---------------------------------------------------------------------------------------


class _Course(Run):
    """A run that goes both ways where the unknown decides. `trail` holds the answers given so far;
    `another` turns it to the next combination."""

    __slots__ = ("_answered", "_clocks", "asked", "sure", "trail")

    def __init__(
        self, procedure: Procedure, view: View, way: _Way, clocks: Mapping[str, OpenClock], trail: list[bool]
    ) -> None:
        super().__init__(procedure, view, way.knows)
        self._clocks = clocks
        self.asked = way.asked
        self.sure = set(way.sure)
        self.trail = trail
        self._answered = 0

    def known(self, reads: frozenset[str]) -> bool:
        assert self.knows is not None
        return reads <= self.knows or reads - self.knows <= self.sure

    def _either(self) -> bool:
        if self._answered == len(self.trail):
            self.trail.append(False)
        self._answered += 1
        return self.trail[self._answered - 1]

    def _decides(self, test: Callable[[View], bool], reads: frozenset[str]) -> bool:
        return test(self.view) if self.known(reads) else self._either()

    def _stands(self, step: Step) -> bool:
        name = f"machine:{step.machine}"
        if self.known(frozenset((name,))):
            return super()._stands(step)
        sources = self.procedure.machines[step.machine].sources(step)
        if not self._either():
            return False
        self.view.states[step.machine] = sources[0]
        if len(sources) == 1:
            self.sure.add(name)
        return True

    def _complete(self, step: Step) -> None:
        # Text, sums and dates that a carried step needs are taken as given.
        for name in step.needs:
            if name in self.asked and self.view.given.get(name) is None:
                raise _Stop(_absent(name))

    def _start(self, step: Step, start: str | Start) -> None:
        if (start if isinstance(start, str) else start.clock) in self._clocks:
            super()._start(step, start)

    def _enter(self, step: Step, machine_code: str, target: str) -> None:
        super()._enter(step, machine_code, target)
        if step.target not in (SAME, PREVIOUS):
            self.sure.add(f"machine:{machine_code}")

    def _facts(self, step: Step) -> None:
        super()._facts(step)
        if self.asked:
            for name in (*step.needs, *step.may):
                if name in self.asked and self.view.given.get(name) is not None:
                    self.sure.add(f"fact:{name}")
        for name in (*step.sets, *step.clears):
            self.sure.add(f"fact:{name}")


def _absent(name: str) -> Refusal:
    text = Text(name, name)
    return Refusal("missing-fact", text, text, text)


def _another(trail: list[bool]) -> bool:
    """Turn a trail of answers to its next combination; False when all have been."""
    while trail and trail[-1]:
        trail.pop()
    if not trail:
        return False
    trail[-1] = True
    return True


# --- the walk ---------------------------------------------------------------------------------------


class _Noted(dict[str, Value]):
    """The facts given, noting whether anybody looks at them."""

    looked = False

    def get(self, name: str, default: Any = None) -> Any:
        self.looked = True
        return super().get(name, default)

    def __getitem__(self, name: str) -> Value:
        self.looked = True
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.looked = True
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self.looked = True
        return super().__iter__()


_Key = tuple[tuple[str, ...], tuple[Value, ...], tuple[bool, ...], tuple[str | None, ...]]


class _Walker:
    def __init__(
        self,
        projection: _Projection,
        checks: tuple[Invariant, ...],
        most: int,
    ) -> None:
        self.projection = projection
        self.procedure = projection.procedure
        self.checks = checks
        self.most = most
        self.keys: dict[_Key, int] = {}
        self.parents: list[tuple[int, Step, Given] | None] = []
        self.edges: list[set[int]] = []
        self.taken: set[str] = set()
        self.transitions = 0
        self.looked = False
        self.broken: dict[str, Counterexample] = {}
        self.open_clocks = {c: OpenClock(c, _EPOCH, None, None) for c in projection.clocks}
        self.start = {m: self.procedure.machines[m].initial for m in projection.machines}

    def run(self, until: frozenset[str] | None) -> None:
        first = _blank(self.procedure)
        first.states = dict(self.start)
        queue: deque[_Key] = deque()
        self._arrive(self._key(first), None, queue)
        stepwise = [check for check in self.checks if check.on_step is not None]
        while queue:
            if (self.checks and len(self.broken) == len(self.checks)) or (
                until is not None and until <= self.taken
            ):
                break
            key = queue.popleft()
            number = self.keys[key]
            before = self._view(key)
            for way in self._ways(key):
                for given in way.givens:
                    if self._try_all(key, number, before, way, given, queue, stepwise):
                        break

    def _try_all(
        self,
        key: _Key,
        number: int,
        before: View,
        way: _Way,
        given: Given,
        queue: deque[_Key],
        stepwise: list[Invariant],
    ) -> bool:
        """Take the step with these facts in every way; true when other facts can bring nothing new:
        nothing followed can change, the step can be taken, and no invariant looked at the facts."""
        trail: list[bool] = []
        while True:
            taken = self._try(key, number, before, way, given, trail, queue, stepwise)
            if taken and not way.changes:
                return not self.looked
            if not _another(trail):
                return False

    def _ways(self, key: _Key) -> Iterator[_Way]:
        projection = self.projection
        for machine, state in zip(projection.machines, key[0], strict=True):
            yield from projection.own[machine].get(state, ())
        yield from projection.foreign

    def _try(
        self,
        key: _Key,
        number: int,
        before: View,
        way: _Way,
        given: Given,
        trail: list[bool],
        queue: deque[_Key],
        stepwise: list[Invariant],
    ) -> bool:
        step = way.step
        view = self._view(key)
        view.given = noted = _Noted(given)
        if step.machine not in view.states:
            view.states[step.machine] = self.procedure.machines[step.machine].sources(step)[0]
        course = _Course(self.procedure, view, way, self.open_clocks, trail)
        try:
            course.step(step)
        except _Stop:
            return False
        self.transitions += 1
        for moved in course.moved:
            self.taken.add(moved.step)
        after = self._key(view)
        self._arrive(after, (number, step, given), queue)
        self.edges[number].add(self.keys[after])
        noted.looked = False
        for check in stepwise:
            assert check.on_step is not None
            if check.id not in self.broken and not check.on_step(before, view, step):
                self.broken[check.id] = self._story(check, number, (step, given, after))
        self.looked = noted.looked
        return True

    def _arrive(self, key: _Key, parent: tuple[int, Step, Given] | None, queue: deque[_Key]) -> None:
        if key in self.keys:
            return
        number = len(self.parents)
        if number >= self.most:
            raise MemoryError(
                f"the walk passed {self.most:,} states with machines {', '.join(self.projection.machines)}, "
                f"facts {', '.join(self.projection.facts) or 'none'} and "
                f"{len(self.projection.clocks)} clocks: follow less"
            )
        self.keys[key] = number
        self.parents.append(parent)
        self.edges.append(set())
        queue.append(key)
        view = self._view(key)
        for check in self.checks:
            if check.holds is not None and check.id not in self.broken and not check.holds(view):
                self.broken[check.id] = self._story(check, number, None)

    def _view(self, key: _Key) -> View:
        projection = self.projection
        view = _blank(self.procedure)
        states, facts, clocks, previous = key
        view.states = dict(zip(projection.machines, states, strict=True))
        view.facts = {n: v for n, v in zip(projection.facts, facts, strict=True) if v is not None}
        view.clocks = {c: self.open_clocks[c] for c, on in zip(projection.clocks, clocks, strict=True) if on}
        view.previous = {m: s for m, s in zip(projection.remembered, previous, strict=True) if s is not None}
        return view

    def _key(self, view: View) -> _Key:
        projection = self.projection
        return (
            tuple([view.states[m] for m in projection.machines]),
            tuple([view.facts.get(n) for n in projection.facts]),
            tuple([c in view.clocks for c in projection.clocks]),
            tuple(
                [
                    view.previous.get(m) if view.states[m] in projection.returning[m] else None
                    for m in projection.remembered
                ]
            ),
        )

    def _point(self, key: _Key) -> Point:
        view = self._view(key)
        return Point(view.states, view.facts, frozenset(view.clocks))

    def _story(self, check: Invariant, number: int, last: tuple[Step, Given, _Key] | None) -> Counterexample:
        keys = list(self.keys)
        turns = []
        if last is not None:
            step, given, after = last
            turns.append(Turn(step.id, given, self._point(after)))
        parent = self.parents[number]
        while parent is not None:
            before, step, given = parent
            turns.append(Turn(step.id, given, self._point(keys[number])))
            number, parent = before, self.parents[before]
        return Counterexample(check, self._point(keys[number]), tuple(reversed(turns)))


def walk(
    procedure: Procedure,
    machines: Iterable[str],
    facts: Iterable[str] = (),
    clocks: Iterable[str] = (),
    *,
    checks: Iterable[Invariant] = (),
    timer: Callable[[], float] | None = None,
    most: int = 2_000_000,
    all_steps: bool = False,
    until: frozenset[str] | None = None,
) -> Walk:
    """Walk every reachable state of some machines, facts and clocks, and check invariants on the way.

    With checks the walk ends early once each of them is broken. Raises `MemoryError` with a sentence
    beyond `most` states, and `DeclarationError` for a part that cannot be followed. `all_steps` also
    takes those that change nothing followed; `until` ends the walk once each of those is taken.
    """
    checked = tuple(checks)
    began = timer() if timer else 0.0
    stepwise = any(check.on_step is not None for check in checked)
    projection = _Projection(procedure, machines, facts, clocks, stepwise=stepwise, all_steps=all_steps)
    walker = _Walker(projection, checked, most)
    walker.run(until)
    return Walk(
        procedure,
        projection.machines,
        projection.facts,
        projection.clocks,
        states=len(walker.keys),
        transitions=walker.transitions,
        seconds=timer() - began if timer else None,
        taken=frozenset(walker.taken),
        counterexamples=walker.broken,
        points=[walker._point(key) for key in walker.keys],
        edges=walker.edges,
    )


def prove(procedure: Procedure, invariant: Invariant, *, timer: Callable[[], float] | None = None) -> Walk:
    """Walk the product that an invariant can depend on; `counterexample` is None when it holds."""
    return walk(
        procedure, invariant.machines, invariant.facts, invariant.clocks, checks=(invariant,), timer=timer
    )


def prove_all(procedure: Procedure, *, timer: Callable[[], float] | None = None) -> dict[str, Walk]:
    """Every invariant of the procedure that is a matter of reachability, by its id.

    Invariants over the same product share one walk.
    """
    groups: dict[tuple[tuple[str, ...], ...], list[Invariant]] = {}
    for invariant in procedure.invariants:
        if invariant.holds is not None or invariant.on_step is not None:
            product = (invariant.machines, invariant.facts, invariant.clocks)
            groups.setdefault(product, []).append(invariant)
    found: dict[str, Walk] = {}
    for (machines, facts, clocks), members in groups.items():
        result = walk(procedure, machines, facts, clocks, checks=members, timer=timer)
        found.update((member.id, result) for member in members)
    return {i.id: found[i.id] for i in procedure.invariants if i.id in found}


def dead_ends(found: Walk) -> tuple[Point, ...]:
    """Open points of a walk from which no end of the main machine can be reached any more."""
    main = found.procedure.main
    if main not in found.machines:
        raise ValueError(f"dead ends are asked of a walk that follows the main machine ({main})")
    ends = {code for code, state in found.procedure.machines[main].states.items() if state.end}
    backwards: list[list[int]] = [[] for _ in found.points]
    for number, following in enumerate(found.edges):
        for other in following:
            backwards[other].append(number)
    todo = [n for n, point in enumerate(found.points) if point.states[main] in ends]
    alive = set(todo)
    while todo:
        for number in backwards[todo.pop()]:
            if number not in alive:
                alive.add(number)
                todo.append(number)
    return tuple(point for n, point in enumerate(found.points) if n not in alive)


def never_taken(procedure: Procedure) -> tuple[str, ...]:
    """Steps that no walk of their machine beside the main one ever takes: nobody can get there."""
    taken: set[str] = set()
    for code in procedure.machines:
        wanted = frozenset(procedure.machines[code].steps) - taken
        taken |= walk(procedure, dict.fromkeys((procedure.main, code)), all_steps=True, until=wanted).taken
    return tuple(step for step in procedure.steps if step not in taken)


# --- a counter-example told -------------------------------------------------------------------------


def story(procedure: Procedure, counterexample: Counterexample, language: str = "ja") -> str:
    """A counter-example in sentences: who does what under which article, what changes, what breaks."""
    japanese = not language.startswith("en")
    broken = counterexample.invariant
    articles = _articles(broken.cites, language)
    if japanese:
        lines = [f"不変条件「{broken.id}」が破られる: {broken.rule.ja}({articles})"]
        lines.append("始め: " + _scene(procedure, counterexample.start, language))
    else:
        lines = [f"The invariant {broken.id} is broken: {broken.rule.en} ({articles})"]
        lines.append("At first: " + _scene(procedure, counterexample.start, language))
    before = counterexample.start
    for number, turn in enumerate(counterexample.turns, start=1):
        lines.append(f"{number}. " + _sentence(procedure, before, turn, language))
        before = turn.after
    held = broken.holds is not None and broken.on_step is None
    if japanese:
        lines.append("この時点で: " + _scene(procedure, before, language))
        lines.append("この状態はあってはならない。" if held else "最後の段階はあってはならない。")
    else:
        lines.append("Now: " + _scene(procedure, before, language))
        lines.append("That state must not exist." if held else "That last step must not happen.")
    return "\n".join(lines)


def _articles(cited: Iterable[Any], language: str) -> str:
    return ("、" if not language.startswith("en") else ", ").join(c.label(language) for c in cited)


def _state_name(procedure: Procedure, machine: str, code: str, language: str) -> str:
    states = procedure.machines[machine].states
    label = states[code].label if code in states else Text("未開始", "not opened")
    return f"「{label.ja}」" if not language.startswith("en") else f"“{label.en}”"


def _fact_value(procedure: Procedure, name: str, value: Value, language: str) -> str:
    fact = procedure.facts[name]
    return f"{fact.label.get(language)}={fact.show(value, language)}"


def _scene(procedure: Procedure, point: Point, language: str) -> str:
    japanese = not language.startswith("en")
    parts = [
        f"{procedure.machines[m].label.get(language)}{'は' if japanese else ' is '}"
        f"{_state_name(procedure, m, state, language)}"
        for m, state in point.states.items()
    ]
    parts += [_fact_value(procedure, n, v, language) for n, v in point.facts.items()]
    running = [procedure.clocks[c].label.get(language) for c in sorted(point.clocks)]
    if japanese:
        parts.append("進行中の期間: " + ("、".join(running) if running else "なし"))
        return "、".join(parts) + "。"
    parts.append("clocks running: " + (", ".join(running) if running else "none"))
    return "; ".join(parts) + "."


def _sentence(procedure: Procedure, before: Point, turn: Turn, language: str) -> str:
    japanese = not language.startswith("en")
    step = procedure.steps[turn.step]
    who = tuple(role for role in step.by if role is not Role.SYSTEM) or step.by
    changes = []
    for machine, state in turn.after.states.items():
        if before.states[machine] != state:
            old = _state_name(procedure, machine, before.states[machine], language)
            new = _state_name(procedure, machine, state, language)
            label = procedure.machines[machine].label.get(language)
            changes.append(
                f"{label}は{old}から{new}に移る" if japanese else f"{label} goes from {old} to {new}"
            )
    for name in dict.fromkeys((*before.facts, *turn.after.facts)):
        value = turn.after.facts.get(name)
        if before.facts.get(name) != value and name not in turn.given:
            shown = _fact_value(procedure, name, value, language)
            label = procedure.facts[name].label.get(language)
            if value is None:
                changes.append(f"「{label}」の記録がなくなる" if japanese else f"“{label}” is cleared")
            else:
                changes.append(f"{shown}となる" if japanese else f"{shown} is recorded")
    for clock in sorted(turn.after.clocks - before.clocks):
        label = procedure.clocks[clock].label.get(language)
        changes.append(f"「{label}」が始まる" if japanese else f"the clock “{label}” starts")
    for clock in sorted(before.clocks - turn.after.clocks):
        label = procedure.clocks[clock].label.get(language)
        changes.append(f"「{label}」が止まる" if japanese else f"the clock “{label}” stops")
    given = [_fact_value(procedure, n, v, language) for n, v in turn.given.items()]
    if japanese:
        actor = "・".join(OFFICES[r].ja for r in who)
        told = f"({'、'.join(given)})" if given else ""
        head = f"{actor}が「{step.label.ja}」{told}をする({_articles(step.cites, language)})。"
        return head + ("、".join(changes) + "。" if changes else "")
    actor = " or ".join(OFFICES[r].en for r in who)
    told = f" with {', '.join(given)}" if given else ""
    head = f"The {actor} takes the step “{step.label.en}”{told} ({_articles(step.cites, language)})."
    return head + (" " + "; ".join(changes) + "." if changes else "")


# --- what a test reads ------------------------------------------------------------------------------


class _Answers:
    """Answers a test's questions, each name once, and comes back with other answers."""

    def __init__(self) -> None:
        self.trail: list[list[int]] = []
        self.given: dict[str, Any] = {}
        # What each fact may be, by its name and whether it may be absent.
        self.values: dict[tuple[str, bool], tuple[Any, ...]] = {}

    def ask(self, name: str, domain: tuple[Any, ...]) -> Any:
        if name not in self.given:
            depth = len(self.given)
            if depth == len(self.trail):
                self.trail.append([0, len(domain)])
            self.given[name] = domain[self.trail[depth][0]]
        return self.given[name]

    def turn(self) -> bool:
        self.given = {}
        while self.trail and self.trail[-1][0] + 1 >= self.trail[-1][1]:
            self.trail.pop()
        if not self.trail:
            return False
        self.trail[-1][0] += 1
        return True


class _Asking(Mapping[str, Any]):
    """A mapping that asks for the value of each key it is asked for."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        self._ask = ask

    def __getitem__(self, name: str) -> Any:
        value = self._ask(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a test names what it reads; it does not go through everything")

    def __len__(self) -> int:
        raise TypeError("a test names what it reads; it does not count everything")


_SAMPLES: dict[Kind, tuple[Any, ...]] = {
    Kind.LINE: ("text",),
    Kind.TEXT: ("text",),
    Kind.OFFICE: ("office",),
    Kind.DATE: ("2000-01-03", "2026-11-20"),
    Kind.MOMENT: ("2026-11-20T09:00+09:00",),
    Kind.YEN: (1, 2_000_000, 4_000_000),
    Kind.NUMBER: (0, 1, 100),
    Kind.COUNTRY: ("VNM",),
}


class _Peeking(View):
    """A view that notes every name a test looks at and tries every answer."""

    __slots__ = ("answers", "read", "sure")

    answers: _Answers
    read: set[str]
    sure: frozenset[str]

    def _ask(self, kind: str, name: str, domain: tuple[Any, ...]) -> Any:
        self.read.add(f"{kind}:{name}" if name else kind)
        return self.answers.ask(f"{'fact' if kind == 'told' else kind}:{name}", domain)

    def _values(self, name: str, absent: bool) -> tuple[Any, ...]:
        found = self.answers.values.get((name, absent))
        if found is None:
            fact = self.procedure.facts[name]
            values = _domain(fact) or _SAMPLES.get(fact.kind, ()) or ([fact.choices[0].code],)
            found = self.answers.values[name, absent] = (None, *values) if absent else values
        return found

    def state(self, machine: str) -> str:
        found = self.procedure.machines[machine]
        first = (NOT_OPENED,) if found.initial == NOT_OPENED else ()
        return str(self._ask("machine", machine, (*first, *found.states)))

    def is_in(self, machine: str, *states: str) -> bool:
        return self.state(machine) in states

    def fact(self, name: str) -> Value:
        value: Value = self._ask("fact", name, self._values(name, True))
        return value

    def told(self, name: str) -> Value:
        if name in self.sure:
            return self._given(name)
        value: Value = self._ask("told", name, self._values(name, True))
        return value

    def _given(self, name: str) -> Value:
        value: Value = self._ask("given", name, self._values(name, name not in self.sure))
        return value

    def running(self, clock: str) -> OpenClock | None:
        dated = OpenClock(clock, _EPOCH, _EPOCH, _EPOCH)
        found: OpenClock | None = self._ask("clock", clock, (None, dated))
        return found

    def when(self) -> datetime:
        self.read.add("time")
        return datetime(2026, 11, 20, 9, tzinfo=TOKYO)

    @property
    def states(self) -> Any:  # type: ignore[override]
        return _Asking(self.state)

    @property
    def facts(self) -> Any:  # type: ignore[override]
        return _Asking(self.fact)

    @property
    def given(self) -> Any:  # type: ignore[override]
        return _Asking(self._given)

    @property
    def clocks(self) -> Any:  # type: ignore[override]
        return _Asking(self.running)

    @property
    def at(self) -> Any:  # type: ignore[override]
        return self.when()

    @property
    def spells(self) -> Any:  # type: ignore[override]
        self.read.add("time")
        tracked = next((m for m in self.procedure.machines.values() if m.tracked), None)
        return [Spell(next(iter(tracked.states)), _EPOCH, None)] if tracked else []

    @property
    def actor(self) -> Any:  # type: ignore[override]
        self.read.add("actor")
        return self._ask("actor", "", (Actor("somebody", frozenset()), Actor("all", frozenset(Role))))

    @property
    def done_by(self) -> Any:  # type: ignore[override]
        self.read.add("actor")
        return {}


def _peek(
    procedure: Procedure, test: Callable[[View], Any], sure: frozenset[str], most: int
) -> tuple[set[str], str | None]:
    """Every name a test looks at under any answers, and how it failed, if it did."""
    answers, read = _Answers(), set[str]()
    failed = None
    for _ in range(most):
        view = _Peeking.__new__(_Peeking)
        view.procedure, view.answers, view.read, view.sure = procedure, answers, read, sure
        try:
            test(view)
        except Exception as error:
            failed = failed or f"{type(error).__name__}: {error} (with {dict(answers.given)})"
        if not answers.turn():
            break
    return read, failed


def undeclared_reads(procedure: Procedure, most: int = 4_000) -> tuple[str, ...]:
    """What makes a walk worthless: a test that looks at more than it declares, or that fails.

    Each guard, branch, carry, start and invariant is asked with every combination of answers to the
    names it looks at (at most `most`).
    """
    wrong: list[str] = []
    for step in procedure.steps.values():
        sure = frozenset(step.needs)
        for test, reads, where in _tests(step):
            read, failed = _peek(procedure, test, sure, most)
            if failed:
                wrong.append(f"{where} fails: {failed}")
            for name in sorted(read):
                kind, _, rest = name.partition(":")
                # A fact as the step gives it, else as the file has it: the file's value covers both.
                wanted = f"fact:{rest}" if kind == "told" else name
                if wanted not in reads and not (kind == "given" and f"fact:{rest}" in reads):
                    wrong.append(f"{where} looks at {wanted} and does not say so")
    for invariant in procedure.invariants:
        follows = {f"machine:{m}" for m in invariant.machines} | {f"fact:{f}" for f in invariant.facts}
        follows |= {f"clock:{c}" for c in invariant.clocks}
        if invariant.holds is not None:
            read, failed = _peek(procedure, invariant.holds, frozenset(), most)
            if failed:
                wrong.append(f"invariant {invariant.id} fails: {failed}")
            wrong += [
                f"invariant {invariant.id} looks at {name} and does not follow it"
                for name in sorted(read)
                if name.replace("told:", "fact:") not in follows
            ]
    return tuple(wrong)
