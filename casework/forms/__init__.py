"""Forms made from the declared facts: what is typed stays typed, and the law does the checking.

A form here is a list of controls. It never decides whether a value is good: it hands the raw text
to `workflows.facts.clean`, directly or by way of the door, and puts the sentence that comes back
beside the control.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from workflows.counting import TOKYO
from workflows.countries import CODES
from workflows.facts import Fact, Kind, Problem, Value, clean
from workflows.texts import Refusal, Text

FEW = 5
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,80}")

AT = Fact("at", Text("起きた日時", "when it happened"), Kind.MOMENT)
REASON = Fact("reason", Text("更正の理由", "reason for the rectification"), Kind.TEXT, personal=True)
OVERRIDE = Fact("override", Text("例外の理由", "reason for the exception"), Kind.TEXT, personal=True)
# Said where a serious act is sent without the tick.
UNCONFIRMED = Text("内容を確かめ、確認の欄に印を付けてください。", "Check the act and tick the confirmation.")


class Malformed(ValueError):
    """A submission that no page of this system makes: it is answered with 400."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(slots=True)
class Control:
    """One field of a form as the template draws it."""

    name: str
    label: str
    widget: str
    value: str = ""
    needed: bool = False
    help: str = ""
    limit: str = ""
    known: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    low: str = ""
    high: str = ""

    @property
    def grouped(self) -> bool:
        """Whether the control is several inputs under one legend."""
        return self.widget in ("radio", "checks")

    @property
    def short(self) -> bool:
        """Whether the options fit on one line."""
        return len(self.options) <= FEW and sum(len(o.label) + 3 for o in self.options) <= 40

    @property
    def described_by(self) -> str:
        """The ids of the sentences that belong to the control."""
        parts = (
            ("error", self.error),
            ("help", self.help),
            ("limit", self.limit),
            ("known", self.known),
        )
        return " ".join(f"id_{self.name}_{part}" for part, text in parts if text)


_WIDGETS = {
    Kind.LINE: "line",
    Kind.TEXT: "area",
    Kind.CHOICES: "checks",
    Kind.FLAG: "radio",
    Kind.DATE: "date",
    Kind.MOMENT: "moment",
    Kind.YEN: "number",
    Kind.NUMBER: "number",
    Kind.COUNTRY: "country",
    Kind.OFFICE: "select",
}


def control(
    fact: Fact,
    *,
    lang: str,
    needed: bool,
    typed: Any = None,
    offices: Iterable[tuple[str, str]] = (),
    error: Text | None = None,
) -> Control:
    """The control of a fact, holding what was typed."""
    chosen = [str(v) for v in typed] if isinstance(typed, list) else [_shown(fact, typed)]
    widget = _WIDGETS.get(fact.kind, "radio" if len(fact.choices) <= FEW else "select")
    options: list[Option] = []
    if fact.kind is Kind.FLAG:
        pairs = [("true", Text("はい", "yes").get(lang)), ("false", Text("いいえ", "no").get(lang))]
        options = [Option(value, label, value in chosen) for value, label in pairs]
    elif fact.kind in (Kind.CHOICE, Kind.CHOICES):
        options = [Option(c.code, c.label.get(lang), c.code in chosen) for c in fact.choices]
    elif fact.kind is Kind.OFFICE:
        options = [Option(code, name, code in chosen) for code, name in offices]
    return Control(
        fact.name,
        fact.label.get(lang),
        widget,
        value=chosen[0] if chosen else "",
        needed=needed,
        help=fact.help.get(lang) if fact.help else "",
        error=error.get(lang) if error else "",
        options=options,
    )


def _shown(fact: Fact, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if fact.kind is Kind.MOMENT:
        return local_text(value)
    return str(value)


def local_text(value: Any) -> str:
    """An instant as a date-time control holds it (Tokyo, to the minute); other text as it is."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(TOKYO)
        except OverflowError:  # the first and the last day that a date can be
            moment = moment.replace(tzinfo=None)
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def raw(fact: Fact, data: QueryDict) -> Any:
    """What was typed for a fact. A date-time control means Tokyo time, and the text says so."""
    if fact.kind is Kind.CHOICES:
        return data.getlist(fact.name)
    typed = data.get(fact.name, "")
    if fact.kind is Kind.MOMENT and _LOCAL.fullmatch(typed.strip()):
        return f"{typed.strip()}+09:00"
    return typed


def moment_given(fact: Fact, data: QueryDict, problems: dict[str, Text]) -> datetime | None:
    """The instant typed for a fact; a problem is noted and None returned."""
    value = cleaned(fact, raw(fact, data), problems, needed=True)
    return datetime.fromisoformat(str(value)) if value is not None else None


def cleaned(
    fact: Fact,
    typed: Any,
    problems: dict[str, Text],
    *,
    needed: bool = False,
    latest: datetime | None = None,
) -> Value:
    """The cleaned value of a fact; what is wrong is noted under its name."""
    try:
        value = clean(fact, typed, latest=latest)
    except Problem as problem:
        problems[fact.name] = problem.text
        return None
    if value is None and needed:
        problems[fact.name] = Text(f"「{fact.label.ja}」を入力してください。", f"Enter “{fact.label.en}”.")
    return value


def bad_input(problems: Mapping[str, Text]) -> Refusal:
    """The refusal of a form whose fields are wrong in themselves."""
    return Refusal(
        "bad-fact",
        Text("入力に誤りがあります。", "Some of the input is not usable."),
        Text("", ""),
        Text("示した欄を直してください。", "Correct the fields named."),
        (),
        dict(problems),
    )


def check_offices(
    facts: Mapping[str, Fact], typed: Mapping[str, Any], codes: Iterable[str]
) -> dict[str, Text]:
    """Offices that do not exist: the law package knows no list of offices."""
    known = set(codes)
    return {
        name: Text(
            f"「{facts[name].label.ja}」は一覧から選んでください。",
            f"“{facts[name].label.en}” is not an office.",
        )
        for name, value in typed.items()
        if facts[name].kind is Kind.OFFICE and value and value not in known
    }


@dataclass(frozen=True, slots=True)
class Token:
    """The hidden fields: a key that makes a double click one entry, and the version the page showed."""

    key: str
    seen: int = 0


def new_key() -> str:
    """A key for one submission."""
    return secrets.token_urlsafe(18)


def token(data: QueryDict, *, versioned: bool = True) -> Token:
    """The hidden fields of a submission. Raises `Malformed` where they are not what a page gives."""
    key = data.get("key", "")
    if not _KEY.fullmatch(key):
        raise Malformed("key")
    if not versioned:
        return Token(key)
    seen = data.get("seen", "")
    if not re.fullmatch(r"[0-9]{1,9}", seen):
        raise Malformed("seen")
    return Token(key, int(seen))


def country_codes(drawn: Iterable[Control]) -> list[str]:
    """The codes to propose, if any control asks for a country."""
    return sorted(CODES) if any(c.widget == "country" for c in drawn) else []


def number(text: str | None) -> int | None:
    """A small whole number from an address, or None."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None
