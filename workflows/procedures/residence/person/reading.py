"""What the residence file says at a moment: the stay, whether the person is a mid-to-long-term resident,
until when a right to return can last, and until when a card is valid. Reads, never decides.
"""

from __future__ import annotations

from datetime import date, timedelta

from workflows import cards
from workflows.cards import NoCard, Validity
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import last_day, statuses
from workflows.stay_counting import may_have_special_period, special_period_end

# Where a person is a resident with a status; abroad with a right to return the status goes on.
HERE_WITH_STATUS = ("in_status", "special_period", "permanent")
WITH_STATUS = (*HERE_WITH_STATUS, "abroad_with_reentry")
# Designated Activities for preparing to leave is a status too, of at most 31 days.
HERE_LAWFULLY = (*HERE_WITH_STATUS, "departure_preparation")

PERSON = "person_residence"


def status(view: View) -> str:
    """The status of residence: as the step gives it, else as it is on file; "" when unknown."""
    return str(view.told("status") or "")


def days_of_stay(view: View) -> int | None:
    """The length of the present stay in days."""
    days = view.told("stay_days")
    return days if isinstance(days, int) else None


def stay_begins_after(view: View) -> date | None:
    """The day after which the present stay begins: its last day less its length, else the permission's day."""
    until, days = as_day(view.told("stay_until")), days_of_stay(view)
    if until is not None and days is not None:
        return until - timedelta(days=days)
    return as_day(view.told("granted_on"))


def no_card(view: View) -> NoCard | None:
    """Why this holder of a status gets no residence card; None for a mid-to-long-term resident."""
    return cards.no_card(
        status(view),
        str(view.told("period") or ""),
        stay_begins_after(view),
        as_day(view.told("stay_until")),
        str(view.told("designation") or ""),
    )


NO_CARD_READS = frozenset(
    f"fact:{name}" for name in ("status", "period", "stay_until", "stay_days", "granted_on", "designation")
)


def no_card_for_the_grant(view: View) -> NoCard | None:
    """The same of what this step grants, asked before its facts are on file. An extension begins the day
    after the former stay ends, any other permission on the day after it."""
    granted, until = as_day(view.given.get("granted_on")), as_day(view.given.get("stay_until"))
    former = former_end(view)
    before = former if former is not None and view.given.get("status") == view.fact("status") else granted
    return cards.no_card(
        status(view),
        str(view.given.get("period") or ""),
        before,
        until,
        str(view.told("designation") or ""),
    )


def card_given(view: View) -> bool:
    """Whether this step gives a card, now or later. A permission that makes somebody a mid-to-long-term
    resident takes effect by the card (20(4)(1), 20(5)); one given without a card makes nobody one."""
    return view.given.get("card_no") is not None or view.given.get("card_later") is True


def mid_to_long_term(view: View) -> bool:
    """Whether the person is a mid-to-long-term resident (19-3)."""
    return view.fact("mid_long_since") is not None


def newly_mid_to_long_term(view: View) -> bool:
    """Whether this step has made the person one; asked after its facts are on file."""
    return card_given(view) and view.fact("mid_long_since") == day_of(view).isoformat()


def mid_long_since(view: View) -> str | None:
    """The day from which the person is one, where this step makes them one."""
    if view.fact("mid_long_since") is not None or not card_given(view):
        return None
    return day_of(view).isoformat()


# --- the stay and its special period ----------------------------------------------------------------


def former_end(view: View) -> date | None:
    """The last day of the stay as it was before this step, from the clock that watched it."""
    for code in ("stay_period", "stay_period_pending", "departure_preparation", "special_period", "overstay"):
        clock = view.running(code)
        if clock is not None and clock.inputs.get("stay_until"):
            return as_day(clock.inputs["stay_until"])
    return None


def granted_days(view: View) -> int | None:
    """The length of a stay that begins with the permission."""
    granted, until = as_day(view.given.get("granted_on")), as_day(view.given.get("stay_until"))
    return (until - granted).days if granted and until and until > granted else None


def extended_days(view: View) -> int | None:
    """The length of a stay that follows on the former one: an extension begins the day after it ends."""
    former, until = former_end(view), as_day(view.given.get("stay_until"))
    if former is None or until is None or until <= former:
        return granted_days(view)
    return (until - former).days


def applications(view: View) -> list[str]:
    """The applications for a change or an extension that are undecided, in the order of their filing."""
    return str(view.fact("pending_applications") or "").split()


def with_application(view: View) -> str:
    """The undecided applications with the one this step tells of."""
    named = str(view.given.get("application") or "change").split()[0]
    return " ".join([*(a for a in applications(view) if a != named), named])


def without_application(view: View) -> str:
    """The undecided applications without the one this step tells of; none where it tells of none."""
    named = view.given.get("application")
    return "" if named is None else " ".join(a for a in applications(view) if a != named)


def goes_on(view: View) -> bool:
    """Whether the stay goes on past its last day while a filing is undecided (20(6))."""
    return bool(applications(view)) and may_have_special_period(days_of_stay(view))


def end_of_stay(view: View) -> date | None:
    """The day with which every right to be here or to return ends: the special period counts in (24(4)ロ);
    None where the stay has no end."""
    until = as_day(view.fact("stay_until"))
    if view.fact("unlimited") is True or until is None:
        return None
    special = as_day(view.fact("special_until"))
    if special is not None:
        return special
    return special_period_end(until) if goes_on(view) else until


END_OF_STAY_READS = frozenset(
    {
        "fact:stay_until",
        "fact:unlimited",
        "fact:special_until",
        "fact:pending_applications",
        "fact:stay_days",
    }
)


def computed_last_day(view: View) -> date | None:
    """What the period granted comes to, for an officer who compares it with the date decided."""
    before, period = stay_begins_after(view), view.told("period")
    granted = as_day(view.told("granted_on"))
    if period is None or (before is None and granted is None):
        return None
    begin = granted if before is None else before
    assert begin is not None
    return last_day(begin, str(period))


# --- the activity -----------------------------------------------------------------------------------

_ACTIVITY = ("left", "joined", "renamed", "gone")
_CONTRACT = ("contract_ended", "contract_new", "renamed", "gone")
_SPOUSE = ("spouse_divorced", "spouse_died")
_OWED = {
    "activity": _ACTIVITY,
    "contract": _CONTRACT,
    "either": (*_ACTIVITY, "contract_ended", "contract_new"),
    "spouse": _SPOUSE,
}


def organisation_events(view: View) -> tuple[str, ...]:
    """The events that a holder of the present status has to notify (19-16)."""
    found = statuses().get(status(view))
    return _OWED.get(found.notifies, ()) if found is not None else ()


def limit_of_inactivity(held: str) -> str | None:
    """The clock by which not doing what a status is for becomes a ground of revocation (22-4(1)(6), (7))."""
    found = statuses().get(held)
    if held == "hsp_2":
        return "inactivity_6m_hsp2"
    if held in ("spouse_or_child_of_japanese", "spouse_or_child_of_permanent_resident"):
        return "inactivity_spouse_6m"
    return "inactivity_3m" if found is not None and found.table.startswith("1-") else None


# --- the card ---------------------------------------------------------------------------------------


def issue_day(view: View) -> date:
    """The day on which the card of this step is issued."""
    return as_day(view.given.get("card_issued_on")) or day_of(view)


def card_validity(
    view: View, *, renewal_of: date | None = None, filed_on: date | None = None
) -> Validity | None:
    """How long a card given in this step is valid."""
    return cards.validity(
        status(view),
        issue_day(view),
        born=as_day(view.told("born")),
        stay_until=as_day(view.told("stay_until")),
        renewal_of=renewal_of,
        filed_on=filed_on,
    )


VALIDITY_READS = frozenset(
    {"fact:status", "fact:born", "fact:stay_until", "fact:card_issued_on", "given:card_issued_on", "time"}
)


def ends_with_the_stay(view: View) -> bool:
    """Whether the card on file ends with the stay."""
    return cards.ends_with_the_stay(as_day(view.fact("card_valid_until")), as_day(view.fact("stay_until")))


BOUND_READS = frozenset({"fact:card_valid_until", "fact:stay_until"})


def card_end_proposed(view: View) -> str | None:
    """What a form proposes as the end of a card that ends with the stay. For other cards the start of the
    count depends on the step (issue, renewal, filing); left empty, the step works the date out."""
    found = card_validity(view)
    return found.until.isoformat() if found is not None and found.bound else None
