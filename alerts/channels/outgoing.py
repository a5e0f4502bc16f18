"""What a channel is given, and how it says that it could not send."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message, ready to leave. `delivery` is the same on every attempt; `now` is the moment of this one.

    `subject` and `body` are for e-mail; `subject` and `hint` for a lock screen; after `expires_at` nobody needs it.
    `language` is that of the three texts.
    """

    delivery: UUID
    alert: UUID | None
    message: str
    level: str | None
    created_at: datetime
    now: datetime
    address: str
    secret: str
    subject: str
    body: str
    hint: str
    link: str
    expires_at: datetime
    language: str = "en"


class DeliveryError(Exception):
    """A message was not accepted. `reason` is a fixed word or two, never the other side's text.

    `permanent`: trying again is useless; `gone`: the contact point itself no longer exists; `wait_seconds`: the other
    side asked to be left alone for so long; `is_ours`: the fault is ours and says nothing of the other side.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        gone: bool = False,
        status: int | None = None,
        wait_seconds: int = 0,
        is_ours: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent or gone
        self.gone = gone
        self.status = status
        self.wait_seconds = wait_seconds
        self.is_ours = is_ours


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has taken the message over."""

    reference: str = ""
    status: int | None = None
