"""Small changes that several actions make: a state checked against the table, and messages taken back in time."""

from collections.abc import Collection
from uuid import UUID

from alerts.lifecycle import AlertState, DeliveryState, check_transition
from alerts.models import Alert, Delivery

ASKING = ("alert", "reminder", "drill")  # messages that make sense only while the alert is open
SUPERSEDED = "superseded"
HELD_BACK = "inhibited"


def change_state(alert: Alert, state: AlertState) -> None:
    """Change the state in memory. Raises `TransitionRefused` for an edge that does not exist."""
    check_transition(AlertState(alert.state), state)
    alert.state = state


def suppress_pending(alert: Alert, reason: str, contact_points: Collection[UUID] | None = None) -> None:
    """Take back what asks for an answer and has not left yet (to these contact points, or to all)."""
    check_transition(DeliveryState.PENDING, DeliveryState.SUPPRESSED)
    waiting = Delivery.objects.filter(alert=alert, state=DeliveryState.PENDING, message__in=ASKING)
    if contact_points is not None:
        waiting = waiting.filter(contact_point__in=contact_points)
    waiting.update(state=DeliveryState.SUPPRESSED, reason=reason)
