"""The form of a step, drawn from the facts the procedure declares for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from casework.forms import AT, OVERRIDE, Control, control, local_text, raw
from casework.templatetags.tetsuzuki import fact_value, last_day, listed
from workflows.clocks import Shape, date_start, moment_of
from workflows.counting import TOKYO, CountingError
from workflows.declare import Step
from workflows.dossier import Dossier
from workflows.engine import Procedure, View
from workflows.facts import Fact, Kind
from workflows.refusals import lacking
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact a step's form asks for, and whether the step cannot be taken without it."""

    name: str
    needed: bool


def asked(procedure: Procedure, dossier: Dossier, step: Step) -> list[Asked]:
    """The facts of a step: its own, and those of the steps it takes along from the present states.

    A carried step that does not stand now asks for nothing; one that surely comes along needs what
    it needs, except dates, which default to the time of the step.
    """
    needed = dict.fromkeys(step.needs, True)
    for name in step.may:
        needed.setdefault(name, False)
    for carry in step.carries:
        carried = procedure.steps[carry.step]
        if dossier.states[carried.machine] not in procedure.machines[carried.machine].sources(carried):
            continue
        for inner in asked(procedure, dossier, carried):
            dated = procedure.facts[inner.name].kind in (Kind.DATE, Kind.MOMENT)
            needed[inner.name] = needed.get(inner.name, False) or (
                inner.needed and carry.test is None and not dated
            )
    return [Asked(name, need) for name, need in needed.items()]


def lacks(procedure: Procedure, questions: Iterable[Asked], typed: Mapping[str, Any]) -> dict[str, Text]:
    """The sentence beside each question that must be answered and was not. For a form that is refused before the
    door sees it, so that nobody is sent back twice."""
    return {a.name: lacking(procedure, a.name) for a in questions if a.needed and a.name not in typed}


def typed_facts(procedure: Procedure, names: Iterable[str], data: QueryDict) -> dict[str, Any]:
    """What was typed, under the names of the form only; blanks are left out."""
    found = {name: raw(procedure.facts[name], data) for name in names}
    return {name: value for name, value in found.items() if value not in ("", [])}


def controls(
    procedure: Procedure,
    dossier: Dossier,
    step: Step,
    at: datetime,
    lang: str,
    *,
    offices: list[tuple[str, str]],
    typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, Text] | None = None,
    private: bool = True,
) -> list[Control]:
    """The controls of a step's facts, with what the file already says and the latest date allowed."""
    found = []
    limits = named_limits(procedure, dossier, step, at, lang)
    view = View(procedure, dossier, typed, None, at)
    for ask in asked(procedure, dossier, step):
        fact = _narrowed(procedure.facts[ask.name], view)
        drawn = control(
            fact,
            lang=lang,
            needed=ask.needed,
            typed=(typed or {}).get(ask.name) if typed is not None else _suggested(fact, view),
            offices=offices,
            error=(problems or {}).get(ask.name),
        )
        on_file = dossier.facts.get(ask.name)
        if on_file not in (None, "") and (private or not fact.personal):
            drawn.known = str(fact_value(on_file, fact))
        drawn.limit = limits.get(ask.name, "")
        if fact.kind in (Kind.DATE, Kind.MOMENT) and not fact.ahead:
            drawn.high = _ceiling(fact.kind, at)
        found.append(drawn)
    return found


def _narrowed(fact: Fact, view: View) -> Fact:
    """A choice with the values that can hold on this file."""
    if fact.among is None:
        return fact
    codes = set(fact.among(view))
    return replace(fact, choices=tuple(c for c in fact.choices if c.code in codes) or fact.choices)


def _suggested(fact: Fact, view: View) -> str | None:
    value = fact.suggest(view) if fact.suggest is not None else None
    return None if value is None else str(value)


def _ceiling(kind: Kind, at: datetime) -> str:
    local = at.astimezone(TOKYO)
    return f"{local:%Y-%m-%d}" if kind is Kind.DATE else f"{local:%Y-%m-%dT%H:%M}"


def named_limits(
    procedure: Procedure, dossier: Dossier, step: Step, at: datetime, lang: str
) -> dict[str, str]:
    """For each date that a step names: the latest the law allows, if it is known before the step."""
    found = {}
    for start in _started(procedure, step):
        clock = procedure.clocks[start]
        if clock.shape is not Shape.NAMED or clock.named_by is None:
            continue
        begin = at
        if clock.limit_from and moment_of(dossier.facts.get(clock.limit_from)) is not None:
            begin = date_start({"limit_from": str(dossier.facts[clock.limit_from])}, at)
        try:
            limit = clock.limit(begin)
        except (CountingError, ValueError):
            continue
        if limit is not None:
            words = Text(
                f"最も遅くて {last_day(limit.expires_at)}", f"at the latest {last_day(limit.expires_at)}"
            )
            articles = listed((c.label(lang) for c in clock.cites), lang)
            found[clock.named_by] = (
                f"{words.get(lang)}({articles})" if lang == "ja" else (f"{words.get(lang)} ({articles})")
            )
    return found


def _started(procedure: Procedure, step: Step) -> Iterable[str]:
    for start in step.starts:
        yield start if isinstance(start, str) else start.clock
    for carry in step.carries:
        yield from _started(procedure, procedure.steps[carry.step])


def at_control(
    now: datetime, last_at: datetime | None, lang: str, typed: str = "", error: Text | None = None
) -> Control:
    """When it happened: now, unless something else is typed."""
    drawn = control(AT, lang=lang, needed=True, typed=typed or local_text(now), error=error)
    drawn.help = Text(
        "日本時間。既に起きたことだけを記録します。", "Tokyo time; only what has happened is recorded."
    ).get(lang)
    drawn.high = local_text(now)
    if last_at is not None:
        drawn.low = local_text(last_at)
    return drawn


def settle_at(at: datetime, last_at: datetime | None) -> datetime:
    """A control knows minutes only: a time in the very minute of the latest entry means "after it"."""
    if last_at is not None and at < last_at and last_at - at < timedelta(minutes=1):
        return last_at
    return at


def override_control(lang: str, typed: str = "", error: Text | None = None) -> Control:
    """The written reason for setting aside a separation of duties."""
    drawn = control(OVERRIDE, lang=lang, needed=False, typed=typed, error=error)
    drawn.help = Text(
        "別の職員が行えないときだけ。理由は記録に残り、統括に見えます。",
        "Only where no other officer can; the reason stays in the record and supervisors see it.",
    ).get(lang)
    return drawn
