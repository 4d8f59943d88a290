"""THE DOOR: the only writer of cases.

Every function is one transaction, takes the actor and the time as arguments, changes nothing when it
refuses (`Refused`), and writes state, record, clocks, work items and messages together. Times are
aware; `at` is when it happened, `now` when it is entered.
"""

from casework.actions.door import Taken, assign, lapse, move_work, open_case, take_step
from casework.actions.history import PastEntry, history, replay_entries
from casework.actions.rectification import Rectified, opened_at_office, rectify, refuse_rectifier
from casework.actions.refusals import stale
from casework.actions.writing import belongs_to_others, case_header, lock_person

__all__ = [
    "PastEntry",
    "Rectified",
    "Taken",
    "assign",
    "belongs_to_others",
    "case_header",
    "history",
    "lapse",
    "lock_person",
    "move_work",
    "open_case",
    "opened_at_office",
    "rectify",
    "refuse_rectifier",
    "replay_entries",
    "stale",
    "take_step",
]
