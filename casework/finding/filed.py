"""What a filing at reception is found by: the words and marks that a search asks for, made of what was filed.

Pure, for the migration that fills in what came in before. Details of a filing that was refused may be
anything; what is no name, number or date is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.finding import sought
from workflows import identity

_NAMES = ("name_alphabet", "name_kanji", "name_kana")
_NUMBERS = ("passport_no", "card_no")
# No name of a person or an organisation is longer, and no number.
_LONGEST_NAME, _LONGEST_NUMBER = 400, 60


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who a filing is for."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    born: date | None = None


def applicant(details: Mapping[str, Any]) -> Applicant:
    """The applicant of a filing's details as they were given."""
    aliases = re.split(r"[、,，;；/／]", _text(details, "aliases", _LONGEST_NAME))
    names = [*(_text(details, name, _LONGEST_NAME) for name in _NAMES), *(part.strip() for part in aliases)]
    return Applicant(
        tuple(name for name in names if name),
        tuple(_text(details, name, _LONGEST_NUMBER) for name in _NUMBERS),
        sought.read(_text(details, "birth_date", _LONGEST_NUMBER)).born,
    )


def found_by(
    who: Applicant, facts: Mapping[str, Any], *, office: str, filer: str = "", people: Iterable[int] = ()
) -> list[str]:
    """The words of the applicant's names, of the filer's and of the organisation that the facts name; and,
    with their marks (`casework.finding.sought`), each whole name of the applicant, the numbers of passport
    and card, the date of birth, the office, and the `people` on file who are or may be the applicant."""
    others = (filer[:_LONGEST_NAME], _text(facts, "organisation", _LONGEST_NAME))
    found = {*identity.parts(*who.names), *identity.parts(*others, inside_kana=True)}
    found.update(sought.KEY + key for key in identity.keys(*who.names))
    numbers = (*who.numbers, *(_text(facts, name, _LONGEST_NUMBER) for name in _NUMBERS))
    keys = (identity.number_key(number)[: sought.LONGEST_NUMBER] for number in numbers)
    found.update(sought.NUMBER + key for key in keys if key)
    if who.born is not None:
        found.add(sought.BORN + who.born.isoformat())
    found.update(f"{sought.PERSON}{pk}" for pk in people)
    found.add(sought.OFFICE + office)
    return sorted(found)


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    value = given.get(name)
    return value[:most] if isinstance(value, str) else ""
