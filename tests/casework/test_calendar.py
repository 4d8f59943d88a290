"""The calendar of dates: each on its day, holidays by name, crowded days, the weeks ahead, the list behind a day."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from casework.models import ClockRow, User
from casework.permissions import visible
from casework.views.clocks import looked_after
from casework.watch import diary
from casework.watch.diary import Kind
from tests.casework import page_rows as rows
from tests.casework.many_rows import multiply, same_for_many
from workflows.counting import TOKYO

pytestmark = pytest.mark.django_db
HELD = {"custody": "detained_warrant"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def boss(client: Client) -> User:
    user = rows.user("boss", "TYO", "chief_inspector", "inspector", supervisor=True, full_name="統括 太郎")
    client.force_login(user)
    return user


def due(number: str, at: datetime, clock: str = "clk_warrant_30d", **more: Any) -> ClockRow:
    """A clock whose date is at this instant."""
    begun = rows.NOW - timedelta(days=3)
    case = rows.case(
        number, custody="detained_warrant", clocks={clock: begun, "clk_health_check_3m": begun}, **more
    )
    ClockRow.objects.filter(case=case).exclude(clock=clock).delete()
    ClockRow.objects.filter(case=case).update(alarm_at=at, legal_at=at, look_at=at)
    return ClockRow.objects.get(case=case)


def text(client: Client, **asked: Any) -> str:
    response = client.get("/clocks/calendar/", {"scope": "office", **asked})
    assert response.status_code == 200
    return str(response.content.decode())


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), TOKYO)


def test_a_period_that_ends_at_midnight_belongs_to_the_day_that_ends(boss: User) -> None:
    due("D26-TYO-000001", midnight(date(2026, 12, 1)))
    due("D26-TYO-000002", midnight(date(2026, 11, 30)) + timedelta(hours=9))
    due("D26-TYO-000003", midnight(date(2026, 11, 30)))
    found = looked_after(visible(boss))
    sums = diary.counted(found, date(2026, 11, 30), 1)
    assert sums == {(date(2026, 11, 30), Kind.LIBERTY): 2}
    assert diary.between(found, date(2026, 11, 30), 1).count() == 2
    assert diary.day_of(midnight(date(2026, 12, 1))) == date(2026, 11, 30)


def test_kinds_are_counted_apart(boss: User) -> None:
    at = midnight(date(2026, 12, 2))
    due("D26-TYO-000001", at)
    due("D26-TYO-000002", at, "clk_health_check_3m")
    [day] = [
        d for week in diary.month(looked_after(visible(boss)), date(2026, 12, 1)) for d in week if d.total
    ]
    assert (day.day, day.liberty, day.law + day.target) == (date(2026, 12, 1), 1, 1)


def test_weeks_run_from_monday_to_sunday_and_cover_the_month(boss: User) -> None:
    for first in (date(2026, 2, 1), date(2026, 11, 1), date(2027, 2, 1), date(2026, 12, 1)):
        weeks = diary.month(looked_after(visible(boss)), first)
        days = [day.day for week in weeks for day in week]
        assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
        assert {d for d in days if d.month == first.month and d.year == first.year} >= {first}
        assert (days[0] <= first and (days[-1] + timedelta(days=1)).day <= 7) or days[-1].month == first.month
        assert len(weeks) <= 6


def test_holidays_and_the_turn_of_the_year_are_named(client: Client, boss: User) -> None:
    page = text(client, month="2026-11")
    assert "文化の日" in page and "勤労感謝の日" in page
    page = text(client, month="2026-12")
    assert page.count("年末年始の休日") >= 3 and "元日" in page
    # A Saturday is closed without a name; a holiday on one keeps its name.
    saturday = next(
        d for w in diary.month(looked_after(visible(boss)), date(2026, 11, 1)) for d in w if d.day.day == 7
    )
    assert saturday.closed is not None and not saturday.holiday
    client.cookies["django_language"] = "en"
    assert "Labor Thanksgiving Day" in text(client, month="2026-11")


@given(st.lists(st.integers(0, 500), max_size=31))
def test_a_crowded_day_is_more_than_twice_the_mean(totals: list[int]) -> None:
    limit = diary.crowd(totals)
    mean = sum(totals) / len(totals) if totals else 0
    assert limit >= diary.LEAST_CROWD and limit > 2 * mean
    assert limit == diary.LEAST_CROWD or limit - 1 <= 2 * mean


def test_a_crowded_day_is_marked_in_words(client: Client, boss: User) -> None:
    for place in range(5):
        due(f"D26-TYO-{place + 1:06d}", midnight(date(2026, 12, 10)))
    page = text(client, month="2026-12")
    assert re.search(r'href="\?[^"]*day=2026-12-09[^"]*"[^>]*>.*?集中', page, re.S)
    assert page.count(">集中<") == 2  # the day and the key


def test_the_day_chosen_is_listed(client: Client, boss: User) -> None:
    due("D26-TYO-000001", midnight(date(2026, 12, 10)))
    due("D26-TYO-000002", midnight(date(2026, 12, 11)))
    page = text(client, month="2026-12", day="2026-12-09")
    assert "D26-TYO-000001" in page and "D26-TYO-000002" not in page
    assert "この日に期限はありません" in text(client, month="2026-12", day="2026-12-24")
    # Without a month the day's own is shown.
    assert "2026年12月" in text(client, day="2026-12-09")


def test_eight_weeks_by_office_and_kind(client: Client, boss: User) -> None:
    due("D26-TYO-000001", rows.NOW - timedelta(days=1))
    due("D26-TYO-000002", midnight(date(2026, 11, 30)))  # the Sunday of this week
    due("D26-TYO-000003", midnight(date(2026, 12, 1)))  # the Monday of the next
    due("D26-TYO-000004", midnight(date(2027, 1, 18)))  # the last Sunday of the eighth week
    due("D26-TYO-000005", midnight(date(2027, 1, 19)))  # beyond
    [row] = diary.ahead(looked_after(visible(boss)), date(2026, 11, 23), 8, rows.NOW)
    assert (row.kind, row.late, row.weeks) == (Kind.LIBERTY, 1, (1, 1, 0, 0, 0, 0, 0, 1))
    assert row.total == 4
    page = text(client, view="weeks")
    assert "week=2026-11-30" in page and "kind=liberty" in page
    listed = text(client, view="weeks", week="2026-11-30", kind="liberty", role=row.role.value)
    assert "D26-TYO-000003" in listed and "D26-TYO-000002" not in listed
    assert "D26-TYO-000003" not in text(client, view="weeks", week="2026-11-30", kind="target")
    late = text(client, view="weeks", late="1", role=row.role.value)
    assert "D26-TYO-000001" in late and "D26-TYO-000002" not in late


def test_each_number_of_the_weeks_opens_as_many_dates(client: Client, boss: User) -> None:
    # The same office owes dates of two kinds, and some of this week's have passed already.
    for place, at in enumerate((rows.NOW - timedelta(days=40), rows.NOW - timedelta(hours=20))):
        due(f"D26-TYO-00001{place}", at, "clk_handover_48h")
        other = due(f"D26-TYO-00002{place}", at, "clk_handover_48h")
        ClockRow.objects.filter(pk=other.pk).update(
            clock="clk_log_preservation_30d", inputs={"named": "2026-11-20"}
        )
    due("D26-TYO-000030", rows.NOW + timedelta(hours=3), "clk_handover_48h")
    page = text(client, view="weeks")
    cells = re.findall(r'<td class="right number"><a [^>]*href="(\?[^"]+)#list">(\d+)</a>', page)
    assert sorted(int(number) for _, number in cells) == [1, 2, 2]
    for address, number in cells:
        listed = client.get("/clocks/calendar/" + html.unescape(address)).content.decode()
        assert len(re.findall(r'class="case-number"', listed)) == int(number), address


def test_the_scope_is_the_readers(client: Client, boss: User) -> None:
    due("D26-TYO-000001", midnight(date(2026, 12, 10)), "clk_health_check_3m")
    due("D26-OSA-000001", midnight(date(2026, 12, 10)), office="OSA")
    page = text(client, day="2026-12-09")
    assert "D26-TYO-000001" in page and "D26-OSA-000001" not in page
    client.force_login(rows.user("desk", "TYO", "front_desk"))
    assert "D26-TYO-000001" not in text(client, day="2026-12-09", scope="role")
    assert "D26-TYO-000001" not in text(client, day="2026-12-09", scope="mine")


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "2026-13"},
        {"month": "9999-01"},
        {"month": "1900-01"},
        {"month": "x\x00"},
        {"day": "2026-02-30"},
        {"day": "٢٠٢٦-٠١-٠١"},
        {"week": "0001-01-01"},
        {"view": "weeks", "week": "9999-12-31"},
        {"kind": "x", "role": "\x00"},
        {"scope": "?"},
        {"month": "2036-12"},
        {"month": "2016-01"},
    ],
)
def test_any_address_gives_a_page(asked: dict[str, str], client: Client, boss: User) -> None:
    due("D26-TYO-000001", midnight(date(2026, 12, 10)))
    text(client, **asked)


def test_the_calendar_costs_the_same_for_fifty_and_five_thousand(client: Client, boss: User) -> None:
    rows.spread(75)
    paths = [
        "/clocks/calendar/?scope=office",
        "/clocks/calendar/?scope=office&view=weeks",
        "/clocks/calendar/?scope=office&view=weeks&late=1",
        "/clocks/calendar/?scope=office&day=2026-11-24",
        "/clocks/calendar/",
    ]
    same_for_many(client, paths, lambda: multiply(5000))
