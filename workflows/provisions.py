"""Which parts of the system rest on which article: the declarations read from the side of the law.

An entry says what the system makes of an article, in the words of the declarations; the text of the law is
never here. Pure, and worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflows.counting import RULES
from workflows.declare import Step
from workflows.engine import Procedure
from workflows.fees import fees
from workflows.filing import CAPACITIES, CHANNELS
from workflows.filing import RULES as FILINGS
from workflows.forms import forms
from workflows.law import Act, Citation
from workflows.registry import procedures
from workflows.texts import Text


class Part(StrEnum):
    """What rests on an article, in the order in which a page shows it."""

    STEP = "step"
    REFUSAL = "refusal"
    CLOCK = "clock"
    INVARIANT = "invariant"
    COUNTING = "counting"
    FEE = "fee"
    FILING = "filing"
    FORM = "form"


PARTS: dict[Part, Text] = {
    Part.STEP: Text("手続の段階", "steps"),
    Part.REFUSAL: Text("できないとき(要件)", "when a step is refused"),
    Part.CLOCK: Text("期限", "clocks"),
    Part.INVARIANT: Text("常に成り立つこと", "what always holds"),
    Part.COUNTING: Text("期間の数え方", "rules of counting"),
    Part.FEE: Text("手数料", "fees"),
    Part.FILING: Text("提出できる人", "who may file"),
    Part.FORM: Text("様式", "forms"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One part of the system that rests on an article. `procedure`, `machine` and `code` say where it is
    explained; they are empty for what belongs to no procedure."""

    part: Part
    cited: Citation
    label: Text
    says: Text | None = None
    procedure: str = ""
    machine: str = ""
    code: str = ""


@lru_cache(maxsize=1)
def uses() -> Mapping[Act, Mapping[str, tuple[Use, ...]]]:
    """Every use by act and article; acts as declared, articles and their paragraphs in the order of numbers."""
    found: dict[Act, dict[str, list[Use]]] = {}
    for use in _all():
        found.setdefault(use.cited.act, {}).setdefault(use.cited.article, []).append(use)
    return {
        act: {
            article: tuple(sorted(dict.fromkeys(found[act][article]), key=_place))
            for article in sorted(found[act], key=in_order)
        }
        for act in Act
        if act in found
    }


def of(act: str, article: str) -> tuple[Use, ...]:
    """What rests on an article; empty for an article that nothing rests on, or an unknown act."""
    known = {a.value: a for a in uses()}
    return uses()[known[act]].get(article, ()) if act in known else ()


def in_order(number: str) -> tuple[tuple[int, int | str], ...]:
    """The key that sorts numbers of articles: 44 before 44-2 before 45; names after numbers."""
    parts = re.findall(r"\d+", number) if re.fullmatch(r"\d+(-\d+)*", number) else []
    return tuple((0, int(part)) for part in parts) or ((1, number),)


def _place(use: Use) -> tuple[object, ...]:
    cited = use.cited
    paragraph = in_order(cited.paragraph) if cited.paragraph else ()
    item = in_order(cited.item) if cited.item else ()
    return paragraph, item, cited.sub or "", list(Part).index(use.part)


def _all() -> Iterator[Use]:
    for procedure in procedures():
        for step in procedure.steps.values():
            yield from _of_step(procedure, step)
        for clock in procedure.clocks.values():
            for cited in clock.cites:
                yield Use(Part.CLOCK, cited, clock.label, clock.silence, procedure.code, "clocks", clock.id)
        for invariant in procedure.invariants:
            for cited in invariant.cites:
                yield Use(Part.INVARIANT, cited, procedure.label, invariant.rule, procedure.code)
    yield from _beside()


def _of_step(procedure: Procedure, step: Step) -> Iterator[Use]:
    where = (procedure.code, step.machine, step.id)
    for cited in step.cites:
        yield Use(Part.STEP, cited, step.label, None, *where)
    rules: Iterable[tuple[Text, tuple[Citation, ...]]] = (
        *((guard.rule, guard.cites) for guard in step.guards),
        *((apart.rule, apart.cites) for apart in step.apart),
    )
    for rule, cited_there in rules:
        for cited in cited_there:
            yield Use(Part.REFUSAL, cited, step.label, rule, *where)


def _beside() -> Iterator[Use]:
    for rule in RULES.values():
        for cited in rule.citations:
            yield Use(Part.COUNTING, cited, Text(rule.ja, rule.en))
    for texts in fees().values():
        for cited in dict.fromkeys(cited for fee in texts for cited in fee.cites):
            yield Use(Part.FEE, cited, texts[-1].label)
    labels = {p.code: p.label for p in procedures()}
    for code, channels in FILINGS.items():
        for channel, capacities in channels.items():
            for capacity, terms in capacities.items():
                who, way = CAPACITIES[capacity], CHANNELS[channel]
                says = Text(f"{who.ja}({way.ja})", f"{who.en} ({way.en})")
                for cited in terms.cites:
                    yield Use(Part.FILING, cited, labels[code], says, code)
    for form in forms().values():
        for cited in form.cites:
            yield Use(Part.FORM, cited, form.name)
