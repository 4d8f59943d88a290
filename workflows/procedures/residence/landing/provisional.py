"""Provisional landing (仮上陸, article 13), beside the examination."""

from __future__ import annotations

from workflows.declare import SAME, Derive, Guard, Step
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.landing.states import RUNNING
from workflows.roles import Role
from workflows.texts import Text

DEPOSIT_MOST = 2_000_000
DEPOSIT_MOST_MINOR = 1_000_000
FLIGHT = ("absconded", "summons")


def yen(value: Value) -> int:
    """A sum of money; nothing where none is known."""
    return value if isinstance(value, int) else 0


PROCEDURE_RUNS = Guard(
    "landing_procedure_runs",
    Text(
        "仮上陸は、上陸の手続中に、その完了までの間許可する。",
        "A provisional landing is permitted while the landing procedure runs, until it is complete.",
    ),
    Text("上陸の手続の状態を確かめてください。", "Check where the landing procedure stands."),
    "icrra 13(1)",
    frozenset({"machine:landing"}),
    lambda v: v.is_in("landing", *RUNNING),
)
DEPOSIT_CAP = Guard(
    "landing_deposit_cap",
    Text(
        "保証金は200万円以下、未成年者は100万円以下とする。",
        "The deposit is at most 2,000,000 yen, for a minor 1,000,000 yen.",
    ),
    Text("限度内の額にしてください。", "Name a sum within the limit."),
    "icrra 13(3); reg 12(3)",
    frozenset({"given:deposit_yen", "fact:minor"}),
    lambda v: (
        yen(v.given.get("deposit_yen")) <= (DEPOSIT_MOST_MINOR if v.fact("minor") is True else DEPOSIT_MOST)
    ),
)
IN_PORT_CITY = Guard(
    "residence_in_port_city",
    Text(
        "住居は、特別の事由がなければ、到着した出入国港の市町村(東京は特別区)の区域内で指定する。",
        "Unless there are special reasons the residence lies in the city of the port.",
    ),
    Text("区域外とする特別の事由を備考に書いてください。", "Write the special reasons in the note."),
    "reg 12(2)(1)",
    frozenset({"given:in_port_city", "given:note"}),
    lambda v: v.given.get("in_port_city") is True or v.given.get("note") is not None,
)


def _forfeiture(v: View) -> bool:
    deposit = yen(v.fact("deposit_yen"))
    total = yen(v.fact("forfeited_total_yen")) + yen(v.given.get("forfeited_yen"))
    return total == deposit if v.given.get("breach_type") in FLIGHT else total * 2 <= deposit


FORFEITURE = Guard(
    "landing_forfeiture",
    Text(
        "逃亡又は正当な理由のない不出頭のときは保証金の全部を、その他の違反のときは半額以下を没取する。",
        "Flight or an ignored summons costs the whole deposit, any other breach at most half of it.",
    ),
    Text(
        "没取する額を確かめてください(既に没取した額を通算します)。",
        "Check the amount; what was forfeited before counts.",
    ),
    "icrra 13(5); reg 12(5)",
    frozenset({"given:breach_type", "given:forfeited_yen", "fact:deposit_yen", "fact:forfeited_total_yen"}),
    _forfeiture,
)
NOT_DETAINED = Guard(
    "not_yet_detained",
    Text(
        "収容中の人に重ねて収容令書を発付しない。",
        "No second order is made out for who is detained already.",
    ),
    Text("先の収容の期間を確かめてください。", "Check the time of the detention that runs."),
    "icrra 13(6); icrra 13(7)",
    frozenset({"clock:provisional_detention"}),
    lambda v: v.running("provisional_detention") is None,
)
DETAINED = Guard(
    "is_detained",
    Text(
        "放免は、収容令書により収容されている人についてする。",
        "Release is for who is detained under an order.",
    ),
    Text("収容の記録を確かめてください。", "Check whether a detention runs."),
    "icrra 13(6); icrra 13(7)",
    frozenset({"clock:provisional_detention"}),
    lambda v: v.running("provisional_detention") is not None,
)
OPEN = ("provisional_landing", "provisional_breached")

STEPS: tuple[Step, ...] = (
    Step(
        "provisional_landing_grant",
        "provisional",
        ("none",),
        "provisional_landing",
        Text("仮上陸の許可", "provisional landing permitted"),
        "icrra 13(1); icrra 13(2); icrra 13(3); reg 12(1); reg 12(2); reg 12(3); reg 12(4)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("special_need", "provisional_address", "in_port_city", "movement_area", "deposit_yen"),
        may=("conditions", "note"),
        guards=(PROCEDURE_RUNS, DEPOSIT_CAP, IN_PORT_CITY),
        documents=("14", "15"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        help=Text(
            "保証金を納付させないときは0円とします。",
            "Where no deposit is asked for, enter 0 yen.",
        ),
    ),
    Step(
        "provisional_landing_breach",
        "provisional",
        OPEN,
        "provisional_breached",
        Text("条件違反・保証金の没取", "conditions broken, deposit forfeited"),
        "icrra 13(5); reg 12(5); reg 12(6)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("breach_type", "forfeited_yen", "reasons"),
        may=("note",),
        guards=(FORFEITURE,),
        derives=(
            Derive(
                "forfeited_total_yen",
                lambda v: yen(v.fact("forfeited_total_yen")) + yen(v.given.get("forfeited_yen")),
            ),
        ),
        documents=("16",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        serious=True,
    ),
    # Beyond the tables, which join it to the breach: a detention order needs a fear of flight, no breach.
    Step(
        "provisional_landing_detain",
        "provisional",
        OPEN,
        "provisional_breached",
        Text("収容令書の発付(逃亡のおそれ)", "detention order for fear of flight"),
        "icrra 13(6); icrra 13(7); icrra 40; icrra 41(1); reg 12(7)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("detention_until", "reasons"),
        may=("note",),
        guards=(NOT_DETAINED,),
        starts=("provisional_detention",),
        documents=("16-2",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
        serious=True,
        help=Text(
            "期間は、上陸の手続が完了するまでの間で必要と認める期間です。",
            "As long as is held necessary, and never beyond the end of the landing procedure.",
        ),
    ),
    Step(
        "provisional_landing_release",
        "provisional",
        ("provisional_breached",),
        SAME,
        Text("収容期間の満了・放免", "detention over, released"),
        "icrra 13(7); icrra 41(1)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        guards=(DETAINED,),
        stops=("provisional_detention",),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        automatic=True,
    ),
    Step(
        "provisional_landing_end",
        "provisional",
        OPEN,
        "ended",
        Text("仮上陸の終了・保証金の返還", "provisional landing over, deposit returned"),
        "icrra 13(1); icrra 13(4)",
        by=(Role.CHIEF_INSPECTOR,),
        stops=("provisional_detention",),
        derives=(
            Derive(
                "refunded_yen",
                lambda v: max(0, yen(v.fact("deposit_yen")) - yen(v.fact("forfeited_total_yen"))),
            ),
        ),
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL),
        carried_only=True,
        help=Text(
            "上陸許可又は退去命令に伴って生じ、没取していない保証金を返還します。",
            "Comes about with a permission or an order to leave; what was not forfeited goes back.",
        ),
    ),
)
