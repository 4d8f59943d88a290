"""Thousands of pieces of work, put into the tables at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.models import Case, Event, Person, User, WorkItem, WorkMove
from casework.store import NO_DATE
from tests.casework import page_rows as rows

PROCEDURE = "deportation"


def many(
    count: int, first: int = 0, *, assignee: User | None = None, now: datetime = rows.NOW, office: str = "TYO"
) -> list[int]:
    """So many cases with one piece of an inspector's work each; the ids of the work. Every fifth is late,
    every fifth has no date."""
    person, _ = Person.objects.get_or_create(
        name_alphabet="MANY ROWS", nationality="VNM", defaults={"created_at": now}
    )
    states = {"stage": "under_examination", "custody": "at_liberty"}
    cases = Case.objects.bulk_create(
        [
            Case(
                number=f"M26-{office}-{first + n:06d}",
                procedure=PROCEDURE,
                law_on=now.date(),
                person=person,
                office_id=office,
                stage="under_examination",
                custody="at_liberty",
                states=states,
                version=1,
                opened_at=now,
                last_at=now,
            )
            for n in range(count)
        ],
        2000,
    )
    made = WorkItem.objects.bulk_create(
        [
            WorkItem(
                case=case,
                procedure=PROCEDURE,
                machine="stage",
                role="inspector",
                state="under_examination",
                office_id=office,
                since=now - timedelta(days=3),
                by=NO_DATE if n % 5 == 4 else now + timedelta(days=n % 5 - 1, minutes=n),
                clock="" if n % 5 == 4 else "clk_warrant_30d",
                assignee=assignee,
                assigned_at=now if assignee is not None else None,
            )
            for n, case in enumerate(cases)
        ],
        2000,
    )
    return [item.pk for item in made]


def moves(work: list[int], *, kind: str, by: User, to: User | None, now: datetime = rows.NOW) -> None:
    """A movement of each piece."""
    WorkMove.objects.bulk_create(
        [
            WorkMove(
                case_id=item.case_id,
                machine=item.machine,
                role=item.role,
                state=item.state,
                office_id=item.office_id,
                kind=kind,
                to_user=to,
                by=by,
                at=now,
                reason="理由",
            )
            for item in WorkItem.objects.filter(pk__in=work)
        ],
        2000,
    )


def entries(cases: list[int], actor: User, now: datetime = rows.NOW) -> None:
    """An entry of the officer's as the last one of each case."""
    Event.objects.bulk_create(
        [
            Event(
                case_id=pk,
                seq=1,
                kind="step",
                step="found_deportable",
                at=now - timedelta(days=2),
                recorded_at=now - timedelta(days=2),
                actor=actor,
                facts={},
                facts_digest="0",
                previous_hash="0",
                hash=f"{pk}",
            )
            for pk in cases
        ],
        2000,
    )
