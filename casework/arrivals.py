"""Advance passenger data and watch-list results, as a file: whoever is hit becomes a landing case.

The file is a table (CSV, UTF-8) with one row a traveller. All rows are read before any case is opened; a row
at fault refuses the file as a whole, each fault named with its row. A traveller without a hit is no case: the
ordinary lane records the landing when it happens. The same file sent twice opens nothing twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import actions, people
from casework.models import Case, Person, User
from casework.people import PersonData
from workflows.counting import TOKYO
from workflows.duplicates import Course, course
from workflows.facts import Fact, Problem, clean
from workflows.registry import procedure as find_procedure
from workflows.texts import Text

PROCEDURE, STEP = "landing", "landing_pre_screen"
MOST_ROWS, MOST_BYTES = 5_000, 4 * 1024 * 1024

OF_PERSON = {
    "surname": "surname",
    "given_names": "given",
    "birth_date": "birth_date",
    "sex": "sex",
    "nationality": "nationality",
    "passport_no": "passport_no",
}
OF_STEP = ("carrier", "port", "arrives_at", "api_received", "pnr_received", "hits", "hit_detail")
COLUMNS = (*OF_PERSON, *OF_STEP)
NEEDED = (
    "surname",
    "nationality",
    "birth_date",
    "carrier",
    "port",
    "arrives_at",
    "api_received",
    "pnr_received",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell; row 0 is the file itself."""

    row: int
    column: str
    text: Text


class Unusable(Exception):
    """A file that opens nothing; every fault is named."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"row {f.row} {f.column}: {f.text.en}" for f in self.faults))


@dataclass(frozen=True, slots=True)
class Traveller:
    """One row that reads."""

    row: int
    person: PersonData
    facts: Mapping[str, Any]

    @property
    def is_hit(self) -> bool:
        """Whether an officer must look before the person lands."""
        return bool(self.facts.get("hits"))


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a file: travellers read, cases opened now, and those that were open already."""

    travellers: int
    cases: tuple[str, ...]
    known: tuple[str, ...]


def read(data: bytes, now: datetime) -> list[Traveller]:
    """The travellers of a file. Raises `Unusable` with every fault in it."""
    rows = list(_rows(data))
    facts = find_procedure(PROCEDURE, now.astimezone(TOKYO).date()).facts
    faults: list[Fault] = []
    found = []
    for number, row in rows:
        wrong: dict[str, Text] = {}
        for name in NEEDED:
            if not row.get(name):
                wrong[name] = Text(f"「{name}」の欄が空です。", f"The column “{name}” is empty.")
        person = None if wrong else _person(row, now, wrong)
        given = _given(row, facts, now, wrong)
        faults += [Fault(number, name, text) for name, text in wrong.items()]
        if person is not None and not wrong:
            found.append(Traveller(number, person, given))
    if faults:
        raise Unusable(faults)
    return found


def _rows(data: bytes) -> Iterable[tuple[int, dict[str, str]]]:
    if len(data) > MOST_BYTES:
        raise Unusable(
            [
                _of_file(
                    f"ファイルが大きすぎます(上限{MOST_BYTES:,}バイト)。",
                    f"The file is larger than {MOST_BYTES:,} bytes.",
                )
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable([_of_file("UTF-8で保存してください。", "Save the file as UTF-8.")]) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = list(reader)
    except csv.Error:
        raise Unusable([_of_file("表として読めません。", "The file does not read as a table.")]) from None
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise Unusable([_of_file("ファイルが空です。", "The file is empty.")])
    head = [cell.strip() for cell in lines[0]]
    missing = [name for name in COLUMNS if name not in head]
    odd = [name for name in head if name not in COLUMNS]
    if missing or odd or len(set(head)) != len(head):
        expected = ",".join(COLUMNS)
        raise Unusable(
            [_of_file(f"一行目は次の列名です: {expected}", f"The first line names the columns: {expected}")]
        )
    if len(lines) - 1 > MOST_ROWS:
        raise Unusable(
            [_of_file(f"一度に{MOST_ROWS:,}行までです。", f"At most {MOST_ROWS:,} rows at a time.")]
        )
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(head):
            wrong = Text(
                f"{len(head)}列のはずですが、{len(line)}列あります。",
                f"There should be {len(head)} cells, there are {len(line)}.",
            )
            raise Unusable([Fault(number, "", wrong)])
        yield number, {name: cell.strip() for name, cell in zip(head, line, strict=True)}


def _of_file(ja: str, en: str) -> Fault:
    return Fault(0, "", Text(ja, en))


def _person(row: Mapping[str, str], now: datetime, wrong: dict[str, Text]) -> PersonData | None:
    raw = {to: row[name] for name, to in OF_PERSON.items() if row.get(name)}
    raw["name_alphabet"] = " ".join(part for part in (row["surname"], row["given_names"]) if part)
    if row.get("passport_no"):
        raw["passport_country"] = row["nationality"]
    problems: dict[str, Text] = {}
    found = people.read_person(raw, now=now, problems=problems)
    wrong |= problems
    return found


def _given(
    row: Mapping[str, str], facts: Mapping[str, Fact], now: datetime, wrong: dict[str, Text]
) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in OF_STEP:
        raw: Any = row.get(name, "")
        if name == "hits":
            raw = [part.strip() for part in raw.split(";") if part.strip()]
        try:
            value = clean(facts[name], raw, latest=now)
        except Problem as problem:
            wrong[name] = problem.text
            continue
        if value not in (None, "", []):
            given[name] = value
    return given


def take_in(data: bytes, *, office: str, by: User, now: datetime) -> Opened:
    """Open a landing case for every traveller who is hit. Raises `Unusable` for a file at fault, `Refused`
    where the door does not let the officer open them; what was opened before stays, and sending the file
    again goes on from there."""
    travellers = read(data, now)
    digest = hashlib.sha256(data).hexdigest()[:32]
    opened, known = [], []
    for traveller in travellers:
        if not traveller.is_hit:
            continue
        key = f"arrivals:{digest}:{traveller.row}"
        before = Case.objects.filter(open_key=key).values_list("number", flat=True).first()
        if before is not None:
            known.append(before)
            continue
        person, new = _who(traveller.person, now)
        taken = actions.open_case(
            procedure=PROCEDURE,
            person=person,
            office=office,
            step=STEP,
            facts=traveller.facts,
            actor=by.actor(),
            at=now,
            now=now,
            key=key,
        )
        if new:
            people.complete(person, traveller.person, now=now)
        opened.append(taken.number)
    return Opened(len(travellers), tuple(opened), tuple(known))


def _who(data: PersonData, now: datetime) -> tuple[Person, bool]:
    """The person on file whose passport it surely is, or a new one: who merely may be the same is told
    apart by the inspector at the port, who has the passport in hand."""
    found = people.candidates(data)
    decided, index = course([c.score for c in found])
    if decided is Course.USE and index is not None:
        return found[index].person, False
    return people.build(data), True
