"""A day at the desk without a mouse, from sign-in to done: the front desk, the examination of residence, the
bureau's director, the airport, a supervisor and headquarters, one after another in the demo office.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from casework.models import Case, Document, Event, Mention, QueueView, User, WorkItem
from tests.browser import residence_way as way
from tests.browser.desk import Desk
from tests.browser.faults import Faults
from tests.casework.test_arrivals import a_hit, line, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# People of the demo, by what they are here for.
APPLICANT, APPLICANT_KANA = "BARALI KESHAV", "バラリ ケシャブ"
WAITING, IN_SPECIAL_PERIOD = "BARAKOTI SUJITA", "CHOIJILSUREN ANKHBAYAR"
CHANGES, ASKS_FOR_EVER, LANDS = "LUU TIEU VY AN", "VASKELIUNAS TOMAS", "MORANTIN CLEMENT JULES"


def newest(name: str, procedure: str) -> Case:
    return Case.objects.filter(person__name_alphabet=name, procedure=procedure).latest("opened_at")


def front_desk(desk: Desk) -> None:
    """Somebody comes to the counter: found by name, received, explained to, and their telephone noted."""
    page = desk.page
    desk.sign_in(way.DESK)
    desk.search(APPLICANT_KANA, APPLICANT)
    desk.go("この人の申請を受け付ける", "申請を受け付ける")
    desk.go("在留期間更新許可申請(窓口)", "在留期間更新許可申請(窓口)")
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
    desk.sent_back("受け付ける", "在留期間更新許可申請(窓口)")
    desk.refused_at("photo_on", "写真")
    assert Case.objects.filter(procedure="extension").count() == filed
    expect(page.locator("[name=filed_by]")).to_have_value("applicant")
    expect(page.locator("[name=what_changes][value=nothing]")).to_be_checked()
    expect(page.locator("[name=papers]:checked")).to_have_count(7)
    desk.fill({"photo_on": "2026-11-10"})
    desk.go("受け付ける", APPLICANT)
    desk.told("申請を受け付けました。")
    case = newest(APPLICANT, "extension")
    assert case.stage == "received"
    filing = Event.objects.get(case=case, step="ext_file_counter")
    assert filing.facts is not None and filing.facts["photo_on"] == "2026-11-10"

    # What happens now, on a sheet in plain words.
    desk.search(case.number, APPLICANT)
    desk.go("本人に渡す説明書", "手続")
    desk.go("やさしい日本語", "手続")
    expect(page.locator("h1 ruby").first).to_be_visible()
    expect(page.locator("main [lang=ja]").first).to_be_visible()

    # Where to reach the person.
    desk.search(APPLICANT_KANA, APPLICANT)
    desk.go("連絡先を改める", "お知らせの連絡先")
    desk.fill({"phone": "03-0000-0000", "language": "plain", "letters": "true"})
    desk.go("登録する", APPLICANT)
    expect(page.locator("main")).to_contain_text("03-0000-0000")
    desk.sign_out(most=330)


def triage(desk: Desk) -> None:
    """The most urgent piece of work of the day, opened with one press and sorted."""
    case = newest(WAITING, "extension")
    desk.sign_in(way.TRIAGE)
    desk.go("いちばん急ぐ仕事を開く", WAITING)
    desk.go("審査の開始(振分け)", "審査の開始(振分け)")
    desk.sent_back("記録する", "審査の開始(振分け)")
    desk.refused_at("triage_class", "振分け")
    desk.fill({"triage_class": "A"})
    desk.go("記録する", WAITING)
    desk.told("「審査の開始(振分け)」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "under_review"
    desk.sign_out(most=160)


def examiner(desk: Desk) -> None:
    """Asks for papers, tells a colleague, lays a paper on the file, and finds it again among what happened."""
    page = desk.page
    case = newest(IN_SPECIAL_PERIOD, "extension")
    desk.sign_in(way.EXAMINER)
    desk.press("いちばん急ぐ仕事を開く")
    first = page.locator("h1").inner_text()
    desk.go(re.compile("^次の仕事へ"), IN_SPECIAL_PERIOD)
    assert page.locator("h1").inner_text() != first
    desk.go("資料提出の求め", "資料提出の求め")
    desk.fill({"papers_due_on": "2026-12-04", "items": "課税証明書"})
    desk.go("記録する", IN_SPECIAL_PERIOD)
    desk.told("「資料提出の求め」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "awaiting_documents"

    desk.press("メモを書く")
    desk.fill({"text": "@tyo-triage 課税証明書を求めました。届いたら知らせてください。"})
    desk.go("メモを残す", IN_SPECIAL_PERIOD)
    expect(page.locator("#timeline")).to_contain_text("届いたら知らせてください。")
    assert Mention.objects.filter(note__case=case, user__username=way.TRIAGE, seen_at=None).exists()

    desk.go("書類を加える", "書類")
    desk.lay("file", "kakunin.txt", "電話で確かめた内容。\n")
    desk.fill({"title": "電話の聞き取り"})
    desk.go("加える", "電話の聞き取り")
    expect(page.locator("main")).to_contain_text("電話の聞き取り")
    assert Document.objects.get(case=case, title="電話の聞き取り").added_by == User.objects.get(
        username=way.EXAMINER
    )

    desk.go(case.number, IN_SPECIAL_PERIOD)
    desk.press("経過")
    desk.unfold("絞り込む・探す")
    desk.fill({"kind": "document"})
    desk.go("絞り込む", IN_SPECIAL_PERIOD)
    expect(page.locator("#timeline")).to_contain_text("電話の聞き取り")
    expect(page.locator("#timeline")).not_to_contain_text("届いたら知らせてください。")
    desk.sign_out(most=340)


def director(desk: Desk) -> None:
    """Grants a change, refuses a permanent residence after having been asked to look again, and looks who waits
    for a signature."""
    page = desk.page
    change, permanent = newest(CHANGES, "change"), newest(ASKS_FOR_EVER, "permanent_residence")
    desk.sign_in(way.DELEGATE)
    desk.search(change.number, CHANGES)
    desk.go("許可の決定", "許可の決定")
    desk.fill(
        {
            "new_status": "engineer_humanities_international",
            "new_period": "P1Y",
            "collect_by": "2026-12-18",
            "new_organisation": way.COMPANY,
        }
    )
    desk.go("記録する", CHANGES)
    desk.told("「許可の決定」を記録しました。")
    change.refresh_from_db()
    assert change.stage == "decided_pending_delivery"

    desk.search(permanent.number, ASKS_FOR_EVER)
    desk.go("永住の不許可", "永住の不許可")
    expect(page.locator(".interruption")).to_contain_text("申請は認められません。")
    desk.fill(
        {
            "reason_codes": ["criteria"],
            "reasons": "引き続き十年以上在留していない。",
            "decided_on": "2026-11-27",
        }
    )
    desk.sent_back("記録する", "永住の不許可")
    expect(page.locator("#refusal")).to_be_focused()
    expect(page.locator("#id_confirm_error")).to_contain_text("確かめ")
    permanent.refresh_from_db()
    assert permanent.stage == "under_review"
    expect(page.locator("[name=reasons]")).to_have_value("引き続き十年以上在留していない。")
    desk.tick("confirm")
    desk.go("記録する", ASKS_FOR_EVER)
    desk.told("「永住の不許可」を記録しました。")
    permanent.refresh_from_db()
    assert permanent.stage == "refused"

    desk.menu("決裁")
    desk.go("済んだもの", "決裁")
    desk.sign_out(most=340)


def airport(desk: Desk) -> None:
    """The passengers of a flight, one of whom is sought; and a landing is permitted."""
    page = desk.page
    case = newest(LANDS, "landing")
    desk.sign_in(way.PORT)
    desk.menu("到着前の照合", "到着前の照合結果", group="窓口と届出")
    desk.lay("file", "hits.csv", table(line(hits=a_hit())).decode())
    desk.go("取り込む", "到着前の照合結果")
    opened = Case.objects.filter(procedure="landing").latest("pk")
    desk.go(opened.number, opened.person.name_alphabet)

    desk.search(case.number, LANDS)
    desk.go("上陸許可の証印", "上陸許可の証印")
    expect(page.get_by_role("heading", name="許可できる在留期間")).to_be_visible()
    desk.fill(
        {
            "conditions_met": ["passport_visa", "activity", "period", "no_bar"],
            "status": "temporary_visitor",
            "period": "P90D",
        }
    )
    desk.go("記録する", LANDS)
    desk.told("「上陸許可の証印」を記録しました。")
    case.refresh_from_db()
    assert case.stage == "permitted"
    desk.sign_out(most=270)


def supervisor(desk: Desk) -> None:
    """The queue as this division's head wants it, kept by a name; what more hands would do; the weeks ahead."""
    page = desk.page
    desk.sign_in(way.MANAGER)
    me = User.objects.get(username=way.MANAGER)
    desk.menu("仕事の一覧")
    desk.go("官署全体", "仕事の一覧")
    desk.unfold("絞り込む")
    desk.fill({"division": "DIV_VIOL_EXAM", "procedure": "deportation"})
    desk.go("絞り込む", "仕事の一覧")
    expect(page.locator("main")).to_contain_text("部門: 違反審査部門")
    shown = page.locator("[data-work]").count()
    assert 0 < shown <= WorkItem.objects.filter(office_id="TYO", procedure="deportation").count()
    desk.unfold("列と保存")
    desk.fill({"name": "違反審査の退去強制"})
    desk.go("保存する", "仕事の一覧")
    view = QueueView.objects.get(user=me)
    desk.go("官署全体", "仕事の一覧")
    desk.go(re.compile("^違反審査の退去強制"), "仕事の一覧")
    expect(page).to_have_url(re.compile(re.escape(f"view={view.pk}")))
    expect(page.locator("[data-work]")).to_have_count(shown)
    desk.unfold("列と保存")
    desk.tick("column", "division")
    desk.go("「違反審査の退去強制」の列にする", "仕事の一覧")
    expect(page.locator("main thead").first).to_contain_text("部門")

    desk.menu("増員の見通し", group="統括の仕事")
    desk.fill({"role": "inspector", "change": "2"})
    desk.go("見通す", "増員の見通し")
    expect(page.locator("main table").first).to_be_visible()

    desk.go("期限の暦", "期限の暦")
    desk.go("官署全体", "期限の暦")
    desk.go(re.compile("12月へ進む"), "期限の暦")
    expect(page.locator("main")).to_contain_text("2026年12月")
    desk.press(re.compile("^2 "))
    expect(page.locator("main")).to_contain_text("2026-12-02(水)")
    desk.sign_out(most=350)


def headquarters(desk: Desk) -> None:
    """The figures of one procedure, as a table for elsewhere; an article; what changed; years and language."""
    page = desk.page
    desk.sign_in("hq-supervisor")
    desk.menu("統計", group="調べる・その他")
    desk.fill({"procedure": "extension"})
    desk.go("表示する", "統計")
    expect(page).to_have_url(re.compile(re.escape("procedure=extension")))
    desk.reach(re.compile("^CSV"))
    with page.expect_download() as download:
        desk.key("Enter")
    assert download.value.suggested_filename.endswith(".csv")

    desk.menu("条文から引く", "条文", group="調べる・その他")
    desk.fill({"find": "21"})
    desk.press("探す")
    # One number, one article: the page of it comes at once.
    desk.arrive("第21条")

    desk.menu("手続の定め", group="調べる・その他")
    desk.go("在留期間更新許可申請", "在留期間更新許可申請")
    desk.go("日付による違い", "日付による違い")
    desk.fill({"from": "2025-03-31", "to": "2025-04-01"})
    desk.go("比べる", "日付による違い")
    expect(page.locator("main")).to_contain_text("2025-03-31(月)")

    desk.head("和暦")
    expect(page.locator("main")).to_contain_text("令和7年")
    desk.head("西暦")
    expect(page.locator("main")).to_contain_text("2025-03-31(月)")
    desk.head("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    desk.head("日本語")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    desk.sign_out(most=470)


def test_a_day_at_each_desk(demo_office: None, desk: Desk, faults: Faults) -> None:
    faults.expect(422)
    # How many keys a day may take: what it took when this was written, and a half more.
    front_desk(desk)
    triage(desk)
    examiner(desk)
    director(desk)
    airport(desk)
    supervisor(desk)
    headquarters(desk)
    # Whatever was recorded was recorded by who sat there.
    assert Event.objects.filter(step="pr_refuse", actor__username=way.DELEGATE).exists()
