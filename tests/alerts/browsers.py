"""A browser as the push standard describes it, written from RFC 8291 and 8188 and not from our code."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hmac(key: bytes, content: bytes) -> bytes:
    digest = HMAC(key, SHA256())
    digest.update(content)
    return digest.finalize()


@dataclass
class Browser:
    """One subscription: what the page hands to the server, and the private half that stays in the browser."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": b64(self.point), "auth": b64(self.secret)}

    @property
    def kept(self) -> str:
        """As a contact point keeps the keys."""
        return f"{self.keys['p256dh']} {self.keys['auth']}"

    def open(self, body: bytes) -> dict[str, Any]:
        """RFC 8188, section 2, and RFC 8291, section 3.4: one record, its padding removed."""
        salt, length = body[:16], body[20]
        assert int.from_bytes(body[16:20]) == 4096
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        prk = hmac(self.secret, self.private.exchange(ec.ECDH(), theirs))
        ikm = hmac(prk, b"WebPush: info\0" + self.point + sender + b"\x01")
        prk = hmac(salt, ikm)
        key = hmac(prk, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = hmac(prk, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02"
        content: dict[str, Any] = json.loads(plain[:-1])
        return content
