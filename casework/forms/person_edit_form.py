"""The small forms of a person's page: another name, a document, a relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from casework import organisations, people
from casework.forms import Control, cleaned, control, country_codes
from casework.models import Case, IdentityDocument, Organisation, Person, PersonName, Relation
from workflows.facts import Choice, Fact, Kind, Value
from workflows.identity import BadZone, differences, read_zone
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

_NAMES = {
    "common": Text("通称", "common name"),
    "former": Text("旧姓・旧氏名", "former name"),
    "alias": Text("別名", "alias"),
}
_DOCUMENTS = {
    "passport": Text("旅券", "passport"),
    "travel_document": Text("旅券に代わる証明書", "travel document"),
    "residence_card": Text("在留カード", "residence card"),
    "national_id": Text("本国の身分証明書", "national identity card"),
}
RELATIONS = {
    "spouse": Text("配偶者", "spouse"),
    "child": Text("子", "child"),
    "parent": Text("親", "parent"),
    "household": Text("同居者", "housemate"),
    "employer": Text("雇用主", "employer"),
    "school": Text("教育機関", "school"),
    "supervisor": Text("監理人", "supervisor (監理人)"),
    "guarantor": Text("身元保証人", "guarantor"),
}


def _choices(labels: Mapping[str, Text]) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in labels.items())


_SINCE = Fact("since", Text("いつから", "since"), Kind.DATE)
_UNTIL = Fact("until", Text("いつまで", "until"), Kind.DATE, ahead=True)


@dataclass(frozen=True, slots=True)
class Form:
    """One small form: its facts, which of them are needed, and what saves it."""

    title: Text
    facts: tuple[tuple[Fact, bool], ...]
    save: Callable[[Person, Mapping[str, Value], datetime], None]


def _save_name(person: Person, given: Mapping[str, Value], now: datetime) -> None:
    people.add_name(
        person,
        str(given["kind"]),
        str(given["value"]),
        now=now,
        since=_day(given.get("since")),
        until=_day(given.get("until")),
    )


def _save_document(person: Person, given: Mapping[str, Value], now: datetime) -> None:
    zone_text = str(given.get("mrz") or "")
    if zone_text:
        try:
            zone = read_zone(zone_text, now.date())
        except BadZone as bad:
            raise Refused(bad_facts({"mrz": next(iter(bad.fields.values()))})) from None
        wrong = differences(
            zone,
            name=person.name_alphabet,
            number=str(given.get("number") or ""),
            nationality=person.nationality,
            birth_date=person.birth_date,
            sex=person.sex,
        )
        if wrong:
            raise Refused(bad_facts({"mrz": next(iter(wrong.values()))}))
    people.add_document(
        person,
        kind=str(given["kind"]),
        number=str(given["number"]),
        country=str(given["country"]),
        now=now,
        issued_on=_day(given.get("issued_on")),
        expires_on=_day(given.get("expires_on")),
        mrz=zone_text,
    )


def _save_relation(person: Person, given: Mapping[str, Value], now: datetime) -> None:
    people.relate(
        person,
        str(given["kind"]),
        _other(str(given["other"])),
        now=now,
        since=_day(given.get("since")),
        until=_day(given.get("until")),
    )


def _other(named: str) -> Person | Organisation:
    """The other end of a relation: an organisation by its name, or the person of a case number."""
    case = Case.objects.filter(number=named.strip().upper()).select_related("person").first()
    if case is not None:
        return case.person
    found = [o for o in organisations.find(named) if o.name == named.strip()]
    if len(found) != 1:
        raise Refused(
            bad_facts(
                {
                    "other": Text(
                        "その名称の機関も、その番号の事件も見当たりません。名称を一覧のとおりに、又は事件番号を入れてください。",
                        "There is no organisation of that name and no file of that number: enter the name as "
                        "in the list, or the number of one of the person's files.",
                    )
                }
            )
        )
    return found[0]


FORMS: dict[str, Form] = {
    "name": Form(
        Text("氏名を追加する", "Add a name"),
        (
            (Fact("kind", Text("名の種類", "kind of name"), Kind.CHOICE, _choices(_NAMES)), True),
            (Fact("value", Text("名", "name"), Kind.LINE, personal=True), True),
            (_SINCE, False),
            (_UNTIL, False),
        ),
        _save_name,
    ),
    "document": Form(
        Text("書類を追加する", "Add a document"),
        (
            (Fact("kind", Text("書類の種類", "kind of document"), Kind.CHOICE, _choices(_DOCUMENTS)), True),
            (Fact("number", Text("番号", "number"), Kind.LINE, personal=True), True),
            (Fact("country", Text("発行国・地域", "issued by"), Kind.COUNTRY), True),
            (Fact("issued_on", Text("発行日", "issued on"), Kind.DATE), False),
            (Fact("expires_on", Text("有効期間満了日", "expires on"), Kind.DATE, ahead=True), False),
            (
                Fact(
                    "mrz",
                    Text("旅券の機械読取部分(2行)", "machine-readable zone (two lines)"),
                    Kind.TEXT,
                    personal=True,
                    help=Text(
                        "貼り付けると検査数字を確かめ、登録されている氏名・生年月日・国籍と照らし合わせます。",
                        "Pasted here, its check figures are tested and it is compared with what is on file.",
                    ),
                ),
                False,
            ),
        ),
        _save_document,
    ),
    "relation": Form(
        Text("関係を追加する", "Add a relation"),
        (
            (Fact("kind", Text("関係", "relation"), Kind.CHOICE, _choices(RELATIONS)), True),
            (
                Fact(
                    "other",
                    Text(
                        "相手(機関の名称、又は相手の事件番号)",
                        "other (organisation, or number of their file)",
                    ),
                    Kind.LINE,
                    personal=True,
                ),
                True,
            ),
            (_SINCE, False),
            (_UNTIL, False),
        ),
        _save_relation,
    ),
}
# A kind that the tables know and the form does not offer would be a fault of this file.
assert set(_NAMES) == set(PersonName.Kind.values)
assert set(_DOCUMENTS) == set(IdentityDocument.Kind.values)
assert set(RELATIONS) == set(Relation.Kind.values)


def controls(what: str, data: QueryDict | None, problems: Mapping[str, Text], lang: str) -> list[Control]:
    """The controls of a form, holding what was typed."""
    return [
        control(
            fact,
            lang=lang,
            needed=needed,
            typed=data.get(fact.name, "") if data else "",
            error=problems.get(fact.name),
        )
        for fact, needed in FORMS[what].facts
    ]


def countries(drawn: Iterable[Control]) -> list[str]:
    """The country codes to choose from, where the form asks for one."""
    return country_codes(list(drawn))


def save(what: str, person: Person, data: QueryDict, now: datetime) -> None:
    """Store what a form gives. Raises `Refused` with a sentence for each field at fault."""
    problems: dict[str, Text] = {}
    given: dict[str, Value] = {}
    for fact, needed in FORMS[what].facts:
        value = cleaned(fact, data.get(fact.name, ""), problems, latest=now)
        if value is None and needed and fact.name not in problems:
            problems[fact.name] = Text(
                f"「{fact.label.ja}」を入力してください。", f"Enter “{fact.label.en}”."
            )
        given[fact.name] = value
    if problems:
        raise Refused(bad_facts(problems))
    FORMS[what].save(person, given, now)


def _day(value: Value) -> date | None:
    return date.fromisoformat(str(value)) if value else None
