"""Detention before the order: urgent detention, warrant, its limit, release on the outcome."""

from __future__ import annotations

from workflows.counting import TOKYO
from workflows.declare import Branch, Guard, Step
from workflows.facts import Fact, Kind
from workflows.procedures.deportation.custody.common import (
    DAYS_LEFT,
    FACILITY_CLOCKS,
    MAY_DETAIN_PRE,
    NO_ORDER_YET,
    NOT_BY_CAPTOR,
    NOT_BY_FINDER,
    ROUTE_DETENTION,
    SCREENED,
    SP_WINDOW,
    SUPERVISION_FACTS,
    WARRANT_30,
    WARRANT_60,
    WARRANT_CLOCKS,
)
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "clearly_deportable",
        Text("24条各号に明らかに該当", "clearly within article 24"),
        Kind.FLAG,
        help=Text("明らかであることの根拠は理由の欄に記します。", "Say under reasons why this is clear."),
    ),
    Fact(
        "flight_feared",
        Text("令書を待てば逃亡するおそれ", "would probably flee before a warrant issues"),
        Kind.FLAG,
    ),
    Fact("no_ground", Text("24条各号のいずれにも該当しない", "no item of article 24 applies"), Kind.FLAG),
    Fact("intake_interview", Text("収容開始時の健康状態の聴取", "health interview at intake"), Kind.FLAG),
    Fact("rules_told", Text("収容開始時の書面による告知", "rules explained in writing"), Kind.FLAG),
    Fact("police_station", Text("留置施設", "police cell"), Kind.LINE),
    Fact("police_cell_until", Text("留置の終期", "kept there until"), Kind.DATE, ahead=True),
    Fact("extension_cause", Text("やむを得ない事由", "unavoidable cause"), Kind.TEXT, personal=True),
)

UNDER_INVESTIGATION = Guard(
    code="under_investigation",
    rule=Text(
        "要急収容は、主任審査官への通知より前の違反調査の段階に限ります。",
        "Urgent detention belongs to the investigation, before the chief inspector is notified.",
    ),
    remedy=Text(
        "違反調査を開始するか、審査の結果としての収容令書によってください。",
        "Open the investigation, or detain under the warrant that follows the screening.",
    ),
    basis="icrra 39(1); icrra 43(1)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: v.is_in("stage", "under_investigation"),
)
URGENT_GROUNDS = Guard(
    code="urgent_grounds",
    rule=Text(
        "24条各号に明らかに該当し、令書を待てば逃亡すると疑う相当の理由があるときに限ります。",
        "The person must clearly fall within article 24 and probably flee before a warrant issues.",
    ),
    remedy=Text(
        "どちらかを欠くときは収容せず、主任審査官に通知してください。",
        "If either is missing do not detain; notify the chief inspector.",
    ),
    basis="icrra 43(1)",
    reads=frozenset({"given:clearly_deportable", "given:flight_feared"}),
    test=lambda v: v.given.get("clearly_deportable") is True and v.given.get("flight_feared") is True,
)
NO_GROUND_AT_ALL = Guard(
    code="no_ground_at_all",
    rule=Text(
        "要急収容を認めないことができるのは、24条各号のいずれにも当たらないときだけです。",
        "Urgent detention may be rejected only where no item of article 24 applies at all.",
    ),
    remedy=Text(
        "該当するときは、収容令書の発付か監理措置の決定を選んでください。",
        "If one applies, choose between a warrant and supervision.",
    ),
    basis="icrra 43(3); icrra 44-2(6)",
    reads=frozenset({"given:no_ground"}),
    test=lambda v: v.given.get("no_ground") is True,
)
WARRANT_VALID = Guard(
    code="warrant_valid",
    rule=Text("収容令書は有効期間内に執行します。", "A warrant is executed while it is valid."),
    remedy=Text(
        "主任審査官に新たな収容令書の発付を求めてください。", "Ask the chief inspector for a new warrant."
    ),
    basis="icrra 39-2(2); icrra 40(1)",
    reads=frozenset({"fact:warrant_valid_until", "time"}),
    test=lambda v: (
        v.fact("warrant_valid_until") is None
        or v.when().astimezone(TOKYO).date().isoformat() <= str(v.fact("warrant_valid_until"))
    ),
)
NOT_EXTENDED = Guard(
    code="extended_once",
    rule=Text("収容期間の延長は一回限りです。", "The period may be extended once only."),
    remedy=Text(
        "末日までに監理措置・放免その他の結論を出してください。",
        "Decide on supervision, release or the outcome by the last day.",
    ),
    basis="icrra 41(1)",
    reads=frozenset({"fact:warrant_extended"}),
    test=lambda v: v.fact("warrant_extended") is not True,
)
FIRST_PERIOD_RUNS = Guard(
    code="first_period_runs",
    rule=Text(
        "延長できるのは、最初の収容期間が満了する前に限ります。",
        "The period can be extended only before its first thirty days are over.",
    ),
    remedy=Text(
        "期間が満了したときは、直ちに放免し、期間の満了を記録してください。",
        "If the period is over, release the person at once and record that it is used up.",
    ),
    basis="icrra 41(1)",
    reads=frozenset({"clock:clk_warrant_30d", "time"}),
    test=lambda v: (
        (period := v.running("clk_warrant_30d")) is not None
        and (period.legal_at is None or v.when() < period.legal_at)
    ),
)
PERIOD_USED_UP = Guard(
    code="warrant_period_over",
    rule=Text(
        "期間の満了による放免は、収容期間の末日が過ぎた後に限ります。",
        "This release needs a period of the warrant that is over.",
    ),
    remedy=Text(
        "末日より前に放免するときは、その理由となる段階(監理措置・仮放免・結果)を記録してください。",
        "To release earlier, record what it rests on: supervision, provisional release or the outcome.",
    ),
    basis="icrra 41(1)",
    reads=frozenset({"clock:clk_warrant_30d", "clock:clk_warrant_ext_30d", "time"}),
    test=lambda v: all(
        (period := v.running(clock)) is None or period.alarm_at is None or v.when() >= period.alarm_at
        for clock in WARRANT_CLOCKS
    ),
)
OUTCOME_REACHED = Guard(
    code="outcome_reached",
    rule=Text(
        "放免は、非該当・出国命令・在留特別許可のいずれかの結果に伴うものです。",
        "This release goes with one of three outcomes: not deportable, departure order, special permission.",
    ),
    remedy=Text(
        "先に結果を記録してください。放免は同時に記録されます。", "Record the outcome; release goes with it."
    ),
    basis="icrra 47(1); icrra 47(2); icrra 48(6); icrra 48(7); icrra 49(4); icrra 49(5); icrra 50(9)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: v.is_in(
        "stage", "released_not_deportable", "departure_order_in_force", "special_permission_granted"
    ),
)

STEPS = (
    Step(
        "urgent_detention",
        "custody",
        ("at_liberty",),
        "detained_urgent",
        Text("要急収容", "Detain urgently, without a warrant"),
        "icrra 43(1); icrra 44(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("clearly_deportable", "flight_feared", "reasons", "facility"),
        may=("intake_interview", "rules_told"),
        guards=(*MAY_DETAIN_PRE, UNDER_INVESTIGATION, NO_ORDER_YET, URGENT_GROUNDS, DAYS_LEFT),
        starts=("clk_handover_48h", "clk_warrant_30d", "clk_health_check_3m", SP_WINDOW),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD),
        serious=True,
        help=Text(
            "日時には身体を拘束した時刻を分まで入れてください。48時間はそこから数えます。",
            "Give the minute of restraint as the time: the 48 hours run from it.",
        ),
    ),
    Step(
        "urgent_detention_confirmed",
        "custody",
        ("detained_urgent",),
        "detained_warrant",
        Text("要急収容を認め収容令書を発付", "Confirm the urgent detention by a warrant"),
        "icrra 43(2); icrra 40(1); reg 35(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons",),
        may=("warrant_valid_until",),
        guards=(NO_ORDER_YET,),
        documents=("50",),
        tells=(Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        apart=(NOT_BY_CAPTOR, NOT_BY_FINDER),
        serious=True,
    ),
    Step(
        "urgent_detention_rejected",
        "custody",
        ("detained_urgent",),
        "at_liberty",
        Text("要急収容を認めず放免", "Reject the urgent detention and release"),
        "icrra 43(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("no_ground", "reasons"),
        guards=(NO_GROUND_AT_ALL,),
        stops=("clk_handover_48h", *WARRANT_CLOCKS, "clk_sp_window_open", *FACILITY_CLOCKS),
        tells=(Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        apart=(NOT_BY_CAPTOR,),
    ),
    Step(
        "detention_decided",
        "custody",
        # A warrant that ran out before it could be executed is issued again.
        ("at_liberty", "warrant_issued"),
        "warrant_issued",
        Text("収容の判断・収容令書の発付", "Decide on detention and issue the warrant"),
        "icrra 39-2(1); icrra 40(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons", "facility", "warrant_valid_until"),
        guards=(NO_ORDER_YET, *MAY_DETAIN_PRE, SCREENED, ROUTE_DETENTION, DAYS_LEFT),
        documents=("50",),
        tells=(Role.CONTROL_OFFICER,),
        apart=(NOT_BY_FINDER,),
        serious=True,
        help=Text(
            "収容と監理措置のどちらも原則ではありません。監理措置としない理由も記してください。",
            "The Act prefers neither detention nor supervision: say also why supervision does not do.",
        ),
    ),
    Step(
        "warrant_executed",
        "custody",
        ("warrant_issued",),
        "detained_warrant",
        Text("収容令書の執行", "Execute the warrant"),
        "icrra 39-2(2); icrra 42(1); icrra 42(2); icrra 55-18(2); icrra 55-19(1); icrra 55-41(1)",
        by=(Role.CONTROL_OFFICER,),
        needs=("paper_shown",),
        may=("facility", "intake_interview", "rules_told"),
        guards=(NO_ORDER_YET, *MAY_DETAIN_PRE, WARRANT_VALID, DAYS_LEFT),
        starts=("clk_handover_48h", WARRANT_30, WARRANT_60, "clk_health_check_3m", SP_WINDOW),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR, Role.FACILITY_HEAD),
        serious=True,
        help=Text(
            "日時には身体を拘束した時刻を分まで入れてください。48時間はそこから数えます。",
            "Give the minute of restraint as the time: the 48 hours run from it.",
        ),
    ),
    Step(
        "police_cell_entrusted",
        "custody",
        ("detained_warrant",),
        "detained_warrant",
        Text("留置施設への留置の嘱託", "Ask the police to keep the suspect in a cell"),
        "icrra 41(3); reg 36(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons", "police_station", "police_cell_until"),
        documents=("51",),
        tells=(Role.POLICE, Role.CONTROL_OFFICER),
    ),
    Step(
        "warrant_period_extended",
        "custody",
        ("detained_warrant", "detained_warrant_deposit_pending"),
        "@same",
        Text("収容期間の延長", "Extend the period of the warrant"),
        "icrra 41(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("extension_cause",),
        guards=(NO_ORDER_YET, NOT_EXTENDED, FIRST_PERIOD_RUNS),
        starts=("clk_warrant_ext_30d",),
        stops=("clk_warrant_30d",),
        sets={"warrant_extended": True},
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        serious=True,
        mark="inferred",
        note=Text(
            "本人への通知は条文にありませんが、知らせるものとしました。",
            "The Act does not say that the person is told; here the person is.",
        ),
    ),
    Step(
        "warrant_period_exhausted",
        "custody",
        ("detained_warrant", "detained_warrant_deposit_pending"),
        "at_liberty",
        Text("収容期間の満了による放免", "Release because the period of the warrant is used up"),
        "icrra 41(1)",
        by=(Role.SYSTEM, Role.CONTROL_OFFICER),
        guards=(NO_ORDER_YET, PERIOD_USED_UP),
        stops=("clk_handover_48h", *WARRANT_CLOCKS, *FACILITY_CLOCKS),
        clears=SUPERVISION_FACTS,
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL),
        mark="inferred",
        note=Text(
            "満了後も収容できるとする規定がないことからの帰結です。保証金未納のまま満了した決定の扱いは条文にありません。",
            "Follows from the lack of any power beyond the period; what becomes of a supervision decision "
            "whose deposit is still unpaid is not stated.",
        ),
    ),
    Step(
        "released_on_outcome",
        "custody",
        ("detained_warrant", "detained_warrant_deposit_pending", "provisional_release_pre"),
        (
            # A departure order may fail, and the same case then begins again with an investigation.
            Branch(
                "at_liberty",
                lambda v: v.is_in("stage", "departure_order_in_force"),
                frozenset({"machine:stage"}),
            ),
            Branch("custody_ended", lambda v: True, frozenset()),
        ),
        Text("結果に伴う放免", "Release on the outcome"),
        "icrra 47(1); icrra 47(2); icrra 48(6); icrra 48(7); icrra 49(4); icrra 49(5); icrra 50(9); "
        "reg 38(1)",
        by=(Role.INSPECTOR, Role.SPECIAL_INQUIRY_OFFICER, Role.CHIEF_INSPECTOR),
        may=("property_left",),
        guards=(OUTCOME_REACHED,),
        stops=("clk_handover_48h", *WARRANT_CLOCKS, *FACILITY_CLOCKS, "clk_provisional_release_3m"),
        clears=SUPERVISION_FACTS,
        tells=(Role.FOREIGN_NATIONAL, Role.FACILITY_HEAD),
    ),
)
