"""Notes on a case: who writes and reads them, who may be mentioned and is told."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework import moment
from casework.beside import notes
from casework.models import Case, Event, Mention, Note, User
from notifications.drain import drain
from notifications.models import InboxEntry, MessageRow
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.texts import Refused

pytestmark = pytest.mark.django_db
NOW = FRIDAY + timedelta(hours=3)


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


def post(case: Case, who: User, **data: Any) -> Any:
    return rows.signed_in(who).post(f"/cases/{case.number}/notes/", data, follow=True)


def test_a_note_stands_on_the_line_and_outside_the_record(crew: Staff) -> None:
    case = rows.opened(crew.control)
    before = rows.fingerprint()
    response = post(case, crew.control, text="通訳はベトナム語。\r\n午後に再度連絡する。")
    text = unescape(response.content.decode())
    assert response.redirect_chain[-1][0] == f"/cases/{case.number}/#timeline"
    assert "メモを書きました。" in text and "通訳はベトナム語。\n午後に再度連絡する。" in text
    # Nothing of the file moved: no entry, no clock, no message.
    assert rows.fingerprint() == before
    note = Note.objects.get()
    assert (note.author, note.at) == (crew.control, NOW)


def test_a_mention_is_told_in_the_inbox_and_seen_when_the_case_is_opened(crew: Staff) -> None:
    case = rows.opened(crew.control)
    post(case, crew.control, text="\uff20chief 期限の数え方を見てください。@boss.", mentioned=["inspector"])
    mentions = {m.user.username: m for m in Mention.objects.all()}
    assert set(mentions) == {"chief", "boss", "inspector"}
    assert {m.audience for m in MessageRow.objects.filter(kind="mention")} == {
        f"user:{u.pk}" for u in (crew.chief, crew.boss, crew.inspector)
    }
    drain(now=NOW)
    entry = InboxEntry.objects.get(user_id=crew.chief.pk, kind="mention")
    # What the note says, and any name, stays on the page of the case.
    assert "期限の数え方" not in entry.body + entry.subject and "NGUYEN" not in entry.body
    assert case.number in entry.subject and entry.path == f"/cases/{case.number}/#notes"
    assert mentions["chief"].seen_at is None
    client = rows.signed_in(crew.chief)
    first = unescape(client.get(f"/cases/{case.number}/").content.decode())
    assert "あなた宛て・新着" in first
    mentions["chief"].refresh_from_db()
    assert mentions["chief"].seen_at == NOW
    assert Mention.objects.get(user=crew.boss).seen_at is None
    again = unescape(client.get(f"/cases/{case.number}/").content.decode())
    assert "あなた宛て・新着" not in again and "既読" in again


@pytest.mark.parametrize("name", ["osaka", "looker", "nobody-here", "a\x00b", "\ud800", "x" * 500])
def test_who_may_not_see_the_case_cannot_be_mentioned(crew: Staff, name: str) -> None:
    case = rows.opened(crew.control)
    with pytest.raises(Refused) as refused:
        notes.add(case, "見てください", crew.control, NOW, [name])
    assert "mentioned" in refused.value.refusal.fields
    assert not Note.objects.exists() and not MessageRow.objects.filter(kind="mention").exists()


def test_a_refused_note_keeps_what_was_typed(crew: Staff) -> None:
    case = rows.opened(crew.control)
    response = post(case, crew.control, text="@osaka 見てください", mentioned=["chief"])
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert "「大阪 太郎」はこの事件を見ることができないため、宛先にできません。" in text
    assert "@osaka 見てください</textarea>" in text and 'value="chief" checked' in text
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "x" * 4001, "\x07"])
def test_unusable_text_is_refused(crew: Staff, text: str) -> None:
    case = rows.opened(crew.control)
    assert post(case, crew.control, text=text).status_code == 422
    assert not Note.objects.exists()


def test_an_address_is_no_mention_and_neither_is_the_author(crew: Staff) -> None:
    case = rows.opened(crew.control)
    added = notes.add(case, "mail a@chief.example へ。control として @control 確認済み", crew.control, NOW)
    assert not added.note.mentions.exists()


def test_a_double_click_is_one_note(crew: Staff) -> None:
    case = rows.opened(crew.control)
    post(case, crew.control, text="@chief 一度だけ")
    response = post(case, crew.control, text="@chief 一度だけ")
    assert "二重には書いていません" in response.content.decode()
    assert Note.objects.count() == Mention.objects.count() == 1
    later = notes.add(case, "@chief 一度だけ", crew.control, NOW + timedelta(minutes=2))
    assert later.new


def test_notes_are_for_the_office_in_charge(crew: Staff) -> None:
    case = rows.opened(crew.control)
    notes.add(case, "内部の覚え書き", crew.control, NOW)
    page = rows.signed_in(crew.looker).get(f"/cases/{case.number}/").content.decode()
    assert "内部の覚え書き" not in page and "メモを書く" not in page
    assert rows.signed_in(crew.looker).get(f"/cases/{case.number}/notes/").status_code == 403
    assert post(case, crew.looker, text="x").status_code == 403
    assert post(case, crew.osaka, text="x").status_code == 403


def test_the_names_offered_are_of_those_who_may_be_mentioned(crew: Staff) -> None:
    rows.user("left", "TYO", "inspector", is_active=False)
    case = rows.opened(crew.control)
    offered = notes.offered(case, crew.control)
    assert {u.username for u in offered} == {"control2", "inspector", "chief", "boss"}
    assert all(notes.can_be_mentioned(u, case) for u in offered)


def test_a_note_is_never_changed(crew: Staff) -> None:
    case = rows.opened(crew.control)
    note = notes.add(case, "そのまま", crew.control, NOW).note
    for act in (lambda: Note.objects.filter(pk=note.pk).update(text="別"), note.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert Note.objects.get().text == "そのまま"


def test_other_methods_and_missing_fields(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    assert client.put(f"/cases/{case.number}/notes/").status_code == 405
    assert client.post(f"/cases/{case.number}/notes/").status_code == 422
    assert client.get(f"/cases/{case.number}/notes/?before=99999999999999").status_code == 200


def test_the_page_of_notes_costs_the_same_for_few_and_many(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)

    def more(count: int) -> None:
        made = Note.objects.bulk_create(
            Note(case=case, author=crew.control, text=f"メモ{i}", at=NOW + timedelta(seconds=i))
            for i in range(count)
        )
        Mention.objects.bulk_create(Mention(note=note, user=crew.chief) for note in made)

    costs = []
    for count in (30, 3000):
        more(count)
        client.get(f"/cases/{case.number}/notes/")
        with CaptureQueriesContext(connection) as caught:
            response = client.get(f"/cases/{case.number}/notes/")
        costs.append(len(caught))
        assert len(response.content) < 120_000
    assert costs[0] == costs[1] <= 30
    assert Event.objects.filter(case=case).count() == 1
