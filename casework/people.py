"""People and organisations: the only writer of both, apart from the door, which stores the person it opens
a first case for (`build` makes that row, `complete` adds what belongs beside it).

Names stay as written; the folded forms beside them are for finding. Entries that turn out to be one person
are not merged: that is out of scope here, `same_as` keeps the decision for whoever does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, IntegerField, Q, Value, When
from django.db.models import Case as Choose
from django.db.models.expressions import RawSQL

from casework.finding import sought
from casework.finding.filed import Applicant
from casework.models import IdentityDocument, Organisation, Person, PersonName, Relation, SameAs, User
from workflows import identity
from workflows.counting import TOKYO
from workflows.duplicates import Document, Party, Score, Verdict, score, swapped
from workflows.facts import Choice, Fact, Kind, Problem, clean
from workflows.refusals import bad_facts
from workflows.texts import Refusal, Refused, Text

# So many who share a birth date or a name are looked at; the likeliest come first.
MOST_COMPARED = 500
MOST_FOUND = 20

SEXES = (
    Choice("M", Text("男", "male")),
    Choice("F", Text("女", "female")),
    Choice("X", Text("その他・不明", "other or unknown")),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One detail of a person: its fact, whether it is asked for always, and its greatest length."""

    fact: Fact
    needed: bool = False
    most: int = 0


def _line(name: str, ja: str, en: str, most: int, *, needed: bool = False, help: Text | None = None) -> Field:
    return Field(Fact(name, Text(ja, en), Kind.LINE, personal=True, help=help), needed, most)


def _date(name: str, ja: str, en: str, *, ahead: bool = False, help: Text | None = None) -> Field:
    return Field(Fact(name, Text(ja, en), Kind.DATE, personal=True, ahead=ahead, help=help))


FIELDS: tuple[Field, ...] = (
    _line(
        "name_alphabet",
        "氏名(旅券の表記)",
        "name as in the passport",
        200,
        needed=True,
        help=Text(
            "旅券のとおりに。直したり並べ替えたりしません。", "Exactly as written; it is never rearranged."
        ),
    ),
    _line("surname", "姓(旅券の表記)", "surname as in the passport", 200),
    _line("given", "名(旅券の表記)", "given names as in the passport", 200),
    _line("name_kanji", "漢字氏名", "name in Chinese characters", 100),
    _line("name_kana", "カナ氏名", "name in kana", 200),
    _line("aliases", "通称・別名", "other names", 200),
    _date(
        "birth_date",
        "生年月日",
        "date of birth",
        help=Text("分からないときは空けておきます。", "Leave empty if unknown."),
    ),
    _line("place_of_birth", "出生地", "place of birth", 200),
    Field(Fact("sex", Text("性別", "sex"), Kind.CHOICE, SEXES, personal=True)),
    Field(
        Fact(
            "nationality",
            Text("国籍・地域", "nationality"),
            Kind.COUNTRY,
            personal=True,
            help=Text(
                "旅券の三文字コード(例 VNM)。無国籍は XXA。",
                "Three letters as in the passport (VNM); stateless: XXA.",
            ),
        ),
        needed=True,
    ),
    _line("passport_no", "旅券番号", "passport number", 40),
    Field(Fact("passport_country", Text("旅券の発行国", "issuing State of the passport"), Kind.COUNTRY)),
    _date("passport_issued_on", "旅券の発行日", "passport issued on"),
    _date("passport_expires_on", "旅券の有効期間満了日", "passport expires on", ahead=True),
    Field(
        Fact("mrz", Text("旅券の機械読取部分(2行)", "machine-readable zone (two lines)"), Kind.TEXT), most=120
    ),
    _line("card_no", "在留カード番号", "residence card number", 40),
)
BY_NAME: Mapping[str, Field] = {f.fact.name: f for f in FIELDS}


@dataclass(frozen=True, slots=True)
class PersonData:
    """The details of a person, cleaned, not yet anybody's row."""

    name_alphabet: str
    nationality: str
    surname: str = ""
    given: str = ""
    name_kanji: str = ""
    name_kana: str = ""
    aliases: str = ""
    birth_date: date | None = None
    place_of_birth: str = ""
    sex: str = ""
    passport_no: str = ""
    passport_country: str = ""
    passport_issued_on: date | None = None
    passport_expires_on: date | None = None
    mrz: str = ""
    card_no: str = ""

    def plain(self) -> dict[str, Any]:
        """The details that are known, as plain data."""
        found = ((name, value) for name, value in asdict(self).items() if value not in ("", None))
        return {name: v.isoformat() if isinstance(v, date) else v for name, v in found}

    def party(self) -> Party:
        """The details as a comparison sees them."""
        documents = set()
        if self.passport_no:
            documents.add(_passport_key(self.passport_country, self.passport_no))
        if self.card_no:
            documents.add(Document("residence_card", "JPN", identity.number_key(self.card_no)))
        return Party(
            self.name_alphabet,
            self.name_kanji,
            self.name_kana,
            _alias_names(self.aliases),
            self.birth_date,
            self.nationality,
            self.sex,
            frozenset(documents),
        )


def _passport_key(country: str, number: str) -> Document:
    return Document("passport", country, identity.number_key(number))


# --- reading --------------------------------------------------------------------------------------


def read_person(
    raw: Mapping[str, Any], *, now: datetime, problems: dict[str, Text], kanji_confirmed: bool = False
) -> PersonData | None:
    """The details of a person from raw input; what is wrong is noted under its name and None returned.

    `kanji_confirmed`: an officer has found the unusual characters on the list of the notice.
    """
    wrong: dict[str, Text] = {}
    values: dict[str, Any] = {}
    for name in raw:
        if name not in BY_NAME:
            shown = str(name)[:60].replace("\x00", "")
            wrong[shown] = Text(
                f"「{shown}」は人の項目ではありません。", f"“{shown}” is no detail of a person."
            )
    for name, known in BY_NAME.items():
        try:
            values[name] = _cleaned(known, raw.get(name), now)
        except Problem as problem:
            wrong[name] = problem.text
            values[name] = None
    if not wrong:
        values = _with_zone(values, now, wrong)
    _check(values, wrong, kanji_confirmed)
    problems |= wrong
    if wrong:
        return None
    return PersonData(**{f.name: values[f.name] for f in fields(PersonData)})


def _cleaned(known: Field, raw: Any, now: datetime) -> Any:
    label = known.fact.label
    value = clean(known.fact, raw, latest=now)
    if isinstance(value, str) and known.most and len(value) > known.most:
        raise Problem(
            Text(
                f"「{label.ja}」は{known.most}字以内で入力してください。",
                f"“{label.en}” may have at most {known.most} characters.",
            )
        )
    if isinstance(value, str) and "\n" in value and known.fact.kind is Kind.LINE:
        raise Problem(Text(f"「{label.ja}」は一行で入力してください。", f"“{label.en}” must be one line."))
    if value is None and known.needed:
        raise Problem(Text(f"「{label.ja}」を入力してください。", f"Enter “{label.en}”."))
    if known.fact.kind is Kind.DATE:
        return date.fromisoformat(str(value)) if value else None
    return "" if value is None else str(value)


def _with_zone(values: dict[str, Any], now: datetime, wrong: dict[str, Text]) -> dict[str, Any]:
    """What the machine-readable zone says fills in what was not typed, and must not contradict the rest."""
    if not values["mrz"]:
        if values["passport_no"] and not values["passport_country"]:
            return values | {"passport_country": values["nationality"]}
        return values
    try:
        zone = identity.read_zone(values["mrz"], now.astimezone(TOKYO).date())
    except identity.BadZone as bad:
        wrong["mrz"] = Text(
            "".join(text.ja for text in bad.fields.values()),
            " ".join(text.en for text in bad.fields.values()),
        )
        return values
    typed = {
        "name": values["name_alphabet"],
        "number": values["passport_no"],
        "nationality": values["nationality"],
        "birth_date": values["birth_date"],
        "sex": values["sex"],
    }
    names = {"name": "name_alphabet", "number": "passport_no"}
    for name, text in identity.differences(zone, **typed).items():
        wrong[names.get(name, name)] = text
    read = {
        "passport_no": zone.number,
        "passport_country": zone.issuer,
        "passport_expires_on": zone.expires_on,
        "birth_date": zone.birth_date,
        "sex": zone.sex,
        "surname": "" if zone.truncated else zone.surname,
        "given": "" if zone.truncated else zone.given,
        "mrz": "\n".join(zone.lines),
    }
    return {
        n: (read[n] if n == "mrz" or not value else value) if n in read else value
        for n, value in values.items()
    }


def _check(values: dict[str, Any], wrong: dict[str, Text], kanji_confirmed: bool) -> None:
    def check(name: str, test: Any) -> None:
        if values[name] and name not in wrong:
            try:
                values[name] = test(values[name]) or values[name]
            except Problem as problem:
                wrong[name] = problem.text

    for name in ("name_alphabet", "surname", "given"):
        check(name, identity.check_alphabet)
    check("name_kanji", lambda name: identity.check_kanji(name, confirmed=kanji_confirmed))
    check("passport_no", identity.passport_number)
    check("card_no", identity.card_number)
    issued, expires = values["passport_issued_on"], values["passport_expires_on"]
    if issued and expires and expires < issued:
        wrong["passport_expires_on"] = _expires_before_issue()


def _expires_before_issue() -> Text:
    return Text("有効期間満了日が発行日より前です。", "It expires before it was issued.")


def _alias_names(line: str) -> tuple[str, ...]:
    return tuple(part for raw in re.split(r"[、,，;；/／]", line) if (part := raw.strip()))


# --- writing people -------------------------------------------------------------------------------


def details(person: Person) -> dict[str, Any]:
    """The details of a row that is not saved, as raw input."""
    return {name: value for name in BY_NAME if (value := getattr(person, name, None)) not in ("", None)}


def as_applicant(person: Person) -> Applicant:
    """Somebody on file as a filing of theirs is found: every name and the number of every document."""
    names, documents = _beside([person])
    own = (person.name_alphabet, person.name_kanji, person.name_kana, *_alias_names(person.aliases))
    numbers = sorted(document.number for document in documents.get(person.pk, ()))
    return Applicant((*filter(None, own), *names.get(person.pk, ())), tuple(numbers), person.birth_date)


def fold(person: Person, more: Iterable[str] = ()) -> Person:
    """Fill in the columns by which a person is found; nothing is saved."""
    names = (person.name_alphabet, person.name_kanji, person.name_kana, *_alias_names(person.aliases), *more)
    # A name without a single letter still has to leave the rows that wait for folding.
    person.name_fold = identity.fold(person.name_alphabet)[:400] or "-"
    person.name_keys = list(identity.keys(*names))
    person.name_words = list(identity.parts(*names))
    return person


def build(data: PersonData) -> Person:
    """The row of a new person, not saved: for `actions.open_case`, or for `register_person`."""
    return fold(
        Person(
            name_alphabet=data.name_alphabet,
            surname=data.surname,
            given=data.given,
            name_kanji=data.name_kanji,
            name_kana=data.name_kana,
            aliases=data.aliases,
            birth_date=data.birth_date,
            place_of_birth=data.place_of_birth,
            sex=data.sex,
            nationality=data.nationality,
        )
    )


def register_person(data: PersonData, *, now: datetime) -> Person:
    """Store a new person who has no case: a spouse, a child, a supervisor. Whether they are on file
    already is asked before (`candidates`)."""
    with transaction.atomic():
        person = build(data)
        person.created_at = now
        person.save(force_insert=True)
        complete(person, data, now=now)
    return person


def complete(person: Person, data: PersonData, *, now: datetime) -> None:
    """Add the documents that came with the details, and for a new person the other names as rows."""
    with transaction.atomic():
        if person.aliases == data.aliases:
            PersonName.objects.bulk_create(
                [
                    PersonName(person=person, kind=PersonName.Kind.ALIAS, value=value, recorded_at=now)
                    for value in _alias_names(data.aliases)
                ],
                ignore_conflicts=True,
            )
        if data.passport_no:
            add_document(
                person,
                kind=IdentityDocument.Kind.PASSPORT,
                number=data.passport_no,
                country=data.passport_country or data.nationality,
                issued_on=data.passport_issued_on,
                expires_on=data.passport_expires_on,
                mrz=data.mrz,
                now=now,
            )
        if data.card_no:
            add_document(
                person, kind=IdentityDocument.Kind.RESIDENCE_CARD, number=data.card_no, country="JPN", now=now
            )


def add_name(
    person: Person,
    kind: str,
    value: str,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> PersonName:
    """Add a common name, a former name or an alias. The same name of the same kind is kept once. Raises
    `Refused`."""
    fact = Fact("value", Text("名", "name"), Kind.LINE, personal=True)
    wrong: dict[str, Text] = {}
    name = ""
    try:
        name = str(clean(fact, value) or "")
    except Problem as problem:
        wrong["value"] = problem.text
    if not wrong and not name:
        wrong["value"] = Text("名を入力してください。", "Enter the name.")
    if kind not in PersonName.Kind.values:
        wrong["kind"] = Text("名の種類を選んでください。", "Choose the kind of name.")
    wrong |= _bad_span(since, until)
    if wrong:
        raise Refused(bad_facts(wrong))
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        row, _ = PersonName.objects.get_or_create(
            person=held,
            kind=kind,
            value=name,
            defaults={"since": since, "until": until, "recorded_at": now},
        )
        line = "、".join(dict.fromkeys((*_alias_names(held.aliases), name)))
        if len(line) <= 200:
            held.aliases = line
        _fold_with_rows(held)
        held.save(update_fields=["aliases", "name_fold", "name_keys", "name_words"])
    return row


def _fold_with_rows(person: Person) -> None:
    fold(person, PersonName.objects.filter(person=person).values_list("value", flat=True))


def add_document(
    person: Person,
    *,
    kind: str,
    number: str,
    country: str,
    now: datetime,
    issued_on: date | None = None,
    expires_on: date | None = None,
    mrz: str = "",
) -> IdentityDocument:
    """Add a document; what was not known of one that is on file already is filled in. Raises `Refused`."""
    checks = {"passport": identity.passport_number, "residence_card": identity.card_number}
    wrong: dict[str, Text] = {}
    if kind not in IdentityDocument.Kind.values:
        wrong["kind"] = Text("書類の種類を選んでください。", "Choose the kind of document.")
    key = identity.number_key(number)
    try:
        checks.get(kind, identity.number_key)(number)
    except Problem as problem:
        wrong["number"] = problem.text
    if not key or len(key) > 40 or len(number) > 40:
        wrong.setdefault("number", Text("番号を入力してください。", "Enter the number."))
    try:
        country = str(clean(BY_NAME["passport_country"].fact, country) or "")
    except Problem as problem:
        wrong["country"] = problem.text
    if _bad_span(issued_on, expires_on):
        wrong["expires_on"] = _expires_before_issue()
    if wrong:
        raise Refused(bad_facts(wrong))
    more = {"issued_on": issued_on, "expires_on": expires_on, "mrz": mrz}
    row, made = IdentityDocument.objects.get_or_create(
        person=person,
        kind=kind,
        country=country,
        number_key=key,
        defaults={"number": number.strip(), "recorded_at": now, **more},
    )
    news = {name: value for name, value in more.items() if value and not getattr(row, name)}
    if not made and news:
        for name, value in news.items():
            setattr(row, name, value)
        row.save(update_fields=list(news))
    return row


# Who may stand on the other side of a relation.
_PERSONS = frozenset({"spouse", "child", "parent", "household", "supervisor", "guarantor"})
_ORGANISATIONS = frozenset({"employer", "school", "supervisor", "guarantor"})


def relate(
    person: Person,
    kind: str,
    to: Person | Organisation,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Relation:
    """Record what somebody or an organisation is to a person. A relation that stands is kept once. Raises
    `Refused`."""
    allowed = _PERSONS if isinstance(to, Person) else _ORGANISATIONS
    wrong = _bad_span(since, until)
    if kind not in Relation.Kind.values:
        wrong["kind"] = Text("関係の種類を選んでください。", "Choose the kind of relation.")
    elif kind not in allowed:
        label = Relation.Kind(kind).label
        what = Text("人", "a person") if isinstance(to, Person) else Text("機関", "an organisation")
        wrong["kind"] = Text(
            f"{what.ja}は「{label}」になりません。", f"“{kind}” cannot be {what.en}: choose another relation."
        )
    if isinstance(to, Person) and to.pk == person.pk:
        wrong["other"] = Text("本人との関係は登録できません。", "Nobody is related to themselves.")
    if wrong:
        raise Refused(bad_facts(wrong))
    ends = {"other": to} if isinstance(to, Person) else {"organisation": to}
    if until is not None:
        return Relation.objects.create(
            person=person, kind=kind, since=since, until=until, recorded_at=now, **ends
        )
    row, _ = Relation.objects.get_or_create(
        person=person, kind=kind, until=None, **ends, defaults={"since": since, "recorded_at": now}
    )
    return row


def end_relation(relation: Relation, until: date) -> Relation:
    """End a relation. Raises `Refused` for a day before it began."""
    wrong = _bad_span(relation.since, until)
    if wrong:
        raise Refused(bad_facts(wrong))
    relation.until = until
    relation.save(update_fields=["until"])
    return relation


def note_end(person_id: int, ends: Mapping[str, str | None]) -> None:
    """Repeat on the person's row what the file for life says: `died_on`, `naturalised_on` (ISO dates; None
    takes a date back). For the door, which knows the file."""
    if ends:
        Person.objects.filter(pk=person_id).update(**ends)


def _bad_span(since: date | None, until: date | None) -> dict[str, Text]:
    if since is not None and until is not None and until < since:
        return {"until": Text("終わりの日が始まりの日より前です。", "It ends before it begins.")}
    return {}


def fold_missing(limit: int = 1000) -> int:
    """Fold people who were stored without the columns by which they are found; how many there were."""
    people = list(Person.objects.filter(name_fold="").order_by("id")[:limit])
    rows: dict[int, list[str]] = {}
    for pk, value in PersonName.objects.filter(person__in=people).values_list("person_id", "value"):
        rows.setdefault(pk, []).append(value)
    for person in people:
        fold(person, rows.get(person.pk, ()))
    Person.objects.bulk_update(people, ["name_fold", "name_keys", "name_words"], batch_size=500)
    return len(people)


# --- finding people -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on file who may be the person in question, and why."""

    person: Person
    score: Score = field(compare=False)


def candidates(of: PersonData | Person) -> list[Candidate]:
    """Who on file may be this person, the likeliest first; those whom an officer has told apart are left
    out. At most five queries, however many people there are."""
    party = of.party() if isinstance(of, PersonData) else _party(of, *_beside([of]))
    by_number = _people_with(party.documents)
    found = _who_might(party, by_number, None if isinstance(of, PersonData) else of.pk)
    names, documents = _beside(found)
    scored = [Candidate(p, score(party, _party(p, names, documents))) for p in found]
    likely = [c for c in scored if c.score.verdict is not Verdict.NONE]
    if isinstance(of, Person) and of.pk is not None:
        apart = _told_apart(of, [c.person for c in likely])
        likely = [c for c in likely if c.person.pk not in apart]
    rank = {Verdict.CERTAIN: 0, Verdict.POSSIBLE: 1}
    likely.sort(key=lambda c: (rank[c.score.verdict], -c.score.points, c.person.pk))
    return likely[:MOST_FOUND]


def _people_with(documents: Iterable[Document]) -> list[int]:
    numbers = [d.number for d in documents]
    if not numbers:
        return []
    found = IdentityDocument.objects.filter(number_key__in=numbers)
    return list(found.values_list("person_id", flat=True).distinct()[:MOST_COMPARED])


def _who_might(party: Party, by_number: list[int], but: int | None) -> list[Person]:
    keys = list(identity.keys(*party.names))
    same_name = Q(name_keys__overlap=keys)
    if party.birth_date is None:
        wanted = Q(pk__in=by_number) | same_name
    else:
        days = [day for day in (party.birth_date, swapped(party.birth_date)) if day is not None]
        wanted = Q(pk__in=by_number) | Q(birth_date__in=days) | (Q(birth_date=None) & same_name)
    order = Choose(
        When(pk__in=by_number, then=Value(0)),
        When(same_name, then=Value(1)),
        When(nationality=party.nationality, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = Person.objects.filter(wanted) if but is None else Person.objects.filter(wanted).exclude(pk=but)
    return list(found.order_by(order, "id")[:MOST_COMPARED])


def _beside(
    people: Iterable[Person],
) -> tuple[dict[int, list[str]], dict[int, set[Document]]]:
    """The other names and the documents of people, by their number."""
    ids = [p.pk for p in people if p.pk is not None]
    names: dict[int, list[str]] = {}
    documents: dict[int, set[Document]] = {}
    if ids:
        for pk, value in PersonName.objects.filter(person__in=ids).values_list("person_id", "value"):
            names.setdefault(pk, []).append(value)
        rows = IdentityDocument.objects.filter(person__in=ids)
        for pk, kind, country, key in rows.values_list("person_id", "kind", "country", "number_key"):
            documents.setdefault(pk, set()).add(Document(kind, country, key))
    return names, documents


def _party(person: Person, names: Mapping[int, list[str]], documents: Mapping[int, set[Document]]) -> Party:
    return Party(
        person.name_alphabet,
        person.name_kanji,
        person.name_kana,
        tuple(dict.fromkeys((*_alias_names(person.aliases), *names.get(person.pk, ())))),
        person.birth_date,
        person.nationality,
        person.sex,
        frozenset(documents.get(person.pk, ())),
    )


def search(text: str, limit: int = MOST_FOUND) -> list[Person]:
    """People by words of a name in any order, by the beginning of the name, or by a document's number. Who
    may see them is asked by whoever shows them."""
    found = _by_words(text[:200])
    if found is None:
        return []
    # Asked first by itself: within the other question it would keep the indexes from being used.
    by_number = list(
        IdentityDocument.objects.filter(number_key=identity.number_key(text[:60]))
        .values_list("person_id", flat=True)
        .distinct()[:limit]
    )
    if by_number:
        found |= Q(pk__in=by_number)
    return list(Person.objects.filter(found).order_by("name_fold", "id")[:limit])


def _by_words(text: str) -> Q | None:
    """The names that have every word of a text (in either spelling of it), or begin with it; None for a text
    without words."""
    spelt = [key.split() for key in identity.keys(text)]
    if not spelt:
        return None
    query = sought.all_of(spelt)
    match = RawSQL(f"{sought.PERSON_LEXEMES} @@ %s::tsquery", [query], BooleanField())
    return Q(name_fold__startswith=identity.fold(text)) | Q(match)


# --- one person or two ----------------------------------------------------------------------------


def same_as(
    person: Person, other: Person, same: bool, *, by: User, now: datetime, reason: str = ""
) -> SameAs:
    """Keep an officer's decision whether two entries are one person. Nothing is merged."""
    if person.pk == other.pk:
        raise Refused(
            Refusal(
                "same-entry",
                Text("同じ登録です。", "That is one and the same entry."),
                Text("別々の登録を比べて判断します。", "The decision is about two entries."),
                Text("別の登録を選んでください。", "Choose another entry."),
            )
        )
    lower, higher = sorted((person, other), key=lambda p: p.pk)
    return SameAs.objects.create(
        person=lower, other=higher, same=same, reason=reason[:400], decided_by=by, decided_at=now
    )


def _told_apart(person: Person, others: list[Person]) -> set[int]:
    ids = [p.pk for p in others]
    pairs = SameAs.objects.filter(Q(person=person, other__in=ids) | Q(other=person, person__in=ids))
    newest: dict[int, bool] = {}
    for one, two, same in pairs.order_by("id").values_list("person_id", "other_id", "same"):
        newest[two if one == person.pk else one] = same
    return {pk for pk, same in newest.items() if not same}


def hold_identity(data: PersonData) -> None:
    """Let nobody else register the same person until this transaction ends: two counters with one person's
    two filings would each find nobody on file."""
    who = data.birth_date.isoformat() if data.birth_date else identity.fold(data.name_alphabet)
    held = sorted({who, *(d.number for d in data.party().documents)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(k, 4)) "
            "FROM (SELECT unnest(%s::text[]) AS k ORDER BY 1) AS held",
            [held],
        )
