"""Writing down what was unwanted after a treatment, and correcting what was written down wrongly."""

from datetime import datetime

from django.db import transaction

from diary.actions.auditing import record_access
from diary.models import AdverseEvent, Patient, Session, User


class NotTheirSession(ValueError):
    """The session is somebody else's, or began after the event."""


class CorrectedAlready(ValueError):
    """Somebody corrected this version before; `by` and `at` say who and when."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"This was corrected first by {by}.")
        self.by, self.at = by, at


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
    _check_session(patient, session, happened_at)
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


@transaction.atomic
def correct_adverse_event(
    *,
    event: AdverseEvent,
    session: Session | None,
    happened_at: datetime,
    what: str,
    severity: str,
    cause: str,
    outcome: str,
    reason: str,
    by: User,
    now: datetime,
    note: str = "",
    is_mistake: bool = False,
) -> AdverseEvent:
    """The next version of an event, with who wrote it and why; the former stays as it was. Raises NotTheirSession, CorrectedAlready.

    With `is_mistake` the event did not happen to this patient: it counts nowhere any more.
    """
    event = AdverseEvent.objects.select_for_update().select_related("patient").get(pk=event.pk)
    later = AdverseEvent.objects.filter(corrects=event).select_related("recorded_by").first()
    if later is not None:
        raise CorrectedAlready(later.recorded_by.name, later.recorded_at)
    _check_session(event.patient, session, happened_at)
    corrected = AdverseEvent.objects.create(
        patient=event.patient,
        session=session,
        happened_at=happened_at,
        what=what,
        severity=severity,
        cause=cause,
        outcome=outcome,
        note=note,
        recorded_at=now,
        recorded_by=by,
        corrects=event,
        reason=reason,
        is_mistake=is_mistake,
    )
    record_access(by=by, patient=event.patient, action="adverse_event.correct", object_id=corrected.pk, now=now)
    return corrected


def _check_session(patient: Patient, session: Session | None, happened_at: datetime) -> None:
    if session is not None and session.patient_id != patient.pk:
        raise NotTheirSession("This session is not one of the patient's.")
    if session is not None and happened_at < session.started_at:
        raise NotTheirSession("It happened before this session began. Choose the session before it, or none.")
