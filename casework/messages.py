"""What the door tells people: messages from steps, corrections and looks at clocks.

Messages carry case numbers, labels and dates, never a person's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from casework import store
from casework.outside import messages as outside
from notifications.outbox import Message
from workflows.clocks import OpenClock, written_day
from workflows.dossier import Dossier
from workflows.engine import Outcome
from workflows.law import Citation
from workflows.offers import debtors
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text
from workflows.timers import Look, LookKind


def audience(role: Role, office: str) -> str:
    """The holders of an office, as the outbox addresses them."""
    return f"role:{role.value}@{store.office_of(role.value, office)}"


def supervisors(office: str) -> str:
    """The supervisors of an office."""
    return f"supervisor@{office}"


def _pair(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def for_step(held: store.Held, outcome: Outcome, now: datetime) -> list[Message]:
    """One message to each office that the step's article has told, and to the person."""
    seq = outcome.dossier.seq
    facts = {
        "number": held.number,
        "step": _pair(outcome.step.label),
        "articles": _articles(outcome.step.cites),
        "path": f"/cases/{held.number}/",
    }
    return [
        Message(
            key=f"event:{held.id}:{seq}:{role.value}",
            kind="step_taken",
            audience=audience(role, held.office),
            facts=facts,
            at=outcome.dossier.last_at or now,
            case=held.number,
        )
        for role in outcome.tells
        if OFFICES[role].signs_in
    ] + outside.of_step(held, outcome, now)


def for_correction(
    held: store.Held,
    after: Dossier,
    pairs: Iterable[tuple[OpenClock | None, OpenClock | None]],
    now: datetime,
) -> list[Message]:
    """Everybody who was or will be reminded of a clock whose date changed is told the right one."""
    messages = []
    for old, new in pairs:
        code = old.id if old is not None else new.id if new is not None else ""
        spec = held.procedure.clocks[code]
        if not spec.reminded:
            continue
        roles = (
            spec.watched_by,
            spec.owed_by,
            *debtors(held.procedure, held.dossier, code),
            *debtors(held.procedure, after, code),
        )
        to = [audience(role, held.office) for role in roles if OFFICES[role].signs_in]
        if old is not None and old.alarm_at is not None and old.alarm_at <= now:
            to.append(supervisors(held.office))  # they had been told that it was overdue
        messages += [
            Message(
                key=f"corrected:{held.id}:{after.seq}:{code}:{who}",
                kind="clock_corrected",
                audience=who,
                facts={
                    "number": held.number,
                    "clock": _pair(spec.label),
                    "articles": _articles(spec.cites),
                    "was": written_day(old.alarm_at if old else None),
                    "is": written_day(new.alarm_at if new else None),
                    "path": f"/cases/{held.number}/",
                },
                at=now,
                case=held.number,
            )
            for who in dict.fromkeys(to)
        ]
        messages += outside.of_correction(held, after.seq, code, old, new, now)
    return messages


_KINDS = {
    LookKind.AHEAD: "reminder_ahead",
    LookKind.TODAY: "reminder_today",
    LookKind.LAPSE: "lapsed",
    LookKind.OVERDUE: "overdue",
}


def for_look(
    held: store.Held, row: store.RunningRow, look: Look, result: Outcome | Refusal | None = None
) -> list[Message]:
    """The reminders of one rung: to the office that watches and to those who owe something by this date;
    from the first day overdue to the supervisors, and from the second to them alone. Up to the day itself the
    person is reminded too. `result` is what came of the step that time takes."""
    procedure, number, office, clock = held.procedure, held.number, held.office, row.clock
    spec = procedure.clocks[clock.id]
    roles = (spec.watched_by, spec.owed_by, *debtors(procedure, held.dossier, clock.id))
    to = [audience(role, office) for role in roles if OFFICES[role].signs_in]
    refusal = result if isinstance(result, Refusal) else None
    kind = "lapsed" if isinstance(result, Outcome) else _KINDS[look.kind]
    if kind == "overdue" and look.days > 1:
        to = []  # who owes it was told; a daily copy to a whole office drowns the news
    if kind == "overdue" or refusal is not None:
        to.append(supervisors(office))
    facts: dict[str, Any] = {
        "number": number,
        "clock": _pair(spec.label),
        "must": _pair(spec.must),
        "silence": _pair(spec.silence),
        "articles": _articles(spec.cites),
        "days": look.days,
        "due": written_day(clock.alarm_at),
        "legal": written_day(clock.legal_at),
        "path": f"/cases/{number}/",
    }
    if refusal is not None:
        kind = "lapse_refused"
        facts["refusal"] = {"ja": refusal.sentence("ja"), "en": refusal.sentence("en")}
    return [
        Message(
            key=f"clock:{row.id}:{clock.cycle}:{look.rung}:{who}",
            kind=kind,
            audience=who,
            facts=facts,
            at=look.at,
            case=number,
        )
        for who in dict.fromkeys(to)
    ] + outside.of_look(held, row, look)


@lru_cache(maxsize=1024)
def _articles(cites: tuple[Citation, ...]) -> dict[str, str]:
    return {
        "ja": "、".join(c.label("ja") for c in cites),
        "en": ", ".join(c.label("en") for c in cites),
    }
