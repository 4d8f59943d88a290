"""Giving out many pieces of work: looked at first, in batches, stoppable, and honest about what was refused."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import actions
from casework.models import Absence, AssignJob, Case, User, WorkItem, WorkMove
from casework.work import assigning
from tests.casework import page_rows as rows
from tests.casework import work_rows
from tests.casework.files import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def boss(client: Client) -> User:
    user = rows.user("ito", "TYO", "chief_inspector", supervisor=True, full_name="伊藤 主任")
    client.force_login(user)
    return user


@pytest.fixture
def sato() -> User:
    return rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def prepared(client: Client, **data: Any) -> AssignJob:
    client.post("/queues/assign/", data)
    job = AssignJob.objects.order_by("-pk").first()
    assert job is not None
    return job


def test_the_preview_has_the_true_count_and_says_what_is_left_out_and_why(
    client: Client, boss: User, sato: User
) -> None:
    ids = work_rows.many(3)
    mine = work_rows.many(1, 10, assignee=sato)
    WorkItem.objects.filter(pk=ids[0]).update(role="control_officer")
    Case.objects.filter(work__pk=ids[1]).update(done_by={"statement_recorded": [str(sato.pk)]})
    osaka = work_rows.many(1, office="OSA")
    job = prepared(client, work=[*ids, *mine, *osaka], to=sato.pk, do="give")
    page = text_of(client.get(f"/queues/jobs/{job.pk}/"))
    assert "1件を動かします" in page and "対象から外れるもの 3件" in page
    assert "すでにこの職員が担当しています" in page and "必要な官職: 入国警備官" in page
    # Another office's work is as if it were not there.
    assert "M26-OSA-000000" not in page and job.items.count() == 4
    assert not WorkMove.objects.exists()


def test_the_preview_says_that_who_is_away_gets_nothing(client: Client, boss: User, sato: User) -> None:
    today = rows.NOW.date()
    Absence.objects.create(user=sato, since=today, until=today, recorded_by=boss, recorded_at=rows.NOW)
    job = prepared(client, work=work_rows.many(3), to=sato.pk, do="give")
    page = text_of(client.get(f"/queues/jobs/{job.pk}/"))
    assert "動かせる仕事はありません" in page and "対象から外れるもの 3件" in page
    assert f"{today}まで不在です" in page


def test_all_that_match_are_those_of_the_filters_not_only_of_the_page(
    client: Client, boss: User, sato: User
) -> None:
    work_rows.many(130)
    rows.case("D26-TYO-000001", stage="oral_hearing_pending")
    job = prepared(client, all="1", query="whose=free&role=inspector", to=sato.pk, do="give")
    assert job.items.count() == 130
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    job.refresh_from_db()
    # The first batch is done with the click, the rest by the worker.
    assert job.status == "running" and WorkItem.objects.filter(assignee=sato).count() == assigning.BATCH
    assert "割り当てています" in text_of(client.get(f"/queues/jobs/{job.pk}/"))
    assert assigning.work() is False
    job.refresh_from_db()
    assert job.status == "finished" and WorkItem.objects.filter(assignee=sato).count() == 130
    assert WorkMove.objects.filter(to_user=sato, by=boss, kind="given").count() == 130


def test_a_stopped_job_leaves_what_is_done_and_does_no_more(client: Client, boss: User, sato: User) -> None:
    work_rows.many(130)
    job = prepared(client, all="1", query="whose=free", to=sato.pk, do="give")
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    client.post(f"/queues/jobs/{job.pk}/", {"do": "stop"})
    assert assigning.work() is False and not assigning.advance(job.pk, now=rows.NOW)
    page = text_of(client.get(f"/queues/jobs/{job.pk}/"))
    assert WorkItem.objects.filter(assignee=sato).count() == assigning.BATCH
    assert (
        "中止しました" in page and f"{130 - assigning.BATCH} 件" in page and 'hx-trigger="every' not in page
    )


def test_what_changed_since_the_preview_is_left_and_told(client: Client, boss: User, sato: User) -> None:
    ids = work_rows.many(4)
    job = prepared(client, work=ids, to=sato.pk, do="give")
    other = rows.user("mori", "TYO", "inspector")
    actions.assign(ids[0], other, by=other, now=rows.NOW)
    WorkItem.objects.filter(pk=ids[1]).update(state="finding_notified")
    WorkItem.objects.filter(pk=ids[2]).delete()
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    assert list(WorkItem.objects.filter(assignee=sato).values_list("pk", flat=True)) == [ids[3]]
    assert WorkItem.objects.get(pk=ids[0]).assignee == other
    found = assigning.progress(job)
    assert (found.done, found.refused, found.waiting, found.percent) == (1, 3, 0, 100)
    page = text_of(client.get(f"/queues/jobs/{job.pk}/"))
    assert "確認した後に、担当か状態が変わりました" in page and "この仕事は既に済んでいます" in page


def test_starting_twice_moves_once(client: Client, boss: User, sato: User) -> None:
    job = prepared(client, work=work_rows.many(2), to=sato.pk, do="give")
    for _ in range(2):
        client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    assert WorkMove.objects.count() == 2


def test_handing_back_many_needs_a_reason_which_each_movement_keeps(
    client: Client, boss: User, sato: User
) -> None:
    ids = [*work_rows.many(2, assignee=sato), *work_rows.many(1, 10)]
    client.post("/queues/assign/", {"work": ids, "do": "back"})
    assert not AssignJob.objects.exists()
    job = prepared(client, work=ids, do="back", reason="部門の再編のため")
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    assert not WorkItem.objects.filter(assignee=sato).exists()
    assert list(WorkMove.objects.values_list("kind", "reason")) == [("back", "部門の再編のため")] * 2


def test_a_piece_over_which_the_program_stumbles_holds_up_nobody(
    client: Client, boss: User, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = work_rows.many(3)
    job = prepared(client, work=ids, to=sato.pk, do="give")
    real = actions.assign

    def stumble(pk: int, *args: Any, **kwargs: Any) -> Any:
        return 1 / 0 if pk == ids[1] else real(pk, *args, **kwargs)

    monkeypatch.setattr("casework.actions.assign", stumble)
    client.post(f"/queues/jobs/{job.pk}/", {"do": "start"})
    job.refresh_from_db()
    found = assigning.progress(job)
    assert job.status == "finished" and (found.done, found.refused) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_steps_on_is_not_waited_for_and_comes_later(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector")
    busy, other = work_rows.many(2)
    job = prepared(client, work=[busy, other], to=sato.pk, do="give")
    AssignJob.objects.update(status="running")
    stepping, looked = Event(), Event()

    def step() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(work__pk=busy)
            stepping.set()
            looked.wait(10)
            # As a step does it: the case first, its work afterwards.
            WorkItem.objects.filter(pk=busy).update(clock="")

    def give_out() -> None:
        stepping.wait(10)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '3s'")
                assigning.advance(job.pk, now=rows.NOW)
        finally:
            looked.set()

    outcomes = at_once(step, give_out)
    assert not any(isinstance(o, BaseException) for o in outcomes), outcomes
    assert list(WorkItem.objects.filter(assignee=sato).values_list("pk", flat=True)) == [other]
    assert not assigning.advance(job.pk, now=rows.NOW)
    assert WorkItem.objects.filter(assignee=sato).count() == 2
    assert AssignJob.objects.get().status == "finished"


def test_called_off_before_the_start_nothing_has_changed(client: Client, boss: User, sato: User) -> None:
    job = prepared(client, work=work_rows.many(2), to=sato.pk, do="give", next="/queues/?whose=free")
    response = client.post(
        f"/queues/jobs/{job.pk}/", {"do": "stop", "next": "/queues/?whose=free"}, follow=True
    )
    assert "何も変わっていません" in text_of(response) and not WorkMove.objects.exists()


def test_what_was_never_started_is_forgotten_after_a_day(client: Client, boss: User, sato: User) -> None:
    job = prepared(client, work=work_rows.many(1), to=sato.pk, do="give")
    assigning.work(clock=lambda: rows.NOW)
    assert AssignJob.objects.filter(pk=job.pk).exists()
    AssignJob.objects.update(created_at=rows.NOW - timedelta(days=2))
    assigning.work(clock=lambda: rows.NOW)
    assert not AssignJob.objects.exists()


def test_bad_input_is_answered_and_nothing_is_prepared(client: Client, boss: User, sato: User) -> None:
    ids = work_rows.many(1)
    for data in (
        {},
        {"work": ["x", "\x00", "9" * 30], "to": sato.pk, "do": "give"},
        {"work": ids, "to": "", "do": "give"},
        {"work": ids, "to": "99999999", "do": "give"},
        {"all": "1", "query": "whose=\x00&office=%00", "to": "x"},
    ):
        assert client.post("/queues/assign/", data).status_code == 302
    assert not AssignJob.objects.exists()
    assert client.get("/queues/assign/").status_code == 405
    job = prepared(client, work=ids, to=sato.pk, do="give")
    assert client.post(f"/queues/jobs/{job.pk}/", {"do": "?"}).status_code == 400
    assert client.get("/queues/jobs/999999/").status_code == 404
    client.force_login(rows.user("abe", "TYO", "chief_inspector", supervisor=True))
    assert client.post(f"/queues/jobs/{job.pk}/", {"do": "start"}).status_code == 404
    client.force_login(sato)
    assert client.post("/queues/assign/", {"work": ids}).status_code == 403
    assert client.get(f"/queues/jobs/{job.pk}/").status_code == 403


def test_what_lacks_something_comes_back_as_it_was_ticked_and_typed(
    client: Client, boss: User, sato: User
) -> None:
    first, second, third = work_rows.many(3)

    def ticked() -> list[int]:
        page = text_of(client.get("/queues/?whose=free&role=inspector"))
        return [int(n) for n in re.findall(r'name="work" value="(\d+)"[^>]* checked', page)]

    lacking: tuple[dict[str, Any], ...] = (
        {"do": "give", "to": "", "reason": "部門の再編"},
        {"do": "back", "to": sato.pk, "reason": ""},
    )
    for data in lacking:
        response = client.post(
            "/queues/assign/", {"work": [first, third], "next": "/queues/?whose=free", **data}
        )
        page = text_of(client.get(response["Location"]))
        found = re.findall(r'name="work" value="(\d+)"[^>]* checked', page)
        assert sorted(int(n) for n in found) == [first, third]
        assert f'value="{data["reason"]}"' in page
        assert (f'<option value="{sato.pk}" selected>' in page) == bool(data["to"])
    # Once only, and not after it went through.
    assert ticked() == []
    client.post("/queues/assign/", {"work": [second], "do": "give", "to": sato.pk})
    assert ticked() == []


def test_more_than_a_job_takes_is_refused_with_the_remedy(
    client: Client, boss: User, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigning, "MOST", 10)
    work_rows.many(11)
    page = text_of(client.get("/queues/", {"whose": "all"}))
    assert "条件に合うすべて(10件を超えるため、絞り込んでください)" in page
    response = client.post(
        "/queues/assign/", {"all": "1", "query": "whose=all", "to": sato.pk, "do": "give"}, follow=True
    )
    assert "一度に割り当てられるのは10件まで" in text_of(response)


def test_preparing_costs_the_same_for_fifty_and_five_thousand(client: Client, boss: User, sato: User) -> None:
    work_rows.many(50)
    with CaptureQueriesContext(connection) as few:
        prepared(client, all="1", query="whose=free", to=sato.pk, do="give")
    work_rows.many(4950, 50)
    with CaptureQueriesContext(connection) as many:
        job = prepared(client, all="1", query="whose=free", to=sato.pk, do="give")
    assert job.items.count() == 5000
    # The rows are written a thousand at a time; the first click of a session also begins the session's rows.
    assert len(many) <= len(few) + 4
    with CaptureQueriesContext(connection) as page:
        response = client.get(f"/queues/jobs/{job.pk}/")
    assert len(page) <= 30 and len(response.content) < 120_000
