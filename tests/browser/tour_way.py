"""The main job by hand, as data: who takes which step with what. docs/tour.md tells the same to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.counting import TOKYO

# A Friday: the hearing is on the Monday after, and the three days after the ruling end on a Thursday.
BEGIN = datetime(2026, 11, 27, 9, 0, tzinfo=TOKYO)

NAME = "OKONJO-REYES TALA"
PERSON = {"p_name_alphabet": NAME, "p_birth_date": "1994-03-08", "p_nationality": "PHL"}

# Of the demo's people the one whose three months are full tomorrow.
DETAINED = "TIGIST WOLDEMARIAM HAILU"

TEAM_ONE, TEAM_TWO = "tyo-guard1", "tyo-guard2"
INSPECTOR, HEARING = "tyo-inspector1", "tyo-hearing"
CUSTODY, ORDERS = "tyo-chief1", "tyo-chief2"
DELEGATE, COMMISSIONER, MANAGER = "tyo-director", "hq-commissioner", "tyo-enforcement"


@dataclass(frozen=True, slots=True)
class Act:
    """One step by one officer."""

    who: str
    step: str
    facts: dict[str, Any] = field(default_factory=dict)


OPENING = Act(TEAM_ONE, "report_received", {"informant": "public", "report_manner": "oral"})
TO_THE_HEARING = (
    Act(TEAM_ONE, "investigation_opened", {"ground": "overstay"}),
    Act(
        TEAM_ONE,
        "statement_recorded",
        {"read_back": "true", "statement_signature": "signed", "interpreter": "タガログ語 一名"},
    ),
    Act(TEAM_ONE, "chief_inspector_notified", {"ground": "overstay", "evidence_list": "供述調書、旅券写し"}),
    Act(
        CUSTODY,
        "screening_decided",
        {"custody_route": "detention", "custody_factors": ["flight"], "reasons": "住居が定まらない。"},
    ),
    Act(
        CUSTODY,
        "detention_decided",
        {"reasons": "逃亡のおそれがある。", "facility": "TYO", "warrant_valid_until": "2026-12-11"},
    ),
    Act(
        TEAM_TWO,
        "warrant_executed",
        {"paper_shown": "shown", "intake_interview": "true", "rules_told": "true"},
    ),
    Act(TEAM_TWO, "person_handed_over", {"evidence_list": "供述調書、旅券写し"}),
    Act(
        INSPECTOR,
        "found_deportable",
        {
            "ground": "overstay",
            "reasons": "在留期間を超えて残留した。",
            "rights_explained": "true",
            "prior_removal": "false",
            "prior_departure_order": "false",
        },
    ),
    Act(HEARING, "oral_hearing_requested", {"request_manner": "in_person"}),
    Act(
        HEARING,
        "oral_hearing_scheduled",
        {"hearing_at": "2026-11-30T09:00", "hearing_place": "口頭審理室"},
    ),
)
TO_THE_RULING = (
    Act(
        HEARING,
        "judged_finding_correct",
        {"reasons": "認定に誤りは認められない。", "rights_explained": "true"},
    ),
    Act(CUSTODY, "objection_filed", {"objection_in_writing": "true", "objection_grounds": ["fact"]}),
    Act(
        DELEGATE,
        "ruled_no_ground",
        {"ruled_on": "2026-11-30", "reasons": "異議には理由がない。", "rights_explained": "true"},
    ),
)
TO_DETENTION_UNDER_THE_ORDER = (
    Act(
        ORDERS,
        "removal_order_issued",
        {"destination": "PHL", "destination_lawful": "true", "reasons": "裁決により確定した。"},
    ),
    Act(TEAM_TWO, "removal_execution_started"),
    Act(TEAM_TWO, "immediate_removal_impossible", {"impossible_causes": ["papers"]}),
    Act(TEAM_TWO, "post_order_screening_opened", {"reasons": "旅券がない。"}),
    Act(CUSTODY, "post_order_detention_decided", {"reasons": "監理人となる者がいない。", "facility": "TYO"}),
    Act(
        TEAM_TWO,
        "departure_plan_made",
        {
            "impossible_causes": ["papers"],
            "person_heard": "旅券を得て帰国したいと述べる。",
            "causes_end_on": "2027-05-31",
        },
    ),
)
REPORT = Act(
    TEAM_TWO,
    "review_report_submitted",
    {"review_cycle": "1", "progress": "大使館に旅券の発給を申請した。", "plan_version": "第一版"},
)
NOT_GRANTED = Act(CUSTODY, "review_no_supervision_reported", {"reasons": "監理人となる者が見つからない。"})
ORDERED = Act(
    COMMISSIONER,
    "review_commissioner_orders",
    {"review_order_no": "命令第一号", "reasons": "支援者が得られた。"},
)
CARRIED_OUT = Act(
    CUSTODY,
    "review_order_carried_out",
    {
        "deposit_required": "false",
        "supervisor_name": "支援団体 担当者",
        "supervisor_consent": "true",
        "conditions": "届出の住居に住むこと。",
        "report_due_on": "2027-06-04",
    },
)

WAY = (
    OPENING,
    *TO_THE_HEARING,
    *TO_THE_RULING,
    *TO_DETENTION_UNDER_THE_ORDER,
    REPORT,
    NOT_GRANTED,
    ORDERED,
    CARRIED_OUT,
)
