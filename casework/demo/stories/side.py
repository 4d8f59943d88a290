"""Files in which something beside the procedure decides."""

from __future__ import annotations

from casework.demo.pen import Pen, story
from casework.demo.stories.chains import found, supervised


@story("aster")
def provisional_stay(p: Pen) -> None:
    """A refugee claim with a provisional stay: the procedure stands still."""
    supervised(p, -60, 15, supervisor="支援団体 職員")
    p.on(-52, 11, "refugee", "refugee_claim_filed")
    p.on(-30, 15, "minister", "provisional_stay_granted", stay_until=p.day(75))


@story("hassan")
def refugee_claim_refused(p: Pen) -> None:
    """Seven days to ask for review; the procedure has gone on meanwhile."""
    supervised(p, -70, 6, supervisor="いとこ")
    p.on(-62, 11, "refugee", "refugee_claim_filed", claim_kind="complementary")
    p.then("refugee", "suspensive_effect_on", days=1)
    found(p, -50)
    p.then("hearing", "oral_hearing_requested", days=1)
    p.on(-1, 15, "minister", "refugee_refused")
