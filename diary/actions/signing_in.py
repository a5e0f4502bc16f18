"""The ways in: invitations that pair a patient's device, personal tokens, one-time sign-in links. Only keyed hashes are kept."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import F, Q

from alerts import actions as alerts
from diary.actions.auditing import record_access
from diary.actions.guessing import note_guessing
from diary.actions.proxies import check_decided
from diary.models import ApiToken, Carer, Device, Invitation, Passkey, Patient, User

INVITATION_LIFETIME = timedelta(days=7)
TRANSFER = "transfer"
OF_THE_CLINIC = ("qr", "email", "sms")
AGAIN = "again"  # by a code to the patient's own address: `diary/actions/coming_back.py`
TRANSFER_LIFETIME = timedelta(minutes=15)
TRANSFER_CODE_LENGTH = 8
DEVICE_LIFETIME = timedelta(days=180)
TOKEN_LIFETIME = timedelta(days=90)
SEEN_EVERY = timedelta(hours=1)
MOST_FAILURES = 5
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


class InvitationInvalid(Exception):
    """No such invitation, or it was used, has expired, or was tried too often."""


class WrongBirthDate(Exception):
    """The birth date is not the patient's. The fifth time ends the invitation."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with the two secrets that are shown once."""

    invitation: Invitation
    token: str
    code: str


def keyed_hash(secret: str) -> str:
    """HMAC-SHA-256 of a secret under the installation's key: a stolen table cannot be searched for guesses."""
    return hmac.new(settings.SECRET_KEY.encode(), b"ebb.token:" + secret.encode(), hashlib.sha256).hexdigest()


def key_of_phone(user: User) -> str:
    """Base64 of the 32 bytes with which this person's phones lock what they could not send before they are left. Kept nowhere."""
    key = hmac.new(settings.SECRET_KEY.encode(), b"ebb.phone:" + user.pk.bytes, hashlib.sha256).digest()
    return base64.b64encode(key).decode()


def plain_code(code: str) -> str:
    """A typed code without the blanks, dashes and small letters that people add."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


@transaction.atomic
def invite_patient(
    *,
    patient: Patient,
    channel: str,
    by: User,
    now: datetime,
    carer: Carer | None = None,
    lasts: timedelta = INVITATION_LIFETIME,
    letters: int = CODE_LENGTH,
) -> Invited:
    """A new invitation for one device; it is shown once and ends in time, on use, or after five wrong birth dates.

    With `carer` the device signs in as them. Raises Undecided where a clinic invites a child and has not said why.
    """
    if channel in OF_THE_CLINIC:
        check_decided(patient, now)
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(letters))
    invitation = Invitation.objects.create(
        patient=patient,
        carer=carer,
        token_hash=keyed_hash(token),
        code_hash=keyed_hash(code),
        channel=channel,
        created_at=now,
        created_by=by,
        expires_at=now + lasts,
    )
    action = "patient.invite" if carer is None else "carer.invite"
    record_access(by=by, patient=patient, action=action, object_id=invitation.pk, now=now)
    return Invited(invitation, token, f"{code[: letters // 2]}-{code[letters // 2 :]}")


@transaction.atomic
def transfer_sign_in(*, patient: Patient, by: User, now: datetime) -> Invited:
    """A code for the same person's other window, such as the installed app, which shares nothing with the browser.

    It holds for a quarter of an hour, once; a new one ends the one before.
    """
    carer = None if by.pk == patient.user_id else Carer.objects.get(user=by, patient=patient)
    earlier = Invitation.objects.filter(patient=patient, carer=carer, channel=TRANSFER, used_at=None)
    earlier.filter(expires_at__gt=now).update(expires_at=now)
    return invite_patient(
        patient=patient,
        carer=carer,
        channel=TRANSFER,
        by=by,
        now=now,
        lasts=TRANSFER_LIFETIME,
        letters=TRANSFER_CODE_LENGTH,
    )


def pair_device(*, token: str, birth_date: date, now: datetime) -> tuple[Patient, User, str]:
    """Sign a device in by invitation and the patient's birth date; returns the patient, who it signs in as, and its secret.

    `token` is the link's token or the typed code. Raises InvitationInvalid, WrongBirthDate.
    """
    hashes = (keyed_hash(token), keyed_hash(plain_code(token)))
    usable = Invitation.objects.filter(
        Q(carer=None) | Q(carer__revoked_at=None),
        used_at=None,
        expires_at__gt=now,
        failures__lt=MOST_FAILURES,
        patient__erased_at=None,
    )
    invitation = (
        usable.filter(token_hash=hashes[0]).first()
        or usable.filter(code_hash=hashes[1]).select_related("patient").first()
    )
    if invitation is None:
        raise InvitationInvalid("This invitation is not valid any more. Ask your clinic for a new one.")
    # Counted before it is compared, so that a hundred tries at once are five; and in no transaction that a refusal would undo.
    counted = Invitation.objects.filter(pk=invitation.pk, used_at=None, failures__lt=MOST_FAILURES)
    if not counted.update(failures=F("failures") + 1):
        raise InvitationInvalid("This invitation is not valid any more. Ask your clinic for a new one.")
    if invitation.patient.birth_date != birth_date:
        if invitation.failures + 1 >= MOST_FAILURES:
            note_guessing(what="invitation", clinic=invitation.patient.clinic, about=invitation.pk, now=now)
        raise WrongBirthDate(
            "That is not the birth date your clinic has for you. After five tries the invitation ends."
        )
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
            raise InvitationInvalid("This invitation is not valid any more. Ask your clinic for a new one.")
        patient = Patient.objects.select_related("clinic", "user").get(pk=invitation.patient_id)
        user = patient.user if invitation.carer is None else invitation.carer.user
        secret = sign_device_in(user=user, now=now)
        record_access(by=user, patient=patient, action="device.pair", object_id=invitation.pk, now=now)
        if invitation.channel == AGAIN:
            tell_of_phone(patient=patient, now=now)
    return patient, user, secret


def tell_of_phone(*, patient: Patient, now: datetime) -> None:
    """A mailbox or a passkey opened the door: she hears of it everywhere, and reads it among who looked. It may not have been her."""
    record_access(by=None, patient=patient, action="device.again", now=now)
    alerts.notify(user_ids=[patient.user_id], message="phone", subject=patient.pk, now=now)


def sign_device_in(*, user: User, now: datetime) -> str:
    """A new device of `user`; returns the secret that its cookie carries."""
    secret = secrets.token_urlsafe(32)
    Device.objects.create(
        user=user, token_hash=keyed_hash(secret), created_at=now, last_seen_at=now, expires_at=now + DEVICE_LIFETIME
    )
    return secret


def note_device_seen(*, device: Device, now: datetime) -> None:
    """Keep the device signed in; written once an hour at the most."""
    if now - device.last_seen_at >= SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now, expires_at=now + DEVICE_LIFETIME)


@transaction.atomic
def sign_device_out(*, device: Device, now: datetime) -> None:
    """The device's cookie stops working at once, and nothing is sent to it any more."""
    Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now)
    alerts.disable_contact_points_of(device=device.pk, reason="signed out", now=now)


@transaction.atomic
def sign_out_everywhere(*, user: User, now: datetime) -> None:
    """Every device of `user` is signed out."""
    for device in Device.objects.filter(user=user, revoked_at=None):
        sign_device_out(device=device, now=now)


@transaction.atomic
def sign_patient_out(*, patient: Patient, by: User, now: datetime) -> None:
    """The clinic ends every sign-in of a patient who cannot: a phone was lost. No link, code or passkey opens one either."""
    sign_out_everywhere(user=patient.user, now=now)
    Passkey.objects.filter(patient=patient).delete()
    unused = Invitation.objects.filter(patient=patient, carer=None, used_at=None, expires_at__gt=now)
    unused.update(expires_at=now)
    record_access(by=by, patient=patient, action="device.sign_out", now=now)


def make_api_token(*, user: User, now: datetime) -> str:
    """A personal token that acts as `user` for 90 days; shown once."""
    token = f"ebb_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(user=user, token_hash=keyed_hash(token), created_at=now, expires_at=now + TOKEN_LIFETIME)
    return token


class SignInLinks(PasswordResetTokenGenerator):
    """Single-use: each token is bound to the last sign-in and the password, so that using it ends it. Valid for a day."""

    key_salt = "ebb.sign-in-link"


def sign_in_url(user: User) -> str:
    """A one-time sign-in link for staff; its secret stands behind `#`, so that it reaches no log."""
    return f"{settings.BASE_URL}/sign-in#t={user.pk}.{SignInLinks().make_token(user)}"


def user_of_link(secret: str) -> User | None:
    """Whom a one-time link signs in; None when it was used, has expired or was never made."""
    user_id, _, token = secret.partition(".")
    try:
        user = User.objects.filter(pk=UUID(user_id), is_active=True).first()
    except ValueError:
        return None
    return user if user is not None and SignInLinks().check_token(user, token) else None


def pairing_url(token: str) -> str:
    """Where a patient pairs a phone; the token stands behind `#`, so that it reaches no log and no other site."""
    return f"{settings.BASE_URL}/app/pair#t={token}"
