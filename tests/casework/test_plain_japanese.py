"""What people outside read in plain Japanese is plain: every text of the notices, with every date and word."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from casework.outside import messages as told
from casework.outside import plain as outside_plain
from notifications import outside
from notifications.words import PLAIN, Words
from tests.casework.plain_japanese import bare, conclusion_first, faults
from workflows.registry import procedures

# Readings stand in brackets of full width in no text; one form only, so that a page can set them above.
_WIDE = re.compile("[（）]")

PLAIN_TEXTS = {
    **{
        f"{code}.{name}": said.plain
        for code, words in told.CLOCKS.items()
        for name in ("what", "must", "silence")
        if (said := getattr(words, name)) is not None
    },
    **{step: said.plain for step, said in told.STEPS.items()},
    **{f"{code} {n}": text for code, texts in outside_plain.CLOCKS.items() for n, text in enumerate(texts)},
    **outside_plain.STEPS,
}
FACTS = {
    "number": "EXT26-TYO-000001",
    "clock": {"ja": "在留期間", "plain": "日本(にほん)に いて いい 日(ひ)"},
    "step": {"ja": "受理", "plain": "書類(しょるい)を もらいました。"},
    "must": {"ja": "申請", "plain": "手続(てつづ)きを して ください。"},
    "silence": {"ja": "不法残留", "plain": "日本(にほん)に いる ことが できません。"},
    "office": {"ja": "入管", "plain": "入管(にゅうかん)"},
    "due": "2027-04-01",
    "was": "2027-03-01",
    "is": "2027-04-01T00:00+09:00",
    "happened": "2026-11-24",
    "days": 30,
}


@pytest.mark.parametrize("kind", outside.KINDS)
@pytest.mark.parametrize("facts", [FACTS, {**FACTS, "days": 1, "is": ""}, {}], ids=["full", "last", "bare"])
def test_every_notice_is_plain(kind: str, facts: dict[str, object]) -> None:
    composed = outside.compose(kind, facts, PLAIN)
    assert faults(composed.subject) == [] and faults(composed.body) == []
    assert conclusion_first(composed.body)
    assert not _WIDE.search(composed.body)


@pytest.mark.parametrize("name", PLAIN_TEXTS)
def test_what_a_person_is_told_of_dates_and_steps_is_plain(name: str) -> None:
    text = PLAIN_TEXTS[name]
    assert faults(text) == [] and conclusion_first(text)
    assert not _WIDE.search(text)


def test_no_plain_text_is_for_what_does_not_exist() -> None:
    found = [p for p in procedures() if p.tables == told.TABLES]
    assert set(outside_plain.STEPS) <= {step for p in found for step in p.steps}
    assert set(outside_plain.CLOCKS) <= {clock for p in found for clock in p.clocks}


def test_every_date_of_a_year_is_read_in_both_calendars() -> None:
    day = date(2026, 1, 1)
    while day.year == 2026:
        written = Words({"d": day.isoformat()}, PLAIN, outside=True).day("d")
        assert faults(written) == [], written
        assert bare(written).startswith(f"2026年〔令和8年〕{day.month}月{day.day}日")
        day += timedelta(days=1)


def test_what_is_told_by_reminder_has_words_of_its_own() -> None:
    """A person who lives here is reminded of no date in the words of officers."""
    lacking = []
    for procedure in procedures():
        if procedure.tables != told.TABLES or procedure.code in told.AT_THE_PORT:
            continue
        for clock in procedure.clocks.values():
            dated = clock.reminded and clock.shape.value != "open"
            if not dated or not told._theirs(procedure, clock):
                continue
            if not all("plain" in said for said in told.clock_words(clock).values()):
                lacking.append(f"{procedure.code}.{clock.id}")
    assert not lacking


def test_what_a_step_tells_has_words_of_its_own() -> None:
    lacking = [
        f"{p.code}.{s.id}"
        for p in procedures()
        if p.tables == told.TABLES and p.code not in told.AT_THE_PORT
        for s in p.steps.values()
        if told.THE_PERSON & set(s.tells)
        and s.id not in {*told.STEPS, *outside_plain.STEPS, *told.TOLD_ELSEWHERE}
    ]
    assert not lacking


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("手続きを して ください。", "no reading"),
        ("書類(しょるい)を 出(だ)す。", "not です・ます"),
        ("来(こ)ないと、許可(きょか)は 始(はじ)まりません。", "negated twice"),
        ("呼(よ)ばれたら、来(き)て ください。", "done to somebody"),
        ("お待(ま)ち いただきます。", "honorific"),
        ("オンラインで して ください。", "loan word"),
        ("2027年(ねん) 4月(がつ) 1日(ついたち)", "one calendar"),
        ("令和(れいわ) 9年(ねん)〔2027年(ねん)〕 4月(がつ)", "Japanese year first"),
        ("はい。" + "とても" * 20 + "です。", "characters"),
        ("今日会社学校役所電話番号銀行(きょう)です。", "kanji"),
        ("きょうはとてもいいてんきですね、はい。", "not です・ます"),
        ("きょうはとてもいいおてんきです。", "no spaces"),
    ],
)
def test_the_checker_sees_what_is_not_plain(text: str, said: str) -> None:
    assert any(said in fault for fault in faults(text)), faults(text)


def test_the_checker_passes_what_is_plain() -> None:
    assert (
        faults("書類(しょるい)を 出(だ)して ください。できない ときは、早(はや)く 言(い)って ください。")
        == []
    )
    assert not conclusion_first("今(いま) 待(ま)って いますから、いて いいです。")
    assert not conclusion_first("でも、いて いいです。")
