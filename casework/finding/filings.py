"""Filings that wait at reception, as a search finds them: refused for now, or parked until an officer says who
the applicant is. One that was accepted is found as its case; one that was returned is over.

One statement, which asks for the filings of the officer's offices alone. Order: a number, the whole name, the
beginning of the name, words of it, then who filed; within each of these the longest waiting first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.days import tokyo_day
from casework.finding import sought
from casework.finding.asking import (
    MOST_PEOPLE,
    Filters,
    Group,
    Rank,
    Values,
    after_all,
    bounds,
    one_after_the_other,
    page,
    run,
)
from casework.finding.sought import Sought
from casework.permissions import Sight
from workflows import identity
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class FoundFiling:
    """A filing that waits at an office of the officer's. `status`: waiting or parked; `filer`: who filed it,
    the organisation before its officer."""

    id: int
    rank: Rank
    what: Text
    status: str
    office: str
    received_at: datetime
    filer: str
    name: str
    kanji: str
    kana: str
    born: date | None
    nationality: str


def find(
    asked: Sought, seen: Sight, filters: Filters, limit: int, after: int, most: int, *, alike: bool
) -> Group[FoundFiling]:
    """The filings, for an officer who sees what came in (`casework.views.intake.may_look`). `alike`: where
    none fits as typed, those that differ by one error of typing."""
    if filters.status == "closed":
        return Group()
    may, values = _may(seen, filters)
    values |= bounds(most)
    parts = [*_by_number(asked, seen, may, values), *_by_name(asked, seen, may, values)]
    parts += _by_organisation(asked, may, values)
    if not parts:
        return Group()
    statement = one_after_the_other(parts)
    near = _near(asked, seen, may, values) if alike else ""
    if near:
        statement = (
            f"WITH fits AS MATERIALIZED ({statement}) SELECT * FROM fits UNION ALL"
            f" (SELECT * FROM ({near}) near WHERE NOT EXISTS (SELECT FROM fits))"
        )
    rows = run(
        f"{_COLUMNS} FROM ({statement}) f {_JOINS}", values | {"enough": (most + 1) * (len(parts) + 1)}
    )
    if rows is None:
        return Group(rest=True)
    best: dict[int, FoundFiling] = {}
    for key, rank, *columns in rows:
        if key is not None and (key not in best or rank < best[key].rank):
            best[key] = _filing(asked, key, rank, columns)
    ordered = sorted(best.values(), key=lambda row: (row.rank, row.received_at, row.id))
    rest = len(ordered) > most or any(row[0] is None for row in rows)
    return page(ordered[:most], limit, after, rest)


# --- the statement --------------------------------------------------------------------------------

# As the indexes have it; the rows of a file of many count as received once all are checked. Asked of each by
# itself: as a join the database would read all files.
_OPEN = """i.status IN ('waiting', 'parked') AND coalesce(
  (SELECT b.status FROM casework_intakebatch b WHERE b.id = i.batch_id), '') NOT IN ('checking', 'refused')"""
_LEXEMES = sought.FILING_LEXEMES.replace("casework_intake", "i")
_COLUMNS = """SELECT i.id, f.rank, i.procedure, i.step, i.status, i.office_id, i.received_at, i.filer_name,
  coalesce(o.name, ''), coalesce(p.name_alphabet, left(i.person_data ->> 'name_alphabet', 200), ''),
  coalesce(p.name_kanji, left(i.person_data ->> 'name_kanji', 100), ''),
  coalesce(p.name_kana, left(i.person_data ->> 'name_kana', 200), ''),
  coalesce(p.birth_date::text, left(i.person_data ->> 'birth_date', 10), ''),
  coalesce(p.nationality, left(i.person_data ->> 'nationality', 3), '')"""
_JOINS = """LEFT JOIN casework_intake i ON i.id = f.id LEFT JOIN casework_person p ON p.id = i.person_id
  LEFT JOIN casework_organisation o ON o.id = i.organisation_id"""


def _may(seen: Sight, filters: Filters) -> tuple[str, Values]:
    """The condition on a filing `i`, and its values: open, of an office of the officer's, as filtered."""
    conditions, values = [_OPEN], Values()
    if not seen.everything:
        conditions.append("i.office_id = ANY(%(offices)s)")
        values["offices"] = list(seen.offices)
    for name, column in (("procedure", "i.procedure"), ("office", "i.office_id")):
        if wanted := getattr(filters, name):
            conditions.append(f"{column} = %(f_{name})s")
            values[f"f_{name}"] = wanted.replace("\x00", "")
    if filters.nationality:
        conditions.append(
            "coalesce((SELECT p.nationality FROM casework_person p WHERE p.id = i.person_id),"
            " i.person_data ->> 'nationality') = %(nationality)s"
        )
        values["nationality"] = filters.nationality.replace("\x00", "")
    return " AND ".join(conditions), values


def _here(seen: Sight, query: str) -> str:
    """The query, of filings at the officer's offices: the index leads to no others."""
    if seen.everything:
        return query
    marks = sought.any_of(sought.quoted(sought.OFFICE + office) for office in seen.offices)
    return f"{query} & {marks}"


def _matching(query: str, rank: str, may: str, order: str = "i.received_at, i.id") -> str:
    """The filings that a query in lexemes, an expression, leads to."""
    return f"""SELECT i.id, {rank} AS rank FROM (
                 SELECT * FROM casework_intake i WHERE {_LEXEMES} @@ {query}::tsquery
                   AND i.status IN ('waiting', 'parked') LIMIT %(looked)s) i
               WHERE {may} ORDER BY {order} LIMIT %(most)s"""


def _by_number(asked: Sought, seen: Sight, may: str, values: Values) -> list[str]:
    """By the number under which it was received; the number of a passport or card as far as it was typed;
    the telephone number of whoever is, or may be, the applicant."""
    parts = []
    if asked.case is not None and not asked.case.series and asked.case.figures:
        values["received"] = int(asked.case.figures)
        parts.append(f"SELECT i.id, 0 AS rank FROM casework_intake i WHERE i.id = %(received)s AND {may}")
    if asked.number:
        values["numbered"] = _here(seen, sought.quoted(sought.NUMBER + asked.number, begins=True))
        parts.append(_matching("%(numbered)s", "0", may))
    if asked.phone:
        values |= {"phone": asked.phone, "phone_end": after_all(asked.phone), "bodies": MOST_PEOPLE}
        # As one query: joined to each of many telephones, the filings of a whole office would be read.
        called = f"""(SELECT string_agg('''{sought.PERSON}' || t.person_id || '''', ' | ') FROM (
          SELECT person_id FROM casework_personcontact
          WHERE phone_key ~>=~ %(phone)s AND phone_key ~<~ %(phone_end)s AND NOT phone_key = ''
          ORDER BY phone_key USING ~<~ LIMIT %(bodies)s) t)"""
        parts.append(_matching(called, "0", may))
    return parts


def _by_name(asked: Sought, seen: Sight, may: str, values: Values) -> list[str]:
    """By words of a name; with a date of birth, whose applicant was born on that day is asked."""
    if not asked.names and not asked.born:
        return []
    words = sought.by_words(asked) if asked.spelt else ""
    born = sought.quoted(sought.BORN + asked.born.isoformat()) if asked.born else ""
    values["words"] = _here(seen, " & ".join(part for part in (born, words) if part))
    whole = " ".join(asked.spelt[0]) if asked.spelt else ""
    values["whole"] = [sought.KEY + key for key in identity.keys(whole)]
    rank = f"CASE WHEN i.found_by && %(whole)s THEN {Rank.NAME.value} ELSE {Rank.WORDS.value} END"
    return [
        _matching(
            "%(words)s",
            rank if whole else str(Rank.NAME.value),
            may,
            "NOT i.found_by && %(whole)s, i.received_at, i.id",
        ),
        f"""SELECT NULL::bigint, 0 FROM (
              SELECT FROM casework_intake i WHERE {_LEXEMES} @@ %(words)s::tsquery
                AND i.status IN ('waiting', 'parked') OFFSET %(looked)s LIMIT 1) r""",
    ]


def _by_organisation(asked: Sought, may: str, values: Values) -> list[str]:
    """By the organisation that filed: its name, its numbers, its telephone."""
    query = sought.organisation_query(asked)
    if not query:
        return []
    values |= {"organisation": query, "bodies": MOST_PEOPLE}
    return [
        f"""SELECT i.id, {Rank.FILER.value} AS rank FROM (
              SELECT id FROM casework_organisation WHERE {sought.ORGANISATION_LEXEMES} @@ %(organisation)s::tsquery
              LIMIT %(bodies)s) o
            CROSS JOIN LATERAL (
              SELECT i.id FROM casework_intake i WHERE i.organisation_id = o.id AND {may}
              ORDER BY i.received_at, i.id LIMIT %(most)s) i
            LIMIT %(most)s"""
    ]


def _near(asked: Sought, seen: Sight, may: str, values: Values) -> str:
    queries = sought.near_each(asked)
    if not queries:
        return ""
    values["mended"] = [_here(seen, query) for query in queries]
    return f"""SELECT i.id, {Rank.NEAR.value} AS rank FROM casework_intake i
               WHERE i.id IN (
                 SELECT n.id FROM unnest(%(mended)s::text[]) query CROSS JOIN LATERAL (
                   SELECT i.id FROM casework_intake i WHERE {_LEXEMES} @@ query::tsquery
                     AND i.status IN ('waiting', 'parked') LIMIT %(looked)s) n)
                 AND {may} ORDER BY i.received_at, i.id LIMIT %(most)s"""


# --- the rows -------------------------------------------------------------------------------------


def _filing(asked: Sought, key: int, rank: int, columns: list[Any]) -> FoundFiling:
    procedure, step, status, office, received_at, filer, body, latin, kanji, kana, born, nation = columns
    return FoundFiling(
        key,
        _rank(asked, Rank(rank), (latin, kanji, kana), filer),
        _what(procedure, step, received_at),
        status,
        office,
        received_at,
        body or filer,
        latin,
        kanji,
        kana,
        _day(born),
        nation,
    )


def _rank(asked: Sought, rank: Rank, names: tuple[str, ...], filer: str) -> Rank:
    """Of those with the words typed: whose name begins so, and whose filer it is that has them."""
    if rank is not Rank.WORDS or not asked.spelt:
        return rank
    begins = " ".join(asked.spelt[0])
    if any(identity.fold(name).startswith(begins) for name in names if name):
        return Rank.BEGINNING
    if asked.named(filer) and not any(asked.named(name) for name in names if name):
        return Rank.FILER
    return Rank.WORDS


def _what(code: str, step: str, at: datetime) -> Text:
    """What was filed, by its name; the code where the law of the day does not know it."""
    try:
        known = find_procedure(code, tokyo_day(at)).steps.get(step)
    except UnknownProcedure:
        known = None
    return known.label if known is not None else Text(step, step)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
