"""Who may file what by which channel: the table, its articles, and every refusal with its counterpart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflows.filing import (
    CAPACITIES,
    COUNTER,
    ONLINE,
    ORGANISATIONS,
    RULES,
    Body,
    Filing,
    capacities,
    refuse,
)
from workflows.law import exists
from workflows.procedures.residence import vocabulary
from workflows.statuses import statuses

COMPANY = Body("company", approved_online=True)
SUPPORT = Body("support_org", approved_online=True, registered_number="19登-000001")
PUBLIC = Body("public_interest", approved_online=True)
EXTENSION = Filing("extension", COUNTER, "applicant", status="student", age=25)


def code(filing: Filing) -> str:
    refusal = refuse(filing)
    if refusal is None:
        return ""
    assert refusal.cites and refusal.rule.ja and refusal.remedy.en
    return refusal.code


def test_the_table_cites_articles_that_exist_and_knows_its_words() -> None:
    assert set(CAPACITIES) == {c.code for c in vocabulary.CAPACITIES}
    for channels in RULES.values():
        for rules in channels.values():
            for capacity, rule in rules.items():
                assert capacity in CAPACITIES
                assert all(exists(c) for c in rule.cites), (capacity, rule.basis)
                assert set(rule.organisations) <= set(ORGANISATIONS)
    assert {"ssw_1", "diplomat", "temporary_visitor"} <= set(statuses())


def test_the_applicant_files_everything_at_the_counter() -> None:
    for procedure in RULES:
        assert code(replace(EXTENSION, procedure=procedure)) == ""


def test_everybody_with_the_right_papers_is_let_through() -> None:
    bodies = {"accepting_org": COMPANY, "support_org": SUPPORT, "public_interest_corp": PUBLIC}
    for procedure, channels in RULES.items():
        for channel, rules in channels.items():
            for capacity in rules:
                filing = Filing(
                    procedure, channel, capacity, "12345", "ssw_1", 25, "入院中", bodies.get(capacity), True
                )
                assert code(filing) == "", (procedure, channel, capacity)


def test_a_proxy_of_table_4_files_for_a_certificate_and_nothing_else() -> None:
    assert code(replace(EXTENSION, procedure="coe", capacity="coe_proxy")) == ""
    assert code(replace(EXTENSION, capacity="coe_proxy")) == "wrong-capacity"


def test_staff_of_the_receiving_organisation_are_proxies_for_a_certificate_at_the_counter() -> None:
    staff = Filing("coe", COUNTER, "accepting_org", "12345", body=COMPANY)
    assert code(staff) == "wrong-capacity"
    assert code(replace(staff, channel=ONLINE)) == ""


def test_a_refused_capacity_is_told_who_may() -> None:
    refusal = refuse(replace(EXTENSION, capacity="coe_proxy"))
    assert refusal is not None
    assert "本人、法定代理人、親族・同居者" in refusal.rule.ja and "filed_by" in refusal.fields
    assert "だれが提出するのか" in (refuse(replace(EXTENSION, capacity="")) or refusal).fact.ja
    assert code(replace(EXTENSION, capacity="neighbour")) == "wrong-capacity"


@pytest.mark.parametrize(
    ("age", "unable", "refused"),
    [(15, "", ""), (16, "", "not-unable"), (40, "入院中", ""), (None, "", "not-unable")],
)
def test_a_relative_files_for_a_child_or_somebody_ill(age: int | None, unable: str, refused: str) -> None:
    relative = replace(EXTENSION, capacity="relative", authority="母", age=age, unable=unable)
    assert code(relative) == refused
    assert code(replace(relative, channel=ONLINE)) == refused


def test_a_close_relative_files_for_a_certificate_online_whatever_the_age() -> None:
    assert code(Filing("coe", ONLINE, "relative", "配偶者", age=30)) == ""
    assert code(Filing("coe", ONLINE, "relative", "", age=30)) == "no-authority"


def test_no_relative_files_for_a_permission_of_activities() -> None:
    for channel in (COUNTER, ONLINE):
        filing = Filing("activity_permission", channel, "relative", "母", age=10, together=True)
        assert code(filing) == "wrong-capacity"


@pytest.mark.parametrize("capacity", ["filing_agent", "lawyer_scrivener", "relative"])
def test_whoever_acts_for_another_shows_by_what_authority(capacity: str) -> None:
    filing = replace(EXTENSION, capacity=capacity, age=10)
    assert code(replace(filing, authority=" ")) == "no-authority"
    assert code(replace(filing, authority="東行22第100号")) == ""


def test_staff_name_their_organisation_and_it_is_of_the_right_kind() -> None:
    staff = replace(EXTENSION, capacity="accepting_org", authority="12345")
    assert code(staff) == "no-organisation"
    assert code(replace(staff, body=SUPPORT)) == "no-organisation"
    assert code(replace(staff, body=COMPANY)) == ""


def test_an_organisation_files_online_only_when_approved() -> None:
    staff = Filing("extension", ONLINE, "accepting_org", body=COMPANY, status="student")
    assert code(staff) == ""
    assert code(replace(staff, body=Body("company"))) == "not-approved"
    assert code(replace(staff, channel=COUNTER, authority="12345", body=Body("company"))) == ""


def test_a_support_organisation_is_registered_and_carries_filings_of_ssw_1() -> None:
    staff = replace(EXTENSION, capacity="support_org", authority="12345", body=SUPPORT, status="ssw_1")
    assert code(staff) == ""
    assert code(replace(staff, status="ssw_2")) == "not-supported"
    assert code(replace(staff, body=Body("support_org"))) == "not-registered"


def test_permanent_residence_is_filed_on_paper() -> None:
    filing = replace(EXTENSION, procedure="permanent_residence")
    assert code(filing) == "" and code(replace(filing, channel=ONLINE)) == "no-online"


@pytest.mark.parametrize(
    ("procedure", "status", "refused"),
    [
        ("coe", "diplomat", "no-online"),
        ("coe", "official", ""),
        ("change", "diplomat", "no-online"),
        ("change", "temporary_visitor", "no-online"),
        ("extension", "temporary_visitor", "no-online"),
        ("acquisition", "temporary_visitor", "no-online"),
        ("extension", "student", ""),
    ],
)
def test_diplomats_and_visitors_file_on_paper(procedure: str, status: str, refused: str) -> None:
    filing = Filing(procedure, ONLINE, "applicant", status=status)
    assert code(filing) == refused and code(replace(filing, channel=COUNTER)) == ""


def test_a_permission_of_activities_goes_online_only_with_another_filing() -> None:
    filing = Filing("activity_permission", ONLINE, "applicant", status="student")
    assert code(filing) == "no-online" and code(replace(filing, together=True)) == ""


def test_procedures_that_are_no_filings_are_recorded_at_the_counter_alone() -> None:
    assert capacities("deportation", COUNTER) is None
    assert code(Filing("deportation", COUNTER)) == ""
    assert code(Filing("deportation", ONLINE, "applicant")) == "no-online"
