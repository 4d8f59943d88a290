"""What holds of every acquisition, whatever path it takes."""

from __future__ import annotations

from workflows.declare import Invariant
from workflows.engine import View
from workflows.texts import Text

_WITHOUT_STATUS = ("interim_60", "received", "received_pr", "refused")


def _sixty_runs(v: View) -> bool:
    running = v.running("acquisition_exempt_60") is not None
    if not v.is_in("acquisition", *_WITHOUT_STATUS):
        return not running
    return running == (v.fact("after_refuge") is False)


def _decided_first(v: View) -> bool:
    return not v.is_in("acquisition", "permitted") or v.fact("permission_decided") is True


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "inv_acq_sixty_runs",
        Text(
            "在留資格なく在留する人には60日の期間が必ず進行し、手続が終われば止まる"
            "(一時庇護のための上陸後の申請を除く)。",
            "Whoever stays without a status has the sixty days running, and they stop with the end of the file "
            "(filings after temporary refuge landing apart).",
        ),
        "icrra 22-2(1); icrra 22-3",
        ("acquisition",),
        ("after_refuge", "permission_decided"),
        ("acquisition_exempt_60",),
        holds=_sixty_runs,
    ),
    Invariant(
        "inv_acq_decided_first",
        Text(
            "在留資格の取得は、許可の決定の後に交付等の措置があって生じ、不許可や取下げの後には生じない。",
            "A status is acquired by delivery after a decision that still stands, never after a refusal.",
        ),
        "icrra 22-2(3); icrra 20(5); icrra 22(4)",
        ("acquisition",),
        ("after_refuge", "permission_decided"),
        ("acquisition_exempt_60",),
        holds=_decided_first,
    ),
)
