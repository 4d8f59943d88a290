"""Sharing out work among officers: a suggestion, made by a pure function.

The rule: the most urgent piece first, each to the officer who may act on it and has the least load at that
moment; between officers with the same load the one who knows the work better, then the lower id. So the same
question has the same answer, and among officers who may do everything the loads end within one piece of each
other, unless they began further apart: then the lower ones are filled up first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

# What a piece weighs by its urgency: late work fills a day sooner than work without a date.
WEIGHTS: Mapping[str, int] = {"late": 3, "today": 3, "week": 2, "later": 1, "none": 1}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work to be given to somebody.

    `away` are the officers whom separation of duties keeps off it; `apart` the other pieces (by id) that may
    not be the same officer's.
    """

    id: int
    role: str
    procedure: str
    urgency: str
    division: str = ""
    away: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()

    @property
    def weight(self) -> int:
        """What it adds to a load."""
        return WEIGHTS[self.urgency]


@dataclass(frozen=True, slots=True)
class Hand:
    """An officer who may be given work: roles held, whether present, the load by urgency, and competence."""

    id: int
    roles: frozenset[str]
    absent: bool = False
    held: Mapping[str, int] = field(default_factory=dict)
    division: str = ""
    experience: Mapping[str, int] = field(default_factory=dict)

    @property
    def load(self) -> int:
        """The weight of what the officer has."""
        return sum(WEIGHTS[urgency] * count for urgency, count in self.held.items())

    def knows(self, piece: Piece) -> tuple[bool, int]:
        """How well the officer knows such work: of the division first, then steps taken in the procedure."""
        same = bool(piece.division) and piece.division == self.division
        return same, self.experience.get(piece.procedure, 0)


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a piece would go (None: to nobody here), and why: "load", "knows", "only" or "nobody"."""

    piece: Piece
    to: int | None
    why: str


def may_have(hand: Hand, piece: Piece, own: Collection[int]) -> bool:
    """Whether an officer may be given a piece, with the pieces given to the officer so far."""
    return (
        not hand.absent
        and piece.role in hand.roles
        and hand.id not in piece.away
        and not piece.apart & set(own)
    )


def suggest(pieces: Sequence[Piece], hands: Sequence[Hand]) -> list[Given]:
    """A suggestion for every piece, in the order of the pieces, which is taken as their order of urgency."""
    load = {hand.id: hand.load for hand in hands}
    own: dict[int, set[int]] = {hand.id: set() for hand in hands}
    kept_apart = _both_ways(pieces)
    found = []
    for piece in pieces:
        piece_apart = kept_apart[piece.id]
        free = [h for h in hands if may_have(h, piece, ()) and not piece_apart & own[h.id]]
        if not free:
            found.append(Given(piece, None, "nobody"))
            continue
        least = min(load[h.id] for h in free)
        level = [h for h in free if load[h.id] == least]
        chosen = min(level, key=lambda h: (tuple(-int(k) for k in h.knows(piece)), h.id))
        why = "only" if len(free) == 1 else "load" if len(level) == 1 else "knows"
        if why == "knows" and len({h.knows(piece) for h in level}) == 1:
            why = "load"
        load[chosen.id] += piece.weight
        own[chosen.id].add(piece.id)
        found.append(Given(piece, chosen.id, why))
    return found


def _both_ways(pieces: Sequence[Piece]) -> dict[int, set[int]]:
    """What is kept apart from each piece, whichever of the two names it."""
    found: dict[int, set[int]] = {piece.id: set(piece.apart) for piece in pieces}
    for piece in pieces:
        for other in piece.apart:
            found.setdefault(other, set()).add(piece.id)
    return found
