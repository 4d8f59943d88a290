"""A toy procedure of three machines, for the tests of the walk and of the descriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from workflows.clocks import Clock, Shape
from workflows.declare import SAME, Branch, Carry, Duty, Guard, Invariant, Start, State, Step
from workflows.engine import Machine, Procedure, View
from workflows.facts import Choice, Fact, Kind
from workflows.roles import Role
from workflows.texts import Text

GUARD_OFFICER, CHIEF = (Role.CONTROL_OFFICER,), (Role.CHIEF_INSPECTOR,)


def text(en: str) -> Text:
    return Text(f"和{en}", en)


def state(code: str, *, end: bool = False, detained: bool = False) -> State:
    duty = () if end else (Duty(Role.CHIEF_INSPECTOR, text(f"look at {code}")),)
    return State(code, text(code), end=end, detained=detained, duties=duty)


def clock(code: str) -> Clock:
    return Clock(
        code, text(code), "icrra 41(1)", CHIEF[0], CHIEF[0], text("act"), text("alarm"), shape=Shape.OPEN
    )


def step(id: str, machine: str, source: str, target: str | tuple[Branch, ...], **more: object) -> Step:
    return Step(
        id,
        machine,
        tuple(source.split()),
        target,
        text(id),
        "icrra 39(1)",
        GUARD_OFFICER,
        **more,  # type: ignore[arg-type]
    )


NO_STAY = Guard(
    "no_stay",
    text("nobody is removed while a court stays the removal"),
    text("wait for the court"),
    "acla 25(2)",
    frozenset({"machine:court"}),
    lambda v: not v.is_in("court", "court_stay"),
)


def held(v: View) -> bool:
    return v.is_in("custody", "held")


STEPS = (
    step("detained", "custody", "free", "held", starts=("clk_warrant",)),
    step(
        "ordered",
        "stage",
        "open",
        "order",
        stops=("clk_warrant",),
        starts=(Start("clk_review", None, held, frozenset({"machine:custody"})),),
    ),
    step(
        "screened",
        "custody",
        "held",
        (
            Branch("free", lambda v: v.given.get("outcome") == "free", frozenset({"given:outcome"})),
            Branch("held", lambda v: True, frozenset()),
        ),
        needs=("outcome",),
    ),
    step("removed", "stage", "order", "gone", guards=(NO_STAY,), carries=(Carry("custody_ended"),)),
    step("stayed", "court", "court_none", "court_stay", carries=(Carry("halted"),), sets={"barred": True}),
    step("stay_over", "court", "court_stay", "court_none", clears=("barred",)),
    step("halted", "stage", "order", SAME, carried_only=True),
    step("custody_ended", "custody", "free held", "ended", stops=("clk_warrant", "clk_review")),
)
FACTS = (
    Fact(
        "outcome", text("outcome"), Kind.CHOICE, (Choice("free", text("free")), Choice("keep", text("keep")))
    ),
    Fact("barred", text("barred"), Kind.FLAG, kept=True),
    Fact("amount", text("amount"), Kind.YEN, kept=True),
)


STAGES = (state("open"), state("order"), state("gone", end=True))


def toy(steps: Iterable[Step] = STEPS, invariants: Iterable[Invariant] = (), **more: Step) -> Procedure:
    """A procedure of three machines; a step given by name replaces the one of that id."""
    return Procedure(
        "toy",
        text("toy procedure"),
        law_from=date(2024, 6, 10),
        machines=(
            Machine(
                "stage",
                text("stage"),
                [state("open"), state("order"), state("gone", end=True)],
                initial="open",
            ),
            Machine(
                "custody",
                text("custody"),
                [state("free"), state("held", detained=True), state("ended", end=True)],
                initial="free",
            ),
            Machine("court", text("court"), [state("court_none"), state("court_stay")], initial="court_none"),
        ),
        steps=[more.get(s.id, s) for s in steps],
        clocks=(clock("clk_warrant"), clock("clk_review")),
        facts=FACTS,
        invariants=invariants,
    )


def changed(id: str, **more: object) -> Step:
    return replace(next(s for s in STEPS if s.id == id), **more)  # type: ignore[arg-type]
