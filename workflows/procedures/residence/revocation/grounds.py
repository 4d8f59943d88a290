"""The conditions that belong to the grounds: which day, which status, whether the time has run."""

from __future__ import annotations

from datetime import date

from workflows.counting import Period, reckon, rule
from workflows.declare import Guard
from workflows.engine import View
from workflows.procedures.residence.revocation.facts import (
    ADDRESS_GROUNDS,
    CARDLESS,
    EXCUSABLE,
    LAW_2027,
    PR_GROUNDS,
    SPOUSE_GROUND,
    SPOUSE_STATUSES,
    TABLE_1_GROUNDS,
)
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import statuses
from workflows.texts import Text

INACTIVE = Period.parse("3 months")
INACTIVE_LONG = Period.parse("6 months")
UNNOTIFIED = Period.parse("90 days")


def ground(v: View) -> str:
    """The ground of the case."""
    return str(v.told("ground_code") or "")


def time_to_run(code: str, status: str) -> Period | None:
    """How long a fact must have lasted to be a ground; None for a ground that needs no time."""
    if code == "inactive_3m":
        return INACTIVE_LONG if status == "hsp_2" else INACTIVE
    if code == SPOUSE_GROUND:
        return INACTIVE_LONG
    return UNNOTIFIED if code in ("no_first_address_90d", "no_new_address_90d") else None


IN_FORCE = Guard(
    "ground_in_force",
    Text(
        "永住者に係る取消事由の追加は、2027年4月1日から施行される。",
        "The further grounds for permanent residents are law only from 2027-04-01.",
    ),
    Text("その日に施行されている取消事由を選んでください。", "Choose a ground that is law on that day."),
    "suppl-2024-60 1(1)",
    frozenset({"fact:ground_code", "given:ground_code", "time"}),
    lambda v: ground(v) not in PR_GROUNDS or day_of(v) >= LAW_2027,
)


def _fits_status(v: View) -> bool:
    code, status = ground(v), v.told("status")
    if status is None:
        return True
    if code in PR_GROUNDS:
        return status == "permanent_resident"
    if code in TABLE_1_GROUNDS:
        return statuses()[str(status)].table.startswith("1")
    if code == SPOUSE_GROUND:
        return status in SPOUSE_STATUSES
    return status not in CARDLESS if code in ADDRESS_GROUNDS else True


FITS_STATUS = Guard(
    "ground_fits_status",
    Text(
        "活動に関する事由は別表第一の、配偶者としての活動に関する事由は配偶者の、住居地に関する事由は中長期在留者の在留資格についてのものである。",
        "Grounds of activity concern Table 1 statuses, the spouse ground those of spouses, the address grounds "
        "mid-to-long-term residents.",
    ),
    Text("現に有する在留資格と取消事由を確かめてください。", "Check the status held and the ground."),
    "icrra 22-4(1)(5); icrra 22-4(1)(6); icrra 22-4(1)(7); icrra 22-4(1)(8); icrra 22-4(1)(9); "
    "icrra 22-4(1)(10)",
    frozenset({"fact:ground_code", "given:ground_code", "fact:status", "given:status"}),
    _fits_status,
)
NOT_RECOGNISED = Guard(
    "not_under_protection",
    Text(
        "難民又は補完的保護対象者の認定を受けている人の在留資格は、22条の4によっては取り消せない。",
        "The status of a recognised refugee or of a person under complementary protection is outside 22-4.",
    ),
    Text(
        "認定を受けている人については、認定の取消しの手続によります。",
        "Of such a person only the recognition itself can be revoked.",
    ),
    "icrra 22-4(1)",
    frozenset({"fact:recognised_refugee", "given:recognised_refugee"}),
    lambda v: v.told("recognised_refugee") is not True,
)
PROTECTION_CHECKED = Guard(
    "protection_checked",
    Text(
        "意見の聴取に進む前に、難民・補完的保護対象者の認定を受けていないことを確かめる。",
        "Before a hearing it is made sure that the person is not recognised as a refugee or protected.",
    ),
    Text("認定の有無を確かめて入力してください。", "Check for a recognition and enter the answer."),
    "icrra 22-4(1)",
    frozenset({"fact:recognised_refugee", "given:recognised_refugee"}),
    lambda v: v.told("recognised_refugee") is False,
)


def _time_has_run(v: View) -> bool:
    needed = time_to_run(ground(v), str(v.told("status") or ""))
    since = v.told("ground_since")
    if needed is None:
        return True
    if not isinstance(since, str):
        return False
    return reckon(date.fromisoformat(since[:10]), needed, rule("first-day-out")).expires_at <= v.when()


TIME_HAS_RUN = Guard(
    "ground_time_has_run",
    Text(
        "不活動は継続して3月(高度専門職2号と配偶者は6月)、住居地の届出は90日を経過していなければならない。",
        "Inactivity must have lasted 3 months (6 for highly skilled (ii) and spouses), an address 90 days.",
    ),
    Text(
        "起算日を確かめてください。期間が経過するまでは事実の調査にとどめます。",
        "Check from when it counts; until the time has run only facts are found.",
    ),
    "icrra 22-4(1)(6); icrra 22-4(1)(7); icrra 22-4(1)(8); icrra 22-4(1)(9); civil-code 140; civil-code 143",
    frozenset(
        {"fact:ground_code", "given:ground_code", "fact:ground_since", "given:ground_since", "time"}
        | {"fact:status", "given:status"}
    ),
    _time_has_run,
)
NO_GOOD_REASON = Guard(
    "no_good_reason",
    Text(
        "5号から9号までの事由は、正当な理由がある場合には取消しの理由とならない。",
        "Grounds 5 to 9 do not count where there is a good reason.",
    ),
    Text(
        "正当な理由の有無を判断して入力してください。理由があれば取り消さないでください。",
        "Judge and enter whether there is a good reason; where there is one, do not revoke.",
    ),
    "icrra 22-4(1)(5); icrra 22-4(1)(6); icrra 22-4(1)(7); icrra 22-4(1)(8); icrra 22-4(1)(9)",
    frozenset({"fact:ground_code", "fact:good_reason", "given:good_reason"}),
    lambda v: v.fact("ground_code") not in EXCUSABLE or v.told("good_reason") == "none",
)
