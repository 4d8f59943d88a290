"""Countersigning (決裁): preparing a step, signing it, sending it back, withdrawing it.

The step that is signed is taken through the door in the same transaction. Its actor is who prepared it: they
hold the statutory office that the Act gives the step to. The signature is sealed with the entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from casework import store
from casework.actions import refusals
from casework.actions.door import Taken
from casework.actions.rectification import written
from casework.actions.writing import belongs_to_others, lock_person, take_or_refuse, write_step
from casework.beside.signing import refuse_signer, signs_for
from casework.beside.signing_messages import draft_returned, draft_signed, draft_waiting
from casework.models import Draft, SigningRule, User
from casework.nudge import nudge
from casework.permissions import refuse_case
from notifications import outbox
from workflows.engine import Outcome
from workflows.facts import Fact, Kind, Problem, clean
from workflows.refusals import bad_facts
from workflows.texts import Refused, Text

LONGEST_REASON = 400


class _Undo(Exception):
    """Ends a rehearsal: what was written is taken back."""


def prepare(
    case_id: int,
    step: str,
    facts: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    now: datetime,
    seen: int | None = None,
    override: str | None = None,
    remark: str = "",
    signer: User | None = None,
    answers: int | None = None,
) -> Draft:
    """Prepare a step for a second officer's signature, checked now as the step itself would be.

    `signer` is the officer asked; None: any supervisor of the office. `answers` names the officer's own
    draft that this one corrects: one sent back, or one that still waits and is withdrawn by this; without it
    the one sent back last is meant. The same submission twice is one draft. Raises `Refused`; nothing is stored then.
    """
    override = written(override, "override")
    remark = _line(remark, "remark", Text("決裁者への説明", "explanation for the signer"))
    actor = by.actor()
    with transaction.atomic():
        if belongs_to_others(step):
            lock_person(case_id)
        held = store.hold(case_id, officer=by.pk)
        if held is None:
            raise Refused(refusals.no_case())
        if seen is not None and seen != held.dossier.seq:
            raise Refused(refusals.stale(held.dossier.seq - seen))
        refusal = refuse_case(actor, held.procedure.code, held.office, held.dossier.facts)
        if refusal is not None:
            raise Refused(refusal)
        outcome = take_or_refuse(held.procedure, held.dossier, step, facts, actor, at, now, override)
        form = {name for name, _ in held.procedure.forms[step]}
        draft = Draft(
            case_id=case_id,
            step=step,
            facts={name: value for name, value in outcome.facts.items() if name in form},
            at=at,
            override=override or "",
            seen=held.dossier.seq,
            prepared_by=by,
            prepared_at=now,
            remark=remark,
            signer=signer,
            office_id=held.office,
        )
        other = Draft.objects.filter(case_id=case_id, step=step, status=Draft.Status.WAITING).first()
        if other is not None and other.pk != answers:
            if _same(other, draft):
                return other
            raise Refused(refusals.draft_waits(other.prepared_by_id == by.pk))
        if outcome.handed_over:
            _rehearse(held, outcome, by, at, now, override)
        mine = Draft.objects.filter(case_id=case_id, step=step, prepared_by=by)
        if answers is not None:
            before = mine.filter(pk=answers).first()
        else:
            # Filled in anew instead of opened again, it answers all the same.
            returned = mine.filter(status=Draft.Status.RETURNED, answered_by=None)
            before = returned.order_by("-pk").first()
        if before is not None and before.status == Draft.Status.WAITING:
            _decide(before, Draft.Status.WITHDRAWN, by, now)
        draft.answers = before
        if signer is not None:
            refusal = refuse_signer(draft, signer, held)
            if refusal is not None:
                raise Refused(refusals.cannot_be_asked(refusal))
        draft.save(force_insert=True)
        outbox.put(draft_waiting(draft, now))
    nudge()
    return draft


def _same(one: Draft, other: Draft) -> bool:
    """Whether two drafts of one step on one case say the same: one submission sent twice."""
    said = ("prepared_by_id", "signer_id", "seen", "at", "override", "remark")
    same = all(getattr(one, name) == getattr(other, name) for name in said)
    # As the table holds them: a tuple comes back as a list.
    return same and one.facts == json.loads(json.dumps(other.facts))


def _rehearse(
    held: store.Held, outcome: Outcome, by: User, at: datetime, now: datetime, override: str | None
) -> None:
    """Write the step and take it back: other files of the person are asked only in the writing. Raises
    `Refused` where one of them does not allow it."""
    try:
        with transaction.atomic():
            write_step(held, outcome, by.actor(), at, now, None, override)
            raise _Undo
    except _Undo:
        return


def sign(draft_id: int, *, by: User, now: datetime) -> Taken:
    """Sign a draft: the step is taken as it was prepared, by who prepared it. Signing twice is signing once
    (`outcome` None the second time). Raises `Refused`; nothing is changed then."""
    with transaction.atomic():
        found = Draft.objects.filter(pk=draft_id).values_list("case_id", "step").first()
        if found is None:
            raise Refused(refusals.no_draft())
        case_id, step = found
        if belongs_to_others(step):
            lock_person(case_id)
        # The case first, as with every step: the draft can only change under it.
        held = store.hold(case_id)
        assert held is not None
        draft = _locked(draft_id)
        if draft.status == Draft.Status.SIGNED and draft.decided_by_id == by.pk:
            return Taken(held.id, held.number, draft.event_seq or 0, None)
        refusal = refuse_signer(draft, by, held)
        if refusal is not None:
            raise Refused(refusal)
        _require_waiting(draft)
        if draft.seen != held.dossier.seq:
            raise Refused(refusals.draft_stale(held.dossier.seq - draft.seen))
        actor = draft.prepared_by.actor()
        if not draft.prepared_by.is_active:
            raise Refused(refusals.preparer_gone())
        refusal = refuse_case(actor, held.procedure.code, held.office, held.dossier.facts)
        if refusal is not None:
            raise Refused(refusals.as_prepared(refusal))
        try:
            outcome = take_or_refuse(
                held.procedure,
                held.dossier,
                draft.step,
                draft.facts,
                actor,
                draft.at,
                now,
                draft.override or None,
            )
        except Refused as refused:
            raise Refused(refusals.as_prepared(refused.refusal)) from None
        draft.event_seq = outcome.dossier.seq
        _decide(draft, Draft.Status.SIGNED, by, now)
        signed = {"by": by.pk, "at": now, "draft": draft.pk, "prepared_at": draft.prepared_at}
        write_step(
            held, outcome, actor, draft.at, now, f"draft-{draft.pk}", draft.override or None, signed=signed
        )
        outbox.put(draft_signed(draft, now))
    nudge()
    return Taken(held.id, held.number, outcome.dossier.seq, outcome)


def send_back(draft_id: int, *, by: User, now: datetime, reason: str) -> Draft:
    """Send a draft back to who prepared it, with the reason. Sending it back twice is sending it back once.
    Raises `Refused`."""
    reason = _line(reason, "reason", Text("差戻しの理由", "reason for sending it back"), needed=True)
    with transaction.atomic():
        draft = _locked(draft_id)
        if draft.status == Draft.Status.RETURNED and draft.decided_by_id == by.pk:
            return draft
        held = store.read(draft.case_id)
        assert held is not None
        refusal = refuse_signer(draft, by, held)
        if refusal is not None:
            raise Refused(refusal)
        _require_waiting(draft)
        draft.reason = reason
        _decide(draft, Draft.Status.RETURNED, by, now)
        outbox.put(draft_returned(draft, now))
    nudge()
    return draft


def withdraw(draft_id: int, *, by: User, now: datetime) -> Draft:
    """Take a draft back that waits or has come back. Only who prepared it may. Raises `Refused`."""
    with transaction.atomic():
        draft = _locked(draft_id)
        if draft.prepared_by_id != by.pk:
            raise Refused(refusals.not_prepared_by_you())
        if draft.status == Draft.Status.WITHDRAWN:
            return draft
        if draft.status == Draft.Status.SIGNED:
            raise Refused(refusals.draft_decided(draft))
        _decide(draft, Draft.Status.WITHDRAWN, by, now)
    return draft


def _locked(draft_id: int) -> Draft:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("case", "prepared_by", "decided_by")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise Refused(refusals.no_draft())
    return draft


def _require_waiting(draft: Draft) -> None:
    if draft.status != Draft.Status.WAITING:
        raise Refused(refusals.draft_decided(draft))


def _decide(draft: Draft, status: Draft.Status, by: User, now: datetime) -> None:
    draft.status, draft.decided_by, draft.decided_at = status, by, now
    draft.save(update_fields=["status", "decided_by", "decided_at", "reason", "event_seq"])


def _line(raw: str, name: str, label: Text, *, needed: bool = False) -> str:
    """A remark or a reason as the table can hold it. Raises `Refused`."""
    try:
        value = str(clean(Fact(name, label, Kind.TEXT), raw) or "")
    except Problem as problem:
        raise Refused(bad_facts({name: problem.text})) from None
    if len(value) > LONGEST_REASON:
        text = Text(
            f"「{label.ja}」は{LONGEST_REASON}字までです。",
            f"“{label.en}” may have {LONGEST_REASON} characters.",
        )
        raise Refused(bad_facts({name: text}))
    if needed and not value:
        raise Refused(bad_facts({name: Text(f"「{label.ja}」を入力してください。", f"Enter “{label.en}”.")}))
    return value


# --- who needs a signature ------------------------------------------------------------------------


def require_signature(user: User, countersigned: bool, *, by: User, now: datetime, reason: str) -> bool:
    """Say whether the serious steps of an officer need a second signature, and note the change with its
    reason; returns whether anything changed. For the supervisors of the officer's office, and never for
    oneself. Raises `Refused`."""
    reason = _line(reason, "reason", Text("理由", "reason"), needed=True)
    if len(reason) > 200:
        raise Refused(
            bad_facts({"reason": Text("理由は200字までです。", "The reason may have 200 characters.")})
        )
    if user.pk == by.pk or not signs_for(by, user.office_id or ""):
        raise Refused(refusals.not_your_officer())
    with transaction.atomic():
        present = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if present.countersigned == countersigned:
            return False
        present.countersigned = countersigned
        present.save(update_fields=["countersigned"])
        SigningRule.objects.create(user=present, countersigned=countersigned, by=by, at=now, reason=reason)
    return True
