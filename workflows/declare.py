"""The words in which a procedure is declared: states, steps, guards, duties, invariants.

Data only. A declaration without a citation, or one that contradicts itself, does not load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.facts import Value
from workflows.law import Citation, cites
from workflows.roles import OFFICES, Role
from workflows.texts import DeclarationError, Text

if TYPE_CHECKING:
    from workflows.engine import View

NOT_OPENED = "not_opened"
SAME = "@same"
PREVIOUS = "@previous"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Duty:
    """What an office owes the case while it is in a state; `clocks` give the date, earliest first."""

    role: Role
    label: Text
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A state of a machine. `end` closes the machine; `detained` means the person is held, and
    `held_while` names the clock by whose running a state that both held and free persons pass through
    tells them apart."""

    code: str
    label: Text
    end: bool = False
    detained: bool = False
    held_while: str | None = None
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of the law on a step: true means allowed.

    `reads` names what the test looks at ("machine:custody", "fact:destination", "given:heard",
    "clock:clk_…", "time", "actor"): the exhaustive walk evaluates a guard when it knows all of that
    and otherwise lets it pass, which errs on the side of finding a counter-example.
    """

    code: str
    rule: Text
    remedy: Text
    basis: str
    reads: frozenset[str]
    test: Callable[[View], bool]
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several targets of a step; the first whose test holds is taken."""

    to: str
    test: Callable[[View], bool]
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Start:
    """Starts a clock, at the step's own time or at a fact's, when the test holds."""

    clock: str
    at: str | None = None
    test: Callable[[View], bool] | None = None
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Carry:
    """Takes a step of another machine along in the same transaction, if that machine is in one of
    the carried step's sources and the test holds."""

    step: str
    test: Callable[[View], bool] | None = None
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """Puts another machine into a state without a step of its own, when it is in one of `when`."""

    machine: str
    to: str
    when: tuple[str, ...]


class Reach(StrEnum):
    """Which file of the same person a hand-over goes to."""

    OPEN = "open"  # the one open file of the procedure; skipped where there is none, unless `must`
    EVERY = "every"  # every open file of the procedure on which the step stands
    PARENT = "parent"  # the file this one came from, open or closed, if it is of the procedure
    NAMED = "named"  # the file whose number the fact `named_by` gives; skipped where it is not given
    STANDING = "standing"  # the person's standing file; opened by the step where there is none yet
    NEW = "new"  # a new file, opened by the step


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a step brings about on another file of the same person, in the same transaction.

    `facts` are given on under their own names, `give` adds others; `only` chooses among the files found by
    their facts. A file on which the step does not
    stand is passed over, unless `must`: then the whole step is refused. Any other refusal over there
    refuses the whole step.
    """

    procedure: str
    step: str
    to: Reach
    facts: tuple[str, ...] = ()
    give: Callable[[View], Mapping[str, Value]] | None = None
    test: Callable[[View], bool] | None = None
    only: Callable[[View, Mapping[str, Value]], bool] | None = None
    named_by: str | None = None
    must: bool = False

    def __post_init__(self) -> None:
        if (self.to is Reach.NAMED) != (self.named_by is not None):
            raise DeclarationError(f"hand-over of {self.step}: a named file needs the fact that names it")


@dataclass(frozen=True, slots=True)
class Derive:
    """A kept fact that the step works out from what it knows; None leaves the fact as it was. Never a flag
    or a choice: those decide, and what decides is entered or tested."""

    fact: str
    value: Callable[[View], Value]


HARD, OVERRIDE, WARN = "hard", "override", "warn"


@dataclass(frozen=True, slots=True)
class Apart:
    """Separation of duties: who took one of `steps` does not take this one in the same case."""

    steps: tuple[str, ...]
    strength: str
    rule: Text
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))
        if self.strength not in (HARD, OVERRIDE, WARN):
            raise DeclarationError(f"separation of duties: unknown strength {self.strength!r}")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure, declared.

    `by` are the offices that take it. Where the actor is a party that does not sign in (the person,
    a court), `recorded_by` are the officers who enter what happened. `automatic` steps are taken by
    the passing of time. `needs` and `may` name facts of the vocabulary. `hands_over` reaches other files
    of the person; `transfers` names the fact that says to which office the file goes.
    """

    id: str
    machine: str
    source: tuple[str, ...]
    target: str | tuple[Branch, ...]
    label: Text
    basis: str
    by: tuple[Role, ...]
    recorded_by: tuple[Role, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    starts: tuple[str | Start, ...] = ()
    stops: tuple[str, ...] = ()
    carries: tuple[Carry, ...] = ()
    moves: tuple[Move, ...] = ()
    sets: Mapping[str, Value] = field(default_factory=dict)
    derives: tuple[Derive, ...] = ()
    clears: tuple[str, ...] = ()
    hands_over: tuple[HandOver, ...] = ()
    transfers: str | None = None
    documents: tuple[str, ...] = ()
    tells: tuple[Role, ...] = ()
    apart: tuple[Apart, ...] = ()
    automatic: bool = False
    carried_only: bool = False
    serious: bool = False
    opens: bool = False
    mark: str = "verified"
    note: Text | None = None
    help: Text | None = None
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))
        if not self.by:
            raise DeclarationError(f"step {self.id}: somebody must be able to take it")

    @property
    def officers(self) -> frozenset[Role]:
        """The offices whose holders may enter this step."""
        return frozenset(r for r in self.by if OFFICES[r].signs_in or r is Role.SYSTEM) | frozenset(
            self.recorded_by
        )


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds in every reachable state of a procedure.

    `machines` are those it can depend on; the walk explores their whole product. `facts` are the
    finite facts it reads. `holds` is asked of every state, `on_step` of every transition.
    """

    id: str
    rule: Text
    basis: str
    machines: tuple[str, ...]
    facts: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    holds: Callable[[View], bool] | None = None
    on_step: Callable[[View, View, Step], bool] | None = None
    elsewhere: Text | None = None
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))
