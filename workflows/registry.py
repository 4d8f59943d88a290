"""Which procedures there are, and which text of the law a date selects."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from workflows.engine import Procedure


class UnknownProcedure(LookupError):
    """No procedure of that code, or none under the law of that date."""


@lru_cache(maxsize=1)
def procedures() -> tuple[Procedure, ...]:
    """Every procedure in every version of the law that is kept."""
    from workflows.procedures.deportation import DEPORTATION

    return (DEPORTATION,)


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
