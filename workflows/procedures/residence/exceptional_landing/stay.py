"""After an exceptional landing was permitted: landing again, revocation, leaving, staying on (14-2, 16, 24)."""

from __future__ import annotations

from workflows.clocks import moment_of
from workflows.declare import SAME, Branch, Derive, Guard, HandOver, Reach, Start, Step
from workflows.engine import View
from workflows.papers import missing
from workflows.procedures.residence.exceptional_landing.clocks import ALL_CLOCKS, LAND_CLOCKS
from workflows.procedures.residence.exceptional_landing.permission import ARRIVAL
from workflows.procedures.residence.exceptional_landing.types import SLIP, kind
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text


def _still_good(view: View) -> bool:
    until, landed = moment_of(view.fact("xl_until")), moment_of(view.given.get("landed_on"))
    return until is not None and landed is not None and landed < until


def _over(view: View) -> bool:
    for clock in ("xl_period", "xl_leave_by", "xl_crew_arrival"):
        running = view.running(clock)
        if running is not None and running.legal_at is not None and running.legal_at <= view.when():
            return True
    return kind(view) == "emergency" and view.given.get("cause_ended_on") is not None


def _missing(view: View) -> tuple[str, ...]:
    papers = view.given.get("papers")
    return missing("acquisition", papers if isinstance(papers, list) else [])


def _in_period(view: View) -> bool:
    running = view.running("xl_period")
    return running is not None and running.legal_at is not None and view.when() < running.legal_at


REPEATED = Guard(
    "permission_for_repeated_landings",
    Text(
        "数次の船舶観光上陸許可又は乗員上陸許可に限る。",
        "Only with a permission for repeated landings of a cruise passenger or of crew.",
    ),
    Text("許可の種類を確かめてください。", "Check what was permitted."),
    "icrra 14-2(2); icrra 14-2(7); icrra 14-2(8); icrra 14-2(9); icrra 16(2); icrra 16(7); icrra 16(8); "
    "icrra 16(9)",
    frozenset({"fact:multiple"}),
    lambda v: v.fact("multiple") is True,
)
STILL_GOOD = Guard(
    "permission_still_good",
    Text("再度の上陸は、許可の期間内に限る。", "Another landing falls inside the period of the permission."),
    Text("期間が過ぎたときは、新たに申請させてください。", "After it, a new application is needed."),
    "icrra 14-2(2); icrra 16(2)",
    frozenset({"fact:xl_until", "given:landed_on"}),
    _still_good,
)
PERIOD_TO_LEAVE = Guard(
    "period_to_leave",
    Text(
        "本邦にある人の許可を取り消すときは、出国・帰船に必要な期間を指定する。",
        "When the person is in Japan, the revocation fixes a period to leave or re-board.",
    ),
    Text("期限を入力してください。", "Enter the day."),
    "icrra 14-2(9); icrra 16(9)",
    frozenset({"machine:exceptional_landing", "given:leave_by"}),
    lambda v: v.is_in("exceptional_landing", "away") or v.given.get("leave_by") is not None,
)
# A departure confirmed on the person's own file brings no word of the slip: only a slip that is known to be
# out bars it.
SLIP_BACK = Guard(
    "slip_collected",
    Text(
        "船舶観光・緊急・遭難・一時庇護の上陸では、出国の確認は許可書の回収による。",
        "For cruise, emergency, distress and refuge landings departure is confirmed by collecting the slip.",
    ),
    Text(
        "許可書を回収して記録してください。数次の許可で再び上陸する予定なら「再上陸予定の出国」とします。",
        "Collect the slip and record it; with a permission for repeated landings and a plan to land again, record "
        "leaving to return.",
    ),
    "icrra 25(1); reg 27(4); reg 27(5)",
    frozenset({"fact:xl_type", "machine:exceptional_landing", "given:slip_collected"}),
    lambda v: (
        kind(v) not in SLIP
        or not v.is_in("exceptional_landing", "permitted")
        or v.given.get("slip_collected") is not False
    ),
)
OVER = Guard(
    "stay_over",
    Text(
        "旅券・許可書の期間又は指定された期間が過ぎてから、残留となる。",
        "Staying on begins when the period on the passport or slip, or the period fixed, has passed.",
    ),
    Text(
        "期間の満了を待ってください。緊急上陸では、事由がなくなった日を入力してください。",
        "Wait for its end; for an emergency landing enter the day on which the cause ended.",
    ),
    "icrra 24(1)(6); icrra 24(1)(6-3); icrra 24(1)(6-4)",
    frozenset(
        {
            "clock:xl_period",
            "clock:xl_leave_by",
            "clock:xl_crew_arrival",
            "fact:xl_type",
            "given:cause_ended_on",
            "time",
        }
    ),
    _over,
)
CRUISE = Guard(
    "cruise_passenger",
    Text(
        "帰船しない逃亡の事由は、船舶観光上陸に限る。",
        "Fleeing the ship is a ground for cruise passengers alone.",
    ),
    Text("ほかの種類では期間の経過によります。", "For others the period decides."),
    "icrra 24(1)(6-2)",
    frozenset({"fact:xl_type"}),
    lambda v: v.fact("xl_type") == "cruise_ship",
)
FLED = Guard(
    "has_fled",
    Text(
        "出港までに帰船しなかっただけでは足りず、逃亡したことを要する。",
        "Not being back when the ship sailed is not enough: the passenger must have fled.",
    ),
    Text(
        "乗り遅れであれば、許可の期間内は待ち、期間の経過によってください。",
        "Where the ship was merely missed, wait: inside the period nothing follows, after it the period decides.",
    ),
    "icrra 24(1)(6-2); icrra 24(1)(6)",
    frozenset({"given:fled"}),
    lambda v: v.given.get("fled") is True,
)
FROM_REFUGE = Guard(
    "temporary_refuge",
    Text(
        "特例上陸のうち、在留資格の取得を申請できるのは一時庇護のための上陸だけである。",
        "Of the exceptional landings only temporary refuge allows an application for a status.",
    ),
    Text(
        "ほかの種類では、出国して上陸を申請するよう案内してください。",
        "Let others leave and apply for landing.",
    ),
    "icrra 22-3",
    frozenset({"fact:xl_type"}),
    lambda v: v.fact("xl_type") == "temporary_refuge",
)
IN_PERIOD = Guard(
    "within_the_landing",
    Text("取得の申請は、上陸の期間内にする。", "The status is applied for inside the period of the landing."),
    Text(
        "期間の満了を確かめてください。過ぎていれば受理できません。",
        "Check the period; after it nothing can be accepted.",
    ),
    "icrra 22-3; icrra 22-2(2)",
    frozenset({"clock:xl_period", "time"}),
    _in_period,
)
COMPLETE = Guard(
    "complete",
    Text(
        "申請書と、事由を証する書類・旅券を提出する。",
        "The filing comes with the form, evidence of the event and the passport.",
    ),
    Text(
        "不足の書類を求めるか、追って提出させる理由(旅券を所持しない事情など)を書いてください。",
        "Ask for what is missing, or write down why it may follow (such as having no passport).",
    ),
    "reg 24(1); reg 24(2); reg 24(4)",
    frozenset({"given:papers", "given:papers_follow"}),
    lambda v: v.given.get("papers_follow") is not None or not _missing(v),
)
ACQUIRED = Guard(
    "status_granted",
    Text(
        "一時庇護のための上陸では取得の申請に対する許可により、ほかの特例上陸では難民等の認定に伴う許可により在留資格を得る。",
        "From temporary refuge a status comes by an application for it, from the other landings by a recognition "
        "as a refugee or the like.",
    ),
    Text(
        "取得の申請を先に記録するか、認定に伴う許可であることを入力してください。",
        "Record the application first, or say that the status came with a recognition.",
    ),
    "icrra 22-3; icrra 22-2(3); icrra 61-2-2(1); icrra 61-2-2(4)",
    frozenset({"fact:xl_type", "fact:status_applied", "given:recognised"}),
    lambda v: (
        v.fact("status_applied") is True
        if v.fact("xl_type") == "temporary_refuge"
        else v.given.get("recognised") is True
    ),
)
LEAVE_BY = Start(
    "xl_leave_by",
    test=lambda v: v.is_in("exceptional_landing", "revoked_with_period"),
    reads=frozenset({"machine:exceptional_landing"}),
)
_TO_DEPORTATION = HandOver(
    "residence",
    "ps_overstay",
    Reach.OPEN,
    test=lambda v: v.is_in("exceptional_landing", "deportation_module"),
)
# 22-3 borrows 22-2(3), and with it no 20(6): an application that is pending does not outlast the landing.
_REFUGE_OVER = HandOver(
    "acquisition",
    "acq_close",
    Reach.EVERY,
    give=lambda v: {"closed_on": day_of(v).isoformat(), "close_reason": "landing_over"},
    test=lambda v: v.fact("status_applied") is True,
    only=lambda v, acquisition: acquisition.get("after_refuge") is True,
)

STEPS: tuple[Step, ...] = (
    Step(
        "xl_land_again",
        "exceptional_landing",
        ("permitted", "away"),
        "permitted",
        Text("数次許可による再度の上陸", "landed again"),
        "icrra 14-2(2); icrra 14-2(7); icrra 16(2); icrra 16(7)",
        by=(Role.INSPECTOR,),
        needs=("landed_on",),
        may=("biometrics_given", "vessel", "note"),
        guards=(REPEATED, STILL_GOOD),
        starts=(ARRIVAL,),
        help=Text(
            "必要があれば個人識別情報を提供させます。上陸拒否事由が分かったときは、直ちに許可を取り消します。",
            "Biometrics may be asked for. If a ground of denial comes to light, revoke the permission at once.",
        ),
    ),
    Step(
        "xl_leave_to_return",
        "exceptional_landing",
        ("permitted",),
        "away",
        Text("再上陸予定の出国", "left to land again"),
        "icrra 25(1); reg 27(5)",
        by=(Role.INSPECTOR,),
        needs=("left_on",),
        may=("vessel", "note"),
        guards=(REPEATED,),
        stops=("xl_crew_arrival",),
        documents=("exit-stamp",),
        mark="inferred",
        note=Text(
            "許可書に証印をして返すのは船舶観光上陸についての定めによる。乗員は出国の確認を受けず、運送業者の報告により記録する。",
            "Stamping the slip and handing it back is laid down for cruise passengers. Crew are not confirmed on "
            "departure; the carrier's report is recorded.",
        ),
    ),
    Step(
        "xl_revoke_denial_ground",
        "exceptional_landing",
        ("permitted", "away"),
        "revoked",
        Text("上陸拒否事由による取消し", "revoked for a ground of denial"),
        "icrra 14-2(8); icrra 16(8); reg 13-2(5); reg 13-2(6); reg 15-2(3); reg 15-2(4)",
        by=(Role.INSPECTOR,),
        needs=("denial_ground",),
        may=("note",),
        guards=(REPEATED,),
        stops=ALL_CLOCKS,
        documents=("xl-revocation-notice",),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        serious=True,
        help=Text(
            "再び上陸しようとする際に分かったときのものです。許可書を返納させます。",
            "For a ground found when the person is about to land again. The slip is returned.",
        ),
    ),
    Step(
        "xl_revoke_discretion",
        "exceptional_landing",
        ("permitted", "away"),
        (
            Branch(
                "revoked",
                lambda v: v.is_in("exceptional_landing", "away"),
                frozenset({"machine:exceptional_landing"}),
            ),
            Branch("revoked_with_period", lambda v: True, frozenset()),
        ),
        Text("数次許可の取消し", "permission for repeated landings revoked"),
        "icrra 14-2(9); icrra 16(9); reg 13-2(5); reg 13-2(6); reg 15-2(3); reg 15-2(4)",
        by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("leave_by", "note"),
        guards=(REPEATED, PERIOD_TO_LEAVE),
        starts=(LEAVE_BY,),
        stops=LAND_CLOCKS,
        documents=("xl-revocation-notice",),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        serious=True,
    ),
    Step(
        "xl_depart",
        "exceptional_landing",
        ("permitted", "revoked_with_period", "revoked"),
        "departed",
        Text("出国・帰船の確認", "departure confirmed"),
        "icrra 25(1); reg 27(4); reg 27(5)",
        by=(Role.INSPECTOR,),
        needs=("departed_on",),
        may=("slip_collected", "vessel", "note"),
        guards=(SLIP_BACK,),
        stops=ALL_CLOCKS,
        hands_over=(HandOver("residence", "ps_depart", Reach.OPEN, facts=("departed_on",)),),
        documents=("exit-stamp",),
        help=Text(
            "乗員は出国の確認を受けません。帰船又は運送業者の報告により記録します。",
            "Crew are not confirmed on departure: record that they re-boarded, or the carrier's report.",
        ),
    ),
    Step(
        "xl_overstay",
        "exceptional_landing",
        ("permitted", "away", "revoked_with_period"),
        (
            Branch(
                "expired",
                lambda v: v.is_in("exceptional_landing", "away"),
                frozenset({"machine:exceptional_landing"}),
            ),
            Branch("deportation_module", lambda v: True, frozenset()),
        ),
        Text("期間の経過", "the period is over"),
        "icrra 24(1)(6); icrra 24(1)(6-3); icrra 24(1)(6-4)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CONTROL_OFFICER, Role.INSPECTOR),
        may=("cause_ended_on", "note"),
        guards=(OVER,),
        stops=ALL_CLOCKS,
        derives=(
            Derive(
                "overstay_from",
                lambda v: (
                    day_of(v).isoformat() if v.is_in("exceptional_landing", "deportation_module") else None
                ),
            ),
        ),
        hands_over=(
            _TO_DEPORTATION,
            _REFUGE_OVER,
            HandOver(
                "residence",
                "ps_depart",
                Reach.OPEN,
                give=lambda v: {"departed_on": v.fact("left_on")},
                test=lambda v: v.is_in("exceptional_landing", "expired"),
            ),
        ),
        tells=(Role.CONTROL_OFFICER,),
        automatic=True,
    ),
    Step(
        "xl_cruise_abscond",
        "exceptional_landing",
        ("permitted",),
        "deportation_module",
        Text("帰船せずに逃亡", "fled without re-boarding"),
        "icrra 24(1)(6-2); icrra 27",
        by=(Role.CARRIER, Role.CONTROL_OFFICER),
        needs=("sailed_at", "fled"),
        may=("fled_how", "vessel", "note"),
        guards=(CRUISE, FLED),
        stops=ALL_CLOCKS,
        hands_over=(
            _TO_DEPORTATION,
            HandOver(
                "deportation",
                "investigation_opened",
                Reach.NEW,
                facts=("nationality", "minor", "note"),
                give=lambda v: {"ground": "exceptional_landing_overstay"},
            ),
        ),
        tells=(Role.INSPECTOR,),
        serious=True,
    ),
    Step(
        "xl_refuge_to_status",
        "exceptional_landing",
        ("permitted",),
        SAME,
        Text("在留資格取得の申請(一時庇護)", "status applied for by a person in temporary refuge"),
        "icrra 22-3; icrra 22-2(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("status_requested",),
        may=(
            "period_requested",
            "filed_by",
            "filer_name",
            "filer_authority",
            "papers",
            "papers_follow",
            "translated",
            "photo_on",
            "note",
        ),
        guards=(FROM_REFUGE, IN_PERIOD, COMPLETE),
        sets={"status_applied": True},
        derives=(Derive("filed_on", lambda v: day_of(v).isoformat()),),
        hands_over=(
            HandOver(
                "acquisition",
                "acq_file_after_refuge",
                Reach.NEW,
                facts=(
                    "filed_on",
                    "status_requested",
                    "period_requested",
                    "filed_by",
                    "filer_name",
                    "filer_authority",
                    "papers",
                    "papers_follow",
                    "translated",
                    "photo_on",
                    "note",
                ),
                give=lambda v: {"channel": "counter"},
            ),
        ),
        documents=("36",),
        tells=(Role.BUREAU_DIRECTOR,),
        help=Text(
            "上陸の期間はそのまま進みます。取得の許可がないまま満了すれば残留となり、申請は終止します。",
            "The period of the landing goes on; if it ends before the permission, the person stays on unlawfully "
            "and the application is closed.",
        ),
    ),
    Step(
        "xl_status_acquired",
        "exceptional_landing",
        ("permitted",),
        "status_acquired",
        Text("在留資格の取得", "status acquired"),
        "icrra 22-3; icrra 22-2(3); icrra 61-2-2(4)",
        by=(Role.INSPECTOR,),
        may=("granted_on", "recognised", "note"),
        guards=(ACQUIRED,),
        stops=ALL_CLOCKS,
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "取得の許可の事件から記録されます。難民等の認定に伴う許可では、上陸の許可を取り消します。",
            "Recorded with the permission on the acquisition file. With a recognition the landing is revoked.",
        ),
    ),
)
