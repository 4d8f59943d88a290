"""Facts that more than one part of the deportation procedure (退去強制手続) reads.

What only one step records is declared beside that step (`FACTS` of stage, custody, side and review).
"""

from __future__ import annotations

from workflows.facts import Choice, Fact, Kind
from workflows.texts import Text


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Text(ja, en)) for code, ja, en in rows)


GROUNDS = _choices(
    ("entry_without_passport", "不法入国(24条1号)", "unlawful entry (24(1))"),
    ("landing_without_permission", "不法上陸(24条2号)", "unlawful landing (24(2))"),
    ("status_revoked", "在留資格取消し(24条2号の2〜2号の4)", "status revoked (24(2-2) to (2-4))"),
    ("forgery", "偽変造文書(24条3号)", "forged papers (24(3))"),
    ("terrorism", "テロリスト等(24条3号の2・3号の3)", "terrorism (24(3-2), (3-3))"),
    ("activity_outside_status", "資格外活動(24条4号イ)", "activity outside the status (24(4)イ)"),
    ("overstay", "不法残留(24条4号ロ)", "overstay (24(4)ロ)"),
    ("criminal_sentence", "刑罰法令違反(24条4号・4号の2)", "criminal sentence (24(4), (4-2))"),
    ("public_interest", "公安・利益公安条項(24条4号オ〜ヨ)", "security and public interest (24(4)オ–ヨ)"),
    (
        "event_violence",
        "国際競技会等に関する暴力行為等(24条4号の3)",
        "violence about an international event (24(4-3))",
    ),
    (
        "landing_order_defied",
        "仮上陸中の逃亡・退去命令違反(24条5号・5号の2)",
        "fled from a provisional landing, or order to leave not obeyed (24(5), (5-2))",
    ),
    (
        "exceptional_landing_overstay",
        "特例上陸の不法残留等(24条6号〜6号の4)",
        "exceptional landing (24(6)–(6-4))",
    ),
    ("birth_without_status", "在留資格未取得(24条7号)", "no status acquired (24(7))"),
    ("departure_order_missed", "出国命令の期限徒過(24条8号)", "departure order missed (24(8))"),
    ("departure_order_cancelled", "出国命令の取消し(24条9号)", "departure order cancelled (24(9))"),
    (
        "special_permanent_resident",
        "特別永住者(入管特例法22条1項)",
        "special permanent resident (Special Act 22(1))",
    ),
    ("recognition_revoked", "難民認定等の取消し(24条10号)", "recognition revoked (24(10))"),
)

SHARED: tuple[Fact, ...] = (
    # --- the person and the ground
    Fact("ground", Text("退去強制事由", "ground of deportation"), Kind.CHOICE, GROUNDS, kept=True),
    Fact("nationality", Text("国籍・地域", "nationality"), Kind.COUNTRY, kept=True, personal=True),
    Fact("minor", Text("未成年(18歳未満)", "minor (under 18)"), Kind.FLAG, kept=True),
    Fact("prior_removal", Text("過去の退去強制", "removed before"), Kind.FLAG, kept=True),
    Fact("prior_departure_order", Text("過去の出国命令", "earlier departure order"), Kind.FLAG, kept=True),
    Fact(
        "departure_limb",
        Text("出国命令の要件(24条の3第1号)", "limb of 24-3(1)"),
        Kind.CHOICE,
        _choices(
            ("appearance", "イ 調査前の出頭", "イ appeared before the investigation"),
            ("declaration", "ロ 調査後の意思表示", "ロ declared after it opened"),
        ),
        kept=True,
    ),
    # --- custody
    Fact("restrained_at", Text("身柄拘束の日時", "restrained at"), Kind.MOMENT, kept=True),
    Fact("facility", Text("収容場所", "place of detention"), Kind.OFFICE, kept=True),
    Fact("warrant_extended", Text("収容期間延長済み", "warrant extended"), Kind.FLAG, kept=True),
    Fact("supervisor_name", Text("監理人", "supervisor (監理人)"), Kind.LINE, kept=True, personal=True),
    Fact("supervisor_consent", Text("監理人の承諾", "supervisor's consent"), Kind.FLAG),
    Fact("has_supervisor", Text("監理人の選定", "supervisor selected"), Kind.FLAG, kept=True),
    Fact("supervisor_vacant", Text("監理人の欠員", "supervisor to be replaced"), Kind.FLAG, kept=True),
    Fact("deposit_required", Text("保証金の要否", "deposit required"), Kind.FLAG),
    Fact("deposit_amount", Text("保証金の額", "deposit"), Kind.YEN, kept=True),
    Fact("deposit_paid", Text("保証金納付済み", "deposit paid"), Kind.FLAG, kept=True),
    Fact("work_permitted", Text("報酬を受ける活動の許可", "paid work permitted"), Kind.FLAG, kept=True),
    Fact("criminal_open", Text("刑事手続等の係属", "criminal procedure open"), Kind.FLAG, kept=True),
    Fact(
        "prosecutor_permission",
        Text("検事総長等の許可(63条2項)", "prosecutor's permission (63(2))"),
        Kind.FLAG,
        kept=True,
    ),
    # --- order and removal
    Fact("order_in_force", Text("退去強制令書の効力", "removal order in force"), Kind.FLAG, kept=True),
    Fact("destination", Text("送還先", "destination"), Kind.COUNTRY, kept=True),
    Fact(
        "destination_lawful",
        Text("送還先が53条3項の領域に当たらないことの確認", "destination checked against 53(3)"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("planned_departure_on", Text("出国予定日", "planned departure"), Kind.DATE, kept=True, ahead=True),
    Fact("plan_made", Text("退去のための計画の作成", "departure plan made"), Kind.FLAG, kept=True),
    Fact("impossible_notified", Text("即時送還不能の通知済み", "notified under 52(7)"), Kind.FLAG, kept=True),
    # --- side proceedings
    Fact(
        "refugee_exception",
        Text("送還停止効の例外", "exception to the stay of removal"),
        Kind.FLAG,
        kept=True,
    ),
    Fact(
        "court_stay_scope",
        Text("執行停止の範囲", "scope of the court stay"),
        Kind.CHOICE,
        _choices(
            ("removal", "送還部分", "removal part"),
            ("detention", "収容部分", "detention part"),
            ("both", "双方", "both"),
        ),
        kept=True,
    ),
    Fact("ex_officio", Text("職権による", "of the authority's own motion"), Kind.FLAG),
    # --- common record
    Fact("reasons", Text("理由", "reasons"), Kind.TEXT, personal=True),
    Fact("note", Text("備考", "note"), Kind.TEXT, personal=True),
)
