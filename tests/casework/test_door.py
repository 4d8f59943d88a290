"""The door: one transaction for each act, a fixed cost, and a refusal that leaves no trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework import actions, clocks, permissions, store
from casework.models import Case, ClockRow, Event, Person, User, WorkItem
from notifications import outbox
from notifications.models import MessageRow
from tests.casework.files import (
    BUREAU,
    DEPORTATION,
    LOGS,
    Crew,
    File,
    at_once,
    crew,
    detained,
    detained_under_order,
    dump,
    examined,
    filled,
    found,
    later,
    locked,
    long_file,
    moment,
    person,
    work_owed,
    work_rows,
)
from workflows.dossier import Actor
from workflows.roles import Role
from workflows.texts import Refused

pytestmark = pytest.mark.django_db

STATEMENT: dict[str, Any] = {"read_back": True, "statement_signature": "signed"}
CHOSEN: dict[str, Any] = {"custody_route": "detention", "custody_factors": ["flight"]}


@pytest.fixture(name="staff")
def _staff() -> Crew:
    return crew()


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Every row of every table is the same afterwards."""
    before = dump()
    yield
    assert dump() == before


# --- one transaction, a fixed cost ------------------------------------------------------------------


def test_a_step_writes_state_record_clocks_work_and_messages_together(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    taken = file.take("found_deportable", "2026-11-09 12:00")
    event = Event.objects.get(case_id=file.id, seq=taken.seq)
    row = file.row
    assert (row.version, row.head, row.stage) == (taken.seq, event.hash, "finding_notified")
    assert row.states["stage"] == "finding_notified" and row.last_at == event.at
    assert file.clock("clk_oral_hearing_request_3d").opened_seq == taken.seq
    assert work_rows(file.id) == work_owed(file.id)
    told = MessageRow.objects.filter(key__startswith=f"event:{file.id}:{taken.seq}:")
    assert [m.audience for m in told] == ["role:chief_inspector@TYO"]


def transactions(caught: CaptureQueriesContext) -> Counter[str]:
    return Counter(q["sql"].split()[0] for q in caught if q["sql"].split()[0] in ("BEGIN", "COMMIT"))


@pytest.mark.django_db(transaction=True)
def test_every_act_is_one_transaction() -> None:
    staff = crew()
    with CaptureQueriesContext(connection) as caught:
        file = File(staff, "2026-11-02 10:00")
    assert transactions(caught) == {"BEGIN": 1, "COMMIT": 1}
    with CaptureQueriesContext(connection) as caught:
        file.take("statement_recorded", "2026-11-02 11:00", **STATEMENT)
    assert transactions(caught) == {"BEGIN": 1, "COMMIT": 1}
    with CaptureQueriesContext(connection) as caught:
        actions.rectify(
            file.id,
            2,
            reason="typing error",
            at=moment("2026-11-02 10:30"),
            actor=staff.of("statement_recorded"),
            now=moment("2026-11-02 12:00"),
        )
    assert transactions(caught) == {"BEGIN": 1, "COMMIT": 1}


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("statement_recorded", STATEMENT),
        ("log_preservation_requested", {**LOGS, "logs_until": "2026-11-20"}),
        ("chief_inspector_notified", {}),
    ],
)
def test_a_step_costs_the_same_at_the_first_the_fiftieth_and_the_three_hundredth_entry(
    staff: Crew, django_assert_num_queries: Callable[..., Any], step: str, given: dict[str, Any]
) -> None:
    costs = []
    for entries in (1, 50, 300) if step == "statement_recorded" else (1, 50):
        file = long_file(staff, entries)
        seen = file.dossier.seq
        with CaptureQueriesContext(connection) as caught:
            file.take(step, "2026-11-02 20:00", seen=seen, key="the form", **given)
        costs.append(len(caught))
    assert len(set(costs)) == 1, costs
    file = File(staff, "2026-11-02 10:00")
    with django_assert_num_queries(costs[0]):
        file.take(step, "2026-11-02 20:00", seen=1, key="the form", **given)
    # Savepoint and its release here, where a test's transaction is around it all.
    assert costs[0] <= 7


def test_opening_a_case_costs_the_same_for_the_first_and_a_later_one(staff: Crew) -> None:
    costs = set()
    permissions.parents()
    for _ in range(4):
        with CaptureQueriesContext(connection) as caught:
            File(staff, "2026-11-02 10:00")
        costs.add(len(caught))
    assert len(costs) == 1


# --- the same submission twice ----------------------------------------------------------------------


def test_the_same_submission_twice_is_one_entry_and_says_which(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    first = file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT)
    with nothing_changes():
        again = file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT)
        unseen = file.take("statement_recorded", "2026-11-02 11:00", key="form 1", **STATEMENT)
    assert (first.seq, again.seq, unseen.seq) == (2, 2, 2)
    assert first.outcome is not None and again.outcome is None and unseen.outcome is None


def test_the_same_submission_is_known_again_after_later_entries(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT)
    file.take("statement_recorded", "2026-11-02 12:00", seen=2, key="form 2", **STATEMENT)
    with nothing_changes():
        assert file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT).seq == 2


def test_the_key_of_one_case_says_nothing_about_another(staff: Crew) -> None:
    for _ in range(2):
        file = File(staff, "2026-11-02 10:00")
        assert file.take("statement_recorded", "2026-11-02 11:00", key="form 1", **STATEMENT).seq == 2


def test_a_page_that_is_out_of_date_is_refused_and_says_by_how_much(staff: Crew) -> None:
    file = long_file(staff, 4)
    with nothing_changes():
        refusal = file.refused("statement_recorded", "2026-11-02 20:00", seen=2, key="new", **STATEMENT)
    assert refusal.code == "stale" and "2 entries" in refusal.fact.en


def test_a_key_used_again_for_another_submission_is_refused(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT)
    with nothing_changes():
        refusal = file.refused("chief_inspector_notified", "2026-11-02 12:00", seen=2, key="form 1")
    assert refusal.code == "stale"


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_the_same_submission_make_one_entry() -> None:
    file = File(crew(), "2026-11-02 10:00")

    def submit() -> actions.Taken:
        return file.take("statement_recorded", "2026-11-02 11:00", seen=1, key="form 1", **STATEMENT)

    outcomes = at_once(*[submit] * 8)
    assert all(isinstance(o, actions.Taken) and o.seq == 2 for o in outcomes), outcomes
    assert sum(o.outcome is not None for o in outcomes) == 1
    assert Event.objects.filter(case_id=file.id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_eight_officers_on_the_same_page_one_succeeds_and_seven_are_told_that_it_is_out_of_date() -> None:
    file = File(crew(), "2026-11-02 10:00")

    def submit(number: int) -> Callable[[], actions.Taken]:
        return lambda: file.take(
            "statement_recorded", "2026-11-02 11:00", seen=1, key=f"form {number}", **STATEMENT
        )

    outcomes = at_once(*[submit(n) for n in range(8)])
    refused = [o.refusal.code for o in outcomes if isinstance(o, Refused)]
    assert refused == ["stale"] * 7, outcomes
    assert Event.objects.filter(case_id=file.id).count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_officers_who_send_no_version_are_taken_one_after_the_other() -> None:
    file = File(crew(), "2026-11-02 10:00")
    outcomes = at_once(
        *[lambda: file.take("statement_recorded", "2026-11-02 11:00", **STATEMENT) for _ in range(8)]
    )
    assert sorted(o.seq for o in outcomes) == list(range(2, 10))
    assert file.row.version == 9 and work_rows(file.id) == work_owed(file.id)


# --- opening ----------------------------------------------------------------------------------------


def test_opening_twice_with_the_same_key_opens_one_case(staff: Crew) -> None:
    first = File(staff, "2026-11-02 10:00", key="opening 1")
    with nothing_changes():
        second = File(staff, "2026-11-02 10:00", key="opening 1")
    assert (second.id, second.number) == (first.id, first.number)
    assert second.taken.outcome is None


@pytest.mark.django_db(transaction=True)
def test_eight_threads_opening_with_the_same_key_open_one_case_and_all_learn_its_number() -> None:
    staff = crew()
    outcomes = at_once(*[lambda: File(staff, "2026-11-02 10:00", key="opening 1").number] * 8)
    assert set(outcomes) == {"D26-TYO-000001"}, outcomes
    assert Case.objects.count() == Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_threads_open_cases_with_numbers_of_their_own_and_without_a_gap() -> None:
    staff = crew()
    outcomes = at_once(*[lambda: [File(staff, "2026-11-02 10:00").number for _ in range(5)]] * 8)
    numbers = sorted(n for listed in outcomes for n in listed)
    assert numbers == [f"D26-TYO-{n:06d}" for n in range(1, 41)]


def test_case_numbers_are_counted_for_each_office_and_year(staff: Crew) -> None:
    assert File(staff, "2026-11-02 10:00").number == "D26-TYO-000001"
    assert File(staff, "2027-01-05 10:00").number == "D27-TYO-000001"
    # New year in Tokyo is the afternoon of the 31st in Greenwich.
    assert File(staff, datetime(2026, 12, 31, 15, 0, tzinfo=UTC)).number == "D27-TYO-000002"


def test_a_refused_opening_leaves_no_person_and_uses_up_no_number(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused) as caught:
        File(staff, "2026-11-02 10:00", ground=None)
    assert caught.value.refusal.code == "missing-fact"
    assert File(staff, "2026-11-02 10:00").number == "D26-TYO-000001"


def test_a_step_that_does_not_open_a_case_is_refused_at_the_opening(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused) as caught:
        File(staff, "2026-11-02 10:00", step="statement_recorded", **STATEMENT)
    assert caught.value.refusal.code == "not-opening"


def opening(staff: Crew, **more: Any) -> actions.Taken:
    at = moment("2026-11-02 10:00")
    given: dict[str, Any] = {
        "procedure": "deportation",
        "person": person(),
        "office": BUREAU,
        "step": "investigation_opened",
        "facts": filled("investigation_opened", at, {}),
        "actor": staff.of("investigation_opened"),
        "at": at,
        "now": at,
    }
    return actions.open_case(**given | more)


def test_an_opening_at_another_office_is_refused(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused) as caught:
        opening(staff, office="OSA")
    assert caught.value.refusal.code == "other-office"


@pytest.mark.parametrize("when", [{"at": datetime(2026, 11, 2, 10)}, {"now": datetime(2026, 11, 2, 10)}])
def test_an_opening_at_a_time_without_a_zone_is_refused(staff: Crew, when: dict[str, Any]) -> None:
    with nothing_changes(), pytest.raises(Refused) as caught:
        opening(staff, **when)
    assert caught.value.refusal.code == "naive-time"


def test_an_opening_before_the_law_that_is_kept_is_refused(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused):
        opening(staff, at=moment("2020-11-02 10:00"))


def test_a_person_of_an_unknown_nationality_is_refused(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused):
        opening(staff, person=person(nationality="QQQ"), facts={"ground": "overstay"})


def test_a_person_not_born_yet_is_refused(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused):
        opening(staff, person=person(birth_date=date(2026, 12, 1)))


# --- refusals ---------------------------------------------------------------------------------------


def officer(staff: Crew, *roles: Role, office: str = BUREAU) -> Actor:
    return Actor("1", frozenset(roles), office)


REFUSALS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "an unknown step": ("no_such_step", "unknown-step", {}),
    "an unknown step with a NUL in its name": ("no\x00step" * 100, "unknown-step", {}),
    "a step that only comes with another": ("sp_withdrawn", "carried-only", {}),
    "the wrong office": ("found_deportable", "wrong-office", {"by": Role.CONTROL_OFFICER}),
    "an officer without an office": ("found_deportable", "wrong-office", {"by": None}),
    "the wrong state": ("screening_decided", "wrong-state", CHOSEN),
    "a missing fact": ("found_deportable", "missing-fact", {"reasons": None}),
    "a required answer that is no": (
        "found_deportable",
        "rule:rights_explained_finding",
        {"rights_explained": False},
    ),
    "the future": ("found_deportable", "future", {"now": "2026-11-09 11:59"}),
    "before the last entry": ("found_deportable", "before-last", {"at": "2026-11-06 12:59"}),
    "a time without a zone": ("found_deportable", "naive-time", {"at": datetime(2026, 11, 9, 12)}),
    "ten megabytes of text": ("found_deportable", "bad-fact", {"reasons": "あ" * 3_400_000}),
    "a NUL": ("found_deportable", "bad-fact", {"reasons": "a\x00b"}),
    "half a surrogate pair": ("found_deportable", "bad-fact", {"reasons": "a\ud800b"}),
    "a list for a text": ("found_deportable", "bad-fact", {"reasons": ["a"]}),
    "a choice that is none": ("found_deportable", "bad-fact", {"ground": "boredom"}),
    "a fact of another step": ("found_deportable", "bad-fact", {"flight_number": "JL 1"}),
    "a fact with a NUL in its name": ("found_deportable", "bad-fact", {"a\x00b": "x"}),
}


@pytest.mark.parametrize("case", REFUSALS, ids=list(REFUSALS))
def test_a_refused_step_changes_nothing(staff: Crew, case: str) -> None:
    step, code, given = REFUSALS[case]
    file = examined(staff, "2026-11-06 12:00")
    given = dict(given)
    if "by" in given:
        given["by"] = staff.users[given["by"]].actor() if given["by"] else officer(staff)
    elif step not in DEPORTATION.steps or step == "sp_withdrawn":
        given["by"] = staff.second.actor()
    at = given.pop("at", "2026-11-09 12:00")
    with nothing_changes():
        if isinstance(at, datetime):
            with pytest.raises(Refused) as caught:
                actions.take_step(
                    file.id, step, {}, actor=staff.of(step), at=at, now=moment("2026-11-10 12:00")
                )
            refusal = caught.value.refusal
        else:
            refusal = file.refused(step, at, **given)
    assert refusal.code == code, refusal.sentence("en")
    for language in ("ja", "en"):
        assert refusal.sentence(language) and "\x00" not in refusal.sentence(language)
        assert len(refusal.sentence(language)) < 2000


def test_an_unknown_nationality_is_refused(staff: Crew) -> None:
    file = File(staff, "2026-11-02 09:00", step="report_received", informant="public", report_manner="oral")
    with nothing_changes():
        refusal = file.refused("investigation_opened", "2026-11-02 10:00", nationality="QQQ")
    assert refusal.code == "bad-fact" and "nationality" in refusal.fields


def test_an_officer_of_another_place_is_refused(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    with nothing_changes():
        refusal = file.refused("found_deportable", "2026-11-09 12:00", by=staff.elsewhere.actor())
    assert refusal.code == "other-office"


def test_headquarters_does_not_do_a_bureaus_work(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    with nothing_changes():
        refusal = file.refused(
            "found_deportable", "2026-11-09 12:00", by=officer(staff, Role.INSPECTOR, office="ISA-HQ")
        )
    assert refusal.code == "other-office"


def test_a_case_that_does_not_exist_is_refused(staff: Crew) -> None:
    with nothing_changes(), pytest.raises(Refused) as caught:
        actions.take_step(
            987_654, "found_deportable", {}, actor=officer(staff, Role.INSPECTOR),
            at=moment("2026-11-02"), now=moment("2026-11-02"),
        )  # fmt: skip
    assert caught.value.refusal.code == "no-case"


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(
            datetime.max.replace(tzinfo=UTC),
        ),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_the_ends_of_the_calendar_are_refused(staff: Crew, at: datetime) -> None:
    file = File(staff, "2026-11-02 10:00")
    with nothing_changes(), pytest.raises(Refused) as caught:
        actions.take_step(
            file.id, "statement_recorded", STATEMENT, actor=staff.of("statement_recorded"),
            at=at, now=moment("2026-11-03"),
        )  # fmt: skip
    assert caught.value.refusal.code in ("future", "before-last")


def test_a_closed_case_takes_no_step_of_its_stage(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_not_deportable", "2026-11-09 12:00")
    row = file.row
    assert row.closed_at == moment("2026-11-09 12:00") and not row.held and work_rows(file.id) == []
    with nothing_changes():
        assert file.refused("found_deportable", "2026-11-10 12:00").code == "wrong-state"


def test_a_step_beside_a_closed_case_does_not_move_the_day_on_which_it_was_closed(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    file.take("found_not_deportable", "2026-11-09 12:00")
    file.take("suit_filed", "2026-11-20 12:00")
    assert file.row.closed_at == moment("2026-11-09 12:00")


# --- separation of duties ---------------------------------------------------------------------------


def both(staff: Crew) -> Actor:
    """One officer who is chief inspector and inspector."""
    user = User.objects.create(
        username="both", password="!", office_id=BUREAU, roles=["chief_inspector", "inspector"]
    )
    return user.actor()


def chosen_by(staff: Crew, who: Actor) -> File:
    file = File(staff, "2026-11-01 12:00")
    file.take("chief_inspector_notified", "2026-11-05 12:00")
    file.take("screening_decided", "2026-11-05 13:00", by=who)
    file.take("detention_decided", "2026-11-06 10:00")
    file.take("warrant_executed", "2026-11-06 12:00")
    file.take("person_handed_over", "2026-11-06 13:00")
    return file


@pytest.mark.parametrize("override", [None, "", "  \n"])
def test_a_separation_of_duties_is_not_set_aside_without_a_reason(staff: Crew, override: str | None) -> None:
    who = both(staff)
    file = chosen_by(staff, who)
    with nothing_changes():
        refusal = file.refused("found_deportable", "2026-11-09 12:00", by=who, override=override)
    assert refusal.code == "separation"


def test_a_separation_of_duties_set_aside_is_on_record_with_its_reason(staff: Crew) -> None:
    who = both(staff)
    file = chosen_by(staff, who)
    taken = file.take("found_deportable", "2026-11-09 12:00", by=who, override="The only inspector on duty.")
    effects = Event.objects.get(case_id=file.id, seq=taken.seq).effects
    assert effects["override"] == "The only inspector on duty."
    assert effects["overridden"] == ["screening_decided"]
    assert taken.outcome is not None and taken.outcome.overridden == ("screening_decided",)


def test_a_reason_nobody_needed_is_not_kept(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    taken = file.take("found_deportable", "2026-11-09 12:00", override="just in case")
    assert "override" not in Event.objects.get(case_id=file.id, seq=taken.seq).effects


def test_a_hard_separation_is_never_set_aside(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    guard = staff.users[Role.CONTROL_OFFICER]
    who = Actor(str(guard.pk), frozenset({Role.CONTROL_OFFICER, Role.INSPECTOR}), BUREAU)
    with nothing_changes():
        refusal = file.refused("found_deportable", "2026-11-09 12:00", by=who, override="No one else.")
    assert refusal.code == "separation"


@pytest.mark.parametrize(
    "reason", ["a\x00b", "a\ud800b", "あ" * 3_400_000], ids=["NUL", "surrogate", "10 MB"]
)
def test_a_reason_that_no_record_can_hold_is_refused(staff: Crew, reason: str) -> None:
    who = both(staff)
    file = chosen_by(staff, who)
    with nothing_changes(), pytest.raises(Refused), transaction.atomic():
        file.take("found_deportable", "2026-11-09 12:00", by=who, override=reason)


# --- all or nothing ---------------------------------------------------------------------------------


def test_a_message_that_cannot_be_written_undoes_the_step(
    staff: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = examined(staff, "2026-11-06 12:00")

    def fails(*_: Any) -> int:
        raise DatabaseError("the outbox is gone")

    with nothing_changes(), monkeypatch.context() as patch:
        patch.setattr(outbox, "put", fails)
        with pytest.raises(DatabaseError):
            file.take("found_deportable", "2026-11-09 12:00")
        with pytest.raises(DatabaseError):
            File(staff, "2026-11-02 10:00")
        with pytest.raises(DatabaseError):
            actions.rectify(
                file.id, 1, reason="x", at=moment("2026-10-31 12:00"),
                actor=staff.of("investigation_opened"), now=moment("2026-11-09 12:00"),
            )  # fmt: skip
    assert file.take("found_deportable", "2026-11-09 12:00").seq == 7


def test_a_failure_in_the_second_statement_undoes_the_first(
    staff: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = examined(staff, "2026-11-06 12:00")
    with nothing_changes(), monkeypatch.context() as patch:
        patch.setattr(store, "_OPEN", "SELECT 1 / 0 WHERE %(case)s + %(seq)s > 0 OR %(d)s <> ''")
        with pytest.raises(DatabaseError):
            file.take("found_deportable", "2026-11-09 12:00")


@pytest.mark.django_db(transaction=True)
def test_a_step_on_one_case_does_not_wait_for_another_case() -> None:
    staff = crew()
    one, other = File(staff, "2026-11-02 10:00"), File(staff, "2026-11-02 10:00")
    with locked(one.id):
        (outcome,) = at_once(
            lambda: other.take("statement_recorded", "2026-11-02 11:00", **STATEMENT), seconds=5
        )
    assert isinstance(outcome, actions.Taken)


# --- work -------------------------------------------------------------------------------------------


@pytest.fixture(name="work_checked")
def _work_checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """After every step the pieces of work are compared with what is owed."""
    checked: list[str] = []
    take_step = actions.take_step

    def and_check(case_id: int, step: str, *args: Any, **more: Any) -> actions.Taken:
        taken = take_step(case_id, step, *args, **more)
        assert work_rows(case_id) == work_owed(case_id), step
        checked.append(step)
        return taken

    monkeypatch.setattr(actions, "take_step", and_check)
    return checked


def test_after_every_step_of_a_long_path_the_work_is_what_is_owed(
    staff: Crew, work_checked: list[str]
) -> None:
    file = detained_under_order(staff, "2026-11-24 12:00")
    clocks.sweep_all(moment("2027-02-24 09:00"))
    assert work_rows(file.id) == work_owed(file.id)
    file.take("review_report_submitted", "2027-03-01 10:00", review_cycle=1, plan_version="1")
    file.take("review_no_supervision_reported", "2027-03-02 10:00")
    assert ("review", "commissioner", "review_with_commissioner", "ISA-HQ") in [
        row[:4] for row in work_rows(file.id)
    ]
    file.take("review_commissioner_orders", "2027-03-03 10:00")
    file.take("review_order_carried_out", "2027-03-04 10:00", report_due_on=date(2027, 5, 1))
    assert len(work_checked) >= 18


def test_work_that_was_lost_is_rebuilt_by_the_next_step(staff: Crew) -> None:
    file = examined(staff, "2026-11-06 12:00")
    before = work_rows(file.id)
    WorkItem.objects.filter(case_id=file.id).delete()
    file.take("health_check_done", "2026-11-06 14:00")
    assert work_rows(file.id) == work_owed(file.id)
    assert {row[:4] for row in before} == {row[:4] for row in work_rows(file.id)}


def test_the_officer_who_claimed_work_keeps_it_while_the_state_lasts(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    guard = staff.users[Role.CONTROL_OFFICER]
    item = WorkItem.objects.get(case_id=file.id, role="control_officer", machine="stage")
    actions.assign(item.pk, guard, by=guard, now=moment("2026-11-02 11:00"))
    file.take("statement_recorded", "2026-11-02 12:00", **STATEMENT)
    item.refresh_from_db()
    assert item.assignee == guard and item.since == moment("2026-11-02 10:00")


# --- what the database itself refuses ---------------------------------------------------------------


def by_hand(case_id: int, **columns: Any) -> None:
    if "custody" in columns:
        columns["states"] = Case.objects.get(pk=case_id).states | {"custody": columns["custody"]}
    with transaction.atomic():
        Case.objects.filter(pk=case_id).update(**columns)


def test_the_database_refuses_a_person_held_without_a_date(staff: Crew) -> None:
    file = detained(staff, "2026-11-06 12:00")
    assert file.row.held
    with nothing_changes(), pytest.raises(IntegrityError, match="case_held_has_a_date"):
        by_hand(file.id, held_look_at=None)


def test_the_database_refuses_a_closed_case_that_holds_somebody(staff: Crew) -> None:
    file = detained(staff, "2026-11-06 12:00")
    with nothing_changes(), pytest.raises(IntegrityError, match="case_closed_holds_nobody"):
        by_hand(file.id, closed_at=moment("2026-11-07"))


def test_the_database_refuses_an_order_while_an_application_is_undecided(staff: Crew) -> None:
    file = found(staff, "2026-11-09 12:00")
    states = file.row.states | {"special_permission": "sp_pending"}
    with nothing_changes(), pytest.raises(IntegrityError, match="case_no_order_while_sp_pending"):
        by_hand(file.id, states=states, facts=file.row.facts | {"order_in_force": True})


def test_the_database_refuses_supervision_before_the_order_beside_the_order(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    with nothing_changes(), pytest.raises(IntegrityError, match="case_supervision_ends_at_order"):
        by_hand(file.id, custody="supervised_pre", facts={"order_in_force": True, "has_supervisor": True})


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}),
        pytest.param({"has_supervisor": False}),
        {"has_supervisor": False, "supervisor_vacant": False},
    ],
)
@pytest.mark.parametrize("custody", ["supervised_pre", "supervised_post"])
def test_the_database_refuses_supervision_without_a_supervisor(
    staff: Crew, custody: str, facts: dict[str, Any]
) -> None:
    file = File(staff, "2026-11-02 10:00")
    with nothing_changes(), pytest.raises(IntegrityError, match="case_supervised_has_supervisor"):
        by_hand(file.id, custody=custody, facts=facts)


def test_the_database_refuses_two_running_clocks_of_a_kind(staff: Crew) -> None:
    row = detained(staff, "2026-11-06 12:00").clock("clk_warrant_30d")
    row.pk = None
    with nothing_changes(), pytest.raises(IntegrityError, match="clock_one_running"), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_refuses_a_second_entry_of_one_number(staff: Crew) -> None:
    event = Event.objects.get(case_id=File(staff, "2026-11-02 10:00").id)
    event.pk = None
    with nothing_changes(), pytest.raises(IntegrityError, match="event_in_order"), transaction.atomic():
        event.save(force_insert=True)


def test_the_database_refuses_one_debt_twice(staff: Crew) -> None:
    item = WorkItem.objects.filter(case_id=File(staff, "2026-11-02 10:00").id)[0]
    item.pk = None
    with nothing_changes(), pytest.raises(IntegrityError, match="work_one_debt"), transaction.atomic():
        item.save(force_insert=True)


def test_a_case_changed_behind_the_lock_is_noticed(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    held = store.hold(file.id)
    assert held is not None
    file.take("statement_recorded", "2026-11-02 11:00", **STATEMENT)
    entry = store.Entry(
        "step",
        "statement_recorded",
        moment(later("2026-11-02", hours=1)),
        moment("2026-11-03"),
        None,
        "",
        {},
        {},
    )
    with nothing_changes(), pytest.raises((store.LostRace, IntegrityError)), transaction.atomic():
        store.write(held, replace(held.dossier, seq=2), entry, stopped=[], started=[], closed_at=None)


def test_people_see_and_do_only_the_work_of_their_office(staff: Crew) -> None:
    file = File(staff, "2026-11-02 10:00")
    item = WorkItem.objects.filter(case_id=file.id)[0]
    supervisor = staff.second
    supervisor.is_supervisor = True
    for to, by, code in (
        (staff.elsewhere, staff.elsewhere, "other-office"),
        (staff.users[Role.DOCTOR], staff.users[Role.CONTROL_OFFICER], "work-given"),
        (staff.users[Role.DOCTOR], supervisor, "wrong-office"),
        (staff.elsewhere, supervisor, "other-office"),
    ):
        with nothing_changes(), pytest.raises(Refused) as caught:
            actions.assign(item.pk, to, by=by, now=moment("2026-11-02"))
        assert caught.value.refusal.code == code
    supervisor.is_supervisor = False
    actions.assign(item.pk, staff.second, by=staff.second, now=moment("2026-11-02"))
    with nothing_changes(), pytest.raises(Refused) as caught:
        guard = staff.users[Role.CONTROL_OFFICER]
        actions.assign(item.pk, guard, by=guard, now=moment("2026-11-02") + timedelta(hours=1))
    assert caught.value.refusal.code == "work-taken"
    assert ClockRow.objects.filter(case_id=file.id).count() == 0
