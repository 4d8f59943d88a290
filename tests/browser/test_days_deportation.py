"""A day at the desk in deportation, with the keyboard alone: from signing in to signing out, for each office that
a file passes. In the demo office, in a real browser. No pointer is used; what is seen is checked by other means.

The days follow one another in one office that is made once, so that what one officer leaves another one finds.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from casework.models import Absence, Case, ClockRow, Draft, Event, Note, User, WorkItem, WorkMove
from tests.browser.desk import Desk
from tests.browser.faults import Faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Files of the demo, by the person's name in the passport.
URGENT = "AGYEKUM KWABENA OSEI"  # the guard's own, four days late
CAUGHT = "OYELARAN TUNDE BABAJIDE"  # forty-eight hours run; nobody has taken the work
ORDERED = "KHIN SANDAR WAI"  # a removal order was issued; it is to be executed today
WATCHED = "LAI HUNGCHIH"  # to leave by a day; handed back
RETURNED = "TRINH NGOC QUYNH"  # the finding came back from the signer
WAITING = "FAROOQ ADNAN MAQSOOD"  # the finding waits for a signature
HEARD = "WIJEKOON CHAMARA DILSHAN"  # an oral hearing was asked for
UNCHECKED = "BAH IBRAHIMA KALIL"  # the health check is late
REVIEWED = "HRYTSENKO OKSANA"  # before the Commissioner after three months


def case(name: str) -> Case:
    """The newest deportation file of that person."""
    return Case.objects.filter(person__name_alphabet=name, procedure="deportation").latest("opened_at")


def officer(username: str) -> User:
    """One of the demo's accounts."""
    return User.objects.get(username=username)


def last(file: Case) -> Event:
    """What was recorded last on a file."""
    return Event.objects.filter(case=file).latest("seq")


def test_the_days_of_those_who_carry_a_file(demo_office: None, desk: Desk, faults: Faults) -> None:
    faults.expect(422)
    control_officer(desk)
    inspector(desk)
    chief_inspector(desk)
    special_inquiry_officer(desk)
    commissioner(desk)
    facility_and_doctor(desk)
    supervisor(desk)


def control_officer(desk: Desk) -> None:
    """The most urgent file, work taken from the queue, a step refused and then recorded, work handed back."""
    caught, ordered, watched = map(case, (CAUGHT, ORDERED, WATCHED))
    me = officer("tyo-guard1")
    desk.sign_in("tyo-guard1")

    # One key opens what presses most.
    desk.go("いちばん急ぐ仕事を開く", URGENT)
    expect(desk.page.locator(".case-debt").first).to_contain_text("あなたが担当")
    expect(desk.page.locator(".case-debt").first).to_contain_text("4日超過")

    # From the queue of what nobody has taken: this one is mine now.
    desk.menu("仕事の一覧")
    desk.go("未割当", "仕事の一覧")
    desk.go(f"{caught.number}の仕事を担当する", "仕事の一覧")
    desk.told(f"{caught.number}の仕事を担当します。")
    taken = WorkItem.objects.get(case=caught, assignee=me)
    desk.go("自分の担当", "仕事の一覧")
    desk.go(caught.number, CAUGHT)
    expect(desk.page.locator(".case-debt", has_text="あなたが担当")).to_have_count(1)

    # A step, by the way inside the page. One answer is left out; nothing typed is lost.
    desk.press("できる手続")
    desk.go("供述調書の作成", "供述調書の作成")
    desk.put("read_back", "true")
    desk.put("interpreter", "ヨルバ語 一名")
    desk.sent_back("記録する", "供述調書の作成")
    desk.refused_at("statement_signature", "「供述者の署名」を入力してください。")
    desk.kept(read_back="true", interpreter="ヨルバ語 一名")
    # The reason leads to the question by a link.
    desk.press(lambda found: found["kind"] == "a" and "供述者の署名" in found["name"])
    desk.put("statement_signature", "refused")
    desk.go("記録する", CAUGHT)
    desk.told("「供述調書の作成」を記録しました。")
    done = last(caught)
    assert (done.step, done.actor) == ("statement_recorded", me)
    assert (done.facts or {})["interpreter"] == "ヨルバ語 一名"
    assert WorkItem.objects.get(pk=taken.pk).assignee == me

    # A word to the colleague who will examine the file.
    desk.press("メモを書く")
    desk.put("text", "@tyo-inspector1 署名を拒んでいます。通訳人は明日も来られます。")
    desk.go("メモを残す", CAUGHT)
    assert Note.objects.filter(case=caught, author=me, mentions__user__username="tyo-inspector1").exists()

    # A step that starts a clock: its date is said beforehand and afterwards.
    desk.menu("今日の仕事")
    desk.go(ordered.number, ORDERED)
    desk.press("できる手続")
    desk.go("直ちに送還できない旨の通知・審査の開始", "直ちに送還できない旨の通知・審査の開始")
    expect(desk.page.locator(".case-follows")).to_contain_text("2026-11-28(土)")
    desk.put("reasons", "旅券がなく、大使館の発給を待つ。")
    desk.go("記録する", ORDERED)
    desk.told("「直ちに送還できない旨の通知・審査の開始」を記録しました。")
    desk.told("2026-11-28(土)")
    assert last(ordered).step == "post_order_screening_opened"

    # Handed back, with the reason that is asked for.
    desk.menu("仕事の一覧")
    desk.go("自分の担当", "仕事の一覧")
    item = WorkItem.objects.filter(case=watched, assignee=me).get()
    desk.go(f"{watched.number}の仕事を戻す", "仕事を戻す")
    desk.put("reason", "同じ便で別の人を送還するため、立ち会えない。")
    desk.go("理由を付けて戻す", "仕事の一覧")
    desk.told(f"{watched.number}の仕事を戻しました。")
    item.refresh_from_db()
    assert item.assignee is None
    desk.sign_out(most=340)


def inspector(desk: Desk) -> None:
    """A finding that came back is corrected and sent again; a colleague's word is read."""
    file, caught = case(RETURNED), case(CAUGHT)
    before = Draft.objects.get(case=file, status=Draft.Status.RETURNED)
    desk.sign_in("tyo-inspector1")
    expect(desk.card("h-returned")).to_contain_text(before.reason)
    expect(desk.card("h-mentions")).to_contain_text("署名を拒んで")

    # From the day straight to the form, with what was written and why it came back.
    desk.go(f"開いて直す {file.number}", "退去強制対象者の認定・通知")
    expect(desk.page.locator(".notice-warning").first).to_contain_text(before.reason)
    desk.kept(ground="overstay", rights_explained="true", reasons="在留期間を超えて残留した。")
    # Nothing corrected and no signer asked: the confirmation is missing, and what is typed stays.
    better = "在留期限は旅券の証印のとおり。翌日から超過している。"
    desk.put("reasons", better)
    desk.sent_back("決裁に回す", "退去強制対象者の認定・通知")
    expect(desk.page.locator("#refusal")).to_be_focused()
    expect(desk.page.locator("#id_confirm_error")).to_be_visible()
    desk.kept(ground="overstay", reasons=better)
    desk.tick("confirm")
    desk.put("signer", str(officer("tyo-chief2").pk))
    desk.put("remark", "起算日を書き加えました。")
    desk.go("決裁に回す", "決裁待ち")
    again = Draft.objects.get(case=file, status=Draft.Status.WAITING)
    assert (again.facts["reasons"], again.answers) == (better, before)
    assert last(file).step != "found_deportable"

    # The note with my name: read on the file, and then no longer on the day.
    desk.menu("今日の仕事")
    desk.go(
        lambda found: found["name"] == caught.number and desk.within("section[aria-labelledby=h-mentions]"),
        CAUGHT,
    )
    expect(desk.page.locator(".case-note-text").first).to_contain_text("署名を拒んでいます。")
    desk.menu("今日の仕事")
    expect(desk.page.locator("#h-mentions")).to_have_count(0)
    desk.sign_out(most=200)


def chief_inspector(desk: Desk) -> None:
    """One finding is signed and the file moves on; another goes back with its reason."""
    file, other = case(WAITING), case(RETURNED)
    desk.sign_in("tyo-chief2")
    desk.go(re.compile("あなたの決裁を待つ手続が2件あります"), "決裁")
    expect(desk.page.locator("tbody tr")).to_have_count(2)
    draft = Draft.objects.get(case=file, status=Draft.Status.WAITING)
    desk.go(lambda found: desk.within(f"a[href='/signing/{draft.pk}/']"), "退去強制対象者の認定・通知")
    expect(desk.card("h-facts")).to_contain_text("在留期間を超えて残留した。")
    expect(desk.card("h-sign")).to_contain_text("この人を退去強制の対象と認めることになります。")
    expect(desk.page.locator(".case-follows")).to_contain_text("2026-11-30(月)")
    desk.tick("confirm")
    desk.go("決裁して記録する", WAITING)
    desk.told("決裁し、記録しました。")
    draft.refresh_from_db()
    done = last(file)
    assert (draft.status, done.step, done.actor) == ("signed", "found_deportable", draft.prepared_by)
    assert (file.stage, case(WAITING).stage) == ("under_examination", "finding_notified")

    # No reason, no return; with one it goes back.
    desk.menu("決裁")
    back = Draft.objects.get(case=other, status=Draft.Status.WAITING)
    desk.go(lambda found: desk.within(f"a[href='/signing/{back.pk}/']"), "退去強制対象者の認定・通知")
    desk.sent_back("理由を付けて差し戻す", "退去強制対象者の認定・通知")
    desk.refused_at("reason", "理由")
    desk.put("reason", "証印の日付を書いてください。")
    desk.go("理由を付けて差し戻す", "決裁")
    desk.told("作成者へ差し戻しました。")
    back.refresh_from_db()
    assert (back.status, back.reason) == ("returned", "証印の日付を書いてください。")
    desk.sign_out(most=140)


def special_inquiry_officer(desk: Desk) -> None:
    """From the queue, narrowed to one procedure, to the date of an oral hearing."""
    file = case(HEARD)
    desk.sign_in("tyo-hearing")
    desk.menu("仕事の一覧")
    desk.unfold("絞り込む")
    # Going down a list with the arrow keys sends nothing: that is what the button is for.
    desk.put("procedure", "deportation")
    desk.go("絞り込む", "仕事の一覧")
    expect(desk.page.locator(".tags")).to_contain_text("退去強制手続")
    desk.go(file.number, HEARD)
    desk.press("できる手続")
    desk.go("口頭審理期日の通知", "口頭審理期日の通知")
    desk.put("hearing_at", "2026-11-27T15:00")
    desk.sent_back("記録する", "口頭審理期日の通知")
    desk.refused_at("hearing_place", "「口頭審理の場所」を入力してください。")
    desk.kept(hearing_at="2026-11-27T15:00")
    desk.put("hearing_place", "口頭審理室")
    desk.unfold(re.compile("^必要な場合だけ"))
    desk.put("interpreter", "シンハラ語 一名")
    desk.go("記録する", HEARD)
    desk.told("「口頭審理期日の通知」を記録しました。")
    done = last(file)
    facts = done.facts or {}
    assert (done.step, facts["hearing_place"]) == ("oral_hearing_scheduled", "口頭審理室")
    assert facts["interpreter"] == "シンハラ語 一名"
    desk.sign_out(most=200)


def commissioner(desk: Desk) -> None:
    """The search box leads to a file by its number; headquarters does what no bureau may."""
    file = case(REVIEWED)
    desk.sign_in("hq-commissioner")
    desk.search(file.number, REVIEWED)
    # What a bureau would have to do is refused here, each with its rule.
    desk.unfold(re.compile("^身柄"))
    expect(desk.page.locator(".case-refused details[open] .why-rule").first).to_be_visible()
    desk.press("できる手続")
    desk.go("長官が監理措置の決定を命令", "長官が監理措置の決定を命令")
    desk.put("review_order_no", "命令第十二号")
    desk.put("reasons", "支援者が得られた。")
    desk.go("記録する", REVIEWED)
    desk.told("「長官が監理措置の決定を命令」を記録しました。")
    desk.told("2026-12-04(金)")
    done = last(file)
    assert (done.step, done.actor) == ("review_commissioner_orders", officer("hq-commissioner"))
    assert case(REVIEWED).states["review"] == "review_ordered"
    desk.sign_out(most=240)


def facility_and_doctor(desk: Desk) -> None:
    """The head of the facility asks for the health check that is late; the doctor makes it; the wall moves."""
    file = case(UNCHECKED)
    row = desk.page.locator("tr", has_text=file.number)
    desk.sign_in("tyo-facility")
    desk.menu("収容の一覧")
    expect(row).to_contain_text("2026-11-20(金)")
    expect(row).to_contain_text("7日超過")
    desk.go(file.number, UNCHECKED)
    desk.press("メモを書く")
    desk.put("text", "@tyo-doctor 健康診断が遅れています。今日お願いします。")
    desk.go("メモを残す", UNCHECKED)
    desk.sign_out(most=120)

    desk.sign_in("tyo-doctor")
    expect(desk.card("h-mentions")).to_contain_text("今日お願い")
    desk.menu("収容の一覧")
    desk.go(file.number, UNCHECKED)
    # The person, and from there the file again.
    desk.go(re.compile(f"^{UNCHECKED}"), UNCHECKED)
    desk.go(file.number, UNCHECKED)
    desk.press("できる手続")
    desk.go("健康診断", "健康診断")
    desk.put("examined_by", "西川 綾")
    desk.sent_back("記録する", "健康診断")
    desk.refused_at("findings", "「健康診断の所見」を入力してください。")
    desk.kept(examined_by="西川 綾")
    desk.put("findings", "異常を認めない。")
    desk.go("記録する", UNCHECKED)
    desk.told("「健康診断」を記録しました。")
    desk.told("2027-02-26(金)")
    desk.menu("収容の一覧")
    expect(row).to_contain_text("2027-02-26(金)")
    expect(row).not_to_contain_text("7日超過")
    assert (last(file).step, last(file).actor) == ("health_check_done", officer("tyo-doctor"))
    desk.sign_out(most=170)


def supervisor(desk: Desk) -> None:
    """What is overdue and why, what stands still, who is held; work given out, shared out, and covered."""
    late, boss = case(UNCHECKED), officer("tyo-enforcement")
    desk.sign_in("tyo-enforcement")

    # What is overdue, and how it came to it.
    desk.menu("統括", group="統括")
    desk.go("過ぎた期限", "過ぎた期限")
    desk.go(re.compile(f"の経緯 {late.number}$"), "三月ごとの検討の各段階を速やかに")
    row = ClockRow.objects.get(pk=int(desk.page.url.partition("#")[0].rstrip("/").rpartition("/")[2]))
    assert (row.case, row.status) == (late, ClockRow.Status.OPEN)
    expect(desk.card("story")).to_contain_text("2026-11-17")

    # What stands still, and the people who are held: nobody without a date.
    desk.menu("止まっている仕事", group="統括")
    desk.go(re.compile("^収容中なのに記録が動いていない 1件"), "止まっている仕事")
    expect(desk.page.locator("main tbody tr")).to_have_count(1)
    desk.menu("収容の一覧")
    expect(desk.card("undated")).to_contain_text("0人")

    give_out_what_is_ticked(desk, boss)
    share_out(desk)
    cover(desk)
    desk.sign_out(most=850)


def give_out_what_is_ticked(desk: Desk, boss: User) -> None:
    """Rows ticked in the queue, one of them for another office: what would happen is shown, then done."""
    guard = officer("tyo-guard2")
    free = WorkItem.objects.filter(assignee=None, office_id="TYO").order_by("by", "pk")
    guards, chiefs = free.filter(role="control_officer")[:3], free.filter(role="chief_inspector")[:1]
    ticked = sorted([*guards, *chiefs], key=lambda item: (item.by, item.pk))
    desk.menu("仕事の一覧")
    desk.go("未割当", "仕事の一覧")
    for item in ticked:
        desk.tick("work", str(item.pk))
    expect(desk.page.locator(".bulk-chosen")).to_have_text("4件を選んでいます")
    desk.put("to", str(guard.pk), "Shift+Tab")
    desk.put("reason", "一班が立て込んでいるため。")
    desk.go("割当てを確かめる", "まとめて割り当てる")
    job = desk.page.locator("#assign-job")
    expect(job).to_contain_text("3件を動かします。")
    expect(job).to_contain_text("対象から外れるもの 1件")
    assert not WorkItem.objects.filter(pk__in=[item.pk for item in guards], assignee=guard).exists()
    desk.go("この内容で割り当てる", "まとめて割り当てる")
    expect(job).to_contain_text("終わりました。")
    given = WorkItem.objects.filter(pk__in=[item.pk for item in ticked], assignee=guard)
    assert {item.pk for item in given} == {item.pk for item in guards}
    moves = WorkMove.objects.filter(by=boss, to_user=guard, reason="一班が立て込んでいるため。")
    assert moves.count() == len(guards)


def share_out(desk: Desk) -> None:
    """The proposal for the work that nobody has: one piece is given to somebody else, the rest as proposed."""
    desk.menu("仕事の配分", "配分の案", group="統括")
    desk.put("role", "chief_inspector")
    desk.go("絞り込む", "配分の案")
    lists = desk.page.locator("main table select")
    proposed = lists.count()
    assert proposed > 2
    first = lists.first.get_attribute("name") or ""
    other = "tyo-chief1" if "今井" in lists.first.locator("option:checked").inner_text() else "tyo-chief2"
    chosen = officer(other)
    desk.reach(lambda found: found["key"] == first)
    desk.key("Home")
    desk.key(
        "ArrowDown",
        1
        + [text.split()[0] for text in lists.first.locator("option").all_inner_texts()][1:].index(
            chosen.full_name.split()[0]
        ),
    )
    assert desk.focused()["value"] == str(chosen.pk)
    desk.go("割当てを確かめる", "まとめて割り当てる")
    job = desk.page.locator("#assign-job")
    expect(job).to_contain_text(f"{proposed}件を動かします。")
    desk.go("この内容で割り当てる", "まとめて割り当てる")
    expect(job).to_contain_text("終わりました。")
    assert WorkItem.objects.get(pk=int(first.removeprefix("to-"))).assignee == chosen
    desk.go("一覧に戻る", "配分の案")


def cover(desk: Desk) -> None:
    """An officer calls in ill: the days are written down, and the work lies on the other desk at once."""
    away, cover = officer("tyo-chief1"), officer("tyo-chief2")
    held = WorkItem.objects.filter(assignee=away)
    before = {item.pk for item in held}
    assert before
    desk.menu("不在と代行", "不在", group="調べる")
    desk.put("user", str(away.pk))
    desk.go("代わりの候補を出す", "不在")
    desk.put("since", "2026-11-27")
    desk.put("until", "2026-11-26")
    desk.put("cover", str(cover.pk))
    desk.sent_back("不在を記録する", "不在")
    desk.refused_at("until", "末日は初日以後の日にしてください。")
    desk.kept(since="2026-11-27", cover=str(cover.pk))
    desk.put("until", "2026-11-30")
    desk.go("不在を記録する", "不在")
    desk.told("仕事を引き継ぎました")
    absence = Absence.objects.get(user=away, ended_at=None)
    assert (absence.since, absence.until, absence.cover) == (date(2026, 11, 27), date(2026, 11, 30), cover)
    assert not held.all().exists()
    assert before <= set(WorkItem.objects.filter(assignee=cover).values_list("pk", flat=True))
