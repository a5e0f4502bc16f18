"""Carers: somebody whom a patient asks to write for them. Asked and sent away by the patient alone."""

from datetime import datetime

from django.db import transaction

from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.actions.signing_in import Invited, invite_patient, sign_out_everywhere
from diary.models import Carer, Invitation, Patient, User

MOST_CARERS = 5


class TooManyCarers(ValueError):
    """A patient has enough carers."""


@transaction.atomic
def invite_carer(*, patient: Patient, name: str, by: User, now: datetime) -> tuple[Carer, Invited]:
    """A new carer, and the code with which they pair their own phone. Raises TooManyCarers."""
    patient = lock_patient(patient)
    if Carer.objects.filter(patient=patient, revoked_at=None).count() >= MOST_CARERS:
        raise TooManyCarers(f"You have {MOST_CARERS} helpers. Take one off first.")
    user = User.objects.create_user(email=None, name=name, locale=patient.locale, time_zone=patient.time_zone)
    carer = Carer.objects.create(patient=patient, user=user, created_at=now)
    invited = invite_patient(patient=patient, carer=carer, channel="carer", by=by, now=now)
    return carer, invited


@transaction.atomic
def revoke_carer(*, carer: Carer, by: User, now: datetime) -> None:
    """The carer reads and writes no more, at once. What they wrote stays, with their name. Again: nothing happens."""
    if not Carer.objects.filter(pk=carer.pk, revoked_at=None).update(revoked_at=now):
        return
    User.objects.filter(pk=carer.user_id).update(is_active=False)
    sign_out_everywhere(user=carer.user, now=now)
    Invitation.objects.filter(carer=carer, used_at=None, expires_at__gt=now).update(expires_at=now)
    record_access(by=by, patient=carer.patient, action="carer.revoke", object_id=carer.pk, now=now)
