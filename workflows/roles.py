"""The statutory offices: who may take a step.

A role is an office created by the Act, not a job title: one person may hold several, and a rule of
separation of duties looks at the person, not at the role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The offices and parties that act in the procedures."""

    CONTROL_OFFICER = "control_officer"
    INSPECTOR = "inspector"
    SPECIAL_INQUIRY_OFFICER = "special_inquiry_officer"
    CHIEF_INSPECTOR = "chief_inspector"
    MINISTER = "minister"
    COMMISSIONER = "commissioner"
    FACILITY_HEAD = "facility_head"
    DOCTOR = "doctor"
    REFUGEE_INQUIRER = "refugee_inquirer"
    COUNSELLOR = "refugee_counsellor"
    BUREAU_DIRECTOR = "bureau_director"
    TRIAGE_OFFICER = "triage_officer"
    HEARING_INSPECTOR = "hearing_inspector"
    FRONT_DESK = "front_desk"
    SUPERVISOR = "supervisor"
    FOREIGN_NATIONAL = "foreign_national"
    COURT = "court"
    POLICE = "police"
    LEGAL_REPRESENTATIVE = "legal_representative"
    RELATIVE = "relative"
    COE_PROXY = "coe_proxy"
    FILING_AGENT = "filing_agent"
    LAWYER_SCRIVENER = "lawyer_scrivener"
    ACCEPTING_ORG = "accepting_org"
    SUPPORT_ORG = "support_org"
    MUNICIPALITY = "municipality"
    CONSUL = "consul"
    CARRIER = "carrier"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Office:
    """How an office is called and whether its holder signs in to this system."""

    ja: str
    en: str
    signs_in: bool


OFFICES: dict[Role, Office] = {
    Role.CONTROL_OFFICER: Office("入国警備官", "immigration control officer", True),
    Role.INSPECTOR: Office("入国審査官", "immigration inspector", True),
    Role.SPECIAL_INQUIRY_OFFICER: Office("特別審理官", "special inquiry officer", True),
    Role.CHIEF_INSPECTOR: Office("主任審査官", "chief (supervising) inspector", True),
    Role.MINISTER: Office("法務大臣(権限の委任を受けた者を含む)", "Minister of Justice (or delegate)", True),
    Role.COMMISSIONER: Office("出入国在留管理庁長官", "Commissioner", True),
    Role.FACILITY_HEAD: Office("入国者収容所長等", "facility head", True),
    Role.DOCTOR: Office("医師", "doctor", True),
    Role.REFUGEE_INQUIRER: Office("難民調査官", "refugee inquirer", True),
    Role.COUNSELLOR: Office("難民審査参与員", "refugee examination counsellor", True),
    Role.BUREAU_DIRECTOR: Office("地方出入国在留管理局長", "regional bureau director", True),
    Role.TRIAGE_OFFICER: Office("振分け担当者", "triage officer", True),
    Role.HEARING_INSPECTOR: Office("意見聴取担当入国審査官", "hearing inspector", True),
    Role.FRONT_DESK: Office("窓口担当職員", "front desk officer", True),
    # The parties below do not sign in: an officer records what they did, as their hand.
    Role.SUPERVISOR: Office("監理人", "supervisor", False),
    Role.FOREIGN_NATIONAL: Office("外国人本人", "foreign national", False),
    Role.COURT: Office("裁判所", "court", False),
    Role.POLICE: Office("警察・検察・矯正施設", "police, prosecutor or prison", False),
    Role.LEGAL_REPRESENTATIVE: Office("法定代理人", "legal representative", False),
    Role.RELATIVE: Office("親族・同居者", "relative or housemate", False),
    Role.COE_PROXY: Office("代理人(別表第四)", "proxy for a certificate of eligibility", False),
    Role.FILING_AGENT: Office("申請等取次者", "filing agent", False),
    Role.LAWYER_SCRIVENER: Office("弁護士・行政書士", "lawyer or administrative scrivener", False),
    Role.ACCEPTING_ORG: Office("所属機関", "accepting organisation", False),
    Role.SUPPORT_ORG: Office("登録支援機関", "registered support organisation", False),
    Role.MUNICIPALITY: Office("市町村長", "municipality", False),
    Role.CONSUL: Office("日本国領事官等", "consul", False),
    Role.CARRIER: Office("運送業者・船舶等の長", "carrier or captain", False),
    Role.SYSTEM: Office("システム(期間の経過)", "system (passing of time)", False),
}
