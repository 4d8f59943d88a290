"""Input that no page of ours would send: each is answered with a sentence, and nothing is changed."""

from __future__ import annotations

import random
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import moment
from casework.models import Case, Event
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.registry import procedures

pytestmark = pytest.mark.django_db

OPENING = {"ground": "overstay"}


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch) -> Staff:
    """Officers, on a Friday before a holiday."""
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(hours=3))
    return rows.staff()


@pytest.fixture(name="case")
def _case(crew: Staff) -> Case:
    return rows.opened(crew.control)


def refused(client: Client, address: str, data: Any, status: int) -> str:
    """Post; expect the status, a sentence on the page and an unchanged database."""
    before = rows.fingerprint()
    response = client.post(address, data)
    assert response.status_code == status, response.content.decode()[:2000]
    assert rows.fingerprint() == before
    return unescape(response.content.decode())


def step(case: Case, name: str = "investigation_opened") -> str:
    """The address of a step's form."""
    return f"/cases/{case.number}/steps/{name}/"


# --- who and where --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["nothing", "%00", "a b", "x" * 500, "__class__", "手続", "report_received%0a"]
)
def test_an_unknown_step(crew: Staff, case: Case, name: str) -> None:
    client = rows.signed_in(crew.control)
    refused(client, step(case, name), rows.form(case), 404)
    assert client.get(step(case, name)).status_code == 404


def test_the_wrong_office(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.inspector)
    assert "これができるのは入国警備官です。" in refused(client, step(case), rows.form(case, **OPENING), 403)
    assert client.get(step(case)).status_code == 403


def test_an_officer_of_another_bureau(crew: Staff, case: Case) -> None:
    text = refused(rows.signed_in(crew.osaka), step(case), rows.form(case, **OPENING), 403)
    assert "別の官署の事件" in text


def test_headquarters_may_look_and_not_act(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.looker)
    assert client.get(f"/cases/{case.number}/").status_code == 200
    refused(client, step(case), rows.form(case, **OPENING), 403)


def test_the_wrong_state(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    facts = {"read_back": "true", "statement_signature": "signed"}
    text = refused(client, step(case, "statement_recorded"), rows.form(case, **facts), 409)
    assert "通報・端緒" in text
    assert client.get(step(case, "statement_recorded")).status_code == 409


def test_a_step_that_only_time_or_another_step_takes(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    for name, status in (("hearing_window_lapsed", 403), ("released_on_outcome", 409)):
        procedure = procedures()[0]
        if procedure.steps[name].automatic or procedure.steps[name].carried_only:
            refused(client, step(case, name), rows.form(case, note="x"), status)
            assert client.get(step(case, name)).status_code in (403, 409)


# --- facts and times ------------------------------------------------------------------------------


def test_a_missing_fact(crew: Staff, case: Case) -> None:
    text = refused(rows.signed_in(crew.control), step(case), rows.form(case, note="覚え書き"), 422)
    assert "「退去強制事由」を入力してください。" in text
    assert "覚え書き" in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-20T13:01", "未来の日時です"),
        ("2026-11-20T09:59", "直前の記録(2026-11-20 10:00)より前"),
        ("", "「起きた日時」を入力してください。"),
        ("yesterday", "日時(例"),
        ("2026-11-20", "時差がありません"),
        ("2026-02-30T10:00", "日時(例"),
        ("0001-01-01T00:00", "日時(例"),
        ("9999-12-31T23:59", "日時(例"),
        ("2026-11-20T12:00\x00", "「起きた日時」"),
        ("2026-11-20T12:00+99:99", "日時(例"),
    ],
)
def test_times_that_do_not_do(crew: Staff, case: Case, at: str, words: str) -> None:
    text = refused(
        rows.signed_in(crew.control), step(case), rows.form(case, **OPENING, **{}) | {"at": at}, 422
    )
    assert words in text


def test_a_naive_time_is_tokyo_time(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    assert client.post(step(case), rows.form(case, **OPENING)).status_code == 302
    assert Event.objects.get(case=case, seq=2).at == FRIDAY + timedelta(hours=2)


def test_nul_bytes_and_control_characters(crew: Staff, case: Case) -> None:
    for note in ("a\x00b", "\x1b[31m", "\x7f"):
        text = refused(rows.signed_in(crew.control), step(case), rows.form(case, **OPENING, note=note), 422)
        assert "制御文字" in text


def test_a_text_of_ten_megabytes(crew: Staff, case: Case) -> None:
    data = rows.form(case, **OPENING, note="長" * 3_500_000)
    before = rows.fingerprint()
    body = "&".join(f"{name}={value}" for name, value in data.items())
    response = rows.signed_in(crew.control).post(
        step(case), body.encode(), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in (400, 413)
    assert "2.5MB" in response.content.decode(), "the page says how much may be sent"
    assert rows.fingerprint() == before


def test_a_text_longer_than_its_field(crew: Staff, case: Case) -> None:
    text = refused(
        rows.signed_in(crew.control), step(case), rows.form(case, **OPENING, note="長" * 20_001), 422
    )
    assert "20,000字以内" in text


def test_thousands_of_fields(crew: Staff, case: Case) -> None:
    before = rows.fingerprint()
    data = dict(rows.form(case, **OPENING)) | {f"f{i}": "x" for i in range(5000)}
    assert rows.signed_in(crew.control).post(step(case), data).status_code == 400
    assert rows.fingerprint() == before


def test_an_unknown_nationality_and_an_unknown_choice(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    text = refused(client, step(case), rows.form(case, **OPENING, nationality="QQQ"), 422)
    assert "国・地域コードが見当たりません" in text and 'value="QQQ"' in text
    text = refused(client, step(case), rows.form(case, ground="because"), 422)
    assert "一覧から選んでください" in text


def test_an_office_that_does_not_exist(crew: Staff, case: Case) -> None:
    rows.go(case, "investigation_opened", crew.control, FRIDAY + timedelta(hours=1), ground="overstay")
    facts = {"clearly_deportable": "true", "flight_feared": "true", "reasons": "理由", "confirm": "yes"}
    address = step(case, "urgent_detention")
    text = refused(rows.signed_in(crew.control), address, rows.form(case, **facts, facility="MARS"), 422)
    assert "「収容場所」は一覧から選んでください。" in text


def test_facts_the_step_does_not_have_are_left_aside(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    assert client.post(step(case), rows.form(case, **OPENING, order_in_force="true")).status_code == 302
    case.refresh_from_db()
    assert "order_in_force" not in case.facts


# --- twice, late, and without a session -----------------------------------------------------------


def test_the_same_submission_twice_is_one_entry(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    data = rows.form(case, **OPENING)
    assert client.post(step(case), data).status_code == 302
    response = client.post(step(case), data, follow=True)
    assert response.redirect_chain[-1][0] == f"/cases/{case.number}/"
    assert "二重には記録していません" in response.content.decode()
    assert Event.objects.filter(case=case).count() == 2


def test_a_page_that_has_gone_stale(crew: Staff, case: Case) -> None:
    data = rows.form(case, **OPENING, note="机上の控え")
    rows.go(
        case,
        "voluntary_appearance",
        crew.control,
        FRIDAY + timedelta(hours=1),
        wish_to_leave=True,
        appeared_at_office="TYO",
    )
    client = rows.signed_in(crew.control)
    text = refused(client, step(case), data, 409)
    assert "1件の記録が加わりました" in text
    assert "机上の控え" in text and 'name="seen" value="2"' in text
    # Having been told, the officer may go on.
    assert client.post(step(case), {**data, "seen": "2"}).status_code == 302


def test_a_version_from_the_future_or_from_nowhere(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    refused(client, step(case), rows.form(case, **OPENING) | {"seen": "99"}, 409)
    for seen in ("", "-1", "1.0", "x", "1" * 30):
        refused(client, step(case), rows.form(case, **OPENING) | {"seen": seen}, 400)
    for key in ("", "k", "k" * 81, "k" * 23 + "\x00", "'; drop table casework_event; --"):
        refused(client, step(case), rows.form(case, **OPENING) | {"key": key}, 400)


def test_without_a_session_the_way_leads_through_the_sign_in_page(crew: Staff, case: Case) -> None:
    before = rows.fingerprint()
    for response in (Client().get(step(case)), Client().post(step(case), rows.form(case, **OPENING))):
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=/cases/")
    assert rows.fingerprint() == before


def test_other_methods(crew: Staff, case: Case) -> None:
    client = rows.signed_in(crew.control)
    assert client.put(step(case)).status_code == 405
    assert client.delete(f"/cases/{case.number}/").status_code == 405
    assert client.post(f"/cases/{case.number}/record/").status_code == 405


# --- opening --------------------------------------------------------------------------------------

NEW = {
    "key": "o" * 24,
    "step": "report_received",
    "at": "2026-11-20T09:00",
    "p_name_alphabet": "TRAN THI B",
    "p_birth_date": "1990-01-02",
    "p_nationality": "VNM",
    "informant": "public",
    "report_manner": "oral",
}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"p_nationality": "QQQ"}, 422),
        ({"p_nationality": ""}, 422),
        ({"p_name_alphabet": ""}, 422),
        ({"p_name_alphabet": "A" * 201}, 422),
        ({"p_name_alphabet": "A\x00B"}, 422),
        ({"p_name_alphabet": "A\nB"}, 422),
        ({"p_name_kanji": "漢" * 101}, 422),
        ({"p_birth_date": "2026-12-24"}, 422),
        ({"p_birth_date": "1990-13-01"}, 422),
        ({"p_sex": "Q"}, 422),
        ({"at": "2026-11-21T09:00"}, 422),
        ({"at": "1960-01-01T09:00"}, 422),
        ({"informant": ""}, 422),
        ({"step": "found_deportable"}, 422),
        ({"step": "nothing"}, 404),
        ({"procedure": "nothing"}, 404),
        ({"key": ""}, 400),
    ],
)
def test_openings_that_do_not_do(crew: Staff, wrong: dict[str, str], status: int) -> None:
    text = refused(rows.signed_in(crew.control), reverse("case_open"), NEW | wrong, status)
    if status == 422 and "step" not in wrong and "p_name_alphabet" not in wrong:
        assert "TRAN THI B" in text


def test_an_office_that_opens_no_case(crew: Staff) -> None:
    assert "始められるのは" in refused(rows.signed_in(crew.chief), reverse("case_open"), NEW, 403)
    refused(rows.signed_in(crew.looker), reverse("case_open"), NEW, 403)


# --- anything at all ------------------------------------------------------------------------------


def test_random_bytes_in_every_parameter(crew: Staff, case: Case) -> None:
    """Seeded, so that a failure can be repeated; no answer is a server's error, nothing is written."""
    rng = random.Random(20261120)
    client = rows.signed_in(crew.control)
    client.raise_request_exception = False
    pages = {
        step(case): rows.form(case, **OPENING, nationality="VNM", note="x"),
        f"/cases/{case.number}/record/1/rectify/": rows.form(
            case, reason="x", step="report_received", what="correct", do="rectify", **{"informant": "public"}
        ),
        reverse("case_open"): NEW,
    }
    before = rows.fingerprint()
    for address, good in pages.items():
        for name in good:
            for _ in range(8):
                junk = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 40))).decode("latin-1")
                response = client.post(address, {**good, name: junk})
                assert response.status_code < 500, (address, name, junk)
                # Readable junk in a free text is an ordinary entry; its key lets it be one only.
                assert rows.fingerprint()["events"] <= before["events"] + 1
        before = rows.fingerprint()
    for query in ("before", "after", "step", "person", "format", "machine", "picture", "procedure"):
        for path in (
            f"/cases/{case.number}/",
            f"/cases/{case.number}/record/",
            f"/cases/{case.number}/record/1/rectify/",
            reverse("case_open"),
            "/procedures/deportation/",
        ):
            junk = bytes(rng.randrange(256) for _ in range(20)).decode("latin-1")
            assert client.get(path, {query: junk}).status_code < 500
