"""Japanese years (和暦): the five eras since the calendar of the West was taken over, and their days.

An era changes within a year: the day itself decides. The first year of an era is 元年. Before 1873 the days
of the two calendars were not the same ones, so an earlier day has no era here. Pure.

    >>> japanese_day(date(2019, 4, 30)), japanese_day(date(2019, 5, 1))
    ('平成31年4月30日', '令和元年5月1日')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    """An era, and its first day in the calendar of the West."""

    ja: str
    en: str
    since: date


# The newest first. Sources: the Cabinet Orders that named Heisei (1989 No. 1) and Reiwa (2019 No. 143), the
# imperial edicts before them; for Meiji the day from which the calendars agree (Edict No. 337 of 1872).
ERAS = (
    Era("令和", "Reiwa", date(2019, 5, 1)),
    Era("平成", "Heisei", date(1989, 1, 8)),
    Era("昭和", "Showa", date(1926, 12, 25)),
    Era("大正", "Taisho", date(1912, 7, 30)),
    Era("明治", "Meiji", date(1873, 1, 1)),
)
_FIRST_YEARS = {"明治": 1868}


def era_of(day: date) -> tuple[Era, int] | None:
    """The era of a day and the year within it, counted from 1; None before 1873."""
    for era in ERAS:
        if day >= era.since:
            return era, day.year - _FIRST_YEARS.get(era.ja, era.since.year) + 1
    return None


def japanese_year(day: date) -> str:
    """The year of a day as it is written in Japanese: 令和8年, 令和元年; the Western year before 1873."""
    found = era_of(day)
    if found is None:
        return f"{day.year}年"
    era, year = found
    return f"{era.ja}{'元' if year == 1 else year}年"


def english_year(day: date) -> str:
    """The era and its year for readers of English: Reiwa 8; the Western year before 1873."""
    found = era_of(day)
    return str(day.year) if found is None else f"{found[0].en} {found[1]}"


def japanese_day(day: date) -> str:
    """A day in the Japanese calendar: 令和8年11月24日."""
    return f"{japanese_year(day)}{day.month}月{day.day}日"
