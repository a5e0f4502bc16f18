"""A patient for whom the 48-hour rule is too sensitive: one preset softer for a while, for a reason. Never red flags.

See docs/adr/0041-too-sensitive-for-this-patient.md.
"""

from datetime import datetime, timedelta

from django.db import transaction

from alerts.lifecycle.refused import Refused
from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.clinical.history import Preset
from diary.models import Easing, Patient, User

LONGEST = timedelta(days=92)


class EasingRefused(Refused):
    """The rules cannot be softer for this patient, or not like this; `field` names what is wrong."""


@transaction.atomic
def ease_rules(*, patient: Patient, reason: str, until: datetime, by: User, now: datetime) -> Easing:
    """Judge sessions that end from now until `until` one preset softer than the clinic's. An earlier one ends where this begins.

    Raises EasingRefused: without a reason, an end in the next three months, or a softer preset.
    """
    patient = lock_patient(patient)
    if not reason.strip():
        raise EasingRefused("reason", "Say why the rules are too sensitive for this patient.")
    if until <= now:
        raise EasingRefused("until", "Choose an end that is still to come.")
    if until > now + LONGEST:
        raise EasingRefused("until", f"At most {LONGEST.days} days: it must not be forgotten.")
    preset = Preset(patient.clinic.preset)
    if preset.softer is preset:
        raise EasingRefused("reason", "The clinic's setting is the softest already: nothing would change.")
    _end(patient, by, now)
    easing = Easing.objects.create(patient=patient, reason=reason, starts_at=now, ends_at=until, created_by=by)
    record_access(by=by, patient=patient, action="rules.ease", object_id=easing.pk, now=now)
    return easing


@transaction.atomic
def end_easing(*, patient: Patient, by: User, now: datetime) -> bool:
    """The clinic's own setting again, for sessions from now on; whether there was anything to end."""
    patient = lock_patient(patient)
    ended = _end(patient, by, now)
    record_access(by=by, patient=patient, action="rules.ease_end", object_id=patient.pk, now=now)
    return ended


def _end(patient: Patient, by: User, now: datetime) -> bool:
    return bool(Easing.objects.filter(patient=patient, ends_at__gt=now).update(ends_at=now, ended_by=by))
