"""A table of numbers that a page shows and a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.spreadsheet import written

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a name that never changes, for programs, and the word for readers."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, and where a reader may go from it. `late`: it counts dates that have passed."""

    value: Value
    href: str = ""
    late: bool = False

    @property
    def text(self) -> str:
        """As the page shows it: thousands set apart, a dash where there is no number."""
        if self.value is None:
            return "—"
        return f"{self.value:,}" if isinstance(self.value, int) else str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its code, which never changes, its name for readers and its cells."""

    code: str
    label: str
    cells: Sequence[Cell]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`head` names the first columns: the code and the name of the rows."""

    head: Column
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def grouped(self) -> bool:
        """Whether the rows belong to groups."""
        return any(row.group for row in self.rows)

    def csv(self) -> bytes:
        """As CSV (`casework.spreadsheet`): the headings in the reader's language, the same columns by their
        constant names, then the rows, each with its code."""
        group = [Column("group", "")] if self.grouped else []
        columns = [self.head, *group, *self.columns]
        return written(
            [
                ["code", *(c.label for c in columns)],
                ["code", *(c.name for c in columns)],
                *(
                    [row.code, row.label, *([row.group] if group else []), *(c.value for c in row.cells)]
                    for row in self.rows
                ),
            ]
        )
