"""What every statement of a search has in common: it is stopped in time, looks at a bounded number of rows,
and answers a group of them in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

Row = TypeVar("Row")
Values = dict[str, Any]

TIMEOUT_MS = 800
# So many people are put into order, of whom pages are shown; while typing fewer.
MOST_PEOPLE, MOST_TYPING = 400, 60
# So many rows along an index are asked whether the officer may see them.
MOST_LOOKED_AT = 4000
MOST_FILES = 30


class Rank(IntEnum):
    """How well somebody fits, the best first. `FILER`: not the applicant fits but who filed for them."""

    NUMBER = 0
    NAME = 1
    BEGINNING = 2
    WORDS = 3
    NEAR = 4
    FILER = 5


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search, as plain values; an unknown one finds nothing. `status`: open, closed or all."""

    procedure: str = ""
    office: str = ""
    status: str = ""
    nationality: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.procedure or self.office or self.status or self.nationality)


@dataclass(frozen=True, slots=True)
class Group(Generic[Row]):
    """Results of one kind. `next`: the row after which the following page begins. `rest`: there are more than
    are considered, or the database was stopped: more must be typed."""

    rows: Sequence[Row] = ()
    next: int | None = None
    rest: bool = False


def page(rows: Sequence[Any], limit: int, after: int, rest: bool) -> Group[Any]:
    """The rows after the one of that id; all from the beginning where it is not among them."""
    begin = next((place + 1 for place, row in enumerate(rows) if row.id == after), 0) if after else 0
    shown = rows[begin : begin + limit]
    more = shown[-1].id if begin + limit < len(rows) else None
    return Group(shown, more, rest)


# --- statements -----------------------------------------------------------------------------------


class TooMany(Exception):
    """The database was stopped: what was asked for leads to too much."""


def run(statement: str, values: Values) -> list[tuple[Any, ...]] | None:
    """The rows, or None where the database was stopped."""
    try:
        with bounded(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    except TooMany:
        return None


# An index is always better here. Compiling a plan and starting workers takes longer than such a statement.
BOUNDS = {
    "statement_timeout": str(TIMEOUT_MS),
    "enable_seqscan": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


@contextmanager
def bounded() -> Iterator[None]:
    """Statements that the database stops after `TIMEOUT_MS`. Raises `TooMany` in place of its error."""
    inside = connection.in_atomic_block
    try:
        with transaction.atomic():
            before = _set(BOUNDS)
            yield
            if inside:
                # The transaction goes on to something else.
                _set(before)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMany from None
        raise


def _set(values: Mapping[str, str]) -> dict[str, str]:
    """Settings until the end of the transaction; what they were."""
    names = list(values)
    parts = [f"current_setting('{name}')" for name in names]
    parts += [f"set_config('{name}', %s, true)" for name in names]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), [values[name] for name in names])
        found = cursor.fetchone()
    return dict(zip(names, found or (), strict=False))


def after_all(text: str) -> str:
    """What comes after everything that begins with the text."""
    return text + "\U0010ffff"


def bounds(most: int) -> Values:
    """The values of a statement that asks for one more than so many."""
    return {"most": most + 1, "looked": MOST_LOOKED_AT}


def one_after_the_other(parts: Sequence[str]) -> str:
    """The rows of all parts. Those that are not needed any more are not read at all."""
    together = " UNION ALL ".join(f"({part})" for part in parts)
    return f"SELECT * FROM ({together}) found LIMIT %(enough)s"
