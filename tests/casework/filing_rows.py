"""Filings, people on file and organisations for the tests of the reception's pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from casework import bulk, intake, organisations, people
from casework.models import Intake, IntakeBatch, Organisation, Person, User
from tests.casework.page_rows import NOW
from workflows import identity
from workflows.engine import Procedure
from workflows.registry import procedure
from workflows.texts import Text

NEW = "/intake/new/"
KEY = "k" * 24
# Made up: two lines whose check figures fit.
_UPPER = "P<VNMNGUYEN<<VAN<AN".ljust(44, "<")


def zone(number: str = "C1234567", birth: str = "970402", sex: str = "M", expires: str = "300131") -> str:
    """The machine-readable zone of a passport of Viet Nam."""
    figures = number.ljust(9, "<")
    head = f"{figures}{identity.check_digit(figures)}"
    born = f"{birth}{identity.check_digit(birth)}"
    until = f"{expires}{identity.check_digit(expires)}"
    personal = "<" * 14 + "0"
    last = identity.check_digit(head + born + until + personal)
    return f"{_UPPER}\n{head}VNM{born}{sex}{until}{personal}{last}"


PERSON: dict[str, str] = {
    "name_alphabet": "NGUYEN VAN AN",
    "name_kana": "グエン・ヴァン・アン",
    "birth_date": "1997-04-02",
    "sex": "M",
    "nationality": "VNM",
    "passport_no": "C1234567",
}
FACTS: dict[str, Any] = {
    "status_requested": "engineer_humanities_international",
    "office_ground": "organisation",
    "photo_on": "2026-11-01",
    "organisation": "株式会社みなと",
    "proxy_kind": "host_staff",
    "papers": ["form", "photo", "activity", "organisation", "livelihood"],
    "tb_xray_on": "2026-10-20",
}
ONLINE: dict[str, Any] = {
    **FACTS,
    "notification_email": "jimu@example.jp",
    "delivery": "email",
    "filer_in_japan": "true",
    "user_no": "A-001",
}


def form(**more: Any) -> dict[str, Any]:
    """What is typed for a certificate at the counter."""
    filled = {
        "procedure": "coe",
        "step": "coe_file_counter",
        "channel": "counter",
        "key": KEY,
        "at": "2026-11-24T09:30",
        "filed_by": "coe_proxy",
        "filer_name": "港 太郎",
        "authority": "受入れ機関の職員",
        **{f"p_{name}": value for name, value in PERSON.items()},
        **FACTS,
    }
    return {name: value for name, value in (filled | more).items() if value is not None}


def person(**more: Any) -> Person:
    """Somebody on file, with a passport."""
    problems: dict[str, Text] = {}
    data = people.read_person({**PERSON, **more}, now=NOW, problems=problems)
    assert data is not None, problems
    return people.register_person(data, now=NOW - timedelta(days=300))


def company(**more: Any) -> Organisation:
    """An organisation that may file online."""
    given: dict[str, Any] = {
        "name": "株式会社みなと",
        "name_kana": "カブシキガイシャミナト",
        "kind": "company",
        "approved_online": True,
        "address": "東京都港区港南五丁目",
    }
    return organisations.register(now=NOW, **(given | more))


def received(
    by: User,
    *,
    key: str = "",
    at: datetime = NOW - timedelta(hours=2),
    step: str = "coe_file_counter",
    facts: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
    **more: Any,
) -> Intake:
    """A filing taken in: accepted, or parked where its person may be on file."""
    counter = step == "coe_file_counter"
    given: dict[str, Any] = {
        "channel": "counter" if counter else "online",
        "filed_by": "coe_proxy" if counter else "accepting_org",
        "filer_name": "港 太郎",
        "authority": "受入れ機関の職員" if counter else "",
    }
    filing = intake.Filing(
        procedure="coe",
        step=step,
        facts=facts if facts is not None else FACTS if counter else ONLINE,
        person=PERSON | (details or {}),
        key=key or f"{KEY}-{Intake.objects.count()}",
        received_at=at,
        **(given | more),
    )
    return intake.receive(filing, by=by, now=NOW).intake


def waiting(by: User, **more: Any) -> Intake:
    """A filing that came in online without its papers."""
    found = received(
        by,
        step="coe_file_online",
        facts=more.pop("facts", {**ONLINE, "papers": ["form"]}),
        organisation=more.pop("organisation", None) or company(),
        **more,
    )
    assert found.status == Intake.Status.WAITING, found.problems
    return found


def parked(by: User, **more: Any) -> Intake:
    """A filing whose person may be one on file: the same name and birth date, another passport."""
    person(passport_no="B7654321")
    found = received(by, **more)
    assert found.status == Intake.Status.PARKED
    return found


def law(code: str) -> Procedure:
    """A procedure as it is today."""
    return procedure(code, NOW.date())


def table(
    changes: Sequence[dict[str, str]] = (), rows_of: int = 3, head: Sequence[str] | None = None
) -> bytes:
    """A table of certificates filed online, with what is different in its rows."""
    names = list(head or [c.name for c in bulk.columns(law("coe"), "coe_file_online")])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    for n in range(rows_of):
        cells: dict[str, Any] = {
            **PERSON,
            **ONLINE,
            "name_alphabet": f"LE {chr(65 + n // 26 % 26)}NH {chr(65 + n % 26)}A",
            "name_kana": "",
            "birth_date": f"{1960 + n // 28 % 40}-03-{n % 28 + 1:02}",
            "passport_no": f"L{n:07}",
            **(changes[n] if n < len(changes) else {}),
        }
        values: list[Any] = [cells.get(c, "") for c in names]
        writer.writerow("、".join(v) if isinstance(v, list) else v for v in values)
    return out.getvalue().encode()


def sent(by: User, organisation: Organisation, *changes: dict[str, str]) -> IntakeBatch:
    """A table that came in: refused where its rows are at fault, else being checked."""
    upload = bulk.Upload(
        table(changes),
        "名簿.csv",
        "coe",
        "coe_file_online",
        f"{KEY}-{IntakeBatch.objects.count()}",
        organisation,
        filed_by="accepting_org",
        filer_name="港 太郎",
    )
    return bulk.submit(upload, by=by, now=NOW)
