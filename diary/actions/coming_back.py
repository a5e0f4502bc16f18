"""A patient who lost the phone comes back: a code to an address that she proved opens an invitation, her birth date does the rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from alerts import actions as alerts
from diary.actions.guessing import note_guessing_at
from diary.actions.signing_in import AGAIN, MOST_FAILURES, Invited, invite_patient
from diary.models import Invitation, Patient, User

LASTS = timedelta(minutes=15)
SHUT_FOR = timedelta(days=1)  # after wrong birth dates have ended an invitation that a mailbox opened
GUESSED = "return"


def let_back_in(*, secret: str, code: str, now: datetime) -> list[Invited]:
    """An invitation for each diary whose patient has proved the address that the code went to. Each works once, for a quarter of an
    hour, with the patient's birth date; earlier ones end.

    Raises alerts.CodeRefused; the time that ends the code, the patients' clinics read of it.
    """
    try:
        users = alerts.prove_return(secret=secret, code=code, now=now)
    except alerts.ReturnGuessed as error:
        for user in User.objects.filter(pk__in=error.users):
            note_guessing_at(what=GUESSED, user=user, now=now)
        raise
    with transaction.atomic():
        return [_invite(patient, now) for patient in _patients(users, now)]


def _patients(users: Sequence[UUID], now: datetime) -> "QuerySet[Patient]":
    """Whose diary this mailbox opens: not that of whom its holder has guessed the birth date of today."""
    guessed = Invitation.objects.filter(channel=AGAIN, failures__gte=MOST_FAILURES, created_at__gt=now - SHUT_FOR)
    found = Patient.objects.filter(user__in=users).exclude(pk__in=guessed.values("patient"))
    return found.select_related("clinic", "user").order_by("created_at", "id")


def _invite(patient: Patient, now: datetime) -> Invited:
    earlier = Invitation.objects.filter(patient=patient, channel=AGAIN, used_at=None, expires_at__gt=now)
    earlier.update(expires_at=now)
    return invite_patient(patient=patient, channel=AGAIN, by=patient.user, now=now, lasts=LASTS)
