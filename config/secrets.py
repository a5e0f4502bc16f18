"""Secrets come from the environment or from files under `var/secrets/`; they are generated, never defaulted.

`python -m config.secrets` makes the missing files (0600, in a folder 0700). Settings only read.
"""

import os
import secrets
import sys
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

# Settings that may hold a password: each may also be a file beside the secrets, as container platforms hand them over.
MAY_BE_FILES = (
    *("DATABASE_URL", "REDIS_URL", "EBB_EMAIL_URL", "EBB_ANYMAIL", "EBB_SMS_URL", "EBB_SMS_HEADERS", "EBB_SMS_SECRET"),
    *("EBB_BROKER_URL", "EBB_SERVICES", "EBB_METRICS_TOKEN", "EBB_HEARTBEAT_URL"),
)
NAMES = ("EBB_SECRET_KEY", "EBB_FIELD_KEYS", "EBB_VAPID_KEY")
FIELD_KEY_BYTES = 32
VAPID_KEY_BYTES = 32  # the private number of a P-256 key


def var_folder() -> Path:
    """Where this installation keeps its data: `EBB_VAR`, else `var/` beside `manage.py`."""
    return Path(os.environ.get("EBB_VAR") or Path(__file__).resolve().parent.parent / "var")


def read(name: str) -> str:
    """The secret called `name`. Raises `ImproperlyConfigured` saying how to make it."""
    if value := os.environ.get(name):
        return value
    file = var_folder() / "secrets" / name
    if file.is_file():
        return file.read_text().strip()
    raise ImproperlyConfigured(
        f"{name} is not set and {file} does not exist. Start with ./ebb run, which makes it, or set {name}."
    )


def from_files() -> None:
    """Hand on what stands in files under `secrets/` and not in the environment, to this process and those it starts."""
    for name in MAY_BE_FILES:
        file = var_folder() / "secrets" / name
        if name not in os.environ and file.is_file():
            os.environ[name] = file.read_text().strip()


def field_keys(text: str) -> list[tuple[str, bytes]]:
    """Parse a key ring `id:base64key id:base64key ...`, newest first. Raises `ImproperlyConfigured`."""
    ring = []
    for part in text.split():
        key_id, _, encoded = part.partition(":")
        try:
            key = urlsafe_b64decode(encoded)
        except ValueError:
            key = b""
        if not key_id or len(key) != FIELD_KEY_BYTES:
            raise ImproperlyConfigured(
                "EBB_FIELD_KEYS wants `id:key` pairs, each key 32 bytes in URL-safe base64, newest first."
            )
        ring.append((key_id, key))
    if not ring:
        raise ImproperlyConfigured("EBB_FIELD_KEYS is empty.")
    return ring


def vapid_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key that signs web push (RFC 8292), from 32 bytes in URL-safe base64. Raises `ImproperlyConfigured`."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if len(raw) != VAPID_KEY_BYTES:
            raise ValueError("the key has another length")
        return ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1())
    except ValueError as error:
        raise ImproperlyConfigured("EBB_VAPID_KEY wants a P-256 private key: 32 bytes in URL-safe base64.") from error


def generate(name: str) -> str:
    """A fresh random value for the secret called `name`."""
    if name == "EBB_FIELD_KEYS":
        return f"k{secrets.token_hex(3)}:{urlsafe_b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode()}"
    if name == "EBB_VAPID_KEY":
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        return urlsafe_b64encode(number.to_bytes(VAPID_KEY_BYTES)).rstrip(b"=").decode()
    return secrets.token_urlsafe(48)


def create_missing() -> list[str]:
    """Write every secret that neither the environment nor a file holds; return the names that were made."""
    folder = var_folder() / "secrets"
    made = []
    for name in NAMES:
        file = folder / name
        if os.environ.get(name) or file.is_file():
            continue
        var_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        write_once(file, generate(name) + "\n")
        made.append(name)
    return made


def write_once(file: Path, text: str) -> None:
    """Write `file`, 0600 and whole, unless another process has done so meanwhile: then its secret stands."""
    descriptor, draft = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        os.unlink(draft)


def make() -> None:
    """Make what is missing, or end with one line that says why not."""
    try:
        create_missing()
    except OSError as error:
        sys.exit(
            f"ebb: cannot write secrets under {var_folder()}: {error.strerror}. Choose another folder with EBB_VAR."
        )


if __name__ == "__main__":
    make()
