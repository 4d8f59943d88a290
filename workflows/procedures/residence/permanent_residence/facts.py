"""The facts of an application for permanent residence that no other procedure reads."""

from __future__ import annotations

from workflows.facts import Choice, Fact, Kind
from workflows.procedures.residence.common.filing import CANNOT_APPEAR, NO_PASSPORT
from workflows.procedures.residence.permanent_residence.guideline import BASES
from workflows.texts import Text

# What the decision on permanent residence finds; the acquisition of that status asks the same (22-2(4)).
CONDITION_FACTS: tuple[Fact, ...] = (
    Fact(
        "basis_code",
        Text("永住許可の申請の根拠", "footing of the application"),
        Kind.CHOICE,
        tuple(Choice(b.code, Text(b.ja, b.en)) for b in BASES.values()),
        kept=True,
    ),
    Fact("conduct_found", Text("素行が善良と認めた", "good conduct found"), Kind.FLAG, kept=True),
    Fact(
        "livelihood_found",
        Text("独立の生計を営むに足りると認めた", "independent livelihood found"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "interest_found",
        Text("永住が日本国の利益に合すると認めた", "found to be in the interest of Japan"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("decided_on", Text("許否を決定した日", "decided on"), Kind.DATE, kept=True),
)

FACTS: tuple[Fact, ...] = (
    NO_PASSPORT,
    CANNOT_APPEAR,
    *CONDITION_FACTS,
    Fact("guarantor", Text("身元保証人", "guarantor"), Kind.LINE, kept=True, personal=True),
    Fact(
        "extension_explained",
        Text(
            "永住許可申請では特例期間が生じないことを説明した", "told that the filing gives no special period"
        ),
        Kind.FLAG,
    ),
    Fact(
        "extension_case",
        Text("並行する在留期間更新の事件番号", "file of the extension alongside"),
        Kind.LINE,
        kept=True,
    ),
    Fact("case_officer", Text("審査担当者", "case officer"), Kind.LINE),
    Fact(
        "years_resident",
        Text("引き続き本邦に在留する年数", "years of unbroken residence in Japan"),
        Kind.NUMBER,
        high=100,
    ),
    Fact(
        "years_qualifying",
        Text(
            "うち就労資格又は居住資格の年数(技能実習・特定技能1号を除く)",
            "of them on a status for work or by position (not intern, not SSW (i))",
        ),
        Kind.NUMBER,
        high=100,
    ),
    Fact(
        "guideline_reason",
        Text(
            "ガイドラインによらない理由(経過措置を含む)", "why the guideline is departed from (or transition)"
        ),
        Kind.TEXT,
        personal=True,
    ),
    Fact(
        "collect_by", Text("在留カードの受領期限(通知書の日)", "card to be fetched by"), Kind.DATE, ahead=True
    ),
    Fact(
        "specified_card", Text("特定在留カードによる交付", "given as a specified card"), Kind.FLAG, kept=True
    ),
    Fact("grace_until", Text("手数料納付の猶予期限", "grace for the fee until"), Kind.DATE, ahead=True),
    Fact("in_writing", Text("書面による取下げ", "withdrawn in writing"), Kind.FLAG),
    Fact("withdrawn_on", Text("取下げの日", "withdrawn on"), Kind.DATE),
    Fact("lost_on", Text("在留資格を失った日", "status lost on"), Kind.DATE),
    Fact("net_days", Text("実質審査日数", "days of examination, net"), Kind.NUMBER, kept=True),
)
