"""The custody ledger: on which legal basis a person was held or free, from when to when.

Three limits of the Act are counted in days or months of custody, and each counts differently:

* 30 and 60 days under a warrant (article 41(1)): earlier stretches of the same case count
  (article 44-4(9)), and a day on which the person was held at any hour is one day, once;
* three months under the removal order (article 52-8(2)): only unbroken detention counts;
* nothing else: supervision and release have no length, and are listed for the reader.

All functions are pure and read the spells of the custody machine only. Days are calendar days in
Tokyo.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflows.counting import TOKYO, Period, Unit, reckon, review_dates, rule
from workflows.dossier import Spell
from workflows.law import Citation, cites
from workflows.texts import Text


class Basis(StrEnum):
    """What the law rests a stretch of custody or freedom on."""

    WARRANT = "warrant"
    SCREENING = "screening"
    ORDER = "order"
    SUPERVISION = "supervision"
    PROVISIONAL_RELEASE = "provisional_release"
    SPECIAL_RELEASE = "special_release"
    CRIMINAL = "criminal"
    FREE = "free"


HELD = frozenset({Basis.WARRANT, Basis.SCREENING, Basis.ORDER})


@dataclass(frozen=True, slots=True)
class _Ground:
    label: Text
    basis: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis) if self.basis else ())


_GROUNDS = {
    Basis.WARRANT: _Ground(
        Text("収容令書による収容", "detained under a warrant"), "icrra 39-2(2); icrra 41(1); icrra 43(1)"
    ),
    Basis.SCREENING: _Ground(
        Text("退去強制令書発付後、審査の間の収容", "held after the order while custody is screened"),
        "icrra 52(8)",
    ),
    Basis.ORDER: _Ground(
        Text("退去強制令書による収容", "detained under the removal order"), "icrra 52(9); icrra 52-8(2)"
    ),
    Basis.SUPERVISION: _Ground(Text("監理措置", "supervision"), "icrra 44-2(7); icrra 52-2(6)"),
    Basis.PROVISIONAL_RELEASE: _Ground(Text("仮放免", "provisional release"), "icrra 54(2)"),
    Basis.SPECIAL_RELEASE: _Ground(Text("特別放免", "special release"), "icrra 52(10)"),
    Basis.CRIMINAL: _Ground(Text("刑事手続等による身柄拘束", "criminal custody"), "icrra 63(1)"),
    Basis.FREE: _Ground(Text("身柄の拘束なし", "not held"), ""),
}

_BASES = {
    "at_liberty": Basis.FREE,
    "warrant_issued": Basis.FREE,
    "detained_urgent": Basis.WARRANT,
    "detained_warrant": Basis.WARRANT,
    "detained_warrant_deposit_pending": Basis.WARRANT,
    "supervised_pre": Basis.SUPERVISION,
    "provisional_release_pre": Basis.PROVISIONAL_RELEASE,
    "post_order_screening": Basis.SCREENING,
    "detained_order": Basis.ORDER,
    "detained_order_deposit_pending": Basis.ORDER,
    "supervised_post": Basis.SUPERVISION,
    "provisional_release_post": Basis.PROVISIONAL_RELEASE,
    "special_release": Basis.SPECIAL_RELEASE,
    "supervision_revoked_at_large": Basis.FREE,
    "escaped": Basis.FREE,
    "disaster_released": Basis.FREE,
    "criminal_custody": Basis.CRIMINAL,
    "exit_restricted_at_liberty": Basis.FREE,
    "custody_ended": Basis.FREE,
}


def basis_of(state: str) -> Basis:
    """The basis of a custody state taken alone.

    Urgent detention counts as detention under a warrant: its days are days of article 41(1). The
    screening after the order is detention only for those who were held when it began; the functions
    below look at what came before. Raises `ValueError` for a state that is none of custody.
    """
    try:
        return _BASES[state]
    except KeyError:
        raise ValueError(f"{state!r} is no state of custody; known are {', '.join(_BASES)}") from None


def ground_label(basis: Basis) -> Text:
    """What a basis is called."""
    return _GROUNDS[basis].label


# --- stretches ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time without a gap on one basis; `end` is None while it lasts, `spells` are what it is made of."""

    basis: Basis
    start: datetime
    end: datetime | None
    spells: tuple[Spell, ...]


def stretches(spells: Sequence[Spell]) -> tuple[Stretch, ...]:
    """The spells joined where neither the basis changes nor time is missing.

    Moves between facilities, a stay in hospital and a deposit still unpaid leave the basis as it is,
    so they do not end a stretch. Spells that took no time (two steps at one instant) are passed over.
    """
    found: list[Stretch] = []
    for spell in spells:
        if spell.end is not None and spell.end <= spell.start:
            continue
        basis = basis_of(spell.state)
        before = found[-1] if found else None
        joins = before is not None and before.end == spell.start
        if basis is Basis.SCREENING and not (joins and before is not None and before.basis in HELD):
            basis = Basis.FREE
        if joins and before is not None and before.basis is basis:
            found[-1] = Stretch(basis, before.start, spell.end, (*before.spells, spell))
        else:
            found.append(Stretch(basis, spell.start, spell.end, (spell,)))
    return tuple(found)


def _days(start: datetime, end: datetime) -> Iterator[date]:
    """The Tokyo days touched from `start` up to `end`; an end at 00:00 does not touch its day."""
    if end <= start:
        return
    day = start.astimezone(TOKYO).date()
    last = (end - timedelta(microseconds=1)).astimezone(TOKYO).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _touched(parts: Collection[Stretch], until: datetime) -> set[date]:
    return {day for part in parts for day in _days(part.start, min(part.end or until, until))}


# --- what is counted ------------------------------------------------------------------------------


def days_in(spells: Sequence[Spell], bases: Collection[Basis], until: datetime) -> int:
    """On how many different Tokyo days, up to `until`, the person was in one of the `bases`."""
    return len(_touched([s for s in stretches(spells) if s.basis in bases], until))


def warrant_days_served(spells: Sequence[Spell], before: datetime) -> int:
    """The days to deduct from 30 (or 60) when detention under a warrant runs or begins at `before`.

    Article 44-4(9) deems days of detention before supervision to be days already served under the
    new warrant; days before provisional release, escape or criminal custody are treated alike,
    because no article lets the same case hold a person longer. The stretch that is running at
    `before` is not deducted, and neither is the day of `before` itself, which the new count includes.
    """
    earlier = [
        s
        for s in stretches(spells)
        if s.basis is Basis.WARRANT and s.start < before and s.end is not None and s.end < before
    ]
    running = _running(spells, before)
    first = (running.start if running else before).astimezone(TOKYO).date()
    return len({day for day in _touched(earlier, before) if day < first})


def _running(spells: Sequence[Spell], at: datetime) -> Stretch | None:
    """The stretch under a warrant that contains `at`, also one that began or ended at that instant."""
    for stretch in stretches(spells):
        if (
            stretch.basis is Basis.WARRANT
            and stretch.start <= at
            and (stretch.end is None or at <= stretch.end)
        ):
            return stretch
    return None


def detention_start(spells: Sequence[Spell]) -> datetime | None:
    """When the present detention began on its present basis; None when the person is not held."""
    found = stretches(spells)
    if not found or found[-1].end is not None or found[-1].basis not in HELD:
        return None
    return found[-1].start


# --- three months under the order -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Broken:
    """An earlier detention under the order that does not count any more, and the state that ended it."""

    start: datetime
    end: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OrderDetention:
    """Unbroken detention under the removal order at one moment.

    `start` is None when the person is not so held. `months` are the full months completed and
    `reviews` the three-month periods among them (article 52-8(2) and (6)). `broken` are earlier
    stretches: after each the count began again at nothing.
    """

    start: datetime | None
    months: int
    reviews: int
    broken: tuple[Broken, ...]
    cites: tuple[Citation, ...] = cites("icrra 52-8(2); icrra 52-8(6)")


def continuous_order_detention(spells: Sequence[Spell], at: datetime) -> OrderDetention:
    """How long the person has been held under the order without a break, seen at `at`.

    The time of detention under a warrant and of the screening after the order is not counted: the
    Act speaks of detention because of the order. Months are counted by the Civil Code as the review
    is: first day out, each later period from the day after the one before.
    """
    known = [s for s in stretches(spells) if s.start <= at]
    now = known[-1] if known and known[-1].basis is Basis.ORDER else None
    if now is not None and now.end is not None and now.end <= at:
        now = None
    broken = []
    for index, stretch in enumerate(known):
        if stretch.basis is Basis.ORDER and stretch.end is not None and stretch.end <= at:
            after = known[index + 1].spells[0].state if index + 1 < len(known) else ""
            broken.append(Broken(stretch.start, stretch.end, after))
    if now is None:
        return OrderDetention(None, 0, 0, tuple(broken))
    reviews, months = _completed(now.start.astimezone(TOKYO).date(), at)
    return OrderDetention(now.start, months, reviews, tuple(broken))


def _completed(first: date, at: datetime) -> tuple[int, int]:
    """Three-month periods and full months completed at `at` in detention since `first`."""
    reviews = 0
    while review_dates(first, reviews + 1).legal.expires_at <= at:
        reviews += 1
    begin, how = first, rule("first-day-out")
    if reviews:
        begin, how = review_dates(first, reviews).legal.expires_at.date(), rule("first-day-in-midnight")
    months = 0
    while months < 2 and reckon(begin, Period(months + 1, Unit.MONTHS), how).expires_at <= at:
        months += 1
    return reviews, 3 * reviews + months


# --- for the person page --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger. `days` are the days touched; a day of change appears in both its rows."""

    basis: Basis
    label: Text
    place: str
    start: datetime
    end: datetime | None
    days: int
    cites: tuple[Citation, ...]


def summary(spells: Sequence[Spell], at: datetime) -> tuple[Row, ...]:
    """The ledger as rows, oldest first, one for each basis and, while held, each place."""
    rows: list[Row] = []
    for stretch in stretches(spells):
        if stretch.start > at:
            break
        for place, start, end in _places(stretch):
            if start > at:
                break
            shown = end if end is not None and end <= at else None
            ground = _GROUNDS[stretch.basis]
            days = sum(1 for _ in _days(start, shown or at))
            rows.append(Row(stretch.basis, ground.label, place, start, shown, days, ground.cites))
    return tuple(rows)


def _places(stretch: Stretch) -> list[tuple[str, datetime, datetime | None]]:
    if stretch.basis not in HELD:
        return [("", stretch.start, stretch.end)]
    parts: list[tuple[str, datetime, datetime | None]] = []
    for spell in stretch.spells:
        if parts and parts[-1][0] == spell.place:
            parts[-1] = (spell.place, parts[-1][1], spell.end)
        else:
            parts.append((spell.place, spell.start, spell.end))
    return parts
