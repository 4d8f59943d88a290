"""A sentence in the two languages of the screens, and a refusal made of such sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.law import Citation


@dataclass(frozen=True, slots=True)
class Text:
    """One text, Japanese (authoritative) and English."""

    ja: str
    en: str

    def get(self, language: str) -> str:
        """The text in the language asked for; anything but English reads the Japanese."""
        return self.en if language.startswith("en") else self.ja

    def __str__(self) -> str:
        return f"{self.ja} / {self.en}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done: the fact, the rule, the article and the remedy.

    `code` is stable and machine-readable; `fields` holds one sentence for each fact at fault, so
    that a form can put it beside the field.
    """

    code: str
    fact: Text
    rule: Text
    remedy: Text
    cites: tuple[Citation, ...] = ()
    fields: Mapping[str, Text] = field(default_factory=dict)

    def sentence(self, language: str = "ja") -> str:
        """The whole refusal as one readable paragraph."""
        joiner = ", " if language.startswith("en") else "、"
        articles = joiner.join(c.label(language) for c in self.cites)
        where = f" ({articles})" if articles else ""
        parts = [self.fact.get(language), self.rule.get(language) + where, self.remedy.get(language)]
        if self.fields:
            parts[0] += " " + " ".join(text.get(language) for text in self.fields.values())
        return " ".join(part for part in parts if part)


class Refused(Exception):
    """Raised where a refusal has to cross a boundary; nothing has been changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence("en"))
        self.refusal = refusal


class DeclarationError(TypeError):
    """A procedure, step, clock or state that is declared wrongly: it does not load."""
