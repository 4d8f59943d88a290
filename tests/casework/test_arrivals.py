"""The file of advance passenger data and watch-list results: who becomes a case, and what refuses a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from casework import arrivals
from casework.models import Case, IdentityDocument, Person
from tests.casework.files import Crew, crew, moment
from workflows.roles import Role

pytestmark = pytest.mark.django_db
NOW = moment("2026-11-24 09:00")
HEAD = ",".join(arrivals.COLUMNS)


def line(**more: str) -> str:
    row = {
        "surname": "SAMPLE",
        "given_names": "ONE",
        "birth_date": "1990-01-02",
        "sex": "F",
        "nationality": "PHL",
        "passport_no": "P1234567",
        "carrier": "XX 101",
        "port": "NRT",
        "arrives_at": "2026-11-24T15:30+09:00",
        "api_received": "yes",
        "pnr_received": "yes",
        "hits": "",
        "hit_detail": "",
    }
    row |= more
    return ",".join(row[name] for name in arrivals.COLUMNS)


def table(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows, ""]).encode()


def a_hit() -> str:
    from workflows.registry import procedures

    landing = next(p for p in procedures() if p.code == arrivals.PROCEDURE)
    return landing.facts["hits"].choices[0].code


@pytest.fixture
def staff() -> Crew:
    return crew()


def taken(data: bytes, staff: Crew) -> arrivals.Opened:
    return arrivals.take_in(data, office="TYO", by=staff.users[Role.INSPECTOR], now=NOW)


def test_only_who_is_hit_becomes_a_case(staff: Crew) -> None:
    done = taken(table(line(), line(given_names="TWO", passport_no="P7654321", hits=a_hit())), staff)
    assert done.travellers == 2 and len(done.cases) == 1
    case = Case.objects.get()
    assert (case.procedure, case.stage, case.person.name_alphabet) == ("landing", "en_route", "SAMPLE TWO")
    assert IdentityDocument.objects.get().number_key == "P7654321"


def test_the_same_file_sent_again_opens_nothing_twice(staff: Crew) -> None:
    data = table(line(hits=a_hit()))
    first, second = taken(data, staff), taken(data, staff)
    assert second.cases == () and second.known == first.cases
    assert Case.objects.count() == Person.objects.count() == 1


def test_a_traveller_whose_passport_is_on_file_is_not_registered_again(staff: Crew) -> None:
    taken(table(line(hits=a_hit())), staff)
    taken(table(line(hits=a_hit(), carrier="XX 202")), staff)
    assert Case.objects.count() == 2 and Person.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\x00", "Save the file as UTF-8."),
        (b"a,b\n1,2\n", "The first line names the columns"),
        (table(line(birth_date="1990-02-30")), "must be a date"),
        (table(line(nationality="ZZZ")), "unknown country code"),
        (table(line(surname="")), "is empty"),
        (table(line(hits="martian")), "must be one of"),
        (table(line() + ",more"), "There should be"),
        (b"x" * (arrivals.MOST_BYTES + 1), "larger than"),
    ],
)
def test_a_file_at_fault_opens_nothing_and_says_where(data: bytes, said: str, staff: Crew) -> None:
    with pytest.raises(arrivals.Unusable) as caught:
        taken(data, staff)
    assert said in str(caught.value)
    assert not Case.objects.exists()


def test_one_fault_refuses_the_whole_file(staff: Crew) -> None:
    with pytest.raises(arrivals.Unusable) as caught:
        taken(table(line(hits=a_hit()), line(birth_date="1990-13-01", hits=a_hit())), staff)
    assert [f.row for f in caught.value.faults] == [3]
    assert not Case.objects.exists()


def test_the_page_takes_a_file_in_and_shows_who_is_awaited(staff: Crew, client: Client) -> None:
    client.force_login(staff.users[Role.INSPECTOR])
    sent: Any = SimpleUploadedFile("hits.csv", table(line(hits=a_hit())), content_type="text/csv")
    page = client.post("/arrivals/", {"file": sent})
    assert page.status_code == 200 and "SAMPLE ONE" in page.content.decode()
    assert client.post("/arrivals/", {}).status_code == 422
    bad: Any = SimpleUploadedFile("hits.csv", b"\xff", content_type="text/csv")
    assert client.post("/arrivals/", {"file": bad}).status_code == 422


def test_other_offices_are_told_whose_it_is(staff: Crew, client: Client) -> None:
    client.force_login(staff.users[Role.FRONT_DESK])
    assert client.get("/arrivals/").status_code == 403


def test_the_command_says_what_it_did_and_what_is_wrong(staff: Crew, tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "hits.csv"
    path.write_bytes(table(line(hits=a_hit())))
    call_command("import_arrivals", str(path), officer="inspector")
    assert "1 travellers read, 1 cases opened" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no officer"):
        call_command("import_arrivals", str(path), officer="nobody")
    path.write_bytes(b"")
    with pytest.raises(CommandError, match="The file is empty"):
        call_command("import_arrivals", str(path), officer="inspector")
