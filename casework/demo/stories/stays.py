"""The stretches of a stay that many residence stories have in common. Offsets are days from today."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.demo.pen import Pen
from casework.demo.residence_words import SCHOOL
from workflows.statuses import last_day

ADDRESS = "東京都架空区見本町{}番地"


def address(p: Pen) -> str:
    """An address that is nobody's."""
    return ADDRESS.format(sum(map(ord, p.key)) % 90 + 1)


def resident(p: Pen, until: int, status: str, period: str, *, since: int | None = None, **facts: Any) -> int:
    """Somebody whose stay of that period ends on the day `until` (which is returned, as near as the calendar
    allows); the residence file begins with the grant of the stay, or on the day `since`."""
    granted, last = p.calendar.stay(until, period)
    p.at(
        granted if since is None else since,
        11,
        "examiner",
        "ps_land",
        status=status,
        period=period,
        granted_on=p.day(granted),
        stay_until=p.day(last),
        card_no=p.card(),
        card_valid_until=p.day(last),
        address=address(p),
        **facts,
    )
    return last


def certified(p: Pen, offset: int, status: str, organisation: str, **facts: Any) -> None:
    """From the filing some fifty days before to the certificate, on the last open day up to `offset`."""
    p.on(
        offset - 52,
        10,
        "desk",
        "coe_file_counter",
        status_requested=status,
        organisation=organisation,
        **facts,
    )
    p.on(offset - 46, 14, "triage", "coe_start_review")
    p.on(offset, 15, "minister", "coe_issue_paper", coe_no=p.number("C-"), organisation=organisation)


def visa(p: Pen, offset: int, mission: str) -> None:
    """Applied for and issued within ten days up to `offset`."""
    p.on(offset - 9, 11, "examiner", "visa_apply", visa_mission=mission)
    p.on(offset, 16, "examiner", "visa_issue", visa_no=p.number("V-"))


def certificate_ends(dated: date) -> date:
    """The last day on which a certificate of that day can be used."""
    last = last_day(dated, "P3M")
    assert last is not None
    return last


def of_a_certificate(p: Pen) -> dict[str, Any]:
    """What the traveller shows at the port: the certificate, and the visa it led to."""
    issued = next(beat for beat in reversed(p.beats) if beat.step == "coe_issue_paper")
    shown = next(beat for beat in reversed(p.beats) if beat.step == "visa_issue")
    return {
        "visa_basis": "visa",
        "visa_no": shown.facts["visa_no"],
        "activity_proof": "certificate",
        "coe_no": issued.facts["coe_no"],
        "coe_valid_until": certificate_ends(date.fromisoformat(issued.facts["coe_dated"])).isoformat(),
    }


def student(p: Pen, until: int, period: str = "P1Y", **facts: Any) -> int:
    """A student of the demo's school whose stay ends on the day `until`."""
    return resident(p, until, "student", period, organisation=SCHOOL, **facts)
