"""The wall clock was ahead and has been put right: what was timed by it would wait until that time comes again. It does not.

Source: the design of the alert pipeline, section 4.7: a jump back makes nothing late.
"""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.lifecycle import ACKNOWLEDGEMENT_LASTS, LEASE, MINUTE, AlertState, DeliveryState
from alerts.models import Alert, Attempt, Delivery

TOLERANCE = MINUTE
# What the clocks of several machines may differ by: a message waits no longer for a step back.
AHEAD = timedelta(seconds=2)
BATCH = 100


def bring_back(*, now: datetime, limit: int = BATCH) -> int:
    """Start again, from now, the ladder that was timed in what is now the future; return how many rows. Nothing is told later for it.

    To be called with the time that is believed: while the wall is not, nothing lies ahead.
    """
    return _rungs(now, limit) + _acknowledgements(now)


def bring_messages_back(*, now: datetime) -> int:
    """What was written or last tried in what is now the future is due now; return how many rows.

    To be called with the later of both clocks: what lies ahead of it was written by a wall that has been put back since,
    whether this one is believed or not.
    """
    return waiting_beyond(now + AHEAD).update(next_attempt_at=now)


def shorten_claims(*, now: datetime) -> int:
    """Let no claim last longer than one that begins now; return how many. Whoever has it may still be sending.

    To be called with the wall's time, believed or not: the fast lane claims by it, and claims end by it.
    """
    return claimed_beyond(now + LEASE + AHEAD).update(claimed_until=now + LEASE)


# --- What lies further ahead than it can: asked here, and by an idle sweep (`alerts/actions/idling.py`) ----------------------


def told_after(moment: datetime) -> QuerySet[Alert]:
    """Open alerts that say they were told of after `moment`, which a clock that was put back has yet to reach."""
    return Alert.objects.filter(state=AlertState.OPEN, inhibited_by=None, notified_at__gt=moment)


def acknowledged_beyond(*moments: datetime) -> QuerySet[Alert]:
    """`moments`: for each level how long an acknowledgement may last, in the order of `ACKNOWLEDGEMENT_LASTS`."""
    each = zip(ACKNOWLEDGEMENT_LASTS, moments, strict=True)
    longer = [Q(level=level, acknowledgement_expires_at__gt=moment) for level, moment in each]
    return Alert.objects.filter(reduce(or_, longer), state=AlertState.ACKNOWLEDGED)


def claimed_beyond(moment: datetime) -> QuerySet[Delivery]:
    """Deliveries whose claim ends after `moment`: made by a clock that was ahead."""
    return Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_until__gt=moment)


def waiting_beyond(moment: datetime) -> QuerySet[Delivery]:
    """Deliveries that wait until after `moment` because they were made, or tried, by a clock that was ahead."""
    # The clock may have gone ahead in the middle of a try; when to try again is reckoned from its end.
    of_then = Q(started_at__gt=moment) | Q(ended_at__gt=moment)
    tried = Attempt.objects.filter(of_then, delivery=OuterRef("pk"))
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
