"""Many filings in one file: what is read, what refuses the whole file, and how the rest is worked through."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings

from casework import actions, bulk, organisations, people, tasks
from casework import intake as filings
from casework.bulk import Upload
from casework.models import Case, Event, Intake, IntakeBatch, Organisation, Person, User
from tests.casework.files import at_once, crew, dump
from tests.casework.test_intake import EXTENSION, FRIDAY, TUESDAY, law
from workflows.filing import ONLINE
from workflows.roles import Role
from workflows.texts import Refusal, Refused

pytestmark = pytest.mark.django_db
__all__ = ["law"]

HEAD = "氏名(旅券の表記),生年月日,性別,国籍・地域,旅券番号,在留カード番号,希望する在留資格,希望する在留期間,提出された書類"
PAPERS = (
    "申請書;写真;旅券(提示);在留カード(提示);活動・身分を証する資料;受入れ機関の資料;生計・経費支弁の資料"
)
NAMES = ("LE QUANG", "PHAM LONG", "TRAN THI BINH", "HOANG MINH", "VU NGOC", "DANG HAI", "BUI LAN", "DO HUNG")


def row(number: int, **more: str) -> str:
    cells = {
        "name": NAMES[number % len(NAMES)],
        "birth": f"199{number % 10}/4/{number % 27 + 1}",
        "sex": "男",
        "nationality": "VNM",
        "passport": f"C{number:07}",
        "card": f"AB{number:08}CD",
        "status": "留学",
        "period": "1年",
        "papers": PAPERS,
    } | more
    return ",".join(cells.values())


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *rows, ""]).encode()


@pytest.fixture(name="desk")
def _desk() -> User:
    """The officer who takes files in."""
    return crew().users[Role.FRONT_DESK]


@pytest.fixture(name="school")
def _school(desk: User) -> Organisation:
    """An organisation approved for filing online."""
    return organisations.register(name="日本語学校", kind="school", approved_online=True, now=TUESDAY)


def upload(school: Organisation | None, content: bytes, **more: Any) -> Upload:
    return Upload(
        content, "名簿.csv", "extension", "ext_file_online", more.pop("key", "f1"), school,
        filed_by="accepting_org", filer_name="事務 太郎", **more,
    )  # fmt: skip


def sent(school: Organisation, desk: User, content: bytes, **more: Any) -> IntakeBatch:
    return bulk.submit(upload(school, content, **more), by=desk, now=TUESDAY)


def refused(school: Organisation | None, desk: User, content: bytes, **more: Any) -> Refusal:
    """The file is refused as such: nothing is stored."""
    before = dump()
    with pytest.raises(Refused) as caught:
        bulk.submit(upload(school, content, **more), by=desk, now=TUESDAY)
    assert dump() == before
    return caught.value.refusal


def work(seconds: float = 60) -> bool:
    return bulk.work(clock=lambda: FRIDAY, seconds=seconds)


def told(batch: IntakeBatch) -> list[tuple[int, str]]:
    return [(error["row"], error["column"]) for error in batch.errors]


# --- the table --------------------------------------------------------------------------------------


def test_the_template_has_the_headings_that_are_read() -> None:
    content = bulk.template("extension", "ext_file_online", now=TUESDAY)
    assert content.startswith(b"\xef\xbb\xbf")
    heads = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    known = bulk.columns(EXTENSION, "ext_file_online")
    assert heads == [c.fact.label.ja for c in known]
    assert "提出者の資格" not in heads and "旅券の機械読取部分(2行)" not in heads
    english = bulk.template("extension", "ext_file_online", now=TUESDAY, language="en").decode("utf-8-sig")
    for text in (content.decode("utf-8-sig"), english, ",".join(c.name for c in known) + "\r\n"):
        with pytest.raises(Refused) as caught:
            bulk.read_rows(text, known)
        assert "行がありません" in caught.value.refusal.fields["file"].ja
    sex = next(c for c in known if c.name == "sex")
    assert sex.values("ja") == ["男", "女", "その他・不明"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_in_the_codes_that_spreadsheets_write(desk: User, school: Organisation, codec: str) -> None:
    content = table(row(1, name="LE QUANG"), row(2)).decode().encode(codec)
    batch = sent(school, desk, content)
    assert (batch.status, batch.total, batch.errors) == ("checking", 2, [])


def test_labels_and_codes_both_stand_and_dates_as_spreadsheets_write_them(
    desk: User, school: Organisation
) -> None:
    codes = row(
        1,
        sex="F",
        status="student",
        period="P1Y",
        papers="form; photo;passport;card;activity;organisation;livelihood",
    )
    sent(school, desk, table(codes, row(2, birth="1992年4月3日")))
    first, second = Intake.objects.order_by("row_no")
    assert first.facts["status_requested"] == second.facts["status_requested"] == "student"
    assert first.facts["papers"] == second.facts["papers"] and len(first.facts["papers"]) == 7
    assert first.person_data["sex"] == "F" and second.person_data["birth_date"] == "1992-04-03"
    assert first.facts["filed_by"] == "accepting_org" and first.row_no == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空です"),
        (HEAD.encode(), "行がありません"),
        ((HEAD + "\r\n,,,\r\n\r\n").encode(), "行がありません"),
        (table(row(1)).decode().encode("utf-16"), "文字コード(UTF-16)"),
        (b"\x81\x20\xff", "文字コード"),
        (table(row(1, name="A\ufffdB")), "文字コード"),
        (table(row(1), head=HEAD.replace("生年月日", "生年月")), "「生年月日」ではありませんか"),
        (table(row(1), head=HEAD.replace("生年月日", "XYZ")), "見出し「XYZ」は知られていません"),
        (table(row(1), head=HEAD.replace("生年月日", "")), "2列目に見出しがありません"),
        (table(row(1), head=HEAD.replace("生年月日", "性別")), "見出し「性別」が二つあります"),
        (table(row(1), head=HEAD.replace("国籍・地域,", "")), "見出し「国籍・地域」がありません"),
        (table(row(1), head=HEAD.replace(",", "\t")), "カンマで区切られていません"),
        (table(row(1), head=HEAD.replace(",", ";")), "カンマで区切られていません"),
        (table(row(1) + ",more"), "2行目に見出しより多い列"),
        (table(row(1), '"LE ""QUANG'), "表として読めません"),
        (table("A" * 140_000), "表として読めません"),
        (b"a" * (bulk.MOST_BYTES + 1), "大きすぎます"),
    ],
)
def test_a_file_that_is_no_such_table(desk: User, school: Organisation, content: bytes, words: str) -> None:
    refusal = refused(school, desk, content)
    assert refusal.code == "bad-file" and words in refusal.fields["file"].ja


def test_a_table_with_too_many_rows(
    desk: User, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    assert "2行を超えています" in refused(school, desk, table(row(1), row(2), row(3))).fields["file"].ja


def test_an_officer_who_may_not_and_steps_that_are_none(desk: User, school: Organisation) -> None:
    doctor = User.objects.get(username=Role.DOCTOR.value)
    assert refused(school, doctor, table(row(1))).code == "wrong-office"
    assert refused(school, desk, table(row(1)), office="OSA").code == "other-office"
    wrongs: tuple[dict[str, Any], ...] = (
        {"procedure": "marriage"},
        {"step": "nothing"},
        {"step": "ext_close"},
    )
    for wrong in wrongs:
        with pytest.raises(Refused):
            bulk.submit(replace(upload(school, table(row(1))), **wrong), by=desk, now=TUESDAY)
    assert IntakeBatch.objects.count() == 0


# --- one fault refuses the whole file ---------------------------------------------------------------


def test_every_fault_of_every_row_is_told_and_nothing_opened(desk: User, school: Organisation) -> None:
    content = table(
        row(1),
        row(2, birth="1992/13/1", card="AB1"),
        row(3, status="王様"),
        row(4, papers="申請書"),
        row(5, passport="C0000001", card=""),
        row(6, sex=""),
    )
    batch = sent(school, desk, content)
    batch.refresh_from_db()
    assert (batch.status, batch.total, batch.failed, batch.finished_at) == ("refused", 6, 4, TUESDAY)
    assert told(batch) == [
        (3, "birth_date"), (3, "card_no"), (4, "status_requested"), (5, ""), (6, "name_alphabet"),
    ]  # fmt: skip
    assert "2行目と同じ人です" in batch.errors[4]["ja"]
    assert "足りない書類: 写真" in batch.errors[3]["ja"] and "Missing: photo" in batch.errors[3]["en"]
    assert Intake.objects.count() == Case.objects.count() == Person.objects.count() == 0
    assert not work()


def test_the_same_person_twice_is_seen_by_name_and_birth_too(desk: User, school: Organisation) -> None:
    same = {"name": "AN LE", "birth": "1990-01-02", "passport": "", "card": ""}
    batch = sent(school, desk, table(row(1, **same), row(2, **same | {"name": "LE AN"}), row(3)))
    assert told(batch) == [(3, "name_alphabet")]


def test_an_organisation_that_is_not_approved_is_told_so_for_its_rows(
    desk: User, school: Organisation
) -> None:
    Organisation.objects.update(approved_online=False)
    school.refresh_from_db()
    batch = sent(school, desk, table(row(1)))
    assert batch.status == "refused" and "承認を受けていません" in batch.errors[0]["ja"]


def test_of_very_many_faults_the_rest_is_counted(
    desk: User, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_ERRORS", 3)
    batch = sent(school, desk, table(*(row(n, card="1", sex="Q") for n in range(5))))
    assert (len(batch.errors), batch.more_errors, batch.failed) == (3, 7, 5)


def test_the_faults_as_a_table_are_no_formulas(desk: User, school: Organisation) -> None:
    batch = sent(school, desk, table(row(1, name="=1+1")))
    text = bulk.errors_table(batch).decode("utf-8-sig")
    assert "行,列,内容" in text and "「=」" in text
    batch.errors = [{"row": 2, "column": "x", "ja": "=1+1", "en": "@x"}]
    assert "'=1+1" in bulk.errors_table(batch).decode("utf-8-sig")
    assert "'@x" in bulk.errors_table(batch, "en").decode("utf-8-sig")


def test_a_refused_file_may_be_sent_again_put_right_an_accepted_one_not(
    desk: User, school: Organisation
) -> None:
    wrong, right = table(row(1, card="1")), table(row(1))
    sent(school, desk, wrong)
    sent(school, desk, wrong, key="f2")
    first = sent(school, desk, right, key="f3")
    assert sent(school, desk, right, key="f3") == first
    again = refused(school, desk, right, key="f4")
    assert f"一括申請 {first.pk}" in again.fields["file"].ja and "2026-11-24" in again.fields["file"].ja


def test_what_the_law_refuses_is_found_before_any_row_is_opened(desk: User, school: Organisation) -> None:
    batch = sent(school, desk, table(row(1), row(2, status="永住者"), row(3)))
    assert batch.status == "checking" and Intake.objects.count() == 3
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.failed, told(batch)) == ("refused", 1, [(3, "")])
    assert Intake.objects.count() == Case.objects.count() == Person.objects.count() == 0
    assert Event.objects.count() == 0


def test_while_a_file_is_checked_none_of_its_rows_is_a_filing(desk: User, school: Organisation) -> None:
    sent(school, desk, table(row(1)))
    intake = Intake.objects.get()
    assert filings.listed(desk, "waiting") == []
    with pytest.raises(Refused) as caught:
        filings.return_(intake.pk, "x", by=desk, now=FRIDAY)
    assert caught.value.refusal.code == "batch-unready"


# --- worked through ---------------------------------------------------------------------------------


def test_a_sound_file_is_opened_as_of_the_day_it_came_in(desk: User, school: Organisation) -> None:
    batch = sent(school, desk, table(*(row(n) for n in range(1, 8))))
    assert not work()
    batch.refresh_from_db()
    assert (batch.status, batch.total, batch.checked, batch.done, batch.failed) == ("finished", 7, 7, 7, 0)
    assert batch.finished_at == FRIDAY
    assert Case.objects.count() == Person.objects.count() == 7
    assert set(Event.objects.values_list("at", "recorded_at")) == {(TUESDAY, FRIDAY)}
    assert {i.organisation for i in Intake.objects.all()} == {school}
    for case in Case.objects.all():
        assert len(actions.history(case.pk)) == 1


def test_rows_about_people_on_file_are_theirs_or_parked(desk: User, school: Organisation) -> None:
    known = {"birth_date": "1991-04-02", "sex": "M", "nationality": "VNM", "name_alphabet": NAMES[1]}
    data = people.read_person(known | {"passport_no": "C0000001"}, now=TUESDAY, problems={})
    perhaps = people.read_person(
        known | {"name_alphabet": NAMES[2], "birth_date": "1992-04-03"}, now=TUESDAY, problems={}
    )
    assert data is not None and perhaps is not None
    person = people.register_person(data, now=TUESDAY)
    people.register_person(perhaps, now=TUESDAY)
    batch = sent(school, desk, table(row(1), row(2), row(3)))
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.done, batch.parked) == ("finished", 2, 1)
    assert Intake.objects.get(row_no=2).person == person
    waiting = filings.listed(desk, "parked")
    assert [i.row_no for i in waiting] == [3]
    filings.decide(waiting[0].pk, None, by=desk, now=FRIDAY)
    batch.refresh_from_db()
    assert (batch.done, batch.parked) == (3, 0)


def test_a_killed_worker_is_followed_by_one_that_goes_on(desk: User, school: Organisation) -> None:
    batch = sent(school, desk, table(*(row(n) for n in range(1, 7))))
    while not IntakeBatch.objects.filter(status="running").exists():
        bulk.advance(batch.pk, now=FRIDAY, chunk=2)
    assert Case.objects.count() == 0
    bulk.advance(batch.pk, now=FRIDAY, chunk=2)
    batch.refresh_from_db()
    assert (batch.status, batch.done, Case.objects.count()) == ("running", 2, 2)

    class Killed(BaseException):
        """As the process ends: nothing of ours runs any more."""

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "complete", kill)
        with pytest.raises(Killed):
            bulk.advance(batch.pk, now=FRIDAY, chunk=2)
    assert Case.objects.count() == Person.objects.count() == 2
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.done, Case.objects.count(), Person.objects.count()) == ("finished", 6, 6, 6)


def test_a_row_over_which_the_program_stumbles_holds_up_nobody(
    desk: User, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sent(school, desk, table(*(row(n) for n in range(1, 4))))
    while not IntakeBatch.objects.filter(status="running").exists():
        bulk.advance(batch.pk, now=FRIDAY)
    whole = people.complete

    def stumble(person: Person, *rest: Any, **more: Any) -> None:
        if person.name_alphabet == NAMES[2]:
            raise ZeroDivisionError
        whole(person, *rest, **more)

    monkeypatch.setattr(people, "complete", stumble)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.done, batch.failed) == ("finished", 2, 1)
    assert Intake.objects.get(row_no=3).problems[0]["code"] == "internal"
    monkeypatch.setattr(people, "complete", whole)
    filings.amend(Intake.objects.get(row_no=3).pk, by=desk, now=FRIDAY + timedelta(days=1))
    batch.refresh_from_db()
    assert (batch.done, batch.failed) == (3, 0)


def test_a_row_refused_after_the_check_waits_with_its_problem(desk: User, school: Organisation) -> None:
    batch = sent(school, desk, table(row(1), row(2)))
    while not IntakeBatch.objects.filter(status="running").exists():
        bulk.advance(batch.pk, now=FRIDAY)
    # Meanwhile the same person files at the counter.
    row_two = Intake.objects.get(row_no=3)
    counter = replace(
        filings.filing_of(row_two),
        key="c1",
        step="ext_file_counter",
        channel="counter",
        filed_by="applicant",
        organisation=None,
    )
    filings.receive(counter, by=desk, now=FRIDAY)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.done, batch.failed) == ("finished", 1, 1)
    row_two.refresh_from_db()
    assert row_two.status == "waiting" and "EXT26-TYO" in row_two.problems[0]["sentence"]["ja"]
    assert filings.listed(desk, "waiting") == [row_two]


def test_the_time_is_up_and_the_rest_is_left(
    desk: User, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    sent(school, desk, table(*(row(n) for n in range(1, 6))))
    assert bulk.work(clock=lambda: FRIDAY, seconds=0)
    assert IntakeBatch.objects.get().status == "checking"
    assert not work()


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_file() -> None:
    desk = crew().users[Role.FRONT_DESK]
    school = organisations.register(name="日本語学校", kind="school", approved_online=True, now=TUESDAY)
    sent(school, desk, table(*(row(n) for n in range(1, 25))))
    outcomes = at_once(work, work)
    assert not any(isinstance(o, BaseException) for o in outcomes), outcomes
    work()
    batch = IntakeBatch.objects.get()
    assert (batch.status, batch.done, batch.failed) == ("finished", 24, 0)
    assert Case.objects.count() == Person.objects.count() == 24


def test_the_task_asks_for_another_run_when_something_is_left(
    desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(bulk, "nudge", lambda: asked.append(True))
    for left in (True, False):
        monkeypatch.setattr(bulk, "work", lambda left=left: left)
        tasks.accept_batches()
    assert asked == [True]


def test_without_a_broker_or_with_a_broken_one_a_file_is_taken_in_all_the_same(
    desk: User, school: Organisation, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent_off: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.accept_batches, "apply_async", lambda **more: sent_off.append(more))
    monkeypatch.setattr(django_settings, "BROKER_PRESENT", False)
    with django_capture_on_commit_callbacks(execute=True):
        sent(school, desk, table(row(1)))
    assert sent_off == []
    monkeypatch.setattr(django_settings, "BROKER_PRESENT", True)
    with django_capture_on_commit_callbacks(execute=True):
        sent(school, desk, table(row(2)), key="f2")
    assert sent_off == [{"retry": False}]

    def broken(**_: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(tasks.accept_batches, "apply_async", broken)
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(school, desk, table(row(3)), key="f3").status == "checking"


def test_a_file_for_a_procedure_that_is_no_filing_comes_in_at_the_counter_only(desk: User) -> None:
    control = User.objects.get(username=Role.CONTROL_OFFICER.value)
    head = "name_alphabet,nationality,informant,report_manner"
    tips = Upload(
        f"{head}\nAN,VNM,public,oral\nBA,VNM,public,oral\n".encode(),
        "tips.csv",
        "deportation",
        "report_received",
        "t1",
    )
    batch = bulk.submit(tips, by=control, now=TUESDAY)
    assert batch.channel == ONLINE and batch.status == "refused"
    batch = bulk.submit(replace(tips, key="t2", channel="counter"), by=control, now=TUESDAY)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.done) == ("finished", 2)


@pytest.mark.slow
def test_five_thousand_rows_are_checked_while_the_sender_waits(desk: User, school: Organisation) -> None:
    letters = "ABCDEFGHIJ"
    rows = [row(n, name=f"NAME {''.join(letters[int(d)] for d in f'{n:04}')}") for n in range(5000)]
    batch = sent(school, desk, table(*rows))
    assert (batch.status, batch.total, Intake.objects.count()) == ("checking", 5000, 5000)


@pytest.fixture(autouse=True)
def _fresh_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No nudge reaches a worker in these tests."""
    monkeypatch.setattr(django_settings, "BROKER_PRESENT", False)
    yield
