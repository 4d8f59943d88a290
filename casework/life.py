"""A person's stay as stretches of time: status and period, cards, absences, read off the residence file.

The file is played again, so that a rectified entry shows as it stands today. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from casework import actions, store
from casework.models import Case
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.statuses import PERIODS, statuses
from workflows.texts import Text

FILE = "residence"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lasted from `start` to `end` (None: until now). `until` is the last day that was
    granted, `origin` the file it came from, `detail` what is said beside the label."""

    kind: str
    label: Text
    detail: Text
    start: datetime
    end: datetime | None
    until: date | None
    origin: str
    seq: int


@dataclass(frozen=True, slots=True)
class Life:
    """The stretches of one person's stay, each kind in the order of time."""

    case: Case
    stays: tuple[Stretch, ...]
    cards: tuple[Stretch, ...]
    absences: tuple[Stretch, ...]


def life(person_id: int, now: datetime) -> Life | None:
    """The life of a person as the newest residence file tells it; None where there is no such file."""
    case = Case.objects.filter(person_id=person_id, procedure=FILE).order_by("-pk").first()
    held = store.read(case.pk) if case is not None else None
    if case is None or held is None:
        return None
    redone = actions.replay_entries(held, actions.history(case.pk), now)
    points = [(entry.seq, _origin(entry.came_from), entry.at, o.dossier) for entry, o in redone.outcomes]
    return Life(
        case,
        tuple(_stretches(held.procedure, points, _stay)),
        tuple(_stretches(held.procedure, points, _card)),
        tuple(_stretches(held.procedure, points, _absence)),
    )


def _origin(came_from: tuple[str, int] | None) -> str:
    return came_from[0] if came_from else ""


Point = tuple[int, str, datetime, Dossier]
# What a dossier says of one kind of stretch: kind, label, detail and last day; None where there is none.
Saying = tuple[str, Text, Text, date | None] | None


def _stretches(
    procedure: Procedure, points: Iterable[Point], say: Callable[[Procedure, Dossier], Saying]
) -> Iterable[Stretch]:
    """The stretches over which what is said stays the same."""
    found: list[Stretch] = []
    said: Saying = None
    for seq, origin, at, dossier in points:
        present = say(procedure, dossier)
        if present == said:
            continue
        if said is not None:
            found[-1] = replace(found[-1], end=at)
        if present is not None:
            kind, label, detail, until = present
            found.append(Stretch(kind, label, detail, at, None, until, origin, seq))
        said = present
    return found


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def _stay(procedure: Procedure, dossier: Dossier) -> Saying:
    state = dossier.states[procedure.main]
    machine = procedure.machines[procedure.main]
    if state == machine.initial:
        return None
    label = machine.states[state].label
    facts = dossier.facts
    status = statuses().get(str(facts.get("status") or ""))
    if state in ("in_status", "permanent", "departure_preparation", "special_period", "abroad_with_reentry"):
        detail = status.label if status else Text("", "")
        period = PERIODS.get(str(facts.get("period") or ""))
        if period is not None and state == "in_status":
            detail = Text(f"{detail.ja} {period.ja}", f"{detail.en}, {period.en}")
        until = facts.get("special_until") if state == "special_period" else facts.get("stay_until")
        return state, label, detail, _day(until)
    return state, label, Text("", ""), None


def _card(procedure: Procedure, dossier: Dossier) -> Saying:
    state = dossier.states.get("residence_card", "none")
    if state in ("none", "returned"):
        return None
    named = procedure.machines["residence_card"].states[state].label
    label = Text(f"在留カード: {named.ja}", f"residence card: {named.en}")
    number = str(dossier.facts.get("card_no") or "")
    return state, label, Text(number, number), _day(dossier.facts.get("card_valid_until"))


def _absence(procedure: Procedure, dossier: Dossier) -> Saying:
    state = dossier.states.get("reentry", "in_japan")
    if state == "in_japan":
        return None
    named = procedure.machines["reentry"].states[state].label
    label = Text(f"再入国: {named.ja}", f"re-entry: {named.en}")
    return state, label, Text("", ""), _day(dossier.facts.get("reentry_until"))


# --- drawn ----------------------------------------------------------------------------------------

WIDTH, ROW, LEFT, RIGHT, TOP = 960, 34, 96, 12, 26
_ROWS = (Text("在留", "stay"), Text("カード", "card"), Text("出入国", "travel"))
# No stay is granted for longer than five years.
_LONGEST_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as a bar: place and length in the drawing, and what it says."""

    stretch: Stretch
    x: float
    y: float
    width: float
    planned: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The stretches as bars on a line of years, for the template to draw."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    rows: tuple[tuple[Text, float], ...]
    years: tuple[tuple[int, float], ...]
    now: float


def drawing(found: Life, now: datetime) -> Drawing | None:
    """Where each bar stands; None where nothing has happened yet."""
    rows = [
        (name, row)
        for name, row in zip(_ROWS, (found.stays, found.cards, found.absences), strict=True)
        if row
    ]
    every = [stretch for _, row in rows for stretch in row]
    if not every:
        return None
    first = min(s.start for s in every)
    last = max([now + timedelta(days=60), *(min(_end(s, now), now + _LONGEST_AHEAD) for s in every)])
    span = max((last - first).total_seconds(), 86_400.0)

    def place(at: datetime) -> float:
        share = (min(max(at, first), last) - first).total_seconds() / span
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    bars = []
    for index, (_, row) in enumerate(rows):
        for stretch in row:
            x, end = place(stretch.start), place(stretch.end or now)
            planned = place(_end(stretch, now)) - end if stretch.end is None else 0.0
            bars.append(Bar(stretch, x, TOP + index * ROW, max(round(end - x, 1), 2.0), max(planned, 0.0)))
    zone = now.tzinfo
    years = tuple(
        (year, place(datetime(year, 1, 1, tzinfo=zone))) for year in range(first.year + 1, last.year + 1)
    )
    names = tuple((name, TOP + index * ROW + 17.0) for index, (name, _) in enumerate(rows))
    return Drawing(WIDTH, TOP + len(rows) * ROW + 8, tuple(bars), names, years, place(now))


def _end(stretch: Stretch, now: datetime) -> datetime:
    if stretch.end is not None or stretch.until is None:
        return stretch.end or now
    return datetime.combine(stretch.until, datetime.min.time(), now.tzinfo) + timedelta(days=1)
