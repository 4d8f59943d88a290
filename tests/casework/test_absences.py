"""Absence cover: the work of whoever is away goes on, and none of it is ever lost."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework import actions, directory, tasks
from casework import moment as present
from casework.days import midnight, tokyo_day
from casework.models import Absence, Case, Heartbeat, User, WorkItem, WorkMove
from casework.work import absences
from notifications.drain import drain
from notifications.models import InboxEntry, MessageRow
from tests.casework import page_rows as rows
from tests.casework.files import at_once, dump, work_owed, work_rows
from tests.casework.page_rows import NOW
from workflows.texts import Refusal, Refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Tuesday
DAY = timedelta(days=1)


class Office:
    """Inspectors of Tokyo with their supervisor, one of the airport below, one elsewhere, and work."""

    def __init__(self, cases: int = 4) -> None:
        rows.offices()
        self.ann = rows.user("ann", "TYO", "inspector", full_name="安藤 葵")
        self.ben = rows.user("ben", "TYO", "inspector", full_name="別所 勉")
        self.cho = rows.user("cho", "TYO", "inspector", "chief_inspector", full_name="長 千代")
        self.boss = rows.user("boss", "TYO", supervisor=True, full_name="中村 恵")
        self.far = rows.user("far", "OSA", "inspector", full_name="遠山 遼")
        self.far_boss = rows.user("farboss", "OSA", supervisor=True)
        self.items = []
        for number in range(cases):
            case = rows.case(f"D26-TYO-{number + 1:06d}")
            self.items.append(WorkItem.objects.get(case=case, role="inspector"))

    def give(self, to: User | None, *items: WorkItem, now: datetime = NOW - DAY) -> None:
        for item in items or self.items:
            actions.assign(item.pk, to, by=self.boss, now=now)

    def away(
        self, who: User, cover: User | None = None, *, since: date = TODAY, until: date = TODAY + 2 * DAY,
        by: User | None = None, now: datetime = NOW,
    ) -> Absence:  # fmt: skip
        return actions.record_absence(who, since, until, cover=cover, by=by or who, now=now, reason="休暇")


@pytest.fixture(name="office")
def _office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("casework.moment.now", lambda: NOW)
    return Office()


def holders() -> list[str]:
    """Who has which piece of work, in order; "" for the queue."""
    return [
        name or ""
        for name in WorkItem.objects.filter(role="inspector")
        .order_by("pk")
        .values_list("assignee__username", flat=True)
    ]


def refused(function: Any, *args: Any, **more: Any) -> Refusal:
    before = dump()
    with pytest.raises(Refused) as caught:
        function(*args, **more)
    assert dump() == before
    for language in ("ja", "en"):
        assert caught.value.refusal.sentence(language)
    return caught.value.refusal


# --- recording --------------------------------------------------------------------------------------


def test_an_absence_that_begins_today_hands_the_work_on_at_once(office: Office) -> None:
    office.give(office.ann)
    absence = office.away(office.ann, office.ben)
    assert absence.begun_at == NOW and holders() == ["ben"] * 4
    moves = list(WorkMove.objects.filter(kind="covered"))
    assert len(moves) == 4
    for move in moves:
        assert (move.from_user_id, move.to_user_id, move.by_id) == (office.ann.pk, office.ben.pk, None)
        assert str(TODAY) in move.reason
    told = MessageRow.objects.get(kind="absence_begun")
    assert told.audience == f"user:{office.ben.pk}" and "安藤" not in str(told.facts)


def test_without_a_cover_the_work_goes_back_to_the_queue(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann)
    assert holders() == [""] * 4
    assert not MessageRow.objects.filter(kind="absence_begun").exists()


def test_an_absence_of_later_days_begins_at_midnight_in_tokyo(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann, office.ben, since=TODAY + DAY)
    begins = midnight(TODAY + DAY)
    actions.sweep_absences(begins - timedelta(seconds=1))
    assert holders() == ["ann"] * 4
    done = actions.sweep_absences(begins)
    assert (done.begun, done.covered, holders()) == (1, 4, ["ben"] * 4)
    before = dump()
    assert actions.sweep_absences(begins) == actions.Handed()
    assert dump() == before


def test_a_downtime_over_the_whole_absence_moves_nothing_and_ends_it(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann, office.ben, since=TODAY + DAY, until=TODAY + 2 * DAY)
    done = actions.sweep_absences(midnight(TODAY + 3 * DAY))
    assert done == actions.Handed(ended=1) and holders() == ["ann"] * 4


def test_batches_are_bounded_and_lose_nothing(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann, office.ben, since=TODAY + DAY)
    begins = midnight(TODAY + DAY)
    assert actions.sweep_absences(begins, limit=1, rounds=3).covered == 3
    assert sorted(holders()) == ["ann", "ben", "ben", "ben"]
    assert actions.sweep_absences(begins, limit=1, rounds=3).covered == 1


def test_the_periodic_task_hands_on_and_shows_its_beat(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.give(office.ann)
    Absence.objects.create(
        user=office.ann, cover=office.ben, since=TODAY, until=TODAY, recorded_by=office.ann, recorded_at=NOW
    )
    monkeypatch.setattr("casework.tasks.now", lambda: NOW)
    tasks.sweep_absences()
    assert holders() == ["ben"] * 4 and Heartbeat.objects.get(name="absences").done == 4
    tasks.remind_drafts()
    assert Heartbeat.objects.get(name="drafts").at == NOW


def test_what_cannot_be_recorded_is_refused_beside_its_field(office: Office) -> None:
    office.away(office.cho, since=TODAY + 5 * DAY, until=TODAY + 6 * DAY)
    inactive = rows.user("gone", "TYO", "inspector", is_active=False)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("until", {"until": TODAY - DAY}),
        ("until", {"since": TODAY - 3 * DAY, "until": TODAY - DAY}),
        ("until", {"until": TODAY + 400 * DAY}),
        ("until", {"since": date(9999, 12, 30), "until": date(9999, 12, 31)}),
        ("cover", {"cover": office.ann}),
        ("cover", {"cover": office.far}),
        ("cover", {"cover": office.boss}),
        ("cover", {"cover": inactive}),
        ("cover", {"cover": office.cho, "until": TODAY + 5 * DAY}),
    ]
    for field, given in cases:
        refusal = refused(office.away, office.ann, **given)
        assert set(refusal.fields) == {field}, given
    long = refused(
        actions.record_absence,
        office.ann,
        TODAY,
        TODAY,
        cover=None,
        by=office.ann,
        now=NOW,
        reason="あ" * 201,
    )
    assert set(long.fields) == {"reason"}


def test_only_the_officer_and_their_supervisors_record_it(office: Office) -> None:
    for by in (office.ben, office.far_boss):
        assert refused(office.away, office.ann, by=by).code == "not-supervisor"
    assert office.away(office.ann, by=office.boss).recorded_by_id == office.boss.pk


def test_the_same_absence_twice_is_one_and_an_overlapping_one_is_refused(office: Office) -> None:
    first = office.away(office.ann, office.ben)
    assert office.away(office.ann, office.ben).pk == first.pk
    assert "since" in refused(office.away, office.ann, None, since=TODAY + DAY, until=TODAY + 9 * DAY).fields


# --- during the absence -----------------------------------------------------------------------------


def test_nothing_is_assigned_to_an_absent_officer_with_the_remedy(office: Office) -> None:
    office.away(office.ann, office.ben)
    for by in (office.ann, office.boss):
        refusal = refused(actions.assign, office.items[0].pk, office.ann, by=by, now=NOW)
        assert refusal.code == "absent" and str(TODAY + 2 * DAY) in refusal.fact.ja and refusal.remedy.ja
    later = midnight(TODAY + 3 * DAY)
    assert actions.assign(office.items[0].pk, office.ann, by=office.ann, now=later).assignee == office.ann


def test_nothing_is_assigned_to_who_has_left(office: Office) -> None:
    User.objects.filter(pk=office.ann.pk).update(is_active=False)
    gone = User.objects.get(pk=office.ann.pk)
    assert refused(actions.assign, office.items[0].pk, gone, by=office.boss, now=NOW).code == "absent"


def test_work_that_comes_to_an_absent_officer_all_the_same_is_handed_on(office: Office) -> None:
    office.away(office.ann, office.ben)
    WorkItem.objects.filter(pk=office.items[0].pk).update(assignee=office.ann, assigned_at=NOW)
    actions.sweep_absences(NOW + timedelta(minutes=1))
    assert holders() == ["ben", "", "", ""]


def test_work_of_an_officer_out_of_service_goes_back_to_the_queue(office: Office) -> None:
    office.give(office.ann)
    User.objects.filter(pk=office.ann.pk).update(is_active=False)
    assert actions.sweep_absences(NOW).queued == 4
    assert holders() == [""] * 4
    assert set(WorkMove.objects.filter(kind="covered").values_list("to_user", flat=True)) == {None}


def test_messages_for_the_absent_officer_reach_the_cover_too(office: Office) -> None:
    office.away(office.ann, office.ben)
    found = [r.user_id for r in directory.recipients(f"user:{office.ann.pk}")]
    assert found == sorted([office.ann.pk, office.ben.pk])
    assert [r.user_id for r in directory.recipients(f"user:{office.ben.pk}")] == [office.ben.pk]
    assert directory.recipients("user:" + "9" * 40) == []
    drain(now=NOW)
    assert InboxEntry.objects.filter(user_id=office.ben.pk).count() == 1


def test_the_directory_follows_a_chain_and_no_circle(office: Office) -> None:
    office.away(office.ann, office.ben)
    office.away(office.ben, office.cho)
    found = [r.user_id for r in directory.recipients(f"user:{office.ann.pk}")]
    assert found == sorted([office.ann.pk, office.cho.pk])
    Absence.objects.create(
        user=office.cho, cover=office.ann, since=TODAY, until=TODAY, recorded_by=office.cho, recorded_at=NOW
    )
    assert [r.user_id for r in directory.recipients(f"user:{office.ann.pk}")] == [office.ann.pk]


# --- chains -----------------------------------------------------------------------------------------


def test_the_cover_of_the_cover_takes_the_work(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann, office.ben)
    office.away(office.ben, office.cho)
    assert holders() == ["cho"] * 4


def test_a_circle_of_covers_ends_in_the_queue(office: Office) -> None:
    office.give(office.ann)
    for user, cover in ((office.ann, office.ben), (office.ben, office.cho), (office.cho, office.ann)):
        Absence.objects.create(
            user=user, cover=cover, since=TODAY, until=TODAY, recorded_by=user, recorded_at=NOW
        )
    assert actions.sweep_absences(NOW).queued == 4 and holders() == [""] * 4


def test_a_cover_who_lost_the_office_since_is_passed_over(office: Office) -> None:
    office.give(office.ann)
    office.away(office.ann, office.ben, since=TODAY + DAY)
    User.objects.filter(pk=office.ben.pk).update(roles=["doctor"])
    actions.sweep_absences(midnight(TODAY + DAY))
    assert holders() == [""] * 4


# --- the end ----------------------------------------------------------------------------------------


def test_work_stays_with_the_cover_until_the_supervisor_asks_for_it_back(office: Office) -> None:
    office.give(office.ann)
    absence = office.away(office.ann, office.ben)
    after = midnight(TODAY + 3 * DAY)
    assert refused(actions.ask_back, absence.pk, by=office.boss, now=NOW).code == "absent"
    actions.sweep_absences(after)
    assert holders() == ["ben"] * 4
    # One piece was given on by the supervisor, one was done by the cover and is owed no longer.
    actions.assign(office.items[0].pk, office.cho, by=office.boss, now=after)
    WorkItem.objects.filter(pk=office.items[1].pk).delete()
    for by in (office.ann, office.ben, office.far_boss):
        refused(actions.ask_back, absence.pk, by=by, now=after)
    assert actions.ask_back(absence.pk, by=office.boss, now=after) == 2
    assert holders() == ["cho", "ann", "ann"]
    assert actions.ask_back(absence.pk, by=office.boss, now=after) == 0
    told = MessageRow.objects.get(kind="work_back")
    assert told.audience == f"user:{office.ann.pk}" and told.facts["pieces"] == 2


def test_work_that_the_cover_gave_away_and_took_again_is_the_covers_own(office: Office) -> None:
    office.give(office.ann)
    absence = office.away(office.ann, office.ben)
    actions.assign(office.items[0].pk, None, by=office.ben, now=NOW + timedelta(hours=1))
    actions.assign(office.items[0].pk, office.ben, by=office.ben, now=NOW + timedelta(hours=2))
    actions.end_absence(absence.pk, by=office.ann, now=NOW + timedelta(hours=3))
    assert actions.ask_back(absence.pk, by=office.boss, now=NOW + timedelta(hours=4)) == 3


def test_calling_it_off_and_coming_back_early_end_it(office: Office) -> None:
    office.give(office.ann)
    planned = office.away(office.ann, office.ben, since=TODAY + DAY)
    for by in (office.ben, office.far_boss):
        assert refused(actions.end_absence, planned.pk, by=by, now=NOW).code == "not-supervisor"
    ended = actions.end_absence(planned.pk, by=office.ann, now=NOW)
    assert (ended.ended_at, ended.ended_by_id) == (NOW, office.ann.pk)
    assert actions.end_absence(planned.pk, by=office.boss, now=NOW + DAY).ended_at == NOW
    actions.sweep_absences(midnight(TODAY + DAY))
    assert holders() == ["ann"] * 4
    assert refused(actions.end_absence, 987_654, by=office.boss, now=NOW).code == "no-entry"
    assert refused(actions.ask_back, 987_654, by=office.boss, now=NOW).code == "no-entry"


# --- what supervisors see ---------------------------------------------------------------------------


def test_gaps_name_the_days_on_which_nobody_is_left(office: Office) -> None:
    office.away(office.cho, since=TODAY + 2 * DAY, until=TODAY + 7 * DAY)
    days = absences.strip_days(TODAY, "en")
    found = absences.gaps(["TYO", "OSA"], days)
    # Thursday to the next Tuesday; the weekend between is no gap of its own.
    assert [(g.office, g.role, g.first, g.last) for g in found] == [
        ("TYO", "chief_inspector", TODAY + 2 * DAY, TODAY + 7 * DAY)
    ]


def test_a_gap_is_where_the_chain_of_covers_ends_in_nobody(office: Office) -> None:
    dan = rows.user("dan", "NRT", "chief_inspector", "inspector")
    eve = rows.user("eve", "TYO", "inspector", supervisor=True)
    office.away(office.cho, None, since=TODAY, until=TODAY, now=NOW)
    absence = Absence.objects.get()

    def found() -> list[str]:
        return [g.role for g in absences.gaps(["TYO"], absences.strip_days(TODAY, "ja"))]

    def cover(who: User) -> None:
        Absence.objects.filter(pk=absence.pk).update(cover=who)

    assert found() == ["chief_inspector"]
    cover(dan)
    assert found() == []
    # The cover is away in turn, and somebody covers for the cover.
    fay = rows.user("fay", "TYO", "chief_inspector", "inspector")
    User.objects.filter(pk=fay.pk).update(office="NRT")
    second = Absence.objects.create(
        user=dan, cover=fay, since=TODAY, until=TODAY, recorded_by=dan, recorded_at=NOW
    )
    assert found() == []
    Absence.objects.filter(pk=second.pk).update(cover=office.cho)
    assert found() == ["chief_inspector"]
    second.delete()
    # Nobody stands in who does not hold the office, or who has left.
    cover(eve)
    assert found() == ["chief_inspector"]
    cover(dan)
    User.objects.filter(pk=dan.pk).update(is_active=False)
    assert found() == ["chief_inspector"]


def test_no_gap_where_somebody_covers(office: Office) -> None:
    dan = rows.user("dan", "TYO", "chief_inspector", "inspector")
    office.away(office.cho, since=TODAY, until=TODAY + DAY)
    assert absences.gaps(["TYO"], absences.strip_days(TODAY, "ja")) == []
    office.away(dan, since=TODAY, until=TODAY)
    assert [(g.role, g.first, g.last) for g in absences.gaps(["TYO"], absences.strip_days(TODAY, "ja"))] == [
        ("chief_inspector", TODAY, TODAY)
    ]


def test_the_strip_names_the_days_on_which_offices_are_closed() -> None:
    days = absences.strip_days(TODAY, "ja")
    assert len(days) == 14 and days[0].day.weekday() == 0
    assert [d.day for d in days if d.today] == [TODAY]
    assert next(d.shut for d in days if d.day == date(2026, 11, 23)) == "勤労感謝の日"


# --- at once ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_an_assignment_at_once_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.moment.now", lambda: NOW)
    office = Office(20)
    office.give(office.ann)
    Absence.objects.create(
        user=office.ann, cover=office.ben, since=TODAY, until=TODAY, recorded_by=office.ann, recorded_at=NOW
    )
    outcomes = at_once(
        lambda: actions.sweep_absences(NOW),
        lambda: actions.sweep_absences(NOW),
        lambda: [actions.assign(i.pk, office.cho, by=office.boss, now=NOW) for i in office.items[:5]],
    )
    assert not any(isinstance(o, BaseException) for o in outcomes), outcomes
    actions.sweep_absences(NOW)
    assert sorted(set(holders())) == ["ben", "cho"]
    assert WorkMove.objects.filter(kind="covered").count() + 5 >= 20
    for item in office.items:
        moves = WorkMove.objects.filter(case_id=item.case_id).order_by("pk")
        assert [m.from_user_id for m in moves][1:] == [m.to_user_id for m in moves][:-1]


@pytest.mark.django_db(transaction=True)
def test_two_who_make_each_other_their_cover_at_once_do_not_both_succeed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("casework.moment.now", lambda: NOW)
    office = Office(0)
    outcomes = at_once(
        lambda: office.away(office.ann, office.ben), lambda: office.away(office.ben, office.ann)
    )
    assert sum(isinstance(o, Absence) for o in outcomes) == 1, outcomes


# --- never lost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_no_piece_of_work_is_ever_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Absences, their ends, assignments, officers who leave and come back, days that pass, in any order:
    each debt has exactly one item, held by nobody or by an officer who is there and may do it."""
    dice = random.Random(seed)
    office = Office(6)
    people = [office.ann, office.ben, office.cho]
    now = NOW
    done: set[str] = set()
    monkeypatch.setattr("casework.moment.now", lambda: now)
    for _ in range(90):
        act = dice.choice(
            ["give", "give", "take", "away", "away", "end", "pass", "leave", "back", "back", "ask"]
        )
        who = User.objects.get(pk=dice.choice(people).pk)
        item = dice.choice(office.items)
        try:
            if act == "give":
                actions.assign(item.pk, dice.choice([who, None]), by=office.boss, now=now)
            elif act == "take":
                actions.assign(item.pk, who, by=who, now=now)
            elif act == "away":
                day = tokyo_day(now) + timedelta(days=dice.randrange(3))
                cover = dice.choice([None, *people])
                last = day + timedelta(days=dice.randrange(4))
                actions.record_absence(who, day, last, cover=cover, by=office.boss, now=now)
            elif act == "end":
                keys = list(Absence.objects.order_by("pk").values_list("pk", flat=True))
                actions.end_absence(dice.choice(keys or [0]), by=office.boss, now=now)
            elif act == "ask":
                over = Absence.objects.filter(ended_at__isnull=False).order_by("-pk")
                keys = list(over.values_list("pk", flat=True)[:2])
                actions.ask_back(dice.choice(keys or [0]), by=office.boss, now=now)
            elif act == "pass":
                now += timedelta(hours=dice.choice([1, 9, 24, 30]))
            else:
                User.objects.filter(pk=who.pk).update(is_active=act == "back")
        except Refused:
            act = f"{act} refused"
        done.add(act)
        actions.sweep_absences(now)
        assert_nothing_lost(now)
    assert {"give", "away", "end", "pass", "leave", "ask", "away refused"} <= done
    assert WorkMove.objects.filter(kind="covered").exists()


def assert_nothing_lost(now: datetime) -> None:
    away = absences.open_absences(tokyo_day(now))
    for case in Case.objects.all():
        assert work_rows(case.pk) == work_owed(case.pk)
    for item in WorkItem.objects.select_related("case", "assignee").exclude(assignee=None):
        assert item.assignee is not None and item.assignee_id not in away
        debt = absences.Debt(item.role, item.case.procedure, item.office_id, item.case.facts)
        assert absences.may_do(item.assignee, debt)


def test_the_present_moment_is_not_read_below_the_view(office: Office) -> None:
    """A day that the clock on the wall does not know: times are arguments."""
    far = NOW + timedelta(days=300)
    assert present.now() == NOW
    office.give(office.ann)
    office.away(office.ann, office.ben, since=far.date(), until=far.date(), now=far)
    assert holders() == ["ben"] * 4
