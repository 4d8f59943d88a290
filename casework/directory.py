"""Who holds an office: what `notifications` asks when it has something to tell."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.models import User
from casework.permissions import HEADQUARTERS, parents
from notifications.directory import SUPERVISOR, Recipient


def recipients(audience: str) -> list[Recipient]:
    """The active officers behind `role:<role>@<office>`, `supervisor@<office>` or `user:<id>`.

    Where nobody at a branch holds the office, the holders at the bureau above it are meant. An
    audience of another form has no recipients.
    """
    kind, _, office = audience.partition("@")
    if kind.startswith("user:") and kind[5:].isdigit():
        return _listed(User.objects.filter(pk=int(kind[5:])))
    if kind == SUPERVISOR:
        people = User.objects.filter(is_supervisor=True)
    elif kind.startswith("role:"):
        people = User.objects.filter(roles__contains=[kind[5:]])
    else:
        return []
    place: str | None = office
    while place:
        found = _listed(people.filter(office_id=place))
        if found or place == HEADQUARTERS:
            return found
        above = parents().get(place)
        place = above if above != HEADQUARTERS else None
    return []


def _listed(users: QuerySet[User]) -> list[Recipient]:
    return [
        Recipient(user.pk, user.email, user.language, user.is_active)
        for user in users.filter(is_active=True).order_by("pk")
    ]
