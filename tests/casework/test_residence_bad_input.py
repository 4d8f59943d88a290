"""Residence: what should not be sent, through the pages and the door. Each is answered with a sentence in the
reader's language, never with a server's error, and nothing is written."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from casework import actions
from casework import moment as present
from casework.forms import person_edit_form
from casework.models import Case, ClockRow, Event, IdentityDocument, Person, PersonName, Relation, WorkItem
from tests.casework import case_rows
from tests.casework.files import Crew, crew, moment
from tests.casework.lives import FILED, Life
from tests.casework.test_lives_border import Lived, arrives, certified
from workflows.engine import Procedure
from workflows.facts import Kind
from workflows.registry import procedure as find_procedure
from workflows.registry import procedures
from workflows.roles import OFFICES, Role
from workflows.texts import Refused

pytestmark = pytest.mark.django_db

RESIDENCE = list(dict.fromkeys(p.code for p in procedures() if p.code != "deportation"))
NOW = "2027-03-25T12:00"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LANGUAGES = ("ja", "en")


@pytest.fixture(name="staff")
def _staff() -> Crew:
    return crew()


@pytest.fixture(name="at")
def _at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets the present moment of the pages."""

    def be(text: str) -> str:
        monkeypatch.setattr(present, "now", lambda: moment(text))
        return text[:16]

    be(NOW)
    yield be


# --- hands ----------------------------------------------------------------------------------------


def everything() -> dict[str, Any]:
    """What an act could have changed, people's own rows included."""
    kept = [list(m.objects.order_by("pk").values()) for m in (Person, PersonName, IdentityDocument, Relation)]
    return case_rows.fingerprint() | {"kept": kept}


@contextmanager
def unchanged() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


def seat(staff: Crew, role: Role, language: str = "ja") -> Client:
    """A browser in which an officer is signed in."""
    return seat_of(staff.users[role], language)


_SEATS: dict[tuple[int, str], Client] = {}


@pytest.fixture(autouse=True)
def _free_seats() -> None:
    """Sessions end with the test."""
    _SEATS.clear()


def seat_of(user: Any, language: str = "ja") -> Client:
    if (user.pk, language) not in _SEATS:
        client = case_rows.signed_in(user)
        client.cookies["django_language"] = language
        _SEATS[user.pk, language] = client
    return _SEATS[user.pk, language]


def role_for(code: str, step: str, on: date) -> Role:
    declared = find_procedure(code, on).steps[step]
    roles = (*declared.by, *declared.recorded_by)
    return next((r for r in roles if OFFICES[r].signs_in), Role.INSPECTOR)


def words(response: Any) -> str:
    """The refusal of a page as text."""
    body = unescape(response.content.decode())
    found = re.search(r'<div class="refusal".*?</div>|<section class="refusal".*?</section>', body, re.S)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


def spoken(response: Any, language: str, *foreign: str) -> str:
    """A sentence in the reader's language; `foreign` is data that stays as it was written."""
    text = words(response)
    assert text, response.content.decode()[:1500]
    plain = text
    for known in (*foreign, "ほか", "イ", "ロ", "ハ", "ニ", "ホ"):
        plain = plain.replace(known, "")
    assert bool(JAPANESE.search(plain)) == (language == "ja"), (language, text)
    return text


def hidden(case: Case | None = None, **more: Any) -> dict[str, Any]:
    """The hidden fields and the time."""
    fields = {"key": "k" * 24, "at": NOW} | ({"seen": str(case.version)} if case else {})
    return fields | more


def opening(code: str, step: str, **facts: Any) -> dict[str, Any]:
    return hidden(procedure=code, step=step, **facts)


def step_of(case: Case, step: str) -> str:
    return f"/cases/{case.number}/steps/{step}/"


def no(
    staff: Crew,
    role: Role,
    address: str,
    data: Mapping[str, Any],
    status: int | tuple[int, ...] = 422,
    *,
    foreign: tuple[str, ...] = (),
) -> dict[str, str]:
    """Sent in both languages it is refused in both; nothing is written. Answers the sentences."""
    told = {}
    for language in LANGUAGES:
        with unchanged():
            response = seat(staff, role, language).post(address, data)
        allowed = (status,) if isinstance(status, int) else status
        assert response.status_code in allowed, (response.status_code, words(response))
        told[language] = spoken(response, language, *foreign)
    return told


def new(person: Person) -> str:
    return f"/cases/new/?person={person.pk}"


EXTENSION = FILED | {"photo_on": "2027-02-01"}
PERSON = {
    "p_name_alphabet": "PHAM THI LINH SAN",
    "p_birth_date": "2004-05-16",
    "p_nationality": "VNM",
    "p_sex": "F",
}


# --- filings that the law does not take -------------------------------------------------------------


def test_two_open_extensions_of_one_person(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    first = life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    told = no(
        staff, Role.FRONT_DESK, new(life.person), opening("extension", "ext_file_counter", **EXTENSION), 422
    )
    assert first.number in told["ja"] and first.number in told["en"]
    assert Case.objects.filter(procedure="extension").count() == 1


def test_a_period_that_the_status_does_not_allow(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    life.take("extension", "ext_start_review", NOW, triage_class="A")
    case = life.file("extension")
    given = {"new_status": "temporary_visitor", "new_period": "P5Y", "collect_by": "2027-04-10"}
    no(staff, Role.BUREAU_DIRECTOR, step_of(case, "ext_decide_permit"), hidden(case, **given))
    student = given | {"new_status": "student"}
    told = no(staff, Role.BUREAU_DIRECTOR, step_of(case, "ext_decide_permit"), hidden(case, **student))
    assert "規則別表第二" in told["ja"] and "規則第3条" in told["ja"]


def test_an_extension_refused_in_the_stay_is_not_the_one_refused_in_the_special_period(
    staff: Crew, at: Any
) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    life.take("extension", "ext_start_review", NOW, triage_class="A")
    life.sweep("2027-04-05T09:00")
    case = life.file("extension")
    when = at("2027-04-05T12:00")
    given = {"reason_codes": "activity", "reasons": "該当しない", "confirm": "yes", "at": when}
    no(staff, Role.BUREAU_DIRECTOR, step_of(case, "ext_refuse_in_stay"), hidden(case, **given), (409, 422))


def test_filing_before_the_window(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    when = at("2026-12-25T12:00")
    early = EXTENSION | {"photo_on": "2026-12-01", "at": when}
    told = no(staff, Role.FRONT_DESK, new(life.person), opening("extension", "ext_file_counter") | early)
    assert "3月前" in told["ja"] and "三" not in told["en"] and "three months" in told["en"]


def test_filing_after_expiry_names_the_special_acceptance(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    life.sweep("2027-04-12T09:00")
    when = at("2027-04-12T12:00")
    for code, step in (("extension", "ext_file_counter"), ("change", "chg_file_counter")):
        aim = {"status_requested": "engineer_humanities_international", "what_changes": "status"}
        given = EXTENSION | (aim if code == "change" else {}) | {"at": when}
        told = no(staff, Role.FRONT_DESK, new(life.person), opening(code, step) | given)
        assert "特別受理" in told["ja"] and "out of time" in told["en"]


@pytest.mark.parametrize("status", ["temporary_visitor", "permanent_resident", "diplomat"])
def test_a_certificate_for_a_status_that_has_none(staff: Crew, at: Any, status: str) -> None:
    facts = {
        "status_requested": status,
        "filed_by": "coe_proxy",
        "proxy_kind": "host_staff",
        "filer_name": "見本日本語学院",
        "authority": "職員証",
        "filer_in_japan": "true",
        "office_ground": "organisation",
        "organisation": "見本日本語学院",
        "photo_on": "2027-03-01",
        "papers": ["form", "photo", "activity", "organisation", "livelihood"],
        "translated": "true",
        "tb_xray_on": "2027-03-01",
    }
    if status == "diplomat":  # no such path: it is not among the choices, or refused by a rule
        no(staff, Role.FRONT_DESK, "/cases/new/", opening("coe", "coe_file_counter", **(PERSON | facts)))
        return
    told = no(staff, Role.FRONT_DESK, "/cases/new/", opening("coe", "coe_file_counter", **(PERSON | facts)))
    assert "認定証明書" in told["ja"]


def test_a_birthday_on_29_february(staff: Crew, at: Any) -> None:
    """Sixteen on 28 February in common years: the card ends the day before that birthday, nothing breaks."""
    life = Life(staff, birth_date=date(2012, 2, 29))
    life.lands("2026-04-01", "2029-04-01", card_valid_until="2028-02-28")
    client = seat(staff, Role.FRONT_DESK)
    for path in (f"/people/{life.person.pk}/", f"/cases/{life.file('residence').number}/"):
        response = client.get(path)
        assert response.status_code == 200 and "2012-02-29" in response.content.decode()
    never = PERSON | {"p_birth_date": "2011-02-29", "photo_on": "2027-03-01"}
    told = no(staff, Role.FRONT_DESK, "/cases/new/", opening("coe", "coe_file_counter", **never))
    assert "生年月日" in told["ja"]
    life.sound()


@pytest.mark.parametrize("ending", ["ps_die", "ps_naturalise"])
def test_death_and_naturalisation_in_mid_case_leave_nothing_to_decide(
    staff: Crew, at: Any, ending: str
) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-20", **EXTENSION)
    life.take("extension", "ext_start_review", "2027-03-20", triage_class="A")
    stale = life.file("extension")
    day = {"died_on": "2027-03-24"} if ending == "ps_die" else {"japanese_on": "2027-03-24"}
    life.take("residence", ending, "2027-03-25T09:00", **day)
    given = {"new_status": "student", "new_period": "P1Y", "collect_by": "2027-04-10"}
    no(staff, Role.BUREAU_DIRECTOR, step_of(stale, "ext_decide_permit"), hidden(stale, **given), 409)
    life.file("extension")
    no(
        staff,
        Role.BUREAU_DIRECTOR,
        step_of(stale, "ext_decide_permit"),
        hidden(life.file("extension"), **given),
        409,
    )
    no(
        staff,
        Role.FRONT_DESK,
        new(life.person),
        opening("extension", "ext_file_counter", **EXTENSION),
        (409, 422),
    )
    page = seat(staff, Role.FRONT_DESK).get(f"/people/{life.person.pk}/").content.decode()
    procedure = find_procedure("residence", moment(NOW).date())
    assert procedure.machines[procedure.main].states[life.state("residence")].label.ja in page
    assert "2027-03-24" in page or ending == "ps_naturalise"


FOREIGN = ["nonsense", "EXT99-TYO-999999", "D26-TYO-000001", "' OR 1=1 --", "x" * 199, "あ", "../../etc"]


@pytest.mark.parametrize("number", FOREIGN)
def test_a_certificate_of_nobody(staff: Crew, at: Any, number: str) -> None:
    life = Lived(staff, nationality="USA")
    certificate = certified(life)
    arrives(life, "2026-10-01", certificate)
    case = life.file("landing")
    when = at("2026-10-01T15:00")
    given = life._facts("landing", "landing_permit_stamp", "2026-10-01T14:20", {"coe_case": number})
    no(
        staff,
        Role.INSPECTOR,
        step_of(case, "landing_permit_stamp"),
        hidden(case, at=when) | given,
        foreign=(number,),
    )


def test_a_certificate_and_an_earlier_case_of_somebody_else(staff: Crew, at: Any) -> None:
    other = Lived(staff, nationality="USA", name_alphabet="SMITH JANE", birth_date=date(1990, 1, 1))
    theirs = certified(other)
    life = Lived(staff, nationality="USA")
    arrives(life, "2026-10-01", certified(life))
    case, when = life.file("landing"), at("2026-10-01T15:00")
    given = life._facts("landing", "landing_permit_stamp", "2026-10-01T14:20", {"coe_case": theirs.number})
    told = no(staff, Role.INSPECTOR, step_of(case, "landing_permit_stamp"), hidden(case, at=when) | given)
    assert theirs.number in told["ja"]
    again = Lived._facts(
        life, "coe", "coe_file_counter", "2026-10-01T14:20", {"previous_case": theirs.number}
    )
    told = no(
        staff,
        Role.FRONT_DESK,
        f"/cases/new/?person={life.person.pk}",
        opening("coe", "coe_file_counter") | again | {"at": when},
        foreign=(theirs.number,),
    )
    assert theirs.number in told["en"]


# --- what no page sends -------------------------------------------------------------------------------

JUNK: dict[str, Any] = {
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "escape": "\x1b[31m",
    "long": "長" * 100_000,
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}",
}


@pytest.mark.parametrize("kind", ["nul", "escape", "long"])
def test_a_free_text_that_is_none(staff: Crew, at: Any, kind: str) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    given = {"address": JUNK[kind], "notified_on": "2027-03-20"}
    no(staff, Role.FRONT_DESK, step_of(case, "card_address_entry"), hidden(case, **given))


def test_a_lone_surrogate_at_the_door_and_in_the_bytes_of_a_form(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    life.sweep(NOW)
    case.refresh_from_db()
    with unchanged(), pytest.raises(Refused) as caught:
        life.take("residence", "card_address_entry", NOW, address="\ud800", notified_on="2027-03-20")
    assert caught.value.refusal.fields["address"].ja
    body = f"key={'k' * 24}&seen={case.version}&at={NOW}&notified_on=2027-13-40&address=%ED%A0%80%FF"
    with unchanged():
        response = seat(staff, Role.FRONT_DESK).post(
            step_of(case, "card_address_entry"),
            body.encode(),
            content_type="application/x-www-form-urlencoded",
        )
    assert response.status_code == 422 and "日付(例" in words(response)


def test_markup_is_shown_as_it_was_typed_and_not_run(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    given = hidden(case, address=JUNK["markup"], notified_on="2027-03-20")
    assert seat(staff, Role.FRONT_DESK).post(step_of(case, "card_address_entry"), given).status_code == 302
    for path in (f"/cases/{case.number}/", f"/people/{life.person.pk}/"):
        page = seat(staff, Role.FRONT_DESK).get(path).content.decode()
        assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "1899-12-31", "2100-01-01", "2027-02-29", "令和9年"]
)
def test_days_that_are_none(staff: Crew, at: Any, day: str) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    given = {"address": "東京都見本区", "notified_on": day}
    told = no(staff, Role.FRONT_DESK, step_of(case, "card_address_entry"), hidden(case, **given))
    assert "日付(例" in told["ja"]


def test_the_last_years_that_can_be_written_break_no_count(staff: Crew, at: Any) -> None:
    """The card of a stay until 2099 still has its clocks; what cannot be counted is said."""
    life = Life(staff)
    when = at("2026-04-01T12:00")
    facts = {
        "status": "student",
        "period": "P1Y",
        "granted_on": "2026-04-01",
        "stay_until": "2099-12-31",
        "card_no": "AB12345678CD",
        "card_valid_until": "2099-12-31",
        "organisation": "見本大学",
    }
    response = seat(staff, Role.INSPECTOR).post(
        "/cases/new/", opening("residence", "ps_land", **(PERSON | facts)) | {"at": when}
    )
    assert response.status_code in (302, 422)
    del life


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "1e5", "½", "٣", "0x10", "1 000", "NaN"])
def test_huge_and_odd_numbers(staff: Crew, at: Any, number: str) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    life.take("extension", "ext_start_review", NOW, triage_class="A")
    decided = {"new_status": "student", "new_period": "P1Y", "collect_by": "2027-04-10"}
    life.take("extension", "ext_decide_permit", NOW, **decided)
    case = life.file("extension")
    given = {
        "fee_yen": number,
        "stamp_serials": "確認",
        "new_stay_until": "2028-04-01",
        "card_no": "EF12345678GH",
        "card_valid_until": "2028-04-01",
    }
    told = no(staff, Role.FRONT_DESK, step_of(case, "ext_pay_and_deliver"), hidden(case, **given))
    assert "整数" in told["ja"]


@pytest.mark.parametrize(
    "content", ["application/json", "text/plain", "multipart/form-data; boundary=x", "\x00"]
)
def test_wrong_content_types(staff: Crew, at: Any, content: str) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    client = seat(staff, Role.FRONT_DESK)
    for path in (step_of(case, "card_address_entry"), new(life.person), f"/people/{life.person.pk}/name/"):
        with unchanged():
            response = client.post(path, b'{"key": "x"}', content_type=content)
        assert 400 <= response.status_code < 500 or response.status_code == 200, (path, response.status_code)


def test_missing_hidden_fields(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    good = hidden(case, address="東京都見本区", notified_on="2027-03-20")
    for name in ("key", "seen"):
        broken = {k: v for k, v in good.items() if k != name}
        no(staff, Role.FRONT_DESK, step_of(case, "card_address_entry"), broken, 400)
    filing = opening("extension", "ext_file_counter", **EXTENSION)
    no(staff, Role.FRONT_DESK, new(life.person), {k: v for k, v in filing.items() if k != "key"}, 400)
    timeless = {k: v for k, v in good.items() if k != "at"}
    no(staff, Role.FRONT_DESK, step_of(case, "card_address_entry"), timeless)
    with unchanged():
        # Without a step the page asks how the case begins.
        assert seat(staff, Role.FRONT_DESK).post(new(life.person), {"key": "k" * 24}).status_code == 200


def test_a_stale_page_a_double_click_and_a_key_used_elsewhere(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    case = life.file("residence")
    given = hidden(case, address="東京都見本区一丁目", notified_on="2027-03-20")
    life.take(
        "residence", "card_address_entry", "2027-03-25T11:00", address="別の住所", notified_on="2027-03-24"
    )
    told = no(staff, Role.FRONT_DESK, step_of(case, "card_address_entry"), given, 409)
    assert "1件の記録" in told["ja"]
    client = seat(staff, Role.FRONT_DESK)
    seen = given | {"seen": str(life.file("residence").version)}
    assert client.post(step_of(case, "card_address_entry"), seen).status_code == 302
    with unchanged():
        again = client.post(step_of(case, "card_address_entry"), seen, follow=True)
    assert "二重には記録していません" in again.content.decode()
    # Filing twice by a double click begins one case.
    filing = opening("extension", "ext_file_counter", **EXTENSION) | {"key": "d" * 24}
    assert client.post(new(life.person), filing).status_code == 302
    with unchanged():
        assert client.post(new(life.person), filing).status_code == 302
    assert Case.objects.filter(procedure="extension").count() == 1


def test_another_office_and_the_wrong_officer(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    case = life.file("extension")
    for language in LANGUAGES:
        client = seat_of(staff.elsewhere, language)
        for path in (f"/cases/{case.number}/", step_of(case, "ext_start_review")):
            with unchanged():
                got = client.get(path)
                sent = client.post(step_of(case, "ext_start_review"), hidden(case, triage_class="A"))
            assert (got.status_code, sent.status_code) == (403, 403)
            spoken(sent, language)
        # The file of the stay is kept for the whole country; the bureau's own files are not shown.
        page = client.get(f"/people/{life.person.pk}/").content.decode()
        assert life.file("residence").number in page and f"/cases/{case.number}/" not in page
        assert life.person.name_alphabet not in client.get("/duties/").content.decode()
    no(staff, Role.FRONT_DESK, step_of(case, "ext_start_review"), hidden(case, triage_class="A"), 403)


# --- the person's own pages ---------------------------------------------------------------------------

GOOD = {
    "name": {"kind": "alias", "value": "LINH", "since": "2026-01-01"},
    "document": {"kind": "passport", "number": "B1234567", "country": "VNM", "expires_on": "2031-01-01"},
    "relation": {"kind": "spouse", "other": "nobody of that name"},
}


@pytest.mark.parametrize("what", sorted(person_edit_form.FORMS))
def test_the_small_forms_of_a_person(staff: Crew, at: Any, what: str) -> None:
    life = Life(staff)
    life.lands()
    path = f"/people/{life.person.pk}/{what}/"
    no(staff, Role.FRONT_DESK, path, {})
    for fact, needed in person_edit_form.FORMS[what].facts:
        for junk in ("\x00", "\x1b", "長" * 100_000, "0001-01-01", "9999-12-31"):
            wrong = GOOD[what] | {fact.name: junk}
            readable = junk.isprintable() and junk.isascii() and fact.kind in (Kind.LINE, Kind.TEXT)
            if readable and fact.name not in ("mrz", "other"):
                continue
            no(staff, Role.FRONT_DESK, path, wrong)
        if needed:
            told = no(staff, Role.FRONT_DESK, path, GOOD[what] | {fact.name: ""})
            assert fact.label.ja in told["ja"]
    backwards = {"since": "2026-02-01", "until": "2026-01-01"}
    if what == "document":
        backwards = {"issued_on": "2026-02-01", "expires_on": "2026-01-01"}
    if what != "relation":
        no(staff, Role.FRONT_DESK, path, GOOD[what] | backwards)
    no(staff, Role.BUREAU_DIRECTOR, path, GOOD[what], 403)
    assert seat(staff, Role.FRONT_DESK).put(path).status_code == 405


def test_a_person_is_not_related_to_themselves(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    number = life.file("residence").number
    no(
        staff,
        Role.FRONT_DESK,
        f"/people/{life.person.pk}/relation/",
        {"kind": "spouse", "other": number},
        foreign=(number,),
    )


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 19, "9" * 40, "9" * 5000])
def test_people_who_are_not_there(staff: Crew, at: Any, pk: str) -> None:
    client = seat(staff, Role.FRONT_DESK)
    for what in ("", "name/", "document/", "relation/", "nothing/"):
        assert client.get(f"/people/{pk}/{what}").status_code == 404
        assert client.post(f"/people/{pk}/{what}", {"kind": "alias"}).status_code in (404, 405)


# --- lists, the file of arrivals, the procedures -------------------------------------------------------

QUERIES = {
    "/duties/": ("kind", "late", "after"),
    "/cases/": ("number", "procedure", "stage", "custody", "office", "status", "after"),
    "/cases/new/": ("procedure", "step", "person"),
    "/clocks/": ("scope", "after", "clock", "procedure"),
    "/intake/": ("status", "after", "procedure"),
    "/intake/new/": ("procedure", "step", "person"),
    "/procedures/extension/": ("machine", "picture", "state"),
    "/procedures/": ("procedure",),
    "/": ("whose", "role", "office", "after"),
}
ODD = [
    "",
    "\x00",
    "9" * 5000,
    "-1",
    "%",
    "あ",
    "１",
    "٣",
    "9999-12-31",
    f"{'9' * 18}-{'9' * 18}",
    "' OR 1=1",
    "a\nb",
]


@pytest.mark.parametrize("path", sorted(QUERIES))
def test_addresses_nobody_was_given(staff: Crew, at: Any, path: str) -> None:
    life = Life(staff)
    life.lands()
    client = seat(staff, Role.INSPECTOR)
    for name in QUERIES[path]:
        for odd in ODD:
            with unchanged():
                status = client.get(path, {name: odd}).status_code
            assert status < 500, (path, name, odd)


def test_work_is_not_given_to_a_number_too_long_for_one(staff: Crew, at: Any) -> None:
    life = Life(staff)
    life.lands()
    life.open("extension", "ext_file_counter", NOW, **EXTENSION)
    item = WorkItem.objects.latest("pk")
    for whom in ("", "x", "9" * 30, "9" * 5000, "٣"):
        with unchanged():
            answer = seat(staff, Role.FRONT_DESK).post(f"/work/{item.pk}/", {"do": "give", "to": whom})
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe\x00a",
        b"surname\n",
        "氏名,国籍\n".encode(),
        b'"' * 1000,
        b"a," * 100_000,
        b"x" * (5 * 1024 * 1024),
    ],
    ids=["empty", "nul", "utf-16", "one-column", "japanese", "quotes", "columns", "large"],
)
def test_a_file_of_arrivals_that_is_none(staff: Crew, at: Any, data: bytes) -> None:
    for language in LANGUAGES:
        client = seat(staff, Role.INSPECTOR, language)
        with unchanged():
            response = client.post("/arrivals/", {"file": SimpleUploadedFile("a.csv", data)})
        assert response.status_code == 422
        spoken(response, language)
    with unchanged():
        assert seat(staff, Role.INSPECTOR).post("/arrivals/", {"file": "no file"}).status_code == 422
    assert seat(staff, Role.FRONT_DESK).get("/arrivals/").status_code == 403


@pytest.mark.parametrize("code", [p.code for p in procedures()])
def test_every_procedure_as_a_page_with_its_drawings(staff: Crew, at: Any, code: str) -> None:
    procedure = next(p for p in procedures() if p.code == code)
    for language in LANGUAGES:
        client = seat(staff, Role.FRONT_DESK, language)
        for machine, declared in procedure.machines.items():
            page = client.get(f"/procedures/{code}/", {"machine": machine})
            assert page.status_code == 200 and len(page.content) < 240_000
            for state in ("", next(iter(declared.states)), "nothing"):
                picture = client.get(f"/procedures/{code}/", {"picture": machine, "state": state})
                assert picture.status_code == 200 and picture["Content-Type"] == "image/svg+xml"
        assert client.get(f"/procedures/{code}/", {"machine": "clocks"}).status_code == 200
        assert client.get(f"/procedures/{code}/", {"machine": "nothing"}).status_code == 404
        assert client.get(f"/procedures/{code}/", {"picture": "nothing"}).status_code == 404
        assert client.get("/cases/", {"procedure": code}).status_code == 200


# --- every step of every procedure ----------------------------------------------------------------------

NOTHING: dict[Kind, tuple[Any, ...]] = {
    Kind.LINE: ("a\x00b", "x" * 201),
    Kind.TEXT: ("\x1b", "長" * 20_001),
    Kind.CHOICE: ("nothing", "あ", "\x00"),
    Kind.CHOICES: (["nothing"], ["\x00", "x"]),
    Kind.FLAG: ("maybe", "2"),
    Kind.DATE: ("0001-01-01", "9999-12-31", "2027-02-29", "x"),
    Kind.MOMENT: ("0001-01-01T00:00", "9999-12-31T23:59", "x"),
    Kind.YEN: ("9" * 30, "-1", "½"),
    Kind.NUMBER: ("9" * 30, "-1", "½"),
    Kind.COUNTRY: ("QQQ", "\x00"),
    Kind.OFFICE: ("MARS", "\x00"),
}


def junk(procedure: Procedure, step: str) -> dict[str, Any]:
    """Something unusable in every field of a form; the same in every run."""
    rng = random.Random(step)
    return {name: rng.choice(NOTHING[procedure.facts[name].kind]) for name, _ in procedure.forms[step]}


def extremes(procedure: Procedure, step: str, last: bool) -> dict[str, Any]:
    """The first or last usable value of everything: readable, and hardly ever sensible."""
    found: dict[str, Any] = {}
    for name, _ in procedure.forms[step]:
        fact = procedure.facts[name]
        choices = [c.code for c in fact.choices]
        day = ("2099-12-31" if fact.ahead else "2027-03-25") if last else "1900-01-01"
        values: dict[Kind, Any] = {
            Kind.CHOICE: (choices or [""])[-1 if last else 0],
            Kind.CHOICES: choices if last else choices[:1],
            Kind.FLAG: "true" if last else "false",
            Kind.DATE: day,
            Kind.MOMENT: f"{day}T00:00",
            Kind.YEN: str(fact.high if last else fact.low),
            Kind.NUMBER: str(fact.high if last else fact.low),
            Kind.COUNTRY: "VNM",
            Kind.OFFICE: "OSA",
        }
        found[name] = values.get(fact.kind, "x")
    return found


class Undone(Exception):
    """Takes a step back that a test let through."""


@contextmanager
def taken_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def _try_everything(staff: Crew, case: Case, step: str, code: str) -> None:
    """The form of a step by GET, and by POST with nothing, with junk, and with extremes."""
    procedure = find_procedure(code, case.law_on)
    user = staff.users[role_for(code, step, case.law_on)]
    sent = {
        "empty": {"confirm": "yes"},
        "junk": junk(procedure, step) | {"confirm": "yes"},
        "extreme": extremes(procedure, step, last=bool(hash_of(step))) | {"confirm": "yes"},
    }
    languages = iter(LANGUAGES * 3 if hash_of(step) else LANGUAGES[::-1] * 3)
    address = step_of(case, step)
    try:
        assert seat_of(user, next(languages)).get(address).status_code in (200, 403, 409), "GET"
        for kind, data in sent.items():
            language = next(languages)
            client = seat_of(user, language)
            with taken_back():
                before = case_rows.fingerprint()
                response = client.post(address, hidden(case, **data))
                status = response.status_code
                # With nothing to enter an empty form is an entry, and extremes may be sensible after all.
                assert status in (403, 409, 422) or (status == 302 and kind != "junk"), (kind, status)
                assert not response.get("Location", "").startswith("/sign-in/")
                if status != 302:
                    assert case_rows.fingerprint() == before, kind
                    spoken(response, language, "見本大学", "見本日本語学院", case.number)
    except Exception as error:
        error.add_note(f"{code}: {step} on {case.number}, {dict(case.states)}")
        raise


def hash_of(text: str) -> int:
    return sum(map(ord, text)) % 2


def _stand(case: Case, procedure: Procedure, step: str) -> Case:
    """The file put into a state from which the step is taken, as no entry would have put it."""
    declared = procedure.steps[step]
    machine = procedure.machines[declared.machine]
    sources = [s for s in machine.sources(declared)] or [machine.initial]
    states = {code: m.initial for code, m in procedure.machines.items()} | {machine.code: sources[-1]}
    Case.objects.filter(pk=case.pk).update(states=states, closed_at=None)
    case.refresh_from_db()
    return case


def _file(life: Life, code: str) -> Case:
    """A file of the procedure with hardly a fact in it, as if all its entries had been lost."""
    on = moment(NOW).date()
    procedure = find_procedure(code, on)
    return Case.objects.create(
        number=f"X27-TYO-{RESIDENCE.index(code):06d}",
        procedure=code,
        law_on=on,
        person=life.person,
        office_id="TYO",
        stage=procedure.machines[procedure.main].initial,
        states={machine: declared.initial for machine, declared in procedure.machines.items()},
        version=1,
        head="x",
        opened_at=moment("2027-03-24T12:00"),
        last_at=moment("2027-03-24T12:00"),
    )


@pytest.mark.parametrize("code", RESIDENCE)
def test_every_step_from_where_it_is_taken_on_a_file_that_knows_nothing(
    staff: Crew, at: Any, code: str
) -> None:
    life = Life(staff)
    life.lands()
    if code == "residence":
        case = life.file(code)
        kept = ("status", "period", "granted_on", "stay_until", "stay_days")
        Case.objects.filter(pk=case.pk).update(facts={n: case.facts[n] for n in kept if n in case.facts})
        ClockRow.objects.filter(case=case).delete()
    else:
        case = _file(life, code)
    procedure = find_procedure(code, case.law_on)
    for step in procedure.steps:
        _try_everything(staff, _stand(case, procedure, step), step, code)


def _stays(life: Life) -> None:
    life.lands()


def _special(life: Life) -> None:
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-22", **EXTENSION)
    life.take("extension", "ext_start_review", "2027-03-22", triage_class="A")
    life.sweep("2027-04-02T09:00")


def _decided(life: Life) -> None:
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-22", **EXTENSION)
    life.take("extension", "ext_start_review", "2027-03-22", triage_class="A")
    decided = {"new_status": "student", "new_period": "P1Y", "collect_by": "2027-04-10"}
    life.take("extension", "ext_decide_permit", "2027-03-23", **decided)


def _changing(life: Life) -> None:
    life.lands()
    aim = {"status_requested": "engineer_humanities_international", "what_changes": "status"}
    life.open("change", "chg_file_counter", "2027-03-22", **(EXTENSION | aim))


def _overstays(life: Life) -> None:
    life.lands()
    life.sweep("2027-04-03T09:00")


def _dead(life: Life) -> None:
    life.lands()
    life.open("extension", "ext_file_counter", "2027-03-22", **EXTENSION)
    life.take("residence", "ps_die", "2027-03-24", died_on="2027-03-23")


def _permanent(life: Life) -> None:
    assert isinstance(life, Lived)
    life.lands(address="東京都千代田区1-1")
    life.go("permanent_residence", "pr_file", "2027-03-22", photo_on="2027-03-01", extension_explained=True)


def _revoking(life: Life) -> None:
    assert isinstance(life, Lived)
    life.lands(address="東京都千代田区1-1")
    life.go("revocation", "rv_open", "2026-11-02", ground_code="false_document")


def _landing(life: Life) -> None:
    assert isinstance(life, Lived)
    arrives(life, "2026-10-01", certified(life))


def _certificate(life: Life) -> None:
    assert isinstance(life, Lived)
    certified(life)


LIVES = {
    "in status": (_stays, "residence", NOW),
    "in the special period": (_special, "extension", "2027-04-05T12:00"),
    "to be delivered": (_decided, "extension", NOW),
    "a change filed": (_changing, "change", NOW),
    "overstaying": (_overstays, "residence", "2027-04-05T12:00"),
    "dead": (_dead, "extension", NOW),
    "permanent residence asked for": (_permanent, "permanent_residence", NOW),
    "a revocation begun": (_revoking, "revocation", "2026-11-04T12:00"),
    "at the border": (_landing, "landing", "2026-10-01T13:00"),
    "a certificate issued": (_certificate, "coe", "2026-09-02T12:00"),
}


@pytest.mark.parametrize("name", LIVES)
def test_every_step_on_a_file_of_a_life(staff: Crew, at: Any, name: str) -> None:
    build, code, now = LIVES[name]
    life = Lived(staff, nationality="USA")
    build(life)
    at(now)
    case = life.file(code)
    procedure = find_procedure(code, case.law_on)
    for step in procedure.steps:
        data = {"empty": {}, "junk": junk(procedure, step)}
        user = staff.users[role_for(code, step, case.law_on)]
        for language, kind in zip(LANGUAGES, data if hash_of(step) else reversed(data), strict=True):
            client = seat_of(user, language)
            with taken_back():
                got = client.get(step_of(case, step)) if kind == "empty" else None
                sent = client.post(step_of(case, step), hidden(case, at=now, **data[kind]))
                where = (name, step, kind, sent.status_code)
                assert sent.status_code in (302, 403, 409, 422), where
                if sent.status_code != 302:
                    spoken(sent, language, "見本大学", case.number)
                if got is not None and got.status_code != 200:
                    assert got.status_code in (403, 409), where
                    spoken(got, language, "見本大学", case.number)
    life.sound()


@pytest.mark.parametrize("code", RESIDENCE)
def test_every_beginning_of_a_case(staff: Crew, at: Any, code: str) -> None:
    """By GET and by POST with nothing, junk and extremes, for somebody new."""
    on = moment(NOW).date()
    procedure = find_procedure(code, on)
    for step, declared in procedure.steps.items():
        if not declared.opens:
            continue
        user = staff.users[role_for(code, step, on)]
        for language in LANGUAGES:
            client = seat_of(user, language)
            got = client.get("/cases/new/", {"procedure": code, "step": step})
            assert got.status_code == (422 if declared.carried_only else 200), (step, got.status_code)
            for kind, facts in (
                ("empty", {}),
                ("junk", junk(procedure, step)),
                ("first", extremes(procedure, step, last=False)),
                ("last", extremes(procedure, step, last=True)),
            ):
                with taken_back():
                    people = Person.objects.count()
                    sent = client.post("/cases/new/", opening(code, step) | PERSON | facts)
                    assert sent.status_code in (302, 422), (step, kind, sent.status_code)
                    if sent.status_code == 422:
                        spoken(sent, language)
                        assert (Person.objects.count(), Event.objects.count()) == (people, 0), (step, kind)


# --- the door itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", RESIDENCE)
def test_the_door_takes_anything_that_a_program_may_pass(staff: Crew, code: str) -> None:
    """Lists, numbers, mappings where text is meant: a refusal, and no exception of another kind."""
    life = Life(staff)
    when = moment(NOW)
    procedure = find_procedure(code, when.date())
    odd: list[Any] = [
        [],
        {},
        {"a": 1},
        [[1]],
        [None],
        10**400,
        -1,
        1.5,
        True,
        b"x",
        object,
        date.max,
        "\ud800",
    ]
    for step, declared in procedure.steps.items():
        if not declared.opens:
            continue
        for index in range(len(odd)):
            facts = {
                name: odd[(index + place) % len(odd)] for place, (name, _) in enumerate(procedure.forms[step])
            }
            with unchanged(), pytest.raises(Refused), taken_back():
                actions.open_case(
                    procedure=code,
                    person=life.person,
                    office="TYO",
                    step=step,
                    facts=facts,
                    actor=staff.users[role_for(code, step, when.date())].actor(),
                    at=when,
                    now=when,
                )
