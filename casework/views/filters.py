"""The filters of the queue: read from an address, said as tags, written back into an address.

Whatever an address asks that the reader may not see, or that does not exist, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from casework.forms import number as whole_number
from casework.models import User
from casework.templatetags.tetsuzuki import office_name, role_name, say
from casework.work import queues
from casework.work.divisions import in_offices
from casework.work.queues import Scope, Whose
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Text

# In the order in which they stand on the page.
NAMES = ("whose", "office", "division", "role", "procedure", "state", "urgency", "age", "held", "holder")


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a control: its name in the address, its label, its values with their labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter in force."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asks for, and what that means."""

    scope: Scope
    asked: Mapping[str, str]
    choices: tuple[Choice, ...]
    manager: bool

    @property
    def tags(self) -> list[Tag]:
        """The filters in force, in words; whose work it is stands in the tabs."""
        return [
            Tag(choice.name, choice.label, dict(choice.options)[choice.chosen])
            for choice in self.choices
            if choice.chosen
        ]

    @property
    def query(self) -> str:
        """The filters as an address writes them: known names and known values only."""
        found = QueryDict(mutable=True)
        for name in NAMES:
            if self.asked.get(name):
                found[name] = self.asked[name]
        return found.urlencode()


def urgency_name(code: str) -> str:
    """A degree of urgency in words."""
    return {
        "late": _("期限を過ぎています"),
        "today": _("今日まで"),
        "week": _("この後7日以内"),
        "later": _("その後"),
        "none": _("法令に日数の定めのないもの"),
    }[code]


def age_names() -> list[tuple[str, str]]:
    """The bands of age with their names, the newest first."""
    words = (_("0–7日"), _("8–30日"), _("31–90日"), _("90日超"))
    return [(code, word) for (code, _last), word in zip(queues.AGES, words, strict=True)]


def whose_name(whose: Whose) -> str:
    """Whose work a list shows, in words."""
    return {
        Whose.OPEN: _("担当と未割当"),
        Whose.MINE: _("自分の担当"),
        Whose.FREE: _("未割当"),
        Whose.TAKEN: _("割当て済み"),
        Whose.ALL: _("官署全体"),
    }[whose]


def is_manager(user: User) -> bool:
    """Whether an officer answers for a whole office."""
    return user.is_supervisor or user.is_superuser


def whose_of(text: str | None, manager: bool) -> Whose:
    """Whose work is asked for; what is not one's to see falls back to the own."""
    try:
        found = Whose(text or "open")
    except ValueError:
        return Whose.OPEN
    return Whose.OPEN if found in (Whose.ALL, Whose.TAKEN) and not manager else found


def read(params: QueryDict | Mapping[str, str], user: User) -> Filters:
    """The filters in an address, as far as the reader may use them."""
    manager = is_manager(user)
    whose = whose_of(params.get("whose"), manager)
    offices = queues.offices_of(user)
    holder = _holder(params.get("holder"), offices) if manager else None
    # Whoever looks at a colleague's work, or shares out what nobody has, looks at all of the office's roles.
    whole = holder is not None or (manager and whose in (Whose.FREE, Whose.TAKEN))
    roles = queues.roles_of(user, Whose.ALL if whole else whose)
    choices = _choices(params, offices, roles, manager, holder)
    asked = {c.name: c.chosen for c in choices if c.chosen}
    if whose is not Whose.OPEN:
        asked["whose"] = whose.value
    scope = Scope(
        user_id=user.pk,
        offices=_only(offices, asked.get("office")),
        roles=_only(roles, asked.get("role")),
        whose=whose,
        procedures=(asked["procedure"],) if "procedure" in asked else (),
        division=asked.get("division", ""),
        urgency=asked.get("urgency", ""),
        held={"yes": True, "no": False}.get(asked.get("held", "")),
        state=asked.get("state", ""),
        age=asked.get("age", ""),
        holder=holder.pk if holder is not None else None,
        narrowed="office" in asked,
    )
    return Filters(scope, asked, choices, manager)


def _only(known: tuple[str, ...], wanted: str | None) -> tuple[str, ...]:
    return (wanted,) if wanted in known and wanted is not None else known


def _holder(text: str | None, offices: tuple[str, ...]) -> User | None:
    pk = whole_number(text)
    return User.objects.filter(pk=pk, office_id__in=offices).first() if pk is not None else None


def _choices(
    params: QueryDict | Mapping[str, str],
    offices: tuple[str, ...],
    roles: tuple[str, ...],
    manager: bool,
    holder: User | None,
) -> tuple[Choice, ...]:
    codes = list(dict.fromkeys((p.code, say(p.label)) for p in procedures()))
    wanted = params.get("procedure") or ""
    found: list[Choice] = []

    def add(name: str, label: str, options: list[tuple[str, str]], always: bool = False) -> None:
        chosen = params.get(name) or ""
        if chosen not in dict(options):
            chosen = ""
        if always or len(options) > 1 or chosen:
            found.append(Choice(name, label, tuple(options), chosen))

    add("office", _("官署"), [(o, office_name(o)) for o in offices])
    add("division", _("部門"), [(d.code, say(d.label)) for d in in_offices(offices)])
    add("role", _("官職"), [(r, role_name(r)) for r in roles if OFFICES[Role(r)].signs_in])
    add("procedure", _("手続"), codes)
    add("state", _("状態"), _states(wanted if wanted in dict(codes) else "", params.get("state") or ""))
    add("urgency", _("期限"), [(u, urgency_name(u)) for u in queues.URGENCIES])
    add("age", _("待ち日数"), age_names())
    add("held", _("身柄"), [("yes", _("収容されている")), ("no", _("収容されていない"))])
    if manager and holder is not None:
        add("holder", _("担当者"), [(str(holder.pk), str(holder))], always=True)
    return tuple(found)


def _states(code: str, chosen: str) -> list[tuple[str, str]]:
    """The states in which somebody owes something: of the procedure chosen; without one only the one asked for."""
    found: dict[str, Text] = {}
    for procedure in procedures():
        if code and procedure.code != code:
            continue
        for machine in procedure.machines.values():
            for state in machine.states.values():
                name = f"{machine.code}.{state.code}"
                if state.duties and (code or name == chosen):
                    found.setdefault(name, state.label)
    return [(name, say(label)) for name, label in found.items()]


# --- columns --------------------------------------------------------------------------------------

# In their order; the case's number and name always stand first.
COLUMNS = ("owed", "due", "state", "procedure", "division", "office", "since", "holder")
USUAL = ("owed", "due", "state", "holder")


def column_names() -> dict[str, str]:
    """The columns that can be chosen, with their headings."""
    return {
        "owed": _("すること"),
        "due": _("いつまで、なぜ"),
        "state": _("今の状態"),
        "procedure": _("手続"),
        "division": _("部門"),
        "office": _("官署"),
        "since": _("いつから"),
        "holder": _("担当"),
    }


def columns(chosen: list[str] | tuple[str, ...]) -> list[str]:
    """The columns to show: the known ones of those chosen, in the fixed order; the usual ones for none."""
    return [c for c in COLUMNS if c in chosen] or list(USUAL)


def context(filters: Filters) -> dict[str, Any]:
    """What the page's filter part needs."""
    return {"filters": filters, "tags": filters.tags, "whose": filters.scope.whose.value}
