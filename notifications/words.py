"""The facts of a message as words of one language, for those who write its sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from notifications.eras import english_year, era_of, japanese_year

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
    outside: bool = False

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
        return told_day(day, self.language, outside=self.outside)

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
            if self.plain:
                return f"{days}日({_DAYS_COUNTED.get(days, 'にち')})"
            return (f"{days} day" + ("s" if days != 1 else "")) if self.english else f"{days}日"
        if hours:
            if self.plain:
                return f"{hours}時間(じかん)"
            return (f"{hours} hour" + ("s" if hours != 1 else "")) if self.english else f"{hours}時間"
        return ""


def told_day(day: date, language: str, *, outside: bool = True) -> str:
    """A day with its weekday as a message or a sheet tells it. The papers of people outside the agency have
    either calendar, so they read both; plain Japanese always has both, and readings."""
    if language == PLAIN:
        return _plain_day(day)
    if language.startswith("en"):
        era = f" ({english_year(day)})" if outside else ""
        return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}{era}"
    era = f"({japanese_year(day)})" if outside else ""
    return f"{day.year}年{era}{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"


# How days are read where "にち" alone would be wrong: as a date, and as a number of days.
_DAYS_COUNTED = {
    1: "いちにち",
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}
_DAYS_NAMED = {**_DAYS_COUNTED, 1: "ついたち"}
_WEEKDAYS_READ = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")
_ERAS_READ = {
    "令和": "れいわ",
    "平成": "へいせい",
    "昭和": "しょうわ",
    "大正": "たいしょう",
    "明治": "めいじ",
}


def _plain_day(day: date) -> str:
    """A day in plain Japanese, every kanji with its reading, the Western year first."""
    found = era_of(day)
    era = ""
    if found is not None:
        name, year = found[0].ja, found[1]
        era = f"〔{name}({_ERAS_READ[name]}) " + (f"{year}年(ねん)〕" if year > 1 else "元年(がんねん)〕")
    weekday = f"{WEEKDAYS_JA[day.weekday()]}曜日({_WEEKDAYS_READ[day.weekday()]}ようび)"
    named = f"{day.day}日({_DAYS_NAMED.get(day.day, 'にち')})"
    return f"{day.year}年(ねん){era} {day.month}月(がつ) {named} {weekday}"
