"""The application for special permission to stay, from the applicant's side.

The decision itself is a step of the stage; here it is only mirrored, so that no order can issue while
an application is open.
"""

from __future__ import annotations

from workflows.declare import Branch, Carry, Duty, Guard, State, Step
from workflows.engine import Machine
from workflows.facts import Choice, Fact, Kind
from workflows.roles import Role
from workflows.texts import Text

FACTS: tuple[Fact, ...] = (
    Fact(
        "permission_head",
        Text("申請の根拠(50条1項)", "head of 50(1) relied on"),
        Kind.CHOICE,
        (
            Choice("permanent", Text("1号 永住許可", "(1) permanent residence")),
            Choice("former_national", Text("2号 かつて日本国民", "(2) former national")),
            Choice("trafficked", Text("3号 人身取引等", "(3) trafficking")),
            Choice("recognised", Text("4号 難民等の認定", "(4) recognised refugee or protected person")),
            Choice("other", Text("5号 その他特別の事情", "(5) other special circumstances")),
        ),
    ),
    Fact(
        "permission_applicant",
        Text("申請した人", "who applied"),
        Kind.CHOICE,
        (
            Choice("person", Text("本人", "the person")),
            Choice(
                "relative",
                Text("本人に代わる父母・配偶者・子・親族", "a parent, spouse, child or relative instead"),
            ),
        ),
    ),
    Fact("permission_material", Text("提出された資料", "material filed"), Kind.TEXT, personal=True),
    Fact("petition_on", Text("再審情願の日", "day of the petition (再審情願)"), Kind.DATE),
)

NO_ORDER = Guard(
    "no_application_after_order",
    Text(
        "退去強制令書が発付された後は、在留特別許可を申請することができない。",
        "After a removal order has issued no application for special permission is possible.",
    ),
    Text(
        "再審情願として受け、法務大臣の職権の判断に回してください。",
        "Take it as an informal petition for the Minister's own motion.",
    ),
    "icrra 50(3)",
    frozenset({"fact:order_in_force"}),
    lambda v: v.fact("order_in_force") is not True,
)
WINDOW_OPEN = Guard(
    "application_window_open",
    Text(
        "申請できるのは、収容令書により収容され、監理措置決定を受け、又は刑事手続中に審査を受けることとされた"
        "外国人である。",
        "The application is for persons detained under a warrant, placed under supervision, or put under "
        "examination while in criminal custody.",
    ),
    Text(
        "収容又は監理措置決定の記録を確かめてください。", "Check the record of the detention or supervision."
    ),
    "icrra 50(2); icrra 63(1)",
    frozenset({"clock:clk_sp_window_open"}),
    lambda v: v.running("clk_sp_window_open") is not None,
)
ORDER_IN_FORCE = Guard(
    "late_permission_needs_order",
    Text(
        "令書の発付後の許可は、効力のある退去強制令書がある場合に限り、この段階で記録する。",
        "This records a permission given after the order, so an order must be in force.",
    ),
    Text(
        "令書の発付前は在留特別許可の手続によってください。", "Before the order use the ordinary procedure."
    ),
    "icrra 50(1); practice late-special-permission",
    frozenset({"fact:order_in_force"}),
    lambda v: v.fact("order_in_force") is True,
)

MACHINE = Machine(
    "special_permission",
    Text("在留特別許可の申請", "special permission application"),
    (
        State("sp_none", Text("申請なし", "no application")),
        State(
            "sp_pending",
            Text("申請中", "application pending"),
            duties=(
                Duty(
                    Role.MINISTER,
                    Text(
                        "認定・判定・裁決の確定後に許否を判断する",
                        "decide once the finding, judgment or ruling is final",
                    ),
                ),
            ),
        ),
        State("sp_withdrawn", Text("取下げ", "withdrawn")),
        State("sp_refused", Text("不許可", "refused")),
        State("sp_granted", Text("許可", "granted")),
    ),
    initial="sp_none",
)

STEPS: tuple[Step, ...] = (
    Step(
        "sp_application_filed",
        "special_permission",
        ("sp_none", "sp_withdrawn"),
        "sp_pending",
        Text("在留特別許可の申請", "special permission applied for"),
        "icrra 50(2); icrra 50(3); icrra 63(1); reg 44(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR, Role.INSPECTOR, Role.SPECIAL_INQUIRY_OFFICER),
        needs=("permission_head", "permission_applicant"),
        may=("permission_material", "note"),
        guards=(NO_ORDER, WINDOW_OPEN),
        stops=("clk_sp_after_finding_3d", "clk_sp_after_judgment_3d", "clk_sp_after_ruling_3d"),
        carries=(Carry("sp_under_decision"),),
        documents=("61-4",),
        tells=(Role.CHIEF_INSPECTOR, Role.MINISTER),
        help=Text(
            "取り下げた人も、令書の発付前であれば改めて申請できる。",
            "A person who withdrew may apply again as long as no order has issued.",
        ),
    ),
    Step(
        "sp_application_withdrawn",
        "special_permission",
        ("sp_pending",),
        "sp_withdrawn",
        Text("在留特別許可の申請の取下げ", "application withdrawn"),
        "icrra 47(5)(3)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        carries=(Carry("sp_withdrawn"),),
        tells=(Role.CHIEF_INSPECTOR, Role.MINISTER),
    ),
    Step(
        "sp_decided",
        "special_permission",
        ("sp_pending",),
        (
            Branch(
                "sp_granted",
                lambda v: v.is_in("stage", "special_permission_granted"),
                frozenset({"machine:stage"}),
            ),
            Branch("sp_refused", lambda v: True, frozenset()),
        ),
        Text("在留特別許可の申請についての判断", "application decided"),
        "icrra 50(4); icrra 50(8); icrra 50(10)",
        by=(Role.MINISTER,),
        # The papers come with the step of the stage that carries this one.
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL),
        carried_only=True,
    ),
    Step(
        "late_special_permission",
        "special_permission",
        ("sp_none", "sp_refused", "sp_withdrawn"),
        "sp_granted",
        Text("令書発付後の職権による在留特別許可", "special permission after the order"),
        "icrra 50(1); practice late-special-permission",
        by=(Role.MINISTER,),
        needs=("petition_on",),
        may=("reasons", "note"),
        guards=(ORDER_IN_FORCE,),
        carries=(Carry("removal_order_void"),),
        tells=(Role.CHIEF_INSPECTOR, Role.CONTROL_OFFICER, Role.FOREIGN_NATIONAL),
        mark="memory",
        note=Text(
            "令書発付後に申請はできない(50条3項)。職権による許可と令書の取消しは実務の運用による。",
            "No application is possible after the order (50(3)); the grant of own motion and the revocation "
            "of the order are practice.",
        ),
    ),
)
