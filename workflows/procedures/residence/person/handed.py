"""What the person's residence file brings about on other files: applications lose their object when a stay
ends, notification duties open with the event they answer to, deportation begins from an overstay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflows.counting import age_at
from workflows.declare import HandOver, Reach
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.person.reading import newly_mid_to_long_term
from workflows.procedures.residence.vocabulary import day_of

CHANGE, EXTENSION, DUTY = "change", "extension", "notification_duty"
ADDRESS_DUTIES = ("address_first", "address_after_change", "address_move")


def _today(fact: str) -> Callable[[View], Mapping[str, Value]]:
    return lambda view: {fact: day_of(view).isoformat()}


def closings(reason: str) -> tuple[HandOver, ...]:
    """A stay that ends leaves the files that rest on it without an object. `reason` is departure, death,
    nationality, deportation or status_lost."""

    def closed(view: View) -> Mapping[str, Value]:
        return {"closed_on": day_of(view).isoformat(), "close_reason": reason}

    found = (
        HandOver(CHANGE, "chg_close_other", Reach.EVERY, give=closed),
        HandOver(EXTENSION, "ext_close_other", Reach.EVERY, give=closed),
        HandOver("permanent_residence", "pr_status_lost", Reach.EVERY, give=_today("lost_on")),
        HandOver("activity_permission", "act_end", Reach.EVERY, give=_today("ended_on")),
        HandOver("revocation", "rv_moot", Reach.EVERY, give=lambda view: {"close_reason": reason}),
        HandOver(DUTY, "nd_close", Reach.EVERY, give=_today("closed_on")),
    )
    # Sixty days after birth must not make an overstayer of a dead or a Japanese child.
    without_object = HandOver("acquisition", "acq_close", Reach.EVERY, give=closed)
    return (*found, without_object) if reason in ("death", "nationality") else found


def superseded_by_permanence() -> tuple[HandOver, ...]:
    """What was asked for beside permanent residence rests on a status that is no longer held."""

    def closed(view: View) -> Mapping[str, Value]:
        return {"closed_on": day_of(view).isoformat(), "close_reason": "status_lost"}

    return (
        HandOver(CHANGE, "chg_close_other", Reach.EVERY, give=closed),
        HandOver(EXTENSION, "ext_close_other", Reach.EVERY, give=closed),
        SIDE_ACTIVITY_ENDS,
    )


# A side-activity permission lives as long as the status it was given beside.
SIDE_ACTIVITY_ENDS = HandOver("activity_permission", "act_end", Reach.EVERY, give=_today("ended_on"))

# Files of somebody who leaves whose end is the departure itself.
LEFT = (
    HandOver("acquisition", "acq_leave_in_60", Reach.EVERY),
    HandOver("revocation", "rv_depart", Reach.EVERY),
    HandOver("exceptional_landing", "xl_depart", Reach.EVERY),
)

STATUS_GIVEN_OTHERWISE = HandOver(
    "acquisition",
    "acq_close",
    Reach.EVERY,
    give=lambda view: {"closed_on": day_of(view).isoformat(), "close_reason": "other_status"},
)

EXPIRY_REACHED = (
    # A side-activity permission lives on in the special period (19(2), 20(6)).
    HandOver("activity_permission", "act_special_period", Reach.EVERY, facts=("special_until",)),
    HandOver(CHANGE, "chg_expiry_reached", Reach.EVERY, facts=("stay_until",)),
    HandOver(EXTENSION, "ext_expiry_reached", Reach.EVERY, facts=("stay_until",)),
    # Permanent residence is judged on the stay that goes on, though its own filing carries none (20(6)).
    HandOver("permanent_residence", "pr_stay_told", Reach.EVERY, facts=("special_until",)),
)

STAY_RENEWED = HandOver("permanent_residence", "pr_stay_told", Reach.EVERY, facts=("stay_until", "period"))

# Who gets no card owes no notice of the address any more: 19-7 to 19-9 speak of residents with one.
NO_ADDRESS_OWED = HandOver(
    DUTY,
    "nd_close",
    Reach.EVERY,
    give=lambda view: {"closed_on": day_of(view).isoformat(), "close_reason": "not_owed"},
    test=lambda view: not (view.given.get("card_no") or view.given.get("card_later")),
    only=lambda view, duty: duty.get("duty_type") in ADDRESS_DUTIES,
)


def _granted(duty: str) -> Callable[[View], Mapping[str, Value]]:
    return lambda view: {
        "duty_type": duty,
        "event_on": view.told("granted_on") or day_of(view).isoformat(),
    }


# 19-7: whoever lands as a mid-to-long-term resident; the fourteen days run from fixing a residence, which the
# duty's own file asks for. Somebody taken over with an address on file owes no first notice.
FIRST_ADDRESS = HandOver(
    DUTY,
    "nd_open",
    Reach.NEW,
    give=_granted("address_first"),
    test=lambda view: newly_mid_to_long_term(view) and view.fact("address") is None,
)
# 19-8: whom a permission inside Japan makes a mid-to-long-term resident.
ADDRESS_AFTER_CHANGE = HandOver(
    DUTY,
    "nd_open",
    Reach.NEW,
    give=_granted("address_after_change"),
    test=newly_mid_to_long_term,
)
# 19-9: who leaves the address on file for another one.
ADDRESS_MOVE = HandOver(
    DUTY,
    "nd_open",
    Reach.NEW,
    give=lambda view: {"duty_type": "address_move", "event_on": view.given.get("moved_on")},
)
# 19-16: each event is a notice of its own with its own fourteen days.
_MATTERS = {
    "left": "left",
    "joined": "transferred",
    "contract_ended": "contract_ended",
    "contract_new": "contract_new",
    "renamed": "renamed",
    "gone": "dissolved",
    "spouse_divorced": "divorced",
    "spouse_died": "widowed",
}


def _event(view: View) -> Mapping[str, Value]:
    event = str(view.given.get("organisation_event"))
    return {
        "duty_type": "spouse" if event.startswith("spouse") else "organisation",
        "event_on": view.given.get("event_on"),
        "matter": _MATTERS.get(event),
        "organisation": view.given.get("organisation_name") or view.fact("organisation"),
    }


ORGANISATION = HandOver(DUTY, "nd_open", Reach.NEW, give=_event)


def _answers(view: View, duty: Mapping[str, Value]) -> bool:
    """Whether the notice at the town hall answers a duty: one of an address that had arisen by then."""
    arose, notified = as_day(duty.get("event_on")), as_day(view.given.get("notified_on"))
    return duty.get("duty_type") in ADDRESS_DUTIES and (
        arose is None or notified is None or arose <= notified
    )


ADDRESS_NOTIFIED = HandOver(
    DUTY,
    "nd_file",
    Reach.EVERY,
    give=lambda view: {
        "filed_on": view.given.get("notified_on"),
        "notice_channel": "town_hall",
        "residence_fixed_on": view.given.get("residence_fixed_on"),
    },
    only=_answers,
)


def card_matter_done(kind: str, day: str) -> HandOver:
    """A duty about the card that was opened as a file of its own is answered by the step here."""
    return HandOver(
        DUTY,
        "nd_file",
        Reach.EVERY,
        give=lambda view: {"filed_on": view.given.get(day) or day_of(view).isoformat()},
        only=lambda view, duty: duty.get("duty_type") == kind,
    )


ITEM_NOTIFIED = card_matter_done("card_item_change", "filed_on")
LOSS_ANSWERED = card_matter_done("card_loss", "filed_on")
CARD_RETURNED = card_matter_done("card_return", "card_returned_on")


def _minor(view: View) -> bool | None:
    born, today = as_day(view.fact("born")), day_of(view)
    if born is None or born > today:
        known = view.fact("minor")
        return known if isinstance(known, bool) else None
    return age_at(born, today) < 18


def _suspect(view: View) -> Mapping[str, Value]:
    return {"ground": view.given.get("ground"), "minor": _minor(view), "note": view.given.get("note")}


DEPORTATION = HandOver("deportation", "investigation_opened", Reach.NEW, give=_suspect)
