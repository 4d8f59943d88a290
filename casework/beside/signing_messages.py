"""What countersigning and absences tell people. Case numbers, labels and dates, never a name or a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from casework.messages import supervisors
from casework.models import Absence, Draft
from notifications.outbox import Message
from workflows.clocks import written_day
from workflows.registry import UnknownProcedure
from workflows.registry import procedure as find_procedure
from workflows.texts import Text


def _user(user_id: int) -> str:
    return f"user:{user_id}"


def step_label(draft: Draft) -> Text:
    """The name of the step that a draft prepares."""
    try:
        return find_procedure(draft.case.procedure, draft.case.law_on).steps[draft.step].label
    except (UnknownProcedure, KeyError):
        return Text(draft.step, draft.step)


def _message(draft: Draft, kind: str, what: str, audience: str, now: datetime, **facts: object) -> Message:
    label = step_label(draft)
    return Message(
        key=f"draft:{draft.pk}:{what}",
        kind=kind,
        audience=audience,
        facts={
            "number": draft.case.number,
            "step": {"ja": label.ja, "en": label.en},
            "path": f"/signing/{draft.pk}/",
            **facts,
        },
        at=now,
        case=draft.case.number,
    )


def draft_waiting(draft: Draft, now: datetime) -> list[Message]:
    """A step has been prepared: to the signer asked, or to the supervisors of the office."""
    to = _user(draft.signer_id) if draft.signer_id else supervisors(draft.office_id)
    return [_message(draft, "draft_waiting", "waiting", to, now)]


def draft_returned(draft: Draft, now: datetime) -> list[Message]:
    """It came back: to who prepared it. The reason stands on the page."""
    path = f"/cases/{draft.case.number}/steps/{draft.step}/?draft={draft.pk}"
    return [_message(draft, "draft_returned", "returned", _user(draft.prepared_by_id), now, path=path)]


def draft_signed(draft: Draft, now: datetime) -> list[Message]:
    """It was signed and the step taken: to who prepared it."""
    path = f"/cases/{draft.case.number}/"
    return [_message(draft, "draft_signed", "signed", _user(draft.prepared_by_id), now, path=path)]


def drafts_open_to_all(drafts: Iterable[Draft], absences: Iterable[Absence], now: datetime) -> list[Message]:
    """The signer asked is away: the draft is for every supervisor of the office now."""
    of = {absence.user_id: absence.pk for absence in absences}
    return [
        _message(draft, "draft_waiting", f"away:{of[draft.signer_id]}", supervisors(draft.office_id), now)
        for draft in drafts
        if draft.signer_id is not None
    ]


def draft_pressing(
    draft: Draft, clock: Text, alarm_at: datetime, hours: int, rung: str, audience: str, now: datetime
) -> Message:
    """A date of the case comes near while the draft waits: one message for each rung. `rung` names the
    clock, its run and the rung."""
    return _message(
        draft,
        "draft_pressing",
        f"pressing:{rung}",
        audience,
        now,
        clock={"ja": clock.ja, "en": clock.en},
        due=written_day(alarm_at),
        hours=hours,
    )


def absence_begun(absence: Absence, now: datetime) -> list[Message]:
    """An absence begins: to the cover."""
    if absence.cover_id is None:
        return []
    return [
        Message(
            key=f"absence:{absence.pk}:begun",
            kind="absence_begun",
            audience=_user(absence.cover_id),
            facts={
                "since": absence.since.isoformat(),
                "until": absence.until.isoformat(),
                "path": "/?whose=mine",
            },
            at=now,
            case="",
        )
    ]


def work_given_back(absence: Absence, pieces: int, now: datetime) -> Message:
    """Work came back to an officer who is back: to them."""
    return Message(
        key=f"absence:{absence.pk}:back:{int(now.timestamp() * 1000)}",
        kind="work_back",
        audience=_user(absence.user_id),
        facts={"pieces": pieces, "path": "/?whose=mine"},
        at=now,
        case="",
    )
