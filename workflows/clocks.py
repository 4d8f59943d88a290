"""Statutory clocks: when they start, when they run out, who is reminded, what silence does.

A clock is declared once with its article. Starting one yields an `OpenClock`: plain data from which
the dates and their working can be computed again at any time. Two dates are kept: the *legal* one
and an *alarm* date that is never later, for the places where the law is unsettled. Instants are
aware; a day runs to 24:00 in Tokyo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.counting import TOKYO, Period, Reckoning, reckon, rule
from workflows.law import Citation, cites
from workflows.roles import Role
from workflows.texts import DeclarationError, Text

if TYPE_CHECKING:
    from workflows.engine import View

Inputs = Mapping[str, str | int]


class Shape(StrEnum):
    """How a clock gets its date."""

    COUNTED = "counted"  # a period of the law, counted from the start
    NAMED = "named"  # a date that an officer names, within a limit of the law
    OPEN = "open"  # no date: open until a step closes it
    CHAINED = "chained"  # comes back for as long as the state lasts


@dataclass(frozen=True, slots=True)
class Due:
    """The result of a count: last days, the instants at which they are over, and the working.

    `lines` writes the working when somebody asks for it; most dates are computed and never explained.
    """

    legal_day: date | None
    legal_at: datetime
    alarm_day: date | None
    alarm_at: datetime
    lines: Callable[[str], tuple[str, ...]]

    def working(self, language: str = "ja") -> tuple[str, ...]:
        """How the date came about: start, rule, days skipped, result."""
        return self.lines("en" if language.startswith("en") else "ja")


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A running clock. `cycle` counts the returns of a chained clock from 1."""

    id: str
    start: datetime
    legal_at: datetime | None
    alarm_at: datetime | None
    cycle: int = 1
    inputs: Inputs = field(default_factory=dict)


Compute = Callable[[datetime, Inputs, int], Due]


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of the law, declared.

    `owed_by` must do `must`; `watched_by` is the office that is reminded. `lapse` names the step
    that the passing of time itself takes. `target` marks a date that is the agency's own and not the
    law's; one that does not `nag` is told once when it is missed, and not again every day. `compute` replaces the plain count where the law needs more than one number.
    """

    id: str
    label: Text
    basis: str
    owed_by: Role
    watched_by: Role
    must: Text
    silence: Text
    shape: Shape = Shape.COUNTED
    length: str | None = None
    count: str | None = None
    alarm_count: str | None = None
    named_by: str | None = None
    limit_from: str | None = None
    gather: Callable[[View], dict[str, str | int]] | None = None
    compute: Compute | None = None
    lapse: str | None = None
    reminded: bool = True
    target: bool = False
    nags: bool = True
    mark: str = "verified"
    note: Text | None = None
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))
        if self.shape is Shape.COUNTED and self.compute is None and not (self.length and self.count):
            raise DeclarationError(f"clock {self.id}: a counted clock needs a length and a counting rule")
        if self.shape is Shape.NAMED and self.named_by is None:
            raise DeclarationError(f"clock {self.id}: a named clock needs the fact that names its date")
        if self.shape is Shape.CHAINED and (self.compute is None or self.lapse is None):
            raise DeclarationError(f"clock {self.id}: a chained clock needs its computation and its step")
        if self.count:
            rule(self.count)
        if self.alarm_count:
            rule(self.alarm_count)
        if self.length:
            Period.parse(self.length)

    def limit(self, start: datetime) -> Reckoning | None:
        """The latest date that may be named, for a named clock whose article sets one."""
        if self.shape is Shape.NAMED and self.length and self.count:
            return reckon(start, Period.parse(self.length), rule(self.count))
        return None

    def due(self, start: datetime, inputs: Inputs, cycle: int = 1) -> Due | None:
        """The dates and their working; None for a clock without a date. Pure."""
        if self.shape is Shape.OPEN:
            return None
        if self.compute is not None:
            return self.compute(start, inputs, cycle)
        if self.shape is Shape.NAMED:
            return self._named(start, inputs)
        assert self.length and self.count
        period = Period.parse(self.length)
        legal = reckon(start, period, rule(self.count))
        alarm = reckon(start, period, rule(self.alarm_count)) if self.alarm_count else legal
        return due_of(legal, alarm)

    def _named(self, start: datetime, inputs: Inputs) -> Due:
        named = str(inputs["named"])
        limit = self.limit(date_start(inputs, start))

        def lines(language: str) -> tuple[str, ...]:
            head = Text(f"定められた日: {named}", f"date named by the officer: {named}")
            outer = Text("(法令上の限度)", "(the law's outer limit)")
            tail = Text("名指しされた日は休日でも動かない", "a named date does not move for a closed day")
            middle = (outer.get(language), *limit.working(language)) if limit is not None else ()
            return (head.get(language), *middle, tail.get(language))

        if "T" in named:
            at = datetime.fromisoformat(named)
            return Due(None, at, None, at, lines)
        day = date.fromisoformat(named)
        at = end_of(day)
        return Due(day, at, day, at, lines)

    def open(self, start: datetime, inputs: Inputs, cycle: int = 1) -> OpenClock:
        """Start the clock: the dates are computed once and kept with what they came from."""
        due = self.due(start, inputs, cycle)
        if due is None:
            return OpenClock(self.id, start, None, None, cycle, inputs)
        return OpenClock(self.id, start, due.legal_at, due.alarm_at, cycle, inputs)


def moment_of(value: object) -> datetime | None:
    """A cleaned date or moment as an instant (a date is its first moment in Tokyo)."""
    if not isinstance(value, str):
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def date_start(inputs: Inputs, start: datetime) -> datetime:
    """The moment from which a limit is counted: the start, unless another day was given."""
    other = inputs.get("limit_from")
    return (
        datetime.combine(date.fromisoformat(str(other)[:10]), datetime.min.time(), TOKYO) if other else start
    )


def written_day(moment: datetime | None) -> str:
    """When a period is over, for people: 24:00 of a day reads as that day, another instant with its
    minute; empty for no date. Tokyo time."""
    if moment is None:
        return ""
    local = moment.astimezone(TOKYO)
    if (local.hour, local.minute) == (0, 0):
        return (local - timedelta(days=1)).date().isoformat()
    return local.strftime("%Y-%m-%d %H:%M")


def end_of(day: date) -> datetime:
    """24:00 of a day in Tokyo."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), TOKYO)


def said(ja: tuple[str, ...], en: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """Lines of a working that are written already."""
    return lambda language: en if language == "en" else ja


def due_of(legal: Reckoning, alarm: Reckoning) -> Due:
    """Two counts as one due date; the working of the alarm follows where it differs."""
    if alarm.expires_at > legal.expires_at:
        raise DeclarationError(f"alarm {alarm.expires_at} would come after the legal date {legal.expires_at}")

    def lines(language: str) -> tuple[str, ...]:
        if alarm.expires_at == legal.expires_at:
            return legal.working(language)
        between = Text("警戒日(早い方の読み方):", "alarm date (the earlier reading):").get(language)
        return (*legal.working(language), between, *alarm.working(language))

    return Due(legal.last_day, legal.expires_at, alarm.last_day, alarm.expires_at, lines)
