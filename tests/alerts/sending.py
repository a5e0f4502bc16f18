"""What the tests of the channels send, and a receiver's own check of a webhook's signature."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug import Request

from alerts import channels
from alerts.channels import Outgoing

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DELIVERY = UUID("01890000-0000-7000-8000-000000000001")
ALERT = UUID("01890000-0000-7000-8000-000000000002")
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def outgoing(address: str, **changes: Any) -> Outgoing:
    fields: dict[str, Any] = {
        "delivery": DELIVERY,
        "alert": ALERT,
        "message": "alert",
        "level": "emergency",
        "created_at": NOW,
        "now": NOW + timedelta(minutes=3),
        "address": address,
        "secret": SECRET,
        "subject": "Ebb: something needs your attention",
        "body": "Please sign in.",
        "hint": "Open Ebb to read it.",
        "link": f"https://ebb.example/clinic/alerts/{ALERT}",
        "expires_at": NOW + timedelta(hours=1),
    }
    return Outgoing(**(fields | changes))


def send_hook(url: str, **changes: Any) -> channels.Accepted:
    return channels.CHANNELS["webhook"](outgoing(url, **changes))


def verify(request: Request, secret: str, signature: str | None = None) -> None:
    """A receiver's own check, written from the standard and not from our code."""
    signed = b".".join(
        (request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), request.data)
    )
    digest = hmac.new(base64.b64decode(secret.split("_", 1)[1]), signed, hashlib.sha256).digest()
    assert (signature or request.headers["webhook-signature"]).split(",") == ["v1", base64.b64encode(digest).decode()]
