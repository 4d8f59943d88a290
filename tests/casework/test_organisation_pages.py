"""The pages of organisations: the list and its search, one organisation, registering and changing one."""

from __future__ import annotations

import random
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import moment, organisations, people
from casework.models import Organisation, User
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows

pytestmark = pytest.mark.django_db

NEW = "/organisations/new/"
# Made up; the first figure checks the others.
NUMBER = "7000012050002"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture(name="mado")
def _mado() -> User:
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
    assert response.status_code == status
    return unescape(response.content.decode())


def form(**more: str) -> dict[str, str]:
    """What is typed for an organisation."""
    return {
        "name": "株式会社みなと",
        "name_kana": "カブシキガイシャミナト",
        "kind": "company",
        "corporate_number": "7000-0120-5000-2",
        "registered_number": "",
        "approved_online": "true",
        "address": "東京都港区港南五丁目",
        "contact_email": "jimu@example.jp",
        "phone": "(03) 0000-0909",
    } | more


def refused(client: Client, address: str, data: dict[str, str]) -> str:
    """The form is not taken; a sentence says why, and nothing is stored."""
    before = list(Organisation.objects.order_by("pk").values())
    response = client.post(address, data)
    text = unescape(response.content.decode())
    assert response.status_code == 422 and 'role="alert"' in text
    assert list(Organisation.objects.order_by("pk").values()) == before
    return text


# --- who may --------------------------------------------------------------------------------------


def test_who_may_look_and_who_may_register(mado: User) -> None:
    company = filed.company()
    keibi = signed_in(rows.user("keibi", "TYO", "control_officer"))
    boss = signed_in(rows.user("ito", "TYO", supervisor=True))
    for address in ("/organisations/", f"/organisations/{company.pk}/"):
        assert "窓口担当職員" in page(keibi, address, 403)
        assert "登録を改める" not in page(boss, address) and "機関を登録する" not in page(boss, address)
    for address in (NEW, f"/organisations/{company.pk}/edit/"):
        page(keibi, address, 403)
        page(boss, address, 403)
        assert boss.post(address, form(name="別の名")).status_code == 403
    assert Organisation.objects.get().name == "株式会社みなと"


# --- registering ----------------------------------------------------------------------------------


def test_an_organisation_is_registered(desk: Client) -> None:
    response = desk.post(NEW, form())
    row = Organisation.objects.get()
    assert response["Location"] == f"/organisations/{row.pk}/"
    assert (row.corporate_number, row.kind, row.approved_online) == (NUMBER, "company", True)
    text = page(desk, f"/organisations/{row.pk}/")
    assert "株式会社みなと" in text and NUMBER in text and "オンライン申請の承認あり" in text
    assert "みなと" not in text[text.index("<title>") : text.index("</title>")]
    for part in ("ミナト", "みなと", "株式会社みなと", NUMBER):
        assert organisations.find(part, 5) == [row], part


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("corporate_number", "7000012050003", "検査数字が合いません"),
        ("corporate_number", "12345", "13桁の数字です"),
        ("name", "", "「名称」を入力してください。"),
        ("name", "長" * 201, "200字以内"),
        ("name", "a\x00b", "制御文字"),
        ("kind", "", "「種類」を入力してください。"),
        ("kind", "bank", "一覧から選んでください"),
        ("contact_email", "jimu@", "メールアドレスの形"),
        ("phone", "12", "市外局番から"),
        ("phone", "03-ABCD-0000", "市外局番から"),
        ("phone", "0" * 41, "40字以内"),
        ("phone", "03\n0000", "市外局番から"),
        ("phone", "03\x000000", "制御文字"),
        ("registered_number", "x" * 41, "40字以内"),
        ("approved_online", "perhaps", "「はい」か「いいえ」"),
        ("address", "長" * 301, "300字以内"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(desk: Client, name: str, value: str, words: str) -> None:
    text = refused(desk, NEW, form(**{name: value}))
    assert words in text and f'href="#id_{name}"' in text
    assert "東京都港区" in text or name == "address"


def test_a_support_organisation_has_its_registration(desk: Client) -> None:
    text = refused(desk, NEW, form(kind="support_org"))
    assert "登録番号を入力してください" in text
    assert desk.post(NEW, form(kind="support_org", registered_number="19登-000001")).status_code == 302


def test_a_corporation_is_registered_once_of_each_kind(desk: Client) -> None:
    desk.post(NEW, form())
    assert "登録されています(株式会社みなと)" in refused(desk, NEW, form(name="みなと"))
    assert desk.post(NEW, form(kind="supervising_org")).status_code == 302
    assert desk.post(NEW, form(name="事務所", corporate_number="")).status_code == 302
    assert desk.post(NEW, form(name="別の事務所", corporate_number="")).status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "03-0000-0909",
        "0300000909",
        "０３ー００００ー０９０９",
        "+81 (0)3-0000-0909",
        "+81 3 0000",
        "03-0000",
        "010 81 3 0000 0909",
    ],
)
def test_the_telephone_number_is_shown_and_leads_there(desk: Client, text: str) -> None:
    desk.post(NEW, form())
    row = Organisation.objects.get()
    assert row.phone == "(03) 0000-0909" and "(03) 0000-0909" in page(desk, f"/organisations/{row.pk}/")
    assert organisations.find(text) == [row]
    suggested = desk.post("/search/", {"words": text}, headers={"HX-Request": "true"}).content.decode()
    assert f'data-href="/organisations/{row.pk}/"' in suggested and "(03) 0000-0909" in suggested
    desk.post("/search/", {"words": text})
    assert "(03) 0000-0909" in page(desk, "/search/")
    desk.post("/organisations/", {"search": text})
    assert "株式会社みなと" in page(desk, "/organisations/")
    assert organisations.find("03-0000-0910") == []


def test_another_telephone_number_takes_the_place_of_the_former(desk: Client) -> None:
    desk.post(NEW, form())
    row = Organisation.objects.get()
    text = page(desk, f"/organisations/{row.pk}/edit/")
    assert 'value="(03) 0000-0909"' in text and "電話番号" in text
    desk.post(f"/organisations/{row.pk}/edit/", form(phone="+84 24 0000 0909"))
    assert organisations.find("03-0000-0909") == [] and organisations.find("0084 24 0000") == [row]
    desk.post(f"/organisations/{row.pk}/edit/", form(phone=""))
    row.refresh_from_db()
    assert row.phone == "" and not any(word.startswith("+") for word in row.name_words)


# --- changing -------------------------------------------------------------------------------------


def test_an_organisation_is_changed(desk: Client) -> None:
    row = filed.company(corporate_number=NUMBER)
    address = f"/organisations/{row.pk}/edit/"
    text = page(desk, address)
    assert 'value="株式会社みなと"' in text and f'value="{NUMBER}"' in text
    assert re.search(r'name="approved_online" value="true" checked', text)
    response = desk.post(
        address, form(name="株式会社しおかぜ", name_kana="シオカゼ", approved_online="false")
    )
    assert response["Location"] == f"/organisations/{row.pk}/"
    row.refresh_from_db()
    assert (row.name, row.approved_online, row.corporate_number) == ("株式会社しおかぜ", False, NUMBER)
    assert organisations.find("シオカゼ", 5) == [row] and organisations.find("みなと", 5) == []


def test_a_change_must_not_take_another_ones_number(desk: Client) -> None:
    filed.company(corporate_number=NUMBER)
    other = filed.company(name="別の会社")
    assert "登録されています" in refused(desk, f"/organisations/{other.pk}/edit/", form(name="別の会社"))
    page(desk, "/organisations/999999/edit/", 404)
    page(desk, "/organisations/999999/", 404)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_sent_the_answer_is_a_sentence(desk: Client, seed: int) -> None:
    dice = random.Random(seed)
    junk = ("", "\x00", "x" * 5000, "\u202e", "😀" * 100, "-1", "true", "\n\n", "'; --", "a@b", "１２３")
    row = filed.company(name="別の会社")
    for _ in range(25):
        data = form(**{n: dice.choice(junk) for n in dice.sample(sorted(form()), dice.randint(1, 4))})
        for address in (NEW, f"/organisations/{row.pk}/edit/"):
            assert desk.post(address, data).status_code in (302, 422), data
    for found in Organisation.objects.all():
        page(desk, f"/organisations/{found.pk}/")
    page(desk, "/organisations/")


# --- the list -------------------------------------------------------------------------------------


def test_the_search_stays_out_of_the_address(desk: Client) -> None:
    company = filed.company(corporate_number=NUMBER)
    filed.company(name="ひかり支援機構", name_kana="", kind="support_org", registered_number="19登-000001")
    for search in ("みなと", "ミナト", NUMBER):
        response = desk.post("/organisations/", {"search": search})
        assert response["Location"] == "/organisations/"
        text = page(desk, "/organisations/")
        assert company.name in text and "ひかり" not in text
    desk.post("/organisations/", {"search": "19登-000001"})
    assert "ひかり支援機構" in page(desk, "/organisations/")
    assert "当てはまる機関はありません" in page(desk, "/organisations/?kind=school")
    desk.post("/organisations/", {"search": ""})
    assert company.name in page(desk, "/organisations/")
    assert "ひかり" not in page(desk, "/organisations/?kind=company")
    for search in ("\x00", "%", "😀", "x" * 5000, "()[]"):
        desk.post("/organisations/", {"search": search})
        page(desk, "/organisations/")


def test_the_list_goes_on_a_page_at_a_time(desk: Client) -> None:
    for n in range(90):
        filed.company(name=f"会社 {n}", name_kana="")
    found, address = [], "/organisations/"
    while address:
        with CaptureQueriesContext(connection) as seen:
            text = page(desk, address)
        assert len(seen) < 12
        found += re.findall(r'<a href="/organisations/(\d+)/">', text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        address = f"/organisations/{more[1]}" if more else ""
    assert len(found) == len(set(found)) == 90
    assert desk.get("/organisations/?after=x").status_code == 400


# --- one organisation -----------------------------------------------------------------------------


def test_its_people_are_shown_as_far_as_their_cases_may_be_seen(desk: Client, mado: User) -> None:
    company = filed.company()
    mine = filed.received(mado).person
    assert mine is not None
    theirs = filed.person(name_alphabet="SANTOS MARIA", nationality="PHL", birth_date="1980-01-01")
    for person in (mine, theirs):
        people.relate(person, "employer", company, now=rows.NOW)
    text = page(desk, f"/organisations/{company.pk}/")
    assert "NGUYEN VAN AN" in text and "雇用主" in text
    assert "SANTOS" not in text and "見ることのできない人が1人います" in text


def test_what_it_filed(desk: Client, mado: User) -> None:
    company = filed.company()
    row = filed.waiting(mado, organisation=company)
    text = page(desk, f"/organisations/{company.pk}/")
    assert f'href="/intake/{row.pk}/"' in text
    osaka = signed_in(rows.user("abe", "OSA", "front_desk"))
    assert f'href="/intake/{row.pk}/"' not in page(osaka, f"/organisations/{company.pk}/")


def test_the_pages_speak_english(desk: Client) -> None:
    company = filed.company(corporate_number=NUMBER)
    desk.cookies["django_language"] = "en"
    names: Any = r"株式会社みなと|カブシキガイシャミナト|東京都港区港南五丁目|19登-000001"
    for address in (
        "/organisations/",
        NEW,
        f"/organisations/{company.pk}/",
        f"/organisations/{company.pk}/edit/",
    ):
        text = re.sub(rf"<(header|footer|title)\b.*?</\1>|{names}", "", page(desk, address), flags=re.S)
        left = re.findall(r"[぀-ヿ一-鿿][^<]*", text[text.index("<main") :])
        assert not left, (address, left[:5])
