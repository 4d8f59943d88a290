"""The pages of one case in a real browser, in each state that matters: open, pressing, closed, refused, stale, long."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from casework import moment
from casework.beside import documents, looks, notes
from casework.models import Case, Look, WorkItem
from tests.browser.checks import WIDTHS, sound, visit
from tests.browser.desk import Desk
from tests.browser.door import seat
from tests.browser.faults import Faults
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = FRIDAY + timedelta(hours=3)
FINDING = {
    "ground": "overstay",
    "reasons": "在留期間を超えて在留した。",
    "rights_explained": True,
    "prior_removal": False,
    "prior_departure_order": False,
}
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Staff:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


def furnished(crew: Staff) -> Case:
    """A case under examination with everything beside its record."""
    case = rows.examined(crew)
    # The warrant's thirty days, and what follows, are in view; the work is taken on.
    WorkItem.objects.filter(case=case, role="inspector").update(assignee=crew.inspector, assigned_at=NOW)
    notes.add(case, "通訳はベトナム語。@inspector 午後に確認してください。", crew.control, NOW)
    for index in range(3):
        documents.add(
            case,
            documents.Sent(f"供述調書{index}.pdf", PDF + bytes([index + 48])),
            by=crew.control,
            now=NOW,
            codes=("statement-record",),
            code="statement-record" if index else "",
            title="" if index else "旅券の写し",
        )
    looks.note(crew.chief, Look.What.CASE, NOW - timedelta(days=1), case=case)
    return case


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_open_case_and_what_lies_beside_it(
    language: str, page: Page, live_server: Any, crew: Staff
) -> None:
    case = furnished(crew)
    seat(page, live_server.url, crew.inspector, language)
    home = f"{live_server.url}/cases/{case.number}/"
    document = case.documents.order_by("pk")[0]
    for name, path in (
        ("case", ""),
        ("filtered", "?kind=note&since=2026-11-01"),
        ("notes", "notes/"),
        ("documents", "documents/"),
        ("document", f"documents/{document.pk}/"),
        ("looks", "looks/"),
        ("record", "record/"),
        ("sheet-early", "sheet/?language=plain"),
    ):
        visit(page, home + path, name)
        sound(page, f"{name}-{language}", WIDTHS)
    rows.go(case, "found_deportable", crew.inspector, NOW - timedelta(minutes=30), **FINDING)
    for spoken in ("plain", "ja", "en"):
        page.goto(f"{home}sheet/?language={spoken}")
        sound(page, f"sheet-{spoken}", WIDTHS)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_card_before_a_serious_act_and_a_refusal_beside_its_question(
    language: str, page: Page, live_server: Any, crew: Staff, faults: Faults
) -> None:
    faults.expect(422)
    case = furnished(crew)
    seat(page, live_server.url, crew.inspector, language)
    page.goto(f"{live_server.url}/cases/{case.number}/steps/found_deportable/")
    card = page.locator(".interruption")
    assert ("退去強制の対象" if language == "ja" else "subject to deportation") in card.inner_text()
    assert "2026-11-24" in card.inner_text()
    sound(page, f"step-{language}", WIDTHS)
    page.select_option("[name=ground]", "overstay")
    page.fill("[name=reasons]", "在留期間を超えて在留した。")
    for name in ("rights_explained", "prior_removal", "prior_departure_order"):
        page.check(f"[name={name}][value=false]")
    page.check("#id_confirm")
    page.get_by_role("button", name="記録する" if language == "ja" else "Record", exact=True).click()
    page.wait_for_selector("#refusal")
    expect(page.locator("#id_rights_explained_error")).to_be_visible()
    sound(page, f"step-refused-{language}", WIDTHS)


def investigated(crew: Staff) -> Case:
    """A case in which statements are taken."""
    case = rows.opened(crew.control, FRIDAY)
    rows.go(case, "investigation_opened", crew.control, FRIDAY + timedelta(minutes=5), ground="overstay")
    return case


def test_a_stale_page_keeps_what_was_typed(page: Page, live_server: Any, crew: Staff, faults: Faults) -> None:
    faults.expect(409)
    case = investigated(crew)
    seat(page, live_server.url, crew.control)
    page.goto(f"{live_server.url}/cases/{case.number}/steps/statement_recorded/")
    page.fill("[name=note]", "第一回の供述")
    facts = {"read_back": True, "statement_signature": "signed", "note": "別の職員の調書"}
    rows.go(case, "statement_recorded", crew.control_two, NOW - timedelta(minutes=5), **facts)
    page.check("[name=read_back][value=true]")
    page.check("[name=statement_signature][value=signed]")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.wait_for_selector("#refusal")
    assert page.input_value("[name=note]") == "第一回の供述"
    expect(page.get_by_role("link", name="新しい経過を見る")).to_be_visible()
    sound(page, "step-stale")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_closed_case_and_one_that_is_pressing(
    language: str,
    page: Page,
    live_server: Any,
    crew: Staff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = rows.examined(crew)
    closed = rows.opened(crew.control, FRIDAY - timedelta(days=2), rows.person(name_alphabet="CLOSED CASE"))
    rows.go(closed, "investigation_opened", crew.control, FRIDAY - timedelta(days=1), ground="overstay")
    rows.go(closed, "investigation_closed_no_violation", crew.control, FRIDAY, reasons="在留資格がある。")
    closed.refresh_from_db()
    assert closed.closed_at is not None
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(days=60))
    seat(page, live_server.url, crew.boss, language)
    for name, case in (("late", late), ("closed", closed)):
        visit(page, f"{live_server.url}/cases/{case.number}/", name)
        expect(page.locator(".case-pressing")).to_have_count(int(name == "late"))
        sound(page, f"{name}-{language}", WIDTHS)


def test_a_long_file_and_a_small_window(page: Page, live_server: Any, crew: Staff) -> None:
    case = investigated(crew)
    rows.many_notes(case, crew.control, 60, NOW - timedelta(hours=2))
    notes.add(case, "https://example.invalid/" + "long" * 60, crew.control, NOW)
    page.set_viewport_size({"width": 320, "height": 640})
    seat(page, live_server.url, crew.boss)
    page.goto(f"{live_server.url}/cases/{case.number}/")
    sound(page, "long")
    page.get_by_role("link", name="さらに前の経過").click()
    page.wait_for_url("**before=*")
    expect(page.get_by_role("link", name="最新の経過へ")).to_be_visible()
    sound(page, "long-second")


def test_the_bar_stays_in_sight_and_hides_nothing_that_has_the_focus(
    page: Page, live_server: Any, crew: Staff
) -> None:
    case = furnished(crew)
    page.set_viewport_size({"width": 1440, "height": 900})
    seat(page, live_server.url, crew.inspector)
    page.goto(f"{live_server.url}/cases/{case.number}/#timeline")
    bar = page.locator(".case-bar").bounding_box()
    assert bar is not None and abs(bar["y"]) <= 1 and bar["height"] < 120
    heading = page.locator("#h-timeline").bounding_box()
    assert heading is not None and heading["y"] >= bar["y"] + bar["height"]
    # Backwards through the page with the keyboard: what has the focus is never under the bar.
    page.locator("#id_text").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        inside, top, bottom = page.evaluate(
            "(() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
            "return [!!e.closest('.case-bar'), r.top, r.bottom] })()"
        )
        if inside:
            break
        assert bottom > bar["height"] - 1, (top, bottom)


def test_a_step_is_taken_with_the_keyboard_alone(desk: Desk, crew: Staff) -> None:
    case = furnished(crew)
    page = desk.page
    seat(page, desk.base, crew.inspector)
    desk.open(f"/cases/{case.number}/")
    desk.press(desk.at("[href$='/steps/found_deportable/']"))
    page.wait_for_url("**/steps/found_deportable/")
    desk.put("ground", "overstay")
    desk.put("reasons", "在留期間を超えて在留した。")
    desk.put("rights_explained", "true")
    desk.put("prior_removal", "false")
    desk.put("prior_departure_order", "false")
    desk.tick("confirm")
    desk.press("記録する")
    page.wait_for_url(f"**/cases/{case.number}/")
    expect(page.locator(".messages").first).to_contain_text("を記録しました。")


def test_everything_works_without_javascript(
    bare_page: Page, live_server: Any, crew: Staff, tmp_path: Path
) -> None:
    page, case = bare_page, furnished(crew)
    seat(page, live_server.url, crew.inspector)
    page.goto(f"{live_server.url}/cases/{case.number}/")
    page.locator("#id_text").fill("明日の通訳を確認する。@chief")
    page.get_by_role("button", name="メモを残す").click()
    expect(page.locator(".messages").first).to_contain_text("メモを書きました。")
    page.get_by_text("絞り込む・探す").click()
    page.select_option("#line-kind", "note")
    page.fill("#line-words", "明日の通訳")
    page.get_by_role("button", name="絞り込む", exact=True).click()
    expect(page).to_have_url(re.compile("kind=note"))
    assert "明日の通訳" not in unquote(page.url)
    expect(page.locator(".timeline > li")).to_have_count(1)
    page.get_by_role("button", name="「明日の通訳」").click()
    expect(page.locator(".timeline > li")).to_have_count(2)
    page.get_by_role("link", name="書類を加える").click()
    file = tmp_path / "送付状.txt"
    file.write_text("送付状", encoding="utf-8")
    page.set_input_files("#id_file", str(file))
    page.fill("#id_title", "送付状")
    page.get_by_role("button", name="加える", exact=True).click()
    expect(page.locator(".messages").first).to_contain_text("書類を加えました。")
    with page.expect_download() as got:
        page.get_by_role("link", name="送付状.txt").click()
    assert Path(got.value.path()).read_text(encoding="utf-8") == "送付状"
