"""Countersigning and absences in a real browser: by keyboard, and every page in each of its states.

With TETSUZUKI_LOOK=<folder> a picture of each is kept there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from casework import actions, moment
from casework.models import Case, Draft, Event, User
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NOON = FRIDAY + timedelta(hours=2)
FACTS: dict[str, Any] = {
    "ground": "overstay",
    "reasons": "旅券の上陸許可証印と供述が一致する。",
    "rights_explained": True,
    "prior_removal": False,
    "prior_departure_order": False,
}


@pytest.fixture(name="page")
def _page(page: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page that collects what the browser complains of, at noon of a Friday."""
    monkeypatch.setattr(moment, "now", lambda: NOON)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refused form is answered with 422, which the browser reports as a failed load.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def sign_in(page: Page, base: str, name: str, language: str = "ja") -> None:
    """Sign in as another officer."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    page.goto(f"{base}/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", name)
    page.locator("main form:has([name=password]) button").click()
    page.wait_for_url(f"{base}/")


def sound(page: Page, name: str) -> None:
    """No finding of the accessibility checker, nothing wider than the window, also at 320 pixels."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found]
    assert told == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    if folder := os.environ.get("TETSUZUKI_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} at 320"
    page.set_viewport_size(size)


def press_to(page: Page, what: str, most: int = 200) -> None:
    """Tab until the element with that CSS selector has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"{what} is not reached by the keyboard")


def enter(page: Page) -> None:
    """Press Enter on what has the focus and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_prepared_returned_corrected_and_signed_by_keyboard(page: Page, live_server: Any) -> None:
    crew = rows.staff()
    case = rows.examined(crew)
    base = live_server.url
    form = f"{base}/cases/{case.number}/steps/found_deportable/"

    # The inspector prepares the finding.
    sign_in(page, base, "inspector")
    page.goto(form)
    press_to(page, "#id_at")
    press_to(page, "[name=ground]")
    page.select_option("[name=ground]", "overstay")
    press_to(page, "#id_reasons")
    page.keyboard.type("旅券の上陸許可証印と供述が一致する。")
    for name, value in (
        ("rights_explained", "true"),
        ("prior_removal", "false"),
        ("prior_departure_order", "false"),
    ):
        press_to(page, f"[name={name}]")
        page.keyboard.press("Space")
        if value == "false":
            page.keyboard.press("ArrowRight")
        assert page.is_checked(f"[name={name}][value={value}]")
    press_to(page, "#id_confirm")
    page.keyboard.press("Space")
    press_to(page, "details.signing-ask summary")
    page.keyboard.press("Enter")
    press_to(page, "#id_remark")
    page.keyboard.type("確認をお願いします。")
    press_to(page, "[value=prepare]")
    enter(page)
    expect(page.locator(".notice-success")).to_contain_text("決裁に回しました。")
    draft = Draft.objects.get()
    assert not Event.objects.filter(case=case, step="found_deportable").exists()

    # The supervisor finds it on the first page, forgets the reason, and sends it back.
    sign_in(page, base, "boss")
    press_to(page, "a[href='/signing/']")
    enter(page)
    press_to(page, f"a[href='/signing/{draft.pk}/']")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("決裁待ち")
    press_to(page, "[value=return]")
    enter(page)
    expect(page.locator("#refusal")).to_be_focused()
    press_to(page, "a[href='#id_reason']")
    page.keyboard.press("Enter")
    press_to(page, "#id_reason", 1) if not page.evaluate(
        "document.activeElement.id === 'id_reason'"
    ) else None
    page.keyboard.type("条文の号を示してください。")
    press_to(page, "[value=return]")
    enter(page)
    expect(page.locator(".notice-success")).to_contain_text("差し戻しました。")

    # The inspector reads why, corrects it and sends it again: everything is filled in.
    sign_in(page, base, "inspector")
    press_to(page, f"a[href$='?draft={draft.pk}']")
    enter(page)
    expect(page.locator("details.signing-ask")).to_have_attribute("open", "")
    expect(page.locator("main").first).to_contain_text("条文の号を示してください。")
    assert page.input_value("#id_reasons") == "旅券の上陸許可証印と供述が一致する。"
    press_to(page, "#id_reasons")
    page.keyboard.press("Control+End")
    page.keyboard.type("(法第24条第4号ロ)")
    press_to(page, "#id_confirm")
    page.keyboard.press("Space")
    press_to(page, "[value=prepare]")
    enter(page)
    expect(page.locator(".notice-success")).to_contain_text("決裁に回しました。")

    # The supervisor signs.
    newest = Draft.objects.latest("pk")
    sign_in(page, base, "boss")
    page.goto(f"{base}/signing/{newest.pk}/")
    expect(page.locator("main").first).to_contain_text("条文の号を示してください。")
    press_to(page, "#id_confirm")
    page.keyboard.press("Space")
    press_to(page, "[value=sign]")
    enter(page)
    expect(page.locator(".notice-success")).to_contain_text("決裁し、記録しました。")
    expect(page.locator("#timeline")).to_contain_text("決裁: 中村 恵")
    event = Event.objects.get(case=case, step="found_deportable")
    assert event.actor == crew.inspector and event.facts is not None
    assert event.facts["reasons"].endswith("(法第24条第4号ロ)")


def prepared(case: Case, by: User, **more: Any) -> Draft:
    return actions.prepare(
        case.pk,
        "found_deportable",
        FACTS,
        by=by,
        at=FRIDAY,
        now=FRIDAY,
        remark="確認をお願いします。",
        **more,
    )


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_in_each_state(language: str, width: int, page: Page, live_server: Any) -> None:
    crew = rows.staff()
    base = live_server.url
    page.set_viewport_size({"width": width, "height": 900})

    def visit(path: str, name: str, status: int = 200) -> None:
        response = page.goto(base + path)
        assert response is not None and response.status == status, path
        sound(page, f"{name}-{language}-{width}")

    # Empty.
    sign_in(page, base, "boss", language)
    for which in ("waiting", "office", "mine", "returned", "done"):
        visit(f"/signing/?which={which}", f"signing-empty-{which}")
    visit("/absences/", "absences-empty")
    visit("/signing/officers/", "officers")

    # Waiting, and its page for the signer; a refusal in it.
    cases = [rows.examined(crew, FRIDAY - timedelta(days=3 + n)) for n in range(3)]
    drafts = [prepared(case, crew.inspector, signer=crew.boss if n else None) for n, case in enumerate(cases)]
    visit("/", "day")
    visit("/signing/", "signing")
    visit(f"/signing/{drafts[0].pk}/", "draft")
    with page.expect_navigation():
        page.locator("[value=return]").click()
    sound(page, f"draft-refused-{language}-{width}")
    visit(f"/cases/{cases[0].number}/", "case")

    # Stale.
    third = rows.user("third", "TYO", "inspector", full_name="木村 三郎")
    rows.go(cases[1], "crime_reported", third, FRIDAY + timedelta(hours=1), offence="旅券の偽造")
    visit(f"/signing/{drafts[1].pk}/", "draft-stale")

    # Returned: the list, the form, and what came of a signed one.
    actions.send_back(drafts[2].pk, by=crew.boss, now=NOON, reason="条文の号を示してください。")
    actions.sign(drafts[0].pk, by=crew.boss, now=NOON)
    visit("/signing/?which=done", "signing-done")
    visit(f"/signing/{drafts[0].pk}/", "draft-signed")

    # Absences with a gap, a cover and one that is over; a refused form.
    day = FRIDAY.date()
    actions.record_absence(third, day, day + timedelta(days=6), cover=crew.inspector, by=crew.boss, now=NOON)
    actions.record_absence(crew.chief, day + timedelta(days=3), day + timedelta(days=5), cover=None,
                           by=crew.boss, now=NOON)  # fmt: skip
    over = actions.record_absence(crew.control, day, day, cover=crew.control_two, by=crew.boss, now=NOON)
    actions.end_absence(over.pk, by=crew.boss, now=NOON)
    visit("/absences/", "absences")
    page.fill("#id_since", "2026-11-26")
    page.fill("#id_until", "2026-11-25")
    page.locator("main form:has(#id_since) button").click()
    expect(page.locator("#id_until_error")).to_be_visible()
    sound(page, f"absences-refused-{language}-{width}")
    actions.require_signature(crew.inspector, True, by=crew.boss, now=NOON, reason="着任したばかりのため")
    page.goto(base + "/signing/officers/")
    page.locator("form.signing-switch button").first.click()
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    sound(page, f"officers-refused-{language}-{width}")

    # The officer: returned drafts, the form opened again, and what needs a signature.
    sign_in(page, base, "inspector", language)
    visit("/signing/?which=returned", "signing-returned")
    visit(f"/signing/{drafts[2].pk}/", "draft-returned")
    visit(f"/cases/{cases[2].number}/steps/found_deportable/?draft={drafts[2].pk}", "step-again")
    page.locator("[value=prepare]").click()
    expect(page.locator("#refusal")).to_be_visible()
    sound(page, f"step-refused-{language}-{width}")
    visit("/absences/", "absences-own")


def test_countersigning_without_javascript(
    browser: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOON)
    crew = rows.staff()
    draft = prepared(rows.examined(crew), crew.inspector)
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    sign_in(page, live_server.url, "boss")
    page.goto(f"{live_server.url}/signing/{draft.pk}/")
    page.get_by_label("対象者、日時、根拠条文を確かめました").check()
    page.get_by_role("button", name="決裁して記録する").click()
    expect(page.locator(".messages").first).to_contain_text("決裁し、記録しました。")
    page.goto(f"{live_server.url}/absences/")
    page.select_option("#who", str(crew.control.pk))
    with page.expect_navigation():
        page.get_by_role("button", name="代わりの候補を出す").click()
    page.fill("#id_since", "2026-11-20")
    page.fill("#id_until", "2026-11-20")
    page.select_option("#id_cover", str(crew.control_two.pk))
    page.get_by_role("button", name="不在を記録する").click()
    expect(page.locator(".messages").first).to_contain_text("仕事を引き継ぎました")
    context.close()
