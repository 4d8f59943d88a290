"""Work that stands still: each reason found, nothing else listed, and the remedy beside it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from casework.models import Absence, Case, User, WorkItem, WorkMove
from casework.store import NO_DATE
from casework.views.stuck import WORDS
from casework.watch import stuck
from casework.watch.stuck import Kind
from casework.work.queues import Cursor
from tests.casework import page_rows as rows
from tests.casework.many_rows import multiply, same_for_many
from workflows.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def boss(client: Client) -> User:
    """A supervisor, and nearby somebody for each post that the rows below owe work to."""
    roles = ("inspector", "control_officer", "chief_inspector", "facility_head", "doctor")
    rows.user("able", "TYO", *roles, full_name="代わりの 職員")
    user = rows.user("boss", "TYO", "chief_inspector", supervisor=True, full_name="統括 太郎")
    client.force_login(user)
    return user


def held_by(user: User, number: str = "D26-TYO-000001", **more: Any) -> WorkItem:
    case = rows.case(number, assignee=user, **more)
    return WorkItem.objects.get(case=case, role="inspector")


def counted(user: User, days: int = 30) -> dict[Kind, int]:
    return {kind: n for kind, n in stuck.counts(user, rows.NOW, days).items() if n}


def listed(user: User, kind: Kind, days: int = 30) -> list[stuck.Stuck]:
    return list(stuck.page(user, kind, Cursor.read(None), rows.NOW, days).rows)


def away(user: User, since: str, until: str, by: User, cover: User | None = None, **more: Any) -> Absence:
    return Absence.objects.create(
        user=user,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        cover=cover,
        recorded_by=by,
        recorded_at=rows.NOW,
        **more,
    )


# --- each reason --------------------------------------------------------------------------------------


def test_work_in_good_hands_is_not_stuck(boss: User) -> None:
    held_by(rows.user("sato", "TYO", "inspector"))
    assert counted(boss) == {}


def test_holder_has_left(boss: User) -> None:
    gone = rows.user("gone", "TYO", "inspector", is_active=False, full_name="退職 花子")
    item = held_by(gone)
    assert counted(boss) == {Kind.LEFT: 1}
    [row] = listed(boss, Kind.LEFT)
    assert (row.work_id, row.holder, row.number) == (item.pk, "退職 花子", "D26-TYO-000001")


def test_holder_lost_the_post(boss: User) -> None:
    held_by(rows.user("sato", "TYO", "front_desk"))
    assert counted(boss) == {Kind.ROLE: 1}


def test_holder_moved_to_another_office(boss: User) -> None:
    held_by(rows.user("sato", "OSA", "inspector"))
    assert counted(boss) == {Kind.MOVED: 1}


def test_holder_at_the_place_where_the_person_is_has_not_moved_away(boss: User) -> None:
    held_by(rows.user("sato", "OSA", "inspector"), facts={"facility": "OSA"})
    assert counted(boss) == {}


def test_holder_is_away_and_nobody_covers(boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector")
    held_by(sato)
    absence = away(sato, "2026-11-24", "2026-11-24", boss)
    assert counted(boss) == {Kind.ABSENT: 1}
    absence.cover = boss
    absence.save()
    assert counted(boss) == {}
    absence.cover, absence.ended_at = None, rows.NOW
    absence.save()
    assert counted(boss) == {}
    away(sato, "2026-11-25", "2026-11-30", boss)
    away(sato, "2026-11-01", "2026-11-23", boss)
    assert counted(boss) == {}


def test_nobody_here_could_take_it(boss: User) -> None:
    rows.case("D26-TYO-000001")
    assert counted(boss) == {}
    User.objects.filter(username="able").update(roles=["doctor"])
    assert counted(boss) == {Kind.NOBODY: 1}
    # Somebody who is out of service, or serves elsewhere, is nobody.
    rows.user("gone", "TYO", "inspector", is_active=False)
    rows.user("osaka", "OSA", "inspector")
    assert counted(boss) == {Kind.NOBODY: 1}
    rows.user("sato", "TYO", "inspector")
    assert counted(boss) == {}


def test_holder_above_covers_the_branch(boss: User) -> None:
    rows.case("D26-YOK-000001", office="YOK")
    User.objects.filter(username="able").update(roles=[])
    assert [(row.office, row.role) for row in listed(boss, Kind.NOBODY)] == [("YOK", Role.INSPECTOR)]
    rows.user("sato", "TYO", "inspector")
    assert counted(boss) == {}


def test_open_case_that_nobody_owes(boss: User) -> None:
    case = rows.case("D26-TYO-000001")
    WorkItem.objects.filter(case=case).delete()
    rows.case("D26-TYO-000002", stage="case_closed_no_ground", closed_at=rows.NOW)
    assert counted(boss) == {Kind.UNOWED: 1}
    [row] = listed(boss, Kind.UNOWED)
    assert row.number == case.number and row.work_id is None


def test_work_without_a_date_waits_too_long(boss: User) -> None:
    rows.case("D26-TYO-000001", since=rows.NOW - timedelta(days=31))
    rows.case("D26-TYO-000002", since=rows.NOW - timedelta(days=29))
    assert WorkItem.objects.filter(by__gte=NO_DATE).count() == 2
    assert counted(boss) == {Kind.UNDATED: 1}
    assert counted(boss, 20) == {Kind.UNDATED: 2}


def test_detained_and_nothing_entered(boss: User) -> None:
    begun = rows.NOW - timedelta(days=40)
    clocks = {"clk_warrant_30d": begun, "clk_health_check_3m": begun}
    case = rows.case("D26-TYO-000001", custody="detained_warrant", clocks=clocks, since=begun)
    rows.case("D26-TYO-000002", since=begun)  # nobody is held there
    assert Kind.QUIET in counted(boss)
    assert [row.number for row in listed(boss, Kind.QUIET)] == [case.number]
    Case.objects.filter(pk=case.pk).update(last_at=rows.NOW - timedelta(days=3))
    assert Kind.QUIET not in counted(boss)
    assert Kind.QUIET in counted(boss, 2)


def test_other_offices_are_their_own_supervisors_matter(boss: User) -> None:
    held_by(rows.user("gone", "OSA", "inspector", is_active=False), "D26-OSA-000001", office="OSA")
    assert counted(boss) == {}


def test_paging_shows_each_once(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = rows.user("gone", "TYO", "inspector", is_active=False)
    for place in range(17):
        held_by(gone, f"D26-TYO-{place + 1:06d}", since=rows.NOW - timedelta(days=place // 4))
    monkeypatch.setattr(stuck, "PAGE", 5)
    seen: list[str] = []
    after: Cursor | None = Cursor.read(None)
    while after is not None:
        page = stuck.page(boss, Kind.LEFT, after, rows.NOW)
        seen += [row.number for row in page.rows]
        after = Cursor.read(str(page.next)) if page.next else None
    assert len(seen) == 17 and len(set(seen)) == 17


# --- the page and its remedy --------------------------------------------------------------------------


def text(client: Client, **asked: Any) -> str:
    response = client.get("/supervise/stuck/", asked)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_page_opens_the_gravest_reason_that_has_any(client: Client, boss: User) -> None:
    assert "止まっている仕事はありません" in text(client)
    begun = rows.NOW - timedelta(days=40)
    rows.case("D26-TYO-000003", since=begun)  # old work without a date
    assert "D26-TYO-000003" in text(client)
    held_by(rows.user("sato", "TYO", "front_desk", full_name="佐藤 花子"))
    page = text(client)
    assert "D26-TYO-000001" in page and "佐藤 花子" in page and "官職にもう就いていない" in page
    assert "D26-TYO-000001" not in text(client, kind="left")
    clocks = {"clk_warrant_30d": begun, "clk_health_check_3m": begun}
    rows.case("D26-TYO-000002", custody="detained_warrant", clocks=clocks, since=begun)
    page = text(client)
    assert "D26-TYO-000002" in page and "D26-TYO-000001" not in page


def test_one_button_gives_it_back_with_the_reason(client: Client, boss: User) -> None:
    item = held_by(rows.user("gone", "TYO", "inspector", is_active=False))
    answer = client.post("/supervise/stuck/remedy/", {"kind": "left", "back": item.pk}, follow=True)
    assert "1件の仕事を未割当に戻しました" in answer.content.decode()
    item.refresh_from_db()
    assert item.assignee_id is None
    move = WorkMove.objects.get()
    assert (move.kind, move.by, move.reason) == ("back", boss, WORDS[Kind.LEFT].reason)
    assert counted(boss) == {}


def test_several_are_given_to_an_officer_and_refusals_are_named(client: Client, boss: User) -> None:
    gone = rows.user("gone", "TYO", "inspector", is_active=False)
    one, two = held_by(gone, "D26-TYO-000001"), held_by(gone, "D26-TYO-000002")
    able = User.objects.get(username="able")
    doctor = rows.user("doctor", "TYO", "doctor")
    asked = {"kind": "left", "work": [one.pk, two.pk], "do": "give", "to": doctor.pk}
    answer = client.post("/supervise/stuck/remedy/", asked, follow=True).content.decode()
    assert "D26-TYO-000001:" in answer and "D26-TYO-000002:" in answer
    assert WorkItem.objects.filter(assignee=gone).count() == 2
    answer = client.post("/supervise/stuck/remedy/", {**asked, "to": able.pk}, follow=True).content.decode()
    assert "2件の仕事を代わりの 職員に割り当てました" in answer
    assert WorkItem.objects.filter(assignee=able).count() == 2
    assert set(WorkMove.objects.values_list("reason", flat=True)) == {WORDS[Kind.LEFT].reason}


def test_officers_who_are_away_are_not_offered(client: Client, boss: User) -> None:
    held_by(rows.user("gone", "TYO", "inspector", is_active=False))
    assert "代わりの 職員" in text(client)
    away(User.objects.get(username="able"), "2026-11-20", "2026-11-30", boss)
    assert "代わりの 職員" not in text(client)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"kind": "x"}, 400),
        ({"kind": "quiet", "back": "1"}, 400),
        ({"kind": "left"}, 302),
        ({"kind": "left", "back": "9" * 40}, 302),
        ({"kind": "left", "back": "999999"}, 302),
        ({"kind": "left", "work": ["x", "\x00"], "do": "give", "to": "\x00"}, 302),
        ({"kind": "left", "work": ["1"], "do": "give", "to": "12345678901234567890"}, 302),
        ({"kind": "left", "work": ["1"], "do": "give", "next": "https://example.org/"}, 302),
    ],
)
def test_any_submission_is_answered(asked: dict[str, Any], status: int, client: Client, boss: User) -> None:
    answer = client.post("/supervise/stuck/remedy/", asked)
    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == "/supervise/stuck/"
    assert client.get("/supervise/stuck/remedy/").status_code == 405
    assert WorkMove.objects.count() == 0


@pytest.mark.parametrize("asked", [{"kind": "?"}, {"days": "-4"}, {"days": "9" * 30}, {"days": "x\x00"}])
def test_any_address_gives_a_page(asked: dict[str, str], client: Client, boss: User) -> None:
    assert client.get("/supervise/stuck/", asked).status_code == 200


def test_for_supervisors_only(client: Client) -> None:
    client.force_login(rows.user("sato", "TYO", "inspector"))
    for path in ("stuck/", "workload/", "breaches/", "breaches/1/", "what-if/"):
        assert client.get(f"/supervise/{path}").status_code == 403
    assert client.post("/supervise/stuck/remedy/", {"kind": "left", "back": "1"}).status_code == 403


def test_the_page_costs_the_same_for_fifty_and_five_thousand(client: Client, boss: User) -> None:
    gone = rows.user("gone", "TYO", "inspector", "control_officer", is_active=False)
    rows.spread(75)
    WorkItem.objects.filter(role__in=["inspector", "control_officer"]).update(assignee=gone)
    paths = [f"/supervise/stuck/?kind={kind.value}" for kind in Kind]
    same_for_many(client, paths, lambda: multiply(5000))
    assert re.search(r"\d+\+<small>件", text(client))
