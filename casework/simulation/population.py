"""The people of a simulation: invented and numbered, with a stay that began before they file and that ends
soon after, so that the days of the law come due.

What they are like is drawn from one source of chance; the same seed makes the same people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from casework.models import Person
from workflows.counting import TOKYO
from workflows.papers import needed
from workflows.statuses import last_day

NATIONALITIES = ("CHN", "VNM", "KOR", "PHL", "NPL", "BRA", "IDN", "MMR", "USA", "LKA")
# Ports at which students ask for permission to work right after landing (Regulation 19-2).
PORTS = {
    "NRT": "成田空港",
    "HND": "羽田空港",
    "NGO-AIR": "中部国際空港",
    "KIX": "関西国際空港",
}
ENGINEER = "engineer_humanities_international"


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of applicant: the stay held, the status asked for, how often, and how many days before the end
    of the stay (or, where `since` is set, after its beginning) such people file."""

    often: int
    status: str
    period: str
    asks: str = ""
    between: tuple[int, int] = (12, 80)
    since: bool = False


KINDS: Mapping[str, tuple[Kind, ...]] = {
    "extension": (
        Kind(40, ENGINEER, "P1Y"),
        Kind(25, "student", "P1Y"),
        Kind(12, "dependent", "P1Y"),
        Kind(8, "dependent", "P6M"),
        Kind(10, "spouse_or_child_of_japanese", "P1Y"),
        Kind(5, "long_term_resident", "P1Y"),
    ),
    "change": (
        Kind(45, "student", "P1Y", ENGINEER),
        Kind(15, "dependent", "P1Y", ENGINEER, (20, 200)),
        Kind(25, ENGINEER, "P1Y", "spouse_or_child_of_japanese", (20, 200)),
        Kind(15, "student", "P6M", "dependent"),
    ),
    "permanent_residence": (
        Kind(70, ENGINEER, "P5Y", between=(60, 300), since=True),
        Kind(30, "long_term_resident", "P5Y", between=(60, 300), since=True),
    ),
    "activity_permission": (
        Kind(70, "student", "P2Y", between=(10, 200), since=True),
        Kind(30, "dependent", "P3Y", between=(10, 200), since=True),
    ),
    "reentry": (
        Kind(60, ENGINEER, "P3Y", between=(30, 250), since=True),
        Kind(40, "student", "P2Y", between=(30, 250), since=True),
    ),
}
JUST_LANDED = Kind(1, "student", "P2Y", between=(0, 0), since=True)


@dataclass(slots=True)
class Applicant:
    """Somebody who is going to file at an office on a day; `late`: the office enters it in the month after."""

    number: int
    office: str
    application: str
    filing: date
    late: bool
    kind: Kind
    landed: date
    until: date | None
    born: date
    seed: str
    residence: int = 0
    person: Person | None = None

    def draws(self, what: str) -> Random:
        """The person's own chance for something, so that one person's choices do not shift another's."""
        return Random(f"{self.seed}/{what}")

    def appears(self) -> Person:
        """The person, as the first office that meets them writes them down."""
        if self.person is None:
            chance = self.draws("person")
            self.person = Person(
                name_alphabet=f"INVENTED {self.number:07d}",
                birth_date=self.born,
                sex=chance.choice("FM"),
                nationality=chance.choice(NATIONALITIES),
            )
        return self.person

    @property
    def at_port(self) -> bool:
        """Whether the filing follows at once on the landing."""
        return self.application == "activity_permission" and self.office in PORTS


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of a day in Tokyo."""
    return datetime.combine(day, time(hour, minute), TOKYO)


class Population:
    """Draws people, and what they bring with them."""

    def __init__(self, seed: int, earliest: date) -> None:
        self._seed = seed
        self._earliest = earliest
        self._count = 0
        self._cards = 0

    def applicant(self, office: str, application: str, filing: date, late: bool) -> Applicant:
        """The next person who files."""
        self._count += 1
        seed = f"{self._seed}/{self._count}"
        draws = Random(seed)
        if application == "acquisition":
            kind, landed, until = Kind(1, "", ""), filing - timedelta(days=draws.randint(3, 25)), None
            born = landed
        else:
            kind = self._kind(office, application, draws)
            landed, until = self._stay(kind, filing, draws)
            born = date(draws.randint(1970, 2003), draws.randint(1, 12), draws.randint(1, 28))
        return Applicant(self._count, office, application, filing, late, kind, landed, until, born, seed)

    def _kind(self, office: str, application: str, draws: Random) -> Kind:
        if application == "activity_permission" and office in PORTS:
            return JUST_LANDED
        kinds = KINDS[application]
        return draws.choices(kinds, [k.often for k in kinds])[0]

    def _stay(self, kind: Kind, filing: date, draws: Random) -> tuple[date, date]:
        away = timedelta(days=draws.randint(*kind.between))
        landed = filing - away if kind.since else _begun(filing + away, kind.period)
        landed = max(landed, self._earliest)
        until = last_day(landed, kind.period)
        assert until is not None
        return landed, until

    def card(self) -> str:
        """The number of the next residence card."""
        self._cards += 1
        return f"SM{self._cards:08d}XX"


def _begun(until: date, period: str) -> date:
    """A day from which a stay of that length ends on a day, or within a day or two of it."""
    months = {"P6M": 6, "P1Y": 12}[period]
    year, place = divmod(until.year * 12 + until.month - 1 - months, 12)
    return date(year, place + 1, min(until.day, 28))


# --- what they bring ------------------------------------------------------------------------------


def landing(applicant: Applicant, card: str, here: bool) -> dict[str, Any]:
    """The facts of the permission to land, as the port enters them; with the address of somebody who is
    `here` already."""
    assert applicant.until is not None
    known = {"address": _address(applicant)} if here else {}
    return {
        **known,
        "status": applicant.kind.status,
        "period": applicant.kind.period,
        "granted_on": applicant.landed.isoformat(),
        "stay_until": applicant.until.isoformat(),
        "card_no": card,
        "card_valid_until": applicant.until.isoformat(),
    }


def address(applicant: Applicant, day: date) -> dict[str, Any]:
    """The notice of the first address at the town hall."""
    return {"address": _address(applicant), "notified_on": day.isoformat()}


def _address(applicant: Applicant) -> str:
    return f"架空市{applicant.number % 90 + 1}番地"


def filing(applicant: Applicant) -> tuple[str, dict[str, Any]]:
    """Which step the filing is, and the facts of its form."""
    day = applicant.filing
    match applicant.application:
        case "extension" | "change":
            return _of_a_stay(applicant, day)
        case "permanent_residence":
            return "pr_file", {
                **_by_the_person(day),
                "basis_code": "general",
                "guarantor": f"GUARANTOR {applicant.number:07d}",
                "photo_on": (day - timedelta(days=20)).isoformat(),
                "papers": _papers("permanent_residence", "permanent_resident"),
                "extension_explained": True,
            }
        case "activity_permission" if applicant.at_port:
            return "act_file_airport", {
                "type_requested": "blanket",
                "filed_on": day.isoformat(),
                "port": PORTS[applicant.office],
            }
        case "activity_permission":
            return "act_file", {
                **_by_the_person(day),
                "channel": "counter",
                "type_requested": "blanket",
                "papers": _papers("activity_permission", applicant.kind.status),
            }
        case "acquisition":
            return "acq_file", {
                "filed_on": day.isoformat(),
                "filed_by": "legal_representative",
                "channel": "counter",
                "status_requested": "dependent",
                "papers": _papers("acquisition", "dependent"),
                "residence_record": True,
            }
        case "reentry":
            multiple = applicant.draws("permit").random() < 0.4
            return "re_apply", {
                "permit_kind": "multiple" if multiple else "single",
                "passport_shown": True,
            }
    raise KeyError(applicant.application)


def _of_a_stay(applicant: Applicant, day: date) -> tuple[str, dict[str, Any]]:
    draws, kind = applicant.draws("filing"), applicant.kind
    online = draws.random() < 0.3
    facts: dict[str, Any] = {
        "filed_by": "applicant",
        "photo_on": (day - timedelta(days=draws.randint(1, 60))).isoformat(),
        "papers": _papers(applicant.application, kind.asks or kind.status),
    }
    if online:
        facts |= {"sign_on": "number_card", "in_japan": True, "notify_email": "applicant@example.invalid"}
    elif draws.random() < 0.35:
        facts |= {
            "filed_by": "lawyer_scrivener",
            "filer_name": "INVENTED SCRIVENER",
            "filer_authority": "届出済 00-0000",
            "in_japan": True,
        }
    if "dependent" in (kind.asks, kind.status):
        facts["supporter_status"] = ENGINEER
    if applicant.application == "change":
        facts |= {"status_requested": kind.asks, "what_changes": "status"}
    prefix = "chg" if applicant.application == "change" else "ext"
    return f"{prefix}_file_{'online' if online else 'counter'}", facts


def _by_the_person(day: date) -> dict[str, Any]:
    return {"filed_on": day.isoformat(), "filed_by": "applicant"}


def _papers(application: str, status: str) -> list[str]:
    found = needed(application, status)
    return list(found.kinds) if found else []
