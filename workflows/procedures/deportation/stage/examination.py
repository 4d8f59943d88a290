"""Stage: the inspector's examination and finding (45 to 47)."""

from __future__ import annotations

from workflows.declare import SAME, Guard, Step
from workflows.procedures.deportation.stage.common import (
    CASE_CLOCKS,
    CUSTODY_CHOICE,
    GUARD_SIDE,
    NOT_IN_URGENT_DETENTION,
    NOTHING_TO_EXECUTE,
    RELEASE,
    SIGNED,
    run_out,
    unless_application_pending,
)
from workflows.procedures.deportation.stage.departure_order import ALL_CONDITIONS_MET, LIMB
from workflows.roles import Role
from workflows.texts import Text

BOTH_RIGHTS_EXPLAINED = Guard(
    code="rights_explained_finding",
    rule=Text(
        "認定の通知の際は、口頭審理の請求と在留特別許可の申請ができることを知らせなければならない。",
        "With the finding the person is told of the hearing and of the special-permission application.",
    ),
    remedy=Text("双方を知らせてから通知してください。", "Explain both rights, then give the notice."),
    basis="icrra 47(4)",
    reads=frozenset({"given:rights_explained"}),
    test=lambda v: v.given.get("rights_explained") is True,
)

HEARING_WINDOW_OVER = Guard(
    code="hearing_window_over",
    rule=Text(
        "口頭審理の請求期間(通知を受けた日から3日)がまだ経過していない。",
        "The three days for requesting a hearing have to be over.",
    ),
    remedy=Text("期間の経過を待ってください。", "Wait until the period has run out."),
    basis="icrra 48(1)",
    reads=frozenset({"clock:clk_oral_hearing_request_3d", "time"}),
    test=run_out("clk_oral_hearing_request_3d"),
)

STEPS = (
    Step(
        id="found_not_deportable",
        machine="stage",
        source=("under_examination",),
        target="released_not_deportable",
        label=Text("非該当の認定", "found not deportable"),
        basis="icrra 45(1); icrra 45(2); icrra 46; icrra 47(1); icrra 44-8(1)(1); reg 37(1); reg 38",
        by=(Role.INSPECTOR,),
        may=("reasons", "note"),
        guards=(NOT_IN_URGENT_DETENTION,),
        stops=CASE_CLOCKS,
        carries=RELEASE,
        moves=(NOTHING_TO_EXECUTE,),
        documents=("52", "examination-record"),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR, Role.SUPERVISOR),
        apart=(GUARD_SIDE, CUSTODY_CHOICE),
        help=Text(
            "24条1号(3条1項2号に係る部分を除く。)又は2号の事件では、容疑者が非該当を立証します。",
            "In cases under 24(1) (except for 3(1)(2)) and 24(2) the burden of proof is on the suspect.",
        ),
    ),
    Step(
        id="found_departure_order_case",
        machine="stage",
        source=("under_examination",),
        target="departure_order_due",
        label=Text("出国命令対象者の認定", "departure-order case found"),
        basis="icrra 47(2); reg 37(1)",
        by=(Role.INSPECTOR,),
        needs=("departure_conditions",),
        may=("departure_limb", "note"),
        guards=(NOT_IN_URGENT_DETENTION, *LIMB, *ALL_CONDITIONS_MET),
        documents=("52", "examination-record"),
        tells=(Role.CHIEF_INSPECTOR,),
        apart=(GUARD_SIDE, CUSTODY_CHOICE),
        help=Text(
            "収容中の者は、認定ではなく出国命令を受けた時に放免されます。",
            "A detained person is released when the order is made, not with the finding.",
        ),
    ),
    Step(
        id="found_deportable",
        machine="stage",
        source=("under_examination",),
        target="finding_notified",
        label=Text("退去強制対象者の認定・通知", "found deportable, notice given"),
        basis="icrra 47(3); icrra 47(4); reg 37(1); reg 37(2)",
        by=(Role.INSPECTOR,),
        needs=("ground", "reasons", "rights_explained", "prior_removal", "prior_departure_order"),
        may=("notice_language", "interpreter", "note"),
        guards=(NOT_IN_URGENT_DETENTION, BOTH_RIGHTS_EXPLAINED),
        starts=("clk_oral_hearing_request_3d",),
        documents=("52", "53", "examination-record"),
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        apart=(GUARD_SIDE, CUSTODY_CHOICE),
        serious=True,
    ),
    Step(
        id="crime_reported",
        machine="stage",
        source=("under_examination", "departure_order_examination"),
        target=SAME,
        label=Text("告発", "crime reported to the prosecutor"),
        basis="icrra 63(4)",
        by=(Role.INSPECTOR,),
        needs=("offence",),
        may=("note",),
        documents=("criminal-complaint",),
        tells=(Role.POLICE,),
    ),
    Step(
        id="finding_accepted",
        machine="stage",
        source=("finding_notified",),
        target="final_sp_window",
        label=Text("認定に服する旨の署名", "finding accepted"),
        basis="icrra 47(5); reg 37(3)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("signed",),
        may=("interpreter", "note"),
        guards=(SIGNED,),
        starts=(unless_application_pending("clk_sp_after_finding_3d"),),
        stops=("clk_oral_hearing_request_3d",),
        sets={"finality": "finding"},
        documents=("54",),
        tells=(Role.CHIEF_INSPECTOR,),
        serious=True,
    ),
    Step(
        id="hearing_window_lapsed",
        machine="stage",
        source=("finding_notified",),
        target="final_sp_window",
        label=Text("口頭審理請求期間の経過", "time for requesting a hearing over"),
        basis="icrra 47(5); icrra 48(1)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        guards=(HEARING_WINDOW_OVER,),
        starts=(unless_application_pending("clk_sp_after_finding_3d"),),
        stops=("clk_oral_hearing_request_3d",),
        sets={"finality": "finding"},
        tells=(Role.FOREIGN_NATIONAL, Role.CHIEF_INSPECTOR),
        automatic=True,
        mark="inferred",
        note=Text(
            "条文にあるのは「服したとき」だけです。請求も署名もない場合を服したものと扱うのは実務で、"
            "三日間の起算日も定まっていません。",
            "The Act speaks of acceptance only. That silence counts as such is practice, and from which day "
            "the next three days run is not settled.",
        ),
    ),
)
