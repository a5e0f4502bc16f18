"""The wall clock was ahead and has been put right: what was timed by it would wait until that time comes again. It does not.

Source: the design of the alert pipeline, section 4.7: a jump back makes nothing late.
"""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from alerts.lifecycle import ACKNOWLEDGEMENT_LASTS, LEASE, MINUTE, AlertState, DeliveryState
from alerts.models import Alert, Attempt, Delivery

TOLERANCE = MINUTE
BATCH = 100


def bring_back(*, now: datetime, limit: int = BATCH) -> int:
    """Start again, from now, what was timed in what is now the future; return how many rows. Nothing is told later for it.

    To be called with the time that is believed: while the wall is not, nothing lies ahead.
    """
    return _rungs(now, limit) + _acknowledgements(now) + _claims(now) + _retries(now)


def _rungs(now: datetime, limit: int) -> int:
    """An open alert that was told "in an hour" climbs as long after now as it would have after that."""
    told_ahead = Alert.objects.filter(state=AlertState.OPEN, inhibited_by=None, notified_at__gt=now + TOLERANCE)
    moved = 0
    for pk, told_at, planned in told_ahead.values_list("pk", "notified_at", "next_rung_at")[:limit]:
        if told_at is not None and planned is not None:
            due = min(planned, now + (planned - told_at))
            same = Alert.objects.filter(pk=pk, state=AlertState.OPEN, notified_at=told_at, next_rung_at=planned)
            moved += same.update(notified_at=now, next_rung_at=due)
    return moved


def _acknowledgements(now: datetime) -> int:
    """None lasts longer than it may from now on."""
    longer = [
        Q(level=level, acknowledgement_expires_at__gt=now + lasts + TOLERANCE)
        for level, lasts in ACKNOWLEDGEMENT_LASTS.items()
    ]
    lasting = Alert.objects.filter(reduce(or_, longer), state=AlertState.ACKNOWLEDGED)
    return sum(
        lasting.filter(pk=pk).update(acknowledgement_expires_at=now + ACKNOWLEDGEMENT_LASTS[level])
        for pk, level in list(lasting.values_list("pk", "level"))
    )


def _claims(now: datetime) -> int:
    """A claim that lasts longer than any may is one of before: whoever had it is done or dead."""
    claims = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_until__gt=now + LEASE + TOLERANCE)
    return claims.update(state=DeliveryState.PENDING, claim_token=None, claimed_until=None, next_attempt_at=now)


def _retries(now: datetime) -> int:
    """What was written or last tried in the future is due now."""
    ahead = now + TOLERANCE
    tried = Attempt.objects.filter(delivery=OuterRef("pk"), started_at__gt=ahead)
    waiting = Delivery.objects.filter(
        Exists(tried) | Q(created_at__gt=ahead), state=DeliveryState.PENDING, next_attempt_at__gt=ahead
    )
    return waiting.update(next_attempt_at=now)
