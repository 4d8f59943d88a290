"""The detention wall: who is held, since when, who owes the next look, and what to mind."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from casework.models import Case, ClockRow, Event, Person, Relation, WorkItem
from casework.permissions import may_read_personal
from casework.watch import detainees
from casework.watch.detainees import Mind
from casework.work.queues import Cursor
from tests.casework import page_rows as rows
from tests.casework.many_rows import multiply, same_for_many

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"D2\d-[A-Z]+-\d{6}(?=</a>)")


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


def held(number: str, days: int, *, custody: str = "detained_warrant", **more: Any) -> Case:
    """Somebody held for so many full days."""
    begun = rows.NOW - timedelta(days=days)
    clock = "clk_detention_review_3m" if custody == "detained_order" else "clk_warrant_30d"
    facts = {"facility": "TYO", **more.pop("facts", {})}
    if custody == "detained_order":
        facts["order_in_force"] = True
    return rows.case(
        number,
        stage=more.pop(
            "stage", "removal_in_preparation" if custody == "detained_order" else "under_examination"
        ),
        custody=custody,
        clocks={clock: begun, "clk_health_check_3m": begun},
        facts=facts,
        since=begun,
        **more,
    )


def body(client: Client, **asked: Any) -> str:
    response = client.get("/wall/", asked)
    assert response.status_code == 200
    return str(response.content.decode())


def numbers(client: Client, **asked: Any) -> list[str]:
    return NUMBER.findall(body(client, **asked))


# --- the number that must be nothing ------------------------------------------------------------------


def test_the_headline_is_green_when_nobody_is_without_a_date(client: Client, inspector: Any) -> None:
    held("D26-TYO-000001", 5)
    page = body(client)
    assert re.search(r'figure-good">\s*0<small>人', page)
    assert 'id="red"' not in page and "card-good" in page


def test_whoever_has_no_date_stands_first_in_red(client: Client, inspector: Any) -> None:
    held("D26-TYO-000001", 5)
    held("D26-TYO-000002", 9)
    # The tables refuse such a row: the rule is switched off for this test alone, in its transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_case DROP CONSTRAINT case_held_has_a_date")
        cursor.execute("UPDATE casework_case SET held_look_at = NULL WHERE number = 'D26-TYO-000002'")
    page = body(client)
    assert re.search(r'figure-late">\s*1<small>人', page)
    assert "日のない収容があります" in page and "日がありません" in page
    assert NUMBER.findall(page) == ["D26-TYO-000002", "D26-TYO-000001"]
    lines = table(client)
    assert [line["事件番号"] for line in lines] == ["D26-TYO-000002", "D26-TYO-000001"]
    assert lines[0]["次の日"] == "日なし"


def test_the_tables_refuse_a_detention_without_a_date(inspector: Any) -> None:
    from django.db import IntegrityError

    case = held("D26-TYO-000001", 5)
    with pytest.raises(IntegrityError, match="case_held_has_a_date"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(held_look_at=None)


# --- a row --------------------------------------------------------------------------------------------


def test_days_on_this_basis_unbroken_and_in_all(client: Client, inspector: Any) -> None:
    def at(days: int) -> str:
        return (rows.NOW - timedelta(days=days)).isoformat()

    # Under a warrant for ten days, under the order for thirty, at large for twenty, under the order again.
    spells = [
        ["detained_warrant", at(100), at(90), "TYO"],
        ["detained_order", at(90), at(60), "TYO"],
        ["supervised_post", at(60), at(40), ""],
        ["detained_warrant", at(40), at(35), "TYO"],
        ["detained_order", at(35), None, "TYO"],
    ]
    held("D26-TYO-000001", 35, custody="detained_order", spells=spells)
    [row] = detainees.page(
        detainees.held(Case.objects.all()), detainees.Sort.NEXT, Cursor.read(None), rows.NOW
    ).rows
    assert row.days == 36
    assert row.days_unbroken == 41
    assert row.days_in_all == 41 + 41  # a day of change counts once
    [gap] = row.breaks
    assert (
        gap.end == rows.NOW - timedelta(days=60) and gap.by.ja == "監理措置(退去強制令書発付後)"
    ) or gap.by.ja
    page = body(client)
    assert "36日目" in page and "途切れず41日" in page and "通算82日" in page
    assert "に途切れました" in page and "内訳" in page


def test_a_screening_that_began_in_freedom_is_no_detention(inspector: Any) -> None:
    def at(days: int) -> str:
        return (rows.NOW - timedelta(days=days)).isoformat()

    spells = [
        ["at_liberty", at(30), at(20), ""],
        ["post_order_screening", at(20), at(15), ""],
        ["detained_order", at(15), at(15), "TYO"],
        ["detained_order", at(15), None, "TYO"],
    ]
    held("D26-TYO-000001", 15, custody="detained_order", spells=spells)
    [case] = detainees.held(Case.objects.all())
    assert case.held_since == rows.NOW - timedelta(days=15)


def test_next_look_with_its_article_who_owes_it_and_who_has_it(client: Client, inspector: Any) -> None:
    case = held("D26-TYO-000001", 88, custody="detained_order")
    assert table(client)[0]["担当"] == ""
    WorkItem.objects.filter(case=case).update(assignee=inspector)
    page = body(client)
    assert "52条の8" in page and "佐藤 花子" in page
    [line] = table(client)
    assert line["担当"] == "佐藤 花子" and line["官職"] and "52条の8" in line["条文"]


def test_health_check_last_and_next(client: Client, inspector: Any) -> None:
    case = held("D26-TYO-000001", 120)
    assert "この収容ではまだ" in body(client)
    done = rows.NOW - timedelta(days=20)
    Event.objects.create(
        case=case,
        seq=2,
        kind="step",
        step="health_check_done",
        at=done,
        recorded_at=done,
        facts={},
        facts_digest="",
        previous_hash="",
        hash="x",
    )
    ClockRow.objects.filter(case=case, clock="clk_health_check_3m").update(opened_seq=2, start=done)
    assert "前回 2026-11-04(水)" in body(client)
    assert table(client)[0]["前の健康診断"] == "2026-11-04(水)"


def test_what_to_mind_rests_on_what_is_recorded(client: Client, inspector: Any) -> None:
    held("D26-TYO-000001", 5, facts={"minor": True})
    old = held("D26-TYO-000002", 5)
    Person.objects.filter(pk=old.person_id).update(birth_date=date(1961, 11, 24))
    young = held("D26-TYO-000003", 5)
    Person.objects.filter(pk=young.person_id).update(birth_date=date(2008, 11, 25))
    parent = held("D26-TYO-000004", 5)
    for kind, until in (("child", None), ("spouse", date(2026, 11, 23))):
        Relation.objects.create(
            person=parent.person, kind=kind, other=young.person, until=until, recorded_at=rows.NOW
        )
    apart = held("D26-TYO-000005", 5)
    ClockRow.objects.create(
        case=apart,
        clock="clk_isolation_1m",
        start=rows.NOW,
        alarm_at=rows.NOW,
        legal_at=rows.NOW,
        opened_seq=1,
    )
    nobody = held("D26-TYO-000006", 5)
    Person.objects.filter(pk=nobody.person_id).update(birth_date=date(1961, 11, 25))
    ill = held("D26-TYO-000007", 5)
    for seq, last_day in ((2, "2026-11-24"), (3, "2026-11-01")):
        Event.objects.create(
            case=ill if seq == 2 else nobody,
            seq=seq,
            kind="step",
            step="hospitalised",
            at=rows.NOW,
            recorded_at=rows.NOW,
            facts={"hospital": "x", "hospital_until": last_day},
            facts_digest="",
            previous_hash="",
            hash="x",
        )
    found = {line["事件番号"][-1]: line["配慮"] for line in table(client)}
    assert found == {
        "1": "未成年者",
        "2": "65歳以上",
        "3": "未成年者",
        "4": "子あり",
        "5": "隔離・保護室",
        "6": "",
        "7": "入院中",
    }
    for mind, last in (
        (Mind.MINOR, {"1", "3"}),
        (Mind.ELDERLY, {"2"}),
        (Mind.CHILD, {"4"}),
        (Mind.SPOUSE, set()),
        (Mind.APART, {"5"}),
        (Mind.HOSPITAL, {"7"}),
    ):
        assert {n[-1] for n in numbers(client, mind=mind.value)} == last, mind


def test_a_stay_in_hospital_counts_as_it_was_put_right(client: Client, inspector: Any) -> None:
    def entry(case: Case, seq: int, until: str, supersedes: int | None = None, **more: Any) -> None:
        Event.objects.create(
            case=case,
            seq=seq,
            kind="rectification" if supersedes else "step",
            step="hospitalised",
            at=rows.NOW,
            recorded_at=rows.NOW,
            facts={"hospital": "x", "hospital_until": until, **more},
            facts_digest="",
            supersedes=supersedes,
            previous_hash="",
            hash=f"{case.pk}/{seq}",
        )

    struck, shorter, longer, again = (held(f"D26-TYO-00000{n}", 5) for n in (1, 2, 3, 4))
    entry(struck, 2, "2026-12-24")
    entry(struck, 3, "2026-12-24", supersedes=2, _reason="別の人の記録", _struck=True)
    entry(shorter, 2, "2026-12-24")
    entry(shorter, 3, "2026-11-20", supersedes=2, _struck=False)
    entry(longer, 2, "2026-11-20")
    entry(longer, 3, "2026-12-24", supersedes=2, _struck=False)
    entry(again, 2, "2026-12-24")
    entry(again, 3, "2026-12-24", supersedes=2, _struck=True)
    entry(again, 4, "2026-11-24", supersedes=2, _struck=False)
    assert numbers(client, mind="hospital") == [longer.number, again.number]
    marked = {line["事件番号"] for line in table(client) if line["配慮"] == "入院中"}
    assert marked == {longer.number, again.number}


@pytest.mark.parametrize(
    ("office", "roles", "supervisor", "reads"),
    [
        ("TYO", ["inspector"], False, True),
        ("TYO", [], True, True),
        ("ISA-HQ", ["commissioner"], False, True),
        ("ISA-HQ", [], True, False),
        ("TYO", [], False, False),
    ],
)
def test_a_persons_situation_is_shown_to_who_may_read_it_on_the_case(
    office: str, roles: list[str], supervisor: bool, reads: bool, client: Client
) -> None:
    case = held("D26-TYO-000001", 5, facts={"minor": True})
    held("D26-TYO-000002", 5)
    user = rows.user("reader", office, *roles, supervisor=supervisor)
    client.force_login(user)
    assert may_read_personal(user, case) is reads
    page = body(client)
    assert (">未成年者</span>" in page, 'name="mind"' in page, "mind=minor" in page) == (reads,) * 3
    assert {line["配慮"] for line in table(client)} == ({"未成年者", ""} if reads else {""})
    # What may not be read is not found out by asking for it either.
    assert len(numbers(client, mind="minor")) == (1 if reads else 2)


# --- filters and orders -------------------------------------------------------------------------------


def test_filters_narrow_and_the_order_is_the_readers(client: Client, inspector: Any) -> None:
    long = held("D26-TYO-000001", 60, custody="detained_order", facts={"facility": "EJC"})
    short = held("D26-TYO-000002", 3)
    middle = held("D26-TYO-000003", 20)
    Case.objects.filter(pk=short.pk).update(last_at=rows.NOW - timedelta(days=2))
    assert numbers(client) == [middle.number, short.number, long.number]
    assert numbers(client, sort="-next") == [long.number, short.number, middle.number]
    assert numbers(client, sort="days") == [long.number, middle.number, short.number]
    assert numbers(client, facility="EJC") == [long.number]
    assert numbers(client, basis="order") == [long.number]
    assert numbers(client, basis="warrant") == [middle.number, short.number]
    assert numbers(client, within=10) == [middle.number]
    assert numbers(client, over=20) == [middle.number, long.number]
    assert numbers(client, over=21) == [long.number]
    assert numbers(client, quiet=3) == [middle.number, long.number]
    assert numbers(client, quiet=60, sort="quiet") == [long.number]
    page = body(client, facility="x", mind="child")
    assert "この条件に当てはまる人はいません" in page and "条件をすべて外す" in page


def test_each_number_at_the_head_opens_as_many_people(client: Client, inspector: Any) -> None:
    held("D26-TYO-000001", 40)  # the thirty days are over
    today = held("D26-TYO-000002", 29)
    held("D26-TYO-000003", 5, facts={"minor": True, "facility": "YOK"})
    page = body(client, facility="YOK", over=3)
    tiles = dict(
        re.findall(
            r'<li class="card[^"]*"><a href="(/wall/[^"]+)">[^<]+</a><span class="figure[^"]*">(\d+)', page
        )
    )
    assert tiles == {"/wall/?due=late": "1", "/wall/?due=today": "1", "/wall/?mind=minor": "1"}
    for path, number in tiles.items():
        assert len(NUMBER.findall(client.get(path).content.decode())) == int(number), path
    assert numbers(client, due="today") == [today.number]


@pytest.mark.parametrize(
    "asked",
    [
        {"due": "x\x00"},
        {"within": "9" * 30},
        {"over": "-1"},
        {"quiet": "x"},
        {"facility": "\x00"},
        {"basis": "'"},
        {"mind": "?"},
        {"sort": "drop"},
        {"over": "9999", "quiet": "9999", "within": "9999"},
    ],
)
def test_any_address_gives_a_page(asked: dict[str, str], client: Client, inspector: Any) -> None:
    held("D26-TYO-000001", 5)
    assert client.get("/wall/", asked).status_code == 200


@pytest.mark.parametrize("sort", ["next", "-next", "days", "quiet"])
def test_every_person_is_on_one_page(
    sort: str, client: Client, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(23):
        held(f"D26-TYO-{place + 1:06d}", 3 + place // 3)
    monkeypatch.setattr("casework.work.queues.PAGE", 7)
    people = detainees.held(Case.objects.all())
    seen: list[str] = []
    after: Cursor | None = Cursor.read(None)
    while after is not None:
        page = detainees.page(people, detainees.Sort(sort), after, rows.NOW, limit=7)
        seen += [row.number for row in page.rows]
        after = Cursor.read(str(page.next)) if page.next else None
    assert sorted(seen) == sorted(Case.objects.values_list("number", flat=True)) and len(set(seen)) == 23


def table(client: Client, **asked: Any) -> list[dict[str, str]]:
    response = client.get("/wall/", {**asked, "format": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_everybody_and_runs_nothing(client: Client, inspector: Any) -> None:
    for place in range(45):
        held(f"D26-TYO-{place + 1:06d}", 3)
    Person.objects.filter(pk=Case.objects.get(number="D26-TYO-000001").person_id).update(name_alphabet="=1+1")
    lines = table(client)
    assert len(lines) == 45
    assert {line["氏名"] for line in lines} == {"TRAN VAN MINH", "'=1+1"}


def test_numbers_by_sex_and_place(client: Client, inspector: Any) -> None:
    for place, sex in enumerate("MMF"):
        case = held(f"D26-TYO-{place + 1:06d}", 3, facts={"facility": "EJC" if place else "TYO"})
        Person.objects.filter(pk=case.person_id).update(sex=sex)
    held("D26-TYO-000009", 3)
    page = body(client)
    assert "男2・女1" in page and "・記載なし1" in page
    assert re.search(r"<option value=\"EJC\"[^>]*>[^<]*\(2\)", page)


# --- cost ---------------------------------------------------------------------------------------------


def test_the_wall_costs_the_same_for_fifty_and_five_thousand(client: Client) -> None:
    client.force_login(rows.user("ito", "TYO", "chief_inspector", supervisor=True))
    rows.spread(75)
    paths = ["/wall/", "/wall/?sort=days", "/wall/?over=10&quiet=1&within=60", "/wall/?mind=child"]
    same_for_many(client, paths, lambda: multiply(5000))
