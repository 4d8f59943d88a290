"""My day, the queues, giving out work, in a real browser: no accessibility fault, no console message, the
keyboard alone, renewal while another officer works.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from casework import actions, clocks
from casework.models import AssignJob, Draft, Event, Mention, Note, QueueView, User, WorkItem
from casework.work import assigning
from tests.browser.checks import NARROWEST, WIDTHS, sound, visit
from tests.browser.desk import Desk
from tests.browser.door import seat
from tests.casework import page_rows as rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
def test_the_pages_are_accessible(
    language: str, page: Page, live_server: Any, office: dict[str, User], now: datetime
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
                "job": f"/queues/jobs/{job.pk}/",
                "job-stopped": f"/queues/jobs/{done.pk}/",
            },
        ),
    ):
        seat(page, live_server.url, who, language)
        for name, path in places.items():
            visit(page, live_server.url + path, name)
            assert page.locator("html").get_attribute("lang") == language
            if name == "queue-view":
                for summary in page.locator(".queue-tools summary").all():
                    summary.click()
            sound(page, f"{name}-{language}", (*WIDTHS, NARROWEST))


def test_keyboard_alone_claims_acts_and_hands_back(desk: Desk, office: dict[str, User]) -> None:
    page = desk.page
    seat(page, desk.base, office["sato"])
    desk.open("/queues/?whose=free")
    desk.arrive("仕事の一覧")
    # The first that can be claimed.
    found = desk.reach(lambda one: one["value"] == "take")
    number = found["name"].split("の")[0]
    with page.expect_navigation():
        desk.key("Enter")
    expect(page.locator(".notice-success")).to_contain_text(f"{number}の仕事を担当します")
    item = WorkItem.objects.get(assignee=office["sato"])
    assert item.case.number == number
    # Act: open the case, choose a step it offers, and come back.
    desk.open("/queues/?whose=mine")
    desk.press(number)
    page.wait_for_url(f"**/cases/{number}/")
    desk.press(desk.at(".step-offer a"))
    page.wait_for_url(f"**/cases/{number}/steps/*/")
    # Hand back, with the reason asked for.
    desk.open("/queues/?whose=mine")
    desk.press(re.compile("の仕事を戻す"))
    page.wait_for_url(f"**/work/{item.pk}/**")
    desk.put("reason", "専門の部門で審査するため")
    desk.press(lambda one: one["value"] == "back")
    expect(page.locator(".notice-success")).to_contain_text(f"{number}の仕事を戻しました")
    assert page.url == f"{desk.base}/queues/?whose=mine"
    item.refresh_from_db()
    assert item.assignee is None


def renewal(answer: Response) -> bool:
    """Whether that is the queue asking what is new."""
    return "part=list" in answer.url


def test_list_renews_itself_while_another_officer_claims(
    page: Page,
    live_server: Any,
    office: dict[str, User],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("casework.views.worklist.REFRESH_SECONDS", 1)
    seat(page, live_server.url, office["ito"])
    page.goto(f"{live_server.url}/queues/?whose=free&role=inspector")
    ticked, taken = (page.locator("[data-work]").nth(n).get_attribute("data-work") for n in (1, 0))
    assert ticked and taken
    page.check(f"#work-{ticked}")
    page.focus(f"#case-{ticked}")
    # Nothing changed: nothing is sent, and again.
    for _ in range(2):
        with page.expect_response(renewal) as asked:
            pass
        assert asked.value.status == 204
    page.evaluate("window.scrollTo(0, 120)")
    with page.expect_response(lambda answer: renewal(answer) and answer.status == 200):
        actions.assign(int(taken), office["mori"], by=office["mori"], now=now)
    expect(page.locator(f"[data-work='{taken}']")).to_have_count(0)
    expect(page.locator("#work-news")).to_contain_text("なくなった仕事 1件")
    assert page.is_checked(f"#work-{ticked}")
    assert page.evaluate("document.activeElement.id") == f"case-{ticked}"
    assert page.evaluate("window.scrollY") == 120
    expect(page.locator(".bulk-chosen")).to_contain_text("1件を選んでいます")


def test_work_is_given_out_without_javascript(
    bare_page: Page, live_server: Any, office: dict[str, User], now: datetime
) -> None:
    page = bare_page
    seat(page, live_server.url, office["ito"])
    page.goto(f"{live_server.url}/queues/?whose=free&role=inspector")
    page.locator("input[name=work]").nth(0).check()
    page.locator("input[name=work]").nth(1).check()
    page.select_option("#bulk-to", label="佐藤 花子")
    page.get_by_role("button", name="割当てを確かめる").click()
    expect(page.locator("#assign-job").first).to_contain_text("2件を動かします")
    page.get_by_role("button", name="この内容で割り当てる").click()
    expect(page.locator("#assign-job").first).to_contain_text("終わりました")
    assert WorkItem.objects.filter(assignee=office["sato"]).count() == 2


def test_one_click_opens_the_most_urgent_and_the_next_follows(
    page: Page, live_server: Any, office: dict[str, User], now: datetime
) -> None:
    busy_day(office, now)
    seat(page, live_server.url, office["sato"])
    page.goto(f"{live_server.url}/")
    first, second = WorkItem.objects.filter(assignee=office["sato"]).order_by("by", "pk")[:2]
    page.get_by_role("link", name="いちばん急ぐ仕事を開く").click()
    page.wait_for_url(f"**/cases/{first.case.number}/")
    page.get_by_role("link", name="次の仕事へ").click()
    page.wait_for_url(f"**/cases/{second.case.number}/")
