"""The steps of a notification duty."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.declare import SAME, Derive, Duty, HandOver, Reach, Start, State, Step
from workflows.engine import Machine, View
from workflows.facts import Value
from workflows.procedures.residence.common.offices import DESK
from workflows.procedures.residence.duties.kinds import ADDRESS, DUE_CLOCKS, GROUNDS, KINDS
from workflows.procedures.residence.duties.rules import (
    IS_ADDRESS,
    NOTICE,
    OPENING,
    due_on,
    late_days,
    late_from,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

OWERS = (
    Role.FOREIGN_NATIONAL,
    Role.LEGAL_REPRESENTATIVE,
    Role.RELATIVE,
    Role.ACCEPTING_ORG,
    Role.SUPPORT_ORG,
    Role.MUNICIPALITY,
    Role.FILING_AGENT,
    Role.LAWYER_SCRIVENER,
)

MACHINE = Machine(
    "notification_duty",
    Text("届出義務", "notification duty"),
    (
        State("none", Text("未発生", "not arisen")),
        State(
            "open",
            Text("届出待ち", "notice awaited"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("届出を確かめる", "see that the notice comes in"),
                    (*DUE_CLOCKS, "address_90"),
                ),
            ),
        ),
        State(
            "late",
            Text("期限経過", "late"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("届出を促し、遅れの理由を確かめる", "ask for the notice and for the reason"),
                    ("address_90",),
                ),
            ),
        ),
        State("done", Text("届出済み", "notified"), end=True),
        State("closed", Text("終止", "closed"), end=True),
    ),
    initial="none",
)


def _counts(clock: str, name: str) -> Start:
    """Starts the clock of a duty where it is of that kind. The kind is given when the duty arises, and a
    fact of the file later."""
    codes = frozenset(code for code, kind in KINDS.items() if kind.clock == clock)
    at_opening = name == "event_on"
    return Start(
        clock,
        at=name,
        test=(lambda v: v.given.get("duty_type") in codes)
        if at_opening
        else (lambda v: v.fact("duty_type") in codes),
        reads=frozenset({"given:duty_type" if at_opening else "fact:duty_type"}),
    )


def _ground(view: View) -> Mapping[str, Value]:
    """The ground, and the day from which its ninety days ran."""
    return {
        "ground_code": GROUNDS.get(str(view.fact("duty_type"))),
        "ground_since": view.fact("left_on") or view.fact("event_on"),
    }


STEPS: tuple[Step, ...] = (
    Step(
        "nd_open",
        "notification_duty",
        ("none",),
        "open",
        Text("届出義務の発生", "duty arises"),
        "icrra 19-7(1); icrra 19-8(1); icrra 19-9(1); icrra 19-10(1); icrra 19-16(1); icrra 19-17(1); "
        "icrra 19-18(1); icrra 19-18(2); reg 19-24-2(1)",
        by=(Role.INSPECTOR, Role.MUNICIPALITY, Role.ACCEPTING_ORG),
        recorded_by=(Role.FRONT_DESK,),
        needs=("duty_type", "event_on"),
        may=(
            "matter",
            "organisation",
            "status",
            "residence_fixed_on",
            "left_on",
            "at_once",
            "origin_case",
            "note",
        ),
        guards=OPENING,
        starts=(
            *(_counts(clock, "event_on") for clock in DUE_CLOCKS),
            Start(
                "address_90",
                at="event_on",
                test=lambda v: v.given.get("duty_type") in ADDRESS,
                reads=frozenset({"given:duty_type"}),
            ),
        ),
        derives=(Derive("due_on", due_on),),
        tells=(Role.FOREIGN_NATIONAL, Role.ACCEPTING_ORG, Role.SUPPORT_ORG),
        opens=True,
    ),
    Step(
        "nd_residence_fixed",
        "notification_duty",
        ("open", "late"),
        "open",
        Text("住居地を定めた日の記録", "day on which a residence was fixed"),
        "icrra 19-7(1); icrra 19-8(1); icrra 19-9(1)",
        by=OWERS,
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("residence_fixed_on",),
        may=("address", "note"),
        guards=(IS_ADDRESS,),
        starts=tuple(
            _counts(clock, "residence_fixed_on")
            for clock in DUE_CLOCKS
            if any(kind.clock == clock and kind.address for kind in KINDS.values())
        ),
        derives=(Derive("due_on", due_on),),
        clears=("late_from",),
        tells=(Role.INSPECTOR,),
        help=Text(
            "14日はこの日から数え直します。90日は許可の日又は退去の日から進み続けます。",
            "The fourteen days are counted anew from this day; the ninety days run on.",
        ),
    ),
    Step(
        "nd_file",
        "notification_duty",
        ("open", "late"),
        "done",
        Text("届出", "notice given"),
        "icrra 19-7(1); icrra 19-7(3); icrra 19-8(1); icrra 19-8(3); icrra 19-8(4); icrra 19-9(1); "
        "icrra 19-9(3); icrra 19-10(1); icrra 19-16(1); icrra 19-17(1); icrra 19-18(1); icrra 19-18(2); "
        "reg 19-8(1); reg 19-15(2); reg 19-16(2); reg 19-17(2)",
        by=OWERS,
        recorded_by=DESK,
        needs=("filed_on",),
        may=(
            "channel",
            "notice_channel",
            "card_presented",
            "residence_fixed_on",
            "address",
            "organisation",
            "filer_name",
            "note",
        ),
        guards=NOTICE,
        stops=(*DUE_CLOCKS, "address_90"),
        # The last day is worked out first: the notice itself may tell when a residence was fixed.
        derives=(Derive("due_on", due_on), Derive("late_days", late_days)),
        documents=("29-8", "organisation-notice"),
        tells=(Role.COMMISSIONER,),
        help=Text(
            "住居地は住民基本台帳法の届出によることもできます。カードへの記載は在留の事件に記録します。",
            "An address may come with a notice under the Resident Register Act; the entry on the card is "
            "recorded on the residence file.",
        ),
    ),
    Step(
        "nd_overdue",
        "notification_duty",
        ("open",),
        "late",
        Text("届出期限の経過", "time for the notice over"),
        "icrra 71-2(1); icrra 71-4(1)(1); icrra 71-5(1); icrra 77-2(1)(1)",
        by=(Role.SYSTEM,),
        may=("note",),
        stops=DUE_CLOCKS,
        derives=(Derive("late_from", late_from),),
        tells=(Role.INSPECTOR,),
        automatic=True,
    ),
    Step(
        "nd_ninety",
        "notification_duty",
        ("open", "late"),
        SAME,
        Text("住居地の届出がないまま90日の経過", "ninety days without a notified address"),
        "icrra 22-4(1)(8); icrra 22-4(1)(9)",
        by=(Role.SYSTEM,),
        may=("note",),
        guards=(IS_ADDRESS,),
        stops=("address_90",),
        derives=(Derive("ninety_on", lambda v: day_of(v).isoformat()),),
        hands_over=(HandOver("revocation", "rv_open", Reach.NEW, give=_ground),),
        tells=(Role.BUREAU_DIRECTOR, Role.INSPECTOR),
        automatic=True,
        serious=True,
        help=Text(
            "取消しは当然にはされません。正当な理由の有無を事実の調査で確かめます。",
            "Nothing is revoked by itself: the fact-finding looks for a good reason.",
        ),
    ),
    Step(
        "nd_good_reason",
        "notification_duty",
        ("open", "late"),
        SAME,
        Text("届出をしない正当な理由の記録", "good reason recorded"),
        "icrra 22-4(1)(8); icrra 22-4(1)(9)",
        by=(Role.INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        guards=(IS_ADDRESS,),
        stops=("address_90",),
        sets={"good_reason": True},
        tells=(Role.BUREAU_DIRECTOR,),
        mark="inferred",
        note=Text(
            "正当な理由があれば取消事由に当たらない。理由がやんだ後の数え方は定められていない。",
            "With a good reason there is no ground; how the days run once it ceases is not laid down.",
        ),
    ),
    Step(
        "nd_close",
        "notification_duty",
        ("open", "late"),
        "closed",
        Text("届出義務の終止", "duty closed"),
        "practice closing; icrra 19-14(1)(1)",
        by=(Role.INSPECTOR,),
        may=("closed_on", "close_reason", "note"),
        stops=(*DUE_CLOCKS, "address_90"),
        tells=(Role.FOREIGN_NATIONAL,),
        mark="inferred",
        note=Text(
            "出国・死亡・日本国籍の取得等で届け出る相手方を欠いたときの扱いは条文にない。",
            "No article says what becomes of a duty when the person leaves, dies or becomes Japanese.",
        ),
    ),
)
