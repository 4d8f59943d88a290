"""What an application's file says of the stay it comes from, and how guards declare what they read."""

from __future__ import annotations

from datetime import date

from workflows.engine import View
from workflows.procedures.residence.application.days import carried_on_by_filing, filing_last_day
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.stay_counting import special_period_end


def told(*names: str) -> frozenset[str]:
    """What a test reads that asks for facts as the step gives them, else as the file has them."""
    return frozenset(f"{kind}:{name}" for name in names for kind in ("fact", "given"))


def given(*names: str) -> frozenset[str]:
    """What a test reads that looks only at what the step gives."""
    return frozenset(f"given:{name}" for name in names)


TIME = frozenset({"time"})


# --- what the file says -----------------------------------------------------------------------------


def held(view: View) -> str:
    """The status of residence held, "" where none is."""
    return str(view.told("status") or "")


def asked(view: View) -> str:
    """The status asked for: of an extension the one held."""
    return str(view.told("status_requested") or "") or held(view)


def stay_end(view: View) -> date | None:
    """The last day of the stay; None where it has no end."""
    return as_day(view.told("stay_until"))


def stay_days(view: View) -> int | None:
    """The length of the stay in days, as it was decided."""
    days = view.told("stay_days")
    return None if days is None else int(str(days))


def carries_on(view: View) -> bool:
    """Whether an application from this stay carries it on after its end (20(6))."""
    return stay_end(view) is not None and carried_on_by_filing(
        str(view.told("period") or "") or None, stay_days(view)
    )


STAY = ("stay_until", "stay_days", "period")


def in_special_of_another(view: View) -> bool:
    """Whether the stay has ended and goes on for an application filed before."""
    end, special = stay_end(view), as_day(view.told("special_until"))
    if end is None or special is None or special != special_period_end(end):
        return False
    return end < day_of(view) <= special


def in_the_stay(view: View) -> bool:
    """Whether the stay has not ended yet."""
    end = stay_end(view)
    return end is None or day_of(view) <= end


def by_roll(view: View) -> bool:
    """Whether the filing is in time only because the offices were shut on the last day."""
    end = stay_end(view)
    return end is not None and end < day_of(view) <= filing_last_day(end) and not in_special_of_another(view)


def card_held(view: View) -> bool:
    """Whether the applicant holds a residence card to show."""
    return bool(view.told("card_no"))
