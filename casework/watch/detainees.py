"""Everybody who is detained: who must look at them next, for how long they have been held, and what to mind.

Each list is cut by keyset and costs the same number of statements whatever its length. What is shown about a
person's situation rests on what is recorded: the fact "minor" of the procedure, the birth date, relations, a
stay in hospital, isolation. Nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from casework.days import end_of_day, midnight, tokyo_day
from casework.models import Case, ClockRow, Event, Relation, WorkItem
from casework.models.case import HELD
from casework.templatetags.tetsuzuki import days_since
from casework.work import queues
from casework.work.queues import Cursor, Page
from workflows.clocks import Clock
from workflows.dossier import Spell, spells_from
from workflows.procedures.deportation import ledger
from workflows.procedures.deportation.ledger import Basis
from workflows.registry import procedure as find_procedure
from workflows.roles import Role
from workflows.texts import Text

HEALTH = "clk_health_check_3m"
HEALTH_STEP = "health_check_done"
HOSPITAL_STEP = "hospitalised"
APART = ("clk_isolation_1m", "clk_protective_cell_24h")
# From this age on a person is shown as elderly: the age from which the statistics of the country do so.
ELDERLY = 65


class Mind(StrEnum):
    """What to mind about a person who is held."""

    MINOR = "minor"
    ELDERLY = "elderly"
    HOSPITAL = "hospital"
    APART = "apart"
    SPOUSE = "spouse"
    CHILD = "child"


class Due(StrEnum):
    """Whose date has passed, or is today: the numbers at the head of the list."""

    LATE = "late"
    TODAY = "today"


class Sort(StrEnum):
    """The order of the list."""

    NEXT = "next"
    LAST = "-next"
    DAYS = "days"  # the longest held first
    QUIET = "quiet"  # the longest without an entry first


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the list; empty or None where there is none."""

    facility: str = ""
    basis: str = ""
    within: int | None = None
    mind: str = ""
    over: int | None = None
    quiet: int | None = None
    due: str = ""
    sort: Sort = Sort.NEXT


# Cases with `held_since` and `quiet_since`, as `held` makes them.
People = QuerySet[Any]


# --- which people ---------------------------------------------------------------------------------


class _HeldSince(Func):
    """The start of the unbroken detention that lasts now, on whatever basis: of the spells of custody, the first
    after the last in which the person was not held. The screening after the order counts for those who were
    held when it began, as the ledger has it; spells that took no time are passed over."""

    _STATES_HELD = ", ".join(f"'{state}'" for state in HELD)
    template = f"""(
    SELECT min(q.begin) FROM (
      SELECT s.begin, s.place, s.held, max(s.place) FILTER (WHERE NOT s.held) OVER () AS broken
      FROM (
        SELECT (e.x->>1)::timestamptz AS begin, e.place,
               e.x->>0 IN ({_STATES_HELD}) OR (e.x->>0 = 'post_order_screening'
                 AND COALESCE(lag(e.x->>0) OVER (ORDER BY e.place) IN ({_STATES_HELD}, 'post_order_screening'), false)
               ) AS held
        FROM jsonb_array_elements(%(expressions)s) WITH ORDINALITY AS e(x, place)
        WHERE e.x->>2 IS DISTINCT FROM e.x->>1
      ) s
    ) q WHERE q.held AND q.place > COALESCE(q.broken, 0))"""
    output_field = DateTimeField()


def held(cases: QuerySet[Case]) -> People:
    """The people among these cases who are detained now, with `held_since` and `quiet_since`."""
    return cases.filter(held=True).annotate(
        held_since=Coalesce(_HeldSince(F("spells")), F("opened_at")),
        quiet_since=Coalesce(F("last_at"), F("opened_at")),
    )


_STATES: dict[str, list[str]] = {
    Basis.WARRANT.value: ["detained_urgent", "detained_warrant", "detained_warrant_deposit_pending"],
    Basis.SCREENING.value: ["post_order_screening"],
    Basis.ORDER.value: ["detained_order", "detained_order_deposit_pending"],
}
BASES = tuple(_STATES)


def narrowed(people: People, asked: Asked, now: datetime) -> People:
    """The people that the filters leave."""
    if asked.facility:
        people = people.filter(facts__facility=asked.facility)
    if asked.basis:
        people = people.filter(custody__in=_STATES.get(asked.basis, []))
    if asked.within is not None:
        people = people.filter(held_look_at__lte=end_of_day(now) + timedelta(days=asked.within))
    if asked.over is not None:
        # Held on more days than this, the first day counted: in from before that many days ago.
        people = people.filter(held_since__lt=_day_begins(now, asked.over - 1))
    if asked.quiet is not None:
        people = people.filter(quiet_since__lte=now - timedelta(days=asked.quiet))
    if asked.mind in _MIND:
        people = people.filter(_MIND[Mind(asked.mind)](now))
    if asked.due:
        people = people.filter(_due(Due(asked.due), now))
    return people


def _due(due: Due, now: datetime) -> Q:
    if due is Due.LATE:
        return Q(held_look_at__lte=now)
    return Q(held_look_at__gt=now, held_look_at__lte=end_of_day(now))


def _day_begins(now: datetime, days_ago: int) -> datetime:
    return midnight(tokyo_day(now) - timedelta(days=days_ago))


def _years_ago(now: datetime, years: int) -> date:
    today = tokyo_day(now)
    leap = today.month == 2 and today.day == 29
    return date(today.year - years, today.month, 28 if leap else today.day)


def _relation(kind: str) -> Callable[[datetime], Q]:
    def of(now: datetime) -> Q:
        current = Relation.objects.filter(person_id=OuterRef("person_id"), kind=kind)
        return Q(Exists(current.filter(Q(until=None) | Q(until__gte=tokyo_day(now)))))

    return of


def _running(now: datetime) -> Q:
    return Q(
        Exists(ClockRow.objects.filter(case_id=OuterRef("pk"), status=ClockRow.Status.OPEN, clock__in=APART))
    )


def _in_hospital(now: datetime) -> Q:
    return Q(Exists(_stays(now).filter(case_id=OuterRef("pk"))))


def _stays(now: datetime) -> QuerySet[Event]:
    """The entries of a stay in hospital that lasts today, as they stand now: an entry that was put right counts
    as it was put right, and one that was struck out does not."""
    put_right = Event.objects.filter(
        Q(supersedes=OuterRef("seq")) | Q(supersedes=OuterRef("supersedes")),
        case_id=OuterRef("case_id"),
        seq__gt=OuterRef("seq"),
    )
    lasting = Event.objects.filter(
        step=HOSPITAL_STEP, facts__hospital_until__gte=tokyo_day(now).isoformat()
    ).exclude(facts__contains={"_struck": True})
    return lasting.exclude(Exists(put_right))


_MIND: Mapping[Mind, Callable[[datetime], Q]] = {
    Mind.MINOR: lambda now: Q(facts__minor=True) | Q(person__birth_date__gt=_years_ago(now, 18)),
    Mind.ELDERLY: lambda now: Q(person__birth_date__lte=_years_ago(now, ELDERLY)),
    Mind.HOSPITAL: _in_hospital,
    Mind.APART: _running,
    Mind.SPOUSE: _relation("spouse"),
    Mind.CHILD: _relation("child"),
}


# --- in numbers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people; `undated` is the number that must be nothing."""

    everybody: int
    undated: int
    late: int
    today: int
    minors: int
    men: int
    women: int
    sex_unknown: int


def summary(people: People, now: datetime) -> Summary:
    """The numbers at the head of the list, in one statement."""
    found = people.aggregate(
        everybody=Count("pk"),
        undated=Count("pk", filter=Q(held_look_at__isnull=True)),
        late=Count("pk", filter=_due(Due.LATE, now)),
        today=Count("pk", filter=_due(Due.TODAY, now)),
        minors=Count("pk", filter=_MIND[Mind.MINOR](now)),
        men=Count("pk", filter=Q(person__sex="M")),
        women=Count("pk", filter=Q(person__sex="F")),
        sex_unknown=Count("pk", filter=~Q(person__sex__in=["M", "F"])),
    )
    return Summary(**found)


def by_facility(people: People) -> list[tuple[str, int]]:
    """Where they are held, with the number of people; the code "" where no place is recorded."""
    counted = people.order_by().values_list("facts__facility").annotate(people=Count("pk"))
    return [(str(code or ""), n) for code, n in counted.order_by("-people", "facts__facility")]


# --- rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Break:
    """An earlier detention under the order that does not count any more, and the state that ended it."""

    start: datetime
    end: datetime
    by: Text


@dataclass(frozen=True, slots=True)
class Detainee:
    """One row. `days` are those on the present basis, `days_unbroken` those without a break on any basis,
    `days_in_all` all days in detention in this case; the day of arrival counts in each."""

    number: str
    name: str
    nationality: str
    sex: str
    office: str
    facility: str
    state: Text
    basis: Text
    since: datetime | None
    days: int
    days_unbroken: int
    days_in_all: int
    breaks: Sequence[Break]
    ledger: Sequence[ledger.Row]
    next_at: datetime | None
    next_clock: Clock | None
    owed_by: Role | None
    officer: str
    health_at: datetime | None
    health_last: datetime | None
    minds: Sequence[Mind]
    quiet_since: datetime
    quiet_days: int


_ORDER: Mapping[Sort, tuple[str, str]] = {
    Sort.NEXT: ("held_look_at", ""),
    Sort.LAST: ("held_look_at", "-"),
    Sort.DAYS: ("held_since", ""),
    Sort.QUIET: ("quiet_since", ""),
}


def page(
    people: People, sort: Sort, after: Cursor, now: datetime, limit: int = queues.PAGE
) -> Page[Detainee]:
    """One page of those who have a date, in the order asked for."""
    key, back = _ORDER[sort]
    dated = people.filter(held_look_at__isnull=False)
    if after.id:
        beyond = "lt" if back else "gt"
        further = Q(**{f"{key}__{beyond}": after.by})
        dated = dated.filter(further | Q(**{key: after.by, f"pk__{beyond}": after.id}))
    found: list[Any] = list(dated.select_related("person").order_by(f"{back}{key}", f"{back}pk")[: limit + 1])
    shown = found[:limit]
    more = Cursor(getattr(shown[-1], key), shown[-1].pk) if len(found) > limit else None
    return Page(rows(shown, now), more, after.id > 0)


def undated(people: People, now: datetime, limit: int = queues.PAGE) -> list[Detainee]:
    """Whoever is held without a date. The tables forbid it; the page asks all the same."""
    found = people.filter(held_look_at__isnull=True).select_related("person").order_by("held_since", "pk")
    return rows(list(found[:limit]), now)


def rows(cases: Sequence[Any], now: datetime) -> list[Detainee]:
    """The rows of these people; five statements, whatever their number."""
    ids = [case.pk for case in cases]
    if not ids:
        return []
    running: dict[int, list[ClockRow]] = {}
    for clock in ClockRow.objects.filter(case_id__in=ids, status=ClockRow.Status.OPEN).order_by(
        "alarm_at", "pk"
    ):
        running.setdefault(clock.case_id, []).append(clock)
    checked = dict(
        # The running clock begins anew with each check: the entry that opened it says whether it was one.
        Event.objects.filter(
            case_id__in=ids,
            step=HEALTH_STEP,
            case__clocks__clock=HEALTH,
            case__clocks__status=ClockRow.Status.OPEN,
            case__clocks__opened_seq=F("seq"),
        ).values_list("case_id", "at")
    )
    work: dict[int, list[WorkItem]] = {}
    for item in WorkItem.objects.filter(case_id__in=ids).select_related("assignee").order_by("by", "pk"):
        work.setdefault(item.case_id, []).append(item)
    today = tokyo_day(now)
    family: dict[int, set[str]] = {}
    for person_id, kind in (
        Relation.objects.filter(person_id__in=[c.person_id for c in cases], kind__in=["spouse", "child"])
        .filter(Q(until=None) | Q(until__gte=today))
        .values_list("person_id", "kind")
    ):
        family.setdefault(person_id, set()).add(kind)
    ill = set(_stays(now).filter(case_id__in=ids).values_list("case_id", flat=True))
    return [
        _row(
            case,
            running.get(case.pk, []),
            checked.get(case.pk),
            work.get(case.pk, []),
            family.get(case.person_id, set()),
            case.pk in ill,
            now,
        )
        for case in cases
    ]


def _row(
    case: Any,
    running: Sequence[ClockRow],
    checked: datetime | None,
    work: Sequence[WorkItem],
    family: Iterable[str],
    ill: bool,
    now: datetime,
) -> Detainee:
    procedure = find_procedure(case.procedure, case.law_on)
    spells = spells_from(case.spells)
    state = queues.state_label(procedure, "custody", case.custody)
    lines = ledger.summary(spells, now)
    present = lines[-1] if lines and lines[-1].end is None else None
    # A move between facilities begins a row of the ledger, not a new basis.
    on_this = list(takewhile(lambda r: present is not None and r.basis is present.basis, reversed(lines)))
    since = on_this[-1].start if on_this else None
    following = next(
        (c for c in running if c.clock in procedure.liberty and c.alarm_at == case.held_look_at), None
    )
    spec = procedure.clocks.get(following.clock) if following else None
    health = next((c for c in running if c.clock == HEALTH), None)
    names = {c.clock for c in running}
    return Detainee(
        case.number,
        case.person.name_alphabet,
        case.person.nationality,
        case.person.sex,
        case.office_id,
        str(case.facts.get("facility") or ""),
        state,
        present.label if present else state,
        since,
        days_since(since, now),
        days_since(case.held_since, now),
        ledger.days_in(spells, ledger.HELD, now),
        _breaks(spells, now, procedure),
        lines,
        case.held_look_at,
        spec,
        spec.owed_by if spec else None,
        _officer(work, following.clock if following else "", spec, procedure.main),
        health.alarm_at if health else None,
        checked,
        _minds(case, names, set(family), ill, now),
        case.quiet_since,
        (now - case.quiet_since).days,
    )


def _breaks(spells: Sequence[Spell], now: datetime, procedure: Any) -> list[Break]:
    return [
        Break(b.start, b.end, queues.state_label(procedure, "custody", b.by))
        for b in ledger.continuous_order_detention(spells, now).broken
    ]


def _officer(work: Sequence[WorkItem], clock: str, spec: Clock | None, main: str) -> str:
    """Who has taken the work on the next date; failing that, other work of the office that owes it. Work of that
    date which nobody has taken is nobody's, whoever else is busy on the case; where no work is owed for the date at
    all, whoever has the case's main course."""
    owner = spec.owed_by.value if spec else ""
    by_clock = [w for w in work if clock and w.clock == clock]
    by_role = [w for w in work if w.role == owner]
    by_course = [] if by_clock or by_role else [w for w in work if w.machine == main]
    found = (w.assignee for w in (*by_clock, *by_role, *by_course) if w.assignee is not None)
    return str(next(found, ""))


def _minds(case: Any, running: set[str], family: set[str], ill: bool, now: datetime) -> list[Mind]:
    born: date | None = case.person.birth_date
    found = {
        Mind.MINOR: case.facts.get("minor") is True or (born is not None and born > _years_ago(now, 18)),
        Mind.ELDERLY: born is not None and born <= _years_ago(now, ELDERLY),
        Mind.HOSPITAL: ill,
        Mind.APART: bool(running & set(APART)),
        Mind.SPOUSE: "spouse" in family,
        Mind.CHILD: "child" in family,
    }
    return [mind for mind, there in found.items() if there]
