"""Organisations: the only writer of their rows, and how one is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from casework.finding import sought
from casework.models import Organisation
from workflows import identity
from workflows.facts import Fact, Kind, Problem, clean
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

MOST_FOUND = 20

# name: (label, longest, one line)
_LINES: Mapping[str, tuple[Text, int, bool]] = {
    "name": (Text("名称", "name"), 200, True),
    "name_kana": (Text("名称(カナ)", "name in kana"), 200, True),
    "registered_number": (Text("登録番号・承認番号", "registration or approval number"), 40, True),
    "address": (Text("所在地", "address"), 300, False),
    "contact_email": (Text("連絡先のメールアドレス", "contact e-mail"), 254, True),
    "phone": (Text("電話番号", "telephone number"), 40, True),
}


def register(
    *,
    name: str,
    kind: str,
    now: datetime,
    name_kana: str = "",
    corporate_number: str = "",
    registered_number: str = "",
    approved_online: bool = False,
    address: str = "",
    contact_email: str = "",
    phone: str = "",
) -> Organisation:
    """Store an organisation. A corporation is kept once of each kind. Raises `Refused`."""
    return save(
        {
            "name": name,
            "kind": kind,
            "name_kana": name_kana,
            "corporate_number": corporate_number,
            "registered_number": registered_number,
            "approved_online": approved_online,
            "address": address,
            "contact_email": contact_email,
            "phone": phone,
        },
        None,
        now,
    )


def save(given: Mapping[str, Any], row: Organisation | None, now: datetime) -> Organisation:
    """Store an organisation, or change the one on file. Raises `Refused` with a sentence for each value at
    fault."""
    wrong: dict[str, Text] = {}
    values = _checked(given, row, wrong)
    if wrong:
        raise Refused(bad_facts(wrong))
    kept = row or Organisation(created_at=now)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.name_fold = identity.fold(kept.name)[:400]
    kept.name_words = found_by(kept)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        # The same number entered twice at the same moment.
        text = Text("この法人番号の機関は登録されています。", "This corporate number is on file.")
        raise Refused(bad_facts({"corporate_number": text})) from None
    return kept


def found_by(row: Organisation) -> list[str]:
    """What an organisation is found by: the parts of its names, and its numbers and telephone number marked
    as such."""
    numbers = {identity.number_key(n) for n in (row.corporate_number, row.registered_number)}
    parts = identity.parts(row.name, row.name_kana, inside_kana=True)
    phone = identity.phone_key(row.phone)
    marks = sorted(f"{sought.NUMBER}{number}" for number in numbers if number)
    return [*parts, *marks, *([sought.PHONE + phone] if phone else [])]


def _checked(given: Mapping[str, Any], row: Organisation | None, wrong: dict[str, Text]) -> dict[str, Any]:
    values: dict[str, Any] = {"approved_online": given.get("approved_online") is True}
    for name, (label, most, one_line) in _LINES.items():
        try:
            values[name] = str(clean(Fact(name, label, Kind.TEXT), given.get(name) or "") or "")
        except Problem as problem:
            wrong[name] = problem.text
            continue
        if len(values[name]) > most:
            wrong[name] = Text(
                f"「{label.ja}」は{most}字以内で入力してください。",
                f"“{label.en}” may have at most {most} characters.",
            )
        elif one_line and "\n" in values[name]:
            wrong[name] = Text(f"「{label.ja}」は一行で入力してください。", f"“{label.en}” must be one line.")
    if not values.get("name") and "name" not in wrong:
        wrong["name"] = Text("「名称」を入力してください。", "Enter “name”.")
    values["kind"] = given.get("kind") or ""
    if values["kind"] not in Organisation.Kind.values:
        wrong["kind"] = Text("機関の種類を選んでください。", "Choose the kind of organisation.")
    elif values["kind"] == Organisation.Kind.SUPPORT_ORG and not values.get("registered_number"):
        wrong["registered_number"] = Text(
            "登録支援機関は登録番号を入力してください(例 19登-000001)。",
            "Enter the registration number of the support organisation (19登-000001).",
        )
    values["corporate_number"] = ""
    if given.get("corporate_number"):
        try:
            values["corporate_number"] = identity.corporate_number(str(given["corporate_number"]))
        except Problem as problem:
            wrong["corporate_number"] = problem.text
    if values.get("contact_email"):
        try:
            validate_email(values["contact_email"])
        except ValidationError:
            wrong["contact_email"] = Text(
                "メールアドレスの形になっていません(例 jimu@example.jp)。",
                "That is no e-mail address (office@example.jp).",
            )
    if values.get("phone"):
        try:
            identity.phone_number(values["phone"])
        except Problem as problem:
            wrong.setdefault("phone", problem.text)
    twin = _twin(values, row)
    if twin is not None:
        wrong.setdefault(
            "corporate_number",
            Text(
                f"この法人番号の機関は登録されています({twin.name})。",
                f"An organisation with this corporate number is on file ({twin.name}).",
            ),
        )
    return values


def _twin(values: Mapping[str, Any], row: Organisation | None) -> Organisation | None:
    if not values["corporate_number"]:
        return None
    found = Organisation.objects.filter(corporate_number=values["corporate_number"], kind=values["kind"])
    return (found if row is None else found.exclude(pk=row.pk)).first()


def find(text: str, limit: int = MOST_FOUND) -> list[Organisation]:
    """Organisations by words or the beginning of any part of the name (few write 株式会社 into a search), or
    by a number or telephone number; nobody for an empty search."""
    query = sought.organisation_query(sought.read(text))
    if not query:
        return []
    match = RawSQL(
        "array_to_tsvector(casework_organisation.name_words) @@ %s::tsquery", [query], BooleanField()
    )
    return list(Organisation.objects.filter(match).order_by("name", "id")[:limit])
