"""The words: every kind in both languages, and no facts that could break them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.compose import KINDS, STANDS_IN, SUBJECT_LENGTH, TEMPLATES, compose

FACTS = {
    "number": "TYO-2026-000123",
    "step": {"ja": "収容令書の発付", "en": "issue of the detention order"},
    "clock": {"ja": "収容の期間", "en": "period of detention"},
    "must": {"ja": "引渡し", "en": "hand over"},
    "silence": {"ja": "収容を解く", "en": "the detention ends"},
    "refusal": {"ja": "状態が異なる", "en": "another state"},
    "by": {"ja": "主任審査官", "en": "chief inspector"},
    "reason": {"ja": "誤記", "en": "slip of the pen"},
    "articles": {"ja": "法第41条第1項", "en": "Act art. 41(1)"},
    "due": "2026-11-30",
    "legal": "2026-12-01",
    "was": "2026-11-29",
    "is": "2026-11-30",
    "happened": "2026-11-23T08:30:00+09:00",
    "days": 7,
    "path": "/cases/TYO-2026-000123/",
}


def test_every_kind_has_both_languages():
    assert set(TEMPLATES) == {(kind, language) for kind in KINDS for language in ("ja", "en")}
    assert {
        "reminder_ahead",
        "reminder_today",
        "overdue",
        "lapsed",
        "lapse_refused",
        "step_taken",
        "clock_corrected",
        "assigned",
    } <= set(KINDS)


@pytest.mark.parametrize("facts", [FACTS, {}], ids=["all facts", "no facts"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", [*KINDS, "a_kind_of_the_future"])
def test_every_kind_can_be_told_with_and_without_facts(kind, language, facts):
    composed = compose(kind, facts, language)
    assert composed.subject.startswith("【手続】" if language == "ja" else "[Tetsuzuki] ")
    assert "\n" not in composed.subject
    assert "None" not in composed.body and "{" not in composed.body and "「」" not in composed.body
    if facts:
        assert "TYO-2026-000123" in composed.subject
    if language == "en":
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", composed.subject + composed.body)


def test_a_reminder_reads_like_a_letter():
    composed = compose("reminder_ahead", {**FACTS, "legal": "2026-11-30"}, "ja")
    assert composed.subject == "【手続】期限まであと7日(TYO-2026-000123)"
    assert composed.body.startswith("「収容の期間」の期限が近づいています(あと7日)。\n")
    assert "\n期限:2026年11月30日(月)\n" in composed.body
    assert "法律上の期限" not in composed.body  # the same date need not be said twice
    assert "\n根拠:法第41条第1項\n" in composed.body


def test_one_day_is_singular_in_english():
    assert compose("reminder_ahead", {"days": 1}, "en").subject == "[Tetsuzuki] Time limit in 1 day"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-30", "2026年11月30日(月)"),
        ("2026-11-30 16:30", "2026年11月30日(月) 16:30"),
        ("2026-11-30T07:30:00+00:00", "2026年11月30日(月) 16:30"),
        # A period that ends at midnight ends with the day before.
        ("2026-11-30T15:00:00+00:00", "2026年11月30日(月) 24:00"),
        ("not a date", "not a date"),
    ],
)
def test_dates_are_said_as_tokyo_days(instant, said):
    assert f"期限:{said}\n" in compose("reminder_today", {"due": instant}, "ja").body


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"was": "2026-11-29", "is": "2026-11-30"}, "期限の更正"),
        ({"was": "2026-11-29", "is": ""}, "期限の取消し"),
        ({"was": "", "is": "2026-11-30"}, "期限の追加"),
    ],
)
def test_a_correction_says_what_became_of_the_date(facts, subject):
    assert compose("clock_corrected", facts, "ja").subject == f"【手続】{subject}"


def test_a_supervisor_is_told_why_the_message_comes_to_him():
    assert "管理職" in compose("overdue", {STANDS_IN: True}, "ja").body
    assert "supervisor" in compose("overdue", {STANDS_IN: True}, "en").body
    assert "管理職" not in compose("overdue", {STANDS_IN: False}, "ja").body


def test_a_long_label_does_not_push_the_case_number_out_of_the_subject():
    facts = {"number": "TYO-2026-000123", "step": {"ja": "あ" * 500}}
    subject = compose("step_taken", facts, "ja").subject
    assert len(subject) <= SUBJECT_LENGTH and subject.endswith("…(TYO-2026-000123)")


def test_another_language_reads_japanese():
    assert compose("overdue", FACTS, "vi") == compose("overdue", FACTS, "ja")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=6,
)


@given(
    kind=st.sampled_from(KINDS) | st.text(),
    facts=st.dictionaries(st.sampled_from([*FACTS, STANDS_IN]) | st.text(), JSON),
    language=st.sampled_from(["ja", "en", ""]),
)
def test_no_facts_can_break_the_text(kind, facts, language):
    composed = compose(kind, facts, language)
    assert composed.subject and composed.body
    assert "\x00" not in composed.subject + composed.body
    assert not set("\r\n") & set(composed.subject)
    (composed.subject + composed.body).encode("utf-8")


def test_facts_that_raise_yield_a_general_text():
    class Broken(dict):
        def get(self, *_):
            raise RuntimeError

    assert compose("overdue", Broken(), "ja").subject == "【手続】お知らせ"
