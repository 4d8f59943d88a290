"""The forms annexed to the Regulation (別記様式), by number: what each is called and where it is prescribed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from workflows.law import Citation, cites
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its number with a hyphen for branch numbers, its name, the act it serves and the article of the
    Regulation that prescribes it. The English names are our own."""

    number: str
    label: Text
    basis: str
    prescribed: str
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(f"{self.basis}; {self.prescribed}"))

    @property
    def name(self) -> Text:
        """Name and number: 在留資格認定証明書(別記第6号の4様式), certificate of eligibility (Form 6-4)."""
        head, *branches = self.number.split("-")
        number = f"別記第{head}号{''.join('の' + branch for branch in branches)}様式"
        return Text(f"{self.label.ja}({number})", f"{self.label.en} (Form {self.number})")


@lru_cache(maxsize=1)
def forms() -> Mapping[str, Form]:
    """Every form on file, by its number."""
    data = json.loads((files("workflows") / "data" / "forms.json").read_text("utf-8"))
    return {
        number: Form(number, Text(row["ja"], row["en"]), row["basis"], row["prescribed"])
        for number, row in data.items()
    }
