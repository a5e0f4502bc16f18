"""A phone's keys in software: makes a passkey and signs with it, as a browser hands it over. What a liar changes are its fields."""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256, CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOST = "testserver"


def own_origin() -> str:
    return f"{'https' if settings.IS_HTTPS else 'http'}://{HOST}"


@dataclass
class Phone:
    """One key for one site. `counts`: how often it says that it has signed; phones that copy their keys say 0."""

    origin: str = field(default_factory=own_origin)
    host: str = HOST
    is_verified: bool = True
    is_framed: bool = False
    counts: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` gives, as JSON."""
        self.handle = websafe_decode(options["user"]["id"])
        key: CoseKey = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, key)
        said = self._said("webauthn.create", options)
        attested = AttestationObject.create("none", self._data(AuthenticatorData.FLAG.AT, made), {})
        return self._handed(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attested)},
        )

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` gives, as JSON."""
        said = self._said("webauthn.get", options)
        data = self._data(AuthenticatorData.FLAG(0))
        signature = self.key.sign(data + said.hash, ec.ECDSA(SHA256()))
        return self._handed(
            {
                "clientDataJSON": websafe_encode(said),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.handle),
            }
        )

    def _said(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, options["challenge"], self.origin, cross_origin=self.is_framed)

    def _data(self, more: AuthenticatorData.FLAG, made: bytes = b"") -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP | more
        if self.is_verified:
            flags |= AuthenticatorData.FLAG.UV
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, self.counts, made)

    def _handed(self, response: dict[str, str]) -> dict[str, Any]:
        pk = websafe_encode(self.credential_id)
        return {
            "id": pk,
            "rawId": pk,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
