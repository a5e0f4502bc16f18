"""How a message leaves: one file per channel, one function each. They know addresses and neutral texts, no tables."""

from collections.abc import Callable

from alerts.channels import email, webhook
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

Send = Callable[[Outgoing], Accepted]

CHANNELS: dict[str, Send] = {"email": email.send, "webhook": webhook.send}

__all__ = ["CHANNELS", "Accepted", "DeliveryError", "Outgoing", "Send"]
