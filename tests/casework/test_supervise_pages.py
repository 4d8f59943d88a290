"""What supervisors watch: the overview, the workload by officer, and the dates that passed with their story."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from casework import clocks
from casework.models import Absence, Case, ClockRow, Event, User, WorkItem, WorkMove
from casework.permissions import visible
from casework.watch import breaches, flow, workload
from casework.watch.breaches import Dates
from casework.watch.whatif import Lack, Measured, Waiting, Week
from casework.work.queues import Cursor
from notifications import outbox
from notifications.drain import drain
from notifications.models import InboxEntry, MessageRow
from tests.casework import case_rows
from tests.casework import page_rows as rows
from tests.casework.many_rows import multiply, same_for_many
from workflows.counting import TOKYO
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def boss(client: Client) -> User:
    user = rows.user("boss", "TYO", "chief_inspector", supervisor=True, full_name="統括 太郎")
    client.force_login(user)
    return user


def text(client: Client, path: str, **asked: Any) -> str:
    response = client.get(path, asked)
    assert response.status_code == 200
    return str(response.content.decode())


def lines(client: Client, path: str, **asked: Any) -> list[dict[str, str]]:
    response = client.get(path, {**asked, "format": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


# --- the overview -------------------------------------------------------------------------------------


def test_six_figures_lead_on(client: Client, boss: User) -> None:
    rows.spread(12)
    page = text(client, "/supervise/")
    figures = re.search(r'<ul class="figures">(.*?)</ul>', page, re.S)
    assert figures is not None
    assert re.findall(r'<a href="([^"]+)"', figures[1]) == [
        "/supervise/breaches/",
        "/wall/",
        "/supervise/stuck/",
        "/supervise/invariants/",
        "#sweep",
        "#undelivered",
    ]
    for path in (
        "/supervise/workload/",
        "/supervise/what-if/",
        "/supervise/breaches/?state=ended",
        "/clocks/calendar/?scope=office",
    ):
        assert path in page
    assert 'aria-current="page"' in page


def test_undelivered_messages_are_those_of_the_offices_below_too(client: Client, boss: User) -> None:
    def undelivered(office: str, number: int) -> None:
        for n in range(number):
            MessageRow.objects.create(
                key=f"{office}-{n}",
                kind="overdue",
                audience=f"role:inspector@{office}",
                facts={},
                at=rows.NOW,
                status="nobody",
                next_try_at=rows.NOW,
                put_at=rows.NOW,
            )

    head = r'届けられない知らせ</a><span class="figure[^"]*">([0-9]+\+?)<'
    undelivered("SUB-MIT", 3)
    undelivered("OSA", 1)
    # An office below may have no supervisor of its own.
    assert re.findall(head, text(client, "/supervise/")) == ["3"]
    undelivered("TYO", 30)
    page = text(client, "/supervise/")
    assert re.findall(head, page) == ["20+"]
    assert page.count("宛先の官職に就いている職員がいません") == 20
    # To whom, in words.
    assert "入国審査官 / 東京出入国在留管理局 / 2026-11-24(火)" in page and "role:" not in page


# --- workload -----------------------------------------------------------------------------------------


def cell(page: str, **wanted: str) -> int | None:
    """The number in the table whose link asks exactly for this."""
    for href, n in re.findall(r'<a(?: class="chip[^"]*")? href="(/queues/\?[^"]+)">(?:<strong>)?(\d+)', page):
        asked = {k: v[0] for k, v in parse_qs(urlsplit(html.unescape(href)).query).items()}
        if asked == {"whose": "all"} | wanted:
            return int(n)
    return None


def work(number: str, days: float, assignee: User | None = None, **more: Any) -> Case:
    return rows.case(number, since=rows.NOW - timedelta(days=days), assignee=assignee, **more)


def test_officers_by_stage_and_age_each_number_leading_to_its_queue(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    for place, days in enumerate((0, 7.9, 8.1, 30.9, 31.1, 90.9, 91.1, 400)):
        work(f"D26-TYO-{place + 1:06d}", days, sato)
    work("D26-TYO-000021", 3)
    late = rows.NOW - timedelta(days=31)
    work(
        "D26-TYO-000031",
        31,
        sato,
        custody="detained_warrant",
        clocks={"clk_warrant_30d": late, "clk_health_check_3m": late},
    )
    page = text(client, "/supervise/workload/", role="inspector", procedure="deportation")
    asked = {"role": "inspector", "procedure": "deportation"}
    mine = {**asked, "holder": str(sato.pk)}
    assert [cell(page, **mine, age=age) for age in ("0-7", "8-30", "31-90", "91-")] == [2, 2, 3, 2]
    assert cell(page, **mine) == 9
    assert cell(page, **mine, state="stage.under_examination") == 9
    assert cell(page, **mine, urgency="late") == 1
    assert cell(page, **asked, whose="free", state="stage.under_examination") == 1
    assert cell(page, **asked) == 10
    assert "90日超 2" in page and "佐藤 花子" in page
    # Only one band: the stages are counted within it.
    page = text(client, "/supervise/workload/", role="inspector", procedure="deportation", age="91-")
    assert cell(page, **mine, state="stage.under_examination", age="91-") == 2


def test_without_a_procedure_the_columns_are_procedures(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector")
    work("D26-TYO-000001", 3, sato)
    page = text(client, "/supervise/workload/")
    assert cell(page, holder=str(sato.pk), procedure="deportation") == 1
    assert "?procedure=deportation" in page


def test_who_is_away_has_left_or_has_nothing(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    gone = rows.user("gone", "TYO", "inspector", full_name="退職 一郎", is_active=False)
    rows.user("idle", "TYO", "inspector", full_name="手空き 二郎")
    work("D26-TYO-000001", 3, sato)
    work("D26-TYO-000002", 3, gone)
    Absence.objects.create(
        user=sato,
        since=date(2026, 11, 20),
        until=date(2026, 11, 27),
        cover=boss,
        recorded_by=boss,
        recorded_at=rows.NOW,
    )
    page = text(client, "/supervise/workload/")
    assert "不在 2026-11-27(金)まで" in page and "代わりは統括 太郎" in page
    assert "退職 一郎" in page and "離任" in page and "手空き 二郎" in page
    assert "うち今日不在1人" in page
    who = {line["職員"]: line for line in lines(client, "/supervise/workload/", procedure="deportation")}
    assert who["佐藤 花子"]["不在"] == "2026-11-27(金)" and who["佐藤 花子"]["全部"] == "1"
    assert who["手空き 二郎"]["全部"] == "0"


def test_one_statement_counts_the_work_of_any_number_of_officers(
    boss: User, django_assert_num_queries: Any
) -> None:
    for place in range(30):
        holder = rows.user(f"u{place}", "TYO", "inspector")
        work(f"D26-TYO-{place + 1:06d}", place, holder)
    with django_assert_num_queries(3):  # the work, the officers, their absences
        found = workload.matrix(("TYO",), ("inspector",), "deportation", rows.NOW)
    assert found.whole.total == 30 and len(found.rows) == 31


def test_the_numbers_add_up_whatever_the_filter(boss: User) -> None:
    rows.spread(40)
    roles = tuple(r.value for r in Role)
    for procedure in ("", "deportation"):
        found = workload.matrix(("TYO",), roles, procedure, rows.NOW)
        assert found.whole.total == WorkItem.objects.filter(office_id="TYO").count()
        assert sum(row.whole.total for row in found.rows) == found.whole.total
        for row in found.rows:
            assert sum(row.whole.bands) == row.whole.total == sum(c.total for c in row.columns.values())


def test_many_officers_are_paged(client: Client, boss: User) -> None:
    for place in range(95):
        rows.user(f"u{place}", "TYO", "inspector", full_name=f"職員{place:03d}")
    seen: list[str] = []
    address = "/supervise/workload/"
    while address:
        page = text(client, address)
        seen += re.findall(r"職員\d{3}", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/supervise/workload/{html.unescape(following[1])}" if following else ""
    assert len(seen) == 95 and len(set(seen)) == 95


@pytest.mark.parametrize(
    "asked", [{"role": "x"}, {"office": "OSA"}, {"procedure": "\x00"}, {"age": "9"}, {"office": "'--"}]
)
def test_workload_takes_any_filter(asked: dict[str, str], client: Client, boss: User) -> None:
    assert client.get("/supervise/workload/", asked).status_code == 200
    assert client.get("/supervise/workload/", {"after": "x"}).status_code == 400


# --- dates that passed --------------------------------------------------------------------------------


def overdue(number: str = "D26-TYO-000001", days: int = 40, **more: Any) -> ClockRow:
    begun = rows.NOW - timedelta(days=days)
    case = rows.case(
        number,
        custody="detained_warrant",
        clocks={"clk_warrant_30d": begun, "clk_health_check_3m": begun},
        since=begun,
        **more,
    )
    return ClockRow.objects.get(case=case, clock="clk_warrant_30d")


def event(case: Case, seq: int, at: datetime, step: str, actor: User | None) -> None:
    Event.objects.create(
        case=case,
        seq=seq,
        kind="step",
        step=step,
        at=at,
        recorded_at=at,
        actor=actor,
        facts={},
        facts_digest="",
        previous_hash="",
        hash=f"{case.pk}-{seq}",
    )


def test_the_story_of_a_breach(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "chief_inspector", "inspector", full_name="佐藤 花子")
    ito = rows.user("ito", "TYO", "chief_inspector", "inspector", full_name="伊藤 次郎")
    clock = overdue(days=40)
    assert clock.alarm_at is not None
    owed_by = find_procedure("deportation", clock.case.law_on).clocks["clk_warrant_30d"].owed_by
    for at, from_user, to_user, kind in (
        (clock.alarm_at - timedelta(days=20), None, sato, "taken"),
        (clock.alarm_at + timedelta(days=2), sato, ito, "given"),
    ):
        WorkMove.objects.create(
            case=clock.case,
            machine="stage",
            role=owed_by.value,
            state="under_examination",
            office_id="TYO",
            kind=kind,
            from_user=from_user,
            to_user=to_user,
            by=boss,
            at=at,
            reason="応援のため" if to_user == ito else "",
        )
    event(clock.case, 2, clock.alarm_at + timedelta(days=1), "statement_recorded", sato)
    event(clock.case, 3, clock.alarm_at - timedelta(days=1), "statement_recorded", sato)
    clocks.sweep_all(rows.NOW)
    drain(now=rows.NOW)
    InboxEntry.objects.filter(user_id=sato.pk).update(read_at=rows.NOW)
    page = text(client, "/supervise/breaches/")
    assert clock.case.number in page and "計算の過程" in page and "佐藤 花子" in page
    story = text(client, f"/supervise/breaches/{clock.pk}/")
    assert f"/cases/{clock.case.number}/#notes" in story
    assert "引受け: 未割当 → 佐藤 花子" in story and "割当て: 佐藤 花子 → 伊藤 次郎 (応援のため)" in story
    assert re.search(r"当時の担当</dt><dd>佐藤 花子", story)
    assert "管理職、統括 太郎(まだ読まれていない)" in story
    assert re.search(r"<summary>超過の知らせ → [^<]*管理職[^<]* \(3人、うち既読1人\)</summary>", story)
    assert "に読まれた)" in story and "期限の起点" in story and "この日までにすべきでした" in story
    assert "第41条" in story
    [breach] = breaches.page(
        breaches.running(visible(boss), rows.NOW).filter(clock="clk_warrant_30d"),
        Cursor.read(None),
        newest=False,
    ).rows
    assert breach.holder == "佐藤 花子" and breach.deed_count == 1
    # 14, 7 and 1 days ahead, on the day, and each of eleven mornings after.
    assert breach.told == 15 and "その後も毎日、超過の知らせ 10回" in story
    moments = re.findall(r'<li class="breach-\w+"><p><time class="muted" datetime="([^"]+)"', story)
    assert len(moments) > 8 and moments == sorted(moments)


def test_who_held_the_work_is_not_invented(boss: User) -> None:
    clock = overdue()
    WorkItem.objects.filter(case=clock.case).update(assignee=boss, assigned_at=None)
    [breach] = breaches.stories([clock])
    assert breach.holder == "" and not breach.holder_known and breach.holder_now == "統括 太郎"
    WorkItem.objects.filter(case=clock.case).update(assigned_at=rows.NOW - timedelta(days=39))
    [breach] = breaches.stories([clock])
    assert breach.holder == "統括 太郎" and breach.holder_known


def test_ended_breaches_are_listed_too(client: Client, boss: User) -> None:
    sato = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    late, timely = overdue("D26-TYO-000001"), overdue("D26-TYO-000002")
    for clock, days in ((late, 3), (timely, -2)):
        assert clock.alarm_at is not None
        at = clock.alarm_at + timedelta(days=days, minutes=-1)
        event(clock.case, 5, at, "person_handed_over", sato)
        ClockRow.objects.filter(pk=clock.pk).update(
            status="stopped", stopped_at=at, stopped_seq=5, look_at=None
        )
    assert late.case.number not in text(client, "/supervise/breaches/")
    page = text(client, "/supervise/breaches/", state="ended")
    assert late.case.number in page and timely.case.number not in page
    story = text(client, f"/supervise/breaches/{late.pk}/")
    assert "期限が終わりました" in story and re.search(r'遅れた日数</span><span class="figure">3', story)
    [line] = lines(client, "/supervise/breaches/", state="ended")
    assert line["事件番号"] == late.case.number and line["超過日数"] == "3"
    assert client.get(f"/supervise/breaches/{timely.pk}/").status_code == 404


def test_what_the_office_owes_is_listed_apart_from_what_others_owe(client: Client, boss: User) -> None:
    office = overdue("D26-TYO-000001")
    begun = rows.NOW - timedelta(days=40)
    rows.case("D26-TYO-000002", clocks={"clk_objection_3d": begun})
    outside = ClockRow.objects.get(clock="clk_objection_3d")
    shown = {
        dates: {clock.case.number for clock in (office, outside) if clock.case.number in page}
        for dates in ("", "office", "liberty", "law", "outside", "any", "nonsense")
        for page in [text(client, "/supervise/breaches/", dates=dates)]
    }
    both = {office.case.number, outside.case.number}
    assert shown == {
        "": {office.case.number},
        "office": {office.case.number},
        "liberty": {office.case.number},
        "law": set(),
        "outside": {outside.case.number},
        "any": both,
        "nonsense": {office.case.number},
    }
    # The figure of the supervisor's page opens exactly this list.
    head = text(client, "/supervise/")
    assert re.search(r'過ぎた期限</a><span class="figure figure-late">1<', head)


def test_what_limits_a_detention_stands_before_older_dates(client: Client, boss: User) -> None:
    rows.case("D26-TYO-000009", clocks={"clk_health_check_3m": rows.NOW - timedelta(days=150)})
    overdue("D26-TYO-000001")
    running = breaches.running(visible(boss), rows.NOW, Dates.OFFICE)
    by_date = list(running.order_by("alarm_at").values_list("clock", flat=True))
    assert by_date == ["clk_health_check_3m", "clk_warrant_30d"]
    assert [b.clock.id for b in breaches.gravest(running, 5)] == by_date[::-1]
    assert [b.clock.id for b in breaches.gravest(running, 1)] == by_date[1:]
    page = text(client, "/supervise/")
    assert page.index("D26-TYO-000001") < page.index("D26-TYO-000009") and "うち身柄の期限1件" in page


def test_what_time_itself_did_is_no_breach(boss: User) -> None:
    law = next(p for p in procedures() if p.code == "deportation")
    spec = law.clocks["clk_detention_review_3m"]
    assert spec.lapse
    begun = rows.NOW - timedelta(days=100)
    case = rows.case(
        "D26-TYO-000001",
        stage="removal_in_preparation",
        custody="detained_order",
        clocks={"clk_detention_review_3m": begun, "clk_health_check_3m": begun},
        facts={"order_in_force": True},
        since=begun,
    )
    clock = ClockRow.objects.get(case=case, clock="clk_detention_review_3m")
    assert clock.alarm_at is not None
    at = clock.alarm_at + timedelta(hours=1)
    ClockRow.objects.filter(pk=clock.pk).update(status="stopped", stopped_at=at, stopped_seq=7)
    event(case, 7, at, spec.lapse, None)
    assert not breaches.ended(visible(boss)).exists()
    # By an officer's step, or by another step of time, it was late.
    Event.objects.filter(case=case, seq=7)
    ClockRow.objects.filter(pk=clock.pk).update(stopped_seq=8)
    event(case, 8, at, spec.lapse, boss)
    assert breaches.ended(visible(boss)).count() == 1


def test_a_file_that_holds_not_all_says_so(
    client: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(4):
        overdue(f"D26-TYO-00000{place}")
    monkeypatch.setattr("casework.views.breaches.MOST_IN_FILE", 3)
    monkeypatch.setattr("casework.views.breaches._FILE_PART", 2)
    numbers = [line["事件番号"] for line in lines(client, "/supervise/breaches/", dates="liberty")]
    assert len(numbers) == 4 and [n for n in numbers if not n.startswith("D26-")] == [
        "ほかにもあります。このファイルは3件までです。期限の月を選ぶと、残りも保存できます。"
    ]
    monkeypatch.setattr("casework.views.breaches.MOST_IN_FILE", 4)
    numbers = [line["事件番号"] for line in lines(client, "/supervise/breaches/", dates="liberty")]
    assert len(numbers) == 4 and all(n.startswith("D26-") for n in numbers)


def test_headquarters_narrows_the_missed_dates_by_any_office(client: Client, boss: User) -> None:
    for office in ("TYO", "OSA"):
        overdue(f"D26-{office}-000001", office=office)
    client.force_login(rows.user("hq", "ISA-HQ", supervisor=True))
    asked = {"dates": "liberty", "office": "OSA"}
    assert '<option value="OSA" selected>' in text(client, "/supervise/breaches/", **asked)
    assert [line["事件番号"] for line in lines(client, "/supervise/breaches/", **asked)] == ["D26-OSA-000001"]


@pytest.mark.parametrize("path", ["/wall/", "/supervise/breaches/", "/supervise/workload/"])
def test_a_file_bears_the_day_in_tokyo(
    path: str, client: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = datetime(2026, 11, 24, 0, 30, tzinfo=TOKYO).astimezone(UTC)
    monkeypatch.setattr("casework.moment.now", lambda: early)
    assert '20261124.csv"' in client.get(path, {"format": "csv"})["Content-Disposition"]


@pytest.mark.parametrize(
    ("procedure", "clock", "missed"),
    [
        ("extension", "net_processing_timer", 1),
        ("coe", "net_processing_timer", 0),
        ("extension", "special_period", 1),
        ("residence", "special_period", 0),
    ],
)
def test_a_clock_that_a_procedure_only_notes_is_no_breach_there(
    procedure: str, clock: str, missed: int, boss: User
) -> None:
    # Another procedure reminds of a clock of that name; nobody was ever reminded of this one.
    begun = rows.NOW - timedelta(days=40)
    case = rows.case("D26-TYO-000001", clocks={"clk_warrant_30d": begun}, since=begun)
    Case.objects.filter(pk=case.pk).update(procedure=procedure)
    row = ClockRow.objects.filter(case=case)
    row.update(clock=clock)
    assert find_procedure(procedure, rows.NOW.date()).clocks[clock].reminded is bool(missed)
    assert breaches.running(visible(boss), rows.NOW, Dates.OFFICE).count() == missed
    row.update(status="stopped", stopped_at=rows.NOW, stopped_seq=7)
    event(case, 7, rows.NOW, "x", boss)
    assert breaches.ended(visible(boss), Dates.OFFICE).count() == missed


@pytest.mark.parametrize("application", ["change", "extension"])
def test_time_takes_the_step_of_its_own_procedure(application: str, boss: User) -> None:
    begun = rows.NOW - timedelta(days=40)
    case = rows.case("D26-TYO-000001", clocks={"clk_warrant_30d": begun}, since=begun)
    Case.objects.filter(pk=case.pk).update(procedure=application)
    step = find_procedure(application, rows.NOW.date()).clocks["special_period"].lapse
    assert step is not None
    event(case, 7, rows.NOW, step, None)
    ClockRow.objects.filter(case=case).update(
        clock="special_period", status="stopped", stopped_at=rows.NOW, stopped_seq=7
    )
    assert not breaches.ended(visible(boss)).exists()


def test_the_files_of_the_whole_country_are_each_their_own_offices_dates(client: Client, boss: User) -> None:
    begun = rows.NOW - timedelta(days=40)
    for office in ("TYO", "OSA"):
        case = rows.case(
            f"D26-{office}-000001", office=office, clocks={"clk_warrant_30d": begun}, since=begun
        )
        Case.objects.filter(pk=case.pk).update(
            procedure="residence", stage="in_status", states={"stage": "in_status", "custody": ""}, custody=""
        )
        ClockRow.objects.filter(case=case).update(clock="departure_hold_24h")
    # Whoever holds an office may open the person's own file, wherever it is kept.
    assert visible(boss).count() == 2
    assert re.search(r'過ぎた期限</a><span class="figure figure-late">1<', text(client, "/supervise/"))
    assert [line["事件番号"] for line in lines(client, "/supervise/breaches/")] == ["D26-TYO-000001"]
    for path in ("/clocks/?scope=office", "/clocks/calendar/?scope=office&view=weeks&late=1"):
        page = text(client, path)
        assert "D26-TYO-000001" in page and "D26-OSA-000001" not in page, path
    client.force_login(rows.user("hq", "ISA-HQ", supervisor=True))
    assert len(lines(client, "/supervise/breaches/")) == 2


def test_month_and_office_narrow_the_list(client: Client, boss: User) -> None:
    clock = overdue("D26-TYO-000001", days=40)
    older = overdue("D26-YOK-000001", days=80, office="YOK")
    assert clock.alarm_at is not None
    month = (clock.alarm_at - timedelta(seconds=1)).astimezone(TOKYO).strftime("%Y-%m")
    page = text(client, "/supervise/breaches/", month=month)
    assert clock.case.number in page and older.case.number not in page
    page = text(client, "/supervise/breaches/", office="YOK")
    assert clock.case.number not in page and older.case.number in page
    for asked in ({"month": "2026-13"}, {"month": "0000-01"}, {"month": "x\x00"}, {"office": "OSA"}):
        assert clock.case.number in text(client, "/supervise/breaches/", **asked)


def test_a_date_at_midnight_belongs_to_the_month_that_ends() -> None:
    from casework.views.breaches import month_of

    begin, end = month_of(date(2026, 12, 1))
    assert (begin, end) == (datetime(2026, 12, 1, tzinfo=TOKYO), datetime(2027, 1, 1, tzinfo=TOKYO))


def test_other_offices_breaches_are_not_found(client: Client, boss: User) -> None:
    other = overdue("D26-OSA-000001", office="OSA")
    assert other.case.number not in text(client, "/supervise/breaches/")
    assert client.get(f"/supervise/breaches/{other.pk}/").status_code == 404
    assert client.get("/supervise/breaches/99999999999999999999999/").status_code == 404


def test_paging_shows_each_breach_once(boss: User) -> None:
    for place in range(13):
        overdue(f"D26-TYO-{place + 1:06d}", days=40 + place // 3)
    for newest in (False, True):
        seen: list[int] = []
        after: Cursor | None = Cursor.read(None)
        while after is not None:
            found = breaches.running(visible(boss), rows.NOW)
            page = breaches.page(found, after, newest=newest, limit=4)
            seen += [breach.id for breach in page.rows]
            after = page.next
        assert len(seen) == len(set(seen)) == breaches.running(visible(boss), rows.NOW).count()


def test_messages_are_asked_by_the_beginning_of_their_key(boss: User) -> None:
    first, second = overdue("D26-TYO-000001"), overdue("D26-TYO-000002")
    clocks.sweep_all(rows.NOW)
    mine = outbox.about([f"clock:{first.pk}:"])
    assert mine and all(told.key.startswith(f"clock:{first.pk}:") for told in mine)
    both = outbox.about([f"clock:{first.pk}:", f"clock:{second.pk}:"])
    assert {told.key.split(":")[1] for told in both} == {str(first.pk), str(second.pk)}
    assert outbox.about([]) == [] and outbox.about(["clock"]) == [] and outbox.about(["%:", "_:"]) == []


# --- what if ------------------------------------------------------------------------------------------


def test_what_if_measures_the_record_of_real_cases(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    crew = case_rows.staff()
    begun = rows.NOW - timedelta(weeks=9)
    for place in range(6):
        case_rows.examined(crew, begun + timedelta(weeks=place))
    asked = flow.Asked("TYO", Role.INSPECTOR, ("deportation",))
    found = flow.measure(asked, rows.NOW, 4)
    # Nothing of the inspectors' work was completed: they cannot be projected.
    assert found == Lack("done", 0, 20)
    monkeypatch.setattr("casework.watch.whatif.LEAST_DONE", 0)
    for role in (Role.INSPECTOR, Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR):
        seen = flow.measure(flow.Asked("TYO", role, ("deportation",)), rows.NOW, 4)
        assert isinstance(seen, Measured) and len(seen.weeks) == 9
        waiting = WorkItem.objects.filter(office_id="TYO", role=role.value, procedure="deportation")
        assert seen.backlog == waiting.count()
        # All of the record lies within the weeks measured: what came less what was done is what waits.
        assert sum(w.arrived + w.by_time - w.done for w in seen.weeks) == seen.backlog, role
        if role is Role.CONTROL_OFFICER:
            assert seen.officers == 2 and sum(week.done for week in seen.weeks) >= 6
    assert flow.measure(flow.Asked("OSA", Role.CONTROL_OFFICER, ()), rows.NOW, 4) == Lack("weeks", 0, 8)
    assert flow.measure(flow.Asked("TYO", Role.DOCTOR, ()), rows.NOW, 4) == Lack("officers", 0, 1)


def test_reviews_that_time_will_open_are_known_ahead(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    law = next(p for p in procedures() if p.code == "deportation")
    role = next(
        role
        for role in Role
        if "clk_detention_review_3m" in set(flow._bringing(law, role)) and role is not Role.SYSTEM
    )
    begun = rows.NOW - timedelta(days=80)
    case = rows.case(
        "D26-TYO-000001",
        stage="removal_in_preparation",
        custody="detained_order",
        clocks={"clk_detention_review_3m": begun, "clk_health_check_3m": begun},
        facts={"order_in_force": True},
        since=begun,
    )
    known = flow._known(role, [law], Case.objects.all(), rows.NOW, 4)
    at = ClockRow.objects.get(case=case, clock="clk_detention_review_3m").alarm_at
    assert at is not None
    week = (at - rows.NOW).days // 7
    assert known == tuple(1.0 if place == week else 0.0 for place in range(4))


def measured(*_args: Any) -> Measured:
    return Measured([Week(12, 0, 10)] * 10, 2, [Waiting(20, 5, 30)], (0, 3, 0, 0), 1.0, 14)


def test_what_if_page_with_and_without_the_change(
    client: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "measure", measured)
    asked = {"office": "TYO", "role": "inspector", "change": "1", "weeks": "4"}
    page = text(client, "/supervise/what-if/", **asked)
    # 30 + 4*12 + 3 - 4*10 = 41 as now; 30 + 48 + 3 - 4*15 = 21 with one more.
    assert re.search(r'figure">41<small>', page) and re.search(r'figure">21<small>', page)
    # Each line is drawn twice, in the plot and beside its name, and has its spread behind it.
    assert page.count("<polyline") == 4 and page.count("<polygon") == 2
    assert "<title" in page and "標準偏差" in page and "季節" in page
    found = lines(client, "/supervise/what-if/", **asked)
    assert [line["増減後: 残り"] for line in found] == ["30", "27.0", "27.0", "24.0", "21.0"]
    same = text(client, "/supervise/what-if/", **{**asked, "change": "0"})
    assert same.count("<polyline") == 2 and same.count("<polygon") == 1


def test_what_if_says_when_there_is_too_little_to_tell(client: Client, boss: User) -> None:
    page = text(client, "/supervise/what-if/", office="TYO", role="inspector", change="2")
    assert "見通しを出せるだけの実績がありません" in page and "推測の数字は示しません" in page
    assert "<polyline" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"change": "x"},
        {"change": "99"},
        {"weeks": "0"},
        {"weeks": "9" * 30},
        {"change": "\x00"},
        {"role": "nobody", "office": "TYO"},
        {"role": "inspector", "office": "OSA"},
        {"role": "inspector"},
        {"change": "٣"},
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(
    asked: dict[str, str], client: Client, boss: User
) -> None:
    response = client.get("/supervise/what-if/", asked)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


# --- cost ---------------------------------------------------------------------------------------------


def test_the_pages_cost_the_same_for_fifty_and_five_thousand(client: Client, boss: User) -> None:
    rows.user("sato", "TYO", "inspector", "control_officer")
    rows.spread(75)
    ended = ClockRow.objects.filter(clock="clk_warrant_30d").order_by("pk")[:12]
    for clock in ended:
        assert clock.alarm_at is not None
        at = clock.alarm_at + timedelta(days=2)
        ClockRow.objects.filter(pk=clock.pk).update(
            status="stopped", stopped_at=at, stopped_seq=2, look_at=None
        )
    paths = [
        "/supervise/",
        "/supervise/workload/",
        "/supervise/workload/?procedure=deportation",
        "/supervise/breaches/",
        "/supervise/breaches/?state=ended",
        "/supervise/what-if/?office=TYO&role=inspector&change=2",
    ]
    same_for_many(client, paths, lambda: multiply(5000))
