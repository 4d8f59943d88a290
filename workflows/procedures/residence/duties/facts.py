"""The facts of a notification duty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.facts import Choice, Fact, Kind
from workflows.procedures.residence.duties.kinds import KINDS, MATTERS
from workflows.procedures.residence.vocabulary import choices
from workflows.texts import Text


def _matters(view: Any) -> Iterable[str]:
    kind = view.told("duty_type")
    return [m.code for m in MATTERS.values() if not kind or kind in m.duties]


FACTS: tuple[Fact, ...] = (
    Fact(
        "duty_type",
        Text("届出の種類", "kind of duty"),
        Kind.CHOICE,
        tuple(Choice(k.code, k.label) for k in KINDS.values()),
        kept=True,
    ),
    Fact(
        "event_on",
        Text("事由が生じた日", "day of the event"),
        Kind.DATE,
        kept=True,
        help=Text(
            "住居地は上陸・許可の日又は移転した日、紛失は知った日(国外で知ったときは次の入国の日)、"
            "年次の届出は対象年度の末日(3月31日)",
            "addresses: the day of landing, permission or moving in; loss: the day it was noticed (abroad: of "
            "the next entry); yearly notice: the last day of the year (31 March)",
        ),
    ),
    Fact(
        "matter",
        Text("届け出るべき事項", "what happened"),
        Kind.CHOICE,
        tuple(Choice(m.code, m.label) for m in MATTERS.values()),
        kept=True,
        among=_matters,
    ),
    Fact("residence_fixed_on", Text("住居地を定めた日", "residence fixed on"), Kind.DATE, kept=True),
    Fact(
        "left_on", Text("届け出た住居地から退去した日", "left the notified address on"), Kind.DATE, kept=True
    ),
    Fact("at_once", Text("直ちに返納すべき場合", "to be returned at once"), Kind.FLAG, kept=True),
    Fact("due_on", Text("届出の期限", "due on"), Kind.DATE, kept=True, ahead=True),
    Fact("late_from", Text("期限を過ぎた日", "late from"), Kind.DATE, kept=True),
    Fact("late_days", Text("遅れた日数", "days late"), Kind.NUMBER, kept=True),
    Fact("ninety_on", Text("90日が経過した日", "ninety days over on"), Kind.DATE, kept=True),
    Fact(
        "notice_channel",
        Text("届出の方法", "how the notice was given"),
        Kind.CHOICE,
        choices(
            ("town_hall", "市町村の窓口", "at the town hall"),
            ("counter", "地方出入国在留管理局の窓口", "at the bureau"),
            ("web", "電子届出システム", "by web"),
            ("post", "郵送", "by post"),
        ),
        kept=True,
    ),
    Fact(
        "card_presented",
        Text("在留カード(後日交付の人は旅券)の提出", "card (or passport, if the card follows) handed in"),
        Kind.FLAG,
    ),
    Fact("good_reason", Text("届出をしないことの正当な理由", "good reason found"), Kind.FLAG, kept=True),
    Fact("closed_on", Text("終止の日", "closed on"), Kind.DATE, kept=True),
    Fact(
        "close_reason",
        Text("終止の理由", "why closed"),
        Kind.CHOICE,
        choices(
            ("departure", "出国", "left Japan"),
            ("death", "死亡", "death"),
            ("nationality", "日本国籍の取得", "Japanese nationality acquired"),
            ("status_lost", "中長期在留者でなくなった", "no longer a mid-to-long-term resident"),
            ("not_owed", "届出を要しないことの判明", "found not to be owed"),
        ),
        kept=True,
    ),
)
