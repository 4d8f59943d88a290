"""The pages of the reception: taking a filing in, what waits, and what is decided about it."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import actions, moment, people
from casework.forms import intake_form
from casework.models import Case, Event, Intake, Person, SameAs, User
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows
from tests.casework.filing_rows import NEW
from workflows.registry import procedure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture(name="mado")
def _mado() -> User:
    """The officer at the counter in Tokyo."""
    return rows.user("mado", "TYO", "front_desk", full_name="窓口 さくら")


@pytest.fixture(name="desk")
def _desk(mado: User) -> Client:
    return signed_in(mado)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page."""
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return unescape(response.content.decode())


def refused(client: Client, address: str, data: Any, status: int = 422) -> str:
    """Post; the status, a sentence on the page, and nothing written."""
    before = written()
    response = client.post(address, data)
    text = unescape(response.content.decode())
    assert response.status_code == status, (response.status_code, text[:3000])
    assert 'role="alert"' in text
    assert written() == before
    return text


def written() -> Any:
    """Everything that a filing could have changed."""
    return (
        Case.objects.count(),
        Event.objects.count(),
        Person.objects.count(),
        SameAs.objects.count(),
        sorted(Intake.objects.values_list("pk", "status", "reason", "decided_by")),
    )


def field(text: str, name: str) -> str:
    """The part of a form that belongs to one control."""
    at = text.index(f'id="id_{name}"')
    start = max(text.rfind('<div class="field', 0, at), text.rfind("<fieldset", 0, at))
    return text[start : at + 400]


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/intake/", NEW, f"{NEW}?procedure=coe&step=coe_file_counter"])
def test_whoever_takes_no_filings_in_reads_who_does(address: str) -> None:
    client = signed_in(rows.user("keibi", "TYO", "control_officer"))
    text = page(client, address, 403)
    assert "あなたの官職では申請を受け付けられません。" in text and "窓口担当職員" in text
    assert 'href="/intake/"' not in text, "the menu does not lead there"


def test_who_answers_for_the_office_looks_and_does_not_receive(mado: User) -> None:
    row = filed.parked(mado)
    boss = signed_in(rows.user("ito", "TYO", supervisor=True))
    text = page(boss, "/intake/")
    assert "NGUYEN VAN AN" in text and f'href="{NEW}"' not in text
    text = page(boss, f"/intake/{row.pk}/")
    assert "登録されている人と同じ人ですか" in text and 'type="radio"' not in text
    assert page(boss, NEW, 403)
    assert boss.post(f"/intake/{row.pk}/decide/", {"same": "new"}).status_code == 403
    assert boss.post(f"/intake/{row.pk}/return/", {"reason": "x"}).status_code == 403


def test_another_office_sees_nothing_of_it(mado: User) -> None:
    row = filed.parked(mado)
    osaka = signed_in(rows.user("abe", "OSA", "front_desk"))
    assert "NGUYEN" not in page(osaka, "/intake/")
    text = page(osaka, f"/intake/{row.pk}/", 403)
    assert "別の官署" in text and "NGUYEN" not in text
    assert osaka.post(f"/intake/{row.pk}/decide/", {"same": "new"}).status_code == 403
    assert page(osaka, "/intake/999999/", 404)


def test_acceptance_out_of_time_is_for_the_director(desk: Client) -> None:
    text = page(desk, NEW)
    assert "受け付ける官職: 地方出入国在留管理局長" in text
    page(desk, f"{NEW}?procedure=extension&step=ext_late_accept", 403)
    boss = signed_in(rows.user("nakamura", "TYO", "bureau_director"))
    assert "特別受理" in page(boss, f"{NEW}?procedure=extension&step=ext_late_accept")


def test_an_officer_without_a_place_of_duty() -> None:
    nowhere = rows.user("tabi", "TYO", "front_desk")
    User.objects.filter(pk=nowhere.pk).update(office=None)
    assert "官署の定めがありません" in page(signed_in(User.objects.get(pk=nowhere.pk)), NEW, 403)


# --- choosing -------------------------------------------------------------------------------------


def test_only_steps_by_which_somebody_files_are_offered(desk: Client) -> None:
    text = page(desk, NEW)
    assert "step=coe_file_counter" in text and "step=ext_file_online" in text
    assert "channel=counter" in text and "channel=online" in text
    for step in ("report_received", "landing_apply", "acq_event", "rv_open", "ext_received_by_conversion"):
        assert f"step={step}" not in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("procedure=deportation&step=report_received", 422),
        ("procedure=coe&step=coe_start_review", 422),
        ("procedure=coe&step=coe_reapply", 422),
        ("procedure=coe&step=nothing", 404),
        ("procedure=nothing&step=coe_file_counter", 404),
        ("step=coe_file_counter", 404),
        ("procedure=%00&step=%00", 404),
        ("procedure=coe&step=coe_file_counter&channel=smoke&person=x", 200),
    ],
)
def test_addresses_that_name_no_filing(desk: Client, query: str, status: int) -> None:
    page(desk, f"{NEW}?{query}", status)


def test_somebody_on_file_is_found_by_number_and_by_name(desk: Client, mado: User) -> None:
    row = filed.received(mado)
    for search in ("C1234567", "nguyen an", "グエン"):
        text = unescape(desk.post(NEW, {"search": search}).content.decode())
        assert f'href="{NEW}?person={row.person_id}"' in text
    osaka = signed_in(rows.user("abe", "OSA", "front_desk"))
    text = unescape(osaka.post(NEW, {"search": "C1234567"}).content.decode())
    assert "NGUYEN" not in text and "見当たりません" in text
    for search in ("\x00", "😀" * 300, "%_", " ", "x" * 5000):
        assert desk.post(NEW, {"search": search}).status_code == 200


# --- the form -------------------------------------------------------------------------------------


def test_the_capacities_are_those_of_procedure_and_channel(desk: Client) -> None:
    counter = page(desk, f"{NEW}?procedure=coe&step=coe_file_counter")
    online = page(desk, f"{NEW}?procedure=coe&step=coe_file_online")
    assert 'value="coe_proxy"' in counter and 'value="accepting_org"' not in counter
    assert 'value="accepting_org"' in online and 'value="filing_agent"' not in online
    for text in (counter, online):
        assert text.count('name="filed_by"') == 1 and text.count('name="filer_name"') == 1
        assert 'name="filer_authority"' not in text and 'name="p_nationality"' in text
        assert 'name="nationality"' not in text


def test_the_papers_say_which_are_needed(desk: Client) -> None:
    text = page(desk, f"{NEW}?procedure=extension&step=ext_file_counter")
    papers = text[text.index('id="h-papers"') :]
    assert re.search(r"申請書</span></label> <span class=\"chip chip-blue\">必要", papers)
    assert re.search(
        r"在留カード\(提示\)</span></label> <span class=\"chip chip-plain\">場合により必要", papers
    )
    assert "規則第21条第2項" in papers


def test_a_filing_becomes_a_case(desk: Client) -> None:
    response = desk.post(NEW, filed.form())
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.number}/"
    row = Intake.objects.get()
    assert (row.status, row.case_id, row.channel, row.filed_by) == (
        "accepted",
        case.pk,
        "counter",
        "coe_proxy",
    )
    assert row.received_at == rows.NOW - timedelta(minutes=30)
    assert case.facts["filed_on"] == "2026-11-24" and case.facts["filed_by"] == "coe_proxy"
    text = page(desk, response["Location"])
    assert f"申請を受け付けました。事件番号は {case.number} です。" in text
    assert case.person.documents.get().number == "C1234567"


def test_the_same_submission_twice_is_one_case(desk: Client) -> None:
    desk.post(NEW, filed.form())
    response = desk.post(NEW, filed.form(), follow=True)
    assert "二重には記録していません" in response.content.decode()
    assert (Case.objects.count(), Intake.objects.count()) == (1, 1)


def test_a_refusal_keeps_everything_and_says_it_beside_the_field(desk: Client) -> None:
    data = filed.form(filed_by="filing_agent", authority="", note="覚え書き", p_aliases="アン")
    data |= {"papers": ["form"], "p_nationality": "QQQ"}
    text = refused(desk, NEW, data)
    assert "国・地域コードが見当たりません" in field(text, "p_nationality")
    assert "番号" in field(text, "authority") and 'aria-invalid="true"' in field(text, "authority")
    assert 'href="#id_authority"' in text and 'href="#id_p_nationality"' in text
    for kept in ('value="NGUYEN VAN AN"', 'value="QQQ"', "覚え書き", 'value="アン"', 'value="1997-04-02"'):
        assert kept in text
    assert '<option value="filing_agent" selected>' in text
    assert re.search(r'name="papers" value="form" checked', text)
    assert f'value="{filed.KEY}"' in text


def test_missing_papers_are_named_at_the_checklist(desk: Client) -> None:
    text = refused(desk, NEW, filed.form(papers=["form"]))
    assert "足りない書類: 写真、" in text[text.index('id="id_papers"') :]
    assert desk.post(NEW, filed.form(papers=["form"], papers_follow="後日郵送")).status_code == 302


def test_a_time_that_does_not_read_is_said_with_what_else_is_wrong(desk: Client) -> None:
    text = refused(desk, NEW, filed.form(at="", p_name_alphabet=""))
    assert "「起きた日時」を入力してください。" in field(text, "at")
    assert "入力してください" in field(text, "p_name_alphabet")
    refused(desk, NEW, filed.form(at="2026-11-25T09:00"))
    refused(desk, NEW, filed.form(at="1999-01-01T09:00"))


def test_what_the_law_refuses_is_said_with_its_article(desk: Client) -> None:
    text = refused(desk, NEW, filed.form(status_requested="temporary_visitor"))
    assert "法第7条の2" in text


# --- the passport's zone --------------------------------------------------------------------------


def test_the_zone_fills_the_blanks(desk: Client) -> None:
    blank = {f"p_{name}": "" for name in filed.PERSON}
    data = filed.form(**blank, p_mrz=filed.zone(), do="zone", note="覚え書き")
    response = desk.post(NEW, data)
    text = unescape(response.content.decode())
    assert response.status_code == 200 and not Case.objects.exists()
    assert 'value="NGUYEN VAN AN"' in field(text, "p_name_alphabet")
    assert 'value="1997-04-02"' in field(text, "p_birth_date")
    assert 'value="VNM"' in field(text, "p_nationality") and 'value="C1234567"' in field(
        text, "p_passport_no"
    )
    assert "旅券と見比べて" in text and "覚え書き" in text


def test_the_zone_alone_is_enough(desk: Client) -> None:
    blank = {f"p_{name}": "" for name in filed.PERSON}
    assert desk.post(NEW, filed.form(**blank, p_mrz=filed.zone())).status_code == 302
    person = Person.objects.get()
    assert (person.name_alphabet, person.surname, person.given) == ("NGUYEN VAN AN", "NGUYEN", "VAN AN")
    assert person.documents.get().mrz == filed.zone()


def test_what_was_typed_must_not_contradict_the_zone(desk: Client) -> None:
    text = refused(desk, NEW, filed.form(p_mrz=filed.zone(), p_birth_date="1997-04-03"))
    assert "機械読取部分では「1997-04-02」です" in field(text, "p_birth_date")


def test_a_zone_that_does_not_read(desk: Client) -> None:
    broken = filed.zone().replace("C1234567", "C1234568")
    response = desk.post(NEW, filed.form(p_mrz=broken, do="zone"))
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert "検査数字が合いません" in text and 'aria-invalid="true"' in field(text, "p_mrz")
    refused(desk, NEW, filed.form(p_mrz=broken))
    for junk in ("x", "\x00", "<" * 88, "😀" * 44 + "\n" + "😀" * 44, "P" * 100_000):
        assert desk.post(NEW, filed.form(p_mrz=junk, do="zone")).status_code == 422


def test_a_character_of_the_notice_is_confirmed(desk: Client) -> None:
    text = refused(desk, NEW, filed.form(p_name_kanji="阮文\U0002000b𰻞"))
    assert 'name="p_kanji_confirmed"' in text
    data = filed.form(p_name_kanji="阮文\U0002000b𰻞", p_kanji_confirmed="true")
    assert desk.post(NEW, data).status_code == 302
    assert Intake.objects.get().kanji_confirmed


# --- the organisation -----------------------------------------------------------------------------


def online(**more: Any) -> dict[str, Any]:
    """What is typed for a certificate that came in online."""
    filled = {"step": "coe_file_online", "channel": "online", "filed_by": "accepting_org", "authority": ""}
    return filed.form(**(filled | filed.ONLINE | more))


def test_an_organisation_is_searched_for_and_stays_chosen(desk: Client) -> None:
    company = filed.company()
    filed.company(name="みなと日本語学校", kind="school")
    filed.company(name="みなと法律事務所", kind="agent")
    response = desk.post(NEW, online(do="find", org_search="ミナト"))
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert f'name="filer_org" value="{company.pk}"' in text
    assert "みなと法律事務所" not in text, "its staff may not file this"
    response = desk.post(NEW, online(filer_org=str(company.pk), p_name_alphabet="", do="find"))
    assert f'name="filer_org" value="{company.pk}" checked' in unescape(response.content.decode())
    response = desk.post(NEW, online(filer_org=str(company.pk)))
    assert response.status_code == 302 and Intake.objects.get().organisation == company
    assert Intake.objects.get().status == "accepted", Intake.objects.get().problems


def test_two_things_called_organisation_are_told_apart(desk: Client) -> None:
    data = filed.form(filed_by="support_org", status_requested="ssw_1", organisation="長" * 201)
    text = refused(desk, NEW, data)
    assert "機関を選んでください。" in text[text.index('id="id_filer_org"') :][:1500]
    assert 'href="#id_filer_org"' in text
    support = filed.company(kind="support_org", registered_number="19登-000001")
    text = refused(desk, NEW, data | {"filer_org": str(support.pk)})
    assert "200字以内" in field(text, "organisation") and 'href="#id_organisation"' in text


@pytest.mark.parametrize("chosen", ["x", "999999", "-1", "\x00", "1" * 50])
def test_an_organisation_that_is_none(desk: Client, chosen: str) -> None:
    data = filed.form(filed_by="support_org", status_requested="ssw_1", filer_org=chosen)
    assert "機関を選んでください。" in refused(desk, NEW, data)


# --- somebody on file -----------------------------------------------------------------------------


def test_somebody_on_file_files_again_without_being_typed_in(desk: Client, mado: User) -> None:
    row = filed.received(mado)
    assert row.person is not None
    address = f"{NEW}?person={row.person_id}"
    text = page(desk, f"{address}&procedure=coe&step=coe_file_counter")
    assert "NGUYEN VAN AN" in text and 'name="p_name_alphabet"' not in text
    data = {n: v for n, v in filed.form(key="n" * 24).items() if not n.startswith("p_")}
    assert desk.post(address, data).status_code == 302
    assert Person.objects.count() == 1 and Case.objects.count() == 2


def test_a_person_the_officer_may_not_see_is_typed_in(mado: User) -> None:
    row = filed.received(mado)
    osaka = signed_in(rows.user("abe", "OSA", "front_desk"))
    text = page(osaka, f"{NEW}?person={row.person_id}&procedure=coe&step=coe_file_counter")
    assert 'name="p_name_alphabet"' in text and "NGUYEN" not in text


def test_a_filing_whose_person_may_be_on_file_is_parked(desk: Client) -> None:
    filed.person(passport_no="B7654321")
    response = desk.post(NEW, filed.form(), follow=True)
    row = Intake.objects.get()
    assert row.status == "parked" and not Case.objects.exists()
    assert response.redirect_chain[-1][0] == f"/intake/{row.pk}/"
    assert "本人かどうかを決めると事件が始まります" in unescape(response.content.decode())


def test_the_candidates_stand_beside_the_filing_with_their_reasons(desk: Client, mado: User) -> None:
    first = filed.received(mado, details={"passport_no": "B7654321"})
    row = filed.received(mado)
    assert row.status == "parked" and first.case is not None
    text = page(desk, f"/intake/{row.pk}/")
    given, other = text[text.index('id="h-given"') :].split(f'<h3 id="h-other-{first.person_id}"')
    assert "C1234567" in given and "B7654321" in other
    assert "+30</span> 生年月日が同じです。" in other and "可能性あり" in other
    assert re.search(r"B7654321 \(VNM\)</span> <span class=\"chip chip-today\">違う", other)
    assert first.case.number in other
    assert "NGUYEN" not in text[text.index("<title>") : text.index("</title>")]


def test_the_same_person(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    person = Person.objects.get()
    response = desk.post(f"/intake/{row.pk}/decide/", {"same": str(person.pk), "reason": "写真で確認"})
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.number}/" and case.person == person
    row.refresh_from_db()
    assert (row.status, row.decided_by, row.reason) == ("accepted", mado, "写真で確認")
    assert set(person.documents.values_list("number", flat=True)) == {"B7654321", "C1234567"}
    text = page(desk, f"/intake/{row.pk}/")
    assert case.number in text and "写真で確認" in text and 'type="radio"' not in text


def test_a_new_person(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    assert desk.post(f"/intake/{row.pk}/decide/", {"same": "new"}).status_code == 302
    assert Person.objects.count() == 2 and SameAs.objects.get().same is False


def test_nothing_chosen_and_nonsense_chosen(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    stranger = filed.person(name_alphabet="SANTOS MARIA", nationality="PHL", birth_date="1980-01-01")
    for same in ("", "x", "\x00", "999999", str(stranger.pk), "-1"):
        text = refused(desk, f"/intake/{row.pk}/decide/", {"same": same, "reason": "覚え書き"})
        assert 'href="#id_same"' in text and "覚え書き" in text
    refused(desk, f"/intake/{row.pk}/decide/", {"same": "new", "reason": "\x1b"})
    refused(desk, f"/intake/{row.pk}/decide/", {"same": "new", "reason": "長" * 20_001})


def test_a_new_person_with_a_number_on_file_needs_a_reason(desk: Client, mado: User) -> None:
    filed.person(name_alphabet="LE THI HOA", birth_date="1980-01-01", sex="F", name_kana="")
    row = filed.received(mado)
    assert row.status == "parked"
    address = f"/intake/{row.pk}/decide/"
    text = refused(desk, address, {"same": "new"})
    assert "理由" in field(text, "reason") and re.search(r'value="new" checked', text)
    assert desk.post(address, {"same": "new", "reason": "番号の書き誤り"}).status_code == 302


def test_somebody_who_came_on_file_meanwhile_is_shown_first(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    late = filed.person(passport_no="D0000001")
    response = desk.post(f"/intake/{row.pk}/decide/", {"same": "new"})
    text = unescape(response.content.decode())
    assert response.status_code == 409
    assert f'id="h-other-{late.pk}"' in text and "候補を見直して" in text
    assert not Case.objects.exists()


def test_what_is_decided_is_decided(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    person = Person.objects.get()
    for _ in range(2):
        response = desk.post(f"/intake/{row.pk}/decide/", {"same": str(person.pk)})
    assert response.status_code == 409 and Case.objects.count() == 1
    assert "受付済み" in response.content.decode()
    refused(desk, f"/intake/{row.pk}/return/", {"reason": "間違い"}, 409)
    page(desk, f"/intake/{row.pk}/amend/", 409)


# --- what waits -----------------------------------------------------------------------------------


def test_an_online_filing_waits_and_says_why(desk: Client, mado: User) -> None:
    company = filed.company()
    response = desk.post(NEW, online(papers=["form"], filer_org=str(company.pk)), follow=True)
    row = Intake.objects.get()
    assert response.redirect_chain[-1][0] == f"/intake/{row.pk}/"
    text = unescape(response.content.decode())
    assert row.status == "waiting" and "補正が必要です" in text
    assert "申請の書類がそろっていません。" in text and "足りない書類" in text and "規則第6条の2第2項" in text
    assert f'href="/intake/{row.pk}/amend/"' in text and "補正待ち" in page(desk, "/intake/?status=waiting")


def test_the_amendment_opens_the_case_as_of_the_day_it_came_in(desk: Client, mado: User) -> None:
    row = filed.waiting(mado, at=rows.NOW - timedelta(days=3))
    address = f"/intake/{row.pk}/amend/"
    text = page(desk, address)
    assert "足りない書類" in text[text.index('id="id_papers"') :]
    assert 'value="NGUYEN VAN AN"' in text and 'name="at"' not in text
    assert re.search(r'name="filer_org" value="\d+" checked', text)
    data = online(filer_org=str(row.organisation_id), note="追完済み")
    response = desk.post(address, data)
    case = Case.objects.get()
    assert response["Location"] == f"/cases/{case.number}/"
    assert case.facts["filed_on"] == "2026-11-21"
    row.refresh_from_db()
    assert row.status == "accepted" and row.facts["note"] == "追完済み"


def test_an_amendment_that_does_not_do_keeps_what_was_typed(desk: Client, mado: User) -> None:
    row = filed.waiting(mado)
    address = f"/intake/{row.pk}/amend/"
    text = refused(
        desk, address, online(filer_org=str(row.organisation_id), papers=["form"], note="覚え書き")
    )
    assert "覚え書き" in text and "足りない書類" in text
    data = online(filer_org=str(row.organisation_id), p_birth_date="", do="zone", p_mrz=filed.zone())
    response = desk.post(address, data)
    assert response.status_code == 200 and 'value="1997-04-02"' in response.content.decode()
    refused(desk, address, online(filer_org="", p_name_kanji="阮"))


def test_what_is_emptied_is_taken_out(desk: Client, mado: User) -> None:
    row = filed.waiting(mado, details={"name_kana": "グエン"})
    data = online(
        filer_org=str(row.organisation_id), p_name_kana="", note="", papers=[], papers_follow="郵送"
    )
    response = desk.post(f"/intake/{row.pk}/amend/", data)
    assert response.status_code == 302, re.findall(r"refusal-fact.*?</div>", response.content.decode(), re.S)
    row.refresh_from_db()
    assert "name_kana" not in row.person_data and "papers" not in row.facts
    assert Person.objects.get().name_kana == ""


def test_input_that_was_stored_as_it_came_can_be_looked_at_and_put_right(desk: Client, mado: User) -> None:
    junk = {
        **filed.ONLINE,
        "photo_on": "2026-13-45",
        "papers": ["nonsense"],
        "status_requested": "x" * 300,
        "filer_in_japan": "perhaps",
        "no_such_fact": {"a": 1},
    }
    row = filed.waiting(mado, facts=junk, details={"birth_date": "soon", "sex": "?", "nationality": "QQQ"})
    text = page(desk, f"/intake/{row.pk}/")
    assert "2026-13-45" in text and "nonsense" in text
    assert "QQQ" in page(desk, f"/intake/{row.pk}/amend/")
    page(desk, "/intake/?status=waiting")
    response = desk.post(f"/intake/{row.pk}/amend/", online(filer_org=str(row.organisation_id)))
    assert response.status_code == 302 and Case.objects.count() == 1


def test_an_amended_filing_may_still_be_about_somebody_on_file(desk: Client, mado: User) -> None:
    row = filed.waiting(mado)
    filed.person(passport_no="B7654321")
    response = desk.post(f"/intake/{row.pk}/amend/", online(filer_org=str(row.organisation_id)))
    assert response["Location"] == f"/intake/{row.pk}/"
    row.refresh_from_db()
    assert row.status == "parked"


def test_a_filing_is_returned_with_a_reason(desk: Client, mado: User) -> None:
    row = filed.waiting(mado)
    address = f"/intake/{row.pk}/return/"
    text = refused(desk, address, {"reason": " "})
    assert 'href="#id_return_reason"' in text and "<details" in text
    assert desk.post(address, {"reason": "書類が届かない"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.reason, row.decided_by) == ("returned", "書類が届かない", mado)
    assert "書類が届かない" in page(desk, f"/intake/{row.pk}/")
    assert "書類が届かない" in page(desk, "/intake/?status=returned")
    refused(desk, address, {"reason": "もう一度"}, 409)


@pytest.mark.parametrize("what", ["decide", "return"])
def test_deciding_is_a_post(desk: Client, mado: User, what: str) -> None:
    row = filed.parked(mado)
    assert desk.get(f"/intake/{row.pk}/{what}/").status_code == 405


# --- the list -------------------------------------------------------------------------------------


def test_the_list_goes_on_a_page_at_a_time_at_the_same_cost(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    queries = []
    for count in (3, 90):
        copies = [
            Intake(
                **{
                    f.attname: getattr(row, f.attname)
                    for f in Intake._meta.concrete_fields
                    if f.attname not in ("id", "key", "received_at")
                },
                key=f"copy-{count}-{n}",
                received_at=rows.NOW - timedelta(minutes=n // 2),
            )
            for n in range(count)
        ]
        Intake.objects.bulk_create(copies)
        page(desk, "/intake/")
        with CaptureQueriesContext(connection) as seen:
            page(desk, "/intake/")
        queries.append(len(seen))
    assert queries[0] == queries[1] < 15
    for status in ("parked", "accepted"):
        if status == "accepted":
            Intake.objects.update(status="returned", reason="x", decided_at=rows.NOW)
            status = "returned"
        found, address = [], f"/intake/?status={status}"
        while address:
            text = page(desk, address)
            found += re.findall(r'class="case-number" href="/intake/(\d+)/"', text)
            more = re.search(r'rel="next" href="([^"]+)"', text)
            address = f"/intake/{more[1]}" if more else ""
        assert len(found) == len(set(found)) == 94
    assert desk.get("/intake/?after=x").status_code == 400


def test_each_tab_with_its_filings(desk: Client, mado: User) -> None:
    filed.received(mado)
    accepted = page(desk, "/intake/?status=accepted")
    assert Case.objects.get().number in accepted
    text = page(desk, "/intake/?status=nothing")
    assert "本人確認を待っている申請はありません。" in text
    for status in ("waiting", "returned"):
        assert 'class="empty"' in page(desk, f"/intake/?status={status}")


def test_the_pages_speak_english(desk: Client, mado: User) -> None:
    parked, waiting = filed.parked(mado), filed.waiting(mado, details={"birth_date": "1960-01-01"})
    desk.cookies["django_language"] = "en"
    addresses = [
        "/intake/",
        "/intake/?status=waiting",
        "/intake/?status=accepted",
        "/intake/?status=returned",
        NEW,
        f"/intake/{parked.pk}/",
        f"/intake/{waiting.pk}/",
    ]
    for address in addresses:
        text = re.sub(
            r"<(header|footer|title)\b.*?</\1>|株式会社みなと|港 太郎|窓口 さくら|受入れ機関の職員|グエン・ヴァン・アン",
            "",
            page(desk, address),
            flags=re.S,
        )
        left = re.findall(r"[぀-ヿ一-鿿][^<]*", text[text.index("<main") :])
        assert not left, (address, left[:5])


# --- nothing breaks it ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "short", "k" * 81, "ä" * 20, "k" * 20 + "\x00"])
def test_a_submission_that_no_page_makes(desk: Client, key: str) -> None:
    assert desk.post(NEW, filed.form(key=key)).status_code == 400
    assert not Intake.objects.exists()


_JUNK = (
    "",
    "\x00",
    "x" * 300,
    "長" * 25_000,
    "-1",
    "1e99",
    "2026-02-30",
    "true",
    "NaN",
    "😀",
    "<b>",
    "'; --",
    "\u202e",
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("step", ["coe_file_counter", "coe_file_online"])
def test_whatever_is_sent_the_answer_is_a_sentence(desk: Client, seed: int, step: str) -> None:
    dice = random.Random(seed)
    text = page(desk, f"{NEW}?procedure=coe&step={step}")
    names = sorted(
        set(re.findall(r'name="([a-z_]+)"', text)) - {"csrfmiddlewaretoken", "do", "language", "next"}
    )
    base = filed.form() if step == "coe_file_counter" else online()
    for turn in range(15):
        data = base | {n: dice.choice(_JUNK) for n in dice.sample(names, dice.randint(1, 6))}
        data["key"] = f"{seed:04}-{turn:04}-{'k' * 16}"
        data["step"], data["procedure"] = step, "coe"
        data["do"] = dice.choice(["", "", "zone", "find", "x"])
        response = desk.post(NEW, data)
        assert response.status_code in (200, 302, 400, 403, 404, 409, 422), data
    for row in Intake.objects.all():
        page(desk, f"/intake/{row.pk}/")
        if row.status == "waiting":
            page(desk, f"/intake/{row.pk}/amend/")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_an_amendment_says_the_answer_is_a_sentence(desk: Client, mado: User, seed: int) -> None:
    dice = random.Random(seed)
    row = filed.waiting(mado)
    base = online(filer_org=str(row.organisation_id), papers=["form"])
    for _ in range(15):
        data = base | {n: dice.choice(_JUNK) for n in dice.sample(sorted(base), dice.randint(1, 6))}
        data["do"] = dice.choice(["", "", "zone", "find"])
        response = desk.post(f"/intake/{row.pk}/amend/", data)
        assert response.status_code in (200, 302, 409, 422), data
    page(desk, f"/intake/{row.pk}/")


def test_thousands_of_fields_and_megabytes(desk: Client) -> None:
    assert desk.post(NEW, filed.form() | {f"f{i}": "x" for i in range(5000)}).status_code == 400
    body = f"procedure=coe&step=coe_file_counter&key={filed.KEY}&note={'x' * 3_500_000}"
    response = desk.post(NEW, body.encode(), content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 413)


def test_every_way_of_filing_has_a_form(desk: Client) -> None:
    ways = [way for found in intake_form.in_force(rows.NOW) for way in intake_form.ways(found)]
    assert len(ways) >= 10
    for way in ways:
        address = f"{NEW}?procedure={way.procedure.code}&step={way.step.id}&channel={way.channel}"
        status = desk.get(address).status_code
        assert status == (200 if "front_desk" in way.step.officers else 403), address


def test_no_name_reaches_an_address_or_the_log(
    desk: Client, mado: User, caplog: pytest.LogCaptureFixture
) -> None:
    filed.person(passport_no="B7654321")
    with caplog.at_level("DEBUG", "tetsuzuki"):
        desk.post(NEW, {"search": "NGUYEN"})
        first = desk.post(NEW, filed.form())
        second = desk.post(f"{first['Location']}decide/", {"same": "new", "reason": "NGUYEN"})
    for response in (first, second):
        assert "NGUYEN" not in response["Location"].upper()
    assert "NGUYEN" not in caplog.text.upper() and "C1234567" not in caplog.text


def test_a_filing_of_today_stands_beside_the_residence_file(desk: Client) -> None:
    found = procedure("residence", rows.NOW.date())
    assert found.standing
    chief = rows.user("shinsa", "TYO", "inspector", "chief_inspector")
    person = filed.person(passport_no="Z9999999", name_alphabet="LE QUANG", birth_date="2001-05-05")
    taken = actions.open_case(
        procedure="residence",
        person=person,
        office="TYO",
        step="ps_land",
        facts={
            "status": "student",
            "granted_on": "2026-02-01",
            "period": "P1Y",
            "stay_until": "2027-02-01",
            "card_no": "AB12345678CD",
        },
        actor=chief.actor(),
        at=rows.NOW - timedelta(days=1),
        now=rows.NOW,
    )
    assert people.search("Z9999999") == [person]
    address = f"{NEW}?person={person.pk}&procedure=extension&step=ext_file_counter"
    text = page(desk, address)
    assert "2027-02-01(月)" in text and "AB12345678CD" in text, taken.number
    assert re.search(r"在留カード\(提示\)</span></label> <span class=\"chip chip-blue\">必要", text)
