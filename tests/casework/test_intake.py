"""Filings as they come in: opened, parked, waiting, returned; counted from the day they came in, whoever
decides and whenever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import actions, organisations, people
from casework import intake as filings
from casework.intake import Filing, Received
from casework.models import Case, Event, Intake, Organisation, Person, SameAs, User
from tests.casework.files import at_once, crew, dump, moment
from tests.law.residence.test_identity import zone
from workflows import registry
from workflows.declare import Duty, Guard, State, Step
from workflows.engine import Machine, Procedure
from workflows.filing import ONLINE
from workflows.procedures.deportation import DEPORTATION
from workflows.procedures.residence.vocabulary import SHARED
from workflows.roles import Role
from workflows.texts import Refusal, Refused, Text

pytestmark = pytest.mark.django_db

TUESDAY = moment("2026-11-24T10:00")
FRIDAY = moment("2026-11-27T16:00")

# --- a small application in place of the real ones ------------------------------------------------


def _text(en: str) -> Text:
    return Text(f"和{en}", en)


_FILER = ("channel", "filed_by", "filer_name", "filer_authority")
_NOT_PERMANENT = Guard(
    "not_permanent",
    _text("permanent residence is another application"),
    _text("file for permanent residence"),
    "icrra 21(1)",
    frozenset({"given:status_requested"}),
    lambda v: v.given.get("status_requested") != "permanent_resident",
)


def _receives(id: str) -> Step:
    return Step(
        id,
        "stage",
        ("draft",),
        "received",
        _text(id),
        "icrra 21(2)",
        (Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.FRONT_DESK, Role.INSPECTOR),
        needs=("status_requested",),
        may=("papers", "papers_follow", "period_requested", "translated", "photo_on", "note", *_FILER),
        guards=(_NOT_PERMANENT,),
        opens=True,
    )


EXTENSION = Procedure(
    "extension",
    _text("extension"),
    law_from=date(2024, 6, 10),
    machines=(
        Machine(
            "stage",
            _text("application"),
            [
                State("draft", _text("draft")),
                State("received", _text("received"), duties=(Duty(Role.INSPECTOR, _text("examine")),)),
                State("closed", _text("closed"), end=True),
            ],
            initial="draft",
        ),
    ),
    steps=(
        _receives("ext_file_counter"),
        _receives("ext_file_online"),
        Step("ext_close", "stage", ("received",), "closed", _text("close"), "icrra 21(3)", (Role.INSPECTOR,)),
    ),
    clocks=(),
    facts=SHARED,
    alone=True,
    prefix="EXT",
)


@pytest.fixture(autouse=True)
def law(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The deportation procedure and the small extension."""
    monkeypatch.setattr(registry, "procedures", lambda: (DEPORTATION, EXTENSION))
    registry.procedure.cache_clear()
    yield
    registry.procedure.cache_clear()


REAL = registry.procedures


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, law: None) -> Iterator[None]:
    """The procedures as they are."""
    monkeypatch.setattr(registry, "procedures", REAL)
    registry.procedure.cache_clear()
    yield
    registry.procedure.cache_clear()


@pytest.fixture(name="desk")
def _desk() -> User:
    """The officer at the counter."""
    return crew().users[Role.FRONT_DESK]


AN: dict[str, Any] = {
    "name_alphabet": "NGUYEN VAN AN",
    "birth_date": "1997-04-02",
    "sex": "M",
    "nationality": "VNM",
    "passport_no": "C1234567",
    "card_no": "AB12345678CD",
}
PAPERS = ["form", "photo", "passport", "card", "activity", "organisation", "livelihood"]
FACTS: dict[str, Any] = {"status_requested": "student", "period_requested": "P1Y", "papers": PAPERS}
COUNTER = Filing("extension", "ext_file_counter", FACTS, AN, "k1", filed_by="applicant")


def online(**more: Any) -> Filing:
    return replace(COUNTER, step="ext_file_online", channel=ONLINE, key="o1", **more)


def received(filing: Filing, by: User, now: datetime = TUESDAY) -> Received:
    return filings.receive(filing, by=by, now=now)


def refused(filing: Filing, by: User, now: datetime = TUESDAY) -> Refusal:
    """The filing must be refused, and nothing written."""
    before = dump()
    with pytest.raises(Refused) as caught:
        received(filing, by, now)
    assert dump() == before
    return caught.value.refusal


def on_file(**more: Any) -> Person:
    data = people.read_person(AN | more, now=TUESDAY, problems={})
    assert data is not None
    return people.register_person(data, now=TUESDAY)


def parked(desk: User, **more: Any) -> Intake:
    """A filing about somebody who may be on file: the same details, no document in common."""
    on_file(passport_no="B7654321", card_no="")
    found = received(replace(COUNTER, **more), desk)
    assert found.taken is None and found.intake.status == "parked"
    return found.intake


# --- somebody new, and somebody known ---------------------------------------------------------------


def test_a_filing_of_somebody_new_opens_a_case_and_stores_the_person(desk: User) -> None:
    found = received(COUNTER, desk)
    intake = Intake.objects.get()
    case = Case.objects.get()
    assert found.taken is not None and found.taken.number == case.number
    assert (intake.status, intake.case, intake.person) == ("accepted", case, case.person)
    assert case.number.startswith("EXT26-TYO") and case.opened_at == TUESDAY
    assert case.facts["status_requested"] == "student" and case.facts["filed_by"] == "applicant"
    assert case.person.documents.count() == 2 and people.search("C1234567") == [case.person]
    assert (intake.received_by, intake.office_id, intake.problems) == (desk, "TYO", [])


def test_a_filing_of_somebody_whose_document_and_details_are_on_file_is_theirs(desk: User) -> None:
    person = on_file(card_no="ZZ11111111ZZ")
    found = received(COUNTER, desk)
    assert found.intake.person == person and Person.objects.count() == 1
    assert set(person.documents.values_list("number", flat=True)) == {
        "C1234567", "ZZ11111111ZZ", "AB12345678CD"
    }  # fmt: skip


def test_somebody_whom_the_officer_has_before_them_is_not_looked_for(desk: User) -> None:
    on_file()
    other = on_file()
    found = received(replace(COUNTER, person=other), desk)
    assert found.intake.person == other and found.intake.status == "accepted"


def test_a_row_that_is_not_saved_is_details_like_others(desk: User) -> None:
    details = {name: value for name, value in AN.items() if name not in ("passport_no", "card_no")}
    data = people.read_person(details, now=TUESDAY, problems={})
    assert data is not None
    late = FACTS | {"papers": ["form", "passport", "activity", "organisation", "livelihood"]}
    received(replace(COUNTER, person=people.build(data), facts=late), desk)
    assert Intake.objects.get().person_data == details


def test_the_zone_of_the_passport_is_enough_of_it(desk: User) -> None:
    person = {
        "name_alphabet": "Nguyen Van An",
        "nationality": "VNM",
        "mrz": zone(),
        "card_no": "AB12345678CD",
    }
    found = received(replace(COUNTER, person=person), desk)
    assert found.intake.person is not None and found.intake.person.birth_date == date(1997, 4, 2)
    assert found.intake.person.documents.get(kind="passport").mrz == zone()


def test_another_procedure_is_received_in_the_same_way(desk: User) -> None:
    control = User.objects.get(username=Role.CONTROL_OFFICER.value)
    facts = {"informant": "public", "report_manner": "oral"}
    tip = Filing("deportation", "report_received", facts, {"name_alphabet": "AN", "nationality": "VNM"}, "d1")
    assert received(tip, control).intake.status == "accepted"
    assert Case.objects.get().procedure == "deportation"


def test_the_same_submission_twice_is_one_filing(desk: User) -> None:
    first, second = received(COUNTER, desk), received(COUNTER, desk)
    assert second.taken is None and second.intake == first.intake
    assert Case.objects.count() == Intake.objects.count() == Person.objects.count() == 1


def test_a_filing_counts_from_when_it_came_in(desk: User) -> None:
    received(replace(COUNTER, received_at=TUESDAY), desk, now=FRIDAY)
    event = Event.objects.get()
    assert (event.at, event.recorded_at) == (TUESDAY, FRIDAY)
    assert Intake.objects.get().recorded_at == FRIDAY


# --- at the counter the refusal is said -------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"person": AN | {"card_no": "AB1"}}, "bad-fact", "p_card_no"),
        ({"person": AN | {"name_alphabet": ""}}, "bad-fact", "p_name_alphabet"),
        ({"facts": FACTS | {"status_requested": "king"}}, "bad-fact", "status_requested"),
        ({"facts": {"papers": PAPERS}}, "bad-fact", "status_requested"),
        ({"facts": FACTS | {"colour": "blue"}}, "bad-fact", "colour"),
        ({"facts": FACTS | {"papers": ["form"]}}, "papers-missing", "papers"),
        ({"filed_by": "coe_proxy"}, "wrong-capacity", "filed_by"),
        ({"filed_by": ""}, "wrong-capacity", "filed_by"),
        ({"filed_by": "lawyer_scrivener"}, "no-authority", "authority"),
        ({"filed_by": "relative", "authority": "母"}, "not-unable", "unable"),
        ({"filed_by": "accepting_org", "authority": "1"}, "no-organisation", "organisation"),
        ({"filer_name": "X" * 201}, "bad-fact", "filer_name"),
        ({"authority": "a\x00b"}, "bad-fact", "authority"),
        ({"channel": "pigeon"}, "bad-fact", "channel"),
        ({"key": ""}, "bad-fact", "key"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    desk: User, more: dict[str, Any], code: str, field: str
) -> None:
    refusal = refused(replace(COUNTER, **more), desk)
    assert refusal.code == code and field in refusal.fields


def test_everything_wrong_is_said_at_once(desk: User) -> None:
    filing = replace(COUNTER, facts={}, person=AN | {"sex": "Q"}, filed_by="coe_proxy")
    refusal = refused(filing, desk)
    assert {"p_sex", "status_requested", "filed_by"} <= set(refusal.fields)
    assert "入力に誤り" in refusal.fact.ja and "代理人(別表第四)" in refusal.fact.ja


def test_what_the_law_refuses_is_said_by_the_door(desk: User) -> None:
    filing = replace(COUNTER, facts=FACTS | {"status_requested": "permanent_resident"})
    assert refused(filing, desk).code == "rule:not_permanent"


def test_papers_may_follow_with_the_reason_written_down(desk: User) -> None:
    late = FACTS | {"papers": ["form"], "papers_follow": "入院中のため"}
    assert received(replace(COUNTER, facts=late), desk).intake.status == "accepted"


def test_nobody_is_asked_for_papers_they_cannot_have(desk: User) -> None:
    """No card, no photo: an infant, a short stay."""
    papers = ["form", "passport", "activity", "livelihood"]
    dependent = FACTS | {"status_requested": "dependent", "papers": papers}
    baby = AN | {"card_no": "", "birth_date": "2026-06-01", "name_alphabet": "NGUYEN BE"}
    assert received(replace(COUNTER, facts=dependent, person=baby), desk).intake.status == "accepted"
    with_card = replace(COUNTER, facts=dependent, person=AN, key="k2")
    assert "写真、在留カード(提示)" in refused(with_card, desk).fields["papers"].ja


def test_a_procedure_step_or_time_that_is_not_usable(desk: User) -> None:
    assert refused(replace(COUNTER, procedure="marriage"), desk).code == "no-law"
    assert refused(replace(COUNTER, step="nothing"), desk).code == "unknown-step"
    assert refused(replace(COUNTER, step="ext_close"), desk).code == "not-opening"
    assert refused(replace(COUNTER, received_at=FRIDAY), desk).code == "future"
    assert refused(replace(COUNTER, received_at=datetime(2026, 11, 24)), desk).code == "naive-time"
    early = moment("2020-01-06T10:00")
    assert refused(replace(COUNTER, received_at=early), desk).code == "no-law"


def test_an_officer_who_may_not(desk: User) -> None:
    doctor = User.objects.get(username=Role.DOCTOR.value)
    assert refused(COUNTER, doctor).code == "wrong-office"
    assert refused(replace(COUNTER, office="OSA"), desk).code == "other-office"


def test_a_second_open_filing_of_a_kind_is_refused_by_the_door(desk: User) -> None:
    received(COUNTER, desk)
    again = refused(replace(COUNTER, key="k2"), desk)
    assert "EXT26-TYO-000001" in again.sentence()


# --- online it waits --------------------------------------------------------------------------------


def test_an_online_filing_with_something_wrong_waits_with_its_problems(desk: User) -> None:
    junk = {"status_requested": "king", "note": "a\x00b\ud800", "papers": list(range(300))}
    intake = received(online(facts=junk, person=AN | {"card_no": "AB1"}), desk).intake
    intake.refresh_from_db()
    assert intake.status == "waiting" and Case.objects.count() == 0
    problems = intake.problems[0]
    assert {"p_card_no", "status_requested", "papers", "note"} <= set(problems["fields"])
    assert "12桁" in problems["sentence"]["ja"] and problems["sentence"]["en"]
    assert intake.facts["note"] == "ab" and len(intake.facts["papers"]) == 100
    assert intake.person_data["card_no"] == "AB1"


def test_what_the_law_refuses_online_waits_too(desk: User) -> None:
    intake = received(online(facts=FACTS | {"status_requested": "permanent_resident"}), desk).intake
    assert intake.status == "waiting" and intake.problems[0]["code"] == "rule:not_permanent"
    assert Person.objects.count() == 0


def test_a_waiting_filing_is_amended_and_counts_from_the_day_it_came_in(desk: User) -> None:
    intake = received(online(facts={"papers": PAPERS}, person=AN | {"card_no": "AB1"}), desk).intake
    with pytest.raises(Refused) as caught:
        filings.amend(intake.pk, facts={"status_requested": "student"}, by=desk, now=FRIDAY)
    assert set(caught.value.refusal.fields) == {"p_card_no"}
    intake.refresh_from_db()
    assert intake.status == "waiting" and "status_requested" not in intake.facts
    done = filings.amend(
        intake.pk,
        facts={"status_requested": "student"},
        person={"card_no": "AB12345678CD"},
        by=desk,
        now=FRIDAY,
    )
    assert done.intake.status == "accepted" and done.intake.problems == []
    assert Event.objects.get().at == TUESDAY


def test_a_waiting_filing_may_turn_out_to_need_a_look_at_who_it_is(desk: User) -> None:
    on_file(passport_no="B7654321", card_no="")
    intake = received(online(filed_by="coe_proxy"), desk).intake
    assert intake.status == "waiting"
    assert filings.amend(intake.pk, filed_by="applicant", by=desk, now=FRIDAY).intake.status == "parked"


def test_a_filing_is_returned_with_its_reason(desk: User) -> None:
    intake = received(online(facts={}), desk).intake
    with pytest.raises(Refused):
        filings.return_(intake.pk, " ", by=desk, now=FRIDAY)
    filings.return_(intake.pk, "対象外の申請", by=desk, now=FRIDAY)
    intake.refresh_from_db()
    assert (intake.status, intake.reason, intake.decided_by) == ("returned", "対象外の申請", desk)
    for call in (
        lambda: filings.return_(intake.pk, "again", by=desk, now=FRIDAY),
        lambda: filings.amend(intake.pk, by=desk, now=FRIDAY),
        lambda: filings.decide(intake.pk, None, by=desk, now=FRIDAY),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.refusal.code == "intake-done"
    with pytest.raises(Refused) as caught:
        filings.return_(10**9, "x", by=desk, now=FRIDAY)
    assert caught.value.refusal.code == "no-intake"


# --- organisations ----------------------------------------------------------------------------------


def test_an_organisation_files_online_once_it_is_approved(desk: User) -> None:
    school = organisations.register(name="日本語学校", kind="school", now=TUESDAY)
    filing = online(filed_by="accepting_org", organisation=school, filer_name="事務 太郎")
    intake = received(filing, desk).intake
    assert [p["code"] for p in intake.problems] == ["not-approved"]
    Organisation.objects.update(approved_online=True)
    done = filings.amend(intake.pk, by=desk, now=FRIDAY)
    assert done.intake.status == "accepted" and done.intake.organisation == school
    assert (Event.objects.get().facts or {})["filer_name"] == "事務 太郎"


# --- parked -----------------------------------------------------------------------------------------


def test_a_possible_duplicate_waits_for_an_officer_with_the_reasons(desk: User) -> None:
    intake = parked(desk)
    row = intake.candidates[0]
    assert row["person"] == Person.objects.get().pk and row["verdict"] == "possible" and row["points"] == 80
    assert [r["code"] for r in row["reasons"]][:2] == ["name_same", "birth_same"]
    assert Case.objects.count() == 0


def test_a_document_in_common_with_other_details_waits_too(desk: User) -> None:
    on_file(name_alphabet="TRAN THI BINH")
    assert received(COUNTER, desk).intake.status == "parked"


def test_the_officer_says_it_is_the_same_person(desk: User) -> None:
    intake = parked(desk)
    person = Person.objects.get()
    done = filings.decide(intake.pk, person, by=desk, now=FRIDAY, reason="旅券の更新")
    assert done.taken is not None and done.intake.person == person
    assert (done.intake.decided_by, done.intake.decided_at, done.intake.reason) == (
        desk,
        FRIDAY,
        "旅券の更新",
    )
    event = Event.objects.get()
    assert (event.at, event.recorded_at) == (TUESDAY, FRIDAY)
    assert person.documents.filter(number="C1234567").exists()
    assert SameAs.objects.count() == 0


def test_the_officer_says_it_is_somebody_new(desk: User) -> None:
    intake = parked(desk)
    known = Person.objects.get()
    done = filings.decide(intake.pk, None, by=desk, now=FRIDAY)
    assert Person.objects.count() == 2 and done.intake.person != known
    assert SameAs.objects.get().same is False
    assert done.intake.person is not None and people.candidates(done.intake.person) == []


def test_somebody_new_with_a_number_that_is_on_file_needs_a_reason(desk: User) -> None:
    on_file(name_alphabet="TRAN THI BINH")
    intake = received(COUNTER, desk).intake
    with pytest.raises(Refused) as caught:
        filings.decide(intake.pk, None, by=desk, now=FRIDAY)
    assert "reason" in caught.value.refusal.fields
    assert filings.decide(intake.pk, None, by=desk, now=FRIDAY, reason="番号の入力誤り").taken is not None


def test_whoever_came_on_file_meanwhile_is_looked_at_first(desk: User) -> None:
    intake = parked(desk)
    twin = on_file(passport_no="B0000001", card_no="")
    with pytest.raises(Refused) as caught:
        filings.decide(intake.pk, None, by=desk, now=FRIDAY)
    assert caught.value.refusal.code == "stale"
    intake.refresh_from_db()
    assert twin.pk in [row["person"] for row in intake.candidates]
    assert filings.decide(intake.pk, None, by=desk, now=FRIDAY).intake.status == "accepted"


def test_a_decision_that_the_law_refuses_changes_nothing(desk: User) -> None:
    intake = parked(desk, facts=FACTS | {"status_requested": "permanent_resident"})
    before = dump()
    with pytest.raises(Refused) as caught:
        filings.decide(intake.pk, None, by=desk, now=FRIDAY)
    assert caught.value.refusal.code == "rule:not_permanent" and dump() == before


def test_an_officer_of_another_office_decides_nothing(desk: User) -> None:
    intake = parked(desk)
    osaka = User.objects.get(username="elsewhere")
    doctor = User.objects.get(username=Role.DOCTOR.value)
    for officer, code in ((osaka, "other-office"), (doctor, "wrong-office")):
        for call in (
            lambda by: filings.decide(intake.pk, None, by=by, now=FRIDAY),
            lambda by: filings.return_(intake.pk, "x", by=by, now=FRIDAY),
        ):
            with pytest.raises(Refused) as caught:
                call(officer)
            assert caught.value.refusal.code == code


# --- the lists --------------------------------------------------------------------------------------


def test_the_lists_hold_what_the_office_has_to_do_with_page_by_page(desk: User) -> None:
    on_file(passport_no="B7654321", card_no="")
    for number in range(3):
        received(
            replace(COUNTER, key=f"k{number}", person=AN | {"passport_no": "", "card_no": ""}, facts=FACTS),
            desk,
        )
    rows = filings.listed(desk, "parked", limit=2)
    last = rows[-1]
    assert [r.key for r in rows] == ["k0", "k1"]
    assert [r.key for r in filings.listed(desk, "parked", after=(last.received_at, last.pk))] == ["k2"]
    assert filings.listed(User.objects.get(username="elsewhere"), "parked") == []
    headquarters = User.objects.get(username=Role.COMMISSIONER.value)
    assert len(filings.listed(headquarters, "parked")) == 3
    assert filings.listed(desk, "waiting") == []


def test_receiving_takes_a_fixed_number_of_statements(desk: User) -> None:
    def cost(number: int) -> int:
        person = AN | {
            "name_alphabet": f"LE {'ABCDEFGHIJ'[number]}QUANG",
            "passport_no": f"C000000{number}",
            "card_no": "",
        }
        with CaptureQueriesContext(connection) as queries:
            received(replace(COUNTER, key=f"k{number}", person=person), desk)
        return len(queries)

    first = cost(0)
    for number in range(1, 8):
        on_file(name_alphabet=f"PHAM {'ABCDEFGHIJ'[number]} LONG", passport_no=f"B000000{number}", card_no="")
    assert cost(9) <= first + 2 and first < 60


# --- at the same moment -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_submission_sent_twice_at_once_is_one_filing() -> None:
    desk = crew().users[Role.FRONT_DESK]
    both = at_once(lambda: received(COUNTER, desk), lambda: received(COUNTER, desk))
    assert both[0].intake == both[1].intake
    assert Case.objects.count() == Intake.objects.count() == Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_filings_of_one_new_person_at_once_are_one_person() -> None:
    desk = crew().users[Role.FRONT_DESK]
    control = User.objects.get(username=Role.CONTROL_OFFICER.value)
    tip = Filing("deportation", "report_received", {"informant": "public", "report_manner": "oral"}, AN, "d1")
    at_once(lambda: received(COUNTER, desk), lambda: received(tip, control))
    assert Person.objects.count() == 1 and Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_once() -> None:
    desk = crew().users[Role.FRONT_DESK]
    intake = parked(desk)

    def decide() -> str:
        try:
            filings.decide(intake.pk, None, by=desk, now=FRIDAY)
        except Refused as error:
            return error.refusal.code
        return "done"

    assert sorted(at_once(decide, decide)) == ["done", "intake-done"]
    assert Case.objects.count() == 1


# --- under the law as it is -------------------------------------------------------------------------

ABROAD: dict[str, Any] = {"name_alphabet": "SMITH JOHN", "nationality": "USA", "birth_date": "1990-05-05"}
CERTIFICATE = Filing(
    "coe",
    "coe_file_counter",
    {
        "status_requested": "engineer_humanities_international",
        "period_requested": "P1Y",
        "office_ground": "organisation",
        "photo_on": "2026-11-01",
        "papers": ["form", "photo", "activity", "organisation", "livelihood"],
        "proxy_kind": "host_staff",
        "filer_in_japan": True,
        "translated": True,
    },
    ABROAD,
    "r1",
    filed_by="coe_proxy",
    filer_name="山田 太郎",
    authority="人事部長",
)
RESIDENT: dict[str, Any] = AN | {"passport_no": ""}


def stays(desk: User) -> Person:
    """A student whose stay ends on 30 November 2026."""
    person = on_file()
    inspector = User.objects.get(username=Role.INSPECTOR.value)
    landed = moment("2025-11-30T10:00")
    actions.open_case(
        procedure="residence",
        person=person,
        office="TYO",
        step="ps_land",
        facts={
            "status": "student",
            "period": "P1Y",
            "granted_on": "2025-11-30",
            "stay_until": "2026-11-30",
            "card_no": "AB12345678CD",
            "card_valid_until": "2026-11-30",
            "organisation": "日本語学校",
        },
        actor=inspector.actor(),
        at=landed,
        now=landed,
    )
    return person


def by_school(**more: Any) -> Filing:
    school = organisations.register(name="日本語学校", kind="school", approved_online=True, now=TUESDAY)
    facts = {
        "status_requested": "student",
        "period_requested": "P1Y",
        "papers": PAPERS,
        "photo_on": "2026-11-01",
        "in_japan": True,
        "translated": True,
        "sign_on": "code",
    }
    filing = Filing(
        "extension",
        "ext_file_online",
        facts,
        RESIDENT,
        "r2",
        channel=ONLINE,
        filed_by="accepting_org",
        filer_name="事務 太郎",
        authority="職員",
        organisation=school,
    )
    return replace(filing, **more)


def test_a_certificate_for_somebody_abroad(real: None, desk: User) -> None:
    found = received(CERTIFICATE, desk)
    assert found.taken is not None and found.taken.number.startswith("COE26-TYO")
    facts = Case.objects.get().facts
    assert (facts["filed_by"], facts["channel"], facts["filed_on"]) == ("coe_proxy", "counter", "2026-11-24")


def test_an_extension_of_somebody_known_by_the_card(real: None, desk: User) -> None:
    person = stays(desk)
    found = received(by_school(), desk)
    assert found.intake.problems == [] and found.intake.person == person
    extension = Case.objects.get(procedure="extension")
    assert extension.facts["stay_until"] == "2026-11-30" and extension.facts["filed_on"] == "2026-11-24"


def test_an_extension_decided_after_the_stay_counts_from_the_day_it_came_in(real: None, desk: User) -> None:
    person = stays(desk)
    parked_one = received(by_school(person=RESIDENT | {"card_no": ""}), desk).intake
    assert parked_one.status == "parked"
    done = filings.decide(parked_one.pk, person, by=desk, now=moment("2026-12-03T09:00"))
    assert done.intake.status == "accepted"
    assert Case.objects.get(procedure="extension").facts["filed_on"] == "2026-11-24"


def test_a_step_receives_filings_by_its_own_channel(real: None, desk: User) -> None:
    refusal = refused(replace(CERTIFICATE, step="coe_file_online"), desk)
    assert "channel" in refusal.fields


def test_the_door_remains_the_only_writer_of_cases(desk: User) -> None:
    """A case of a filing verifies like any other."""
    received(COUNTER, desk)
    case = Case.objects.get()
    assert [e.step for e in actions.history(case.pk)] == ["ext_file_counter"]
