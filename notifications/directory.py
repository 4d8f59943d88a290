"""Who is meant: an audience resolved to people, through the function that `NOTIFICATIONS_DIRECTORY` names.

An audience is `role:<role>@<office>`, `supervisor@<office>`, `user:<id>` or, outside, `person:<case number>`.
This app only passes it on; it understands no more of it than the office behind the "@".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be told. One who is not `active` counts as absent; an empty `email` means that
    no mail is sent. `channels`: those by which alone this one is told; none of them, where nothing is to be
    sent. People outside have negative numbers, so that they meet no officer's."""

    user_id: int
    email: str
    language: str
    active: bool
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom an audience comes to. `stands_in`: supervisors, because nobody holds the office meant."""

    people: tuple[Recipient, ...]
    stands_in: bool = False


def office_of(audience: str) -> str:
    """The office behind the "@"; empty for a single person."""
    return audience.rpartition("@")[2] if "@" in audience else ""


def lookup() -> Callable[[str], list[Recipient]]:
    """The function named in the settings."""
    path = getattr(settings, "NOTIFICATIONS_DIRECTORY", "")
    if not path:
        raise ImproperlyConfigured(
            "NOTIFICATIONS_DIRECTORY must name a callable(audience) -> list[Recipient]; "
            "without it nobody can be told anything."
        )
    found: Callable[[str], list[Recipient]] = import_string(path)
    return found


def resolve(audience: str) -> Addressees:
    """The holders of the office, else its supervisors, else nobody."""
    find = lookup()
    people = _present(find(audience))
    office = office_of(audience)
    substitute = f"{SUPERVISOR}@{office}"
    if people or not office or audience == substitute:
        return Addressees(people)
    return Addressees(_present(find(substitute)), stands_in=True)


def _present(found: list[Recipient]) -> tuple[Recipient, ...]:
    """Active people, each once, however often the directory names them."""
    return tuple({person.user_id: person for person in found if person.active}.values())
