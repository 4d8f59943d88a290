"""From the finding to the decision on special permission."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import found, heard, ordered, supervised, under_warrant


@story("shirin")
def three_days_for_a_hearing(p: Pen) -> None:
    supervised(p, -20, 55, supervisor="日本語学校 校長")
    found(p, -1)


@story("chamara")
def hearing_and_the_last_day_of_the_warrant(p: Pen) -> None:
    """The thirty days end today while the hearing is still to come."""
    under_warrant(p, -29)
    found(p, -12)
    p.then("hearing", "oral_hearing_requested", days=1)
    p.on(-8, 10, "hearing", "oral_hearing_scheduled", hearing_at=p.day(2) + "T13:00:00+09:00")


@story("imelda")
def provisional_release_ends_tomorrow(p: Pen) -> None:
    """Released for an operation; the judgment came yesterday."""
    under_warrant(p, -45)
    p.on(-35, 15, "head", "provisional_release_pre_granted", release_until=p.day(1))
    found(p, -25)
    heard(p, -1)


@story("marlon")
def objection_before_the_minister(p: Pen) -> None:
    """The second thirty days are running."""
    under_warrant(p, -36)
    found(p, -28)
    heard(p, -20)
    p.then("chief", "objection_filed", days=2)
    p.on(-9, 10, "chief", "warrant_period_extended")


@story("erdal")
def three_days_for_special_permission(p: Pen) -> None:
    """Supervision is decided, the deposit is still to be paid: he is held until then."""
    under_warrant(p, -18)
    p.on(-9, 14, "chief", "supervision_decided_deposit_first", supervisor_name="岡 芳江")
    found(p, -1)
    p.then("chief2", "finding_accepted", hours=4)


@story("liuxia")
def special_permission_to_be_decided(p: Pen) -> None:
    supervised(p, -66, 9, supervisor="夫")
    p.on(-52, 10, "chief", "sp_application_filed", permission_material="婚姻届受理証明書、子の戸籍")
    found(p, -45)
    heard(p, -35)
    p.then("chief", "objection_filed", days=1)
    p.on(-10, 10, "minister", "ruled_no_ground")
    p.then("chief", "sp_under_decision", days=1)
    p.on(-8, 15, "chief", "work_permitted", **WORK)


WORK = {
    "supervisor_consent": True,
    "needed_for_living": True,
    "employer": "食品加工の会社",
    "work_described": "惣菜の製造、週二十八時間まで",
}


@story("bishal")
def order_to_be_issued(p: Pen) -> None:
    """He kept silent: the windows closed by themselves. The warrant ends in three days."""
    under_warrant(p, -26)
    found(p, -24)


@story("khin")
def order_issued(p: Pen) -> None:
    """Issued on the last open day; who holds her and why has to be settled."""
    under_warrant(p, -15)
    ordered(p, -1)
