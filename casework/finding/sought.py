"""What somebody who types into a search may mean, and the questions to the database that follow from it.

Nothing here reads the database. A text may mean several things at once: 19970402 is a date of birth and the
beginning of a telephone number. Names are asked for in their folded form (`workflows.identity`), as lexemes
of a full-text query: words in any order, the last one by its beginning, as it is still being typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflows import identity

LONGEST = 200
MOST_WORDS = 8
# Fewer signs of a number lead to too many documents and telephones.
SHORTEST_NUMBER = 3
SHORTEST_PHONE = 4
LONGEST_NUMBER = 40
_LONGEST_PHONE = 15

# The marks of lexemes that are no words of a name: see `casework.models.Person.marks`, and of filings and
# organisations `casework.finding.filed` and `casework.organisations`. No folded word begins so.
OFFICE, PROCEDURE, NUMBER, PHONE = "@", "~", "#", "+"
KEY, BORN, PERSON = "=", "*", "$"
PERSON_LEXEMES = "array_to_tsvector(casework_person.name_words || casework_person.marks)"
ORGANISATION_LEXEMES = "array_to_tsvector(casework_organisation.name_words)"
FILING_LEXEMES = "array_to_tsvector(casework_intake.found_by)"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number or a part of one: the end of its series without hyphens (D26TYO, 26TYO), and its last
    figures: filled up with zeros, or as far as they are typed where the zeros are typed too."""

    series: str
    figures: str
    typed: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text may be. `spelt`: the words of a name in the order typed, in each spelling. `text` is what
    was typed, as far as it can be stored and shown."""

    text: str
    spelt: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    phone: str = ""
    born: date | None = None
    case: CaseNumber | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.spelt or self.number or self.phone or self.born or self.case)

    @property
    def names(self) -> bool:
        """Whether it may be somebody's name: names have no figures."""
        return bool(self.spelt) and not any(s.isdigit() for word in self.spelt[0] for s in word)

    def named(self, name: str) -> bool:
        """Whether a name has every word that was typed, the last one as far as it was typed."""
        parts = identity.parts(name)
        return any(
            set(words[:-1]) <= set(parts) and any(part.startswith(words[-1]) for part in parts)
            for words in (*self.spelt, *(("".join(words),) for words in self.spelt))
        )


def clean(text: str) -> str:
    """The text without what no database stores and no page shows, on one line, cut to a bearable length."""
    text = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8")
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()


def read(text: str) -> Sought:
    """What a text may be; whatever is typed has an answer, if an empty one."""
    text = clean(text)
    born, rest = _date(unicodedata.normalize("NFKC", text))
    spelt = tuple(
        tuple(identity.clip(word) for word in words.split()[:MOST_WORDS])
        for typed in _as_far_as(rest)
        for words in identity.spellings(typed)
    )
    # Where a date stands beside a name, its figures are no number.
    whole = text if not spelt else rest
    number = identity.number_key(whole)
    numeric = len(number) >= SHORTEST_NUMBER and not _strange(whole)
    numeric = numeric and any(sign.isdigit() for sign in number)
    figures = sum(sign.isdecimal() for sign in whole)
    return Sought(
        text,
        spelt,
        number[:LONGEST_NUMBER] if numeric else "",
        identity.phone_key(whole)[:_LONGEST_PHONE] if figures >= SHORTEST_PHONE else "",
        born,
        _case_number(whole),
    )


def _as_far_as(text: str) -> Iterable[str]:
    """The text, and what it may become: ヴ with the small vowel that follows it sounds otherwise."""
    yield text
    if text.endswith(("ヴ", "ゔ", "う\u3099", "ウ\u3099")):
        yield from (f"{text}{small}" for small in "ァィェォ")


def _strange(text: str) -> bool:
    """Whether it has letters that stand in no number; 登 is part of those of support organisations."""
    plain = _DASHES.sub("", unicodedata.normalize("NFKC", text))
    return any(sign.isalpha() and not sign.isascii() and sign != "登" for sign in plain)


# --- dates ----------------------------------------------------------------------------------------

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERAS |= {"R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867}
_GAP = r"\s*[-/.年月]\s*"
_DATES = (
    re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d\d){_GAP}(?P<month>\d{{1,2}}){_GAP}(?P<day>\d{{1,2}})日?(?!\d)"),
    re.compile(
        rf"(?P<era>令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHSTM])(?P<year>元|\d{{1,2}}){_GAP}"
        rf"(?P<month>\d{{1,2}}){_GAP}(?P<day>\d{{1,2}})日?(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\dA-Za-z])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?![\dA-Za-z])"),
)


def _date(text: str) -> tuple[date | None, str]:
    """A date in the text, and the text without it."""
    for form in _DATES:
        found = form.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        year = 1 if parts["year"] == "元" else int(parts["year"])
        year += _ERAS[parts["era"].upper()] if parts.get("era") else 0
        try:
            day = date(year, int(parts["month"]), int(parts["day"]))
        except ValueError:
            continue
        return day, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


# --- case numbers ---------------------------------------------------------------------------------

_FIGURES = 6
_DASHES = re.compile(r"[\s\-‐‑‒–—―−ー－]+")
# D26-TYO-000123; 26-TYO-000123; TYO-123.
_WITH_OFFICE = re.compile(r"((?:[A-Z]{0,4}[0-9]{2})?[A-Z]{1,12})([0-9]{0,9})")
# D26, as the beginning of a number.
_YEAR = re.compile(r"[A-Z]{1,4}[0-9]{1,2}")
_LAST = re.compile(r"[0-9]{1,9}")


def _case_number(text: str) -> CaseNumber | None:
    typed = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).upper().strip("-")
    key = typed.replace("-", "")
    if not re.fullmatch(r"[A-Z0-9]{1,30}", key) or not re.search("[0-9]", key):
        return None
    if _LAST.fullmatch(key):
        # The last figures alone.
        return CaseNumber("", _figures(key), typed)
    if _YEAR.fullmatch(key):
        return CaseNumber(key, "", typed)
    if found := _WITH_OFFICE.fullmatch(key):
        return CaseNumber(found[1], _figures(found[2]), typed)
    return None


def _figures(typed: str) -> str:
    return typed.zfill(_FIGURES) if typed and not typed.startswith("0") else typed


# --- questions in lexemes -------------------------------------------------------------------------


def quoted(word: str, begins: bool = False) -> str:
    """A lexeme of a query; `begins`: or any that begins so."""
    inside = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{inside}'{':*' if begins else ''}"


def any_of(lexemes: Iterable[str]) -> str:
    """A query for any of these queries."""
    return "(" + " | ".join(dict.fromkeys(lexemes)) + ")"


def all_of(spelt: Iterable[Sequence[str]]) -> str:
    """A query for all whole words, in either spelling."""
    return any_of("(" + " & ".join(quoted(word) for word in words) + ")" for words in spelt)


def by_words(sought: Sought, *, all_begin: bool = False) -> str:
    """A query for the words typed, in any order, the last one by its beginning (`all_begin`: each of them),
    or for all of them written as one."""
    found = []
    for words in sought.spelt:
        last = len(words) - 1
        each = [quoted(word, all_begin or place == last) for place, word in enumerate(words)]
        found.append("(" + " & ".join(each) + ")")
        if len(words) > 1:
            found.append(quoted("".join(words), begins=True))
    return any_of(found)


def organisation_query(sought: Sought) -> str:
    """A query for an organisation: by the words of its name, or by a number or a telephone number as far as
    it was typed. Empty where there is nothing to ask for."""
    found = [by_words(sought)] if sought.spelt else []
    if sought.number:
        found.append(quoted(NUMBER + sought.number, begins=True))
    if sought.phone:
        found.append(quoted(PHONE + sought.phone, begins=True))
    return any_of(found) if found else ""


# --- errors of typing -----------------------------------------------------------------------------

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KANA = (
    "アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダデドナニヌネノハヒフヘホバビブベボパピプペポ"
    "マミムメモヤユヨラリルレロワン"
)
# Of shorter words too many others are one letter away; kana stand for syllables.
_SHORTEST_MENDED, _SHORTEST_KANA = 4, 3
_LONGEST_MENDED = 20


def mended(sought: Sought) -> str:
    """A query for what differs from the words typed by one error: a letter too many, too few or another, or
    two that changed places, in one of the words. Empty where the words are too short for that."""
    found = [f"({' & '.join([*others, any_of(mendings)])})" for others, mendings in _mendings(sought)]
    return any_of(found) if found else ""


def _mendings(sought: Sought) -> Iterator[tuple[list[str], list[str]]]:
    """For each word that is long enough the others, and what differs from it by one error."""
    words = sought.spelt[0] if sought.names else ()
    for place, word in enumerate(words):
        shortest = _SHORTEST_MENDED if word.isascii() else _SHORTEST_KANA
        if shortest <= len(word) <= _LONGEST_MENDED:
            others = [quoted(w) for n, w in enumerate(words) if n != place]
            yield others, [quoted(w) for w in dict.fromkeys(_one_away(word))]


def near(sought: Sought) -> str:
    """A query for names that differ from the words typed by one error, or begin with every word. Empty where
    there is nothing to ask for; with a date of birth nothing is mended."""
    if not sought.names or sought.born:
        return ""
    queries = [mended(sought)]
    if len(sought.spelt[0]) > 1:
        queries.append(by_words(sought, all_begin=True))
    return any_of(query for query in queries if query) if any(queries) else ""


def near_each(sought: Sought) -> list[str]:
    """What `near` asks for as a query for each mending. Of a table of which few rows fit, the database asks its
    index two thousand times more quickly than it evaluates one query of two thousand words once for each row."""
    if not sought.names or sought.born:
        return []
    found = [" & ".join([*others, word]) for others, words in _mendings(sought) for word in words]
    return [*found, by_words(sought, all_begin=True)] if len(sought.spelt[0]) > 1 else found


def _one_away(word: str) -> Iterable[str]:
    letters = _LATIN if word.isascii() else _KANA
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    for left, right in cuts:
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in letters)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in letters)
