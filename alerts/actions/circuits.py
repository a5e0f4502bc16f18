"""Leaving a service alone that fails again and again, so that its time-outs do not hold up the others. What is known is rows.

An emergency is tried whatever is known of the service, and a circuit closes by itself when its time is over.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import F, Q

from alerts.channels import Accepted, DeliveryError
from alerts.models import Channel, Circuit, ContactPoint

log = logging.getLogger(__name__)

MOST_FAILURES = 5  # in a row
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=5)


def name_of(point: ContactPoint) -> str:
    """What fails and recovers as one: the mail server, the gateway, one push service, one receiver of webhooks."""
    if point.channel not in (Channel.PUSH, Channel.WEBHOOK):
        return str(point.channel)
    host = urlsplit(point.address).hostname or ""
    return f"{point.channel}:{hashlib.sha256(host.encode()).hexdigest()[:16]}"


def resting_until(point: ContactPoint, now: datetime) -> datetime | None:
    """Until when the service of this contact point is left alone; None when it may be tried."""
    # None is open for longer: what says so was written by a clock that was ahead.
    open_now = Circuit.objects.filter(name=name_of(point), open_until__gt=now, open_until__lte=now + LONGEST_PAUSE)
    return open_now.values_list("open_until", flat=True).first()


def note_result(point: ContactPoint, result: Accepted | DeliveryError, now: datetime) -> None:
    """Remember how a service did. A refusal for good is an answer: the service itself is well."""
    if isinstance(result, DeliveryError) and result.is_ours:
        return
    circuits = Circuit.objects.filter(name=name_of(point))
    if isinstance(result, Accepted) or result.permanent:
        circuits.filter(failures__gt=0).update(failures=0, openings=0, open_until=None, changed_at=now)
        return
    if not circuits.update(failures=F("failures") + 1, changed_at=now):
        Circuit.objects.get_or_create(name=name_of(point), defaults={"failures": 1, "changed_at": now})
    closed = Q(open_until=None) | Q(open_until__lte=now)
    tired = circuits.filter(closed, failures__gte=MOST_FAILURES).first()
    if tired is not None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tired.openings, 10))
        circuits.filter(closed, openings=tired.openings).update(
            open_until=now + pause, openings=F("openings") + 1, changed_at=now
        )
        log.warning("%s failed %d times in a row: left alone for %s", tired.name, tired.failures, pause)
