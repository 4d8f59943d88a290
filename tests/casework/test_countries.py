"""Countries by name: every code that a passport may carry has one, in both languages."""

from __future__ import annotations

import pytest

from casework.countries import name, names
from workflows.countries import CODES


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_code_has_a_name_of_its_own(lang: str) -> None:
    found = names(lang)
    assert set(found) == CODES
    assert len(set(found.values())) == len(CODES)
    assert not [code for code, said in found.items() if said == code or not said.strip()]


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("VNM", "ベトナム", "Vietnam"),
        ("KOR", "韓国", "South Korea"),
        ("TWN", "台湾", "Taiwan"),
        ("USA", "米国", "United States"),
        ("HKG", "香港", "Hong Kong"),
        ("XXA", "無国籍", "stateless"),
    ],
)
def test_names_are_those_an_officer_uses(code: str, ja: str, en: str) -> None:
    assert (name(code, "ja"), name(code, "en")) == (ja, en)


def test_what_is_no_code_stays_as_it_is() -> None:
    assert name("", "ja") == "" and name("???", "en") == "???"
