"""Sharing out work: the pure rule, and what it is told about officers and pieces."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casework import actions
from casework.models import Absence, AssignJob, Case, User, WorkItem
from casework.work.distribution import WEIGHTS, Hand, Piece, suggest
from casework.work.divisions import division_of, divisions
from casework.work.separation import barred, conflict, owed_steps
from tests.casework import page_rows as rows
from tests.casework import work_rows
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import Role

INSPECTOR = frozenset({"inspector"})


def piece(id: int, urgency: str = "later", role: str = "inspector", **more: Any) -> Piece:
    return Piece(id, role, "deportation", urgency, **more)


def hands(count: int, **more: Any) -> list[Hand]:
    return [Hand(n, INSPECTOR, **more) for n in range(1, count + 1)]


def loads(pieces: list[Piece], officers: list[Hand]) -> dict[int, int]:
    found = {hand.id: hand.load for hand in officers}
    for one in suggest(pieces, officers):
        if one.to is not None:
            found[one.to] += one.piece.weight
    return found


# --- the rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 7, 40, 101])
def test_pieces_of_one_weight_are_balanced_within_one(count: int) -> None:
    found = loads([piece(n) for n in range(count)], hands(7))
    assert sum(found.values()) == count and max(found.values()) - min(found.values()) <= 1


@pytest.mark.parametrize("seed", range(12))
def test_loads_end_within_the_heaviest_piece_of_each_other(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [piece(n, chance.choice(sorted(WEIGHTS))) for n in range(60)]
    found = loads(pieces, hands(5))
    assert max(found.values()) - min(found.values()) <= max(WEIGHTS.values())


def test_who_has_less_is_filled_up_first() -> None:
    busy, idle = Hand(1, INSPECTOR, held={"late": 4}), Hand(2, INSPECTOR, held={"later": 1})
    given = suggest([piece(n) for n in range(10)], [busy, idle])
    assert [g.to for g in given] == [2] * 10 and all(g.why == "load" for g in given)


def test_nothing_goes_to_the_absent_the_other_office_or_the_barred() -> None:
    away = Hand(1, INSPECTOR, absent=True)
    other = Hand(2, frozenset({"control_officer"}))
    had_a_part = Hand(3, INSPECTOR)
    given = suggest([piece(1, away=frozenset({3}))], [away, other, had_a_part])
    assert given[0].to is None and given[0].why == "nobody"


@pytest.mark.parametrize("named_by", [1, 2])
def test_two_pieces_kept_apart_go_to_two_officers(named_by: int) -> None:
    """Whichever of the two names the other, and also where the one officer has the least load by far."""
    both = frozenset({"inspector", "chief_inspector"})
    idle, busy = Hand(1, both), Hand(2, both, held={"late": 30})
    pieces = [
        piece(1, apart=frozenset({2}) if named_by == 1 else frozenset()),
        piece(2, role="chief_inspector", apart=frozenset({1}) if named_by == 2 else frozenset()),
    ]
    assert [g.to for g in suggest(pieces, [idle, busy])] == [1, 2]


def test_of_officers_with_the_same_load_the_one_who_knows_it_best() -> None:
    plain = Hand(1, INSPECTOR)
    skilled = Hand(2, INSPECTOR, experience={"deportation": 9})
    own = Hand(3, INSPECTOR, division="DIV_VIOL_EXAM")
    given = suggest([piece(1, division="DIV_VIOL_EXAM")], [plain, skilled, own])
    assert given[0].to == 3 and given[0].why == "knows"
    assert suggest([piece(1)], [plain, skilled, own])[0].to == 2


@pytest.mark.parametrize("seed", range(5))
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    pieces = [piece(n, ("late", "week", "none")[n % 3]) for n in range(30)]
    officers = hands(4)
    shuffled = list(officers)
    random.Random(seed).shuffle(shuffled)
    assert suggest(pieces, officers) == suggest(pieces, shuffled)


# --- separation of duties -------------------------------------------------------------------------


def test_who_investigated_is_kept_off_the_finding_and_a_warning_keeps_off_nobody() -> None:
    procedure = find_procedure("deportation", rows.NOW.date())
    finding = owed_steps(procedure, "stage", "under_examination", "inspector")
    assert finding and barred(finding, {"statement_recorded": ["7"]}, "7") is not None
    assert barred(finding, {"statement_recorded": ["7"]}, "8") is None
    ruling = owed_steps(procedure, "stage", "objection_pending", "minister")
    assert barred(ruling, {"objection_filed": ["7"]}, "7") is None
    assert owed_steps(None, "stage", "x", "inspector") == ()
    assert owed_steps(procedure, "stage", "under_examination", "nobody") == ()


def test_report_and_decision_of_a_review_are_in_conflict() -> None:
    procedure = find_procedure("deportation", rows.NOW.date())
    report = owed_steps(procedure, "review", "review_due", "control_officer")
    decision = owed_steps(procedure, "review", "review_considering", "chief_inspector")
    assert conflict(report, decision) and conflict(decision, report)
    assert not conflict(report, report)


# --- divisions ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_divisions_name_real_offices_procedures_states_and_roles() -> None:
    from casework.models import Office

    rows.offices()
    offices = set(Office.objects.values_list("code", flat=True))
    codes = {p.code for p in procedures()}
    states = {s for p in procedures() for m in p.machines.values() for s in m.states}
    for division in divisions().values():
        assert division.offices <= offices
        for rule in division.rules:
            assert set(rule.roles) <= set(Role) and set(rule.procedures) <= codes
            assert set(rule.states) <= states
            assert {*rule.only_in, *rule.not_in} <= offices


def test_no_piece_of_work_belongs_to_two_divisions_of_an_office() -> None:
    statuses = sorted({s for d in divisions().values() for r in d.rules for s in r.statuses})
    for office in sorted({o for d in divisions().values() for o in d.offices}):
        for procedure in procedures():
            for machine in procedure.machines.values():
                for state in machine.states.values():
                    for duty in state.duties:
                        for status in ["", *statuses]:
                            fits = [
                                d.code
                                for d in divisions().values()
                                if any(
                                    r.fits(duty.role.value, procedure.code, state.code, status)
                                    for r in d.rules_in(office)
                                )
                            ]
                            assert len(fits) <= 1, (
                                office,
                                procedure.code,
                                state.code,
                                duty.role,
                                status,
                                fits,
                            )


@pytest.mark.parametrize(
    ("office", "role", "procedure", "state", "status", "code"),
    [
        ("TYO", "inspector", "extension", "under_review", "ssw_1", "DIV_WORK3"),
        ("OSA", "inspector", "extension", "under_review", "ssw_1", "DIV_WORK2"),
        ("TYO", "inspector", "deportation", "under_examination", "", "DIV_VIOL_EXAM"),
        ("OSA", "inspector", "deportation", "under_examination", "", "DIV_ADJUD"),
        ("TYO", "control_officer", "deportation", "removal_scheduled", "", "DIV_ENF_EXEC"),
        ("SAP", "control_officer", "deportation", "removal_scheduled", "", "DIV_ENF"),
        ("OSA", "refugee_inquirer", "deportation", "refugee_pending", "", "DIV_PR"),
        ("TYO", "minister", "deportation", "objection_pending", "", None),
    ],
)
def test_division_of_a_piece(
    office: str, role: str, procedure: str, state: str, status: str, code: str | None
) -> None:
    found = division_of(office, role, procedure, state, status)
    assert (found.code if found else None) == code


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def boss(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> User:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()
    user = rows.user("ito", "TYO", "chief_inspector", supervisor=True, full_name="伊藤 主任")
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_page_suggests_to_those_present_and_says_why(client: Client, boss: User) -> None:
    sato, mori, away = (
        rows.user(name, "TYO", "inspector", full_name=full)
        for name, full in (("sato", "佐藤"), ("mori", "森"), ("abe", "阿部"))
    )
    rows.user("osaka", "OSA", "inspector", full_name="大阪の人")
    Absence.objects.create(
        user=away,
        since=rows.NOW.date() - timedelta(days=1),
        until=rows.NOW.date(),
        recorded_by=boss,
        recorded_at=rows.NOW,
    )
    for number in range(1, 5):
        rows.case(f"D26-TYO-{number:06d}")
    Case.objects.filter(number="D26-TYO-000001").update(done_by={"statement_recorded": [str(sato.pk)]})
    page = client.get("/queues/distribution/", {"role": "inspector"})
    text = page.content.decode()
    given = {row.work.number: row.to for row in page.context["rows"]}
    assert given["D26-TYO-000001"] == mori
    assert sorted(str(u) for u in given.values()) == ["佐藤", "佐藤", "森", "森"]
    assert "今日は不在のため" in text and "大阪の人" not in text
    # Changed and applied: the job is prepared, and nothing moves until it is started.
    chosen = {f"to-{row.work.id}": str(mori.pk) for row in page.context["rows"]}
    response = client.post("/queues/distribution/?role=inspector", chosen)
    job = AssignJob.objects.get()
    assert response["Location"].startswith(f"/queues/jobs/{job.pk}/")
    assert not WorkItem.objects.filter(assignee=mori).exists()
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    assert WorkItem.objects.filter(assignee=mori).count() == 4


@pytest.mark.django_db
def test_what_somebody_takes_while_the_page_is_open_stays_theirs(client: Client, boss: User) -> None:
    sato, mori = rows.user("sato", "TYO", "inspector"), rows.user("mori", "TYO", "inspector")
    rows.case("D26-TYO-000001")
    rows.case("D26-TYO-000002")
    page = client.get("/queues/distribution/", {"role": "inspector"})
    taken, free = (row.work.id for row in page.context["rows"])
    actions.assign(taken, sato, by=sato, now=rows.NOW)
    chosen = {f"to-{taken}": str(mori.pk), f"to-{free}": str(mori.pk)}
    response = client.post("/queues/distribution/?role=inspector", chosen)
    assert "この間に、ほかの職員が担当しました" in client.get(response["Location"]).content.decode()
    job = AssignJob.objects.get()
    done = client.post(
        f"/queues/jobs/{job.pk}/", {"do": "start", "next": "/queues/distribution/?role=inspector"}
    )
    assert WorkItem.objects.get(pk=taken).assignee == sato and WorkItem.objects.get(pk=free).assignee == mori
    # The way back keeps what the distribution was narrowed to.
    assert 'href="/queues/distribution/?role=inspector"' in client.get(done["Location"]).content.decode()
    assert "role%3Dinspector" in response["Location"]


@pytest.mark.django_db
def test_page_takes_anything_and_lets_only_supervisors_in(client: Client, boss: User) -> None:
    for data in ({}, {"to-x": "1"}, {"to-1": "99999999"}, {"to-1": "\x00"}, {"to-99999999999": "1"}):
        assert client.post("/queues/distribution/", data).status_code == 302
    assert (
        client.get("/queues/distribution/", {"role": "\x00", "office": "x", "after": "x"}).status_code == 200
    )
    assert "担当のない仕事はありません" in client.get("/queues/distribution/").content.decode()
    client.force_login(rows.user("sato", "TYO", "inspector"))
    assert client.get("/queues/distribution/").status_code == 403


@pytest.mark.django_db
def test_page_costs_the_same_with_fifty_and_five_thousand_rows(
    client: Client, boss: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> tuple[int, int]:
        client.get("/queues/distribution/")
        with CaptureQueriesContext(connection) as caught:
            response = client.get("/queues/distribution/")
        return len(caught), len(response.content)

    for n in range(8):
        rows.user(f"officer{n}", "TYO", "inspector", full_name=f"職員 {n}")
    work_rows.many(50)
    few = cost()
    work_rows.many(4950, 50)
    many = cost()
    assert many[0] == few[0] <= 30 and many[1] < 120_000
    for n in range(8, 400):
        rows.user(f"officer{n}", "TYO", "inspector", full_name=f"職員 {n}")
    crowded = cost()
    assert crowded[0] <= 30 and crowded[1] < 120_000, crowded


@pytest.mark.django_db
def test_no_piece_lacks_an_officer_because_others_of_another_office_came_first(
    client: Client, boss: User
) -> None:
    User.objects.bulk_create(
        User(username=f"i{n}", password="!", office_id="TYO", roles=["inspector"]) for n in range(80)
    )
    rows.case("D26-TYO-000001")
    rows.case("D26-TYO-000002", stage="oral_hearing_pending")
    busy = rows.user("busy", "TYO", "special_inquiry_officer")
    work_rows.many(3, 10, assignee=busy)
    late = rows.user("late", "TYO", "special_inquiry_officer")
    page = client.get("/queues/distribution/")
    given = {row.work.number: row.to for row in page.context["rows"]}
    assert given["D26-TYO-000002"] == late and given["D26-TYO-000001"] is not None
    text = page.content.decode()
    assert "できる職員がいません" not in text and "ほかの42人は、この案に入れていません" in text
