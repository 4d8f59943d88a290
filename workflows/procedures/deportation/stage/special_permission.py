"""Stage: the last three days, special permission and the removal order (47(5), 50, 51)."""

from __future__ import annotations

from workflows.declare import Branch, Carry, Guard, Start, Step
from workflows.engine import View
from workflows.procedures.deportation.stage.common import (
    CASE_CLOCKS,
    DESTINATION_CHECKED,
    GUARD_SIDE,
    NATIONALITY_KNOWN,
    NO_APPLICATION_PENDING,
    NOT_IN_URGENT_DETENTION,
    NOTHING_TO_EXECUTE,
    RELEASE,
    SIGNED,
    THREE_DAY_WINDOWS,
    WARRANT_WITHOUT_PURPOSE,
)
from workflows.roles import Role
from workflows.texts import Text


def _windows_over(v: View) -> bool:
    after_finding = v.running("clk_sp_after_finding_3d")
    after_judgment = v.running("clk_sp_after_judgment_3d")
    after_ruling = v.running("clk_sp_after_ruling_3d")
    running = after_finding or after_judgment or after_ruling
    return running is None or running.legal_at is None or v.when() >= running.legal_at


def _proviso_respected(v: View) -> bool:
    excluded = v.given.get("proviso_applies") is True or v.fact("ground") in ("terrorism", "public_interest")
    return not excluded or v.given.get("inhumane_to_refuse") is True


WINDOW_READS = frozenset({f"clock:{clock}" for clock in THREE_DAY_WINDOWS} | {"time"})

WINDOW_OVER = Guard(
    code="sp_window_over",
    rule=Text(
        "在留特別許可の申請ができる三日間がまだ経過していない。",
        "The three days for a special-permission application have to be over.",
    ),
    remedy=Text("期間の経過を待ってください。", "Wait until the period has run out."),
    basis="icrra 47(5)(2); icrra 48(10); icrra 49(7)",
    reads=WINDOW_READS,
    test=_windows_over,
)

SOMETHING_TO_DECIDE = Guard(
    code="sp_applied_or_ex_officio",
    rule=Text(
        "在留特別許可の判断は、申請があるとき又は職権によるときに行う。",
        "Special permission is decided on an application or of the Minister's own motion.",
    ),
    remedy=Text(
        "申請を先に記録するか、職権による旨を入力してください。",
        "Record the application first, or say that the Minister acts ex officio.",
    ),
    basis="icrra 50(1); icrra 50(2)",
    reads=frozenset({"machine:special_permission", "given:ex_officio"}),
    test=lambda v: v.is_in("special_permission", "sp_pending") or v.given.get("ex_officio") is True,
)

PROVISO = Guard(
    code="sp_proviso",
    rule=Text(
        "1年を超える実刑等(50条1項ただし書)に当たる者には、不許可が人道上の配慮に欠ける特別の事情があるときに限り許可することができる。",
        "A person within the proviso of 50(1) may be permitted to stay only where refusal would be inhumane "
        "in special circumstances.",
    ),
    remedy=Text(
        "特別の事情を認めるときはその旨を入力してください。",
        "Enter that such circumstances are found, if they are.",
    ),
    basis="icrra 50(1)",
    reads=frozenset({"given:proviso_applies", "given:inhumane_to_refuse", "fact:ground"}),
    test=_proviso_respected,
)

STEPS = (
    Step(
        id="sp_waived",
        machine="stage",
        source=("final_sp_window",),
        target="removal_order_due",
        label=Text("在留特別許可の申請をしない旨の署名", "special-permission application waived"),
        basis="icrra 47(5)(1); icrra 48(10); icrra 49(7); reg 37(4)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("signed",),
        may=("interpreter", "note"),
        guards=(NO_APPLICATION_PENDING, SIGNED),
        stops=THREE_DAY_WINDOWS,
        documents=("54-2",),
        tells=(Role.CHIEF_INSPECTOR,),
        serious=True,
    ),
    Step(
        id="sp_window_lapsed",
        machine="stage",
        source=("final_sp_window", "special_permission_decision"),
        target=(
            # The three days of the person run on while the Minister considers ex officio.
            Branch(
                "special_permission_decision",
                test=lambda v: v.is_in("stage", "special_permission_decision"),
                reads=frozenset({"machine:stage"}),
            ),
            Branch("removal_order_due", test=lambda v: True, reads=frozenset()),
        ),
        label=Text("在留特別許可の申請期間の経過", "time for a special-permission application over"),
        basis="icrra 47(5)(2); icrra 48(10); icrra 49(7)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        guards=(NO_APPLICATION_PENDING, WINDOW_OVER),
        stops=THREE_DAY_WINDOWS,
        tells=(Role.CHIEF_INSPECTOR,),
        automatic=True,
    ),
    Step(
        id="sp_under_decision",
        machine="stage",
        # Until the order has issued an application is still admissible (50(3)), also a late one.
        source=("final_sp_window", "removal_order_due"),
        target="special_permission_decision",
        label=Text("在留特別許可の許否の判断に付する", "special permission put up for decision"),
        basis="icrra 50(1); icrra 50(2); icrra 50(4); reg 44(2)",
        by=(Role.FOREIGN_NATIONAL, Role.MINISTER),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        may=("ex_officio", "sp_application_number", "note"),
        guards=(SOMETHING_TO_DECIDE,),
        # The application itself stops the three days; an ex-officio look must not cut them short.
        tells=(Role.MINISTER,),
        mark="inferred",
        note=Text(
            "認定等の前にした申請も、三日以内の申請として扱います(条文の読み方)。",
            "An application filed before the finding counts as well: a reading of the text.",
        ),
    ),
    Step(
        id="sp_granted",
        machine="stage",
        source=("special_permission_decision", "final_sp_window"),
        target="special_permission_granted",
        label=Text("在留特別許可", "special permission granted"),
        basis="icrra 50(1); icrra 50(4); icrra 50(5); icrra 50(6); icrra 50(7); icrra 50(8); icrra 50(9); "
        "icrra 44-8(1)(4); reg 44(1); reg 44(5)",
        by=(Role.MINISTER,),
        needs=("granted_head", "proviso_applies", "status_granted", "stay_granted_for"),
        may=(
            "inhumane_to_refuse",
            "permission_factors",
            "permission_conditions",
            "ex_officio",
            "reasons",
            "note",
        ),
        guards=(PROVISO,),
        stops=CASE_CLOCKS,
        carries=(Carry("sp_decided"), *RELEASE),
        moves=(NOTHING_TO_EXECUTE,),
        documents=("61-3",),
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL, Role.SUPERVISOR),
        help=Text(
            "在留カード、旅券への証印(62号・62号の2)又は在留資格証明書(32号)を併せて交付します。",
            "With it goes a residence card, a stamp (forms 62, 62-2) or a certificate of status (form 32).",
        ),
    ),
    Step(
        id="sp_refused",
        machine="stage",
        source=("special_permission_decision",),
        target="removal_order_due",
        label=Text("在留特別許可をしない処分", "special permission refused"),
        basis="icrra 47(5)(3); icrra 50(8); icrra 50(10); reg 44(8)",
        by=(Role.MINISTER,),
        needs=("reasons",),
        may=("permission_factors", "ex_officio", "notice_language", "note"),
        guards=(WINDOW_OVER,),
        starts=("clk_litigation_6m",),
        carries=(Carry("sp_decided"),),
        documents=("62-3",),
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL),
        serious=True,
    ),
    Step(
        id="sp_withdrawn",
        machine="stage",
        source=("special_permission_decision", "final_sp_window"),
        target="removal_order_due",
        label=Text("在留特別許可の申請の取下げ", "special-permission application withdrawn"),
        basis="icrra 47(5)(3); icrra 48(10); icrra 49(7)",
        by=(Role.FOREIGN_NATIONAL,),
        carried_only=True,
        stops=THREE_DAY_WINDOWS,
        tells=(Role.CHIEF_INSPECTOR,),
    ),
    Step(
        id="removal_order_issued",
        machine="stage",
        source=("removal_order_due",),
        target="removal_order_in_force",
        label=Text("退去強制令書の発付", "removal order issued"),
        basis="icrra 47(5); icrra 48(10); icrra 49(7); icrra 51; icrra 63(1); icrra 44-8(1)(6); "
        "icrra 61-2-16; reg 45",
        by=(Role.CHIEF_INSPECTOR,),
        needs=("destination", "destination_lawful", "reasons"),
        may=("nationality", "prior_removal", "prior_departure_order", "note"),
        guards=(NO_APPLICATION_PENDING, NOT_IN_URGENT_DETENTION, NATIONALITY_KNOWN, DESTINATION_CHECKED),
        starts=(
            "clk_litigation_6m",
            "clk_removal_grace_1m",
            # Between the order and the new choice of 52(8) nobody may be held without a date.
            Start(
                "clk_post_order_notice_prompt",
                test=lambda v: v.is_in(
                    "custody",
                    "detained_warrant",
                    "detained_warrant_deposit_pending",
                    "provisional_release_pre",
                    # Supervision ends with the order; until the new choice nothing else has a date.
                    "supervised_pre",
                ),
                reads=frozenset({"machine:custody"}),
            ),
        ),
        stops=("clk_warrant_30d", "clk_warrant_ext_30d", "clk_supervised_report_3m", "clk_sp_window_open"),
        carries=(Carry("pre_supervision_lapsed"),),
        moves=(WARRANT_WITHOUT_PURPOSE,),
        sets={"order_in_force": True},
        documents=("63",),
        tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER, Role.SUPERVISOR),
        apart=(GUARD_SIDE,),
        serious=True,
    ),
)
