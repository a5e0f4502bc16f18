"""Opening the record of somebody in whose care one has no part, when it cannot wait: for a reason, for an hour, and not unseen."""

from datetime import datetime

from django.db import transaction

from alerts import actions as alerts
from diary.access import BREAK_GLASS, GLASS_LASTS
from diary.actions.anchoring import reason_hash_of
from diary.actions.clinic import note_change
from diary.actions.telling import team_and_managers
from diary.models import AuditEvent, Patient, User


@transaction.atomic
def break_glass(*, patient: Patient, by: User, reason: str, now: datetime) -> datetime:
    """Let `by` read the record until the moment that is returned; the care team and the managers are told at once.

    What is written down of it is at the same time what opens the record: nobody can have the one without the other.
    """
    event = AuditEvent(
        at=now,
        actor=by,
        clinic_id=patient.clinic_id,
        patient=patient,
        action=BREAK_GLASS,
        object_id=patient.pk,
        reason=reason,
    )
    event.reason_hash = reason_hash_of(event.pk, reason)
    event.save(force_insert=True)
    note_change(clinic=patient.clinic, by=by, action="glass.break", about=patient.pk, now=now)
    told = [user for user in team_and_managers(patient) if user != by.pk]
    alerts.notify(user_ids=told, message="notice", subject=patient.pk, now=now)
    return now + GLASS_LASTS
