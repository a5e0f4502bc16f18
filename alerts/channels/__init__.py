"""How a message leaves: one file per channel, one function each. They know addresses and neutral texts, no tables."""

from collections.abc import Callable
from importlib.util import find_spec

from django.conf import settings

from alerts.channels import email, push, services, sms, webhook
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

if settings.SERVICES and find_spec("apprise"):
    from alerts.channels import carrier as _carrier  # noqa: F401 - slow to import, and only then of any use

Send = Callable[[Outgoing], Accepted]

CHANNELS: dict[str, Send] = {
    "email": email.send,
    "push": push.send,
    "service": services.send,
    "sms": sms.send,
    "webhook": webhook.send,
}

__all__ = ["CHANNELS", "Accepted", "DeliveryError", "Outgoing", "Send"]
