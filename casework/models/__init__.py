"""The rows. No `save()` is overridden for behaviour: `casework.actions` is the only writer of cases."""

from casework.models.case import Case, Counter
from casework.models.clock import ClockRow
from casework.models.contact import PersonContact
from casework.models.intake import Intake, IntakeBatch
from casework.models.office import Office
from casework.models.organisation import Organisation
from casework.models.person import IdentityDocument, Person, PersonName, Relation, SameAs
from casework.models.record import Checkpoint, Event
from casework.models.runtime import DemoClock, Heartbeat
from casework.models.staff import User
from casework.models.work import WorkItem

__all__ = [
    "Case",
    "Checkpoint",
    "ClockRow",
    "Counter",
    "DemoClock",
    "Event",
    "Heartbeat",
    "IdentityDocument",
    "Intake",
    "IntakeBatch",
    "Office",
    "Organisation",
    "Person",
    "PersonContact",
    "PersonName",
    "Relation",
    "SameAs",
    "User",
    "WorkItem",
]
