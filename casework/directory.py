"""Who holds an office: what `notifications` asks when it has something to tell."""

from __future__ import annotations

from django.db.models import QuerySet

from casework import moment
from casework.models import User
from casework.outside import contacts
from casework.permissions import HEADQUARTERS, parents
from casework.work.absences import covers_of
from notifications.directory import SUPERVISOR, Recipient

PERSON = "person:"


def recipients(audience: str) -> list[Recipient]:
    """The active officers behind `role:<role>@<office>`, `supervisor@<office>` or `user:<id>`, or the person
    behind `person:<case number>`.

    What is for one officer who is away reaches whoever covers too. Where nobody at a branch holds the office, the holders at the bureau above it are meant. An
    audience of another form has no recipients.
    """
    if audience.startswith(PERSON):
        return _outside(audience.removeprefix(PERSON))
    kind, _, office = audience.partition("@")
    if kind.startswith("user:") and kind[5:].isdigit():
        meant = int(kind[5:][:18])
        return _listed(User.objects.filter(pk__in=[meant, *covers_of(meant, moment.now())]))
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


def _outside(named: str) -> list[Recipient]:
    """The person of a case, outside. Whoever is not to be written to is found all the same, to be told by no
    channel: nobody shall look for them again."""
    number, _, only = named.partition("/")
    reached = contacts.reach(number)
    if reached is None:
        return []
    channels: tuple[str, ...] = ()
    if reached.email:
        channels = ("email",)
    elif reached.letter and not only:
        channels = ("letter",)
    return [Recipient(-reached.person_id, reached.email, reached.language, True, channels)]


def _listed(users: QuerySet[User]) -> list[Recipient]:
    return [
        Recipient(user.pk, user.email, user.language, user.is_active)
        for user in users.filter(is_active=True).order_by("pk")
    ]
