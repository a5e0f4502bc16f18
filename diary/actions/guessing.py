"""Somebody guesses: a secret was tried so often that it ended, or a sign-in was stopped. The clinic reads it among its changes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from diary.actions.clinic import note_change
from diary.models import Clinic, ClinicChange, User

ONCE_IN = timedelta(minutes=15)  # one line for one burst of tries


def note_guessing(*, what: str, clinic: Clinic, about: UUID, now: datetime) -> None:
    """A line for the managers of `clinic`; `what` is invitation, return, passkey, link, code, password or factor, `about` its id or
    the account's.
    """
    action = f"guessing.{what}"
    if not ClinicChange.objects.filter(clinic=clinic, action=action, about=about, at__gt=now - ONCE_IN).exists():
        note_change(clinic=clinic, by=None, action=action, about=about, now=now)


def note_guessing_at(*, what: str, user: User, now: datetime) -> None:
    """The same, for every clinic where `user` works or is treated."""
    for clinic in Clinic.objects.filter(Q(memberships__user=user) | Q(patients__user=user)).distinct():
        note_guessing(what=what, clinic=clinic, about=user.pk, now=now)
