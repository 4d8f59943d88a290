"""People with files for the tests of searches: as they might stand, without their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from casework import intake, people
from casework.models import Case, Counter, Intake, Person, User
from tests.casework import page_rows as rows
from workflows.registry import procedures

NOW = rows.NOW


def person(name: str = "NGUYEN VAN AN", **more: Any) -> Person:
    """Somebody who does not exist."""
    given = {"nationality": "VNM", "birth_date": date(1997, 4, 2), "sex": "M", "created_at": NOW} | more
    found = people.fold(Person(name_alphabet=name, **given))
    found.save()
    return found


def file(
    who: Person,
    number: str,
    *,
    procedure: str = "coe",
    office: str = "TYO",
    opened: datetime = NOW - timedelta(days=10),
    closed: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """A file of somebody, with the counter of its series."""
    law = next(p for p in procedures() if p.code == procedure)
    states = {code: machine.initial for code, machine in law.machines.items()}
    states |= {"stage": states[law.main], "custody": states.get("custody", "")}
    series, _, last = number.rpartition("-")
    Counter.objects.update_or_create(series=series, defaults={"last": int(last)})
    return Case.objects.create(
        number=number,
        procedure=procedure,
        law_on=opened.date(),
        person=who,
        office_id=office,
        stage=states["stage"],
        custody=states["custody"],
        states=states,
        facts=dict(facts or {}),
        version=1,
        opened_at=opened,
        last_at=opened,
        closed_at=closed,
    )


def many(count: int, first: int = 0, office: str = "TYO", name: str = "TRAN THI") -> None:
    """People of one family name, each with a file."""
    made = Person.objects.bulk_create(
        people.fold(Person(name_alphabet=f"{name} {_letters(place)}", nationality="VNM", created_at=NOW))
        for place in range(first, first + count)
    )
    law = next(p for p in procedures() if p.code == "coe")
    states = {code: machine.initial for code, machine in law.machines.items()}
    states |= {"stage": states[law.main], "custody": ""}
    Case.objects.bulk_create(
        Case(
            number=f"COE26-{office}-{first + place + 1:06d}",
            procedure="coe",
            law_on=NOW.date(),
            person=who,
            office_id=office,
            stage=states["stage"],
            custody="",
            states=states,
            version=1,
            opened_at=NOW - timedelta(minutes=first + place),
            last_at=NOW,
        )
        for place, who in enumerate(made)
    )
    Counter.objects.update_or_create(series=f"COE26-{office}", defaults={"last": first + count})


def _letters(place: int) -> str:
    """A word of its own for each number."""
    found = ""
    while True:
        place, sign = divmod(place, 26)
        found = chr(65 + sign) + found
        if not place:
            return found.rjust(4, "A")


def filings(count: int, by: User, first: int = 0, office: str = "TYO", **more: Any) -> list[Intake]:
    """Filings that wait at an office, of people of one family name, the later ones longer."""
    made = []
    for place in range(first, first + count):
        row = Intake(
            key=f"{office}-{place}",
            channel="online",
            office_id=office,
            procedure="coe",
            step="coe_file_online",
            person_data={"name_alphabet": f"PHAM THI {_letters(place)}", "nationality": "VNM"},
            received_at=NOW - timedelta(minutes=place),
            received_by=by,
            recorded_at=NOW,
        )
        for name, value in more.items():
            setattr(row, name, value)
        intake.make_findable(row)
        made.append(row)
    return Intake.objects.bulk_create(made)
