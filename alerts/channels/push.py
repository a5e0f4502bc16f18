"""Web push: a neutral text for one browser, through the push service that the browser chose."""

import http.client
import json
from email.utils import parseaddr

from django.conf import settings

from alerts.channels import outside, sealed_push
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

GONE = (404, 410)
TOO_LARGE = 413
DECLARATIVE = 8030  # the number that tells a browser it may show the message without our worker
URGENCY = {"emergency": "high", "urgent": "high", "practitioner": "normal"}
TOPIC_WITHOUT_ALERT = "ebb"


def check_subscription(endpoint: str, keys: str) -> None:
    """Raise ValueError for an endpoint that is no known push service, or keys that encrypt for nobody."""
    parts = outside.check_url(endpoint)
    if not (outside.is_loopback_allowed(parts) or _is_push_service(parts.hostname or "")):
        raise outside.Refused("This address belongs to no push service that is known here.")
    sealed_push.read_keys(*read_secret(keys))


def _is_push_service(host: str) -> bool:
    return outside.is_named(host, settings.PUSH_HOSTS)


def write_secret(p256dh: str, auth: str) -> str:
    """The two keys of a subscription as a contact point keeps them."""
    return f"{p256dh} {auth}"


def read_secret(keys: str) -> tuple[str, str]:
    """The browser's public key and its shared secret, both base64url, of a subscription as it is kept."""
    p256dh, _, auth = keys.partition(" ")
    return p256dh, auth


def payload(message: Outgoing) -> bytes:
    """A declarative push message; browsers that do not know those hand the same text to our worker.

    `mutable` wakes the worker where there is one, so that it can tell us that the message came.
    """
    notification = {
        "title": message.subject,
        "body": message.hint,
        "navigate": message.link,
        "tag": topic(message),
        "lang": message.language,
        "dir": "ltr",
        "silent": False,
        "data": {"receipt": str(message.delivery)},
    }
    content = {"web_push": DECLARATIVE, "mutable": True, "notification": notification}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def topic(message: Outgoing) -> str:
    """What makes a later message replace an earlier one, on its way and on the screen: the alert."""
    return message.alert.hex if message.alert else TOPIC_WITHOUT_ALERT


def send(message: Outgoing) -> Accepted:
    """Hand one message to the push service. 404 and 410 say that the subscription is gone."""
    try:
        check_subscription(message.address, message.secret)
        their_key, auth = read_secret(message.secret)
        body = sealed_push.encrypt(payload(message), their_key=their_key, auth=auth)
    except ValueError as error:
        raise DeliveryError("push: unusable subscription", permanent=True) from error
    try:
        answer = outside.call("POST", message.address, headers=_headers(message), body=body)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"push: {type(error).__name__}") from error
    status = answer.status
    if not 200 <= status < 300:
        raise DeliveryError(
            "push refused",
            permanent=status == TOO_LARGE,
            gone=status in GONE,
            status=status,
            wait_seconds=answer.wait_seconds,
        )
    return Accepted(status=status)


def _headers(message: Outgoing) -> dict[str, str]:
    kept_for = max(0, int((message.expires_at - message.now).total_seconds()))
    contact = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(kept_for),
        "Urgency": URGENCY.get(message.level or "", "normal"),
        "Topic": topic(message),
        "Authorization": sealed_push.authorization(
            message.address, key=settings.VAPID_KEY, contact=contact, now=message.now
        ),
    }
