"""What several themes of custody share: names for groups of states and clocks, guards, facts."""

from __future__ import annotations

from workflows.declare import HARD, OVERRIDE, Apart, Guard, Move, Start
from workflows.facts import Choice, Fact, Kind
from workflows.procedures.deportation.ledger import warrant_days_served
from workflows.texts import Text

# --- groups ---------------------------------------------------------------------------------------

HELD = (
    "detained_urgent",
    "detained_warrant",
    "detained_warrant_deposit_pending",
    "post_order_screening",
    "detained_order",
    "detained_order_deposit_pending",
)
SUPERVISED = ("supervised_pre", "supervised_post")
PROVISIONALLY_RELEASED = ("provisional_release_pre", "provisional_release_post")

# Clocks that mean something only while a person is held. Leaving detention stops them all: an alarm
# for somebody who is not there hides the alarms for those who are.
FACILITY_CLOCKS = ("clk_health_check_3m", "clk_isolation_1m", "clk_protective_cell_24h")
WARRANT_CLOCKS = ("clk_warrant_30d", "clk_warrant_ext_30d")
ORDER_CLOCKS = ("clk_detention_review_3m", "clk_review_report_prompt")
SUPERVISION_CLOCKS = (
    "clk_supervised_report_3m",
    "clk_deposit_3d",
    "clk_supervisor_notice_7d",
    "clk_supervisor_report_on_demand",
    "clk_supervisor_resign_30d",
)

# What belongs to one supervision decision and ends with it.
SUPERVISION_FACTS = (
    "supervisor_name",
    "has_supervisor",
    "supervisor_vacant",
    "work_permitted",
    "deposit_amount",
    "deposit_paid",
)

# --- other machines that follow -------------------------------------------------------------------

# A review in course belongs to the detention that ends here. One closed by supervision keeps its
# result: the step of the review has put it there before it took this step along.
REVIEW_OVER = Move(
    "review",
    "review_idle",
    ("review_due", "review_considering", "review_with_commissioner", "review_ordered"),
)
# A new detention under the order begins without an earlier review.
REVIEW_ANEW = Move("review", "review_idle", ("review_closed_supervised",))
SUPERVISION_ANSWERED = Move(
    "supervision_request", "supervision_request_none", ("supervision_request_pending",)
)
RELEASE_ANSWERED = Move("release_request", "pr_request_none", ("pr_request_pending",))

# --- clocks that start under a condition ----------------------------------------------------------

_IN_WARRANT = frozenset({"machine:custody"})

# One extension is all the Act knows. Where it was used in an earlier stretch, the present one runs
# against the same sixty days and not against a second thirty.
WARRANT_30 = Start(
    "clk_warrant_30d",
    test=lambda v: v.is_in("custody", "detained_warrant") and v.fact("warrant_extended") is not True,
    reads=frozenset({"machine:custody", "fact:warrant_extended"}),
)
WARRANT_60 = Start(
    "clk_warrant_ext_30d",
    test=lambda v: v.is_in("custody", "detained_warrant") and v.fact("warrant_extended") is True,
    reads=frozenset({"machine:custody", "fact:warrant_extended"}),
)
HANDOVER_IF_WARRANT = Start(
    "clk_handover_48h", test=lambda v: v.is_in("custody", "detained_warrant"), reads=_IN_WARRANT
)
REVIEW_IF_ORDER = Start(
    "clk_detention_review_3m",
    test=lambda v: v.is_in("custody", "detained_order"),
    reads=frozenset({"machine:custody"}),
)
# The right to apply for special permission opens once, with the first warrant or supervision.
SP_WINDOW = Start(
    "clk_sp_window_open",
    test=lambda v: v.running("clk_sp_window_open") is None and v.fact("order_in_force") is not True,
    reads=frozenset({"clock:clk_sp_window_open", "fact:order_in_force"}),
)
DEPOSIT = Start(
    "clk_deposit_3d",
    test=lambda v: v.given.get("deposit_required") is True,
    reads=frozenset({"given:deposit_required"}),
)

# --- guards ---------------------------------------------------------------------------------------

NO_ORDER_YET = Guard(
    code="no_order_yet",
    rule=Text(
        "退去強制令書が発付された後は、退令前の収容・監理措置・仮放免はできません。",
        "Once the removal order is issued, custody before the order is at an end.",
    ),
    remedy=Text(
        "退令後の審査(52条8項)を開いてください。", "Open the screening after the order (article 52(8))."
    ),
    basis="icrra 44-8(1)(6); icrra 52(8)",
    reads=frozenset({"fact:order_in_force"}),
    test=lambda v: v.fact("order_in_force") is not True,
)
ORDER_IN_FORCE = Guard(
    code="order_in_force",
    rule=Text("退去強制令書の効力があるときに限ります。", "This needs a removal order in force."),
    remedy=Text("退去強制令書の発付を先に記録してください。", "Record the issue of the removal order first."),
    basis="icrra 52(3); icrra 52(8)",
    reads=frozenset({"fact:order_in_force"}),
    test=lambda v: v.fact("order_in_force") is True,
)
COURT_STAY_OF_DETENTION = Guard(
    code="court_stay_of_detention",
    rule=Text(
        "裁判所が収容部分の執行を停止している間は、その人を収容できません。",
        "While a court stays the detention part, the person is not detained.",
    ),
    remedy=Text(
        "執行停止の終了を先に記録してください。それまでは収容によらない段階で進めます。",
        "Record the end of the stay first; until then go on without detention.",
    ),
    basis="acla 25(2)",
    reads=frozenset({"machine:court", "fact:court_stay_scope"}),
    test=lambda v: (
        not v.is_in("court", "court_stay") or v.fact("court_stay_scope") not in ("detention", "both")
    ),
)
NOT_SUSPENDED = Guard(
    code="procedure_not_suspended",
    rule=Text(
        "仮滞在により手続が停止している間は、その人を収容できません。",
        "While a provisional stay suspends the procedure, the person is not detained.",
    ),
    remedy=Text(
        "仮滞在の終了と手続の再開を待ってください。", "Wait until the stay is over and the procedure resumes."
    ),
    basis="icrra 61-2-9(2)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: not v.is_in("stage", "procedure_suspended"),
)
ORDER_MAY_BE_EXECUTED = Guard(
    code="order_execution_not_stopped",
    rule=Text(
        "出国の制限を受けている間は、退去強制令書により収容することができません。",
        "During an exit restriction nobody is detained under the removal order.",
    ),
    remedy=Text(
        "出国制限対象者の条件を指定するか、制限の終了を先に記録してください。",
        "Set conditions for the exit-restricted person, or record the end of the restriction first.",
    ),
    basis="icrra 63(3); icrra 63-2(1)",
    reads=frozenset({"machine:exit_restriction", "fact:order_in_force"}),
    test=lambda v: not v.is_in("exit_restriction", "exit_restricted") or v.fact("order_in_force") is not True,
)
# Every way into detention passes these: first before the order, then under it, then where either may be.
MAY_DETAIN_PRE = (COURT_STAY_OF_DETENTION, NOT_SUSPENDED)
MAY_DETAIN_POST = (COURT_STAY_OF_DETENTION, ORDER_MAY_BE_EXECUTED)
MAY_DETAIN = (COURT_STAY_OF_DETENTION, NOT_SUSPENDED, ORDER_MAY_BE_EXECUTED)


def route_is(route: str, name: Text) -> Guard:
    """The choice carried out is the one that the screening made and gave reasons for."""
    return Guard(
        code=f"route_is_{route}",
        rule=Text(
            f"審査で選ばれたのが{name.ja}のときに限ります。", f"The screening must have chosen {name.en}."
        ),
        remedy=Text(
            "別の判断をするときは、審査の結果を改めて記録してください。",
            "To decide otherwise, record the screening anew with its reasons.",
        ),
        basis="icrra 39(2); icrra 39-2(1); icrra 44-2(1)",
        reads=frozenset({"machine:stage", "fact:custody_route"}),
        test=lambda v: not v.is_in("stage", "custody_route_decided") or v.fact("custody_route") == route,
    )


ROUTE_DETENTION = route_is("detention", Text("収容", "detention"))
ROUTE_SUPERVISION = route_is("supervision", Text("監理措置", "supervision"))

SCREENED = Guard(
    code="screened",
    rule=Text(
        "主任審査官が39条2項の審査を終えた事件に限ります。",
        "The chief inspector must first have screened the case under article 39(2).",
    ),
    remedy=Text(
        "主任審査官の審査の結果を先に記録してください。", "Record the result of the screening first."
    ),
    basis="icrra 39(2); icrra 39-2(1); icrra 44-2(1)",
    reads=frozenset({"machine:stage"}),
    test=lambda v: v.is_in(
        "stage",
        "custody_route_decided",
        "under_examination",
        "finding_notified",
        "oral_hearing_pending",
        "judgment_notified",
        "objection_pending",
        "final_sp_window",
        "special_permission_decision",
        "removal_order_due",
    ),
)
DAYS_LEFT = Guard(
    code="warrant_days_left",
    rule=Text(
        "一つの事件で収容令書により収容できるのは、以前の収容の日を通算して60日までです。",
        "Under warrants a case may hold a person for 60 days in all, earlier days included.",
    ),
    remedy=Text(
        "収容せずに手続を進めてください。監理措置の決定を検討してください。",
        "Go on without detention; consider supervision.",
    ),
    basis="icrra 41(1); icrra 44-4(9)",
    reads=frozenset({"fact:order_in_force", "time"}),
    test=lambda v: v.fact("order_in_force") is True or warrant_days_served(v.spells, v.when()) < 60,
)
HELD_NOW = Guard(
    code="held_now",
    rule=Text(
        "退令後の審査の間は、審査の前から収容されている人に限ります。",
        "During the screening after the order this concerns only a person held since before it.",
    ),
    remedy=Text(
        "身柄の状態を確かめ、収容の決定を先に記録してください。", "Check custody; record the detention first."
    ),
    basis="icrra 52(8); icrra 55-4(1)",
    reads=frozenset({"machine:custody", "clock:clk_health_check_3m"}),
    # The health check runs on from the detention before the order, and for nobody else.
    test=lambda v: (
        not v.is_in("custody", "post_order_screening") or v.running("clk_health_check_3m") is not None
    ),
)
CONSENT = Guard(
    code="supervisor_consents",
    rule=Text(
        "監理人は、責務を理解して承諾した者から選びます。",
        "A supervisor is chosen only among those who know the duties and consent.",
    ),
    remedy=Text("監理人になる人の承諾を得てください。", "Obtain the consent of the person proposed."),
    basis="icrra 44-3(1); icrra 52-3(1)",
    reads=frozenset({"given:supervisor_consent"}),
    test=lambda v: v.given.get("supervisor_consent") is True,
)
DEPOSIT_NAMED = Guard(
    code="deposit_amount_named",
    rule=Text("保証金を納付させるときは、その額を定めます。", "A deposit needs its amount."),
    remedy=Text("保証金の額を入力してください。", "Enter the amount of the deposit."),
    basis="icrra 44-2(2); icrra 44-2(6); icrra 52-2(2); icrra 52-2(5)",
    reads=frozenset({"given:deposit_required", "given:deposit_amount"}),
    test=lambda v: v.given.get("deposit_required") is not True or _yen(v.given.get("deposit_amount")) > 0,
)
DEPOSIT_CAP = Guard(
    code="deposit_cap",
    rule=Text("保証金の額は300万円が上限です。", "A deposit may not exceed 3,000,000 yen."),
    remedy=Text("300万円以下の額にしてください。", "Name an amount of at most 3,000,000 yen."),
    basis="icrra 44-2(2); icrra 52-2(2); reg 36-2(4); reg 36-2(5)",
    reads=frozenset({"given:deposit_amount"}),
    test=lambda v: _yen(v.given.get("deposit_amount")) <= 3_000_000,
)
DEPOSIT_CAP_MINOR = Guard(
    code="deposit_cap_minor",
    rule=Text(
        "未成年者の保証金の額は150万円が上限です。", "The deposit of a minor may not exceed 1,500,000 yen."
    ),
    remedy=Text("150万円以下の額にしてください。", "Name an amount of at most 1,500,000 yen."),
    basis="reg 36-2(4); reg 36-2(5)",
    reads=frozenset({"fact:minor", "given:deposit_amount"}),
    test=lambda v: v.fact("minor") is not True or _yen(v.given.get("deposit_amount")) <= 1_500_000,
)
DEPOSIT_GUARDS = (DEPOSIT_NAMED, DEPOSIT_CAP, DEPOSIT_CAP_MINOR)
# Only the decision on a free person fixes a day for payment; a detainee is let go on payment.
DEPOSIT_SETTLED = Guard(
    code="deposit_settled",
    rule=Text(
        "保証金を納付させるときは、納付の後でなければ放免できません。",
        "Where a deposit is asked for, release follows its payment.",
    ),
    remedy=Text(
        "納付を確かめるか、保証金未納のまま収容を続ける決定として記録してください。",
        "Confirm the payment, or record the decision as one with the deposit still to be paid.",
    ),
    basis="icrra 44-2(8); icrra 52-2(7)",
    reads=frozenset({"given:deposit_required", "given:deposit_paid"}),
    test=lambda v: v.given.get("deposit_required") is not True or v.given.get("deposit_paid") is True,
)
DEPOSIT_ASKED = Guard(
    code="deposit_asked",
    rule=Text(
        "保証金を納付させる決定に限ります。", "This is the decision that makes release depend on a deposit."
    ),
    remedy=Text(
        "保証金が不要なら、放免の決定として記録してください。", "Without a deposit, record the release."
    ),
    basis="icrra 44-2(8); icrra 52-2(7)",
    reads=frozenset({"given:deposit_required"}),
    test=lambda v: v.given.get("deposit_required") is True,
)

# --- separation of duties -------------------------------------------------------------------------

NOT_BY_FINDER = Apart(
    ("found_not_deportable", "found_departure_order_case", "found_deportable"),
    OVERRIDE,
    Text(
        "収容か監理措置かの判断と、退去強制対象者に当たるかの認定は、別の職員が行います。",
        "Who found on deportability does not also choose between detention and supervision.",
    ),
    "icrra 39(2); icrra 45(1)",
)
NOT_BY_CAPTOR = Apart(
    ("urgent_detention",),
    HARD,
    Text(
        "要急収容をした本人は、その当否を判断できません。",
        "Who made the urgent detention does not decide whether it stands.",
    ),
    "icrra 43(2); icrra 43(3)",
)


def _yen(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


# --- facts of more than one theme -----------------------------------------------------------------

FACTS: tuple[Fact, ...] = (
    Fact("conditions", Text("付した条件", "conditions"), Kind.TEXT, personal=True),
    Fact(
        "warrant_valid_until",
        Text("収容令書の有効期間の末日", "warrant valid until"),
        Kind.DATE,
        kept=True,
        ahead=True,
    ),
    Fact(
        "paper_shown",
        Text("令書等の提示", "showing of the papers"),
        Kind.CHOICE,
        (
            Choice("shown", Text("収容の際に示した", "shown at the detention")),
            Choice("told_first", Text("急速を要し、告げた後に示す", "urgent: told, to be shown afterwards")),
        ),
    ),
    Fact("medical_opinion", Text("医師の意見", "doctor's opinion"), Kind.TEXT, personal=True),
    Fact("payer", Text("保証金の納付者", "who paid the deposit"), Kind.LINE, personal=True),
    Fact("property_left", Text("遺留物の有無", "belongings left behind"), Kind.FLAG),
    Fact("institution", Text("刑事施設等の名称", "institution"), Kind.LINE, personal=True),
)
