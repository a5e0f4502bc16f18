"""Webhooks, as Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): signed, thin, no redirects."""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from alerts.channels.deadline import hung_up_after
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

SECRET_PREFIX = "whsec_"  # noqa: S105 - the marker before a secret, not a secret
SECRET_BYTES = 32
LONGEST_URL = 2048
GONE = 410
SECONDS = 4.0  # to connect, and again for the whole of question and answer


def new_secret() -> str:
    """A fresh signing secret, as the standard writes it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def check_url(url: str) -> None:
    """Raise ValueError for an address a webhook cannot have."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a webhook needs a full http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("a webhook's address carries no user name or password: it is signed instead")
    if len(url) > LONGEST_URL:
        raise ValueError(f"a webhook's address has at most {LONGEST_URL} characters")


def sign(delivery: UUID, timestamp: int, body: bytes, secret: str) -> str:
    """The `webhook-signature` header: version 1, HMAC-SHA256 over `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    content = f"{delivery}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def payload(message: Outgoing) -> bytes:
    """What the receiver reads: that something happened and to which alert, not what. The same on every attempt."""
    content = {
        "type": message.message,
        "id": str(message.alert or message.delivery),
        "timestamp": _rfc3339(message.created_at),
        "level": message.level,
    }
    return json.dumps(content, separators=(",", ":")).encode()


def send(message: Outgoing) -> Accepted:
    """POST one message. Anything but 2xx is a failure, redirects too; 410 says that the address is gone."""
    timestamp = int(message.now.timestamp())
    body = payload(message)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Ebb",
        "webhook-id": str(message.delivery),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(message.delivery, timestamp, body, message.secret),
    }
    try:
        status = _post(urlsplit(message.address), body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"webhook: {type(error).__name__}") from error
    if not 200 <= status < 300:
        raise DeliveryError("webhook refused", gone=status == GONE, status=status)
    return Accepted(status=status)


def _post(url: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    """The answer's status; the answer's body is not read."""
    connection = _connection(url)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.connect()
        with hung_up_after(SECONDS, lambda: connection.sock) as is_late:
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
        if is_late.is_set():
            raise TimeoutError("the answer did not end")
        return status
    finally:
        connection.close()


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, url.port, timeout=SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, url.port, timeout=SECONDS)


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
