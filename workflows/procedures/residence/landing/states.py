"""The machines of a landing: the examination with its remedies, and the provisional landing beside it."""

from __future__ import annotations

from workflows.declare import Duty, State
from workflows.engine import Machine
from workflows.roles import Role
from workflows.texts import Text

# While the landing procedure runs: before a permission, an order to leave, or the end of the matter.
RUNNING = ("examining", "hearing", "finding_notified", "objection_pending", "ruling_pending")
EXIT_ORDERED = ("exit_ordered", "exit_ordered_facility")

LANDING_MACHINE = Machine(
    "landing",
    Text("上陸審査", "landing"),
    (
        State(
            "en_route",
            Text("到着前", "en route"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("到着を待って上陸の申請を受ける", "take the application when the person arrives"),
                ),
            ),
        ),
        State(
            "examining",
            Text("審査", "examination"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("証印・記録をするか、特別審理官に引き渡す", "permit, or refer to a hearing"),
                ),
            ),
        ),
        State(
            "hearing",
            Text("口頭審理", "hearing"),
            duties=(
                Duty(
                    Role.SPECIAL_INQUIRY_OFFICER,
                    Text("速やかに口頭審理を行い、認定する", "hold the hearing promptly and find"),
                ),
            ),
        ),
        State(
            "finding_notified",
            Text("認定通知", "finding notified"),
            duties=(
                Duty(
                    Role.SPECIAL_INQUIRY_OFFICER,
                    Text(
                        "異議の申出を待つか、服する旨の署名を受ける", "await an objection, or take the waiver"
                    ),
                    ("landing_objection_3d",),
                ),
            ),
        ),
        State(
            "objection_pending",
            Text("異議申出", "objection filed"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text("記録を添えて法務大臣に提出する", "send the file up to the Minister"),
                ),
            ),
        ),
        State(
            "ruling_pending",
            Text("裁決待ち", "ruling pending"),
            duties=(
                Duty(Role.MINISTER, Text("異議を裁決する", "rule on the objection")),
                Duty(Role.BUREAU_DIRECTOR, Text("異議を裁決する(委任)", "rule on the objection (delegated)")),
            ),
        ),
        State("permitted", Text("上陸許可", "landing permitted"), end=True),
        State("permitted_special", Text("上陸特別許可", "special landing permission"), end=True),
        State(
            "exit_ordered",
            Text("退去命令", "ordered to leave"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("遅滞のない退去を確かめる", "see that the person leaves without delay"),
                ),
            ),
        ),
        State(
            "exit_ordered_facility",
            Text("とどまることの許可", "may stay in a facility until leaving"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("期間内の退去を確かめる", "see that the person leaves within the time"),
                    ("facility_stay",),
                ),
            ),
        ),
        State("departed", Text("出国", "departed"), end=True),
        State("deportation_module", Text("退去強制手続へ", "passed to deportation"), end=True),
        State("closed", Text("終止", "closed"), end=True),
    ),
    initial="en_route",
)

PROVISIONAL_MACHINE = Machine(
    "provisional",
    Text("仮上陸", "provisional landing"),
    (
        State("none", Text("許可なし", "no permission")),
        State(
            "provisional_landing",
            Text("仮上陸中", "landed provisionally"),
            duties=(
                Duty(Role.CHIEF_INSPECTOR, Text("条件の遵守を確かめる", "see that the conditions are kept")),
            ),
        ),
        State(
            "provisional_breached",
            Text("条件違反・逃亡のおそれ", "conditions broken, or flight feared"),
            duties=(
                Duty(
                    Role.CHIEF_INSPECTOR,
                    Text(
                        "没取・収容の要否を判断し、収容中は期間を確かめる",
                        "decide on forfeiture and detention; watch the time of a detention",
                    ),
                    ("provisional_detention",),
                ),
                Duty(
                    Role.CONTROL_OFFICER,
                    Text("逃亡したときは退去強制手続に移す", "pass on to deportation after a flight"),
                ),
            ),
        ),
        State("ended", Text("終了", "ended")),
    ),
    initial="none",
)
