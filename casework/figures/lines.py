"""What the figures count: kinds of application or case, each with the states in which one is pending and what
the ways out of them mean. Pure: declarations only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from casework.watch.diary import Kind, kind_of
from workflows.declare import State
from workflows.engine import Procedure
from workflows.registry import procedures
from workflows.roles import OFFICES
from workflows.texts import Text


class Result(StrEnum):
    """How something ended, where the procedure knows the difference."""

    GRANTED = "granted"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of thing that is counted, read off one machine of a procedure.

    It is pending while the machine is in one of `pending`. It is received whenever the machine enters them and
    closed whenever it leaves them, so that pending = pending before + received - closed holds whatever happens.
    `results` says what the state entered then means, `by_step` what a step means where the state does not tell;
    all else is `other`. From one of `before` straight to a grant or refusal counts as received and closed at once.
    """

    code: str
    label: Text
    procedure: str
    machine: str
    pending: frozenset[str]
    before: frozenset[str] = frozenset()
    results: Mapping[str, Result] = field(default_factory=dict)
    by_step: Mapping[str, Result] = field(default_factory=dict)

    def result(self, step: str, target: str) -> Result:
        """What leaving the pending states means."""
        return self.by_step.get(step) or self.results.get(target, Result.OTHER)


_EXAMINED = ("received", "under_review", "awaiting_documents", "decided_pending_delivery")
_GRANTED = {"permitted": Result.GRANTED, "refused": Result.REFUSED}
_DEPARTURE = {"permitted_departure_preparation": Result.GRANTED}

# (pending states, states before anything was received, what the other states mean)
_MAIN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Mapping[str, Result]]] = {
    "coe": (
        ("received", "under_review", "awaiting_documents", "referred_to_hq", "issuance_suspended"),
        ("draft",),
        {"issued": Result.GRANTED, "refused": Result.REFUSED},
    ),
    "landing": (
        ("examining", "hearing", "finding_notified", "objection_pending", "ruling_pending"),
        ("en_route",),
        {
            "permitted": Result.GRANTED,
            "permitted_special": Result.GRANTED,
            "exit_ordered": Result.REFUSED,
            "exit_ordered_facility": Result.REFUSED,
        },
    ),
    "exceptional_landing": (("applied",), ("none",), _GRANTED),
    "extension": ((*_EXAMINED, "departure_option_offered"), ("draft",), _GRANTED | _DEPARTURE),
    "change": ((*_EXAMINED, "departure_option_offered"), ("draft",), _GRANTED | _DEPARTURE),
    # The sixty days after a birth are not an application yet.
    "acquisition": (
        ("received", "received_pr"),
        ("none", "interim_60"),
        _GRANTED | {"refused_final": Result.REFUSED},
    ),
    "permanent_residence": (_EXAMINED, ("draft",), _GRANTED),
    "activity_permission": (
        ("received",),
        ("none",),
        {"granted": Result.GRANTED, "refused": Result.REFUSED},
    ),
    "revocation": (("fact_finding", "hearing_notified", "heard"), ("none",), {}),
    "notification_duty": (("open", "late"), ("none",), {}),
}


@lru_cache(maxsize=1)
def lines() -> tuple[Line, ...]:
    """Everything that is counted, in the order of the pages. A file that follows a person for life is none of
    it: it neither comes in nor ends."""
    found: list[Line] = []
    for procedure in _newest().values():
        if procedure.code == "deportation":
            machine = procedure.machines[procedure.main]
            standing = frozenset(s.code for s in machine.states.values() if not s.end) - {machine.initial}
            found.append(Line(procedure.code, procedure.label, procedure.code, procedure.main, standing))
        elif procedure.code in _MAIN:
            pending, before, results = _MAIN[procedure.code]
            found.append(
                Line(
                    procedure.code,
                    procedure.label,
                    procedure.code,
                    procedure.main,
                    frozenset(pending),
                    frozenset(before),
                    results,
                )
            )
        if procedure.code == "activity_permission":
            found.append(
                Line(
                    "work_certificate",
                    Text("就労資格証明書", "certificate of authorized employment"),
                    procedure.code,
                    procedure.main,
                    frozenset({"certificate_requested"}),
                    results={
                        "certificate_issued": Result.GRANTED,
                        "certificate_not_issued": Result.REFUSED,
                    },
                )
            )
        if procedure.code == "residence":
            found.append(
                Line(
                    "reentry",
                    Text("再入国許可", "re-entry permit"),
                    procedure.code,
                    "reentry",
                    frozenset({"applied"}),
                    results={"permit_valid": Result.GRANTED},
                    by_step={"re_refuse": Result.REFUSED},
                )
            )
    return tuple(found)


@lru_cache(maxsize=1)
def _newest() -> dict[str, Procedure]:
    """The newest text of each procedure."""
    found: dict[str, Procedure] = {}
    for procedure in sorted(procedures(), key=lambda p: p.law_from):
        found[procedure.code] = procedure
    return {p.code: found[p.code] for p in procedures()}


def line(code: str) -> Line | None:
    """The line of that code."""
    return next((one for one in lines() if one.code == code), None)


@lru_cache(maxsize=64)
def lines_of(procedure: str) -> tuple[Line, ...]:
    """What is counted on files of a procedure."""
    return tuple(one for one in lines() if one.procedure == procedure)


@lru_cache(maxsize=64)
def dates_of(procedure: str) -> Mapping[str, str | None]:
    """The clocks of a procedure whose dates can be kept or missed, each with the step that the end of the clock
    takes by itself: those that somebody is reminded of. What only notes until when something lasts (a bar to
    landing, the time to sue) is nobody's date."""
    found = _newest().get(procedure)
    return {c.id: c.lapse for c in found.clocks.values() if c.reminded} if found else {}


@lru_cache(maxsize=1)
def officers_dates() -> frozenset[tuple[str, str]]:
    """The dates that officers must keep by law, by procedure and clock: no targets of the agency, and nothing that
    is asked of others."""
    return frozenset(
        (code, clock.id)
        for code, procedure in _newest().items()
        for clock in procedure.clocks.values()
        if clock.reminded
        and OFFICES[clock.owed_by].signs_in
        and kind_of(clock, procedure.liberty) is not Kind.TARGET
    )


def procedure_of(code: str) -> Procedure | None:
    """The newest text of a procedure."""
    return _newest().get(code)


def stages(one: Line) -> dict[str, State]:
    """The pending states of a line, in the order in which the procedure declares them."""
    machine = _newest()[one.procedure].machines[one.machine]
    return {code: state for code, state in machine.states.items() if code in one.pending}


def state_label(one: Line, state: str) -> Text:
    """A state of a line's machine in words."""
    known = _newest()[one.procedure].machines[one.machine].states.get(state)
    return known.label if known else Text(state, state)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes whenever what is counted changes: then everything is counted again."""
    said = [
        (
            x.code,
            x.procedure,
            x.machine,
            sorted(x.pending),
            sorted(x.before),
            sorted(x.results.items()),
            sorted(x.by_step.items()),
        )
        for x in lines()
    ]
    dates = [(code, sorted(dates_of(code).items())) for code in sorted(_newest())]
    return sha256(repr((VERSION, said, dates)).encode()).hexdigest()[:16]


# To be raised when `history` counts differently.
VERSION = 2
