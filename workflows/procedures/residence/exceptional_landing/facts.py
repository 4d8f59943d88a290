"""Facts of an exceptional landing."""

from __future__ import annotations

from typing import Any

from workflows.counting import CountingError
from workflows.facts import Choice, Fact, Kind, Value
from workflows.procedures.residence.exceptional_landing.types import TYPES, limit
from workflows.procedures.residence.vocabulary import SHARED, choices
from workflows.texts import Text


def _longest(view: Any) -> Value:
    try:
        most = limit(view)
    except CountingError:
        return None
    return most.expires_at.isoformat(timespec="minutes") if most is not None else None


OWN: tuple[Fact, ...] = (
    Fact(
        "xl_type",
        Text("特例上陸の種類", "kind of exceptional landing"),
        Kind.CHOICE,
        tuple(Choice(t.code, t.label) for t in TYPES),
        kept=True,
    ),
    Fact(
        "xl_applicant",
        Text("申請者", "who applies"),
        Kind.CHOICE,
        choices(
            ("captain", "船舶等の長", "captain"),
            ("carrier", "運送業者", "carrier"),
            ("mayor", "救護事務を行う市町村長", "mayor in charge of the rescue"),
            ("rescuer", "救護した船舶等の長", "captain of the vessel that rescued"),
            ("foreign_national", "外国人本人", "the foreign national"),
        ),
        kept=True,
    ),
    Fact("vessel", Text("船舶・航空機(便名)", "vessel or flight"), Kind.LINE, kept=True),
    Fact("requested_period", Text("希望する期間", "period asked for"), Kind.LINE),
    Fact("multiple", Text("数次の許可", "permission for repeated landings"), Kind.FLAG, kept=True),
    Fact(
        "ports_in_japan",
        Text("本邦内の寄港地の数", "ports of call in Japan"),
        Kind.CHOICE,
        choices(("one", "一", "one"), ("several", "二以上", "two or more")),
        kept=True,
    ),
    Fact(
        "crew_case",
        Text("乗員上陸の区分(規則15条3項1号)", "case of crew landing (Reg. 15(3)(1))"),
        Kind.CHOICE,
        choices(
            ("one_port", "イ 一の出入国港の近傍", "イ near one port"),
            ("one_port_special", "ロ 一の出入国港・特別の事由", "ロ near one port, special reasons"),
            ("several_ports", "ハ 二以上の出入国港の近傍", "ハ near several ports"),
            ("transfer_same_port", "ニ 同じ港での乗換え", "ニ transfer in the same port"),
            ("transfer_other_port", "ホ 他の港での乗換え", "ホ transfer in another port"),
        ),
        kept=True,
    ),
    Fact(
        "crew_of",
        Text("数次乗員上陸の別", "repeated landings of crew of"),
        Kind.CHOICE,
        choices(("ship", "船舶", "a ship"), ("aircraft", "航空機", "an aircraft")),
        kept=True,
    ),
    Fact("designated_ship", Text("指定旅客船である", "designated passenger ship"), Kind.FLAG),
    Fact("onward_ticket", Text("出国後の切符・旅券を所持", "onward ticket and passport held"), Kind.FLAG),
    # --- the permission
    Fact(
        "xl_until",
        Text("上陸を許可する期間の終わり", "end of the permitted landing"),
        Kind.MOMENT,
        kept=True,
        ahead=True,
        suggest=_longest,
        help=Text(
            "日で定める期間は末日の24時(翌日0時)を入れます。",
            "A period in days ends with its last day: enter 00:00 of the day after.",
        ),
    ),
    Fact("xl_area", Text("行動の範囲・通過経路", "area or route"), Kind.LINE),
    Fact("conditions", Text("その他の制限・条件", "other restrictions and conditions"), Kind.TEXT),
    Fact("biometrics_given", Text("個人識別情報の提供", "biometrics given"), Kind.FLAG),
    Fact(
        "no_denial_ground",
        Text("上陸拒否事由に当たらないことの確認", "checked: no ground of denial"),
        Kind.FLAG,
    ),
    Fact("doctor_examined", Text("指定医師の診断", "examined by a designated doctor"), Kind.FLAG),
    Fact("urgent_need", Text("救護その他緊急の必要", "rescue or other urgent need"), Kind.FLAG),
    Fact(
        "refuge_ground",
        Text("一時庇護の事由", "ground of temporary refuge"),
        Kind.CHOICE,
        choices(
            (
                "convention",
                "イ 難民条約上の理由等により逃れた",
                "イ fled for a Convention reason or the like",
            ),
            (
                "persecution",
                "ロ 迫害のおそれのある領域から逃れた",
                "ロ fled a territory where persecution is feared",
            ),
        ),
    ),
    Fact("landing_fitting", Text("一時的な上陸が相当", "temporary landing is fitting"), Kind.FLAG),
    Fact("fixed_residence", Text("指定する住居", "residence fixed"), Kind.LINE, personal=True),
    Fact(
        "handed_by",
        Text("引き渡した機関", "handed over by"),
        Kind.CHOICE,
        choices(("police", "警察官", "police"), ("coast_guard", "海上保安官", "coast guard")),
    ),
    # --- afterwards
    Fact("landed_on", Text("上陸した日", "landed on"), Kind.DATE),
    Fact("left_on", Text("本邦を離れた日", "left Japan on"), Kind.DATE, kept=True),
    Fact("departed_on", Text("出国した日", "departed on"), Kind.DATE, kept=True),
    Fact("slip_collected", Text("許可書の回収", "permission slip collected"), Kind.FLAG),
    Fact("denial_ground", Text("判明した上陸拒否事由", "ground of denial found"), Kind.LINE),
    Fact("leave_by", Text("出国・帰船の期限", "leave or re-board by"), Kind.DATE, kept=True, ahead=True),
    Fact(
        "cause_ended_on", Text("緊急上陸の事由がなくなった日", "cause of the emergency ended on"), Kind.DATE
    ),
    Fact("overstay_from", Text("不法残留の始まり", "overstay from"), Kind.DATE, kept=True),
    Fact("sailed_at", Text("船舶の出港日時", "ship sailed at"), Kind.MOMENT),
    Fact("fled", Text("逃亡した", "fled"), Kind.FLAG),
    Fact("fled_how", Text("逃亡と認める事情", "what shows the flight"), Kind.TEXT, personal=True),
    Fact(
        "recognised",
        Text("難民等の認定に伴う許可", "status with a recognition as a refugee or the like"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "status_applied",
        Text("在留資格取得の申請済み", "acquisition of a status applied for"),
        Kind.FLAG,
        kept=True,
    ),
)

FACTS: tuple[Fact, ...] = (*SHARED, *OWN)
