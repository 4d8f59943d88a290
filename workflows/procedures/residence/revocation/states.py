"""The states of a revocation, and what each office owes the case in them."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.engine import Machine
from workflows.roles import Role
from workflows.texts import Text

BEFORE_DECISION = ("fact_finding", "hearing_notified", "heard")

MACHINE = Machine(
    "revocation",
    Text("在留資格の取消し", "revocation"),
    (
        State("none", Text("未開始", "not opened")),
        State(
            "fact_finding",
            Text("事実の調査", "fact-finding"),
            duties=(
                Duty(Role.INSPECTOR, Text("事実の調査を行う", "find the facts")),
                Duty(
                    Role.BUREAU_DIRECTOR,
                    Text("意見の聴取に進むかどうかを決める", "decide whether to go on to a hearing"),
                ),
            ),
        ),
        State(
            "hearing_notified",
            Text("意見聴取通知", "hearing notified"),
            duties=(
                Duty(
                    Role.HEARING_INSPECTOR,
                    Text("期日に意見を聴取する", "hear the person on the day"),
                    ("hearing_date",),
                ),
                Duty(
                    Role.BUREAU_DIRECTOR,
                    Text("送達を確かめる", "see that the notice is served"),
                    ("public_service_2w",),
                ),
            ),
        ),
        State(
            "heard",
            Text("意見聴取済み", "heard"),
            duties=(
                Duty(Role.BUREAU_DIRECTOR, Text("取り消すかどうかを決める", "decide on the revocation")),
            ),
        ),
        State("revoked_deportable", Text("取消し(退去強制の対象)", "revoked, deportable"), end=True),
        State(
            "revoked_departure_period",
            Text("取消し(出国期間の指定)", "revoked, time to leave"),
            duties=(
                Duty(
                    Role.CONTROL_OFFICER,
                    Text("期間内の出国を確かめる", "see that the person leaves in time"),
                    ("revocation_departure",),
                ),
            ),
        ),
        State("closed_not_revoked", Text("取り消さない", "not revoked"), end=True),
        State("closed_moot", Text("終止", "closed as moot"), end=True),
        State("departed", Text("出国", "departed"), end=True),
        State("status_changed_ex_officio", Text("職権による変更", "changed ex officio"), end=True),
        State("deportation_module", Text("退去強制手続へ", "passed to deportation"), end=True),
    ),
    initial="none",
)
