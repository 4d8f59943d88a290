"""The published figures: read from a file and checked, or the yearly ones restated in `national.json`.

The file's rows of a regional bureau (管内) include those of its branches; the eight bureaus add up to the row
総数. So that nothing is counted twice, a bureau is held here without its branches. The column `pending` is not
published in every month (0 in all rows of a month); it is then what came in less what was processed.
"""

from __future__ import annotations

import csv
import json
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from workflows.counting import Roll, closed

APPLICATIONS = (
    "extension",
    "change",
    "acquisition",
    "permanent_residence",
    "activity_permission",
    "reentry",
)
COLUMNS = (
    *("month", "office_code", "office_ja", "application", "carried_over", "received", "total_in"),
    *("granted", "denied", "other", "processed", "pending"),
)
_NUMBERS = COLUMNS[4:]
NATIONAL = "100000"
# The file's codes of offices, and ours.
OFFICES = {
    "101010": "SAP",
    "101090": "SEN",
    "101170": "TYO",
    "101190": "NRT",
    "101200": "HND",
    "101210": "YOK",
    "101350": "NGO",
    "101370": "NGO-AIR",
    "101460": "OSA",
    "101480": "KIX",
    "101490": "UKB",
    "101580": "HIJ",
    "101670": "TAK",
    "101720": "FUK",
    "101740": "OKA",
}
BRANCHES: Mapping[str, tuple[str, ...]] = {
    "SAP": (),
    "SEN": (),
    "TYO": ("NRT", "HND", "YOK"),
    "NGO": ("NGO-AIR",),
    "OSA": ("KIX", "UKB"),
    "HIJ": (),
    "TAK": (),
    "FUK": ("OKA",),
}
# Where the built-in figures, which know no offices, are played.
ANY_OFFICE = "TYO"
BUILT_IN = Path(__file__).with_name("national.json")
# Months before the first one that say how old the files are which are carried over.
LOOK_BACK = 24


class FiguresError(ValueError):
    """Figures that cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One application at one office in one month."""

    carried_over: int
    received: int
    granted: int
    denied: int
    other: int

    @property
    def processed(self) -> int:
        """All that was ended: granted, denied, other (withdrawn, closed)."""
        return self.granted + self.denied + self.other

    @property
    def pending(self) -> int:
        """What is left at the end of the month."""
        return self.carried_over + self.received - self.processed

    def __add__(self, other: Row) -> Row:
        return Row(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Row)))

    def __sub__(self, other: Row) -> Row:
        return Row(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(Row)))


NOTHING = Row(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Published figures of some months. `offices` do not overlap: a bureau is without its branches.
    `earlier` has what was received in months before, as far as it is known, the latest first."""

    source: str
    months: tuple[str, ...]
    offices: tuple[str, ...]
    rows: Mapping[tuple[str, str, str], Row]
    earlier: Mapping[tuple[str, str], tuple[int, ...]]

    def row(self, month: str, office: str, application: str) -> Row:
        """The figures of one office alone."""
        return self.rows.get((month, office, application), NOTHING)

    def total(self, month: str, offices: Iterable[str], application: str) -> Row:
        """The figures of several offices together."""
        return sum((self.row(month, o, application) for o in offices), NOTHING)

    def booked_late(self, before: str, month: str, office: str, application: str) -> int:
        """By how much what a month carries over exceeds what the month before left: files that were filed
        before and entered after the count. May be negative."""
        return (
            self.row(month, office, application).carried_over - self.row(before, office, application).pending
        )


# --- what is asked for ----------------------------------------------------------------------------

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def parse_months(text: str) -> tuple[str, ...]:
    """ "2023-04..2024-03" or "2023-04" as months in their order. Raises `FiguresError`."""
    first, dots, last = text.strip().partition("..")
    last = last if dots else first
    for part in (first, last):
        if not _MONTH.fullmatch(part):
            raise FiguresError(
                f"{part or text!r} is no month: write --months 2023-04..2024-03 (from..to), or one month 2023-04"
            )
    if last < first:
        raise FiguresError(f"the months end ({last}) before they begin ({first}): write {last}..{first}")
    found = [first]
    while found[-1] != last:
        found.append(month_after(found[-1]))
    return tuple(found)


def month_after(month: str, count: int = 1) -> str:
    """The month so many months on (or back)."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04}-{place + 1:02}"


def parse_scale(text: str) -> Fraction:
    """A scale such as 0.01, exactly. Raises `FiguresError`."""
    try:
        found = Fraction(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        raise FiguresError(f"{text!r} is no scale: give a number such as 0.01") from None
    if not 0 < found <= 1:
        raise FiguresError(
            f"a scale of {text} is not possible: it is more than 0 and at most 1 (1 is every application)"
        )
    return found


def parse_offices(text: str) -> tuple[str, ...]:
    """ "TYO,NRT" or "101170" as offices that do not overlap; a bureau stands for itself and its branches.
    Raises `FiguresError`."""
    found: list[str] = []
    for part in (p.strip() for p in text.split(",")):
        code = OFFICES.get(part, part)
        if code not in OFFICES.values():
            known = ", ".join(OFFICES.values())
            raise FiguresError(f"{part!r} is no office with figures; known are {known}, or the file's codes")
        for office in (code, *BRANCHES.get(code, ())):
            if office in found:
                raise FiguresError(
                    f"{office} would be counted twice: a bureau includes its branches "
                    f"({code}: {', '.join(BRANCHES.get(code, ())) or 'none'})"
                )
            found.append(office)
    return tuple(o for o in OFFICES.values() if o in found)


# --- the file -------------------------------------------------------------------------------------

_Read = dict[tuple[str, str, str], Row]


def read_file(path: Path, months: Sequence[str], offices: Sequence[str] = ()) -> Figures:
    """The figures of those months (and offices; all where none are named). Raises `FiguresError`."""
    read = _read(path)
    there = sorted({month for month, _, _ in read})
    absent = [m for m in months if m not in there]
    if absent:
        raise FiguresError(
            f"{path.name} has no figures for {', '.join(absent[:3])}{' …' if len(absent) > 3 else ''}: "
            f"it runs from {there[0]} to {there[-1]}"
        )
    _check_sums(path, read, there)
    chosen = tuple(offices) or tuple(OFFICES.values())
    rows = {
        (month, office, application): _alone(read, month, office, application)
        for month in there
        for office in chosen
        for application in APPLICATIONS
    }
    before = [m for m in reversed(there) if m < months[0]][:LOOK_BACK]
    earlier = {(o, a): tuple(rows[m, o, a].received for m in before) for o in chosen for a in APPLICATIONS}
    return Figures(path.name, tuple(months), chosen, rows, earlier)


def _read(path: Path) -> _Read:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            names = lines.fieldnames or []
            _check_columns(path, names)
            found: _Read = {}
            for number, line in enumerate(lines, start=2):
                key, row = _line(path, number, line)
                if key in found:
                    raise FiguresError(f"{path.name} line {number}: {', '.join(key)} is there a second time")
                found[key] = row
    except OSError as error:
        raise FiguresError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise FiguresError(f"{path} is no CSV file in UTF-8: {error}") from None
    if not found:
        raise FiguresError(f"{path.name} has no figures: there is no line below the names of the columns")
    return found


def _check_columns(path: Path, names: Sequence[str]) -> None:
    unknown = [n for n in names if n not in COLUMNS]
    missing = [n for n in COLUMNS if n not in names]
    if unknown or missing:
        wrong = [f"unknown column {', '.join(unknown)}"] if unknown else []
        wrong += [f"missing column {', '.join(missing)}"] if missing else []
        raise FiguresError(f"{path.name}: {'; '.join(wrong)}; the columns are {','.join(COLUMNS)}")


def _line(path: Path, number: int, line: Mapping[str, str | None]) -> tuple[tuple[str, str, str], Row]:
    where = f"{path.name} line {number}"
    month, code, application = (line[n] or "" for n in ("month", "office_code", "application"))
    if not _MONTH.fullmatch(month):
        raise FiguresError(f"{where}: {month!r} is no month such as 2023-04")
    if code != NATIONAL and code not in OFFICES:
        raise FiguresError(f"{where}: office {code!r} is unknown; known are {NATIONAL}, {', '.join(OFFICES)}")
    if application not in APPLICATIONS:
        raise FiguresError(
            f"{where}: application {application!r} is unknown; known are {', '.join(APPLICATIONS)}"
        )
    try:
        values = {n: int(line[n] or "") for n in _NUMBERS}
    except ValueError:
        raise FiguresError(f"{where}: {', '.join(_NUMBERS)} are whole numbers") from None
    if min(values.values()) < 0:
        raise FiguresError(f"{where}: no number may be below 0")
    row = Row(*(values[n] for n in ("carried_over", "received", "granted", "denied", "other")))
    for name, sums in (
        ("total_in", row.carried_over + row.received),
        ("processed", row.processed),
        ("pending", row.pending),
    ):
        # 0 in `pending` is how a month is written for which it was not published.
        if values[name] != sums and not (name == "pending" and values[name] == 0):
            raise FiguresError(f"{where}: {name} is {values[name]}, but the other columns make it {sums}")
    return (month, "NATIONAL" if code == NATIONAL else OFFICES[code], application), row


def _check_sums(path: Path, read: _Read, months: Iterable[str]) -> None:
    for month in months:
        for application in APPLICATIONS:
            whole = read.get((month, "NATIONAL", application))
            bureaus = sum((read.get((month, b, application), NOTHING) for b in BRANCHES), NOTHING)
            if whole is None or whole != bureaus:
                raise FiguresError(
                    f"{path.name}, {month}, {application}: the eight bureaus do not add up to the row {NATIONAL}; "
                    "a bureau's row must include its branches"
                )
            for bureau in BRANCHES:
                alone = _alone(read, month, bureau, application)
                if min(getattr(alone, f.name) for f in fields(Row)) < 0:
                    raise FiguresError(
                        f"{path.name}, {month}, {application}: the branches of {bureau} have more than {bureau}, "
                        "whose row must include them"
                    )


def _alone(read: _Read, month: str, office: str, application: str) -> Row:
    row = read.get((month, office, application), NOTHING)
    for branch in BRANCHES.get(office, ()):
        row -= read.get((month, branch, application), NOTHING)
    return row


# --- the built-in figures -------------------------------------------------------------------------


def built_in(months: Sequence[str]) -> Figures:
    """The restated yearly figures, spread evenly over the open days and played in one office. Raises
    `FiguresError` for months outside the years."""
    table: dict[str, dict[str, dict[str, int]]] = json.loads(BUILT_IN.read_text("utf-8"))["years"]
    first, last = min(table), max(table)
    if months[0][:4] < first or months[-1][:4] > last:
        raise FiguresError(
            f"the built-in figures are yearly, from {first} to {last}: choose months in these years, or give a "
            "file with --figures"
        )
    rows: dict[tuple[str, str, str], Row] = {}
    for year, applications in table.items():
        for application, whole in applications.items():
            for month, row in zip(months_of(year), _over_the_year(year, whole), strict=True):
                rows[month, ANY_OFFICE, application] = row
    before = [m for m, _, a in sorted(rows, reverse=True) if m < months[0] and a == APPLICATIONS[0]]
    earlier = {
        (ANY_OFFICE, a): tuple(rows[m, ANY_OFFICE, a].received for m in before[:LOOK_BACK])
        for a in APPLICATIONS
    }
    return Figures("built-in yearly figures", tuple(months), (ANY_OFFICE,), rows, earlier)


def months_of(year: str) -> tuple[str, ...]:
    """The twelve months of a year."""
    return tuple(f"{year}-{m:02}" for m in range(1, 13))


def _over_the_year(year: str, whole: Mapping[str, int]) -> list[Row]:
    open_days = [len(open_days_of(month)) for month in months_of(year)]
    parts = {name: _shares(whole[name], open_days) for name in ("received", "granted", "denied", "other")}
    # What appears between the months without having been received in them is spread as well.
    late = whole["pending"] - (whole["carried_over"] + whole["received"] - whole["processed"])
    lates = [*_shares(late, open_days[1:]), 0]
    rows: list[Row] = []
    carried = whole["carried_over"]
    for place in range(12):
        row = Row(carried, *(parts[n][place] for n in ("received", "granted", "denied", "other")))
        rows.append(row)
        carried = row.pending + lates[place]
    return rows


def _shares(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to weights that add up to the amount."""
    done, passed, found = 0, 0, []
    for weight in weights:
        passed += weight
        upto = round(Fraction(amount * passed, sum(weights)))
        found.append(upto - done)
        done = upto
    return found


# --- days -----------------------------------------------------------------------------------------


def open_days_of(month: str, years: int = 0) -> list[date]:
    """The days of a month on which the offices are open, as so many years later."""
    year, number = int(month[:4]) + years, int(month[5:])
    first = date(year, number, 1)
    days = (first + timedelta(days=n) for n in range(monthrange(year, number)[1]))
    return [day for day in days if closed(day, Roll.NATIONAL) is None]
