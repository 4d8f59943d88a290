"""The person of a new case: what the passport says, as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.http import QueryDict

from casework import people
from casework.forms import Control, control
from casework.models import Person
from workflows.facts import Fact, Kind
from workflows.texts import Text

MOST_TWINS = 10

# The names carry a prefix: a step may ask for facts of the same name.
PREFIX = "p_"
ASKED = ("name_alphabet", "name_kanji", "name_kana", "aliases", "birth_date", "sex", "nationality")
FIELDS: tuple[tuple[Fact, bool], ...] = tuple(
    (replace(people.BY_NAME[name].fact, name=PREFIX + name), people.BY_NAME[name].needed) for name in ASKED
)
# Asked only where a character is not among the proper ones known here.
CONFIRMED = Fact(
    "p_kanji_confirmed",
    Text("その字が告示の別表にあることを確かめた", "the notice lists the character: I have looked"),
    Kind.FLAG,
)


def controls(data: QueryDict | None, problems: Mapping[str, Text], lang: str) -> list[Control]:
    """The controls of the person's details."""
    found = []
    for fact, needed in FIELDS:
        typed = data.get(fact.name, "") if data else ""
        drawn = control(fact, lang=lang, needed=needed, typed=typed, error=problems.get(fact.name))
        found.append(drawn)
        if fact.name == "p_name_kanji" and (fact.name in problems or _confirmed(data)):
            found.append(control(CONFIRMED, lang=lang, needed=False, typed=_confirmed(data)))
    return found


def _confirmed(data: QueryDict | None) -> bool:
    return bool(data) and data is not None and data.get(CONFIRMED.name) == "true"


def read(data: QueryDict, now: datetime, problems: dict[str, Text]) -> Person | None:
    """The person typed, not saved; what is wrong is noted and None returned."""
    wrong: dict[str, Text] = {}
    typed = {name: data.get(PREFIX + name, "") for name in ASKED}
    found = people.read_person(typed, now=now, problems=wrong, kanji_confirmed=_confirmed(data))
    problems |= {PREFIX + name: text for name, text in wrong.items()}
    return None if found is None else people.build(found)


def twins(person: Person) -> list[Person]:
    """People already on file who may be this one, the likeliest first."""
    return [c.person for c in people.candidates(person)[:MOST_TWINS]]
