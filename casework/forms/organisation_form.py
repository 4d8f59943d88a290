"""The form of an organisation: what it is, its numbers, and whether it may file online."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from casework import organisations
from casework.forms import Control, cleaned, control
from casework.models import Organisation
from workflows.facts import Choice, Fact, Kind
from workflows.filing import ORGANISATIONS
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

NAME = Fact("name", Text("名称", "name"), Kind.LINE)
KIND = Fact(
    "kind",
    Text("種類", "kind"),
    Kind.CHOICE,
    tuple(Choice(code, label) for code, label in ORGANISATIONS.items()),
)
CORPORATE = Fact(
    "corporate_number",
    Text("法人番号", "corporate number"),
    Kind.LINE,
    help=Text(
        "13桁。検査数字を確かめます。個人の事務所などにはありません。",
        "13 figures; the check figure is tested. Offices of private persons have none.",
    ),
)
REGISTERED = Fact(
    "registered_number",
    Text("登録番号・承認番号", "registration or approval number"),
    Kind.LINE,
    help=Text(
        "登録支援機関は登録番号(例 19登-000001)。取次の承認を受けた機関は承認番号。",
        "Support organisations: the registration (19登-000001). Others: the number of their approval to file.",
    ),
)
APPROVED = Fact(
    "approved_online",
    Text("オンライン申請の承認を受けている", "approved for filing online"),
    Kind.FLAG,
    help=Text(
        "地方局長が適正に行えると認めた機関(規則61条の3第6項)。承認の通知を確かめて入れます。",
        "The regional director finds it fit (Reg. 61-3(6)). Enter it after seeing the notice of approval.",
    ),
)
PHONE = Fact(
    "phone",
    Text("電話番号", "telephone number"),
    Kind.LINE,
    help=Text(
        "市外局番から(例 03-1234-5678)。外国の番号は「+」と国番号から(例 +84 24 1234 5678)。",
        "With its area code (03-1234-5678); a number abroad with + and the code of its country "
        "(+84 24 1234 5678).",
    ),
)
FIELDS: tuple[tuple[Fact, bool, int], ...] = (
    (NAME, True, 200),
    (Fact("name_kana", Text("名称(カナ)", "name in kana"), Kind.LINE), False, 200),
    (KIND, True, 0),
    (CORPORATE, False, 0),
    (REGISTERED, False, 40),
    (APPROVED, False, 0),
    (Fact("address", Text("所在地", "address"), Kind.TEXT), False, 300),
    (Fact("contact_email", Text("連絡先のメールアドレス", "contact e-mail"), Kind.LINE), False, 254),
    (PHONE, False, 40),
)


def controls(
    data: QueryDict | None, row: Organisation | None, problems: Mapping[str, Text], lang: str
) -> list[Control]:
    """The controls, holding what was typed, else what is on file."""
    return [
        control(
            fact,
            lang=lang,
            needed=needed,
            typed=data.get(fact.name, "") if data is not None else getattr(row, fact.name, ""),
            error=problems.get(fact.name),
        )
        for fact, needed, _ in FIELDS
    ]


def save(data: QueryDict, row: Organisation | None, now: datetime) -> Organisation:
    """Register an organisation, or change the one on file. Raises `Refused` with a sentence for each field
    at fault."""
    problems: dict[str, Text] = {}
    values: dict[str, Any] = {}
    for fact, needed, _ in FIELDS:
        value = cleaned(fact, data.get(fact.name, ""), problems, needed=needed)
        values[fact.name] = value is True if fact.kind is Kind.FLAG else value or ""
    if problems:
        raise Refused(bad_facts(problems))
    return organisations.save(values, row, now)
