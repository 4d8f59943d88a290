"""The ruling on the objection: well founded, special permission, or unfounded."""

from __future__ import annotations

from workflows.declare import Guard, Step
from workflows.procedures.residence.landing.examination import REFUSAL_BAR
from workflows.procedures.residence.landing.hearing import HEARER, REFERRER, TAKER
from workflows.procedures.residence.landing.permission import (
    DECISION,
    END_PROVISIONAL,
    PERMIT_DERIVES,
    PERMIT_GUARDS,
    PERMIT_HANDS_OVER,
    PERMIT_MAY,
    STAY,
    is_reentry,
)
from workflows.roles import Role
from workflows.texts import Text

RULERS = (Role.MINISTER, Role.BUREAU_DIRECTOR)
PEOPLE = (REFERRER, HEARER, TAKER)

HOLDS_PERMIT = Guard(
    "holds_reentry_permit",
    Text(
        "12条1項1号による特別許可は、再入国の許可を受けている人に限る。",
        "Special permission under 12(1)(1) is for a holder of a re-entry permit.",
    ),
    Text(
        "入国の別を確かめるか、他の事由を選んでください。",
        "Check the kind of entry, or choose another ground.",
    ),
    "icrra 12(1)(1)",
    frozenset({"given:special_ground", "fact:entry_kind"}),
    lambda v: v.given.get("special_ground") != "reentry_permit" or is_reentry(v),
)

STEPS: tuple[Step, ...] = (
    Step(
        "ruling_well_founded",
        "landing",
        ("ruling_pending",),
        "permitted",
        Text("理由がある旨の裁決・証印", "objection well founded, landing permission stamped"),
        "icrra 11(3); icrra 11(4); icrra 11(5); reg 61-2(1)(3)",
        by=RULERS,
        needs=("ruling_no", "carried_out_by", "conditions_met"),
        may=(*PERMIT_MAY, "reasons"),
        guards=PERMIT_GUARDS,
        starts=(STAY,),
        derives=PERMIT_DERIVES,
        carries=(END_PROVISIONAL,),
        hands_over=PERMIT_HANDS_OVER,
        documents=("7", "7-3", "7-4", "29-7", "31-3", "31-4"),
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        apart=PEOPLE,
        help=Text(
            "裁決の通知を受けた主任審査官が直ちに証印をし、在留資格・期間を決定します。日時は証印の時です。",
            "The chief inspector stamps at once on notice of the ruling and decides status and period; "
            "the time is that of the stamp.",
        ),
    ),
    Step(
        "ruling_special_permission",
        "landing",
        ("ruling_pending",),
        "permitted_special",
        Text("上陸特別許可", "special landing permission"),
        "icrra 12(1); icrra 12(2); icrra 11(4); icrra 11(5); reg 61-2(1)(4)",
        by=RULERS,
        needs=("ruling_no", "carried_out_by", "special_ground", "reasons"),
        may=PERMIT_MAY,
        guards=(HOLDS_PERMIT, *DECISION),
        starts=(STAY,),
        derives=PERMIT_DERIVES,
        carries=(END_PROVISIONAL,),
        hands_over=PERMIT_HANDS_OVER,
        documents=("7", "7-3", "7-4", "29-7", "31-3", "31-4"),
        tells=(Role.CHIEF_INSPECTOR, Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        apart=PEOPLE,
        help=Text(
            "異議に理由がないと認める場合の許可です。条件の適合は要りませんが、在留資格・期間は決定します。",
            "For an objection without ground: the conditions need not be met, status and period are decided.",
        ),
    ),
    Step(
        "ruling_unfounded",
        "landing",
        ("ruling_pending",),
        "exit_ordered",
        Text("理由がない旨の裁決・退去命令", "objection unfounded, ordered to leave"),
        "icrra 11(3); icrra 11(6); reg 10(1); reg 10(2); reg 61-2(1)(3)",
        by=RULERS,
        needs=("ruling_no", "carried_out_by", "reasons"),
        may=("note",),
        starts=("litigation_6m", REFUSAL_BAR),
        carries=(END_PROVISIONAL,),
        documents=("11", "12"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER, Role.CHIEF_INSPECTOR),
        apart=PEOPLE,
        serious=True,
        help=Text(
            "日時は、主任審査官が裁決を知らせて退去を命じた時です。出訴期間はそこから数えます。",
            "The time is when the chief inspector told the person and ordered to leave; the time for a suit "
            "is counted from it.",
        ),
    ),
)
