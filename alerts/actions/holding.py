"""What may wait a moment: a second page about the same person, and a service that is down. Emergencies never wait."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from alerts.actions import circuits
from alerts.actions.changing import ASKING
from alerts.lifecycle import EMERGENCY, LEVELS, DeliveryState, rank
from alerts.models import Channel, Delivery

QUIET_AFTER_A_PAGE = timedelta(minutes=15)
A_MOMENT = timedelta(seconds=1)
A_MINUTE = timedelta(minutes=1)
SPREAD_MILLISECONDS = 5_000


def held_until(row: Delivery, now: datetime) -> datetime | None:
    """Until when this delivery waits; None when it may leave now."""
    if row.alert is not None and row.alert.level == EMERGENCY:
        return None
    return _after_the_last_page(row, now) or _when_the_service_is_back(row, now)


def _after_the_last_page(row: Delivery, now: datetime) -> datetime | None:
    """At most one page about one person in 15 minutes, unless this one is worse. A machine is no person: it hears at once.

    The text says "something needs you", and the list that it opens holds both.
    """
    if row.alert is None or row.message not in ASKING or row.contact_point.channel == Channel.WEBHOOK:
        return None
    as_bad = [level for level in LEVELS if rank(level) <= rank(row.alert.level)]
    pages = Delivery.objects.filter(
        recipient=row.recipient_id, subject=row.subject, message__in=ASKING, alert__level__in=as_bad
    ).exclude(Q(alert=row.alert_id) | Q(contact_point__channel=Channel.WEBHOOK))
    # What was sent "in an hour", by a clock that has been put right since, holds nothing up.
    sent = pages.filter(state=DeliveryState.SENT, sent_at__gt=now - QUIET_AFTER_A_PAGE, sent_at__lt=now + A_MINUTE)
    last: datetime | None = sent.aggregate(last=Max("sent_at"))["last"]
    if last is not None:
        return last + QUIET_AFTER_A_PAGE
    # One is leaving at this moment: look again when it has been accepted, or has failed and this one must go.
    leaving: datetime | None = pages.filter(state=DeliveryState.CLAIMED).aggregate(until=Max("claimed_until"))["until"]
    return None if leaving is None else max(leaving, now) + A_MOMENT


def _when_the_service_is_back(row: Delivery, now: datetime) -> datetime | None:
    back = circuits.resting_until(row.contact_point, now)
    return None if back is None else back + timedelta(milliseconds=row.pk.int % SPREAD_MILLISECONDS)
