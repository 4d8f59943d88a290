"""Statuses of residence (在留資格) as dated data: which there are on a day, and the periods each allows.

A status is one row of Tables 1 and 2 annexed to the Act, its sub-categories apart (2-2(1): each counts as
a status of its own). Periods are those of Table 2 annexed to the Regulation. Dates are Tokyo days.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from workflows.counting import Period, Unit, reckon, rule
from workflows.texts import Text

# A period that is no fixed length: set for the person, without end, or for as long as the mission lasts.
INDIVIDUAL, INDEFINITE = "individual", "indefinite"
# What the permissions of practice name; others are set for the person, day by day.
PERIODS: dict[str, Text] = {
    "P5Y": Text("5年", "5 years"),
    "P4Y3M": Text("4年3月", "4 years 3 months"),
    "P3Y": Text("3年", "3 years"),
    "P2Y": Text("2年", "2 years"),
    "P1Y": Text("1年", "1 year"),
    "P6M": Text("6月", "6 months"),
    "P4M": Text("4月", "4 months"),
    "P3M": Text("3月", "3 months"),
    "P90D": Text("90日", "90 days"),
    "P31D": Text("31日", "31 days"),
    "P30D": Text("30日", "30 days"),
    "P15D": Text("15日", "15 days"),
    INDIVIDUAL: Text("個々に指定する期間", "a period set for the person"),
    INDEFINITE: Text("無期限・活動を行う期間", "without end, or while the mission lasts"),
}
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@dataclass(frozen=True, slots=True)
class Status:
    """One status of residence.

    `periods` are fixed lengths; up to `most` a length may be set for the person; `open_ended` has no end;
    `days`: any whole number of days from 1 to 15 too. `coe`: yes, mandatory (the only proof at landing),
    announced (only classes announced by notice), unusual, no, unknown. `notifies` says which organisation
    notice its holder owes (19-16): activity, contract, either, spouse, none. `since` and `until` bound the
    days on which it exists.
    """

    code: str
    label: Text
    table: str
    periods: tuple[str, ...]
    most: str | None
    open_ended: bool
    days: bool
    work: str
    coe: str
    extension: str
    notifies: str
    landing: bool
    since: date | None
    until: date | None
    mark: str

    def exists_on(self, day: date) -> bool:
        """Whether the status is in the law on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@lru_cache(maxsize=1)
def statuses() -> Mapping[str, Status]:
    """Every status by its code, also those whose day has not come."""
    rows = json.loads((files("workflows") / "data" / "statuses.json").read_text("utf-8"))
    found = {}
    for row in rows:
        found[row["code"]] = Status(
            row["code"],
            Text(row["ja"], row["en"]),
            row["table"],
            tuple(row["periods"]),
            row["most"],
            row["open_ended"],
            row["days"],
            row["work"],
            row["coe"],
            row["extension"],
            row["notifies"],
            row["landing"],
            date.fromisoformat(row["from"]) if row["from"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["mark"],
        )
    return found


def known_on(day: date) -> tuple[Status, ...]:
    """The statuses of residence that exist on a day."""
    return tuple(s for s in statuses().values() if s.exists_on(day))


def length(period: str) -> Period | None:
    """A fixed period code ("P1Y", "P4Y3M", "P90D") as a length to count; None for one that has none.

    Raises `ValueError` for text that is no period code.
    """
    if period in (INDIVIDUAL, INDEFINITE):
        return None
    match = _ISO.fullmatch(period)
    if match is None or not any(match.groups()):
        raise ValueError(f"{period!r} is no period; write P1Y, P6M, P4Y3M or P90D")
    years, months, days = (int(part or 0) for part in match.groups())
    if days:
        if years or months:
            raise ValueError(f"{period!r} mixes days with months")
        return Period(days, Unit.DAYS)
    return Period(years * 12 + months, Unit.MONTHS)


def last_day(before: date, period: str) -> date | None:
    """The last day of a period of stay, `before` being the day after which it begins: the day of landing
    or of the permission, for an extension the old last day. A closed day never moves it.

    None for a period without a fixed length.
    """
    counted = length(period)
    return None if counted is None else reckon(before, counted, rule("first-day-out")).last_day


def allowed(status: str, on: date) -> tuple[str, ...]:
    """The period codes that may be granted for a status on a day, the longest first; empty for an unknown
    status or one that does not exist on that day."""
    found = statuses().get(status)
    if found is None or not found.exists_on(on):
        return ()
    codes = list(found.periods)
    if found.most:
        most = length(found.most)
        assert most is not None
        codes += [c for c in PERIODS if (n := length(c)) is not None and _within(n, most) and c not in codes]
        codes.append(INDIVIDUAL)
    if found.days:
        codes += ["P15D", INDIVIDUAL]
    if found.open_ended:
        codes.append(INDEFINITE)
    order = list(PERIODS)
    return tuple(sorted(dict.fromkeys(codes), key=order.index))


def _within(period: Period, most: Period) -> bool:
    start = date(2025, 12, 31)
    one, other = (reckon(start, p, rule("first-day-out")).last_day for p in (period, most))
    return one is not None and other is not None and one <= other


def allows(status: str, period: str, before: date, until: date | None, on: date) -> bool:
    """Whether a status may be granted on day `on` for a period that begins after `before` and ends with
    `until` (None: without end)."""
    if period not in allowed(status, on):
        return False
    found = statuses()[status]
    if period == INDEFINITE:
        return until is None
    if until is None or until <= before:
        return False
    if period != INDIVIDUAL:
        return until == last_day(before, period)
    if found.days and until <= before + timedelta(days=15):
        return True
    if found.most is None:
        return False
    limit = last_day(before, found.most)
    return limit is not None and until <= limit
