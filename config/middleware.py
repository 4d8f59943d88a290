"""Two small middlewares: the access log, and sessions that end after eight idle hours."""

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
access = logging.getLogger("tetsuzuki.access")
PROBES = frozenset({"/livez", "/readyz"})


class AccessLog:
    """Writes one line per request: method, path, status, time, user id. No query string, no body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        if request.path not in PROBES:
            access.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                    "request_id": request_id,
                    "user_id": _known_user(request),
                },
            )
        return response


def _known_user(request: HttpRequest) -> object:
    """The user's id when some view already loaded the user; asking must not cost a query."""
    user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None)


class IdleSession:
    """Counts the life of a session from its last use.

    Django's own switch for this writes the session on every request; here it is written at most
    once in ten minutes, so a session ends between 7 h 50 min and 8 h after its last use.
    """

    EVERY = 600
    KEY = "_used"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        # An untouched session was never loaded: leave it so, or static pages would cost a query.
        if session.accessed and not session.is_empty():
            now = int(time.time())
            if now - int(session.get(self.KEY, 0)) >= self.EVERY:
                session[self.KEY] = now
        return response
