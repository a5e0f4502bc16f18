"""A document as a SMART Health Link: encrypted once, and the key stands in the link alone. Ebb keeps neither key nor link.

As the SMART Health Links specification (HL7 FHIR implementation guide, version 1) has it: JWE compact serialisation, `alg` "dir",
`enc` "A256GCM" (RFC 7516, 7518), and a payload of minified JSON in base64url behind `shlink:/`. Knows no HTTP and no database.
"""

import json
import os
import zlib
from base64 import urlsafe_b64encode
from typing import Any, Final

import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SCHEME: Final = "shlink:/"
WITH_PASSCODE: Final = "P"
FHIR: Final = "application/fhir+json"
LONGEST_LABEL: Final = 80
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
RAW_DEFLATE: Final = -15


def new_key() -> bytes:
    """256 bits for one document."""
    return os.urandom(KEY_BYTES)


def encrypt(content: bytes, key: bytes) -> bytes:
    """The FHIR document as compact JWE, packed before it is encrypted."""
    packer = zlib.compressobj(wbits=RAW_DEFLATE)
    packed = packer.compress(content) + packer.flush()
    header = _encoded(_minified({"alg": "dir", "cty": FHIR, "enc": "A256GCM", "zip": "DEF"}))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, packed, header)
    # No encrypted key: the key itself is shared ("dir"), so the second part is empty.
    return b".".join((header, b"", _encoded(nonce), _encoded(sealed[:-TAG_BYTES]), _encoded(sealed[-TAG_BYTES:])))


def link_to(url: str, key: bytes, *, expires: int, label: str) -> str:
    """`shlink:/…` for the manifest at `url`, which asks for a passcode. `expires` in seconds since 1970."""
    told = {
        "url": url,
        "key": _encoded(key).decode(),
        "exp": expires,
        "flag": WITH_PASSCODE,
        "label": label[:LONGEST_LABEL],
        "v": 1,
    }
    return SCHEME + _encoded(_minified(told)).decode()


def qr_of(link: str) -> str:
    """The link as a QR code in SVG, dark on white with a quiet margin; a picture of its own, so it names its namespace."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=4, border=4, omitsize=True, light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _minified(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _encoded(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")
