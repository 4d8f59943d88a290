"""The screens of countersigning and of absences, and what they cost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import actions
from casework.models import Absence, Case, Draft, Event, Look, SigningRule, User, WorkItem
from tests.casework import case_rows as rows
from tests.casework import page_rows
from tests.casework.case_rows import FRIDAY, Staff, fingerprint, form, signed_in

pytestmark = pytest.mark.django_db

NOON = FRIDAY + timedelta(hours=2)
FOUND: dict[str, Any] = {
    "ground": "overstay",
    "reasons": "旅券の上陸許可証印と供述が一致する。",
    "rights_explained": "true",
    "prior_removal": "false",
    "prior_departure_order": "false",
    "confirm": "yes",
    "do": "prepare",
    "remark": "確認をお願いします。",
    "signer": "",
}


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Staff:
    settings.TETSUZUKI_DEMO = False
    monkeypatch.setattr("casework.moment.now", lambda: NOON)
    return rows.staff()


@pytest.fixture(name="case")
def _case(crew: Staff) -> Case:
    return rows.examined(crew)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def step_url(case: Case, step: str = "found_deportable") -> str:
    return f"/cases/{case.number}/steps/{step}/"


def send(case: Case, who: User, **more: Any) -> Any:
    return signed_in(who).post(step_url(case), form(case, **(FOUND | more)))


# --- from the form to the signature -----------------------------------------------------------------


def test_a_step_goes_from_the_form_to_the_signature(crew: Staff, case: Case) -> None:
    page = text_of(signed_in(crew.inspector).get(step_url(case)))
    assert "決裁に回す" in page and "中村 恵" in page and ">記録する<" in page
    response = send(case, crew.inspector)
    draft = Draft.objects.get()
    assert response["Location"] == f"/signing/{draft.pk}/"
    assert "決裁待ちの手続" in text_of(signed_in(crew.control).get(f"/cases/{case.number}/"))
    boss = signed_in(crew.boss)
    assert "あなたの決裁を待つ手続が1件" in text_of(boss.get("/"))
    listed = text_of(boss.get("/signing/"))
    assert case.number in listed and "確認をお願いします。" in listed
    shown = text_of(boss.get(f"/signing/{draft.pk}/"))
    for words in (
        "佐藤 花子",
        "旅券の上陸許可証印と供述が一致する。",
        "この手続で起こること",
        # What the step does to the person stands where it is signed, as it stood where it was prepared.
        "この人を退去強制の対象と認めることになります。",
        "決裁して記録する",
    ):
        assert words in shown
    unread = boss.post(f"/signing/{draft.pk}/", {"do": "sign"})
    assert unread.status_code == 422 and "確認の欄に印を付けてください" in text_of(unread)
    assert not Event.objects.filter(case=case, step="found_deportable").exists()
    signed = boss.post(f"/signing/{draft.pk}/", {"do": "sign", "confirm": "yes"})
    assert signed["Location"] == f"/cases/{case.number}/"
    timeline = text_of(boss.get(f"/cases/{case.number}/"))
    assert "決裁: 中村 恵 2026-11-20(金) 12:00" in timeline
    assert Event.objects.get(case=case, step="found_deportable").actor == crew.inspector
    before = fingerprint()
    again = boss.post(f"/signing/{draft.pk}/", {"do": "sign"}, follow=True)
    assert "二重には記録していません" in text_of(again) and fingerprint() == before
    assert "決裁済み" in text_of(boss.get("/signing/?which=done"))


def test_who_reads_a_draft_has_looked_at_its_case(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    Look.objects.all().delete()
    signed_in(crew.boss).get(f"/signing/{Draft.objects.get().pk}/")
    assert list(Look.objects.values_list("user", "case", "what")) == [(crew.boss.pk, case.pk, "case")]


def test_a_returned_draft_opens_with_everything_filled_in(crew: Staff, case: Case) -> None:
    send(case, crew.inspector, signer=str(crew.boss.pk), at="2026-11-20T11:40")
    draft = Draft.objects.get()
    boss, sato = signed_in(crew.boss), signed_in(crew.inspector)
    empty = boss.post(f"/signing/{draft.pk}/", {"do": "return", "reason": " "})
    assert empty.status_code == 422 and "差戻しの理由」を入力してください" in text_of(empty)
    assert (
        boss.post(f"/signing/{draft.pk}/", {"do": "return", "reason": "条文の号を示すこと。"}).status_code
        == 302
    )
    day = text_of(sato.get("/"))
    assert "差し戻された案" in day and "条文の号を示すこと。" in day
    assert "条文の号を示すこと。" in text_of(sato.get("/signing/?which=returned"))
    page = text_of(sato.get(f"{step_url(case)}?draft={draft.pk}"))
    for words in (
        "旅券の上陸許可証印と供述が一致する。", "条文の号を示すこと。", "2026-11-20T11:40", "確認をお願いします。",
        f'name="draft" value="{draft.pk}"', f'value="{crew.boss.pk}" selected',
    ):  # fmt: skip
        assert words in page, words
    again = sato.post(step_url(case), form(case, **(FOUND | {"draft": str(draft.pk), "reasons": "直した"})))
    assert again.status_code == 302
    newest = Draft.objects.latest("pk")
    assert (newest.answers_id, newest.facts["reasons"]) == (draft.pk, "直した")
    assert "条文の号を示すこと。" in text_of(boss.get(f"/signing/{newest.pk}/"))
    assert "差し戻された手続" not in text_of(sato.get("/"))


def test_another_officers_draft_is_not_opened_by_its_number(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    draft = Draft.objects.get()
    second = rows.user("second", "TYO", "inspector")
    page = text_of(signed_in(second).get(f"{step_url(case)}?draft={draft.pk}"))
    assert 'name="draft"' not in page and "既に決裁を待っています" in page


def test_a_refused_preparation_keeps_what_was_typed_and_stores_nothing(crew: Staff, case: Case) -> None:
    before = fingerprint()
    for more, words in (
        ({"reasons": ""}, "入力してください"),
        ({"confirm": ""}, "確認の欄に印"),
        ({"remark": "あ" * 401}, "400字まで"),
        ({"remark": "a\x00b"}, "使えない制御文字"),
        ({"signer": "999999999"}, "一覧から選んでください"),
        ({"signer": "x" * 50}, "一覧から選んでください"),
        ({"signer": str(crew.inspector.pk)}, "別の決裁者を選んでください"),
        ({"signer": str(crew.osaka.pk)}, "別の決裁者を選んでください"),
        ({"at": "2026-11-20T12:30"}, "未来の日時"),
    ):
        response = send(case, crew.inspector, **more)
        page = text_of(response)
        assert response.status_code == 422, more
        assert words in page, (more, words)
        if "reasons" not in more:
            assert "旅券の上陸許可証印と供述が一致する。" in page
    assert fingerprint() == before and not Draft.objects.exists()


def test_a_countersigned_officer_has_no_other_button_and_the_door_says_why(crew: Staff, case: Case) -> None:
    User.objects.filter(pk=crew.inspector.pk).update(countersigned=True)
    page = text_of(signed_in(crew.inspector).get(step_url(case)))
    assert ">記録する<" not in page and "内部の決まり" in page
    response = send(case, crew.inspector, do="")
    assert response.status_code == 403 and "決裁を受けるまで記録できません" in text_of(response)
    assert "旅券の上陸許可証印と供述が一致する。" in text_of(response)
    assert send(case, crew.inspector).status_code == 302


def test_a_stale_draft_says_what_is_new_and_goes_back_with_one_click(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    draft = Draft.objects.get()
    rows.go(case, "crime_reported", rows.user("third", "TYO", "inspector"), NOON, offence="旅券の偽造")
    boss = signed_in(crew.boss)
    page = text_of(boss.get(f"/signing/{draft.pk}/"))
    assert "1件の記録が加わりました" in page and "決裁して記録する" not in page and "作成者へ戻す" in page
    refused = boss.post(f"/signing/{draft.pk}/", {"do": "sign"})
    assert refused.status_code == 409 and "1件の記録が加わりました" in text_of(refused)
    mine = text_of(signed_in(crew.inspector).get(f"/signing/{draft.pk}/"))
    assert "いまの事件に合わせて開き直す" in mine
    assert boss.post(f"/signing/{draft.pk}/", {"do": "stale"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "returned" and "用意し直して" in draft.reason


def test_who_may_not_sign_reads_why(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    draft = Draft.objects.get()
    url = f"/signing/{draft.pk}/"
    own = signed_in(crew.inspector)
    assert "自分で決裁することはできません" in text_of(own.get(url))
    assert own.post(url, {"do": "sign"}).status_code == 403
    chief = signed_in(crew.chief)
    assert "あなたは決裁できません" in text_of(chief.get(url))
    assert chief.post(url, {"do": "sign"}).status_code == 403
    assert chief.post(url, {"do": "withdraw"}).status_code == 403
    assert signed_in(crew.osaka).get(url).status_code == 404
    assert own.post(url, {"do": "withdraw"})["Location"] == f"/cases/{case.number}/"


def test_personal_facts_of_a_draft_are_hidden_from_who_may_not_read_them(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    page = text_of(signed_in(crew.looker).get(f"/signing/{Draft.objects.get().pk}/"))
    assert "旅券の上陸許可証印と供述が一致する。" not in page and "担当官署のみ" in page


def test_bad_input_gets_a_clear_answer_and_never_a_fault(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    pk = Draft.objects.get().pk
    boss = signed_in(crew.boss)
    for method, url, data, status in (
        ("get", "/signing/?which=\x00", {}, 200),
        ("get", "/signing/?which=nothing", {}, 200),
        ("get", "/signing/?after=x", {}, 400),
        ("get", "/signing/?after=99999999999999999-5", {}, 200),
        ("get", "/signing/99999999999999999999/", {}, 404),
        ("get", f"/signing/{10**17}/", {}, 404),
        ("post", f"/signing/{pk}/", {}, 400),
        ("post", f"/signing/{pk}/", {"do": "\x00"}, 400),
        ("post", f"/signing/{pk}/", {"do": "return", "reason": "a\x00"}, 422),
        ("post", f"/signing/{pk}/", {"do": "return", "reason": "あ" * 5000}, 422),
        ("put", f"/signing/{pk}/", {}, 405),
        ("post", "/signing/", {}, 405),
        ("post", "/signing/officers/", {}, 400),
        ("post", "/signing/officers/", {"do": "on", "user": "\x00"}, 404),
        ("post", "/signing/officers/", {"do": "on", "user": "999999999"}, 404),
        ("post", "/signing/officers/", {"do": "on", "user": str(crew.boss.pk), "reason": "x"}, 403),
        ("post", "/signing/officers/", {"do": "on", "user": str(crew.osaka.pk), "reason": "x"}, 403),
        ("get", f"{step_url(case)}?draft=\x00", {}, 403),
        ("get", "/absences/?user=\x00", {}, 200),
        ("get", "/absences/?user=999999999", {}, 404),
        ("get", "/absences/?after=99999999999999999-5", {}, 200),
        ("get", "/absences/?after=253402300799000000-5", {}, 200),
        ("post", "/absences/", {}, 400),
        ("post", "/absences/", {"do": "end", "absence": "\x00"}, 400),
        ("post", "/absences/", {"do": "end", "absence": "999999999"}, 404),
        ("post", "/absences/", {"do": "record"}, 422),
        ("post", "/absences/", {"do": "record", "since": "9999-12-31", "until": "9999-12-31"}, 422),
        ("post", "/absences/", {"do": "record", "since": "\x00", "until": "0001-01-01"}, 422),
        ("post", "/absences/", {"do": "record", "since": "2026-11-24", "until": "2026-11-24", "cover": "z"}, 422),
        ("post", "/absences/", {"do": "record", "since": "2026-11-24", "until": "2026-11-24", "user": "z"}, 422),
        ("post", "/absences/",
         {"do": "record", "since": "2026-11-24", "until": "2026-11-24", "reason": "a\x00"}, 422),
        ("post", "/absences/",
         {"do": "record", "since": "2026-11-24", "until": "2026-11-24", "user": str(crew.osaka.pk)}, 403),
    ):  # fmt: skip
        response = getattr(boss, method)(url, data) if method != "put" else boss.put(url)
        assert response.status_code == status, (method, url, data)


def test_in_english_nothing_is_left_in_japanese(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    page_rows.offices()
    client = signed_in(crew.boss)
    client.cookies["django_language"] = "en"
    for url in ("/signing/", f"/signing/{Draft.objects.get().pk}/", "/signing/officers/", "/absences/"):
        page = text_of(client.get(url))
        main = re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>", 1)[0])
        for own in ("旅券の上陸許可証印と供述が一致する。", "確認をお願いします。", "佐藤 花子", "中村 恵", "高橋 一郎",
                    "山本 次郎", "伊藤 誠", "阮文安"):  # fmt: skip
            main = main.replace(own, "")
        left = re.findall(r"[぀-ヿ一-鿿]{2,}", main)  # an item of an article is one letter
        assert not left, (url, left)


# --- whose steps need a signature -------------------------------------------------------------------


def test_a_supervisor_switches_the_flag_with_a_reason(crew: Staff) -> None:
    boss = signed_in(crew.boss)
    assert "佐藤 花子" in text_of(boss.get("/signing/officers/"))
    wrong = boss.post("/signing/officers/", {"user": str(crew.inspector.pk), "do": "on", "reason": ""})
    assert wrong.status_code == 422 and 'id="id_reason"' in text_of(wrong)
    sent = {"user": str(crew.inspector.pk), "do": "on", "reason": "着任したばかりのため"}
    done = boss.post("/signing/officers/", sent, follow=True)
    assert "着任したばかりのため" in text_of(done) and "決裁を要します" in text_of(done)
    assert SigningRule.objects.count() == 1 and User.objects.get(pk=crew.inspector.pk).countersigned
    assert signed_in(crew.inspector).get("/signing/officers/").status_code == 403
    assert "決裁を要する職員" not in text_of(signed_in(crew.inspector).get("/signing/"))


# --- absences ---------------------------------------------------------------------------------------


def test_an_officer_records_and_ends_an_absence(crew: Staff, case: Case) -> None:
    cover = rows.user("cover", "TYO", "inspector", full_name="小林 渉")
    item = WorkItem.objects.get(case=case, role="inspector")
    actions.assign(item.pk, crew.inspector, by=crew.inspector, now=NOON)
    sato = signed_in(crew.inspector)
    assert "小林 渉" in text_of(sato.get("/absences/"))
    sent = {
        "do": "record",
        "since": "2026-11-20",
        "until": "2026-11-24",
        "cover": str(cover.pk),
        "reason": "休暇",
    }
    done = sato.post("/absences/", sent, follow=True)
    assert "仕事を引き継ぎました" in text_of(done) and "不在を終える" in text_of(done)
    item.refresh_from_db()
    assert item.assignee == cover
    refused = signed_in(crew.boss).post(f"/work/{item.pk}/", {"do": "give", "to": str(crew.inspector.pk)})
    assert refused.status_code == 409 and "2026-11-24まで不在" in text_of(refused)
    absence = Absence.objects.get()
    sato.post("/absences/", {"do": "end", "absence": str(absence.pk)})
    boss = signed_in(crew.boss)
    page = text_of(boss.get("/absences/"))
    assert "預けた仕事1件を戻す" in page
    back = boss.post("/absences/", {"do": "back", "absence": str(absence.pk)}, follow=True)
    assert "1件の仕事を戻しました" in text_of(back) and "預けた仕事" not in text_of(back)


def test_a_supervisor_sees_the_strip_and_the_gaps(crew: Staff) -> None:
    day = date(2026, 11, 26)
    actions.record_absence(crew.chief, day, day, cover=None, by=crew.boss, now=NOON)
    page = text_of(signed_in(crew.boss).get("/absences/"))
    assert "伊藤 誠" in page and "だれもいなくなる官職" in page
    assert page.count('<span class="unseen">不在</span>') == 1
    assert "2026-11-26(木)" in page.split("だれもいなくなる官職", 1)[1][:600]
    other = text_of(signed_in(crew.inspector).get("/absences/"))
    assert "伊藤 誠" not in other and "だれもいなくなる官職" not in other


def test_a_wrong_absence_keeps_what_was_typed(crew: Staff) -> None:
    sent = {"do": "record", "since": "2026-11-26", "until": "2026-11-25", "reason": "研修のため"}
    response = signed_in(crew.inspector).post("/absences/", sent)
    page = text_of(response)
    assert response.status_code == 422 and 'id="id_until_error"' in page
    assert 'value="2026-11-26"' in page and "研修のため" in page and not Absence.objects.exists()


def test_an_officer_records_nobody_elses_absence(crew: Staff) -> None:
    sent = {"do": "record", "since": "2026-11-26", "until": "2026-11-26", "user": str(crew.chief.pk)}
    response = signed_in(crew.inspector).post("/absences/", sent)
    assert response.status_code == 403 and not Absence.objects.exists()


# --- what it costs ----------------------------------------------------------------------------------


def cost(client: Client, path: str) -> tuple[int, int]:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(caught), len(response.content)


def many(crew: Staff, start: int, count: int) -> None:
    """Drafts on as many cases, officers, and absences."""
    person = rows.person()
    person.save()
    cases = Case.objects.bulk_create(
        Case(
            number=f"D26-TYO-{start + n:06d}", procedure="deportation", law_on=FRIDAY.date(), person=person,
            office_id="TYO", stage="under_examination", custody="at_liberty",
            states={"stage": "under_examination", "custody": "at_liberty"}, opened_at=FRIDAY, version=1,
        )
        for n in range(count)
    )  # fmt: skip
    Draft.objects.bulk_create(
        Draft(
            case=case, step="found_deportable", at=NOON, seen=1, prepared_by=crew.inspector, prepared_at=NOON,
            office_id="TYO", remark="お願いします。" * 20,
        )
        for case in cases
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(
            username=f"u{start + n}",
            password="!",
            office_id="TYO",
            roles=["inspector"],
            full_name=f"職員 {n}",
        )
        for n in range(count)
    )
    today = FRIDAY.date()
    Absence.objects.bulk_create(
        Absence(user=user, since=today, until=today, recorded_by=crew.boss, recorded_at=NOON, begun_at=NOON)
        for user in users
    )


def test_the_lists_cost_the_same_for_fifty_rows_and_for_five_thousand(crew: Staff) -> None:
    pages = ("/signing/", "/signing/?which=office", "/signing/officers/", "/absences/")
    client = signed_in(crew.boss)
    many(crew, 1, 50)
    few = {path: cost(client, path) for path in pages}
    mine = cost(signed_in(crew.inspector), "/signing/?which=mine")
    many(crew, 100, 4950)
    for path in pages:
        queries, size = cost(client, path)
        assert queries == few[path][0] <= 30, path
        assert size < 120_000, (path, size)
    queries, size = cost(signed_in(crew.inspector), "/signing/?which=mine")
    assert (queries, size < 120_000) == (mine[0], True)


def test_the_pages_of_the_list_hold_every_row_once(crew: Staff) -> None:
    many(crew, 1, 90)
    client = signed_in(crew.boss)
    for path in ("/signing/?", "/absences/?", "/signing/officers/?"):
        seen: list[str] = []
        after = ""
        for _ in range(4):
            page = text_of(client.get(f"{path}after={after}"))
            pattern = (
                r'class="case-number" href="/cases/([^/"]+)/' if path == "/signing/?" else r"職員 (\d+)<p"
            )
            seen += re.findall(pattern, page)
            following = re.search(r'rel="next" href="[^"]*after=([-0-9]+)', page)
            if following is None:
                break
            after = following[1]
        assert len(seen) == len(set(seen)) == 90, (path, len(seen))


def test_the_case_page_and_the_step_page_stay_within_their_queries(crew: Staff, case: Case) -> None:
    assert cost(signed_in(crew.inspector), step_url(case))[0] <= 30
    before = cost(signed_in(crew.inspector), f"/cases/{case.number}/")[0]
    send(case, crew.inspector)
    assert cost(signed_in(crew.inspector), f"/cases/{case.number}/")[0] == before <= 30
    assert cost(signed_in(crew.boss), f"/signing/{Draft.objects.get().pk}/")[0] <= 30


def test_the_reason_of_a_return_stands_above_the_form(crew: Staff, case: Case) -> None:
    send(case, crew.inspector)
    draft = Draft.objects.get()
    actions.send_back(draft.pk, by=crew.boss, now=NOON, reason="条文の号を示すこと。")
    page = text_of(signed_in(crew.inspector).get(f"{step_url(case)}?draft={draft.pk}"))
    assert page.index("条文の号を示すこと。") < page.index('id="id_at"')
    sent = form(case, **(FOUND | {"draft": str(draft.pk), "reasons": ""}))
    refused = text_of(signed_in(crew.inspector).post(step_url(case), sent))
    assert refused.index("条文の号を示すこと。") < refused.index('id="id_at"')
    assert f'name="draft" value="{draft.pk}"' in refused


def test_where_a_date_has_come_while_it_waited_the_signer_is_told(
    crew: Staff, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(case, crew.inspector)
    monkeypatch.setattr("casework.moment.now", lambda: NOON + timedelta(days=40))
    page = text_of(signed_in(crew.boss).get(f"/signing/{Draft.objects.get().pk}/"))
    assert "待っている間に期限が来ました" in page
