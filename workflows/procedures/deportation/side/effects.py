"""What a bar on removal does to the stage, carried by every side step that raises or ends one.

A bar does not free anybody: detention goes on (61-2-9(3)), and only a court's stay of the detention
itself, or a provisional stay, touches custody.
"""

from __future__ import annotations

from workflows.engine import Carry
from workflows.procedures.deportation.bars import ORDER_TO_LEAVE_READS, order_to_leave_may_run

# An order to leave is suspended and comes back (55-2(2)); a removal that is halted goes back to
# preparation.
HALT = (Carry("order_to_leave_suspended"), Carry("removal_halted_by_stay"))

# One bar may end while another stands: then the order to leave stays suspended.
RESUME = Carry("order_to_leave_resumed", order_to_leave_may_run, ORDER_TO_LEAVE_READS)
