"""People and organisations: what is read and refused, how names are kept and found, who may be whom."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from casework import actions, organisations, people
from casework.models import IdentityDocument, Organisation, Person, PersonName, Relation, SameAs
from casework.people import PersonData
from tests.casework.files import Crew, crew, filled, moment
from tests.law.residence.test_identity import zone
from workflows.duplicates import Verdict
from workflows.texts import Refusal, Refused, Text

pytestmark = pytest.mark.django_db

NOW = moment("2026-11-24T10:00")
AN: dict[str, Any] = {
    "name_alphabet": "NGUYEN VAN AN",
    "birth_date": "1997-04-02",
    "sex": "M",
    "nationality": "VNM",
}


@pytest.fixture
def staff() -> Crew:
    return crew()


def read(**more: Any) -> PersonData:
    """The details, which must do."""
    problems: dict[str, Text] = {}
    found = people.read_person(AN | more, now=NOW, problems=problems)
    assert found is not None, problems
    return found


def wrong(**more: Any) -> dict[str, str]:
    """What is wrong with the details."""
    problems: dict[str, Text] = {}
    assert people.read_person(AN | more, now=NOW, problems=problems) is None
    return {name: text.ja for name, text in problems.items()}


def registered(**more: Any) -> Person:
    return people.register_person(read(**more), now=NOW)


def refused(call: Any, *args: Any, **more: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return caught.value.refusal


# --- reading ----------------------------------------------------------------------------------------


def test_details_are_read_and_kept_as_written() -> None:
    data = read(
        name_alphabet="Nguyễn Văn An", name_kanji="阮文安", card_no="ab12345678cd", passport_no="c1234567"
    )
    assert data.name_alphabet == "Nguyễn Văn An" and data.birth_date == date(1997, 4, 2)
    assert (data.card_no, data.passport_no, data.passport_country) == ("AB12345678CD", "C1234567", "VNM")
    assert read(**data.plain()) == data


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"name_alphabet": ""}, "name_alphabet", "「氏名(旅券の表記)」を入力してください。"),
        ({"name_alphabet": "グエン"}, "name_alphabet", "仮名です"),
        ({"name_alphabet": "A" * 201}, "name_alphabet", "200字以内"),
        ({"name_alphabet": "A\nB"}, "name_alphabet", "一行で"),
        ({"name_alphabet": "A\x00B"}, "name_alphabet", "制御文字"),
        ({"name_kanji": "张"}, "name_kanji", "「張」を使うか"),
        ({"birth_date": "2027-01-01"}, "birth_date", "未来"),
        ({"birth_date": "1997-13-01"}, "birth_date", "日付"),
        ({"sex": "Q"}, "sex", "一覧から"),
        ({"nationality": "QQQ"}, "nationality", "国・地域コード"),
        ({"card_no": "AB123"}, "card_no", "12桁"),
        ({"passport_no": "旅券"}, "passport_no", "旅券番号は"),
        ({"mrz": "P<VNM"}, "mrz", "44字の2行"),
        ({"colour": "blue"}, "colour", "人の項目ではありません"),
        (
            {"passport_issued_on": "2026-01-02", "passport_expires_on": "2026-01-01"},
            "passport_expires_on",
            "発行日より前",
        ),
    ],
)
def test_details_that_do_not_do_are_named(more: dict[str, Any], field: str, words: str) -> None:
    assert words in wrong(**more)[field]


def test_an_officer_may_confirm_a_character_of_the_notice() -> None:
    problems: dict[str, Text] = {}
    raw = AN | {"name_kanji": "髙橋"}
    assert people.read_person(raw, now=NOW, problems=problems) is None and "name_kanji" in problems
    assert people.read_person(raw, now=NOW, problems={}, kanji_confirmed=True) is not None


def test_the_zone_fills_in_what_was_not_typed() -> None:
    data = read(mrz=zone(), birth_date="", sex="")
    assert (data.passport_no, data.passport_country, data.sex) == ("C1234567", "VNM", "M")
    assert (data.birth_date, data.passport_expires_on) == (date(1997, 4, 2), date(2031, 4, 1))
    assert (data.surname, data.given) == ("NGUYEN", "VAN AN")


def test_the_zone_must_not_contradict_what_was_typed() -> None:
    found = wrong(mrz=zone(), passport_no="C7654321", birth_date="1997-02-04", name_alphabet="TRAN THI BINH")
    assert set(found) == {"passport_no", "birth_date", "name_alphabet"}
    assert "機械読取部分では「C1234567」です" in found["passport_no"]


# --- writing ----------------------------------------------------------------------------------------


def test_a_person_is_registered_with_names_and_documents() -> None:
    person = registered(
        aliases="山口ラファエル、RAFA",
        name_kana="グエン・バン",
        passport_no="C1234567",
        card_no="AB12345678CD",
    )
    person.refresh_from_db()
    assert [(n.kind, n.value) for n in person.names.all()] == [("alias", "山口ラファエル"), ("alias", "RAFA")]
    assert [(d.kind, d.country, d.number) for d in person.documents.all()] == [
        ("passport", "VNM", "C1234567"),
        ("residence_card", "JPN", "AB12345678CD"),
    ]
    assert person.name_fold == "NGUYEN VAN AN" and "RAFA" in person.name_keys
    assert {"グエン", "NGUYEN", "RAFA"} <= set(person.name_words)


def test_a_person_built_for_the_door_is_stored_findable(staff: Crew) -> None:
    person = people.build(read(name_kanji="阮文安"))
    at = moment("2026-11-20T10:00")
    actions.open_case(
        procedure="deportation",
        person=person,
        office="TYO",
        step="investigation_opened",
        facts=filled("investigation_opened", at, {}),
        actor=staff.of("investigation_opened"),
        at=at,
        now=at,
    )
    assert people.search("阮文安") == [Person.objects.get()]


def test_another_name_is_kept_once_and_found() -> None:
    person = registered()
    for _ in range(2):
        people.add_name(person, "common", "安藤 安", since=date(2024, 1, 1), now=NOW)
    people.add_name(person, "former", "NGUYEN VAN BA", now=NOW)
    person.refresh_from_db()
    assert PersonName.objects.count() == 2 and person.aliases == "安藤 安、NGUYEN VAN BA"
    assert people.search("安藤") == people.search("ba van") == [person]


def test_another_name_has_a_kind_and_a_sound_span() -> None:
    person = registered()
    found = refused(
        people.add_name, person, "pen", " ", since=date(2024, 2, 1), until=date(2024, 1, 1), now=NOW
    )
    assert set(found.fields) == {"kind", "value", "until"}


def test_more_names_than_the_line_holds_are_rows_all_the_same() -> None:
    person = registered()
    for number in range(12):
        people.add_name(person, "alias", f"NAME {'X' * 30}{chr(65 + number)}", now=NOW)
    person.refresh_from_db()
    assert len(person.aliases) <= 200 and person.names.count() == 12
    assert people.search(f"{'X' * 30}L") == [person]


def test_a_document_is_kept_once_and_completed() -> None:
    person = registered()
    add: dict[str, Any] = {"kind": "passport", "number": "C1234567", "country": "VNM", "now": NOW}
    people.add_document(person, **add)
    people.add_document(person, **add | {"number": "c 1234567"}, expires_on=date(2031, 4, 1))
    people.add_document(person, **add, expires_on=date(2035, 4, 1))
    row = IdentityDocument.objects.get()
    assert (row.number, row.expires_on) == ("C1234567", date(2031, 4, 1))


def test_a_document_that_does_not_do_is_refused() -> None:
    person = registered()
    found = refused(
        people.add_document,
        person,
        kind="residence_card",
        number="123",
        country="QQQ",
        issued_on=date(2026, 1, 2),
        expires_on=date(2026, 1, 1),
        now=NOW,
    )
    assert set(found.fields) == {"number", "country", "expires_on"}
    assert (
        "kind" in refused(people.add_document, person, kind="map", number="1", country="VNM", now=NOW).fields
    )


def test_relations_to_people_and_organisations() -> None:
    person, wife = registered(), registered(name_alphabet="TRAN THI BINH", birth_date="1996-01-01")
    school = organisations.register(name="日本語学校", kind="school", now=NOW)
    people.relate(person, "spouse", wife, now=NOW)
    people.relate(person, "spouse", wife, now=NOW)
    people.relate(person, "school", school, now=NOW, since=date(2025, 4, 1))
    assert [(r.kind, r.other_id, r.organisation_id) for r in person.relations.all()] == [
        ("spouse", wife.pk, None),
        ("school", None, school.pk),
    ]
    ended = people.end_relation(Relation.objects.get(kind="school"), date(2026, 3, 31))
    people.relate(person, "school", school, now=NOW, since=date(2026, 4, 1))
    assert person.relations.filter(kind="school").count() == 2
    assert "until" in refused(people.end_relation, ended, date(2024, 1, 1)).fields


def test_relations_that_cannot_be() -> None:
    person = registered()
    school = organisations.register(name="日本語学校", kind="school", now=NOW)
    assert "other" in refused(people.relate, person, "spouse", person, now=NOW).fields
    assert (
        "機関は「配偶者」になりません"
        in refused(people.relate, person, "spouse", school, now=NOW).fields["kind"].ja
    )
    assert "kind" in refused(people.relate, person, "friend", school, now=NOW).fields
    with pytest.raises(IntegrityError):
        Relation.objects.create(person=person, kind="spouse", recorded_at=NOW)


def test_death_and_naturalisation_are_noted() -> None:
    person = registered()
    people.note_end(person.pk, {"died_on": "2026-11-01"})
    people.note_end(person.pk, {"naturalised_on": "2025-01-01"})
    person.refresh_from_db()
    assert (person.died_on, person.naturalised_on) == (date(2026, 11, 1), date(2025, 1, 1))


def test_people_stored_without_folded_names_are_caught_up_with() -> None:
    for name in ("NGUYEN VAN AN", "- -"):
        Person.objects.create(name_alphabet=name, nationality="VNM", created_at=NOW, aliases="RAFA")
    PersonName.objects.create(
        person=Person.objects.order_by("id")[0], kind="former", value="BA", recorded_at=NOW
    )
    assert people.search("rafa") == []
    assert (people.fold_missing(), people.fold_missing()) == (2, 0)
    assert len(people.search("rafa")) == 2 and len(people.search("BA")) == 1


def test_the_migration_folds_who_was_on_file_before() -> None:
    Person.objects.create(
        name_alphabet="NGUYEN VAN AN", nationality="VNM", created_at=NOW, aliases="RAFA、BA"
    )
    module = import_module("casework.migrations.0004_person_and_intake")
    module.fold_people(apps, None)
    later = import_module("casework.migrations.0009_search")
    later.part_names(apps, SimpleNamespace(connection=connection))
    by_migration = Person.objects.get()
    assert people.fold_missing() == 0
    kept = (by_migration.name_fold, by_migration.name_keys, by_migration.name_words)
    fresh = people.fold(by_migration)
    assert kept == (fresh.name_fold, fresh.name_keys, fresh.name_words)


# --- finding ----------------------------------------------------------------------------------------


def found(**more: Any) -> list[tuple[str, str, int]]:
    return [
        (c.person.name_alphabet, c.score.verdict.value, c.score.points)
        for c in people.candidates(read(**more))
    ]


def test_nobody_on_file() -> None:
    assert found() == []


def test_the_same_details_and_a_near_name_are_possible_the_likeliest_first() -> None:
    registered(name_alphabet="NGUYEN VAN ANH")
    registered()
    registered(name_alphabet="LE QUANG")
    registered(birth_date="1980-01-01")
    assert found() == [("NGUYEN VAN AN", "possible", 80), ("NGUYEN VAN ANH", "possible", 70)]


def test_a_birth_date_swapped_or_not_known_is_found() -> None:
    registered(birth_date="1997-02-04")
    registered(birth_date="")
    assert [points for _, _, points in found()] == [70, 50]
    assert [points for _, _, points in found(birth_date="")] == [50, 50]


def test_a_document_finds_whoever_holds_it() -> None:
    registered(passport_no="C1234567")
    assert found(passport_no="c1234567")[0][1:] == ("certain", 130)
    stranger = {"name_alphabet": "TRAN THI BINH", "birth_date": "1980-01-01", "sex": "F"}
    assert found(**stranger, passport_no="C1234567")[0][1] == "possible"
    assert found(**stranger, passport_no="C1234567", passport_country="CHN") == []


def test_other_names_count_too() -> None:
    person = registered(name_alphabet="REYES MARIA", nationality="PHL", sex="F")
    people.add_name(person, "former", "SANTOS MARIA", now=NOW)
    assert found(name_alphabet="MARIA SANTOS", nationality="PHL", sex="F")[0][2] == 80


def test_candidates_take_a_fixed_number_of_queries() -> None:
    def asked(count: int) -> int:
        for number in range(count):
            registered(
                name_alphabet=f"NGUYEN VAN AN {'ABCDEFGHIJ'[number]}", aliases=f"N{'ABCDEFGHIJ'[number]}"
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert people.candidates(read(passport_no="C1234567"))
        return len(queries)

    assert asked(1) == asked(9) <= 5
    mine = registered()
    with CaptureQueriesContext(connection) as queries:
        people.candidates(mine)
    assert len(queries) <= 7


def test_who_was_told_apart_is_not_asked_about_again(staff: Crew) -> None:
    one, two = registered(), registered()
    officer = staff.second
    assert [c.person for c in people.candidates(one)] == [two]
    people.same_as(two, one, False, by=officer, now=NOW, reason="双子の兄弟")
    assert people.candidates(one) == people.candidates(two) == []
    people.same_as(one, two, True, by=officer, now=NOW)
    assert people.candidates(one)[0].score.verdict is Verdict.POSSIBLE
    assert SameAs.objects.filter(person=one, other=two).count() == 2
    assert "別の登録" in refused(people.same_as, one, one, True, by=officer, now=NOW).remedy.ja


def test_people_are_found_by_words_beginnings_and_numbers() -> None:
    person = registered(name_kana="グエン・ヴァン・アン", passport_no="C1234567")
    for text in ("an nguyen", "NGUYEN V", "nguyễn", "ｸﾞｴﾝ", "c1234567", "C 123 4567"):
        assert people.search(text) == [person], text
    for text in ("", "・", "tran", "NGUYEN XX", "C123"):
        assert people.search(text) == [], text


def test_a_million_people_are_looked_up_by_indexes() -> None:
    """The plans, on a table large enough for them to matter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_person (name_alphabet, surname, given, given_first, name_kanji, name_kana,"
            " aliases, birth_date, place_of_birth, sex, nationality, created_at, name_fold, name_keys, name_words)"
            " SELECT n, '', '', false, '', '', '', CASE WHEN i % 50 = 0 THEN NULL ELSE"
            " date '1950-01-01' + i % 20000 END, '', 'M', 'VNM', now(), n, ARRAY[n], string_to_array(n, ' ')"
            " FROM (SELECT i, translate('N' || (i % 500) || ' V' || (i % 700), '0123456789', 'ABCDEFGHIJ') AS n"
            " FROM generate_series(1, 30000) i) t"
        )
        cursor.execute("ANALYZE casework_person")
    data = read(name_alphabet="NH VH")
    with CaptureQueriesContext(connection) as queries:
        people.candidates(data)
        people.search("NH VH")
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if 'FROM "casework_person"' not in query["sql"]:
                continue
            cursor.execute("EXPLAIN " + query["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on casework_person" not in plan, plan


def test_both_spellings_of_a_name_are_found_by_either() -> None:
    registered(name_alphabet="MÜLLER JÖRG", nationality="DEU")
    registered(name_alphabet="MUELLER JOERG", nationality="DEU")
    assert [len(people.search(text)) for text in ("Müller", "MUELLER", "JÖRG MÜLLER")] == [2, 2, 2]


def test_a_name_of_signs_that_unfold_into_many_is_stored_all_the_same() -> None:
    assert registered(aliases="\ufdfa" * 200).pk


# --- organisations ----------------------------------------------------------------------------------


def test_an_organisation_is_stored_and_found() -> None:
    kept = organisations.register(
        name="株式会社つづき技研",
        name_kana="カブシキガイシャ ツヅキギケン",
        kind="company",
        corporate_number="7000012050002",
        approved_online=True,
        contact_email="jimu@example.jp",
        now=NOW,
    )
    for text in ("株式会社つづき", "つづき", "ツヅキギケン", "7000012050002"):
        assert organisations.find(text) == [kept]
    assert organisations.find("") == [] == organisations.find("別の会社")
    twin = refused(
        organisations.register, name="X", kind="company", corporate_number="7000012050002", now=NOW
    )
    assert "株式会社つづき技研" in twin.fields["corporate_number"].ja
    organisations.register(name="X", kind="supervising_org", corporate_number="7000012050002", now=NOW)
    assert Organisation.objects.count() == 2


def test_an_organisation_that_does_not_do() -> None:
    found = refused(
        organisations.register,
        name=" ",
        kind="support_org",
        corporate_number="7000012050003",
        contact_email="jimu",
        address="A" * 301,
        now=NOW,
    )
    assert set(found.fields) == {"name", "corporate_number", "contact_email", "address", "registered_number"}
    assert "kind" in refused(organisations.register, name="X", kind="club", now=NOW).fields
