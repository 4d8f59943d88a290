"""The line of what has happened: record, notes, documents and movements in one order, page by page, filtered."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import actions, moment, store
from casework.beside import documents, notes, timeline
from casework.beside.timeline import Filter, Kind, Place
from casework.models import Case, Document, DocumentVersion, Note, WorkItem, WorkMove
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.engine import Procedure

pytestmark = pytest.mark.django_db
NOW = FRIDAY + timedelta(hours=3)
ALL = Filter()


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Staff:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    settings.DOCUMENTS_DIR = tmp_path
    return rows.staff()


def procedure_of(case: Case) -> Procedure:
    held = store.read(case.pk)
    assert held is not None
    return held.procedure


def walked(case: Case, wanted: Filter = ALL, *, beside: bool = True, limit: int = 3) -> list[str]:
    """The whole line, read page by page."""
    found: list[str] = []
    before: Place | None = None
    while True:
        page = timeline.page(case, procedure_of(case), wanted, before, beside=beside, limit=limit)
        found += [str(thing.place) for thing in page.things]
        if page.following is None:
            return found
        assert len(page.things) == limit
        before = Place.read(str(page.following))


def busy(crew: Staff) -> Case:
    """Entries, notes, documents and movements, many of them at one instant."""
    at = FRIDAY - timedelta(days=1)
    case = rows.opened(crew.control, at)
    rows.go(case, "investigation_opened", crew.control, at, ground="overstay")
    for index in range(4):
        notes.add(case, f"メモ{index}", crew.control, at)
        documents.add(
            case, documents.Sent(f"{index}.txt", str(index).encode()), by=crew.chief, now=at, codes=()
        )
    rows.many_notes(case, crew.control, 3, at)
    item = WorkItem.objects.filter(case=case).first()
    assert item is not None
    actions.assign(item.pk, crew.control, by=crew.control, now=at)
    notes.add(case, "最後のメモ", crew.inspector, FRIDAY)
    return case


def test_every_thing_comes_once_whatever_the_size_of_a_page(crew: Staff) -> None:
    case = busy(crew)
    whole = walked(case, limit=1000)
    assert len(whole) == len(set(whole))
    assert {p for p in whole if p.isdigit()} == {"1", "2", "3", "4", "5"}
    assert sum(p[0] == "n" for p in whole) == 5 and sum(p[0] == "d" for p in whole) == 4
    assert sum(p[0] == "m" for p in whole) == 1
    for limit in (1, 2, 3, 7):
        assert walked(case, limit=limit) == whole
    entries = [int(p) for p in whole if p.isdigit()]
    assert entries == sorted(entries, reverse=True)
    assert whole[0].startswith("n")


def test_a_cursor_that_no_page_gave_out_begins_at_the_newest(crew: Staff) -> None:
    case = busy(crew)
    client = rows.signed_in(crew.control)
    for odd in ("x", "n", "-1", "n999999999", "99999999999999999999", "%00", "d0"):
        text = unescape(client.get(f"/cases/{case.number}/?before={odd}").content.decode())
        assert "最後のメモ" in text
    # Beyond the newest entry everything is below.
    assert (
        timeline.page(case, procedure_of(case), Filter(), Place("e", 500), beside=True).things[0].sort == "n"
    )
    # The place of a note on another case is no place on this one.
    other = rows.opened(crew.control, who=rows.person(name_alphabet="SOMEBODY ELSE"))
    note = notes.add(other, "別の事件", crew.control, NOW).note
    assert timeline.page(case, procedure_of(case), Filter(), Place("n", note.pk), beside=True).things


@pytest.mark.parametrize(
    ("wanted", "sorts"),
    [
        (Filter(kind=Kind.NOTE), {"n"}),
        (Filter(kind=Kind.DOCUMENT), {"d"}),
        (Filter(kind=Kind.MOVEMENT), {"m"}),
        (Filter(kind=Kind.STEP), {"e"}),
        (Filter(kind=Kind.CORRECTION), set()),
        (Filter(since=FRIDAY.date()), {"n"}),
        (Filter(until=FRIDAY.date() - timedelta(days=2)), set()),
        (Filter(words="最後の"), {"n"}),
        (Filter(words="供述調書"), {"e"}),
        (Filter(words="2.TXT"), {"d"}),
        (Filter(words="100%"), set()),
    ],
)
def test_what_is_asked_for(crew: Staff, wanted: Filter, sorts: set[str]) -> None:
    case = busy(crew)
    found = walked(case, wanted)
    assert {p[0] if p[0] in "ndm" else "e" for p in found} == sorts


def test_by_officer(crew: Staff) -> None:
    case = busy(crew)
    assert {p[0] for p in walked(case, Filter(officer=crew.chief.pk))} == {"d"}
    assert len(walked(case, Filter(officer=crew.inspector.pk))) == 1
    assert [u.username for u in timeline.officers(case, beside=True)] == ["chief", "inspector", "control"]
    assert [u.username for u in timeline.officers(case, beside=False)] == ["control"]


def test_from_elsewhere_notes_documents_and_facts_are_not_found(crew: Staff) -> None:
    case = busy(crew)
    assert not {p[0] for p in walked(case, beside=False)} & {"n", "d"}
    assert walked(case, Filter(words="近隣"), beside=True) == ["1"]
    assert walked(case, Filter(words="近隣"), beside=False) == []
    page = unescape(rows.signed_in(crew.looker).get(f"/cases/{case.number}/?kind=note").content.decode())
    assert "メモ0" not in page and "最後のメモ" not in page


def test_words_stay_out_of_the_address(crew: Staff) -> None:
    case = busy(crew)
    client = rows.signed_in(crew.control)
    address = f"/cases/{case.number}/find/"
    response = client.post(
        address, {"words": " NGUYEN\x00  VAN ", "kind": "step", "since": "2026-11-01", "officer": ""}
    )
    assert response["Location"] == f"/cases/{case.number}/?kind=step&since=2026-11-01#timeline"
    text = unescape(client.get(response["Location"]).content.decode())
    assert "「NGUYEN VAN」" in text and "当てはまるものはありません。" in text
    other = rows.opened(crew.control, who=rows.person(name_alphabet="SOMEBODY ELSE"))
    assert "「NGUYEN VAN」" not in unescape(client.get(f"/cases/{other.number}/").content.decode())
    client.post(address, {"words": ""})
    assert "「NGUYEN VAN」" not in unescape(client.get(f"/cases/{case.number}/").content.decode())
    assert client.get(address).status_code == 405
    assert rows.signed_in(crew.osaka).post(address, {"words": "x"}).status_code == 403
    broken = client.post(address, b"words=%ED%A0%80" + b"x" * 900, "application/x-www-form-urlencoded")
    assert broken.status_code == 302
    assert client.get(broken["Location"]).status_code == 200


def test_odd_filters_are_left_out(crew: Staff) -> None:
    case = busy(crew)
    client = rows.signed_in(crew.control)
    for query in (
        "kind=nothing&officer=999999999999&since=2026-02-30&until=9999-12-31",
        "kind=%00&officer=%00&since=%00",
        f"officer={crew.osaka.pk}",
        "since=0001-01-01",
    ):
        assert "最後のメモ" in unescape(client.get(f"/cases/{case.number}/?{query}").content.decode())


def test_a_page_keeps_its_filter_and_can_drop_each(crew: Staff) -> None:
    case = rows.opened(crew.control, FRIDAY - timedelta(days=2))
    rows.go(case, "investigation_opened", crew.control, FRIDAY - timedelta(days=1), ground="overstay")
    rows.many_notes(case, crew.control, 40, FRIDAY - timedelta(hours=20))
    client = rows.signed_in(crew.control)
    text = unescape(client.get(f"/cases/{case.number}/?kind=step&since=2026-11-01").content.decode())
    assert 'href="?kind=step&since=2026-11-01&before=23#timeline"' in text
    assert 'href="?since=2026-11-01#timeline"' in text and 'href="?kind=step#timeline"' in text


def test_the_page_costs_the_same_for_few_and_for_very_many(crew: Staff) -> None:
    """A thousand entries, five hundred documents and as many notes and movements."""
    case = rows.opened(crew.control, FRIDAY - timedelta(days=20))
    at = FRIDAY - timedelta(days=19)
    rows.go(case, "investigation_opened", crew.control, at, ground="overstay")
    client = rows.signed_in(crew.boss)
    costs, sizes = [], []
    for count in (30, 500):
        rows.many_notes(case, crew.control, count * 2, at + timedelta(hours=count))
        made = Note.objects.bulk_create(
            Note(case=case, author=crew.chief, text=f"メモ{i} " + "長" * 300, at=NOW) for i in range(count)
        )
        laid = Document.objects.bulk_create(
            Document(case=case, title=f"書類{i}", added_at=NOW, added_by=crew.chief) for i in range(count)
        )
        DocumentVersion.objects.bulk_create(
            DocumentVersion(
                document=one,
                number=1,
                filename="a.pdf",
                kind="application/pdf",
                size=9,
                sha256="0" * 64,
                at=NOW - timedelta(minutes=1),
                by=crew.chief,
            )
            for one in laid
        )
        WorkMove.objects.bulk_create(
            WorkMove(
                case=case,
                machine="stage",
                role="control_officer",
                state="under_investigation",
                office_id="TYO",
                kind="taken",
                to_user=crew.control,
                by=crew.control,
                at=NOW - timedelta(minutes=2),
            )
            for _ in range(count)
        )
        found = []
        for query in (
            "",
            "?kind=step",
            f"?before=n{made[-1].pk}",
            f"?officer={crew.chief.pk}",
            "?kind=movement",
        ):
            client.get(f"/cases/{case.number}/{query}")
            with CaptureQueriesContext(connection) as caught:
                response = client.get(f"/cases/{case.number}/{query}")
            assert response.status_code == 200
            found.append(len(caught))
            sizes.append(len(response.content))
        costs.append(found)
    print(costs, max(sizes))
    assert costs[0] == costs[1] and max(costs[0]) <= 30
    assert max(sizes) < 120_000


def test_days_are_tokyos(crew: Staff) -> None:
    case = rows.opened(crew.control, FRIDAY.replace(hour=0, minute=5))
    assert walked(case, Filter(since=date(2026, 11, 20), until=date(2026, 11, 20))) == ["1"]
    assert walked(case, Filter(until=date(2026, 11, 19))) == []
