"""One person's files for tests, moved through the door: whatever one step brings about elsewhere comes along.

All times are in Tokyo. Before a step the clocks are swept up to its time, as the running system does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework import actions, clocks
from casework.models import Case, ClockRow, Event, Person
from casework.verify import verify
from tests.casework.files import BUREAU, Crew, moment, person
from workflows.clocks import written_day
from workflows.dossier import Actor
from workflows.registry import procedure as find_procedure
from workflows.roles import OFFICES
from workflows.texts import Refusal, Refused

STUDENT = {"status": "student", "period": "P1Y"}
PAPERS = ["form", "photo", "passport", "card", "activity", "organisation", "livelihood"]
FILED = {
    "filed_by": "applicant",
    "in_japan": "true",
    "photo_on": "2026-06-01",
    "papers": PAPERS,
    "translated": "true",
}


class Life:
    """A person and their files. A file is named by its procedure; the newest one is meant."""

    def __init__(self, crew: Crew, **of_person: Any) -> None:
        self.crew = crew
        self.person: Person = person(**of_person)

    # --- acting

    def actor(self, code: str, step: str, at: datetime) -> Actor:
        """The officer who ordinarily enters a step."""
        declared = find_procedure(code, at.date()).steps[step]
        role = next(r for r in (*declared.by, *declared.recorded_by) if OFFICES[r].signs_in)
        return self.crew.users[role].actor()

    def open(self, code: str, step: str, at: str, **given: Any) -> Case:
        """Open a file by a step."""
        self.sweep(at)
        when = moment(at)
        taken = actions.open_case(
            procedure=code,
            person=self.person,
            office=BUREAU,
            step=step,
            facts=given,
            actor=self.actor(code, step, when),
            at=when,
            now=when,
        )
        return Case.objects.get(pk=taken.case_id)

    def take(self, code: str, step: str, at: str, **given: Any) -> actions.Taken:
        """Take a step on the newest file of a procedure."""
        self.sweep(at)
        when = moment(at)
        return actions.take_step(
            self.file(code).pk, step, given, actor=self.actor(code, step, when), at=when, now=when
        )

    def refused(self, code: str, step: str, at: str, **given: Any) -> Refusal:
        """The step must be refused, and nothing written on any file."""
        self.sweep(at)
        before = Event.objects.count()
        try:
            if Case.objects.filter(person=self.person, procedure=code, closed_at=None).exists():
                self.take(code, step, at, **given)
            else:
                self.open(code, step, at, **given)
        except Refused as refused:
            assert Event.objects.count() == before
            return refused.refusal
        raise AssertionError(f"{step} was taken")

    @staticmethod
    def sweep(at: str) -> None:
        """Let time pass, instant by instant, as the running system does."""
        until = moment(at)
        while True:
            due = (
                ClockRow.objects.filter(status="open", look_at__lte=until)
                .order_by("look_at")
                .values_list("look_at", flat=True)
                .first()
            )
            if due is None:
                return
            clocks.sweep_all(due)

    # --- looking

    def file(self, code: str) -> Case:
        """The newest file of a procedure."""
        return Case.objects.filter(person=self.person, procedure=code).latest("pk")

    def files(self, code: str) -> list[Case]:
        """All files of a procedure, oldest first."""
        return list(Case.objects.filter(person=self.person, procedure=code).order_by("pk"))

    def state(self, code: str, machine: str = "") -> str:
        """The state of a machine of the newest file; of its main machine when none is named."""
        case = self.file(code)
        return str(case.states[machine]) if machine else case.stage

    def fact(self, code: str, name: str) -> Any:
        """A kept fact of the newest file."""
        return self.file(code).facts.get(name)

    def due(self, code: str, clock: str) -> str:
        """The legal last day of a running clock; "" when it does not run."""
        row = ClockRow.objects.filter(case=self.file(code), clock=clock, status="open").first()
        return written_day(row.legal_at) if row else ""

    def sound(self) -> None:
        """Every file of the person replays to its own rows."""
        wrong = list(verify(Case.objects.filter(person=self.person), moment("2030-01-01")))
        assert wrong == []

    # --- usual ways

    def lands(self, at: str = "2026-04-01", until: str = "2027-04-01", **more: Any) -> Case:
        """A student who is in Japan already, entered as a resident of the old system."""
        return self.open(
            "residence",
            "ps_land",
            at,
            **(
                STUDENT
                | {
                    "granted_on": at[:10],
                    "stay_until": until,
                    "card_no": "AB12345678CD",
                    "card_valid_until": until,
                    "organisation": "見本大学",
                }
                | more
            ),
        )
