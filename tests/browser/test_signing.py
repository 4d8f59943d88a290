"""Countersigning and absences in a real browser: by keyboard, and every page in each of its states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework import actions, moment
from casework.models import Case, Draft, Event, User
from tests.browser.checks import WIDTHS, sound, visit
from tests.browser.desk import Desk
from tests.browser.door import seat
from tests.browser.faults import Faults
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOON = FRIDAY + timedelta(hours=2)
FACTS: dict[str, Any] = {
    "ground": "overstay",
    "reasons": "旅券の上陸許可証印と供述が一致する。",
    "rights_explained": True,
    "prior_removal": False,
    "prior_departure_order": False,
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of a Friday."""
    monkeypatch.setattr(moment, "now", lambda: NOON)


def test_prepared_returned_corrected_and_signed_by_keyboard(desk: Desk, faults: Faults) -> None:
    faults.expect(422)
    page, base = desk.page, desk.base
    crew = rows.staff()
    case = rows.examined(crew)
    form = f"{base}/cases/{case.number}/steps/found_deportable/"

    # The inspector prepares the finding.
    seat(page, base, "inspector")
    page.goto(form)
    desk.reach(desk.at("#id_at"))
    desk.put("ground", "overstay")
    desk.put("reasons", "旅券の上陸許可証印と供述が一致する。")
    for name, value in (
        ("rights_explained", "true"),
        ("prior_removal", "false"),
        ("prior_departure_order", "false"),
    ):
        desk.put(name, value)
        assert page.is_checked(f"[name={name}][value={value}]")
    desk.tick("confirm")
    desk.reach(desk.at("details.signing-ask summary"))
    desk.key("Enter")
    desk.put("remark", "確認をお願いします。")
    desk.press(desk.at("[value=prepare]"))
    expect(page.locator(".notice-success")).to_contain_text("決裁に回しました。")
    draft = Draft.objects.get()
    assert not Event.objects.filter(case=case, step="found_deportable").exists()

    # The supervisor finds it on the first page, forgets the reason, and sends it back.
    seat(page, base, "boss")
    page.goto(f"{base}/")
    desk.press(desk.at("a[href='/signing/']"))
    desk.press(desk.at(f"a[href='/signing/{draft.pk}/']"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("決裁待ち")
    desk.press(desk.at("[value=return]"))
    expect(page.locator("#refusal")).to_be_focused()
    desk.reach(desk.at("a[href='#id_reason']"))
    page.keyboard.press("Enter")
    if not desk.within("#id_reason"):
        desk.reach(desk.at("#id_reason"), most=1)
    page.keyboard.type("条文の号を示してください。")
    desk.press(desk.at("[value=return]"))
    expect(page.locator(".notice-success")).to_contain_text("差し戻しました。")

    # The inspector reads why, corrects it and sends it again: everything is filled in.
    seat(page, base, "inspector")
    page.goto(f"{base}/")
    desk.press(desk.at(f"a[href$='?draft={draft.pk}']"))
    expect(page.locator("details.signing-ask")).to_have_attribute("open", "")
    expect(page.locator("main").first).to_contain_text("条文の号を示してください。")
    assert page.input_value("#id_reasons") == "旅券の上陸許可証印と供述が一致する。"
    desk.reach(desk.at("#id_reasons"))
    page.keyboard.press("Control+End")
    page.keyboard.type("(法第24条第4号ロ)")
    desk.tick("confirm")
    desk.press(desk.at("[value=prepare]"))
    expect(page.locator(".notice-success")).to_contain_text("決裁に回しました。")

    # The supervisor signs.
    newest = Draft.objects.latest("pk")
    seat(page, base, "boss")
    page.goto(f"{base}/signing/{newest.pk}/")
    expect(page.locator("main").first).to_contain_text("条文の号を示してください。")
    desk.tick("confirm")
    desk.press(desk.at("[value=sign]"))
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
def test_every_page_in_each_state(language: str, page: Page, live_server: Any, faults: Faults) -> None:
    faults.expect(422)
    crew = rows.staff()
    base = live_server.url

    def look(path: str, name: str) -> None:
        visit(page, base + path, name)
        sound(page, f"{name}-{language}", WIDTHS)

    # Empty.
    seat(page, base, "boss", language)
    for which in ("waiting", "office", "mine", "returned", "done"):
        look(f"/signing/?which={which}", f"signing-empty-{which}")
    look("/absences/", "absences-empty")
    look("/signing/officers/", "officers")

    # Waiting, and its page for the signer; a refusal in it.
    cases = [rows.examined(crew, FRIDAY - timedelta(days=3 + n)) for n in range(3)]
    drafts = [prepared(case, crew.inspector, signer=crew.boss if n else None) for n, case in enumerate(cases)]
    look("/", "day")
    look("/signing/", "signing")
    look(f"/signing/{drafts[0].pk}/", "draft")
    with page.expect_navigation():
        page.locator("[value=return]").click()
    sound(page, f"draft-refused-{language}", WIDTHS)
    look(f"/cases/{cases[0].number}/", "case")

    # Stale.
    third = rows.user("third", "TYO", "inspector", full_name="木村 三郎")
    rows.go(cases[1], "crime_reported", third, FRIDAY + timedelta(hours=1), offence="旅券の偽造")
    look(f"/signing/{drafts[1].pk}/", "draft-stale")

    # Returned: the list, the form, and what came of a signed one.
    actions.send_back(drafts[2].pk, by=crew.boss, now=NOON, reason="条文の号を示してください。")
    actions.sign(drafts[0].pk, by=crew.boss, now=NOON)
    look("/signing/?which=done", "signing-done")
    look(f"/signing/{drafts[0].pk}/", "draft-signed")

    # Absences with a gap, a cover and one that is over; a refused form.
    day = FRIDAY.date()
    actions.record_absence(third, day, day + timedelta(days=6), cover=crew.inspector, by=crew.boss, now=NOON)
    actions.record_absence(crew.chief, day + timedelta(days=3), day + timedelta(days=5), cover=None,
                           by=crew.boss, now=NOON)  # fmt: skip
    over = actions.record_absence(crew.control, day, day, cover=crew.control_two, by=crew.boss, now=NOON)
    actions.end_absence(over.pk, by=crew.boss, now=NOON)
    look("/absences/", "absences")
    page.fill("#id_since", "2026-11-26")
    page.fill("#id_until", "2026-11-25")
    page.locator("main form:has(#id_since) button").click()
    expect(page.locator("#id_until_error")).to_be_visible()
    sound(page, f"absences-refused-{language}", WIDTHS)
    actions.require_signature(crew.inspector, True, by=crew.boss, now=NOON, reason="着任したばかりのため")
    page.goto(base + "/signing/officers/")
    page.locator("form.signing-switch button").first.click()
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    sound(page, f"officers-refused-{language}", WIDTHS)

    # The officer: returned drafts, the form opened again, and what needs a signature.
    seat(page, base, "inspector", language)
    look("/signing/?which=returned", "signing-returned")
    look(f"/signing/{drafts[2].pk}/", "draft-returned")
    look(f"/cases/{cases[2].number}/steps/found_deportable/?draft={drafts[2].pk}", "step-again")
    page.locator("[value=prepare]").click()
    expect(page.locator("#refusal")).to_be_visible()
    sound(page, f"step-refused-{language}", WIDTHS)
    look("/absences/", "absences-own")


def test_countersigning_without_javascript(bare_page: Page, live_server: Any) -> None:
    page, crew = bare_page, rows.staff()
    draft = prepared(rows.examined(crew), crew.inspector)
    seat(page, live_server.url, "boss")
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
