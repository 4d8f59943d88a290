"""A table of numbers that a page shows and a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

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
        """As CSV in UTF-8 with a mark, so that Excel reads it: the headings in the reader's language, the same
        columns by their constant names, then the rows, each with its code."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        group = [Column("group", "")] if self.grouped else []
        columns = [self.head, *group, *self.columns]
        writer.writerow(["code", *(harmless(c.label) for c in columns)])
        writer.writerow(["code", *(c.name for c in columns)])
        for row in self.rows:
            cells = ["" if c.value is None else harmless(c.value) for c in row.cells]
            start = [harmless(row.code), harmless(row.label), *([harmless(row.group)] if group else [])]
            writer.writerow([*start, *cells])
        return out.getvalue().encode("utf-8-sig")


def harmless(cell: Value) -> Value:
    """A cell that no spreadsheet takes for a formula. Numbers stay numbers."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return f"'{cell}"
    return cell
