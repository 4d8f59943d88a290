"""Requests of a detained person: for supervision (監理措置) and for provisional release (仮放免).

Granting one is a step of custody, which also closes the request; refusing needs written reasons.
"""

from __future__ import annotations

from workflows.declare import Duty, Guard, State, Step
from workflows.engine import Machine
from workflows.facts import Choice, Fact, Kind
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact("proposed_supervisor", Text("監理人の候補", "proposed supervisor"), Kind.LINE, personal=True),
    Fact(
        "supervision_requester",
        Text("監理措置を請求した人", "who asked for supervision"),
        Kind.CHOICE,
        (
            Choice("person", Text("本人", "the person")),
            Choice("spouse", Text("同居の配偶者", "cohabiting spouse")),
            Choice("child", Text("同居の子", "cohabiting child")),
            Choice("parent", Text("同居の父母", "cohabiting parent")),
            Choice("relative", Text("同居のその他の親族", "other cohabiting relative")),
        ),
    ),
    Fact(
        "substitute_allowed",
        Text(
            "本人が16歳未満又は疾病等で、請求者が16歳以上であること",
            "person under 16 or ill, and requester 16 or over",
        ),
        Kind.FLAG,
    ),
    Fact(
        "release_requester",
        Text("仮放免を請求した人", "who asked for provisional release"),
        Kind.CHOICE,
        (
            Choice("person", Text("本人", "the person")),
            Choice("agent", Text("代理人", "agent")),
            Choice("curator", Text("保佐人", "curator")),
            Choice("spouse", Text("配偶者", "spouse")),
            Choice("lineal", Text("直系の親族", "lineal relative")),
            Choice("sibling", Text("兄弟姉妹", "sibling")),
        ),
    ),
    Fact(
        "release_grounds", Text("仮放免を必要とする事由", "why release is needed"), Kind.TEXT, personal=True
    ),
    Fact("medical_paper", Text("診断書等の添付", "medical paper attached"), Kind.FLAG),
)

HELD_OR_RELEASED = Guard(
    "held_or_provisionally_released",
    Text(
        "請求できるのは、収容されている人又は仮放免されている人に限る。",
        "Only a person who is detained or provisionally released may ask.",
    ),
    Text(
        "収容されていない人については、主任審査官が審査の中で監理措置を判断する。",
        "For others the chief inspector looks at supervision when screening.",
    ),
    "icrra 44-2(4); icrra 52-2(4)",
    frozenset({"machine:custody"}),
    lambda v: v.is_in(
        "custody",
        "detained_urgent",
        "detained_warrant",
        "provisional_release_pre",
        "detained_order",
        "provisional_release_post",
    ),
)
REQUESTER_ENTITLED = Guard(
    "requester_entitled",
    Text(
        "本人に代わって請求できるのは、本人が16歳未満又は疾病等で自ら請求できない場合の、16歳以上の同居の親族"
        "である。",
        "Somebody else may ask only where the person is under 16 or cannot ask, and only a cohabiting "
        "relative of 16 or over.",
    ),
    Text(
        "本人による請求か、代わって請求できる事情を確かめてください。",
        "Check who asks, and why not the person.",
    ),
    "icrra 44-2(5); icrra 52-2(7)",
    frozenset({"given:supervision_requester", "given:substitute_allowed"}),
    lambda v: v.given.get("supervision_requester") == "person" or v.given.get("substitute_allowed") is True,
)
HELD = Guard(
    "held_under_warrant_or_order",
    Text(
        "仮放免を請求できるのは、収容令書又は退去強制令書により収容されている人についてである。",
        "Provisional release is asked for persons detained under a warrant or a removal order.",
    ),
    Text("身柄の状態を確かめてください。", "Check the custody of the person."),
    "icrra 54(1)",
    frozenset({"machine:custody"}),
    lambda v: v.is_in(
        "custody",
        "detained_warrant",
        "detained_warrant_deposit_pending",
        "detained_order",
        "detained_order_deposit_pending",
    ),
)

SUPERVISION_MACHINE = Machine(
    "supervision_request",
    Text("監理措置の請求", "request for supervision"),
    (
        State("supervision_request_none", Text("請求なし", "none")),
        State(
            "supervision_request_pending",
            Text("請求中", "pending"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "決定するか、理由を付した書面で知らせる", "decide, or answer in writing with reasons"
                    ),
                ),
            ),
        ),
    ),
    initial="supervision_request_none",
)
RELEASE_MACHINE = Machine(
    "release_request",
    Text("仮放免の請求", "request for provisional release"),
    (
        State("pr_request_none", Text("請求なし", "none")),
        State(
            "pr_request_pending",
            Text("請求中", "pending"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "許否を決め、不許可なら理由を書面で知らせる",
                        "decide; a refusal goes out in writing with reasons",
                    ),
                ),
            ),
        ),
    ),
    initial="pr_request_none",
)

STEPS: tuple[Step, ...] = (
    Step(
        "supervision_requested",
        "supervision_request",
        ("supervision_request_none",),
        "supervision_request_pending",
        Text("監理措置の請求", "supervision asked for"),
        "icrra 44-2(4); icrra 44-2(5); icrra 52-2(4); icrra 52-2(7); reg 36-2(8)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER),
        needs=("supervision_requester", "proposed_supervisor"),
        may=("substitute_allowed", "note"),
        guards=(HELD_OR_RELEASED, REQUESTER_ENTITLED),
        documents=("51-3", "supervisor-consent"),
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        "supervision_request_refused",
        "supervision_request",
        ("supervision_request_pending",),
        "supervision_request_none",
        Text("監理措置決定をしない旨の通知", "supervision refused"),
        "icrra 44-2(9); icrra 52-2(7); reg 36-2(10)",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("reasons",),
        may=("note",),
        documents=("51-5",),
        tells=(Role.FOREIGN_NATIONAL,),
        serious=True,
    ),
    Step(
        "provisional_release_requested",
        "release_request",
        ("pr_request_none",),
        "pr_request_pending",
        Text("仮放免の請求", "provisional release asked for"),
        "icrra 54(1); reg 49(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR, Role.FACILITY_HEAD, Role.CONTROL_OFFICER),
        needs=("release_requester", "release_grounds"),
        may=("medical_paper", "note"),
        guards=(HELD,),
        documents=("66",),
        tells=(Role.FACILITY_HEAD, Role.CHIEF_INSPECTOR),
    ),
)
