"""My day, the queues, giving out work, in a real browser: no accessibility fault, no console message, the
keyboard alone, renewal while another officer works.

With TETSUZUKI_SHOTS=folder pictures of the pages are put there.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from casework import actions, clocks
from casework.models import AssignJob, Draft, Event, Mention, Note, QueueView, User, WorkItem
from casework.work import assigning
from tests.browser.test_pages_axe import assert_accessible, faults
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["faults"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def office(settings: Any, monkeypatch: pytest.MonkeyPatch, now: datetime) -> dict[str, User]:
    """Tokyo with a supervisor, inspectors and work."""
    settings.TETSUZUKI_DEMO = False
    rows.offices()
    roles = ("chief_inspector", "special_inquiry_officer", "inspector", "control_officer")
    users = {
        "ito": rows.user("ito", "TYO", *roles, supervisor=True, full_name="伊藤 主任"),
        "sato": rows.user("sato", "TYO", "inspector", full_name="佐藤 花子", division="DIV_VIOL_EXAM"),
        "mori": rows.user("mori", "TYO", "inspector", full_name="森 健"),
    }
    rows.spread(36, now)
    clocks.sweep_all(now)
    return users


def enter(page: Page, live_server: Any, user: User, language: str = "ja") -> None:
    """Signed in, without the sign-in page."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
            {"name": "django_language", "value": language, "url": live_server.url},
        ]
    )


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("TETSUZUKI_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = page.evaluate("[innerWidth, Math.min(document.documentElement.scrollHeight, 1700)]")
        page.screenshot(
            path=Path(folder) / f"{name}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": size[0], "height": size[1]},
        )


def busy_day(users: dict[str, User], now: datetime) -> None:
    """Something in every part of the day of Sato and of Ito."""
    sato, ito = users["sato"], users["ito"]
    items = list(WorkItem.objects.filter(role="inspector", office_id="TYO").order_by("by", "pk"))
    for item in items[:6]:
        actions.assign(item.pk, sato, by=ito, now=now, reason="専門の部門のため")
    actions.assign(items[6].pk, users["mori"], by=ito, now=now)
    actions.assign(items[6].pk, None, by=users["mori"], now=now, reason="同じ人の別の事件を担当しているため")
    case = items[0].case
    note = Note.objects.create(case=case, author=ito, text="@佐藤 通訳の手配を確かめてください。", at=now)
    for named in (sato, ito):
        Mention.objects.create(note=note, user=named)
    for step in ("found_deportable", "found_not_deportable"):
        waiting = step == "found_not_deportable"
        Draft.objects.create(
            case=case,
            step=step,
            at=now,
            seen=1,
            prepared_by=sato,
            prepared_at=now - timedelta(hours=3),
            office_id="TYO",
            status="waiting" if waiting else "returned",
            decided_by=None if waiting else ito,
            decided_at=None if waiting else now,
            reason="" if waiting else "認定の理由に、証拠の番号を加えてください。",
        )
    held = WorkItem.objects.filter(role="chief_inspector", office_id="TYO").first()
    assert held is not None
    for who, other in ((sato, held.case), (ito, items[8].case)):
        Event.objects.create(
            case=other,
            seq=1,
            kind="step",
            step="found_deportable",
            at=now - timedelta(days=2),
            recorded_at=now - timedelta(days=2),
            actor=who,
            facts={},
            facts_digest="0",
            previous_hash="0",
            hash="0",
        )


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_pages_are_accessible(
    language: str,
    width: int,
    page: Page,
    live_server: Any,
    office: dict[str, User],
    now: datetime,
    faults: list[str],
) -> None:
    busy_day(office, now)
    ito, sato = office["ito"], office["sato"]
    item = WorkItem.objects.filter(assignee=sato).first()
    assert item is not None
    view = QueueView.objects.create(
        user=ito,
        name="急ぐもの",
        query="whose=all&urgency=late",
        created_at=now,
        columns=["owed", "division"],
    )
    unassigned = WorkItem.objects.filter(assignee=None, office_id="TYO")
    free = [
        pk
        for role in ("inspector", "chief_inspector")
        for pk in unassigned.filter(role=role).values_list("pk", flat=True)[:5]
    ]
    job = assigning.prepare({pk: sato for pk in free}, by=ito, offices=["TYO"], now=now)
    done = assigning.prepare({pk: sato for pk in free}, by=ito, offices=["TYO"], now=now)
    AssignJob.objects.filter(pk=done.pk).update(status="stopped")
    page.set_viewport_size({"width": width, "height": 900})
    for who, places in (
        (rows.user("new", "TYO", full_name="新任 太郎"), {"day-new": "/"}),
        (sato, {"day": "/", "queue-mine": "/queues/?whose=mine", "back": f"/work/{item.pk}/?next=/queues/"}),
        (
            ito,
            {
                "day-supervisor": "/",
                "queue": "/queues/?whose=all",
                "queue-tags": "/queues/?whose=all&role=inspector&procedure=deportation&division=DIV_VIOL_EXAM",
                "queue-view": f"/queues/?whose=all&urgency=late&view={view.pk}",
                "queue-empty": "/queues/?whose=all&role=inspector&procedure=coe",
                "job": f"/queues/jobs/{job.pk}/",
                "job-stopped": f"/queues/jobs/{done.pk}/",
                "distribution": "/queues/distribution/?role=inspector",
            },
        ),
    ):
        enter(page, live_server, who, language)
        for name, path in places.items():
            response = page.goto(live_server.url + path)
            assert response is not None and response.status == 200, name
            assert page.locator("html").get_attribute("lang") == language
            if name == "queue-view":
                for summary in page.locator(".queue-tools summary").all():
                    summary.click()
            assert_accessible(page, f"{name} {language} {width}")
            picture(page, f"{name}-{language}-{width}")
    assert faults == []


def test_keyboard_alone_claims_acts_and_hands_back(
    page: Page, live_server: Any, office: dict[str, User], faults: list[str]
) -> None:
    enter(page, live_server, office["sato"])
    page.goto(f"{live_server.url}/queues/?whose=free")

    def tab_to(script: str) -> None:
        for _ in range(300):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const a = document.activeElement; return {script}; }})()"):
                return
        raise AssertionError(script)

    tab_to("a.value === 'take'")
    number = page.evaluate("document.activeElement.getAttribute('aria-label')").split("の")[0]
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_contain_text(f"{number}の仕事を担当します")
    item = WorkItem.objects.get(assignee=office["sato"])
    assert item.case.number == number
    # Act: open the case, choose a step it offers, and come back.
    page.goto(f"{live_server.url}/queues/?whose=mine")
    tab_to(f"a.textContent.trim() === '{number}'")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    tab_to("Boolean(a.closest('.step-offer'))")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}/steps/*/")
    # Hand back, with the reason asked for.
    page.goto(f"{live_server.url}/queues/?whose=mine")
    tab_to("(a.getAttribute('aria-label') || '').includes('の仕事を戻す')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/work/{item.pk}/**")
    tab_to("a.id === 'reason'")
    page.keyboard.type("専門の部門で審査するため")
    tab_to("a.value === 'back'")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_contain_text(f"{number}の仕事を戻しました")
    assert page.url == f"{live_server.url}/queues/?whose=mine"
    item.refresh_from_db()
    assert item.assignee is None
    assert faults == []


def test_list_renews_itself_while_another_officer_claims(
    page: Page,
    live_server: Any,
    office: dict[str, User],
    now: datetime,
    faults: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("casework.views.worklist.REFRESH_SECONDS", 1)
    enter(page, live_server, office["ito"])
    statuses: list[int] = []
    page.on("response", lambda r: statuses.append(r.status) if "part=list" in r.url else None)
    page.goto(f"{live_server.url}/queues/?whose=free&role=inspector")
    ticked, taken = (page.locator("[data-work]").nth(n).get_attribute("data-work") for n in (1, 0))
    assert ticked and taken
    page.check(f"#work-{ticked}")
    page.focus(f"#case-{ticked}")
    page.wait_for_timeout(2500)
    # Nothing changed: nothing was sent.
    assert statuses and set(statuses) == {204}
    page.evaluate("window.scrollTo(0, 120)")
    actions.assign(int(taken), office["mori"], by=office["mori"], now=now)
    expect(page.locator(f"[data-work='{taken}']")).to_have_count(0, timeout=8000)
    expect(page.locator("#work-news")).to_contain_text("なくなった仕事 1件")
    assert 200 in statuses
    assert page.is_checked(f"#work-{ticked}")
    assert page.evaluate("document.activeElement.id") == f"case-{ticked}"
    assert page.evaluate("window.scrollY") == 120
    expect(page.locator(".bulk-chosen")).to_contain_text("1件を選んでいます")
    assert faults == []


def test_work_is_given_out_without_javascript(
    browser: Any, live_server: Any, office: dict[str, User], now: datetime
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    enter(page, live_server, office["ito"])
    page.goto(f"{live_server.url}/queues/?whose=free&role=inspector")
    page.locator("input[name=work]").nth(0).check()
    page.locator("input[name=work]").nth(1).check()
    page.select_option("#bulk-to", label="佐藤 花子")
    page.get_by_role("button", name="割当てを確かめる").click()
    expect(page.locator("#assign-job").first).to_contain_text("2件を動かします")
    page.get_by_role("button", name="この内容で割り当てる").click()
    expect(page.locator("#assign-job").first).to_contain_text("終わりました")
    assert WorkItem.objects.filter(assignee=office["sato"]).count() == 2
    context.close()


def test_one_click_opens_the_most_urgent_and_the_next_follows(
    page: Page, live_server: Any, office: dict[str, User], now: datetime, faults: list[str]
) -> None:
    busy_day(office, now)
    enter(page, live_server, office["sato"])
    page.goto(f"{live_server.url}/")
    first, second = WorkItem.objects.filter(assignee=office["sato"]).order_by("by", "pk")[:2]
    page.get_by_role("link", name="いちばん急ぐ仕事を開く").click()
    page.wait_for_url(f"**/cases/{first.case.number}/")
    page.get_by_role("link", name="次の仕事へ").click()
    page.wait_for_url(f"**/cases/{second.case.number}/")
    assert faults == []
