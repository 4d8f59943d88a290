"""What the person is told, outside: reminders and steps of residence files, each once, where they are reached."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import actions, clocks, intake, store
from casework.directory import recipients
from casework.models import Case, Event, Person
from casework.outside import contacts
from casework.outside import messages as outside
from notifications.drain import drain
from notifications.models import Delivery, Letter, MessageRow
from tests.casework import filing_rows as filed
from tests.casework.files import Crew, at_once, crew, examined, found, minute, moment
from tests.casework.lives import FILED, Life
from workflows import timers
from workflows.registry import procedures
from workflows.roles import Role
from workflows.texts import Refused

pytestmark = pytest.mark.django_db
HOME = "東京都見本区一丁目1番1号"
NAME = "NGUYEN VAN AN"


@pytest.fixture(name="staff")
def _staff() -> Crew:
    return crew()


def resident(staff: Crew, *, address: str = HOME, **contact: Any) -> Life:
    """A student whose stay ends on 1 April 2027; a card notice of the address has been given."""
    life = Life(staff)
    life.lands(**({"address": address} if address else {}))
    if contact:
        tell(life, **contact)
    return life


def tell(life: Life, email: str = "an@example.jp", language: str = "ja", letters: bool = True) -> None:
    contacts.save(
        life.person,
        email=email,
        language=language,
        letters=letters,
        by=life.crew.users[Role.FRONT_DESK],
        now=moment("2026-04-02"),
    )


def reminders(life: Life, code: str = "residence") -> list[tuple[str, str, int]]:
    """What the person was reminded of on the newest file: when, of which kind, how many days ahead."""
    rows = MessageRow.objects.filter(
        case=life.file(code).number, key__startswith="clock:", audience__startswith="person:"
    )
    return [(minute(m.at)[:10], m.kind, m.facts["days"]) for m in rows.order_by("at", "id")]


def of_the_stay(life: Life) -> list[MessageRow]:
    """The reminders of the end of the stay, to the person."""
    return list(
        MessageRow.objects.filter(
            key__startswith="clock:",
            audience__startswith=f"person:{life.file('residence').number}",
            facts__clock__en="your period of stay",
        ).order_by("at", "id")
    )


def delivered(now: str) -> None:
    while drain(now=moment(now)).more:
        pass


def extension_filed(life: Life, at: str = "2027-03-25") -> Case:
    return life.open("extension", "ext_file_counter", at, **(FILED | {"photo_on": "2027-02-01"}))


# --- which, and how often ---------------------------------------------------------------------------


def test_the_end_of_the_stay_is_told_thirty_fourteen_seven_days_and_one_day_ahead_and_on_the_day(
    staff: Crew,
) -> None:
    life = resident(staff)
    life.sweep("2027-04-05")
    assert [(minute(m.at)[:10], m.kind, m.facts["days"]) for m in of_the_stay(life)] == [
        ("2027-03-02", "person_reminder_ahead", 30),
        ("2027-03-18", "person_reminder_ahead", 14),
        ("2027-03-25", "person_reminder_ahead", 7),
        ("2027-03-31", "person_reminder_ahead", 1),
        ("2027-04-01", "person_reminder_today", 0),
    ]
    assert {m.facts["due"] for m in of_the_stay(life)} == {"2027-04-01"}


def test_sweeping_twice_at_one_moment_tells_the_person_once(staff: Crew) -> None:
    life = resident(staff)
    now = moment("2027-03-20")
    clocks.sweep_all(now)
    before = MessageRow.objects.count()
    assert clocks.sweep_all(now) == clocks.Swept()
    assert MessageRow.objects.count() == before
    assert len(of_the_stay(life)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_two_drains_at_once_write_one_letter_a_rung() -> None:
    life = resident(crew())
    now = moment("2027-03-20")
    at_once(*[lambda: clocks.sweep_all(now)] * 3)
    clocks.sweep_all(now)
    assert len(of_the_stay(life)) == 2
    at_once(*[lambda: drain(now=now)] * 3)
    delivered("2027-03-20")
    letters = Letter.objects.filter(delivery__message__in=of_the_stay(life))
    assert letters.count() == 2
    assert not Delivery.objects.filter(channel="letter").exclude(status="sent").exists()


def test_what_is_filed_is_not_reminded_of_any_more(staff: Crew) -> None:
    life = resident(staff)
    extension_filed(life, "2027-03-20")
    life.sweep("2027-04-02")
    assert [m.facts["days"] for m in of_the_stay(life)] == [30, 14]


def test_the_special_period_and_the_call_twenty_days_before_its_end_are_told(staff: Crew) -> None:
    life = resident(staff)
    extension_filed(life)
    life.sweep("2027-06-01T12:00")
    rows = MessageRow.objects.filter(
        case=life.file("extension").number, key__startswith="clock:", audience__startswith="person:"
    )
    calls = [m for m in rows if m.kind == "person_call"]
    assert len(calls) == 1 and calls[0].facts["due"] == "2027-06-01"
    ahead = [m for m in rows if m.kind == "person_reminder_ahead"]
    assert sorted(m.facts["days"] for m in ahead) == [1, 7, 14, 30]
    assert [m.facts["due"] for m in rows if m.kind == "person_reminder_today"] == ["2027-06-01"]


def test_papers_asked_for_and_a_result_to_collect_are_told_and_reminded_of(staff: Crew) -> None:
    life = resident(staff)
    extension_filed(life, "2027-03-01")
    life.take("extension", "ext_start_review", "2027-03-02", triage_class="A")
    life.take(
        "extension",
        "ext_decide_permit",
        "2027-03-05",
        new_status="student",
        new_period="P1Y",
        collect_by="2027-03-20",
    )
    life.sweep("2027-03-20T12:00")
    steps = MessageRow.objects.filter(kind="person_step", case=life.file("extension").number)
    assert {m.facts["step"]["en"] for m in steps} >= {"there is a result; please come to collect it"}
    collect = MessageRow.objects.filter(
        key__startswith="clock:",
        audience__startswith=f"person:{life.file('extension').number}",
        facts__clock__en="your result to collect",
    )
    assert sorted(m.facts["days"] for m in collect) == [0, 1, 7, 14]


def test_the_days_after_a_date_are_between_the_person_and_the_office(staff: Crew) -> None:
    life = resident(staff)
    life.sweep("2027-04-10")
    told = MessageRow.objects.filter(audience__startswith="person:")
    assert not told.filter(kind__in=["overdue", "lapsed", "lapse_refused"]).exists()


def test_deportation_files_tell_nobody_outside(staff: Crew) -> None:
    examined(staff, "2026-11-02 10:00")
    found(staff, "2026-11-09 12:00")
    clocks.sweep_all(moment("2027-02-05"))
    assert MessageRow.objects.exists()
    assert not MessageRow.objects.filter(audience__startswith="person:").exists()


def test_the_words_are_of_clocks_and_steps_that_there_are() -> None:
    every = [p for p in procedures() if p.tables == outside.TABLES]
    all_clocks = {name for p in every for name in p.clocks}
    all_steps = {name: step for p in every for name, step in p.steps.items()}
    assert set(outside.CLOCKS) <= all_clocks
    assert {outside.CALL, outside.ENDS_THE_STAY} <= all_clocks
    named = {*outside.STEPS, *outside.FACE_TO_FACE, *outside.TOLD_ELSEWHERE}
    assert named <= set(all_steps)
    for name in named:
        assert outside.THE_PERSON & set(all_steps[name].tells), name
    assert {p.code for p in every} >= outside.AT_THE_PORT


# --- how they are reached ---------------------------------------------------------------------------


def test_who_has_an_email_address_gets_a_mail_in_their_language_and_no_letter(staff: Crew) -> None:
    life = resident(staff, email="an@example.jp", language="en")
    clocks.sweep_all(moment("2027-03-02T09:00"))
    delivered("2027-03-02T09:00")
    mine = [m for m in mail.outbox if m.to == ["an@example.jp"] and "30 days" in m.subject]
    assert len(mine) == 1
    number = life.file("residence").number
    assert mine[0].subject == f"[Residence procedure] 30 days left ({number})"
    assert "your period of stay" in mine[0].body and "Thu 1 Apr 2027" in mine[0].body
    assert "/cases/" not in mine[0].body
    assert not Letter.objects.exists()


def test_a_person_without_a_contact_gets_a_letter_in_plain_japanese(staff: Crew) -> None:
    life = resident(staff)
    clocks.sweep_all(moment("2027-03-02T09:00"))
    delivered("2027-03-02T09:00")
    letter = Letter.objects.get(delivery__message__in=of_the_stay(life))
    assert letter.language == "plain" and letter.outcome == ""
    assert "2027年(ねん)〔令和(れいわ) 9年(ねん)〕 4月(がつ) 1日(ついたち) 木曜日(もくようび)" in letter.body
    assert NAME not in letter.body and HOME not in letter.body
    assert not mail.outbox or all(NAME not in str(m.body) for m in mail.outbox)


def test_who_has_neither_address_nor_email_is_found_and_not_looked_for_again(staff: Crew) -> None:
    life = resident(staff, address="")
    clocks.sweep_all(moment("2027-03-02T09:00"))
    delivered("2027-03-02T09:00")
    row = of_the_stay(life)[0]
    assert row.status == "addressed" and not row.deliveries.exists()


def test_who_wants_no_letters_gets_none(staff: Crew) -> None:
    resident(staff, email="", letters=False)
    clocks.sweep_all(moment("2027-03-02T09:00"))
    delivered("2027-03-02T09:00")
    assert not Letter.objects.exists()


def test_an_address_notified_since_is_the_one_that_counts(staff: Crew) -> None:
    life = resident(staff)
    case = extension_filed(life)
    assert contacts.address_of(case) == HOME
    home = life.file("residence")
    Case.objects.filter(pk=home.pk).update(facts=home.facts | {"address": "大阪府見本市二丁目"})
    assert contacts.address_of(case) == "大阪府見本市二丁目"
    assert contacts.reach(case.number) == contacts.Reached(life.person.pk, "plain", letter=True)


def test_the_email_that_a_filing_names_is_used_for_that_file_alone(staff: Crew) -> None:
    life = resident(staff)
    case = life.file("residence")
    Case.objects.filter(pk=case.pk).update(facts=case.facts | {"notification_email": "jinji@example.jp"})
    assert contacts.reach(case.number) == contacts.Reached(life.person.pk, "ja", "jinji@example.jp")
    Case.objects.filter(pk=case.pk).update(facts=case.facts | {"notification_email": "なし"})
    assert contacts.reach(case.number) == contacts.Reached(life.person.pk, "plain", letter=True)


def test_the_email_given_with_an_online_filing_is_the_contact_for_that_file(staff: Crew) -> None:
    day = moment("2026-11-24T09:30")
    filing = intake.Filing(
        procedure="coe",
        step="coe_file_online",
        facts=filed.ONLINE,
        person=filed.PERSON,
        key=filed.KEY,
        channel="online",
        filed_by="accepting_org",
        filer_name="港 太郎",
        organisation=filed.company(),
        received_at=day,
    )
    row = intake.receive(filing, by=staff.users[Role.FRONT_DESK], now=day).intake
    assert row.case is not None, row.problems
    assert row.person is not None
    assert contacts.reach(row.case.number) == contacts.Reached(row.person.pk, "ja", "jimu@example.jp")
    assert contacts.of(row.person.pk) is None
    delivered("2026-11-24T09:40")
    mine = [m for m in mail.outbox if m.to == ["jimu@example.jp"]]
    assert len(mine) == 1 and row.case.number in mine[0].subject


def test_what_ends_tomorrow_or_today_is_not_put_into_a_letter(staff: Crew) -> None:
    life = resident(staff)
    life.sweep("2027-04-01T12:00")
    delivered("2027-04-01T12:00")
    days = [m.facts["days"] for m in of_the_stay(life) if Letter.objects.filter(delivery__message=m).exists()]
    assert days == [30, 14, 7]


def test_of_their_own_act_people_get_a_receipt_by_mail_and_no_letter(staff: Crew) -> None:
    life = resident(staff)
    case = extension_filed(life)
    row = MessageRow.objects.get(key__startswith="event:", key__endswith=":person", case=case.number)
    assert row.audience == f"person:{case.number}/mail"
    assert recipients(row.audience)[0].channels == ()
    tell(life)
    assert recipients(row.audience)[0].channels == ("email",)


def test_the_dead_are_not_written_to(staff: Crew) -> None:
    life = resident(staff, email="an@example.jp")
    number = life.file("residence").number
    clocks.sweep_all(moment("2027-03-02T09:00"))
    life.take("residence", "ps_die", "2027-03-02T10:00", died_on="2027-03-01")
    delivered("2027-03-02T11:00")
    assert not [m for m in mail.outbox if m.to == ["an@example.jp"]]
    assert not Letter.objects.exists()
    assert contacts.reach(number) == contacts.Reached(life.person.pk, "ja")


def test_who_was_noted_as_dead_on_their_own_row_is_not_written_to(staff: Crew) -> None:
    life = resident(staff, email="an@example.jp")
    Person.objects.filter(pk=life.person.pk).update(died_on="2027-01-01")
    assert recipients(f"person:{life.file('residence').number}")[0].channels == ()


def test_who_has_left_for_good_is_not_written_to(staff: Crew) -> None:
    life = resident(staff, email="an@example.jp")
    life.take("residence", "ps_depart", "2027-02-01", departed_on="2027-02-01")
    assert life.state("residence") == "departed"
    assert recipients(f"person:{life.file('residence').number}")[0].channels == ()


def test_a_number_that_is_nobodys_has_no_recipient(staff: Crew) -> None:
    assert recipients("person:RES26-TYO-999999") == []


def test_a_contact_that_is_no_address_is_refused(staff: Crew) -> None:
    life = resident(staff)
    with pytest.raises(Refused) as caught:
        tell(life, email="an at example", language="fr")
    assert set(caught.value.refusal.fields) == {"email", "language"}
    assert contacts.of(life.person.pk) is None


# --- corrections ------------------------------------------------------------------------------------


def rectified(life: Life, until: str, now: str) -> None:
    """The end of the stay was entered wrongly at the beginning."""
    case = life.file("residence")
    seq = Event.objects.get(case=case, kind="step", step="ps_land").seq
    when = moment(now)
    actions.rectify(
        case.pk,
        seq,
        reason="転記の誤り",
        actor=life.actor("residence", "ps_land", when),
        now=when,
        facts={"stay_until": until, "card_valid_until": until},
    )


def corrections(life: Life) -> list[MessageRow]:
    return list(MessageRow.objects.filter(kind="person_corrected", case=life.file("residence").number))


def test_who_was_reminded_of_a_wrong_date_is_told_the_right_one(staff: Crew) -> None:
    life = resident(staff, email="an@example.jp", language="plain")
    life.sweep("2027-03-03")
    rectified(life, "2027-05-01", "2027-03-04")
    row = next(m for m in corrections(life) if m.facts["clock"]["en"] == "your period of stay")
    assert (row.facts["was"], row.facts["is"]) == ("2027-04-01", "2027-05-01")
    delivered("2027-03-04")
    assert [m for m in mail.outbox if m.to == ["an@example.jp"] and "まちがい" in m.body]


def test_who_was_told_a_wrong_correction_is_told_again(staff: Crew) -> None:
    life = resident(staff)
    life.sweep("2027-03-03")
    rectified(life, "2027-05-01", "2027-03-04")
    rectified(life, "2027-06-01", "2027-03-05")
    stays = [m.facts["is"] for m in corrections(life) if m.facts["clock"]["en"] == "your period of stay"]
    assert stays == ["2027-05-01", "2027-06-01"]


def test_who_was_never_reminded_is_not_told_of_a_correction(staff: Crew) -> None:
    life = resident(staff)
    life.sweep("2027-02-01")
    rectified(life, "2027-05-01", "2027-02-02")
    assert not [m for m in corrections(life) if m.facts["clock"]["en"] == "your period of stay"]


# --- nothing personal -------------------------------------------------------------------------------


def test_no_name_no_address_and_no_email_stand_in_the_outbox_or_in_a_log(
    staff: Crew, caplog: pytest.LogCaptureFixture
) -> None:
    life = resident(staff, email="an@example.jp")
    extension_filed(life)
    with caplog.at_level(logging.DEBUG):
        life.sweep("2027-04-02")
        delivered("2027-04-02")
    kept = [str(m.facts) + m.key + m.audience + m.reason for m in MessageRow.objects.all()]
    for secret in (NAME, HOME, "an@example.jp"):
        assert not [text for text in kept if secret in text]
        assert secret not in caplog.text


def test_a_rung_that_is_told_outside_asks_the_database_nothing_more(staff: Crew) -> None:
    life = resident(staff)
    held = store.read(life.file("residence").pk)
    assert held is not None
    outside.office_name(held.office)
    row = held.running["stay_period"]
    look = timers.look(held.procedure.clocks["stay_period"], row.clock, 0)
    assert look is not None
    with CaptureQueriesContext(connection) as caught:
        assert outside.of_look(held, row, look)
    assert len(caught) == 0
