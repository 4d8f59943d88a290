"""What a step asks for and records: the vocabulary of facts and how raw input becomes one.

A procedure has one vocabulary; a fact means the same thing in every step that names it. Cleaned
values are plain data (text, whole number, true/false, ISO date, ISO moment in Tokyo time), so the
same value serves the form, the record, the replay file and the proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from workflows.counting import TOKYO
from workflows.countries import is_country
from workflows.texts import DeclarationError, Text

Value = str | int | bool | list[str] | None


class Kind(StrEnum):
    """The kinds of fact, each with its own form control and its own check."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    DATE = "date"
    MOMENT = "moment"
    YEN = "yen"
    NUMBER = "number"
    COUNTRY = "country"
    OFFICE = "office"


KINDS: dict[Kind, Text] = {
    Kind.LINE: Text("一行の文字", "a line of text"),
    Kind.TEXT: Text("文章", "text"),
    Kind.CHOICE: Text("一つを選ぶ", "one of"),
    Kind.CHOICES: Text("いくつでも選ぶ", "any of"),
    Kind.FLAG: Text("はい・いいえ", "yes or no"),
    Kind.DATE: Text("日付", "a date"),
    Kind.MOMENT: Text("日時", "a date and time"),
    Kind.YEN: Text("金額(円)", "an amount in yen"),
    Kind.NUMBER: Text("数", "a number"),
    Kind.COUNTRY: Text("国・地域", "a country or region"),
    Kind.OFFICE: Text("官署", "an office"),
}

LIMITS = {Kind.LINE: 200, Kind.TEXT: 20_000, Kind.OFFICE: 40}
MAX_YEN = 10**12

# Control characters other than tab and line ends: they come from broken pastes and break records.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a fact of kind `choice` or `choices` may take."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the vocabulary.

    `kept`: later steps, clocks or invariants read it, so the dossier carries it on.
    `ahead`: a date that may lie in the future (a deadline, an appointment).
    `personal`: says something about a person and stays out of logs and titles.
    `suggest`: what a form may fill in beforehand, from the view of the file; never taken unasked.
    `among`: the codes of the choices that can hold on this file; a form shows these alone.
    """

    name: str
    label: Text
    kind: Kind
    choices: tuple[Choice, ...] = ()
    kept: bool = False
    ahead: bool = False
    personal: bool = False
    low: int = 0
    high: int = MAX_YEN
    help: Text | None = None
    suggest: Callable[[Any], Value] | None = None
    among: Callable[[Any], Iterable[str]] | None = None

    def __post_init__(self) -> None:
        if self.kind in (Kind.CHOICE, Kind.CHOICES) and not self.choices:
            raise DeclarationError(f"fact {self.name}: a choice needs its choices")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise DeclarationError(f"fact {self.name!r}: names are lower case with underscores")

    def show(self, value: Value, language: str = "ja") -> str:
        """A cleaned value as an officer reads it."""
        if value is None or value == "":
            return "—"
        if self.kind is Kind.FLAG:
            return Text("はい" if value else "いいえ", "yes" if value else "no").get(language)
        if self.kind in (Kind.CHOICE, Kind.CHOICES):
            names = {c.code: c.label.get(language) for c in self.choices}
            codes = value if isinstance(value, list) else [str(value)]
            return ("、" if language == "ja" else ", ").join(names.get(code, code) for code in codes)
        if self.kind is Kind.YEN:
            return f"{value:,}円" if language == "ja" else f"{value:,} yen"
        if self.kind is Kind.MOMENT:
            return str(value)[:16].replace("T", " ")
        return str(value)


class Problem(ValueError):
    """A raw value that cannot become the fact; carries the sentence for the reader."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def vocabulary(facts: Iterable[Fact]) -> Mapping[str, Fact]:
    """The facts by name; a name declared twice does not load."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.name in found:
            raise DeclarationError(f"fact {fact.name} is declared twice")
        found[fact.name] = fact
    return found


def clean(fact: Fact, raw: Any, *, latest: datetime | None = None) -> Value:
    """Turn raw input into the cleaned value of `fact`.

    Accepts what forms (text), files (dates, numbers) and programs give. `latest` is the present
    moment: a date or moment of a fact that cannot lie ahead must not be after it. Returns None for
    an empty value. Raises `Problem` with a sentence in both languages.
    """
    if raw is None or raw == "" or raw == []:
        return None
    return _CLEANERS[fact.kind](fact, raw, latest)


def _text(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    if not isinstance(raw, str):
        if isinstance(raw, bool | list | dict):
            raise Problem(
                Text(f"「{fact.label.ja}」は文字で入力してください。", f"“{fact.label.en}” must be text.")
            )
        raw = str(raw)
    limit = LIMITS.get(fact.kind, LIMITS[Kind.LINE])
    if len(raw) > limit:
        raise Problem(
            Text(
                f"「{fact.label.ja}」は{limit:,}字以内で入力してください({len(raw):,}字あります)。",
                f"“{fact.label.en}” may have at most {limit:,} characters; it has {len(raw):,}.",
            )
        )
    if _CONTROL.search(raw) or any(0xD800 <= ord(ch) <= 0xDFFF for ch in raw):
        raise Problem(
            Text(
                f"「{fact.label.ja}」に使えない制御文字が含まれています。入力し直してください。",
                f"“{fact.label.en}” contains control characters; type it again.",
            )
        )
    text = raw.replace("\r\n", "\n").strip()
    return text or None


def _choice(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    codes = [c.code for c in fact.choices]
    if not isinstance(raw, str) or raw not in codes:
        raise Problem(
            Text(
                f"「{fact.label.ja}」は一覧から選んでください。",
                f"“{fact.label.en}” must be one of: {', '.join(codes)}.",
            )
        )
    return raw


def _choices(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    values = [raw] if isinstance(raw, str) else raw
    if not isinstance(values, list | tuple) or len(values) > len(fact.choices):
        return _choice(fact, None, latest)
    return [str(_choice(fact, value, latest)) for value in values]


_FLAGS = {
    "true": True,
    "on": True,
    "yes": True,
    "1": True,
    "false": False,
    "off": False,
    "no": False,
    "0": False,
}


def _flag(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    if isinstance(raw, bool):
        return raw
    flag = _FLAGS.get(raw.lower()) if isinstance(raw, str) else None
    if flag is None:
        raise Problem(
            Text(f"「{fact.label.ja}」は「はい」か「いいえ」です。", f"“{fact.label.en}” is yes or no.")
        )
    return flag


def _number(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    number: int | None = None
    if isinstance(raw, int) and not isinstance(raw, bool):
        number = raw
    elif isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,15}", raw.strip().replace(",", "")):
        number = int(raw.strip().replace(",", ""))
    if number is None or not fact.low <= number <= fact.high:
        raise Problem(
            Text(
                f"「{fact.label.ja}」は{fact.low:,}から{fact.high:,}までの整数です。",
                f"“{fact.label.en}” is a whole number from {fact.low:,} to {fact.high:,}.",
            )
        )
    return number


def _country(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    if not isinstance(raw, str) or not is_country(raw.strip().upper()):
        raise Problem(
            Text(
                f"「{fact.label.ja}」の国・地域コードが見当たりません。三文字の旅券コード(例 VNM)を入れてください。",
                f"“{fact.label.en}”: unknown country code; use the three letters of the passport (VNM).",
            )
        )
    return raw.strip().upper()


def _date(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    day: date | None = None
    if isinstance(raw, datetime):
        day = raw.astimezone(TOKYO).date() if raw.tzinfo else None
    elif isinstance(raw, date):
        day = raw
    elif isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip()):
        try:
            day = date.fromisoformat(raw.strip())
        except ValueError:
            day = None
    if day is None or not 1900 <= day.year <= 2099:
        raise Problem(
            Text(
                f"「{fact.label.ja}」は日付(例 2026-11-24)で入力してください。",
                f"“{fact.label.en}” must be a date such as 2026-11-24.",
            )
        )
    if latest is not None and not fact.ahead and day > latest.astimezone(TOKYO).date():
        raise Problem(_in_future(fact))
    return day.isoformat()


def _moment(fact: Fact, raw: Any, latest: datetime | None) -> Value:
    moment = raw
    if isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw.strip())
        except ValueError:
            moment = None
    if not isinstance(moment, datetime) or not 1900 <= moment.year <= 2099:
        raise Problem(
            Text(
                f"「{fact.label.ja}」は日時(例 2026-11-24T09:30+09:00)で入力してください。",
                f"“{fact.label.en}” must be a date and time such as 2026-11-24T09:30+09:00.",
            )
        )
    if moment.tzinfo is None:
        raise Problem(
            Text(
                f"「{fact.label.ja}」に時差がありません。日本時間なら末尾に+09:00を付けてください。",
                f"“{fact.label.en}” has no time zone; add +09:00 for Japan.",
            )
        )
    if latest is not None and not fact.ahead and moment > latest:
        raise Problem(_in_future(fact))
    return moment.astimezone(TOKYO).isoformat(timespec="minutes")


def _in_future(fact: Fact) -> Text:
    return Text(f"「{fact.label.ja}」が未来の日時になっています。", f"“{fact.label.en}” lies in the future.")


_CLEANERS = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.OFFICE: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.YEN: _number,
    Kind.NUMBER: _number,
    Kind.COUNTRY: _country,
}
