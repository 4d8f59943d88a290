"""The sheet for the person: what is told at each stage, in three languages, and what never is."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from casework import moment
from casework.models import Case, Look, Office
from casework.outside import contacts, readings, sheet, sheet_words
from casework.outside.messages import CLOCKS, Said
from casework.outside.sheet_words import ABOUT, DATES, STAGES, UNTOLD
from casework.views.case_sheet import LABELS
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.clocks import OpenClock
from workflows.counting import TOKYO
from workflows.dossier import Dossier
from workflows.registry import procedures
from workflows.roles import Role

NOW = FRIDAY + timedelta(hours=3)
OURS = {p.code: p for p in procedures()}


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, db: None) -> Staff:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


def every_text() -> list[Said]:
    found: list[Said] = []
    for about in ABOUT.values():
        found += [about.name, about.what]
    for stages in STAGES.values():
        for stage in stages.values():
            found += [said for said in (stage.where, stage.then, stage.must) if said is not None]
    for told in DATES.values():
        found += [told.what, told.must, told.silence]
    return found


# --- the texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(OURS))
def test_every_stage_is_told_or_kept_back_with_a_reason(code: str) -> None:
    procedure = OURS[code]
    states = set(procedure.machines[procedure.main].states)
    told, kept = set(STAGES[code]), set(UNTOLD.get(code, {}))
    # What the engine knows as the state before opening is no state of a file.
    assert told | kept == states | (kept & {"not_opened"}), (states - told - kept, (told | kept) - states)
    assert not told & kept
    assert all(UNTOLD.get(code, {}).values())
    assert code in ABOUT


def test_an_inquiry_is_never_told() -> None:
    for code, state in (
        ("deportation", "tip_received"),
        ("deportation", "under_investigation"),
        ("deportation", "chief_inspector_screening"),
        ("deportation", "custody_route_decided"),
        ("deportation", "closed_no_violation"),
        ("revocation", "fact_finding"),
        ("landing", "en_route"),
    ):
        assert state in UNTOLD[code] and state not in STAGES[code]


def test_the_day_of_a_removal_is_not_on_the_sheet() -> None:
    stages = STAGES["deportation"]
    assert stages["removal_scheduled"] is stages["removal_in_preparation"]


def test_only_dates_of_the_person_have_words() -> None:
    theirs = {
        c.id
        for p in procedures()
        for c in p.clocks.values()
        if c.owed_by in (Role.FOREIGN_NATIONAL, Role.LEGAL_REPRESENTATIVE)
    }
    assert set(DATES) <= theirs
    # The one date of the agency that ends a person's stay is told, as it is outside.
    assert set(CLOCKS) - theirs <= {"special_period", "special_period_warning"}


def test_every_kanji_of_plain_japanese_has_a_reading() -> None:
    for said in every_text():
        assert not readings.unread(said.plain), said.plain
    for value in LABELS["plain"].__dataclass_fields__:
        assert not readings.unread(getattr(LABELS["plain"], value))
    for words in CLOCKS.values():
        for said_or_none in (words.what, words.must, words.silence):
            assert said_or_none is None or not readings.unread(said_or_none.plain), said_or_none


def test_plain_sentences_are_short_and_polite() -> None:
    for said in every_text():
        spoken = re.sub(r"[{(][^{}()]*[|)]?[ぁ-ゖー]*[)}]", "", said.plain)
        for sentence in filter(None, re.split(r"。", spoken)):
            assert len(sentence.replace(" ", "")) <= 60, sentence
    for about in ABOUT.values():
        for sentence in filter(None, about.what.plain.split("。")):
            assert re.search(r"(です|ます|ません|ください)$", sentence), sentence


def test_every_text_is_there_in_each_language() -> None:
    for said in every_text():
        assert said.ja and said.en and said.plain
        assert not re.search(rf"[{readings.KANJI}]", said.en), said.en


# --- readings and calendars -----------------------------------------------------------------------


def test_ruby_escapes_everything_else() -> None:
    html = readings.ruby("<b>漢字(かんじ)</b> {24日|にじゅうよっか}&")
    assert html == (
        "&lt;b&gt;<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>&lt;/b&gt; "
        "<ruby>24日<rp>(</rp><rt>にじゅうよっか</rt><rp>)</rp></ruby>&amp;"
    )


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 11, 24), "令和8年(2026年)11月24日(火)", "Tue 24 Nov 2026 (Reiwa 8)"),
        (date(2019, 5, 1), "令和元年(2019年)5月1日(水)", "Wed 1 May 2019 (Reiwa 1)"),
        (date(2019, 4, 30), "2019年4月30日(火)", "Tue 30 Apr 2019"),
        # The end of a period is its last day; another instant has its minute.
        (datetime(2026, 11, 25, tzinfo=TOKYO), "令和8年(2026年)11月24日(火)", "Tue 24 Nov 2026 (Reiwa 8)"),
        (
            datetime(2026, 11, 24, 10, 15, tzinfo=TOKYO),
            "令和8年(2026年)11月24日(火) 10:15",
            "Tue 24 Nov 2026 (Reiwa 8), 10:15",
        ),
    ],
)
def test_a_day_in_both_calendars(day: date, ja: str, en: str) -> None:
    assert readings.both_calendars(day, "ja") == ja
    assert readings.both_calendars(day, "en") == en


def test_every_day_of_a_year_can_be_read() -> None:
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        assert not readings.unread(readings.both_calendars(day, "plain"))
    spoken = readings.both_calendars(date(2026, 11, 24), "plain")
    assert (
        "{24日|にじゅうよっか}" in spoken
        and "火曜日(かようび)" in spoken
        and "令和(れいわ)8年(ねん)" in spoken
    )


@pytest.mark.django_db
def test_every_office_can_be_read() -> None:
    rows.staff()
    for name in Office.objects.values_list("ja", flat=True):
        assert not readings.unread(readings.office(name)), name


# --- the page -------------------------------------------------------------------------------------


def page(case: Case, who: Any, query: str = "", status: int = 200) -> str:
    response = rows.signed_in(who).get(f"/cases/{case.number}/sheet/{query}")
    assert response.status_code == status
    return unescape(response.content.decode())


def found_deportable(crew: Staff) -> Case:
    case = rows.examined(crew)
    facts = {"ground": "overstay", "reasons": "理由", "rights_explained": True}
    rows.go(
        case, "found_deportable", crew.inspector, FRIDAY + timedelta(hours=2),
        prior_removal=False, prior_departure_order=False, **facts,
    )  # fmt: skip
    return case


def test_nothing_is_handed_out_while_an_inquiry_is_under_way(crew: Staff) -> None:
    case = rows.opened(crew.control)
    text = page(case, crew.control, status=409)
    assert "いまの段階では、説明書を渡しません。" in text and "調査の途中" in text
    home = rows.signed_in(crew.control).get(f"/cases/{case.number}/").content.decode()
    assert "sheet/" not in home
    assert not Look.objects.filter(what="case").count() > 1


def test_the_sheet_says_what_to_do_by_when(crew: Staff) -> None:
    case = found_deportable(crew)
    text = page(case, crew.inspector, "?language=ja")
    assert "退去強制の対象と認められ、通知されました。" in text
    assert "口頭審理の請求" in text and "令和8年(2026年)11月24日(火)" in text
    assert "東京出入国在留管理局" in text and case.number in text
    english = page(case, crew.inspector, "?language=en")
    assert 'class="sheet" lang="en"' in english
    assert "Tue 24 Nov 2026 (Reiwa 8)" in english and "ask for a hearing by this day" in english
    plain = page(case, crew.inspector, "?language=plain")
    assert "<ruby>24日<rp>(</rp><rt>にじゅうよっか</rt>" in plain
    article = plain[plain.index("<article") : plain.index("</article>")]
    bare = re.sub(r"<ruby>.*?</ruby>|<[^>]*>", "", article)
    assert not re.search(rf"[{readings.KANJI}]", bare), bare


def test_nothing_of_the_file_but_the_persons_own_is_on_it(crew: Staff) -> None:
    case = found_deportable(crew)
    for language in ("ja", "en", "plain"):
        text = page(case, crew.inspector, f"?language={language}")
        article = text[text.index("<article") : text.index("</article>")]
        for kept in ("近隣からの通報", "逃亡のおそれ", "収容令書", "健康診断", "三月", "伊藤", "理由"):
            assert kept not in article or (kept == "理由" and language == "ja"), kept
    procedure = OURS["deportation"]
    clocks = {
        code: OpenClock(code, NOW, NOW + timedelta(days=9), NOW + timedelta(days=9), 1, {})
        for code in procedure.clocks
    }
    states = {code: m.initial for code, m in procedure.machines.items()} | {"stage": "under_examination"}
    dossier = Dossier("deportation", NOW.date(), states, {}, clocks)
    made = sheet.make(
        case, procedure, dossier, sheet_words.STAGES["deportation"]["under_examination"], "ja", NOW
    )
    words = {told.what.ja for told in DATES.values()}
    assert {due.what for due in made.dues} <= words and len(made.dues) == len(
        set(DATES) & set(procedure.clocks)
    )


def test_the_language_is_the_persons_own(crew: Staff) -> None:
    case = found_deportable(crew)
    assert "sheet-plain" in page(case, crew.inspector)
    contacts.save(case.person, email="", language="en", letters=True, by=crew.inspector, now=NOW)
    assert 'class="sheet" lang="en"' in page(case, crew.inspector)
    assert "sheet-plain" in page(case, crew.inspector, "?language=plain")
    for odd in ("xx", "%00", "x" * 500):
        assert 'class="sheet" lang="en"' in page(case, crew.inspector, f"?language={odd}")


def test_a_day_that_has_passed_is_said_so(crew: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    case = found_deportable(crew)
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(days=6))
    assert "この期限は過ぎています。" in page(case, crew.inspector, "?language=ja")


def test_the_sheet_is_for_the_office_in_charge(crew: Staff) -> None:
    case = found_deportable(crew)
    page(case, crew.looker, status=403)
    page(case, crew.osaka, status=403)
    assert rows.signed_in(crew.inspector).post(f"/cases/{case.number}/sheet/").status_code == 405
