"""What the browsers' push services demand: a body encrypted for one subscription (RFC 8291), and a signed request (RFC 8292)."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
AUTH_BYTES = 16
SALT_BYTES = 16
KEY_BYTES = 16
NONCE_BYTES = 12
NUMBER_BYTES = 32
RECORD_BYTES = 4096
OVERHEAD_BYTES = 86 + 17  # the header of the record; the closing byte and the tag
LONGEST_TEXT = RECORD_BYTES - OVERHEAD_BYTES
LAST_RECORD = b"\x02"
SIGNED_FOR = timedelta(hours=12)  # a push service refuses more than 24


def encrypt(text: bytes, *, their_key: str, auth: str) -> bytes:
    """One `aes128gcm` record (RFC 8188) that only the browser with this subscription can open.

    `their_key` and `auth` are the subscription's `p256dh` and `auth`, URL-safe base64. Raises ValueError for keys that
    are none, and for more than `LONGEST_TEXT` bytes.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a push message holds at most {LONGEST_TEXT} bytes")
    theirs, shared_secret = read_keys(their_key, auth)
    mine = ec.generate_private_key(CURVE)
    salt = os.urandom(SALT_BYTES)
    agreed = mine.exchange(ec.ECDH(), theirs)
    both = b"WebPush: info\0" + _point(theirs) + _point(mine.public_key())
    material = _derive(agreed, salt=shared_secret, info=both, length=32)
    key = _derive(material, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=KEY_BYTES)
    nonce = _derive(material, salt=salt, info=b"Content-Encoding: nonce\0", length=NONCE_BYTES)
    sender = _point(mine.public_key())
    header = salt + RECORD_BYTES.to_bytes(4) + len(sender).to_bytes(1) + sender
    return header + AESGCM(key).encrypt(nonce, text + LAST_RECORD, None)


def read_keys(their_key: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """The keys of a subscription. Raises ValueError for a point that is not on the curve, or a secret of another length."""
    point, secret = from_base64(their_key), from_base64(auth)
    if len(secret) != AUTH_BYTES:
        raise ValueError(f"auth has {AUTH_BYTES} bytes")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point), secret


def authorization(endpoint: str, *, key: ec.EllipticCurvePrivateKey, contact: str, now: datetime) -> str:
    """The `Authorization` header: a token for this push service's origin, signed with our VAPID key (ES256)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = to_base64(r.to_bytes(NUMBER_BYTES) + s.to_bytes(NUMBER_BYTES))
    return f"vapid t={signed}.{signature}, k={public_key(key)}"


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser needs to subscribe (`applicationServerKey`)."""
    return to_base64(_point(key.public_key()))


def to_base64(raw: bytes) -> str:
    """Base64url without padding, as RFC 8188 and RFC 8292 write keys."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """URL-safe base64, with or without its padding. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def _json(value: Mapping[str, object]) -> str:
    return to_base64(json.dumps(value, separators=(",", ":")).encode())
