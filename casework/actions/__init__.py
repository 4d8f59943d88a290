"""THE DOOR: the only writer of cases.

Every function is one transaction, takes the actor and the time as arguments, changes nothing when it
refuses (`Refused`), and writes state, record, clocks, work items and messages together. Times are
aware; `at` is when it happened, `now` when it is entered.
"""

from casework.actions.absence import (
    LONGEST,
    Handed,
    answers_for,
    ask_back,
    end_absence,
    record_absence,
    returnable,
    sweep_absences,
)
from casework.actions.door import Taken, assign, lapse, move_work, open_case, take_step
from casework.actions.history import PastEntry, history, replay_entries
from casework.actions.rectification import Rectified, opened_at_office, rectify, refuse_rectifier
from casework.actions.refusals import stale
from casework.actions.signing import prepare, require_signature, send_back, sign, withdraw
from casework.actions.writing import belongs_to_others, case_header, lock_person

__all__ = [
    "LONGEST",
    "Handed",
    "PastEntry",
    "Rectified",
    "Taken",
    "answers_for",
    "ask_back",
    "assign",
    "belongs_to_others",
    "case_header",
    "end_absence",
    "history",
    "lapse",
    "lock_person",
    "move_work",
    "open_case",
    "opened_at_office",
    "prepare",
    "record_absence",
    "rectify",
    "refuse_rectifier",
    "replay_entries",
    "require_signature",
    "returnable",
    "send_back",
    "sign",
    "stale",
    "sweep_absences",
    "take_step",
    "withdraw",
]
