"""The pages of letters and of a person's contact: who may, what is shown, and that each is noted once."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import clocks, moment
from casework.models import PersonContact, User
from casework.outside import contacts
from casework.outside import messages as told
from casework.outside import plain as outside_plain
from notifications import outside as outside_texts
from notifications.drain import drain
from notifications.models import Delivery, Letter
from tests.casework import page_rows as rows
from tests.casework.files import crew
from tests.casework.files import moment as at
from tests.casework.lives import Life

pytestmark = pytest.mark.django_db
HOME = "東京都見本区一丁目1番1号"
NAME = "NGUYEN VAN AN"
NOW = at("2027-03-19")
LIST, PRINT = "/letters/", "/letters/print/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    rows.offices()


@pytest.fixture(name="life")
def _life() -> Life:
    """Somebody without e-mail, who has been reminded of the end of the stay by two letters."""
    life = Life(crew())
    life.lands(address=HOME)
    clocks.sweep_all(NOW)
    drain(now=NOW)
    return life


@pytest.fixture(name="desk")
def _desk() -> Client:
    return signed_in(rows.user("mado", "TYO", "front_desk"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return unescape(response.content.decode())


def ids() -> list[int]:
    return list(Letter.objects.order_by("id").values_list("pk", flat=True))


# --- the list ---------------------------------------------------------------------------------------


def test_the_list_shows_numbers_and_subjects_and_nothing_personal(life: Life, desk: Client) -> None:
    shown = text(desk.get(LIST))
    assert life.file("residence").number in shown and "やさしい日本語" in shown
    assert NAME not in shown and HOME not in shown
    assert shown.count('name="letter"') == len(ids()) >= 2


@pytest.mark.parametrize("role", ["control_officer", "chief_inspector"])
def test_other_offices_do_not_deal_with_letters(life: Life, role: str) -> None:
    client = signed_in(rows.user("other", "TYO", role))
    assert client.get(LIST).status_code == 403
    assert client.get(PRINT, {"letter": ids()}).status_code == 403
    assert client.post(LIST, {"letter": ids(), "outcome": "posted"}).status_code == 403
    assert not Letter.objects.exclude(outcome="").exists()


def test_another_bureau_sees_prints_and_marks_nothing(life: Life) -> None:
    """Its officers may see the residence file, which is one for the country; its letters are not theirs."""
    client = signed_in(rows.user("osaka", "OSA", "front_desk", "inspector"))
    assert life.file("residence").number not in text(client.get(LIST))
    assert client.get(PRINT, {"letter": ids()}).status_code == 404
    client.post(LIST, {"letter": ids(), "outcome": "posted"})
    assert not Letter.objects.exclude(outcome="").exists()


def test_what_became_of_a_letter_is_noted_with_who_and_when_and_once(life: Life, desk: Client) -> None:
    first, *rest = ids()
    assert desk.post(LIST, {"letter": [first], "outcome": "posted"}).status_code == 302
    desk.post(LIST, {"letter": [first], "outcome": "dropped"})
    row = Letter.objects.get(pk=first)
    assert (row.outcome, row.done_at) == ("posted", NOW)
    assert row.done_by == User.objects.get(username="mado").pk
    shown = text(desk.get(LIST))
    assert shown.count('name="letter"') == len(rest) and "発送しました" in shown


@pytest.mark.parametrize(
    "given",
    [{}, {"outcome": "posted"}, {"letter": "x", "outcome": "posted"}, {"letter": "1", "outcome": "burnt"}],
)
def test_a_submission_that_says_nothing_changes_nothing(
    life: Life, desk: Client, given: dict[str, str]
) -> None:
    assert desk.post(LIST, given).status_code == 302
    assert not Letter.objects.exclude(outcome="").exists()


def test_the_list_costs_the_same_however_many_letters(life: Life, desk: Client) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            other = Life(life.crew)
            other.lands(address=HOME)
        clocks.sweep_all(NOW)
        drain(now=NOW)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            desk.get(LIST)
        costs.append(len(caught))
    assert costs[0] == costs[1]


def test_a_mail_that_did_not_arrive_is_made_a_letter(life: Life, desk: Client) -> None:
    tell(life, email="an@example.jp")
    clocks.sweep_all(at("2027-03-25T09:00"))
    drain(now=at("2027-03-25T08:00"))
    Delivery.objects.filter(channel="email").update(status="failed")
    before = len(ids())
    mails = list(
        Delivery.objects.filter(channel="email", message__audience__startswith="person:").values_list(
            "pk", flat=True
        )
    )
    assert mails and "届かなかったメール" in text(desk.get(LIST))
    desk.post(LIST, {"instead": mails})
    desk.post(LIST, {"instead": mails})
    assert len(ids()) == before + len(mails)
    assert "届かなかったメール" not in text(desk.get(LIST))


# --- printing ---------------------------------------------------------------------------------------


def test_a_printed_letter_has_address_name_number_office_and_text(life: Life, desk: Client) -> None:
    letter = Letter.objects.filter(body__contains="いて いい 日").latest("id")
    shown = text(desk.get(PRINT, {"letter": letter.pk}))
    assert "<ruby>" in shown
    # In plain Japanese the readings stand above the kanji; without that they are in brackets.
    shown = re.sub(r"</?(?:ruby|rt|rp)>", "", shown)
    for part in (
        HOME,
        NAME,
        life.file("residence").number,
        "東京出入国在留管理局",
        "2027年(ねん)〔令和(れいわ) 9年(ねん)〕 4月(がつ) 1日(ついたち) 木曜日(もくようび)",
    ):
        assert part in shown


def test_each_letter_chosen_is_a_page_of_its_own(life: Life, desk: Client) -> None:
    assert text(desk.get(PRINT, {"letter": ids()})).count('<article class="letter"') == len(ids())


def test_a_letter_without_an_address_says_so(life: Life, desk: Client) -> None:
    file = life.file("residence")
    type(file).objects.filter(pk=file.pk).update(facts={**file.facts, "address": ""})
    assert "住居地の届出がありません" in text(desk.get(PRINT, {"letter": ids()[:1]}))


@pytest.mark.parametrize("query", ["", "?letter=", "?letter=0", "?letter=abc", "?letter=" + "9" * 30])
def test_an_address_that_names_no_letter_is_not_found(life: Life, desk: Client, query: str) -> None:
    assert desk.get(PRINT + query).status_code == 404


# --- the contact ------------------------------------------------------------------------------------


def tell(life: Life, **more: Any) -> None:
    given: dict[str, Any] = {"email": "", "language": "ja", "letters": True}
    contacts.save(
        life.person, **(given | more), by=next(iter(life.crew.users.values())), now=at("2026-04-02")
    )


def form(**more: str) -> dict[str, str]:
    return {"email": "an@example.jp", "language": "en", "letters": "false"} | more


def test_the_front_desk_enters_how_a_person_is_told(life: Life, desk: Client) -> None:
    page = f"/people/{life.person.pk}/"
    assert f"{page}contact/" in text(desk.get(page))
    assert text(desk.get(f"{page}contact/")).count('type="radio" name="language"') == 3
    assert desk.post(f"{page}contact/", form())["Location"] == page
    row = PersonContact.objects.get()
    assert (row.email, row.language, row.letters, row.changed_at) == ("an@example.jp", "en", False, NOW)
    assert row.changed_by.username == "mado"
    assert "an@example.jp" in text(desk.get(page))
    desk.post(f"{page}contact/", form(email="", letters="true"))
    row.refresh_from_db()
    assert (row.email, row.letters) == ("", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "an at example"),
        ("email", "a" * 250 + "@example.jp"),
        ("language", ""),
        ("language", "fr"),
        ("letters", ""),
    ],
)
def test_what_is_not_usable_is_said_and_nothing_is_kept(
    life: Life, desk: Client, name: str, value: str
) -> None:
    shown = text(desk.post(f"/people/{life.person.pk}/contact/", form(**{name: value})), 422)
    assert 'role="alert"' in shown and f"id_{name}_error" in shown
    assert not PersonContact.objects.exists()


def test_who_may_see_none_of_the_persons_cases_finds_no_contact(life: Life) -> None:
    client = signed_in(rows.user("nobody", "OSA"))
    assert client.get(f"/people/{life.person.pk}/contact/").status_code == 404


def test_who_does_not_see_the_papers_changes_no_contact(life: Life) -> None:
    client = signed_in(rows.user("preview-guard", "TYO", "control_officer"))
    assert client.post(f"/people/{life.person.pk}/contact/", form()).status_code == 403
    assert not PersonContact.objects.exists()


def test_the_pages_are_there_in_english(life: Life, desk: Client) -> None:
    desk.cookies["django_language"] = "en"
    shown = text(desk.get(LIST))
    assert "Letters to send" in shown and "Print the letters chosen" in shown
    assert "Contact for notices" in text(desk.get(f"/people/{life.person.pk}/"))


# --- the texts, side by side ------------------------------------------------------------------------


def test_every_notice_is_shown_in_three_languages(life: Life, desk: Client) -> None:
    page = text(desk.get("/letters/preview/"))
    assert page.count("<article ") == 3 * len(outside_texts.KINDS)
    assert page.count("やさしい日本語") >= len(outside_texts.KINDS) and "<ruby>" in page
    # As in the notices themselves: both calendars, the Western year first.
    assert re.search(r"\d{4}年\(令和\d+年\)", page) and re.search(r"\(Reiwa \d+\)", page)
    other = text(desk.get("/letters/preview/", {"clock": "hearing_date", "step": "rv_not_revoke"}))
    assert "意見の聴取の期日" in other and '<option value="hearing_date" selected>' in other


def test_every_date_and_step_can_be_looked_at(life: Life, desk: Client) -> None:
    page = text(desk.get("/letters/preview/"))
    clocks, steps = (
        re.findall(r'<option value="([^"]+)"', page.split(f'id="{name}"')[1].split("</select>")[0])
        for name in ("clock", "step")
    )
    assert set(clocks) == {*told.CLOCKS, *outside_plain.CLOCKS}
    assert set(steps) == {*told.STEPS, *outside_plain.STEPS}
    for clock, step in zip(clocks, steps, strict=False):
        answer = desk.get("/letters/preview/", {"clock": clock, "step": step})
        assert answer.status_code == 200 and "None" not in text(answer)


def test_the_texts_are_for_who_sends_them_and_for_supervisors(life: Life, desk: Client) -> None:
    boss = Client()
    boss.force_login(rows.user("preview-boss", "TYO", supervisor=True))
    assert boss.get("/letters/preview/").status_code == 200
    other = Client()
    other.force_login(rows.user("preview-guard", "TYO", "control_officer"))
    assert other.get("/letters/preview/").status_code == 403
    for bad in ({"clock": "nothing"}, {"step": "\x00"}, {"clock": "9" * 5000}):
        assert desk.get("/letters/preview/", bad).status_code == 404
    assert desk.post("/letters/preview/").status_code == 405
