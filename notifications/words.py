"""The facts of a message as words of one language, for those who write its sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Japanese in short sentences and everyday words (やさしい日本語), for who has learnt little of it.
PLAIN = "plain"

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Composed:
    """A text ready to be delivered."""

    subject: str
    body: str


def clean(value: object) -> str:
    """The value as text that PostgreSQL and a mail header can hold: no NUL, no half characters."""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Words:
    """The facts as words of one language; an absent or malformed fact reads as the empty string."""

    facts: Facts
    language: str

    @property
    def english(self) -> bool:
        return self.language.startswith("en")

    @property
    def plain(self) -> bool:
        return self.language == PLAIN

    def text(self, name: str) -> str:
        value = self.facts.get(name)
        if isinstance(value, Mapping):
            value = value.get(self.language) or value.get("ja") or value.get("en")
        if isinstance(value, list | tuple):
            value = (", " if self.english else "、").join(clean(part) for part in value)
        return "" if value is None or isinstance(value, Mapping) else " ".join(clean(value).split())

    def number(self, name: str) -> int | None:
        value = self.facts.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return int(value)

    def day(self, name: str) -> str:
        """A date, or an instant to the minute; what is neither is shown as it came."""
        given = self.text(name)
        try:
            if len(given) == len("2026-11-23"):
                return self._date(date.fromisoformat(given))
            return self._instant(datetime.fromisoformat(given)) if given else ""
        except ValueError:
            return given

    def _date(self, day: date) -> str:
        if self.english:
            return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
        weekday = WEEKDAYS_JA[day.weekday()] + ("曜日" if self.plain else "")
        return f"{day.year}年{day.month}月{day.day}日({weekday})"

    def _instant(self, at: datetime) -> str:
        local = at.astimezone(TOKYO) if at.tzinfo else at
        if (local.hour, local.minute) == (0, 0):
            # A period ends with its last day: "24:00" cannot be mistaken for the morning after.
            day, clock = local.date() - timedelta(days=1), "24:00"
        else:
            day, clock = local.date(), f"{local:%H:%M}"
        return f"{self._date(day)} {clock}"

    def left(self) -> str:
        """The time left (or gone), in words: days, else hours."""
        days, hours = self.number("days"), self.number("hours")
        if days:
            return (f"{days} day" + ("s" if days != 1 else "")) if self.english else f"{days}日"
        if hours:
            return (f"{hours} hour" + ("s" if hours != 1 else "")) if self.english else f"{hours}時間"
        return ""
