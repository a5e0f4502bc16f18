"""Webhooks, as Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): signed, thin, no redirects."""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
from datetime import UTC, datetime
from uuid import UUID

from alerts.channels import outside
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

SECRET_PREFIX = "whsec_"  # noqa: S105 - the marker before a secret, not a secret
SECRET_BYTES = 32
GONE = 410


def new_secret() -> str:
    """A fresh signing secret, as the standard writes it."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def check_url(url: str) -> None:
    """Raise `outside.Refused`, a ValueError, for an address a webhook cannot have."""
    outside.check_url(url)


def sign(delivery: UUID, timestamp: int, body: bytes, secret: str) -> str:
    """The `webhook-signature` header: version 1, HMAC-SHA256 over `id.timestamp.body`, once for each secret.

    `secret` holds one secret, or two separated by a blank while receivers change over from the second to the first.
    """
    content = f"{delivery}.{timestamp}.".encode() + body
    return " ".join(_signature(content, each) for each in secret.split())


def _signature(content: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
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
        answer = outside.call("POST", message.address, headers=headers, body=body)
    except outside.Refused as error:
        raise DeliveryError("webhook: address refused", permanent=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"webhook: {type(error).__name__}") from error
    if not 200 <= answer.status < 300:
        raise DeliveryError(
            "webhook refused",
            gone=answer.status == GONE,
            status=answer.status,
            wait_seconds=answer.wait_seconds,
        )
    return Accepted(status=answer.status)


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
