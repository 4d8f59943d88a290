"""What an application brings about on the other files of the same person.

The person's residence file owns the stay: here it is told that an application is pending, that it has ended,
or that a permission took effect. Of two applications the one that is granted settles the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflows.declare import HandOver, Reach
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.application.decision import in_special
from workflows.procedures.residence.application.reading import carries_on, in_the_stay
from workflows.procedures.residence.application.variant import CHANGE, EXTENSION, Variant
from workflows.procedures.residence.vocabulary import day_of

RESIDENCE = "residence"


def _first(view: View) -> bool:
    return view.told("second_filing") is not True


def _own(v: Variant) -> Callable[[View], Mapping[str, Value]]:
    return lambda view: {"application": v.code}


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
            "ps_application_filed",
            Reach.OPEN,
            give=pending,
            test=lambda view: carries_on(view) and in_the_stay(view),
        ),
        HandOver(
            RESIDENCE,
            "ps_special",
            Reach.OPEN,
            test=lambda view: carries_on(view) and not in_the_stay(view) and _first(view),
        ),
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
    )
    if not v.is_change:
        passed = (
            *passed,
            "status_requested",
            "what_changes",
            "compelling_reason",
            "designated_asked",
        )

    def mark_swapped(view: View) -> Mapping[str, Value]:
        return {
            "application": other.code,
            "filed_on": view.fact("filed_on"),
            "channel": view.fact("channel"),
        }

    def in_stay(view: View) -> bool:
        return carries_on(view) and in_the_stay(view) and _first(view)

    return (
        HandOver(v.other, v.other_step("received_by_conversion"), Reach.NEW, facts=passed),
        # First the one, then the other: in between the stay is carried on without a gap.
        HandOver(RESIDENCE, "ps_application_filed", Reach.OPEN, give=mark_swapped, test=in_stay),
        HandOver(RESIDENCE, "ps_application_ended", Reach.OPEN, give=_own(v), test=in_stay),
    )


def ended_without_permission(v: Variant) -> tuple[HandOver, ...]:
    """Refused, withdrawn or undone: in the stay it goes on to its last day, in the special period it is
    over at that moment. Another application that was filed before the expiry keeps it going."""
    return (
        HandOver(
            RESIDENCE,
            "ps_application_ended",
            Reach.OPEN,
            give=_own(v),
            test=lambda view: (
                _first(view) and (not in_special(view) or view.given.get("other_pending") is True)
            ),
        ),
        stay_over(),
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
