"""Keeps, for each lane, which time it goes by: the wall's, unless the wall clock has just been moved."""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet

from alerts.lifecycle import Tick, Trusted, trust
from alerts.models import SweepBeat
from alerts.prepared import first_of, prepared

log = logging.getLogger(__name__)


def trust_clock(*, lane: str, tick: Tick) -> Trusted:
    """The time that rules about time go by in this lane. Messages leave by the wall's as well: a red flag never waits.

    What is believed, as before, is kept with the next beat: from an older one it follows all the same.
    """
    beat = first_of(_beat(lane))
    before = None
    if beat is not None and beat.trusted_at is not None and beat.since_boot is not None:
        before = Trusted(beat.trusted_at, beat.since_boot, beat.boot, beat.off_by, beat.suspected)
    trusted = trust(before, tick)
    if beat is not None and not (before is not None and _is_as_before(before, trusted)):
        if trusted.suspected is not None and beat.suspected is None:
            log.error("the wall clock is off by %s: rules about time go on without it", trusted.off_by)
        SweepBeat.objects.filter(name=lane).update(**columns_of(trusted))
    return trusted


def columns_of(trusted: Trusted) -> dict[str, datetime | timedelta | str | None]:
    """What a beat keeps of it."""
    return {
        "trusted_at": trusted.at,
        "since_boot": trusted.since_boot,
        "boot": trusted.boot,
        "off_by": trusted.off_by,
        "suspected": trusted.suspected,
    }


def _is_as_before(before: Trusted, trusted: Trusted) -> bool:
    return before.boot == trusted.boot and before.suspected is None and trusted.suspected is None


@prepared
def _beat(lane: str) -> QuerySet[SweepBeat]:
    return SweepBeat.objects.filter(name=lane)
