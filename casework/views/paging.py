"""The place in a list where a page begins, as the address says it."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from casework.work import queues
from casework.work.queues import Cursor


def cursor_in(request: HttpRequest) -> Cursor:
    """Where the page begins; an address nobody was given is a bad request."""
    try:
        return Cursor.read(request.GET.get("after"))
    except queues.BadCursor as error:
        raise BadRequest(str(error)) from None
