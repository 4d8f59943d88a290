"""Files of the deportation procedure for tests: each builder goes there by real steps.

Nothing is put into a state by hand. Time passes between the steps as it does in the system itself:
reminders come, windows lapse, reviews open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from workflows.clocks import OpenClock
from workflows.counting import TOKYO
from workflows.dossier import Actor, Dossier
from workflows.engine import Outcome, take
from workflows.offers import owed
from workflows.procedures.deportation import DEPORTATION
from workflows.replay import Player
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal
from workflows.timers import LookKind

ALL_OF_24_3 = ["item", "limb", "no_other_ground", "no_sentence", "never_before", "prompt"]

# --- which of the edge cases a test is about --------------------------------------------------------

EDGE: dict[int, list[str]] = {}


def edge(*numbers: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks a test with the numbers of the edge cases of the law it settles."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        for number in numbers:
            EDGE.setdefault(number, []).append(test.__name__)
        return test

    return mark


# --- time -------------------------------------------------------------------------------------------


def moment(when: str | datetime) -> datetime:
    """A moment in Tokyo; a plain date is its noon."""
    if isinstance(when, datetime):
        return when
    text = when if ":" in when else f"{when} 12:00"
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def earlier(when: str, **ago: int) -> str:
    """The moment so much before, as text."""
    return f"{moment(when) - timedelta(**ago):%Y-%m-%d %H:%M}"


def later(when: str, **ahead: int) -> str:
    """The moment so much after, as text."""
    return f"{moment(when) + timedelta(**ahead):%Y-%m-%d %H:%M}"


def shown(at: datetime | None) -> str | None:
    """The last day of a date, or its minute where the clock runs in hours."""
    if at is None:
        return None
    local = at.astimezone(TOKYO)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}"


# --- what an ordinary step is given -----------------------------------------------------------------

SUPERVISION = {
    "supervisor_name": "Sato Hanako",
    "supervisor_consent": True,
    "conditions": "Lives at the address given; appears when called.",
    "deposit_required": False,
}
HELD_AGAIN = {"paper_shown": "shown", "facility": "TYO"}

USUAL: dict[str, dict[str, Any]] = {
    "investigation_opened": {"ground": "overstay", "nationality": "VNM"},
    "chief_inspector_notified": {"ground": "overstay"},
    "screening_decided": {
        "custody_route": "detention",
        "custody_factors": ["flight", "harm"],
        "reasons": "Both ways weighed.",
    },
    "voluntary_appearance": {"wish_to_leave": True, "appeared_at_office": "TYO", "nationality": "VNM"},
    "departure_order_referral": {"departure_conditions": ALL_OF_24_3},
    "departure_exam_passed": {"departure_conditions": ALL_OF_24_3},
    "departure_exam_sent_back": {"reasons": "Entry without a passport is suspected."},
    "departure_order_issued": {"order_conditions": "Lives at the address given.", "reasons": "24-3 is met."},
    "departed_under_order": {"port": "Narita"},
    "departure_order_cancelled": {"breached_condition": "Worked for pay."},
    "found_departure_order_case": {"departure_conditions": ALL_OF_24_3},
    "found_deportable": {
        "ground": "overstay",
        "reasons": "Stayed beyond the period.",
        "rights_explained": True,
        "prior_removal": False,
        "prior_departure_order": False,
    },
    "finding_accepted": {"signed": True},
    "oral_hearing_requested": {"request_manner": "in_person"},
    "oral_hearing_scheduled": {"hearing_place": "Hearing room 2"},
    "judged_finding_correct": {"reasons": "No error.", "rights_explained": True},
    "judgment_accepted": {"signed": True},
    "objection_filed": {"objection_in_writing": True, "objection_grounds": ["fact"]},
    "objection_withdrawn": {"signed": True},
    "ruled_no_ground": {"reasons": "No ground.", "rights_explained": True},
    "sp_waived": {"signed": True},
    "sp_application_filed": {"permission_head": "other", "permission_applicant": "person"},
    "sp_granted": {
        "granted_head": "other",
        "proviso_applies": False,
        "status_granted": "Long-Term Resident",
        "stay_granted_for": "1 year",
    },
    "sp_refused": {"reasons": "No special circumstances."},
    "late_special_permission": {},
    "removal_order_issued": {"destination": "VNM", "destination_lawful": True, "reasons": "47(5)"},
    "immediate_removal_impossible": {"impossible_causes": ["papers"]},
    "departure_plan_made": {
        "impossible_causes": ["papers"],
        "person_heard": "Wants to stay.",
    },
    "self_departure_permitted": {
        "own_departure_applied": True,
        "destination": "VNM",
        "destination_lawful": True,
    },
    "removal_scheduled": {"removal_mode": "escorted", "destination_lawful": True},
    "removed": {"removal_mode": "escorted", "port": "Narita"},
    "removal_found_impossible": {"impossible_causes": ["country"], "reasons": "Nobody takes the person."},
    "order_to_leave_issued": {
        "leave_limb": "no_cooperation",
        "opinion_heard": True,
        "reasons": "No will to leave.",
    },
    "urgent_detention": {
        "clearly_deportable": True,
        "flight_feared": True,
        "reasons": "Ran at the first sight of an officer.",
        "facility": "TYO",
    },
    "urgent_detention_confirmed": {"reasons": "The grounds hold."},
    "urgent_detention_rejected": {"no_ground": True, "reasons": "A valid status was found."},
    "detention_decided": {"reasons": "Flight is to be feared.", "facility": "TYO"},
    "warrant_executed": {"paper_shown": "shown"},
    "warrant_period_extended": {"extension_cause": "The interpreter fell ill."},
    "supervision_decided_at_liberty": SUPERVISION,
    "supervision_decided_from_detention": SUPERVISION,
    "supervision_decided_deposit_first": {
        **SUPERVISION,
        "deposit_required": True,
        "deposit_amount": 300_000,
    },
    "deposit_paid_released_pre": {"payer": "Sato Hanako"},
    "deposit_paid_while_supervised": {"payer": "Sato Hanako"},
    "deposit_paid_released_post": {"payer": "Sato Hanako"},
    "supervisor_replaced": {"supervisor_name": "Suzuki Ichiro", "supervisor_consent": True},
    "supervision_revoked_mandatory_pre": HELD_AGAIN,
    "supervision_revoked_mandatory_post": HELD_AGAIN,
    "supervision_revoked_discretionary_pre": {**HELD_AGAIN, "reasons": "Breach."},
    "supervision_revoked_discretionary_post": {**HELD_AGAIN, "reasons": "Breach."},
    "supervision_revoked_person_missing": {"reasons": "Not seen since."},
    "work_permitted": {
        "supervisor_consent": True,
        "needed_for_living": True,
        "employer": "Bakery Ito",
        "work_described": "Baking, 20 hours a week",
    },
    "supervised_report_filed": {"report_heads": ["conditions", "living", "contact"]},
    "supervisor_matter_arose": {"supervisor_matter": "revocation_ground"},
    "supervisor_notified": {"supervisor_matter": "revocation_ground", "learned_how": "Saw it."},
    "supervisor_report_demanded": {"report_items": "Living, conditions."},
    "supervisor_reported": {"report_content": "All in order."},
    "provisional_release_pre_granted": {"release_reason": "health", "conditions": "Stays at the hospital."},
    "provisional_release_post_granted": {"release_reason": "health", "conditions": "Stays at the hospital."},
    "provisional_release_extended": {"release_reason": "health"},
    "provisional_release_expired": HELD_AGAIN,
    "post_order_detention_decided": {"reasons": "Flight is to be feared.", "facility": "TYO"},
    "post_order_supervision_decided": SUPERVISION,
    "post_order_supervision_from_detention": SUPERVISION,
    "post_order_supervision_deposit_first": {
        **SUPERVISION,
        "deposit_required": True,
        "deposit_amount": 300_000,
    },
    "review_supervision_chosen": SUPERVISION,
    "review_order_carried_out": SUPERVISION,
    "review_report_submitted": {"progress": "The embassy was asked again."},
    "review_no_supervision_reported": {"reasons": "Flight is to be feared."},
    "review_commissioner_no_order": {"reasons": "Agreed."},
    "special_release_granted": {"reasons": "Nobody takes the person.", "conditions": "No paid work."},
    "criminal_custody_began": {"institution": "Shinjuku police station"},
    "handed_over_from_criminal_custody": {**HELD_AGAIN, "criminal_open": False},
    "case_taken_up_in_criminal_custody": {"criminal_case": "Tokyo District Court, 2026 (wa) 1"},
    "exit_restriction_on": {"exit_order_no": "2026-1"},
    "exit_restricted": {"restriction_order": "2026-1", "conditions": "Lives at the address given."},
    "recaptured": HELD_AGAIN,
    "hospitalised": {"hospital": "Shinagawa Hospital"},
    "health_check_done": {"examined_by": "Dr. Mori", "findings": "Nothing to report."},
    "refugee_claim_filed": {"claim_number": 1, "claim_kind": "refugee"},
    "suspensive_effect_on": {"without_status": True},
    "suspensive_exception_recorded": {
        "exception_limb": "third_claim",
        "earlier_claims": 2,
        "earlier_claims_ended": 2,
        "earlier_claims_record": "2019: no review asked for. 2022: review dismissed.",
        "adequate_material": False,
        "reasons": "Nothing new was filed.",
    },
    "adequate_material_accepted": {"reasons": "A new arrest warrant of the home state."},
    "provisional_stay_granted": {"stay_conditions": "Lives in Tokyo.", "stay_bars_checked": True},
    "refugee_refused": {"reasons": "No fear of persecution."},
    "suit_filed": {
        "court_name": "Tokyo District Court",
        "court_case_no": "2026 (gyo-u) 7",
        "attacked_act": "removal_order",
    },
    "supervision_requested": {"supervision_requester": "person", "proposed_supervisor": "Sato Hanako"},
    "supervision_request_refused": {"reasons": "Flight is to be feared."},
    "provisional_release_requested": {"release_requester": "person", "release_grounds": "Illness."},
    "provisional_release_refused": {"reasons": "Treatment is possible here."},
    "police_cell_entrusted": {"reasons": "No room.", "police_station": "Shinagawa"},
}

# Days that an officer names: so many days after the step.
NAMED_AHEAD = {
    "warrant_valid_until": 14,
    "report_due_on": 60,
    "causes_end_on": 90,
    "planned_departure_on": 14,
    "leave_until": 30,
    "release_until": 60,
    "stay_until": 120,
    "departure_deadline": 15,
    "restricted_report_due_on": 60,
    "supervisor_report_due_on": 10,
    "police_cell_until": 5,
    "hearing_at": 3,
    # days that are not ahead
    "ruled_on": 0,
    "claim_filed_on": 0,
    "petition_on": 0,
    "missing_since": 0,
}


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of that id is given at that time."""
    facts = dict(USUAL.get(step, {}))
    for name, _ in DEPORTATION.forms.get(step, ()):
        needed = name in DEPORTATION.steps[step].needs or name == "warrant_valid_until"
        if (needed or (name == "report_due_on" and step.startswith("review_"))) and name in NAMED_AHEAD:
            day = (at + timedelta(days=NAMED_AHEAD[name])).astimezone(TOKYO)
            facts.setdefault(name, day if name == "hearing_at" else day.date())
    return facts


def officer(step: str) -> Actor:
    """The officer who ordinarily enters a step; each office is a person of its own."""
    declared = DEPORTATION.steps[step]
    role = next(r for r in (*declared.by, *declared.recorded_by) if OFFICES[r].signs_in)
    return Actor(role.value, frozenset({role}), "TYO")


def acting(*roles: Role, name: str = "") -> Actor:
    """Somebody who holds these offices."""
    return Actor(name or "+".join(r.value for r in roles), frozenset(roles), "TYO")


# --- a file -------------------------------------------------------------------------------------------


class File:
    """One case in a test: steps are taken or refused, and time passes."""

    def __init__(self, law_on: str = "2026-06-14", **facts: Any) -> None:
        blank = DEPORTATION.blank(date.fromisoformat(law_on))
        self._player = Player(DEPORTATION, replace(blank, facts=facts))

    @property
    def dossier(self) -> Dossier:
        return self._player.dossier

    # --- acting

    def _try(
        self,
        step: str,
        at: str | datetime,
        by: Actor | None = None,
        override: str | None = None,
        asleep: bool = False,
        **given: Any,
    ) -> Outcome | Refusal:
        when = moment(at)
        if not asleep:
            self._player.pass_time(when)
        facts = {k: v for k, v in {**usual(step, when), **given}.items() if v is not None}
        return take(
            DEPORTATION, self.dossier, step, facts, actor=by or officer(step), at=when, override=override
        )

    def take(self, step: str, at: str | datetime, **given: Any) -> Outcome:
        """Take a step; the usual facts are filled in, a fact given as None is left out."""
        outcome = self._try(step, at, **given)
        assert isinstance(outcome, Outcome), f"{step}: {outcome.code}: {outcome.sentence('en')}"
        self._player.dossier = outcome.dossier
        return outcome

    def refused(self, step: str, at: str | datetime, code: str, article: str = "", **given: Any) -> Refusal:
        """The step must be refused with that code, and the refusal cite that article. `asleep`: as if
        no sweep had run since the last step, so that the rule itself is met and not its consequence."""
        refusal = self._try(step, at, **given)
        assert isinstance(refusal, Refusal), f"{step} was taken"
        same = refusal.code.startswith(code) if code.endswith(":") else refusal.code == code
        assert same, f"{refusal.code}: {refusal.sentence('en')}"
        cited = [str(c) for c in refusal.cites]
        assert not article or any(c.startswith(f"icrra {article}") or c.startswith(article) for c in cited), (
            cited
        )
        assert refusal.sentence("ja") and refusal.sentence("en")
        return refusal

    def open_to(self, step: str, at: str | datetime, **given: Any) -> bool:
        """Whether the step could be taken then; the file stays as it is."""
        return isinstance(self._try(step, at, **given), Outcome)

    def until(self, at: str | datetime) -> File:
        """Let time pass."""
        self._player.pass_time(moment(at))
        return self

    # --- looking

    @property
    def stage(self) -> str:
        return self.dossier.states["stage"]

    @property
    def custody(self) -> str:
        return self.dossier.states["custody"]

    def state(self, machine: str) -> str:
        return self.dossier.states[machine]

    def fact(self, name: str) -> Any:
        return self.dossier.facts.get(name)

    def clock(self, code: str) -> OpenClock:
        """A clock that runs."""
        assert code in self.dossier.clocks, f"{code} does not run; running: {sorted(self.dossier.clocks)}"
        return self.dossier.clocks[code]

    def runs(self, code: str) -> bool:
        assert code in DEPORTATION.clocks, code
        return code in self.dossier.clocks

    def legal(self, code: str) -> str | None:
        """The last day by law."""
        return shown(self.clock(code).legal_at)

    def alarm(self, code: str) -> str | None:
        """The day on which the office must have acted at the latest."""
        return shown(self.clock(code).alarm_at)

    def owed(self) -> set[str]:
        """The offices that owe the case something."""
        return {o.role.value for o in owed(DEPORTATION, self.dossier)}

    def looks(self, code: str, kind: LookKind) -> list[datetime]:
        """When looks of that kind came for a clock so far."""
        return [look.at for name, look in self._player._reminders if name == code and look.kind is kind]

    def happened(self, kind: str) -> list[str]:
        """The clocks named by lines of that kind in the trace."""
        return [str(line.data.get("clock")) for line in self._player.trace.lines if line.kind == kind]


# --- builders -----------------------------------------------------------------------------------------


def opened(at: str = "2026-11-02", **facts: Any) -> File:
    """An investigation has been opened."""
    file = File(**{k: facts.pop(k) for k in ("minor", "law_on") if k in facts})
    file.take("investigation_opened", at, **facts)
    return file


def screened(at: str, route: str = "detention", **facts: Any) -> File:
    """The chief inspector has chosen between detention and supervision."""
    file = opened(earlier(at, days=6), **facts)
    file.take("chief_inspector_notified", earlier(at, days=1), ground=facts.get("ground", "overstay"))
    file.take("screening_decided", at, custody_route=route)
    return file


def detained_under_warrant(at: str, **facts: Any) -> File:
    """Detained under a warrant since `at`, not yet handed over."""
    file = screened(earlier(at, days=1), **facts)
    file.take("detention_decided", earlier(at, hours=2))
    file.take("warrant_executed", at)
    return file


def supervised_pre(at: str, decision: dict[str, Any] | None = None, **facts: Any) -> File:
    """Supervised without having been detained since `at`; the case is with the inspector."""
    file = screened(earlier(at, days=1), "supervision", **facts)
    file.take("supervision_decided_at_liberty", at, **(decision or {}))
    file.take("case_handed_over", later(at, minutes=30))
    return file


def examined(at: str, **facts: Any) -> File:
    """Detained under a warrant and handed over to the inspector, both on the day of `at`."""
    file = detained_under_warrant(at, **facts)
    file.take("person_handed_over", later(at, hours=1))
    return file


def found(at: str, file: File | None = None, **facts: Any) -> File:
    """Found deportable and told so at `at`."""
    file = file or examined(earlier(at, days=3))
    file.take("found_deportable", at, **facts)
    return file


def heard(at: str, file: File | None = None) -> File:
    """The finding was judged correct, and the person told so at `at`."""
    file = file or found(earlier(at, days=6))
    file.take("oral_hearing_requested", earlier(at, days=5))
    file.take("oral_hearing_scheduled", earlier(at, days=4), hearing_at=moment(earlier(at, hours=2)))
    file.take("judged_finding_correct", at)
    return file


def objected(at: str, file: File | None = None) -> File:
    """An objection was lodged at `at`."""
    file = file or heard(earlier(at, days=1))
    file.take("objection_filed", at)
    return file


def order_due(at: str, file: File | None = None, **facts: Any) -> File:
    """Finding accepted and no application made: the removal order must issue."""
    file = file or examined(earlier(at, days=4), **facts)
    file.take("found_deportable", earlier(at, hours=4), ground=file.fact("ground"))
    file.take("finding_accepted", earlier(at, hours=3))
    file.take("sp_waived", earlier(at, hours=2))
    return file


def ordered(at: str, file: File | None = None, **facts: Any) -> File:
    """A removal order issued at `at`."""
    file = order_due(at, file, **facts)
    file.take("removal_order_issued", at)
    return file


def order_under_way(at: str, file: File | None = None, **facts: Any) -> File:
    """A removal order issued, shown to the person, removal not possible at once: screening is open."""
    file = ordered(earlier(at, hours=1), file, **facts)
    file.take("removal_execution_started", earlier(at, minutes=50))
    file.take("immediate_removal_impossible", earlier(at, minutes=45))
    file.take("post_order_screening_opened", earlier(at, minutes=40))
    return file


def detained_under_order(at: str, file: File | None = None, plan: bool = True, **facts: Any) -> File:
    """Detained under the removal order since `at`, with a departure plan."""
    file = order_under_way(at, file, **facts)
    file.take("post_order_detention_decided", at)
    if plan:
        file.take("departure_plan_made", later(at, hours=1))
    return file


def supervised_post(at: str, file: File | None = None, decision: dict[str, Any] | None = None) -> File:
    """Supervised after the removal order since `at`."""
    file = order_under_way(at, file)
    file.take("post_order_supervision_decided", at, **(decision or {}))
    return file


def removal_scheduled(at: str, flight_on: str, **facts: Any) -> File:
    """Detained under the order, with a seat on a flight."""
    file = detained_under_order(earlier(at, days=5), **facts)
    file.take("removal_scheduled", at, planned_departure_on=date.fromisoformat(flight_on))
    return file


def ordered_to_leave(at: str, until: str) -> File:
    """Supervised after the order, with an order to leave."""
    file = supervised_post(earlier(at, days=10))
    file.take("order_to_leave_issued", at, leave_until=until)
    return file


def departure_ordered(at: str, deadline: str, limb: str = "declaration") -> File:
    """A departure order, without detention."""
    if limb == "appearance":
        file = File()
        file.take("voluntary_appearance", earlier(at, days=6))
        file.take("investigation_opened", earlier(at, days=6), nationality=None)
    else:
        file = opened(earlier(at, days=6))
        file.take("departure_will_declared", earlier(at, days=5))
    file.take("departure_order_referral", earlier(at, days=4))
    file.take("departure_exam_passed", earlier(at, days=1))
    file.take("departure_order_issued", at, departure_deadline=deadline)
    return file


def claimed(file: File, at: str, number: int = 1, **facts: Any) -> File:
    """A refugee claim filed at `at`."""
    file.take("refugee_claim_filed", at, claim_number=number, **facts)
    return file


def criminal_case_ordered(at: str) -> File:
    """A removal order against a person who serves a sentence."""
    file = opened(earlier(at, days=20))
    file.take("criminal_custody_began", earlier(at, days=19))
    file.take("case_taken_up_in_criminal_custody", earlier(at, days=10))
    return ordered(at, file)
