"""From the opening to the hearing: fact-finding, notice and its service, inspection, the hearing itself."""

from __future__ import annotations

from datetime import date

from workflows.counting import TOKYO, Period, reckon, rule
from workflows.declare import SAME, Derive, Guard, HandOver, Reach, Start, Step
from workflows.engine import View
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.common.offices import DECIDERS
from workflows.procedures.residence.revocation.grounds import (
    FITS_STATUS,
    IN_FORCE,
    NOT_RECOGNISED,
    PROTECTION_CHECKED,
    TIME_HAS_RUN,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

TWO_WEEKS = Period.parse("2 weeks")

NOTICED = HandOver("residence", "ps_revocation_noticed", Reach.OPEN)
SERVED_TODAY = Derive("served_on", lambda v: day_of(v).isoformat())


def public_notice_over(posted: date) -> date:
    """The last of the fourteen days of a public notice, the day it began being the first."""
    last = reckon(posted, TWO_WEEKS, rule("first-day-in")).last_day
    assert last is not None
    return last


# --- service --------------------------------------------------------------------------------------

SERVICE_FITS = Guard(
    "hearing_notice_service",
    Text(
        "意見聴取通知書は送達する。口頭の通知は急速を要するときに限り、郵便によるときは発送の記録を作る。",
        "The hearing notice is served; told orally only where it is urgent; mail needs a record of dispatch.",
    ),
    Text(
        "急速を要する事情、又は発送した日を入力してください。公示送達はその段階を使ってください。",
        "Enter why it is urgent, or the day of dispatch; for a public notice use its own step.",
    ),
    "icrra 22-4(3); icrra 61-8-2(1); icrra 61-8-2(2); icrra 61-8-2(3); icrra 61-8-2(4); icrra 61-8-2(5)",
    frozenset({"given:service_method", "given:urgency", "given:dispatched_on"}),
    lambda v: {
        "oral": v.given.get("urgency") is not None,
        "mail": v.given.get("dispatched_on") is not None,
        "public": False,
    }.get(str(v.given.get("service_method")), True),
)


def _interval(v: View) -> bool:
    hearing = as_day(v.given.get("hearing_on"))
    if hearing is None or hearing < day_of(v):
        return False
    at_once = v.given.get("on_the_spot") is True and v.fact("ground_code") == "fraud_landing_bar"
    return at_once or hearing > day_of(v)


INTERVAL = Guard(
    "reasonable_interval",
    Text(
        "意見の聴取の期日までには相当な期間をおく。上陸直後の検査場所でその場で知らせる場合(1号)はこの限りでない。",
        "A reasonable interval lies before the hearing, except where ground 1 is told on the spot at the border.",
    ),
    Text("後の日を期日としてください。", "Name a later day."),
    "reg 25-3(2)",
    frozenset({"given:hearing_on", "given:on_the_spot", "fact:ground_code", "time"}),
    _interval,
)
NOT_SERVED_YET = Guard(
    "notice_not_served_yet",
    Text(
        "意見聴取通知書は一度送達されれば足りる。公示の期間中に本人に交付したときはその送達による。",
        "One service is enough; a paper handed over while the public notice runs replaces it.",
    ),
    Text("期日を改めるときは「期日の変更」を使ってください。", "To change the day use the step for that."),
    "icrra 22-4(3); icrra 61-8-2(7)",
    frozenset({"machine:revocation", "fact:served"}),
    lambda v: v.is_in("revocation", "fact_finding") or v.fact("served") is not True,
)
ADDRESS_UNKNOWN = Guard(
    "address_unknown",
    Text(
        "公示送達は、送達を受けるべき人の住居地が明らかでない場合に限る。",
        "A public notice is for a person whose address is not known.",
    ),
    Text("住居地が分かるときは送達してください。", "Where the address is known serve the notice there."),
    "icrra 61-8-2(6)",
    frozenset({"given:address_unknown"}),
    lambda v: v.given.get("address_unknown") is True,
)


def _after_notice(v: View) -> bool:
    hearing, posted = as_day(v.given.get("hearing_on")), as_day(v.given.get("posted_on"))
    return hearing is not None and posted is not None and hearing > public_notice_over(posted)


HEARING_AFTER_NOTICE = Guard(
    "hearing_after_public_notice",
    Text(
        "公示送達は、措置を開始した日から起算して2週間を経過した時に効力を生ずる。期日はその後とする。",
        "A public notice works once two weeks from its first day, that day included, have run; the hearing "
        "comes after that.",
    ),
    Text("2週間の経過後の日を期日としてください。", "Name a day after the two weeks."),
    "icrra 61-8-2(8); reg 25-3(2)",
    frozenset({"given:hearing_on", "given:posted_on"}),
    _after_notice,
)
IS_SERVED = Guard(
    "notice_served",
    Text(
        "意見聴取通知書の送達又は通知がまだない。",
        "The hearing notice has to be served, or told, first.",
    ),
    Text(
        "公示送達の2週間の経過を待つか、本人に交付してください。", "Wait for the two weeks, or hand it over."
    ),
    "icrra 22-4(3); icrra 61-8-2(8); reg 25-12(1)",
    frozenset({"fact:served"}),
    lambda v: v.fact("served") is True,
)
NEW_DAY = Guard(
    "new_hearing_day",
    Text(
        "新たな期日は、後の日とし、公示送達の期間中はその2週間の経過後とする。",
        "The new day lies ahead, and after the two weeks of a public notice that still runs.",
    ),
    Text("後の日を期日としてください。", "Name a later day."),
    "reg 25-6(3); reg 25-10(1); icrra 61-8-2(8)",
    frozenset({"given:hearing_on", "clock:public_service_2w", "time"}),
    lambda v: (
        (hearing := as_day(v.given.get("hearing_on"))) is not None
        and hearing > day_of(v)
        and (
            (notice := v.running("public_service_2w")) is None
            or notice.legal_at is None
            or hearing >= notice.legal_at.astimezone(TOKYO).date()
        )
    ),
)
ABSENCE_EXCUSED = Guard(
    "reopened_for_excused_absence",
    Text(
        "期日を経過した後の変更は、不出頭に正当な理由があったときに限る。",
        "After the day has passed a new one is named only where the absence had a good reason.",
    ),
    Text("変更の理由を確かめてください。", "Check the reason of the change."),
    "icrra 22-4(5); reg 25-6(3)",
    frozenset({"machine:revocation", "fact:no_show", "given:reschedule_cause"}),
    lambda v: (
        (v.fact("no_show") is True and v.given.get("reschedule_cause") == "excused")
        if v.is_in("revocation", "heard")
        else v.given.get("reschedule_cause") != "excused"
    ),
)
ON_THE_DAY = Guard(
    "hearing_on_its_day",
    Text(
        "意見の聴取は、通知された期日に行う。",
        "The person is heard on the day that was notified.",
    ),
    Text("期日を確かめ、改めるときは先に変更してください。", "Check the day; change it first where needed."),
    "reg 25-8(1); reg 25-6(4)",
    frozenset({"fact:hearing_on", "time"}),
    lambda v: as_day(v.fact("hearing_on")) == day_of(v),
)
AGENT_PERMITTED = Guard(
    "representative_permitted",
    Text(
        "代理人のみの出頭には、法務大臣の許可が要る。",
        "A representative appears in the person's place only with the Minister's permission.",
    ),
    Text(
        "許可を記録するか、本人の出頭を求めてください。", "Record the permission, or ask the person to come."
    ),
    "reg 25-8(2)",
    frozenset({"given:attended_by", "given:agent_permitted"}),
    lambda v: v.given.get("attended_by") != "agent" or v.given.get("agent_permitted") is True,
)
NOTICE_CHECKS = (PROTECTION_CHECKED, TIME_HAS_RUN)

STEPS: tuple[Step, ...] = (
    Step(
        "rv_open",
        "revocation",
        ("none",),
        "fact_finding",
        Text("取消事由の判明・事実の調査", "ground comes to light, fact-finding"),
        "icrra 22-4(1); icrra 59-2(1); icrra 59-2(2); icrra 59-2(3)",
        by=(Role.INSPECTOR, Role.CONTROL_OFFICER),
        needs=("ground_code",),
        may=("source", "ground_since", "recognised_refugee", "status", "origin_case", "note"),
        guards=(IN_FORCE, FITS_STATUS, NOT_RECOGNISED),
        tells=(Role.BUREAU_DIRECTOR,),
        opens=True,
        help=Text(
            "調査を始めても取消しが決まるわけではありません。正当な理由は意見の聴取と決定で判断します。",
            "Fact-finding decides nothing: good reasons are judged at the hearing and in the decision.",
        ),
    ),
    Step(
        "rv_hearing_notice",
        "revocation",
        ("fact_finding", "hearing_notified"),
        "hearing_notified",
        Text("意見聴取通知書の送達", "hearing notice served"),
        "icrra 22-4(2); icrra 22-4(3); icrra 61-8-2(1); reg 25-2(1); reg 25-3(1); reg 25-3(2); "
        "reg 61-2(1)(10)",
        by=DECIDERS,
        needs=("hearing_on", "hearing_place", "service_method", "cause_facts"),
        may=(
            "hearing_time",
            "dispatched_on",
            "urgency",
            "on_the_spot",
            "ground_since",
            "recognised_refugee",
            "note",
        ),
        guards=(*NOTICE_CHECKS, NOT_SERVED_YET, SERVICE_FITS, INTERVAL),
        starts=("hearing_date",),
        stops=("public_service_2w",),
        sets={"served": True, "no_show": False},
        derives=(SERVED_TODAY,),
        hands_over=(NOTICED,),
        documents=("37-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.HEARING_INSPECTOR),
        help=Text(
            "日時は送達(郵便では通常到達すべき時、口頭ではその通知)の時です。再入国許可の要否はここから変わります。",
            "The time is that of the service (mail: when it would ordinarily arrive; or when told). From then "
            "on special re-entry is barred.",
        ),
    ),
    Step(
        "rv_public_service",
        "revocation",
        ("fact_finding",),
        "hearing_notified",
        Text("意見聴取通知書の公示送達", "hearing notice by public notice"),
        "icrra 22-4(3); icrra 61-8-2(6); icrra 61-8-2(7); icrra 61-8-2(8); reg 59-3(1); reg 61-2(1)(10)",
        by=DECIDERS,
        needs=("address_unknown", "searched", "posted_on", "hearing_on", "hearing_place", "cause_facts"),
        may=("hearing_time", "ground_since", "recognised_refugee", "note"),
        guards=(*NOTICE_CHECKS, ADDRESS_UNKNOWN, HEARING_AFTER_NOTICE),
        starts=("hearing_date", Start("public_service_2w", at="posted_on")),
        sets={"served": False, "no_show": False},
        documents=("37-3", "public-notice"),
        tells=(Role.HEARING_INSPECTOR,),
        help=Text(
            "インターネットによる閲覧と、掲示場の掲示又は事務所の端末による閲覧の両方の措置をとります。",
            "Made readable on the internet, and also on the board or on a terminal of the Ministry.",
        ),
    ),
    # Beyond the tables: service by public notice comes about by time alone, and the bar on special re-entry
    # with it.
    Step(
        "rv_deemed_served",
        "revocation",
        ("hearing_notified",),
        SAME,
        Text("公示送達による送達の効力", "served by public notice"),
        "icrra 61-8-2(8); reg 29-4(1)(1)",
        by=(Role.SYSTEM,),
        stops=("public_service_2w",),
        sets={"served": True},
        derives=(SERVED_TODAY,),
        hands_over=(NOTICED,),
        tells=(Role.BUREAU_DIRECTOR, Role.HEARING_INSPECTOR),
        automatic=True,
    ),
    Step(
        "rv_inspect_file",
        "revocation",
        ("hearing_notified",),
        "hearing_notified",
        Text("資料の閲覧の許可", "inspection of the file permitted"),
        "reg 25-12(1); reg 25-12(2); reg 25-12(3); reg 25-12(4); reg 25-12(5)",
        by=(Role.FOREIGN_NATIONAL, Role.LAWYER_SCRIVENER, Role.LEGAL_REPRESENTATIVE),
        recorded_by=(Role.INSPECTOR, Role.HEARING_INSPECTOR, Role.FRONT_DESK),
        needs=("inspected_on", "inspected_by"),
        may=("items", "note"),
        guards=(IS_SERVED,),
        documents=("37-14", "37-15"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    # Beyond the tables, whose row is the permission: a refusal is a decision of its own, with its reason.
    Step(
        "rv_inspect_refuse",
        "revocation",
        ("hearing_notified",),
        "hearing_notified",
        Text("資料の閲覧の拒否", "inspection of the file refused"),
        "reg 25-12(1)",
        by=DECIDERS,
        needs=("inspected_by", "withheld_because", "reasons"),
        may=("items", "note"),
        guards=(IS_SERVED,),
        documents=("37-14",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "rv_reschedule",
        "revocation",
        ("hearing_notified", "heard"),
        "hearing_notified",
        Text("期日・場所の変更", "day or place of the hearing changed"),
        "reg 25-6(1); reg 25-6(2); reg 25-6(3); reg 25-6(4); icrra 22-4(5)",
        by=DECIDERS,
        needs=("hearing_on", "reschedule_cause"),
        may=("hearing_place", "hearing_time", "reasons", "note"),
        guards=(NEW_DAY, ABSENCE_EXCUSED),
        starts=("hearing_date",),
        sets={"no_show": False},
        documents=("37-8", "37-9"),
        tells=(Role.FOREIGN_NATIONAL, Role.LAWYER_SCRIVENER, Role.HEARING_INSPECTOR),
    ),
    Step(
        "rv_hear_continue",
        "revocation",
        ("hearing_notified",),
        "hearing_notified",
        Text("意見の聴取(続行)", "heard, to be continued"),
        "icrra 22-4(4); reg 25-9(1); reg 25-9(2); reg 25-10(1); reg 25-10(2); reg 25-11(1)",
        by=(Role.HEARING_INSPECTOR,),
        needs=("attended_by", "hearing_record", "hearing_on"),
        may=("agent_permitted", "hearing_place", "hearing_time", "note"),
        guards=(IS_SERVED, ON_THE_DAY, AGENT_PERMITTED, NEW_DAY),
        starts=("hearing_date",),
        documents=("opinion-record", "37-13"),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "期日の欄には次回の期日を入れます。",
            "Enter the next day as the day of the hearing.",
        ),
    ),
    Step(
        "rv_hear",
        "revocation",
        ("hearing_notified",),
        "heard",
        Text("意見の聴取の終結・報告", "hearing closed and reported"),
        "icrra 22-4(2); icrra 22-4(4); reg 25-8(1); reg 25-9(1); reg 25-9(2); reg 25-11(1); reg 25-11(2); "
        "reg 25-11(3)",
        by=(Role.HEARING_INSPECTOR,),
        needs=("attended_by", "hearing_record", "report"),
        may=("agent_permitted", "good_reason", "note"),
        guards=(IS_SERVED, ON_THE_DAY, AGENT_PERMITTED),
        stops=("hearing_date",),
        sets={"no_show": False},
        documents=("opinion-record", "opinion-report"),
        tells=(Role.MINISTER, Role.BUREAU_DIRECTOR),
        help=Text(
            "意見聴取担当入国審査官は意見を報告し、決定はしません。",
            "The hearing inspector reports an opinion and decides nothing.",
        ),
    ),
    Step(
        "rv_no_show",
        "revocation",
        ("hearing_notified",),
        "heard",
        Text("期日の不出頭", "nobody appeared"),
        "icrra 22-4(5)",
        by=(Role.SYSTEM,),
        guards=(IS_SERVED,),
        stops=("hearing_date",),
        sets={"no_show": True},
        tells=(Role.MINISTER, Role.BUREAU_DIRECTOR, Role.HEARING_INSPECTOR),
        automatic=True,
        help=Text(
            "正当な理由の有無は決定の際に判断します。理由があれば新たな期日を定めます。",
            "Whether there was a good reason is judged later; where there was, a new day is named.",
        ),
    ),
)
