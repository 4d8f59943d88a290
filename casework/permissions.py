"""Who may see and act on a case: office, jurisdiction, post.

The statutory office (role) is checked by the law package; here it is the place of duty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Q, QuerySet

from casework.models import Case, Office, User
from workflows.dossier import Actor
from workflows.law import cites
from workflows.registry import procedures
from workflows.roles import Role
from workflows.texts import Refusal, Text

HEADQUARTERS = "ISA-HQ"

# These look after people in detention or claims for protection; a stay elsewhere is no matter of theirs.
NOT_OF_THE_STAY = frozenset({Role.FACILITY_HEAD, Role.DOCTOR, Role.COUNSELLOR})

# These act for the whole country from headquarters; the others act where they serve.
NATIONAL = frozenset({Role.COMMISSIONER, Role.MINISTER})


@lru_cache(maxsize=1)
def parents() -> dict[str, str | None]:
    """Each office's parent. Offices change by deployment, so the table is read once a process."""
    return dict(Office.objects.values_list("code", "parent_id"))


@lru_cache(maxsize=1)
def _ports(known: frozenset[str]) -> frozenset[str]:
    # `known` renews the answer when the table of offices has been loaded again.
    return frozenset(Office.objects.filter(kind="airport_branch").values_list("code", flat=True))


def keeper(office: str) -> str:
    """The office that keeps what begins at `office`: an airport branch examines landings and keeps no files
    of residents; its bureau does."""
    return (parents().get(office) or office) if office in _ports(frozenset(parents())) else office


def covers(place: str, office: str) -> bool:
    """Whether an officer at `place` serves cases of `office`: the same office, or one below it."""
    seen = office
    table = parents()
    for _ in range(5):
        if seen == place:
            return place != HEADQUARTERS or office == HEADQUARTERS
        above = table.get(seen)
        if above is None:
            return False
        seen = above
    return False


def may_serve(actor: Actor, office: str, facility: str = "") -> bool:
    """Whether the actor's place of duty lets them act on a case of `office` (or of the facility in
    which its person is held)."""
    if Role.SYSTEM in actor.roles:
        return True
    if actor.office == HEADQUARTERS:
        return bool(actor.roles & NATIONAL)
    return covers(actor.office, office) or bool(facility and covers(actor.office, facility))


def refuse_place(actor: Actor, office: str, facility: str = "") -> Refusal | None:
    """The refusal of an officer who serves elsewhere."""
    if may_serve(actor, office, facility):
        return None
    return Refusal(
        "other-office",
        Text("この事件は別の官署の事件です。", "This case belongs to another office."),
        Text(
            "職員は、その官署の管轄する事件についてのみ手続を行います。",
            "Officers act on cases within their own office's jurisdiction.",
        ),
        Text(
            "担当官署に連絡するか、事件の移送を求めてください。",
            "Contact the office in charge, or ask for transfer.",
        ),
        cites("icrra 69-2(1)"),
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """Which cases an officer may see: all, or those of these offices and of people held there, and besides
    the files of these procedures wherever they are kept."""

    everything: bool = False
    offices: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()


def sight(user: User) -> Sight:
    """What a signed-in officer may see."""
    if user.is_superuser or user.office_id == HEADQUARTERS:
        return Sight(everything=True)
    below = tuple(code for code in parents() if covers(user.office_id or "", code))
    # A person's own file is kept once for the whole country: the port of departure writes in it too.
    anywhere = _standing() if user.office_id and user.offices_held - NOT_OF_THE_STAY else ()
    return Sight(False, below, anywhere)


def visible(user: User) -> QuerySet[Case]:
    """The cases a signed-in officer may see; the filter is part of the query."""
    return _seen(sight(user))


def in_charge(user: User) -> QuerySet[Case]:
    """Of the cases that an officer may see those whose dates their place of duty answers for: of its offices and
    of people held there. The files that are open to the whole country are each its own office's."""
    return _seen(replace(sight(user), procedures=()))


def offices_watched(user: User) -> tuple[str, ...]:
    """The offices that an officer may ask about: the own one and what lies below it; headquarters all."""
    seen = sight(user)
    return tuple(parents()) if seen.everything else seen.offices


def _seen(by: Sight) -> QuerySet[Case]:
    cases = Case.objects.all()
    if by.everything:
        return cases
    found = Q(office_id__in=by.offices) | Q(facts__facility__in=by.offices)
    if by.procedures:
        found |= Q(procedure__in=by.procedures)
    return cases.filter(found)


@lru_cache(maxsize=1)
def _standing() -> tuple[str, ...]:
    return tuple(p.code for p in procedures() if p.standing)


def refuse_case(
    actor: Actor, procedure: str, office: str, facts: Mapping[str, object] | None = None
) -> Refusal | None:
    """The refusal of an officer whose place of duty keeps them off a case; None where they may act on it."""
    if procedure in _standing():
        return None
    return refuse_place(actor, office, str((facts or {}).get("facility") or ""))


def may_read_personal(user: User, case: Case) -> bool:
    """Whether the officer sees what the case says about the person, and what lies beside its record (notes,
    documents): whoever holds an office or manages, and may act on the case."""
    kept_off = refuse_case(user.actor(), case.procedure, case.office_id, case.facts)
    return bool(user.roles or user.is_supervisor) and kept_off is None


def reads_persons(user: User) -> bool:
    """Whether the people in an officer's lists are theirs to read about, as `may_read_personal` has it of each
    case: an account that sees the whole country without acting for it reads of nobody there."""
    everywhere = sight(user).everything and not (
        user.office_id == HEADQUARTERS and user.offices_held & NATIONAL
    )
    return bool(user.roles or user.is_supervisor) and not everywhere
