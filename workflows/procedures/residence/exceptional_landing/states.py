"""The states of an exceptional landing, and who owes it what in each."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.engine import Machine
from workflows.roles import Role
from workflows.texts import Text

_WATCH = Duty(
    Role.INSPECTOR, Text("期間内の出国・帰船を確かめる", "see that the person leaves in time"), ("xl_period",)
)

MACHINE = Machine(
    "exceptional_landing",
    Text("特例上陸", "exceptional landing"),
    (
        State("none", Text("申請前", "before application")),
        State(
            "applied",
            Text("申請", "applied for"),
            duties=(Duty(Role.INSPECTOR, Text("許否を決める", "decide on the landing")),),
        ),
        State("permitted", Text("許可", "permitted"), duties=(_WATCH,)),
        State(
            "away",
            Text("本邦外(数次許可は継続)", "out of Japan, permission goes on"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("次の上陸の際に確かめる", "examine the next landing"),
                    ("xl_period",),
                ),
            ),
        ),
        State("refused", Text("不許可", "refused"), end=True),
        State("revoked", Text("取消し", "revoked"), end=True),
        State(
            "revoked_with_period",
            Text("取消し・期間指定", "revoked, with a period to leave"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("期限までの出国・帰船を確かめる", "see that the person leaves by the day fixed"),
                    ("xl_leave_by",),
                ),
            ),
        ),
        State("departed", Text("出国", "departed"), end=True),
        State("expired", Text("期間満了(本邦外)", "expired while out of Japan"), end=True),
        State("status_acquired", Text("在留資格取得", "status acquired"), end=True),
        State("deportation_module", Text("退去強制手続へ", "to deportation"), end=True),
    ),
    initial="none",
)
