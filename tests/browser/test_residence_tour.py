"""A life by hand: a school's application for a certificate, visa, landing, address, extension in the special
period, work, permanent residence refused, overstay, and a deportation file from the residence page. In the
demo office, in a real browser, by seven officers.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from casework.models import Case, Event
from tests.browser import residence_way as way
from tests.browser.checks import sound
from tests.browser.faults import Faults
from tests.browser.tour_hands import Hands, open_clocks
from tests.browser.tour_way import Act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def residence() -> Case:
    return Case.objects.get(procedure="residence")


@pytest.mark.slow
def test_from_a_certificate_to_a_deportation_file(bare_office: None, hands: Hands, faults: Faults) -> None:
    faults.expect(422)
    page = hands.page
    # The school files for a student abroad; a paper is missing and follows within the date set.
    hands.begin(way.CERTIFICATE, way.PERSON)
    certificate = hands.number
    sound(page)
    for act in way.TO_THE_REQUEST:
        hands.take(act)
    assert open_clocks(certificate)["document_request_due"] is not None
    hands.forward("7日進める")
    for act in way.TO_THE_VISA:
        hands.take(act)
    assert Case.objects.get(number=certificate).stage == "issued"

    # Landing at Narita: the certificate is used up, the stay and the card begin.
    hands.forward("7日進める")
    # The port does not see the bureau's file; it knows the person by her passport.
    hands.begin(Act(way.PORT, way.LANDING.step, way.LANDING.facts | {"coe_case": certificate}), way.PERSON)
    hands.form(way.LANDED)
    expect(page.get_by_role("heading", name="許可できる在留期間")).to_be_visible()
    sound(page)
    hands.fill(way.LANDED.facts | {"coe_case": certificate})
    hands.record(way.LANDED)
    assert Case.objects.get(number=certificate).stage == "consumed"
    assert residence().facts["stay_until"] == "2027-06-11"
    hands.open_file("在留")
    sound(page)

    # The address, within fourteen days.
    assert Case.objects.filter(procedure="notification_duty", stage="open").exists()
    hands.forward("7日進める")
    hands.take(way.ADDRESS)
    assert Case.objects.get(procedure="notification_duty").stage == "done"

    # The extension is filed in the last week; the stay ends before it is decided.
    hands.forward("3か月進める")
    hands.forward("1か月進める", 2)
    hands.forward("7日進める", 2)
    hands.forward("1日進める", 4)
    hands.begin(way.EXTENSION)
    extension = hands.number
    hands.forward("7日進める")
    hands.forward("1日進める")
    page.goto(hands.case)
    expect(page.locator(".clocks").first).to_contain_text("特例期間")
    assert open_clocks(extension)["special_period"] is not None
    for act in way.EXTENDED:
        hands.take(act)
    assert (Case.objects.get(number=extension).stage, residence().stage) == ("permitted", "in_status")

    # Work; and permanent residence, refused with reasons.
    hands.begin(way.CHANGE)
    for act in way.CHANGED:
        hands.take(act)
    assert residence().facts["status"] == "engineer_humanities_international"
    hands.begin(way.PERMANENT)
    for act in way.NOT_PERMANENT:
        hands.take(act)
    page.locator(".case-bar h1 a").click()
    expect(page.get_by_role("heading", name="在留の経過")).to_be_visible()
    sound(page)

    # A year later nobody has filed anything: the stay has run out.
    hands.forward("3か月進める", 4)
    hands.forward("1か月進める")
    hands.be(way.ENFORCEMENT)
    page.goto(f"{hands.base}/cases/{residence().number}/")
    hands.number = residence().number
    assert residence().stage == "overstay"
    hands.take(way.DEPORTATION)
    deportation = Case.objects.get(procedure="deportation")
    assert (deportation.parent_id, deportation.facts["ground"]) == (residence().pk, "overstay")
    hands.open_file("退去強制手続")
    assert hands.number == deportation.number
    sound(page)

    # Every record of hers holds together.
    for number in Case.objects.values_list("number", flat=True):
        page.goto(f"{hands.base}/cases/{number}/record/")
        expect(page.locator(".card-good")).to_contain_text("連鎖は切れていません。")
    taken = set(Event.objects.values_list("step", flat=True))
    assert {act.step for act in way.WAY} <= taken


@pytest.mark.slow
def test_the_residence_part_of_the_short_tour(demo_office: None, hands: Hands) -> None:
    page = hands.page
    # A whole life.
    hands.be(way.DESK)
    hands.find_name("KRISHNAPPAN MEENATCHI")
    page.locator(".case-bar h1 a").click()
    expect(page.get_by_role("heading", name="在留の経過")).to_be_visible()
    expect(page.locator("section[aria-labelledby=h-cases] tbody tr").nth(5)).to_be_visible()
    sound(page)

    # A stay that has ended and goes on.
    hands.find_name("CHOIJILSUREN ANKHBAYAR")
    page.locator(".case-bar h1 a").click()
    hands.open_file("在留期間更新許可申請")
    expect(page.locator(".clocks").first).to_contain_text("特例期間")

    # Two filings wait because somebody like them is on file.
    hands.menu("受付")
    expect(page.locator("main tbody tr")).to_have_count(2)
    sound(page)

    # From the overstay to the deportation file.
    hands.be(way.ENFORCEMENT)
    hands.find_name("SODNOMPIL TEMUUJIN")
    hands.take(way.DEPORTATION)
    page.locator(".case-bar h1 a").click()
    hands.open_file("退去強制手続")
    expect(page.locator(".case-pills")).to_contain_text("違反調査")
