"""The three machines of the person's residence file: the stay, the card, going and coming."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.engine import Machine
from workflows.roles import Role
from workflows.texts import Text

PERSON_RESIDENCE = Machine(
    "person_residence",
    Text("在留の状態", "residence"),
    (
        State("abroad_no_status", Text("本邦外・在留資格なし", "abroad, no status")),
        State("exceptional_landing", Text("特例上陸中", "exceptional landing")),
        State("interim_60", Text("経過滞在(60日)", "sixty days without a status")),
        State("in_status", Text("在留中", "in status")),
        State(
            "special_period",
            Text("特例期間", "special period"),
            duties=(
                Duty(
                    Role.BUREAU_DIRECTOR,
                    Text(
                        "末日までに申請に対する処分の効力を生じさせる", "let the decision take effect in time"
                    ),
                    ("special_period",),
                ),
            ),
        ),
        State(
            "departure_preparation",
            Text("出国準備", "departure preparation"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("末日までの出国を確かめる", "see that the person leaves in time"),
                    ("departure_preparation", "stay_period_pending"),
                ),
            ),
        ),
        State("permanent", Text("永住", "permanent")),
        State("abroad_with_reentry", Text("再入国許可により出国中", "abroad with a right to return")),
        State(
            "revoked_departure_period",
            Text("在留資格取消し・出国期間中", "revoked, days to leave"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("期間内の出国を確かめる", "see that the person leaves in time"),
                    ("revocation_departure",),
                ),
            ),
        ),
        State(
            "revoked",
            Text("在留資格取消し・退去強制の対象", "revoked, deportable"),
            duties=(
                Duty(
                    Role.CONTROL_OFFICER,
                    Text("退去強制手続に引き継ぐ", "open the deportation procedure"),
                ),
            ),
        ),
        State(
            "overstay",
            Text("不法残留", "overstay"),
            duties=(
                Duty(
                    Role.CONTROL_OFFICER,
                    Text("退去強制又は出国命令の手続に引き継ぐ", "open deportation or a departure order"),
                    ("overstay",),
                ),
            ),
        ),
        State("departed", Text("出国", "departed")),
        State("japanese_national", Text("日本国民", "Japanese national")),
        State("deceased", Text("死亡", "deceased"), end=True),
    ),
    initial="abroad_no_status",
)

RESIDENCE_CARD = Machine(
    "residence_card",
    Text("在留カード", "residence card"),
    (
        State("none", Text("なし", "none")),
        State(
            "later",
            Text("後日交付", "follows later"),
            duties=(
                Duty(
                    Role.BUREAU_DIRECTOR,
                    Text(
                        "住居地の届出を受けて在留カードを送付する", "send the card after the address notice"
                    ),
                ),
            ),
        ),
        State("valid", Text("有効", "valid")),
        State("lost", Text("所持を失っている", "lost")),
        State("lost_found", Text("失効後に発見", "found when void")),
        State("expired", Text("有効期間満了", "expired")),
        State("void", Text("失効", "void")),
        State("returned", Text("返納", "handed back")),
    ),
    initial="none",
)

REENTRY = Machine(
    "reentry",
    Text("再入国", "re-entry"),
    (
        State("in_japan", Text("許可なし", "no permit")),
        State(
            "applied",
            Text("再入国許可申請中", "permit applied for"),
            duties=(Duty(Role.BUREAU_DIRECTOR, Text("許否を判断する", "decide on the permit")),),
        ),
        State("permit_valid", Text("再入国許可あり", "permit valid")),
        State("abroad", Text("再入国許可により出国中", "abroad")),
        State("status_lost", Text("再入国せず在留資格喪失", "did not return, status lost")),
        State("cancelled", Text("許可取消し", "permit cancelled")),
        State(
            "departure_held",
            Text("出国確認の留保", "departure held"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("24時間以内に留保を解く", "end the hold within 24 hours"),
                    ("departure_hold_24h",),
                ),
            ),
        ),
        State("departed_for_good", Text("単純出国", "left for good")),
    ),
    initial="in_japan",
)

MACHINES = (PERSON_RESIDENCE, RESIDENCE_CARD, REENTRY)
