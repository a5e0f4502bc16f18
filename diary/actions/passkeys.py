"""A patient's own passkeys: added on a phone that is signed in, shown to come back without one.

They stand apart from staff's, which are allauth's: neither opens the other's door. See docs/adr/0059-a-patients-own-passkey.md.
"""

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from alerts import actions as alerts
from diary.access import CareTeamAudience
from diary.actions.auditing import record_access
from diary.actions.challenges import ChallengeRefused, ask_challenge, take_challenge
from diary.actions.entries import lock_patient
from diary.actions.guessing import note_guessing
from diary.actions.signing_in import sign_device_in, tell_of_phone
from diary.models import Passkey, Patient, User

ADD, RETURN = "add", "return"
MOST_PASSKEYS = 5
LONGEST_ID = 1023  # Source: Web Authentication, Level 2, 6.5.1
GUESSED = "passkey"
VERIFIED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(Exception):
    """This passkey is not taken. It is not said why: whoever tries learns nothing."""

    def __init__(self) -> None:
        super().__init__(
            "This passkey opens nothing here, or too much time has passed. Try again, or come back another way."
        )


class TooManyPasskeys(Exception):
    """A patient has five at the most."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_PASSKEYS} passkeys. Take one off first.")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: the name that its passkeys belong to, and the one origin that may show them."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        """What checks a passkey's answers for this site."""
        return Fido2Server(
            PublicKeyCredentialRpEntity(id=self.host, name="Ebb"),
            attestation=AttestationConveyancePreference.NONE,
            verify_origin=lambda origin: origin == self.origin,
        )


def ask_for_new(*, patient: Patient, site: Site, now: datetime) -> tuple[str, dict[str, Any]]:
    """What the phone is asked to make, as `PublicKeyCredential.parseCreationOptionsFromJSON` takes it, and the state to bring back.

    The phone's list of passkeys shows the first letter of the name and no more. Raises TooManyPasskeys.
    """
    theirs = list(Passkey.objects.filter(patient=patient))
    if len(theirs) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    state, challenge = ask_challenge(purpose=ADD, of=str(patient.pk), now=now)
    shown = f"{patient.name[:1]}."
    options, _ = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=patient.pk.bytes, name=shown, display_name=shown),
        credentials=[_credential(each) for each in theirs],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
        authenticator_attachment=AuthenticatorAttachment.PLATFORM,
        challenge=challenge,
    )
    return state, dict(options)["publicKey"]


def add_passkey(
    *, patient: Patient, by: User, state: str, credential: dict[str, Any], site: Site, now: datetime
) -> Passkey:
    """Keep the passkey that the phone has made, and tell her of it everywhere. Raises PasskeyRefused, TooManyPasskeys."""
    # Asked no more from here on, and in no transaction that a refusal would undo.
    challenge = _taken(state, ADD, str(patient.pk), now)
    try:
        answer = RegistrationResponse.from_dict(credential)
        made = site.server().register_complete(_asked(challenge), answer)
    except Exception as error:  # whatever a stranger's bytes do to their reader
        raise PasskeyRefused from error
    data = made.credential_data
    if (
        data is None
        or answer.response.client_data.cross_origin
        or not 0 < len(data.credential_id) <= LONGEST_ID
        or data.public_key.get(3) not in CoseKey.supported_algorithms()
    ):
        raise PasskeyRefused
    with transaction.atomic():
        patient = lock_patient(patient)
        if Passkey.objects.filter(patient=patient).count() >= MOST_PASSKEYS:
            raise TooManyPasskeys
        passkey = _keep(
            Passkey(
                patient=patient,
                credential_hash=_hashed(data.credential_id),
                credential=b64encode(data).decode(),
                sign_count=made.counter,
                created_at=now,
            )
        )
        record_access(by=by, patient=patient, action="passkey.add", object_id=passkey.pk, now=now)
        alerts.notify(user_ids=[patient.user_id], message="passkey", subject=patient.pk, now=now)
    return passkey


def _keep(passkey: Passkey) -> Passkey:
    """Refused when somebody has it already, whom the second wall may hide: so it is tried, not looked up."""
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError as error:
        raise PasskeyRefused from error
    return passkey


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: User, now: datetime) -> None:
    """It opens the diary no more. The phone's own list may still show it."""
    record_access(by=by, patient=passkey.patient, action="passkey.remove", object_id=passkey.pk, now=now)
    passkey.delete()


def ask_for_known(*, site: Site, now: datetime) -> tuple[str, dict[str, Any]]:
    """What any phone is asked to sign, as `PublicKeyCredential.parseRequestOptionsFromJSON` takes it, and the state to bring back.
    It names nobody: the phone knows whose passkeys it has."""
    state, challenge = ask_challenge(purpose=RETURN, of="", now=now)
    options, _ = site.server().authenticate_begin(user_verification=VERIFIED, challenge=challenge)
    return state, dict(options)["publicKey"]


def return_by_passkey(*, state: str, credential: dict[str, Any], site: Site, now: datetime) -> tuple[Patient, str]:
    """Sign a device in by a passkey; returns the patient and the device's secret. Everybody is told, as with a code by e-mail.

    Raises PasskeyRefused. Of a known passkey that is shown wrongly the clinic reads among its changes.
    """
    challenge = _taken(state, RETURN, "", now)
    try:
        answer = AuthenticationResponse.from_dict(credential)
    except Exception as error:  # whatever a stranger's bytes do to their reader
        raise PasskeyRefused from error
    passkey = (
        Passkey.objects.select_related("patient__clinic", "patient__user")
        .filter(credential_hash=_hashed(answer.raw_id), patient__user__is_active=True)
        .first()
    )
    if passkey is None or not CareTeamAudience().returning([passkey.patient.user_id]):
        raise PasskeyRefused
    patient = passkey.patient
    try:
        count = _check(passkey, answer, challenge, site)
        with transaction.atomic():
            _note_used(passkey, count, now)
            secret = sign_device_in(user=patient.user, now=now)
            record_access(by=patient.user, patient=patient, action="device.pair", object_id=passkey.pk, now=now)
            tell_of_phone(patient=patient, now=now)
    except PasskeyRefused:
        note_guessing(what=GUESSED, clinic=patient.clinic, about=passkey.pk, now=now)
        raise
    return patient, secret


def _check(passkey: Passkey, answer: AuthenticationResponse, challenge: bytes, site: Site) -> int:
    """How often the phone says that it has signed. Raises PasskeyRefused."""
    said = answer.response
    try:
        site.server().authenticate_complete(_asked(challenge), [_credential(passkey)], answer)
    except Exception as error:  # whatever a stranger's bytes do to their reader
        raise PasskeyRefused from error
    count = said.authenticator_data.counter
    # Phones that keep a passkey in more than one place do not count: they say 0, always.
    is_forward = count > passkey.sign_count or count == passkey.sign_count == 0
    if said.user_handle != passkey.patient_id.bytes or said.client_data.cross_origin or not is_forward:
        raise PasskeyRefused
    return count


def _note_used(passkey: Passkey, count: int, now: datetime) -> None:
    same = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    if not same.update(sign_count=count, last_used_at=now):
        raise PasskeyRefused  # taken off, or shown elsewhere, a moment ago


def _taken(state: str, purpose: str, of: str, now: datetime) -> bytes:
    try:
        return take_challenge(state=state, purpose=purpose, of=of, now=now)
    except ChallengeRefused as error:
        raise PasskeyRefused from error


def _asked(challenge: bytes) -> dict[str, Any]:
    """What was asked, as the library remembers it."""
    return {"challenge": websafe_encode(challenge), "user_verification": VERIFIED}


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(b64decode(passkey.credential))


def _hashed(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
