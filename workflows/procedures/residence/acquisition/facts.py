"""The facts of an acquisition of status that no other procedure reads."""

from __future__ import annotations

from workflows.facts import Fact, Kind
from workflows.procedures.residence.common.filing import CANNOT_APPEAR, NO_PASSPORT
from workflows.procedures.residence.permanent_residence.facts import CONDITION_FACTS
from workflows.procedures.residence.vocabulary import choices
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    NO_PASSPORT,
    CANNOT_APPEAR,
    *CONDITION_FACTS,
    Fact(
        "event",
        Text("在留資格を要することとなった事由", "event that makes a status necessary"),
        Kind.CHOICE,
        choices(
            ("birth", "本邦での出生", "birth in Japan"),
            ("loss_of_nationality", "日本国籍の離脱・喪失", "Japanese nationality renounced or lost"),
            ("other", "その他の事由(上陸の手続を経ない在留)", "another event without landing procedures"),
        ),
        kept=True,
    ),
    Fact("event_on", Text("事由が生じた日", "day of the event"), Kind.DATE, kept=True),
    Fact("parent_case", Text("父又は母の在留の事件番号", "residence file of a parent"), Kind.LINE, kept=True),
    Fact(
        "after_refuge",
        Text("一時庇護のための上陸の許可を受けた者の申請", "filing after temporary refuge landing"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "late_reason",
        Text("30日を過ぎた申請を受け付ける理由", "why a filing after thirty days is accepted"),
        Kind.TEXT,
        personal=True,
    ),
    Fact(
        "residence_record",
        Text(
            "住民票の写し又は住民票記載事項証明書の提出",
            "certificate of residence record filed with the application",
        ),
        Kind.FLAG,
        kept=True,
    ),
    Fact("guarantor", Text("身元保証人", "guarantor"), Kind.LINE, kept=True, personal=True),
    Fact(
        "permission_decided",
        Text("許可の決定(交付前)", "permission decided, not yet delivered"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "delivered_as",
        Text("許可の通知の方法", "how the permission is notified"),
        Kind.CHOICE,
        choices(
            ("card", "在留カードの交付(1号)", "residence card handed over (item 1)"),
            ("passport", "旅券への記載(2号)", "entry in the passport (item 2)"),
            ("certificate", "在留資格証明書の交付(3号)", "certificate of status (item 3)"),
        ),
    ),
    Fact(
        "deemed_on", Text("届出があったものとみなされる日", "notified, as deemed, on"), Kind.DATE, kept=True
    ),
    Fact("departed_on", Text("出国の日", "left Japan on"), Kind.DATE),
    Fact("overstay_from", Text("不法残留となった日", "without status from"), Kind.DATE, kept=True),
    Fact("withdrawn_on", Text("取下げの日", "withdrawn on"), Kind.DATE),
    Fact("in_writing", Text("書面による取下げ", "withdrawn in writing"), Kind.FLAG),
    Fact("closed_on", Text("終止の日", "closed on"), Kind.DATE),
    Fact(
        "close_reason",
        Text("終止の理由", "why closed"),
        Kind.CHOICE,
        choices(
            ("death", "死亡", "death"),
            ("nationality", "日本国籍の取得", "Japanese nationality acquired"),
            ("other_status", "他の許可による在留資格の取得", "status given by another permission"),
            ("landing_over", "一時庇護のための上陸の期間の満了", "refuge landing over before a permission"),
        ),
    ),
)
