"""The residence procedures (在留関係手続): one file for each application, and one for the person's stay.

A file of an application ends with its decision; what it brings about for the stay it hands over to the
person's residence file (`person`), in the same transaction. Their tables are one set.
"""

from __future__ import annotations

from workflows.engine import Procedure
from workflows.procedures.residence.acquisition import ACQUISITION
from workflows.procedures.residence.activity_permission import ACTIVITY_PERMISSION
from workflows.procedures.residence.application import CHANGE, EXTENSION
from workflows.procedures.residence.certificate import CERTIFICATE
from workflows.procedures.residence.duties import NOTIFICATION_DUTY
from workflows.procedures.residence.exceptional_landing import EXCEPTIONAL_LANDING
from workflows.procedures.residence.landing import LANDING
from workflows.procedures.residence.permanent_residence import PERMANENT_RESIDENCE
from workflows.procedures.residence.person import RESIDENCE
from workflows.procedures.residence.revocation import REVOCATION

RESIDENCE_PROCEDURES: tuple[Procedure, ...] = (
    CERTIFICATE,
    LANDING,
    EXCEPTIONAL_LANDING,
    EXTENSION,
    CHANGE,
    ACQUISITION,
    PERMANENT_RESIDENCE,
    ACTIVITY_PERMISSION,
    REVOCATION,
    RESIDENCE,
    NOTIFICATION_DUTY,
)
