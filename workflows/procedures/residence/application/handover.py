"""What an application brings about on the other files of the same person.

The person's residence file owns the stay: here it is told that an application is pending, that it has ended,
or that a permission took effect. Of two applications the one that is granted settles the other.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.declare import HandOver, Reach
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.application.decision import in_special
from workflows.procedures.residence.application.reading import carries_on, in_the_stay, stay_end
from workflows.procedures.residence.application.variant import CHANGE, EXTENSION, Variant
from workflows.procedures.residence.vocabulary import day_of

RESIDENCE = "residence"


def _first(view: View) -> bool:
    return view.told("second_filing") is not True


def _counts(view: View) -> bool:
    """Whether the person's file keeps this application: the stay goes on for it, or has no end."""
    return _first(view) and (carries_on(view) or stay_end(view) is None)


def filed(v: Variant) -> tuple[HandOver, ...]:
    """A filing: the stay is carried on at its end; of a filing in time by the next open day, or accepted out
    of time, the special period begins at once."""

    def pending(view: View) -> Mapping[str, Value]:
        return {
            "application": v.code,
            "filed_on": view.told("filed_on"),
            "channel": view.told("channel"),
        }

    return (
        HandOver(
            RESIDENCE,
            "ps_special",
            Reach.OPEN,
            test=lambda view: carries_on(view) and not in_the_stay(view) and _first(view),
        ),
        HandOver(RESIDENCE, "ps_application_filed", Reach.OPEN, give=pending, test=_counts),
        HandOver(v.code, v.step("reapply"), Reach.NAMED, named_by="previous_case"),
    )


def converted(v: Variant) -> tuple[HandOver, ...]:
    """A conversion: a new file of the other procedure, filed on the original day, in the same period."""
    other = EXTENSION if v.is_change else CHANGE
    passed: tuple[str, ...] = (
        "filed_on",
        "channel",
        "filed_by",
        "stay_until",
        "stay_days",
        "special_until",
        "in_special",
        "second_filing",
        "specified_card",
        "holds_specified_card",
        "designated_now",
        "ssw_days_before",
        "ssw_days_left_out",
        "ssw_six_years",
        "jfind_days_before",
        "supporter_status",
        "gap_from",
        "gap_until",
        "late_days",
    )
    if not v.is_change:
        passed = (
            *passed,
            "status_requested",
            "what_changes",
            "compelling_reason",
            "designated_asked",
        )

    def asked_for_in_person(view: View) -> Mapping[str, Value]:
        # However the first was filed: with the request the card is marked anew (Reg. 21-3(6), 21-4(4)).
        return {"application": other.code, "filed_on": view.fact("filed_on"), "channel": "counter"}

    def carried_by_the_other(view: View) -> Mapping[str, Value]:
        return {"application": v.code, "other_pending": True}

    return (
        HandOver(v.other, v.other_step("received_by_conversion"), Reach.NEW, facts=passed),
        # First the one, then the other: in between the stay is carried on without a gap.
        HandOver(RESIDENCE, "ps_application_filed", Reach.OPEN, give=asked_for_in_person, test=_counts),
        HandOver(RESIDENCE, "ps_application_ended", Reach.OPEN, give=carried_by_the_other, test=_counts),
    )


def ended_without_permission(v: Variant) -> tuple[HandOver, ...]:
    """Refused, withdrawn or undone: in the stay it goes on to its last day, in the special period it is
    over at that moment. Another application that was filed before the expiry keeps it going."""

    def told(view: View) -> Mapping[str, Value]:
        return {"application": v.code, "other_pending": view.given.get("other_pending")}

    return (
        HandOver(RESIDENCE, "ps_application_ended", Reach.OPEN, give=told, test=_first),
        stay_over(),
    )


def closed_by_hand(v: Variant) -> HandOver:
    """A closing that does not come from the person's file is told to it: what has ended carries no stay on.
    In the special period it is refused there unless another application carries it."""

    def still_counted(view: View, residence: Mapping[str, Value]) -> bool:
        return v.code in str(residence.get("pending_applications") or "").split()

    return HandOver(
        RESIDENCE,
        "ps_application_ended",
        Reach.OPEN,
        give=lambda view: {"application": v.code, "other_pending": True},
        only=still_counted,
    )


def _same_stay(view: View, other: Mapping[str, Value]) -> bool:
    """Whether the person's stay is still the one from which this application was made."""
    return other.get("stay_until") in (None, view.fact("stay_until"))


def stay_over() -> HandOver:
    """The special period is over and with it the stay."""
    return HandOver(
        RESIDENCE,
        "ps_overstay",
        Reach.OPEN,
        test=lambda view: in_special(view) and view.given.get("other_pending") is not True,
        only=_same_stay,
    )


def delivered(v: Variant) -> tuple[HandOver, ...]:
    """A permission that takes effect: the stay it gives, and what becomes of another application."""

    def stay(view: View) -> Mapping[str, Value]:
        return {
            "status": view.told("new_status"),
            "period": view.told("new_period"),
            "granted_on": day_of(view).isoformat(),
            "stay_until": view.given.get("new_stay_until"),
            "designation": view.told("new_designation")
            or (None if v.is_change else view.told("designation")),
            "organisation": view.told("new_organisation"),
            "card_no": view.given.get("card_no"),
            "card_valid_until": view.given.get("card_valid_until"),
            "specified_card": view.told("specified_card") if view.given.get("card_no") else None,
        }

    def renewed(view: View) -> Mapping[str, Value]:
        return {
            "stay_until": view.given.get("new_stay_until"),
            "period": view.told("new_period"),
            "granted_on": day_of(view).isoformat(),
        }

    own = HandOver(RESIDENCE, v.residence_step, Reach.OPEN, give=stay, must=True)
    if v.is_change:
        return (own, superseded(v))
    return (own, HandOver(v.other, v.other_step("stay_renewed"), Reach.EVERY, give=renewed))


def superseded(v: Variant) -> HandOver:
    """The other application rests on a status that is no longer held."""
    return HandOver(
        v.other,
        v.other_step("close_other"),
        Reach.EVERY,
        give=lambda view: {"closed_on": day_of(view).isoformat(), "close_reason": "superseded"},
    )


def departure_prepared(v: Variant) -> tuple[HandOver, ...]:
    """The stay to prepare departure."""
    return (
        HandOver(
            RESIDENCE,
            "ps_depart_prep",
            Reach.OPEN,
            give=lambda view: {
                "granted_on": day_of(view).isoformat(),
                "stay_until": view.given.get("departure_until"),
            },
            must=True,
        ),
        superseded(v),
    )
