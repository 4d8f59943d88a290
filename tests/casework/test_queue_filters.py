"""The queue's filters, views and columns, the reason of each row, handing back, and the list's own renewal."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.models import Case, QueueView, User, WorkItem, WorkMove
from casework.watch import workload
from casework.work import queues
from casework.work.queues import Cursor, Scope, Whose
from tests.casework import page_rows as rows
from tests.casework import work_rows

pytestmark = pytest.mark.django_db
WARRANT = "clk_warrant_30d"
MOST_BYTES = 120_000


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def inspector(client: Client) -> User:
    user = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    client.force_login(user)
    return user


@pytest.fixture
def manager(client: Client) -> User:
    user = rows.user("ito", "TYO", "chief_inspector", supervisor=True, full_name="伊藤 主任")
    client.force_login(user)
    return user


def text_of(response: Any) -> str:
    return str(response.content.decode())


def shown(page: str) -> list[str]:
    return re.findall(r"D26-[A-Z]+-\d{6}(?=</a>)", page)


def numbers(client: Client, **asked: str) -> list[str]:
    """The cases on the queue as it is asked for."""
    response = client.get("/queues/", asked)
    assert response.status_code == 200
    return shown(text_of(response))


# --- filters --------------------------------------------------------------------------------------


def test_each_filter_narrows_and_says_so_in_a_tag_that_takes_it_off(client: Client, manager: User) -> None:
    late = rows.NOW - timedelta(days=40)
    held = rows.case("D26-TYO-000001", custody="detained_warrant", clocks={WARRANT: late})
    hearing = rows.case("D26-TYO-000002", stage="oral_hearing_pending")
    branch = rows.case("D26-NRT-000001", office="NRT")
    everything = {held.number, hearing.number, branch.number}
    assert set(numbers(client, whose="all")) == everything
    for name, value, expected, tag in (
        ("office", "NRT", {branch.number}, "官署: "),
        ("division", "DIV_ADJUD", {hearing.number}, "部門: 審判部門"),
        ("role", "special_inquiry_officer", {hearing.number}, "官職: 特別審理官"),
        ("procedure", "deportation", everything, "手続: 退去強制手続"),
        ("procedure", "coe", set(), "手続: "),
        ("state", "stage.oral_hearing_pending", {hearing.number}, "状態: 口頭審理"),
        ("urgency", "late", {held.number}, "期限: 期限を過ぎています"),
        ("urgency", "none", everything, "期限: 法令に日数の定めのないもの"),
        ("held", "yes", {held.number}, "身柄: 収容されている"),
        ("age", "8-30", everything, "待ち日数: 8–30日"),
        ("age", "91-", set(), "待ち日数: 90日超"),
        ("held", "no", {hearing.number, branch.number}, "身柄: 収容されていない"),
    ):
        page = text_of(client.get("/queues/", {"whose": "all", name: value}))
        assert set(shown(page)) == expected, (name, value)
        found = re.search(rf'<a class="tag" href="([^"]*)">{tag}', page)
        assert found is not None and name not in found[1], (name, value)
    assert set(numbers(client, whose="all", held="yes", urgency="late", role="inspector")) == {held.number}


def test_the_numbers_of_what_presses_are_those_of_the_filters(client: Client, manager: User) -> None:
    late = {WARRANT: rows.NOW - timedelta(days=40)}
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks=late, since=rows.NOW - timedelta(days=40))
    rows.case("D26-TYO-000002", custody="detained_warrant", clocks=late, since=rows.NOW - timedelta(days=1))
    for more, count in (({}, 2), ({"age": "0-7"}, 1), ({"age": "31-90"}, 1), ({"age": "91-"}, 0)):
        page = client.get("/queues/", {"whose": "all", "role": "inspector", **more})
        assert page.context["urgent"].late == count, more
        listed = numbers(client, whose="all", role="inspector", urgency="late", **more)
        assert len(listed) == count, more


def test_numbers_that_were_not_counted_to_the_end_say_so(
    client: Client, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = {WARRANT: rows.NOW - timedelta(days=40)}
    for place in range(4):
        rows.case(f"D26-TYO-{place + 1:06d}", custody="detained_warrant", clocks=late)
    asked = {"whose": "all", "role": "inspector"}
    for most, shown in ((1000, "4"), (5, "4"), (4, "4+"), (2, "2+")):
        monkeypatch.setattr("casework.work.queues.MOST_COUNTED", most)
        page = text_of(client.get("/queues/", asked))
        assert f'<strong class="queue-late">{shown}</strong>' in page, most


def test_taking_all_filters_off_leads_to_the_list_without_any(client: Client, manager: User) -> None:
    rows.case("D26-TYO-000001")
    client.post("/queues/views/", {"name": "古いもの", "query": "age=91-"})
    view = QueueView.objects.get()
    client.post(f"/queues/views/{view.pk}/", {"do": "default"})
    page = text_of(client.get("/queues/", follow=True))
    assert "待ち日数: 90日超" in page
    for pattern in (r'<a class="tag" href="([^"]*)">待ち日数', r'href="([^"]*)"[^>]*>条件をすべて外す'):
        found = re.search(pattern, page)
        assert found is not None, pattern
        bare = text_of(client.get("/queues/" + found[1].replace("&amp;", "&"), follow=True))
        assert "待ち日数: 90日超" not in bare, pattern


@pytest.mark.parametrize(
    ("days", "age"), [(0, "0-7"), (7.9, "0-7"), (8, "8-30"), (30.9, "8-30"), (31, "31-90"), (91, "91-")]
)
def test_age_of_work_is_in_the_band_that_the_workload_counts_it_in(
    client: Client, manager: User, days: float, age: str
) -> None:
    rows.case("D26-TYO-000001", stage="oral_hearing_pending", since=rows.NOW - timedelta(days=days))
    found = [code for code, _ in queues.AGES if numbers(client, whose="all", age=code)]
    counted = workload.matrix(["TYO"], ["special_inquiry_officer"], "", rows.NOW).whole
    assert found == [age] == [code for code, _ in queues.AGES if counted.of_band(code)]


def test_urgency_of_the_filter_is_the_urgency_of_the_heading(client: Client, manager: User) -> None:
    work_rows.many(60)
    whole = client.get("/queues/", {"whose": "all"}).context["groups"]
    for group in whole:
        only = client.get("/queues/", {"whose": "all", "urgency": group.code}).context["groups"]
        assert [g.code for g in only] == [group.code]


def test_division_is_the_rows_own_and_knows_the_status_applied_for(client: Client, manager: User) -> None:
    case = rows.case("D26-TYO-000001", facts={"status_requested": "ssw_1"})
    Case.objects.filter(pk=case.pk).update(procedure="extension")
    WorkItem.objects.filter(case=case).delete()
    item: dict[str, Any] = {"machine": "extension", "role": "inspector", "state": "under_review"}
    WorkItem.objects.create(
        case=case, procedure="extension", office_id="TYO", since=rows.NOW, by=rows.NOW, **item
    )
    assert numbers(client, whose="all", division="DIV_WORK3") == [case.number]
    assert numbers(client, whose="all", division="DIV_WORK1") == []
    client.post("/queues/columns/", {"column": ["division", "owed"]})
    assert "就労審査第三部門" in text_of(client.get("/queues/", {"whose": "all"}))


def test_a_manager_looks_at_one_officers_work_and_an_officer_cannot(client: Client, manager: User) -> None:
    colleague = rows.user("tanaka", "TYO", "inspector", full_name="田中")
    stranger = rows.user("osaka", "OSA", "inspector")
    rows.case("D26-TYO-000001", assignee=colleague)
    rows.case("D26-TYO-000002")
    rows.case("D26-OSA-000001", office="OSA", assignee=stranger)
    assert set(numbers(client, holder=str(colleague.pk))) == {"D26-TYO-000001"}
    assert "D26-OSA-000001" not in numbers(client, whose="all", holder=str(stranger.pk))
    assert set(numbers(client, whose="taken")) == {"D26-TYO-000001"}
    assert set(numbers(client, whose="free")) == {"D26-TYO-000002"}
    client.force_login(rows.user("kimura", "TYO", "inspector"))
    assert numbers(client, holder=str(colleague.pk)) == ["D26-TYO-000002"]
    assert numbers(client, whose="taken") == ["D26-TYO-000002"]


def test_own_work_elsewhere_is_left_out_when_an_office_is_chosen(client: Client, manager: User) -> None:
    rows.case("D26-TYO-000001", assignee=manager)
    WorkItem.objects.update(role="chief_inspector")
    assert numbers(client, whose="mine") == ["D26-TYO-000001"]
    assert numbers(client, whose="mine", office="TYO") == ["D26-TYO-000001"]
    assert numbers(client, whose="mine", office="NRT") == []


def test_people_held_in_the_readers_facility_are_kept_under_every_filter(client: Client) -> None:
    client.force_login(rows.user("kato", "EJC", "facility_head"))
    rows.case(
        "D26-TYO-000001",
        custody="detained_warrant",
        clocks={WARRANT: rows.NOW, "clk_health_check_3m": rows.NOW},
        facts={"facility": "EJC"},
    )
    for asked in ({}, {"held": "yes"}, {"procedure": "deportation"}, {"division": "DIV_ENF_TREAT"}):
        assert numbers(client, **asked) == ["D26-TYO-000001"], asked
    for asked in ({"held": "no"}, {"procedure": "coe"}, {"urgency": "late"}):
        assert numbers(client, **asked) == [], asked


@pytest.mark.parametrize("asked", [{"whose": "all"}, {"whose": "free"}, {"held": "no", "whose": "all"}])
def test_filtered_pages_show_every_row_once(client: Client, manager: User, asked: dict[str, str]) -> None:
    work_rows.many(95)
    seen: list[str] = []
    path = f"/queues/?{urlencode(asked | {'role': 'inspector', 'procedure': 'deportation'})}"
    while path:
        page = client.get(path)
        seen += [row.number for row in page.context["pager"].rows]
        found = re.search(r'rel="next" href="([^"]+)"', text_of(page))
        path = f"/queues/{found[1].replace('&amp;', '&')}" if found else ""
    assert len(seen) == 95 and sorted(set(seen)) == sorted(Case.objects.values_list("number", flat=True))


def test_the_count_is_that_of_the_list(client: Client) -> None:
    """Also where a branch holds people of another office's cases, and where own work lies elsewhere."""
    chief = rows.user("kato", "EJC", "facility_head", "control_officer", supervisor=True)
    client.force_login(chief)
    rows.spread(60)
    for item in WorkItem.objects.filter(role="control_officer")[:3]:
        WorkItem.objects.filter(pk=item.pk).update(assignee=chief)
    WorkItem.objects.filter(case__held=True, role="facility_head", case__facts__facility="EJC").update(
        office_id="EJC"
    )
    offices = ("EJC",)
    roles = queues.roles_of(chief, Whose.ALL)
    counted = []
    for whose in Whose:
        for more in (
            {},
            {"procedures": ("deportation",)},
            {"division": "DIV_ENF_TREAT"},
            {"held": True},
            {"urgency": "late"},
            {"holder": chief.pk},
        ):
            scope = Scope(chief.pk, offices, roles, whose, **more)
            found = queues.ids(scope, 5000, now=rows.NOW)
            assert len(found) == len(set(found)) == queues.count(scope, 5000, now=rows.NOW), (whose, more)
            counted.append(len(found))
    assert max(counted) > 10


NAMES = [
    "whose",
    "office",
    "division",
    "role",
    "procedure",
    "state",
    "urgency",
    "age",
    "held",
    "holder",
    "view",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["\x00", "x", "9" * 40, "'", "stage.", "-1"])
def test_filters_take_anything(client: Client, manager: User, name: str, value: str) -> None:
    assert client.get("/queues/", {"whose": "all", name: value}).status_code == 200


def test_the_row_says_why_it_stands_where_it_stands(client: Client, inspector: User) -> None:
    begun = rows.NOW - timedelta(days=28)
    rows.case("D26-TYO-000001", custody="detained_warrant", clocks={WARRANT: begun})
    page = text_of(client.get("/queues/"))
    assert ">法第41条第1項</a>、" in page  # each article leads to its page
    assert "(法第41条第1項、法第44条の4第9項)が明日で終わるため。" in re.sub(r"</?a\b[^>]*>", "", page)
    assert '<span class="nowrap">2026-10-27(火)</span>から数えています。' in page
    rows.case("D26-TYO-000002", since=rows.NOW - timedelta(days=11))
    assert "仕事が生じた順に並べています。待って12日目です。" in text_of(client.get("/queues/"))
    client.cookies["django_language"] = "en"
    page = text_of(client.get("/queues/"))
    assert (
        'ends tomorrow. Counted from <span class="nowrap">2026-10-27 (Tue)</span>.' in page
        and "day 12 of waiting" in page
    )


# A list that is empty says which kind of emptiness it is, and what to do.
EMPTY = [
    ({"whose": "mine"}, "担当している仕事はありません"),
    ({"whose": "free"}, "誰も担当していない仕事はありません"),
    ({"whose": "taken"}, "担当者のいる仕事はありません"),
    ({"whose": "all"}, "今、待っている仕事はありません"),
    ({"whose": "all", "urgency": "late"}, "この条件に当てはまる仕事はありません"),
    ({"whose": "all", "after": "9999999999-1"}, "この先に仕事はありません"),
]


@pytest.mark.parametrize(("asked", "words"), EMPTY)
def test_each_empty_list_says_why(client: Client, manager: User, asked: dict[str, str], words: str) -> None:
    assert words in text_of(client.get("/queues/", asked))


def test_an_officer_without_an_office_reads_why_the_list_is_empty(client: Client) -> None:
    client.force_login(rows.user("new", "TYO"))
    assert "官職の登録がないため" in text_of(client.get("/queues/"))


# --- views and columns ----------------------------------------------------------------------------


def test_a_view_is_saved_opened_renamed_made_the_first_and_deleted(client: Client, inspector: User) -> None:
    rows.case("D26-TYO-000001")
    query = "urgency=late&office=%00&evil=1&whose=all"
    response = client.post(
        "/queues/views/", {"name": "急ぐもの", "query": query, "column": ["due", "x", "owed"]}
    )
    view = QueueView.objects.get(user=inspector)
    # Known names and known values only, the columns in their order; what an officer may not see is not kept.
    assert view.query == "urgency=late" and view.columns == ["owed", "due"]
    page = text_of(client.get(response["Location"]))
    assert "期限: 期限を過ぎています" in page and "D26-TYO-000001" not in page
    client.post(f"/queues/views/{view.pk}/", {"do": "rename", "name": "late ones"})
    client.post(f"/queues/views/{view.pk}/", {"do": "default"})
    assert client.get("/queues/")["Location"] == f"/queues/?urgency=late&view={view.pk}"
    assert "late ones" in text_of(client.get("/queues/", {"whose": "open"}))
    client.post(f"/queues/views/{view.pk}/", {"do": "plain"})
    assert client.get("/queues/").status_code == 200
    client.post(f"/queues/views/{view.pk}/", {"do": "delete"})
    assert not QueueView.objects.exists()


def test_one_view_at_most_is_the_first(client: Client, inspector: User) -> None:
    for name in ("a", "b"):
        client.post("/queues/views/", {"name": name, "query": "urgency=late"})
        view = QueueView.objects.get(name=name)
        client.post(f"/queues/views/{view.pk}/", {"do": "default"})
    assert list(QueueView.objects.filter(is_default=True).values_list("name", flat=True)) == ["b"]


def test_another_officers_view_cannot_be_touched(client: Client, inspector: User) -> None:
    other = rows.user("tanaka", "TYO", "inspector")
    view = QueueView.objects.create(user=other, name="x", query="urgency=late", created_at=rows.NOW)
    for do in ("delete", "rename", "default"):
        assert client.post(f"/queues/views/{view.pk}/", {"do": do, "name": "y"}).status_code == 404
    client.post("/queues/columns/", {"view": view.pk, "column": ["owed"]})
    view.refresh_from_db()
    assert view.columns == [] and view.name == "x"


def test_views_refuse_no_name_a_name_twice_and_too_many(client: Client, inspector: User) -> None:
    for name in ("", " ", "\x00"):
        client.post("/queues/views/", {"name": name, "query": ""})
    assert not QueueView.objects.exists()
    for n in range(31):
        client.post("/queues/views/", {"name": f"n{n}", "query": ""})
    assert QueueView.objects.count() == 30
    first = QueueView.objects.get(name="n0")
    response = client.post(f"/queues/views/{first.pk}/", {"do": "rename", "name": "n1"}, follow=True)
    assert "「n1」という表示は、もうあります" in text_of(response)
    # The same name again writes over.
    client.post("/queues/views/", {"name": "n0", "query": "urgency=none"})
    assert QueueView.objects.get(name="n0").query == "urgency=none"
    assert client.post(f"/queues/views/{first.pk}/", {"do": "?"}).status_code == 400


def test_columns_are_kept_for_the_officer_and_the_name_is_always_there(
    client: Client, inspector: User
) -> None:
    rows.case("D26-TYO-000001")
    client.post("/queues/columns/", {"column": ["since", "procedure"]})
    page = client.get("/queues/")
    assert page.context["columns"] == ["procedure", "since"]
    assert "D26-TYO-000001" in text_of(page) and "TRAN VAN MINH" in text_of(page)
    client.post("/queues/columns/", {"column": ["\x00"]})
    assert client.get("/queues/").context["columns"] == ["owed", "due", "state", "holder"]


# --- handing back ---------------------------------------------------------------------------------


def test_handing_back_asks_for_the_reason_and_keeps_it(client: Client, inspector: User) -> None:
    rows.case("D26-TYO-000001", assignee=inspector)
    item = WorkItem.objects.get(role="inspector")
    assert client.get(f"/work/{item.pk}/").status_code == 200
    for reason, sentence in (("", "戻す理由を入力してください"), ("あ" * 401, "400字以内")):
        response = client.post(f"/work/{item.pk}/", {"do": "back", "reason": reason})
        assert response.status_code == 422 and sentence in text_of(response)
    assert "あ" * 401 in text_of(response)
    assert not WorkMove.objects.exists()
    client.post(f"/work/{item.pk}/", {"do": "back", "reason": "通訳の手配のため\x00"})
    move = WorkMove.objects.get()
    assert (move.kind, move.reason, move.from_user, move.by) == (
        "back",
        "通訳の手配のため",
        inspector,
        inspector,
    )


def test_the_form_of_handing_back_is_not_shown_for_another_offices_work(
    client: Client, inspector: User
) -> None:
    rows.case("D26-OSA-000001", office="OSA")
    item = WorkItem.objects.get(role="inspector")
    response = client.get(f"/work/{item.pk}/")
    assert response.status_code == 409 and "D26-OSA-000001" not in text_of(response)
    assert client.get("/work/99999999/").status_code == 409
    assert client.post(f"/work/{item.pk}/", {"do": "give", "to": "\x00"}).status_code == 302
    assert client.post(f"/work/{item.pk}/").status_code == 400


# --- renewal --------------------------------------------------------------------------------------


def test_nothing_is_sent_while_the_list_would_look_the_same(client: Client, manager: User) -> None:
    rows.spread(12)
    asked = {"whose": "all", "role": "inspector"}
    mark = client.get("/queues/", asked).context["mark"]
    with CaptureQueriesContext(connection) as caught:
        response = client.get("/queues/", {**asked, "part": "list", "seen": mark})
    assert response.status_code == 204 and not response.content
    # The session, the officer, and one statement that decides.
    assert len(caught) == 3
    other = rows.user("tanaka", "TYO", "inspector")
    item = WorkItem.objects.filter(role="inspector", office_id="TYO").order_by("by", "pk")[0]
    WorkItem.objects.filter(pk=item.pk).update(assignee=other, assigned_at=rows.NOW)
    response = client.get("/queues/", {**asked, "part": "list", "seen": mark})
    page = text_of(response)
    assert response.status_code == 200 and "<html" not in page
    # The links of the list are those of the page, not of its part.
    assert "part=list" not in page and "seen=" not in page
    assert 'name="next" value="/queues/?whose=all&amp;role=inspector"' in page


def test_the_mark_changes_with_the_moment_at_which_a_row_becomes_late(inspector: User) -> None:
    rows.case("D26-TYO-000001", clocks={WARRANT: rows.NOW - timedelta(days=29)})
    scope = Scope(inspector.pk, ("TYO",), ("inspector",), Whose.OPEN)
    by = WorkItem.objects.get(role="inspector").by
    early, just_before, then = (
        queues.mark(scope, Cursor.read(None), by - timedelta(minutes=m)) for m in (2, 1, 0)
    )
    assert early == just_before != then


# --- cost -----------------------------------------------------------------------------------------


def test_queue_costs_the_same_with_fifty_and_five_thousand_rows(client: Client, manager: User) -> None:
    paths = [
        "/queues/?whose=all",
        "/queues/?whose=free&role=inspector&procedure=deportation",
        "/queues/?whose=all&division=DIV_VIOL_EXAM&held=no&state=stage.under_examination",
        "/queues/?whose=taken",
    ]
    colleague = rows.user("tanaka", "TYO", "inspector")
    User.objects.filter(pk=manager.pk).update(queue_columns=["owed", "due", "state", "division", "holder"])

    def costs() -> list[tuple[int, int]]:
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                response = client.get(path)
            found.append((len(caught), len(response.content)))
        return found

    work_rows.many(25)
    work_rows.many(25, 100_000, assignee=colleague)
    few = costs()
    work_rows.many(2475, 25)
    work_rows.many(2475, 200_000, assignee=colleague)
    many = costs()
    assert [n for n, _ in few] == [n for n, _ in many]
    assert all(n <= 30 and size < MOST_BYTES for n, size in many), many
