"""Rows for tests of the lists: cases put into the tables as they might stand, without their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command

from casework import people, permissions
from casework.models import Case, ClockRow, Office, Person, User, WorkItem
from casework.store import NO_DATE, clock_row, office_of
from casework.templatetags import tetsuzuki
from workflows.clocks import OpenClock
from workflows.counting import TOKYO
from workflows.dossier import Dossier
from workflows.engine import Procedure
from workflows.offers import owed
from workflows.registry import procedures

# Deep in the week, far from holidays.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)


def offices() -> None:
    """The offices of the agency, and nothing remembered of an emptier table."""
    if not Office.objects.exists():
        call_command("load_offices", verbosity=0)
    permissions.parents.cache_clear()
    tetsuzuki._offices.cache_clear()


def _look_at(procedure: Procedure, clocks: Mapping[str, OpenClock]) -> datetime | None:
    return procedure.look_again_at(clocks) or min(
        (c.alarm_at for c in clocks.values() if c.alarm_at), default=None
    )


def user(name: str, office: str, *roles: str, supervisor: bool = False, **more: Any) -> User:
    """An officer whose password is the name."""
    found = User(username=name, office_id=office, roles=list(roles), is_supervisor=supervisor, **more)
    found.set_password(name)
    found.save()
    return found


def case(
    number: str,
    *,
    office: str = "TYO",
    stage: str = "under_examination",
    custody: str = "at_liberty",
    clocks: Mapping[str, datetime] | None = None,
    facts: Mapping[str, Any] | None = None,
    name: str = "TRAN VAN MINH",
    spells: list[list[Any]] | None = None,
    closed_at: datetime | None = None,
    assignee: User | None = None,
    since: datetime = NOW - timedelta(days=10),
    nationality: str = "VNM",
) -> Case:
    """A case with running clocks (code: start) and the work that its states owe."""
    procedure = next(p for p in procedures() if p.code == "deportation")
    states = {code: m.initial for code, m in procedure.machines.items()} | {
        "stage": stage,
        "custody": custody,
    }
    opened: dict[str, OpenClock] = {}
    for code, start in (clocks or {}).items():
        opened[code] = procedure.clocks[code].open(start, {})
    held = procedure.holds(states, opened)
    person = people.fold(Person(name_alphabet=name, nationality=nationality, created_at=since))
    person.save()
    row = Case.objects.create(
        number=number,
        procedure=procedure.code,
        law_on=since.date(),
        person=person,
        office_id=office,
        stage=stage,
        custody=custody,
        states=states,
        facts=dict(facts or {}),
        spells=spells or [[custody, since.isoformat(), None, str((facts or {}).get("facility") or "")]],
        version=1,
        opened_at=since,
        last_at=since,
        closed_at=closed_at,
        held=held,
        held_look_at=_look_at(procedure, opened) if held else None,
    )
    for clock in opened.values():
        ClockRow.objects.create(case=row, status="open", opened_seq=1, **clock_row(procedure, clock, since))
    dossier = Dossier(procedure.code, row.law_on, states, row.facts, opened, seq=1, last_at=since)
    if closed_at is None:
        for debt in owed(procedure, dossier):
            WorkItem.objects.get_or_create(
                case=row,
                machine=debt.machine,
                role=debt.role.value,
                defaults={
                    "procedure": procedure.code,
                    "state": states[debt.machine],
                    "office_id": office_of(debt.role.value, office),
                    "since": since,
                    "by": debt.by or NO_DATE,
                    "clock": debt.clock or "",
                    "assignee": assignee,
                    "assigned_at": since if assignee else None,
                },
            )
    return row


def spread(count: int = 60, now: datetime = NOW, first: int = 0) -> None:
    """Many cases in many states, in Tokyo and elsewhere."""
    names = ("NGUYEN VAN AN", "WANG XIAOMING", "SANTOS MARIA", "KUMAR RAJ", "SMITH JOHN", "THAPA BISHNU")
    nations = ("VNM", "CHN", "PHL", "IND", "USA", "NPL")
    kinds = _kinds(now)
    for place in range(first, first + count):
        kind = dict(kinds[place % len(kinds)])
        shift = timedelta(hours=place // len(kinds))
        kind["since"] = kind["since"] - shift
        kind["clocks"] = {code: start - shift for code, start in kind["clocks"].items()}
        kind["facts"] = {
            **kind["facts"],
            "facility": ("TYO", "EJC", "YOK")[place % 3],
            "minor": place % 17 == 3,
        }
        case(
            f"D26-{('TYO', 'TYO', 'OSA')[place % 3]}-{place + 1:06d}",
            office=("TYO", "TYO", "OSA")[place % 3],
            name=names[place % 6],
            nationality=nations[place % 6],
            **kind,
        )


def _kinds(now: datetime) -> list[dict[str, Any]]:
    def ago(days: float, stage: str, custody: str, *clocks: str, **facts: Any) -> dict[str, Any]:
        start = now - timedelta(days=days)
        running = {f"clk_{clock}": start for clock in clocks}
        return {"stage": stage, "custody": custody, "clocks": running, "facts": facts, "since": start}

    return [
        ago(1.25, "under_investigation", "detained_urgent", "handover_48h"),
        ago(20, "under_examination", "detained_warrant", "warrant_30d", "health_check_3m"),
        ago(1, "finding_notified", "supervised_pre", "oral_hearing_request_3d", has_supervisor=True),
        ago(
            88,
            "removal_in_preparation",
            "detained_order",
            "detention_review_3m",
            "health_check_3m",
            order_in_force=True,
        ),
        ago(31, "under_examination", "detained_warrant", "warrant_30d", "health_check_3m"),
        ago(40, "under_investigation", "at_liberty"),
    ]
