"""What a grant of a stay would mean: for each period that the status allows, the last day it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.templatetags.tetsuzuki import language, weekday_date
from workflows.counting import TOKYO, CountingError
from workflows.declare import Step
from workflows.dossier import Dossier
from workflows.statuses import PERIODS, allowed, last_day, statuses

# The pairs of facts with which the residence procedures grant a status for a period.
_GRANTS = (("new_status", "new_period"), ("status", "period"))


@dataclass(frozen=True, slots=True)
class Granted:
    """One period that may be granted, and its last day where it has a fixed length."""

    label: str
    until: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Grants:
    """The periods allowed for a status, counted from a day."""

    status: str
    before: str
    rows: tuple[Granted, ...]


def grants(
    dossier: Dossier, step: Step, typed: Mapping[str, Any] | None, at: datetime, *, extends: bool
) -> Grants | None:
    """The periods that the step may grant, if it grants any; an extension runs from the old last day, any
    other permission from its own day."""
    names = {*step.needs, *step.may}
    pair = next((p for p in _GRANTS if p[1] in names or (p[0] in names and "stay_until" in names)), None)
    if pair is None and "stay_until" in step.needs and dossier.facts.get("new_status"):
        pair = _GRANTS[0]
    if pair is None:
        return None
    known = {**dossier.facts, **(typed or {})}
    status = known.get(pair[0]) or known.get("status_requested") or known.get("status")
    found = statuses().get(str(status))
    if found is None:
        return None
    today = at.astimezone(TOKYO).date()
    before = _day(dossier.facts.get("stay_until")) if extends else today
    before = before or today
    chosen = str(known.get(pair[1]) or "")
    rows = []
    for code in allowed(found.code, today):
        try:
            until = last_day(before, code)
        except CountingError:
            until = None
        shown = weekday_date(datetime.combine(until, datetime.min.time(), TOKYO)) if until else "—"
        rows.append(Granted(PERIODS[code].get(language()), shown, code == chosen))
    day = weekday_date(before)
    return Grants(found.label.get(language()), day, tuple(rows)) if rows else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None
