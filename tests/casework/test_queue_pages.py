"""The queue, the list of cases, the wall, the clocks: what they show, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casework.models import Case, ClockRow, WorkItem
from casework.work import queues
from casework.work.queues import Cursor, Scope, Whose
from tests.casework import page_rows as rows
from workflows.counting import TOKYO

pytestmark = pytest.mark.django_db
MOST_QUERIES = 29
MOST_BYTES = 120_000
PAGES = [
    "/",
    "/queues/",
    "/queues/?whose=all",
    "/queues/distribution/",
    "/cases/",
    "/wall/",
    "/clocks/?scope=office",
    "/inbox/",
    "/supervise/",
    "/supervise/invariants/",
]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def inspector(client: Client) -> Any:
    user = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    client.force_login(user)
    return user


@pytest.fixture
def manager(client: Client) -> Any:
    user = rows.user("ito", "TYO", "chief_inspector", supervisor=True, full_name="伊藤 主任")
    client.force_login(user)
    return user


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_page_costs_the_same_with_few_and_many_rows(
    page: str, client: Client, manager: Any, django_assert_max_num_queries: Any
) -> None:
    rows.spread(6)
    client.get(page)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        assert client.get(page).status_code == 200
    rows.spread(84, first=6)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        response = client.get(page)
    assert len(many) <= len(few)
    assert len(response.content) < MOST_BYTES


# --- the queue --------------------------------------------------------------------------------------


def test_work_is_listed_by_date_and_only_of_the_own_office(client: Client, inspector: Any) -> None:
    late = rows.case(
        "D26-TYO-000001",
        custody="detained_warrant",
        clocks={"clk_warrant_30d": rows.NOW - timedelta(days=40)},
    )
    soon = rows.case(
        "D26-TYO-000002",
        custody="detained_warrant",
        clocks={"clk_warrant_30d": rows.NOW - timedelta(days=25)},
    )
    rows.case("D26-OSA-000001", office="OSA")
    rows.case("D26-TYO-000003")
    page = text_of(client.get("/queues/"))
    numbers = re.findall(r"D26-[A-Z]+-\d{6}(?=</a>)", page)
    assert numbers == [late.number, soon.number, "D26-TYO-000003"]
    assert "期限を過ぎています" in page and "法令に日数の定めのないもの" in page


def test_paging_shows_every_piece_of_work_once(inspector: Any) -> None:
    for number in range(25):
        rows.case(f"D26-TYO-{number:06d}", since=rows.NOW - timedelta(days=number % 3))
    scope = Scope(inspector.pk, ("TYO",), ("inspector",), Whose.OPEN)
    seen: list[str] = []
    after: Cursor | None = Cursor.read(None)
    while after is not None:
        page = queues.page(scope, after, limit=7)
        seen += [row.number for row in page.rows]
        after = Cursor.read(str(page.next)) if page.next else None
    assert sorted(seen) == sorted(Case.objects.values_list("number", flat=True))


@pytest.mark.parametrize("cursor", ["x", "1-", "9999999999999999999999-1", "-99999999999999999-1", "1-1'"])
def test_cursor_that_no_page_gave_out_is_a_bad_request(cursor: str, client: Client, inspector: Any) -> None:
    for page in ("/queues/", "/cases/", "/wall/", "/clocks/", "/inbox/"):
        assert client.get(page, {"after": cursor}).status_code == 400


def test_claim_and_hand_back(client: Client, inspector: Any) -> None:
    rows.case("D26-TYO-000001")
    item = WorkItem.objects.get(role="inspector")
    assert client.post(f"/work/{item.pk}/", {"do": "take"}).status_code == 302
    item.refresh_from_db()
    assert item.assignee == inspector
    assert "自分" in text_of(client.get("/queues/", {"whose": "mine"}))
    asked = client.post(f"/work/{item.pk}/", {"do": "back"})
    assert "戻す理由" in text_of(asked)
    item.refresh_from_db()
    assert item.assignee == inspector
    client.post(f"/work/{item.pk}/", {"do": "back", "reason": "専門の部門で審査するため"})
    item.refresh_from_db()
    assert item.assignee is None


def test_work_that_a_colleague_has_is_refused_with_the_reason(client: Client, inspector: Any) -> None:
    other = rows.user("tanaka", "TYO", "inspector")
    rows.case("D26-TYO-000001", assignee=other)
    item = WorkItem.objects.get(role="inspector")
    response = client.post(f"/work/{item.pk}/", {"do": "take"})
    assert response.status_code == 403
    assert "別の職員が担当しています" in text_of(response)
    assert "D26-TYO-000001" not in text_of(client.get("/queues/"))


def test_a_supervisor_does_not_take_away_what_was_free_when_the_page_was_made(client: Client) -> None:
    boss = rows.user("boss", "TYO", "inspector", supervisor=True)
    other = rows.user("tanaka", "TYO", "inspector")
    client.force_login(boss)
    rows.case("D26-TYO-000001")
    item = WorkItem.objects.get(role="inspector")
    client.force_login(other)
    client.post(f"/work/{item.pk}/", {"do": "take"})
    client.force_login(boss)
    response = client.post(f"/work/{item.pk}/", {"do": "take"})
    assert response.status_code == 403 and "別の職員が担当しています" in text_of(response)
    item.refresh_from_db()
    assert item.assignee == other
    # Moving it is giving it: a choice of its own.
    client.post(f"/work/{item.pk}/", {"do": "give", "to": boss.pk})
    item.refresh_from_db()
    assert item.assignee == boss


def test_manager_sees_the_whole_office_and_gives_work(client: Client, manager: Any) -> None:
    colleague = rows.user("tanaka", "TYO", "inspector", full_name="田中")
    rows.case("D26-TYO-000001")
    assert "D26-TYO-000001" not in text_of(client.get("/queues/"))
    assert "D26-TYO-000001" in text_of(client.get("/queues/", {"whose": "all"}))
    item = WorkItem.objects.get(role="inspector")
    client.post(f"/work/{item.pk}/", {"do": "give", "to": colleague.pk})
    item.refresh_from_db()
    assert item.assignee == colleague


def test_officer_does_not_see_the_whole_office(client: Client, inspector: Any) -> None:
    rows.case("D26-TYO-000001", stage="removal_in_preparation")
    assert "D26-TYO-000001" not in text_of(
        client.get("/queues/", {"whose": "all", "role": "control_officer"})
    )


def test_empty_list_says_so_kindly(client: Client, inspector: Any) -> None:
    assert "今、待っている仕事はありません" in text_of(client.get("/queues/"))


# --- cases ----------------------------------------------------------------------------------------


def test_name_search_stays_out_of_the_address_and_inside_the_office(client: Client, inspector: Any) -> None:
    rows.case("D26-TYO-000001", name="NGUYEN THI LAN")
    rows.case("D26-TYO-000002", name="WANG WEI")
    rows.case("D26-OSA-000001", office="OSA", name="NGUYEN THI LAN")
    response = client.post("/cases/", {"name": "lan nguyen"})
    assert response["Location"] == "/cases/"
    page = text_of(client.get("/cases/"))
    assert re.findall(r"D26-[A-Z]+-\d{6}(?=</a>)", page) == ["D26-TYO-000001"]
    client.post("/cases/", {"name": ""})
    assert "D26-TYO-000002" in text_of(client.get("/cases/"))


def test_case_number_leads_to_the_case_unless_it_is_another_offices(client: Client, inspector: Any) -> None:
    rows.case("D26-TYO-000001")
    rows.case("D26-OSA-000001", office="OSA")
    assert client.get("/cases/", {"number": "d26-tyo-000001"})["Location"] == "/cases/D26-TYO-000001/"
    response = client.get("/cases/", {"number": "D26-OSA-000001"})
    assert response.status_code == 200 and "当てはまる事件はありません" in text_of(response)


def test_filters_take_anything(client: Client, inspector: Any) -> None:
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks={"clk_warrant_30d": rows.NOW})
    for asked in ({"stage": "x\x00"}, {"office": "x"}, {"status": "?"}, {"custody": "detained_warrant"}):
        assert client.get("/cases/", asked).status_code == 200
    assert "D26-TYO-000001" in text_of(
        client.get("/cases/", {"custody": "detained_warrant", "status": "open"})
    )
    assert "D26-TYO-000001" not in text_of(client.get("/cases/", {"status": "closed"}))


# --- the wall -------------------------------------------------------------------------------------


def test_wall_has_one_row_a_person_and_nobody_without_a_date(client: Client, inspector: Any) -> None:
    for days, number in ((31, "D26-TYO-000001"), (5, "D26-TYO-000002")):
        begun = rows.NOW - timedelta(days=days)
        rows.case(
            number,
            custody="detained_warrant",
            clocks={"clk_warrant_30d": begun, "clk_health_check_3m": begun},
            facts={"facility": "EJC" if days == 31 else "TYO", "minor": days == 5},
            since=begun,
        )
    rows.case("D26-TYO-000003")
    page = text_of(client.get("/wall/"))
    assert re.findall(r"D26-TYO-\d{6}(?=</a>)", page) == ["D26-TYO-000001", "D26-TYO-000002"]
    assert re.search(r'figure-good">\s*0<small>人', page)
    assert "32日目" in page and "6日目" in page and "超過" in page and "未成年" in page
    backwards = text_of(client.get("/wall/", {"sort": "-next"}))
    assert re.findall(r"D26-TYO-\d{6}(?=</a>)", backwards) == ["D26-TYO-000002", "D26-TYO-000001"]
    assert 'aria-sort="descending"' in backwards
    assert "D26-TYO-000002" not in text_of(client.get("/wall/", {"facility": "EJC"}))


def test_head_of_a_facility_sees_who_is_held_there(client: Client) -> None:
    client.force_login(rows.user("kato", "EJC", "facility_head"))
    begun = rows.NOW - timedelta(days=3)
    clocks = {"clk_warrant_30d": begun, "clk_health_check_3m": begun}
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks=clocks, facts={"facility": "EJC"})
    rows.case("D26-TYO-000002", custody="detained_warrant", clocks=clocks, facts={"facility": "TYO"})
    assert "D26-TYO-000001" in text_of(client.get("/wall/"))
    assert "D26-TYO-000002" not in text_of(client.get("/wall/"))
    assert "D26-TYO-000001" in text_of(client.get("/queues/"))


# --- clocks ---------------------------------------------------------------------------------------


def test_clocks_stand_under_their_weeks_with_their_working(client: Client, inspector: Any) -> None:
    rows.case(
        "D26-TYO-000001",
        custody="detained_warrant",
        clocks={"clk_warrant_30d": rows.NOW - timedelta(days=40)},
    )
    rows.case(
        "D26-TYO-000002",
        custody="detained_warrant",
        clocks={"clk_warrant_30d": rows.NOW - timedelta(days=27)},
    )
    page = text_of(client.get("/clocks/", {"scope": "office"}))
    assert "過ぎています" in page and "今週" in page and "計算の過程" in page
    row = ClockRow.objects.get(case__number="D26-TYO-000002")
    assert row.alarm_at is not None
    day = (row.alarm_at.astimezone(TOKYO) - timedelta(seconds=1)).date()
    assert f"{day.isoformat()}(" in page
    assert "D26-TYO-000001" not in text_of(client.get("/clocks/", {"scope": "mine"}))


def test_pages_speak_english(client: Client, manager: Any) -> None:
    rows.spread(12)
    client.cookies["django_language"] = "en"
    for page in PAGES:
        body = text_of(client.get(page))
        assert '<html lang="en">' in body
        chrome = re.sub(r'lang="ja">日本語|<strong>伊藤 主任</strong>', "", body)
        assert not re.findall(r"[ぁ-ん]{2,}", chrome), page
