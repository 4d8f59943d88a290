"""The steps of a permission for other activities, and of a work-authorisation certificate."""

from __future__ import annotations

from workflows.declare import SAME, Derive, Duty, Start, State, Step
from workflows.engine import Machine
from workflows.procedures.residence.activity_permission.rules import (
    AIRPORT,
    BLANKET,
    CERTIFICATE,
    CERTIFICATE_FEE,
    FILING,
    HOURS_A_WEEK,
    INDIVIDUAL,
    STAY_OVER,
    STUDENT_LEFT,
    until_end_of_stay,
    vacation_hours,
)
from workflows.procedures.residence.common.conditions import IN_WRITING
from workflows.procedures.residence.common.days import stay_ends
from workflows.procedures.residence.common.offices import DESK
from workflows.roles import Role
from workflows.texts import Text

FILERS = (
    Role.FOREIGN_NATIONAL,
    Role.LEGAL_REPRESENTATIVE,
    Role.FILING_AGENT,
    Role.LAWYER_SCRIVENER,
    Role.ACCEPTING_ORG,
    Role.SUPPORT_ORG,
)
# Regulation 61-2(2)(5), (6): delegated, and the Commissioner keeps neither.
DECIDER = (Role.BUREAU_DIRECTOR,)
STAY_FACTS = ("stay_until", "special_until")

_DECIDE = Duty(
    Role.BUREAU_DIRECTOR,
    Text("資格外活動の許否を決定する", "decide on the other activity"),
    ("processing_activity",),
)

MACHINE = Machine(
    "activity_permission",
    Text("資格外活動許可", "permission for other activities"),
    (
        State("none", Text("未申請", "not filed")),
        State("received", Text("受理", "received"), duties=(_DECIDE,)),
        State(
            "granted",
            Text("許可", "permitted"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text(
                        "条件の遵守と在留の終わりを確かめる", "watch the conditions and the end of the stay"
                    ),
                    ("activity_hours",),
                ),
            ),
        ),
        State("refused", Text("不許可", "refused"), end=True),
        State("revoked", Text("取消し", "withdrawn by the bureau"), end=True),
        State("ended", Text("終了", "ended"), end=True),
        State("withdrawn", Text("取下げ", "filing withdrawn"), end=True),
        State(
            "certificate_requested",
            Text("就労資格証明書の申請中", "work certificate asked for"),
            duties=(
                Duty(
                    Role.BUREAU_DIRECTOR,
                    Text("就労資格証明書の交付の可否を決める", "decide on the work certificate"),
                    ("processing_wac",),
                ),
            ),
        ),
        State("certificate_issued", Text("就労資格証明書の交付", "work certificate issued"), end=True),
        State(
            "certificate_not_issued", Text("就労資格証明書の不交付", "work certificate not issued"), end=True
        ),
    ),
    initial="none",
)

_UNTIL = Start(
    "activity_until",
    test=lambda v: stay_ends(v) is not None,
    reads=frozenset({"fact:stay_until", "given:stay_until", "fact:special_until", "given:special_until"}),
)

STEPS: tuple[Step, ...] = (
    Step(
        "act_file",
        "activity_permission",
        ("none", "revoked", "ended"),
        "received",
        Text("資格外活動許可の申請", "permission for other activities applied for"),
        "icrra 19(2); reg 19(1); reg 19(2); reg 19(3)",
        by=FILERS,
        recorded_by=DESK,
        needs=("type_requested", "filed_on", "filed_by", "channel"),
        # A file that is taken up again may have been seeded with another status.
        may=(
            "status",
            *STAY_FACTS,
            "joined_case",
            "employer",
            "workplace",
            "work_described",
            "filer_name",
            "filer_authority",
            "papers",
            "papers_follow",
            "no_passport_reason",
            "translated",
            "note",
        ),
        guards=FILING,
        starts=(Start("processing_activity", at="filed_on"),),
        # A permission that ended leaves nothing to the next one.
        clears=(
            "permitted_until",
            "conditions",
            "hours_a_week",
            "hours_a_day_in_vacation",
            "trades_barred",
            "permit_no",
            "end_cause",
            "ended_on",
        ),
        documents=("28", "receipt"),
        tells=(Role.FOREIGN_NATIONAL, Role.BUREAU_DIRECTOR),
        opens=True,
        help=Text("手数料はありません。", "There is no fee."),
    ),
    Step(
        "act_file_airport",
        "activity_permission",
        ("none",),
        "received",
        Text("上陸に引き続く資格外活動許可の申請", "applied for right after landing"),
        "icrra 19(2); reg 19-2(1)(1); reg 19-2(1)(2); reg 19-2(3)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("type_requested", "filed_on", "port"),
        may=("local_government", "filed_by", "employer", "workplace", "work_described", "note"),
        guards=AIRPORT,
        sets={"channel": "counter"},
        documents=("29-4", "29-4-2"),
        tells=(Role.BUREAU_DIRECTOR,),
        opens=True,
        help=Text(
            "在留期間を三月と決定された人と、再入国した人はできません。",
            "Not open to those given three months, nor to those who re-enter.",
        ),
    ),
    Step(
        "act_grant_blanket",
        "activity_permission",
        ("received",),
        "granted",
        Text("包括許可", "blanket permission"),
        "icrra 19(2); reg 19(4); reg 19(5)(1); reg 61-2(2)(5)",
        by=DECIDER,
        needs=("main_unhindered",),
        may=("enrolled", "conditions", "permit_no", "stay_until", "special_until", "decided_on", "note"),
        guards=BLANKET,
        starts=("activity_hours", _UNTIL),
        stops=("processing_activity",),
        sets={"hours_a_week": HOURS_A_WEEK, "trades_barred": True},
        derives=(
            Derive("hours_a_day_in_vacation", vacation_hours),
            Derive("permitted_until", until_end_of_stay),
        ),
        documents=("29", "29-2"),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "1週28時間以内(留学の長期休業期間中は1日8時間以内)、風俗営業等を除く許可です。"
            "許可書の交付又は証印により、在留カードにも記載します。",
            "At most 28 hours a week (Students in the long vacation: 8 hours a day), no amusement or sex "
            "trades. By permit or stamp, and entered on the residence card.",
        ),
    ),
    Step(
        "act_grant_individual",
        "activity_permission",
        ("received",),
        "granted",
        Text(
            "個別許可・地方公共団体等での活動の許可", "individual permission, or work for a local government"
        ),
        "icrra 19(2); reg 19(4); reg 19(5)(2); reg 19(5)(3); reg 61-2(2)(5)",
        by=DECIDER,
        needs=("main_unhindered",),
        may=(
            "employer",
            "workplace",
            "work_described",
            "hours_a_week",
            "local_government",
            "conditions",
            "permit_no",
            "stay_until",
            "special_until",
            "decided_on",
            "note",
        ),
        guards=INDIVIDUAL,
        starts=("activity_hours", _UNTIL),
        stops=("processing_activity",),
        derives=(Derive("permitted_until", until_end_of_stay),),
        documents=("29", "29-2"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "act_refuse",
        "activity_permission",
        ("received",),
        "refused",
        Text("資格外活動の不許可", "permission refused"),
        "icrra 19(2); reg 61-2(2)(5)",
        by=DECIDER,
        needs=("reasons",),
        may=("reason_codes", "told_orally_on", "decided_on", "note"),
        starts=("litigation_6m",),
        stops=("processing_activity",),
        documents=("refusal-notice",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "act_withdraw",
        "activity_permission",
        ("received", "certificate_requested"),
        "withdrawn",
        Text("申請の取下げ", "filing withdrawn"),
        "practice withdrawal",
        by=FILERS,
        recorded_by=DESK,
        needs=("withdrawn_on", "in_writing"),
        may=("reasons", "note"),
        guards=(IN_WRITING,),
        stops=("processing_activity", "processing_wac"),
        documents=("withdrawal",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "act_revoke",
        "activity_permission",
        ("granted",),
        "revoked",
        Text("資格外活動許可の取消し", "permission withdrawn by the bureau"),
        "icrra 19(3); reg 19(6); reg 61-2(2)(5)",
        by=DECIDER,
        needs=("revoke_ground", "reasons"),
        may=("decided_on", "note"),
        starts=("litigation_6m",),
        stops=("activity_hours", "activity_until"),
        documents=("29-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        serious=True,
        help=Text(
            "許可書を返納させ、又は証印と在留カードの記載を抹消します。",
            "The permit is handed back, or the stamp and the entry on the card are struck out.",
        ),
    ),
    Step(
        "act_special_period",
        "activity_permission",
        ("granted",),
        SAME,
        Text("特例期間中の許可の継続", "permission goes on in the special period"),
        "icrra 20(6); icrra 21(4); icrra 19(2)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        needs=("special_until",),
        may=("note",),
        starts=(_UNTIL,),
        derives=(Derive("permitted_until", until_end_of_stay),),
        mark="inferred",
        note=Text(
            "特例期間中の資格外活動許可の効力を定めた条文はない。本来の活動が続く限り続く扱いである。",
            "No article says what becomes of it in the special period; it is held to go on while the main "
            "activity does.",
        ),
    ),
    Step(
        "act_end",
        "activity_permission",
        ("received", "granted"),
        "ended",
        Text("資格外活動許可の終了", "permission ended"),
        "icrra 19(2); icrra 20(6); reg 19(5)(1); practice closing",
        by=(Role.INSPECTOR,),
        may=("ended_on", "end_cause", "stay_until", "special_until", "note"),
        guards=(STAY_OVER, STUDENT_LEFT),
        stops=("activity_hours", "activity_until", "processing_activity"),
        tells=(Role.FOREIGN_NATIONAL,),
        help=Text(
            "取消しではありません。留学の人が教育機関を離れれば、特例期間中でも許可による活動はできません。",
            "This is no withdrawal by the bureau. A Student who has left the school may not work under it, "
            "not even in the special period.",
        ),
    ),
    # --- work-authorisation certificate (19-2)
    Step(
        "wac_file",
        "activity_permission",
        ("none",),
        "certificate_requested",
        Text("就労資格証明書の交付申請", "work certificate asked for"),
        "icrra 19-2(1); reg 19-4(1); reg 19-4(2); reg 19-4(3)",
        by=FILERS,
        recorded_by=DESK,
        needs=("filed_on", "filed_by", "channel"),
        may=(
            *STAY_FACTS,
            "employer_changed",
            "employer",
            "work_described",
            "filer_name",
            "filer_authority",
            "papers",
            "papers_follow",
            "no_passport_reason",
            "note",
        ),
        guards=CERTIFICATE,
        starts=(Start("processing_wac", at="filed_on"),),
        documents=("29-5", "receipt"),
        tells=(Role.FOREIGN_NATIONAL, Role.BUREAU_DIRECTOR),
        opens=True,
    ),
    Step(
        "wac_issue",
        "activity_permission",
        ("certificate_requested",),
        "certificate_issued",
        Text("就労資格証明書の交付", "work certificate issued"),
        "icrra 19-2(1); icrra 67-2(1); reg 19-4(4); reg 61(2); reg 61-2(2)(6)",
        by=DECIDER,
        needs=("work_described", "fee_yen", "stamp_serials"),
        may=("permit_no", "note"),
        guards=(CERTIFICATE_FEE,),
        stops=("processing_wac",),
        documents=("84", "29-6"),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "wac_refuse",
        "activity_permission",
        ("certificate_requested",),
        "certificate_not_issued",
        Text("就労資格証明書の不交付", "work certificate not issued"),
        "icrra 19-2(1); reg 61-2(2)(6)",
        by=DECIDER,
        needs=("reasons",),
        may=("told_orally_on", "note"),
        starts=("litigation_6m",),
        stops=("processing_wac",),
        documents=("refusal-notice",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
)
