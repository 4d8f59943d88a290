"""Whether two entries may be one person: points, reasons, and what follows from them.

No name and no birth date makes two entries one person: common names share birth dates among a million
people. Without a number of a document in common the answer is at most *possible*, and an officer decides.
A number in common is always worth a look, whatever else differs: it may be a marriage or a false document.

What counts, in points:

| what is compared | alike | | differs |
| --- | --- | --- | --- |
| card number (each card has its own, Act 19-4(2)) | 60 | | 0 |
| passport number, of one State | 50 | | 0 |
| name | equal 35, one within the other 28, spelt nearly alike 25 | | -25 |
| birth date | equal 30, day and month swapped 20 | | -30 |
| nationality | 10 | | -20 |
| sex | 5 | | -15 |

What is not known of one of the two counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.identity import fold, keys
from workflows.texts import Text

CERTAIN = 100
POSSIBLE = 45

# Stateless, unspecified and other: no country that could differ.
_NO_COUNTRY = frozenset({"", "XXA", "XXB", "XXC", "XXX", "UNK"})


class Verdict(StrEnum):
    """What the points come to."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Document:
    """A document by its kind (passport, residence_card, …), country and number for comparing."""

    kind: str
    country: str
    number: str


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of somebody, for comparing. `others` are names beside the three of the passport and
    the card: common names, former names, aliases."""

    alphabet: str
    kanji: str = ""
    kana: str = ""
    others: tuple[str, ...] = ()
    birth_date: date | None = None
    nationality: str = ""
    sex: str = ""
    documents: frozenset[Document] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is known."""
        return tuple(name for name in (self.alphabet, self.kanji, self.kana, *self.others) if name)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two entries being one person."""

    code: str
    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a comparison and what they are made of, the weightiest first."""

    points: int
    reasons: tuple[Reason, ...]

    @property
    def by_document(self) -> bool:
        """Whether a number of a document is the same."""
        return any(r.code in ("card_same", "passport_same") for r in self.reasons)

    @property
    def verdict(self) -> Verdict:
        """Certain needs a document in common; a document in common is never nothing."""
        if self.by_document:
            return Verdict.CERTAIN if self.points >= CERTAIN else Verdict.POSSIBLE
        return Verdict.POSSIBLE if self.points >= POSSIBLE else Verdict.NONE

    @property
    def agrees(self) -> bool:
        """Whether the details are the same beside the document: name and birth date, and nothing that
        speaks against it. Only then is nobody asked."""
        codes = {r.code for r in self.reasons}
        return {"name_same", "birth_same"} <= codes and all(r.points >= 0 for r in self.reasons)


_TEXTS: dict[str, tuple[int, Text]] = {
    "card_same": (60, Text("在留カード番号が同じです。", "The residence card number is the same.")),
    "passport_same": (50, Text("旅券番号と発行国が同じです。", "Passport number and State are the same.")),
    "name_same": (
        35,
        Text("氏名が同じです(順序と記号を除く)。", "The name is the same, order and signs apart."),
    ),
    "name_within": (28, Text("一方の氏名が他方に含まれます。", "One name is part of the other.")),
    "name_near": (25, Text("氏名のつづりが近いです。", "The names are spelt nearly alike.")),
    "name_differs": (-25, Text("氏名が違います。", "The names differ.")),
    "birth_same": (30, Text("生年月日が同じです。", "The birth date is the same.")),
    "birth_swapped": (
        20,
        Text("生年月日の月と日が入れ替わっています。", "Day and month of the birth date are swapped."),
    ),
    "birth_unknown": (
        0,
        Text("生年月日が一方で分かりません。", "One of the birth dates is not known."),
    ),
    "birth_differs": (-30, Text("生年月日が違います。", "The birth dates differ.")),
    "nationality_same": (10, Text("国籍・地域が同じです。", "The nationality is the same.")),
    "nationality_differs": (-20, Text("国籍・地域が違います。", "The nationalities differ.")),
    "sex_same": (5, Text("性別が同じです。", "The sex is the same.")),
    "sex_differs": (-15, Text("性別が違います。", "The sexes differ.")),
}


def score(candidate: Party, other: Party) -> Score:
    """Compare two entries. The order of the two makes no difference."""
    codes = [
        *_documents(candidate, other),
        f"name_{compare_names(candidate, other)}",
        *_birth(candidate.birth_date, other.birth_date),
        *_same("nationality", candidate.nationality, other.nationality, _NO_COUNTRY),
        *_same("sex", candidate.sex, other.sex, frozenset({"", "X"})),
    ]
    reasons = sorted((Reason(c, *_TEXTS[c]) for c in codes), key=lambda r: -abs(r.points))
    return Score(sum(r.points for r in reasons), tuple(reasons))


def _documents(one: Party, two: Party) -> Iterable[str]:
    kinds = {d.kind for d in one.documents & two.documents}
    if "residence_card" in kinds:
        yield "card_same"
    if kinds - {"residence_card"}:
        yield "passport_same"


def _birth(one: date | None, two: date | None) -> Iterable[str]:
    if one is None or two is None:
        yield "birth_unknown"
    elif one == two:
        yield "birth_same"
    elif swapped(one) == two:
        yield "birth_swapped"
    else:
        yield "birth_differs"


def swapped(day: date) -> date | None:
    """The date with day and month the other way round; None where that is no date."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else None


def _same(name: str, one: str, two: str, unknown: frozenset[str]) -> Iterable[str]:
    if one not in unknown and two not in unknown:
        yield f"{name}_same" if one == two else f"{name}_differs"


# --- names ----------------------------------------------------------------------------------------


def compare_names(one: Party, two: Party) -> str:
    """How the nearest two of their names compare: same, within, near or differs.

    Where both have Chinese characters and these differ, the same letters are no more than near: WANG LI is
    written in many ways.
    """
    if set(keys(*one.names)) & set(keys(*two.names)):
        found = "same"
    else:
        pairs = [(a, b) for a in one.names for b in two.names]
        grades = {_grade(fold(a).split(), fold(b).split()) for a, b in pairs}
        found = next((g for g in ("within", "near") if g in grades), "differs")
    if one.kanji and two.kanji and not set(keys(one.kanji)) & set(keys(two.kanji)):
        return {"same": "near", "within": "near"}.get(found, "differs")
    return found


def _grade(one: Sequence[str], two: Sequence[str]) -> str:
    """How two names in folded words compare."""
    if len(one) > len(two):
        one, two = two, one
    if not one:
        return "differs"
    left = list(two)
    unlike = []
    for word in one:
        if word in left:
            left.remove(word)
        else:
            unlike.append(word)
    if not unlike:
        return "within"
    if len(unlike) < len(one) and _paired(unlike, left, _shortened):
        return "near"
    if _nearly("".join(one), "".join(two)) or _nearly("".join(sorted(one)), "".join(sorted(two))):
        return "near"
    same_sound = len(one) == len(two) and _paired(unlike, left, _sounds_alike)
    return "near" if same_sound else "differs"


def _paired(words: Iterable[str], others: Sequence[str], alike: Callable[[str, str], bool]) -> bool:
    """Whether each word has another of its own that is alike."""
    left = list(others)
    for word in words:
        other = next((o for o in left if alike(word, o)), None)
        if other is None:
            return False
        left.remove(other)
    return True


def _shortened(one: str, two: str) -> bool:
    """Whether one word is the initial of the other."""
    short, long = sorted((one, two), key=len)
    return len(short) == 1 and long.startswith(short)


def _nearly(one: str, two: str) -> bool:
    """Whether one letter in six, and at least one, is all that differs; a very short name must be equal."""
    longer = max(len(one), len(two))
    most = max(1, longer // 6)
    return min(len(one), len(two)) >= 4 and distance(one, two, most) <= most


def _sounds_alike(one: str, two: str) -> bool:
    """Whether two words have the same consonants, three at least: MOHAMMED and MUHAMAD."""
    sound = _consonants(one)
    return len(sound) >= 3 and sound == _consonants(two)


def _consonants(word: str) -> str:
    found = ""
    for sign in word:
        if sign in "AEIOUY" or found.endswith(sign):
            continue
        found += sign
    return found if word.isascii() else ""


def distance(one: str, two: str, most: int) -> int:
    """Letters put in, left out, changed or swapped with the next, until one text is the other. Counting
    ends beyond `most`: what comes back is then some number above it."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(two, start=1):
            best = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


# --- what follows ---------------------------------------------------------------------------------


class Course(StrEnum):
    """What is done with somebody who comes in."""

    USE = "use"
    ASK = "ask"
    NEW = "new"


def course(found: Sequence[Score]) -> tuple[Course, int | None]:
    """What follows from the comparison with everybody who came into question: use the one entry that is
    certain and agrees (its place in the list), ask an officer, or make a new entry."""
    certain = [i for i, s in enumerate(found) if s.verdict is Verdict.CERTAIN]
    if len(certain) == 1 and found[certain[0]].agrees:
        others = [s for i, s in enumerate(found) if i != certain[0] and s.by_document]
        if not others:
            return Course.USE, certain[0]
    if any(s.verdict is not Verdict.NONE for s in found):
        return Course.ASK, None
    return Course.NEW, None
