"""Who takes in filings, and who decides on them."""

from __future__ import annotations

from workflows.roles import Role

DESK = (Role.FRONT_DESK, Role.INSPECTOR)
# The title holder and the delegate (Regulation 61-2(1)).
DECIDERS = (Role.MINISTER, Role.BUREAU_DIRECTOR)
