"""Criminal custody and exit restriction: what stands beside or before custody under the Act."""

from __future__ import annotations

from workflows.declare import ANY, Branch, Guard, Start, Step
from workflows.facts import Fact, Kind
from workflows.procedures.deportation.custody.common import (
    CONSENT,
    DAYS_LEFT,
    DEPOSIT_GUARDS,
    FACILITY_CLOCKS,
    HANDOVER_IF_WARRANT,
    MAY_DETAIN,
    MAY_DETAIN_PRE,
    NO_ORDER_YET,
    ORDER_CLOCKS,
    ORDER_IN_FORCE,
    REVIEW_ANEW,
    REVIEW_IF_ORDER,
    REVIEW_OVER,
    SCREENED,
    SP_WINDOW,
    SUPERVISION_ANSWERED,
    SUPERVISION_CLOCKS,
    SUPERVISION_FACTS,
    WARRANT_30,
    WARRANT_60,
    WARRANT_CLOCKS,
)
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "immigration_offence_only",
        Text("70条の罪の被疑者で、他の罪の嫌疑がない", "suspected of an article 70 offence and of no other"),
        Kind.FLAG,
        help=Text(
            "65条の特例により48時間以内に引き渡せる場合です。",
            "The case of article 65: handover in 48 hours.",
        ),
    ),
    Fact("restriction_order", Text("出国の制限の裁判", "exit restriction order"), Kind.LINE),
)

SCREENED_OR_ORDER = Guard(
    code="screened_or_order",
    rule=Text(
        "引渡し又は監理措置には、39条2項の審査の結果か退去強制令書が要ります。",
        "This rests on the screening of article 39(2) or on a removal order.",
    ),
    remedy=Text(
        "審査の結果又は令書の発付を先に記録してください。", "Record the screening or the order first."
    ),
    basis="icrra 64(1); icrra 64(2); icrra 39(2)",
    reads=SCREENED.reads | {"fact:order_in_force"},
    test=lambda v: v.fact("order_in_force") is True or SCREENED.test(v),
)
NO_OTHER_OFFENCE = Guard(
    code="no_other_offence",
    rule=Text(
        "警察から直接引き渡されるのは、70条の罪の被疑者で他に罪を犯した嫌疑のない者に限ります。",
        "Police hand over directly only a suspect of an article 70 offence with no other suspicion.",
    ),
    remedy=Text(
        "他の罪の嫌疑があるときは、釈放の際の引渡しとして記録してください。",
        "Otherwise record the handover when the criminal procedure releases the person.",
    ),
    basis="icrra 65(1)",
    reads=frozenset({"given:immigration_offence_only"}),
    test=lambda v: v.given.get("immigration_offence_only") is True,
)
RESTRICTION_RUNS = Guard(
    code="exit_restriction_runs",
    rule=Text(
        "裁判所による出国の制限を受けている間に限ります。", "This needs an exit restriction by the court."
    ),
    remedy=Text("出国の制限を先に記録してください。", "Record the exit restriction first."),
    basis="icrra 63(3); icrra 63-2(1)",
    reads=frozenset({"machine:exit_restriction"}),
    test=lambda v: v.is_in("exit_restriction", "exit_restricted"),
)
RESTRICTION_OVER = Guard(
    code="exit_restriction_over",
    rule=Text(
        "執行の停止は出国の制限が終わるまで続きます。",
        "Execution stays stopped until the restriction is over.",
    ),
    remedy=Text("出国の制限の終了を先に記録してください。", "Record the end of the exit restriction first."),
    basis="icrra 63(3)",
    reads=frozenset({"machine:exit_restriction"}),
    test=lambda v: not v.is_in("exit_restriction", "exit_restricted"),
)

UNDER_ORDER = Branch(
    "detained_order", lambda v: v.fact("order_in_force") is True, frozenset({"fact:order_in_force"})
)
UNDER_WARRANT = Branch("detained_warrant", lambda v: True, frozenset())

STEPS = (
    Step(
        "criminal_custody_began",
        "custody",
        (ANY,),
        "criminal_custody",
        Text("刑事手続等による身柄拘束の開始", "Criminal custody begins"),
        "icrra 63(1)",
        by=(Role.POLICE,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        needs=("institution",),
        may=("immigration_offence_only",),
        starts=(
            Start(
                "clk_police_handover_48h",
                test=lambda v: v.given.get("immigration_offence_only") is True,
                reads=frozenset({"given:immigration_offence_only"}),
            ),
        ),
        stops=(
            *ORDER_CLOCKS,
            *FACILITY_CLOCKS,
            *SUPERVISION_CLOCKS,
            *WARRANT_CLOCKS,
            "clk_handover_48h",
            "clk_post_order_notice_prompt",
            "clk_provisional_release_3m",
            "clk_exit_restricted_report_3m",
        ),
        sets={"criminal_open": True},
        clears=("has_supervisor", "supervisor_vacant", "work_permitted"),
        moves=(REVIEW_OVER,),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        mark="inferred",
        note=Text(
            "逮捕等が三月の継続を断つか、監理措置がどうなるかは条文にありません。収容は途切れるものとします。",
            "Whether an arrest breaks the three months, and what becomes of supervision, is not stated; "
            "detention is treated as broken.",
        ),
    ),
    Step(
        "handed_over_from_criminal_custody",
        "custody",
        ("criminal_custody",),
        (UNDER_ORDER, UNDER_WARRANT),
        Text("刑事施設等からの引渡し・収容", "Handed over from criminal custody and detained"),
        "icrra 64(1)(1); icrra 64(2)(1)",
        by=(Role.POLICE, Role.CONTROL_OFFICER),
        needs=("paper_shown", "facility", "criminal_open"),
        may=("institution", "warrant_valid_until"),
        guards=(*MAY_DETAIN, SCREENED_OR_ORDER, DAYS_LEFT),
        starts=(
            WARRANT_30,
            WARRANT_60,
            HANDOVER_IF_WARRANT,
            REVIEW_IF_ORDER,
            "clk_health_check_3m",
            SP_WINDOW,
        ),
        stops=("clk_police_handover_48h",),
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_ANEW,),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD, Role.FOREIGN_NATIONAL),
        serious=True,
    ),
    Step(
        "released_from_criminal_custody_to_supervision",
        "custody",
        ("criminal_custody",),
        (
            Branch(
                "supervised_post",
                lambda v: v.fact("order_in_force") is True,
                frozenset({"fact:order_in_force"}),
            ),
            Branch("supervised_pre", lambda v: True, frozenset()),
        ),
        Text("監理措置の通知による刑事施設等からの釈放", "Released from criminal custody into supervision"),
        "icrra 64(1)(2); icrra 64(2)(2); icrra 65(1)(2)",
        by=(Role.POLICE,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        needs=(
            "supervisor_name",
            "supervisor_consent",
            "conditions",
            "deposit_required",
            "report_due_on",
            "criminal_open",
        ),
        may=("deposit_amount", "deposit_due_on", "deposit_paid"),
        guards=(SCREENED_OR_ORDER, CONSENT, *DEPOSIT_GUARDS),
        starts=(
            "clk_supervised_report_3m",
            Start(
                "clk_deposit_3d",
                test=lambda v: (
                    v.given.get("deposit_required") is True and v.given.get("deposit_paid") is not True
                ),
                reads=frozenset({"given:deposit_required", "given:deposit_paid"}),
            ),
            SP_WINDOW,
        ),
        stops=("clk_police_handover_48h",),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        moves=(SUPERVISION_ANSWERED,),
        documents=("51-4", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CHIEF_INSPECTOR),
    ),
    # Not a row of its own in the sources: bail, acquittal or release of a person against whom there is
    # neither warrant nor order nor supervision leads nowhere else.
    Step(
        "released_from_criminal_custody",
        "custody",
        ("criminal_custody",),
        "at_liberty",
        Text(
            "刑事施設等からの釈放(引渡し・監理措置なし)",
            "Released from criminal custody, no handover or supervision",
        ),
        "icrra 63(1); icrra 64(1); icrra 64(2)",
        by=(Role.POLICE,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        needs=("criminal_open",),
        stops=("clk_police_handover_48h",),
        clears=SUPERVISION_FACTS,
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        mark="inferred",
        note=Text(
            "64条は令書の提示や監理措置の通知がある場合だけを定めます。",
            "Article 64 speaks only of the cases in which papers are shown or supervision is notified.",
        ),
    ),
    # The supervised suspect of article 65(1)(2) is released by the step above: a person handed over here
    # has no supervisor, and one released there has.
    Step(
        "police_suspect_handed_over",
        "custody",
        ("criminal_custody",),
        "detained_warrant",
        Text("警察からの引渡し・収容(65条)", "Handed over by the police under article 65 and detained"),
        "icrra 65(1)(1); icrra 65(2)",
        by=(Role.POLICE, Role.CONTROL_OFFICER),
        needs=("immigration_offence_only", "paper_shown", "facility", "criminal_open"),
        may=("warrant_valid_until",),
        guards=(NO_ORDER_YET, *MAY_DETAIN_PRE, SCREENED, NO_OTHER_OFFENCE, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, "clk_handover_48h", "clk_health_check_3m", SP_WINDOW),
        stops=("clk_police_handover_48h",),
        clears=SUPERVISION_FACTS,
        tells=(Role.CHIEF_INSPECTOR, Role.INSPECTOR, Role.FACILITY_HEAD, Role.FOREIGN_NATIONAL),
        serious=True,
    ),
    Step(
        "exit_restricted",
        "custody",
        (
            "criminal_custody",
            "at_liberty",
            "post_order_screening",
            "detained_order",
            "detained_order_deposit_pending",
            "supervised_post",
            "provisional_release_post",
            "special_release",
            # Whoever is found while the order may not be executed is given conditions, not detained.
            "supervision_revoked_at_large",
            "escaped",
            "disaster_released",
        ),
        "exit_restricted_at_liberty",
        Text("出国制限対象者の条件の指定", "Set conditions for an exit-restricted person"),
        "icrra 63(3); icrra 63-2(1); reg 59-5(1); reg 59-5(3); reg 59-5(4)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("restriction_order", "conditions", "restricted_report_due_on"),
        may=("criminal_open",),
        guards=(ORDER_IN_FORCE, RESTRICTION_RUNS),
        starts=("clk_exit_restricted_report_3m",),
        stops=(
            *ORDER_CLOCKS,
            *FACILITY_CLOCKS,
            *SUPERVISION_CLOCKS,
            "clk_post_order_notice_prompt",
            "clk_provisional_release_3m",
            "clk_police_handover_48h",
        ),
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_OVER,),
        documents=("83-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        mark="inferred",
        note=Text(
            "どの身柄の状態から移るかと、先の監理措置・仮放免がどうなるかは条文にありません。",
            "From which custody this starts, and what becomes of supervision or release, is not stated.",
        ),
    ),
    # Not a row of its own in the sources: the report of article 63-2(2), which renews its clock.
    Step(
        "exit_restricted_report_filed",
        "custody",
        ("exit_restricted_at_liberty",),
        "exit_restricted_at_liberty",
        Text("出国制限対象者の届出", "The exit-restricted person reports"),
        "icrra 63-2(2); reg 59-5(4); reg 59-5(5)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("restricted_report_due_on",),
        may=("report_content",),
        starts=("clk_exit_restricted_report_3m",),
        stops=("clk_exit_restricted_report_3m",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        "exit_restriction_ended",
        "custody",
        ("exit_restricted_at_liberty",),
        (
            Branch(
                "post_order_screening",
                lambda v: v.fact("order_in_force") is True,
                frozenset({"fact:order_in_force"}),
            ),
            # The order may have fallen while its execution was stopped: then nothing is left to screen.
            Branch("at_liberty", lambda v: True, frozenset()),
        ),
        Text("出国の制限の終了・執行の再開", "The exit restriction ends and execution resumes"),
        "icrra 63(3); icrra 52(8)",
        by=(Role.CHIEF_INSPECTOR,),
        guards=(RESTRICTION_OVER,),
        starts=(
            Start(
                "clk_post_order_notice_prompt",
                test=lambda v: v.is_in("custody", "post_order_screening"),
                reads=frozenset({"machine:custody"}),
            ),
        ),
        stops=("clk_exit_restricted_report_3m",),
        tells=(Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        mark="inferred",
        note=Text(
            "制限が終わった後の身柄の決め方は条文になく、改めて審査するものとしました。",
            "How custody is decided once the restriction is over is not stated; it is screened afresh.",
        ),
    ),
)
