"""What the menu offers, to whom, in which order: a line of main places, the rest in groups.

A page belongs to one entry by its URL name, so the menu marks where the reader is on every page below it.
Roles decide what is offered as they decide what the pages let in; the pages ask for themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Allowed = Callable[[frozenset[str], bool], bool]


def _everybody(roles: frozenset[str], manager: bool) -> bool:
    return True


def _managers(roles: frozenset[str], manager: bool) -> bool:
    return manager


def _holders(*names: str, or_manager: bool = False) -> Allowed:
    """Who holds one of the offices, by their codes."""
    wanted = frozenset(names)

    def allowed(roles: frozenset[str], manager: bool) -> bool:
        return bool(wanted & roles) or (or_manager and manager)

    return allowed


_desk = _holders("front_desk", "inspector", "bureau_director", or_manager=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: the URL name it leads to, its label, the URL names that belong to it, who is offered it."""

    page: str
    label: str | Promise
    below: tuple[str, ...] = ()
    allowed: Allowed = _everybody
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Places that are needed less often, behind one word."""

    label: str | Promise
    entries: tuple[Entry, ...]


MAIN: tuple[Entry, ...] = (
    Entry("home", pgettext_lazy("menu", "今日の仕事")),
    Entry(
        "queues",
        pgettext_lazy("menu", "仕事の一覧"),
        ("assign", "assign_many", "assign_job", "queue_view", "queue_columns"),
    ),
    Entry(
        "cases",
        _("事件"),
        (
            "case",
            "case_open",
            "case_step",
            "case_record",
            "case_rectify",
            "person",
            "person_edit",
            "person_contact",
            "case_drawing",
            "case_notes",
            "case_documents",
            "case_document",
            "case_looks",
            "case_sheet",
        ),
    ),
    Entry(
        "intake",
        _("受付"),
        ("intake_new", "intake_page", "intake_amend", "intake_decide", "intake_return"),
        _desk,
    ),
    Entry("wall", _("収容の一覧")),
    Entry("clocks", _("期限"), ("clocks_calendar",)),
    Entry("signing", pgettext_lazy("menu", "決裁"), ("signing_draft", "signing_officers")),
    Entry("inbox", _("受信箱")),
)
GROUPS: tuple[Group, ...] = (
    Group(
        pgettext_lazy("menu", "窓口と届出"),
        (
            Entry("bulk", _("一括申請"), ("bulk_new", "bulk_page"), _desk),
            Entry(
                "organisations",
                _("機関"),
                ("organisation", "organisation_new", "organisation_edit"),
                _desk,
            ),
            Entry("arrivals", _("到着前の照合"), (), _holders("inspector")),
            Entry(
                "letters",
                _("送る手紙"),
                ("letters_print", "letters_preview"),
                _holders("front_desk", "inspector"),
            ),
            Entry("duties", _("届出")),
        ),
    ),
    Group(
        pgettext_lazy("menu", "統括の仕事"),
        (
            Entry("supervise", _("統括"), ("invariants",), _managers),
            Entry("workload", pgettext_lazy("menu", "人ごとの仕事"), (), _managers),
            Entry("breaches", pgettext_lazy("menu", "過ぎた期限"), ("breach",), _managers),
            Entry("stuck", pgettext_lazy("menu", "止まっている仕事"), ("stuck_remedy",), _managers),
            Entry("distribution", pgettext_lazy("menu", "仕事の配分"), (), _managers),
            Entry("what_if", pgettext_lazy("menu", "増員の見通し"), (), _managers),
        ),
    ),
    Group(
        pgettext_lazy("menu", "調べる・その他"),
        (
            Entry("search", pgettext_lazy("menu", "検索")),
            Entry("clocks_calendar", pgettext_lazy("menu", "期限の暦")),
            Entry("figures", pgettext_lazy("menu", "統計")),
            Entry("absences", pgettext_lazy("menu", "不在と代行")),
            Entry("procedures", _("手続の定め"), ("procedure", "procedure_step", "procedure_changes")),
            Entry("articles", pgettext_lazy("menu", "条文から引く"), ("article",)),
            Entry("demo_clock", _("時計"), demo=True),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry as this reader sees it on this page."""

    page: str
    label: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group as this reader sees it; `here` when the page shown is in it."""

    label: str
    places: tuple[Place, ...]
    here: bool


def address_of(page: str) -> str | None:
    """The address of a page; None where this deployment's URL table does not have it."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return None


def _places(entries: Iterable[Entry], user: Any, shown: str, demo: bool) -> tuple[Place, ...]:
    roles = frozenset(user.roles or ())
    manager = bool(user.is_supervisor or user.is_superuser)
    found = []
    for entry in entries:
        if (entry.demo and not demo) or not entry.allowed(roles, manager):
            continue
        address = address_of(entry.page)
        if address is not None:
            here = shown == entry.page or shown in entry.below
            found.append(Place(entry.page, str(entry.label), address, here))
    return tuple(found)


def menu(user: Any, shown: str, *, demo: bool = False) -> tuple[tuple[Place, ...], tuple[Shelf, ...]]:
    """The main places and the groups for a user on the page with the URL name `shown`.

    A group of which the reader may see nothing is left out. Where an entry of a group has the page itself,
    the main entry above it is not marked as well: a reader is in one place.
    """
    shelves = []
    for group in GROUPS:
        places = _places(group.entries, user, shown, demo)
        if places:
            shelves.append(Shelf(str(group.label), places, any(place.here for place in places)))
    main = _places(MAIN, user, shown, demo)
    if any(shelf.here for shelf in shelves):
        main = tuple(Place(p.page, p.label, p.address, p.here and p.page == shown) for p in main)
    return main, tuple(shelves)
