"""Facts for a step, drawn at random or filled in plainly: input for tests that take any step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from workflows.counting import TOKYO
from workflows.engine import Procedure
from workflows.facts import Fact, Kind


def plain(procedure: Procedure, step: str, at: datetime, **given: Any) -> dict[str, Any]:
    """The needed facts of a step filled in the most ordinary way; `given` overrides and adds."""
    facts = {
        name: ordinary(procedure.facts[name], at)
        for name, needed in procedure.forms[step]
        if needed and name not in given
    }
    return {**facts, **given}


def ordinary(fact: Fact, at: datetime) -> Any:
    """One plain value of a fact."""
    day = at.astimezone(TOKYO).date()
    match fact.kind:
        case Kind.CHOICE:
            return fact.choices[0].code
        case Kind.CHOICES:
            return [fact.choices[0].code]
        case Kind.FLAG:
            return True
        case Kind.DATE:
            return (day + timedelta(days=1 if fact.ahead else 0)).isoformat()
        case Kind.MOMENT:
            return at.isoformat()
        case Kind.YEN | Kind.NUMBER:
            return max(fact.low, 1)
        case Kind.COUNTRY:
            return "VNM"
        case Kind.OFFICE:
            return "TYO"
        case _:
            return "記載"


def values(fact: Fact, at: datetime) -> st.SearchStrategy[Any]:
    """Any usable value of a fact."""
    day = at.astimezone(TOKYO).date()
    match fact.kind:
        case Kind.CHOICE:
            return st.sampled_from([c.code for c in fact.choices])
        case Kind.CHOICES:
            return st.lists(
                st.sampled_from([c.code for c in fact.choices]), min_size=1, max_size=3, unique=True
            )
        case Kind.FLAG:
            return st.booleans()
        case Kind.DATE:
            low, high = (0, 95) if fact.ahead else (-40, 0)
            return st.integers(low, high).map(lambda n: (day + timedelta(days=n)).isoformat())
        case Kind.MOMENT:
            low, high = (0, 40) if fact.ahead else (-40, 0)
            return st.integers(low, high).map(lambda n: (at + timedelta(hours=n)).isoformat())
        case Kind.YEN:
            return st.sampled_from([0, 1, 300_000, 1_500_000, 1_500_001, 3_000_000, 3_000_001])
        case Kind.NUMBER:
            return st.integers(fact.low, min(fact.high, fact.low + 4))
        case Kind.COUNTRY:
            return st.sampled_from(["VNM", "XXA", "PHL"])
        case Kind.OFFICE:
            return st.sampled_from(["TYO", "EJC", "OSA"])
        case _:
            return st.just("記載")


def drawn(procedure: Procedure, step: str, at: datetime) -> st.SearchStrategy[dict[str, Any]]:
    """Any facts for a step: all that it needs, and some of the rest."""
    needed = {n: values(procedure.facts[n], at) for n, need in procedure.forms[step] if need}
    rest = {n: values(procedure.facts[n], at) for n, need in procedure.forms[step] if not need}
    return st.fixed_dictionaries(needed, optional=rest)
