"""Search among the filings that wait at reception: by whatever is in hand, for who sees what came in."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import bulk, intake, people
from casework.finding import asking, search
from casework.finding.asking import Filters, Rank
from casework.models import Intake, IntakeBatch, Person, User
from casework.outside import contacts
from tests.casework import filing_rows as filed
from tests.casework import page_rows as rows
from tests.casework.search_rows import NOW, filings, many
from tests.casework.test_search import ODD, suggested, text_of

pytestmark = pytest.mark.django_db
CARD = "AB12345678CD"
NAMED = {"name_kanji": "阮文安", "aliases": "山田 花子、TRAN VAN AN"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: NOW)
    rows.offices()


@pytest.fixture(name="mado")
def _mado() -> User:
    return rows.user("mado", "TYO", "front_desk", full_name="窓口 さくら")


@pytest.fixture(name="osaka")
def _osaka() -> User:
    return rows.user("osaka", "OSA", "front_desk")


@pytest.fixture(name="desk")
def _desk(mado: User) -> Client:
    client = Client()
    client.force_login(mado)
    return client


def found(user: User, text: str, **more: Any) -> list[int]:
    group = search.find(user, text, reception=True, **more).filings
    assert group is not None
    return [row.id for row in group.rows]


# --- each kind of word ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("NGUYEN VAN AN", "nguyễn", "an nguyen", "NGUYENVANAN", "ＮＧＵＹＥＮ", "nguyen v", "n"),
        *("阮文安", "文安", "グエン", "ｸﾞｴﾝ ﾊﾞﾝ", "ぐえん", "グエン・ヴ", "山田", "花子", "tran van"),
        *("1997-04-02", "平成9年4月2日", "nguyen 1997/4/2", "19970402"),
        *("C1234567", "c 123", CARD, "ab12345678", "ＡＢ１２３４"),
        # Who filed: the person, the organisation by name, numbers and telephone, the host.
        *(
            "港 太郎",
            "太郎",
            "架空みなと",
            "ミナト商会",
            "7000012050002",
            "03-0000-0909",
            "+81 3 0000",
            "ほかの会社",
        ),
        # One error of typing.
        *("NGUYAN VAN", "NUGYEN"),
    ],
)
def test_a_filing_that_waits_is_found_by(text: str, mado: User) -> None:
    body = filed.company(
        name="架空みなと商会",
        name_kana="カクウミナトショウカイ",
        corporate_number="7000012050002",
        phone="0300000909",
    )
    details = NAMED | {"card_no": CARD}
    facts = {**filed.ONLINE, "papers": ["form"], "organisation": "株式会社ほかの会社"}
    row = filed.waiting(mado, details=details, organisation=body, facts=facts)
    assert found(mado, text) == [row.pk]
    assert search.find(mado, text).filings is None


def test_what_does_not_fit_finds_no_filing(mado: User) -> None:
    filed.waiting(mado, details=NAMED)
    for text in (
        "UYEN",
        "C9",
        "1997-04-03",
        "AN 1998-01-01",
        "999",
        "ITO",
        "03-9999-9999",
        "@TYO",
    ):
        group = search.find(mado, text, reception=True)
        assert group.count == 0 and not group.rest, text


def test_a_parked_filing_is_found_by_the_telephone_of_who_may_be_the_applicant(mado: User) -> None:
    row = filed.parked(mado)
    (candidate,) = row.candidates
    who = Person.objects.get(pk=candidate["person"])
    contacts.save(who, email="", phone="090-1234-5678", language="ja", letters=True, by=mado, now=NOW)
    for text in ("090-1234-5678", "+81 90 1234", "０９０ー１２３４", str(row.pk), f"{row.pk:06}"):
        assert found(mado, text) == [row.pk], text
    assert found(mado, str(row.pk + 1)) == []


def test_a_filing_of_somebody_on_file_is_found_by_what_is_on_file(mado: User) -> None:
    who = filed.person(name_kanji="阮文安", passport_no="B7654321")
    people.add_name(who, "former", "LE THI HOA", now=NOW)
    contacts.save(who, email="", phone="090-1234-5678", language="ja", letters=True, by=mado, now=NOW)
    row = intake.receive(
        intake.Filing(
            "coe",
            "coe_file_online",
            {**filed.ONLINE, "papers": ["form"]},
            who,
            filed.KEY,
            channel="online",
            filed_by="accepting_org",
            organisation=filed.company(),
        ),
        by=mado,
        now=NOW,
    ).intake
    assert row.status == "waiting" and not row.person_data
    for text in ("hoa le", "文安", "B7654321", "1997-04-02", "09012345678"):
        assert found(mado, text) == [row.pk], text
    group = search.find(mado, "nguyen", reception=True).filings
    assert group is not None
    (line,) = group.rows
    assert (line.name, line.kanji, line.nationality) == ("NGUYEN VAN AN", "阮文安", "VNM")
    assert str(line.born) == "1997-04-02" and line.filer == "株式会社みなと"


def test_details_that_are_none_are_passed_over(mado: User) -> None:
    odd = {
        "name_alphabet": "LE " + "\u9ebb" * 5000,
        "name_kanji": ["x"],
        "name_kana": 7,
        "birth_date": "1997-02-30",
        "passport_no": "？" * 300,
        "aliases": "、,、" + "ﷺ" * 3000,
        "nationality": "NOWHERE",
    }
    row = filed.waiting(mado, details=odd, filer_name="港 太郎")
    assert row.problems and found(mado, "le") == found(mado, "太郎") == [row.pk]
    row.person_data = {"name_alphabet": None}
    row.facts = {"card_no": {"a": 1}, "organisation": []}
    intake.make_findable(row)
    row.save()
    assert found(mado, "太郎") == [row.pk]
    client = Client()
    client.force_login(mado)
    client.post("/search/", {"words": "太郎"})
    assert f"/intake/{row.pk}/" in text_of(client.get("/search/"))


@pytest.mark.parametrize("text", ODD)
def test_whatever_is_typed_has_an_answer_among_filings(text: str, mado: User) -> None:
    filed.waiting(mado, details=NAMED)
    for who in (mado, rows.user("hq", "ISA-HQ", "front_desk")):
        assert not search.find(who, text, reception=True).rest


# --- what is open ---------------------------------------------------------------------------------


def test_what_is_accepted_or_returned_is_no_filing_any_more(mado: User) -> None:
    row = filed.parked(mado)
    intake.decide(row.pk, None, by=mado, now=NOW)
    assert found(mado, "nguyen") == []
    assert [line.name for line in search.find(mado, "nguyen").people.rows] == ["NGUYEN VAN AN"]
    other = filed.waiting(
        mado, details={"name_alphabet": "LE HOA", "birth_date": "1960-01-01", "passport_no": "X1234"}
    )
    assert found(mado, "hoa") == [other.pk]
    intake.return_(other.pk, "取下げ", by=mado, now=NOW)
    assert found(mado, "hoa") == found(mado, str(other.pk)) == []
    # Names are not kept twice for longer than they lead somewhere.
    assert set(Intake.objects.values_list("status", flat=True)) == {"accepted", "returned"}
    assert all(kept == [] for kept in Intake.objects.values_list("found_by", flat=True))


def test_an_amended_filing_is_found_by_what_it_says_now(mado: User) -> None:
    filed.person(passport_no="B7654321", name_alphabet="LE VAN BINH")
    row = filed.waiting(mado)
    assert found(mado, "nguyen") == [row.pk] and found(mado, "binh") == []
    intake.amend(
        row.pk,
        by=mado,
        now=NOW,
        facts={"papers": filed.FACTS["papers"]},
        person={"name_alphabet": "LE VAN BINH"},
    )
    row.refresh_from_db()
    assert row.status == "parked"
    assert found(mado, "binh") == [row.pk] and "NGUYEN" not in row.found_by


def test_rows_of_a_file_are_found_once_all_are_checked(mado: User) -> None:
    batch = filed.sent(mado, filed.company())
    assert batch.status == "checking" and found(mado, "LE") == found(mado, "みなと") == []
    IntakeBatch.objects.filter(pk=batch.pk).update(status="running")
    assert len(found(mado, "LE ANH")) == len(found(mado, "みなと")) == 3
    for _ in range(3):
        bulk.advance(batch.pk, now=NOW)
    assert set(Intake.objects.values_list("status", flat=True)) == {"accepted"}
    assert found(mado, "LE ANH") == []


# --- who may see ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["nguyen", "グエン", "C1234567", "1997-04-02", "みなと", "090-1234", "NGUYAN", "太郎"]
)
def test_another_office_hears_of_no_filing(text: str, mado: User, osaka: User) -> None:
    row = filed.parked(mado, organisation=filed.company())
    who = Person.objects.get(pk=row.candidates[0]["person"])
    contacts.save(who, email="", phone="090-1234-5678", language="ja", letters=True, by=mado, now=NOW)
    filings(3, mado, person_data={"name_alphabet": "NGUYEN THI", "birth_date": "1997-04-02"})
    assert row.pk in found(mado, text)
    answer = search.find(osaka, text, reception=True).filings
    assert answer is not None and not answer.rows and not answer.rest and answer.next is None
    client = Client()
    client.force_login(osaka)
    assert "search-filings" not in suggested(client, text)
    client.post("/search/", {"words": text})
    assert "h-filings" not in text_of(client.get("/search/"))
    # Headquarters and the whole bureau see what they see at reception.
    for boss in (rows.user("hq", "ISA-HQ", "front_desk"), rows.user("root", "OSA", is_superuser=True)):
        assert row.pk in found(boss, text)


def test_who_sees_nothing_of_reception_is_told_nothing_and_asks_nothing(mado: User) -> None:
    row = filed.parked(mado, organisation=filed.company())
    guard = rows.user("guard", "TYO", "control_officer")
    client = Client()
    client.force_login(guard)
    for text in ("nguyen", "C1234567", str(row.pk), "みなと"):
        with CaptureQueriesContext(connection) as asked:
            assert f"/intake/{row.pk}/" not in suggested(client, text)
            client.post("/search/", {"words": text})
            page = text_of(client.get("/search/"))
        assert "受付中の申請" not in page and f"/intake/{row.pk}/" not in page
        assert not any("casework_intake" in one["sql"] for one in asked)
    nobody = rows.user("nobody", "TYO")
    nobody.office_id = None
    assert search.find(nobody, "nguyen", reception=True).count == 0
    # Who answers for the office looks, as at reception.
    client.force_login(rows.user("ito", "TYO", supervisor=True))
    assert f"/intake/{row.pk}/" in suggested(client, "nguyen")


def test_the_page_of_a_filing_found_opens(desk: Client, mado: User) -> None:
    row = filed.parked(mado)
    assert f'data-href="/intake/{row.pk}/"' in suggested(desk, "nguyen")
    assert desk.get(f"/intake/{row.pk}/").status_code == 200


# --- order, pages, filters ------------------------------------------------------------------------


def test_the_order_is_number_name_beginning_words_filer_then_the_longest_waiting(mado: User) -> None:
    body = filed.company(name="AN商事", name_kana="")
    waiting: tuple[tuple[str, dict[str, Any]], ...] = (
        ("VAN AN", {}),
        ("AN", {}),
        ("ANH LE", {}),
        ("AN", {}),
        ("LE HOA", {"organisation": body}),
        ("LE BA", {"filer_name": "AN TARO"}),
    )
    for place, (name, more) in enumerate(waiting):
        filings(1, mado, first=place, person_data={"name_alphabet": name}, **more)
    group = search.find(mado, "an", reception=True).filings
    assert group is not None
    assert [(row.name, row.rank, row.received_at) for row in group.rows] == [
        ("AN", Rank.NAME, NOW - timedelta(minutes=3)),
        ("AN", Rank.NAME, NOW - timedelta(minutes=1)),
        ("ANH LE", Rank.BEGINNING, NOW - timedelta(minutes=2)),
        ("VAN AN", Rank.WORDS, NOW),
        ("LE BA", Rank.FILER, NOW - timedelta(minutes=5)),
        ("LE HOA", Rank.FILER, NOW - timedelta(minutes=4)),
    ]
    assert search.find(mado, "an", reception=True) == search.find(mado, "an", reception=True)


def test_pages_show_every_filing_once(desk: Client, mado: User) -> None:
    filings(55, mado)
    desk.post("/search/", {"words": "pham"})
    seen: list[str] = []
    address = "/search/"
    for _ in range(3):
        page = text_of(desk.get(address))
        assert "PHAM" not in re.sub(r">[^<]*<", "><", page)
        seen += re.findall(r'href="/intake/(\d+)/"', page)
        more = re.search(r'rel="next" href="(\?filings=\d+)#h-filings"', page)
        address = f"/search/{more[1]}" if more else ""
    assert not address and len(seen) == len(set(seen)) == 55
    assert desk.get("/search/?filings=x").status_code == 400


def test_filters_narrow_the_filings(mado: User) -> None:
    rows.user("yok", "YOK")
    one = filings(1, mado, person_data={"name_alphabet": "LE AN", "nationality": "CHN"})[0]
    two = filings(
        1, mado, first=1, office="YOK", person_data={"name_alphabet": "LE BA"}, procedure="extension"
    )[0]
    for filters, expected in (
        (Filters(), [two.pk, one.pk]),
        (Filters(procedure="coe"), [one.pk]),
        (Filters(office="YOK"), [two.pk]),
        (Filters(nationality="CHN"), [one.pk]),
        (Filters(status="open"), [two.pk, one.pk]),
        (Filters(status="closed"), []),
        (Filters(procedure="x\x00"), []),
    ):
        assert found(mado, "le", filters=filters) == expected, filters


def test_more_than_are_listed_asks_for_more(mado: User, monkeypatch: pytest.MonkeyPatch) -> None:
    filings(70, mado)
    group = search.find(mado, "pham", reception=True)
    assert group.filings is not None and group.filings.rest and group.rest
    assert not search.find(mado, "pham thi aaab", reception=True).rest
    monkeypatch.setattr("casework.finding.filings._OPEN", "(SELECT pg_sleep(5) IS NOT NULL)")
    monkeypatch.setitem(asking.BOUNDS, "statement_timeout", "40")
    stopped = search.find(mado, "pham", reception=True)
    assert stopped.rest and stopped.count == 0


# --- the screens and what they cost ---------------------------------------------------------------


def test_the_screens_say_what_a_filing_waits_for_in_both_languages(desk: Client, mado: User) -> None:
    filed.parked(mado, details=NAMED)
    filed.waiting(mado, details={"birth_date": "1960-01-01", "passport_no": "X1234567"})
    desk.post("/search/", {"words": "nguyen"})
    for page in (suggested(desk, "nguyen"), text_of(desk.get("/search/"))):
        assert (
            "受付中の申請" in page
            and "本人確認待ち" in page
            and "補正待ち" in page
            and "株式会社みなと" in page
        )
    desk.post("/search/", {"words": "qqqq"})
    assert "受付中の申請" in text_of(desk.get("/search/"))
    desk.post("/search/", {"words": ""})
    assert "受付番号" in text_of(desk.get("/search/"))
    desk.cookies["django_language"] = "en"
    desk.post("/search/", {"words": "nguyen"})
    for page in (suggested(desk, "nguyen"), text_of(desk.get("/search/"))):
        assert "Filings at reception" in page and "Identity to be settled" in page


@pytest.mark.parametrize("way", ["page", "suggestions"])
def test_filings_cost_one_statement_however_many_there_are(way: str, desk: Client, mado: User) -> None:
    desk.post("/search/", {"words": "pham"})

    def cost(client: Client = desk) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            page = text_of(client.get("/search/")) if way == "page" else suggested(client, "pham")
        assert len(page.encode()) < 120_000
        return [q["sql"] for q in caught]

    many(10, name="PHAM VAN")
    filings(50, mado)
    cost()
    few = cost()
    filings(4950, mado, first=50)
    much = cost()
    assert [sql.split()[0] for sql in much] == [sql.split()[0] for sql in few]
    assert len(few) <= 30 and sum("casework_intake" in sql for sql in few) == 1


def test_filings_are_found_along_an_index(mado: User) -> None:
    """The plans, on a table large enough for them to matter."""
    filings(3000, mado)
    filings(2000, mado, first=5000, status="returned", reason="x", decided_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_intake")
    with CaptureQueriesContext(connection) as queries:
        for text in (
            "pham thi aaab",
            "ph",
            "AB1234",
            "090-1234",
            "123",
            "1997-04-02",
            "phxm tho",
            "サントスアンジェリカキムラ",
        ):
            search.find(mado, text, reception=True)
    asked = [q["sql"] for q in queries.captured_queries if "casework_intake" in q["sql"]]
    assert len(asked) == 8
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on casework_intake" not in plan and "intake_lexemes" in plan, (sql, plan)
            # Nor are the words of every open filing looked at along another index.
            assert "Filter: (array_to_tsvector" not in plan, (sql[:500], plan)


# --- the migration --------------------------------------------------------------------------------


def test_the_migration_finds_what_came_in_before(mado: User, monkeypatch: pytest.MonkeyPatch) -> None:
    who = filed.person(passport_no="B7654321", name_alphabet="LE HOA", birth_date="1970-01-01")
    people.add_name(who, "former", "LE THI", now=NOW)
    filed.parked(mado, details=NAMED)
    known = filings(1, mado, person=who, person_data={})[0]
    filed.received(mado, details={"name_alphabet": "PHAM", "birth_date": "1960-01-01", "passport_no": "Z123"})
    kept = dict(Intake.objects.values_list("pk", "found_by"))
    assert "#B7654321" in kept[known.pk] and sum(bool(words) for words in kept.values()) == 2
    Intake.objects.update(found_by=[])
    module = import_module("casework.migrations.0014_reception")
    monkeypatch.setattr(module, "BATCH", 1)
    module.make_findable(apps, SimpleNamespace(connection=connection))
    assert dict(Intake.objects.values_list("pk", "found_by")) == kept
