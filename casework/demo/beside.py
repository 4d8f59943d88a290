"""What stands beside the files: organisations, relations, passports, and filings that wait to become files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from casework import intake, organisations, people
from casework.demo.calendar import Calendar
from casework.demo.cast import CAST, Part
from casework.demo.passports import zone
from casework.demo.pen import STORIES
from casework.demo.residence_words import (
    COMPANY,
    ENGINEER,
    RESIDENCE_WORDS,
    SCHOOL,
    SUPPORT,
    SUPPORT_NUMBER,
)
from casework.intake import Filing
from casework.models import Organisation, Person, User
from workflows.duplicates import swapped
from workflows.filing import ONLINE

Organisations = Mapping[str, Organisation]

# With a right check figure, from a registry that does not exist.
_CORPORATE_NUMBERS = {SCHOOL: "7999901000001", COMPANY: "6999901000002", SUPPORT: "5999901000003"}
# Nobody has such a number: within an area none begins with 0.
_PHONES = {SCHOOL: "03-0000-0101", COMPANY: "06-0000-0202", SUPPORT: "06-0000-0303"}
# Child and parent.
_FAMILIES = (("aarohi", "keshav"), ("miguel", "criselda"))
# Whom an organisation employs or teaches, and since how many days.
_EMPLOYED = {"ankhbayar": 425, "nilufar": 350, "keshav": 900, "meena": 48}
_TAUGHT = {"sujita": 310, "binita": 155, "viet": 125, "tieu": 300, "duyen": 0, "sirimat": 95}


def register(calendar: Calendar) -> Organisations:
    """The three organisations; the school is approved for filing online."""
    now = calendar.now - timedelta(days=800)
    found = (
        organisations.register(
            name=SCHOOL,
            kind="school",
            name_kana="カクウミナトニホンゴガクイン",
            corporate_number=_CORPORATE_NUMBERS[SCHOOL],
            approved_online=True,
            address="東京都架空区港町一丁目1番1号",
            contact_email="school@example.invalid",
            phone=_PHONES[SCHOOL],
            now=now,
        ),
        organisations.register(
            name=COMPANY,
            kind="company",
            name_kana="カクウセイキ",
            corporate_number=_CORPORATE_NUMBERS[COMPANY],
            address="大阪府架空市工業町二丁目5番",
            contact_email="company@example.invalid",
            phone=_PHONES[COMPANY],
            now=now,
        ),
        organisations.register(
            name=SUPPORT,
            kind="support_org",
            name_kana="カクウトウロクシエンセンター",
            corporate_number=_CORPORATE_NUMBERS[SUPPORT],
            registered_number=SUPPORT_NUMBER,
            address="大阪府架空市本町三丁目2番",
            contact_email="support@example.invalid",
            phone=_PHONES[SUPPORT],
            now=now,
        ),
    )
    return {organisation.name: organisation for organisation in found}


def relate(told: Mapping[str, Person], bodies: Organisations, calendar: Calendar) -> None:
    """Families, employers, schools and passports of the people whose stories (by key) were told."""
    by_part = {STORIES[key].person: person for key, person in told.items()}
    now = calendar.now
    for child, parent in _FAMILIES:
        if {child, parent} <= by_part.keys():
            since = by_part[child].birth_date
            people.relate(by_part[child], "parent", by_part[parent], since=since, now=now)
            people.relate(by_part[parent], "child", by_part[child], since=since, now=now)
    for kind, name, days in (("employer", COMPANY, _EMPLOYED), ("school", SCHOOL, _TAUGHT)):
        for who, back in days.items():
            if who in by_part:
                since = calendar.day(-back)
                people.relate(by_part[who], kind, bodies[name], since=since, now=now)
    for key, person in by_part.items():
        part = CAST[key]
        if part.passport and person.birth_date is not None:
            expires = calendar.day(365 * 4)
            people.add_document(
                person,
                kind="passport",
                number=part.passport,
                country=part.nationality,
                issued_on=calendar.day(-365 * 5),
                expires_on=expires,
                mrz=zone(part, person.birth_date, expires),
                now=now,
            )


# --- filings that are no files yet ------------------------------------------------------------------


def file(officers: Mapping[str, User], bodies: Organisations, calendar: Calendar) -> None:
    """Two filings of somebody who may be on file already wait for an officer's look; one that the school sent
    in online waits for what is missing."""
    day = calendar.day(-20).isoformat()
    filings = (
        _extension_of_a_namesake(calendar, day),
        _second_certificate(calendar, day),
        _incomplete(bodies[SCHOOL], calendar, day),
    )
    for hours, filing in zip((20.0, 4.0, 2.0), filings, strict=True):
        intake.receive(filing, by=officers["tyo-desk"], now=calendar.now - timedelta(hours=hours))


def _details(part: Part, calendar: Calendar, **other: Any) -> dict[str, Any]:
    born = part.birth(calendar.today)
    assert born is not None
    return {
        "name_alphabet": part.alphabet,
        "birth_date": born.isoformat(),
        "sex": part.sex,
        "nationality": part.nationality,
        **other,
    }


def _extension_of_a_namesake(calendar: Calendar, photo: str) -> Filing:
    """The name the other way round, the same birth date: the father of the newborn, most likely."""
    return Filing(
        "extension",
        "ext_file_counter",
        {**RESIDENCE_WORDS["ext_file_counter"], "photo_on": photo},
        _details(CAST["keshav"], calendar, name_alphabet="KESHAV BARALI"),
        key="demo:extension-of-a-namesake",
        filed_by="applicant",
    )


def _second_certificate(calendar: Calendar, photo: str) -> Filing:
    """Day and month of the birth date swapped: perhaps he who was refused, filing anew."""
    part = CAST["tufan"]
    born = part.birth(calendar.today)
    assert born is not None
    other = swapped(born)
    assert other is not None
    facts = {
        **RESIDENCE_WORDS["coe_file_counter"],
        "photo_on": photo,
        "status_requested": ENGINEER,
        "organisation": COMPANY,
        "filer_name": f"{COMPANY} 職員",
    }
    return Filing(
        "coe",
        "coe_file_counter",
        facts,
        _details(part, calendar, birth_date=other.isoformat()),
        key="demo:second-certificate",
        filed_by="coe_proxy",
    )


def _incomplete(school: Organisation, calendar: Calendar, photo: str) -> Filing:
    """The evidence of means is not there, and nothing says why it may follow."""
    facts = {
        "status_requested": "student",
        "proxy_kind": "host_staff",
        "filer_in_japan": True,
        "office_ground": "organisation",
        "photo_on": photo,
        "tb_xray_on": photo,
        "papers": ["form", "photo", "activity", "organisation"],
        "translated": True,
        "delivery": "email",
        "user_no": "U-000001",
        "notification_email": "school@example.invalid",
    }
    return Filing(
        "coe",
        "coe_file_online",
        facts,
        {
            "name_alphabet": "GURMACHANI PRATIMA",
            "birth_date": calendar.day(-7300).isoformat(),
            "sex": "F",
            "nationality": "NPL",
        },
        key="demo:sent-in-by-the-school",
        channel=ONLINE,
        filed_by="accepting_org",
        filer_name=school.name,
        organisation=school,
    )
