"""The states of an application for a change or an extension, and what the office owes it in each."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.engine import Machine
from workflows.procedures.residence.application.variant import Variant
from workflows.roles import Role
from workflows.texts import Text

PENDING = ("received", "under_review", "awaiting_documents", "decided_pending_delivery")
EXAMINED = ("received", "under_review", "awaiting_documents")
# The offer to prepare departure leaves the application pending: two months end, people leave, die, withdraw.
STILL_OPEN = (*PENDING, "departure_option_offered")
ENDS = (
    "permitted",
    "permitted_departure_preparation",
    "refused",
    "withdrawn",
    "closed_no_status",
    "closed",
    "converted",
)
_SPECIAL = ("special_period", "special_period_warning")


def machine(v: Variant) -> Machine:
    """The machine of a procedure."""
    examining = ("net_processing_timer", v.processing, *_SPECIAL)
    return Machine(
        v.code,
        v.label,
        (
            State("draft", Text("作成中", "draft")),
            State(
                "received",
                Text("受理", "received"),
                duties=(
                    Duty(
                        Role.TRIAGE_OFFICER,
                        Text("振り分け、審査担当者を決める", "sort the file and name the officer"),
                        examining,
                    ),
                ),
            ),
            State(
                "under_review",
                Text("審査中", "under review"),
                duties=(
                    Duty(Role.INSPECTOR, Text("審査し、処分案を作る", "examine and draft"), examining),
                    Duty(
                        Role.BUREAU_DIRECTOR,
                        Text("許否を決める", "decide"),
                        (v.processing, *_SPECIAL),
                    ),
                ),
            ),
            State(
                "awaiting_documents",
                Text("追完待ち", "awaiting documents"),
                duties=(
                    Duty(
                        Role.INSPECTOR,
                        Text(
                            "資料の提出を待ち、期限が来れば審査に戻す", "wait for the papers until their date"
                        ),
                        ("document_request_due", *_SPECIAL),
                    ),
                ),
            ),
            State(
                "decided_pending_delivery",
                Text("許可決定・交付待ち", "decided, to be delivered"),
                duties=(
                    Duty(
                        Role.INSPECTOR,
                        Text(
                            "手数料の納付を受け、在留カード等を交付する",
                            "take the fee and hand over the card or the passport entry",
                        ),
                        ("result_collect", *_SPECIAL),
                    ),
                ),
            ),
            State(
                "departure_option_offered",
                Text("申請内容変更の案内", "departure option offered"),
                duties=(
                    Duty(
                        Role.BUREAU_DIRECTOR,
                        Text(
                            "申出を受けて出国準備を許可し、なければ不許可とする",
                            "grant the stay to prepare departure, or refuse",
                        ),
                        _SPECIAL,
                    ),
                ),
            ),
            State("permitted", Text("許可", "permitted"), end=True),
            State(
                "permitted_departure_preparation",
                Text("特定活動(出国準備)", "designated activities (preparing departure)"),
                end=True,
            ),
            State("refused", Text("不許可", "refused"), end=True),
            State("withdrawn", Text("取下げ", "withdrawn"), end=True),
            State("closed_no_status", Text("特例期間満了", "special period over"), end=True),
            State("closed", Text("終止", "closed"), end=True),
            State("converted", Text("申請内容の変更", "converted"), end=True),
        ),
        initial="draft",
    )
