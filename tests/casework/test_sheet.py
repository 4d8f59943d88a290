"""The sheet for the person: what is told at each stage, in three languages, and what never is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from casework import moment, store
from casework.models import Case, Look, Office
from casework.outside import contacts, readings, sheet, sheet_words
from casework.outside.messages import CLOCKS, STEPS, Said
from casework.outside.sheet_words import ABOUT, DATES, STAGES, UNTOLD
from tests.casework import case_rows as rows
from tests.casework import files
from tests.casework.case_rows import FRIDAY, Staff
from tests.casework.lives import FILED, Life
from tests.casework.plain_japanese import faults, unread
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


def test_every_text_is_there_in_each_language() -> None:
    for said in every_text():
        assert said.ja and said.en and said.plain
        assert not re.search(rf"[{readings.KANJI}]", said.en), said.en


# --- readings and calendars -----------------------------------------------------------------------


def test_ruby_escapes_everything_else() -> None:
    html = readings.ruby("<b>漢字(かんじ)</b> 24日(にじゅうよっか)&")
    assert html == (
        "&lt;b&gt;<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>&lt;/b&gt; "
        "<ruby>24日<rp>(</rp><rt>にじゅうよっか</rt><rp>)</rp></ruby>&amp;"
    )


def test_a_reading_stands_above_its_own_kanji_only() -> None:
    assert "<ruby>24日<rp>" in readings.ruby("24日(にじゅうよっか)") and "1<ruby>日" in readings.ruby(
        "1日(にち)"
    )
    assert "2か<ruby>月<rp>" in readings.ruby("2か月(げつ)")
    told = [
        *every_text(),
        *STEPS.values(),
        *(s for w in CLOCKS.values() for s in (w.what, w.must, w.silence)),
    ]
    for said in told:
        # か月(かげつ) would be read かかげつ: what is written in kana needs no reading.
        assert said is None or not re.search(r"([ぁ-ゖ])[々\u4e00-\u9fff]+\(\1", said.plain), said.plain


@pytest.mark.parametrize(
    ("until", "ja", "en"),
    [
        # The end of a period is its last day; another instant has its minute.
        (datetime(2026, 11, 25, tzinfo=TOKYO), "2026年(令和8年)11月24日(火)", "Tue 24 Nov 2026 (Reiwa 8)"),
        (datetime(2019, 5, 2, tzinfo=TOKYO), "2019年(令和元年)5月1日(水)", "Wed 1 May 2019 (Reiwa 1)"),
        (datetime(2019, 5, 1, tzinfo=TOKYO), "2019年(平成31年)4月30日(火)", "Tue 30 Apr 2019 (Heisei 31)"),
        (
            datetime(2026, 11, 24, 10, 15, tzinfo=TOKYO),
            "2026年(令和8年)11月24日(火) 10:15",
            "Tue 24 Nov 2026 (Reiwa 8) 10:15",
        ),
    ],
)
def test_a_day_is_told_as_in_the_notices(until: datetime, ja: str, en: str) -> None:
    assert sheet._last_day(until, "ja") == ja
    assert sheet._last_day(until, "en") == en
    assert faults(sheet._last_day(until, "plain")) == []


@pytest.mark.django_db
def test_every_office_can_be_read() -> None:
    rows.staff()
    for name in Office.objects.values_list("ja", flat=True):
        assert not unread(readings.office(name)), name


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
    assert "口頭審理の請求" in text and "2026年(令和8年)11月24日(火)" in text
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


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en", "plain"])
def test_the_special_period_has_one_last_day(language: str) -> None:
    life = Life(files.crew())
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-25", **(FILED | {"photo_on": "2027-02-01"}))
    life.sweep("2027-04-02T09:00")
    held = store.read(life.file("extension").pk)
    assert held is not None and "special_period_warning" in held.dossier.clocks
    stage = sheet.stage_of(held.procedure, held.dossier)
    assert stage is not None
    # Also after the day on which the office means to call the person in.
    now = datetime(2027, 5, 20, 9, tzinfo=TOKYO)
    made = sheet.make(life.file("extension"), held.procedure, held.dossier, stage, language, now)
    [due] = [due for due in made.dues if due.what == getattr(CLOCKS["special_period"].what, language)]
    assert "2027" in due.day and not due.over


def test_the_sheet_is_for_the_office_in_charge(crew: Staff) -> None:
    case = found_deportable(crew)
    page(case, crew.looker, status=403)
    page(case, crew.osaka, status=403)
    assert rows.signed_in(crew.inspector).post(f"/cases/{case.number}/sheet/").status_code == 405
