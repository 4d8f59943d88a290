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
    SUPERVISOR = "supervisor"
    FOREIGN_NATIONAL = "foreign_national"
    COURT = "court"
    POLICE = "police"
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
    # The parties below do not sign in: an officer records what they did, as their hand.
    Role.SUPERVISOR: Office("監理人", "supervisor", False),
    Role.FOREIGN_NATIONAL: Office("外国人本人", "foreign national", False),
    Role.COURT: Office("裁判所", "court", False),
    Role.POLICE: Office("警察・検察・矯正施設", "police, prosecutor or prison", False),
    Role.SYSTEM: Office("システム(期間の経過)", "system (passing of time)", False),
}
