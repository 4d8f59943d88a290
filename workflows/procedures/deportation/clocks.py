"""The clocks of the deportation procedure: what is due, from whom, by when, and what silence does.

Where a reading is open the legal date follows the Civil Code and the alarm date the earliest reading;
a limit on a deprivation of liberty takes the earlier date for both.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.clocks import Clock, Due, Inputs, Shape, due_of, end_of, said
from workflows.counting import TOKYO, Period, Roll, closed, reckon, review_dates, rule
from workflows.engine import View
from workflows.facts import Fact, Kind
from workflows.procedures.deportation.ledger import detention_start, warrant_days_served
from workflows.roles import Role
from workflows.texts import Text

WARRANT_DAYS = 30
WARRANT_DAYS_EXTENDED = 60

# "Promptly" (速やかに) of article 52-8 has no number. The agency's own limit for each link of the chain,
# in days on which the office is open.
REVIEW_REPORT_OPEN_DAYS = 5

FACTS: tuple[Fact, ...] = (
    Fact("departure_deadline", Text("出国期限", "departure deadline"), Kind.DATE, ahead=True),
    Fact("deposit_due_on", Text("保証金の納付期限", "deposit due on"), Kind.DATE, ahead=True),
    Fact(
        "report_due_on", Text("被監理者の届出日", "supervised person's report due on"), Kind.DATE, ahead=True
    ),
    Fact("release_until", Text("仮放免期間の末日", "provisional release until"), Kind.DATE, ahead=True),
    Fact("stay_until", Text("仮滞在期間の末日", "provisional stay until"), Kind.DATE, ahead=True),
    Fact("passport_until", Text("旅券申請等命令の期限", "passport order until"), Kind.DATE, ahead=True),
    Fact("leave_until", Text("退去の命令の期限", "order to leave until"), Kind.DATE, ahead=True),
    Fact(
        "restricted_report_due_on",
        Text("出国制限対象者の届出日", "exit-restricted person's report due on"),
        Kind.DATE,
        ahead=True,
    ),
    Fact(
        "depart_by",
        Text("短縮決定の出国期日", "depart by (ban shortening)"),
        Kind.DATE,
        ahead=True,
        help=Text(
            "出国予定日から七日を超えない日(規則47条の3第3項)",
            "at most seven days after the planned departure (Reg. 47-3(3))",
        ),
    ),
    Fact("logs_until", Text("通信履歴の保全期限", "logs kept until"), Kind.DATE, ahead=True),
    Fact(
        "supervisor_report_due_on",
        Text("監理人の報告期限", "supervisor's report due on"),
        Kind.DATE,
        ahead=True,
    ),
    Fact("resign_on", Text("監理人の辞任日", "supervisor resigns on"), Kind.DATE, ahead=True),
    Fact(
        "extended_from",
        Text("延長前の期間の末日", "last day of the period extended"),
        Kind.DATE,
        ahead=True,
        help=Text("新しい期間の上限はこの日の翌日から数える", "the new period's limit is counted from here"),
    ),
)

_NO_ROLL_NAMED = Text(
    "指定された日を行政機関の休日が動かすかどうかは条文上明らかでない。動かさない読み方による。",
    "Whether a closed day moves a date that an officer names is not settled; it is read as fixed.",
)
_STATE_MAY_KEEP = Text("物件は国庫に帰属する。", "The property goes to the State.")


# --- detention under a warrant --------------------------------------------------------------------


def _served_before(view: View) -> dict[str, str | int]:
    """The present detention's first day and the warrant days of the same case before it."""
    spells = tuple(view.spells)
    start = detention_start(spells) or view.when()
    return {
        "detained_from": start.astimezone(TOKYO).date().isoformat(),
        "served": warrant_days_served(spells, start),
    }


def _warrant_due(start: datetime, inputs: Inputs, allowed: int) -> Due:
    first = date.fromisoformat(str(inputs.get("detained_from") or start.astimezone(TOKYO).date()))
    served = int(inputs.get("served", 0))
    left = max(0, allowed - served)
    last = first + timedelta(days=left - 1)
    other = last + timedelta(days=1)
    at = end_of(last)
    ja = (
        f"収容の始まった日: {first}",
        f"期間: {allowed}日、このうち以前の収容で経過した日数 {served}日、残り {left}日(法44条の4第9項)",
        "数え方: 身体の自由のため初日を算入し、休日でも動かない",
        f"満了: {last} 24時",
        f"参考(民法140条で初日を算入しない読み方): {other}",
    )
    en = (
        f"Detention began: {first}",
        f"Period: {allowed} days, {served} of them already served, {left} left (Act 44-4(9))",
        "Rule: first day counted, as the reading that protects liberty; never moved",
        f"Last day: {last}, until 24:00",
        f"For comparison, with the first day left out (Civil Code 140): {other}",
    )
    return Due(last, at, last, at, said(ja, en))


def _warrant(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return _warrant_due(start, inputs, WARRANT_DAYS)


def _warrant_extended(start: datetime, inputs: Inputs, cycle: int) -> Due:
    return _warrant_due(start, inputs, WARRANT_DAYS_EXTENDED)


# --- the three-month review -----------------------------------------------------------------------


def _review(start: datetime, inputs: Inputs, cycle: int) -> Due:
    dates = review_dates(start.astimezone(TOKYO).date(), cycle)
    due = due_of(dates.legal, dates.alarm)
    return Due(
        due.legal_day,
        due.legal_at,
        due.alarm_day,
        due.alarm_at,
        lambda language: (
            Text(
                f"退去強制令書による収容の第{cycle}回の三月",
                f"Detention under the removal order, three months no. {cycle}",
            ).get(language),
            *due.working(language),
        ),
    )


def reached_cycle(view: View) -> int:
    """How many times the three months of the present detention are full, on the alarm reading.

    The running clock shows the cycle that comes next, or, until it is renewed, the one just reached.
    """
    clock = view.running("clk_detention_review_3m")
    if clock is None:
        return 0
    if clock.alarm_at is not None and view.at is not None and clock.alarm_at <= view.at:
        return clock.cycle
    return clock.cycle - 1


def _cycle_reported(view: View) -> dict[str, str | int]:
    return {"cycle": reached_cycle(view)}


def _open_days(start: datetime, inputs: Inputs, cycle: int) -> Due:
    begin = start.astimezone(TOKYO)
    day = begin.date()
    if begin.time() != datetime.min.time():
        day += timedelta(days=1)  # a day that has begun is not a full working day
    counted = 0
    while True:
        if closed(day, Roll.NATIONAL) is None:
            counted += 1
            if counted == REVIEW_REPORT_OPEN_DAYS:
                break
        day += timedelta(days=1)
    at = end_of(day)
    ja = (
        f"起点: {begin:%Y-%m-%d %H:%M}",
        f"内部目標: 開庁日{REVIEW_REPORT_OPEN_DAYS}日(法52条の8の「速やかに」に日数の定めはない)",
        f"目標日: {day} 24時",
    )
    en = (
        f"Start: {begin:%Y-%m-%d %H:%M}",
        f"Internal target: {REVIEW_REPORT_OPEN_DAYS} open days (52-8 says promptly, without a number)",
        f"Target: {day}, until 24:00",
    )
    return Due(day, at, day, at, said(ja, en))


# --- dates that are named -------------------------------------------------------------------------


def _uncapped_extension(view: View) -> dict[str, str | int]:
    """The fifteen days bind the first deadline only: article 55-87 sets no limit to an extension. An
    order has been made before when the time for asking an extension is already running."""
    named = view.given.get("departure_deadline")
    if named is None or view.running("clk_departure_ext_filing") is None:
        return {}
    return {"limit_from": str(named)}


def _departure(start: datetime, inputs: Inputs, cycle: int) -> Due:
    day = date.fromisoformat(str(inputs["named"]))
    at = end_of(day)
    if inputs.get("limit_from"):
        ja: tuple[str, ...] = (f"延長後の出国期限: {day}", "延長に日数の上限はない(法55条の87)")
        en: tuple[str, ...] = (f"Deadline as extended: {day}", "No limit is set to an extension (Act 55-87)")
    else:
        limit = reckon(start, Period.parse("15 days"), rule("first-day-out"))
        ja = (f"定められた出国期限: {day}", "(法令上の限度)", *limit.working("ja"))
        en = (f"Deadline named: {day}", "(the law's outer limit)", *limit.working("en"))
    return Due(
        day,
        at,
        day,
        at,
        said(
            (*ja, "出国は申請ではないので、期限は休日でも動かない"),
            (*en, "Leaving is no filing: a closed day does not move the deadline"),
        ),
    )


def _resignation(start: datetime, inputs: Inputs, cycle: int) -> Due:
    day = date.fromisoformat(str(inputs["named"]))
    notice = day - timedelta(days=30)
    return Due(
        day,
        end_of(day),
        notice,
        end_of(notice),
        said(
            (
                f"辞任日: {day}",
                f"三十日前(努力義務): {notice}",
                "その日までに後任を選ばなければ監理措置は続けられない",
            ),
            (
                f"Resignation: {day}",
                f"Thirty days before (best effort): {notice}",
                "Without a successor by then supervision cannot go on",
            ),
        ),
    )


# --- the clocks -----------------------------------------------------------------------------------

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "clk_handover_48h",
        Text("身柄拘束から引渡しまで四十八時間", "48 hours from restraint to handover"),
        "icrra 44",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CONTROL_OFFICER,
        must=Text(
            "容疑者を調書・証拠物とともに入国審査官に引き渡す(先に監理措置決定がされたときを除く)。",
            "Hand person, record and evidence to an inspector, unless supervision was decided first.",
        ),
        silence=Text(
            "収容の根拠が失われる。直ちに主任審査官に知らせる。",
            "The detention loses its basis; tell the chief inspector at once.",
        ),
        length="48 hours",
        count="hours-at-once",
        mark="inferred",
        note=Text(
            "期間を過ぎた場合の効果は条文にない。", "The Act does not say what follows if it is missed."
        ),
    ),
    Clock(
        "clk_police_handover_48h",
        Text("警察での身柄拘束から四十八時間", "48 hours from restraint by the police"),
        "icrra 65(2)",
        owed_by=Role.POLICE,
        watched_by=Role.CONTROL_OFFICER,
        must=Text(
            "収容令書により入国警備官に引き渡し、又は監理措置決定により釈放する手続をする。",
            "Hand the suspect over under a warrant, or release into supervision.",
        ),
        silence=Text("通常の刑事手続による。", "The ordinary criminal route applies."),
        length="48 hours",
        count="hours-at-once",
    ),
    Clock(
        "clk_warrant_30d",
        Text("収容令書による収容の期間", "detention under a warrant"),
        "icrra 41(1); icrra 44-4(9)",
        owed_by=Role.CHIEF_INSPECTOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "結論を出すか、一度限り延長するか、監理措置・仮放免・退去強制令書のいずれかによる。",
            "Conclude, extend once, supervise, release provisionally or issue the order.",
        ),
        silence=Text("収容する権限がなくなる。放免する。", "The power to detain ends: release."),
        gather=_served_before,
        compute=_warrant,
        mark="inferred",
        note=Text(
            "初日を数えるかは定まっていない。身体の自由のため早い方を限度とする。",
            "Whether the first day counts is not settled; the earlier reading is the hard stop.",
        ),
    ),
    Clock(
        "clk_warrant_ext_30d",
        Text("延長された収容の期間(通算六十日)", "extended detention under a warrant (60 days in all)"),
        "icrra 41(1); icrra 44-4(9)",
        owed_by=Role.CHIEF_INSPECTOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "結論を出すか、監理措置・仮放免・退去強制令書のいずれかによる。再延長はできない。",
            "Conclude, supervise, release provisionally or issue the order; no second extension.",
        ),
        silence=Text("収容する権限がなくなる。放免する。", "The power to detain ends: release."),
        gather=_served_before,
        compute=_warrant_extended,
        mark="inferred",
        note=Text(
            "延長の期間は最初の三十日に続けて数える。初日を数える早い方を限度とする。",
            "The extension continues the first count; the earlier reading, first day in, is the hard stop.",
        ),
    ),
    Clock(
        "clk_oral_hearing_request_3d",
        Text("口頭審理の請求の三日", "three days to ask for an oral hearing"),
        "icrra 48(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "特別審理官に口頭で請求するか、認定に服する文書に署名する。",
            "Ask a special inquiry officer orally, or sign that the finding is accepted.",
        ),
        silence=Text(
            "請求する権利はなくなり、実務では認定に服したものとして進む。",
            "The right is gone; in practice the case goes on as if the finding were accepted.",
        ),
        length="3 days",
        count="first-day-out-filing",
        lapse="hearing_window_lapsed",
        mark="inferred",
        note=Text(
            "法は「服したとき」だけを定める。請求がないまま三日が過ぎたときの効果は実務による。",
            "The Act speaks of acceptance only; what silence does is practice.",
        ),
    ),
    Clock(
        "clk_objection_3d",
        Text("異議の申出の三日", "three days to object"),
        "icrra 49(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "不服の事由を記載した書面を主任審査官に提出する。",
            "Lodge the objection in writing with the chief inspector.",
        ),
        silence=Text("異議を申し出る権利がなくなる。", "The right to object is gone."),
        length="3 days",
        count="first-day-out-filing",
        lapse="objection_window_lapsed",
    ),
    Clock(
        "clk_sp_after_finding_3d",
        Text("認定に服した日から三日(在留特別許可の申請)", "three days from accepting the finding"),
        "icrra 47(5)(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "在留特別許可を申請するか、申請しない旨の文書に署名する。",
            "Apply for special permission, or sign that no application is made.",
        ),
        silence=Text("速やかに退去強制令書を発付する。", "The removal order must issue promptly."),
        length="3 days",
        count="first-day-out-filing",
        lapse="sp_window_lapsed",
    ),
    Clock(
        "clk_sp_after_judgment_3d",
        Text("判定に服した日から三日(在留特別許可の申請)", "three days from accepting the judgment"),
        "icrra 48(10); icrra 47(5)(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "在留特別許可を申請するか、申請しない旨の文書に署名する。",
            "Apply for special permission, or sign that no application is made.",
        ),
        silence=Text("速やかに退去強制令書を発付する。", "The removal order must issue promptly."),
        length="3 days",
        count="first-day-out-filing",
        lapse="sp_window_lapsed",
    ),
    Clock(
        "clk_sp_after_ruling_3d",
        Text("裁決の通知から三日(在留特別許可の申請)", "three days from the notice of the ruling"),
        "icrra 49(7); icrra 47(5)(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "在留特別許可を申請するか、申請しない旨の文書に署名する。",
            "Apply for special permission, or sign that no application is made.",
        ),
        silence=Text("速やかに退去強制令書を発付する。", "The removal order must issue promptly."),
        length="3 days",
        count="first-day-out-filing",
        lapse="sp_window_lapsed",
    ),
    Clock(
        "clk_sp_window_open",
        Text("在留特別許可を申請できる間", "special permission may be applied for"),
        "icrra 50(2); icrra 50(3); icrra 63(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("申請することができる。", "An application may be filed."),
        silence=Text(
            "退去強制令書の発付後は申請できない。", "After the removal order no application is possible."
        ),
        shape=Shape.OPEN,
        reminded=False,
    ),
    Clock(
        "clk_detention_review_3m",
        Text("退去強制令書による収容が継続して三月", "three unbroken months of detention under the order"),
        "icrra 52-8(2); icrra 52-8(6)",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CONTROL_OFFICER,
        must=Text(
            "速やかに、退去のための計画を提出し進捗を主任審査官に報告する(二回目からは進捗の報告)。",
            "Promptly hand the departure plan and its progress to the chief inspector (later: the progress).",
        ),
        silence=Text(
            "報告と検討の義務に違反する。法は自動的な放免を定めないが、最も重い警告とする。",
            "The duties to report and to consider are broken; the Act frees nobody by itself.",
        ),
        shape=Shape.CHAINED,
        compute=_review,
        lapse="review_came_due",
        mark="inferred",
        note=Text(
            "数え方は法52条の8に定めがない。法定日は民法により、警戒日は最も早い読み方による。",
            "Article 52-8 does not say how to count: the legal date follows the Civil Code, the alarm the "
            "earliest reading.",
        ),
    ),
    Clock(
        "clk_review_report_prompt",
        Text("三月ごとの検討の各段階を速やかに", "each link of the review, promptly"),
        "icrra 52-8(2); icrra 52-8(5); icrra 52-8(6)",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "入国警備官の報告、主任審査官の検討、長官の検討、命じられた決定を順に遅滞なく行う。",
            "Report, consider, consider at headquarters, carry out: each in turn without delay.",
        ),
        silence=Text("内部で上司に上げる。", "It goes up within the agency."),
        gather=_cycle_reported,
        compute=_open_days,
        target=True,
        mark="inferred",
        note=Text(
            "「速やかに」の日数は条文にない。開庁日五日は内部目標である。",
            "The Act gives no number for promptly; five open days are an internal target.",
        ),
    ),
    Clock(
        "clk_health_check_3m",
        Text("三月に一回以上の健康診断", "health check at least every three months"),
        "icrra 55-41(2); icrra 55-41(3); reg 50-21; reg 50-48",
        owed_by=Role.FACILITY_HEAD,
        watched_by=Role.FACILITY_HEAD,
        must=Text("医師による健康診断を受けさせる。", "Have a doctor examine the detainee."),
        silence=Text("健康診断の義務に違反する。", "The duty is broken."),
        length="3 months",
        count="first-day-out",
        alarm_count="first-day-in",
        mark="inferred",
        note=Text(
            "起点(入所時)は条文にない。初日を数える早い日を目安とする。",
            "That the period starts at intake is not written; plan by the earlier date, first day in.",
        ),
    ),
    Clock(
        "clk_supervised_report_3m",
        Text("被監理者の届出", "supervised person's report"),
        "icrra 44-6; icrra 52-5; reg 36-8(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "条件の遵守、生活、監理人との連絡などを届け出る。",
            "Report on conditions kept, living and contact with the supervisor.",
        ),
        silence=Text(
            "監理措置決定を取り消すことができる。届出義務違反には罰則がある(71条の5第4号)。",
            "Supervision may be revoked; not reporting is punishable (71-5(4)).",
        ),
        shape=Shape.NAMED,
        length="3 months",
        count="first-day-out",
        named_by="report_due_on",
        mark="inferred",
        note=_NO_ROLL_NAMED,
    ),
    Clock(
        "clk_supervisor_notice_7d",
        Text("監理人の届出の七日", "supervisor's notice within seven days"),
        "icrra 44-3(4); icrra 52-3(4); reg 36-3(1)",
        owed_by=Role.SUPERVISOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("生じた事由を主任審査官に届け出る。", "Notify the chief inspector of what arose."),
        silence=Text(
            "過料(77条の2)の対象となり、選定を取り消すことができる。",
            "A non-penal fine (77-2) is possible, and the selection may be cancelled.",
        ),
        length="7 days",
        count="first-day-out-filing",
    ),
    Clock(
        "clk_supervisor_notice_death_7d",
        Text("死亡を知った監理人の届出の七日", "supervisor's notice of a death, seven days"),
        "icrra 44-3(4)(2); icrra 52-3(4)(2); reg 36-3(1)",
        owed_by=Role.SUPERVISOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("被監理者の死亡を届け出る。", "Notify the death of the supervised person."),
        silence=Text("過料(77条の2)の対象となる。", "A non-penal fine (77-2) is possible."),
        length="7 days",
        count="first-day-out-filing",
    ),
    Clock(
        "clk_supervisor_report_on_demand",
        Text("求められた監理人の報告", "supervisor's report on demand"),
        "icrra 44-3(5); icrra 52-3(5); reg 36-4(1)",
        owed_by=Role.SUPERVISOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "生活状況、条件の遵守、指導の状況を書面で報告する。",
            "Report in writing on living, conditions and the guidance given.",
        ),
        silence=Text("過料(77条の2)の対象となる。", "A non-penal fine (77-2) is possible."),
        shape=Shape.NAMED,
        named_by="supervisor_report_due_on",
    ),
    Clock(
        "clk_supervisor_resign_30d",
        Text("監理人の辞任の三十日前", "thirty days before the supervisor resigns"),
        "icrra 44-3(7); icrra 52-3(6); reg 36-5(2)",
        owed_by=Role.SUPERVISOR,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "監理人は理由と日を事前に届け出る。主任審査官は辞任日までに後任を選ぶ。",
            "The supervisor gives reason and date beforehand; the chief inspector finds a successor in time.",
        ),
        silence=Text(
            "後任を選べなければ監理措置決定を取り消さなければならない。三十日前は努力義務にとどまる。",
            "Without a successor supervision must be revoked; the thirty days are best effort only.",
        ),
        shape=Shape.NAMED,
        named_by="resign_on",
        compute=_resignation,
    ),
    Clock(
        "clk_deposit_3d",
        Text("保証金の納付期限", "deposit due"),
        "icrra 44-2(2); icrra 52-2(2); reg 36-2(6)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("保証金を納付する。", "Pay the deposit."),
        silence=Text(
            "監理措置決定を取り消さなければならない(44条の4第1項1号・52条の4第1項1号)。",
            "The decision must be revoked (44-4(1)(1), 52-4(1)(1)).",
        ),
        shape=Shape.NAMED,
        length="3 days",
        count="next-day-stated",
        named_by="deposit_due_on",
    ),
    Clock(
        "clk_provisional_release_3m",
        Text("仮放免の期間", "provisional release"),
        "icrra 54(2); icrra 54(6); icrra 55(5); reg 49(2); reg 49(9)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("期間の末日までに延長を求める。", "Ask for an extension by the last day."),
        silence=Text(
            "期間が満了し、再び収容される(55条5項)。", "The period is over; detention follows (55(5))."
        ),
        shape=Shape.NAMED,
        length="3 months",
        count="first-day-out",
        named_by="release_until",
        limit_from="extended_from",
    ),
    Clock(
        "clk_departure_order_15d",
        Text("出国期限", "deadline of the departure order"),
        "icrra 55-85(1); icrra 55-87",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("本邦から出国する。", "Leave Japan."),
        silence=Text(
            "退去強制事由となり(24条8号)、出国命令は二度とできない。",
            "A ground of deportation arises (24(8)); no second departure order is possible.",
        ),
        shape=Shape.NAMED,
        length="15 days",
        count="first-day-out",
        named_by="departure_deadline",
        gather=_uncapped_extension,
        compute=_departure,
        mark="inferred",
        note=Text(
            "十五日は初日を算入しないで数える。数え方の明文はない。",
            "The fifteen days are counted with the first day left out; no text says so.",
        ),
    ),
    Clock(
        "clk_departure_ext_filing",
        Text("出国期限の延長の申出", "asking to extend the departure deadline"),
        "reg 50-54(1)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("出国期限の日までに出頭して申し出る。", "Appear and ask by the day of the deadline."),
        silence=Text("延長は受けられない。", "No extension is possible."),
        shape=Shape.NAMED,
        named_by="departure_deadline",
        reminded=False,  # the same day as clk_departure_order_15d, which reminds
    ),
    Clock(
        "clk_shortened_ban_depart_by",
        Text("上陸拒否期間短縮の出国期日", "departure for the shortened ban"),
        "icrra 52(5); icrra 5(1)(9)ロ; reg 47-3(3)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CONTROL_OFFICER,
        must=Text("自費出国の許可に基づき退去する。", "Leave under the self-paid departure permission."),
        silence=Text("短縮はなくなり、五年となる。", "The one-year ban is lost; five years apply."),
        shape=Shape.NAMED,
        length="7 days",
        count="first-day-out",
        named_by="depart_by",
        limit_from="planned_departure_on",
        lapse="ban_shortening_lost",
    ),
    Clock(
        "clk_ban_departure_order_1y",
        Text("上陸拒否 一年(出国命令)", "one-year ban (departure order)"),
        "icrra 5(1)(9)ホ",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間中は上陸できない。", "No landing during the period."),
        silence=Text("翌日から上陸の拒否事由でなくなる。", "From the next day it bars landing no more."),
        length="1 year",
        count="first-day-out",
        reminded=False,
        mark="inferred",
        note=Text("初日を算入しないで数える。", "Counted with the first day left out."),
    ),
    Clock(
        "clk_ban_departure_order_short_stay_5y",
        Text("上陸拒否 五年(調査後の意思表示・短期滞在)", "five-year ban for short stays (24-3(1)ロ)"),
        "icrra 5(1)(9)ヘ",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間中は短期滞在の目的で上陸できない。", "No landing for a short stay during the period."),
        silence=Text("短期滞在以外の目的では一年である。", "For other purposes the ban is one year."),
        length="5 years",
        count="first-day-out",
        reminded=False,
    ),
    Clock(
        "clk_ban_shortened_1y",
        Text("上陸拒否 一年(短縮決定)", "one-year ban (shortened)"),
        "icrra 5(1)(9)ロ; icrra 5(1)(9)ハ; icrra 52(5)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間中は上陸できない。", "No landing during the period."),
        silence=Text("短期滞在の目的では五年である。", "For a short stay the ban is five years."),
        length="1 year",
        count="first-day-out",
        reminded=False,
    ),
    Clock(
        "clk_ban_removal_5y",
        Text("上陸拒否 五年(退去強制)", "five-year ban (removal)"),
        "icrra 5(1)(9)ハ",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間中は上陸できない。", "No landing during the period."),
        silence=Text("翌日から上陸の拒否事由でなくなる。", "From the next day it bars landing no more."),
        length="5 years",
        count="first-day-out",
        reminded=False,
    ),
    Clock(
        "clk_ban_removal_10y",
        Text("上陸拒否 十年(二回目以後の退去強制)", "ten-year ban (removed before)"),
        "icrra 5(1)(9)ニ",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("期間中は上陸できない。", "No landing during the period."),
        silence=Text("翌日から上陸の拒否事由でなくなる。", "From the next day it bars landing no more."),
        length="10 years",
        count="first-day-out",
        reminded=False,
    ),
    Clock(
        "clk_ban_permanent",
        Text("上陸拒否(期限なし)", "ban without end"),
        "icrra 5(1)(4); icrra 5(1)(5); icrra 5(1)(6); icrra 5(1)(7); icrra 5(1)(8); icrra 5(1)(10)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.INSPECTOR,
        must=Text("上陸できない。", "No landing."),
        silence=Text("期間の定めがない。", "It has no end."),
        shape=Shape.OPEN,
        reminded=False,
    ),
    Clock(
        "clk_passport_order",
        Text("旅券発給申請等の命令の期限", "order to apply for a passport"),
        "icrra 52(12); icrra 52(13); icrra 72(1)(5)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("命じられた申請その他の行為をする。", "Do what was ordered."),
        silence=Text("罰則がある(72条5号)。", "Punishable (72(5))."),
        shape=Shape.NAMED,
        named_by="passport_until",
    ),
    Clock(
        "clk_order_to_leave",
        Text("退去の命令の期限", "order to leave"),
        "icrra 55-2(1); icrra 55-2(4); icrra 72(1)(7)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("本邦から退去する。", "Leave Japan."),
        silence=Text("罰則がある(72条7号)。", "Punishable (72(7))."),
        shape=Shape.NAMED,
        named_by="leave_until",
    ),
    Clock(
        "clk_removal_grace_1m",
        Text("送還までの一月(実務)", "one month before removal (practice)"),
        "practice removal-notice-2026",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CONTROL_OFFICER,
        must=Text(
            "原則としてこの間は送還しない。本人と、求める弁護士にその旨を知らせる。",
            "As a rule no removal in this time; tell the person, and a lawyer who asks.",
        ),
        silence=Text("条文上の効果はない。", "No effect in law."),
        length="1 month",
        count="first-day-out",
        reminded=False,
        target=True,
        mark="inferred",
        note=Text(
            "報道による。数え方、対象、例外は公表されていない。",
            "Known from the press: how it is counted, for whom and with which exceptions is not published.",
        ),
    ),
    Clock(
        "clk_provisional_stay_6m",
        Text("仮滞在の期間", "provisional stay"),
        "icrra 61-2-4(2); icrra 61-2-4(4); reg 56-2(2); reg 56-2(6)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("期間の末日までに更新を申請する。", "Ask for renewal by the last day."),
        silence=Text(
            "期間が経過し、退去強制の手続が再び進む。", "The stay is over and the procedure goes on."
        ),
        shape=Shape.NAMED,
        length="6 months",
        count="first-day-out",
        named_by="stay_until",
        limit_from="extended_from",
        lapse="provisional_stay_ended",
    ),
    Clock(
        "clk_refugee_review_7d",
        Text("難民不認定等の審査請求の七日", "seven days to ask for review of a refusal"),
        "icrra 61-2-12(2); icrra 61-2-9(3)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("審査請求をする。", "Ask for review."),
        silence=Text(
            "送還の停止が終わる。郵送中の審査請求がないかを確かめる。",
            "The stay of removal ends; make sure that no request is in the post.",
        ),
        length="7 days",
        count="first-day-out-filing",
        lapse="suspensive_effect_off",
    ),
    Clock(
        "clk_litigation_6m",
        Text("取消訴訟の出訴期間", "time to sue"),
        "acla 14(1); acla 14(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("処分の取消しの訴えを提起する。", "File an action to annul."),
        silence=Text(
            "正当な理由がなければ訴えられない。処分の日から一年も限度となる。",
            "Time-barred without good cause; one year from the act is the outer limit.",
        ),
        length="6 months",
        count="first-day-out-court",
        reminded=False,
    ),
    Clock(
        "clk_exit_restricted_report_3m",
        Text("出国制限対象者の届出", "exit-restricted person's report"),
        "icrra 63-2(2); icrra 71-5(1)(5); reg 59-5(4)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text("生活と条件の遵守を主任審査官に届け出る。", "Report living and conditions kept."),
        silence=Text("罰則がある(71条の5第5号)。", "Punishable (71-5(5))."),
        shape=Shape.NAMED,
        length="3 months",
        count="first-day-out",
        named_by="restricted_report_due_on",
    ),
    Clock(
        "clk_exit_hold_24h",
        Text("出国確認の留保 二十四時間", "exit confirmation held, 24 hours"),
        "icrra 25-2(1); icrra 25-2(2)",
        owed_by=Role.INSPECTOR,
        watched_by=Role.INSPECTOR,
        must=Text("直ちに関係機関に通報する。", "Tell the authority that asked at once."),
        silence=Text("留保は終わり、出国できる。", "The hold ends; the person may leave."),
        length="24 hours",
        count="hours-at-once",
    ),
    Clock(
        "clk_isolation_1m",
        Text("隔離の期間", "isolation"),
        "icrra 55-50(2); icrra 55-50(3)",
        owed_by=Role.FACILITY_HEAD,
        watched_by=Role.FACILITY_HEAD,
        must=Text(
            "必要がなくなれば直ちに中止する。特に必要があれば十日ごとに更新する。",
            "End it as soon as it is not needed; renew by ten days only for a special need.",
        ),
        silence=Text("隔離は違法となる。", "The isolation becomes unlawful."),
        length="1 month",
        count="first-day-out",
        alarm_count="first-day-in",
    ),
    Clock(
        "clk_protective_cell_24h",
        Text("保護室等への収容 二十四時間", "protective cell, 24 hours"),
        "icrra 55-53(3); icrra 55-53(4); icrra 55-53(5)",
        owed_by=Role.FACILITY_HEAD,
        watched_by=Role.FACILITY_HEAD,
        must=Text(
            "速やかに医師の意見を聴く。必要がなくなれば直ちに中止し、特に必要なら二十四時間ごとに更新する。",
            "Hear a doctor promptly; end it when not needed, or renew by 24 hours for a special need.",
        ),
        silence=Text("保護室等への収容は違法となる。", "The placement becomes unlawful."),
        length="24 hours",
        count="hours-at-once",
    ),
    Clock(
        "clk_treatment_review_30d",
        Text("処遇に関する審査の申請等の三十日", "thirty days for a review request or fact report"),
        "icrra 55-69(1); icrra 55-73(2); icrra 55-74(2); icrra 55-76(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FACILITY_HEAD,
        must=Text(
            "審査の申請、再審査の申請又は事実の申告をする。",
            "Ask for review or re-review, or report the fact.",
        ),
        silence=Text("不適法となる。", "Inadmissible."),
        length="30 days",
        count="next-day-stated-filing",
        reminded=False,  # a right of the detainee, nothing an officer has to do
    ),
    Clock(
        "clk_treatment_decision_90d",
        Text("処遇に関する裁決・通知の九十日", "ninety days to decide on a treatment complaint"),
        "icrra 55-72(1)",
        owed_by=Role.COMMISSIONER,
        watched_by=Role.COMMISSIONER,
        must=Text(
            "できる限り九十日以内に裁決又は通知をする。",
            "Decide or answer within 90 days if at all possible.",
        ),
        silence=Text("努力義務にとどまる。", "An effort rule only."),
        length="90 days",
        count="first-day-out",
    ),
    Clock(
        "clk_log_preservation_30d",
        Text("通信履歴の保全要請", "preservation of communication logs"),
        "icrra 31-3(1); icrra 31-3(2)",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CONTROL_OFFICER,
        must=Text("差し押さえるか、要請を取り消す。", "Seize, or cancel the request."),
        silence=Text("履歴が消去され得る。", "The logs may be erased."),
        shape=Shape.NAMED,
        length="30 days",
        count="first-day-out",
        named_by="logs_until",
    ),
    Clock(
        "clk_unclaimed_evidence_6m",
        Text("還付できない物件の六月", "six months to claim seized things"),
        "icrra 37-3(3); icrra 37-4(3)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CONTROL_OFFICER,
        must=Text("還付を請求する。", "Claim the things back."),
        silence=_STATE_MAY_KEEP,
        length="6 months",
        count="first-day-out-filing",
        reminded=False,  # the owner's right; it ends by itself
    ),
    Clock(
        "clk_left_property_6m",
        Text("遺留物の六月", "six months to claim what was left behind"),
        "icrra 55-34(1); icrra 55-35(1); icrra 55-36(3)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.FACILITY_HEAD,
        must=Text("引渡しを申し出る。", "Ask for the property."),
        silence=_STATE_MAY_KEEP,
        length="6 months",
        count="first-day-in-filing",
        reminded=False,  # the owner's right; it ends by itself
    ),
    Clock(
        "clk_post_order_notice_prompt",
        Text("令書発付後の通知と審査を速やかに", "notice and screening after the order, promptly"),
        "icrra 52(7); icrra 52(8)",
        owed_by=Role.CONTROL_OFFICER,
        watched_by=Role.CHIEF_INSPECTOR,
        must=Text(
            "直ちに送還できないことを主任審査官に通知し、収容か監理措置かの審査を受ける。",
            "Tell the chief inspector that removal cannot be immediate and have custody screened afresh.",
        ),
        silence=Text(
            "収容令書の根拠が失われたまま、身柄の扱いが定まらない。",
            "The warrant's basis is gone and nobody has decided on custody.",
        ),
        length="1 day",
        count="first-day-out",
        target=True,
        mark="inferred",
        note=Text(
            "通知の期限は条文にない。一日は内部目標である。",
            "The Act sets no day for this notice; one day is an internal target.",
        ),
    ),
)
