"""The wall clock was ahead and has been put right: what was timed by it would wait until that time comes again. It does not.

Source: the design of the alert pipeline, section 4.7: a jump back makes nothing late.
"""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.lifecycle import ACKNOWLEDGEMENT_LASTS, LEASE, MINUTE, AlertState, DeliveryState
from alerts.models import Alert, Attempt, Delivery

TOLERANCE = MINUTE
BATCH = 100


def bring_back(*, now: datetime, limit: int = BATCH) -> int:
    """Start again, from now, what was timed in what is now the future; return how many rows. Nothing is told later for it.

    To be called with the time that is believed: while the wall is not, nothing lies ahead.
    """
    return _rungs(now, limit) + _acknowledgements(now) + _claims(now) + _retries(now)


# --- What lies further ahead than it can: asked here, and by an idle sweep (`alerts/actions/idling.py`) ----------------------


def told_after(moment: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(state=AlertState.OPEN, inhibited_by=None, notified_at__gt=moment)


def acknowledged_beyond(*moments: datetime) -> QuerySet[Alert]:
    """`moments`: for each level how long an acknowledgement may last, in the order of `ACKNOWLEDGEMENT_LASTS`."""
    each = zip(ACKNOWLEDGEMENT_LASTS, moments, strict=True)
    longer = [Q(level=level, acknowledgement_expires_at__gt=moment) for level, moment in each]
    return Alert.objects.filter(reduce(or_, longer), state=AlertState.ACKNOWLEDGED)


def claimed_beyond(moment: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_until__gt=moment)


def waiting_beyond(moment: datetime) -> QuerySet[Delivery]:
    tried = Attempt.objects.filter(delivery=OuterRef("pk"), started_at__gt=moment)
    ahead = Exists(tried) | Q(created_at__gt=moment)
    return Delivery.objects.filter(ahead, state=DeliveryState.PENDING, next_attempt_at__gt=moment)


# --- What is done about it ------------------------------------------------------------------------------------------------


def _rungs(now: datetime, limit: int) -> int:
    """An open alert that was told "in an hour" climbs as long after now as it would have after that."""
    moved = 0
    for pk, told_at, planned in told_after(now + TOLERANCE).values_list("pk", "notified_at", "next_rung_at")[:limit]:
        if told_at is not None and planned is not None:
            due = min(planned, now + (planned - told_at))
            same = Alert.objects.filter(pk=pk, state=AlertState.OPEN, notified_at=told_at, next_rung_at=planned)
            moved += same.update(notified_at=now, next_rung_at=due)
    return moved


def _acknowledgements(now: datetime) -> int:
    """None lasts longer than it may from now on."""
    lasting = acknowledged_beyond(*(now + lasts + TOLERANCE for lasts in ACKNOWLEDGEMENT_LASTS.values()))
    return sum(
        lasting.filter(pk=pk).update(acknowledgement_expires_at=now + ACKNOWLEDGEMENT_LASTS[level])
        for pk, level in list(lasting.values_list("pk", "level"))
    )


def _claims(now: datetime) -> int:
    """A claim that lasts longer than any may is one of before: whoever had it is done or dead."""
    claims = claimed_beyond(now + LEASE + TOLERANCE)
    return claims.update(state=DeliveryState.PENDING, claim_token=None, claimed_until=None, next_attempt_at=now)


def _retries(now: datetime) -> int:
    """What was written or last tried in the future is due now."""
    return waiting_beyond(now + TOLERANCE).update(next_attempt_at=now)
