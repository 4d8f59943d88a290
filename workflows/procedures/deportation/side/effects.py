"""What a bar on removal does to the stage, carried by every side step that raises or ends one.

A bar does not free anybody: detention goes on (61-2-9(3)), and only a court's stay of the detention
itself, or a provisional stay, touches custody.
"""

from __future__ import annotations

from workflows.declare import Carry
from workflows.engine import View
from workflows.procedures.deportation.bars import ORDER_TO_LEAVE_READS, order_to_leave_may_run

# An order to leave is suspended and comes back (55-2(2)); a removal that is halted goes back to
# preparation.
HALT = (Carry("order_to_leave_suspended"), Carry("removal_halted_by_stay"))


def _leaving_resumes(view: View) -> bool:
    """No cause of 55-2(2) is left, and the day by which the person must now leave has been named.

    Without a named day the stage stays suspended and the chief inspector resumes it by hand. A day
    that nobody named would put the person in breach of a duty that is a crime to break.
    """
    return order_to_leave_may_run(view) and view.given.get("leave_until") is not None


RESUME = Carry("order_to_leave_resumed", _leaving_resumes, ORDER_TO_LEAVE_READS | {"given:leave_until"})
