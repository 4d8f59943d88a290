"""Citations: how they are read, and that the places they name exist."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.counting import RULES
from workflows.law import ACT_NAMES, PRACTICES, Act, Citation, CitationError, cite, cites, exists
from workflows.registry import procedures


def _data(name: str) -> dict[str, Any]:
    return dict(json.loads((files("workflows") / "data" / name).read_text("utf-8")))


ARTICLES = {act: articles for act, articles in _data("articles.json").items() if not act.startswith("_")}
FORMS = _data("forms.json")

NUMBERS = st.lists(st.integers(1, 200), min_size=1, max_size=3).map(lambda parts: "-".join(map(str, parts)))
SUB_ITEMS = st.sampled_from("イロハニホヘトチリヌルヲワカヨ")


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    act = draw(st.sampled_from([act for act in Act if act is not Act.PRACTICE]))
    depth = draw(st.integers(1, 4))
    return Citation(
        act,
        draw(NUMBERS),
        draw(NUMBERS) if depth > 1 else None,
        draw(NUMBERS) if depth > 2 else None,
        draw(SUB_ITEMS) if depth > 3 else None,
    )


@given(citations())
def test_a_citation_is_read_as_it_is_written(place: Citation) -> None:
    assert cite(str(place)) == place


@given(st.lists(citations(), min_size=1, max_size=5))
def test_several_citations_are_separated_by_semicolons(places: list[Citation]) -> None:
    assert cites("; ".join(map(str, places))) == tuple(places)


@given(citations())
def test_a_citation_has_a_label_in_both_languages_and_a_form_as_data(place: Citation) -> None:
    assert place.label().startswith(ACT_NAMES[place.act][1])
    assert place.article in place.label("en")
    data = place.as_object()
    assert (data["act"], data["article"], data["item"]) == (place.act.value, place.article, place.item)
    assert data.get("sub") == place.sub


def test_branch_numbers_are_spoken_as_in_the_act() -> None:
    assert cite("icrra 52-8(2)").label() == "法第52条の8第2項"
    assert cite("icrra 70(1)(8-2)").label() == "法第70条第1項第8号の2"
    assert cite("icrra 24-3(1)(1)ロ").label() == "法第24条の3第1項第1号ロ"
    assert cite("icrra 24-3(1)(1)ロ").label("en") == "Act art. 24-3(1)(1)ロ"
    assert cite("reg 36-2(6)").label() == "規則第36条の2第6項"
    assert cite("suppl-2023-56 8(4)").label() == "令5改正附則第8条第4項"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "icrra",
        "icrra ",
        "icrra 52の8",
        "icrra 52-8 (2)",
        "icrra 52-8()",
        "icrra 52-8(2)(1)(3)",
        "icrra 52-8ロ",
        "icrra 52-",
        "ICRRA 52-8",
        "visa-act 1",
        "practice unheard-of",
        " icrra 1",
        "icrra 1\n2",
    ],
)
def test_what_is_no_citation_is_refused(text: str) -> None:
    with pytest.raises(CitationError):
        cite(text)


def test_no_citation_at_all_is_refused() -> None:
    for nothing in ("", " ", ";", " ; "):
        with pytest.raises(CitationError, match="at least one"):
            cites(nothing)


def test_a_refusal_shows_what_would_be_right() -> None:
    with pytest.raises(CitationError, match=r"icrra 44-2\(4\)\(1\)"):
        cite("Article 44-2")
    with pytest.raises(CitationError, match="civil-code"):
        cite("civilcode 140")
    with pytest.raises(CitationError, match="removal-modes"):
        cite("practice removals")


# --- places ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "icrra 52-8(2)",
        "icrra 24(1)(4)オ",
        "icrra 24(1)(3-2)",
        "icrra 70(1)(8-2)",
        "icrra 61-2-12(2)",
        "icrra 55-85(1)",
        "reg 36-2(10)",
        "reg 50-55",
        "order 1",
        "suppl-2023-56 8(4)",
        "suppl-2023-56 1-2",
        "civil-code 143(2)",
        "agency-holidays 1(1)(3)",
        "acla 14(3)",
        "accaa 7(1)(12)",
        "age-act 1(2)",
        "practice removal-modes",
        "icrra 4",  # deleted, but the number is still there
        "reg 23",
    ],
)
def test_a_place_that_exists(text: str) -> None:
    assert exists(cite(text)) is True


@pytest.mark.parametrize(
    "text",
    [
        "icrra 52-8(9)",
        "icrra 999",
        "icrra 24(4)",  # article 24 has one paragraph; its items are icrra 24(1)(4)
        "icrra 24(1)(99)",
        "icrra 52-8-2",
        "icrra 44-2(1)(1)",
        "reg 63",
        "order 28",
        "suppl-2023-56 8(6)",
        "civil-code 144",
        "civil-code 140(2)",
        "agency-holidays 3",
        "accaa 7(1)(13)",
    ],
)
def test_a_place_that_does_not_exist(text: str) -> None:
    assert exists(cite(text)) is False


def test_the_note_in_the_data_is_no_act() -> None:
    assert "_note" in _data("articles.json")
    assert set(ARTICLES) == {act.value for act in Act if act is not Act.PRACTICE}


def test_every_number_on_file_can_be_cited() -> None:
    for act, articles in ARTICLES.items():
        for article, paragraphs in articles.items():
            assert exists(cite(f"{act} {article}")) is True
            for paragraph, items in paragraphs.items():
                assert exists(cite(f"{act} {article}({paragraph})")) is True
                for item in items:
                    assert exists(cite(f"{act} {article}({paragraph})({item})")) is True


def test_numbers_stand_in_the_order_of_the_act_and_only_once() -> None:
    for act, articles in ARTICLES.items():
        assert _in_order(list(articles)), act
        for article, paragraphs in articles.items():
            assert list(paragraphs) == [str(n + 1) for n in range(len(paragraphs))], (act, article)
            for items in paragraphs.values():
                assert _in_order(items), (act, article)
                assert not items or items[0] == "1", (act, article)


def _in_order(numbers: list[str]) -> bool:
    parts = [tuple(map(int, number.split("-"))) for number in numbers]
    return parts == sorted(set(parts))


def test_the_size_of_the_acts_read_in_full() -> None:
    # Counted in the text in force on 2026-06-14; a change means that the acts were read again.
    sizes = {act: (len(articles), sum(map(len, articles.values()))) for act, articles in ARTICLES.items()}
    assert sizes["icrra"] == (316, 895)
    assert sizes["reg"] == (216, 589)
    assert sizes["order"] == (29, 67)


def test_every_counting_rule_rests_on_a_place_that_exists() -> None:
    for code, declared in RULES.items():
        assert code == declared.code
        for place in declared.citations:
            assert exists(place) is True, (code, str(place))


@pytest.mark.parametrize("practice", PRACTICES)
def test_a_practice_is_named_as_having_no_article(practice: str) -> None:
    place = cite(f"practice {practice}")
    assert exists(place) is True
    assert place.label() == "実務(条文なし)"
    assert place.label("en") == "practice (no article)"


@pytest.mark.parametrize("number", FORMS)
def test_a_form_rests_on_the_act_and_on_the_ordinance(number: str) -> None:
    form = FORMS[number]
    assert set(form) == {"ja", "en", "basis", "prescribed"}
    assert form["ja"]
    assert form["en"]
    act, ordinance = cite(form["basis"]), cite(form["prescribed"])
    assert act.act is Act.ICRRA
    assert ordinance.act is Act.REGULATION
    assert exists(act) is True
    assert exists(ordinance) is True


def test_every_form_that_a_step_draws_up_is_listed_and_no_other() -> None:
    drawn = {d for p in procedures() for step in p.steps.values() for d in step.documents}
    numbered = {d for d in drawn if re.fullmatch(r"[0-9]+(-[0-9]+)*", d)}
    assert numbered - set(FORMS) == set()
    # Some are drawn up only within a step and named in its help.
    assert len(set(FORMS) - numbered) < 40
    assert FORMS["50"]["ja"] == "収容令書"
    assert FORMS["63"]["ja"] == "退去強制令書"
    assert list(FORMS) == sorted(FORMS, key=lambda number: tuple(map(int, number.split("-"))))
