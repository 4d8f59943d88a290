"""The decision and what follows it: not revoked, revoked at once or with time to leave, changed, moot."""

from __future__ import annotations

from workflows.declare import HARD, SAME, Apart, Derive, Guard, HandOver, Reach, Step
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.common.offices import DECIDERS
from workflows.procedures.residence.revocation.facts import (
    FLIGHT_GROUND,
    IMMEDIATE,
    PR_GROUNDS,
    SPOUSE_GROUND,
)
from workflows.procedures.residence.revocation.grounds import IN_FORCE, NO_GOOD_REASON
from workflows.procedures.residence.revocation.hearing import public_notice_over
from workflows.procedures.residence.revocation.states import BEFORE_DECISION
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.statuses import allows
from workflows.texts import Text

NOT_BY_HEARER = Apart(
    ("rv_hear", "rv_hear_continue"),
    HARD,
    Text(
        "意見を聴取した入国審査官は、その事件の決定をしない。",
        "The inspector who heard the person does not decide the case.",
    ),
    "icrra 22-4(2); reg 25-2(1); reg 25-11(3)",
)


def _immediate(v: View) -> bool:
    ground = v.fact("ground_code")
    return ground in IMMEDIATE or (ground == FLIGHT_GROUND and v.told("flight_risk") is True)


FLIGHT_READS = frozenset({"fact:ground_code", "fact:flight_risk", "given:flight_risk"})
NO_TIME_TO_LEAVE = Guard(
    "no_time_to_leave_ground",
    Text(
        "出国期間を指定しないのは、1号・2号の事由、又は5号の事由で逃亡すると疑うに足りる相当の理由がある場合に限る。",
        "No time to leave is left out only on grounds 1 and 2, or on 5 with good reason to suspect flight.",
    ),
    Text(
        "その他の事由では、30日を超えない出国期間を指定してください。",
        "On any other ground set a time to leave of at most thirty days.",
    ),
    "icrra 22-4(7); icrra 24(1)(2-2); icrra 24(1)(2-3)",
    FLIGHT_READS,
    _immediate,
)
TIME_TO_LEAVE = Guard(
    "time_to_leave_ground",
    Text(
        "1号・2号の事由、及び5号の事由で逃亡のおそれがある場合には、出国期間を指定しない。",
        "On grounds 1 and 2, and on 5 with a risk of flight, no time to leave is set.",
    ),
    Text("出国期間を指定しない取消しによってください。", "Use the revocation without time to leave."),
    "icrra 22-4(7)",
    FLIGHT_READS,
    lambda v: not _immediate(v),
)
ABSENCE_WITHOUT_REASON = Guard(
    "absence_without_reason",
    Text(
        "意見の聴取を行わずに取り消せるのは、正当な理由がなく応じなかった場合に限る。",
        "Unheard, a status is revoked only where the absence had no good reason.",
    ),
    Text(
        "欠席の理由を判断して入力してください。理由があれば新たな期日を定めてください。",
        "Judge the absence and enter it; where it had a good reason name a new day.",
    ),
    "icrra 22-4(5)",
    frozenset({"fact:no_show", "given:absence_excused"}),
    lambda v: v.fact("no_show") is not True or v.given.get("absence_excused") is False,
)


def _chance_given(v: View) -> bool:
    if v.fact("ground_code") != SPOUSE_GROUND:
        return True
    until = as_day(v.fact("chance_until"))
    waited = until is not None and day_of(v) > until
    return v.fact("change_offered") is True and (waited or v.given.get("chance_declined") is True)


CHANCE_GIVEN = Guard(
    "chance_to_change_given",
    Text(
        "配偶者としての活動を行わないこと(7号)による取消しでは、在留資格の変更又は永住許可の申請の機会を与えるよう配慮する。",
        "Before a revocation on the spouse ground (7) there is a chance to file for a change or for permanent "
        "residence.",
    ),
    Text(
        "機会を与えて記録し、期限の経過か申請しない旨の意思表示を待ってください。",
        "Offer and record it; wait for the day set, or until the person says that nothing will be filed.",
    ),
    "icrra 22-5(1)",
    frozenset(
        {"fact:ground_code", "fact:change_offered", "fact:chance_until", "given:chance_declined", "time"}
    ),
    _chance_given,
)
CONVERSION_FIRST = Guard(
    "permanent_resident_converted_first",
    Text(
        "永住者に係る追加の事由では、引き続き在留させることが適当でない場合を除き、取消しに代えて在留資格を変更する。",
        "On the further grounds for permanent residents the status is changed instead, unless continued stay "
        "is unfit.",
    ),
    Text(
        "職権による変更によるか、在留を適当でないと認める判断を入力してください。",
        "Change the status, or enter the finding that continued stay is unfit.",
    ),
    "suppl-2024-60 1(1)",
    frozenset({"fact:ground_code", "fact:stay_unfit", "given:stay_unfit"}),
    lambda v: v.fact("ground_code") not in PR_GROUNDS or v.told("stay_unfit") is True,
)


def _decision_served(v: View) -> bool:
    match v.given.get("service_method"):
        case "oral":
            return False
        case "mail":
            return v.given.get("dispatched_on") is not None
        case "public":
            posted = as_day(v.given.get("posted_on"))
            return posted is not None and day_of(v) > public_notice_over(posted)
        case _:
            return True


DECISION_SERVED = Guard(
    "revocation_notice_service",
    Text(
        "取消しは、在留資格取消通知書の送達によって行う。公示送達は開始の日から起算して2週間の経過により効力を生ずる。",
        "A status is revoked by serving the notice; a public notice works once two weeks, its first day "
        "included, have run.",
    ),
    Text(
        "送達の方法、発送した日又は公示の開始日を確かめてください。口頭では取り消せません。",
        "Check how it was served, and the day of dispatch or of the notice; it is never done orally.",
    ),
    "icrra 22-4(6); icrra 61-8-2(1); icrra 61-8-2(3); icrra 61-8-2(6); icrra 61-8-2(8)",
    frozenset({"given:service_method", "given:dispatched_on", "given:posted_on", "time"}),
    _decision_served,
)
# What the notice of the hearing asked for (the ground, its time, no recognition) does not change any more.
REVOKE_GUARDS = (
    ABSENCE_WITHOUT_REASON,
    NO_GOOD_REASON,
    CHANCE_GIVEN,
    CONVERSION_FIRST,
    DECISION_SERVED,
)
REVOKE_MAY = (
    "dispatched_on",
    "posted_on",
    "absence_excused",
    "good_reason",
    "chance_declined",
    "stay_unfit",
    "flight_risk",
    "note",
)
SERVED = Derive("served_on", lambda v: day_of(v).isoformat())

IS_SPOUSE_GROUND = Guard(
    "is_spouse_ground",
    Text(
        "機会の付与の配慮は、配偶者としての活動を行わないこと(7号)による場合についてのものである。",
        "The chance to change belongs to the spouse ground (7).",
    ),
    Text("取消事由を確かめてください。", "Check the ground."),
    "icrra 22-5(1)",
    frozenset({"fact:ground_code"}),
    lambda v: v.fact("ground_code") == SPOUSE_GROUND,
)
CHANCE_AHEAD = Guard(
    "chance_lies_ahead",
    Text("申請を待つ期限は、後の日でなければ機会とならない。", "A chance needs a day that lies ahead."),
    Text("後の日を期限としてください。", "Name a later day."),
    "icrra 22-5(1)",
    frozenset({"given:chance_until", "time"}),
    lambda v: (until := as_day(v.given.get("chance_until"))) is not None and until > day_of(v),
)
IS_PR_GROUND = Guard(
    "is_permanent_resident_ground",
    Text(
        "職権による変更は、2027年4月1日から、永住者に係る追加の事由について行う。",
        "The change ex officio exists from 2027-04-01, on the further grounds for permanent residents.",
    ),
    Text("取消事由と施行日を確かめてください。", "Check the ground and the day of the law."),
    "suppl-2024-60 1(1)",
    frozenset({"fact:ground_code"}),
    lambda v: v.fact("ground_code") in PR_GROUNDS,
)
STAY_FIT = Guard(
    "stay_not_unfit",
    Text(
        "引き続き在留させることが適当でないと認めるときは、変更によらない。",
        "Whose continued stay is found unfit is not given another status.",
    ),
    Text("取消しの手続によってください。", "Use the revocation."),
    "suppl-2024-60 1(1)",
    frozenset({"fact:stay_unfit", "given:stay_unfit"}),
    lambda v: v.told("stay_unfit") is not True,
)


def _new_period(v: View) -> bool:
    status, period = v.given.get("new_status"), v.given.get("new_period")
    return status != "permanent_resident" and allows(
        str(status), str(period), day_of(v), as_day(v.given.get("stay_until")), day_of(v)
    )


NEW_PERIOD = Guard(
    "new_status_and_period",
    Text(
        "永住者以外の在留資格と、これに対応する在留期間を決定する。",
        "Another status than permanent resident is given, with a period that goes with it.",
    ),
    Text("在留資格・在留期間・満了日を確かめてください。", "Check status, period and last day."),
    "icrra 2-2(3); reg 3",
    frozenset({"given:new_status", "given:new_period", "given:stay_until", "time"}),
    _new_period,
)


def _converted(v: View) -> dict[str, Value]:
    return {
        "status": v.given.get("new_status"),
        "period": v.given.get("new_period"),
        "granted_on": day_of(v).isoformat(),
    }


NOTICE_SHOWN = Guard(
    "revocation_notice_shown",
    Text(
        "期間の指定を受けた人は、出国の確認の際に在留資格取消通知書を提示する。",
        "Who was given time to leave shows the revocation notice when leaving.",
    ),
    Text("通知書の提示を受けてください。", "Have the notice shown."),
    "reg 27(2)",
    frozenset({"given:notice_shown"}),
    lambda v: v.given.get("notice_shown") is not False,
)
ENDS_A_REVOKED_STAY = Guard(
    "ends_a_revoked_stay",
    Text(
        "取消し後の終止は、死亡又は日本国籍の取得による。出国は「出国」に記録する。",
        "After the revocation a file closes by death or Japanese nationality; leaving has its own step.",
    ),
    Text("終止の理由を確かめてください。", "Check why it is closed."),
    "practice closing",
    frozenset({"given:close_reason"}),
    lambda v: v.given.get("close_reason") in ("death", "nationality"),
)

STEPS: tuple[Step, ...] = (
    Step(
        "rv_not_revoke",
        "revocation",
        BEFORE_DECISION,
        "closed_not_revoked",
        Text("取り消さない旨の決定", "decided not to revoke"),
        "reg 25-14(1); reg 29-4(1)(1); reg 61-2(1)(10)",
        by=DECIDERS,
        needs=("reasons",),
        may=("good_reason", "note"),
        stops=("hearing_date", "public_service_2w"),
        hands_over=(
            HandOver(
                "residence",
                "ps_revocation_cleared",
                Reach.OPEN,
                test=lambda v: v.fact("served") is True,
            ),
        ),
        documents=("not-revoked-notice",),
        tells=(Role.FOREIGN_NATIONAL,),
        apart=(NOT_BY_HEARER,),
        help=Text(
            "意見聴取通知書を送達し又は口頭で知らせた人には、取り消さない旨を知らせます。",
            "Whoever was served or told of the hearing is told that the status is not revoked.",
        ),
    ),
    Step(
        "rv_offer_change",
        "revocation",
        ("heard",),
        SAME,
        Text("変更・永住申請の機会の付与", "chance to file for a change or permanent residence"),
        "icrra 22-5(1)",
        by=DECIDERS,
        needs=("chance_until",),
        may=("reasons", "note"),
        guards=(IS_SPOUSE_GROUND, CHANCE_AHEAD),
        sets={"change_offered": True},
        derives=(Derive("offered_on", lambda v: day_of(v).isoformat()),),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "申請は本人がします。許可されたときは、この事件は取り消さない決定又は終止により閉じます。",
            "The person files. Once it is granted this case closes as not revoked, or as moot.",
        ),
    ),
    Step(
        "rv_revoke_immediate",
        "revocation",
        ("heard",),
        "revoked_deportable",
        Text("在留資格の取消し(出国期間なし)", "revoked, no time to leave"),
        "icrra 22-4(1); icrra 22-4(6); icrra 22-4(7); icrra 24(1)(2-2); icrra 24(1)(2-3); reg 25-13(1); "
        "reg 61-2(1)(10)",
        by=DECIDERS,
        needs=("service_method", "reasons"),
        may=REVOKE_MAY,
        guards=(*REVOKE_GUARDS, NO_TIME_TO_LEAVE),
        starts=("litigation_6m",),
        derives=(SERVED,),
        hands_over=(HandOver("residence", "ps_revoked_now", Reach.OPEN, must=True),),
        documents=("37-16",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER, Role.MUNICIPALITY),
        apart=(NOT_BY_HEARER,),
        serious=True,
        help=Text(
            "日時は取消通知書の送達の時です。取消しはその時に効力を生じます。",
            "The time is that of the service: the revocation takes effect then.",
        ),
    ),
    Step(
        "rv_revoke_with_period",
        "revocation",
        ("heard",),
        "revoked_departure_period",
        Text("在留資格の取消し(出国期間の指定)", "revoked, time to leave set"),
        "icrra 22-4(1); icrra 22-4(6); icrra 22-4(7); icrra 22-4(8); icrra 22-4(9); reg 25-13(1); "
        "reg 25-13(2); reg 61-2(1)(10)",
        by=DECIDERS,
        needs=("service_method", "leave_by", "reasons"),
        may=(*REVOKE_MAY, "designated_residence", "movement_area", "conditions"),
        guards=(*REVOKE_GUARDS, TIME_TO_LEAVE),
        starts=("revocation_departure", "litigation_6m"),
        derives=(SERVED,),
        hands_over=(HandOver("residence", "ps_revoked_period", Reach.OPEN, facts=("leave_by",), must=True),),
        documents=("37-17",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER, Role.MUNICIPALITY),
        apart=(NOT_BY_HEARER,),
        serious=True,
        help=Text(
            "日時は取消通知書の送達の時です。期間と条件は通知書に記載します。",
            "The time is that of the service; the notice states the time to leave and the conditions.",
        ),
    ),
    Step(
        "rv_depart",
        "revocation",
        ("revoked_departure_period",),
        "departed",
        Text("期間内の出国", "left within the time"),
        "icrra 25(1); reg 27(2); reg 27(4)",
        by=(Role.INSPECTOR,),
        needs=("departed_on",),
        may=("notice_shown", "note"),
        guards=(NOTICE_SHOWN,),
        stops=("revocation_departure",),
        hands_over=(HandOver("residence", "ps_depart", Reach.OPEN, facts=("departed_on",)),),
        documents=("exit-stamp",),
        help=Text(
            "期間内の出国による上陸拒否期間はありません。",
            "Leaving within the time brings no landing bar.",
        ),
    ),
    Step(
        "rv_overrun",
        "revocation",
        ("revoked_departure_period",),
        "deportation_module",
        Text("出国期間の経過", "time to leave over"),
        "icrra 24(1)(2-4); icrra 24-3(1); icrra 70(1)(3-3)",
        by=(Role.SYSTEM,),
        stops=("revocation_departure",),
        hands_over=(HandOver("residence", "ps_overstay", Reach.OPEN),),
        tells=(Role.CONTROL_OFFICER,),
        automatic=True,
        help=Text(
            "自ら出頭したときなどは出国命令の対象となり得ます。",
            "A departure order may apply to who appears of their own accord.",
        ),
    ),
    Step(
        "rv_moot",
        "revocation",
        BEFORE_DECISION,
        "closed_moot",
        Text("取消手続の終止", "closed as moot"),
        "practice closing",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("close_reason",),
        may=("note",),
        stops=("hearing_date", "public_service_2w"),
        hands_over=(
            # With any other reason the stay has ended, and the file that ended it sees to the rest.
            HandOver(
                "residence",
                "ps_revocation_cleared",
                Reach.OPEN,
                test=lambda v: (
                    v.fact("served") is True and v.given.get("close_reason") == "special_permission"
                ),
            ),
        ),
    ),
    # Beyond the tables: who dies, or becomes Japanese, before the time to leave is over does not overstay.
    Step(
        "rv_close_in_period",
        "revocation",
        ("revoked_departure_period",),
        "closed_moot",
        Text("出国期間中の終止", "closed while the time to leave runs"),
        "practice closing",
        by=(Role.BUREAU_DIRECTOR,),
        needs=("close_reason",),
        may=("note",),
        guards=(ENDS_A_REVOKED_STAY,),
        stops=("revocation_departure",),
        mark="inferred",
        note=Text(
            "取消し後、出国期間中の死亡・国籍取得の扱いは定められていません。",
            "Nothing is laid down for a death or a change of nationality after the revocation.",
        ),
    ),
    Step(
        "rv_pr_convert_2027",
        "revocation",
        ("heard",),
        "status_changed_ex_officio",
        Text("職権による在留資格の変更(永住者)", "status changed ex officio (permanent resident)"),
        "suppl-2024-60 1(1)",
        by=DECIDERS,
        needs=("new_status", "new_period", "stay_until", "service_method"),
        may=(
            "dispatched_on",
            "posted_on",
            "absence_excused",
            "stay_unfit",
            "card_no",
            "card_valid_until",
            "reasons",
            "note",
        ),
        guards=(
            IS_PR_GROUND,
            IN_FORCE,
            ABSENCE_WITHOUT_REASON,
            STAY_FIT,
            NEW_PERIOD,
            DECISION_SERVED,
        ),
        hands_over=(
            HandOver(
                "residence",
                "ps_change",
                Reach.OPEN,
                facts=("stay_until", "card_no", "card_valid_until"),
                give=_converted,
                must=True,
            ),
        ),
        documents=("29-7",),
        tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        apart=(NOT_BY_HEARER,),
        mark="inferred",
        note=Text(
            "22条の6は2027年4月1日施行の改正によるもので、条文番号と手続は未確認です。",
            "Article 22-6 comes with the amendment in force from 2027-04-01; its number and procedure are not "
            "verified.",
        ),
    ),
)
