"""The pages of a case: what they answer, to whom, and at what cost."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import actions, moment
from casework.models import Case, Event, Person, WorkItem
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch) -> Staff:
    """Officers, on a Friday before a holiday."""
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(hours=3))
    return rows.staff()


def page(client: Client, address: str, status: int = 200, **more: Any) -> str:
    """The text of a page."""
    response = client.get(address, **more)
    assert response.status_code == status
    return unescape(response.content.decode())


# --- the case page --------------------------------------------------------------------------------


def test_the_page_says_what_is_owed_and_by_when(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.inspector), f"/cases/{case.number}/")
    assert "NGUYEN VAN AN" in text and 'lang="en">NGUYEN VAN AN' in text
    # The headings, not the words: the way to each part stands at the top of the page.
    order = ('id="h-owed">いま行うべきこと', 'id="h-steps">いまできる手続', 'id="h-timeline">経過')
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "違反審査中" in text
    assert WorkItem.objects.filter(case=case).exists()


def test_a_step_shows_the_date_it_starts_and_the_holiday_that_moves_it(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.inspector), f"/cases/{case.number}/")
    # Three days from Friday 20 November: the last day, Monday 23, is a holiday.
    assert "2026-11-24(火)" in text
    assert "2026-11-23(月) 勤労感謝の日のため" in text


def test_refused_steps_give_reason_article_and_office(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.control), f"/cases/{case.number}/")
    assert "いまはできない手続と、その理由" in text
    assert 'aria-describedby="why-found_deportable"' in text
    assert "これができるのは入国審査官です。" in text


def test_running_clocks_show_their_working(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.inspector), f"/cases/{case.number}/")
    assert 'class="working"' in text
    assert "過ぎるとどうなるか" in text


def test_the_way_taken_lists_the_stages_in_order(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.inspector), f"/cases/{case.number}/")
    way = text[text.index('id="h-way"') : text.index('id="h-custody"')]
    assert way.index("通報・端緒") < way.index("違反調査中") < way.index("違反審査中")
    assert way.count('aria-current="step"') == 1


def test_the_title_holds_no_name(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    for address in (f"/cases/{case.number}/", f"/people/{case.person_id}/", f"/cases/{case.number}/record/"):
        text = page(client, address)
        title = text[text.index("<title>") : text.index("</title>")]
        assert "NGUYEN" not in title


def test_personal_facts_are_for_the_office_in_charge(crew: Staff) -> None:
    case = rows.opened(crew.control)
    assert "近隣からの通報" in page(rows.signed_in(crew.inspector), f"/cases/{case.number}/")
    text = page(rows.signed_in(crew.looker), f"/cases/{case.number}/")
    assert "近隣からの通報" not in text
    assert "本人についての事実(担当官署のみ)" in text


def test_another_office_is_refused_with_the_reason(crew: Staff) -> None:
    case = rows.opened(crew.control)
    text = page(rows.signed_in(crew.osaka), f"/cases/{case.number}/", 403)
    assert "この事件は別の官署の事件です。" in text
    assert "NGUYEN" not in text


@pytest.mark.parametrize("number", ["D26-TYO-999999", "%00", "a'b", "x" * 300, "..%2f..", "事件"])
def test_unknown_numbers_are_not_found(crew: Staff, number: str) -> None:
    assert rows.signed_in(crew.control).get(f"/cases/{number}/").status_code == 404


def test_the_same_cost_at_ten_and_at_a_thousand_entries(crew: Staff) -> None:
    client = rows.signed_in(crew.control)
    counts, sizes = [], []
    start = FRIDAY - timedelta(days=20)
    for entries in (10, 1000):
        case = rows.opened(crew.control, start, rows.person(name_alphabet=f"PERSON {entries}"))
        facts = {"ground": "overstay"}
        rows.go(case, "investigation_opened", crew.control, start + timedelta(hours=1), **facts)
        rows.many_notes(case, crew.control, entries - 2, start + timedelta(hours=2))
        client.get(f"/cases/{case.number}/")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/cases/{case.number}/")
        counts.append(len(queries))
        sizes.append(len(response.content))
    assert counts[0] == counts[1] < 30
    assert max(sizes) < 120_000
    print(f"queries {counts}, bytes {sizes}")


def test_the_timeline_goes_on_a_page_at_a_time(crew: Staff) -> None:
    case = rows.opened(crew.control, FRIDAY - timedelta(days=2))
    rows.go(case, "investigation_opened", crew.control, FRIDAY - timedelta(days=1), ground="overstay")
    rows.many_notes(case, crew.control, 40, FRIDAY - timedelta(hours=20))
    client = rows.signed_in(crew.control)
    first = page(client, f"/cases/{case.number}/")
    assert "第40回供述調書" in first and "第1回供述調書" not in first
    assert "?before=23#timeline" in first
    last = page(client, f"/cases/{case.number}/?before=3")
    assert "近隣からの通報" in last and "第1回供述調書" not in last


# --- steps ----------------------------------------------------------------------------------------


def test_a_step_is_taken_and_its_dates_are_told(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    address = f"/cases/{case.number}/steps/found_deportable/"
    text = page(client, address)
    assert "記録する前に確かめてください" in text
    assert "口頭審理の請求の三日" in text
    facts = {
        "ground": "overstay",
        "reasons": "在留期間を超えて在留した。",
        "rights_explained": "true",
        "prior_removal": "false",
        "prior_departure_order": "false",
    }
    response = client.post(address, rows.form(case, **facts))
    assert response.status_code == 422  # not confirmed
    assert "在留期間を超えて在留した。" in response.content.decode()
    response = client.post(address, rows.form(case, confirm="yes", **facts), follow=True)
    text = unescape(response.content.decode())
    assert response.redirect_chain[-1][0] == f"/cases/{case.number}/"
    assert "を記録しました。" in text
    assert "期限が始まりました: 口頭審理の請求の三日 2026-11-24(火)" in text
    assert Event.objects.filter(case=case, step="found_deportable").count() == 1


def test_a_required_flag_must_be_answered(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    before = rows.fingerprint()
    facts = {"ground": "overstay", "reasons": "理由", "rights_explained": "true", "confirm": "yes"}
    response = client.post(f"/cases/{case.number}/steps/found_deportable/", rows.form(case, **facts))
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert "「過去の退去強制」を入力してください。" in text
    assert 'href="#id_prior_removal"' in text and 'id="id_prior_removal"' in text
    assert rows.fingerprint() == before


def test_everything_that_is_wrong_with_a_form_is_told_at_once(crew: Staff) -> None:
    """Empty questions, a wrong value and a missing confirmation: nobody is sent back twice."""
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    before = rows.fingerprint()
    facts = {"ground": "no-such-ground", "reasons": "", "rights_explained": "true"}
    empty = ("reasons", "prior_removal", "prior_departure_order")
    for confirm, named in (({}, {*empty, "confirm"}), ({"confirm": "yes"}, {*empty, "ground"})):
        response = client.post(
            f"/cases/{case.number}/steps/found_deportable/", rows.form(case, **facts, **confirm)
        )
        text = unescape(response.content.decode())
        assert response.status_code == 422
        assert named <= set(re.findall(r'href="#id_(\w+)"', text))
        assert all(f'id="id_{name}_error"' in text for name in named)
    assert rows.fingerprint() == before


def test_a_guard_refuses_with_its_rule(crew: Staff) -> None:
    case = rows.examined(crew)
    facts = {
        "ground": "overstay",
        "reasons": "理由",
        "rights_explained": "false",
        "prior_removal": "false",
        "prior_departure_order": "false",
        "confirm": "yes",
    }
    client = rows.signed_in(crew.inspector)
    before = rows.fingerprint()
    response = client.post(f"/cases/{case.number}/steps/found_deportable/", rows.form(case, **facts))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert rows.fingerprint() == before


def test_the_form_names_the_latest_date_the_law_allows(crew: Staff) -> None:
    case = rows.opened(crew.control)
    rows.go(case, "investigation_opened", crew.control, FRIDAY + timedelta(hours=1), ground="overstay")
    text = page(rows.signed_in(crew.control), f"/cases/{case.number}/steps/log_preservation_requested/")
    assert "最も遅くて" in text


def test_a_separation_of_duties_is_set_aside_with_a_written_reason_only(crew: Staff) -> None:
    both = rows.user("both", "TYO", "chief_inspector", "inspector", full_name="兼務 三郎")
    case = rows.examined(crew, chief=both)
    client = rows.signed_in(both)
    assert "理由を記して例外として行う" in page(client, f"/cases/{case.number}/")
    address = f"/cases/{case.number}/steps/found_deportable/"
    assert "例外の理由" in page(client, address)
    facts = {
        "ground": "overstay",
        "reasons": "理由",
        "rights_explained": "true",
        "prior_removal": "false",
        "prior_departure_order": "false",
        "confirm": "yes",
    }
    before = rows.fingerprint()
    response = client.post(address, rows.form(case, **facts))
    assert response.status_code == 403 and "例外の理由" in response.content.decode()
    for reason in ("  ", "a\x00b"):
        assert client.post(address, rows.form(case, override=reason, **facts)).status_code in (403, 422)
    assert rows.fingerprint() == before
    response = client.post(address, rows.form(case, override="他に審査官がいない", **facts), follow=True)
    assert "職務の分離の例外: 他に審査官がいない" in response.content.decode()


def test_a_hard_separation_offers_no_exception(crew: Staff) -> None:
    both = rows.user("both", "TYO", "control_officer", "inspector", full_name="兼務 三郎")
    case = rows.examined(crew, control=both)
    client = rows.signed_in(both)
    assert "理由を記して例外として行う" not in page(client, f"/cases/{case.number}/")
    assert "同じ事件で先の段階を行った人" in page(
        client, f"/cases/{case.number}/steps/found_deportable/", 403
    )


def test_work_is_taken_on_and_handed_back_from_the_page(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    home = f"/cases/{case.number}/"
    assert "自分が担当する" in page(client, home)
    item = WorkItem.objects.get(case=case, role="inspector")
    text = client.post(f"/work/{item.pk}/", {"do": "take", "next": home}, follow=True).content.decode()
    assert "あなたが担当" in text and "担当を外す" in text
    text = client.post(
        f"/work/{item.pk}/", {"do": "back", "next": home, "reason": "休暇に入るため"}, follow=True
    ).content.decode()
    assert "あなたが担当" not in text


def test_every_page_of_a_case_is_cheap(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    home = f"/cases/{case.number}/"
    for address in (
        home,
        f"{home}steps/found_deportable/",
        f"{home}record/",
        f"{home}record/1/rectify/",
        f"/people/{case.person_id}/",
        "/cases/new/",
        "/cases/new/?step=report_received",
        "/procedures/deportation/",
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        print(f"{address}: {len(queries)} queries, {len(response.content)} bytes")
        assert response.status_code == 200 and len(queries) < 30 and len(response.content) < 120_000


# --- opening --------------------------------------------------------------------------------------

NEW = {
    "key": "o" * 24,
    "step": "report_received",
    "at": "2026-11-20T09:00",
    "p_name_alphabet": "TRAN THI B",
    "p_birth_date": "1990-01-02",
    "p_nationality": "vnm",
    "informant": "public",
    "report_manner": "oral",
}


def test_a_case_is_opened_in_the_officers_own_office(crew: Staff) -> None:
    client = rows.signed_in(crew.control)
    assert "通報の受理" in page(client, reverse("case_open"))
    assert "氏名(旅券の表記)" in page(client, reverse("case_open") + "?step=report_received")
    response = client.post(reverse("case_open"), NEW, follow=True)
    case = Case.objects.get()
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == f"/cases/{case.number}/"
    assert case.office_id == "TYO"
    assert case.person.name_alphabet == "TRAN THI B"
    assert case.facts["nationality"] == "VNM"


def test_the_same_opening_twice_is_one_case(crew: Staff) -> None:
    client = rows.signed_in(crew.control)
    client.post(reverse("case_open"), NEW)
    response = client.post(reverse("case_open"), NEW, follow=True)
    assert Case.objects.count() == Person.objects.count() == 1
    assert "二重には記録していません" in response.content.decode()


def test_a_person_perhaps_on_file_is_asked_about(crew: Staff) -> None:
    alike = rows.person(name_alphabet="TRAN THI BINH", birth_date=date(1990, 1, 2))
    known = rows.opened(crew.control, who=alike).person
    client = rows.signed_in(crew.control)
    before = rows.fingerprint()
    response = client.post(reverse("case_open"), NEW)
    text = response.content.decode()
    assert response.status_code == 422 and "TRAN THI BINH" in text and "TRAN THI B" in text
    assert rows.fingerprint() == before
    client.post(reverse("case_open"), NEW | {"same": str(known.pk)})
    assert Person.objects.count() == 1 and Case.objects.count() == 2
    client.post(reverse("case_open"), NEW | {"same": "new", "key": "p" * 24})
    assert Person.objects.count() == 2


# --- rectification, record, person, law -----------------------------------------------------------


def test_a_rectification_shows_its_effect_before_and_after(crew: Staff) -> None:
    case = rows.examined(crew, FRIDAY - timedelta(days=8))
    rows.go(
        case,
        "found_deportable",
        crew.inspector,
        FRIDAY,
        ground="overstay",
        reasons="理由",
        rights_explained=True,
        prior_removal=False,
        prior_departure_order=False,
    )
    client = rows.signed_in(crew.inspector)
    address = f"/cases/{case.number}/record/8/rectify/"
    text = page(client, address)
    assert "記録の更正" in text
    held = Event.objects.get(case=case, seq=8)
    data = rows.form(case, reason="日を取り違えた", step="found_deportable", **(held.facts or {})) | {
        "at": "2026-11-16T10:00",
        "rights_explained": "true",
        "prior_removal": "false",
        "prior_departure_order": "false",
    }
    before = rows.fingerprint()
    response = client.post(address, {**data, "do": "preview"})
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert "更正するとこう変わります" in text
    assert "2026-11-24(火)" in text and "2026-11-19(木)" in text
    assert rows.fingerprint() == before
    response = client.post(address, {**data, "do": "rectify"}, follow=True)
    text = unescape(response.content.decode())
    assert "記録8を更正しました" in text
    assert "期限が変わりました: 口頭審理の請求の三日 2026-11-24(火) → 2026-11-19(木)" in text
    assert 'href="?before=10#entry-9"' in text and 'href="?before=9#entry-8"' in text
    assert Event.objects.get(case=case, seq=9).supersedes == 8


def test_a_rectification_needs_a_reason(crew: Staff) -> None:
    case = rows.opened(crew.control)
    client = rows.signed_in(crew.control)
    before = rows.fingerprint()
    data = rows.form(case, informant="official", report_manner="oral", step="report_received", do="rectify")
    response = client.post(f"/cases/{case.number}/record/1/rectify/", data)
    assert response.status_code == 422
    assert "「更正の理由」を入力してください。" in response.content.decode()
    assert rows.fingerprint() == before


def test_striking_an_entry_that_others_rest_on_is_refused(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.control)
    before = rows.fingerprint()
    data = rows.form(case, what="strike", reason="誤り", do="rectify")
    response = client.post(f"/cases/{case.number}/record/2/rectify/", data)
    assert response.status_code == 422
    assert "成り立たなくなります" in response.content.decode()
    assert rows.fingerprint() == before


def test_the_way_follows_rectified_entries(crew: Staff) -> None:
    case = rows.opened(crew.control)
    rows.go(case, "investigation_opened", crew.control, FRIDAY + timedelta(hours=1), ground="overstay")
    actions.rectify(
        case.pk, 2, reason="誤り", actor=crew.control.actor(), now=FRIDAY + timedelta(hours=2), strike=True
    )
    text = page(rows.signed_in(crew.control), f"/cases/{case.number}/")
    way = text[text.index('id="h-way"') :]
    way = way[: way.index("</ol>")]
    assert "通報・端緒" in way and "違反調査中" not in way


def test_the_record_is_checked_and_can_be_taken_along(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    assert "連鎖は切れていません。" in page(client, f"/cases/{case.number}/record/")
    response = client.get(f"/cases/{case.number}/record/?format=json")
    data = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert data["case"] == case.number and data["head"] == case.head
    assert [entry["seq"] for entry in data["entries"]] == list(range(1, 8))
    assert data["entries"][-1]["hash"] == case.head
    assert rows.signed_in(crew.looker).get(f"/cases/{case.number}/record/?format=json").status_code == 403


def test_a_broken_chain_is_said_so(crew: Staff) -> None:
    case = rows.opened(crew.control)
    Case.objects.filter(pk=case.pk).update(head="f" * 64)
    assert "連鎖が切れています" in page(rows.signed_in(crew.control), f"/cases/{case.number}/record/")


def test_a_person_is_shown_to_those_who_see_a_case(crew: Staff) -> None:
    case = rows.examined(crew)
    text = page(rows.signed_in(crew.control), f"/people/{case.person_id}/")
    assert case.number in text and "阮文安" in text
    assert rows.signed_in(crew.osaka).get(f"/people/{case.person_id}/").status_code == 404
    assert rows.signed_in(crew.control).get(f"/people/{10**30}/").status_code == 404


def test_the_law_pages_name_every_step_and_clock(crew: Staff) -> None:
    from workflows.registry import procedures

    client = rows.signed_in(crew.control)
    assert "手続の定め" in page(client, reverse("procedures"))
    procedure = procedures()[0]
    for machine in [*procedure.machines, "clocks"]:
        text = page(client, f"/procedures/deportation/?machine={machine}")
        assert len(text.encode()) < 120_000
        for step in procedure.steps:
            assert text.count(f'id="step-{step}"') == 1
        for clock in procedure.clocks:
            assert text.count(f'id="clock-{clock}"') == 1
    assert client.get("/procedures/nothing/").status_code == 404
    assert client.get("/procedures/deportation/?machine=nothing").status_code == 404
    assert client.get("/procedures/deportation/?picture=../../x").status_code == 404
