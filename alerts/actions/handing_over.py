"""Somebody leaves: what they had taken on is open again, and asks those who are still there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alerts.actions.rungs import start_round
from alerts.lifecycle import AlertState
from alerts.models import Alert, EventKind

BECAUSE = "Who had acknowledged it has left."


@transaction.atomic
def hand_back(*, user_id: UUID, subjects: Collection[UUID], now: datetime) -> int:
    """Open again what `user_id` had acknowledged about these subjects, from the first rung and at once; return how many.

    The ladder asks who may be told now, so whoever takes over must be on it before this is called.
    """
    held = Alert.objects.select_for_update().filter(
        state=AlertState.ACKNOWLEDGED, acknowledged_by=user_id, subject__in=subjects
    )
    found = list(held.order_by("raised_at", "id"))
    for alert in found:
        start_round(alert, EventKind.ACKNOWLEDGEMENT_EXPIRED, now=now, because=BECAUSE)
    return len(found)


@transaction.atomic
def tell_anew(*, subjects: Collection[UUID], now: datetime) -> int:
    """Tell the first rung again of what is open about these subjects: it may be somebody else now. Return how many."""
    waiting = Alert.objects.select_for_update().filter(state=AlertState.OPEN, inhibited_by=None, subject__in=subjects)
    found = list(waiting.order_by("raised_at", "id"))
    for alert in found:
        start_round(alert, EventKind.RENOTIFIED, now=now, because="The people who look after it have changed.")
    return len(found)
