"""Refusals as pages. The plain error pages are templates: 400, 403, 403_csrf, 404, 500."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.texts import Refusal, Text


def refused(request: HttpRequest, refusal: Refusal, *, status: int = 422) -> HttpResponse:
    """A page that says why something is not done."""
    return render(request, "casework/refused.html", {"refusal": refusal}, status=status)


_LOCKED = Refusal(
    "locked-out",
    Text(
        "サインインに続けて失敗したため、この利用者名は今は使えません。",
        "Too many failed sign-ins: this name is locked for now.",
    ),
    Text(
        "同じ端末から10回続けて失敗すると、30分間受け付けません。",
        "After ten failures from one address nothing is accepted for thirty minutes.",
    ),
    Text("時間をおいて試すか、管理者に連絡してください。", "Try again later, or ask the administrator."),
)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page after too many failed sign-ins (setting AXES_LOCKOUT_CALLABLE)."""
    return refused(request, _LOCKED, status=429)


def status_of(refusal: Refusal) -> int:
    """The HTTP status that goes with a refusal."""
    if refusal.code in ("stale", "draft-waits", "draft-decided", "absent"):
        return 409
    if refusal.code in (
        "wrong-office",
        "other-office",
        "work-taken",
        "work-given",
        "separation",
        "not-supervisor",
        "draft-own",
        "not-signer",
        "needs-signature",
    ):
        return 403
    if refusal.code in ("no-case", "unknown-step", "no-entry"):
        return 404
    return 409 if refusal.code == "work-gone" else 422
