"""My day: what presses, what came, what came back, what waits; and the way from one piece to the next."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import actions
from casework.models import Case, Draft, Mention, Note, User, WorkItem
from casework.work import day, queues
from casework.work.queues import Scope, Whose
from tests.casework import page_rows as rows
from tests.casework import work_rows

pytestmark = pytest.mark.django_db
WARRANT = "clk_warrant_30d"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: rows.NOW)
    rows.offices()


@pytest.fixture
def sato(client: Client) -> User:
    user = rows.user("sato", "TYO", "inspector", full_name="佐藤 花子")
    client.force_login(user)
    return user


@pytest.fixture
def boss() -> User:
    return rows.user("ito", "TYO", "chief_inspector", supervisor=True, full_name="伊藤 主任")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def dated(number: str, days: float, **more: Any) -> Case:
    """A case of the inspector whose warrant runs out so many days from today."""
    start = rows.NOW - timedelta(days=30 - days)
    return rows.case(number, custody="detained_warrant", clocks={WARRANT: start}, **more)


def work(case: Case, role: str = "inspector") -> WorkItem:
    return WorkItem.objects.get(case=case, role=role, machine="stage")


def part(page: str, name: str) -> str:
    """The card of that id."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page, re.S)
    return found[0] if found else ""


def test_own_work_stands_by_urgency_with_its_reason(client: Client, sato: User) -> None:
    for number, days in (("D26-TYO-000001", -3), ("D26-TYO-000002", 1), ("D26-TYO-000003", 4)):
        dated(number, days, assignee=sato)
    dated("D26-TYO-000004", 20, assignee=sato)
    dated("D26-TYO-000005", -9)  # nobody's
    page = text_of(client.get("/"))
    assert re.findall(r"D26-TYO-\d{6}(?=</a>)", part(page, "h-pressing")) == [
        "D26-TYO-000001",
        "D26-TYO-000002",
    ]
    assert "が今日で終わるため" in part(page, "h-pressing") and "が過ぎたため" in part(page, "h-pressing")
    assert '<span class="nowrap">2026-10-22(木)</span>から数えています' in part(page, "h-pressing")
    assert "D26-TYO-000003" in part(page, "h-coming")
    assert "D26-TYO-000004" in part(page, "h-later")
    assert "D26-TYO-000005" not in page


def test_what_was_given_since_the_last_working_day_says_by_whom_and_why(
    client: Client, sato: User, boss: User
) -> None:
    new, old, own = (dated(f"D26-TYO-00000{n}", 20) for n in (1, 2, 3))
    actions.assign(work(new).pk, sato, by=boss, now=rows.NOW, reason="専門の部門のため")
    actions.assign(work(old).pk, sato, by=boss, now=rows.NOW - timedelta(days=9), reason="古い")
    actions.assign(work(own).pk, sato, by=sato, now=rows.NOW)
    card = part(text_of(client.get("/")), "h-given")
    assert re.findall(r"D26-TYO-\d{6}(?=</a>)", card) == [new.number]
    assert "伊藤 主任" in card and "専門の部門のため" in card


def test_last_working_day_skips_the_weekend_and_the_holiday() -> None:
    # Tuesday 24 November 2026 follows Labour Thanksgiving Day and a weekend.
    assert day.last_working_day(rows.NOW).date().isoformat() == "2026-11-20"


def test_work_handed_back_is_shown_to_the_supervisor_until_somebody_has_it(
    client: Client, sato: User, boss: User
) -> None:
    case = dated("D26-TYO-000001", 5, assignee=sato)
    actions.assign(work(case).pk, None, by=sato, now=rows.NOW, reason="休暇に入るため")
    client.force_login(boss)
    card = part(text_of(client.get("/")), "h-back")
    assert case.number in card and "休暇に入るため" in card and "佐藤 花子" in card
    actions.assign(work(case).pk, sato, by=boss, now=rows.NOW + timedelta(minutes=1))
    assert not part(text_of(client.get("/")), "h-back")


def test_returned_draft_is_shown_with_its_reason_until_it_is_handed_in_again(
    client: Client, sato: User, boss: User
) -> None:
    case = dated("D26-TYO-000001", 5)
    draft: dict[str, Any] = {
        "case": case,
        "step": "found_deportable",
        "at": rows.NOW,
        "seen": 1,
        "prepared_by": sato,
        "office_id": "TYO",
    }
    earlier = rows.NOW - timedelta(hours=2)
    Draft.objects.create(
        **draft,
        prepared_at=earlier,
        status="returned",
        decided_by=boss,
        decided_at=rows.NOW - timedelta(hours=1),
        reason="証拠の番号を加える",
    )
    assert "証拠の番号を加える" in part(text_of(client.get("/")), "h-returned")
    Draft.objects.create(**draft, prepared_at=rows.NOW)
    assert not part(text_of(client.get("/")), "h-returned")
    client.force_login(boss)
    page = text_of(client.get("/"))
    assert re.search(r"決裁を待つもの</\w+> <strong>1</strong>", part(page, "h-office"))


def test_mentions_not_seen_yet_and_only_of_cases_one_may_see(client: Client, sato: User, boss: User) -> None:
    for number, office in (("D26-TYO-000001", "TYO"), ("D26-OSA-000001", "OSA")):
        case = rows.case(number, office=office)
        note = Note.objects.create(case=case, author=boss, text=f"{number}のメモ", at=rows.NOW)
        Mention.objects.create(note=note, user=sato)
    page = text_of(client.get("/"))
    assert "D26-TYO-000001のメモ" in page and "D26-OSA-000001のメモ" not in page
    Mention.objects.update(seen_at=rows.NOW)
    assert "のメモ" not in part(text_of(client.get("/")), "h-mentions")


def test_a_note_is_not_shown_to_who_may_no_longer_read_it(client: Client, sato: User, boss: User) -> None:
    note = Note.objects.create(case=rows.case("D26-TYO-000001"), author=boss, text="本人の病状", at=rows.NOW)
    Mention.objects.create(note=note, user=sato)
    assert "本人の病状" in text_of(client.get("/"))
    # Without an office held the officer sees the case's record, and neither its notes nor its documents.
    User.objects.filter(pk=sato.pk).update(roles=[])
    assert "本人の病状" not in text_of(client.get("/"))


def test_a_file_that_went_elsewhere_waits_for_nobody_here(client: Client, sato: User) -> None:
    case = rows.case("D26-TYO-000001", stage="oral_hearing_pending", name="GONE ELSEWHERE")
    work_rows.entries([case.pk], sato)
    assert "GONE ELSEWHERE" in text_of(client.get("/"))
    Case.objects.update(office_id="OSA")
    WorkItem.objects.update(office_id="OSA")
    assert client.get(f"/cases/{case.number}/").status_code == 403
    assert "GONE ELSEWHERE" not in text_of(client.get("/"))


def test_drafts_of_the_office_are_as_many_as_the_list_they_lead_to(
    client: Client, sato: User, boss: User
) -> None:
    asked = rows.user("ueda", "TYO", "bureau_director", supervisor=True)
    for number, signer in (("D26-TYO-000001", asked), ("D26-TYO-000002", None)):
        Draft.objects.create(
            case=rows.case(number),
            step="found_deportable",
            at=rows.NOW,
            seen=1,
            prepared_by=sato,
            prepared_at=rows.NOW,
            office_id="TYO",
            signer=signer,
        )
    client.force_login(boss)
    found = re.search(
        r'href="([^"]+)">決裁を待つもの</a> <strong>(\d+)</strong>',
        part(text_of(client.get("/")), "h-office"),
    )
    assert found is not None
    listed = re.findall(r"/signing/\d+/", text_of(client.get(found[1])))
    assert len(listed) == int(found[2]) == 2


def test_a_file_waits_for_the_office_that_owes_next(client: Client, sato: User) -> None:
    case = rows.case("D26-TYO-000001", stage="oral_hearing_pending", since=rows.NOW - timedelta(days=4))
    mine = rows.case("D26-TYO-000002")
    work_rows.entries([case.pk, mine.pk], sato)
    card = part(text_of(client.get("/")), "h-waiting")
    assert re.findall(r"D26-TYO-\d{6}(?=</a>)", card) == [case.number]
    assert "特別審理官を待っています" in card and "2026-11-20(金)から5日目" in card


def test_a_file_waits_for_the_person_while_the_persons_date_runs(client: Client) -> None:
    chief = rows.user("kato", "TYO", "chief_inspector")
    client.force_login(chief)
    case = rows.case(
        "D26-TYO-000001",
        stage="finding_notified",
        clocks={"clk_oral_hearing_request_3d": rows.NOW - timedelta(days=1)},
        assignee=chief,
    )
    card = part(text_of(client.get("/")), "h-waiting")
    assert case.number in card and "外国人本人を待っています" in card


def test_an_empty_day_is_kind_and_says_what_to_do(client: Client, sato: User) -> None:
    page = text_of(client.get("/"))
    assert "今日、あなたの担当はまだありません。" in page and "新しい仕事や割当ては" in page
    rows.case("D26-TYO-000001")
    assert "開いただけでは担当になりません" in text_of(client.get("/"))
    client.force_login(rows.user("new", "TYO"))
    assert "官職がまだ登録されていません" in text_of(client.get("/"))


# --- one after another ----------------------------------------------------------------------------


def test_next_goes_through_the_own_work_by_urgency_and_then_the_free_work(client: Client, sato: User) -> None:
    first, second = dated("D26-TYO-000001", 2, assignee=sato), dated("D26-TYO-000002", 9, assignee=sato)
    free = dated("D26-TYO-000003", -5)
    other = rows.user("mori", "TYO", "inspector")
    dated("D26-TYO-000004", -5, assignee=other)
    path, seen = "/next/", []
    while (response := client.get(path))["Location"] != "/":
        seen.append(response["Location"].rstrip("/").rpartition("/")[2])
        page = text_of(client.get(response["Location"]))
        found = re.search(r'href="(/next/\?after=[^"]+)"', page)
        assert found is not None
        path = found[1]
    assert seen == [first.number, second.number, free.number]
    assert work(free).assignee is None
    assert "これで全部です" in text_of(client.get("/"))


def test_a_case_reached_otherwise_does_not_show_the_way_on(client: Client, sato: User) -> None:
    dated("D26-TYO-000001", 2, assignee=sato)
    other = dated("D26-TYO-000002", 9, assignee=sato)
    client.get("/next/")
    assert "次の仕事へ" not in text_of(client.get(f"/cases/{other.number}/"))


def test_next_passes_over_what_separation_of_duties_keeps_from_the_officer(
    client: Client, sato: User
) -> None:
    barred = dated("D26-TYO-000001", 2, assignee=sato)
    Case.objects.filter(pk=barred.pk).update(done_by={"statement_recorded": [str(sato.pk)]})
    open_one = dated("D26-TYO-000002", 9, assignee=sato)
    assert client.get("/next/")["Location"] == f"/cases/{open_one.number}/"


def test_next_looks_as_far_as_it_must(client: Client, sato: User) -> None:
    """An officer who took statements in many files is barred from the finding in all of them."""
    work_rows.many(250, assignee=sato)
    Case.objects.update(done_by={"statement_recorded": [str(sato.pk)]})
    open_one = dated("D26-TYO-000001", 300, assignee=sato)
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/next/")["Location"] == f"/cases/{open_one.number}/"
    assert len(caught) <= 30


@pytest.mark.parametrize("mark", ["x", "mine~x", "all~1-1", "mine~99999999999999999999-1", "\x00"])
def test_a_mark_that_no_page_gave_out_is_a_bad_request(mark: str, client: Client, sato: User) -> None:
    assert client.get("/next/", {"after": mark}).status_code == 400


def test_next_of_an_officer_without_work_says_so(client: Client, sato: User) -> None:
    assert "あなたを待っている仕事はありません" in text_of(client.get("/next/", follow=True))
    assert client.post("/next/").status_code == 405


# --- cost -----------------------------------------------------------------------------------------


def test_day_costs_the_same_with_fifty_and_five_thousand_rows(client: Client, sato: User, boss: User) -> None:
    def cost(user: User) -> tuple[int, int]:
        client.force_login(user)
        client.get("/")
        with CaptureQueriesContext(connection) as caught:
            response = client.get("/")
        assert response.status_code == 200
        return len(caught), len(response.content)

    def more(count: int, first: int) -> None:
        mine = work_rows.many(count, first, assignee=sato)
        work_rows.moves(mine, kind="given", by=boss, to=sato)
        free = work_rows.many(count, first + 100_000)
        work_rows.moves(free, kind="back", by=sato, to=None)
        others = work_rows.many(count, first + 200_000)
        WorkItem.objects.filter(pk__in=others).update(role="special_inquiry_officer")
        cases = list(WorkItem.objects.filter(pk__in=others).values_list("case_id", flat=True))
        work_rows.entries(cases, sato)
        note = Note.objects.create(case_id=cases[0], author=boss, text="メモ", at=rows.NOW)
        Mention.objects.create(note=note, user=sato)

    more(50, 0)
    few = cost(sato), cost(boss)
    more(4950, 50)
    many = cost(sato), cost(boss)
    assert [n for n, _ in many] == [n for n, _ in few]
    assert all(n <= 30 and size < 120_000 for n, size in many), many


def test_scope_of_the_day_is_the_officers_own(sato: User) -> None:
    scope = day.scope_of(sato, Whose.MINE)
    assert scope == Scope(sato.pk, queues.offices_of(sato), ("inspector",), Whose.MINE)
