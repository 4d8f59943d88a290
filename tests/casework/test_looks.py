"""Who looked: what is written, who reads it, and that no page depends on it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework import moment
from casework.beside import looks
from casework.models import Case, Look, User, WorkItem
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff

pytestmark = pytest.mark.django_db
NOW = FRIDAY + timedelta(hours=3)


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


def seen(case: Case, who: User, path: str = "") -> str:
    return unescape(rows.signed_in(who).get(f"/cases/{case.number}/{path}").content.decode())


def test_each_view_is_written_with_its_kind(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    home = f"/cases/{case.number}/"
    for path in (home, home, f"{home}record/", f"{home}record/?format=json", f"/people/{case.person_id}/"):
        assert client.get(path).status_code == 200
    kinds = sorted(Look.objects.values_list("what", flat=True))
    assert kinds == ["case", "case", "export", "person", "record"]
    assert Look.objects.get(what="person").person_id == case.person_id
    assert not Look.objects.exclude(user=crew.control).exists()


def test_the_other_pages_of_a_case_are_looks_at_it(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    for path in ("notes/", "documents/", "steps/found_deportable/", "sheet/"):
        assert client.get(f"/cases/{case.number}/{path}").status_code == 200
    assert Look.objects.filter(case=case, what="case").count() == 4


def test_a_page_that_is_refused_is_no_look(crew: Staff) -> None:
    case = rows.opened(crew.control)
    rows.signed_in(crew.osaka).get(f"/cases/{case.number}/")
    rows.signed_in(crew.looker).get(f"/cases/{case.number}/record/?format=json")
    assert not Look.objects.exists()


def test_one_row_for_each_officer_day_and_kind(crew: Staff) -> None:
    case = rows.opened(crew.control)
    # Twenty to midnight and ten past it are two days in Tokyo, and one in Greenwich.
    late = FRIDAY.replace(hour=23, minute=40)
    for at in (late, late + timedelta(minutes=5), late + timedelta(minutes=30)):
        looks.note(crew.control, Look.What.CASE, at, case=case)
    looks.note(crew.chief, Look.What.CASE, late, case=case)
    found, following = looks.page(case=case)
    assert [(f.user, f.day.day, f.times) for f in found] == [
        ("伊藤 誠", 20, 1),
        ("高橋 一郎", 21, 1),
        ("高橋 一郎", 20, 2),
    ]
    assert following is None


def test_read_by_those_who_answer_for_the_case_only(crew: Staff) -> None:
    case = rows.examined(crew)
    looks.note(crew.chief, Look.What.CASE, NOW, case=case)
    assert 'id="looks"' in seen(case, crew.boss) and "伊藤 誠" in seen(case, crew.boss, "looks/")
    assert 'id="looks"' not in seen(case, crew.inspector)
    assert rows.signed_in(crew.inspector).get(f"/cases/{case.number}/looks/").status_code == 403
    WorkItem.objects.filter(case=case, role="inspector").update(assignee=crew.inspector)
    assert 'id="looks"' in seen(case, crew.inspector)
    # A manager elsewhere who may see the case does not manage it.
    boss = rows.user("hq-boss", "ISA-HQ", is_supervisor=True)
    assert 'id="looks"' not in seen(case, boss)
    assert rows.signed_in(boss).get(f"/cases/{case.number}/looks/").status_code == 403
    # Nor does one elsewhere manage a person's own file, though every office may see it.
    elsewhere = rows.user("osaka-boss", "OSA", "inspector", is_supervisor=True)
    assert not looks.may_see(elsewhere, Case(pk=10**6, procedure="residence", office_id="TYO", facts={}))
    assert looks.may_see(crew.boss, Case(pk=10**6, procedure="residence", office_id="TYO", facts={}))
    person = rows.signed_in(crew.boss).get(f"/people/{case.person_id}/").content.decode()
    assert "閲覧の記録" in person
    assert "閲覧の記録" not in rows.signed_in(crew.chief).get(f"/people/{case.person_id}/").content.decode()


def test_a_look_that_cannot_be_written_breaks_no_page(
    crew: Staff, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case = rows.opened(crew.control)
    monkeypatch.setattr(Look.objects, "create", lambda **_: _fail())
    response = rows.signed_in(crew.control).get(f"/cases/{case.number}/")
    assert response.status_code == 200 and not Look.objects.exists()
    assert "a look could not be written" in caplog.text and case.number not in caplog.messages[0]
    # And where the database itself refuses (a look at nothing): the transaction around it goes on.
    monkeypatch.undo()
    assert looks.note(crew.control, Look.What.CASE, NOW) is False
    assert Case.objects.filter(pk=case.pk).exists()


def _fail() -> None:
    raise DatabaseError("no room")


def test_looks_are_never_changed(crew: Staff) -> None:
    case = rows.opened(crew.control)
    looks.note(crew.control, Look.What.CASE, NOW, case=case)
    for act in (lambda: Look.objects.update(what="person"), lambda: Look.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert Look.objects.get().what == "case"


def test_pages_cost_the_same_for_few_and_many(crew: Staff) -> None:
    case = rows.examined(crew)
    people = User.objects.bulk_create(User(username=f"officer{i}", office_id="TYO") for i in range(120))
    client = rows.signed_in(crew.boss)
    costs = []
    for count in (1, 40):
        Look.objects.bulk_create(
            Look(user=user, case=case, what="case", at=NOW - timedelta(days=day))
            for day in range(count)
            for user in people
        )
        found = []
        for path in ("", "looks/"):
            client.get(f"/cases/{case.number}/{path}")
            with CaptureQueriesContext(connection) as caught:
                response = client.get(f"/cases/{case.number}/{path}")
            assert len(response.content) < 120_000
            found.append(len(caught))
        costs.append(found)
    assert costs[0] == costs[1] and max(costs[0]) <= 30
    # Page by page every row comes once.
    shown, before = [], None
    while True:
        some, before = looks.page(case=case, before=before, limit=1000)
        shown += some
        if before is None:
            break
    assert sum(row.times for row in shown) == Look.objects.filter(case=case).count()
    assert len({row.newest for row in shown}) == len(shown)


@pytest.mark.django_db(transaction=True)
def test_a_look_does_not_wait_for_a_step(crew: Staff) -> None:
    """A step holds the row of its case; a page that is opened meanwhile is shown, and its look left out."""
    import threading

    case = rows.opened(crew.control)
    done: list[bool] = []

    def look() -> None:
        done.append(looks.note(crew.chief, Look.What.CASE, NOW, case=case))
        connection.close()

    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        other = threading.Thread(target=look)
        other.start()
        other.join(30)
        # Written while the step still holds the row: had it waited for that, there would be no answer yet.
        assert done == [False]
    assert looks.note(crew.chief, Look.What.CASE, NOW, case=case) is True
