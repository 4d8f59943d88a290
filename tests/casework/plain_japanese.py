"""Whether a text is plain Japanese (やさしい日本語): what can be tested of the guideline of 2020 for those who
support residents. Pure: `faults(text)` answers what is wrong, in words; an empty list means nothing was found.

A text has its readings in brackets after the kanji, 手続(てつづ)き, and spaces between its phrases. A line is
a heading or a value unless it ends like a sentence.
"""

from __future__ import annotations

import re

KANJI = r"[\u4e00-\u9fff々]"
KANA = r"[\u3041-\u3096\u30a1-\u30fcー]"
_READING = re.compile(rf"\({KANA}+\)")
_RUN = re.compile(rf"{KANJI}+")
# How long a sentence may be without its readings and spaces, and how many kanji it may have (Hirosaki
# University's guide: at most 13).
LONGEST, MOST_KANJI = 45, 13
_POLITE = (
    "です",
    "ます",
    "ません",
    "ました",
    "でした",
    "ください",
    "ですか",
    "ますか",
    "ませんか",
    "でしょう",
    "ごめんなさい",
)
_MAYBE = re.compile("かもしれません")
# 危ない and 少ない deny nothing: their ない is part of the word.
_NEGATIVE = re.compile(r"ません|(?<![危少])ない(?!で)|ないで|なく(?:て|な)|なければ|ずに|せずに")
# 〜れます, 〜せられます: done to somebody, or an honour; both are hard to take apart. 生まれる is a word of its own.
_PASSIVE = re.compile(r"(?<!生)[わらばまたかがさな]れ(?:ます|ました|たら|る|て|た)")
_HUMBLE = re.compile(
    "いただ|ございます|いたし|申し上げ|参り|お[^をてで、。]{1,5}(?:ください|になり)|ご[一-龠]{1,4}ください"
)
_WORD = re.compile(r"[ァ-ヴー]{2,}")
# Words of everyday life that are written so; any other is a loan that need not be known.
EVERYDAY = frozenset(
    {"カード", "パスポート", "ビザ", "インターネット", "メール", "パスワード", "ページ", "バス", "アルバイト"}
)
_YEAR = re.compile(r"[0-9]{4}年\(ねん\)")
_ERA = re.compile("令和|平成|昭和|大正|明治")
_BECAUSE = re.compile(r"(?:から|ので|ため|ば|けれど)、")


def faults(text: str) -> list[str]:
    """What is not plain in a text."""
    found = []
    for line in text.splitlines():
        found += unread(line) + _dates(line)
        for sentence in _sentences(line):
            found += _sentence(sentence)
    return found


def bare(text: str) -> str:
    """The text without its readings and spaces."""
    return _READING.sub("", text).replace(" ", "").replace("\u3000", "")


def conclusion_first(text: str) -> bool:
    """Whether the first sentence says the thing itself, and no reason or condition for it."""
    first = next(iter(_sentences(text)), "")
    return not _BECAUSE.search(bare(first)) and not bare(first).startswith(("でも", "しかし", "もし"))


def _sentences(text: str) -> list[str]:
    # What stands before a colon is a heading.
    return [part.split(":")[-1].strip() for part in re.findall(r"[^。\n]+。", text)]


def unread(line: str) -> list[str]:
    """Kanji without a reading right after them."""
    return [
        f"no reading: {run[0]} in {line}"
        for run in _RUN.finditer(line)
        if not _READING.match(line, run.end())
    ]


def _dates(line: str) -> list[str]:
    """Dates that do not have the Western year first and the Japanese one beside it."""
    found = []
    years, eras = list(_YEAR.finditer(line)), list(_ERA.finditer(line))
    if bool(years) != bool(eras):
        found.append(f"a date in one calendar: {line}")
    elif years and years[0].start() > eras[0].start():
        found.append(f"the Japanese year first: {line}")
    return found


def _sentence(sentence: str) -> list[str]:
    text = bare(sentence).rstrip("。").rstrip("」』)〕")
    found = []
    if len(text) > LONGEST:
        found.append(f"{len(text)} characters: {sentence}")
    if len(re.findall(KANJI, text)) > MOST_KANJI:
        found.append(f"too many kanji: {sentence}")
    if not text.endswith(_POLITE):
        found.append(f"not です・ます: {sentence}")
    if len(_NEGATIVE.findall(_MAYBE.sub("", text))) > 1:
        found.append(f"negated twice: {sentence}")
    if _PASSIVE.search(text):
        found.append(f"done to somebody: {sentence}")
    if _HUMBLE.search(text):
        found.append(f"honorific: {sentence}")
    found += [f"loan word {w}: {sentence}" for w in _WORD.findall(text) if w.strip("ー") not in EVERYDAY]
    if len(text) > 14 and not re.search(r"[ 、]", sentence):
        found.append(f"no spaces: {sentence}")
    return found
