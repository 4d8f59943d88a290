"""What differs in a procedure between two days: the law in force on the one against that on the other.

>>> found = between("extension", date(2025, 3, 31), date(2025, 4, 1))
>>> [(c.section.value, c.code, c.new.says.en) for c in found]
[('fee', 'extension', 'at the counter 6,000 yen, online 5,500 yen, free for Official')]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from workflows.dated import Entry, Section, entries, turning_days
from workflows.registry import procedure, procedures
from workflows.texts import Refusal, Refused, Text

_EVE = timedelta(days=1)
# A day after this one is a slip of the keyboard; the vocabulary of facts ends there as well.
LAST_DAY = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not the same on both days. `old` is None for what was added, `new` for what was
    removed."""

    old: Entry | None
    new: Entry | None

    @property
    def entry(self) -> Entry:
        """The entry as it stands on the later day, or stood on the earlier one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def section(self) -> Section:
        return self.entry.section

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    def mirrored(self) -> Change:
        """The same change seen from the other day."""
        return Change(self.new, self.old)


def compare(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> tuple[Change, ...]:
    """The entries that differ, by section and in the order of the entries."""
    before = {(e.section, e.code): e for e in old}
    after = {(e.section, e.code): e for e in new}
    order = list(Section)
    keys = sorted(dict.fromkeys((*after, *before)), key=lambda key: order.index(key[0]))
    return tuple(Change(before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key))


def between(code: str, start: date, end: date) -> tuple[Change, ...]:
    """What differs in a procedure from `start` to `end`. An end before the start reads the change backwards.

    Raises `Refused` for a day before the first text of the law that is kept, or beyond the last day that a
    date may have; `UnknownProcedure` for an unknown code.
    """
    for day in (start, end):
        if (refusal := refuse(code, day)) is not None:
            raise Refused(refusal)
    return compare(entries(procedure(code, start), start), entries(procedure(code, end), end))


def first_day(code: str) -> date | None:
    """The first day for which a text of the procedure is kept; None for an unknown code."""
    return min((p.law_from for p in procedures() if p.code == code), default=None)


def refuse(code: str, day: date) -> Refusal | None:
    """Why nothing can be said of a procedure on a day."""
    first = first_day(code)
    if first is not None and day < first:
        return Refusal(
            "before-the-first-text",
            Text(
                f"{day}の法令は、この手続について収められていません。", f"The law of {day} is not kept here."
            ),
            Text(
                f"この手続の定めは{first}からのものです。",
                f"This procedure is kept as the law stands from {first}.",
            ),
            Text(f"{first}以後の日を選んでください。", f"Choose a day from {first} on."),
        )
    if day > LAST_DAY:
        return Refusal(
            "beyond-the-calendar",
            Text(f"{day}は先の日付にすぎます。", f"{day} is too far ahead."),
            Text(f"日付は{LAST_DAY}までです。", f"Dates go up to {LAST_DAY}."),
            Text("日付を確かめてください。", "Check the date."),
        )
    return None


@lru_cache(maxsize=32)
def days_of_change(code: str) -> tuple[date, ...]:
    """The days, after the first text, on which something in a procedure differs from the day before."""
    first = first_day(code)
    texts = {p.law_from for p in procedures() if p.code == code}
    days = sorted(texts | set(turning_days(code)))
    return tuple(d for d in days if first is not None and d > first and between(code, d - _EVE, d))
