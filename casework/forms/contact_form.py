"""The form of how a person wishes to be told: e-mail, telephone, language, and whether letters may come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import QueryDict

from casework.forms import Control, cleaned, control
from casework.models import Person, PersonContact, User
from casework.outside import contacts
from workflows.facts import Choice, Fact, Kind, Value
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

LANGUAGES: Mapping[str, Text] = {
    "plain": Text("やさしい日本語", "plain Japanese"),
    "ja": Text("日本語", "Japanese"),
    "en": Text("英語", "English"),
}
FIELDS: tuple[tuple[Fact, bool], ...] = (
    (
        Fact(
            "email",
            Text("メールアドレス", "e-mail address"),
            Kind.LINE,
            personal=True,
            help=Text(
                "本人が見るアドレス。なければ空けておきます(手紙になります)。",
                "One that the person reads. Leave empty if there is none: letters are sent instead.",
            ),
        ),
        False,
    ),
    (
        Fact(
            "phone",
            Text("電話番号", "telephone number"),
            Kind.LINE,
            personal=True,
            help=Text(
                "例 090-1234-5678。外国の番号は「+」と国番号から(例 +84 90 123 4567)。",
                "090-1234-5678; a number abroad with + and the code of its country (+84 90 123 4567).",
            ),
        ),
        False,
    ),
    (
        Fact(
            "language",
            Text("お知らせの言語", "language of the notices"),
            Kind.CHOICE,
            tuple(Choice(code, label) for code, label in LANGUAGES.items()),
        ),
        True,
    ),
    (
        Fact(
            "letters",
            Text(
                "メールがないとき住居地へ手紙を送る",
                "letters to the address on file where there is no e-mail",
            ),
            Kind.FLAG,
        ),
        True,
    ),
)


def controls(
    data: QueryDict | None, row: PersonContact | None, problems: Mapping[str, Text], lang: str
) -> list[Control]:
    """The controls, holding what was typed, else what is on file."""
    kept = {
        "email": row.email if row else "",
        "phone": row.phone if row else "",
        "language": row.language if row else "plain",
        "letters": row.letters if row else True,
    }
    return [
        control(
            fact,
            lang=lang,
            needed=needed,
            typed=data.get(fact.name, "") if data is not None else kept[fact.name],
            error=problems.get(fact.name),
        )
        for fact, needed in FIELDS
    ]


def save(person: Person, data: QueryDict, *, by: User, now: datetime) -> PersonContact:
    """Store what the form gives. Raises `Refused` with a sentence for each field at fault."""
    problems: dict[str, Text] = {}
    given: dict[str, Value] = {
        fact.name: cleaned(fact, data.get(fact.name, ""), problems, needed=needed) for fact, needed in FIELDS
    }
    if problems:
        raise Refused(bad_facts(problems))
    return contacts.save(
        person,
        email=str(given["email"] or ""),
        phone=str(given["phone"] or ""),
        language=str(given["language"]),
        letters=given["letters"] is True,
        by=by,
        now=now,
    )
