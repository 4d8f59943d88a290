"""The days of a simulation, one after another: time passes, people come, officers work off their queues.

Every entry is made through the door at its own virtual time, and every day is swept, so that what the law says
of time happens by itself. Speed and outcomes are those of the plan; what is refused or lapses is not planned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection

from casework import clocks
from casework.models import Case
from casework.simulation import counted as counted_
from casework.simulation import forms, population, staff
from casework.simulation.counted import TABLE
from casework.simulation.hands import Hands
from casework.simulation.plan import DELIVERED_AFTER, Day, Plan
from casework.simulation.population import Applicant, Population, moment
from casework.simulation.staff import Piece
from workflows.roles import Role

# What is lacking is asked for in so many of a hundred files; so many of a hundred answer in time.
PAPERS_ASKED, PAPERS_COME = 12, 85
# A special period, or the sixty days after a birth, that ends within so many days comes before older files.
URGENT = timedelta(days=25)
# With no more than so many days left a file is not left lying, whichever office's turn it is.
AT_ONCE = timedelta(days=10)
# Who has no application left leaves so many days before the stay is over.
LEAVES_BEFORE = timedelta(days=2)
EXAMINED = tuple(DELIVERED_AFTER)
PREFIX = {
    "extension": "ext",
    "change": "chg",
    "permanent_residence": "pr",
    "acquisition": "acq",
    "activity_permission": "act",
    "reentry": "re",
}


class Trouble(RuntimeError):
    """A simulation that cannot go on."""


@dataclass(slots=True)
class Ran:
    """What a run did, beside what stands in the database."""

    seconds: float = 0.0
    entries: int = 0
    files: int = 0
    people: int = 0
    looks: int = 0
    lapsed: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)

    def rate(self, number: int) -> float:
        """So many in all, a second."""
        return number / self.seconds if self.seconds else 0.0


Say = Callable[[str], None]


class Simulation:
    """One run of a plan, in the database that is there."""

    def __init__(self, plan: Plan, offices: Iterable[str], seed: int, say: Say = lambda line: None) -> None:
        self.plan, self.say = plan, say
        self.hands = Hands(staff.make_desks(offices), moment(plan.days[0].day, 0))
        self.people = Population(seed, plan.earliest)
        self.chance = Random(f"{seed}/office")
        self.ran = Ran()
        self._agenda: dict[date, list[tuple[str, Applicant]]] = {}
        self._papers: dict[date, list[tuple[Piece, str]]] = {}
        self._owed: Counter[tuple[str, str, str]] = Counter()
        self._permits = 0
        self._expect()

    # --- who will come ----------------------------------------------------------------------------

    def _expect(self) -> None:
        """Everybody who will file, on the days on which they land, and on which they file."""
        before: date | None = None
        for day in self.plan.days:
            for late, amounts in ((True, day.late), (False, day.filed)):
                for (application, office), count in amounts.items():
                    for _ in range(count):
                        filing = before if late and before is not None else day.day
                        who = self.people.applicant(office, application, filing, late)
                        if application != "acquisition":
                            self._agenda.setdefault(who.landed, []).append(("land", who))
                        self._agenda.setdefault(day.day, []).append(("file", who))
            before = day.day

    # --- the days ---------------------------------------------------------------------------------

    def run(self) -> Ran:
        """Every day from the first landing to the last day of the plan."""
        began = perf_counter()
        office_days = {day.day: day for day in self.plan.days}
        day, month, done = min(self._agenda), "", 0
        while day <= self.plan.last:
            if self.plan.official(day) != month:
                done = self._progress(month, done, began)
                month = self.plan.official(day)
            self._sweep(moment(day, 6))
            self._port_and_town(day)
            if day in office_days:
                self._office(office_days[day])
            self._departures(day)
            self._agenda.pop(day, None)
            day += timedelta(days=1)
        self._sweep(moment(self.plan.last, 23, 59))
        self._progress(month, done, began)
        ran = self.ran
        ran.seconds = perf_counter() - began
        ran.entries, ran.files, ran.people = counted_.sizes()
        ran.lapsed = counted_.lapses()
        ran.refused, ran.refusals = dict(self.hands.refused), self.hands.words
        return ran

    def _progress(self, month: str, done: int, began: float) -> int:
        entries = counted_.sizes()[0]
        seconds = perf_counter() - began
        self.say(
            f"{month or 'before':<8} {entries - done:>7,} entries   {entries:>9,} in all   "
            f"{entries / max(seconds, 0.001):>5,.0f}/s   {seconds:>6,.0f} s"
        )
        return entries

    def _sweep(self, now: datetime) -> None:
        swept = clocks.sweep_all(now)
        if swept.failed:
            raise Trouble(f"{swept.failed} cases could not be swept at {now:%Y-%m-%d}: the log says why")
        self.ran.looks += swept.looks

    # --- the port and the town --------------------------------------------------------------------

    def _port_and_town(self, day: date) -> None:
        """Who lands, and who notifies an address at the town hall."""
        self.hands.at = moment(day, 8)
        for what, who in self._agenda.get(day, ()):
            if what == "land":
                self._lands(who, day)
            elif what == "address":
                notice = population.address(who, day)
                self.hands.take(who.residence, who.office, "residence", "card_address_entry", notice)

    def _lands(self, who: Applicant, day: date) -> None:
        # Who was here before the first month is taken over with the address on file.
        here = day < self.plan.first
        facts = population.landing(who, self.people.card(), here)
        who.residence = self.hands.open(who.appears(), who.office, "residence", "ps_land", facts) or 0
        if not here:
            when = self._open_day(day + timedelta(days=who.draws("address").randint(2, 12)))
            self._agenda.setdefault(when, []).append(("address", who))

    def _departures(self, day: date) -> None:
        """Who leaves because the stay is nearly over and nothing is asked for any more."""
        self.hands.at = moment(day, 20)
        for case_id, office in _leaving(moment(day, 23, 59) + LEAVES_BEFORE):
            self._leaves(case_id, office, day)

    def _leaves(self, residence: int, office: str, day: date) -> bool:
        """A departure for good, with the card handed back at the port."""
        if not self.hands.take(residence, office, "residence", "ps_depart", {"departed_on": day.isoformat()}):
            return False
        self.hands.take(residence, office, "residence", "card_return", {"card_returned_on": day.isoformat()})
        return True

    # --- the office -------------------------------------------------------------------------------

    def _office(self, day: Day) -> None:
        """A day of office work, in the order of the clock."""
        self.hands.at = moment(day.day, 9)
        for piece, application in self._papers.pop(day.day, ()):
            self._papers_come(piece, application)
        self.hands.at = moment(day.day, 10)
        for what, who in self._agenda.get(day.day, ()):
            if what == "file":
                self._file(who)
        self.hands.at = moment(day.day, 13)
        for application in EXAMINED:
            self._sort(application, day.day)
        for (application, office), count in day.decided.items():
            self._owed[application, office, "decided"] += count
        for (application, office, outcome), count in day.outcomes.items():
            self._owed[application, office, outcome] += count
        self.hands.at = moment(day.day, 14)
        for application in TABLE:
            for outcome in ("denied", "other"):
                self._end(application, outcome, day.day)
        for application in EXAMINED:
            self._decide(application, day.day)
        for application in TABLE:
            self._grant(application, day.day)

    # --- filings ----------------------------------------------------------------------------------

    def _file(self, who: Applicant) -> None:
        now = self.hands.at
        entered = None
        if who.late:
            # Filed in the month before; the counter enters it now.
            entered, self.hands.at = now, moment(who.filing, 16, 30)
        match who.application:
            case "acquisition":
                self._birth(who, entered)
            case "reentry":
                step, facts = population.filing(who)
                self.hands.take(who.residence, who.office, "residence", step, facts, entered)
            case application:
                step, facts = population.filing(who)
                self.hands.open(who.appears(), who.office, application, step, facts, entered)
        if entered is not None:
            self.hands.at = entered

    def _birth(self, who: Applicant, entered: datetime | None) -> None:
        born = {"event": "birth", "event_on": who.born.isoformat()}
        case_id = self.hands.open(who.appears(), who.office, "acquisition", "acq_event", born, entered)
        if case_id is not None:
            step, facts = population.filing(who)
            self.hands.take(case_id, who.office, "acquisition", step, facts, entered)

    # --- examination ------------------------------------------------------------------------------

    def _sort(self, application: str, day: date) -> None:
        """Everything received is sorted; of some files papers are asked for."""
        everything = dict.fromkeys(self.hands.desks, 1_000_000)
        for piece in self._queue(application, ("received",), Role.TRIAGE_OFFICER, everything):
            if not self._step(application, piece, "start_review", {"triage_class": "A"}):
                continue
            if self.chance.randrange(100) >= PAPERS_ASKED:
                continue
            if not self._step(application, piece, "request_documents", forms.papers_asked(day)):
                continue
            if self.chance.randrange(100) < PAPERS_COME:
                comes = self._open_day(day + timedelta(days=self.chance.randint(3, 12)))
                self._papers.setdefault(comes, []).append((piece, application))

    def _papers_come(self, piece: Piece, application: str) -> None:
        state = Case.objects.filter(pk=piece.case_id).values_list("stage", flat=True).first()
        if state == "awaiting_documents":
            self._step(application, piece, "documents_received", {"items": "求めた資料一式"})

    def _open_day(self, day: date) -> date:
        """The first of the plan's days from that day on."""
        return next((d.day for d in self.plan.days if d.day >= day), day)

    # --- decisions --------------------------------------------------------------------------------

    def _decide(self, application: str, day: date) -> None:
        def decided(piece: Piece) -> bool:
            facts = forms.decision(application, piece.facts, day, self.chance)
            return self._step(application, piece, "decide_permit", facts)

        self._work(application, "decided", ("under_review",), Role.BUREAU_DIRECTOR, decided)

    def _grant(self, application: str, day: date) -> None:
        """What is decided is handed over; what needs no delivery is decided at once."""
        examined = application in EXAMINED
        states = ("decided_pending_delivery",) if examined else tuple(TABLE[application].open_states)
        role = Role.INSPECTOR if examined else Role.BUREAU_DIRECTOR
        self._work(application, "granted", states, role, lambda piece: self._granted(application, piece, day))

    def _granted(self, application: str, piece: Piece, day: date) -> bool:
        facts: dict[str, Any]
        match application:
            case "acquisition":
                decided = forms.acquisition(day)
                if not self._step(application, piece, "decide_permit", decided):
                    return False
                piece = piece.with_facts(decided)
                step, facts = "acq_permit", {"delivered_as": "card", "card_no": self.people.card()}
            case "activity_permission":
                step, facts = "act_grant_blanket", {"main_unhindered": True, "enrolled": True}
            case "reentry":
                self._permits += 1
                step, facts = "re_grant", forms.permit(piece.facts, day, self._permits)
            case _:
                card = self.people.card()
                step, facts = forms.delivery(PREFIX[application], piece.facts, day, card, self.chance)
        code, at = TABLE[application].procedure, self.hands.at
        known = forms.asked(code, step, forms.without_a_fee_in_the_table(), day)
        facts = {**known, **forms.proposed(code, step, piece.facts, facts, at), **facts}
        if application in ("extension", "change"):
            facts["card_valid_until"] = facts["new_stay_until"]
        return self.hands.take(piece.case_id, piece.office, code, step, facts)

    def _end(self, application: str, outcome: str, day: date) -> None:
        """Refused, or ended without a decision."""
        states = ("under_review",) if application in EXAMINED else tuple(TABLE[application].open_states)
        ended = self._denied if outcome == "denied" else self._ended
        self._work(
            application, outcome, states, Role.BUREAU_DIRECTOR, lambda piece: ended(application, piece, day)
        )

    def _denied(self, application: str, piece: Piece, day: date) -> bool:
        if application not in ("extension", "change"):
            return self._step(application, piece, "refuse", forms.REASONS)
        if piece.facts.get("in_special") is not True:
            return self._step(application, piece, "refuse_in_stay", forms.REASONS)
        offer = {"offered_days": "P31D", "reasons": forms.REASONS["reasons"]}
        return self._step(application, piece, "intend_refuse_in_special", offer) and self._step(
            application, piece, "refuse_in_special", forms.REASONS
        )

    def _ended(self, application: str, piece: Piece, day: date) -> bool:
        """Withdrawn while the stay lasts; after it, the person has left."""
        if application == "acquisition":
            return self._step(application, piece, "leave_in_60", {"departed_on": day.isoformat()})
        if piece.facts.get("in_special") is True:
            return self._leaves(_residence_of(piece.person_id), piece.office, day)
        return self._step(application, piece, "withdraw", forms.withdrawal(day))

    # --- queues -----------------------------------------------------------------------------------

    def _work(
        self,
        application: str,
        what: str,
        states: tuple[str, ...],
        role: Role,
        do: Callable[[Piece], bool],
    ) -> None:
        """Each office brings as many files to an end as the plan says, from its queue. Where a queue is empty
        (a sample of few files leaves an office without any), others do as much more, the oldest file first;
        where days run out, an office does one more and another one less."""
        desks = self.hands.desks
        if what in ("decided", "granted"):
            self._work_on_what_presses(application, what, states, role, do)
        for piece in self._queue(
            application, states, role, {o: self._owed[application, o, what] for o in desks}
        ):
            if do(piece):
                self._owed[application, piece.office, what] -= 1
        idle = [office for office in desks for _ in range(self._owed[application, office, what])]
        if not idle:
            return
        others = self._queue(application, states, role, dict.fromkeys(desks, len(idle)))
        oldest = sorted(others, key=lambda piece: piece.since)
        for office, piece in zip(idle, oldest, strict=False):
            if do(piece):
                self._owed[application, office, what] -= 1

    def _work_on_what_presses(
        self,
        application: str,
        what: str,
        states: tuple[str, ...],
        role: Role,
        do: Callable[[Piece], bool],
    ) -> None:
        desks, by = self.hands.desks, self.hands.at + AT_ONCE
        for piece in staff.pressing(TABLE[application], states, role, desks, by, self.hands.stuck):
            if do(piece):
                payer = piece.office
                if self._owed[application, payer, what] <= 0:
                    payer = max(desks, key=lambda o: self._owed[application, o, what])
                self._owed[application, payer, what] -= 1

    def _queue(
        self, application: str, states: tuple[str, ...], role: Role, most: Mapping[str, int]
    ) -> list[Piece]:
        soon = self.hands.at + URGENT
        return staff.queue(TABLE[application], states, role, most, soon, self.hands.stuck)

    def _step(self, application: str, piece: Piece, name: str, facts: forms.Facts) -> bool:
        """A step of the application's own, with what its form asks for."""
        code, step = TABLE[application].procedure, f"{PREFIX[application]}_{name}"
        given = forms.asked(code, step, facts, self.hands.at.date())
        return self.hands.take(piece.case_id, piece.office, code, step, given)


_LEAVING = """
SELECT c.id, c.office_id FROM casework_clockrow k JOIN casework_case c ON c.id = k.case_id
WHERE k.clock = 'stay_period' AND k.status = 'open' AND c.procedure = 'residence' AND k.legal_at <= %s
  AND c.stage = 'in_status'
ORDER BY k.legal_at, c.id
"""


def _leaving(until: datetime) -> list[tuple[int, str]]:
    """Residence files whose stay ends by then, with nothing pending that carries it on."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVING, [until])
        return list(cursor.fetchall())


def _residence_of(person_id: int) -> int:
    return Case.objects.values_list("pk", flat=True).get(
        person_id=person_id, procedure="residence", closed_at__isnull=True
    )
