"""Writing down what was unwanted after a treatment."""

from datetime import datetime

from django.db import transaction

from diary.actions.auditing import record_access
from diary.models import AdverseEvent, Patient, Session, User


class NotTheirSession(ValueError):
    """The session is somebody else's, or began after the event."""


@transaction.atomic
def record_adverse_event(
    *,
    patient: Patient,
    session: Session | None,
    happened_at: datetime,
    what: str,
    severity: str,
    cause: str,
    outcome: str,
    by: User,
    now: datetime,
    note: str = "",
) -> AdverseEvent:
    """Keep one event, with codes from `diary.clinical.adverse`. Raises NotTheirSession."""
    if session is not None and session.patient_id != patient.pk:
        raise NotTheirSession("This session is not one of the patient's.")
    if session is not None and happened_at < session.started_at:
        raise NotTheirSession("It happened before this session began. Choose the session before it, or none.")
    event = AdverseEvent.objects.create(
        patient=patient,
        session=session,
        happened_at=happened_at,
        what=what,
        severity=severity,
        cause=cause,
        outcome=outcome,
        note=note,
        recorded_at=now,
        recorded_by=by,
    )
    record_access(by=by, patient=patient, action="adverse_event.record", object_id=event.pk, now=now)
    return event
