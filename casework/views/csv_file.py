"""A table as an answer that the browser saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from casework.spreadsheet import written


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows under their headings as the file `name` (`casework.spreadsheet`)."""
    return saved(name, written([head, *rows]))


def saved(name: str, content: bytes) -> HttpResponse:
    """Written CSV as the file `name`."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
