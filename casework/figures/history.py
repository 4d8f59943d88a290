"""One file's record as parts of tallies. Pure: the same record gives the same parts.

A part is one unit of one tally, written as text: what, office, line, month (YYYYMM, Tokyo) and key. The tallies
are the sums of the parts of all files, so they can be checked and rebuilt at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.days import tokyo_day
from casework.figures.lines import Line, Result
from workflows.counting import TOKYO

# Days are kept exactly up to this many, and above it by the ten, so that tallies stay small.
EXACT_DAYS = 120


class Measure(StrEnum):
    """What a tally counts. Keys: closed `result:state`; days and stage `state:days` (state empty for the whole
    time); age `band`; standing `state:days`; kept, late and overdue the clock."""

    RECEIVED = "received"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    CLOSED = "closed"
    DAYS = "days"
    KEPT = "kept"
    LATE = "late"
    # As of the present moment only: counted anew each time.
    AGE = "age"
    STANDING = "standing"
    OVERDUE = "overdue"


PRESENT = (Measure.AGE, Measure.STANDING, Measure.OVERDUE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of the record did: (machine, source, target, step) of each move, and the office to which the
    file went."""

    seq: int
    at: datetime
    moved: Sequence[Sequence[str]]
    transferred: str | None = None


@dataclass(frozen=True, slots=True)
class EndedClock:
    """A clock that was stopped: by which entry, when, and its legal date."""

    clock: str
    legal_at: datetime
    stopped_at: datetime
    stopped_seq: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is pending now: where, in which state, since when in all and in this state."""

    line: str
    office: str
    state: str
    pending_since: datetime
    state_since: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What one file adds to the tallies, and what of it is pending."""

    parts: tuple[str, ...]
    standing: Standing | None


@dataclass(slots=True)
class _Spell:
    since: datetime
    state: str
    state_since: datetime


@dataclass(slots=True)
class _Sheet:
    parts: list[str] = field(default_factory=list)

    def add(self, measure: Measure, office: str, line: str, at: datetime, key: str = "") -> None:
        self.parts.append(part(measure, office, line, at, key))


def part(measure: Measure, office: str, line: str, at: datetime, key: str = "") -> str:
    """One unit of a tally as text."""
    return f"{measure}|{office}|{line}|{at.astimezone(TOKYO):%Y%m}|{key}"


def days_between(start: datetime, end: datetime) -> int:
    """Days of the Tokyo calendar from one to the other: 0 on the same day."""
    return max(0, (tokyo_day(end) - tokyo_day(start)).days)


def bucket(days: int) -> int:
    """Days as a tally keeps them."""
    return days if days <= EXACT_DAYS else days // 10 * 10


def count(
    procedure: str,
    lines: Iterable[Line],
    office: str,
    entries: Iterable[Entry],
    clocks: Iterable[EndedClock] = (),
) -> Counted:
    """The parts of one file, opened at `office`, whose entries are given in their order."""
    sheet = _Sheet()
    watched = tuple(lines)
    spells: dict[str, _Spell] = {}
    places: list[tuple[int, str]] = [(0, office)]
    for entry in entries:
        for machine, source, target, step in entry.moved:
            for line in watched:
                if line.machine == machine:
                    _move(sheet, line, spells, office, entry.at, source, target, step)
        if entry.transferred and entry.transferred != office:
            for code in spells:
                sheet.add(Measure.MOVED_OUT, office, code, entry.at)
                sheet.add(Measure.MOVED_IN, entry.transferred, code, entry.at)
            office = entry.transferred
            places.append((entry.seq, office))
    for clock in clocks:
        # The entry that stops a clock is still one of the office it was made at.
        place = next(where for seq, where in reversed(places) if seq < clock.stopped_seq or seq == 0)
        kept = clock.stopped_at <= clock.legal_at
        sheet.add(Measure.KEPT if kept else Measure.LATE, place, procedure, clock.stopped_at, clock.clock)
    standing = next(
        (Standing(code, office, s.state, s.since, s.state_since) for code, s in sorted(spells.items())), None
    )
    return Counted(tuple(sorted(sheet.parts)), standing)


def _move(
    sheet: _Sheet,
    line: Line,
    spells: dict[str, _Spell],
    office: str,
    at: datetime,
    source: str,
    target: str,
    step: str,
) -> None:
    spell, pending = spells.get(line.code), target in line.pending
    if spell is None:
        if pending:
            sheet.add(Measure.RECEIVED, office, line.code, at)
            spells[line.code] = _Spell(at, target, at)
        elif source in line.before and line.result(step, target) is not Result.OTHER:
            # Granted on the spot: it came in and was ended in one entry.
            sheet.add(Measure.RECEIVED, office, line.code, at)
            _close(sheet, line, office, at, at, target, step)
        return
    if target != spell.state:
        stood = bucket(days_between(spell.state_since, at))
        sheet.add(Measure.DAYS, office, line.code, at, f"{spell.state}:{stood}")
        spell.state, spell.state_since = target, at
    if not pending:
        _close(sheet, line, office, spell.since, at, target, step)
        del spells[line.code]


def _close(
    sheet: _Sheet, line: Line, office: str, since: datetime, at: datetime, target: str, step: str
) -> None:
    sheet.add(Measure.CLOSED, office, line.code, at, f"{line.result(step, target)}:{target}")
    sheet.add(Measure.DAYS, office, line.code, at, f":{bucket(days_between(since, at))}")
