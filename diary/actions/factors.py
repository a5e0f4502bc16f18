"""Second factors that somebody lost."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from diary.models import User


@transaction.atomic
def forget_factors(*, user: User) -> int:
    """Every authenticator app, passkey and recovery code of `user` goes, and every sign-in ends. Returns how many went."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    return int(Authenticator.objects.filter(user=user).delete()[0])
