"""Who is away, who takes their work, and where nobody is left: what the door, the pages and the directory ask.

A day of absence is a day in Tokyo, the first and the last included. `casework.actions.absence` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.days import tokyo_day
from casework.models import Absence, User
from casework.permissions import covers, parents, refuse_case
from workflows.counting import Roll, closed
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text

# The strip shows this week and the next.
STRIP_DAYS = 14
MOST_GAPS = 20


def open_absences(
    day: date, until: date | None = None, *, people: Iterable[int] | None = None
) -> Mapping[int, Absence]:
    """By officer: the absence that holds on a day, with who covers; with `until`, any that touches the days
    between; with `people`, of these officers only. One query."""
    found = Absence.objects.filter(ended_at=None, since__lte=until or day, until__gte=day)
    if people is not None:
        found = found.filter(user_id__in=list(people))
    return {absence.user_id: absence for absence in found.select_related("cover").order_by("-since", "-pk")}


def refuse_absent(user: User, now: datetime) -> Refusal | None:
    """The refusal to give work to an officer who is away or has left; one query."""
    return refuse_away(user, open_absences(tokyo_day(now), people=[user.pk]).get(user.pk))


def refuse_away(user: User, away: Absence | None) -> Refusal | None:
    """The same where the officer's absence of today, if any, is known already."""
    if not user.is_active:
        return Refusal(
            "absent",
            Text("その職員は在籍していません。", "That officer is no longer in service."),
            Text("", ""),
            Text("別の職員に割り当ててください。", "Assign somebody else."),
        )
    if away is None:
        return None
    return Refusal(
        "absent",
        Text(f"その職員は{away.until}まで不在です。", f"That officer is away until {away.until}."),
        Text(
            "不在の間は、仕事を割り当てられません。期限が人知れず過ぎるのを防ぐためです。",
            "Nobody who is away is given work, lest a date pass unseen.",
        ),
        Text(
            "代わりの職員に割り当てるか、「不在」の画面で不在を終えてください。",
            "Assign whoever covers, or end the absence on the page “Absences”.",
        ),
    )


# --- who takes the work ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Debt:
    """What has to be known of a piece of work to say who may do it."""

    role: str
    procedure: str
    office: str
    facts: Mapping[str, object]


def may_do(user: User, debt: Debt) -> bool:
    """Whether an officer is in service, holds the office that the work asks for, and serves at its place."""
    return (
        user.is_active
        and debt.role in user.roles
        and refuse_case(user.actor(), debt.procedure, debt.office, debt.facts) is None
    )


def stands_in(
    absent: int, away: Mapping[int, Absence], people: Mapping[int, User], debt: Debt
) -> User | None:
    """Who takes a piece of work of an absent officer: the cover; where the cover is away too, the cover's
    cover, and so on; nobody (the queue) where the chain ends, turns in a circle, or comes to somebody who
    may not do it."""
    seen = {absent}
    present = absent
    while (absence := away.get(present)) is not None:
        if absence.cover_id is None or absence.cover_id in seen:
            return None
        present = absence.cover_id
        seen.add(present)
    found = people.get(present)
    return found if present != absent and found is not None and may_do(found, debt) else None


def covers_of(user_id: int, now: datetime) -> list[int]:
    """Those to whom a message for one officer goes as well: the first of the chain of covers who is there."""
    day = tokyo_day(now)
    seen = {user_id}
    present = user_id
    while True:
        absence = open_absences(day, people=[present]).get(present)
        if absence is None:
            return [present] if present != user_id else []
        if absence.cover_id is None or absence.cover_id in seen:
            return []
        present = absence.cover_id
        seen.add(present)


def possible_covers(user: User) -> list[User]:
    """The officers who may cover for one: in service, at the place or above it, holding all their offices."""
    places = places_above(user.office_id or "")
    found = User.objects.filter(is_active=True, office_id__in=places, roles__contains=user.roles)
    return list(found.exclude(pk=user.pk).order_by("full_name", "username", "pk")[:200])


def places_above(office: str) -> list[str]:
    """The places whose officers serve cases of an office: itself and those above it."""
    return [place for place in parents() if covers(place, office)]


# --- what supervisors see -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip; `shut`: the name of the reason for which the office is closed."""

    day: date
    today: bool
    shut: str


def strip_days(today: date, lang: str) -> list[Day]:
    """Monday of this week to Sunday of the next."""
    monday = today - timedelta(days=today.weekday())
    found = []
    for offset in range(STRIP_DAYS):
        day = monday + timedelta(days=offset)
        reason = closed(day, Roll.NATIONAL)
        found.append(Day(day, day == today, reason[0 if lang == "ja" else 1] if reason else ""))
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of days on which all who hold an office at a place are away, and nobody stands in for any of
    them: the chain of covers ends, or ends with somebody who has left or lost the office since."""

    office: str
    role: str
    first: date
    last: date


def gaps(offices: Sequence[str], days: Iterable[Day]) -> list[Gap]:
    """The gaps of some offices on the days on which they are open, today and later. Two queries."""
    ahead = list(days)
    if not ahead or not offices:
        return []
    holders: dict[tuple[str, str], set[int]] = {}
    staff = User.objects.filter(is_active=True, office_id__in=list(offices))
    for pk, office, roles in staff.values_list("pk", "office_id", "roles"):
        for role in roles:
            if role in Role._value2member_map_ and OFFICES[Role(role)].signs_in:
                holders.setdefault((str(office), role), set()).add(pk)
    away: dict[date, dict[int, int | None]] = {day.day: {} for day in ahead}
    able: dict[int, set[str]] = {}
    touching = Absence.objects.filter(ended_at=None, since__lte=ahead[-1].day, until__gte=ahead[0].day)
    for absence in touching.select_related("cover"):
        if absence.cover is not None:
            able[absence.cover.pk] = set(absence.cover.roles) if absence.cover.is_active else set()
        for day in ahead:
            if absence.since <= day.day <= absence.until:
                away[day.day][absence.user_id] = absence.cover_id
    return list(_stretches(holders, away, able, [d.day for d in ahead if not d.shut]))


def _uncovered(user: int, role: str, away: Mapping[int, int | None], able: Mapping[int, set[str]]) -> bool:
    """Whether an officer is away and nobody stands in, by the chain that `stands_in` follows."""
    present, seen = user, {user}
    while present in away:
        cover = away[present]
        if cover is None or cover in seen:
            return True
        present = cover
        seen.add(present)
    return present != user and role not in able[present]


def _stretches(
    holders: Mapping[tuple[str, str], set[int]],
    away: Mapping[date, Mapping[int, int | None]],
    able: Mapping[int, set[str]],
    open_days: Sequence[date],
) -> Iterator[Gap]:
    for (office, role), people in sorted(holders.items()):
        first: date | None = None
        last: date | None = None
        for day in open_days:
            if all(_uncovered(user, role, away[day], able) for user in people):
                first, last = first or day, day
            elif first is not None and last is not None:
                yield Gap(office, role, first, last)
                first = last = None
        if first is not None and last is not None:
            yield Gap(office, role, first, last)
