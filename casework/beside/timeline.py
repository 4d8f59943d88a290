"""What has happened on a case, in one line: its record, and what stands beside it (notes, documents, movements).

The line is read from the newest backwards, a page at a time, along keys: a cursor names the last thing of a page
("23" an entry of the record, "n7" a note, "d4" a version of a document, "m9" a movement), so that a page costs the
same on a file of ten entries and of ten thousand. Entries stand in the order of the record, the rest between them
by the time it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Max, Q, QuerySet

from casework.models import Case, DocumentVersion, Event, Mention, Note, User, WorkMove
from workflows.counting import TOKYO
from workflows.engine import Procedure

PAGE = 20
MOST_WORDS = 60


class Kind(StrEnum):
    """What a thing on the line is."""

    STEP = "step"
    CORRECTION = "correction"
    NOTE = "note"
    DOCUMENT = "document"
    MOVEMENT = "movement"


# At one instant the record comes first.
_RANKS = {"e": 0, "m": 1, "d": 2, "n": 3}
_CURSOR = re.compile(r"([ndm]?)([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the line: which kind of thing, and its number (`seq` of an entry, else the key)."""

    sort: str
    number: int

    def __str__(self) -> str:
        return ("" if self.sort == "e" else self.sort) + str(self.number)

    @classmethod
    def read(cls, text: str | None) -> Place | None:
        """The place in an address; None for none and for what no page gave out."""
        found = _CURSOR.fullmatch(text or "")
        return cls(found[1] or "e", int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the line is asked for. `since` and `until` are days in Tokyo, both included."""

    kind: Kind | None = None
    officer: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return any((self.kind, self.officer, self.since, self.until, self.words))


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on the line: an entry, a note, a version of a document, or a movement of work."""

    sort: str
    number: int
    written: datetime
    row: Any

    @property
    def place(self) -> Place:
        return Place(self.sort, self.number)


@dataclass(slots=True)
class Page:
    """A page of the line, the newest first, and where the next one begins."""

    things: list[Thing]
    following: Place | None = None
    mentions: dict[int, list[Mention]] = field(default_factory=dict)

    def rows(self, sort: str) -> list[Any]:
        """The rows of one sort, in the order of the page."""
        return [thing.row for thing in self.things if thing.sort == sort]


def page(
    case: Case, procedure: Procedure, wanted: Filter, before: Place | None, *, beside: bool, limit: int = PAGE
) -> Page:
    """A page of the line. `beside`: whether the reader sees notes and documents, and words in facts."""
    sorts = [sort for sort in _RANKS if _asked(sort, wanted, beside)]
    bound = _written(case, before) if before is not None else None
    if before is not None and bound is None:
        before = None  # nothing on this case: the line is shown from its beginning
    found: list[Thing] = []
    for sort in sorts:
        rows = _narrowed(_rows(case, sort), sort, procedure, wanted, beside)
        if before is not None and bound is not None:
            rows = rows.filter(_below(case, sort, before, bound))
        found += [_thing(sort, row) for row in rows[: limit + 1]]
    found = _merged(found)
    things = found[:limit]
    shown = Page(things, things[-1].place if len(found) > limit else None)
    notes = [thing.number for thing in things if thing.sort == "n"]
    if notes:
        for mention in Mention.objects.filter(note__in=notes).select_related("user").order_by("pk"):
            shown.mentions.setdefault(mention.note_id, []).append(mention)
    return shown


def _asked(sort: str, wanted: Filter, beside: bool) -> bool:
    if sort in "nd" and not beside:
        return False
    kinds = {
        "e": (Kind.STEP, Kind.CORRECTION),
        "n": (Kind.NOTE,),
        "d": (Kind.DOCUMENT,),
        "m": (Kind.MOVEMENT,),
    }
    return wanted.kind is None or wanted.kind in kinds[sort]


def _rows(case: Case, sort: str) -> QuerySet[Any]:
    if sort == "e":
        return Event.objects.filter(case=case).select_related("actor").order_by("-seq")
    if sort == "n":
        return Note.objects.filter(case=case).select_related("author").order_by("-at", "-pk")
    if sort == "d":
        versions = DocumentVersion.objects.filter(document__case=case)
        return versions.select_related("document", "by").order_by("-at", "-pk")
    moves = WorkMove.objects.filter(case=case)
    return moves.select_related("from_user", "to_user", "by").order_by("-at", "-pk")


def _thing(sort: str, row: Any) -> Thing:
    return Thing(sort, row.seq, row.recorded_at, row) if sort == "e" else Thing(sort, row.pk, row.at, row)


def _merged(found: list[Thing]) -> list[Thing]:
    """All things, the newest first. Entries keep the order of the record whatever the clocks said."""
    entries = [thing for thing in found if thing.sort == "e"]
    rest = sorted(
        (thing for thing in found if thing.sort != "e"),
        key=lambda thing: (thing.written, _RANKS[thing.sort], thing.number),
        reverse=True,
    )
    line: list[Thing] = []
    for thing in rest:
        while entries and entries[0].written > thing.written:
            line.append(entries.pop(0))
        line.append(thing)
    return line + entries


def _written(case: Case, before: Place) -> datetime | None:
    """When the thing at the cursor was written; for an entry beyond the newest, the end of time."""
    if before.sort == "e":
        at = Event.objects.filter(case=case, seq__lte=before.number).aggregate(at=Max("seq"))["at"]
        if at is None:
            return None
        if at < before.number:
            return datetime.max.replace(tzinfo=TOKYO) - timedelta(days=2)
        return Event.objects.values_list("recorded_at", flat=True).get(case=case, seq=before.number)
    rows = _rows(case, before.sort).filter(pk=before.number)
    return rows.values_list("at", flat=True).first()


def _below(case: Case, sort: str, before: Place, bound: datetime) -> Q:
    """What comes after the cursor on the line, that is, what was written before it."""
    if sort == "e":
        return Q(seq__lt=before.number) if before.sort == "e" else Q(recorded_at__lte=bound)
    if sort == before.sort:
        return Q(at__lt=bound) | Q(at=bound, pk__lt=before.number)
    if _RANKS[sort] < _RANKS[before.sort]:
        return Q(at__lte=bound)
    return Q(at__lt=bound)


def _narrowed(
    rows: QuerySet[Any], sort: str, procedure: Procedure, wanted: Filter, beside: bool
) -> QuerySet[Any]:
    if sort == "e" and wanted.kind is not None:
        kind = Event.Kind.RECTIFICATION if wanted.kind is Kind.CORRECTION else Event.Kind.STEP
        rows = rows.filter(kind=kind)
    if wanted.officer is not None:
        rows = rows.filter(_by(sort, wanted.officer))
    if wanted.since is not None:
        rows = rows.filter(at__gte=datetime.combine(wanted.since, time(), TOKYO))
    if wanted.until is not None:
        rows = rows.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time(), TOKYO))
    if wanted.words:
        rows = rows.filter(_said(sort, procedure, wanted.words, beside))
    return rows


def _by(sort: str, officer: int) -> Q:
    match sort:
        case "e":
            return Q(actor=officer)
        case "n":
            return Q(author=officer)
        case "d":
            return Q(by=officer)
        case _:
            return Q(by=officer) | Q(from_user=officer) | Q(to_user=officer)


def _said(sort: str, procedure: Procedure, words: str, beside: bool) -> Q:
    """Where the words stand: in a step's name, what was entered with it, a note, a title, a reason."""
    if sort == "n":
        return Q(text__icontains=words)
    if sort == "d":
        return Q(document__title__icontains=words) | Q(filename__icontains=words) | Q(remark__icontains=words)
    if sort == "m":
        return Q(reason__icontains=words)
    low = words.lower()
    steps = [s.id for s in procedure.steps.values() if low in s.label.ja.lower() or low in s.label.en.lower()]
    named = Q(step__in=steps)
    return named | Q(facts__icontains=words) if beside else named


def officers(case: Case, *, beside: bool) -> list[User]:
    """The officers who stand on the line, by name: to choose one from."""
    seen = Q(pk__in=Event.objects.filter(case=case, actor__isnull=False).values("actor"))
    seen |= Q(pk__in=WorkMove.objects.filter(case=case, by__isnull=False).values("by"))
    if beside:
        seen |= Q(pk__in=Note.objects.filter(case=case).values("author"))
        seen |= Q(pk__in=DocumentVersion.objects.filter(document__case=case).values("by"))
    return list(User.objects.filter(seen).order_by("full_name", "pk"))
