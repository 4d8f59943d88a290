"""The residence procedures (在留関係手続): one file for each application, and one for the person's stay.

A file of an application ends with its decision; what it brings about for the stay it hands over to the
person's residence file (`person`), in the same transaction.
"""

from __future__ import annotations

from workflows.engine import Procedure

RESIDENCE_PROCEDURES: tuple[Procedure, ...] = ()
