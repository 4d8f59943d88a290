"""Letters: written once, kept as they were said, dealt with once; and the texts to people outside."""

from __future__ import annotations

import re
import smtplib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications import letters, outside
from notifications.channels import letter
from notifications.compose import compose
from notifications.directory import Recipient
from notifications.drain import drain, text_of
from notifications.models import Delivery, InboxEntry, Letter, MessageRow
from notifications.outbox import put

WHO = "person:EXT26-TYO-000001"
BY_POST = Recipient(-7, "", "plain", True, ("letter",))
BY_MAIL = Recipient(-7, "an@example.jp", "en", True, ("email",))
UNTOLD = Recipient(-7, "", "ja", True, ())
FACTS = {
    "number": "EXT26-TYO-000001",
    "clock": {"ja": "在留期間", "en": "your period of stay", "plain": "日本に いて いい 日"},
    "step": {"ja": "許可の決定", "en": "extension granted"},
    "must": {"ja": "申請してください。", "en": "File for an extension.", "plain": "手続きを して ください。"},
    "silence": {"ja": "不法残留となります。", "en": "You overstay.", "plain": "いる ことが できません。"},
    "office": {"ja": "東京出入国在留管理局", "en": "Tokyo bureau"},
    "due": "2027-04-01",
    "was": "2027-03-01",
    "is": "2027-04-01",
    "happened": "2027-02-01",
    "days": 30,
}


@pytest.fixture
def said(message: Any, cast: dict[str, Any]) -> Any:
    """Puts a reminder to the person, who is reached by post unless a test says otherwise."""
    cast[WHO] = [BY_POST]

    def say(key: str = "clock:1:1:0:person", **more: Any) -> int:
        values = {"kind": "person_reminder_ahead", "audience": WHO, "facts": FACTS}
        return put([message(key, case="EXT26-TYO-000001", **(values | more))])

    return say


# --- written once -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_is_reached_by_post_gets_a_letter_and_nothing_else(said, now):
    said()
    assert drain(now=now).sent == 1
    row = Letter.objects.get()
    assert (row.case, row.language, row.outcome) == ("EXT26-TYO-000001", "plain", "")
    assert "手続きを して ください。" in row.body
    assert not mail.outbox and not InboxEntry.objects.exists()


@pytest.mark.django_db
def test_who_is_reached_by_mail_gets_no_letter(said, now, cast):
    cast[WHO] = [BY_MAIL]
    said()
    drain(now=now)
    assert [m.to for m in mail.outbox] == [["an@example.jp"]]
    assert "http" not in mail.outbox[0].body
    assert not Letter.objects.exists() and not InboxEntry.objects.exists()


@pytest.mark.django_db
def test_who_is_not_to_be_written_to_is_not_looked_for_again(said, now, cast):
    cast[WHO] = [UNTOLD]
    said()
    assert drain(now=now).addressed == 1
    assert MessageRow.objects.get().status == "addressed"
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_officers_get_no_letters(message, cast, now):
    put([message(audience="role:chief_inspector@TYO")])
    drain(now=now)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"inbox", "email"}


@pytest.mark.django_db
def test_the_same_message_and_the_same_delivery_are_one_letter(said, now):
    assert (said(), said()) == (1, 0)
    drain(now=now)
    drain(now=now)
    delivery = Delivery.objects.get()
    letter.deliver(delivery, text_of(delivery))
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_a_letter_whose_drain_died_is_written_by_the_next(said, now, monkeypatch):
    said()
    with monkeypatch.context() as patch:
        patch.setattr(letter, "deliver", _dies)
        drain(now=now)
    assert not Letter.objects.exists()
    drain(now=now + timedelta(minutes=5))
    assert Letter.objects.count() == 1


def _dies(*_: Any) -> None:
    raise MemoryError


@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_write_each_letter_once(said, now):
    for rung in range(12):
        said(f"clock:1:1:{rung}:person")
    start = threading.Barrier(3)

    def work() -> None:
        try:
            start.wait()
            drain(now=now)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    drain(now=now)
    assert Letter.objects.count() == 12
    assert len(set(Letter.objects.values_list("delivery", flat=True))) == 12
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


# --- what becomes of it -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_became_of_a_letter_is_noted_once(said, now):
    said()
    drain(now=now)
    assert letters.mark(Letter.objects.all(), "posted", by=3, now=now) == 1
    assert letters.mark(Letter.objects.all(), "dropped", by=4, now=now) == 0
    row = Letter.objects.get()
    assert (row.outcome, row.done_by, row.done_at) == ("posted", 3, now)


@pytest.mark.django_db
def test_a_letter_is_not_done_without_who_and_when(said, now):
    said()
    drain(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(outcome="posted")


@pytest.mark.django_db
def test_a_mail_that_was_given_up_becomes_one_letter(said, now, cast, monkeypatch):
    cast[WHO] = [BY_MAIL]
    said()

    def bounces(self: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({"an@example.jp": (550, b"no such user")})

    monkeypatch.setattr(mail.EmailMessage, "send", bounces)
    drain(now=now)
    delivery = Delivery.objects.get()
    assert delivery.status == "failed"
    assert not letters.failed_mail(["EXT26-OSA-000001"]).exists()
    everywhere = ["EXT26-TYO-000001"]
    assert letters.instead_of(letters.failed_mail(everywhere), [delivery.pk]) == 1
    assert letters.instead_of(letters.failed_mail(everywhere), [delivery.pk]) == 0
    assert "your period of stay" in Letter.objects.get().body
    assert not letters.failed_mail(everywhere).exists()


# --- the texts --------------------------------------------------------------------------------------


def test_every_kind_has_its_three_languages():
    assert set(outside.SENTENCES) == {(k, lang) for k in outside.KINDS for lang in outside.LANGUAGES}
    assert set(outside._LISTED) == set(outside.KINDS)


@pytest.mark.parametrize("facts", [FACTS, {}], ids=["all facts", "no facts"])
@pytest.mark.parametrize("language", outside.LANGUAGES)
@pytest.mark.parametrize("kind", outside.KINDS)
def test_every_text_can_be_made_with_and_without_facts(kind, language, facts):
    composed = compose(kind, facts, language)
    assert "\n" not in composed.subject and len(composed.subject) <= 120
    assert "None" not in composed.body and "{" not in composed.body and "「」" not in composed.body
    # A subject is read on locked screens: the number and no more.
    assert "在留期間" not in composed.subject and "許可" not in composed.subject
    if facts:
        assert "EXT26-TYO-000001" in composed.subject and "EXT26-TYO-000001" in composed.body
    if language == "en":
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", composed.subject + composed.body)


def test_a_reminder_says_what_by_when_what_follows_and_whom_to_ask():
    composed = compose("person_reminder_ahead", FACTS, "ja")
    assert composed.subject == "【在留手続のお知らせ】期限まであと30日です(EXT26-TYO-000001)"
    for line in (
        "「在留期間」の期限が近づいています。期限まで、あと30日です。",
        "期限:2027年(令和9年)4月1日(木)",
        "していただくこと:申請してください。",
        "期限を過ぎると:不法残留となります。",
        "お問い合わせ先:東京出入国在留管理局",
    ):
        assert line in composed.body.splitlines()


def test_plain_japanese_has_short_sentences_readings_and_no_articles():
    for kind in outside.KINDS:
        body = compose(kind, FACTS, "plain").body
        assert "手続(てつづ)き" in body and "(木" not in body.replace("(木曜日", "")
        sentences = re.split(r"[。\n]", re.sub(r"\([ぁ-んァ-ヶ]+\)", "", body))
        assert max(len(s.replace(" ", "")) for s in sentences) <= 40, kind


def test_a_date_that_no_longer_applies_is_taken_back():
    composed = compose("person_corrected", {**FACTS, "is": ""}, "en")
    assert composed.subject == "[Residence procedure] Your last day is withdrawn (EXT26-TYO-000001)"
    assert "Right date" not in composed.body and "Mon 1 Mar 2027" in composed.body


def test_one_day_is_singular():
    composed = compose("person_reminder_ahead", {"days": 1}, "en")
    assert composed.subject == "[Residence procedure] 1 day left"


# Only the first text is slow: Hypothesis builds its table of characters then.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(outside.KINDS),
    st.dictionaries(
        st.sampled_from(sorted(FACTS)),
        st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.lists(st.text()),
    ),
    st.sampled_from([*outside.LANGUAGES, "vi", ""]),
)
def test_no_facts_can_break_a_text(kind, facts, language):
    composed = compose(kind, facts, language)
    assert composed.subject and composed.body.endswith("\n")
