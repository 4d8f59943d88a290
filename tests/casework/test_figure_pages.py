"""The pages of the dashboards: who sees which offices, what the filters do, what a spreadsheet gets, what it costs."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.clocks import beat
from casework.figures import reading
from casework.figures.reading import Asked, months_between, months_later, nth
from casework.figures.tables import Cell, Column, Row, Table
from casework.models import Office, Tally, User
from casework.spreadsheet import harmless
from tests.casework import figure_rows
from tests.casework import page_rows as rows

pytestmark = pytest.mark.django_db
MOST_BYTES, MOST_QUERIES = 120_000, 30
CSV = (
    "flow",
    "closed",
    "pending",
    "age",
    "liberty",
    "dates",
    "other-dates",
    "time",
    "ends",
    "offices",
    "procedures",
)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


def signed_in(office: str, *, supervisor: bool = False, language: str = "ja", name: str = "") -> Client:
    found = rows.user(name or f"u{User.objects.count()}", office, "inspector", supervisor=supervisor)
    client = Client()
    client.force_login(found)
    client.cookies["django_language"] = language
    return client


def add(
    measure: str,
    value: int,
    *,
    office: str = "TYO",
    procedure: str = "extension",
    key: str = "",
    month: str = "2026-11",
) -> None:
    when = date(int(month[:4]), int(month[5:]), 1)
    Tally.objects.create(
        measure=measure, office=office, procedure=procedure, key=key, month=when, value=value
    )


def table(client: Client, code: str, query: str = "") -> list[list[str]]:
    """A figure as a spreadsheet reads it."""
    response = client.get(f"/figures/{code}.csv{query}")
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


# --- numbers ----------------------------------------------------------------------------------------


def test_pending_carries_over_what_lies_before_the_period() -> None:
    add("received", 10, month="2020-01")
    add("closed", 3, key="granted:permitted", month="2025-11")
    add("received", 5, month="2025-12")
    add("moved_in", 2, month="2026-03")
    add("moved_out", 1, month="2026-04")
    add("closed", 4, key="refused:refused", month="2026-11")
    client = signed_in("TYO")
    head, names, *lines = table(client, "flow")
    assert head[1:] == ["月", "受理", "移送による受入れ", "移送", "終結", "月末の係属"]
    assert names == ["code", "month", "received", "moved_in", "moved_out", "closed", "pending"]
    assert [line[0] for line in lines] == [
        f"{m:%Y-%m}" for m in months_between(date(2025, 12, 1), date(2026, 11, 1))
    ]
    pending = {line[0]: int(line[6]) for line in lines}
    assert pending["2025-12"] == 12 and pending["2026-03"] == 14 and pending["2026-04"] == 13
    assert pending["2026-11"] == 9
    before = 7
    for line in lines:
        _, _, received, moved_in, moved_out, closed, now = line
        before += int(received) + int(moved_in) - int(moved_out) - int(closed)
        assert before == int(now)
    page = client.get("/figures/")
    assert page.context["whole"].pending == 9 and page.context["whole"].closed == 4


def test_the_year_before_stands_beside_its_month() -> None:
    add("received", 7, month="2025-02")
    add("received", 8, month="2026-02")
    client = signed_in("TYO")
    _, names, *lines = table(client, "flow", "?compare=1")
    february = next(line for line in lines if line[0] == "2026-02")
    assert (february[names.index("received")], february[names.index("received_year_before")]) == ("8", "7")
    page = client.get("/figures/?compare=1")
    assert page.context["before"].received == 7
    assert "受理(前年)" in page.content.decode()


@pytest.mark.parametrize(
    ("days", "median", "ninth"),
    [
        ({}, None, None),
        ({5: 1}, 5, 5),
        ({1: 1, 2: 1}, 1, 2),
        ({1: 5, 2: 4, 9: 1}, 1, 2),
        ({1: 4, 2: 4, 9: 2}, 2, 9),
        ({0: 89, 30: 11}, 0, 30),
        ({0: 90, 30: 10}, 0, 0),
    ],
)
def test_medians_and_ninth_deciles(days: dict[int, int], median: int | None, ninth: int | None) -> None:
    assert (nth(days, 0.5), nth(days, 0.9)) == (median, ninth)
    # As the database would say of the single numbers.
    if days:
        single = [d for d, n in days.items() for _ in range(n)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY d), percentile_disc(0.9) WITHIN GROUP (ORDER BY d) "
                "FROM unnest(%s::int[]) d",
                [single],
            )
            assert cursor.fetchone() == (median, ninth)


def test_days_by_procedure_and_by_stage_with_what_still_lasts_apart() -> None:
    for days, number in ((10, 3), (40, 1)):
        add("days", number, key=f":{days}")
    add("days", 2, key="under_review:8")
    add("standing", 4, key="received:3")
    add("standing", 1, key="under_review:90")
    client = signed_in("TYO")
    _, names, line = table(client, "time")
    assert names[2:] == ["number", "median_days", "ninth_decile_days", "standing", "standing_median_days"]
    assert line[0] == "extension" and line[2:] == ["4", "10", "40", "5", "3"]
    _, _, received, review = table(client, "time", "?procedure=extension")
    assert received[0] == "received" and received[2:] == ["0", "", "", "4", "3"]
    assert review[0] == "under_review" and review[2:] == ["2", "8", "8", "1", "90"]


def test_clocks_of_liberty_stand_apart() -> None:
    add("kept", 9, procedure="deportation", key="clk_handover_48h")
    add("late", 1, procedure="deportation", key="clk_handover_48h")
    add("overdue", 2, procedure="deportation", key="clk_handover_48h")
    add("kept", 3, procedure="deportation", key="clk_oral_hearing_request_3d")
    client = signed_in("TYO", supervisor=True)
    _, names, line = table(client, "liberty")
    assert names == ["code", "clock", "group", "owed_by", "kept", "late", "still_running_late", "kept_share"]
    assert line[0] == "clk_handover_48h" and line[4:] == ["9", "1", "2", "90.0%"]
    assert [line[0] for line in table(client, "other-dates")[2:]] == ["clk_oral_hearing_request_3d"]
    page = client.get("/figures/")
    assert (page.context["overdue"], page.context["overdue_liberty"]) == (2, 2)
    assert "うち身体の自由に関わるもの2件" in page.content.decode()


def test_dates_that_passed_are_counted_alike_at_the_head_and_in_the_tables() -> None:
    """Of the officers' own: a target of the agency and a date of the person stand apart."""
    for key, number in (("clk_handover_48h", 2), ("clk_health_check_3m", 3), ("clk_objection_3d", 5)):
        add("overdue", number, procedure="deportation", key=key)
    add("overdue", 7, procedure="extension", key="processing_extension")
    client = signed_in("TYO", supervisor=True)
    page = client.get("/figures/")
    assert [page.context[name] for name in ("overdue", "overdue_liberty", "overdue_rest")] == [5, 2, 12]
    _, names, *lines = table(client, "procedures")
    assert sum(int(line[names.index("overdue")]) for line in lines) == 5


# --- who sees what ----------------------------------------------------------------------------------


def test_an_officer_sees_the_own_office_and_those_below_and_headquarters_all() -> None:
    for office in ("TYO", "SUB-MIT", "OSA"):
        add("received", 1, office=office)
    assert {line[0] for line in table(signed_in("TYO"), "offices")[2:]} == {"TYO", "SUB-MIT"}
    assert {line[0] for line in table(signed_in("ISA-HQ"), "offices")[2:]} == {"TYO", "SUB-MIT", "OSA"}
    osaka = signed_in("OSA")
    assert sum(int(line[2]) for line in table(osaka, "flow")[2:]) == 1
    refused = osaka.get("/figures/?office=TYO")
    assert refused.status_code == 400 and "その官署の数字は表示できません" in refused.content.decode()
    assert osaka.get("/figures/flow.csv?office=TYO").status_code == 400
    nowhere = rows.user("nowhere", "TYO", "inspector")
    User.objects.filter(pk=nowhere.pk).update(office=None)
    client = Client()
    client.force_login(User.objects.get(pk=nowhere.pk))
    assert client.get("/figures/").status_code == 200
    assert table(client, "flow")[2][2] == "0"
    assert Client().get("/figures/").status_code == 302


def test_an_office_with_and_without_those_below() -> None:
    add("received", 1, office="TYO")
    add("received", 2, office="SUB-MIT")
    client = signed_in("TYO")

    def received(query: str) -> int:
        return sum(int(line[2]) for line in table(client, "flow", query)[2:])

    assert [received(q) for q in ("", "?office=TYO", "?office=TYO&only=1", "?office=SUB-MIT")] == [3, 3, 1, 2]


def test_managers_go_from_a_number_to_the_work_behind_it() -> None:
    add("received", 4)
    add("overdue", 1, key="processing_extension")
    links = re.compile(r'href="([^"]*whose=all[^"]*)"')
    text = signed_in("TYO", supervisor=True).get("/figures/?procedure=extension").content.decode()
    found = set(links.findall(text))
    assert any("procedure=extension" in href and "office=TYO" in href for href in found)
    assert any("urgency=late" in href for href in found)
    assert not links.findall(signed_in("TYO").get("/figures/?procedure=extension").content.decode())


def test_a_number_leads_to_a_list_of_the_same_offices_or_nowhere() -> None:
    for office in ("TYO", "SUB-MIT", "OSA"):
        add("received", 4, office=office)
        add("overdue", 1, office=office, key="processing_extension")
    links = re.compile(r'href="[^"]*whose=all([^"]*)"')

    def places(client: Client, query: str = "") -> set[str]:
        found = [
            html.unescape(rest) for rest in links.findall(client.get("/figures/" + query).content.decode())
        ]
        return {parse_qs(rest).get("office", [""])[0] for rest in found}

    # Headquarters sees the figures of the whole country, and has no bureau's work in its queue.
    assert places(signed_in("ISA-HQ", supervisor=True)) == set()
    tokyo = signed_in("TYO", supervisor=True)
    assert places(tokyo) == places(tokyo, "?office=TYO") == {"", "TYO", "SUB-MIT"}
    # A queue shows one office, or all that one serves: of TYO without those below it, that office.
    assert places(tokyo, "?office=TYO&only=1") == {"TYO"}


# --- filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "?from=2026-13",
        "?to=later",
        "?from=2026-05&to=2026-04",
        "?to=2026-12",
        "?from=2020-01&to=2026-11",
        "?procedure=no_such",
        "?office=%00",
        "?from=%00%00",
        "?from=99999999999999999999-01",
        "?from=٢٠٢٦-٠١",
        "?office=" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_cannot_be_shown_is_told_beside_its_field_and_nothing_is_lost(query: str, language: str) -> None:
    client = signed_in("TYO", language=language)
    page = client.get("/figures/" + query + "&compare=1")
    text = page.content.decode()
    assert page.status_code == 400 and "errorlist" in text and 'aria-invalid="true"' in text
    assert re.search(r'name="compare" value="1" checked', text)
    if "2026-13" in query:
        assert 'value="2026-13"' in text
    assert client.get("/figures/flow.csv" + query).status_code == 400


def test_odd_requests_are_answered() -> None:
    client = signed_in("TYO")
    assert client.post("/figures/").status_code == 405
    assert client.get("/figures/nothing.csv").status_code == 404
    assert client.get("/figures/ends.csv").status_code == 404, (
        "of all procedures together there are no states"
    )
    for code in CSV:
        assert client.get(f"/figures/{code}.csv?procedure=extension&office=TYO&only=1").status_code in (
            200,
            404,
        )
    assert client.get("/figures/?procedure=residence").status_code == 200
    assert client.get("/figures/?from=1990-01&to=1994-12").status_code == 200


def test_filters_in_force_can_be_taken_off() -> None:
    page = signed_in("TYO").get("/figures/?office=YOK&procedure=coe&compare=1&from=2026-01&to=2026-02")
    text = page.content.decode()
    assert text.count('class="tag"') == 4
    assert 'href="?procedure=coe&amp;from=2026-01&amp;to=2026-02&amp;compare=1"' in text
    assert [words for words, _ in page.context["tags"]][2] == "期間 2026年1月–2026年2月"


def test_sixty_months_at_most() -> None:
    client = signed_in("TYO")
    assert client.get("/figures/?from=2021-12&to=2026-11").status_code == 200
    assert client.get("/figures/?from=2021-11&to=2026-11").status_code == 400


def test_the_page_says_as_of_when_it_is_and_when_that_is_long_ago() -> None:
    client = signed_in("TYO")
    assert "まだ集計されていません" in client.get("/figures/").content.decode()
    beat("tally", rows.NOW - timedelta(minutes=3))
    text = client.get("/figures/").content.decode()
    assert "集計の時点:" in text and "09:57" in text and "更新されていません" not in text
    beat("tally", rows.NOW - timedelta(hours=2))
    assert "更新されていません" in client.get("/figures/").content.decode()


# --- spreadsheets -----------------------------------------------------------------------------------


def test_no_cell_is_taken_for_a_formula() -> None:
    for start in (*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"):
        assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(-5) == -5
    made = Table(
        Column("office", "官署"), [Column("n", "=件")], [Row("=A", "@SUM(A1)", [Cell(-3), Cell(None)])]
    )
    lines = list(csv.reader(io.StringIO(made.csv().decode("utf-8-sig"))))
    assert lines == [["code", "官署", "'=件"], ["code", "office", "n"], ["'=A", "'@SUM(A1)", "-3", ""]]


def test_an_office_named_like_a_formula(django_assert_num_queries: Any) -> None:
    Office.objects.filter(pk="TYO").update(ja="=HYPERLINK(1)")
    rows.offices()
    add("received", 1)
    line = table(signed_in("TYO"), "offices")[2]
    assert line[:2] == ["TYO", "'=HYPERLINK(1)"]
    Office.objects.filter(pk="TYO").update(ja="東京出入国在留管理局")
    rows.offices()


def test_headings_follow_the_reader_and_names_stay() -> None:
    add("received", 1)
    ja = table(signed_in("TYO"), "flow")
    en = table(signed_in("TYO", language="en"), "flow")
    assert ja[0][2] == "受理" and en[0][2] == "Received"
    assert ja[1] == en[1] and [line[0] for line in ja] == [line[0] for line in en]


@pytest.mark.parametrize(
    ("calendar", "lang", "month", "year"),
    [
        ("era", "ja", "令和8年11月", "令和7年"),
        ("both", "ja", "2026年(令和8年)11月", "2025年(令和7年)"),
        ("both", "en", "Nov 2026 (Reiwa 8)", "2025 (Reiwa 7)"),
        ("western", "ja", "2026年11月", "2025年"),
    ],
)
def test_months_follow_the_readers_calendar_on_the_page_and_never_in_a_file(
    calendar: str, lang: str, month: str, year: str
) -> None:
    add("received", 1)
    client = signed_in("TYO", language=lang, name="koyomi")
    User.objects.filter(username="koyomi").update(calendar=calendar)
    page = client.get("/figures/?from=2025-09&to=2026-11").content.decode()
    # In the heading, in the tag of the filter, in the table; and the years under the drawing.
    assert page.count(month) >= 3 and f">{year}</text>" in page
    assert (">2025年</text>" in page) is (calendar == "western" and lang == "ja")
    last = table(client, "flow")[-1]
    assert last[:2] == ["2026-11", "Nov 2026" if lang == "en" else "2026年11月"]


# --- cost -------------------------------------------------------------------------------------------


def cost(client: Client, path: str) -> tuple[int, int]:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert response.status_code == 200
    return len(caught), len(response.content)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("query", ["", "&procedure=extension&compare=1", "&procedure=deportation"])
def test_a_page_costs_the_same_for_fifty_tallies_and_for_many(language: str, query: str) -> None:
    everywhere = tuple(sorted(Office.objects.values_list("code", flat=True)))
    figure_rows.fill(("TYO", "OSA"), months=1)
    client = signed_in("ISA-HQ", supervisor=True, language=language)
    path = f"/figures/?from=2021-12&to=2026-11{query}"
    few = cost(client, path)
    Tally.objects.all().delete()
    made = figure_rows.fill(("TYO",), months=60)
    made += figure_rows.fill(tuple(o for o in everywhere if o != "TYO"), months=1)
    assert made > 5_000
    many = cost(client, path)
    assert many[0] == few[0] <= MOST_QUERIES
    assert many[1] < MOST_BYTES, f"{many[1]:,} bytes"


def test_months() -> None:
    assert months_later(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert months_later(date(2026, 11, 1), 14) == date(2028, 1, 1)
    assert len(months_between(date(2025, 12, 1), date(2026, 11, 1))) == 12
    asked = Asked(("TYO",), "", date(2026, 1, 1), date(2026, 3, 1))
    assert (asked.year_before().first, asked.year_before().last) == (date(2025, 1, 1), date(2025, 3, 1))
    assert reading.flows(asked)[date(2026, 3, 1)].pending == 0
