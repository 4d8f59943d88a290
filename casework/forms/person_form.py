"""The person of a new case: what the passport says, as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.http import QueryDict

from casework.forms import Control, cleaned, control
from casework.models import Person
from workflows.facts import Choice, Fact, Kind, Value
from workflows.texts import Text

MOST_TWINS = 10

# The names carry a prefix: a step may ask for facts of the same name.
FIELDS: tuple[tuple[Fact, bool, int], ...] = (
    (
        Fact(
            "p_name_alphabet",
            Text("氏名(旅券の表記)", "name as in the passport"),
            Kind.LINE,
            personal=True,
            help=Text(
                "旅券のとおりに。直したり並べ替えたりしません。",
                "Exactly as written; it is never rearranged.",
            ),
        ),
        True,
        200,
    ),
    (
        Fact("p_name_kanji", Text("漢字氏名", "name in Chinese characters"), Kind.LINE, personal=True),
        False,
        100,
    ),
    (Fact("p_name_kana", Text("カナ氏名", "name in kana"), Kind.LINE, personal=True), False, 200),
    (Fact("p_aliases", Text("通称・別名", "other names"), Kind.LINE, personal=True), False, 200),
    (
        Fact(
            "p_birth_date",
            Text("生年月日", "date of birth"),
            Kind.DATE,
            personal=True,
            help=Text("分からないときは空けておきます。", "Leave empty if unknown."),
        ),
        False,
        0,
    ),
    (
        Fact(
            "p_sex",
            Text("性別", "sex"),
            Kind.CHOICE,
            (
                Choice("M", Text("男", "male")),
                Choice("F", Text("女", "female")),
                Choice("X", Text("その他・不明", "other or unknown")),
            ),
            personal=True,
        ),
        False,
        0,
    ),
    (
        Fact(
            "p_nationality",
            Text("国籍・地域", "nationality"),
            Kind.COUNTRY,
            personal=True,
            help=Text(
                "旅券の三文字コード(例 VNM)。無国籍は XXA。",
                "Three letters as in the passport (VNM); stateless: XXA.",
            ),
        ),
        True,
        0,
    ),
)


def controls(data: QueryDict | None, problems: Mapping[str, Text], lang: str) -> list[Control]:
    """The controls of the person's details."""
    found = []
    for fact, needed, _ in FIELDS:
        typed = data.get(fact.name, "") if data else ""
        drawn = control(fact, lang=lang, needed=needed, typed=typed, error=problems.get(fact.name))
        found.append(drawn)
    return found


def read(data: QueryDict, now: datetime, problems: dict[str, Text]) -> Person | None:
    """The person typed, not saved; what is wrong is noted and None returned."""
    values: dict[str, Value] = {}
    wrong: dict[str, Text] = {}
    for fact, needed, most in FIELDS:
        value = cleaned(fact, data.get(fact.name, ""), wrong, needed=needed, latest=now)
        if most and isinstance(value, str) and len(value) > most:
            wrong[fact.name] = Text(
                f"「{fact.label.ja}」は{most}字以内で入力してください。",
                f"“{fact.label.en}” may have at most {most} characters.",
            )
        if isinstance(value, str) and "\n" in value:
            wrong[fact.name] = Text(
                f"「{fact.label.ja}」は一行で入力してください。", f"“{fact.label.en}” must be one line."
            )
        values[fact.name] = value
    problems |= wrong
    if wrong:
        return None
    birth = values["p_birth_date"]
    return Person(
        name_alphabet=str(values["p_name_alphabet"]),
        name_kanji=str(values["p_name_kanji"] or ""),
        name_kana=str(values["p_name_kana"] or ""),
        aliases=str(values["p_aliases"] or ""),
        birth_date=date.fromisoformat(str(birth)) if birth else None,
        sex=str(values["p_sex"] or ""),
        nationality=str(values["p_nationality"]),
    )


def twins(person: Person) -> list[Person]:
    """People already on file who may be this one: the same birth date and nationality."""
    if person.birth_date is None:
        return []
    same = Person.objects.filter(birth_date=person.birth_date, nationality=person.nationality)
    return list(same.order_by("id")[:MOST_TWINS])
