"""One row for each read or write of a person's record: who, whose, what, when. Never what it said."""

import traceback
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from alerts.actions.inserting import insert_alike, insert_together, made
from alerts.fields import uuid7
from diary.models import AuditEvent, Patient, User


def record_access(
    *, by: User | None, patient: Patient, action: str, now: datetime, object_id: UUID | None = None
) -> None:
    """Note that `by` did `action` (such as `entry.read`) to the record of `patient`."""
    insert_together(access_event(by=by, patient=patient, action=action, now=now, object_id=object_id))


def access_event(
    *, by: User | None, patient: Patient, action: str, now: datetime, object_id: UUID | None = None
) -> AuditEvent:
    """The same, not yet saved: for who inserts it together with what was done."""
    return made(
        AuditEvent,
        at=now,
        actor_id=None if by is None else by.pk,
        clinic_id=patient.clinic_id,
        patient_id=patient.pk,
        action=action,
        object_id=object_id,
    )


class Listed(Protocol):
    """A patient as a list knows them: by id, and whose clinic it is."""

    @property
    def pk(self) -> UUID: ...
    @property
    def clinic_id(self) -> UUID: ...


def record_list_access(*, by: User, patients: Iterable[Listed], action: str, now: datetime) -> None:
    """Note that a list showed `by` something of each of `patients`; one statement."""
    shown = list(patients)
    if not shown:
        return
    own = {
        "id": [uuid7() for _ in shown],
        "clinic_id": [patient.clinic_id for patient in shown],
        "patient_id": [patient.pk for patient in shown],
    }
    insert_alike(AuditEvent, shared={"at": now, "actor_id": by.pk, "action": action}, own=own)


def place_of(error: BaseException) -> str:
    """Where an error came from, for the log: lines of code without its message, which may hold what a patient wrote."""
    return "".join(traceback.format_tb(error.__traceback__))
