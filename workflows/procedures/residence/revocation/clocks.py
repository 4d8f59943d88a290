"""The clocks of a revocation: the hearing day, the public notice, the time to leave, the time for a suit."""

from __future__ import annotations

from workflows.clocks import Clock, Shape
from workflows.procedures.residence.common.clocks import suit
from workflows.roles import Role
from workflows.texts import Text

CLOCKS: tuple[Clock, ...] = (
    Clock(
        "hearing_date",
        Text("意見の聴取の期日", "hearing day"),
        "icrra 22-4(3); icrra 22-4(5); reg 25-3(2)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.HEARING_INSPECTOR,
        must=Text("期日に出頭して意見を述べる", "appear and be heard on the day named"),
        silence=Text(
            "正当な理由のない不出頭は、意見の聴取を行わずに取り消すことができる",
            "absence without good reason lets the revocation go on unheard",
        ),
        shape=Shape.NAMED,
        named_by="hearing_on",
        lapse="rv_no_show",
    ),
    Clock(
        "public_service_2w",
        Text("公示送達(2週間)", "public notice (two weeks)"),
        "icrra 61-8-2(7); icrra 61-8-2(8); civil-code 138; civil-code 143",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.BUREAU_DIRECTOR,
        must=Text("書類の交付を受ける", "fetch the document"),
        silence=Text("送達があったものとみなす", "service is deemed"),
        length="2 weeks",
        count="first-day-in",
        lapse="rv_deemed_served",
    ),
    Clock(
        "revocation_departure",
        Text("出国するために必要な期間", "time to leave after the revocation"),
        "icrra 22-4(7); icrra 22-4(9)",
        owed_by=Role.FOREIGN_NATIONAL,
        watched_by=Role.CONTROL_OFFICER,
        must=Text("期間内に出国する", "leave Japan within it"),
        silence=Text(
            "退去強制事由(24条2号の4)に当たり、罰則がある",
            "ground of deportation (24(2-4)), and a crime",
        ),
        shape=Shape.NAMED,
        length="30 days",
        count="first-day-out",
        named_by="leave_by",
        lapse="rv_overrun",
    ),
    suit(Role.BUREAU_DIRECTOR),
)
