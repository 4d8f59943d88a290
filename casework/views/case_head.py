"""The head of a case's pages: whom it is about, where it stands, what is to be watched, what is pressing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.models import Case, User
from casework.templatetags.tetsuzuki import language
from casework.views import case_parts, case_words
from casework.views.case_clocks import ClockCard, Debt
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.texts import Text

PRESSING = timedelta(hours=48)
MOST_PASSED = 4

_CLAIMS = frozenset(
    {
        "refugee_pending",
        "removal_stayed_refugee",
        "refugee_pending_no_stay",
        "provisional_stay",
        "refugee_refused_appeal_open",
        "refugee_review_pending",
    }
)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that changes how the person is to be treated; `tone` as in <c-chip>."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class _Watch:
    """When a flag stands on a file. `personal`: it tells something of the person, for the office in charge only."""

    label: Text
    tone: str
    test: Callable[[Dossier], bool]
    personal: bool = False


_WATCHED = (
    _Watch(Text("未成年", "minor"), "today", lambda d: d.facts.get("minor") is True, True),
    _Watch(
        Text("自傷のおそれ", "risk of self-harm"),
        "today",
        lambda d: d.facts.get("cell_ground") == "self_harm",
        True,
    ),
    _Watch(
        Text("健康上の配慮", "health"),
        "today",
        lambda d: bool(d.facts.get("treatment_ground")) or d.facts.get("fit_to_travel") is False,
        True,
    ),
    _Watch(
        Text("保護の申請中", "claim for protection pending"),
        "soon",
        lambda d: d.states.get("refugee") in _CLAIMS,
    ),
    _Watch(
        Text("在留特別許可の申請中", "special permission asked for"),
        "soon",
        lambda d: d.states.get("special_permission") == "sp_pending",
    ),
    _Watch(
        Text("裁判所の執行停止", "stayed by a court"), "soon", lambda d: d.states.get("court") == "court_stay"
    ),
    _Watch(Text("訴訟中", "in court"), "blue", lambda d: d.states.get("court") == "court_pending"),
    _Watch(
        Text("出国制限", "may not leave"),
        "blue",
        lambda d: d.states.get("exit_restriction") == "exit_restricted",
    ),
    _Watch(
        Text("監理人の欠員", "no supervisor"), "today", lambda d: d.facts.get("supervisor_vacant") is True
    ),
    _Watch(
        Text("処遇の不服申立て中", "complaint pending"),
        "blue",
        lambda d: d.states.get("complaint") == "complaint_pending",
    ),
)


def flags(dossier: Dossier, *, private: bool) -> list[Flag]:
    """What is to be watched on this file, the gravest first."""
    lang = language()
    return [
        Flag(w.label.get(lang), w.tone) for w in _WATCHED if (private or not w.personal) and w.test(dossier)
    ]


@dataclass(frozen=True, slots=True)
class Head:
    """What the bar at the top of every page of a case shows."""

    name: case_parts.Name
    stage: str
    custody: tuple[str, bool] | None
    flags: list[Flag]
    closed: bool


def head(case: Case, procedure: Procedure, dossier: Dossier, user: User) -> Head:
    """The bar of a case."""
    lang = language()
    return Head(
        case_parts.name_of(case.person),
        case_words.capital(
            case_words.state_name(procedure, procedure.main, dossier.states[procedure.main], lang)
        ),
        case_words.custody_state(procedure, dossier, lang),
        flags(dossier, private=case_parts.may_read_personal(user, case)),
        procedure.is_closed(dossier),
    )


def in_charge(debts: Sequence[Debt]) -> list[str]:
    """The officers who have taken on work of the case."""
    return list(dict.fromkeys(str(d.item.assignee) for d in debts if d.item and d.item.assignee_id))


def pressing(clocks: Sequence[ClockCard], now: datetime) -> list[ClockCard]:
    """Clocks that are over, or end within 48 hours or today: the first to end first."""
    return [
        c
        for c in clocks
        if c.alarm_at is not None and (c.left.level in ("late", "today") or c.alarm_at - now <= PRESSING)
    ]
