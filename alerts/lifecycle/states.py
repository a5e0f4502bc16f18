"""What an alert and a delivery can be, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum


class AlertState(StrEnum):
    """Open asks for somebody; snoozed asks again later; resolved was closed by a person, withdrawn by later data."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class DeliveryState(StrEnum):
    """Claimed: one process holds it for `LEASE` and may be sending it right now."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


CLOSED = frozenset({AlertState.RESOLVED, AlertState.WITHDRAWN})
NOT_CLOSED = frozenset(AlertState) - CLOSED
ENDED_UNSENT = frozenset({DeliveryState.FAILED, DeliveryState.SUPPRESSED})

TRANSITIONS: Mapping[StrEnum, Mapping[StrEnum, str]] = {  # from, to, and what makes it so
    AlertState.OPEN: {
        AlertState.ACKNOWLEDGED: "a person has seen it",
        AlertState.SNOOZED: "a person puts it off",
        AlertState.RESOLVED: "a person says what was done",
        AlertState.WITHDRAWN: "later data removed its cause",
    },
    AlertState.ACKNOWLEDGED: {
        AlertState.OPEN: "no outcome in time, or news",
        AlertState.RESOLVED: "a person says what was done",
    },
    AlertState.SNOOZED: {
        AlertState.OPEN: "its end has come, or news",
        AlertState.ACKNOWLEDGED: "a person has seen it",
        AlertState.RESOLVED: "a person says what was done",
        AlertState.WITHDRAWN: "later data removed its cause",
    },
    AlertState.RESOLVED: {},
    AlertState.WITHDRAWN: {},
    DeliveryState.PENDING: {
        DeliveryState.CLAIMED: "its moment has come",
        DeliveryState.SUPPRESSED: "nobody needs it any more",
    },
    DeliveryState.CLAIMED: {
        DeliveryState.SENT: "the other side has taken it",
        DeliveryState.PENDING: "to be tried again, or the lease has run out",
        DeliveryState.FAILED: "refused for good, or out of time",
    },
    DeliveryState.SENT: {},
    DeliveryState.FAILED: {},
    DeliveryState.SUPPRESSED: {},
}


class TransitionRefused(Exception):
    """The state machine has no such edge."""

    def __init__(self, old: StrEnum, new: StrEnum) -> None:
        super().__init__(f"{type(old).__name__}: {old} cannot become {new}")


def check_transition(old: StrEnum, new: StrEnum) -> None:
    """Raise `TransitionRefused` unless `new` may follow `old` (both alert states, or both delivery states)."""
    if new not in TRANSITIONS[old]:
        raise TransitionRefused(old, new)
