"""Service tokens: what other systems of a clinic hold. Each does what its scopes say and nothing else."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from diary.actions.clinic import note_change
from diary.actions.signing_in import keyed_hash
from diary.models import ApiToken, Clinic, User

LASTS = timedelta(days=365)
SEEN_EVERY = timedelta(hours=1)
MOST = 20
SCOPES = {
    "appointments": "Bring in appointments",
    "alerts": "Read how many alerts wait, without saying whose or why",
}


class TooManyTokens(ValueError):
    """The clinic has as many tokens as it may."""


@transaction.atomic
def make_service_token(
    *, clinic: Clinic, name: str, scopes: list[str], by: User, now: datetime
) -> tuple[ApiToken, str]:
    """A token of the clinic's for a year, and its secret, which is shown once. Raises TooManyTokens."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if ApiToken.objects.filter(clinic=clinic, revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise TooManyTokens(f"There are {MOST} tokens already. End one first.")
    secret = f"ebb_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=by,
        clinic=clinic,
        name=name,
        scopes=sorted(set(scopes)),
        token_hash=keyed_hash(secret),
        created_at=now,
        expires_at=now + LASTS,
    )
    detail = {"name": name, "scopes": token.scopes}
    note_change(clinic=clinic, by=by, action="token.make", about=token.pk, now=now, detail=detail)
    return token, secret


@transaction.atomic
def end_service_token(*, token: ApiToken, by: User, now: datetime) -> None:
    """The token works no more, from the next request on. Again: nothing happens."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now) and token.clinic is not None:
        note_change(clinic=token.clinic, by=by, action="token.end", about=token.pk, now=now)


def note_token_used(*, token: ApiToken, now: datetime) -> None:
    """Keep when it was last used; written once an hour at the most."""
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
