"""The rows. No `save()` is overridden for behaviour: `casework.actions` is the only writer of cases."""

from casework.models.assigning import AssignJob, AssignJobItem
from casework.models.case import Case, Counter
from casework.models.clock import ClockRow
from casework.models.contact import PersonContact
from casework.models.figures import CountedCase, Tally, Tallying
from casework.models.intake import Intake, IntakeBatch
from casework.models.office import Office
from casework.models.organisation import Organisation
from casework.models.person import IdentityDocument, Person, PersonName, Relation, SameAs
from casework.models.record import Checkpoint, Event
from casework.models.runtime import DemoClock, Heartbeat
from casework.models.signing import Absence, Draft, SigningRule
from casework.models.staff import Calendar, User
from casework.models.talk import Document, DocumentVersion, Look, Mention, Note
from casework.models.work import QueueView, WorkItem, WorkMove

__all__ = [
    "Absence",
    "AssignJob",
    "AssignJobItem",
    "Calendar",
    "Case",
    "Checkpoint",
    "ClockRow",
    "CountedCase",
    "Counter",
    "DemoClock",
    "Document",
    "DocumentVersion",
    "Draft",
    "Event",
    "Heartbeat",
    "IdentityDocument",
    "Intake",
    "IntakeBatch",
    "Look",
    "Mention",
    "Note",
    "Office",
    "Organisation",
    "Person",
    "PersonContact",
    "PersonName",
    "QueueView",
    "Relation",
    "SameAs",
    "SigningRule",
    "Tally",
    "Tallying",
    "User",
    "WorkItem",
    "WorkMove",
]
