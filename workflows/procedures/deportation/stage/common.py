"""What several phases of the stage share: separation of duties, clocks that end with the case, tests."""

from __future__ import annotations

from collections.abc import Callable

from workflows.declare import HARD, OVERRIDE, WARN, Apart, Carry, Guard, Move, Start
from workflows.engine import View
from workflows.texts import Text

Test = Callable[[View], bool]

# --- separation of duties -------------------------------------------------------------------------

GUARD_SIDE = Apart(
    (
        "investigation_opened",
        "statement_recorded",
        "chief_inspector_notified",
        "person_handed_over",
        "case_handed_over",
        "urgent_detention",
        "warrant_executed",
    ),
    HARD,
    Text(
        "違反調査又は収容に当たった者は、同じ事件の認定・判定・裁決をせず、命令も発しない。",
        "Whoever investigated or detained the person makes no finding, judgment, ruling or order.",
    ),
    "icrra 27; icrra 45(1); icrra 48(3); icrra 49(3); icrra 51",
)

# No article bars one person from both; the offices differ, so an exception needs a written reason.
CUSTODY_CHOICE = Apart(
    ("screening_decided", "detention_decided", "urgent_detention_confirmed"),
    OVERRIDE,
    Text(
        "収容するか監理措置に付すかを決めた者は、退去強制対象者に当たるかどうかの認定をしない。",
        "Whoever chose between detention and supervision does not make the finding.",
    ),
    "icrra 39(2); icrra 45(1)",
)

# Inferred: the Act makes the hearing a review of the finding but names no bar.
FINDER = Apart(
    ("found_deportable",),
    OVERRIDE,
    Text(
        "認定をした者は、その認定についての口頭審理を行わない。",
        "Whoever made the finding does not hold the hearing on it.",
    ),
    "icrra 47(3); icrra 48(1)",
)

HEARING_OFFICER = Apart(
    ("oral_hearing_scheduled", "judged_finding_correct"),
    HARD,
    Text(
        "口頭審理を行った特別審理官は、その判定に対する異議の裁決をしない。",
        "The special inquiry officer of the hearing does not rule on the objection.",
    ),
    "icrra 48(8); icrra 49(3)",
)

# A bureau director may lawfully hold both offices, hence a warning only.
OBJECTION_TAKER = Apart(
    ("objection_filed",),
    WARN,
    Text(
        "異議の申出を受理した主任審査官が裁決にも当たっています。どの資格で裁決したかを記録してください。",
        "You took this objection in as chief inspector. Record in which capacity you rule on it.",
    ),
    "icrra 49(1); icrra 49(3); reg 61-2(2)",
)

# --- clocks ---------------------------------------------------------------------------------------

THREE_DAY_WINDOWS = ("clk_sp_after_finding_3d", "clk_sp_after_judgment_3d", "clk_sp_after_ruling_3d")

WARRANT_CLOCKS = ("clk_handover_48h", "clk_warrant_30d", "clk_warrant_ext_30d")

# Everything that has no purpose once the case is over. Bans, time for a suit, property, complaints
# and the supervisor's notice of a death run on.
CASE_CLOCKS = (
    *WARRANT_CLOCKS,
    "clk_police_handover_48h",
    "clk_post_order_notice_prompt",
    "clk_detention_review_3m",
    "clk_review_report_prompt",
    "clk_health_check_3m",
    "clk_isolation_1m",
    "clk_protective_cell_24h",
    "clk_supervised_report_3m",
    "clk_supervisor_notice_7d",
    "clk_supervisor_report_on_demand",
    "clk_supervisor_resign_30d",
    "clk_deposit_3d",
    "clk_provisional_release_3m",
    "clk_exit_restricted_report_3m",
    "clk_oral_hearing_request_3d",
    "clk_objection_3d",
    *THREE_DAY_WINDOWS,
    "clk_sp_window_open",
    "clk_departure_order_15d",
    "clk_departure_ext_filing",
    "clk_exit_hold_24h",
    "clk_removal_grace_1m",
    "clk_shortened_ban_depart_by",
    "clk_passport_order",
    "clk_order_to_leave",
    "clk_provisional_stay_6m",
    "clk_log_preservation_30d",
)


def unless_application_pending(clock: str) -> Start:
    """The three days for a special-permission application, which nobody needs who has applied."""
    return Start(
        clock,
        test=lambda v: not v.is_in("special_permission", "sp_pending"),
        reads=frozenset({"machine:special_permission"}),
    )


def in_time(clock: str) -> Test:
    """The clock runs and has not run out at the time of the step."""

    def test(v: View) -> bool:
        running = v.running(clock)
        return running is not None and (running.legal_at is None or v.when() < running.legal_at)

    return test


def run_out(clock: str) -> Test:
    """The clock is not running any more, or has run out at the time of the step."""

    def test(v: View) -> bool:
        running = v.running(clock)
        return running is None or running.legal_at is None or v.when() >= running.legal_at

    return test


# --- guards that several phases use -----------------------------------------------------------------

NO_APPLICATION_PENDING = Guard(
    code="no_sp_application_pending",
    rule=Text(
        "在留特別許可の申請の許否が決まるまでは、退去強制令書の発付に進めない。",
        "While an application for special permission is undecided, no removal order may follow.",
    ),
    remedy=Text("申請についての判断を先に記録してください。", "Have the application decided first."),
    basis="icrra 47(5)(1); icrra 47(5)(2); icrra 47(5)(3); icrra 48(10); icrra 49(7)",
    reads=frozenset({"machine:special_permission"}),
    test=lambda v: not v.is_in("special_permission", "sp_pending"),
)

NOT_IN_URGENT_DETENTION = Guard(
    code="urgent_detention_settled",
    rule=Text(
        "要急収容は、収容令書の発付又は放免により決着してからでなければ先に進めない。",
        "An urgent detention has first to be settled by a warrant, by supervision or by release.",
    ),
    remedy=Text(
        "収容令書の発付、監理措置又は放免を先に記録してください。",
        "Record the warrant, the supervision or the release first.",
    ),
    basis="icrra 43(2); icrra 43(3)",
    reads=frozenset({"machine:custody"}),
    test=lambda v: not v.is_in("custody", "detained_urgent"),
)

SIGNED = Guard(
    code="signed",
    rule=Text(
        "権利を行使しない旨は、本人が署名した書面による。",
        "A right is given up only on a paper that the person has signed.",
    ),
    remedy=Text(
        "署名がなければ、期間の経過を待ってください。",
        "Without a signature, wait until the period has run out.",
    ),
    basis="icrra 47(5); icrra 48(9)",
    reads=frozenset({"given:signed"}),
    test=lambda v: v.given.get("signed") is True,
)

NATIONALITY_KNOWN = Guard(
    code="nationality_known",
    rule=Text("命令書には国籍を記載する。", "The order states the nationality."),
    remedy=Text(
        "国籍・地域を入力してください。無国籍は XXA です。",
        "Enter the nationality; a stateless person has the code XXA.",
    ),
    basis="icrra 51; icrra 55-86",
    reads=frozenset({"fact:nationality", "given:nationality"}),
    test=lambda v: v.told("nationality") is not None,
)

DESTINATION_CHECKED = Guard(
    code="destination_checked",
    rule=Text(
        "迫害、拷問又は強制失踪のおそれのある国へは送還することができない。",
        "Nobody is removed to a country of persecution, torture or enforced disappearance.",
    ),
    remedy=Text(
        "送還先が53条3項の国に当たらないことを確かめてください。当たるときは別の送還先を定めてください。",
        "Check the destination against 53(3); if it is excluded, choose another.",
    ),
    basis="icrra 53(3)(1); icrra 53(3)(2); icrra 53(3)(3)",
    reads=frozenset({"given:destination_lawful"}),
    test=lambda v: v.given.get("destination_lawful") is True,
)

# --- the end of custody with the outcome ------------------------------------------------------------

# At most one of the two machines' states applies: released from detention, or supervision lapsed.
RELEASE = (Carry("released_on_outcome"), Carry("pre_supervision_lapsed"))

# After a favourable outcome nothing is left to detain an absent person for.
NOTHING_TO_EXECUTE = Move(
    "custody",
    "custody_ended",
    ("warrant_issued", "supervision_revoked_at_large", "escaped", "disaster_released"),
)

# A warrant that was never executed serves no purpose once an order has been made.
WARRANT_WITHOUT_PURPOSE = Move("custody", "at_liberty", ("warrant_issued",))
