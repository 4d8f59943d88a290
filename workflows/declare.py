"""The words in which a procedure is declared: states, steps, guards, duties, invariants.

Data only. A declaration without a citation, or one that contradicts itself, does not load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    the passing of time. `needs` and `may` name facts of the vocabulary.
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
    clears: tuple[str, ...] = ()
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
