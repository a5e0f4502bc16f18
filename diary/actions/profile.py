"""What people may change about themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from diary.actions.auditing import record_access
from diary.actions.reminders import plan_reminders
from diary.models import Patient, User


@transaction.atomic
def update_profile(*, user: User, changes: dict[str, Any], now: datetime) -> None:
    """Change language or zone; a patient's record follows."""
    for name, value in changes.items():
        setattr(user, name, value)
    if changes:
        user.save(update_fields=list(changes))
    patient = Patient.objects.filter(user=user).first()
    if patient is not None:
        if changes:
            Patient.objects.filter(pk=patient.pk).update(**changes)
            patient.refresh_from_db()
            plan_reminders(patient=patient, now=now)
        record_access(by=user, patient=patient, action="me.change", now=now)
