"""The ten steps that are measured: the main line of a deportation case, from a tip to the judgment.

The case is opened by `OPENING`, outside the measurement; then the ten steps follow, every one by the
officer to whom the law gives it. The times lie in the past, so that `now` may be the step's own time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflows.counting import TOKYO
from workflows.roles import Role

PROCEDURE = "deportation"
OFFICE = "TYO"
# A Monday; the hours below stay clear of the three days of the hearing window.
BEGIN = datetime(2026, 6, 15, 9, 0, tzinfo=TOKYO)

CONTROL = Role.CONTROL_OFFICER
CHIEF = Role.CHIEF_INSPECTOR
INSPECTOR = Role.INSPECTOR
INQUIRY = Role.SPECIAL_INQUIRY_OFFICER
OFFICERS = (CONTROL, CHIEF, INSPECTOR, INQUIRY)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as the benchmark takes it."""

    step: str
    role: Role
    at: datetime
    facts: Mapping[str, Any]


def _day(days: int) -> str:
    return (BEGIN + timedelta(days=days)).date().isoformat()


def _planned(step: str, role: Role, hours: float, **facts: Any) -> Planned:
    return Planned(step, role, BEGIN + timedelta(hours=hours), facts)


OPENING = _planned(
    "report_received",
    CONTROL,
    0,
    informant="public",
    report_manner="oral",
    note="近隣の住民から、在留期間を過ぎて働いている者がいるとの通報があった。",
)

TEN = (
    _planned("investigation_opened", CONTROL, 1, ground="overstay", minor=False),
    _planned(
        "chief_inspector_notified",
        CONTROL,
        6,
        ground="overstay",
        evidence_list="旅券の写し、在留カード、出勤簿、給与明細3通",
    ),
    _planned(
        "screening_decided",
        CHIEF,
        7,
        custody_route="detention",
        custody_factors=["flight"],
        reasons="住居が定まらず、呼出しに二度応じなかったことから、逃亡のおそれがあると認められる。",
    ),
    _planned(
        "detention_decided",
        CHIEF,
        8,
        reasons="逃亡のおそれがあり、監理人となる者もいない。",
        facility="TYO",
        warrant_valid_until=_day(10),
    ),
    _planned("warrant_executed", CONTROL, 24, paper_shown="shown"),
    _planned("person_handed_over", CONTROL, 44, evidence_list="旅券、供述調書2通"),
    _planned(
        "found_deportable",
        INSPECTOR,
        72,
        ground="overstay",
        reasons="在留期間の経過後も本邦に残留していることは、旅券及び供述から明らかである。",
        rights_explained=True,
        prior_removal=False,
        prior_departure_order=False,
    ),
    _planned("oral_hearing_requested", INSPECTOR, 74, request_manner="in_person"),
    _planned(
        "oral_hearing_scheduled",
        INQUIRY,
        76,
        hearing_at=(BEGIN + timedelta(days=7)).isoformat(timespec="minutes"),
        hearing_place="審判第2審問室",
    ),
    _planned(
        "judged_finding_correct",
        INQUIRY,
        172,
        reasons="認定に誤りはない。",
        rights_explained=True,
    ),
)

# A step that changes no state, for the measurements that need one: a further statement is taken down.
SAME_STATE = _planned(
    "statement_recorded", CONTROL, 2, read_back=True, statement_signature="signed", note="第2回供述調書"
)
