"""Search: cases, people, filings at reception and organisations by whatever an officer has in hand.

Each statement asks for what the officer may see and for nothing else, goes along an index, looks at a bounded
number of rows, and is stopped by the database after `TIMEOUT_MS`: of what is stopped the answer says that
more must be typed. An order is the same each time the same is asked. What was looked for is written nowhere.

Order of people: a number, the whole name, the beginning of the name, words of it, one error of typing; within
each of these open files before closed ones, then the newest. Of a very common beginning the first
`MOST_PEOPLE` in the order of the alphabet are considered, which the answer says too (`Group.rest`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from casework.finding import filings, sought
from casework.finding.asking import (
    MOST_FILES,
    MOST_LOOKED_AT,
    MOST_PEOPLE,
    MOST_TYPING,
    Filters,
    Group,
    Rank,
    TooMany,
    Values,
    after_all,
    bounded,
    bounds,
    one_after_the_other,
    page,
    run,
)
from casework.finding.filings import FoundFiling
from casework.finding.sought import Sought
from casework.models import PersonName, User
from casework.permissions import Sight, sight
from workflows import identity
from workflows.filing import ORGANISATIONS
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Text

# As many as this many results: the suggestions under the box.
TYPING = 8


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case the officer may see."""

    id: int
    number: str
    procedure: Text
    stage: Text
    office: str
    opened_at: datetime
    closed_at: datetime | None
    person_id: int
    name: str
    kanji: str
    kana: str
    born: date | None
    nationality: str


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of a person, by which they were found: a former name, a common name, an alias."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody of whom the officer may see a file, with what tells them from others of the same name.
    `files` counts those the officer may see, up to `MOST_FILES`; `same`: other entries that an officer has
    found to be the same person."""

    id: int
    rank: Rank
    name: str
    kanji: str
    kana: str
    born: date | None
    nationality: str
    sex: str
    files: int
    open_files: int
    also: tuple[OtherName, ...]
    same: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """An organisation."""

    id: int
    name: str
    kana: str
    kind: Text
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `filings` and `organisations` are None for who may not see any. `near`: nothing fits as
    typed, these differ by one error of typing."""

    asked: Sought
    cases: Group[FoundCase] = field(default_factory=Group)
    people: Group[FoundPerson] = field(default_factory=Group)
    filings: Group[FoundFiling] | None = None
    organisations: Group[FoundOrganisation] | None = None
    near: bool = False

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return sum(len(group.rows) for group in self._groups)

    @property
    def rest(self) -> bool:
        """Whether more must be typed to see all."""
        return any(group.rest for group in self._groups)

    @property
    def _groups(self) -> list[Group[Any]]:
        every = (self.cases, self.people, self.filings, self.organisations)
        return [group for group in every if group is not None]


def find(
    user: User,
    text: str,
    limit: int = TYPING,
    *,
    reception: bool = False,
    filters: Filters | None = None,
    after: Mapping[str, int] | None = None,
) -> Found:
    """What a text leads to, of each kind `limit` rows. `reception`: the officer sees what comes in and who
    files it (takes filings in, or answers for the office); of filings those of the own offices. `after`: by
    group (cases, people, filings, organisations) the row after which its page begins. Answers whatever is
    typed, also nothing at all."""
    asked, seen, narrowed = sought.read(text), sight(user), filters or Filters()
    after = after or {}
    if asked.empty or (not seen.everything and not seen.offices):
        if not reception:
            return Found(asked)
        return Found(asked, filings=Group(), organisations=Group())
    most = MOST_TYPING if limit <= TYPING else MOST_PEOPLE
    listed = _organisations(asked, limit, after.get("organisations", 0)) if reception else None
    numbered, people, rest = _candidates(asked, seen, narrowed, most)
    alike = not numbered and not people and not rest and not (listed and listed.rows)
    waiting = None
    if reception:
        place = after.get("filings", 0)
        waiting = filings.find(asked, seen, narrowed, limit, place, most, alike=alike)
        alike = alike and all(row.rank is Rank.NEAR for row in waiting.rows)
    near = alike and bool(waiting and waiting.rows)
    if alike:
        people, rest = _near(asked, seen, narrowed, most)
        near = near or bool(people)
    rows, stopped = _files(seen, narrowed, numbered, people, most)
    rest = rest or stopped
    return Found(
        asked,
        page(_cases(rows), limit, after.get("cases", 0), rest),
        _people(asked, seen, rows, people, limit, after.get("people", 0), rest),
        waiting,
        listed,
        near,
    )


def people_named(user: User, text: str, most: int) -> tuple[list[int], str]:
    """The people of a name, for a list that is filtered by what its reader may see: their ids, which are more
    than `most` where they are too many to be listed; and the query in lexemes that tells them from others. Of
    an officer who sees few files these are the people of those, also without a name. Nobody where the text
    has no letters. Raises `TooMany`."""
    asked = sought.read(text)
    if text and not asked.spelt:
        return [], ""
    words = sought.by_words(asked) if asked.spelt else ""
    query = " & ".join(part for part in (words, _marked(sight(user))) if part)
    if not query:
        return [], ""
    statement = (
        f"SELECT id FROM casework_person WHERE {sought.PERSON_LEXEMES} @@ %(query)s::tsquery LIMIT %(most)s"
    )
    with bounded(), connection.cursor() as cursor:
        cursor.execute(statement, {"query": query, "most": most + 1})
        return [row[0] for row in cursor.fetchall()], query


def sees_few(user: User) -> bool:
    """Whether the officer sees the files of single places alone."""
    return bool(_marked(sight(user)))


def cases_numbered(user: User, text: str, most: int) -> list[int]:
    """The cases of a number or a part of one that an officer may see, at most so many. Raises `TooMany`."""
    asked = sought.read(text)
    if asked.case is None:
        return []
    may, values = _may(sight(user), Filters())
    parts = _by_case_number(asked, may, values)
    found = run(one_after_the_other(parts), values | bounds(most) | {"enough": 3 * most})
    if found is None:
        raise TooMany
    return list(dict.fromkeys(key for _kind, key, _rank in found))[:most]


# --- what an officer may see ----------------------------------------------------------------------


def _may(seen: Sight, filters: Filters) -> tuple[str, Values]:
    """The condition on a case `c`, and its values."""
    conditions, values = [], Values()
    if not seen.everything:
        # The facility last: for it the facts must be read.
        conditions.append(
            "(c.office_id = ANY(%(offices)s) OR c.procedure = ANY(%(anywhere)s)"
            " OR c.facts ->> 'facility' = ANY(%(offices)s))"
        )
        values |= {"offices": list(seen.offices), "anywhere": list(seen.procedures)}
    for name, column in (("procedure", "c.procedure"), ("office", "c.office_id")):
        if wanted := getattr(filters, name):
            conditions.append(f"{column} = %(f_{name})s")
            values[f"f_{name}"] = wanted.replace("\x00", "")
    if filters.status in ("open", "closed"):
        conditions.append(f"c.closed_at IS {'' if filters.status == 'open' else 'NOT '}NULL")
    return " AND ".join(conditions) or "true", values


def _seen(may: str) -> str:
    """The condition on a person `p`: the officer may see one of their files. Asked of each by itself: as a
    join the database would read all cases."""
    return f"(SELECT true FROM casework_case c WHERE c.person_id = p.id AND {may} LIMIT 1)"


def _marked(seen: Sight) -> str:
    """A query for the people whose files are where an officer may see them, or empty where these are most
    people, so that it would only cost."""
    if seen.everything or seen.procedures or not seen.offices:
        return ""
    return sought.any_of(sought.quoted(sought.OFFICE + office) for office in seen.offices)


# --- candidates -----------------------------------------------------------------------------------


def _candidates(
    asked: Sought, seen: Sight, filters: Filters, most: int
) -> tuple[list[int], dict[int, Rank], bool]:
    """Cases by number and people by everything, the best first, and whether there may be more of them."""
    may, values = _may(seen, filters)
    values |= bounds(most)
    parts: list[str] = []
    if asked.case is not None:
        parts += _by_case_number(asked, may, values)
    person = _seen(may)
    if filters.nationality:
        person += " AND p.nationality = %(nationality)s"
        values["nationality"] = filters.nationality.replace("\x00", "")
    parts += _by_number(asked, person, values)
    enough = (most + 1) * (len(parts) + 1)
    if asked.names or asked.born:
        parts += _by_name(asked, seen, person, values)
    if not parts:
        return [], {}, False
    found = run(one_after_the_other(parts), values | {"enough": enough})
    if found is None:
        return [], {}, True
    cases = list(dict.fromkeys(key for kind, key, _rank in found if kind == "c"))
    people: dict[int, Rank] = {}
    for kind, key, rank in found:
        if kind == "p":
            people.setdefault(key, Rank(rank))
    rest = len(cases) > most or len(people) > most or any(kind == "rest" for kind, _key, _rank in found)
    return cases[:most], dict(list(people.items())[:most]), rest


def _by_case_number(asked: Sought, may: str, values: Values) -> list[str]:
    assert asked.case is not None
    case = asked.case
    values |= {"typed": case.typed, "typed_end": after_all(case.typed), "series": f"%{case.series}"}
    values |= {"figures": case.figures, "figures_end": after_all(case.figures)}
    # Every series there is, of an office, a procedure and a year, is a row of the counters.
    wanted = "replace(k.series, '-', '') LIKE %(series)s"
    if not case.figures:
        wanted = "replace(k.series, '-', '') LIKE %(series)s || '%%'"
    return [
        f"SELECT 'c' AS kind, c.id, 0 AS rank FROM casework_case c WHERE c.number = %(typed)s AND {may}",
        f"""SELECT 'c', c.id, 1 FROM (
              SELECT * FROM casework_case WHERE number ~>=~ %(typed)s AND number ~<~ %(typed_end)s
              ORDER BY number USING ~>~ LIMIT %(looked)s) c
            WHERE {may} LIMIT %(most)s""",
        f"""SELECT 'c', c.id, 2 FROM (SELECT series FROM casework_counter k WHERE {wanted}
                                      ORDER BY k.series DESC) k
            CROSS JOIN LATERAL (
              SELECT * FROM casework_case
              WHERE number ~>=~ (k.series || '-' || %(figures)s) AND number ~<~ (k.series || '-' || %(figures_end)s)
              ORDER BY number USING ~>~ LIMIT 200) c
            WHERE {may} LIMIT %(most)s""",
    ]


def _by_number(asked: Sought, person: str, values: Values) -> list[str]:
    parts = []
    if asked.number:
        values |= {"number": asked.number, "number_end": after_all(asked.number)}
        values["card"] = sought.quoted(sought.NUMBER + asked.number, begins=True)
        parts += [
            f"""SELECT 'p', p.id, 0 FROM (
                  SELECT person_id FROM casework_identitydocument
                  WHERE number_key ~>=~ %(number)s AND number_key ~<~ %(number_end)s
                  ORDER BY number_key USING ~<~, kind LIMIT %(looked)s) d
                JOIN casework_person p ON p.id = d.person_id WHERE {person} LIMIT %(most)s""",
            f"""SELECT 'p', p.id, 0 FROM (
                  SELECT * FROM casework_person WHERE {sought.PERSON_LEXEMES} @@ %(card)s::tsquery
                  LIMIT %(looked)s) p WHERE {person} LIMIT %(most)s""",
        ]
    if asked.phone:
        values |= {"phone": asked.phone, "phone_end": after_all(asked.phone)}
        parts.append(
            f"""SELECT 'p', p.id, 0 FROM (
                  SELECT person_id FROM casework_personcontact
                  WHERE phone_key ~>=~ %(phone)s AND phone_key ~<~ %(phone_end)s AND NOT phone_key = ''
                  ORDER BY phone_key USING ~<~ LIMIT %(looked)s) t
                JOIN casework_person p ON p.id = t.person_id WHERE {person} LIMIT %(most)s"""
        )
    return parts


def _by_name(asked: Sought, seen: Sight, person: str, values: Values) -> list[str]:
    """The whole name, its beginning, its words. With a date of birth, who was born on that day is asked."""
    marks = _marked(seen)
    values |= {
        "born": asked.born,
        "keys": list(identity.keys(" ".join(asked.spelt[0] if asked.spelt else ()))),
    }
    values["words"] = " & ".join(q for q in (sought.by_words(asked) if asked.spelt else "", marks) if q)
    begins = " ".join(asked.spelt[0]) if asked.spelt else ""
    values |= {"begins": begins, "begins_end": after_all(begins)}
    if asked.born:
        fits = f"{sought.PERSON_LEXEMES.replace('casework_person', 'p')} @@ %(words)s::tsquery"
        named = f"{fits} AND " if values["words"] else ""
        rank = "CASE WHEN p.name_keys && %(keys)s THEN 1 ELSE 3 END" if asked.spelt else "1"
        return [
            f"""SELECT 'p', p.id, {rank} FROM (
                  SELECT * FROM casework_person WHERE birth_date = %(born)s LIMIT %(looked)s) p
                WHERE {named}{person} LIMIT %(most)s"""
        ]
    parts, left = [], []
    match = f"{sought.PERSON_LEXEMES} @@ %(words)s::tsquery"
    begin = "name_fold ~>=~ %(begins)s AND name_fold ~<~ %(begins_end)s"
    # One letter is the beginning of far too many words.
    letter = len(begins) == 1 and begins.isascii()
    if not letter:
        narrow = f" AND {match}" if marks else ""
        parts.append(_looked(f"name_keys && %(keys)s{narrow}", "1", person))
    if begins.isascii() and not marks:
        rest = " AND NOT p.name_keys && %(keys)s"
        parts.append(_looked(begin, "2", person + rest, order="ORDER BY name_fold USING ~<~, id"))
        left.append(begin)
    if not letter or marks:
        rank = "CASE WHEN p.name_fold ~>=~ %(begins)s AND p.name_fold ~<~ %(begins_end)s THEN 2 ELSE 3 END"
        rest = " AND NOT p.name_keys && %(keys)s" + ("" if marks else f" AND NOT ({begin})")
        parts.append(_looked(match, rank, person + rest))
        left.append(match)
    # Only where all this was not enough: whether more were there than were looked at.
    parts += [
        f"SELECT 'rest', 0, 0 FROM (SELECT FROM casework_person WHERE {one} OFFSET %(looked)s LIMIT 1) r"
        for one in left
    ]
    return parts


def _looked(where: str, rank: str, person: str, order: str = "") -> str:
    return f"""SELECT 'p', p.id, {rank} FROM (
                 SELECT * FROM casework_person WHERE {where} {order} LIMIT %(looked)s) p
               WHERE {person} LIMIT %(most)s"""


def _near(asked: Sought, seen: Sight, filters: Filters, most: int) -> tuple[dict[int, Rank], bool]:
    """People whose name has one letter more, less or other than was typed, or begins with every word."""
    query = sought.near(asked)
    if not query:
        return {}, False
    may, values = _may(seen, filters)
    person = _seen(may)
    if filters.nationality:
        person += " AND p.nationality = %(nationality)s"
        values["nationality"] = filters.nationality.replace("\x00", "")
    values |= {"words": " & ".join(q for q in (query, _marked(seen)) if q)}
    values |= bounds(most)
    found = run(
        f"""SELECT p.id FROM (
              SELECT * FROM casework_person WHERE {sought.PERSON_LEXEMES} @@ %(words)s::tsquery
              LIMIT %(looked)s) p WHERE {person} LIMIT %(most)s""",
        values,
    )
    if found is None:
        return {}, True
    return {row[0]: Rank.NEAR for row in found[:most]}, len(found) > most


# --- the rows -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    """One file of a candidate, with its person."""

    rank: int
    id: int
    number: str
    procedure: str
    law_on: date
    stage: str
    office: str
    opened_at: datetime
    closed_at: datetime | None
    person_id: int
    name: str
    kanji: str
    kana: str
    born: date | None
    nationality: str
    sex: str

    @property
    def order(self) -> tuple[Any, ...]:
        """Open before closed, then the newest."""
        return (self.closed_at is not None, -self.opened_at.timestamp(), -self.id)


_COLUMNS = """c.id, c.number, c.procedure, c.law_on, c.stage, c.office_id, c.opened_at, c.closed_at, c.person_id,
  p.name_alphabet, p.name_kanji, p.name_kana, p.birth_date, p.nationality, p.sex"""


def _files(
    seen: Sight, filters: Filters, cases: Sequence[int], people: Mapping[int, Rank], most: int
) -> tuple[list[_File], bool]:
    """The files found by number, and those of the people found that the officer may see."""
    if not cases and not people:
        return [], False
    may, values = _may(seen, filters)
    nation = " AND p.nationality = %(nationality)s" if filters.nationality else ""
    values |= {"cases": list(cases), "people": list(people), "files": MOST_FILES}
    values["nationality"] = filters.nationality.replace("\x00", "")
    found = run(
        f"""SELECT 'c', {_COLUMNS} FROM casework_case c JOIN casework_person p ON p.id = c.person_id
            WHERE c.id = ANY(%(cases)s) AND {may}{nation}
            UNION ALL
            SELECT 'p', {_COLUMNS}
            FROM casework_person p CROSS JOIN LATERAL (
              SELECT * FROM casework_case c WHERE c.person_id = p.id AND {may}
              ORDER BY c.closed_at IS NOT NULL, c.id DESC LIMIT %(files)s) c
            WHERE p.id = ANY(%(people)s){nation}""",
        values,
    )
    if found is None:
        return [], True
    place = {key: number for number, key in enumerate(cases)}
    rows = [
        _File(place[row[1]] - len(place) if row[0] == "c" else int(people[row[9]]), *row[1:]) for row in found
    ]
    return rows, False


def _cases(rows: Sequence[_File]) -> list[FoundCase]:
    """The files in their order: by their own number first, as found, then those of people."""
    ordered = sorted(rows, key=lambda row: (row.rank, *row.order))
    unique = {row.id: row for row in reversed(ordered)}
    return [_case(row) for row in sorted(unique.values(), key=lambda row: (row.rank, *row.order))]


def _case(row: _File) -> FoundCase:
    try:
        law = find_procedure(row.procedure, row.law_on)
        label, stage = law.label, law.machines[law.main].states[row.stage].label
    except (UnknownProcedure, KeyError):
        label = stage = Text(row.procedure, row.procedure)
    return FoundCase(
        row.id,
        row.number,
        label,
        stage,
        row.office,
        row.opened_at,
        row.closed_at,
        row.person_id,
        row.name,
        row.kanji,
        row.kana,
        row.born,
        row.nationality,
    )


def _people(
    asked: Sought,
    seen: Sight,
    rows: Sequence[_File],
    ranks: Mapping[int, Rank],
    limit: int,
    after: int,
    rest: bool,
) -> Group[FoundPerson]:
    files: dict[int, list[_File]] = {}
    for row in rows:
        if row.person_id in ranks and row.rank >= 0:
            files.setdefault(row.person_id, []).append(row)
    best = {key: min(found, key=lambda row: row.order) for key, found in files.items()}
    ordered = sorted(best.values(), key=lambda row: (ranks[row.person_id], *row.order))
    found = [
        FoundPerson(
            row.person_id,
            ranks[row.person_id],
            row.name,
            row.kanji,
            row.kana,
            row.born,
            row.nationality,
            row.sex,
            len(files[row.person_id]),
            sum(file.closed_at is None for file in files[row.person_id]),
            (),
            (),
        )
        for row in ordered
    ]
    shown: Group[FoundPerson] = page(found, limit, after, rest)
    return Group(_beside(asked, seen, shown.rows), shown.next, shown.rest)


def _beside(asked: Sought, seen: Sight, people: Sequence[FoundPerson]) -> list[FoundPerson]:
    """The people with the other names that fit what was typed, and the entries found to be the same person
    of which the officer may see a file."""
    if not people:
        return []
    may, values = _may(seen, Filters())
    found = run(
        f"""SELECT n.person_id, n.kind, n.value, NULL FROM casework_personname n
            WHERE n.person_id = ANY(%(people)s)
            UNION ALL
            SELECT s.of, '', '', s.other FROM (
              SELECT DISTINCT ON (of, other) of, other, same FROM (
                SELECT id, person_id AS of, other_id AS other, same FROM casework_sameas
                WHERE person_id = ANY(%(people)s)
                UNION ALL
                SELECT id, other_id, person_id, same FROM casework_sameas WHERE other_id = ANY(%(people)s)) b
              ORDER BY of, other, id DESC) s
            JOIN casework_person p ON p.id = s.other
            WHERE s.same AND {_seen(may)}""",
        values | {"people": [person.id for person in people]},
    )
    names: dict[int, list[OtherName]] = {}
    same: dict[int, list[int]] = {}
    for key, kind, value, other in found or ():
        if other is not None:
            same.setdefault(key, []).append(other)
        elif kind == PersonName.Kind.FORMER or asked.named(value):
            names.setdefault(key, []).append(OtherName(kind, value))
    return [_with(asked, person, names, same) for person in people]


def _with(
    asked: Sought,
    person: FoundPerson,
    names: Mapping[int, list[OtherName]],
    same: Mapping[int, list[int]],
) -> FoundPerson:
    own = any(asked.named(name) for name in (person.name, person.kanji, person.kana) if name)
    also = [] if own or not asked.names else [n for n in names.get(person.id, ()) if asked.named(n.value)]
    return FoundPerson(
        person.id,
        person.rank,
        person.name,
        person.kanji,
        person.kana,
        person.born,
        person.nationality,
        person.sex,
        person.files,
        person.open_files,
        tuple(also),
        tuple(sorted(same.get(person.id, ()))),
    )


# --- organisations --------------------------------------------------------------------------------


def _organisations(asked: Sought, limit: int, after: int) -> Group[FoundOrganisation]:
    query = sought.organisation_query(asked)
    if not query:
        return Group()
    begins = asked.spelt[0] if asked.spelt else ()
    found = run(
        f"""SELECT id, name, name_kana, kind, corporate_number, registered_number, phone FROM (
              SELECT * FROM casework_organisation WHERE {sought.ORGANISATION_LEXEMES} @@ %(query)s::tsquery
              LIMIT %(looked)s) o
            ORDER BY NOT (%(number)s IN (o.corporate_number, o.registered_number)
              OR %(called)s = ANY(o.name_words)), o.name_fold <> %(begins)s,
              NOT (o.name_fold ~>=~ %(begins)s AND o.name_fold ~<~ %(begins_end)s), o.name, o.id
            LIMIT %(most)s""",
        {
            "query": query,
            "looked": MOST_LOOKED_AT,
            "most": MOST_PEOPLE + 1,
            "number": asked.number or "-",
            "called": sought.PHONE + asked.phone,
            "begins": " ".join(begins),
            "begins_end": after_all(" ".join(begins)),
        },
    )
    if found is None:
        return Group(rest=True)
    rows = [
        FoundOrganisation(
            key, name, kana, ORGANISATIONS.get(kind, Text(kind, kind)), corporate or registered, phone
        )
        for key, name, kana, kind, corporate, registered, phone in found[:MOST_PEOPLE]
    ]
    return page(rows, limit, after, len(found) > MOST_PEOPLE)
