"""One case from the tip to the finding, by the officers who take each step, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from casework import moment
from casework.models import Case, Event
from tests.browser.checks import sound
from tests.browser.desk import Desk
from tests.browser.door import enter, seat, sign_in
from tests.browser.faults import Faults
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(name="clock")
def _clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The present moment, moved by hand."""

    class Clock:
        at = FRIDAY

        def __call__(self) -> Any:
            return self.at

        def on(self, hours: float) -> None:
            self.at += timedelta(hours=hours)

    clock = Clock()
    monkeypatch.setattr(moment, "now", clock)
    return clock


def record(page: Page) -> None:
    """Send the form; the case page answers with what happened."""
    page.get_by_role("button", name="記録する").click()
    expect(page.locator(".notice-success").first).to_contain_text("を記録しました。")


def choose(page: Page, name: str, value: str) -> None:
    """Tick an option."""
    page.locator(f"input[name={name}][value={value}]").check()


def test_from_the_tip_to_the_finding(page: Page, live_server: Any, clock: Any, faults: Faults) -> None:
    faults.expect(403, 409, 422)
    rows.staff()
    base = live_server.url
    sign_in(page, base, "control")

    # A tip: the case is opened.
    page.goto(f"{base}/cases/new/")
    sound(page)
    page.get_by_role("link", name="通報の受理").click()
    sound(page)
    page.fill("[name=p_name_alphabet]", "NGUYEN VAN AN")
    page.fill("[name=p_birth_date]", "1997-04-02")
    page.fill("[name=p_nationality]", "vnm")
    choose(page, "report_manner", "oral")
    page.get_by_role("button", name="事件を始める").click()
    # The informant was forgotten: everything typed is still there, and the refusal has the focus.
    expect(page.locator("#refusal")).to_be_focused()
    expect(page.locator("[name=p_name_alphabet]")).to_have_value("NGUYEN VAN AN")
    sound(page)
    choose(page, "informant", "public")
    page.get_by_role("button", name="事件を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("NGUYEN VAN AN")
    sound(page)
    case = Case.objects.get()
    home = f"{base}/cases/{case.number}/"

    # The investigation.
    clock.on(1)
    page.goto(home)
    page.get_by_role("link", name="違反調査の開始").click()
    page.select_option("[name=ground]", "overstay")
    record(page)
    page.goto(f"{home}steps/chief_inspector_notified/")
    page.select_option("[name=ground]", "overstay")
    record(page)

    # The chief inspector chooses, and signs the warrant.
    clock.on(1)
    sign_in(page, base, "chief")
    page.goto(f"{home}steps/screening_decided/")
    choose(page, "custody_route", "detention")
    choose(page, "custody_factors", "flight")
    page.fill("[name=reasons]", "住居が定まらない。")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator("#id_confirm_error")).to_be_visible()
    expect(page.locator("[name=reasons]")).to_have_value("住居が定まらない。")
    sound(page)
    page.locator("#id_confirm").check()
    record(page)
    page.goto(f"{home}steps/detention_decided/")
    page.fill("[name=reasons]", "逃亡のおそれ")
    page.select_option("[name=facility]", "TYO")
    page.fill("[name=warrant_valid_until]", "2026-11-27")
    page.locator("#id_confirm").check()
    record(page)

    # Executed and handed over; the clocks that now run are said.
    clock.on(1)
    sign_in(page, base, "control")
    page.goto(f"{home}steps/warrant_executed/")
    choose(page, "paper_shown", "shown")
    page.locator("#id_confirm").check()
    record(page)
    expect(page.locator(".messages")).to_contain_text("四十八時間")
    page.goto(f"{home}steps/person_handed_over/")
    record(page)
    sound(page)

    # The inspector finds; the control officer could not have.
    expect(page.locator("#why-found_deportable")).to_contain_text("入国審査官")
    clock.on(1)
    sign_in(page, base, "inspector")
    page.goto(home)
    page.get_by_role("link", name="退去強制対象者の認定・通知").click()
    expect(page.locator(".case-follows")).to_contain_text("2026-11-24(火)")
    expect(page.locator(".case-follows")).to_contain_text("勤労感謝の日のため")
    sound(page)
    page.select_option("[name=ground]", "overstay")
    page.fill("[name=reasons]", "在留期間を超えた。")
    for name, value in (
        ("rights_explained", "true"),
        ("prior_removal", "false"),
        ("prior_departure_order", "false"),
    ):
        choose(page, name, value)
    page.locator("#id_confirm").check()
    record(page)
    expect(page.locator(".messages")).to_contain_text("2026-11-24(火)")
    expect(page.locator(".case-progress [aria-current=step]")).to_be_visible()
    sound(page)
    case.refresh_from_db()
    assert case.version == Event.objects.filter(case=case).count() == 8

    # The wrong day: put right by a new entry, and the date that changes is shown beforehand.
    page.goto(f"{home}record/1/rectify/")
    page.fill("[name=reason]", "区分の誤り")
    choose(page, "informant", "official")
    page.get_by_role("button", name="変わる期限を確かめる").click()
    expect(page.locator("#preview")).to_contain_text("変わる期限はありません。")
    sound(page)
    page.get_by_role("button", name="更正する").click()
    expect(page.locator(".notice-success").first).to_contain_text("記録1を更正しました")
    page.goto(f"{home}record/")
    expect(page.locator(".card-good")).to_contain_text("連鎖は切れていません。")
    sound(page)

    # The law behind a button, in English, on a telephone.
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(home)
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    sound(page)
    for address in (
        f"{home}record/2/rectify/",
        f"{home}steps/crime_reported/",
        f"{home}record/",
        f"{base}/cases/new/",
    ):
        page.goto(address)
        sound(page)
    page.goto(f"{base}/procedures/deportation/?machine=stage#step-found_deportable")
    expect(page.locator("#step-found_deportable")).to_be_in_viewport()
    sound(page)


def test_without_javascript_every_step_of_the_way_works(
    bare_page: Page, live_server: Any, clock: Any
) -> None:
    rows.staff()
    page, base = bare_page, live_server.url
    sign_in(page, base, "control")
    page.goto(f"{base}/cases/new/?step=report_received")
    page.fill("[name=p_name_alphabet]", "SANTOS MARIA")
    page.fill("[name=p_nationality]", "PHL")
    choose(page, "informant", "public")
    choose(page, "report_manner", "written")
    page.get_by_role("button", name="事件を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SANTOS MARIA")


def test_a_session_that_ended_leads_back_to_the_form(page: Page, live_server: Any, clock: Any) -> None:
    crew = rows.staff()
    case = rows.opened(crew.control)
    base = live_server.url
    sign_in(page, base, "control")
    page.goto(f"{base}/cases/{case.number}/steps/investigation_opened/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.select_option("[name=ground]", "overstay")
    page.get_by_role("button", name="記録する").click()
    page.wait_for_url("**/sign-in/**")
    enter(page, "control")
    page.wait_for_url("**/steps/investigation_opened/")
    assert Event.objects.filter(case=case).count() == 1


def test_the_keyboard_alone_takes_a_step(desk: Desk, clock: Any) -> None:
    crew = rows.staff()
    case = rows.opened(crew.control)
    seat(desk.page, desk.base, crew.control)
    desk.open(f"/cases/{case.number}/steps/investigation_opened/")
    desk.put("ground", "overstay")
    desk.press("記録する")
    expect(desk.page.locator(".notice-success").first).to_be_visible()
