"""The main job by hand: from a tip to a removal order, three months of detention, the review, and
supervision by the Commissioner's order. In the demo office, in a real browser, by ten officers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Case, Event
from tests.browser import tour_way as way
from tests.browser.checks import sound
from tests.browser.faults import Faults
from tests.browser.tour_hands import Hands, open_clocks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.slow
def test_from_a_tip_to_supervision_by_the_commissioners_order(
    bare_office: None, hands: Hands, faults: Faults
) -> None:
    faults.expect(403)
    page = hands.page
    hands.to("/sign-in/")
    sound(page)
    # A tip about somebody new.
    hands.be(way.TEAM_ONE)
    sound(page)
    page.get_by_role("link", name="事件を開く").click()
    expect(page.get_by_role("link", name="通報の受理", exact=True)).to_be_visible()
    sound(page)
    page.get_by_role("link", name="通報の受理", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通報の受理")
    hands.fill(way.PERSON | way.OPENING.facts)
    sound(page)
    page.get_by_role("button", name="事件を始める").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(way.NAME)
    hands.number = page.url.rstrip("/").rpartition("/")[2]
    sound(page)

    # Investigated, detained, handed over in time, found deportable, and a hearing asked for.
    for act in way.TO_THE_HEARING:
        if act.step == "screening_decided":
            hands.form(act)
            sound(page)
        if act.step == "found_deportable":
            # The work waits on the list of the office that owes it.
            hands.be(act.who)
            page.get_by_role("link", name=hands.number).first.click()
        hands.take(act)
        if act.step == "warrant_executed":
            assert open_clocks(hands.number)["clk_handover_48h"] is not None
    assert "clk_handover_48h" not in open_clocks(hands.number)

    # The hearing is on Monday; judgment, objection, ruling.
    hands.forward("1日進める", 3)
    sound(page)
    for act in way.TO_THE_RULING:
        hands.take(act)
    assert open_clocks(hands.number)["clk_sp_after_ruling_3d"] > timezone.now()

    # Three days in which special permission may be asked for: nobody asks, and they end by themselves.
    before = Event.objects.filter(case__number=hands.number).count()
    hands.forward("1日進める", 4)
    lapsed = Event.objects.get(case__number=hands.number, seq=before + 1)
    assert (lapsed.step, lapsed.actor_id) == ("sp_window_lapsed", None)

    # The order, its execution, and why it cannot be executed at once.
    for act in way.TO_DETENTION_UNDER_THE_ORDER:
        hands.take(act)
    hands.menu("収容の一覧")
    row = page.locator("tr", has_text=hands.number)
    expect(row).to_contain_text("2027-03-03")

    # Three months. The review opens by itself, the guard is told, and the wall has the next date.
    hands.forward("3か月進める")
    case = Case.objects.get(number=hands.number)
    assert case.states["review"] == "review_due"
    hands.menu("受信箱")
    sound(page)
    inbox = page.locator(".message-list")
    for told in ("の期限が近づいています(あと7日)", "の期限は本日です", "収容が継続して三月に到達"):
        expect(inbox.locator("li", has_text=hands.number).filter(has_text=told).first).to_be_visible()
    hands.menu("収容の一覧")
    # The review that is open is what has to be looked at next, not the three months after it.
    expect(row).to_contain_text("2027-03-10")
    hands.find()
    expect(page.locator(".case-debts")).to_contain_text("計画の提出(初回)と進捗の報告を主任審査官にする")
    sound(page)

    # Reported, not granted, sent to headquarters.
    hands.take(way.REPORT)
    hands.take(way.NOT_GRANTED)

    # The bureau's director may not decide what is the Commissioner's; neither may the chief inspector.
    for who in (way.DELEGATE, way.CUSTODY):
        hands.be(who)
        hands.find()
        why = page.locator("#why-review_commissioner_orders")
        page.locator("details", has=why).locator("summary").click()
        expect(why).to_contain_text("長官")
        page.goto(f"{hands.case}steps/review_commissioner_orders/")
        expect(page.locator(".refusal")).to_contain_text("法第52条の8第4項")
        expect(page.locator(".refusal")).to_contain_text("長官")
    sound(page)

    # The Commissioner orders, the chief inspector carries it out.
    hands.be(way.COMMISSIONER)
    page.get_by_role("link", name=hands.number).first.click()
    hands.take(way.ORDERED)
    hands.take(way.CARRIED_OUT)
    expect(page.locator(".case-pills")).to_contain_text("監理措置")
    clocks = open_clocks(hands.number)
    assert "clk_detention_review_3m" not in clocks
    assert "clk_review_report_prompt" not in clocks
    assert clocks["clk_supervised_report_3m"] > timezone.now() + timedelta(days=90)
    sound(page)
    hands.menu("収容の一覧")
    expect(row).to_have_count(0)

    # The record holds together, and nothing happened that must never happen.
    page.goto(f"{hands.case}record/")
    expect(page.locator(".card-good")).to_contain_text("連鎖は切れていません。")
    sound(page)
    hands.be(way.MANAGER)
    hands.to("/supervise/invariants/")
    figures = page.locator(".check .figure").all_inner_texts()
    assert len(figures) >= 8
    assert {text.strip().splitlines()[0].removesuffix("件") for text in figures} == {"0"}
    sound(page)


@pytest.mark.slow
def test_the_short_tour_of_the_readme(demo_office: None, hands: Hands) -> None:
    page = hands.page
    hands.be(way.MANAGER)
    sound(hands.to("/wall/"))

    # A new file, and the steps that are refused on it.
    hands.be(way.TEAM_ONE)
    page.get_by_role("link", name="事件を開く").click()
    page.get_by_role("link", name="通報の受理", exact=True).click()
    hands.fill(way.PERSON | way.OPENING.facts)
    page.get_by_role("button", name="事件を始める").click()
    expect(page.get_by_role("heading", name="いま行うべきこと")).to_be_visible()
    expect(page.get_by_role("heading", name="いまはできない手続と、その理由")).to_be_visible()

    # Somebody whose three months are nearly full.
    hands.find_name(way.DETAINED)
    expect(page.locator(".case-pills")).to_contain_text("退去強制令書による収容")
    hands.forward("7日進める")
    hands.be(way.TEAM_TWO)
    page.goto(hands.case)
    expect(page.locator(".case-debts")).to_contain_text("進捗の報告を主任審査官にする")

    # Report, no supervision, headquarters, order, supervision.
    hands.take(way.REPORT)
    hands.take(way.NOT_GRANTED)
    hands.be(way.DELEGATE)
    page.goto(hands.case)
    why = page.locator("#why-review_commissioner_orders")
    page.locator("details", has=why).locator("summary").click()
    expect(why).to_contain_text("長官")
    hands.take(way.ORDERED)
    hands.take(replace(way.CARRIED_OUT, facts=way.CARRIED_OUT.facts | {"report_due_on": "2027-03-04"}))
    expect(page.locator(".case-pills")).to_contain_text("監理措置")
    page.get_by_role("link", name="記録の連鎖と写し").click()
    expect(page.locator(".card-good")).to_contain_text("連鎖は切れていません。")
    hands.be(way.MANAGER)
    hands.menu("統括")
    page.get_by_role("link", name="あってはならないこと").first.click()
    assert {text.split("件")[0].strip() for text in page.locator(".check .figure").all_inner_texts()} == {"0"}
