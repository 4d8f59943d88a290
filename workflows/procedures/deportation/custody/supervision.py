"""Supervision (監理措置): decision, supervisor, paid work, reports and notices, revocation before the order.

What concerns both kinds, before and after the order, stands here; the decision and the revocation
after the order are in `after_order`.
"""

from __future__ import annotations

from workflows.counting import TOKYO
from workflows.declare import Branch, Guard, Start, Step
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.custody.common import (
    CONSENT,
    DAYS_LEFT,
    DEPOSIT,
    DEPOSIT_ASKED,
    DEPOSIT_GUARDS,
    DEPOSIT_SETTLED,
    FACILITY_CLOCKS,
    MAY_DETAIN_PRE,
    NO_ORDER_YET,
    NOT_BY_FINDER,
    ROUTE_SUPERVISION,
    SCREENED,
    SP_WINDOW,
    SUPERVISED,
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
        "vacancy_cause",
        Text("監理人が欠ける事由", "why the supervisor leaves"),
        Kind.CHOICE,
        (
            Choice("resignation", Text("辞任", "resignation")),
            Choice("death", Text("監理人の死亡", "death of the supervisor")),
            Choice("selection_cancelled", Text("選定の取消し", "selection cancelled")),
        ),
    ),
    Fact(
        "must_revoke_ground",
        Text("取り消さなければならない事由", "ground on which revocation is due"),
        Kind.CHOICE,
        (
            Choice("deposit_missed", Text("期限までに保証金を納付しない", "deposit not paid in time")),
            Choice("no_new_supervisor", Text("新たな監理人がいない", "no new supervisor found")),
        ),
    ),
    Fact(
        "may_revoke_grounds_pre",
        Text("取り消すことができる事由(44条の4第2項)", "grounds for revocation (44-4(2))"),
        Kind.CHOICES,
        (
            Choice("flight", Text("逃亡又はその疑い(1号)", "flight or suspicion of it (item 1)")),
            Choice(
                "evidence", Text("証拠隠滅又はその疑い(2号)", "destroying evidence or suspicion (item 2)")
            ),
            Choice("breach", Text("監理措置条件違反(3号)", "breach of a condition (item 3)")),
            Choice("work", Text("許可のない就労等(4号)", "unpermitted work or business (item 4)")),
            Choice("report", Text("届出をせず又は虚偽の届出(5号)", "no report or a false one (item 5)")),
        ),
    ),
    Fact("forfeited_amount", Text("没取する保証金の額", "deposit forfeited"), Kind.YEN),
    Fact("missing_since", Text("所在不明となった日", "missing since"), Kind.DATE),
    Fact("employer", Text("指定する機関", "employer named"), Kind.LINE, personal=True),
    Fact("work_described", Text("許可する活動", "work permitted"), Kind.TEXT, personal=True),
    Fact(
        "needed_for_living",
        Text("生計の維持に必要で、その範囲内である", "needed for living and within that need"),
        Kind.FLAG,
    ),
    Fact(
        "work_revoke_ground",
        Text("許可を取り消す事由", "ground for withdrawing the permission"),
        Kind.CHOICE,
        (
            Choice("condition", Text("条件違反", "condition breached")),
            Choice("unsuitable", Text("引き続き許可することが不適当", "permission no longer suitable")),
        ),
    ),
    Fact(
        "report_heads",
        Text("届け出られた事項", "matters reported"),
        Kind.CHOICES,
        (
            Choice("conditions", Text("条件の遵守状況", "how conditions were kept")),
            Choice("work", Text("許可を受けた活動の状況", "permitted work")),
            Choice("living", Text("生活状況", "living")),
            Choice("contact", Text("監理人との連絡状況", "contact with the supervisor")),
            Choice("other", Text("その他求められた事項", "other matters asked for")),
        ),
    ),
    Fact(
        "supervisor_matter",
        Text("届出の事由", "matter to be notified"),
        Kind.CHOICE,
        (
            Choice(
                "revocation_ground",
                Text("取消事由に当たることを知った", "learned of a ground for revocation"),
            ),
            Choice(
                "own_details", Text("監理人の氏名・連絡先等の変更", "own name, address or contact changed")
            ),
            Choice("kinship_ended", Text("親族関係の終了", "kinship ended")),
            Choice("employment_ended", Text("雇用関係の終了", "employment ended")),
            Choice("asked", Text("届出を求められた事項", "matter asked for")),
        ),
    ),
    Fact("learned_how", Text("知った経緯", "how it was learned"), Kind.TEXT, personal=True),
    Fact("report_items", Text("報告を求める事項", "items to be reported"), Kind.TEXT),
    Fact("report_content", Text("報告の内容", "content of the report"), Kind.TEXT, personal=True),
)

# --- guards ---------------------------------------------------------------------------------------

DEPOSIT_OPEN = Guard(
    code="deposit_open",
    rule=Text(
        "保証金の納付期限までの納付に限ります。", "Payment counts only while the deposit is due and not late."
    ),
    remedy=Text(
        "期限を過ぎたときは、監理措置決定の取消しを記録してください。",
        "After the date the supervision decision has to be revoked: record that.",
    ),
    basis="icrra 44-4(1)(1); icrra 52-4(1)(1); reg 36-2(6)",
    reads=frozenset({"clock:clk_deposit_3d", "time"}),
    test=lambda v: (
        (due := v.running("clk_deposit_3d")) is not None and (due.legal_at is None or v.when() < due.legal_at)
    ),
)
DEPOSIT_MISSED = Guard(
    code="deposit_missed",
    rule=Text(
        "保証金の未納による取消しは、納付期限が過ぎても納付がないときに限ります。",
        "Revocation for the deposit needs a date of payment that has passed without payment.",
    ),
    remedy=Text(
        "納付期限を確かめ、別の事由があればその事由を選んでください。",
        "Check the date, or choose the ground that does apply.",
    ),
    basis="icrra 44-4(1)(1); icrra 52-4(1)(1)",
    reads=frozenset({"given:must_revoke_ground", "clock:clk_deposit_3d", "time"}),
    test=lambda v: (
        v.given.get("must_revoke_ground") != "deposit_missed"
        or (
            (due := v.running("clk_deposit_3d")) is not None
            and (due.legal_at is None or v.when() >= due.legal_at)
        )
    ),
)
SUPERVISOR_MISSING = Guard(
    code="supervisor_missing",
    rule=Text(
        "監理人の欠員による取消しは、選定の取消し・辞任・死亡により監理人を欠くときに限ります。",
        "Revocation for want of a supervisor needs a supervisor dismissed, resigned or dead.",
    ),
    remedy=Text("監理人が欠けた事由を先に記録してください。", "First record why the supervisor is gone."),
    basis="icrra 44-4(1)(2); icrra 52-4(1)(2)",
    reads=frozenset({"given:must_revoke_ground", "fact:supervisor_vacant"}),
    test=lambda v: (
        v.given.get("must_revoke_ground") != "no_new_supervisor" or v.fact("supervisor_vacant") is True
    ),
)
FORFEITURE_WITHIN = Guard(
    code="forfeiture_within_deposit",
    rule=Text(
        "没取できるのは、納付された保証金の全部又は一部です。",
        "Only a deposit that was paid can be forfeited, in whole or in part.",
    ),
    remedy=Text(
        "納付額以下の額にするか、納付がなければ空欄にしてください。",
        "Name at most the amount paid; leave it empty where nothing was paid.",
    ),
    basis="icrra 44-4(5); icrra 52-4(4)",
    reads=frozenset({"given:forfeited_amount", "fact:deposit_paid", "fact:deposit_amount"}),
    test=lambda v: (
        not v.given.get("forfeited_amount")
        or (
            v.fact("deposit_paid") is True
            and int(str(v.given["forfeited_amount"])) <= int(str(v.fact("deposit_amount") or 0))
        )
    ),
)
FORFEITURE_DUE = Guard(
    code="forfeiture_due",
    rule=Text(
        "納付された保証金は、この取消しに伴い全部又は一部を没取します。",
        "A deposit that was paid is forfeited with this revocation, in whole or in part.",
    ),
    remedy=Text("没取する額を入力してください。", "Enter the amount forfeited."),
    basis="icrra 44-4(5); icrra 52-4(4)",
    reads=frozenset({"given:forfeited_amount", "fact:deposit_paid"}),
    test=lambda v: v.fact("deposit_paid") is not True or bool(v.given.get("forfeited_amount")),
)
NEW_WARRANT_NAMED = Guard(
    code="new_warrant_named",
    rule=Text(
        "退令前の取消しには新たな収容令書が要り、令書には有効期間を記します。",
        "Revocation before the order needs a new warrant, and a warrant states how long it is valid.",
    ),
    remedy=Text(
        "収容令書の有効期間の末日を入力してください。", "Enter the day until which the warrant is valid."
    ),
    basis="icrra 44-4(3); icrra 44-4(4); icrra 40(1)",
    reads=frozenset({"machine:custody", "given:warrant_valid_until"}),
    test=lambda v: not v.is_in("custody", "supervised_pre") or bool(v.given.get("warrant_valid_until")),
)
VALIDITY_OVER = Guard(
    code="warrant_validity_over",
    rule=Text(
        "再度の発付は、前の収容令書の有効期間が過ぎたときに限ります。",
        "A warrant is issued again only when the one before has run out.",
    ),
    remedy=Text("前の収容令書により収容してください。", "Detain under the warrant in force."),
    basis="icrra 44-4(8)",
    reads=frozenset({"fact:warrant_valid_until", "time"}),
    test=lambda v: v.when().astimezone(TOKYO).date().isoformat() > str(v.fact("warrant_valid_until") or ""),
)
SUPERVISOR_THERE = Guard(
    code="supervisor_there",
    rule=Text(
        "就労の許可は、監理人による監理の下で行うものに限ります。", "Paid work needs a supervisor in office."
    ),
    remedy=Text("先に新たな監理人を選定してください。", "First select a new supervisor."),
    basis="icrra 44-5(1)",
    reads=frozenset({"fact:supervisor_vacant"}),
    test=lambda v: v.fact("supervisor_vacant") is not True,
)
CONSENT_TO_WORK = Guard(
    code="supervisor_consents_to_work",
    rule=Text(
        "就労の許可の申請には監理人の同意が要ります。", "A request to work needs the supervisor's consent."
    ),
    remedy=Text(
        "監理人の同意を得た申請を受けてください。", "Take a request to which the supervisor consents."
    ),
    basis="icrra 44-5(1)",
    reads=frozenset({"given:supervisor_consent"}),
    test=lambda v: v.given.get("supervisor_consent") is True,
)
NEEDED_FOR_LIVING = Guard(
    code="work_needed_for_living",
    rule=Text(
        "許可できるのは、生計の維持に必要で、その範囲内の活動だけです。",
        "Only work needed for living, and within that need, can be permitted.",
    ),
    remedy=Text("申請の資料で必要性を確かめてください。", "Check the need against the papers filed."),
    basis="icrra 44-5(1); reg 36-7(1)",
    reads=frozenset({"given:needed_for_living"}),
    test=lambda v: v.given.get("needed_for_living") is True,
)
WORK_WAS_PERMITTED = Guard(
    code="work_was_permitted",
    rule=Text("取り消す許可がありません。", "There is no permission to withdraw."),
    remedy=Text(
        "許可のない就労は、監理措置の取消事由として扱ってください。",
        "Unpermitted work is a ground for revoking supervision.",
    ),
    basis="icrra 44-5(4)",
    reads=frozenset({"fact:work_permitted"}),
    test=lambda v: v.fact("work_permitted") is True,
)
RESIGNATION_DATED = Guard(
    code="resignation_dated",
    rule=Text(
        "辞任の届出には辞任する日を記します。", "A notice of resignation names the day of resignation."
    ),
    remedy=Text("辞任する日を入力してください。", "Enter the day of resignation."),
    basis="icrra 44-3(7); icrra 52-3(6); reg 36-5(1)",
    reads=frozenset({"given:vacancy_cause", "given:resign_on"}),
    test=lambda v: v.given.get("vacancy_cause") != "resignation" or bool(v.given.get("resign_on")),
)
LAPSE_CAUSE = Guard(
    code="lapse_cause",
    rule=Text(
        "退令前の監理措置が失効するのは、44条の8各号の場合に限ります。",
        "Supervision before the order lapses only in the six cases of article 44-8.",
    ),
    remedy=Text("失効の原因を先に記録してください。", "Record the cause first; the lapse goes with it."),
    basis="icrra 44-8(1)",
    reads=frozenset({"machine:stage", "fact:order_in_force"}),
    test=lambda v: (
        v.fact("order_in_force") is True
        or v.is_in(
            "stage", "released_not_deportable", "special_permission_granted", "departure_order_in_force"
        )
    ),
)

DEATH_NOTICE_DUE = Guard(
    code="death_notice_due",
    rule=Text(
        "監理人が死亡の届出をすべき期間が進行しているときに限ります。",
        "This needs a notice of death that the supervisor still owes.",
    ),
    remedy=Text(
        "届出を要しないか、既に届け出られています。事件の記録を確かめてください。",
        "None is due, or it was given: check the record of the case.",
    ),
    basis="icrra 44-3(4)(2); icrra 52-3(4)(2)",
    reads=frozenset({"clock:clk_supervisor_notice_death_7d"}),
    test=lambda v: v.running("clk_supervisor_notice_death_7d") is not None,
)
NO_DEMAND_OPEN = Guard(
    code="no_report_outstanding",
    rule=Text(
        "先に求めた報告が済むまで、監理人の報告の期日を改めて定めることはできません。",
        "While a report demanded earlier is outstanding, no later day is named for the supervisor.",
    ),
    remedy=Text(
        "先の報告を受けて記録してから、次の報告を求めてください。",
        "Take and record the report already demanded, then demand the next.",
    ),
    basis="icrra 44-3(5); icrra 52-3(5); reg 36-4(1)",
    reads=frozenset({"clock:clk_supervisor_report_on_demand"}),
    test=lambda v: v.running("clk_supervisor_report_on_demand") is None,
)

# A second matter gives no more time for the first: the seven days of the earliest one are kept.
NOTICE_OF_THE_FIRST_MATTER = Start(
    "clk_supervisor_notice_7d",
    test=lambda v: v.running("clk_supervisor_notice_7d") is None,
    reads=frozenset({"clock:clk_supervisor_notice_7d"}),
)

# --- steps ----------------------------------------------------------------------------------------

STEPS = (
    Step(
        "supervision_decided_at_liberty",
        "custody",
        ("at_liberty",),
        "supervised_pre",
        Text("監理措置の決定(収容せず)", "Decide on supervision of a person at liberty"),
        "icrra 44-2(1); icrra 44-2(2); icrra 44-2(3); icrra 44-2(7); icrra 44-3(1); reg 36-2(1); reg 36-2(6)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "report_due_on"),
        may=("deposit_amount", "deposit_due_on", "reasons"),
        guards=(NO_ORDER_YET, SCREENED, ROUTE_SUPERVISION, CONSENT, *DEPOSIT_GUARDS),
        starts=(DEPOSIT, "clk_supervised_report_3m", SP_WINDOW),
        moves=(SUPERVISION_ANSWERED,),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        apart=(NOT_BY_FINDER,),
    ),
    Step(
        "supervision_decided_from_detention",
        "custody",
        ("detained_warrant", "detained_urgent", "provisional_release_pre"),
        "supervised_pre",
        Text("監理措置の決定と放免", "Decide on supervision and release"),
        "icrra 44-2(6); icrra 44-2(7); icrra 44-2(8); icrra 44-3(1); reg 36-2(9)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "report_due_on"),
        may=("deposit_amount", "deposit_paid", "payer", "ex_officio", "reasons"),
        guards=(NO_ORDER_YET, CONSENT, *DEPOSIT_GUARDS, DEPOSIT_SETTLED),
        starts=("clk_supervised_report_3m", SP_WINDOW),
        stops=(*WARRANT_CLOCKS, "clk_handover_48h", *FACILITY_CLOCKS, "clk_provisional_release_3m"),
        moves=(SUPERVISION_ANSWERED,),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        apart=(NOT_BY_FINDER,),
    ),
    Step(
        "supervision_decided_deposit_first",
        "custody",
        ("detained_warrant",),
        "detained_warrant_deposit_pending",
        Text(
            "監理措置の決定(保証金の納付まで収容)", "Decide on supervision; release on payment of the deposit"
        ),
        "icrra 44-2(6); icrra 44-2(8); icrra 44-3(1); reg 36-2(9)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent", "conditions", "deposit_required", "deposit_amount"),
        may=("ex_officio", "reasons"),
        guards=(NO_ORDER_YET, CONSENT, DEPOSIT_ASKED, *DEPOSIT_GUARDS),
        # Article 44 asks for no handover once supervision is decided, though the deposit is still open.
        stops=("clk_handover_48h",),
        moves=(SUPERVISION_ANSWERED,),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.FACILITY_HEAD),
        apart=(NOT_BY_FINDER,),
    ),
    Step(
        "deposit_paid_released_pre",
        "custody",
        ("detained_warrant_deposit_pending",),
        "supervised_pre",
        Text("保証金の納付と放免(退令前)", "Deposit paid: release to supervision before the order"),
        "icrra 44-2(8); reg 36-2(7)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("payer", "report_due_on"),
        guards=(NO_ORDER_YET,),
        starts=("clk_supervised_report_3m",),
        stops=("clk_handover_48h", *WARRANT_CLOCKS, *FACILITY_CLOCKS),
        sets={"deposit_paid": True},
        documents=("15", "report-date-notice"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.FACILITY_HEAD),
    ),
    # Not a row of its own in the sources: without it a deposit paid in time could not be recorded,
    # and the clock that forces revocation would run on.
    Step(
        "deposit_paid_while_supervised",
        "custody",
        SUPERVISED,
        "@same",
        Text("保証金の納付(監理措置中)", "Deposit paid in time by a supervised person"),
        "icrra 44-2(2); icrra 52-2(2); reg 36-2(6); reg 36-2(7)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("payer",),
        guards=(DEPOSIT_OPEN,),
        stops=("clk_deposit_3d",),
        sets={"deposit_paid": True},
        documents=("15",),
        tells=(Role.FOREIGN_NATIONAL,),
    ),
    Step(
        "supervisor_replaced",
        "custody",
        SUPERVISED,
        "@same",
        Text("新たな監理人の選定", "Select a new supervisor"),
        "icrra 44-3(6); icrra 44-3(7); icrra 44-4(1)(2); icrra 52-3(6); icrra 52-4(1)(2); reg 36-5(1)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_name", "supervisor_consent"),
        may=("vacancy_cause", "reasons"),
        guards=(CONSENT,),
        stops=("clk_supervisor_resign_30d", "clk_supervisor_notice_7d", "clk_supervisor_report_on_demand"),
        sets={"has_supervisor": True, "supervisor_vacant": False},
        documents=("51-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
    ),
    Step(
        "supervision_revoked_mandatory_pre",
        "custody",
        ("supervised_pre",),
        "detained_warrant",
        Text("監理措置決定の取消し・収容(義務・退令前)", "Revoke supervision before the order, as required"),
        "icrra 44-4(1); icrra 44-4(3); icrra 44-4(6); icrra 44-4(7); icrra 44-4(9); reg 36-6(1); reg 36-6(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("must_revoke_ground", "paper_shown", "facility"),
        may=("reasons", "warrant_valid_until"),
        guards=(NO_ORDER_YET, *MAY_DETAIN_PRE, DEPOSIT_MISSED, SUPERVISOR_MISSING, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, "clk_health_check_3m"),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        documents=("51-6", "50"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        "supervision_revoked_discretionary_pre",
        "custody",
        ("supervised_pre",),
        "detained_warrant",
        Text(
            "監理措置決定の取消し・収容(裁量・退令前)", "Revoke supervision before the order, by discretion"
        ),
        "icrra 44-4(2); icrra 44-4(3); icrra 44-4(5); icrra 44-4(6); icrra 44-4(7); icrra 44-4(9); "
        "reg 36-6(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("may_revoke_grounds_pre", "reasons", "paper_shown", "facility"),
        may=("forfeited_amount", "warrant_valid_until"),
        guards=(NO_ORDER_YET, *MAY_DETAIN_PRE, FORFEITURE_WITHIN, FORFEITURE_DUE, DAYS_LEFT),
        starts=(WARRANT_30, WARRANT_60, "clk_health_check_3m"),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        documents=("51-6", "50", "51-7"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER, Role.FACILITY_HEAD),
        serious=True,
    ),
    Step(
        "warrant_reissued_after_validity",
        "custody",
        ("supervision_revoked_at_large",),
        "supervision_revoked_at_large",
        Text("有効期間経過後の収容令書の再発付", "Issue the warrant again after it ran out"),
        "icrra 44-4(8)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("warrant_valid_until",),
        guards=(NO_ORDER_YET, VALIDITY_OVER),
        documents=("50",),
        tells=(Role.CONTROL_OFFICER,),
        serious=True,
    ),
    Step(
        "supervision_revoked_person_missing",
        "custody",
        SUPERVISED,
        "supervision_revoked_at_large",
        Text("逃亡による監理措置決定の取消し", "Revoke supervision of a person who absconded"),
        "icrra 44-4(2)(1); icrra 44-4(3); icrra 44-4(5); icrra 52-4(2)(2); icrra 52-4(3); icrra 52-4(4); "
        "icrra 72(1)(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("missing_since", "reasons"),
        may=("warrant_valid_until", "forfeited_amount"),
        guards=(NEW_WARRANT_NAMED, FORFEITURE_WITHIN, FORFEITURE_DUE),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        documents=("51-6", "51-7"),
        tells=(Role.CONTROL_OFFICER, Role.SUPERVISOR),
        serious=True,
    ),
    Step(
        "pre_supervision_lapsed",
        "custody",
        ("supervised_pre", "detained_warrant_deposit_pending"),
        (
            # The decision lapses for a detainee whose deposit is unpaid as well; that person stays held.
            Branch(
                "detained_warrant",
                lambda v: v.is_in("custody", "detained_warrant_deposit_pending"),
                frozenset({"machine:custody"}),
            ),
            Branch("at_liberty", lambda v: True, frozenset()),
        ),
        Text("監理措置決定の失効(退令前)", "Supervision before the order lapses"),
        "icrra 44-8(1)",
        by=(Role.SYSTEM,),
        guards=(LAPSE_CAUSE,),
        stops=SUPERVISION_CLOCKS,
        clears=SUPERVISION_FACTS,
        documents=("lapse-notice",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CHIEF_INSPECTOR),
        carried_only=True,
    ),
    Step(
        "work_permitted",
        "custody",
        ("supervised_pre",),
        "supervised_pre",
        Text("報酬を受ける活動の許可", "Permit paid work"),
        "icrra 44-5(1); icrra 44-5(2); icrra 44-5(3); reg 36-7(1); reg 36-7(2); reg 36-7(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_consent", "needed_for_living", "employer", "work_described"),
        may=("conditions",),
        guards=(CONSENT_TO_WORK, SUPERVISOR_THERE, NEEDED_FOR_LIVING),
        sets={"work_permitted": True},
        documents=("51-8", "51-4"),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
    ),
    Step(
        "work_permission_revoked",
        "custody",
        ("supervised_pre",),
        "supervised_pre",
        Text("報酬を受ける活動の許可の取消し", "Withdraw the permission to work"),
        "icrra 44-5(4); reg 36-7(4); reg 36-7(5)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("work_revoke_ground", "reasons"),
        guards=(WORK_WAS_PERMITTED,),
        sets={"work_permitted": False},
        documents=("51-9",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
        serious=True,
    ),
    Step(
        "supervised_report_filed",
        "custody",
        SUPERVISED,
        "@same",
        Text("被監理者の届出", "The supervised person reports"),
        "icrra 44-6(1); icrra 52-5(1); reg 36-8(1); reg 36-8(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("report_heads", "report_due_on"),
        may=("report_content",),
        starts=("clk_supervised_report_3m",),
        stops=("clk_supervised_report_3m",),
        documents=("supervised-report", "report-date-notice"),
        tells=(Role.CHIEF_INSPECTOR,),
        help=Text(
            "次の期日は、実際に届出があった日から三か月以内で定めます。",
            "The next date lies within three months of the day of this report, not of the day it was due.",
        ),
    ),
    Step(
        "supervisor_matter_arose",
        "custody",
        SUPERVISED,
        "@same",
        Text("監理人が届け出るべき事由の発生", "A matter arose that the supervisor must notify"),
        "icrra 44-3(4); icrra 52-3(4); reg 36-3(1); reg 36-3(4)",
        by=(Role.SUPERVISOR,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_matter",),
        may=("learned_how",),
        starts=(NOTICE_OF_THE_FIRST_MATTER,),
        tells=(Role.SUPERVISOR,),
        help=Text(
            "日時は事由が生じた日です。取消事由については監理人が知った日を入れてください。",
            "The time is the day the matter arose; for a ground of revocation, the day it was learned.",
        ),
    ),
    Step(
        "supervisor_notified",
        "custody",
        SUPERVISED,
        "@same",
        Text("監理人の届出", "The supervisor notifies"),
        "icrra 44-3(4); icrra 52-3(4); reg 36-3(1); reg 36-3(3)",
        by=(Role.SUPERVISOR,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("supervisor_matter", "learned_how"),
        stops=("clk_supervisor_notice_7d", "clk_supervisor_notice_death_7d"),
        documents=("supervisor-notice",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    # Not a row of its own in the sources: the death itself ends custody, and the notice above with it,
    # while the seven days of the supervisor run on.
    Step(
        "supervisor_death_notified",
        "custody",
        ("custody_ended",),
        "custody_ended",
        Text("監理人による死亡の届出", "The supervisor notifies the death"),
        "icrra 44-3(4)(2); icrra 52-3(4)(2); reg 36-3(1); reg 36-3(3)",
        by=(Role.SUPERVISOR,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("learned_how",),
        guards=(DEATH_NOTICE_DUE,),
        stops=("clk_supervisor_notice_death_7d",),
        documents=("supervisor-notice",),
        tells=(Role.CHIEF_INSPECTOR,),
        help=Text(
            "事件が終了した後も、届出があるまで記録できます。",
            "Can be recorded after the case has ended, as long as the notice is due.",
        ),
    ),
    Step(
        "supervisor_report_demanded",
        "custody",
        SUPERVISED,
        "@same",
        Text("監理人への報告の求め", "Demand a report from the supervisor"),
        "icrra 44-3(5); icrra 52-3(5); reg 36-4(1); reg 36-4(2)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("report_items", "supervisor_report_due_on"),
        guards=(NO_DEMAND_OPEN,),
        starts=("clk_supervisor_report_on_demand",),
        documents=("report-demand",),
        tells=(Role.SUPERVISOR,),
    ),
    Step(
        "supervisor_reported",
        "custody",
        SUPERVISED,
        "@same",
        Text("監理人の報告", "The supervisor reports"),
        "icrra 44-3(5); icrra 52-3(5); reg 36-4(3)",
        by=(Role.SUPERVISOR,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("report_content",),
        stops=("clk_supervisor_report_on_demand",),
        documents=("supervisor-report",),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        "supervisor_resignation_notified",
        "custody",
        SUPERVISED,
        "@same",
        Text("監理人の辞任の届出等", "The supervisor gives notice of resigning, or is otherwise lost"),
        "icrra 44-3(6); icrra 44-3(7); icrra 44-4(1)(2); icrra 52-3(6); icrra 52-4(1)(2); "
        "reg 36-5(1); reg 36-5(2)",
        by=(Role.SUPERVISOR,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("vacancy_cause",),
        may=("resign_on", "reasons"),
        guards=(RESIGNATION_DATED,),
        starts=(
            Start(
                "clk_supervisor_resign_30d",
                test=lambda v: v.given.get("vacancy_cause") == "resignation",
                reads=frozenset({"given:vacancy_cause"}),
            ),
        ),
        sets={"supervisor_vacant": True},
        documents=("supervisor-resignation",),
        tells=(Role.CHIEF_INSPECTOR,),
        help=Text(
            "監理人の死亡や選定の取消しもここに記録し、後任を探すか決定を取り消してください。",
            "Record death or dismissal of a supervisor here too; then find another or revoke the decision.",
        ),
    ),
)
