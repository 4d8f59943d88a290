"""The form that puts an entry of the record right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from casework.actions import PastEntry
from casework.forms import AT, REASON, Control, Option, cleaned, control, moment_given, raw
from workflows.engine import Procedure
from workflows.facts import Value
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Correction:
    """What a rectification changes, cleaned; `facts` hold only what differs from the entry."""

    reason: str
    strike: bool
    step: str
    at: Any
    facts: dict[str, Value]


def step_options(procedure: Procedure, entry: PastEntry, chosen: str, lang: str) -> list[Option]:
    """The steps that could have been meant: those of the same machine, the recorded one first."""
    machine = procedure.steps[entry.step].machine if entry.step in procedure.steps else procedure.main
    steps = [s for s in procedure.steps.values() if s.machine == machine and not s.carried_only]
    steps.sort(key=lambda s: s.id != entry.step)
    return [Option(s.id, s.label.get(lang), s.id == chosen) for s in steps]


def controls(
    procedure: Procedure,
    step: str,
    typed: Mapping[str, Any],
    problems: Mapping[str, Text],
    lang: str,
    offices: list[tuple[str, str]],
) -> list[Control]:
    """The controls of the entry's facts."""
    return [
        control(
            procedure.facts[name],
            lang=lang,
            needed=needed,
            typed=typed.get(name),
            offices=offices,
            error=problems.get(name),
        )
        for name, needed in procedure.forms[step]
    ]


def plain_controls(
    data: QueryDict | None, at: Any, problems: Mapping[str, Text], lang: str
) -> tuple[Control, Control]:
    """When it happened, and why the entry is put right."""
    when = control(
        AT, lang=lang, needed=True, typed=data.get("at", "") if data else at, error=problems.get("at")
    )
    why = control(
        REASON,
        lang=lang,
        needed=True,
        typed=data.get("reason", "") if data else "",
        error=problems.get("reason"),
    )
    why.help = Text("理由は元の記録と共に残ります。", "The reason stays in the record beside the entry.").get(
        lang
    )
    return when, why


def read(
    procedure: Procedure, entry: PastEntry, data: QueryDict, now: Any
) -> tuple[Correction | None, dict[str, Text]]:
    """The correction typed, or what is wrong with it."""
    problems: dict[str, Text] = {}
    reason = cleaned(REASON, data.get("reason", ""), problems, needed=True)
    strike = data.get("what") == "strike"
    step = data.get("step", "") or entry.step
    if step not in procedure.forms:
        problems["step"] = Text("手続を一覧から選んでください。", "Choose a step from the list.")
        return None, problems
    at = None
    facts: dict[str, Value] = {}
    if not strike:
        at = moment_given(AT, data, problems)
        if at is not None and at > now:
            problems["at"] = Text("未来の日時は記録できません。", "The time lies in the future.")
        for name, needed in procedure.forms[step]:
            fact = procedure.facts[name]
            value = cleaned(fact, raw(fact, data), problems, needed=needed, latest=now)
            if step != entry.step or value != entry.facts.get(name):
                facts[name] = value
    if problems:
        return None, problems
    # A control knows minutes only; a time left alone keeps its seconds.
    if at is not None and at == entry.at.replace(second=0, microsecond=0):
        at = None
    return Correction(str(reason), strike, step, at, facts), problems
