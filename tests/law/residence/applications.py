"""Files of applications for a change or an extension, for tests: seeded as from a person's residence file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.law.residence.files import File, moment
from workflows.counting import TOKYO
from workflows.engine import Outcome, Procedure, View
from workflows.procedures.residence.application import CHANGE, EXTENSION
from workflows.statuses import last_day
from workflows.stay_counting import special_period_end

ENGINEER = "engineer_humanities_international"
# The 22 rows of the table of either procedure.
TABLE = (
    "file_counter",
    "file_online",
    "late_accept",
    "start_review",
    "request_documents",
    "documents_received",
    "documents_overdue",
    "convert",
    "expiry_reached",
    "decide_permit",
    "pay_and_deliver",
    "deliver_by_post",
    "fee_default",
    "refuse_in_stay",
    "intend_refuse_in_special",
    "convert_departure",
    "refuse_in_special",
    "special_period_exhausted",
    "withdraw",
    "reapply",
    "transfer_office",
    "close_other",
)
PAPERS = ["form", "photo", "passport", "card", "activity", "organisation", "livelihood"]


def pre(procedure: Procedure) -> str:
    """How the steps of a procedure begin."""
    return "chg" if procedure is CHANGE else "ext"


def _filing(at: datetime) -> dict[str, Any]:
    return {
        "filed_by": "applicant",
        "papers": PAPERS,
        "photo_on": (at - timedelta(days=20)).date().isoformat(),
        "translated": True,
    }


def usual(step: str, at: datetime) -> dict[str, Any]:
    """What an ordinary step of either procedure is given; the procedure's own facts are added by `File`s."""
    day = at.astimezone(TOKYO).date()
    tail = step.partition("_")[2]
    aim = {"status_requested": "business_manager", "what_changes": "status"} if step.startswith("chg") else {}
    ordinary: dict[str, dict[str, Any]] = {
        "file_counter": {**_filing(at), **aim},
        "file_online": {**_filing(at), **aim, "sign_on": "number_card", "in_japan": True},
        "late_accept": {
            **_filing(at),
            **aim,
            "late_cause": "illness",
            "late_reason": "入院していた",
            "approval_certain": True,
        },
        "start_review": {"triage_class": "A"},
        "request_documents": {"papers_due_on": (day + timedelta(days=14)).isoformat(), "items": "課税証明書"},
        "decide_permit": {
            "new_status": "business_manager" if step.startswith("chg") else ENGINEER,
            "new_period": "P1Y",
            "collect_by": (day + timedelta(days=14)).isoformat(),
        },
        "fee_default": {"grace_until": (day - timedelta(days=1)).isoformat()},
        "refuse_in_stay": {"reason_codes": ["activity"], "reasons": "活動が該当しない"},
        "refuse_in_special": {"reason_codes": ["activity"], "reasons": "活動が該当しない"},
        "intend_refuse_in_special": {"offered_days": "P31D", "reasons": "活動が該当しない"},
        "withdraw": {"in_writing": True},
        "transfer_office": {"to_office": "OSA"},
        "close_other": {"closed_on": day.isoformat(), "close_reason": "departure"},
        "convert": {}
        if step.startswith("chg")
        else {"status_requested": "student", "what_changes": "status"},
        "convert_departure": {
            "wants_departure": True,
            "departure_until": (day + timedelta(days=31)).isoformat(),
            "fee_yen": 6000,
            "stamp_serials": "確認済み",
        },
        "received_by_conversion": {"filed_on": day.isoformat()},
    }
    delivery = {
        "fee_yen": 6000,
        "stamp_serials": "確認済み",
        "card_no": "CD87654321EF",
    }
    ordinary["pay_and_deliver"] = delivery
    ordinary["deliver_by_post"] = {
        **delivery,
        "fee_yen": 5500,
        "sent_on": day.isoformat(),
        "received_on": day.isoformat(),
    }
    return ordinary.get(tail, {})


class Application(File):
    """A file of either procedure in the hands of ordinary officers."""

    def fact(self, name: str) -> Any:
        """A kept fact."""
        return self.dossier.facts.get(name)

    def adopt(self, outcome: Outcome) -> None:
        """Go on from what a step brought about elsewhere."""
        self._player.dossier = outcome.dossier

    def step(self, tail: str) -> str:
        """A step of the procedure by the tail of its id."""
        return f"{pre(self.procedure)}_{tail}"

    def view(self, at: str) -> View:
        """The file as a form sees it at a time."""
        return View(self.procedure, self.dossier, None, None, moment(at))

    def expire(self) -> None:
        """What the residence file brings about when the stay ends with this application pending."""
        end = date.fromisoformat(self.fact("stay_until"))
        at = datetime.combine(end + timedelta(days=1), datetime.min.time(), TOKYO)
        at = max(at, self.dossier.last_at or at)
        self.take(self.step("expiry_reached"), at, carried=True, stay_until=end.isoformat())

    def reviewed(self, at: str) -> None:
        """Sorted, so that it is under review."""
        self.take(self.step("start_review"), at)

    def decided(self, at: str, **given: Any) -> None:
        """Sorted and decided."""
        self.reviewed(at)
        self.take(self.step("decide_permit"), at, **given)

    def delivered(self, at: str, **given: Any) -> Any:
        """Delivered, with the new last day as it is proposed."""
        return self.take(self.step("pay_and_deliver"), at, **{**self.new_stay(at), **given})

    def new_stay(self, at: str) -> dict[str, Any]:
        """The new last day and the card that goes with it."""
        day = date.fromisoformat(at[:10])
        before = day if self.procedure is CHANGE else date.fromisoformat(self.fact("stay_until"))
        until = last_day(before, self.fact("new_period"))
        assert until is not None
        return {"new_stay_until": until.isoformat(), "card_valid_until": until.isoformat()}


def application(
    procedure: Procedure, status: str | None = ENGINEER, until: str | None = "2026-08-31", **facts: Any
) -> Application:
    """A file before its filing, seeded as the person's residence file seeds it."""
    seeds: dict[str, Any] = {
        "status": status,
        "period": "P1Y",
        "stay_until": until,
        "stay_days": 365,
        "card_no": "AB12345678CD",
        "card_issued_on": "2026-07-01",
        "card_valid_until": until,
        **facts,
    }
    return Application(procedure, usual, **{k: v for k, v in seeds.items() if v is not None})


def change(status: str | None = ENGINEER, until: str | None = "2026-08-31", **facts: Any) -> Application:
    """A change before its filing."""
    return application(CHANGE, status, until, **facts)


def extension(status: str | None = ENGINEER, until: str | None = "2026-08-31", **facts: Any) -> Application:
    """An extension before its filing."""
    return application(EXTENSION, status, until, **facts)


def filed(file: Application, at: str = "2026-07-15", **given: Any) -> Application:
    """The file with its filing at the counter."""
    file.take(file.step("file_counter"), at, **given)
    return file


def special(file: Application, at: str = "2026-07-15", **given: Any) -> Application:
    """A filing whose stay has ended since: it is in the special period."""
    filed(file, at, **given)
    file.expire()
    return file


def special_end(file: Application) -> date:
    """The last day of the special period of a file."""
    return special_period_end(date.fromisoformat(file.fact("stay_until")))


def in_state(file: Application, state: str) -> Application:
    """The file brought to a state of its machine, filed 2026-07-15; the special period where that needs it."""
    x = file.step
    if state == "draft":
        return file
    if state == "departure_option_offered":
        special(file)
        file.reviewed("2026-09-02")
        file.take(x("intend_refuse_in_special"), "2026-09-03")
        return file
    filed(file)
    if state == "received":
        return file
    if state == "converted":
        file.take(x("convert"), "2026-07-16")
        return file
    if state == "withdrawn":
        file.take(x("withdraw"), "2026-07-16")
        return file
    if state == "closed":
        file.take(x("close_other"), "2026-07-16")
        return file
    file.reviewed("2026-07-16")
    match state:
        case "awaiting_documents":
            file.take(x("request_documents"), "2026-07-17")
        case "decided_pending_delivery":
            file.take(x("decide_permit"), "2026-07-17")
        case "permitted":
            file.take(x("decide_permit"), "2026-07-17")
            file.delivered("2026-07-21")
        case "refused":
            file.take(x("refuse_in_stay"), "2026-07-17")
    assert file.state == state
    return file
