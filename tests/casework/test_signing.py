"""Countersigning: a step prepared by one officer and signed by a second, through the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework import actions, clocks, verify
from casework.beside import signing
from casework.beside.signing import Which
from casework.models import Case, Draft, Event, SigningRule, User
from casework.work.queues import Cursor
from notifications.drain import drain
from notifications.models import InboxEntry, MessageRow
from tests.casework.files import (
    BUREAU,
    Crew,
    File,
    at_once,
    crew,
    dump,
    examined,
    filled,
    found,
    moment,
)
from tests.casework.lives import FILED, Life
from workflows.roles import Role
from workflows.texts import Refusal, Refused

pytestmark = pytest.mark.django_db
FOUND_AT = "2026-11-09 12:00"


class Desk:
    """An examined file, the inspector who prepares the finding, and those who might sign it."""

    def __init__(self) -> None:
        self.staff: Crew = crew()
        self.file: File = examined(self.staff, "2026-11-06 12:00")
        self.inspector = self.staff.users[Role.INSPECTOR]
        self.boss = User.objects.get(username="boss")
        self.deputy = User.objects.create(
            username="deputy", password="!", office_id=BUREAU, is_supervisor=True
        )

    def prepare(self, at: str = FOUND_AT, *, step: str = "found_deportable", **more: Any) -> Draft:
        by = more.pop("by", self.inspector)
        named = {k: more.pop(k) for k in ("seen", "override", "remark", "signer", "answers") if k in more}
        when = moment(at)
        now = moment(more.pop("now", at))
        return actions.prepare(self.file.id, step, filled(step, when, more), by=by, at=when, now=now, **named)

    def sign(self, draft: Draft, by: User | None = None, at: str = "2026-11-09 15:00") -> actions.Taken:
        return actions.sign(draft.pk, by=by or self.boss, now=moment(at))


@pytest.fixture(name="desk")
def _desk() -> Desk:
    return Desk()


def refused(function: Any, *args: Any, **more: Any) -> Refusal:
    """The act must be refused, and change nothing."""
    before = dump()
    with pytest.raises(Refused) as caught:
        function(*args, **more)
    assert dump() == before
    for language in ("ja", "en"):
        assert caught.value.refusal.sentence(language)
    return caught.value.refusal


# --- preparing and signing --------------------------------------------------------------------------


def test_a_signed_draft_is_the_step_as_it_was_prepared_by_who_prepared_it(desk: Desk) -> None:
    draft = desk.prepare(remark="供述と旅券が一致します。")
    assert desk.file.state() == "under_examination" and draft.status == "waiting"
    taken = desk.sign(draft)
    event = Event.objects.get(case_id=desk.file.id, seq=taken.seq)
    assert desk.file.state() == "finding_notified"
    assert (event.actor_id, event.at) == (desk.inspector.pk, moment(FOUND_AT))
    assert event.recorded_at == moment("2026-11-09 15:00")
    assert event.effects["signed"]["by"] == desk.boss.pk and event.effects["signed"]["draft"] == draft.pk
    draft.refresh_from_db()
    assert (draft.status, draft.decided_by_id, draft.event_seq) == ("signed", desk.boss.pk, taken.seq)
    assert desk.file.dossier.done_by["found_deportable"] == (str(desk.inspector.pk),)


def test_the_signature_is_sealed_and_replay_and_verification_leave_it_alone(desk: Desk) -> None:
    taken = desk.sign(desk.prepare())
    cases = Case.objects.filter(pk=desk.file.id)
    assert list(verify.verify(cases, moment("2026-11-09 15:00"))) == []
    held = desk.file.held
    redone = actions.replay_entries(held, actions.history(held.id), moment("2026-11-09 15:00"))
    assert redone.dossier.states == held.dossier.states
    forged = Event.objects.get(case_id=desk.file.id, seq=taken.seq).effects
    forged["signed"]["by"] = desk.deputy.pk
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Event.objects.filter(case_id=desk.file.id, seq=taken.seq).update(effects=forged)
        cursor.execute("SET session_replication_role = origin")
    assert [f.what for f in verify.verify(cases, moment("2026-11-09 15:00"))] == ["the entry was changed"]


def test_a_signature_without_its_draft_is_a_fault_of_the_record(desk: Desk) -> None:
    draft = desk.prepare()
    desk.sign(draft)
    cases = Case.objects.filter(pk=desk.file.id)
    Draft.objects.filter(pk=draft.pk).update(decided_by=desk.deputy)
    found = [f.what for f in verify.verify(cases, moment("2026-11-09 15:00"))]
    assert found == ["the signature of the entry is not that of its draft"]


def test_a_signed_entry_can_be_rectified(desk: Desk) -> None:
    taken = desk.sign(desk.prepare())
    now = moment("2026-11-09 16:00")
    actions.rectify(
        desk.file.id, taken.seq, reason="時刻の誤り", at=moment("2026-11-09 12:30"),
        actor=desk.inspector.actor(), now=now,
    )  # fmt: skip
    assert list(verify.verify(Case.objects.filter(pk=desk.file.id), now)) == []


def test_what_would_be_refused_as_a_step_is_refused_as_a_draft(desk: Desk) -> None:
    for code, given in (
        ("missing-fact", {"reasons": None}),
        ("bad-fact", {"reasons": "a\x00b"}),
        ("future", {"now": "2026-11-09 11:59"}),
        ("wrong-office", {"by": desk.staff.users[Role.CONTROL_OFFICER]}),
        ("other-office", {"by": desk.staff.elsewhere}),
        ("stale", {"seen": 2}),
        ("wrong-office", {"step": "finding_accepted"}),
        ("unknown-step", {"step": "no\x00step"}),
        ("bad-fact", {"remark": "あ" * 401}),
        ("bad-fact", {"remark": "a\x00b"}),
    ):
        direct = None
        if not {"remark", "by"} & set(given):
            now = given.get("now", FOUND_AT)
            named = {k: v for k, v in given.items() if k not in ("now", "step")}
            by = desk.inspector.actor()
            direct = desk.file.refused(
                str(given.get("step", "found_deportable")), FOUND_AT, now=now, by=by, **named
            )
        refusal = refused(desk.prepare, **given)
        assert refusal.code == code, given
        assert direct is None or direct == refusal


def test_the_separation_of_duties_holds_for_who_prepares(desk: Desk) -> None:
    second = desk.staff.second
    file = File(desk.staff, "2026-11-02 10:00")
    assert file.id
    Case.objects.filter(pk=desk.file.id).update(done_by={"warrant_executed": [str(second.pk)]})
    assert refused(desk.prepare, by=second).code == "separation"
    Case.objects.filter(pk=desk.file.id).update(done_by={"screening_decided": [str(second.pk)]})
    assert refused(desk.prepare, by=second).code == "separation"
    draft = desk.prepare(by=second, override="他に審査官がいないため")
    taken = desk.sign(draft)
    event = Event.objects.get(case_id=desk.file.id, seq=taken.seq)
    assert event.effects["override"] == "他に審査官がいないため"


# --- who may sign -----------------------------------------------------------------------------------


def test_nobody_signs_their_own_draft_whatever_they_are(desk: Desk) -> None:
    draft = desk.prepare()
    User.objects.filter(pk=desk.inspector.pk).update(is_supervisor=True, is_superuser=True)
    me = User.objects.get(pk=desk.inspector.pk)
    assert refused(desk.sign, draft, me).code == "draft-own"
    assert refused(actions.send_back, draft.pk, by=me, now=moment("2026-11-09 15:00"), reason="x").code == (
        "draft-own"
    )
    own = refused(desk.prepare, step="found_not_deportable", signer=me)
    assert own.code == "bad-fact" and "signer" in own.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(status="signed", decided_by=me)


def test_only_the_officer_asked_and_the_supervisors_of_the_place_sign(desk: Desk) -> None:
    chief = desk.staff.users[Role.CHIEF_INSPECTOR]
    far = User.objects.create(username="far", password="!", office_id="OSA", is_supervisor=True)
    hq = User.objects.create(username="hq", password="!", office_id="ISA-HQ", is_supervisor=True)
    root = User.objects.create(username="root", password="!", is_superuser=True)
    draft = desk.prepare()
    for who in (chief, far, hq, root, desk.staff.second):
        assert refused(desk.sign, draft, who).code == "not-signer", who
    actions.withdraw(draft.pk, by=desk.inspector, now=moment(FOUND_AT))
    asked = desk.prepare(signer=chief)
    assert desk.sign(asked, chief).outcome is not None


def test_whom_the_act_keeps_off_the_step_does_not_sign_it_either(desk: Desk) -> None:
    boss = str(desk.boss.pk)
    Case.objects.filter(pk=desk.file.id).update(done_by={"warrant_executed": [boss]})
    draft = desk.prepare()
    refusal = refused(desk.sign, draft)
    assert refusal.code == "separation" and refusal.cites
    asked = refused(desk.prepare, step="found_not_deportable", signer=desk.boss)
    assert asked.fields and asked.cites == refusal.cites
    # What a written reason may set aside bars no signature.
    Case.objects.filter(pk=desk.file.id).update(done_by={"screening_decided": [boss]})
    assert desk.sign(draft).outcome is not None


def test_an_officer_out_of_service_neither_signs_nor_is_signed_for(desk: Desk) -> None:
    draft = desk.prepare()
    User.objects.filter(pk=desk.boss.pk).update(is_active=False)
    assert refused(desk.sign, draft, User.objects.get(pk=desk.boss.pk)).code == "not-signer"
    User.objects.filter(pk=desk.inspector.pk).update(is_active=False)
    assert "no longer in service" in refused(desk.sign, draft, desk.deputy).fact.en


# --- returning, correcting, withdrawing -------------------------------------------------------------


def test_a_draft_comes_back_with_a_reason_and_is_answered(desk: Desk) -> None:
    draft = desk.prepare(remark="お願いします。")
    now = moment("2026-11-09 13:00")
    assert refused(actions.send_back, draft.pk, by=desk.boss, now=now, reason="  ").fields
    assert refused(actions.send_back, draft.pk, by=desk.boss, now=now, reason="あ" * 401).fields
    back = actions.send_back(draft.pk, by=desk.boss, now=now, reason="理由が足りません。")
    assert (back.status, back.reason) == ("returned", "理由が足りません。")
    assert signing.counts(desk.inspector, now)[Which.RETURNED] == 1
    # The same act twice is one; the signature comes too late.
    assert actions.send_back(draft.pk, by=desk.boss, now=now, reason="理由が足りません。").pk == draft.pk
    assert refused(desk.sign, draft, desk.deputy).code == "draft-decided"
    drain(now=now)
    told = InboxEntry.objects.get(user_id=desk.inspector.pk, subject__contains="差し戻")
    assert "理由が足りません" not in told.body and f"draft={draft.pk}" in told.path
    again = desk.prepare(answers=draft.pk, reasons="供述調書、旅券及び上陸記録", now="2026-11-09 14:00")
    assert again.answers_id == draft.pk and again.facts["reasons"].startswith("供述調書")
    assert signing.counts(desk.inspector, now)[Which.RETURNED] == 0
    assert desk.sign(again).outcome is not None


def test_a_form_filled_in_anew_answers_what_came_back(desk: Desk) -> None:
    """Else it would stand under what came back, and be counted there, for as long as the file is open."""
    now = moment("2026-11-09 15:00")
    first = desk.prepare()
    actions.send_back(first.pk, by=desk.boss, now=now, reason="理由を補う")
    assert signing.counts(desk.inspector, now)[Which.RETURNED] == 1
    assert desk.prepare(now="2026-11-09 16:00").answers == first
    assert signing.counts(desk.inspector, now)[Which.RETURNED] == 0


def test_who_prepared_it_corrects_a_draft_that_still_waits(desk: Desk) -> None:
    draft = desk.prepare()
    assert refused(desk.prepare, reasons="別の理由", remark="別").code == "draft-waits"
    again = desk.prepare(answers=draft.pk, reasons="別の理由")
    draft.refresh_from_db()
    assert (draft.status, again.status, again.answers_id) == ("withdrawn", "waiting", draft.pk)
    assert refused(desk.sign, draft).code == "draft-decided"


def test_only_who_prepared_it_withdraws_a_draft(desk: Desk) -> None:
    draft = desk.prepare()
    now = moment("2026-11-09 13:00")
    assert refused(actions.withdraw, draft.pk, by=desk.boss, now=now).code == "work-taken"
    assert actions.withdraw(draft.pk, by=desk.inspector, now=now).status == "withdrawn"
    assert actions.withdraw(draft.pk, by=desk.inspector, now=now).status == "withdrawn"
    assert refused(desk.sign, draft).code == "draft-decided"
    done = desk.prepare()
    desk.sign(done)
    assert refused(actions.withdraw, done.pk, by=desk.inspector, now=now).code == "draft-decided"


def test_a_draft_that_does_not_exist_is_refused(desk: Desk) -> None:
    now = moment(FOUND_AT)
    for act in (actions.sign, actions.withdraw):
        assert refused(act, 987_654, by=desk.boss, now=now).code == "no-entry"
    assert refused(actions.send_back, 987_654, by=desk.boss, now=now, reason="x").code == "no-entry"


# --- the case moves on ------------------------------------------------------------------------------


def test_a_case_that_has_moved_on_makes_the_draft_stale(desk: Desk) -> None:
    draft = desk.prepare()
    second = desk.staff.second.actor()
    desk.file.take("crime_reported", "2026-11-09 13:00", by=second, offence="旅券の偽造")
    refusal = refused(desk.sign, draft)
    assert refusal.code == "stale" and "1 entries" in refusal.fact.en
    back = actions.send_back(
        draft.pk, by=desk.boss, now=moment("2026-11-09 15:00"), reason="新しい記録がある"
    )
    assert back.status == "returned"


def test_taking_the_step_directly_withdraws_the_draft(desk: Desk) -> None:
    draft = desk.prepare()
    taken = desk.file.take("found_deportable", "2026-11-09 14:00", by=desk.staff.second.actor())
    draft.refresh_from_db()
    assert (draft.status, draft.event_seq) == ("withdrawn", taken.seq)
    assert draft.decided_by_id == desk.staff.second.pk
    assert refused(desk.sign, draft).code == "draft-decided"


def test_a_step_of_another_kind_leaves_the_draft_waiting_and_one_sent_back_goes_with_the_step(
    desk: Desk,
) -> None:
    draft = desk.prepare()
    actions.send_back(draft.pk, by=desk.boss, now=moment("2026-11-09 13:00"), reason="直してください")
    other = desk.prepare(step="found_not_deportable")
    desk.file.take("found_deportable", "2026-11-09 14:00", by=desk.staff.second.actor())
    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.status, other.status) == ("withdrawn", "waiting")
    assert refused(desk.sign, other).code == "stale"


def test_a_lapse_withdraws_the_draft_of_its_step_and_makes_others_stale() -> None:
    staff = crew()
    file = found(staff, "2026-11-09 12:00")
    clock = file.clock("clk_oral_hearing_request_3d")
    spec = file.held.procedure.clocks[clock.clock]
    assert spec.lapse is not None and clock.alarm_at is not None
    boss = User.objects.get(username="boss")
    rows = [
        Draft.objects.create(
            case_id=file.id, step=step, facts={}, at=moment("2026-11-09 13:00"), seen=file.dossier.seq,
            prepared_by=staff.users[Role.INSPECTOR], prepared_at=moment("2026-11-09 13:00"), office_id=BUREAU,
        )
        for step in (spec.lapse, "oral_hearing_requested")
    ]  # fmt: skip
    clocks.sweep_all(clock.alarm_at + timedelta(minutes=1))
    statuses = [Draft.objects.get(pk=row.pk) for row in rows]
    assert [s.status for s in statuses] == ["withdrawn", "waiting"]
    assert statuses[0].decided_by_id is None and statuses[0].event_seq is not None
    assert refused(actions.sign, rows[1].pk, by=boss, now=clock.alarm_at + timedelta(hours=1)).code == "stale"


# --- once, at the same moment -----------------------------------------------------------------------


def test_signing_twice_is_signing_once(desk: Desk) -> None:
    draft = desk.prepare()
    first = desk.sign(draft)
    before = dump()
    again = desk.sign(draft, at="2026-11-09 15:01")
    assert dump() == before and (again.seq, again.outcome) == (first.seq, None)


def test_the_same_preparation_twice_is_one_draft(desk: Desk) -> None:
    assert desk.prepare().pk == desk.prepare().pk
    assert Draft.objects.count() == 1


def test_another_content_within_the_same_minute_is_not_taken_for_the_same(desk: Desk) -> None:
    desk.prepare(reasons="旅券の写しによる。")
    assert refused(desk.prepare, reasons="旅券の原本による。").code == "draft-waits"
    assert refused(desk.prepare, reasons="旅券の写しによる。", remark="急ぎ").code == "draft-waits"


def test_only_supervisors_and_seniors_of_the_place_can_be_asked(desk: Desk) -> None:
    """Else a colleague of one's own choice would be the second pair of eyes."""
    guard = desk.staff.users[Role.CONTROL_OFFICER]
    friend = User.objects.create(username="friend", password="!", office_id=BUREAU, roles=["inspector"])
    far = User.objects.create(username="far", password="!", office_id="OSA", is_supervisor=True)
    for who in (guard, friend, far):
        assert "signer" in refused(desk.prepare, signer=who).fields, who
    chief = desk.staff.users[Role.CHIEF_INSPECTOR]
    asked = desk.prepare(signer=chief)
    # Who has left the post since does not sign either.
    User.objects.filter(pk=chief.pk).update(roles=["inspector"])
    chief.refresh_from_db()
    assert refused(desk.sign, asked, chief).code == "not-signer"


@pytest.mark.django_db(transaction=True)
def test_of_two_signers_at_once_one_wins_and_one_reads_why() -> None:
    desk = Desk()
    draft = desk.prepare()
    outcomes = at_once(lambda: desk.sign(draft, desk.boss), lambda: desk.sign(draft, desk.deputy))
    assert sum(isinstance(o, actions.Taken) for o in outcomes) == 1, outcomes
    lost = next(o for o in outcomes if isinstance(o, Refused))
    assert lost.refusal.code == "draft-decided" and "signed by" in lost.refusal.fact.en
    assert Event.objects.filter(case_id=desk.file.id, step="found_deportable").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_signs_once() -> None:
    desk = Desk()
    draft = desk.prepare()
    outcomes = at_once(*[lambda: desk.sign(draft)] * 4)
    assert all(isinstance(o, actions.Taken) for o in outcomes), outcomes
    assert sum(o.outcome is not None for o in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_the_step_itself_at_once_are_one_entry() -> None:
    desk = Desk()
    draft = desk.prepare()
    seen = desk.file.dossier.seq
    outcomes = at_once(
        lambda: desk.sign(draft),
        lambda: desk.file.take(
            "found_deportable", "2026-11-09 14:00", by=desk.staff.second.actor(), seen=seen, key="form"
        ),
    )
    assert sum(isinstance(o, actions.Taken) for o in outcomes) == 1, outcomes
    assert Event.objects.filter(case_id=desk.file.id, step="found_deportable").count() == 1
    assert not Draft.objects.filter(status="waiting").exists()


@pytest.mark.django_db(transaction=True)
def test_signing_and_sending_back_at_once_is_one_of_the_two() -> None:
    desk = Desk()
    draft = desk.prepare()
    outcomes = at_once(
        lambda: desk.sign(draft),
        lambda: actions.send_back(draft.pk, by=desk.deputy, now=moment("2026-11-09 15:00"), reason="待って"),
    )
    assert sum(isinstance(o, Refused) for o in outcomes) == 1, outcomes
    draft.refresh_from_db()
    assert (draft.status == "signed") == (desk.file.state() == "finding_notified")


# --- officers whose serious steps need a signature --------------------------------------------------


def flagged(desk: Desk, on: bool = True) -> None:
    now = moment("2026-11-09 09:00")
    actions.require_signature(desk.inspector, on, by=desk.boss, now=now, reason="着任したばかりのため")
    desk.inspector.refresh_from_db()


def test_serious_steps_of_a_countersigned_officer_are_refused_at_the_door(desk: Desk) -> None:
    flagged(desk)
    step = desk.file.held.procedure.steps["found_deportable"]
    assert step.serious
    refusal = refused(
        desk.file.take, "found_deportable", FOUND_AT, by=desk.inspector.actor(), seen=desk.file.dossier.seq
    )
    assert refusal.code == "needs-signature" and refusal.cites == ()
    assert "internal rule" in refusal.rule.en and refusal.remedy.ja
    assert desk.sign(desk.prepare()).outcome is not None


def test_the_law_speaks_before_the_rule_of_the_office(desk: Desk) -> None:
    flagged(desk)
    assert desk.file.refused("found_deportable", FOUND_AT, reasons=None).code == "missing-fact"


def test_a_harmless_step_of_a_countersigned_officer_is_taken(desk: Desk) -> None:
    officer = desk.staff.users[Role.CONTROL_OFFICER]
    now = moment("2026-11-09 09:00")
    actions.require_signature(officer, True, by=desk.boss, now=now, reason="研修中")
    file = File(desk.staff, "2026-11-02 10:00")
    taken = file.take("statement_recorded", "2026-11-02 11:00", read_back=True, statement_signature="signed")
    assert taken.outcome is not None


def test_a_countersigned_officer_does_not_get_round_it_by_rectifying(desk: Desk) -> None:
    taken = desk.sign(desk.prepare())
    flagged(desk)
    refusal = refused(
        actions.rectify, desk.file.id, taken.seq, reason="誤り", actor=desk.inspector.actor(),
        at=moment("2026-11-09 12:30"), now=moment("2026-11-09 16:00"),
    )  # fmt: skip
    assert refusal.code == "needs-signature"


def test_the_flag_is_switched_by_supervisors_of_the_place_and_noted(desk: Desk) -> None:
    now = moment("2026-11-09 09:00")
    far = User.objects.create(username="far", password="!", office_id="OSA", is_supervisor=True)
    for by in (far, desk.inspector, desk.staff.second):
        refusal = refused(actions.require_signature, desk.inspector, True, by=by, now=now, reason="x")
        assert refusal.code == "not-supervisor"
    assert refused(actions.require_signature, desk.boss, True, by=desk.boss, now=now, reason="x")
    assert refused(actions.require_signature, desk.inspector, True, by=desk.boss, now=now, reason=" ").fields
    flagged(desk)
    flagged(desk)
    flagged(desk, False)
    assert list(SigningRule.objects.values_list("user_id", "countersigned", "by_id").order_by("pk")) == [
        (desk.inspector.pk, True, desk.boss.pk),
        (desk.inspector.pk, False, desk.boss.pk),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningRule.objects.update(countersigned=True)


def test_a_plain_step_costs_no_statement_more_for_drafts_and_the_flag(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the door sends below Django's cursors is counted as well: read case and clocks, write twice."""
    below: list[object] = []

    class Counted(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **more: Any) -> Any:
            below.append(query)
            return super().execute(query, *args, **more)

    # Django's own cursors were made from the class as it was.
    monkeypatch.setattr(psycopg, "Cursor", Counted)

    def cost() -> tuple[int, int]:
        file = File(desk.staff, "2026-11-02 10:00")
        below.clear()
        with CaptureQueriesContext(connection) as caught:
            file.take("statement_recorded", "2026-11-02 11:00", read_back=True, statement_signature="signed")
        return len(caught), len(below)

    plain = cost()
    assert plain[0] <= 7 and plain[1] == 4
    officer = desk.staff.users[Role.CONTROL_OFFICER]
    User.objects.filter(pk=officer.pk).update(countersigned=True)
    assert cost() == plain


# --- files that move together -----------------------------------------------------------------------


def test_a_step_that_reaches_other_files_is_rehearsed_and_signed_with_them() -> None:
    staff = crew()
    life = Life(staff)
    life.lands()
    filed = FILED | {"photo_on": "2027-02-01"}
    case = life.open("extension", "ext_file_counter", "2027-03-25", **filed)
    life.take("extension", "ext_start_review", "2027-04-05", triage_class="A")
    granted = {"new_status": "student", "new_period": "P1Y", "collect_by": "2027-05-10"}
    life.take("extension", "ext_decide_permit", "2027-04-20", **granted)
    at = moment("2027-04-26 12:00")
    actor = life.actor("extension", "ext_pay_and_deliver", at)
    by, boss = User.objects.get(pk=actor.id), User.objects.get(username="boss")
    given = {
        "fee_yen": "6000", "stamp_serials": "確認", "new_stay_until": "2028-04-01", "card_no": "EF12345678GH",
        "card_valid_until": "2028-04-01",
    }  # fmt: skip

    def prepare() -> Draft:
        return actions.prepare(case.pk, "ext_pay_and_deliver", given, by=by, at=at, now=at)

    stay = life.file("residence")
    before = stay.version
    # The other file does not allow it: known at the preparation, and nothing is left of the rehearsal.
    Case.objects.filter(pk=stay.pk).update(closed_at=at)
    assert refused(prepare).code == "no-linked-file"
    Case.objects.filter(pk=stay.pk).update(closed_at=None)
    draft = prepare()
    stay.refresh_from_db()
    assert stay.version == before and Draft.objects.count() == 1
    assert not Event.objects.filter(case=case, step="ext_pay_and_deliver").exists()
    actions.sign(draft.pk, by=boss, now=at + timedelta(hours=1))
    stay.refresh_from_db()
    assert stay.version == before + 1 and stay.facts["stay_until"] == "2028-04-01"
    life.sound()


# --- lists and reminders ----------------------------------------------------------------------------


def test_a_draft_waits_for_whom_it_was_meant(desk: Desk) -> None:
    chief = desk.staff.users[Role.CHIEF_INSPECTOR]
    now = moment("2026-11-09 13:00")

    def numbers(user: User, which: Which) -> int:
        return len(signing.listed(user, which, now, Cursor.read(None)).rows)

    desk.prepare(signer=chief)
    assert numbers(chief, Which.WAITING) == 1 and numbers(desk.boss, Which.WAITING) == 0
    assert numbers(desk.boss, Which.OFFICE) == 1 and numbers(desk.inspector, Which.MINE) == 1
    assert numbers(desk.staff.second, Which.OFFICE) == 0 and numbers(desk.staff.elsewhere, Which.OFFICE) == 0
    # The officer asked goes away: it is open to every supervisor.
    actions.record_absence(chief, now.date(), now.date(), cover=None, by=desk.boss, now=now, reason="研修")
    assert numbers(desk.boss, Which.WAITING) == 1
    told = MessageRow.objects.filter(kind="draft_waiting", audience=f"supervisor@{BUREAU}")
    assert told.count() == 1
    draft = Draft.objects.get()
    desk.sign(draft)
    assert numbers(desk.boss, Which.DONE) == numbers(desk.inspector, Which.DONE) == 1


def test_reminders_go_to_the_signer_and_then_to_all_supervisors_once_each(desk: Desk) -> None:
    chief = desk.staff.users[Role.CHIEF_INSPECTOR]
    desk.prepare(signer=chief, at="2026-11-08 13:00")
    first = min(
        row.clock.alarm_at
        for code, row in desk.file.held.running.items()
        if row.clock.alarm_at is not None and desk.file.held.procedure.clocks[code].reminded
    )

    def at(**before: int) -> datetime:
        return first - timedelta(**before)

    def told() -> list[tuple[str, int]]:
        rows = MessageRow.objects.filter(kind="draft_pressing").order_by("pk")
        return [(m.audience, m.facts["hours"]) for m in rows]

    assert signing.remind(at(hours=25)) == 0
    assert signing.remind(at(hours=23, minutes=30)) == 1 and signing.remind(at(hours=20)) == 0
    assert told() == [(f"user:{chief.pk}", 23)]
    assert signing.remind(at(hours=5)) == 1 and signing.remind(at(hours=-3)) == 0
    assert told() == [(f"user:{chief.pk}", 23), (f"supervisor@{BUREAU}", 5)]


def test_no_reminder_of_a_draft_that_does_not_wait(desk: Desk) -> None:
    draft = desk.prepare(at="2026-11-08 13:00")
    actions.withdraw(draft.pk, by=desk.inspector, now=moment("2026-11-08 14:00"))
    assert signing.remind(moment("2027-11-08 14:00")) == 0


def test_a_signer_who_is_away_is_not_reminded_but_the_supervisors(desk: Desk) -> None:
    chief = desk.staff.users[Role.CHIEF_INSPECTOR]
    desk.prepare(signer=chief, at="2026-11-08 13:00")
    first = min(r.clock.alarm_at for r in desk.file.held.running.values() if r.clock.alarm_at is not None)
    now = first - timedelta(hours=10)
    actions.record_absence(
        chief, now.date(), now.date() + timedelta(days=2), cover=None, by=desk.boss, now=now
    )
    signing.remind(now)
    audiences = MessageRow.objects.filter(kind="draft_pressing").values_list("audience", flat=True)
    assert set(audiences) == {f"supervisor@{BUREAU}"}
