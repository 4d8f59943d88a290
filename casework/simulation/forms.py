"""What officers enter: the facts of an ordinary sorting, decision, delivery and end of an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from workflows.engine import View
from workflows.fees import fee
from workflows.registry import procedure as find_procedure
from workflows.statuses import allowed
from workflows.stay_counting import special_period_end

DAYS_FOR_PAPERS = 14
DAYS_TO_COLLECT = 14
UNKNOWN_FEE = 10_000
PERIODS = {"P1Y": 5, "P3Y": 3, "P5Y": 2}
REASONS: Mapping[str, Any] = {"reason_codes": ["livelihood"], "reasons": "生計の見込みが認められない"}

Facts = Mapping[str, Any]


def asked(code: str, step: str, facts: Facts, day: date) -> dict[str, Any]:
    """Those of the facts for which the step has a field."""
    names = {name for name, _ in find_procedure(code, day).forms[step]}
    return {name: value for name, value in facts.items() if name in names}


def proposed(code: str, step: str, facts: Facts, given: Facts, at: datetime) -> dict[str, Any]:
    """What the form of a step fills in by itself, from the file and from what is entered: the officer leaves
    it as it is."""
    procedure = find_procedure(code, at.date())
    dossier = replace(procedure.blank(at.date()), facts=dict(facts))
    found: dict[str, Any] = {}
    # Twice: what one field proposes may rest on another that stands below it.
    for _ in range(2):
        view = View(procedure, dossier, {**found, **given}, None, at)
        for name, _ in procedure.forms[step]:
            suggest = procedure.facts[name].suggest
            if suggest is not None and name not in given:
                value = suggest(view)
                if value is not None:
                    found[name] = value
    return found


def papers_asked(day: date) -> dict[str, Any]:
    """A request for papers."""
    due = day + timedelta(days=DAYS_FOR_PAPERS)
    return {"items": "在職証明書その他の資料", "papers_due_on": due.isoformat()}


def decision(application: str, facts: Facts, day: date, chance: Random) -> dict[str, Any]:
    """The decision to permit; the card is fetched within two weeks, and before the stay is over for good."""
    collect = day + timedelta(days=DAYS_TO_COLLECT)
    if application == "permanent_residence":
        return {
            "decided_on": day.isoformat(),
            "interest_found": True,
            "conduct_found": True,
            "livelihood_found": True,
            "years_resident": 11,
            "years_qualifying": 6,
            "collect_by": collect.isoformat(),
        }
    status = str(facts.get("status_requested") or facts["status"])
    periods = [period for period in PERIODS if period in allowed(status, day)]
    last = special_period_end(date.fromisoformat(str(facts["stay_until"])[:10]))
    return {
        "new_status": status,
        "new_period": chance.choices(periods, [PERIODS[p] for p in periods])[0],
        "collect_by": min(collect, last).isoformat(),
    }


def delivery(prefix: str, facts: Facts, day: date, card: str, chance: Random) -> tuple[str, dict[str, Any]]:
    """Which step hands the card over, and what is entered: half of those who filed online have it sent."""
    given: dict[str, Any] = {"stamp_serials": "確認済み", "card_no": card}
    if facts.get("channel") == "online" and chance.randrange(2):
        sent = (day - timedelta(days=2)).isoformat()
        return f"{prefix}_deliver_by_post", {**given, "sent_on": sent, "received_on": day.isoformat()}
    return f"{prefix}_pay_and_deliver", given


def without_a_fee_in_the_table() -> dict[str, Any]:
    """What is entered where the table has no amount: a fee, and why it is taken."""
    return {"fee_yen": UNKNOWN_FEE, "fee_override": "手数料の額は施行令の改正による"}


def acquisition(day: date) -> dict[str, Any]:
    """The decision on a child's status."""
    return {"decided_on": day.isoformat(), "new_status": "dependent", "new_period": "P1Y"}


def permit(facts: Facts, day: date, number: int) -> dict[str, Any]:
    """A re-entry permit up to the end of the stay."""
    item = "reentry_multiple" if facts.get("permit_kind") == "multiple" else "reentry_single"
    owed = fee(item, "counter", day, status=str(facts.get("status") or ""))
    return {
        "permit_no": f"SM-{number:07d}",
        "effective_on": day.isoformat(),
        "reentry_valid_until": str(facts["stay_until"])[:10],
        "permit_paper": "stamp",
        "fee_yen": UNKNOWN_FEE if owed is None else owed,
    }


def withdrawal(day: date) -> dict[str, Any]:
    """A letter of withdrawal."""
    return {"in_writing": True, "withdrawn_on": day.isoformat()}
