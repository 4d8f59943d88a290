"""Which procedures there are, and which text of the law a date selects."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from workflows.declare import Reach
from workflows.engine import Procedure
from workflows.texts import DeclarationError


class UnknownProcedure(LookupError):
    """No procedure of that code, or none under the law of that date."""


@lru_cache(maxsize=1)
def procedures() -> tuple[Procedure, ...]:
    """Every procedure in every version of the law that is kept."""
    from workflows.procedures.deportation import DEPORTATION
    from workflows.procedures.residence import RESIDENCE_PROCEDURES

    found = (DEPORTATION, *RESIDENCE_PROCEDURES)
    _check_hand_overs(found)
    return found


def _check_hand_overs(found: tuple[Procedure, ...]) -> None:
    """A hand-over to a file, step or fact that is not declared does not load."""
    for origin in found:
        for step in origin.steps.values():
            for over in step.hands_over:
                where = f"step {step.id} hands over to {over.procedure}.{over.step}"
                targets = [p for p in found if p.code == over.procedure]
                if not any(over.step in p.steps for p in targets):
                    raise DeclarationError(f"{where}, which is not declared")
                for target in targets:
                    unknown = set(over.facts) - {name for name, _ in target.forms.get(over.step, ())}
                    if over.step in target.steps and unknown:
                        raise DeclarationError(f"{where}, which asks for no {', '.join(sorted(unknown))}")
                    carried = {c.step for s in target.steps.values() for c in s.carries}
                    if (
                        over.step in carried
                        and over.step in target.steps
                        and target.steps[over.step].carried_only
                    ):
                        raise DeclarationError(f"{where}, which the walk takes for a step of its own file")
                    opens = over.to in (Reach.NEW, Reach.STANDING)
                    if opens and over.step in target.steps and not target.steps[over.step].opens:
                        raise DeclarationError(f"{where}, which opens no file")


@lru_cache(maxsize=1)
def joined() -> frozenset[str]:
    """The procedures whose steps reach files of other procedures, or are reached from there."""
    ends = [(p.code, over) for p in procedures() for s in p.steps.values() for over in s.hands_over]
    # Nobody else can hold a file that is only just being opened.
    return frozenset([code for code, _ in ends] + [o.procedure for _, o in ends if o.to is not Reach.NEW])


@lru_cache(maxsize=256)
def procedure(code: str, law_on: date) -> Procedure:
    """The procedure `code` under the text in force on `law_on`.

    Raises `UnknownProcedure` when there is none.
    """
    for found in procedures():
        if (
            found.code == code
            and found.law_from <= law_on
            and (found.law_until is None or law_on < found.law_until)
        ):
            return found
    known = ", ".join(f"{p.code} from {p.law_from}" for p in procedures())
    raise UnknownProcedure(f"no procedure {code!r} under the law of {law_on}; known are: {known}")
