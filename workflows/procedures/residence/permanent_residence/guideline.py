"""What permission for permanent residence asks for: the conditions of the Act, and the numbers of the
guideline as dated data.

The Act has three conditions and says who is free of which (22(2), 61-2-14). How long somebody has to have
lived here, and with which period of stay, stands in a guideline of the agency alone: it binds nobody, so an
officer may depart from it in writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.counting import Unit
from workflows.statuses import INDEFINITE, INDIVIDUAL, allowed, length

CONDUCT, LIVELIHOOD = "conduct", "livelihood"


@dataclass(frozen=True, slots=True)
class Basis:
    """On which footing somebody applies.

    `free_of`: the conditions of article 22(2) that need not be met. `years` in Japan, `qualifying` of them on
    a status for work or by position (years as technical intern and Specified Skilled Worker (i) do not
    count); 0 where the guideline's number is not on file.
    """

    code: str
    ja: str
    en: str
    free_of: frozenset[str] = frozenset()
    years: int = 0
    qualifying: int = 0


BASES: dict[str, Basis] = {
    b.code: b
    for b in (
        Basis("general", "原則(10年以上の在留)", "general rule (ten years in Japan)", years=10, qualifying=5),
        Basis(
            "spouse_or_child",
            "日本人・永住者・特別永住者の配偶者又は子",
            "spouse or child of a Japanese or (special) permanent resident",
            frozenset({CONDUCT, LIVELIHOOD}),
        ),
        Basis(
            "protected",
            "国際機関が保護の必要性を認めた者(規則22条4項)",
            "person recommended for protection (Reg. 22(4))",
            frozenset({LIVELIHOOD}),
        ),
        Basis(
            "recognised",
            "難民・補完的保護対象者の認定を受けている者",
            "recognised refugee or person under complementary protection",
            frozenset({LIVELIHOOD}),
        ),
        Basis("points_70", "高度人材ポイント70点以上", "70 points or more", years=3),
        Basis("points_80", "高度人材ポイント80点以上", "80 points or more", years=1),
        Basis("other", "その他の特例(定住者・貢献等)", "another exception (long-term resident, merit)"),
    )
}

# Until this day a period of three years passes as the longest one.
THREE_YEARS_PASS_UNTIL = date(2027, 3, 31)
_THREE_YEARS = 36


def exempt(basis: str | None, condition: str) -> bool:
    """Whether somebody on that footing is free of a condition."""
    found = BASES.get(str(basis))
    return found is not None and condition in found.free_of


def exempt_papers(basis: str | None) -> frozenset[str]:
    """The papers that Regulation 22(1) does not ask of somebody on that footing."""
    found = set()
    if exempt(basis, CONDUCT):
        found.add("duties")
    if exempt(basis, LIVELIHOOD):
        found.add("livelihood")
    return frozenset(found)


def years_enough(basis: str | None, years: int | None, qualifying: int | None) -> bool:
    """Whether somebody has lived here for as long as the guideline asks."""
    found = BASES.get(str(basis))
    if found is None:
        return False
    return (years or 0) >= found.years and (qualifying or 0) >= found.qualifying


def longest_period_held(status: str | None, period: str | None, on: date) -> bool:
    """Whether the period of stay held is the longest of the status, as the guideline reads on a day."""
    if not status or not period:
        return False
    codes = [code for code in allowed(status, on) if code != INDIVIDUAL]
    if INDEFINITE in codes or period == (codes[0] if codes else None):
        return True
    if on > THREE_YEARS_PASS_UNTIL or period == INDIVIDUAL:
        return False
    counted = length(period)
    return counted is not None and counted.unit is Unit.MONTHS and counted.n >= _THREE_YEARS
