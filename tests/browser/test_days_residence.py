"""A day at the desk without a mouse, from sign-in to done: the front desk, the examination of residence, the
bureau's director, the airport, a supervisor and headquarters, one after another in the demo office.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from casework.models import Case, Document, Event, Mention, QueueView, User, WorkItem
from tests.browser import residence_way as way
from tests.browser.keyboard_forms import Desk
from tests.browser.test_tour import demo_office, hands, morning
from tests.browser.tour_hands import Hands
from tests.casework.test_arrivals import a_hit, line, table

__all__ = ["demo_office", "hands", "morning"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# People of the demo, by what they are here for.
APPLICANT, APPLICANT_KANA = "BARALI KESHAV", "バラリ ケシャブ"
WAITING, IN_SPECIAL_PERIOD = "BARAKOTI SUJITA", "CHOIJILSUREN ANKHBAYAR"
CHANGES, ASKS_FOR_EVER, LANDS = "LUU TIEU VY AN", "VASKELIUNAS TOMAS", "MORANTIN CLEMENT JULES"


def newest(name: str, procedure: str) -> Case:
    return Case.objects.filter(person__name_alphabet=name, procedure=procedure).latest("opened_at")


def front_desk(desk: Desk) -> int:
    """Somebody comes to the counter: found by name, received, explained to, and their telephone noted."""
    page, before = desk.page, desk.pressed
    desk.sign_in(way.DESK)
    desk.search(APPLICANT_KANA)
    desk.stands(APPLICANT)
    desk.press("この人の申請を受け付ける")
    desk.stands("申請を受け付ける")
    desk.press("在留期間更新許可申請(窓口)")
    desk.stands("在留期間更新許可申請(窓口)")
    # The photograph is forgotten: the form comes back, and nothing of it is lost.
    desk.fill(
        {
            "filed_by": "applicant",
            "in_japan": "true",
            "what_changes": "nothing",
            "translated": "true",
            "papers": ["form", "passport", "card", "activity", "organisation", "livelihood", "photo"],
        }
    )
    filed = Case.objects.filter(procedure="extension").count()
    desk.send("受け付ける")
    desk.refused("写真")
    assert Case.objects.filter(procedure="extension").count() == filed
    expect(page.locator("[name=filed_by]")).to_have_value("applicant")
    expect(page.locator("[name=what_changes][value=nothing]")).to_be_checked()
    expect(page.locator("[name=papers]:checked")).to_have_count(7)
    desk.fill({"photo_on": "2026-11-10"})
    desk.send("受け付ける")
    desk.said("申請を受け付けました。")
    case = newest(APPLICANT, "extension")
    assert case.stage == "received"
    filing = Event.objects.get(case=case, step="ext_file_counter")
    assert filing.facts is not None and filing.facts["photo_on"] == "2026-11-10"

    # What happens now, on a sheet in plain words.
    desk.search(case.number)
    desk.stands(APPLICANT)
    desk.press("本人に渡す説明書")
    desk.press("やさしい日本語")
    expect(page.locator("h1 ruby").first).to_be_visible()
    expect(page.locator("main [lang=ja]").first).to_be_visible()

    # Where to reach the person.
    desk.search(APPLICANT_KANA)
    desk.press("連絡先を改める")
    desk.stands("お知らせの連絡先")
    desk.fill({"phone": "03-0000-0000", "language": "plain", "letters": "true"})
    desk.send("登録する")
    desk.stands(APPLICANT)
    expect(page.locator("main")).to_contain_text("03-0000-0000")
    return desk.pressed - before


def triage(desk: Desk) -> int:
    """The most urgent piece of work of the day, opened with one press and sorted."""
    before = desk.pressed
    case = newest(WAITING, "extension")
    desk.sign_in(way.TRIAGE)
    desk.press("いちばん急ぐ仕事を開く")
    desk.stands(WAITING)
    desk.press("審査の開始(振分け)")
    desk.stands("審査の開始(振分け)")
    desk.send()
    desk.refused("振分け")
    desk.fill({"triage_class": "A"})
    desk.send()
    desk.said("「審査の開始(振分け)」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "under_review"
    return desk.pressed - before


def examiner(desk: Desk) -> int:
    """Asks for papers, tells a colleague, lays a paper on the file, and finds it again among what happened."""
    page, before = desk.page, desk.pressed
    case = newest(IN_SPECIAL_PERIOD, "extension")
    desk.sign_in(way.EXAMINER)
    desk.press("いちばん急ぐ仕事を開く")
    first = page.locator("h1").inner_text()
    desk.press(re.compile("^次の仕事へ"))
    desk.stands(IN_SPECIAL_PERIOD)
    assert page.locator("h1").inner_text() != first
    desk.press("資料提出の求め")
    desk.stands("資料提出の求め")
    desk.fill({"papers_due_on": "2026-12-04", "items": "課税証明書"})
    desk.send()
    desk.said("「資料提出の求め」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "awaiting_documents"

    desk.press("メモを書く", goes=False)
    desk.fill({"text": "@tyo-triage 課税証明書を求めました。届いたら知らせてください。"})
    desk.send("メモを残す")
    expect(page.locator("#timeline")).to_contain_text("届いたら知らせてください。")
    assert Mention.objects.filter(note__case=case, user__username=way.TRIAGE, seen_at=None).exists()

    desk.press("書類を加える")
    desk.stands("書類")
    desk.lay("file", "kakunin.txt", "電話で確かめた内容。\n")
    desk.fill({"title": "電話の聞き取り"})
    desk.send("加える")
    expect(page.locator("main")).to_contain_text("電話の聞き取り")
    assert Document.objects.get(case=case, title="電話の聞き取り").added_by == User.objects.get(
        username=way.EXAMINER
    )

    desk.press(case.number)
    desk.press("経過", goes=False)
    desk.press("絞り込む・探す", goes=False)
    desk.fill({"kind": "document"})
    desk.send("絞り込む")
    expect(page.locator("#timeline")).to_contain_text("電話の聞き取り")
    expect(page.locator("#timeline")).not_to_contain_text("届いたら知らせてください。")
    return desk.pressed - before


def director(desk: Desk) -> int:
    """Grants a change, refuses a permanent residence after having been asked to look again, and looks who waits
    for a signature."""
    page, before = desk.page, desk.pressed
    change, permanent = newest(CHANGES, "change"), newest(ASKS_FOR_EVER, "permanent_residence")
    desk.sign_in(way.DELEGATE)
    desk.search(change.number)
    desk.stands(CHANGES)
    desk.press("許可の決定")
    desk.fill(
        {
            "new_status": "engineer_humanities_international",
            "new_period": "P1Y",
            "collect_by": "2026-12-18",
            "new_organisation": way.COMPANY,
        }
    )
    desk.send()
    desk.said("「許可の決定」を記録しました。")
    change.refresh_from_db()
    assert change.stage == "decided_pending_delivery"

    desk.search(permanent.number)
    desk.press("永住の不許可")
    desk.stands("永住の不許可")
    expect(page.locator(".interruption")).to_contain_text("申請は認められません。")
    desk.fill(
        {
            "reason_codes": ["criteria"],
            "reasons": "引き続き十年以上在留していない。",
            "decided_on": "2026-11-27",
        }
    )
    desk.send()
    desk.refused("確かめ")
    permanent.refresh_from_db()
    assert permanent.stage == "under_review"
    expect(page.locator("[name=reasons]")).to_have_value("引き続き十年以上在留していない。")
    desk.tick("confirm")
    desk.send()
    desk.said("「永住の不許可」を記録しました。")
    permanent.refresh_from_db()
    assert permanent.stage == "refused"

    desk.menu("決裁")
    desk.stands("決裁")
    desk.press("済んだもの")
    desk.stands("決裁")
    return desk.pressed - before


def airport(desk: Desk) -> int:
    """The passengers of a flight, one of whom is sought; and a landing is permitted."""
    page, before = desk.page, desk.pressed
    case = newest(LANDS, "landing")
    desk.sign_in(way.PORT)
    desk.menu("窓口と届出", "到着前の照合")
    desk.stands("到着前の照合結果")
    desk.lay("file", "hits.csv", table(line(hits=a_hit())).decode())
    desk.send("取り込む")
    desk.stands("到着前の照合結果")
    opened = Case.objects.filter(procedure="landing").latest("pk")
    desk.press(opened.number)
    desk.stands(opened.person.name_alphabet)

    desk.search(case.number)
    desk.stands(LANDS)
    desk.press("上陸許可の証印")
    desk.stands("上陸許可の証印")
    expect(page.get_by_role("heading", name="許可できる在留期間")).to_be_visible()
    desk.fill(
        {
            "conditions_met": ["passport_visa", "activity", "period", "no_bar"],
            "status": "temporary_visitor",
            "period": "P90D",
        }
    )
    desk.send()
    desk.said("「上陸許可の証印」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "permitted"
    return desk.pressed - before


def supervisor(desk: Desk) -> int:
    """The queue as this division's head wants it, kept by a name; what more hands would do; the weeks ahead."""
    page, before = desk.page, desk.pressed
    desk.sign_in(way.MANAGER)
    me = User.objects.get(username=way.MANAGER)
    desk.menu("仕事の一覧")
    desk.press("官署全体")
    desk.press("絞り込む", goes=False)
    desk.fill({"division": "DIV_VIOL_EXAM", "procedure": "deportation"})
    desk.send("絞り込む")
    desk.stands("仕事の一覧")
    expect(page.locator("main")).to_contain_text("部門: 違反審査部門")
    shown = page.locator("[data-work]").count()
    assert 0 < shown <= WorkItem.objects.filter(office_id="TYO", procedure="deportation").count()
    desk.press("列と保存", goes=False)
    desk.fill({"name": "違反審査の退去強制"})
    desk.send("保存する")
    view = QueueView.objects.get(user=me)
    desk.press("官署全体")
    desk.press(re.compile("^違反審査の退去強制"))
    expect(page).to_have_url(re.compile(re.escape(f"view={view.pk}")))
    expect(page.locator("[data-work]")).to_have_count(shown)
    desk.press("列と保存", goes=False)
    desk.tick("column", "division")
    desk.send("「違反審査の退去強制」の列にする")
    expect(page.locator("main thead").first).to_contain_text("部門")

    desk.menu("統括の仕事", "増員の見通し")
    desk.stands("増員の見通し")
    desk.fill({"role": "inspector", "change": "2"})
    desk.send("見通す")
    desk.stands("増員の見通し")
    expect(page.locator("main table").first).to_be_visible()

    desk.press("期限の暦")
    desk.stands("期限の暦")
    desk.press("官署全体")
    desk.press(re.compile("12月へ進む"))
    expect(page.locator("main")).to_contain_text("2026年12月")
    desk.press(re.compile("^2 "))
    expect(page.locator("main")).to_contain_text("2026-12-02(水)")
    return desk.pressed - before


def headquarters(desk: Desk) -> int:
    """The figures of one procedure, as a table for elsewhere; an article; what changed; years and language."""
    page, before = desk.page, desk.pressed
    desk.sign_in("hq-supervisor")
    desk.menu("調べる・その他", "統計")
    desk.stands("統計")
    desk.fill({"procedure": "extension"})
    desk.send("表示する")
    desk.stands("統計")
    expect(page).to_have_url(re.compile(re.escape("procedure=extension")))
    desk.reach(re.compile("^CSV"))
    with page.expect_download() as download:
        desk.key("Enter")
    assert download.value.suggested_filename.endswith(".csv")

    desk.menu("調べる・その他", "条文から引く")
    desk.stands("条文")
    desk.fill({"find": "21"})
    desk.send("探す")
    # One number, one article: the page of it comes at once.
    desk.stands("第21条")

    desk.menu("調べる・その他", "手続の定め")
    desk.press("在留期間更新許可申請")
    desk.press("日付による違い")
    desk.stands("日付による違い")
    desk.fill({"from": "2025-03-31", "to": "2025-04-01"})
    desk.send("比べる")
    expect(page.locator("main")).to_contain_text("2025-03-31(月)")

    desk.head("和暦")
    expect(page.locator("main")).to_contain_text("令和7年")
    desk.head("西暦")
    expect(page.locator("main")).to_contain_text("2025-03-31(月)")
    desk.head("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    desk.head("日本語")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    return desk.pressed - before


# How many keys a day may take: what it took when this was written, and a half more.
MOST_KEYS = {
    front_desk: 330,
    triage: 160,
    examiner: 340,
    director: 340,
    airport: 270,
    supervisor: 350,
    headquarters: 470,
}


def test_a_day_at_each_desk(demo_office: None, hands: Hands) -> None:
    desk = Desk(hands.page, hands.base)
    pressed = {day.__name__: day(desk) for day in MOST_KEYS}
    too_many = {
        day.__name__: pressed[day.__name__] for day in MOST_KEYS if pressed[day.__name__] > MOST_KEYS[day]
    }
    assert too_many == {}
    # Whatever was recorded was recorded by who sat there.
    assert Event.objects.filter(step="pr_refuse", actor__username=way.DELEGATE).exists()
