"""Writes a story down: what happened, on which day, by whose hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from casework.demo.calendar import Calendar
from casework.demo.cast import CAST
from casework.demo.residence_words import RESIDENCE_WORDS, SCREENED
from casework.demo.words import WORDS, After
from workflows.counting import TOKYO
from workflows.registry import procedures

# Who acts in an office, by the short names that the stories use.
TEAMS: dict[str, dict[str, str]] = {
    "TYO": {
        "guard": "tyo-guard1",
        "guard2": "tyo-guard2",
        "inspector": "tyo-inspector1",
        "inspector2": "tyo-inspector2",
        "hearing": "tyo-hearing",
        "chief": "tyo-chief1",
        "chief2": "tyo-chief2",
        "minister": "tyo-director",
        "head": "tyo-facility",
        "doctor": "tyo-doctor",
        "refugee": "tyo-refugee",
        "desk": "tyo-desk",
        "triage": "tyo-triage",
        "examiner": "tyo-examiner",
        "opinion": "tyo-opinion",
    },
    "OSA": {
        "guard": "osa-guard",
        "guard2": "osa-guard",
        "inspector": "osa-inspector",
        "inspector2": "osa-inspector",
        "hearing": "osa-hearing",
        "chief": "osa-chief",
        "chief2": "osa-chief",
        "minister": "osa-director",
        "head": "osa-facility",
        "desk": "osa-desk",
        "triage": "osa-triage",
        "examiner": "osa-examiner",
    },
}
EVERYWHERE = {
    "port": "nrt-inspector",
    "commissioner": "hq-commissioner",
    "ejc-head": "ejc-director",
    "ejc-guard": "ejc-guard",
    "ejc-doctor": "ejc-doctor",
}
# Two entries of one case are never made at the same minute.
BETWEEN = timedelta(minutes=20)
DESTINATION_OF_THE_STATELESS = "MYS"
_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"


@lru_cache(maxsize=1)
def _procedures() -> dict[str, str]:
    """The procedure of each step: no two procedures share a step's name."""
    return {step: found.code for found in procedures() for step in found.steps}


@dataclass(frozen=True, slots=True)
class Beat:
    """One step of a story: when, by whom (a user name), of which procedure, with which facts."""

    at: datetime
    who: str
    procedure: str
    step: str
    facts: dict[str, Any]


class Pen:
    """Writes one story. Days are offsets from the day of the demo."""

    def __init__(self, key: str, person: str, office: str, calendar: Calendar) -> None:
        self.key = key
        self.person = person
        self.office = office
        self.calendar = calendar
        self.beats: list[Beat] = []
        self._seed = int.from_bytes(sha256(key.encode()).digest()[:4])
        self._papers = 0

    def day(self, offset: int) -> str:
        """A day so many days from today, as a form gives it."""
        return self.calendar.day(offset).isoformat()

    def on(self, offset: int, hour: int, who: str, step: str, **facts: Any) -> None:
        """A step of office work: on that day, or the last open day before it."""
        self._add(self._moment(self.calendar.open_day(offset), hour), who, step, facts)

    def at(self, offset: int, hour: int, who: str, step: str, **facts: Any) -> None:
        """A step on exactly that day, whatever day it is."""
        self._add(self._moment(self.calendar.day(offset), hour), who, step, facts)

    def ago(self, hours: float, who: str, step: str, **facts: Any) -> None:
        """A step so many hours before the present, also at night."""
        self._add(self.calendar.now - timedelta(hours=hours), who, step, facts)

    def then(self, who: str, step: str, *, days: int = 0, hours: int = 1, **facts: Any) -> None:
        """A step so long after the one before; counted in days, on an open day."""
        last = self.beats[-1].at
        if days:
            day = self.calendar.next_open_day(last.date() + timedelta(days=days))
            at = datetime.combine(day, last.timetz())
        else:
            at = last + timedelta(hours=hours)
        self._add(at, who, step, facts)

    # --- what is printed on papers --------------------------------------------------------------------

    def number(self, head: str) -> str:
        """A number for the next paper of this story."""
        self._papers += 1
        return f"{head}{self._seed % 100_000:05d}{self._papers}"

    def card(self) -> str:
        """The number of the next residence card of this story."""
        self._papers += 1
        letters = "".join(_ALPHABET[self._seed // 23**place % 23] for place in range(4))
        return f"{letters[:2]}{self._seed % 1_000_000:06d}{self._papers:02d}{letters[2:]}"

    def _moment(self, day: date, hour: int) -> datetime:
        # Not on the full hour: the minutes follow from the story, so they stay the same every time.
        minute = sum(map(ord, self.key)) * 7 % 50 + 3
        return datetime.combine(day, time(hour, minute), TOKYO)

    def _add(self, at: datetime, who: str, step: str, facts: dict[str, Any]) -> None:
        if self.beats:
            at = max(at, self.beats[-1].at + BETWEEN)
        words = WORDS.get(step) or RESIDENCE_WORDS.get(step, {})
        told: dict[str, Any] = {**words, **self._usual(step), **facts}
        told = {name: v.value(at) if isinstance(v, After) else v for name, v in told.items() if v is not None}
        hand = EVERYWHERE.get(who) or TEAMS[self.office][who]
        self.beats.append(Beat(at, hand, _procedures()[step], step, told))

    def _usual(self, step: str) -> dict[str, Any]:
        """What follows from the person and the office."""
        part = CAST[self.person]
        nationality = part.nationality
        if nationality == "XXA":
            nationality = DESTINATION_OF_THE_STATELESS
        match step:
            case "voluntary_appearance":
                return {"appeared_at_office": self.office}
            case "removal_order_issued" | "self_departure_permitted":
                return {"destination": nationality}
            case "urgent_detention" | "detention_decided" | "post_order_detention_decided":
                return {"facility": self.office}
            case "coe_file_counter" | "coe_file_online" if nationality in SCREENED:
                return {"tb_xray_on": After(-40)}
            case "landing_apply":
                return {"passport_no": part.passport, "passport_until": self.day(365 * 4)}
            case _:
                return {}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a person of the demo: which office has most to do with it, how it is told."""

    key: str
    person: str
    office: str
    tell: Callable[[Pen], None]


STORIES: dict[str, Story] = {}


def story(person: str, office: str = "TYO") -> Callable[[Callable[[Pen], None]], Callable[[Pen], None]]:
    """Registers a story under the name of its function."""

    def register(tell: Callable[[Pen], None]) -> Callable[[Pen], None]:
        key = tell.__name__.replace("_", "-")
        assert key not in STORIES, key
        STORIES[key] = Story(key, person, office, tell)
        return tell

    return register
