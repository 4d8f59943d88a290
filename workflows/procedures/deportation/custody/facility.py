"""What happens to a person who is held: transfer, hospital, isolation, health, escape, the end."""

from __future__ import annotations

from workflows.declare import ANY, Branch, Guard, Start, Step
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.custody.common import (
    DAYS_LEFT,
    FACILITY_CLOCKS,
    HELD,
    HELD_NOW,
    MAY_DETAIN,
    ORDER_CLOCKS,
    REVIEW_ANEW,
    REVIEW_IF_ORDER,
    REVIEW_OVER,
    SUPERVISION_CLOCKS,
    SUPERVISION_FACTS,
    WARRANT_30,
    WARRANT_60,
    WARRANT_CLOCKS,
)
from workflows.procedures.deportation.custody.detention import WARRANT_VALID
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact("hospital", Text("入院先", "hospital"), Kind.LINE, personal=True),
    Fact("hospital_until", Text("入院の終期(見込み)", "in hospital until (expected)"), Kind.DATE, ahead=True),
    Fact("guard_posted", Text("看守の配置", "guard posted"), Kind.FLAG),
    Fact(
        "isolation_ground",
        Text("隔離の事由", "ground for isolation"),
        Kind.CHOICE,
        (
            Choice("order", Text("規律及び秩序を害するおそれ", "danger to order and security")),
            Choice("protection", Text("危害を避けるため他に方法がない", "protection, no other way")),
        ),
    ),
    Fact(
        "cell_ground",
        Text("保護室等への収容の事由", "ground for the protective cell"),
        Kind.CHOICE,
        (
            Choice("self_harm", Text("自身を傷つけるおそれ", "danger of self-harm")),
            Choice("noise", Text("制止に従わず大声・騒音", "shouting or noise despite restraint")),
            Choice("violence", Text("他人に危害を加えるおそれ", "danger to others")),
            Choice("damage", Text("設備等の損壊・汚損のおそれ", "danger of damage")),
        ),
    ),
    Fact(
        "treatment_ground",
        Text("意思に反する診療の事由", "ground for treatment against the will"),
        Kind.CHOICE,
        (
            Choice(
                "illness",
                Text(
                    "傷病により著しい障害又は感染のおそれ",
                    "illness or injury: serious harm or infection feared",
                ),
            ),
            Choice(
                "no_food", Text("飲食物を摂らず著しい障害のおそれ", "refusal of food: serious harm feared")
            ),
        ),
        personal=True,
    ),
    Fact("treatment_given", Text("診療・措置の内容", "treatment given"), Kind.TEXT, personal=True),
    Fact("examined_by", Text("診察した医師", "examined by (doctor)"), Kind.LINE, personal=True),
    Fact("findings", Text("健康診断の所見", "findings"), Kind.TEXT, personal=True),
    Fact(
        "checks_left_out", Text("省略した項目とその理由", "items left out and why"), Kind.TEXT, personal=True
    ),
)

DEPARTED = Guard(
    code="departed",
    rule=Text(
        "身柄に関する措置は、本邦を出たことの記録とともに終わります。",
        "Custody ends together with the record that the person has left Japan.",
    ),
    remedy=Text(
        "送還又は出国を先に記録してください。", "Record the removal or departure: this goes with it."
    ),
    basis="icrra 52(3); icrra 25(1)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: v.is_in("stage", "removed", "departed_departure_order"),
)
IN_ISOLATION = Guard(
    code="in_isolation",
    rule=Text("隔離されている人に限ります。", "The person must be in isolation."),
    remedy=Text("隔離の開始を先に記録してください。", "Record the isolation first."),
    basis="icrra 55-50(3)",
    reads=frozenset({"clock:clk_isolation_1m"}),
    test=lambda v: v.running("clk_isolation_1m") is not None,
)
IN_CELL = Guard(
    code="in_protective_cell",
    rule=Text("保護室等に収容されている人に限ります。", "The person must be in a protective cell."),
    remedy=Text("保護室等への収容を先に記録してください。", "Record the placement first."),
    basis="icrra 55-53(4)",
    reads=frozenset({"clock:clk_protective_cell_24h"}),
    test=lambda v: v.running("clk_protective_cell_24h") is not None,
)
WARRANT_VALID_AT_LARGE = Guard(
    code="warrant_valid_at_large",
    rule=Text(
        "監理措置を取り消された人の収容令書は、有効期間内に執行します。",
        "After revocation the new warrant is executed while it is valid.",
    ),
    remedy=Text("再度の収容令書の発付を先に記録してください。", "Have the warrant issued again first."),
    basis="icrra 44-4(6); icrra 44-4(8)",
    reads=WARRANT_VALID.reads | {"machine:custody", "fact:order_in_force"},
    # After an escape the warrant has been executed already: its validity is spent, not its force.
    test=lambda v: (
        v.fact("order_in_force") is True
        or not v.is_in("custody", "supervision_revoked_at_large")
        or WARRANT_VALID.test(v)
    ),
)

# What was left behind is claimed from the day of leaving; nobody who left nothing needs the date.
LEFT_PROPERTY = Start(
    "clk_left_property_6m",
    test=lambda v: v.given.get("property_left") is True,
    reads=frozenset({"given:property_left"}),
)
OUT_OF_DETENTION = (
    *ORDER_CLOCKS,
    *WARRANT_CLOCKS,
    *FACILITY_CLOCKS,
    "clk_handover_48h",
    "clk_post_order_notice_prompt",
)

STEPS = (
    Step(
        "recaptured",
        "custody",
        # After a disaster the person who reports back, or is found, is detained anew as well.
        ("supervision_revoked_at_large", "escaped", "disaster_released"),
        (
            Branch(
                "detained_order",
                lambda v: v.fact("order_in_force") is True,
                frozenset({"fact:order_in_force"}),
            ),
            Branch("detained_warrant", lambda v: True, frozenset()),
        ),
        Text("再度の収容", "Detained again"),
        "icrra 44-4(6); icrra 44-4(7); icrra 52-4(5); icrra 52-4(6); icrra 55-54(3)",
        by=(Role.CONTROL_OFFICER,),
        needs=("paper_shown", "facility"),
        guards=(*MAY_DETAIN, WARRANT_VALID_AT_LARGE, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, REVIEW_IF_ORDER, "clk_health_check_3m"),
        moves=(REVIEW_ANEW,),
        tells=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD, Role.FOREIGN_NATIONAL),
        serious=True,
        mark="inferred",
        note=Text(
            "逃走・災害時解放の後の期間の数え方は条文にありません。新たな収容とし、以前の日は収容期間から差し引きます。",
            "How time counts after this is not stated: a new detention, earlier days deducted.",
        ),
    ),
    Step(
        "transferred_facility",
        "custody",
        HELD,
        "@same",
        Text("収容場所の変更", "Transfer to another facility"),
        "icrra 41(2); icrra 52(8); icrra 52(9)",
        by=(Role.FACILITY_HEAD,),
        needs=("facility",),
        may=("reasons",),
        guards=(HELD_NOW,),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        mark="inferred",
        note=Text(
            "移送によって収容は途切れず、期間も検討も続きます。",
            "A transfer does not break detention: every period runs on.",
        ),
    ),
    Step(
        "hospitalised",
        "custody",
        HELD,
        "@same",
        Text("外部の病院への入院", "Admitted to an outside hospital"),
        "icrra 55-42(2)",
        by=(Role.FACILITY_HEAD,),
        needs=("hospital",),
        may=("hospital_until", "guard_posted", "medical_opinion"),
        guards=(HELD_NOW,),
        tells=(Role.DOCTOR, Role.CONTROL_OFFICER),
        mark="inferred",
        note=Text(
            "入院中も収容は途切れないものとします。", "A stay in hospital is taken not to break detention."
        ),
    ),
    Step(
        "isolated",
        "custody",
        HELD,
        "@same",
        Text("隔離", "Isolate a detainee"),
        "icrra 55-50(1); icrra 55-50(2)",
        by=(Role.FACILITY_HEAD,),
        needs=("isolation_ground", "reasons"),
        guards=(HELD_NOW,),
        starts=("clk_isolation_1m",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
        help=Text(
            "本人は30日以内に審査を申請できます。",
            "The person may ask for review within 30 days (article 55-68).",
        ),
    ),
    # Not rows of their own in the sources: the duty to end these measures at once, which stops their clocks.
    Step(
        "isolation_ended",
        "custody",
        HELD,
        "@same",
        Text("隔離の中止", "End the isolation"),
        "icrra 55-50(3)",
        by=(Role.FACILITY_HEAD,),
        guards=(IN_ISOLATION,),
        stops=("clk_isolation_1m",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "protective_cell",
        "custody",
        HELD,
        "@same",
        Text("保護室等への収容・その更新", "Place in a protective cell, or renew the placement"),
        "icrra 55-53(1); icrra 55-53(2); icrra 55-53(3); icrra 55-53(5)",
        by=(Role.FACILITY_HEAD, Role.CONTROL_OFFICER),
        needs=("cell_ground", "reasons"),
        may=("medical_opinion", "examined_by"),
        guards=(HELD_NOW,),
        starts=("clk_protective_cell_24h",),
        tells=(Role.DOCTOR, Role.FACILITY_HEAD),
        serious=True,
        help=Text(
            "速やかに医師の意見を聴いてください。更新は24時間ごとに、この記録を重ねます。",
            "Hear a doctor promptly. Each renewal, by 24 hours, is recorded here again.",
        ),
    ),
    Step(
        "protective_cell_ended",
        "custody",
        HELD,
        "@same",
        Text("保護室等への収容の中止", "End the placement in a protective cell"),
        "icrra 55-53(4)",
        by=(Role.FACILITY_HEAD, Role.CONTROL_OFFICER),
        may=("medical_opinion", "examined_by"),
        guards=(IN_CELL,),
        stops=("clk_protective_cell_24h",),
        tells=(Role.DOCTOR, Role.FACILITY_HEAD),
    ),
    Step(
        "forced_treatment",
        "custody",
        HELD,
        "@same",
        Text("意思に反する診療", "Treatment against the will"),
        "icrra 55-42(1)",
        by=(Role.FACILITY_HEAD, Role.DOCTOR),
        needs=("treatment_ground", "examined_by", "medical_opinion", "treatment_given"),
        guards=(HELD_NOW,),
        documents=("medical-record",),
        tells=(Role.DOCTOR,),
        serious=True,
    ),
    Step(
        "disaster_released",
        "custody",
        # Somebody held without a warrant could not be detained again under one: confirm it first.
        tuple(state for state in HELD if state != "detained_urgent"),
        "disaster_released",
        Text("災害時の解放", "Released in a disaster"),
        "icrra 55-54(1); icrra 55-54(2); icrra 55-54(3); icrra 71-6(1)",
        by=(Role.FACILITY_HEAD,),
        needs=("reasons",),
        guards=(HELD_NOW,),
        stops=OUT_OF_DETENTION,
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_OVER,),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        help=Text(
            "避難の必要がなくなれば速やかに出頭すべきことと、その場所を告げてください。",
            "Tell the person to report back promptly once it is safe, and where.",
        ),
    ),
    Step(
        "escaped",
        "custody",
        (*HELD, "disaster_released"),
        (
            # Without a warrant there is nothing to detain the person under again: that takes a new
            # urgent detention, or the warrant that follows the screening.
            Branch(
                "at_liberty", lambda v: v.is_in("custody", "detained_urgent"), frozenset({"machine:custody"})
            ),
            Branch("escaped", lambda v: True, frozenset()),
        ),
        Text("逃走", "Escaped, or did not return after a disaster"),
        "icrra 55-35(1)(1); icrra 55-35(1)(2); icrra 71-6(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        may=("reasons", "property_left"),
        guards=(HELD_NOW,),
        starts=(LEFT_PROPERTY,),
        stops=OUT_OF_DETENTION,
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_OVER,),
        tells=(Role.CONTROL_OFFICER, Role.POLICE, Role.CHIEF_INSPECTOR),
        serious=True,
    ),
    Step(
        "custody_ended_by_departure",
        "custody",
        (ANY,),
        "custody_ended",
        Text("出国による身柄に関する措置の終了", "Custody ends because the person has left Japan"),
        "icrra 52(3); icrra 25(1)",
        by=(Role.CONTROL_OFFICER,),
        may=("property_left",),
        guards=(DEPARTED,),
        starts=(LEFT_PROPERTY,),
        stops=(
            *OUT_OF_DETENTION,
            *SUPERVISION_CLOCKS,
            "clk_provisional_release_3m",
            "clk_exit_restricted_report_3m",
            "clk_police_handover_48h",
        ),
        clears=SUPERVISION_FACTS,
        moves=(REVIEW_OVER,),
        tells=(Role.FACILITY_HEAD, Role.SUPERVISOR),
        carried_only=True,
        mark="inferred",
        note=Text(
            "出国が身柄に関する措置を終えることは、その性質から導かれます。",
            "That departure ends custody follows from the nature of the thing.",
        ),
    ),
    Step(
        "health_check_done",
        "custody",
        HELD,
        "@same",
        Text("健康診断", "Health check by a doctor"),
        "icrra 55-41(2); icrra 55-41(3); reg 50-21(1); reg 50-48(1)",
        by=(Role.DOCTOR, Role.FACILITY_HEAD),
        needs=("examined_by", "findings"),
        may=("checks_left_out",),
        guards=(HELD_NOW,),
        starts=("clk_health_check_3m",),
        stops=("clk_health_check_3m",),
        documents=("health-record",),
        tells=(Role.FACILITY_HEAD,),
    ),
)
