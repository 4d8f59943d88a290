"""Search: by whatever is in hand, for whoever may see it, whatever is typed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import organisations, people
from casework.finding import asking, search, sought
from casework.finding.asking import Filters, Rank
from casework.models import Case, Person, PersonContact, User
from casework.outside import contacts
from tests.casework import page_rows as rows
from tests.casework.search_rows import NOW, file, many, person
from workflows import identity
from workflows.facts import Problem
from workflows.texts import Refused

pytestmark = pytest.mark.django_db
CARD = "AB12345678CD"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: NOW)
    rows.offices()


@pytest.fixture(name="tokyo")
def _tokyo() -> User:
    return rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")


@pytest.fixture(name="osaka")
def _osaka() -> User:
    return rows.user("osaka", "OSA", "inspector")


def names(user: User, text: str, **more: Any) -> list[str]:
    return [row.name for row in search.find(user, text, **more).people.rows]


def numbers(user: User, text: str, **more: Any) -> list[str]:
    return [row.number for row in search.find(user, text, **more).cases.rows]


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


# --- each kind of word ----------------------------------------------------------------------------


NAMED = {"name_kanji": "阮文安", "name_kana": "グエン・ヴァン・アン"}


@pytest.mark.parametrize(
    "text",
    [
        "NGUYEN VAN AN",
        "nguyễn văn an",
        "an nguyen",
        "ngu",
        "NGUYEN V",
        "van ngu",
        "NGUYENVANAN",
        "ＮＧＵＹＥＮ",
        "阮文安",
        "阮",
        "文安",
        "グエン",
        "グエン・ヴァン・アン",
        "グエンバンアン",
        "ｸﾞｴﾝ ﾊﾞﾝ",
        "グエン・ヴ",
        "ｸﾞｴﾝ ｳﾞ",
        "ぐえん",
        "アン グエ",
        "1997-04-02",
        "19970402",
        "1997年4月2日",
        "平成9年4月2日",
        "H9.4.2",
        "nguyen 1997/4/2",
        CARD,
        "ab12345678cd",
        "ＡＢ１２３４",
        "AB 1234",
        "C1234567",
        "c 123",
        "090-1234-5678",
        "０９０ー１２３４ー５６７８",
        "+81 90-1234",
        "81901234",
        "COE26-TYO-000123",
        "coe26tyo123",
        "COE26-TYO-0001",
        "TYO-123",
        "26-tyo-000123",
        "123",
        "000123",
        "ＣＯＥ２６",
    ],
)
def test_a_person_and_their_file_are_found_by(text: str, tokyo: User) -> None:
    who = person(**NAMED)
    people.add_document(who, kind="passport", number="C1234567", country="VNM", now=NOW)
    people.add_document(who, kind="residence_card", number=CARD, country="JPN", now=NOW)
    contacts.save(who, email="", phone="090-1234-5678", language="ja", letters=True, by=tokyo, now=NOW)
    file(who, "COE26-TYO-000123")
    other = person("SMITH JOHN", birth_date=date(1980, 1, 1), nationality="USA")
    file(other, "EXT25-TYO-000777", procedure="extension")
    found = search.find(tokyo, text)
    assert [row.number for row in found.cases.rows] == ["COE26-TYO-000123"]
    if found.asked.case is None:
        assert [row.name for row in found.people.rows] == ["NGUYEN VAN AN"]


@pytest.mark.parametrize("text", ["UYEN", "NGUYEN VANN X", "C9", "999", "1997-04-03", "KEX", "AN 1998-01-01"])
def test_what_does_not_fit_finds_nobody(text: str, tokyo: User) -> None:
    file(person(**NAMED), "COE26-TYO-000123")
    found = search.find(tokyo, text)
    assert found.count == 0 and not found.rest


def test_a_card_issued_here_finds_its_holder_also_after_a_new_one(tokyo: User) -> None:
    case = file(person(), "RES26-TYO-000001", procedure="residence", facts={"card_no": "ZZ00000001AA"})
    assert names(tokyo, "ZZ0000") == ["NGUYEN VAN AN"]
    case.facts = {"card_no": "ZZ00000002AA"}
    case.save()
    assert names(tokyo, "ZZ00000002AA") == names(tokyo, "ZZ00000001AA") == ["NGUYEN VAN AN"]


def test_one_error_of_typing_is_forgiven_where_nothing_fits(tokyo: User) -> None:
    file(person("NGUYEN VAN AN"), "COE26-TYO-000001")
    file(person("ﾔﾏﾀﾞ TARO", name_kana="ヤマダ・タロウ"), "COE26-TYO-000002")
    for text in ("NGUYAN VAN", "NUGYEN", "NGYEN AN", "NGUUYEN VAN AN", "NGUY VA A"):
        found = search.find(tokyo, text)
        assert [row.name for row in found.people.rows] == ["NGUYEN VAN AN"], text
    assert search.find(tokyo, "NGUYAN VAN").near and not search.find(tokyo, "NGUYEN VAN").near
    assert search.find(tokyo, "ヤモダ").near
    assert names(tokyo, "NGUYXX VAN") == []


def test_organisations_are_found_by_whoever_sees_them(tokyo: User) -> None:
    organisations.register(
        name="株式会社みなと食品",
        kind="company",
        corporate_number="7000012050002",
        registered_number="19登-000001",
        now=NOW,
    )
    for text in ("みなと", "株式会社みな", "ミナト", "食品", "70000120", "7000012050002", "19登-000001"):
        found = search.find(tokyo, text, reception=True).organisations
        assert found is not None and [row.name for row in found.rows] == ["株式会社みなと食品"], text
        assert search.find(tokyo, text).organisations is None
    client = Client()
    client.force_login(tokyo)
    assert "株式会社みなと食品" in suggested(client, "みなと")
    client.force_login(rows.user("judge", "TYO", "special_inquiry_officer"))
    assert "株式会社みなと食品" not in suggested(client, "みなと")


def test_a_former_name_finds_the_person_and_says_so(tokyo: User) -> None:
    who = person("LE THI HOA")
    people.add_name(who, "former", "TRAN THI HOA", now=NOW)
    people.add_name(who, "common", "山田 花", now=NOW)
    file(who, "COE26-TYO-000001")
    (found,) = search.find(tokyo, "tran").people.rows
    assert [(name.kind, name.value) for name in found.also] == [("former", "TRAN THI HOA")]
    assert [name.kind for name in search.find(tokyo, "山田").people.rows[0].also] == ["common"]
    assert search.find(tokyo, "LE THI").people.rows[0].also == ()
    client = Client()
    client.force_login(tokyo)
    assert "旧氏名 TRAN THI HOA" in suggested(client, "tran")


def test_entries_found_to_be_one_person_are_shown_beside_each_other(tokyo: User, osaka: User) -> None:
    one, two = person("LE HOA"), person("LE HOAA")
    file(one, "COE26-TYO-000001")
    file(two, "COE26-OSA-000001", office="OSA")
    people.same_as(one, two, True, by=tokyo, now=NOW)
    looker = rows.user("hq", "ISA-HQ")
    assert {row.id: row.same for row in search.find(looker, "LE").people.rows} == {
        one.pk: (two.pk,),
        two.pk: (one.pk,),
    }
    # Whoever may not see the other's files does not hear of it.
    assert [row.same for row in search.find(tokyo, "LE").people.rows] == [()]
    people.same_as(one, two, False, by=tokyo, now=NOW)
    assert [row.same for row in search.find(looker, "LE").people.rows] == [(), ()]


# --- order ----------------------------------------------------------------------------------------


def test_the_order_is_whole_name_beginning_words_then_open_then_new(tokyo: User) -> None:
    for place, (name, closed, days) in enumerate(
        (
            ("VAN AN", False, 1),
            ("AN", True, 1),
            ("AN", False, 9),
            ("AN", False, 3),
            ("ANH LE", True, 1),
            ("ANH MAI", False, 5),
        )
    ):
        opened = NOW - timedelta(days=days)
        file(person(name), f"COE26-TYO-{place + 1:06d}", opened=opened, closed=NOW if closed else None)
    found = search.find(tokyo, "an")
    assert [(row.name, row.rank) for row in found.people.rows] == [
        ("AN", Rank.NAME),
        ("AN", Rank.NAME),
        ("AN", Rank.NAME),
        ("ANH MAI", Rank.BEGINNING),
        ("ANH LE", Rank.BEGINNING),
        ("VAN AN", Rank.WORDS),
    ]
    assert [row.number[-1] for row in found.cases.rows] == ["4", "3", "2", "6", "5", "1"]
    assert [row.id for row in search.find(tokyo, "an").people.rows] == [row.id for row in found.people.rows]


def test_same_names_are_told_apart(tokyo: User) -> None:
    file(person(birth_date=date(1990, 1, 1)), "COE26-TYO-000001")
    two = person(birth_date=date(1991, 2, 2), nationality="CHN")
    file(two, "COE26-TYO-000002", closed=NOW)
    file(two, "EXT26-TYO-000002", procedure="extension")
    found = search.find(tokyo, "nguyen van an").people.rows
    assert {(row.born, row.nationality, row.files, row.open_files) for row in found} == {
        (date(1990, 1, 1), "VNM", 1, 1),
        (date(1991, 2, 2), "CHN", 2, 1),
    }
    client = Client()
    client.force_login(tokyo)
    page = suggested(client, "nguyen van an")
    assert page.index("search-people") < page.index("search-cases")
    page_of_number = suggested(client, "COE26-TYO-000001")
    assert "search-people" not in page_of_number and "search-cases" in page_of_number
    assert "1990-01-01" in page and "1991-02-02" in page and "記録2件(係属中1件)" in page


def test_pages_show_everybody_once(tokyo: User) -> None:
    many(55)
    seen: list[str] = []
    after: dict[str, int] = {}
    for turn in range(4):
        found = search.find(tokyo, "tran", 20, after=after).people
        seen += [row.name for row in found.rows]
        if found.next is None:
            assert turn == 2
            break
        after = {"people": found.next}
    assert len(seen) == len(set(seen)) == 55


def test_filters_narrow_people_and_cases(tokyo: User) -> None:
    one, two = person("LE AN"), person("LE BINH", nationality="CHN")
    file(one, "COE26-TYO-000001")
    file(two, "EXT26-YOK-000001", procedure="extension", office="YOK", closed=NOW)
    for filters, expected in (
        (Filters(), {"LE AN", "LE BINH"}),
        (Filters(procedure="coe"), {"LE AN"}),
        (Filters(office="YOK"), {"LE BINH"}),
        (Filters(status="closed"), {"LE BINH"}),
        (Filters(status="open", nationality="VNM"), {"LE AN"}),
        (Filters(nationality="JPN"), set()),
        (Filters(procedure="x\x00"), set()),
    ):
        found = search.find(tokyo, "le", filters=filters)
        assert {row.name for row in found.people.rows} == expected, filters
        assert {row.name for row in found.cases.rows} == expected, filters


# --- who may see ----------------------------------------------------------------------------------


def _everything(by: User) -> None:
    """Somebody of Tokyo with everything by which people are found."""
    who, twin = person(**NAMED), person("NGUYEN VAN BA")
    people.add_document(who, kind="passport", number="C1234567", country="VNM", now=NOW)
    people.add_name(who, "former", "TRAN VAN AN", now=NOW)
    contacts.save(who, email="", phone="090-1234-5678", language="ja", letters=True, by=by, now=NOW)
    people.same_as(who, twin, True, by=by, now=NOW)
    file(who, "COE26-TYO-000123", facts={"card_no": CARD})
    file(twin, "COE26-TYO-000124")
    many(30, first=200)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nguyen",
            "NGUYEN VAN AN",
            "an ngu",
            "阮文安",
            "文安",
            "グエン",
            "tran",
            "TRAN VAN AN",
            "NGUYAN VAN",
        ),
        *("C1234567", CARD, "AB12", "090-1234-5678", "1997-04-02", "nguyen 1997-04-02"),
        *("COE26-TYO-000123", "COE26", "TYO-123", "123", "000"),
    ],
)
def test_another_office_finds_nothing_and_hears_of_nothing(text: str, tokyo: User, osaka: User) -> None:
    _everything(tokyo)
    assert search.find(tokyo, text).count > 0
    found = search.find(osaka, text)
    assert found.count == 0 and not found.rest and not found.near
    assert (found.cases.next, found.people.next) == (None, None)
    client = Client()
    client.force_login(osaka)
    page = suggested(client, text)
    assert "候補" not in page and "見つかりません" in page
    client.post("/search/", {"words": text})
    whole = text_of(client.get("/search/"))
    assert "見つかりませんでした" in whole and "COE26" not in whole.replace(text, "")
    nobody = rows.user("nobody", "TYO")
    nobody.office_id = None
    assert search.find(nobody, text).count == 0


def test_counts_are_of_what_the_officer_may_see(tokyo: User, osaka: User) -> None:
    who = person()
    file(who, "COE26-TYO-000001")
    file(who, "COE26-OSA-000001", office="OSA")
    file(who, "EXT26-OSA-000001", procedure="extension", office="OSA", closed=NOW)
    (seen,) = search.find(tokyo, "nguyen").people.rows
    assert (seen.files, seen.open_files) == (1, 1)
    (seen,) = search.find(osaka, "nguyen").people.rows
    assert (seen.files, seen.open_files) == (2, 1)
    (seen,) = search.find(rows.user("hq", "ISA-HQ"), "nguyen").people.rows
    assert seen.files == 3
    # The file for life is everybody's who deals with stays, wherever it is kept.
    file(who, "RES26-SAP-000001", procedure="residence", office="SAP")
    assert search.find(tokyo, "nguyen").people.rows[0].files == 2
    assert search.find(rows.user("doctor", "OSA", "doctor"), "nguyen").people.rows[0].files == 2


def test_a_facility_finds_whom_it_holds_and_nobody_else(tokyo: User) -> None:
    held = rows.case(
        "D26-TYO-000001",
        custody="detained_warrant",
        clocks={"clk_warrant_30d": NOW - timedelta(days=3)},
        facts={"facility": "EJC"},
        name="LE HELD",
    )
    rows.case("D26-TYO-000002", name="LE FREE")
    many(20, first=10, name="LE LE")
    head = rows.user("kato", "EJC", "facility_head")
    for text in ("le", "held le", "l", "LE HELD", "LE HELT"):
        assert names(head, text) == ["LE HELD"], text
    assert numbers(head, "D26-TYO") == ["D26-TYO-000001"]
    client = Client()
    client.force_login(head)
    for name, expected in (("", ["D26-TYO-000001"]), ("le", ["D26-TYO-000001"]), ("free", [])):
        client.post("/cases/", {"name": name})
        page = text_of(client.get("/cases/"))
        assert re.findall(r"(?:D|COE)26-TYO-\d{6}(?=</a>)", page) == expected, name
    Case.objects.filter(pk=held.pk).update(facts={"facility": "OMC"})
    # The mark of the former place leads to the person; who sees them is asked of the file as it is now.
    assert names(head, "held") == []
    assert "@EJC" in Person.objects.get(pk=held.person_id).marks
    assert names(rows.user("mori", "OMC", "facility_head"), "held") == ["LE HELD"]


def test_a_case_passed_on_is_found_by_the_other_office(tokyo: User, osaka: User) -> None:
    case = file(person(), "COE26-TYO-000001")
    Case.objects.filter(pk=case.pk).update(office_id="OSA")
    assert names(tokyo, "nguyen") == [] and names(osaka, "nguyen") == ["NGUYEN VAN AN"]
    doctor = rows.user("doctor", "OSA", "doctor")
    assert names(doctor, "nguyen") == ["NGUYEN VAN AN"]


# --- whatever is typed ----------------------------------------------------------------------------

ODD = [
    "",
    " ",
    "\x00",
    "%",
    "_",
    "%%%' OR 1=1 --",
    "\\",
    "'",
    "':*",
    "a & b | !c <-> d",
    "😀",
    "\ud800",
    "\u200d\u202e",
    "ﷺ" * 100,
    "A" * 10_000,
    "あ" * 10_000,
    "9" * 10_000,
    "A " * 5_000,
    "令和999年99月99日",
    "2026-02-30",
    "+",
    "-" * 300,
    "(#@~*:)",
    "@TYO",
    "~residence",
    "#AB12345678CD",
    "\U0010ffff",
    "İıßﬁ",
    "０" * 300,
]


@pytest.mark.parametrize("text", ODD)
def test_whatever_is_typed_has_an_answer(text: str, tokyo: User) -> None:
    file(person(**NAMED), "COE26-TYO-000123", facts={"card_no": CARD})
    for who in (tokyo, rows.user("hq", "ISA-HQ"), rows.user("kato", "EJC", "facility_head")):
        found = search.find(who, text, reception=True)
        assert found.count >= 0
    client = Client()
    client.force_login(tokyo)
    posted = text.encode("utf-8", "replace").decode()
    suggested(client, posted)
    assert client.post("/search/", {"words": posted})["Location"] == "/search/"
    text_of(client.get("/search/"))
    client.post("/cases/", {"name": posted})
    text_of(client.get("/cases/", {"number": posted}))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(), max_size=60) | st.text("ABN 0127-+.年月日グエン阮'\\%_:*&|!()<>", max_size=30)
)
def test_any_text_has_an_answer(text: str) -> None:
    user = User(username="x", office_id="TYO", roles=["inspector"])
    first = search.find(user, text, reception=True)
    assert first == search.find(user, text, reception=True)
    assert sought.read(text).text.encode() is not None


def test_marks_cannot_be_typed(tokyo: User) -> None:
    file(person(**NAMED), "COE26-TYO-000123", facts={"card_no": CARD})
    assert names(tokyo, "@TYO") == names(tokyo, "~coe") == []


def test_what_takes_too_long_asks_for_more(tokyo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    file(person(), "COE26-TYO-000123")
    monkeypatch.setattr(search, "_seen", lambda may: "(SELECT pg_sleep(5) IS NOT NULL)")
    monkeypatch.setitem(asking.BOUNDS, "statement_timeout", "40")
    found = search.find(tokyo, "nguyen")
    assert found.rest and found.count == 0
    client = Client()
    client.force_login(tokyo)
    assert "もう少し入力してください" in suggested(client, "nguyen")
    client.post("/search/", {"words": "nguyen"})
    assert "もう少し入力してください" in text_of(client.get("/search/"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"  # nothing is left of it


def test_the_list_of_cases_says_too_that_more_must_be_typed(
    tokyo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: Any) -> Any:
        raise asking.TooMany

    client = Client()
    client.force_login(tokyo)
    client.post("/cases/", {"name": "nguyen"})
    monkeypatch.setattr(search, "people_named", stopped)
    page = text_of(client.get("/cases/"))
    assert "すぐに探せませんでした" in page and "当てはまる事件はありません" not in page


def test_the_list_of_cases_knows_every_spelling_and_very_common_names(
    tokyo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(person(**NAMED), "COE26-TYO-000123")
    many(5, first=200)
    client = Client()
    client.force_login(tokyo)
    for most in (5000, 0):
        monkeypatch.setattr("casework.views.cases.MOST_PEOPLE", most)
        for name in ("an nguyen", "グエン ヴ", "文安", "nguyễn"):
            client.post("/cases/", {"name": name})
            page = text_of(client.get("/cases/"))
            assert re.findall(r"COE26-TYO-\d{6}(?=</a>)", page) == ["COE26-TYO-000123"], (most, name)
    client.post("/cases/", {"name": ""})
    for number, expected in (("tyo-123", 1), ("COE26-TYO-0002", 5), ("999", 0)):
        page = text_of(client.get("/cases/", {"number": number}))
        assert len(re.findall(r"COE26-TYO-\d{6}(?=</a>)", page)) == expected, number


# --- the screens ----------------------------------------------------------------------------------


def suggested(client: Client, text: str) -> str:
    return text_of(client.post("/search/", {"words": text}, headers={"HX-Request": "true"}))


def test_words_stand_in_no_address_and_no_log(tokyo: User, caplog: pytest.LogCaptureFixture) -> None:
    file(person(), "COE26-TYO-000123")
    client = Client()
    client.force_login(tokyo)
    with caplog.at_level("DEBUG"):
        response = client.post("/search/", {"words": "nguyen"})
        page = text_of(client.get(response["Location"]))
        suggested(client, "nguyen")
    assert response["Location"] == "/search/" and "NGUYEN VAN AN" in page
    assert not re.search(r'(href|action|src)="[^"]*nguyen', page, re.IGNORECASE)
    told = [str(vars(record)) for record in caplog.records if record.name.startswith("tetsuzuki")]
    assert told and not any("nguyen" in line.lower() for line in told)
    client.post("/search/", {"words": ""})
    assert "探せるもの" in text_of(client.get("/search/"))


def test_the_page_says_what_was_tried_and_speaks_english(tokyo: User) -> None:
    client = Client()
    client.force_login(tokyo)
    client.post("/search/", {"words": "090-1234-5678"})
    page = text_of(client.get("/search/"))
    assert "見つかりませんでした" in page and "電話番号" in page and "在留カード" in page
    many(30)
    client.post("/search/", {"words": "tran"})
    client.cookies["django_language"] = "en"
    page = text_of(client.get("/search/?status=open"))
    chrome = re.sub(r'lang="ja">[^<]*|<strong>佐藤 花子</strong>', "", page)
    assert "More people" in page and not re.findall(r"[ぁ-ん]{2,}", chrome)
    assert not re.findall(r"[ぁ-ん]{2,}", suggested(client, "tran") + suggested(client, "qqqqqq"))


def test_bad_addresses_and_methods_are_refused_kindly(tokyo: User) -> None:
    client = Client()
    assert client.get("/search/").status_code == client.post("/search/", {"words": "x"}).status_code == 302
    assert client.post("/search/", {"words": "x"}, headers={"HX-Request": "true"}).status_code == 403
    client.force_login(tokyo)
    client.post("/search/", {"words": "tran"})
    for query in ("people=x", "cases=" + "9" * 40, "organisations=-1", "people=１"):
        assert client.get(f"/search/?{query}").status_code == 400, query
    text_of(client.get("/search/?people=999999&nationality=%00&procedure=%00&status=x&office=%00"))
    assert client.put("/search/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tokyo)
    assert strict.post("/search/", {"words": "x"}).status_code == 403


@pytest.mark.parametrize("way", ["page", "suggestions", "cases"])
def test_a_search_costs_the_same_among_fifty_and_among_five_thousand(way: str, tokyo: User) -> None:
    client = Client()
    client.force_login(tokyo)
    client.post("/search/", {"words": "tran"})
    client.post("/cases/", {"name": "tran"})

    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            page = {
                "page": lambda: text_of(client.get("/search/")),
                "suggestions": lambda: suggested(client, "tran"),
                "cases": lambda: text_of(client.get("/cases/")),
            }[way]()
        assert len(page.encode()) < 120_000
        # The kinds of statements: names of savepoints and values differ.
        return [q["sql"].split()[0] for q in caught]

    many(50)
    cost()
    few = cost()
    many(4950, first=50)
    assert cost() == few and len(few) <= 30


# --- telephones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("090-1234-5678", "819012345678"),
        ("０９０－１２３４－５６７８", "819012345678"),
        ("+81 90 1234 5678", "819012345678"),
        ("+81 (0)90-1234-5678", "819012345678"),
        ("(03) 1234-5678", "81312345678"),
        ("010 84 90 123 4567", "84901234567"),
        ("0084 90 123 4567", "84901234567"),
        ("+84 90 123 4567", "84901234567"),
        ("abc", ""),
        ("", ""),
        ("+", ""),
        ("12 ext 3", ""),
    ],
)
def test_telephone_numbers_have_one_form(raw: str, key: str) -> None:
    assert identity.phone_key(raw) == key


def test_a_telephone_number_that_cannot_be_dialled_is_refused(tokyo: User) -> None:
    for raw in ("12", "+" + "1" * 16, "abc", "090-ABCD"):
        with pytest.raises(Problem):
            identity.phone_number(raw)
    with pytest.raises(Refused) as refused:
        contacts.save(person(), email="", phone="090", language="ja", letters=True, by=tokyo, now=NOW)
    assert "090-1234-5678" in refused.value.refusal.fields["phone"].ja


def test_the_telephone_number_is_kept_with_the_contact(tokyo: User) -> None:
    who = person()
    file(who, "COE26-TYO-000001")
    client = Client()
    client.force_login(tokyo)
    data = {"email": "", "phone": "+84 90 123 4567", "language": "plain", "letters": "true"}
    assert client.post(f"/people/{who.pk}/contact/", data).status_code == 302
    assert "+84 90 123 4567" in text_of(client.get(f"/people/{who.pk}/"))
    assert names(tokyo, "84901234567") == ["NGUYEN VAN AN"]
    response = client.post(f"/people/{who.pk}/contact/", data | {"phone": "x" * 60})
    assert response.status_code == 422
    client.post(f"/people/{who.pk}/contact/", data | {"phone": ""})
    assert PersonContact.objects.get(person=who).phone_key == ""
    assert names(tokyo, "84901234567") == []


# --- the marks ------------------------------------------------------------------------------------


def test_the_migration_marks_and_parts_who_was_on_file_before(tokyo: User) -> None:
    from importlib import import_module
    from types import SimpleNamespace

    from django.apps import apps

    who = person(**NAMED)
    people.add_name(who, "former", "LE HOA", now=NOW)
    file(who, "COE26-TYO-000001", facts={"card_no": "ab 12345678-cd", "facility": "EJC"})
    organisation = organisations.register(name="株式会社みなと", kind="company", now=NOW)
    kept = Person.objects.values("name_words", "marks").get()
    assert kept["marks"] == ["#AB12345678CD", "@EJC", "@TYO", "~coe"]
    parted = list(organisation.name_words)
    Person.objects.update(name_words=[], marks=[])
    type(organisation).objects.update(name_words=[])
    module = import_module("casework.migrations.0009_search")
    module.part_names(apps, SimpleNamespace(connection=connection))
    with connection.cursor() as cursor:
        cursor.execute(module.MARK)
    assert Person.objects.values("name_words", "marks").get() == kept
    organisation.refresh_from_db()
    assert organisation.name_words == parted


def test_every_statement_goes_along_an_index(tokyo: User) -> None:
    """The plans, on a table large enough for them to matter, with the help that `bounded` gives taken away."""
    many(3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_person; ANALYZE casework_case; ANALYZE casework_identitydocument")
    with CaptureQueriesContext(connection) as queries:
        for text in ("tran thi aaab", "tr", "AB1234", "090-1234", "COE26-TYO-0001", "123", "1997-04-02"):
            search.find(tokyo, text)
    asked = [q["sql"] for q in queries.captured_queries if "casework_person" in q["sql"]]
    assert asked
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            for table in ("casework_person", "casework_case", "casework_identitydocument"):
                assert f"Seq Scan on {table}" not in plan, (sql, plan)
