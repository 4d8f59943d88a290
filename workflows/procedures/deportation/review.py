"""The three-month review of detention under a removal order (article 52-8).

A chain of four offices: the guard reports, the chief inspector considers, the Commissioner at
headquarters considers what the chief inspector did not grant, and the chief inspector carries out
what the Commissioner orders. No cycle ends at the chief inspector's desk with the person detained,
except where supervision is already decided and only the deposit is missing (52-8(3)).

The cycles go on by themselves: the date comes back every three months for as long as the detention
is unbroken, also while an earlier cycle is still open. A cycle reached in the meantime is not lost:
when the open one closes, the next report is due at once.
"""

from __future__ import annotations

from workflows.declare import HARD, Apart, Branch, Carry, Duty, Guard, State, Step
from workflows.declare import Start as StartClock
from workflows.engine import Machine, View
from workflows.facts import Fact, Kind
from workflows.procedures.deportation.clocks import reached_cycle
from workflows.roles import Role
from workflows.texts import Text

DETAINED = ("detained_order", "detained_order_deposit_pending")


def _due_cycle(v: View) -> int | None:
    """The cycle the present report is about: kept with the target that began when it was reached."""
    target = v.running("clk_review_report_prompt")
    cycle = target.inputs.get("cycle") if target is not None else None
    return int(cycle) if cycle is not None else None


FACTS: tuple[Fact, ...] = (
    Fact(
        "review_cycle",
        Text("何回目の三月か", "which three months (1, 2, 3 …)"),
        Kind.NUMBER,
        kept=True,
        low=1,
        high=400,
        suggest=_due_cycle,
    ),
    Fact("progress", Text("計画の進捗状況", "progress of the plan"), Kind.TEXT, personal=True),
    Fact(
        "plan_version",
        Text("提出する計画の版", "version of the plan handed in"),
        Kind.LINE,
        help=Text(
            "最初の三月の報告では計画を提出する。", "The first report of a detention hands in the plan."
        ),
    ),
    Fact("review_order_no", Text("長官の命令の番号", "number of the Commissioner's order"), Kind.LINE),
)


# --- which cycle ----------------------------------------------------------------------------------


def _right_cycle(v: View) -> bool:
    due = _due_cycle(v)
    return due is None or v.given.get("review_cycle") == due


def _overtaken(v: View) -> bool:
    """Whether the next three months were full before this cycle closed."""
    reported = v.fact("review_cycle")
    return isinstance(reported, int) and reached_cycle(v) > reported


def _reached(v: View) -> bool:
    """Whether three months are full that no report has been asked for yet: taking the step renews the
    clock, so a date that has passed stands for exactly one cycle."""
    clock = v.running("clk_detention_review_3m")
    return clock is not None and clock.alarm_at is not None and clock.alarm_at <= v.when()


# --- guards ---------------------------------------------------------------------------------------

UNDER_THE_ORDER = Guard(
    "detained_under_the_order",
    Text(
        "三月ごとの検討は、退去強制令書の発付を受けて収容されている間に限り行う。",
        "The review is for persons detained under a removal order, and only while they are.",
    ),
    Text("身柄の状態を確かめてください。", "Check the custody of the person."),
    "icrra 52-8(2)",
    frozenset({"machine:custody"}),
    lambda v: v.is_in("custody", *DETAINED),
)
THREE_MONTHS_REACHED = Guard(
    "three_months_reached",
    Text(
        "検討の時期は、収容が継続して三月に達したときに来る。",
        "A review falls due when detention has lasted an unbroken three months.",
    ),
    Text("収容の開始日と次の期日を確かめてください。", "Check the day detention began and the next date."),
    "icrra 52-8(2); icrra 52-8(6)",
    frozenset({"clock:clk_detention_review_3m", "time"}),
    _reached,
)
PLAN_EXISTS = Guard(
    "plan_exists",
    Text(
        "報告は退去のための計画の進捗についてする。計画がなければ報告できない。",
        "The report is about the progress of the departure plan; without a plan there is nothing to report.",
    ),
    Text(
        "計画を作成し、作成したことを記録してください。",
        "Make the plan and record that it is made.",
    ),
    "icrra 52-8(1); icrra 52-8(2)",
    frozenset({"fact:plan_made", "given:plan_made"}),
    lambda v: v.told("plan_made") is True,
)
CYCLE_NAMED = Guard(
    "report_names_its_cycle",
    Text(
        "報告は、期日の来た三月についてする。",
        "The report is about the three months that have fallen due.",
    ),
    Text("期日の表で何回目かを確かめてください。", "See the clock for the number of the cycle."),
    "icrra 52-8(2); icrra 52-8(6)",
    frozenset({"given:review_cycle", "clock:clk_review_report_prompt"}),
    _right_cycle,
)
FIRST_REPORT = Guard(
    "first_report_hands_in_plan",
    Text(
        "最初の三月には、計画を提出するとともに進捗を報告する。二回目からは進捗の報告で足りる。",
        "The first report hands in the plan with its progress; later reports give the progress only.",
    ),
    Text("提出する計画の版を記入してください。", "Enter the version of the plan that is handed in."),
    "icrra 52-8(2); icrra 52-8(6)",
    frozenset({"given:review_cycle", "given:plan_version"}),
    lambda v: v.given.get("review_cycle") != 1 or v.given.get("plan_version") is not None,
)
ONLY_DEPOSIT_MISSING = Guard(
    "only_deposit_missing",
    Text(
        "検討を要しないのは、監理措置の決定がされ、保証金の納付だけが残っている場合に限る。",
        "Consideration is dispensed with only where supervision is decided and the deposit alone is missing.",
    ),
    Text(
        "監理措置を決定するか、決定しない旨と理由を長官に報告してください。",
        "Decide supervision, or report to the Commissioner that it is not decided and why.",
    ),
    "icrra 52-8(3)",
    frozenset({"machine:custody"}),
    lambda v: v.is_in("custody", "detained_order_deposit_pending"),
)
NOT_DECIDED_YET = Guard(
    "supervision_not_decided_yet",
    Text(
        "監理措置が既に決定され保証金だけが未納の人について、改めて決定し又は報告することはない。",
        "Where supervision is decided and only the deposit is missing there is nothing to decide or report.",
    ),
    Text("「保証金未納のため検討を要しない」を選んでください。", "Choose that no consideration is needed."),
    "icrra 52-8(3)",
    frozenset({"machine:custody"}),
    lambda v: v.is_in("custody", "detained_order"),
)
REPORT_DAY_NAMED = Guard(
    "report_day_named",
    Text(
        "保証金を求めずに放免するときは、被監理者の最初の届出日を定める。",
        "Release without a deposit needs the day of the supervised person's first report.",
    ),
    Text("届出日を記入してください。", "Enter the day of the report."),
    "icrra 52-5; reg 36-8(1)",
    frozenset({"machine:custody", "given:deposit_required", "given:report_due_on"}),
    lambda v: (
        v.is_in("custody", "detained_order_deposit_pending")
        or v.given.get("deposit_required") is True
        or v.given.get("report_due_on") is not None
    ),
)
IN_PERSON = Guard(
    "commissioner_not_a_bureau",
    Text(
        "この権限は地方出入国在留管理局長に委任されていない。長官が行う。",
        "This power is not delegated to the bureaux: it is the Commissioner's.",
    ),
    Text("本庁の長官に回してください。", "Send it to the Commissioner at headquarters."),
    "icrra 52-8(4); reg 61-2(2)",
    frozenset({"actor"}),
    lambda v: v.actor is not None and Role.BUREAU_DIRECTOR not in v.actor.roles,
)

# --- separation of duties -------------------------------------------------------------------------

NOT_THE_REPORTER = Apart(
    ("review_report_submitted", "departure_plan_made"),
    HARD,
    Text(
        "計画と進捗の報告は入国警備官が、監理措置の検討は主任審査官がする。同じ人が両方を行わない。",
        "Plan and report come from the guard, the decision from the chief inspector; nobody does both.",
    ),
    "icrra 52-8(2); icrra 52-8(3)",
)
NOT_THE_CHIEF_INSPECTOR = Apart(
    ("review_no_supervision_reported", "review_report_submitted"),
    HARD,
    Text(
        "収容を続けるとした人が、その報告を自ら検討することはできない。",
        "Whoever kept the person detained does not consider that report.",
    ),
    "icrra 52-8(3); icrra 52-8(4)",
)
NOT_THE_COMMISSIONER = Apart(
    ("review_commissioner_orders", "review_report_submitted"),
    HARD,
    Text(
        "命じた人と、命じられた決定をする人は別である。",
        "Whoever gave the order is not the one who carries it out.",
    ),
    "icrra 52-8(4); icrra 52-8(5)",
)

# --- what the steps share -------------------------------------------------------------------------

_NEXT_IF_OVERTAKEN = (
    Branch(
        "review_due",
        _overtaken,
        frozenset({"fact:review_cycle", "clock:clk_detention_review_3m", "time"}),
    ),
    Branch("review_idle", lambda v: True, frozenset()),
)

# The overtaking cycle is due from the moment the earlier one closes: its report gets a date.
_START_IF_OVERTAKEN = StartClock(
    "clk_review_report_prompt",
    test=lambda v: v.is_in("review", "review_due"),
    reads=frozenset({"machine:review"}),
)

_RELEASE = (
    Carry(
        "post_order_supervision_deposit_first",
        lambda v: v.given.get("deposit_required") is True,
        frozenset({"given:deposit_required"}),
    ),
    # Only a false, never a blank: without the answer nobody is released by default.
    Carry(
        "post_order_supervision_from_detention",
        lambda v: v.given.get("deposit_required") is False,
        frozenset({"given:deposit_required"}),
    ),
)

MACHINE = Machine(
    "review",
    Text("三月ごとの収容の検討", "three-month review of detention"),
    (
        State("review_idle", Text("検討の時期でない", "no review due")),
        State(
            "review_due",
            Text("三月に到達・報告待ち", "three months reached, report due"),
            duties=(
                Duty(
                    Role.CONTROL_OFFICER,
                    Text(
                        "計画の提出(初回)と進捗の報告を主任審査官にする",
                        "hand in the plan (first time) and report its progress to the chief inspector",
                    ),
                    ("clk_review_report_prompt",),
                ),
            ),
        ),
        State(
            "review_considering",
            Text("主任審査官が監理措置の要否を検討中", "chief inspector considering supervision"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "監理措置を決定するか、決定しない旨と理由を長官に報告する",
                        "decide supervision, or report to the Commissioner that it is not decided, and why",
                    ),
                    ("clk_review_report_prompt",),
                ),
            ),
        ),
        State(
            "review_with_commissioner",
            Text("長官が検討中", "with the Commissioner"),
            duties=(
                Duty(
                    Role.COMMISSIONER,
                    Text(
                        "放免して監理措置に付することが相当かを検討し、相当なら命ずる",
                        "consider release to supervision and order it where suitable",
                    ),
                    ("clk_review_report_prompt",),
                ),
            ),
        ),
        State(
            "review_ordered",
            Text("長官が監理措置の決定を命じた", "Commissioner ordered supervision"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "速やかに職権で監理措置を決定する",
                        "decide supervision promptly, of own motion",
                    ),
                    ("clk_review_report_prompt",),
                ),
            ),
        ),
        State(
            "review_closed_supervised", Text("監理措置の決定により終了", "closed by a supervision decision")
        ),
    ),
    initial="review_idle",
)

STEPS: tuple[Step, ...] = (
    Step(
        "review_came_due",
        "review",
        (
            "review_idle",
            "review_closed_supervised",
            "review_due",
            "review_considering",
            "review_with_commissioner",
            "review_ordered",
        ),
        (
            Branch(
                "review_considering",
                lambda v: v.is_in("review", "review_considering"),
                frozenset({"machine:review"}),
            ),
            Branch(
                "review_with_commissioner",
                lambda v: v.is_in("review", "review_with_commissioner"),
                frozenset({"machine:review"}),
            ),
            Branch(
                "review_ordered", lambda v: v.is_in("review", "review_ordered"), frozenset({"machine:review"})
            ),
            Branch("review_due", lambda v: True, frozenset()),
        ),
        Text("収容が継続して三月に到達", "three unbroken months reached"),
        "icrra 52-8(2); icrra 52-8(6)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        may=("note",),
        guards=(UNDER_THE_ORDER, THREE_MONTHS_REACHED),
        # While a link is open its own date stays: being overtaken must not give anybody more time.
        starts=(
            StartClock(
                "clk_review_report_prompt",
                test=lambda v: v.running("clk_review_report_prompt") is None,
                reads=frozenset({"clock:clk_review_report_prompt"}),
            ),
        ),
        tells=(Role.CONTROL_OFFICER, Role.CHIEF_INSPECTOR),
        automatic=True,
        help=Text(
            "前の回の検討が終わらないうちに次の三月に達したときは、その段階のまま記録し、前の回が終わると直ちに"
            "次の報告の時期となる。",
            "If the next three months are full while a cycle is open, it is recorded where the cycle stands, "
            "and the next report is due as soon as it closes.",
        ),
    ),
    Step(
        "review_report_submitted",
        "review",
        ("review_due",),
        "review_considering",
        Text("計画の提出・進捗の報告", "plan and progress reported"),
        "icrra 52-8(2); icrra 52-8(6)",
        by=(Role.CONTROL_OFFICER,),
        needs=("review_cycle", "progress"),
        may=("plan_version", "plan_made", "note"),
        guards=(UNDER_THE_ORDER, PLAN_EXISTS, CYCLE_NAMED, FIRST_REPORT),
        starts=("clk_review_report_prompt",),
        stops=("clk_review_report_prompt",),
        documents=("departure-plan", "progress-report"),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        "review_skipped_deposit_pending",
        "review",
        ("review_considering",),
        _NEXT_IF_OVERTAKEN,
        Text("保証金未納のため検討を要しない", "no consideration: only the deposit is missing"),
        "icrra 52-8(3)",
        by=(Role.CHIEF_INSPECTOR,),
        may=("reasons", "note"),
        guards=(ONLY_DEPOSIT_MISSING,),
        starts=(_START_IF_OVERTAKEN,),
        stops=("clk_review_report_prompt",),
        apart=(NOT_THE_REPORTER,),
    ),
    Step(
        "review_supervision_chosen",
        "review",
        ("review_considering",),
        "review_closed_supervised",
        Text("検討の結果、監理措置を決定", "supervision decided at the review"),
        "icrra 52-8(3); icrra 52-2(5); icrra 52-2(6)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("deposit_required",),
        may=("reasons", "note"),
        guards=(UNDER_THE_ORDER, NOT_DECIDED_YET, REPORT_DAY_NAMED),
        stops=("clk_review_report_prompt",),
        carries=_RELEASE,
        documents=("51-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER),
        apart=(NOT_THE_REPORTER,),
    ),
    Step(
        "review_no_supervision_reported",
        "review",
        ("review_considering",),
        "review_with_commissioner",
        Text(
            "監理措置を決定しない旨と理由を長官に報告",
            "not decided: reported to the Commissioner with reasons",
        ),
        "icrra 52-8(3)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        guards=(UNDER_THE_ORDER, NOT_DECIDED_YET),
        starts=("clk_review_report_prompt",),
        stops=("clk_review_report_prompt",),
        documents=("report-to-commissioner",),
        tells=(Role.COMMISSIONER,),
        apart=(NOT_THE_REPORTER,),
        serious=True,
    ),
    Step(
        "review_commissioner_no_order",
        "review",
        ("review_with_commissioner",),
        _NEXT_IF_OVERTAKEN,
        Text("長官が命令をしないと判断", "Commissioner gives no order"),
        "icrra 52-8(4)",
        by=(Role.COMMISSIONER,),
        needs=("reasons",),
        may=("note",),
        guards=(UNDER_THE_ORDER, IN_PERSON),
        starts=(_START_IF_OVERTAKEN,),
        stops=("clk_review_report_prompt",),
        tells=(Role.CHIEF_INSPECTOR,),
        apart=(NOT_THE_CHIEF_INSPECTOR,),
        serious=True,
        mark="inferred",
        note=Text(
            "相当と認めない場合の手続は条文にない。検討した人と理由を記録する。",
            "The Act does not say how a cycle ends without an order; who considered it and why is recorded.",
        ),
    ),
    Step(
        "review_commissioner_orders",
        "review",
        ("review_with_commissioner",),
        "review_ordered",
        Text("長官が監理措置の決定を命令", "Commissioner orders supervision"),
        "icrra 52-8(4); reg 61-2(2)",
        by=(Role.COMMISSIONER,),
        may=("review_order_no", "reasons", "note"),
        guards=(UNDER_THE_ORDER, IN_PERSON),
        starts=("clk_review_report_prompt",),
        stops=("clk_review_report_prompt",),
        documents=("commissioner-order",),
        tells=(Role.CHIEF_INSPECTOR,),
        apart=(NOT_THE_CHIEF_INSPECTOR,),
    ),
    Step(
        "review_order_carried_out",
        "review",
        ("review_ordered",),
        "review_closed_supervised",
        Text("命じられた監理措置を決定", "ordered supervision decided"),
        "icrra 52-8(5); icrra 52-2(5); icrra 52-2(6)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("deposit_required",),
        may=("note",),
        guards=(UNDER_THE_ORDER, REPORT_DAY_NAMED),
        stops=("clk_review_report_prompt",),
        carries=_RELEASE,
        documents=("51-4",),
        tells=(Role.FOREIGN_NATIONAL, Role.SUPERVISOR, Role.CONTROL_OFFICER, Role.COMMISSIONER),
        apart=(NOT_THE_COMMISSIONER,),
        help=Text(
            "決定をするかどうかの裁量はない。保証金を求めることはできる。",
            "There is no choice left but a deposit may be required.",
        ),
    ),
)
