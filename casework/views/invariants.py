"""The live invariants: counts over all cases that must be zero at any moment.

Several are constraints of the tables as well and could not be broken by a write; they are counted
all the same, because this page is there to be looked at by somebody who does not take our word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from casework.models import Case
from workflows.law import Citation, cites
from workflows.texts import Text

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that no case may meet."""

    code: str
    rule: Text
    basis: str
    where: str


# Each condition is over `c`, the row of a case.
_UNDER_ORDER = "c.custody IN ('detained_order', 'detained_order_deposit_pending')"
_NOT_UNDER_ORDER = "c.custody NOT IN ('detained_order', 'detained_order_deposit_pending')"


def _running(*clocks: str) -> str:
    names = ", ".join(f"'{clock}'" for clock in clocks)
    return (
        "EXISTS (SELECT 1 FROM casework_clockrow k WHERE k.case_id = c.id AND k.status = 'open'"
        f" AND k.clock IN ({names}))"
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "held-undated",
        Text(
            "次に確かめる日のないまま、収容されている人はいない。",
            "Nobody is held without a date on which somebody must look at the case again.",
        ),
        "icrra 41(1); icrra 44; icrra 52-8(2)",
        "c.held AND c.held_look_at IS NULL",
    ),
    Check(
        "closed-held",
        Text("終結した事件で、収容されたままの人はいない。", "Nobody is held in a case that is closed."),
        "icrra 39; icrra 52",
        "c.held AND c.closed_at IS NOT NULL",
    ),
    Check(
        "order-while-pending",
        Text(
            "在留特別許可の申請が判断されないうちに、退去強制令書は発付されていない。",
            "No removal order stands while an application for special permission is undecided.",
        ),
        "icrra 47(5)",
        "c.states->>'special_permission' = 'sp_pending' AND c.facts->'order_in_force' = 'true'::jsonb",
    ),
    Check(
        "supervised-pre-after-order",
        Text(
            "退去強制令書の発付後に、発付前の監理措置は残っていない。",
            "No supervision of before the order outlives the removal order.",
        ),
        "icrra 44-8(6)",
        "c.custody = 'supervised_pre' AND c.facts->'order_in_force' = 'true'::jsonb",
    ),
    Check(
        "unsupervised",
        Text(
            "監理人がおらず、その欠員も記録されていない監理措置はない。",
            "Nobody is under supervision without a supervisor or a recorded vacancy.",
        ),
        "icrra 44-3; icrra 44-4(1)(2); icrra 52-3; icrra 52-4(1)(2)",
        "c.custody IN ('supervised_pre', 'supervised_post')"
        " AND c.facts->'has_supervisor' IS DISTINCT FROM 'true'::jsonb"
        " AND c.facts->'supervisor_vacant' IS DISTINCT FROM 'true'::jsonb",
    ),
    Check(
        "nobody-owes",
        Text(
            "係属中の事件で、誰の仕事にもなっていないものはない。",
            "No open case is without somebody who owes it something.",
        ),
        "practice",
        # A person's residence file is kept for life; nobody owes it anything between events.
        "c.closed_at IS NULL AND c.procedure <> 'residence'"
        " AND NOT EXISTS (SELECT 1 FROM casework_workitem w WHERE w.case_id = c.id)",
    ),
    Check(
        "review-elsewhere",
        Text(
            "三か月の見直しの期限は、退去強制令書による収容の間にだけ進んでいる。",
            "The three-month review clock runs only during detention under the removal order.",
        ),
        "icrra 52-8(2)",
        f"{_NOT_UNDER_ORDER} AND {_running('clk_detention_review_3m')}",
    ),
    Check(
        "order-without-review",
        Text(
            "退去強制令書により収容されている人には、必ず三か月の見直しの期限が進んでいる。",
            "Whoever is held under the removal order has a running three-month review clock.",
        ),
        "icrra 52-8(2); icrra 52-8(6)",
        f"{_UNDER_ORDER} AND NOT {_running('clk_detention_review_3m')}",
    ),
    Check(
        "stay-undated",
        Text(
            "満了日のある在留で、その日を見る期限のないものはない。",
            "No stay that has a last day is without a clock that looks at that day.",
        ),
        "icrra 2-2(3); icrra 24(1)(4)ロ",
        "c.procedure = 'residence' AND c.stage = 'in_status' AND c.facts ? 'stay_until'"
        f" AND NOT {_running('stay_period', 'stay_period_pending')}",
    ),
    Check(
        "special-without-filing",
        Text(
            "審査中の更新・変更の申請がないまま、特例期間にある人はいない。",
            "Nobody is in a special period without an extension or change that is being examined.",
        ),
        "icrra 20(6); icrra 21(4)",
        "c.procedure = 'residence' AND c.stage = 'special_period' AND NOT EXISTS ("
        "SELECT 1 FROM casework_case a WHERE a.person_id = c.person_id AND a.closed_at IS NULL"
        " AND a.procedure IN ('change', 'extension'))",
    ),
    Check(
        "special-undated",
        Text(
            "特例期間中の申請で、特例期間の末日の期限のないものはない。",
            "No filing in its special period is without the clock of that period.",
        ),
        "icrra 20(6); icrra 21(4)",
        "c.procedure IN ('change', 'extension') AND c.closed_at IS NULL"
        " AND c.facts->'in_special' = 'true'::jsonb"
        # A second filing in another one's special period opens none of its own.
        f" AND c.facts->'second_filing' IS DISTINCT FROM 'true'::jsonb AND NOT {_running('special_period')}",
    ),
    Check(
        "sixty-days-undated",
        Text(
            "出生等による60日の間にある人で、その期限のないものはない。",
            "Nobody in the sixty days after birth or loss of nationality is without their clock.",
        ),
        "icrra 22-2(1)",
        f"c.procedure = 'acquisition' AND c.stage = 'interim_60' AND NOT {_running('acquisition_exempt_60')}",
    ),
    Check(
        "revoked-undated",
        Text(
            "出国のための期間を指定された人で、その期限のないものはない。",
            "Nobody who was given days to leave is without the clock of those days.",
        ),
        "icrra 22-4(7)",
        "c.procedure = 'revocation' AND c.stage = 'revoked_departure_period'"
        f" AND NOT {_running('revocation_departure')}",
    ),
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A check with what it found: how many cases, and the numbers of those the reader may see."""

    code: str
    rule: Text
    cites: tuple[Citation, ...]
    count: int
    numbers: Sequence[str]


def examined(seen: QuerySet[Case]) -> list[Examined]:
    """Every check, counted now in one statement over all cases."""
    # One subquery a check, so that each can use its own index or join.
    counts = ", ".join(f"(SELECT count(*) FROM casework_case c WHERE {check.where})" for check in CHECKS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        found = [int(count) for count in cursor.fetchone()]
    return [
        Examined(
            check.code,
            check.rule,
            () if check.basis == "practice" else cites(check.basis),
            count,
            _numbers(check, seen) if count else (),
        )
        for check, count in zip(CHECKS, found, strict=True)
    ]


def _numbers(check: Check, seen: QuerySet[Case]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM casework_case c WHERE {check.where} ORDER BY c.id LIMIT 1000")
        ids = [row[0] for row in cursor.fetchall()]
    return list(seen.filter(pk__in=ids).order_by("pk").values_list("number", flat=True)[:MOST_NAMED])
